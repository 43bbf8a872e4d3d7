// SPDX-License-Identifier: AGPL-3.0-or-later
/* Which role may be held in which scope: written by hand, so that a slip in the header's table is seen. */
#include "domain/acteurs/acteurs.h"
#include "support/suite.h"

typedef struct Cell {
    const char *role, *portees;                    /* i: instance, d: departement, e: epci, s: structure */
    unsigned bit;
} Cell;

static const Cell cells[] = {
    { "administrateur", "i", ROLE_ADMINISTRATEUR },
    { "pilote", "id", ROLE_PILOTE },
    { "comite", "id", ROLE_COMITE },
    { "coordinateur", "de", ROLE_COORDINATEUR },
    { "referent", "s", ROLE_REFERENT },
    { "mediateur", "s", ROLE_MEDIATEUR },
    { "prescripteur", "s", ROLE_PRESCRIPTEUR },
    { "numero_vert", "d", ROLE_NUMERO_VERT },
    { "reemploi", "s", ROLE_REEMPLOI },
    { "financeur", "id", ROLE_FINANCEUR },
    { "lecteur", "ide", ROLE_LECTEUR },
};
enum { CELLS = sizeof cells / sizeof *cells };

static void each_role_has_its_scopes(void **state)
{
    assert_int_equal(CELLS, ROLES_N);
    for (size_t i = 0; i < CELLS; i++) {
        int rang = role_rang(str_from(cells[i].role));
        assert_int_equal(rang, i);
        assert_int_equal(1U << rang, cells[i].bit);
        const RoleInfo *r = role_info(rang);
        assert_str_equal(r->nom, str_from(cells[i].role));
        assert_true(r->montre.n > 0);
        Str may = str_from(cells[i].portees);
        assert_int_equal((r->portees & PORTEE_INSTANCE) != 0, str_has(may, S("i")));
        assert_int_equal((r->portees & PORTEE_DEPARTEMENT) != 0, str_has(may, S("d")));
        assert_int_equal((r->portees & PORTEE_EPCI) != 0, str_has(may, S("e")));
        assert_int_equal((r->portees & PORTEE_STRUCTURE) != 0, str_has(may, S("s")));
    }
}

static void other_names_are_none(void **state)
{
    static const Str wrong[] = { S_INIT(""), S_INIT("Administrateur"), S_INIT("administrateur "), S_INIT("aidant") };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(role_rang(wrong[i]), -1);
        assert_int_equal(portee_de(wrong[i]), 0);
    }
    assert_int_equal(role_rang(STR_NONE), -1);
}

static void scopes_go_there_and_back(void **state)
{
    static const Portee all[] = { PORTEE_INSTANCE, PORTEE_DEPARTEMENT, PORTEE_EPCI, PORTEE_STRUCTURE };
    static const Str names[] = { S_INIT("instance"), S_INIT("departement"), S_INIT("epci"), S_INIT("structure") };
    for (size_t i = 0; i < 4; i++) {
        assert_str_equal(portee_nom(all[i]), names[i]);
        assert_int_equal(portee_de(names[i]), all[i]);
    }
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(each_role_has_its_scopes),
        cmocka_unit_test(other_names_are_none),
        cmocka_unit_test(scopes_go_there_and_back),
    };
    return SUITE_MAIN("acteurs_roles", false, all);
}
