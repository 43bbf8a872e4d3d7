// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/recensements: all of them within the scope, a row, a file. */
#include "core/app.h"
#include "core/http/multipart.h"
#include "domain/lieux/edition.h"
#include "domain/recensements/recensements_web.h"
#include "recensements_view.h"
#include "saisie_view.h"

const Right recensement_tenir = { "recensement.tenir", "Tenir les recensements de son périmètre", PROOF_SESSION,
    TENUE_ROLES };
const Right recensement_voir = { "recensement.voir", "Voir tous les recensements", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR | ROLE_PRESCRIPTEUR |
        ROLE_NUMERO_VERT | ROLE_REEMPLOI };

/* ---- scope ---- */

typedef struct Vue {
    Req *r;
    Perimetre p;
} Vue;

static bool covers(void *arg, const Recensement *c, const Ligne *l)
{
    const Vue *v = arg;
    LieuTenu place;
    if (c->a_part)
        return perimetre_couvre_commune(&v->p, l->code_insee.n ? l->code_insee : S(""));
    return lieu_tenu_lire(v->r->db, v->r->arena, l->lieu, &place) == OK && perimetre_couvre(v->r->arena, &v->p, &place);
}

static Err view_of(Req *r, Vue *ret)
{
    ret->r = r;
    return perimetre_de(r->db, r->arena, r->acteur, req_snapshot(r, &territoire_snapshot), &ret->p);
}

/* ---- lists ---- */

Err espace_recensements(Req *r)
{
    VEC(RecensementVue) v = { 0 };
    for (const Recensement *c = recensements; c->nom.n; c++) {
        RecensementVue *to = vec_push(r->arena, &v);
        if (!to)
            return ERR_MEMORY;
        *to = (RecensementVue){ .r = c };
    }
    view_recensements(req_html(r), &(RecensementsPage){ .v = v.v, .n = v.n, .espace = true });
    return OK;
}

static Err asked(Req *r, const Recensement **ret)
{
    *ret = recensement_demande(req_text(r, "recensement"), true);
    return *ret ? OK : ERR_NOT_FOUND;
}

/* Of a place that nobody else is to know of, only whoever holds it sees what is around it. */
static bool may_be_seen(const Vue *v, const Recensement *c, const Ligne *l)
{
    const Lieux *lieux = req_snapshot(v->r, &lieux_snapshot);
    LieuTenu place;
    if (c->a_part || (lieux && lieux_find(lieux, l->lieu)))
        return true;
    if (lieu_tenu_lire(v->r->db, v->r->arena, l->lieu, &place) != OK)
        return false;
    return place.visibilite != VISIBLE_MASQUE || perimetre_couvre(v->r->arena, &v->p, &place);
}

static Err found_rows(Req *r, const Vue *v, const Recensement *c, const Ligne *const **ret, size_t *ret_n)
{
    const Ligne *stored = NULL;
    size_t stored_n = 0, n = 0;
    TRY(recensement_lignes(r->db, r->arena, c, &stored, &stored_n));
    Ligne *all = NEW(r->arena, Ligne, stored_n + 1);
    for (size_t i = 0; i < stored_n && all; i++)
        if (may_be_seen(v, c, &stored[i]))
            all[n++] = stored[i];
    const Ligne **kept = NEW(r->arena, const Ligne *, n + 1);
    if (!kept)
        return ERR_MEMORY;
    *ret_n = recensement_filtrer(r, c, all, n, kept);
    *ret = kept;
    return OK;
}

Err espace_liste(Req *r)
{
    static const char *const criteres[] = { "recensement", "q", "valeur", NULL };
    const Recensement *c = NULL;
    const Ligne *const *rows = NULL;
    Vue v = { 0 };
    size_t n = 0;
    TRY(asked(r, &c));
    TRY(view_of(r, &v));
    TRY(found_rows(r, &v, c, &rows, &n));
    RecensementPage p = { .espace = true, .base = S("/espace/recensements/liste"), .json = STR_NONE };
    Str address = adresse_de(r, p.base.p, criteres);
    recensement_champs_recherche(r, c, &p);
    p.pages = pagination(r->arena, address, req_i64(r, "page", 1), RECENSEMENT_PAGE, (int64_t)n);
    p.export = str_cat(r->arena, S("/espace/recensements/export.csv"), str_slice(address, p.base.n, address.n - 1));
    LigneVue *shown = NEW(r->arena, LigneVue, RECENSEMENT_PAGE);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = (size_t)(p.pages.page - 1) * RECENSEMENT_PAGE; i < n && p.n < RECENSEMENT_PAGE; i++) {
        shown[p.n] = ligne_vue(r, c, rows[i]);
        shown[p.n++].tient = covers(&v, c, rows[i]);
    }
    p.lignes = shown;
    view_recensement(req_html(r), &p);
    return OK;
}

Err espace_csv(Req *r)
{
    const Recensement *c = NULL;
    const Ligne *const *rows = NULL;
    Vue v = { 0 };
    size_t n = 0;
    TRY(asked(r, &c));
    TRY(view_of(r, &v));
    TRY(found_rows(r, &v, c, &rows, &n));
    recensement_ecrire_csv(r, c, rows, n);
    return OK;
}

/* ---- one row ---- */

static Str list_url(Arena *a, const Recensement *c)
{
    return str_cat(a, S("/espace/recensements/liste?recensement="), c->nom);
}

/* The places of the scope as a list, where they are few enough to be read. */
static Err few_places(Req *r, LignePage *p)
{
    const LieuTenu *held = NULL;
    size_t n = 0;
    TRY(tenue_lieux(r, &held, &n));
    Choice *v = n && n <= LIEUX_CHOIX_MAX ? NEW(r->arena, Choice, n + 1) : NULL;
    for (size_t i = 0; i < n && v; i++)
        v[i] = (Choice){ held[i].champs[CHAMP_id],
            str_format(r->arena, "%.*s, %.*s", STR_ARG(held[i].champs[CHAMP_nom]),
                STR_ARG(held[i].champs[CHAMP_commune])) };
    p->lieux = v;
    return OK;
}

static Err show_row(Req *r, const Recensement *c, const Ligne *l)
{
    size_t n = recensement_colonnes(c);
    Field *fields = NEW(r->arena, Field, n + 1);
    LignePage p = { .form = &r->form,
        .r = c,
        .uid = l ? l->uid : STR_NONE,
        .version = l ? str_format(r->arena, "%lld", (long long)l->version) : S("1"),
        .retour = list_url(r->arena, c),
        .lieu = champ_defaut(&r->form, "lieu", l ? l->lieu : STR_NONE),
        .fields = fields,
        .n = n };
    if (!fields)
        return ERR_MEMORY;
    p.action = l ? str_cat(r->arena, S("/espace/recensements/lignes/"), l->uid) : S("/espace/recensements/nouvelle");
    for (size_t i = 0; i < n; i++) {
        const char *name = c->colonnes[i].champ;
        Str stored = l && l->v[i].n ? l->v[i] : S("");
        p.champs[i] = champ_defaut(&r->form, name,
            recensement_champ(name)->choices || str_is_empty(stored) ? stored
            : c->colonnes[i].regle == COL_HORAIRES ? colonne_montrer(r->arena, &c->colonnes[i], stored)
                                                   : stored);
        fields[i] = *p.champs[i].field;
        fields[i].required = c->colonnes[i].requise && fields[i].kind != FIELD_CHOICES && fields[i].kind != FIELD_BOOL;
        p.champs[i].field = &fields[i];
    }
    if (!c->a_part)
        TRY(few_places(r, &p));
    view_ligne(req_html(r), &p);
    return OK;
}

static Str as_typed(Req *r, const char *name)
{
    const Field *f = recensement_champ(name);
    if (f->kind == FIELD_BOOL)
        return req_bool(r, name) ? S("oui") : S("");
    if (f->kind == FIELD_CHOICE) {
        int i = req_choice(r, name, -1);
        return i < 0 ? S("") : f->choices[i].value;
    }
    if (f->kind == FIELD_TEXT) {
        Str s = req_text(r, name);
        return s.n ? s : S("");
    }
    Chosen chosen = req_choices(r, name);
    Str out = S("");
    for (size_t i = 0; i < chosen.n; i++)
        out = out.n ? str_format(r->arena, "%.*s|%.*s", STR_ARG(out), STR_ARG(f->choices[chosen.v[i]].value))
                    : f->choices[chosen.v[i]].value;
    return out;
}

static void read_commune(Req *r, Ligne *l, int i)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *candidates[2];
    size_t n = 0;
    if (!t || !territoire_n_communes(t) || !l->v[i].n)
        return;
    const Commune *c = territoire_resolve(t, r->arena, l->v[i], r->app->site ? r->app->site->departement : STR_NONE,
        candidates, &n, 2);
    if (!c) {
        form_error(r, "commune",
            n ? "Plusieurs communes portent ce nom\u00A0: écrivez son code postal ou son code INSEE."
              : "Aucune commune ne porte ce nom ou ce code postal.");
        return;
    }
    l->v[i] = c->nom;
    l->code_insee = code_insee_str(&c->code);
}

/* "https://…/lieux/ID?…" or "ID". */
static Str id_typed(Str typed)
{
    size_t at = str_find(typed, 0, S("/lieux/"));
    Str id = at < typed.n ? str_slice(typed, at + sizeof "/lieux/" - 1, typed.n) : typed;
    size_t end = str_find_char(id, 0, '?'), hash = str_find_char(id, 0, '#');
    return str_slice(id, 0, end < hash ? end : hash);
}

static void read_row(Req *r, const Recensement *c, Ligne *l)
{
    for (int i = 0; c->colonnes[i].champ; i++) {
        const char *name = c->colonnes[i].champ;
        Str fault = STR_NONE;
        l->v[i] = colonne_lire(r->arena, &c->colonnes[i], as_typed(r, name), &fault);
        if (fault.n)
            form_error(r, name, "%s\u00A0: %.*s.", recensement_champ(name)->label, STR_ARG(fault));
        else if (c->colonnes[i].regle == COL_COMMUNE)
            read_commune(r, l, i);
    }
    if (!c->a_part) {
        Str id = id_typed(req_text(r, "lieu"));
        l->lieu = id.n ? id : STR_NONE;
    }
}

static Err save(Req *r, const Recensement *c, const Ligne *before, const char *fait)
{
    Vue v = { 0 };
    Ligne l = before ? *before : (Ligne){ .uid = STR_NONE, .lieu = STR_NONE, .code_insee = STR_NONE };
    TRY(view_of(r, &v));
    read_row(r, c, &l);
    l.source = S("");                              /* changed here, it is held here */
    l.version = req_i64(r, "version", l.version);
    if (!req_has_errors(r) && !covers(&v, c, &l))
        form_error(r, c->a_part ? "commune" : "lieu", "%s",
            c->a_part ? "Cette commune n’est pas de votre périmètre." : "Choisissez un lieu de votre périmètre.");
    Err e = req_has_errors(r) ? OK : recensement_ecrire(r->db, r->arena, r->acteur, r->now, c, r->app->random, &l);
    if (e == ERR_CONFLICT)
        form_error(r, "version", "Cette ligne existe déjà, ou quelqu’un l’a modifiée pendant que vous écriviez.");
    else if (e != OK)
        return e;
    if (!req_has_errors(r))
        return req_redirect(r, "%.*s&fait=%s", STR_ARG(list_url(r->arena, c)), fait);
    req_status(r, e == ERR_CONFLICT ? 409 : 400);
    return show_row(r, c, before);
}

Err ligne_nouvelle(Req *r)
{
    const Recensement *c = NULL;
    TRY(asked(r, &c));
    return show_row(r, c, NULL);
}

Err ligne_nouvelle_envoi(Req *r)
{
    const Recensement *c = NULL;
    TRY(asked(r, &c));
    return save(r, c, NULL, "ajoutee");
}

static Err open_row(Req *r, const Recensement **ret_c, Ligne *ret)
{
    Vue v = { 0 };
    TRY(view_of(r, &v));
    TRY(recensement_ligne(r->db, r->arena, req_path(r, "uid"), ret_c, ret));
    return covers(&v, *ret_c, ret) ? OK : ERR_NOT_FOUND;
}

Err ligne_page(Req *r)
{
    const Recensement *c = NULL;
    Ligne l;
    TRY(open_row(r, &c, &l));
    return show_row(r, c, &l);
}

Err ligne_envoi(Req *r)
{
    const Recensement *c = NULL;
    Ligne l;
    TRY(open_row(r, &c, &l));
    return save(r, c, &l, "modifiee");
}

Err ligne_retirer_envoi(Req *r)
{
    const Recensement *c = NULL;
    Ligne l;
    TRY(open_row(r, &c, &l));
    TRY(recensement_retirer(r->db, r->arena, r->acteur, r->now, &l));
    return req_redirect(r, "%.*s&fait=retiree", STR_ARG(list_url(r->arena, c)));
}

/* ---- a file ---- */

/* A field of the form that is sent, on the page that only opens it too. */
static Champ sent_field(const Req *r, const char *name)
{
    const Field *f = importer_champs;
    if (r->form.fields == importer_champs)
        return champ_de(&r->form, name);
    while (!str_eq(str_from(f->name), str_from(name)))
        f++;
    return (Champ){ f, STR_NONE, STR_NONE };
}

static Err show_import(Req *r, const Recensement *c, const RecensementLu *lu, bool essai)
{
    Arena *a = r->arena;
    ImporterPage p = { .form = &r->form,
        .r = c,
        .source = sent_field(r, "source"),
        .fichier = sent_field(r, "fichier"),
        .essaye = sent_field(r, "essai"),
        .resume = STR_NONE,
        .essai = essai };
    Str all = c->a_part ? STR_NONE : S("lieu"), must = all;
    for (int i = 0; c->colonnes[i].champ; i++) {
        Str name = str_from(c->colonnes[i].champ);
        all = all.n ? str_format(a, "%.*s,%.*s", STR_ARG(all), STR_ARG(name)) : name;
        if (c->colonnes[i].requise)
            must = must.n ? str_format(a, "%.*s, %.*s", STR_ARG(must), STR_ARG(name)) : name;
    }
    p.colonnes = all;
    p.requises = must;
    if (lu) {
        size_t n = lu->remarques.n < REMARQUES_MONTREES ? lu->remarques.n : REMARQUES_MONTREES;
        Str *said = NEW(a, Str, n + 1);
        if (!said)
            return ERR_MEMORY;
        for (size_t i = 0; i < n; i++)
            said[i] = remarque_dite(a, &lu->remarques.v[i]);
        p.resume = recensement_resume(a, lu, 0);
        p.remarques = said;
        p.remarques_n = n;
        p.autres = lu->remarques.n - n;
    }
    view_importer(req_html(r), &p);
    return OK;
}

Err importer_page(Req *r)
{
    const Recensement *c = NULL;
    TRY(asked(r, &c));
    return show_import(r, c, NULL, false);
}

Err importer_envoi(Req *r)
{
    const Recensement *c = NULL;
    Vue v = { 0 };
    RecensementLu lu = { 0 };
    Str message = STR_NONE, source = req_text(r, "source");
    const Upload *file = req_file(r, "fichier");
    TRY(asked(r, &c));
    TRY(view_of(r, &v));
    if (!file && !req_has_errors(r))
        form_error(r, "fichier", "Choisissez un fichier CSV.");
    if (!source.n && !req_has_errors(r))
        form_error(r, "source", "Écrivez de qui vient ce fichier.");
    Err e = req_has_errors(r) ? OK : recensement_lire(r->arena, c, file->bytes, &lu, &message);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE)
        form_error(r, "fichier", "Ce fichier n’a pas pu être lu\u00A0: %.*s.", STR_ARG(message));
    else if (e != OK)
        return e;
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_import(r, c, NULL, false);
    }
    const Portage p = { .territoire = req_snapshot(r, &territoire_snapshot),
        .departement = r->app->site ? r->app->site->departement : STR_NONE,
        .source = source,
        .couvre = covers,
        .arg = &v };
    TRY(recensement_comparer(r->db, r->arena, c, &p, &lu));
    bool essai = req_bool(r, "essai");
    if (!essai)
        TRY(recensement_appliquer(r->db, r->arena, r->acteur, r->now, r->app->random, c, source, &lu));
    return show_import(r, c, &lu, essai);
}
