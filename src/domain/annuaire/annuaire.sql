-- SPDX-License-Identifier: AGPL-3.0-or-later
-- include: "domain/annuaire/annuaire.h"

-- query: fiche_lire (personne_id PersonneId) -> one (dispositifs str, territoires str, sujets str, courriel str,
--        telephone str, accord_at i64, accord_texte i64, confirmee_at i64)
SELECT dispositifs, territoires, sujets, courriel, telephone, accord_at, accord_texte, confirmee_at
FROM annuaire_fiche WHERE personne_id = :personne_id;

-- query: fiches_toutes () -> many (personne_id PersonneId, dispositifs str, territoires str, sujets str, courriel str,
--        telephone str, accord_at i64, accord_texte i64, confirmee_at i64)
SELECT personne_id, dispositifs, territoires, sujets, courriel, telephone, accord_at, accord_texte, confirmee_at
FROM annuaire_fiche ORDER BY personne_id;

-- query: fiche_ecrire (personne_id PersonneId, dispositifs str, territoires str, sujets str, courriel str, telephone str,
--        accord_texte i64, now i64) -> exec
INSERT INTO annuaire_fiche (personne_id, dispositifs, territoires, sujets, courriel, telephone, accord_at, accord_texte,
    confirmee_at)
VALUES (:personne_id, :dispositifs, :territoires, :sujets, :courriel, :telephone, :now, :accord_texte, :now)
ON CONFLICT (personne_id) DO UPDATE SET dispositifs = excluded.dispositifs, territoires = excluded.territoires,
    sujets = excluded.sujets, courriel = excluded.courriel, telephone = excluded.telephone,
    accord_at = excluded.accord_at, accord_texte = excluded.accord_texte, confirmee_at = excluded.confirmee_at;

-- query: fiche_confirmee (personne_id PersonneId, now i64) -> count
UPDATE annuaire_fiche SET confirmee_at = :now WHERE personne_id = :personne_id;

-- query: fiche_effacer (personne_id PersonneId) -> count
DELETE FROM annuaire_fiche WHERE personne_id = :personne_id;

-- Those not said exact since `avant`.
-- query: fiches_anciennes (avant i64) -> many (personne_id PersonneId, confirmee_at i64)
SELECT personne_id, confirmee_at FROM annuaire_fiche WHERE confirmee_at <= :avant ORDER BY personne_id;
