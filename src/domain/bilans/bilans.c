// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/bilans/bilans.h"

#include <stdlib.h>

#include "base/words.h"
#include "bilans_sql.h"
#include "domain/journal/journal.h"

enum { TOUS = 1000000, MOIS_MIN = 200001, MOIS_MAX = 209912 };

static bool same(OptI64 x, OptI64 y)
{
    return x.has == y.has && (!x.has || x.v == y.v);
}

static Err compare(Db *db, Arena *a, const Bilan *b, BilanSort *ret)
{
    SqlBilanLire was;
    bool found = false;
    TRY(sql_bilan_lire(db, a, b->structure_id, dispositifs[b->dispositif].value, b->mois, &was, &found));
    *ret = !found ? BILAN_AJOUTE
         : was.accompagnements == b->accompagnements && same(was.jours, b->jours) && same(was.usagers, b->usagers) &&
                   same(was.regles, b->regles) && same(was.satisfaits, b->satisfaits) && same(was.reponses, b->reponses)
             ? BILAN_INCHANGE
             : BILAN_REMPLACE;
    return OK;
}

Err bilan_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Bilan *b, Str source, BilanSort *ret)
{
    Structure s;
    TRY(structure_par_id(db, a, b->structure_id, &s));
    if (par && !acteur_couvre_structure(par, &s))
        return ERR_NOT_FOUND;
    if (!str_is_none(bilan_faute(b, bilan_mois_de(now), NULL)))
        return ERR_INVALID;
    TRY(compare(db, a, b, ret));
    if (*ret == BILAN_INCHANGE)
        return OK;
    TRY(sql_bilan_ecrire(db, &(SqlBilanEcrireArgs){ .structure_id = b->structure_id,
                                 .dispositif = dispositifs[b->dispositif].value,
                                 .mois = b->mois,
                                 .accompagnements = b->accompagnements,
                                 .jours = b->jours,
                                 .usagers = b->usagers,
                                 .regles = b->regles,
                                 .satisfaits = b->satisfaits,
                                 .reponses = b->reponses,
                                 .source = source,
                                 .now = now }));
    return journal_ecrire(db, par, now, "bilan.noter", str_cat(a, S("structure:"), s.uid), true);
}

/* ---- reading ---- */

typedef struct Cadre {
    Str portee, code;
    int64_t du, au;
} Cadre;

static Cadre frame_of(const Acteur *par, int64_t annee)
{
    return (Cadre){ par->portee, str_or_empty(par->code), annee ? annee * 100 + 1 : MOIS_MIN,
        annee ? annee * 100 + 12 : MOIS_MAX };
}

static int programme_of(Str stored)
{
    int d = choice_index(dispositifs, stored);
    return d < 0 ? DISPOSITIF_AUTRE : d;
}

Err bilans_lister(Db *db, Arena *a, const Acteur *par, int64_t annee, int64_t page, const BilanLigne **ret,
    size_t *ret_n, int64_t *ret_total)
{
    VEC(BilanLigne) v = { 0 };
    Cadre f = frame_of(par, annee);
    SqlBilansCompter total;
    SqlBilansPage r;
    ROWS rows = { 0 };
    TRY(sql_bilans_compter(db, a, f.portee, f.code, f.du, f.au, &total));
    TRY(sql_bilans_page(db, f.portee, f.code, f.du, f.au, page ? BILANS_PAGE : TOUS,
        page ? (page - 1) * BILANS_PAGE : 0, &rows));
    while (sql_bilans_page_next(&rows, &r)) {
        BilanLigne *l = vec_push(a, &v);
        if (!l)
            return ERR_MEMORY;
        *l = (BilanLigne){ { r.structure_id, programme_of(r.dispositif), r.mois, r.accompagnements, r.jours, r.usagers,
                               r.regles, r.satisfaits, r.reponses },
            str_dup(a, r.uid), str_dup(a, r.nom) };
    }
    *ret = v.v;
    *ret_n = v.n;
    *ret_total = total.n;
    return rows_end(&rows);
}

Err bilans_sommes(Db *db, Arena *a, const Acteur *par, int64_t annee, const BilanSomme **ret, size_t *ret_n)
{
    VEC(BilanSomme) v = { 0 };
    Cadre f = frame_of(par, annee);
    SqlBilansSommes r;
    ROWS rows = { 0 };
    TRY(sql_bilans_sommes(db, f.portee, f.code, f.du, f.au, &rows));
    while (sql_bilans_sommes_next(&rows, &r)) {
        BilanSomme *s = vec_push(a, &v);
        if (!s)
            return ERR_MEMORY;
        *s = (BilanSomme){ programme_of(r.dispositif), r.accompagnements, r.jours, r.usagers, r.regles, r.regles_sur,
            r.satisfaits, r.reponses, r.structures };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err bilans_annees(Db *db, Arena *a, const Acteur *par, const int64_t **ret, size_t *ret_n)
{
    VEC(int64_t) v = { 0 };
    Cadre f = frame_of(par, 0);
    SqlBilansAnnees r;
    ROWS rows = { 0 };
    TRY(sql_bilans_annees(db, f.portee, f.code, &rows));
    while (sql_bilans_annees_next(&rows, &r)) {
        int64_t *y = vec_push(a, &v);
        if (!y)
            return ERR_MEMORY;
        *y = r.annee;
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

/* ---- a file ---- */

static Err structure_of(Db *db, Arena *a, const Acteur *par, const BilanLu *l, Structure *ret)
{
    Err e = l->structure.n ? structure_par_uid(db, a, l->structure, ret) : structure_par_siret(db, a, l->siret, ret);
    return e == OK && par && !acteur_couvre_structure(par, ret) ? ERR_NOT_FOUND : e;
}

static Err refuse_unknown(Arena *a, BilansLus *lus, const BilanLu *l)
{
    bool named = l->structure.n > 0;
    return bilans_refuser(a, lus, l->ligne, named ? "structure" : "siret", named ? l->structure : l->siret,
        named ? S("aucune structure de votre périmètre n’a cet identifiant, celui que montre sa page")
              : S("aucune structure de votre périmètre n’a ce SIRET"));
}

/* Months met in this file, each with the row that said it first. */
typedef struct Dits {
    Words cles;
    VEC(int64_t) lignes;
} Dits;

/* `ret_ligne`: the row that said this very month before; 0: none did. */
static Err said_before(Arena *a, Dits *d, const BilanLu *l, int64_t *ret_ligne)
{
    uint32_t rank;
    bool fresh;
    Str key = str_format(a, "%lld|%d|%lld", (long long)l->b.structure_id.v, l->b.dispositif, (long long)l->b.mois);
    TRY(words_number(&d->cles, key, &rank, &fresh));
    *ret_ligne = fresh ? 0 : d->lignes.v[rank];
    if (!fresh)
        return OK;
    int64_t *to = vec_push(a, &d->lignes);
    if (!to)
        return ERR_MEMORY;
    *to = l->ligne;
    return OK;
}

static int by_row(const void *x, const void *y)
{
    const BilanRefus *a = x, *b = y;
    return a->ligne < b->ligne ? -1 : a->ligne > b->ligne;
}

Err bilans_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, Str source, bool simulation, BilansLus *lus,
    BilansPris *ret)
{
    Dits said = { .cles = { .a = a } };
    *ret = (BilansPris){ 0 };
    for (size_t i = 0; i < lus->lignes.n; i++) {
        BilanLu *l = &lus->lignes.v[i];
        Structure s;
        BilanSort sort;
        Err e = structure_of(db, a, par, l, &s);
        if (e == ERR_NOT_FOUND || e == ERR_INVALID) {
            TRY(refuse_unknown(a, lus, l));
            continue;
        }
        TRY(e);
        l->b.structure_id = s.id;
        int64_t first = 0;
        TRY(said_before(a, &said, l, &first));
        if (first) {
            TRY(bilans_refuser(a, lus, l->ligne, "mois", bilan_mois_montre(a, l->b.mois),
                str_format(a, "la ligne %lld dit déjà ce mois de cette structure\u00a0: gardez l’une des deux",
                    (long long)first)));
            continue;
        }
        TRY(simulation ? compare(db, a, &l->b, &sort) : bilan_noter(db, a, par, now, &l->b, source, &sort));
        ret->ajoutes += sort == BILAN_AJOUTE;
        ret->remplaces += sort == BILAN_REMPLACE;
        ret->inchanges += sort == BILAN_INCHANGE;
    }
    if (lus->refus.n)
        qsort(lus->refus.v, lus->refus.n, sizeof *lus->refus.v, by_row);
    return OK;
}
