-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/lieux/lieux.h"

-- query: adresses_vider (departement str) -> exec
DELETE FROM adresse WHERE departement = :departement;

-- query: adresse_ajouter (cle str, departement str, code_insee str, voie_cle str, numero str, code_postal str, latitude f64, longitude f64) -> exec
INSERT INTO adresse (cle, departement, code_insee, voie_cle, numero, code_postal, latitude, longitude)
VALUES (:cle, :departement, :code_insee, :voie_cle, :numero, :code_postal, :latitude, :longitude)
ON CONFLICT (cle) DO NOTHING;

-- query: adresses_n () -> one (n i64)
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM adresse;

-- query: adresses_de (code_insee str, voie_cle str, numero str) -> many (cle str, code_postal str, latitude f64, longitude f64)
SELECT cle, code_postal, latitude, longitude FROM adresse
WHERE code_insee = :code_insee AND voie_cle = :voie_cle AND numero = :numero ORDER BY cle LIMIT 10;

-- query: voie_connue (code_insee str, voie_cle str) -> one (n i64)
SELECT CAST(COUNT(*) AS BIGINT) AS n FROM adresse WHERE code_insee = :code_insee AND voie_cle = :voie_cle;

-- query: reponse_lire (demande str, depuis i64) -> maybe (cle str, genre str, code_insee str, score f64, latitude f64, longitude f64)
SELECT cle, genre, code_insee, score, latitude, longitude FROM adresse_reponse WHERE demande = :demande AND at >= :depuis;

-- query: reponse_garder (demande str, cle str, genre str, code_insee str, score f64, latitude f64, longitude f64, at i64) -> exec
INSERT INTO adresse_reponse (demande, cle, genre, code_insee, score, latitude, longitude, at)
VALUES (:demande, :cle, :genre, :code_insee, :score, :latitude, :longitude, :at)
ON CONFLICT (demande) DO UPDATE SET cle = excluded.cle, genre = excluded.genre, code_insee = excluded.code_insee,
    score = excluded.score, latitude = excluded.latitude, longitude = excluded.longitude, at = excluded.at;

-- query: cle_lieu_garder (lieu_id LieuId, cle str, at i64) -> exec
INSERT INTO adresse_lieu (lieu_id, cle, at) VALUES (:lieu_id, :cle, :at)
ON CONFLICT (lieu_id) DO UPDATE SET cle = excluded.cle, at = excluded.at;

-- query: cle_lieu_lire (lieu_id LieuId) -> maybe (cle str)
SELECT cle FROM adresse_lieu WHERE lieu_id = :lieu_id;
