// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * SQLite. One connection writes and checkpoints (Debian 12's 3.40 has a rare WAL fault that only two writers or
 * checkpointers meet), the others open the file read-only and never checkpoint. WAL with synchronous FULL: what a
 * COMMIT has acknowledged survives a power cut. Memory mapping stays off.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/db/db_priv.h"

enum { BUSY_MS = 500 };

static Err err_of(int rc)
{
    switch (rc & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
        return ERR_IO;
    case SQLITE_INTERRUPT:
        return ERR_CANCELLED;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID ||
                       rc == SQLITE_CONSTRAINT_FOREIGNKEY
                 ? ERR_CONFLICT
                 : ERR_DB;
    default:                                       /* codes of SQLite, an open list */
        return ERR_DB;
    }
}

static Err fail(Db *db, int rc, const char *what)
{
    return db_fail(db, err_of(rc), "%s: %s (%d)", what, db->conn ? sqlite3_errmsg(db->conn) : sqlite3_errstr(rc), rc);
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

static void library_start(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);    /* its global mutex would be taken at each allocation */
}

/* A file that holds personal data is its owner's from the first byte. One that is there is never opened: closing a
 * descriptor of it would drop the locks of all the connections of the process, and the next stranger to close the base
 * would take its journal for nobody's. */
static bool file_create(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || (errno == EEXIST && access(path, R_OK | W_OK) == 0);
}

static Err open_message(Db *db, Arena *a, int rc, Str *ret_message)
{
    const char *words = db->conn ? sqlite3_errmsg(db->conn) : sqlite3_errstr(rc);
    *ret_message = (rc & 0xFF) == SQLITE_NOTADB
                     ? str_format(a, "%s n’est pas une base SQLite.", db->path)
                     : str_format(a, "Impossible d’ouvrir la base %s : %s.", db->path, words);
    return fail(db, rc, "open");
}

static int settings(Db *db)
{
    static const char for_all[] = "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;"
                                  "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";
    /* The writer's cache: what a group changes stays in memory until its COMMIT; given back at rest. */
    static const char for_writer[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                     "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864;"
                                     "PRAGMA cache_size = -8000;";
    static const char for_reader[] = "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;";
    sqlite3 *conn = db->conn;
    sqlite3_extended_result_codes(conn, 1);
    sqlite3_busy_timeout(conn, BUSY_MS);
    sqlite3_db_config(conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(conn, SQLITE_DBCONFIG_DQS_DML, 0, NULL);     /* "x" is a name, never a text */
    sqlite3_db_config(conn, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (db->mode == DB_READ)
        sqlite3_db_config(conn, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    int rc = sqlite3_exec(conn, for_all, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(conn, db->mode == DB_WRITE ? for_writer : for_reader, NULL, NULL, NULL);
    if (rc == SQLITE_OK)                           /* reads the file's header: not a database is found here */
        rc = sqlite3_exec(conn, "SELECT COUNT(*) FROM sqlite_schema", NULL, NULL, NULL);
    return rc;
}

static bool is_wal(sqlite3 *conn)
{
    sqlite3_stmt *stmt = NULL;
    bool wal = sqlite3_prepare_v2(conn, "PRAGMA journal_mode", -1, &stmt, NULL) == SQLITE_OK &&
               sqlite3_step(stmt) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
    sqlite3_finalize(stmt);
    return wal;
}

static Err sqlite_open(Db *db, Arena *a, Str url, Str *ret_message)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_start);
    Str path = db_url_path(url);
    db->path = strndup(path.p, path.n);
    if (!db->path)
        return ERR_MEMORY;
    if (db->mode == DB_READ && access(db->path, F_OK) != 0) {
        *ret_message = str_format(a, "La base %s n’existe pas.", db->path);
        return ERR_NOT_FOUND;
    }
    if (db->mode == DB_WRITE) {
        TRY(sqlite_lock(a, path, &db->lock_fd, ret_message));
        if (!file_create(db->path)) {
            *ret_message = str_format(a, "Impossible de créer la base %s : %s.", db->path, errno_message(errno));
            return ERR_IO;
        }
    }
    int flags = (db->mode == DB_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
    sqlite3 *conn = NULL;
    int rc = sqlite3_open_v2(db->path, &conn, flags, NULL);
    db->conn = conn;
    if (rc == SQLITE_OK)
        rc = settings(db);
    if (rc != SQLITE_OK)
        return open_message(db, a, rc, ret_message);
    if (db->mode == DB_WRITE && !is_wal(conn)) {
        *ret_message = str_format(a, "La base %s ne peut pas tenir de journal (WAL) : est-elle sur un disque réseau ?",
            db->path);
        return db_fail(db, ERR_UNSUPPORTED, "journal_mode is not wal");
    }
    snprintf(db->version, sizeof db->version, "sqlite %s", sqlite3_libversion());
    return OK;
}

static void sqlite_close(Db *db)
{
    for (int i = 0; i < db->n_commands; i++)
        sqlite3_finalize(db->commands[i].stmt);
    sqlite3_close_v2(db->conn);
    if (db->lock_fd >= 0)
        close(db->lock_fd);                        /* lets the lock go */
}

/* The pages of its cache, which the allocator would otherwise keep. */
static void sqlite_rest(Db *db)
{
    sqlite3_db_release_memory(db->conn);
    malloc_trim(0);
}

/* ---- statements ------------------------------------------------------------------------------------------------ */

static Err sqlite_prepare(Db *db, Prepared *p)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v3(db->conn, p->query->text[DB_SQLITE], -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (rc != SQLITE_OK)
        return fail(db, rc, p->query->name);
    if (sqlite3_bind_parameter_count(stmt) != p->query->n_params || sqlite3_column_count(stmt) != p->query->n_cols) {
        sqlite3_finalize(stmt);
        return db_fail(db, ERR_INTERNAL, "%s: parameters or columns are not as declared", p->query->name);
    }
    p->stmt = stmt;
    return OK;
}

static void sqlite_unprepare(Prepared *p)
{
    sqlite3_finalize(p->stmt);
}

static Err sqlite_script(Db *db, const char *sql)
{
    int rc = sqlite3_exec(db->conn, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : fail(db, rc, "script");
}

/* Parsing these few words again at each request costs as much as running them. */
static sqlite3_stmt *command_stmt(Db *db, const char *sql)
{
    for (int i = 0; i < db->n_commands; i++)
        if (strcmp(db->commands[i].sql, sql) == 0)
            return db->commands[i].stmt;
    sqlite3_stmt *stmt = NULL;
    if (db->n_commands == DB_COMMANDS_MAX || strlen(sql) >= DB_COMMAND_SIZE ||
        sqlite3_prepare_v3(db->conn, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        return NULL;
    PreparedCommand *kept = &db->commands[db->n_commands++];
    memcpy(kept->sql, sql, strlen(sql) + 1);
    kept->stmt = stmt;
    return stmt;
}

static Err sqlite_command(Db *db, const char *sql)
{
    sqlite3_stmt *stmt = command_stmt(db, sql);
    if (!stmt)
        return sqlite_script(db, sql);
    sqlite3_step(stmt);
    int rc = sqlite3_reset(stmt);
    return rc == SQLITE_OK ? OK : fail(db, rc, sql);
}

static bool sqlite_in_transaction(Db *db)
{
    return !sqlite3_get_autocommit(db->conn);
}

/* `keep`: whether the texts outlive the call. */
static int bind(const SqlQuery *q, sqlite3_stmt *stmt, const SqlValue *args, bool keep)
{
    sqlite3_destructor_type life = keep ? SQLITE_STATIC : SQLITE_TRANSIENT;
    int rc = SQLITE_OK;
    for (int i = 0; i < q->n_params && rc == SQLITE_OK; i++) {
        const SqlValue *v = &args[i];
        if (v->null) {
            rc = sqlite3_bind_null(stmt, i + 1);
            continue;
        }
        switch (q->params[i].type) {
        case SQL_I64:
            rc = sqlite3_bind_int64(stmt, i + 1, v->i);
            break;
        case SQL_BOOL:
            rc = sqlite3_bind_int64(stmt, i + 1, v->i != 0);
            break;
        case SQL_F64:
            rc = sqlite3_bind_double(stmt, i + 1, v->f);
            break;
        case SQL_STR:
            rc = sqlite3_bind_text64(stmt, i + 1, v->s.p, v->s.n, life, SQLITE_UTF8);
            break;
        case SQL_BYTES:
            rc = sqlite3_bind_blob64(stmt, i + 1, v->s.p, v->s.n, life);
            break;
        }
    }
    return rc;
}

/* Ready for the next use; a spare copy is freed. */
static void release(Prepared *p)
{
    sqlite3_reset(p->stmt);
    p->busy = false;
    if (p->spare) {
        sqlite3_finalize(p->stmt);
        free(p);
    }
}

static Err sqlite_exec(Db *db, Prepared *p, const SqlValue *args, int64_t *ret_changed)
{
    int rc = bind(p->query, p->stmt, args, true);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(p->stmt);
    Err e = rc == SQLITE_DONE ? OK : fail(db, rc, p->query->name);
    if (e == OK && ret_changed)
        *ret_changed = sqlite3_changes64(db->conn);
    release(p);
    return e;
}

static Err sqlite_rows(Db *db, Prepared *p, const SqlValue *args, DbRows *rows)
{
    int rc = bind(p->query, p->stmt, args, false);
    if (rc != SQLITE_OK) {
        Err e = fail(db, rc, p->query->name);
        release(p);
        return e;
    }
    p->busy = true;
    rows->stmt = p;
    return OK;
}

/* A column as declared, or ERR_INTERNAL. */
static Err column(Db *db, const SqlQuery *q, sqlite3_stmt *stmt, int i, SqlValue *ret)
{
    int type = sqlite3_column_type(stmt, i);
    const SqlColumn *c = &q->cols[i];
    *ret = (SqlValue){ .null = type == SQLITE_NULL };
    if (ret->null && c->nullable)
        return OK;
    bool good = false;
    switch (c->type) {
    case SQL_I64:
    case SQL_BOOL:
        good = type == SQLITE_INTEGER;
        ret->i = sqlite3_column_int64(stmt, i);
        break;
    case SQL_F64:
        good = type == SQLITE_FLOAT || type == SQLITE_INTEGER;
        ret->f = sqlite3_column_double(stmt, i);
        break;
    case SQL_STR:
        good = type == SQLITE_TEXT;
        ret->s.p = (const char *)sqlite3_column_text(stmt, i);
        break;
    case SQL_BYTES:
        good = type == SQLITE_BLOB;
        ret->s.p = sqlite3_column_blob(stmt, i);
        break;
    }
    if (!good)
        return db_fail(db, ERR_INTERNAL, "%s: column %s is %s", q->name, c->name,
            ret->null ? "null" : "of another type than declared");
    if (c->type != SQL_STR && c->type != SQL_BYTES)
        return OK;
    ret->s.n = (size_t)sqlite3_column_bytes(stmt, i);
    if (!ret->s.p && ret->s.n)
        return db_fail(db, ERR_MEMORY, "%s: out of memory", q->name);
    if (!ret->s.p)
        ret->s.p = "";                             /* SQLite's empty blob */
    return OK;
}

static bool sqlite_next(DbRows *rows, SqlValue *ret_cols)
{
    Prepared *p = rows->stmt;
    int rc = sqlite3_step(p->stmt);
    if (rc != SQLITE_ROW) {
        rows->err = rc == SQLITE_DONE ? OK : fail(rows->db, rc, p->query->name);
        return false;
    }
    for (int i = 0; i < p->query->n_cols && rows->err == OK; i++)
        rows->err = column(rows->db, p->query, p->stmt, i, &ret_cols[i]);
    return rows->err == OK;
}

static void sqlite_rows_done(DbRows *rows)
{
    release(rows->stmt);
    rows->stmt = NULL;
}

static Err sqlite_batch(Db *db)
{
    return OK;                                     /* statements run at once */
}

/* ---- checks ---------------------------------------------------------------------------------------------------- */

static bool decltype_fits(const char *decl, SqlType type)
{
    static const char *const words[] = {
        [SQL_I64] = "INTEGER",
        [SQL_F64] = "REAL",
        [SQL_STR] = "TEXT",
        [SQL_BYTES] = "BLOB",
        [SQL_BOOL] = "INTEGER",
    };
    return !decl || strcasecmp(decl, words[type]) == 0;
}

static Err sqlite_check_query(Db *db, const SqlQuery *q, Arena *a, Str *ret_message)
{
    sqlite3_stmt *stmt = NULL;
    Str wrong = STR_NONE;
    if (sqlite3_prepare_v2(db->conn, q->text[DB_SQLITE], -1, &stmt, NULL) != SQLITE_OK)
        wrong = str_format(a, "%s", sqlite3_errmsg(db->conn));
    else if (sqlite3_bind_parameter_count(stmt) != q->n_params)
        wrong = str_format(a, "%d parameters, %d declared", sqlite3_bind_parameter_count(stmt), q->n_params);
    else if (sqlite3_column_count(stmt) != q->n_cols)
        wrong = str_format(a, "%d columns, %d declared", sqlite3_column_count(stmt), q->n_cols);
    for (int i = 0; !wrong.p && i < q->n_cols; i++) {
        const char *name = sqlite3_column_name(stmt, i), *decl = sqlite3_column_decltype(stmt, i);
        if (!name || strcmp(name, q->cols[i].name) != 0)
            wrong = str_format(a, "column %d is %s, %s declared", i + 1, name ? name : "?", q->cols[i].name);
        else if (!decltype_fits(decl, q->cols[i].type))
            wrong = str_format(a, "column %s is of type %s", name, decl);
    }
    sqlite3_finalize(stmt);
    if (!wrong.p)
        return OK;
    *ret_message = str_format(a, "%s: sqlite: %s: %.*s", q->where, q->name, STR_ARG(wrong));
    return ERR_INVALID;
}

static int integrity_line(void *arg, int n, char **cols, char **names)
{
    Buf *said = arg;
    if (n > 0 && cols[0] && strcmp(cols[0], "ok") != 0)
        buf_format(said, "%s\n", cols[0]);
    return 0;
}

static int foreign_key_line(void *arg, int n, char **cols, char **names)
{
    Buf *said = arg;
    if (n > 2)
        buf_format(said, "table %s, ligne %s : la référence vers %s n’existe pas\n", cols[0] ? cols[0] : "?",
            cols[1] ? cols[1] : "?", cols[2] ? cols[2] : "?");
    return 0;
}

static Err sqlite_check_foreign_keys(Db *db, Buf *said)
{
    int rc = sqlite3_exec(db->conn, "PRAGMA foreign_key_check", foreign_key_line, said, NULL);
    return rc == SQLITE_OK ? OK : fail(db, rc, "check");
}

static Err sqlite_check(Db *db, Arena *a, Buf *said)
{
    int rc = sqlite3_exec(db->conn, "PRAGMA integrity_check(50)", integrity_line, said, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db->conn, "PRAGMA foreign_key_check", foreign_key_line, said, NULL);
    if ((rc & 0xFF) == SQLITE_CORRUPT || (rc & 0xFF) == SQLITE_NOTADB) {
        buf_format(said, "%s\n", sqlite3_errmsg(db->conn));
        return OK;                                 /* that is the answer */
    }
    return rc == SQLITE_OK ? OK : fail(db, rc, "check");
}

static Err sqlite_has_rows(Db *db, Str table, bool *ret)
{
    sqlite3_stmt *stmt = NULL;
    char *sql = sqlite3_mprintf("SELECT EXISTS (SELECT 1 FROM \"%.*w\")", (int)table.n, table.p);
    if (!sql)
        return ERR_MEMORY;
    int rc = sqlite3_prepare_v2(db->conn, sql, -1, &stmt, NULL);
    sqlite3_free(sql);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    Err e = rc == SQLITE_ROW ? OK : fail(db, rc, "has_rows");
    if (e == OK)
        *ret = sqlite3_column_int(stmt, 0) != 0;
    sqlite3_finalize(stmt);
    return e;
}

const DbDriver db_sqlite = {
    .open = sqlite_open,
    .close = sqlite_close,
    .rest = sqlite_rest,
    .prepare = sqlite_prepare,
    .unprepare = sqlite_unprepare,
    .script = sqlite_script,
    .command = sqlite_command,
    .exec = sqlite_exec,
    .rows = sqlite_rows,
    .next = sqlite_next,
    .rows_done = sqlite_rows_done,
    .batch_begin = sqlite_batch,
    .batch_end = sqlite_batch,
    .in_transaction = sqlite_in_transaction,
    .check_query = sqlite_check_query,
    .check = sqlite_check,
    .check_foreign_keys = sqlite_check_foreign_keys,
    .has_rows = sqlite_has_rows,
    .begin_write = "BEGIN IMMEDIATE",
    .begin_read = "BEGIN",
};
