-- Browsers known for an account, what is told to people, and what they do not want told by mail; see
-- src/domain/connexion/navigateurs.c and src/domain/notifications/notifications.h.

CREATE TABLE navigateur (
    navigateur_id @key,
    empreinte     @bytes NOT NULL UNIQUE,    -- keyed hash: of the cookie and the account, or of what a shared computer is known by
    personne_id   @i64 NOT NULL REFERENCES personne (personne_id),
    appareil      @str NOT NULL,             -- "Firefox sur Linux"
    partage       @bool NOT NULL,
    cree_at       @i64 NOT NULL,
    vue_at        @i64 NOT NULL
);
CREATE INDEX navigateur_qui ON navigateur (personne_id);

CREATE TABLE notification (
    notification_id @key,
    personne_id     @i64 NOT NULL REFERENCES personne (personne_id),
    genre           @str NOT NULL,           -- NOTIFICATIONS
    cle             @str NOT NULL,           -- what it is about: told once
    texte           @str NOT NULL,
    chemin          @str NOT NULL,           -- where to go, on this site
    cree_at         @i64 NOT NULL,
    lue_at          @i64
);
CREATE UNIQUE INDEX notification_une ON notification (personne_id, genre, cle);

CREATE TABLE notification_refus (
    personne_id @i64 NOT NULL REFERENCES personne (personne_id),
    genre       @str NOT NULL,
    PRIMARY KEY (personne_id, genre)
);
