-- SPDX-License-Identifier: AGPL-3.0-or-later

-- ---- reading

-- query: commune_all () -> many (code str, nom str, nom_cle str, departement str, region str, arrondissement str, epci str?, codes_postaux str, population i64?, latitude f64?, longitude f64?)
SELECT code, nom, nom_cle, departement, region, arrondissement, epci, codes_postaux, population, latitude, longitude
  FROM commune ORDER BY code;

-- query: ancienne_all () -> many (code str, nom str, commune str)
SELECT code, nom, commune FROM commune_ancienne ORDER BY code;

-- query: epci_all () -> many (code str, nom str, type str)
SELECT code, nom, type FROM epci ORDER BY code;

-- query: departement_all () -> many (code str, nom str, region str)
SELECT code, nom, region FROM departement ORDER BY code;

-- query: carte_all () -> many (departement str, largeur i64, hauteur i64, communes str, epci str, contour str, lon0 f64, lat0 f64, echelle_x f64, echelle_y f64, grille i64)
SELECT departement, largeur, hauteur, communes, epci, contour, lon0, lat0, echelle_x, echelle_y, grille FROM carte
 ORDER BY departement;

-- query: maille_all () -> many (departement str, echelon str, code str, trace str)
SELECT departement, echelon, code, trace FROM carte_maille ORDER BY departement, echelon, code;

-- query: departement_lire (code str) -> maybe (nom str)
SELECT nom FROM departement WHERE code = :code;

-- query: epci_lire (code str) -> maybe (nom str, departement str?)
SELECT e.nom, (SELECT MIN(c.departement) FROM commune c WHERE c.epci = e.code) AS departement
FROM epci e WHERE e.code = :code;

-- Of today, or the one that took it in.
-- query: commune_lire (code str) -> maybe (code str, nom str, departement str, epci str?)
SELECT code, nom, departement, epci FROM commune
WHERE code = COALESCE((SELECT commune FROM commune_ancienne WHERE commune_ancienne.code = :code), :code);

-- query: territoire_charge () -> one (communes i64, epci i64, departements i64)
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM commune) THEN 1 ELSE 0 END AS BIGINT) AS communes,
    CAST(CASE WHEN EXISTS (SELECT 1 FROM epci) THEN 1 ELSE 0 END AS BIGINT) AS epci,
    CAST(CASE WHEN EXISTS (SELECT 1 FROM departement) THEN 1 ELSE 0 END AS BIGINT) AS departements;

-- query: source_get (objet str) -> maybe (millesime str, source str, fichier str)
SELECT millesime, source, fichier FROM territoire_source WHERE objet = :objet;

-- query: source_all () -> many (objet str, millesime str, source str, fichier str, importe_at i64)
SELECT objet, millesime, source, fichier, importe_at FROM territoire_source ORDER BY objet;

-- query: contour_all () -> many (code str, geometrie bytes)
SELECT code, geometrie FROM commune_contour ORDER BY code;

-- ---- writing

-- Coordinates are kept: they come from another file.
-- query: commune_put (code str, nom str, nom_cle str, departement str, region str, arrondissement str, epci str?, codes_postaux str, population i64?) -> exec
-- args struct
INSERT INTO commune (code, nom, nom_cle, departement, region, arrondissement, epci, codes_postaux, population)
VALUES (:code, :nom, :nom_cle, :departement, :region, :arrondissement, :epci, :codes_postaux, :population)
    ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, nom_cle = excluded.nom_cle,
       departement = excluded.departement, region = excluded.region, arrondissement = excluded.arrondissement,
       epci = excluded.epci, codes_postaux = excluded.codes_postaux, population = excluded.population;

-- query: commune_delete (code str) -> exec
DELETE FROM commune WHERE code = :code;

-- query: commune_locate (code str, latitude f64, longitude f64) -> exec
UPDATE commune SET latitude = :latitude, longitude = :longitude WHERE code = :code;

-- query: ancienne_put (code str, nom str, commune str) -> exec
INSERT INTO commune_ancienne (code, nom, commune) VALUES (:code, :nom, :commune)
    ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, commune = excluded.commune;

-- query: ancienne_delete (code str) -> exec
DELETE FROM commune_ancienne WHERE code = :code;

-- query: epci_put (code str, nom str, type str) -> exec
INSERT INTO epci (code, nom, type) VALUES (:code, :nom, :type)
    ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, type = excluded.type;

-- query: epci_prune () -> count
DELETE FROM epci WHERE code NOT IN (SELECT epci FROM commune WHERE epci IS NOT NULL);

-- query: departement_put (code str, nom str, region str) -> exec
INSERT INTO departement (code, nom, region) VALUES (:code, :nom, :region)
    ON CONFLICT (code) DO UPDATE SET nom = excluded.nom, region = excluded.region;

-- query: contour_put (code str, geometrie bytes) -> exec
INSERT INTO commune_contour (code, geometrie) VALUES (:code, :geometrie)
    ON CONFLICT (code) DO UPDATE SET geometrie = excluded.geometrie;

-- query: carte_put (departement str, largeur i64, hauteur i64, communes str, epci str, contour str, lon0 f64, lat0 f64, echelle_x f64, echelle_y f64, grille i64) -> exec
-- args struct
INSERT INTO carte (departement, largeur, hauteur, communes, epci, contour, lon0, lat0, echelle_x, echelle_y, grille)
VALUES (:departement, :largeur, :hauteur, :communes, :epci, :contour, :lon0, :lat0, :echelle_x, :echelle_y, :grille)
    ON CONFLICT (departement) DO UPDATE SET largeur = excluded.largeur, hauteur = excluded.hauteur,
       communes = excluded.communes, epci = excluded.epci, contour = excluded.contour, lon0 = excluded.lon0,
       lat0 = excluded.lat0, echelle_x = excluded.echelle_x, echelle_y = excluded.echelle_y, grille = excluded.grille;

-- query: maille_clear (departement str) -> exec
DELETE FROM carte_maille WHERE departement = :departement;

-- query: maille_put (departement str, echelon str, code str, trace str) -> exec
INSERT INTO carte_maille (departement, echelon, code, trace) VALUES (:departement, :echelon, :code, :trace);

-- query: source_put (objet str, millesime str, source str, fichier str, importe_at i64) -> exec
INSERT INTO territoire_source (objet, millesime, source, fichier, importe_at)
VALUES (:objet, :millesime, :source, :fichier, :importe_at)
    ON CONFLICT (objet) DO UPDATE SET millesime = excluded.millesime, source = excluded.source,
       fichier = excluded.fichier, importe_at = excluded.importe_at;
