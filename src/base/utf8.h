// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * UTF-8: validity, code points, and the two forms of French text that we compare: folded (search keys) and composed
 * (Unicode NFC for the letters of European languages).
 */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* True when the text is well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, at most U+10FFFF). */
bool utf8_valid(Str s);
/* Offset of the first byte that is not well-formed, or s.n. */
size_t utf8_valid_prefix(Str s);
/* Decodes one code point at s.p[*i] and advances; U+FFFD and one byte for a malformed one. */
uint32_t utf8_next(Str s, size_t *i);
/* Writes a code point, returns the number of bytes (1 to 4); U+FFFD for what is not a scalar value. */
size_t utf8_put(char out[4], uint32_t cp);
/* Number of code points. */
size_t utf8_length(Str s);
/* At most `max` code points, cut between code points. */
Str utf8_cut(Str s, size_t max);
/* For a person: whole where it fits, else its first words and "…", `max` code points in all at most. */
Str utf8_abridge(Arena *a, Str s, size_t max);

/*
 * The key under which two spellings of a French name are the same: lower case, without accents, œ→oe, æ→ae, every
 * run of anything that is not a letter or a digit → one space, none at the ends.
 * "Saint-Rémy  L’Évêque" → "saint remy l eveque". Malformed bytes count as separators.
 */
Str utf8_fold(Arena *a, Str s);
/*
 * utf8_fold plus the abbreviations of place names: the words "st" and "ste" become "saint" and "sainte", so that
 * "St-Rémy" and "Saint Remy" meet.
 */
Str utf8_fold_name(Arena *a, Str s);
/* Base letter followed by a combining mark (U+0300, 0301, 0302, 0303, 0308, 030A, 030C, 0327) → the precomposed
 * letter, for Latin letters. The same bytes come back (not copied) where there is nothing to compose. */
Str utf8_nfc(Arena *a, Str s);
/* Windows-1252 (which contains ISO-8859-1's printable part) → UTF-8; undefined bytes become U+FFFD. */
Str utf8_from_cp1252(Arena *a, Str s);
