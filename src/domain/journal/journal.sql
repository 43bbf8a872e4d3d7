-- SPDX-License-Identifier: AGPL-3.0-or-later

-- ---- a line, in the transaction of the change that it tells ----

-- query: journal_ajouter (at i64, personne_id i64?, role str, portee str, action str, objet str, issue str,
--        empreinte bytes) -> exec
INSERT INTO journal (at, personne_id, role, portee, action, objet, issue, empreinte)
VALUES (:at, :personne_id, :role, :portee, :action, :objet, :issue, :empreinte);

-- The line just added waits for its seal.
-- query: journal_attendre () -> exec
-- query@sqlite: journal_attendre
INSERT INTO journal_attente (journal_id) VALUES (last_insert_rowid());
-- query@postgres: journal_attendre
INSERT INTO journal_attente (journal_id) VALUES (lastval());

-- ---- seals ----

-- query: journal_a_sceller (limite i64) -> many (journal_id i64, empreinte bytes)
SELECT a.journal_id, j.empreinte FROM journal_attente a JOIN journal j ON j.journal_id = a.journal_id
ORDER BY a.journal_id LIMIT :limite;

-- Where the chain has come to; after a rotation that left no seal, at the checkpoint that stands for what was removed.
-- query: journal_dernier_sceau () -> maybe (rang i64, chaine bytes)
SELECT rang, chaine FROM (
    SELECT rang, chaine FROM journal_sceau
    UNION ALL
    SELECT rang, chaine FROM journal_point WHERE NOT EXISTS (SELECT 1 FROM journal_sceau)) t
ORDER BY rang DESC LIMIT 1;

-- query: journal_sceller_ligne (rang i64, journal_id i64, chaine bytes) -> exec
INSERT INTO journal_sceau (rang, journal_id, chaine) VALUES (:rang, :journal_id, :chaine);

-- Those of these ranks wait no more.
-- query: journal_scellees (du i64, au i64) -> exec
DELETE FROM journal_attente WHERE journal_id IN (SELECT journal_id FROM journal_sceau WHERE rang BETWEEN :du AND :au);

-- query: journal_signer (rang i64, at i64, chaine bytes, signature bytes) -> exec
INSERT INTO journal_point (rang, at, chaine, signature) VALUES (:rang, :at, :chaine, :signature);

-- The last checkpoint of each hour is kept; earlier ones of that hour prove nothing more.
-- query: journal_points_de_l_heure (rang i64, heure i64) -> exec
DELETE FROM journal_point WHERE rang < :rang AND at >= :heure
    AND EXISTS (SELECT 1 FROM journal_sceau s WHERE s.rang = journal_point.rang);

-- ---- verification ----

-- Seals, the lines that they cover and checkpoints in one reading, so that a rotation meanwhile changes nothing to it.
-- query: journal_preuve () -> stream (rang i64, journal_id i64?, chaine bytes?, at i64?, personne_id i64?, role str?,
--        portee str?, action str?, objet str?, issue str?, empreinte bytes?, point_at i64?, point_chaine bytes?,
--        point_signature bytes?)
SELECT k.rang, s.journal_id, s.chaine, j.at, j.personne_id, j.role, j.portee, j.action, j.objet, j.issue, j.empreinte,
    p.at AS point_at, p.chaine AS point_chaine, p.signature AS point_signature
FROM (SELECT rang FROM journal_sceau UNION SELECT rang FROM journal_point) k
LEFT JOIN journal_sceau s ON s.rang = k.rang
LEFT JOIN journal j ON j.journal_id = s.journal_id
LEFT JOIN journal_point p ON p.rang = k.rang
ORDER BY k.rang;

-- Lines that no seal covers, whether they are known to wait or not.
-- query: journal_queue () -> stream (at i64, personne_id i64?, role str, portee str, action str, objet str, issue str,
--        empreinte bytes, attendue i64)
SELECT j.at, j.personne_id, j.role, j.portee, j.action, j.objet, j.issue, j.empreinte,
    CAST(CASE WHEN a.journal_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS attendue
FROM journal j
LEFT JOIN journal_sceau s ON s.journal_id = j.journal_id
LEFT JOIN journal_attente a ON a.journal_id = j.journal_id
WHERE s.journal_id IS NULL;

-- ---- rotation ----

-- The last checkpoint before that instant that no line of that instant or later precedes.
-- query: journal_point_de_rotation (avant i64) -> maybe (rang i64, at i64, chaine bytes, signature bytes)
SELECT p.rang, p.at, p.chaine, p.signature FROM journal_point p
WHERE p.at < :avant AND EXISTS (SELECT 1 FROM journal_sceau s WHERE s.rang = p.rang)
    AND NOT EXISTS (
        SELECT 1 FROM journal j JOIN journal_sceau s ON s.journal_id = j.journal_id
        WHERE j.at >= :avant AND s.rang <= p.rang)
ORDER BY p.rang DESC LIMIT 1;

-- query: journal_retirer_lignes (rang i64) -> count
DELETE FROM journal WHERE journal_id IN (SELECT journal_id FROM journal_sceau WHERE rang <= :rang);

-- query: journal_retirer_sceaux (rang i64) -> exec
DELETE FROM journal_sceau WHERE rang <= :rang;

-- query: journal_retirer_points (rang i64) -> exec
DELETE FROM journal_point WHERE rang < :rang;

-- ---- search ----

-- The newest first. Each condition is left out where its argument is NULL.
-- query: journal_chercher (action str?, objet str?, personne_id i64?, depuis i64?, avant i64?, limite i64, saut i64)
--        -> many (journal_id i64, at i64, personne_id i64?, role str, portee str, action str, objet str, issue str)
-- query@sqlite: journal_chercher
SELECT journal_id, at, personne_id, role, portee, action, objet, issue FROM journal
WHERE (:action IS NULL OR action = :action) AND (:objet IS NULL OR objet = :objet)
    AND (:personne_id IS NULL OR personne_id = :personne_id)
    AND (:depuis IS NULL OR at >= :depuis) AND (:avant IS NULL OR at < :avant)
ORDER BY at DESC, journal_id DESC LIMIT :limite OFFSET :saut;
-- query@postgres: journal_chercher
SELECT journal_id, at, personne_id, role, portee, action, objet, issue FROM journal
WHERE (CAST(:action AS text) IS NULL OR action = :action) AND (CAST(:objet AS text) IS NULL OR objet = :objet)
    AND (CAST(:personne_id AS bigint) IS NULL OR personne_id = :personne_id)
    AND (CAST(:depuis AS bigint) IS NULL OR at >= :depuis) AND (CAST(:avant AS bigint) IS NULL OR at < :avant)
ORDER BY at DESC, journal_id DESC LIMIT :limite OFFSET :saut;

-- query: journal_compter (action str?, objet str?, personne_id i64?, depuis i64?, avant i64?) -> one (n i64)
-- query@sqlite: journal_compter
SELECT COUNT(*) AS n FROM journal
WHERE (:action IS NULL OR action = :action) AND (:objet IS NULL OR objet = :objet)
    AND (:personne_id IS NULL OR personne_id = :personne_id)
    AND (:depuis IS NULL OR at >= :depuis) AND (:avant IS NULL OR at < :avant);
-- query@postgres: journal_compter
SELECT COUNT(*) AS n FROM journal
WHERE (CAST(:action AS text) IS NULL OR action = :action) AND (CAST(:objet AS text) IS NULL OR objet = :objet)
    AND (CAST(:personne_id AS bigint) IS NULL OR personne_id = :personne_id)
    AND (CAST(:depuis AS bigint) IS NULL OR at >= :depuis) AND (CAST(:avant AS bigint) IS NULL OR at < :avant);

-- The lines after that one, in the same order.
-- query: journal_suite (action str?, objet str?, personne_id i64?, depuis i64?, avant i64?, at i64, id i64, limite i64)
--        -> many (journal_id i64, at i64, personne_id i64?, role str, portee str, action str, objet str, issue str)
-- query@sqlite: journal_suite
SELECT journal_id, at, personne_id, role, portee, action, objet, issue FROM journal
WHERE (:action IS NULL OR action = :action) AND (:objet IS NULL OR objet = :objet)
    AND (:personne_id IS NULL OR personne_id = :personne_id)
    AND (:depuis IS NULL OR at >= :depuis) AND (:avant IS NULL OR at < :avant)
    AND (at, journal_id) < (:at, :id)
ORDER BY at DESC, journal_id DESC LIMIT :limite;
-- query@postgres: journal_suite
SELECT journal_id, at, personne_id, role, portee, action, objet, issue FROM journal
WHERE (CAST(:action AS text) IS NULL OR action = :action) AND (CAST(:objet AS text) IS NULL OR objet = :objet)
    AND (CAST(:personne_id AS bigint) IS NULL OR personne_id = :personne_id)
    AND (CAST(:depuis AS bigint) IS NULL OR at >= :depuis) AND (CAST(:avant AS bigint) IS NULL OR at < :avant)
    AND (at, journal_id) < (:at, :id)
ORDER BY at DESC, journal_id DESC LIMIT :limite;

-- query: journal_dernier_point () -> maybe (rang i64, at i64)
SELECT rang, at FROM journal_point ORDER BY rang DESC LIMIT 1;

-- query: journal_en_attente () -> one (n i64, depuis i64?)
SELECT COUNT(*) AS n, MIN(j.at) AS depuis FROM journal_attente a JOIN journal j ON j.journal_id = a.journal_id;

-- What has been done at least once, for the list of the search.
-- query: journal_actions () -> many (action str)
SELECT DISTINCT action FROM journal ORDER BY action;
