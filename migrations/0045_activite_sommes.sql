-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Figures sooner: an index that holds whatever is counted of a record, sums of the whole territory, who acted in a year, and how many
-- persons each month and each year has seen. See src/domain/activites/cumuls.c and releve.h.

-- Counting reads this index alone, never the records.
DROP INDEX activite_jour;
CREATE INDEX activite_jour ON activite (jour_j, activite_id, mois, type, dispositif, structure_id, personne_id, epci, commune,
    themes, duree_min, accompagnements, anonymes, nouveaux, regle, satisfaction) WHERE supprime_at IS NULL;

-- The whole territory, in a few shares (of structures) so that those who write at once seldom wait for one another.
CREATE TABLE activite_total (
    mois         @i64 NOT NULL,
    part         @i64 NOT NULL,
    dispositif   @str NOT NULL,
    type         @str NOT NULL,
    activites    @i64 NOT NULL,
    accompagnements @i64 NOT NULL,
    anonymes     @i64 NOT NULL,
    nouveaux     @i64 NOT NULL,
    minutes      @i64 NOT NULL,
    regles       @i64 NOT NULL,
    regles_dits  @i64 NOT NULL,
    satisfaits   @i64 NOT NULL,
    satisfaction_dits @i64 NOT NULL,
    sceau        @i64 NOT NULL,          -- drawn again at each change: whoever holds these records knows whether they still are the same
    PRIMARY KEY (mois, part, dispositif, type)
);
INSERT INTO activite_total (mois, part, dispositif, type, activites, accompagnements, anonymes, nouveaux, minutes, regles, regles_dits,
    satisfaits, satisfaction_dits, sceau)
SELECT mois, structure_id % 4, dispositif, type, SUM(activites), SUM(accompagnements), SUM(anonymes), SUM(nouveaux), SUM(minutes),
    SUM(regles), SUM(regles_dits), SUM(satisfaits), SUM(satisfaction_dits), 0
FROM activite_mois GROUP BY mois, structure_id % 4, dispositif, type;

CREATE TABLE activite_total_theme (
    mois         @i64 NOT NULL,
    part         @i64 NOT NULL,
    dispositif   @str NOT NULL,
    theme        @str NOT NULL,
    activites    @i64 NOT NULL,
    accompagnements @i64 NOT NULL,
    PRIMARY KEY (mois, part, dispositif, theme)
);
INSERT INTO activite_total_theme (mois, part, dispositif, theme, activites, accompagnements)
SELECT mois, structure_id % 4, dispositif, theme, SUM(activites), SUM(accompagnements)
FROM activite_mois_theme GROUP BY mois, structure_id % 4, dispositif, theme;

-- Records of a year by whoever did them, and for which structure.
CREATE TABLE activite_acteur (
    annee        @i64 NOT NULL,
    dispositif   @str NOT NULL,
    structure_id @i64 NOT NULL,
    personne_id  @i64 NOT NULL,
    activites    @i64 NOT NULL,
    PRIMARY KEY (annee, dispositif, structure_id, personne_id)
);
INSERT INTO activite_acteur (annee, dispositif, structure_id, personne_id, activites)
SELECT mois / 100, dispositif, structure_id, personne_id, COUNT(*) FROM activite
WHERE supprime_at IS NULL GROUP BY mois / 100, dispositif, structure_id, personne_id;

-- Persons with a card, counted once. `axe`: '' the whole territory, else what `cle` is one of ('structure', 'epci', 'commune', 'type');
-- `periode`: a year (2023) or a month (202306); `dispositif` '': all of them.
CREATE TABLE usager_compte (
    axe          @str NOT NULL,
    periode      @i64 NOT NULL,
    dispositif   @str NOT NULL,
    cle          @str NOT NULL,
    n            @i64 NOT NULL,
    PRIMARY KEY (axe, periode, dispositif, cle)
);
INSERT INTO usager_compte (axe, periode, dispositif, cle, n)
SELECT x.axe, CASE y.annee WHEN 1 THEN a.mois / 100 ELSE a.mois END, CASE t.tous WHEN 1 THEN '' ELSE a.dispositif END,
    CASE x.axe WHEN 'structure' THEN CAST(a.structure_id AS TEXT) WHEN 'epci' THEN a.epci WHEN 'commune' THEN a.commune
        WHEN 'type' THEN a.type ELSE '' END,
    COUNT(DISTINCT COALESCE(u.racine, u.usager_id))
FROM activite a JOIN activite_usager au ON au.activite_id = a.activite_id JOIN usager u ON u.usager_id = au.usager_id
    CROSS JOIN (SELECT 0 AS annee UNION ALL SELECT 1) y CROSS JOIN (SELECT 0 AS tous UNION ALL SELECT 1) t
    CROSS JOIN (SELECT '' AS axe UNION ALL SELECT 'structure' UNION ALL SELECT 'epci' UNION ALL SELECT 'commune'
        UNION ALL SELECT 'type') x
WHERE a.supprime_at IS NULL GROUP BY 1, 2, 3, 4;
DROP TABLE usager_periode;
