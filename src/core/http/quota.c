// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/quota.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, ADDRESS = 16, NETWORK = 8, KEY = crypto_shorthash_KEYBYTES };

typedef struct Count {
    uint64_t id;
    int64_t began; /* of its window */
    int64_t n; /* 0: a free place */
} Count;

struct Quotas {
    pthread_mutex_t lock;
    size_t rows;
    uint8_t key[KEY]; /* of this process: nobody chooses whose place he takes */
    Count counts[];
};

Quotas *quotas_new(size_t max)
{
    size_t rows = (max + WAYS - 1) / WAYS;
    Quotas *q = calloc(1, sizeof *q + rows * WAYS * sizeof *q->counts);
    if (!q)
        return NULL;
    q->rows = rows;
    if (sodium_init() < 0 || pthread_mutex_init(&q->lock, NULL) != 0) {
        free(q);
        return NULL;
    }
    randombytes_buf(q->key, sizeof q->key);
    return q;
}

void quotas_free(Quotas *q)
{
    if (!q)
        return;
    pthread_mutex_destroy(&q->lock);
    free(q);
}

static bool is_ipv6(Str who)
{
    static const char mapped[12] = { [10] = (char)0xff, [11] = (char)0xff };
    return who.n == ADDRESS && memcmp(who.p, mapped, sizeof mapped) != 0;
}

static uint64_t id_of(const Quotas *q, Str what, Str who)
{
    uint8_t text[128];
    uint64_t id;
    size_t n = who.n < sizeof text / 2 ? who.n : sizeof text / 2,
           m = what.n < sizeof text / 2 ? what.n : sizeof text / 2;
    if (is_ipv6(who))
        n = NETWORK;
    memcpy(text, who.p, n);
    memcpy(text + n, what.p, m);
    crypto_shorthash((uint8_t *)&id, text, n + m, q->key);
    return id;
}

/* Its place; else the one that is free, or that began first. */
static Count *place_of(Quotas *q, uint64_t id)
{
    Count *row = q->counts + id % q->rows * WAYS, *best = row;
    for (size_t i = 0; i < WAYS; i++) {
        if (row[i].id == id && row[i].n)
            return &row[i];
        if (best->n && (row[i].n == 0 || row[i].began < best->began))
            best = &row[i];
    }
    return best;
}

static int64_t ask(Quotas *q, Str what, Str who, int64_t now, int64_t most, int64_t per_s, bool take)
{
    if (!q || str_is_none(who))
        return 0;
    uint64_t id = id_of(q, what, who);
    int64_t wait = 0;
    pthread_mutex_lock(&q->lock);
    Count *c = place_of(q, id);
    bool same = c->id == id && c->n && now < c->began + per_s && now >= c->began;
    if (same && c->n >= most)
        wait = c->began + per_s - now;
    else if (take)
        *c = (Count){ id, same ? c->began : now, same ? c->n + 1 : 1 };
    pthread_mutex_unlock(&q->lock);
    return wait;
}

int64_t quota_take(Quotas *q, Str what, Str who, int64_t now, int64_t most, int64_t per_s)
{
    return ask(q, what, who, now, most, per_s, true);
}

int64_t quota_left(Quotas *q, Str what, Str who, int64_t now, int64_t most, int64_t per_s)
{
    return ask(q, what, who, now, most, per_s, false);
}
