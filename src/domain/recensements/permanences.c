// SPDX-License-Identifier: AGPL-3.0-or-later
/* The hours of other bodies in the places of the directory, for the offer of the diagnosis. */
#include "domain/lieux/offres.h"
#include "domain/recensements/recensements.h"

enum { LIGNE_ARENA = 4 };

static size_t hours_column(const Recensement *r)
{
    size_t i = 0;
    while (r->colonnes[i].champ && r->colonnes[i].regle != COL_HORAIRES)
        i++;
    return i;
}

/* At a place that is listed and has coordinates; by appointment counts as open. */
static Err read_hours(Db *db, const Lieux *s, Arena *a, Date lundi, Offre *ret)
{
    const Recensement *r = recensement_nomme(S("permanences"));
    const Ligne *rows = NULL;
    size_t n = 0, column = r ? hours_column(r) : 0;
    TRY(recensement_lignes(db, a, r, &rows, &n));
    PointAide *out = NEW(a, PointAide, n + 1);
    ARENA scratch = arena_new(LIGNE_ARENA * MIB);
    if (!out || !scratch)
        return ERR_MEMORY;
    ArenaMark mark = arena_mark(scratch);
    for (size_t i = 0; i < n; i++) {
        const Lieu *l = rows[i].lieu.n ? lieux_find(s, rows[i].lieu) : NULL;
        if (!l || l->disparu || !l->a_point)
            continue;
        double hours = horaires_par_semaine(scratch, str_or_empty(rows[i].v[column]), lundi);
        arena_reset(scratch, mark);
        if (hours < 0)
            ret->muets++;
        else
            out[ret->n++] = (PointAide){ l->point, hours };
    }
    ret->v = out;
    return OK;
}

const OffreSource offre_permanences = {
    .code = "permanences",
    .titre = "Permanences d’autres organismes",
    .phrase = "Heures de présence recensées dans les lieux de l’annuaire, moyenne des quatre semaines qui viennent",
    .lire = read_hours,
};
