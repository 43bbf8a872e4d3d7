// SPDX-License-Identifier: AGPL-3.0-or-later
#include "banc.h"

#include <jansson.h>
#include <stdlib.h>
#include <time.h>

#include "banc_sql.h"
#include "core/app.h"
#include "core/http/req.h"
#include "core/json/json.h"
#include "core/run/writer.h"
#include "domain/horaires/horaires.h"
#include "domain/lieux/lieux_web.h"
#include "domain/lieux/suggestions.h"

static Err member_i64(const JsonValue *v, const char *key, int64_t *ret)
{
    const json_t *member = json_object_get(v, key);
    if (!json_is_integer(member))
        return ERR_INVALID;
    *ret = json_integer_value(member);
    return OK;
}

/* Parsed, checked, inserted; the answer leaves after the COMMIT (mode WRITE). */
static Err ecriture_post(Req *r)
{
    JSON_VALUE v = NULL;
    Str message = STR_NONE;
    TRY(json_read(r->arena, r->body, (JsonLimits){ .max_bytes = 4096, .max_depth = 2 }, &v, &message));
    SqlBancEcrireArgs args = {
        .cle = json_member_str(v, "cle"),
        .jour = json_member_str(v, "jour"),
        .type = json_member_str(v, "type"),
        .commune = json_member_str(v, "commune"),
        .themes = json_member_str(v, "themes"),
        .note = json_member_str(v, "note"),
    };
    TRY(member_i64(v, "duree_min", &args.duree_min));
    TRY(member_i64(v, "personnes", &args.personnes));
    Date jour;
    if (str_is_empty(args.cle) || !date_parse(args.jour, &jour) || str_is_empty(args.type) || args.commune.n != 5 ||
        str_is_none(args.themes) || str_is_none(args.note))
        return ERR_INVALID;
    TRY(sql_banc_ecrire(r->db, &args));
    req_status(r, 201);
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "cle", args.cle);
    json_end(j);
    return OK;
}

static Err make_table(Db *db, Arena *a, void *arg)
{
    TRY(sql_banc_table(db));
    return sql_banc_index(db);
}

static Err preparer(Cmd *c)
{
    return writer_run(c->app->writer, c->arena, make_table, NULL);
}

/* One key a line, in the order of the writes. */
static Err cles(Cmd *c)
{
    ROWS rows = { 0 };
    TRY(sql_banc_cles(c->db, &rows));
    for (SqlBancCles row; sql_banc_cles_next(&rows, &row);) {
        buf_put(cmd_out(c), row.cle);
        buf_char(cmd_out(c), '\n');
    }
    return rows_end(&rows);
}

/* ---- opening hours: each line made ready once, then all of them asked at each moment ---- */

enum { MOMENTS_MAX = 16 };
static const size_t HEURES_MAX = 64 * MIB;

typedef VEC(const HorairesPrets *) Prets;

static Err make_ready(Cmd *c, Prets *to)
{
    Str rest, line;
    TRY(cmd_read_file(c, cmd_arg(c, "FICHIER"), HEURES_MAX, &rest));
    while (str_split(&rest, '\n', &line)) {
        const HorairesPrets **one = line.n ? vec_push(c->arena, to) : NULL;
        if (line.n && !one)
            return ERR_MEMORY;
        if (line.n)
            TRY(horaires_preparer(c->arena, line, one));
    }
    return OK;
}

static int by_time(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* {"ouverts":[n,…],"ms":median of one moment over all lines} */
static Err heures(Cmd *c)
{
    Prets all = { 0 };
    Str moments = cmd_arg(c, "MOMENTS"), one;
    double times[MOMENTS_MAX];
    size_t n = 0;
    TRY(make_ready(c, &all));
    Json j = json_to(cmd_out(c));
    json_obj(&j);
    json_key(&j, S("ouverts"));
    json_arr(&j);
    while (n < MOMENTS_MAX && str_split(&moments, ',', &one)) {
        Minute at;
        int64_t open = 0;
        if (!minute_parse(one, &at))
            return cmd_fail(c, ERR_INVALID, "Ce n’est pas un moment : %.*s", STR_ARG(one));
        double from = now_ms();
        Instant i = instant_de(&aucunes_vacances, at);
        for (size_t k = 0; k < all.n; k++)
            open += horaires_a(all.v[k], &i) == HORAIRES_OUVERT;
        times[n++] = now_ms() - from;
        json_i64(&j, open);
    }
    json_end(&j);
    qsort(times, n, sizeof *times, by_time);
    json_key(&j, S("ms"));
    json_f64(&j, n ? times[n / 2] : 0);
    json_end(&j);
    buf_char(cmd_out(c), '\n');
    return OK;
}

/* ---- the search page's answer: rows and all the counts ---- */

enum { TOURS = 401 };

typedef struct Mesure {
    double ms;
    size_t total;
    LieuxFacettes comptes;
} Mesure;

static Err search_ms(Cmd *c, const Lieux *s, const LieuxQuery *q, Mesure *ret)
{
    static double times[TOURS];
    for (int k = 0; k < TOURS; k++) {
        ArenaMark mark = arena_mark(c->arena);
        LieuxResult found;
        double from = now_ms();
        TRY(lieux_search(s, c->arena, q, &found));
        times[k] = now_ms() - from;
        ret->total = found.total;
        ret->comptes = *found.facettes;
        arena_reset(c->arena, mark);
    }
    qsort(times, TOURS, sizeof *times, by_time);
    ret->ms = times[TOURS / 2];
    return OK;
}

/* A word with two letters exchanged, over every commune, place and need. */
static Err suggestion_ms(Cmd *c, const Lieux *s, double *ret)
{
    const Territoire *t = cmd_snapshot(c, &territoire_snapshot);
    const Suggestion *found;
    size_t n;
    double from = now_ms();
    for (int k = 0; k < TOURS; k++) {
        ArenaMark mark = arena_mark(c->arena);
        TRY(suggestions_faire(s, t, c->arena, S("mediatehque"), S("28"), &found, &n));
        arena_reset(c->arena, mark);
    }
    *ret = (now_ms() - from) / TOURS;
    return OK;
}

/* Services, then costs: what the peer counts too. */
static void counts_json(Json *j, const Mesure *m)
{
    static const StandardEnum fields[] = { ENUM_SERVICES, ENUM_FRAIS };
    json_arr(j);
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
        for (int v = 0; v < standard_enum_n(fields[f]); v++)
            json_i64(j, m->comptes.n[fields[f]][v]);
    json_end(j);
}

/* {"lieux":n,"ms":[…],"totaux":[…],"comptes":[[…],…],"suggestions":ms}: medians of searches with every count of every facet, by
 * one criterion, by three, by words and three. */
static Err facettes(Cmd *c)
{
    const Lieux *s = cmd_snapshot(c, &lieux_snapshot);
    LieuxQuery q = { .max = 24, .facettes = true };
    Mesure m[3];
    double typed = 0;
    if (!s)
        return cmd_fail(c, ERR_BUSY, "L’annuaire n’a pas pu être lu");
    enumset_add(&q.valeurs[ENUM_SERVICES], 0);
    TRY(search_ms(c, s, &q, &m[0]));
    enumset_add(&q.valeurs[ENUM_FRAIS], 0);
    enumset_add(&q.valeurs[FACETTE_NIVEAU], 2);
    TRY(search_ms(c, s, &q, &m[1]));
    q.q = S("mediatheque essai");
    TRY(search_ms(c, s, &q, &m[2]));
    TRY(suggestion_ms(c, s, &typed));
    Json j = json_to(cmd_out(c));
    json_obj(&j);
    json_ki64(&j, "lieux", (int64_t)lieux_n(s));
    json_key(&j, S("ms"));
    json_arr(&j);
    for (int i = 0; i < 3; i++)
        json_f64(&j, m[i].ms);
    json_end(&j);
    json_key(&j, S("totaux"));
    json_arr(&j);
    for (int i = 0; i < 3; i++)
        json_i64(&j, (int64_t)m[i].total);
    json_end(&j);
    json_key(&j, S("comptes"));
    json_arr(&j);
    for (int i = 0; i < 3; i++)
        counts_json(&j, &m[i]);
    json_end(&j);
    json_key(&j, S("suggestions"));
    json_f64(&j, typed);
    json_end(&j);
    buf_char(cmd_out(c), '\n');
    return OK;
}

static const Route routes[] = {
    /* The sheet of a place to somebody signed in: the page of /lieux/{id}, with what a session adds. */
    { "GET", "/banc/lieux/{id}", lieu_page, RIGHT_SESSION, READ, NULL, "Fiche d’un lieu, connecté", ROUTE_HIDDEN },
    { "POST", "/banc/ecritures", ecriture_post, RIGHT_PUBLIC, WRITE, NULL, "Écriture du banc de mesure",
        ROUTE_API | ROUTE_HIDDEN, 4096 },
    { 0 },
};

static const Command commands[] = {
    { "banc activites", banc_activites, CMD_WRITE, NULL,
        (const CommandOption[]){ { "fiches", "N", "combien", NULL, "100000" }, { 0 } },
        "invente l’année d’un département, pour le banc de mesure", NULL },
    { "banc national", banc_national, CMD_WRITE, NULL, NULL, "écrit les sommes de 10 millions de fiches inventées",
        NULL },
    { "banc chiffres", banc_chiffres, CMD_READ, NULL, NULL, "mesure les chiffres de ces fiches", NULL },
    { "banc preparer", preparer, CMD_WRITE, NULL, NULL, "crée la table des écritures du banc de mesure", NULL },
    { "banc cles", cles, CMD_READ, NULL, NULL, "affiche les clés écrites, une par ligne", NULL },
    { "banc facettes", facettes, CMD_READ, NULL, NULL,
        "mesure des recherches avec leurs comptes sur les lieux de la base", NULL },
    { "banc heures", heures, CMD_NONE,
        (const CommandArg[]){ { "FICHIER", "des horaires, un par ligne", false },
            { "MOMENTS", "séparés par des virgules", false }, { 0 } },
        NULL, "mesure combien de lieux sont ouverts à chaque moment", NULL },
    { 0 },
};

const Slice slice_banc = {
    .name = "banc",
    .routes = routes,
    .commands = commands,
    .queries = banc_queries,
};
