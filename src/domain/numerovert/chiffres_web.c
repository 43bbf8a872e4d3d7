// SPDX-License-Identifier: AGPL-3.0-or-later
/* /numero-vert/appels: what was asked, where, and what found no answer; the same as a table for a spreadsheet. */
#include <stdlib.h>

#include "core/app.h"
#include "core/auth/retention.h"
#include "core/xlsx/sheet.h"
#include "domain/journal/journal.h"
#include "domain/numerovert/numerovert_priv.h"
#include "numerovert_view.h"

enum { MOIS_MONTRES = 12 };

Str besoin_montre(Str besoin)
{
    int i = standard_enum_index(ENUM_SERVICES, besoin);
    return i < 0 ? S("Autre besoin") : choice_label(&standard_services[i]);
}

static Str epci_name(const Territoire *t, Str code)
{
    for (size_t i = 0; t && code.p && i < territoire_n_communes(t); i++) {
        const Epci *e = territoire_commune_at(t, i)->epci;
        if (e && str_eq(e->code, code))
            return e->nom;
    }
    return code.p ? code : S("Non précisée");
}

static Str commune_name(const Territoire *t, Str code)
{
    const Commune *c = t && code.p ? territoire_commune(t, code) : NULL;
    return c ? c->nom : code.p ? code : S("Non précisée");
}

static Str month_name(Arena *a, Str mois)
{
    Date d = { 0 };
    if (!date_parse(str_cat(a, mois, S("-01")), &d))
        return mois;
    Str whole = date_french(a, d);                 /* "1er mars 2026" */
    size_t blank = str_find_char(whole, 0, ' ');
    return str_slice(whole, blank + 1, whole.n);
}

typedef VEC(CompteVue) Comptes;

static Err add(Arena *a, Comptes *to, Str nom, const AppelCompte *c)
{
    CompteVue *v = NULL;
    for (size_t i = 0; i < to->n && !v; i++)
        v = str_eq(to->v[i].nom, nom) ? &to->v[i] : NULL;
    if (!v) {
        v = vec_push(a, to);
        if (!v)
            return ERR_MEMORY;
        v->nom = nom;
    }
    v->appels += c->appels;
    v->sans += c->appels - c->trouves;
    v->minutes += c->minutes;
    return OK;
}

static int most_first(const void *x, const void *y)
{
    const CompteVue *a = x, *b = y;
    return a->appels != b->appels ? (a->appels < b->appels) - (a->appels > b->appels) : str_cmp(a->nom, b->nom);
}

/* The last twelve months, this one included. */
static Err read_counts(Req *r, Date *du, Date *au, const AppelCompte **ret, size_t *ret_n)
{
    Civil today = date_civil(date_paris(r->now));
    *au = date_paris(r->now);
    *du = date_from_ymd(today.year, today.month - MOIS_MONTRES + 1, 1);
    return appels_compter(r->db, r->arena, r->acteur, *du, *au, ret, ret_n);
}

Err appels_page(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Comptes mois = { 0 }, besoins = { 0 }, epci = { 0 }, communes = { 0 };
    const AppelCompte *v = NULL;
    size_t n = 0;
    AppelsPage p = { 0 };
    TRY(read_counts(r, &p.du, &p.au, &v, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(add(r->arena, &mois, month_name(r->arena, v[i].mois), &v[i]));
        TRY(add(r->arena, &besoins, besoin_montre(v[i].besoin), &v[i]));
        TRY(add(r->arena, &epci, epci_name(t, v[i].epci), &v[i]));
        TRY(add(r->arena, &communes, commune_name(t, v[i].commune), &v[i]));
        p.appels += v[i].appels;
        p.sans += v[i].appels - v[i].trouves;
        p.minutes += v[i].minutes;
    }
    if (n) {
        qsort(besoins.v, besoins.n, sizeof *besoins.v, most_first);
        qsort(epci.v, epci.n, sizeof *epci.v, most_first);
        qsort(communes.v, communes.n, sizeof *communes.v, most_first);
    }
    p.mois = mois.v, p.mois_n = mois.n;
    p.besoins = besoins.v, p.besoins_n = besoins.n;
    p.epci = epci.v, p.epci_n = epci.n;
    p.communes = communes.v, p.communes_n = communes.n;
    view_numerovert_appels(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "mois", { "Mois", XLSX_TEXT, 10 } },
    { "epci", { "Intercommunalité (SIREN)", XLSX_TEXT, 16 } },
    { "epci_nom", { "Intercommunalité", XLSX_TEXT, 34 } },
    { "commune", { "Commune (code INSEE)", XLSX_TEXT, 12 } },
    { "commune_nom", { "Commune", XLSX_TEXT, 28 } },
    { "besoin", { "Besoin", XLSX_TEXT, 44 } },
    { "suite", { "Suite donnée", XLSX_TEXT, 28 } },
    { "appels", { "Appels", XLSX_INTEGER, 10 } },
    { "reponses", { "Avec une réponse", XLSX_INTEGER, 10 } },
    { "minutes", { "Minutes", XLSX_INTEGER, 10 } },
    { 0 },
};
static const SheetDef appels_table = { "numero-vert", "Appels", "Appels du numéro vert", columns };

static Str suite_shown(Str stored)
{
    int i = choice_index(appel_suites, stored);
    return i < 0 ? stored : appel_suites[i].label;
}

Err appels_fichier(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const AppelCompte *v = NULL;
    size_t n = 0;
    Date du, au;
    TRY(read_counts(r, &du, &au, &v, &n));
    SHEET table = sheet_open(&appels_table, sheet_format(r->path), STR_NONE, r->now);
    for (size_t i = 0; i < n; i++) {
        sheet_text(table, v[i].mois);
        sheet_text(table, v[i].epci.p ? v[i].epci : S(""));
        sheet_text(table, epci_name(t, v[i].epci));
        sheet_text(table, v[i].commune.p ? v[i].commune : S(""));
        sheet_text(table, commune_name(t, v[i].commune));
        sheet_text(table, besoin_montre(v[i].besoin));
        sheet_text(table, suite_shown(v[i].suite));
        sheet_integer(table, v[i].appels);
        sheet_integer(table, v[i].trouves);
        sheet_integer(table, v[i].minutes);
        sheet_end_row(table);
    }
    TRY(journal_lecture(r, "appels.exporter", STR_NONE));
    TRY(sheet_finish(table, req_body(r, sheet_type(table))));
    req_download(r, sheet_file(r->arena, table));
    return OK;
}
