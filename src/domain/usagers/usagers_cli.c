// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble importer usagers */
#include "core/app.h"
#include "core/cli/command.h"
#include "core/json/json.h"
#include "core/run/writer.h"
#include "core/view/view.h"
#include "domain/usagers/usagers_web.h"

enum { MONTREES = 20 };

typedef struct Depot {
    const Keys *keys;
    UsagersDemande d;
    UsagersLus lus;
    UsagersPris pris;
    bool simulation;
} Depot;

static Err apply(Db *db, Arena *a, void *arg)
{
    Depot *x = arg;
    TX tx = tx_begin(db, HERE);
    TRY(usagers_prendre(db, a, x->keys, NULL, &x->d, &x->lus, &x->pris));
    return x->simulation ? OK : tx_commit(&tx);    /* rolled back */
}

static Err write_report(Cmd *c, const Depot *x)
{
    Str path = cmd_option(c, "rapport");
    BUF b = buf_new(4 * MIB);
    Json j = json_to(&b);
    if (str_is_none(path))
        return OK;
    json_obj(&j);
    json_kstr(&j, "fichier", cmd_arg(c, "FICHIER"));
    json_key(&j, S("simulation"));
    json_bool(&j, x->simulation);
    json_ki64(&j, "lignes", x->lus.total);
    json_ki64(&j, "cartes_creees", x->pris.creees);
    json_ki64(&j, "deja", x->pris.deja);
    json_ki64(&j, "noms_enregistres", x->pris.nommees);
    json_ki64(&j, "sans_nom", x->pris.sans_nom);
    json_ki64(&j, "rapprochements_proposes", x->pris.propositions);
    json_ki64(&j, "rattachees", x->pris.rattachees);
    json_ki64(&j, "a_rattacher", x->pris.a_rattacher);
    json_ki64(&j, "contacts_non_gardes", x->lus.contacts);
    json_ki64(&j, "notes_non_gardees", x->lus.notes);
    json_ki64(&j, "lignes_refusees", x->lus.n_refus);
    json_kstrs(&j, "refus", x->lus.refus.v, x->lus.refus.n);
    json_kstrs(&j, "avis", x->lus.avis.v, x->lus.avis.n);
    json_end(&j);
    return cmd_write_file(c, path, buf_str(&b));
}

static void tell_some(Cmd *c, const Str *v, size_t n, int64_t total)
{
    for (size_t i = 0; i < n && i < MONTREES; i++)
        cmd_say(c, "  %.*s", STR_ARG(v[i]));
    if (total > MONTREES)
        cmd_say(c, "  … et %lld autres.", (long long)total - MONTREES);
}

static void tell(Cmd *c, const Depot *x)
{
    const UsagersPris *p = &x->pris;
    Short read = plural(x->lus.total, "ligne lue", "lignes lues"),
          made = plural(p->creees, "carte créée", "cartes créées"),
          left = plural(x->lus.n_refus, "ligne non prise", "lignes non prises");
    cmd_say(c, "%.*s\u00a0: %.*s, %lld déjà là, %.*s.", STR_ARG(read), STR_ARG(made), (long long)p->deja,
        STR_ARG(left));
    tell_some(c, x->lus.refus.v, x->lus.refus.n, x->lus.n_refus);
    if (p->nommees)
        cmd_say(c, "Noms enregistrés, chiffrés\u00a0: %lld.", (long long)p->nommees);
    if (p->sans_nom)
        cmd_say(c,
            "Cartes sans nom\u00a0: %lld. Un nom n’est gardé que si la structure peut nommer ses usagers et que le "
            "jour où "
            "la personne en a été informée est dit (--informe, ou colonne «\u00a0Informé le\u00a0»).",
            (long long)p->sans_nom);
    if (p->rattachees)
        cmd_say(c, "Cartes rattachées à leur structure\u00a0: %lld.", (long long)p->rattachees);
    if (p->a_rattacher)
        cmd_say(c,
            "Cartes d’aucune structure connue, à rattacher\u00a0: %lld. Importez le même fichier avec --structure.",
            (long long)p->a_rattacher);
    if (p->propositions)
        cmd_say(c,
            "Rapprochements de cartes peut-être d’une même personne, à décider sur /usagers/propositions\u00a0: %lld.",
            (long long)p->propositions);
    if (x->lus.contacts)
        cmd_say(c, "Lignes dont le téléphone ou le courriel n’est pas gardé, faute d’usage ici\u00a0: %lld.",
            (long long)x->lus.contacts);
    if (x->lus.notes)
        cmd_say(c, "Lignes dont les notes ne sont pas gardées\u00a0: %lld.", (long long)x->lus.notes);
    if (x->lus.n_avis)
        cmd_say(c, "Valeurs non retenues\u00a0: %lld.", (long long)x->lus.n_avis);
    tell_some(c, x->lus.avis.v, x->lus.avis.n, x->lus.n_avis);
    if (x->simulation)
        cmd_say(c, "Simulation\u00a0: rien n’a été enregistré.");
}

static Err read_options(Cmd *c, Depot *x, Structure *s)
{
    Date d;
    Str typed = cmd_option(c, "structure"), day = cmd_option(c, "informe");
    Err e = str_is_none(typed) ? OK : structure_par_uid(c->db, c->arena, typed, s);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, ERR_INVALID,
            "«\u00a0--structure\u00a0» attend l’identifiant d’une structure, celui que montre sa page, pas "
            "«\u00a0%.*s\u00a0».",
            STR_ARG(typed));
    TRY(e);
    if (!str_is_none(day) && (!date_parse(day, &d) || d.days > date_paris(x->d.now).days))
        return cmd_fail(c, ERR_INVALID,
            "«\u00a0--informe\u00a0» attend un jour passé, de la forme 2026-01-31, pas «\u00a0%.*s\u00a0».",
            STR_ARG(day));
    x->d.structure = str_is_none(typed) ? NULL : s;
    x->d.informe_j = (OptI64){ !str_is_none(day), str_is_none(day) ? 0 : d.days };
    x->d.base = cmd_option(c, "base");
    return OK;
}

static Err importer(Cmd *c)
{
    Structure s;
    Str bytes, message = STR_NONE, path = cmd_arg(c, "FICHIER");
    Depot x = { .simulation = cmd_flag(c, "simulation"),
        .d = { .now = clock_now(c->app->clock),
            .random = c->app->random,
            .departement = config_str(c->app->config, CONF_DEPARTEMENT) } };
    TRY(read_options(c, &x, &s));
    TRY(cmd_read_file(c, path, USAGERS_FICHIER_MAX, &bytes));
    Err e = usagers_lire(c->arena, bytes, date_civil(date_paris(x.d.now)).year, &x.lus, &message);
    if (e != OK)
        return str_is_empty(message) ? e : cmd_fail_file(c, e, path, message);
    TRY(cmd_keys(c, true, &x.keys));
    TRY(writer_run(c->app->writer, c->arena, apply, &x));
    tell(c, &x);
    return write_report(c, &x);
}

const Command usagers_commands[] = {
    { "importer usagers", importer, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "XLSX (modèle de La Coop) ou CSV des mêmes colonnes ; - : entrée standard", false }, { 0 } },
        (const CommandOption[]){
            { "structure", "IDENTIFIANT",
                "structure qui suit ces personnes ; sans elle, la colonne « Structure » ou « SIRET »", NULL, NULL },
            { "informe", "DATE", "jour où ces personnes ont été informées que leur nom est gardé", NULL, NULL },
            { "base", "NOM", "base légale des noms ; par défaut, celle de la structure", "mission|consentement", NULL },
            { "simulation", NULL, "tout vérifier et compter, ne rien enregistrer", NULL, NULL },
            { "rapport", "FICHIER", "écrit le compte rendu en JSON", NULL, NULL }, { 0 } },
        "Crée des cartes d’usagers à partir d’un fichier",
        "Une ligne, une carte. Le nom n’est gardé, chiffré, que si la structure peut nommer ses usagers et que la "
        "personne en a\n"
        "été informée ; sinon la carte est sans nom. Deux cartes qui sont peut-être d’une même personne sont "
        "proposées, jamais\n"
        "réunies. Le même fichier, importé de nouveau, ne change rien.\n"
        "Exemple : ensemble importer usagers usagers.xlsx --structure 4f1c… --informe 2026-01-15 --simulation" },
    { 0 },
};
