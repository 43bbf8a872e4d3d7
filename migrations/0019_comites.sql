-- Committees of the roadmap, their meetings, decisions and packs; see src/domain/comites/comites.h.

CREATE TABLE comite (
    comite_id   @key,
    nom         @str NOT NULL,
    genre       @str NOT NULL,       -- COMITE_GENRES
    cree_at     @i64 NOT NULL
);

CREATE TABLE comite_membre (
    comite_id   @i64 NOT NULL REFERENCES comite (comite_id),
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    PRIMARY KEY (comite_id, personne_id)
);
CREATE INDEX comite_membre_qui ON comite_membre (personne_id);

CREATE TABLE reunion (
    reunion_id  @key,
    comite_id   @i64 NOT NULL REFERENCES comite (comite_id),
    debut_at    @i64 NOT NULL,
    duree_mn    @i64 NOT NULL,
    lieu        @str NOT NULL,
    ordre       @str NOT NULL,       -- agenda
    compte_rendu @str NOT NULL,      -- minutes
    version     @i64 NOT NULL
);
CREATE INDEX reunion_comite ON reunion (comite_id, debut_at);

CREATE TABLE reunion_presence (
    reunion_id  @i64 NOT NULL REFERENCES reunion (reunion_id),
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    presence    @str NOT NULL,       -- PRESENCES
    PRIMARY KEY (reunion_id, personne_id)
);

CREATE TABLE reunion_decision (
    decision_id @key,
    reunion_id  @i64 NOT NULL REFERENCES reunion (reunion_id),
    texte       @str NOT NULL,
    action      @str NOT NULL,       -- number of the action that it is about; '' none
    etat        @str NOT NULL        -- DECISION_ETATS
);
CREATE INDEX reunion_decision_reunion ON reunion_decision (reunion_id);

CREATE TABLE reunion_vote (
    decision_id @i64 NOT NULL REFERENCES reunion_decision (decision_id),
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    vote        @str NOT NULL,       -- VOTES
    PRIMARY KEY (decision_id, personne_id)
);

CREATE TABLE reunion_tache (
    tache_id    @key,
    decision_id @i64 NOT NULL REFERENCES reunion_decision (decision_id),
    texte       @str NOT NULL,
    personne_id @i64,                -- NULL: erased since
    echeance_j  @i64,
    faite_at    @i64
);
CREATE INDEX reunion_tache_decision ON reunion_tache (decision_id);
CREATE INDEX reunion_tache_qui ON reunion_tache (personne_id);

-- The very bytes that were made then: never written again.
CREATE TABLE reunion_dossier (
    dossier_id  @key,
    reunion_id  @i64 NOT NULL REFERENCES reunion (reunion_id),
    fait_at     @i64 NOT NULL,
    forme       @str NOT NULL,       -- "html", "pdf", "odt"
    octets      @bytes NOT NULL,
    sha256      @str NOT NULL
);
CREATE INDEX reunion_dossier_reunion ON reunion_dossier (reunion_id, fait_at);
