// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble importer activites */
#include "core/app.h"
#include "core/cli/command.h"
#include "core/json/json.h"
#include "core/run/writer.h"
#include "core/slice.h"
#include "core/view/view.h"
#include "domain/coop/coop.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"

typedef struct Import {
    const App *app;
    int64_t now;
    Structure structure;
    Personne personne;
    int dispositif; /* -1: as the file's role says */
    bool simulation;
    CoopLu lu;
    int64_t accompagnements, nouvelles, deja, communes_inconnues;
    Str faute; /* STR_NONE */
} Import;

static int dispositif_of(const Import *x, const CoopFiche *f)
{
    if (x->dispositif >= 0)
        return x->dispositif;
    return str_eq(f->role, S("Conseiller Numérique")) ? DISPOSITIF_CONSEILLER_NUMERIQUE : DISPOSITIF_AUTRE;
}

static Err place(Db *db, Arena *a, Import *x, Activite *to)
{
    Maille m;
    if (str_is_empty(to->commune) && to->lieu_type != LIEU_TYPE_DOMICILE && to->lieu_type != LIEU_TYPE_AUTRE)
        to->commune = x->structure.commune;
    Err e = str_is_empty(to->commune) ? ERR_NOT_FOUND : maille_commune(db, a, to->commune, &m);
    if (e == ERR_NOT_FOUND || e == ERR_INVALID) {
        x->communes_inconnues++;                   /* kept as it is written, in no intercommunalité */
        return OK;
    }
    TRY(e);
    to->epci = str_or_empty(m.epci);
    return OK;
}

static Err pour_one(Db *db, Arena *a, Import *x, const CoopFiche *f)
{
    const char *field, *message;
    bool deja = false;
    Activite y = f->x;
    y.dispositif = dispositif_of(x, f);
    y.structure_id = x->structure.id;
    y.personne_id = x->personne.id;
    TRY(place(db, a, x, &y));
    if (activite_faute(&y, date_paris(x->now), &field, &message)) {
        x->faute = str_format(a, "Ligne %lld\u00a0: %s", (long long)f->ligne, message);
        return ERR_INVALID;
    }
    if (!dispositif_de_structure(&x->structure, y.dispositif)) {
        x->faute = str_format(a,
            "«\u00a0%.*s\u00a0» n’est pas déclarée pour «\u00a0%.*s\u00a0»\u00a0: ajoutez-le à ses dispositifs, ou "
            "choisissez-en un autre par "
            "--dispositif.",
            STR_ARG(x->structure.nom), STR_ARG(dispositifs[y.dispositif].label));
        return ERR_INVALID;
    }
    TRY(activite_importer(db, a, x->now, x->app->random, &y, str_cat(a, S("coop:"), f->id), &deja));
    x->accompagnements += activite_accompagnements(&y);
    *(deja ? &x->deja : &x->nouvelles) += 1;
    return OK;
}

static Err pour(Db *db, Arena *a, void *arg)
{
    Import *x = arg;
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < x->lu.fiches.n; i++) {
        ArenaMark mark = arena_mark(a);
        TRY(pour_one(db, a, x, &x->lu.fiches.v[i]));
        arena_reset(a, mark);
    }
    if (x->simulation)
        return OK;                                 /* rolled back */
    if (x->nouvelles)
        TRY(journal_ecrire(db, NULL, x->now, "activites.importer", str_cat(a, S("structure:"), x->structure.uid),
            true));
    return tx_commit(&tx);
}

static Err write_report(Cmd *c, const Import *x)
{
    Str path = cmd_option(c, "rapport");
    BUF b = buf_new(MIB);
    Json j = json_to(&b);
    if (str_is_none(path))
        return OK;
    json_obj(&j);
    json_kstr(&j, "fichier", cmd_arg(c, "FICHIER"));
    json_key(&j, S("simulation"));
    json_bool(&j, x->simulation);
    json_ki64(&j, "lignes", x->lu.lignes);
    json_ki64(&j, "fiches", (int64_t)x->lu.fiches.n);
    json_ki64(&j, "accompagnements", x->accompagnements);
    json_ki64(&j, "nouvelles", x->nouvelles);
    json_ki64(&j, "deja", x->deja);
    json_ki64(&j, "personnes_non_dedoublonnables", x->accompagnements);
    json_ki64(&j, "communes_inconnues", x->communes_inconnues);
    json_ki64(&j, "fautes", x->lu.n_fautes);
    json_key(&j, S("messages"));
    json_arr(&j);
    for (size_t i = 0; i < x->lu.fautes.n; i++)
        json_str(&j, x->lu.fautes.v[i]);
    json_end(&j);
    json_end(&j);
    return cmd_write_file(c, path, buf_str(&b));
}

static Err refuse(Cmd *c, Import *x, Err e)
{
    for (size_t i = 0; i < x->lu.fautes.n; i++)
        cmd_say(c, "%.*s", STR_ARG(x->lu.fautes.v[i]));
    if (x->lu.n_fautes > (int64_t)x->lu.fautes.n)
        cmd_say(c, "Et %lld autres fautes.", (long long)(x->lu.n_fautes - (int64_t)x->lu.fautes.n));
    TRY(write_report(c, x));
    return cmd_fail(c, e, "«\u00a0%.*s\u00a0»\u00a0: rien n’a été enregistré.", STR_ARG(cmd_arg(c, "FICHIER")));
}

static Err whose(Cmd *c, Import *x)
{
    Err e = structure_par_uid(c->db, c->arena, cmd_option(c, "structure"), &x->structure);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, ERR_INVALID, "--structure attend l’identifiant d’une structure, celui de sa page.");
    TRY(e);
    e = personne_par_courriel(c->db, c->arena, cmd_option(c, "mediateur"), &x->personne);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, ERR_INVALID,
            "--mediateur attend l’adresse d’un compte\u00a0: invitez d’abord cette personne.");
    return e;
}

static Err importer_activites(Cmd *c)
{
    Import x = { .app = c->app, .now = clock_now(c->app->clock), .faute = STR_NONE };
    Str bytes;
    x.simulation = cmd_flag(c, "simulation");
    x.dispositif = choice_index(dispositifs, cmd_option(c, "dispositif"));
    if (str_is_none(cmd_option(c, "structure")) || str_is_none(cmd_option(c, "mediateur")))
        return cmd_fail(c, ERR_INVALID,
            "Le fichier ne dit pas de qui il est\u00a0: ajoutez --structure et --mediateur.");
    TRY(whose(c, &x));
    TRY(cmd_read_file(c, cmd_arg(c, "FICHIER"), COOP_FICHIER_MAX, &bytes));
    Err e = coop_lire(c->arena, bytes, &x.lu);
    if (e != OK)
        return refuse(c, &x, e);
    e = writer_run(c->app->writer, c->arena, pour, &x);
    if (!str_is_none(x.faute)) {
        Str *to = vec_push(c->arena, &x.lu.fautes);
        if (to)
            *to = x.faute;
        x.lu.n_fautes++;
        x.accompagnements = x.nouvelles = x.deja = 0;
        return refuse(c, &x, ERR_INVALID);
    }
    TRY(e);
    cmd_say(c, "%lld fiches, %lld accompagnements\u00a0: %lld nouvelles, %lld déjà là.", (long long)x.lu.fiches.n,
        (long long)x.accompagnements, (long long)x.nouvelles, (long long)x.deja);
    cmd_say(c, "Personnes non dédoublonnables\u00a0: %lld.", (long long)x.accompagnements);
    if (x.communes_inconnues)
        cmd_say(c, "Fiches dont la commune n’est pas connue ici\u00a0: %lld.", (long long)x.communes_inconnues);
    if (x.simulation)
        cmd_say(c, "Simulation\u00a0: rien n’a été enregistré.");
    return write_report(c, &x);
}

static const Command commands[] = {
    { "importer activites", importer_activites, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "export XLSX des activités d’un médiateur, de La Coop", false }, { 0 } },
        (const CommandOption[]){ { "structure", "IDENTIFIANT", "structure où elles ont été faites", NULL, NULL },
            { "mediateur", "COURRIEL", "compte de la personne qui les a faites", NULL, NULL },
            { "dispositif", "NOM", "celui de toutes les fiches ; sans lui, le rôle écrit dans le fichier",
                "conseiller_numerique|france_services|aidants_connect|autre|fichier", "fichier" },
            { "simulation", NULL, "tout vérifier et compter, ne rien enregistrer", NULL, NULL },
            { "rapport", "FICHIER", "écrit le compte rendu en JSON", NULL, NULL }, { 0 } },
        "Importe les activités d’un médiateur, exportées de La Coop de la médiation numérique",
        "Une fiche par « ID CRA », un accompagnement par ligne. Le même fichier, importé de nouveau, ne change rien.\n"
        "Le fichier n’identifie personne : ses usagers sont comptés à part (« personnes non dédoublonnables »).\n"
        "Exemple : ensemble importer activites coop.xlsx --structure 4f1c… --mediateur lea@exemple.fr --simulation" },
    { 0 },
};

const Slice slice_coop = { .name = "coop", .commands = commands };
