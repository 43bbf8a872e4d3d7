// SPDX-License-Identifier: AGPL-3.0-or-later
/* The enumerations, in words and in bits. */
#include "domain/activites/activites.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice activite_types[] = { ACTIVITE_TYPES(X) { STR_NONE, STR_NONE } };
const Choice dispositifs[] = { DISPOSITIFS(X) { STR_NONE, STR_NONE } };
const Choice lieu_types[] = { LIEU_TYPES(X) { STR_NONE, STR_NONE } };
const Choice themes[] = { THEMES(X) { STR_NONE, STR_NONE } };
const Choice demarches[] = { DEMARCHES(X) { STR_NONE, STR_NONE } };
const Choice materiels[] = { MATERIELS(X) { STR_NONE, STR_NONE } };
const Choice autonomies[] = { AUTONOMIES(X) { STR_NONE, STR_NONE } };
const Choice niveaux[] = { ACTIVITE_NIVEAUX(X) { STR_NONE, STR_NONE } };
const Choice redirections[] = { REDIRECTIONS(X) { STR_NONE, STR_NONE } };
const Choice genres[] = { GENRES(X) { STR_NONE, STR_NONE } };
const Choice statuts[] = { STATUTS(X) { STR_NONE, STR_NONE } };
#undef X
#define X(NAME, stored, shown, from) { S_INIT(stored), S_INIT(shown) },
const Choice tranches[] = { TRANCHES(X) { STR_NONE, STR_NONE } };
#undef X
#define X(NAME, stored, shown, from) from,
static const int first_ages[] = { TRANCHES(X) };
#undef X
// clang-format on

enum { AGE_MAX = 130 };

Str mots_joints(Arena *a, const Choice *mots, unsigned bits)
{
    Str all = S("");
    for (int i = 0; !str_is_none(mots[i].value); i++)
        if (bits & 1U << i)
            all = str_is_empty(all) ? mots[i].value : str_cat(a, str_cat(a, all, S("|")), mots[i].value);
    return all;
}

unsigned mots_bits(const Choice *mots, Str joints)
{
    unsigned bits = 0;
    Str part;
    while (str_split(&joints, '|', &part)) {
        int rang = choice_index(mots, part);
        if (rang >= 0)
            bits |= 1U << rang;
    }
    return bits;
}

int tranche_de(OptI64 naissance, int annee)
{
    int64_t age = annee - naissance.v;
    if (!naissance.has || age < 0 || age > AGE_MAX)
        return -1;
    int found = 0;
    for (size_t i = 0; i < sizeof first_ages / sizeof *first_ages; i++)
        found = age >= first_ages[i] ? (int)i : found;
    return found;
}
