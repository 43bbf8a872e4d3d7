-- Communes and their groupings, one vintage at a time; see src/domain/territoire/territoire.h.

CREATE TABLE territoire_source (
    objet      @str PRIMARY KEY,     -- 'communes', 'epci', 'coordonnees', 'contours', 'populations'
    millesime  @str NOT NULL,        -- '2026', or '' when the file does not say
    source     @str NOT NULL,        -- name and licence, shown on /credits
    fichier    @str NOT NULL,        -- file name and SHA-256 of its bytes
    importe_at @i64 NOT NULL
);

CREATE TABLE epci (
    code       @str PRIMARY KEY,
    nom        @str NOT NULL,
    type       @str NOT NULL
);

CREATE TABLE departement (
    code       @str PRIMARY KEY,
    nom        @str NOT NULL,
    region     @str NOT NULL
);

CREATE TABLE commune (
    code           @str PRIMARY KEY,
    nom            @str NOT NULL,
    nom_cle        @str NOT NULL,    -- utf8_fold_name(nom)
    departement    @str NOT NULL,
    region         @str NOT NULL,
    arrondissement @str NOT NULL,
    epci           @str,             -- code; not a foreign key: the EPCI file is optional
    codes_postaux  @str NOT NULL,    -- joined by |
    population     @i64,
    latitude       @f64,
    longitude      @f64,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);

CREATE INDEX commune_departement ON commune (departement);

CREATE TABLE commune_ancienne (
    code     @str PRIMARY KEY,       -- merged, delegated or associated commune
    nom      @str NOT NULL,
    commune  @str NOT NULL REFERENCES commune (code) ON DELETE CASCADE
);

CREATE INDEX commune_ancienne_commune ON commune_ancienne (commune);

CREATE TABLE commune_contour (
    code      @str PRIMARY KEY,      -- code in the contour file, possibly of an older vintage
    geometrie @bytes NOT NULL        -- WKB polygon or multipolygon, WGS 84
);

-- Map of a département, drawn once by the import that changed its communes or contours; can always be drawn again.
CREATE TABLE carte (
    departement @str PRIMARY KEY,
    largeur     @i64 NOT NULL,       -- viewBox
    hauteur     @i64 NOT NULL,
    communes    @str NOT NULL,       -- SVG paths, integer coordinates; each border is in one of the three
    epci        @str NOT NULL,
    contour     @str NOT NULL,
    lon0        @f64 NOT NULL,       -- x = (lon - lon0) * echelle_x, y = (lat0 - lat) * echelle_y
    lat0        @f64 NOT NULL,
    echelle_x   @f64 NOT NULL,
    echelle_y   @f64 NOT NULL
);
