// SPDX-License-Identifier: AGPL-3.0-or-later
/* ensemble importer activites */
#include "core/app.h"
#include "core/cli/command.h"
#include "core/json/json.h"
#include "core/run/writer.h"
#include "core/view/view.h"
#include "core/config/config.h"
#include "domain/coop/coop_web.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"

enum { MONTREES = 20 };

/* Where the records that say the same of themselves go. */
typedef struct Trouve {
    const CoopFiche *f;
    int dispositif;
    CoopQui qui;
    int64_t fiches; /* those that wait */
} Trouve;

typedef struct Import {
    const App *app;
    Arena *garde; /* what outlives one record */
    int64_t now;
    Structure structure;
    Personne personne;
    bool structure_dite, personne_dite;
    int dispositif; /* -1: as the file's role says */
    bool simulation;
    CoopLu lu;
    VEC(Trouve) trouves;
    int64_t accompagnements, nouvelles, deja, communes_inconnues, a_rattacher, rattachees;
    Str faute; /* STR_NONE */
} Import;

static int dispositif_of(const Import *x, const CoopFiche *f)
{
    if (x->dispositif >= 0)
        return x->dispositif;
    return str_eq(utf8_fold(x->garde, f->role), S("conseiller numerique")) ? DISPOSITIF_CONSEILLER_NUMERIQUE
                                                                           : DISPOSITIF_AUTRE;
}

static bool says_the_same(const CoopFiche *x, const CoopFiche *y)
{
    return str_eq(x->mediateur, y->mediateur) && str_eq(x->courriel, y->courriel) && str_eq(x->lieu, y->lieu) &&
           str_eq(x->structure, y->structure) && str_eq(x->siret, y->siret) && str_eq(x->x.commune, y->x.commune);
}

static Err whose_record(Db *db, Import *x, const CoopFiche *f, int dispositif, Trouve **ret)
{
    Maille m = { .departement = STR_NONE };
    for (size_t i = x->trouves.n; i-- > 0;)
        if (x->trouves.v[i].dispositif == dispositif && says_the_same(x->trouves.v[i].f, f)) {
            *ret = &x->trouves.v[i];
            return OK;
        }
    Err e = str_is_empty(f->x.commune) ? ERR_NOT_FOUND : maille_commune(db, x->garde, f->x.commune, &m);
    if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    const CoopDemande q = { x->structure_dite ? &x->structure : NULL, x->personne_dite ? &x->personne : NULL,
        dispositif, str_is_none(m.departement) ? config_str(x->app->config, CONF_DEPARTEMENT) : m.departement };
    Trouve *t = vec_push(x->garde, &x->trouves);
    if (!t)
        return ERR_MEMORY;
    *t = (Trouve){ .f = f, .dispositif = dispositif };
    *ret = t;
    return coop_identifier(db, x->garde, x->now, &q, f, &t->qui);
}

static Err place(Db *db, Arena *a, Import *x, const Structure *s, Activite *to)
{
    Maille m;
    if (str_is_empty(to->commune) && to->lieu_type != LIEU_TYPE_DOMICILE && to->lieu_type != LIEU_TYPE_AUTRE)
        to->commune = str_or_empty(s->commune);
    Err e = str_is_empty(to->commune) ? ERR_NOT_FOUND : maille_commune(db, a, to->commune, &m);
    if (e == ERR_NOT_FOUND || e == ERR_INVALID) {
        x->communes_inconnues++;                   /* kept as it is written, in no intercommunalité */
        return OK;
    }
    TRY(e);
    to->epci = str_or_empty(m.epci);
    return OK;
}

/* Taken before: all that may have changed is that its person and its structure are known now. */
static Err again(Db *db, Arena *a, Import *x, Trouve *t, Str uid)
{
    bool waits = false;
    x->deja++;
    TRY(coop_attend(db, a, uid, &waits));
    if (!waits)
        return OK;
    if (!t->qui.connus) {
        t->fiches++;
        x->a_rattacher++;
        return OK;
    }
    x->rattachees++;
    return coop_rattacher_fiche(db, a, NULL, x->now, uid, &t->qui);
}

/* "Ligne 12, colonne « Date » : « 3 mars 2027 ». …": what a rule of records says, in the words of the file. */
static Str told_at(Arena *a, const CoopFiche *f, const char *field, const char *message)
{
    static const struct {
        const char *field, *column;
    } columns[] = { { "jour", "Date" }, { "duree", "Durée (min)" }, { "themes", "Thématique(s)" },
        { "demarches", "Thématique(s)" }, { "commune", "Code Insee" } };
    size_t n = sizeof columns / sizeof *columns, i = 0;
    while (i < n && !str_eq(str_from(columns[i].field), str_from(field)))
        i++;
    Str where = i < n ? str_format(a, ", colonne «\u00a0%s\u00a0»", columns[i].column) : S("");
    Str value = i == 0 ? str_format(a, " «\u00a0%.*s\u00a0».", STR_ARG(date_french(a, f->x.jour))) : S("");
    return str_format(a, "Ligne %lld%.*s\u00a0:%.*s %s", (long long)f->ligne, STR_ARG(where), STR_ARG(value), message);
}

static Err add_new(Db *db, Arena *a, Import *x, const CoopFiche *f, Trouve *t, const Activite *y, Str cle)
{
    const char *field, *message;
    Str uid;
    if (activite_faute(y, date_paris(x->now), &field, &message)) {
        x->faute = told_at(x->garde, f, field, message);
        return ERR_INVALID;
    }
    if (!dispositif_de_structure(&t->qui.structure, y->dispositif)) {
        x->faute = str_format(x->garde,
            "Ligne %lld\u00a0: «\u00a0%.*s\u00a0» n’est pas déclarée pour «\u00a0%.*s\u00a0»\u00a0: ajoutez-le à ses "
            "dispositifs, ou choisissez-en un autre par --dispositif.",
            (long long)f->ligne, STR_ARG(t->qui.structure.nom), STR_ARG(dispositifs[y->dispositif].label));
        return ERR_INVALID;
    }
    TRY(activite_importer(db, a, x->now, x->app->random, y, cle, &uid));
    x->nouvelles++;
    if (t->qui.connus)
        return OK;
    t->fiches++;
    x->a_rattacher++;
    return coop_attendre(db, a, x->now, uid, f, f->x.commune, &t->qui);
}

static Err pour_one(Db *db, Arena *a, Import *x, const CoopFiche *f)
{
    Str uid, cle = str_cat(a, S("coop:"), f->id);
    bool deja = false;
    Trouve *t;
    Activite y = f->x;
    y.dispositif = dispositif_of(x, f);
    TRY(whose_record(db, x, f, y.dispositif, &t));
    y.structure_id = t->qui.structure.id;
    y.personne_id = t->qui.personne;
    TRY(place(db, a, x, &t->qui.structure, &y));
    x->accompagnements += activite_accompagnements(&y);
    TRY(activite_connue(db, a, cle, f->id, &uid, &deja));
    return deja ? again(db, a, x, t, uid) : add_new(db, a, x, f, t, &y, cle);
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
    if (x->nouvelles || x->rattachees)
        TRY(journal_ecrire(db, NULL, x->now, "activites.importer",
            x->structure_dite ? str_cat(a, S("structure:"), x->structure.uid) : S(""), true));
    return tx_commit(&tx);
}

static void write_waiting(Json *j, const Import *x)
{
    json_key(j, S("a_rattacher"));
    json_arr(j);
    for (size_t i = 0; i < x->trouves.n; i++) {
        const Trouve *t = &x->trouves.v[i];
        if (t->fiches == 0)
            continue;
        json_obj(j);
        json_kstr(j, "mediateur", t->f->mediateur);
        json_kstr(j, "lieu", t->f->lieu);
        json_kstr(j, "commune", t->f->x.commune);
        json_kstr(j, "structure", t->qui.structure.nom);
        json_kstr(j, "raison", coop_raisons[t->qui.raison].value);
        json_ki64(j, "fiches", t->fiches);
        json_end(j);
    }
    json_end(j);
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
    json_ki64(&j, "rattachees", x->rattachees);
    json_ki64(&j, "fiches_a_rattacher", x->a_rattacher);
    json_ki64(&j, "personnes_non_dedoublonnables", x->accompagnements);
    json_ki64(&j, "communes_inconnues", x->communes_inconnues);
    write_waiting(&j, x);
    json_ki64(&j, "fautes", x->lu.n_fautes);
    json_kstrs(&j, "messages", x->lu.fautes.v, x->lu.fautes.n);
    json_end(&j);
    return cmd_write_file(c, path, buf_str(&b));
}

static Err refuse(Cmd *c, Import *x, Err e)
{
    for (size_t i = 0; i < x->lu.fautes.n; i++)
        cmd_say(c, "%.*s", STR_ARG(x->lu.fautes.v[i]));
    if (x->lu.n_fautes > (int64_t)x->lu.fautes.n)
        cmd_say(c, "Fautes de plus, non montrées\u00a0: %lld.", (long long)(x->lu.n_fautes - (int64_t)x->lu.fautes.n));
    TRY(write_report(c, x));
    return cmd_fail(c, e, "«\u00a0%.*s\u00a0»\u00a0: rien n’a été enregistré.", STR_ARG(cmd_arg(c, "FICHIER")));
}

static Err whose(Cmd *c, Import *x)
{
    Str structure = cmd_option(c, "structure"), mediateur = cmd_option(c, "mediateur");
    x->structure_dite = !str_is_none(structure);
    x->personne_dite = !str_is_none(mediateur);
    Err e = x->structure_dite ? structure_par_uid(c->db, c->arena, structure, &x->structure) : OK;
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, ERR_INVALID,
            "«\u00a0--structure\u00a0» attend l’identifiant d’une structure, celui que montre sa page, pas "
            "«\u00a0%.*s\u00a0».",
            STR_ARG(structure));
    TRY(e);
    e = x->personne_dite ? personne_par_courriel(c->db, c->arena, mediateur, &x->personne) : OK;
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, ERR_INVALID,
            "«\u00a0--mediateur\u00a0» attend l’adresse d’un compte, et «\u00a0%.*s\u00a0» n’en a pas\u00a0: invitez "
            "d’abord "
            "cette personne.",
            STR_ARG(mediateur));
    return e;
}

static void add_fault(Import *x, Str message)
{
    Str *to = vec_push(x->garde, &x->lu.fautes);
    if (to)
        *to = message;
    x->lu.n_fautes++;
    x->accompagnements = x->nouvelles = x->deja = x->a_rattacher = x->rattachees = 0;
    x->trouves.n = 0;
}

static void tell_waiting(Cmd *c, const Import *x)
{
    int shown = 0, left = 0;
    if (x->a_rattacher == 0)
        return;
    Short waiting = plural(x->a_rattacher, "fiche, comptée", "fiches, comptées");
    cmd_say(c, "À rattacher\u00a0: %.*s mais sans médiateur ou sans structure connus (page /activites/a-rattacher).",
        STR_ARG(waiting));
    for (size_t i = 0; i < x->trouves.n; i++) {
        const Trouve *t = &x->trouves.v[i];
        if (t->fiches == 0)
            continue;
        if (shown == MONTREES) {
            left++;
            continue;
        }
        shown++;
        cmd_say(c, "  %lld\u00a0: %.*s, %.*s. %.*s.", (long long)t->fiches,
            STR_ARG(str_is_empty(t->f->mediateur) ? S("médiateur non dit") : t->f->mediateur),
            STR_ARG(str_is_empty(t->f->lieu) ? S("lieu non dit") : t->f->lieu),
            STR_ARG(coop_raisons[t->qui.raison].label));
    }
    if (left)
        cmd_say(c, "  … et %d groupe%s de plus\u00a0: --rapport les écrit tous.", left, left > 1 ? "s" : "");
}

static void tell(Cmd *c, const Import *x)
{
    Short records = plural((int64_t)x->lu.fiches.n, "fiche", "fiches"),
          helped = plural(x->accompagnements, "accompagnement", "accompagnements"),
          fresh = plural(x->nouvelles, "nouvelle", "nouvelles");
    cmd_say(c, "%.*s, %.*s\u00a0: %.*s, %lld déjà là.", STR_ARG(records), STR_ARG(helped), STR_ARG(fresh),
        (long long)x->deja);
    cmd_say(c, "Personnes non dédoublonnables\u00a0: %lld.", (long long)x->accompagnements);
    tell_waiting(c, x);
    if (x->rattachees)
        cmd_say(c, "Fiches rattachées à leur médiateur et à leur structure, connus depuis\u00a0: %lld.",
            (long long)x->rattachees);
    if (x->communes_inconnues)
        cmd_say(c, "Fiches dont la commune n’est pas connue ici\u00a0: %lld.", (long long)x->communes_inconnues);
    if (x->simulation)
        cmd_say(c, "Simulation\u00a0: rien n’a été enregistré.");
}

static Err importer_activites(Cmd *c)
{
    ARENA garde = arena_new(64 * MIB);             /* `pour` empties the command's own at each record */
    Import x = { .app = c->app, .garde = garde, .now = clock_now(c->app->clock), .faute = STR_NONE };
    if (!garde)
        return ERR_MEMORY;
    Str bytes;
    x.simulation = cmd_flag(c, "simulation");
    x.dispositif = choice_index(dispositifs, cmd_option(c, "dispositif"));
    TRY(whose(c, &x));
    TRY(cmd_read_file(c, cmd_arg(c, "FICHIER"), COOP_FICHIER_MAX, &bytes));
    Err e = coop_lire(c->arena, bytes, &x.lu);
    if (e == OK && x.personne_dite && x.lu.plusieurs) {
        add_fault(&x, S("Ce fichier est celui de plusieurs médiateurs\u00a0: importez-le sans --mediateur."));
        e = ERR_INVALID;
    }
    if (e != OK)
        return refuse(c, &x, e);
    e = writer_run(c->app->writer, c->arena, pour, &x);
    if (!str_is_none(x.faute)) {
        add_fault(&x, x.faute);
        return refuse(c, &x, ERR_INVALID);
    }
    TRY(e);
    tell(c, &x);
    return write_report(c, &x);
}

const Command coop_commands[] = {
    { "importer activites", importer_activites, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "export XLSX des activités, de La Coop", false }, { 0 } },
        (const CommandOption[]){ { "structure", "IDENTIFIANT",
                                     "structure où elles ont été faites ; sans elle, selon le fichier", NULL, NULL },
            { "mediateur", "COURRIEL", "compte de la personne qui les a faites ; sans lui, selon le fichier", NULL,
                NULL },
            { "dispositif", "NOM", "celui de toutes les fiches ; sans lui, le rôle écrit dans le fichier",
                "conseiller_numerique|france_services|aidants_connect|autre|fichier", "fichier" },
            { "simulation", NULL, "tout vérifier et compter, ne rien enregistrer", NULL, NULL },
            { "rapport", "FICHIER", "écrit le compte rendu en JSON", NULL, NULL }, { 0 } },
        "Importe des activités exportées de La Coop de la médiation numérique",
        "Une fiche par « ID CRA », un accompagnement par ligne. Le même fichier, importé de nouveau, ne change rien.\n"
        "Le fichier n’identifie personne : ses usagers sont comptés à part (« personnes non dédoublonnables »).\n"
        "Sans --mediateur ni --structure, ils sont cherchés d’après le fichier (courriel ou nom, SIRET ou nom, rôle de "
        "la\n"
        "personne). Les fiches dont l’un n’est pas connu sont comptées et gardées « à rattacher » : l’administrateur "
        "ou un\n"
        "coordinateur du département les rattache sur la page /activites/a-rattacher, ou le même fichier, importé de "
        "nouveau\n"
        "une fois les comptes créés.\n"
        "Exemple : ensemble importer activites coop.xlsx --simulation --rapport compte-rendu.json" },
    { "exporter activites", coop_exporter, CMD_READ, NULL,
        (const CommandOption[]){ { "format", "FORMAT",
                                     "coop : les colonnes et les mots de La Coop, un accompagnement par ligne", "coop",
                                     "coop" },
            { "sortie", "FICHIER",
                "où écrire, en XLSX, ou en CSV si le nom finit ainsi ; par défaut, la sortie standard", NULL, NULL },
            { "du", "DATE", "premier jour", NULL, NULL }, { "au", "DATE", "dernier jour", NULL, NULL },
            { "dispositif", "NOM", "un seul dispositif",
                "conseiller_numerique|france_services|aidants_connect|autre|tous", "tous" },
            { 0 } },
        "Écrit les fiches d’activité comme La Coop de la médiation numérique",
        "Sans nom d’usager ni note. Le fichier est écrit à mesure qu’il est lu : sa longueur ne compte pas.\n"
        "Importé dans une base vide, il donne les mêmes chiffres ; là d’où il vient, il ne change rien.\n"
        "Exemple : ensemble exporter activites --format coop --sortie activites-2023.xlsx --du 2023-01-01 --au "
        "2023-12-31" },
    { 0 },
};
