// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * PostgreSQL 15 and later, by libpq. Values travel in binary form, with the types declared in the query; the types of
 * the answer are compared with the declaration. A connection once lost stays lost: its owner opens another one.
 */
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db/db_priv.h"

enum {
    SERVER_MIN = 150000,
    BATCH_MAX = 200,      /* answers left waiting: few enough for the socket's buffers to hold them */
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_VARCHAR = 1043,
};

static const Oid param_oids[] = {
    [SQL_I64] = OID_INT8,
    [SQL_F64] = OID_FLOAT8,
    [SQL_STR] = OID_TEXT,
    [SQL_BYTES] = OID_BYTEA,
    [SQL_BOOL] = OID_INT8,
};

/* ---- failures -------------------------------------------------------------------------------------------------- */

static Err err_of(const char *state)
{
    static const struct {
        const char *prefix;
        Err err;
    } table[] = {
        { "23505", ERR_CONFLICT },
        { "23503", ERR_CONFLICT },
        { "40001", ERR_BUSY },
        { "40P01", ERR_BUSY },
        { "55P03", ERR_BUSY },
        { "57014", ERR_TIMEOUT },
        { "57P", ERR_IO },
        { "08", ERR_IO },
        { "53200", ERR_MEMORY },
        { "53100", ERR_IO },
        { "53", ERR_BUSY },
        { "58", ERR_IO },
        { "54000", ERR_TOO_LARGE },
    };
    for (size_t i = 0; state && i < sizeof table / sizeof table[0]; i++)
        if (strncmp(state, table[i].prefix, strlen(table[i].prefix)) == 0)
            return table[i].err;
    return ERR_DB;
}

/* The server's main sentence and the constraint's name; not its detail, which quotes values. */
static Err fail(Db *db, const PGresult *result, const char *what)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *constraint = result ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : NULL;
    Err e = err_of(state);
    if (PQstatus(db->conn) == CONNECTION_BAD) {
        db->lost = true;
        e = ERR_IO;
    }
    return db_fail(db, e, "%s: %s%s%s (%s)", what, words ? words : PQerrorMessage(db->conn), constraint ? ", " : "",
        constraint ? constraint : "", state ? state : "-");
}

/* Takes the result: OK, or the failure kept. */
static Err finish(Db *db, PGresult *result, const char *what)
{
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    Err e = good ? OK : fail(db, result, what);
    PQclear(result);
    return e;
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

static void no_notice(void *arg, const PGresult *result)
{
    /* Notices are for a person at psql. */
}

static Err pg_script(Db *db, const char *sql)
{
    PGresult *result = PQexec(db->conn, sql);
    bool commit = strcmp(sql, "COMMIT") == 0;
    if (commit && PQresultStatus(result) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        PQclear(result);                           /* a failed transaction "commits" by rolling back */
        return db_fail(db, ERR_DB, "the server rolled the transaction back");
    }
    return finish(db, result, "script");
}

static Err settings(Db *db)
{
    TRY(pg_script(db, "SET TIME ZONE 'UTC'; SET standard_conforming_strings = on; SET lock_timeout = '10s'"));
    if (db->mode == DB_READ)
        return pg_script(db, "SET default_transaction_read_only = on");
    /* What is acknowledged is on the disk, whatever the server's own default. */
    return pg_script(db, "SELECT set_config('synchronous_commit', 'on', false)"
                         " WHERE current_setting('synchronous_commit') = 'off'");
}

static Err pg_open(Db *db, Arena *a, Str url, Str *ret_message)
{
    Str z = str_dup(a, url);
    if (!z.p)
        return ERR_MEMORY;
    const char *keys[] = { "application_name", "connect_timeout", "dbname", "client_encoding", NULL };
    const char *values[] = { "ensemble", "10", z.p, "UTF8", NULL };    /* the first two may be set by the URL */
    PGconn *conn = PQconnectdbParams(keys, values, 1);
    db->conn = conn;
    if (PQstatus(conn) != CONNECTION_OK) {
        Str words = str_trim(str_from(conn ? PQerrorMessage(conn) : "memory"));
        *ret_message = str_format(a, "Connexion à PostgreSQL impossible : %.*s.", STR_ARG(words));
        db->lost = true;
        return db_fail(db, ERR_IO, "connection: %.*s", STR_ARG(words));
    }
    PQsetNoticeReceiver(conn, no_notice, NULL);
    const char *encoding = PQparameterStatus(conn, "server_encoding");
    const char *version = PQparameterStatus(conn, "server_version");
    snprintf(db->version, sizeof db->version, "postgresql %.*s", (int)strcspn(version ? version : "?", " "),
        version ? version : "?");
    if (PQserverVersion(conn) < SERVER_MIN || !encoding || strcmp(encoding, "UTF8") != 0) {
        *ret_message = str_format(a,
            "Il faut PostgreSQL 15 ou plus récent, et une base créée avec l’encodage UTF8 "
            "(celle-ci : version %s, encodage %s).",
            version ? version : "?", encoding ? encoding : "?");
        return db_fail(db, ERR_UNSUPPORTED, "server %d, encoding %s", PQserverVersion(conn), encoding ? encoding : "?");
    }
    Err e = settings(db);
    if (e != OK)
        *ret_message = str_format(a, "PostgreSQL refuse les réglages de connexion : %s.", db->message);
    return e;
}

static void pg_close(Db *db)
{
    PQfinish(db->conn);
}

static bool pg_in_transaction(Db *db)
{
    PGTransactionStatusType status = PQtransactionStatus(db->conn);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

/* ---- statements ------------------------------------------------------------------------------------------------ */

typedef struct StatementName {
    char z[24];
} StatementName;

static StatementName name_of(const Prepared *p)
{
    StatementName name;
    snprintf(name.z, sizeof name.z, "q%d", p->number);
    return name;
}

static Err pg_batch_flush(Db *db);
static Err pg_batch_begin(Db *db);

static Err pg_prepare(Db *db, Prepared *p)
{
    Oid types[DB_FIELDS_MAX];
    const SqlQuery *q = p->query;
    for (int i = 0; i < q->n_params; i++)
        types[i] = param_oids[q->params[i].type];
    if (db->batch) {                               /* once a query: the pipeline is left for it */
        TRY(pg_batch_flush(db));
        if (!PQexitPipelineMode(db->conn))
            return fail(db, NULL, q->name);
    }
    TRY(finish(db, PQprepare(db->conn, name_of(p).z, q->text[DB_POSTGRES], q->n_params, types), q->name));
    return db->batch ? pg_batch_begin(db) : OK;
}

static void pg_unprepare(Prepared *p)
{
    /* Goes with the connection. */
}

/* The values of one execution in libpq's form. */
typedef struct Args {
    const char *values[DB_FIELDS_MAX];
    int lengths[DB_FIELDS_MAX], formats[DB_FIELDS_MAX];
    uint64_t numbers[DB_FIELDS_MAX];               /* network order */
} Args;

static void args_fill(Args *out, const SqlQuery *q, const SqlValue *args)
{
    for (int i = 0; i < q->n_params; i++) {
        const SqlValue *v = &args[i];
        uint64_t bits = (uint64_t)v->i;
        out->formats[i] = 1;
        out->values[i] = NULL;
        out->lengths[i] = 0;
        if (v->null)
            continue;
        switch (q->params[i].type) {
        case SQL_STR:
        case SQL_BYTES:
            out->values[i] = v->s.p;
            out->lengths[i] = (int)v->s.n;
            continue;
        case SQL_F64:
            memcpy(&bits, &v->f, sizeof bits);
            break;
        case SQL_BOOL:
            bits = v->i != 0;
            break;
        case SQL_I64:
            break;
        }
        out->numbers[i] = htobe64(bits);
        out->values[i] = (const char *)&out->numbers[i];
        out->lengths[i] = sizeof out->numbers[i];
    }
}

static PGresult *run(Db *db, Prepared *p, const SqlValue *args)
{
    Args a;
    args_fill(&a, p->query, args);
    return PQexecPrepared(db->conn, name_of(p).z, p->query->n_params, a.values, a.lengths, a.formats, 1);
}

static bool send(Db *db, Prepared *p, const SqlValue *args)
{
    Args a;
    args_fill(&a, p->query, args);
    return PQsendQueryPrepared(db->conn, name_of(p).z, p->query->n_params, a.values, a.lengths, a.formats, 1);
}

static Err pg_exec(Db *db, Prepared *p, const SqlValue *args, int64_t *ret_changed)
{
    if (db->batch) {
        if (!send(db, p, args))
            return fail(db, NULL, p->query->name);
        return ++db->batch_sent >= BATCH_MAX ? pg_batch_flush(db) : OK;
    }
    PGresult *result = run(db, p, args);
    int64_t changed = 0;
    if (ret_changed && PQresultStatus(result) != PGRES_FATAL_ERROR)
        str_to_i64(str_from(PQcmdTuples(result)), &changed);
    TRY(finish(db, result, p->query->name));
    if (ret_changed)
        *ret_changed = changed;
    return OK;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static bool oid_fits(Oid oid, SqlType type)
{
    switch (type) {
    case SQL_BOOL:
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
    case SQL_I64:
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
    case SQL_F64:
        return oid == OID_FLOAT8 || oid == OID_FLOAT4;
    case SQL_STR:
        return oid == OID_TEXT || oid == OID_VARCHAR;
    case SQL_BYTES:
        return oid == OID_BYTEA;
    }
    return false;
}

/* Number and types of the columns of an answer against the declaration. */
static Err columns_fit(Db *db, const SqlQuery *q, const PGresult *result)
{
    if (PQnfields(result) != q->n_cols)
        return db_fail(db, ERR_INTERNAL, "%s: %d columns, %d declared", q->name, PQnfields(result), q->n_cols);
    for (int i = 0; i < q->n_cols; i++)
        if (!oid_fits(PQftype(result, i), q->cols[i].type))
            return db_fail(db, ERR_INTERNAL, "%s: column %s is of type %u, not as declared", q->name, q->cols[i].name,
                PQftype(result, i));
    return OK;
}

static Err pg_rows(Db *db, Prepared *p, const SqlValue *args, DbRows *rows)
{
    rows->stmt = p;
    if (p->query->shape != SQL_STREAM) {
        PGresult *result = run(db, p, args);
        if (PQresultStatus(result) != PGRES_TUPLES_OK)
            return PQresultStatus(result) == PGRES_COMMAND_OK
                     ? (PQclear(result), db_fail(db, ERR_INTERNAL, "%s: no rows", p->query->name))
                     : finish(db, result, p->query->name);
        rows->result = result;
        rows->err = columns_fit(db, p->query, result);
        return OK;
    }
    if (!send(db, p, args) || !PQsetSingleRowMode(db->conn))
        return fail(db, NULL, p->query->name);
    return OK;
}

static int64_t number_at(const char *p, int length)
{
    uint64_t u8;
    uint32_t u4;
    uint16_t u2;
    switch (length) {
    case 8:
        memcpy(&u8, p, 8);
        return (int64_t)be64toh(u8);
    case 4:
        memcpy(&u4, p, 4);
        return (int32_t)be32toh(u4);
    case 2:
        memcpy(&u2, p, 2);
        return (int16_t)be16toh(u2);
    default:
        return length == 1 ? p[0] : 0;
    }
}

static double float_at(const char *p, int length)
{
    uint64_t u8 = 0;
    uint32_t u4 = 0;
    double d;
    float f;
    if (length == 8) {
        memcpy(&u8, p, 8);
        u8 = be64toh(u8);
        memcpy(&d, &u8, 8);
        return d;
    }
    memcpy(&u4, p, 4);
    u4 = be32toh(u4);
    memcpy(&f, &u4, 4);
    return (double)f;
}

static Err value_at(Db *db, const SqlQuery *q, const PGresult *result, int row, int i, SqlValue *ret)
{
    const SqlColumn *c = &q->cols[i];
    *ret = (SqlValue){ .null = PQgetisnull(result, row, i) };
    if (ret->null)
        return c->nullable ? OK : db_fail(db, ERR_INTERNAL, "%s: column %s is null", q->name, c->name);
    const char *p = PQgetvalue(result, row, i);
    int n = PQgetlength(result, row, i);
    switch (c->type) {
    case SQL_I64:
    case SQL_BOOL:
        ret->i = number_at(p, n);
        break;
    case SQL_F64:
        ret->f = float_at(p, n);
        break;
    case SQL_STR:
    case SQL_BYTES:
        ret->s = str_of(p, (size_t)n);
        break;
    }
    return OK;
}

/* The next row of a stream becomes rows->result; false at its end or on failure. */
static bool stream_step(DbRows *rows)
{
    Db *db = rows->db;
    PQclear(rows->result);
    rows->result = PQgetResult(db->conn);
    ExecStatusType status = PQresultStatus(rows->result);
    if (rows->result && status == PGRES_SINGLE_TUPLE) {
        if (rows->row == 0)
            rows->err = columns_fit(db, rows->query, rows->result);
        return rows->err == OK;
    }
    if (!rows->result || status != PGRES_TUPLES_OK)
        rows->err = fail(db, rows->result, rows->query->name);
    return false;
}

static bool pg_next(DbRows *rows, SqlValue *ret_cols)
{
    const SqlQuery *q = rows->query;
    bool stream = q->shape == SQL_STREAM;
    if (rows->err != OK || (stream ? !stream_step(rows) : rows->row >= PQntuples(rows->result)))
        return false;
    for (int i = 0; i < q->n_cols && rows->err == OK; i++)
        rows->err = value_at(rows->db, q, rows->result, stream ? 0 : (int)rows->row, i, &ret_cols[i]);
    return rows->err == OK;
}

static void pg_rows_done(DbRows *rows)
{
    PQclear(rows->result);
    rows->result = NULL;
    if (rows->query->shape != SQL_STREAM)
        return;
    PGconn *conn = rows->db->conn;
    /* Left before its end: outside of a transaction the rest is not awaited. */
    PGcancel *cancel = rows->db->depth == 0 && PQtransactionStatus(conn) == PQTRANS_ACTIVE ? PQgetCancel(conn) : NULL;
    char words[128];
    if (cancel)
        PQcancel(cancel, words, sizeof words);
    PQfreeCancel(cancel);
    for (PGresult *rest = PQgetResult(conn); rest; rest = PQgetResult(conn))
        PQclear(rest);
}

/* ---- batches --------------------------------------------------------------------------------------------------- */

static Err pg_batch_begin(Db *db)
{
    db->batch_sent = 0;
    return PQenterPipelineMode(db->conn) ? OK : fail(db, NULL, "batch");
}

/* Reads every answer that waits; the first failure is the batch's. */
static Err pg_batch_flush(Db *db)
{
    Err e = PQpipelineSync(db->conn) ? OK : fail(db, NULL, "batch");
    bool synced = e != OK;
    for (int empty = 0; !synced && empty < 2;) {
        PGresult *result = PQgetResult(db->conn);
        ExecStatusType status = PQresultStatus(result);
        empty = result ? 0 : empty + 1;            /* one NULL ends each answer; two: nothing more will come */
        synced = result && status == PGRES_PIPELINE_SYNC;
        if (result && status == PGRES_FATAL_ERROR && e == OK)
            e = fail(db, result, "batch");
        PQclear(result);
    }
    db->batch_sent = 0;
    if (!synced || PQstatus(db->conn) == CONNECTION_BAD)
        e = fail(db, NULL, "batch");
    if (e != OK && db->batch_err == OK)
        db->batch_err = e;
    return e;
}

static Err pg_batch_end(Db *db)
{
    if (PQpipelineStatus(db->conn) == PQ_PIPELINE_OFF)
        return db->batch_err;
    Err e = pg_batch_flush(db);
    if (!PQexitPipelineMode(db->conn) && e == OK)
        e = fail(db, NULL, "batch");
    return e;
}

/* ---- checks ---------------------------------------------------------------------------------------------------- */

static Str described(Db *db, const SqlQuery *q, Arena *a)
{
    PGresult *result = PQdescribePrepared(db->conn, "");
    Str wrong = STR_NONE;
    int n_params = PQnparams(result), n_cols = PQnfields(result);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        wrong = str_format(a, "%s", PQresultErrorMessage(result));
    else if (n_params != q->n_params)
        wrong = str_format(a, "%d parameters, %d declared", n_params, q->n_params);
    else if (n_cols != q->n_cols)
        wrong = str_format(a, "%d columns, %d declared", n_cols, q->n_cols);
    for (int i = 0; !wrong.p && i < q->n_cols; i++) {
        if (strcmp(PQfname(result, i), q->cols[i].name) != 0)
            wrong = str_format(a, "column %d is %s, %s declared", i + 1, PQfname(result, i), q->cols[i].name);
        else if (!oid_fits(PQftype(result, i), q->cols[i].type))
            wrong = str_format(a, "column %s is of type %u: cast it", PQfname(result, i), PQftype(result, i));
    }
    PQclear(result);
    return wrong;
}

static Err pg_check_query(Db *db, const SqlQuery *q, Arena *a, Str *ret_message)
{
    Oid types[DB_FIELDS_MAX];
    for (int i = 0; i < q->n_params; i++)
        types[i] = param_oids[q->params[i].type];
    PGresult *result = PQprepare(db->conn, "", q->text[DB_POSTGRES], q->n_params, types);
    Str wrong = PQresultStatus(result) == PGRES_COMMAND_OK ? described(db, q, a)
                                                           : str_format(a, "%s", PQresultErrorMessage(result));
    PQclear(result);
    if (!wrong.p)
        return OK;
    *ret_message = str_format(a, "%s: postgresql: %s: %.*s", q->where, q->name, STR_ARG(str_trim(wrong)));
    return ERR_INVALID;
}

/*
 * The server keeps its constraints by itself; what can be wrong is a constraint or an index that was left unfinished,
 * or rows that a restored dump or a disabled trigger has put aside of a foreign key. Each foreign key is written here
 * as the query that finds rows without their target.
 */
static const char orphans_sql[] =
    "SELECT format('SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s)',"
    "  k.conrelid::regclass,"
    "  (SELECT string_agg(format('c.%I IS NOT NULL', f.attname), ' AND ') FROM unnest(k.conkey) AS u(n)"
    "   JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = u.n),"
    "  k.confrelid::regclass,"
    "  (SELECT string_agg(format('p.%I = c.%I', t.attname, f.attname), ' AND ')"
    "   FROM unnest(k.conkey, k.confkey) AS u(n, m)"
    "   JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = u.n"
    "   JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = u.m)),"
    " k.conrelid::regclass, k.conname"
    " FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace"
    " ORDER BY k.conname";

static const char unfinished_sql[] =
    "SELECT format('contrainte %s de %s : jamais vérifiée', conname, conrelid::regclass) FROM pg_constraint"
    " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
    " UNION ALL SELECT format('index %s : invalide', indexrelid::regclass) FROM pg_index"
    " JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace ORDER BY 1";

static Err orphans(Db *db, const char *sql, const char *table, const char *constraint, Buf *said)
{
    PGresult *result = PQexec(db->conn, sql);
    if (PQresultStatus(result) == PGRES_TUPLES_OK && strcmp(PQgetvalue(result, 0, 0), "0") != 0)
        buf_format(said, "table %s : %s ligne(s) dont la référence n’existe pas (%s)\n", table,
            PQgetvalue(result, 0, 0), constraint);
    return finish(db, result, "check");
}

static Err pg_check(Db *db, Arena *a, Buf *said)
{
    PGresult *list = PQexec(db->conn, unfinished_sql);
    for (int i = 0; PQresultStatus(list) == PGRES_TUPLES_OK && i < PQntuples(list); i++)
        buf_format(said, "%s\n", PQgetvalue(list, i, 0));
    TRY(finish(db, list, "check"));
    list = PQexec(db->conn, orphans_sql);
    Err e = OK;
    for (int i = 0; PQresultStatus(list) == PGRES_TUPLES_OK && i < PQntuples(list) && e == OK; i++)
        e = orphans(db, PQgetvalue(list, i, 0), PQgetvalue(list, i, 1), PQgetvalue(list, i, 2), said);
    Err last = finish(db, list, "check");
    return e != OK ? e : last;
}

static Err pg_has_rows(Db *db, Str table, bool *ret)
{
    char *name = PQescapeIdentifier(db->conn, table.p, table.n);
    char sql[300];
    int n = name ? snprintf(sql, sizeof sql, "SELECT EXISTS (SELECT 1 FROM %s)", name) : -1;
    PQfreemem(name);
    if (n < 0 || (size_t)n >= sizeof sql)
        return db_fail(db, ERR_INTERNAL, "name of a table");
    PGresult *result = PQexec(db->conn, sql);
    bool some = PQresultStatus(result) == PGRES_TUPLES_OK && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
    TRY(finish(db, result, "has_rows"));
    *ret = some;
    return OK;
}

const DbDriver db_postgres = {
    .open = pg_open,
    .close = pg_close,
    .prepare = pg_prepare,
    .unprepare = pg_unprepare,
    .script = pg_script,
    .command = pg_script,
    .exec = pg_exec,
    .rows = pg_rows,
    .next = pg_next,
    .rows_done = pg_rows_done,
    .batch_begin = pg_batch_begin,
    .batch_end = pg_batch_end,
    .in_transaction = pg_in_transaction,
    .check_query = pg_check_query,
    .check = pg_check,
    .has_rows = pg_has_rows,
    .begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
};
