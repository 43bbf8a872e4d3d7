-- The directory of people who want to be found by their colleagues; see src/domain/annuaire/annuaire.h.

CREATE TABLE annuaire_fiche (
    personne_id  @i64 PRIMARY KEY REFERENCES personne (personne_id),
    dispositifs  @str NOT NULL,      -- values of STRUCTURE_DISPOSITIFS, joined by |
    territoires  @str NOT NULL,      -- 'commune:28061', 'epci:200033181', 'departement:28', joined by |
    sujets       @str NOT NULL,      -- services of the standard of places, joined by |
    courriel     @str NOT NULL,      -- professional; '' none
    telephone    @str NOT NULL,
    accord_at    @i64 NOT NULL,      -- when she agreed
    accord_texte @i64 NOT NULL,      -- to which words (ANNUAIRE_ACCORD)
    confirmee_at @i64 NOT NULL       -- said, or said again, to be right
);
