-- School holidays by zone, for opening hours; see src/domain/horaires/vacances.h. Days since 1970-01-01.

CREATE TABLE vacances_scolaires (
    zone    @str NOT NULL,           -- 'A', 'B', 'C', 'CORSE'…
    debut_j @i64 NOT NULL,           -- first day
    fin_j   @i64 NOT NULL,           -- last day, included
    libelle @str NOT NULL,
    PRIMARY KEY (zone, debut_j),
    CHECK (fin_j >= debut_j)
);
