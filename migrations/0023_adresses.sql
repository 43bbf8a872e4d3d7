-- Addresses of the Base Adresse Nationale, what a service of it answered, and the key of each place's address; see
-- src/domain/adresses/adresses.h.

CREATE TABLE adresse (
    cle         @str PRIMARY KEY,    -- interoperability key: INSEE_FANTOIR_number[_suffix]
    departement @str NOT NULL,
    code_insee  @str NOT NULL,
    voie_cle    @str NOT NULL,       -- folded name of the street
    numero      @str NOT NULL,       -- "4", "4bis"
    code_postal @str NOT NULL,
    latitude    @f64 NOT NULL,
    longitude   @f64 NOT NULL
);
CREATE INDEX adresse_voie ON adresse (code_insee, voie_cle, numero);
CREATE INDEX adresse_departement ON adresse (departement);

CREATE TABLE adresse_reponse (
    demande    @str PRIMARY KEY,     -- what was asked, folded
    cle        @str NOT NULL,        -- "" : nothing found
    genre      @str NOT NULL,        -- "housenumber", "street"…
    code_insee @str NOT NULL,
    score      @f64 NOT NULL,
    latitude   @f64 NOT NULL,
    longitude  @f64 NOT NULL,
    at         @i64 NOT NULL
);

CREATE TABLE adresse_lieu (
    lieu_id @i64 PRIMARY KEY REFERENCES lieu (lieu_id) ON DELETE CASCADE,
    cle     @str NOT NULL,
    at      @i64 NOT NULL
);
