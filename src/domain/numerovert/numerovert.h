// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Numéro vert: the desk of whoever answers the telephone. One field takes what the caller says ("brou impots"): places come
 * with their distance from the caller's commune, whether they are open now, and sentences to be read out; they are sent
 * by post (a letter to print) or as an SMS to copy. Each call may be noted: need, commune, what was answered, found or not,
 * how long. A call has a day and no hour, and nothing of who called: neither name, nor number, nor the operator.
 * The needs that nobody answers feed the diagnosis (numerovert_manques).
 */
#pragma once

#include "core/auth/right.h"
#include "domain/acteurs/acteurs.h"
#include "domain/livret/livret.h"

/* X(NAME, stored, shown) */
#define APPEL_SUITES(X)                                                                                                \
    X(LIEU, "lieu", "Un lieu indiqué")                                                                                 \
    X(RENDEZ_VOUS, "rendez-vous", "Un rendez-vous pris")                                                               \
    X(COURRIER, "courrier", "Un courrier envoyé")                                                                      \
    X(SMS, "sms", "Un SMS envoyé")                                                                                     \
    X(TELEPHONE, "telephone", "Une réponse au téléphone")                                                              \
    X(AILLEURS, "ailleurs", "Une autre administration indiquée")                                                       \
    X(RIEN, "rien", "Rien à proposer")
typedef enum AppelSuite {
#define X(NAME, stored, shown) APPEL_##NAME,
    APPEL_SUITES(X)
#undef X
        APPEL_SUITES_N
} AppelSuite;

enum {
    APPEL_DUREE_MAX = 240, /* minutes */
    APPEL_MOIS = 36, /* kept: three years of figures, then erased */
    NUMEROVERT_LIEUX = 5, /* shown: a number a key */
    SMS_MAX = 160 /* one message of GSM 03.38's default alphabet */
};

extern const Right numerovert_repondre, numerovert_compter;

/* ---- what the caller says ---- */

typedef struct Demande {
    const Commune *commune; /* NULL: none recognised */
    Str reste; /* the other words, searched in places; STR_NONE */
    const Commune *candidates[6]; /* several communes answer */
    size_t candidates_n;
} Demande;
/* "brou impots", "imprimante 28160", "Saint Rémy": the longest run of words at either end that is a commune. */
Err numerovert_demande_lire(const Territoire *t, Arena *a, Str dite, Str departement, Demande *ret);

/* Sentences to be read out: which place, where, how far, open or not, its number digit by digit. */
Str numerovert_script(Arena *a, const LivretFonds *f, const LieuxRow *row);
/* At most SMS_MAX signs, all of one septet. */
Str numerovert_sms(Arena *a, const LivretFonds *f, const Lieu *l);
/* A letter for a window envelope. `destinataire`: lines as typed, kept nowhere. */
Err numerovert_courrier(Arena *a, const LivretFonds *f, Str destinataire, const LieuxRow *rows, size_t n, Buf *out);

/* ---- calls ---- */

typedef struct Appel {
    Date jour;
    Str departement, commune, epci; /* commune, epci: STR_NONE: not said */
    Str besoin; /* value of standard_services, or "autre" */
    AppelSuite suite;
    bool trouve;
    int64_t duree_mn;
} Appel;
/* ERR_NOT_FOUND: outside the scope; ERR_INVALID: a value that the web's fields should have refused. Journalled, without
 * anything of it. */
Err appel_noter(Db *db, const Acteur *par, int64_t now, const Appel *x);

/* How many of each month, need and commune, in days [du, au], within the scope; the latest month first. */
typedef struct AppelCompte {
    Str mois; /* "2026-03" */
    Str commune, epci, besoin, suite;
    int64_t appels, trouves, minutes;
} AppelCompte;
Err appels_compter(Db *db, Arena *a, const Acteur *par, Date du, Date au, const AppelCompte **ret, size_t *ret_n);

/*
 * For the diagnosis: needs to which the calls of a département found no answer, by commune, the most frequent first. Calls
 * without a commune are counted with `commune` STR_NONE. Counts only, for whoever may see them.
 */
typedef struct Manque {
    Str commune, epci, besoin; /* besoin: value of standard_services, or "autre" */
    int64_t appels, sans_reponse;
} Manque;
Err numerovert_manques(Db *db, Arena *a, Str departement, Date du, Date au, const Manque **ret, size_t *ret_n);

extern const struct Slice slice_numerovert;
