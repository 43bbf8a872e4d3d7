// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include "core/app.h"
#include "core/cli/command.h"
#include "core/net/download.h"
#include "domain/recuperation/recuperation.h"
#include "domain/recuperation/sources.h"

enum { FICHIER_ADRESSES_MAX = 64 * 1024 };

static void next_command(Buf *out, const Source *s, Str path)
{
    buf_format(out, "ensemble %s %.*s%s\n", s->importer, STR_ARG(path), s->options ? s->options : "");
}

static void show_all(Cmd *c)
{
    Buf *out = cmd_out(c);
    for (const Source *s = sources; s->nom; s++) {
        buf_format(out, "%s\n    %s\n    chez : %s\n    chercher : %s\n", s->nom, s->titre, s->editeur, s->chercher);
        buf_format(out, "    adresse vérifiée : %s\n", s->adresse ? s->adresse : "aucune ; donnez-la par --depuis");
        buf_put(out, S("    puis : "));
        next_command(out, s, str_from(s->fichier));
    }
}

/* The option, else the file of addresses, else the one that was verified. */
static Err address_of(Cmd *c, const Source *s, SourceAdresse *ret)
{
    Str file = cmd_option(c, "adresses"), text, message = STR_NONE;
    SourceAdresse found = { STR_NONE, STR_NONE };
    if (!str_is_none(file)) {
        TRY(cmd_read_file(c, file, FICHIER_ADRESSES_MAX, &text));
        Err e = source_adresse_lire(c->arena, text, s, &found, &message);
        if (e != OK)
            return cmd_fail(c, e, "« %.*s », %.*s", STR_ARG(file), STR_ARG(message));
    }
    if (!str_is_none(cmd_option(c, "depuis")))
        found = (SourceAdresse){ cmd_option(c, "depuis"), STR_NONE };
    if (!str_is_none(cmd_option(c, "sha256")))
        found.sha256 = cmd_option(c, "sha256");
    if (str_is_none(found.adresse) && s->adresse)
        found.adresse = str_from(s->adresse);
    if (str_is_none(found.adresse))
        return cmd_fail(c, ERR_INVALID,
            "Aucune adresse vérifiée n’est connue pour « %s ». À chercher chez %s : %s. Puis donnez l’adresse par "
            "--depuis, ou téléchargez le fichier vous-même : les importations lisent aussi un fichier.",
            s->nom, s->editeur, s->chercher);
    if (!str_is_none(found.sha256) && !empreinte_valable(found.sha256))
        return cmd_fail(c, ERR_INVALID, "--sha256 : « %.*s » n’est pas une empreinte (64 chiffres hexadécimaux).",
            STR_ARG(found.sha256));
    *ret = found;
    return OK;
}

static void show_progress(void *arg, int64_t done, int64_t total)
{
    cmd_progress(arg, "Octets", done, total);
}

static void tell(Cmd *c, const Source *s, Str folder, const Download *d, const Downloaded *got)
{
    if (d->dry) {
        if (got->bytes >= 0)
            cmd_say(c, "%s : %lld octets%s. Simulation : rien n’est écrit.", s->fichier, (long long)got->bytes,
                got->unchanged ? ", le fichier que vous avez déjà" : "");
        else
            cmd_say(c, "%s : taille non annoncée. Simulation : rien n’est écrit.", s->fichier);
        return;
    }
    if (got->unchanged)
        cmd_say(c, "%s n’a pas changé chez son éditeur : le fichier que vous avez est le bon.", s->fichier);
    else if (got->resumed_at > 0)
        cmd_say(c, "%s : %lld octets, dont %lld repris d’un téléchargement interrompu.", s->fichier,
            (long long)got->bytes, (long long)got->resumed_at);
    else
        cmd_say(c, "%s : %lld octets.", s->fichier, (long long)got->bytes);
    if (!str_is_none(got->modified))
        cmd_say(c, "Date donnée par le serveur : %.*s", STR_ARG(got->modified));
    Str path = str_format(c->arena, "%.*s/%s", STR_ARG(folder), s->fichier);
    Buf *out = cmd_out(c);
    buf_format(out, "sha256 %.*s\n", STR_ARG(got->sha256));
    next_command(out, s, path);
}

static Err recuperer(Cmd *c)
{
    Str name = cmd_arg(c, "SOURCE"), folder = cmd_option(c, "dossier");
    if (str_is_none(name)) {
        show_all(c);
        return OK;
    }
    const Source *s = source_par_nom(name);
    SourceAdresse from = { 0 };
    if (!s)
        return cmd_fail(c, ERR_INVALID, "Aucune source ne s’appelle « %.*s ». « ensemble recuperer » les montre.",
            STR_ARG(name));
    TRY(address_of(c, s, &from));
    int dir = cmd_open(c, folder, O_RDONLY | O_DIRECTORY, 0);
    if (dir < 0)
        return ERR_IO;
    Download d = { .dir = dir,
        .name = s->fichier,
        .url = from.adresse,
        .max = s->max,
        .sha256 = from.sha256,
        .dry = cmd_flag(c, "simulation"),
        .progress = show_progress,
        .arg = c };
    Downloaded got;
    Err e = download(c->arena, &d, &got);
    close(dir);
    cmd_progress_end(c);
    if (e != OK && !str_is_none(got.message))
        return cmd_fail(c, e, "%s : %.*s", s->nom, STR_ARG(got.message));
    TRY(e);
    tell(c, s, folder, &d, &got);
    return OK;
}

static const CommandArg args[] = {
    { "SOURCE", "nom de la source ; sans lui, toutes sont montrées", true },
    { 0 },
};
static const CommandOption options[] = {
    { "dossier", "DOSSIER", "où le fichier est rangé", NULL, "." },
    { "depuis", "URL", "adresse en https donnée par l’éditeur", NULL, NULL },
    { "adresses", "FICHIER", "fichier de lignes « source adresse [empreinte SHA-256] »", NULL, NULL },
    { "sha256", "EMPREINTE", "ce que le fichier doit être", NULL, NULL },
    { "simulation", NULL, "demande seulement ce qui viendrait", NULL, NULL },
    { 0 },
};
static const Command commands[] = {
    { "recuperer", recuperer, CMD_NONE, args, options, "Télécharge un fichier officiel, ou montre où le chercher",
        "Un téléchargement interrompu reprend où il s’est arrêté ; un fichier inchangé n’est pas repris. L’empreinte "
        "SHA-256 et la\n"
        "commande qui l’importe sont écrites à la fin. Aucune adresse n’est devinée : sans adresse vérifiée, la "
        "commande dit chez\n"
        "quel éditeur chercher, et quoi.\n\n"
        "    ensemble recuperer\n"
        "    ensemble recuperer lieux --depuis https://… --dossier /srv/ensemble/fichiers\n"
        "    ensemble recuperer ifn --adresses adresses.txt --simulation" },
    { 0 },
};

const Slice slice_recuperation = { .name = "recuperation", .commands = commands };
