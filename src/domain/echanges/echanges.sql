-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- query: depot_remplacer (personne_id PersonneId, uid str, at i64, nom str, forme str, source str?, date_maj_j i64?, correspondance str?, octets bytes) -> exec
INSERT INTO echange_depot (personne_id, uid, depose_at, nom, forme, source, date_maj_j, correspondance, octets)
VALUES (:personne_id, :uid, :at, :nom, :forme, :source, :date_maj_j, :correspondance, :octets)
ON CONFLICT (personne_id) DO UPDATE SET
    uid = excluded.uid, depose_at = excluded.depose_at, nom = excluded.nom, forme = excluded.forme,
    source = excluded.source, date_maj_j = excluded.date_maj_j, correspondance = excluded.correspondance,
    octets = excluded.octets;

-- query: depot_de (personne_id PersonneId, depuis i64) -> maybe (uid str, depose_at i64, nom str, forme str, source str?, date_maj_j i64?, correspondance str?, octets bytes)
SELECT uid, depose_at, nom, forme, source, date_maj_j, correspondance, octets
FROM echange_depot WHERE personne_id = :personne_id AND depose_at >= :depuis;

-- The same without its bytes.
-- query: depot_dit (personne_id PersonneId, depuis i64) -> maybe (depose_at i64, nom str)
SELECT depose_at, nom FROM echange_depot WHERE personne_id = :personne_id AND depose_at >= :depuis;

-- query: depot_oter (personne_id PersonneId) -> exec
DELETE FROM echange_depot WHERE personne_id = :personne_id;

-- query: depots_passes (avant i64) -> count
DELETE FROM echange_depot WHERE depose_at < :avant;
