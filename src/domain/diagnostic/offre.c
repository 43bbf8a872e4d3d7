// SPDX-License-Identifier: AGPL-3.0-or-later
/* Weekly hours of help open to the public, as the directory tells them, then what other slices know. */
#include <string.h>

#include "domain/diagnostic/calculs.h"
#include "domain/lieux/lieux.h"

enum { LIEU_ARENA = 4 };

double offre_du_lieu(Arena *scratch, const Lieu *l, Date lundi)
{
    return horaires_par_semaine(scratch, lieu_champ(l, CHAMP_horaires), lundi);
}

Err offre_des_lieux(const Lieux *s, Arena *a, Date lundi, const PointAide **ret, size_t *ret_n, size_t *ret_muets)
{
    size_t n = lieux_n(s), kept = 0, silent = 0;
    PointAide *out = NEW(a, PointAide, n + 1);
    ARENA scratch = arena_new(LIEU_ARENA * MIB);
    if (!out || !scratch)
        return ERR_MEMORY;
    ArenaMark mark = arena_mark(scratch);
    for (size_t i = 0; i < n; i++) {
        const Lieu *l = lieux_at(s, i);
        double hours = offre_du_lieu(scratch, l, lundi);
        arena_reset(scratch, mark);
        if (!l->a_point)
            continue;
        if (hours < 0)
            silent++;
        else
            out[kept++] = (PointAide){ l->point, hours };
    }
    *ret = out;
    *ret_n = kept;
    *ret_muets = silent;
    return OK;
}

static Err read_directory(Db *db, const Lieux *s, Arena *a, Date lundi, Offre *ret)
{
    return offre_des_lieux(s, a, lundi, &ret->v, &ret->n, &ret->muets);
}

const OffreSource offre_annuaire = {
    .code = "annuaire",
    .titre = "Horaires des lieux de l’annuaire",
    .phrase =
        "Heures ouvertes au public de chaque lieu listé qui a une position, moyenne des quatre semaines qui viennent",
    .lire = read_directory,
};

Err offre_totale(const Slice *const *slices, Db *db, const Lieux *s, Arena *a, Date lundi, OffreTotale *ret)
{
    OffreTotale t = { .sources = 1, .de = { &offre_annuaire } };
    Offre found[OFFRES_MAX] = { 0 };
    for (const Slice *const *i = slices; i && *i && t.sources < OFFRES_MAX; i++)
        if ((*i)->offre)
            t.de[t.sources++] = (*i)->offre;
    for (size_t k = 0; k < t.sources; k++) {
        TRY(t.de[k]->lire(db, s, a, lundi, &found[k]));
        t.debut[k + 1] = t.debut[k] + found[k].n;
        t.muets[k] = found[k].muets;
    }
    t.n = t.debut[t.sources];
    PointAide *all = NEW(a, PointAide, t.n + 1);
    if (!all)
        return ERR_MEMORY;
    for (size_t k = 0; k < t.sources; k++) {
        if (found[k].n)
            memcpy(&all[t.debut[k]], found[k].v, found[k].n * sizeof *all);
        for (size_t i = 0; i < found[k].n; i++)
            t.heures[k] += found[k].v[i].offre;
    }
    t.v = all;
    *ret = t;
    return OK;
}
