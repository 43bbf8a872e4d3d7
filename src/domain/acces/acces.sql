-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- ---- keys ----

-- query: cle_ajouter (uid str, empreinte bytes, nom str, droits str, personne_id PersonneId, role_tenu_id i64, portee str,
--        code str, now i64, expire_at i64) -> exec
INSERT INTO acces_cle (uid, empreinte, nom, droits, personne_id, role_tenu_id, portee, code, cree_at, expire_at)
VALUES (:uid, :empreinte, :nom, :droits, :personne_id, :role_tenu_id, :portee, :code, :now, :expire_at);

-- What the gate asks at each request.
-- query: cle_lire (empreinte bytes) -> maybe (cle_id i64, uid str, droits str, personne_id PersonneId, role_tenu_id i64,
--        portee str, code str, expire_at i64, vue_at i64?)
SELECT cle_id, uid, droits, personne_id, role_tenu_id, portee, code, expire_at, vue_at FROM acces_cle
WHERE empreinte = :empreinte AND retire_at IS NULL;

-- query: cle_vue (cle_id i64, now i64) -> exec
UPDATE acces_cle SET vue_at = :now WHERE cle_id = :cle_id AND (vue_at IS NULL OR vue_at < :now);

-- query: cles_compter (personne_id PersonneId, now i64) -> one (n i64)
SELECT COUNT(*) AS n FROM acces_cle WHERE personne_id = :personne_id AND retire_at IS NULL AND expire_at > :now;

-- query: cles_lire (personne_id i64) -> many (cle_id i64, uid str, nom str, droits str, portee str, code str, cree_at i64,
--        expire_at i64, vue_at i64?, retire_at i64?, qui PersonneId, role_tenu_id RoleTenuId)
SELECT cle_id, uid, nom, droits, portee, code, cree_at, expire_at, vue_at, retire_at, personne_id AS qui, role_tenu_id
FROM acces_cle WHERE :personne_id = 0 OR personne_id = :personne_id
ORDER BY cree_at DESC, cle_id DESC;

-- query: cle_retirer (uid str, personne_id i64, now i64) -> count
UPDATE acces_cle SET retire_at = :now
WHERE uid = :uid AND retire_at IS NULL AND (:personne_id = 0 OR personne_id = :personne_id);

-- query: cles_oublier (personne_id PersonneId) -> exec
DELETE FROM acces_cle WHERE personne_id = :personne_id;

-- query: cles_purger (avant i64) -> count
DELETE FROM acces_cle WHERE expire_at < :avant OR retire_at < :avant;

-- ---- senders ----

-- query: expediteur_ajouter (uid str, nom str, droit str, forme i64, portee str, code str, secret bytes, personne_id i64?,
--        now i64) -> exec
INSERT INTO acces_expediteur (uid, nom, droit, forme, portee, code, secret, personne_id, cree_at)
VALUES (:uid, :nom, :droit, :forme, :portee, :code, :secret, :personne_id, :now);

-- query: expediteur_lire (uid str) -> maybe (expediteur_id i64, nom str, droit str, forme i64, portee str, code str,
--        secret bytes, vue_at i64?)
SELECT expediteur_id, nom, droit, forme, portee, code, secret, vue_at FROM acces_expediteur
WHERE uid = :uid AND retire_at IS NULL;

-- query: expediteur_vu (expediteur_id i64, now i64) -> exec
UPDATE acces_expediteur SET vue_at = :now WHERE expediteur_id = :expediteur_id;

-- query: expediteurs_lire () -> many (expediteur_id i64, uid str, nom str, droit str, forme i64, portee str, code str,
--        cree_at i64, vue_at i64?, retire_at i64?)
SELECT expediteur_id, uid, nom, droit, forme, portee, code, cree_at, vue_at, retire_at FROM acces_expediteur
ORDER BY cree_at DESC, expediteur_id DESC;

-- query: expediteur_retirer (uid str, now i64) -> count
UPDATE acces_expediteur SET retire_at = :now WHERE uid = :uid AND retire_at IS NULL;

-- query: expediteurs_oublier (personne_id PersonneId) -> exec
UPDATE acces_expediteur SET personne_id = NULL WHERE personne_id = :personne_id;

-- Nothing where it was taken already.
-- query: recu_ajouter (expediteur_id i64, empreinte bytes, now i64) -> count
INSERT INTO acces_recu (expediteur_id, empreinte, recu_at) VALUES (:expediteur_id, :empreinte, :now)
ON CONFLICT (expediteur_id, empreinte) DO NOTHING;

-- query: recus_purger (avant i64) -> count
DELETE FROM acces_recu WHERE recu_at < :avant;

-- query: expediteurs_purger (avant i64) -> count
DELETE FROM acces_expediteur WHERE retire_at < :avant
    AND NOT EXISTS (SELECT 1 FROM acces_recu r WHERE r.expediteur_id = acces_expediteur.expediteur_id);
