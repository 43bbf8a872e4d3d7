// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of people: each row a card, each fault told, the same file nothing, two cards of one person proposed; both engines. */
#include "domain/usagers/import.h"

#include "core/slice.h"
#include "domain/territoire/territoire.h"
#include "support/command.h"
#include "support/session.h"
#include "support/suite.h"
#include "support/workbook.h"

enum { NOW = 1795435200, AN = 2026, COLUMNS = 10 }; /* 2026-11-23 */

static const char titles[] = "Nom,Prénom,Année de naissance,Commune,INSEE,Code postal,Téléphone,E-mail,Genre,Notes\n";

/* As the national tool's model: instructions, two rows of headings, then people. */
static Str model(Arena *a, const char *heading, const char *const *rows)
{
    return test_workbook(a, &(TestWorkbook){ .sheet = "Bénéficiaires",
                                .above = "Remplissez une ligne par bénéficiaire",
                                .columns = COLUMNS,
                                .heads = (const char *const[]){ "Identité", heading, NULL },
                                .rows = rows });
}

static void the_model_is_read(void **state)
{
    ARENA a = arena_new(32 * MIB);
    UsagersLus lus;
    Str message = STR_NONE;
    static const char *const rows[] = { "Exemple|Léa|1950||||||F|",
        "Le Gall|Éva|1950|Chartres|28085|28000|0612345678||F|vient le mardi", "Petit|Tom||||||tom@example.org|M|",
        NULL };
    static const char *const headings[] = {
        "Nom|Prénom|Année de naissance|Commune|INSEE|Code postal|Téléphone|E-mail|Genre|Notes",
        "Nom d’usage *|Prénom *|Né(e) en|Ville|Code|CP|Tél.|Mél|Sexe|Remarques"
    };
    for (int i = 0; i < 2; i++) {
        assert_ok(usagers_lire(a, model(a, headings[i], rows), AN, &lus, &message));
        assert_int_equal(lus.total, 3);
        assert_int_equal(lus.lignes.n, 2);
        assert_int_equal(lus.n_refus, 1);
        assert_true(str_has(lus.refus.v[0], S("Ligne 4, nom")) && str_has(lus.refus.v[0], S("exemple du modèle")));
        const UsagerLu *eva = &lus.lignes.v[0];
        assert_str_equal(eva->identite.nom, S("Le Gall"));
        assert_str_equal(eva->insee, S("28085"));
        assert_str_equal(eva->genre, S("feminin"));
        assert_true(eva->identite.naissance.has && eva->identite.naissance.v == 1950 && eva->ligne == 5);
        assert_false(lus.lignes.v[1].identite.naissance.has);
        assert_int_equal(lus.contacts, 2);
        assert_int_equal(lus.notes, 1);
    }
}

static void refused(Arena *a, const char *row, const char *words)
{
    UsagersLus lus;
    Str message = STR_NONE;
    assert_ok(usagers_lire(a, str_format(a, "%s%s\n", titles, row), AN, &lus, &message));
    assert_int_equal(lus.lignes.n, 0);
    assert_int_equal(lus.n_refus, 1);
    if (!str_has(lus.refus.v[0], str_from(words)))
        assert_str_equal(lus.refus.v[0], str_from(words));
}

static void faults_name_line_field_value_and_remedy(void **state)
{
    ARENA a = arena_new(32 * MIB);
    UsagersLus lus;
    Str message = STR_NONE;
    refused(a, ",Tom", "Ligne 2, nom\u00a0: le modèle le demande");
    refused(a, "Petit,", "Ligne 2, prénom");
    refused(a, "Petit,Tom,1850", "année de naissance, «\u00a01850\u00a0»\u00a0: une année sur quatre chiffres");
    refused(a, "Petit,Tom,2027", "«\u00a02027\u00a0»");
    refused(a, "Petit,Tom,né en 50", "«\u00a0né en 50\u00a0»");
    refused(a, "Petit,Tom,,,280", "code INSEE, «\u00a0280\u00a0»");
    refused(a, "Petit,Tom,,,,,,,X", "genre, «\u00a0X\u00a0»\u00a0: écrivez F, M ou N");
    assert_err(usagers_lire(a, S("id,valeur\n1,2\n"), AN, &lus, &message), ERR_INVALID);
    assert_true(str_has(message, S("n’a pas les colonnes")));
    assert_ok(usagers_lire(a, str_format(a, "%sPetit,Tom,,Chartres\n", titles), AN, &lus, &message));
    assert_true(lus.n_avis == 1 && str_has(lus.avis.v[0], S("Ligne 2, commune, «\u00a0Chartres\u00a0»")));
}

typedef struct Banc {
    Arena *a;
    Str dir, url;
} Banc;

static Db *open_db(const Banc *b)
{
    Str message = STR_NONE;
    Db *db = NULL;
    assert_ok(db_open(b->a, b->url, DB_WRITE, &db, &message));
    return db;
}

static Banc bench_new(void **state, Arena *a)
{
    Banc b = { a, test_dir(state), test_db_url(state) };
    Str message = STR_NONE;
    int applied;
    DB db = open_db(&b);
    test_engine(db);
    assert_ok(db_migrate(db, a, &applied, &message));
    return b;
}

static Structure add_structure(const Banc *b, const char *nom, bool nommer)
{
    DB db = open_db(b);
    Structure s;
    const StructureTextes t = { str_from(nom), S(""), S("28061"), S("conseiller-numerique") };
    assert_ok(structure_creer(db, b->a, NULL, NOW, test_random(), &t, &s));
    assert_ok(usager_regler(db, NULL, NOW, &s, &(UsagerReglage){ nommer, usager_bases[0].value }));
    return s;
}

static void run(const Banc *b, const char *csv, const char *typed, const char *says)
{
    static const Slice *const slices[] = { &slice_territoire, &slice_acteurs, &slice_activites, &slice_usagers, NULL };
    char *environment[] = { (char *)str_format(b->a, "ENSEMBLE_CLE=%.*s/cle", STR_ARG(b->dir)).p, NULL };
    const TestCommand c = { .slices = slices, .dir = b->dir, .url = b->url, .environment = environment };
    test_write(str_format(b->a, "%.*s/u.csv", STR_ARG(b->dir)), str_format(b->a, "%s%s", titles, csv));
    test_expect(test_run(b->a, &c, str_format(b->a, "--db @ importer usagers u.csv%s", typed).p), 0, "", says);
}

static int64_t cards(const Banc *b)
{
    DB db = open_db(b);
    const Usager *u;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(usagers_lister(db, b->a, NULL, 1, &u, &n, &total));
    return total;
}

static const char people[] = "Le Gall,Éva,1950,,,,0612345678,,F,note\nPetit,Tom,,,,,,,M,\nMartin,Zoé,1800,,,,,,F,\n";

/* Whatever the options: the rows that can be taken are, once; the others are told. */
static void a_file_is_taken_once(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    Structure s = add_structure(&b, "Maison", false);
    run(&b, people, " --simulation", "2\u00a0cartes créées, 0 déjà là, 1\u00a0ligne non prise.");
    assert_int_equal(cards(&b), 0);
    run(&b, people, " --rapport r.json", "Cartes sans nom\u00a0: 2.");
    assert_int_equal(cards(&b), 2);
    Str report = test_read(a, str_format(a, "%.*s/r.json", STR_ARG(b.dir)));
    assert_true(str_has(report, S("\"cartes_creees\":2")) && str_has(report, S("Ligne 4, année de naissance")));
    assert_true(str_has(report, S("\"contacts_non_gardes\":1")) && !str_has(report, S("0612345678")));
    run(&b, people, "", "0\u00a0carte créée, 2 déjà là");
    run(&b, people, str_format(a, " --structure %.*s", STR_ARG(s.uid)).p, "0\u00a0carte créée, 2 déjà là");
    assert_int_equal(cards(&b), 2);
}

/* Names only where they may be; two structures' cards of one person are proposed, and nothing is merged. */
static void names_are_kept_where_they_may_be(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    Structure one = add_structure(&b, "Maison", true), two = add_structure(&b, "Mairie", false);
    const char *to_one = str_format(a, " --structure %.*s", STR_ARG(one.uid)).p;
    run(&b, people, to_one, "Cartes sans nom\u00a0: 2.");
    run(&b, people, str_format(a, "%s --informe 2026-01-15", to_one).p, "Noms enregistrés, chiffrés\u00a0: 2.");
    run(&b, people, str_format(a, "%s --informe 2026-01-15", to_one).p, "0\u00a0carte créée, 2 déjà là");
    assert_int_equal(cards(&b), 2);
    run(&b, "gall le,EVA,1950,,,,,,F,\n", str_format(a, " --structure %.*s --informe 2026-01-15", STR_ARG(two.uid)).p,
        "à décider sur /usagers/propositions\u00a0: 1.");
    assert_int_equal(cards(&b), 3);
    DB db = open_db(&b);
    const Rapprochement *r;
    size_t n = 0;
    assert_ok(rapprochements_lister(db, a, NULL, RAPPROCHEMENT_PROPOSEE, STR_NONE, &r, &n));
    assert_int_equal(n, 1);
}

/* Several structures, and none is said: the cards wait in a holder, without a name, then follow the structure that is said. */
static void cards_of_no_structure_wait(void **state)
{
    ARENA a = arena_new(64 * MIB);
    const Banc b = bench_new(state, a);
    Structure one = add_structure(&b, "Maison", true);
    add_structure(&b, "Mairie", true);
    run(&b, people, " --informe 2026-01-15", "à rattacher\u00a0: 2");
    run(&b, people, str_format(a, " --structure %.*s --informe 2026-01-15", STR_ARG(one.uid)).p,
        "Cartes rattachées à leur structure\u00a0: 2.");
    assert_int_equal(cards(&b), 2);
    DB db = open_db(&b);
    const Usager *u;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(usagers_lister(db, a, NULL, 1, &u, &n, &total));
    assert_true(u[0].structure_id.v == one.id.v && u[1].structure_id.v == one.id.v);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(the_model_is_read),
        cmocka_unit_test(faults_name_line_field_value_and_remedy),
        cmocka_unit_test(a_file_is_taken_once),
        cmocka_unit_test(names_are_kept_where_they_may_be),
        cmocka_unit_test(cards_of_no_structure_wait),
    };
    return SUITE_MAIN("usagers_import", true, all);
}
