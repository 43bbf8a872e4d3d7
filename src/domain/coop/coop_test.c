// SPDX-License-Identifier: AGPL-3.0-or-later
/* The national tool's file: joined into records, taken once, refused whole; both engines. */
#include "domain/coop/coop.h"

#include <malloc.h>

#include "core/slice.h"
#include "domain/activites/statistiques.h"
#include "domain/administration/administration_test.h"
#include "domain/lieux/lieux.h"
#include "domain/territoire/territoire.h"
#include "support/command.h"
#include "support/session.h"
#include "support/suite.h"
#include "support/workbook.h"
#include "support/zip.h"

enum { COLUMNS = 19 };

static const char heading[] =
    "Date|Enregistré le|Dernière modification le|Type|Participants|Bénéficiaire|Canaux "
    "d’accompagnement|Nom du lieu|Commune|Code postal|Code Insee|Durée (min)|Nom de l’atelier|"
    "Matériel|Thématique(s)|Niveau d’autonomie|Structure de redirection|Notes|ID CRA";
#define INDIVIDUEL                                                                                                     \
    "05/06/2024|||Accompagnement individuel|1|X|Lieu d'activité||Chartres|28000|28085|30||Ordinateur\nTablette|"
#define SUITE "E-mail\nLogement|2/3 Autonome avec guidage|Autre|à revoir|a1"
#define ATELIER(i, n, id)                                                                                              \
    "2024-06-06|||Atelier collectif|" i "/" n "||À domicile||Brou|28160|28061|90|Découvrir|Pas de matériel|"        \
    "Bureautique, E-mail|1/3 Débutant|||" id

/* As that tool writes it: what the file is, a blank row, then the table. */
static Str workbook(Arena *a, const char *head, const char *const *rows)
{
    return test_workbook(a, &(TestWorkbook){ .sheet = "Activités",
                                .above = "Informations export",
                                .columns = COLUMNS,
                                .heads = (const char *const[]){ head, NULL },
                                .rows = rows });
}

static void rows_are_joined_into_records(void **state)
{
    ARENA a = arena_new(32 * MIB);
    CoopLu lu;
    static const char *const rows[] = { INDIVIDUEL SUITE, ATELIER("1", "3", "b2"), ATELIER("2", "3", "b2"),
        ATELIER("3", "3", "b2"), NULL };
    assert_ok(coop_lire(a, workbook(a, heading, rows), &lu));
    assert_int_equal(lu.fiches.n, 2);
    assert_int_equal(lu.lignes, 4);
    const CoopFiche *one = &lu.fiches.v[0], *two = &lu.fiches.v[1];
    assert_str_equal(one->id, S("a1"));
    assert_int_equal(one->ligne, 3);
    assert_int_equal(one->x.type, ACTIVITE_INDIVIDUEL);
    assert_str_equal(date_iso(a, one->x.jour), S("2024-06-05"));
    assert_int_equal(one->x.lieu_type, LIEU_TYPE_LIEU_ACTIVITE);
    assert_int_equal(one->x.themes, 1U << THEME_EMAIL | 1U << THEME_DEMARCHES);
    assert_str_equal(mots_joints(a, demarches, one->x.demarches), S("logement"));
    assert_str_equal(mots_joints(a, materiels, one->x.materiels), S("ordinateur|tablette"));
    assert_int_equal(one->x.autonomie, 2);
    assert_str_equal(redirections[one->x.redirection].value, S("autre"));
    assert_str_equal(one->x.note, S("à revoir"));
    assert_int_equal(one->x.anonymes, 1);
    assert_int_equal(two->x.type, ACTIVITE_COLLECTIF);
    assert_int_equal(two->x.anonymes, 3);
    assert_int_equal(two->x.nouveaux, 0);
    assert_int_equal(two->x.niveau, 1);
    assert_int_equal(two->x.duree_min, 90);
    assert_str_equal(two->x.titre, S("Découvrir"));
    assert_str_equal(two->x.commune, S("28061"));
    assert_int_equal(two->x.themes, 1U << THEME_BUREAUTIQUE | 1U << THEME_EMAIL);
}

/* Every label that the tool prints is known, whatever the apostrophe. */
static void every_label_is_known(void **state)
{
    static const Choice *const lists[] = { themes, demarches };
    ARENA a = arena_new(64 * MIB);
    for (size_t k = 0; k < 2; k++)
        for (const Choice *c = lists[k]; !str_is_none(c->value); c++) {
            CoopLu lu;
            Str label = str_replace(a, c->label, S("’"), S("'"));
            const char *const rows[] = { str_format(a, INDIVIDUEL "%.*s||||x", STR_ARG(label)).p, NULL };
            assert_ok(coop_lire(a, workbook(a, heading, rows), &lu));
            Str got = k ? mots_joints(a, demarches, lu.fiches.v[0].x.demarches)
                        : mots_joints(a, themes, lu.fiches.v[0].x.themes);
            assert_str_equal(got, c->value);
        }
}

static void refused(Arena *a, const char *head, const char *row, const char *words)
{
    CoopLu lu;
    const char *const rows[] = { row, NULL };
    assert_err(coop_lire(a, workbook(a, head, rows), &lu), ERR_INVALID);
    assert_true(lu.fautes.n > 0);
    if (!str_has(lu.fautes.v[0], str_from(words)))
        assert_str_equal(lu.fautes.v[0], str_from(words));
}

static void faults_name_line_column_value_and_remedy(void **state)
{
    ARENA a = arena_new(64 * MIB);
    CoopLu lu;
    refused(a, heading, INDIVIDUEL "Jardinage|||| x",
        "Ligne 3, colonne «\u00a0Thématique(s)\u00a0»\u00a0: «\u00a0Jardinage\u00a0» n’est pas compris");
    refused(a, heading, INDIVIDUEL "E-mail|4/3|||x",
        "colonne «\u00a0Niveau d’autonomie\u00a0»\u00a0: «\u00a04/3\u00a0»");
    refused(a, heading, INDIVIDUEL "E-mail||Boulangerie||x",
        "colonne «\u00a0Structure de redirection\u00a0»\u00a0: «\u00a0Boulangerie\u00a0»");
    refused(a, heading, INDIVIDUEL "E-mail||||",
        "Ligne 3, colonne «\u00a0ID CRA\u00a0»\u00a0: elle est vide. Sans cet identifiant");
    refused(a, heading, "31/02/2024|||Accompagnement individuel|1||À distance|||||30|||E-mail||||x",
        "«\u00a031/02/2024\u00a0»");
    refused(a, heading, "05/06/2024|||Autre chose|1||À distance|||||30|||E-mail||||x", "«\u00a0Autre chose\u00a0»");
    refused(a, heading, "05/06/2024|||Accompagnement individuel|un||À distance|||||30|||E-mail||||x",
        "«\u00a0un\u00a0»");
    refused(a, heading, "05/06/2024|||Accompagnement individuel|1||À distance|||||0|||E-mail||||x", "Durée (min)");
    refused(a, heading, "05/06/2024|||Accompagnement individuel|1||À distance||||280|30|||E-mail||||x",
        "«\u00a0280\u00a0»");
    refused(a, heading, ATELIER("1", "3", "b2"),
        "Ligne 3, colonne «\u00a0Participants\u00a0»\u00a0: cette fiche annonce 3 personnes et a 1 ligne. Exportez");
    refused(a, "Date|ID CRA", "05/06/2024|x", "La colonne «\u00a0Type\u00a0» manque");
    refused(a, "Nom|Prénom", "a|b", "n’a pas le tableau des activités");
    static const char *const two[] = { ATELIER("1", "2", "b2"), INDIVIDUEL "E-mail||||b2", NULL };
    assert_err(coop_lire(a, workbook(a, heading, two), &lu), ERR_INVALID);
    assert_true(str_has(lu.fautes.v[0], S("même ID CRA que la ligne 3")));
    assert_err(coop_lire(a, S("id,nom\n"), &lu), ERR_INVALID);
    assert_true(str_has(lu.fautes.v[0], S("n’est pas un classeur XLSX")));
}

typedef struct Banc {
    Arena *a;
    Str dir, url;
    Str structure;
} Banc;

static Db *open_db(const Banc *b)
{
    Str message = STR_NONE;
    Db *db = NULL;
    assert_ok(db_open(b->a, b->url, DB_WRITE, &db, &message));
    return db;
}

static TestRun run(const Banc *b, const char *typed)
{
    static const Slice *const slices[] = { &slice_territoire, &slice_acteurs, &slice_activites, &slice_coop, NULL };
    const TestCommand c = { .slices = slices, .dir = b->dir, .url = b->url };
    return test_run(b->a, &c,
        str_format(b->a, "--db @ importer activites coop.xlsx --structure %.*s %s", STR_ARG(b->structure), typed).p);
}

/* In the form that says neither who nor where. */
static TestRun run_alone(const Banc *b, const char *typed)
{
    static const Slice *const slices[] = { &slice_territoire, &slice_acteurs, &slice_activites, &slice_coop, NULL };
    const TestCommand c = { .slices = slices, .dir = b->dir, .url = b->url };
    return test_run(b->a, &c, str_format(b->a, "--db @ importer activites coop.xlsx%s%s", *typed ? " " : "", typed).p);
}

static Banc bench_new(void **state, Arena *a)
{
    Banc b = { a, test_dir(state), test_db_url(state), STR_NONE };
    Str message = STR_NONE;
    int applied;
    PersonneId id;
    Structure s;
    DB db = open_db(&b);
    test_engine(db);
    assert_ok(db_migrate(db, a, &applied, &message));
    const StructureTextes t = { S("Maison du numérique"), S(""), S("28061"), S("conseiller-numerique") };
    assert_ok(structure_creer(db, a, NULL, NOW, test_random(), &t, &s));
    assert_ok(personne_creer(db, a, NULL, NOW, test_random(), S("tom@example.org"), S("Petit"), S("Tom"), &id));
    b.structure = s.uid;
    return b;
}

static Chiffres counted(const Banc *b, bool brut)
{
    DB db = open_db(b);
    Chiffres c;
    StatQuestion q = { .dispositif = -1, .epci = STR_NONE };
    assert_true(date_parse(S("2024-01-01"), &q.du) && date_parse(S("2024-12-31"), &q.au));
    assert_ok(statistiques(db, b->a, &q, brut, &c));
    return c;
}

static void put(const Banc *b, const char *const *rows)
{
    test_write(str_format(b->a, "%.*s/coop.xlsx", STR_ARG(b->dir)), workbook(b->a, heading, rows));
}

/* Rows are accompaniments, IDs are activities; nobody is a distinct person; the same file again changes nothing. */
static void a_file_is_taken_once(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    static const char *const rows[] = { INDIVIDUEL SUITE, ATELIER("1", "2", "b2"), ATELIER("2", "2", "b2"), NULL };
    static const char *const more[] = { ATELIER("1", "2", "b2"), INDIVIDUEL SUITE, ATELIER("2", "2", "b2"),
        INDIVIDUEL "Santé||||c3", NULL };
    put(&b, rows);
    test_expect(run(&b, "--mediateur tom@example.org --simulation"), 0, "", "rien n’a été enregistré");
    assert_int_equal(counted(&b, true).activites, 0);
    test_expect(run(&b, "--mediateur tom@example.org --dispositif conseiller_numerique --rapport r.json"), 0, "",
        "2\u00a0fiches, 3\u00a0accompagnements\u00a0: 2\u00a0nouvelles, 0 déjà là.");
    Chiffres c = counted(&b, true), kept = counted(&b, false);
    assert_int_equal(c.activites, 2);
    assert_int_equal(c.accompagnements, 3);
    assert_int_equal(c.individuels, 1);
    assert_int_equal(c.participants, 2);
    assert_int_equal(c.usagers, 0);
    assert_int_equal(c.anonymes, 3);
    assert_int_equal(kept.accompagnements, 3);
    assert_int_equal(kept.minutes, 120);
    test_expect(run(&b, "--mediateur tom@example.org"), 0, "", "Personnes non dédoublonnables\u00a0: 3.");
    test_expect(run(&b, "--mediateur tom@example.org"), 0, "", "0\u00a0nouvelle, 2 déjà là");
    assert_int_equal(counted(&b, true).accompagnements, 3);
    put(&b, more);
    test_expect(run(&b, "--mediateur tom@example.org"), 0, "", "1\u00a0nouvelle, 2 déjà là");
    assert_int_equal(counted(&b, true).accompagnements, 4);
    assert_int_equal(counted(&b, false).accompagnements, 4);
}

static void one_fault_and_nothing_is_written(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    static const char *const bad[] = { INDIVIDUEL SUITE, INDIVIDUEL "Jardinage||||z", NULL };
    static const char *const late[] = { INDIVIDUEL SUITE,
        "05/06/2031|||Accompagnement individuel|1||À distance|||||30|||E-mail||||z", NULL };
    put(&b, bad);
    test_expect(run(&b, "--mediateur tom@example.org"), 2, "",
        "Ligne 4, colonne «\u00a0Thématique(s)\u00a0»\u00a0: «\u00a0Jardinage\u00a0»");
    put(&b, late);
    test_expect(run(&b, "--mediateur tom@example.org"), 2, "",
        "Ligne 4, colonne «\u00a0Date\u00a0»\u00a0: «\u00a05 juin 2031\u00a0». Cette date est à venir");
    test_expect(run(&b, "--mediateur tom@example.org --dispositif france_services"), 2, "",
        "Ligne 3\u00a0: «\u00a0Maison du numérique\u00a0» n’est pas déclarée pour");
    test_expect(run(&b, "--mediateur personne@example.org"), 2, "",
        "«\u00a0personne@example.org\u00a0» n’en a pas\u00a0: invitez d’abord");
    assert_int_equal(counted(&b, true).activites, 0);
}

/* A team's file: who did it is written on each row. */
static const char team_heading[] =
    "Date|Prénom|Nom du médiateur|Rôle|Type|Participants|Canaux d’accompagnement|Nom du lieu|"
    "Code Insee|Durée (min)|Thématique(s)|ID CRA";
#define LIGNE(qui, lieu, id)                                                                                           \
    "05/06/2024|" qui "|Conseiller Numérique|Accompagnement individuel|1|Lieu d’activité|" lieu "|28061|30|E-mail|" id

static const char *const team[] = { LIGNE("Tom|Petit", "Maison du numérique", "t1"),
    LIGNE("Léa|Inconnue", "Mairie", "t2"), LIGNE("Léa|Inconnue", "Mairie", "t3"), LIGNE("|", "", "t4"), NULL };

static void give_role(const Banc *b, const char *courriel, const char *nom, const char *prenom, PersonneId *ret)
{
    DB db = open_db(b);
    Personne p;
    if (personne_par_courriel(db, b->a, str_from(courriel), &p) == OK)
        *ret = p.id;
    else
        assert_ok(personne_creer(db, b->a, NULL, NOW, test_random(), str_from(courriel), str_from(nom),
            str_from(prenom), ret));
    assert_ok(role_donner(db, b->a, NULL, NOW, *ret, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, b->structure));
}

static int64_t done_by(const Banc *b, PersonneId id)
{
    DB db = open_db(b);
    Chiffres c;
    StatQuestion q = { .dispositif = -1, .epci = STR_NONE, .personne_id = id };
    assert_true(date_parse(S("2024-01-01"), &q.du) && date_parse(S("2024-12-31"), &q.au));
    assert_ok(statistiques(db, b->a, &q, true, &c));
    return c.activites;
}

/* The file alone says who and where: those who are known have their records, the others wait, counted; nobody is made up. */
static void a_file_alone_is_attributed_or_waits(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    PersonneId tom, lea;
    give_role(&b, "tom@example.org", "Petit", "Tom", &tom);
    test_write(str_format(a, "%.*s/coop.xlsx", STR_ARG(b.dir)), workbook(a, team_heading, team));
    test_expect(run_alone(&b, "--simulation"), 0, "", "À rattacher\u00a0: 3\u00a0fiches");
    assert_int_equal(counted(&b, true).activites, 0);
    test_expect(run_alone(&b, "--rapport r.json"), 0, "", "2\u00a0: Léa Inconnue, Mairie.");
    Str report = test_read(a, str_format(a, "%.*s/r.json", STR_ARG(b.dir)));
    assert_true(str_has(report, S("\"fiches_a_rattacher\":3")) && str_has(report, S("\"raison\":\"mediateur\"")));
    Chiffres c = counted(&b, true), kept = counted(&b, false);
    assert_int_equal(c.accompagnements, 4);
    assert_int_equal(kept.accompagnements, 4);
    assert_int_equal(c.professionnels, 1); /* a holder is nobody */
    assert_int_equal(c.structures, 1);
    assert_int_equal(done_by(&b, tom), 1);
    test_expect(run_alone(&b, ""), 0, "", "0\u00a0nouvelle, 4 déjà là");
    test_expect(run_alone(&b, ""), 0, "", "À rattacher\u00a0: 3\u00a0fiches"); /* still */
    assert_int_equal(counted(&b, true).accompagnements, 4);
    /* Her account is made since: the same file again attaches what waited, and adds nothing. */
    give_role(&b, "lea@example.org", "Inconnue", "Léa", &lea);
    test_expect(run_alone(&b, ""), 0, "", "connus depuis\u00a0: 2.");
    assert_int_equal(done_by(&b, lea), 2);
    assert_int_equal(counted(&b, true).accompagnements, 4);
    assert_int_equal(counted(&b, false).accompagnements, 4);
    test_expect(run_alone(&b, ""), 0, "", "0\u00a0nouvelle, 4 déjà là");
}

/* The largest group, by a coordinateur: not there for another département. */
static void attach_first(const Banc *b, PersonneId qui)
{
    const CoopGroupe *g;
    Structure s;
    size_t n = 0;
    int64_t moved = 0;
    DB db = open_db(b);
    const Acteur here = { .role = ROLE_COORDINATEUR, .portee = S("departement"), .code = S("28") };
    const Acteur elsewhere = { .role = ROLE_COORDINATEUR, .portee = S("departement"), .code = S("45") };
    assert_ok(coop_groupes(db, b->a, &elsewhere, &g, &n));
    assert_int_equal(n, 0);
    assert_ok(coop_groupes(db, b->a, &here, &g, &n));
    assert_int_equal(n, 3);
    assert_int_equal(g[0].fiches, 2);
    assert_str_equal(g[0].mediateur, S("Léa Inconnue"));
    CoopGroupe one = g[0], same;
    assert_err(coop_groupe_ouvrir(db, b->a, &elsewhere, one.id, &same), ERR_NOT_FOUND);
    assert_ok(structure_par_uid(db, b->a, b->structure, &s));
    TX tx = tx_begin(db, HERE);
    assert_ok(coop_rattacher(db, b->a, &here, NOW, &one, &s, qui, &moved));
    assert_ok(tx_commit(&tx));
    assert_int_equal(moved, 2);
    assert_ok(coop_groupes(db, b->a, &here, &g, &n));
    assert_int_equal(n, 2);
}

/* Two accounts of one name: neither is chosen. What waits is attached by somebody who has both ends in the scope. */
static void what_waits_is_attached_by_somebody(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    PersonneId tom, other;
    give_role(&b, "tom@example.org", "Petit", "Tom", &tom);
    give_role(&b, "tom2@example.org", "PETIT", "tom", &other);
    test_write(str_format(a, "%.*s/coop.xlsx", STR_ARG(b.dir)), workbook(a, team_heading, team));
    test_expect(run_alone(&b, ""), 0, "", "Plusieurs comptes portent ce nom");
    attach_first(&b, other);
    assert_int_equal(done_by(&b, other), 2);
    assert_int_equal(counted(&b, false).accompagnements, counted(&b, true).accompagnements);
    test_expect(run_alone(&b, ""), 0, "", "0\u00a0nouvelle, 4 déjà là");
    assert_int_equal(done_by(&b, other), 2);
}

/* ---- out again ---- */

static const Slice *const export_slices[] = { &slice_territoire, &slice_lieux, &slice_acteurs, &slice_activites,
    &slice_coop, NULL };

static void command(const Banc *b, const char *typed, const char *says)
{
    const TestCommand c = { .slices = export_slices, .dir = b->dir, .url = b->url };
    test_expect(test_run(b->a, &c, str_format(b->a, "--db @ %s", typed).p), 0, "", says);
}

static void same_figures(const Chiffres *x, const Chiffres *y)
{
    assert_int_equal(x->activites, y->activites);
    assert_int_equal(x->ateliers, y->ateliers);
    assert_int_equal(x->individuels, y->individuels);
    assert_int_equal(x->participants, y->participants);
    assert_int_equal(x->accompagnements, y->accompagnements);
    assert_int_equal(x->minutes, y->minutes);
}

static void same_lines(const Banc *x, const Banc *y, int par)
{
    const StatLigne *lx, *ly;
    size_t nx = 0, ny = 0;
    StatQuestion q = { .dispositif = -1, .epci = STR_NONE };
    assert_true(date_parse(S("2024-01-01"), &q.du) && date_parse(S("2024-12-31"), &q.au));
    DB dx = open_db(x);
    assert_ok(statistiques_par(dx, x->a, &q, par, false, &lx, &nx));
    DB dy = open_db(y);
    assert_ok(statistiques_par(dy, y->a, &q, par, false, &ly, &ny));
    assert_int_equal(nx, ny);
    for (size_t i = 0; i < nx; i++) {
        assert_str_equal(lx[i].cle, ly[i].cle);
        assert_int_equal(lx[i].accompagnements, ly[i].accompagnements);
    }
}

/* Written in the national layout, taken in an empty database: the same figures; taken in where it comes from: nothing changes. */
static void what_is_exported_comes_back(void **state)
{
    ARENA a = arena_new(128 * MIB);
    const Banc b = bench_new(state, a);
    const Banc empty = { a, test_dir(state), test_db_url(state), STR_NONE };
    static const char *const rows[] = { INDIVIDUEL SUITE, ATELIER("1", "2", "b2"), ATELIER("2", "2", "b2"),
        "05/07/2024|||Accompagnement individuel|1||À distance||||28085|45||Tablette|Santé|3/3|||c3", NULL };
    put(&b, rows);
    test_expect(run(&b, "--mediateur tom@example.org"), 0, "", "3\u00a0nouvelles");
    command(&b, "exporter activites --format coop --sortie coop.xlsx", "");
    command(&b, "exporter activites --sortie out.csv --du 2024-07-01", "");
    command(&b, "importer activites coop.xlsx", "0\u00a0nouvelle, 3 déjà là");
    Str file = test_read(a, str_format(a, "%.*s/coop.xlsx", STR_ARG(b.dir)));
    test_write(str_format(a, "%.*s/coop.xlsx", STR_ARG(empty.dir)), file);
    command(&empty, "importer activites coop.xlsx", "À rattacher\u00a0: 3\u00a0fiches");
    Chiffres from = counted(&b, true), to = counted(&empty, true), kept = counted(&empty, false);
    assert_int_equal(from.accompagnements, 4);
    same_figures(&from, &to);
    same_figures(&from, &kept);
    same_lines(&b, &empty, STAT_PAR_THEME);
    same_lines(&b, &empty, STAT_PAR_COMMUNE);
    same_lines(&b, &empty, STAT_PAR_MOIS);
    command(&empty, "importer activites coop.xlsx", "0\u00a0nouvelle, 3 déjà là");
    Str sheet = test_zip_text(a, file), csv = test_read(a, str_format(a, "%.*s/out.csv", STR_ARG(b.dir)));
    assert_true(str_has(sheet, S("Informations export")) && str_has(sheet, S("Petit")));
    assert_false(str_has(sheet, S("à revoir"))); /* a note, in what the service exports */
    assert_true(str_has(csv, S(",c3\r\n")) && !str_has(csv, S("b2")) && !str_has(csv, S("à revoir")));
}

static Acteur somebody(const Banc *b, int role, const char *portee, const char *code, int64_t id)
{
    (void)b;
    return (Acteur){ .personne_id = id, .role = role, .portee = str_from(portee), .code = str_from(code) };
}

static Str exported(Db *db, Arena *a, const Acteur *par)
{
    CoopExport *x;
    bool last = false;
    BUF out = buf_new(16 * MIB);
    const CoopExportDemande d = { .par = par,
        .prenom = S(""),
        .nom = S(""),
        .role = S(""),
        .q = { .type = -1, .dispositif = -1, .theme = -1 },
        .format = SHEET_CSV,
        .now = NOW };
    assert_ok(coop_export_ouvrir(db, a, &d, &x));
    while (!last)
        assert_ok(coop_export_suite(db, x, &out, &last));
    return str_dup(a, buf_str(&out));
}

/* Told on the first page of who may say it, to nobody else; what holds them is no structure to choose, or that is late. */
static void what_waits_is_told(void **state)
{
    static const Slice *const table[] = { &slice_coop, &slice_activites, &slice_acteurs, NULL };
    WORLD w = world_new(state);
    w->app.slices = table;
    CoopLu lu;
    CoopQui to;
    Str uid;
    static const char *const rows[] = { INDIVIDUEL SUITE, NULL };
    assert_ok(coop_lire(w->a, workbook(w->a, heading, rows), &lu));
    const CoopDemande q = { .dispositif = DISPOSITIF_AUTRE, .departement = S("28") };
    TX tx = tx_begin(w->db, HERE);
    assert_ok(coop_identifier(w->db, w->a, w->now, &q, &lu.fiches.v[0], &to));
    Activite x = lu.fiches.v[0].x;
    x.dispositif = DISPOSITIF_AUTRE;
    x.structure_id = to.structure.id;
    x.personne_id = to.personne;
    x.jour = (Date){ date_paris(w->now).days - 100 };
    x.epci = S("");
    assert_ok(activite_importer(w->db, w->a, w->now, w->app.random, &x, S("coop:a1"), &uid));
    assert_ok(coop_attendre(w->db, w->a, w->now, uid, &lu.fiches.v[0], x.commune, &to));
    assert_ok(tx_commit(&tx));
    HttpAnswer h = get(w, w->admin, "/tableau-de-bord/attentes.csv");
    has(&h, "Une fiche importée attend son médiateur ou sa structure.");
    has_not(&h, "aucune fiche depuis");
    h = get(w, w->ref_voves, "/tableau-de-bord/attentes.csv");
    has_not(&h, "fiche importée");
    h = get(w, w->ref_voves, "/activites/a-rattacher");
    has(&h, "Rien à rattacher");
    h = get(w, w->admin, "/activites/a-rattacher");
    has(&h, "1\u00a0fiche est comptée");
    Choices offered = { 0 };
    const Choice *all;
    const Acteur everywhere = { .role = ROLE_ADMINISTRATEUR, .portee = S("instance") };
    assert_ok(structures_offertes(w->db, w->a, &everywhere, false, 100, &offered));
    assert_ok(choices_end(w->a, &offered, &all));
    assert_true(offered.n > 1);
    assert_int_equal(choice_index(all, to.structure.uid), -1);
}

/* One's own file has the notes; a coordinateur's has not; what is outside of the scope is in neither. */
static void a_file_is_of_the_scope_and_says_no_more(void **state)
{
    ARENA a = arena_new(128 * MIB);
    const Banc b = bench_new(state, a);
    static const char *const rows[] = { INDIVIDUEL SUITE, NULL };
    PersonneId tom;
    Personne p;
    put(&b, rows);
    give_role(&b, "tom@example.org", "Petit", "Tom", &tom);
    test_expect(run(&b, "--mediateur tom@example.org"), 0, "", "1\u00a0nouvelle");
    DB db = open_db(&b);
    assert_ok(personne_par_courriel(db, a, S("tom@example.org"), &p));
    const Acteur own = somebody(&b, ROLE_MEDIATEUR, "structure", b.structure.p, p.id.v);
    const Acteur other = somebody(&b, ROLE_MEDIATEUR, "structure", b.structure.p, p.id.v + 1);
    const Acteur here = somebody(&b, ROLE_COORDINATEUR, "departement", "28", 99);
    const Acteur elsewhere = somebody(&b, ROLE_COORDINATEUR, "departement", "45", 99);
    Str mine = exported(db, a, &own), whole = exported(db, a, &here);
    assert_true(
        str_has(mine, S("à revoir")) && str_has(mine, S("beneficiaire,")) && !str_has(mine, S("nom_mediateur")));
    assert_true(str_has(whole, S("Tom,Petit")) && str_has(whole, S(",a1\r\n")) && !str_has(whole, S("à revoir")));
    assert_false(str_has(exported(db, a, &other), S("a1")) || str_has(exported(db, a, &elsewhere), S("a1")));
}

/* What the whole export holds at most on the heap, above what was there before it; pieces are thrown away. */
static size_t peak_of(Db *db, SheetFormat format, int64_t *ret_rows)
{
    ARENA a = arena_new(64 * MIB);
    CoopExport *x;
    bool last = false;
    size_t peak = 0;
    const CoopExportDemande d = { .prenom = S(""),
        .nom = S(""),
        .role = S(""),
        .format = format,
        .now = NOW,
        .q = { .type = -1, .dispositif = -1, .theme = -1 } };
    struct mallinfo2 before = mallinfo2();
    assert_ok(coop_export_ouvrir(db, a, &d, &x));
    while (!last) {
        BUF piece = buf_new(8 * MIB);
        assert_ok(coop_export_suite(db, x, &piece, &last));
        struct mallinfo2 now = mallinfo2();
        size_t held = now.uordblks + now.hblkhd - before.uordblks - before.hblkhd;
        peak = held > peak && held < SIZE_MAX / 2 ? held : peak;
        for (size_t i = 0; format == SHEET_CSV && i < piece.n; i++)
            *ret_rows += piece.p[i] == '\n';
    }
    return peak;
}

static void pour_workshops(Db *db, Arena *a, int64_t n, int64_t people, PersonneId who, StructureId where)
{
    Activite x = { .type = ACTIVITE_COLLECTIF,
        .dispositif = DISPOSITIF_AUTRE,
        .structure_id = where,
        .personne_id = who,
        .jour = date_from_ymd(2024, 6, 5),
        .duree_min = 60,
        .lieu_type = LIEU_TYPE_LIEU_ACTIVITE,
        .lieu = S(""),
        .commune = S("28061"),
        .epci = S(""),
        .themes = 1U << THEME_EMAIL,
        .titre = S("Découvrir"),
        .note = S(""),
        .redirection = -1,
        .orientation = S(""),
        .anonymes = people,
        .source = S("") };
    Cumuls *v = cumuls_new(a);
    TX tx = tx_begin(db, HERE);
    for (int64_t i = 0; i < n; i++)
        assert_ok(activite_verser(db, a, v, NOW, test_random(), &x));
    assert_ok(cumuls_finir(db, v));
    assert_ok(tx_commit(&tx));
}

/* 1,000 rows, then 20,000 and more, of many records and of a large one: the same memory, in both formats. */
static void memory_does_not_grow_with_the_rows(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    Structure s;
    Personne p;
    int64_t rows = 0;
    DB db = open_db(&b);
    assert_ok(structure_par_uid(db, a, b.structure, &s));
    assert_ok(personne_par_courriel(db, a, S("tom@example.org"), &p));
    pour_workshops(db, a, 100, 10, p.id, s.id);
    peak_of(db, SHEET_XLSX, &rows); /* what a connection keeps is there from now on */
    size_t small[] = { peak_of(db, SHEET_CSV, &rows), peak_of(db, SHEET_XLSX, &rows) };
    assert_int_equal(rows, 1001);
    pour_workshops(db, a, 1000, 10, p.id, s.id);
    pour_workshops(db, a, 1, PARTICIPANTS_MAX, p.id, s.id);
    rows = 0;
    size_t large[] = { peak_of(db, SHEET_CSV, &rows), peak_of(db, SHEET_XLSX, &rows) };
    assert_int_equal(rows, 21001);
    if (large[SHEET_XLSX] == 0)
        test_skip("the heap is not measured in this build");
    for (int f = SHEET_CSV; f <= SHEET_XLSX; f++)
        if (large[f] > small[f] + small[f] / 4 + 64 * KIB)
            fail_msg("format %d: %zu bytes for 1,000 rows, %zu for 21,000", f, small[f], large[f]);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(rows_are_joined_into_records),
        cmocka_unit_test(every_label_is_known),
        cmocka_unit_test(faults_name_line_column_value_and_remedy),
        cmocka_unit_test(a_file_is_taken_once),
        cmocka_unit_test(one_fault_and_nothing_is_written),
        cmocka_unit_test(a_file_alone_is_attributed_or_waits),
        cmocka_unit_test(what_waits_is_attached_by_somebody),
        cmocka_unit_test(what_is_exported_comes_back),
        cmocka_unit_test(what_waits_is_told),
        cmocka_unit_test(a_file_is_of_the_scope_and_says_no_more),
        cmocka_unit_test(memory_does_not_grow_with_the_rows),
    };
    return SUITE_MAIN("coop", true, all);
}
