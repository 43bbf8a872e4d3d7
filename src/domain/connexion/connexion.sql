-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- ---- sessions ----

-- query: session_ajouter (empreinte bytes, personne_id PersonneId, role_tenu_id i64?, partage bool, appareil str, id_token bytes?,
--        now i64, expire_at i64) -> exec
INSERT INTO session (empreinte, personne_id, role_tenu_id, partage, appareil, id_token, cree_at, vue_at, expire_at)
VALUES (:empreinte, :personne_id, :role_tenu_id, :partage, :appareil, :id_token, :now, :now, :expire_at);

-- query: session_id_token (session_id i64) -> one (id_token bytes?)
SELECT id_token FROM session WHERE session_id = :session_id;

-- What the gate asks at each request.
-- query: session_lire (empreinte bytes) -> maybe (session_id i64, personne_id PersonneId, role_tenu_id i64?, partage bool,
--        vue_at i64, expire_at i64)
SELECT session_id, personne_id, role_tenu_id, partage, vue_at, expire_at FROM session WHERE empreinte = :empreinte;

-- query: session_vue (session_id i64, now i64) -> exec
UPDATE session SET vue_at = :now WHERE session_id = :session_id AND vue_at < :now;

-- Another role, another secret.
-- query: session_changer (session_id i64, role_tenu_id i64?, empreinte bytes) -> one (partage bool, expire_at i64)
UPDATE session SET role_tenu_id = :role_tenu_id, empreinte = :empreinte WHERE session_id = :session_id
RETURNING partage, expire_at;

-- The one that this browser had before it signed in again.
-- query: session_oublier (empreinte bytes) -> exec
DELETE FROM session WHERE empreinte = :empreinte;

-- query: session_finir (session_id i64, personne_id PersonneId) -> count
DELETE FROM session WHERE session_id = :session_id AND personne_id = :personne_id;

-- query: sessions_finir (personne_id PersonneId, sauf i64) -> count
DELETE FROM session WHERE personne_id = :personne_id AND session_id <> :sauf;

-- query: sessions_de (personne_id PersonneId, now i64) -> many (session_id i64, appareil str, partage bool, cree_at i64,
--        vue_at i64)
SELECT session_id, appareil, partage, cree_at, vue_at FROM session
WHERE personne_id = :personne_id AND expire_at > :now ORDER BY vue_at DESC, session_id DESC;

-- query: sessions_purger (now i64) -> count
DELETE FROM session WHERE expire_at <= :now;

-- ---- ways in ----

-- query: connexion_oublier (navigateur bytes) -> exec
DELETE FROM connexion WHERE navigateur = :navigateur;

-- query: connexion_ajouter (navigateur bytes, personne_id i64?, etape str, porte str, lien bytes?, retour str, now i64,
--        expire_at i64) -> one (connexion_id i64)
INSERT INTO connexion (navigateur, personne_id, etape, porte, lien, retour, essais, cree_at, expire_at)
VALUES (:navigateur, :personne_id, :etape, :porte, :lien, :retour, 0, :now, :expire_at)
RETURNING connexion_id;

-- Another door has asked for two proofs, or for one.
-- query: connexion_prouver (connexion_id i64, prouve bool, id_token bytes) -> exec
UPDATE connexion SET prouve = :prouve, id_token = :id_token WHERE connexion_id = :connexion_id;

-- query: connexion_coder (connexion_id i64, code bytes) -> exec
UPDATE connexion SET code = :code WHERE connexion_id = :connexion_id;

-- query: connexion_de (navigateur bytes, now i64) -> maybe (connexion_id i64, personne_id i64?, etape str, porte str,
--        code bytes?, retour str, essais i64, expire_at i64, prouve bool, id_token bytes?)
SELECT connexion_id, personne_id, etape, porte, code, retour, essais, expire_at, prouve, id_token FROM connexion
WHERE navigateur = :navigateur AND expire_at > :now ORDER BY connexion_id DESC LIMIT 1;

-- Used and late ones too, as long as they are kept: one is told which it is.
-- query: connexion_par_lien (lien bytes) -> maybe (connexion_id i64, personne_id i64?, etape str, porte str, expire_at i64)
SELECT connexion_id, personne_id, etape, porte, expire_at FROM connexion WHERE lien = :lien;

-- The first proof is given, in this browser: its link and its code are worth nothing any more.
-- query: connexion_avancer (connexion_id i64, navigateur bytes, expire_at i64) -> count
UPDATE connexion SET etape = 'second', navigateur = :navigateur, code = NULL, essais = 0,
    expire_at = :expire_at
WHERE connexion_id = :connexion_id AND etape = 'courriel';

-- A try is taken before it is looked at: tries sent together share the same few.
-- query: connexion_essayer (connexion_id i64, max i64) -> count
UPDATE connexion SET essais = essais + 1 WHERE connexion_id = :connexion_id AND essais < :max;

-- It was not one.
-- query: connexion_rendre (connexion_id i64) -> exec
UPDATE connexion SET essais = essais - 1 WHERE connexion_id = :connexion_id;

-- query: connexion_finir (connexion_id i64) -> count
UPDATE connexion SET etape = 'finie' WHERE connexion_id = :connexion_id AND etape = 'second';

-- An invitation replaces the one before.
-- query: invitations_oublier (personne_id PersonneId) -> exec
DELETE FROM connexion WHERE personne_id = :personne_id AND porte = 'invitation';

-- query: connexions_de_personne_oublier (personne_id PersonneId) -> exec
DELETE FROM connexion WHERE personne_id = :personne_id;

-- query: connexions_purger (avant i64) -> count
DELETE FROM connexion WHERE expire_at <= :avant;

-- ---- proofs ----

-- query: preuve_lire (personne_id PersonneId) -> maybe (mot_de_passe str?, totp bytes?, totp_pas i64, totp_confirme bool,
--        proconnect_sub str?)
SELECT mot_de_passe, totp, totp_pas, totp_confirme, proconnect_sub FROM preuve WHERE personne_id = :personne_id;

-- query: preuve_creer (personne_id PersonneId, now i64) -> exec
INSERT INTO preuve (personne_id, totp_pas, totp_confirme, modifie_at) VALUES (:personne_id, -1, 0, :now)
ON CONFLICT (personne_id) DO NOTHING;

-- query: preuve_totp (personne_id PersonneId, totp bytes?, confirme bool, now i64) -> exec
UPDATE preuve SET totp = :totp, totp_pas = -1, totp_confirme = :confirme, modifie_at = :now
WHERE personne_id = :personne_id;

-- Each step of the clock is good once: nothing changes where it has been used already.
-- query: preuve_totp_servir (personne_id PersonneId, pas i64, now i64) -> count
UPDATE preuve SET totp_pas = :pas, totp_confirme = 1, modifie_at = :now
WHERE personne_id = :personne_id AND totp_pas < :pas;

-- query: preuve_mot_de_passe (personne_id PersonneId, mot_de_passe str?, now i64) -> exec
UPDATE preuve SET mot_de_passe = :mot_de_passe, modifie_at = :now WHERE personne_id = :personne_id;

-- query: preuve_proconnect (personne_id PersonneId, sub str?, now i64) -> exec
UPDATE preuve SET proconnect_sub = :sub, modifie_at = :now WHERE personne_id = :personne_id;

-- query: preuve_par_sub (sub str) -> maybe (personne_id PersonneId)
SELECT personne_id FROM preuve WHERE proconnect_sub = :sub;

-- query: preuves_oublier (personne_id PersonneId) -> exec
DELETE FROM preuve WHERE personne_id = :personne_id;

-- ---- codes good once ----

-- query: codes_oublier (personne_id PersonneId, genre str) -> exec
DELETE FROM preuve_code WHERE personne_id = :personne_id AND genre = :genre;

-- query: code_ajouter (personne_id PersonneId, genre str, numero i64, empreinte bytes) -> exec
INSERT INTO preuve_code (personne_id, genre, numero, empreinte) VALUES (:personne_id, :genre, :numero, :empreinte);

-- Those left.
-- query: codes_restants (personne_id PersonneId, genre str) -> many (numero i64, empreinte bytes)
SELECT numero, empreinte FROM preuve_code
WHERE personne_id = :personne_id AND genre = :genre AND servi_at IS NULL ORDER BY numero;

-- query: code_servir (personne_id PersonneId, genre str, numero i64, now i64) -> count
UPDATE preuve_code SET servi_at = :now
WHERE personne_id = :personne_id AND genre = :genre AND numero = :numero AND servi_at IS NULL;

-- ---- devices ----

-- query: appareil_ajouter (numero str, graine bytes, now i64) -> count
INSERT INTO totp_appareil (numero, graine, importe_at) VALUES (:numero, :graine, :now)
ON CONFLICT (numero) DO NOTHING;

-- query: appareil_lire (numero str) -> one (graine bytes, personne_id i64?)
SELECT graine, personne_id FROM totp_appareil WHERE numero = :numero;

-- query: appareil_de (personne_id PersonneId) -> maybe (numero str)
SELECT numero FROM totp_appareil WHERE personne_id = :personne_id ORDER BY numero LIMIT 1;

-- query: appareil_lier (numero str, personne_id PersonneId) -> count
UPDATE totp_appareil SET personne_id = :personne_id WHERE numero = :numero AND personne_id IS NULL;

-- query: appareils_delier (personne_id PersonneId) -> exec
UPDATE totp_appareil SET personne_id = NULL WHERE personne_id = :personne_id;

-- ---- waits ----

-- query: frein_lire (cle bytes) -> maybe (libre_at i64)
SELECT libre_at FROM freinage WHERE cle = :cle;

-- One more; from 1 again where the last one is older than `avant`.
-- query: frein_compter (cle bytes, now i64, avant i64) -> one (echecs i64)
INSERT INTO freinage (cle, echecs, libre_at, modifie_at) VALUES (:cle, 1, 0, :now)
ON CONFLICT (cle) DO UPDATE SET modifie_at = excluded.modifie_at,
    echecs = CASE WHEN freinage.modifie_at <= :avant THEN 1 ELSE freinage.echecs + 1 END
RETURNING echecs;

-- query: frein_retenir (cle bytes, libre_at i64) -> exec
UPDATE freinage SET libre_at = :libre_at WHERE cle = :cle;

-- query: frein_oublier (cle bytes) -> exec
DELETE FROM freinage WHERE cle = :cle;

-- query: freins_purger (avant i64) -> count
DELETE FROM freinage WHERE modifie_at < :avant;

-- ---- ProConnect ----

-- query: sortie_ajouter (etat bytes, id_token bytes, expire_at i64) -> exec
INSERT INTO proconnect_sortie (etat, id_token, expire_at) VALUES (:etat, :id_token, :expire_at);

-- query: sortie_lire (etat bytes, now i64) -> maybe (id_token bytes)
SELECT id_token FROM proconnect_sortie WHERE etat = :etat AND expire_at > :now;

-- query: sortie_finir (etat bytes, now i64) -> count
DELETE FROM proconnect_sortie WHERE etat = :etat AND expire_at > :now;

-- query: sorties_purger (now i64) -> count
DELETE FROM proconnect_sortie WHERE expire_at <= :now;

-- The last one seen of a `sub` is what is shown.
-- query: identite_voir (sub str, personne_id PersonneId, prenom str, nom str, siret str, now i64) -> exec
INSERT INTO proconnect_identite (sub, personne_id, prenom, nom, siret, vue_at)
VALUES (:sub, :personne_id, :prenom, :nom, :siret, :now)
ON CONFLICT (sub) DO UPDATE SET personne_id = excluded.personne_id, prenom = excluded.prenom, nom = excluded.nom,
    siret = excluded.siret, vue_at = excluded.vue_at;

-- query: identites_de (personne_id PersonneId) -> many (identite_id i64, prenom str, nom str, siret str, vue_at i64)
SELECT identite_id, prenom, nom, siret, vue_at FROM proconnect_identite
WHERE personne_id = :personne_id ORDER BY vue_at DESC, identite_id DESC;

-- Every one that waits, with the person whose account it asks for.
-- query: identites_en_attente () -> many (personne_id PersonneId)
SELECT personne_id FROM proconnect_identite ORDER BY vue_at, identite_id;

-- query: identite_decider (identite_id i64, personne_id PersonneId) -> maybe (sub str)
DELETE FROM proconnect_identite WHERE identite_id = :identite_id AND personne_id = :personne_id RETURNING sub;

-- query: identites_oublier (personne_id PersonneId) -> exec
DELETE FROM proconnect_identite WHERE personne_id = :personne_id;

-- query: identites_purger (avant i64) -> count
DELETE FROM proconnect_identite WHERE vue_at < :avant;

-- ---- browsers ----

-- query: navigateur_lire (empreinte bytes) -> maybe (navigateur_id i64, partage bool, vue_at i64)
SELECT navigateur_id, partage, vue_at FROM navigateur WHERE empreinte = :empreinte;

-- query: navigateur_voir (empreinte bytes, personne_id PersonneId, appareil str, partage bool, now i64) -> exec
INSERT INTO navigateur (empreinte, personne_id, appareil, partage, cree_at, vue_at)
VALUES (:empreinte, :personne_id, :appareil, :partage, :now, :now)
ON CONFLICT (empreinte) DO UPDATE SET appareil = excluded.appareil, vue_at = excluded.vue_at;

-- query: navigateurs_de (personne_id PersonneId) -> many (navigateur_id i64, appareil str, partage bool, cree_at i64,
--        vue_at i64)
SELECT navigateur_id, appareil, partage, cree_at, vue_at FROM navigateur
WHERE personne_id = :personne_id ORDER BY vue_at DESC, navigateur_id DESC LIMIT 100;

-- query: navigateur_oublier (navigateur_id i64, personne_id PersonneId) -> count
DELETE FROM navigateur WHERE navigateur_id = :navigateur_id AND personne_id = :personne_id;

-- query: navigateurs_oublier (personne_id PersonneId) -> exec
DELETE FROM navigateur WHERE personne_id = :personne_id;

-- query: navigateurs_purger (avant i64, avant_partage i64) -> count
DELETE FROM navigateur WHERE vue_at < :avant OR (partage = 1 AND vue_at < :avant_partage);
