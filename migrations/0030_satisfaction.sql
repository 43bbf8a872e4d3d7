-- What people say on leaving, without being known: see src/domain/satisfaction/satisfaction.h.

-- The address that the wall of a structure shows.
CREATE TABLE avis_adresse (
    structure_id @i64 NOT NULL PRIMARY KEY REFERENCES structure (structure_id),
    jeton        @str NOT NULL UNIQUE,
    cree_at      @i64 NOT NULL
);

-- A day and no hour, so that nobody is found again.
CREATE TABLE avis (
    avis_id      @key,
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    jour_j       @i64 NOT NULL,
    note         @i64 NOT NULL CHECK (note BETWEEN 1 AND 5),
    recommande   @i64 CHECK (recommande IN (0, 1))
);
CREATE INDEX avis_structure ON avis (structure_id, jour_j);
