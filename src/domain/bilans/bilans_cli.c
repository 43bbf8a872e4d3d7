// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble importer bilans */
#include "domain/bilans/bilans_cli.h"

#include "core/app.h"
#include "core/view/view.h"
#include "domain/bilans/bilans.h"

enum { MONTREES = 20 };

typedef struct Depot {
    Cmd *c;
    BilansLus *lus;
    BilansPris pris;
    Str source;
} Depot;

static int64_t now_of(const Cmd *c)
{
    return clock_now(c->app->clock);
}

static Err apply(Db *db, Arena *a, void *arg)
{
    Depot *d = arg;
    return bilans_appliquer(db, a, NULL, now_of(d->c), d->source, false, d->lus, &d->pris);
}

static void tell(Cmd *c, const BilansLus *lus, const BilansPris *p)
{
    Short read = plural(lus->total, "ligne lue", "lignes lues"),
          added = plural(p->ajoutes, "bilan ajouté", "bilans ajoutés"),
          replaced = plural(p->remplaces, "remplacé", "remplacés"),
          same = plural(p->inchanges, "inchangé", "inchangés"),
          left = plural((int64_t)lus->refus.n, "ligne non prise", "lignes non prises");
    cmd_say(c, "%.*s\u00a0: %.*s, %.*s, %.*s, %.*s.", STR_ARG(read), STR_ARG(added), STR_ARG(replaced), STR_ARG(same),
        STR_ARG(left));
    for (size_t i = 0; i < lus->refus.n && i < MONTREES; i++)
        cmd_say(c, "  %.*s", STR_ARG(lus->refus.v[i].dit));
    if (lus->refus.n > MONTREES)
        cmd_say(c, "  … et %zu autres.", lus->refus.n - MONTREES);
}

static Err importer(Cmd *c)
{
    Str bytes, message = STR_NONE, path = cmd_arg(c, "FICHIER");
    BilansLus lus = { 0 };
    TRY(cmd_read_file(c, path, BILAN_FICHIER_MAX, &bytes));
    Err e = bilans_lire(c->arena, bytes, bilan_mois_de(now_of(c)), &lus, &message);
    if (e != OK)
        return message.n ? cmd_fail_file(c, e, path, message) : e;
    Depot d = { c, &lus, { 0 }, cmd_option(c, "source") };
    bool dry = cmd_flag(c, "simulation");
    TRY(dry ? bilans_appliquer(c->db, c->arena, NULL, now_of(c), d.source, true, &lus, &d.pris)
            : writer_run(c->app->writer, c->arena, apply, &d));
    tell(c, &lus, &d.pris);
    if (dry)
        cmd_say(c, "Simulation\u00a0: rien n’a été enregistré.");
    return OK;
}

const Command bilans_commands[] = {
    { "importer bilans", importer, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "CSV, ses colonnes nommées sur la première ligne ; - : entrée standard", false }, { 0 } },
        (const CommandOption[]){ { "source", "NOM", "de qui vient ce fichier", NULL, "fichier" },
            { "simulation", NULL, "lit, vérifie et compare sans rien enregistrer", NULL, NULL }, { 0 } },
        "Charge les bilans mensuels des structures (France Services, Aidants Connect…)",
        "Colonnes : structure (son identifiant) ou siret, dispositif, mois (2026-03), accompagnements ; et, s’ils sont "
        "connus,\n"
        "jours_ouverts, usagers, regles, satisfaits, reponses. Aucune donnée personnelle. Les usagers déclarés ne "
        "s’ajoutent jamais\n"
        "aux usagers distincts. Le bilan d’un mois déclaré de nouveau remplace le précédent ; une mauvaise ligne "
        "n’arrête pas le fichier.\n\n"
        "  ensemble importer bilans france-services-2026.csv --source \"France Services\" --simulation" },
    { 0 },
};
