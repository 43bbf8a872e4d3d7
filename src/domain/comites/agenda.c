// SPDX-License-Identifier: AGPL-3.0-or-later
/* The calendar of a committee. */
#include "domain/comites/comites_priv.h"

AgendaFait reunion_fait(Arena *a, const Comite *c, const Reunion *r, Str site)
{
    return (AgendaFait){ agenda_uid(a, "reunion", str_format(a, "%lld", (long long)r->id.v), site), r->debut_at,
        r->debut_at + r->duree_mn * 60, c->nom, r->lieu, r->ordre, (int)(r->version - 1), r->annulee };
}

Err comite_agenda(Db *db, Arena *a, const Comite *c, Str site, int64_t now, Buf *to)
{
    const Reunion *all;
    size_t n = 0;
    TRY(reunions_de(db, a, c->id, &all, &n));
    AgendaFait *e = NEW(a, AgendaFait, n + 1);
    if (!e)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        e[i] = reunion_fait(a, c, &all[i], site);
    return agenda_ecrire(a, e, n, S("Comites"), now, to);
}
