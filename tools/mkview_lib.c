// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/mkview_lib.h"

#include "base/planted.h"
#include "tools/mkview_markup.h"

enum { INPUT_MAX = 512 * 1024, OUTPUT_MAX = 16 * 1024 * 1024 };

typedef enum BlockKind { BLOCK_VIEW, BLOCK_IF, BLOCK_EACH, BLOCK_USE } BlockKind;

typedef struct Block {
    BlockKind kind;
    size_t at;
    Str name;             /* view, use */
    Str args;             /* use: given again to the closing function */
    MarkupMark start;
    MarkupMark merged;    /* if: the place after the branches seen */
    bool branches, otherwise;
    size_t floor;         /* of the markup outside */
    size_t attrs;         /* attributes of the tag when the block began */
    bool body;            /* view: {% body %} was seen */
    size_t code_at;       /* view: where its function begins in the output */
} Block;

typedef struct ViewInfo {
    Str name, params, comment;
    size_t at;
    bool wraps;
} ViewInfo;

typedef struct Gen {
    Source s;
    Markup m;
    VEC(Block) blocks;
    VEC(ViewInfo) views;
    Buf code, includes;
    Str comment;          /* the last one at the top level */
} Gen;

static bool looking_at(const Source *s, size_t at, Str what)
{
    return str_eq(str_slice(s->text, at, at + what.n), what);
}

static Block *innermost(Gen *g)
{
    return g->blocks.n ? &g->blocks.v[g->blocks.n - 1] : NULL;
}

/* ---- the C inside -------------------------------------------------------------------------------------------------- */

static Err quoted_end(Source *s, size_t from, size_t *ret)
{
    char quote = s->text.p[from];
    for (size_t i = from + 1; i < s->text.n && s->text.p[i] != '\n'; i++) {
        if (s->text.p[i] == '\\')
            i++;
        else if (s->text.p[i] == quote) {
            *ret = i + 1;
            return OK;
        }
    }
    return source_fail(s, from, "%c without the %c that closes it", quote, quote);
}

static char closing_of(char c)
{
    return c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : '\0';
}

/*
 * The piece of C that begins at `from`, up to `stop` outside of quotes and brackets. Only what an expression or a
 * declaration needs: no comment, no statement, no preprocessor.
 */
static Err c_scan(Source *s, size_t from, Str stop, size_t *ret_end)
{
    char wait[64];
    size_t opened[64], depth = 0;
    for (size_t i = from; i < s->text.n; i++) {
        char c = s->text.p[i], next = i + 1 < s->text.n ? s->text.p[i + 1] : '\0';
        if (depth == 0 && looking_at(s, i, stop)) {
            *ret_end = i;
            return OK;
        }
        if (c == '"' || c == '\'') {
            TRY(quoted_end(s, i, &i));
            i--;
        } else if (closing_of(c)) {
            if (depth == sizeof wait)
                return source_fail(s, i, "brackets nested too deep");
            opened[depth] = i;
            wait[depth++] = closing_of(c);
        } else if (depth > 0 && c == wait[depth - 1]) {
            depth--;
        } else if (c == ')' || c == ']' || PLANTED(c == '}', false)) {
            return source_fail(s, i, "'%c' without its opening bracket", c);
        } else if (c == '%' && next == '}') {
            return source_fail(s, i, "'%.*s' is missing before '%%}'", STR_ARG(stop));
        } else if (c == ';' || c == '#' || c == '\\' || c == '`' || c == '@' || c == '$' ||
                   (c == '/' && (next == '/' || next == '*'))) {
            return source_fail(s, i, "'%c' in an expression", c);
        }
    }
    if (depth > 0)
        return source_fail(s, opened[depth - 1], "'%c' is not closed", s->text.p[opened[depth - 1]]);
    return source_fail(s, from, "'%.*s' is missing", STR_ARG(stop));
}

/* `name` at s->at, or ERR_INVALID. Advances past it and the blanks after. */
static Err take_name(Source *s, const char *what, Str *ret)
{
    size_t end = s->at;
    while (end < s->text.n && is_name(s->text.p[end]))
        end++;
    if (end == s->at || !is_name_start(s->text.p[s->at]))
        return source_fail(s, s->at, "%s expected", what);
    *ret = str_slice(s->text, s->at, end);
    s->at = end;
    return OK;
}

static void skip_blanks(Source *s, size_t end)
{
    while (s->at < end && is_space(s->text.p[s->at]))
        s->at++;
}

/* `name(args)` and nothing else, up to `end`. */
static Err take_call(Source *s, size_t end, Str *ret_name, Str *ret_args)
{
    size_t close = 0;
    Str name;
    TRY(take_name(s, "name of a view", &name));
    if (s->at >= end || s->text.p[s->at] != '(')
        return source_fail(s, s->at, "'(' expected after the name of a view");
    size_t from = s->at + 1;
    TRY(c_scan(s, from, S(")"), &close));
    s->at = close + 1;
    skip_blanks(s, end);
    if (s->at != end)
        return source_fail(s, s->at, "nothing is expected after ')'");
    *ret_name = name;
    *ret_args = str_trim(str_slice(s->text, from, close));
    return OK;
}

/* Index in [from, end) of `word` standing alone outside of quotes and brackets, or `end`. */
static size_t find_outside(const Source *s, size_t from, size_t end, Str word)
{
    int depth = 0, ternary = 0;
    for (size_t i = from; i < end; i++) {
        char c = s->text.p[i];
        if (c == '"' || c == '\'') {
            for (size_t quote = i++; i < end && s->text.p[i] != s->text.p[quote]; i++)
                i += s->text.p[i] == '\\';
            continue;
        }
        depth += closing_of(c) != '\0';
        depth -= c == ')' || c == ']' || c == '}';
        ternary += depth == 0 && c == '?';
        if (depth != 0 || !looking_at(s, i, word))
            continue;
        bool letters = is_name(word.p[0]);
        bool alone = !letters || (is_space(s->text.p[i - 1]) && is_space(s->text.p[i + word.n]));
        if (alone && ternary == 0)
            return i;
        ternary -= !letters && ternary > 0;
    }
    return end;
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

static void indent(Gen *g)
{
    for (size_t i = 0; i < g->blocks.n; i++)
        buf_put(&g->code, S("    "));
}

static void put_line_mark(Gen *g, Buf *b, size_t at)
{
    buf_format(b, "#line %d ", source_line(&g->s, at));
    put_literal(b, g->s.file->path);
    buf_char(b, '\n');
}

/* `before`, then the C text, then `after`; the C text stands in its own column when there is room, for the compiler's
 * messages. */
static void put_c(Gen *g, const char *before, Str c, const char *after)
{
    size_t at = (size_t)(c.p - g->s.text.p), column = (size_t)source_column(&g->s, at), written = str_from(before).n;
    put_line_mark(g, &g->code, at);
    size_t pad = column > written + 1 ? column - written - 1 : 0;
    for (size_t i = 0; i < pad; i++)
        buf_char(&g->code, ' ');
    buf_put(&g->code, str_from(before));
    buf_put(&g->code, c);
    buf_put(&g->code, str_from(after));
    buf_char(&g->code, '\n');
}

/* Writes the literal made so far as one constant. */
static void put_pending(Gen *g)
{
    markup_settle(&g->m);
    Str rest = buf_str(&g->m.out), line;
    if (!rest.n)
        return;
    indent(g);
    buf_put(&g->code, S("view_raw(v, S("));
    for (size_t n = 0; rest.n; n++) {
        size_t end = str_find_char(rest, 0, '\n') + 1;
        line = str_slice(rest, 0, end);
        rest = str_slice(rest, end, rest.n);
        if (n > 0) {
            buf_char(&g->code, '\n');
            indent(g);
            buf_put(&g->code, S("              "));
        }
        put_literal(&g->code, line);
    }
    buf_put(&g->code, S("));\n"));
    g->m.out.n = 0;
}

static void put_signature(Buf *b, Str name, const char *suffix, Str params)
{
    buf_format(b, "void view_%.*s%s(View *v%s%.*s)", STR_ARG(name), suffix, params.n ? ", " : "", STR_ARG(params));
}

static void put_call(Gen *g, Str name, const char *suffix, Str args)
{
    put_line_mark(g, &g->code, (size_t)(name.p - g->s.text.p));
    indent(g);
    buf_format(&g->code, "view_%.*s%s(v%s%.*s);\n", STR_ARG(name), suffix, args.n ? ", " : "", STR_ARG(args));
}

/* ---- blocks -------------------------------------------------------------------------------------------------------- */

static Err block_open(Gen *g, BlockKind kind, size_t at, Block **ret)
{
    Block b = { .kind = kind, .at = at, .start = g->m.now, .floor = g->m.floor, .attrs = g->m.attrs.n };
    Block *to = vec_push(g->s.a, &g->blocks);
    if (!to)
        return ERR_MEMORY;
    *to = b;
    g->m.floor = g->m.open.n;
    *ret = to;
    return OK;
}

/* A branch of {% if %} ends: what it leaves behind joins what the others left. */
static Err branch_end(Gen *g, size_t at, Str what)
{
    Block *b = innermost(g);
    TRY(markup_same(&g->m, at, &b->start, what));
    b->merged = b->branches ? markup_merge(&b->merged, &g->m.now) : g->m.now;
    b->branches = true;
    return OK;
}

static void hide_attributes(Gen *g, const Block *b, bool hidden)
{
    for (size_t i = b->attrs; i < g->m.attrs.n; i++)
        g->m.attrs.v[i].hidden = hidden;
}

static bool begins_in_tag(const Block *b)
{
    return b->start.state == MARKUP_TAG || b->start.state == MARKUP_TIGHT;
}

static Err if_next(Gen *g, size_t at, Str what)
{
    Block *b = innermost(g);
    if (!b || b->kind != BLOCK_IF || b->otherwise)
        return source_fail(&g->s, at, "{%% %.*s %%} without its {%% if %%}", STR_ARG(what));
    TRY(branch_end(g, at, what));
    put_pending(g);
    if (begins_in_tag(b))
        hide_attributes(g, b, true);
    g->m.now = b->start;
    return OK;
}

static Err view_end(Gen *g, size_t at)
{
    Block *b = innermost(g);
    if (g->m.now.state != MARKUP_TEXT)
        return source_fail(&g->s, at, "the view ends inside a tag");
    TRY(markup_same(&g->m, at, &b->start, S("end")));
    put_pending(g);
    buf_put(&g->code, S("}\n"));
    ViewInfo *view = &g->views.v[g->views.n - 1];
    view->wraps = b->body;
    Str text = buf_str(&g->code);
    Str body = str_dup(g->s.a, str_slice(text, b->code_at, text.n));
    if (!body.p)
        return ERR_MEMORY;
    g->code.n = b->code_at;
    put_line_mark(g, &g->code, view->at);
    put_signature(&g->code, view->name, view->wraps ? "_open" : "", view->params);
    buf_put(&g->code, S("\n{\n"));
    buf_put(&g->code, body);
    return OK;
}

static Err directive_end(Gen *g, size_t at)
{
    Block *b = innermost(g);
    if (!b)
        return source_fail(&g->s, at, "{%% end %%} ends nothing");
    switch (b->kind) {
    case BLOCK_VIEW:
        TRY(view_end(g, at));
        break;
    case BLOCK_IF:
        TRY(branch_end(g, at, S("end")));
        if (!b->otherwise)
            b->merged = markup_merge(&b->merged, &b->start);
        put_pending(g);
        if (begins_in_tag(b))
            hide_attributes(g, b, false);
        g->m.now = b->merged;
        break;
    case BLOCK_EACH:
        TRY(markup_same(&g->m, at, &b->start, S("end")));
        put_pending(g);
        g->m.now = markup_merge(&g->m.now, &b->start);
        break;
    case BLOCK_USE:
        TRY(markup_same(&g->m, at, &b->start, S("end")));
        put_pending(g);
        break;
    }
    Block done = *b;
    g->m.floor = done.floor;
    g->blocks.n--;
    if (done.kind == BLOCK_USE)
        put_call(g, done.name, "_close", done.args);
    if (done.kind != BLOCK_VIEW) {
        indent(g);
        buf_put(&g->code, S("}\n"));
    }
    return OK;
}

/* ---- directives ---------------------------------------------------------------------------------------------------- */

typedef struct Directive {
    size_t at; /* of its "{%" */
    Str word;
    size_t end; /* of what follows the word, blanks excluded */
} Directive;

static Str rest_of(Gen *g, const Directive *d)
{
    return str_slice(g->s.text, g->s.at, d->end);
}

static Err need_rest(Gen *g, const Directive *d, const char *what)
{
    return rest_of(g, d).n ? OK : source_fail(&g->s, d->at, "{%% %.*s %%} without %s", STR_ARG(d->word), what);
}

static Err need_nothing(Gen *g, const Directive *d)
{
    return rest_of(g, d).n ? source_fail(&g->s, g->s.at, "nothing is expected after '%.*s'", STR_ARG(d->word)) : OK;
}

static Err need_text(Gen *g, const Directive *d)
{
    if (g->m.now.state != MARKUP_TEXT)
        return source_fail(&g->s, d->at, "{%% %.*s %%} inside a tag", STR_ARG(d->word));
    return OK;
}

static Err directive_view(Gen *g, const Directive *d)
{
    ViewInfo info = { .at = g->s.at, .comment = g->comment };
    if (g->blocks.n)
        return source_fail(&g->s, d->at, "a view inside the view of line %d: {%% end %%} is missing",
            source_line(&g->s, g->blocks.v[0].at));
    TRY(take_call(&g->s, d->end, &info.name, &info.params));
    for (size_t i = 0; i < g->views.n; i++)
        if (str_eq(g->views.v[i].name, info.name))
            return source_fail(&g->s, info.at, "view '%.*s' is already on line %d", STR_ARG(info.name),
                source_line(&g->s, g->views.v[i].at));
    ViewInfo *view = vec_push(g->s.a, &g->views);
    Block *b = NULL;
    if (!view)
        return ERR_MEMORY;
    *view = info;
    g->comment = STR_NONE;
    buf_char(&g->code, '\n');
    TRY(block_open(g, BLOCK_VIEW, d->at, &b));
    b->name = info.name;
    b->code_at = g->code.n;
    return OK;
}

static Err directive_include(Gen *g, const Directive *d)
{
    Str path = rest_of(g, d);
    if (g->blocks.n)
        return source_fail(&g->s, d->at, "{%% include %%} stands before the views");
    bool good = path.n > 4 && path.p[0] == '"' && str_ends(path, S(".h\""));
    for (size_t i = 1; good && i + 1 < path.n; i++)
        good = is_name(path.p[i]) || path.p[i] == '/' || path.p[i] == '.' || path.p[i] == '-';
    if (!good)
        return source_fail(&g->s, g->s.at, "\"folder/header.h\" expected");
    put_line_mark(g, &g->includes, d->at);
    buf_format(&g->includes, "#include %.*s\n", STR_ARG(path));
    return OK;
}

static Err directive_if(Gen *g, const Directive *d)
{
    Block *b = NULL;
    TRY(need_rest(g, d, "a condition"));
    put_pending(g);
    put_c(g, "if (", rest_of(g, d), ") {");
    return block_open(g, BLOCK_IF, d->at, &b);
}

static Err directive_elif(Gen *g, const Directive *d)
{
    TRY(need_rest(g, d, "a condition"));
    TRY(if_next(g, d->at, d->word));
    put_c(g, "} else if (", rest_of(g, d), ") {");
    return OK;
}

static Err directive_else(Gen *g, const Directive *d)
{
    TRY(need_nothing(g, d));
    TRY(if_next(g, d->at, d->word));
    innermost(g)->otherwise = true;
    indent(g);
    buf_put(&g->code, S("} else {\n"));
    return OK;
}

static Err directive_each(Gen *g, const Directive *d)
{
    Source *s = &g->s;
    Block *b = NULL;
    Str x;
    if (begins_in_tag(&(Block){ .start = g->m.now }))
        return source_fail(s, d->at, "{%% each %%} between the attributes of a tag");
    TRY(take_name(s, "name of the loop's variable", &x));
    skip_blanks(s, d->end);
    Str in = str_slice(s->text, s->at, s->at + 3);
    if (!str_eq(in, S("in ")) && !str_eq(in, S("in\n")))
        return source_fail(s, s->at,
            "'in' expected: {%% each x in array : n %%} or {%% each x in array until condition %%}");
    size_t from = s->at + 3, colon = find_outside(s, from, d->end, S(":")),
           until = find_outside(s, from, d->end, S("until"));
    bool counted = colon < until;
    size_t cut = counted ? colon : until;
    Str array = str_trim(str_slice(s->text, from, cut));
    Str limit = str_trim(str_slice(s->text, cut + (counted ? 1 : 5), d->end));
    if (cut == d->end || !array.n || !limit.n)
        return source_fail(s, s->at, "{%% each x in array : n %%} or {%% each x in array until condition %%} expected");
    put_pending(g);
    if (counted)
        put_c(g, str_format(s->a, "for (size_t %.*s_i = 0, %.*s_n = (size_t)(", STR_ARG(x), STR_ARG(x)).p, limit,
            str_format(s->a, "); %.*s_i < %.*s_n; %.*s_i++) {", STR_ARG(x), STR_ARG(x), STR_ARG(x)).p);
    else
        buf_format(&g->code, "for (size_t %.*s_i = 0;; %.*s_i++) {\n", STR_ARG(x), STR_ARG(x));
    put_c(g, str_format(s->a, "__auto_type %.*s = &(", STR_ARG(x)).p, array,
        str_format(s->a, ")[%.*s_i]; (void)%.*s;", STR_ARG(x), STR_ARG(x)).p);
    if (!counted)
        put_c(g, "if (", limit, ") break;");
    return block_open(g, BLOCK_EACH, d->at, &b);
}

static Err directive_let(Gen *g, const Directive *d)
{
    size_t equal = find_outside(&g->s, g->s.at, d->end, S("="));
    if (equal == d->end || !str_trim(str_slice(g->s.text, equal + 1, d->end)).n)
        return source_fail(&g->s, g->s.at, "{%% let type name = expression %%} expected");
    put_pending(g);
    put_c(g, "", rest_of(g, d), ";");
    return OK;
}

static Err directive_call(Gen *g, const Directive *d)
{
    Str name, args;
    TRY(need_text(g, d));
    TRY(take_call(&g->s, d->end, &name, &args));
    put_pending(g);
    put_call(g, name, "", args);
    return OK;
}

static Err directive_use(Gen *g, const Directive *d)
{
    Str name, args;
    Block *b = NULL;
    TRY(need_text(g, d));
    TRY(take_call(&g->s, d->end, &name, &args));
    put_pending(g);
    indent(g);
    buf_put(&g->code, S("{\n"));
    put_call(g, name, "_open", args);
    TRY(block_open(g, BLOCK_USE, d->at, &b));
    b->name = name;
    b->args = args;
    return OK;
}

static Err directive_body(Gen *g, const Directive *d)
{
    Block *b = innermost(g);
    TRY(need_nothing(g, d));
    TRY(need_text(g, d));
    if (b->kind != BLOCK_VIEW)
        return source_fail(&g->s, d->at, "{%% body %%} inside another block");
    if (b->body)
        return source_fail(&g->s, d->at, "{%% body %%} is already in this view");
    const ViewInfo *view = &g->views.v[g->views.n - 1];
    b->body = true;
    put_pending(g);
    buf_put(&g->code, S("}\n\n"));
    put_line_mark(g, &g->code, view->at);
    put_signature(&g->code, view->name, "_close", view->params);
    buf_put(&g->code, S("\n{\n"));
    return OK;
}

static Err end_word(Gen *g, const Directive *d)
{
    TRY(need_nothing(g, d));
    return directive_end(g, d->at);
}

static const struct {
    Str word;
    Err (*fn)(Gen *g, const Directive *d);
    bool inside; /* only inside a view */
} words[] = {
    { S_INIT("view"), directive_view, false },
    { S_INIT("include"), directive_include, false },
    { S_INIT("if"), directive_if, true },
    { S_INIT("elif"), directive_elif, true },
    { S_INIT("else"), directive_else, true },
    { S_INIT("each"), directive_each, true },
    { S_INIT("let"), directive_let, true },
    { S_INIT("call"), directive_call, true },
    { S_INIT("use"), directive_use, true },
    { S_INIT("body"), directive_body, true },
    { S_INIT("end"), end_word, true },
};

/* A directive or a comment alone on its line leaves neither a blank line nor the next one's indentation behind. */
static size_t past_own_line(Gen *g, size_t at, size_t end)
{
    Str t = g->s.text;
    size_t from = at;
    while (from > 0 && (t.p[from - 1] == ' ' || t.p[from - 1] == '\t'))
        from--;
    if (from > 0 && t.p[from - 1] != '\n')
        return end;
    size_t to = end;
    while (to < t.n && (t.p[to] == ' ' || t.p[to] == '\t' || t.p[to] == '\r'))
        to++;
    if (to < t.n && t.p[to] != '\n')
        return end;
    to += to < t.n;
    while (to < t.n && (t.p[to] == ' ' || t.p[to] == '\t'))
        to++;
    return to;
}

/* The blanks before a directive alone on its line, already in the literal. */
static void drop_own_blanks(Gen *g)
{
    Buf *out = &g->m.out;
    while (out->n && (out->p[out->n - 1] == ' ' || out->p[out->n - 1] == '\t'))
        out->n--;
}

static Err directive(Gen *g, size_t at)
{
    Source *s = &g->s;
    Directive d = { .at = at };
    size_t close = 0;
    if (g->blocks.n)
        TRY(markup_directive(&g->m, at));
    TRY(c_scan(s, at + 2, S("%}"), &close));
    size_t next = past_own_line(g, at, close + 2);
    if (next > close + 2 && g->m.now.state != MARKUP_VALUE)
        drop_own_blanks(g);
    else if (g->m.now.state == MARKUP_VALUE)
        next = close + 2;
    s->at = at + 2;
    skip_blanks(s, close);
    d.end = close;
    while (d.end > s->at && is_space(s->text.p[d.end - 1]))
        d.end--;
    TRY(take_name(s, "a word (view, include, if, elif, else, each, let, call, use, body, end)", &d.word));
    skip_blanks(s, d.end);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_eq(words[i].word, d.word))
            continue;
        if (words[i].inside && !g->blocks.n)
            return source_fail(s, at, "{%% %.*s %%} outside of a view", STR_ARG(d.word));
        TRY(words[i].fn(g, &d));
        s->at = next;
        return OK;
    }
    return source_fail(s, at, "unknown word '%.*s'", STR_ARG(d.word));
}

/* ---- holes and comments -------------------------------------------------------------------------------------------- */

static Err hole_expression(Gen *g, size_t at, size_t *ret_end, Str *ret)
{
    size_t close = 0;
    TRY(c_scan(&g->s, at + 2, S("}}"), &close));
    Str expression = str_trim(str_slice(g->s.text, at + 2, close));
    if (!expression.n)
        return source_fail(&g->s, at, "an empty hole");
    *ret_end = close + 2;
    *ret = expression;
    return OK;
}

static Err hole(Gen *g, size_t at)
{
    static const char *const macros[] = { [HOLE_TEXT] = "VIEW_TEXT(v, (",
        [HOLE_ATTR] = "VIEW_ATTR(v, (",
        [HOLE_URL] = "VIEW_URL(v, (",
        [HOLE_URLPART] = "VIEW_URLPART(v, (" };
    HoleKind kind = HOLE_TEXT;
    Str expression;
    if (!g->blocks.n)
        return source_fail(&g->s, at, "'{{' outside of a view");
    TRY(markup_hole(&g->m, at, &kind));
    TRY(hole_expression(g, at, &g->s.at, &expression));
    put_pending(g);
    put_c(g, macros[kind], expression, "));");
    return OK;
}

/* attr?="{{ c }}" */
static Err boolean(Gen *g, size_t at)
{
    Source *s = &g->s;
    Str name, expression;
    if (!looking_at(s, at, S("?=\"{{")))
        return source_fail(s, at, "attr?=\"{{ condition }}\" expected");
    TRY(markup_boolean(&g->m, at, &name));
    TRY(hole_expression(g, at + 3, &s->at, &expression));
    if (!looking_at(s, s->at, S("\"")))
        return source_fail(s, s->at, "'\"' expected after the condition of '%.*s'", STR_ARG(name));
    s->at++;
    put_pending(g);
    put_c(g, "if (", expression, ")");
    indent(g);
    buf_format(&g->code, "    view_raw(v, S(\" %.*s\"));\n", STR_ARG(name));
    return OK;
}

static Err comment(Gen *g, size_t at)
{
    Source *s = &g->s;
    size_t close = str_find(s->text, at + 2, S("#}"));
    if (close == s->text.n)
        return source_fail(s, at, "comment without its '#}'");
    s->at = close + 2;
    if (!g->blocks.n)
        g->comment = str_trim(str_slice(s->text, at + 2, close));
    if (g->m.now.state == MARKUP_VALUE)
        return OK;
    s->at = past_own_line(g, at, close + 2);
    if (s->at > close + 2)
        drop_own_blanks(g);
    return OK;
}

static Err literal(Gen *g, size_t at)
{
    Source *s = &g->s;
    char c = s->text.p[at];
    if (!g->blocks.n && !is_space(c))
        return source_fail(s, at, "text outside of a view");
    if (looking_at(s, at, S("}}")) || looking_at(s, at, S("%}")))
        return source_fail(s, at, "'%.*s' without its beginning", STR_ARG(str_slice(s->text, at, at + 2)));
    s->at = at + 1;
    return g->blocks.n ? markup_feed(&g->m, at) : OK;
}

static Err step(Gen *g)
{
    size_t at = g->s.at;
    if (looking_at(&g->s, at, S("{#")))
        return comment(g, at);
    if (looking_at(&g->s, at, S("{%")))
        return directive(g, at);
    if (looking_at(&g->s, at, S("{{")))
        return hole(g, at);
    if (g->m.now.state == MARKUP_ATTR && g->s.text.p[at] == '?')
        return boolean(g, at);
    return literal(g, at);
}

/* ---- the two files ------------------------------------------------------------------------------------------------- */

static void put_comment(Buf *b, Str text)
{
    if (!text.n)
        return;
    buf_put(b, S("/* "));
    for (size_t i = 0; i < text.n; i++) {
        buf_char(b, text.p[i]);
        if ((text.p[i] == '*' || text.p[i] == '/') && i + 1 < text.n && (text.p[i + 1] == '/' || text.p[i + 1] == '*'))
            buf_char(b, ' ');
    }
    buf_put(b, S(" */\n"));
}

static void put_header(Gen *g, Buf *b)
{
    buf_format(b, "// Generated by mkview from %.*s. Do not edit.\n#pragma once\n\n#include \"core/view/view.h\"\n",
        STR_ARG(g->s.file->where));
    buf_put(b, buf_str(&g->includes));
    for (size_t i = 0; i < g->views.n; i++) {
        const ViewInfo *view = &g->views.v[i];
        buf_char(b, '\n');
        put_comment(b, view->comment);
        put_line_mark(g, b, view->at);
        put_signature(b, view->name, view->wraps ? "_open" : "", view->params);
        buf_put(b, S(";\n"));
        if (view->wraps) {
            put_line_mark(g, b, view->at);
            put_signature(b, view->name, "_close", view->params);
            buf_put(b, S(";\n"));
        }
    }
}

static Err generate(Gen *g)
{
    if (g->s.text.n > INPUT_MAX)
        return source_fail(&g->s, 0, "a view of more than %d KiB", INPUT_MAX / 1024);
    TRY(source_check(&g->s));
    while (g->s.at < g->s.text.n)
        TRY(step(g));
    if (g->blocks.n) {
        const Block *b = innermost(g);
        return source_fail(&g->s, b->at, "no {%% end %%} for this block");
    }
    if (!g->views.n)
        return source_fail(&g->s, g->s.text.n, "no view in this file");
    return OK;
}

Err mkview_run(Arena *a, const SourceFile *in, MkviewCode *ret, Str *ret_error)
{
    Gen g = { .s = { .a = a, .file = in, .text = in->text },
        .code = buf_new(OUTPUT_MAX),
        .includes = buf_new(OUTPUT_MAX) };
    g.m = (Markup){ .s = &g.s, .out = buf_new(OUTPUT_MAX), .run_at = SIZE_MAX };
    BUF header = buf_new(OUTPUT_MAX);
    BUF source = buf_new(OUTPUT_MAX);
    Str stem = path_stem(in->where, S(".html"));
    Err e = generate(&g);
    if (e == OK) {
        put_header(&g, &header);
        buf_format(&source, "// Generated by mkview from %.*s. Do not edit.\n#include \"%.*s_view.h\"\n",
            STR_ARG(in->where), STR_ARG(stem));
        buf_put(&source, buf_str(&g.code));
        MkviewCode code = { .header = str_dup(a, buf_str(&header)), .source = str_dup(a, buf_str(&source)) };
        if (g.code.failed || g.m.out.failed || g.includes.failed || header.failed || source.failed || arena_failed(a))
            e = ERR_MEMORY;
        else
            *ret = code;
    }
    if (e == ERR_INVALID)
        *ret_error = g.s.error;
    buf_done(&g.code);
    buf_done(&g.includes);
    buf_done(&g.m.out);
    return e;
}
