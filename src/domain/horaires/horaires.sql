-- SPDX-License-Identifier: AGPL-3.0-or-later

-- query: vacances_toutes () -> many (zone str, debut_j i64, fin_j i64)
SELECT zone, debut_j, fin_j FROM vacances_scolaires ORDER BY zone, debut_j;

-- query: vacances_effacer (zone str) -> exec
DELETE FROM vacances_scolaires WHERE zone = :zone;

-- query: vacances_ajouter (zone str, debut_j i64, fin_j i64, libelle str) -> exec
INSERT INTO vacances_scolaires (zone, debut_j, fin_j, libelle) VALUES (:zone, :debut_j, :fin_j, :libelle);
