// SPDX-License-Identifier: AGPL-3.0-or-later
/* The four questions: what answers, what is let go and said, what each place is listed for, and the addresses. */
#include "domain/parcours/parcours.h"

#include "core/app.h"
#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/livret/livret.h"
#include "domain/numerovert/numerovert.h"
#include "lieux_sql.h"
#include "support/session.h"
#include "support/suite.h"

static const Slice *const table[] = { &slice_territoire, &slice_horaires, &slice_lieux, &slice_parcours, NULL };
static const Site site = { .nom = S_INIT("Essai") };

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
    SnapshotView *view;
    const Lieux *s;
} Monde;

/* From north to south, one kilometre apart: the centre is on the first one. */
static const struct {
    const char *id, *services, *frais, *prise, *accueil, *horaires;
} lieux[] = {
    { "a", "Aide aux démarches administratives", NULL, NULL, NULL, "Mo-Fr 09:00-12:00" },
    { "b", "Aide aux démarches administratives", "Gratuit", NULL, "Accompagnement individuel", NULL },
    { "c", "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien", "Gratuit", "Illettrisme",
        "Accompagnement individuel|Dans un atelier collectif", "Sa 09:00-12:00" },
    { "d", "Maîtrise des outils numériques du quotidien", "Payant", "Surdité", "À distance", "24/7" },
    { "e", "Parentalité et éducation avec le numérique", NULL, NULL, NULL, NULL },
};
enum { LIEUX_N = sizeof lieux / sizeof *lieux };

static Str or_none(const char *z)
{
    return z ? str_from(z) : STR_NONE;
}

static void monde(void **state, Monde *m)
{
    *m = (Monde){ .a = arena_new(256 * MIB), .db = test_db(state), .now = 1772539200 };
    TX tx = tx_begin(m->db, HERE);
    for (int i = 0; i < LIEUX_N; i++)
        assert_ok(sql_lieu_insert(m->db, &(SqlLieuInsertArgs){ .id = str_from(lieux[i].id),
                                             .pivot = S("00000000000000"),
                                             .nom = str_format(m->a, "Maison %s", lieux[i].id),
                                             .commune = S("Brou"),
                                             .code_postal = S("28160"),
                                             .adresse = S("4 rue de la Rivière"),
                                             .latitude = str_format(m->a, "%.3f", 48.2 - 0.009 * i),
                                             .longitude = S("1.16"),
                                             .telephone = S("+33261910028"),
                                             .date_maj = S("2026-01-01"),
                                             .services = str_from(lieux[i].services),
                                             .frais_a_charge = or_none(lieux[i].frais),
                                             .prise_en_charge_specifique = or_none(lieux[i].prise),
                                             .modalites_accompagnement = or_none(lieux[i].accueil),
                                             .horaires = or_none(lieux[i].horaires),
                                             .origine = S("essai"),
                                             .empreinte = S("x") }));
    assert_ok(snapshot_touch(m->db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    Str message;
    Config *config;
    assert_ok(config_load(m->a, NULL, &config, &message));
    m->app = (App){ .clock = clock_fixed(&m->now),
        .slices = table,
        .site = &site,
        .config = config,
        .keys = test_keys(),
        .random = test_random() };
    assert_ok(snapshots_new(table, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
    m->view = snapshot_view(m->app.snapshots);
    m->s = snapshot_get(m->view, &lieux_snapshot);
    assert_non_null(m->s);
}

static void fini(Monde *m)
{
    snapshot_view_free(m->view);
    snapshots_free(m->app.snapshots);
    arena_free(m->a);
}

static ParcoursReponses demande(const char *service, double rayon_m)
{
    ParcoursReponses p = { .accueil = -1 };
    p.q.q = p.q.commune = p.q.code_postal = p.q.autres_formations_labels = STR_NONE;
    p.q.a_point = true;
    p.q.point = (Point){ 48.2, 1.16 };
    p.q.rayon_m = rayon_m;
    p.q.sort = LIEUX_SORT_DISTANCE;
    p.q.vacances = &aucunes_vacances;
    if (service)
        enumset_add(&p.q.valeurs[ENUM_SERVICES], standard_enum_index(ENUM_SERVICES, str_from(service)));
    return p;
}

static uint32_t compte_bit(const char *value)
{
    for (int i = 0; i < COMPTES_N; i++)
        if (str_eq(compte_choix[i].value, str_from(value)))
            return 1u << i;
    fail_msg("%s", value);
    return 0;
}

static void expect(const Monde *m, const ParcoursReponses *p, Relache relache, const char *ids)
{
    LieuxResult found = { 0 };
    Relache got = RELACHE_RIEN;
    Str all = S("");
    assert_ok(parcours_chercher(m->s, m->a, p, &got, &found));
    for (size_t i = 0; i < found.n; i++)
        all = str_cat(m->a, all, lieu_champ(found.rows[i].lieu, CHAMP_id));
    assert_str_equal(all, str_from(ids));
    assert_int_equal(got, relache);
}

static void every_answer_is_a_value_of_the_standard(void **state)
{
    for (int i = 0; i < COMPTES_N; i++)
        assert_true(standard_enum_index(comptes[i].e, comptes[i].valeur) >= 0 && compte_choix[i].value.n);
    for (int i = 0; i < ACCUEILS_N; i++)
        assert_true(standard_enum_index(accueils[i].e, accueils[i].valeur) >= 0 && accueil_choix[i].value.n);
    assert_null(compte_choix[COMPTES_N].value.p);
    assert_null(accueil_choix[ACCUEILS_N].value.p);
}

static void what_answers_everything_comes_nearest_first(void **state)
{
    Monde m;
    size_t n = 0;
    monde(state, &m);
    ParcoursReponses p = demande("Aide aux démarches administratives", 0);
    expect(&m, &p, RELACHE_RIEN, "abc");
    p.comptes = compte_bit("gratuit");
    expect(&m, &p, RELACHE_RIEN, "bc");
    assert_ok(parcours_compter(m.s, m.a, &p, &n));
    assert_int_equal(n, 2);
    p.comptes |= compte_bit("lire");
    p.accueil = 0;
    expect(&m, &p, RELACHE_RIEN, "c");
    p = demande(NULL, 0);
    expect(&m, &p, RELACHE_RIEN, "abcde");
    fini(&m);
}

/* The moment first, then what matters, then the distance; never the need. Those that miss least come first. */
static void what_is_let_go_is_said(void **state)
{
    Monde m;
    size_t n = 9;
    Date sunday;
    monde(state, &m);
    assert_true(date_parse(S("2026-03-08"), &sunday));
    ParcoursReponses p = demande("Aide aux démarches administratives", 0);
    p.q.ouvert = LIEUX_OUVERT_CE_JOUR;
    p.q.moment = minute_de(sunday, 0);
    expect(&m, &p, RELACHE_QUAND, "abc");
    p.comptes = compte_bit("lire") | compte_bit("sourd");
    expect(&m, &p, RELACHE_COMPTE, "cab");
    assert_ok(parcours_compter(m.s, m.a, &p, &n));
    assert_int_equal(n, 0);
    p = demande("Maîtrise des outils numériques du quotidien", 1000);
    p.comptes = compte_bit("sourd");
    expect(&m, &p, RELACHE_DISTANCE, "dc");
    p = demande("Compréhension du monde numérique", 0);
    expect(&m, &p, RELACHE_DISTANCE, "");
    fini(&m);
}

static Str joined(Arena *a, const Str *v, size_t n)
{
    return str_join(a, v, n, S(" / "));
}

static void each_place_has_its_reasons(void **state)
{
    Monde m;
    Date saturday;
    LieuxResult found = { 0 };
    Relache relache;
    Raisons why;
    monde(state, &m);
    assert_true(date_parse(S("2026-03-07"), &saturday));
    ParcoursReponses p = demande("Aide aux démarches administratives", 1500);
    p.q.ouvert = LIEUX_OUVERT_A;
    p.q.moment = minute_de(saturday, 600);
    p.comptes = compte_bit("gratuit") | compte_bit("anglais");
    p.accueil = 1;
    assert_ok(parcours_chercher(m.s, m.a, &p, &relache, &found));
    assert_int_equal(relache, RELACHE_COMPTE);
    assert_int_equal(found.n, 2);
    assert_ok(parcours_raisons(m.s, m.a, &p, S("samedi à 10 h"), &found.rows[0], &why));
    assert_str_equal(joined(m.a, why.oui, why.oui_n),
        S("on y propose «\u00a0Aide aux démarches administratives\u00a0» / c’est à 1\u00a0km / c’est gratuit"));
    assert_str_equal(joined(m.a, why.non, why.non_n),
        S("c’est ouvert samedi à 10 h / on y parle anglais / on y apprend en petit groupe"));
    fini(&m);
}

static HttpAnswer get(Monde *m, const char *target)
{
    return http_call(&m->app, m->db, m->a, "GET", target, NULL, STR_NONE);
}

static void the_address_holds_the_answers(void **state)
{
    Monde m;
    monde(state, &m);
    HttpAnswer h = get(&m, "/parcours");
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("href=\"/parcours?besoin=proteger&amp;etape=2\"")));
    h = get(&m, "/parcours?besoin=demarche&compte=gratuit&etape=4");
    assert_true(str_has(h.body, S("<b>2\u00a0lieux répondent</b>")));
    assert_true(str_has(h.body, S("<input type=\"hidden\" name=\"compte\" value=\"gratuit\">")));
    assert_true(str_has(h.body, S("<input type=\"hidden\" name=\"etape\" value=\"5\">")));
    assert_true(str_has(h.body, S("href=\"/parcours?besoin=demarche&amp;compte=gratuit&amp;etape=3\"")));
    h = get(&m, "/parcours?besoin=demarche&compte=gratuit%7Clire&etape=5");
    assert_true(str_has(h.body, S("<h1>1\u00a0lieu pour vous</h1>")));
    assert_true(str_has(h.body, S("<p>Horaires\u00a0: ")));
    assert_true(str_has(h.body, S("on y aide les personnes qui lisent ou écrivent avec peine")));
    assert_true(str_has(h.body, S("href=\"/lieux?services=Aide%20aux%20d%C3%A9marches%20administratives")));
    h = get(&m, "/parcours?besoin=apprendre&etape=5");
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("<h1>Aucun lieu ne répond à votre besoin</h1>")));
    /* what cannot be read is told, and changes nothing */
    h = get(&m, "/parcours?besoin=zzz&rayon_km=7&etape=9");
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("class=\"encart erreurs\"")));
    h = get(&m, "/parcours?commune=%3Cb%3E&etape=5");
    assert_true(str_has(h.body, S("Question 2 sur 4")));
    assert_false(str_has(h.body, S("<b>&lt;b&gt;")) || str_has(h.body, S("value=\"<b>\"")));
    fini(&m);
}

static void a_text_fits_in_one_sms(void **state)
{
    Monde m;
    monde(state, &m);
    HttpAnswer h = get(&m, "/parcours?besoin=demarche&etape=5");
    const LivretFonds fonds = { .lieux = m.s, .vacances = &aucunes_vacances, .site = &site, .now = m.now };
    for (size_t i = 0; i < lieux_n(m.s); i++) {
        Str sms = numerovert_sms(m.a, &fonds, lieux_at(m.s, i));
        assert_in_range(utf8_length(sms), 20, SMS_MAX);
        assert_true(str_has(h.body, sms) == (i < 3));
    }
    fini(&m);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_answer_is_a_value_of_the_standard),
        cmocka_unit_test(what_answers_everything_comes_nearest_first),
        cmocka_unit_test(what_is_let_go_is_said),
        cmocka_unit_test(each_place_has_its_reasons),
        cmocka_unit_test(the_address_holds_the_answers),
        cmocka_unit_test(a_text_fits_in_one_sms),
    };
    return SUITE_MAIN("parcours", true, all);
}
