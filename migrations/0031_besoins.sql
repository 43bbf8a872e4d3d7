-- Hypotheses that have a name, and searches of the directory that found nothing; see src/domain/besoins/README.md.

CREATE TABLE besoin_scenario (
    code       @str PRIMARY KEY,     -- in its address: 'un-habitant-sur-six'
    nom        @str NOT NULL,
    methode    @str NOT NULL CHECK (methode IN ('population', 'taux', 'ifn', 'personnes')),
    parametre  @str NOT NULL,        -- '0.16', or the code of an indicator
    poids      @str NOT NULL,        -- vintage of the populations
    note       @str NOT NULL,
    modifie_at @i64 NOT NULL
);

CREATE TABLE recherche_vide (        -- neither words nor visitor: how many, that day, there, for that need
    jour_j  @i64 NOT NULL,
    commune @str NOT NULL,           -- '' where none was chosen
    besoin  @str NOT NULL,
    n       @i64 NOT NULL CHECK (n > 0),
    PRIMARY KEY (jour_j, commune, besoin)
);
