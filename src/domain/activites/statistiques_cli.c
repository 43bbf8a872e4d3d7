// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble statistiques, arretes, arreter */
#include "core/app.h"
#include "core/cli/command.h"
#include "core/run/writer.h"
#include "core/xlsx/sheet.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/arretes.h"
#include "domain/activites/statistiques.h"
#include "domain/territoire/territoire.h"

/* `closed`: where the figures come from; NULL: today's records. */
static void write_json(Cmd *c, const StatQuestion *q, const Arrete *closed, const Chiffres *all, int par,
    const StatLigne *l, size_t n)
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
            if (stat_par_actes(par)) {
                json_ki64(&j, "ateliers", l[i].ateliers);
                json_ki64(&j, "minutes", l[i].minutes);
            }
            json_end(&j);
        }
        json_end(&j);
    }
    if (closed) {
        json_key(&j, S("arrete"));
        json_obj(&j);
        json_kstr(&j, "id", closed->uid);
        json_kstr(&j, "le", date_iso(c->arena, date_paris(closed->at)));
        json_kstr(&j, "empreinte", closed->empreinte);
        json_end(&j);
    }
    json_end(&j);
    buf_char(cmd_out(c), '\n');
}

static Err write_sheet(Cmd *c, SheetFormat format, bool actes, const StatLigne *l, size_t n)
{
    SHEET t = sheet_open(&stat_feuille, format, STR_NONE, clock_now(c->app->clock));
    for (size_t i = 0; i < n; i++)
        stat_ligne_ecrire(t, &l[i], actes);
    return sheet_finish(t, cmd_out(c));
}

static Err read_day(Cmd *c, const char *name, Date *ret)
{
    Str typed = cmd_option(c, name);
    if (date_parse(typed, ret))
        return OK;
    if (str_is_none(typed))
        return cmd_fail(c, ERR_INVALID, "Il manque «\u00a0--%s\u00a0»\u00a0: une date de la forme 2023-01-31.", name);
    return cmd_fail(c, ERR_INVALID,
        "«\u00a0--%s\u00a0» attend une date de la forme 2023-01-31, pas «\u00a0%.*s\u00a0».", name, STR_ARG(typed));
}

/* The days, the dispositif and the EPCI of the command line. */
static Err read_question(Cmd *c, StatQuestion *q)
{
    Maille m;
    *q = (StatQuestion){ .epci = cmd_option(c, "epci") };
    TRY(read_day(c, "du", &q->du));
    TRY(read_day(c, "au", &q->au));
    if (q->au.days < q->du.days)
        return cmd_fail(c, ERR_INVALID, "«\u00a0--au\u00a0» (%.*s) ne peut pas précéder «\u00a0--du\u00a0» (%.*s).",
            STR_ARG(cmd_option(c, "au")), STR_ARG(cmd_option(c, "du")));
    if (!str_is_none(q->epci) && maille_epci(c->db, c->arena, q->epci, &m) != OK)
        return cmd_fail(c, ERR_INVALID,
            "«\u00a0--epci\u00a0» attend le SIREN d’une intercommunalité connue ici, comme 200070159, pas "
            "«\u00a0%.*s\u00a0».",
            STR_ARG(q->epci));
    q->dispositif = choice_index(dispositifs, cmd_option(c, "dispositif"));
    return OK;
}

typedef struct Reponse {
    Chiffres all;
    const StatLigne *lines;
    size_t n;
} Reponse;

static Err count(Cmd *c, const StatSource *s, const StatQuestion *q, int par, Reponse *ret)
{
    StatDetail d;
    TRY(source_chiffres(c->db, c->arena, s, q, &ret->all));
    TRY(source_nouveaux(c->db, c->arena, s, q, &ret->all));
    if (par < 0)
        return OK;
    TRY(source_detail(c->db, c->arena, s, q, par, 0, &d));
    StatLigne *lines;
    TRY(statistiques_cacher(c->db, c->arena, q, &d, 0, &lines, &ret->n)); /* from an operator, nothing is hidden */
    stat_ranger(c->arena, par, lines, ret->n);
    ret->lines = lines;
    return OK;
}

/* The closed period, read again; « --aujourdhui »: none. */
static Err find_source(Cmd *c, const StatQuestion *q, StatSource *ret)
{
    *ret = (StatSource){ 0 };
    if (!cmd_flag(c, "aujourdhui"))
        TRY(stat_source(c->db, c->arena, q, ret));
    if (!ret->arrete && cmd_flag(c, "arrete"))
        return cmd_fail(c, ERR_NOT_FOUND,
            "Cette période n’est pas arrêtée. « ensemble arretes » liste celles qui le sont.");
    if (ret->arrete && !arrete_intact(c->arena, ret->arrete))
        return cmd_fail(c, ERR_INTERNAL, "L’arrêté %.*s ne correspond plus à son empreinte %.*s.",
            STR_ARG(ret->arrete->uid), STR_ARG(ret->arrete->empreinte));
    return OK;
}

static Err statistiques_cmd(Cmd *c)
{
    StatQuestion q;
    Reponse x = { 0 };
    StatSource source;
    int par = str_is_none(cmd_option(c, "par")) ? -1 : choice_index(stat_par, cmd_option(c, "par"));
    TRY(read_question(c, &q));
    TRY(find_source(c, &q, &source));
    TRY(count(c, &source, &q, par, &x));
    if (source.arrete)
        cmd_say(c, "Chiffres arrêtés le %.*s. «\u00a0--aujourdhui\u00a0» donne ceux des fiches d’aujourd’hui.",
            STR_ARG(date_french(c->arena, date_paris(source.arrete->at))));
    Str format = cmd_option(c, "format");
    if (str_eq(format, S("json"))) {
        write_json(c, &q, source.arrete, &x.all, par, x.lines, x.n);
        return OK;
    }
    const StatLigne whole = { S("total"), S("Total"), x.all.accompagnements, x.all.usagers, x.all.ateliers,
        x.all.minutes, false };
    return write_sheet(c, str_eq(format, S("xlsx")) ? SHEET_XLSX : SHEET_CSV, par < 0 || stat_par_actes(par),
        par < 0 ? &whole : x.lines, par < 0 ? 1 : x.n);
}

/* ---- closed periods ---- */

/* Each of them read again, and its fingerprint taken again. */
static Err arretes_cmd(Cmd *c)
{
    const Arrete *all;
    size_t n, altered = 0;
    TRY(arretes_lister(c->db, c->arena, NULL, &all, &n));
    for (size_t i = 0; i < n; i++) {
        Arrete x;
        TRY(arrete_ouvrir(c->db, c->arena, NULL, all[i].uid, &x));
        bool good = arrete_intact(c->arena, &x);
        Str du = date_iso(c->arena, x.du), au = date_iso(c->arena, x.au);
        Str dispositif = x.dispositif < 0 ? S("tous") : dispositifs[x.dispositif].value;
        altered += !good;
        buf_format(cmd_out(c), "%.*s %.*s %.*s %.*s %s %.*s %.*s\n", STR_ARG(du), STR_ARG(au), STR_ARG(dispositif),
            STR_ARG(x.empreinte), good ? "intact" : "altéré", STR_ARG(x.uid), STR_ARG(x.territoire));
    }
    if (altered)
        return cmd_fail(c, ERR_INTERNAL,
            altered > 1 ? "%zu arrêtés sur %zu ne correspondent plus à leur empreinte."
                        : "%zu arrêté sur %zu ne correspond plus à son empreinte.",
            altered, n);
    cmd_say(c,
        n == 0   ? "Aucune période n’est arrêtée."
        : n == 1 ? "Une période arrêtée, relue et conforme."
                 : "%zu périodes arrêtées, relues et conformes.",
        n);
    return OK;
}

typedef struct Cloture {
    Cmd *c;
    StatQuestion q;
    Str territoire, uid;
} Cloture;

static Err close_it(Db *db, Arena *a, void *arg)
{
    Cloture *x = arg;
    return arreter(db, a, NULL, clock_now(x->c->app->clock), x->c->app->random, &x->q, x->territoire, &x->uid);
}

static Err arreter_cmd(Cmd *c)
{
    Cloture x = { .c = c, .territoire = S("Tout le territoire") };
    Maille m;
    TRY(read_question(c, &x.q));
    if (!str_is_none(x.q.epci)) {
        TRY(maille_epci(c->db, c->arena, x.q.epci, &m));
        x.territoire = m.nom;
    }
    Err e = writer_run(c->app->writer, c->arena, close_it, &x);
    if (e == ERR_INVALID)
        return cmd_fail(c, e, "« --au » doit être un jour passé : cette période n’est pas finie.");
    if (e == ERR_CONFLICT)
        return cmd_fail(c, e, "Cette période est déjà arrêtée. « ensemble arretes » la montre.");
    TRY(e);
    cmd_say(c, "Arrêté : %.*s. Pour ces jours, « ensemble statistiques » répond désormais par lui.", STR_ARG(x.uid));
    return OK;
}

#define PERIODE                                                                                                        \
    { "du", "DATE", "premier jour compté, comme 2023-01-01", NULL, NULL },                                             \
        { "au", "DATE", "dernier jour compté, comme 2023-12-31", NULL, NULL },                                         \
        { "dispositif", "NOM", "un seul dispositif",                                                                   \
            "conseiller_numerique|france_services|aidants_connect|autre|tous", "tous" },                               \
    {                                                                                                                  \
        "epci", "SIREN", "une seule intercommunalité", NULL, NULL                                                      \
    }

const Command activites_commands[] = {
    { "statistiques", statistiques_cmd, CMD_READ, NULL,
        (const CommandOption[]){ PERIODE,
            { "par", "CLE", "une ligne par valeur",
                "mois|theme|dispositif|epci|commune|structure|type|age|genre|statut|residence|residence_epci", NULL },
            { "arrete", NULL, "refuse de répondre si cette période n’est pas arrêtée", NULL, NULL },
            { "aujourdhui", NULL, "les fiches d’aujourd’hui, même si cette période est arrêtée", NULL, NULL },
            { "format", "FORMAT", "ce qui est écrit", "json|csv|xlsx", "json" }, { 0 } },
        "Compte les accompagnements, les usagers et les ateliers d’une période",
        "Les mêmes chiffres que les pages, par les mêmes définitions (/statistiques/definitions). D’une période "
        "arrêtée,\n"
        "ce sont ceux de l’arrêté\u00a0: la même question a toujours la même réponse.\n"
        "Exemple : ensemble statistiques --du 2023-01-01 --au 2023-12-31 --dispositif france_services" },
    { "arretes", arretes_cmd, CMD_READ, NULL, NULL, "Liste les périodes arrêtées et vérifie leur empreinte",
        "Une ligne par arrêté : premier jour, dernier jour, dispositif, SHA-256, « intact » ou « altéré », "
        "identifiant,\n"
        "territoire. Le code de sortie dit s’il y en a un d’altéré." },
    { "arreter", arreter_cmd, CMD_WRITE, NULL, (const CommandOption[]){ PERIODE, { 0 } },
        "Arrête les chiffres d’une période finie : ils ne bougeront plus",
        "Ce qui change ensuite dans les fiches de ces jours devient un ajustement, nommé à côté.\n"
        "Exemple : ensemble arreter --du 2025-01-01 --au 2025-12-31" },
    { 0 },
};
