// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble livret …`: the same documents, written to files. */
#include "core/app.h"
#include "core/cli/command.h"
#include "domain/horaires/vacances.h"
#include "domain/livret/livret_priv.h"
#include "domain/site/site.h"
#include "web/assets.h"

static Err fonds_de(Cmd *c, LivretFonds *ret)
{
    Site *site = NEW(c->arena, Site, 1);
    if (!site)
        return ERR_MEMORY;
    TRY(site_from_config(c->app->config, c->arena, site));
    *ret = (LivretFonds){ .lieux = cmd_snapshot(c, &lieux_snapshot),
        .territoire = cmd_snapshot(c, &territoire_snapshot),
        .vacances = vacances_calendrier(cmd_snapshot(c, &vacances_snapshot),
            config_str(c->app->config, CONF_ZONE_SCOLAIRE)),
        .recensees = cmd_snapshot(c, &recensements_snapshot),
        .site = site,
        .assets = assets,
        .now = clock_now(c->app->clock) };
    return ret->lieux ? OK : ERR_BUSY;
}

static PdfFormat format_de(Cmd *c)
{
    int i = choice_index(livret_formats, cmd_option(c, "format"));
    return i < 0 ? PDF_A4 : (PdfFormat)i;
}

static Err keep(Cmd *c, const Buf *b)
{
    TRY(cmd_write_file(c, cmd_arg(c, "FICHIER"), buf_str(b)));
    cmd_say(c, "« %.*s » est prêt.", STR_ARG(cmd_arg(c, "FICHIER")));
    return OK;
}

static Err livret_lieux(Cmd *c)
{
    Str commune = cmd_option(c, "commune"), epci = cmd_option(c, "epci"), departement = cmd_option(c, "departement");
    LivretFonds f;
    LivretChoix choix;
    TRY(fonds_de(c, &f));
    LivretMaille maille = commune.p ? LIVRET_COMMUNE : epci.p ? LIVRET_EPCI : LIVRET_DEPARTEMENT;
    Str code = commune.p ? commune : epci.p ? epci : departement.p ? departement : f.site->departement;
    Err e = livret_choisir(c->arena, &f, maille, code, &choix);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, e, "Rien ne porte le code « %.*s ». Chargez d’abord le territoire, ou vérifiez le code.",
            STR_ARG(code));
    TRY(e);
    BUF b = buf_new(PDF_BYTES_MAX);
    e = livret_ecrire(c->arena, &f, &choix, format_de(c), &b);
    if (e == ERR_TOO_LARGE)
        return cmd_fail(c, e, "%zu lieux\u202F: c’est trop pour un livret (%d au plus). Demandez une intercommunalité.",
            choix.n, LIVRET_LIEUX_MAX);
    TRY(e);
    return keep(c, &b);
}

static Err place_of(Cmd *c, const LivretFonds *f, const Lieu **ret)
{
    const Lieu *l = lieux_find(f->lieux, cmd_option(c, "lieu"));
    if (!l || l->disparu)
        return cmd_fail(c, ERR_NOT_FOUND, "Aucun lieu n’a l’identifiant « %.*s ».", STR_ARG(cmd_option(c, "lieu")));
    *ret = l;
    return OK;
}

static Err commune_of(Cmd *c, const LivretFonds *f, const Commune **ret)
{
    Str code = cmd_option(c, "commune");
    *ret = f->territoire && code.p ? territoire_commune(f->territoire, code) : NULL;
    if (*ret)
        return OK;
    return cmd_fail(c, ERR_NOT_FOUND, "Aucune commune n’a le code INSEE « %.*s » : donnez-le par --commune.",
        STR_ARG(code));
}

static Err livret_fiche_cmd(Cmd *c)
{
    LivretFonds f;
    const Lieu *l = NULL;
    TRY(fonds_de(c, &f));
    TRY(place_of(c, &f, &l));
    BUF b = buf_new(PDF_BYTES_MAX);
    TRY(livret_fiche(c->arena, &f, l, format_de(c), &b));
    return keep(c, &b);
}

static Err livret_affiche_cmd(Cmd *c)
{
    LivretFonds f;
    const Lieu *l = NULL;
    const Commune *commune = NULL;
    TRY(fonds_de(c, &f));
    BUF b = buf_new(PDF_BYTES_MAX);
    if (cmd_option(c, "lieu").p) {
        TRY(place_of(c, &f, &l));
        TRY(livret_affiche_lieu(c->arena, &f, l, format_de(c), &b));
    } else {
        TRY(commune_of(c, &f, &commune));
        TRY(livret_affiche_commune(c->arena, &f, commune, format_de(c), &b));
    }
    return keep(c, &b);
}

static Err livret_mairie_cmd(Cmd *c)
{
    LivretFonds f;
    const Commune *commune = NULL;
    Str typed = cmd_option(c, "mois");
    TRY(fonds_de(c, &f));
    Date month = date_paris(f.now);
    if (typed.p && !date_parse(str_format(c->arena, "%.*s-01", STR_ARG(typed)), &month))
        return cmd_fail(c, ERR_INVALID, "L’option « --mois » attend une année et un mois, comme 2026-03.");
    TRY(commune_of(c, &f, &commune));
    BUF b = buf_new(PDF_BYTES_MAX);
    TRY(livret_mairie(c->arena, &f, commune, month, format_de(c), &b));
    return keep(c, &b);
}

#define FICHIER                                                                                                        \
    (const CommandArg[])                                                                                               \
    {                                                                                                                  \
        { "FICHIER", "PDF à écrire", false },                                                                          \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define FORMAT                                                                                                         \
    {                                                                                                                  \
        "format", "FORMAT", "taille", "a4|a5|grand", "a4"                                                              \
    }

const Command livret_commands[] = {
    { "livret lieux", livret_lieux, CMD_READ, FICHIER,
        (const CommandOption[]){ { "commune", "CODE", "code INSEE d’une commune", NULL, NULL },
            { "epci", "CODE", "SIREN d’une intercommunalité", NULL, NULL },
            { "departement", "CODE", "département ; par défaut, celui de la configuration", NULL, NULL }, FORMAT,
            { 0 } },
        "Livret des lieux d’un territoire, en PDF",
        "Les lieux qui accueillent du public, par commune, avec leur téléphone, leurs horaires et leurs services.\n"
        "Au-delà de 1 500 lieux le livret est refusé : demandez-le par intercommunalité.\n\n"
        "    ensemble livret lieux perche.pdf --epci 200070159 --format a5" },
    { "livret fiche", livret_fiche_cmd, CMD_READ, FICHIER,
        (const CommandOption[]){ { "lieu", "ID", "identifiant du lieu", NULL, NULL }, FORMAT, { 0 } },
        "Fiche d’un lieu, sur une page, en PDF", NULL },
    { "livret affiche", livret_affiche_cmd, CMD_READ, FICHIER,
        (const CommandOption[]){ { "lieu", "ID", "identifiant du lieu", NULL, NULL },
            { "commune", "CODE", "ou code INSEE d’une commune", NULL, NULL }, FORMAT, { 0 } },
        "Affiche d’un lieu ou d’une commune, avec son code à scanner, en PDF", NULL },
    { "livret mairie", livret_mairie_cmd, CMD_READ, FICHIER,
        (const CommandOption[]){ { "commune", "CODE", "code INSEE de la commune", NULL, NULL },
            { "mois", "AAAA-MM", "mois ; par défaut, celui-ci", NULL, NULL }, FORMAT, { 0 } },
        "Feuille du mois pour le panneau d’une mairie, en PDF", NULL },
    { 0 },
};
