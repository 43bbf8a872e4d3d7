-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/usagers/usagers.h"

-- query: usager_reglage_lire (structure_id StructureId) -> maybe (nommer bool, base str)
SELECT nommer, base FROM usager_reglage WHERE structure_id = :structure_id;

-- query: usager_reglage_ecrire (structure_id StructureId, nommer bool, base str) -> exec
INSERT INTO usager_reglage (structure_id, nommer, base) VALUES (:structure_id, :nommer, :base)
ON CONFLICT (structure_id) DO UPDATE SET nommer = excluded.nommer, base = excluded.base;

-- query: usager_identite_garder (usager_id UsagerId, structure_id StructureId, boite bytes, empreinte str?, base str, informe_j i64,
--        partage bool, vu_j i64) -> exec
INSERT INTO usager_identite (usager_id, structure_id, boite, empreinte, base, informe_j, partage, vu_j)
VALUES (:usager_id, :structure_id, :boite, :empreinte, :base, :informe_j, :partage, :vu_j)
ON CONFLICT (usager_id) DO UPDATE SET boite = excluded.boite, empreinte = excluded.empreinte, base = excluded.base,
    informe_j = excluded.informe_j, partage = excluded.partage, vu_j = excluded.vu_j;

-- query: usager_identite_lire (usager_id UsagerId) -> maybe (structure_id StructureId, boite bytes, base str, informe_j i64,
--        partage bool)
SELECT structure_id, boite, base, informe_j, partage FROM usager_identite WHERE usager_id = :usager_id;

-- query: usager_identite_oter (usager_id UsagerId) -> count
DELETE FROM usager_identite WHERE usager_id = :usager_id;

-- query: usager_identites_homonymes (empreinte str, usager_id UsagerId, limite i64) -> many (usager_id UsagerId)
SELECT usager_id FROM usager_identite WHERE empreinte = :empreinte AND usager_id <> :usager_id
UNION SELECT usager_id FROM usager_import WHERE empreinte = :empreinte AND usager_id <> :usager_id
ORDER BY usager_id LIMIT :limite;

-- query: usager_import_trouver (empreinte str, structure_id StructureId) -> maybe (usager_id UsagerId, code str, nomme bool)
SELECT i.usager_id, u.code, CASE WHEN n.usager_id IS NULL THEN 0 ELSE 1 END AS nomme
FROM usager_import i JOIN usager u ON u.usager_id = i.usager_id LEFT JOIN usager_identite n ON n.usager_id = i.usager_id
WHERE i.empreinte = :empreinte AND i.structure_id = :structure_id;

-- query: usager_import_garder (empreinte str, structure_id StructureId, usager_id UsagerId, vu_j i64) -> exec
INSERT INTO usager_import (empreinte, structure_id, usager_id, vu_j) VALUES (:empreinte, :structure_id, :usager_id, :vu_j);

-- query: usager_import_deplacer (empreinte str, de StructureId, vers StructureId) -> exec
UPDATE usager_import SET structure_id = :vers WHERE empreinte = :empreinte AND structure_id = :de;

-- query: usager_import_oter (usager_id UsagerId) -> exec
DELETE FROM usager_import WHERE usager_id = :usager_id;

-- query: usager_imports_anciens (vu_j i64) -> many (usager_id UsagerId)
SELECT usager_id FROM usager_import WHERE vu_j <= :vu_j ORDER BY usager_id;

-- query: usager_import_vu (usager_id UsagerId, vu_j i64) -> exec
UPDATE usager_import SET vu_j = :vu_j WHERE usager_id = :usager_id;

-- query: usagers_structure_seule () -> many (structure_id StructureId)
SELECT structure_id FROM structure WHERE fusionnee_dans IS NULL AND commune IS NOT NULL ORDER BY structure_id LIMIT 2;

-- query: usager_identites_anciennes (vu_j i64) -> many (usager_id UsagerId)
SELECT usager_id FROM usager_identite WHERE vu_j <= :vu_j ORDER BY usager_id;

-- query: usager_identite_vue (usager_id UsagerId, vu_j i64) -> exec
UPDATE usager_identite SET vu_j = :vu_j WHERE usager_id = :usager_id;
