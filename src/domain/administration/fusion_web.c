// SPDX-License-Identifier: AGPL-3.0-or-later
/* /administration/structures/{uid}/fusion: two structures that are one; what moves is shown before it moves. */
#include "domain/administration/administration_web.h"
#include "domain/administration/commune_saisie.h"
#include "fusion_view.h"

const Field structure_fusion_champs[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Nom ou SIRET de l’autre structure", .max = 100 },
    { .name = "vers", .kind = FIELD_TEXT, .label = "Structure qui reste", .max = 40, .address_only = true },
    { 0 },
};

/* Both are the scope's; the second one is not the first. */
static Err open_both(Req *r, FusionPage *p)
{
    Str vers = req_text(r, "vers");
    *p = (FusionPage){ .form = &r->form };
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, req_path(r, "uid"), &p->structure));
    p->adresse = str_cat(r->arena, S("/administration/structures/"), p->structure.uid);
    if (str_is_none(vers))
        return OK;
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, vers, &p->vers));
    return p->vers.id.v == p->structure.id.v ? ERR_CONFLICT : OK;
}

/* Without a search, those that look alike by their name. */
static Err show_choice(Req *r, FusionPage *p)
{
    const StructureLigne *found = NULL;
    size_t n = 0;
    int64_t total = 0;
    Str q = req_text(r, "q");
    TRY(structures_chercher(r->db, r->arena, r->acteur, str_is_none(q) ? p->structure.nom : q, 1, &found, &n, &total));
    StructureLigne *others = NEW(r->arena, StructureLigne, n);
    if (!others)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (found[i].id.v != p->structure.id.v)
            others[p->n++] = found[i];
    p->lignes = others;
    p->plus = total > (int64_t)n;
    return communes_nommer(r, others, p->n, &p->communes);
}

Err structure_fusion_page(Req *r)
{
    FusionPage p;
    TRY(open_both(r, &p));
    if (str_is_empty(p.vers.uid))
        TRY(show_choice(r, &p));
    else
        TRY(structure_fusion_apercu(r->db, r->arena, p.structure.id, p.vers.id, &p.apercu));
    view_fusion(req_html(r), &p);
    return OK;
}

Err structure_fusion_post(Req *r)
{
    FusionPage p;
    TRY(open_both(r, &p));
    if (str_is_empty(p.vers.uid))
        return ERR_INVALID;
    TRY(structure_fusionner(r->db, r->arena, r->acteur, r->now, p.structure.id, p.vers.id));
    return req_redirect(r, "/administration/structures/%.*s?fait=fusionnee", STR_ARG(p.vers.uid));
}
