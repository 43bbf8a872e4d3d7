-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/fonds/fonds.h"

-- query: fonds_liste () -> many (fonds_id FondsId, annee i64, nom str, reglement str, avance_max i64, publie bool, invente bool,
--        version i64)
SELECT fonds_id, annee, nom, reglement, avance_max, publie, invente, version FROM fonds ORDER BY annee DESC, fonds_id DESC;

-- query: fonds_ajouter (annee i64, nom str, reglement str, avance_max i64, publie bool, invente bool, now i64)
--        -> one (fonds_id FondsId)
INSERT INTO fonds (annee, nom, reglement, avance_max, publie, invente, version, cree_at)
VALUES (:annee, :nom, :reglement, :avance_max, :publie, :invente, 1, :now) RETURNING fonds_id;

-- query: fonds_changer (fonds_id FondsId, version_lue i64, annee i64, nom str, reglement str, avance_max i64, publie bool)
--        -> count
UPDATE fonds SET annee = :annee, nom = :nom, reglement = :reglement, avance_max = :avance_max, publie = :publie,
    version = version + 1
WHERE fonds_id = :fonds_id AND version = :version_lue;

-- query: contributeurs_tous () -> many (contributeur_id ContributeurId, nom str)
SELECT contributeur_id, nom FROM fonds_contributeur ORDER BY contributeur_id;

-- query: contributeur_ajouter (nom str, nature str) -> one (contributeur_id ContributeurId)
INSERT INTO fonds_contributeur (nom, nature) VALUES (:nom, :nature) RETURNING contributeur_id;

-- query: contributions_liste (fonds_id FondsId) -> many (contribution_id i64, contributeur_id ContributeurId, nom str,
--        nature str, promis i64, accorde i64, appele i64, recu i64, attendu_j i64?)
SELECT n.contribution_id, n.contributeur_id, c.nom, c.nature, n.promis, n.accorde, n.appele, n.recu, n.attendu_j
FROM fonds_contribution n JOIN fonds_contributeur c ON c.contributeur_id = n.contributeur_id
WHERE n.fonds_id = :fonds_id ORDER BY c.nom, n.contribution_id;

-- query: contribution_ajouter (fonds_id FondsId, contributeur_id ContributeurId, promis i64, attendu_j i64?) -> exec
INSERT INTO fonds_contribution (fonds_id, contributeur_id, promis, accorde, appele, recu, attendu_j)
VALUES (:fonds_id, :contributeur_id, :promis, 0, 0, 0, :attendu_j);

-- query: contribution_changer (contribution_id i64, promis i64, accorde i64, appele i64, recu i64) -> exec
UPDATE fonds_contribution SET promis = :promis, accorde = :accorde, appele = :appele, recu = :recu
WHERE contribution_id = :contribution_id;

-- query: lecteur_ajouter (contributeur_id ContributeurId, personne_id PersonneId) -> exec
INSERT INTO fonds_lecteur (contributeur_id, personne_id) VALUES (:contributeur_id, :personne_id)
ON CONFLICT (contributeur_id, personne_id) DO NOTHING;

-- query: lecteur_retirer (contributeur_id ContributeurId, personne_id PersonneId) -> exec
DELETE FROM fonds_lecteur WHERE contributeur_id = :contributeur_id AND personne_id = :personne_id;

-- query: lecteurs_liste (contributeur_id ContributeurId) -> many (personne_id PersonneId)
SELECT personne_id FROM fonds_lecteur WHERE contributeur_id = :contributeur_id ORDER BY personne_id;

-- query: lecteur_finance (personne_id PersonneId, demande_id DemandeId) -> maybe (un i64)
SELECT 1 AS un FROM fonds_part p JOIN fonds_lecteur l ON l.contributeur_id = p.contributeur_id
WHERE l.personne_id = :personne_id AND p.demande_id = :demande_id LIMIT 1;

-- query: lecteur_de (personne_id PersonneId) -> many (contributeur_id ContributeurId, nom str)
SELECT c.contributeur_id, c.nom FROM fonds_lecteur l JOIN fonds_contributeur c ON c.contributeur_id = l.contributeur_id
WHERE l.personne_id = :personne_id ORDER BY c.nom;

-- query: lecteur_oublier (personne_id PersonneId) -> exec
DELETE FROM fonds_lecteur WHERE personne_id = :personne_id;

-- query: enveloppes_liste (fonds_id FondsId) -> many (axe i64, montant i64)
SELECT axe, montant FROM fonds_enveloppe WHERE fonds_id = :fonds_id ORDER BY axe;

-- query: enveloppe_poser (fonds_id FondsId, axe i64, montant i64) -> exec
INSERT INTO fonds_enveloppe (fonds_id, axe, montant) VALUES (:fonds_id, :axe, :montant)
ON CONFLICT (fonds_id, axe) DO UPDATE SET montant = excluded.montant;

-- query: appels_liste (fonds_id FondsId) -> many (appel_id AppelFondsId, fonds_id FondsId, axe i64, titre str, criteres str,
--        ouvre_j i64, ferme_j i64, plafond i64, taux_max i64, pieces i64, publie bool, version i64)
SELECT appel_id, fonds_id, axe, titre, criteres, ouvre_j, ferme_j, plafond, taux_max, pieces, publie, version
FROM fonds_appel WHERE :fonds_id = 0 OR fonds_id = :fonds_id ORDER BY ouvre_j, appel_id;

-- query: appel_ajouter (fonds_id FondsId, axe i64, titre str, criteres str, ouvre_j i64, ferme_j i64, plafond i64, taux_max i64,
--        pieces i64, publie bool) -> one (appel_id AppelFondsId)
-- args struct
INSERT INTO fonds_appel (fonds_id, axe, titre, criteres, ouvre_j, ferme_j, plafond, taux_max, pieces, publie, version)
VALUES (:fonds_id, :axe, :titre, :criteres, :ouvre_j, :ferme_j, :plafond, :taux_max, :pieces, :publie, 1)
RETURNING appel_id;

-- query: appel_changer (appel_id AppelFondsId, version_lue i64, axe i64, titre str, criteres str, ouvre_j i64, ferme_j i64,
--        plafond i64, taux_max i64, pieces i64, publie bool) -> count
-- args struct
UPDATE fonds_appel SET axe = :axe, titre = :titre, criteres = :criteres, ouvre_j = :ouvre_j, ferme_j = :ferme_j,
    plafond = :plafond, taux_max = :taux_max, pieces = :pieces, publie = :publie, version = version + 1
WHERE appel_id = :appel_id AND version = :version_lue;

-- query: appel_demandes (appel_id AppelFondsId) -> one (n i64)
SELECT COUNT(*) AS n FROM fonds_demande WHERE appel_id = :appel_id;

-- What was never sent is nobody's business.
-- query: axes_comptes (fonds_id FondsId) -> many (axe i64, demandes i64, demande i64, acceptees i64, accorde i64, libere i64, paye i64)
SELECT a.axe, COUNT(d.demande_id) AS demandes, CAST(COALESCE(SUM(d.montant), 0) AS BIGINT) AS demande,
    CAST(COALESCE(SUM(CASE WHEN d.etat = 'acceptee' THEN 1 ELSE 0 END), 0) AS BIGINT) AS acceptees,
    CAST(COALESCE(SUM(d.accorde - d.libere), 0) AS BIGINT) AS accorde, CAST(COALESCE(SUM(d.libere), 0) AS BIGINT) AS libere,
    CAST(COALESCE(SUM((SELECT COALESCE(SUM(v.montant), 0) FROM fonds_versement v WHERE v.demande_id = d.demande_id
        AND v.annule = 0 AND v.paye_j IS NOT NULL)), 0) AS BIGINT) AS paye
FROM fonds_appel a LEFT JOIN fonds_demande d ON d.appel_id = a.appel_id AND d.depose_at IS NOT NULL
WHERE a.fonds_id = :fonds_id GROUP BY a.axe ORDER BY a.axe;

-- query: versements_fonds (fonds_id FondsId) -> many (prevu_j i64, paye_j i64?, montant i64)
SELECT v.prevu_j, v.paye_j, v.montant FROM fonds_versement v JOIN fonds_demande d ON d.demande_id = v.demande_id
JOIN fonds_appel a ON a.appel_id = d.appel_id WHERE a.fonds_id = :fonds_id AND v.annule = 0
ORDER BY v.versement_id;

-- query: demande_lire (uid str) -> maybe (demande_id DemandeId, uid str, appel_id AppelFondsId, fonds_id FondsId, axe i64, appel str,
--        structure_id StructureId, etat str, titre str, projet str, action str, montant i64, accorde i64, motif str,
--        reunion_id i64?, decision_id i64?, convention str, convention_j i64?, bilan str, bilan_personnes i64, bilan_etat str,
--        cree_at i64, depose_at i64?, decide_at i64?, version i64, libere i64, clos bool, paye i64)
SELECT d.demande_id, d.uid, d.appel_id, a.fonds_id, a.axe, a.titre AS appel, d.structure_id, d.etat, d.titre, d.projet, d.action,
    d.montant, d.accorde, d.motif, d.reunion_id, d.decision_id, d.convention, d.convention_j, d.bilan, d.bilan_personnes,
    d.bilan_etat, d.cree_at, d.depose_at, d.decide_at, d.version, d.libere, d.clos,
    CAST(COALESCE((SELECT SUM(v.montant) FROM fonds_versement v WHERE v.demande_id = d.demande_id AND v.annule = 0
        AND v.paye_j IS NOT NULL), 0) AS BIGINT) AS paye
FROM fonds_demande d JOIN fonds_appel a ON a.appel_id = d.appel_id WHERE d.uid = :uid;

-- Those of a structure, of what somebody's contributors bear a share of, or all (both 0). `brouillons`: 1, what was never sent as well.
-- query: demandes_liste (structure_id i64, lecteur_id i64, etat str, appel_id AppelFondsId, brouillons i64, combien i64, depuis i64)
--        -> many (demande_id DemandeId, uid str, appel_id AppelFondsId, fonds_id FondsId, axe i64, appel str,
--        structure_id StructureId, etat str, titre str, projet str, action str, montant i64, accorde i64, motif str,
--        reunion_id i64?, decision_id i64?, convention str, convention_j i64?, bilan str, bilan_personnes i64, bilan_etat str,
--        cree_at i64, depose_at i64?, decide_at i64?, version i64, libere i64, clos bool, paye i64)
-- args struct
SELECT d.demande_id, d.uid, d.appel_id, a.fonds_id, a.axe, a.titre AS appel, d.structure_id, d.etat, d.titre, d.projet, d.action,
    d.montant, d.accorde, d.motif, d.reunion_id, d.decision_id, d.convention, d.convention_j, d.bilan, d.bilan_personnes,
    d.bilan_etat, d.cree_at, d.depose_at, d.decide_at, d.version, d.libere, d.clos,
    CAST(COALESCE((SELECT SUM(v.montant) FROM fonds_versement v WHERE v.demande_id = d.demande_id AND v.annule = 0
        AND v.paye_j IS NOT NULL), 0) AS BIGINT) AS paye
FROM fonds_demande d JOIN fonds_appel a ON a.appel_id = d.appel_id
WHERE (:structure_id = 0 OR d.structure_id = :structure_id) AND (:etat = '' OR d.etat = :etat)
    AND (:appel_id = 0 OR d.appel_id = :appel_id) AND (:brouillons = 1 OR d.depose_at IS NOT NULL)
    AND (:lecteur_id = 0 OR EXISTS (SELECT 1 FROM fonds_part p JOIN fonds_lecteur l ON l.contributeur_id = p.contributeur_id
        WHERE p.demande_id = d.demande_id AND l.personne_id = :lecteur_id))
ORDER BY d.cree_at DESC, d.demande_id DESC LIMIT :combien OFFSET :depuis;

-- query: demandes_combien (structure_id i64, lecteur_id i64, etat str, appel_id AppelFondsId, brouillons i64) -> one (n i64)
SELECT COUNT(*) AS n FROM fonds_demande d
WHERE (:structure_id = 0 OR d.structure_id = :structure_id) AND (:etat = '' OR d.etat = :etat)
    AND (:appel_id = 0 OR d.appel_id = :appel_id) AND (:brouillons = 1 OR d.depose_at IS NOT NULL)
    AND (:lecteur_id = 0 OR EXISTS (SELECT 1 FROM fonds_part p JOIN fonds_lecteur l ON l.contributeur_id = p.contributeur_id
        WHERE p.demande_id = d.demande_id AND l.personne_id = :lecteur_id));

-- query: demande_ajouter (uid str, appel_id AppelFondsId, structure_id StructureId, titre str, now i64) -> exec
INSERT INTO fonds_demande (uid, appel_id, structure_id, etat, titre, projet, action, montant, accorde, motif, convention, bilan,
    bilan_personnes, bilan_etat, cree_at, version)
VALUES (:uid, :appel_id, :structure_id, 'brouillon', :titre, '', '', 0, 0, '', '', '', 0, 'attendu', :now, 1);

-- query: demande_changer (demande_id DemandeId, version_lue i64, titre str, projet str, action str, montant i64) -> count
UPDATE fonds_demande SET titre = :titre, projet = :projet, action = :action, montant = :montant, version = version + 1
WHERE demande_id = :demande_id AND version = :version_lue;

-- query: demande_mouvoir (demande_id DemandeId, de str, vers str, motif str, accorde i64, depose_at i64?, decide_at i64?) -> count
UPDATE fonds_demande SET etat = :vers, motif = :motif, accorde = :accorde, depose_at = :depose_at, decide_at = :decide_at,
    version = version + 1
WHERE demande_id = :demande_id AND etat = :de;

-- query: demande_decision (demande_id DemandeId, reunion_id i64?, decision_id i64?) -> exec
UPDATE fonds_demande SET reunion_id = :reunion_id, decision_id = :decision_id WHERE demande_id = :demande_id;

-- query: demande_convention (demande_id DemandeId, convention str, convention_j i64?) -> exec
UPDATE fonds_demande SET convention = :convention, convention_j = :convention_j, version = version + 1
WHERE demande_id = :demande_id;

-- Noted again, it is made again.
-- query: convention_garder (demande_id DemandeId, now i64, sha256 str, octets bytes) -> exec
INSERT INTO fonds_convention (demande_id, fait_at, sha256, octets) VALUES (:demande_id, :now, :sha256, :octets)
ON CONFLICT (demande_id) DO UPDATE SET fait_at = excluded.fait_at, sha256 = excluded.sha256, octets = excluded.octets;

-- query: convention_lire (demande_id DemandeId) -> maybe (fait_at i64, sha256 str)
SELECT fait_at, sha256 FROM fonds_convention WHERE demande_id = :demande_id;

-- query: convention_octets (demande_id DemandeId) -> maybe (octets bytes)
SELECT octets FROM fonds_convention WHERE demande_id = :demande_id;

-- query: convention_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_convention WHERE demande_id = :demande_id;

-- query: demande_liberer (demande_id DemandeId, libere i64, clos bool) -> exec
UPDATE fonds_demande SET libere = :libere, clos = :clos, version = version + 1 WHERE demande_id = :demande_id;

-- query: demande_bilan (demande_id DemandeId, bilan str, bilan_personnes i64, bilan_etat str) -> exec
UPDATE fonds_demande SET bilan = :bilan, bilan_personnes = :bilan_personnes, bilan_etat = :bilan_etat, version = version + 1
WHERE demande_id = :demande_id;

-- query: depenses_liste (demande_id DemandeId) -> many (depense_id i64, nature str, libelle str, ht i64, tva i64)
SELECT depense_id, nature, libelle, ht, tva FROM fonds_depense WHERE demande_id = :demande_id ORDER BY depense_id;

-- query: depense_ajouter (demande_id DemandeId, nature str, libelle str, ht i64, tva i64) -> exec
INSERT INTO fonds_depense (demande_id, nature, libelle, ht, tva) VALUES (:demande_id, :nature, :libelle, :ht, :tva);

-- query: depense_retirer (demande_id DemandeId, depense_id i64) -> count
DELETE FROM fonds_depense WHERE demande_id = :demande_id AND depense_id = :depense_id;

-- query: recettes_liste (demande_id DemandeId) -> many (recette_id i64, financeur str, nature str, etat str, montant i64,
--        plafond i64?)
SELECT recette_id, financeur, nature, etat, montant, plafond FROM fonds_recette WHERE demande_id = :demande_id
ORDER BY recette_id;

-- query: recette_ajouter (demande_id DemandeId, financeur str, nature str, etat str, montant i64, plafond i64?) -> exec
INSERT INTO fonds_recette (demande_id, financeur, nature, etat, montant, plafond)
VALUES (:demande_id, :financeur, :nature, :etat, :montant, :plafond);

-- query: recette_retirer (demande_id DemandeId, recette_id i64) -> count
DELETE FROM fonds_recette WHERE demande_id = :demande_id AND recette_id = :recette_id;

-- query: part_ajouter (demande_id DemandeId, contributeur_id ContributeurId, montant i64) -> exec
INSERT INTO fonds_part (demande_id, contributeur_id, montant) VALUES (:demande_id, :contributeur_id, :montant);

-- query: parts_liste (demande_id DemandeId, lecteur_id i64) -> many (contributeur_id ContributeurId, nom str, montant i64)
SELECT p.contributeur_id, c.nom, p.montant FROM fonds_part p JOIN fonds_contributeur c ON c.contributeur_id = p.contributeur_id
WHERE p.demande_id = :demande_id AND (:lecteur_id = 0 OR EXISTS (SELECT 1 FROM fonds_lecteur l
    WHERE l.contributeur_id = p.contributeur_id AND l.personne_id = :lecteur_id))
ORDER BY c.nom;

-- query: pieces_liste (demande_id DemandeId) -> many (piece_id i64, genre str, nom str, type i64, taille i64, sha256 str,
--        depose_at i64)
SELECT piece_id, genre, nom, type, taille, sha256, depose_at FROM fonds_piece WHERE demande_id = :demande_id ORDER BY piece_id;

-- query: piece_ajouter (demande_id DemandeId, genre str, nom str, type i64, taille i64, sha256 str, now i64)
--        -> one (piece_id i64)
INSERT INTO fonds_piece (demande_id, genre, nom, type, taille, sha256, depose_at)
VALUES (:demande_id, :genre, :nom, :type, :taille, :sha256, :now) RETURNING piece_id;

-- query: piece_garder (piece_id i64, octets bytes) -> exec
INSERT INTO fonds_piece_octets (piece_id, octets) VALUES (:piece_id, :octets);

-- query: piece_octets (piece_id i64) -> one (octets bytes)
SELECT octets FROM fonds_piece_octets WHERE piece_id = :piece_id;

-- query: piece_effacer_octets (piece_id i64) -> exec
DELETE FROM fonds_piece_octets WHERE piece_id = :piece_id;

-- query: piece_effacer (demande_id DemandeId, piece_id i64) -> count
DELETE FROM fonds_piece WHERE demande_id = :demande_id AND piece_id = :piece_id;

-- query: messages_liste (demande_id DemandeId) -> many (message_id i64, personne_id i64?, cote str, at i64, texte str)
SELECT message_id, personne_id, cote, at, texte FROM fonds_message WHERE demande_id = :demande_id ORDER BY at, message_id;

-- query: message_ajouter (demande_id DemandeId, personne_id i64?, cote str, now i64, texte str) -> exec
INSERT INTO fonds_message (demande_id, personne_id, cote, at, texte) VALUES (:demande_id, :personne_id, :cote, :now, :texte);

-- query: messages_par (personne_id i64?) -> many (at i64, texte str)
SELECT at, texte FROM fonds_message WHERE personne_id = :personne_id ORDER BY at, message_id;

-- query: messages_oublier (personne_id i64?) -> exec
UPDATE fonds_message SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: versements_liste (demande_id DemandeId) -> many (versement_id i64, genre str, montant i64, prevu_j i64, paye_j i64?,
--        reference str, annule bool)
SELECT versement_id, genre, montant, prevu_j, paye_j, reference, annule FROM fonds_versement WHERE demande_id = :demande_id
ORDER BY prevu_j, versement_id;

-- query: versement_ajouter (demande_id DemandeId, genre str, montant i64, prevu_j i64) -> exec
INSERT INTO fonds_versement (demande_id, genre, montant, prevu_j, reference, annule)
VALUES (:demande_id, :genre, :montant, :prevu_j, '', 0);

-- query: versement_clore (demande_id DemandeId, versement_id i64, paye_j i64?, reference str, annule bool) -> count
UPDATE fonds_versement SET paye_j = :paye_j, reference = :reference, annule = :annule
WHERE demande_id = :demande_id AND versement_id = :versement_id AND paye_j IS NULL AND annule = 0;

-- query: justificatifs_liste (demande_id DemandeId) -> many (justificatif_id i64, libelle str, jour_j i64, montant i64,
--        piece_id i64?, etat str)
SELECT justificatif_id, libelle, jour_j, montant, piece_id, etat FROM fonds_justificatif WHERE demande_id = :demande_id
ORDER BY jour_j, justificatif_id;

-- query: justificatif_ajouter (demande_id DemandeId, libelle str, jour_j i64, montant i64, piece_id i64?) -> exec
INSERT INTO fonds_justificatif (demande_id, libelle, jour_j, montant, piece_id, etat)
VALUES (:demande_id, :libelle, :jour_j, :montant, :piece_id, 'depose');

-- query: justificatif_changer (demande_id DemandeId, justificatif_id i64, etat str) -> count
UPDATE fonds_justificatif SET etat = :etat WHERE demande_id = :demande_id AND justificatif_id = :justificatif_id;

-- Those that are not over, of a structure or of all (0). `preuves`: to be checked; `echus`: payments whose day has come;
-- `derniere`: who wrote the last message.
-- query: demandes_vivantes (structure_id i64, jour i64) -> many (uid str, titre str, etat str, reunion_id i64?, decision_id i64?,
--        convention str, bilan_etat str, preuves i64, echus i64, derniere str?)
SELECT d.uid, d.titre, d.etat, d.reunion_id, d.decision_id, d.convention, d.bilan_etat,
    (SELECT COUNT(*) FROM fonds_justificatif j WHERE j.demande_id = d.demande_id AND j.etat = 'depose') AS preuves,
    (SELECT COUNT(*) FROM fonds_versement v WHERE v.demande_id = d.demande_id AND v.annule = 0 AND v.paye_j IS NULL
        AND v.prevu_j <= :jour) AS echus,
    (SELECT m.cote FROM fonds_message m WHERE m.demande_id = d.demande_id ORDER BY m.at DESC, m.message_id DESC LIMIT 1)
        AS derniere
FROM fonds_demande d
WHERE (:structure_id = 0 OR d.structure_id = :structure_id) AND (d.etat IN ('brouillon', 'en_construction', 'en_instruction')
    OR (d.etat = 'acceptee' AND ((d.bilan_etat <> 'valide' AND d.clos = 0) OR EXISTS (SELECT 1 FROM fonds_versement v
        WHERE v.demande_id = d.demande_id AND v.annule = 0 AND v.paye_j IS NULL))))
ORDER BY d.cree_at, d.demande_id LIMIT 200;

-- Two changes of one fund, or of one request, wait for each other.
-- query: fonds_verrouiller (fonds_id FondsId) -> count
UPDATE fonds SET cree_at = cree_at WHERE fonds_id = :fonds_id;

-- query: demande_verrouiller (uid str) -> count
UPDATE fonds_demande SET cree_at = cree_at WHERE uid = :uid;

-- query: parts_fonds (fonds_id FondsId)
--        -> many (demande_id DemandeId, contributeur_id ContributeurId, montant i64, engage i64, paye i64)
SELECT p.demande_id, p.contributeur_id, p.montant, d.accorde - d.libere AS engage,
    CAST(COALESCE((SELECT SUM(v.montant) FROM fonds_versement v WHERE v.demande_id = p.demande_id AND v.annule = 0
        AND v.paye_j IS NOT NULL), 0) AS BIGINT) AS paye
FROM fonds_part p JOIN fonds_demande d ON d.demande_id = p.demande_id JOIN fonds_appel a ON a.appel_id = d.appel_id
WHERE a.fonds_id = :fonds_id ORDER BY p.demande_id, p.contributeur_id;

-- Drafts whose call closed before `ferme_j`; what ended before `refus_at` or was granted before `accord_at` and still has papers or messages.
-- query: demandes_anciennes (ferme_j i64, refus_at i64, accord_at i64) -> many (demande_id DemandeId, uid str, etat str)
SELECT d.demande_id, d.uid, d.etat FROM fonds_demande d JOIN fonds_appel a ON a.appel_id = d.appel_id
WHERE (d.etat = 'brouillon' AND a.ferme_j < :ferme_j)
    OR (((d.etat IN ('refusee', 'sans_suite') AND d.decide_at < :refus_at) OR (d.etat = 'acceptee' AND d.decide_at < :accord_at))
        AND (EXISTS (SELECT 1 FROM fonds_piece p WHERE p.demande_id = d.demande_id)
            OR EXISTS (SELECT 1 FROM fonds_convention k WHERE k.demande_id = d.demande_id)
            OR EXISTS (SELECT 1 FROM fonds_message m WHERE m.demande_id = d.demande_id)))
ORDER BY d.demande_id LIMIT 200;

-- query: justificatifs_detacher (demande_id DemandeId) -> exec
UPDATE fonds_justificatif SET piece_id = NULL WHERE demande_id = :demande_id;

-- query: octets_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_piece_octets WHERE piece_id IN (SELECT piece_id FROM fonds_piece WHERE demande_id = :demande_id);

-- query: pieces_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_piece WHERE demande_id = :demande_id;

-- query: messages_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_message WHERE demande_id = :demande_id;

-- query: depenses_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_depense WHERE demande_id = :demande_id;

-- query: recettes_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_recette WHERE demande_id = :demande_id;

-- query: demande_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_demande WHERE demande_id = :demande_id;

-- query: fonds_changement_noter (fonds_id FondsId, demande_id i64?, now i64, personne_id i64?, cote str, champ str, avant str,
--        apres str) -> exec
INSERT INTO fonds_changement (fonds_id, demande_id, at, personne_id, cote, champ, avant, apres)
VALUES (:fonds_id, :demande_id, :now, :personne_id, :cote, :champ, :avant, :apres);

-- Of the fund itself, the last first; then those of a request.
-- query: fonds_changements_liste (fonds_id FondsId, combien i64)
--        -> many (at i64, personne_id i64?, champ str, avant str, apres str)
SELECT at, personne_id, champ, avant, apres FROM fonds_changement
WHERE fonds_id = :fonds_id AND demande_id IS NULL ORDER BY changement_id DESC LIMIT :combien;

-- query: demande_changements_liste (demande_id DemandeId, combien i64)
--        -> many (at i64, personne_id i64?, champ str, avant str, apres str)
SELECT at, personne_id, champ, avant, apres FROM fonds_changement
WHERE demande_id = :demande_id ORDER BY changement_id DESC LIMIT :combien;

-- Who has changed it, or written on it, on that side; nobody erased since.
-- query: demande_acteurs (demande_id DemandeId, cote str) -> many (personne_id i64?)
SELECT personne_id FROM (
    SELECT c.personne_id FROM fonds_changement c
    WHERE c.demande_id = :demande_id AND c.cote = :cote AND c.personne_id IS NOT NULL
    UNION SELECT m.personne_id FROM fonds_message m
    WHERE m.demande_id = :demande_id AND m.cote = :cote AND m.personne_id IS NOT NULL) AS qui
ORDER BY personne_id;

-- query: fonds_changements_par (personne_id i64?) -> many (at i64, champ str, avant str, apres str)
SELECT at, champ, avant, apres FROM fonds_changement WHERE personne_id = :personne_id ORDER BY changement_id;

-- query: fonds_changements_oublier (personne_id i64?) -> exec
UPDATE fonds_changement SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: demande_changements_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_changement WHERE demande_id = :demande_id;

-- query: demande_changements_taire (demande_id DemandeId) -> exec
UPDATE fonds_changement SET personne_id = NULL WHERE demande_id = :demande_id;

-- query: fonds_propres_effacer (fonds_id FondsId) -> exec
DELETE FROM fonds_changement WHERE fonds_id = :fonds_id AND demande_id IS NULL;

-- query: enveloppes_effacer (fonds_id FondsId) -> exec
DELETE FROM fonds_enveloppe WHERE fonds_id = :fonds_id;

-- query: fonds_effacer (fonds_id FondsId) -> exec
DELETE FROM fonds WHERE fonds_id = :fonds_id;

-- query: contribution_effacer (contribution_id i64) -> exec
DELETE FROM fonds_contribution WHERE contribution_id = :contribution_id;

-- query: contribution_attendre (contribution_id i64, attendu_j i64?) -> exec
UPDATE fonds_contribution SET attendu_j = :attendu_j WHERE contribution_id = :contribution_id;

-- query: appel_effacer (appel_id AppelFondsId) -> exec
DELETE FROM fonds_appel WHERE appel_id = :appel_id;

-- query: parts_effacer (demande_id DemandeId) -> exec
DELETE FROM fonds_part WHERE demande_id = :demande_id;

-- query: versement_rouvrir (demande_id DemandeId, versement_id i64) -> count
UPDATE fonds_versement SET paye_j = NULL, reference = ''
WHERE demande_id = :demande_id AND versement_id = :versement_id AND paye_j IS NOT NULL AND annule = 0;

-- query: justificatif_effacer (demande_id DemandeId, justificatif_id i64) -> count
DELETE FROM fonds_justificatif WHERE demande_id = :demande_id AND justificatif_id = :justificatif_id AND etat = 'depose';

-- Granted and not planned yet: nothing is, once the balance is.
-- query: fonds_a_prevoir (fonds_id FondsId) -> one (montant i64)
SELECT CAST(COALESCE(SUM(d.accorde - d.libere - (SELECT COALESCE(SUM(v.montant), 0) FROM fonds_versement v
    WHERE v.demande_id = d.demande_id AND v.annule = 0)), 0) AS BIGINT) AS montant
FROM fonds_demande d JOIN fonds_appel a ON a.appel_id = d.appel_id
WHERE a.fonds_id = :fonds_id AND d.etat = 'acceptee' AND d.clos = 0 AND NOT EXISTS (SELECT 1 FROM fonds_versement s
    WHERE s.demande_id = d.demande_id AND s.annule = 0 AND s.genre = 'solde');
