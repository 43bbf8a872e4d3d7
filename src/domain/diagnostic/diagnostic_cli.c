// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble importer populations`, `importer ifn`, `importer indicateurs`, `diagnostic ifn`. */
#include <math.h>

#include "core/app.h"
#include "core/json/json.h"
#include "core/view/view.h"
#include "domain/diagnostic/deciles.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/import.h"
#include "domain/diagnostic/iris.h"

enum { CONSTATS_MONTRES = 15 };
static const size_t RAPPORT_MAX = 16 * MIB;

#define POPULATIONS_SOURCE "Insee, populations légales"
#define LICENCE_OUVERTE "Licence Ouverte 2.0"

/* ---- loading ---------------------------------------------------------------------------------------------------------- */

static Err end_import(Cmd *c, const Rapport *r)
{
    Str path = cmd_option(c, "rapport"), said = rapport_resume(r, c->arena, CONSTATS_MONTRES);
    if (!str_is_none(path)) {
        BUF b = buf_new(RAPPORT_MAX);
        rapport_json(r, &b);
        if (b.failed)
            return ERR_MEMORY;
        TRY(cmd_write_file(c, path, buf_str(&b)));
    }
    while (said.n && said.p[said.n - 1] == '\n')
        said.n--;
    cmd_say(c, "%.*s", STR_ARG(said));
    if (!r->change)
        cmd_say(c, "Rien n’a changé.");
    return OK;
}

static Err read_file(Cmd *c, Rapport *r, size_t max, Str *ret_octets, Str *ret_fichier)
{
    Str path = cmd_arg(c, "FICHIER");
    TRY(cmd_read_file(c, path, max, ret_octets));
    *ret_fichier = cmd_fingerprint(c, path, *ret_octets);
    r->fichier = str_slice(*ret_fichier, 0, str_find_char(*ret_fichier, 0, ','));
    return OK;
}

static Err refused(Cmd *c, Err e, Str message)
{
    if (e == OK || str_is_none(message))
        return e;
    return cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(cmd_arg(c, "FICHIER")), STR_ARG(message));
}

static Str option_or(Cmd *c, const char *name, Str otherwise)
{
    Str s = cmd_option(c, name);
    return str_is_none(s) ? otherwise : s;
}

typedef struct Chargement {
    Populations populations;
    Ifn ifn;
    Tableau tableau;
    IrisLus iris;
    Rapport rapport;
    int64_t now;
} Chargement;

static Err apply_populations(Db *db, Arena *a, void *arg)
{
    Chargement *x = arg;
    return populations_apply(db, a, &x->populations, &x->rapport, x->now);
}

static Err importer_populations(Cmd *c)
{
    Chargement x = { .now = clock_now(c->app->clock) };
    Str octets, message = STR_NONE;
    x.populations.source = option_or(c, "source", S(POPULATIONS_SOURCE));
    x.populations.licence = option_or(c, "licence", S(LICENCE_OUVERTE));
    TRY(read_file(c, &x.rapport, DIAGNOSTIC_FILE_MAX, &octets, &x.populations.fichier));
    TRY(refused(c, populations_read(c->arena, octets, &x.populations, &x.rapport, &message), message));
    TRY(writer_run(c->app->writer, c->arena, apply_populations, &x));
    BUF names = buf_new(KIB);
    for (size_t i = 0; i < x.populations.n_millesimes; i++)
        buf_format(&names, "%s%.*s", i ? ", " : "", STR_ARG(x.populations.millesimes[i]));
    cmd_say(c, "Populations par commune, millésimes : %.*s.", STR_ARG(buf_str(&names)));
    return end_import(c, &x.rapport);
}

static Err apply_ifn(Db *db, Arena *a, void *arg)
{
    Chargement *x = arg;
    return ifn_apply(db, a, &x->ifn, &x->rapport, x->now);
}

static Err ifn_vintage(Cmd *c, Ifn *f)
{
    Date ignored;
    Str typed = cmd_option(c, "millesime");
    if (!str_is_none(typed) && !date_parse(typed, &ignored))
        return cmd_fail(c, ERR_INVALID, "L’option « --millesime » attend une date, comme 2023-08-24.");
    f->millesime = str_is_none(typed) ? ifn_date_du_nom(f->fichier) : typed;
    if (str_is_none(f->millesime))
        return cmd_fail(c, ERR_INVALID,
            "De quand datent ces scores ? Le nom du fichier ne le dit pas : ajoutez --millesime AAAA-MM-JJ.");
    return OK;
}

static Err importer_ifn(Cmd *c)
{
    Chargement x = { .now = clock_now(c->app->clock) };
    Str octets, message = STR_NONE;
    x.ifn.poids = option_or(c, "poids", S(IFN_POIDS));
    x.ifn.licence = option_or(c, "licence", S(IFN_LICENCE));
    TRY(read_file(c, &x.rapport, DIAGNOSTIC_FILE_MAX, &octets, &x.ifn.fichier));
    TRY(ifn_vintage(c, &x.ifn));
    TRY(refused(c, ifn_read(c->arena, octets, &x.ifn, &x.rapport, &message), message));
    TRY(writer_run(c->app->writer, c->arena, apply_ifn, &x));
    int n = 0;
    for (int k = 0; k < IFN_INDICATEURS; k++)
        n += x.ifn.a[k];
    cmd_say(c, "Indice de fragilité numérique du %.*s : %d indicateurs, %s.", STR_ARG(x.ifn.millesime), n,
        x.ifn.echelon == ECHELON_EPCI ? "par intercommunalité" : "par commune");
    return end_import(c, &x.rapport);
}

static Err apply_tableau(Db *db, Arena *a, void *arg)
{
    Chargement *x = arg;
    return tableau_apply(db, a, &x->tableau, &x->rapport, x->now);
}

static Err read_correspondance(Cmd *c, Tableau *t)
{
    Str path = cmd_option(c, "correspondance"), octets, message = STR_NONE;
    if (str_is_none(path))
        return OK;
    TRY(cmd_read_file(c, path, CORRESPONDANCE_MAX, &octets));
    Err e = correspondance_read(c->arena, octets, t, &message);
    return e == OK || str_is_none(message) ? e : cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message));
}

/* What the command says wins over the correspondence, and that over the file. A vintage that nobody gives is that of the
 * file's name, else the day of loading; either is told. */
static void settle_source(Cmd *c, Chargement *x)
{
    Tableau *t = &x->tableau;
    t->source = t->source.n ? t->source : S("non précisée");
    t->licence = t->licence.n ? t->licence : S("non précisée");
    if (t->connue)
        cmd_say(c, "Table reconnue : %s.", t->connue->nom);
    if (t->millesime.n)
        return;
    t->millesime = tableau_annees_du_nom(c->arena, t->fichier);
    if (t->millesime.n) {
        cmd_say(c, "Millésime lu dans le nom du fichier : %.*s. L’option --millesime en dit un autre.",
            STR_ARG(t->millesime));
        return;
    }
    t->millesime = date_iso(c->arena, date_paris(x->now));
    cmd_say(c, "Millésime non précisé : le jour de l’import, %.*s. L’option --millesime le dit.",
        STR_ARG(t->millesime));
}

static Err importer_indicateurs(Cmd *c)
{
    Chargement x = { .now = clock_now(c->app->clock) };
    Str octets, message = STR_NONE;
    TRY(read_correspondance(c, &x.tableau));
    x.tableau.source = option_or(c, "source", x.tableau.source);
    x.tableau.licence = option_or(c, "licence", x.tableau.licence);
    x.tableau.millesime = option_or(c, "millesime", x.tableau.millesime);
    TRY(read_file(c, &x.rapport, TABLEAU_FILE_MAX, &octets, &x.tableau.fichier));
    TRY(refused(c, tableau_read(c->arena, octets, &x.tableau, &x.rapport, &message), message));
    settle_source(c, &x);
    Err e = writer_run(c->app->writer, c->arena, apply_tableau, &x);
    if (e == ERR_TOO_LARGE)
        return cmd_fail(c, e, "Il y aurait plus de %d indicateurs : gardez-en moins dans la correspondance.",
            INDICATEURS_MAX);
    TRY(e);
    cmd_say(c, "%zu indicateur%s par commune, millésime %.*s.", x.tableau.defs.n, x.tableau.defs.n > 1 ? "s" : "",
        STR_ARG(x.tableau.millesime));
    if (str_eq(x.tableau.source, S("non précisée")))
        cmd_say(c, "Source non précisée : l’option --source la cite sous chaque chiffre.");
    return end_import(c, &x.rapport);
}

static Err apply_iris(Db *db, Arena *a, void *arg)
{
    Chargement *x = arg;
    return iris_apply(db, a, &x->iris, &x->rapport, x->now);
}

static Err importer_iris(Cmd *c)
{
    Chargement x = { .now = clock_now(c->app->clock) };
    Str octets, message = STR_NONE;
    x.iris.reference = cmd_option(c, "reference");
    x.iris.source = option_or(c, "source", S("Indice de fragilité numérique par IRIS, 2019 (kit ouvert)"));
    x.iris.licence = option_or(c, "licence", S(IFN_LICENCE));
    x.iris.millesime = option_or(c, "millesime", S("2019"));
    TRY(read_file(c, &x.rapport, DIAGNOSTIC_FILE_MAX, &octets, &x.iris.fichier));
    TRY(refused(c, iris_read(c->arena, octets, &x.iris, &x.rapport, &message), message));
    TRY(writer_run(c->app->writer, c->arena, apply_iris, &x));
    cmd_say(c, "Indice de 2019 : %zu IRIS, 100 étant la moyenne de leur référence (%.*s).", x.iris.lignes.n,
        STR_ARG(x.iris.reference));
    return end_import(c, &x.rapport);
}

/* ---- diagnostic ifn ---------------------------------------------------------------------------------------------------- */

typedef struct Demande {
    const Diagnostic *d;
    Zone zone;
    int poids;
    Composition composition;
    Choix choix; /* of the composition */
    Agregat g;
    double indice;
} Demande;

/* "a, b, c" of the names in a list. */
static Str listed(Arena *a, const Str *names, size_t n)
{
    Str all = str_join(a, names, n, S(", "));
    return n == 0 ? S("aucun") : all;
}

static Err choose_weights(Cmd *c, Demande *q)
{
    const Str *names;
    size_t n = diagnostic_poids(q->d, &names);
    Str asked = cmd_option(c, "poids");
    q->poids = diagnostic_poids_find(q->d, asked);
    if (n == 0)
        return cmd_fail(c, ERR_NOT_FOUND,
            "Aucune population n’est chargée : « ensemble importer populations communes_fr.csv ».");
    if (q->poids < 0)
        return cmd_fail(c, str_is_none(asked) ? ERR_INVALID : ERR_NOT_FOUND,
            "%s de population « %.*s » %s. Ajoutez --poids, l’un de ceux-ci : %.*s.", "Le millésime",
            STR_ARG(str_is_none(asked) ? diagnostic_jeu(q->d, S("ifn"), S("commune"))->poids : utf8_cut(asked, 60)),
            "n’est pas chargé", STR_ARG(listed(c->arena, names, n)));
    return OK;
}

static Err choose_indicators(Cmd *c, Demande *q)
{
    Str asked = cmd_option(c, "indicateurs"), message = STR_NONE;
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(q->d, &all);
    Choix coeur = diagnostic_coeur(q->d);
    Str *codes = NEW(c->arena, Str, n + 1);
    if (!codes)
        return ERR_MEMORY;
    if (!coeur && str_is_none(asked))
        return cmd_fail(c, ERR_NOT_FOUND, "Aucun score n’est chargé : « ensemble importer ifn FICHIER.csv ».");
    for (size_t k = 0; k < n; k++) {
        codes[k] = all[k].code;
        if (str_is_none(asked) && (coeur >> k & 1))
            composition_ajouter(q->d, (int)k, 1, &q->composition);
    }
    Err e = str_is_none(asked) ? OK : composition_lire(q->d, c->arena, asked, &q->composition, &message);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, e, "%.*s Ceux qui le sont : %.*s.", STR_ARG(message), STR_ARG(listed(c->arena, codes, n)));
    if (e != OK)
        return str_is_none(message) ? e : cmd_fail(c, e, "%.*s", STR_ARG(message));
    q->choix = q->composition.choix;
    return OK;
}

static void scores_json(Json *j, const Demande *q, Choix which)
{
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(q->d, &all);
    json_obj(j);
    for (size_t k = 0; k < n; k++)
        if (which >> k & 1) {
            json_key(j, all[k].code);
            json_f64(j, q->g.scores[k]);
        }
    json_end(j);
}

static void floors_json(Json *j, const Demande *q)
{
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(q->d, &all);
    json_obj(j);
    for (size_t k = 0; k < n; k++)
        if (q->choix >> k & 1) {
            json_key(j, all[k].code);
            json_f64(j, all[k].plancher);
        }
    json_end(j);
}

static Str zone_spec(Arena *a, const Zone *z)
{
    Str echelon = echelon_code(z->echelon);
    return z->code.n ? str_format(a, "%.*s:%.*s", STR_ARG(echelon), STR_ARG(z->code)) : echelon;
}

static void print_json(Cmd *c, const Demande *q)
{
    const Str *poids;
    const Jeu *jeu = diagnostic_jeu(q->d, S("ifn"), S("commune"));
    Json j = json_to(cmd_out(c));
    diagnostic_poids(q->d, &poids);
    json_obj(&j);
    json_kstr(&j, "territoire", zone_spec(c->arena, &q->zone));
    json_kstr(&j, "nom", q->zone.nom);
    json_kstr(&j, "poids", poids[q->poids]);
    json_kstr(&j, "millesime", jeu ? jeu->millesime : STR_NONE);
    json_key(&j, S("indicateurs"));
    scores_json(&j, q, q->choix);
    json_key(&j, S("ifn")); /* never that of a part of the country */
    json_f64(&j, q->composition.nature == COMPOSITION_LOCALE ? NAN : q->indice);
    json_ki64(&j, "population", q->g.population);
    json_ki64(&j, "lignes", q->g.lignes);
    json_ki64(&j, "lignes_sans_valeur", q->g.sans_valeur);
    json_ki64(&j, "population_sans_valeur", q->g.population_sans_valeur);
    json_ki64(&j, "lignes_sans_population", q->g.sans_population);
    json_key(&j, S("planchers"));
    floors_json(&j, q);
    json_key(&j, S("contexte"));
    scores_json(&j, q, diagnostic_contexte(q->d) & ~q->choix);
    json_key(&j, S("fusions_suivies"));
    json_bool(&j, diagnostic_suit_les_fusions(q->d));
    json_kstr(&j, "source", jeu ? jeu->source : STR_NONE);
    json_kstr(&j, "licence", jeu ? jeu->licence : STR_NONE);
    json_key(&j, S("indice"));
    json_f64(&j, q->indice);
    json_kstr(&j, "nature", composition_nature_dite(q->composition.nature));
    json_key(&j, S("fictif"));
    json_bool(&j, diagnostic_fictif(q->d));
    json_end(&j);
    buf_char(cmd_out(c), '\n');
}

static void print_score(Buf *b, Str nom, double v)
{
    buf_format(b, "  %.*s : ", STR_ARG(nom));
    if (isnan(v))
        buf_put(b, S("sans score"));
    else {
        Short s = fr_decimal(v, 1);
        buf_put(b, str_of(s.p, s.n));
    }
    buf_char(b, '\n');
}

static void print_text(Cmd *c, const Demande *q)
{
    Buf *b = cmd_out(c);
    const Str *poids;
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(q->d, &all);
    Short people = fr_nombre(q->g.population), rows = fr_nombre(q->g.lignes);
    diagnostic_poids(q->d, &poids);
    buf_format(b, "%.*s : %.*s habitants (%.*s), %.*s communes\n", STR_ARG(q->zone.nom), people.n, people.p,
        STR_ARG(poids[q->poids]), rows.n, rows.p);
    for (size_t k = 0; k < n; k++)
        if (q->choix >> k & 1)
            print_score(b, all[k].nom, q->g.scores[k]);
    print_score(b,
        q->composition.nature == COMPOSITION_LOCALE ? S("Indice local, qui n’est pas l’indice de fragilité numérique")
                                                    : S("Indice de fragilité numérique"),
        q->indice);
    if (diagnostic_fictif(q->d))
        buf_put(b, S("  FICTIF : scores inventés par une démonstration\n"));
}

static Err diagnostic_ifn(Cmd *c)
{
    Demande q = { .d = cmd_snapshot(c, &diagnostic_snapshot) };
    Str message = STR_NONE;
    if (!q.d)
        return ERR_DB;
    TRY(choose_indicators(c, &q));
    TRY(choose_weights(c, &q));
    Err e = zone_find(q.d, c->arena, cmd_option(c, "territoire"), &q.zone, &message);
    if (e != OK)
        return cmd_fail(c, e, "%.*s", STR_ARG(message));
    diagnostic_agreger(q.d, &q.zone, q.poids, q.choix, &q.g);
    q.indice = composition_indice(&q.composition, q.g.scores);
    if (!diagnostic_suit_les_fusions(q.d) && (q.zone.echelon == ECHELON_COMMUNE || q.zone.echelon == ECHELON_EPCI))
        cmd_say(c, "Les communes ne sont pas chargées : celles qui ont fusionné ne sont pas comptées dans leur commune "
                   "d’aujourd’hui. « ensemble importer communes » les y mène.");
    if (str_eq(cmd_option(c, "format"), S("json")))
        print_json(c, &q);
    else
        print_text(c, &q);
    return OK;
}

/* ---- table --------------------------------------------------------------------------------------------------------------- */

#define RAPPORT_OPTION                                                                                                 \
    {                                                                                                                  \
        "rapport", "R.json", "rapport : ligne, champ, valeur, raison, remède", NULL, NULL                              \
    }
#define LICENCE_OPTION                                                                                                 \
    {                                                                                                                  \
        "licence", "NOM", "licence, citée sous chaque chiffre", NULL, NULL                                             \
    }

const Command diagnostic_commands[] = {
    { "importer populations", importer_populations, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "CSV : code, nom, departement, epci… et une colonne pop_… par millésime", false }, { 0 } },
        (const CommandOption[]){ { "source", "NOM", "auteur des chiffres, cité sous chacun d’eux", NULL, NULL },
            LICENCE_OPTION, RAPPORT_OPTION, { 0 } },
        "Charge les populations des communes, un millésime par colonne",
        "Ces populations pèsent les scores. Le code d’une commune fusionnée depuis reste, avec sa population d’alors : "
        "elle\n"
        "compte dans la commune d’aujourd’hui. Recharger le même fichier ne change rien.\n\n"
        "  ensemble importer populations communes_fr.csv" },
    { "importer ifn", importer_ifn, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "export de fragilite-numerique.fr, par commune ou par intercommunalité", false }, { 0 } },
        (const CommandOption[]){
            { "millesime", "DATE", "date des scores ; par défaut, celle du nom du fichier", NULL, NULL },
            { "poids", "MILLÉSIME", "populations qui pèsent ces scores ; par défaut, " IFN_POIDS, NULL, NULL },
            LICENCE_OPTION, RAPPORT_OPTION, { 0 } },
        "Charge les scores publiés de l’indice de fragilité numérique",
        "Le fichier est lu tel qu’il est publié, avec 5 ou 14 indicateurs. Les lignes vides et celles qui sont à zéro "
        "sont\n"
        "gardées et signalées ; une ligne fausse est refusée et nommée, le reste est chargé.\n\n"
        "  ensemble importer ifn ifn-city-all-variation_2023-08-24.csv" },
    { "importer indicateurs", importer_indicateurs, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "CSV par commune : CODGEO (ou code, insee_com) et des colonnes", false },
            { 0 } },
        (const CommandOption[]){ { "correspondance", "M.conf", "ce que sont les colonnes", NULL, NULL },
            { "millesime", "MILLÉSIME", "année ou date des chiffres", NULL, NULL },
            { "source", "NOM", "auteur des chiffres, cité sous chacun d’eux", NULL, NULL }, LICENCE_OPTION,
            RAPPORT_OPTION, { 0 } },
        "Charge une table d’indicateurs par commune",
        "Sont connues à leurs colonnes, telles qu’elles sont publiées : Arcep (commune_techno, commune_debit…, sites\n"
        "mobiles), fermeture du cuivre, Insee (« CODGEO;… » du recensement et de Filosofi, base permanente des\n"
        "équipements), France services, zonages FRR et quartiers prioritaires, communes_indicateurs_2017_2020.csv.\n"
        "Pour toute autre table, la correspondance dit ce que sont les colonnes :\n\n"
        "  code = CODGEO\n"
        "  source = Arcep, Ma connexion internet\n"
        "  millesime = 2025\n"
        "  indicateur fibre = part_ftth | Locaux raccordables à la fibre, part | % | -1 | couverture\n\n"
        "Unités : %, nombre, indice, date, oui/non, personnes, km. Groupes : brut, couverture, service, zonage.\n\n"
        "  ensemble importer indicateurs arcep.csv --correspondance arcep.conf" },
    { "importer iris", importer_iris, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "table de l’indice de 2019 par IRIS, telle que publiée", false }, { 0 } },
        (const CommandOption[]){
            { "reference", "TERRITOIRE", "celui qui vaut 100", "departement|epci|region", "departement" },
            { "millesime", "MILLÉSIME", "année des chiffres ; par défaut, 2019", NULL, NULL },
            { "source", "NOM", "auteur des chiffres, cité sous chacun d’eux", NULL, NULL }, LICENCE_OPTION,
            RAPPORT_OPTION, { 0 } },
        "Charge le premier indice de fragilité (2019), par IRIS",
        "Ce n’est pas l’indice de 2023 : un rapport à un territoire de référence, qui vaut 100, sans limite haute et "
        "jamais\n"
        "sous 0. Il est montré quartier par quartier sur la fiche de la commune, avec les habitants.\n\n"
        "  ensemble importer iris 24.csv --reference region" },
    { "diagnostic precarite", commande_precarite, CMD_READ, NULL,
        (const CommandOption[]){
            { "territoire", "TERRITOIRE", "commune:28085, epci:…, departement:28…", NULL, "france" },
            { "poids", "MILLÉSIME", "populations qui pèsent ; par défaut, celles données avec les scores", NULL, NULL },
            { "alpha", "A", "poids d’un service absent, de 0 à 1", NULL, "0.5" },
            { "services", "LISTE", "codes séparés par des virgules ; par défaut, tous ceux chargés", NULL, NULL },
            { "format", "FORMAT", "json ou csv", "json|csv", "json" }, { 0 } },
        "Donne la précarité numérique des communes d’un territoire (construction locale)",
        "Moyenne des scores « 65 ans et plus » et « pas ou peu diplômés », aggravée par les services absents de la\n"
        "commune : min(10, base × (1 + alpha × part des services absents)). Ce n’est pas l’IFN.\n\n"
        "  ensemble diagnostic precarite --territoire commune:28085 --alpha 0.5 --format json" },
    { "diagnostic acces", commande_acces, CMD_READ, NULL,
        (const CommandOption[]){ { "besoin", "BESOIN",
                                     "population, ifn, taux:0.16 ou le code d’un scénario de /diagnostic/besoins", NULL,
                                     "population" },
            { "rayon-km", "KM", "portée d’un lieu, à vol d’oiseau", NULL, "15" },
            { "methode", "MÉTHODE", "2sfca ou apl", "2sfca|apl", "2sfca" },
            { "territoire", "TERRITOIRE", "departement:28, epci:…, france", NULL, "france" },
            { "poids", "MILLÉSIME", "populations ; par défaut, celles données avec les scores", NULL, NULL },
            { "sites", "FICHIER.csv", "lieux à prendre au lieu de ceux de l’annuaire", NULL, NULL },
            { "departement", "CODE", "avec --sites : garder ceux de ce département (colonne insee_dep)", NULL, NULL },
            { "offre", "COLONNE", "avec --sites : heures par semaine ; sans elle, chaque lieu compte pour 1", NULL,
                NULL },
            { "format", "FORMAT", "csv ou texte", "csv|texte", "csv" }, { 0 } },
        "Mesure l’offre à portée de chaque commune",
        "Heures d’aide par semaine pour 100 personnes du besoin, à portée de chaque commune. Méthode apl : plein "
        "poids\n"
        "jusqu’à la moitié de la portée, 2/3 jusqu’aux trois quarts, 1/3 au-delà. Le format texte dit combien\n"
        "d’habitants ont un lieu à moins de 5, 10 et 15 km.\n\n"
        "  ensemble diagnostic acces --besoin ifn --rayon-km 15 --methode apl --format csv" },
    { "diagnostic deciles", commande_deciles, CMD_WRITE, NULL,
        (const CommandOption[]){ { "indicateurs", "LISTE",
                                     "codes séparés par des virgules ; par défaut, tous ceux qui peuvent l’être", NULL,
                                     NULL },
            { "local", NULL, "accepte une table qui ne couvre pas le pays : déciles locaux, qui ne sont pas l’IFN",
                NULL, NULL },
            { 0 } },
        "Fait un score de 1 à 10 de chaque table brute, par déciles nationaux",
        "Le score d’une commune est son rang parmi dix tranches égales des communes, les ex æquo dans la tranche du\n"
        "haut. Il faut la table du pays : avec celle d’un département, --local donne des déciles locaux, nommés ainsi\n"
        "partout, et un indice qui en compte un ne s’appelle pas indice de fragilité numérique.\n\n"
        "  ensemble diagnostic deciles --indicateurs tx_men_seul,tx_fam_mono" },
    { "diagnostic ifn", diagnostic_ifn, CMD_READ, NULL,
        (const CommandOption[]){ { "territoire", "TERRITOIRE",
                                     "commune:28085, epci:200033181, departement:28, region:24 ou france", NULL,
                                     "france" },
            { "poids", "MILLÉSIME", "populations qui pèsent ; par défaut, celles données avec les scores", NULL, NULL },
            { "indicateurs", "LISTE", "codes, chacun suivi au besoin de « : » et de son poids ; par défaut, les cinq",
                NULL, NULL },
            { "format", "FORMAT", "texte ou json", "texte|json", "texte" }, { 0 } },
        "Donne l’indice de fragilité numérique d’un territoire",
        "Chaque score est la moyenne des communes, pesée par leur population ; l’indice est la moyenne des scores "
        "choisis.\n\n"
        "  ensemble diagnostic ifn --territoire departement:28 --poids pop_cog2021 --format json" },
    { 0 },
};
