-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/plan/plan.h"

-- The roadmap shown: the one whose period began last.
-- query: feuille_courante () -> maybe (feuille_id FeuilleId, nom str, description str, debut_j i64, fin_j i64, porteurs str,
--        appui str, perimetre str, source str, modifie_at i64)
SELECT feuille_id, nom, description, debut_j, fin_j, porteurs, appui, perimetre, source, modifie_at
FROM plan_feuille ORDER BY debut_j DESC, feuille_id DESC LIMIT 1;

-- query: feuille_trouver (nom str, debut_j i64) -> maybe (feuille_id FeuilleId)
SELECT feuille_id FROM plan_feuille WHERE nom = :nom AND debut_j = :debut_j ORDER BY feuille_id LIMIT 1;

-- query: feuille_creer (nom str, description str, debut_j i64, fin_j i64, porteurs str, appui str, perimetre str, source str,
--        now i64) -> one (feuille_id FeuilleId)
-- args struct
INSERT INTO plan_feuille (nom, description, debut_j, fin_j, porteurs, appui, perimetre, source, cree_at, modifie_at)
VALUES (:nom, :description, :debut_j, :fin_j, :porteurs, :appui, :perimetre, :source, :now, :now)
RETURNING feuille_id;

-- query: feuille_toucher (feuille_id FeuilleId, now i64) -> exec
UPDATE plan_feuille SET modifie_at = :now WHERE feuille_id = :feuille_id;

-- query: axes_de (feuille_id FeuilleId) -> many (axe_id AxeId, rang i64, titre str, diagnostic str)
SELECT axe_id, rang, titre, diagnostic FROM plan_axe WHERE feuille_id = :feuille_id ORDER BY rang;

-- query: axe_ecrire (feuille_id FeuilleId, rang i64, titre str, diagnostic str) -> exec
INSERT INTO plan_axe (feuille_id, rang, titre, diagnostic) VALUES (:feuille_id, :rang, :titre, :diagnostic)
ON CONFLICT (feuille_id, rang) DO UPDATE SET titre = excluded.titre, diagnostic = excluded.diagnostic;

-- query: objectifs_de (feuille_id FeuilleId) -> many (objectif_id ObjectifId, axe_id AxeId, rang i64, titre str)
SELECT o.objectif_id, o.axe_id, o.rang, o.titre FROM plan_objectif o JOIN plan_axe x ON x.axe_id = o.axe_id
WHERE x.feuille_id = :feuille_id ORDER BY x.rang, o.rang;

-- query: objectif_creer (axe_id AxeId, rang i64, titre str) -> exec
INSERT INTO plan_objectif (axe_id, rang, titre) VALUES (:axe_id, :rang, :titre)
ON CONFLICT (axe_id, titre) DO NOTHING;

-- query: objectif_renommer (objectif_id ObjectifId, titre str) -> count
UPDATE plan_objectif SET titre = :titre WHERE objectif_id = :objectif_id;

-- query: actions_de (feuille_id FeuilleId) -> many (action_id ActionId, axe_id AxeId, objectif_id i64?, numero str, rang i64,
--        genre str, theme str, titre str, pilote str, territoires str, etat str, priorite str, avancement i64, debut_j i64?,
--        fin_j i64?, publics i64, version i64, revision i64, modifie_at i64)
SELECT a.action_id, a.axe_id, a.objectif_id, a.numero, a.rang, a.genre, a.theme, a.titre, a.pilote, a.territoires, a.etat,
    a.priorite, a.avancement, a.debut_j, a.fin_j, a.publics, a.version, a.revision, a.modifie_at
FROM plan_action a JOIN plan_axe x ON x.axe_id = a.axe_id
WHERE a.feuille_id = :feuille_id ORDER BY x.rang, a.rang;

-- What an action costs, all years together.
-- query: couts_sommes (feuille_id FeuilleId) -> many (action_id ActionId, somme i64)
SELECT c.action_id, CAST(SUM(c.ht + c.tva) AS BIGINT) AS somme
FROM plan_cout c WHERE c.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id)
GROUP BY c.action_id ORDER BY c.action_id;

-- What it receives: not refused, not in kind.
-- query: financements_sommes (feuille_id FeuilleId) -> many (action_id ActionId, somme i64, verse i64)
SELECT f.action_id, CAST(SUM(f.montant) AS BIGINT) AS somme, CAST(SUM(f.verse) AS BIGINT) AS verse
FROM plan_financement f WHERE f.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id)
    AND f.etat <> 'refuse' AND f.nature <> 'en_nature'
GROUP BY f.action_id ORDER BY f.action_id;

-- Line by line, in the order in which they were written; `+` has the table read from end to end.
-- query: financements_apports (feuille_id FeuilleId) -> many (financeur str, action_id ActionId, montant i64)
SELECT f.financeur, f.action_id, f.montant FROM plan_financement f
WHERE +f.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id)
    AND f.etat <> 'refuse' AND f.nature <> 'en_nature'
ORDER BY f.financement_id;

-- query: financements_attendus (feuille_id FeuilleId) -> many (attendu_j i64?, montant i64, verse i64)
SELECT f.attendu_j, f.montant, f.verse FROM plan_financement f
WHERE +f.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id)
    AND f.etat IN ('demande', 'acquis', 'verse') AND f.nature <> 'en_nature';

-- query: action_creer (feuille_id FeuilleId, axe_id AxeId, objectif_id i64?, numero str, rang i64, genre str, theme str,
--        titre str, pilote str, territoires str, etat str, priorite str, avancement i64, debut_j i64?, fin_j i64?, publics i64,
--        now i64) -> one (action_id ActionId)
-- args struct
INSERT INTO plan_action (feuille_id, axe_id, objectif_id, numero, rang, genre, theme, titre, pilote, territoires, etat,
    priorite, avancement, debut_j, fin_j, publics, version, modifie_at)
VALUES (:feuille_id, :axe_id, :objectif_id, :numero, :rang, :genre, :theme, :titre, :pilote, :territoires, :etat, :priorite,
    :avancement, :debut_j, :fin_j, :publics, 1, :now)
RETURNING action_id;

-- query: action_ecrire (action_id ActionId, version_lue i64, theme str, titre str, pilote str, territoires str, etat str,
--        priorite str, avancement i64, debut_j i64?, fin_j i64?, publics i64, now i64) -> count
-- args struct
UPDATE plan_action SET theme = :theme, titre = :titre, pilote = :pilote, territoires = :territoires, etat = :etat,
    priorite = :priorite, avancement = :avancement, debut_j = :debut_j, fin_j = :fin_j, publics = :publics,
    version = version + 1, revision = revision + 1, modifie_at = :now
WHERE action_id = :action_id AND version = :version_lue;

-- query: action_deplacer (action_id ActionId, axe_id AxeId, objectif_id i64?, rang i64, version_lue i64, now i64) -> count
UPDATE plan_action SET axe_id = :axe_id, objectif_id = :objectif_id, rang = :rang, version = version + 1,
    revision = revision + 1, modifie_at = :now
WHERE action_id = :action_id AND version = :version_lue;

-- query: action_viser (action_id ActionId, objectif_id i64?) -> exec
UPDATE plan_action SET objectif_id = :objectif_id, revision = revision + 1 WHERE action_id = :action_id;

-- query: objectif_d_action (action_id ActionId, objectif_id ObjectifId) -> maybe (titre str)
SELECT o.titre FROM plan_objectif o JOIN plan_action a ON a.axe_id = o.axe_id
WHERE a.action_id = :action_id AND o.objectif_id = :objectif_id;

-- query: action_toucher (action_id ActionId, now i64) -> exec
UPDATE plan_action SET revision = revision + 1, modifie_at = :now WHERE action_id = :action_id;

-- query: textes_de (action_id ActionId) -> many (champ str, valeur str)
SELECT champ, valeur FROM plan_texte WHERE action_id = :action_id;

-- query: texte_ecrire (action_id ActionId, champ str, valeur str) -> exec
INSERT INTO plan_texte (action_id, champ, valeur) VALUES (:action_id, :champ, :valeur)
ON CONFLICT (action_id, champ) DO UPDATE SET valeur = excluded.valeur;

-- query: texte_effacer (action_id ActionId, champ str) -> exec
DELETE FROM plan_texte WHERE action_id = :action_id AND champ = :champ;

-- query: proches_de (action_id ActionId) -> many (numero str)
SELECT a.numero FROM plan_proche p
JOIN plan_action a ON a.action_id = CASE WHEN p.action_id = :action_id THEN p.autre_id ELSE p.action_id END
WHERE p.action_id = :action_id OR p.autre_id = :action_id ORDER BY a.axe_id, a.rang;

-- query: proche_lier (action_id ActionId, autre_id ActionId) -> count
INSERT INTO plan_proche (action_id, autre_id) VALUES (:action_id, :autre_id) ON CONFLICT (action_id, autre_id) DO NOTHING;

-- query: proches_effacer (action_id ActionId) -> exec
DELETE FROM plan_proche WHERE action_id = :action_id OR autre_id = :action_id;

-- Those that are near it, before they are not any more, or since they are.
-- query: proches_toucher (action_id ActionId, now i64) -> exec
UPDATE plan_action SET revision = revision + 1, modifie_at = :now WHERE action_id IN (
    SELECT p.autre_id FROM plan_proche p WHERE p.action_id = :action_id
    UNION ALL SELECT p.action_id FROM plan_proche p WHERE p.autre_id = :action_id);

-- query: etapes_de (action_id ActionId) -> many (etape_id i64, titre str, echeance_j i64?, faite_j i64?)
SELECT etape_id, titre, echeance_j, faite_j FROM plan_etape WHERE action_id = :action_id ORDER BY echeance_j NULLS LAST, etape_id;

-- query: etape_creer (action_id ActionId, titre str, echeance_j i64?, faite_j i64?) -> exec
INSERT INTO plan_etape (action_id, titre, echeance_j, faite_j) VALUES (:action_id, :titre, :echeance_j, :faite_j);

-- query: etape_noter (action_id ActionId, etape_id i64, faite_j i64?) -> count
UPDATE plan_etape SET faite_j = :faite_j WHERE action_id = :action_id AND etape_id = :etape_id;

-- query: etape_effacer (action_id ActionId, etape_id i64) -> count
DELETE FROM plan_etape WHERE action_id = :action_id AND etape_id = :etape_id;

-- query: responsables_de (action_id ActionId) -> many (personne_id PersonneId)
SELECT personne_id FROM plan_responsable WHERE action_id = :action_id ORDER BY personne_id;

-- query: responsable_est (action_id ActionId, personne_id PersonneId) -> maybe (un i64)
SELECT 1 AS un FROM plan_responsable WHERE action_id = :action_id AND personne_id = :personne_id;

-- query: actions_confiees (personne_id PersonneId) -> many (action_id ActionId, numero str, titre str)
SELECT a.action_id, a.numero, a.titre FROM plan_responsable r JOIN plan_action a ON a.action_id = r.action_id
WHERE r.personne_id = :personne_id ORDER BY a.feuille_id, a.axe_id, a.rang;

-- query: responsable_ajouter (action_id ActionId, personne_id PersonneId) -> exec
INSERT INTO plan_responsable (action_id, personne_id) VALUES (:action_id, :personne_id)
ON CONFLICT (action_id, personne_id) DO NOTHING;

-- query: responsable_retirer (action_id ActionId, personne_id PersonneId) -> count
DELETE FROM plan_responsable WHERE action_id = :action_id AND personne_id = :personne_id;

-- query: responsabilites_oublier (personne_id PersonneId) -> exec
DELETE FROM plan_responsable WHERE personne_id = :personne_id;

-- query: commentaires_oublier (personne_id PersonneId) -> exec
UPDATE plan_commentaire SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: changements_oublier (personne_id PersonneId) -> exec
UPDATE plan_changement SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: couts_de (action_id ActionId) -> many (cout_id i64, annee i64, nature str, libelle str, ht i64, tva i64, etp i64)
SELECT cout_id, annee, nature, libelle, ht, tva, etp FROM plan_cout WHERE action_id = :action_id ORDER BY annee, cout_id;

-- query: cout_creer (action_id ActionId, annee i64, nature str, libelle str, ht i64, tva i64, etp i64) -> exec
INSERT INTO plan_cout (action_id, annee, nature, libelle, ht, tva, etp)
VALUES (:action_id, :annee, :nature, :libelle, :ht, :tva, :etp);

-- query: cout_effacer (action_id ActionId, cout_id i64) -> count
DELETE FROM plan_cout WHERE action_id = :action_id AND cout_id = :cout_id;

-- query: financements_de (action_id ActionId) -> many (financement_id i64, financeur str, nature str, etat str, montant i64,
--        verse i64, plafond i64?, attendu_j i64?)
SELECT financement_id, financeur, nature, etat, montant, verse, plafond, attendu_j
FROM plan_financement WHERE action_id = :action_id ORDER BY financement_id;

-- query: financement_creer (action_id ActionId, financeur str, nature str, etat str, montant i64, verse i64, plafond i64?,
--        attendu_j i64?) -> exec
INSERT INTO plan_financement (action_id, financeur, nature, etat, montant, verse, plafond, attendu_j)
VALUES (:action_id, :financeur, :nature, :etat, :montant, :verse, :plafond, :attendu_j);

-- query: financement_ecrire (action_id ActionId, financement_id i64, etat str, verse i64) -> count
UPDATE plan_financement SET etat = :etat, verse = :verse WHERE action_id = :action_id AND financement_id = :financement_id;

-- query: financement_effacer (action_id ActionId, financement_id i64) -> count
DELETE FROM plan_financement WHERE action_id = :action_id AND financement_id = :financement_id;

-- query: changement_noter (action_id ActionId, at i64, personne_id i64?, champ str, avant str, apres str) -> exec
INSERT INTO plan_changement (action_id, at, personne_id, champ, avant, apres)
VALUES (:action_id, :at, :personne_id, :champ, :avant, :apres);

-- query: changements_de (action_id ActionId, max i64) -> many (at i64, personne_id i64?, numero str, champ str, avant str,
--        apres str)
SELECT c.at, c.personne_id, a.numero, c.champ, c.avant, c.apres
FROM plan_changement c JOIN plan_action a ON a.action_id = c.action_id
WHERE c.action_id = :action_id ORDER BY c.at DESC, c.changement_id DESC LIMIT :max;

-- query: changements_depuis (depuis i64, max i64) -> many (at i64, personne_id i64?, numero str, champ str, avant str,
--        apres str)
SELECT c.at, c.personne_id, a.numero, c.champ, c.avant, c.apres
FROM plan_changement c JOIN plan_action a ON a.action_id = c.action_id
WHERE c.at >= :depuis ORDER BY c.at DESC, c.changement_id DESC LIMIT :max;

-- query: commentaires_de (action_id ActionId) -> many (commentaire_id i64, personne_id i64?, at i64, genre str, texte str)
SELECT commentaire_id, personne_id, at, genre, texte FROM plan_commentaire
WHERE action_id = :action_id ORDER BY at, commentaire_id;

-- query: commentaires_par (personne_id PersonneId) -> many (numero str, at i64, genre str, texte str)
SELECT a.numero, c.at, c.genre, c.texte FROM plan_commentaire c JOIN plan_action a ON a.action_id = c.action_id
WHERE c.personne_id = :personne_id ORDER BY c.at, c.commentaire_id;

-- query: commentaire_creer (action_id ActionId, personne_id i64?, at i64, genre str, texte str) -> exec
INSERT INTO plan_commentaire (action_id, personne_id, at, genre, texte)
VALUES (:action_id, :personne_id, :at, :genre, :texte);

-- query: commentaire_decider (action_id ActionId, commentaire_id i64, genre str) -> count
UPDATE plan_commentaire SET genre = :genre
WHERE action_id = :action_id AND commentaire_id = :commentaire_id AND genre = 'proposition';

-- query: propositions_en_attente (feuille_id FeuilleId) -> one (n i64)
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM plan_commentaire c JOIN plan_action a ON a.action_id = c.action_id
WHERE a.feuille_id = :feuille_id AND c.genre = 'proposition';

-- query: versions_de (feuille_id FeuilleId) -> many (numero i64, at i64, libelle str)
SELECT numero, at, libelle FROM plan_version WHERE feuille_id = :feuille_id ORDER BY numero DESC;

-- query: version_creer (feuille_id FeuilleId, numero i64, libelle str, at i64, contenu bytes) -> exec
INSERT INTO plan_version (feuille_id, numero, libelle, at, contenu) VALUES (:feuille_id, :numero, :libelle, :at, :contenu);

-- query: version_lire (feuille_id FeuilleId, numero i64) -> one (at i64, libelle str, contenu bytes)
SELECT at, libelle, contenu FROM plan_version WHERE feuille_id = :feuille_id AND numero = :numero;

-- query: nationaux_de (feuille_id FeuilleId) -> many (objectif str, regle str, numerateur i64, denominateur i64, source str)
SELECT objectif, regle, numerateur, denominateur, source FROM plan_national WHERE feuille_id = :feuille_id;

-- query: national_ecrire (feuille_id FeuilleId, objectif str, regle str, numerateur i64, denominateur i64, source str) -> exec
INSERT INTO plan_national (feuille_id, objectif, regle, numerateur, denominateur, source)
VALUES (:feuille_id, :objectif, :regle, :numerateur, :denominateur, :source)
ON CONFLICT (feuille_id, objectif) DO UPDATE SET regle = excluded.regle, numerateur = excluded.numerateur,
    denominateur = excluded.denominateur, source = excluded.source;

-- query: propositions_ouvertes (feuille_id FeuilleId) -> many (commentaire_id i64, at i64, numero str, texte str)
SELECT c.commentaire_id, c.at, a.numero, c.texte FROM plan_commentaire c JOIN plan_action a ON a.action_id = c.action_id
WHERE a.feuille_id = :feuille_id AND c.genre = 'proposition' ORDER BY c.at, c.commentaire_id LIMIT 200;

-- query: indicateurs_de (feuille_id FeuilleId) -> many (indicateur_id i64, numero str?, nom str, unite str, formule str,
--        baisse bool, depart i64, depart_j i64, cible i64, cible_j i64)
SELECT i.indicateur_id, a.numero, i.nom, i.unite, i.formule, i.baisse, i.depart, i.depart_j, i.cible, i.cible_j
FROM plan_indicateur i LEFT JOIN plan_action a ON a.action_id = i.action_id
WHERE i.feuille_id = :feuille_id ORDER BY i.indicateur_id;

-- query: indicateur_creer (feuille_id FeuilleId, action_id i64?, nom str, unite str, formule str, baisse bool, depart i64,
--        depart_j i64, cible i64, cible_j i64) -> one (indicateur_id i64)
-- args struct
INSERT INTO plan_indicateur (feuille_id, action_id, nom, unite, formule, baisse, depart, depart_j, cible, cible_j)
VALUES (:feuille_id, :action_id, :nom, :unite, :formule, :baisse, :depart, :depart_j, :cible, :cible_j)
RETURNING indicateur_id;

-- query: indicateur_ecrire (indicateur_id i64, action_id i64?, nom str, unite str, baisse bool, depart i64, depart_j i64,
--        cible i64, cible_j i64) -> exec
-- args struct
UPDATE plan_indicateur SET action_id = :action_id, nom = :nom, unite = :unite, baisse = :baisse, depart = :depart,
    depart_j = :depart_j, cible = :cible, cible_j = :cible_j WHERE indicateur_id = :indicateur_id;

-- query: indicateur_effacer (indicateur_id i64) -> exec
DELETE FROM plan_indicateur WHERE indicateur_id = :indicateur_id;

-- query: jalons_effacer (indicateur_id i64) -> exec
DELETE FROM plan_jalon WHERE indicateur_id = :indicateur_id;

-- query: valeurs_effacer (indicateur_id i64) -> exec
DELETE FROM plan_valeur WHERE indicateur_id = :indicateur_id;

-- query: valeur_effacer (indicateur_id i64, jour i64) -> count
DELETE FROM plan_valeur WHERE indicateur_id = :indicateur_id AND jour = :jour;

-- query: jalons_de (feuille_id FeuilleId) -> many (indicateur_id i64, annee i64, cible i64)
SELECT j.indicateur_id, j.annee, j.cible FROM plan_jalon j JOIN plan_indicateur i ON i.indicateur_id = j.indicateur_id
WHERE i.feuille_id = :feuille_id ORDER BY j.indicateur_id, j.annee;

-- query: jalon_ecrire (indicateur_id i64, annee i64, cible i64) -> exec
INSERT INTO plan_jalon (indicateur_id, annee, cible) VALUES (:indicateur_id, :annee, :cible)
ON CONFLICT (indicateur_id, annee) DO UPDATE SET cible = excluded.cible;

-- query: valeurs_de (feuille_id FeuilleId) -> many (indicateur_id i64, jour i64, valeur i64, source str)
SELECT v.indicateur_id, v.jour, v.valeur, v.source FROM plan_valeur v
JOIN plan_indicateur i ON i.indicateur_id = v.indicateur_id
WHERE i.feuille_id = :feuille_id ORDER BY v.indicateur_id, v.jour;

-- query: valeur_ecrire (indicateur_id i64, jour i64, valeur i64, source str) -> exec
INSERT INTO plan_valeur (indicateur_id, jour, valeur, source) VALUES (:indicateur_id, :jour, :valeur, :source)
ON CONFLICT (indicateur_id, jour) DO UPDATE SET valeur = excluded.valeur, source = excluded.source;

-- query: ressources_de (action_id ActionId) -> many (ressource_id i64, nature str, libelle str, quantite i64, annee i64,
--        cout_id i64?)
SELECT ressource_id, nature, libelle, quantite, annee, cout_id FROM plan_ressource
WHERE action_id = :action_id ORDER BY nature DESC, ressource_id;

-- query: ressource_creer (action_id ActionId, nature str, libelle str, quantite i64, annee i64, cout_id i64?) -> exec
INSERT INTO plan_ressource (action_id, nature, libelle, quantite, annee, cout_id)
VALUES (:action_id, :nature, :libelle, :quantite, :annee, :cout_id);

-- query: ressource_effacer (action_id ActionId, ressource_id i64) -> count
DELETE FROM plan_ressource WHERE action_id = :action_id AND ressource_id = :ressource_id;

-- query: cout_nouveau (action_id ActionId) -> one (cout_id i64?)
SELECT MAX(cout_id) AS cout_id FROM plan_cout WHERE action_id = :action_id;

-- query: ressource_sans_cout (action_id ActionId, cout_id i64?) -> exec
UPDATE plan_ressource SET cout_id = NULL WHERE action_id = :action_id AND cout_id = :cout_id;

-- query: lieux_de (action_id ActionId) -> many (lieu str)
SELECT lieu FROM plan_lieu WHERE action_id = :action_id ORDER BY lieu;

-- query: lieux_des_actions (feuille_id FeuilleId, depuis i64) -> many (action_id ActionId, lieu str)
SELECT l.action_id, l.lieu FROM plan_lieu l JOIN plan_action a ON a.action_id = l.action_id
WHERE a.feuille_id = :feuille_id AND a.modifie_at >= :depuis ORDER BY l.action_id, l.lieu;

-- query: lieu_ajouter (action_id ActionId, lieu str) -> exec
INSERT INTO plan_lieu (action_id, lieu) VALUES (:action_id, :lieu) ON CONFLICT (action_id, lieu) DO NOTHING;

-- query: lieu_retirer (action_id ActionId, lieu str) -> count
DELETE FROM plan_lieu WHERE action_id = :action_id AND lieu = :lieu;

-- query: acteurs_de (action_id ActionId) -> many (structure_id StructureId, part str)
SELECT structure_id, part FROM plan_acteur WHERE action_id = :action_id ORDER BY part, structure_id;

-- query: acteur_ajouter (action_id ActionId, structure_id StructureId, part str) -> exec
INSERT INTO plan_acteur (action_id, structure_id, part) VALUES (:action_id, :structure_id, :part)
ON CONFLICT (action_id, structure_id) DO UPDATE SET part = excluded.part;

-- query: acteur_retirer (action_id ActionId, structure_id StructureId) -> count
DELETE FROM plan_acteur WHERE action_id = :action_id AND structure_id = :structure_id;

-- query: financeurs_noms (feuille_id FeuilleId) -> many (financeur str)
SELECT DISTINCT f.financeur FROM plan_financement f
WHERE +f.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id)
ORDER BY f.financeur;

-- query: financeurs_connus () -> many (financeur str)
SELECT DISTINCT financeur FROM plan_financement ORDER BY financeur;

-- query: financeur_voix () -> many (financeur str, personne_id PersonneId)
SELECT financeur, personne_id FROM plan_financeur ORDER BY financeur, personne_id;

-- query: financeurs_par (personne_id PersonneId) -> many (financeur str)
SELECT financeur FROM plan_financeur WHERE personne_id = :personne_id ORDER BY financeur;

-- query: financeur_designer (financeur str, personne_id PersonneId) -> exec
INSERT INTO plan_financeur (financeur, personne_id) VALUES (:financeur, :personne_id)
ON CONFLICT (financeur, personne_id) DO NOTHING;

-- query: financeur_retirer (financeur str, personne_id PersonneId) -> count
DELETE FROM plan_financeur WHERE financeur = :financeur AND personne_id = :personne_id;

-- query: financeur_oublier (personne_id PersonneId) -> exec
DELETE FROM plan_financeur WHERE personne_id = :personne_id;

-- Refused money funds nothing.
-- query: actions_financees (feuille_id FeuilleId) -> many (action_id ActionId, financeur str)
SELECT DISTINCT f.action_id, f.financeur FROM plan_financement f JOIN plan_action a ON a.action_id = f.action_id
WHERE a.feuille_id = :feuille_id AND f.etat <> 'refuse' ORDER BY f.action_id, f.financeur;

-- query: documents_de (action_id ActionId) -> many (document_id i64, nom str, taille i64, sha256 str, at i64)
SELECT document_id, nom, taille, sha256, at FROM plan_document WHERE action_id = :action_id ORDER BY at, document_id;

-- query: document_creer (action_id ActionId, nom str, type str, octets bytes, taille i64, sha256 str, personne_id i64?, at i64)
--        -> exec
-- args struct
INSERT INTO plan_document (action_id, nom, type, octets, taille, sha256, personne_id, at)
VALUES (:action_id, :nom, :type, :octets, :taille, :sha256, :personne_id, :at);

-- query: document_lire (action_id ActionId, document_id i64) -> one (nom str, type str, octets bytes)
SELECT nom, type, octets FROM plan_document WHERE action_id = :action_id AND document_id = :document_id;

-- query: document_effacer (action_id ActionId, document_id i64) -> count
DELETE FROM plan_document WHERE action_id = :action_id AND document_id = :document_id;

-- query: documents_oublier (personne_id i64?) -> exec
UPDATE plan_document SET personne_id = NULL WHERE personne_id = :personne_id;

-- query: documents_par (personne_id i64?) -> many (numero str, nom str, at i64)
SELECT a.numero, d.nom, d.at FROM plan_document d JOIN plan_action a ON a.action_id = d.action_id
WHERE d.personne_id = :personne_id ORDER BY d.at, d.document_id;

-- query: formules_utiles (feuille_id FeuilleId) -> many (formule str)
SELECT DISTINCT formule FROM plan_indicateur WHERE feuille_id = :feuille_id;

-- query: aides_effacer () -> exec
DELETE FROM plan_aide;

-- query: aide_creer (cle str, nom str, financeurs str, perimetre str, publics str, types str, categories str, taux_min i64?,
--        taux_max i64?, fin_j i64?, url str, now i64) -> exec
-- args struct
INSERT INTO plan_aide (cle, nom, financeurs, perimetre, publics, types, categories, taux_min, taux_max, fin_j, url, importe_at)
VALUES (:cle, :nom, :financeurs, :perimetre, :publics, :types, :categories, :taux_min, :taux_max, :fin_j, :url, :now);

-- query: aides_toutes () -> many (cle str, nom str, financeurs str, perimetre str, publics str, types str, categories str,
--        taux_min i64?, taux_max i64?, fin_j i64?, url str)
SELECT cle, nom, financeurs, perimetre, publics, types, categories, taux_min, taux_max, fin_j, url FROM plan_aide
ORDER BY aide_id;

-- What all the actions of a roadmap hold, for what reads it whole (entier.h). Their tables hold little else: `+` has them read
-- from end to end, in the order that is asked for, rather than action by action and sorted.
-- query: textes_tous (feuille_id FeuilleId, depuis i64) -> many (action_id ActionId, champ str, valeur str)
SELECT t.action_id, t.champ, t.valeur FROM plan_texte t
WHERE +t.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id AND a.modifie_at >= :depuis);

-- query: etapes_toutes (feuille_id FeuilleId, depuis i64) -> many (action_id ActionId, etape_id i64, titre str, echeance_j i64?,
--        faite_j i64?)
SELECT e.action_id, e.etape_id, e.titre, e.echeance_j, e.faite_j
FROM plan_etape e JOIN plan_action a ON a.action_id = e.action_id
WHERE a.feuille_id = :feuille_id AND a.modifie_at >= :depuis ORDER BY e.echeance_j NULLS LAST, e.etape_id;

-- query: proches_tous (feuille_id FeuilleId) -> many (action_id ActionId, numero str, axe_id AxeId, rang i64)
SELECT p.action_id, b.numero, b.axe_id, b.rang FROM plan_proche p JOIN plan_action b ON b.action_id = p.autre_id
WHERE b.feuille_id = :feuille_id
UNION ALL
SELECT p.autre_id, b.numero, b.axe_id, b.rang FROM plan_proche p JOIN plan_action b ON b.action_id = p.action_id
WHERE b.feuille_id = :feuille_id
ORDER BY 3, 4;

-- query: couts_tous (feuille_id FeuilleId, depuis i64) -> many (action_id ActionId, cout_id i64, annee i64, nature str, libelle str,
--        ht i64, tva i64, etp i64)
SELECT c.action_id, c.cout_id, c.annee, c.nature, c.libelle, c.ht, c.tva, c.etp
FROM plan_cout c WHERE +c.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id AND a.modifie_at >= :depuis)
ORDER BY c.annee, c.cout_id;

-- query: financements_tous (feuille_id FeuilleId, depuis i64) -> many (action_id ActionId, financement_id i64, financeur str, nature str,
--        etat str, montant i64, verse i64, plafond i64?, attendu_j i64?)
SELECT f.action_id, f.financement_id, f.financeur, f.nature, f.etat, f.montant, f.verse, f.plafond, f.attendu_j
FROM plan_financement f WHERE +f.action_id IN (SELECT a.action_id FROM plan_action a WHERE a.feuille_id = :feuille_id AND a.modifie_at >= :depuis)
ORDER BY f.financement_id;

-- query: ressources_toutes (feuille_id FeuilleId, depuis i64) -> many (action_id ActionId, ressource_id i64, nature str, libelle str,
--        quantite i64, annee i64, cout_id i64?)
SELECT r.action_id, r.ressource_id, r.nature, r.libelle, r.quantite, r.annee, r.cout_id
FROM plan_ressource r JOIN plan_action a ON a.action_id = r.action_id
WHERE a.feuille_id = :feuille_id AND a.modifie_at >= :depuis ORDER BY r.nature DESC, r.ressource_id;

-- What an import brings up to date.
-- query: etape_ecrire (action_id ActionId, etape_id i64, echeance_j i64?, faite_j i64?) -> count
UPDATE plan_etape SET echeance_j = :echeance_j, faite_j = :faite_j WHERE action_id = :action_id AND etape_id = :etape_id;

-- query: cout_ecrire (action_id ActionId, cout_id i64, ht i64, tva i64, etp i64) -> count
UPDATE plan_cout SET ht = :ht, tva = :tva, etp = :etp WHERE action_id = :action_id AND cout_id = :cout_id;

-- query: financement_refaire (action_id ActionId, financement_id i64, etat str, montant i64, verse i64, plafond i64?,
--        attendu_j i64?) -> count
UPDATE plan_financement SET etat = :etat, montant = :montant, verse = :verse, plafond = :plafond, attendu_j = :attendu_j
WHERE action_id = :action_id AND financement_id = :financement_id;

-- query: ressource_ecrire (action_id ActionId, ressource_id i64, quantite i64) -> count
UPDATE plan_ressource SET quantite = :quantite WHERE action_id = :action_id AND ressource_id = :ressource_id;

-- query: feuille_ecrire (feuille_id FeuilleId, nom str, description str, debut_j i64, fin_j i64, porteurs str, appui str,
--        perimetre str, source str, now i64) -> count
-- args struct
UPDATE plan_feuille SET nom = :nom, description = :description, debut_j = :debut_j, fin_j = :fin_j, porteurs = :porteurs,
    appui = :appui, perimetre = :perimetre, source = :source, modifie_at = :now
WHERE feuille_id = :feuille_id;

-- query: plan_depot_remplacer (personne_id PersonneId, uid str, at i64, nom str, octets bytes) -> exec
INSERT INTO plan_depot (personne_id, uid, depose_at, nom, octets) VALUES (:personne_id, :uid, :at, :nom, :octets)
ON CONFLICT (personne_id) DO UPDATE SET uid = excluded.uid, depose_at = excluded.depose_at, nom = excluded.nom,
    octets = excluded.octets;

-- query: plan_depot_de (personne_id PersonneId, depuis i64) -> maybe (uid str, depose_at i64, nom str, octets bytes)
SELECT uid, depose_at, nom, octets FROM plan_depot WHERE personne_id = :personne_id AND depose_at >= :depuis;

-- query: plan_depot_oter (personne_id PersonneId) -> exec
DELETE FROM plan_depot WHERE personne_id = :personne_id;

-- query: plan_depots_passes (avant i64) -> count
DELETE FROM plan_depot WHERE depose_at < :avant;
