// SPDX-License-Identifier: AGPL-3.0-or-later
/* The lists of people and structures, whole, for a spreadsheet: the same search, the same scope as their pages. */
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "domain/administration/commune_saisie.h"

enum { PAGES_MAX = 2000 };                         /* of LISTE_PAGE lines: 100,000 */

/* ---- people ---- */

static const SheetColumn personne_columns[] = {
    { "nom", { "Nom", XLSX_TEXT, 24 } },
    { "prenom", { "Prénom", XLSX_TEXT, 18 } },
    { "fonction", { "Fonction", XLSX_TEXT, 28 } },
    { "courriel", { "Courriel", XLSX_TEXT, 34 } },
    { "compte", { "Compte", XLSX_TEXT, 12 } },
    { "roles", { "Rôles", XLSX_TEXT, 50 } },
    { "derniere_connexion", { "Dernière connexion", XLSX_DATE, 20 } },
    { 0 },
};
static const SheetDef personnes_table = { "personnes", "Personnes", "Personnes d’un périmètre", personne_columns };

static void put_person(Sheet *t, const PersonneLigne *l)
{
    const Str cells[] = { l->nom, l->prenom, l->fonction, l->courriel, l->etat, l->roles };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        sheet_text(t, cells[i]);
    if (l->derniere_connexion_at.has)
        sheet_date(t, date_paris(l->derniere_connexion_at.v));
    else
        sheet_empty(t);
    sheet_end_row(t);
}

Err personnes_export(Req *r)
{
    SHEET t = req_sheet_open(r, &personnes_table);
    Str q = req_text(r, "q"), etat = personnes_etat(r);
    int64_t done = 0, total = 1;
    for (int64_t page = 1; done < total; page++) {
        const ArenaMark mark = arena_mark(r->arena);
        const PersonneLigne *found = NULL;
        size_t n = 0;
        TRY(personnes_chercher(r->db, r->arena, r->acteur, q, etat, page, &found, &n, &total));
        for (size_t i = 0; i < n; i++)
            put_person(t, &found[i]);
        if (n == 0)
            break;
        if (page == PAGES_MAX)
            return ERR_TOO_LARGE;
        if (arena_failed(r->arena))
            return ERR_MEMORY;
        done += (int64_t)n;
        arena_reset(r->arena, mark);
    }
    TRY(journal_lecture(r, "personnes.exporter", portee_objet(r)));
    return req_sheet(r, t);
}

/* ---- structures ---- */

static const SheetColumn structure_columns[] = {
    { "nom", { "Nom", XLSX_TEXT, 40 } },
    { "siret", { "SIRET", XLSX_TEXT, 18 } },
    { "code_insee", { "Code INSEE", XLSX_TEXT, 12 } },
    { "commune", { "Commune", XLSX_TEXT, 28 } },
    { "dispositifs", { "Dispositifs", XLSX_TEXT, 40 } },
    { "lieux", { "Lieux", XLSX_INTEGER, 8 } },
    { "personnes", { "Personnes", XLSX_INTEGER, 10 } },
    { 0 },
};
static const SheetDef structures_table = { "structures", "Structures", "Structures d’un périmètre", structure_columns };

static void put_structure(Req *r, Sheet *t, const StructureLigne *l)
{
    const Str cells[] = { l->nom, l->siret, l->commune, commune_nom(r, l->commune), l->dispositifs };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        sheet_text(t, cells[i]);
    sheet_integer(t, l->lieux);
    sheet_integer(t, l->personnes);
    sheet_end_row(t);
}

Err structures_export(Req *r)
{
    SHEET t = req_sheet_open(r, &structures_table);
    Str q = req_text(r, "q");
    int64_t done = 0, total = 1;
    for (int64_t page = 1; done < total; page++) {
        const ArenaMark mark = arena_mark(r->arena);
        const StructureLigne *found = NULL;
        size_t n = 0;
        TRY(structures_chercher(r->db, r->arena, r->acteur, q, page, &found, &n, &total));
        for (size_t i = 0; i < n; i++)
            put_structure(r, t, &found[i]);
        if (n == 0)
            break;
        if (page == PAGES_MAX)
            return ERR_TOO_LARGE;
        if (arena_failed(r->arena))
            return ERR_MEMORY;
        done += (int64_t)n;
        arena_reset(r->arena, mark);
    }
    TRY(journal_lecture(r, "structures.exporter", portee_objet(r)));
    return req_sheet(r, t);
}
