-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/coop/coop.h"

-- query: coop_groupe_trouver (structure_id StructureId, mediateur str, lieu str, commune str, raison str, now i64) -> one (groupe_id i64)
INSERT INTO coop_groupe (structure_id, mediateur, lieu, commune, raison, cree_at)
VALUES (:structure_id, :mediateur, :lieu, :commune, :raison, :now)
ON CONFLICT (structure_id, mediateur, lieu, commune, raison) DO UPDATE SET raison = excluded.raison
RETURNING groupe_id;

-- query: coop_attendre (uid str, groupe_id i64) -> exec
INSERT INTO coop_attente (uid, groupe_id) VALUES (:uid, :groupe_id);

-- query: coop_attend (uid str) -> one (n i64)
SELECT COUNT(*) AS n FROM coop_attente WHERE uid = :uid;

-- query: coop_cesser (uid str) -> exec
DELETE FROM coop_attente WHERE uid = :uid;

-- query: coop_groupes (portee str, code str, groupe_id i64?, limite i64) -> many (groupe_id i64, structure_id StructureId, mediateur str,
--        lieu str, commune str, raison str, fiches i64)
SELECT g.groupe_id, g.structure_id, g.mediateur, g.lieu, g.commune, g.raison, COUNT(*) AS fiches
FROM coop_groupe g JOIN structure s ON s.structure_id = g.structure_id JOIN coop_attente w ON w.groupe_id = g.groupe_id
WHERE (CAST(:groupe_id AS BIGINT) IS NULL OR g.groupe_id = :groupe_id)
    AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code) OR (:portee = 'epci' AND s.epci = :code)
        OR (:portee = 'structure' AND s.uid = :code))
GROUP BY g.groupe_id, g.structure_id, g.mediateur, g.lieu, g.commune, g.raison
ORDER BY fiches DESC, g.groupe_id LIMIT :limite;

-- query: coop_attendent (portee str, code str) -> one (n i64)
SELECT COUNT(*) AS n
FROM coop_attente w JOIN coop_groupe g ON g.groupe_id = w.groupe_id JOIN structure s ON s.structure_id = g.structure_id
WHERE :portee = 'instance' OR (:portee = 'departement' AND s.departement = :code) OR (:portee = 'epci' AND s.epci = :code)
    OR (:portee = 'structure' AND s.uid = :code);

-- query: coop_fiches (groupe_id i64) -> many (uid str)
SELECT uid FROM coop_attente WHERE groupe_id = :groupe_id ORDER BY uid;
