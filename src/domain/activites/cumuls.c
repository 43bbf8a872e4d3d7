// SPDX-License-Identifier: AGPL-3.0-or-later
/* Sums kept in the transaction of each record: by month and commune, by theme, and who came in which period. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"

int64_t mois_de(Date d)
{
    Civil c = date_civil(d);
    return (int64_t)c.year * 100 + c.month;
}

int64_t activite_accompagnements(const Activite *x)
{
    return (int64_t)x->suivis_n + x->anonymes;
}

static Err add_themes(Db *db, const Activite *x, int64_t mois, int64_t sign)
{
    int64_t n = sign * activite_accompagnements(x);
    for (int t = 0; t < THEMES_N; t++)
        if (x->themes & 1U << t)
            TRY(sql_cumuler_theme(db, mois, dispositifs[x->dispositif].value, x->structure_id, x->epci, themes[t].value,
                sign, n));
    return OK;
}

Err activite_cumuler(Db *db, const Activite *x, int64_t sign)
{
    int64_t mois = mois_de(x->jour);
    Str dispositif = dispositifs[x->dispositif].value;
    bool satisfied = x->satisfaction.has && x->satisfaction.v >= NOTE_SATISFAIT;
    TRY(sql_cumuler_mois(db, &(SqlCumulerMoisArgs){ .mois = mois,
                                 .dispositif = dispositif,
                                 .type = activite_types[x->type].value,
                                 .structure_id = x->structure_id,
                                 .epci = x->epci,
                                 .commune = x->commune,
                                 .activites = sign,
                                 .accompagnements = sign * activite_accompagnements(x),
                                 .anonymes = sign * x->anonymes,
                                 .nouveaux = sign * x->nouveaux,
                                 .minutes = sign * x->duree_min,
                                 .regles = sign * (x->regle.has ? x->regle.v : 0),
                                 .regles_dits = sign * x->regle.has,
                                 .satisfaits = sign * satisfied,
                                 .satisfaction_dits = sign * x->satisfaction.has }));
    TRY(add_themes(db, x, mois, sign));
    for (size_t i = 0; i < x->suivis_n; i++) {
        TRY(sql_cumuler_usager(db, mois / 100, dispositif, x->suivis[i].racine.v, sign));
        TRY(sql_cumuler_usager(db, mois, dispositif, x->suivis[i].racine.v, sign));
    }
    return OK;
}
