-- Aids that could fund the actions of the plan, as Aides-territoires publishes them; see src/domain/plan/aides.h. A new file replaces all.
CREATE TABLE plan_aide (
    aide_id     @key,
    cle         @str NOT NULL UNIQUE, -- slug or number of the publisher
    nom         @str NOT NULL,
    financeurs  @str NOT NULL,
    perimetre   @str NOT NULL,
    publics     @str NOT NULL,
    types       @str NOT NULL,
    categories  @str NOT NULL,
    taux_min    @i64,                -- percent
    taux_max    @i64,
    fin_j       @i64,                -- last day to ask for it; NULL: none
    url         @str NOT NULL,
    importe_at  @i64 NOT NULL
);
