// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble importer recensement, exporter recensement. */
#include "core/app.h"
#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/lieux/edition.h"
#include "domain/recensements/lecture.h"
#include "domain/recensements/recensements_cli.h"

enum { MONTREES = 20 };

static Err census_of(Cmd *c, const Recensement **ret)
{
    Str name = cmd_arg(c, "NOM"), all = STR_NONE;
    *ret = recensement_nomme(name);
    for (const Recensement *r = recensements; r->nom.n; r++)
        all = all.n ? str_format(c->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(r->nom)) : r->nom;
    return *ret ? OK
                : cmd_fail(c, ERR_INVALID, "Aucun recensement ne s’appelle «\u00A0%.*s\u00A0». Il y a\u00A0: %.*s.",
                      STR_ARG(name), STR_ARG(all));
}

typedef struct Depot {
    Cmd *c;
    const Recensement *r;
    Str source;
    RecensementLu *lu;
} Depot;

static Err apply(Db *db, Arena *a, void *arg)
{
    Depot *d = arg;
    return recensement_appliquer(db, a, NULL, clock_now(d->c->app->clock), d->c->app->random, d->r, d->source, d->lu);
}

/* Every place that the directory knows. */
static bool known(void *arg, const Recensement *r, const Ligne *l)
{
    Cmd *c = arg;
    LieuTenu place;
    return r->a_part || lieu_tenu_lire(c->db, c->arena, l->lieu, &place) == OK;
}

static Err importer(Cmd *c)
{
    const Recensement *r = NULL;
    RecensementLu lu = { 0 };
    Str bytes, message = STR_NONE, path = cmd_arg(c, "FICHIER"), source = cmd_option(c, "source");
    TRY(census_of(c, &r));
    TRY(cmd_read_file(c, path, RECENSEMENT_FICHIER_MAX, &bytes));
    Err e = recensement_lire(c->arena, r, bytes, &lu, &message);
    if (e != OK)
        return message.n ? cmd_fail_file(c, e, path, message) : e;
    const Portage p = { .territoire = cmd_snapshot(c, &territoire_snapshot),
        .departement = config_str(c->app->config, CONF_DEPARTEMENT),
        .source = source,
        .couvre = known,
        .arg = c };
    TRY(recensement_comparer(c->db, c->arena, r, &p, &lu));
    if (!cmd_flag(c, "simulation"))
        TRY(writer_run(c->app->writer, c->arena, apply, &(Depot){ c, r, source, &lu }));
    cmd_say(c, "%s%.*s", cmd_flag(c, "simulation") ? "Simulation\u00A0: rien n’a été enregistré.\n" : "",
        STR_ARG(recensement_resume(c->arena, &lu, MONTREES)));
    return OK;
}

static void write_json(Cmd *c, const Recensement *r, const Ligne *rows, size_t n)
{
    Json j = json_to(cmd_out(c));
    json_arr(&j);
    for (size_t k = 0; k < n; k++) {
        json_obj(&j);
        json_kstr_opt(&j, "lieu", rows[k].lieu);
        json_kstr_opt(&j, "code_insee", rows[k].code_insee);
        for (int i = 0; r->colonnes[i].champ; i++)
            json_kstr_opt(&j, r->colonnes[i].champ, rows[k].v[i]);
        json_end(&j);
    }
    json_end(&j);
    buf_char(cmd_out(c), '\n');
}

static Err exporter(Cmd *c)
{
    const Recensement *r = NULL;
    const Ligne *rows = NULL;
    size_t n = 0;
    TRY(census_of(c, &r));
    TRY(recensement_lignes(c->db, c->arena, r, &rows, &n));
    if (str_eq(cmd_option(c, "format"), S("json"))) {
        write_json(c, r, rows, n);
        return OK;
    }
    CsvWriter w = csv_to(cmd_out(c), false);
    if (!r->a_part)
        csv_cell(&w, S("lieu"));
    for (int i = 0; r->colonnes[i].champ; i++)
        csv_cell(&w, str_from(r->colonnes[i].champ));
    csv_end_row(&w);
    for (size_t k = 0; k < n; k++) {
        if (!r->a_part)
            csv_cell(&w, rows[k].lieu);
        for (int i = 0; r->colonnes[i].champ; i++)
            csv_cell(&w, rows[k].v[i]);
        csv_end_row(&w);
    }
    return OK;
}

const Command recensements_commands[] = {
    { "importer recensement", importer, CMD_WRITE,
        (const CommandArg[]){ { "NOM", "le recensement\u00A0: permanences, telesante, materiel…", false },
            { "FICHIER", "CSV, ses colonnes nommées sur la première ligne\u202F; - : entrée standard", false }, { 0 } },
        (const CommandOption[]){ { "source", "NOM", "de qui vient ce fichier", NULL, "fichier" },
            { "simulation", NULL, "lit, vérifie et compare sans rien enregistrer", NULL, NULL }, { 0 } },
        "Charge un recensement\u00A0: permanences, matériel, télésanté…",
        "Une nouvelle version de la même source remplace la précédente\u202F; ce qui a été saisi dans l’annuaire y "
        "reste.\n"
        "Une mauvaise ligne n’arrête pas le fichier\u00A0: elle est dite, avec son remède.\n\n"
        "  ensemble importer recensement permanences permanences.csv --source \"CAF\" --simulation" },
    { "exporter recensement", exporter, CMD_READ,
        (const CommandArg[]){ { "NOM", "le recensement\u00A0: permanences, telesante, materiel…", false }, { 0 } },
        (const CommandOption[]){
            { "format", "FORMAT", "csv, tel qu’un import le reprend\u202F; json", "csv|json", "csv" }, { 0 } },
        "Écrit un recensement en CSV ou en JSON",
        "Tout y est, ce qui est réservé aux professionnels aussi.\n\n"
        "  ensemble exporter recensement ecoles" },
    { 0 },
};
