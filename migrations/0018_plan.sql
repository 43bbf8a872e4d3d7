-- The roadmap and its action plan; see src/domain/plan/plan.h. Days are counted since 1970-01-01, money is in centimes.

CREATE TABLE plan_feuille (
    feuille_id  @key,
    nom         @str NOT NULL,
    description @str NOT NULL,
    debut_j     @i64 NOT NULL,
    fin_j       @i64 NOT NULL,
    porteurs    @str NOT NULL,
    appui       @str NOT NULL,
    perimetre   @str NOT NULL,
    source      @str NOT NULL,
    cree_at     @i64 NOT NULL,
    modifie_at  @i64 NOT NULL
);

-- What was decided to be a version: everything of then, as `plan exporter --format json` writes it.
CREATE TABLE plan_version (
    version_id  @key,
    feuille_id  @i64 NOT NULL REFERENCES plan_feuille (feuille_id),
    numero      @i64 NOT NULL,
    libelle     @str NOT NULL,
    at          @i64 NOT NULL,
    contenu     @bytes NOT NULL,
    UNIQUE (feuille_id, numero)
);

-- National objectives, with the share of the département and how it was found.
CREATE TABLE plan_national (
    feuille_id  @i64 NOT NULL REFERENCES plan_feuille (feuille_id),
    objectif    @str NOT NULL,       -- NATIONAUX
    regle       @str NOT NULL,       -- PART_REGLES
    numerateur  @i64 NOT NULL,       -- of the département; the target itself where the rule is `propre`
    denominateur @i64 NOT NULL,      -- of the country
    source      @str NOT NULL,
    PRIMARY KEY (feuille_id, objectif)
);

CREATE TABLE plan_axe (
    axe_id      @key,
    feuille_id  @i64 NOT NULL REFERENCES plan_feuille (feuille_id),
    rang        @i64 NOT NULL,
    titre       @str NOT NULL,
    diagnostic  @str NOT NULL,
    UNIQUE (feuille_id, rang)
);

CREATE TABLE plan_objectif (
    objectif_id @key,
    axe_id      @i64 NOT NULL REFERENCES plan_axe (axe_id),
    rang        @i64 NOT NULL,
    titre       @str NOT NULL,
    UNIQUE (axe_id, titre)
);

CREATE TABLE plan_action (
    action_id   @key,
    feuille_id  @i64 NOT NULL REFERENCES plan_feuille (feuille_id),
    axe_id      @i64 NOT NULL REFERENCES plan_axe (axe_id),
    objectif_id @i64 REFERENCES plan_objectif (objectif_id),
    numero      @str NOT NULL,       -- "1.3": rank of the axis, rank in it
    rang        @i64 NOT NULL,
    genre       @str NOT NULL,       -- ACTION_GENRES
    theme       @str NOT NULL,       -- THEMES; '' transverse
    titre       @str NOT NULL,
    pilote      @str NOT NULL,
    territoires @str NOT NULL,
    etat        @str NOT NULL,       -- ACTION_ETATS
    priorite    @str NOT NULL,       -- PRIORITES; '' not said
    avancement  @i64 NOT NULL,       -- 0 to 100
    debut_j     @i64,
    fin_j       @i64,
    publics     @i64 NOT NULL,       -- what is public, bits of PUBLIC_CHAMPS
    version     @i64 NOT NULL,
    modifie_at  @i64 NOT NULL,
    UNIQUE (feuille_id, numero)
);
CREATE INDEX plan_action_axe ON plan_action (axe_id, rang);

CREATE TABLE plan_texte (
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    champ       @str NOT NULL,       -- ACTION_TEXTES
    valeur      @str NOT NULL,
    PRIMARY KEY (action_id, champ)
);

-- Two actions that say nearly the same, kept as two; the smaller number first.
CREATE TABLE plan_proche (
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    autre_id    @i64 NOT NULL REFERENCES plan_action (action_id),
    PRIMARY KEY (action_id, autre_id)
);

CREATE TABLE plan_etape (
    etape_id    @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    titre       @str NOT NULL,
    echeance_j  @i64,
    faite_j     @i64
);
CREATE INDEX plan_etape_action ON plan_etape (action_id);

CREATE TABLE plan_responsable (
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    PRIMARY KEY (action_id, personne_id)
);
CREATE INDEX plan_responsable_qui ON plan_responsable (personne_id);

CREATE TABLE plan_cout (
    cout_id     @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    annee       @i64 NOT NULL,       -- 0: not spread over the years
    nature      @str NOT NULL,       -- COUT_NATURES
    libelle     @str NOT NULL,
    ht          @i64 NOT NULL,       -- centimes
    tva         @i64 NOT NULL,       -- centimes; 0 where it is got back
    etp         @i64 NOT NULL,       -- hundredths of a full-time post; 0: none
    CHECK (ht >= 0 AND tva >= 0 AND etp >= 0)
);
CREATE INDEX plan_cout_action ON plan_cout (action_id);

CREATE TABLE plan_financement (
    financement_id @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    financeur   @str NOT NULL,
    nature      @str NOT NULL,       -- FINANCEMENT_NATURES
    etat        @str NOT NULL,       -- FINANCEMENT_ETATS
    montant     @i64 NOT NULL,       -- centimes
    verse       @i64 NOT NULL,       -- centimes, of it
    plafond     @i64,                -- highest share of the expenses, in hundredths of a percent
    attendu_j   @i64,                -- when the money should come
    CHECK (montant >= 0 AND verse >= 0 AND verse <= montant)
);
CREATE INDEX plan_financement_action ON plan_financement (action_id);

-- Each field that changed, so that two moments can be compared. Goes with the action.
CREATE TABLE plan_changement (
    changement_id @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    at          @i64 NOT NULL,
    personne_id @i64,                -- NULL: the program itself, or somebody erased since
    champ       @str NOT NULL,
    avant       @str NOT NULL,
    apres       @str NOT NULL
);
CREATE INDEX plan_changement_action ON plan_changement (action_id, at);
CREATE INDEX plan_changement_quand ON plan_changement (at);

CREATE TABLE plan_commentaire (
    commentaire_id @key,
    action_id   @i64 NOT NULL REFERENCES plan_action (action_id),
    personne_id @i64,                -- NULL: erased since
    at          @i64 NOT NULL,
    genre       @str NOT NULL,       -- COMMENTAIRE_GENRES
    texte       @str NOT NULL
);
CREATE INDEX plan_commentaire_action ON plan_commentaire (action_id, at);
