// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Database: one connection (Db) belongs to one thread. SQLite by default, PostgreSQL 15+ by configuration, the same
 * statements on both (tools/mksql.c). Nothing outside core/db sees an engine's own type.
 *
 * URL: "sqlite:CHEMIN" (a bare path is the same) or "postgresql://…" (libpq's form).
 *
 * Transactions are scopes: a Tx not committed when its scope is left is rolled back. A Tx inside another one is a
 * SAVEPOINT, so that a function with its own Tx can be called alone, in a request of the writer's group, or in a test.
 *
 *     TX tx = tx_begin(db, HERE);
 *     TRY(sql_lieu_rename(db, id, nom, version, &n));
 *     if (n == 0) return ERR_CONFLICT;
 *     return tx_commit(&tx);
 */
#pragma once

#include "base/base.h"

typedef struct Db Db;
typedef enum DbEngine { DB_SQLITE, DB_POSTGRES, DB_ENGINES_ } DbEngine;

typedef enum DbMode {
    DB_READ,              /* read-only; an absent SQLite file is ERR_NOT_FOUND */
    DB_WRITE,             /* the one writing connection of a SQLite file; creates an absent file */
} DbMode;

/* ERR_NOT_FOUND, ERR_INVALID (URL), ERR_UNSUPPORTED (server too old), ERR_DB; `ret_message` then says why in French. */
Err db_open(Arena *a, Str url, DbMode mode, Db **ret_db, Str *ret_message);
void db_close(Db *db);
static inline void db_closep(Db **db)
{
    db_close(*db);
}
#define DB __attribute__((cleanup(db_closep))) Db *

/* "postgresql" URL or not; true for what db_open would take. */
bool db_url_engine(Str url, DbEngine *ret);
/* The file of a SQLite URL; STR_NONE for PostgreSQL. */
Str db_url_path(Str url);

DbEngine db_engine(const Db *db);
/* What the engine says of itself, asked over this connection: "sqlite 3.40.1", "postgresql 15.18". */
Str db_engine_version(Db *db);
/* The engine's words on the last failure, for the log and for `verifier`; never shown to the public. */
Str db_message(const Db *db);
/* True when the connection is lost for good and the owner should close it and open another one. */
bool db_lost(const Db *db);
/* Gives back the memory kept for work to come, outside a transaction; the connection stays as good. Its owner calls it when
 * nothing has been asked for a while (core/run/idle.h). `db` may be NULL. */
void db_rest(Db *db);

/*
 * What a slice has worked out from the content of this database and will want again. It stays with the connection, whose
 * thread alone sees it; it is freed by `free_it` when another one takes its place, by db_rest or by db_close, whichever comes
 * first. One a `free_it`.
 */
void *db_kept(Db *db, void (*free_it)(void *kept)); /* NULL: nothing, or no more */
Err db_keep(Db *db, void *kept, void (*free_it)(void *kept)); /* ERR_INTERNAL: too many of them; `kept` is freed */

/* Work done for this arena is not committed once the arena has failed (arena.h). NULL: no guard. */
void db_guard(Db *db, const Arena *a);

/* ---- transactions ------------------------------------------------------------------------------------------- */

typedef struct Tx {
    Db *db;
    int depth; /* 0 = the outer one */
    bool open;
    Err err; /* of the BEGIN; tx_commit returns it */
    const char *here;
} Tx;

#define HERE_TEXT_(x) #x
#define HERE_LINE_(x) HERE_TEXT_(x)
#define HERE (__FILE__ ":" HERE_LINE_(__LINE__))

Tx tx_begin(Db *db, const char *here);
Err tx_commit(Tx *tx); /* ERR_MEMORY when the guarded arena failed: then everything is rolled back */
void tx_done(Tx *tx); /* rolls back what is still open */
#define TX __attribute__((cleanup(tx_done))) Tx

/* ---- what mksql's functions call ----------------------------------------------------------------------------- */

typedef enum SqlType { SQL_I64, SQL_F64, SQL_STR, SQL_BYTES, SQL_BOOL } SqlType;
typedef enum SqlShape {
    SQL_ONE, /* exactly one row; none is ERR_NOT_FOUND, two are ERR_INTERNAL */
    SQL_MAYBE, /* none or one row; a bool tells */
    SQL_MANY, /* any number, fetched whole by PostgreSQL; other queries may run meanwhile */
    SQL_STREAM, /* any number, row by row on both engines; no other query on this Db until its end */
    SQL_EXEC, /* no result */
    SQL_COUNT, /* number of rows changed */
} SqlShape;

typedef struct SqlColumn {
    const char *name;
    SqlType type;
    bool nullable;
} SqlColumn;

typedef struct SqlQuery {
    const char *name; /* "lieu_get" */
    const char *text[DB_ENGINES_];
    const char *where; /* "src/domain/lieux/lieux.sql:12" */
    SqlShape shape;
    int n_params, n_cols;
    const SqlColumn *params, *cols;
} SqlQuery;

typedef struct SqlValue {
    bool null;
    int64_t i; /* SQL_I64, SQL_BOOL */
    double f; /* SQL_F64 */
    Str s; /* SQL_STR, SQL_BYTES */
} SqlValue;

/* Nullable numbers of generated structs; a nullable text is a Str whose p is NULL. */
typedef struct OptI64 {
    bool has;
    int64_t v;
} OptI64;
typedef struct OptF64 {
    bool has;
    double v;
} OptF64;

/* A query's rows. Texts of a row are borrowed: valid until the next row or rows_done. */
typedef struct DbRows {
    Db *db;
    const SqlQuery *query;
    void *stmt, *result; /* engine's own */
    int64_t row;
    Err err;
} DbRows;

void rows_done(DbRows *rows);
#define ROWS __attribute__((cleanup(rows_done))) DbRows
/* After the last `_next`: OK, or what stopped the reading. */
static inline Err rows_end(const DbRows *rows)
{
    return rows->err;
}

Err db_exec(Db *db, const SqlQuery *q, const SqlValue *args, int64_t *ret_changed);
Err db_row(Db *db, Arena *a, const SqlQuery *q, const SqlValue *args, SqlValue *ret_cols, bool *ret_found);
Err db_rows(Db *db, const SqlQuery *q, const SqlValue *args, DbRows *ret_rows);
bool db_rows_next(DbRows *rows, SqlValue *ret_cols);

/*
 * Bulk writing. Between begin and end, SQL_EXEC queries may be sent without waiting for their answers (PostgreSQL's
 * pipeline mode; on SQLite they run at once). No other shape may be used in between. The first failure is reported by
 * db_batch_end and the transaction can then only be rolled back. Always inside a Tx.
 */
Err db_batch_begin(Db *db);
Err db_batch_end(Db *db);

/* Prepares the query and compares the engine's own description (names and types of columns where it has them, number
 * of parameters) with the declaration. For the test that walks every query on both engines. */
Err db_check_query(Db *db, const SqlQuery *q, Arena *a, Str *ret_message);

/* ---- migrations ------------------------------------------------------------------------------------------------ */

typedef struct Migration {
    int number;
    const char *name; /* "0001_territoire" */
    const char *text[DB_ENGINES_];
    const char *sha256; /* of the source file, hexadecimal */
} Migration;

extern const Migration migrations[]; /* generated from migrations/; ends with number 0 */

typedef struct MigrationState {
    int applied, latest; /* numbers; equal when up to date */
    bool newer; /* the database comes from a later program: refused */
    bool altered; /* a recorded checksum differs: refused */
} MigrationState;

Err db_migration_state(Db *db, MigrationState *ret);
/* Applies what is missing, one transaction each. A SQLite database that is not new is copied beside itself first, and
 * `ret_message` then says where (else STR_NONE). ERR_UNSUPPORTED when newer or altered; `ret_message` in French. */
Err db_migrate(Db *db, Arena *a, int *ret_applied, Str *ret_message);

/* ---- whole database --------------------------------------------------------------------------------------------- */

/* SQLite: a consistent copy made by the online backup interface from a reader, into a new file. ERR_CONFLICT when it
 * exists. PostgreSQL: ERR_UNSUPPORTED (pg_dump is the tool; the message says the command). */
Err db_backup(Db *db, Arena *a, Str path, Str *ret_message);
/* The other way: the whole content of `db` (SQLite, DB_WRITE) becomes that of the file `path`, at once; on failure
 * nothing has changed. The caller has checked the file. PostgreSQL: ERR_UNSUPPORTED. */
Err db_restore(Db *db, Arena *a, Str path, Str *ret_message);
/* Integrity and foreign keys; `ret_message` lists what is wrong, empty when nothing is. */
Err db_check(Db *db, Arena *a, Str *ret_message);
/* Has the tables measured for the planner of queries, in a transaction or not; DB_WRITE. SQLite: ANALYZE over a few hundred
 * rows of each index. PostgreSQL: ANALYZE, which its autovacuum also does, but a minute late after much was written. */
Err db_optimize(Db *db);
/* Gives back the memory of the pages that were read: after a long reading that will not soon be done again. */
void db_shrink(Db *db);
/* No table holds a row, apart from those that the program fills by itself (migration, job, snapshot_version). */
Err db_is_empty(Db *db, bool *ret);
/* Takes every row out of those tables, in the caller's transaction. Snapshots have to be touched by the caller. */
Err db_clear(Db *db);

/* Test seam: the n-th statement of this connection from now on fails with ERR_DB, once. */
#ifdef ENSEMBLE_FAULTS
int64_t db_fault_at(Db *db, int64_t nth);
#endif
