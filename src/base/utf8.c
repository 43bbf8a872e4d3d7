// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/utf8.h"

#include <string.h>

#include "base/planted.h"

enum { REPLACEMENT = 0xFFFD };

/* Length of the well-formed sequence at p (RFC 3629, table of section 4), 0 when malformed; n > 0 bytes are there. */
static size_t sequence(const unsigned char *p, size_t n, uint32_t *ret_cp)
{
    unsigned char c = p[0];
    if (c < 0x80) {
        *ret_cp = c;
        return 1;
    }
    unsigned char low = 0x80, high = 0xBF;         /* bounds of the second byte: no overlong form, no surrogate */
    size_t more;
    if (c >= 0xC2 && c <= 0xDF)
        more = 1;
    else if (c >= 0xE0 && c <= 0xEF)
        more = 2;
    else if (c >= 0xF0 && c <= 0xF4)
        more = 3;
    else
        return 0;
    if (c == 0xE0)
        low = PLANTED(0xA0, 0x80);
    else if (c == 0xED)
        high = 0x9F;
    else if (c == 0xF0)
        low = 0x90;
    else if (c == 0xF4)
        high = 0x8F;
    if (n <= more || p[1] < low || p[1] > high)
        return 0;
    uint32_t cp = c & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        cp = cp << 6 | (p[i] & 0x3Fu);
    }
    *ret_cp = cp;
    return more + 1;
}

size_t utf8_valid_prefix(Str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    while (i < s.n) {
        uint32_t cp;
        size_t n = p[i] < 0x80 ? 1 : sequence(p + i, s.n - i, &cp);
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

bool utf8_valid(Str s)
{
    return utf8_valid_prefix(s) == s.n;
}

uint32_t utf8_next(Str s, size_t *i)
{
    uint32_t cp = REPLACEMENT;
    if (*i >= s.n)
        return cp;
    size_t n = sequence((const unsigned char *)s.p + *i, s.n - *i, &cp);
    *i += n ? n : 1;
    return cp;
}

size_t utf8_put(char out[4], uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = REPLACEMENT;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)((0xF00u >> n & 0xF0) | cp);
    return n;
}

size_t utf8_length(Str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; count++)
        utf8_next(s, &i);
    return count;
}

Str utf8_cut(Str s, size_t max)
{
    size_t i = 0;
    while (i < s.n && max-- > 0)
        utf8_next(s, &i);
    return str_slice(s, 0, i);
}

Str utf8_abridge(Arena *a, Str s, size_t max)
{
    if (utf8_length(s) <= max)
        return s;
    Str kept = utf8_cut(s, max ? max - 1 : 0);
    size_t end = kept.n;
    if (s.p[end] != ' ')                           /* a word is cut: it goes, unless it is most of what is kept */
        while (end > kept.n / 2 && kept.p[end - 1] != ' ')
            end--;
    if (end > kept.n / 2)
        kept = str_slice(kept, 0, end);
    return str_cat(a, str_trim(kept), S("…"));
}

/* ---- folding --------------------------------------------------------------------------------------------------- */

/*
 * Two characters a code point: its folded letters ("a ", "oe"), blanks for a separator, "--" for a letter that stays
 * as it is. From the decompositions and the letter names of the Unicode character database.
 */
static const char latin[] = "a a a a a a aec e e e e i i i i " /* U+00C0 */
                            "d n o o o o o   o u u u u y thss" /* U+00D0 */
                            "a a a a a a aec e e e e i i i i " /* U+00E0 */
                            "d n o o o o o   o u u u u y thy " /* U+00F0 */
                            "a a a a a a c c c c c c c c d d " /* U+0100 */
                            "d d e e e e e e e e e e g g g g " /* U+0110 */
                            "g g g g h h h h i i i i i i i i " /* U+0120 */
                            "i i ijijj j k k k l l l l l l l " /* U+0130 */
                            "l l l n n n n n n n n n o o o o " /* U+0140 */
                            "o o oeoer r r r r r s s s s s s " /* U+0150 */
                            "s s t t t t t t u u u u u u u u " /* U+0160 */
                            "u u u u w w y y y z z z z z z s " /* U+0170 */
                            "b b b b ------c c --d d d ------" /* U+0180 */
                            "--f f g ------i k k l ----n n o " /* U+0190 */
                            "o o ----p p ----------t t t t u " /* U+01A0 */
                            "u --v y y z z ------------------" /* U+01B0 */
                            "--------dzdzdzljljljnjnjnja a i " /* U+01C0 */
                            "i o o u u u u u u u u u u --a a " /* U+01D0 */
                            "a a aeaeg g g g k k o o o o ----" /* U+01E0 */
                            "j dzdzdzg g ----n n a a aeaeo o " /* U+01F0 */
                            "a a a a e e e e i i i i o o o o " /* U+0200 */
                            "r r r r u u u u s s t t ----h h " /* U+0210 */
                            "n d ----z z a a e e o o o o o o " /* U+0220 */
                            "o o y y l n t ------a c c l t s " /* U+0230 */
                            "z ----b ----e e j j --q r r y y " /* U+0240 */;
static const char latin_additional[] = "a a b b b b b b c c d d d d d d " /* U+1E00 */
                                       "d d d d e e e e e e e e e e f f " /* U+1E10 */
                                       "g g h h h h h h h h h h i i i i " /* U+1E20 */
                                       "k k k k k k l l l l l l l l m m " /* U+1E30 */
                                       "m m m m n n n n n n n n o o o o " /* U+1E40 */
                                       "o o o o p p p p r r r r r r r r " /* U+1E50 */
                                       "s s s s s s s s s s t t t t t t " /* U+1E60 */
                                       "t t u u u u u u u u u u v v v v " /* U+1E70 */
                                       "w w w w w w w w w w x x x x y y " /* U+1E80 */
                                       "z z z z z z h t w y a s ----ss--" /* U+1E90 */
                                       "a a a a a a a a a a a a a a a a " /* U+1EA0 */
                                       "a a a a a a a a e e e e e e e e " /* U+1EB0 */
                                       "e e e e e e e e i i i i o o o o " /* U+1EC0 */
                                       "o o o o o o o o o o o o o o o o " /* U+1ED0 */
                                       "o o o o u u u u u u u u u u u u " /* U+1EE0 */
                                       "u u y y y y y y y y --------y y " /* U+1EF0 */;

enum { LATIN_FIRST = 0x00C0, LATIN_END = 0x0250, ADDITIONAL_FIRST = 0x1E00, ADDITIONAL_END = 0x1F00 };
_Static_assert(sizeof latin == (LATIN_END - LATIN_FIRST) * 2 + 1, "two characters a code point");
_Static_assert(sizeof latin_additional == (ADDITIONAL_END - ADDITIONAL_FIRST) * 2 + 1, "two characters a code point");

typedef struct Folded {
    char text[4];
    size_t n;                                      /* 0: nothing; the text " " separates words */
} Folded;

static const Folded separator = { " ", 1 };

static Folded fold_other(uint32_t cp)
{
    if ((cp >= 0x0391 && cp <= 0x03A9) || (cp >= 0x0410 && cp <= 0x042F))
        cp += 32;                                  /* Greek, Cyrillic capitals */
    else if (cp >= 0x0400 && cp <= 0x040F)
        cp += 80;
    else if ((cp >= 0x0300 && cp <= 0x036F) || cp == 0x00AD)
        return (Folded){ .n = 0 };                 /* combining marks, soft hyphen: part of the word around them */
    else if (cp < 0x0250 || (cp >= 0x2000 && cp <= 0x2BFF) || (cp >= 0x3000 && cp <= 0x303F) ||
             (cp >= 0xE000 && cp <= 0xF8FF) || (cp >= 0xFE00 && cp <= 0xFE6F) || cp == 0xFEFF ||
             (cp >= 0xFFF0 && cp <= 0xFFFF) || (cp >= 0x1F000 && cp <= 0x1FAFF) || cp >= 0xE0000)
        return separator;                          /* punctuation, symbols, pictures, private use */
    Folded f;
    f.n = utf8_put(f.text, cp);
    return f;
}

static Folded fold_one(uint32_t cp)
{
    const char *two = cp >= LATIN_FIRST && cp < LATIN_END           ? latin + (cp - LATIN_FIRST) * 2
                    : cp >= ADDITIONAL_FIRST && cp < ADDITIONAL_END ? latin_additional + (cp - ADDITIONAL_FIRST) * 2
                                                                    : NULL;
    if (two && two[0] == '-') {
        Folded same;
        same.n = utf8_put(same.text, cp);
        return same;
    }
    if (two)
        return (Folded){ { two[0], two[1] }, two[0] == ' ' || two[1] == ' ' ? 1 : 2 };
    switch (cp) {
    case 0x00AA:
        return (Folded){ "a", 1 };                 /* ordinal signs and exponents */
    case 0x00BA:
        return (Folded){ "o", 1 };
    case 0x00B9:
        return (Folded){ "1", 1 };
    case 0x00B2:
        return (Folded){ "2", 1 };
    case 0x00B3:
        return (Folded){ "3", 1 };
    case 0xFB00:
        return (Folded){ "ff", 2 };                /* ligatures left by texts copied out of PDF files */
    case 0xFB01:
        return (Folded){ "fi", 2 };
    case 0xFB02:
        return (Folded){ "fl", 2 };
    default:
        return fold_other(cp);
    }
}

Str utf8_fold(Arena *a, Str s)
{
    if (!s.p)
        return s;
    char *out = arena_alloc(a, s.n + 1);           /* a folded code point is never longer than its UTF-8 form */
    if (!out)
        return STR_NONE;
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        Folded f;
        if (c < 0x80) {
            i++;
            if (c >= 'A' && c <= 'Z')
                c = (unsigned char)(c + ('a' - 'A'));
            bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            f = kept ? (Folded){ { (char)c }, 1 } : separator;
        } else {
            f = fold_one(utf8_next(s, &i));
        }
        if (f.n == 1 && f.text[0] == ' ' && (n == 0 || out[n - 1] == ' '))
            continue;
        memcpy(out + n, f.text, f.n);
        n += f.n;
    }
    if (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    return str_of(out, n);
}

Str utf8_fold_name(Arena *a, Str s)
{
    Str folded = utf8_fold(a, s);
    if (!folded.p)
        return folded;
    char *out = arena_alloc(a, folded.n * 2 + 2);  /* "st" alone grows most: from 2n to 2n+1 bytes */
    if (!out)
        return STR_NONE;
    size_t n = 0;
    Str rest = folded, word;
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, S("st")))
            word = S("saint");
        else if (str_eq(word, S("ste")))
            word = S("sainte");
        if (n)
            out[n++] = ' ';
        if (word.n)
            memcpy(out + n, word.p, word.n);
        n += word.n;
    }
    out[n] = '\0';
    return str_of(out, n);
}

/* ---- composition ----------------------------------------------------------------------------------------------- */

/* For each combining mark, pairs of a letter and the letter with that mark. */
static const struct {
    uint32_t mark;
    const char *pairs;
} compositions[] = {
    { 0x0300, "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằ"
              "ÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ" },
    { 0x0301, "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzź"
              "ÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓ"
              "PṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứ" },
    { 0x0302, "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷ"
              "ZẐzẑẠẬạậẸỆẹệỌỘọộ" },
    { 0x0303, "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡ"
              "ƯỮưữYỸyỹ" },
    { 0x0308, "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸHḦhḧÕṎõṏŪṺūṻWẄwẅXẌxẍtẗ" },
    { 0x030A, "AÅaåUŮuůwẘyẙ" },
    { 0x030C, "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒ"
              "UǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ" },
    { 0x0327, "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ" },
};

static uint32_t compose(uint32_t letter, uint32_t mark)
{
    for (size_t k = 0; k < sizeof compositions / sizeof compositions[0]; k++) {
        if (compositions[k].mark != mark)
            continue;
        Str pairs = str_from(compositions[k].pairs);
        for (size_t i = 0; i < pairs.n;) {
            uint32_t from = utf8_next(pairs, &i), to = utf8_next(pairs, &i);
            if (from == letter)
                return to;
        }
    }
    return 0;
}

/* Offset of the first combining mark of the table (U+0300 to U+033F begin with 0xCC), or s.n. */
static size_t first_mark(Str s)
{
    return str_find_char(s, 0, (char)0xCC);
}

Str utf8_nfc(Arena *a, Str s)
{
    if (first_mark(s) == s.n)
        return s;
    char *out = arena_alloc(a, s.n + 1);           /* a composed letter is never longer than its parts */
    if (!out)
        return STR_NONE;
    size_t n = 0, letter_at = 0;
    uint32_t letter = 0;                           /* the last one written, at letter_at */
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t cp = utf8_next(s, &i), whole = letter ? compose(letter, cp) : 0;
        if (whole) {
            n = letter_at + utf8_put(out + letter_at, whole);
            letter = whole;
            continue;
        }
        letter_at = n;
        letter = cp;
        memcpy(out + n, s.p + from, i - from);     /* as received, malformed bytes too */
        n += i - from;
    }
    out[n] = '\0';
    return str_of(out, n);
}

/* Windows-1252, bytes 0x80 to 0x9F; 0 = undefined. */
static const uint16_t cp1252[32] = {
    0x20AC,
    0,
    0x201A,
    0x0192,
    0x201E,
    0x2026,
    0x2020,
    0x2021,
    0x02C6,
    0x2030,
    0x0160,
    0x2039,
    0x0152,
    0,
    0x017D,
    0,
    0,
    0x2018,
    0x2019,
    0x201C,
    0x201D,
    0x2022,
    0x2013,
    0x2014,
    0x02DC,
    0x2122,
    0x0161,
    0x203A,
    0x0153,
    0,
    0x017E,
    0x0178,
};

Str utf8_from_cp1252(Arena *a, Str s)
{
    if (!s.p)
        return s;
    if (s.n > SIZE_MAX / 4) {
        arena_fail(a);
        return STR_NONE;
    }
    char *out = arena_alloc(a, s.n * 3 + 4);
    if (!out)
        return STR_NONE;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        uint32_t cp = c >= 0x80 && c <= 0x9F ? cp1252[c - 0x80] : c;
        n += utf8_put(out + n, cp || c == 0 ? cp : REPLACEMENT);
    }
    out[n] = '\0';
    return str_of(out, n);
}
