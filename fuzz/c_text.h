// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What a generator may write: C whose literals and comments end where they should, so that no text of a source file
 * becomes code. A small lexer of C, for the fuzz targets of mksql and mkview.
 */
#pragma once

#include <string.h>

#include "fuzz.h"

/* Index just after the literal that begins at `i`. */
static inline size_t c_literal_end(Str s, size_t i)
{
    char quote = s.p[i++];
    for (; i < s.n && s.p[i] != quote; i++) {
        FUZZ_CHECK((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f);
        if (s.p[i] == '\\') {
            i++;
            FUZZ_CHECK(i < s.n && s.p[i] && strchr("\"'\\?abfnrtv01234567xuU", s.p[i]));
        }
    }
    FUZZ_CHECK(i < s.n);
    return i + 1;
}

/* Literals closed on their line, comments closed, brackets balanced, no control character. */
static inline void c_check(Str s)
{
    char open[256];
    size_t depth = 0;
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '"' || c == '\'') {
            i = c_literal_end(s, i);
        } else if (str_starts(str_slice(s, i, s.n), S("//"))) {
            i = str_find_char(s, i, '\n');
            FUZZ_CHECK(s.p[i - 1] != '\\');
        } else if (str_starts(str_slice(s, i, s.n), S("/*"))) {
            i = str_find(s, i, S("*/"));
            FUZZ_CHECK(i < s.n);
            i += 2;
        } else {
            FUZZ_CHECK(c == '\n' || ((unsigned char)c >= ' ' && c != 0x7f));
            if (c == '(' || c == '[' || c == '{') {
                FUZZ_CHECK(depth < sizeof open);
                open[depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
            } else if (c == ')' || c == ']' || c == '}') {
                FUZZ_CHECK(depth > 0 && open[--depth] == c);
            }
            i++;
        }
    }
    FUZZ_CHECK(depth == 0);
}

/* "path:12:3: error: …", one line of UTF-8. */
static inline void check_generator_error(Str error, Str path)
{
    FUZZ_CHECK(str_starts(error, path) && str_has(error, S(": error: ")) && utf8_valid(error));
    FUZZ_CHECK(str_find_char(error, 0, '\n') == error.n);
}
