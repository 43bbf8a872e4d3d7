-- A record as it was before its last correction, so that it can be undone; kept thirty days (src/domain/ecoutes/ecoutes.h).
CREATE TABLE ecoute_avant (
    uid          @str PRIMARY KEY REFERENCES ecoute (uid),
    echelon      @str NOT NULL,
    code         @str NOT NULL,
    jour_j       @i64 NOT NULL,
    titre        @str NOT NULL,
    organisme    @str NOT NULL,
    themes       @str NOT NULL,
    ingenierie   @str NOT NULL,
    resume       @str NOT NULL,
    personnes    @str NOT NULL,
    accord       @bool NOT NULL,
    notes        @str NOT NULL,
    remplacee_at @i64 NOT NULL
);
