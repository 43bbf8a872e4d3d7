// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/mksql_lib.h"

#include <string.h>

#include "tools/mksql_query.h"

/* Words that cannot name a C member or parameter. */
static const char *const c_words[] = {
    "alignas",
    "auto",
    "bool",
    "break",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "false",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "true",
    "typedef",
    "typeof",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
    "asm",
    "unix",
    "linux",
    "errno",
    NULL,
};
/* Parameters of the generated functions themselves. */
static const char *const own_words[] = { "db", "a", "ret", "ret_found", "ret_changed", "rows", NULL };

static bool is_one_of(Str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_from(*words)))
            return true;
    return false;
}

static char peek(const Source *s)
{
    return s->at < s->text.n ? s->text.p[s->at] : '\0';
}

static bool looking_at(const Source *s, Str word)
{
    return str_starts(str_slice(s->text, s->at, s->text.n), word);
}

static size_t line_end(const Source *s, size_t from)
{
    return str_find_char(s->text, from, '\n');
}

/* ---- declarations ------------------------------------------------------------------------------------------------ */

/* White space inside a declaration, which goes on over comment lines ("\n  -- "). */
static void skip_blanks(Source *s)
{
    for (;;) {
        while (s->at < s->text.n && is_space(peek(s)) && peek(s) != '\n')
            s->at++;
        size_t next = s->at;
        if (peek(s) != '\n')
            return;
        while (next < s->text.n && is_space(s->text.p[next]) && !(next > s->at && s->text.p[next] == '\n'))
            next++;
        if (!str_starts(str_slice(s->text, next, s->text.n), S("--")))
            return;
        s->at = next + 2;
    }
}

static Err expect(Source *s, Str what)
{
    skip_blanks(s);
    if (!looking_at(s, what))
        return source_fail(s, s->at, "'%.*s' expected", STR_ARG(what));
    s->at += what.n;
    return OK;
}

/* A name of ours: lower case, words joined by single underscores. */
static Err name(Source *s, const char *what, Str *ret)
{
    skip_blanks(s);
    size_t from = s->at;
    while (s->at < s->text.n && is_name(peek(s)))
        s->at++;
    Str got = str_slice(s->text, from, s->at);
    bool good = got.n > 0 && got.n <= 60 && got.p[0] >= 'a' && got.p[0] <= 'z' && !str_has(got, S("__")) &&
                !str_ends(got, S("_"));
    for (size_t i = 0; i < got.n; i++)
        good = good && !(got.p[i] >= 'A' && got.p[i] <= 'Z');
    if (!good)
        return source_fail(s, from, "%s expected: lower-case letters, digits and single underscores", what);
    *ret = got;
    return OK;
}

static Err field_type(Source *s, SqlField *f)
{
    static const struct {
        const char *word;
        SqlType kind;
    } types[] = {
        { "i64", SQL_I64 },
        { "f64", SQL_F64 },
        { "str", SQL_STR },
        { "bytes", SQL_BYTES },
        { "bool", SQL_BOOL },
    };
    skip_blanks(s);
    size_t from = s->at;
    while (s->at < s->text.n && is_name(peek(s)))
        s->at++;
    f->type = str_slice(s->text, from, s->at);
    f->id = f->type.n > 1 && f->type.p[0] >= 'A' && f->type.p[0] <= 'Z';
    f->kind = SQL_I64;
    bool known = f->id;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_eq(f->type, str_from(types[i].word))) {
            f->kind = types[i].kind;
            known = true;
        }
    if (!known)
        return source_fail(s, from, "unknown type '%.*s': i64, f64, str, bytes, bool or the name of a typed id",
            STR_ARG(f->type));
    if (peek(s) == '?') {
        f->nullable = true;
        s->at++;
    }
    return OK;
}

/* "(id i64, nom str?)", already at or before its parenthesis. */
static Err fields(Source *s, const char *what, SqlFields *ret)
{
    TRY(expect(s, S("(")));
    skip_blanks(s);
    if (peek(s) == ')') {
        s->at++;
        return OK;
    }
    for (;;) {
        SqlField f = { 0 };
        skip_blanks(s);
        f.at = s->at;
        TRY(name(s, what, &f.name));
        if (is_one_of(f.name, c_words))
            return source_fail(s, f.at, "'%.*s' is a word of the C language", STR_ARG(f.name));
        for (size_t i = 0; i < ret->n; i++)
            if (str_eq(ret->v[i].name, f.name))
                return source_fail(s, f.at, "'%.*s' is declared twice", STR_ARG(f.name));
        TRY(field_type(s, &f));
        SqlField *slot = ret->n < MKSQL_FIELDS_MAX ? vec_push(s->a, ret) : NULL;
        if (!slot)
            return source_fail(s, f.at, "more than %d names", MKSQL_FIELDS_MAX);
        *slot = f;
        skip_blanks(s);
        if (peek(s) == ',') {
            s->at++;
            continue;
        }
        return expect(s, S(")"));
    }
}

static Err shape(Source *s, SqlShape *ret)
{
    static const char *const words[] = {
        [SQL_ONE] = "one",
        [SQL_MAYBE] = "maybe",
        [SQL_MANY] = "many",
        [SQL_STREAM] = "stream",
        [SQL_EXEC] = "exec",
        [SQL_COUNT] = "count",
    };
    skip_blanks(s);
    size_t from = s->at;
    while (s->at < s->text.n && is_name(peek(s)))
        s->at++;
    Str word = str_slice(s->text, from, s->at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(word, str_from(words[i]))) {
            *ret = (SqlShape)i;
            return OK;
        }
    return source_fail(s, from, "unknown result '%.*s': one, maybe, many, stream, exec or count", STR_ARG(word));
}

static Err rest_of_line_blank(Source *s)
{
    size_t end = line_end(s, s->at);
    Str rest = str_trim(str_slice(s->text, s->at, end));
    if (rest.n)
        return source_fail(s, (size_t)(rest.p - s->text.p), "unexpected '%.*s'", STR_ARG(rest));
    s->at = end < s->text.n ? end + 1 : end;
    return OK;
}

static Str camel(Arena *a, Str name_)
{
    Str copy = str_dup(a, name_);
    char *p = (char *)copy.p;
    size_t n = 0;
    bool up = true;
    for (size_t i = 0; i < copy.n; i++) {
        char c = p[i];
        if (c == '_') {
            up = true;
            continue;
        }
        p[n++] = up && c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
        up = false;
    }
    return str_of(p, n);
}

/* After "-- query:". */
static Err declaration(Source *s, QueryFile *f, Str comment)
{
    Query q = { .comment = comment };
    skip_blanks(s);
    q.at = s->at;
    TRY(name(s, "name of a query", &q.name));
    q.camel = camel(s->a, q.name);
    for (size_t i = 0; i < f->queries.n; i++)
        if (str_eq(f->queries.v[i].camel, q.camel))
            return source_fail(s, q.at, "query '%.*s' is declared twice (line %d)", STR_ARG(q.name),
                source_line(s, f->queries.v[i].at));
    TRY(fields(s, "name of a parameter", &q.params));
    TRY(expect(s, S("->")));
    size_t shape_at = s->at;
    TRY(shape(s, &q.shape));
    if (q.shape != SQL_EXEC && q.shape != SQL_COUNT) {
        TRY(fields(s, "name of a column", &q.cols));
        if (q.cols.n == 0)
            return source_fail(s, shape_at + 1, "no column declared");
    }
    TRY(rest_of_line_blank(s));
    Str line = str_slice(s->text, s->at, line_end(s, s->at));
    if (str_eq(str_trim(line), S("-- args struct"))) {
        q.args_struct = true;
        s->at += line.n < s->text.n - s->at ? line.n + 1 : line.n;
        if (q.params.n == 0)
            return source_fail(s, q.at, "'-- args struct' for a query without parameters");
    }
    for (size_t i = 0; !q.args_struct && i < q.params.n; i++)
        if (is_one_of(q.params.v[i].name, own_words))
            return source_fail(s, q.params.v[i].at, "'%.*s' is a parameter of every generated function",
                STR_ARG(q.params.v[i].name));
    Query *slot = vec_push(s->a, &f->queries);
    if (!slot)
        return ERR_MEMORY;
    *slot = q;
    return OK;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* The pieces of one statement, white space and comments reduced to one space, parameters numbered. */
typedef struct Statement {
    Buf *out[DB_ENGINES_];
    bool used[MKSQL_FIELDS_MAX];
    bool space; /* a space is due before the next piece */
    bool started;
} Statement;

static void put_piece(Statement *st, Str sqlite, Str postgres)
{
    for (int e = 0; e < DB_ENGINES_; e++) {
        if (st->space && st->started)
            buf_char(st->out[e], ' ');
        buf_put(st->out[e], e == DB_SQLITE ? sqlite : postgres);
    }
    st->space = false;
    st->started = true;
}

/* ":name", s->at just after the colon. */
static Err parameter(Source *s, const Query *q, Statement *st)
{
    size_t from = s->at;
    while (s->at < s->text.n && is_name(peek(s)))
        s->at++;
    Str word = str_slice(s->text, from, s->at);
    for (size_t i = 0; i < q->params.n; i++) {
        if (!str_eq(q->params.v[i].name, word))
            continue;
        st->used[i] = true;
        put_piece(st, str_format(s->a, "?%zu", i + 1), str_format(s->a, "$%zu", i + 1));
        return OK;
    }
    return source_fail(s, from - 1, "parameter ':%.*s' is not declared", STR_ARG(word));
}

static Err byte_piece(Source *s, const Query *q, Statement *st, Piece piece)
{
    char c = piece.text.p[0];
    if (c == ':' && peek(s) == ':') {
        s->at++;
        put_piece(st, S("::"), S("::"));
        return OK;
    }
    if (c == ':' && is_name_start(peek(s)))
        return parameter(s, q, st);
    if (c == '?' || c == '$' || c == '@' || c == ':')
        return source_fail(s, piece.at, "'%c' is not understood: a value is a declared ':parameter'", c);
    put_piece(st, piece.text, piece.text);
    return OK;
}

/* What follows the ";" on the same line may only be a comment; what follows after it is read by the file's reader. */
static Err after_statement(Source *s)
{
    size_t end = line_end(s, s->at);
    Str rest = str_trim(str_slice(s->text, s->at, end));
    if (rest.n && !str_starts(rest, S("--")))
        return source_fail(s, (size_t)(rest.p - s->text.p), "second statement: a query has one");
    s->at = end;
    return OK;
}

/* Reads from s->at to the ";" and writes both engines' texts. */
static Err statement_read(Source *s, Query *q, Statement *st)
{
    size_t begin = s->at;
    for (;;) {
        Piece piece;
        TRY(source_piece(s, &piece));
        if (piece.kind == PIECE_END)
            return source_fail(s, begin, "query '%.*s': ';' is missing at its end", STR_ARG(q->name));
        if (piece.kind == PIECE_COMMENT && str_starts(str_trim(str_slice(piece.text, 2, piece.text.n)), S("query")))
            return source_fail(s, piece.at, "query '%.*s': ';' is missing before this line", STR_ARG(q->name));
        if (piece.kind == PIECE_SPACE || piece.kind == PIECE_COMMENT) {
            st->space = true;
        } else if (piece.kind == PIECE_BYTE && piece.text.p[0] == ';') {
            if (!st->started)
                return source_fail(s, piece.at, "query '%.*s' has no text", STR_ARG(q->name));
            break;
        } else if (piece.kind == PIECE_BYTE) {
            TRY(byte_piece(s, q, st, piece));
        } else {
            put_piece(st, piece.text, piece.text);
        }
    }
    for (size_t i = 0; i < q->params.n; i++)
        if (!st->used[i])
            return source_fail(s, q->params.v[i].at, "parameter ':%.*s' is not used", STR_ARG(q->params.v[i].name));
    return after_statement(s);
}

/* `engine` < 0: the text of both. */
static Err statement(Source *s, Query *q, int engine)
{
    BUF sqlite = buf_new(MKSQL_OUTPUT_MAX);
    BUF postgres = buf_new(MKSQL_OUTPUT_MAX);
    Statement st = { .out = { [DB_SQLITE] = &sqlite, [DB_POSTGRES] = &postgres } };
    TRY(statement_read(s, q, &st));
    for (int e = 0; e < DB_ENGINES_; e++)
        if (engine < 0 || engine == e)
            q->text[e] = str_dup(s->a, buf_str(st.out[e]));
    return sqlite.failed || postgres.failed || arena_failed(s->a) ? ERR_MEMORY : OK;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static Query *last_query(QueryFile *f)
{
    return f->queries.n ? &f->queries.v[f->queries.n - 1] : NULL;
}

static Err last_is_complete(Source *s, QueryFile *f)
{
    static const char *const engines[] = { [DB_SQLITE] = "sqlite", [DB_POSTGRES] = "postgres" };
    Query *q = last_query(f);
    if (!q || (q->text[DB_SQLITE].p && q->text[DB_POSTGRES].p))
        return OK;
    if (!q->text[DB_SQLITE].p && !q->text[DB_POSTGRES].p)
        return source_fail(s, q->at, "query '%.*s' has no text", STR_ARG(q->name));
    return source_fail(s, q->at, "query '%.*s' has no text for %s", STR_ARG(q->name),
        engines[q->text[DB_SQLITE].p ? DB_POSTGRES : DB_SQLITE]);
}

/* After "-- query@". */
static Err engine_text(Source *s, QueryFile *f)
{
    size_t from = s->at;
    int engine = looking_at(s, S("sqlite:")) ? DB_SQLITE : looking_at(s, S("postgres:")) ? DB_POSTGRES : -1;
    if (engine < 0)
        return source_fail(s, from, "'sqlite:' or 'postgres:' expected");
    s->at = str_find_char(s->text, s->at, ':') + 1;
    skip_blanks(s);
    from = s->at;
    Str word;
    TRY(name(s, "name of a query", &word));
    TRY(rest_of_line_blank(s));
    Query *q = last_query(f);
    if (!q || !str_eq(q->name, word))
        return source_fail(s, from, "'%.*s' is not the query declared just before", STR_ARG(word));
    if (q->text[engine].p)
        return source_fail(s, from, "query '%.*s' already has its text for this engine", STR_ARG(word));
    return statement(s, q, engine);
}

/* After "-- include:". */
static Err include(Source *s, QueryFile *f)
{
    skip_blanks(s);
    size_t from = s->at;
    Str word = str_trim(str_slice(s->text, from, line_end(s, from)));
    bool good = word.n > 4 && word.p[0] == '"' && str_ends(word, S(".h\""));
    for (size_t i = 1; good && i + 1 < word.n; i++)
        good = is_name(word.p[i]) || word.p[i] == '/' || word.p[i] == '.' || word.p[i] == '-';
    if (!good)
        return source_fail(s, from, "\"folder/header.h\" expected");
    Str *slot = vec_push(s->a, &f->includes);
    if (!slot)
        return ERR_MEMORY;
    *slot = word;
    s->at = line_end(s, from);
    return OK;
}

/* One line that begins with "--", at s->at; `comment` gathers what will stand above the next query. */
static Err comment_line(Source *s, QueryFile *f, Str *comment)
{
    size_t from = s->at, end = line_end(s, from);
    s->at += 2;
    while (peek(s) == ' ' || peek(s) == '\t')
        s->at++;
    Str above = *comment;
    *comment = STR_NONE;
    if (looking_at(s, S("query:"))) {
        TRY(last_is_complete(s, f));
        s->at += 6;
        return declaration(s, f, above);
    }
    if (looking_at(s, S("query@"))) {
        s->at += 6;
        return engine_text(s, f);
    }
    if (looking_at(s, S("include:"))) {
        s->at += 8;
        return include(s, f);
    }
    if (looking_at(s, S("args struct")))
        return source_fail(s, from, "'-- args struct' stands on the line after its '-- query:'");
    s->at = end < s->text.n ? end + 1 : end;
    *comment = str_slice(s->text, above.p ? (size_t)(above.p - s->text.p) : from, end);
    if (str_has(*comment, S("SPDX-License-Identifier")))
        *comment = STR_NONE;
    return OK;
}

static Err file_read(Source *s, QueryFile *f)
{
    Str comment = STR_NONE;
    f->stem = path_stem(s->file->where, S(".sql"));
    TRY(source_check(s));
    while (s->at < s->text.n) {
        size_t end = line_end(s, s->at);
        Str line = str_trim(str_slice(s->text, s->at, end));
        if (line.n == 0) {
            comment = STR_NONE;
            s->at = end < s->text.n ? end + 1 : end;
            continue;
        }
        s->at = (size_t)(line.p - s->text.p);
        if (looking_at(s, S("--"))) {
            TRY(comment_line(s, f, &comment));
            continue;
        }
        Query *q = last_query(f);
        if (!q || q->text[DB_SQLITE].p || q->text[DB_POSTGRES].p)
            return source_fail(s, s->at,
                q ? "second statement: a '-- query:' line is missing before this one"
                  : "a '-- query:' line is missing before this statement");
        TRY(statement(s, q, -1));
    }
    TRY(last_is_complete(s, f));
    if (f->queries.n == 0)
        return source_fail(s, s->text.n, "no query in this file");
    return OK;
}

static Err stem_check(Source *s, Str stem)
{
    bool good = stem.n > 0 && stem.p[0] >= 'a' && stem.p[0] <= 'z';
    for (size_t i = 0; i < stem.n; i++)
        good = good && is_name(stem.p[i]) && !(stem.p[i] >= 'A' && stem.p[i] <= 'Z');
    return good ? OK : source_fail(s, 0, "a file of queries is named in lower-case letters, digits and underscores");
}

Err mksql_run(Arena *a, const MksqlFile *in, MksqlCode *ret, Str *ret_error)
{
    Source s = { .a = a, .file = in, .text = in->text };
    QueryFile f = { 0 };
    Err e = stem_check(&s, path_stem(in->where, S(".sql")));
    if (e == OK)
        e = file_read(&s, &f);
    if (e == OK)
        e = query_emit(&s, &f, ret);
    if (e != OK && arena_failed(a))
        e = ERR_MEMORY;
    if (e == ERR_INVALID)
        *ret_error = s.error;
    return e;
}
