// SPDX-License-Identifier: AGPL-3.0-or-later
/* The operator's desk: what is understood, read out, sent, noted and counted; on both engines. */
#include "domain/numerovert/numerovert.h"

#include <stdio.h>
#include <unistd.h>

#include "core/job/jobs.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/numerovert/numerovert_priv.h"
#include "domain/territoire/charge_test.h"
#include "lieux_sql.h"
#include "numerovert_sql.h"

static const Slice *const table[] = { &slice_territoire, &slice_horaires, &slice_lieux, &slice_journal, &slice_acteurs,
    &slice_numerovert, NULL };

static SqlLieuInsertArgs lieu(Str id, Str nom, Str services)
{
    return (SqlLieuInsertArgs){ .id = id,
        .pivot = S("00000000000000"),
        .nom = nom,
        .commune = S("Brou"),
        .code_postal = S("28160"),
        .code_insee = S("28061"),
        .adresse = S("4 rue de la Rivière"),
        .latitude = S("48.25"),
        .longitude = S("1.16"),
        .telephone = S("+33261910028"),
        .date_maj = S("2026-01-01"),
        .services = services,
        .origine = S("essai"),
        .horaires = S("Mo-Fr 09:00-12:00,14:00-17:30; PH off"),
        .empreinte = S("x") };
}

typedef struct Bureau {
    World *w;
    Snapshots *snapshots;
    const char *operateur, *pilote, *coordinateur;
} Bureau;

static void charge(World *w)
{
    static const char communes[] =
        "[{\"code\":\"28061\",\"nom\":\"Brou\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
        "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":3345},"
        "{\"code\":\"28127\",\"nom\":\"Dangeau\",\"departement\":\"28\",\"region\":\"24\",\"arrondissement\":\"282\","
        "\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],\"population\":1300},"
        "{\"code\":\"28359\",\"nom\":\"Saint-Rémy-sur-Avre\",\"departement\":\"28\",\"region\":\"24\","
        "\"arrondissement\":\"281\",\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28380\"],\"population\":4000}]";
    static const char epci[] = "[{\"code\":\"200000001\",\"nom\":\"CC du Perche\",\"type\":\"CC\",\"membres\":["
                               "{\"code\":\"28061\"},{\"code\":\"28127\"}]}]";
    territoire_charge(w->db, w->a, w->now,
        &(TerritoireEssai){ .departement = S("28"),
            .communes = str_from(communes),
            .epci = str_from(epci),
            .points = S("code;lat;lon\n28061;48.21;1.16\n28127;48.21;1.27\n") });
}

static Bureau bureau(void **state)
{
    Bureau b = { .w = world_new(state) };
    World *w = b.w;
    SqlLieuInsertArgs lieux[] = { lieu(S("m"), S("Médiathèque"), S("Aide aux démarches administratives")),
        lieu(S("a"), S("Atelier"), S("Accès internet et matériel informatique")),
        lieu(S("f"), S("Réserve"), S("Aide aux démarches administratives")) };
    lieux[2].modalites_acces = S("Ce lieu n'accueille pas de public");
    TX tx = tx_begin(w->db, HERE);
    charge(w);
    for (size_t i = 0; i < 3; i++)
        assert_ok(sql_lieu_insert(w->db, &lieux[i]));
    assert_ok(snapshot_touch(w->db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    w->app.slices = table;
    assert_ok(snapshots_new(table, &b.snapshots));
    assert_ok(snapshots_refresh(b.snapshots, w->db));
    w->app.snapshots = b.snapshots;
    b.operateur = world_session(w, w->lea.id, ROLE_RANG_NUMERO_VERT, PORTEE_DEPARTEMENT, S("28"));
    b.pilote = world_session(w, w->max.id, ROLE_RANG_PILOTE, PORTEE_DEPARTEMENT, S("28"));
    b.coordinateur = world_session(w, w->zoe.id, ROLE_RANG_COORDINATEUR, PORTEE_EPCI, S("200000002"));
    return b;
}

static void fini(Bureau *b)
{
    World *w = b->w;
    snapshots_free(b->snapshots);
    w->app.snapshots = NULL;
    world_freep(&w);
}

static void what_is_understood(void **state)
{
    static const struct {
        const char *said, *commune, *rest;
        size_t candidates;
    } cases[] = {
        { "brou impots", "28061", "impots", 0 },
        { "imprimante Brou", "28061", "imprimante", 0 },
        { "Brou", "28061", NULL, 0 },
        { "saint remy sur avre   un mot de passe", "28359", "un mot de passe", 0 },
        { "28380 impôts", "28359", "impôts", 0 },
        { "impots", NULL, "impots", 0 },
        { "", NULL, NULL, 0 },
        { "28160 impots", NULL, "impots", 2 },
        { "da impots", NULL, "da impots", 0 },
    };
    Bureau b = bureau(state);
    SnapshotView *view = snapshot_view(b.snapshots);
    const Territoire *t = snapshot_get(view, &territoire_snapshot);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Demande d;
        assert_ok(numerovert_demande_lire(t, b.w->a, str_from(cases[i].said), S("28"), &d));
        assert_str_equal(d.commune ? code_insee_str(&d.commune->code) : S("-"),
            cases[i].commune ? str_from(cases[i].commune) : S("-"));
        assert_str_equal(str_is_none(d.reste) ? S("") : d.reste, cases[i].rest ? str_from(cases[i].rest) : S(""));
        assert_int_equal(d.candidates_n, cases[i].candidates);
    }
    snapshot_view_free(view);
    fini(&b);
}

static void the_screen(void **state)
{
    Bureau b = bureau(state);
    HttpAnswer h = get(b.w, b.operateur, "/numero-vert");
    assert_int_equal(h.status, 200);
    has_not(&h, "class=\"lieux\"");
    h = get(b.w, b.operateur, "/numero-vert?q=brou+impots");
    has(&h, "1\u00A0lieu pour «\u00A0impots\u00A0» près de Brou");
    has(&h, "Je vous propose Médiathèque, à Brou, à environ 4,4\u00A0km de chez vous.");
    has(&h, "02\u00A061\u00A091\u00A000\u00A028");
    has(&h, "En ce moment");
    has(&h, "accesskey=\"1\"");
    has_not(&h, "Réserve");
    h = get(b.w, b.operateur, "/numero-vert?q=28160+impots");
    has(&h, "Plusieurs communes répondent");
    has(&h, "/numero-vert?commune=28127&amp;q=impots");
    h = get(b.w, b.operateur, "/numero-vert?commune=28127&q=impots");
    has(&h, "près de Dangeau");
    h = get(b.w, b.operateur, "/numero-vert?q=brou+zzzz");
    has(&h, "Aucun lieu");
    h = get(b.w, b.pilote, "/numero-vert");
    assert_int_equal(h.status, 403);
    fini(&b);
}

static void what_is_sent(void **state)
{
    Bureau b = bureau(state);
    HttpAnswer h = get(b.w, b.operateur, "/numero-vert/envoyer?lieu=m&commune=28061&q=brou+impots");
    assert_int_equal(h.status, 200);
    has(&h, "Médiathèque, 4 rue de la Rivière, 28160 Brou. Tel 02 61 91 00 28.");
    has(&h, "un seul SMS");
    h = get(b.w, b.operateur, "/numero-vert/envoyer?lieu=inconnu");
    assert_int_equal(h.status, 404);
    h = post(b.w, b.operateur, "/numero-vert/courrier",
        "lieu=m&commune=28061&destinataire=Mme+Secret%0D%0A1+rue+du+Lavoir%0D%0A28160+Brou");
    assert_int_equal(h.status, 200);
    assert_str_equal(http_answer_header(&h, "Content-Type"), S("application/pdf"));
    assert_true(str_has(http_answer_header(&h, "Cache-Control"), S("no-store")));
    Str path = str_cat(b.w->a, test_dir(state), S("/x.pdf"));
    test_write(path, h.body);
    if (access("/usr/bin/pdftotext", X_OK) != 0)
        test_skip("poppler-utils manque");
    FILE *f = popen(str_format(b.w->a, "pdftotext '%.*s' -", STR_ARG(path)).p, "r");
    char z[8192];
    Str text = str_of(z, fread(z, 1, sizeof z, f));
    assert_int_equal(pclose(f), 0);
    assert_true(str_has(text, S("Mme Secret\n1 rue du Lavoir\n28160 Brou")));
    assert_true(str_has(text, S("Médiathèque")));
    fini(&b);
}

/* GSM 03.38: nothing but one septet a sign, never more than one message, the number always whole. */
static void one_sms(void **state)
{
    Bureau b = bureau(state);
    SnapshotView *view = snapshot_view(b.snapshots);
    const Lieux *s = snapshot_get(view, &lieux_snapshot);
    LivretFonds f = { .lieux = s, .vacances = &aucunes_vacances, .site = b.w->app.site, .now = NOW };
    for (size_t i = 0; i < lieux_n(s); i++) {
        Str sms = numerovert_sms(b.w->a, &f, lieux_at(s, i));
        assert_in_range(utf8_length(sms), 20, SMS_MAX);
        assert_true(str_has(sms, S("02 61 91 00 28")));
        assert_false(str_has(sms, S("\u00A0")) || str_has(sms, S("’")) || str_has(sms, S("ê")));
    }
    snapshot_view_free(view);
    fini(&b);
}

static const char found[] = "besoin=Aide+aux+d%C3%A9marches+administratives&commune=Brou&trouve=oui&suite=lieu&duree=4";

static void calls_are_counted(void **state)
{
    Bureau b = bureau(state);
    HttpAnswer h = post(b.w, b.operateur, "/numero-vert", found);
    leads_to(&h, "/numero-vert?fait=note");
    h = post(b.w, b.operateur, "/numero-vert", found);
    h = post(b.w, b.operateur, "/numero-vert", "besoin=autre&commune=&trouve=non&suite=rien&duree=2");
    leads_to(&h, "/numero-vert?fait=note");
    h = post(b.w, b.operateur, "/numero-vert", "besoin=zzz&commune=Brou&trouve=non&suite=rien&duree=2");
    assert_int_equal(h.status, 400);
    has(&h, "Choisissez un besoin de la liste");
    h = post(b.w, b.operateur, "/numero-vert", "besoin=autre&commune=Zzzz&trouve=non&suite=rien&duree=2");
    assert_int_equal(h.status, 400);
    h = post(b.w, b.operateur, "/numero-vert", "besoin=autre&trouve=non&suite=rien&duree=999");
    assert_int_equal(h.status, 400);
    assert_int_equal(written(b.w, "appel.noter"), 3);
    h = get(b.w, b.pilote, "/numero-vert/appels");
    has(&h, "3\u00A0appels au numéro vert");
    has(&h, "novembre 2026");
    has(&h, "CC du Perche");
    has(&h, "Autre besoin");
    h = get(b.w, b.pilote, "/numero-vert/appels.csv");
    has(&h, "mois,epci,epci_nom,commune,commune_nom,besoin,suite,appels,reponses,minutes");
    has(&h, "2026-11,200000001,CC du Perche,28061,Brou,");
    has(&h, ",2,2,8\r\n");
    has(&h, "2026-11,,Non précisée,,Non précisée,Autre besoin,Rien à proposer,1,0,2\r\n");
    assert_int_equal(written(b.w, "appels.exporter"), 1);
    h = get(b.w, b.coordinateur, "/numero-vert/appels"); /* of another EPCI */
    has(&h, "aucun appel");
    fini(&b);
}

/* Within the scope, and a département of one's own only. */
static void scopes(void **state)
{
    Bureau b = bureau(state);
    World *w = b.w;
    Appel x = { .jour = { 20000 },
        .departement = S("28"),
        .commune = STR_NONE,
        .epci = STR_NONE,
        .besoin = S("autre"),
        .suite = APPEL_RIEN,
        .duree_mn = 1 };
    Acteur here = { .personne_id = 1, .portee = S("departement"), .code = S("28"), .role_cle = S("numero_vert") };
    Acteur there = here, nowhere = here;
    there.code = S("72");
    nowhere.portee = S("structure");
    assert_ok(appel_noter(w->db, &here, w->now, &x));
    assert_err(appel_noter(w->db, &there, w->now, &x), ERR_NOT_FOUND);
    assert_err(appel_noter(w->db, &nowhere, w->now, &x), ERR_NOT_FOUND);
    x.duree_mn = APPEL_DUREE_MAX + 1;
    assert_err(appel_noter(w->db, &here, w->now, &x), ERR_INVALID);
    const AppelCompte *v = NULL;
    size_t n = 0;
    assert_ok(appels_compter(w->db, w->a, &here, (Date){ 20000 }, (Date){ 20000 }, &v, &n));
    assert_int_equal(n, 1);
    assert_str_equal(v[0].mois, S("2024-10"));
    assert_ok(appels_compter(w->db, w->a, &there, (Date){ 20000 }, (Date){ 20000 }, &v, &n));
    assert_int_equal(n, 0);
    assert_err(appels_compter(w->db, w->a, &nowhere, (Date){ 20000 }, (Date){ 20000 }, &v, &n), ERR_NOT_FOUND);
    fini(&b);
}

static void unmet_needs(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(MIB);
    static const struct {
        int32_t day;
        const char *commune, *need;
        bool found;
    } calls[] = { { 100, "28061", "autre", false }, { 101, "28061", "autre", false }, { 102, "28061", "autre", true },
        { 103, "28127", "autre", false }, { 104, NULL, "autre", false },
        { 105, "28127", "Loisirs et créations numériques", true }, { 300, "28061", "autre", false } };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        assert_ok(sql_appel_noter(db, calls[i].day, S("28"), str_from(calls[i].commune), S("200000001"),
            str_from(calls[i].need), S("rien"), calls[i].found, 1));
    assert_ok(sql_appel_noter(db, 100, S("72"), S("72181"), STR_NONE, S("autre"), S("rien"), false, 1));
    const Manque *m = NULL;
    size_t n = 0;
    assert_ok(numerovert_manques(db, a, S("28"), (Date){ 100 }, (Date){ 200 }, &m, &n));
    assert_int_equal(n, 3);
    assert_str_equal(m[0].commune, S("28061"));
    assert_int_equal(m[0].appels, 3);
    assert_int_equal(m[0].sans_reponse, 2);
    assert_str_equal(m[1].commune, S("28127"));
    assert_true(str_is_none(m[2].commune));
    assert_ok(numerovert_manques(db, a, S("28"), (Date){ 500 }, (Date){ 600 }, &m, &n));
    assert_int_equal(n, 0);
}

/* A clock of three years and a day. */
static void old_calls_go(void **state)
{
    Db *db = test_db(state);
    ARENA a = arena_new(8 * MIB);
    int64_t now = NOW;
    Date limit = date_paris(now);
    Civil c = date_civil(limit);
    Date kept = date_from_ymd(c.year - 3, c.month, c.day), gone = { kept.days - 1 };
    assert_ok(sql_appel_noter(db, kept.days, S("28"), STR_NONE, STR_NONE, S("autre"), S("rien"), false, 1));
    assert_ok(sql_appel_noter(db, gone.days, S("28"), STR_NONE, STR_NONE, S("autre"), S("rien"), false, 1));
    App app = { .clock = clock_fixed(&now), .slices = table };
    assert_ok(writer_inline(db, &app.writer));
    Job j = { .app = &app, .arena = a, .db = db, .now = now };
    assert_ok(numerovert_jobs[0].fn(&j));
    const Manque *m = NULL;
    size_t n = 0;
    assert_ok(numerovert_manques(db, a, S("28"), gone, limit, &m, &n));
    assert_int_equal(n, 1);
    assert_int_equal(m[0].appels, 1);
    writer_free(app.writer);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(what_is_understood),
        cmocka_unit_test(the_screen),
        cmocka_unit_test(what_is_sent),
        cmocka_unit_test(one_sms),
        cmocka_unit_test(calls_are_counted),
        cmocka_unit_test(scopes),
        cmocka_unit_test(unmet_needs),
        cmocka_unit_test(old_calls_go),
    };
    return SUITE_MAIN("numerovert", true, all);
}
