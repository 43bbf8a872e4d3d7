-- The fund: contributions, envelopes, calls, requests, payments; see src/domain/fonds/fonds.h. Money in centimes.

CREATE TABLE fonds (
    fonds_id    @key,
    annee       @i64 NOT NULL,
    nom         @str NOT NULL,
    reglement   @str NOT NULL,
    avance_max  @i64 NOT NULL,       -- hundredths of a percent of what is granted
    publie      @bool NOT NULL,
    invente     @bool NOT NULL,      -- rows of the demonstration
    version     @i64 NOT NULL,
    cree_at     @i64 NOT NULL
);

CREATE TABLE fonds_contributeur (
    contributeur_id @key,
    nom         @str NOT NULL UNIQUE,
    nature      @str NOT NULL        -- CONTRIBUTEUR_NATURES
);

-- Who reads for it, with the role of financeur.
CREATE TABLE fonds_lecteur (
    contributeur_id @i64 NOT NULL REFERENCES fonds_contributeur (contributeur_id),
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    PRIMARY KEY (contributeur_id, personne_id)
);
CREATE INDEX fonds_lecteur_qui ON fonds_lecteur (personne_id);

CREATE TABLE fonds_contribution (
    contribution_id @key,
    fonds_id    @i64 NOT NULL REFERENCES fonds (fonds_id),
    contributeur_id @i64 NOT NULL REFERENCES fonds_contributeur (contributeur_id),
    promis      @i64 NOT NULL,
    accorde     @i64 NOT NULL,
    appele      @i64 NOT NULL,
    recu        @i64 NOT NULL,
    attendu_j   @i64,
    UNIQUE (fonds_id, contributeur_id),
    CHECK (promis >= 0 AND recu >= 0 AND recu <= appele AND appele <= accorde)
);

CREATE TABLE fonds_enveloppe (
    fonds_id    @i64 NOT NULL REFERENCES fonds (fonds_id),
    axe         @i64 NOT NULL,       -- rank in the plan
    montant     @i64 NOT NULL CHECK (montant >= 0),
    PRIMARY KEY (fonds_id, axe)
);

CREATE TABLE fonds_appel (
    appel_id    @key,
    fonds_id    @i64 NOT NULL REFERENCES fonds (fonds_id),
    axe         @i64 NOT NULL,
    titre       @str NOT NULL,
    criteres    @str NOT NULL,
    ouvre_j     @i64 NOT NULL,
    ferme_j     @i64 NOT NULL,
    plafond     @i64 NOT NULL,       -- of one request
    taux_max    @i64 NOT NULL,       -- hundredths of a percent of the expenses
    pieces      @i64 NOT NULL,       -- bits of PIECE_GENRES asked for
    publie      @bool NOT NULL,
    version     @i64 NOT NULL
);
CREATE INDEX fonds_appel_fonds ON fonds_appel (fonds_id, ouvre_j);

CREATE TABLE fonds_demande (
    demande_id  @key,
    uid         @str NOT NULL UNIQUE,
    appel_id    @i64 NOT NULL REFERENCES fonds_appel (appel_id),
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    etat        @str NOT NULL,       -- DEMANDE_ETATS
    titre       @str NOT NULL,
    projet      @str NOT NULL,
    action      @str NOT NULL,       -- number in the plan; '' none
    montant     @i64 NOT NULL,       -- asked for
    accorde     @i64 NOT NULL,
    motif       @str NOT NULL,
    reunion_id  @i64,
    decision_id @i64,
    convention  @str NOT NULL,       -- reference; '' none yet
    convention_j @i64,
    bilan       @str NOT NULL,
    bilan_personnes @i64 NOT NULL,
    bilan_etat  @str NOT NULL,       -- BILAN_ETATS
    cree_at     @i64 NOT NULL,
    depose_at   @i64,
    decide_at   @i64,
    version     @i64 NOT NULL,
    CHECK (montant >= 0 AND accorde >= 0)
);
CREATE INDEX fonds_demande_appel ON fonds_demande (appel_id, etat);
CREATE INDEX fonds_demande_structure ON fonds_demande (structure_id);

CREATE TABLE fonds_depense (
    depense_id  @key,
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    nature      @str NOT NULL,       -- COUT_NATURES of the plan
    libelle     @str NOT NULL,
    ht          @i64 NOT NULL CHECK (ht >= 0),
    tva         @i64 NOT NULL CHECK (tva >= 0)
);
CREATE INDEX fonds_depense_demande ON fonds_depense (demande_id);

CREATE TABLE fonds_recette (
    recette_id  @key,
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    financeur   @str NOT NULL,
    nature      @str NOT NULL,       -- FINANCEMENT_NATURES of the plan
    etat        @str NOT NULL,       -- FINANCEMENT_ETATS of the plan
    montant     @i64 NOT NULL CHECK (montant >= 0),
    plafond     @i64                 -- hundredths of a percent of the expenses
);
CREATE INDEX fonds_recette_demande ON fonds_recette (demande_id);

-- What each contributor bears of what was granted: its shares add up to it.
CREATE TABLE fonds_part (
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    contributeur_id @i64 NOT NULL REFERENCES fonds_contributeur (contributeur_id),
    montant     @i64 NOT NULL CHECK (montant > 0),
    PRIMARY KEY (demande_id, contributeur_id)
);
CREATE INDEX fonds_part_qui ON fonds_part (contributeur_id);

CREATE TABLE fonds_piece (
    piece_id    @key,
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    genre       @str NOT NULL,       -- PIECE_GENRES
    nom         @str NOT NULL,
    type        @i64 NOT NULL,       -- FileType
    taille      @i64 NOT NULL,
    sha256      @str NOT NULL,
    depose_at   @i64 NOT NULL
);
CREATE INDEX fonds_piece_demande ON fonds_piece (demande_id);

-- Apart: no list reads them.
CREATE TABLE fonds_piece_octets (
    piece_id    @i64 PRIMARY KEY REFERENCES fonds_piece (piece_id),
    octets      @bytes NOT NULL
);

CREATE TABLE fonds_message (
    message_id  @key,
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    personne_id @i64,                -- NULL: erased since
    cote        @str NOT NULL,       -- "structure", "pilote"
    at          @i64 NOT NULL,
    texte       @str NOT NULL
);
CREATE INDEX fonds_message_demande ON fonds_message (demande_id);
CREATE INDEX fonds_message_qui ON fonds_message (personne_id);

CREATE TABLE fonds_versement (
    versement_id @key,
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    genre       @str NOT NULL,       -- VERSEMENT_GENRES
    montant     @i64 NOT NULL CHECK (montant > 0),
    prevu_j     @i64 NOT NULL,
    paye_j      @i64,
    reference   @str NOT NULL,
    annule      @bool NOT NULL
);
CREATE INDEX fonds_versement_demande ON fonds_versement (demande_id);

CREATE TABLE fonds_justificatif (
    justificatif_id @key,
    demande_id  @i64 NOT NULL REFERENCES fonds_demande (demande_id),
    libelle     @str NOT NULL,
    jour_j      @i64 NOT NULL,
    montant     @i64 NOT NULL CHECK (montant > 0),
    piece_id    @i64,
    etat        @str NOT NULL        -- JUSTIFICATIF_ETATS
);
CREATE INDEX fonds_justificatif_demande ON fonds_justificatif (demande_id);
