-- Monthly counts declared by a structure for a programme, without personal data. They never enter a figure of distinct persons.
CREATE TABLE bilan_mensuel (
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    dispositif   @str NOT NULL,          -- DISPOSITIFS (activites.h)
    mois         @i64 NOT NULL,          -- AAAAMM
    jours        @i64,                   -- days open; NULL not said, as what follows
    accompagnements @i64 NOT NULL,
    usagers      @i64,                   -- as declared: the same person may be in several
    regles       @i64,                   -- settled in one appointment
    satisfaits   @i64,
    reponses     @i64,                   -- to the question of satisfaction
    source       @str NOT NULL,          -- '' typed here
    modifie_at   @i64 NOT NULL,
    PRIMARY KEY (structure_id, dispositif, mois)
);
CREATE INDEX bilan_mensuel_mois ON bilan_mensuel (mois);
