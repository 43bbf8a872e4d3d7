// SPDX-License-Identifier: AGPL-3.0-or-later
/* Rules of a correspondence, then a file of any columns through them ("rules\0file"). Laws: a refusal says why; what is
 * read points inside its own tables and within their limits; the rows made are as many as the report says, valid text. */
#include "fuzz.h"

#include "domain/echanges/conversion.h"
#include "domain/echanges/demande.h"

static void check_rules(const Correspondance *c)
{
    FUZZ_CHECK(c->regles.n <= CORRESPONDANCE_REGLES_MAX && c->colonnes.n <= CORRESPONDANCE_COLONNES_MAX);
    for (size_t i = 0; i < c->colonnes.n; i++) {
        Str nom = c->colonnes.v[i].nom;
        FUZZ_CHECK(nom.n > 0 && nom.n <= CORRESPONDANCE_NOM_MAX && utf8_valid(nom));
        for (size_t k = 0; k < i; k++)
            FUZZ_CHECK(!str_eq(nom, c->colonnes.v[k].nom));
    }
    for (size_t i = 0; i < c->regles.n; i++) {
        const Regle *g = &c->regles.v[i];
        FUZZ_CHECK(g->champ < STANDARD_N && g->morceaux.n > 0 && g->morceaux.n <= CORRESPONDANCE_MORCEAUX_MAX);
        FUZZ_CHECK(g->table == (g->equivalences.n > 0));
        for (size_t k = 0; k < g->morceaux.n; k++)
            FUZZ_CHECK(g->morceaux.v[k].sort != MORCEAU_COLONNE || g->morceaux.v[k].colonne < c->colonnes.n);
        for (size_t k = 0; k < g->conditions.n; k++)
            FUZZ_CHECK(g->conditions.v[k].colonne < c->colonnes.n);
    }
}

static void check_file(Arena *a, Str rules, Str file)
{
    Demande d = { .forme = S("correspondance"),
        .correspondance = rules,
        .fichier = { .nom = S("f"), .octets = file, .aujourdhui = { 20000 } } };
    ImportRapport *r = NULL;
    Str message = STR_NONE;
    Err e = demande_lire(a, &d, &r, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    for (size_t i = 0; e == OK && i < r->lignes.n; i++)
        for (int f = 0; f < STANDARD_N; f++)
            FUZZ_CHECK(utf8_valid(r->lignes.v[i].champs[f]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(256 * MIB);
    size_t cut = str_find_char(s, 0, '\0');
    Str rules = str_slice(s, 0, cut), message = STR_NONE;
    const Correspondance *c = NULL;
    Err e = correspondance_lire(a, rules, &c, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return 0;
    check_rules(c);
    if (cut < s.n)
        check_file(a, rules, str_slice(s, cut + 1, s.n));
    return 0;
}
