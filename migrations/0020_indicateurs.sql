-- Indicators of the plan, their milestones and values; see src/domain/plan/indicateurs.h.

CREATE TABLE plan_indicateur (
    indicateur_id @key,
    feuille_id  @i64 NOT NULL REFERENCES plan_feuille (feuille_id),
    action_id   @i64 REFERENCES plan_action (action_id), -- NULL: of the whole plan
    nom         @str NOT NULL,
    unite       @str NOT NULL,
    formule     @str NOT NULL,       -- FORMULES
    baisse      @bool NOT NULL,      -- it is good when it falls
    depart      @i64 NOT NULL,
    depart_j    @i64 NOT NULL,
    cible       @i64 NOT NULL,
    cible_j     @i64 NOT NULL
);
CREATE INDEX plan_indicateur_action ON plan_indicateur (action_id);

CREATE TABLE plan_jalon (
    indicateur_id @i64 NOT NULL REFERENCES plan_indicateur (indicateur_id),
    annee       @i64 NOT NULL,
    cible       @i64 NOT NULL,       -- to be there by the end of that year
    PRIMARY KEY (indicateur_id, annee)
);

CREATE TABLE plan_valeur (
    indicateur_id @i64 NOT NULL REFERENCES plan_indicateur (indicateur_id),
    jour        @i64 NOT NULL,
    valeur      @i64 NOT NULL,
    source      @str NOT NULL,
    PRIMARY KEY (indicateur_id, jour)
);
