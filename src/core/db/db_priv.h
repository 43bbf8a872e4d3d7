// SPDX-License-Identifier: AGPL-3.0-or-later
/* Inside core/db: the connection and what an engine provides. Nobody else includes this. */
#pragma once

#include "core/db/db.h"

enum {
    DB_FIELDS_MAX = 400,  /* parameters or columns of a query; mksql refuses more */
    DB_MESSAGE_MAX = 600,
    DB_TEXT_MAX = 512 * 1024 * 1024,               /* bytes of one value */
    DB_COMMANDS_MAX = 12, /* words of transactions kept prepared: BEGIN, COMMIT, and three for each of a few depths */
    DB_COMMAND_SIZE = 24,
    DB_KEPT_MAX = 4,
};

/* What a slice keeps with a connection; free_it NULL: a free place. */
typedef struct DbKept {
    void *what;
    void (*free_it)(void *kept);
} DbKept;

/* A word of transactions ("SAVEPOINT t1") prepared on this connection. */
typedef struct PreparedCommand {
    char sql[DB_COMMAND_SIZE];
    void *stmt;
} PreparedCommand;

/* A query prepared on this connection. */
typedef struct Prepared {
    const SqlQuery *query;
    void *stmt;           /* SQLite: sqlite3_stmt. PostgreSQL: NULL, its name is made of `number` */
    int number;
    bool busy;            /* SQLite: being read */
    bool spare;           /* SQLite: a second copy of a busy one, freed after use */
} Prepared;

/* One engine. Functions report failures through db_fail and return its value; db.c keeps the state of transactions. */
typedef struct DbDriver {
    Err (*open)(Db *db, Arena *a, Str url, Str *ret_message);
    void (*close)(Db *db);
    void (*rest)(Db *db);                          /* NULL: it keeps nothing */
    Err (*prepare)(Db *db, Prepared *p);
    void (*unprepare)(Prepared *p);
    Err (*script)(Db *db, const char *sql);        /* migrations, pragmas; no result wanted */
    Err (*command)(Db *db, const char *sql); /* BEGIN, COMMIT, SAVEPOINT…: one statement, used again and again */
    Err (*exec)(Db *db, Prepared *p, const SqlValue *args, int64_t *ret_changed);
    Err (*rows)(Db *db, Prepared *p, const SqlValue *args, DbRows *rows);
    bool (*next)(DbRows *rows, SqlValue *ret_cols);
    void (*rows_done)(DbRows *rows);
    Err (*batch_begin)(Db *db);
    Err (*batch_end)(Db *db);
    bool (*in_transaction)(Db *db); /* as the engine sees it */
    Err (*check_query)(Db *db, const SqlQuery *q, Arena *a, Str *ret_message);
    Err (*check)(Db *db, Arena *a, Buf *said); /* one line for each thing that is wrong */
    Err (*check_foreign_keys)(Db *db, Buf *said); /* SQLite, for migrations; NULL elsewhere */
    Err (*has_rows)(Db *db, Str table, bool *ret);
    const char *begin_write, *begin_read;
} DbDriver;

extern const DbDriver db_sqlite, db_postgres;

struct Db {
    const DbDriver *driver;
    DbEngine engine;
    DbMode mode;
    void *conn; /* sqlite3 or PGconn */
    char *path; /* SQLite: the file */
    int lock_fd; /* SQLite, DB_WRITE: the lock; -1 none */
    PreparedCommand commands[DB_COMMANDS_MAX]; /* SQLite; the first `n_commands` */
    int n_commands;
    char version[64];
    char message[DB_MESSAGE_MAX];
    bool lost;

    int depth; /* open Tx */
    Err failed; /* nothing but a rollback is possible in the open Tx… */
    int failed_depth; /* …of this number (1 = the outer one) and those inside it */
    const Arena *guard;
    DbRows *stream; /* the stream being read */
    bool batch;
    Err batch_err;
    int batch_sent; /* PostgreSQL: statements whose answers wait */

    Prepared **prepared; /* hash table by query address */
    size_t n_prepared, cap_prepared;
    int next_number;

    DbKept kept[DB_KEPT_MAX];
    int64_t fault_at, fault_count;
};

/* Keeps the words and returns `e`. */
Err db_fail(Db *db, Err e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Runs SQL that is not a query of a slice (migrations, pragmas), with the state of transactions kept. */
Err db_script(Db *db, const char *sql);

/* ---- SQLite's file (sqlite_file.c) ---- */
/* Takes "<path>.verrou"; ERR_LOCKED when another process (or connection) has it. */
Err sqlite_lock(Arena *a, Str path, int *ret_fd, Str *ret_message);
