// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/cli/cli_impl.h"

enum { WORDS_MAX = 64, CANDIDATES_MAX = 256 };

const Command *cli_next_command(const Slice *const *slices, CommandAt *at)
{
    for (; slices[at->slice]; at->slice++, at->row = 0) {
        const Command *rows = slices[at->slice]->commands;
        if (rows && rows[at->row].words)
            return &rows[at->row++];
    }
    return NULL;
}

const Command *cli_find_command(const Slice *const *slices, Str words)
{
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));)
        if (str_eq(str_from(c->words), words))
            return c;
    return NULL;
}

size_t cli_n_args(const Command *c)
{
    size_t n = 0;
    while (c->args && c->args[n].name)
        n++;
    return n;
}

size_t cli_n_options(const Command *c)
{
    size_t n = 0;
    while (c->options && c->options[n].name)
        n++;
    return n;
}

/* ---- the nearest spelling --------------------------------------------------------------------------------------- */

/* Changes of one byte, or exchanges of two neighbours, that lead from one text to the other. */
static size_t edit_distance(Str a, Str b)
{
    size_t rows[3][WORDS_MAX + 1];
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = a.p[i - 1] == b.p[j - 1];
            size_t best = before[j - 1] + !same;
            if (before[j] + 1 < best)
                best = before[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && earlier[j - 2] + 1 < best)
                best = earlier[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[a.n % 3][b.n];
}

Str cli_nearest(Str typed, const Str *candidates, size_t n)
{
    Str best = STR_NONE;
    size_t best_distance = typed.n / 3 + 1;
    if (typed.n < 2 || typed.n > WORDS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < n; i++) {
        if (candidates[i].n > WORDS_MAX)
            continue;
        size_t distance = edit_distance(typed, candidates[i]);
        if (distance < best_distance + str_is_none(best)) {
            best = candidates[i];
            best_distance = distance;
        }
    }
    return best;
}

/* ", voulez-vous dire « lieux » ?" or nothing. */
static Str suggestion(Arena *a, Str typed, const Str *candidates, size_t n, const char *prefix)
{
    Str near = cli_nearest(typed, candidates, n);
    return str_is_none(near) ? S(".") : str_format(a, ". Voulez-vous dire « %s%.*s » ?", prefix, STR_ARG(near));
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

typedef struct Parser {
    Arena *a;
    const Slice *const *slices;
    const Str *argv;
    size_t argc, at;
    bool only_args; /* after -- */
    CmdLine line;
    Str *args, *options; /* of line.command */
    size_t n_args;
    Str message;
} Parser;

static Err refuse(Parser *p, Str message)
{
    p->message = message;
    return ERR_INVALID;
}

static bool is_option(Str word)
{
    return word.n > 1 && word.p[0] == '-';
}

/* Takes "--name=value" or "--name value". */
static Err option_value(Parser *p, Str name, bool inline_value, Str value, Str *ret)
{
    if (!inline_value) {
        if (p->at == p->argc)
            return refuse(p, str_format(p->a, "L’option « --%.*s » attend une valeur.", STR_ARG(name)));
        value = p->argv[p->at++];
    }
    if (!str_is_none(*ret))
        return refuse(p, str_format(p->a, "L’option « --%.*s » est donnée deux fois.", STR_ARG(name)));
    *ret = value;
    return OK;
}

/* General options, known before the command is. */
static Err general_option(Parser *p, Str name, bool inline_value, Str value, bool *ret_taken)
{
    *ret_taken = true;
    if (str_eq(name, S("db")))
        return option_value(p, name, inline_value, value, &p->line.db);
    bool help = str_eq(name, S("help")) || str_eq(name, S("aide"));
    bool version = str_eq(name, S("version"));
    if ((help || version) && inline_value)
        return refuse(p, str_format(p->a, "L’option « --%.*s » ne prend pas de valeur.", STR_ARG(name)));
    p->line.help |= help;
    p->line.version |= version;
    *ret_taken = help || version;
    return OK;
}

static Err unknown_option(Parser *p, Str name)
{
    Str known[CANDIDATES_MAX] = { S("db"), S("help"), S("version") };
    size_t n = 3;
    for (size_t i = 0; p->line.command && i < cli_n_options(p->line.command) && n < CANDIDATES_MAX; i++)
        known[n++] = str_from(p->line.command->options[i].name);
    Str end = suggestion(p->a, name, known, n, "--");
    return refuse(p, str_format(p->a, "Option inconnue « --%.*s »%.*s", STR_ARG(name), STR_ARG(end)));
}

static Err check_choice(Parser *p, const CommandOption *o, Str value)
{
    Str known[CANDIDATES_MAX], rest = str_from(o->choices), choice;
    size_t n = 0;
    while (str_split(&rest, '|', &choice)) {
        if (str_eq(choice, value))
            return OK;
        if (n < CANDIDATES_MAX)
            known[n++] = choice;
    }
    Str end = suggestion(p->a, value, known, n, "");
    Str list = str_replace(p->a, str_from(o->choices), S("|"), S(", "));
    return refuse(p, str_format(p->a, "« %.*s » ne convient pas à l’option « --%s », qui admet : %.*s%.*s",
                         STR_ARG(value), o->name, STR_ARG(list), STR_ARG(end)));
}

static Err command_option(Parser *p, Str name, bool inline_value, Str value)
{
    const Command *c = p->line.command;
    for (size_t i = 0; c && i < cli_n_options(c); i++) {
        const CommandOption *o = &c->options[i];
        if (!str_eq(str_from(o->name), name))
            continue;
        if (o->value) {
            TRY(option_value(p, name, inline_value, value, &p->options[i]));
            return o->choices ? check_choice(p, o, p->options[i]) : OK;
        }
        if (inline_value)
            return refuse(p, str_format(p->a, "L’option « --%s » ne prend pas de valeur.", o->name));
        p->options[i] = S("");
        return OK;
    }
    return unknown_option(p, name);
}

static Err read_option(Parser *p, Str word)
{
    if (str_eq(word, S("-h"))) {
        p->line.help = true;
        return OK;
    }
    if (word.p[1] != '-')
        return refuse(p, str_format(p->a, "Option inconnue « %.*s » : les options s’écrivent en entier (« --aide »).",
                             STR_ARG(word)));
    Str rest = str_slice(word, 2, word.n);
    size_t equal = str_find_char(rest, 0, '=');
    bool inline_value = equal < rest.n, taken = false;
    Str name = str_slice(rest, 0, equal), value = str_slice(rest, equal + 1, rest.n);
    TRY(general_option(p, name, inline_value, value, &taken));
    return taken ? OK : command_option(p, name, inline_value, value);
}

/* ---- finding the command ----------------------------------------------------------------------------------------- */

static bool begins_commands(const Slice *const *slices, Str word)
{
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));) {
        Str words = str_from(c->words);
        if (words.n > word.n && str_starts(words, word) && words.p[word.n] == ' ')
            return true;
    }
    return false;
}

static Err unknown_command(Parser *p, Str typed, Str group)
{
    Str known[CANDIDATES_MAX];
    size_t n = 0;
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(p->slices, &at)) && n < CANDIDATES_MAX;) {
        Str words = str_from(c->words);
        known[n++] = words;
        Str first = str_slice(words, 0, str_find_char(words, 0, ' '));
        if (first.n < words.n && n < CANDIDATES_MAX)
            known[n++] = first;
    }
    if (str_is_none(typed))
        return refuse(p,
            str_format(p->a, "Que faut-il %.*s ? Voir « ensemble %.*s --aide ».", STR_ARG(group), STR_ARG(group)));
    Str end = suggestion(p->a, typed, known, n, "ensemble ");
    return refuse(p, str_format(p->a, "Commande inconnue « %.*s »%.*s", STR_ARG(typed), STR_ARG(end)));
}

/* The next word that is not a general option; STR_NONE at the end or before another option. */
static Err next_word(Parser *p, Str *ret)
{
    *ret = STR_NONE;
    while (p->at < p->argc) {
        Str word = p->argv[p->at];
        if (str_eq(word, S("--")))
            return OK;
        if (!is_option(word)) {
            *ret = word;
            p->at++;
            return OK;
        }
        Str rest = str_slice(word, 2, word.n);
        Str name = str_slice(rest, 0, str_find_char(rest, 0, '='));
        bool general = str_eq(word, S("-h")) || str_eq(name, S("db")) || str_eq(name, S("help")) ||
                       str_eq(name, S("aide")) || str_eq(name, S("version"));
        if (!general)
            return OK;
        p->at++;
        TRY(read_option(p, word));
    }
    return OK;
}

static Err find_command(Parser *p)
{
    Str first, second = STR_NONE;
    TRY(next_word(p, &first));
    if (str_is_none(first)) {
        if (p->at < p->argc && is_option(p->argv[p->at]) && !str_eq(p->argv[p->at], S("--"))) {
            Str word = p->argv[p->at++];
            return read_option(p, word); /* says that it is unknown */
        }
        return OK;
    }
    p->line.command = cli_find_command(p->slices, first);
    if (p->line.command && !begins_commands(p->slices, first))
        return OK;
    size_t here = p->at;
    TRY(next_word(p, &second));
    Str both = str_is_none(second) ? STR_NONE : str_join(p->a, (Str[]){ first, second }, 2, S(" "));
    const Command *longer = str_is_none(both) ? NULL : cli_find_command(p->slices, both);
    if (longer) {
        p->line.command = longer;
        return OK;
    }
    if (p->line.command) {
        p->at = here;
        return OK;
    }
    if (!begins_commands(p->slices, first))
        return unknown_command(p, first, STR_NONE);
    p->line.group = first;
    for (size_t i = p->at; i < p->argc && str_is_none(second); i++)
        p->line.help |= str_eq(p->argv[i], S("--help")) || str_eq(p->argv[i], S("--aide"));
    return p->line.help && str_is_none(second) ? OK : unknown_command(p, both, first);
}

static Err take_arg(Parser *p, Str word)
{
    size_t max = cli_n_args(p->line.command);
    Str most = max == 0 ? S("ne prend pas d’argument")
             : max == 1 ? S("prend un seul argument")
                        : str_format(p->a, "prend %zu arguments au plus", max);
    if (p->n_args == max)
        return refuse(p, str_format(p->a, "« %.*s » est de trop : « ensemble %s » %.*s.", STR_ARG(word),
                             p->line.command->words, STR_ARG(most)));
    p->args[p->n_args++] = word;
    return OK;
}

static Err read_rest(Parser *p)
{
    const Command *c = p->line.command;
    p->args = NEW(p->a, Str, cli_n_args(c) + 1);
    p->options = NEW(p->a, Str, cli_n_options(c) + 1);
    if (!p->args || !p->options)
        return ERR_MEMORY;
    while (p->at < p->argc) {
        Str word = p->argv[p->at++];
        if (!p->only_args && str_eq(word, S("--")))
            p->only_args = true;
        else if (!p->only_args && is_option(word))
            TRY(read_option(p, word));
        else
            TRY(take_arg(p, word));
    }
    for (size_t i = p->n_args; i < cli_n_args(c) && !p->line.help; i++)
        if (!c->args[i].optional)
            return refuse(p, str_format(p->a, "Il manque %s : %s.", c->args[i].name, c->args[i].help));
    for (size_t i = 0; i < cli_n_options(c); i++)
        if (str_is_none(p->options[i]) && c->options[i].absent)
            p->options[i] = str_from(c->options[i].absent);
    p->line.args = p->args;
    p->line.options = p->options;
    return OK;
}

Err cli_parse(Arena *a, const Slice *const *slices, const Str *argv, size_t argc, CmdLine *ret, Str *ret_message)
{
    Parser p = { .a = a, .slices = slices, .argv = argv, .argc = argc };
    Err e = find_command(&p);
    if (e == OK && p.line.command)
        e = read_rest(&p);
    if (e == OK && arena_failed(a))
        e = ERR_MEMORY;
    if (e == OK)
        *ret = p.line;
    else
        *ret_message = str_is_none(p.message) ? str_from(err_info(e)->message) : p.message;
    return e;
}
