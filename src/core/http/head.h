// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Head scanner: decides, from bytes alone, whether the beginning of an HTTP/1 request may reach evhttp, which accepts
 * far too much (folded lines, bare LF, NUL, two lengths…). A pure function that can be fed any number of bytes at a
 * time; the verdict does not depend on how they were cut. Grammar: RFC 9112 and 9110, narrowed where a lenient reading
 * has been used to smuggle requests.
 *
 *     Head h;
 *     head_start(&h, &limits);
 *     switch (head_scan(&h, bytes_so_far)) {      // always from the first byte of the head
 *     case HEAD_MORE: ...                         // call again with more bytes behind the same ones
 *     case HEAD_DONE: ...                         // h.length bytes of head, then the body
 *     case HEAD_REFUSED: ...                      // answer h.status and close
 *     }
 *
 * Statuses: 400 malformed, 413 body over the limit, 414 request line too long, 417 expectation, 431 head too large,
 * 501 method or coding unknown, 505 version.
 */
#pragma once

#include "base/base.h"

typedef struct HeadLimits {
    size_t line_max;                               /* one line with its line end */
    size_t head_max;                               /* the whole head */
    int headers_max;
    int64_t body_max;
} HeadLimits;

extern const HeadLimits head_limits_default;       /* 8 KiB, 16 KiB, 100, 1 MiB */

typedef enum HeadState { HEAD_MORE, HEAD_DONE, HEAD_REFUSED } HeadState;

typedef struct Head {
    HeadState state;
    int status;                                    /* HEAD_REFUSED: the answer to give */
    size_t length;                                 /* HEAD_DONE: bytes of the head, the empty line included */
    int64_t content_length;                        /* -1: none */
    bool chunked, expects_continue, http10;
    /* The request line as offsets, so that the bytes may move between calls. */
    size_t method_n, target_at, target_n;
    size_t coding_at, coding_n;                    /* the whole Transfer-Encoding line, to be taken out */

    const HeadLimits *limits;                      /* private from here */
    size_t line_at, searched;
    int headers, hosts, codings;
    bool bad_coding, bad_expect;
} Head;

void head_start(Head *h, const HeadLimits *limits);
HeadState head_scan(Head *h, Str bytes);

/*
 * The chunked coding of a body, as strictly: sizes of 1 to 8 hexadecimal digits, no extension, CRLF everywhere, no
 * trailer. chunk_feed consumes a prefix of `bytes` and says which part of it is data.
 */
typedef struct Chunks {
    HeadState state;
    int status;                                    /* HEAD_REFUSED: 400 or 413 */
    int64_t total, max;                            /* data so far, and its limit */
    int step, digits;                              /* private */
    uint64_t left;
} Chunks;

void chunks_start(Chunks *c, int64_t max);
/* Returns the number of bytes consumed (all of them unless the end or a refusal comes first); `ret_data` is the data
 * among them, at most one run a call, so call again while bytes are left and the state is HEAD_MORE. */
size_t chunks_feed(Chunks *c, Str bytes, Str *ret_data);
