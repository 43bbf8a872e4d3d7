// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/peers.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

static Peer from_v4(const void *four)
{
    Peer p;
    memcpy(p.v, mapped, 12);
    memcpy(p.v + 12, four, 4);
    return p;
}

bool peer_from_sockaddr(const struct sockaddr *sa, Peer *ret)
{
    if (sa->sa_family == AF_INET)
        *ret = from_v4(&((const struct sockaddr_in *)(const void *)sa)->sin_addr);
    else if (sa->sa_family == AF_INET6)
        memcpy(ret->v, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
    else
        return false;
    return true;
}

bool peer_parse(Str s, Peer *ret)
{
    char z[INET6_ADDRSTRLEN];
    s = str_trim(s);
    size_t colon = str_find_char(s, 0, ':');
    if (str_starts(s, S("[")))
        s = str_slice(s, 1, str_find_char(s, 0, ']'));
    else if (colon < s.n && str_find_char(s, colon + 1, ':') == s.n)
        s = str_slice(s, 0, colon);
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    struct in_addr four;
    if (inet_pton(AF_INET, z, &four) == 1) {
        *ret = from_v4(&four);
        return true;
    }
    Peer p;
    if (inet_pton(AF_INET6, z, p.v) != 1)
        return false;
    *ret = p;
    return true;
}

typedef struct Block {
    Peer base;
    int bits;
} Block;

struct Proxies {
    VEC(Block) blocks;
};

Err proxies_parse(Arena *a, Str list, Proxies **ret, Str *ret_message)
{
    Proxies *p = NEW(a, Proxies, 1);
    Str part;
    if (!p)
        return ERR_MEMORY;
    while (str_split(&list, ',', &part)) {
        part = str_trim(part);
        if (part.n == 0)
            continue;
        size_t slash = str_find_char(part, 0, '/');
        Str base = str_slice(part, 0, slash);
        Block b = { .bits = 128 };
        int64_t bits = 0;
        bool good = peer_parse(base, &b.base);
        int most = good && memcmp(b.base.v, mapped, 12) == 0 ? 32 : 128;
        if (slash < part.n)
            good = good && str_to_i64(str_slice(part, slash + 1, part.n), &bits) && bits >= 0 && bits <= most;
        else
            bits = most;
        b.bits = (int)bits + (128 - most);
        Block *kept = good ? vec_push(a, &p->blocks) : NULL;
        if (!kept) {
            *ret_message = str_format(a, "« %.*s » n’est ni une adresse ni un bloc d’adresses.", STR_ARG(part));
            return good ? ERR_MEMORY : ERR_INVALID;
        }
        *kept = b;
    }
    *ret = p;
    return OK;
}

static bool block_has(const Block *b, const Peer *p)
{
    size_t whole = (size_t)b->bits / 8;
    int rest = b->bits % 8;
    return memcmp(b->base.v, p->v, whole) == 0 &&
           (rest == 0 || ((b->base.v[whole] ^ p->v[whole]) & (0xff << (8 - rest) & 0xff)) == 0);
}

bool proxies_has(const Proxies *p, Peer peer)
{
    for (size_t i = 0; p && i < p->blocks.n; i++)
        if (block_has(&p->blocks.v[i], &peer))
            return true;
    return false;
}

Peer proxies_client(const Proxies *p, Peer direct, Str forwarded_for)
{
    Peer nearest = direct;
    while (forwarded_for.n && proxies_has(p, nearest)) {
        size_t from = forwarded_for.n;
        while (from > 0 && forwarded_for.p[from - 1] != ',')
            from--;
        if (!peer_parse(str_slice(forwarded_for, from, forwarded_for.n), &nearest))
            return direct;
        forwarded_for = str_slice(forwarded_for, 0, from ? from - 1 : 0);
    }
    return nearest;
}

typedef struct Slot {
    Peer peer;
    int n;                                         /* 0: free, or left by a peer (`used` tells) */
    bool used;
} Slot;

struct PeerTable {
    pthread_mutex_t lock;
    size_t slots, live, used;
    Slot *v, *spare;
};

PeerTable *peer_table_new(size_t max)
{
    PeerTable *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    for (t->slots = 64; t->slots < max * 4;)
        t->slots *= 2;
    t->v = calloc(t->slots, sizeof(Slot));
    t->spare = calloc(t->slots, sizeof(Slot));
    if (!t->v || !t->spare || pthread_mutex_init(&t->lock, NULL) != 0) {
        free(t->v);
        free(t->spare);
        free(t);
        return NULL;
    }
    return t;
}

void peer_table_free(PeerTable *t)
{
    if (!t)
        return;
    pthread_mutex_destroy(&t->lock);
    free(t->v);
    free(t->spare);
    free(t);
}

static Peer counted_as(Peer p)
{
    if (memcmp(p.v, mapped, 12) != 0)
        memset(p.v + 8, 0, 8);
    return p;
}

/* The slot of the peer, or the free one where it would go. */
static Slot *slot_of(PeerTable *t, const Peer *p)
{
    size_t at = str_hash(str_of((const char *)p->v, 16)) & (t->slots - 1);
    while (t->v[at].used && memcmp(&t->v[at].peer, p, sizeof *p) != 0)
        at = (at + 1) & (t->slots - 1);
    return &t->v[at];
}

/* Drops the slots that nobody holds any more. */
static void sweep(PeerTable *t)
{
    Slot *old = t->v;
    t->v = t->spare;
    t->spare = old;
    memset(t->v, 0, t->slots * sizeof(Slot));
    t->used = t->live;
    for (size_t i = 0; i < t->slots; i++)
        if (old[i].n)
            *slot_of(t, &old[i].peer) = old[i];
}

bool peer_enter(PeerTable *t, Peer peer, int limit)
{
    peer = counted_as(peer);
    pthread_mutex_lock(&t->lock);
    if (t->used >= t->slots / 2)
        sweep(t);
    Slot *s = slot_of(t, &peer);
    bool in = s->n < limit && (s->used || t->used < t->slots / 2);
    if (in) {
        t->used += !s->used;
        t->live += s->n == 0;
        *s = (Slot){ peer, s->n + 1, true };
    }
    pthread_mutex_unlock(&t->lock);
    return in;
}

void peer_leave(PeerTable *t, Peer peer)
{
    peer = counted_as(peer);
    pthread_mutex_lock(&t->lock);
    Slot *s = slot_of(t, &peer);
    if (s->used && s->n > 0 && --s->n == 0)
        t->live--;
    pthread_mutex_unlock(&t->lock);
}
