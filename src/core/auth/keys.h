// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The instance's key: 32 random bytes outside the database, in a file that only the service reads (mode 0600), written
 * as 64 hexadecimal digits. Each use has its own key derived from it (libsodium's crypto_kdf, BLAKE2b), so that none says
 * anything of another. Who loses the file loses sessions, waiting codes and TOTP secrets, never the data.
 */
#pragma once

#include "base/base.h"

enum { KEY_BYTES = 32 };

typedef struct Keys {
    uint8_t forms[KEY_BYTES];                      /* csrf_token */
    uint8_t codes[KEY_BYTES];                      /* code_hash, token_hash */
    uint8_t box[KEY_BYTES];                        /* secrets kept in the database: key_seal */
    uint8_t names[KEY_BYTES];                      /* fingerprints of people's names, to propose duplicates */
    uint8_t seal[KEY_BYTES];                       /* seed of the signature of the journal's checkpoints */
    uint8_t local[KEY_BYTES]; /* what a browser keeps, sealed for one person, while it has no network */
} Keys;

/* The file: as configured, else beside the SQLite file ("…/ensemble.db.cle"), else "ensemble.cle" in the state folder;
 * STR_NONE where none is given. */
Str keys_path(Arena *a, Str configured, Str sqlite_path, Str state_dir);
/*
 * Reads the file, or makes it, with its folders, where it is not there. ERR_INVALID: it is not 64 hexadecimal digits; ERR_FORBIDDEN: others
 * than its owner may read it; ERR_IO. `ret_message` names the file and the remedy.
 */
Err keys_load(Arena *a, Str path, Keys *ret, Str *ret_message);
/* From the 32 bytes themselves: for tests. */
void keys_derive(const uint8_t key[KEY_BYTES], Keys *ret);

/* XChaCha20-Poly1305 with a fresh nonce in front. `about` is bound to it and must be given again to open: the row
 * whose secret it is, so that a box moved to another row does not open. */
Str key_seal(Arena *a, const uint8_t box[KEY_BYTES], Str about, Str secret);
/* STR_NONE when it does not open. */
Str key_open(Arena *a, const uint8_t box[KEY_BYTES], Str about, Str sealed);
