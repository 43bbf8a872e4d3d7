// SPDX-License-Identifier: AGPL-3.0-or-later
/* Sessions: opened, asked for at each request, ended. */
#include "connexion_sql.h"
#include "core/run/writer.h"
#include "domain/connexion/connexion_priv.h"
#include "domain/journal/journal.h"

static void session_hash(const App *app, Str secret, uint8_t ret[CODE_HASH])
{
    token_hash(app->keys->codes, S("session"), secret, ret);
}

/* ---- the gate ---- */

typedef struct Vue {
    WriterTask task;
    int64_t session_id, now;
} Vue;

static Err write_seen(Db *db, Arena *a, void *arg)
{
    const Vue *seen = arg;
    (void)a;
    return sql_session_vue(db, seen->session_id, seen->now);
}

static void seen_done(WriterTask *task, Err result)
{
    (void)result;
    arena_free(task->arena);
}

/* Beside the answer, which does not wait for it: what is lost costs a minute of rest. */
static void note_seen(Req *r, int64_t session_id)
{
    Arena *a = arena_new(16 * KIB);
    Vue *seen = NEW(a, Vue, 1);
    if (!seen) {
        arena_free(a);
        return;
    }
    *seen = (Vue){ { .fn = write_seen, .arg = seen, .arena = a, .done = seen_done }, session_id, r->now };
    if (writer_post(r->app->writer, &seen->task) != OK)
        arena_free(a);
}

Err connexion_gate(Req *r, Str secret, Acteur *ret)
{
    uint8_t hash[CODE_HASH];
    SqlSessionLire s;
    bool found;
    session_hash(r->app, secret, hash);
    TRY(sql_session_lire(r->db, r->arena, cle_de(hash), &s, &found));
    if (!found || s.expire_at <= r->now || (s.partage && s.vue_at + SESSION_REPOS_S <= r->now))
        return ERR_UNAUTHENTICATED;
    RoleTenuId role = { s.role_tenu_id.has ? s.role_tenu_id.v : 0 };
    Err e = acteur_de(r->db, r->arena, s.personne_id, role, ret);
    if (e != OK)
        return e == ERR_NOT_FOUND ? ERR_UNAUTHENTICATED : e;
    ret->session_id = s.session_id;
    if (r->now - s.vue_at < SESSION_VUE_S)
        return OK;
    if (r->route->mode == WRITE)
        return sql_session_vue(r->db, s.session_id, r->now);
    note_seen(r, s.session_id);
    return OK;
}

/* ---- opening ---- */

static Str browser_of(Str agent)
{
    static const Str known[][2] = {
        { S_INIT("Edg/"), S_INIT("Edge") },
        { S_INIT("OPR/"), S_INIT("Opera") },
        { S_INIT("Firefox/"), S_INIT("Firefox") },
        { S_INIT("Chrome/"), S_INIT("Chrome") },
        { S_INIT("Safari/"), S_INIT("Safari") },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_has(agent, known[i][0]))
            return known[i][1];
    return STR_NONE;
}

static Str system_of(Str agent)
{
    static const Str known[][2] = {
        { S_INIT("Android"), S_INIT("Android") },
        { S_INIT("iPhone"), S_INIT("iPhone") },
        { S_INIT("iPad"), S_INIT("iPad") },
        { S_INIT("Windows"), S_INIT("Windows") },
        { S_INIT("Mac OS X"), S_INIT("Mac") },
        { S_INIT("Linux"), S_INIT("Linux") },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_has(agent, known[i][0]))
            return known[i][1];
    return STR_NONE;
}

Str appareil_nom(Arena *a, Str agent)
{
    Str browser = browser_of(agent), system = system_of(agent);
    if (str_is_none(browser))
        return S("Navigateur inconnu");
    return str_is_none(system) ? browser : str_join(a, (Str[]){ browser, system }, 2, S(" sur "));
}

Err session_ouvrir(const Visite *v, const Second *s, bool partage, Ouverture *ret)
{
    uint8_t hash[CODE_HASH];
    const RoleTenu *roles = NULL;
    size_t n = 0;
    int64_t ended = 0;
    Str secret = token_new(v->a, v->app->random);
    if (str_is_none(secret))
        return ERR_MEMORY;
    session_hash(v->app, secret, hash);
    TX tx = tx_begin(v->db, HERE);
    TRY(sql_connexion_finir(v->db, s->connexion_id, &ended));
    if (ended == 0)
        return ERR_EXPIRED;                        /* used meanwhile, in another window */
    if (token_valid(v->session)) {
        uint8_t before[CODE_HASH];
        session_hash(v->app, v->session, before);
        TRY(sql_session_oublier(v->db, cle_de(before)));
    }
    bool nouveau;
    TRY(navigateur_noter(v, &s->personne, partage, &nouveau, &ret->appareil));
    if (nouveau && s->personne.derniere_connexion_at.has && courriel_actif(v->app->config))
        TRY(courriel_nouvel_appareil(v, &s->personne, partage)); /* whoever opens her account knows that she does */
    TRY(personne_connectee(v->db, v->a, v->now, s->personne.id));
    TRY(roles_de(v->db, v->a, s->personne.id, &roles, &n));
    TRY(sql_session_ajouter(v->db, cle_de(hash), s->personne.id, (OptI64){ n > 0, n ? roles[0].id.v : 0 }, partage,
        appareil_nom(v->a, v->agent), s->id_token, v->now, v->now + SESSION_S));
    const Acteur who = { .personne_id = s->personne.id.v };
    TRY(journal_ecrire(v->db, &who, v->now, "connexion.ouvrir", personne_objet(v->a, s->personne.uid), true));
    TRY(tx_commit(&tx));
    ret->secret = secret;
    ret->choisir = n > 1;
    return OK;
}

Err session_role(Db *db, Arena *a, const App *app, const Acteur *acteur, int64_t now, RoleTenuId role, Releve *ret)
{
    uint8_t hash[CODE_HASH];
    Acteur other;
    SqlSessionChanger row;
    TRY(acteur_de(db, a, (PersonneId){ acteur->personne_id }, role, &other));
    Str secret = token_new(a, app->random);
    if (str_is_none(secret))
        return ERR_MEMORY;
    session_hash(app, secret, hash);
    TRY(sql_session_changer(db, a, acteur->session_id, (OptI64){ role.v != 0, role.v }, cle_de(hash), &row));
    *ret = (Releve){ secret, row.partage, row.expire_at - now };
    return OK;
}

/* ---- ending ---- */

Err sessions_de(Db *db, Arena *a, int64_t now, PersonneId id, const SessionLigne **ret, size_t *ret_n)
{
    VEC(SessionLigne) found = { 0 };
    ROWS rows = { 0 };
    SqlSessionsDe r;
    TRY(sql_sessions_de(db, id, now, &rows));
    while (sql_sessions_de_next(&rows, &r)) {
        if (r.partage && r.vue_at + SESSION_REPOS_S <= now)
            continue;
        SessionLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (SessionLigne){ r.session_id, str_dup(a, r.appareil), r.partage, r.cree_at, r.vue_at };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err session_finir(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t session_id)
{
    int64_t n = 0;
    Personne p;
    TRY(personne_par_id(db, a, (PersonneId){ par->personne_id }, &p));
    TX tx = tx_begin(db, HERE);
    TRY(sql_session_finir(db, session_id, p.id, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(journal_ecrire(db, par, now, "connexion.fermer", personne_objet(a, p.uid), true));
    return tx_commit(&tx);
}

Err sessions_finir(Db *db, PersonneId id, int64_t sauf)
{
    int64_t n = 0;
    return sql_sessions_finir(db, id, sauf, &n);
}
