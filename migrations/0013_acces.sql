-- Programs that act for somebody, and those that send us messages; see src/domain/acces/acces.h.

CREATE TABLE acces_cle (
    cle_id       @key,
    uid          @str NOT NULL UNIQUE,
    empreinte    @bytes NOT NULL UNIQUE,     -- keyed hash of the token
    nom          @str NOT NULL,
    droits       @str NOT NULL,              -- names of rights, joined by |
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    role_tenu_id @i64 NOT NULL REFERENCES role_tenu (role_tenu_id),
    portee       @str NOT NULL,              -- within that of the role
    code         @str NOT NULL,
    cree_at      @i64 NOT NULL,
    expire_at    @i64 NOT NULL,
    vue_at       @i64,
    retire_at    @i64
);
CREATE INDEX acces_cle_qui ON acces_cle (personne_id);

CREATE TABLE acces_expediteur (
    expediteur_id @key,
    uid           @str NOT NULL UNIQUE,
    nom           @str NOT NULL,
    droit         @str NOT NULL,
    forme         @i64 NOT NULL,             -- SignatureScheme
    portee        @str NOT NULL,
    code          @str NOT NULL,
    secret        @bytes NOT NULL,           -- sealed
    personne_id   @i64 REFERENCES personne (personne_id), -- who made it; forgotten with her
    cree_at       @i64 NOT NULL,
    vue_at        @i64,
    retire_at     @i64
);
CREATE INDEX acces_expediteur_qui ON acces_expediteur (personne_id);

-- What was taken already, for as long as it could be sent again.
CREATE TABLE acces_recu (
    expediteur_id @i64 NOT NULL REFERENCES acces_expediteur (expediteur_id),
    empreinte     @bytes NOT NULL,
    recu_at       @i64 NOT NULL,
    PRIMARY KEY (expediteur_id, empreinte)
);
CREATE INDEX acces_recu_quand ON acces_recu (recu_at);
