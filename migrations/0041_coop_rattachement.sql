-- Records of the national tool whose mediator or structure is not known here yet: kept and counted, to be attached by somebody.
-- See src/domain/coop/coop.h.
CREATE TABLE coop_groupe (
    groupe_id    @key,
    structure_id @i64 NOT NULL REFERENCES structure (structure_id), -- where they are meanwhile
    mediateur    @str NOT NULL,          -- as the file writes it; '' not said
    lieu         @str NOT NULL,          -- name of the place, as written; '' not said
    commune      @str NOT NULL,          -- code INSEE; '' not said
    raison       @str NOT NULL,          -- COOP_RAISONS
    cree_at      @i64 NOT NULL,
    UNIQUE (structure_id, mediateur, lieu, commune, raison)
);
CREATE TABLE coop_attente (
    uid          @str PRIMARY KEY REFERENCES activite (uid),
    groupe_id    @i64 NOT NULL REFERENCES coop_groupe (groupe_id)
);
CREATE INDEX coop_attente_groupe ON coop_attente (groupe_id);
-- A record of another tool is known by its key, whoever it is attached to.
CREATE INDEX activite_importee ON activite (cle) WHERE cle IS NOT NULL AND source <> '';
