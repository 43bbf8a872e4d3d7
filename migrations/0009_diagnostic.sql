-- Figures by territory for the diagnosis, with what they weigh; see src/domain/diagnostic/README.md.

CREATE TABLE diagnostic_jeu (        -- one row a set of figures that was loaded
    jeu         @str NOT NULL,       -- 'populations', 'ifn'
    echelon     @str NOT NULL,       -- 'commune', 'epci'
    millesime   @str NOT NULL,       -- '2023-08-24'; '' for the populations, which carry their own
    source      @str NOT NULL,
    licence     @str NOT NULL,
    fichier     @str NOT NULL,       -- name and SHA-256 of its bytes
    poids       @str,                -- vintage of the populations that weigh these figures
    lignes      @i64 NOT NULL,
    sans_valeur @i64 NOT NULL,       -- rows of the file without any figure
    a_zero      @i64 NOT NULL,       -- rows of the file that are 0 throughout
    refusees    @i64 NOT NULL,
    importe_at  @i64 NOT NULL,
    PRIMARY KEY (jeu, echelon, millesime)
);

-- The communes of the vintages in which figures are published: a code stays here when its commune merges. What it is
-- part of today is asked of the territory; the columns below serve where the territory does not know the code.
CREATE TABLE commune_base (
    code           @str PRIMARY KEY,
    nom            @str NOT NULL,
    departement    @str NOT NULL,
    arrondissement @str NOT NULL,
    region         @str NOT NULL,
    epci           @str
);

CREATE TABLE commune_population (
    millesime  @str NOT NULL,        -- 'pop_cog2021', the file's own column
    code       @str NOT NULL,
    habitants  @i64 NOT NULL CHECK (habitants >= 0),
    PRIMARY KEY (millesime, code)
);

CREATE TABLE indicateur (
    code       @str PRIMARY KEY,
    rang       @i64 NOT NULL,
    groupe     @str NOT NULL,        -- 'ifn', 'ifn_contexte'
    nom        @str NOT NULL,
    definition @str NOT NULL,
    unite      @str NOT NULL,
    source     @str NOT NULL,
    millesime  @str NOT NULL,        -- the latest one loaded
    licence    @str NOT NULL,
    sens       @i64 NOT NULL,        -- 1: more means more fragile; -1: less does; 0: neither
    plancher   @f64                  -- the smallest value that a territory can have, where it is known
);

-- Half a million rows a load: written by whole indicators, without foreign keys.
CREATE TABLE indicateur_valeur (
    indicateur @str NOT NULL,
    echelon    @str NOT NULL,
    millesime  @str NOT NULL,
    code       @str NOT NULL,
    valeur     @f64 NOT NULL,
    PRIMARY KEY (indicateur, echelon, millesime, code)
);
