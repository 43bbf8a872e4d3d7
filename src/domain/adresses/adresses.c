// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/adresses/adresses.h"

#include "adresses_sql.h"

Err adresses_compter(Db *db, Arena *a, int64_t *ret)
{
    SqlAdressesN r;
    TRY(sql_adresses_n(db, a, &r));
    *ret = r.n;
    return OK;
}

Err adresse_cle_du_lieu(Db *db, Arena *a, int64_t lieu_id, Str *ret)
{
    SqlCleLieuLire r;
    bool found = false;
    TRY(sql_cle_lieu_lire(db, a, (LieuId){ lieu_id }, &r, &found));
    *ret = found ? r.cle : STR_NONE;
    return OK;
}

/* Two rows of one address (a merged commune keeps two streets of one name): the postal code decides, or nothing does. */
static Err choose(Db *db, Arena *a, Str code_insee, Str street, Str number, Str code_postal, Trouvaille *ret)
{
    ROWS rows = { 0 };
    SqlAdressesDe r;
    size_t all = 0, of_postal = 0;
    Trouvaille any = { 0 }, there = { 0 };
    TRY(sql_adresses_de(db, code_insee, street, number, &rows));
    while (sql_adresses_de_next(&rows, &r)) {
        Trouvaille one = { ADRESSE_TROUVEE, str_dup(a, r.cle), { r.latitude, r.longitude } };
        any = one;
        all++;
        if (code_postal.n && str_eq(r.code_postal, code_postal)) {
            there = one;
            of_postal++;
        }
    }
    TRY(rows_end(&rows));
    *ret = all == 1       ? any
         : of_postal == 1 ? there
                          : (Trouvaille){ .suite = all ? ADRESSE_AMBIGUE : ADRESSE_NUMERO_INCONNU };
    return OK;
}

Err adresse_chercher(Db *db, Arena *a, Str adresse, Str code_insee, Str code_postal, Trouvaille *ret)
{
    Str number, street;
    if (!code_insee.n || !adresse_couper(a, adresse, &number, &street)) {
        *ret = (Trouvaille){ .suite = code_insee.n ? ADRESSE_SANS_NUMERO : ADRESSE_SANS_COMMUNE };
        return OK;
    }
    street = voie_cle(a, street);
    TRY(choose(db, a, code_insee, street, number, code_postal, ret));
    if (ret->suite != ADRESSE_NUMERO_INCONNU)
        return OK;
    SqlVoieConnue known;
    TRY(sql_voie_connue(db, a, code_insee, street, &known));
    if (known.n == 0)
        ret->suite = ADRESSE_VOIE_INCONNUE;
    return OK;
}
