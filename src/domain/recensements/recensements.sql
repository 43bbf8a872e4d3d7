-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/recensements/recensements.h"

-- query: recensement_toutes () -> many (uid str, recensement str, lieu str?, code_insee str?, valeurs str, source str, version i64, modifie_at i64)
SELECT uid, recensement, lieu, code_insee, valeurs, source, version, modifie_at FROM recensement_ligne
ORDER BY recensement, lieu NULLS LAST, recensement_ligne_id;

-- query: recensement_de (recensement str) -> many (uid str, lieu str?, code_insee str?, valeurs str, source str, version i64, modifie_at i64)
SELECT uid, lieu, code_insee, valeurs, source, version, modifie_at FROM recensement_ligne
WHERE recensement = :recensement ORDER BY lieu NULLS LAST, recensement_ligne_id;

-- query: recensement_du_lieu (lieu str) -> many (recensement str, valeurs str)
SELECT recensement, valeurs FROM recensement_ligne WHERE lieu = :lieu ORDER BY recensement_ligne_id;

-- query: recensement_une (uid str) -> one (recensement str, lieu str?, code_insee str?, valeurs str, source str, version i64, modifie_at i64)
SELECT recensement, lieu, code_insee, valeurs, source, version, modifie_at FROM recensement_ligne WHERE uid = :uid;

-- query: recensement_cle (recensement str, cle str) -> maybe (uid str)
SELECT uid FROM recensement_ligne WHERE recensement = :recensement AND cle = :cle;

-- query: recensement_ajouter (uid str, recensement str, lieu str?, code_insee str?, cle str, valeurs str, source str, at i64) -> exec
INSERT INTO recensement_ligne (uid, recensement, lieu, code_insee, cle, valeurs, source, cree_at, modifie_at)
VALUES (:uid, :recensement, :lieu, :code_insee, :cle, :valeurs, :source, :at, :at);

-- query: recensement_changer (uid str, lieu str?, code_insee str?, cle str, valeurs str, source str, at i64, version_lue i64) -> count
UPDATE recensement_ligne SET lieu = :lieu, code_insee = :code_insee, cle = :cle, valeurs = :valeurs, source = :source,
    version = version + 1, modifie_at = :at
WHERE uid = :uid AND version = :version_lue;

-- query: recensement_oter (uid str) -> count
DELETE FROM recensement_ligne WHERE uid = :uid;
