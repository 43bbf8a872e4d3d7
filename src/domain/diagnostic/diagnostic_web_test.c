// SPDX-License-Identifier: AGPL-3.0-or-later
/* Pages and API of the diagnosis over the small territory of the suites, on both engines. */
#include <fcntl.h>

#include "core/http/inproc.h"
#include "domain/diagnostic/calculs.h"
#include "domain/diagnostic/demandes.h"
#include "domain/diagnostic/iris.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "domain/lieux/lieux.h"
#include "support/pdf.h"
#include "support/suite.h"
#include "web/assets.h"

#include "lieux_sql.h"

typedef struct Monde {
    Fixture f;
    App app;
    Site site;
    int64_t now;
} Monde;

static const Slice *const slices[] = { &slice_territoire, &slice_lieux, &slice_diagnostic, NULL };

/* Those of diagnostic_test.h, in a département that a configuration may have. */
static const char communes[] =
    "[{\"code\":\"99001\",\"nom\":\"Un\",\"departement\":\"27\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99002\",\"nom\":\"Deux\",\"departement\":\"27\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99003\",\"nom\":\"Trois\",\"departement\":\"27\",\"region\":\"24\",\"type\":\"commune-actuelle\","
    "\"anciensCodes\":[\"99013\",\"99014\"]}]";

static void monde_new(void **state, Monde *m, bool scores)
{
    static char departement[] = "ENSEMBLE_DEPARTEMENT=27";
    char *const environment[] = { departement, NULL };
    Coordonnees c = { .source = S("essai"), .fichier = S("points.csv") };
    CoordonneesBilan bilan;
    Config *config;
    Str message = STR_NONE;
    *m = (Monde){ .f = { .db = test_db(state), .a = arena_new(1024 * MIB) }, .now = TEST_NOW };
    Fixture *f = &m->f;
    load_territoire(f, str_from(communes), str_from(test_epci),
        S("[{\"code\":\"27\",\"nom\":\"Essai\",\"region\":\"24\"}]"));
    assert_ok(coordonnees_read(f->a, S("code,lat,lon\n99001,48,1\n99002,48.2,1.3\n99003,48.4,1.6\n"), &c, &message));
    assert_ok(coordonnees_apply(f->db, f->a, &c, TEST_NOW, &bilan));
    if (scores) {
        Tableau t = { .fichier = S("t.csv"), .source = S("Essai"), .licence = S("l"), .millesime = S("2025") };
        Rapport r = { 0 };
        load_populations(f, str_from(test_populations), "populations.csv");
        load_ifn(f, str_from(test_ifn), "2023-08-24", "pop_a");
        assert_ok(tableau_read(f->a, S("id_fs,insee_com\n1,99001\n2,99001\n3,99003\n"), &t, &r, &message));
        assert_ok(tableau_apply(f->db, f->a, &t, &r, TEST_NOW));
    }
    assert_ok(config_load(f->a, environment, &config, &message));
    m->site = (Site){ .nom = S("Essai"), .departement = S("27") };
    m->app =
        (App){ .slices = slices, .config = config, .site = &m->site, .assets = assets, .clock = clock_fixed(&m->now) };
    assert_ok(snapshots_new(slices, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, f->db));
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, m->app.clock, &m->app.log));
}

static void monde_done(Monde *m)
{
    snapshots_free(m->app.snapshots);
    log_free(m->app.log);
    arena_free(m->f.a);
}

static Str get(Monde *m, const char *target, int status)
{
    HttpAnswer h = http_call(&m->app, m->f.db, m->f.a, "GET", target, NULL, STR_NONE);
    if (h.status != status)
        fail_msg("%s : %d au lieu de %d\n%.*s", target, h.status, status, STR_ARG(h.body));
    return h.body;
}

static void has(Monde *m, const char *target, const char *const *words)
{
    Str body = get(m, target, 200);
    for (; *words; words++)
        if (!str_has(body, str_from(*words)))
            fail_msg("%s : « %s » manque dans\n%.*s", target, *words, STR_ARG(body));
}
#define HAS(m, target, ...) has(m, target, (const char *const[]){ __VA_ARGS__, NULL })

static void pages_show_what_is_loaded(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    HAS(&m, "/diagnostic", "Essai", "CC des Trois", "Moyenne nationale", "pop_a");
    HAS(&m, "/diagnostic/fragilite", "class=\"q3\"", ">Un\u00A0: 5,0</text></a>", "Comment lire cette carte",
        "/territoires/commune/99002");
    HAS(&m, "/diagnostic/fragilite?indicateurs=nscol15p_rate", "Avec votre choix, 1\u00A0indicateur", "class=\"q5\"");
    HAS(&m, "/diagnostic/fragilite?indicateurs=nscol15p_rate",
        "href=\"/diagnostic/fragilite.csv?indicateurs=nscol15p_rate\"",
        "href=\"/diagnostic/fragilite.xlsx?indicateurs=nscol15p_rate\"");
    HAS(&m, "/diagnostic/fragilite?indicateurs=aah_rate", "n’est pas dans le fichier chargé");
    HAS(&m, "/diagnostic/fragilite?poids=pop_b", "pop_b");
    HAS(&m, "/diagnostic/fragilite?poids=zzz", "n’est pas chargé");
    HAS(&m, "/territoires/commune/99001", "Un\u00A0: fiche", "CC des Trois", "France services", "8,0");
    HAS(&m, "/territoires/epci/200000001", "France services", "Deux");
    HAS(&m, "/diagnostic/precarite", "href=\"/diagnostic/indicateurs/france_services\">France services</a>",
        "Essai, 2025", "5,3");
    HAS(&m, "/diagnostic/precarite?alpha=0", "3,5");
    HAS(&m, "/diagnostic/fragilite.csv", "99001,Un,500,5,2023-08-24,pop_a");
    HAS(&m, "/api/v1/territoires/commune/99001", "\"indice\":5,", "\"plancher\":5}", "\"code\":\"france_services\"",
        "\"valeur\":2,");
    HAS(&m, "/api/v1/territoires/departement/27", "\"valeur\":3,"); /* a count is a sum */
    monde_done(&m);
}

static void add_place(Monde *m, const char *id, const char *lat, const char *programme, const char *horaires)
{
    const SqlLieuInsertArgs l = { .id = str_from(id),
        .pivot = S("00000000000000"),
        .nom = str_from(id),
        .commune = S("Un"),
        .code_insee = S("99001"),
        .code_postal = S("99001"),
        .adresse = S("1 rue"),
        .latitude = str_from(lat),
        .longitude = S("1"),
        .dispositif_programmes_nationaux = str_from(programme),
        .horaires = str_from(horaires),
        .date_maj = S("2026-01-01"),
        .origine = S("essai"),
        .empreinte = S("x") };
    assert_ok(sql_lieu_insert(m->f.db, &l));
    assert_ok(snapshot_touch(m->f.db, &lieux_snapshot));
    assert_ok(snapshots_refresh(m->app.snapshots, m->f.db));
}

/* By the index: the populations and the scores, each with its vintage and licence; all inhabitants: the populations alone. */
static void counted_persons_open_their_source(Monde *m)
{
    HAS(m, "/diagnostic/offre",
        "<a href=\"/diagnostic/indicateurs\">Personnes comptées</a>\u00A0: Habitants pesés par l’indice de fragilité",
        "Populations\u00A0: essai, pop_a\u202F; indice\u00A0: indice d’essai, 2023-08-24\u202F; essai.");
    HAS(m, "/diagnostic/offre.csv", ",source_personnes,millesime_personnes,licence_personnes",
        ",\"Populations\u00A0: essai, pop_a\u202F; indice\u00A0: indice d’essai\",2023-08-24,essai");
    Str all = get(m, "/diagnostic/offre?besoin=population", 200);
    assert_false(str_has(all, S("Personnes comptées</a>\u00A0:")));
    assert_true(str_has(all, S("habitants <a class=\"petit\" href=\"#source-")));
}

/* Un (500 inhabitants) is at its place; Deux (1500) 31 km away, Trois (1000 + 300 + 200) farther. */
static void who_is_near_a_place_and_for_how_many_hours(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    HAS(&m, "/diagnostic/couverture", "Ce qu’il faut pour cette page");
    add_place(&m, "mairie", "48", "France Services", "Mo-Fr 09:00-12:00");
    HAS(&m, "/diagnostic/couverture", "14,3\u00A0%</b>", "2\u00A0communes n’en ont", "3\u202F000 habitants",
        "<th scope=\"row\">À moins de 5\u00A0km</th><td class=\"n\" data-t=\"Habitants\">500</td>", "id=\"c99001\"",
        "fixes");
    HAS(&m, "/diagnostic/couverture?dispositif=Aidants+Connect", "Ce qu’il faut");
    HAS(&m, "/diagnostic/couverture?dispositif=France+Services&rayon=5", "14,3\u00A0%</b>");
    HAS(&m, "/diagnostic/couverture.csv", "99001,Un,500,0,mairie,pop_a");
    /* 15 h for 500 × (5 − 1) / 9 = 222 persons: 6.75 for a hundred; for 500: 3. */
    HAS(&m, "/diagnostic/offre", "<b>15 heures</b>", "quantiles", "data-t=\"Heures pour 100\">6,8");
    HAS(&m, "/diagnostic/offre?besoin=population", "data-t=\"Heures pour 100\">3,0");
    counted_persons_open_their_source(&m);
    HAS(&m, "/diagnostic/offre?carte=croisee", "class=\"b", "besoin fort, offre faible");
    HAS(&m, "/diagnostic/offre.csv", "99001,Un,500,5,222.");
    HAS(&m, "/territoires/commune/99001", "Lieu le plus proche", "15,0\u00A0h par semaine");
    monde_done(&m);
}

/* A scenario of another slice: 100 persons in Un; and five hours that the directory does not know. */
static Err list_one(Db *db, Arena *a, const DemandeDite **ret, size_t *ret_n)
{
    static const DemandeDite one = { S_INIT("cent"), S_INIT("Cent personnes"), S_INIT("cent personnes à Un"), false };
    *ret = &one;
    *ret_n = 1;
    return OK;
}

static Err count_one(Db *db, const Diagnostic *d, Arena *a, const Zone *z, Str code, const DemandeCommune **ret,
    size_t *ret_n, Str *ret_message)
{
    static const DemandeCommune people[] = { { S_INIT("99001"), 100 } };
    if (!str_eq(code, S("cent")))
        return ERR_NOT_FOUND;
    *ret = people;
    *ret_n = 1;
    return OK;
}

static Err five_hours(Db *db, const Lieux *s, Arena *a, Date lundi, Offre *ret)
{
    static const PointAide at = { { .lat = 48, .lon = 1 }, 5 };
    *ret = (Offre){ &at, 1, 2 };
    return OK;
}

static void scenarios_and_other_hours_stand_apart(void **state)
{
    static const DemandeSource demandes = { list_one, count_one };
    static const OffreSource offre = { "essai", "Présences d’essai", "Comptées pour l’essai", five_hours };
    static const Slice other = { .name = "essai", .demandes = &demandes, .offre = &offre };
    static const Slice *const table[] = { &slice_territoire, &slice_lieux, &slice_diagnostic, &other, NULL };
    Monde m;
    monde_new(state, &m, true);
    add_place(&m, "mairie", "48", "France Services", "Mo-Fr 09:00-12:00");
    m.app.slices = table;
    HAS(&m, "/diagnostic/offre?besoin=cent", "<option value=\"cent\" selected>Cent personnes</option>",
        "<b>20 heures</b>", "Présences d’essai", "data-t=\"Heures pour 100 personnes\">15,00</td>",
        "data-t=\"Heures pour 100 personnes\">5,00</td>", "cent personnes à Un",
        "2\u00A0communes ont moins d’une heure", "2\u00A0sans horaires compris");
    HAS(&m, "/diagnostic/offre.csv?besoin=cent", "dont_annuaire", "99001,Un,500,5,100,20,15,5,Cent personnes,15,2sfca");
    HAS(&m, "/diagnostic/offre?besoin=mille", "n’est pas dans la liste");
    monde_done(&m);
}

static void two_territories_side_by_side(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    HAS(&m, "/diagnostic/comparer?a=Un&b=epci:200000001", "Un et CC des Trois", "500", "Essai, 2025");
    HAS(&m, "/diagnostic/comparer?a=departement:27&b=trois", "Essai et ");
    HAS(&m, "/diagnostic/comparer?a=zzz&b=Un", "n’est pas connu");
    HAS(&m, "/diagnostic/glossaire", "<dt id=\"plancher\">");
    monde_done(&m);
}

/* Every figure has its number, and that number its line: name, formula, source, vintage, licence. */
static void each_figure_opens_its_source(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    static const char *const pages[] = { "/diagnostic", "/diagnostic/fragilite?indicateurs=poverty_rate",
        "/diagnostic/precarite", "/territoires/commune/99001", "/territoires/epci/200000001",
        "/diagnostic/comparer?a=Un&b=Deux" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        Str body = get(&m, pages[i], 200);
        for (size_t at = 0; (at = str_find(body, at, S("href=\"#source-"))) < body.n; at++) {
            size_t from = at + S("href=\"#source-").n, to = str_find_char(body, from, '"');
            Str line = str_format(m.f.a, "<li id=\"source-%.*s\">", STR_ARG(str_slice(body, from, to)));
            if (!str_has(body, line))
                fail_msg("%s : %.*s manque", pages[i], STR_ARG(line));
        }
        HAS(&m, pages[i], "Sources des chiffres", "<a href=\"/diagnostic/indicateurs/", "2023-08-24\u202F; essai");
    }
    HAS(&m, "/diagnostic/indicateurs", "Scores de l’indice de fragilité numérique",
        "/diagnostic/indicateurs/poverty_rate", "populations.csv");
    HAS(&m, "/diagnostic/indicateurs/france_services", "somme de ses communes", "<dt>Licence</dt><dd>l</dd>",
        "/api/v1/indicateurs/france_services.geojson", "CC des Trois", "data-t=\"Valeur\">2</td>");
    get(&m, "/diagnostic/indicateurs/rien", 404);
    monde_done(&m);
}

/* Published beside the index: shown, never counted in it. */
static void the_context_stands_beside_the_index(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    load_ifn(&m.f,
        S("name,division,code,no_thd_coverage_rate,no_4g_coverage_rate,poverty_rate,older_65_rate,"
          "nscol15p_rate,menseul_rate,total\nUn,city,99001,2.0,5.0,4.0,6.0,8.0,9.0,5.0\n"),
        "2024-01-01", "pop_a");
    assert_ok(snapshots_refresh(m.app.snapshots, m.f.db));
    HAS(&m, "/diagnostic/fragilite", "href=\"/diagnostic#scores\"", "id=\"source-1\">",
        "/diagnostic/fragilite?maille=epci");
    HAS(&m, "/diagnostic", "id=\"scores\"", "À côté de l’indice, le contexte", "/diagnostic/indicateurs/menseul_rate",
        "<b>9,0</b>", "Scores de contexte</a>", "<b>5,0</b>");
    HAS(&m, "/territoires/commune/99001", "À côté de l’indice", "<b>9,0</b>");
    Str paper = test_pdf(state, m.f.a, get(&m, "/territoires/commune/99001.pdf", 200), "pdftotext -layout '%s' -");
    assert_true(str_has(paper, S("Contexte, à côté de l’indice")) && str_has(paper, S("Personnes vivant seules")));
    assert_true(str_has(paper, S("jamais comptés")));
    HAS(&m, "/api/v1/territoires/commune/99001", "\"indice\":5,", "\"contexte\":[{\"code\":\"menseul_rate\"");
    Str chosen = get(&m, "/diagnostic/fragilite?indicateurs=menseul_rate", 200);
    assert_false(str_has(chosen, S("À côté de l’indice")));
    monde_done(&m);
}

/* Three to five sentences, made from the data, before anything else. */
static void a_sheet_begins_with_what_there_is_to_know(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    /* Un: 500 × 4 / 9 = 222, told as 220. */
    HAS(&m, "/territoires/commune/99001",
        "<p class=\"chapo\">Un compte 500 habitants, dans l’intercommunalité CC des Trois.",
        "la fragilité numérique y est de 5,0, plus forte que celle du département (4,",
        "Ce qui y pèse le plus\u00A0: «", "Pas ou peu diplômés\u00A0», 8,0 contre ",
        "Environ 220 personnes pourraient y avoir besoin d’aide", "Aucun lieu d’aide n’y est recensé.");
    HAS(&m, "/territoires/epci/200000001", "<p class=\"chapo\">CC des Trois compte ");
    HAS(&m, "/diagnostic", "<p class=\"chapo\">Le département (Essai) compte ");
    add_place(&m, "mairie", "48", "France Services", "Mo-Fr 09:00-12:00");
    HAS(&m, "/territoires/commune/99001",
        "1\u00A0lieu d’aide y est recensé, pour 15,0 heures d’ouverture par semaine.");
    HAS(&m, "/territoires/commune/99002", "Aucun lieu d’aide n’y est recensé\u202F; le plus proche est à ",
        "\u00A0: mairie.");
    monde_done(&m);
    monde_new(state, &m, false);
    HAS(&m, "/territoires/commune/99001", "les scores ne sont pas chargés.");
    monde_done(&m);
}

/* Head counts, floor and source beside; nothing where it is not loaded. */
static void quarters_are_on_the_sheet_of_their_commune(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    const Iris one = { .code = S("990010101"),
        .nom = S("Centre"),
        .commune = S("99001"),
        .habitants = 1623,
        .v = { 90, 60, 120, 90, 80, 100, 90 } };
    IrisLus x = { .fichier = S("i"),
        .source = S("Kit"),
        .licence = S("l"),
        .millesime = S("2019"),
        .reference = S("region") };
    Rapport r = { .gardees = 1 };
    assert_false(str_has(get(&m, "/territoires/commune/99001", 200), S("Quartier par quartier")));
    Iris *to = vec_push(m.f.a, &x.lignes);
    assert_non_null(to);
    *to = one;
    assert_ok(iris_apply(m.f.db, m.f.a, &x, &r, TEST_NOW));
    assert_ok(snapshots_refresh(m.app.snapshots, m.f.db));
    HAS(&m, "/territoires/commune/99001", "Quartier par quartier (IRIS)", "Centre", "1\u202F623", "<b>90,0</b>",
        "Plancher\u00A0: 0", "la région", "Kit, 2019", "/diagnostic/iris/99001.csv");
    Str paper = test_pdf(state, m.f.a, get(&m, "/territoires/commune/99001.pdf", 200), "pdftotext -layout '%s' -");
    assert_true(str_has(paper, S("Quartier par quartier (IRIS)")) && str_has(paper, S("Centre (990010101)")));
    assert_true(str_has(paper, S("la région")) && str_has(paper, S("ne se compare pas")));
    assert_false(str_has(get(&m, "/territoires/commune/99002", 200), S("Quartier par quartier")));
    HAS(&m, "/diagnostic/iris/99001.csv", "990010101,Centre,1623,90,60,120,90,80,100,90,0,region,2019,Kit,l");
    get(&m, "/diagnostic/iris/88888.csv", 404);
    monde_done(&m);
}

static void an_index_of_one_s_own_shows_its_effect(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    HAS(&m, "/diagnostic/composer", "avec votre choix", "CC des Trois", "scores publiés", "Sources des chiffres",
        "id=\"source-7\"");
    /* 99001 alone has 8 for diplomas and 6 for age: (3 × 8 + 6) / 4 */
    HAS(&m, "/diagnostic/composer?nscol15p_rate=3&older_65_rate=1", "poids 3,0", "Rang après");
    HAS(&m, "/diagnostic/composer?nscol15p_rate=3&older_65_rate=1",
        "href=\"/diagnostic/composer.csv?nscol15p_rate=3&amp;older_65_rate=1\"",
        "href=\"/diagnostic/composer.xlsx?nscol15p_rate=3&amp;older_65_rate=1\"");
    HAS(&m, "/diagnostic/composer.csv?nscol15p_rate=3&older_65_rate=1", "99001,Un,500,5,7.5,\"older_65_rate:1,",
        ",pop_a,indice d’essai,2023-08-24,essai");
    HAS(&m, "/diagnostic/composer?aah_rate=1", "n’est pas dans le fichier chargé");
    HAS(&m, "/diagnostic/composer?deciles=rien", "n’est pas chargé");
    HAS(&m, "/api/v1/territoires/commune/99001?composition=nscol15p_rate:3,older_65_rate", "\"indice\":7.5",
        "scores publiés");
    get(&m, "/api/v1/territoires/commune/99001?composition=rien", 400);
    monde_done(&m);
}

static void indicators_go_out_with_their_source(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    HAS(&m, "/api/v1/indicateurs", "\"code\":\"france_services\"", "\"pop_b\"", "\"licence\":\"essai\"");
    HAS(&m, "/api/v1/indicateurs/poverty_rate", "\"code\":\"99001\",\"nom\":\"Un\",\"population\":500,\"valeur\":4}",
        "\"plancher\":1", "Filosofi");
    HAS(&m, "/api/v1/indicateurs/france_services?echelon=departement", "\"code\":\"27\"", "\"valeur\":3}");
    HAS(&m, "/api/v1/indicateurs/poverty_rate.csv?echelon=epci&territoire=france", "200000001,CC des Trois,", "pop_a");
    HAS(&m, "/api/v1/indicateurs/poverty_rate.geojson", "\"coordinates\":[1,48]", "\"millesime\":\"2023-08-24\"");
    HAS(&m, "/api/v1/indicateurs/poverty_rate.xlsx", "PK");
    get(&m, "/api/v1/indicateurs/rien", 404);
    get(&m, "/api/v1/indicateurs/poverty_rate?territoire=ici", 400);
    get(&m, "/api/v1/indicateurs/poverty_rate?poids=zzz", 400);
    monde_done(&m);
}

/* Invented scores: on the page, on the map, in the tables, in the name and the rows of the file, in the answer. */
static void what_is_invented_says_so(void **state)
{
    Monde m;
    monde_new(state, &m, false);
    Fixture *f = &m.f;
    load_populations(f, str_from(test_populations), "populations.csv");
    load_ifn_fictif(f, str_from(test_ifn));
    assert_ok(snapshots_refresh(m.app.snapshots, f->db));
    HAS(&m, "/diagnostic", "Scores fictifs.", "<caption>Fictif. ", "pays non chargé");
    HAS(&m, "/diagnostic/fragilite", "Scores fictifs.", ">FICTIF</text>", "<caption>Fictif. Dans l’ordre");
    HAS(&m, "/territoires/commune/99001", "Scores fictifs.");
    HAS(&m, "/diagnostic/fragilite.csv", "99001,Un,500,5,2024-06-05,pop_a,Démonstration (données inventées)");
    HAS(&m, "/api/v1/territoires/commune/99001", "\"fictif\":true", "Démonstration (données inventées)");
    HttpAnswer h = http_call(&m.app, f->db, f->a, "GET", "/diagnostic/fragilite.csv", NULL, STR_NONE);
    if (!str_has(h.headers, S("fictif-fragilite-communes.csv")))
        fail_msg("%.*s", STR_ARG(h.headers));
    monde_done(&m);
}

#define LOSE "UPDATE commune SET latitude = NULL, longitude = NULL WHERE code = '99003'"
static const SqlQuery lose = { .name = "essai", .text = { LOSE, LOSE }, .where = "essai", .shape = SQL_EXEC };

/* Without contours and without its point a commune has no circle. */
static void what_is_not_drawn_is_told(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    assert_false(str_has(get(&m, "/diagnostic/fragilite", 200), S("pas dessiné")));
    TX tx = tx_begin(m.f.db, HERE);
    assert_ok(db_exec(m.f.db, &lose, NULL, NULL));
    assert_ok(snapshot_touch(m.f.db, &territoire_snapshot));
    assert_ok(tx_commit(&tx));
    assert_ok(snapshots_refresh(m.app.snapshots, m.f.db));
    HAS(&m, "/diagnostic/fragilite", "1\u00A0territoire n’est pas dessiné", "/territoires/commune/99003");
    monde_done(&m);
}

static void merged_and_unknown_codes(void **state)
{
    Monde m;
    monde_new(state, &m, true);
    get(&m, "/territoires/commune/99013", 303);
    get(&m, "/territoires/commune/88888", 404);
    HAS(&m, "/territoires/commune/99013.pdf", "%PDF");
    get(&m, "/territoires/commune/88888.pdf", 404);
    get(&m, "/territoires/pays/99001", 404);
    get(&m, "/api/v1/territoires/epci/1", 404);
    monde_done(&m);
}

static void without_scores_how_to_load_them(void **state)
{
    Monde m;
    monde_new(state, &m, false);
    HAS(&m, "/diagnostic", "importer ifn");
    HAS(&m, "/diagnostic/fragilite", "importer ifn");
    HAS(&m, "/diagnostic/precarite", "importer indicateurs");
    HAS(&m, "/territoires/commune/99001", "Un\u00A0: fiche", "importer ifn");
    HAS(&m, "/api/v1/territoires/commune/99001", "\"indice\":null", "\"scores\":[]");
    if (str_has(get(&m, "/diagnostic", 200), S("En 2023"))) /* those are of another département */
        fail_msg("les chiffres d’un autre département");
    monde_done(&m);
}

static const struct CMUnitTest all[] = {
    cmocka_unit_test(pages_show_what_is_loaded),
    cmocka_unit_test(who_is_near_a_place_and_for_how_many_hours),
    cmocka_unit_test(scenarios_and_other_hours_stand_apart),
    cmocka_unit_test(two_territories_side_by_side),
    cmocka_unit_test(each_figure_opens_its_source),
    cmocka_unit_test(the_context_stands_beside_the_index),
    cmocka_unit_test(a_sheet_begins_with_what_there_is_to_know),
    cmocka_unit_test(quarters_are_on_the_sheet_of_their_commune),
    cmocka_unit_test(an_index_of_one_s_own_shows_its_effect),
    cmocka_unit_test(indicators_go_out_with_their_source),
    cmocka_unit_test(what_is_invented_says_so),
    cmocka_unit_test(what_is_not_drawn_is_told),
    cmocka_unit_test(merged_and_unknown_codes),
    cmocka_unit_test(without_scores_how_to_load_them),
};

int main(void)
{
    return SUITE_MAIN("diagnostic_web", true, all);
}
