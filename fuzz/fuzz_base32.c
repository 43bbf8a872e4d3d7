// SPDX-License-Identifier: AGPL-3.0-or-later
/* Base32 and base64url: what is read is exactly what would be written, apart from what people add when they type. */
#include "fuzz.h"

#include <string.h>

#include "core/auth/base32.h"

/* Upper case, without blanks, hyphens and final "=": what is left when nothing else was typed. */
static Str plain(Arena *a, Str s)
{
    Str t = str_trim(s);
    char *to = NEW(a, char, t.n + 1);
    size_t n = 0;
    while (t.n > 0 && t.p[t.n - 1] == '=')
        t.n--;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] != ' ' && t.p[i] != '-')
            to[n++] = (char)(t.p[i] >= 'a' && t.p[i] <= 'z' ? t.p[i] - 32 : t.p[i]);
    return str_of(to, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(8 * MIB);
    enum { MAX = 100 };
    Str bytes = STR_NONE;
    if (base32_decode(a, s, MAX, &bytes)) {
        FUZZ_CHECK(bytes.n > 0 && bytes.n <= MAX);
        FUZZ_SAME(base32_encode(a, bytes), plain(a, s));
    } else {
        FUZZ_CHECK(str_is_none(bytes));
        /* what this encoder writes is never refused */
        Str head = str_slice(s, 0, MAX), back = STR_NONE;
        FUZZ_CHECK(head.n == 0 || base32_decode(a, base32_encode(a, head), MAX, &back));
        FUZZ_CHECK(str_eq(head, back));
    }
    Str url = STR_NONE;
    if (base64url_decode(a, s, MAX, &url)) {
        FUZZ_CHECK(url.n > 0 && url.n <= MAX);
        FUZZ_SAME(base64url_encode(a, url), s);
    }
    return 0;
}
