// SPDX-License-Identifier: AGPL-3.0-or-later
/* The calendar of a committee. */
#include "core/ical/agenda.h"
#include "domain/comites/comites_priv.h"

Err comite_agenda(Db *db, Arena *a, const Comite *c, Str site, int64_t now, Buf *to)
{
    const Reunion *all;
    size_t n = 0;
    TRY(reunions_de(db, a, c->id, &all, &n));
    AgendaFait *e = NEW(a, AgendaFait, n + 1);
    if (!e)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        e[i] = (AgendaFait){ agenda_uid(a, "reunion", str_format(a, "%lld", (long long)all[i].id.v), site),
            all[i].debut_at, all[i].debut_at + all[i].duree_mn * 60, c->nom, all[i].lieu, all[i].ordre,
            (int)(all[i].version - 1), all[i].annulee };
    return agenda_ecrire(a, e, n, S("Comites"), now, to);
}
