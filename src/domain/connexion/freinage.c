// SPDX-License-Identifier: AGPL-3.0-or-later
/* Waits: what is counted, and how long each count makes one wait. */
#include <string.h>

#include "connexion_sql.h"
#include "domain/connexion/connexion_priv.h"

enum { DOUBLEMENTS_MAX = 12, MINUTE_S = 60, HEURE_S = 3600, JOUR_S = 24 * HEURE_S };

/* How one count turns into waits: after `libres` of them, 2, 4, 8 seconds… up to `max_s`; `oubli_s` without one: from 0. */
typedef struct Regle {
    const char *but; /* separates the keys */
    int64_t libres, max_s, oubli_s;
} Regle;

typedef struct Frein {
    const Regle *regle;
    uint8_t cle[CODE_HASH];
} Frein;

enum { FREINS_MAX = 2 };

/*
 * Passwords: by account, and by address. That a stranger shuts the account's password here is of no use to him: mail, and
 * the second proof behind it, have counts that he does not reach. An address may be that of a whole structure: it waits a
 * minute at most.
 */
static const Regle mot_de_passe_compte = { "frein:mot_de_passe", 5, 15 * MINUTE_S, JOUR_S };
static const Regle mot_de_passe_pair = { "frein:pair", 30, MINUTE_S, HEURE_S };
/* Mails asked for: one account from one address, so that nobody's own demand waits for those of others. */
static const Regle courriel_compte = { "frein:courriel", 5, 15 * MINUTE_S, HEURE_S };
static const Regle courriel_pair = { "frein:courriel_pair", 60, MINUTE_S, HEURE_S };
/* Only who has given the first proof is counted here. */
static const Regle second_compte = { "frein:second", 5, 15 * MINUTE_S, JOUR_S };
/* Ways back from ProConnect that end badly: nobody is known yet but the address. */
static const Regle proconnect_pair = { "frein:proconnect", 30, MINUTE_S, HEURE_S };
/* A browser known for the account has its own counts. */
static const Regle connu[] = {
    [FREIN_MOT_DE_PASSE] = { "frein:connu:mot_de_passe", 5, 15 * MINUTE_S, JOUR_S },
    [FREIN_COURRIEL] = { "frein:connu:courriel", 5, 15 * MINUTE_S, HEURE_S },
    [FREIN_SECOND] = { "frein:connu:second", 5, 15 * MINUTE_S, JOUR_S },
};

Str cle_de(const uint8_t hash[CODE_HASH])
{
    return str_of((const char *)hash, CODE_HASH);
}

static void hash_of(const App *app, Str purpose, Str text, uint8_t ret[CODE_HASH])
{
    token_hash(app->keys->codes, purpose, text, ret);
}

static Frein frein_of(const Visite *v, const Regle *regle, Str x, Str y)
{
    Frein f = { .regle = regle };
    hash_of(v->app, str_from(regle->but), str_join(v->a, (Str[]){ x, y }, 2, S("\n")), f.cle);
    return f;
}

static size_t strangers(const Visite *v, FreinGenre genre, Str compte, Frein ret[FREINS_MAX])
{
    switch (genre) {
    case FREIN_MOT_DE_PASSE:
        ret[0] = frein_of(v, &mot_de_passe_compte, S(""), compte);
        ret[1] = frein_of(v, &mot_de_passe_pair, v->pair, S(""));
        return 2;
    case FREIN_COURRIEL:
        ret[0] = frein_of(v, &courriel_compte, v->pair, compte);
        ret[1] = frein_of(v, &courriel_pair, v->pair, S(""));
        return 2;
    case FREIN_SECOND:
        ret[0] = frein_of(v, &second_compte, S(""), compte);
        return 1;
    case FREIN_PROCONNECT:
        ret[0] = frein_of(v, &proconnect_pair, v->pair, S(""));
        return 1;
    }
    return 0;
}

static Err freins_of(const Visite *v, FreinGenre genre, Str compte, Frein ret[FREINS_MAX], size_t *ret_n)
{
    bool known = false;
    if (genre != FREIN_PROCONNECT)
        TRY(navigateur_connu(v, compte, &known));
    if (known)
        ret[0] = frein_of(v, &connu[genre], v->appareil, compte);
    *ret_n = known ? 1 : strangers(v, genre, compte, ret);
    return OK;
}

Err frein_attente(const Visite *v, FreinGenre genre, Str compte, int64_t *ret)
{
    Frein freins[FREINS_MAX];
    int64_t most = 0;
    size_t n;
    TRY(freins_of(v, genre, compte, freins, &n));
    for (size_t i = 0; i < n; i++) {
        SqlFreinLire row;
        bool found;
        TRY(sql_frein_lire(v->db, v->a, cle_de(freins[i].cle), &row, &found));
        if (found && row.libre_at - v->now > most)
            most = row.libre_at - v->now;
    }
    *ret = most;
    return OK;
}

static int64_t wait_after(const Regle *r, int64_t echecs)
{
    int64_t over = echecs - r->libres;
    int64_t wait = over <= 0 ? 0 : over > DOUBLEMENTS_MAX ? r->max_s : (int64_t)1 << over;
    return wait > r->max_s ? r->max_s : wait;
}

/* Counted in one statement: tries sent together are each counted. */
Err frein_compter(const Visite *v, FreinGenre genre, Str compte)
{
    Frein freins[FREINS_MAX];
    size_t n;
    TRY(freins_of(v, genre, compte, freins, &n));
    for (size_t i = 0; i < n; i++) {
        SqlFreinCompter row;
        Str cle = cle_de(freins[i].cle);
        TRY(sql_frein_compter(v->db, v->a, cle, v->now, v->now - freins[i].regle->oubli_s, &row));
        TRY(sql_frein_retenir(v->db, cle, v->now + wait_after(freins[i].regle, row.echecs)));
    }
    return OK;
}

/* The address keeps its count: one good account there says nothing of the others that are tried from it. */
Err frein_succes(const Visite *v, Str compte)
{
    static const FreinGenre genres[] = { FREIN_MOT_DE_PASSE, FREIN_COURRIEL, FREIN_SECOND };
    for (size_t i = 0; i < sizeof genres / sizeof *genres; i++) {
        Frein freins[FREINS_MAX];
        size_t n;
        TRY(freins_of(v, genres[i], compte, freins, &n));
        TRY(sql_frein_oublier(v->db, cle_de(freins[0].cle)));
    }
    return OK;
}
