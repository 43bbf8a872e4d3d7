-- SPDX-License-Identifier: AGPL-3.0-or-later

-- Tables that may hold data of the service: not those that the program fills by itself.
-- query: db_tables () -> many (name str)
-- query@sqlite: db_tables
SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' AND name NOT IN ('migration', 'job', 'snapshot_version')
ORDER BY name;
-- query@postgres: db_tables
SELECT CAST(relname AS text) AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)
  AND relname NOT IN ('migration', 'job', 'snapshot_version')
ORDER BY relname;

-- query: migration_table () -> one (n i64)
-- query@sqlite: migration_table
SELECT COUNT(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = 'migration';
-- query@postgres: migration_table
SELECT COUNT(*) AS n FROM pg_class
WHERE relname = 'migration' AND relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace);

-- query: migrations_applied () -> many (number i64, sha256 str)
SELECT number, sha256 FROM migration ORDER BY number;

-- query: migration_record (number i64, name str, sha256 str, applied_at i64) -> exec
INSERT INTO migration (number, name, sha256, applied_at) VALUES (:number, :name, :sha256, :applied_at);
