// SPDX-License-Identifier: AGPL-3.0-or-later
/* /administration/structures: the list, one structure, making and mending one, its places. */
#include "base/siret.h"
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "domain/administration/commune_saisie.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/standard.h"
#include "structure_view.h"
#include "structures_view.h"

enum { POSSIBLES_MAX = 30, STRUCTURE_NOM_MAX = 200 };

static const Choice faits_liste[] = { { STR_NONE, STR_NONE } };
static const Choice faits_fiche[] = {
    { S_INIT("creee"), S_INIT("La structure est créée.") },
    { S_INIT("modifiee"), S_INIT("Vos changements sont enregistrés.") },
    { S_INIT("lieu"), S_INIT("Le lieu est rattaché à cette structure.") },
    { S_INIT("lieu-retire"), S_INIT("Le lieu n’est plus rattaché à cette structure.") },
    { S_INIT("fusionnee"), S_INIT("Les deux structures n’en font plus qu’une.") },
    { STR_NONE, STR_NONE },
};
static const Choice dispositifs[] = {
#define X(value, shown) { S_INIT(value), S_INIT(shown) },
    STRUCTURE_DISPOSITIFS(X)
#undef X
        { STR_NONE, STR_NONE },
};

const Field structures_champs[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Nom ou SIRET", .max = 100 },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits_liste, .address_only = true },
    { 0 },
};
/* Of the sheet, and of the forms that are on it. */
const Field structure_champs[] = {
    { .name = "lieu",
        .kind = FIELD_TEXT,
        .label = "Un lieu d’une autre commune",
        .hint = "L’adresse de sa fiche sur ce site, ou son identifiant.",
        .max = 300,
        .autocomplete = "off" },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits_fiche, .address_only = true },
    { 0 },
};
const Field structure_saisie[] = {
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .required = true, .max = STRUCTURE_NOM_MAX },
    { .name = "siret",
        .kind = FIELD_TEXT,
        .label = "SIRET",
        .hint = "14 chiffres. Laissez vide si la structure n’en a pas.",
        .max = 40,
        .autocomplete = "off" },
    { .name = "commune",
        .kind = FIELD_TEXT,
        .label = "Commune",
        .hint = "Son nom ou son code postal.",
        .required = true,
        .max = 100,
        .autocomplete = "off" },
    { .name = "dispositifs", .kind = FIELD_CHOICES, .label = "Dispositifs", .choices = dispositifs },
    { .name = "autre", .kind = FIELD_BOOL, .label = "Ce n’est aucune de celles-ci : créer une structure de plus" },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 1e15, .address_only = true },
    { 0 },
};

static Str structure_adresse(Arena *a, Str uid)
{
    return str_cat(a, S("/administration/structures/"), uid);
}

static Str structure_objet(Arena *a, Str uid)
{
    return str_cat(a, S("structure:"), uid);
}

/* ---- the list ---- */

Err structures_page(Req *r)
{
    static const char *const criteres[] = { "q", NULL };
    StructuresPage p = { .form = &r->form, .peut_creer = r->acteur->role != ROLE_REFERENT };
    int64_t page = req_i64(r, "page", 1), total = 0;
    Str q = req_text(r, "q");
    TRY(structures_chercher(r->db, r->arena, r->acteur, q, page, &p.lignes, &p.n, &total));
    TRY(communes_nommer(r, p.lignes, p.n, &p.communes));
    p.pages = pagination(r->arena, adresse_de(r, "/administration/structures", criteres), page, LISTE_PAGE, total);
    p.cherche = !str_is_none(q);
    p.csv = adresse_de(r, "/administration/structures.csv", criteres);
    p.xlsx = adresse_de(r, "/administration/structures.xlsx", criteres);
    view_structures(req_html(r), &p);
    return OK;
}

/* ---- making and mending ---- */

/* What was typed, as far as it can be read; what cannot is told at its field. */
static Err read_textes(Req *r, StructureTextes *ret)
{
    StructureTextes t = { .nom = req_text(r, "nom"), .siret = req_text(r, "siret") };
    Chosen chosen = req_choices(r, "dispositifs");
    Str values[sizeof dispositifs / sizeof *dispositifs];
    Siret siret;
    for (size_t i = 0; i < chosen.n; i++)
        values[i] = dispositifs[chosen.v[i]].value;
    t.dispositifs = str_join(r->arena, values, chosen.n, S("|"));
    if (str_is_none(t.siret))
        t.siret = S("");
    else if (!siret_parse(t.siret, &siret))
        form_error(r, "siret",
            "Ce numéro n’est pas un SIRET : il faut 14 chiffres, et le dernier vérifie les autres. Relisez-le.");
    TRY(commune_lire(r, "commune", &t.commune));
    *ret = t;
    return OK;
}

/* Those that look alike, of the scope only: the others are not there to be seen. */
static Err find_alike(Req *r, const StructureTextes *t, StructureFormulaire *p)
{
    const StructureProche *all = NULL;
    size_t n = 0;
    VEC(StructureProche) seen = { 0 };
    TRY(structures_proches(r->db, r->arena, t, (StructureId){ 0 }, &all, &n));
    for (size_t i = 0; i < n; i++) {
        Structure s;
        TRY(structure_par_uid(r->db, r->arena, all[i].uid, &s));
        if (!acteur_couvre_structure(r->acteur, &s))
            continue;
        StructureProche *new = vec_push(r->arena, &seen);
        if (!new)
            return ERR_MEMORY;
        *new = all[i];
    }
    p->proches = seen.v;
    p->proches_n = seen.n;
    return OK;
}

static Err show_refused(Req *r, const StructureFormulaire *p)
{
    req_status(r, 400);
    if (str_is_none(p->uid))
        view_structure_nouvelle(req_html(r), p);
    else
        view_structure_modifier(req_html(r), p);
    return OK;
}

Err structure_nouvelle_page(Req *r)
{
    view_structure_nouvelle(req_html(r), &(StructureFormulaire){ .form = &r->form });
    return OK;
}

Err structure_nouvelle_post(Req *r)
{
    StructureFormulaire p = { .form = &r->form };
    StructureTextes t;
    Structure made;
    TRY(read_textes(r, &t));
    if (req_has_errors(r))
        return show_refused(r, &p);
    if (!req_bool(r, "autre"))
        TRY(find_alike(r, &t, &p));
    if (p.proches_n)
        return show_refused(r, &p);
    Err e = structure_creer(r->db, r->arena, r->acteur, r->now, r->app->random, &t, &made);
    if (e == ERR_CONFLICT)
        form_error(r, "siret", "Ce SIRET est déjà celui d’une autre structure.");
    else if (e == ERR_INVALID)
        form_error(r, "commune", "Cette commune n’est pas de votre périmètre.");
    else if (e != OK)
        return e;
    if (e != OK)
        return show_refused(r, &p);
    return req_redirect(r, "/administration/structures/%.*s?fait=creee", STR_ARG(made.uid));
}

static Err open_form(Req *r, Structure *s, StructureFormulaire *p)
{
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, req_path(r, "uid"), s));
    *p = (StructureFormulaire){ .form = &r->form,
        .uid = s->uid,
        .titre = s->nom,
        .adresse = structure_adresse(r->arena, s->uid),
        .nom = s->nom,
        .siret = s->siret,
        .commune = commune_redire(r, s->commune),
        .dispositifs = s->dispositifs,
        .version = str_format(r->arena, "%lld", (long long)s->version) };
    return OK;
}

Err structure_modifier_page(Req *r)
{
    Structure s;
    StructureFormulaire p;
    TRY(open_form(r, &s, &p));
    view_structure_modifier(req_html(r), &p);
    return OK;
}

Err structure_modifier_post(Req *r)
{
    Structure s;
    StructureFormulaire p;
    StructureTextes t;
    TRY(open_form(r, &s, &p));
    TRY(read_textes(r, &t));
    if (req_has_errors(r))
        return show_refused(r, &p);
    int64_t version = req_i64(r, "version", 0);
    Err e = structure_modifier(r->db, r->arena, r->acteur, r->now, s.id, version, &t);
    if (e == ERR_CONFLICT && version != s.version)
        form_error(r, "version", CHANGEE_ENTRE_TEMPS);
    else if (e == ERR_CONFLICT)
        form_error(r, "siret", "Ce SIRET est déjà celui d’une autre structure.");
    else if (e != OK)
        return e;
    if (e != OK)
        return show_refused(r, &p);
    return req_redirect(r, "%.*s?fait=modifiee", STR_ARG(p.adresse));
}

/* ---- one structure ---- */

static LieuVue show_lieu(Arena *a, const Lieux *lieux, Str id)
{
    const Lieu *l = lieux ? lieux_find(lieux, id) : NULL;
    LieuVue v = { .id = id };
    if (!l)
        return v;
    v.nom = lieu_champ(l, CHAMP_nom);
    v.adresse = str_join(a, (Str[]){ lieu_champ(l, CHAMP_adresse), lieu_champ(l, CHAMP_commune) }, 2, S(", "));
    return v;
}

static bool is_among(const Str *ids, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(ids[i], id))
            return true;
    return false;
}

static Err show_lieux(Req *r, StructurePage *p)
{
    const Lieux *lieux = req_snapshot(r, &lieux_snapshot);
    const Str *ids = NULL;
    size_t n = 0;
    VEC(LieuVue) others = { 0 };
    TRY(structure_lieux(r->db, r->arena, p->structure.id, &ids, &n));
    LieuVue *linked = NEW(r->arena, LieuVue, n);
    if (!linked)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        linked[i] = show_lieu(r->arena, lieux, ids[i]);
    for (size_t i = 0; lieux && i < lieux_n(lieux) && others.n < POSSIBLES_MAX; i++) {
        const Lieu *l = lieux_at(lieux, i);
        Str id = lieu_champ(l, CHAMP_id);
        if (!l->commune || !str_eq(str_from(l->commune->code.p), p->structure.commune) || is_among(ids, n, id))
            continue;
        LieuVue *new = vec_push(r->arena, &others);
        if (!new)
            return ERR_MEMORY;
        *new = show_lieu(r->arena, lieux, id);
    }
    p->lieux = linked, p->lieux_n = n;
    p->possibles = others.v, p->possibles_n = others.n;
    return OK;
}

static Str siret_shown(Arena *a, Str s)
{
    if (s.n != 14)
        return STR_NONE;
    return str_format(a, "%.3s\u00A0%.3s\u00A0%.3s\u00A0%.5s", s.p, s.p + 3, s.p + 6, s.p + 9);
}

static Str dispositifs_shown(Arena *a, Str joined)
{
    Str rest = joined, part, shown[sizeof dispositifs / sizeof *dispositifs];
    size_t n = 0;
    while (joined.n && str_split(&rest, '|', &part))
        for (const Choice *c = dispositifs; !str_is_none(c->value); c++)
            if (str_eq(c->value, part) && n < sizeof shown / sizeof *shown)
                shown[n++] = c->label;
    return str_join(a, shown, n, S(", "));
}

/* Everything but the form, which may hold faults; the reading of names is journalled. */
static Err show_structure(Req *r, const Structure *s)
{
    StructurePage p = { .form = &r->form,
        .structure = *s,
        .adresse = structure_adresse(r->arena, s->uid),
        .siret = siret_shown(r->arena, s->siret),
        .dispositifs = dispositifs_shown(r->arena, s->dispositifs),
        .peut_fusionner = r->acteur->role != ROLE_REFERENT };
    Maille epci;
    const Acteur dedans = { .role = r->acteur->role, .portee = portee_nom(PORTEE_STRUCTURE), .code = s->uid };
    if (r->acteur->role == ROLE_ADMINISTRATEUR)
        p.journal = str_cat(r->arena, S("/journal?objet="), s->uid);
    p.commune = commune_nom(r, s->commune);
    if (!str_is_none(s->epci) && maille_epci(r->db, r->arena, s->epci, &epci) == OK)
        p.epci = epci.nom;
    TRY(show_lieux(r, &p));
    TRY(personnes_chercher(r->db, r->arena, &dedans, STR_NONE, STR_NONE, 1, &p.personnes, &p.personnes_n,
        &p.personnes_total));
    TRY(journal_lecture(r, "structure.voir", structure_objet(r->arena, s->uid)));
    view_structure(req_html(r), &p);
    return OK;
}

Err structure_page(Req *r)
{
    Structure s;
    Str uid = req_path(r, "uid");
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, uid, &s));
    if (!str_eq(s.uid, uid))                       /* merged: it leads to the one that it is now */
        return req_redirect(r, "/administration/structures/%.*s", STR_ARG(s.uid));
    return show_structure(r, &s);
}

/* ---- its places ---- */

/* "https://…/lieux/ID?…" or "ID". */
static Str lieu_id(Str typed)
{
    size_t at = str_find(typed, 0, S("/lieux/"));
    Str id = at < typed.n ? str_slice(typed, at + sizeof "/lieux/" - 1, typed.n) : typed;
    size_t end = str_find_char(id, 0, '?'), hash = str_find_char(id, 0, '#');
    return str_slice(id, 0, end < hash ? end : hash);
}

Err structure_lieu_post(Req *r)
{
    Structure s;
    const Lieux *lieux = req_snapshot(r, &lieux_snapshot);
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, req_path(r, "uid"), &s));
    Str typed = req_text(r, "lieu"), id = lieu_id(typed);
    if (str_is_empty(id))
        form_error(r, "lieu", "Donnez l’adresse de la fiche du lieu, ou son identifiant.");
    else if (!lieux || !lieux_find(lieux, id))
        form_error(r, "lieu", "L’annuaire ne connaît pas ce lieu. Copiez l’adresse de sa fiche sur ce site.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_structure(r, &s);
    }
    TRY(structure_lier(r->db, r->arena, r->acteur, r->now, s.id, id, true));
    return req_redirect(r, "/administration/structures/%.*s?fait=lieu", STR_ARG(s.uid));
}

Err structure_lieu_retirer_post(Req *r)
{
    Structure s;
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, req_path(r, "uid"), &s));
    Str id = req_text(r, "lieu");
    if (str_is_none(id))
        return ERR_INVALID;
    TRY(structure_lier(r->db, r->arena, r->acteur, r->now, s.id, id, false));
    return req_redirect(r, "/administration/structures/%.*s?fait=lieu-retire", STR_ARG(s.uid));
}
