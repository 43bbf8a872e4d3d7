// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who asks: what the row's right wants as a proof, before the handler runs. */
#include "core/auth/codes.h"
#include "core/auth/csrf.h"
#include "core/auth/machine.h"
#include "core/http/exchange.h"
#include "core/http/quota.h"

enum {
    FORM_COOKIE_S = 2 * 3600,
    BEARER_QUOTA = 300, /* requests of one key */
    SIGNATURE_QUOTA = 600, /* messages of one sender */
    TRIES_QUOTA = 60, /* false proofs of programs from one address */
    QUOTA_S = 60,
};
static const char form_cookie[] = "formulaire", session_cookie[] = "session";

static bool is_read(Str method)
{
    return str_eq(method, S("GET")) || str_eq(method, S("HEAD"));
}

/* Refused for a while. */
static Err wait_for(Exchange *x, int64_t wait_s, Str message)
{
    x->wait_s = wait_s;
    x->why = message;
    return ERR_BUSY;
}

/* ---- forms ---- */

static bool form_token_fits(Exchange *x, int64_t *ret_at)
{
    static const Field token[] = {
        { .name = "jeton", .kind = FIELD_TEXT, .label = "Jeton", .max = CSRF_LENGTH },
        { 0 },
    };
    Req *r = &x->req;
    Form form = { 0 };
    FieldValue *values = NULL;
    return exchange_body(r, token, &form, &values) == OK && values[0].present &&
           csrf_verify(csrf_token(r->app->keys->forms, x->secret), values[0].text, ret_at);
}

/* A browser that meets its first form gets the cookie that its token will come from. */
static Str form_secret(Req *r)
{
    Str secret = req_cookie(r, form_cookie);
    if (token_valid(secret) || !is_read(r->method))
        return token_valid(secret) ? secret : STR_NONE;
    secret = token_new(r->arena, r->app->random);
    req_set_cookie(r, form_cookie, secret, FORM_COOKIE_S);
    return secret;
}

/* Of somebody who is not known: not before the page could be read, and not without end. */
static Err form_pace(Exchange *x, int64_t made_at)
{
    Req *r = &x->req;
    const Right *right = r->route->right;
    int64_t early = right->delay_s - (r->now - made_at);
    if (early > 0)
        return wait_for(x, early,
            S("Cet envoi est arrivé plus vite qu’une personne ne peut lire la page. Revenez en arrière, relisez, puis "
              "envoyez de nouveau."));
    int64_t most = right->quota ? right->quota : FORM_QUOTA;
    int64_t wait = quota_take(r->app->quotas, str_from(right->name), r->peer, r->now, most, FORM_QUOTA_S);
    return wait ? wait_for(x, wait,
                      S("Trop d’envois viennent de votre adresse\u00A0: celui-ci n’est pas enregistré. Réessayez dans "
                        "quelques minutes, en revenant à la page précédente."))
                : OK;
}

static Err admit_form(Exchange *x)
{
    int64_t made_at = 0;
    x->secret = form_secret(&x->req);
    if (is_read(x->req.method))
        return OK;
    return form_token_fits(x, &made_at) ? form_pace(x, made_at) : ERR_EXPIRED;
}

/* ---- sessions ---- */

static Err admit_session(Exchange *x)
{
    Req *r = &x->req;
    int64_t made_at;
    Str secret = req_cookie(r, session_cookie);
    if (!token_valid(secret) || !r->app->gate)
        return ERR_UNAUTHENTICATED;
    TRY(r->app->gate(r, secret, &x->acteur));
    x->secret = secret;
    r->acteur = &x->acteur;
    if (r->route->right->roles && !(r->route->right->roles & r->acteur->role))
        return ERR_FORBIDDEN;
    return is_read(r->method) || form_token_fits(x, &made_at) ? OK : ERR_EXPIRED;
}

/* ---- programs ---- */

/* A proof that is false costs a look at the database: one address does not go on for ever. */
static Err false_proof(Exchange *x, Err e, Str message)
{
    Req *r = &x->req;
    if (e == ERR_UNAUTHENTICATED)
        quota_take(r->app->quotas, S("essai"), r->peer, r->now, TRIES_QUOTA, QUOTA_S);
    if (e == ERR_UNAUTHENTICATED && str_is_none(x->why))
        x->why = message;
    return e;
}

static Err tries_left(Exchange *x)
{
    Req *r = &x->req;
    int64_t wait = quota_left(r->app->quotas, S("essai"), r->peer, r->now, TRIES_QUOTA, QUOTA_S);
    return wait ? wait_for(x, wait, S("Trop d’essais refusés viennent de votre adresse. Patientez une minute.")) : OK;
}

static Err program_pace(Exchange *x, int64_t most)
{
    Req *r = &x->req;
    int64_t wait = quota_take(r->app->quotas, S("programme"), x->acteur.programme, r->now, most, QUOTA_S);
    return wait ? wait_for(x, wait, S("Trop de demandes de ce programme. Patientez, puis reprenez plus lentement."))
                : OK;
}

static Err admit_bearer(Exchange *x)
{
    Req *r = &x->req;
    static const Str none = S_INIT("Cette adresse demande une clé d’API, dans l’en-tête « Authorization: Bearer … »."),
                     wrong = S_INIT(
                         "Cette clé d’API n’est pas connue, a dépassé sa date ou a été retirée. Faites-en une "
                         "autre dans votre espace.");
    Str header = req_header(r, "Authorization");
    TRY(tries_left(x));
    if (str_is_none(header))
        return false_proof(x, ERR_UNAUTHENTICATED, none);
    Str token = bearer_read(header);
    Err e = str_is_none(token) || !r->app->bearer ? ERR_UNAUTHENTICATED : r->app->bearer(r, token, &x->acteur);
    if (e != OK)
        return false_proof(x, e, wrong);
    r->acteur = &x->acteur;
    if (!(r->route->right->roles & r->acteur->role)) {
        x->why = S("Le rôle au nom de qui cette clé agit n’a pas ce droit.");
        return ERR_FORBIDDEN;
    }
    return program_pace(x, BEARER_QUOTA);
}

static Err admit_signature(Exchange *x)
{
    Req *r = &x->req;
    TRY(tries_left(x));
    Err e = r->app->signature ? r->app->signature(r, &x->acteur) : ERR_UNAUTHENTICATED;
    if (e != OK)
        return false_proof(x, e, S("La signature de ce message n’est pas celle d’un expéditeur connu."));
    r->acteur = &x->acteur;
    return program_pace(x, SIGNATURE_QUOTA);
}

Err exchange_admit(Exchange *x)
{
    Proof proof = x->req.route->right->proof;
    if (proof == PROOF_PUBLIC)
        return OK;
    if (!x->req.app->keys)
        return ERR_UNAUTHENTICATED;
    switch (proof) {
    case PROOF_PUBLIC:
        return OK;
    case PROOF_FORM:
        return admit_form(x);
    case PROOF_SESSION:
        return admit_session(x);
    case PROOF_BEARER:
        return admit_bearer(x);
    case PROOF_SIGNATURE:
        return admit_signature(x);
    }
    return ERR_INTERNAL;
}
