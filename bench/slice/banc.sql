-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Writes of the bench and of the kill test. The table is made by `banc preparer`, not by a migration: no installed
-- database has it.

-- query: banc_table () -> exec
-- query@sqlite: banc_table
CREATE TABLE IF NOT EXISTS banc_ecriture (banc_ecriture_id INTEGER PRIMARY KEY, cle TEXT NOT NULL, jour TEXT NOT NULL,
    type TEXT NOT NULL, commune TEXT NOT NULL, duree_min INTEGER NOT NULL, personnes INTEGER NOT NULL,
    themes TEXT NOT NULL, note TEXT NOT NULL) STRICT;
-- query@postgres: banc_table
CREATE TABLE IF NOT EXISTS banc_ecriture (banc_ecriture_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cle TEXT NOT NULL, jour TEXT NOT NULL, type TEXT NOT NULL, commune TEXT NOT NULL, duree_min BIGINT NOT NULL,
    personnes BIGINT NOT NULL, themes TEXT NOT NULL, note TEXT NOT NULL);

-- query: banc_index () -> exec
CREATE INDEX IF NOT EXISTS banc_ecriture_jour ON banc_ecriture (commune, jour);

-- query: banc_ecrire (cle str, jour str, type str, commune str, duree_min i64, personnes i64, themes str, note str) -> exec
-- args struct
INSERT INTO banc_ecriture (cle, jour, type, commune, duree_min, personnes, themes, note)
VALUES (:cle, :jour, :type, :commune, :duree_min, :personnes, :themes, :note);

-- query: banc_cles () -> stream (cle str)
SELECT cle FROM banc_ecriture ORDER BY banc_ecriture_id;

-- A sum as 10 million records would have left it.
-- query: banc_cumuler (mois i64, type str, structure_id i64, epci str, commune str, n i64) -> exec
INSERT INTO activite_mois (mois, dispositif, type, structure_id, epci, commune, activites, accompagnements, anonymes, nouveaux,
    minutes, regles, regles_dits, satisfaits, satisfaction_dits)
VALUES (:mois, 'autre', :type, :structure_id, :epci, :commune, :n, :n, :n, 0, :n * 30, 0, 0, 0, 0);

-- What those sums amount to over the territory.
-- query: banc_totaliser (annee i64) -> exec
INSERT INTO activite_total (mois, part, dispositif, type, activites, accompagnements, anonymes, nouveaux, minutes, regles, regles_dits,
    satisfaits, satisfaction_dits, sceau)
SELECT mois, structure_id % 4, dispositif, type, SUM(activites), SUM(accompagnements), SUM(anonymes), 0, SUM(minutes), 0, 0, 0, 0, 1
FROM activite_mois WHERE mois / 100 = :annee GROUP BY mois, structure_id % 4, dispositif, type;
