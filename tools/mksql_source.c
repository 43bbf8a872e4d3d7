// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/mksql_priv.h"

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
