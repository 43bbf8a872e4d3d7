-- What is known of a place besides the standard's fields, by the standard's id; see src/domain/lieux/facettes.h.

-- The levels of support that the place has confirmed, joined by |; without a row they are derived from its fields.
CREATE TABLE lieu_niveau (
    lieu        @str PRIMARY KEY,
    niveaux     @str NOT NULL,
    confirme_at @i64 NOT NULL,
    version     @i64 NOT NULL
);

-- Words that other services put on a place (a census: "wifi"), each in its own name.
CREATE TABLE lieu_etiquette (
    lieu      @str NOT NULL,
    source    @str NOT NULL,
    etiquette @str NOT NULL,
    PRIMARY KEY (lieu, source, etiquette)
);
