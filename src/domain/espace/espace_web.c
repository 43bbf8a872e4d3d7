// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/espace/espace_web.h"

#include <string.h>

#include "core/app.h"
#include "core/slice.h"
#include "core/view/affichage.h"
#include "domain/espace/espace.h"
#include "espace_view.h"

enum { GESTES = 5 };

static const Choice faits[] = { { S_INIT("profil"), S_INIT("Votre profil est enregistré.") }, { { 0 }, { 0 } } };
static const Field espace_fields[] = {
    { .name = "fait",
        .kind = FIELD_CHOICE,
        .label = "Ce qui vient d’être fait",
        .choices = faits,
        .address_only = true },
    { 0 },
};
static const Field profil_fields[] = {
    { .name = "prenom", .kind = FIELD_TEXT, .label = "Prénom", .max = NOM_MAX, .autocomplete = "given-name" },
    { .name = "nom",
        .kind = FIELD_TEXT,
        .label = "Nom",
        .required = true,
        .max = NOM_MAX,
        .autocomplete = "family-name" },
    { .name = "fonction",
        .kind = FIELD_TEXT,
        .label = "Fonction",
        .max = NOM_MAX,
        .autocomplete = "organization-title" },
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone professionnel", .max = 40, .autocomplete = "tel" },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

/* ---- /espace ---- */

/* The route of that page: a row of the slice that offers it (routes_test.c). */
static const Route *row_of(const Slice *s, const EspaceEntree *e)
{
    Str path = STR_NONE, rest = str_from(e->url);
    str_split(&rest, '?', &path);
    for (const Route *route = s->routes; route && route->method; route++)
        if (strcmp(route->method, "GET") == 0 && str_eq(str_from(route->path), path))
            return route;
    return NULL;
}

static bool may_open(const Req *r, const Slice *s, const EspaceEntree *e)
{
    const Route *route = row_of(s, e);
    return route && (!route->right->roles || route->right->roles & r->acteur->role);
}

static Err rayon_read(Req *r, EspaceRayon rayon, Rayon *to)
{
    VEC(Lien) v = { 0 };
    for (const Slice *const *s = r->app->slices; *s; s++)
        for (const EspaceEntree *e = (*s)->entrees; e && e->rayon; e++) {
            if (e->rayon != rayon || !may_open(r, *s, e))
                continue;
            Lien *new = vec_push(r->arena, &v);
            if (!new)
                return ERR_MEMORY;
            *new = (Lien){ str_from(e->url), str_from(e->lien) };
        }
    to->entrees = v.v;
    to->n = v.n;
    return OK;
}

static Err its_pages(Req *r, EspacePage *p)
{
    static const Str titres[RAYON_FIN] = {
        [RAYON_TRAVAIL] = S_INIT("Chaque jour"),
        [RAYON_LIEUX] = S_INIT("Les lieux"),
        [RAYON_PLAN] = S_INIT("Le plan et les comités"),
        [RAYON_CHIFFRES] = S_INIT("Les chiffres"),
        [RAYON_COLLEGUES] = S_INIT("Structures et collègues"),
        [RAYON_COMPTE] = S_INIT("Mon compte"),
    };
    Rayon *all = NEW(r->arena, Rayon, RAYON_FIN);
    if (!all)
        return ERR_MEMORY;
    for (EspaceRayon i = RAYON_TRAVAIL; i < RAYON_FIN; i++) {
        Rayon *to = &all[p->rayons_n];
        to->titre = titres[i];
        TRY(rayon_read(r, i, to));
        p->rayons_n += to->n > 0;
    }
    p->rayons = all;
    return OK;
}

static Err what_waits(Req *r, EspacePage *p)
{
    Attentes found = { 0 };
    for (const Slice *const *s = r->app->slices; *s; s++)
        if ((*s)->attentes)
            TRY((*s)->attentes(r, &found));
    p->attentes = found.liste.v;
    p->attentes_n = found.liste.n;
    return OK;
}

/* What one has changed, not what one has read, nor coming and going. */
static bool is_work(Str action)
{
    static const Str others[] = { S_INIT(".voir"), S_INIT(".lister"), S_INIT(".lire"), S_INIT(".exporter") };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_ends(action, others[i]))
            return false;
    if (str_starts(action, S("api.")))             /* a key's reading in her name */
        return false;
    return !str_starts(action, S("connexion.")) || str_eq(action, S("connexion.inviter"));
}

static Err last_gestures(Req *r, EspacePage *p)
{
    const JournalLigne *lines = NULL;
    size_t n = 0;
    int64_t total = 0;
    const JournalRecherche mine = { .personne_id = { true, me(r).v } };
    TRY(journal_chercher(r->db, r->arena, &mine, 1, &lines, &n, &total));
    Geste *shown = NEW(r->arena, Geste, GESTES);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < n && p->gestes_n < GESTES; i++)
        if (is_work(lines[i].action))
            shown[p->gestes_n++] = (Geste){ instant_montre(r->arena, lines[i].at), action_montree(lines[i].action) };
    p->gestes = shown;
    return OK;
}

/* Those that the directory knows. */
static Err its_places(Req *r, StructureId id, MaStructure *to)
{
    const Lieux *directory = req_snapshot(r, &lieux_snapshot);
    const Str *ids;
    size_t n = 0;
    TRY(structure_lieux(r->db, r->arena, id, &ids, &n));
    to->lieux = NEW(r->arena, const Lieu *, n + 1);
    if (!to->lieux)
        return ERR_MEMORY;
    for (size_t i = 0; i < n && directory; i++) {
        const Lieu *l = lieux_find(directory, ids[i]);
        if (l && !l->disparu)
            to->lieux[to->lieux_n++] = l;
    }
    return OK;
}

/* Once each, however many roles one has there. */
static Err my_structures(Req *r, EspacePage *p)
{
    MaStructure *v = NEW(r->arena, MaStructure, p->roles_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->roles_n; i++) {
        const RoleTenu *t = &p->roles[i];
        size_t k = 0;
        while (k < p->structures_n && !str_eq(v[k].uid, t->code))
            k++;
        if (t->portee != PORTEE_STRUCTURE || k < p->structures_n)
            continue;
        bool mine = str_eq(r->acteur->code, t->code) && r->acteur->role == ROLE_REFERENT;
        MaStructure *to = &v[p->structures_n++];
        *to = (MaStructure){ .uid = t->code, .nom = t->portee_montree, .ouverte = mine };
        TRY(its_places(r, t->structure_id, to));
    }
    p->structures = v;
    return OK;
}

static Err espace_page(Req *r)
{
    Personne moi;
    EspacePage p = { .form = &r->form, .role_actuel = r->acteur->role_id };
    TRY(personne_par_id(r->db, r->arena, me(r), &moi));
    p.prenom = moi.prenom;
    TRY(roles_de(r->db, r->arena, me(r), &p.roles, &p.roles_n));
    TRY(my_structures(r, &p));
    TRY(what_waits(r, &p));
    TRY(last_gestures(r, &p));
    TRY(its_pages(r, &p));
    view_espace(req_html(r), &p);
    return OK;
}

/* ---- /espace/profil ---- */

static Err profil_page(Req *r)
{
    Personne moi;
    TRY(personne_par_id(r->db, r->arena, me(r), &moi));
    Str version = str_format(r->arena, "%lld", (long long)moi.version);
    const Champ champs[] = {
        champ_defaut(&r->form, "prenom", moi.prenom),
        champ_defaut(&r->form, "nom", moi.nom),
        champ_defaut(&r->form, "fonction", moi.fonction),
        champ_defaut(&r->form, "telephone", moi.telephone),
        champ_defaut(&r->form, "version", version),
    };
    view_profil(req_html(r), &(ProfilPage){ &r->form, &moi, champs });
    return OK;
}

static Err profil_envoi(Req *r)
{
    const PersonneTextes t = { req_text(r, "nom"), str_or_empty(req_text(r, "prenom")),
        str_or_empty(req_text(r, "fonction")), str_or_empty(req_text(r, "telephone")) };
    Err e = req_has_errors(r)
              ? ERR_INVALID
              : personne_modifier(r->db, r->arena, r->acteur, r->now, me(r), req_i64(r, "version", 0), &t);
    if (e == ERR_CONFLICT)
        form_error(r, "nom",
            "Votre profil a été modifié dans une autre fenêtre. Revenez à votre espace, puis recommencez.");
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e == OK ? req_redirect(r, "/espace?fait=profil") : e;
    req_status(r, 400);
    return profil_page(r);
}

/* ---- /espace/affichage ---- */

static Err affichage_envoi(Req *r)
{
    Str kept = affichage_lire(r->arena, req_cookie(r, AFFICHAGE_COOKIE), '.');
    TRY(personne_garder_preferences(r->db, me(r), kept));
    return req_redirect(r, "/espace/securite?fait=affichage");
}

static const Route routes[] = {
    { "GET", "/espace", espace_page, RIGHT_SESSION, READ, espace_fields, "Mon espace", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/espace/profil", profil_page, RIGHT_SESSION, READ, profil_fields, "Mon profil",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/profil", profil_envoi, RIGHT_SESSION, WRITE, profil_fields, "Enregistrer son profil",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/affichage", affichage_envoi, RIGHT_SESSION, WRITE, NULL, "Garder son affichage dans son compte",
        ROUTE_HIDDEN },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_COMPTE, "/espace/profil", "Mon profil" },
    { 0 },
};

const Slice slice_espace = { .name = "espace", .routes = routes, .entrees = entrees };
