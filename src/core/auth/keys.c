// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(KEY_BYTES == crypto_kdf_KEYBYTES && KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    "one size of key");

enum { HEX = 2 * KEY_BYTES, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

void keys_derive(const uint8_t key[KEY_BYTES], Keys *ret)
{
    uint8_t *const derived[] = { ret->forms, ret->codes, ret->box, ret->names, ret->seal, ret->local };
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
        crypto_kdf_derive_from_key(derived[i], KEY_BYTES, i + 1, "ensemble", key);
}

Str keys_path(Arena *a, Str configured, Str sqlite_path, Str state_dir)
{
    if (!str_is_empty(configured))
        return str_dup(a, configured);
    if (!str_is_empty(sqlite_path))
        return str_cat(a, sqlite_path, S(".cle"));
    return str_is_empty(state_dir) ? STR_NONE : str_cat(a, state_dir, S("/ensemble.cle"));
}

static Err fail(Arena *a, Err e, Str path, const char *what, Str *ret_message)
{
    *ret_message = str_format(a, "Fichier de clé %.*s : %s.", STR_ARG(path), what);
    return e;
}

/* The folders above `path`; one that cannot be made shows when the file is. */
static void make_folders(Arena *a, Str path)
{
    Str z = str_dup(a, path);
    char *p = (char *)z.p;
    for (size_t i = 1; !str_is_none(z) && i < z.n; i++) {
        if (p[i] != '/')
            continue;
        p[i] = '\0';
        mkdir(p, 0700);
        p[i] = '/';
    }
}

/* A new key, whole or not at all: written beside, then linked under its name, which must not exist. */
static Err create(Arena *a, Str path, Str *ret_message)
{
    uint8_t key[KEY_BYTES];
    char hex[HEX + 1];
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(hex, sizeof hex, key, sizeof key);
    hex[HEX] = '\n';
    Str draft = str_format(a, "%.*s.%d", STR_ARG(path), (int)getpid());
    Str whole = str_dup(a, path);
    if (arena_failed(a))
        return ERR_MEMORY;
    make_folders(a, path);
    int fd = open(draft.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = fd >= 0 && write(fd, hex, sizeof hex) == (ssize_t)sizeof hex && fsync(fd) == 0;
    int error = written ? 0 : errno;
    if (fd >= 0)
        close(fd);
    if (written && link(draft.p, whole.p) != 0 && errno != EEXIST)
        error = errno;
    unlink(draft.p);
    sodium_memzero(key, sizeof key);
    sodium_memzero(hex, sizeof hex);
    return error ? fail(a, ERR_IO, path, errno_message(error), ret_message) : OK;
}

static Err read_key(Arena *a, int fd, Str path, uint8_t ret[KEY_BYTES], Str *ret_message)
{
    struct stat st;
    char hex[HEX + 2] = { 0 };
    size_t n = 0;
    const char *end = NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return fail(a, ERR_INVALID, path, "ce n’est pas un fichier", ret_message);
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return fail(a, ERR_FORBIDDEN, path, "d’autres comptes peuvent le lire ; lancez « chmod 600 » dessus",
            ret_message);
    ssize_t got = read(fd, hex, sizeof hex);
    size_t digits = got == HEX + 1 && hex[HEX] == '\n' ? HEX : got > 0 ? (size_t)got : 0;
    bool good = digits == HEX && sodium_hex2bin(ret, KEY_BYTES, hex, HEX, NULL, &n, &end) == 0 && n == KEY_BYTES &&
                end == hex + HEX;
    sodium_memzero(hex, sizeof hex);
    return good ? OK
                : fail(a, ERR_INVALID, path,
                      "il doit contenir 64 chiffres hexadécimaux ; retrouvez-le dans vos sauvegardes", ret_message);
}

Err keys_load(Arena *a, Str path, Keys *ret, Str *ret_message)
{
    uint8_t key[KEY_BYTES];
    Str z = str_dup(a, path);
    if (arena_failed(a))
        return ERR_MEMORY;
    int fd = open(z.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        TRY(create(a, path, ret_message));
        fd = open(z.p, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        return fail(a, ERR_IO, path, errno_message(errno), ret_message);
    Err e = read_key(a, fd, path, key, ret_message);
    close(fd);
    if (e == OK)
        keys_derive(key, ret);
    sodium_memzero(key, sizeof key);
    return e;
}

Str key_seal(Arena *a, const uint8_t box[KEY_BYTES], Str about, Str secret)
{
    size_t n = NONCE + secret.n + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    unsigned char *out = arena_alloc(a, n);
    if (!out)
        return STR_NONE;
    randombytes_buf(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, (const unsigned char *)secret.p, secret.n,
        (const unsigned char *)about.p, about.n, NULL, out, box);
    return str_of((const char *)out, n);
}

Str key_open(Arena *a, const uint8_t box[KEY_BYTES], Str about, Str sealed)
{
    enum { OVERHEAD = NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES };
    if (sealed.n < OVERHEAD)
        return STR_NONE;
    const unsigned char *in = (const unsigned char *)sealed.p;
    unsigned char *out = arena_alloc(a, sealed.n - OVERHEAD + 1);
    if (!out || crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + NONCE, sealed.n - NONCE,
                    (const unsigned char *)about.p, about.n, in, box) != 0)
        return STR_NONE;
    return str_of((const char *)out, sealed.n - OVERHEAD);
}
