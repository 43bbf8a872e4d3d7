// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Configuration: one table of keys (config.c), each with its meaning and default; read from a file of `clé = valeur`
 * lines (ENSEMBLE_CONFIG, else /etc/ensemble/ensemble.conf when it exists), then from the environment (ENSEMBLE_*),
 * then from the command line. `ensemble config` prints value, origin and meaning. An unknown key or a value that
 * cannot be read is refused with its line and remedy. In the environment, ENSEMBLE_CONFIG and the tests' own
 * ENSEMBLE_TEST_… are left alone; every other ENSEMBLE_… must be a key, so that a slip of the pen is seen.
 *
 *     # /etc/ensemble/ensemble.conf
 *     db = postgresql://ensemble@base.example/ensemble
 *     telephone = 02 00 00 00 00
 */
#pragma once

#include "base/base.h"

typedef enum ConfigKey {
    CONF_DB,              /* ENSEMBLE_DB: sqlite:… or postgresql://… */
    CONF_CLE,             /* file of the instance's key; empty = keys_path's choice */
    CONF_COURRIEL_SERVEUR, /* smtps://, smtp://, smtp+clair://; empty: none */
    CONF_COURRIEL_EXPEDITEUR,
    CONF_COURRIEL_DOSSIER, /* given: mails become files there */
    CONF_MOTS_DE_PASSE_COURANTS, /* sorted list of SHA-1; empty: none */
    CONF_PROCONNECT_FOURNISSEUR,
    CONF_PROCONNECT_CLIENT,
    CONF_PROCONNECT_SECRET,
    CONF_PROCONNECT_SIGNATURE,
    CONF_PROCONNECT_ACR,
    CONF_PROCONNECT_ACR_EXIGE,
    CONF_PROCONNECT_SIRETS,
    CONF_PROCONNECT_DOMAINES,
    CONF_ADRESSE,         /* address to listen on */
    CONF_PORT,
    CONF_PROXIES,         /* trusted proxies: addresses or CIDR blocks, comma-separated */
    CONF_BOUCLES,         /* event loops; 0 = number of processors */
    CONF_OUVRIERS,        /* pool threads */
    CONF_CONNEXIONS_MAX,  /* total */
    CONF_CONNEXIONS_PAR_ADRESSE,
    CONF_DELAI_TETE_S,
    CONF_DELAI_CORPS_S,
    CONF_DELAI_REPONSE_S,
    CONF_DELAI_INACTIF_S,
    CONF_FILE_MAX,        /* waiting requests per queue before 503 */
    CONF_CONFINEMENT,     /* oui | non: what the service never does is taken from it (core/run/confine.h) */
    CONF_JOURNAL_FORMAT,  /* texte | json */
    CONF_SAUVEGARDES,     /* folder of the daily copy; empty = none */
    CONF_SAUVEGARDES_GARDEES,
    CONF_NOM,             /* "Numérique 28 Ensemble" */
    CONF_SOUS_TITRE,      /* "L’inclusion numérique en Eure-et-Loir" */
    CONF_TERRITOIRE,      /* "en Eure-et-Loir" */
    CONF_DEPARTEMENT,     /* "28" */
    CONF_ZONE_SCOLAIRE,   /* "B" */
    CONF_TELEPHONE,       /* shown in the header; empty = none */
    CONF_TELEPHONE_HORAIRES,
    CONF_PARTENAIRES,     /* sentence of the footer */
    CONF_EDITEUR,
    CONF_DIRECTEUR_PUBLICATION,
    CONF_HEBERGEUR,
    CONF_CONTACT,
    CONF_DPO,             /* who answers for personal data */
    CONF_SEUIL_PETITS, /* a count below it is masked for who may not read the records */
    CONF_ACCESSIBILITE,   /* non-auditee | non-conforme | partiellement-conforme | totalement-conforme */
    CONF_URL_PUBLIQUE,    /* https://… without a final slash; empty = taken from the request */
    CONF_INTEGRATION_ORIGINES, /* who may show /integration/… in a frame: "*", or origins joined by blanks; empty: nobody */
    CONF_BAN_ADRESSE, /* https://…/search/csv: a service of the Base Adresse Nationale; empty: none is called */
    CONF_TUILES_ADRESSE, /* https://…/{z}/{x}/{y}.png: the ground of the interactive map; empty: no tile, no other site */
    CONF_TUILES_MENTION, /* who made them, as they ask to be told */
    CONF_FICHIERS, /* ENSEMBLE_FICHIERS: real files for tests only */
    CONF_COUNT_
} ConfigKey;

typedef enum ConfigOrigin { CONF_FROM_DEFAULT, CONF_FROM_FILE, CONF_FROM_ENV, CONF_FROM_LINE } ConfigOrigin;

typedef struct Config Config;

/* `environ_`: "NAME=value" strings as in environ; NULL = none. `ret_message`: French, names file and line. */
Err config_load(Arena *a, char *const *environ_, Config **ret, Str *ret_message);
/* From the command line (--db, --adresse, --port). */
Err config_set(Config *c, ConfigKey k, Str value, ConfigOrigin from, Arena *a, Str *ret_message);

Str config_str(const Config *c, ConfigKey k);
int64_t config_i64(const Config *c, ConfigKey k);
/* Folder for what the service keeps outside the database: systemd's STATE_DIRECTORY, else XDG_STATE_HOME/ensemble, else
 * ~/.local/state/ensemble; STR_NONE where the environment says none of them. */
Str config_state_dir(const Config *c);

typedef struct ConfigInfo {
    const char *name; /* "telephone": in the file; ENSEMBLE_TELEPHONE in the environment */
    const char *meaning; /* French */
    const char *absent; /* default */
    bool secret; /* shown masked; of a URL, only the password is */
} ConfigInfo;
const ConfigInfo *config_info(ConfigKey k);
ConfigOrigin config_origin(const Config *c, ConfigKey k);
/* "défaut", "fichier", "environnement", "ligne de commande". */
const char *config_origin_name(ConfigOrigin from);
/* The value as it may be shown: secrets masked. */
Str config_shown(const Config *c, ConfigKey k, Arena *a);
