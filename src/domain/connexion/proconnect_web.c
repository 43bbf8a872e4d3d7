// SPDX-License-Identifier: AGPL-3.0-or-later
/* The door of ProConnect: leaving for it, coming back, each way to be refused, and leaving for good. */
#include "core/auth/base32.h"
#include "core/auth/pkce.h"
#include "core/run/writer.h"
#include "connexion_view.h"
#include "domain/connexion/connexion_web.h"
#include "proconnect_view.h"

enum { PARAM_MAX = 2000, RETOUR_GARDE = 300, REPOS_S = 60, PARTS = 5 };

static const char demande_cookie[] = "proconnect", demande_about[] = "proconnect";

const Field proconnect_depart_fields[] = {
    { .name = "retour", .kind = FIELD_TEXT, .label = "Page où revenir", .max = PARAM_MAX, .address_only = true },
    { 0 },
};
#define PARAM(name_, label_)                                                                                           \
    {                                                                                                                  \
        .name = (name_), .kind = FIELD_TEXT, .label = (label_), .max = PARAM_MAX, .address_only = true                 \
    }
const Field proconnect_retour_fields[] = {
    PARAM("state", "Demande"),
    PARAM("code", "Code"),
    PARAM("error", "Erreur"),
    PARAM("error_description", "Explication"),
    PARAM("iss", "Fournisseur"),
    { 0 },
};
const Field proconnect_sortie_fields[] = { PARAM("state", "Demande"), { 0 } };

/* ---- what is said ---- */

typedef struct Refus {
    int status;
    const char *log; /* what the log says */
    Str titre, message;
} Refus;

#define RECOMMENCER " Recommencez la connexion."
static const Refus sans_demande = { 403, "etat", S_INIT("Cette page ne s’ouvre pas seule"),
    S_INIT("ProConnect y renvoie à la fin d’une connexion, avec un numéro de demande qui manque ici." RECOMMENCER) };
static const Refus demande_perdue = { 403, "demande", S_INIT("Cette demande n’est plus valable"),
    S_INIT("Elle a déjà servi, a dépassé quinze minutes, ou vient d’un autre navigateur." RECOMMENCER) };
static const Refus pas_connecte = { 403, "login_required", S_INIT("ProConnect ne vous a pas reconnu"),
    S_INIT("Votre session ProConnect est finie, ou il lui faut une étape de plus." RECOMMENCER) };
static const Refus renonce = { 403, "access_denied", S_INIT("La connexion s’est arrêtée chez ProConnect"),
    S_INIT("Vous y avez renoncé, ou votre organisation ne peut pas garantir une connexion assez sûre. Recommencez, ou "
           "connectez-vous d’une autre façon.") };
static const Refus trop = { 429, "attendre", S_INIT("Trop d’essais"),
    S_INIT("Trop de connexions se sont mal finies depuis votre réseau. Attendez une minute, puis recommencez.") };
static const Refus autre_erreur = { 502, "erreur", S_INIT("ProConnect a répondu par une erreur"),
    S_INIT("Rien n’a été ouvert. Recommencez dans quelques minutes, ou connectez-vous d’une autre façon.") };

static const Refus verdicts[] = {
    [OIDC_OK] = { 0 },
    [OIDC_UNREACHABLE] = { 503, NULL, S_INIT("ProConnect ne répond pas"),
        S_INIT("Réessayez dans quelques minutes. En attendant, vous pouvez vous connecter d’une autre façon.") },
    [OIDC_UNREADABLE] = { 502, NULL, S_INIT("La réponse de ProConnect est illisible"),
        S_INIT("Rien n’a été ouvert. Prévenez la personne qui administre le site si cela recommence.") },
    [OIDC_CODE] = { 403, NULL, S_INIT("Cette connexion a déjà servi"),
        S_INIT("Le code donné par ProConnect ne sert qu’une fois, et pendant peu de temps." RECOMMENCER) },
    [OIDC_CLIENT] = { 502, NULL, S_INIT("ProConnect ne reconnaît pas ce site"),
        S_INIT("Ses réglages sont à revoir : prévenez la personne qui administre le site. En attendant, connectez-vous "
               "d’une autre façon.") },
    [OIDC_TOKEN] = { 403, NULL, S_INIT("L’identité reçue n’est pas acceptée"), S_INIT("") },
    [OIDC_ACR] = { 403, NULL, S_INIT("Une seconde preuve est nécessaire"),
        S_INIT("Votre organisation vous a connecté avec un mot de passe seul. Activez chez elle la double "
               "authentification, puis recommencez ; son service informatique sait comment faire. Vous pouvez aussi "
               "vous connecter d’une autre façon.") },
    [OIDC_SUBJECT] = { 502, NULL, S_INIT("ProConnect parle de deux personnes"),
        S_INIT("Ses deux réponses ne nomment pas la même. Par prudence, rien n’a été ouvert." RECOMMENCER) },
};

static const Refus accueils[] = {
    [ACCUEIL_OK] = { 0 },
    [ACCUEIL_SUSPENDU] = { 403, "suspendu", S_INIT("Compte suspendu"),
        S_INIT("Ce compte est suspendu. Adressez-vous au référent de votre structure ou à la coordination.") },
    [ACCUEIL_CONFIRMER] = { 403, "confirmer", S_INIT("Votre identité est à confirmer"),
        S_INIT("Un compte a votre adresse, mais il ne connaît pas encore cette identité ProConnect : c’est le cas la "
               "première fois, ou après un changement d’employeur. Votre référent ou l’administration du site la voit "
               "maintenant, et doit dire que c’est bien vous. En attendant, connectez-vous d’une autre façon.") },
    [ACCUEIL_COURRIEL] = { 403, "courriel", S_INIT("Votre adresse manque"),
        S_INIT("ProConnect ne nous a pas dit votre adresse de courriel professionnelle : vérifiez-la chez votre "
               "organisation, ou connectez-vous d’une autre façon.") },
    [ACCUEIL_SIRET] = { 403, "siret", S_INIT("Votre organisation n’est pas inscrite"),
        S_INIT("ProConnect vous a bien reconnu, mais votre organisation n’est pas de celles qui entrent ici sans "
               "invitation. Demandez une invitation à la coordination départementale.") },
    [ACCUEIL_INVITATION] = { 403, "invitation", S_INIT("Vous n’avez pas encore de compte"),
        S_INIT("ProConnect vous a bien reconnu, mais les comptes sont ouverts sur invitation. Demandez-la au référent "
               "de votre structure ou à la coordination départementale.") },
};

static Err show(Req *r, const Refus *why, Str message)
{
    log_line(r->app->log, LOG_WARN, "proconnect", LS("refus", why->log));
    req_status(r, why->status);
    if (why->status == 503 || why->status == 429)
        req_set_header(r, "Retry-After", str_format(r->arena, "%d", REPOS_S));
    view_connexion_refus(req_html(r),
        &(RefusPage){ why->titre, message, S("/connexion"), S("Revenir à la connexion") });
    return OK;
}

/* Counted, and told in the journal. */
static Err write_refusal(Db *db, Arena *a, void *arg)
{
    Visite v = visite_de(arg);
    v.db = db;
    v.a = a;
    return proconnect_refuser(&v);
}

static Err show_report(Req *r, OidcReport report)
{
    Refus why = verdicts[report.verdict];
    Str name = oidc_report_name(r->arena, report);
    why.log = str_is_none(name) ? "" : name.p;
    return show(r, &why, report.verdict == OIDC_TOKEN ? jwt_verdict_message(report.jwt) : why.message);
}

/* ---- leaving for it ---- */

/* What waits in the browser, sealed: nothing is written for somebody who may never come back. */
typedef struct Demande {
    OidcRequest q;
    Str retour;
} Demande;

static void keep(Req *r, const Demande *d)
{
    Str retour = str_is_none(d->retour) || d->retour.n > RETOUR_GARDE ? S("") : d->retour;
    Str parts[PARTS] = { d->q.state, d->q.nonce, d->q.verifier,
        str_format(r->arena, "%lld", (long long)r->now + CONNEXION_S), retour };
    Str sealed = key_seal(r->arena, r->app->keys->box, str_from(demande_about),
        str_join(r->arena, parts, PARTS, S(" ")));
    if (!str_is_none(sealed))
        req_set_cookie(r, demande_cookie, base64url_encode(r->arena, sealed), CONNEXION_S);
}

static bool take(Req *r, Demande *ret)
{
    Str cookie = req_cookie(r, demande_cookie), sealed, parts[PARTS];
    int64_t until = 0;
    if (str_is_none(cookie) || !base64url_decode(r->arena, cookie, PARAM_MAX, &sealed))
        return false;
    req_set_cookie(r, demande_cookie, STR_NONE, -1); /* good once */
    Str rest = key_open(r->arena, r->app->keys->box, str_from(demande_about), sealed);
    for (size_t i = 0; i < PARTS; i++)
        if (!str_split(&rest, ' ', &parts[i]))
            return false;
    *ret = (Demande){ { parts[0], parts[1], parts[2] }, parts[4] };
    return str_to_i64(parts[3], &until) && until > r->now;
}

Err proconnect_depart(Req *r)
{
    Arena *a = r->arena;
    Random random = r->app->random;
    Str url;
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    Demande d = { { token_new(a, random), token_new(a, random), pkce_verifier_new(a, random) }, req_text(r, "retour") };
    if (arena_failed(a))
        return ERR_MEMORY;
    OidcReport report = { oidc_authorize(r->app->oidc, a, r->now, &d.q, &url), JWT_OK };
    if (report.verdict != OIDC_OK)
        return show_report(r, report);
    keep(r, &d);
    req_redirect_outside(r, url);
    return OK;
}

/* ---- coming back ---- */

typedef struct Entree {
    Req *r;
    const OidcPerson *who;
    Str retour;
    Accueil accueil;
} Entree;

static Err write_entry(Db *db, Arena *a, void *arg)
{
    Entree *e = arg;
    Visite v = visite_de(e->r);
    v.db = db;
    v.a = a;
    return porte_proconnect(&v, e->who, e->retour, &e->accueil);
}

static const Refus *error_told(Str error)
{
    if (str_eq(error, S("login_required")) || str_eq(error, S("interaction_required")))
        return &pas_connecte;
    return str_eq(error, S("access_denied")) ? &renonce : &autre_erreur;
}

Err proconnect_retour(Req *r)
{
    Demande d;
    OidcPerson who;
    int64_t wait = 0;
    Visite v = visite_de(r);
    Str state = req_text(r, "state"), error = req_text(r, "error"), code = req_text(r, "code");
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    if (str_is_none(state) || !token_valid(state))
        return show(r, &sans_demande, sans_demande.message);
    if (!take(r, &d) || !token_valid(d.q.state) || !str_eq(d.q.state, state))
        return show(r, &demande_perdue, demande_perdue.message);
    TRY(frein_attente(&v, FREIN_PROCONNECT, S(""), &wait));
    if (wait)
        return show(r, &trop, trop.message);
    if (!str_is_none(error)) {
        TRY(writer_run(r->app->writer, r->arena, write_refusal, r));
        return show(r, error_told(error), error_told(error)->message);
    }
    OidcReport report = oidc_finish(r->app->oidc, r->arena, r->now, str_or_empty(code), &d.q, &who);
    if (report.verdict != OIDC_OK) {
        TRY(writer_run(r->app->writer, r->arena, write_refusal, r));
        return show_report(r, report);
    }
    Entree e = { .r = r, .who = &who, .retour = d.retour };
    TRY(writer_run(r->app->writer, r->arena, write_entry, &e));
    if (e.accueil != ACCUEIL_OK)
        return show(r, &accueils[e.accueil], accueils[e.accueil].message);
    return req_redirect(r, "/connexion/second");
}

/* ---- leaving for good ---- */

/* A page of its own, since a form may not lead to another site; it goes on by itself. */
Err proconnect_sortie_page(Req *r)
{
    Str token, url = STR_NONE;
    TRY(proconnect_jeton(r->db, r->arena, r->app, r->now, req_path(r, "etat"), &token));
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    OidcVerdict verdict = oidc_logout(r->app->oidc, r->arena, r->now, token, req_path(r, "etat"), &url);
    if (verdict == OIDC_OK && !str_is_none(url))
        req_set_header(r, "Refresh", str_cat(r->arena, S("0; url="), url));
    view_proconnect_sortie(req_html(r), &(ProconnectSortiePage){ url });
    return OK;
}

static Err write_exit(Db *db, Arena *a, void *arg)
{
    Req *r = arg;
    Str state = req_text(r, "state");
    (void)a;
    return proconnect_sortie(db, r->app, r->now, str_or_empty(state));
}

Err proconnect_sortie_retour(Req *r)
{
    Err e = writer_run(r->app->writer, r->arena, write_exit, r);
    if (e == ERR_NOT_FOUND)
        return show(r, &demande_perdue,
            S("Ce navigateur n’était pas en train de se déconnecter de ProConnect. Si vous "
              "êtes connecté ici, vous l’êtes encore."));
    TRY(e);
    return req_redirect(r, "/connexion?fait=sortie");
}
