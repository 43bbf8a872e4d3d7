// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/db/migrate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/db/db_priv.h"
#include "db_sql.h"

static const char *const own_table[DB_ENGINES_] = {
    [DB_SQLITE] = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                  " sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
    [DB_POSTGRES] = "CREATE TABLE IF NOT EXISTS migration (number bigint PRIMARY KEY, name text NOT NULL,"
                    " sha256 text NOT NULL, applied_at bigint NOT NULL)",
};
/* Programs that start together on one PostgreSQL database go through here one at a time. On SQLite the file's lock
 * has made sure of it. */
static const char pg_alone[] = "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(280280280028)";

static int latest_of(const Migration *list)
{
    int n = 0;
    for (; list->number; list++)
        n = list->number;
    return n;
}

static const Migration *find(const Migration *list, int64_t number)
{
    for (; list->number; list++)
        if (list->number == number)
            return list;
    return NULL;
}

Err migrate_state(Db *db, const Migration *list, MigrationState *ret)
{
    MigrationState state = { .latest = latest_of(list) };
    ARENA a = arena_new(64 * KIB);
    SqlMigrationTable table;
    TRY(sql_migration_table(db, a, &table));
    ROWS rows = { 0 };
    SqlMigrationsApplied row;
    if (table.n > 0)
        TRY(sql_migrations_applied(db, &rows));
    while (table.n > 0 && sql_migrations_applied_next(&rows, &row)) {
        const Migration *m = find(list, row.number);
        state.newer |= row.number > state.latest;
        state.altered |= row.number != state.applied + 1;      /* a hole */
        state.altered |= m && !str_eq(row.sha256, str_from(m->sha256));
        state.applied = (int)row.number;
    }
    TRY(rows_end(&rows));
    *ret = state;
    return OK;
}

/* A copy of what the next migrations will change, beside the database: "<db>.avant-0003", "…-0003.2" if taken. */
static Err copy_first(Db *db, Arena *a, int next, Str *ret_message)
{
    DB reader = NULL;
    TRY(db_open(a, str_from(db->path), DB_READ, &reader, ret_message));
    for (int n = 1; n < 1000; n++) {
        Str path = n == 1 ? str_format(a, "%s.avant-%04d", db->path, next)
                          : str_format(a, "%s.avant-%04d.%d", db->path, next, n);
        if (!path.p)
            return ERR_MEMORY;
        Err e = db_backup(reader, a, path, ret_message);
        if (e == OK)
            *ret_message = str_format(a, "Copie de la base avant sa mise à jour : %.*s", STR_ARG(path));
        if (e != ERR_CONFLICT)
            return e;
    }
    *ret_message = str_format(a, "Trop de copies %s.avant-%04d.* : supprimez les plus anciennes.", db->path, next);
    return ERR_CONFLICT;
}

/* Tables are rebuilt by some migrations, which SQLite only allows with foreign keys off; they are checked at the end. */
static Err foreign_keys(Db *db)
{
    BUF said = buf_new(16 * KIB);
    if (db->engine == DB_POSTGRES)
        return OK;
    TRY(db->driver->check_foreign_keys(db, &said));
    Str lines = str_trim(buf_str(&said));
    return lines.n == 0 ? OK : db_fail(db, ERR_DB, "%.*s", STR_ARG(lines));
}

/* One migration in its transaction. `*ret_done` false: another process had applied it meanwhile. */
static Err apply(Db *db, const Migration *list, const Migration *m, bool *ret_done)
{
    TX tx = tx_begin(db, HERE);
    MigrationState state;
    if (db->engine == DB_POSTGRES)
        TRY(db_script(db, pg_alone));
    TRY(db_script(db, own_table[db->engine]));
    TRY(migrate_state(db, list, &state));
    if (state.newer || state.altered)
        return ERR_UNSUPPORTED;
    bool todo = state.applied < m->number;
    if (todo) {
        TRY(db_script(db, m->text[db->engine]));
        TRY(foreign_keys(db));
        TRY(sql_migration_record(db, m->number, str_from(m->name), str_from(m->sha256), clock_now(clock_real())));
    }
    TRY(tx_commit(&tx));
    *ret_done = todo;
    return OK;
}

static Err refuse(Arena *a, const MigrationState *s, Str *ret_message)
{
    *ret_message = s->newer
                     ? str_format(a,
                           "La base vient d’une version plus récente du programme (migration %d, celui-ci connaît les "
                           "%d premières) : utilisez cette version, ou une sauvegarde plus ancienne.",
                           s->applied, s->latest)
                     : S("La base a été mise à jour par des migrations différentes de celles de ce programme : "
                         "utilisez le programme qui l’a créée.");
    return ERR_UNSUPPORTED;
}

static Err apply_all(Db *db, Arena *a, const Migration *list, int *applied, Str *ret_message)
{
    for (const Migration *m = list; m->number; m++) {
        bool done = false;
        Err e = apply(db, list, m, &done);
        if (e == ERR_UNSUPPORTED) {
            MigrationState state;
            TRY(migrate_state(db, list, &state));
            return refuse(a, &state, ret_message);
        }
        if (e != OK) {
            *ret_message = str_format(a, "La migration %s a échoué, rien n’en a été gardé : %s.", m->name, db->message);
            return e;
        }
        *applied += done;
    }
    return OK;
}

Err migrate_apply(Db *db, Arena *a, const Migration *list, int *ret_applied, Str *ret_message)
{
    MigrationState state;
    int applied = 0;
    Str copied = STR_NONE;
    TRY(migrate_state(db, list, &state));
    if (state.newer || state.altered)
        return refuse(a, &state, ret_message);
    if (state.applied < state.latest) {
        if (db->engine == DB_SQLITE && state.applied > 0)
            TRY(copy_first(db, a, state.applied + 1, &copied));
        if (db->engine == DB_SQLITE)
            TRY(db_script(db, "PRAGMA foreign_keys = OFF"));
        Err e = apply_all(db, a, list, &applied, ret_message);
        Err on = db->engine == DB_SQLITE ? db_script(db, "PRAGMA foreign_keys = ON") : OK;
        TRY(e);
        TRY(on);
    }
    *ret_applied = applied;
    *ret_message = copied;
    return OK;
}

Err db_migration_state(Db *db, MigrationState *ret)
{
    return migrate_state(db, migrations, ret);
}

Err db_migrate(Db *db, Arena *a, int *ret_applied, Str *ret_message)
{
    return migrate_apply(db, a, migrations, ret_applied, ret_message);
}
