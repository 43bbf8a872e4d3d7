-- Index of 2019 by IRIS, as published: a ratio to a territory of reference, whose score is 100. See src/domain/diagnostic/iris.h.

CREATE TABLE iris_indice (
    code        @str PRIMARY KEY,    -- nine signs; the first five are those of the commune
    nom         @str NOT NULL,
    commune     @str NOT NULL,
    habitants   @i64 NOT NULL CHECK (habitants >= 0),
    information @f64,                -- NULL: not computed by the publisher
    interfaces  @f64,
    administratives @f64,
    numeriques  @f64,
    acces       @f64,
    competences @f64,
    score       @f64
);
CREATE INDEX iris_indice_commune ON iris_indice (commune);
