// SPDX-License-Identifier: AGPL-3.0-or-later
/* What actions are tied to, documents, mentions, and what a funder sees; both engines. */
#include <string.h>

#include "core/auth/sha256.h"
#include "core/slice.h"
#include "domain/notifications/notifications.h"
#include "domain/plan/plan_world_test.h"
#include "domain/plan/indicateurs.h"
#include "domain/plan/mentions.h"
#include "domain/plan/plan_priv.h"
#include "domain/plan/relations.h"
#include "support/session.h"

/* ---- resources ---- */

static void time_is_valued_in_expenses(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const Action *x = plan_action(&p, S("1.2"));
    FinancementFaute f;
    FinancementPlan m;
    ActionRelations r;
    const Ressource half = { .nature = RESSOURCE_PERSONNEL, .libelle = S("Animation"), .quantite = 50, .annee = 2025 };
    const Ressource room = { .nature = RESSOURCE_LOCAL, .libelle = S("Salle"), .quantite = 100 };
    assert_true(
        ressource_valeur(50, 4200000) == 2100000 && ressource_valeur(33, 1) == 0 && ressource_valeur(50, 1) == 1);
    assert_err(ressource_ajouter(w->db, w->a, &pilote, NOW, x, &room, 100, &f), ERR_INVALID); /* a room has no salary */
    assert_ok(ressource_ajouter(w->db, w->a, &pilote, NOW, x, &room, 0, &f));
    assert_ok(ressource_ajouter(w->db, w->a, &pilote, NOW, x, &half, 4200000, &f));
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_true(m.couts_n == 1 && m.couts[0].ht == 2100000 && m.couts[0].etp == 50 && m.couts[0].nature == COUT_ETP);
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_true(r.ressources_n == 2 && r.ressources[0].cout_id.has && !r.ressources[1].cout_id.has);
    const Financement l = { .financeur = S("Région"), .montant = 2100000 };
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &l, &f));
    assert_err(ressource_retirer(w->db, w->a, &pilote, NOW, x, r.ressources[0].id, &f), ERR_INVALID);
    assert_int_equal(f, FAUTE_EXCES);
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_int_equal(r.ressources_n, 2); /* nothing half done */
    assert_ok(ressource_retirer(w->db, w->a, &pilote, NOW, x, r.ressources[1].id, &f));
    assert_err(ressource_retirer(w->db, w->a, &pilote, NOW, x, 999, &f), ERR_NOT_FOUND);
    assert_err(ressource_ajouter(w->db, w->a, &(Acteur){ .role = ROLE_REFERENT }, NOW, x, &room, 0, &f), ERR_FORBIDDEN);
}

static void an_expense_taken_back_leaves_its_resource(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const Action *x = plan_action(&p, S("1.2"));
    FinancementFaute f;
    ActionRelations r;
    const Ressource half = { .nature = RESSOURCE_PERSONNEL, .libelle = S("Animation"), .quantite = 50 };
    assert_ok(ressource_ajouter(w->db, w->a, &pilote, NOW, x, &half, 4200000, &f));
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_ok(action_cout_retirer(w->db, w->a, &pilote, NOW, x, r.ressources[0].cout_id.v, &f));
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_false(r.ressources[0].cout_id.has);
    assert_ok(ressource_retirer(w->db, w->a, &pilote, NOW, x, r.ressources[0].id, &f));
}

static void places_and_structures_are_linked(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const Action *x = plan_action(&p, S("1.2"));
    ActionRelations r;
    assert_ok(action_lier_lieu(w->db, w->a, &pilote, NOW, x, S("Lieu-1"), true));
    assert_ok(action_lier_lieu(w->db, w->a, &pilote, NOW, x, S("Lieu-1"), true)); /* twice is once */
    assert_ok(action_lier_acteur(w->db, w->a, &pilote, NOW, x, &w->brou, PART_ACTEUR_PARTENAIRE, true));
    assert_ok(action_lier_acteur(w->db, w->a, &pilote, NOW, x, &w->brou, PART_ACTEUR_PILOTE, true));
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_true(r.lieux_n == 1 && r.acteurs_n == 1 && r.acteurs[0].part == PART_ACTEUR_PILOTE);
    assert_err(action_lier_lieu(w->db, w->a, &pilote, NOW, x, S("Lieu-2"), false), ERR_NOT_FOUND);
    assert_ok(action_lier_lieu(w->db, w->a, &pilote, NOW, x, S("Lieu-1"), false));
    assert_ok(action_lier_acteur(w->db, w->a, &pilote, NOW, x, &w->brou, PART_ACTEUR_PILOTE, false));
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_true(r.lieux_n == 0 && r.acteurs_n == 0);
    HttpAnswer h = post(w, w->admin, "/plan/suivi/1.2/acteurs", "acteur=Maison");
    assert_int_equal(h.status, 400); /* two of that name: which one? */
    has(&h, "choisissez-en une");
    has(&h, w->brou.uid.p);
}

/* ---- documents ---- */

static HttpAnswer send_file(World *w, const char *session, const char *name, const char *bytes)
{
    Str token = test_token(&w->app, w->a, session);
    Str body = str_format(w->a,
        "--x\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n%.*s\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"%s\"\r\n\r\n%s\r\n--x--\r\n",
        STR_ARG(token), name, bytes);
    Str headers = str_format(w->a, "%sContent-Type: multipart/form-data; boundary=x\r\n", session);
    return http_call(&w->app, w->db, w->a, "POST", "/plan/suivi/1.2/documents", headers.p, body);
}

static void documents_come_back_as_they_were(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const Action *x = plan_action(&p, S("1.2"));
    ActionRelations r;
    HttpAnswer h = send_file(w, w->admin, "devis.csv", "quoi;combien\nbus;1\n");
    leads_to(&h, "/plan/suivi/1.2/documents?fait=document");
    assert_ok(action_relations(w->db, w->a, x->id, &r));
    assert_int_equal(r.documents_n, 1);
    assert_str_equal(r.documents[0].sha256, sha256_hex(w->a, S("quoi;combien\nbus;1\n")));
    h = get(w, w->ref_brou, str_format(w->a, "/plan/suivi/1.2/documents/%lld", (long long)r.documents[0].id).p);
    assert_int_equal(h.status, 200);
    assert_str_equal(h.body, S("quoi;combien\nbus;1\n"));
    assert_true(str_has(http_answer_header(&h, "Content-Disposition"), S("attachment")));
    h = send_file(w, w->admin, "page.html", "<script>alert(1)</script>");
    assert_int_equal(h.status, 400);
    h = send_file(w, w->admin, "faux.pdf", "ce n'est pas un PDF");
    assert_int_equal(h.status, 400);
    h = send_file(w, w->ref_brou, "autre.csv", "a;b\n");
    assert_int_equal(h.status, 403); /* not in charge */
    h = get(w, w->ref_brou, "/plan/suivi/1.2/documents");
    has(&h, "devis.csv");
    has_not(&h, "Joindre un document");
    assert_ok(document_retirer(w->db, w->a, &pilote, NOW, x, r.documents[0].id));
    assert_err(document_retirer(w->db, w->a, &pilote, NOW, x, r.documents[0].id), ERR_NOT_FOUND);
}

static void documents_are_counted(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const Upload u = { S("a.csv"), FILE_CSV, S("a;b\n") };
    for (int i = 0; i < DOCUMENTS_PAR_ACTION; i++)
        assert_ok(document_joindre(w->db, w->a, &pilote, NOW, plan_action(&p, S("1.2")), &u));
    assert_err(document_joindre(w->db, w->a, &pilote, NOW, plan_action(&p, S("1.2")), &u), ERR_CONFLICT);
}

/* ---- mentions ---- */

static void mentions_name_whole_people(void **state)
{
    ARENA a = arena_new(MIB);
    const Mentionnable v[] = { { { 1 }, utf8_fold(a, S("Léa Martin")) }, { { 2 }, utf8_fold(a, S("Léa Martin Roy")) },
        { { 3 }, utf8_fold(a, S("Zoé Noël")) } };
    static const struct {
        const char *text, *unknown;
        int n;
        int64_t first;
    } cases[] = {
        { "Bonjour", NULL, 0, 0 },
        { "@Léa Martin peut venir ?", NULL, 1, 1 },
        { "@lea martin, @LÉA MARTIN", NULL, 1, 1 },
        { "Voir @Léa Martin Roy.", NULL, 1, 2 },
        { "@Léa Martinet", "Léa", 0, 0 },
        { "écrire à lea@martin.fr", NULL, 0, 0 },
        { "@Personne ici, @Zoé Noël", "Personne", 1, 3 },
        { "@", NULL, 0, 0 },
        { "@Zoé Noël@Léa Martin", NULL, 1, 3 }, /* no blank between: the second one is not a mention */
        { "(@Zoé Noël) et @Léa Martin", NULL, 2, 3 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        PersonneId ids[4];
        Str unknown;
        size_t n = mentions_trouver(a, str_from(cases[i].text), v, 3, ids, 4, &unknown);
        if ((int)n != cases[i].n || (n && ids[0].v != cases[i].first))
            fail_msg("« %s » : %zu", cases[i].text, n);
        assert_true(cases[i].unknown ? str_eq(unknown, str_from(cases[i].unknown)) : str_is_none(unknown));
    }
    PersonneId one[1];
    Str unknown;
    assert_int_equal(mentions_trouver(a, S("@Zoé Noël @Léa Martin"), v, 3, one, 1, &unknown), 1);
}

static int64_t told(World *w, PersonneId id)
{
    int64_t n = 0;
    assert_ok(notifications_non_lues(w->db, w->a, id, &n));
    return n;
}

static Str named(World *w, const Personne *p)
{
    Personne who;
    assert_ok(personne_par_id(w->db, w->a, p->id, &who));
    return personne_nom_montre(w->a, who.prenom, who.nom);
}

static void whoever_is_mentioned_is_told(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    BUF b = buf_new(4 * KIB);
    buf_put(&b, S("texte="));
    url_encode(&b, str_format(w->a, "@%.*s, votre avis ?", STR_ARG(named(w, &w->max))));
    HttpAnswer h = post(w, w->admin, "/plan/suivi/1.2/messages", str_dup(w->a, buf_str(&b)).p);
    leads_to(&h, "/plan/suivi/1.2?fait=commentaire");
    assert_true(told(w, w->max.id) == 1 && told(w, w->zoe.id) == 0 && told(w, w->lea.id) == 0);
    h = post(w, w->admin, "/plan/suivi/1.2/messages", "texte=%40Inconnu+au+bataillon");
    assert_int_equal(h.status, 400);
    has(&h, "@Inconnu");
    /* Who is in charge is told of each message, and never of her own. */
    assert_ok(action_confier(w->db, w->a, &pilote, NOW, plan_action(&p, S("1.3")), w->zoe.id, true));
    post(w, w->admin, "/plan/suivi/1.3/messages", "texte=Bonjour");
    assert_true(told(w, w->zoe.id) == 1);
    post(w, w->ref_voves, "/plan/suivi/1.3/messages", "texte=Merci");
    assert_true(told(w, w->zoe.id) == 1);
}

/* ---- funders ---- */

static void a_funder_sees_what_it_funds(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    FinancementFaute f;
    const Acteur tom = { .personne_id = w->tom.id.v, .role = ROLE_FINANCEUR };
    const Cout c = { .annee = 2025, .libelle = S("Bus"), .ht = 10000 };
    static const char *const numeros[] = { "1.12", "1.2", "2.1" };
    static const char *const qui[] = { "Région", "Région", "Caf" };
    for (size_t i = 0; i < 3; i++) {
        const Financement l = { .financeur = str_from(qui[i]), .montant = 5000 };
        assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, plan_action(&p, str_from(numeros[i])), &c, &f));
        assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, plan_action(&p, str_from(numeros[i])), &l, &f));
    }
    assert_ok(plan_pour(w->db, w->a, &tom, &p));
    assert_int_equal(p.actions_n, 0); /* speaks for nobody yet, and is told whom to ask */
    const char *session = world_session(w, w->tom.id, ROLE_RANG_FINANCEUR, PORTEE_INSTANCE, S(""));
    HttpAnswer h = get(w, session, "/plan/suivi");
    has(&h, "Aucune action que vous financez n’est inscrite ici");
    has(&h, "Un pilote dit");
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_err(financeur_designer(w->db, w->a, &tom, NOW, &p, S("Région"), &w->tom, true), ERR_FORBIDDEN);
    assert_err(financeur_designer(w->db, w->a, &pilote, NOW, &p, S("Inconnu"), &w->tom, true), ERR_INVALID);
    assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, S("Région"), &w->tom, true));
    assert_ok(plan_pour(w->db, w->a, &tom, &p));
    assert_int_equal(p.actions_n, 2);
    assert_true(plan_action(&p, S("1.12")) && plan_action(&p, S("1.2")) && !plan_action(&p, S("2.1")));
    h = get(w, session, "/plan/suivi");
    has(&h, "Les actions que vous financez (XLSX)");
    has_not(&h, "Un pilote dit");
    h = get(w, session, "/plan/suivi/1.12");
    assert_int_equal(h.status, 200);
    assert_int_equal(get(w, session, "/plan/suivi/2.1").status, 404);
    assert_int_equal(get(w, session, "/plan/suivi/2.1/documents").status, 404);
    assert_int_equal(get(w, session, "/plan/suivi/versions/1").status, 404);
    h = get(w, session, "/plan/suivi.csv");
    assert_true(str_has(h.body, S("\r\n1.12,")) && !str_has(h.body, S("\r\n2.1,")));
    h = get(w, session, "/plan/suivi?vue=argent");
    has(&h, "Région");
    has_not(&h, "Caf");
    h = get(w, session, "/plan/suivi/changements");
    has_not(&h, "/plan/suivi/2.1");
    const char *key = test_key_header(w->a, session).p;
    w->app.bearer = test_bearer;
    h = get(w, key, "/api/v1/plan/complet");
    assert_int_equal(h.status, 200);
    assert_true(str_has(h.body, S("\"numero\":\"1.12\"")) && !str_has(h.body, S("\"numero\":\"2.1\"")));
    h = get(w, key, "/api/v1/plan/complet/actions");
    assert_true(str_has(h.body, S("\"numero\":\"1.12\"")) && !str_has(h.body, S("\"numero\":\"2.1\"")));
    h = get(w, w->admin, "/plan/suivi?vue=tableau&financeur=Caf");
    has(&h, "/plan/suivi/2.1");
    has_not(&h, "/plan/suivi/1.12");
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, S("Région"), &w->tom, false));
    assert_int_equal(get(w, session, "/plan/suivi/1.12").status, 404);
}

/* As an import may leave it: not what a person types, that takes the spelling known. */
static void fund(World *w, const Action *x, const char *funder, int64_t amount)
{
    assert_ok(sql_financement_creer(w->db, x->id, str_from(funder), S("publique"), S("pressenti"), amount, 0,
        (OptI64){ 0 }, (OptI64){ 0 }));
}

/* Who speaks for a funder, what it funds, its row and its filter: one funder, whatever was written on each line. */
static void a_funder_is_one_however_it_is_written(void **state)
{
    static const char *const spellings[] = { "Conseil départemental", "conseil  departemental",
        "CONSEIL DÉPARTEMENTAL" };
    Plan p;
    WORLD w = plan_world(state, &p);
    const Acteur tom = { .personne_id = w->tom.id.v, .role = ROLE_FINANCEUR };
    const Voix *voix;
    const Str *names;
    Cofinancement c;
    size_t n = 0;
    fund(w, plan_action(&p, S("1.12")), spellings[0], 100);
    fund(w, plan_action(&p, S("1.2")), spellings[1], 200);
    fund(w, plan_action(&p, S("1.2")), spellings[2], 400); /* two lines of one action */
    fund(w, plan_action(&p, S("2.1")), "Caf", 900);
    assert_ok(financeurs_du_plan(w->db, w->a, p.feuille.id, &names, &n));
    assert_int_equal(n, 2);
    for (size_t i = 0; i < 3; i++) {
        assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, str_from(spellings[i]), &w->tom, true));
        assert_ok(financeur_voix(w->db, w->a, &voix, &n));
        assert_int_equal(n, 1); /* once, in the spelling of the plan */
        assert_true(financeur_rang(w->a, voix[0].financeur, names, 2) < 2);
        assert_ok(plan_courant(w->db, w->a, &p));
        assert_ok(plan_pour(w->db, w->a, &tom, &p));
        assert_int_equal(p.actions_n, 2);
        assert_true(plan_action(&p, S("1.12")) && plan_action(&p, S("1.2")));
        assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, str_from(spellings[2 - i]), &w->tom, false));
        assert_err(financeur_designer(w->db, w->a, &pilote, NOW, &p, str_from(spellings[i]), &w->tom, false),
            ERR_INVALID);
    }
    /* Two of them kept by a version that compared the letters: told once, and taken back together. */
    assert_ok(sql_financeur_designer(w->db, str_from(spellings[0]), w->tom.id));
    assert_ok(sql_financeur_designer(w->db, str_from(spellings[1]), w->tom.id));
    assert_ok(financeur_voix(w->db, w->a, &voix, &n));
    assert_int_equal(n, 1);
    assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, str_from(spellings[2]), &w->tom, false));
    assert_ok(financeur_voix(w->db, w->a, &voix, &n));
    assert_int_equal(n, 0);
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_cofinancement(w->db, w->a, &p, false, &c));
    assert_int_equal(c.n, 2);
    assert_true(str_eq(c.financeurs[0].nom, S("Caf")) && c.financeurs[0].total == 900);
    assert_true(c.financeurs[1].total == 700 && c.financeurs[1].actions == 2);
    HttpAnswer h = get(w, w->admin, "/plan/suivi?vue=tableau&financeur=CONSEIL+departemental");
    has(&h, "/plan/suivi/1.12");
    has(&h, "/plan/suivi/1.2");
    has_not(&h, "/plan/suivi/2.1");
    h = get(w, w->admin, "/plan/suivi?vue=groupes&par=financeur");
    int rows = 0;
    for (size_t i = 0; i < 3; i++)
        rows += str_has(h.body, str_format(w->a, ">%s</a>", spellings[i]));
    assert_int_equal(rows, 1);
    has(&h, ">Caf</a>");
}

static void put_indicator(World *w, const Plan *p, const char *nom, const char *numero)
{
    const Indicateur i = { .nom = str_from(nom),
        .unite = S("trajets"),
        .formule = FORMULE_SAISIE,
        .depart_jour = date_from_ymd(2025, 1, 1),
        .cible = 100,
        .cible_jour = date_from_ymd(2027, 1, 1) };
    assert_ok(indicateur_creer(w->db, w->a, &pilote, NOW, p, &i,
        numero ? plan_action(p, str_from(numero))->id : (ActionId){ 0 }));
}

/* Those of actions that it funds, in the list and one by one; none of another funder's, none of the whole plan. */
static void a_funder_sees_indicators_of_what_it_funds(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    FinancementFaute f;
    FinancementPlan m;
    static const char *const numeros[] = { "1.12", "2.1" }, *const qui[] = { "Région", "Caf" };
    const Cout c = { .annee = 2025, .libelle = S("Bus"), .ht = 10000 };
    for (size_t i = 0; i < 2; i++) {
        const Financement l = { .financeur = str_from(qui[i]), .montant = 5000 };
        const Action *x = plan_action(&p, str_from(numeros[i]));
        assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &c, &f));
        assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &l, &f));
    }
    put_indicator(w, &p, "Indicateur du bus", "1.12");
    put_indicator(w, &p, "Indicateur de la Caf", "2.1");
    put_indicator(w, &p, "Indicateur de tout le plan", NULL);
    static const char *const noms[] = { "Indicateur du bus", "Indicateur de la Caf", "Indicateur de tout le plan" };
    const char *session = world_session(w, w->tom.id, ROLE_RANG_FINANCEUR, PORTEE_INSTANCE, S(""));
    HttpAnswer h = get(w, session, "/plan/suivi/indicateurs");
    assert_int_equal(h.status, 200);
    for (size_t i = 0; i < 3; i++)
        has_not(&h, noms[i]); /* speaks for nobody yet */
    assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, S("Région"), &w->tom, true));
    h = get(w, session, "/plan/suivi/indicateurs");
    has(&h, noms[0]);
    has_not(&h, noms[1]);
    has_not(&h, noms[2]);
    h = get(w, w->admin, "/plan/suivi/indicateurs");
    for (size_t i = 0; i < 3; i++) {
        Str one = str_format(w->a, "/plan/suivi/indicateurs/%zu", i + 1);
        has(&h, noms[i]);
        assert_int_equal(get(w, w->admin, one.p).status, 200);
        assert_int_equal(get(w, session, one.p).status, i == 0 ? 200 : 404);
    }
    /* Money that is refused funds nothing. */
    const Action *x = plan_action(&p, S("1.12"));
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, m.lignes[0].id, FINANCEMENT_REFUSE, 0));
    assert_int_equal(get(w, session, "/plan/suivi/indicateurs/1").status, 404);
}

/* ---- for programs ---- */

static Str cursor_of(World *w, Str body)
{
    size_t at = str_find(body, 0, S("\"curseur\":\"")) + S("\"curseur\":\"").n;
    return str_dup(w->a, str_slice(body, at, str_find_char(body, at, '"')));
}

static int64_t numbers_in(Str body)
{
    int64_t n = 0;
    for (size_t at = 0; (at = str_find(body, at, S("\"numero\":\""))) < body.n; at++)
        n++;
    return n;
}

/* Without a key: the actions that are public, and of each the fields that are. */
static void the_api_says_what_is_public(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    FinancementFaute f;
    const Action *x = plan_action(&p, S("1.12")), *hidden = plan_action(&p, S("1.2"));
    const Cout c = { .annee = 2025, .libelle = S("Bus"), .ht = 10000 };
    const Financement l = { .financeur = S("Région"), .montant = 5000 };
    assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &c, &f));
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &l, &f));
    ActionSaisie s = { .titre = hidden->titre, .pilote = S(""), .territoires = S(""), .priorite = -1 };
    assert_ok(action_modifier(w->db, w->a, &pilote, NOW, hidden, hidden->version, &s));
    static const char *const addresses[] = { "/api/v1/plan", "/api/v1/plan/actions?limite=500" };
    for (size_t i = 0; i < 2; i++) {
        HttpAnswer h = get(w, NULL, addresses[i]);
        assert_int_equal(h.status, 200);
        assert_int_equal(numbers_in(h.body), 82);
        assert_true(str_has(h.body, S("\"budget_centimes\":10000")));
        assert_false(str_has(h.body, S("Région")) || str_has(h.body, S("\"numero\":\"1.2\"")));
    }
    s = (ActionSaisie){ .titre = x->titre, .pilote = S(""), .territoires = S(""), .priorite = -1 };
    s.publics = 1U << PUBLIC_ACTION | 1U << PUBLIC_BUDGET | 1U << PUBLIC_FINANCEURS;
    assert_ok(plan_courant(w->db, w->a, &p));
    x = plan_action(&p, S("1.12"));
    assert_ok(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s));
    HttpAnswer h = get(w, NULL, "/api/v1/plan/actions?axe=1&limite=500");
    assert_true(str_has(h.body, S("{\"financeur\":\"Région\",\"montant_centimes\":5000}")));
    assert_int_equal(get(w, NULL, "/api/v1/plan/complet").status, 401);
    assert_int_equal(get(w, NULL, "/api/v1/plan/indicateurs").status, 401);
}

/* The walk sees each action once, and afterwards only what changes: a cost and a step as well as a title. */
static void the_api_is_followed_by_its_cursor(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    Str cursor = S("0-0");
    int64_t seen = 0;
    HttpAnswer h;
    do {
        h = get(w, NULL, str_format(w->a, "/api/v1/plan/actions?limite=30&curseur=%.*s", STR_ARG(cursor)).p);
        assert_int_equal(h.status, 200);
        seen += numbers_in(h.body);
        cursor = cursor_of(w, h.body);
    } while (str_has(h.body, S("\"suite\":true")));
    assert_int_equal(seen, 83);
    const char *after = str_format(w->a, "/api/v1/plan/actions?curseur=%.*s", STR_ARG(cursor)).p;
    h = get(w, NULL, after);
    assert_int_equal(numbers_in(h.body), 0);
    assert_str_equal(cursor_of(w, h.body), cursor);
    assert_ok(
        action_etape_ajouter(w->db, w->a, &pilote, NOW + 60, plan_action(&p, S("3.1")), S("Choisir"), (PlanJour){ 0 }));
    h = get(w, NULL, after);
    assert_int_equal(numbers_in(h.body), 1);
    assert_true(str_has(h.body, S("\"numero\":\"3.1\"")));
    assert_int_equal(numbers_in(get(w, NULL, "/api/v1/plan/actions?modifie_depuis=2090-01-01").body), 0);
    assert_int_equal(get(w, NULL, "/api/v1/plan/actions?curseur=1").status, 400);
    assert_int_equal(get(w, NULL, "/api/v1/plan/actions?modifie_depuis=hier").status, 400);
}

static void whoever_leaves_is_forgotten_here_too(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const Action *x = plan_action(&p, S("1.2"));
    FinancementFaute f;
    const Acteur max = { .personne_id = w->max.id.v, .role = ROLE_PILOTE };
    const Cout c = { .libelle = S("Bus"), .ht = 10000 };
    const Financement l = { .financeur = S("Région"), .montant = 5000 };
    const Upload u = { S("note.csv"), FILE_CSV, S("a;b\n") };
    const Voix *voix;
    size_t n = 0;
    BUF b = buf_new(MIB);
    assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &c, &f));
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &l, &f));
    assert_ok(financeur_designer(w->db, w->a, &pilote, NOW, &p, S("Région"), &w->max, true));
    assert_ok(document_joindre(w->db, w->a, &max, NOW, x, &u));
    Json j = json_to(&b);
    json_obj(&j);
    assert_ok(slice_plan.donnees(w->db, w->a, w->max.id.v, &j));
    json_end(&j);
    assert_true(str_has(buf_str(&b), S("\"Région\"")) && str_has(buf_str(&b), S("note.csv")));
    assert_ok(slice_plan.oublier(w->db, w->a, NULL, NOW, w->max.id.v));
    assert_ok(financeur_voix(w->db, w->a, &voix, &n));
    assert_int_equal(n, 0);
    b.n = 0;
    j = json_to(&b);
    json_obj(&j);
    assert_ok(slice_plan.donnees(w->db, w->a, w->max.id.v, &j));
    json_end(&j);
    assert_false(str_has(buf_str(&b), S("note.csv")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_valued_in_expenses),
        cmocka_unit_test(an_expense_taken_back_leaves_its_resource),
        cmocka_unit_test(places_and_structures_are_linked),
        cmocka_unit_test(documents_come_back_as_they_were),
        cmocka_unit_test(documents_are_counted),
        cmocka_unit_test(mentions_name_whole_people),
        cmocka_unit_test(whoever_is_mentioned_is_told),
        cmocka_unit_test(a_funder_sees_what_it_funds),
        cmocka_unit_test(a_funder_is_one_however_it_is_written),
        cmocka_unit_test(a_funder_sees_indicators_of_what_it_funds),
        cmocka_unit_test(the_api_says_what_is_public),
        cmocka_unit_test(the_api_is_followed_by_its_cursor),
        cmocka_unit_test(whoever_leaves_is_forgotten_here_too),
    };
    return SUITE_MAIN("plan_relations", true, tests);
}
