// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/db/db.h"

#include <assert.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db/db_priv.h"
#include "db_sql.h"

/* ---- opening ------------------------------------------------------------------------------------------------- */

static bool is_postgres_url(Str url)
{
    return str_starts(url, S("postgresql://")) || str_starts(url, S("postgres://"));
}

bool db_url_engine(Str url, DbEngine *ret)
{
    if (is_postgres_url(url)) {
        *ret = DB_POSTGRES;
        return true;
    }
    Str path = str_starts(url, S("sqlite:")) ? str_slice(url, 7, url.n) : url;
    bool other_scheme = str_has(path, S("://")), memory = str_starts(path, S(":"));
    if (path.n == 0 || path.n > 4000 || other_scheme || memory || str_find_char(path, 0, '\0') < path.n)
        return false;
    *ret = DB_SQLITE;
    return true;
}

Str db_url_path(Str url)
{
    DbEngine engine;
    if (!db_url_engine(url, &engine) || engine != DB_SQLITE)
        return STR_NONE;
    return str_starts(url, S("sqlite:")) ? str_slice(url, 7, url.n) : url;
}

Err db_open(Arena *a, Str url, DbMode mode, Db **ret_db, Str *ret_message)
{
    static const DbDriver *const drivers[] = { [DB_SQLITE] = &db_sqlite, [DB_POSTGRES] = &db_postgres };
    DbEngine engine;
    if (!db_url_engine(url, &engine)) {
        *ret_message = S("L’adresse de la base n’est pas de la forme sqlite:CHEMIN ou postgresql://…");
        return ERR_INVALID;
    }
    Db *db = calloc(1, sizeof *db);
    if (!db)
        return ERR_MEMORY;
    *db = (Db){ .driver = drivers[engine], .engine = engine, .mode = mode, .lock_fd = -1 };
    Err e = db->driver->open(db, a, url, ret_message);
    if (e != OK) {
        db_close(db);
        return e;
    }
    *ret_db = db;
    return OK;
}

/* ---- what slices keep with it ---- */

static void forget_kept(Db *db)
{
    for (int i = 0; i < DB_KEPT_MAX; i++) {
        DbKept old = db->kept[i];
        db->kept[i] = (DbKept){ 0 };
        if (old.free_it)
            old.free_it(old.what);
    }
}

void *db_kept(Db *db, void (*free_it)(void *kept))
{
    for (int i = 0; i < DB_KEPT_MAX; i++)
        if (db->kept[i].free_it == free_it)
            return db->kept[i].what;
    return NULL;
}

Err db_keep(Db *db, void *kept, void (*free_it)(void *kept))
{
    int at = 0;
    while (at < DB_KEPT_MAX && db->kept[at].free_it != free_it)
        at++;
    for (int i = 0; at == DB_KEPT_MAX && i < DB_KEPT_MAX; i++)
        at = db->kept[i].free_it ? at : i;
    if (at == DB_KEPT_MAX) {
        free_it(kept);
        return db_fail(db, ERR_INTERNAL, "more is kept with a connection than it has places for");
    }
    if (db->kept[at].free_it && db->kept[at].what != kept)
        free_it(db->kept[at].what);
    db->kept[at] = (DbKept){ kept, free_it };
    return OK;
}

void db_rest(Db *db)
{
    if (!db || db->depth > 0)
        return;
    forget_kept(db);
    if (db->driver->rest)
        db->driver->rest(db);
}

void db_close(Db *db)
{
    if (!db)
        return;
    assert(db->depth == 0);
    forget_kept(db);
    for (size_t i = 0; i < db->cap_prepared; i++)
        if (db->prepared[i]) {
            db->driver->unprepare(db->prepared[i]);
            free(db->prepared[i]);
        }
    free(db->prepared);
    db->driver->close(db);
    free(db->path);
    free(db);
}

DbEngine db_engine(const Db *db)
{
    return db->engine;
}
Str db_engine_version(Db *db)
{
    return str_from(db->version);
}
Str db_message(const Db *db)
{
    return str_from(db->message);
}
bool db_lost(const Db *db)
{
    return db->lost;
}
void db_guard(Db *db, const Arena *a)
{
    db->guard = a;
}

Err db_fail(Db *db, Err e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(db->message, sizeof db->message, fmt, ap);
    va_end(ap);
    for (int i = 0; i < n && db->message[i]; i++)
        if (db->message[i] == '\n')
            db->message[i] = ' ';                  /* one line in the log */
    return e;
}

/* ---- what stands before and after each statement ------------------------------------------------------------- */

#ifdef ENSEMBLE_FAULTS
int64_t db_fault_at(Db *db, int64_t nth)
{
    int64_t counted = db->fault_count;
    db->fault_at = nth;
    db->fault_count = 0;
    return counted;
}

static bool fault_now(Db *db)
{
    db->fault_count++;
    return db->fault_at > 0 && db->fault_count == db->fault_at;
}
#else
static inline bool fault_now(Db *db)
{
    return false;
}
#endif

/* The engine refused: in a transaction nothing more may be done than to roll back, on SQLite as on PostgreSQL. */
static Err after(Db *db, Err e)
{
    if (e == OK || db->depth == 0 || db->failed != OK)
        return e;
    db->failed = e;
    db->failed_depth = db->lost || !db->driver->in_transaction(db) ? 1 : db->depth;
    return e;
}

static Err before(Db *db)
{
    if (db->lost)
        return ERR_IO;
    if (db->failed != OK)
        return db->failed;
    if (db->stream)
        return db_fail(db, ERR_INTERNAL, "%s: a stream is being read on this connection", db->stream->query->name);
    if (fault_now(db))
        return after(db, db_fail(db, ERR_DB, "injected fault"));
    return OK;
}

Err db_script(Db *db, const char *sql)
{
    TRY(before(db));
    return after(db, db->driver->script(db, sql));
}

/* A value that one engine would take and the other refuse is refused on both. */
static Err check_args(Db *db, const SqlQuery *q, const SqlValue *args)
{
    for (int i = 0; i < q->n_params; i++) {
        const SqlColumn *p = &q->params[i];
        const SqlValue *v = &args[i];
        if (v->null || (p->type != SQL_STR && p->type != SQL_BYTES))
            continue;
        if (!v->s.p)
            return arena_failed(db->guard) ? ERR_MEMORY
                                           : db_fail(db, ERR_INTERNAL, "%s: parameter %s is absent", q->name, p->name);
        if (v->s.n > DB_TEXT_MAX)
            return db_fail(db, ERR_TOO_LARGE, "%s: parameter %s is too long", q->name, p->name);
        if (p->type == SQL_STR && (str_find_char(v->s, 0, '\0') < v->s.n || !utf8_valid(v->s)))
            return db_fail(db, ERR_INVALID, "%s: parameter %s is not a text in UTF-8", q->name, p->name);
    }
    return OK;
}

static size_t slot_of(const Db *db, const SqlQuery *q)
{
    uintptr_t h = (uintptr_t)q / sizeof(void *);
    size_t mask = db->cap_prepared - 1;
    for (size_t i = (h ^ h >> 9) & mask;; i = (i + 1) & mask)
        if (!db->prepared[i] || db->prepared[i]->query == q)
            return i;
}

static bool grow_prepared(Db *db)
{
    Prepared **old = db->prepared;
    size_t n = db->cap_prepared, cap = n ? n * 2 : 64;
    Prepared **bigger = calloc(cap, sizeof *bigger);
    if (!bigger)
        return false;
    db->prepared = bigger;
    db->cap_prepared = cap;
    for (size_t i = 0; i < n; i++)
        if (old[i])
            bigger[slot_of(db, old[i]->query)] = old[i];
    free(old);
    return true;
}

/* The statement of this query on this connection, prepared the first time. */
static Err prepared(Db *db, const SqlQuery *q, Prepared **ret)
{
    if (db->n_prepared * 2 >= db->cap_prepared && !grow_prepared(db))
        return ERR_MEMORY;
    size_t slot = slot_of(db, q);
    Prepared *p = db->prepared[slot];
    if (p && !p->busy) {
        *ret = p;
        return OK;
    }
    Prepared *made = calloc(1, sizeof *made);
    if (!made)
        return ERR_MEMORY;
    *made = (Prepared){ .query = q, .number = ++db->next_number, .spare = p != NULL };
    Err e = db->driver->prepare(db, made);
    if (e != OK) {
        free(made);
        return e;
    }
    if (!p) {
        db->prepared[slot] = made;
        db->n_prepared++;
    }
    *ret = made;
    return OK;
}

static Err start(Db *db, const SqlQuery *q, const SqlValue *args, Prepared **ret)
{
    assert(q->n_params <= DB_FIELDS_MAX && q->n_cols <= DB_FIELDS_MAX);
    TRY(check_args(db, q, args));
    TRY(before(db));
    if (db->batch && q->shape != SQL_EXEC)
        return after(db, db_fail(db, ERR_INTERNAL, "%s: only SQL_EXEC queries in a batch", q->name));
    return after(db, prepared(db, q, ret));
}

/* ---- queries ------------------------------------------------------------------------------------------------- */

Err db_exec(Db *db, const SqlQuery *q, const SqlValue *args, int64_t *ret_changed)
{
    assert(q->shape == SQL_EXEC || q->shape == SQL_COUNT);
    Prepared *p = NULL;
    Err e = start(db, q, args, &p);
    if (e == OK)
        e = after(db, db->driver->exec(db, p, args, ret_changed));
    if (e != OK && db->batch && db->batch_err == OK)
        db->batch_err = e;
    return e;
}

Err db_rows(Db *db, const SqlQuery *q, const SqlValue *args, DbRows *ret_rows)
{
    Prepared *p = NULL;
    TRY(start(db, q, args, &p));
    DbRows rows = { .db = db, .query = q };
    TRY(after(db, db->driver->rows(db, p, args, &rows)));
    *ret_rows = rows;
    if (q->shape == SQL_STREAM)
        db->stream = ret_rows;
    return OK;
}

void rows_done(DbRows *rows)
{
    if (!rows->db)
        return;
    if (rows->db->stream == rows)
        rows->db->stream = NULL;
    rows->db->driver->rows_done(rows);
    rows->db = NULL;
}

bool db_rows_next(DbRows *rows, SqlValue *ret_cols)
{
    Db *db = rows->db;
    if (!db)
        return false;
    bool more = db->driver->next(rows, ret_cols);
    if (more) {
        rows->row++;
        return true;
    }
    if (rows->err != ERR_INTERNAL)                 /* a wrong declaration is not the engine's refusal */
        after(db, rows->err);
    rows_done(rows);
    return false;
}

Err db_row(Db *db, Arena *a, const SqlQuery *q, const SqlValue *args, SqlValue *ret_cols, bool *ret_found)
{
    assert(q->shape == SQL_ONE || q->shape == SQL_MAYBE);
    SqlValue cols[DB_FIELDS_MAX];
    ROWS rows = { 0 };
    TRY(db_rows(db, q, args, &rows));
    bool found = db_rows_next(&rows, cols);
    if (!found) {
        TRY(rows_end(&rows));
        if (q->shape == SQL_ONE)
            return ERR_NOT_FOUND;
        *ret_found = false;
        return OK;
    }
    for (int i = 0; i < q->n_cols; i++)
        if (q->cols[i].type == SQL_STR || q->cols[i].type == SQL_BYTES)
            cols[i].s = str_dup(a, cols[i].s);
    if (arena_failed(a))
        return ERR_MEMORY;
    SqlValue second[DB_FIELDS_MAX];
    if (db_rows_next(&rows, second))
        return db_fail(db, ERR_INTERNAL, "%s: more than one row", q->name);
    TRY(rows_end(&rows));
    memcpy(ret_cols, cols, (size_t)q->n_cols * sizeof *cols);
    if (ret_found)
        *ret_found = true;
    return OK;
}

/* ---- batches ------------------------------------------------------------------------------------------------- */

Err db_batch_begin(Db *db)
{
    if (db->depth == 0 || db->batch)
        return db_fail(db, ERR_INTERNAL, "a batch stands in a transaction, and not in another batch");
    TRY(before(db));
    TRY(after(db, db->driver->batch_begin(db)));
    db->batch = true;
    db->batch_err = OK;
    return OK;
}

Err db_batch_end(Db *db)
{
    if (!db->batch)
        return db_fail(db, ERR_INTERNAL, "no batch to end");
    db->batch = false;
    Err e = db->driver->batch_end(db);
    if (db->batch_err != OK)
        e = db->batch_err;
    return after(db, e);
}

/* ---- transactions -------------------------------------------------------------------------------------------- */

static Err tx_command(Db *db, const char *word, int depth)
{
    char sql[DB_COMMAND_SIZE];
    snprintf(sql, sizeof sql, "%s t%d", word, depth);
    return db->driver->command(db, sql);
}

Tx tx_begin(Db *db, const char *here)
{
    Tx tx = { .db = db, .depth = db->depth, .open = true, .here = here };
    Err e = db->batch ? db_fail(db, ERR_INTERNAL, "a transaction cannot begin in a batch") : before(db);
    if (e == OK && tx.depth == 0)
        e = db->driver->command(db, db->mode == DB_WRITE ? db->driver->begin_write : db->driver->begin_read);
    else if (e == OK)
        e = tx_command(db, "SAVEPOINT", tx.depth);
    tx.err = e;
    db->depth++;
    if (e != OK && db->failed == OK) {             /* nothing may run as if outside of the transaction */
        db->failed = e;
        db->failed_depth = db->depth;
    }
    return tx;
}

/* Undoes in the engine what this transaction did. */
static void tx_undo(Tx *tx)
{
    Db *db = tx->db;
    if (tx->err != OK || db->lost || !db->driver->in_transaction(db))
        return;
    if (tx->depth == 0) {
        if (db->driver->command(db, "ROLLBACK") != OK)
            db->lost = true;                       /* the connection's state is unknown: it is not used again */
        return;
    }
    Err e = tx_command(db, "ROLLBACK TO", tx->depth);
    if (e == OK)
        e = tx_command(db, "RELEASE", tx->depth);
    if (e != OK) {
        db->failed = e;
        db->failed_depth = 1;
    }
}

void tx_done(Tx *tx)
{
    Db *db = tx->db;
    if (!tx->open)
        return;
    assert(db->depth == tx->depth + 1);
    char message[DB_MESSAGE_MAX];
    memcpy(message, db->message, sizeof message);
    if (db->stream)
        rows_done(db->stream);
    if (db->batch)
        db_batch_end(db);
    if (db->failed != OK && db->failed_depth > tx->depth) {
        db->failed = OK;
        db->failed_depth = 0;
    }
    tx_undo(tx);
    db->depth = tx->depth;
    tx->open = false;
    memcpy(db->message, message, sizeof message);  /* the reason, not what the rollback said */
}

Err tx_commit(Tx *tx)
{
    Db *db = tx->db;
    assert(tx->open && db->depth == tx->depth + 1);
    Err e = tx->err;
    if (e == OK && db->batch)
        e = db_fail(db, ERR_INTERNAL, "%s: commit in a batch", tx->here);
    if (e == OK && arena_failed(db->guard))
        e = db_fail(db, ERR_MEMORY, "%s: memory ran out before the commit", tx->here);
    if (e == OK)
        e = before(db);
    if (e == OK)
        e = tx->depth == 0 ? db->driver->command(db, "COMMIT") : tx_command(db, "RELEASE", tx->depth);
    if (e == OK) {
        tx->open = false;
        db->depth--;
        return OK;
    }
    tx_done(tx);
    return e;
}

/* ---- whole database ------------------------------------------------------------------------------------------ */

Err db_check_query(Db *db, const SqlQuery *q, Arena *a, Str *ret_message)
{
    TRY(before(db));
    return db->driver->check_query(db, q, a, ret_message);
}

Err db_check(Db *db, Arena *a, Str *ret_message)
{
    BUF said = buf_new(64 * KIB);
    TRY(before(db));
    TRY(db->driver->check(db, a, &said));
    Str lines = str_dup(a, str_trim(buf_str(&said)));
    if (!lines.p)
        return ERR_MEMORY;
    *ret_message = lines;
    return OK;
}

Err db_optimize(Db *db)
{
    if (db->engine != DB_SQLITE)
        return db_script(db, "ANALYZE");
    /* Not PRAGMA optimize: before SQLite 3.46 it only looks at tables that the same connection has searched, and
     * searches are the readers', which cannot write what they would learn. */
    return db_script(db, "PRAGMA analysis_limit = 400; ANALYZE");
}

void db_shrink(Db *db)
{
    if (db->engine == DB_SQLITE && db_script(db, "PRAGMA shrink_memory") == OK)
        malloc_trim(0);                            /* freed among what stays: the library would keep it */
}

typedef VEC(Str) Names;

static Err table_names(Db *db, Arena *a, Names *tables)
{
    ROWS rows = { 0 };
    SqlDbTables row;
    TRY(sql_db_tables(db, &rows));
    while (sql_db_tables_next(&rows, &row)) {
        Str *slot = vec_push(a, tables);
        if (!slot)
            return ERR_MEMORY;
        *slot = str_dup(a, row.name);
    }
    return rows_end(&rows);
}

Err db_is_empty(Db *db, bool *ret)
{
    ARENA a = arena_new(MIB);
    Names tables = { 0 };
    TRY(table_names(db, a, &tables));
    for (size_t i = 0; i < tables.n; i++) {
        bool some = false;
        TRY(after(db, db->driver->has_rows(db, tables.v[i], &some)));
        if (some) {
            *ret = false;
            return OK;
        }
    }
    *ret = true;
    return OK;
}

/* Names come from the engine's own list of the tables that our migrations made: letters, digits, underscores. */
Err db_clear(Db *db)
{
    ARENA a = arena_new(MIB);
    Names tables = { 0 };
    BUF sql = buf_new(64 * KIB);
    TRY(table_names(db, a, &tables));
    if (tables.n == 0)
        return OK;
    if (db->depth == 0)
        return db_fail(db, ERR_INTERNAL, "clear outside a transaction");
    buf_put(&sql, db->engine == DB_SQLITE ? S("PRAGMA defer_foreign_keys = ON;") : S("TRUNCATE "));
    for (size_t i = 0; i < tables.n; i++)
        buf_format(&sql,
            db->engine == DB_SQLITE ? "DELETE FROM \"%.*s\";"
            : i                     ? ", \"%.*s\""
                                    : "\"%.*s\"",
            STR_ARG(tables.v[i]));
    buf_char(&sql, '\0');
    return sql.failed ? ERR_MEMORY : after(db, db->driver->script(db, sql.p));
}
