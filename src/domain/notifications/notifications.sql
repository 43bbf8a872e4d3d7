-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- Nothing where it has been told.
-- query: notification_ajouter (personne_id PersonneId, genre str, cle str, texte str, chemin str, now i64) -> count
INSERT INTO notification (personne_id, genre, cle, texte, chemin, cree_at)
VALUES (:personne_id, :genre, :cle, :texte, :chemin, :now)
ON CONFLICT (personne_id, genre, cle) DO NOTHING;

-- query: notifications_de (personne_id PersonneId) -> many (genre str, texte str, chemin str, cree_at i64, lue_at i64?)
SELECT genre, texte, chemin, cree_at, lue_at FROM notification
WHERE personne_id = :personne_id ORDER BY cree_at DESC, notification_id DESC LIMIT 100;

-- query: notifications_non_lues (personne_id PersonneId) -> one (n i64)
SELECT COUNT(*) AS n FROM notification WHERE personne_id = :personne_id AND lue_at IS NULL;

-- query: notifications_lire (personne_id PersonneId, now i64) -> exec
UPDATE notification SET lue_at = :now WHERE personne_id = :personne_id AND lue_at IS NULL;

-- query: notifications_oublier (personne_id PersonneId) -> exec
DELETE FROM notification WHERE personne_id = :personne_id;

-- query: notifications_purger (lues_avant i64, avant i64) -> count
DELETE FROM notification WHERE lue_at < :lues_avant OR cree_at < :avant;

-- query: refus_lire (personne_id PersonneId, genre str) -> one (n i64)
SELECT COUNT(*) AS n FROM notification_refus WHERE personne_id = :personne_id AND genre = :genre;

-- query: refus_ajouter (personne_id PersonneId, genre str) -> count
INSERT INTO notification_refus (personne_id, genre) VALUES (:personne_id, :genre)
ON CONFLICT (personne_id, genre) DO NOTHING;

-- query: refus_retirer (personne_id PersonneId, genre str) -> count
DELETE FROM notification_refus WHERE personne_id = :personne_id AND genre = :genre;

-- query: refus_oublier (personne_id PersonneId) -> exec
DELETE FROM notification_refus WHERE personne_id = :personne_id;
