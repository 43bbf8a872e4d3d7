// SPDX-License-Identifier: AGPL-3.0-or-later
/* Waits: each failed try lengthens the next one, for the account and for the address it comes from. */
#include <string.h>

#include "connexion_sql.h"
#include "core/auth/base32.h"
#include "domain/connexion/connexion_priv.h"

enum {
    LIBRES_COMPTE = 5,                             /* tries before the first wait */
    LIBRES_PAIR = 30,                              /* a whole structure may come from one address */
    ATTENTE_MAX_S = 15 * 60,
    OUBLI_S = 24 * 3600,                           /* without a failure, the count begins again */
    DOUBLEMENTS_MAX = 12,
    JETON_MAX = 200,
};

typedef struct Frein {
    uint8_t cle[CODE_HASH];
    int64_t libres;
} Frein;

Str cle_de(const uint8_t hash[CODE_HASH])
{
    return str_of((const char *)hash, CODE_HASH);
}

static void hash_of(const App *app, Str purpose, Str text, uint8_t ret[CODE_HASH])
{
    token_hash(app->keys->codes, purpose, text, ret);
}

/* "<random>.<mac of it and of the account>" */
static Str mac_of(Arena *a, const App *app, Str random, Str compte)
{
    uint8_t mac[CODE_HASH];
    Str both = str_join(a, (Str[]){ random, compte }, 2, S("\n"));
    hash_of(app, S("appareil"), both, mac);
    return base64url_encode(a, cle_de(mac));
}

Str appareil_nouveau(Arena *a, const App *app, Str compte)
{
    Str random = token_new(a, app->random);
    return str_join(a, (Str[]){ random, mac_of(a, app, random, compte) }, 2, S("."));
}

static bool is_known(const Visite *v, Str compte)
{
    if (str_is_none(v->appareil) || v->appareil.n > JETON_MAX)
        return false;
    size_t dot = str_find_char(v->appareil, 0, '.');
    Str random = str_slice(v->appareil, 0, dot), mac = str_slice(v->appareil, dot + 1, v->appareil.n);
    uint8_t want[CODE_HASH], given[CODE_HASH];
    size_t n = 0;
    Str both = str_join(v->a, (Str[]){ random, compte }, 2, S("\n"));
    hash_of(v->app, S("appareil"), both, want);
    return token_valid(random) && base64url_read(mac, given, sizeof given, &n) && n == sizeof given &&
           code_hash_eq(want, given);
}

/* A browser known for this account waits for its own tries only. */
static size_t freins_of(const Visite *v, Str compte, Frein ret[2])
{
    if (is_known(v, compte)) {
        Str both = str_join(v->a, (Str[]){ v->appareil, compte }, 2, S("\n"));
        hash_of(v->app, S("frein:connu"), both, ret[0].cle);
        ret[0].libres = LIBRES_COMPTE;
        return 1;
    }
    hash_of(v->app, S("frein:compte"), compte, ret[0].cle);
    hash_of(v->app, S("frein:pair"), v->pair, ret[1].cle);
    ret[0].libres = LIBRES_COMPTE;
    ret[1].libres = LIBRES_PAIR;
    return 2;
}

Err frein_attente(const Visite *v, Str compte, int64_t *ret)
{
    Frein freins[2];
    int64_t most = 0;
    size_t n = freins_of(v, compte, freins);
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

static int64_t wait_after(int64_t echecs, int64_t libres)
{
    int64_t over = echecs - libres;
    int64_t wait = over <= 0 ? 0 : over > DOUBLEMENTS_MAX ? ATTENTE_MAX_S : (int64_t)1 << over;
    return wait > ATTENTE_MAX_S ? ATTENTE_MAX_S : wait;
}

Err frein_echec(const Visite *v, Str compte)
{
    Frein freins[2];
    size_t n = freins_of(v, compte, freins);
    for (size_t i = 0; i < n; i++) {
        SqlFreinLire row;
        bool found;
        Str cle = cle_de(freins[i].cle);
        TRY(sql_frein_lire(v->db, v->a, cle, &row, &found));
        int64_t echecs = found && v->now - row.modifie_at < OUBLI_S ? row.echecs + 1 : 1;
        TRY(sql_frein_ecrire(v->db, cle, echecs, v->now + wait_after(echecs, freins[i].libres), v->now));
    }
    return OK;
}

/* The address keeps its count: one good account there says nothing of the others that are tried from it. */
Err frein_succes(const Visite *v, Str compte)
{
    Frein freins[2];
    freins_of(v, compte, freins);
    return sql_frein_oublier(v->db, cle_de(freins[0].cle));
}
