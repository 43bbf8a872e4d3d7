-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/activites/activites.h"

-- ---- cards ----

-- query: usager_ajouter (code str, structure_id StructureId, naissance i64?, genre str, statut str, commune str, source str,
--        now i64) -> one (usager_id UsagerId)
INSERT INTO usager (code, structure_id, naissance, genre, statut, commune, source, cree_at)
VALUES (:code, :structure_id, :naissance, :genre, :statut, :commune, :source, :now) RETURNING usager_id;

-- query: usager_lire (code str) -> maybe (usager_id UsagerId, structure_id StructureId, naissance i64?, genre str,
--        statut str, commune str, racine i64, source str)
SELECT usager_id, structure_id, naissance, genre, statut, commune, COALESCE(racine, usager_id) AS racine, source
FROM usager WHERE code = :code;

-- query: usagers_page (portee str, code str, limite i64, depuis i64) -> many (usager_id UsagerId, code str,
--        structure_id StructureId, naissance i64?, genre str, statut str, commune str, racine i64, source str)
SELECT u.usager_id, u.code, u.structure_id, u.naissance, u.genre, u.statut, u.commune,
    COALESCE(u.racine, u.usager_id) AS racine, u.source
FROM usager u JOIN structure s ON s.structure_id = u.structure_id
WHERE u.efface_at IS NULL AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))
ORDER BY u.usager_id DESC LIMIT :limite OFFSET :depuis;

-- query: usagers_compter (portee str, code str) -> one (n i64)
SELECT COUNT(*) AS n FROM usager u JOIN structure s ON s.structure_id = u.structure_id
WHERE u.efface_at IS NULL AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code));

-- query: usager_fusion_compter (racine i64) -> one (accompagnements i64, usagers i64)
SELECT (SELECT COUNT(*) FROM activite_usager au JOIN usager u ON u.usager_id = au.usager_id
        JOIN activite a ON a.activite_id = au.activite_id
        WHERE COALESCE(u.racine, u.usager_id) = :racine AND a.supprime_at IS NULL) AS accompagnements,
    (SELECT COUNT(*) FROM usager v WHERE COALESCE(v.racine, v.usager_id) = :racine) AS usagers;

-- query: usager_grouper (id i64, racine i64) -> exec
UPDATE usager SET racine = NULLIF(CAST(:racine AS BIGINT), usager_id) WHERE usager_id = :id;

-- query: usager_racine (id i64) -> one (racine i64)
SELECT COALESCE(racine, usager_id) AS racine FROM usager WHERE usager_id = :id;

-- query: usager_deplacer (id i64, structure_id StructureId) -> exec
UPDATE usager SET structure_id = :structure_id WHERE usager_id = :id;

-- query: usager_eteindre (id i64, code str, now i64) -> exec
UPDATE usager SET code = :code, efface_at = :now WHERE usager_id = :id;

-- query: usager_dernier (id i64) -> one (jour_j i64?)
SELECT MAX(a.jour_j) AS jour_j FROM activite_usager au JOIN activite a ON a.activite_id = au.activite_id
WHERE au.usager_id = :id AND a.supprime_at IS NULL;

-- query: rapprochement_proposer (x i64, y i64, now i64) -> exec
INSERT INTO usager_rapprochement (a, b, etat, oui_a, oui_b, cree_at) VALUES (:x, :y, 'proposee', 0, 0, :now)
ON CONFLICT (a, b) DO NOTHING;

-- query: rapprochement_confirmer (x i64, y i64, now i64) -> exec
INSERT INTO usager_rapprochement (a, b, etat, oui_a, oui_b, cree_at, decide_at) VALUES (:x, :y, 'confirmee', 1, 1, :now, :now)
ON CONFLICT (a, b) DO UPDATE SET etat = 'confirmee', oui_a = 1, oui_b = 1, decide_at = excluded.decide_at;

-- query: rapprochement_lire (id i64) -> maybe (a i64, b i64, etat str, oui_a bool, oui_b bool, code_a str, code_b str,
--        structure_a StructureId, structure_b StructureId)
SELECT r.a, r.b, r.etat, r.oui_a, r.oui_b, x.code AS code_a, y.code AS code_b, x.structure_id AS structure_a,
    y.structure_id AS structure_b
FROM usager_rapprochement r JOIN usager x ON x.usager_id = r.a JOIN usager y ON y.usager_id = r.b WHERE r.rapprochement_id = :id;

-- query: rapprochement_ecrire (id i64, etat str, oui_a bool, oui_b bool, now i64) -> exec
UPDATE usager_rapprochement SET etat = :etat, oui_a = :oui_a, oui_b = :oui_b, decide_at = :now WHERE rapprochement_id = :id;

-- query: rapprochements_ecarter (id i64, now i64) -> exec
UPDATE usager_rapprochement SET etat = 'ecartee', decide_at = :now WHERE (a = :id OR b = :id) AND etat = 'proposee';

-- query: rapprochement_voisins (id i64) -> many (voisin i64)
SELECT b AS voisin FROM usager_rapprochement WHERE a = :id AND etat = 'confirmee'
UNION SELECT a FROM usager_rapprochement WHERE b = :id AND etat = 'confirmee' ORDER BY 1;

-- query: rapprochements_page (etat str, carte str?, portee str, code str, limite i64) -> many (rapprochement_id i64, code_a str, code_b str,
--        oui_a bool, oui_b bool, ici_a bool, ici_b bool, cree_at i64)
SELECT rapprochement_id, code_a, code_b, oui_a, oui_b, ici_a, ici_b, cree_at FROM (
    SELECT r.rapprochement_id, x.code AS code_a, y.code AS code_b, r.oui_a, r.oui_b, r.cree_at,
        CASE WHEN :portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
            OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code) THEN 1 ELSE 0 END AS ici_a,
        CASE WHEN :portee = 'instance' OR (:portee = 'departement' AND t.departement = :code)
            OR (:portee = 'epci' AND t.epci = :code) OR (:portee = 'structure' AND t.uid = :code) THEN 1 ELSE 0 END AS ici_b
    FROM usager_rapprochement r JOIN usager x ON x.usager_id = r.a JOIN usager y ON y.usager_id = r.b
        JOIN structure s ON s.structure_id = x.structure_id JOIN structure t ON t.structure_id = y.structure_id
    WHERE r.etat = :etat AND (CAST(:carte AS TEXT) IS NULL OR x.code = :carte OR y.code = :carte)) p
WHERE ici_a = 1 OR ici_b = 1 ORDER BY rapprochement_id DESC LIMIT :limite;

-- query: rapprochements_attente (structure_id i64?) -> one (n i64)
SELECT COUNT(*) AS n FROM usager_rapprochement r JOIN usager x ON x.usager_id = r.a JOIN usager y ON y.usager_id = r.b
WHERE r.etat = 'proposee'
    AND (CAST(:structure_id AS BIGINT) IS NULL OR x.structure_id = :structure_id OR y.structure_id = :structure_id);

-- ---- records ----

-- query: activite_ajouter (uid str, type str, dispositif str, structure_id StructureId, personne_id PersonneId, jour_j i64,
--        mois i64, duree_min i64, lieu_type str, lieu str, commune str, epci str, themes str, demarches str, materiels str,
--        autonomie i64, niveau i64, titre str, redirection str, orientation str, regle i64?, satisfaction i64?,
--        recommande i64?, securite bool, note str, anonymes i64, nouveaux i64, accompagnements i64, source str, cle str?,
--        plan_action str, now i64) -> exec
-- args struct
INSERT INTO activite (uid, type, dispositif, structure_id, personne_id, jour_j, mois, duree_min, lieu_type, lieu, commune,
    epci, themes, demarches, materiels, autonomie, niveau, titre, redirection, orientation, regle, satisfaction, recommande,
    securite, note, anonymes, nouveaux, accompagnements, source, cle, plan_action, cree_at, modifie_at)
VALUES (:uid, :type, :dispositif, :structure_id, :personne_id, :jour_j, :mois, :duree_min, :lieu_type, :lieu, :commune,
    :epci, :themes, :demarches, :materiels, :autonomie, :niveau, :titre, :redirection, :orientation, :regle, :satisfaction,
    :recommande, :securite, :note, :anonymes, :nouveaux, :accompagnements, :source, :cle, :plan_action, :now, :now);

-- query: activite_suivre (uid str, usager_id UsagerId) -> exec
INSERT INTO activite_usager (activite_id, usager_id) VALUES ((SELECT activite_id FROM activite WHERE uid = :uid), :usager_id);

-- query: activite_changer (uid str, version i64, type str, dispositif str, jour_j i64, mois i64, duree_min i64,
--        lieu_type str, lieu str, commune str, epci str, themes str, demarches str, materiels str, autonomie i64, niveau i64,
--        titre str, redirection str, orientation str, regle i64?, satisfaction i64?, recommande i64?, securite bool, note str,
--        anonymes i64, nouveaux i64, accompagnements i64, plan_action str, now i64) -> count
-- args struct
UPDATE activite SET type = :type, dispositif = :dispositif, jour_j = :jour_j, mois = :mois, duree_min = :duree_min,
    lieu_type = :lieu_type, lieu = :lieu, commune = :commune, epci = :epci, themes = :themes, demarches = :demarches,
    materiels = :materiels, autonomie = :autonomie, niveau = :niveau, titre = :titre, redirection = :redirection,
    orientation = :orientation, regle = :regle, satisfaction = :satisfaction, recommande = :recommande,
    securite = :securite, note = :note, anonymes = :anonymes, nouveaux = :nouveaux, accompagnements = :accompagnements,
    plan_action = :plan_action,
    version = version + 1, modifie_at = :now
WHERE uid = :uid AND version = :version AND supprime_at IS NULL;

-- query: activite_plus_suivre (activite_id ActiviteId) -> exec
DELETE FROM activite_usager WHERE activite_id = :activite_id;

-- query: activite_marquer (activite_id ActiviteId, supprime_at i64?, now i64) -> exec
UPDATE activite SET supprime_at = :supprime_at, modifie_at = :now, version = version + 1 WHERE activite_id = :activite_id;

-- query: activite_par_cle (personne_id PersonneId, cle str) -> maybe (uid str)
SELECT uid FROM activite WHERE personne_id = :personne_id AND cle = :cle;

-- query: activite_connue (cle str, uid str) -> maybe (uid str)
SELECT uid FROM activite WHERE (cle = :cle AND cle IS NOT NULL AND source <> '') OR uid = :uid LIMIT 1;

-- query: activite_deplacer (uid str, structure_id StructureId, personne_id PersonneId, commune str, epci str, now i64) -> exec
UPDATE activite SET structure_id = :structure_id, personne_id = :personne_id, commune = :commune, epci = :epci,
    version = version + 1, modifie_at = :now
WHERE uid = :uid;

-- query: activite_par_uid (uid str) -> maybe (activite_id ActiviteId, uid str, type str, dispositif str, structure_id StructureId,
--        personne_id PersonneId, jour_j i64, duree_min i64, lieu_type str, lieu str, commune str, epci str, themes str,
--        demarches str, materiels str, autonomie i64, niveau i64, titre str, redirection str, orientation str, regle i64?,
--        satisfaction i64?, recommande i64?, securite bool, note str, anonymes i64, nouveaux i64, source str, plan_action str, version i64,
--        cree_at i64, modifie_at i64, supprime_at i64?)
SELECT a.activite_id, a.uid, a.type, a.dispositif, a.structure_id, a.personne_id, a.jour_j, a.duree_min, a.lieu_type,
    a.lieu, a.commune, a.epci, a.themes, a.demarches, a.materiels, a.autonomie, a.niveau, a.titre, a.redirection,
    a.orientation, a.regle, a.satisfaction, a.recommande, a.securite, a.note, a.anonymes, a.nouveaux, a.source, a.plan_action, a.version,
    a.cree_at, a.modifie_at, a.supprime_at
FROM activite a WHERE a.uid = :uid;

-- query: activite_plus_recente (personne_id PersonneId) -> maybe (uid str)
SELECT uid FROM activite WHERE personne_id = :personne_id AND supprime_at IS NULL ORDER BY activite_id DESC LIMIT 1;

-- query: activite_themes_recents (personne_id PersonneId, limite i64) -> many (themes str)
SELECT themes FROM activite WHERE personne_id = :personne_id AND supprime_at IS NULL ORDER BY activite_id DESC
LIMIT :limite;

-- query: activite_suivis (activite_id ActiviteId) -> many (usager_id UsagerId, code str, structure_id StructureId,
--        naissance i64?, racine i64)
SELECT u.usager_id, u.code, u.structure_id, u.naissance, COALESCE(u.racine, u.usager_id) AS racine
FROM activite_usager au JOIN usager u ON u.usager_id = au.usager_id
WHERE au.activite_id = :activite_id ORDER BY u.usager_id;

-- query: activites_page (du_j i64, au_j i64, supprimees bool, type str?, dispositif str?, theme str?, moi i64?, portee str,
--        code str, limite i64, depuis i64) -> many (uid str, structure str?, titre str, themes str, source str, type str,
--        dispositif str, jour_j i64, duree_min i64, accompagnements i64)
SELECT a.uid, (SELECT t.nom FROM structure t WHERE t.structure_id = a.structure_id) AS structure, a.titre, a.themes,
    a.source, a.type, a.dispositif, a.jour_j, a.duree_min, a.accompagnements
FROM activite a
WHERE a.jour_j >= :du_j AND a.jour_j <= :au_j AND (a.supprime_at IS NOT NULL) = (:supprimees = 1)
    AND (CAST(:type AS TEXT) IS NULL OR a.type = :type)
    AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:theme AS TEXT) IS NULL OR '|' || a.themes || '|' LIKE '%|' || :theme || '|%')
    AND (((CAST(:moi AS BIGINT) IS NULL OR a.personne_id = :moi)
        AND (:portee = 'instance' OR EXISTS (
            SELECT 1 FROM structure s WHERE s.structure_id = a.structure_id
                AND ((:portee = 'departement' AND s.departement = :code) OR (:portee = 'epci' AND s.epci = :code)
                    OR (:portee = 'structure' AND s.uid = :code)))))
        OR a.activite_id IN (
            SELECT n.activite_id FROM activite_animateur n JOIN structure s ON s.structure_id = n.structure_id
            WHERE (CAST(:moi AS BIGINT) IS NULL OR n.personne_id = :moi)
                AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
                    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))))
ORDER BY a.jour_j DESC, a.activite_id DESC LIMIT :limite OFFSET :depuis;

-- Those changed after that record, or that instant, deleted ones among them: the oldest change first, the id between those
-- of one second.
-- query: activites_depuis (at i64, id i64, moi i64?, portee str, code str, limite i64) -> many (activite_id ActiviteId,
--        uid str, structure str, type str, dispositif str, jour_j i64, duree_min i64, lieu_type str, lieu str, commune str,
--        themes str, demarches str, materiels str, autonomie i64, niveau i64, titre str, redirection str, orientation str,
--        regle i64?, satisfaction i64?, recommande i64?, securite bool, accompagnements i64, anonymes i64, nouveaux i64,
--        version i64, cree_at i64, modifie_at i64, supprime_at i64?)
SELECT a.activite_id, a.uid, s.uid AS structure, a.type, a.dispositif, a.jour_j, a.duree_min, a.lieu_type, a.lieu,
    a.commune, a.themes, a.demarches, a.materiels, a.autonomie, a.niveau, a.titre, a.redirection, a.orientation, a.regle,
    a.satisfaction, a.recommande, a.securite, a.accompagnements, a.anonymes, a.nouveaux, a.version, a.cree_at, a.modifie_at,
    a.supprime_at
FROM activite a JOIN structure s ON s.structure_id = a.structure_id
WHERE (a.modifie_at > :at OR (a.modifie_at = :at AND a.activite_id > :id))
    AND (CAST(:moi AS BIGINT) IS NULL OR a.personne_id = :moi)
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
        OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))
ORDER BY a.modifie_at, a.activite_id LIMIT :limite;

-- query: activites_compter (du_j i64, au_j i64, supprimees bool, type str?, dispositif str?, theme str?, moi i64?,
--        portee str, code str) -> one (n i64)
SELECT COUNT(*) AS n FROM activite a
WHERE a.jour_j >= :du_j AND a.jour_j <= :au_j AND (a.supprime_at IS NOT NULL) = (:supprimees = 1)
    AND (CAST(:type AS TEXT) IS NULL OR a.type = :type)
    AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:theme AS TEXT) IS NULL OR '|' || a.themes || '|' LIKE '%|' || :theme || '|%')
    AND (((CAST(:moi AS BIGINT) IS NULL OR a.personne_id = :moi)
        AND (:portee = 'instance' OR EXISTS (
            SELECT 1 FROM structure s WHERE s.structure_id = a.structure_id
                AND ((:portee = 'departement' AND s.departement = :code) OR (:portee = 'epci' AND s.epci = :code)
                    OR (:portee = 'structure' AND s.uid = :code)))))
        OR a.activite_id IN (
            SELECT n.activite_id FROM activite_animateur n JOIN structure s ON s.structure_id = n.structure_id
            WHERE (CAST(:moi AS BIGINT) IS NULL OR n.personne_id = :moi)
                AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
                    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))));

-- query: activite_animer (uid str, personne_id PersonneId, structure_id StructureId) -> exec
INSERT INTO activite_animateur (activite_id, personne_id, structure_id)
VALUES ((SELECT activite_id FROM activite WHERE uid = :uid), :personne_id, :structure_id);

-- query: activite_plus_animer (activite_id ActiviteId, personne_id i64?) -> count
DELETE FROM activite_animateur
WHERE activite_id = :activite_id AND (CAST(:personne_id AS BIGINT) IS NULL OR personne_id = :personne_id);

-- query: activite_animateurs (activite_id ActiviteId) -> many (personne_id PersonneId, structure_id StructureId)
SELECT personne_id, structure_id FROM activite_animateur WHERE activite_id = :activite_id ORDER BY personne_id;

-- query: activites_animees (personne_id PersonneId) -> many (jour_j i64, type str, duree_min i64)
SELECT a.jour_j, a.type, a.duree_min FROM activite_animateur n JOIN activite a ON a.activite_id = n.activite_id
WHERE n.personne_id = :personne_id AND a.supprime_at IS NULL ORDER BY a.jour_j, a.activite_id;

-- What the others did in those records: hours are each one's own. With a structure, those who did it for that one.
-- query: minutes_a_plusieurs (du_j i64, au_j i64, dispositif str?, structure_id i64?, epci str?) -> one (minutes i64, ateliers i64)
SELECT CAST(COALESCE(SUM(a.duree_min), 0) AS BIGINT) AS minutes, COUNT(DISTINCT a.activite_id) AS ateliers
FROM activite_animateur n CROSS JOIN activite a
WHERE a.activite_id = n.activite_id AND a.supprime_at IS NULL AND a.jour_j BETWEEN :du_j AND :au_j
    AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR n.structure_id = :structure_id)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci);

-- query: chiffres_de_action (plan_action str, du_j i64, au_j i64) -> one (activites i64, ateliers i64, accompagnements i64,
--        minutes i64, premier_j i64?, dernier_j i64?)
SELECT COUNT(*) AS activites, CAST(COALESCE(SUM(CASE type WHEN 'collectif' THEN 1 ELSE 0 END), 0) AS BIGINT) AS ateliers,
    CAST(COALESCE(SUM(accompagnements), 0) AS BIGINT) AS accompagnements,
    CAST(COALESCE(SUM(duree_min), 0) AS BIGINT) AS minutes, MIN(jour_j) AS premier_j, MAX(jour_j) AS dernier_j
FROM activite
WHERE plan_action = :plan_action AND plan_action <> '' AND supprime_at IS NULL AND jour_j BETWEEN :du_j AND :au_j;

-- A batch of whole records, in the order of their key: + keeps the planner from sorting all of them again at each batch.
-- query: activites_lot (apres i64, du_j i64, au_j i64, type str?, dispositif str?, theme str?, moi i64?, portee str, code str,
--        limite i64) -> many (activite_id ActiviteId, uid str, cle str?, source str, type str, dispositif str, jour_j i64, duree_min i64,
--        lieu_type str, lieu str, commune str, themes str, demarches str, materiels str, autonomie i64, niveau i64, titre str,
--        redirection str, note str, anonymes i64, cree_at i64, modifie_at i64, prenom str, nom str, structure str)
SELECT a.activite_id, a.uid, a.cle, a.source, a.type, a.dispositif, a.jour_j, a.duree_min, a.lieu_type, a.lieu, a.commune,
    a.themes, a.demarches, a.materiels, a.autonomie, a.niveau, a.titre, a.redirection, a.note, a.anonymes, a.cree_at,
    a.modifie_at, p.prenom, p.nom, s.nom AS structure
FROM activite a JOIN structure s ON s.structure_id = a.structure_id JOIN personne p ON p.personne_id = a.personne_id
WHERE a.activite_id > :apres AND +a.jour_j >= :du_j AND +a.jour_j <= :au_j AND a.supprime_at IS NULL
    AND (CAST(:type AS TEXT) IS NULL OR a.type = :type)
    AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:theme AS TEXT) IS NULL OR '|' || a.themes || '|' LIKE '%|' || :theme || '|%')
    AND (((CAST(:moi AS BIGINT) IS NULL OR +a.personne_id = :moi)
        AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
            OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code)))
        OR a.activite_id IN (
            SELECT n.activite_id FROM activite_animateur n JOIN structure t ON t.structure_id = n.structure_id
            WHERE (CAST(:moi AS BIGINT) IS NULL OR n.personne_id = :moi)
                AND (:portee = 'instance' OR (:portee = 'departement' AND t.departement = :code)
                    OR (:portee = 'epci' AND t.epci = :code) OR (:portee = 'structure' AND t.uid = :code))))
ORDER BY a.activite_id LIMIT :limite;

-- query: activites_lot_suivis (apres ActiviteId, jusque ActiviteId) -> many (activite_id ActiviteId, code str, naissance i64?, genre str,
--        statut str, commune str)
SELECT au.activite_id, u.code, u.naissance, u.genre, u.statut, u.commune
FROM activite_usager au JOIN usager u ON u.usager_id = au.usager_id
WHERE au.activite_id >= :apres AND au.activite_id <= :jusque ORDER BY au.activite_id, u.usager_id;

-- query: activites_totaux (du_j i64, au_j i64, type str?, dispositif str?, theme str?, moi i64?, portee str, code str)
--        -> one (activites i64, accompagnements i64)
SELECT COUNT(*) AS activites, CAST(COALESCE(SUM(a.accompagnements), 0) AS BIGINT) AS accompagnements
FROM activite a JOIN structure s ON s.structure_id = a.structure_id
WHERE a.jour_j >= :du_j AND a.jour_j <= :au_j AND a.supprime_at IS NULL
    AND (CAST(:type AS TEXT) IS NULL OR a.type = :type)
    AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:theme AS TEXT) IS NULL OR '|' || a.themes || '|' LIKE '%|' || :theme || '|%')
    AND (((CAST(:moi AS BIGINT) IS NULL OR +a.personne_id = :moi)
        AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
            OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code)))
        OR a.activite_id IN (
            SELECT n.activite_id FROM activite_animateur n JOIN structure t ON t.structure_id = n.structure_id
            WHERE (CAST(:moi AS BIGINT) IS NULL OR n.personne_id = :moi)
                AND (:portee = 'instance' OR (:portee = 'departement' AND t.departement = :code)
                    OR (:portee = 'epci' AND t.epci = :code) OR (:portee = 'structure' AND t.uid = :code))));

-- query: activite_noter (activite_id ActiviteId, at i64, personne_id i64?, geste str, contenu str) -> exec
INSERT INTO activite_histoire (activite_id, version, at, personne_id, geste, contenu)
SELECT activite_id, version, CAST(:at AS BIGINT), CAST(:personne_id AS BIGINT), CAST(:geste AS TEXT), CAST(:contenu AS TEXT)
FROM activite WHERE activite_id = :activite_id;

-- The first of them, of a record just written.
-- query: activite_noter_creation (uid str, at i64, personne_id i64?, contenu str) -> exec
INSERT INTO activite_histoire (activite_id, version, at, personne_id, geste, contenu)
VALUES ((SELECT activite_id FROM activite WHERE uid = :uid), 1, :at, :personne_id, 'creer', :contenu);

-- What an imported record said before it was first corrected.
-- query: activite_noter_origine (activite_id ActiviteId, contenu str) -> exec
INSERT INTO activite_histoire (activite_id, version, at, personne_id, geste, contenu)
SELECT a.activite_id, a.version, a.cree_at, NULL, 'creer', :contenu FROM activite a
WHERE a.activite_id = :activite_id AND NOT EXISTS (SELECT 1 FROM activite_histoire h WHERE h.activite_id = a.activite_id);

-- query: activite_gestes (activite_id ActiviteId) -> many (at i64, version i64, geste str, contenu str, personne_id i64?)
SELECT at, version, geste, contenu, personne_id FROM activite_histoire WHERE activite_id = :activite_id
ORDER BY version DESC;

-- ---- what was sent under a key ----

-- query: idempotence_lire (qui str, cle str) -> maybe (empreinte bytes, statut i64, reponse str)
SELECT empreinte, statut, reponse FROM activite_idempotence WHERE qui = :qui AND cle = :cle;

-- query: idempotence_prendre (qui str, cle str, empreinte bytes, now i64) -> count
INSERT INTO activite_idempotence (qui, cle, empreinte, statut, reponse, at) VALUES (:qui, :cle, :empreinte, 0, '', :now)
ON CONFLICT (qui, cle) DO NOTHING;

-- query: idempotence_repondre (qui str, cle str, statut i64, reponse str) -> exec
UPDATE activite_idempotence SET statut = :statut, reponse = :reponse WHERE qui = :qui AND cle = :cle;

-- query: idempotence_purger (avant i64, lot i64) -> count
DELETE FROM activite_idempotence WHERE (qui, cle) IN (
    SELECT qui, cle FROM activite_idempotence WHERE at < :avant ORDER BY at LIMIT :lot);

-- query: idempotence_oublier (qui str) -> exec
DELETE FROM activite_idempotence WHERE qui = :qui;

-- ---- sums kept with each record ----

-- query: cumuler_mois (mois i64, dispositif str, type str, structure_id StructureId, epci str, commune str, activites i64,
--        accompagnements i64, anonymes i64, nouveaux i64, minutes i64, regles i64, regles_dits i64, satisfaits i64,
--        satisfaction_dits i64) -> exec
-- args struct
INSERT INTO activite_mois (mois, dispositif, type, structure_id, epci, commune, activites, accompagnements, anonymes,
    nouveaux, minutes, regles, regles_dits, satisfaits, satisfaction_dits)
VALUES (:mois, :dispositif, :type, :structure_id, :epci, :commune, :activites, :accompagnements, :anonymes, :nouveaux,
    :minutes, :regles, :regles_dits, :satisfaits, :satisfaction_dits)
ON CONFLICT (mois, dispositif, type, structure_id, epci, commune) DO UPDATE SET
    activites = activite_mois.activites + excluded.activites,
    accompagnements = activite_mois.accompagnements + excluded.accompagnements,
    anonymes = activite_mois.anonymes + excluded.anonymes, nouveaux = activite_mois.nouveaux + excluded.nouveaux,
    minutes = activite_mois.minutes + excluded.minutes, regles = activite_mois.regles + excluded.regles,
    regles_dits = activite_mois.regles_dits + excluded.regles_dits,
    satisfaits = activite_mois.satisfaits + excluded.satisfaits,
    satisfaction_dits = activite_mois.satisfaction_dits + excluded.satisfaction_dits;

-- query: cumuler_theme (mois i64, dispositif str, structure_id StructureId, epci str, theme str, activites i64,
--        accompagnements i64) -> exec
INSERT INTO activite_mois_theme (mois, dispositif, structure_id, epci, theme, activites, accompagnements)
VALUES (:mois, :dispositif, :structure_id, :epci, :theme, :activites, :accompagnements)
ON CONFLICT (mois, dispositif, structure_id, epci, theme) DO UPDATE SET
    activites = activite_mois_theme.activites + excluded.activites,
    accompagnements = activite_mois_theme.accompagnements + excluded.accompagnements;

-- The whole territory; the seal is drawn again, so that nobody takes other records for these.
-- query: cumuler_total (mois i64, part i64, dispositif str, type str, activites i64, accompagnements i64, anonymes i64, nouveaux i64,
--        minutes i64, regles i64, regles_dits i64, satisfaits i64, satisfaction_dits i64) -> exec
-- args struct
-- query@sqlite: cumuler_total
INSERT INTO activite_total (mois, part, dispositif, type, activites, accompagnements, anonymes, nouveaux, minutes, regles,
    regles_dits, satisfaits, satisfaction_dits, sceau)
VALUES (:mois, :part, :dispositif, :type, :activites, :accompagnements, :anonymes, :nouveaux, :minutes, :regles, :regles_dits,
    :satisfaits, :satisfaction_dits, random())
ON CONFLICT (mois, part, dispositif, type) DO UPDATE SET activites = activites + excluded.activites,
    accompagnements = accompagnements + excluded.accompagnements, anonymes = anonymes + excluded.anonymes,
    nouveaux = nouveaux + excluded.nouveaux, minutes = minutes + excluded.minutes, regles = regles + excluded.regles,
    regles_dits = regles_dits + excluded.regles_dits, satisfaits = satisfaits + excluded.satisfaits,
    satisfaction_dits = satisfaction_dits + excluded.satisfaction_dits, sceau = excluded.sceau;
-- query@postgres: cumuler_total
INSERT INTO activite_total AS t (mois, part, dispositif, type, activites, accompagnements, anonymes, nouveaux, minutes, regles,
    regles_dits, satisfaits, satisfaction_dits, sceau)
VALUES (:mois, :part, :dispositif, :type, :activites, :accompagnements, :anonymes, :nouveaux, :minutes, :regles, :regles_dits,
    :satisfaits, :satisfaction_dits, CAST(floor(random() * 9007199254740991) AS BIGINT))
ON CONFLICT (mois, part, dispositif, type) DO UPDATE SET activites = t.activites + excluded.activites,
    accompagnements = t.accompagnements + excluded.accompagnements, anonymes = t.anonymes + excluded.anonymes,
    nouveaux = t.nouveaux + excluded.nouveaux, minutes = t.minutes + excluded.minutes, regles = t.regles + excluded.regles,
    regles_dits = t.regles_dits + excluded.regles_dits, satisfaits = t.satisfaits + excluded.satisfaits,
    satisfaction_dits = t.satisfaction_dits + excluded.satisfaction_dits, sceau = excluded.sceau;

-- query: cumuler_total_theme (mois i64, part i64, dispositif str, theme str, activites i64, accompagnements i64) -> exec
INSERT INTO activite_total_theme (mois, part, dispositif, theme, activites, accompagnements)
VALUES (:mois, :part, :dispositif, :theme, :activites, :accompagnements)
ON CONFLICT (mois, part, dispositif, theme) DO UPDATE SET
    activites = activite_total_theme.activites + excluded.activites,
    accompagnements = activite_total_theme.accompagnements + excluded.accompagnements;

-- query: cumuler_acteur (annee i64, dispositif str, structure_id StructureId, personne_id PersonneId, activites i64) -> exec
INSERT INTO activite_acteur (annee, dispositif, structure_id, personne_id, activites)
VALUES (:annee, :dispositif, :structure_id, :personne_id, :activites)
ON CONFLICT (annee, dispositif, structure_id, personne_id) DO UPDATE SET
    activites = activite_acteur.activites + excluded.activites;

-- query: totaux_oter () -> exec
DELETE FROM activite_total;

-- query: totaux_refaire (parts i64) -> exec
-- query@sqlite: totaux_refaire
INSERT INTO activite_total (mois, part, dispositif, type, activites, accompagnements, anonymes, nouveaux, minutes, regles,
    regles_dits, satisfaits, satisfaction_dits, sceau)
SELECT mois, structure_id % :parts, dispositif, type, SUM(activites), SUM(accompagnements), SUM(anonymes), SUM(nouveaux),
    SUM(minutes), SUM(regles), SUM(regles_dits), SUM(satisfaits), SUM(satisfaction_dits), random()
FROM activite_mois GROUP BY 1, 2, 3, 4;
-- query@postgres: totaux_refaire
INSERT INTO activite_total (mois, part, dispositif, type, activites, accompagnements, anonymes, nouveaux, minutes, regles,
    regles_dits, satisfaits, satisfaction_dits, sceau)
SELECT mois, structure_id % CAST(:parts AS BIGINT), dispositif, type, SUM(activites), SUM(accompagnements), SUM(anonymes),
    SUM(nouveaux), SUM(minutes), SUM(regles), SUM(regles_dits), SUM(satisfaits), SUM(satisfaction_dits),
    CAST(floor(random() * 9007199254740991) AS BIGINT)
FROM activite_mois GROUP BY 1, 2, 3, 4;

-- query: totaux_theme_oter () -> exec
DELETE FROM activite_total_theme;

-- query: totaux_theme_refaire (parts i64) -> exec
INSERT INTO activite_total_theme (mois, part, dispositif, theme, activites, accompagnements)
SELECT mois, structure_id % CAST(:parts AS BIGINT), dispositif, theme, SUM(activites), SUM(accompagnements)
FROM activite_mois_theme GROUP BY 1, 2, 3, 4;

-- query: acteurs_oter () -> exec
DELETE FROM activite_acteur;

-- query: acteurs_refaire () -> exec
INSERT INTO activite_acteur (annee, dispositif, structure_id, personne_id, activites)
SELECT mois / 100, dispositif, structure_id, personne_id, COUNT(*) FROM activite
WHERE supprime_at IS NULL GROUP BY 1, 2, 3, 4;

-- ---- persons, counted once (comptes.c) ----

-- Whoever is about to change what that person counts for; others who would wait.
-- query: usager_tenir (racine i64) -> maybe (usager_id i64)
-- query@sqlite: usager_tenir
SELECT usager_id FROM usager WHERE usager_id = :racine;
-- query@postgres: usager_tenir
SELECT usager_id FROM usager WHERE usager_id = :racine FOR NO KEY UPDATE;

-- Where that person was seen, but in that record.
-- query: usager_traces (racine i64, du i64, au i64, sauf str) -> many (mois i64, dispositif str, type str, structure_id i64, epci str,
--        commune str)
SELECT DISTINCT a.mois, a.dispositif, a.type, a.structure_id, a.epci, a.commune
FROM usager u JOIN activite_usager au ON au.usager_id = u.usager_id JOIN activite a ON a.activite_id = au.activite_id
WHERE (u.usager_id = :racine OR u.racine = :racine) AND a.supprime_at IS NULL AND a.mois BETWEEN :du AND :au AND a.uid <> :sauf;

-- query: usager_compter (axe str, periode i64, dispositif str, cle str, n i64) -> exec
INSERT INTO usager_compte (axe, periode, dispositif, cle, n) VALUES (:axe, :periode, :dispositif, :cle, :n)
ON CONFLICT (axe, periode, dispositif, cle) DO UPDATE SET n = usager_compte.n + excluded.n;

-- query: usager_comptes_oter () -> exec
DELETE FROM usager_compte;

-- query: usager_premier_avancer (racine i64, jour_j i64) -> exec
INSERT INTO usager_premier (racine, jour_j) VALUES (:racine, :jour_j)
ON CONFLICT (racine) DO UPDATE SET jour_j = excluded.jour_j WHERE excluded.jour_j < usager_premier.jour_j;

-- What begins on that day or later, and may begin later still: it is sought again.
-- query: usager_premier_oter (racine i64, jour_j i64) -> count
DELETE FROM usager_premier WHERE racine = :racine AND jour_j >= :jour_j;

-- From the records, that one aside.
-- query: usager_premier_chercher (racine i64, sauf str) -> exec
INSERT INTO usager_premier (racine, jour_j)
SELECT CAST(:racine AS BIGINT), MIN(a.jour_j)
FROM usager u JOIN activite_usager au ON au.usager_id = u.usager_id JOIN activite a ON a.activite_id = au.activite_id
WHERE (u.usager_id = :racine OR u.racine = :racine) AND a.supprime_at IS NULL AND a.uid <> :sauf
HAVING COUNT(*) > 0;

-- query: usagers_premiers_oter () -> exec
DELETE FROM usager_premier;

-- query: usagers_premiers_chercher () -> exec
INSERT INTO usager_premier (racine, jour_j)
SELECT COALESCE(u.racine, u.usager_id), MIN(a.jour_j)
FROM activite a JOIN activite_usager au ON au.activite_id = a.activite_id JOIN usager u ON u.usager_id = au.usager_id
WHERE a.supprime_at IS NULL GROUP BY 1;

-- query: ouverture_noter (structure_id StructureId, dispositif str, mois i64, jours i64, source str) -> exec
INSERT INTO structure_ouverture (structure_id, dispositif, mois, jours, source)
VALUES (:structure_id, :dispositif, :mois, :jours, :source)
ON CONFLICT (structure_id, dispositif, mois) DO UPDATE SET jours = excluded.jours, source = excluded.source;

-- ---- figures ----

-- Of each month, how many records there are and what tells them from any others.
-- query: activite_sceaux (du i64, au i64) -> many (mois i64, activites i64, suivis i64, sceau i64)
SELECT mois, activites, accompagnements - anonymes AS suivis, sceau FROM activite_total
WHERE mois BETWEEN :du AND :au ORDER BY mois, part, dispositif, type;

-- Whatever is counted of a record (activite_jour holds it all), once for each card, or once.
-- query: activite_faits (du_j i64, au_j i64) -> many (activite_id i64, jour_j i64, type str, dispositif str, structure_id i64,
--        personne_id i64, epci str, commune str, themes str, duree_min i64, accompagnements i64, anonymes i64, nouveaux i64, regle i64?,
--        satisfaction i64?, usager_id i64?)
SELECT a.activite_id, a.jour_j, a.type, a.dispositif, a.structure_id, a.personne_id, a.epci, a.commune, a.themes, a.duree_min,
    a.accompagnements, a.anonymes, a.nouveaux, a.regle, a.satisfaction, au.usager_id
FROM activite a LEFT JOIN activite_usager au ON au.activite_id = a.activite_id
WHERE a.supprime_at IS NULL AND a.jour_j BETWEEN :du_j AND :au_j ORDER BY a.jour_j, a.activite_id;

-- query: usager_racines () -> many (usager_id i64, racine i64)
SELECT usager_id, racine FROM usager WHERE racine IS NOT NULL;

-- Those that somebody led without having written them.
-- query: activites_menees (personne_id i64, structure_id i64?) -> many (activite_id i64)
SELECT activite_id FROM activite_animateur
WHERE personne_id = :personne_id AND (CAST(:structure_id AS BIGINT) IS NULL OR structure_id = :structure_id);

-- Who and what stand for those not known yet: nobody, and no structure.
-- query: detenteurs () -> many (personne bool, id i64)
SELECT 1 AS personne, personne_id AS id FROM personne WHERE uid = 'a-rattacher'
UNION ALL SELECT 0, structure_id FROM structure WHERE uid LIKE 'a-rattacher-%';

-- query: chiffres_totaux (par str, du i64, au i64, dispositif str?) -> many (cle str, activites i64, ateliers i64,
--        participants i64, accompagnements i64, anonymes i64, nouveaux i64, minutes i64, regles i64, regles_dits i64,
--        satisfaits i64, satisfaction_dits i64)
SELECT CASE CAST(:par AS TEXT) WHEN 'mois' THEN CAST(a.mois AS TEXT) WHEN 'dispositif' THEN a.dispositif
        WHEN 'type' THEN a.type ELSE '' END AS cle,
    CAST(COALESCE(SUM(a.activites), 0) AS BIGINT) AS activites,
    CAST(COALESCE(SUM(CASE a.type WHEN 'collectif' THEN a.activites ELSE 0 END), 0) AS BIGINT) AS ateliers,
    CAST(COALESCE(SUM(CASE a.type WHEN 'collectif' THEN a.accompagnements ELSE 0 END), 0) AS BIGINT) AS participants,
    CAST(COALESCE(SUM(a.accompagnements), 0) AS BIGINT) AS accompagnements,
    CAST(COALESCE(SUM(a.anonymes), 0) AS BIGINT) AS anonymes,
    CAST(COALESCE(SUM(a.nouveaux), 0) AS BIGINT) AS nouveaux,
    CAST(COALESCE(SUM(a.minutes), 0) AS BIGINT) AS minutes,
    CAST(COALESCE(SUM(a.regles), 0) AS BIGINT) AS regles,
    CAST(COALESCE(SUM(a.regles_dits), 0) AS BIGINT) AS regles_dits,
    CAST(COALESCE(SUM(a.satisfaits), 0) AS BIGINT) AS satisfaits,
    CAST(COALESCE(SUM(a.satisfaction_dits), 0) AS BIGINT) AS satisfaction_dits
FROM activite_total a
WHERE a.activites <> 0 AND a.mois BETWEEN :du AND :au AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
GROUP BY 1 ORDER BY 1;

-- query: chiffres_cumules (par str, du i64, au i64, dispositif str?, structure_id i64?, epci str?) -> many (cle str, activites i64, ateliers i64,
--        participants i64, accompagnements i64, anonymes i64, nouveaux i64, minutes i64, regles i64, regles_dits i64,
--        satisfaits i64, satisfaction_dits i64)
SELECT CASE CAST(:par AS TEXT) WHEN 'mois' THEN CAST(a.mois AS TEXT) WHEN 'dispositif' THEN a.dispositif
        WHEN 'epci' THEN a.epci WHEN 'commune' THEN a.commune WHEN 'structure' THEN CAST(a.structure_id AS TEXT)
        WHEN 'type' THEN a.type ELSE '' END AS cle,
    CAST(COALESCE(SUM(a.activites), 0) AS BIGINT) AS activites,
    CAST(COALESCE(SUM(CASE a.type WHEN 'collectif' THEN a.activites ELSE 0 END), 0) AS BIGINT) AS ateliers,
    CAST(COALESCE(SUM(CASE a.type WHEN 'collectif' THEN a.accompagnements ELSE 0 END), 0) AS BIGINT) AS participants,
    CAST(COALESCE(SUM(a.accompagnements), 0) AS BIGINT) AS accompagnements,
    CAST(COALESCE(SUM(a.anonymes), 0) AS BIGINT) AS anonymes,
    CAST(COALESCE(SUM(a.nouveaux), 0) AS BIGINT) AS nouveaux,
    CAST(COALESCE(SUM(a.minutes), 0) AS BIGINT) AS minutes,
    CAST(COALESCE(SUM(a.regles), 0) AS BIGINT) AS regles,
    CAST(COALESCE(SUM(a.regles_dits), 0) AS BIGINT) AS regles_dits,
    CAST(COALESCE(SUM(a.satisfaits), 0) AS BIGINT) AS satisfaits,
    CAST(COALESCE(SUM(a.satisfaction_dits), 0) AS BIGINT) AS satisfaction_dits
FROM activite_mois a
WHERE a.activites <> 0 AND a.mois BETWEEN :du AND :au AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR a.structure_id = :structure_id)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci)
GROUP BY 1 ORDER BY 1;

-- The intercommunalité that the records of a commune keep, in the order of the communes.
-- query: communes_epcis (du i64, au i64) -> many (commune str, epci str)
SELECT commune, MAX(epci) AS epci FROM activite_mois
WHERE activites <> 0 AND mois BETWEEN :du AND :au GROUP BY commune ORDER BY commune;

-- Persons, of one period by `par`, or of each month between two. `cle`: of one structure, of one EPCI (`axe` says of what).
-- query: usagers_comptes (par str, axe str, du i64, au i64, dispositif str?, cle str?) -> many (cle str, n i64)
SELECT CASE CAST(:par AS TEXT) WHEN 'mois' THEN CAST(periode AS TEXT) WHEN 'dispositif' THEN dispositif
        WHEN '' THEN '' ELSE cle END AS cle, n
FROM usager_compte
WHERE axe = :axe AND periode BETWEEN :du AND :au AND n <> 0 AND (CAST(:cle AS TEXT) IS NULL OR cle = :cle)
    AND CASE CAST(:par AS TEXT) WHEN 'dispositif'
        THEN dispositif <> '' AND (CAST(:dispositif AS TEXT) IS NULL OR dispositif = :dispositif)
        ELSE dispositif = COALESCE(CAST(:dispositif AS TEXT), '') END;

-- query: acteurs_cumules (annee i64, dispositif str?, structure_id i64?) -> many (structure_id i64, personne_id i64)
SELECT DISTINCT structure_id, personne_id FROM activite_acteur
WHERE annee = :annee AND activites <> 0 AND (CAST(:dispositif AS TEXT) IS NULL OR dispositif = :dispositif)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR structure_id = :structure_id);

-- query: themes_totaux (du i64, au i64, dispositif str?) -> many (themes str, accompagnements i64)
SELECT a.theme AS themes, CAST(SUM(a.accompagnements) AS BIGINT) AS accompagnements
FROM activite_total_theme a
WHERE a.activites <> 0 AND a.mois BETWEEN :du AND :au AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
GROUP BY a.theme;

-- query: themes_cumules (du i64, au i64, dispositif str?, structure_id i64?, epci str?) -> many (themes str,
--        accompagnements i64)
SELECT a.theme AS themes, CAST(SUM(a.accompagnements) AS BIGINT) AS accompagnements
FROM activite_mois_theme a
WHERE a.activites <> 0 AND a.mois BETWEEN :du AND :au AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR a.structure_id = :structure_id)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci)
GROUP BY a.theme;

-- By age in the year of the act, whole years.
-- query: ages_bruts (du_j i64, au_j i64, dispositif str?, structure_id i64?, epci str?, personne_id i64?)
--        -> many (age i64, racine i64, accompagnements i64)
SELECT a.mois / 100 - u.naissance AS age, COALESCE(u.racine, u.usager_id) AS racine, COUNT(*) AS accompagnements
FROM activite a JOIN activite_usager au ON au.activite_id = a.activite_id JOIN usager u ON u.usager_id = au.usager_id
WHERE u.naissance IS NOT NULL AND a.supprime_at IS NULL AND a.jour_j BETWEEN :du_j AND :au_j AND
    (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci)
    AND (((CAST(:structure_id AS BIGINT) IS NULL OR a.structure_id = :structure_id)
        AND (CAST(:personne_id AS BIGINT) IS NULL OR a.personne_id = :personne_id))
        OR a.activite_id IN (SELECT n.activite_id FROM activite_animateur n WHERE n.personne_id = :personne_id
            AND (CAST(:structure_id AS BIGINT) IS NULL OR n.structure_id = :structure_id)))
GROUP BY 1, 2 ORDER BY 2, 1;

-- What the card shown says of its holder; '' where it says nothing.
-- query: publics_bruts (par str, du_j i64, au_j i64, dispositif str?, structure_id i64?, epci str?, personne_id i64?)
--        -> many (cle str, accompagnements i64, usagers i64)
SELECT CASE CAST(:par AS TEXT) WHEN 'genre' THEN u.genre WHEN 'statut' THEN u.statut ELSE u.commune END AS cle,
    COUNT(*) AS accompagnements, COUNT(DISTINCT COALESCE(u.racine, u.usager_id)) AS usagers
FROM activite a JOIN activite_usager au ON au.activite_id = a.activite_id JOIN usager u ON u.usager_id = au.usager_id
WHERE a.supprime_at IS NULL AND a.jour_j BETWEEN :du_j AND :au_j AND
    (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci)
    AND (((CAST(:structure_id AS BIGINT) IS NULL OR a.structure_id = :structure_id)
        AND (CAST(:personne_id AS BIGINT) IS NULL OR a.personne_id = :personne_id))
        OR a.activite_id IN (SELECT n.activite_id FROM activite_animateur n WHERE n.personne_id = :personne_id
            AND (CAST(:structure_id AS BIGINT) IS NULL OR n.structure_id = :structure_id)))
GROUP BY 1 ORDER BY 1;

-- The same, person by person, for whoever adds communes up.
-- query: publics_residents (du_j i64, au_j i64, dispositif str?, structure_id i64?, epci str?, personne_id i64?)
--        -> many (racine i64, commune str, accompagnements i64)
SELECT COALESCE(u.racine, u.usager_id) AS racine, u.commune, COUNT(*) AS accompagnements
FROM activite a JOIN activite_usager au ON au.activite_id = a.activite_id JOIN usager u ON u.usager_id = au.usager_id
WHERE u.commune <> '' AND a.supprime_at IS NULL AND a.jour_j BETWEEN :du_j AND :au_j AND
    (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci)
    AND (((CAST(:structure_id AS BIGINT) IS NULL OR a.structure_id = :structure_id)
        AND (CAST(:personne_id AS BIGINT) IS NULL OR a.personne_id = :personne_id))
        OR a.activite_id IN (SELECT n.activite_id FROM activite_animateur n WHERE n.personne_id = :personne_id
            AND (CAST(:structure_id AS BIGINT) IS NULL OR n.structure_id = :structure_id)))
GROUP BY 1, 2 ORDER BY 1, 2;

-- Those of the period whom no record before it names, by any card that was found to be theirs.
-- query: nouveaux (du_j i64, au_j i64) -> one (n i64)
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM usager_premier WHERE jour_j BETWEEN :du_j AND :au_j;

-- Who they are: of a part of the records, those that are seen there (releve.c).
-- query: premiers (du_j i64, au_j i64) -> many (racine i64)
SELECT racine FROM usager_premier WHERE jour_j BETWEEN :du_j AND :au_j;

-- query: ouvertures (du i64, au i64, dispositif str?, structure_id i64?) -> one (jours i64)
SELECT CAST(COALESCE(SUM(jours), 0) AS BIGINT) AS jours FROM structure_ouverture
WHERE mois BETWEEN :du AND :au AND (CAST(:dispositif AS TEXT) IS NULL OR dispositif = :dispositif)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR structure_id = :structure_id);

-- query: activites_annees () -> many (annee i64)
SELECT DISTINCT mois / 100 AS annee FROM activite_total WHERE activites <> 0 ORDER BY 1 DESC;

-- ---- closed periods ----

-- query: arretes_verrou () -> exec
-- query@sqlite: arretes_verrou
DELETE FROM arrete WHERE 1 = 0;
-- query@postgres: arretes_verrou
LOCK TABLE activite IN SHARE MODE;

-- Before what a change moves is looked for: a period that is being closed is waited for, or waits (the lock that a change of a record
-- takes is enough).
-- query: fiches_tenir () -> exec
DELETE FROM activite WHERE 1 = 0;

-- query: arrete_ajouter (uid str, du_j i64, au_j i64, epci str, dispositif str, territoire str, empreinte str, at i64,
--        personne_id i64?, contenu str) -> exec
-- args struct
INSERT INTO arrete (uid, du_j, au_j, epci, dispositif, territoire, empreinte, at, personne_id, contenu)
VALUES (:uid, :du_j, :au_j, :epci, :dispositif, :territoire, :empreinte, :at, :personne_id, :contenu);

-- query: arretes_lister (epci str?) -> many (arrete_id i64, uid str, du_j i64, au_j i64, epci str, dispositif str,
--        territoire str, empreinte str, at i64, personne_id i64?)
SELECT arrete_id, uid, du_j, au_j, epci, dispositif, territoire, empreinte, at, personne_id FROM arrete
WHERE CAST(:epci AS TEXT) IS NULL OR epci = :epci ORDER BY au_j DESC, du_j DESC, arrete_id DESC;

-- query: arrete_par_uid (uid str) -> maybe (arrete_id i64, uid str, du_j i64, au_j i64, epci str, dispositif str,
--        territoire str, empreinte str, at i64, personne_id i64?, contenu str)
SELECT arrete_id, uid, du_j, au_j, epci, dispositif, territoire, empreinte, at, personne_id, contenu FROM arrete
WHERE uid = :uid;

-- One of all dispositifs answers for each of them; it comes first.
-- query: arrete_de (du_j i64, au_j i64, epci str, dispositif str) -> maybe (uid str)
SELECT uid FROM arrete WHERE du_j = :du_j AND au_j = :au_j AND epci = :epci AND (dispositif = '' OR dispositif = :dispositif)
ORDER BY dispositif LIMIT 1;

-- query: arretes_couvrant (jour_j i64, epci str, dispositif str) -> many (arrete_id i64, uid str)
SELECT arrete_id, uid FROM arrete WHERE du_j <= :jour_j AND au_j >= :jour_j AND (epci = '' OR epci = :epci)
    AND (dispositif = '' OR dispositif = :dispositif) ORDER BY arrete_id;

-- People with a card whom that record alone brings into the period.
-- query: arrete_propres (arrete_id i64, activite_id ActiviteId) -> one (n i64)
SELECT COUNT(DISTINCT COALESCE(u.racine, u.usager_id)) AS n
FROM arrete ar JOIN activite_usager au ON au.activite_id = :activite_id JOIN usager u ON u.usager_id = au.usager_id
WHERE ar.arrete_id = :arrete_id AND NOT EXISTS (
    SELECT 1 FROM usager v JOIN activite_usager bu ON bu.usager_id = v.usager_id
        JOIN activite b ON b.activite_id = bu.activite_id
    WHERE (v.usager_id = COALESCE(u.racine, u.usager_id) OR v.racine = COALESCE(u.racine, u.usager_id))
        AND b.activite_id <> :activite_id AND b.supprime_at IS NULL AND b.jour_j BETWEEN ar.du_j AND ar.au_j
        AND (ar.epci = '' OR b.epci = ar.epci) AND (ar.dispositif = '' OR b.dispositif = ar.dispositif));

-- Of two groups of cards, how many persons each closed period counts.
-- query: arretes_personnes (x i64, y i64) -> many (arrete_id i64, n i64)
SELECT ar.arrete_id, COUNT(DISTINCT COALESCE(u.racine, u.usager_id)) AS n
FROM usager u JOIN activite_usager au ON au.usager_id = u.usager_id JOIN activite a ON a.activite_id = au.activite_id
    JOIN arrete ar ON a.jour_j BETWEEN ar.du_j AND ar.au_j
WHERE (u.usager_id = :x OR u.racine = :x OR u.usager_id = :y OR u.racine = :y) AND a.supprime_at IS NULL
    AND (ar.epci = '' OR a.epci = ar.epci) AND (ar.dispositif = '' OR a.dispositif = ar.dispositif)
GROUP BY ar.arrete_id ORDER BY ar.arrete_id;

-- query: ajustement_ajouter (arrete_id i64, at i64, personne_id i64?, activite_id i64?, geste str, motif str, activites i64,
--        ateliers i64, participants i64, accompagnements i64, minutes i64, usagers i64) -> exec
-- args struct
INSERT INTO arrete_ajustement (arrete_id, at, personne_id, activite_id, geste, motif, activites, ateliers, participants,
    accompagnements, minutes, usagers)
VALUES (:arrete_id, :at, :personne_id, :activite_id, :geste, :motif, :activites, :ateliers, :participants,
    :accompagnements, :minutes, :usagers);

-- query: ajustements_lister (arrete_id i64, limite i64, depuis i64) -> many (at i64, personne_id i64?, uid str?, jour_j i64?,
--        structure_id i64?, geste str, motif str, activites i64, ateliers i64, participants i64, accompagnements i64,
--        minutes i64, usagers i64)
SELECT j.at, j.personne_id, a.uid, a.jour_j, a.structure_id, j.geste, j.motif, j.activites, j.ateliers, j.participants,
    j.accompagnements, j.minutes, j.usagers
FROM arrete_ajustement j LEFT JOIN activite a ON a.activite_id = j.activite_id
WHERE j.arrete_id = :arrete_id ORDER BY j.ajustement_id DESC LIMIT :limite OFFSET :depuis;

-- query: ajustements_sommer (arrete_id i64) -> many (geste str, n i64, activites i64, ateliers i64, participants i64,
--        accompagnements i64, minutes i64, usagers i64, dernier_at i64)
SELECT geste, COUNT(*) AS n, CAST(SUM(activites) AS BIGINT) AS activites, CAST(SUM(ateliers) AS BIGINT) AS ateliers,
    CAST(SUM(participants) AS BIGINT) AS participants, CAST(SUM(accompagnements) AS BIGINT) AS accompagnements,
    CAST(SUM(minutes) AS BIGINT) AS minutes, CAST(SUM(usagers) AS BIGINT) AS usagers, MAX(at) AS dernier_at
FROM arrete_ajustement WHERE arrete_id = :arrete_id GROUP BY geste ORDER BY geste;

-- What she typed as the reason goes with her; the difference stays.
-- query: ajustements_oublier (personne_id i64) -> exec
UPDATE arrete_ajustement SET motif = '' WHERE personne_id = :personne_id;

-- ---- what is held on a professional ----

-- query: activites_de (personne_id PersonneId) -> many (jour_j i64, type str, dispositif str, accompagnements i64,
--        duree_min i64, note str)
SELECT jour_j, type, dispositif, accompagnements, duree_min, note FROM activite
WHERE personne_id = :personne_id AND supprime_at IS NULL ORDER BY jour_j, activite_id;

-- query: activites_oublier_notes (personne_id PersonneId) -> exec
UPDATE activite SET note = '', cle = CASE WHEN source = '' THEN NULL ELSE cle END WHERE personne_id = :personne_id;

-- query: activites_oublier_histoire (personne_id PersonneId) -> exec
DELETE FROM activite_histoire WHERE activite_id IN (SELECT activite_id FROM activite WHERE personne_id = :personne_id);

-- ---- models with a name ----

-- query: modeles_compter (personne_id PersonneId, nom str) -> one (n i64, homonymes i64)
SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN nom = :nom THEN 1 ELSE 0 END), 0) AS BIGINT) AS homonymes
FROM activite_modele WHERE personne_id = :personne_id AND supprime_at IS NULL;

-- query: modele_ajouter (uid str, structure_id StructureId, personne_id PersonneId, nom str, partage bool, type str, dispositif str,
--        duree_min i64, lieu_type str, commune str, themes str, demarches str, materiels str, niveau i64, autonomie i64, titre str,
--        securite bool, plan_action str, now i64) -> exec
-- args struct
INSERT INTO activite_modele (uid, structure_id, personne_id, nom, partage, type, dispositif, duree_min, lieu_type, commune,
    themes, demarches, materiels, niveau, autonomie, titre, securite, plan_action, cree_at)
VALUES (:uid, :structure_id, :personne_id, :nom, :partage, :type, :dispositif, :duree_min, :lieu_type, :commune, :themes,
    :demarches, :materiels, :niveau, :autonomie, :titre, :securite, :plan_action, :now);

-- query: modeles_page (moi PersonneId, uid str?, structure_id i64?, retires bool, limite i64) -> many (modele_id i64, uid str,
--        structure_id StructureId, personne_id PersonneId, nom str, partage bool, type str, dispositif str, duree_min i64,
--        lieu_type str, commune str, themes str, demarches str, materiels str, niveau i64, autonomie i64, titre str, securite bool,
--        plan_action str, supprime_at i64?, favori bool)
SELECT m.modele_id, m.uid, m.structure_id, m.personne_id, m.nom, m.partage, m.type, m.dispositif, m.duree_min, m.lieu_type,
    m.commune, m.themes, m.demarches, m.materiels, m.niveau, m.autonomie, m.titre, m.securite, m.plan_action, m.supprime_at,
    CASE WHEN f.modele_id IS NULL THEN 0 ELSE 1 END AS favori
FROM activite_modele m LEFT JOIN activite_modele_favori f ON f.modele_id = m.modele_id AND f.personne_id = :moi
WHERE (CAST(:uid AS TEXT) IS NULL OR m.uid = :uid)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR m.personne_id = :moi OR (m.structure_id = :structure_id AND m.partage = 1))
    AND (:retires = 1 OR m.supprime_at IS NULL)
ORDER BY CASE WHEN f.modele_id IS NULL THEN 1 ELSE 0 END, m.nom, m.modele_id LIMIT :limite;

-- query: modele_aimer (personne_id PersonneId, modele_id i64) -> exec
INSERT INTO activite_modele_favori (personne_id, modele_id) VALUES (:personne_id, :modele_id)
ON CONFLICT (personne_id, modele_id) DO NOTHING;

-- query: modele_ne_plus_aimer (personne_id PersonneId, modele_id i64) -> exec
DELETE FROM activite_modele_favori WHERE personne_id = :personne_id AND modele_id = :modele_id;

-- query: modele_marquer (modele_id i64, supprime_at i64?) -> exec
UPDATE activite_modele SET supprime_at = :supprime_at WHERE modele_id = :modele_id;

-- query: modeles_de (personne_id PersonneId) -> many (nom str, partage bool)
SELECT nom, partage FROM activite_modele WHERE personne_id = :personne_id AND supprime_at IS NULL ORDER BY modele_id;

-- What she kept for herself goes; what the structure uses stays.
-- query: modeles_oublier_favoris (personne_id PersonneId) -> exec
DELETE FROM activite_modele_favori WHERE personne_id = :personne_id
    OR modele_id IN (SELECT modele_id FROM activite_modele WHERE personne_id = :personne_id AND partage = 0);

-- query: modeles_oublier (personne_id PersonneId) -> exec
DELETE FROM activite_modele WHERE personne_id = :personne_id AND partage = 0;

-- ---- people sent to a place ----

-- query: orientations_page (etat str?, moi i64?, portee str, code str, limite i64, depuis i64) -> many (uid str, jour_j i64,
--        orientation str, structure str, etat str?, suite_j i64?)
SELECT a.uid, a.jour_j, a.orientation, s.nom AS structure, x.etat, x.jour_j AS suite_j
FROM activite a JOIN structure s ON s.structure_id = a.structure_id LEFT JOIN activite_suite x ON x.activite_id = a.activite_id
WHERE a.orientation <> '' AND a.supprime_at IS NULL AND (CAST(:moi AS BIGINT) IS NULL OR a.personne_id = :moi)
    AND (CAST(:etat AS TEXT) IS NULL OR COALESCE(x.etat, 'a_suivre') = :etat)
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code) OR (:portee = 'epci' AND s.epci = :code)
        OR (:portee = 'structure' AND s.uid = :code))
ORDER BY CASE WHEN CAST(:etat AS TEXT) = 'a_suivre' THEN a.jour_j ELSE -a.jour_j END, a.activite_id DESC
LIMIT :limite OFFSET :depuis;

-- query: orientations_total (etat str?, moi i64?, portee str, code str, avant_j i64?) -> one (n i64)
SELECT COUNT(*) AS n
FROM activite a JOIN structure s ON s.structure_id = a.structure_id LEFT JOIN activite_suite x ON x.activite_id = a.activite_id
WHERE a.orientation <> '' AND a.supprime_at IS NULL AND (CAST(:moi AS BIGINT) IS NULL OR a.personne_id = :moi)
    AND (CAST(:etat AS TEXT) IS NULL OR COALESCE(x.etat, 'a_suivre') = :etat)
    AND (CAST(:avant_j AS BIGINT) IS NULL OR a.jour_j < :avant_j)
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code) OR (:portee = 'epci' AND s.epci = :code)
        OR (:portee = 'structure' AND s.uid = :code));

-- query: orientation_suite (activite_id ActiviteId) -> maybe (etat str, jour_j i64)
SELECT etat, jour_j FROM activite_suite WHERE activite_id = :activite_id;

-- query: orientation_noter (activite_id ActiviteId, etat str, jour_j i64, personne_id PersonneId, now i64) -> exec
INSERT INTO activite_suite (activite_id, etat, jour_j, personne_id, at) VALUES (:activite_id, :etat, :jour_j, :personne_id, :now)
ON CONFLICT (activite_id) DO UPDATE SET etat = excluded.etat, jour_j = excluded.jour_j, personne_id = excluded.personne_id,
    at = excluded.at;

-- query: orientation_effacer (activite_id ActiviteId) -> exec
DELETE FROM activite_suite WHERE activite_id = :activite_id;

-- query: orientations_chiffres (du_j i64, au_j i64, dispositif str?, structure_id i64?, epci str?, personne_id i64?)
--        -> many (etat str?, n i64)
SELECT x.etat, COUNT(*) AS n FROM activite a LEFT JOIN activite_suite x ON x.activite_id = a.activite_id
WHERE a.orientation <> '' AND a.supprime_at IS NULL AND a.jour_j BETWEEN :du_j AND :au_j
    AND (CAST(:dispositif AS TEXT) IS NULL OR a.dispositif = :dispositif)
    AND (CAST(:structure_id AS BIGINT) IS NULL OR a.structure_id = :structure_id)
    AND (CAST(:epci AS TEXT) IS NULL OR a.epci = :epci)
    AND (CAST(:personne_id AS BIGINT) IS NULL OR a.personne_id = :personne_id)
GROUP BY x.etat;
