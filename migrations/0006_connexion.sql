-- How people come in; see src/domain/connexion/connexion.h. Secrets are kept as keyed hashes, or sealed by the
-- instance's key, which is not in the database.

CREATE TABLE session (
    session_id   @key,
    empreinte    @bytes NOT NULL UNIQUE,  -- token_hash "session"
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    role_tenu_id @i64 REFERENCES role_tenu (role_tenu_id),
    partage      @bool NOT NULL,     -- "ce n'est pas mon ordinateur"
    appareil     @str NOT NULL,      -- "Firefox sur Linux"
    cree_at      @i64 NOT NULL,
    vue_at       @i64 NOT NULL,
    expire_at    @i64 NOT NULL
);

CREATE INDEX session_personne ON session (personne_id);

-- A way in that is under way: asked for by mail, then waiting for the second proof, in the browser that holds its cookie.
CREATE TABLE connexion (
    connexion_id @key,
    navigateur   @bytes NOT NULL,    -- token_hash "navigateur" of the form's cookie
    personne_id  @i64 REFERENCES personne (personne_id),  -- NULL: nobody has that address; the answer is the same
    etape        @str NOT NULL CHECK (etape IN ('courriel', 'second', 'finie')),
    porte        @str NOT NULL CHECK (porte IN ('courriel', 'mot_de_passe', 'proconnect', 'invitation')),
    lien         @bytes UNIQUE,      -- token_hash "lien"
    code         @bytes,             -- code_hash CODE_MAIL
    retour       @str NOT NULL,      -- path of this site, '' none
    essais       @i64 NOT NULL,
    cree_at      @i64 NOT NULL,
    expire_at    @i64 NOT NULL
);

CREATE INDEX connexion_navigateur ON connexion (navigateur);
CREATE INDEX connexion_expire ON connexion (expire_at);

CREATE TABLE preuve (
    personne_id  @i64 PRIMARY KEY REFERENCES personne (personne_id),
    mot_de_passe @str,               -- Argon2id, libsodium's string
    totp         @bytes,             -- key_seal "totp:<personne_id>"
    totp_pas     @i64 NOT NULL,      -- last step accepted, -1 none
    totp_confirme @bool NOT NULL,    -- a first code has been given
    proconnect_sub @str UNIQUE,
    modifie_at   @i64 NOT NULL
);

-- Recovery codes and printed lists: each good once.
CREATE TABLE preuve_code (
    personne_id  @i64 NOT NULL REFERENCES personne (personne_id),
    genre        @str NOT NULL CHECK (genre IN ('secours', 'liste')),
    numero       @i64 NOT NULL,
    empreinte    @bytes NOT NULL,
    servi_at     @i64,
    PRIMARY KEY (personne_id, genre, numero)
);

-- Devices that show TOTP codes, imported with their seed, then lent to a person by the référent.
CREATE TABLE totp_appareil (
    numero       @str PRIMARY KEY,   -- serial number
    graine       @bytes NOT NULL,    -- key_seal "appareil:<numero>"
    personne_id  @i64 REFERENCES personne (personne_id),
    importe_at   @i64 NOT NULL
);

-- Failed tries, by account and by address (both as keyed hashes): each one lengthens the wait.
CREATE TABLE freinage (
    cle          @bytes PRIMARY KEY,
    echecs       @i64 NOT NULL,
    libre_at     @i64 NOT NULL,      -- before it, a try is not looked at
    modifie_at   @i64 NOT NULL
);
