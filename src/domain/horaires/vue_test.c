// SPDX-License-Identifier: AGPL-3.0-or-later
/* Hours made ready for many places say what the rules say; and the words that a page shows. */
#include "domain/horaires/horaires_impl.h"
#include "support/suite.h"

static const size_t MEMORY = 64 * MIB;

static Minute when(const char *iso)
{
    Minute m;
    assert_true(minute_parse(str_from(iso), &m));
    return m;
}

/* No-break spaces as plain ones, to be read here. */
static Str plain(Arena *a, Str s)
{
    for (size_t at; (at = str_find(s, 0, S("\u00a0"))) < s.n;)
        s = str_format(a, "%.*s %.*s", STR_ARG(str_slice(s, 0, at)), STR_ARG(str_slice(s, at + 2, s.n)));
    return s;
}

static HorairesVue vue(Arena *a, const char *text, const char *now)
{
    HorairesVue v;
    assert_ok(horaires_vue(a, str_from(text), &aucunes_vacances, when(now), &v));
    return v;
}

/* ---- ready ---- */

static const char *const many[] = { "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Mo-Fr 09:00-12:00", "24/7", "off",
    "Fr,Su 22:00-02:00", "Fr,Su 22:00-02:00; PH off", "week 2-52/2 Th 08:45-12:15; PH off",
    "week 1-53/2 Su 20:00-06:00; Mo 10:00-11:00", "Tu[1,3] 14:00-16:00", "Jul-Aug Mo 10:00-11:00", "Mo 10:00+",
    "Mo 10:00-12:00 \"sur rendez-vous\"", "Mo 08:00-18:00; SH off; PH off", "PH 10:00-12:00; Mo 09:00-10:00",
    "Mo-Su 00:00-24:00; We 12:00-14:00 off" };

static HorairesEtat asked(Arena *a, const Horaires *h, const Calendrier *c, Minute at)
{
    const Intervalle *v;
    size_t n;
    assert_ok(horaires_evaluer(a, h, c, at, at + 1, &v, &n));
    return n ? v->etat : HORAIRES_FERME;
}

static void ready_hours_say_what_the_rules_say(void **state)
{
    Vacances holiday = { date_from_ymd(2024, 12, 21), date_from_ymd(2025, 1, 5) };
    Calendrier some = { &holiday, 1, { date_from_ymd(2024, 9, 1), date_from_ymd(2025, 2, 1) } };
    const Calendrier *calendars[] = { &aucunes_vacances, &some };
    (void)state;
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        ARENA a = arena_new(MEMORY);
        const HorairesPrets *ready = NULL;
        Horaires *h = NULL;
        Str message = STR_NONE;
        assert_ok(horaires_preparer(a, str_from(many[i]), &ready));
        assert_ok(horaires_parse(a, str_from(many[i]), &h, &message));
        bool silent = !horaires_disent_les_feries(h);
        for (Minute at = when("2024-12-15T00:00"); at < when("2025-01-20T00:00"); at += 47) {
            const Calendrier *c = calendars[at % 2];
            ArenaMark mark = arena_mark(a);
            Instant now = instant_de(c, at);
            HorairesEtat want = asked(a, h, c, at), got = horaires_a(ready, &now);
            if (want == HORAIRES_OUVERT && silent && jour_ferie(minute_jour(at)))
                want = HORAIRES_INCERTAIN;
            if (got != want)
                fail_msg("« %s », %.*s : %d au lieu de %d", many[i], STR_ARG(minute_iso(a, at)), (int)got, (int)want);
            assert_int_equal(horaires_etat(h, c, at), asked(a, h, c, at));
            arena_reset(a, mark);
        }
    }
}

static void prose_is_made_ready_too(void **state)
{
    ARENA a = arena_new(MEMORY);
    const HorairesPrets *ready = NULL;
    (void)state;
    assert_ok(horaires_preparer(a, S("du lundi au vendredi de 9h à 12h"), &ready));
    Instant monday = instant_de(&aucunes_vacances, when("2025-03-24T09:00")),
            noon = instant_de(&aucunes_vacances, when("2025-03-24T12:00"));
    assert_int_equal(horaires_a(ready, &monday), HORAIRES_OUVERT);
    assert_int_equal(horaires_a(ready, &noon), HORAIRES_FERME);
    assert_err(horaires_preparer(a, S("sur rendez-vous"), &ready), ERR_INVALID);
}

/* ---- words ---- */

static void now_in_words(void **state)
{
    static const struct {
        const char *text, *now, *want;
        HorairesEtat etat;
    } cases[] = {
        { "Mo-Fr 09:00-12:00,14:00-17:30", "2025-03-24T09:00", "Ouvert, ferme à midi", HORAIRES_OUVERT },
        { "Mo-Fr 09:00-12:00,14:00-17:30", "2025-03-24T12:00", "Fermé, ouvre à 14 h", HORAIRES_FERME },
        { "Mo-Fr 09:00-12:00,14:00-17:30", "2025-03-24T17:29", "Ouvert, ferme à 17 h 30", HORAIRES_OUVERT },
        { "Mo-Fr 09:00-12:00,14:00-17:30", "2025-03-24T17:30", "Fermé, ouvre demain à 9 h", HORAIRES_FERME },
        { "Mo-Fr 09:00-12:00,14:00-17:30", "2025-03-28T18:00", "Fermé, ouvre lundi à 9 h", HORAIRES_FERME },
        { "Tu[1] 14:00-16:00", "2025-03-24T18:00", "Fermé, ouvre le 1er avril à 14 h", HORAIRES_FERME },
        { "Jul Mo 14:00-16:00", "2025-03-24T18:00", "Fermé", HORAIRES_FERME },
        { "Fr 22:00-02:00", "2025-03-28T23:00", "Ouvert, ferme demain à 2 h", HORAIRES_OUVERT },
        { "Fr 22:00-02:00", "2025-03-29T01:00", "Ouvert, ferme à 2 h", HORAIRES_OUVERT },
        { "Fr 22:00-24:00", "2025-03-28T23:00", "Ouvert, ferme à minuit", HORAIRES_OUVERT },
        { "24/7", "2025-03-24T18:00", "Ouvert", HORAIRES_OUVERT },
        { "Mo 10:00+", "2025-03-24T11:00", "À vérifier", HORAIRES_INCERTAIN },
        { "Mo 10:00+", "2025-03-24T09:00", "Fermé, ouverture à vérifier", HORAIRES_FERME },
        { "Mo-Su 09:00-12:00", "2025-12-25T10:00", "À vérifier, c’est un jour férié", HORAIRES_INCERTAIN },
        { "Mo-Su 09:00-12:00; PH off", "2025-12-25T10:00", "Fermé, ouvre demain à 9 h", HORAIRES_FERME },
        { "Mo-Su,PH 09:00-12:00", "2025-12-25T10:00", "Ouvert, ferme à midi", HORAIRES_OUVERT },
    };
    ARENA a = arena_new(MEMORY);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        HorairesVue v = vue(a, cases[i].text, cases[i].now);
        assert_str_equal(plain(a, v.etat_dit), str_from(cases[i].want));
        assert_int_equal(v.etat, cases[i].etat);
    }
}

static void a_week_and_its_holidays(void **state)
{
    ARENA a = arena_new(MEMORY);
    HorairesVue v = vue(a, "Mo,We-Fr 09:00-12:00,14:00-16:30; PH off", "2025-12-22T10:00");
    (void)state;
    assert_true(v.a_semaine && v.feries_fermes && !v.feries_tus && !v.deux_semaines && v.paire);
    assert_str_equal(plain(a, v.semaine[0][0]), S("9 h – 12 h et 14 h – 16 h 30"));
    assert_str_equal(v.semaine[0][1], S("fermé"));
    assert_str_equal(v.semaine[0][6], S("fermé"));
    assert_int_equal(v.n_feries, 2);               /* Christmas, New Year's Day */
    assert_int_equal(v.feries[0].date.days, date_from_ymd(2025, 12, 25).days);
    assert_str_equal(v.feries[0].texte, S("fermé"));
    assert_true(v.jours[3].ferie);
    assert_str_equal(v.jours[3].texte, S("fermé"));
    assert_str_equal(plain(a, v.jours[4].texte), S("9 h – 12 h et 14 h – 16 h 30"));
    assert_str_equal(plain(a, v.prose),
        S("Lundi, mercredi, jeudi et vendredi : de 9 h à midi et de 14 h à 16 h 30. Fermé les jours fériés."));

    v = vue(a, "Mo-Su 09:00-12:00", "2025-12-22T10:00");
    assert_true(v.feries_tus);
    assert_str_equal(v.feries[0].texte, S("à vérifier"));

    v = vue(a, "week 2-52/2 Th 08:45-12:15", "2025-12-30T10:00");
    assert_true(v.a_semaine && v.deux_semaines && !v.paire);
    assert_str_equal(plain(a, v.semaine[0][3]), S("8 h 45 – 12 h 15"));
    assert_str_equal(v.semaine[1][3], S("fermé"));

    v = vue(a, "Tu[1] 14:00-16:00", "2025-12-30T10:00");
    assert_false(v.a_semaine);
    assert_str_equal(v.jours[0].texte, S("fermé"));

    v = vue(a, "Mo 22:00-02:00; We 00:00-24:00", "2025-12-29T10:00");
    assert_str_equal(plain(a, v.jours[0].texte), S("22 h – 2 h"));
    assert_str_equal(v.jours[1].texte, S("fermé"));
    assert_str_equal(v.jours[2].texte, S("toute la journée"));
    HorairesVue none;
    assert_err(horaires_vue(a, S("sur rendez-vous"), &aucunes_vacances, 0, &none), ERR_INVALID);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ready_hours_say_what_the_rules_say),
        cmocka_unit_test(prose_is_made_ready_too),
        cmocka_unit_test(now_in_words),
        cmocka_unit_test(a_week_and_its_holidays),
    };
    return SUITE_MAIN("horaires_vue", false, tests);
}
