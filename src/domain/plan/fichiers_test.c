// SPDX-License-Identifier: AGPL-3.0-or-later
/* A plan's files read and written, in each of their forms, and what cannot be read; both engines. */
#include <string.h>

#include "core/xlsx/xlsx.h"
#include "domain/plan/plan_world_test.h"

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
    /* A funder written otherwise by who fills in the file is the same: its line changes, none comes. */
    b = load(w, replaced(w, csv, "État | publique | demande | 2.00", "L’ETAT | publique | demande | 3.00"));
    assert_true(b.changees == 1 && b.effets.n == 1);
    assert_true(tells(&b, "2.3", "Financement", "2\u00a0€, Demandé", "3\u00a0€, Demandé"));
    assert_true(str_has(written_table(w, SHEET_CSV), S("État | publique | demande | 3.00")));
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
        { "Nom;Titre\nx;y\n", "«\u00a0Nom, Titre\u00a0»\u00a0: la première ligne doit nommer au moins les colonnes" },
        { "Axe,Action\n", "aucune action" },
        { "{\"actions\":[{\"titre\":\"x\"}]}", "le numéro d’un axe" },
        { "{", "JSON" },
        { "Axe,Action,Dépenses\n1,Un titre,2025 | etp\n", "année | nature | libellé | HT" },
        { "Axe,Action,Dépenses\n1,Un titre,2025 | rien | Bus | 10\n",
            "«\u00a0Nature\u00a0», «\u00a0rien\u00a0»\u00a0: écrivez l’une de ces valeurs\u00a0: " },
        { "Axe,Action,Priorité\n1,Un titre,Élevé\n",
            "«\u00a0Élevé\u00a0»\u00a0: écrivez l’une de ces valeurs\u00a0: Haute, Moyenne, Basse" },
        { "Axe,Action,Avancement\n1,Un titre,101\n", "écrivez un nombre entier, de 0 à 100" },
        { "Axe,Action,Thème\n1,Un titre,Sport\n", "Santé, Autonomie et dépendance\u00a0; plusieurs se séparent" },
        { "Axe,Action,Statu\n1,Un titre,En cours\n",
            "ligne 1, «\u00a0titre de colonne\u00a0», «\u00a0Statu\u00a0»\u00a0: cette colonne n’est pas connue\u00a0; "
            "écrivez «\u00a0Statut\u00a0»" },
        { TET_HEAD "1;;;Un titre;;;;;;;;;;;;;;Caf;10;État;abc;;;;;;;\r\n",
            "ligne 2, «\u00a0Montant € HT (Financeur 2)\u00a0», «\u00a0abc\u00a0»\u00a0: écrivez un montant" },
        { TET_HEAD "1;;;Un titre;;;;;;;;;;;;;;;;;10;;;;;;;\r\n",
            "ligne 2, «\u00a0Financeur 2\u00a0»\u00a0: un montant est donné" },
        { "Axe,Action,Financements\n1,Un titre,État | publique | acquis | 10 | 20\n", "c’est plus que le montant" },
        { "Axe,Action,Financements\n1,Un titre,État | publique | acquis | 10\n", "les recettes dépasseraient" },
        { "Axe,Action,Ressources\n1,Un titre,local | Salle | zéro\n", "«\u00a0Quantité\u00a0», «\u00a0zéro\u00a0»" },
        { "Axe,Action,Dépenses\n1,Un titre,25 | etp | Bus | 10\n",
            "«\u00a0Année\u00a0», «\u00a025\u00a0»\u00a0: écrivez une année, de 2000 à 2100" },
        { "Axe,Action,Dépenses\n1,Un titre,2025 | etp | Bus | 99999999999\n", "un milliard au plus" },
        { "{\"actions\":[{\"titre\":\"x\",\"axe\":1,\"couts\":[{\"annee\":25,\"nature\":\"etp\"}]}]}",
            "écrivez une année, de 2000 à 2100" },
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

/* A column that is not of a plan is told, whatever the form; those that an export computes are not. */
static void columns_that_are_not_read_are_told(void **state)
{
    PLAN w = plan_new(state);
    PLAN v = plan_new(state);
    PlanLu lu;
    Plan p = roadmap(w);
    fill(w, &p);
    const Str ours[] = { written_table(w, SHEET_CSV), written_table(w, SHEET_XLSX), str_from(tet_rows) };
    for (size_t i = 0; i < 3; i++) {
        assert_ok(plan_lire(w->a, ours[i], &lu));
        assert_int_equal(lu.ignorees.n, 0);
    }
    assert_ok(plan_lire(w->a, S("Axe,Action,Couleur,Budget,statut\n1,Un titre,bleu,12,En cours\n"), &lu));
    assert_int_equal(lu.ignorees.n, 2);
    assert_str_equal(lu.ignorees.v[0], S("Couleur"));
    assert_str_equal(lu.ignorees.v[1], S("Budget"));
    assert_int_equal(lu.actions.v[0].etat, ACTION_EN_COURS);
    assert_ok(
        plan_lire(w->a, S("Axe,Action,Lieux,Lieu\n1,Un titre,,Brou\n"), &lu)); /* nearly one that is there: its own */
    assert_str_equal(lu.ignorees.v[0], S("Lieu"));
    Str wide = S("x"); /* a title of 32 KiB is told by its beginning */
    while (wide.n < 32 * KIB)
        wide = str_cat(w->a, wide, wide);
    assert_ok(plan_lire(w->a, str_format(w->a, "Axe,Action,%.*s\n1,Un titre,\n", STR_ARG(wide)), &lu));
    assert_int_equal(lu.ignorees.v[0].n, 80);
    assert_ok(plan_lire(v->a, S(TET_TITLES ";Avis\r\n1;;;Un titre;;;;;;;;;;;;;;;;;;;;;;;;;bon\r\n"), &lu));
    assert_int_equal(lu.ignorees.n, 1);
    assert_str_equal(lu.ignorees.v[0], S("Avis"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_that_are_not_read_are_told),
        cmocka_unit_test(the_28_columns_lose_nothing),
        cmocka_unit_test(the_header_is_the_published_one),
        cmocka_unit_test(what_is_written_comes_back_the_same),
        cmocka_unit_test(a_file_brings_up_to_date),
        cmocka_unit_test(a_status_moves_only_as_it_may),
        cmocka_unit_test(the_28_columns_come_as_a_workbook),
        cmocka_unit_test(faults_of_a_workbook_name_their_sheet),
        cmocka_unit_test(faults_are_told_and_nothing_is_written),
    };
    return SUITE_MAIN("plan_fichiers", true, tests);
}
