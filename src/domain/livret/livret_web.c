// SPDX-License-Identifier: AGPL-3.0-or-later
/* /documents: what may be printed; and the files themselves. */
#include <stdlib.h>

#include "core/app.h"
#include "core/slice.h"
#include "documents_view.h"
#include "domain/lieux/requete.h"
#include "domain/livret/livret_priv.h"
#include "web/assets.h"

enum { EPCI_MAX = 2000, CACHE_S = 3600 };

const Choice livret_formats[] = {
    { S_INIT("a4"), S_INIT("A4") },
    { S_INIT("a5"), S_INIT("A5, un petit livret") },
    { S_INIT("grand"), S_INIT("A4 en grands caractères (16 points)") },
    { STR_NONE, STR_NONE },
};

typedef enum Document { DOCUMENT_LIVRET, DOCUMENT_AFFICHE, DOCUMENT_MAIRIE, DOCUMENT_MAIRIE_SUIVANT } Document;
static const Choice documents[] = {
    { S_INIT("livret"), S_INIT("Le livret des lieux de la commune") },
    { S_INIT("affiche"), S_INIT("Une affiche, avec les lieux les plus proches") },
    { S_INIT("mairie"), S_INIT("La feuille du mois, pour la mairie") },
    { S_INIT("mairie-suivant"), S_INIT("La feuille du mois prochain, pour la mairie") },
    { STR_NONE, STR_NONE },
};

#define FORMAT_CHAMP                                                                                                   \
    {                                                                                                                  \
        .name = "format", .kind = FIELD_CHOICE, .label = "Taille", .choices = livret_formats                           \
    }
static const Field page_champs[] = {
    { .name = "commune",
        .kind = FIELD_TEXT,
        .label = "Commune ou code postal",
        .required = true,
        .max = 100,
        .autocomplete = "address-level2",
        .example = "Brou" },
    { .name = "document", .kind = FIELD_CHOICE, .label = "Document", .choices = documents },
    FORMAT_CHAMP,
    { 0 },
};
static const Field livret_champs[] = {
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .max = 100, .example = "28061" },
    { .name = "epci", .kind = FIELD_TEXT, .label = "Intercommunalité", .max = 20, .example = "200070159" },
    { .name = "departement", .kind = FIELD_TEXT, .label = "Département", .max = 3, .example = "28" },
    FORMAT_CHAMP,
    { 0 },
};
static const Field commune_champs[] = {
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .max = 100, .example = "28061" },
    { .name = "mois", .kind = FIELD_DATE, .label = "Un jour du mois", .example = "2026-03-01" },
    FORMAT_CHAMP,
    { 0 },
};
static const Field fiche_champs[] = { FORMAT_CHAMP, { 0 } };

/* False: places are not known yet. */
static bool fonds_de(Req *r, LivretFonds *ret)
{
    *ret = (LivretFonds){ .lieux = req_snapshot(r, &lieux_snapshot),
        .territoire = req_snapshot(r, &territoire_snapshot),
        .vacances = requete_vacances(r),
        .recensees = req_snapshot(r, &recensements_snapshot),
        .site = r->app->site,
        .assets = assets,
        .now = r->now };
    return ret->lieux != NULL;
}

static PdfFormat format_de(Req *r)
{
    return (PdfFormat)req_choice(r, "format", PDF_A4);
}

Str livret_fichier(Arena *a, const char *quoi, Str nom, PdfFormat format)
{
    Str slug = str_replace(a, utf8_fold(a, utf8_cut(nom, 80)), S(" "), S("-"));
    return str_format(a, "%s-%.*s-%.*s.pdf", quoi, STR_ARG(slug), STR_ARG(livret_formats[format].value));
}

/* The same document until places, the program or the day change. True: the reader has it already. */
static bool unchanged(Req *r, const char *what)
{
    Str etag = str_format(r->arena, "%s-%.*s-%d-%.*s-%.*s", what, STR_ARG(requete_etag(r)), date_paris(r->now).days,
        STR_ARG(r->path), STR_ARG(r->query));
    return req_cache(r, str_format(r->arena, "%016llx", (unsigned long long)str_hash(etag)), CACHE_S);
}

/* ---- /documents ---- */

static int by_name(const void *x, const void *y)
{
    const LivretEpci *a = x, *b = y;
    return str_cmp(a->nom, b->nom);
}

static Err count_epci(Req *r, const LivretFonds *f, DocumentsPage *p)
{
    VEC(LivretEpci) v = { 0 };
    for (size_t i = 0; f->territoire && i < territoire_n_communes(f->territoire) && v.n < EPCI_MAX; i++) {
        const Commune *c = territoire_commune_at(f->territoire, i);
        bool seen = !c->epci || !str_eq(c->departement, p->departement);
        for (size_t k = 0; k < v.n && !seen; k++)
            seen = str_eq(v.v[k].code, c->epci->code);
        LivretEpci *to = seen ? NULL : vec_push(r->arena, &v);
        if (to)
            *to = (LivretEpci){ c->epci->code, str_replace(r->arena, c->epci->nom, S("'"), S("’")), 0 };
    }
    for (size_t i = 0; i < lieux_n(f->lieux); i++) {
        const Lieu *l = lieux_at(f->lieux, i);
        if (!l->commune || !str_eq(l->commune->departement, p->departement) || livret_ferme(l))
            continue;
        p->lieux++;
        for (size_t k = 0; k < v.n; k++)
            v.v[k].lieux += l->commune->epci && str_eq(v.v[k].code, l->commune->epci->code);
    }
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, by_name);
    p->epci = v.v;
    p->epci_n = v.n;
    p->trop = p->lieux > LIVRET_LIEUX_MAX;
    return OK;
}

static Err to_document(Req *r, Str code)
{
    Document d = (Document)req_choice(r, "document", DOCUMENT_LIVRET);
    Str format = livret_formats[format_de(r)].value;
    Civil now = date_civil(date_paris(r->now));
    Date next = date_from_ymd(now.year, now.month + 1, 1);
    if (d == DOCUMENT_MAIRIE_SUIVANT)
        return req_redirect(r, "/documents/mairie.pdf?commune=%.*s&mois=%.*s&format=%.*s", STR_ARG(code),
            STR_ARG(date_iso(r->arena, next)), STR_ARG(format));
    return req_redirect(r, "/documents/%.*s.pdf?commune=%.*s&format=%.*s", STR_ARG(documents[d].value), STR_ARG(code),
        STR_ARG(format));
}

static Err documents_page(Req *r)
{
    LivretFonds f;
    DocumentsPage p = { .form = &r->form, .pret = fonds_de(r, &f) };
    Str code = STR_NONE;
    bool asked = req_choice(r, "document", -1) >= 0, typed = !str_is_none(req_text(r, "commune"));
    if (asked && !typed)
        form_error(r, "commune", "Écrivez le nom d’une commune, ou son code postal.");
    if (asked && typed && requete_commune(r, "commune", &code) && !req_has_errors(r) && !str_is_none(code))
        return to_document(r, code);
    p.departement = r->app->site ? r->app->site->departement : STR_NONE;
    p.departement_nom = f.territoire ? territoire_departement_nom(f.territoire, p.departement) : STR_NONE;
    if (p.pret)
        TRY(count_epci(r, &f, &p));
    view_documents(req_html(r), &p);
    return OK;
}

/* ---- the files ---- */

static Err choose(Req *r, const LivretFonds *f, LivretChoix *ret)
{
    Str commune = STR_NONE, epci = req_text(r, "epci"), departement = req_text(r, "departement");
    const char *field = "departement";
    LivretMaille maille = LIVRET_DEPARTEMENT;
    if (!requete_commune(r, "commune", &commune))
        return ERR_INVALID;
    Str code = str_is_none(departement) ? f->site->departement : departement;
    if (!str_is_none(commune)) {
        maille = LIVRET_COMMUNE, code = commune, field = "commune";
    } else if (!str_is_none(epci)) {
        maille = LIVRET_EPCI, code = epci, field = "epci";
    }
    Err e = livret_choisir(r->arena, f, maille, code, ret);
    if (e == ERR_NOT_FOUND) {
        form_error(r, field, "Rien ne porte le code « %.*s ». Choisissez dans la page des documents à imprimer.",
            STR_ARG(utf8_cut(code, 20)));
        return ERR_INVALID;
    }
    return e;
}

static Err livret_pdf(Req *r)
{
    LivretFonds f;
    LivretChoix choix;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    TRY(choose(r, &f, &choix));
    if (choix.n > LIVRET_LIEUX_MAX) {
        Short n = fr_nombre((int64_t)choix.n), max = fr_nombre(LIVRET_LIEUX_MAX);
        form_error(r, "departement",
            "%.*s lieux : c’est trop pour un livret (%.*s au plus). Demandez celui d’une intercommunalité ou d’une "
            "commune.",
            (int)n.n, n.p, (int)max.n, max.p);
        return ERR_INVALID;
    }
    if (unchanged(r, "livret"))
        return OK;
    TRY(livret_ecrire(r->arena, &f, &choix, format_de(r), req_body(r, "application/pdf")));
    req_download(r, livret_fichier(r->arena, "livret", choix.nom, format_de(r)));
    return OK;
}

/* `ret` NULL: none was asked, and the answer leads to where it is chosen. */
static Err commune_of(Req *r, const LivretFonds *f, const Commune **ret)
{
    Str code = STR_NONE;
    if (!requete_commune(r, "commune", &code))
        return ERR_INVALID;
    if (str_is_none(code))
        return req_redirect(r, "/documents");
    *ret = f->territoire ? territoire_commune(f->territoire, code) : NULL;
    if (*ret)
        return OK;
    form_error(r, "commune", "Les communes ne sont pas encore connues ici : ce document demande de les charger.");
    return ERR_INVALID;
}

static Err affiche_pdf(Req *r)
{
    LivretFonds f;
    const Commune *c = NULL;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    TRY(commune_of(r, &f, &c));
    if (!c || unchanged(r, "affiche"))
        return OK;
    TRY(livret_affiche_commune(r->arena, &f, c, format_de(r), req_body(r, "application/pdf")));
    req_download(r, livret_fichier(r->arena, "affiche", c->nom, format_de(r)));
    return OK;
}

static Err mairie_pdf(Req *r)
{
    LivretFonds f;
    const Commune *c = NULL;
    Date month = date_paris(r->now);
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    (void)req_date(r, "mois", &month);
    TRY(commune_of(r, &f, &c));
    if (!c || unchanged(r, "mairie"))
        return OK;
    TRY(livret_mairie(r->arena, &f, c, month, format_de(r), req_body(r, "application/pdf")));
    req_download(r,
        livret_fichier(r->arena, "mairie",
            str_format(r->arena, "%.*s %.*s", STR_ARG(c->nom), STR_ARG(str_slice(date_iso(r->arena, month), 0, 7))),
            format_de(r)));
    return OK;
}

typedef Err LieuPdf(Arena *a, const LivretFonds *f, const Lieu *l, PdfFormat format, Buf *out);

static Err of_place(Req *r, LieuPdf *write, const char *what)
{
    LivretFonds f;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    const Lieu *l = lieux_find(f.lieux, req_path(r, "id"));
    if (!l || l->disparu)
        return ERR_NOT_FOUND;
    if (unchanged(r, what))
        return OK;
    TRY(write(r->arena, &f, l, format_de(r), req_body(r, "application/pdf")));
    req_download(r, livret_fichier(r->arena, what, lieu_champ(l, CHAMP_nom), format_de(r)));
    return OK;
}

static Err fiche_pdf(Req *r)
{
    return of_place(r, livret_fiche, "fiche");
}

static Err affiche_lieu_pdf(Req *r)
{
    return of_place(r, livret_affiche_lieu, "affiche");
}

const Route livret_routes[] = {
    { "GET", "/documents", documents_page, RIGHT_PUBLIC, SNAPSHOT, page_champs, "Documents à imprimer", ROUTE_LAX },
    { "GET", "/documents/livret.pdf", livret_pdf, RIGHT_PUBLIC, SLOW, livret_champs, "Livret des lieux, en PDF",
        ROUTE_HIDDEN },
    { "GET", "/documents/affiche.pdf", affiche_pdf, RIGHT_PUBLIC, SLOW, commune_champs, "Affiche d’une commune, en PDF",
        ROUTE_HIDDEN },
    { "GET", "/documents/mairie.pdf", mairie_pdf, RIGHT_PUBLIC, SLOW, commune_champs,
        "Feuille du mois d’une mairie, en PDF", ROUTE_HIDDEN },
    { "GET", "/lieux/{id}/fiche.pdf", fiche_pdf, RIGHT_PUBLIC, SLOW, fiche_champs, "Fiche d’un lieu, en PDF",
        ROUTE_HIDDEN },
    { "GET", "/lieux/{id}/affiche.pdf", affiche_lieu_pdf, RIGHT_PUBLIC, SLOW, fiche_champs, "Affiche d’un lieu, en PDF",
        ROUTE_HIDDEN },
    { 0 },
};
