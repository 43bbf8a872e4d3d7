-- The door of ProConnect; see src/domain/connexion/connexion.h.

-- The identity provider has asked for two proofs: no other is asked here. Its token, sealed, for the end of session there.
ALTER TABLE connexion ADD COLUMN prouve @bool NOT NULL DEFAULT 0;
ALTER TABLE connexion ADD COLUMN id_token @bytes;
ALTER TABLE session ADD COLUMN id_token @bytes;

-- Somebody who has left and goes to ProConnect to leave there too; `etat` comes back with her.
CREATE TABLE proconnect_sortie (
    etat         @bytes PRIMARY KEY, -- token_hash "sortie"
    id_token     @bytes NOT NULL,    -- key_seal "id_token"
    expire_at    @i64 NOT NULL
);

-- An identity that an account in use does not know yet: a human says whether it is the same person.
CREATE TABLE proconnect_identite (
    identite_id  @key,
    sub          @str NOT NULL UNIQUE,
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    prenom       @str NOT NULL,
    nom          @str NOT NULL,
    siret        @str NOT NULL,      -- as ProConnect says it; '' none
    vue_at       @i64 NOT NULL       -- last time it knocked
);

CREATE INDEX proconnect_identite_personne ON proconnect_identite (personne_id);
