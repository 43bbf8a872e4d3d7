// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/niveaux/niveaux_web.h"

#include "core/app.h"
#include "core/slice.h"
#include "domain/niveaux/niveaux.h"
#include "niveaux_view.h"

static const Right niveau_confirmer = { "niveau.confirmer",
    "Confirmer le niveau d’accompagnement des lieux de son périmètre", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT };

static const Choice faits[] = {
    { S_INIT("confirme"), S_INIT("C’est noté : les niveaux de ce lieu sont confirmés.") },
    { STR_NONE, STR_NONE },
};
static const Field niveau_champs[] = {
    { .name = "niveau",
        .kind = FIELD_CHOICES,
        .label = "Ce que le lieu propose",
        .hint = "Cochez tout ce qui est vrai. Rien de coché : le lieu n’accompagne pas.",
        .choices = facette_niveaux },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 0, .max = INT32_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

const char *niveau_sens(int niveau)
{
    static const char *const sens[] = {
#define X(NAME, value, label, sens) sens,
        NIVEAUX(X)
#undef X
    };
    return sens[niveau];
}

static Err niveaux_page(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    NiveauxPage p = { 0 };
    LieuxResult found;
    if (!s)
        return ERR_BUSY;
    TRY(lieux_search(s, r->arena, &(LieuxQuery){ .facettes = true }, &found));
    p.lieux = (int64_t)found.total;
    for (int i = 0; i < NIVEAU_N; i++)
        p.n[i] = found.facettes->n[FACETTE_NIVEAU][i];
    for (size_t i = 0; i < lieux_n(s); i++)
        p.confirmes += lieu_niveaux_confirmes(s, lieux_at(s, i)) != 0;
    view_niveaux(req_html(r), &p);
    return OK;
}

/* The place, within the scope. */
static Err open_place(Req *r, const Lieu **ret)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Lieu *l = s ? lieux_find(s, req_path(r, "id")) : NULL;
    bool covered = false;
    if (!s)
        return ERR_BUSY;
    if (!l || l->disparu)
        return ERR_NOT_FOUND;
    TRY(niveaux_couvre(r->db, r->arena, r->acteur, l, &covered));
    *ret = l;
    return covered ? OK : ERR_NOT_FOUND;
}

static Str joined(Arena *a, EnumSet set)
{
    Str out = S("");
    for (int i = 0; i < NIVEAU_N; i++)
        if (enumset_has(set, i))
            out = str_format(a, "%.*s%s%.*s", STR_ARG(out), out.n ? "|" : "", STR_ARG(facette_niveaux[i].value));
    return out;
}

static Err show(Req *r, const Lieu *l, bool keep)
{
    EnumSet stored;
    int64_t version = 0;
    TRY(niveaux_lus(r->db, r->arena, lieu_champ(l, CHAMP_id), &stored, &version));
    Str now = joined(r->arena, version ? stored : niveaux_deduits(l));
    NiveauPage p = { .form = &r->form,
        .lieu = l,
        .confirme = version > 0,
        .niveau = keep ? champ_de(&r->form, "niveau") : champ_montre(&r->form, "niveau", now),
        .version = champ_montre(&r->form, "version", str_format(r->arena, "%lld", (long long)version)) };
    view_niveau(req_html(r), &p);
    return OK;
}

static Err niveau_page(Req *r)
{
    const Lieu *l = NULL;
    TRY(open_place(r, &l));
    return show(r, l, false);
}

static Err niveau_envoi(Req *r)
{
    const Lieu *l = NULL;
    EnumSet chosen = { 0 };
    TRY(open_place(r, &l));
    Chosen c = req_choices(r, "niveau");
    for (size_t i = 0; i < c.n; i++)
        enumset_add(&chosen, c.v[i]);
    Err e = req_has_errors(r) ? ERR_INVALID
                              : niveaux_ecrire(r->db, r->arena, r->acteur, r->now, l, chosen, req_i64(r, "version", 0));
    if (e == ERR_CONFLICT)
        form_error(r, "niveau",
            "Quelqu’un d’autre vient de confirmer ces niveaux. Vérifiez vos choix, puis confirmez à nouveau.");
    if (e == ERR_CONFLICT || e == ERR_INVALID) {
        req_status(r, 400);
        return show(r, l, true);
    }
    TRY(e);
    BUF id = buf_new(16 * 1024);
    url_encode(&id, lieu_champ(l, CHAMP_id));
    return id.failed ? ERR_MEMORY : req_redirect(r, "/lieux/%.*s/niveau?fait=confirme", STR_ARG(buf_str(&id)));
}

static const Route routes[] = {
    { "GET", "/niveaux", niveaux_page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Les niveaux d’accompagnement" },
    { "GET", "/lieux/{id}/niveau", niveau_page, &niveau_confirmer, READ, niveau_champs,
        "Le niveau d’accompagnement d’un lieu", ROUTE_LAX },
    { "POST", "/lieux/{id}/niveau", niveau_envoi, &niveau_confirmer, WRITE, niveau_champs,
        "Confirmer le niveau d’accompagnement d’un lieu", ROUTE_LAX },
    { 0 },
};

const Slice slice_niveaux = { .name = "niveaux", .routes = routes };
