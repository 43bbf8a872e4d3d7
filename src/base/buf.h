// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Buf: text being written, with a maximum fixed when it is made. Past it (or without memory) the buffer is marked
 * failed, later writes do nothing, and buf_str gives STR_NONE: a truncated text never leaves.
 *
 *     Buf b = buf_new(MIB);
 *     buf_put(&b, S("<p>"));
 *     Str page = buf_str(&b);
 *     buf_done(&b);
 *
 * Its bytes are on the heap, not in an arena, so that a large answer can be handed over to the socket without a copy
 * (buf_steal). `sink`, when set, receives the bytes each time `flush_at` of them are waiting, which keeps an export
 * of a million rows flat.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

typedef Err BufSink(void *arg, Str bytes);

typedef struct Buf {
    char *p;
    size_t n, cap, max;
    bool failed;
    BufSink *sink;
    void *sink_arg;
    size_t flush_at;
    Err sink_err;
} Buf;

static inline Buf buf_new(size_t max)
{
    return (Buf){ .max = max };
}
Buf buf_to_sink(BufSink *sink, void *arg, size_t flush_at);
void buf_done(Buf *b);
#define BUF __attribute__((cleanup(buf_done))) Buf

/* Room for `n` more bytes, or NULL; buf_advance then counts the bytes really written. */
char *buf_reserve(Buf *b, size_t n);
static inline void buf_advance(Buf *b, size_t n)
{
    b->n += n;
}
void buf_put_slow(Buf *b, const char *p, size_t n);
static inline void buf_put(Buf *b, Str s)
{
    if (b->cap - b->n >= s.n && s.n) {
        __builtin_memcpy(b->p + b->n, s.p, s.n);
        b->n += s.n;
    } else if (s.n) {
        buf_put_slow(b, s.p, s.n);
    }
}
static inline void buf_char(Buf *b, char c)
{
    buf_put(b, str_of(&c, 1));
}
void buf_i64(Buf *b, int64_t v);
/* Shortest decimal text that reads back as the same double; never an exponent for |v| in [1e-5, 1e15). */
void buf_f64(Buf *b, double v);
/* Fixed number of decimals (0 to 9). */
void buf_fixed(Buf *b, double v, int decimals);
void buf_format(Buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Sends what waits to the sink. OK without a sink. */
Err buf_flush(Buf *b);
/* The text so far; STR_NONE after a failure. */
Str buf_str(const Buf *b);
/* Gives the bytes away (free() them) and empties the buffer; NULL after a failure or when empty. */
char *buf_steal(Buf *b, size_t *ret_n);
