-- The territories of a drawn map as closed shapes that hold together (src/domain/territoire/mosaique.h); drawn with `carte`.

ALTER TABLE carte ADD COLUMN grille @i64 NOT NULL DEFAULT 0;   -- units of the shapes in one unit of the viewBox; 0: no shape

CREATE TABLE carte_maille (
    departement @str NOT NULL,
    echelon     @str NOT NULL,       -- commune, epci, arrondissement, departement; limites: borders between EPCI
    code        @str NOT NULL,       -- of today; empty for limites
    trace       @str NOT NULL,       -- SVG path
    PRIMARY KEY (departement, echelon, code)
);
