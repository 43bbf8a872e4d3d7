-- What was changed of a fund and of a request, by whom, from what to what; see src/domain/fonds/fonds.h.
CREATE TABLE fonds_changement (
    changement_id @key,
    fonds_id    @i64 NOT NULL REFERENCES fonds (fonds_id),
    demande_id  @i64 REFERENCES fonds_demande (demande_id), -- NULL: of the fund itself
    at          @i64 NOT NULL,
    personne_id @i64,                -- NULL: the program itself, or somebody erased since
    cote        @str NOT NULL,       -- "structure", "pilote"
    champ       @str NOT NULL,
    avant       @str NOT NULL,
    apres       @str NOT NULL
);
CREATE INDEX fonds_changement_fonds ON fonds_changement (fonds_id, changement_id) WHERE demande_id IS NULL;
CREATE INDEX fonds_changement_demande ON fonds_changement (demande_id, changement_id);
CREATE INDEX fonds_changement_qui ON fonds_changement (personne_id);
