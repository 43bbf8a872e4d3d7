-- SPDX-License-Identifier: AGPL-3.0-or-later

-- query: passage_noter (at i64, avertis i64, effaces i64, empeches i64) -> exec
INSERT INTO conservation_passage (at, avertis, effaces, empeches) VALUES (:at, :avertis, :effaces, :empeches);

-- query: passages_derniers (limite i64) -> many (at i64, avertis i64, effaces i64, empeches i64)
SELECT at, avertis, effaces, empeches FROM conservation_passage ORDER BY at DESC, passage_id DESC LIMIT :limite;
