// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A public file fetched over HTTPS into a folder (RFC 9110: Range, If-Range, If-None-Match). What comes stands in
 * "NAME.partiel" and takes its name once whole and checked; a stop, a cut or a full disk leaves the partial file, which the
 * next call goes on with if the file has not changed meanwhile. "NAME.etiquette" keeps the address and the server's mark of
 * the version, so that an unchanged file is not fetched twice. It blocks: commands and jobs only.
 */
#pragma once

#include "base/base.h"

typedef struct Download {
    int dir;                                       /* open folder */
    const char *name;                              /* of the file in it, without "/" */
    Str url;                                       /* https://…, or http:// of this very machine */
    int64_t max;                                   /* bytes; more is ERR_TOO_LARGE and leaves nothing */
    Str sha256;                                    /* hexadecimal, what the bytes must be; STR_NONE: not known */
    bool dry;                                      /* only asks what would come; writes nothing */
    void (*progress)(void *arg, int64_t done, int64_t total); /* total 0: unknown; NULL: none */
    void *arg;
} Download;

typedef struct Downloaded {
    int64_t bytes;                                 /* of the whole file; -1: the server does not say (dry) */
    int64_t resumed_at;                            /* bytes that were already there */
    bool unchanged;                                /* the file in the folder is that of the server */
    Str sha256;                                    /* of the file in the folder; STR_NONE when dry */
    Str modified;                                  /* the server's words; STR_NONE: it does not say */
    Str message;                                   /* French, when it failed */
} Downloaded;

/* ERR_INVALID: the address, or bytes that are not those of `sha256` (nothing is kept); ERR_NOT_FOUND; ERR_TIMEOUT; ERR_TOO_LARGE;
 * ERR_IO: the network or the folder. */
Err download(Arena *a, const Download *d, Downloaded *ret);
