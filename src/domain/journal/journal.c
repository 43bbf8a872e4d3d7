// SPDX-License-Identifier: AGPL-3.0-or-later
/* Lines: writing them, and finding them again. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/app.h"
#include "domain/journal/journal_priv.h"
#include "journal_sql.h"

enum { NUMBER = 24, PORTEE_MAX = 96 };

static Str decimal(char to[NUMBER], int64_t v)
{
    return str_of(to, (size_t)snprintf(to, NUMBER, "%lld", (long long)v));
}

JournalHash ligne_empreinte(const LigneHachee *l)
{
    char at[NUMBER], who[NUMBER];
    const Str fields[] = { decimal(at, l->at), l->personne_id.has ? decimal(who, l->personne_id.v) : STR_NONE, l->role,
        l->portee, l->action, l->objet, l->issue };
    return journal_line_hash(fields, sizeof fields / sizeof *fields);
}

bool empreinte_lire(Str bytes, JournalHash *ret)
{
    if (bytes.n != JOURNAL_HASH)
        return false;
    memcpy(ret->v, bytes.p, JOURNAL_HASH);
    return true;
}

Err journal_ecrire(Db *db, const Acteur *acteur, int64_t now, const char *action, Str objet, bool fait)
{
    char scope[PORTEE_MAX] = "";
    LigneHachee l = { .at = now,
        .role = S(""),
        .portee = S(""),
        .action = str_from(action),
        .objet = str_or_empty(objet),
        .issue = fait ? S("fait") : S("refuse") };
    if (acteur) {
        int n = snprintf(scope, sizeof scope, "%.*s%s%.*s", STR_ARG(acteur->portee),
            str_is_empty(acteur->code) ? "" : ":", STR_ARG(acteur->code));
        assert(n >= 0 && n < PORTEE_MAX);          /* codes are ours: 26 characters at most */
        l.personne_id = (OptI64){ acteur->personne_id != 0, acteur->personne_id };
        l.role = str_or_empty(acteur->role_cle);
        l.portee = str_of(scope, (size_t)n);
    }
    JournalHash h = ligne_empreinte(&l);
    TRY(sql_journal_ajouter(db, l.at, l.personne_id, l.role, l.portee, l.action, l.objet, l.issue,
        str_of((const char *)h.v, sizeof h.v)));
    return sql_journal_attendre(db);
}

typedef struct Lecture {
    const Req *r;
    const char *action;
    Str objet;
} Lecture;

static Err write_reading(Db *db, Arena *a, void *arg)
{
    const Lecture *l = arg;
    (void)a;
    return journal_ecrire(db, l->r->acteur, l->r->now, l->action, l->objet, true);
}

Err journal_lecture(Req *r, const char *action, Str objet)
{
    assert(r->route->mode == SLOW || r->route->mode == WRITE);
    Lecture l = { r, action, objet };
    if (r->route->mode == WRITE)
        return write_reading(r->db, r->arena, &l);
    return writer_run(r->app->writer, r->arena, write_reading, &l);
}

Err journal_lecture_portee(Req *r, const char *action)
{
    const Str words[] = { r->acteur->portee, str_or_empty(r->acteur->code) };
    return journal_lecture(r, action, str_join(r->arena, words, 2, S(":")));
}

/* ---- search ---- */

static Str or_none(Str s)
{
    return str_is_empty(s) ? STR_NONE : s;
}

Err journal_chercher(Db *db, Arena *a, const JournalRecherche *q, int64_t page, const JournalLigne **ret, size_t *ret_n,
    int64_t *ret_total)
{
    assert(page >= 1);
    Str action = or_none(q->action), objet = or_none(q->objet);
    VEC(JournalLigne) found = { 0 };
    SqlJournalCompter total;
    TRY(sql_journal_compter(db, a, action, objet, q->personne_id, q->depuis, q->avant, &total));
    ROWS rows = { 0 };
    SqlJournalChercher row;
    TRY(sql_journal_chercher(db, action, objet, q->personne_id, q->depuis, q->avant, JOURNAL_PAGE,
        (page - 1) * JOURNAL_PAGE, &rows));
    while (sql_journal_chercher_next(&rows, &row)) {
        JournalLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (JournalLigne){ .at = row.at,
            .personne_id = row.personne_id,
            .role = str_dup(a, row.role),
            .portee = str_dup(a, row.portee),
            .action = str_dup(a, row.action),
            .objet = str_dup(a, row.objet),
            .fait = str_eq(row.issue, S("fait")) };
    }
    TRY(rows_end(&rows));
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = total.n;
    return OK;
}

Err journal_parcourir(Db *db, Arena *a, const JournalRecherche *q, size_t max, JournalCurseur *curseur,
    const JournalLigne **ret, size_t *ret_n)
{
    JournalCurseur at = curseur->commence ? *curseur : (JournalCurseur){ INT64_MAX, INT64_MAX, true };
    VEC(JournalLigne) found = { 0 };
    ROWS rows = { 0 };
    SqlJournalSuite row;
    TRY(sql_journal_suite(db, or_none(q->action), or_none(q->objet), q->personne_id, q->depuis, q->avant, at.at, at.id,
        (int64_t)max, &rows));
    while (sql_journal_suite_next(&rows, &row)) {
        JournalLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (JournalLigne){ .at = row.at,
            .personne_id = row.personne_id,
            .role = str_dup(a, row.role),
            .portee = str_dup(a, row.portee),
            .action = str_dup(a, row.action),
            .objet = str_dup(a, row.objet),
            .fait = str_eq(row.issue, S("fait")) };
        at.at = row.at, at.id = row.journal_id;
    }
    TRY(rows_end(&rows));
    if (arena_failed(a))
        return ERR_MEMORY;
    *curseur = at;
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err journal_scellement(Db *db, Arena *a, JournalScellement *ret)
{
    SqlJournalDernierPoint point = { 0 };
    SqlJournalEnAttente waiting;
    bool found = false;
    TRY(sql_journal_dernier_point(db, a, &point, &found));
    TRY(sql_journal_en_attente(db, a, &waiting));
    *ret = (JournalScellement){ .point_rang = found ? point.rang : 0,
        .point_at = found ? point.at : 0,
        .attente = waiting.n,
        .attente_depuis = waiting.depuis.has ? waiting.depuis.v : 0 };
    return OK;
}

Err journal_actions(Db *db, Arena *a, const Str **ret, size_t *ret_n)
{
    VEC(Str) found = { 0 };
    ROWS rows = { 0 };
    SqlJournalActions row;
    TRY(sql_journal_actions(db, &rows));
    while (sql_journal_actions_next(&rows, &row)) {
        Str *s = vec_push(a, &found);
        if (!s)
            return ERR_MEMORY;
        *s = str_dup(a, row.action);
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

/* ---- what is held on somebody ---- */

static Err write_lines(Db *db, Arena *a, const JournalRecherche *q, Json *j)
{
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    json_arr(j);
    for (int64_t page = 1; page == 1 || n; page++) {
        TRY(journal_chercher(db, a, q, page, &l, &n, &total));
        for (size_t i = 0; i < n; i++) {
            json_obj(j);
            json_kstr(j, "quand", instant_iso(a, l[i].at));
            json_kstr(j, "action", action_montree(l[i].action));
            json_kstr_opt(j, "role", l[i].role);
            json_kstr_opt(j, "sur", l[i].objet);
            json_end(j);
        }
    }
    json_end(j);
    return OK;
}

/* What she has done: lines about her are looked for by her public id, which is not this slice's. */
static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    json_key(j, S("mes_actions"));
    return write_lines(db, a, &(JournalRecherche){ .personne_id = { true, personne_id } }, j);
}

/* ---- table ---- */

enum { DAY_S = 24 * 3600 };

typedef struct Rotation {
    const App *app;
    int64_t now, lignes;
} Rotation;

static Err rotate(Db *db, Arena *a, void *arg)
{
    Rotation *r = arg;
    (void)a;
    return journal_tourner(db, r->app->keys, r->now, &r->lignes);
}

static Err job_rotation(Job *j)
{
    Rotation r = { .app = j->app, .now = j->now };
    if (!j->app->keys)
        return ERR_UNSUPPORTED;
    TRY(writer_run(j->app->writer, j->arena, rotate, &r));
    log_line(j->app->log, LOG_INFO, "journal_rotation", LI("lignes", r.lignes));
    return OK;
}

static const JobDef jobs[] = {
    { "journal.rotation", job_rotation, DAY_S, 3600, 3,
        "Retire du journal les lignes de plus de douze mois, en gardant la preuve" },
    { 0 },
};

const Slice slice_journal = { .name = "journal",
    .commands = journal_commands,
    .jobs = jobs,
    .queries = journal_queries,
    .donnees = donnees };
