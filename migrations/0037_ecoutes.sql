-- What was heard for the shared diagnosis: see src/domain/ecoutes/ecoutes.h. Days are counted since 1970-01-01.

CREATE TABLE ecoute (
    ecoute_id   @key,
    uid         @str NOT NULL UNIQUE,
    genre       @str NOT NULL,          -- ECOUTE_GENRES
    departement @str NOT NULL,
    echelon     @str NOT NULL CHECK (echelon IN ('epci', 'departement')),
    code        @str NOT NULL,          -- SIREN, or the département
    jour_j      @i64 NOT NULL,
    titre       @str NOT NULL,
    organisme   @str NOT NULL,          -- of a structure, never of a person
    themes      @str NOT NULL,          -- ECOUTE_THEMES, joined by |
    ingenierie  @str NOT NULL,          -- INGENIERIES, joined by |
    resume      @str NOT NULL,          -- what is published
    publie      @bool NOT NULL,
    personnes   @str NOT NULL,          -- who spoke, one a line; never published
    accord      @bool NOT NULL,         -- they agreed to be named here
    notes       @str NOT NULL,          -- never published
    source      @str NOT NULL,          -- '' ours; else whose, or that it is invented
    personne_id @i64 REFERENCES personne (personne_id), -- who wrote it; none: erased, or the program
    cle         @str,                   -- of the sending
    version     @i64 NOT NULL DEFAULT 1,
    cree_at     @i64 NOT NULL,
    modifie_at  @i64 NOT NULL,
    oublie_at   @i64,                   -- names and notes were erased then
    supprime_at @i64
);
CREATE INDEX ecoute_territoire ON ecoute (departement, code, jour_j);
CREATE UNIQUE INDEX ecoute_cle ON ecoute (personne_id, cle) WHERE cle IS NOT NULL;
