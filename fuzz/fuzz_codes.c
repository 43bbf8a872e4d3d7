// SPDX-License-Identifier: AGPL-3.0-or-later
/* Written codes as people type them: the verdict is the one of a plain second reading, and a code reads as itself. */
#include "fuzz.h"

#include <string.h>

#include "core/auth/codes.h"

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/* The signs that count, upper case; false when one is neither a sign nor a separator. */
static bool signs_of(Str s, const char *alphabet, char *to, size_t *ret_n)
{
    static const char *const blanks[] = { " ", "\t", "-", ".", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x90",
        "\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93", "\xe2\x80\x94" };
    size_t n = 0;
    while (s.n > 0) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
            if (str_starts(s, str_from(blanks[i])))
                skip = strlen(blanks[i]);
        if (!skip) {
            char c = (char)(*s.p >= 'a' && *s.p <= 'z' ? *s.p - 32 : *s.p);
            if (!c || !strchr(alphabet, c))
                return false;
            to[n++] = c;
        }
        s = str_slice(s, skip ? skip : 1, s.n);
    }
    *ret_n = n;
    return true;
}

static CodeRead plainly(Str s, CodeKind kind)
{
    static const size_t lengths[] = { [CODE_MAIL] = 8, [CODE_LIST] = 8, [CODE_RECOVERY] = 12 };
    char to[100];
    size_t n = 0;
    if (s.n > 100 || !signs_of(s, kind == CODE_MAIL ? "0123456789" : letters, to, &n) || n != lengths[kind])
        return CODE_SHAPE;
    size_t sum = 0;
    for (size_t i = 0; i + 1 < n; i++)
        sum += (i + 1) * (size_t)(strchr(letters, to[i]) - letters);
    return kind == CODE_MAIL || letters[sum % 31] == to[n - 1] ? CODE_OK : CODE_CHECK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(MIB);
    for (CodeKind kind = CODE_MAIL; kind <= CODE_RECOVERY; kind++) {
        Str code = STR_NONE, again = STR_NONE;
        CodeRead verdict = code_read(a, kind, s, &code);
        FUZZ_CHECK(verdict == plainly(s, kind));
        FUZZ_CHECK(str_is_none(code) == (verdict != CODE_OK));
        if (verdict == CODE_OK) {
            FUZZ_CHECK(code_read(a, kind, code, &again) == CODE_OK);
            FUZZ_SAME(again, code);
        }
    }
    if (token_valid(s))
        FUZZ_CHECK(s.n == TOKEN_LENGTH);
    return 0;
}
