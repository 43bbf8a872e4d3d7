-- What is planned with people, before it is a record. See src/domain/seances/seances.h. Nothing here enters a figure.

CREATE TABLE seance (
    seance_id    @key,
    uid          @str NOT NULL UNIQUE,
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),  -- who holds it
    sorte        @str NOT NULL,          -- SEANCE_SORTES
    debut_at     @i64 NOT NULL,
    duree_min    @i64 NOT NULL,
    titre        @str NOT NULL,
    lieu_type    @str NOT NULL,          -- LIEU_TYPES
    lieu         @str NOT NULL,          -- in words: "salle du conseil"; '' not said
    themes       @str NOT NULL,          -- THEMES, joined by |
    places       @i64 NOT NULL,          -- 0: not said
    attendus     @i64 NOT NULL,          -- people who said that they come; 0: not said
    etat         @str NOT NULL CHECK (etat IN ('prevue', 'faite', 'annulee')),
    motif        @str NOT NULL,          -- why it was given up
    version      @i64 NOT NULL,
    cle          @str NOT NULL,          -- of the form, so that one sending makes one session
    cree_at      @i64 NOT NULL,
    modifie_at   @i64 NOT NULL,
    UNIQUE (personne_id, cle)
);
CREATE INDEX seance_quand ON seance (structure_id, debut_at);
CREATE INDEX seance_de ON seance (personne_id, debut_at);

-- Who holds it with her.
CREATE TABLE seance_equipe (
    seance_id    @i64 NOT NULL REFERENCES seance (seance_id),
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    PRIMARY KEY (seance_id, personne_id)
);
CREATE INDEX seance_equipe_de ON seance_equipe (personne_id);

-- The records that came of it: one, or several for a permanence.
CREATE TABLE seance_fiche (
    seance_id    @i64 NOT NULL REFERENCES seance (seance_id),
    activite     @str NOT NULL,          -- uid of the record
    PRIMARY KEY (seance_id, activite)
);
