// SPDX-License-Identifier: AGPL-3.0-or-later
/* Documents of the directory, as poppler reads them; the pages and commands that make them, on both engines. */
#include "domain/livret/livret.h"

#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/recensements/recensements.h"
#include "domain/site/site.h"
#include "domain/territoire/charge_test.h"
#include "lieux_sql.h"
#include "recensements_sql.h"
#include "support/pdf.h"
#include "support/suite.h"
#include "web/assets.h"

enum { NOW = 1772539200 };                         /* 3 March 2026, 12:00 UTC */

static const Slice *const table[] = { &slice_territoire, &slice_horaires, &slice_lieux, &slice_recensements,
    &slice_livret, NULL };

static const char communes_json[] =
    "[{\"code\":\"28061\",\"nom\":\"Brou\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":3345},"
    "{\"code\":\"28127\",\"nom\":\"Dangeau\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":1300}]";
static const char epci_json[] = "[{\"code\":\"200000001\",\"nom\":\"CC du Perche\",\"type\":\"CC\",\"membres\":["
                                "{\"code\":\"28061\"},{\"code\":\"28127\"}]}]";
static const char departements_json[] = "[{\"code\":\"28\",\"nom\":\"Eure-et-Loir\",\"region\":\"24\"}]";
static const char coordonnees_csv[] = "code;lat;lon\n28061;48.21;1.16\n28127;48.21;1.27\n";

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    Site site;
    int64_t now;
    LivretFonds fonds;
} Monde;

static SqlLieuInsertArgs lieu(Str id, Str nom, bool brou)
{
    return (SqlLieuInsertArgs){ .id = id,
        .pivot = S("00000000000000"),
        .nom = nom,
        .commune = brou ? S("Brou") : S("Dangeau"),
        .code_postal = S("28160"),
        .code_insee = brou ? S("28061") : S("28127"),
        .adresse = S("4 rue de la Rivière"),
        .latitude = S("48.21"),
        .longitude = brou ? S("1.16") : S("1.27"),
        .telephone = S("+33261910028"),
        .date_maj = S("2026-01-01"),
        .services = S("Aide aux démarches administratives"),
        .frais_a_charge = S("Gratuit"),
        .origine = S("essai"),
        .horaires = S("Mo-Fr 09:00-12:00,14:00-17:30; PH off"),
        .empreinte = S("x") };
}

static Monde monde(void **state, const SqlLieuInsertArgs *lieux, size_t n)
{
    Monde m = { .a = arena_new(512 * MIB), .db = test_db(state), .now = NOW };
    TX tx = tx_begin(m.db, HERE);
    territoire_charge(m.db, m.a, m.now,
        &(TerritoireEssai){ .departement = S("28"),
            .communes = str_from(communes_json),
            .epci = str_from(epci_json),
            .departements = str_from(departements_json),
            .points = str_from(coordonnees_csv) });
    for (size_t i = 0; i < n; i++)
        assert_ok(sql_lieu_insert(m.db, &lieux[i]));
    assert_ok(snapshot_touch(m.db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    Str message;
    Config *config;
    assert_ok(config_load(m.a, NULL, &config, &message));
    m.site = (Site){ .nom = S("Essai"),
        .territoire = S("en Eure-et-Loir"),
        .departement = S("28"),
        .url = S("https://exemple.test"),
        .telephone = S("02 61 91 00 28"),
        .telephone_uri = S("tel:+33261910028") };
    m.app = (App){ .slices = table, .config = config };
    assert_ok(snapshots_new(table, &m.app.snapshots));
    assert_ok(snapshots_refresh(m.app.snapshots, m.db));
    return m;
}

static void ready(Monde *m)
{
    m->app.clock = clock_fixed(&m->now);
    m->app.site = &m->site;
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, m->app.clock, &m->app.log));
}

static void fini(Monde *m)
{
    snapshots_free(m->app.snapshots);
    log_free(m->app.log);
    arena_free(m->a);
}

static HttpAnswer get(Monde *m, const char *target, int status)
{
    HttpAnswer h = http_call(&m->app, m->db, m->a, "GET", target, NULL, STR_NONE);
    if (h.status != status)
        fail_msg("%s : %d au lieu de %d\n%.*s", target, h.status, status, STR_ARG(h.body));
    return h;
}

static void has(Str text, const char *what)
{
    if (!str_has(text, str_from(what)))
        fail_msg("« %s » manque dans :\n%.*s", what, STR_ARG(text));
}

static void has_not(Str text, const char *what)
{
    if (str_has(text, str_from(what)))
        fail_msg("« %s » est dans :\n%.*s", what, STR_ARG(text));
}

static Monde trois(void **state)
{
    SqlLieuInsertArgs lieux[] = { lieu(S("m"), S("Médiathèque"), true), lieu(S("d"), S("Mairie annexe"), false),
        lieu(S("f"), S("Réserve"), true), lieu(S("x"), S("Espace inconnu"), true) };
    lieux[1].horaires = S("We[1] 09:00-12:00");
    lieux[2].modalites_acces = S("Ce lieu n'accueille pas de public");
    lieux[3].horaires = STR_NONE;
    lieux[3].telephone = STR_NONE;
    return monde(state, lieux, 4);
}

static void booklets(void **state)
{
    Monde m = trois(state);
    ready(&m);
    static const char *const wholes[] = { "/documents/livret.pdf", "/documents/livret.pdf?departement=28",
        "/documents/livret.pdf?epci=200000001&format=a5", "/documents/livret.pdf?format=grand" };
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        HttpAnswer h = get(&m, wholes[i], 200);
        assert_str_equal(http_answer_header(&h, "Content-Type"), S("application/pdf"));
        Str text = test_pdf(state, m.a, h.body, "pdftotext '%s' - | tr '\\n' ' '");
        has(text, "Médiathèque");
        has(text, "Mairie annexe");
        has(text, "02 61 91 00 28");
        has(text, "Édité le 3 mars 2026");
        has(text, "à vérifier par téléphone");
        has(text, "Horaires");
        has(text, "non communiqué");
        has_not(text, "Réserve");
    }
    HttpAnswer h = get(&m, "/documents/livret.pdf?commune=Brou", 200);
    Str text = test_pdf(state, m.a, h.body, "pdftotext '%s' -");
    has(text, "Espace inconnu");
    has_not(text, "Mairie annexe");
    has(http_answer_header(&h, "Content-Disposition"), "livret-brou-a4.pdf");
    Str etag = http_answer_header(&h, "ETag");
    HttpAnswer again = http_call(&m.app, m.db, m.a, "GET", "/documents/livret.pdf?commune=Brou",
        str_format(m.a, "If-None-Match: %.*s\r\n", STR_ARG(etag)).p, STR_NONE);
    assert_int_equal(again.status, 304);
    get(&m, "/documents/livret.pdf?commune=zzz", 400);
    get(&m, "/documents/livret.pdf?epci=999999999", 400);
    get(&m, "/documents/livret.pdf?departement=99", 400);
    fini(&m);
}

static void sheets(void **state)
{
    Monde m = trois(state);
    ready(&m);
    HttpAnswer h = get(&m, "/lieux/m/fiche.pdf", 200);
    Str text = test_pdf(state, m.a, h.body, "pdftotext -layout '%s' -");
    has(text, "Médiathèque");
    has(text, "Lundi");
    has(text, "9 h");
    has(text, "page 1/1");
    has(text, "https://exemple.test/lieux/m");
    has(test_pdf(state, m.a, get(&m, "/lieux/x/fiche.pdf?format=a5", 200).body, "pdftotext '%s' -"), "non connus");
    has(test_pdf(state, m.a, get(&m, "/lieux/f/fiche.pdf?format=grand", 200).body, "pdftotext '%s' -"),
        "n’accueille pas de public");
    h = get(&m, "/lieux/m/affiche.pdf", 200);
    has(test_pdf(state, m.a, h.body, "pdftotext '%s' -"), "Ici, on vous aide");
    has(test_pdf(state, m.a, h.body, "pdfinfo -struct '%s'"), "Figure");
    has(h.body, "/Alt <FEFF");
    get(&m, "/lieux/inconnu/fiche.pdf", 404);
    text = test_pdf(state, m.a, get(&m, "/documents/affiche.pdf?commune=28061", 200).body,
        "pdftotext '%s' - | tr -d '\\n'");
    has(text, "À Brou et tout près");
    has(text, "Mairie annexe");
    has(text, "lieux?commune=28061");
    get(&m, "/documents/affiche.pdf", 303);
    fini(&m);
}

/* What the censuses know of a place is on its sheet, by census, and on one line of the booklet; schools are on neither. */
static void censuses_on_paper(void **state)
{
    static const struct {
        const char *census, *lieu, *values;
    } rows[] = {
        { "permanences", "m", "{\"organisme\":\"caf\",\"horaires\":\"Tu 14:00-17:00\"}" },
        { "materiel", "m", "{\"materiel\":\"wifi|imprimante\"}" },
        { "equipements-adaptes", "d", "{\"handicap\":\"auditif\",\"equipement\":\"Boucle magnétique\"}" },
        { "mobilite", "d", "{\"solution\":\"demande\",\"intitule\":\"Navette du mardi\"}" },
    };
    Monde m = trois(state);
    ready(&m);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str uid = str_format(m.a, "r%zu", i);
        assert_ok(sql_recensement_ajouter(m.db, uid, str_from(rows[i].census), str_from(rows[i].lieu), STR_NONE, uid,
            str_from(rows[i].values), S("essai"), NOW));
    }
    assert_ok(sql_recensement_ajouter(m.db, S("e"), S("ecoles"), STR_NONE, S("28061"), S("e"),
        S("{\"uai\":\"0280007F\",\"intitule\":\"Lycée discret\",\"commune\":\"Brou\",\"ecole_equipement\":\"fibre\"}"),
        S("essai"), NOW));
    assert_ok(snapshot_touch(m.db, &recensements_snapshot));
    assert_ok(snapshots_refresh(m.app.snapshots, m.db));
    Str text = test_pdf(state, m.a, get(&m, "/documents/livret.pdf", 200).body, "pdftotext '%s' - | tr '\\n' ' '");
    has(text, "Caisse d’allocations familiales (CAF)");
    has(text, "Wifi, Imprimante");
    has(text, "Boucle magnétique");
    has(text, "Navette du mardi");
    has_not(text, "Lycée discret");
    text = test_pdf(state, m.a, get(&m, "/lieux/m/fiche.pdf", 200).body, "pdftotext '%s' - | tr '\\n' ' '");
    has(text, "Permanences d’autres organismes");
    has(text, "Wifi, imprimante, prêt de matériel");
    has_not(text, "Boucle magnétique");
    fini(&m);
}

/* Few days: named one by one. Public holidays of that month. */
static void month_of_a_town_hall(void **state)
{
    Monde m = trois(state);
    ready(&m);
    Str text = test_pdf(state, m.a, get(&m, "/documents/mairie.pdf?commune=28127&mois=2026-05-20", 200).body,
        "pdftotext '%s' - | tr '\\n' ' '");
    has(text, "Se faire aider près de Dangeau en mai 2026");
    has(text, "Le 6.");
    has(text, "Jours fériés");
    has(text, "1er mai 2026, 8 mai 2026, 14 mai 2026, 25 mai 2026");
    has_not(text, "Réserve");
    has(text, "visez ce carré");
    has(test_pdf(state, m.a, get(&m, "/documents/mairie.pdf?commune=28127", 200).body, "pdftotext '%s' -"),
        "mars 2026");
    fini(&m);
}

static void the_page(void **state)
{
    Monde m = trois(state);
    ready(&m);
    HttpAnswer h = get(&m, "/documents", 200);
    has(h.body, "Documents à imprimer");
    has(h.body, "/documents/livret.pdf?epci=200000001&amp;format=grand");
    has(h.body, "CC du Perche");
    h = get(&m, "/documents?commune=Brou&document=affiche&format=a5", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/documents/affiche.pdf?commune=28061&format=a5"));
    h = get(&m, "/documents?commune=28160&document=livret", 200);
    has(h.body, "Plusieurs communes");
    h = get(&m, "/documents?commune=Brou&document=mairie-suivant", 303);
    assert_str_equal(http_answer_header(&h, "Location"),
        S("/documents/mairie.pdf?commune=28061&mois=2026-04-01&format=a4"));
    has(get(&m, "/documents?document=livret", 200).body, "Écrivez le nom");
    fini(&m);
}

static void without_places(void **state)
{
    Monde m = monde(state, NULL, 0);
    ready(&m);
    has(get(&m, "/documents", 200).body, "Aucun lieu");
    has(test_pdf(state, m.a, get(&m, "/documents/livret.pdf", 200).body, "pdftotext '%s' -"), "Aucun lieu");
    has(test_pdf(state, m.a, get(&m, "/documents/mairie.pdf?commune=28061", 200).body, "pdftotext '%s' -"),
        "Aucun lieu");
    m.site.url = S("");
    has(test_pdf(state, m.a, get(&m, "/documents/affiche.pdf?commune=28061", 200).body, "pdftotext '%s' -"),
        "Aucun lieu");
    fini(&m);
}

/* 126 places are a booklet; too many are refused with a sentence, and quickly. */
static void how_many(void **state)
{
    ARENA a = arena_new(64 * MIB);
    size_t n = LIVRET_LIEUX_MAX + 1;
    SqlLieuInsertArgs *lieux = NEW(a, SqlLieuInsertArgs, n);
    for (size_t i = 0; i < n; i++)
        lieux[i] = lieu(str_format(a, "n%zu", i), str_format(a, "Lieu %zu", i), i % 3 != 0);
    Monde m = monde(state, lieux, n);
    ready(&m);
    struct timespec from, to; /* of this process, whatever else the machine does meanwhile */
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    has(get(&m, "/documents/livret.pdf", 400).body, "c’est trop pour un livret");
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    assert_true((int64_t)(to.tv_sec - from.tv_sec) * 1000000000 + to.tv_nsec - from.tv_nsec < 1000000000);
    has_not(get(&m, "/documents", 200).body, "departement=28");
    Str text = test_pdf(state, m.a, get(&m, "/documents/livret.pdf?commune=Brou", 200).body,
        "pdftotext '%s' - | grep -c '^Lieu [0-9]*$'");
    assert_str_equal(str_trim(text), S("1000"));
    fini(&m);
}

static Str every_value(Arena *a, StandardEnum e)
{
    Str values[STANDARD_ENUM_MAX];
    size_t n = 0;
    for (int i = 0; i < standard_enum_n(e); i++)
        if (!str_has(standard_choices(e)[i].value, S("n'accueille pas de public")))
            values[n++] = standard_choices(e)[i].value;
    return str_join(a, values, n, S("|"));
}

/* However much a place says of itself. */
static void one_page(void **state)
{
    SqlLieuInsertArgs one = lieu(S("m"), S("Médiathèque intercommunale et espace de vie sociale du Bord de l’eau"),
        true);
    ARENA a = arena_new(MIB);
    Str words[400];
    for (int i = 0; i < 400; i++)
        words[i] = S("beaucoup de mots");
    one.presentation_detail = str_join(a, words, 400, S(" "));
    one.presentation_resume = str_slice(one.presentation_detail, 0, 278);
    one.services = every_value(a, ENUM_SERVICES);
    one.publics_specifiquement_adresses = every_value(a, ENUM_PUBLICS);
    one.prise_en_charge_specifique = every_value(a, ENUM_PRISE_EN_CHARGE);
    one.frais_a_charge = every_value(a, ENUM_FRAIS);
    one.modalites_accompagnement = every_value(a, ENUM_ACCOMPAGNEMENT);
    one.modalites_acces = every_value(a, ENUM_ACCES);
    Monde m = monde(state, &one, 1);
    ready(&m);
    static const char *const targets[] = { "/lieux/m/fiche.pdf", "/lieux/m/fiche.pdf?format=a5", "/lieux/m/affiche.pdf",
        "/lieux/m/affiche.pdf?format=a5", "/documents/affiche.pdf?commune=Brou&format=a5" };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        Str pages = test_pdf(state, m.a, get(&m, targets[i], 200).body, "pdfinfo '%s' | grep Pages:");
        if (!str_has(pages, S(" 1\n")))
            fail_msg("%s : %.*s", targets[i], STR_ARG(pages));
    }
    fini(&m);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(booklets),
        cmocka_unit_test(sheets),
        cmocka_unit_test(censuses_on_paper),
        cmocka_unit_test(month_of_a_town_hall),
        cmocka_unit_test(the_page),
        cmocka_unit_test(without_places),
        cmocka_unit_test(how_many),
        cmocka_unit_test(one_page),
    };
    return SUITE_MAIN("livret", true, all);
}
