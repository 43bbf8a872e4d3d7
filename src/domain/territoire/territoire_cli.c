// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/app.h"
#include "core/cli/command.h"
#include "core/json/json.h"
#include "core/view/view.h"
#include "domain/territoire/import.h"
#include "domain/territoire/territoire_tables.h"

/* ---- maps ----------------------------------------------------------------------------------------------------------- */

static void progress_maps(void *arg, int64_t done, int64_t total)
{
    cmd_progress(arg, "Cartes", done, total);
}

static Err redraw_maps(Cmd *c)
{
    Err e = cartes_redraw(c->db, c->app->writer, c->arena, progress_maps, c);
    cmd_progress_end(c);
    return e;
}

/* ---- importer communes ------------------------------------------------------------------------------------------------ */

static Str folder_of(Str path)
{
    while (path.n > 0 && path.p[path.n - 1] != '/')
        path.n--;
    return path;
}

/* Year of the vintage, from the package that the file is part of: version 6 is 2026 (its README). */
static Str package_year(Cmd *c, Str communes)
{
    Str path = str_join(c->arena, (Str[]){ folder_of(communes), S("../package.json") }, 2, S("")), text, why;
    JSON_VALUE package = NULL;
    int64_t major = 0;
    if (str_eq(communes, S("-")) || !cmd_exists(c, path) || cmd_read_file(c, path, MIB, &text) != OK ||
        json_read(c->arena, text, (JsonLimits){ MIB, 8, false }, &package, &why) != OK ||
        !str_eq(json_member_str(package, "name"), S("@etalab/decoupage-administratif")))
        return STR_NONE;
    Str version = json_member_str(package, "version");
    if (!str_to_i64(str_slice(version, 0, str_find_char(version, 0, '.')), &major) || major < 1 || major > 79)
        return STR_NONE;
    return str_format(c->arena, "%lld", (long long)major + 2020);
}

static Err read_vintage(Cmd *c, Str communes, Str *ret)
{
    int64_t year = 0;
    if (str_is_none(cmd_option(c, "millesime"))) {
        *ret = package_year(c, communes);
        return OK;
    }
    if (!cmd_option_i64(c, "millesime", 1943, 2100, &year))
        return ERR_INVALID;
    *ret = cmd_option(c, "millesime");
    return OK;
}

typedef Err DecoupageRead(Arena *a, Str json, Decoupage *d, Str *ret_message);

static Err read_one(Cmd *c, Str path, DecoupageRead *read, Decoupage *d, Str *ret_fichier)
{
    Str text, message = STR_NONE;
    TRY(cmd_read_file(c, path, COMMUNES_FILE_MAX, &text));
    *ret_fichier = cmd_fingerprint(c, path, text);
    Err e = read(c->arena, text, d, &message);
    if (e == ERR_INVALID)
        return cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message));
    return e;
}

typedef struct Application {
    Decoupage decoupage;
    DecoupageBilan bilan;
    int64_t now;
} Application;

static Err apply_decoupage(Db *db, Arena *a, void *arg)
{
    Application *x = arg;
    return decoupage_apply(db, a, &x->decoupage, x->now, &x->bilan);
}

static Err report_decoupage(Cmd *c, const Application *x)
{
    const DecoupageBilan *b = &x->bilan;
    cmd_say(c,
        "%.*s communes (%.*s ajoutées, %.*s modifiées, %.*s supprimées), %.*s anciens codes suivis, "
        "%.*s intercommunalités%s%.*s.",
        STR_ARG(short_dup(c->arena, fr_nombre(b->communes))), STR_ARG(short_dup(c->arena, fr_nombre(b->ajoutees))),
        STR_ARG(short_dup(c->arena, fr_nombre(b->modifiees))), STR_ARG(short_dup(c->arena, fr_nombre(b->supprimees))),
        STR_ARG(short_dup(c->arena, fr_nombre(b->anciennes))), STR_ARG(short_dup(c->arena, fr_nombre(b->epci))),
        str_is_none(x->decoupage.millesime) ? "" : ", millésime ", STR_ARG(x->decoupage.millesime));
    if (x->decoupage.ignorees)
        cmd_say(c, "%.*s anciens codes ne mènent à aucune commune d’aujourd’hui : ignorés.",
            STR_ARG(short_dup(c->arena, fr_nombre(x->decoupage.ignorees))));
    if (!b->change)
        cmd_say(c, "Rien n’a changé.");
    return OK;
}

static Err importer_communes(Cmd *c)
{
    Application x = { .now = clock_now(c->app->clock) };
    Decoupage *d = &x.decoupage;
    Str path = cmd_arg(c, "FICHIER"), epci = cmd_option(c, "epci"), ignored;
    d->departement = cmd_option(c, "departement");
    d->source = S(COMMUNES_SOURCE);
    TRY(read_vintage(c, path, &d->millesime));
    TRY(read_one(c, path, decoupage_read_communes, d, &d->fichier));
    if (!str_is_none(epci)) {
        TRY(read_one(c, epci, decoupage_read_epci, d, &d->fichier_epci));
        d->source_epci = S(EPCI_SOURCE);
    }
    Str departements = str_join(c->arena, (Str[]){ folder_of(path), S("departements.json") }, 2, S(""));
    if (!str_eq(path, S("-")) && cmd_exists(c, departements))
        TRY(read_one(c, departements, decoupage_read_departements, d, &ignored));
    TRY(writer_run(c->app->writer, c->arena, apply_decoupage, &x));
    if (x.bilan.change)
        TRY(redraw_maps(c));
    return report_decoupage(c, &x);
}

/* ---- importer coordonnees ----------------------------------------------------------------------------------------------- */

typedef struct Placement {
    Coordonnees coordonnees;
    CoordonneesBilan bilan;
    int64_t now;
} Placement;

static Err apply_coordonnees(Db *db, Arena *a, void *arg)
{
    Placement *x = arg;
    return coordonnees_apply(db, a, &x->coordonnees, x->now, &x->bilan);
}

static Err importer_coordonnees(Cmd *c)
{
    Placement x = { .now = clock_now(c->app->clock) };
    Str path = cmd_arg(c, "FICHIER"), text, message = STR_NONE;
    TRY(cmd_read_file(c, path, COORDONNEES_FILE_MAX, &text));
    x.coordonnees.fichier = cmd_fingerprint(c, path, text);
    Err e = coordonnees_read(c->arena, text, &x.coordonnees, &message);
    if (e == ERR_INVALID)
        return cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message));
    TRY(e);
    if (!str_is_none(cmd_option(c, "source")))
        x.coordonnees.source = cmd_option(c, "source");
    TRY(writer_run(c->app->writer, c->arena, apply_coordonnees, &x));
    cmd_say(c, "%.*s communes situées (%.*s changées) ; %.*s points d’autres territoires laissés de côté.",
        STR_ARG(short_dup(c->arena, fr_nombre(x.bilan.communes))),
        STR_ARG(short_dup(c->arena, fr_nombre(x.bilan.modifiees))),
        STR_ARG(short_dup(c->arena, fr_nombre(x.bilan.inconnues))));
    if (x.coordonnees.refusees)
        cmd_say(c, "%.*s lignes refusées ; par exemple, %.*s.",
            STR_ARG(short_dup(c->arena, fr_nombre(x.coordonnees.refusees))), STR_ARG(x.coordonnees.exemple));
    if (x.bilan.communes == 0)
        return cmd_fail(c, ERR_INVALID,
            "Aucun de ces points n’est celui d’une commune chargée : importez d’abord les "
            "communes (« ensemble importer communes »).");
    return OK;
}

/* ---- importer contours ------------------------------------------------------------------------------------------------- */

typedef struct Tracing {
    ContoursLus contours;
    ContoursBilan bilan;
    int64_t now;
} Tracing;

static void progress_contours(void *arg, int64_t done, int64_t total)
{
    cmd_progress(arg, "Contours (octets)", done, total);
}

static Err apply_contours(Db *db, Arena *a, void *arg)
{
    Tracing *x = arg;
    return contours_apply(db, a, &x->contours, x->now, &x->bilan);
}

static Err importer_contours(Cmd *c)
{
    Tracing x = { .now = clock_now(c->app->clock) };
    Str path = cmd_arg(c, "FICHIER"), text, message = STR_NONE;
    TRY(cmd_read_file(c, path, CONTOURS_FILE_MAX, &text));
    x.contours.fichier = cmd_fingerprint(c, path, text);
    x.contours.millesime = cmd_option(c, "millesime");
    x.contours.source = cmd_option(c, "source");
    Err e = contours_read(c->arena, text, progress_contours, c, &x.contours, &message);
    cmd_progress_end(c);
    if (e == ERR_INVALID || e == ERR_TOO_LARGE)
        return cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message));
    TRY(e);
    TRY(writer_run(c->app->writer, c->arena, apply_contours, &x));
    TRY(redraw_maps(c));
    cmd_say(c, "%.*s contours (%.*s changés, %.*s réparés).", STR_ARG(short_dup(c->arena, fr_nombre(x.bilan.contours))),
        STR_ARG(short_dup(c->arena, fr_nombre(x.bilan.modifies))),
        STR_ARG(short_dup(c->arena, fr_nombre(x.contours.reparees))));
    return OK;
}

/* ---- table --------------------------------------------------------------------------------------------------------------- */

#define FILE_ARG(what)                                                                                                 \
    (const CommandArg[])                                                                                               \
    {                                                                                                                  \
        { "FICHIER", what " (« - » : entrée standard)", false },                                                       \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

const Command territoire_commands[] = {
    { "importer communes", importer_communes, CMD_WRITE, FILE_ARG("communes.json de @etalab/decoupage-administratif"),
        (const CommandOption[]){ { "epci", "FICHIER", "epci.json du même paquet : intercommunalités", NULL, NULL },
            { "departement", "CODE", "ce département seulement, les autres restant tels quels", NULL, NULL },
            { "millesime", "ANNÉE", "millésime ; par défaut, celui du paquet npm dont vient le fichier", NULL, NULL },
            { 0 } },
        "Charge les communes, leurs anciens codes et leurs intercommunalités",
        "Les codes des communes fusionnées, déléguées ou associées mènent à la commune d’aujourd’hui. Les noms des\n"
        "départements viennent du fichier departements.json du même dossier, s’il y est. Recharger le même fichier ne\n"
        "change rien.\n\n"
        "  ensemble importer communes node_modules/@etalab/decoupage-administratif/data/communes.json \\\n"
        "      --epci node_modules/@etalab/decoupage-administratif/data/epci.json --departement 28" },
    { "importer coordonnees", importer_coordonnees, CMD_WRITE, FILE_ARG("CSV, ou table cities500.txt de GeoNames"),
        (const CommandOption[]){ { "source", "NOM", "auteur et licence, cités sur la page des crédits", NULL, NULL },
            { 0 } },
        "Charge les coordonnées des communes",
        "Un CSV nomme ses colonnes : code (code INSEE), lat, lon, en degrés. Une table de GeoNames est reconnue à ses\n"
        "19 colonnes sans en-tête. Les communes doivent être chargées auparavant." },
    { "importer contours", importer_contours, CMD_WRITE, FILE_ARG("GeoJSON de communes ou d’un département"),
        (const CommandOption[]){ { "source", "NOM", "auteur et licence, cités sous les cartes", NULL, NULL },
            { "millesime", "ANNÉE", "année des contours", NULL, NULL }, { 0 } },
        "Charge les contours des communes et dessine les cartes",
        "Chaque objet porte le code de sa commune (propriété code, code_insee ou insee). Les contours d’un millésime "
        "plus\n"
        "ancien conviennent : les communes fusionnées depuis sont réunies." },
    { 0 },
};
