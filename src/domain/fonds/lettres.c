// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/fonds/lettres.h"

enum { CENT = 100, MILLE = 1000, MILLION = 1000000, VINGT = 20, SOIXANTE = 60, QUATRE_VINGTS = 80 };
#define MILLIARD INT64_C(1000000000)
#define NOMBRE_MAX INT64_C(999999999999)

static const char *const units[VINGT] = { "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf" };
static const char *const tens[] = { NULL, NULL, "vingt", "trente", "quarante", "cinquante", "soixante", "soixante",
    "quatre-vingt", "quatre-vingt" };

/* 0 to 99. `ends`: nothing that is a numeral follows, so that "quatre-vingts" has its s. */
static Str below_hundred(Arena *a, int64_t n, bool ends)
{
    if (n < VINGT)
        return str_from(units[n]);
    /* Seventy and ninety count on from sixty and eighty. */
    int64_t rest = n < SOIXANTE ? n % 10 : n % VINGT;
    if (rest == 0)
        return str_format(a, "%s%s", tens[n / 10], n == QUATRE_VINGTS && ends ? "s" : "");
    bool et = n < QUATRE_VINGTS && rest % 10 == 1;
    return str_format(a, "%s%s%s", tens[n / 10], et ? " et " : "-", units[rest]);
}

/* 0 to 999. */
static Str below_thousand(Arena *a, int64_t n, bool ends)
{
    int64_t hundreds = n / CENT, rest = n % CENT;
    if (hundreds == 0)
        return below_hundred(a, rest, ends);
    Str cent = hundreds == 1 ? S("cent") : str_format(a, "%s cent%s", units[hundreds], rest == 0 && ends ? "s" : "");
    return rest == 0 ? cent : str_format(a, "%.*s %.*s", STR_ARG(cent), STR_ARG(below_hundred(a, rest, ends)));
}

static Str before(Arena *a, Str first, Str then)
{
    return first.n == 0 ? then : then.n == 0 ? first : str_format(a, "%.*s %.*s", STR_ARG(first), STR_ARG(then));
}

/* "trois millions": the noun takes its own s, and so does what counts it. */
static Str counted(Arena *a, int64_t n, const char *noun)
{
    return n == 0 ? S("") : str_format(a, "%.*s %s%s", STR_ARG(below_thousand(a, n, true)), noun, n > 1 ? "s" : "");
}

Str nombre_lettres(Arena *a, int64_t n)
{
    if (n < 0 || n > NOMBRE_MAX)
        return STR_NONE;
    int64_t thousands = n % MILLION / MILLE, rest = n % MILLE;
    Str said = before(a, counted(a, n / MILLIARD, "milliard"), counted(a, n % MILLIARD / MILLION, "million"));
    Str mille = thousands == 0 ? S("")
              : thousands == 1 ? S("mille")
                               : str_cat(a, below_thousand(a, thousands, false), S(" mille"));
    said = before(a, said, mille);
    return n == 0 || rest ? before(a, said, below_thousand(a, rest, true)) : said;
}

Str montant_lettres(Arena *a, int64_t centimes)
{
    int64_t euros = centimes / CENT, cents = centimes % CENT;
    Str words = nombre_lettres(a, euros);
    if (centimes < 0 || str_is_none(words))
        return STR_NONE;
    /* "un million d’euros", but "un million deux cents euros". */
    const char *of = euros > 0 && euros % MILLION == 0 ? " d’" : " ";
    Str whole = str_format(a, "%.*s%seuro%s", STR_ARG(words), of, euros > 1 ? "s" : "");
    if (cents == 0)
        return whole;
    Str part = str_format(a, "%.*s centime%s", STR_ARG(below_hundred(a, cents, true)), cents > 1 ? "s" : "");
    return euros == 0 ? part : str_format(a, "%.*s et %.*s", STR_ARG(whole), STR_ARG(part));
}
