// SPDX-License-Identifier: AGPL-3.0-or-later
/* The Cookie header: a value that is given is there, once, and could be written back; others change nothing. */
#include "fuzz.h"

#include <string.h>

#include "core/auth/cookie.h"

/* How many pairs carry that name, whatever their value. */
static int times(Str header, Str name)
{
    int n = 0;
    size_t from = 0;
    for (size_t i = 0; i <= header.n; i++)
        if (i == header.n || header.p[i] == ';') {
            Str pair = str_trim(str_slice(header, from, i));
            n += str_eq(str_trim(str_slice(pair, 0, str_find_char(pair, 0, '='))), name);
            from = i + 1;
        }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(MIB);
    Str name = S("__Host-s"), value = STR_NONE, same = STR_NONE;
    CookieRead verdict = cookie_read(s, name, &value);
    if (verdict == COOKIE_ABSENT)
        FUZZ_CHECK(times(s, name) == 0);
    if (verdict != COOKIE_OK) {
        FUZZ_CHECK(str_is_none(value));
        return 0;
    }
    FUZZ_CHECK(times(s, name) == 1 && value.n > 0 && value.n <= COOKIE_VALUE_MAX);
    FUZZ_CHECK(value.p >= s.p && value.p + value.n <= s.p + s.n);
    for (size_t i = 0; i < value.n; i++)
        FUZZ_CHECK(value.p[i] > ' ' && value.p[i] < 0x7f && !strchr("\",;\\", value.p[i]));
    Cookie c = { .name = S("s"), .value = value, .secure = true };
    Str set = cookie_set(a, &c);                   /* its own builder takes it, and what it builds is read the same */
    FUZZ_CHECK(cookie_read(str_slice(set, 0, str_find_char(set, 0, ';')), name, &same) == COOKIE_OK);
    FUZZ_SAME(same, value);
    return 0;
}
