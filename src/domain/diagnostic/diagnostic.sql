-- SPDX-License-Identifier: AGPL-3.0-or-later

-- ---- reading

-- query: jeu_lire (jeu str, echelon str, millesime str) -> maybe (fichier str, source str, licence str, poids str?)
SELECT fichier, source, licence, poids FROM diagnostic_jeu
 WHERE jeu = :jeu AND echelon = :echelon AND millesime = :millesime;

-- query: jeu_all () -> many (jeu str, echelon str, millesime str, source str, licence str, fichier str, poids str?, lignes i64, sans_valeur i64, a_zero i64, importe_at i64, fictif bool)
SELECT jeu, echelon, millesime, source, licence, fichier, poids, lignes, sans_valeur, a_zero, importe_at, fictif
  FROM diagnostic_jeu ORDER BY jeu, echelon, millesime;

-- query: base_all () -> many (code str, nom str, departement str, arrondissement str, region str, epci str?)
SELECT code, nom, departement, arrondissement, region, epci FROM commune_base ORDER BY code;

-- query: population_millesimes () -> many (millesime str)
SELECT DISTINCT millesime FROM commune_population ORDER BY millesime;

-- query: population_all (millesime str) -> many (code str, habitants i64)
SELECT code, habitants FROM commune_population WHERE millesime = :millesime ORDER BY code;

-- query: indicateur_all () -> many (code str, groupe str, nom str, definition str, unite str, source str, millesime str, licence str, sens i64, plancher f64?)
SELECT code, groupe, nom, definition, unite, source, millesime, licence, sens, plancher FROM indicateur
 ORDER BY rang, code;

-- query: indicateur_compte () -> one (n i64)
SELECT COUNT(*) AS n FROM indicateur;

-- The latest vintage that an indicator has at that scale.
-- query: valeur_millesime (indicateur str, echelon str) -> one (millesime str?)
SELECT MAX(millesime) AS millesime FROM indicateur_valeur WHERE indicateur = :indicateur AND echelon = :echelon;

-- query: valeur_all (indicateur str, echelon str, millesime str) -> many (code str, valeur f64)
SELECT code, valeur FROM indicateur_valeur
 WHERE indicateur = :indicateur AND echelon = :echelon AND millesime = :millesime ORDER BY code;

-- ---- writing: whole columns at once, as one JSON text, so that half a million figures are a dozen statements

-- query: jeu_put (jeu str, echelon str, millesime str, source str, licence str, fichier str, poids str?, lignes i64, sans_valeur i64, a_zero i64, refusees i64, importe_at i64, fictif bool) -> exec
-- args struct
INSERT INTO diagnostic_jeu (jeu, echelon, millesime, source, licence, fichier, poids, lignes, sans_valeur, a_zero,
    refusees, importe_at, fictif)
VALUES (:jeu, :echelon, :millesime, :source, :licence, :fichier, :poids, :lignes, :sans_valeur, :a_zero, :refusees,
    :importe_at, :fictif)
    ON CONFLICT (jeu, echelon, millesime) DO UPDATE SET source = excluded.source, licence = excluded.licence,
       fichier = excluded.fichier, poids = excluded.poids, lignes = excluded.lignes,
       sans_valeur = excluded.sans_valeur, a_zero = excluded.a_zero, refusees = excluded.refusees,
       importe_at = excluded.importe_at, fictif = excluded.fictif;

-- What a demonstration invented goes when real scores come: values, words, then the row that says so.
-- query: fictif_valeurs_effacer () -> exec
DELETE FROM indicateur_valeur WHERE EXISTS (SELECT 1 FROM diagnostic_jeu j WHERE j.fictif = 1
   AND j.echelon = indicateur_valeur.echelon AND j.millesime = indicateur_valeur.millesime)
   AND indicateur IN (SELECT code FROM indicateur WHERE groupe IN ('ifn', 'ifn_contexte'));

-- query: fictif_mots_effacer () -> exec
DELETE FROM indicateur WHERE groupe IN ('ifn', 'ifn_contexte')
   AND NOT EXISTS (SELECT 1 FROM indicateur_valeur v WHERE v.indicateur = indicateur.code);

-- query: fictif_jeux_effacer () -> count
DELETE FROM diagnostic_jeu WHERE fictif = 1;

-- [["28085", "Chartres", "28", "281", "24", "200033181"], …]; a code stays when a later file no longer has it.
-- query: base_put (lignes str) -> exec
-- query@sqlite: base_put
INSERT INTO commune_base (code, nom, departement, arrondissement, region, epci)
SELECT json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]'),
       json_extract(j.value, '$[3]'), json_extract(j.value, '$[4]'), json_extract(j.value, '$[5]')
  FROM json_each(:lignes) AS j WHERE true
    ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, departement = excluded.departement,
       arrondissement = excluded.arrondissement, region = excluded.region, epci = excluded.epci;
-- query@postgres: base_put
INSERT INTO commune_base (code, nom, departement, arrondissement, region, epci)
SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5
  FROM json_array_elements(CAST(:lignes AS json)) AS j (value)
    ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, departement = excluded.departement,
       arrondissement = excluded.arrondissement, region = excluded.region, epci = excluded.epci;

-- query: population_clear (millesime str) -> exec
DELETE FROM commune_population WHERE millesime = :millesime;

-- {"28085": 38534, …}
-- query: population_put (millesime str, habitants str) -> exec
-- query@sqlite: population_put
INSERT INTO commune_population (millesime, code, habitants)
SELECT :millesime, j.key, j.value FROM json_each(:habitants) AS j;
-- query@postgres: population_put
INSERT INTO commune_population (millesime, code, habitants)
SELECT CAST(:millesime AS text), j.key, CAST(j.value AS bigint) FROM json_each_text(CAST(:habitants AS json)) AS j;

-- An older vintage does not change the words.
-- query: indicateur_put (code str, rang i64, groupe str, nom str, definition str, unite str, source str, millesime str, licence str, sens i64, plancher f64?) -> exec
-- args struct
INSERT INTO indicateur (code, rang, groupe, nom, definition, unite, source, millesime, licence, sens, plancher)
VALUES (:code, :rang, :groupe, :nom, :definition, :unite, :source, :millesime, :licence, :sens, :plancher)
    ON CONFLICT (code) DO UPDATE SET rang = excluded.rang, groupe = excluded.groupe, nom = excluded.nom,
       definition = excluded.definition, unite = excluded.unite, source = excluded.source,
       millesime = excluded.millesime, licence = excluded.licence, sens = excluded.sens, plancher = excluded.plancher
 WHERE excluded.millesime >= indicateur.millesime;

-- query: valeur_clear (indicateur str, echelon str, millesime str) -> exec
DELETE FROM indicateur_valeur WHERE indicateur = :indicateur AND echelon = :echelon AND millesime = :millesime;

-- {"28085": 6.0, …}
-- query: valeur_put (indicateur str, echelon str, millesime str, valeurs str) -> exec
-- query@sqlite: valeur_put
INSERT INTO indicateur_valeur (indicateur, echelon, millesime, code, valeur)
SELECT :indicateur, :echelon, :millesime, j.key, j.value FROM json_each(:valeurs) AS j;
-- query@postgres: valeur_put
INSERT INTO indicateur_valeur (indicateur, echelon, millesime, code, valeur)
SELECT CAST(:indicateur AS text), CAST(:echelon AS text), CAST(:millesime AS text), j.key,
       CAST(j.value AS double precision)
  FROM json_each_text(CAST(:valeurs AS json)) AS j;

-- ---- the index of 2019, by IRIS

-- query: iris_de (commune str) -> many (code str, nom str, habitants i64, information f64?, interfaces f64?, administratives f64?, numeriques f64?, acces f64?, competences f64?, score f64?)
SELECT code, nom, habitants, information, interfaces, administratives, numeriques, acces, competences, score
  FROM iris_indice WHERE commune = :commune ORDER BY code;

-- query: iris_vider () -> exec
DELETE FROM iris_indice;

-- [["280850101", "Centre", "28085", 2100, 90.5, …seven scores or null], …]
-- query: iris_put (lignes str) -> exec
-- query@sqlite: iris_put
INSERT INTO iris_indice (code, nom, commune, habitants, information, interfaces, administratives, numeriques, acces,
    competences, score)
SELECT json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]'),
       json_extract(j.value, '$[3]'), json_extract(j.value, '$[4]'), json_extract(j.value, '$[5]'),
       json_extract(j.value, '$[6]'), json_extract(j.value, '$[7]'), json_extract(j.value, '$[8]'),
       json_extract(j.value, '$[9]'), json_extract(j.value, '$[10]')
  FROM json_each(:lignes) AS j;
-- query@postgres: iris_put
INSERT INTO iris_indice (code, nom, commune, habitants, information, interfaces, administratives, numeriques, acces,
    competences, score)
SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, CAST(j.value ->> 3 AS bigint), CAST(j.value ->> 4 AS double precision),
       CAST(j.value ->> 5 AS double precision), CAST(j.value ->> 6 AS double precision),
       CAST(j.value ->> 7 AS double precision), CAST(j.value ->> 8 AS double precision),
       CAST(j.value ->> 9 AS double precision), CAST(j.value ->> 10 AS double precision)
  FROM json_array_elements(CAST(:lignes AS json)) AS j (value);
