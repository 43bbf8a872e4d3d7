-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/acteurs/acteurs.h"

-- query: coordination_ajouter (uid str, genre str, personne_id PersonneId, portee str, code str, jour_j i64, nom str,
--        echelon str, duree_min i64, mediateurs i64, structures i64, autres i64, type str, type_autre str, initiative str,
--        themes str, participants i64, organisateurs str, natures str, partenaires str, action str, note str, cle str?,
--        now i64) -> exec
-- args struct
INSERT INTO coordination (uid, genre, personne_id, portee, code, jour_j, nom, echelon, duree_min, mediateurs, structures,
    autres, type, type_autre, initiative, themes, participants, organisateurs, natures, partenaires, action, note, cle,
    cree_at, modifie_at)
VALUES (:uid, :genre, :personne_id, :portee, :code, :jour_j, :nom, :echelon, :duree_min, :mediateurs, :structures, :autres,
    :type, :type_autre, :initiative, :themes, :participants, :organisateurs, :natures, :partenaires, :action, :note, :cle,
    :now, :now);

-- query: coordination_changer (uid str, version i64, jour_j i64, nom str, echelon str, duree_min i64, mediateurs i64,
--        structures i64, autres i64, type str, type_autre str, initiative str, themes str, participants i64,
--        organisateurs str, natures str, partenaires str, action str, note str, now i64) -> count
-- args struct
UPDATE coordination SET jour_j = :jour_j, nom = :nom, echelon = :echelon, duree_min = :duree_min,
    mediateurs = :mediateurs, structures = :structures, autres = :autres, type = :type, type_autre = :type_autre,
    initiative = :initiative, themes = :themes, participants = :participants, organisateurs = :organisateurs,
    natures = :natures, partenaires = :partenaires, action = :action, note = :note, version = version + 1,
    modifie_at = :now
WHERE uid = :uid AND version = :version AND supprime_at IS NULL;

-- query: coordination_marquer (uid str, supprime_at i64?, now i64) -> exec
UPDATE coordination SET supprime_at = :supprime_at, modifie_at = :now, version = version + 1 WHERE uid = :uid;

-- query: coordination_par_cle (personne_id PersonneId, cle str) -> maybe (uid str)
SELECT uid FROM coordination WHERE personne_id = :personne_id AND cle = :cle;

-- query: coordination_lire (uid str) -> maybe (coordination_id i64, uid str, genre str, personne_id PersonneId, portee str,
--        code str, jour_j i64, nom str, echelon str, duree_min i64, mediateurs i64, structures i64, autres i64, type str,
--        type_autre str, initiative str, themes str, participants i64, organisateurs str, natures str, partenaires str,
--        action str, note str, version i64, cree_at i64, modifie_at i64, supprime_at i64?)
SELECT coordination_id, uid, genre, personne_id, portee, code, jour_j, nom, echelon, duree_min, mediateurs, structures,
    autres, type, type_autre, initiative, themes, participants, organisateurs, natures, partenaires, action, note, version,
    cree_at, modifie_at, supprime_at
FROM coordination WHERE uid = :uid;

-- query: coordinations_page (toutes bool, moi i64, portee str, code str, genre str?, supprimees bool, limite i64,
--        depuis i64) -> many (uid str)
SELECT uid FROM coordination
WHERE (:toutes = 1 OR personne_id = :moi OR (portee = :portee AND code = :code))
    AND (CAST(:genre AS TEXT) IS NULL OR genre = :genre) AND (supprime_at IS NOT NULL) = (:supprimees = 1)
ORDER BY jour_j DESC, coordination_id DESC LIMIT :limite OFFSET :depuis;

-- query: coordinations_compter (toutes bool, moi i64, portee str, code str, genre str?, supprimees bool) -> one (n i64)
SELECT COUNT(*) AS n FROM coordination
WHERE (:toutes = 1 OR personne_id = :moi OR (portee = :portee AND code = :code))
    AND (CAST(:genre AS TEXT) IS NULL OR genre = :genre) AND (supprime_at IS NOT NULL) = (:supprimees = 1);

-- query: coordinations_de (personne_id PersonneId) -> many (jour_j i64, genre str, nom str, note str)
SELECT jour_j, genre, nom, note FROM coordination WHERE personne_id = :personne_id ORDER BY jour_j, coordination_id;

-- query: coordinations_oublier (personne_id PersonneId) -> exec
UPDATE coordination SET note = '', cle = NULL WHERE personne_id = :personne_id;
