// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Browsers that have signed in before. One that is somebody's own has a cookie with a random name, of which a keyed hash is
 * kept for each account that came in there: it has waits of its own, and a sign-in from it is no news.
 *
 * A computer said to be shared gets no cookie. It is known again by its sort of browser and its network, for one account: the
 * first sign-in of somebody there is told by mail, those of the next days are not. Ticking "shared" thus hides nobody: from
 * another network, or another sort of browser, the mail leaves.
 */
#include <string.h>

#include "connexion_sql.h"
#include "domain/connexion/connexion_priv.h"

enum { ADDRESS = 16, V4_NETWORK = 15, V6_NETWORK = 8 };

static void hash_of(const Visite *v, Str purpose, Str x, Str compte, uint8_t ret[CODE_HASH])
{
    Str both = str_join(v->a, (Str[]){ x, compte }, 2, S("\n"));
    token_hash(v->app->keys->codes, purpose, both, ret);
}

/* A /24 or a /64: whoever has another address of the same place tomorrow is no news. */
static Str network_of(Str pair)
{
    static const char mapped[12] = { [10] = (char)0xff, [11] = (char)0xff };
    if (pair.n != ADDRESS)
        return S("");
    return str_slice(pair, 0, memcmp(pair.p, mapped, sizeof mapped) == 0 ? V4_NETWORK : V6_NETWORK);
}

static Err look_up(const Visite *v, const uint8_t hash[CODE_HASH], SqlNavigateurLire *ret, bool *ret_found)
{
    bool found;
    TRY(sql_navigateur_lire(v->db, v->a, cle_de(hash), ret, &found));
    *ret_found = found && ret->vue_at + (ret->partage ? NAVIGATEUR_PARTAGE_S : NAVIGATEUR_S) > v->now;
    return OK;
}

Err navigateur_connu(const Visite *v, Str compte, bool *ret)
{
    uint8_t hash[CODE_HASH];
    SqlNavigateurLire row;
    *ret = false;
    if (!token_valid(v->appareil))
        return OK;
    hash_of(v, S("appareil"), v->appareil, compte, hash);
    return look_up(v, hash, &row, ret);
}

Err navigateur_noter(const Visite *v, const Personne *p, bool partage, bool *ret_nouveau, Str *ret_cookie)
{
    uint8_t hash[CODE_HASH];
    SqlNavigateurLire row;
    bool found;
    Str nom = appareil_nom(v->a, v->agent), cookie = STR_NONE;
    if (partage) {
        hash_of(v, S("partage"), str_join(v->a, (Str[]){ nom, network_of(v->pair) }, 2, S("\n")), p->courriel, hash);
    } else {
        cookie = token_valid(v->appareil) ? v->appareil : token_new(v->a, v->app->random);
        hash_of(v, S("appareil"), cookie, p->courriel, hash);
    }
    TRY(look_up(v, hash, &row, &found));
    TRY(sql_navigateur_voir(v->db, cle_de(hash), p->id, nom, partage, v->now));
    *ret_nouveau = !found;
    *ret_cookie = cookie;
    return arena_failed(v->a) ? ERR_MEMORY : OK;
}

Err navigateurs_de(Db *db, Arena *a, PersonneId id, const NavigateurLigne **ret, size_t *ret_n)
{
    VEC(NavigateurLigne) found = { 0 };
    ROWS rows = { 0 };
    SqlNavigateursDe r;
    TRY(sql_navigateurs_de(db, id, &rows));
    while (sql_navigateurs_de_next(&rows, &r)) {
        NavigateurLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (NavigateurLigne){ r.navigateur_id, str_dup(a, r.appareil), r.partage, r.cree_at, r.vue_at };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err navigateur_oublier(Db *db, PersonneId id, int64_t navigateur_id)
{
    int64_t n = 0;
    TRY(sql_navigateur_oublier(db, navigateur_id, id, &n));
    return n ? OK : ERR_NOT_FOUND;
}
