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
    bool simulation;
} Apply;

enum { FAUTES_DITES = 30, RAPPORT_MAX = 64 * 1024 * 1024 };

static Err apply(Db *db, Arena *a, void *arg)
{
    Apply *x = arg;
    return plan_appliquer(db, a, NULL, x->now, x->lu, x->simulation, &x->bilan);
}

static void tell_faults(Cmd *c, const PlanLu *lu)
{
    for (size_t i = 0; i < lu->fautes.n && i < FAUTES_DITES; i++)
        cmd_say(c, "%.*s", STR_ARG(lu->fautes.v[i]));
    if (lu->fautes.n > FAUTES_DITES)
        cmd_say(c, "Et %zu autres fautes : « --rapport FICHIER » les écrit toutes.", lu->fautes.n - FAUTES_DITES);
}

/* "1 action ajoutée, 2 modifiées, 80 inchangées", and the columns that were not read. */
static void tell_result(Cmd *c, const Apply *x)
{
    const PlanBilan *b = &x->bilan;
    const char *added = b->ajoutees > 1 ? "s" : "";
    cmd_say(c, "Plan d’actions : %lld action%s ajoutée%s, %lld modifiée%s, %lld inchangée%s.", (long long)b->ajoutees,
        added, added, (long long)b->changees, b->changees > 1 ? "s" : "", (long long)b->inchangees,
        b->inchangees > 1 ? "s" : "");
    if (x->lu->ignorees.n)
        cmd_say(c, "Non lu, faute d’une colonne de ce nom dans un plan\u00a0: «\u00a0%.*s\u00a0».",
            STR_ARG(str_join(c->arena, x->lu->ignorees.v, x->lu->ignorees.n, S("\u00a0», «\u00a0"))));
    if (x->simulation)
        cmd_say(c, "Simulation : rien n’a été enregistré.");
}

static void report_effects(Json *j, const PlanBilan *b)
{
    json_ki64(j, "ajoutees", b->ajoutees);
    json_ki64(j, "modifiees", b->changees);
    json_ki64(j, "inchangees", b->inchangees);
    json_key(j, S("effets"));
    json_arr(j);
    for (size_t i = 0; i < b->effets.n; i++) {
        const PlanEffet *e = &b->effets.v[i];
        json_obj(j);
        if (e->ligne)
            json_ki64(j, "ligne", e->ligne);
        json_kstr(j, "objet", e->objet);
        json_kstr_opt(j, "titre", e->titre);
        json_kstr(j, "effet", e->champ.n ? S("modification") : S("ajout"));
        if (e->champ.n) {
            json_kstr(j, "champ", e->champ);
            json_kstr(j, "avant", e->avant);
            json_kstr(j, "apres", e->apres);
        }
        json_end(j);
    }
    json_end(j);
}

static Err write_report(Cmd *c, const Apply *x, bool refused)
{
    Str path = cmd_option(c, "rapport");
    BUF b = buf_new(RAPPORT_MAX);
    Json j = json_to(&b);
    if (str_is_none(path))
        return OK;
    json_obj(&j);
    json_kstr(&j, "fichier", cmd_arg(c, "FICHIER"));
    json_key(&j, S("simulation"));
    json_bool(&j, x->simulation);
    json_key(&j, S("importe"));
    json_bool(&j, !refused && !x->simulation);
    report_effects(&j, refused ? &(PlanBilan){ 0 } : &x->bilan);
    json_kstrs(&j, "colonnes_non_lues", x->lu->ignorees.v, x->lu->ignorees.n);
    json_kstrs(&j, "fautes", x->lu->fautes.v, x->lu->fautes.n);
    json_end(&j);
    buf_char(&b, '\n');
    return cmd_write_file(c, path, buf_str(&b));
}

static Err importer(Cmd *c)
{
    Str path = cmd_arg(c, "FICHIER"), octets;
    PlanLu lu = { 0 };
    TRY(cmd_read_file(c, path, PLAN_FICHIER_MAX, &octets));
    Err e = plan_lire(c->arena, octets, &lu);
    Apply x = { .lu = &lu, .now = clock_now(c->app->clock), .simulation = cmd_flag(c, "simulation") };
    if (e == OK)
        e = writer_run(c->app->writer, c->arena, apply, &x);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE) {
        tell_faults(c, &lu);
        TRY(write_report(c, &x, true));
        return cmd_fail(c, e, "« %.*s » n’a pas été importé : rien n’a changé.", STR_ARG(path));
    }
    TRY(e);
    tell_result(c, &x);
    return write_report(c, &x, false);
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
    return plan_ecrire_tableau(c->db, c->arena, &p, str_eq(format, S("xlsx")) ? SHEET_XLSX : SHEET_CSV,
        clock_now(c->app->clock), cmd_out(c));
}

const Command plan_commands[] = {
    { "plan importer", importer, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "CSV, classeur XLSX, table de 28 colonnes ou JSON ; « - » lit l’entrée standard", false },
            { 0 } },
        (const CommandOption[]){ { "simulation", NULL, "dit ce qui changerait, sans rien enregistrer", NULL, NULL },
            { "rapport", "FICHIER", "écrit en JSON chaque ajout, chaque différence et chaque faute", NULL, NULL },
            { 0 } },
        "Charge une feuille de route et son plan d’actions, ou les met à jour",
        "Trois formes sont reconnues d’elles-mêmes : un tableau dont les colonnes s’appellent au moins « Axe » et "
        "« Action » (celui de « plan exporter » et de exemples/feuille-de-route-28-2024.csv) et la table de 28 "
        "colonnes "
        "de Territoires en Transitions, l’un et l’autre en CSV ou en XLSX, et le JSON de « plan exporter ».\n"
        "Une action déjà là, reconnue à son numéro, est mise à jour, et chaque différence gardée ; ce que le fichier "
        "ne "
        "dit pas reste. Une seule faute, et rien n’est écrit. Une colonne d’un autre nom n’est pas lue\u00a0: la "
        "commande le dit.\n"
        "Exemple : ensemble plan importer plan.xlsx --simulation --rapport rapport.json" },
    { "plan aides", importer_aides, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "JSON au format d’Aides-territoires ; « - » lit l’entrée standard", false },
            { 0 } },
        NULL, "Charge les aides qui pourraient financer des actions",
        "Le fichier est une réponse de l’API d’Aides-territoires, ou une liste d’aides de la même forme. Il remplace "
        "le "
        "précédent. Les aides sont proposées, action par action, par les mots qu’elles ont en commun avec elle." },
    { "plan exporter", exporter, CMD_READ, NULL,
        (const CommandOption[]){ { "format", "FORMAT",
                                     "json : tout ; csv, xlsx : une ligne par action, l’axe en colonne « Axe », coûts, "
                                     "financeurs et étapes ; tet : "
                                     "28 colonnes",
                                     "json|csv|xlsx|tet", "csv" },
            { 0 } },
        "Écrit le plan d’actions sur la sortie standard", NULL },
    { 0 },
};
