-- Calls of the numéro vert, anonymous: a day, no hour, nothing of who called; see src/domain/numerovert/numerovert.h.

CREATE TABLE numerovert_appel (
    appel_id    @key,
    jour_j      @i64 NOT NULL,       -- days since 1970-01-01
    departement @str NOT NULL,       -- code
    commune     @str,                -- INSEE code; NULL: not said
    epci        @str,                -- SIREN, on the day of the call
    besoin      @str NOT NULL,       -- a service of the standard of places, or "autre"
    suite       @str NOT NULL,       -- APPEL_SUITES
    trouve      @bool NOT NULL,      -- the need has an answer
    duree_mn    @i64 NOT NULL
);
CREATE INDEX numerovert_appel_jour ON numerovert_appel (departement, jour_j);
