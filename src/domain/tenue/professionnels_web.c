// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/lieux-professionnels: the places that are for professionals only. */
#include "domain/tenue/tenue_web.h"
#include "tenue_view.h"

const Field pro_champs[] = {
    { .name = "id", .kind = FIELD_TEXT, .label = "Lieu", .required = true, .max = 2000, .address_only = true },
    { 0 },
};

static bool for_professionals(const LieuTenu *l)
{
    return l->visibilite == VISIBLE_PROFESSIONNELS && !l->ferme_at.has && !l->disparu_at.has;
}

Err pro_page(Req *r)
{
    const LieuTenu *all = NULL;
    size_t n = 0;
    VEC(LieuLigne) v = { 0 };
    TRY(lieux_tenus(r->db, r->arena, &all, &n));
    for (size_t i = 0; i < n; i++) {
        LieuLigne *to = for_professionals(&all[i]) ? vec_push(r->arena, &v) : NULL;
        if (to)
            lieu_ligne(r->arena, &all[i], date_paris(r->now), to);
    }
    view_professionnels(req_html(r), &(ProPage){ .form = &r->form, .lignes = v.v, .n = v.n });
    return OK;
}

Err pro_fiche(Req *r)
{
    LieuTenu l;
    ProFiche p = { 0 };
    TRY(lieu_tenu_lire(r->db, r->arena, req_text(r, "id"), &l));
    if (!for_professionals(&l))
        return ERR_NOT_FOUND;
    lieu_ligne(r->arena, &l, date_paris(r->now), &p.lieu);
    blocs_montrer(r->arena, &l, p.blocs);
    view_professionnel(req_html(r), &p);
    return OK;
}
