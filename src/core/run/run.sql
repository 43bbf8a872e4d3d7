-- SPDX-License-Identifier: AGPL-3.0-or-later

-- Versions only grow, and start at the microsecond of the first change, so that two databases never share one.
-- query: snapshot_version_touch (name str, at_us i64) -> exec
INSERT INTO snapshot_version (name, version) VALUES (:name, :at_us)
ON CONFLICT (name) DO UPDATE SET version =
    CASE WHEN snapshot_version.version >= excluded.version THEN snapshot_version.version + 1 ELSE excluded.version END;

-- query: snapshot_versions () -> many (name str, version i64)
SELECT name, version FROM snapshot_version;
