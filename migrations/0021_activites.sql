-- Activities: who did what for whom; people by a card without a name; figures kept with each record. See
-- src/domain/activites/activites.h. Days are counted since 1970-01-01; `mois` is AAAAMM.

-- A person who is accompanied: no name, a card with a code. `racine` is the one counted: itself, or the one it was merged into.
CREATE TABLE usager (
    usager_id    @key,
    code         @str NOT NULL UNIQUE,   -- 8 characters, the last one checks the others
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    naissance    @i64,                   -- year
    genre        @str NOT NULL,          -- GENRES; '' not said
    statut       @str NOT NULL,          -- STATUTS; '' not said
    commune      @str NOT NULL,          -- code INSEE; '' not said
    racine       @i64,                   -- NULL: itself
    source       @str NOT NULL,          -- '' recorded here
    cree_at      @i64 NOT NULL
);
CREATE INDEX usager_racine ON usager (racine) WHERE racine IS NOT NULL;
CREATE INDEX usager_structure ON usager (structure_id);

CREATE TABLE activite (
    activite_id  @key,
    uid          @str NOT NULL UNIQUE,
    type         @str NOT NULL,          -- ACTIVITE_TYPES
    dispositif   @str NOT NULL,          -- DISPOSITIFS
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    jour_j       @i64 NOT NULL,
    mois         @i64 NOT NULL,
    duree_min    @i64 NOT NULL,
    lieu_type    @str NOT NULL,          -- LIEU_TYPES
    lieu         @str NOT NULL,          -- id of the standard; '' none
    commune      @str NOT NULL,          -- code INSEE of the act; '' not known
    epci         @str NOT NULL,          -- of that commune on the day of the record; '' none
    themes       @str NOT NULL,          -- THEMES, joined by |
    demarches    @str NOT NULL,          -- DEMARCHES, joined by |
    materiels    @str NOT NULL,          -- MATERIELS, joined by |
    autonomie    @i64 NOT NULL,          -- 1 to 3; 0 not said
    niveau       @i64 NOT NULL,          -- of a workshop, 1 to 3; 0 not said
    titre        @str NOT NULL,          -- of a workshop
    redirection  @str NOT NULL,          -- REDIRECTIONS; '' none
    orientation  @str NOT NULL,          -- named place, id of the standard; '' none
    regle        @i64,                   -- settled in one appointment; NULL not said
    satisfaction @i64,                   -- 1 to 5; NULL not said
    recommande   @i64,                   -- would recommend; NULL not said
    securite     @bool NOT NULL,         -- the security module was done
    note         @str NOT NULL,
    anonymes     @i64 NOT NULL,          -- people without a card
    nouveaux     @i64 NOT NULL,          -- of them, those declared new
    accompagnements @i64 NOT NULL,
    source       @str NOT NULL,          -- '' recorded here
    cle          @str,                   -- Idempotency-Key
    version      @i64 NOT NULL DEFAULT 1,
    cree_at      @i64 NOT NULL,
    modifie_at   @i64 NOT NULL,
    supprime_at  @i64
);
CREATE INDEX activite_jour ON activite (jour_j);
CREATE INDEX activite_personne ON activite (personne_id, jour_j);
CREATE INDEX activite_structure ON activite (structure_id, jour_j);
CREATE UNIQUE INDEX activite_cle ON activite (personne_id, cle) WHERE cle IS NOT NULL;

CREATE TABLE activite_usager (
    activite_id  @i64 NOT NULL REFERENCES activite (activite_id),
    usager_id    @i64 NOT NULL REFERENCES usager (usager_id),
    PRIMARY KEY (activite_id, usager_id)
);
CREATE INDEX activite_usager_qui ON activite_usager (usager_id);

-- What each version said before it was changed.
CREATE TABLE activite_histoire (
    activite_id  @i64 NOT NULL REFERENCES activite (activite_id),
    version      @i64 NOT NULL,
    at           @i64 NOT NULL,
    personne_id  @i64,
    geste        @str NOT NULL CHECK (geste IN ('creer', 'modifier', 'supprimer', 'retablir')),
    contenu      @str NOT NULL,          -- JSON, of that version
    PRIMARY KEY (activite_id, version)
);

-- Figures, kept in the transaction of each record; the same sums as the raw rows give.
CREATE TABLE activite_mois (
    mois         @i64 NOT NULL,
    dispositif   @str NOT NULL,
    type         @str NOT NULL,
    structure_id @i64 NOT NULL,
    epci         @str NOT NULL,
    commune      @str NOT NULL,
    activites    @i64 NOT NULL,
    accompagnements @i64 NOT NULL,
    anonymes     @i64 NOT NULL,
    nouveaux     @i64 NOT NULL,
    minutes      @i64 NOT NULL,
    regles       @i64 NOT NULL,
    regles_dits  @i64 NOT NULL,
    satisfaits   @i64 NOT NULL,
    satisfaction_dits @i64 NOT NULL,
    PRIMARY KEY (mois, dispositif, type, structure_id, epci, commune)
);

CREATE TABLE activite_mois_theme (
    mois         @i64 NOT NULL,
    dispositif   @str NOT NULL,
    structure_id @i64 NOT NULL,
    epci         @str NOT NULL,
    theme        @str NOT NULL,
    activites    @i64 NOT NULL,
    accompagnements @i64 NOT NULL,
    PRIMARY KEY (mois, dispositif, structure_id, epci, theme)
);

-- `periode`: a year (2023) or a month (202306).
CREATE TABLE usager_periode (
    periode      @i64 NOT NULL,
    dispositif   @str NOT NULL,
    racine       @i64 NOT NULL,
    n            @i64 NOT NULL,
    PRIMARY KEY (periode, dispositif, racine)
);
CREATE INDEX usager_periode_racine ON usager_periode (racine);

-- Days on which a structure was open for a dispositif: what "par jour et par structure" divides by.
CREATE TABLE structure_ouverture (
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    dispositif   @str NOT NULL,
    mois         @i64 NOT NULL,
    jours        @i64 NOT NULL CHECK (jours BETWEEN 0 AND 31),
    source       @str NOT NULL,
    PRIMARY KEY (structure_id, dispositif, mois)
);
