-- What coordinateurs do with others: see src/domain/coordination/coordination.h. Days are counted since 1970-01-01.

CREATE TABLE coordination (
    coordination_id @key,
    uid          @str NOT NULL UNIQUE,
    genre        @str NOT NULL,          -- COORDINATION_GENRES
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    portee       @str NOT NULL,          -- of the role that it was written with
    code         @str NOT NULL,
    jour_j       @i64 NOT NULL,
    nom          @str NOT NULL,
    echelon      @str NOT NULL,          -- COORDINATION_ECHELONS
    duree_min    @i64 NOT NULL,
    mediateurs   @i64 NOT NULL,
    structures   @i64 NOT NULL,
    autres       @i64 NOT NULL,
    type         @str NOT NULL,          -- ANIMATION_TYPES, EVENEMENT_TYPES; '' partenariat
    type_autre   @str NOT NULL,
    initiative   @str NOT NULL,          -- INITIATIVES
    themes       @str NOT NULL,          -- ANIMATION_THEMES, joined by |
    participants @i64 NOT NULL,
    organisateurs @str NOT NULL,         -- ORGANISATEURS, joined by |
    natures      @str NOT NULL,          -- PARTENARIAT_NATURES, joined by |
    partenaires  @str NOT NULL,          -- lines "type : name"
    action       @str NOT NULL,          -- number in the plan; '' none
    note         @str NOT NULL,
    cle          @str,                   -- of the sending
    version      @i64 NOT NULL DEFAULT 1,
    cree_at      @i64 NOT NULL,
    modifie_at   @i64 NOT NULL,
    supprime_at  @i64
);
CREATE INDEX coordination_portee ON coordination (portee, code, jour_j);
CREATE UNIQUE INDEX coordination_cle ON coordination (personne_id, cle) WHERE cle IS NOT NULL;
