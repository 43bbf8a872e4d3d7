// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble statistiques */
#include "core/app.h"
#include "core/cli/command.h"
#include "core/xlsx/sheet.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/statistiques.h"

static const SheetColumn columns[] = {
    { "cle", { "Code", XLSX_TEXT, 24 } },
    { "nom", { "Libellé", XLSX_TEXT, 40 } },
    { "accompagnements", { "Accompagnements", XLSX_INTEGER, 18 } },
    { "usagers", { "Usagers", XLSX_INTEGER, 12 } },
    { "ateliers", { "Ateliers", XLSX_INTEGER, 12 } },
    { "minutes", { "Minutes", XLSX_INTEGER, 12 } },
    { 0 },
};
static const SheetDef sheet = { "statistiques", "Statistiques", "Statistiques", columns };

static void write_json(Cmd *c, const StatQuestion *q, const Chiffres *all, int par, const StatLigne *l, size_t n)
{
    Json j = json_to(cmd_out(c));
    json_obj(&j);
    statistiques_json(&j, c->arena, q, all);
    if (par >= 0) {
        json_kstr(&j, "par", stat_par[par].value);
        json_key(&j, S("lignes"));
        json_arr(&j);
        for (size_t i = 0; i < n; i++) {
            json_obj(&j);
            json_kstr(&j, "cle", l[i].cle);
            json_kstr(&j, "nom", l[i].nom);
            json_ki64(&j, "accompagnements", l[i].accompagnements);
            if (l[i].usagers >= 0)
                json_ki64(&j, "usagers", l[i].usagers);
            json_ki64(&j, "ateliers", l[i].ateliers);
            json_end(&j);
        }
        json_end(&j);
    }
    json_end(&j);
    buf_char(cmd_out(c), '\n');
}

static Err write_sheet(Cmd *c, SheetFormat format, const StatLigne *l, size_t n)
{
    SHEET t = sheet_open(&sheet, format, STR_NONE, clock_now(c->app->clock));
    for (size_t i = 0; i < n; i++) {
        sheet_text(t, l[i].cle);
        sheet_text(t, l[i].nom);
        sheet_integer(t, l[i].accompagnements);
        if (l[i].usagers >= 0)
            sheet_integer(t, l[i].usagers);
        else
            sheet_empty(t);
        sheet_integer(t, l[i].ateliers);
        sheet_integer(t, l[i].minutes);
        sheet_end_row(t);
    }
    return sheet_finish(t, cmd_out(c));
}

static Err read_day(Cmd *c, const char *name, Date *ret)
{
    Str typed = cmd_option(c, name);
    if (date_parse(typed, ret))
        return OK;
    return cmd_fail(c, ERR_INVALID, "« --%s » attend une date de la forme 2023-01-31.", name);
}

static Err statistiques_cmd(Cmd *c)
{
    StatQuestion q = { .epci = STR_NONE };
    Chiffres all;
    const StatLigne *lines = NULL;
    size_t n = 0;
    int par = str_is_none(cmd_option(c, "par")) ? -1 : choice_index(stat_par, cmd_option(c, "par"));
    TRY(read_day(c, "du", &q.du));
    TRY(read_day(c, "au", &q.au));
    if (q.au.days < q.du.days)
        return cmd_fail(c, ERR_INVALID, "« --au » ne peut pas précéder « --du ».");
    q.dispositif = choice_index(dispositifs, cmd_option(c, "dispositif"));
    TRY(statistiques(c->db, c->arena, &q, false, &all));
    if (par >= 0)
        TRY(statistiques_par(c->db, c->arena, &q, par, false, &lines, &n));
    Str format = cmd_option(c, "format");
    if (str_eq(format, S("json"))) {
        write_json(c, &q, &all, par, lines, n);
        return OK;
    }
    const StatLigne whole = { S("total"), S("Total"), all.accompagnements, all.usagers, all.ateliers, all.minutes,
        false };
    return write_sheet(c, str_eq(format, S("xlsx")) ? SHEET_XLSX : SHEET_CSV, par < 0 ? &whole : lines,
        par < 0 ? 1 : n);
}

const Command activites_commands[] = {
    { "statistiques", statistiques_cmd, CMD_READ, NULL,
        (const CommandOption[]){ { "du", "DATE", "premier jour compté", NULL, NULL },
            { "au", "DATE", "dernier jour compté", NULL, NULL },
            { "dispositif", "NOM", "un seul dispositif",
                "conseiller_numerique|france_services|aidants_connect|autre|tous", "tous" },
            { "par", "CLE", "une ligne par valeur", "mois|theme|dispositif|epci|commune|structure|type|age", NULL },
            { "format", "FORMAT", "ce qui est écrit", "json|csv|xlsx", "json" }, { 0 } },
        "Compte les accompagnements, les usagers et les ateliers d’une période",
        "Les mêmes chiffres que les pages, par les mêmes définitions (/statistiques/definitions).\n"
        "Exemple : ensemble statistiques --du 2023-01-01 --au 2023-12-31 --dispositif france_services" },
    { 0 },
};
