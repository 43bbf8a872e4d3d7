// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/mksql_priv.h"

#include "base/planted.h"

#include <string.h>

int source_line(const Source *s, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at && i < s->text.n; i++)
        line += s->text.p[i] == '\n';
    return line;
}

static int source_column(const Source *s, size_t at)
{
    size_t start = at < s->text.n ? at : s->text.n;
    int column = 1;
    while (start > 0 && s->text.p[start - 1] != '\n') {
        start--;
        column += (s->text.p[start] & 0xC0) != 0x80;   /* characters, as editors count them */
    }
    return column;
}

Err source_fail(Source *s, size_t at, const char *fmt, ...)
{
    if (s->error.p)
        return ERR_INVALID;
    va_list ap;
    va_start(ap, fmt);
    Str what = str_vformat(s->a, fmt, ap);
    va_end(ap);
    s->error = str_format(s->a, "%.*s:%d:%d: error: %.*s", STR_ARG(s->file->path), source_line(s, at),
                          source_column(s, at), STR_ARG(what));
    return s->error.p ? ERR_INVALID : ERR_MEMORY;
}

Err source_check(Source *s)
{
    size_t good = utf8_valid_prefix(s->text);
    for (size_t i = 0; i < good; i++) {
        unsigned char c = (unsigned char)s->text.p[i];
        if ((c < 0x20 && !is_space((char)c)) || c == 0x7F)
            return source_fail(s, i, "control character 0x%02X", c);
    }
    if (good < s->text.n)
        return source_fail(s, good, "byte 0x%02X is not UTF-8", (unsigned char)s->text.p[good]);
    return OK;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

/* Past the closing quote; a doubled quote is part of the text. */
static Err quoted_end(Source *s, size_t from, size_t *ret)
{
    char quote = s->text.p[from];
    for (size_t i = from + 1; i < s->text.n; i++) {
        if (s->text.p[i] != quote)
            continue;
        if (i + 1 < s->text.n && s->text.p[i + 1] == quote) {
            i++;
            continue;
        }
        *ret = i + 1;
        return OK;
    }
    return source_fail(s, from, quote == '\'' ? "text without its closing '" : "name without its closing \"");
}

static Err comment_end(Source *s, size_t from, size_t *ret)
{
    if (s->text.p[from] == '-') {
        *ret = str_find_char(s->text, from, '\n');
        return OK;
    }
    size_t end = str_find(s->text, from + 2, S("*/"));
    if (end == s->text.n)
        return source_fail(s, from, "comment without its closing */");
    *ret = end + 2;
    return OK;
}

Err source_piece(Source *s, Piece *ret)
{
    Str t = s->text;
    size_t from = s->at, end = from + 1;
    char c = from < t.n ? t.p[from] : '\0', next = from + 1 < t.n ? t.p[from + 1] : '\0';
    PieceKind kind = PIECE_BYTE;
    if (from >= t.n) {
        kind = PIECE_END;
        end = from;
    } else if (c == '\'' || c == '"') {
        kind = PIECE_QUOTED;
        TRY(quoted_end(s, from, &end));
    } else if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
        kind = PIECE_COMMENT;
        TRY(comment_end(s, from, &end));
    } else if (is_space(c)) {
        kind = PIECE_SPACE;
        while (end < t.n && is_space(t.p[end]))
            end++;
    } else if (is_name(c)) {
        kind = PIECE_WORD;
        while (end < t.n && is_name(t.p[end]))
            end++;
    }
    *ret = (Piece){ .kind = kind, .at = from, .text = str_slice(t, from, end) };
    s->at = end;
    return OK;
}

void put_literal(Buf *b, Str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n')
            buf_put(b, S("\\n"));
        else if ((unsigned char)c < 0x20 || (unsigned char)c == 0x7F)
            buf_format(b, "\\%03o", (unsigned)(unsigned char)c);
        else if (c == '"' || c == PLANTED('\\', '"')) {
            buf_char(b, '\\');
            buf_char(b, c);
        } else
            buf_char(b, c);
    }
    buf_char(b, '"');
}

Str path_stem(Str path)
{
    size_t from = 0;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/')
            from = i + 1;
    Str name = str_slice(path, from, path.n);
    return str_ends(name, S(".sql")) ? str_slice(name, 0, name.n - 4) : name;
}
