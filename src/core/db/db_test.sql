-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Every shape and every type, for the suites of core/db.
-- include: "core/db/db_test.h"

-- query: essai_add (nombre i64, reel f64, texte str, octets bytes, vrai bool, nombre_n i64?, reel_n f64?,
--    texte_n str?, octets_n bytes?, vrai_n bool?) -> one (essai_id EssaiId)
-- args struct
INSERT INTO essai (nombre, reel, texte, octets, vrai, nombre_n, reel_n, texte_n, octets_n, vrai_n)
VALUES (:nombre, :reel, :texte, :octets, :vrai, :nombre_n, :reel_n, :texte_n, :octets_n, :vrai_n)
RETURNING essai_id;

-- query: essai_put (nombre i64, texte str) -> exec
INSERT INTO essai (nombre, reel, texte, vrai) VALUES (:nombre, 0, :texte, 0);

-- query: essai_get (essai_id EssaiId) -> maybe (essai_id EssaiId, nombre i64, reel f64, texte str, octets bytes,
--    vrai bool, nombre_n i64?, reel_n f64?, texte_n str?, octets_n bytes?, vrai_n bool?, parent EssaiId?)
SELECT essai_id, nombre, reel, texte, octets, vrai, nombre_n, reel_n, texte_n, octets_n, vrai_n, parent
FROM essai WHERE essai_id = :essai_id;

-- query: essai_texte (nombre i64) -> one (texte str)
SELECT texte FROM essai WHERE nombre = :nombre;

-- query: essai_any () -> one (nombre i64)
SELECT nombre FROM essai;

-- query: essai_wrong_null () -> one (texte_n str)
SELECT texte_n FROM essai;

-- query: essai_list (from_nombre i64) -> many (nombre i64, texte str)
SELECT nombre, texte FROM essai WHERE nombre >= :from_nombre ORDER BY nombre;

-- query: essai_stream () -> stream (nombre i64, texte str)
SELECT nombre, texte FROM essai ORDER BY nombre;

-- query: essai_rename (nombre i64, texte str) -> count
UPDATE essai SET texte = :texte WHERE nombre = :nombre;

-- query: essai_adopt (nombre i64, parent EssaiId?) -> count
UPDATE essai SET parent = :parent WHERE nombre = :nombre;

-- query: essai_count () -> one (n i64, somme i64)
SELECT COUNT(*) AS n, CAST(COALESCE(SUM(nombre), 0) AS BIGINT) AS somme FROM essai;

-- query: essai_where (texte str?) -> one (n i64)
SELECT COUNT(*) AS n FROM essai WHERE :texte IS NULL OR texte = :texte;

-- query: essai_fill (n i64, texte str) -> exec
WITH RECURSIVE suite (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM suite WHERE i < :n)
INSERT INTO essai (nombre, reel, texte, vrai) SELECT i, 0.5, :texte, 1 FROM suite;

-- query: essai_engine () -> one (moteur str)
-- query@sqlite: essai_engine
SELECT 'sqlite' AS moteur;
-- query@postgres: essai_engine
SELECT CAST('postgres' AS text) AS moteur;

-- Whether the engine has measured its tables.
-- query: essai_measured () -> one (n i64)
-- query@sqlite: essai_measured
SELECT COUNT(*) AS n FROM sqlite_schema WHERE name = 'sqlite_stat1';
-- query@postgres: essai_measured
SELECT COUNT(*) AS n FROM pg_class WHERE relname = 'essai' AND reltuples >= 0;
