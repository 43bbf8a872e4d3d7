-- Core tables: versions of the snapshots, jobs.
-- Type words, translated by mksql for each engine: @key (64-bit key given by the database), @i64, @f64, @str, @bytes,
-- @bool (0 or 1). CREATE TABLE becomes STRICT on SQLite; texts are COLLATE "C" on PostgreSQL.

CREATE TABLE snapshot_version (
    name     @str PRIMARY KEY,
    version  @i64 NOT NULL
);

CREATE TABLE job (
    job_id       @key,
    kind         @str NOT NULL,
    payload      @str NOT NULL,
    unique_key   @str,
    state        @str NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    run_at       @i64 NOT NULL,
    lease_until  @i64,
    owner        @str,
    attempts     @i64 NOT NULL DEFAULT 0,
    last_error   @str,
    finished_at  @i64
);

CREATE INDEX job_waiting ON job (run_at) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL;
