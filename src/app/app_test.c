// SPDX-License-Identifier: AGPL-3.0-or-later
/* The whole command line, in this process, on both engines: what it prints, what it leaves, how it ends. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/config/config.h"
#include "domain/demo/demo.h"
#include "support/command.h"
#include "support/suite.h"

/* Paths are relative to `dir`. */
static TestRun run(Str dir, Arena *a, Str url, const char *typed)
{
    const TestCommand c = { .slices = all_slices, .dir = dir, .url = url };
    return test_run(a, &c, typed);
}

static void note_engine(Arena *a, Str url)
{
    Str message = STR_NONE;
    DB db = NULL;
    assert_ok(db_open(a, url, DB_READ, &db, &message));
    test_engine(db);
}

static const Command *each_command(size_t *slice, size_t *row)
{
    for (; all_slices[*slice]; (*slice)++, *row = 0)
        if (all_slices[*slice]->commands && all_slices[*slice]->commands[*row].words)
            return &all_slices[*slice]->commands[(*row)++];
    return NULL;
}

static void every_command_explains_itself(void **state)
{
    Str dir = test_dir(state);
    size_t slice = 0, row = 0, n = 0;
    for (const Command *c; (c = each_command(&slice, &row)); n++) {
        ARENA a = arena_new(8 * MIB);
        assert_non_null(c->fn);
        assert_in_range(c->access, CMD_NONE, CMD_OWNER);
        Str long_form = str_format(a, "%s --help", c->words), short_form = str_format(a, "aide %s", c->words);
        TestRun one = run(dir, a, STR_NONE, long_form.p), two = run(dir, a, STR_NONE, short_form.p);
        test_expect(one, 0, c->summary, "");
        test_expect(one, 0, str_format(a, "Usage : ensemble %s", c->words).p, "");
        assert_str_equal(one.out, two.out);
        for (const CommandOption *o = c->options; o && o->name; o++)
            test_expect(one, 0, str_format(a, "--%s", o->name).p, "");
    }
    assert_true(n >= 12);
}

static void help_and_completion_list_every_command(void **state)
{
    Str dir = test_dir(state);
    ARENA a = arena_new(32 * MIB);
    TestRun help = run(dir, a, STR_NONE, "--help"), bash = run(dir, a, STR_NONE, "completion bash");
    TestRun zsh = run(dir, a, STR_NONE, "completion zsh"), fish = run(dir, a, STR_NONE, "completion fish");
    size_t slice = 0, row = 0;
    for (const Command *c; (c = each_command(&slice, &row));) {
        test_expect(help, 0, c->words, "");
        test_expect(bash, 0, str_format(a, "\"%s", c->words).p, "");
        test_expect(zsh, 0, str_format(a, "\"%s", c->words).p, "");
        Str rest = str_from(c->words), word;
        while (str_split(&rest, ' ', &word))
            test_expect(fish, 0, str_format(a, "-a %.*s", STR_ARG(word)).p, "");
    }
    test_expect(run(dir, a, STR_NONE, "completion tcsh"), 2, "", "");
}

static void wrong_usage_ends_with_2(void **state)
{
    Str dir = test_dir(state);
    ARENA a = arena_new(8 * MIB);
    test_expect(run(dir, a, STR_NONE, "verifer"), 2, "", "« ensemble verifier » ?");
    test_expect(run(dir, a, STR_NONE, "importer lieus f"), 2, "", "« ensemble importer lieux » ?");
    test_expect(run(dir, a, STR_NONE, "demo --grain 3"), 2, "", "« --graine » ?");
    test_expect(run(dir, a, STR_NONE, "--db ftp://x verifier"), 2, "", "--db");
    test_expect(run(dir, a, STR_NONE, "aide volons"), 2, "", "Commande inconnue");
}

static void an_absent_base_is_said(void **state)
{
    Str dir = test_dir(state);
    if (test_on_postgres())
        return;                                    /* a PostgreSQL database is made by its administrator */
    ARENA a = arena_new(8 * MIB);
    Str url = test_db_url(state);
    test_expect(run(dir, a, url, "--db @ verifier"), 3, "", "");
    test_expect(run(dir, a, url, "--db @ exporter lieux --format standard-csv"), 3, "", "");
}

static void demo_then_verify(void **state)
{
    Str dir = test_dir(state);
    ARENA a = arena_new(32 * MIB);
    Str url = test_db_url(state);
    test_expect(run(dir, a, url, "--db @ demo"), 0, "", "126 inventés");
    note_engine(a, url);
    test_expect(run(dir, a, url, "--db @ verifier"), 0, "à jour", "");
    test_expect(run(dir, a, url, "--db @ demo"), 5, "", "--remplacer");
    test_expect(run(dir, a, url, "--db @ demo --remplacer --graine 5"), 0, "", "graine 5");
    test_expect(run(dir, a, url, "--db @ demo --remplacer --graine x"), 2, "", "nombre entier");
    test_expect(run(dir, a, url, "--db @ demo --remplacer --contours absent.geojson"), 3, "", "n’existe pas");
    TestRun export = run(dir, a, url, "--db @ exporter lieux --format standard-csv");
    test_expect(export, 0, DEMO_SOURCE, "");
    size_t lines = 0;
    for (size_t i = 0; i < export.out.n; i++)
        lines += export.out.p[i] == '\n';
    assert_int_equal(lines, 1 + DEMO_LIEUX);
    test_expect(run(dir, a, url, "--db @ migrer"), 0, "", "à jour");
}

static void bad_input_leaves_the_base_as_it_was(void **state)
{
    static const char *const files[] = { "vide", "binaire", "texte" };
    ARENA a = arena_new(64 * MIB);
    Str dir = test_dir(state), url = test_db_url(state);
    test_write(str_format(a, "%.*s/vide", STR_ARG(dir)), S(""));
    test_write(str_format(a, "%.*s/binaire", STR_ARG(dir)), S("\0\1\2PK\3\4\xff\xfe"));
    test_write(str_format(a, "%.*s/texte", STR_ARG(dir)), S("un;deux\n1;2\n"));
    test_expect(run(dir, a, url, "--db @ demo"), 0, "", "");
    TestRun before = run(dir, a, url, "--db @ exporter lieux --format standard-json");
    for (size_t i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            static const char *const what[] = { "communes", "coordonnees", "contours" };
            Str typed = str_format(a, "--db @ importer %s %s", what[k], files[i]);
            test_expect(run(dir, a, url, typed.p), 2, "", files[i]);
        }
    test_expect(run(dir, a, url, "--db @ importer communes ."), 2, "", "dossier");
    test_expect(run(dir, a, url, "--db @ importer communes absent.json"), 3, "", "n’existe pas");
    assert_str_equal(run(dir, a, url, "--db @ exporter lieux --format standard-json").out, before.out);
}

static void a_file_too_large_is_not_read(void **state)
{
    Str dir = test_dir(state);
    ARENA a = arena_new(8 * MIB);
    Str url = test_db_url(state), path = str_format(a, "%.*s/enorme.json", STR_ARG(dir));
    int fd = open(path.p, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(fd, (off_t)2 * 1024 * 1024 * 1024), 0);     /* sparse */
    close(fd);
    test_expect(run(dir, a, url, "--db @ importer communes enorme.json"), 2, "", "dépasse 64 Mo");
    test_expect(run(dir, a, url, "--db @ importer contours enorme.json"), 2, "", "dépasse 256 Mo");
}

static void copies_and_returns(void **state)
{
    Str dir = test_dir(state);
    ARENA a = arena_new(64 * MIB);
    Str url = test_db_url(state);
    if (test_on_postgres()) {
        test_expect(run(dir, a, url, "--db @ sauvegarder copie.db"), 2, "", "pg_dump");
        test_expect(run(dir, a, url, "--db @ restaurer copie.db"), 2, "", "pg_restore");
        return;
    }
    test_expect(run(dir, a, url, "--db @ demo"), 0, "", "");
    Str before = run(dir, a, url, "--db @ exporter lieux --format standard-csv").out;
    test_expect(run(dir, a, url, "--db @ sauvegarder copie.db"), 0, "", "copie.db");
    test_expect(run(dir, a, url, "--db @ sauvegarder copie.db"), 5, "", "existe déjà");
    test_expect(run(dir, a, url, "--db @ demo --remplacer --graine 99"), 0, "", "");
    assert_false(str_eq(before, run(dir, a, url, "--db @ exporter lieux --format standard-csv").out));
    test_expect(run(dir, a, url, "--db @ restaurer copie.db"), 0, "", "gardée");
    assert_str_equal(run(dir, a, url, "--db @ exporter lieux --format standard-csv").out, before);
    test_expect(run(dir, a, url, "--db @ verifier"), 0, "bonnes", "");
    test_write(str_format(a, "%.*s/faux.db", STR_ARG(dir)), S("pas une base"));
    test_expect(run(dir, a, url, "--db @ restaurer faux.db"), 2, "", "n’est pas une base");
    test_expect(run(dir, a, url, "--db @ restaurer absent.db"), 3, "", "n’existe pas");
    Str copy = str_format(a, "%.*s/copie.db", STR_ARG(dir));
    assert_int_equal(truncate(copy.p, 40960), 0);
    assert_true(run(dir, a, url, "--db @ restaurer copie.db").code == 2);
    assert_str_equal(run(dir, a, url, "--db @ exporter lieux --format standard-csv").out, before);
}

static void config_is_a_configuration_file(void **state)
{
    Str dir = test_dir(state);
    ARENA a = arena_new(8 * MIB);
    TestRun r = run(dir, a, STR_NONE, "config");
    test_expect(r, 0, "port = 8028", "");
    for (ConfigKey k = 0; k < CONF_COUNT_; k++)
        test_expect(r, 0, str_format(a, "\n%s = ", config_info(k)->name).p, "");
    test_expect(run(dir, a, STR_NONE, "version"), 0, "geos ", "");
    test_expect(run(dir, a, STR_NONE, "--version"), 0, "ensemble " ENSEMBLE_VERSION, "");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_command_explains_itself),
        cmocka_unit_test(help_and_completion_list_every_command),
        cmocka_unit_test(wrong_usage_ends_with_2),
        cmocka_unit_test(an_absent_base_is_said),
        cmocka_unit_test(demo_then_verify),
        cmocka_unit_test(bad_input_leaves_the_base_as_it_was),
        cmocka_unit_test(a_file_too_large_is_not_read),
        cmocka_unit_test(copies_and_returns),
        cmocka_unit_test(config_is_a_configuration_file),
    };
    return SUITE_MAIN("commandes", true, all);
}
