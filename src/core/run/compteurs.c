// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/run/compteurs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = COMPTEURS_MAX * 2 };

typedef struct Place {
    int64_t n; /* 0: free */
    uint8_t length;
    char cle[COMPTEUR_CLE_MAX];
} Place;

struct Compteurs {
    pthread_mutex_t lock;
    size_t taken;
    Place places[PLACES];
};

Compteurs *compteurs_new(void)
{
    Compteurs *c = calloc(1, sizeof(Compteurs));
    if (c)
        pthread_mutex_init(&c->lock, NULL);
    return c;
}

void compteurs_free(Compteurs *c)
{
    if (!c)
        return;
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* FNV-1a, then the next free place. */
static size_t place_of(const Compteurs *c, Str cle)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < cle.n; i++)
        h = (h ^ (unsigned char)cle.p[i]) * 0x100000001b3u;
    size_t at = (size_t)(h % PLACES);
    while (c->places[at].n && !(c->places[at].length == cle.n && memcmp(c->places[at].cle, cle.p, cle.n) == 0))
        at = (at + 1) % PLACES;
    return at;
}

void compteurs_noter(Compteurs *c, Str cle)
{
    if (!c || cle.n == 0 || cle.n > COMPTEUR_CLE_MAX)
        return;
    pthread_mutex_lock(&c->lock);
    Place *p = &c->places[place_of(c, cle)];
    if (p->n == 0 && c->taken < COMPTEURS_MAX) {
        memcpy(p->cle, cle.p, cle.n);
        p->length = (uint8_t)cle.n;
        c->taken++;
        p->n = 1;
    } else if (p->n)
        p->n++;
    pthread_mutex_unlock(&c->lock);
}

Err compteurs_prendre(Compteurs *c, Arena *a, const CompteurReleve **ret, size_t *ret_n)
{
    *ret = NULL;
    *ret_n = 0;
    if (!c)
        return OK;
    pthread_mutex_lock(&c->lock);
    size_t n = 0;
    CompteurReleve *v = NEW(a, CompteurReleve, c->taken + 1);
    for (size_t i = 0; i < PLACES && v; i++)
        if (c->places[i].n)
            v[n++] = (CompteurReleve){ str_dup(a, str_of(c->places[i].cle, c->places[i].length)), c->places[i].n };
    bool failed = arena_failed(a);
    if (!failed) {
        memset(c->places, 0, sizeof c->places);
        c->taken = 0;
    }
    pthread_mutex_unlock(&c->lock);
    if (failed)
        return ERR_MEMORY;
    *ret = v;
    *ret_n = n;
    return OK;
}
