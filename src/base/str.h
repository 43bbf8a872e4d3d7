// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Str: the one string type. A pointer and a length, UTF-8, not NUL-terminated, never owned by itself: its bytes
 * live in an Arena, in a static text or in a buffer that the caller knows. `p == NULL` means "absent" (SQL NULL, an
 * optional value not given); an empty text has `p != NULL` and `n == 0`. All functions accept both.
 *
 *     Str nom = str_trim(S("  Brou "));
 *     if (str_eq(nom, S("Brou"))) ...
 *     printf("%.*s\n", STR_ARG(nom));
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *p;
    size_t n;
} Str;

/* A Str over a string literal; `S_INIT` is the same for static tables. */
// clang-format off
#define S(lit) ((Str){ ("" lit), sizeof(lit) - 1 })
#define S_INIT(lit) { ("" lit), sizeof(lit) - 1 }
// clang-format on
#define STR_NONE ((Str){ NULL, 0 })
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, ((s).p ? (s).p : "")

Str str_from(const char *z);                       /* NUL-terminated; NULL gives STR_NONE */
static inline Str str_of(const char *p, size_t n)
{
    return (Str){ p, n };
}
static inline bool str_is_none(Str s)
{
    return s.p == NULL;
}
static inline Str str_or_empty(Str s)
{
    return str_is_none(s) ? S("") : s;
}
static inline bool str_is_empty(Str s)
{
    return s.n == 0;
}

bool str_eq(Str a, Str b);                         /* same bytes; STR_NONE equals the empty text */
bool str_eq_nocase(Str a, Str b);                  /* ASCII letters only */
int str_cmp(Str a, Str b);                         /* byte order: the order of COLLATE "C" */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_has(Str s, Str needle);
/* Index of the first `c` at or after `from`, or `s.n`. */
size_t str_find_char(Str s, size_t from, char c);
/* Index of the first `needle` at or after `from`, or `s.n`. */
size_t str_find(Str s, size_t from, Str needle);
/* The bytes [from, to), both clamped to the text. */
Str str_slice(Str s, size_t from, size_t to);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
Str str_trim(Str s);
/* Takes the text up to `sep` off the front of `*rest`; false when nothing is left. "a,,b" gives "a", "", "b". */
bool str_split(Str *rest, char sep, Str *ret_part);

/* Whole text as a number; false (and `*ret` untouched) on anything else: blanks, overflow, hexadecimal, inf, nan. */
bool str_to_i64(Str s, int64_t *ret);
/* Its digits, written at the end of `z`. */
enum { STR_I64_MAX = 20 };
Str str_of_i64(int64_t v, char z[STR_I64_MAX]);
bool str_to_f64(Str s, double *ret);

/* Bytes to change, add or take away to go from one text to the other (Levenshtein); SIZE_MAX when one is longer than
 * STR_EDITS_MAX bytes. For short names, folded before. */
enum { STR_EDITS_MAX = 64 };
size_t str_edits(Str a, Str b);

/* FNV-1a, for hash tables of our own data. Not for secrets. */
uint64_t str_hash(Str s);
