// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble importer bilans */
#include "domain/bilans/bilans_cli.h"

#include "core/app.h"
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

static Err importer(Cmd *c)
{
    Str bytes, message = STR_NONE, path = cmd_arg(c, "FICHIER");
    BilansLus lus = { 0 };
    TRY(cmd_read_file(c, path, BILAN_FICHIER_MAX, &bytes));
    Err e = bilans_lire(c->arena, bytes, bilan_mois_de(now_of(c)), &lus, &message);
    if (e != OK)
        return message.n ? cmd_fail(c, e, "« %.*s » : %.*s.", STR_ARG(path), STR_ARG(message)) : e;
    Depot d = { c, &lus, { 0 }, cmd_option(c, "source") };
    bool dry = cmd_flag(c, "simulation");
    TRY(dry ? bilans_appliquer(c->db, c->arena, NULL, now_of(c), d.source, true, &lus, &d.pris)
            : writer_run(c->app->writer, c->arena, apply, &d));
    cmd_say(c, "%s%lld lignes lues : %lld bilans ajoutés, %lld remplacés, %lld inchangés, %zu lignes non prises.",
        dry ? "Simulation : rien n’a été enregistré.\n" : "", (long long)lus.total, (long long)d.pris.ajoutes,
        (long long)d.pris.remplaces, (long long)d.pris.inchanges, lus.refus.n);
    for (size_t i = 0; i < lus.refus.n && i < MONTREES; i++)
        cmd_say(c, "  %.*s", STR_ARG(lus.refus.v[i]));
    if (lus.refus.n > MONTREES)
        cmd_say(c, "  … et %zu autres.", lus.refus.n - MONTREES);
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
