// SPDX-License-Identifier: AGPL-3.0-or-later
/* The search against a naive reading of its header, on places made by a seeded generator. */
#include <stdlib.h>
#include <string.h>

#include "core/slice.h"
#include "domain/lieux/snapshot.h"
#include "lieux_sql.h"
#include "support/suite.h"

enum { LIEUX = 1500, REQUETES = 400 };

typedef struct Monde {
    Arena *a;
    Snapshots *all;
    SnapshotView *view;
    const Lieux *s;
} Monde;

static const SnapshotDef *const defs[] = { &territoire_snapshot, &lieux_snapshot, NULL };
static const Slice slice = { .name = "essai", .snapshots = defs };
static const Slice *const table[] = { &slice, NULL };

static uint64_t hasard(uint64_t *state)            /* splitmix64 */
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static Str un_de(uint64_t *state, const char *const *texts, size_t n)
{
    return str_from(texts[hasard(state) % n]);
}
#define UN_DE(state, ...)                                                                                              \
    un_de((state), (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static Str des_valeurs(Arena *a, uint64_t *state, StandardEnum e, int one_in)
{
    Str list = STR_NONE;
    for (int v = 0; v < standard_enum_n(e); v++) {
        if (hasard(state) % (uint64_t)one_in)
            continue;
        Str value = standard_choices(e)[v].value;
        list = str_is_none(list) ? value : str_join(a, (Str[]){ list, value }, 2, S("|"));
    }
    return list;
}

static SqlLieuInsertArgs lieu_invente(Arena *a, uint64_t *state, int i)
{
    bool place = hasard(state) % 10 != 0;
    Str sorte = UN_DE(state, "Médiathèque", "Maison", "L’Atelier", "Bus", "Espace");
    Str suite = UN_DE(state, "de l’Évêché", "Saint-Rémy", "numérique", "des Prés", "Cœur de Beauce");
    return (SqlLieuInsertArgs){
        .id = str_format(a, "essai-%d", i),
        .pivot = S("00000000000000"),
        .nom = str_format(a, "%.*s %.*s %d", STR_ARG(sorte), STR_ARG(suite), i),
        .commune = UN_DE(state, "Brou", "Châteaudun", "Saint-Rémy-sur-Avre", "Dreux"),
        .code_postal = UN_DE(state, "28160", "28200", "28380", "28100"),
        .code_insee = UN_DE(state, "28061", "28088", "28359", "28134"),
        .adresse = UN_DE(state, "4 rue de la Rivière", "place du Marché"),
        .latitude = place ? str_format(a, "%.5f", 47.9 + (double)(hasard(state) % 100000) / 100000) : STR_NONE,
        .longitude = place ? str_format(a, "%.5f", 0.7 + (double)(hasard(state) % 120000) / 100000) : STR_NONE,
        .date_maj = S("2026-01-01"),
        .services = des_valeurs(a, state, ENUM_SERVICES, 3),
        .publics_specifiquement_adresses = des_valeurs(a, state, ENUM_PUBLICS, 2),
        .prise_en_charge_specifique = des_valeurs(a, state, ENUM_PRISE_EN_CHARGE, 3),
        .frais_a_charge = des_valeurs(a, state, ENUM_FRAIS, 2),
        .typologie = des_valeurs(a, state, ENUM_TYPOLOGIE, 60),
        .dispositif_programmes_nationaux = des_valeurs(a, state, ENUM_DISPOSITIFS, 5),
        .autres_formations_labels = UN_DE(state, "FRR", "QPV|FRR", "Autre label"),
        .origine = S("essai"),
        .empreinte = S("x"),
    };
}

static Monde monde(void **state, int n)
{
    Monde m = { .a = arena_new(256 * MIB) };
    Db *db = test_db(state);
    uint64_t seed = 28;
    TX tx = tx_begin(db, HERE);
    assert_ok(db_batch_begin(db));
    for (int i = 0; i < n; i++) {
        SqlLieuInsertArgs args = lieu_invente(m.a, &seed, i);
        assert_ok(sql_lieu_insert(db, &args));
    }
    assert_ok(db_batch_end(db));
    assert_ok(snapshot_touch(db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    assert_ok(snapshots_new(table, &m.all));
    assert_ok(snapshots_refresh(m.all, db));
    m.view = snapshot_view(m.all);
    m.s = snapshot_get(m.view, &lieux_snapshot);
    assert_non_null(m.s);
    return m;
}

static void monde_fini(Monde *m)
{
    snapshot_view_free(m->view);
    snapshots_free(m->all);
    arena_free(m->a);
}

/* ---- the naive reading ---- */

static bool word_begins(Arena *a, Str text, Str word)
{
    for (Str rest = utf8_fold_name(a, text), w; str_split(&rest, ' ', &w);)
        if (str_starts(w, word))
            return true;
    return false;
}

static bool has_words(Arena *a, const Lieu *l, Str q)
{
    for (Str rest = utf8_fold_name(a, q), word; str_split(&rest, ' ', &word);) {
        bool found = word_begins(a, lieu_champ(l, CHAMP_nom), word) ||
                     word_begins(a, lieu_champ(l, CHAMP_commune), word) ||
                     word_begins(a, lieu_champ(l, CHAMP_code_postal), word) ||
                     word_begins(a, lieu_champ(l, CHAMP_adresse), word) ||
                     word_begins(a, lieu_champ(l, CHAMP_services), word) ||
                     word_begins(a, lieu_champ(l, CHAMP_dispositif_programmes_nationaux), word);
        for (int v = 0; v < standard_enum_n(ENUM_SERVICES); v++)
            found |= enumset_has(lieu_choisis(l, ENUM_SERVICES), v) && word_begins(a, besoin_mots(v), word);
        if (!found)
            return false;
    }
    return true;
}

static bool has_values(const Lieu *l, const LieuxQuery *q, StandardEnum e)
{
    bool all = e == ENUM_PUBLICS || e == ENUM_PRISE_EN_CHARGE, any = enumset_empty(q->valeurs[e]);
    for (int v = 0; v < standard_enum_n(e); v++) {
        if (!enumset_has(q->valeurs[e], v))
            continue;
        bool has = enumset_has(lieu_choisis(l, e), v);
        if (all && !has)
            return false;
        any |= has;
    }
    return any;
}

static bool matches(Arena *a, const Lieu *l, const LieuxQuery *q, int except)
{
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        if (e != except && !has_values(l, q, (StandardEnum)e))
            return false;
    if (!str_is_none(q->commune) && !str_eq(q->commune, lieu_champ(l, CHAMP_code_insee)))
        return false;
    if (!str_is_none(q->code_postal) && !str_eq(q->code_postal, lieu_champ(l, CHAMP_code_postal)))
        return false;
    if (q->a_bbox && !(l->a_point && l->point.lat >= q->latmin && l->point.lat <= q->latmax &&
                         l->point.lon >= q->lonmin && l->point.lon <= q->lonmax))
        return false;
    if (q->rayon_m > 0 && !(l->a_point && point_distance_m(l->point, q->point) <= q->rayon_m))
        return false;
    if (!str_is_none(q->autres_formations_labels) && !str_has(lieu_champ(l, CHAMP_autres_formations_labels), S("QPV")))
        return false;
    return str_is_none(q->q) || has_words(a, l, q->q);
}

static LieuxQuery requete_au_hasard(uint64_t *state)
{
    LieuxQuery q = { .max = LIEUX, .facettes = true };
    if (hasard(state) % 3 == 0)
        q.q = UN_DE(state, "mediatheque", "ST remy", "eveche", "coeur", "bus brou", "impots", "2816", "e", "zzz",
            "riviere");
    if (hasard(state) % 4 == 0)
        q.commune = UN_DE(state, "28061", "28359", "99999");
    if (hasard(state) % 5 == 0)
        q.code_postal = S("28200");
    if (hasard(state) % 3 == 0) {
        q.a_bbox = true;
        q.latmin = 47.5 + (double)(hasard(state) % 1000) / 1000;
        q.latmax = q.latmin + (double)(hasard(state) % 800) / 1000;
        q.lonmin = 0.5 + (double)(hasard(state) % 1000) / 1000;
        q.lonmax = q.lonmin + (double)(hasard(state) % 800) / 1000;
    }
    if (hasard(state) % 3 == 0) {
        q.a_point = true;
        q.point = (Point){ 48.2 + (double)(hasard(state) % 500) / 1000, 1 + (double)(hasard(state) % 500) / 1000 };
        q.rayon_m = hasard(state) % 2 ? (double)(hasard(state) % 40000) : 0;
        q.sort = hasard(state) % 2 ? LIEUX_SORT_DISTANCE : LIEUX_SORT_PERTINENCE;
    }
    if (hasard(state) % 6 == 0)
        q.autres_formations_labels = S("qpv");
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        for (int k = hasard(state) % 6 == 0 ? 2 : 0; k > 0; k--)
            enumset_add(&q.valeurs[e], (int)(hasard(state) % (uint64_t)standard_enum_n((StandardEnum)e)));
    return q;
}

static void compare(Monde *m, const LieuxQuery *q)
{
    ArenaMark mark = arena_mark(m->a);
    LieuxResult r;
    assert_ok(lieux_search(m->s, m->a, q, &r));
    size_t expected = 0;
    for (size_t i = 0; i < lieux_n(m->s); i++)
        expected += matches(m->a, lieux_at(m->s, i), q, ENUM_AUCUNE);
    assert_int_equal(r.total, expected);
    assert_int_equal(r.n, expected);
    for (size_t k = 0; k < r.n; k++)
        assert_true(matches(m->a, r.rows[k].lieu, q, ENUM_AUCUNE));
    for (size_t k = 1; q->sort == LIEUX_SORT_DISTANCE && k < r.n; k++)
        assert_true(r.rows[k].distance_m < 0 ||
                    (r.rows[k - 1].distance_m >= 0 && r.rows[k - 1].distance_m <= r.rows[k].distance_m));
    int64_t counts[STANDARD_ENUM_MAX] = { 0 };
    for (size_t i = 0; i < lieux_n(m->s); i++)
        if (matches(m->a, lieux_at(m->s, i), q, ENUM_SERVICES))
            for (int v = 0; v < standard_enum_n(ENUM_SERVICES); v++)
                counts[v] += enumset_has(lieu_choisis(lieux_at(m->s, i), ENUM_SERVICES), v);
    for (int v = 0; v < standard_enum_n(ENUM_SERVICES); v++)
        assert_int_equal(r.facettes->n[ENUM_SERVICES][v], counts[v]);
    arena_reset(m->a, mark);
}

static void same_as_the_naive_search(void **state)
{
    Monde m = monde(state, LIEUX);
    uint64_t seed = 5;
    size_t found = 0;
    for (int k = 0; k < REQUETES; k++) {
        LieuxQuery q = requete_au_hasard(&seed);
        compare(&m, &q);
        ArenaMark mark = arena_mark(m.a);
        LieuxResult r;
        assert_ok(lieux_search(m.s, m.a, &q, &r));
        found += r.total > 0;
        arena_reset(m.a, mark);
    }
    assert_in_range(found, REQUETES / 5, REQUETES);        /* the queries are not all empty */
    monde_fini(&m);
}

static void pages_cover_the_whole_once(void **state)
{
    Monde m = monde(state, 100);
    static const LieuxSort sorts[] = { LIEUX_SORT_NOM, LIEUX_SORT_DISTANCE, LIEUX_SORT_PERTINENCE };
    for (size_t k = 0; k < 3; k++) {
        bool seen[100] = { false };
        for (size_t from = 0; from < 120; from += 24) {
            LieuxQuery q = { .from = from, .max = 24, .sort = sorts[k], .a_point = k > 0, .point = { 48.4, 1.4 } };
            LieuxResult r;
            assert_ok(lieux_search(m.s, m.a, &q, &r));
            assert_int_equal(r.total, 100);
            assert_int_equal(r.n, from < 96 ? 24 : from == 96 ? 4 : 0);
            for (size_t i = 0; i < r.n; i++) {
                int64_t number;
                Str id = lieu_champ(r.rows[i].lieu, CHAMP_id);
                assert_true(str_to_i64(str_slice(id, sizeof "essai-" - 1, id.n), &number));
                assert_false(seen[number]);
                seen[number] = true;
            }
        }
    }
    monde_fini(&m);
}

static void words_of_the_name_come_first(void **state)
{
    Monde m = monde(state, 200);
    LieuxQuery q = { .q = S("saint remy"), .max = 200 };
    LieuxResult r;
    assert_ok(lieux_search(m.s, m.a, &q, &r));
    bool name_over = false;
    for (size_t k = 0; k < r.n; k++) {
        bool in_name = word_begins(m.a, lieu_champ(r.rows[k].lieu, CHAMP_nom), S("remy"));
        assert_false(in_name && name_over);
        name_over |= !in_name;
    }
    assert_true(name_over);                                /* some are found by their commune only */
    monde_fini(&m);
}

static void finds_by_id_and_writes_json(void **state)
{
    Monde m = monde(state, 50);
    const Lieu *l = lieux_find(m.s, S("essai-7"));
    assert_non_null(l);
    assert_null(lieux_find(m.s, S("essai-70")));
    Str json = lieu_json_open(m.s, l);
    assert_true(str_starts(json, S("{\"id\":\"essai-7\",\"pivot\":\"00000000000000\",\"nom\":\"")));
    assert_true(json.p[json.n - 1] != '}');
    assert_false(str_has(json, S("telephone")));           /* absent fields are left out */
    monde_fini(&m);
}

static void an_empty_directory_answers(void **state)
{
    Monde m = monde(state, 0);
    LieuxQuery q = { .q = S("brou"), .max = 24, .facettes = true, .a_bbox = true, .latmax = 90, .lonmax = 180 };
    LieuxResult r;
    assert_ok(lieux_search(m.s, m.a, &q, &r));
    assert_int_equal(r.total, 0);
    assert_null(lieux_find(m.s, S("x")));
    monde_fini(&m);
}

static void failing_memory_is_told(void **state)
{
    Monde m = monde(state, 50);
    LieuxQuery q = { .q = S("saint remy"),
        .max = 24,
        .facettes = true,
        .autres_formations_labels = S("frr"),
        .a_point = true,
        .point = { 48, 1 } };
    LieuxResult r;
    arena_fault_at(0);
    assert_ok(lieux_search(m.s, m.a, &q, &r));
    int64_t allocations = arena_fault_at(0);
    assert_in_range(allocations, 5, 10000);
    for (int64_t n = 1; n <= allocations; n++) {
        ARENA a = arena_new(MIB);
        arena_fault_at(n);
        Err e = lieux_search(m.s, a, &q, &r);
        arena_fault_at(0);
        assert_true(e == ERR_MEMORY || arena_failed(a));
    }
    monde_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_the_naive_search),
        cmocka_unit_test(pages_cover_the_whole_once),
        cmocka_unit_test(words_of_the_name_come_first),
        cmocka_unit_test(finds_by_id_and_writes_json),
        cmocka_unit_test(an_empty_directory_answers),
        cmocka_unit_test(failing_memory_is_told),
    };
    return SUITE_MAIN("lieux_recherche", true, tests);
}
