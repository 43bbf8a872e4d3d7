-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/tenue/tenue.h"

-- ---- corrections ----

-- query: correction_ecrire (uid str, lieu str, champs str, ferme bool, message str, courriel str?, at i64) -> exec
INSERT INTO correction (uid, lieu, champs, ferme, message, courriel, etat, raison, cree_at)
VALUES (:uid, :lieu, :champs, :ferme, :message, :courriel, 'attente', '', :at);

-- query: corrections_attente () -> many (uid str, lieu str, champs str, ferme bool, message str, courriel str?, etat str, cree_at i64)
SELECT uid, lieu, champs, ferme, message, courriel, etat, cree_at FROM correction
WHERE etat = 'attente' ORDER BY correction_id;

-- query: correction_lire (uid str) -> one (lieu str, champs str, ferme bool, message str, courriel str?, etat str, raison str, cree_at i64)
SELECT lieu, champs, ferme, message, courriel, etat, raison, cree_at FROM correction WHERE uid = :uid;

-- query: corrections_du_lieu (lieu str) -> one (n i64)
SELECT COUNT(*) AS n FROM correction WHERE lieu = :lieu AND etat = 'attente';

-- The address has served: it is forgotten with the answer.
-- query: correction_decider (uid str, etat str, raison str, at i64, personne_id i64) -> count
UPDATE correction SET etat = :etat, raison = :raison, traite_at = :at, personne_id = :personne_id, courriel = NULL
WHERE uid = :uid AND etat = 'attente';

-- query: corrections_purger_courriels (avant i64) -> count
UPDATE correction SET courriel = NULL WHERE courriel IS NOT NULL AND cree_at < :avant;

-- query: corrections_purger_messages (avant i64) -> count
UPDATE correction SET message = '' WHERE message <> '' AND etat <> 'attente' AND cree_at < :avant;

-- query: correction_frein_compter (cle bytes, now i64, oubli_at i64) -> one (n i64)
INSERT INTO correction_frein (cle, n, depuis_at) VALUES (:cle, 1, :now)
ON CONFLICT (cle) DO UPDATE SET
    n = CASE WHEN correction_frein.depuis_at < :oubli_at THEN 1 ELSE correction_frein.n + 1 END,
    depuis_at = CASE WHEN correction_frein.depuis_at < :oubli_at THEN excluded.depuis_at ELSE correction_frein.depuis_at END
RETURNING n;

-- query: correction_freins_purger (avant i64) -> count
DELETE FROM correction_frein WHERE depuis_at < :avant;

-- query: corrections_decidees_par (personne_id i64) -> many (lieu str, etat str, traite_at i64?)
SELECT lieu, etat, traite_at FROM correction WHERE personne_id = :personne_id ORDER BY correction_id;

-- ---- freshness ----

-- query: relances () -> many (lieu str, at i64, n i64)
SELECT lieu, at, n FROM relance ORDER BY lieu;

-- query: relance_ecrire (lieu str, at i64) -> exec
INSERT INTO relance (lieu, at, n) VALUES (:lieu, :at, 1)
ON CONFLICT (lieu) DO UPDATE SET at = excluded.at, n = relance.n + 1;

-- query: relance_oublier (lieu str) -> exec
DELETE FROM relance WHERE lieu = :lieu;

-- ---- duplicates ----

-- query: doublons_ecartes () -> many (lieu_a str, lieu_b str)
SELECT lieu_a, lieu_b FROM doublon_ecarte ORDER BY lieu_a, lieu_b;

-- query: doublon_ecarter (lieu_a str, lieu_b str, personne_id i64, at i64) -> exec
INSERT INTO doublon_ecarte (lieu_a, lieu_b, personne_id, at) VALUES (:lieu_a, :lieu_b, :personne_id, :at)
ON CONFLICT (lieu_a, lieu_b) DO NOTHING;

-- query: fusion_ecrire (absorbe str, garde str, lieu_historique_id i64?, personne_id i64, at i64) -> exec
INSERT INTO fusion_lieu (absorbe, garde, lieu_historique_id, personne_id, at)
VALUES (:absorbe, :garde, :lieu_historique_id, :personne_id, :at);

-- query: fusion_lire (absorbe str) -> one (garde str, lieu_historique_id i64?)
SELECT garde, lieu_historique_id FROM fusion_lieu WHERE absorbe = :absorbe;

-- query: fusions () -> many (absorbe str, garde str, at i64)
SELECT absorbe, garde, at FROM fusion_lieu ORDER BY at DESC, absorbe;

-- query: fusion_effacer (absorbe str) -> count
DELETE FROM fusion_lieu WHERE absorbe = :absorbe;
