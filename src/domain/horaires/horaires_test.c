// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The grammar and what it says of days, by hand; French, both ways; then the strings of real places that another reader of
 * the grammar has evaluated.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "domain/horaires/horaires_impl.h"
#include "core/slice.h"
#include "support/command.h"
#include "support/suite.h"

static const size_t MEMORY = 64 * MIB, FILE_MAX = 64 * MIB;

static Minute when(const char *iso)
{
    Minute m;
    assert_true(minute_parse(str_from(iso), &m));
    return m;
}

/* "2025-03-24T09:00/12:00" of each span, "?" after an uncertain one; one a line. */
static Str evaluated(Arena *a, Str text, const Calendrier *c, const char *from, const char *to)
{
    Horaires *h = NULL;
    Str message = STR_NONE;
    const Intervalle *v;
    size_t n;
    if (horaires_parse(a, text, &h, &message) != OK)
        fail_msg("« %.*s » : %.*s", STR_ARG(text), STR_ARG(message));
    assert_ok(horaires_evaluer(a, h, c, when(from), when(to), &v, &n));
    BUF b = buf_new(MIB);
    for (size_t i = 0; i < n; i++)
        buf_format(&b, "%s%.*s/%.*s%s", i ? " " : "", STR_ARG(str_slice(minute_iso(a, v[i].debut), 5, 16)),
            STR_ARG(str_slice(minute_iso(a, v[i].fin), 5, 16)), v[i].etat == HORAIRES_INCERTAIN ? "?" : "");
    return str_dup(a, b.n ? buf_str(&b) : S(""));
}

/* ---- the calendar --------------------------------------------------------------------------------------------------------- */

static void holidays_of_france(void **state)
{
    static const struct {
        int year, month, day;
    } easters[] = { { 2000, 4, 23 }, { 2008, 3, 23 }, { 2024, 3, 31 }, { 2025, 4, 20 }, { 2026, 4, 5 },
        { 2038, 4, 25 } };
    static const char *const days[] = { "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14",
        "2026-05-25", "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25" };
    int n = 0;
    (void)state;
    for (size_t i = 0; i < sizeof easters / sizeof *easters; i++)
        assert_int_equal(paques(easters[i].year).days,
            date_from_ymd(easters[i].year, easters[i].month, easters[i].day).days);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        Date d;
        assert_true(date_parse(str_from(days[i]), &d));
        assert_true(jour_ferie(d));
    }
    for (Date d = date_from_ymd(2026, 1, 1); d.days < date_from_ymd(2027, 1, 1).days; d.days++)
        n += jour_ferie(d);
    assert_int_equal(n, (int)(sizeof days / sizeof *days));
}

static void weeks_are_numbered(void **state)
{
    static const struct {
        const char *day;
        int week;
    } known[] = { { "2025-01-01", 1 }, { "2024-12-30", 1 }, { "2021-01-03", 53 }, { "2020-12-31", 53 },
        { "2026-12-31", 53 }, { "2027-01-04", 1 }, { "2026-11-24", 48 } };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        Date d;
        assert_true(date_parse(str_from(known[i].day), &d));
        assert_int_equal(semaine_iso(d), known[i].week);
    }
}

static void minutes_are_read_and_written(void **state)
{
    static const char *const bad[] = { "", "2025-03-24", "2025-03-24T9:00", "2025-02-30T09:00", "2025-03-24T25:00",
        "2025-03-24T09:60", "2025-03-24T24:01", "2025-03-24 09:00", "2025-03-24T09:00Z" };
    ARENA a = arena_new(MEMORY);
    Minute m;
    (void)state;
    assert_str_equal(minute_iso(a, when("2025-03-24T09:05")), S("2025-03-24T09:05"));
    assert_str_equal(minute_iso(a, when("2025-03-24T24:00")), S("2025-03-25T00:00"));
    assert_str_equal(minute_iso(a, when("1969-12-31T23:59")), S("1969-12-31T23:59"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(minute_parse(str_from(bad[i]), &m));
    /* 2025-03-30: 02:00 becomes 03:00 in France, at 01:00 UTC */
    assert_str_equal(minute_iso(a, minute_paris(1743296399)), S("2025-03-30T01:59"));
    assert_str_equal(minute_iso(a, minute_paris(1743296400)), S("2025-03-30T03:00"));
}

/* ---- rules ------------------------------------------------------------------------------------------------------------------ */

typedef struct Case {
    const char *text, *from, *to, *want;
} Case;

static void rules_by_hand(void **state)
{
    static const Case cases[] = {
        { "Mo-Fr 09:00-12:00; PH off", "2025-04-18T00:00", "2025-04-23T00:00",
            "04-18T09:00/04-18T12:00 04-22T09:00/04-22T12:00" },
        { "PH 10:00-11:00", "2025-12-24T00:00", "2025-12-27T00:00", "12-25T10:00/12-25T11:00" },
        { "PH,Mo 10:00-11:00", "2025-12-22T00:00", "2025-12-27T00:00",
            "12-22T10:00/12-22T11:00 12-25T10:00/12-25T11:00" },
        { "PH +1 day 10:00-11:00", "2025-12-24T00:00", "2025-12-28T00:00", "12-26T10:00/12-26T11:00" },
        { "Mo 09:00-12:00; Mo 14:00-16:00", "2025-03-24T00:00", "2025-03-25T00:00", "03-24T14:00/03-24T16:00" },
        { "Mo 09:00-12:00, Mo 14:00-16:00", "2025-03-24T00:00", "2025-03-25T00:00",
            "03-24T09:00/03-24T12:00 03-24T14:00/03-24T16:00" },
        { "Mo 08:00-18:00; Mo 12:00-14:00 off", "2025-03-24T00:00", "2025-03-25T00:00",
            "03-24T08:00/03-24T12:00 03-24T14:00/03-24T18:00" },
        { "Mo 09:00-12:00 || 14:00-15:00", "2025-03-24T00:00", "2025-03-26T00:00",
            "03-24T09:00/03-24T12:00 03-24T14:00/03-24T15:00 03-25T14:00/03-25T15:00" },
        { "24/7", "2025-03-24T10:00", "2025-03-26T00:00", "03-24T10:00/03-26T00:00" },
        { "24/7; Tu off", "2025-03-24T10:00", "2025-03-26T06:00", "03-24T10:00/03-25T00:00 03-26T00:00/03-26T06:00" },
        { "Fr 22:00-02:00", "2025-03-28T00:00", "2025-03-30T00:00", "03-28T22:00/03-29T02:00" },
        { "Fr 22:00-02:00", "2025-03-29T00:00", "2025-03-30T00:00", "03-29T00:00/03-29T02:00" },
        { "Fr 22:00-26:00", "2025-03-28T00:00", "2025-03-30T00:00", "03-28T22:00/03-29T02:00" },
        { "week 2-52/2 Th 08:45-12:15", "2025-03-17T00:00", "2025-03-31T00:00", "03-20T08:45/03-20T12:15" },
        { "week 1-53/2 Th 08:45-12:15", "2025-03-17T00:00", "2025-03-31T00:00", "03-27T08:45/03-27T12:15" },
        { "Tu[1,3] 14:00-16:00", "2025-04-01T00:00", "2025-05-01T00:00",
            "04-01T14:00/04-01T16:00 04-15T14:00/04-15T16:00" },
        { "Fr[-1] 14:00-16:00", "2025-04-01T00:00", "2025-06-01T00:00",
            "04-25T14:00/04-25T16:00 05-30T14:00/05-30T16:00" },
        { "Jul-Aug Mo 10:00-11:00", "2025-06-30T00:00", "2025-07-08T00:00", "07-07T10:00/07-07T11:00" },
        { "Dec 24-Jan 02 off; Mo 10:00-11:00; Dec 24-Jan 02 off", "2025-12-22T00:00", "2026-01-06T00:00",
            "12-22T10:00/12-22T11:00 01-05T10:00/01-05T11:00" },
        { "2026 Mo 10:00-11:00", "2025-12-29T00:00", "2026-01-06T00:00", "01-05T10:00/01-05T11:00" },
        { "2025 Dec 30-2026 Jan 02: 10:00-11:00", "2025-12-29T00:00", "2026-01-02T00:00",
            "12-30T10:00/12-30T11:00 12-31T10:00/12-31T11:00 01-01T10:00/01-01T11:00" },
        { "easter -2 days 10:00-11:00", "2025-04-14T00:00", "2025-04-22T00:00", "04-18T10:00/04-18T11:00" },
        { "Mo 10:00+", "2025-03-24T00:00", "2025-03-26T00:00", "03-24T10:00/03-25T00:00?" },
        { "Mo 10:00-12:00+", "2025-03-24T00:00", "2025-03-26T00:00",
            "03-24T10:00/03-24T12:00 03-24T12:00/03-25T00:00?" },
        { "Mo sunrise-12:00", "2025-03-24T00:00", "2025-03-26T00:00", "03-24T00:00/03-24T12:00?" },
        { "Mo 10:00-12:00 \"sur rendez-vous\"", "2025-03-24T00:00", "2025-03-26T00:00", "03-24T10:00/03-24T12:00?" },
        { "Mo 10:00-12:00 open \"sonnez\"", "2025-03-24T00:00", "2025-03-26T00:00", "03-24T10:00/03-24T12:00" },
        { "Mo unknown", "2025-03-24T00:00", "2025-03-26T00:00", "03-24T00:00/03-25T00:00?" },
        { "Mo closed", "2025-03-24T00:00", "2025-03-26T00:00", "" },
        /* the clocks change on the 30th: the wall's hours stay what they are */
        { "Su 01:00-04:00", "2025-03-30T00:00", "2025-03-31T00:00", "03-30T01:00/03-30T04:00" },
    };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = evaluated(a, str_from(cases[i].text), &aucunes_vacances, cases[i].from, cases[i].to);
        if (!str_eq(got, str_from(cases[i].want)))
            fail_msg("« %s » : « %.*s » au lieu de « %s »", cases[i].text, STR_ARG(got), cases[i].want);
    }
}

static void school_holidays_are_known_or_to_check(void **state)
{
    ARENA a = arena_new(MEMORY);
    Vacances v = { date_from_ymd(2025, 4, 5), date_from_ymd(2025, 4, 21) };
    Calendrier known = { &v, 1, { date_from_ymd(2024, 9, 1), date_from_ymd(2025, 8, 31) } };
    Str text = S("Mo 09:00-12:00; SH off");
    (void)state;
    assert_str_equal(evaluated(a, text, &aucunes_vacances, "2025-03-31T00:00", "2025-04-01T00:00"),
        S("03-31T09:00/03-31T12:00?"));
    assert_str_equal(evaluated(a, text, &known, "2025-03-31T00:00", "2025-04-08T00:00"), S("03-31T09:00/03-31T12:00"));
    assert_str_equal(evaluated(a, S("SH Mo 10:00-11:00"), &known, "2025-03-31T00:00", "2025-04-08T00:00"),
        S("04-07T10:00/04-07T11:00"));
    assert_str_equal(
        evaluated(a, S("Tu 10:00-11:00; SH Mo 10:00-11:00"), &aucunes_vacances, "2025-03-31T00:00", "2025-04-02T00:00"),
        S("03-31T10:00/03-31T11:00? 04-01T10:00/04-01T11:00"));
}

static void what_is_not_of_the_grammar_is_refused(void **state)
{
    static const char *const bad[] = { "", "  ", ";", "bonjour", "Mo 9h30-12h", "Mo 09:00", "Mo 09:00-12:00-14:00",
        "Mo 25:00-49:00", "Mo 09:60-10:00", "Mo[6] 09:00-10:00", "Feb 30 off", "week 54 off", "Mo 09:00-10:00 ||",
        "Mo 09:00-10:00,", "Mo \"ouvert", "(sunrise+01:00-12:00", "Mo 09:00-10:00 | Tu", "12345 off" };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Horaires *h = NULL;
        Str message = STR_NONE;
        if (horaires_parse(a, str_from(bad[i]), &h, &message) != ERR_INVALID)
            fail_msg("« %s » est compris", bad[i]);
        assert_true(message.n > 0 && !h);
    }
    char *long_text = calloc(1, HORAIRES_TEXTE_MAX + 2);
    assert_non_null(long_text);
    memset(long_text, ' ', HORAIRES_TEXTE_MAX + 1);
    Horaires *h = NULL;
    Str message = STR_NONE;
    assert_err(horaires_parse(a, str_of(long_text, HORAIRES_TEXTE_MAX + 1), &h, &message), ERR_INVALID);
    free(long_text);
}

static void a_window_has_an_end_after_its_start(void **state)
{
    ARENA a = arena_new(MEMORY);
    Horaires *h = NULL;
    Str message = STR_NONE;
    const Intervalle *v;
    size_t n;
    (void)state;
    assert_ok(horaires_parse(a, S("24/7"), &h, &message));
    assert_err(horaires_evaluer(a, h, &aucunes_vacances, 10, 9, &v, &n), ERR_INVALID);
    assert_err(horaires_evaluer(a, h, &aucunes_vacances, 0, (Minute)(JOURS_EVALUES_MAX + 1) * JOUR_MN, &v, &n),
        ERR_INVALID);
    assert_ok(horaires_evaluer(a, h, &aucunes_vacances, 9, 9, &v, &n));
    assert_int_equal(n, 0);
}

/* ---- French ----------------------------------------------------------------------------------------------------------------- */

static void prose_is_read(void **state)
{
    static const struct {
        const char *prose, *want;
    } cases[] = {
        { "du lundi au vendredi de 9h à 12h et 14h-17h, fermé le mercredi après-midi",
            "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; We 09:00-12:00" },
        { "Du lundi au vendredi de 9h à 12h et de 14h à 17h, fermé le mercredi après-midi les semaines paires",
            "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; week 2-52/2 We 09:00-12:00; week 1-53/2 We 09:00-12:00,14:00-17:00" },
        { "Tous les jours sauf le dimanche de 9h à 19h", "Mo-Sa 09:00-19:00" },
        { "Ouvert tous les jours de 9h à 19h sauf le dimanche et les jours fériés", "Mo-Sa 09:00-19:00; PH off" },
        { "du lundi au vendredi sauf le mercredi 9h-12h", "Mo,Tu,Th,Fr 09:00-12:00" },
        { "De 9h à 12h le lundi et le jeudi", "Mo,Th 09:00-12:00" },
        { "Lundi : fermé ; mardi : 9h-12h ; mercredi : fermé", "Tu 09:00-12:00" },
        { "Semaines paires : lundi 9h-12h ; mardi 14h-17h. Semaines impaires : jeudi 9h-12h",
            "week 2-52/2 Mo 09:00-12:00; week 2-52/2 Tu 14:00-17:00; week 1-53/2 Th 09:00-12:00" },
        { "lundi 9h-12h (semaines paires)", "week 2-52/2 Mo 09:00-12:00" },
        { "Le 1er et le 3e mardi du mois de 14h à 16h30", "Tu[1,3] 14:00-16:30" },
        { "Tous les premiers jeudis du mois de 9 heures à 11 heures 30", "Th[1] 09:00-11:30" },
        { "Le dernier vendredi de chaque mois : 9h-12h. Fermé en août", "Fr[-1] 09:00-12:00; Aug off" },
        { "du lundi au vendredi de 9 à 12h et de 14 à 17h", "Mo-Fr 09:00-12:00,14:00-17:00" },
        { "Du lundi au vendredi, le matin de 9h à 12h et l’après-midi de 14h à 17h", "Mo-Fr 09:00-12:00,14:00-17:00" },
        { "lun. mar. jeu. : 9h-12h", "Mo,Tu,Th 09:00-12:00" },
        { "Lun-Ven 9h-12h", "Mo-Fr 09:00-12:00" },
        { "vendredi 22h-2h", "Fr 22:00-02:00" },
        { "vendredi de 22h à 10h le lendemain", "Fr 22:00-10:00" },
        { "7j/7 24h/24", "Mo-Su 00:00-24:00" },
        { "le week-end de 10h à 18h", "Sa,Su 10:00-18:00" },
        { "lundi au vendredi 9h-12h ; fermé du 24 décembre au 2 janvier", "Mo-Fr 09:00-12:00; Dec 24-Jan 02 off" },
        { "lundi au vendredi 9h-12h ; fermé le 25 décembre, le 1er mai", "Mo-Fr 09:00-12:00; Dec 25,May 01 off" },
        { "lundi au vendredi 9h-12h hors vacances scolaires", "Mo-Fr 09:00-12:00; SH off" },
        { "lundi au vendredi 9h-17h, fermé de 12h à 14h", "Mo-Fr 09:00-12:00,14:00-17:00" },
        { "Lundi au vendredi de 9h à midi et de 14h à minuit", "Mo-Fr 09:00-12:00,14:00-24:00" },
        { "mercredi et samedi : 10 h – 12 h 30, 14 h – 18 h", "We,Sa 10:00-12:30,14:00-18:00" },
        { "mardi 9h-12h ; mardi 14h-17h", "Tu 09:00-12:00,14:00-17:00" },
        { "fermé", "off" },
        { "lundi 9h-12h, semaines paires", "week 2-52/2 Mo 09:00-12:00" },
        { "Du lundi au jeudi de 9h à 12h et de 14h à 17h, semaines impaires.",
            "week 1-53/2 Mo-Th 09:00-12:00,14:00-17:00" },
        { "En juillet : du lundi au vendredi de 9h à 12h", "Jul Mo-Fr 09:00-12:00" },
        { "Du 1er juillet au 31 août : lundi au vendredi 9h-12h", "Jul 01-Aug 31 Mo-Fr 09:00-12:00" },
        { "Du lundi au vendredi de 9h à 17h, fermé les jours fériés. En juillet et août : mardi de 9h à 12h ; jeudi "
          "14h-17h",
            "Mo-Fr 09:00-17:00; Jul,Aug off; Jul,Aug Tu 09:00-12:00; Jul,Aug Th 14:00-17:00; PH off" },
        { "mardi 9h-12h ; du 1er au 15 août : fermé ; en décembre : mercredi 9h-12h",
            "Tu 09:00-12:00; Aug 01-Aug 15 off; Dec off; Dec We 09:00-12:00" },
        { "lundi 9h-12h, semaines paires ; mardi 14h-17h, semaines impaires",
            "week 2-52/2 Mo 09:00-12:00; week 1-53/2 Tu 14:00-17:00" },
        { "Lundi 9h-12h, semaines paires ; lundi 14h-17h, semaines impaires. Jeudi 9h-12h. Fermé les jours fériés.",
            "Th 09:00-12:00; week 2-52/2 Mo 09:00-12:00; week 1-53/2 Mo 14:00-17:00; PH off" },
        { "Lundi 9h-12h. Mardi 14h-17h, semaines paires.", "Mo 09:00-12:00; week 2-52/2 Tu 14:00-17:00" },
        { "lundi 9h-12h, semaines paires ; mardi 14h-17h", "Tu 14:00-17:00; week 2-52/2 Mo 09:00-12:00" },
        { "lundi 9h-12h, mardi 14h-17h, le tout en semaines paires",
            "week 2-52/2 Mo 09:00-12:00; week 2-52/2 Tu 14:00-17:00" },
        { "lundi et mardi 9h-12h, les semaines impaires uniquement", "week 1-53/2 Mo,Tu 09:00-12:00" },
        { "lundi 9h-12h, uniquement les semaines paires", "week 2-52/2 Mo 09:00-12:00" },
        { "En juillet, lundi 9h-12h", "Jul Mo 09:00-12:00" },
        { "Du lundi au vendredi de 9h à 17h. En juillet et août, du lundi au jeudi de 9h à 12h.",
            "Mo-Fr 09:00-17:00; Jul,Aug off; Jul,Aug Mo-Th 09:00-12:00" },
        { "Du lundi au vendredi de 9h à 17h. En août, fermé.", "Mo-Fr 09:00-17:00; Aug off" },
        { "Du lundi au vendredi 9h-17h ; du 1er au 15 août, mardi 9h-12h",
            "Mo-Fr 09:00-17:00; Aug 01-Aug 15 off; Aug 01-Aug 15 Tu 09:00-12:00" },
        { "Lundi 9h-12h. Du 20 décembre au 5 janvier : lundi 10h-11h",
            "Mo 09:00-12:00; Dec 20-Jan 05 off; Dec 20-Jan 05 Mo 10:00-11:00" },
    };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = STR_NONE, message = STR_NONE;
        Horaires *h = NULL;
        if (horaires_lire(a, str_from(cases[i].prose), &got, &message) != OK)
            fail_msg("« %s » : %.*s", cases[i].prose, STR_ARG(message));
        assert_str_equal(got, str_from(cases[i].want));
        assert_ok(horaires_parse(a, got, &h, &message));
    }
}

/* Weeks told after several statements: what every reading opens is read, the rest is to be checked. */
static void weeks_of_the_last_or_of_all(void **state)
{
    static const struct {
        const char *prose, *want;
    } cases[] = {
        { "du lundi au vendredi de 9h à 12h et 14h-17h, fermé le mercredi après-midi, semaines paires",
            "week 2-52/2 Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; week 2-52/2 We 09:00-12:00; "
            "week 1-53/2 Mo-Fr 09:00-12:00,14:00-17:00 unknown \"une semaine sur deux, ou toutes\"" },
        { "lundi 9h-12h, mardi 14h-17h, semaines impaires. Fermé les jours fériés.",
            "week 1-53/2 Mo 09:00-12:00; week 1-53/2 Tu 14:00-17:00; "
            "week 2-52/2 Mo 09:00-12:00 unknown \"une semaine sur deux, ou toutes\"; PH off" },
        { "lundi 9h-12h et mardi 14h-17h, semaines paires",
            "week 2-52/2 Mo 09:00-12:00; week 2-52/2 Tu 14:00-17:00; "
            "week 1-53/2 Mo 09:00-12:00 unknown \"une semaine sur deux, ou toutes\"" },
        { "du lundi au vendredi 9h-12h, sauf le mercredi, semaines paires",
            "week 2-52/2 Mo,Tu,Th,Fr 09:00-12:00; "
            "week 1-53/2 Mo-Fr 09:00-12:00 unknown \"une semaine sur deux, ou toutes\"" },
        { "lundi 9h-12h, mardi 9h-12h et 14h-17h, mercredi 9h-10h, semaines paires",
            "week 2-52/2 Mo 09:00-12:00; week 2-52/2 Tu 09:00-12:00,14:00-17:00; week 2-52/2 We 09:00-10:00; "
            "week 1-53/2 Mo 09:00-12:00 unknown \"une semaine sur deux, ou toutes\"; "
            "week 1-53/2 Tu 09:00-12:00,14:00-17:00 unknown \"une semaine sur deux, ou toutes\"" },
    };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = STR_NONE, message = STR_NONE;
        Horaires *h = NULL;
        if (horaires_lire(a, str_from(cases[i].prose), &got, &message) != OK)
            fail_msg("« %s » : %.*s", cases[i].prose, STR_ARG(message));
        assert_str_equal(got, str_from(cases[i].want));
        assert_ok(horaires_parse(a, got, &h, &message));
        /* Week 13 of 2025 is odd, week 14 even. */
        bool odd = str_has(got, S("week 1-53/2 Mo 09:00-12:00; "));
        Minute odd_monday = when("2025-03-24T10:00"), even_monday = when("2025-03-31T10:00");
        assert_int_equal(horaires_etat(h, &aucunes_vacances, odd ? odd_monday : even_monday), HORAIRES_OUVERT);
        assert_int_equal(horaires_etat(h, &aucunes_vacances, odd ? even_monday : odd_monday), HORAIRES_INCERTAIN);
    }
}

/* What has two meanings, or a word more, gives nothing. */
static void nothing_is_guessed(void **state)
{
    static const char *const cases[] = { "", "bonjour", "lundi", "lundi 9h", "9h-12h", "lundi 14h-9h",
        "lundi vendredi 9h-12h", "9h-12h le lundi, mardi 14h-17h", "fermé le lundi, mardi 9h-12h",
        "Du lundi au vendredi 9h-17h sauf le mercredi : 9h-12h", "lundi 9h-12h, mardi 14h-17h semaines paires",
        "semaines paires lundi 9h-12h, mardi 14h-17h", "Un lundi sur deux 9h-12h",
        "Lundi au vendredi 9h-18h; mercredi 9h-12h", "mardi 9h-12h ; mardi 11h-17h",
        "lundi au vendredi 9h-12h, sur rendez-vous l’après-midi", "Lundi 9h-12h et mardi", "lundi 9h12h",
        "lundi 9h-12h-14h", "lundi 9h-12h et 14h", "lundi au vendredi 9h-12h / 14h-17h (16h le vendredi)",
        "Fermé le dimanche", "Lundi au vendredi 9h-17h, fermé le mercredi après-midi",
        "Mardi 9h-12h ; 2e mardi du mois 14h-17h", "lundi 9h-12h ; mardi 14h-17h, semaines paires",
        "9h-12h, semaines paires", "lundi 9h-12h, mardi, semaines paires", "lundi, 9h-12h, fermé, semaines paires",
        "lundi 9h-12h, mardi 14h-17h, semaines paires. Jeudi 9h-12h",
        "jeudi 9h-12h. Lundi 9h-12h, mardi 14h-17h, semaines paires", "En juillet : lundi 9h-12h. Mardi 14h-17h",
        "Lundi 9h-12h, en juillet, mardi 9h-12h", "en été : lundi 9h-12h", "En juillet, lundi 9h-12h ; mardi 14h-17h",
        "En juillet, lundi 9h-12h. Mardi 14h-17h", "Du lundi au vendredi 9h-17h. En juillet, de 9h à 12h",
        "Du lundi au vendredi 9h-17h, en juillet, fermé", "lundi 9h-12h ; mardi 14h-17h, semaines paires, le matin",
        "lundi 9h-12h, semaines paires ; lundi 14h-17h", "Lundi 9h-12h. Mardi 14h-17h, le tout en semaines paires",
        "lundi 9h-12h, semaines paires. Fermé les jours fériés. Mardi 9h-12h",
        "lundi 9h-12h (semaines impaires), semaines paires", "En juillet : lundi 9h-12h ; en juillet : mardi 9h-12h",
        "Du 1er juin au 31 juillet : lundi 9h-12h ; en juillet : mardi 9h-12h",
        "Du 31 février au 2 mars : lundi 9h-12h", "Lundi 9h-12h, fermé en août. En juillet : mardi 9h-12h",
        "En juillet : fermé", "En juillet : semaines paires : lundi 9h-12h", "En juillet : lundi",
        "lundi 9h-12h, fermé du 31 février au 2 mars", "lundi le matin de 14h à 17h", "lundi 9h-25h", "lundi 9h75-12h",
        "lundi et/ou mardi 9h-12h", "lundi 9h-12h ?", "lundi 9h-12h tél. 02 37 00 00 00" };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = STR_NONE, message = STR_NONE;
        if (horaires_lire(a, str_from(cases[i]), &got, &message) != ERR_INVALID)
            fail_msg("« %s » est lu « %.*s »", cases[i], STR_ARG(got));
        assert_true(message.n > 0 && utf8_valid(message));
        assert_true(str_is_none(got));
    }
}

/* What people wrote in the files of the territories: at least 85 % is read, none of it wrongly. */
static void what_people_wrote_is_read(void **state)
{
    ARENA a = arena_new(MEMORY);
    Str rest = test_read(a, test_fixture(a, "horaires-francais.tsv")), line;
    int read = 0, all = 0;
    (void)state;
    while (str_split(&rest, '\n', &line)) {
        size_t tab = str_find_char(line, 0, '\t');
        Str prose = str_slice(line, 0, tab), want = str_slice(line, tab + 1, line.n), got = STR_NONE,
            message = STR_NONE;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        Err e = horaires_lire(a, prose, &got, &message);
        if (!str_eq(got, want))
            fail_msg("« %.*s » : « %.*s » au lieu de « %.*s »", STR_ARG(prose), STR_ARG(got), STR_ARG(want));
        assert_int_equal(e, want.n ? OK : ERR_INVALID);
        read += e == OK;
        all++;
    }
    assert_int_equal(all, 68);
    assert_true(read * 100 >= all * 85);
}

static void rules_are_told(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
            "Du lundi au vendredi : de 9 h à midi et de 14 h à 17 h 30 ; samedi : de 9 h à midi. Fermé les jours "
            "fériés." },
        { "week 2-52/2 Th 08:45-12:15; PH off",
            "Jeudi des semaines paires : de 8 h 45 à 12 h 15. Fermé les jours fériés." },
        { "Mo,We,Fr 22:00-02:00", "Lundi, mercredi et vendredi : de 22 h à 2 h le lendemain." },
        { "24/7", "Tous les jours : toute la journée." },
        { "off", "Fermé." },
        { "Tu[1,3] 14:00-16:00", "Le premier et le troisième mardi du mois, de 14 h à 16 h." },
        { "Jul-Aug Mo-Fr 09:00-12:00", "De juillet à août, du lundi au vendredi, de 9 h à midi." },
        { "Dec 24-Jan 02 off", "Du 24 décembre au 2 janvier : fermé." },
        { "Apr 01-Oct 15 Mo 09:00-10:00; Aug off",
            "Du 1er avril au 15 octobre, le lundi, de 9 h à 10 h. En août : fermé." },
        { "Apr-Oct Mo 09:00-10:00", "D’avril à octobre, le lundi, de 9 h à 10 h." },
        { "Dec 25 off", "Le 25 décembre : fermé." },
        { "PH off; Mo 10:00-11:00", "Les jours fériés : fermé. Le lundi, de 10 h à 11 h." },
        { "Mo 10:00-12:00 \"sur rendez-vous\"", "Le lundi, de 10 h à midi : à vérifier (« sur rendez-vous »)." },
        { "Mo 10:00+", "Le lundi, à partir de 10 h." },
        { "SH Mo 10:00-11:00", "Le lundi, seulement pendant les vacances scolaires, de 10 h à 11 h." },
    };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Horaires *h = NULL;
        Str message = STR_NONE, got = STR_NONE;
        assert_ok(horaires_parse(a, str_from(cases[i].text), &h, &message));
        assert_ok(horaires_dire(a, h, &got));
        Str plain = got;
        for (size_t at; (at = str_find(plain, 0, S("\u00a0"))) < plain.n;)
            plain = str_format(a, "%.*s %.*s", STR_ARG(str_slice(plain, 0, at)),
                STR_ARG(str_slice(plain, at + 2, plain.n)));
        assert_str_equal(plain, str_from(cases[i].want));
    }
}

static void what_cannot_be_read_is_proposed_to_be_checked(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: nothing */
    } cases[] = {
        { "Mo-Th 09:00-12:00,13:00-18:00; Fr 09:00-13:00; Sa 10:00",
            "Mo-Th 09:00-12:00,13:00-18:00; Fr 09:00-13:00; Sa unknown \"10:00\"" },
        { "Tu-Th 08:45-13:45; Mo 08:45-12:00-13:45", "Tu-Th 08:45-13:45; Mo unknown \"08:45-12:00-13:45\"" },
        { "lundi 9h-12h30", "Mo 09:00-12:30" },
        { "Sa 10:00", NULL },
        { "Mo 09:00-12:00; sur rendez-vous", NULL },
        { "Mo 09:00-12:00; Tu 9:00 \"; Sa\"", NULL },
        { "", NULL },
    };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = STR_NONE;
        assert_ok(horaires_reparer(a, str_from(cases[i].text), &got));
        if (cases[i].want)
            assert_str_equal(got, str_from(cases[i].want));
        else if (got.n)
            fail_msg("« %s » : « %.*s »", cases[i].text, STR_ARG(got));
    }
}

/* ---- commands ----------------------------------------------------------------------------------------------------------------- */

static TestRun run(void **state, Arena *a, Str input, const char *typed)
{
    static const Slice *const slices[] = { &slice_horaires, NULL };
    const TestCommand c = { .slices = slices, .dir = test_dir(state), .input = input };
    return test_run(a, &c, typed);
}

static void commands_answer_each_line(void **state)
{
    ARENA a = arena_new(MEMORY);
    Str lines = S("Mo 09:00-12:00\nlundi 9h-12h30\nSH off\n");
    TestRun r = run(state, a, lines, "horaires evaluer - --du 2025-03-24T00:00 --au 2025-03-25 --format json");
    assert_int_equal(r.code, 0);
    assert_str_equal(r.out,
        S("{\"horaires\":\"Mo "
          "09:00-12:00\",\"valide\":true,\"intervalles\":[[\"2025-03-24T09:00\",\"2025-03-24T12:00\"]],"
          "\"reparation\":null}\n"
          "{\"horaires\":\"lundi 9h-12h30\",\"valide\":false,\"intervalles\":[],\"reparation\":\"Mo 09:00-12:30\","
          "\"message\":\"Les minutes s’écrivent après « : », ici : « 30 ».\"}\n"
          "{\"horaires\":\"SH off\",\"valide\":true,\"intervalles\":[],\"reparation\":null}\n"));
    r = run(state, a, S("mardi 9h-12h\nbonjour\n\njeudi 9h-12h"), "horaires lire -");
    test_expect(r, 0, "", "Ligne 2, « bonjour » : Ceci n’est pas compris");
    assert_str_equal(r.out, S("Tu 09:00-12:00\n\n\nTh 09:00-12:00\n"));
    r = run(state, a, S("Tu 09:00-12:00\nx\n"), "horaires dire -");
    test_expect(r, 0, "Mardi", "Ligne 2");
    test_expect(run(state, a, S(""), "horaires lire bonjour"), 2, "", "Ceci n’est pas compris");
    test_expect(run(state, a, S(""), "horaires evaluer bonjour"), 2, "", "bonjour");
    test_expect(run(state, a, S(""), "horaires evaluer 24/7 --du hier"), 2, "", "--du");
    test_expect(run(state, a, S(""), "horaires evaluer 24/7 --du 2025-01-02 --au 2025-01-01"), 2, "", "400 jours");
    test_expect(run(state, a, S(""), "horaires evaluer 10:00+ --du 2025-01-01 --au 2025-01-02"), 0, "à vérifier", "");
}

/* ---- the oracle --------------------------------------------------------------------------------------------------------------- */

static void compare_window(Arena *a, const Horaires *h, const json_t *window, Str text)
{
    const Intervalle *v;
    size_t n;
    const json_t *want = json_object_get(window, "intervals");
    assert_ok(horaires_evaluer(a, h, &aucunes_vacances, when(json_string_value(json_object_get(window, "from"))),
        when(json_string_value(json_object_get(window, "to"))), &v, &n));
    bool same = n == json_array_size(want);
    for (size_t i = 0; i < n && same; i++) {
        const json_t *w = json_array_get(want, i);
        same = v[i].etat == HORAIRES_OUVERT && v[i].debut == when(json_string_value(json_array_get(w, 0))) &&
               v[i].fin == when(json_string_value(json_array_get(w, 1)));
    }
    if (!same)
        fail_msg("« %.*s » n’a pas les intervalles attendus", STR_ARG(text));
}

static Str there_and_back(Arena *a, const Horaires *h)
{
    Str prose = STR_NONE, text = STR_NONE, message = STR_NONE;
    assert_ok(horaires_dire(a, h, &prose));
    if (horaires_lire(a, prose, &text, &message) != OK)
        fail_msg("« %.*s » n’est pas relu : %.*s", STR_ARG(prose), STR_ARG(message));
    return text;
}

/* A proposal is of the grammar, and opens nothing on the days that are not understood. */
static bool repaired(Arena *a, Str text)
{
    Str repair = STR_NONE, message = STR_NONE;
    Horaires *h = NULL;
    assert_ok(horaires_reparer(a, text, &repair));
    if (repair.n)
        assert_ok(horaires_parse(a, repair, &h, &message));
    return repair.n > 0;
}

static void compare_row(Arena *a, const json_t *row, int *valid, int *repairs)
{
    Horaires *h = NULL, *back = NULL;
    Str text = str_from(json_string_value(json_object_get(row, "horaires"))), message = STR_NONE;
    bool ok = horaires_parse(a, text, &h, &message) == OK;
    const json_t *windows = json_object_get(row, "windows"), *window;
    size_t i;
    if (ok != json_is_true(json_object_get(row, "valid")))
        fail_msg("« %.*s » : %s", STR_ARG(text), ok ? "est compris" : "n’est pas compris");
    *valid += ok;
    *repairs += !ok && repaired(a, text);
    if (!ok)
        return;
    Str again = there_and_back(a, h);
    assert_ok(horaires_parse(a, again, &back, &message));
    assert_true(json_array_size(windows) > 0);
    json_array_foreach(windows, i, window) {
        compare_window(a, h, window, text);
        compare_window(a, back, window, again);
    }
}

static void another_reader_says_the_same(void **state)
{
    ARENA file = arena_new(FILE_MAX);
    JSON_VALUE v = NULL;
    Str message = STR_NONE;
    int valid = 0, repairs = 0;
    (void)state;
    Str bytes = test_read(file, test_real_file(file, "lieux/opening-hours-oracle.json"));
    assert_ok(json_read(file, bytes, (JsonLimits){ FILE_MAX, JSON_DEPTH_MAX, false }, &v, &message));
    const json_t *rows = json_object_get(v, "rows");
    assert_int_equal(json_array_size(rows), 520);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        ARENA a = arena_new(MEMORY);
        compare_row(a, json_array_get(rows, i), &valid, &repairs);
    }
    assert_int_equal(valid, 450);
    assert_int_equal(repairs, 64); /* of 70: six French texts say nothing that may be proposed */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(holidays_of_france),
        cmocka_unit_test(weeks_are_numbered),
        cmocka_unit_test(minutes_are_read_and_written),
        cmocka_unit_test(rules_by_hand),
        cmocka_unit_test(school_holidays_are_known_or_to_check),
        cmocka_unit_test(what_is_not_of_the_grammar_is_refused),
        cmocka_unit_test(a_window_has_an_end_after_its_start),
        cmocka_unit_test(prose_is_read),
        cmocka_unit_test(weeks_of_the_last_or_of_all),
        cmocka_unit_test(nothing_is_guessed),
        cmocka_unit_test(what_people_wrote_is_read),
        cmocka_unit_test(rules_are_told),
        cmocka_unit_test(what_cannot_be_read_is_proposed_to_be_checked),
        cmocka_unit_test(commands_answer_each_line),
        cmocka_unit_test(another_reader_says_the_same),
    };
    return SUITE_MAIN("horaires", false, tests);
}
