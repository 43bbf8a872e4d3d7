-- Places kept true: what a structure changes itself, who may see a place, what became of it, the corrections proposed, the
-- yearly confirmation, the duplicates; see src/domain/lieux/edition.h and src/domain/tenue/tenue.h.

ALTER TABLE lieu ADD COLUMN visibilite @str NOT NULL DEFAULT 'public';
ALTER TABLE lieu ADD COLUMN ferme_at @i64;       -- said closed, moved or a duplicate here; an import does not open it again
ALTER TABLE lieu ADD COLUMN ferme_motif @str;    -- 'ferme', 'demenage', 'doublon'
ALTER TABLE lieu ADD COLUMN remplace_par @str;   -- id of the place to go to instead
ALTER TABLE lieu ADD COLUMN confirme_at @i64;    -- said to be right by whoever holds it

ALTER TABLE lieu_historique ADD COLUMN motif @str;         -- NULL: an import
ALTER TABLE lieu_historique ADD COLUMN personne_id @i64;   -- NULL: an import, or somebody without an account
ALTER TABLE lieu_historique ADD COLUMN role @str;

-- Fields changed here: they win over the file of the source, whose last value is kept beside.
CREATE TABLE lieu_tenu (
    lieu_id       @i64 NOT NULL REFERENCES lieu (lieu_id) ON DELETE CASCADE,
    champ         @str NOT NULL,
    valeur_source @str,              -- NULL: the source says nothing
    at            @i64 NOT NULL,
    PRIMARY KEY (lieu_id, champ)
);

CREATE TABLE correction (
    correction_id @key,
    uid           @str NOT NULL UNIQUE,
    lieu          @str NOT NULL,     -- id of the standard
    champs        @str NOT NULL,     -- JSON of what is proposed, by field
    ferme         @bool NOT NULL,    -- the place is said to be closed
    message       @str NOT NULL,     -- '' none, or forgotten
    courriel      @str,              -- for the answer, sealed; NULL: none, or forgotten
    etat          @str NOT NULL CHECK (etat IN ('attente', 'acceptee', 'refusee')),
    raison        @str NOT NULL,     -- of a refusal
    cree_at       @i64 NOT NULL,
    traite_at     @i64,
    personne_id   @i64               -- who decided
);
CREATE INDEX correction_lieu ON correction (lieu, etat);

-- How many were sent from one address of the network in an hour: a keyed hash, forgotten after a day.
CREATE TABLE correction_frein (
    cle       @bytes PRIMARY KEY,
    n         @i64 NOT NULL,
    depuis_at @i64 NOT NULL
);

CREATE TABLE relance (
    lieu    @str PRIMARY KEY,        -- id of the standard
    at      @i64 NOT NULL,           -- of the last mail
    n       @i64 NOT NULL            -- mails since the last confirmation
);

CREATE TABLE doublon_ecarte (
    lieu_a      @str NOT NULL,       -- the smaller id first
    lieu_b      @str NOT NULL,
    personne_id @i64,
    at          @i64 NOT NULL,
    PRIMARY KEY (lieu_a, lieu_b)
);

-- A merge, as long as it holds: what it changed is in the history of the place that stays.
CREATE TABLE fusion_lieu (
    absorbe            @str PRIMARY KEY,
    garde              @str NOT NULL,
    lieu_historique_id @i64,         -- NULL: nothing had to be changed there
    personne_id        @i64,
    at                 @i64 NOT NULL
);
