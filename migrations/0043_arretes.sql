-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Closed periods: figures kept as they were, with their fingerprint, and what changed since. See
-- src/domain/activites/arretes.h. Nothing here is ever updated or removed.
CREATE TABLE arrete (
    arrete_id    @key,
    uid          @str NOT NULL UNIQUE,
    du_j         @i64 NOT NULL,
    au_j         @i64 NOT NULL,
    epci         @str NOT NULL,          -- SIREN; '' the whole territory
    dispositif   @str NOT NULL,          -- DISPOSITIFS; '' all of them
    territoire   @str NOT NULL,          -- its name on that day
    empreinte    @str NOT NULL,          -- SHA-256 of contenu, hexadecimal
    at           @i64 NOT NULL,
    personne_id  @i64,                   -- NULL: the command line
    contenu      @str NOT NULL           -- canonical JSON
);
CREATE UNIQUE INDEX arrete_periode ON arrete (du_j, au_j, epci, dispositif);

-- For programs that read what changed since their last visit.
CREATE INDEX activite_modifie ON activite (modifie_at, activite_id);

-- A change of a record, or of whose a card is, that moves the figures of a closed period; differences are signed.
CREATE TABLE arrete_ajustement (
    ajustement_id @key,
    arrete_id    @i64 NOT NULL REFERENCES arrete (arrete_id),
    at           @i64 NOT NULL,
    personne_id  @i64,                   -- NULL: an import, or the program
    activite_id  @i64 REFERENCES activite (activite_id),
    geste        @str NOT NULL,          -- AJUSTEMENTS
    motif        @str NOT NULL,
    activites    @i64 NOT NULL,
    ateliers     @i64 NOT NULL,
    participants @i64 NOT NULL,
    accompagnements @i64 NOT NULL,
    minutes      @i64 NOT NULL,
    usagers      @i64 NOT NULL
);
CREATE INDEX arrete_ajustement_liste ON arrete_ajustement (arrete_id, ajustement_id);
