// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/idempotence.h"

#include <sodium.h>

#include "activites_sql.h"
#include "core/app.h"
#include "core/run/writer.h"
#include "domain/activites/activites_priv.h"

enum { CLE_MIN = 8, LOT = 5000, LEASE_S = 600, ATTEMPTS = 3, JOUR_S = 24 * 3600 };

bool idempotence_cle_valide(Str cle)
{
    if (cle.n < CLE_MIN || cle.n > IDEMPOTENCE_CLE_MAX)
        return false;
    for (size_t i = 0; i < cle.n; i++) {
        char c = cle.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return true;
}

Str idempotence_qui(Arena *a, const Acteur *par)
{
    return str_is_none(par->programme) ? str_format(a, "personne:%lld", (long long)par->personne_id) : par->programme;
}

static Str hash_of(uint8_t to[crypto_hash_sha256_BYTES], Str contenu)
{
    crypto_hash_sha256(to, (const uint8_t *)(contenu.p ? contenu.p : ""), contenu.n);
    return str_of((const char *)to, crypto_hash_sha256_BYTES);
}

Err idempotence_lire(Db *db, Arena *a, Str qui, Str cle, Str contenu, Idempotence *ret)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    SqlIdempotenceLire r;
    bool found = false;
    if (!idempotence_cle_valide(cle))
        return ERR_INVALID;
    TRY(sql_idempotence_lire(db, a, qui, cle, &r, &found));
    *ret = (Idempotence){ .etat = IDEMPOTENCE_NEUVE, .qui = qui, .cle = cle, .reponse = S("") };
    if (!found)
        return OK;
    ret->etat = str_eq(r.empreinte, hash_of(hash, contenu)) ? IDEMPOTENCE_DEJA : IDEMPOTENCE_AUTRE;
    ret->statut = r.statut;
    ret->reponse = r.reponse;
    return OK;
}

Err idempotence_prendre(Db *db, Arena *a, int64_t now, Str qui, Str cle, Str contenu, Idempotence *ret)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    int64_t n = 0;
    if (!idempotence_cle_valide(cle))
        return ERR_INVALID;
    TRY(sql_idempotence_prendre(db, qui, cle, hash_of(hash, contenu), now, &n));
    if (n == 0)
        return idempotence_lire(db, a, qui, cle, contenu, ret);
    *ret = (Idempotence){ .etat = IDEMPOTENCE_NEUVE, .qui = qui, .cle = cle, .reponse = S("") };
    return OK;
}

Err idempotence_repondre(Db *db, const Idempotence *i, int64_t statut, Str reponse)
{
    return sql_idempotence_repondre(db, i->qui, i->cle, statut, reponse);
}

Err idempotence_purger(Db *db, int64_t avant, int64_t *ret_n)
{
    return sql_idempotence_purger(db, avant, LOT, ret_n);
}

/* ---- the job ---- */

typedef struct Purge {
    int64_t avant, n;
} Purge;

static Err purge_some(Db *db, Arena *a, void *arg)
{
    Purge *p = arg;
    (void)a;
    return idempotence_purger(db, p->avant, &p->n);
}

static Err purge(Job *j)
{
    Purge p = { j->now - (int64_t)IDEMPOTENCE_JOURS * JOUR_S, LOT };
    while (p.n >= LOT)                             /* in pieces: the writer has others to serve */
        TRY(writer_run(j->app->writer, j->arena, purge_some, &p));
    return OK;
}

const JobDef activites_jobs[] = {
    { "activites.cles.oublier", purge, JOUR_S, LEASE_S, ATTEMPTS, "Oublie les clés d’envoi de plus de trente jours" },
    { 0 },
};
