// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/view/affichage.h"

#include "support/suite.h"

static void known_words_only(void **state)
{
    ARENA a = arena_new(MIB);
    assert_true(str_is_none(affichage_lire(a, STR_NONE, '.')));
    assert_true(str_is_none(affichage_lire(a, S("habituel.\"><script>.texte"), ' ')));
    assert_str_equal(affichage_lire(a, S("texte-grand"), ' '), S("texte-grand"));
    assert_str_equal(affichage_lire(a, S("contraste-fort.x..texte-tres-grand"), ' '),
        S("texte-tres-grand contraste-fort"));
    assert_str_equal(affichage_lire(a, S("texte-grand.texte-tres-grand.texte-grand"), '.'), S("texte-grand"));
    Str all = S("texte-grand.lettres-appareil.lignes-aerees.contraste-fort");
    assert_str_equal(affichage_lire(a, all, '.'), all);
    char endless[2000];
    for (size_t i = 0; i < sizeof endless; i++)
        endless[i] = '.';
    assert_true(str_is_none(affichage_lire(a, str_of(endless, sizeof endless), '.')));
}

static void one_word_of_a_choice(void **state)
{
    assert_str_equal(affichage_mot(S("contraste-fort.texte-grand"), &affichage_choix[0]), S("texte-grand"));
    assert_str_equal(affichage_mot(S("contraste-fort"), &affichage_choix[0]), S(""));
    assert_str_equal(affichage_mot(STR_NONE, &affichage_choix[3]), S(""));
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(known_words_only),
        cmocka_unit_test(one_word_of_a_choice),
    };
    return SUITE_MAIN("affichage", false, all);
}
