-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- query: seance_par_cle (personne_id PersonneId, cle str) -> maybe (uid str)
SELECT uid FROM seance WHERE personne_id = :personne_id AND cle = :cle;

-- query: seance_ajouter (uid str, structure_id StructureId, personne_id PersonneId, sorte str, debut_at i64, duree_min i64,
--        titre str, lieu_type str, lieu str, themes str, places i64, attendus i64, cle str, now i64) -> one (seance_id i64)
-- args struct
INSERT INTO seance (uid, structure_id, personne_id, sorte, debut_at, duree_min, titre, lieu_type, lieu, themes, places, attendus,
    etat, motif, version, cle, cree_at, modifie_at)
VALUES (:uid, :structure_id, :personne_id, :sorte, :debut_at, :duree_min, :titre, :lieu_type, :lieu, :themes, :places, :attendus,
    'prevue', '', 1, :cle, :now, :now) RETURNING seance_id;

-- query: seance_changer (seance_id i64, version i64, sorte str, debut_at i64, duree_min i64, titre str, lieu_type str, lieu str,
--        themes str, places i64, attendus i64, now i64) -> count
-- args struct
UPDATE seance SET sorte = :sorte, debut_at = :debut_at, duree_min = :duree_min, titre = :titre, lieu_type = :lieu_type,
    lieu = :lieu, themes = :themes, places = :places, attendus = :attendus, version = version + 1, modifie_at = :now
WHERE seance_id = :seance_id AND version = :version AND etat = 'prevue';

-- query: seance_passer (seance_id i64, de str, vers str, motif str, now i64) -> count
UPDATE seance SET etat = :vers, motif = :motif, version = version + 1, modifie_at = :now
WHERE seance_id = :seance_id AND etat = :de;

-- query: seance_equipe_ajouter (seance_id i64, personne_id PersonneId, structure_id StructureId) -> exec
INSERT INTO seance_equipe (seance_id, personne_id, structure_id) VALUES (:seance_id, :personne_id, :structure_id);

-- query: seance_equipe_oter (seance_id i64) -> exec
DELETE FROM seance_equipe WHERE seance_id = :seance_id;

-- Of several sessions: their ids as a JSON list.
-- query: seances_equipes (ids str) -> many (seance_id i64, personne_id PersonneId, structure_id StructureId, prenom str, nom str)
-- query@sqlite: seances_equipes
SELECT e.seance_id, e.personne_id, e.structure_id, p.prenom, p.nom
FROM json_each(:ids) j JOIN seance_equipe e ON e.seance_id = j.value JOIN personne p ON p.personne_id = e.personne_id
ORDER BY e.seance_id, e.personne_id;
-- query@postgres: seances_equipes
SELECT e.seance_id, e.personne_id, e.structure_id, p.prenom, p.nom
FROM json_array_elements_text(CAST(:ids AS json)) AS j (id) JOIN seance_equipe e ON e.seance_id = CAST(j.id AS bigint)
    JOIN personne p ON p.personne_id = e.personne_id
ORDER BY e.seance_id, e.personne_id;

-- query: seance_fiche_ajouter (seance_id i64, activite str) -> exec
INSERT INTO seance_fiche (seance_id, activite) VALUES (:seance_id, :activite) ON CONFLICT (seance_id, activite) DO NOTHING;

-- query: seance_fiches_oter (seance_id i64) -> exec
DELETE FROM seance_fiche WHERE seance_id = :seance_id;

-- query: seances_fiches (ids str) -> many (seance_id i64, activite str)
-- query@sqlite: seances_fiches
SELECT f.seance_id, f.activite FROM json_each(:ids) j JOIN seance_fiche f ON f.seance_id = j.value
ORDER BY f.seance_id, f.activite;
-- query@postgres: seances_fiches
SELECT f.seance_id, f.activite
FROM json_array_elements_text(CAST(:ids AS json)) AS j (id) JOIN seance_fiche f ON f.seance_id = CAST(j.id AS bigint)
ORDER BY f.seance_id, f.activite;

-- One by its uid, else those of a list.
-- query: seances_page (uid str?, passees bool, avant i64?, moi PersonneId, miennes bool, portee str, code str, limite i64, depuis i64)
--        -> many (seance_id i64, uid str, structure_id StructureId, personne_id PersonneId, sorte str, debut_at i64,
--        duree_min i64, titre str, lieu_type str, lieu str, themes str, places i64, attendus i64, etat str, motif str, version i64,
--        structure str, prenom str, nom str)
SELECT x.seance_id, x.uid, x.structure_id, x.personne_id, x.sorte, x.debut_at, x.duree_min, x.titre, x.lieu_type, x.lieu, x.themes,
    x.places, x.attendus, x.etat, x.motif, x.version, s.nom AS structure, p.prenom, p.nom
FROM seance x JOIN structure s ON s.structure_id = x.structure_id JOIN personne p ON p.personne_id = x.personne_id
WHERE (x.uid = :uid OR (CAST(:uid AS TEXT) IS NULL AND (x.etat <> 'prevue') = (:passees = 1)
        AND (CAST(:avant AS BIGINT) IS NULL OR x.debut_at + 60 * x.duree_min < :avant)))
    AND (x.personne_id = :moi OR x.seance_id IN (SELECT e.seance_id FROM seance_equipe e WHERE e.personne_id = :moi)
        OR (:miennes = 0 AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
            OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))))
ORDER BY CASE WHEN :passees = 1 THEN -x.debut_at ELSE x.debut_at END, x.seance_id LIMIT :limite OFFSET :depuis;

-- query: seances_compter (passees bool, avant i64?, moi PersonneId, miennes bool, portee str, code str) -> one (n i64)
SELECT COUNT(*) AS n FROM seance x JOIN structure s ON s.structure_id = x.structure_id
WHERE (x.etat <> 'prevue') = (:passees = 1) AND (CAST(:avant AS BIGINT) IS NULL OR x.debut_at + 60 * x.duree_min < :avant)
    AND (x.personne_id = :moi OR x.seance_id IN (SELECT e.seance_id FROM seance_equipe e WHERE e.personne_id = :moi)
        OR (:miennes = 0 AND (:portee = 'instance' OR (:portee = 'departement' AND s.departement = :code)
            OR (:portee = 'epci' AND s.epci = :code) OR (:portee = 'structure' AND s.uid = :code))));

-- query: seances_de (personne_id PersonneId) -> many (debut_at i64, sorte str, titre str, lieu str, etat str, motif str)
SELECT debut_at, sorte, titre, lieu, etat, motif FROM seance
WHERE personne_id = :personne_id
    OR seance_id IN (SELECT e.seance_id FROM seance_equipe e WHERE e.personne_id = :personne_id)
ORDER BY debut_at, seance_id;

-- Of one person, or of all that are older than that.
-- query: seances_oublier_equipe (personne_id i64?, avant i64?) -> exec
DELETE FROM seance_equipe WHERE personne_id = :personne_id
    OR seance_id IN (SELECT seance_id FROM seance WHERE personne_id = :personne_id OR debut_at < :avant);

-- query: seances_oublier_fiches (personne_id i64?, avant i64?) -> exec
DELETE FROM seance_fiche
WHERE seance_id IN (SELECT seance_id FROM seance WHERE personne_id = :personne_id OR debut_at < :avant);

-- query: seances_oublier (personne_id i64?, avant i64?) -> exec
DELETE FROM seance WHERE personne_id = :personne_id OR debut_at < :avant;
