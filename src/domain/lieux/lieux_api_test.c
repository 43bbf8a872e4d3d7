// SPDX-License-Identifier: AGPL-3.0-or-later
/* The API over requests in process, on both engines. */
#include <fcntl.h>
#include <jansson.h>
#include <string.h>

#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/lieux/import.h"
#include "domain/lieux/lieux.h"
#include "domain/territoire/charge_test.h"
#include "lieux_sql.h"
#include "support/suite.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, NULL };

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
} Monde;

static SqlLieuInsertArgs lieu(const char *id, const char *nom, const char *lat, const char *lon, const char *services)
{
    return (SqlLieuInsertArgs){ .id = str_from(id),
        .pivot = S("00000000000000"),
        .nom = str_from(nom),
        .commune = S("Brou"),
        .code_postal = S("28160"),
        .code_insee = S("28061"),
        .adresse = S("4 rue de la Rivière"),
        .latitude = str_from(lat),
        .longitude = str_from(lon),
        .date_maj = S("2026-01-01"),
        .services = str_from(services),
        .horaires = S("Mo-Fr 09:00-12:00"),
        .frais_a_charge = S("Gratuit"),
        .autres_formations_labels = S("QPV|FRR"),
        .origine = S("essai"),
        .empreinte = S("x") };
}

static void monde(void **state, Monde *m)
{
    *m = (Monde){ .a = arena_new(64 * MIB), .db = test_db(state), .now = 1700000000 };
    const SqlLieuInsertArgs lieux[] = {
        lieu("a", "Médiathèque \"<b>\" & Cie", "48.2100", "1.1600", "Aide aux démarches administratives"),
        lieu("b/é ?", "Maison numérique", "48.44", "1.49", "Utilisation sécurisée du numérique"),
        lieu("c", "Bus", NULL, NULL, "Aide aux démarches administratives|Utilisation sécurisée du numérique"),
    };
    TX tx = tx_begin(m->db, HERE);
    for (size_t i = 0; i < 3; i++)
        assert_ok(sql_lieu_insert(m->db, &lieux[i]));
    assert_ok(snapshot_touch(m->db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    m->app = (App){ .clock = clock_fixed(&m->now), .slices = table };
    Str message;
    Config *config;
    assert_ok(config_load(m->a, NULL, &config, &message));
    m->app.config = config;
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, m->app.clock, &m->app.log));
    assert_ok(snapshots_new(table, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
}

static void monde_fini(Monde *m)
{
    snapshots_free(m->app.snapshots);
    log_free(m->app.log);
    arena_free(m->a);
}

static json_t *get(Monde *m, const char *target, int status)
{
    HttpAnswer h = http_call(&m->app, m->db, m->a, "GET", target, NULL, STR_NONE);
    if (h.status != status)
        fail_msg("%s : %d au lieu de %d\n%.*s", target, h.status, status, STR_ARG(h.body));
    json_t *v = json_loadb(h.body.p, h.body.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(v);
    return v;
}

static int64_t total(Monde *m, const char *query)
{
    json_t *v = get(m, str_format(m->a, "/api/v1/lieux?%s", query).p, 200);
    int64_t n = json_integer_value(json_object_get(v, "total"));
    json_decref(v);
    return n;
}

static void lists_and_filters(void **state)
{
    Monde m;
    monde(state, &m);
    assert_int_equal(total(&m, ""), 3);
    assert_int_equal(total(&m, "q=mediatheque"), 1);
    assert_int_equal(total(&m, "q=brou&code_postal=28160"), 3);
    assert_int_equal(total(&m, "commune=28061"), 3);
    assert_int_equal(total(&m, "bbox=1.1,48.2,1.2,48.3"), 1);
    assert_int_equal(total(&m, "services=Utilisation%20s%C3%A9curis%C3%A9e%20du%20num%C3%A9rique"), 2);
    assert_int_equal(total(&m, "services=Aide+aux+d%C3%A9marches+administratives%7CUtilisation+s%C3%A9curis%C3%A9e+du+"
                               "num%C3%A9rique"),
        3);
    assert_int_equal(total(&m, "frais_a_charge=Payant"), 0);
    assert_int_equal(total(&m, "autres_formations_labels=frr"), 3);
    assert_int_equal(total(&m, "autres_formations_labels=Inconnu%7CQPV"), 3);
    assert_int_equal(total(&m, "autres_formations_labels=Inconnu"), 0);
    monde_fini(&m);
}

static void gives_standard_fields_and_distance(void **state)
{
    Monde m;
    monde(state, &m);
    json_t *v = get(&m, "/api/v1/lieux?pres=48.44,1.49&limite=2&page=1", 200);
    json_t *lieux = json_object_get(v, "lieux");
    assert_int_equal(json_array_size(lieux), 2);
    assert_int_equal(json_integer_value(json_object_get(v, "page")), 1);
    json_t *first = json_array_get(lieux, 0);
    assert_string_equal(json_string_value(json_object_get(first, "id")), "b/é ?");
    assert_true(json_number_value(json_object_get(first, "distance_km")) < 0.001);
    json_t *second = json_array_get(lieux, 1);
    assert_in_range((int64_t)json_number_value(json_object_get(second, "distance_km")), 34, 37);
    assert_string_equal(json_string_value(json_object_get(second, "nom")), "Médiathèque \"<b>\" & Cie");
    assert_null(json_object_get(second, "telephone"));
    json_decref(v);
    v = get(&m, "/api/v1/lieux?pres=48.44,1.49&rayon_km=10", 200);
    assert_int_equal(json_integer_value(json_object_get(v, "total")), 1);
    json_decref(v);
    monde_fini(&m);
}

static void gives_one_by_its_standard_id(void **state)
{
    Monde m;
    monde(state, &m);
    json_t *v = get(&m, "/api/v1/lieux/b%2F%C3%A9%20%3F", 200);
    assert_string_equal(json_string_value(json_object_get(v, "nom")), "Maison numérique");
    json_decref(v);
    json_decref(get(&m, "/api/v1/lieux/inconnu", 404));
    monde_fini(&m);
}

/* It is Tuesday 2023-11-14, 23:13 in Paris. */
static void filters_on_opening(void **state)
{
    static const struct {
        const char *asked;
        int total;
    } cases[] = { { "2023-11-13T09:00", 3 }, { "2023-11-13T12:00", 0 }, { "2023-11-13", 3 }, { "2023-11-12", 0 },
        { "maintenant", 0 } };
    Monde m;
    monde(state, &m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *v = get(&m, str_format(m.a, "/api/v1/lieux?ouvert_a=%s", cases[i].asked).p, 200);
        assert_int_equal(json_integer_value(json_object_get(v, "total")), cases[i].total);
        json_decref(v);
    }
    m.now = 1699952400; /* 10:00: "maintenant" is not kept from a minute to the next */
    HttpAnswer h = http_call(&m.app, m.db, m.a, "GET", "/api/v1/lieux?ouvert_a=maintenant", NULL, STR_NONE);
    assert_true(str_is_none(http_answer_header(&h, "ETag")));
    assert_true(str_has(h.body, S("\"total\":3")));
    monde_fini(&m);
}

static void load_communes(Monde *m)
{
    static const char communes[] =
        "[{\"code\":\"28061\",\"nom\":\"Brou\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\","
        "\"codesPostaux\":[\"28160\"],\"population\":3345},"
        "{\"code\":\"28085\",\"nom\":\"Chartres\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-"
        "actuelle\","
        "\"codesPostaux\":[\"28000\"],\"population\":38426},"
        "{\"code\":\"28355\",\"nom\":\"Saint-Lubin-de-la-Haye\",\"departement\":\"28\",\"region\":\"24\","
        "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28410\"],\"population\":900},"
        "{\"code\":\"28161\",\"nom\":\"Fontaine-la-Guyon\",\"departement\":\"28\",\"region\":\"24\","
        "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28190\"],\"population\":1700}]";
    territoire_charge(m->db, m->a, m->now,
        &(TerritoireEssai){ .departement = S("28"), .communes = str_from(communes) });
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
}

/* Communes, needs and places from what one types: accents, hyphens, abbreviations and one typing error aside. */
static void suggests_communes_needs_and_places(void **state)
{
    static const struct {
        const char *typed, *genre, *url; /* NULL: nothing is suggested */
    } cases[] = {
        { "chart", "commune", "/lieux?commune=28085" },
        { "Chatres", "commune", "/lieux?commune=28085" },
        { "chartrse", "commune", "/lieux?commune=28085" },
        { "chxartres", "commune", "/lieux?commune=28085" },
        { "28160", "commune", "/lieux?commune=28061" },
        { "st%20lubin%20de%20la", "commune", "/lieux?commune=28355" },
        { "saint-lubin-de-la-haie", "commune", "/lieux?commune=28355" },
        { "FONTAINE%20LA%20GUYON", "commune", "/lieux?commune=28161" },
        { "impots", "besoin", "/lieux?services=Aide%20aux%20d%C3%A9marches%20administratives" },
        { "d%C3%A9marhces", "besoin", "/lieux?services=Aide%20aux%20d%C3%A9marches%20administratives" },
        { "mediath%C3%A8que", "lieu", "/lieux/a" },
        { "mediatehque", "lieu", "/lieux/a" },
        { "zzzzzz", NULL, NULL },
    };
    Monde m;
    monde(state, &m);
    load_communes(&m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *v = get(&m, str_format(m.a, "/api/v1/suggestions?q=%s", cases[i].typed).p, 200), *one;
        size_t k;
        bool found = false;
        json_array_foreach(json_object_get(v, "suggestions"), k, one)
            found |= cases[i].genre && strcmp(json_string_value(json_object_get(one, "genre")), cases[i].genre) == 0 &&
                     strcmp(json_string_value(json_object_get(one, "url")), cases[i].url) == 0;
        if (found != (cases[i].genre != NULL) ||
            (!cases[i].genre && json_array_size(json_object_get(v, "suggestions")) != 0))
            fail_msg("« %s » : %s", cases[i].typed, json_dumps(v, 0));
        json_decref(v);
    }
    monde_fini(&m);
}

static void refuses_what_cannot_be_read(void **state)
{
    Monde m;
    monde(state, &m);
    static const char *const bad[] = { "limite=501", "limite=0", "page=0", "page=x", "bbox=1,2,3", "bbox=2,48,1,49",
        "bbox=1,95,2,96", "pres=48", "pres=100,1", "rayon_km=5", "services=Inconnu", "code_postal=281", "q=%ff",
        "ouvert_a=hier", "ouvert_a=2023-11-13T9:00", "modifie_depuis=hier", "modifie_depuis=2023-11-13T25:00:00Z",
        "curseur=3", "curseur=a-b", "curseur=-1-2", "curseur=1-2&q=brou", "modifie_depuis=2023-11-13&curseur=0-0" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *v = get(&m, str_format(m.a, "/api/v1/lieux?%s", bad[i]).p, 400);
        assert_true(json_is_string(json_object_get(v, "message")));
        json_decref(v);
    }
    monde_fini(&m);
}

static void says_what_has_not_changed(void **state)
{
    Monde m;
    monde(state, &m);
    HttpAnswer h = http_call(&m.app, m.db, m.a, "GET", "/api/v1/lieux", NULL, STR_NONE);
    Str etag = http_answer_header(&h, "ETag");
    assert_true(etag.n > 4);
    Str again = str_format(m.a, "If-None-Match: %.*s\r\n", STR_ARG(etag));
    assert_int_equal(http_call(&m.app, m.db, m.a, "GET", "/api/v1/lieux", again.p, STR_NONE).status, 304);
    TX tx = tx_begin(m.db, HERE);
    assert_ok(snapshot_touch(m.db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    assert_ok(snapshots_refresh(m.app.snapshots, m.db));
    assert_int_equal(http_call(&m.app, m.db, m.a, "GET", "/api/v1/lieux", again.p, STR_NONE).status, 200);
    monde_fini(&m);
}

/* ---- following the directory ---- */

enum { SUIVIS = 40, TOURS = 60 };

typedef struct Suivi {
    Monde *m;
    uint64_t seed;
    int last;
    int state[SUIVIS]; /* of the file: 0 absent, else the number in its name */
    Str seen[SUIVIS]; /* what the follower holds; STR_NONE: not, or told gone */
    Writer *writer;
} Suivi;

static unsigned draw(Suivi *f, unsigned below)
{
    f->seed = f->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(f->seed >> 33) % below;
}

/* Some places of the file come, go or change, as an import of the whole file. */
static void change_some(Suivi *f)
{
    BUF b = buf_new(1 * MIB);
    buf_put(&b, S("id,pivot,nom,commune,code_postal,adresse,date_maj\n"));
    for (unsigned n = draw(f, 6); n > 0; n--) {
        unsigned i = draw(f, SUIVIS);
        f->state[i] = draw(f, 4) ? ++f->last : 0;
    }
    f->state[0] = ++f->last;
    for (int i = 0; i < SUIVIS; i++)
        if (f->state[i])
            buf_format(&b, "suivi-%d,00000000000000,Lieu n° %d,Brou,28160,1 rue,2024-01-02\n", i, f->state[i]);
    ImportRapport *r = NULL;
    Str message;
    f->m->now += draw(f, 3);
    assert_ok(lieux_import_read(f->m->a,
        &(ImportFichier){ .nom = S("f.csv"), .octets = str_dup(f->m->a, buf_str(&b)), .source = S("suivi") }, &r,
        &message));
    assert_ok(lieux_import_match(f->m->db, f->m->a, r));
    assert_ok(lieux_import_apply(f->writer, f->m->a, r, f->m->now));
    assert_ok(snapshots_refresh(f->m->app.snapshots, f->m->db));
}

static int number_of(const char *id)
{
    int64_t n = -1;
    return strncmp(id, "suivi-", 6) == 0 && str_to_i64(str_from(id + 6), &n) ? (int)n : -1;
}

/* One page: what it gives is new to the follower. Returns the cursor to go on with. */
static Str follow(Suivi *f, Str cursor, bool *ret_more)
{
    json_t *v = get(f->m, str_format(f->m->a, "/api/v1/lieux?limite=3&%.*s", STR_ARG(cursor)).p, 200), *one;
    size_t i;
    json_array_foreach(json_object_get(v, "lieux"), i, one) {
        int n = number_of(json_string_value(json_object_get(one, "id")));
        Str nom = str_from(json_string_value(json_object_get(one, "nom")));
        if (n < 0)
            continue;
        if (str_eq(f->seen[n], nom))
            fail_msg("%.*s est donné deux fois", STR_ARG(nom));
        f->seen[n] = str_dup(f->m->a, nom);
    }
    json_array_foreach(json_object_get(v, "disparus"), i, one) {
        int n = number_of(json_string_value(json_object_get(one, "id")));
        if (n >= 0)
            f->seen[n] = STR_NONE;
        assert_non_null(json_object_get(one, "disparu_depuis"));
    }
    *ret_more = json_is_true(json_object_get(v, "suite"));
    Str next = str_format(f->m->a, "curseur=%s", json_string_value(json_object_get(v, "curseur")));
    json_decref(v);
    return next;
}

/* Pages are walked while places come, change and go: at the end the follower holds what the directory has. */
static void a_walk_misses_nothing_and_gives_nothing_twice(void **state)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        Monde m;
        monde(state, &m);
        Suivi f = { .m = &m, .seed = seed };
        assert_ok(writer_inline(m.db, &f.writer));
        for (int i = 0; i < SUIVIS; i++)
            f.state[i] = ++f.last;
        change_some(&f);
        Str cursor = seed % 2 ? S("curseur=0-0") : S("modifie_depuis=2023-11-14T22:13:20Z");
        bool more = true;
        for (int k = 0; k < TOURS; k++) {
            cursor = follow(&f, cursor, &more);
            if (draw(&f, 3) == 0)
                change_some(&f);
        }
        do
            cursor = follow(&f, cursor, &more);
        while (more);
        for (int i = 0; i < SUIVIS; i++) {
            Str want = f.state[i] ? str_format(m.a, "Lieu n° %d", f.state[i]) : STR_NONE;
            assert_str_equal(f.seen[i], want);
        }
        Str at_end = follow(&f, cursor, &more);
        assert_str_equal(at_end, cursor);
        writer_free(f.writer);
        monde_fini(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_filters),
        cmocka_unit_test(gives_standard_fields_and_distance),
        cmocka_unit_test(filters_on_opening),
        cmocka_unit_test(gives_one_by_its_standard_id),
        cmocka_unit_test(suggests_communes_needs_and_places),
        cmocka_unit_test(refuses_what_cannot_be_read),
        cmocka_unit_test(says_what_has_not_changed),
        cmocka_unit_test(a_walk_misses_nothing_and_gives_nothing_twice),
    };
    return SUITE_MAIN("lieux_api", true, tests);
}
