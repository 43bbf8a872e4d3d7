// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/codes.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/planted.h"
#include "core/auth/base32.h"

static const char digits[] = "0123456789";
static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
enum { SIGNS = sizeof signs - 1, CODE_MAX = 12 };
static_assert(SIGNS == 31, "a prime, so that the check finds every exchange");

typedef struct Form {
    const char *alphabet;
    int length, group;                             /* signs in all, check included; signs between two hyphens */
    bool check;
} Form;

static const Form forms[] = {
    [CODE_MAIL] = { digits, 8, 8, false },
    [CODE_LIST] = { signs, 8, 4, true },
    [CODE_RECOVERY] = { signs, 12, 4, true },
};

static int rank_of(const Form *f, char c)
{
    const char *at = c ? strchr(f->alphabet, c) : NULL;
    return at ? (int)(at - f->alphabet) : -1;
}

static char check_sign(const Form *f, const char *code)
{
    int sum = 0;
    for (int i = 0; i < f->length - 1; i++)
        sum += rank_of(f, code[i]) * (i + 1);
    return f->alphabet[sum % SIGNS];
}

static Str printed(Arena *a, const Form *f, const char *code)
{
    char *to = NEW(a, char, CODE_MAX + CODE_MAX / 4 + 1);
    if (!to)
        return STR_NONE;
    size_t n = 0;
    for (int i = 0; i < f->length; i++) {
        if (i > 0 && i % f->group == 0)
            to[n++] = '-';
        to[n++] = code[i];
    }
    return str_of(to, n);
}

Str code_new(Arena *a, CodeKind kind, Random r)
{
    const Form *f = &forms[kind];
    char code[CODE_MAX];
    for (int i = 0; i < f->length; i++)
        code[i] = f->alphabet[random_below(r, (uint32_t)strlen(f->alphabet))];
    if (f->check)
        code[f->length - 1] = check_sign(f, code);
    Str s = printed(a, f, code);
    sodium_memzero(code, sizeof code);
    return s;
}

/* Blanks and hyphens that a keyboard, a word processor or a copy puts between groups. */
static bool is_separator(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '-' || c == '.' || c == 0xA0 || c == 0x202F || (c >= 0x2010 && c <= 0x2014);
}

CodeRead code_read(Arena *a, CodeKind kind, Str typed, Str *ret_code)
{
    const Form *f = &forms[kind];
    char code[CODE_MAX];
    int n = 0;
    if (typed.n > 100)
        return CODE_SHAPE;
    for (size_t i = 0; i < typed.n;) {
        uint32_t c = utf8_next(typed, &i);
        if (is_separator(c))
            continue;
        char sign = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c < 128 ? c : 0);
        if (n == f->length || rank_of(f, sign) < 0)
            return CODE_SHAPE;
        code[n++] = sign;
    }
    if (n != f->length)
        return CODE_SHAPE;
    if (f->check && PLANTED(code[n - 1] != check_sign(f, code), false))
        return CODE_CHECK;
    Str s = printed(a, f, code);
    if (str_is_none(s))
        return CODE_SHAPE;
    *ret_code = s;
    return CODE_OK;
}

Str code_read_message(CodeKind kind, CodeRead verdict)
{
    switch (verdict) {
    case CODE_OK:
        return STR_NONE;
    case CODE_SHAPE:
        switch (kind) {
        case CODE_MAIL:
            return S("Le code reçu par courriel a 8 chiffres.");
        case CODE_LIST:
            return S("Un code de la liste a 8 signes, par exemple 7KQD-M3WX, sans 0, 1, I, L ni O.");
        case CODE_RECOVERY:
            return S("Un code de secours a 12 signes, par exemple H4RM-82QZ-XW6C, sans 0, 1, I, L ni O.");
        }
        break;
    case CODE_CHECK:
        return S("Un signe de ce code est mal recopié. Comparez-le avec votre feuille : cet essai n’est pas compté.");
    }
    return STR_NONE;
}

Str uid_new(Arena *a, Random r)
{
    uint8_t bytes[16];
    random_fill(r, bytes, sizeof bytes);
    return base32_encode(a, str_of((const char *)bytes, sizeof bytes));
}

Str token_new(Arena *a, Random r)
{
    uint8_t bytes[32];
    random_fill(r, bytes, sizeof bytes);
    Str s = base64url_encode(a, str_of((const char *)bytes, sizeof bytes));
    sodium_memzero(bytes, sizeof bytes);
    return s;
}

bool token_valid(Str token)
{
    uint8_t bytes[32];
    size_t n = 0;
    return token.n == TOKEN_LENGTH && base64url_read(token, bytes, sizeof bytes, &n) && n == sizeof bytes;
}

/* ---- hashes ---- */

static void hash_i64(crypto_generichash_state *state, int64_t v)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)v >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void hash_text(crypto_generichash_state *state, Str s)
{
    hash_i64(state, (int64_t)s.n);
    crypto_generichash_update(state, (const uint8_t *)(s.p ? s.p : ""), s.n);
}

void code_hash(const uint8_t key[CODE_KEY], CodeKind kind, int64_t owner, int64_t number, Str code,
    uint8_t ret_hash[CODE_HASH])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, CODE_KEY, CODE_HASH);
    hash_text(&state, S("code"));
    hash_i64(&state, kind);
    hash_i64(&state, owner);
    hash_i64(&state, number);
    hash_text(&state, code);
    crypto_generichash_final(&state, ret_hash, CODE_HASH);
}

void token_hash(const uint8_t key[CODE_KEY], Str purpose, Str token, uint8_t ret_hash[CODE_HASH])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, CODE_KEY, CODE_HASH);
    hash_text(&state, S("token"));
    hash_text(&state, purpose);
    hash_text(&state, token);
    crypto_generichash_final(&state, ret_hash, CODE_HASH);
}

bool code_hash_eq(const uint8_t x[CODE_HASH], const uint8_t y[CODE_HASH])
{
    return sodium_memcmp(x, y, CODE_HASH) == 0;
}
