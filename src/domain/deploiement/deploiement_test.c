// SPDX-License-Identifier: AGPL-3.0-or-later
/* Steps by hand, sheets within a scope, the board; both engines. */
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/deploiement/deploiement.h"

static const Slice *const table[] = { &slice_deploiement, NULL };

static World *deploiement_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    return w;
}
#define DEPLOIEMENT WORLD

static OptDate day(const char *iso)
{
    OptDate d = { true, { 0 } };
    assert_true(date_parse(str_from(iso), &d.d));
    return d;
}

/* ---- steps ---- */

static void steps_hold_those_before(void **state)
{
    Date today = day("2026-11-23").d;
    Aidant a = { .etat = AIDANT_EN_COURS, .demande = day("2026-09-01") };
    (void)state;
    assert_int_equal(aidant_etape(&a, today), ETAPE_DEMANDE);
    a.formation = day("2026-12-01");               /* planned */
    assert_int_equal(aidant_etape(&a, today), ETAPE_DEMANDE);
    a.pix = day("2026-10-01");
    assert_int_equal(aidant_etape(&a, today), ETAPE_DEMANDE);
    a.pairs = true;                                /* by peers: the test is the training */
    assert_int_equal(aidant_etape(&a, today), ETAPE_PIX);
    a.pairs = false;
    a.formation = day("2026-09-15");
    assert_int_equal(aidant_etape(&a, today), ETAPE_PIX);
    assert_false(aidant_operationnel(&a, today));
    a.carte = day("2026-11-01");
    assert_true(aidant_operationnel(&a, today));
    assert_int_equal(aidant_etape(&a, today), ETAPE_CARTE);
    a.connexion = day("2026-11-02");
    assert_int_equal(aidant_etape(&a, today), ETAPE_CONNECTEE);
    a.activite = day("2026-08-25");                /* 90 days before */
    assert_int_equal(aidant_etape(&a, today), ETAPE_ACTIVE);
    a.activite = day("2026-08-24");
    assert_int_equal(aidant_etape(&a, today), ETAPE_CONNECTEE);
    a.etat = AIDANT_ANNULEE;
    assert_false(aidant_operationnel(&a, today));
}

static void who_waits_too_long_is_seen(void **state)
{
    Date today = day("2026-11-23").d;
    Aidant a = { .etat = AIDANT_NOUVELLE };
    (void)state;
    assert_false(aidant_bloque(&a, today));        /* since when is not known */
    a.demande = day("2026-08-25");
    assert_false(aidant_bloque(&a, today));
    a.demande = day("2026-08-24");
    assert_true(aidant_bloque(&a, today));
    a.formation = day("2027-01-10");
    assert_false(aidant_bloque(&a, today));        /* has a place in a training */
    a.formation = day("2026-08-20");
    a.etat = AIDANT_REFUSEE;
    assert_false(aidant_bloque(&a, today));
}

/* ---- sheets ---- */

static void a_structure_is_followed(void **state)
{
    DEPLOIEMENT w = deploiement_new(state);
    const char *voves = url(w, "/deploiement/UID", w->voves.uid);
    Habilitation h;
    HttpAnswer a = get(w, w->ref_voves, voves);
    assert_int_equal(a.status, 200);
    has(&a, "pas suivie");
    has(&a, "Tom Petit");
    a = post(w, w->ref_voves, voves, "etat=eligible&demande=2026-01-10&decision=2026-02-01");
    leads_to(&a, url(w, "/deploiement/UID?fait=structure", w->voves.uid));
    assert_ok(habilitation_lire(w->db, w->a, w->voves.id, &h));
    assert_int_equal(h.etat, HABILITATION_ELIGIBLE);
    assert_int_equal(h.decision.d.days, day("2026-02-01").d.days);
    a = post(w, w->ref_voves, voves, "etat=eligible&demande=2026-03-10&decision=2026-02-01");
    assert_int_equal(a.status, 400);
    has(&a, "ne peut pas précéder la demande");
    a = post(w, w->ref_voves, voves, "etat=eligible&demande=2027-03-10");
    has(&a, "Cette date est à venir");
    assert_int_equal(written(w, "deploiement.structure"), 1);
}

static void a_person_is_followed(void **state)
{
    DEPLOIEMENT w = deploiement_new(state);
    const char *page = url(w, "/deploiement/UID/personne", w->voves.uid);
    const char *tom = str_format(w->a, "personne=%.*s", STR_ARG(w->tom.uid)).p;
    Aidant x;
    HttpAnswer a = get(w, w->ref_voves, str_format(w->a, "%s?%s", page, tom).p);
    assert_int_equal(a.status, 200);
    has(&a, "Tom Petit");
    a = post(w, w->ref_voves, page, str_format(w->a, "%s&etat=en_cours&demande=2026-09-01&carte=2026-10-01", tom).p);
    assert_int_equal(a.status, 400);
    has(&a, "La carte vient après la formation et le test Pix");
    a = post(w, w->ref_voves, page, str_format(w->a, "%s&etat=en_cours&pix_score=40", tom).p);
    assert_int_equal(a.status, 400);
    has(&a, "écrivez aussi la date du test");
    a = post(w, w->ref_voves, page,
        str_format(w->a,
            "%s&etat=validee&demande=2026-09-01&formation=2026-09-10&pix=2026-09-12&pix_score=0&carte=2026-10-01", tom)
            .p);
    leads_to(&a, url(w, "/deploiement/UID?fait=personne", w->voves.uid));
    assert_ok(aidant_lire(w->db, w->a, w->voves.id, w->tom.id, &x));
    assert_true(x.pix_score.has && x.pix_score.v == 0);
    a = get(w, w->ref_voves, url(w, "/deploiement/UID", w->voves.uid));
    has(&a, "opérationnel</span>");
    assert_int_equal(written(w, "deploiement.personne"), 1);
    assert_int_equal(written(w, "deploiement.voir"), 4);
}

/* Outside one's scope, or not of that structure, there is nobody. */
static void others_do_not_exist(void **state)
{
    DEPLOIEMENT w = deploiement_new(state);
    const char *voves = url(w, "/deploiement/UID", w->voves.uid), *brou = url(w, "/deploiement/UID", w->brou.uid);
    assert_int_equal(get(w, w->ref_brou, voves).status, 404);
    assert_int_equal(post(w, w->ref_brou, voves, "etat=refusee").status, 404);
    assert_int_equal(
        post(w, w->ref_brou, str_format(w->a, "%s/label", voves).p, "label=france-services&obtenu=2026-01-01").status,
        404);
    Str tom = str_format(w->a, "%s/personne?personne=%.*s", brou, STR_ARG(w->tom.uid));
    assert_int_equal(get(w, w->ref_brou, tom.p).status, 404);
    assert_int_equal(get(w, w->admin, tom.p).status, 404);
    const Acteur lea = { .personne_id = w->lea.id.v, .role = ROLE_ADMINISTRATEUR, .portee = S("instance") };
    const Aidant x = { .structure_id = w->brou.id, .personne_id = w->tom.id };
    assert_err(aidant_ecrire(w->db, w->a, &lea, NOW, &w->brou, &x), ERR_FORBIDDEN);
}

static void labels_have_dates(void **state)
{
    DEPLOIEMENT w = deploiement_new(state);
    const char *page = url(w, "/deploiement/UID", w->brou.uid), *to = str_format(w->a, "%s/label", page).p;
    HttpAnswer a = post(w, w->ref_brou, to, "label=france-services&obtenu=2024-01-01&expire=2026-01-01");
    leads_to(&a, url(w, "/deploiement/UID?fait=label", w->brou.uid));
    a = get(w, w->ref_brou, page);
    has(&a, "1er janvier 2024");
    has(&a, "terminé</span>");
    a = post(w, w->ref_brou, to, "label=france-services&obtenu=2024-01-01&expire=2023-01-01");
    assert_int_equal(a.status, 400);
    has(&a, "La fin ne peut pas précéder le début");
    a = post(w, w->ref_brou, to, "obtenu=2024-01-01");
    has(&a, "Choisissez un label.");
    a = post(w, w->ref_brou, str_format(w->a, "%s/retirer", to).p, "label=france-services");
    leads_to(&a, url(w, "/deploiement/UID?fait=label-retire", w->brou.uid));
    a = get(w, w->ref_brou, page);
    has(&a, "Aucun label n’est noté");
}

/* ---- the board ---- */

static void follow(World *w, const Structure *s, PersonneId who, AidantEtat etat, const char *carte)
{
    const Acteur lea = { .personne_id = w->lea.id.v, .role = ROLE_ADMINISTRATEUR, .portee = S("instance") };
    Aidant x = { .structure_id = s->id, .personne_id = who, .etat = etat, .demande = day("2026-01-01") };
    if (carte) {
        x.formation = x.pix = day("2026-02-01");
        x.carte = day(carte);
    }
    assert_ok(aidant_ecrire(w->db, w->a, &lea, NOW, s, &x));
}

static void the_board_counts_its_scope(void **state)
{
    DEPLOIEMENT w = deploiement_new(state);
    HttpAnswer a = get(w, w->admin, "/deploiement");
    has(&a, "Aucune structure n’est encore suivie");
    follow(w, &w->brou, w->max.id, AIDANT_EN_COURS, NULL);
    follow(w, &w->voves, w->zoe.id, AIDANT_VALIDEE, "2026-03-01");
    follow(w, &w->voves, w->tom.id, AIDANT_ANNULEE, NULL);
    const Acteur lea = { .personne_id = w->lea.id.v, .role = ROLE_ADMINISTRATEUR, .portee = S("instance") };
    const Acteur max = { .personne_id = w->max.id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = w->brou.uid };
    Tableau t;
    Date today = date_paris(NOW);
    assert_ok(deploiement_tableau(w->db, w->a, &lea, today, &t));
    const Avancement *all = &t.epci[t.n_epci - 1];
    assert_int_equal(t.n_structures, 2);
    assert_int_equal(all->structures, 2);
    assert_int_equal(all->attente, 2);             /* both begun, neither eligible yet */
    assert_int_equal(all->aidants, 2);             /* who gave up is not counted */
    assert_int_equal(all->etapes[ETAPE_DEMANDE], 2);
    assert_int_equal(all->etapes[ETAPE_CARTE], 1);
    assert_int_equal(all->operationnels, 1);
    assert_int_equal(all->bloques, 1);
    assert_ok(deploiement_tableau(w->db, w->a, &max, today, &t));
    assert_int_equal(t.n_structures, 1);
    assert_int_equal(t.epci[t.n_epci - 1].aidants, 1);
    a = get(w, w->admin, "/deploiement");
    has(&a, "Sans intercommunalité connue");
    has_not(&a, "Durand");                         /* counts name nobody */
    a = get(w, w->ref_brou, "/deploiement.csv");
    assert_str_equal(a.body,
        S("epci,structures,eligibles,en_attente,closes,aidants,formes,pix,cartes,connectes,actifs_90_jours,"
          "operationnels,bloques_90_jours\r\n"
          "Sans intercommunalité connue,1,0,1,0,1,0,0,0,0,0,0,1\r\n"
          "Ensemble,1,0,1,0,1,0,0,0,0,0,0,1\r\n"));
}

static void what_is_held_is_given_and_forgotten(void **state)
{
    DEPLOIEMENT w = deploiement_new(state);
    BUF b = buf_new(MIB);
    Aidant x;
    follow(w, &w->voves, w->zoe.id, AIDANT_VALIDEE, "2026-03-01");
    Json j = json_to(&b);
    json_obj(&j);
    assert_ok(slice_deploiement.donnees(w->db, w->a, w->zoe.id.v, &j));
    json_end(&j);
    assert_true(str_has(buf_str(&b), S("\"carte\":\"2026-03-01\"")));
    assert_true(str_has(buf_str(&b), S("\"structure\":\"Maison du numérique\"")));
    assert_ok(slice_deploiement.oublier(w->db, w->a, NULL, NOW, w->zoe.id.v));
    assert_err(aidant_lire(w->db, w->a, w->voves.id, w->zoe.id, &x), ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_hold_those_before),
        cmocka_unit_test(who_waits_too_long_is_seen),
        cmocka_unit_test(a_structure_is_followed),
        cmocka_unit_test(a_person_is_followed),
        cmocka_unit_test(others_do_not_exist),
        cmocka_unit_test(labels_have_dates),
        cmocka_unit_test(the_board_counts_its_scope),
        cmocka_unit_test(what_is_held_is_given_and_forgotten),
    };
    return SUITE_MAIN("deploiement", true, tests);
}
