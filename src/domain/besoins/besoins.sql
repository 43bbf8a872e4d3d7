-- SPDX-License-Identifier: AGPL-3.0-or-later

-- query: scenarios_tous () -> many (code str, nom str, methode str, parametre str, poids str, note str, modifie_at i64)
SELECT code, nom, methode, parametre, poids, note, modifie_at FROM besoin_scenario ORDER BY code;

-- query: scenario_lire (code str) -> one (code str, nom str, methode str, parametre str, poids str, note str, modifie_at i64)
SELECT code, nom, methode, parametre, poids, note, modifie_at FROM besoin_scenario WHERE code = :code;

-- query: scenario_ecrire (code str, nom str, methode str, parametre str, poids str, note str, now i64) -> exec
INSERT INTO besoin_scenario (code, nom, methode, parametre, poids, note, modifie_at)
VALUES (:code, :nom, :methode, :parametre, :poids, :note, :now)
ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, methode = excluded.methode, parametre = excluded.parametre,
    poids = excluded.poids, note = excluded.note, modifie_at = excluded.modifie_at;

-- query: scenario_effacer (code str) -> count
DELETE FROM besoin_scenario WHERE code = :code;

-- query: scenarios_compter () -> one (n i64)
SELECT COUNT(*) AS n FROM besoin_scenario;

-- query: recherche_ajouter (jour_j i64, commune str, besoin str, n i64) -> exec
INSERT INTO recherche_vide (jour_j, commune, besoin, n) VALUES (:jour_j, :commune, :besoin, :n)
ON CONFLICT (jour_j, commune, besoin) DO UPDATE SET n = recherche_vide.n + excluded.n;

-- query: recherches_vides (du i64, au i64) -> many (commune str, besoin str, n i64)
SELECT commune, besoin, CAST(SUM(n) AS BIGINT) AS n FROM recherche_vide
 WHERE jour_j >= :du AND jour_j <= :au GROUP BY commune, besoin ORDER BY commune, besoin;

-- query: recherches_effacer (avant i64) -> count
DELETE FROM recherche_vide WHERE jour_j < :avant;
