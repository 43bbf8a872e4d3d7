// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 512 };

Buf buf_to_sink(BufSink *sink, void *arg, size_t flush_at)
{
    return (Buf){ .max = SIZE_MAX / 4, .sink = sink, .sink_arg = arg, .flush_at = flush_at };
}

void buf_done(Buf *b)
{
    if (b)
        free(b->p);
    if (b)
        *b = (Buf){ .max = b->max };
}

static bool grow(Buf *b, size_t n)
{
    if (b->failed || n > b->max || b->n > b->max - n) {
        b->failed = true;
        return false;
    }
    size_t cap = b->cap ? b->cap : BUF_FIRST;
    while (cap < b->n + n)
        cap *= 2;
    if (cap > b->max)
        cap = b->max;
    char *p = realloc(b->p, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

char *buf_reserve(Buf *b, size_t n)
{
    if (b->failed)
        return NULL;
    if (b->sink && b->n >= b->flush_at && buf_flush(b) != OK)
        return NULL;
    if (b->cap - b->n < n && !grow(b, n))
        return NULL;
    return b->p + b->n;
}

void buf_put_slow(Buf *b, const char *p, size_t n)
{
    char *to = buf_reserve(b, n);
    if (!to)
        return;
    memcpy(to, p, n);
    b->n += n;
}

void buf_i64(Buf *b, int64_t v)
{
    char z[STR_I64_MAX];
    buf_put(b, str_of_i64(v, z));
}

void buf_f64(Buf *b, double v)
{
    char z[40];
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(z, sizeof z, "%.*g", digits, v);
        if (strtod(z, NULL) == v)
            break;
    }
    if (strchr(z, 'e') && fabs(v) >= 1e-5 && fabs(v) < 1e15) {
        for (int decimals = 1; decimals <= 22; decimals++) {
            n = snprintf(z, sizeof z, "%.*f", decimals, v);
            if (strtod(z, NULL) == v)
                break;
        }
    }
    buf_put(b, str_of(z, (size_t)n));
}

void buf_fixed(Buf *b, double v, int decimals)
{
    char z[352];
    int n = snprintf(z, sizeof z, "%.*f", decimals < 0 ? 0 : decimals > 9 ? 9 : decimals, v);
    buf_put(b, str_of(z, (size_t)n));
}

void buf_format(Buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *to = n < 0 ? NULL : buf_reserve(b, (size_t)n + 1);
    if (to) {
        vsnprintf(to, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    } else {
        b->failed = true;
    }
    va_end(again);
    va_end(ap);
}

Err buf_flush(Buf *b)
{
    if (b->sink_err != OK)
        return b->sink_err;
    if (!b->sink || b->n == 0)
        return b->failed ? ERR_MEMORY : OK;
    b->sink_err = b->sink(b->sink_arg, str_of(b->p, b->n));
    b->n = 0;
    if (b->sink_err != OK)
        b->failed = true;
    return b->sink_err;
}

Str buf_str(const Buf *b)
{
    if (b->failed)
        return STR_NONE;
    return b->p ? str_of(b->p, b->n) : S("");
}

char *buf_steal(Buf *b, size_t *ret_n)
{
    if (b->failed || !b->n)
        return NULL;
    char *p = b->p;
    *ret_n = b->n;
    *b = (Buf){ .max = b->max };
    return p;
}
