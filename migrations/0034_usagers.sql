-- Cards that are one person's, and people who are named. See src/domain/activites/rapprochements.h and src/domain/usagers/usagers.h.

-- Two cards that may be, or are, those of one person. The cards joined by lines that are 'confirmee' are one person.
CREATE TABLE usager_rapprochement (
    rapprochement_id   @key,
    a            @i64 NOT NULL REFERENCES usager (usager_id),
    b            @i64 NOT NULL REFERENCES usager (usager_id),
    etat         @str NOT NULL CHECK (etat IN ('proposee', 'confirmee', 'ecartee', 'defaite')),
    oui_a        @bool NOT NULL,         -- whoever follows that card said that it is the same person
    oui_b        @bool NOT NULL,
    cree_at      @i64 NOT NULL,
    decide_at    @i64,
    UNIQUE (a, b),
    CHECK (a < b)
);
CREATE INDEX usager_rapprochement_b ON usager_rapprochement (b);
CREATE INDEX usager_rapprochement_etat ON usager_rapprochement (etat);

-- Those merged before this table was there.
INSERT INTO usager_rapprochement (a, b, etat, oui_a, oui_b, cree_at, decide_at)
SELECT CASE WHEN usager_id < racine THEN usager_id ELSE racine END, CASE WHEN usager_id < racine THEN racine ELSE usager_id END,
    'confirmee', 1, 1, cree_at, cree_at
FROM usager WHERE racine IS NOT NULL AND racine <> usager_id;

ALTER TABLE usager ADD COLUMN efface_at @i64;      -- the card no longer leads to anybody: figures only

-- The name of somebody who holds a card, sealed with the key of the instance.
CREATE TABLE usager_identite (
    usager_id    @i64 PRIMARY KEY REFERENCES usager (usager_id),
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    boite        @bytes NOT NULL,        -- given name, name, year of birth
    empreinte    @str,                   -- HMAC of the normalised identity; NULL: no year of birth
    base         @str NOT NULL,          -- USAGER_BASES
    informe_j    @i64 NOT NULL,          -- the day on which the person was told
    partage      @bool NOT NULL,         -- told that other structures would see the name too
    vu_j         @i64 NOT NULL           -- last contact known
);
CREATE INDEX usager_identite_empreinte ON usager_identite (empreinte) WHERE empreinte IS NOT NULL;
CREATE INDEX usager_identite_vu ON usager_identite (vu_j);

-- Structures that may name people; no line: they may not.
CREATE TABLE usager_reglage (
    structure_id @i64 PRIMARY KEY REFERENCES structure (structure_id),
    nommer       @bool NOT NULL,
    base         @str NOT NULL           -- proposed first
);
