// SPDX-License-Identifier: AGPL-3.0-or-later
/* A département's year of invented records, and how long its figures take. */
#include <stdlib.h>
#include <time.h>

#include "banc.h"
#include "banc_sql.h"
#include "core/app.h"
#include "core/json/json.h"
#include "core/run/writer.h"
#include "domain/activites/statistiques.h"

enum {
    STRUCTURES = 24,
    PERSONNES = 60,
    CARTES = 15000,
    COMMUNES = 40,
    EPCI = 8,
    ANNEE = 2023,
    TOURS = 5,
    DEPARTEMENTS = 101,
    NATIONAL = 10000000,
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* ---- the records ---- */

typedef struct Annee {
    const App *app;
    int64_t n;
    StructureId structures[STRUCTURES];
    PersonneId personnes[PERSONNES];
    Usager *cartes;
} Annee;

static Err people(Db *db, Arena *a, Annee *y, int64_t now)
{
    const Random random = y->app->random;
    Structure s;
    for (int i = 0; i < STRUCTURES; i++) {
        /* The holder of a département is a structure without more ado: the territory need not be loaded. */
        TRY(structure_a_rattacher(db, a, now, str_format(a, "B%d", i), &s));
        y->structures[i] = s.id;
    }
    for (int i = 0; i < PERSONNES; i++)
        TRY(personne_creer(db, a, NULL, now, random, str_format(a, "banc.%d@example.org", i), S("Banc"),
            str_format(a, "Essai %d", i), &y->personnes[i]));
    y->cartes = NEW(a, Usager, CARTES);
    if (!y->cartes)
        return ERR_MEMORY;
    for (int i = 0; i < CARTES; i++) {
        ArenaMark mark = arena_mark(a);
        Usager *u = &y->cartes[i];
        *u = (Usager){ .structure_id = y->structures[i % STRUCTURES],
            .code = S(""),
            .naissance = { true, 1930 + i % 80 },
            .genre = S(""),
            .statut = S(""),
            .commune = S(""),
            .source = S("banc") };
        TRY(usager_verser(db, a, now, random, u, &u->id));
        u->racine = u->id;
        arena_reset(a, mark);
    }
    return OK;
}

static Err records(Db *db, Arena *a, const Annee *y, Cumuls *v, int64_t now)
{
    const Random random = y->app->random;
    for (int64_t i = 0; i < y->n; i++) {
        ArenaMark mark = arena_mark(a);
        uint32_t card = random_below(random, CARTES), home = card % STRUCTURES;
        /* One in seven away from home, in one of two communes near; two programmes a structure. */
        uint32_t town = (home + (random_below(random, 7) ? 0 : STRUCTURES - 8 + random_below(random, 2) * 8)) %
                        COMMUNES;
        bool workshop = i % 20 == 0;
        Activite x = { .type = workshop ? ACTIVITE_COLLECTIF : ACTIVITE_INDIVIDUEL,
            .dispositif = (int)((home + i % 2) % DISPOSITIFS_N),
            .structure_id = y->structures[home],
            .personne_id = y->personnes[i % PERSONNES],
            .jour = { date_from_ymd(ANNEE, 1, 1).days + (int32_t)random_below(random, 365) },
            .duree_min = 30,
            .lieu_type = LIEU_TYPE_LIEU_ACTIVITE,
            .lieu = S(""),
            .commune = str_format(a, "28%03u", town),
            .epci = str_format(a, "2000000%02u", town % EPCI),
            .themes = 1U << random_below(random, THEMES_N) | 1U << random_below(random, THEMES_N),
            .titre = S(""),
            .note = S(""),
            .redirection = -1,
            .orientation = S(""),
            .source = S("banc"),
            .suivis = &y->cartes[card],
            .suivis_n = 1,
            .anonymes = workshop ? 6 : 0 };
        TRY(activite_verser(db, a, v, now, random, &x));
        arena_reset(a, mark);
    }
    return OK;
}

static Err pour_year(Db *db, Arena *a, void *arg)
{
    Annee *y = arg;
    int64_t now = clock_now(y->app->clock);
    ARENA sommes = arena_new(256 * MIB);
    Cumuls *v = cumuls_new(sommes);
    if (!v)
        return ERR_MEMORY;
    TX tx = tx_begin(db, HERE);
    TRY(people(db, a, y, now));
    TRY(db_batch_begin(db));
    Err e = records(db, a, y, v, now);
    Err sent = db_batch_end(db);
    TRY(e);
    TRY(sent);
    TRY(cumuls_finir(db, v));
    return tx_commit(&tx);
}

Err banc_activites(Cmd *c)
{
    Annee y = { .app = c->app, .n = 100000 };
    if (!cmd_option_i64(c, "fiches", 1, 1000000, &y.n))
        return ERR_INVALID;
    return writer_run(c->app->writer, c->arena, pour_year, &y);
}

/* ---- the sums of a whole country, written as records would have left them ---- */

static Err pour_country(Db *db, Arena *a, void *arg)
{
    const int64_t *structures = arg;
    int64_t rows = DEPARTEMENTS * *structures * 12 * ACTIVITE_TYPES_N, each = NATIONAL / rows;
    TX tx = tx_begin(db, HERE);
    TRY(db_batch_begin(db));
    for (int64_t i = 0; i < rows; i++) {
        ArenaMark mark = arena_mark(a);
        int64_t place = i / 12 / ACTIVITE_TYPES_N;
        TRY(sql_banc_cumuler(db, (int64_t)2022 * 100 + 1 + i % 12, activite_types[i / 12 % ACTIVITE_TYPES_N].value,
            place, str_format(a, "%09lld", (long long)(place / 4)), str_format(a, "%05lld", (long long)place), each));
        arena_reset(a, mark);
    }
    TRY(sql_banc_totaliser(db, 2022));
    TRY(db_batch_end(db));
    return tx_commit(&tx);
}

Err banc_national(Cmd *c)
{
    int64_t structures = 40;
    return writer_run(c->app->writer, c->arena, pour_country, &structures);
}

/* ---- their figures ---- */

static int by_time(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static void put_middle(Json *j, const char *name, double times[TOURS])
{
    qsort(times, TOURS, sizeof *times, by_time);
    json_key(j, str_from(name));
    json_f64(j, times[TOURS / 2]);
}

/* Totals with distinct persons, then by month, theme and commune. */
static Err year_once(Cmd *c, int annee, const int *by, size_t n, bool brut, double *ret_ms, int64_t *ret_people)
{
    Chiffres all;
    const StatLigne *l;
    size_t lines;
    StatQuestion q = { .du = date_from_ymd(annee, 1, 1),
        .au = date_from_ymd(annee, 12, 31),
        .dispositif = -1,
        .epci = STR_NONE };
    ArenaMark mark = arena_mark(c->arena);
    double from = now_ms();
    TRY(statistiques(c->db, c->arena, &q, brut, &all));
    for (size_t i = 0; i < n; i++)
        TRY(statistiques_par(c->db, c->arena, &q, by[i], brut, &l, &lines));
    *ret_ms = now_ms() - from;
    *ret_people = all.usagers;
    arena_reset(c->arena, mark);
    return OK;
}

static Err put_median(Cmd *c, Json *j, const char *name, int annee, const int *by, size_t n, bool brut)
{
    double times[TOURS];
    int64_t people = 0;
    for (int k = 0; k < TOURS; k++)
        TRY(year_once(c, annee, by, n, brut, &times[k], &people));
    put_middle(j, name, times);
    return OK;
}

/* Those who came for the first time, of one dispositif: no sum of them is kept. */
static Err put_newcomers(Cmd *c, Json *j, const char *name)
{
    double times[TOURS];
    const StatQuestion q = { .du = date_from_ymd(ANNEE, 1, 1), .au = date_from_ymd(ANNEE, 12, 31), .epci = STR_NONE };
    for (int k = 0; k < TOURS; k++) {
        Chiffres all;
        ArenaMark mark = arena_mark(c->arena);
        double from = now_ms();
        TRY(statistiques(c->db, c->arena, &q, false, &all));
        TRY(statistiques_nouveaux(c->db, c->arena, &q, &all));
        times[k] = now_ms() - from;
        arena_reset(c->arena, mark);
    }
    put_middle(j, name, times);
    return OK;
}

/* {"premier":ms,"brut":ms,"cumuls":ms,"structure":ms,"epci":ms,"nouveaux":ms,"national":ms,"usagers":n}: processor time of this
 * process. */
Err banc_chiffres(Cmd *c)
{
    static const int by[] = { STAT_PAR_MOIS, STAT_PAR_THEME, STAT_PAR_COMMUNE };
    static const int places[] = { STAT_PAR_STRUCTURE }, epci[] = { STAT_PAR_EPCI },
                     country[] = { STAT_PAR_MOIS, STAT_PAR_TYPE };
    double first = 0;
    int64_t people = 0;
    Json j = json_to(cmd_out(c));
    TRY(year_once(c, ANNEE, by, 3, true, &first, &people));
    json_obj(&j);
    json_ki64(&j, "usagers", people);
    json_key(&j, S("premier"));
    json_f64(&j, first);
    TRY(put_median(c, &j, "brut", ANNEE, by, 3, true));
    TRY(put_median(c, &j, "cumuls", ANNEE, by, 3, false));
    TRY(put_median(c, &j, "structure", ANNEE, places, 1, false));
    TRY(put_median(c, &j, "epci", ANNEE, epci, 1, false));
    TRY(put_newcomers(c, &j, "nouveaux"));
    TRY(put_median(c, &j, "national", 2022, country, 2, false));
    json_end(&j);
    buf_char(cmd_out(c), '\n');
    return OK;
}
