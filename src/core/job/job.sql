-- SPDX-License-Identifier: AGPL-3.0-or-later

-- query: job_insert (kind str, payload str, unique_key str?, run_at i64) -> exec
INSERT INTO job (kind, payload, unique_key, state, run_at)
VALUES (:kind, :payload, :unique_key, 'waiting', :run_at)
ON CONFLICT (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL DO NOTHING;

-- The oldest due job of a kind, or one whose lease has ended, for this owner.
-- query: job_take (kind str, now i64, lease_until i64, owner str)
--        -> maybe (job_id i64, payload str, attempts i64)
-- query@sqlite: job_take
UPDATE job SET state = 'running', owner = :owner, lease_until = :lease_until, attempts = attempts + 1
WHERE job_id = (
    SELECT job_id FROM job
    WHERE kind = :kind AND ((state = 'waiting' AND run_at <= :now) OR (state = 'running' AND lease_until < :now))
    ORDER BY run_at, job_id LIMIT 1)
RETURNING job_id, payload, attempts;
-- query@postgres: job_take
UPDATE job SET state = 'running', owner = :owner, lease_until = :lease_until, attempts = attempts + 1
WHERE job_id = (
    SELECT job_id FROM job
    WHERE kind = :kind AND ((state = 'waiting' AND run_at <= :now) OR (state = 'running' AND lease_until < :now))
    ORDER BY run_at, job_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING job_id, payload, attempts;

-- These three count 0 when the lease was lost to another owner meanwhile.
-- query: job_end (job_id i64, owner str, state str, last_error str?, finished_at i64) -> count
UPDATE job SET state = :state, last_error = :last_error, finished_at = :finished_at, owner = NULL, lease_until = NULL
WHERE job_id = :job_id AND owner = :owner AND state = 'running';

-- query: job_retry (job_id i64, owner str, run_at i64, last_error str) -> count
UPDATE job SET state = 'waiting', run_at = :run_at, last_error = :last_error, owner = NULL, lease_until = NULL,
    unique_key = NULL
WHERE job_id = :job_id AND owner = :owner AND state = 'running';

-- query: job_purge (finished_before i64) -> count
DELETE FROM job WHERE state IN ('done', 'failed') AND finished_at < :finished_before;

-- query: job_count (kind str, state str) -> one (n i64)
SELECT COUNT(*) AS n FROM job WHERE kind = :kind AND state = :state;
