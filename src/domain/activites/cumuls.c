// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Sums kept in the transaction of each record: by month and commune, by theme, of the whole territory, who acted, and (comptes.c)
 * how many persons came in each period.
 */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/releve.h"

/* Of the whole territory there are a few sums, each of some structures, added up when they are read. */
enum { PARTS = 4 };

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
    Str dispositif = dispositifs[x->dispositif].value;
    for (int t = 0; t < THEMES_N; t++) {
        if (!(x->themes & 1U << t))
            continue;
        TRY(sql_cumuler_theme(db, mois, dispositif, x->structure_id, x->epci, themes[t].value, sign, n));
        TRY(sql_cumuler_total_theme(db, mois, x->structure_id.v % PARTS, dispositif, themes[t].value, sign, n));
    }
    return OK;
}

static Err add_figures(Db *db, const Activite *x, int64_t mois, int64_t sign)
{
    Chiffres c = { 0 };
    const Fait f = fait_de(x);
    chiffres_ajouter(&c, &f);
    const SqlCumulerMoisArgs fine = { .mois = mois,
        .dispositif = dispositifs[x->dispositif].value,
        .type = activite_types[x->type].value,
        .structure_id = x->structure_id,
        .epci = x->epci,
        .commune = x->commune,
        .activites = sign * c.activites,
        .accompagnements = sign * c.accompagnements,
        .anonymes = sign * c.anonymes,
        .nouveaux = sign * c.usagers_nouveaux_anonymes,
        .minutes = sign * c.minutes,
        .regles = sign * c.regles,
        .regles_dits = sign * c.regles_dits,
        .satisfaits = sign * c.satisfaits,
        .satisfaction_dits = sign * c.satisfaction_dits };
    const SqlCumulerTotalArgs total = { .mois = mois,
        .part = x->structure_id.v % PARTS,
        .dispositif = fine.dispositif,
        .type = fine.type,
        .activites = fine.activites,
        .accompagnements = fine.accompagnements,
        .anonymes = fine.anonymes,
        .nouveaux = fine.nouveaux,
        .minutes = fine.minutes,
        .regles = fine.regles,
        .regles_dits = fine.regles_dits,
        .satisfaits = fine.satisfaits,
        .satisfaction_dits = fine.satisfaction_dits };
    TRY(sql_cumuler_mois(db, &fine));
    return sql_cumuler_total(db, &total);
}

Err activite_cumuler_fiche(Db *db, const Activite *x, int64_t sign)
{
    int64_t mois = mois_de(x->jour);
    TRY(add_figures(db, x, mois, sign));
    TRY(add_themes(db, x, mois, sign));
    return sql_cumuler_acteur(db, mois / 100, dispositifs[x->dispositif].value, x->structure_id, x->personne_id, sign);
}

Err activite_cumuler(Db *db, Arena *a, const Activite *x, int64_t sign)
{
    TRY(activite_cumuler_fiche(db, x, sign));
    return usagers_compter_fiche(db, a, x, sign);
}
