// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Opening hours, in the grammar and in French. Laws: what they open is in order, apart and within what was asked; two
 * halves of a fortnight say what the whole says; a comment holds no quote; an ordinary week told in French is read again
 * as the same hours; what is read in French is of the grammar.
 */
#include "fuzz.h"

#include "domain/horaires/horaires_impl.h"

enum { QUINZAINE = 14 * JOUR_MN };

typedef struct Said {
    const Intervalle *v;
    size_t n;
} Said;

static Said evaluated(Arena *a, const Horaires *h, Minute from, Minute to)
{
    Said s = { 0 };
    FUZZ_CHECK(horaires_evaluer(a, h, &aucunes_vacances, from, to, &s.v, &s.n) == OK);
    for (size_t i = 0; i < s.n; i++) {
        FUZZ_CHECK(s.v[i].debut < s.v[i].fin && s.v[i].debut >= from && s.v[i].fin <= to);
        FUZZ_CHECK(s.v[i].etat == HORAIRES_OUVERT || s.v[i].etat == HORAIRES_INCERTAIN);
        FUZZ_CHECK(i == 0 || s.v[i - 1].fin <= s.v[i].debut);
    }
    return s;
}

/* Minutes of a state in [from, to). */
static Minute sum(Said s, HorairesEtat etat, Minute from, Minute to)
{
    Minute total = 0;
    for (size_t i = 0; i < s.n; i++) {
        Minute a = s.v[i].debut > from ? s.v[i].debut : from, b = s.v[i].fin < to ? s.v[i].fin : to;
        total += s.v[i].etat == etat && a < b ? b - a : 0;
    }
    return total;
}

static void check_halves(Arena *a, const Horaires *h, Minute from)
{
    Minute middle = from + QUINZAINE / 2 + 601, to = from + QUINZAINE;
    Said whole = evaluated(a, h, from, to), one = evaluated(a, h, from, middle), two = evaluated(a, h, middle, to);
    for (HorairesEtat e = HORAIRES_OUVERT; e <= HORAIRES_INCERTAIN; e++) {
        FUZZ_CHECK(sum(whole, e, from, middle) == sum(one, e, from, middle));
        FUZZ_CHECK(sum(whole, e, middle, to) == sum(two, e, middle, to));
    }
}

static void check_same(Arena *a, const Horaires *h, const Horaires *again, Minute from)
{
    Said one = evaluated(a, h, from, from + QUINZAINE), two = evaluated(a, again, from, from + QUINZAINE);
    FUZZ_CHECK(one.n == two.n);
    for (size_t i = 0; i < one.n; i++)
        FUZZ_CHECK(one.v[i].debut == two.v[i].debut && one.v[i].fin == two.v[i].fin && one.v[i].etat == two.v[i].etat);
}

static void check_french(Arena *a, const Horaires *h, Minute spring, Minute winter)
{
    Str prose = STR_NONE, text = STR_NONE, message = STR_NONE;
    Horaires *again = NULL;
    Semaine week;
    FUZZ_CHECK(horaires_dire(a, h, &prose) == OK && prose.n > 0 && utf8_valid(prose));
    if (!semaine_de(h, &week))
        return;
    FUZZ_CHECK(horaires_lire(a, prose, &text, &message) == OK);
    FUZZ_CHECK(horaires_parse(a, text, &again, &message) == OK);
    check_same(a, h, again, spring);
    check_same(a, h, again, winter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(256 * MIB);
    Str text = STR_NONE, message = STR_NONE;
    Horaires *h = NULL;
    Minute spring = minute_de(date_from_ymd(2025, 3, 24), 0), winter = minute_de(date_from_ymd(2025, 12, 22), 0);
    Err e = horaires_parse(a, s, &h, &message);
    FUZZ_CHECK(e == OK || (e == ERR_INVALID && message.n > 0 && utf8_valid(message)));
    if (e == OK) {
        for (size_t i = 0; i < h->regles.n; i++)
            FUZZ_CHECK(!str_has(h->regles.v[i].commentaire, S("\"")));
        check_halves(a, h, spring);
        check_halves(a, h, winter);
        check_french(a, h, spring, winter);
    }
    message = STR_NONE;
    e = horaires_lire(a, s, &text, &message);
    FUZZ_CHECK(e == OK || (e == ERR_INVALID && message.n > 0 && utf8_valid(message)));
    if (e == OK) {
        FUZZ_CHECK(horaires_parse(a, text, &h, &message) == OK);
        evaluated(a, h, spring, spring + QUINZAINE);
    }
    return 0;
}
