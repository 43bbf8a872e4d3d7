// SPDX-License-Identifier: AGPL-3.0-or-later
/* Commands about the program itself and its database as a whole. */
#include <event2/event.h>
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>
#include <unistd.h>
#include <zlib.h>

#include "app/app_slices.h"
#include "core/app.h"
#include "core/run/control.h"

Err fail_db(Cmd *c, Err e, Str message)
{
    if (e == ERR_LOCKED && control_listens(db_url_path(config_str(c->app->config, CONF_DB))))
        return cmd_fail(c, e,
            "%.*s C’est le serveur : arrêtez-le (« systemctl stop ensemble », ou le signal SIGTERM), puis recommencez.",
            STR_ARG(message));
    if (e == ERR_LOCKED)
        return cmd_fail(c, e, "%.*s Attendez qu’il ait fini, puis recommencez.", STR_ARG(message));
    return cmd_fail(c, e, "%.*s", STR_ARG(str_is_empty(message) ? str_from(err_info(e)->message) : message));
}

static Str stamp(Cmd *c)
{
    Civil t = civil_paris(clock_now(c->app->clock));
    return str_format(c->arena, "%04d-%02d-%02d-%02d%02d%02d", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

/* A copy beside the file, named after why and when. */
static Err keep_copy(Cmd *c, Db *db, Str path, const char *why, Str *ret_copy)
{
    Str message = STR_NONE, when = stamp(c);
    Str copy = str_format(c->arena, "%.*s.avant-%s-%.*s", STR_ARG(path), why, STR_ARG(when));
    Err e = db_backup(db, c->arena, copy, &message);
    if (e != OK)
        return fail_db(c, e, message);
    *ret_copy = copy;
    return OK;
}

/* ---- migrer --------------------------------------------------------------------------------------------------------- */

static Err migrer(Cmd *c)
{
    Str url = config_str(c->app->config, CONF_DB), path = db_url_path(url), message = STR_NONE, copy = STR_NONE;
    MigrationState state;
    int applied = 0;
    DB db = NULL;
    Err e = db_open(c->arena, url, DB_WRITE, &db, &message);
    if (e != OK)
        return fail_db(c, e, message);
    e = db_migration_state(db, &state);
    if (e != OK)
        return fail_db(c, e, db_message(db));
    bool old = state.applied > 0 && state.applied < state.latest && !state.newer && !state.altered;
    if (old && !str_is_none(path)) {
        TRY(keep_copy(c, db, path, "migration", &copy));
        cmd_say(c, "Copie de l’ancienne base : %.*s", STR_ARG(copy));
    }
    e = db_migrate(db, c->arena, &applied, &message);
    if (e != OK)
        return fail_db(c, e, message);
    if (applied == 0)
        cmd_say(c, "La base est à jour (migration %d).", state.latest);
    else
        cmd_say(c,
            applied == 1 ? "%d migration appliquée ; la base est à jour (migration %d)."
                         : "%d migrations appliquées ; la base est à jour (migration %d).",
            applied, state.latest);
    return OK;
}

/* ---- sauvegarder, restaurer --------------------------------------------------------------------------------------------- */

static Err sauvegarder(Cmd *c)
{
    Str message = STR_NONE, path = cmd_path(c, cmd_arg(c, "FICHIER"));
    Err e = db_backup(c->db, c->arena, path, &message);
    if (e != OK)
        return fail_db(c, e, message);
    cmd_say(c, "Base copiée dans %.*s", STR_ARG(path));
    return OK;
}

/* A file of ours, sound, that this program can read. */
static Err check_copy(Cmd *c, Str path)
{
    Str message = STR_NONE, name = cmd_arg(c, "FICHIER");
    MigrationState state;
    DB copy = NULL;
    if (!cmd_exists(c, name))
        return cmd_fail(c, ERR_NOT_FOUND, "« %.*s » : le fichier n’existe pas, ou ne peut pas être lu.", STR_ARG(name));
    Err e = db_open(c->arena, str_join(c->arena, (Str[]){ S("sqlite:"), path }, 2, S("")), DB_READ, &copy, &message);
    if (e == OK)
        e = db_migration_state(copy, &state);
    if (e != OK)
        return cmd_fail(c, ERR_INVALID, "« %.*s » n’est pas une base de données de ce programme.", STR_ARG(name));
    if (state.applied == 0)
        return cmd_fail(c, ERR_INVALID, "« %.*s » n’est pas une base de ce programme, ou elle est vide.",
            STR_ARG(name));
    if (state.newer || state.altered)
        return cmd_fail(c, ERR_UNSUPPORTED, "« %.*s » vient d’une autre version du programme, plus récente.",
            STR_ARG(name));
    e = db_check(copy, c->arena, &message);
    if (e != OK || !str_is_empty(message))
        return cmd_fail(c, ERR_INVALID, "« %.*s » est abîmée : %.*s", STR_ARG(name), STR_ARG(message));
    return OK;
}

static Err restaurer(Cmd *c)
{
    Str url = config_str(c->app->config, CONF_DB), target = db_url_path(url), message = STR_NONE, kept = STR_NONE;
    Str path = cmd_path(c, cmd_arg(c, "FICHIER"));
    bool empty = true;
    int applied = 0;
    if (str_is_none(target))
        return cmd_fail(c, ERR_UNSUPPORTED, "Une base PostgreSQL se restaure avec son propre outil : pg_restore.");
    TRY(check_copy(c, path));
    DB db = NULL;
    Err e = db_open(c->arena, url, DB_WRITE, &db, &message);
    if (e != OK)
        return fail_db(c, e, message);
    TRY(db_is_empty(db, &empty));
    if (!empty) {
        TRY(keep_copy(c, db, target, "restauration", &kept));
        cmd_say(c, "La base remplacée est gardée dans %.*s", STR_ARG(kept));
    }
    e = db_restore(db, c->arena, path, &message);
    if (e == OK)
        e = db_migrate(db, c->arena, &applied, &message);
    if (e != OK)
        return fail_db(c, e, message);
    cmd_say(c, "Base restaurée depuis %.*s", STR_ARG(path));
    return OK;
}

/* ---- verifier -------------------------------------------------------------------------------------------------------- */

static int verify_migrations(Cmd *c)
{
    MigrationState s;
    if (db_migration_state(c->db, &s) != OK) {
        buf_format(cmd_out(c), "Migrations : illisibles (%.*s)\n", STR_ARG(db_message(c->db)));
        return 1;
    }
    const char *state = s.newer              ? "la base vient d’une version plus récente du programme"
                      : s.altered            ? "les migrations enregistrées ne sont pas celles de ce programme"
                      : s.applied < s.latest ? "en retard ; lancez « ensemble migrer »"
                                             : "à jour";
    bool good = !s.newer && !s.altered && s.applied == s.latest;
    buf_format(cmd_out(c), "Migrations : %d sur %d, %s\n", s.applied, s.latest, state);
    return good ? 0 : 1;
}

static int verify_integrity(Cmd *c)
{
    Str message = STR_NONE;
    Err e = db_check(c->db, c->arena, &message);
    bool good = e == OK && str_is_empty(message);
    if (good)
        buf_put(cmd_out(c), S("Intégrité et clés étrangères : bonnes\n"));
    else
        buf_format(cmd_out(c), "Intégrité et clés étrangères : %.*s\n",
            STR_ARG(str_is_empty(message) ? str_from(err_info(e)->message) : message));
    return good ? 0 : 1;
}

/* The values themselves were checked when they were read; here, what they point to. */
static int verify_configuration(Cmd *c)
{
    const Config *config = c->app->config;
    Str folder = config_str(config, CONF_SAUVEGARDES);
    Str z = str_dup(c->arena, folder);
    if (!str_is_empty(folder) && (!z.p || access(z.p, W_OK | X_OK) != 0)) {
        buf_format(cmd_out(c), "Configuration : le dossier des sauvegardes, %.*s, ne peut pas recevoir de fichier\n",
            STR_ARG(folder));
        return 1;
    }
    buf_put(cmd_out(c), S("Configuration : bonne\n"));
    return 0;
}

static Err verifier(Cmd *c)
{
    Str engine = db_engine_version(c->db), shown = config_shown(c->app->config, CONF_DB, c->arena);
    buf_format(cmd_out(c), "Base : %.*s, %.*s\n", STR_ARG(shown), STR_ARG(engine));
    int faults = verify_migrations(c);
    faults += verify_integrity(c);
    faults += verify_configuration(c);
    if (faults)
        return cmd_fail(c, ERR_DB, faults == 1 ? "%d point à corriger." : "%d points à corriger.", faults);
    return OK;
}

/* ---- config, version ---------------------------------------------------------------------------------------------------- */

static Err config_print(Cmd *c)
{
    const Config *config = c->app->config;
    Buf *b = cmd_out(c);
    for (ConfigKey k = 0; k < CONF_COUNT_; k++) {
        const ConfigInfo *info = config_info(k);
        Str value = config_shown(config, k, c->arena);
        buf_format(b, "# %s (%s)\n%s = %.*s\n\n", info->meaning, config_origin_name(config_origin(config, k)),
            info->name, STR_ARG(value));
    }
    return OK;
}

static Err version(Cmd *c)
{
    Buf *b = cmd_out(c);
    Str url = config_str(c->app->config, CONF_DB), message = STR_NONE;
    int pq = PQlibVersion();
    DB db = NULL;
    buf_put(b, S("ensemble " ENSEMBLE_VERSION "\n"));
    buf_format(b, "sqlite %s\nlibpq %d.%d\nlibevent %s\njansson %s\nzlib %s\nlibsodium %s\n", sqlite3_libversion(),
        pq / 10000, pq % 10000, event_get_version(), jansson_version_str(), zlibVersion(), sodium_version_string());
    GEOSContextHandle_t geos = GEOS_init_r();
    if (geos)
        buf_format(b, "geos %s\n", GEOSversion());
    if (geos)
        GEOS_finish_r(geos);
    buf_put(b, S("compilateur " __VERSION__ "\n"));
    if (db_open(c->arena, url, DB_READ, &db, &message) == OK)
        buf_format(b, "base %.*s\n", STR_ARG(db_engine_version(db)));
    else
        buf_put(b, S("base absente ou injoignable\n"));
    return OK;
}

/* ---- table ---------------------------------------------------------------------------------------------------------------- */

static const CommandArg to_file[] = { { "FICHIER", "fichier à créer", false }, { 0 } };
static const CommandArg from_file[] = { { "FICHIER", "copie faite par « ensemble sauvegarder »", false }, { 0 } };

static const Command commands[] = {
    { "migrer", migrer, CMD_OWNER, NULL, NULL, "Met la base de données à la version du programme",
        "Crée la base si elle est absente. Une copie de l’ancienne est gardée à côté (SQLite). Le serveur doit être "
        "arrêté." },
    { "sauvegarder", sauvegarder, CMD_INSPECT, to_file, NULL, "Copie la base de données dans un fichier",
        "La copie est cohérente même pendant que le serveur écrit. Le fichier ne doit pas exister.\n"
        "Pour PostgreSQL, l’outil est pg_dump." },
    { "restaurer", restaurer, CMD_OWNER, from_file, NULL, "Remplace la base de données par une copie",
        "La copie est d’abord vérifiée. La base remplacée est gardée à côté. Le serveur doit être arrêté." },
    { "verifier", verifier, CMD_INSPECT, NULL, NULL, "Vérifie la base de données et la configuration",
        "Intégrité, clés étrangères, migrations, configuration. Le code de sortie est 0 quand tout est bon, 7 sinon." },
    { "config", config_print, CMD_NONE, NULL, NULL, "Affiche la configuration, son origine et son sens",
        "La forme est celle du fichier de configuration. Les secrets sont masqués." },
    { "version", version, CMD_NONE, NULL, NULL, "Affiche les versions du programme et de ses bibliothèques", NULL },
    { 0 },
};

const Slice slice_base = { .name = "base", .commands = commands };
