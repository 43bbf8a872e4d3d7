// SPDX-License-Identifier: AGPL-3.0-or-later
/* Senders of signed messages: made, checked at each message, taken back. */
#include <jansson.h>
#include <sodium.h>

#include "acces_sql.h"
#include "core/auth/codes.h"
#include "core/json/json.h"
#include "domain/acces/acces_priv.h"
#include "domain/journal/journal.h"

enum { BODY_DEPTH = 32 };

static Str objet_of(Arena *a, Str uid)
{
    return str_cat(a, S("expediteur:"), uid);
}

Str expediteur_adresse(const App *app, Arena *a, Str droit, Str uid)
{
    const Route *r = acces_route(app, PROOF_SIGNATURE, droit);
    return r ? str_replace(a, str_from(r->path), S("{expediteur}"), uid) : STR_NONE;
}

Err expediteur_creer(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const ExpediteurDemande *d,
    Str *ret_uid, Str *ret_secret)
{
    if (!acces_route(app, PROOF_SIGNATURE, d->droit) || str_is_empty(d->nom) || !portee_de(d->portee) ||
        d->forme >= SIGNATURE_SCHEMES)
        return ERR_INVALID;
    Str uid = uid_new(a, app->random), secret = token_new(a, app->random);
    Str sealed = key_seal(a, app->keys->box, objet_of(a, uid), secret);
    if (arena_failed(a) || str_is_none(sealed))
        return ERR_MEMORY;
    TX tx = tx_begin(db, HERE);
    TRY(sql_expediteur_ajouter(db, uid, d->nom, d->droit, (int64_t)d->forme, d->portee, d->code, sealed,
        (OptI64){ par != NULL, par ? par->personne_id : 0 }, now));
    TRY(journal_ecrire(db, par, now, "expediteur.creer", objet_of(a, uid), true));
    TRY(tx_commit(&tx));
    *ret_uid = uid;
    *ret_secret = secret;
    return OK;
}

Err expediteur_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid)
{
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(sql_expediteur_retirer(db, uid, now, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(journal_ecrire(db, par, now, "expediteur.retirer", objet_of(a, uid), true));
    return tx_commit(&tx);
}

Err expediteurs_lire(Db *db, Arena *a, const Expediteur **ret, size_t *ret_n)
{
    VEC(Expediteur) found = { 0 };
    ROWS rows = { 0 };
    SqlExpediteursLire r;
    TRY(sql_expediteurs_lire(db, &rows));
    while (sql_expediteurs_lire_next(&rows, &r)) {
        Expediteur *e = vec_push(a, &found);
        if (!e)
            return ERR_MEMORY;
        *e = (Expediteur){ r.expediteur_id, str_dup(a, r.uid), str_dup(a, r.nom), str_dup(a, r.droit),
            str_dup(a, r.portee), str_dup(a, r.code), (SignatureScheme)r.forme, r.cree_at, r.vue_at, r.retire_at };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

/* ---- the gate ---- */

static int64_t distance(int64_t x, int64_t y)
{
    return x > y ? x - y : y - x;
}

/* The day that the body says of itself: {"meta":{"timestamp":"2026-11-23T10:00:00+01:00"}}. */
static bool body_day(Req *r, Date *ret)
{
    JSON_VALUE v = NULL;
    Str message;
    if (json_read(r->arena, r->body, (JsonLimits){ r->body.n, BODY_DEPTH, false }, &v, &message) != OK)
        return false;
    const char *z = json_string_value(json_object_get(json_object_get(v, "meta"), "timestamp"));
    return z && date_parse_lenient(str_from(z), ret);
}

static bool is_of_now(Req *r, const Signature *s)
{
    Date day;
    if (s->dated)
        return distance(s->at, r->now) <= TOLERANCE_S;
    return body_day(r, &day) && distance(day.days, date_paris(r->now).days) <= CORPS_J;
}

/* Its row, and what its secret says of this message. */
static Err check(Req *r, SqlExpediteurLire *e, Signature *s, bool *ret_good)
{
    bool found;
    uint8_t want[MAC_BYTES];
    Str uid = req_path(r, "expediteur");
    *ret_good = false;
    TRY(sql_expediteur_lire(r->db, r->arena, uid, e, &found));
    if (!found || !str_eq(e->droit, str_from(r->route->right->name)) || e->forme < 0 || e->forme >= SIGNATURE_SCHEMES)
        return OK;
    SignatureScheme forme = (SignatureScheme)e->forme;
    if (!signature_read(forme, req_header(r, signature_header(forme)), s))
        return OK;
    Str secret = key_open(r->arena, r->app->keys->box, objet_of(r->arena, uid), e->secret);
    if (str_is_none(secret))
        return ERR_INTERNAL;
    signature_mac(forme, secret, s->at, r->body, want);
    sodium_memzero((void *)secret.p, secret.n);
    *ret_good = signature_fits(s, want);
    return OK;
}

Err acces_signature(Req *r, Acteur *ret)
{
    SqlExpediteurLire e;
    Signature s;
    bool good;
    int64_t n = 0;
    TRY(check(r, &e, &s, &good));
    if (!good)
        return ERR_UNAUTHENTICATED;
    if (!is_of_now(r, &s)) {
        req_why(r, S("Ce message est trop ancien, ou son horloge n’est pas à l’heure. Envoyez-le de nouveau."));
        return ERR_UNAUTHENTICATED;
    }
    TRY(sql_recu_ajouter(r->db, e.expediteur_id, str_of((const char *)s.mac, sizeof s.mac), r->now, &n));
    if (n == 0) {
        req_why(r, S("Ce message a déjà été reçu : il n’est pris qu’une fois."));
        return ERR_CONFLICT;
    }
    TRY(sql_expediteur_vu(r->db, e.expediteur_id, r->now));
    *ret = (Acteur){ .portee = e.portee,
        .code = e.code,
        .nom = e.nom,
        .role_cle = S(""),
        .programme = objet_of(r->arena, req_path(r, "expediteur")) };
    return OK;
}
