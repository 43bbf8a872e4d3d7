// SPDX-License-Identifier: AGPL-3.0-or-later
/* Completion scripts, written from the tables: each lists the commands' words, then a case per command. */
#include "core/cli/cli_impl.h"

#include <string.h>

static Str first_word(Str words)
{
    return str_slice(words, 0, str_find_char(words, 0, ' '));
}

static Str second_word(Str words)
{
    size_t blank = str_find_char(words, 0, ' ');
    return blank < words.n ? str_slice(words, blank + 1, words.n) : STR_NONE;
}

/* True for the first command, in order, that begins with its first word. */
static bool leads_group(const Slice *const *slices, const Command *command)
{
    Str word = first_word(str_from(command->words));
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));)
        if (str_eq(first_word(str_from(c->words)), word))
            return c == command;
    return false;
}

/* First words, then the second words of `group`, joined by blanks. */
static void put_words(Buf *b, const Slice *const *slices, Str group)
{
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));) {
        Str words = str_from(c->words), second = second_word(words);
        if (str_is_none(group) && leads_group(slices, c))
            buf_format(b, "%.*s ", STR_ARG(first_word(words)));
        else if (!str_is_none(group) && str_eq(first_word(words), group) && !str_is_none(second))
            buf_format(b, "%.*s ", STR_ARG(second));
    }
}

static void put_options(Buf *b, const Command *c)
{
    for (size_t i = 0; i < cli_n_options(c); i++)
        buf_format(b, "--%s ", c->options[i].name);
    buf_put(b, c->access == CMD_NONE ? S("--aide") : S("--db --aide"));
}

static void put_choices(Buf *b, const char *choices)
{
    for (const char *p = choices; *p; p++)
        buf_char(b, *p == '|' ? ' ' : *p);
}

/* bash and zsh share one function: zsh runs it through bashcompinit. */
static void script_bash(Buf *b, const Slice *const *slices)
{
    buf_put(b, S("_ensemble() {\n"
                 "    local mot=\"${COMP_WORDS[COMP_CWORD]}\" avant=\"${COMP_WORDS[COMP_CWORD-1]}\" un= deux= i\n"
                 "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                 "        case \"${COMP_WORDS[i]}\" in\n"
                 "            --db) ((i++)) ;;\n"
                 "            -*) ;;\n"
                 "            *) if [ -z \"$un\" ]; then un=\"${COMP_WORDS[i]}\"\n"
                 "               elif [ -z \"$deux\" ]; then deux=\"${COMP_WORDS[i]}\"; fi ;;\n"
                 "        esac\n"
                 "    done\n"
                 "    local propositions=\n"
                 "    case \"$un $deux\" in\n"));
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));) {
        Str words = str_from(c->words);
        bool two = !str_is_none(second_word(words));
        buf_format(b,
            two ? "        \"%s\")\n            case \"$avant\" in\n"
                : "        \"%s \"*)\n            case \"$avant\" in\n",
            c->words);
        for (size_t i = 0; i < cli_n_options(c); i++) {
            if (!c->options[i].choices)
                continue;
            buf_format(b, "                --%s) propositions=\"", c->options[i].name);
            put_choices(b, c->options[i].choices);
            buf_put(b, S("\" ;;\n"));
        }
        buf_put(b, S("                *) propositions=\""));
        put_options(b, c);
        buf_put(b, S("\" ;;\n            esac ;;\n"));
    }
    at = (CommandAt){ 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));) {
        Str word = first_word(str_from(c->words));
        if (!leads_group(slices, c) || cli_find_command(slices, word))
            continue;
        buf_format(b, "        \"%.*s \") propositions=\"", STR_ARG(word));
        put_words(b, slices, word);
        buf_put(b, S("--aide\" ;;\n"));
    }
    buf_put(b, S("        \" \") propositions=\""));
    put_words(b, slices, STR_NONE);
    buf_put(b, S("--db --aide --version\" ;;\n"
                 "    esac\n"
                 "    COMPREPLY=($(compgen -W \"$propositions\" -- \"$mot\"))\n"
                 "}\n"
                 "complete -o default -o bashdefault -F _ensemble ensemble\n"));
}

static void put_fish_text(Buf *b, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\'' || *p == '\\')
            buf_char(b, '\\');
        buf_char(b, *p);
    }
}

static void script_fish(Buf *b, const Slice *const *slices)
{
    buf_put(b, S("complete -c ensemble -l db -x -d 'base de données'\ncomplete -c ensemble -l aide -d 'aide'\n"));
    CommandAt at = { 0 };
    for (const Command *c; (c = cli_next_command(slices, &at));) {
        Str words = str_from(c->words), first = first_word(words), second = second_word(words);
        if (str_is_none(second))
            buf_format(b, "complete -c ensemble -n __fish_use_subcommand -a %.*s -d '", STR_ARG(first));
        else
            buf_format(b,
                "complete -c ensemble -n __fish_use_subcommand -a %.*s\n"
                "complete -c ensemble -n '__fish_seen_subcommand_from %.*s' -a %.*s -d '",
                STR_ARG(first), STR_ARG(first), STR_ARG(second));
        put_fish_text(b, c->summary);
        buf_put(b, S("'\n"));
        for (size_t i = 0; i < cli_n_options(c); i++) {
            const CommandOption *o = &c->options[i];
            buf_format(b, "complete -c ensemble -n '__fish_seen_subcommand_from %.*s' -l %s",
                STR_ARG(str_is_none(second) ? first : second), o->name);
            if (o->choices) {
                buf_put(b, S(" -x -a '"));
                put_choices(b, o->choices);
                buf_char(b, '\'');
            } else if (o->value) {
                buf_put(b, S(" -r"));
            }
            buf_put(b, S(" -d '"));
            put_fish_text(b, o->help);
            buf_put(b, S("'\n"));
        }
    }
}

Err cli_completion(const Slice *const *slices, Str shell, Buf *out)
{
    if (str_eq(shell, S("zsh")))
        buf_put(out, S("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"));
    if (str_eq(shell, S("bash")) || str_eq(shell, S("zsh")))
        script_bash(out, slices);
    else if (str_eq(shell, S("fish")))
        script_fish(out, slices);
    else
        return ERR_INVALID;
    return OK;
}
