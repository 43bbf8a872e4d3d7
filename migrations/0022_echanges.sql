-- Files of places left by somebody to be looked at before they are imported; see src/domain/echanges/depot.h.

CREATE TABLE echange_depot (
    personne_id    @i64 PRIMARY KEY REFERENCES personne (personne_id),   -- one file a person: the next one replaces it
    uid            @str NOT NULL UNIQUE,
    depose_at      @i64 NOT NULL,
    nom            @str NOT NULL,
    forme          @str NOT NULL,
    source         @str,
    date_maj_j     @i64,             -- days since 1970-01-01
    correspondance @str,
    octets         @bytes NOT NULL
);
