// SPDX-License-Identifier: AGPL-3.0-or-later
/* The pages of the directory over requests in process, on both engines. */
#include <fcntl.h>

#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/lieux_web.h"
#include "domain/site/site.h"
#include "domain/territoire/charge_test.h"
#include "lieux_sql.h"
#include "support/suite.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, NULL };
static const Site site = { .nom = S_INIT("Essai"),
    .territoire = S_INIT("en Eure-et-Loir"),
    .telephone = S_INIT("02 61 91 00 28"),
    .telephone_uri = S_INIT("tel:+33261910028") };

/* Two communes of one postal code, one of which is only placed by its EPCI; two of one name; one that nothing places. */
static const char communes_json[] =
    "[{\"code\":\"28061\",\"nom\":\"Brou\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":3345},"
    "{\"code\":\"28127\",\"nom\":\"Dangeau\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":1300},"
    "{\"code\":\"28301\",\"nom\":\"Saint-Rémy\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"281\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28300\"],\"population\":200},"
    "{\"code\":\"28302\",\"nom\":\"Saint-Rémy\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"281\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28310\"],\"population\":200},"
    "{\"code\":\"28303\",\"nom\":\"Isolée\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"281\","
    "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28320\"],\"population\":90}]";
static const char epci_json[] = "[{\"code\":\"200000001\",\"nom\":\"CC du Perche\",\"type\":\"CC\",\"membres\":["
                                "{\"code\":\"28061\"},{\"code\":\"28127\"}]}]";
static const char coordonnees_csv[] = "code;lat;lon\n28061;48.21;1.16\n";

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
} Monde;

static SqlLieuInsertArgs lieu(Str id, Str nom)
{
    return (SqlLieuInsertArgs){ .id = id,
        .pivot = S("00000000000000"),
        .nom = nom,
        .commune = S("Brou"),
        .code_postal = S("28160"),
        .code_insee = S("28061"),
        .adresse = S("4 rue de la Rivière"),
        .latitude = S("48.21"),
        .longitude = S("1.16"),
        .telephone = S("+33261910028"),
        .date_maj = S("2026-01-01"),
        .services = S("Aide aux démarches administratives"),
        .frais_a_charge = S("Gratuit"),
        .origine = S("essai"),
        .horaires = S("Mo-Fr 09:00-12:00,14:00-17:30; PH off"),
        .empreinte = S("x") };
}

static void monde(void **state, Monde *m, const SqlLieuInsertArgs *lieux, size_t n)
{
    *m = (Monde){ .a = arena_new(256 * MIB), .db = test_db(state), .now = 1700000000 };
    TX tx = tx_begin(m->db, HERE);
    for (size_t i = 0; i < n; i++)
        assert_ok(sql_lieu_insert(m->db, &lieux[i]));
    assert_ok(snapshot_touch(m->db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    m->app = (App){ .clock = clock_fixed(&m->now), .slices = table, .site = &site };
    Str message;
    Config *config;
    assert_ok(config_load(m->a, NULL, &config, &message));
    m->app.config = config;
    assert_ok(log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), false, m->app.clock, &m->app.log));
    assert_ok(snapshots_new(table, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
}

static void with_territoire(Monde *m)
{
    territoire_charge(m->db, m->a, m->now,
        &(TerritoireEssai){ .departement = S("28"),
            .communes = str_from(communes_json),
            .epci = str_from(epci_json),
            .points = str_from(coordonnees_csv) });
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
}

static void monde_fini(Monde *m)
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

static void has(const HttpAnswer *h, const char *what)
{
    if (!str_has(h->body, str_from(what)))
        fail_msg("« %s » manque dans :\n%.*s", what, STR_ARG(h->body));
}

/* The same sentence, whatever the kind of its spaces. */
static void says(Monde *m, const HttpAnswer *h, const char *what)
{
    const HttpAnswer plain = { .body = str_replace(m->a, h->body, S("\xC2\xA0"), S(" ")) };
    has(&plain, what);
}

static void has_not(const HttpAnswer *h, const char *what)
{
    if (str_has(h->body, str_from(what)))
        fail_msg("« %s » ne devait pas être dans :\n%.*s", what, STR_ARG(h->body));
}

static void annuaire_vide(void **state)
{
    Monde m;
    monde(state, &m, NULL, 0);
    HttpAnswer h = get(&m, "/lieux", 200);
    has(&h, "<h1>Aucun lieu en Eure-et-Loir</h1>");
    has(&h, "Voir tous les lieux");
    get(&m, "/lieux/inconnu", 404);
    h = get(&m, "/lieux.csv", 200);
    has(&h, "\xEF\xBB\xBFid,pivot,nom,");
    monde_fini(&m);
}

static void un_lieu(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("b/é ?"), S("L’Atelier"));
    monde(state, &m, &l, 1);
    HttpAnswer h = get(&m, "/lieux", 200);
    has(&h, "<h1>1\xC2\xA0lieu en Eure-et-Loir</h1>");
    has(&h, "href=\"/lieux/b%2F%C3%A9%20%3F\"");
    has(&h, "href=\"tel:+33261910028\"");
    h = get(&m, "/lieux/b%2F%C3%A9%20%3F", 200);
    has(&h, "<h1>L’Atelier</h1>");
    has(&h, "Appeler le 02\xC2\xA0"
            "61\xC2\xA0"
            "91\xC2\xA0"
            "00\xC2\xA0"
            "28");
    has(&h, "9\xC2\xA0h\xC2\xA0–\xC2\xA0"
            "12\xC2\xA0h et 14\xC2\xA0h\xC2\xA0–\xC2\xA0"
            "17\xC2\xA0h\xC2\xA0"
            "30");
    has(&h, "Fermé les jours fériés.");
    has(&h, "1er\xC2\xA0janvier 2026");
    h = get(&m, "/lieux?services=Acquisition%20de%20mat%C3%A9riel%20informatique%20%C3%A0%20prix%20solidaire", 200);
    has(&h, "<h1>Aucun lieu en Eure-et-Loir</h1>");
    has(&h, "noindex");
    monde_fini(&m);
}

static void adresse_canonique(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    HttpAnswer h = get(&m, "/lieux?q=&commune=&frais_a_charge=Payant&frais_a_charge=Gratuit&page=1", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/lieux?frais_a_charge=Gratuit%7CPayant"));
    get(&m, "/lieux?frais_a_charge=Gratuit%7CPayant", 200);
    h = get(&m, "/lieux?q=", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/lieux"));
    h = get(&m, "/lieux?rayon_km=7", 200);
    has(&h, "Il reste un point à corriger");
    has(&h, "href=\"#c-rayon_km\"");
    h = get(&m, "/lieux?commune=Nulle-Part", 200);
    has(&h, "Aucune commune ne s’appelle « Nulle-Part »");
    monde_fini(&m);
}

static void quatre_cents_lieux(void **state)
{
    Monde m;
    static SqlLieuInsertArgs l[400];
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < 400; i++)
        l[i] = lieu(str_format(a, "l%03zu", i), str_format(a, "Lieu %03zu", i));
    monde(state, &m, l, 400);
    HttpAnswer h = get(&m, "/lieux?page=17", 200);
    has(&h, "id=\"lieu-400\"");
    has(&h, "Lieu 399");
    has(&h, "rel=\"prev\" href=\"/lieux?page=16\"");
    has_not(&h, "rel=\"next\"");
    h = get(&m, "/lieux?page=18", 404);
    has(&h, "Cette page n’existe pas");
    has(&h, "href=\"/lieux?page=17\"");
    has(&h, "noindex");
    get(&m, "/lieux?page=1000000", 404);
    h = get(&m, "/lieux.csv", 200);
    size_t lines = 0;
    for (size_t i = 0; i < h.body.n; i++)
        lines += h.body.p[i] == '\n';
    assert_int_equal(lines, 401);
    monde_fini(&m);
}

static void noms_hostiles(void **state)
{
    Monde m;
    ARENA a = arena_new(MIB);
    Str bad = S("\"'><script>alert(1)</script>");
    char *many = NEW(a, char, 10000);
    for (size_t i = 0; i < 10000; i++)
        many[i] = 'n';
    SqlLieuInsertArgs l[] = { lieu(S("x"), bad), lieu(S("long"), str_of(many, 10000)) };
    l[0].adresse = l[0].commune = l[0].complement_adresse = l[0].presentation_resume = l[0].presentation_detail = bad;
    l[0].telephone = l[0].horaires = l[0].source = l[0].structure_parente = l[0].courriels = bad;
    l[0].site_web = S("javascript:alert(1)|https://exemple.test/\"><script>");
    l[0].prise_rdv = l[0].fiche_acces_libre = S("javascript:alert(1)");
    l[0].date_maj = S("2026-01-01");
    monde(state, &m, l, 2);
    const char *const pages[] = { "/lieux", "/lieux/x", "/lieux/long", "/lieux?q=%22%3E%3Cscript%3E",
        "/lieux?commune=%22%3E%3Cscript%3E" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        HttpAnswer h = get(&m, pages[i], 200);
        has_not(&h, "<script>");
        has_not(&h, "href=\"javascript:");
    }
    HttpAnswer h = get(&m, "/lieux.csv", 200);
    has(&h, "nom,");
    monde_fini(&m);
}

/* What a page would say and leave out, a file refuses. */
static void csv_refuse(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    get(&m, "/lieux.csv?rayon_km=7", 400);
    get(&m, "/lieux.csv?commune=Nulle-Part", 400);
    get(&m, "/lieux.csv?pres=148.2,1.1", 400);
    get(&m, "/lieux.csv?services=Inconnu", 400);
    HttpAnswer h = get(&m, "/lieux.csv?frais_a_charge=Gratuit", 200);
    has(&h, "00000000000000");
    monde_fini(&m);
}

/* Told as soon as a place is invented, on errors too; not told for real places. */
static void demonstration_dite(void **state)
{
    static const char *const pages[] = { "/lieux", "/lieux/a" };
    for (int invented = 0; invented < 2; invented++) {
        Monde m;
        SqlLieuInsertArgs l = lieu(S("a"), S("A"));
        l.source = invented ? S("Démonstration (données inventées)") : S("Recensement");
        l.id = invented ? S("a") : S("b");
        monde(state, &m, &l, 1);
        m.app.demonstration = site_demonstration;
        m.app.error_page = site_error_page;
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            HttpAnswer h = http_call(&m.app, m.db, m.a, "GET", pages[i], NULL, STR_NONE);
            assert_int_equal(str_has(h.body, S("class=\"demo\"")), invented);
        }
        HttpAnswer h = get(&m, "/lieux/inconnu", 404);
        assert_int_equal(str_has(h.body, S("class=\"demo\"")), invented);
        monde_fini(&m);
    }
}

/* ---- the commune meant, the ways out ------------------------------------------------------------------------------- */

static void communes_a_choisir(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    with_territoire(&m);
    HttpAnswer h = get(&m, "/lieux?commune=28160&frais_a_charge=Gratuit", 200);
    says(&m, &h, "Plusieurs communes répondent à « 28160 »");
    has(&h, "La liste ci-dessous ne tient pas compte de la commune");
    has(&h, "<li><a href=\"/lieux?commune=28061&amp;frais_a_charge=Gratuit\">Brou (28160)</a></li>");
    has(&h, "<li><a href=\"/lieux?commune=28127&amp;frais_a_charge=Gratuit\">Dangeau (28160)</a></li>");
    h = get(&m, "/lieux?commune=Saint-R%C3%A9my", 200);
    has(&h, "<li><a href=\"/lieux?commune=28301\">Saint-Rémy (28300)</a></li>");
    has(&h, "<li><a href=\"/lieux?commune=28302\">Saint-Rémy (28310)</a></li>");
    h = get(&m, "/lieux?commune=28061", 200);
    has(&h, "<h1>1\xC2\xA0lieu à moins de 20\xC2\xA0km de Brou</h1>");
    has_not(&h, "Plusieurs communes");
    h = get(&m, "/lieux?q=brou", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/lieux?commune=brou"));
    monde_fini(&m);
}

static void commune_mal_placee(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    with_territoire(&m);
    HttpAnswer h = get(&m, "/lieux?commune=Dangeau", 200);
    has(&h, "La position exacte de Dangeau n’est pas connue : les distances sont comptées depuis le milieu de son "
            "intercommunalité, CC du Perche.");
    has(&h, "id=\"lieu-1\"");
    h = get(&m, "/lieux?commune=Isol%C3%A9e", 200);
    has(&h, "La position de Isolée n’est pas connue : seuls les lieux de cette commune sont montrés.");
    has(&h, "<h1>Aucun lieu à Isolée</h1>");
    h = get(&m, "/lieux?commune=Brou", 200);
    has_not(&h, "n’est pas connue");
    monde_fini(&m);
}

static void sans_reponse(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    with_territoire(&m);
    HttpAnswer h = get(&m, "/lieux?q=zzz&commune=Brou&rayon_km=5", 200);
    has(&h, "Aucun lieu ne répond à cette recherche");
    has(&h,
        "<a href=\"/lieux?q=zzz&amp;commune=Brou&amp;rayon_km=tout\">Chercher plus loin, sans limite de distance</a>");
    has(&h, "<a href=\"/lieux?commune=Brou\">Garder seulement la commune</a>");
    has(&h, "<a href=\"/lieux\">Voir tous les lieux</a>");
    has(&h, "<a href=\"tel:+33261910028\">02 61 91 00 28</a>");
    h = get(&m, "/lieux?q=zzz&pres=10%2C10&rayon_km=tout", 200);
    has_not(&h, "Chercher plus loin");
    has(&h, "<a href=\"/lieux?pres=10%2C10\">Garder seulement la position</a>");
    h = get(&m, "/lieux?q=zzz", 200);
    has_not(&h, "Chercher plus loin");
    has_not(&h, "Garder seulement");
    h = get(&m, "/lieux?q=zzz&commune=Brou&page=2", 404);
    has(&h, "Aucun lieu ne répond à cette recherche");
    has(&h, "<a href=\"/lieux?q=zzz&amp;commune=Brou&amp;rayon_km=tout\">Chercher plus loin");
    monde_fini(&m);
}

static void lieu_disparu(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l[] = { lieu(S("parti"), S("L’ancien")), lieu(S("reste"), S("Le voisin")) };
    monde(state, &m, l, 2);
    with_territoire(&m);
    TX tx = tx_begin(m.db, HERE);
    assert_ok(sql_lieu_disparait(m.db, (LieuId){ 1 }, m.now));
    assert_ok(snapshot_touch(m.db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    assert_ok(snapshots_refresh(m.app.snapshots, m.db));
    HttpAnswer h = get(&m, "/lieux/parti", 410);
    has(&h, "<h1>Ce lieu n’est plus dans l’annuaire</h1>");
    says(&m, &h, "<b>L’ancien</b>, Brou, n’y figure plus depuis le 14 novembre 2023");
    has(&h, "href=\"/lieux?commune=28061\"");
    has(&h, "href=\"/lieux/reste\"");
    has(&h, "noindex");
    h = get(&m, "/lieux", 200);
    has(&h, "<h1>1\xC2\xA0lieu en");
    has_not(&h, "/lieux/parti");
    h = get(&m, "/lieux.csv", 200);
    has_not(&h, "parti,");
    monde_fini(&m);
}

/* ---- the state of the page is its address -------------------------------------------------------------------------- */

static void conditions_dites(void **state)
{
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    with_territoire(&m);
    HttpAnswer h = get(&m,
        "/lieux?q=aide&commune=Brou&rayon_km=10&typologie=BIB%7CMJC&frais_a_charge=Gratuit%7CPayant&"
        "autres_formations_labels=FRR&page=2",
        404);
    has(&h,
        "Un lieu doit répondre à toutes les rubriques où vous cochez un choix. Dans une rubrique, un seul des choix "
        "cochés suffit ; pour les publics, la prise en charge et ce qu’il y a sur place, le lieu doit les proposer "
        "tous.");
    static const char *const chips[] = {
        "/lieux?commune=Brou&amp;rayon_km=10&amp;typologie=BIB%7CMJC&amp;frais_a_charge=Gratuit%7CPayant&amp;"
        "autres_formations_labels=FRR\"><span class=\"lu\">Retirer : Mots </span>aide</a>",
        "/lieux?q=aide&amp;typologie=BIB%7CMJC&amp;frais_a_charge=Gratuit%7CPayant&amp;autres_formations_labels=FRR\">"
        "<span class=\"lu\">Retirer : Autour de </span>Brou</a>",
        "/lieux?q=aide&amp;commune=Brou&amp;rayon_km=10&amp;typologie=MJC&amp;frais_a_charge=Gratuit%7CPayant&amp;"
        "autres_formations_labels=FRR\"><span class=\"lu\">Retirer : Critère </span>",
        "/lieux?q=aide&amp;commune=Brou&amp;rayon_km=10&amp;typologie=BIB%7CMJC&amp;frais_a_charge=Payant&amp;"
        "autres_formations_labels=FRR\"><span class=\"lu\">Retirer : Critère </span>Gratuit</a>",
        "/lieux?q=aide&amp;commune=Brou&amp;rayon_km=10&amp;typologie=BIB%7CMJC&amp;frais_a_charge=Gratuit%7CPayant\">"
        "<span class=\"lu\">Retirer : Label </span>FRR</a>",
    };
    for (size_t i = 0; i < sizeof chips / sizeof *chips; i++)
        has(&h, chips[i]);
    /* What the form does not show, it carries. */
    has(&h, "name=\"typologie\" value=\"BIB\" checked");
    has(&h, "<input type=\"hidden\" name=\"autres_formations_labels\" value=\"FRR\">");
    has_not(&h, "type=\"hidden\" name=\"frais_a_charge\"");
    h = get(&m, "/lieux?pres=48.21%2C1.16&typologie=BIB", 200);
    has(&h, "<input type=\"hidden\" name=\"pres\" value=\"48.21,1.16\">");
    has(&h, "<a href=\"/lieux?typologie=BIB\"><span class=\"lu\">Retirer : Autour de </span>ma position</a>");
    has(&h, "data-position=\"/lieux?typologie=BIB\"");
    monde_fini(&m);
}

static Str address(Arena *a, const char *name, Str value)
{
    BUF b = buf_new(4096);
    url_encode(&b, value);
    return str_format(a, "%s=%.*s", name, STR_ARG(buf_str(&b)));
}

/* Asked as it is written, the page answers at that address and names it as its own. */
static void is_canonical(Monde *m, Str query)
{
    Str target = str_cat(m->a, S("/lieux?"), query);
    HttpAnswer h = get(m, target.p, 200);
    Str link = str_format(m->a, "<link rel=\"canonical\" href=\"%.*s\">",
        STR_ARG(str_replace(m->a, target, S("&"), S("&amp;"))));
    has(&h, link.p);
}

static void chaque_parametre_revient(void **state)
{
    static const struct {
        const char *name;
        Str values[4];
    } texts[] = {
        { "q", { S_INIT("aide"), S_INIT("l’été & + = ? # % \" < >") } },
        { "commune", { S_INIT("Brou"), S_INIT("Saint-Rémy"), S_INIT("28160") } },
        { "pres", { S_INIT("48.21,1.16"), S_INIT("-48.214,-1.164"), S_INIT("0,0"), S_INIT("-90,180") } },
        { "autres_formations_labels", { S_INIT("FRR|QPV") } },
    };
    Monde m;
    static SqlLieuInsertArgs l[50];
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < 50; i++)
        l[i] = lieu(str_format(a, "l%zu", i), S("Aide"));
    monde(state, &m, l, 50);
    with_territoire(&m);
    size_t asked = 0;
    for (const Field *f = lieux_page_fields; f->name; f++)
        for (const Choice *c = f->choices; c && c->value.p; c++, asked++)
            is_canonical(&m, address(m.a, f->name, c->value));
    assert_true(asked > 100);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < 4 && texts[i].values[k].p; k++)
            is_canonical(&m, address(m.a, texts[i].name, texts[i].values[k]));
    is_canonical(&m, S("page=3"));
    Str all = S("q=aide&commune=Brou&rayon_km=tout&tri=nom&services=Aide%20aux%20d%C3%A9marches%20administratives&"
                "frais_a_charge=Gratuit&page=2");
    is_canonical(&m, all);
    HttpAnswer h = get(&m, str_cat(m.a, S("/lieux?"), all).p, 200);
    has(&h, "name=\"q\" type=\"search\" value=\"aide\"");
    has(&h, "name=\"commune\" type=\"text\" value=\"Brou\"");
    has(&h, "<option value=\"tout\" selected>");
    has(&h, "<option value=\"nom\" selected>");
    has(&h, "value=\"Gratuit\" checked>");
    has(&h, "id=\"lieu-25\"");
    h = get(&m, "/lieux?page=2&frais_a_charge=Gratuit&tri=nom&inconnu=1", 303);
    assert_str_equal(http_answer_header(&h, "Location"), S("/lieux?tri=nom&frais_a_charge=Gratuit&page=2"));
    monde_fini(&m);
}

/* An error leads to the field that may be corrected; where the page has none, it is told without a link. */
static void adresse_fautive(void **state)
{
    static const struct {
        const char *target, *told;
    } cases[] = {
        { "/lieux?page=0", "<li>« Page » :" },
        { "/lieux?page=1000001", "<li>« Page » :" },
        { "/lieux?page=deux", "<li>« Page » :" },
        { "/lieux?pres=148.2,1.1", "<li>« Ma position » :" },
        { "/lieux?pres=48.2,-181", "<li>« Ma position » :" },
        { "/lieux?pres=nan,0", "<li>« Ma position » :" },
        { "/lieux?pres=48", "<li>« Ma position » :" },
        { "/lieux?typologie=X", "<li><a href=\"#c-typologie\">« Type de lieu » :" },
        { "/lieux?services=X", "<li><a href=\"#c-services\">« Services » :" },
        { "/lieux?tri=X", "<li><a href=\"#c-tri\">« Ordre » :" },
    };
    Monde m;
    const SqlLieuInsertArgs l = lieu(S("a"), S("A"));
    monde(state, &m, &l, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        HttpAnswer h = get(&m, cases[i].target, 200);
        has(&h, "Il reste un point à corriger");
        says(&m, &h, cases[i].told);
        has(&h, "id=\"lieu-1\"");
        size_t link = str_find(h.body, 0, S("href=\"#c-"));
        if (link < h.body.n) {
            Str id = str_slice(h.body, link + 7, str_find_char(h.body, link + 7, '"'));
            has(&h, str_format(m.a, "id=\"%.*s\"", STR_ARG(id)).p);
        }
    }
    monde_fini(&m);
}

/* ---- hours; it is Tuesday 2023-11-14, 23:13 in Paris ---- */

static void heures_monde(void **state, Monde *m)
{
    static const struct {
        const char *id, *horaires;
    } places[] = {
        { "toujours", "24/7" },
        { "semaine", "Mo-Fr 09:00-12:00,14:00-17:30; PH off" },
        { "soir", "Tu 20:00-02:00" },
        { "prose", "lundi et jeudi de 9h à 12h" },
        { "paires", "week 2-52/2 Th 08:45-12:15" },
        { "rang", "Tu[1] 14:00-16:00" },
        { "obscur", "sur rendez-vous <b>" },
        { "inconnu", NULL },
    };
    enum { N = sizeof places / sizeof *places };
    SqlLieuInsertArgs l[N];
    for (size_t i = 0; i < N; i++) {
        l[i] = lieu(str_from(places[i].id), str_from(places[i].id));
        l[i].horaires = str_from(places[i].horaires);
    }
    monde(state, m, l, N);
}

/* The ids of the places found, in order of name, joined by a blank. */
static Str trouves(Monde *m, const char *target)
{
    static const Str mark = S_INIT("<h3><a href=\"/lieux/");
    HttpAnswer h = get(m, target, 200);
    Str all = S("");
    for (size_t at = 0; (at = str_find(h.body, at, mark)) < h.body.n;) {
        at += mark.n;
        Str id = str_slice(h.body, at, str_find_char(h.body, at, '"'));
        all = str_format(m->a, "%.*s%s%.*s", STR_ARG(all), all.n ? " " : "", STR_ARG(id));
    }
    return all;
}

static void ouverts_a_ce_moment(void **state)
{
    Monde m;
    heures_monde(state, &m);
    assert_str_equal(trouves(&m, "/lieux?ouvert=maintenant"), S("soir toujours"));
    assert_str_equal(trouves(&m, "/lieux?ouvert=lundi&heure=10"), S("prose semaine toujours"));
    assert_str_equal(trouves(&m, "/lieux?ouvert=dimanche"), S("toujours"));
    assert_str_equal(trouves(&m, "/lieux?ouvert=jeudi"), S("paires prose semaine toujours"));
    assert_str_equal(trouves(&m, "/lieux?heure=15"), S("semaine toujours"));
    assert_str_equal(trouves(&m, "/lieux?ouvert=demain&heure=12"), S("toujours"));
    HttpAnswer h = get(&m, "/lieux?ouvert=lundi&heure=10", 200);
    says(&m, &h, "<h1>3 lieux en Eure-et-Loir, ouverts lundi à 10 h</h1>");
    says(&m, &h, "Les lieux dont les horaires ne sont pas connus n’y sont pas");
    says(&m, &h, "ouvert lundi à 10 h</a>");
    has(&h, "<option value=\"lundi\" selected>");
    h = get(&m, "/lieux.csv?ouvert=dimanche", 200);
    has(&h, "toujours");
    assert_false(str_has(h.body, S("semaine")));
    monde_fini(&m);
}

static void heures_de_la_fiche(void **state)
{
    Monde m;
    heures_monde(state, &m);
    HttpAnswer h = get(&m, "/lieux/semaine", 200);
    says(&m, &h, "Fermé, ouvre demain à 9 h</span>");
    says(&m, &h, "<th scope=\"row\">Lundi</th><td>9 h – 12 h et 14 h – 17 h 30</td>");
    says(&m, &h, "<th scope=\"row\">Dimanche</th><td>fermé</td>");
    has(&h, "Fermé les jours fériés.");
    h = get(&m, "/lieux/toujours", 200);
    has(&h, "<span class=\"etat oui\">Ouvert</span>");
    h = get(&m, "/lieux/prose", 200);
    says(&m, &h, "<th scope=\"row\">Jeudi</th><td>9 h – 12 h</td>");
    h = get(&m, "/lieux/paires", 200);
    says(&m, &h, "<th scope=\"row\">Jeudi</th><td>8 h 45 – 12 h 15</td><td>fermé</td>");
    has(&h, "Cette semaine est paire.");
    h = get(&m, "/lieux/rang", 200);
    says(&m, &h, "Le premier mardi du mois, de 14 h à 16 h.");
    has(&h, "Les sept prochains jours");
    h = get(&m, "/lieux/obscur", 200);
    has(&h, "<code>sur rendez-vous &lt;b&gt;</code>");
    h = get(&m, "/lieux/inconnu", 200);
    has(&h, "Les horaires ne sont pas connus.");
    h = get(&m, "/lieux", 200);
    says(&m, &h, "<span class=\"etat oui\">Ouvert, ferme demain à 2 h</span>");
    monde_fini(&m);
}

/* Of a public holiday nothing is known unless it is said. */
static void heures_d_un_jour_ferie(void **state)
{
    Monde m;
    heures_monde(state, &m);
    m.now = 1699696800; /* Saturday 2023-11-11, 11:00 */
    assert_str_equal(trouves(&m, "/lieux?ouvert=maintenant"), S(""));
    HttpAnswer h = get(&m, "/lieux/toujours", 200);
    has(&h, "<span class=\"etat cours\">À vérifier, c’est un jour férié</span>");
    says(&m, &h, "11 novembre 2023, jour férié : à vérifier.");
    monde_fini(&m);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(annuaire_vide),
        cmocka_unit_test(un_lieu),
        cmocka_unit_test(adresse_canonique),
        cmocka_unit_test(quatre_cents_lieux),
        cmocka_unit_test(noms_hostiles),
        cmocka_unit_test(ouverts_a_ce_moment),
        cmocka_unit_test(heures_de_la_fiche),
        cmocka_unit_test(heures_d_un_jour_ferie),
        cmocka_unit_test(csv_refuse),
        cmocka_unit_test(demonstration_dite),
        cmocka_unit_test(communes_a_choisir),
        cmocka_unit_test(commune_mal_placee),
        cmocka_unit_test(sans_reponse),
        cmocka_unit_test(lieu_disparu),
        cmocka_unit_test(conditions_dites),
        cmocka_unit_test(chaque_parametre_revient),
        cmocka_unit_test(adresse_fautive),
    };
    return SUITE_MAIN("lieux_web", true, all);
}
