-- Censuses: what is known around a place, or of places of their own kind; one row a fact, in the columns that its census
-- declares (src/domain/recensements/table.c).

CREATE TABLE recensement_ligne (
    recensement_ligne_id @key,
    uid         @str NOT NULL UNIQUE,
    recensement @str NOT NULL,       -- name in the table of censuses
    lieu        @str,                -- id of the place of the directory; NULL: a place of its own kind
    code_insee  @str,                -- of the commune, for those
    cle         @str NOT NULL,       -- what makes two rows the same one
    valeurs     @str NOT NULL,       -- JSON of the columns, as texts
    source      @str NOT NULL,       -- whose file it is in; '' entered here
    version     @i64 NOT NULL DEFAULT 1,
    cree_at     @i64 NOT NULL,
    modifie_at  @i64 NOT NULL
);
CREATE UNIQUE INDEX recensement_ligne_cle ON recensement_ligne (recensement, cle);
CREATE INDEX recensement_ligne_lieu ON recensement_ligne (lieu);
