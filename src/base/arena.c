// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct Block {
    struct Block *prev;
    size_t size;                                   /* bytes of data */
    alignas(max_align_t) char data[];
} Block;

struct Arena {
    Block *last;
    size_t used;                                   /* bytes of `last` given out */
    size_t total;                                  /* data bytes of all blocks */
    size_t limit;
    bool failed;
};

enum { BLOCK_MIN = 8 * 1024, BLOCK_MAX = 1024 * 1024 };

#ifdef ENSEMBLE_FAULTS
static _Thread_local int64_t fault_at;
static _Thread_local int64_t fault_count;

int64_t arena_fault_at(int64_t nth)
{
    int64_t counted = fault_count;
    fault_at = nth;
    fault_count = 0;
    return counted;
}

static bool fault_now(void)
{
    fault_count++;
    return fault_at > 0 && fault_count == fault_at;
}
#else
static inline bool fault_now(void)
{
    return false;
}
#endif

/*
 * Large blocks come from the system and go back to it at once: a snapshot's building must not leave the heap at its
 * largest size for ever. The sanitizers see the heap only, so there everything comes from it.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MAPPED_MIN = INT32_MAX };
#else
enum { MAPPED_MIN = 256 * 1024 };
#endif

static void block_free(Block *b)
{
    size_t size = sizeof(Block) + b->size;
    if (size >= MAPPED_MIN)
        munmap(b, size);
    else
        free(b);
}

static Block *block_memory(size_t size)
{
    if (size < MAPPED_MIN)
        return malloc(size);
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static Block *block_new(size_t size, Block *prev)
{
    Block *b = block_memory(sizeof(Block) + size);
    if (b) {
        b->prev = prev;
        b->size = size;
    }
    return b;
}

Arena *arena_new(size_t limit)
{
    size_t first = limit < BLOCK_MIN ? limit : BLOCK_MIN;
    Arena *a = malloc(sizeof *a);
    Block *b = a ? block_new(first, NULL) : NULL;
    if (!b) {
        free(a);
        return NULL;
    }
    *a = (Arena){ .last = b, .total = first, .limit = limit };
    return a;
}

void arena_free(Arena *a)
{
    if (!a)
        return;
    for (Block *b = a->last, *prev; b; b = prev) {
        prev = b->prev;
        block_free(b);
    }
    free(a);
}

static bool arena_grow(Arena *a, size_t need)
{
    size_t size = a->last->size * 2;
    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    if (size < need)
        size = need;
    if (a->total + size > a->limit)
        size = need;
    if (need > a->limit || a->total > a->limit - need)
        return false;
    Block *b = block_new(size, a->last);
    if (!b)
        return false;
    a->last = b;
    a->used = 0;
    a->total += size;
    return true;
}

void *arena_alloc(Arena *a, size_t n)
{
    const size_t align = alignof(max_align_t);
    if (!a)
        return NULL;
    if (n == 0)
        n = 1;
    if (n > SIZE_MAX - align || fault_now()) {
        a->failed = true;
        return NULL;
    }
    n = (n + align - 1) / align * align;
    if (n > a->last->size - a->used && !arena_grow(a, n)) {
        a->failed = true;
        return NULL;
    }
    void *p = a->last->data + a->used;
    a->used += n;
    return memset(p, 0, n);
}

void *arena_array(Arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size) {
        arena_fail(a);
        return NULL;
    }
    return arena_alloc(a, n * size);
}

void arena_fail(Arena *a)
{
    if (a)
        a->failed = true;
}

bool arena_failed(const Arena *a)
{
    return a && a->failed;
}

size_t arena_used(const Arena *a)
{
    return a ? a->total - a->last->size + a->used : 0;
}

ArenaMark arena_mark(const Arena *a)
{
    return (ArenaMark){ a->last, a->used, a->failed };
}

void arena_reset(Arena *a, ArenaMark mark)
{
    while (a->last != mark.block) {
        Block *b = a->last;
        a->last = b->prev;
        a->total -= b->size;
        block_free(b);
    }
    a->used = mark.used;
    a->failed = mark.failed;
}

Str str_dup(Arena *a, Str s)
{
    if (!s.p)
        return s;
    char *p = arena_alloc(a, s.n + 1);
    if (!p)
        return STR_NONE;
    memcpy(p, s.p, s.n);
    return (Str){ p, s.n };
}

Str str_cat(Arena *a, Str x, Str y)
{
    return str_join(a, (Str[]){ x, y }, 2, S(""));
}

Str str_join(Arena *a, const Str *parts, size_t n, Str sep)
{
    size_t total = n ? (n - 1) * sep.n : 0;
    for (size_t i = 0; i < n; i++)
        total += parts[i].n;
    char *p = arena_alloc(a, total + 1);
    if (!p)
        return STR_NONE;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (i && sep.n) {
            memcpy(p + at, sep.p, sep.n);
            at += sep.n;
        }
        if (parts[i].n)
            memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (Str){ p, total };
}

Str str_vformat(Arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (p)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    else
        arena_fail(a);
    va_end(again);
    return p ? (Str){ p, (size_t)n } : STR_NONE;
}

Str str_format(Arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str s = str_vformat(a, fmt, ap);
    va_end(ap);
    return s;
}

Str str_lower(Arena *a, Str s)
{
    Str copy = str_dup(a, s);
    char *p = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + ('a' - 'A'));
    return copy;
}

Str str_replace(Arena *a, Str s, Str from, Str to)
{
    if (from.n == 0)
        return str_dup(a, s);
    size_t hits = 0;
    for (size_t i = str_find(s, 0, from); i < s.n; i = str_find(s, i + from.n, from))
        hits++;
    char *p = arena_alloc(a, s.n - hits * from.n + hits * to.n + 1);
    if (!p)
        return STR_NONE;
    size_t at = 0, done = 0;
    for (size_t i = str_find(s, 0, from); i < s.n; i = str_find(s, done, from)) {
        memcpy(p + at, s.p + done, i - done);
        at += i - done;
        if (to.n)
            memcpy(p + at, to.p, to.n);
        at += to.n;
        done = i + from.n;
    }
    if (s.n > done)
        memcpy(p + at, s.p + done, s.n - done);
    return (Str){ p, at + (s.n - done) };
}
