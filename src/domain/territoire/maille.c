// SPDX-License-Identifier: AGPL-3.0-or-later
/* A commune, an EPCI or a département by its code, read from the tables. */
#include "domain/territoire/territoire.h"
#include "territoire_sql.h"

enum { SIREN = 9 };

static bool all_digits(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* "28", "2A", "974": the first signs of its communes' codes. */
static Str departement_of(Str commune)
{
    return str_slice(commune, 0, str_starts(commune, S("97")) || str_starts(commune, S("98")) ? 3 : 2);
}

static bool is_departement(Str code)
{
    CodeInsee c;
    char commune[5] = "00000";
    if (code.n < 2 || code.n > 3)
        return false;
    for (size_t i = 0; i < code.n; i++)
        commune[i] = code.p[i];
    return code_insee_parse(str_of(commune, sizeof commune), &c) &&
           str_eq(departement_of(str_of(commune, sizeof commune)), code);
}

Err maille_departement(Db *db, Arena *a, Str code, Maille *ret)
{
    SqlDepartementLire row;
    SqlTerritoireCharge loaded;
    bool found;
    if (!is_departement(code))
        return ERR_INVALID;
    TRY(sql_departement_lire(db, a, code, &row, &found));
    TRY(sql_territoire_charge(db, a, &loaded));
    if (!found && loaded.departements)
        return ERR_NOT_FOUND;
    Str kept = str_dup(a, code);
    *ret = (Maille){ .code = kept, .nom = found ? row.nom : kept, .departement = kept };
    return OK;
}

Err maille_epci(Db *db, Arena *a, Str code, Maille *ret)
{
    SqlEpciLire row;
    SqlTerritoireCharge loaded;
    bool found;
    if (code.n != SIREN || !all_digits(code))
        return ERR_INVALID;
    TRY(sql_epci_lire(db, a, code, &row, &found));
    TRY(sql_territoire_charge(db, a, &loaded));
    if (!found && loaded.epci)
        return ERR_NOT_FOUND;
    Str kept = str_dup(a, code);
    *ret = (Maille){ .code = kept, .nom = found ? row.nom : kept, .epci = kept };
    if (found)
        ret->departement = row.departement;
    return OK;
}

Err maille_commune(Db *db, Arena *a, Str code_insee, Maille *ret)
{
    SqlCommuneLire row;
    SqlTerritoireCharge loaded;
    CodeInsee parsed;
    bool found;
    if (!code_insee_parse(code_insee, &parsed))
        return ERR_INVALID;
    TRY(sql_commune_lire(db, a, code_insee, &row, &found));
    TRY(sql_territoire_charge(db, a, &loaded));
    if (!found && loaded.communes)
        return ERR_NOT_FOUND;
    Str kept = str_dup(a, code_insee);
    *ret = found ? (Maille){ row.code, row.nom, row.departement, row.epci }
                 : (Maille){ kept, kept, departement_of(kept), STR_NONE };
    return OK;
}
