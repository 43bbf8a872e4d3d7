-- Structures, the people who work in them, and what they may do; see src/domain/acteurs/acteurs.h.
-- What is shown in an address is the `uid` (random_uid, 26 characters), never a key.

CREATE TABLE structure (
    structure_id   @key,
    uid            @str NOT NULL UNIQUE,
    nom            @str NOT NULL,
    nom_cle        @str NOT NULL,    -- utf8_fold_name(nom)
    siret          @str,             -- 14 digits, checked
    commune        @str,             -- code INSEE
    departement    @str NOT NULL,    -- of the commune when the territory is loaded, else the instance's
    epci           @str,             -- code
    dispositifs    @str NOT NULL,    -- joined by |, '' none
    fusionnee_dans @i64 REFERENCES structure (structure_id),
    version        @i64 NOT NULL DEFAULT 1,
    cree_at        @i64 NOT NULL,
    modifie_at     @i64 NOT NULL
);

CREATE UNIQUE INDEX structure_siret ON structure (siret) WHERE siret IS NOT NULL AND fusionnee_dans IS NULL;
CREATE INDEX structure_nom ON structure (nom_cle);
CREATE INDEX structure_fusionnee ON structure (fusionnee_dans);

-- The places that a structure holds, by the standard's id: a place may be known before, or after, its structure.
CREATE TABLE structure_lieu (
    structure_id @i64 NOT NULL REFERENCES structure (structure_id) ON DELETE CASCADE,
    lieu         @str NOT NULL,
    PRIMARY KEY (structure_id, lieu)
);

CREATE TABLE personne (
    personne_id    @key,
    uid            @str NOT NULL UNIQUE,
    courriel       @str UNIQUE,      -- lower case; NULL once erased
    recherche      @str NOT NULL,    -- utf8_fold of given name and name, for lists; '' once erased
    nom            @str NOT NULL,    -- '' once erased, as the three below
    prenom         @str NOT NULL,
    fonction       @str NOT NULL,
    telephone      @str NOT NULL,
    etat           @str NOT NULL CHECK (etat IN ('invitee', 'active', 'suspendue', 'effacee')),
    preferences    @str NOT NULL,    -- "texte=grand|contraste=fort", '' none
    derniere_connexion_at @i64,
    avertie_at     @i64,             -- of the erasure to come; NULL again as soon as she comes back
    version        @i64 NOT NULL DEFAULT 1,
    cree_at        @i64 NOT NULL,
    modifie_at     @i64 NOT NULL
);

-- A role held in a scope. Never deleted: taken back.
CREATE TABLE role_tenu (
    role_tenu_id   @key,
    personne_id    @i64 NOT NULL REFERENCES personne (personne_id),
    role           @str NOT NULL,    -- acteurs.h, ROLES
    portee         @str NOT NULL CHECK (portee IN ('instance', 'departement', 'epci', 'structure')),
    code           @str NOT NULL,    -- '' instance, "28", SIREN of the EPCI, uid of the structure
    structure_id   @i64 REFERENCES structure (structure_id),
    departement    @str NOT NULL,    -- of a département or EPCI; '' for the others
    depuis_at      @i64 NOT NULL,
    retire_at      @i64,
    CHECK ((portee = 'structure') = (structure_id IS NOT NULL))
);

CREATE UNIQUE INDEX role_tenu_seul ON role_tenu (personne_id, role, portee, code) WHERE retire_at IS NULL;
CREATE INDEX role_tenu_structure ON role_tenu (structure_id);
