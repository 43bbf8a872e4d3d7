// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/connexion/connexion_web.h"

#include "connexion_sql.h"
#include "connexion_view.h"
#include "core/auth/base32.h"
#include "core/run/writer.h"
#include "core/view/affichage.h"

enum { RETOUR_MAX = 2000, KEY_GROUP = 4 };

/* ---- fields ---- */

#define RETOUR                                                                                                         \
    {                                                                                                                  \
        .name = "retour", .kind = FIELD_TEXT, .label = "Page où revenir", .max = RETOUR_MAX, .address_only = true      \
    }
#define COURRIEL                                                                                                       \
    {                                                                                                                  \
        .name = "courriel", .kind = FIELD_TEXT, .label = "Votre adresse de courriel professionnelle",                  \
        .required = true, .max = COURRIEL_MAX, .autocomplete = "email"                                                 \
    }
#define PARTAGE                                                                                                        \
    {                                                                                                                  \
        .name = "partage", .kind = FIELD_BOOL, .label = "Cet ordinateur sert à d’autres personnes",                    \
        .hint = "La connexion se fermera après 30 minutes sans rien faire."                                           \
    }

static const Choice faits[] = {
    { S_INIT("sortie"), S_INIT("Vous êtes déconnecté.") },
    { S_INIT("partout"), S_INIT("Vous êtes déconnecté de tous vos appareils.") },
    { { 0 }, { 0 } },
};
static const Field entree_fields[] = {
    COURRIEL,
    RETOUR,
    { .name = "fait",
        .kind = FIELD_CHOICE,
        .label = "Ce qui vient d’être fait",
        .choices = faits,
        .address_only = true },
    { 0 },
};
static const Field mot_de_passe_fields[] = {
    COURRIEL,
    { .name = "mot_de_passe",
        .kind = FIELD_SECRET,
        .label = "Votre mot de passe",
        .required = true,
        .max = 512,
        .autocomplete = "current-password" },
    RETOUR,
    { 0 },
};
static const Field code_fields[] = {
    { .name = "code", .kind = FIELD_TEXT, .label = "Code à 8 chiffres reçu par courriel", .required = true, .max = 40 },
    { 0 },
};
static const Choice moyens[] = {
    [MOYEN_APPLICATION] = { S_INIT("application"), S_INIT("Application ou boîtier") },
    [MOYEN_SECOURS] = { S_INIT("secours"), S_INIT("Code de secours") },
    [MOYEN_LISTE] = { S_INIT("liste"), S_INIT("Liste de codes") },
    { { 0 }, { 0 } },
};
static const Field second_fields[] = {
    { .name = "moyen", .kind = FIELD_CHOICE, .label = "Preuve", .choices = moyens, .address_only = true },
    { .name = "code", .kind = FIELD_TEXT, .label = "Code", .required = true, .max = 40 },
    PARTAGE,
    { 0 },
};
static const Field entrer_fields[] = { PARTAGE, { 0 } };
static const Field role_fields[] = {
    { .name = "role",
        .kind = FIELD_I64,
        .label = "Rôle",
        .required = true,
        .min = 1,
        .max = 9e15,
        .address_only = true },
    RETOUR,
    { 0 },
};
static const Field sortie_fields[] = {
    { .name = "partout", .kind = FIELD_BOOL, .label = "Sur tous mes appareils", .address_only = true },
    { 0 },
};

/* ---- what is said ---- */

static Str duration(Arena *a, int64_t s)
{
    Short n = s < 60 ? plural(s, "seconde", "secondes") : plural((s + 59) / 60, "minute", "minutes");
    return short_dup(a, n);
}

static Err refuse(Req *r, int status, Str titre, Str message)
{
    req_status(r, status);
    view_connexion_refus(req_html(r), &(RefusPage){ titre, message, S("/connexion"), S("Recommencer") });
    return OK;
}

/* What ends the way in; false: the form is shown again with its message. */
static bool refused_for_good(Req *r, const Verdict *v)
{
    switch (v->issue) {
    case ISSUE_EPUISE:
        refuse(r, 403, S("Trop d’essais"),
            S("Par prudence, ce code ne peut plus servir. Recommencez la connexion : vous en aurez un nouveau."));
        return true;
    case ISSUE_ABSENT:
        refuse(r, 403, S("Cette demande n’est plus valable"),
            S("Le lien ou le code a déjà servi, a dépassé son temps, ou a été demandé dans un autre navigateur. "
              "Recommencez la connexion."));
        return true;
    case ISSUE_LIEN_SERVI:
        refuse(r, 403, S("Ce lien a déjà servi"),
            S("Un lien ne sert qu’une fois. Pour vous connecter de nouveau, demandez-en un autre. Si ce n’est pas vous "
              "qui avez suivi celui-ci, prévenez la personne qui administre le site."));
        return true;
    case ISSUE_LIEN_TARD:
        refuse(r, 403, S("Ce lien a dépassé son temps"),
            S("Un lien de connexion sert pendant 15 minutes, une invitation pendant 7 jours. Demandez un autre lien ; "
              "pour une invitation, adressez-vous à la personne qui vous a invité."));
        return true;
    case ISSUE_REFUSE:
        refuse(r, 403, S("Compte suspendu"),
            S("Ce compte est suspendu. Adressez-vous au référent de votre structure ou à la coordination."));
        return true;
    case ISSUE_OK:
    case ISSUE_ATTENDRE:
    case ISSUE_FORME:
    case ISSUE_FAUX:
    case ISSUE_SERVI:
        return false;
    }
    return false;
}

static void tell(Req *r, const char *field, const Verdict *v, const char *forme, const char *faux)
{
    req_status(r, v->issue == ISSUE_ATTENDRE ? 429 : 400);
    if (v->issue == ISSUE_ATTENDRE) {
        req_set_header(r, "Retry-After", str_format(r->arena, "%lld", (long long)v->attente));
        form_error(r, field, "Trop d’essais. Réessayez dans %.*s.", STR_ARG(duration(r->arena, v->attente)));
    } else if (v->issue == ISSUE_SERVI) {
        form_error(r, field, "Ce code vient de servir. Attendez que le suivant s’affiche, puis tapez-le.");
    } else {
        form_error(r, field, "%s", v->issue == ISSUE_FORME ? forme : faux);
    }
}

/* ---- door 1: a mail ---- */

static Err show_entry(Req *r)
{
    view_connexion(req_html(r),
        &(EntreePage){ &r->form, req_text(r, "retour"), courriel_actif(r->app->config), r->app->oidc != NULL });
    return OK;
}

static Err entree_page(Req *r)
{
    return show_entry(r);
}

static Err entree_envoi(Req *r)
{
    Visite v = visite_de(r);
    Verdict verdict;
    Str courriel = req_text(r, "courriel");
    if (!r->form.errors.n && str_is_none(courriel_normal(r->arena, courriel)))
        form_error(r, "courriel", "Ce n’est pas une adresse de courriel : elle ressemble à « prenom.nom@exemple.fr ».");
    if (r->form.errors.n) {
        req_status(r, 400);
        return show_entry(r);
    }
    TRY(porte_courriel(&v, courriel, req_text(r, "retour"), &verdict));
    if (verdict.issue == ISSUE_OK)
        return req_redirect(r, "/connexion/code");
    tell(r, "courriel", &verdict, "", "");
    return show_entry(r);
}

static Err show_code(Req *r)
{
    view_connexion_code(req_html(r), &(EntreePage){ .form = &r->form });
    return OK;
}

static Err code_envoi(Req *r)
{
    Visite v = visite_de(r);
    Verdict verdict;
    if (r->form.errors.n) {
        req_status(r, 400);
        return show_code(r);
    }
    TRY(porte_code(&v, req_text(r, "code"), &verdict));
    if (verdict.issue == ISSUE_OK)
        return req_redirect(r, "/connexion/second");
    if (refused_for_good(r, &verdict))
        return OK;
    tell(r, "code", &verdict, "Le code a 8 chiffres : recopiez-le du courriel.",
        "Ce code n’est pas celui du dernier courriel. Vérifiez chaque chiffre.");
    return show_code(r);
}

static Err lien_page(Req *r)
{
    Visite v = visite_de(r);
    LienLu lien;
    Str jeton = req_path(r, "jeton");
    TRY(porte_lien_lire(&v, jeton, &lien));
    if (refused_for_good(r, &(Verdict){ .issue = lien.issue }))
        return OK;
    view_connexion_lien(req_html(r), &(LienPage){ &r->form, jeton, lien.invitation });
    return OK;
}

static Err lien_envoi(Req *r)
{
    Visite v = visite_de(r);
    Verdict verdict;
    TRY(porte_lien(&v, req_path(r, "jeton"), &verdict));
    if (refused_for_good(r, &verdict))
        return OK;
    return req_redirect(r, "/connexion/second");
}

/* ---- door 2: a password ---- */

static Err show_password(Req *r)
{
    view_connexion_mot_de_passe(req_html(r), &(EntreePage){ &r->form, req_text(r, "retour"), true, false });
    return OK;
}

typedef struct EssaiMotDePasse {
    Req *r;
    PersonneId id;
    Verdict verdict;
} EssaiMotDePasse;

static Err write_password_try(Db *db, Arena *a, void *arg)
{
    EssaiMotDePasse *e = arg;
    Visite v = visite_de(e->r);
    v.db = db;
    v.a = a;
    return porte_mot_de_passe(&v, req_text(e->r, "courriel"), req_text(e->r, "retour"), e->id,
        e->verdict.issue == ISSUE_OK, &e->verdict);
}

static Err mot_de_passe_envoi(Req *r)
{
    Visite v = visite_de(r);
    EssaiMotDePasse e = { .r = r };
    if (r->form.errors.n) {
        req_status(r, 400);
        return show_password(r);
    }
    TRY(porte_mot_de_passe_lire(&v, req_text(r, "courriel"), req_secret(r, "mot_de_passe"), &e.verdict, &e.id));
    if (e.verdict.issue != ISSUE_ATTENDRE)
        TRY(writer_run(r->app->writer, r->arena, write_password_try, &e));
    if (e.verdict.issue == ISSUE_OK)
        return req_redirect(r, "/connexion/second");
    tell(r, "mot_de_passe", &e.verdict, "", "L’adresse et le mot de passe ne vont pas ensemble.");
    return show_password(r);
}

/* ---- the second proof ---- */

static Str key_groups(Arena *a, Str key)
{
    BUF b = buf_new(KIB);
    for (size_t i = 0; i < key.n; i += KEY_GROUP) {
        if (i)
            buf_char(&b, ' ');
        buf_put(&b, str_slice(key, i, i + KEY_GROUP));
    }
    return str_dup(a, buf_str(&b));
}

static Err show_second(Req *r, const Second *s, Moyen moyen)
{
    SecondPage p = { .form = &r->form, .second = s, .moyen = moyen };
    if (!s->prouve && !str_is_none(s->secret)) {
        Str uri = totp_uri(r->arena, totp_application, config_str(r->app->config, CONF_NOM), s->personne.courriel,
            s->secret);
        TRY(qr_make(r->arena, uri, QR_MEDIUM, &p.qr));
        p.cle = key_groups(r->arena, base32_encode(r->arena, s->secret));
    }
    view_connexion_second(req_html(r), &p);
    return OK;
}

static Err open_second(Req *r, const Visite *v, Second *ret, bool *ret_open)
{
    Err e = second_lire(v, ret);
    *ret_open = e == OK;
    if (e == ERR_NOT_FOUND)
        refused_for_good(r, &(Verdict){ .issue = ISSUE_ABSENT });
    return e == ERR_NOT_FOUND ? OK : e;
}

static Moyen usual(const Second *s)
{
    return s->numero ? MOYEN_LISTE : MOYEN_APPLICATION;
}

static Err second_page(Req *r)
{
    Visite v = visite_de(r);
    Second s;
    bool open;
    TRY(open_second(r, &v, &s, &open));
    return open ? show_second(r, &s, (Moyen)req_choice(r, "moyen", (int)usual(&s))) : OK;
}

static Err enter(Req *r, const Visite *v, const Second *s)
{
    Ouverture o;
    bool partage = req_bool(r, "partage");
    Err e = session_ouvrir(v, s, partage, &o);
    if (e == ERR_CONFLICT)
        return refuse(r, 403, S("Compte suspendu"),
            S("Ce compte est suspendu. Adressez-vous au référent de votre structure ou à la coordination."));
    TRY(e);
    req_set_cookie(r, "session", o.secret, partage ? 0 : SESSION_S);
    if (s->personne.preferences.n)
        req_set_cookie(r, AFFICHAGE_COOKIE, s->personne.preferences, partage ? 0 : AFFICHAGE_S);
    if (!str_is_none(o.appareil))
        req_set_cookie(r, "appareil", o.appareil, NAVIGATEUR_S);
    Str back = s->retour.n ? s->retour : S("/espace");
    if (!o.choisir)
        return req_redirect(r, "%.*s", STR_ARG(back));
    BUF encoded = buf_new(8 * KIB);
    url_encode(&encoded, back);
    return req_redirect(r, "/connexion/role?retour=%.*s", STR_ARG(buf_str(&encoded)));
}

static Err second_envoi(Req *r)
{
    static const char *const formes[] = {
        [MOYEN_APPLICATION] = "Le code de l’application a 6 chiffres.",
        [MOYEN_SECOURS] = "Un code de secours s’écrit comme « ABCD-2345-EFGH » : vérifiez chaque signe.",
        [MOYEN_LISTE] = "Un code de la liste s’écrit comme « ABCD-2345 » : vérifiez chaque signe.",
    };
    Visite v = visite_de(r);
    Second s;
    Verdict verdict;
    bool open;
    TRY(open_second(r, &v, &s, &open));
    if (!open)
        return OK;
    Moyen moyen = (Moyen)req_choice(r, "moyen", (int)usual(&s));
    if (r->form.errors.n) {
        req_status(r, 400);
        return show_second(r, &s, moyen);
    }
    TRY(second_verifier(&v, &s, moyen, req_text(r, "code"), &verdict));
    if (verdict.issue == ISSUE_OK)
        return enter(r, &v, &s);
    if (refused_for_good(r, &verdict))
        return OK;
    tell(r, "code", &verdict, formes[moyen], "Ce code n’est pas le bon. Vérifiez-le, puis réessayez.");
    return show_second(r, &s, moyen);
}

/* Two proofs were given elsewhere: only whether this computer is shared is left to say. */
static Err entrer_envoi(Req *r)
{
    Visite v = visite_de(r);
    Second s;
    bool open;
    TRY(open_second(r, &v, &s, &open));
    if (!open)
        return OK;
    return s.prouve ? enter(r, &v, &s) : req_redirect(r, "/connexion/second");
}

static Err liste_envoi(Req *r)
{
    Visite v = visite_de(r);
    Second s;
    bool open;
    CodesPage p = { .liste = true, .suite = S("/connexion/second"), .suite_titre = S("J’ai mes codes, continuer") };
    TRY(open_second(r, &v, &s, &open));
    if (!open)
        return OK;
    TRY(second_liste(&v, &s, &p.codes, &p.n));
    p.nom = str_join(r->arena, (Str[]){ s.personne.prenom, s.personne.nom }, 2, S(" "));
    view_connexion_codes(req_html(r), &p);
    return OK;
}

/* ---- once inside ---- */

static Err role_page(Req *r)
{
    RolesPage p = { .form = &r->form, .actuel = r->acteur->role_id, .retour = req_text(r, "retour") };
    TRY(roles_de(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, &p.roles, &p.n));
    view_connexion_role(req_html(r), &p);
    return OK;
}

static Err role_envoi(Req *r)
{
    Releve next;
    Str back = req_text(r, "retour");
    TRY(session_role(r->db, r->arena, r->app, r->acteur, r->now, (RoleTenuId){ req_i64(r, "role", 0) }, &next));
    req_set_cookie(r, "session", next.secret, next.partage ? 0 : next.reste_s);
    if (!str_is_none(back) && req_redirect(r, "%.*s", STR_ARG(back)) == OK)
        return OK;
    return req_redirect(r, "/espace");
}

static Err sortie(Req *r)
{
    PersonneId id = { r->acteur->personne_id };
    bool partout = req_bool(r, "partout");
    Str etat;
    TRY(proconnect_sortir(r->db, r->arena, r->app, r->now, r->acteur->session_id, &etat));
    TRY(session_finir(r->db, r->arena, r->acteur, r->now, r->acteur->session_id));
    if (partout)
        TRY(sessions_finir(r->db, id, 0));
    req_set_cookie(r, "session", STR_NONE, -1);
    if (!str_is_none(etat))
        return req_redirect(r, "/deconnexion/proconnect/%.*s", STR_ARG(etat));
    return req_redirect(r, "/connexion?fait=%s", partout ? "partout" : "sortie");
}

/* ---- the table ---- */

const Route connexion_routes[] = {
    { "GET", "/connexion", entree_page, RIGHT_FORM, SNAPSHOT, entree_fields, "Se connecter", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/connexion", entree_envoi, RIGHT_FORM, WRITE, entree_fields, "Demander un lien de connexion",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/connexion/mot-de-passe", show_password, RIGHT_FORM, SNAPSHOT, mot_de_passe_fields,
        "Se connecter avec un mot de passe", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/connexion/mot-de-passe", mot_de_passe_envoi, RIGHT_FORM, SLOW, mot_de_passe_fields,
        "Donner son mot de passe", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/connexion/code", show_code, RIGHT_FORM, SNAPSHOT, code_fields, "Code reçu par courriel",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/connexion/code", code_envoi, RIGHT_FORM, WRITE, code_fields, "Donner le code reçu",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/connexion/lien/{jeton}", lien_page, RIGHT_FORM, READ, NULL, "Lien reçu par courriel",
        ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/connexion/lien/{jeton}", lien_envoi, RIGHT_FORM, WRITE, NULL, "Suivre un lien reçu", ROUTE_HIDDEN },
    { "GET", "/connexion/second", second_page, RIGHT_FORM, READ, second_fields, "Seconde preuve",
        ROUTE_LAX | ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/connexion/second", second_envoi, RIGHT_FORM, WRITE, second_fields, "Donner la seconde preuve",
        ROUTE_LAX | ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/connexion/entrer", entrer_envoi, RIGHT_FORM, WRITE, entrer_fields, "Entrer après ProConnect",
        ROUTE_HIDDEN },
    { "GET", "/connexion/proconnect", proconnect_depart, RIGHT_FORM, SLOW, proconnect_depart_fields,
        "Aller s’identifier avec ProConnect", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/connexion/proconnect/retour", proconnect_retour, RIGHT_FORM, SLOW, proconnect_retour_fields,
        "Revenir de ProConnect", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/deconnexion/proconnect/{etat}", proconnect_sortie_page, RIGHT_FORM, SLOW, NULL,
        "Se déconnecter aussi de ProConnect", ROUTE_HIDDEN | ROUTE_SECRET },
    { "GET", "/deconnexion/retour", proconnect_sortie_retour, RIGHT_FORM, SLOW, proconnect_sortie_fields,
        "Revenir après s’être déconnecté de ProConnect", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/connexion/liste", liste_envoi, RIGHT_FORM, WRITE, NULL, "Faire sa liste de codes",
        ROUTE_HIDDEN | ROUTE_SECRET },
    { "GET", "/connexion/role", role_page, RIGHT_SESSION, READ, role_fields, "Choisir un rôle",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/connexion/role", role_envoi, RIGHT_SESSION, WRITE, role_fields, "Changer de rôle", ROUTE_HIDDEN },
    { "GET", "/espace/securite", securite_page, RIGHT_SESSION, READ, securite_fields, "Ma sécurité",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/securite/secours", secours_envoi, RIGHT_SESSION, WRITE, NULL, "Créer ses codes de secours",
        ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/espace/securite/liste", liste_neuve_envoi, RIGHT_SESSION, WRITE, NULL, "Refaire sa liste de codes",
        ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/espace/securite/mot-de-passe", mot_de_passe_neuf_envoi, RIGHT_SESSION, SLOW, securite_fields,
        "Choisir un mot de passe", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/securite/sans-mot-de-passe", mot_de_passe_ote_envoi, RIGHT_SESSION, WRITE, NULL,
        "Retirer son mot de passe", ROUTE_HIDDEN },
    { "POST", "/espace/securite/sans-proconnect", proconnect_ote_envoi, RIGHT_SESSION, WRITE, NULL,
        "Ne plus entrer avec ProConnect", ROUTE_HIDDEN },
    { "POST", "/espace/securite/fermer", session_fermer_envoi, RIGHT_SESSION, WRITE, session_fields,
        "Fermer une de ses connexions", ROUTE_HIDDEN },
    { "POST", "/espace/securite/oublier", navigateur_oublier_envoi, RIGHT_SESSION, WRITE, navigateur_fields,
        "Oublier un navigateur", ROUTE_HIDDEN },
    { "POST", "/deconnexion", sortie, RIGHT_SESSION, WRITE, sortie_fields, "Se déconnecter", ROUTE_HIDDEN },
    { 0 },
};
