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

static Chiffres figures_of(const Activite *x)
{
    Chiffres c = { 0 };
    const Fait f = fait_de(x);
    chiffres_ajouter(&c, &f);
    return c;
}

/* Where and when `x` is, with these figures: its own, or those of many that have it in common. */
static SqlCumulerMoisArgs fine_of(const Activite *x, const Chiffres *c, int64_t sign)
{
    return (SqlCumulerMoisArgs){ .mois = mois_de(x->jour),
        .dispositif = dispositifs[x->dispositif].value,
        .type = activite_types[x->type].value,
        .structure_id = x->structure_id,
        .epci = x->epci,
        .commune = x->commune,
        .activites = sign * c->activites,
        .accompagnements = sign * c->accompagnements,
        .anonymes = sign * c->anonymes,
        .nouveaux = sign * c->usagers_nouveaux_anonymes,
        .minutes = sign * c->minutes,
        .regles = sign * c->regles,
        .regles_dits = sign * c->regles_dits,
        .satisfaits = sign * c->satisfaits,
        .satisfaction_dits = sign * c->satisfaction_dits };
}

static Err add_fine(Db *db, const SqlCumulerMoisArgs *fine, uint32_t of)
{
    TRY(sql_cumuler_mois(db, fine));
    for (int t = 0; t < THEMES_N; t++)
        if (of & 1U << t)
            TRY(sql_cumuler_theme(db, fine->mois, fine->dispositif, fine->structure_id, fine->epci, themes[t].value,
                fine->activites, fine->accompagnements));
    return OK;
}

static Err add_totals(Db *db, const Activite *x, const SqlCumulerMoisArgs *fine)
{
    const SqlCumulerTotalArgs total = { .mois = fine->mois,
        .part = x->structure_id.v % PARTS,
        .dispositif = fine->dispositif,
        .type = fine->type,
        .activites = fine->activites,
        .accompagnements = fine->accompagnements,
        .anonymes = fine->anonymes,
        .nouveaux = fine->nouveaux,
        .minutes = fine->minutes,
        .regles = fine->regles,
        .regles_dits = fine->regles_dits,
        .satisfaits = fine->satisfaits,
        .satisfaction_dits = fine->satisfaction_dits };
    TRY(sql_cumuler_total(db, &total));
    for (int t = 0; t < THEMES_N; t++)
        if (x->themes & 1U << t)
            TRY(sql_cumuler_total_theme(db, total.mois, total.part, total.dispositif, themes[t].value, total.activites,
                total.accompagnements));
    return sql_cumuler_acteur(db, total.mois / 100, total.dispositif, x->structure_id, x->personne_id, total.activites);
}

Err activite_cumuler(Db *db, Arena *a, const Activite *x, int64_t sign)
{
    const Chiffres c = figures_of(x);
    const SqlCumulerMoisArgs fine = fine_of(x, &c, sign);
    TRY(add_fine(db, &fine, x->themes));
    TRY(add_totals(db, x, &fine));
    return usagers_compter_fiche(db, a, x, sign);
}

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

/* ---- a batch ---- */

typedef struct Commun {
    Activite x; /* the first of them: month, place and themes are theirs all */
    Chiffres c;
} Commun;

struct Cumuls {
    Arena *a;
    Words cles;                                    /* what its records have in common; its rank is that of the sum */
    VEC(Commun) sommes;
};

Cumuls *cumuls_new(Arena *a)
{
    Cumuls *v = NEW(a, Cumuls, 1);
    if (v)
        *v = (Cumuls){ .a = a, .cles.a = a };
    return v;
}

static Err open_sum(Cumuls *v, const Activite *x)
{
    Commun *made = vec_push(v->a, &v->sommes);
    if (!made)
        return ERR_MEMORY;
    *made = (Commun){ .x = { .jour = x->jour,
                          .dispositif = x->dispositif,
                          .type = x->type,
                          .structure_id = x->structure_id,
                          .epci = str_dup(v->a, x->epci),
                          .commune = str_dup(v->a, x->commune),
                          .themes = x->themes } };
    return arena_failed(v->a) ? ERR_MEMORY : OK;
}

Err cumuls_ajouter(Cumuls *v, Arena *a, const Activite *x)
{
    const Fait f = fait_de(x);
    Str cle = str_format(a, "%lld %d %d %lld %.*s %.*s %x", (long long)mois_de(x->jour), x->dispositif, x->type,
        (long long)x->structure_id.v, STR_ARG(x->epci), STR_ARG(x->commune), x->themes);
    uint32_t rank;
    bool fresh;
    if (str_is_none(cle))
        return ERR_MEMORY;
    TRY(words_number(&v->cles, cle, &rank, &fresh));
    if (fresh)
        TRY(open_sum(v, x));
    chiffres_ajouter(&v->sommes.v[rank].c, &f);
    return OK;
}

static Err write_sums(Db *db, const Cumuls *v)
{
    for (size_t i = 0; i < v->sommes.n; i++) {
        const SqlCumulerMoisArgs fine = fine_of(&v->sommes.v[i].x, &v->sommes.v[i].c, 1);
        TRY(add_fine(db, &fine, v->sommes.v[i].x.themes));
    }
    return OK;
}

Err cumuls_finir(Db *db, Cumuls *v)
{
    TRY(db_batch_begin(db));
    Err e = write_sums(db, v), sent = db_batch_end(db);
    TRY(e);
    TRY(sent);
    v->cles = (Words){ .a = v->a };
    v->sommes.n = 0;
    return activites_recompter(db);
}
