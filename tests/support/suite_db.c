// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Databases of the tests. PostgreSQL databases are made and dropped with libpq directly, so that what checks core/db
 * does not stand on it.
 */
#include "support/suite_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

static Str wanted(void)
{
    const char *url = getenv("ENSEMBLE_TEST_DB");
    return str_from(url && *url ? url : "sqlite:");
}

bool test_on_postgres(void)
{
    return !str_starts(wanted(), S("sqlite:"));
}

/* The run's URL with another database name: postgresql://user@host:port/NAME?options. */
static Str with_database(Str name)
{
    Str url = wanted();
    size_t host = str_find(url, 0, S("://"));
    assert_true(host < url.n);
    size_t slash = str_find_char(url, host + 3, '/'), options = str_find_char(url, host + 3, '?');
    Str front = str_slice(url, 0, slash < options ? slash : options);
    return str_format(suite_arena(), "%.*s/%.*s%.*s", STR_ARG(front), STR_ARG(name),
        STR_ARG(str_slice(url, options, url.n)));
}

static void admin(const char *what, const char *name, const char *how)
{
    PGconn *conn = PQconnectdb(with_database(S("postgres")).p);
    char sql[200];
    snprintf(sql, sizeof sql, "%s \"%s\" %s", what, name, how);
    PGresult *done = PQstatus(conn) == CONNECTION_OK ? PQexec(conn, sql) : NULL;
    bool ok = done && PQresultStatus(done) == PGRES_COMMAND_OK;
    char why[400];
    snprintf(why, sizeof why, "%s", PQerrorMessage(conn));
    PQclear(done);
    PQfinish(conn);
    if (!ok)
        fail_msg("%s: %s", sql, why);
}

static void drop(void *name)
{
    admin("DROP DATABASE IF EXISTS", name, "WITH (FORCE)");
}

/* A database of PostgreSQL, empty or like another one. */
static Str made_like(const char *how)
{
    static int count;
    Str name = str_format(suite_arena(), "ensemble_%ld_%d", (long)getpid(), ++count);
    admin("CREATE DATABASE", name.p, how);
    return name;
}

Str test_db_url(void **state)
{
    if (!test_on_postgres())
        return str_format(suite_arena(), "sqlite:%s/essai.db", test_dir(state).p);
    Str name = made_like("TEMPLATE template0 ENCODING 'UTF8'");
    suite_at_end(drop, (char *)name.p);
    return with_database(name);
}

static void close_db(void *db)
{
    db_close(db);
}

void test_engine(Db *db)
{
    Str version = db_engine_version(db);
    assert_true(str_starts(version, test_on_postgres() ? S("postgresql ") : S("sqlite ")));
    assert_int_equal(db_engine(db), test_on_postgres() ? DB_POSTGRES : DB_SQLITE);
    suite_engine_answered(version);
}

static Db *opened(Str url)
{
    Db *db = NULL;
    Str message = STR_NONE;
    if (db_open(suite_arena(), url, DB_WRITE, &db, &message) != OK)
        fail_msg("%.*s: %.*s", STR_ARG(url), STR_ARG(message));
    return db;
}

static void migrate(Str url)
{
    Db *db = opened(url);
    Str message = STR_NONE;
    int applied = 0;
    if (db_migrate(db, suite_arena(), &applied, &message) != OK)
        fail_msg("migrations: %.*s", STR_ARG(message));
    db_close(db);
}

/* What databases of this suite are copies of: made once, however many the tests. */
typedef struct Model {
    TestFillFn *fill;                              /* NULL: a free place */
    Str name;                                      /* PostgreSQL: the database */
    Str bytes;                                     /* SQLite: the file */
} Model;
static Model models[4];

static Model *model_of(TestFillFn *fill)
{
    size_t i = 0;
    while (models[i].fill && models[i].fill != fill)
        assert_true(++i < sizeof models / sizeof *models);
    return &models[i];
}

static Str copy_on_postgres(TestFillFn *fill)
{
    Model *m = model_of(fill);
    if (!m->fill) {
        *m = (Model){ .fill = fill, .name = made_like("TEMPLATE template0 ENCODING 'UTF8'") };
        suite_at_close(drop, (char *)m->name.p);
        fill(with_database(m->name));
    }
    Str name = made_like(str_format(suite_arena(), "TEMPLATE \"%s\" STRATEGY FILE_COPY", m->name.p).p);
    suite_at_end(drop, (char *)name.p);
    return with_database(name);
}

static Str copy_on_sqlite(void **state, TestFillFn *fill)
{
    Str url = test_db_url(state), path = str_slice(url, S("sqlite:").n, url.n);
    Model *m = model_of(fill);
    if (!m->fill) {
        fill(url);
        *m = (Model){ .fill = fill, .bytes = test_read(suite_arena(), path) };
    }
    test_write(path, m->bytes);
    return url;
}

Str test_db_copy(void **state, TestFillFn *fill)
{
    return test_on_postgres() ? copy_on_postgres(fill) : copy_on_sqlite(state, fill);
}

static Str last_url;

Str test_db_same_url(void)
{
    return last_url;
}

Db *test_db(void **state)
{
    last_url = test_db_copy(state, migrate);
    Db *db = opened(last_url);
    suite_at_end(close_db, db);
    test_engine(db);
    return db;
}
