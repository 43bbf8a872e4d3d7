-- What was sent under a key (Idempotency-Key), so that it is done once: see src/domain/activites/idempotence.h.

CREATE TABLE activite_idempotence (
    qui          @str NOT NULL,          -- sender: "personne:12", "cle:UID"
    cle          @str NOT NULL,
    empreinte    @bytes NOT NULL,        -- SHA-256 of what was sent
    statut       @i64 NOT NULL,          -- of the answer; 0: not answered yet, never committed so
    reponse      @str NOT NULL,
    at           @i64 NOT NULL,
    PRIMARY KEY (qui, cle)
);
CREATE INDEX activite_idempotence_at ON activite_idempotence (at);
