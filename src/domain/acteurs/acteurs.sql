-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- ---- people ----

-- query: personne_lire (personne_id PersonneId) -> one (uid str, courriel str?, nom str, prenom str, fonction str,
--        telephone str, etat str, preferences str, derniere_connexion_at i64?, version i64)
SELECT uid, courriel, nom, prenom, fonction, telephone, etat, preferences, derniere_connexion_at, version
FROM personne WHERE personne_id = :personne_id;

-- query: personne_id_de_uid (uid str) -> one (personne_id PersonneId)
SELECT personne_id FROM personne WHERE uid = :uid;

-- query: personne_id_de_courriel (courriel str) -> one (personne_id PersonneId)
SELECT personne_id FROM personne WHERE courriel = :courriel;

-- Nothing where somebody has that address.
-- query: personne_ajouter (uid str, courriel str, recherche str, nom str, prenom str, now i64)
--        -> maybe (personne_id PersonneId)
INSERT INTO personne (uid, courriel, recherche, nom, prenom, fonction, telephone, etat, preferences, cree_at, modifie_at)
VALUES (:uid, :courriel, :recherche, :nom, :prenom, '', '', 'invitee', '', :now, :now)
ON CONFLICT (courriel) DO NOTHING
RETURNING personne_id;

-- query: personne_changer_etat (personne_id PersonneId, avant str, etat str, now i64) -> count
UPDATE personne SET etat = :etat, version = version + 1, modifie_at = :now
WHERE personne_id = :personne_id AND etat = :avant;

-- query: personne_connectee (personne_id PersonneId, now i64) -> exec
UPDATE personne SET derniere_connexion_at = :now, avertie_at = NULL WHERE personne_id = :personne_id;

-- query: personne_ecrire (personne_id PersonneId, version i64, recherche str, nom str, prenom str, fonction str,
--        telephone str, now i64) -> count
UPDATE personne SET recherche = :recherche, nom = :nom, prenom = :prenom, fonction = :fonction, telephone = :telephone,
    version = version + 1, modifie_at = :now
WHERE personne_id = :personne_id AND version = :version AND etat <> 'effacee';

-- query: personne_courriel_pris (courriel str, personne_id PersonneId) -> one (n i64)
SELECT COUNT(*) AS n FROM personne WHERE courriel = :courriel AND personne_id <> :personne_id;

-- query: personne_ecrire_courriel (personne_id PersonneId, courriel str, now i64) -> count
UPDATE personne SET courriel = :courriel, version = version + 1, modifie_at = :now
WHERE personne_id = :personne_id AND etat <> 'effacee';

-- query: personne_ecrire_preferences (personne_id PersonneId, preferences str) -> exec
UPDATE personne SET preferences = :preferences WHERE personne_id = :personne_id;

-- query: personne_vider (personne_id PersonneId, now i64) -> count
UPDATE personne SET courriel = NULL, recherche = '', nom = '', prenom = '', fonction = '', telephone = '',
    preferences = '', etat = 'effacee', version = version + 1, modifie_at = :now
WHERE personne_id = :personne_id AND etat <> 'effacee';

-- Those who have not come since, the oldest first.
-- query: personnes_absentes (avant i64) -> many (personne_id PersonneId, uid str, courriel str?, nom str, prenom str,
--        venue_at i64, avertie_at i64?)
SELECT personne_id, uid, courriel, nom, prenom, COALESCE(derniere_connexion_at, cree_at) AS venue_at, avertie_at
FROM personne WHERE etat <> 'effacee' AND COALESCE(derniere_connexion_at, cree_at) < :avant
ORDER BY COALESCE(derniere_connexion_at, cree_at), personne_id;

-- query: personne_avertie (personne_id PersonneId, now i64) -> exec
UPDATE personne SET avertie_at = :now WHERE personne_id = :personne_id;

-- query: roles_passes (personne_id PersonneId) -> many (role str, portee str, code str, depuis_at i64, retire_at i64?)
SELECT role, portee, code, depuis_at, retire_at FROM role_tenu WHERE personne_id = :personne_id ORDER BY role_tenu_id;

-- Those within a scope, by name. `texte`: folded, found anywhere; `courriel`: exact; either is enough. `moi` is always seen.
-- query: personnes_trouver (portee str, code str, moi i64, texte str, courriel str, etat str?, limite i64, depuis i64)
--        -> many (personne_id PersonneId, uid str, courriel str?, nom str, prenom str, fonction str, etat str,
--        derniere_connexion_at i64?)
SELECT p.personne_id, p.uid, p.courriel, p.nom, p.prenom, p.fonction, p.etat, p.derniere_connexion_at
FROM personne p
WHERE p.etat <> 'effacee' AND (CAST(:etat AS TEXT) IS NULL OR p.etat = :etat)
    AND (p.recherche LIKE '%' || :texte || '%' OR p.courriel = :courriel)
    AND (:portee = 'instance' OR p.personne_id = :moi OR EXISTS (
        SELECT 1 FROM role_tenu r LEFT JOIN structure s ON s.structure_id = r.structure_id
        WHERE r.personne_id = p.personne_id AND r.retire_at IS NULL AND (
            (:portee = 'departement' AND COALESCE(s.departement, r.departement) = :code)
            OR (:portee = 'epci' AND (s.epci = :code OR (r.portee = 'epci' AND r.code = :code)))
            OR (:portee = 'structure' AND s.uid = :code))))
ORDER BY p.recherche, p.personne_id LIMIT :limite OFFSET :depuis;

-- query: personnes_compter (portee str, code str, moi i64, texte str, courriel str, etat str?) -> one (n i64)
SELECT COUNT(*) AS n
FROM personne p
WHERE p.etat <> 'effacee' AND (CAST(:etat AS TEXT) IS NULL OR p.etat = :etat)
    AND (p.recherche LIKE '%' || :texte || '%' OR p.courriel = :courriel)
    AND (:portee = 'instance' OR p.personne_id = :moi OR EXISTS (
        SELECT 1 FROM role_tenu r LEFT JOIN structure s ON s.structure_id = r.structure_id
        WHERE r.personne_id = p.personne_id AND r.retire_at IS NULL AND (
            (:portee = 'departement' AND COALESCE(s.departement, r.departement) = :code)
            OR (:portee = 'epci' AND (s.epci = :code OR (r.portee = 'epci' AND r.code = :code)))
            OR (:portee = 'structure' AND s.uid = :code))));

-- query: personne_couverte (personne_id PersonneId, portee str, code str) -> one (n i64)
SELECT COUNT(*) AS n FROM role_tenu r LEFT JOIN structure s ON s.structure_id = r.structure_id
WHERE r.personne_id = :personne_id AND r.retire_at IS NULL AND (
    (:portee = 'departement' AND COALESCE(s.departement, r.departement) = :code)
    OR (:portee = 'epci' AND (s.epci = :code OR (r.portee = 'epci' AND r.code = :code)))
    OR (:portee = 'structure' AND s.uid = :code));

-- Several at once: their ids as a JSON list.
-- query: personnes_de (ids str) -> many (personne_id PersonneId, uid str, nom str, prenom str, fonction str, recherche str)
-- query@sqlite: personnes_de
SELECT p.personne_id, p.uid, p.nom, p.prenom, p.fonction, p.recherche
FROM json_each(:ids) j JOIN personne p ON p.personne_id = j.value
WHERE p.etat = 'active' ORDER BY p.personne_id;
-- query@postgres: personnes_de
SELECT p.personne_id, p.uid, p.nom, p.prenom, p.fonction, p.recherche
FROM json_array_elements_text(CAST(:ids AS json)) AS j (id) JOIN personne p ON p.personne_id = CAST(j.id AS bigint)
WHERE p.etat = 'active' ORDER BY p.personne_id;

-- Where they have a role now.
-- query: structures_de (ids str) -> many (personne_id PersonneId, nom str)
-- query@sqlite: structures_de
SELECT DISTINCT r.personne_id, s.nom
FROM json_each(:ids) j JOIN role_tenu r ON r.personne_id = j.value JOIN structure s ON s.structure_id = r.structure_id
WHERE r.retire_at IS NULL ORDER BY r.personne_id, s.nom;
-- query@postgres: structures_de
SELECT DISTINCT r.personne_id, s.nom
FROM json_array_elements_text(CAST(:ids AS json)) AS j (id)
    JOIN role_tenu r ON r.personne_id = CAST(j.id AS bigint) JOIN structure s ON s.structure_id = r.structure_id
WHERE r.retire_at IS NULL ORDER BY r.personne_id, s.nom;

-- ---- roles held ----

-- Nothing where it is held already.
-- query: role_ajouter (personne_id PersonneId, role str, portee str, code str, structure_id i64?, departement str,
--        now i64) -> maybe (role_tenu_id RoleTenuId)
INSERT INTO role_tenu (personne_id, role, portee, code, structure_id, departement, depuis_at)
VALUES (:personne_id, :role, :portee, :code, :structure_id, :departement, :now)
ON CONFLICT (personne_id, role, portee, code) WHERE retire_at IS NULL DO NOTHING
RETURNING role_tenu_id;

-- query: role_lire (role_tenu_id RoleTenuId) -> one (personne_id PersonneId, role str, portee str, code str,
--        structure_id i64?, departement str)
SELECT personne_id, role, portee, code, structure_id, departement FROM role_tenu
WHERE role_tenu_id = :role_tenu_id AND retire_at IS NULL;

-- query: role_finir (role_tenu_id RoleTenuId, now i64) -> count
UPDATE role_tenu SET retire_at = :now WHERE role_tenu_id = :role_tenu_id AND retire_at IS NULL;

-- query: roles_finir_tous (personne_id PersonneId, now i64) -> exec
UPDATE role_tenu SET retire_at = :now WHERE personne_id = :personne_id AND retire_at IS NULL;

-- query: roles_tenus (personne_id PersonneId) -> many (role_tenu_id RoleTenuId, role str, portee str, code str,
--        structure_id i64?, structure str?)
SELECT r.role_tenu_id, r.role, r.portee, r.code, r.structure_id, s.nom AS structure
FROM role_tenu r LEFT JOIN structure s ON s.structure_id = r.structure_id
WHERE r.personne_id = :personne_id AND r.retire_at IS NULL
ORDER BY r.role_tenu_id;

-- What the gate asks at each request.
-- query: acteur_lire (personne_id PersonneId, role_tenu_id RoleTenuId) -> maybe (nom str, prenom str, role str?,
--        portee str?, code str?)
SELECT p.nom, p.prenom, r.role, r.portee, r.code
FROM personne p LEFT JOIN role_tenu r
    ON r.role_tenu_id = :role_tenu_id AND r.personne_id = p.personne_id AND r.retire_at IS NULL
WHERE p.personne_id = :personne_id AND p.etat = 'active';

-- query: autres_administrateurs (personne_id PersonneId) -> one (n i64)
SELECT COUNT(*) AS n FROM role_tenu r JOIN personne p ON p.personne_id = r.personne_id
WHERE r.role = 'administrateur' AND r.retire_at IS NULL AND p.etat = 'active' AND p.personne_id <> :personne_id;

-- ---- structures ----

-- query: structure_lire (structure_id StructureId) -> one (uid str, nom str, siret str?, commune str?, departement str,
--        epci str?, dispositifs str, fusionnee_dans i64?, version i64)
SELECT uid, nom, siret, commune, departement, epci, dispositifs, fusionnee_dans, version
FROM structure WHERE structure_id = :structure_id;

-- query: structure_id_de_uid (uid str) -> one (structure_id StructureId)
SELECT structure_id FROM structure WHERE uid = :uid;

-- query: structure_id_de_siret (siret str) -> maybe (structure_id StructureId)
SELECT structure_id FROM structure WHERE siret = :siret AND fusionnee_dans IS NULL;

-- query: structure_ajouter (uid str, nom str, nom_cle str, siret str?, commune str, departement str, epci str?,
--        dispositifs str, now i64) -> one (structure_id StructureId)
INSERT INTO structure (uid, nom, nom_cle, siret, commune, departement, epci, dispositifs, cree_at, modifie_at)
VALUES (:uid, :nom, :nom_cle, :siret, :commune, :departement, :epci, :dispositifs, :now, :now)
RETURNING structure_id;

-- query: structure_ecrire (structure_id StructureId, version i64, nom str, nom_cle str, siret str?, commune str,
--        departement str, epci str?, dispositifs str, now i64) -> count
UPDATE structure SET nom = :nom, nom_cle = :nom_cle, siret = :siret, commune = :commune, departement = :departement,
    epci = :epci, dispositifs = :dispositifs, version = version + 1, modifie_at = :now
WHERE structure_id = :structure_id AND version = :version AND fusionnee_dans IS NULL;

-- Same name, or same legal unit (the first 9 digits of the SIRET): to be looked at before another one is made.
-- query: structures_proches (nom_cle str, siren str, structure_id StructureId)
--        -> many (uid str, nom str, siret str?, commune str?)
SELECT uid, nom, siret, commune FROM structure
WHERE fusionnee_dans IS NULL AND structure_id <> :structure_id AND (nom_cle = :nom_cle OR substr(siret, 1, 9) = :siren)
ORDER BY nom_cle, structure_id LIMIT 10;

-- query: structures_trouver (portee str, code str, texte str, siret str, limite i64, depuis i64)
--        -> many (structure_id StructureId, uid str, nom str, siret str?, commune str?, dispositifs str, lieux i64,
--        personnes i64)
SELECT s.structure_id, s.uid, s.nom, s.siret, s.commune, s.dispositifs,
    (SELECT COUNT(*) FROM structure_lieu l WHERE l.structure_id = s.structure_id) AS lieux,
    (SELECT COUNT(DISTINCT r.personne_id) FROM role_tenu r
     WHERE r.structure_id = s.structure_id AND r.retire_at IS NULL) AS personnes
FROM structure s
WHERE s.fusionnee_dans IS NULL AND (s.nom_cle LIKE '%' || :texte || '%' OR s.siret = :siret)
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
        OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))
ORDER BY s.nom_cle, s.structure_id LIMIT :limite OFFSET :depuis;

-- query: structures_compter (portee str, code str, texte str, siret str) -> one (n i64)
SELECT COUNT(*) AS n FROM structure s
WHERE s.fusionnee_dans IS NULL AND (s.nom_cle LIKE '%' || :texte || '%' OR s.siret = :siret)
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
        OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code));

-- query: structures_offertes (portee str, code str, situees i64, limite i64) -> many (uid str, nom str)
SELECT s.uid, s.nom FROM structure s
WHERE s.fusionnee_dans IS NULL AND (:situees = 0 OR s.commune IS NOT NULL) AND s.uid NOT LIKE 'a-rattacher-%'
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
        OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))
ORDER BY s.nom_cle, s.uid LIMIT :limite;

-- ---- places of a structure ----

-- query: structure_lieux (structure_id StructureId) -> many (lieu str)
SELECT lieu FROM structure_lieu WHERE structure_id = :structure_id ORDER BY lieu;

-- query: structure_lieu_ajouter (structure_id StructureId, lieu str) -> count
INSERT INTO structure_lieu (structure_id, lieu) VALUES (:structure_id, :lieu)
ON CONFLICT (structure_id, lieu) DO NOTHING;

-- query: structure_lieu_retirer (structure_id StructureId, lieu str) -> count
DELETE FROM structure_lieu WHERE structure_id = :structure_id AND lieu = :lieu;

-- ---- merging ----

-- What would move: roles and places that the successor does not have yet, people of both.
-- query: fusion_compter (ancienne StructureId, nouvelle StructureId)
--        -> one (roles i64, roles_doubles i64, lieux i64, lieux_doubles i64)
SELECT
    (SELECT COUNT(*) FROM role_tenu a WHERE a.structure_id = :ancienne AND a.retire_at IS NULL) AS roles,
    (SELECT COUNT(*) FROM role_tenu a JOIN role_tenu b ON b.personne_id = a.personne_id AND b.role = a.role
     WHERE a.structure_id = :ancienne AND a.retire_at IS NULL AND b.structure_id = :nouvelle AND b.retire_at IS NULL)
        AS roles_doubles,
    (SELECT COUNT(*) FROM structure_lieu a WHERE a.structure_id = :ancienne) AS lieux,
    (SELECT COUNT(*) FROM structure_lieu a JOIN structure_lieu b ON b.lieu = a.lieu
     WHERE a.structure_id = :ancienne AND b.structure_id = :nouvelle) AS lieux_doubles;

-- Roles that the same person holds already in the successor.
-- query: fusion_finir_doubles (ancienne StructureId, nouvelle StructureId, now i64) -> exec
UPDATE role_tenu SET retire_at = :now
WHERE structure_id = :ancienne AND retire_at IS NULL AND EXISTS (
    SELECT 1 FROM role_tenu b WHERE b.personne_id = role_tenu.personne_id AND b.role = role_tenu.role
        AND b.structure_id = :nouvelle AND b.retire_at IS NULL);

-- query: fusion_deplacer_roles (ancienne StructureId, nouvelle StructureId, code str) -> exec
UPDATE role_tenu SET structure_id = :nouvelle, code = :code WHERE structure_id = :ancienne AND retire_at IS NULL;

-- query: fusion_copier_lieux (ancienne StructureId, nouvelle StructureId) -> exec
INSERT INTO structure_lieu (structure_id, lieu)
SELECT CAST(:nouvelle AS BIGINT), lieu FROM structure_lieu WHERE structure_id = :ancienne
ON CONFLICT (structure_id, lieu) DO NOTHING;

-- query: fusion_vider_lieux (ancienne StructureId) -> exec
DELETE FROM structure_lieu WHERE structure_id = :ancienne;

-- Those merged into it before follow, so that one step always leads to the successor.
-- query: fusion_marquer (ancienne StructureId, nouvelle StructureId, now i64) -> exec
UPDATE structure SET fusionnee_dans = :nouvelle, version = version + 1, modifie_at = :now
WHERE structure_id = :ancienne OR fusionnee_dans = :ancienne;

-- query: structures_du_lieu (lieu str) -> many (uid str)
SELECT s.uid FROM structure s JOIN structure_lieu l ON l.structure_id = s.structure_id
WHERE l.lieu = :lieu AND s.fusionnee_dans IS NULL ORDER BY s.nom_cle, s.structure_id;

-- ---- holders of what an import could not name ----

-- query: structure_reserver (uid str, nom str, nom_cle str, departement str, dispositifs str, now i64) -> count
INSERT INTO structure (uid, nom, nom_cle, departement, dispositifs, cree_at, modifie_at)
VALUES (:uid, :nom, :nom_cle, :departement, :dispositifs, :now, :now)
ON CONFLICT (uid) DO NOTHING;

-- query: personne_reserver (uid str, nom str, now i64) -> exec
INSERT INTO personne (uid, recherche, nom, prenom, fonction, telephone, etat, preferences, cree_at, modifie_at)
VALUES (:uid, '', :nom, '', '', '', 'effacee', '', :now, :now)
ON CONFLICT (uid) DO NOTHING;
