// SPDX-License-Identifier: AGPL-3.0-or-later
/* Weekly hours of help open to the public, as the directory tells them. */
#include "domain/diagnostic/calculs.h"
#include "domain/lieux/lieux.h"

enum { SEMAINES = 4, HEURE_MN = 60, LIEU_ARENA = 4 };

static double weekly_hours(Arena *a, Str texte, Date lundi)
{
    Horaires *h = NULL;
    Str message = STR_NONE;
    const Intervalle *v = NULL;
    size_t n = 0;
    Minute from = minute_de(lundi, 0), total = 0;
    if (texte.n == 0 || horaires_parse(a, texte, &h, &message) != OK ||
        horaires_evaluer(a, h, &aucunes_vacances, from, from + (Minute)SEMAINES * 7 * JOUR_MN, &v, &n) != OK)
        return -1;
    for (size_t i = 0; i < n; i++)
        total += v[i].etat == HORAIRES_OUVERT ? v[i].fin - v[i].debut : 0;
    return (double)total / SEMAINES / HEURE_MN;
}

double offre_du_lieu(Arena *scratch, const Lieu *l, Date lundi)
{
    return weekly_hours(scratch, lieu_champ(l, CHAMP_horaires), lundi);
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
