-- Who did what, on what, when: lines are added, never changed; see src/domain/journal/journal.h. No personal data: ids only.

CREATE TABLE journal (
    journal_id  @key,
    at          @i64 NOT NULL,
    personne_id @i64,                -- NULL: the program itself, or somebody not known yet
    role        @str NOT NULL,       -- acted with: "administrateur", '' none
    portee      @str NOT NULL,       -- its scope: "departement:28", '' none
    action      @str NOT NULL,       -- "role.donner"
    objet       @str NOT NULL,       -- "personne:K3F…": kind and public id, '' none
    issue       @str NOT NULL CHECK (issue IN ('fait', 'refuse')),
    empreinte   @bytes NOT NULL      -- of the fields above, journal_hash version 1
);

CREATE INDEX journal_at ON journal (at, journal_id);
CREATE INDEX journal_objet ON journal (objet, journal_id);
CREATE INDEX journal_personne ON journal (personne_id, journal_id);

-- Lines that are not sealed yet, noted in the line's transaction: the sealer looks at these alone.
CREATE TABLE journal_attente (
    journal_id  @i64 PRIMARY KEY REFERENCES journal (journal_id)
);

-- Committed lines chained in an order of their own: an id given early may be committed late.
CREATE TABLE journal_sceau (
    rang        @i64 PRIMARY KEY,    -- 1, 2, 3… without a hole
    journal_id  @i64 NOT NULL UNIQUE,
    chaine      @bytes NOT NULL      -- hash of the previous one and of the line's
);

-- Signed from time to time; the first one after a rotation stands for what was removed before it.
CREATE TABLE journal_point (
    rang        @i64 PRIMARY KEY,
    at          @i64 NOT NULL,
    chaine      @bytes NOT NULL,
    signature   @bytes NOT NULL
);
