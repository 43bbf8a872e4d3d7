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
ORDER BY usager_id LIMIT :limite;

-- query: usager_identites_anciennes (vu_j i64) -> many (usager_id UsagerId)
SELECT usager_id FROM usager_identite WHERE vu_j <= :vu_j ORDER BY usager_id;

-- query: usager_identite_vue (usager_id UsagerId, vu_j i64) -> exec
UPDATE usager_identite SET vu_j = :vu_j WHERE usager_id = :usager_id;
