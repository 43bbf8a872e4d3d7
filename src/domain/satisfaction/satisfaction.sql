-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- query: avis_adresse_ecrire (structure_id StructureId, jeton str, now i64) -> exec
INSERT INTO avis_adresse (structure_id, jeton, cree_at) VALUES (:structure_id, :jeton, :now)
ON CONFLICT (structure_id) DO UPDATE SET jeton = excluded.jeton, cree_at = excluded.cree_at;

-- query: avis_adresse_de (structure_id StructureId) -> maybe (jeton str)
SELECT jeton FROM avis_adresse WHERE structure_id = :structure_id;

-- query: avis_structure_de (jeton str) -> maybe (structure_id StructureId)
SELECT structure_id FROM avis_adresse WHERE jeton = :jeton;

-- query: avis_ajouter (structure_id StructureId, jour_j i64, note i64, recommande i64?) -> exec
INSERT INTO avis (structure_id, jour_j, note, recommande) VALUES (:structure_id, :jour_j, :note, :recommande);

-- query: avis_par_note (structure_id StructureId, depuis_j i64) -> many (note i64, n i64, recommandent i64, dits i64)
SELECT note, COUNT(*) AS n, CAST(COALESCE(SUM(recommande), 0) AS BIGINT) AS recommandent, COUNT(recommande) AS dits
FROM avis WHERE structure_id = :structure_id AND jour_j >= :depuis_j GROUP BY note ORDER BY note;
