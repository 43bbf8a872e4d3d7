// SPDX-License-Identifier: AGPL-3.0-or-later
/* The tables of /tableau-de-bord as files, CSV and XLSX: counts, and what waits for whoever asks. */
#include <math.h>

#include "core/app.h"
#include "core/xlsx/sheet.h"
#include "domain/activites/activites_web.h"

static void put_decimal(Sheet *t, double v)
{
    if (isfinite(v))
        sheet_decimal(t, round(v * 100) / 100);
    else
        sheet_empty(t);
}

/* A count that is not told is an empty cell. */
static void put_count(Sheet *t, int64_t n, bool hidden)
{
    if (hidden)
        sheet_empty(t);
    else
        sheet_integer(t, n);
}

/* ---- what changed ---- */

static const SheetColumn evolution_columns[] = {
    { "quoi", { "Quoi", XLSX_TEXT, 24 } },
    { "du_avant", { "Du, avant", XLSX_DATE, 14 } },
    { "au_avant", { "Au, avant", XLSX_DATE, 14 } },
    { "avant", { "Avant", XLSX_INTEGER, 14 } },
    { "du", { "Du", XLSX_DATE, 14 } },
    { "au", { "Au", XLSX_DATE, 14 } },
    { "maintenant", { "Maintenant", XLSX_INTEGER, 14 } },
    { "ecart_pour_cent", { "Écart, en %", XLSX_DECIMAL, 14 } },
    { 0 },
};
static const SheetDef evolution_sheet = { "ce-qui-a-change", "Ce qui a changé", "Ce qui a changé", evolution_columns };

Err evolution_fichier(Req *r)
{
    TableauPage p;
    TRY(tableau_lire_le_sien(r, &p));
    SHEET t = req_sheet_open(r, &evolution_sheet);
    for (int i = 0; i < EVOLUTIONS; i++) {
        const Evolution *e = &p.evolutions[i];
        bool told = !p.petit && !p.passe_petit && e->avant > 0;
        sheet_text(t, str_from(e->quoi));
        sheet_date(t, p.avant.du);
        sheet_date(t, p.avant.au);
        put_count(t, e->avant, p.passe_petit);
        sheet_date(t, p.q.du);
        sheet_date(t, p.q.au);
        put_count(t, e->ici, p.petit);
        put_decimal(t, told ? 100.0 * (double)(e->ici - e->avant) / (double)e->avant : NAN);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- what waits ---- */

static const SheetColumn waiting_columns[] = {
    { "attente", { "Ce qui attend", XLSX_TEXT, 80 } },
    { "adresse", { "Où y répondre", XLSX_TEXT, 40 } },
    { 0 },
};
static const SheetDef waiting_sheet = { "ce-qui-attend", "Ce qui attend", "Ce qui attend", waiting_columns };

Err attentes_fichier(Req *r)
{
    TableauPage p;
    TRY(tableau_lire_le_sien(r, &p));
    TRY(tableau_attentes(r, &p));
    SHEET t = req_sheet_open(r, &waiting_sheet);
    for (size_t i = 0; i < p.attentes.n; i++) {
        const Attente *x = &p.attentes.v[i];
        sheet_text(t, x->texte);
        if (str_is_empty(x->url))
            sheet_empty(t);
        else
            sheet_text(t, x->url);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- activity against need ---- */

static const SheetColumn need_columns[] = {
    { "code", { "Code", XLSX_TEXT, 14 } },
    { "nom", { "Territoire", XLSX_TEXT, 40 } },
    { "accompagnements", { "Accompagnements", XLSX_INTEGER, 18 } },
    { "usagers", { "Usagers", XLSX_INTEGER, 12 } },
    { "habitants", { "Habitants", XLSX_INTEGER, 12 } },
    { "pour_mille_habitants", { "Pour 1 000 habitants", XLSX_DECIMAL, 20 } },
    { "indice_fragilite", { "Indice de fragilité", XLSX_DECIMAL, 18 } },
    { 0 },
};
static const SheetDef need_sheet = { "activite-et-besoin", "Activité et besoin", "Activité et besoin", need_columns };

Err tableau_fichier(Req *r)
{
    TableauPage p;
    TRY(tableau_lire_le_sien(r, &p));
    TRY(tableau_besoins(r, &p));
    SHEET t = req_sheet_open(r, &need_sheet);
    for (size_t i = 0; i < p.besoins_n; i++) {
        const Besoin *b = &p.besoins[i];
        sheet_text(t, b->code);
        sheet_text(t, b->nom);
        put_count(t, b->accompagnements, b->masque);
        put_count(t, b->usagers, b->masque);
        put_count(t, b->habitants, b->habitants < 0);
        put_decimal(t, b->masque ? NAN : b->pour_mille);
        put_decimal(t, b->indice);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}
