// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/source.h"

#include "base/planted.h"

int source_line(const Source *s, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at && i < s->text.n; i++)
        line += s->text.p[i] == '\n';
    return line;
}

int source_column(const Source *s, size_t at)
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
    what = str_replace(s->a, str_replace(s->a, what, S("\n"), S("\\n")), S("\r"), S("\\r")); /* one line an error */
    if (!utf8_valid(what))
        what = utf8_from_cp1252(s->a, what);       /* a byte quoted out of the middle of a letter */
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

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9');
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
        else if (c == '"' || c == PLANTED('\\', '"') ||
                 (c == '?' && i > 0 && s.p[i - 1] == '?')) {   /* "??(" is a trigraph */
            buf_char(b, '\\');
            buf_char(b, c);
        } else
            buf_char(b, c);
    }
    buf_char(b, '"');
}

Str path_stem(Str path, Str ext)
{
    size_t from = 0;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/')
            from = i + 1;
    Str name = str_slice(path, from, path.n);
    return str_ends(name, ext) ? str_slice(name, 0, name.n - ext.n) : name;
}
