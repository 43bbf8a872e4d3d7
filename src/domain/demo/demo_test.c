// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is invented adds up, follows the standard, and says that it is invented; the same number gives the same. */
#include "domain/activites/statistiques.h"
#include "domain/demo/activites_inventees.h"
#include "domain/demo/corrections_inventees.h"
#include "domain/demo/data.h"
#include "domain/demo/demo.h"
#include "domain/demo/recensements_inventes.h"
#include "domain/demo/scores_inventes.h"
#include "domain/lieux/import.h"
#include "domain/tenue/corrections.h"
#include "domain/territoire/import.h"
#include "tenue_sql.h"

#include <math.h>
#include <string.h>

#include "support/suite.h"

static const int64_t NOW = 1795000000;
#define TODAY date_paris(NOW)

typedef struct World {
    Db *db;
    Arena *a;
    void *snapshot;
} World;

static void world_done(World *w)
{
    if (w->snapshot)
        territoire_snapshot.free(w->snapshot);
    arena_free(w->a);
}
#define WORLD __attribute__((cleanup(world_done))) World

static World world_new(void **state)
{
    World w = { .db = test_db(state), .a = arena_new(256 * MIB) };
    Decoupage d = { .departement = str_from(demo_departement),
        .source = S("x"),
        .fichier = S("x"),
        .source_epci = S("x"),
        .fichier_epci = S("x") };
    Coordonnees c = { .fichier = S("x") };
    DecoupageBilan communes;
    CoordonneesBilan points;
    Str message = STR_NONE;
    assert_ok(decoupage_read_communes(w.a, str_from(demo_communes), &d, &message));
    assert_ok(decoupage_read_epci(w.a, str_from(demo_epci), &d, &message));
    assert_ok(decoupage_read_departements(w.a, str_from(demo_departements), &d, &message));
    assert_ok(coordonnees_read(w.a, str_from(demo_cities), &c, &message));
    assert_ok(decoupage_apply(w.db, w.a, &d, NOW, &communes));
    assert_ok(coordonnees_apply(w.db, w.a, &c, NOW, &points));
    assert_int_equal(communes.communes, 363);
    assert_int_equal(communes.epci, 12);
    assert_int_equal(points.communes, 148);
    assert_ok(territoire_snapshot.build(w.db, NULL, &w.snapshot));
    return w;
}

static ImportRapport *invent(World *w, int64_t graine)
{
    ImportRapport *r = NULL;
    Str message = STR_NONE;
    BUF csv = buf_new(4 * MIB);
    assert_ok(demo_lieux_csv(w->snapshot, w->a, graine, TODAY, &csv));
    ImportFichier f = { .nom = S("demo.csv"),
        .format = IMPORT_STANDARD_CSV,
        .territoire = w->snapshot,
        .octets = str_dup(w->a, buf_str(&csv)),
        .aujourdhui = TODAY };
    assert_ok(lieux_import_read(w->a, &f, &r, &message));
    assert_int_equal(r->lignes.n, DEMO_LIEUX);
    return r;
}

static bool holds(const ImportLigne *l, StandardField f, const char *value)
{
    Str rest = l->champs[f], part;
    while (str_split(&rest, '|', &part))
        if (str_eq(part, str_from(value)))
            return true;
    return false;
}

static void the_territory_is_the_real_one(void **state)
{
    WORLD w = world_new(state);
    assert_str_equal(territoire_departement_nom(w.snapshot, S("28")), S("Eure-et-Loir"));
    assert_str_equal(territoire_commune(w.snapshot, S("28085"))->nom, S("Chartres"));
    assert_int_equal(territoire_commune(w.snapshot, S("28085"))->population, 38324);
    assert_str_equal(territoire_commune(w.snapshot, S("28276"))->nom, S("Neuville Saint Denis"));
}

/* Feuille de route, state of the offer: 126 places, 47, 24, 59, 3 in QPV, 40 in FRR. */
static void counts_add_up(void **state)
{
    WORLD w = world_new(state);
    for (int64_t graine = 0; graine < 12; graine++) {
        ImportRapport *r = invent(&w, graine);
        int cn = 0, fs = 0, ac = 0, qpv = 0, frr = 0, bus = 0, several = 0, none = 0, old = 0;
        Str year_ago = date_iso(w.a, (Date){ TODAY.days - 365 });
        for (size_t i = 0; i < r->lignes.n; i++) {
            const ImportLigne *l = &r->lignes.v[i];
            bool a = holds(l, CHAMP_dispositif_programmes_nationaux, "Conseillers numériques");
            bool b = holds(l, CHAMP_dispositif_programmes_nationaux, "France Services");
            bool c = holds(l, CHAMP_dispositif_programmes_nationaux, "Aidants Connect");
            cn += a;
            fs += b;
            ac += c;
            several += a + b + c > 1;
            none += a + b + c == 0;
            old += str_cmp(l->champs[CHAMP_date_maj], year_ago) < 0;
            qpv += holds(l, CHAMP_autres_formations_labels, "QPV");
            frr += holds(l, CHAMP_autres_formations_labels, "FRR");
            bus += holds(l, CHAMP_itinerance, "Itinérant");
        }
        assert_int_equal(cn, DEMO_CONSEILLERS);
        assert_int_equal(fs, DEMO_FRANCE_SERVICES);
        assert_int_equal(ac, DEMO_AIDANTS);
        assert_int_equal(qpv, DEMO_QPV);
        assert_int_equal(frr, DEMO_FRR);
        assert_int_equal(bus, DEMO_BUS);
        assert_true(several > 20 && none > 20);
        assert_in_range(old, 8, 40);                  /* sheets to be confirmed, not all of them */
    }
}

static void every_row_is_valid_and_says_what_it_is(void **state)
{
    WORLD w = world_new(state);
    for (int64_t graine = 0; graine < 6; graine++) {
        ImportRapport *r = invent(&w, graine);
        for (size_t i = 0; i < r->lignes.n; i++) {
            const ImportLigne *l = &r->lignes.v[i];
            if (l->remarques.n)
                fail_msg("ligne %lld : %.*s « %.*s » %.*s", (long long)l->ligne, STR_ARG(l->remarques.v[0].champ),
                    STR_ARG(l->remarques.v[0].valeur), STR_ARG(l->remarques.v[0].raison));
            assert_false(l->refusee);
            assert_str_equal(l->champs[CHAMP_source], S(DEMO_SOURCE));
            assert_str_equal(l->champs[CHAMP_pivot], S("00000000000000"));
            assert_int_equal(l->commune, COMMUNE_CONFIRMEE);
            Str phone = l->champs[CHAMP_telephone], mail = l->champs[CHAMP_courriels];
            assert_true(str_is_none(phone) || (phone.n == 12 && str_starts(phone, S("+3326191"))));
            assert_true(str_is_none(mail) || str_ends(mail, S("@example.org")));
        }
    }
}

static void names_and_ids_are_not_repeated(void **state)
{
    WORLD w = world_new(state);
    ImportRapport *r = invent(&w, DEMO_GRAINE);
    for (size_t i = 0; i < r->lignes.n; i++)
        for (size_t k = 0; k < i; k++)
            for (int f = CHAMP_id; f <= CHAMP_nom; f++)
                if (f != CHAMP_pivot && str_eq(r->lignes.v[i].champs[f], r->lignes.v[k].champs[f]))
                    fail_msg("« %.*s » deux fois", STR_ARG(r->lignes.v[i].champs[f]));
}

/* Near the commune's own point, in more than 60 communes, the largest one with the most places. */
static void places_are_spread(void **state)
{
    WORLD w = world_new(state);
    ImportRapport *r = invent(&w, DEMO_GRAINE);
    size_t communes = 0, chartres = 0;
    for (size_t i = 0; i < r->lignes.n; i++) {
        const Str *champs = r->lignes.v[i].champs;
        const Commune *c = territoire_commune(w.snapshot, champs[CHAMP_code_insee]);
        Point p;
        assert_non_null(c);
        assert_true(str_to_f64(champs[CHAMP_latitude], &p.lat) && str_to_f64(champs[CHAMP_longitude], &p.lon));
        assert_true(point_distance_m(c->point, p) < 1200);
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = str_eq(r->lignes.v[k].champs[CHAMP_code_insee], champs[CHAMP_code_insee]);
        communes += !seen;
        chartres += str_eq(champs[CHAMP_code_insee], S("28085"));
    }
    assert_true(communes > 60);
    assert_in_range(chartres, 6, 14);
}

static void a_number_decides_everything(void **state)
{
    WORLD w = world_new(state);
    BUF one = buf_new(4 * MIB);
    BUF same = buf_new(4 * MIB);
    BUF other = buf_new(4 * MIB);
    assert_ok(demo_lieux_csv(w.snapshot, w.a, 7, TODAY, &one));
    assert_ok(demo_lieux_csv(w.snapshot, w.a, 7, TODAY, &same));
    assert_ok(demo_lieux_csv(w.snapshot, w.a, 8, TODAY, &other));
    assert_str_equal(buf_str(&one), buf_str(&same));
    assert_false(str_eq(buf_str(&one), buf_str(&other)));
    assert_true(buf_str(&one).n > 40000);
}

/* ---- kept true ---- */

static LieuTenu tenu_of(const ImportLigne *l)
{
    LieuTenu t = { 0 };
    for (int f = 0; f < STANDARD_N; f++)
        t.champs[f] = l->champs[f];
    return t;
}

/* A place and its annexe, whatever the number: one pair, of two places that carry nothing twice. */
static void one_pair_looks_alike(void **state)
{
    WORLD w = world_new(state);
    for (int64_t graine = 0; graine < 30; graine += graine < 6 ? 1 : 11) {
        ImportRapport *r = invent(&w, graine);
        int pairs = 0;
        for (size_t i = 0; i < r->lignes.n; i++)
            for (size_t k = i + 1; k < r->lignes.n; k++) {
                const LieuTenu x = tenu_of(&r->lignes.v[i]), y = tenu_of(&r->lignes.v[k]);
                if (lieux_ressemblance(w.a, &x, &y) < RESSEMBLANCE_SEUIL)
                    continue;
                pairs++;
                assert_str_equal(y.champs[CHAMP_nom], str_cat(w.a, x.champs[CHAMP_nom], S(", annexe")));
                assert_false(str_eq(x.champs[CHAMP_adresse], y.champs[CHAMP_adresse]));
            }
        assert_int_equal(pairs, 1);
    }
}

static void corrections_wait_and_say_they_are_invented(void **state)
{
    WORLD w = world_new(state);
    ImportRapport *r = invent(&w, DEMO_GRAINE);
    ROWS rows = { 0 };
    SqlCorrectionsAttente row;
    int n = 0;
    TX tx = tx_begin(w.db, HERE);
    assert_ok(demo_corrections(w.db, w.a, NOW, random_real(), r));
    assert_ok(tx_commit(&tx));
    assert_ok(sql_corrections_attente(w.db, &rows));
    while (sql_corrections_attente_next(&rows, &row)) {
        n++;
        assert_true(str_starts(row.lieu, S("demo-28-")) && str_starts(row.message, S("Correction inventée")));
        assert_true(str_is_none(row.courriel) && row.cree_at < NOW);
    }
    assert_ok(rows_end(&rows));
    assert_int_equal(n, DEMO_CORRECTIONS);
}

/* ---- censuses ---- */

/* Each census has rows; each row is read without a remark, is of a place of the demonstration, and says that it is invented. */
static void every_census_has_rows_that_say_they_are_invented(void **state)
{
    WORLD w = world_new(state);
    ImportRapport *r = invent(&w, DEMO_GRAINE);
    DemoLieu *places = NEW(w.a, DemoLieu, r->lignes.n);
    int64_t told = 0, stored = 0;
    for (size_t i = 0; i < r->lignes.n; i++)
        places[i] = (DemoLieu){ r->lignes.v[i].champs[CHAMP_id], r->lignes.v[i].champs[CHAMP_nom],
            r->lignes.v[i].champs[CHAMP_code_insee] };
    TX tx = tx_begin(w.db, HERE);
    assert_ok(demo_recensements(w.db, w.a, NOW, random_real(), w.snapshot, places, r->lignes.n, &told));
    assert_ok(tx_commit(&tx));
    for (const Recensement *c = recensements; c->nom.n; c++) {
        const Ligne *v = NULL;
        size_t n = 0, precision = recensement_colonnes(c) - 1;
        assert_ok(recensement_lignes(w.db, w.a, c, &v, &n));
        assert_true(n >= 8);
        stored += (int64_t)n;
        for (size_t i = 0; i < n; i++) {
            assert_str_equal(v[i].source, S(DEMO_SOURCE));
            assert_str_equal(v[i].v[precision], S("Ligne inventée pour la démonstration."));
            assert_true(c->a_part ? v[i].code_insee.n == 5 : str_starts(v[i].lieu, S("demo-28-")));
        }
    }
    assert_int_equal(stored, told);
    assert_int_equal(told, 247);
}

/* ---- records ---- */

static DemoLieu *some_places(World *w)
{
    DemoLieu *l = NEW(w->a, DemoLieu, DEMO_FRANCE_SERVICES);
    for (size_t i = 0; i < DEMO_FRANCE_SERVICES; i++)
        l[i] = (DemoLieu){ str_format(w->a, "lieu-%zu", i), str_format(w->a, "Maison %zu", i),
            str_from(territoire_commune_at(w->snapshot, i * 7)->code.p) };
    return l;
}

static Chiffres of_2023(World *w, int dispositif)
{
    StatQuestion q = { .du = date_from_ymd(2023, 1, 1),
        .au = date_from_ymd(2023, 12, 31),
        .dispositif = dispositif,
        .epci = STR_NONE };
    Chiffres c, raw;
    assert_ok(statistiques(w->db, w->a, &q, false, &c));
    assert_ok(statistiques(w->db, w->a, &q, true, &raw));
    assert_memory_equal(&c, &raw, sizeof c);
    for (int par = 0; par < STAT_PAR_N; par++) {
        const StatLigne *l;
        size_t n;
        int64_t sum = 0;
        assert_ok(statistiques_par(w->db, w->a, &q, par, false, &l, &n));
        for (size_t i = 0; i < n; i++)
            sum += l[i].accompagnements;
        assert_int_equal(sum, c.accompagnements); /* each invented record has one theme */
    }
    return c;
}

/* Feuille de route, « Chiffres clés 2023 ». */
static void records_add_up_to_the_roadmap(void **state)
{
    WORLD w = world_new(state);
    TX tx = tx_begin(w.db, HERE);
    assert_ok(demo_activites(w.db, w.a, NOW, DEMO_GRAINE, some_places(&w), DEMO_FRANCE_SERVICES));
    assert_ok(tx_commit(&tx));
    Chiffres cn = of_2023(&w, DISPOSITIF_CONSEILLER_NUMERIQUE), fs = of_2023(&w, DISPOSITIF_FRANCE_SERVICES);
    Chiffres ac = of_2023(&w, DISPOSITIF_AIDANTS_CONNECT), all = of_2023(&w, -1);
    assert_int_equal(cn.accompagnements, 7123);
    assert_int_equal(cn.usagers, 4059);
    assert_int_equal(cn.ateliers, 564);
    assert_int_equal(cn.professionnels, 20);
    assert_int_equal(fs.accompagnements, 48317);
    assert_int_equal(fs.usagers, 4713);
    assert_int_equal(fs.structures, 24);
    assert_int_equal(fs.regles, 37789);
    assert_int_equal((int64_t)(part_de(fs.regles, fs.regles_dits) * 100 + 0.5), 7821);
    assert_int_equal((int64_t)(part_de(fs.satisfaits, fs.satisfaction_dits) + 0.5), 95);
    assert_int_equal((int64_t)(par_jour_de(&fs) * 10 + 0.5), 104);
    assert_int_equal(ac.accompagnements, 1582);
    assert_int_equal(ac.usagers, 429);
    assert_int_equal(ac.professionnels, 97);
    assert_int_equal(all.accompagnements, DEMO_ACCOMPAGNEMENTS);
    assert_int_equal(all.professionnels, 117);
    assert_int_equal(all.usagers, 4059 + 4713 + 429 - 60); /* sixty are known to two of them */
}

static void without_located_communes_it_is_refused(void **state)
{
    ARENA a = arena_new(64 * MIB);
    BUF csv = buf_new(MIB);
    void *empty = NULL;
    assert_ok(territoire_snapshot.build(test_db(state), NULL, &empty));
    Err e = demo_lieux_csv(empty, a, 1, TODAY, &csv);
    territoire_snapshot.free(empty);
    assert_int_equal(e, ERR_INVALID);
}

/* The fourteen of the roadmap, from the rows that are kept; the same number gives the same; floors hold. */
static void scores_weigh_what_the_roadmap_prints(void **state)
{
    ARENA a = arena_new(64 * MIB);
    Decoupage d = { .departement = str_from(demo_departement),
        .millesime = S("2026"),
        .source = S("x"),
        .fichier = S("x") };
    Populations p, again_p;
    Ifn f, again;
    Str message = STR_NONE;
    (void)state;
    assert_ok(decoupage_read_communes(a, str_from(demo_communes), &d, &message));
    assert_ok(demo_scores(a, &d, DEMO_GRAINE, &p, &f));
    assert_ok(demo_scores(a, &d, DEMO_GRAINE, &again_p, &again));
    assert_true(f.fictif);
    assert_str_equal(f.source, S(DEMO_SOURCE));
    assert_str_equal(f.poids, S("pop_cog2026"));
    assert_int_equal(f.lignes.n, 363);
    for (int k = 0; k < IFN_INDICATEURS; k++) {
        double sum = 0, people = 0, low = 10, high = 1;
        for (size_t i = 0; i < f.lignes.n; i++) {
            double v = f.lignes.v[i].valeurs[k];
            sum += (double)p.lignes.v[i].habitants[0] * v;
            people += (double)p.lignes.v[i].habitants[0];
            low = fmin(low, v);
            high = fmax(high, v);
            assert_true(v == again.lignes.v[i].valeurs[k]);
        }
        if (fabs(sum / people - ifn_publies_28[k]) > 1e-9)
            fail_msg("%s : %.9f", ifn_defs[k].code, sum / people);
        assert_true(low >= (k == 1 ? 5 : 1) && high <= 10 && high - low > 1);
    }
    assert_ok(demo_scores(a, &d, DEMO_GRAINE + 1, &again_p, &again));
    assert_true(f.lignes.v[0].valeurs[0] != again.lignes.v[0].valeurs[0]);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(the_territory_is_the_real_one),
        cmocka_unit_test(counts_add_up),
        cmocka_unit_test(every_row_is_valid_and_says_what_it_is),
        cmocka_unit_test(names_and_ids_are_not_repeated),
        cmocka_unit_test(places_are_spread),
        cmocka_unit_test(a_number_decides_everything),
        cmocka_unit_test(one_pair_looks_alike),
        cmocka_unit_test(corrections_wait_and_say_they_are_invented),
        cmocka_unit_test(every_census_has_rows_that_say_they_are_invented),
        cmocka_unit_test(records_add_up_to_the_roadmap),
        cmocka_unit_test(scores_weigh_what_the_roadmap_prints),
        cmocka_unit_test(without_located_communes_it_is_refused),
    };
    return SUITE_MAIN("demo", true, all);
}
