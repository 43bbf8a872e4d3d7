-- SPDX-License-Identifier: AGPL-3.0-or-later

-- query: ecoute_ajouter (uid str, genre str, departement str, echelon str, code str, jour_j i64, titre str, organisme str,
--        themes str, ingenierie str, resume str, personnes str, accord bool, notes str, source str, personne_id i64?,
--        cle str?, now i64) -> exec
-- args struct
INSERT INTO ecoute (uid, genre, departement, echelon, code, jour_j, titre, organisme, themes, ingenierie, resume, publie,
    personnes, accord, notes, source, personne_id, cle, cree_at, modifie_at)
VALUES (:uid, :genre, :departement, :echelon, :code, :jour_j, :titre, :organisme, :themes, :ingenierie, :resume, 0,
    :personnes, :accord, :notes, :source, :personne_id, :cle, :now, :now);

-- query: ecoute_changer (uid str, version i64, echelon str, code str, jour_j i64, titre str, organisme str, themes str,
--        ingenierie str, resume str, personnes str, accord bool, notes str, now i64) -> count
-- args struct
UPDATE ecoute SET echelon = :echelon, code = :code, jour_j = :jour_j, titre = :titre, organisme = :organisme,
    themes = :themes, ingenierie = :ingenierie, resume = :resume, personnes = :personnes, accord = :accord,
    notes = :notes, version = version + 1, modifie_at = :now
WHERE uid = :uid AND version = :version AND supprime_at IS NULL;

-- Before it is corrected: what it was.
-- query: ecoute_garder (uid str, version i64, now i64) -> exec
INSERT INTO ecoute_avant (uid, echelon, code, jour_j, titre, organisme, themes, ingenierie, resume, personnes, accord,
    notes, remplacee_at)
SELECT uid, echelon, code, jour_j, titre, organisme, themes, ingenierie, resume, personnes, accord, notes,
    CAST(:now AS BIGINT) FROM ecoute WHERE uid = :uid AND version = :version AND supprime_at IS NULL
    ON CONFLICT (uid) DO UPDATE SET echelon = excluded.echelon, code = excluded.code, jour_j = excluded.jour_j,
       titre = excluded.titre, organisme = excluded.organisme, themes = excluded.themes,
       ingenierie = excluded.ingenierie, resume = excluded.resume, personnes = excluded.personnes,
       accord = excluded.accord, notes = excluded.notes, remplacee_at = excluded.remplacee_at;

-- query: ecoute_avant_lire (uid str) -> maybe (echelon str, code str, jour_j i64, titre str, organisme str, themes str,
--        ingenierie str, resume str, personnes str, accord bool, notes str, remplacee_at i64)
SELECT echelon, code, jour_j, titre, organisme, themes, ingenierie, resume, personnes, accord, notes, remplacee_at
FROM ecoute_avant WHERE uid = :uid;

-- query: ecoute_publier (uid str, publie bool, now i64) -> exec
UPDATE ecoute SET publie = :publie, version = version + 1, modifie_at = :now WHERE uid = :uid;

-- query: ecoute_marquer (uid str, supprime_at i64?, now i64) -> exec
UPDATE ecoute SET supprime_at = :supprime_at, version = version + 1, modifie_at = :now WHERE uid = :uid;

-- query: ecoute_par_cle (personne_id i64?, cle str) -> maybe (uid str)
SELECT uid FROM ecoute WHERE personne_id = :personne_id AND cle = :cle;

-- query: ecoute_lire (uid str) -> maybe (uid str, genre str, departement str, echelon str, code str, jour_j i64, titre str,
--        organisme str, themes str, ingenierie str, resume str, publie bool, personnes str, accord bool, notes str,
--        source str, personne_id i64?, version i64, cree_at i64, modifie_at i64, oublie_at i64?, supprime_at i64?)
SELECT uid, genre, departement, echelon, code, jour_j, titre, organisme, themes, ingenierie, resume, publie, personnes,
    accord, notes, source, personne_id, version, cree_at, modifie_at, oublie_at, supprime_at
FROM ecoute WHERE uid = :uid;

-- query: ecoutes_page (departement str?, publiees bool, genre str?, theme str?, echelon str?, code str?, du i64?, au i64?,
--        supprimees bool, limite i64, depuis i64) -> many (uid str)
-- args struct
SELECT uid FROM ecoute
WHERE (CAST(:departement AS TEXT) IS NULL OR departement = :departement) AND (:publiees = 0 OR publie = 1)
    AND (CAST(:genre AS TEXT) IS NULL OR genre = :genre)
    AND (CAST(:theme AS TEXT) IS NULL OR ('|' || themes || '|') LIKE :theme)
    AND (CAST(:echelon AS TEXT) IS NULL OR (echelon = :echelon AND code = :code))
    AND (CAST(:du AS BIGINT) IS NULL OR jour_j >= :du) AND (CAST(:au AS BIGINT) IS NULL OR jour_j <= :au)
    AND (supprime_at IS NOT NULL) = (:supprimees = 1)
ORDER BY jour_j DESC, ecoute_id DESC LIMIT :limite OFFSET :depuis;

-- query: ecoutes_compter (departement str?, publiees bool, genre str?, theme str?, echelon str?, code str?, du i64?,
--        au i64?, supprimees bool) -> one (n i64)
-- args struct
SELECT COUNT(*) AS n FROM ecoute
WHERE (CAST(:departement AS TEXT) IS NULL OR departement = :departement) AND (:publiees = 0 OR publie = 1)
    AND (CAST(:genre AS TEXT) IS NULL OR genre = :genre)
    AND (CAST(:theme AS TEXT) IS NULL OR ('|' || themes || '|') LIKE :theme)
    AND (CAST(:echelon AS TEXT) IS NULL OR (echelon = :echelon AND code = :code))
    AND (CAST(:du AS BIGINT) IS NULL OR jour_j >= :du) AND (CAST(:au AS BIGINT) IS NULL OR jour_j <= :au)
    AND (supprime_at IS NOT NULL) = (:supprimees = 1);

-- query: ecoutes_de (personne_id i64?) -> many (jour_j i64, genre str, titre str, notes str)
SELECT jour_j, genre, titre, notes FROM ecoute WHERE personne_id = :personne_id
UNION ALL
SELECT a.jour_j, e.genre, a.titre, a.notes FROM ecoute_avant a JOIN ecoute e ON e.uid = a.uid
WHERE e.personne_id = :personne_id ORDER BY jour_j, titre;

-- query: ecoutes_anonymes (personne_id i64?) -> exec
UPDATE ecoute SET personne_id = NULL, cle = NULL WHERE personne_id = :personne_id;

-- query: ecoutes_vider (avant i64, now i64) -> count
UPDATE ecoute SET personnes = '', accord = 0, notes = '', oublie_at = :now, version = version + 1
WHERE jour_j < :avant AND (personnes <> '' OR notes <> '');

-- What was before a correction: past its days, or of a record that was emptied or goes.
-- query: ecoutes_avant_effacer (avant i64) -> exec
DELETE FROM ecoute_avant WHERE remplacee_at < :avant
    OR uid IN (SELECT uid FROM ecoute WHERE oublie_at IS NOT NULL OR supprime_at < :avant);

-- query: ecoutes_effacer (avant i64) -> count
DELETE FROM ecoute WHERE supprime_at < :avant;
