-- Aidants Connect in each structure and for each person, labels of structures; see src/domain/deploiement/deploiement.h.
-- Days are counted since 1970-01-01.

CREATE TABLE deploiement_structure (
    structure_id @i64 PRIMARY KEY REFERENCES structure (structure_id),
    etat         @str NOT NULL,      -- HABILITATION_ETATS
    demande_j    @i64,
    decision_j   @i64,
    modifie_at   @i64 NOT NULL
);

CREATE TABLE deploiement_personne (
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    etat         @str NOT NULL,      -- AIDANT_ETATS
    pairs        @bool NOT NULL,     -- trained by peers: the Pix test is the training
    demande_j    @i64,
    formation_j  @i64,
    pix_j        @i64,
    pix_score    @i64,               -- 0 to 100
    carte_j      @i64,
    connexion_j  @i64,               -- the first one
    activite_j   @i64,               -- the last one
    modifie_at   @i64 NOT NULL,
    PRIMARY KEY (structure_id, personne_id)
);
CREATE INDEX deploiement_personne_qui ON deploiement_personne (personne_id);

CREATE TABLE structure_label (
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    label        @str NOT NULL,      -- LABELS
    obtenu_j     @i64 NOT NULL,
    expire_j     @i64,
    PRIMARY KEY (structure_id, label)
);
