// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic/precarite: the local construction, on a map, in a table, as a file. */
#include <math.h>

#include "core/app.h"
#include "diagnostic_view.h"
#include "domain/diagnostic/acces_web.h"

const Field precarite_champs[] = {
    { .name = "alpha",
        .kind = FIELD_F64,
        .label = "Poids d’un service absent, de 0 à 1",
        .hint = "0 : les services ne comptent pas. 0,5 : leur absence à tous aggrave de moitié.",
        .max = 1 },
    CHORO_CHAMP,
    { .name = "page", .kind = FIELD_I64, .label = "Page du tableau", .min = 1, .max = PAGE_MAX },
    { 0 },
};

/* The communes of the département; `p->scores` false where a table is missing. */
static Err read_precarite(Req *r, const Monde *m, DiagnosticPage *p)
{
    Zone z;
    Choix services = diagnostic_services(m->d);
    note_world(m, p);
    p->titre = departement_titre(m);
    req_f64(r, "alpha", &p->alpha);
    p->scores = p->scores && services && find_zone(m, r->arena, S("departement"), m->departement, &z);
    if (!p->scores)
        return OK;
    Err e = precarite_communes(m->d, r->arena, &z, m->poids, p->alpha, services, &p->precaires, &p->precaires_n);
    p->scores = e == OK;
    return e == ERR_INVALID ? OK : e;
}

static Err put_services(Req *r, const Monde *m, DiagnosticPage *p)
{
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(m->d, &all);
    Choix services = diagnostic_services(m->d);
    Provenances *from = &p->prov.l;
    p->services = NEW(r->arena, int, n + 1);
    if (!p->services)
        return ERR_MEMORY;
    p->prov.indice = provenance_dire(r->arena, from,
        (Provenance){ S("Précarité numérique"),
            S("Base × (1 + poids × part des services absents), 10 au plus ; base : moyenne des scores « 65 ans et "
              "plus » et « Pas ou peu diplômés »"),
            S("construction locale de ce site, et non l’indice publié"), S(""), S(""), STR_NONE });
    p->prov.habitants = provenance_populations(r->arena, from, m->d, p->poids);
    for (size_t k = 0; k < n; k++)
        if (str_eq(all[k].code, S("older_65_rate")) || str_eq(all[k].code, S("nscol15p_rate")))
            provenance_indicateur(r->arena, from, &all[k]);
    for (size_t k = 0; k < n; k++)
        if (services >> k & 1)
            p->services[p->services_n++] = provenance_indicateur(r->arena, from, &all[k]);
    return OK;
}

/* All of them on the map, a page of them in the table. */
static Err put_precarite(Req *r, const Monde *m, DiagnosticPage *p)
{
    static const ChoroDef own = { "Précarité numérique, commune par commune.", S_INIT("commune"), CHORO_QUANTILES, 5,
        { 0 }, 1, "", NULL, 1 };
    static const char *const kept[] = { "alpha", "classes", NULL }, *const criteria[] = { "alpha", NULL };
    const ChoroDef def = choro_demandee(r, &own);
    ChoroEntree *v = NEW(r->arena, ChoroEntree, p->precaires_n + 1);
    if (!v)
        return ERR_MEMORY;
    p->pages = pagination(r->arena, adresse_de(r, "/diagnostic/precarite", kept), req_i64(r, "page", 1), PAR_PAGE,
        (int64_t)p->precaires_n);
    size_t n = p->precaires_n, from = (size_t)(p->pages.page - 1) * PAR_PAGE;
    for (size_t i = 0; i < n; i++) {
        const PrecariteCommune *c = &p->precaires[i];
        Short score = score_montre(c->score);
        v[i] = (ChoroEntree){ .code = c->zone.code,
            .nom = c->zone.nom,
            .v = c->score,
            .valeur = short_dup(r->arena, score),
            .population = c->population,
            .cible = i >= from && i < from + PAR_PAGE };
    }
    p->precaires += from < n ? from : n;
    p->precaires_n = from >= n ? 0 : n - from < PAR_PAGE ? n - from : PAR_PAGE;
    TRY(choroplethe_make(r->arena, m->t, m->departement, &def, v, n, &p->carte));
    p->carte.fictif = p->fictif;
    return choro_proposer(r, "/diagnostic/precarite", criteria, &own, &p->carte);
}

Err precarite_page(Req *r)
{
    Monde m = world(r);
    DiagnosticPage p = { .form = &r->form,
        .alpha = PRECARITE_ALPHA,
        .fichiers = liste_fichiers(r, "/diagnostic/precarite") };
    TRY(read_precarite(r, &m, &p));
    if (p.scores) {
        TRY(put_services(r, &m, &p));
        TRY(put_precarite(r, &m, &p));
    }
    view_precarite(req_html(r), &p);
    return OK;
}

static const SheetColumn precarite_colonnes[] = { { "code", { "Code", XLSX_TEXT, 10 } },
    { "nom", { "Commune", XLSX_TEXT, 30 } }, { "population", { "Population", XLSX_INTEGER, 12 } },
    { "base", { "Base", XLSX_DECIMAL, 10 } }, { "services_absents", { "Services absents", XLSX_DECIMAL, 14 } },
    { "precarite", { "Précarité", XLSX_DECIMAL, 10 } }, { "alpha", { "Poids des services", XLSX_DECIMAL, 14 } },
    { "poids", { "Populations", XLSX_TEXT, 14 } }, { "millesime", { "Scores du", XLSX_TEXT, 12 } },
    { "source", { "Source", XLSX_TEXT, 40 } }, { "licence", { "Licence", XLSX_TEXT, 30 } }, { 0 } };
static const SheetDef precarite_feuille = { "precarite-communes", "Précarité",
    "Précarité numérique des communes, construction locale", precarite_colonnes };

static void put_decimal(Sheet *t, double v)
{
    if (isnan(v))
        sheet_empty(t);
    else
        sheet_decimal(t, v);
}

Err precarite_export(Req *r)
{
    Monde m = world(r);
    DiagnosticPage p = { .alpha = PRECARITE_ALPHA };
    TRY(read_precarite(r, &m, &p));
    Str source = p.jeu ? str_cat(r->arena, S("construction locale, d’après "), p.jeu->source) : STR_NONE;
    SHEET t = req_sheet_open(r, &precarite_feuille);
    for (size_t i = 0; i < p.precaires_n; i++) {
        const PrecariteCommune *c = &p.precaires[i];
        sheet_text(t, c->zone.code);
        sheet_text(t, c->zone.nom);
        sheet_integer(t, c->population);
        put_decimal(t, c->base);
        put_decimal(t, c->absence);
        put_decimal(t, c->score);
        sheet_decimal(t, p.alpha);
        sheet_text(t, p.poids);
        sheet_text(t, p.jeu->millesime);
        sheet_text(t, source);
        sheet_text(t, p.jeu->licence);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}
