// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/password.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "core/auth/password_lists.h"

const PasswordCost password_cost = { .passes = 3, .memory = 64 * MIB };

/* ---- storage ---- */

static bool usable(Str password)
{
    return password.n > 0 && password.n <= PASSWORD_BYTES_MAX && utf8_valid(password);
}

Err password_hash(Arena *a, PasswordCost cost, Str password, Str *ret_hash)
{
    if (!usable(password) || sodium_init() < 0)
        return ERR_INVALID;
    Str text = utf8_nfc(a, password);
    char *hash = NEW(a, char, crypto_pwhash_STRBYTES);
    if (!hash || arena_failed(a))
        return ERR_MEMORY;
    if (crypto_pwhash_str_alg(hash, text.p, text.n, cost.passes, cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return ERR_MEMORY;
    *ret_hash = str_from(hash);
    return OK;
}

/* libsodium wants exactly this many bytes, the end filled with NUL. */
static bool stored_form(Str hash, char to[crypto_pwhash_STRBYTES])
{
    if (hash.n == 0 || hash.n >= crypto_pwhash_STRBYTES)
        return false;
    memset(to, 0, crypto_pwhash_STRBYTES);
    memcpy(to, hash.p, hash.n);
    return true;
}

static void same_work(PasswordCost cost, Str text)
{
    static const uint8_t salt[crypto_pwhash_SALTBYTES] = { 1 };
    uint8_t out[32];
    if (crypto_pwhash(out, sizeof out, text.p, text.n, salt, cost.passes, cost.memory, crypto_pwhash_ALG_ARGON2ID13) ==
        0)
        sodium_memzero(out, sizeof out);
}

bool password_verify(Arena *a, PasswordCost cost, Str hash, Str password)
{
    char stored[crypto_pwhash_STRBYTES];
    if (!usable(password) || sodium_init() < 0)
        return false;
    Str text = utf8_nfc(a, password);
    if (arena_failed(a))
        return false;
    if (!stored_form(hash, stored)) {
        same_work(cost, text);
        return false;
    }
    return crypto_pwhash_str_verify(stored, text.p, text.n) == 0;
}

bool password_needs_rehash(Str hash, PasswordCost cost)
{
    char stored[crypto_pwhash_STRBYTES];
    return !stored_form(hash, stored) || !str_starts(hash, S("$argon2id$")) ||
           crypto_pwhash_str_needs_rehash(stored, cost.passes, cost.memory) != 0;
}

/* ---- strength ---- */

double password_bits(size_t n, int alphabet)
{
    return (double)n * log2(alphabet);
}

double password_strength(Str password)
{
    bool small = false, capital = false, digit = false, other = false;
    for (size_t i = 0; i < password.n; i++) {
        char c = password.p[i];
        if (c >= 'a' && c <= 'z')
            small = true;
        else if (c >= 'A' && c <= 'Z')
            capital = true;
        else if (c >= '0' && c <= '9')
            digit = true;
        else
            other = true;
    }
    int alphabet = 26 * small + 26 * capital + 10 * digit + 37 * other;
    return alphabet ? password_bits(utf8_length(password), alphabet) : 0;
}

/* ---- rules ---- */

static Err refuse(Str reason, Str *ret_reason)
{
    *ret_reason = reason;
    return ERR_INVALID;
}

static bool has_control(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < ' ' || s.p[i] == 0x7f)
            return true;
    return false;
}

/* A known word that makes half of the password or more; words under 4 letters are in everything. */
static bool made_of(Arena *a, Str folded, Str word)
{
    Str known = str_replace(a, utf8_fold(a, word), S(" "), S(""));
    return known.n >= 4 && 2 * known.n >= folded.n && str_has(folded, known);
}

static bool made_of_own(Arena *a, const PasswordRules *rules, Str password)
{
    Str folded = str_replace(a, utf8_fold(a, password), S(" "), S(""));
    for (size_t i = 0; i < rules->n_own; i++) {
        Str word = rules->own[i];
        Str before_at = str_slice(word, 0, str_find_char(word, 0, '@'));
        if (made_of(a, folded, before_at))
            return true;
        for (Str rest = utf8_fold(a, word), part; str_split(&rest, ' ', &part);)
            if (made_of(a, folded, part))
                return true;
    }
    return false;
}

Err password_check(Arena *a, const PasswordRules *rules, Str password, Str *ret_reason)
{
    if (password.n > PASSWORD_BYTES_MAX)
        return refuse(S("Ce mot de passe est trop long : 512 octets au plus."), ret_reason);
    if (!utf8_valid(password) || has_control(password))
        return refuse(S("Ce mot de passe contient un caractère qui ne peut pas être tapé au clavier."), ret_reason);
    Str text = utf8_nfc(a, password);
    if (utf8_length(text) < PASSWORD_CHARACTERS_MIN)
        return refuse(S("Choisissez au moins 12 caractères. Une phrase de plusieurs mots convient."), ret_reason);
    if (password_strength(text) < PASSWORD_BITS_MIN)
        return refuse(
            S("Ce mot de passe se devine trop vite. Allongez-le, par exemple en une phrase de sept mots, ou mêlez "
              "minuscules, majuscules, chiffres et autres signes."),
            ret_reason);
    if (made_of_own(a, rules, text))
        return refuse(S("Ce mot de passe contient votre nom, votre adresse ou celui de votre structure."), ret_reason);
    Str reason = STR_NONE;
    Err e = password_dictionary(a, rules->dictionary, text, &reason);
    if (reason.n > 0)
        *ret_reason = reason;
    if (e != OK || reason.n > 0)
        return e != OK ? e : ERR_INVALID;
    bool listed = false;
    if (!str_is_none(rules->common) && password_listed(rules->common, text, &listed) != OK) {
        *ret_reason = str_format(a, "La liste de mots de passe « %.*s » ne peut pas être lue.", STR_ARG(rules->common));
        return ERR_IO;
    }
    if (listed)
        return refuse(S("Ce mot de passe figure dans une liste de mots de passe volés. Choisissez-en un autre."),
            ret_reason);
    return arena_failed(a) ? ERR_MEMORY : OK;
}
