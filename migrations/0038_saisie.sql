-- Recording: who else led a workshop, the action of the plan that it is done under, models with a name, what became of those who were
-- sent to a place. See src/domain/activites/activites.h, modeles.h, orientations.h.

ALTER TABLE activite ADD COLUMN plan_action @str NOT NULL DEFAULT '';   -- number in the plan; '' none
CREATE INDEX activite_plan ON activite (plan_action, jour_j) WHERE plan_action <> '' AND supprime_at IS NULL;
CREATE INDEX activite_orientee ON activite (jour_j) WHERE orientation <> '' AND supprime_at IS NULL;

-- The others who led it, each for the structure that she did it for.
CREATE TABLE activite_animateur (
    activite_id  @i64 NOT NULL REFERENCES activite (activite_id),
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    PRIMARY KEY (activite_id, personne_id)
);
CREATE INDEX activite_animateur_qui ON activite_animateur (personne_id);

CREATE TABLE activite_modele (
    modele_id    @key,
    uid          @str NOT NULL UNIQUE,
    structure_id @i64 NOT NULL REFERENCES structure (structure_id),
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    nom          @str NOT NULL,
    partage      @bool NOT NULL,         -- for the whole structure
    type         @str NOT NULL,
    dispositif   @str NOT NULL,
    duree_min    @i64 NOT NULL,
    lieu_type    @str NOT NULL,
    commune      @str NOT NULL,
    themes       @str NOT NULL,
    demarches    @str NOT NULL,
    materiels    @str NOT NULL,
    niveau       @i64 NOT NULL,
    autonomie    @i64 NOT NULL,
    titre        @str NOT NULL,
    securite     @bool NOT NULL,
    plan_action  @str NOT NULL,
    cree_at      @i64 NOT NULL,
    supprime_at  @i64
);
CREATE INDEX activite_modele_structure ON activite_modele (structure_id);
CREATE INDEX activite_modele_personne ON activite_modele (personne_id);

CREATE TABLE activite_modele_favori (
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    modele_id    @i64 NOT NULL REFERENCES activite_modele (modele_id),
    PRIMARY KEY (personne_id, modele_id)
);

-- What became of somebody sent to a named place; no row: nothing is known yet.
CREATE TABLE activite_suite (
    activite_id  @i64 PRIMARY KEY REFERENCES activite (activite_id),
    etat         @str NOT NULL CHECK (etat IN ('venu', 'pas_venu', 'sans_nouvelles')),
    jour_j       @i64 NOT NULL,          -- when it was known
    personne_id  @i64 NOT NULL,          -- who said so
    at           @i64 NOT NULL
);
