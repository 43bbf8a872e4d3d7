// SPDX-License-Identifier: AGPL-3.0-or-later
/* Keys of the API: made, asked for at each request, taken back. */
#include <string.h>

#include "acces_sql.h"
#include "core/auth/codes.h"
#include "core/run/writer.h"
#include "domain/acces/acces_priv.h"
#include "domain/journal/journal.h"

enum { DAY_S = 24 * 3600 };

static void hash_of(const App *app, Str jeton, uint8_t ret[CODE_HASH])
{
    token_hash(app->keys->codes, S("cle"), jeton, ret);
}

static Str bytes_of(const uint8_t hash[CODE_HASH])
{
    return str_of((const char *)hash, CODE_HASH);
}

static Str objet_of(Arena *a, Str uid)
{
    return str_cat(a, S("cle:"), uid);
}

const Route *acces_route(const App *app, Proof proof, Str droit)
{
    for (const Slice *const *s = app->slices; *s; s++)
        for (const Route *r = (*s)->routes; r && r->method; r++)
            if (r->right->proof == proof && str_eq(str_from(r->right->name), droit))
                return r;
    return NULL;
}

bool cle_peut(const App *app, unsigned role, Str droit)
{
    const Route *r = acces_route(app, PROOF_BEARER, droit);
    return r && (r->right->roles & role);
}

bool cle_vivante(const Cle *c, int64_t now)
{
    return c->tenue && !c->retire_at.has && c->expire_at > now;
}

static bool holds(Str droits, Str droit)
{
    Str one;
    while (str_split(&droits, '|', &one))
        if (str_eq(one, droit))
            return true;
    return false;
}

/* ---- making and taking back ---- */

static bool may_all(const App *app, const Acteur *par, Str droits)
{
    Str one;
    bool any = false;
    while (str_split(&droits, '|', &one)) {
        if (!cle_peut(app, par->role, one))
            return false;
        any = true;
    }
    return any;
}

Err cle_creer(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const CleDemande *d, Str *ret_jeton)
{
    uint8_t hash[CODE_HASH];
    SqlClesCompter alive;
    PersonneId id = { par->personne_id };
    if (!may_all(app, par, d->droits) || d->jours < 1 || d->jours > CLE_JOURS_MAX || str_is_empty(d->nom) ||
        !portee_de(d->portee))
        return ERR_INVALID;
    Str uid = uid_new(a, app->random), jeton = str_cat(a, S(BEARER_PREFIX), token_new(a, app->random));
    if (arena_failed(a))
        return ERR_MEMORY;
    hash_of(app, jeton, hash);
    TX tx = tx_begin(db, HERE);
    TRY(sql_cles_compter(db, a, id, now, &alive));
    if (alive.n >= CLES_MAX)
        return ERR_CONFLICT;
    TRY(sql_cle_ajouter(db, uid, bytes_of(hash), d->nom, d->droits, id, par->role_id, d->portee, d->code, now,
        now + (int64_t)d->jours * DAY_S));
    TRY(journal_ecrire(db, par, now, "cle.creer", objet_of(a, uid), true));
    TRY(tx_commit(&tx));
    *ret_jeton = jeton;
    return OK;
}

Err cle_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid)
{
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(sql_cle_retirer(db, uid, par->role == ROLE_ADMINISTRATEUR ? 0 : par->personne_id, now, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(journal_ecrire(db, par, now, "cle.retirer", objet_of(a, uid), true));
    return tx_commit(&tx);
}

/* Whose it is, and whether she may still lend what it lends. */
static Err read_owner(Db *db, Arena *a, PersonneId id, RoleTenuId role, Cle *c)
{
    Personne p;
    Acteur who;
    TRY(personne_par_id(db, a, id, &p));
    c->de = personne_nom_montre(a, p.prenom, p.nom);
    Err e = acteur_de(db, a, id, role, &who);
    c->tenue = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

Err cles_de(Db *db, Arena *a, PersonneId id, const Cle **ret, size_t *ret_n)
{
    VEC(Cle) found = { 0 };
    VEC(SqlClesLire) seen = { 0 };
    ROWS rows = { 0 };
    SqlClesLire r;
    TRY(sql_cles_lire(db, id.v, &rows));
    while (sql_cles_lire_next(&rows, &r)) {
        Cle *c = vec_push(a, &found);
        SqlClesLire *s = vec_push(a, &seen);
        if (!c || !s)
            return ERR_MEMORY;
        *s = r;
        *c = (Cle){ .id = r.cle_id,
            .uid = str_dup(a, r.uid),
            .nom = str_dup(a, r.nom),
            .droits = str_dup(a, r.droits),
            .portee = str_dup(a, r.portee),
            .code = str_dup(a, r.code),
            .cree_at = r.cree_at,
            .expire_at = r.expire_at,
            .vue_at = r.vue_at,
            .retire_at = r.retire_at };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < found.n; i++)
        TRY(read_owner(db, a, seen.v[i].qui, seen.v[i].role_tenu_id, &found.v[i]));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

/* ---- the gate ---- */

typedef struct Vue {
    WriterTask task;
    int64_t cle_id, now;
} Vue;

static Err write_seen(Db *db, Arena *a, void *arg)
{
    const Vue *seen = arg;
    (void)a;
    return sql_cle_vue(db, seen->cle_id, seen->now);
}

static void seen_done(WriterTask *task, Err result)
{
    (void)result;
    arena_free(task->arena);
}

void cle_noter(Req *r, int64_t cle_id)
{
    Arena *a = arena_new(16 * KIB);
    Vue *seen = NEW(a, Vue, 1);
    if (!seen || !r->app->writer) {
        arena_free(a);
        return;
    }
    *seen = (Vue){ { .fn = write_seen, .arg = seen, .arena = a, .done = seen_done }, cle_id, r->now };
    if (writer_post(r->app->writer, &seen->task) != OK)
        arena_free(a);
}

Err acces_bearer(Req *r, Str jeton, Acteur *ret)
{
    uint8_t hash[CODE_HASH];
    SqlCleLire c;
    bool found;
    hash_of(r->app, jeton, hash);
    TRY(sql_cle_lire(r->db, r->arena, bytes_of(hash), &c, &found));
    if (!found || c.expire_at <= r->now)
        return ERR_UNAUTHENTICATED;
    Err e = acteur_de(r->db, r->arena, c.personne_id, (RoleTenuId){ c.role_tenu_id }, ret);
    if (e != OK)
        return e == ERR_NOT_FOUND ? ERR_UNAUTHENTICATED : e;
    if (!holds(c.droits, str_from(r->route->right->name))) {
        req_why(r, S("Cette clé d’API n’a pas ce droit. Faites-en une autre, ou demandez moins."));
        return ERR_FORBIDDEN;
    }
    ret->portee = c.portee;
    ret->code = c.code;
    ret->programme = objet_of(r->arena, c.uid);
    if (c.vue_at.has && r->now - c.vue_at.v < CLE_VUE_S)
        return OK;
    if (r->route->mode == WRITE)
        return sql_cle_vue(r->db, c.cle_id, r->now);
    cle_noter(r, c.cle_id);
    return OK;
}
