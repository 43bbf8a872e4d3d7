// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/cli/cli_impl.h"

#include <stdio.h>

enum { NAME_WIDTH = 26, TEXT_WIDTH = 84 };

static void spaces(Buf *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_char(b, ' ');
}

/* "  name        text", the text folded under itself. */
static void row(Buf *b, Str name, Str text)
{
    size_t width = utf8_length(name), column = NAME_WIDTH;
    spaces(b, 2);
    buf_put(b, name);
    if (width + 2 > NAME_WIDTH) {
        buf_char(b, '\n');
        spaces(b, NAME_WIDTH + 2);
    } else {
        spaces(b, NAME_WIDTH - width);
    }
    Str word;
    for (bool first = true; str_split(&text, ' ', &word); first = false) {
        size_t n = utf8_length(word);
        if (!first && column + n + 1 > TEXT_WIDTH + NAME_WIDTH - 20) {
            buf_char(b, '\n');
            spaces(b, NAME_WIDTH + 2);
            column = NAME_WIDTH;
        } else if (!first) {
            buf_char(b, ' ');
            column++;
        }
        buf_put(b, word);
        column += n;
    }
    buf_char(b, '\n');
}

static void general_options(Buf *b)
{
    buf_put(b, S("\nOptions générales :\n"));
    row(b, S("--db URL"),
        S("base de données : sqlite:CHEMIN ou postgresql://… (sinon la clé « db » de la "
          "configuration, ou ENSEMBLE_DB)"));
    row(b, S("--help, --aide"), S("cette aide"));
}

void cli_usage(Buf *b, const Command *c)
{
    buf_format(b, "Usage : ensemble %s", c->words);
    for (size_t i = 0; i < cli_n_args(c); i++)
        buf_format(b, c->args[i].optional ? " [%s]" : " %s", c->args[i].name);
    for (size_t i = 0; i < cli_n_options(c); i++)
        if (c->options[i].value)
            buf_format(b, " [--%s %s]", c->options[i].name, c->options[i].value);
        else
            buf_format(b, " [--%s]", c->options[i].name);
    buf_char(b, '\n');
}

static void option_row(Buf *b, const CommandOption *o)
{
    char name[96];
    BUF text = buf_new(4 * KIB);
    snprintf(name, sizeof name, o->value ? "--%s %s" : "--%s", o->name, o->value);
    buf_put(&text, str_from(o->help));
    Str rest = str_from(o->choices), choice;
    for (bool first = true; str_split(&rest, '|', &choice); first = false)
        buf_format(&text, first ? " : %.*s" : ", %.*s", STR_ARG(choice));
    if (o->absent)
        buf_format(&text, " (par défaut : %s)", o->absent);
    row(b, str_from(name), buf_str(&text));
}

void cli_help_command(Buf *b, const Command *c)
{
    buf_format(b, "%s\n\n", c->summary);
    cli_usage(b, c);
    if (cli_n_args(c))
        buf_char(b, '\n');
    for (size_t i = 0; i < cli_n_args(c); i++)
        row(b, str_from(c->args[i].name), str_from(c->args[i].help));
    if (cli_n_options(c))
        buf_put(b, S("\nOptions :\n"));
    for (size_t i = 0; i < cli_n_options(c); i++)
        option_row(b, &c->options[i]);
    if (c->access != CMD_NONE)
        general_options(b);
    if (c->help)
        buf_format(b, "\n%s\n", c->help);
}

void cli_help_group(Buf *b, const Slice *const *slices, Str group)
{
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));) {
        Str words = str_from(c->words);
        if (str_is_empty(group) || str_eq(words, group) ||
            (words.n > group.n && str_starts(words, group) && words.p[group.n] == ' '))
            row(b, words, str_from(c->summary));
    }
}

void cli_help(Buf *b, const Slice *const *slices)
{
    buf_put(b, S("Numérique Ensemble : la feuille de route d’inclusion numérique d’un département.\n\n"
                 "Usage : ensemble [--db URL] COMMANDE [ARGUMENTS] [OPTIONS]\n\n"
                 "Commandes (« ensemble aide COMMANDE » détaille chacune) :\n"));
    cli_help_group(b, slices, STR_NONE);
    general_options(b);
    row(b, S("--version"), S("version du programme"));
    buf_put(b, S("\n« --option VALEUR » et « --option=VALEUR » sont équivalents ; après « -- », tout est argument ;\n"
                 "« - » à la place d’un fichier lit l’entrée standard.\n\n"
                 "Codes de sortie :\n"));
    row(b, S("0"), S("fait"));
    row(b, S("2"), S("usage incorrect, ou fichier d’entrée inutilisable"));
    row(b, S("3"), S("base, fichier ou élément introuvable"));
    row(b, S("4"), S("action non permise"));
    row(b, S("5"), S("conflit : existe déjà, ou a changé entre-temps"));
    row(b, S("6"), S("base occupée ou verrouillée : réessayer"));
    row(b, S("7"), S("panne de la machine ou de la base ; rien n’a été modifié"));
}

void cli_version(Buf *b)
{
    buf_put(b, S("ensemble " ENSEMBLE_VERSION "\n"));
}
