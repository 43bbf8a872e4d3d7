// SPDX-License-Identifier: AGPL-3.0-or-later
/* The search against a naive reading of its header, on places made by a seeded generator. */
#include <stdlib.h>
#include <string.h>

#include "core/slice.h"
#include "domain/lieux/facettes.h"
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
        .formations_labels = des_valeurs(a, state, ENUM_FORMATIONS, 6),
        .itinerance = des_valeurs(a, state, ENUM_ITINERANCE, 2),
        .modalites_acces = des_valeurs(a, state, ENUM_ACCES, 4),
        .modalites_accompagnement = des_valeurs(a, state, ENUM_ACCOMPAGNEMENT, 4),
        .fiche_acces_libre = hasard(state) % 4 ? STR_NONE : S("https://acceslibre.beta.gouv.fr/app/x/"),
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
    for (int i = 0; i < n; i += 3)                         /* words of a census, and levels confirmed */
        assert_ok(lieu_etiqueter(db, str_format(m.a, "essai-%d", i), S("essai"),
            (Str[]){ facette_equipements[2 + i / 3 % 4].value, S("inconnu") }, 2));
    for (int i = 0; i < n; i += 5)
        assert_ok(niveaux_confirmer(db, m.a, 1700000000, str_format(m.a, "essai-%d", i),
            (EnumSet){ { (uint64_t)(i / 5 % 64), 0 } }, 0));
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

static bool has_values(const Lieux *s, const Lieu *l, const LieuxQuery *q, int f)
{
    bool all = f == ENUM_PUBLICS || f == ENUM_PRISE_EN_CHARGE || f == FACETTE_EQUIPEMENT,
         any = enumset_empty(q->valeurs[f]);
    for (int v = 0; v < facette_n(f); v++) {
        if (!enumset_has(q->valeurs[f], v))
            continue;
        bool has = enumset_has(lieu_facette(s, l, f), v);
        if (all && !has)
            return false;
        any |= has;
    }
    return any;
}

static bool matches(const Lieux *s, Arena *a, const Lieu *l, const LieuxQuery *q, int except)
{
    for (int f = 0; f < FACETTES_N; f++)
        if (f != except && !has_values(s, l, q, f))
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
    for (int f = 0; f < FACETTES_N; f++)
        for (int k = hasard(state) % 7 == 0 ? 2 : 0; k > 0; k--)
            enumset_add(&q.valeurs[f], (int)(hasard(state) % (uint64_t)facette_n(f)));
    return q;
}

static void compare(Monde *m, const LieuxQuery *q)
{
    ArenaMark mark = arena_mark(m->a);
    LieuxResult r;
    assert_ok(lieux_search(m->s, m->a, q, &r));
    size_t expected = 0;
    for (size_t i = 0; i < lieux_n(m->s); i++)
        expected += matches(m->s, m->a, lieux_at(m->s, i), q, ENUM_AUCUNE);
    assert_int_equal(r.total, expected);
    assert_int_equal(r.n, expected);
    for (size_t k = 0; k < r.n; k++)
        assert_true(matches(m->s, m->a, r.rows[k].lieu, q, ENUM_AUCUNE));
    for (size_t k = 1; q->sort == LIEUX_SORT_DISTANCE && k < r.n; k++)
        assert_true(r.rows[k].distance_m < 0 ||
                    (r.rows[k - 1].distance_m >= 0 && r.rows[k - 1].distance_m <= r.rows[k].distance_m));
    for (int f = 0; f < FACETTES_N; f++) {
        int64_t counts[STANDARD_ENUM_MAX] = { 0 };
        for (size_t i = 0; i < lieux_n(m->s); i++)
            if (matches(m->s, m->a, lieux_at(m->s, i), q, facette_toutes(f) ? ENUM_AUCUNE : f))
                for (int v = 0; v < facette_n(f); v++)
                    counts[v] += enumset_has(lieu_facette(m->s, lieux_at(m->s, i), f), v);
        for (int v = 0; v < facette_n(f); v++)
            assert_int_equal(r.facettes->n[f][v], counts[v]);
    }
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

/* Every value of every facet, alone: the rows that have it, read in the text of their field, and no other. */
static void each_value_selects_its_rows(void **state)
{
    Monde m = monde(state, LIEUX);
    int64_t some = 0;
    for (int f = 0; f < FACETTES_N; f++) {
        for (int v = 0; v < facette_n(f); v++) {
            ArenaMark mark = arena_mark(m.a);
            LieuxQuery q = { .max = LIEUX };
            LieuxResult r;
            size_t expected = 0;
            enumset_add(&q.valeurs[f], v);
            assert_ok(lieux_search(m.s, m.a, &q, &r));
            for (size_t i = 0; i < lieux_n(m.s); i++) {
                const Lieu *l = lieux_at(m.s, i);
                if (f >= STANDARD_ENUMS_N)
                    expected += enumset_has(lieu_facette(m.s, l, f), v);
                else
                    for (Str rest = lieu_champ(l, standard_enum_field((StandardEnum)f)), one;
                         str_split(&rest, '|', &one);)
                        expected += str_eq(one, standard_choices((StandardEnum)f)[v].value);
            }
            assert_int_equal(r.total, expected);
            for (size_t k = 0; k < r.n; k++)
                assert_true(enumset_has(lieu_facette(m.s, r.rows[k].lieu, f), v));
            some += expected > 0;
            arena_reset(m.a, mark);
        }
    }
    assert_in_range(some, 150, 1000);                      /* nearly each value is somewhere */
    monde_fini(&m);
}

static void each_typologie_is_in_one_family(void **state)
{
    Monde m = monde(state, LIEUX);
    int64_t seen = 0;
    for (size_t i = 0; i < lieux_n(m.s); i++) {
        const Lieu *l = lieux_at(m.s, i);
        Str codes = lieu_champ(l, CHAMP_typologie);
        EnumSet families = lieu_facette(m.s, l, FACETTE_FAMILLE);
        if (str_is_empty(codes) || str_has(codes, S("|")))
            continue;
        assert_int_equal(__builtin_popcountll(families.w[0]), 1);
        seen++;
    }
    assert_in_range(seen, 200, LIEUX);
    for (int v = 0; v < standard_enum_n(ENUM_TYPOLOGIE); v++) {
        LieuxQuery q = { .max = 1 };
        LieuxResult r;
        enumset_add(&q.valeurs[ENUM_TYPOLOGIE], v);
        assert_ok(lieux_search(m.s, m.a, &q, &r));
        assert_true(r.total > 0);                          /* so that each code was looked at */
    }
    monde_fini(&m);
}

static void levels_are_derived_then_confirmed(void **state)
{
    Monde m = { .a = arena_new(MIB) };
    Db *db = test_db(state);
    SqlLieuInsertArgs l = { .id = S("x"),
        .pivot = S("0"),
        .nom = S("X"),
        .commune = S("Brou"),
        .code_postal = S("28160"),
        .adresse = S("1"),
        .date_maj = S("2026-01-01"),
        .origine = S("essai"),
        .empreinte = S("x"),
        .typologie = S("TIERS_LIEUX"),
        .services = S("Aide aux démarches administratives"),
        .dispositif_programmes_nationaux = S("Conseillers numériques"),
        .modalites_accompagnement = S("Dans un atelier collectif") };
    EnumSet read;
    int64_t version = -1;
    assert_ok(sql_lieu_insert(db, &l));
    assert_ok(snapshots_new(table, &m.all));
    assert_ok(snapshots_refresh(m.all, db));
    m.view = snapshot_view(m.all);
    m.s = snapshot_get(m.view, &lieux_snapshot);
    const Lieu *x = lieux_find(m.s, S("x"));
    assert_int_equal(lieu_facette(m.s, x, FACETTE_NIVEAU).w[0],
        1 << NIVEAU_PONCTUELLE | 1 << NIVEAU_INDIVIDUEL | 1 << NIVEAU_FORMATION | 1 << NIVEAU_RESSOURCE);
    assert_int_equal(lieu_niveaux_confirmes(m.s, x), 0);
    assert_ok(niveaux_lus(db, m.a, S("x"), &read, &version));
    assert_int_equal(version, 0);
    assert_ok(niveaux_confirmer(db, m.a, 1700000000, S("x"), (EnumSet){ { 1 << NIVEAU_ORIENTATION, 0 } }, 0));
    assert_int_equal(niveaux_confirmer(db, m.a, 1700000001, S("x"), (EnumSet){ { 1, 0 } }, 0), ERR_CONFLICT);
    assert_int_equal(niveaux_confirmer(db, m.a, 1700000001, S("x"), (EnumSet){ { 1, 0 } }, 7), ERR_CONFLICT);
    assert_ok(niveaux_lus(db, m.a, S("x"), &read, &version));
    assert_int_equal(version, 1);
    assert_int_equal(read.w[0], 1 << NIVEAU_ORIENTATION);
    snapshot_view_free(m.view);
    assert_ok(snapshots_refresh(m.all, db));
    m.view = snapshot_view(m.all);
    m.s = snapshot_get(m.view, &lieux_snapshot);
    x = lieux_find(m.s, S("x"));
    assert_int_equal(lieu_facette(m.s, x, FACETTE_NIVEAU).w[0], 1 << NIVEAU_ORIENTATION);
    assert_int_equal(lieu_niveaux_confirmes(m.s, x), 1700000000);
    monde_fini(&m);
}

static void pages_cover_the_whole_once(void **state)
{
    Monde m = monde(state, 100);
    static const LieuxSort sorts[] = { LIEUX_SORT_NOM, LIEUX_SORT_DISTANCE, LIEUX_SORT_PERTINENCE };
    for (size_t k = 0; k < 3; k++) {
        bool seen[100] = { false };
        LieuxQuery all = { .max = 100, .sort = sorts[k], .a_point = k > 0, .point = { 48.4, 1.4 } };
        LieuxResult whole;
        assert_ok(lieux_search(m.s, m.a, &all, &whole));
        for (size_t from = 0; from < 120; from += 24) {
            LieuxQuery q = { .from = from, .max = 24, .sort = sorts[k], .a_point = k > 0, .point = { 48.4, 1.4 } };
            LieuxResult r;
            assert_ok(lieux_search(m.s, m.a, &q, &r));
            assert_int_equal(r.total, 100);
            assert_int_equal(r.n, from < 96 ? 24 : from == 96 ? 4 : 0);
            for (size_t i = 0; i < r.n; i++) {
                assert_ptr_equal(r.rows[i].lieu, whole.rows[from + i].lieu);
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
        cmocka_unit_test(each_value_selects_its_rows),
        cmocka_unit_test(each_typologie_is_in_one_family),
        cmocka_unit_test(levels_are_derived_then_confirmed),
        cmocka_unit_test(pages_cover_the_whole_once),
        cmocka_unit_test(words_of_the_name_come_first),
        cmocka_unit_test(finds_by_id_and_writes_json),
        cmocka_unit_test(an_empty_directory_answers),
        cmocka_unit_test(failing_memory_is_told),
    };
    return SUITE_MAIN("lieux_recherche", true, tests);
}
