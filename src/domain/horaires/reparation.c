// SPDX-License-Identifier: AGPL-3.0-or-later
/* What may be proposed in place of hours that are not of the grammar: their French read, or the rules that can be read, the others
 * said to be checked on their days. */
#include "domain/horaires/horaires.h"

static bool parses(Arena *a, Str rule)
{
    Horaires *h = NULL;
    Str why = STR_NONE;
    return horaires_parse(a, rule, &h, &why) == OK;
}

/* "Mo 08:45-12:00-13:45" → "Mo unknown "08:45-12:00-13:45"": the longest beginning that tells days. STR_NONE: it tells none. */
static Str doubtful(Arena *a, Str rule)
{
    for (size_t at = rule.n; at-- > 1;) {
        if (rule.p[at] != ' ')
            continue;
        Str days = str_trim(str_slice(rule, 0, at)), rest = str_trim(str_slice(rule, at, rule.n));
        Str said = str_format(a, "%.*s unknown \"%.*s\"", STR_ARG(days), STR_ARG(rest));
        if (days.n && rest.n && parses(a, said))
            return said;
    }
    return STR_NONE;
}

static Err by_rules(Arena *a, Str texte, Str *ret)
{
    Str out = S(""), rest = texte, rule;
    bool some = false;
    if (str_has(texte, S("\"")))
        return OK; /* a comment may hold a semicolon */
    while (str_split(&rest, ';', &rule)) {
        rule = str_trim(rule);
        if (!rule.n)
            continue;
        bool right = parses(a, rule);
        some |= right;
        if (!right)
            rule = doubtful(a, rule);
        if (str_is_none(rule))
            return OK;
        out = str_format(a, "%.*s%s%.*s", STR_ARG(out), out.n ? "; " : "", STR_ARG(rule));
    }
    if (some && parses(a, out))
        *ret = out;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Err horaires_reparer(Arena *a, Str texte, Str *ret)
{
    Str why = STR_NONE;
    *ret = STR_NONE;
    Err e = horaires_lire(a, texte, ret, &why);
    return e == ERR_INVALID && texte.n <= HORAIRES_TEXTE_MAX ? by_rules(a, texte, ret) : e == ERR_INVALID ? OK : e;
}
