// SPDX-License-Identifier: AGPL-3.0-or-later
/* What leaves for the national base: each value that could not, in the one form that can, or left out, and told. */
#include "domain/echanges/conforme.h"
#include "support/suite.h"

static void place(Str champs[STANDARD_N])
{
    for (int f = 0; f < STANDARD_N; f++)
        champs[f] = STR_NONE;
    champs[CHAMP_id] = S("1");
    champs[CHAMP_pivot] = S("00000000000000");
    champs[CHAMP_nom] = S("Relais");
    champs[CHAMP_commune] = S("Brou");
    champs[CHAMP_code_postal] = S("28160");
    champs[CHAMP_adresse] = S("1 rue de la Mairie");
    champs[CHAMP_date_maj] = S("2024-01-02");
    champs[CHAMP_services] = S("Accès internet et matériel informatique");
}

typedef struct Case {
    StandardField champ;
    const char *stored, *written; /* NULL: left out */
    bool garde;
} Case;

static void each_value_is_mended_or_left_out(void **state)
{
    static const Case cases[] = {
        { CHAMP_pivot, "SIRET inconnu", "00000000000000", false },
        { CHAMP_pivot, "123456789", "123456789", true },
        { CHAMP_date_maj, "2024-01-02T10:00:00Z", "2024-01-02", false },
        { CHAMP_commune, "Brou (28)", "Brou 28", false },
        { CHAMP_adresse, "Place \"du\" Marché", "Place du Marché", false },
        { CHAMP_code_postal, "28 160", "28160", false },
        { CHAMP_code_insee, "28-61", NULL, false },
        { CHAMP_telephone, "3939", NULL, false },
        { CHAMP_courriels, "pas un courriel|mairie@brou.fr", "mairie@brou.fr", false },
        { CHAMP_courriels, "pas un courriel", NULL, false },
        { CHAMP_site_web, "www.brou.fr", "https://www.brou.fr", false },
        { CHAMP_site_web, "https://brou.fr/é t", "https://brou.fr/%C3%A9%20t", false },
        { CHAMP_site_web, "https://www.lucé.fr|https://brou.fr", "https://brou.fr", false },
        { CHAMP_prise_rdv, "par téléphone", NULL, false },
        { CHAMP_typologie, "BIB|INVENTE", "BIB", false },
        { CHAMP_frais_a_charge, "Gratuit|Gratuit", "Gratuit", false },
        { CHAMP_formations_labels, "Étapes numériques (La Poste)", "Étapes numériques (La Poste)", true },
        { CHAMP_modalites_acces, "Se présenter|Ce lieu n'accueille pas de public", "Se présenter", false },
        { CHAMP_horaires, "lundi de 9h à 12h", "Mo 09:00-12:00", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(MIB);
        Str champs[STANDARD_N];
        Ecart *v = NEW(a, Ecart, ECARTS_MAX);
        place(champs);
        champs[cases[i].champ] = str_from(cases[i].stored);
        size_t n = lieu_conforme(a, champs, v);
        Str want = cases[i].written ? str_from(cases[i].written) : STR_NONE;
        if (n != 1 || v[0].champ != cases[i].champ || v[0].garde != cases[i].garde ||
            !str_eq(champs[cases[i].champ], want) || !v[0].raison.n)
            fail_msg("« %s » : « %.*s », %zu écarts", cases[i].stored, STR_ARG(champs[cases[i].champ]), n);
        assert_int_equal(lieu_conforme(a, champs, v), cases[i].garde ? 1 : 0); /* what is written stays written */
    }
}

/* What has only one reading for everybody is not touched. */
static void what_is_right_is_left_alone(void **state)
{
    ARENA a = arena_new(MIB);
    Str champs[STANDARD_N], before[STANDARD_N];
    Ecart *v = NEW(a, Ecart, ECARTS_MAX);
    (void)state;
    place(champs);
    champs[CHAMP_horaires] = S("le matin, selon les semaines"); /* prose that cannot be read: no rule refuses it */
    champs[CHAMP_latitude] = S("48.2100");
    champs[CHAMP_longitude] = S("1.16");
    champs[CHAMP_telephone] = S("+33237000001");
    for (int f = 0; f < STANDARD_N; f++)
        before[f] = champs[f];
    assert_int_equal(lieu_conforme(a, champs, v), 0);
    for (int f = 0; f < STANDARD_N; f++)
        assert_str_equal(champs[f], before[f]);
    champs[CHAMP_longitude] = STR_NONE; /* half a position is none */
    assert_int_equal(lieu_conforme(a, champs, v), 1);
    assert_true(str_is_none(champs[CHAMP_latitude]));
}

/* The library drops these without a word: they are told. */
static void a_place_without_services_loses_what_goes_with_them(void **state)
{
    ARENA a = arena_new(MIB);
    Str champs[STANDARD_N];
    Ecart *v = NEW(a, Ecart, ECARTS_MAX);
    (void)state;
    place(champs);
    champs[CHAMP_services] = STR_NONE;
    champs[CHAMP_frais_a_charge] = S("Gratuit");
    champs[CHAMP_itinerance] = S("Fixe");
    champs[CHAMP_modalites_acces] = S("Se présenter");
    assert_int_equal(lieu_conforme(a, champs, v), 3);
    assert_true(str_is_none(champs[CHAMP_frais_a_charge]) && str_is_none(champs[CHAMP_modalites_acces]));
    champs[CHAMP_modalites_acces] = S("Ce lieu n'accueille pas de public");
    assert_int_equal(lieu_conforme(a, champs, v), 0);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(each_value_is_mended_or_left_out),
        cmocka_unit_test(what_is_right_is_left_alone),
        cmocka_unit_test(a_place_without_services_loses_what_goes_with_them),
    };
    return SUITE_MAIN("conforme", false, all);
}
