-- The first day that each person with a card was helped, by any record that stands; see src/domain/activites/comptes.c.
CREATE TABLE usager_premier (
    racine       @i64 PRIMARY KEY,
    jour_j       @i64 NOT NULL
);
INSERT INTO usager_premier (racine, jour_j)
SELECT COALESCE(u.racine, u.usager_id), MIN(a.jour_j)
FROM activite a JOIN activite_usager au ON au.activite_id = a.activite_id JOIN usager u ON u.usager_id = au.usager_id
WHERE a.supprime_at IS NULL GROUP BY 1;
CREATE INDEX usager_premier_jour ON usager_premier (jour_j);
