// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Arena: the one memory idiom. Whatever a request, a job or a command builds lives in its arena and dies with it;
 * nothing is freed piece by piece. An explicit `Arena *` comes right after the context in every signature.
 *
 * Failure is sticky. When memory or the arena's limit runs out, arena_alloc returns NULL, text helpers return
 * STR_NONE, and the arena is marked: arena_failed() stays true until arena_reset to a mark taken before. Code checks
 * the pointers it dereferences (`if (!x) return ERR_MEMORY`); what it may forget is caught at the doors: tx_commit,
 * the HTTP answer and the commands' output refuse to pass on work done in a failed arena.
 *
 *     ARENA a = arena_new(8 * MIB);              // freed on leaving the scope
 *     Lieu *l = NEW(a, Lieu, 1);                 // zeroed
 *     if (!l) return ERR_MEMORY;
 *     l->nom = str_format(a, "%s, %lld", "Brou", 28L);
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define KIB ((size_t)1024)
#define MIB ((size_t)1024 * 1024)

typedef struct Arena Arena;
typedef struct ArenaMark {
    void *block;
    size_t used;
    bool failed;
} ArenaMark;

/* An arena of at most `limit` bytes, blocks taken as needed. NULL when even the first block cannot be had. */
Arena *arena_new(size_t limit);
void arena_free(Arena *a);
static inline void arena_freep(Arena **a)
{
    arena_free(*a);
}
#define ARENA __attribute__((cleanup(arena_freep))) Arena *

/* `n` zeroed bytes aligned for any type, or NULL (the arena is then marked failed). A NULL arena returns NULL. */
void *arena_alloc(Arena *a, size_t n);
/* `n` zeroed objects of `size` bytes; a product that overflows fails like any other. */
void *arena_array(Arena *a, size_t n, size_t size);
#define NEW(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))
/* Marks the arena as failed: for code that has to drop something for want of space. */
void arena_fail(Arena *a);
bool arena_failed(const Arena *a);
size_t arena_used(const Arena *a);

/* Everything allocated after the mark is given back; for row-by-row loops. */
ArenaMark arena_mark(const Arena *a);
void arena_reset(Arena *a, ArenaMark mark);

/* Copies, each followed by a NUL byte (not counted) so that C libraries can take `.p`. STR_NONE stays STR_NONE. */
Str str_dup(Arena *a, Str s);
Str str_cat(Arena *a, Str x, Str y);
Str str_join(Arena *a, const Str *parts, size_t n, Str sep);
Str str_format(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str str_vformat(Arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* ASCII lower case. For letters with accents see utf8.h. */
Str str_lower(Arena *a, Str s);
Str str_replace(Arena *a, Str s, Str from, Str to);

/* Test seam: the n-th allocation of this thread from now on (1 = the next) fails, once; 0 = none. Returns how many
 * allocations were counted since the last call. Compiled out unless ENSEMBLE_FAULTS. */
#ifdef ENSEMBLE_FAULTS
int64_t arena_fault_at(int64_t nth);
#endif
