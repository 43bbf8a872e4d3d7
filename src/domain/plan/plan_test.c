// SPDX-License-Identifier: AGPL-3.0-or-later
/* The roadmap of 2024 as data, statuses, changes kept, indicators; both engines. */
#include <string.h>

#include "core/slice.h"
#include "domain/plan/indicateurs.h"
#include "domain/plan/plan_world_test.h"

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
        bool transverse = x->themes == 0;
        assert_int_equal(transverse, str_eq(x->genre, S("proposition")));
        assert_int_equal(transverse, x->objectif_id.v != 0);
        assert_int_equal(x->etat, ACTION_A_DISCUTER);
        props[x->axe] += transverse;
        them[x->axe] += !transverse;
        if (!transverse)
            themed[__builtin_ctz(x->themes)]++;
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

/* ---- elsewhere in the plan ---- */

static Str last_change(World *w, ActionId id, size_t back, Str *ret_after)
{
    const PlanChangement *c;
    size_t n = 0;
    assert_ok(plan_changements(w->db, w->a, id, 0, 100, &c, &n));
    assert_true(n > back);
    *ret_after = c[back].apres;
    return str_format(w->a, "%.*s: %.*s", STR_ARG(c[back].champ), STR_ARG(c[back].avant));
}

/* To another axis and back: the number stays, no new action takes it, and the history says both. */
static void an_action_changes_axis(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    Str after, numero;
    ObjectifId of_two = { 0 };
    const Acteur lecteur = { .personne_id = 2, .role = ROLE_REFERENT };
    for (size_t i = 0; i < p.objectifs_n && !of_two.v; i++)
        of_two = p.objectifs[i].axe_id.v == p.axes[1].id.v ? p.objectifs[i].id : of_two;
    const Action *x = again(w, &p, "1.18");
    assert_err(action_deplacer(w->db, w->a, &lecteur, NOW, &p, x, 1, of_two), ERR_FORBIDDEN);
    assert_err(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 2, of_two), ERR_INVALID); /* of another axis */
    assert_err(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 9, (ObjectifId){ 0 }), ERR_INVALID);
    assert_err(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 0, x->objectif_id), ERR_CONFLICT);
    assert_ok(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 1, of_two));
    assert_err(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 2, (ObjectifId){ 0 }), ERR_CONFLICT); /* meanwhile */
    x = again(w, &p, "1.18");
    assert_true(x->axe == 1 && x->objectif_id.v == of_two.v && x->rang == 23);
    assert_true(str_starts(last_change(w, x->id, 1, &after), S("Axe: 1. ")) && str_starts(after, S("2. ")));
    assert_str_equal(last_change(w, x->id, 0, &after), S("Objectif: "));
    assert_str_equal(after, plan_objectif(&p, of_two)->titre);
    /* Its number is not given again, by hand or by a file. */
    assert_ok(action_creer(w->db, w->a, &pilote, NOW, &p, 0, (ObjectifId){ 0 }, S("Une de plus"), &numero));
    assert_str_equal(numero, S("1.19"));
    x = again(w, &p, "1.19");
    assert_ok(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 4, (ObjectifId){ 0 }));
    load(w, S("Axe,Action\n1,D’un fichier\n"));
    x = again(w, &p, "1.20");
    assert_str_equal(x->titre, S("D’un fichier"));
    /* Written and read again, it is where it was put. */
    Str json = written_json(w);
    PlanBilan b = load(w, json);
    assert_int_equal(b.ajoutees + b.changees, 0);
    x = again(w, &p, "1.18");
    assert_ok(action_deplacer(w->db, w->a, &pilote, NOW, &p, x, 0, (ObjectifId){ 0 }));
    x = again(w, &p, "1.18");
    assert_true(x->axe == 0 && x->objectif_id.v == 0);
}

static void an_objective_is_renamed(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    Str after;
    const Acteur lecteur = { .personne_id = 2, .role = ROLE_REFERENT };
    const Action *x = again(w, &p, "1.1");
    const Objectif *o = plan_objectif(&p, x->objectif_id);
    Str was = o->titre;
    ObjectifId id = o->id;
    assert_err(objectif_renommer(w->db, &lecteur, NOW, &p, o, S("Mieux")), ERR_FORBIDDEN);
    assert_err(objectif_renommer(w->db, &pilote, NOW, &p, o, S("")), ERR_INVALID);
    assert_err(objectif_renommer(w->db, &pilote, NOW, &p, o, p.objectifs[1].titre), ERR_CONFLICT);
    assert_ok(objectif_renommer(w->db, &pilote, NOW, &p, o, S("Mieux dit")));
    x = again(w, &p, "1.1");
    assert_str_equal(plan_objectif(&p, id)->titre, S("Mieux dit"));
    assert_true(x->objectif_id.v == id.v);
    assert_str_equal(last_change(w, x->id, 0, &after), str_cat(w->a, S("Objectif: "), was));
    assert_str_equal(after, S("Mieux dit"));
    /* Back to what it was: the same gesture. */
    assert_ok(objectif_renommer(w->db, &pilote, NOW, &p, plan_objectif(&p, id), was));
    again(w, &p, "1.1");
    assert_str_equal(plan_objectif(&p, id)->titre, was);
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
    /* Paid by mistake, back to won; then what remains may not pass the cap either, whoever brings it, in one line or two. */
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, id, FINANCEMENT_VERSE, 0));
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, id, FINANCEMENT_ACQUIS, 150000));
    assert_err(action_financement_ajouter(w->db, w->a, &pilote, NOW, x,
                   &(Financement){ .financeur = S("Département"), .montant = 1 }, &faute),
        ERR_INVALID);
    assert_int_equal(faute, FAUTE_PLAFOND);
    const Financement other = { .financeur = S("Caf"), .montant = 600000 };
    assert_ok(
        action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &other, &faute)); /* own share: nothing, not less */
    assert_err(action_financement_ajouter(w->db, w->a, &pilote, NOW, x,
                   &(Financement){ .financeur = S("Commune"), .montant = 1 }, &faute),
        ERR_INVALID);
    assert_int_equal(faute, FAUTE_EXCES);
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_err(action_financement_retirer(w->db, w->a, &(Acteur){ .role = ROLE_LECTEUR }, NOW, x, m.lignes[1].id),
        ERR_FORBIDDEN);
    assert_err(action_financement_retirer(w->db, w->a, &pilote, NOW, x, 999), ERR_NOT_FOUND);
    assert_ok(action_financement_retirer(w->db, w->a, &pilote, NOW, x, m.lignes[1].id));
    x = again(w, &p, "1.12");
    assert_true(x->budget == 1200000 && x->finance == 600000 && x->verse == 150000);
    Cofinancement k;
    assert_ok(plan_cofinancement(w->db, w->a, &p, false, &k));
    assert_int_equal(k.n, 1);
    assert_true(k.financeurs[0].axes[0] == 600000 && k.a_trouver[0] == 600000 && k.total[0] == 1200000);
    assert_ok(plan_cofinancement(w->db, w->a, &p, true, &k));
    assert_int_equal(k.n, 0); /* who finances is not public unless chosen */
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

static void versions_keep_what_was(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const PlanVersion *v;
    PlanVersion one;
    size_t n = 0;
    Str then, json = written_version(w, STR_NONE);
    assert_err(plan_version_creer(w->db, w->a, &(Acteur){ .role = ROLE_LECTEUR }, NOW, &p, S("x")), ERR_FORBIDDEN);
    assert_ok(plan_version_creer(w->db, w->a, &pilote, NOW, &p, S("Comité technique du 5 juin 2024")));
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, plan_action(&p, S("1.1")), ACTION_A_VENIR, S(""), S("")));
    assert_ok(plan_versions(w->db, w->a, p.feuille.id, &v, &n));
    assert_int_equal(n, 2);
    assert_str_equal(v[1].libelle, S("texte du comité technique du 5 juin 2024")); /* made by the import itself */
    assert_ok(plan_version_lire(w->db, w->a, p.feuille.id, 2, &one, &then));
    assert_str_equal(then, json);
    assert_false(str_eq(written_version(w, STR_NONE), json));
    assert_err(plan_version_lire(w->db, w->a, p.feuille.id, 3, &one, &then), ERR_NOT_FOUND);
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

/* A wrong word, a wrong target, a wrong value: each can be mended. */
static void indicators_are_mended(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    const Indicateur *all;
    size_t n = 0;
    const Date today = date_paris(NOW);
    Indicateur i = { .nom = S("Postez"),
        .unite = S("postes"),
        .depart_jour = jour("2024-06-05"),
        .cible = 10,
        .cible_jour = jour("2027-12-31") };
    assert_ok(indicateur_creer(w->db, w->a, &pilote, NOW, &p, &i, (ActionId){ 0 }));
    assert_ok(plan_indicateurs(w->db, w->a, &p, NULL, today, &all, &n));
    i.id = all[0].id;
    assert_ok(indicateur_noter(w->db, w->a, &pilote, NOW, &p, i.id, &(Valeur){ jour("2025-03-01"), 4, S("x") }));
    assert_ok(indicateur_jalonner(w->db, w->a, &pilote, NOW, &p, i.id, &(Jalon){ 2026, 7 }));
    i.nom = S("Postes reconditionnés");
    i.cible = 40;
    i.depart_jour = jour("2025-03-01");
    const ActionId on = plan_action(&p, S("5.14"))->id;
    assert_err(indicateur_modifier(w->db, w->a, &pilote, NOW, &p, &i, on), ERR_INVALID); /* a value is not after it */
    i.depart_jour = jour("2025-02-01");
    assert_err(indicateur_modifier(w->db, w->a, &(Acteur){ .role = ROLE_COMITE }, NOW, &p, &i, on), ERR_FORBIDDEN);
    assert_ok(indicateur_modifier(w->db, w->a, &pilote, NOW, &p, &i, on));
    assert_ok(plan_indicateurs(w->db, w->a, &p, NULL, today, &all, &n));
    assert_true(n == 1 && all[0].cible == 40 && all[0].valeurs_n == 1 && all[0].jalons_n == 1);
    assert_str_equal(all[0].nom, i.nom);
    assert_str_equal(all[0].numero, S("5.14"));
    assert_err(indicateur_oublier_valeur(w->db, w->a, &pilote, NOW, &p, i.id, jour("2025-03-02")), ERR_NOT_FOUND);
    assert_ok(indicateur_oublier_valeur(w->db, w->a, &pilote, NOW, &p, i.id, jour("2025-03-01")));
    assert_ok(indicateur_retirer(w->db, w->a, &pilote, NOW, &p, i.id));
    assert_err(indicateur_retirer(w->db, w->a, &pilote, NOW, &p, i.id), ERR_NOT_FOUND);
    assert_ok(plan_indicateurs(w->db, w->a, &p, NULL, today, &all, &n));
    assert_int_equal(n, 0);
}

/* Several themes, another objective, links to other actions; a step written by mistake. */
static void an_action_is_placed(void **state)
{
    PLAN w = plan_new(state);
    Plan p = roadmap(w);
    ActionFiche f;
    const Action *x = plan_action(&p, S("1.1"));
    const Action *const near[] = { plan_action(&p, S("2.3")), x, plan_action(&p, S("1.2")) };
    ActionSaisie s = as_read(x);
    s.themes = 1U << 0 | 1U << 3;
    s.objectif_dit = s.proches_dites = true;
    s.objectif = p.objectifs[p.objectifs_n - 1].id;
    s.proches = near;
    s.proches_n = 3;
    assert_err(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s), ERR_INVALID); /* of another axis */
    s.objectif = p.objectifs[2].id;
    assert_ok(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s));
    x = again(w, &p, "1.1");
    assert_true(x->themes == s.themes && x->objectif_id.v == p.objectifs[2].id.v);
    assert_str_equal(themes_montre(w->a, x->themes), S("Éducation et jeunesse, Santé"));
    assert_ok(action_fiche(w->db, w->a, x->id, &f));
    assert_str_equal(str_join(w->a, f.proches, f.proches_n, S(" ")), S("1.2 2.3"));
    Str json = written_json(w);
    assert_true(str_has(json, S("\"theme\":\"éducation/jeunesse;santé\"")));
    PlanLu lu;
    PlanBilan b;
    assert_ok(plan_lire(w->a, json, &lu));
    assert_ok(plan_appliquer(w->db, w->a, &pilote, NOW, &lu, false, &b));
    assert_int_equal(b.inchangees, 83);
    s = as_read(x);
    s.proches_dites = true;
    assert_ok(action_modifier(w->db, w->a, &pilote, NOW, x, x->version, &s));
    assert_ok(action_fiche(w->db, w->a, x->id, &f));
    assert_int_equal(f.proches_n, 0);
    x = again(w, &p, "1.1");
    assert_true(x->objectif_id.v == p.objectifs[2].id.v); /* not said: left */
    assert_ok(action_etape_ajouter(w->db, w->a, &pilote, NOW, x, S("Erreur"), (PlanJour){ 0 }));
    assert_ok(action_fiche(w->db, w->a, x->id, &f));
    assert_ok(action_etape_retirer(w->db, w->a, &pilote, NOW, x, f.etapes[0].id));
    assert_err(action_etape_retirer(w->db, w->a, &pilote, NOW, x, f.etapes[0].id), ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_roadmap_is_whole),
        cmocka_unit_test(each_item_says_where_it_comes_from),
        cmocka_unit_test(a_second_import_changes_nothing),
        cmocka_unit_test(the_file_is_the_one_inside),
        cmocka_unit_test(an_action_changes_axis),
        cmocka_unit_test(an_objective_is_renamed),
        cmocka_unit_test(moves_are_those_decided),
        cmocka_unit_test(forbidden_moves_change_nothing),
        cmocka_unit_test(lateness_is_computed),
        cmocka_unit_test(people_in_charge_change_theirs),
        cmocka_unit_test(each_change_is_kept),
        cmocka_unit_test(money_stays_sound),
        cmocka_unit_test(national_shares),
        cmocka_unit_test(versions_keep_what_was),
        cmocka_unit_test(whoever_leaves_is_forgotten),
        cmocka_unit_test(indicators_say_where_they_go),
        cmocka_unit_test(formulas_are_kept_by_day),
        cmocka_unit_test(indicators_are_mended),
        cmocka_unit_test(an_action_is_placed),
    };
    return SUITE_MAIN("plan", true, tests);
}
