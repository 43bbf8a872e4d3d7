// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/demande.h"

#include "domain/echanges/conversion.h"

static bool begins_as_json(Str s)
{
    if (str_starts(s, S("\xEF\xBB\xBF")))
        s = str_slice(s, 3, s.n);
    s = str_trim(s);
    return s.n && (s.p[0] == '[' || s.p[0] == '{');
}

Err demande_lire(Arena *a, const Demande *d, ImportRapport **ret, Str *ret_message)
{
    ImportFichier f = d->fichier;
    bool own = str_eq(d->forme, S("correspondance"));
    Str rules = own ? d->correspondance : forme_connue(d->forme);
    if (own && str_is_none(rules)) {
        *ret_message = S(
            "donnez le fichier des règles : --correspondance M.conf (exemples/README.md dit comment l’écrire).");
        return ERR_INVALID;
    }
    if (!own && !str_is_none(d->correspondance)) {
        *ret_message = S("une correspondance ne sert qu’avec --format correspondance.");
        return ERR_INVALID;
    }
    f.format = str_eq(d->forme, S("standard-csv"))  ? IMPORT_STANDARD_CSV
             : str_eq(d->forme, S("standard-json")) ? IMPORT_STANDARD_JSON
                                                    : IMPORT_AUTO;
    if (str_is_none(rules))
        return lieux_import_read(a, &f, ret, ret_message);
    Conversion k = { .aujourdhui = f.aujourdhui,
        .a_date_maj = d->a_date_maj,
        .date_maj = d->date_maj,
        .octets = f.octets,
        .json = begins_as_json(f.octets) };
    TRY(correspondance_lire(a, rules, &k.correspondance, ret_message));
    f.forme = d->forme;
    f.lire = conversion_lire;
    f.lire_arg = &k;
    return lieux_import_read(a, &f, ret, ret_message);
}
