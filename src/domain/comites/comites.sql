-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/comites/comites.h"

-- query: comites_tous () -> many (comite_id ComiteId, nom str, genre str, membres i64, reunions i64)
SELECT c.comite_id, c.nom, c.genre,
    CAST((SELECT COUNT(*) FROM comite_membre m WHERE m.comite_id = c.comite_id) AS BIGINT) AS membres,
    CAST((SELECT COUNT(*) FROM reunion r WHERE r.comite_id = c.comite_id) AS BIGINT) AS reunions
FROM comite c ORDER BY c.genre DESC, c.comite_id;

-- query: comite_creer (nom str, genre str, now i64) -> one (comite_id ComiteId)
INSERT INTO comite (nom, genre, cree_at) VALUES (:nom, :genre, :now) RETURNING comite_id;

-- query: membres_de (comite_id ComiteId) -> many (personne_id PersonneId)
SELECT personne_id FROM comite_membre WHERE comite_id = :comite_id ORDER BY personne_id;

-- query: membre_est (comite_id ComiteId, personne_id PersonneId) -> maybe (un i64)
SELECT 1 AS un FROM comite_membre WHERE comite_id = :comite_id AND personne_id = :personne_id;

-- query: membre_ajouter (comite_id ComiteId, personne_id PersonneId) -> exec
INSERT INTO comite_membre (comite_id, personne_id) VALUES (:comite_id, :personne_id)
ON CONFLICT (comite_id, personne_id) DO NOTHING;

-- query: membre_retirer (comite_id ComiteId, personne_id PersonneId) -> exec
DELETE FROM comite_membre WHERE comite_id = :comite_id AND personne_id = :personne_id;

-- query: reunions_de (comite_id ComiteId) -> many (reunion_id ReunionId, debut_at i64, duree_mn i64, lieu str, ordre str,
--        compte_rendu str, version i64, annulee bool)
SELECT reunion_id, debut_at, duree_mn, lieu, ordre, compte_rendu, version, annulee FROM reunion
WHERE comite_id = :comite_id ORDER BY debut_at, reunion_id;

-- query: reunion_lire (reunion_id ReunionId) -> one (comite_id ComiteId, debut_at i64, duree_mn i64, lieu str, ordre str,
--        compte_rendu str, version i64, annulee bool)
SELECT comite_id, debut_at, duree_mn, lieu, ordre, compte_rendu, version, annulee FROM reunion WHERE reunion_id = :reunion_id;

-- query: reunion_creer (comite_id ComiteId, debut_at i64, duree_mn i64, lieu str) -> one (reunion_id ReunionId)
INSERT INTO reunion (comite_id, debut_at, duree_mn, lieu, ordre, compte_rendu, version)
VALUES (:comite_id, :debut_at, :duree_mn, :lieu, '', '', 1) RETURNING reunion_id;

-- query: reunion_ecrire (reunion_id ReunionId, version_lue i64, ordre str, compte_rendu str) -> count
UPDATE reunion SET ordre = :ordre, compte_rendu = :compte_rendu, version = version + 1
WHERE reunion_id = :reunion_id AND version = :version_lue;

-- query: reunion_deplacer (reunion_id ReunionId, version_lue i64, debut_at i64, duree_mn i64, lieu str) -> count
UPDATE reunion SET debut_at = :debut_at, duree_mn = :duree_mn, lieu = :lieu, version = version + 1
WHERE reunion_id = :reunion_id AND version = :version_lue;

-- query: reunion_annuler (reunion_id ReunionId, annulee bool) -> count
UPDATE reunion SET annulee = :annulee, version = version + 1 WHERE reunion_id = :reunion_id AND annulee <> :annulee;

-- query: presences_de (reunion_id ReunionId) -> many (personne_id PersonneId, presence str)
SELECT personne_id, presence FROM reunion_presence WHERE reunion_id = :reunion_id;

-- query: presence_ecrire (reunion_id ReunionId, personne_id PersonneId, presence str) -> exec
INSERT INTO reunion_presence (reunion_id, personne_id, presence) VALUES (:reunion_id, :personne_id, :presence)
ON CONFLICT (reunion_id, personne_id) DO UPDATE SET presence = excluded.presence;

-- query: decisions_de (reunion_id ReunionId) -> many (decision_id i64, texte str, action str, etat str, etat_avant str,
--        retrait_at i64?, retrait_par i64?, retrait_motif str, pour i64, contre i64, abstention i64)
SELECT d.decision_id, d.texte, d.action, d.etat, d.etat_avant, d.retrait_at, d.retrait_par, d.retrait_motif,
    CAST((SELECT COUNT(*) FROM reunion_vote v WHERE v.decision_id = d.decision_id AND v.vote = 'pour') AS BIGINT) AS pour,
    CAST((SELECT COUNT(*) FROM reunion_vote v WHERE v.decision_id = d.decision_id AND v.vote = 'contre') AS BIGINT) AS contre,
    CAST((SELECT COUNT(*) FROM reunion_vote v WHERE v.decision_id = d.decision_id AND v.vote = 'abstention') AS BIGINT)
        AS abstention
FROM reunion_decision d WHERE d.reunion_id = :reunion_id ORDER BY d.decision_id;

-- query: decision_creer (reunion_id ReunionId, texte str, action str) -> exec
INSERT INTO reunion_decision (reunion_id, texte, action, etat) VALUES (:reunion_id, :texte, :action, 'proposee');

-- query: decision_clore (reunion_id ReunionId, decision_id i64, etat str) -> count
UPDATE reunion_decision SET etat = :etat
WHERE reunion_id = :reunion_id AND decision_id = :decision_id AND etat = 'proposee';

-- query: decision_retirer (reunion_id ReunionId, decision_id i64, at i64?, par i64?, motif str) -> count
UPDATE reunion_decision SET etat_avant = etat, etat = 'retiree', retrait_at = :at, retrait_par = :par, retrait_motif = :motif
WHERE reunion_id = :reunion_id AND decision_id = :decision_id AND etat <> 'retiree';

-- query: decision_retablir (reunion_id ReunionId, decision_id i64) -> count
UPDATE reunion_decision SET etat = etat_avant, etat_avant = '', retrait_at = NULL, retrait_par = NULL, retrait_motif = ''
WHERE reunion_id = :reunion_id AND decision_id = :decision_id AND etat = 'retiree';

-- query: retraits_par (personne_id i64?) -> many (texte str, motif str)
SELECT texte, retrait_motif AS motif FROM reunion_decision WHERE retrait_par = :personne_id ORDER BY decision_id;

-- query: retraits_oublier (personne_id i64?) -> exec
UPDATE reunion_decision SET retrait_par = NULL WHERE retrait_par = :personne_id;

-- What was decided, or is to be, about an action of the plan; the last meeting first.
-- query: decisions_sur (action str) -> many (comite_id ComiteId, nom str, reunion_id ReunionId, debut_at i64, texte str,
--        etat str)
SELECT c.comite_id, c.nom, r.reunion_id, r.debut_at, d.texte, d.etat
FROM reunion_decision d JOIN reunion r ON r.reunion_id = d.reunion_id JOIN comite c ON c.comite_id = r.comite_id
WHERE d.action = :action ORDER BY r.debut_at DESC, d.decision_id LIMIT 100;

-- query: vote_ecrire (decision_id i64, personne_id PersonneId, vote str) -> exec
INSERT INTO reunion_vote (decision_id, personne_id, vote) VALUES (:decision_id, :personne_id, :vote)
ON CONFLICT (decision_id, personne_id) DO UPDATE SET vote = excluded.vote;

-- query: taches_de (reunion_id ReunionId) -> many (tache_id i64, decision_id i64, texte str, personne_id i64?, echeance_j i64?,
--        faite_at i64?, etat str)
SELECT t.tache_id, t.decision_id, t.texte, t.personne_id, t.echeance_j, t.faite_at, d.etat
FROM reunion_tache t JOIN reunion_decision d ON d.decision_id = t.decision_id
WHERE d.reunion_id = :reunion_id ORDER BY t.tache_id;

-- query: tache_creer (decision_id i64, texte str, personne_id i64?, echeance_j i64?) -> exec
INSERT INTO reunion_tache (decision_id, texte, personne_id, echeance_j)
VALUES (:decision_id, :texte, :personne_id, :echeance_j);

-- query: tache_finir (tache_id i64, now i64) -> count
UPDATE reunion_tache SET faite_at = :now WHERE tache_id = :tache_id AND faite_at IS NULL;

-- query: taches_a_faire (personne_id i64?) -> many (reunion_id ReunionId, texte str)
SELECT d.reunion_id, t.texte FROM reunion_tache t JOIN reunion_decision d ON d.decision_id = t.decision_id
WHERE t.personne_id = :personne_id AND t.faite_at IS NULL AND d.etat <> 'retiree' ORDER BY t.tache_id LIMIT 20;

-- query: taches_par (personne_id i64?) -> many (texte str, faite_at i64?)
SELECT texte, faite_at FROM reunion_tache WHERE personne_id = :personne_id ORDER BY tache_id;

-- query: presences_par (personne_id PersonneId) -> many (nom str, debut_at i64, presence str)
SELECT c.nom, r.debut_at, p.presence FROM reunion_presence p JOIN reunion r ON r.reunion_id = p.reunion_id
JOIN comite c ON c.comite_id = r.comite_id WHERE p.personne_id = :personne_id ORDER BY r.debut_at;

-- query: votes_par (personne_id PersonneId) -> many (texte str, vote str)
SELECT d.texte, v.vote FROM reunion_vote v JOIN reunion_decision d ON d.decision_id = v.decision_id
WHERE v.personne_id = :personne_id ORDER BY d.decision_id;

-- query: membre_partout (personne_id PersonneId) -> many (comite_id ComiteId, nom str)
SELECT c.comite_id, c.nom FROM comite_membre m JOIN comite c ON c.comite_id = m.comite_id
WHERE m.personne_id = :personne_id ORDER BY c.comite_id;

-- query: membre_oublier (personne_id PersonneId) -> exec
DELETE FROM comite_membre WHERE personne_id = :personne_id;

-- query: taches_oublier (personne_id i64?) -> exec
UPDATE reunion_tache SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: dossier_creer (reunion_id ReunionId, fait_at i64, forme str, octets bytes, sha256 str) -> exec
INSERT INTO reunion_dossier (reunion_id, fait_at, forme, octets, sha256)
VALUES (:reunion_id, :fait_at, :forme, :octets, :sha256);

-- query: dossiers_de (reunion_id ReunionId) -> many (dossier_id i64, fait_at i64, forme str, sha256 str, octets i64)
SELECT dossier_id, fait_at, forme, sha256, CAST(LENGTH(octets) AS BIGINT) AS octets FROM reunion_dossier
WHERE reunion_id = :reunion_id ORDER BY fait_at DESC, dossier_id DESC;

-- query: dossier_lire (reunion_id ReunionId, dossier_id i64) -> one (fait_at i64, forme str, octets bytes, sha256 str)
SELECT fait_at, forme, octets, sha256 FROM reunion_dossier WHERE reunion_id = :reunion_id AND dossier_id = :dossier_id;

-- query: fige_garder (nom str, type str, octets bytes) -> exec
INSERT INTO reunion_fige (nom, type, octets) VALUES (:nom, :type, :octets) ON CONFLICT (nom) DO NOTHING;

-- query: fige_lire (nom str) -> one (type str, octets bytes)
SELECT type, octets FROM reunion_fige WHERE nom = :nom;

-- query: papiers_de (reunion_id ReunionId) -> many (document_id i64, nom str, taille i64, sha256 str, at i64)
SELECT document_id, nom, taille, sha256, at FROM reunion_document WHERE reunion_id = :reunion_id ORDER BY at, document_id;

-- query: papier_creer (reunion_id ReunionId, nom str, type str, octets bytes, taille i64, sha256 str, personne_id i64?, at i64)
--        -> exec
-- args struct
INSERT INTO reunion_document (reunion_id, nom, type, octets, taille, sha256, personne_id, at)
VALUES (:reunion_id, :nom, :type, :octets, :taille, :sha256, :personne_id, :at);

-- query: papier_lire (reunion_id ReunionId, document_id i64) -> one (nom str, type str, octets bytes)
SELECT nom, type, octets FROM reunion_document WHERE reunion_id = :reunion_id AND document_id = :document_id;

-- query: papier_effacer (reunion_id ReunionId, document_id i64) -> count
DELETE FROM reunion_document WHERE reunion_id = :reunion_id AND document_id = :document_id;

-- query: papiers_oublier (personne_id i64?) -> exec
UPDATE reunion_document SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: papiers_par (personne_id i64?) -> many (nom str, at i64)
SELECT nom, at FROM reunion_document WHERE personne_id = :personne_id ORDER BY at, document_id;
