-- What an action of the plan is tied to, what its committees read, and who speaks for a funder; see src/domain/plan/relations.h.

-- People, equipment and rooms that an action takes.
CREATE TABLE plan_ressource (
    ressource_id @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    nature      @str NOT NULL,       -- RESSOURCE_NATURES
    libelle     @str NOT NULL,
    quantite    @i64 NOT NULL,       -- hundredths: of a full-time post, of a piece, of a room
    annee       @i64 NOT NULL,       -- 0: each year
    cout_id     @i64,                -- the expense that gives it a value; NULL: none
    CHECK (quantite > 0)
);
CREATE INDEX plan_ressource_action ON plan_ressource (action_id);

-- Places of the directory where it happens, by the standard's id.
CREATE TABLE plan_lieu (
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    lieu        @str NOT NULL,
    PRIMARY KEY (action_id, lieu)
);

-- Structures that carry it or take part.
CREATE TABLE plan_acteur (
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    part        @str NOT NULL,       -- ACTEUR_PARTS
    PRIMARY KEY (action_id, structure_id)
);

-- Who speaks for a funder, by its name in financing plans: she sees what it funds.
CREATE TABLE plan_financeur (
    financeur   @str NOT NULL,
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    PRIMARY KEY (financeur, personne_id)
);
CREATE INDEX plan_financeur_qui ON plan_financeur (personne_id);

CREATE TABLE plan_document (
    document_id @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    nom         @str NOT NULL,
    type        @str NOT NULL,
    octets      @bytes NOT NULL,
    taille      @i64 NOT NULL,
    sha256      @str NOT NULL,
    personne_id @i64,                -- NULL: erased since
    at          @i64 NOT NULL
);
CREATE INDEX plan_document_action ON plan_document (action_id, at);

CREATE TABLE reunion_document (
    document_id @key,
    reunion_id  @i64 NOT NULL REFERENCES reunion (reunion_id),
    nom         @str NOT NULL,
    type        @str NOT NULL,
    octets      @bytes NOT NULL,
    taille      @i64 NOT NULL,
    sha256      @str NOT NULL,
    personne_id @i64,                -- NULL: erased since
    at          @i64 NOT NULL
);
CREATE INDEX reunion_document_reunion ON reunion_document (reunion_id, at);

-- Style sheet and letters of the packs' pages, as they were when a pack was made: kept once for all of those that name them.
CREATE TABLE reunion_fige (
    nom         @str NOT NULL,       -- its address names its content: style.3f9a1c0b7d21.css
    type        @str NOT NULL,
    octets      @bytes NOT NULL,
    PRIMARY KEY (nom)
);
