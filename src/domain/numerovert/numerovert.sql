-- SPDX-License-Identifier: AGPL-3.0-or-later

-- query: appel_noter (jour_j i64, departement str, commune str?, epci str?, besoin str, suite str, trouve bool,
--        duree_mn i64) -> exec
INSERT INTO numerovert_appel (jour_j, departement, commune, epci, besoin, suite, trouve, duree_mn)
VALUES (:jour_j, :departement, :commune, :epci, :besoin, :suite, :trouve, :duree_mn);

-- Counted by day: months are made of them, the same on both engines. Empty département or EPCI: all.
-- query: appels_par_jour (du i64, au i64, departement str, epci str) -> many (jour_j i64, commune str?, epci str?, besoin str,
--        suite str, appels i64, trouves i64, minutes i64)
SELECT jour_j, commune, epci, besoin, suite, COUNT(*) AS appels, CAST(SUM(trouve) AS BIGINT) AS trouves,
    CAST(SUM(duree_mn) AS BIGINT) AS minutes
FROM numerovert_appel
WHERE jour_j BETWEEN :du AND :au AND (:departement = '' OR departement = :departement) AND (:epci = '' OR epci = :epci)
GROUP BY jour_j, commune, epci, besoin, suite
ORDER BY jour_j DESC, besoin, suite, commune NULLS LAST, epci NULLS LAST;

-- query: appels_manques (departement str, du i64, au i64) -> many (commune str?, epci str?, besoin str, appels i64,
--        sans_reponse i64)
SELECT commune, epci, besoin, COUNT(*) AS appels, CAST(SUM(1 - trouve) AS BIGINT) AS sans_reponse
FROM numerovert_appel
WHERE departement = :departement AND jour_j BETWEEN :du AND :au
GROUP BY commune, epci, besoin
HAVING SUM(1 - trouve) > 0
ORDER BY sans_reponse DESC, besoin, commune NULLS LAST, epci NULLS LAST;

-- query: appels_effacer (avant i64) -> count
DELETE FROM numerovert_appel WHERE jour_j < :avant;
