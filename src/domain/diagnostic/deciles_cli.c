// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble diagnostic deciles`. */
#include "core/app.h"
#include "core/run/writer.h"
#include "domain/diagnostic/deciles.h"
#include "domain/diagnostic/diagnostic_impl.h"

typedef struct Travail {
    const Diagnostic *d;
    Choix choix;
    bool local;
    int64_t now;
    DecilesBilan bilan;
} Travail;

static Err apply(Db *db, Arena *a, void *arg)
{
    Travail *t = arg;
    return deciles_appliquer(db, a, t->d, t->choix, t->local, t->now, &t->bilan);
}

static Err choose(Cmd *c, Travail *t)
{
    Str rest = cmd_option(c, "indicateurs"), name;
    Choix all = diagnostic_bruts(t->d);
    t->choix = all;
    if (!all)
        return cmd_fail(c, ERR_NOT_FOUND,
            "Aucune table brute n’est chargée : « ensemble importer indicateurs FICHIER.csv ».");
    if (str_is_none(rest))
        return OK;
    t->choix = 0;
    while (str_split(&rest, ',', &name)) {
        int k = diagnostic_indicateur_find(t->d, str_trim(name));
        if (k < 0 || !(all >> k & 1))
            return cmd_fail(c, ERR_NOT_FOUND,
                "« %.*s » ne peut pas être noté : il faut une part, un indice ou une distance, un sens, et dix "
                "communes.",
                STR_ARG(utf8_cut(str_trim(name), 60)));
        t->choix |= (Choix)1 << k;
    }
    return OK;
}

Err commande_deciles(Cmd *c)
{
    Travail t = { .d = cmd_snapshot(c, &diagnostic_snapshot),
        .local = cmd_flag(c, "local"),
        .now = clock_now(c->app->clock) };
    if (!t.d)
        return ERR_DB;
    TRY(choose(c, &t));
    Err e = writer_run(c->app->writer, c->arena, apply, &t);
    if (e == ERR_CONFLICT)
        return cmd_fail(c, e,
            "La table ne couvre que %zu départements : ses déciles ne sont pas ceux du pays, et ne se comparent pas à "
            "l’indice publié. Chargez la table nationale, ou ajoutez --local.",
            t.bilan.departements);
    if (e == ERR_TOO_LARGE)
        return cmd_fail(c, e, "Il y aurait plus de %d indicateurs : notez-en moins.", INDICATEURS_MAX);
    TRY(e);
    cmd_say(c, "%lld indicateur%s de 1 à 10, %s, sur %lld communes.", (long long)t.bilan.indicateurs,
        t.bilan.indicateurs > 1 ? "s notés" : " noté",
        t.bilan.national ? "par déciles nationaux" : "par déciles locaux, qui ne sont pas l’IFN",
        (long long)t.bilan.communes);
    return OK;
}
