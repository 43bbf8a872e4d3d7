// SPDX-License-Identifier: AGPL-3.0-or-later
/* A plan's file through the pages and the command, the roadmap written by hand, two versions side by side; both engines. */
#include <string.h>

#include "core/slice.h"
#include "domain/plan/comparer.h"
#include "domain/plan/depot.h"
#include "domain/plan/plan_world_test.h"
#include "domain/plan/relations.h"
#include "support/command.h"
#include "support/session.h"

/* ---- the page ---- */

static HttpAnswer leave(World *w, const char *session, const char *name, Str bytes)
{
    Str token = test_token(&w->app, w->a, session);
    Str body = str_format(w->a,
        "--x\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n%.*s\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"%s\"\r\n\r\n%.*s\r\n--x--\r\n",
        STR_ARG(token), name, STR_ARG(bytes));
    Str headers = str_format(w->a, "%sContent-Type: multipart/form-data; boundary=x\r\n", session);
    return http_call(&w->app, w->db, w->a, "POST", "/plan/suivi/importer", headers.p, body);
}

static const char *deposit_of(World *w, PersonneId id)
{
    PlanDepot d;
    assert_ok(plan_depot_lire(w->db, w->a, id, NOW, &d));
    return str_format(w->a, "depot=%.*s", STR_ARG(d.uid)).p;
}

static const char file[] = "Numéro,Axe,Action,Pilote,Étapes\n1.1,1,Un autre titre,La Région,Choisir | 2025-01-02 |\n"
                           ",2,Une action de plus,,\n";

static void a_file_is_shown_then_imported(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    Str before = written_json(w);
    HttpAnswer h = leave(w, w->admin, "plan.csv", str_from(file));
    assert_int_equal(h.status, 200);
    has(&h, "Une action de plus");
    has(&h, "La Région");
    has(&h, "Importer ce fichier");
    assert_str_equal(written_json(w), before); /* shown only */
    h = get(w, w->admin, "/plan/suivi/importer");
    has(&h, "attend votre décision");
    const char *depot = deposit_of(w, w->lea.id);
    h = post(w, w->admin, "/plan/suivi/importer/apercu", depot);
    has(&h, "Une action de plus");
    h = post(w, w->admin, "/plan/suivi/importer/confirmer", depot);
    leads_to(&h, "/plan/suivi/importer?fait=importe");
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_int_equal(p.actions_n, 84);
    assert_str_equal(plan_action(&p, S("1.1"))->titre, S("Un autre titre"));
    assert_str_equal(plan_action(&p, S("2.23"))->titre, S("Une action de plus"));
    h = post(w, w->admin, "/plan/suivi/importer/confirmer", depot); /* once */
    leads_to(&h, "/plan/suivi/importer?fait=perdu");
    h = leave(w, w->admin, "plan.csv",
        str_from(file)); /* 1.1 as it is; the action without a number is found by its title */
    has(&h, "ne changerait rien");
    h = post(w, w->admin, "/plan/suivi/importer/annuler", deposit_of(w, w->lea.id));
    leads_to(&h, "/plan/suivi/importer?fait=annule");
    assert_int_equal(written(w, "plan.importer"), 2); /* the roadmap, then this file */
}

static void a_preview_tells_what_is_not_read(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    HttpAnswer h = leave(w, w->admin, "plan.csv", S("Axe,Action,Couleur,Avis\n1,Une action,bleu,bon\n"));
    assert_int_equal(h.status, 200);
    has(&h, "«\u00a0Couleur\u00a0», «\u00a0Avis\u00a0»\u00a0: aucune colonne d’un plan ne porte ce nom");
    h = leave(w, w->admin, "plan.csv", str_from(file));
    has(&h, "Importer ce fichier");
    has_not(&h, "Ce qui ne sera pas lu");
}

static void a_file_with_faults_is_refused_whole(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    PlanDepot d;
    Str before = written_json(w);
    HttpAnswer h = leave(w, w->admin, "plan.csv", S("Axe,Action,Statut\n1,Un titre,bof\n9,<b>Gras</b>,bof\n"));
    assert_int_equal(h.status, 400);
    has(&h, "ligne 2, «\u00a0Statut\u00a0», «\u00a0bof\u00a0»");
    has(&h, "ligne 3, «\u00a0Statut\u00a0», «\u00a0bof\u00a0»");
    assert_err(plan_depot_lire(w->db, w->a, w->lea.id, NOW, &d), ERR_NOT_FOUND);
    h = leave(w, w->admin, "plan.xlsx", S("PK\x03\x04 pas un classeur"));
    assert_int_equal(h.status, 400);
    h = leave(w, w->ref_brou, "plan.csv", str_from(file));
    assert_int_equal(h.status, 403);
    assert_str_equal(written_json(w), before);
}

static void a_deposit_is_forgotten(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    PlanDepot d;
    HttpAnswer h = leave(w, w->admin, "plan.csv", str_from(file));
    assert_int_equal(h.status, 200);
    assert_ok(plan_depot_lire(w->db, w->a, w->lea.id, NOW + PLAN_DEPOT_S, &d));
    assert_err(plan_depot_lire(w->db, w->a, w->lea.id, NOW + PLAN_DEPOT_S + 1, &d), ERR_NOT_FOUND);
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    json_obj(&j);
    assert_ok(slice_plan.donnees(w->db, w->a, w->lea.id.v, &j));
    json_end(&j);
    assert_true(str_has(buf_str(&b), S("fichier_de_plan_depose")));
    Arena *a = w->a;
    Job job = { .app = &w->app, .db = w->db, .arena = a, .now = NOW + PLAN_DEPOT_S + 1 };
    assert_ok(plan_jobs[0].fn(&job));
    assert_err(plan_depot_lire(w->db, w->a, w->lea.id, NOW, &d), ERR_NOT_FOUND);
}

/* ---- the command ---- */

static void migrated(Arena *a, Str url)
{
    Str message = STR_NONE;
    Db *raw = NULL;
    int applied = 0;
    assert_ok(db_open(a, url, DB_WRITE, &raw, &message));
    DB db = raw;
    test_engine(db);
    assert_ok(db_migrate(db, a, &applied, &message));
}

static void the_command_simulates_and_reports(void **state)
{
    static const Slice *const slices[] = { &slice_plan, NULL };
    ARENA a = arena_new(64 * MIB);
    const TestCommand c = { .slices = slices, .dir = test_dir(state), .url = test_db_url(state) };
    migrated(a, c.url);
    test_write(str_cat(a, c.dir, S("/2024.csv")), str_from(plan_feuille_2024));
    test_write(str_cat(a, c.dir, S("/plan.csv")), str_from(file));
    test_write(str_cat(a, c.dir, S("/faux.csv")), S("Axe,Action,Statut\n1,Un titre,bof\n"));
    test_expect(test_run(a, &c, "--db @ plan importer 2024.csv"), 0, "", "83 actions ajoutées");
    test_expect(test_run(a, &c, "--db @ plan importer 2024.csv"), 0, "", "83 inchangées");
    test_expect(test_run(a, &c, "--db @ plan importer plan.csv --simulation --rapport r.json"), 0, "",
        "Simulation : rien n’a été enregistré.");
    Str report = test_read(a, str_cat(a, c.dir, S("/r.json")));
    assert_true(str_has(report, S("\"simulation\":true,\"importe\":false,\"ajoutees\":1,\"modifiees\":1")));
    assert_true(str_has(report, S("\"colonnes_non_lues\":[]")));
    assert_true(str_has(report, S("\"objet\":\"1.1\"")) && str_has(report, S("\"apres\":\"La Région\"")));
    test_expect(test_run(a, &c, "--db @ plan importer 2024.csv"), 0, "", "83 inchangées"); /* nothing was kept */
    test_expect(test_run(a, &c, "--db @ plan importer faux.csv --rapport r.json"), 2, "",
        "ligne 2, «\u00a0Statut\u00a0», «\u00a0bof\u00a0»");
    report = test_read(a, str_cat(a, c.dir, S("/r.json")));
    assert_true(str_has(report, S("\"fautes\":[\"ligne 2, «\u00a0Statut\u00a0»")));
    test_write(str_cat(a, c.dir, S("/plus.csv")), S("Axe,Action,Couleur,Avis\n1,Une action de plus,bleu,bon\n"));
    test_expect(test_run(a, &c, "--db @ plan importer plus.csv --simulation"), 0, "",
        "1 action ajoutée, 0 modifiée, 0 inchangée.");
    test_expect(test_run(a, &c, "--db @ plan importer plus.csv --simulation --rapport r.json"), 0, "",
        "«\u00a0Couleur\u00a0», «\u00a0Avis\u00a0»");
    report = test_read(a, str_cat(a, c.dir, S("/r.json")));
    assert_true(str_has(report, S("\"colonnes_non_lues\":[\"Couleur\",\"Avis\"]")));
    TestRun xlsx = test_run(a, &c, "--db @ plan exporter --format xlsx");
    assert_int_equal(xlsx.code, 0);
    test_write(str_cat(a, c.dir, S("/plan.xlsx")), xlsx.out);
    test_expect(test_run(a, &c, "--db @ plan importer plan.xlsx"), 0, "", "83 inchangées");
}

/* ---- the roadmap itself ---- */

static void the_roadmap_is_written_by_hand(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    HttpAnswer h = post(w, w->admin, "/plan/suivi/feuille",
        "nom=Plan+neuf&debut=2024-01-01&fin=2028-06-30&porteurs=Pr%C3%A9fecture%2C+D%C3%A9partement&appui=ANCT&"
        "perimetre=Eure-et-Loir&source=x&description=Deux%0Alignes");
    leads_to(&h, "/plan/suivi/feuille?fait=feuille");
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_str_equal(p.feuille.nom, S("Plan neuf"));
    assert_str_equal(p.feuille.porteurs, S("Préfecture, Département"));
    assert_str_equal(p.feuille.perimetre, S("Eure-et-Loir"));
    assert_str_equal(date_iso(w->a, p.feuille.fin), S("2028-06-30"));
    h = post(w, w->admin, "/plan/suivi/feuille", "nom=&debut=2024-01-01&fin=2023-01-01");
    assert_int_equal(h.status, 400);
    h = post(w, w->admin, "/plan/suivi/feuille/axes", "axe=6&axe_titre=Sixi%C3%A8me&diagnostic=Parce+que&objectif=But");
    leads_to(&h, "/plan/suivi/feuille?fait=objectif");
    h = post(w, w->admin, "/plan/suivi/feuille/axes", "axe=1&axe_titre=Premier&diagnostic=Chang%C3%A9");
    leads_to(&h, "/plan/suivi/feuille?fait=axe");
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_int_equal(p.axes_n, 6);
    assert_str_equal(p.axes[0].titre, S("Premier"));
    assert_str_equal(p.axes[5].diagnostic, S("Parce que"));
    assert_str_equal(p.objectifs[p.objectifs_n - 1].titre, S("But"));
    assert_int_equal(p.objectifs_n, 14);
    assert_int_equal(written(w, "plan.feuille"), 3);
    h = post(w, w->ref_brou, "/plan/suivi/feuille", "nom=x&debut=2024-01-01&fin=2024-12-31");
    assert_int_equal(h.status, 403);
}

/* ---- two versions ---- */

static const PlanDifference *change_of(const PlanComparaison *c, const char *numero, const char *champ)
{
    for (size_t i = 0; i < c->changees_n; i++)
        for (size_t k = 0; str_eq(c->changees[i].numero, str_from(numero)) && k < c->changees[i].n; k++)
            if (str_eq(c->changees[i].d[k].champ, str_from(champ)))
                return &c->changees[i].d[k];
    return NULL;
}

static void versions_are_compared_by_field(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    PlanComparaison c;
    FinancementFaute f;
    const Cout cost = { .annee = 2025, .nature = COUT_INVESTISSEMENT, .libelle = S("Bus"), .ht = 100000 };
    Str before = written_version(w, STR_NONE), numero;
    assert_ok(plan_comparer(w->a, before, before, &c));
    assert_int_equal(c.inchangees, 83);
    assert_int_equal(c.ajoutees_n + c.retirees_n + c.changees_n + c.feuille_n, 0);
    const Action *x = plan_action(&p, S("1.12"));
    assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &cost, &f));
    assert_ok(action_etape_ajouter(w->db, w->a, &pilote, NOW, x, S("Choisir"), (PlanJour){ 0 }));
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, plan_action(&p, S("3.1")), ACTION_A_VENIR, S(""), S("")));
    assert_ok(action_creer(w->db, w->a, &pilote, NOW, &p, 0, (ObjectifId){ 0 }, S("Une action \"neuve\" {"), &numero));
    HttpAnswer h = post(w, w->admin, "/plan/suivi/feuille/axes", "axe=2&axe_titre=Deux&diagnostic=y");
    assert_int_equal(h.status, 303);
    Str after = written_version(w, STR_NONE);
    assert_ok(plan_comparer(w->a, before, after, &c));
    assert_int_equal(c.changees_n, 2);
    assert_int_equal(c.ajoutees_n, 1);
    assert_int_equal(c.retirees_n, 0);
    assert_int_equal(c.inchangees, 81);
    assert_int_equal(c.feuille_n, 2);
    assert_str_equal(c.ajoutees[0].titre, S("Une action \"neuve\" {"));
    assert_str_equal(change_of(&c, "3.1", "Statut")->apres, S("À venir"));
    assert_str_equal(change_of(&c, "1.12", "Étapes")->apres, S("Choisir"));
    assert_true(str_has(change_of(&c, "1.12", "Dépenses")->apres, S("Bus")));
    assert_ok(plan_comparer(w->a, after, before, &c));
    assert_int_equal(c.retirees_n, 1);
    assert_str_equal(change_of(&c, "3.1", "Statut")->avant, S("À venir"));
    assert_err(plan_comparer(w->a, S("{}"), before, &c), ERR_INVALID);
}

/* Each gesture that changes what a version holds: it is read anew, and nothing else is. */
static void only_what_changed_is_read(void **state)
{
    enum { GESTURES = 14 };
    Plan p;
    WORLD w = plan_world(state, &p);
    FinancementFaute f;
    FinancementPlan m;
    ActionFiche fiche;
    const Cout cost = { .annee = 2025, .libelle = S("Bus"), .ht = 100000, .tva = 20000 };
    const Financement line = { .financeur = S("Caf"), .montant = 50000 };
    const Ressource room = { .nature = RESSOURCE_LOCAL, .libelle = S("Salle"), .quantite = 100 };
    const Str version = written_version(w, STR_NONE);
    /* Of an action that nobody touches: what is told of it is what the version says. */
    const Str marked = str_replace(w->a, version, S("\"numero\":\"5.1\","), S("\"numero\":\"5.1\",\"marque\":1,"));
    assert_false(str_eq(marked, version));
    for (int64_t i = 0; i < GESTURES; i++) {
        const int64_t at = NOW + i / 2; /* the first ones within the second in which the version was made */
        const Action *x = again(w, &p, "1.2");
        assert_ok(action_fiche(w->db, w->a, x->id, &fiche));
        assert_ok(action_argent(w->db, w->a, x->id, &m));
        ActionSaisie s = as_read(x);
        const Action *const near[] = { plan_action(&p, S("2.2")) };
        const Str was = written_version(w, STR_NONE);
        Err e = OK;
        switch (i) {
        case 0:
            e = action_etape_ajouter(w->db, w->a, &pilote, at, x, S("Choisir"), (PlanJour){ 0 });
            break;
        case 1:
        case 2: /* done, then done on another day */
            e = action_etape_noter(w->db, w->a, &pilote, at, x, fiche.etapes[0].id,
                (PlanJour){ true, date_from_ymd(2025, 1, (int)i) });
            break;
        case 3:
            e = action_cout_ajouter(w->db, w->a, &pilote, at, x, &cost, &f);
            break;
        case 4:
            e = action_financement_ajouter(w->db, w->a, &pilote, at, x, &line, &f);
            break;
        case 5:
            e = action_financement_passer(w->db, w->a, &pilote, at, x, m.lignes[0].id, FINANCEMENT_ACQUIS, 100);
            break;
        case 6:
            e = ressource_ajouter(w->db, w->a, &pilote, at, x, &room, 0, &f);
            break;
        case 7:
            e = action_lier_lieu(w->db, w->a, &pilote, at, x, S("lieu-invente"), true);
            break;
        case 8:
        case 9: /* near another one, which is changed too; then no more */
            s.proches_dites = true;
            s.proches = near;
            s.proches_n = i == 8;
            e = action_modifier(w->db, w->a, &pilote, at, x, x->version, &s);
            break;
        case 10:
            e = objectif_renommer(w->db, &pilote, at, &p, plan_objectif(&p, x->objectif_id), S("Un autre titre"));
            break;
        case 11:
            e = action_deplacer(w->db, w->a, &pilote, at, &p, x, 2, (ObjectifId){ 0 });
            break;
        case 12:
            e = action_passer(w->db, w->a, &pilote, at, x, ACTION_A_VENIR, S(""), S(""));
            break;
        case 13:
            e = action_financement_retirer(w->db, w->a, &pilote, at, x, m.lignes[0].id);
            break;
        }
        assert_ok(e);
        const Str is = written_version(w, STR_NONE), quick = written_version(w, marked);
        assert_false(str_eq(was, is));
        assert_str_equal(str_replace(w->a, quick, S("\"marque\":1,"), S("")), is);
        assert_true(str_has(quick, S("\"marque\":1,")));
    }
    /* A file that says the same sum otherwise. */
    Str csv = S("Numéro,Axe,Action,Dépenses\n1.2,3,");
    const Action *x = again(w, &p, "1.2");
    csv = str_format(w->a, "%.*s\"%.*s\",2025 | investissement | Bus | 1200.00 | 0.00\n", STR_ARG(csv),
        STR_ARG(x->titre));
    PlanLu lu;
    PlanBilan b;
    assert_ok(plan_lire(w->a, csv, &lu));
    const Str was = written_version(w, STR_NONE);
    assert_ok(plan_appliquer(w->db, w->a, &pilote, NOW + GESTURES, &lu, false, &b));
    assert_false(str_eq(was, written_version(w, STR_NONE)));
    assert_str_equal(written_version(w, was), written_version(w, STR_NONE));
    /* Actions that the version has not, or of which it does not tell the revision, are read. */
    assert_str_equal(written_version(w, S("{\"actions\":[]}")), written_version(w, STR_NONE));
    const Str old = str_replace(w->a, marked, S(",\"revision\":1}"), S("}"));
    assert_false(str_eq(old, marked));
    assert_false(str_has(written_version(w, old), S("\"marque\"")));
}

/* Whoever reads the history of an action finds the title of its axis, as that of its objective. */
static void an_axis_renamed_is_told_in_its_actions(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    const PlanChangement *c;
    size_t n = 0;
    Str was = str_format(w->a, "2. %.*s", STR_ARG(p.axes[1].titre));
    assert_int_equal(post(w, w->admin, "/plan/suivi/feuille/axes", "axe=2&axe_titre=Aller+vers&diagnostic=").status,
        303);
    assert_ok(plan_changements(w->db, w->a, plan_action(&p, S("2.1"))->id, 0, 10, &c, &n));
    assert_int_equal(n, 1);
    assert_str_equal(c[0].champ, S("Axe"));
    assert_str_equal(c[0].avant, was);
    assert_str_equal(c[0].apres, S("2. Aller vers"));
    assert_ok(plan_changements(w->db, w->a, plan_action(&p, S("1.1"))->id, 0, 10, &c, &n));
    assert_int_equal(n, 0);
    /* The diagnosis alone is no other title; a file renames as the page does. */
    assert_int_equal(post(w, w->admin, "/plan/suivi/feuille/axes", "axe=2&axe_titre=Aller+vers&diagnostic=Dit").status,
        303);
    assert_ok(plan_changements(w->db, w->a, plan_action(&p, S("2.1"))->id, 0, 10, &c, &n));
    assert_int_equal(n, 1);
    PlanBilan b = load(w, str_replace(w->a, written_json(w), S("\"Aller vers\""), S("\"Aller vers les gens\"")));
    assert_int_equal(b.changees, 0);
    assert_ok(plan_changements(w->db, w->a, plan_action(&p, S("2.1"))->id, 0, 10, &c, &n));
    assert_int_equal(n, 2);
    HttpAnswer h = get(w, w->admin, "/plan/suivi/2.1");
    has(&h, "Aller vers les gens");
}

/* A day that is wrong is told once, not also as missing. */
static void one_field_one_message(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    HttpAnswer h = post(w, w->admin, "/plan/suivi/feuille", "nom=Plan&debut=demain&fin=2028-06-30");
    assert_int_equal(h.status, 400);
    has(&h, "écrivez la date sous la forme AAAA-MM-JJ");
    has_not(&h, "Écrivez son premier jour");
    h = post(w, w->admin, "/plan/suivi/feuille", "nom=Plan&debut=&fin=2028-06-30");
    assert_int_equal(h.status, 400);
    has(&h, "Écrivez son premier jour");
}

/* What a stranger learns first: all the actions by how far they are, and where to read them. */
static void the_public_page_says_how_far(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    HttpAnswer h = get(w, NULL, "/plan");
    has(&h, "0 en cours, 83 à lancer, aucune en retard");
    has(&h, "Lire ou imprimer toutes les actions");
    has(&h, "Appui\u00a0: HubLo");
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, plan_action(&p, S("3.1")), ACTION_A_VENIR, S(""), S("")));
    h = get(w, NULL, "/plan");
    has(&h, "83 à lancer");
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, again(w, &p, "3.1"), ACTION_EN_COURS, S(""), S("")));
    h = get(w, NULL, "/plan");
    has(&h, "1 en cours, 82 à lancer");
}

/* From nothing, without a file: the roadmap, an axis with its objective, an action. */
static void a_roadmap_is_begun_by_hand(void **state)
{
    static const Slice *const only[] = { &slice_plan, NULL };
    WORLD w = world_new(state);
    Plan p;
    w->app.slices = only;
    HttpAnswer h = get(w, w->admin, "/plan/suivi");
    has(&h, "href=\"/plan/suivi/feuille\"");
    h = get(w, w->admin, "/plan/suivi/feuille");
    has(&h, "Commencer une feuille de route");
    has_not(&h, "Ajouter un axe");
    has_not(&h, "1970");
    h = post(w, w->admin, "/plan/suivi/feuille", "nom=Suite&debut=2028-01-01&fin=");
    assert_int_equal(h.status, 400);
    has(&h, "Écrivez son dernier jour");
    assert_err(plan_courant(w->db, w->a, &p), ERR_NOT_FOUND);
    h = post(w, w->admin, "/plan/suivi/feuille", "nom=Suite&debut=2028-01-01&fin=2031-12-31&porteurs=Nous");
    leads_to(&h, "/plan/suivi/feuille?fait=neuve");
    h = get(w, w->admin, "/plan/suivi/feuille?fait=neuve");
    has(&h, "La feuille de route est commencée");
    has(&h, "Ajouter un axe");
    h = post(w, w->admin, "/plan/suivi/feuille/axes", "axe=1&axe_titre=Un+axe&diagnostic=&objectif=Un+objectif");
    assert_int_equal(h.status, 303);
    h = post(w, w->admin, "/plan/suivi/nouvelle", "ou=axe:1&titre=Une+action");
    assert_int_equal(h.status, 303);
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_str_equal(p.feuille.nom, S("Suite"));
    assert_int_equal(p.axes_n, 1);
    assert_int_equal(p.objectifs_n, 1);
    assert_int_equal(p.actions_n, 1);
    h = get(w, NULL, "/plan");
    has(&h, "Plan d’actions 2028-2031");
}

/* Whoever may load a plan is led to the form; whoever may not is told to wait. */
static void a_plan_that_is_not_there_says_what_to_do(void **state)
{
    static const Slice *const only[] = { &slice_plan, NULL };
    WORLD w = world_new(state);
    w->app.slices = only;
    HttpAnswer h = get(w, w->admin, "/plan/suivi");
    has(&h, "Aucun plan n’est chargé");
    has(&h, "href=\"/plan/suivi/importer\"");
    h = get(w, w->ref_brou, "/plan/suivi");
    has(&h, "Aucun plan n’est chargé");
    has_not(&h, "/plan/suivi/importer");
    static const char *const pages[] = { "/plan/suivi/indicateurs", "/plan/suivi/nouvelle", "/plan/suivi/aides",
        "/plan/suivi/financeurs", "/plan/suivi/changements" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        h = get(w, w->admin, pages[i]);
        leads_to(&h, "/plan/suivi");
    }
    h = get(w, NULL, "/plan/carte");
    leads_to(&h, "/plan");
    h = leave(w, w->admin, "plan.csv", str_from(plan_feuille_2024));
    has(&h, "Importer ce fichier");
    assert_int_equal(post(w, w->admin, "/plan/suivi/importer/confirmer", deposit_of(w, w->lea.id)).status, 303);
    assert_int_equal(roadmap(w).actions_n, 83);
}

static void the_page_compares_any_two(void **state)
{
    Plan p;
    WORLD w = plan_world(state, &p);
    HttpAnswer h = get(w, w->ref_brou, "/plan/suivi/versions");
    has(&h, "Rien n’a changé");
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, plan_action(&p, S("3.1")), ACTION_A_VENIR, S(""), S("")));
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_version_creer(w->db, w->a, &pilote, NOW, &p, S("Comité <de> pilotage")));
    h = get(w, w->ref_brou, "/plan/suivi/versions");
    has(&h, "Rien n’a changé");
    h = get(w, w->ref_brou, "/plan/suivi/versions?de=1&a=2");
    has(&h, "À discuter");
    has(&h, "À venir");
    has(&h, "Comité &lt;de&gt; pilotage");
    h = get(w, w->ref_brou, "/plan/suivi/versions?de=1");
    has(&h, "/plan/suivi/3.1");
    assert_int_equal(get(w, w->ref_brou, "/plan/suivi/versions?de=x").status, 404);
    assert_int_equal(get(w, w->ref_brou, "/plan/suivi/versions?de=1&a=3").status, 404);
    const char *funder = world_session(w, w->tom.id, ROLE_RANG_FINANCEUR, PORTEE_INSTANCE, S(""));
    assert_int_equal(get(w, funder, "/plan/suivi/versions").status, 404);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_shown_then_imported),
        cmocka_unit_test(a_preview_tells_what_is_not_read),
        cmocka_unit_test(a_file_with_faults_is_refused_whole),
        cmocka_unit_test(a_deposit_is_forgotten),
        cmocka_unit_test(the_command_simulates_and_reports),
        cmocka_unit_test(the_roadmap_is_written_by_hand),
        cmocka_unit_test(versions_are_compared_by_field),
        cmocka_unit_test(only_what_changed_is_read),
        cmocka_unit_test(an_axis_renamed_is_told_in_its_actions),
        cmocka_unit_test(one_field_one_message),
        cmocka_unit_test(the_public_page_says_how_far),
        cmocka_unit_test(a_roadmap_is_begun_by_hand),
        cmocka_unit_test(a_plan_that_is_not_there_says_what_to_do),
        cmocka_unit_test(the_page_compares_any_two),
    };
    return SUITE_MAIN("plan_echanges", true, tests);
}
