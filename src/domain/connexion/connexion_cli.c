// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble utilisateur …`, `ensemble importer appareils`. */
#include "connexion_sql.h"
#include "core/auth/base32.h"
#include "core/cli/command.h"
#include "core/csv/csv.h"
#include "core/run/writer.h"
#include "domain/connexion/connexion_priv.h"

enum { DEVICES_MAX = 4 * 1024 * 1024, SERIAL_MAX = 40, CELLS_MAX = 20, CELL_MAX = 400 };

/* ---- utilisateur creer, utilisateur inviter ---- */

typedef struct Creation {
    Cmd *cmd;
    App app; /* the command's, with the instance's keys */
    int64_t now;
    bool nouvelle; /* false: somebody who is there already is invited again */
    Str courriel, nom, prenom, code;
    int rang; /* -1: none */
    Portee portee;
    Str url;
    Str echec; /* what to tell */
} Creation;

static Err give_role(Db *db, Arena *a, Creation *c, PersonneId id)
{
    Err e = role_donner(db, a, NULL, c->now, id, c->rang, c->portee, c->code);
    if (e == ERR_INVALID)
        c->echec = S("Ce rôle ne se tient pas dans cette portée, ou elle n’existe pas : voyez « ensemble droits ».");
    return e;
}

static Err create(Db *db, Arena *a, void *arg)
{
    Creation *c = arg;
    Personne p;
    PersonneId id;
    if (c->nouvelle) {
        Err e = personne_creer(db, a, NULL, c->now, c->app.random, c->courriel, c->nom, c->prenom, &id);
        if (e == ERR_CONFLICT)
            c->echec = S(
                "Quelqu’un a déjà cette adresse : « ensemble utilisateur inviter » lui envoie un nouveau lien.");
        if (e == ERR_INVALID)
            c->echec = S("L’adresse de courriel ou le nom ne conviennent pas.");
        TRY(e);
        if (c->rang >= 0)
            TRY(give_role(db, a, c, id));
    } else {
        Err e = personne_par_courriel(db, a, c->courriel, &p);
        if (e == ERR_NOT_FOUND)
            c->echec = S("Personne n’a cette adresse.");
        TRY(e);
        id = p.id;
    }
    return connexion_inviter(db, a, &c->app, NULL, c->now, id, &c->url);
}

static Str courriel_donne(Cmd *c)
{
    Str named = cmd_option(c, "courriel");
    return str_is_none(named) ? cmd_arg(c, "COURRIEL") : named;
}

static Err run_creation(Cmd *cmd, Creation *c)
{
    const Keys *keys = NULL;
    TRY(cmd_keys(cmd, true, &keys));
    c->cmd = cmd;
    c->app = *cmd->app;
    c->app.keys = keys;
    c->now = clock_now(c->app.clock);
    c->courriel = courriel_donne(cmd);
    if (str_is_none(c->courriel))
        return cmd_fail(cmd, ERR_INVALID, "Donnez l’adresse de courriel de la personne.");
    Err e = writer_run(c->app.writer, cmd->arena, create, c);
    if (e != OK)
        return str_is_none(c->echec) ? e : cmd_fail(cmd, e, "%.*s", STR_ARG(c->echec));
    if (courriel_actif(c->app.config))
        cmd_say(cmd, "L’invitation part par courriel dès que le serveur fonctionne. Elle est bonne sept jours.");
    else
        cmd_say(cmd, "Aucun envoi de courriel n’est configuré : transmettez ce lien vous-même. Il est bon sept jours.");
    buf_put(cmd_out(cmd), c->url);
    buf_char(cmd_out(cmd), '\n');
    return OK;
}

/* "departement:28" → both; "instance" alone is a whole one. */
static Err read_scope(Cmd *c, Creation *to)
{
    Str role = cmd_option(c, "role"), typed = cmd_option(c, "portee");
    to->rang = -1;
    if (str_is_none(role))
        return OK;
    to->rang = role_rang(role);
    size_t colon = str_find_char(typed, 0, ':');
    to->portee = portee_de(str_slice(typed, 0, colon));
    to->code = str_slice(typed, colon + 1, typed.n);
    if (to->rang < 0)
        return cmd_fail(c, ERR_INVALID, "« %.*s » n’est pas un rôle : voyez « ensemble droits ».", STR_ARG(role));
    if (!to->portee)
        return cmd_fail(c, ERR_INVALID,
            "L’option « --portee » attend « instance », « departement:28 », « epci:SIREN » ou « structure:IDENTIFIANT "
            "».");
    return OK;
}

static Err utilisateur_creer(Cmd *c)
{
    Creation to = { .nouvelle = true, .nom = cmd_option(c, "nom"), .prenom = cmd_option(c, "prenom") };
    TRY(read_scope(c, &to));
    if (str_is_none(to.nom))                       /* the address says who it is until she writes it herself */
        to.nom = str_slice(courriel_donne(c), 0, str_find_char(courriel_donne(c), 0, '@'));
    if (str_is_none(to.prenom))
        to.prenom = S("");
    return run_creation(c, &to);
}

static Err utilisateur_inviter(Cmd *c)
{
    Creation to = { .nouvelle = false, .rang = -1 };
    return run_creation(c, &to);
}

/* ---- utilisateur lister ---- */

static Err utilisateur_lister(Cmd *c)
{
    const PersonneLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    for (int64_t page = 1; page == 1 || n; page++) {
        TRY(personnes_chercher(c->db, c->arena, NULL, STR_NONE, STR_NONE, page, &l, &n, &total));
        for (size_t i = 0; i < n; i++)
            buf_format(cmd_out(c), "%.*s\t%.*s\t%.*s %.*s\t%.*s\n", STR_ARG(l[i].courriel), STR_ARG(l[i].etat),
                STR_ARG(l[i].prenom), STR_ARG(l[i].nom), STR_ARG(l[i].roles));
    }
    return OK;
}

/* ---- importer appareils ---- */

typedef struct Appareil {
    int64_t ligne;
    Str numero, graine;
} Appareil;
typedef struct Appareils {
    const App *app;
    int64_t now, ajoutes;
    VEC(Appareil) lus;
} Appareils;

static int column(const CsvRow *header, Str name)
{
    for (size_t i = 0; i < header->n; i++)
        if (str_eq_nocase(str_trim(header->cells[i]), name))
            return (int)i;
    return -1;
}

static Str cell(const CsvRow *row, int i)
{
    return i >= 0 && (size_t)i < row->n ? str_trim(row->cells[i]) : S("");
}

static bool is_serial(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    return s.n > 0 && s.n <= SERIAL_MAX;
}

/* The seed in base32 or in hexadecimal, as makers write it. */
static bool read_seed(Arena *a, Str typed, Str *ret)
{
    bool hexadecimal = typed.n >= 2 * (size_t)TOTP_SECRET_MIN && typed.n % 2 == 0 &&
                       typed.n <= 2 * (size_t)TOTP_SECRET_MAX;
    char *bytes = arena_alloc(a, typed.n + 1);
    for (size_t i = 0; bytes && hexadecimal && i < typed.n; i++) {
        char ch = typed.p[i];
        int digit = ch >= '0' && ch <= '9'               ? ch - '0'
                  : (ch | 32) >= 'a' && (ch | 32) <= 'f' ? (ch | 32) - 'a' + 10
                                                         : -1;
        hexadecimal = digit >= 0;
        if (i % 2 == 0)
            bytes[i / 2] = (char)(digit << 4);
        else
            bytes[i / 2] = (char)(bytes[i / 2] | digit);
    }
    if (hexadecimal && bytes) {
        *ret = str_of(bytes, typed.n / 2);
        return true;
    }
    return base32_decode(a, typed, TOTP_SECRET_MAX, ret) && ret->n >= TOTP_SECRET_MIN;
}

static Err read_devices(Cmd *c, Str text, Appareils *to, int64_t *ret_refused)
{
    CsvReader *csv = NULL;
    CsvRow row;
    Str problem = STR_NONE, message = STR_NONE;
    Err e = csv_open(c->arena, text, (CsvLimits){ CELLS_MAX, CELL_MAX }, &csv, &message);
    if (e != OK)
        return cmd_fail(c, e, "%.*s", STR_ARG(message));
    if (!csv_next(csv, c->arena, &row, &problem) || !str_is_none(problem))
        return cmd_fail(c, ERR_INVALID, "La première ligne doit nommer les colonnes « numero » et « graine ».");
    int numero = column(&row, S("numero")), graine = column(&row, S("graine"));
    if (numero < 0 || graine < 0)
        return cmd_fail(c, ERR_INVALID, "La première ligne doit nommer les colonnes « numero » et « graine ».");
    while (csv_next(csv, c->arena, &row, &problem)) {
        Appareil d = { row.line, cell(&row, numero), STR_NONE };
        bool good = str_is_none(problem) && is_serial(d.numero) && read_seed(c->arena, cell(&row, graine), &d.graine);
        if (!good) {
            ++*ret_refused;
            cmd_say(c,
                "Ligne %lld refusée : il faut un numéro (40 signes au plus) et une graine d’au moins 128 bits, en "
                "base 32 ou en hexadécimal.",
                (long long)row.line);
            continue;
        }
        Appareil *kept = vec_push(c->arena, &to->lus);
        if (!kept)
            return ERR_MEMORY;
        *kept = d;
    }
    return OK;
}

static Err add_devices(Db *db, Arena *a, void *arg)
{
    Appareils *to = arg;
    to->ajoutes = 0;
    for (size_t i = 0; i < to->lus.n; i++) {
        int64_t n = 0;
        const Appareil *d = &to->lus.v[i];
        Str sealed = key_seal(a, to->app->keys->box, str_cat(a, S("appareil:"), d->numero), d->graine);
        if (str_is_none(sealed))
            return ERR_MEMORY;
        TRY(sql_appareil_ajouter(db, d->numero, sealed, to->now, &n));
        to->ajoutes += n;
    }
    return OK;
}

static Err importer_appareils(Cmd *c)
{
    const Keys *keys = NULL;
    App app = *c->app;
    Str text;
    int64_t refused = 0;
    TRY(cmd_keys(c, true, &keys));
    TRY(cmd_read_file(c, cmd_arg(c, "FICHIER"), DEVICES_MAX, &text));
    app.keys = keys;
    Appareils to = { .app = &app, .now = clock_now(app.clock) };
    TRY(read_devices(c, text, &to, &refused));
    TRY(writer_run(app.writer, c->arena, add_devices, &to));
    cmd_say(c, "Boîtiers ajoutés : %lld ; déjà connus : %lld ; lignes refusées : %lld.", (long long)to.ajoutes,
        (long long)to.lus.n - (long long)to.ajoutes, (long long)refused);
    return refused ? ERR_INVALID : OK;
}

/* ---- the table ---- */

static const CommandArg courriel_arg[] = { { "COURRIEL", "adresse de courriel de la personne", true }, { 0 } };
#define COURRIEL_OPTION                                                                                                \
    {                                                                                                                  \
        "courriel", "COURRIEL", "la même adresse, par son nom", NULL, NULL                                             \
    }

const Command connexion_commands[] = {
    { "utilisateur creer", utilisateur_creer, CMD_WRITE, courriel_arg,
        (const CommandOption[]){ COURRIEL_OPTION, { "nom", "NOM", "nom de famille", NULL, NULL },
            { "prenom", "PRÉNOM", "prénom", NULL, NULL },
            { "role", "RÔLE", "rôle donné, par exemple « administrateur »", NULL, NULL },
            { "portee", "PORTÉE", "instance, departement:28, epci:SIREN ou structure:IDENTIFIANT", NULL, "instance" },
            { 0 } },
        "Crée un compte et donne son lien d’invitation",
        "Le premier administrateur : ensemble utilisateur creer lea.martin@exemple.fr --role administrateur" },
    { "utilisateur inviter", utilisateur_inviter, CMD_WRITE, courriel_arg,
        (const CommandOption[]){ COURRIEL_OPTION, { 0 } },
        "Donne un nouveau lien d’invitation à quelqu’un qui a un compte", NULL },
    { "utilisateur lister", utilisateur_lister, CMD_READ, NULL, NULL, "Liste les comptes, leur état et leurs rôles",
        NULL },
    { "importer appareils", importer_appareils, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "tableau CSV : numero, graine", false }, { 0 } }, NULL,
        "Ajoute des boîtiers de codes à prêter", NULL },
    { 0 },
};
