-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/bilans/bilans.h"

-- query: bilan_lire (structure_id StructureId, dispositif str, mois i64) -> maybe (accompagnements i64, jours i64?, usagers i64?,
--        regles i64?, satisfaits i64?, reponses i64?)
SELECT accompagnements, jours, usagers, regles, satisfaits, reponses FROM bilan_mensuel
WHERE structure_id = :structure_id AND dispositif = :dispositif AND mois = :mois;

-- query: bilan_ecrire (structure_id StructureId, dispositif str, mois i64, accompagnements i64, jours i64?, usagers i64?,
--        regles i64?, satisfaits i64?, reponses i64?, source str, now i64) -> exec
-- args struct
INSERT INTO bilan_mensuel (structure_id, dispositif, mois, accompagnements, jours, usagers, regles, satisfaits, reponses, source,
    modifie_at)
VALUES (:structure_id, :dispositif, :mois, :accompagnements, :jours, :usagers, :regles, :satisfaits, :reponses, :source, :now)
ON CONFLICT (structure_id, dispositif, mois) DO UPDATE SET accompagnements = excluded.accompagnements, jours = excluded.jours,
    usagers = excluded.usagers, regles = excluded.regles, satisfaits = excluded.satisfaits, reponses = excluded.reponses,
    source = excluded.source, modifie_at = excluded.modifie_at;

-- query: bilans_page (portee str, code str, du i64, au i64, limite i64, depuis i64) -> many (structure_id StructureId, uid str,
--        nom str, dispositif str, mois i64, accompagnements i64, jours i64?, usagers i64?, regles i64?, satisfaits i64?, reponses i64?)
SELECT b.structure_id, s.uid, s.nom, b.dispositif, b.mois, b.accompagnements, b.jours, b.usagers, b.regles, b.satisfaits, b.reponses
FROM bilan_mensuel b JOIN structure s ON s.structure_id = b.structure_id
WHERE b.mois BETWEEN :du AND :au AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))
ORDER BY b.mois DESC, s.nom_cle, s.uid, b.dispositif LIMIT :limite OFFSET :depuis;

-- query: bilans_compter (portee str, code str, du i64, au i64) -> one (n i64)
SELECT COUNT(*) AS n FROM bilan_mensuel b JOIN structure s ON s.structure_id = b.structure_id
WHERE b.mois BETWEEN :du AND :au AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code));

-- query: bilans_sommes (portee str, code str, du i64, au i64) -> many (dispositif str, accompagnements i64, jours i64, usagers i64,
--        regles i64, regles_sur i64, satisfaits i64, reponses i64, structures i64)
SELECT b.dispositif, CAST(SUM(b.accompagnements) AS BIGINT) AS accompagnements, CAST(COALESCE(SUM(b.jours), 0) AS BIGINT) AS jours,
    CAST(COALESCE(SUM(b.usagers), 0) AS BIGINT) AS usagers, CAST(COALESCE(SUM(b.regles), 0) AS BIGINT) AS regles,
    CAST(COALESCE(SUM(CASE WHEN b.regles IS NULL THEN 0 ELSE b.accompagnements END), 0) AS BIGINT) AS regles_sur,
    CAST(COALESCE(SUM(b.satisfaits), 0) AS BIGINT) AS satisfaits, CAST(COALESCE(SUM(b.reponses), 0) AS BIGINT) AS reponses,
    COUNT(DISTINCT b.structure_id) AS structures
FROM bilan_mensuel b JOIN structure s ON s.structure_id = b.structure_id
WHERE b.mois BETWEEN :du AND :au AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))
GROUP BY b.dispositif ORDER BY b.dispositif;

-- query: bilans_annees (portee str, code str) -> many (annee i64)
SELECT DISTINCT b.mois / 100 AS annee FROM bilan_mensuel b JOIN structure s ON s.structure_id = b.structure_id
WHERE :portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
    OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code)
ORDER BY 1 DESC;
