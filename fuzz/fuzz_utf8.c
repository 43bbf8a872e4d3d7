// SPDX-License-Identifier: AGPL-3.0-or-later
/* UTF-8: validity against a plain decoder written from RFC 3629's table; folding and composition against their laws. */
#include "fuzz.h"

/* Length of the well-formed sequence at p (RFC 3629, section 4), 0 when there is none. */
static size_t sequence(const unsigned char *p, size_t n)
{
    static const struct {
        unsigned char from, to, second_from, second_to, length;
    } rows[] = {
        { 0x00, 0x7f, 0, 0, 1 },
        { 0xc2, 0xdf, 0x80, 0xbf, 2 },
        { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
        { 0xe1, 0xec, 0x80, 0xbf, 3 },
        { 0xed, 0xed, 0x80, 0x9f, 3 },
        { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 },
        { 0xf1, 0xf3, 0x80, 0xbf, 4 },
        { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (p[0] < rows[i].from || p[0] > rows[i].to)
            continue;
        if (n < rows[i].length)
            return 0;
        if (rows[i].length > 1 && (p[1] < rows[i].second_from || p[1] > rows[i].second_to))
            return 0;
        for (size_t k = 2; k < rows[i].length; k++)
            if (p[k] < 0x80 || p[k] > 0xbf)
                return 0;
        return rows[i].length;
    }
    return 0;
}

static void check_decoding(Str s)
{
    size_t good = 0, length = 0, step;
    while (good < s.n && (step = sequence((const unsigned char *)s.p + good, s.n - good)) > 0) {
        good += step;
        length++;
    }
    FUZZ_CHECK(utf8_valid_prefix(s) == good);
    FUZZ_CHECK(utf8_valid(s) == (good == s.n));
    if (good == s.n)
        FUZZ_CHECK(utf8_length(s) == length);

    Str whole = str_slice(s, 0, good);
    for (size_t i = 0; i < whole.n;) {
        size_t at = i;
        char out[4];
        uint32_t cp = utf8_next(whole, &i);
        FUZZ_SAME(str_of(out, utf8_put(out, cp)), str_slice(whole, at, i));
    }
    for (size_t i = 0, before = 0; i < s.n; before = i) { /* malformed bytes: always forward, never past the end */
        utf8_next(s, &i);
        FUZZ_CHECK(i > before && i <= s.n);
    }
    for (size_t max = 0; max < 4; max++) {
        Str cut = utf8_cut(whole, max);
        FUZZ_CHECK(utf8_valid(cut) && utf8_length(cut) <= max && str_starts(whole, cut));
    }
}

static void check_fold(Arena *a, Str s)
{
    Str key = utf8_fold(a, s);
    FUZZ_CHECK(!str_is_none(key) && utf8_valid(key));
    FUZZ_CHECK(!str_starts(key, S(" ")) && !str_ends(key, S(" ")) && !str_has(key, S("  ")));
    for (size_t i = 0; i < key.n; i++)
        FUZZ_CHECK((key.p[i] < 'A' || key.p[i] > 'Z') && (key.p[i] & 0x80 || key.p[i] >= ' '));
    FUZZ_SAME(utf8_fold(a, key), key);
    Str name = utf8_fold_name(a, s);
    FUZZ_SAME(utf8_fold_name(a, name), name);
    FUZZ_SAME(utf8_fold_name(a, key), name);
}

static void check_nfc(Arena *a, Str s)
{
    Str composed = utf8_nfc(a, s);
    FUZZ_CHECK(utf8_valid(composed) && composed.n <= s.n);
    FUZZ_SAME(utf8_nfc(a, composed), composed);
    FUZZ_SAME(utf8_fold(a, composed), utf8_fold(a, s)); /* how a letter was typed does not change its key */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    check_decoding(s);
    check_fold(a, s);
    if (utf8_valid(s))
        check_nfc(a, s);
    Str converted = utf8_from_cp1252(a, s);
    FUZZ_CHECK(utf8_valid(converted) && utf8_length(converted) == s.n);
    return 0;
}
