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

static SqlCumulerMoisArgs fine_of(const Activite *x, int64_t sign)
{
    Chiffres c = { 0 };
    const Fait f = fait_de(x);
    chiffres_ajouter(&c, &f);
    return (SqlCumulerMoisArgs){ .mois = mois_de(x->jour),
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
}

Err activite_cumuler_fin(Db *db, const Activite *x, int64_t sign)
{
    const SqlCumulerMoisArgs fine = fine_of(x, sign);
    TRY(sql_cumuler_mois(db, &fine));
    for (int t = 0; t < THEMES_N; t++)
        if (x->themes & 1U << t)
            TRY(sql_cumuler_theme(db, fine.mois, fine.dispositif, x->structure_id, x->epci, themes[t].value, sign,
                fine.accompagnements));
    return OK;
}

static Err add_totals(Db *db, const Activite *x, int64_t sign)
{
    const SqlCumulerMoisArgs fine = fine_of(x, sign);
    const SqlCumulerTotalArgs total = { .mois = fine.mois,
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
    TRY(sql_cumuler_total(db, &total));
    for (int t = 0; t < THEMES_N; t++)
        if (x->themes & 1U << t)
            TRY(sql_cumuler_total_theme(db, total.mois, total.part, total.dispositif, themes[t].value, sign,
                total.accompagnements));
    return sql_cumuler_acteur(db, total.mois / 100, total.dispositif, x->structure_id, x->personne_id, sign);
}

Err activite_cumuler_reste(Db *db, Arena *a, const Activite *x, int64_t sign)
{
    TRY(add_totals(db, x, sign));
    return usagers_compter_fiche(db, a, x, sign);
}

Err activite_cumuler(Db *db, Arena *a, const Activite *x, int64_t sign)
{
    TRY(activite_cumuler_fin(db, x, sign));
    return activite_cumuler_reste(db, a, x, sign);
}

/* PostgreSQL keeps each version of a row until the transaction ends: a sum of the whole territory moved a thousand times in one
 * is slower each time. So those are made at the end of a batch. */
Err activites_recompter(Db *db)
{
    TX tx = tx_begin(db, HERE);
    TRY(sql_totaux_oter(db));
    TRY(sql_totaux_refaire(db, PARTS));
    TRY(sql_totaux_theme_oter(db));
    TRY(sql_totaux_theme_refaire(db, PARTS));
    TRY(sql_acteurs_oter(db));
    TRY(sql_acteurs_refaire(db));
    TRY(usagers_recompter(db));
    return tx_commit(&tx);
}
