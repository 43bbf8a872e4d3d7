// SPDX-License-Identifier: AGPL-3.0-or-later
/* Whence figures come: a closed period, or the records of today. */
#include "domain/activites/arretes.h"

Err stat_source(Db *db, Arena *a, const StatQuestion *q, StatSource *ret)
{
    bool found = false;
    Arrete *x = NEW(a, Arrete, 1);
    ArreteContenu *c = NEW(a, ArreteContenu, 1);
    *ret = (StatSource){ 0 };
    if (!x || !c)
        return ERR_MEMORY;
    TRY(arrete_de(db, a, q, x, &found));
    if (!found)
        return OK;
    TRY(arrete_contenu_lire(a, x->contenu, c));
    *ret = (StatSource){ x, c };
    return OK;
}

/* One dispositif may have been closed without the others. */
static bool holds(const StatSource *s, int dispositif)
{
    return s->contenu && s->contenu->tenu[arrete_choix(dispositif)];
}

Err source_chiffres(Db *db, Arena *a, const StatSource *s, const StatQuestion *q, Chiffres *ret)
{
    if (!holds(s, q->dispositif))
        return statistiques(db, a, q, false, ret);
    *ret = s->contenu->chiffres[arrete_choix(q->dispositif)];
    return OK;
}

Err source_nouveaux(Db *db, Arena *a, const StatSource *s, const StatQuestion *q, Chiffres *c)
{
    return holds(s, q->dispositif) ? OK : statistiques_nouveaux(db, a, q, c);
}

Err source_detail(Db *db, Arena *a, const StatSource *s, const StatQuestion *q, int par, int64_t seuil, StatDetail *ret)
{
    if (!holds(s, q->dispositif))
        return statistiques_detail(db, a, q, par, seuil, ret);
    *ret = arrete_detail(a, s->contenu, q->dispositif, par);
    return OK;
}
