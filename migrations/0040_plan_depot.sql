-- A plan's file left by somebody to be looked at before it is imported; see src/domain/plan/depot.h.

CREATE TABLE plan_depot (
    personne_id    @i64 PRIMARY KEY REFERENCES personne (personne_id),   -- one file a person: the next one replaces it
    uid            @str NOT NULL UNIQUE,
    depose_at      @i64 NOT NULL,
    nom            @str NOT NULL,
    octets         @bytes NOT NULL
);
