// SPDX-License-Identifier: AGPL-3.0-or-later
/* Inviting somebody; lending a device, printing codes, beginning again after a loss. */
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "invitation_view.h"

const Field personne_invitation[] = {
    { .name = "prenom", .kind = FIELD_TEXT, .label = "Prénom", .max = NOM_MAX },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .required = true, .max = NOM_MAX },
    { .name = "courriel",
        .kind = FIELD_TEXT,
        .label = "Adresse électronique professionnelle",
        .hint = "C’est là que l’invitation arrive, puis avec elle que la personne se connecte.",
        .required = true,
        .max = COURRIEL_MAX,
        .autocomplete = "off" },
    { .name = "role", .kind = FIELD_TEXT, .label = "Rôle", .required = true, .max = 40 },
    { .name = "portee", .kind = FIELD_TEXT, .label = "Où ce rôle s’exerce", .required = true, .max = 60 },
    { 0 },
};

static Err show_form(Req *r)
{
    PersonneFormulaire p = { .form = &r->form };
    TRY(choix_de_role(r, &p.choix));
    view_personne_nouvelle(req_html(r), &p);
    return OK;
}

Err personne_nouvelle_page(Req *r)
{
    return show_form(r);
}

/* An account, its first role and the mail: all of it, or nothing. */
static Err invite(Req *r, Personne *ret)
{
    PersonneId id;
    Str prenom = req_text(r, "prenom");
    TX tx = tx_begin(r->db, HERE);
    Err e = personne_creer(r->db, r->arena, r->acteur, r->now, r->app->random, req_text(r, "courriel"),
        req_text(r, "nom"), str_or_empty(prenom), &id);
    if (e == ERR_INVALID)
        form_error(r, "courriel", "Cette adresse n’est pas complète. Elle ressemble à nom@exemple.fr.");
    else if (e == ERR_CONFLICT)
        form_error(r, "courriel",
            "Cette adresse a déjà un compte. S’il n’est pas dans votre liste, demandez à la coordination de lui donner "
            "un rôle chez vous.");
    else if (e != OK)
        return e;
    if (e != OK)
        return OK;
    TRY(role_donner_saisi(r, id));
    if (req_has_errors(r))
        return OK;
    TRY(connexion_inviter(r->db, r->arena, r->app, r->acteur, r->now, id, NULL));
    TRY(tx_commit(&tx));
    return personne_par_id(r->db, r->arena, id, ret);
}

/* An invitation that cannot leave is not one. */
static bool mail_leaves(Req *r, const char *champ)
{
    if (courriel_actif(r->app->config))
        return true;
    form_error(r, champ,
        "Ce site n’envoie pas encore de courriel : l’invitation ne partirait pas. La personne qui gère le serveur peut "
        "le régler.");
    return false;
}

Err personne_nouvelle_post(Req *r)
{
    Personne made;
    if (!req_has_errors(r) && mail_leaves(r, "courriel"))
        TRY(invite(r, &made));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r);
    }
    return req_redirect(r, "/administration/personnes/%.*s?fait=invitee", STR_ARG(made.uid));
}

/* The sheet again, with what was refused. */
static Err show_refused(Req *r, const Personne *p)
{
    req_status(r, 400);
    return personne_montrer(r, p);
}

Err personne_inviter_post(Req *r)
{
    Personne p;
    TRY(personne_ouvrir(r, &p));
    if (!mail_leaves(r, "tenu"))
        return show_refused(r, &p);
    if (!str_eq(p.etat, S("invitee"))) {
        form_error(r, "tenu", "Cette personne a déjà ouvert son compte.");
        return show_refused(r, &p);
    }
    TRY(connexion_inviter(r->db, r->arena, r->app, r->acteur, r->now, p.id, NULL));
    return req_redirect(r, "/administration/personnes/%.*s?fait=invitee", STR_ARG(p.uid));
}

/* Somebody else's that one may change: one's own proofs are changed in one's own space. */
static Err open_other(Req *r, Personne *ret)
{
    TRY(personne_ouvrir_gerable(r, ret));
    return r->acteur->personne_id == ret->id.v ? ERR_NOT_FOUND : OK;
}

Err personne_appareil_post(Req *r)
{
    Personne p;
    TRY(open_other(r, &p));
    Str numero = req_text(r, "appareil");
    Err e = str_is_none(numero) ? ERR_NOT_FOUND
                                : appareil_preter(r->db, r->arena, r->app->keys, r->acteur, r->now, p.id, numero);
    if (e == ERR_NOT_FOUND)
        form_error(r, "appareil", "Aucun boîtier de la réserve ne porte ce numéro. Relisez-le au dos.");
    else if (e == ERR_CONFLICT)
        form_error(r, "appareil", "Ce boîtier est déjà prêté à quelqu’un.");
    else if (e != OK)
        return e;
    if (e != OK)
        return show_refused(r, &p);
    return req_redirect(r, "/administration/personnes/%.*s?fait=appareil", STR_ARG(p.uid));
}

/* Taken back already: what was asked is done. */
Err personne_reprendre_moyen_post(Req *r)
{
    Personne p;
    TRY(open_other(r, &p));
    int quoi = req_choice(r, "moyen", -1);
    if (quoi < 0)
        return ERR_INVALID;
    Err e = moyen_reprendre(r->db, r->arena, r->acteur, r->now, p.id, (Prete)quoi);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    return req_redirect(r, "/administration/personnes/%.*s?fait=repris", STR_ARG(p.uid));
}

Err personne_identite_post(Req *r)
{
    Personne p;
    TRY(open_other(r, &p));
    int decision = req_choice(r, "decision", -1);
    Err e = req_has_errors(r) || decision < 0
              ? ERR_NOT_FOUND
              : identite_decider(r->db, r->arena, r->acteur, r->now, p.id, req_i64(r, "identite", 0), decision == 0);
    if (e == ERR_NOT_FOUND) {
        form_error(r, "identite", "Cette identité n’attend plus : quelqu’un a déjà répondu, ou un mois a passé.");
        return show_refused(r, &p);
    }
    TRY(e);
    return req_redirect(r, "/administration/personnes/%.*s?fait=%s", STR_ARG(p.uid),
        decision == 0 ? "identite" : "identite-ecartee");
}

Err personne_liste_post(Req *r)
{
    Personne p;
    CodesDePersonne c = { 0 };
    TRY(open_other(r, &p));
    TRY(codes_renouveler(r->db, r->arena, r->app->keys, r->app->random, r->acteur, r->now, p.id, CODES_LISTE, &c.codes,
        &c.n));
    c.nom = personne_nom_montre(r->arena, p.prenom, p.nom);
    c.adresse = str_cat(r->arena, S("/administration/personnes/"), p.uid);
    view_personne_codes(req_html(r), &c);
    return OK;
}

Err personne_recommencer_post(Req *r)
{
    Personne p;
    TRY(open_other(r, &p));
    if (!mail_leaves(r, "tenu"))
        return show_refused(r, &p);
    if (!str_eq(p.etat, S("active"))) {
        form_error(r, "tenu", "Ce compte a changé entre-temps : voici son état actuel.");
        return show_refused(r, &p);
    }
    TRY(preuves_oublier(r->db, r->arena, r->acteur, r->now, p.id));
    TRY(connexion_inviter(r->db, r->arena, r->app, r->acteur, r->now, p.id, NULL));
    return req_redirect(r, "/administration/personnes/%.*s?fait=recommencer", STR_ARG(p.uid));
}
