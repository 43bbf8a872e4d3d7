// SPDX-License-Identifier: AGPL-3.0-or-later
/* The roadmap of 2024 as data, statuses, changes kept, exchanges; both engines. */
#include <string.h>

#include "core/slice.h"
#include "core/xlsx/xlsx.h"
#include "domain/administration/administration_test.h"
#include "domain/plan/import.h"
#include "domain/plan/indicateurs.h"
#include "domain/plan/plan.h"

static const Acteur pilote = { .personne_id = 1, .role = ROLE_PILOTE };

/* Without the sessions of world_new, of which a program has 64. */
static World *plan_new(void **state)
{
    Arena *a = arena_new(128 * MIB);
    World *w = NEW(a, World, 1);
    w->a = a;
    w->db = test_db(state);
    assert_ok(writer_inline(w->db, &w->app.writer));
    assert_ok(
        personne_creer(w->db, a, NULL, NOW, test_random(), S("max@example.org"), S("Durand"), S("Max"), &w->max.id));
    return w;
}
#define PLAN WORLD

static PlanBilan load(World *w, Str text)
{
    PlanLu lu;
    PlanBilan b = { 0 };
    Err e = plan_lire(w->a, text, &lu);
    if (e == OK)
        e = plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b);
    if (e != OK)
        fail_msg("%s : %.*s", err_info(e)->name, STR_ARG(lu.fautes.n ? lu.fautes.v[0] : S("")));
    return b;
}

static Plan roadmap(World *w)
{
    Plan p;
    load(w, str_from(plan_feuille_2024));
    assert_ok(plan_courant(w->db, w->a, &p));
    return p;
}

static const Action *again(World *w, Plan *p, const char *numero)
{
    assert_ok(plan_courant(w->db, w->a, p));
    const Action *x = plan_action(p, str_from(numero));
    assert_non_null(x);
    return x;
}

/* ---- the text of 5 June 2024 ---- */

static void the_roadmap_is_whole(void **state)
{
    static const int propositions[] = { 8, 11, 9, 9, 7 }, thematiques[] = { 10, 11, 4, 7, 7 };
    static const int by_theme[PLAN_THEMES_N] = { 19, 2, 8, 4, 6 };
    static const int goals[] = { 3, 3, 2, 2, 3 };
    int props[5] = { 0 }, them[5] = { 0 }, themed[PLAN_THEMES_N] = { 0 }, goal[5] = { 0 };
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    assert_int_equal(p.axes_n, 5);
    assert_int_equal(p.objectifs_n, 13);
    assert_int_equal(p.actions_n, 83);
    for (size_t i = 0; i < 83; i++) {
        const Action *x = &p.actions[i];
        bool transverse = x->theme < 0;
        assert_int_equal(transverse, str_eq(x->genre, S("proposition")));
        assert_int_equal(transverse, x->objectif_id.v != 0);
        assert_int_equal(x->etat, ACTION_A_DISCUTER);
        props[x->axe] += transverse;
        them[x->axe] += !transverse;
        if (!transverse)
            themed[x->theme]++;
    }
    for (size_t i = 0; i < 13; i++)
        for (int k = 0; k < 5; k++)
            goal[k] += p.objectifs[i].axe_id.v == p.axes[k].id.v;
    for (int k = 0; k < 5; k++) {
        assert_int_equal(props[k], propositions[k]);
        assert_int_equal(them[k], thematiques[k]);
        assert_int_equal(goal[k], goals[k]);
        assert_true(p.axes[k].diagnostic.n > 300);
    }
    for (int t = 0; t < PLAN_THEMES_N; t++)
        assert_int_equal(themed[t], by_theme[t]);
    assert_int_equal(date_civil(p.feuille.debut).year, 2024);
    assert_int_equal(date_civil(p.feuille.fin).year, 2027);
}

static void each_item_says_where_it_comes_from(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    int linked = 0;
    for (size_t i = 0; i < p.actions_n; i++) {
        ActionFiche f;
        assert_ok(action_fiche(w->db, w->a, p.actions[i].id, &f));
        assert_str_equal(f.textes[TEXTE_SOURCE], S("texte du comité technique du 5 juin 2024"));
        linked += f.proches_n > 0;
        assert_false(str_has(p.actions[i].titre, S("  ")) || str_ends(p.actions[i].titre, S(";")));
        assert_false(str_has(p.actions[i].titre, S("'")));
    }
    assert_int_equal(linked, 23);                  /* 12 pairs, 1.12 in two of them */
    assert_str_equal(plan_action(&p, S("3.1"))->titre,
        S("Création et partage de repères communs d’acculturation à l’hygiène numérique"));
    assert_str_equal(plan_action(&p, S("5.14"))->numero, p.actions[82].numero);
}

static void a_second_import_changes_nothing(void **state)
{
    PLAN w = plan_new(state);
    PlanBilan one = load(w, str_from(plan_feuille_2024)), two = load(w, str_from(plan_feuille_2024));
    assert_int_equal(one.ajoutees, 83);
    assert_int_equal(two.ajoutees + two.changees, 0);
    assert_int_equal(two.inchangees, 83);
}

static void the_file_is_the_one_inside(void **state)
{
    ARENA a = arena_new(MIB);
    (void)state;
    assert_str_equal(test_read(a, test_source(a, "exemples/feuille-de-route-28-2024.csv")),
        str_from(plan_feuille_2024));
}

/* ---- statuses ---- */

static void moves_are_those_decided(void **state)
{
    /* from a line to a column: o anybody in charge, p pilotes only */
    static const char *const may[ACTION_ETATS_N] = { "-o----o", "o-o---o", "---oooo", "--o---o", "--o---o", "--p----",
        "p------" };
    (void)state;
    for (int from = 0; from < ACTION_ETATS_N; from++)
        for (int to = 0; to < ACTION_ETATS_N; to++) {
            char m = may[from][to];
            assert_int_equal(action_peut_passer((ActionEtat)from, (ActionEtat)to, false), m == 'o');
            assert_int_equal(action_peut_passer((ActionEtat)from, (ActionEtat)to, true), m != '-');
        }
}

static void forbidden_moves_change_nothing(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    for (int to = 0; to < ACTION_ETATS_N; to++) {
        const Action *x = again(w, &p, "1.1");
        if (!action_peut_passer(x->etat, (ActionEtat)to, true))
            assert_err(action_passer(w->db, w->a, &pilote, NOW, x, (ActionEtat)to, S("x"), S("y")), ERR_CONFLICT);
    }
    const Action *x = again(w, &p, "1.1");
    assert_int_equal(x->etat, ACTION_A_DISCUTER);
    assert_int_equal(x->version, 1);
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_A_VENIR, S(""), S("")));
    x = again(w, &p, "1.1");
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_EN_COURS, S(""), S("")));
    assert_err(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_EN_COURS, S(""), S("")),
        ERR_CONFLICT); /* read before */
    x = again(w, &p, "1.1");
    assert_err(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_BLOQUEE, S(""), S("")), ERR_INVALID);
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_BLOQUEE, S("Pas de local"), S("Le demander à Brou")));
    ActionFiche f;
    x = again(w, &p, "1.1");
    assert_ok(action_fiche(w->db, w->a, x->id, &f));
    assert_str_equal(f.textes[TEXTE_BLOCAGE], S("Pas de local"));
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_EN_COURS, S(""), S("")));
    x = again(w, &p, "1.1");
    assert_ok(action_fiche(w->db, w->a, x->id, &f));
    assert_int_equal(f.textes[TEXTE_BLOCAGE].n, 0);
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_REALISEE, S(""), S("")));
    assert_int_equal(again(w, &p, "1.1")->avancement, 100);
}

static void lateness_is_computed(void **state)
{
    Date today;
    Action x = { .etat = ACTION_EN_COURS };
    (void)state;
    assert_true(date_parse(S("2024-06-05"), &today));
    assert_false(action_en_retard(&x, today));
    x.fin = (PlanJour){ true, today };
    assert_false(action_en_retard(&x, today));
    x.fin.d.days--;
    for (int e = 0; e < ACTION_ETATS_N; e++) {
        x.etat = (ActionEtat)e;
        assert_int_equal(action_en_retard(&x, today), e != ACTION_REALISEE && e != ACTION_ABANDONNEE);
    }
}

/* ---- who may, and what is kept ---- */

static void people_in_charge_change_theirs(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const Acteur max = { .personne_id = w->max.id.v, .role = ROLE_REFERENT };
    const Action *x = plan_action(&p, S("1.2")), *other = plan_action(&p, S("1.3"));
    assert_err(action_passer(w->db, w->a, &max, NOW, x, ACTION_A_VENIR, S(""), S("")), ERR_FORBIDDEN);
    assert_err(action_confier(w->db, w->a, &max, NOW, x, w->max.id, true), ERR_FORBIDDEN);
    assert_ok(action_confier(w->db, w->a, &pilote, NOW, x, w->max.id, true));
    assert_ok(action_passer(w->db, w->a, &max, NOW, x, ACTION_A_VENIR, S(""), S("")));
    assert_err(action_passer(w->db, w->a, &max, NOW, other, ACTION_A_VENIR, S(""), S("")), ERR_FORBIDDEN);
    x = again(w, &p, "1.2");
    assert_ok(action_passer(w->db, w->a, &max, NOW, x, ACTION_ABANDONNEE, S(""), S("")));
    x = again(w, &p, "1.2");
    assert_err(action_passer(w->db, w->a, &max, NOW, x, ACTION_A_DISCUTER, S(""), S("")), ERR_CONFLICT);
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, x, ACTION_A_DISCUTER, S(""), S("")));
    assert_ok(action_confier(w->db, w->a, &pilote, NOW, x, w->max.id, false));
    x = again(w, &p, "1.2");
    assert_err(action_passer(w->db, w->a, &max, NOW, x, ACTION_A_VENIR, S(""), S("")), ERR_FORBIDDEN);
}

static ActionSaisie as_read(const Action *x)
{
    return (ActionSaisie){ .titre = x->titre,
        .pilote = x->pilote,
        .territoires = x->territoires,
        .theme = x->theme,
        .priorite = x->priorite,
        .avancement = x->avancement,
        .debut = x->debut,
        .fin = x->fin,
        .publics = x->publics };
}

static void each_change_is_kept(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const Action *x = plan_action(&p, S("1.12"));
    const PlanChangement *c;
    size_t n = 0;
    ActionSaisie s = as_read(x);
    s.pilote = S("Conseil départemental");
    s.avancement = 20;
    s.fin = (PlanJour){ true, date_from_ymd(2024, 3, 31) };
    s.textes[TEXTE_DESCRIPTION] = S("Un bus");
    assert_ok(action_modifier(w->db, w->a, &pilote, NOW + 5, x, x->version, &s));
    assert_err(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s), ERR_CONFLICT);
    assert_ok(plan_changements(w->db, w->a, x->id, NOW + 5, 50, &c, &n));
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++)
        if (str_eq(c[i].champ, S("Avancement"))) {
            assert_str_equal(c[i].avant, S("0 %"));
            assert_str_equal(c[i].apres, S("20 %"));
        }
    s.debut = (PlanJour){ true, date_from_ymd(2024, 4, 1) };
    x = again(w, &p, "1.12");
    assert_err(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s), ERR_INVALID);
    assert_int_equal(written(w, "plan.modifier"), 1);
}

static void money_stays_sound(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const Action *x = plan_action(&p, S("1.12"));
    FinancementFaute faute;
    FinancementPlan m;
    const Cout c = { .annee = 2024, .nature = COUT_INVESTISSEMENT, .libelle = S("Bus"), .ht = 1000000, .tva = 200000 };
    Financement f = { .financeur = S("Département"), .montant = 1200001 };
    assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &c, &faute));
    assert_err(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &f, &faute), ERR_INVALID);
    assert_int_equal(faute, FAUTE_EXCES);
    f.montant = 700000;
    f.plafond = (OptI64){ true, 5000 };
    assert_err(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &f, &faute), ERR_INVALID);
    assert_int_equal(faute, FAUTE_PLAFOND);
    f.montant = 600000;
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &f, &faute));
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_int_equal(m.lignes_n, 1);               /* what was refused left nothing */
    assert_err(action_cout_retirer(w->db, w->a, &pilote, NOW, x, m.couts[0].id, &faute), ERR_INVALID);
    int64_t id = m.lignes[0].id;
    assert_err(action_financement_passer(w->db, w->a, &pilote, NOW, x, id, FINANCEMENT_VERSE, 0), ERR_CONFLICT);
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, id, FINANCEMENT_ACQUIS, 0));
    assert_err(action_financement_passer(w->db, w->a, &pilote, NOW, x, id, FINANCEMENT_ACQUIS, 600001), ERR_INVALID);
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, id, FINANCEMENT_ACQUIS, 150000));
    x = again(w, &p, "1.12");
    assert_true(x->budget == 1200000 && x->finance == 600000 && x->verse == 150000);
    Cofinancement k;
    assert_ok(plan_cofinancement(w->db, w->a, &p, false, &k));
    assert_int_equal(k.n, 1);
    assert_true(k.financeurs[0].axes[0] == 600000 && k.a_trouver[0] == 600000 && k.total[0] == 1200000);
    assert_ok(plan_cofinancement(w->db, w->a, &p, true, &k));
    assert_int_equal(k.n, 0);                      /* who finances is not public unless chosen */
}

static void national_shares(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    NationalPart all[NATIONAUX_N], x = { .regle = PART_POPULATION, .numerateur = 1, .denominateur = 100 };
    assert_err(national_fixer(w->db, w->a, &pilote, NOW, &p, NATIONAL_LIEUX, &x), ERR_INVALID); /* no source */
    x.source = S("Insee");
    assert_ok(national_fixer(w->db, w->a, &pilote, NOW, &p, NATIONAL_LIEUX, &x));
    assert_ok(nationaux_lire(w->db, w->a, p.feuille.id, all));
    assert_true(all[NATIONAL_LIEUX].fixee && !all[NATIONAL_AIDANTS].fixee);
    assert_true(national_part(NATIONAL_LIEUX, &all[NATIONAL_LIEUX]) == 250);
    assert_str_equal(national_regle(w->a, &all[NATIONAL_LIEUX]), S("Au prorata de la population (1 sur 100). Insee"));
    assert_str_equal(national_regle(w->a, &all[NATIONAL_AIDANTS]), S("Pas encore arrêtée"));
    x = (NationalPart){ .regle = PART_CONCERNES, .numerateur = 3, .denominateur = 1000, .source = S("Insee") };
    assert_ok(national_fixer(w->db, w->a, &pilote, NOW, &p, NATIONAL_AIDANTS, &x));
    assert_ok(nationaux_lire(w->db, w->a, p.feuille.id, all));
    assert_true(national_part(NATIONAL_AIDANTS, &all[NATIONAL_AIDANTS]) == 60);
    x = (NationalPart){ .regle = PART_PROPRE, .numerateur = 130, .source = S("Comité de pilotage") };
    assert_ok(national_fixer(w->db, w->a, &pilote, NOW, &p, NATIONAL_LIEUX, &x));
    assert_ok(nationaux_lire(w->db, w->a, p.feuille.id, all));
    assert_true(national_part(NATIONAL_LIEUX, &all[NATIONAL_LIEUX]) == 130);
    assert_str_equal(national_regle(w->a, &all[NATIONAL_LIEUX]), S("Cible propre au département. Comité de pilotage"));
}

/* ---- exchanges ---- */

enum { TET_TEST_COLUMNS = 28 };
#define TET_TITLES                                                                                                       \
    "Axe (x);Sous-axe (x.x);Sous-sous axe (x.x.x);Titre de l'action;Titre de la sous-action;Descriptif;Instances de "    \
    "gouvernance;Objectifs;Indicateurs liés;Structure pilote;Moyens humains et techniques;Partenaires;Direction ou "    \
    "service pilote;Personne pilote;Élu·e référent·e;Participation Citoyenne;Financements;Financeur 1;Montant € " \
    "HT;Financeur 2;Montant € HT;Financeur 3;Montant € HT;Budget prévisionnel total € HT;Statut;Niveau de "       \
    "priorité;Date de début;Date de fin"
#define TET_HEAD TET_TITLES "\r\n"

static const char tet_rows[] = TET_HEAD
    "Coordonner;Animer;Réseau;Recenser les lieux;Phase 1;\"Une carte; à jour\";Comité technique;Tout "
    "recenser;Nombre de lieux;Préfecture;1 ETP;HubLo;SGAR;Camille Exemple;Dominique "
    "Exemple;concertation;FNADT;État;1000;EPCI;250.50;;;2000;En cours;Élevé;05/06/2024;31/12/2027\r\n"
    "Coordonner;Animer;Réseau;Recenser les lieux;Phase 2;;;;;;;;;;;;;;;;;;;;A discuter;;;\r\n"
    "Former;;;Former les agents;;;;;;;;;;;;;;État;;;;;;500;Bloqué;Bas;;\r\n"
    "Former;;;Prêter du matériel;;;;;;;;;;;;;;Caf;300;;;;;;Réalisé;Moyen;;01/02/2025\r\n";

static Str written_tet(World *w)
{
    BUF b = buf_new(4 * MIB);
    Plan p;
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_ecrire_tet(w->db, w->a, &p, &b));
    return str_dup(w->a, buf_str(&b));
}

static void the_28_columns_lose_nothing(void **state)
{
    PLAN w = plan_new(state);
    PlanBilan b = load(w, str_from(tet_rows));
    assert_int_equal(b.ajoutees, 4);
    assert_str_equal(written_tet(w), str_from(tet_rows));
    b = load(w, str_from(tet_rows));
    assert_int_equal(b.inchangees, 4);
    assert_str_equal(written_tet(w), str_from(tet_rows));
}

static void the_header_is_the_published_one(void **state)
{
    ARENA a = arena_new(MIB);
    Str real = test_read(a, test_real_file(a, "filiere/plan/tet_import_header.csv"));
    (void)state;
    assert_str_equal(str_trim(real), str_trim(S(TET_HEAD)));
}

static Str written_json(World *w)
{
    BUF b = buf_new(4 * MIB);
    Plan p;
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_ecrire_json(w->db, w->a, &p, &b));
    return str_dup(w->a, buf_str(&b));
}

static Str written_table(World *w, SheetFormat format)
{
    BUF b = buf_new(4 * MIB);
    Plan p;
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(plan_ecrire_tableau(w->db, w->a, &p, format, NOW, &b));
    return str_dup(w->a, buf_str(&b));
}

/* Money, steps, resources, places, what is public: nothing of an action is left out by a way of writing it. */
static void fill(World *w, Plan *p)
{
    const Action *x = plan_action(p, S("2.3"));
    FinancementFaute faute;
    const Cout c[] = { { .annee = 2025, .nature = COUT_ETP, .libelle = S("Animation"), .ht = 4200000, .etp = 80 },
        { .annee = 2026, .nature = COUT_INVESTISSEMENT, .libelle = S("Bus | jaune"), .ht = 1234567, .tva = 246913 },
        { .nature = COUT_FONCTIONNEMENT, .libelle = S(""), .ht = 1 } };
    const Financement f[] = { { .financeur = S("État"), .montant = 100, .plafond = { true, 8000 } },
        { .financeur = S("Caf | Msa"),
            .nature = APPORT_PRIVEE,
            .etat = FINANCEMENT_ACQUIS,
            .montant = 250050,
            .verse = 1050,
            .attendu = { true, date_from_ymd(2026, 3, 1) } } };
    const Ressource r[] = {
        { .nature = RESSOURCE_PERSONNEL, .libelle = S("Conseillers"), .quantite = 150, .annee = 2025 },
        { .nature = RESSOURCE_LOCAL, .libelle = S("Salle"), .quantite = 100 }
    };
    for (size_t i = 0; i < 3; i++)
        assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &c[i], &faute));
    for (size_t i = 0; i < 2; i++)
        assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &f[i], &faute));
    for (size_t i = 0; i < 2; i++)
        assert_ok(ressource_ajouter(w->db, w->a, &pilote, NOW, x, &r[i], 0, &faute));
    assert_ok(action_etape_ajouter(w->db, w->a, &pilote, NOW, x, S("Choisir"), (PlanJour){ 0 }));
    assert_ok(action_etape_ajouter(w->db, w->a, &pilote, NOW, x, S("Peser | le pour"),
        (PlanJour){ true, date_from_ymd(2025, 2, 3) }));
    assert_ok(action_lier_lieu(w->db, w->a, &pilote, NOW, x, S("lieu-invente-1"), true));
    ActionSaisie s = as_read(x);
    s.publics = 0;
    s.pilote = S("=Pilote, \"cité\"");
    s.textes[TEXTE_DESCRIPTION] = S("Deux lignes,\nla seconde ; avec « guillemets »");
    s.debut = (PlanJour){ true, date_from_ymd(2025, 1, 2) };
    assert_ok(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s));
    assert_ok(plan_courant(w->db, w->a, p));
}

/* Written, read in an empty instance, written again: the same bytes; read where it comes from: nothing changes. */
static void what_is_written_comes_back_the_same(void **state)
{
    PLAN w = plan_new(state);
    PLAN v = plan_new(state);
    PLAN u = plan_new(state);
    PLAN t = plan_new(state);
    Plan p = roadmap(w);
    fill(w, &p);
    Str json = written_json(w), csv = written_table(w, SHEET_CSV), xlsx = written_table(w, SHEET_XLSX);
    load(v, json);
    assert_str_equal(written_json(v), json);
    load(u, csv);
    assert_str_equal(written_table(u, SHEET_CSV), csv);
    load(t, xlsx);
    assert_str_equal(written_json(t), json);       /* a workbook holds the roadmap and its axes too */
    assert_int_equal(written_table(t, SHEET_XLSX).n, xlsx.n);
    const Str all[] = { json, csv, xlsx };
    for (size_t i = 0; i < 3; i++) {
        PlanBilan b = load(w, all[i]);
        assert_int_equal(b.inchangees, 83);
        assert_int_equal(b.effets.n, 0);
    }
    assert_str_equal(written_json(w), json);
    assert_true(str_has(csv, S("2025 | etp | Animation | 42000.00 | 0.00 | 0.80")));
    assert_true(str_has(csv, S("Caf | Msa | privee | acquis | 2500.50 | 10.50 |  | 2026-03-01")));
}

static Str replaced(World *w, Str s, const char *from, const char *to)
{
    assert_true(str_has(s, str_from(from)));
    return str_replace(w->a, s, str_from(from), str_from(to));
}

static bool tells(const PlanBilan *b, const char *objet, const char *champ, const char *avant, const char *apres)
{
    for (size_t i = 0; i < b->effets.n; i++) {
        const PlanEffet *e = &b->effets.v[i];
        if (str_eq(e->objet, str_from(objet)) && str_eq(e->champ, str_from(champ)) &&
            str_has(e->avant, str_from(avant)) && str_has(e->apres, str_from(apres)))
            return true;
    }
    return false;
}

/* The same number is the same action: each field, step and amount of the file is brought in, and told. */
static void a_file_brings_up_to_date(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    PlanLu lu;
    PlanBilan b;
    fill(w, &p);
    Str json = written_json(w), csv = written_table(w, SHEET_CSV);
    csv = replaced(w, csv, "2025 | etp | Animation | 42000.00", "2025 | etp | Animation | 43000.00");
    csv = replaced(w, csv, "État | publique | pressenti | 1.00", "État | publique | demande | 2.00");
    csv = replaced(w, csv, "Choisir |  | ", "Choisir | 2025-05-06 | 2025-05-07\nUne étape de plus");
    csv = replaced(w, csv, "personnel | Conseillers | 1.50", "personnel | Conseillers | 2.00");
    assert_ok(plan_lire(w->a, csv, &lu));
    assert_ok(plan_appliquer(w->db, w->a, &pilote, NOW, &lu, true, &b)); /* a simulation tells, and keeps nothing */
    assert_int_equal(b.changees, 1);
    assert_str_equal(written_json(w), json);
    assert_ok(plan_lire(w->a, csv, &lu));
    assert_ok(plan_appliquer(w->db, w->a, &pilote, NOW, &lu, false, &b));
    assert_int_equal(b.changees, 1);
    assert_int_equal(b.inchangees, 82);
    assert_int_equal(b.effets.n, 5);
    assert_true(tells(&b, "2.3", "Dépense", "42\u202f000", "43\u202f000"));
    assert_true(tells(&b, "2.3", "Financement", "1\u00a0€, Pressenti", "2\u00a0€, Demandé"));
    assert_true(tells(&b, "2.3", "Étape", "Choisir", "faite le"));
    assert_true(tells(&b, "2.3", "Étape", "", "Une étape de plus"));
    assert_true(tells(&b, "2.3", "Ressource", "1,5", "2,00"));
    b = load(w, csv);
    assert_true(b.inchangees == 83 && b.effets.n == 0);
}

static void a_status_moves_only_as_it_may(void **state)
{
    static const char head[] = "Numéro,Axe,Action,Statut,Ce qui bloque,Comment lever le blocage\n";
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    Str titre = plan_action(&p, S("1.1"))->titre;
    const struct {
        const char *etat, *blocage, *levee, *says;
    } cases[] = { { "Réalisée", "", "", "d’où l’on ne passe pas" }, { "À venir", "", "", NULL },
        { "Bloquée", "", "", "d’où l’on ne passe pas" }, { "En cours", "", "", NULL },
        { "Bloquée", "Pas de local", "", "Comment lever" }, { "Bloquée", "Pas de local", "Le demander", NULL } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        PlanLu lu;
        PlanBilan b;
        Str file = str_format(w->a, "%s1.1,1,\"%.*s\",%s,%s,%s\n", head, STR_ARG(titre), cases[i].etat,
            cases[i].blocage, cases[i].levee);
        assert_ok(plan_lire(w->a, file, &lu));
        Err e = plan_appliquer(w->db, w->a, &pilote, NOW, &lu, false, &b);
        assert_int_equal(e, cases[i].says ? ERR_INVALID : OK);
        if (cases[i].says)
            assert_true(str_has(lu.fautes.v[0], str_from(cases[i].says)));
        else
            assert_str_equal(action_etat_montre(again(w, &p, "1.1")->etat), str_from(cases[i].etat));
    }
}

static Str workbook(World *w, const char *const *rows, int blank)
{
    XlsxColumn columns[TET_TEST_COLUMNS + 1] = { { 0 } };
    BUF b = buf_new(MIB);
    XLSX x = xlsx_new(&(XlsxProperties){ .title = S("Essai"), .now = NOW });
    Str head = str_from(rows[0]), cell;
    size_t n = 0;
    while (str_split(&head, ';', &cell))
        columns[n++] = (XlsxColumn){ blank ? " " : str_dup(w->a, cell).p, XLSX_TEXT, 10 };
    xlsx_sheet(x, "Plan", columns);
    for (size_t i = blank ? 0 : 1; rows[i]; i++) {
        Str row = str_from(rows[i]);
        size_t k = 0;
        for (; k < n && str_split(&row, ';', &cell); k++)
            xlsx_text(x, cell);
        for (; k < n; k++)
            xlsx_empty(x);
        xlsx_end_row(x);
    }
    assert_ok(xlsx_finish(x, &b));
    return str_dup(w->a, buf_str(&b));
}

static const char *const tet_workbook[] = { TET_TITLES, "aide;aide;;aide", "Coordonner;;;Recenser les lieux",
    "Former;;;Former les agents;;;;;;;;;;;;;;État;500;;;;;1000;En cours;Bas;05/06/2024;2027-12-31", NULL };

/* The titles on the second row and help on the third, as in the template of Territoires en Transitions; or on the first. */
static void the_28_columns_come_as_a_workbook(void **state)
{
    PLAN w = plan_new(state);
    PLAN v = plan_new(state);
    const char *const plain[] = { tet_workbook[0], tet_workbook[2], tet_workbook[3], NULL };
    assert_int_equal(load(w, workbook(w, tet_workbook, 1)).ajoutees, 2);
    assert_int_equal(load(v, workbook(v, plain, 0)).ajoutees, 2);
    assert_str_equal(written_json(w), written_json(v));
    assert_true(str_has(written_tet(w), S("Former;;;Former les agents")));
    assert_int_equal(load(w, written_tet(v)).inchangees, 2);
}

static void faults_of_a_workbook_name_their_sheet(void **state)
{
    static const XlsxColumn actions[] = { { "Numéro", XLSX_TEXT, 9 }, { "Axe", XLSX_INTEGER, 6 },
        { "Action", XLSX_TEXT, 30 }, { "Statut", XLSX_TEXT, 9 }, { 0 } };
    static const XlsxColumn numbers[] = { { "Numéro", XLSX_DECIMAL, 9 }, { "Axe", XLSX_INTEGER, 6 },
        { "Action", XLSX_TEXT, 30 }, { 0 } };
    static const XlsxColumn costs[] = { { "Numéro", XLSX_TEXT, 9 }, { "Année", XLSX_TEXT, 6 },
        { "Nature", XLSX_TEXT, 30 }, { "HT (€)", XLSX_TEXT, 9 }, { 0 } };
    PLAN w = plan_new(state);
    PlanLu lu;
    BUF b = buf_new(MIB);
    XLSX x = xlsx_new(&(XlsxProperties){ .title = S("Essai"), .now = NOW });
    xlsx_sheet(x, "Actions", actions);
    xlsx_text(x, S("1.1")), xlsx_integer(x, 1), xlsx_text(x, S("Un titre")), xlsx_text(x, S("bof")), xlsx_end_row(x);
    xlsx_sheet(x, "Dépenses", costs);
    xlsx_text(x, S("9.9")), xlsx_text(x, S("2025")), xlsx_text(x, S("etp")), xlsx_text(x, S("10")), xlsx_end_row(x);
    xlsx_text(x, S("1.1")), xlsx_text(x, S("un")), xlsx_text(x, S("rien")), xlsx_text(x, S("dix")), xlsx_end_row(x);
    assert_ok(xlsx_finish(x, &b));
    assert_err(plan_lire(w->a, buf_str(&b), &lu), ERR_INVALID);
    assert_true(str_has(lu.fautes.v[0], S("ligne 2, «\u00a0Statut\u00a0», «\u00a0bof\u00a0»")));
    BUF c = buf_new(MIB);
    XLSX y = xlsx_new(&(XlsxProperties){ .title = S("Essai"), .now = NOW });
    xlsx_sheet(y, "Actions", actions);
    xlsx_text(y, S("1.1")), xlsx_integer(y, 1), xlsx_text(y, S("Un titre")), xlsx_empty(y), xlsx_end_row(y);
    xlsx_sheet(y, "Dépenses", costs);
    xlsx_text(y, S("9.9")), xlsx_text(y, S("2025")), xlsx_text(y, S("etp")), xlsx_text(y, S("10")), xlsx_end_row(y);
    xlsx_text(y, S("1.1")), xlsx_text(y, S("un")), xlsx_text(y, S("etp")), xlsx_text(y, S("dix")), xlsx_end_row(y);
    assert_ok(xlsx_finish(y, &c));
    assert_err(plan_lire(w->a, buf_str(&c), &lu), ERR_INVALID);
    assert_int_equal(lu.fautes.n, 3);
    const Str *said = lu.fautes.v;
    assert_true(
        str_has(said[0], S("feuille «\u00a0Dépenses\u00a0», ligne 2, «\u00a0Numéro\u00a0», «\u00a09.9\u00a0»")));
    assert_true(str_has(said[1], S("ligne 3, «\u00a0Année\u00a0», «\u00a0un\u00a0»\u00a0: écrivez un nombre entier")));
    assert_true(str_has(said[2], S("ligne 3, «\u00a0HT (€)\u00a0», «\u00a0dix\u00a0»\u00a0: écrivez un montant")));
    BUF d = buf_new(MIB);
    XLSX z = xlsx_new(&(XlsxProperties){ .title = S("Essai"), .now = NOW });
    xlsx_sheet(z, "Actions", numbers);
    xlsx_decimal(z, 1.10), xlsx_integer(z, 1), xlsx_text(z, S("Un titre")), xlsx_end_row(z);
    assert_ok(xlsx_finish(z, &d));
    assert_err(plan_lire(w->a, buf_str(&d), &lu), ERR_INVALID);
    assert_true(str_has(lu.fautes.v[0], S("mettez cette colonne au format texte")));
}

static void versions_keep_what_was(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const PlanVersion *v;
    PlanVersion one;
    size_t n = 0;
    Str then, json = written_json(w);
    assert_err(plan_version_creer(w->db, w->a, &(Acteur){ .role = ROLE_LECTEUR }, NOW, &p, S("x")), ERR_FORBIDDEN);
    assert_ok(plan_version_creer(w->db, w->a, &pilote, NOW, &p, S("Comité technique du 5 juin 2024")));
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, plan_action(&p, S("1.1")), ACTION_A_VENIR, S(""), S("")));
    assert_ok(plan_versions(w->db, w->a, p.feuille.id, &v, &n));
    assert_int_equal(n, 2);
    assert_str_equal(v[1].libelle, S("texte du comité technique du 5 juin 2024")); /* made by the import itself */
    assert_ok(plan_version_lire(w->db, w->a, p.feuille.id, 2, &one, &then));
    assert_str_equal(then, json);
    assert_false(str_eq(written_json(w), json));
    assert_err(plan_version_lire(w->db, w->a, p.feuille.id, 3, &one, &then), ERR_NOT_FOUND);
}

/* ---- what cannot be read ---- */

static void faults_are_told_and_nothing_is_written(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "Axe,Action\nun,Un titre\n", "ligne 2, «\u00a0Axe\u00a0», «\u00a0un\u00a0»\u00a0: écrivez un nombre entier" },
        { "Axe,Action\n1,\n", "ligne 2, «\u00a0Action\u00a0»\u00a0: le titre de l’action manque" },
        { "Axe,Action,Statut\n1,Un titre,bof\n", "«\u00a0Statut\u00a0», «\u00a0bof\u00a0»" },
        { "Axe,Action,Début,Fin\n1,Un titre,2024-02-01,2024-01-01\n", "la fin précède le début" },
        { "Axe,Action,Début\n1,Un titre,31/02/2024\n", "écrivez une date" },
        { "Nom;Titre\nx;y\n", "nommer au moins les colonnes" },
        { "Axe,Action\n", "aucune action" },
        { "{\"actions\":[{\"titre\":\"x\"}]}", "le numéro d’un axe" },
        { "{", "JSON" },
        { "Axe,Action,Dépenses\n1,Un titre,2025 | etp\n", "année | nature | libellé | HT" },
        { "Axe,Action,Dépenses\n1,Un titre,2025 | rien | Bus | 10\n",
            "«\u00a0Nature\u00a0», «\u00a0rien\u00a0»\u00a0: ce n’est pas une valeur" },
        { "Axe,Action,Financements\n1,Un titre,État | publique | acquis | 10 | 20\n", "c’est plus que le montant" },
        { "Axe,Action,Financements\n1,Un titre,État | publique | acquis | 10\n", "les recettes dépasseraient" },
        { "Axe,Action,Ressources\n1,Un titre,local | Salle | zéro\n", "«\u00a0Quantité\u00a0», «\u00a0zéro\u00a0»" },
        { "Axe,Action,Étapes\n1,Un titre,Choisir | demain | \n", "«\u00a0Échéance\u00a0», «\u00a0demain\u00a0»" },
        { "Axe,Action,Publié\n1,Un titre,tout\n", "«\u00a0Publié\u00a0», «\u00a0tout\u00a0»" },
        { "Axe,Action,Proche de\n1,Un titre,9.9\n", "aucune action n’a ce numéro" },
        { "Axe,Action,Numéro\n1,Un titre,1.1\n1,Un autre,1.1\n", "le même numéro" },
    };
    PLAN w = plan_new(state);
    Plan p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        PlanLu lu;
        PlanBilan b;
        Err e = plan_lire(w->a, str_from(cases[i].text), &lu);
        if (e == OK)
            e = plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b);
        assert_err(e, ERR_INVALID);
        bool said = false;
        for (size_t k = 0; k < lu.fautes.n; k++)
            said = said || str_has(lu.fautes.v[k], str_from(cases[i].says));
        if (!said)
            fail_msg("« %s » : %.*s", cases[i].says, STR_ARG(lu.fautes.n ? lu.fautes.v[0] : S("rien")));
        assert_err(plan_courant(w->db, w->a, &p), ERR_NOT_FOUND);
    }
}

static void whoever_leaves_is_forgotten(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const Action *x = plan_action(&p, S("1.2"));
    const Acteur max = { .personne_id = w->max.id.v, .role = ROLE_REFERENT };
    const Commentaire *c;
    size_t n = 0;
    BUF b = buf_new(MIB);
    assert_ok(action_confier(w->db, w->a, &pilote, NOW, x, w->max.id, true));
    assert_ok(action_commenter(w->db, w->a, &max, NOW, x, COMMENTAIRE_PROPOSITION, S("Ajouter Brou")));
    Json j = json_to(&b);
    json_obj(&j);
    assert_ok(slice_plan.donnees(w->db, w->a, w->max.id.v, &j));
    json_end(&j);
    assert_true(str_has(buf_str(&b), S("Ajouter Brou")) && str_has(buf_str(&b), S("\"1.2\"")));
    assert_ok(slice_plan.oublier(w->db, w->a, NULL, NOW, w->max.id.v));
    assert_ok(action_commentaires(w->db, w->a, x->id, &c, &n));
    assert_int_equal(c[0].personne_id.v, 0);
    assert_err(action_passer(w->db, w->a, &max, NOW, x, ACTION_A_VENIR, S(""), S("")), ERR_FORBIDDEN);
    assert_ok(proposition_decider(w->db, w->a, &pilote, NOW, x, c[0].id, true));
    assert_err(proposition_decider(w->db, w->a, &pilote, NOW, x, c[0].id, false), ERR_NOT_FOUND);
}

/* ---- indicators ---- */

static Date jour(const char *iso)
{
    Date d;
    assert_true(date_parse(str_from(iso), &d));
    return d;
}

static void indicators_say_where_they_go(void **state)
{
    const Valeur values[] = { { jour("2025-01-01"), 110, S("x") }, { jour("2026-01-01"), 120, S("x") } };
    const Jalon milestones[] = { { 2024, 105 }, { 2025, 130 } };
    Indicateur i = { .depart = 100,
        .depart_jour = jour("2024-01-01"),
        .cible = 140,
        .cible_jour = jour("2028-01-01"),
        .valeurs = values,
        .valeurs_n = 2 };
    (void)state;
    IndicateurEtat e = indicateur_etat(&i, jour("2024-06-01"));
    assert_true(e.valeur == 100 && !e.a_prevision && !e.alerte); /* what is of tomorrow is not known yet */
    e = indicateur_etat(&i, jour("2026-06-01"));
    assert_int_equal(e.valeur, 120);
    assert_int_equal(e.tendance, 1);
    assert_true(e.a_prevision && e.prevision == 139); /* 20 in 731 days, of 1,461 */
    assert_true(e.alerte && !e.atteint);
    i.cible = 139;
    assert_false(indicateur_etat(&i, jour("2026-06-01")).alerte);
    i.jalons = milestones;
    i.jalons_n = 1;
    assert_false(indicateur_etat(&i, jour("2026-06-01")).alerte); /* 2024 was met */
    i.jalons_n = 2;
    assert_true(indicateur_etat(&i, jour("2026-06-01")).alerte); /* 2025 was missed */
    i.cible = 120;
    assert_true(indicateur_etat(&i, jour("2026-06-01")).atteint);
    i.baisse = true;
    i.cible = 110;
    e = indicateur_etat(&i, jour("2026-06-01"));
    assert_true(!e.atteint && e.alerte);
    i.jalons_n = 0;
    i.cible = 139;
    assert_true(indicateur_etat(&i, jour("2028-06-01")).atteint);
}

static void formulas_are_kept_by_day(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const Indicateur *all;
    size_t n = 0;
    Mesures m;
    const Date today = date_paris(NOW);
    Indicateur i = { .nom = S("Actions réalisées"),
        .unite = S("actions"),
        .formule = FORMULE_REALISEES,
        .depart_jour = jour("2024-06-05"),
        .cible = 83,
        .cible_jour = jour("2027-12-31") };
    assert_ok(indicateur_creer(w->db, w->a, &pilote, NOW, &p, &i, plan_action(&p, S("1.2"))->id));
    assert_ok(plan_mesurer(w->db, w->a, &p, &(MesureSources){ 0 }, today, &m));
    assert_true(m.v[FORMULE_REALISEES].has && !m.v[FORMULE_LIEUX].has); /* no directory was given */
    m.v[FORMULE_REALISEES].v = 7;
    assert_ok(indicateurs_geler(w->db, w->a, &p, &m, today));
    assert_ok(plan_indicateurs(w->db, w->a, &p, NULL, today, &all, &n));
    assert_int_equal(n, 1);
    assert_str_equal(all[0].numero, S("1.2"));
    assert_str_equal(indicateur_source(w->a, &all[0]), S("Actions du plan réalisées, calculé par la plateforme"));
    assert_true(all[0].valeurs_n == 1 && all[0].valeurs[0].valeur == 7);
    const Valeur v = { today, 9, S("x") };
    assert_err(indicateur_noter(w->db, w->a, &pilote, NOW, &p, all[0].id, &v), ERR_CONFLICT);
    i.formule = FORMULE_SAISIE;
    assert_ok(indicateur_creer(w->db, w->a, &pilote, NOW, &p, &i, (ActionId){ 0 }));
    assert_ok(plan_indicateurs(w->db, w->a, &p, NULL, today, &all, &n));
    assert_err(indicateur_noter(w->db, w->a, &pilote, NOW, &p, all[1].id, &(Valeur){ today, 9, S("") }), ERR_INVALID);
    assert_ok(indicateur_noter(w->db, w->a, &pilote, NOW, &p, all[1].id, &v));
    assert_err(indicateur_jalonner(w->db, w->a, &pilote, NOW, &p, all[1].id, &(Jalon){ 2030, 3 }), ERR_INVALID);
    assert_ok(indicateur_jalonner(w->db, w->a, &pilote, NOW, &p, all[1].id, &(Jalon){ 2026, 40 }));
    assert_ok(plan_indicateurs(w->db, w->a, &p, NULL, today, &all, &n));
    assert_true(all[1].jalons_n == 1 && all[1].valeurs_n == 1 && str_is_none(all[1].numero));
    i.cible_jour = i.depart_jour;
    assert_err(indicateur_creer(w->db, w->a, &pilote, NOW, &p, &i, (ActionId){ 0 }), ERR_INVALID);
    assert_err(indicateur_creer(w->db, w->a, &(Acteur){ .role = ROLE_COMITE }, NOW, &p, &i, (ActionId){ 0 }),
        ERR_FORBIDDEN);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_roadmap_is_whole),
        cmocka_unit_test(each_item_says_where_it_comes_from),
        cmocka_unit_test(a_second_import_changes_nothing),
        cmocka_unit_test(the_file_is_the_one_inside),
        cmocka_unit_test(moves_are_those_decided),
        cmocka_unit_test(forbidden_moves_change_nothing),
        cmocka_unit_test(lateness_is_computed),
        cmocka_unit_test(people_in_charge_change_theirs),
        cmocka_unit_test(each_change_is_kept),
        cmocka_unit_test(money_stays_sound),
        cmocka_unit_test(national_shares),
        cmocka_unit_test(the_28_columns_lose_nothing),
        cmocka_unit_test(the_header_is_the_published_one),
        cmocka_unit_test(what_is_written_comes_back_the_same),
        cmocka_unit_test(a_file_brings_up_to_date),
        cmocka_unit_test(a_status_moves_only_as_it_may),
        cmocka_unit_test(the_28_columns_come_as_a_workbook),
        cmocka_unit_test(faults_of_a_workbook_name_their_sheet),
        cmocka_unit_test(versions_keep_what_was),
        cmocka_unit_test(faults_are_told_and_nothing_is_written),
        cmocka_unit_test(whoever_leaves_is_forgotten),
        cmocka_unit_test(indicators_say_where_they_go),
        cmocka_unit_test(formulas_are_kept_by_day),
    };
    return SUITE_MAIN("plan", true, tests);
}
