// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A fuzz target is one parser of outside bytes and what must hold whatever the bytes are. The same function is driven
 * in two ways: by libFuzzer (clang, `make fuzz`), which looks for new inputs, and by replay.c (any compiler), which
 * runs the written inputs of corpus/ and regression/ in every `make check`.
 *
 * A target looks for more than crashes: it compares with a plain second implementation, writes back what was read, or
 * states an invariant, so that a parser that is merely wrong is found too. Each parser also has one planted fault
 * (base/planted.h), and the replay of that build must find it: a corpus that would let it pass is too weak.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

/* The target. Returns 0; aborts through FUZZ_CHECK when an invariant is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define FUZZ_CHECK(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition);                          \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/* Two texts that must be the same bytes; both are shown when they are not. */
#define FUZZ_SAME(got, want)                                                                                           \
    do {                                                                                                               \
        Str got_ = (got), want_ = (want);                                                                              \
        if (!str_eq(got_, want_)) {                                                                                    \
            fprintf(stderr, "%s:%d: « %.*s » instead of « %.*s »\n", __FILE__, __LINE__, STR_ARG(got_),                \
                STR_ARG(want_));                                                                                       \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/* The input on the heap at its exact size, so that AddressSanitizer sees a read past its end. */
static inline Str fuzz_text(const uint8_t *data, size_t n)
{
    char *p = malloc(n ? n : 1);
    FUZZ_CHECK(p);
    if (n)
        __builtin_memcpy(p, data, n);
    return str_of(p, n);
}
static inline void fuzz_text_freep(Str *s)
{
    free((char *)(uintptr_t)s->p);
}
#define FUZZ_TEXT __attribute__((cleanup(fuzz_text_freep))) Str
