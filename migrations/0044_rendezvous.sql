-- Appointments told by RDV Service Public, waiting to become records; nothing of the person who comes. See
-- src/domain/rendezvous/rendezvous.h.
CREATE TABLE rdv_attente (
    rdv_id       @key,
    uid          @str NOT NULL UNIQUE,
    expediteur   @str NOT NULL,          -- "expediteur:UID"
    numero       @i64 NOT NULL,          -- its id there
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    jour_j       @i64 NOT NULL,
    heure        @str NOT NULL,          -- "10:30", as told
    duree_min    @i64 NOT NULL,
    collectif    @bool NOT NULL,
    lieu_type    @str NOT NULL,          -- LIEU_TYPES
    participants @i64 NOT NULL,
    etat         @str NOT NULL CHECK (etat IN ('attend', 'annule', 'ecarte')),
    emis         @str NOT NULL,          -- meta.timestamp: an older message never undoes a newer one
    recu_at      @i64 NOT NULL,
    UNIQUE (expediteur, numero)
);
CREATE INDEX rdv_attente_qui ON rdv_attente (personne_id, etat, jour_j);
