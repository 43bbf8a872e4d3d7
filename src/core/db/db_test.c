// SPDX-License-Identifier: AGPL-3.0-or-later
/* Queries: every shape and type, what both engines refuse alike, streams, whole-database functions. */
#include <fcntl.h>
#include <float.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/db/db_priv.h"
#include "db_test_sql.h"
#include "support/suite.h"

static Db *essai_db(void **state)
{
    Db *db = test_db(state);
    assert_ok(db_script(db, essai_tables[db_engine(db)]));
    return db;
}

static SqlEssaiAddArgs sample(int64_t nombre)
{
    return (SqlEssaiAddArgs){ .nombre = nombre, .reel = 1.5, .texte = S("a"), .octets = S("b"), .vrai = true };
}

static SqlEssaiGet added(Db *db, Arena *a, const SqlEssaiAddArgs *args)
{
    SqlEssaiAdd id;
    SqlEssaiGet row;
    bool found = false;
    assert_ok(sql_essai_add(db, a, args, &id));
    assert_ok(sql_essai_get(db, a, id.essai_id, &row, &found));
    assert_true(found);
    assert_int_equal(row.essai_id.v, id.essai_id.v);
    return row;
}

static void put(Db *db, int64_t nombre, Str texte)
{
    assert_ok(sql_essai_put(db, nombre, texte));
}

static int64_t count(Db *db)
{
    ARENA a = arena_new(MIB);
    SqlEssaiCount row;
    assert_ok(sql_essai_count(db, a, &row));
    return row.n;
}

/* ---- types ------------------------------------------------------------------------------------------------------- */

static void numbers_come_back_exactly(void **state)
{
    static const int64_t whole[] = { 0, 1, -1, INT64_MAX, INT64_MIN, 1LL << 40, -(1LL << 31) };
    static const double reals[] = { 0.0, -0.0, 0.1, -48.446, DBL_MAX, DBL_MIN, 5e-324, 1.0 / 3.0, 1e300 };
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        SqlEssaiAddArgs args = sample(whole[i]);
        args.nombre_n = (OptI64){ true, whole[i] };
        SqlEssaiGet row = added(db, a, &args);
        assert_true(row.nombre == whole[i] && row.nombre_n.has && row.nombre_n.v == whole[i]);
    }
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        SqlEssaiAddArgs args = sample(1000 + (int64_t)i);
        args.reel = reals[i];
        args.reel_n = (OptF64){ true, reals[i] };
        SqlEssaiGet row = added(db, a, &args);
        assert_true(row.reel == reals[i] && row.reel_n.has && row.reel_n.v == reals[i]);
    }
}

static void texts_and_bytes_come_back_exactly(void **state)
{
    static const Str texts[] = { S_INIT(""), S_INIT(" "), S_INIT("L’Évêque, « œuvre » 🌻"),
        S_INIT("'); DROP TABLE essai; --"), S_INIT("?1 $1 :texte @x"), S_INIT("ligne\r\n\tligne") };
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SqlEssaiAddArgs args = sample((int64_t)i);
        args.texte = args.texte_n = args.octets = args.octets_n = texts[i];
        SqlEssaiGet row = added(db, a, &args);
        assert_str_equal(row.texte, texts[i]);
        assert_non_null(row.texte_n.p); /* an empty text is not an absent one */
        assert_str_equal(row.texte_n, texts[i]);
        assert_non_null(row.octets_n.p);
        assert_str_equal(row.octets, texts[i]);
    }
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    SqlEssaiAddArgs args = sample(99);
    args.octets = args.octets_n = str_of(bytes, sizeof bytes);
    SqlEssaiGet row = added(db, a, &args);
    assert_str_equal(row.octets, args.octets);
    assert_str_equal(row.octets_n, args.octets);
}

static void booleans_and_nothing(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiAddArgs args = sample(1);
    SqlEssaiGet row = added(db, a, &args);
    assert_true(row.vrai);
    assert_false(row.nombre_n.has || row.reel_n.has || row.vrai_n.has || row.parent.has);
    assert_null(row.texte_n.p);
    assert_null(row.octets_n.p);
    args = sample(2);
    args.vrai = false;
    args.vrai_n = (OptI64){ true, 1 };
    row = added(db, a, &args);
    assert_false(row.vrai);
    assert_true(row.vrai_n.has && row.vrai_n.v == 1);
    int64_t n = 0;
    assert_ok(sql_essai_adopt(db, 2, (OptI64){ true, row.essai_id.v }, &n));
    bool found = false;
    assert_ok(sql_essai_get(db, a, row.essai_id, &row, &found));
    assert_true(row.parent.has && row.parent.v == row.essai_id.v);
    assert_ok(sql_essai_adopt(db, 2, (OptI64){ 0 }, &n));
    assert_ok(sql_essai_get(db, a, row.essai_id, &row, &found));
    assert_false(row.parent.has);
}

static void a_nullable_parameter_may_be_compared(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiWhere row;
    put(db, 1, S("x"));
    put(db, 2, S("y"));
    assert_ok(sql_essai_where(db, a, STR_NONE, &row));
    assert_int_equal(row.n, 2);
    assert_ok(sql_essai_where(db, a, S("y"), &row));
    assert_int_equal(row.n, 1);
}

/* ---- shapes ------------------------------------------------------------------------------------------------------ */

static void one_maybe_and_count(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiTexte texte = { S("intact") };
    SqlEssaiGet row;
    SqlEssaiAny any;
    bool found = true;
    int64_t n = -1;
    assert_err(sql_essai_texte(db, a, 1, &texte), ERR_NOT_FOUND);
    assert_str_equal(texte.texte, S("intact"));
    assert_ok(sql_essai_get(db, a, (EssaiId){ 1 }, &row, &found));
    assert_false(found);
    put(db, 1, S("un"));
    assert_ok(sql_essai_texte(db, a, 1, &texte));
    assert_str_equal(texte.texte, S("un"));
    assert_ok(sql_essai_any(db, a, &any));
    put(db, 2, S("deux"));
    assert_err(sql_essai_any(db, a, &any), ERR_INTERNAL);
    assert_ok(sql_essai_rename(db, 1, S("premier"), &n));
    assert_int_equal(n, 1);
    assert_ok(sql_essai_rename(db, 7, S("absent"), &n));
    assert_int_equal(n, 0);
}

/* A query within the reading of another one, and within the reading of itself. */
static void many_may_be_nested(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    for (int i = 1; i <= 5; i++)
        put(db, i, S("t"));
    int64_t pairs = 0, n = 0;
    ROWS outer = { 0 };
    SqlEssaiList x, y;
    assert_ok(sql_essai_list(db, 1, &outer));
    while (sql_essai_list_next(&outer, &x)) {
        ROWS inner = { 0 };
        assert_ok(sql_essai_list(db, x.nombre, &inner));
        while (sql_essai_list_next(&inner, &y))
            pairs += y.nombre >= x.nombre;
        assert_ok(rows_end(&inner));
        assert_ok(sql_essai_rename(db, x.nombre, S("vu"), &n));
    }
    assert_ok(rows_end(&outer));
    assert_int_equal(pairs, 15);
    assert_false(sql_essai_list_next(&outer, &x)); /* asking again after the end is harmless */
    SqlEssaiWhere vu;
    assert_ok(sql_essai_where(db, a, S("vu"), &vu));
    assert_int_equal(vu.n, 5);
}

static void texts_are_ordered_by_bytes(void **state)
{
    static const char *const sorted[] = { "", "1", "Z", "a", "z", "É", "é" };
    Db *db = essai_db(state);
    const SqlColumn cols[] = { { "texte", SQL_STR, false } };
    const SqlQuery q = { .name = "ordre",
        .text = { "SELECT texte FROM essai ORDER BY texte", "SELECT texte FROM essai ORDER BY texte" },
        .shape = SQL_MANY,
        .n_cols = 1,
        .cols = cols };
    for (int i = 6; i >= 0; i--)
        put(db, i, str_from(sorted[i]));
    ROWS rows = { 0 };
    SqlValue v;
    assert_ok(db_rows(db, &q, NULL, &rows));
    for (int i = 0; db_rows_next(&rows, &v); i++)
        assert_str_equal(v.s, str_from(sorted[i]));
    assert_ok(rows_end(&rows));
}

/* ---- refused ------------------------------------------------------------------------------------------------------ */

static void what_one_engine_would_take_is_refused_on_both(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiWrongNull wrong;
    assert_err(sql_essai_put(db, 1, S("a\0b")), ERR_INVALID);
    assert_err(sql_essai_put(db, 1, S("\xC3")), ERR_INVALID);
    assert_err(sql_essai_put(db, 1, S("\xED\xA0\x80")), ERR_INVALID);
    assert_err(sql_essai_put(db, 1, STR_NONE), ERR_INTERNAL);
    assert_true(str_has(db_message(db), S("texte")));
    assert_int_equal(count(db), 0);
    put(db, 1, S("a"));
    assert_err(sql_essai_wrong_null(db, a, &wrong), ERR_INTERNAL);
    assert_true(str_has(db_message(db), S("texte_n")));
}

static void broken_constraints(void **state)
{
    Db *db = essai_db(state);
    int64_t n = 0;
    put(db, 1, S("a"));
    assert_err(sql_essai_put(db, 1, S("b")), ERR_CONFLICT);
    assert_true(db_message(db).n > 0);
    assert_err(sql_essai_adopt(db, 1, (OptI64){ true, 4242 }, &n), ERR_CONFLICT);
    assert_err(sql_essai_put(db, 2, S("refuse")), ERR_DB);
    assert_int_equal(count(db), 1);
}

static void a_reader_does_not_write(void **state)
{
    Str url = test_db_url(state), message = STR_NONE;
    ARENA a = arena_new(MIB);
    DB writer = NULL;
    DB reader = NULL;
    if (!test_on_postgres()) {
        assert_err(db_open(a, url, DB_READ, &reader, &message), ERR_NOT_FOUND);
        assert_true(str_has(message, S("n’existe pas")));
    }
    assert_ok(db_open(a, url, DB_WRITE, &writer, &message));
    test_engine(writer);
    assert_ok(db_script(writer, essai_tables[db_engine(writer)]));
    assert_ok(db_open(a, url, DB_READ, &reader, &message));
    assert_int_not_equal(sql_essai_put(reader, 1, S("a")), OK);
    put(writer, 1, S("a"));
    assert_int_equal(count(reader), 1);
    TX tx = tx_begin(reader, HERE); /* one state from the first reading to the end */
    assert_int_equal(count(reader), 1);
    put(writer, 2, S("b"));
    assert_int_equal(count(reader), 1);
    assert_ok(tx_commit(&tx));
    assert_int_equal(count(reader), 2);
}

static void one_program_writes_a_file(void **state)
{
    Str url = test_db_url(state), message = STR_NONE;
    ARENA a = arena_new(MIB);
    DB first = NULL;
    DB second = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &first, &message));
    test_engine(first);
    Err e = db_open(a, url, DB_WRITE, &second, &message);
    if (test_on_postgres()) {
        assert_ok(e);
        return;
    }
    assert_int_equal(e, ERR_LOCKED);
    assert_true(str_has(message, str_format(a, "%ld", (long)getpid())));
    db_close(first);
    first = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &second, &message));
}

static void addresses(void **state)
{
    static const struct {
        Str url;
        bool good;
        DbEngine engine;
        Str path;
    } table[] = {
        { S_INIT("sqlite:/var/lib/x.db"), true, DB_SQLITE, S_INIT("/var/lib/x.db") },
        { S_INIT("var/x.db"), true, DB_SQLITE, S_INIT("var/x.db") },
        { S_INIT("sqlite:été 2026.db"), true, DB_SQLITE, S_INIT("été 2026.db") },
        { S_INIT("postgresql://u@h/b"), true, DB_POSTGRES, S_INIT("") },
        { S_INIT("postgres://h/b"), true, DB_POSTGRES, S_INIT("") },
        { S_INIT(""), false, 0, S_INIT("") },
        { S_INIT("sqlite:"), false, 0, S_INIT("") },
        { S_INIT("sqlite::memory:"), false, 0, S_INIT("") },
        { S_INIT("mysql://h/b"), false, 0, S_INIT("") },
        { S_INIT("sqlite:a\0b"), false, 0, S_INIT("") },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        DbEngine engine = DB_ENGINES_;
        assert_int_equal(db_url_engine(table[i].url, &engine), table[i].good);
        if (table[i].good)
            assert_int_equal(engine, table[i].engine);
        assert_str_equal(db_url_path(table[i].url), table[i].path);
    }
    ARENA a = arena_new(MIB);
    Str message = STR_NONE;
    DB db = NULL;
    assert_err(db_open(a, S("mysql://h/b"), DB_WRITE, &db, &message), ERR_INVALID);
    assert_err(db_open(a, S("postgresql://127.0.0.1:1/x?connect_timeout=1"), DB_WRITE, &db, &message), ERR_IO);
    assert_true(str_starts(message, S("Connexion à PostgreSQL impossible")));
    assert_err(db_open(a, S("/nowhere/at/all.db"), DB_WRITE, &db, &message), ERR_NOT_FOUND);
    assert_true(str_has(message, S("Le dossier de la base /nowhere/at/all.db n’existe pas")));
    Str path = str_format(a, "%.*s/texte.db", STR_ARG(test_dir(state)));
    test_write(path, S("This is not a database, but it is long enough to be looked at as if it were one.\n"));
    assert_int_not_equal(db_open(a, path, DB_READ, &db, &message), OK);
    assert_true(str_has(message, S("n’est pas une base SQLite")));
    assert_null(db);
}

/* ---- streams ----------------------------------------------------------------------------------------------------- */

static int64_t resident_kib(void)
{
    char line[128] = "";
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    fclose(f);
    long total = 0, resident = 0;
    assert_int_equal(sscanf(line, "%ld %ld", &total, &resident), 2);
    return (int64_t)resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void a_long_stream_stays_flat(void **state)
{
    enum { N = 100000, WIDE = 512, ALLOWED_KIB = 12 * 1024 }; /* 50 MB go by */
    Db *db = essai_db(state);
    char wide[WIDE];
    memset(wide, 'x', sizeof wide);
    assert_ok(sql_essai_fill(db, N, str_of(wide, sizeof wide)));
    ROWS rows = { 0 };
    SqlEssaiStream row;
    int64_t n = 0, sum = 0, before = 0, most = 0;
    assert_ok(sql_essai_stream(db, &rows));
    while (sql_essai_stream_next(&rows, &row)) {
        n++;
        sum += row.nombre;
        if (n == N / 10)
            before = resident_kib();
        if (n > N / 10 && n % 10000 == 0 && resident_kib() - before > most)
            most = resident_kib() - before;
        assert_int_equal(row.texte.n, WIDE);
    }
    assert_ok(rows_end(&rows));
    assert_int_equal(n, N);
    assert_int_equal(sum, (int64_t)N * (N + 1) / 2);
#if !defined(__SANITIZE_ADDRESS__) /* which keeps freed memory for a while */
    assert_in_range(most, 0, ALLOWED_KIB);
#endif
}

static void a_stream_is_alone_and_may_be_left(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiCount c;
    SqlEssaiStream row;
    assert_ok(sql_essai_fill(db, 20000, S("t")));
    for (int in_tx = 0; in_tx < 2; in_tx++) {
        Tx tx = { .db = db };
        if (in_tx)
            tx = tx_begin(db, HERE);
        {
            ROWS rows = { 0 };
            assert_ok(sql_essai_stream(db, &rows));
            assert_true(sql_essai_stream_next(&rows, &row));
            assert_err(sql_essai_count(db, a, &c), ERR_INTERNAL);
            assert_true(sql_essai_stream_next(&rows, &row));
        }
        assert_ok(sql_essai_count(db, a, &c));
        assert_int_equal(c.n, 20000);
        if (in_tx)
            assert_ok(tx_commit(&tx));
    }
}

/* ---- the engine itself ------------------------------------------------------------------------------------------- */

static void the_engine_that_answers_is_the_one_asked(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiEngine said;
    assert_ok(sql_essai_engine(db, a, &said));
    assert_str_equal(said.moteur, test_on_postgres() ? S("postgres") : S("sqlite"));
    assert_true(str_starts(db_engine_version(db), test_on_postgres() ? S("postgresql 1") : S("sqlite 3.")));
}

/* Durability and the single checkpointer stand on these. */
static void settings_of_the_engine(void **state)
{
    static const SqlColumn whole[] = { { "v", SQL_I64, false } }, word[] = { { "v", SQL_STR, false } };
    static const struct {
        const char *text;
        int64_t want;
    } settings[] = {
        { "PRAGMA synchronous", 2 },
        { "PRAGMA foreign_keys", 1 },
        { "PRAGMA mmap_size", 0 },
        { "SELECT journal_mode = 'wal' AS v FROM pragma_journal_mode", 1 },
    };
    enum { N = sizeof settings / sizeof *settings };
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlValue v;
    SqlQuery queries[N];
    if (test_on_postgres()) {
        queries[0] = (SqlQuery){ .name = "s",
            .shape = SQL_ONE,
            .n_cols = 1,
            .cols = word,
            .text = { [DB_POSTGRES] = "SELECT current_setting('synchronous_commit') AS v" } };
        assert_ok(db_row(db, a, &queries[0], NULL, &v, NULL));
        assert_str_equal(v.s, S("on"));
        return;
    }
    for (int i = 0; i < N; i++) {
        queries[i] = (SqlQuery){ .name = settings[i].text,
            .shape = SQL_ONE,
            .n_cols = 1,
            .cols = whole,
            .text = { [DB_SQLITE] = settings[i].text } };
        assert_ok(db_row(db, a, &queries[i], NULL, &v, NULL));
        if (v.i != settings[i].want)
            fail_msg("%s: %lld", settings[i].text, (long long)v.i);
    }
}

static void wrong_declarations_are_found(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    const SqlColumn good[] = { { "nombre", SQL_I64, false } }, name[] = { { "numero", SQL_I64, false } },
                    type[] = { { "nombre", SQL_STR, false } };
    const char *sql = "SELECT nombre FROM essai";
    const struct {
        const SqlColumn *cols;
        int n_cols, n_params;
        const char *text;
        Err want;
    } table[] = {
        { good, 1, 0, sql, OK }, { name, 1, 0, sql, ERR_INVALID }, { type, 1, 0, sql, ERR_INVALID },
        { good, 0, 0, sql, ERR_INVALID }, { good, 1, 1, sql, ERR_INVALID },
        { good, 1, 0, "SELECT nombre FROM inconnue", ERR_INVALID },
        { good, 1, 0, "SELECT \"nombr\" AS nombre FROM essai", ERR_INVALID }, /* a name, never a text */
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        SqlQuery q = { .name = "q",
            .where = "essai.sql:1",
            .text = { table[i].text, table[i].text },
            .shape = SQL_MANY,
            .n_cols = table[i].n_cols,
            .cols = table[i].cols,
            .n_params = table[i].n_params,
            .params = good };
        Str message = STR_NONE;
        Err e = db_check_query(db, &q, a, &message);
        /* PostgreSQL takes a parameter that the text does not use. */
        if (table[i].n_params && test_on_postgres() && e == OK)
            continue;
        if (e != table[i].want)
            fail_msg("case %zu: %s: %.*s", i, err_info(e)->name, STR_ARG(message));
        assert_true(e == OK || str_starts(message, S("essai.sql:1")));
    }
    for (const SqlQuery *const *q = db_test_queries; *q; q++) {
        Str message = STR_NONE;
        if (db_check_query(db, *q, a, &message) != OK)
            fail_msg("%.*s", STR_ARG(message));
    }
}

static void a_sound_database_and_a_broken_one(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    Str said = STR_NONE;
    int64_t n = 0;
    put(db, 1, S("a"));
    assert_ok(db_check(db, a, &said));
    assert_str_equal(said, S(""));
    assert_ok(
        db_script(db, test_on_postgres() ? "ALTER TABLE essai DISABLE TRIGGER ALL" : "PRAGMA foreign_keys = OFF"));
    assert_ok(sql_essai_adopt(db, 1, (OptI64){ true, 4242 }, &n));
    assert_ok(db_check(db, a, &said));
    assert_true(str_has(said, S("essai")));
}

/* What a stranger sees of the bytes that SQLite locks while a connection is open (the file's SHARED range). */
static bool locked_for_others(const char *path)
{
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct flock asked = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510 };
        int fd = open(path, O_RDWR | O_CLOEXEC);
        _exit(fd >= 0 && fcntl(fd, F_GETLK, &asked) == 0 && asked.l_type != F_UNLCK ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Whoever closes the base elsewhere must see that it is in use, else its journal is taken away from under the server. */
static void a_base_in_use_is_seen_to_be(void **state)
{
    ARENA a = arena_new(MIB);
    Db *first = NULL, *reader = NULL, *writer = NULL;
    Str message = STR_NONE, url = test_db_url(state);
    SqlEssaiCount count;
    assert_ok(db_open(a, url, DB_WRITE, &first, &message));
    test_engine(first);
    assert_ok(db_script(first, essai_tables[db_engine(first)]));
    db_close(first);
    assert_ok(db_open(a, url, DB_READ, &reader, &message));
    assert_ok(sql_essai_count(reader, a, &count));
    assert_ok(db_open(a, url, DB_WRITE, &writer, &message));
    if (!test_on_postgres())
        assert_true(locked_for_others(writer->path));
    db_close(reader);
    db_close(writer);
}

/* In the caller's transaction, as the writer does it. */
static void tables_are_measured(void **state)
{
    Db *db = essai_db(state);
    ARENA a = arena_new(MIB);
    SqlEssaiMeasured measured;
    bool empty = false;
    put(db, 1, S("a"));
    TX tx = tx_begin(db, HERE);
    TX inner = tx_begin(db, HERE);
    assert_ok(db_optimize(db));
    assert_ok(tx_commit(&inner));
    assert_ok(tx_commit(&tx));
    assert_ok(sql_essai_measured(db, a, &measured));
    assert_int_equal(measured.n, 1);
    TX clearing = tx_begin(db, HERE);
    assert_ok(db_clear(db)); /* the measures are the engine's, not data */
    assert_ok(tx_commit(&clearing));
    assert_ok(db_is_empty(db, &empty));
    assert_true(empty);
}

static void empty_means_without_data(void **state)
{
    Db *db = essai_db(state);
    bool empty = false;
    assert_ok(db_is_empty(db, &empty));
    assert_true(empty);
    assert_ok(db_script(db, "INSERT INTO job (kind, payload, state, run_at) VALUES ('k', '', 'waiting', 0)"));
    assert_ok(db_is_empty(db, &empty));
    assert_true(empty);
    put(db, 1, S("a"));
    assert_ok(db_is_empty(db, &empty));
    assert_false(empty);
}

static void a_backup_is_whole_and_never_overwrites(void **state)
{
    Str url = test_db_url(state), message = STR_NONE;
    ARENA a = arena_new(MIB);
    DB writer = NULL;
    DB reader = NULL;
    DB copy = NULL;
    assert_ok(db_open(a, url, DB_WRITE, &writer, &message));
    test_engine(writer);
    assert_ok(db_script(writer, essai_tables[db_engine(writer)]));
    assert_ok(sql_essai_fill(writer, 1000, S("t")));
    assert_ok(db_open(a, url, DB_READ, &reader, &message));
    Str path = str_format(a, "%.*s/copie.db", STR_ARG(test_dir(state)));
    Err e = db_backup(reader, a, path, &message);
    if (test_on_postgres()) {
        assert_int_equal(e, ERR_UNSUPPORTED);
        assert_true(str_has(message, S("pg_dump")));
        return;
    }
    assert_int_equal(e, OK);
    assert_int_equal(access(str_format(a, "%.*s-wal", STR_ARG(path)).p, F_OK), -1);
    assert_err(db_backup(reader, a, path, &message), ERR_CONFLICT);
    assert_err(db_backup(reader, a, S("/nowhere/at/all.db"), &message), ERR_IO);
    assert_ok(db_open(a, path, DB_READ, &copy, &message));
    assert_int_equal(count(copy), 1000);
    assert_ok(db_check(copy, a, &message));
    assert_str_equal(message, S(""));
}

static int cache_used(Db *db)
{
    int now = 0, high;
    assert_int_equal(sqlite3_db_status(db->conn, SQLITE_DBSTATUS_CACHE_USED, &now, &high, 0), SQLITE_OK);
    return now;
}

static void a_connection_at_rest_keeps_nothing(void **state)
{
    Db *db = essai_db(state);
    assert_ok(sql_essai_fill(db, 1000, S("t")));
    int before = test_on_postgres() ? 0 : cache_used(db);
    TX tx = tx_begin(db, HERE);
    put(db, 2000, S("a"));
    db_rest(db); /* not now */
    assert_ok(tx_commit(&tx));
    db_rest(db);
    if (!test_on_postgres())
        assert_true(cache_used(db) < before / 4);
    assert_int_equal(count(db), 1001);
    db_rest(NULL);
}

static int freed;
static void count_freed(void *kept)
{
    freed += *(int *)kept;
}
static void count_freed_too(void *kept)
{
    freed += *(int *)kept;
}

static void what_is_kept_goes_with_its_connection(void **state)
{
    int one = 1, ten = 10, hundred = 100;
    Str url = test_db_url(state), message;
    ARENA a = arena_new(MIB);
    Db *db = NULL;
    freed = 0;
    assert_ok(db_open(a, url, DB_WRITE, &db, &message));
    assert_null(db_kept(db, count_freed));
    assert_ok(db_keep(db, &one, count_freed));
    assert_ok(db_keep(db, &hundred, count_freed_too));
    assert_ptr_equal(db_kept(db, count_freed), &one);
    assert_ok(db_keep(db, &ten, count_freed));
    assert_int_equal(freed, 1); /* the other took its place */
    TX tx = tx_begin(db, HERE);
    db_rest(db); /* not now */
    tx_done(&tx);
    assert_ptr_equal(db_kept(db, count_freed), &ten);
    db_rest(db);
    assert_int_equal(freed, 111);
    assert_null(db_kept(db, count_freed));
    assert_ok(db_keep(db, &one, count_freed));
    db_close(db);
    assert_int_equal(freed, 112);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(numbers_come_back_exactly),
        cmocka_unit_test(texts_and_bytes_come_back_exactly),
        cmocka_unit_test(booleans_and_nothing),
        cmocka_unit_test(a_nullable_parameter_may_be_compared),
        cmocka_unit_test(one_maybe_and_count),
        cmocka_unit_test(many_may_be_nested),
        cmocka_unit_test(texts_are_ordered_by_bytes),
        cmocka_unit_test(what_one_engine_would_take_is_refused_on_both),
        cmocka_unit_test(broken_constraints),
        cmocka_unit_test(a_reader_does_not_write),
        cmocka_unit_test(one_program_writes_a_file),
        cmocka_unit_test(addresses),
        cmocka_unit_test(a_long_stream_stays_flat),
        cmocka_unit_test(a_stream_is_alone_and_may_be_left),
        cmocka_unit_test(the_engine_that_answers_is_the_one_asked),
        cmocka_unit_test(settings_of_the_engine),
        cmocka_unit_test(wrong_declarations_are_found),
        cmocka_unit_test(a_sound_database_and_a_broken_one),
        cmocka_unit_test(a_base_in_use_is_seen_to_be),
        cmocka_unit_test(tables_are_measured),
        cmocka_unit_test(empty_means_without_data),
        cmocka_unit_test(a_connection_at_rest_keeps_nothing),
        cmocka_unit_test(what_is_kept_goes_with_its_connection),
        cmocka_unit_test(a_backup_is_whole_and_never_overwrites),
    };
    return SUITE_MAIN("db", true, all);
}
