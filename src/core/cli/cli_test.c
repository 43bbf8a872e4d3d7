// SPDX-License-Identifier: AGPL-3.0-or-later
/* The grammar, the help and the completion scripts, over a small table of our own. */
#include "core/cli/cli_impl.h"

#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static Err nothing(Cmd *c)
{
    return OK;
}

static const CommandArg file_arg[] = { { "FICHIER", "fichier à lire", false }, { 0 } };
static const CommandArg two_args[] = { { "UN", "premier", false }, { "DEUX", "second", true }, { 0 } };
static const CommandOption lieux_options[] = {
    { "format", "FORMAT", "forme du fichier", "auto|standard-csv|standard-json", "auto" },
    { "source", "NOM", "nom de la source", NULL, NULL },
    { "simulation", NULL, "n’écrit rien", NULL, NULL },
    { 0 },
};
static const Command commands_a[] = {
    { "importer lieux", nothing, CMD_WRITE, file_arg, lieux_options, "Importe des lieux", NULL },
    { "importer communes", nothing, CMD_WRITE, file_arg, NULL, "Importe les communes", NULL },
    { 0 },
};
static const Command commands_b[] = {
    { "version", nothing, CMD_NONE, NULL, NULL, "Versions", NULL },
    { "copier", nothing, CMD_NONE, two_args, NULL, "Copie", "Un paragraphe d’aide." },
    { 0 },
};
static const Slice slice_a = { .name = "a", .commands = commands_a };
static const Slice slice_none = { .name = "none" };
static const Slice slice_b = { .name = "b", .commands = commands_b };
static const Slice *const table[] = { &slice_a, &slice_none, &slice_b, NULL };

/* "importer lieux f.csv" → argument vector; words are separated by one blank. */
static Err parse(Arena *a, const char *typed, CmdLine *ret, Str *ret_message)
{
    VEC(Str) argv = { 0 };
    Str rest = str_from(typed), word;
    while (str_split(&rest, ' ', &word))
        *(Str *)vec_push(a, &argv) = word;
    return cli_parse(a, table, argv.v, argv.n, ret, ret_message);
}

static void reads_words_arguments_and_options(void **state)
{
    ARENA a = arena_new(MIB);
    CmdLine l = { 0 };
    Str m = STR_NONE;
    assert_ok(
        parse(a, "--db sqlite:x importer lieux f.csv --source Hublo --format=standard-json --simulation", &l, &m));
    assert_ptr_equal(l.command, &commands_a[0]);
    assert_str_equal(l.db, S("sqlite:x"));
    assert_str_equal(l.args[0], S("f.csv"));
    assert_str_equal(l.options[0], S("standard-json"));
    assert_str_equal(l.options[1], S("Hublo"));
    assert_false(str_is_none(l.options[2]));

    assert_ok(parse(a, "importer --db=sqlite:y lieux -", &l, &m));
    assert_str_equal(l.db, S("sqlite:y"));
    assert_str_equal(l.args[0], S("-"));
    assert_str_equal(l.options[0], S("auto"));
    assert_true(str_is_none(l.options[1]));
    assert_true(str_is_none(l.options[2]));
}

static void after_two_hyphens_all_is_argument(void **state)
{
    ARENA a = arena_new(MIB);
    CmdLine l = { 0 };
    Str m = STR_NONE;
    assert_ok(parse(a, "importer lieux -- --format", &l, &m));
    assert_str_equal(l.args[0], S("--format"));
    assert_str_equal(l.options[0], S("auto"));
    assert_ok(parse(a, "copier un -- -x", &l, &m));
    assert_str_equal(l.args[1], S("-x"));
}

static void help_and_version_need_no_argument(void **state)
{
    ARENA a = arena_new(MIB);
    CmdLine l = { 0 };
    Str m = STR_NONE;
    const char *const asks[] = { "importer lieux --help", "importer lieux --aide", "-h importer lieux",
        "--help importer lieux" };
    for (size_t i = 0; i < 4; i++) {
        assert_ok(parse(a, asks[i], &l, &m));
        assert_true(l.help);
        assert_ptr_equal(l.command, &commands_a[0]);
    }
    assert_ok(parse(a, "importer --help", &l, &m));
    assert_true(l.help);
    assert_null(l.command);
    assert_str_equal(l.group, S("importer"));
    assert_ok(parse(a, "--version", &l, &m));
    assert_true(l.version);
    assert_ok(parse(a, "version", &l, &m));
    assert_ptr_equal(l.command, &commands_b[0]);
    assert_ok(cli_parse(a, table, NULL, 0, &l, &m));
    assert_null(l.command);
    assert_false(l.help);
}

static void refusals_say_what_to_do(void **state)
{
    static const struct {
        const char *typed, *message;
    } cases[] = {
        { "importer lieu f", "Commande inconnue « importer lieu ». Voulez-vous dire « ensemble importer lieux » ?" },
        { "improter", "Commande inconnue « improter ». Voulez-vous dire « ensemble importer » ?" },
        { "verzion", "Commande inconnue « verzion ». Voulez-vous dire « ensemble version » ?" },
        { "xyzzy", "Commande inconnue « xyzzy »." },
        { "importer", "Que faut-il importer ? Voir « ensemble importer --aide »." },
        { "importer lieux f --fromat x", "Option inconnue « --fromat ». Voulez-vous dire « --format » ?" },
        { "importer communes f --zzzzzz", "Option inconnue « --zzzzzz »." },
        { "--sourse x version", "Option inconnue « --sourse »." },
        { "importer lieux f --format", "L’option « --format » attend une valeur." },
        { "importer lieux f --source a --source b", "L’option « --source » est donnée deux fois." },
        { "importer lieux f --simulation=oui", "L’option « --simulation » ne prend pas de valeur." },
        { "importer lieux f --format standard-cvs",
            "« standard-cvs » ne convient pas à l’option « --format », qui admet : auto, standard-csv, standard-json. "
            "Voulez-vous dire « standard-csv » ?" },
        { "importer lieux", "Il manque FICHIER : fichier à lire." },
        { "importer lieux a b", "« b » est de trop : « ensemble importer lieux » prend un seul argument." },
        { "version x", "« x » est de trop : « ensemble version » ne prend pas d’argument." },
        { "copier a b c", "« c » est de trop : « ensemble copier » prend 2 arguments au plus." },
        { "importer lieux f -s", "Option inconnue « -s » : les options s’écrivent en entier (« --aide »)." },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(MIB);
        CmdLine l = { 0 };
        Str m = STR_NONE;
        assert_err(parse(a, cases[i].typed, &l, &m), ERR_INVALID);
        assert_str_equal(m, str_from(cases[i].message));
        assert_null(l.command);
    }
}

static void nearest_spelling(void **state)
{
    const Str words[] = { S("migrer"), S("sauvegarder"), S("servir") };
    assert_str_equal(cli_nearest(S("migerr"), words, 3), S("migrer"));
    assert_str_equal(cli_nearest(S("sevrir"), words, 3), S("servir"));
    assert_str_equal(cli_nearest(S("sauvegarde"), words, 3), S("sauvegarder"));
    assert_true(str_is_none(cli_nearest(S("importer"), words, 3)));
    assert_true(str_is_none(cli_nearest(S("m"), words, 3)));
    char longer[300] = { 0 };
    memset(longer, 'm', sizeof longer);
    assert_true(str_is_none(cli_nearest(str_of(longer, sizeof longer), words, 3)));
}

static void help_lists_everything(void **state)
{
    BUF b = buf_new(MIB);
    cli_help(&b, table);
    for (size_t i = 0; i < 2; i++) {
        assert_true(str_has(buf_str(&b), str_from(commands_a[i].words)));
        assert_true(str_has(buf_str(&b), str_from(commands_b[i].words)));
    }
    assert_true(str_has(buf_str(&b), S("Codes de sortie")));
    BUF one = buf_new(MIB);
    cli_help_command(&one, &commands_a[0]);
    const char *const parts[] = { "Importe des lieux\n", "FICHIER", "--format FORMAT", "auto, standard-csv",
        "--simulation", "auto)", "--db URL", "Usage : ensemble importer lieux FICHIER" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!str_has(buf_str(&one), str_from(parts[i])))
            fail_msg("« %s » manque dans :\n%.*s", parts[i], STR_ARG(buf_str(&one)));
}

static void completion_lists_every_command(void **state)
{
    const char *const shells[] = { "bash", "zsh", "fish" };
    for (size_t i = 0; i < 3; i++) {
        BUF b = buf_new(MIB);
        assert_ok(cli_completion(table, str_from(shells[i]), &b));
        const char *const words[] = { "importer", "lieux", "communes", "version", "copier", "format", "standard-json" };
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (!str_has(buf_str(&b), str_from(words[k])))
                fail_msg("%s : « %s » manque", shells[i], words[k]);
    }
    BUF b = buf_new(MIB);
    assert_err(cli_completion(table, S("tcsh"), &b), ERR_INVALID);
    assert_int_equal(b.n, 0);
}

/* The script proposed to bash is run by bash. */
static void bash_completes(void **state)
{
    static const struct {
        const char *typed, *want;
    } cases[] = {
        { "ensemble imp", "importer" },
        { "ensemble importer com", "communes" },
        { "ensemble importer lieux --form", "--format" },
        { "ensemble importer lieux f --format standard-j", "standard-json" },
        { "ensemble --db sqlite:x importer lie", "lieux" },
    };
    Str dir = test_dir(state);
    ARENA a = arena_new(MIB);
    BUF b = buf_new(MIB);
    assert_ok(cli_completion(table, S("bash"), &b));
    buf_put(&b,
        S("essai() {\n    COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()\n"
          "    _ensemble\n    [ \"${COMPREPLY[*]}\" = \"$2\" ] || { echo \"$1 : ${COMPREPLY[*]}\"; exit 1; }\n}\n"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        buf_format(&b, "essai '%s' '%s'\n", cases[i].typed, cases[i].want);
    Str path = str_format(a, "%.*s/essai.bash", STR_ARG(dir));
    test_write(path, buf_str(&b));
    Str command = str_format(a, "bash %.*s", STR_ARG(path));
    assert_int_equal(system(command.p), 0);
}

static void survives_want_of_memory(void **state)
{
    for (int64_t nth = 1; nth < 8; nth++) {
        ARENA a = arena_new(MIB);
        const Str argv[] = { S("importer"), S("lieux"), S("f"), S("--fromat=x") };
        CmdLine l = { 0 };
        Str m = STR_NONE;
        arena_fault_at(nth);
        Err e = cli_parse(a, table, argv, 4, &l, &m);
        arena_fault_at(0);
        assert_true(e == ERR_INVALID || e == ERR_MEMORY);
        assert_null(l.command);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(reads_words_arguments_and_options),
        cmocka_unit_test(after_two_hyphens_all_is_argument),
        cmocka_unit_test(help_and_version_need_no_argument),
        cmocka_unit_test(refusals_say_what_to_do),
        cmocka_unit_test(nearest_spelling),
        cmocka_unit_test(help_lists_everything),
        cmocka_unit_test(completion_lists_every_command),
        cmocka_unit_test(bash_completes),
        cmocka_unit_test(survives_want_of_memory),
    };
    return SUITE_MAIN("cli", false, all);
}
