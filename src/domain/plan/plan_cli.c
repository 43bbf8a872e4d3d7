// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/app.h"
#include "core/cli/command.h"
#include "domain/plan/aides.h"
#include "domain/plan/import.h"
#include "domain/plan/plan_priv.h"

typedef struct Apply {
    PlanLu *lu;
    PlanBilan bilan;
    int64_t now;
} Apply;

static Err apply(Db *db, Arena *a, void *arg)
{
    Apply *x = arg;
    return plan_appliquer(db, a, NULL, x->now, x->lu, &x->bilan);
}

static void tell_faults(Cmd *c, const PlanLu *lu)
{
    for (size_t i = 0; i < lu->fautes.n; i++)
        cmd_say(c, "%.*s", STR_ARG(lu->fautes.v[i]));
}

static Err importer(Cmd *c)
{
    Str path = cmd_arg(c, "FICHIER"), octets;
    PlanLu lu = { 0 };
    TRY(cmd_read_file(c, path, PLAN_FICHIER_MAX, &octets));
    Err e = plan_lire(c->arena, octets, &lu);
    Apply x = { .lu = &lu, .now = clock_now(c->app->clock) };
    if (e == OK)
        e = writer_run(c->app->writer, c->arena, apply, &x);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE) {
        tell_faults(c, &lu);
        return cmd_fail(c, e, "« %.*s » n’a pas été importé : rien n’a changé.", STR_ARG(path));
    }
    if (e == OK)
        cmd_say(c, "Plan d’actions : %lld actions ajoutées, %lld modifiées, %lld inchangées.",
            (long long)x.bilan.ajoutees, (long long)x.bilan.changees, (long long)x.bilan.inchangees);
    return e;
}

/* ---- aids ---- */

typedef struct Remplacer {
    AidesLues lues;
    int64_t now;
} Remplacer;

static Err replace(Db *db, Arena *a, void *arg)
{
    Remplacer *x = arg;
    return aides_remplacer(db, a, NULL, x->now, &x->lues);
}

static Err importer_aides(Cmd *c)
{
    Str path = cmd_arg(c, "FICHIER"), octets;
    Remplacer x = { .now = clock_now(c->app->clock) };
    TRY(cmd_read_file(c, path, AIDES_FICHIER_MAX, &octets));
    Err e = aides_lire(c->arena, octets, &x.lues);
    if (e == OK)
        e = writer_run(c->app->writer, c->arena, replace, &x);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE) {
        for (size_t i = 0; i < x.lues.fautes.n; i++)
            cmd_say(c, "%.*s", STR_ARG(x.lues.fautes.v[i]));
        return cmd_fail(c, e, "« %.*s » n’a pas été importé : rien n’a changé.", STR_ARG(path));
    }
    if (e == OK)
        cmd_say(c, "%zu aides chargées, à la place des précédentes.", x.lues.aides.n);
    return e;
}

static Err exporter(Cmd *c)
{
    Str format = cmd_option(c, "format");
    Plan p;
    Err e = plan_courant(c->db, c->arena, &p);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, e, "Il n’y a pas encore de plan : « ensemble plan importer FICHIER » en charge un.");
    TRY(e);
    if (str_eq(format, S("json")))
        return plan_ecrire_json(c->db, c->arena, &p, cmd_out(c));
    if (str_eq(format, S("tet")))
        return plan_ecrire_tet(c->db, c->arena, &p, cmd_out(c));
    int64_t now = clock_now(c->app->clock);
    SHEET t = sheet_open(&plan_feuille_de_calcul, str_eq(format, S("xlsx")) ? SHEET_XLSX : SHEET_CSV, p.feuille.source,
        now);
    TRY(plan_ecrire_feuille(c->db, c->arena, &p, date_paris(now), t));
    return sheet_finish(t, cmd_out(c));
}

const Command plan_commands[] = {
    { "plan importer", importer, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "CSV, table de 28 colonnes ou JSON ; « - » lit l’entrée standard", false },
            { 0 } },
        NULL, "Charge une feuille de route et son plan d’actions, ou les met à jour",
        "Trois formes sont reconnues d’elles-mêmes : un CSV dont les colonnes s’appellent au moins « Axe » et « Action "
        "» "
        "(celui de « plan exporter » et de exemples/feuille-de-route-28-2024.csv), la table de 28 colonnes de "
        "Territoires en Transitions, et le JSON de « plan exporter ».\n"
        "Une action déjà là est mise à jour, et chaque différence gardée. Une seule faute, et rien n’est écrit." },
    { "plan aides", importer_aides, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "JSON au format d’Aides-territoires ; « - » lit l’entrée standard", false },
            { 0 } },
        NULL, "Charge les aides qui pourraient financer des actions",
        "Le fichier est une réponse de l’API d’Aides-territoires, ou une liste d’aides de la même forme. Il remplace "
        "le "
        "précédent. Les aides sont proposées, action par action, par les mots qu’elles ont en commun avec elle." },
    { "plan exporter", exporter, CMD_READ, NULL,
        (const CommandOption[]){
            { "format", "FORMAT",
                "json : tout ; csv, xlsx : une ligne par action, l’axe en colonne « Axe » ; tet : 28 colonnes",
                "json|csv|xlsx|tet", "csv" },
            { 0 } },
        "Écrit le plan d’actions sur la sortie standard", NULL },
    { 0 },
};
