// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/securite: one's own proofs, password and sessions. */
#include "core/auth/password.h"
#include "core/run/writer.h"
#include "domain/connexion/connexion_web.h"
#include "connexion_view.h"
#include "securite_view.h"

static const Choice faits[] = {
    { S_INIT("mot-de-passe"), S_INIT("Votre mot de passe est changé. Vos autres appareils sont déconnectés.") },
    { S_INIT("sans-mot-de-passe"), S_INIT("Vous n’avez plus de mot de passe.") },
    { S_INIT("sans-proconnect"), S_INIT("ProConnect ne mène plus à votre compte.") },
    { S_INIT("fermee"), S_INIT("La connexion de cet appareil est fermée.") },
    { S_INIT("oublie"),
        S_INIT("Ce navigateur est oublié : la prochaine connexion qui en viendra vous sera signalée.") },
    { S_INIT("affichage"), S_INIT("Vos réglages d’affichage sont gardés dans votre compte.") },
    { { 0 }, { 0 } },
};
const Field securite_fields[] = {
    { .name = "mot_de_passe",
        .kind = FIELD_SECRET,
        .label = "Nouveau mot de passe",
        .hint = "Douze signes au moins. Le plus simple : cinq ou six mots sans rapport entre eux.",
        .max = PASSWORD_BYTES_MAX,
        .autocomplete = "new-password" },
    { .name = "fait",
        .kind = FIELD_CHOICE,
        .label = "Ce qui vient d’être fait",
        .choices = faits,
        .address_only = true },
    { 0 },
};

const Field session_fields[] = {
    { .name = "session",
        .kind = FIELD_I64,
        .label = "Connexion",
        .required = true,
        .min = 1,
        .max = 9e15,
        .address_only = true },
    { 0 },
};

const Field navigateur_fields[] = {
    { .name = "navigateur",
        .kind = FIELD_I64,
        .label = "Navigateur",
        .required = true,
        .min = 1,
        .max = 9e15,
        .address_only = true },
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

static Err show_browsers(Req *r, SecuritePage *p)
{
    const NavigateurLigne *lines = NULL;
    TRY(navigateurs_de(r->db, r->arena, me(r), &lines, &p->navigateurs_n));
    NavigateurVue *shown = NEW(r->arena, NavigateurVue, p->navigateurs_n + 1);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->navigateurs_n; i++)
        shown[i] = (NavigateurVue){ lines[i].id, lines[i].appareil, date_french(r->arena, date_paris(lines[i].cree_at)),
            date_french(r->arena, date_paris(lines[i].vue_at)), lines[i].partage };
    p->navigateurs = shown;
    return OK;
}

Err securite_page(Req *r)
{
    SecuritePage p = { .form = &r->form };
    Preuves proofs;
    const SessionLigne *lines = NULL;
    size_t n = 0;
    TRY(preuves_de(r->db, r->arena, me(r), &proofs));
    TRY(sessions_de(r->db, r->arena, r->now, me(r), &lines, &n));
    SessionVue *shown = NEW(r->arena, SessionVue, n + 1);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        shown[i] = (SessionVue){ lines[i].id, lines[i].appareil, instant_montre(r->arena, lines[i].cree_at),
            instant_montre(r->arena, lines[i].vue_at), lines[i].id == r->acteur->session_id, lines[i].partage };
    p.preuves = &proofs;
    p.sessions = shown;
    p.sessions_n = n;
    TRY(show_browsers(r, &p));
    view_securite(req_html(r), &p);
    return OK;
}

static Err new_codes(Req *r, CodesGenre genre)
{
    CodesPage p = { .liste = genre == CODES_LISTE,
        .nom = r->acteur->nom,
        .suite = S("/espace/securite"),
        .suite_titre = S("J’ai mes codes, revenir à ma sécurité") };
    TRY(codes_renouveler(r->db, r->arena, r->app->keys, r->app->random, r->acteur, r->now, me(r), genre, &p.codes,
        &p.n));
    view_connexion_codes(req_html(r), &p);
    return OK;
}

Err secours_envoi(Req *r)
{
    return new_codes(r, CODES_SECOURS);
}

/* Only for those whose second proof is a list already: an application is not given up by a slip. */
Err liste_neuve_envoi(Req *r)
{
    Preuves proofs;
    TRY(preuves_de(r->db, r->arena, me(r), &proofs));
    return proofs.liste ? new_codes(r, CODES_LISTE) : ERR_CONFLICT;
}

typedef struct Choisi {
    Req *r;
    Str hash;
} Choisi;

/* Whoever knew the old one is out. */
static Err write_password(Db *db, Arena *a, void *arg)
{
    Choisi *c = arg;
    TX tx = tx_begin(db, HERE);
    TRY(mot_de_passe_changer(db, a, c->r->acteur, c->r->now, me(c->r), c->hash));
    TRY(sessions_finir(db, me(c->r), c->r->acteur->session_id));
    return tx_commit(&tx);
}

Err mot_de_passe_neuf_envoi(Req *r)
{
    Personne p;
    Choisi c = { .r = r };
    Str typed = req_secret(r, "mot_de_passe"), reason = STR_NONE,
        list = config_str(r->app->config, CONF_MOTS_DE_PASSE_COURANTS);
    TRY(personne_par_id(r->db, r->arena, me(r), &p));
    const Str own[] = { p.nom, p.prenom, p.courriel, config_str(r->app->config, CONF_NOM) };
    const PasswordRules rules = { .common = list.n ? list : STR_NONE, .own = own, .n_own = sizeof own / sizeof *own };
    if (str_is_none(typed))
        form_error(r, "mot_de_passe", "Tapez le mot de passe que vous voulez.");
    Err e = req_has_errors(r) ? ERR_INVALID : password_check(r->arena, &rules, typed, &reason);
    if (e == ERR_INVALID) {
        if (!req_has_errors(r))
            form_error(r, "mot_de_passe", "%.*s", STR_ARG(reason));
        req_status(r, 400);
        return securite_page(r);
    }
    TRY(e);
    TRY(password_hash(r->arena, password_cost, typed, &c.hash));
    TRY(writer_run(r->app->writer, r->arena, write_password, &c));
    return req_redirect(r, "/espace/securite?fait=mot-de-passe");
}

Err mot_de_passe_ote_envoi(Req *r)
{
    TRY(mot_de_passe_changer(r->db, r->arena, r->acteur, r->now, me(r), STR_NONE));
    return req_redirect(r, "/espace/securite?fait=sans-mot-de-passe");
}

Err proconnect_ote_envoi(Req *r)
{
    TRY(proconnect_delier(r->db, r->arena, r->acteur, r->now, me(r)));
    return req_redirect(r, "/espace/securite?fait=sans-proconnect");
}

Err session_fermer_envoi(Req *r)
{
    TRY(session_finir(r->db, r->arena, r->acteur, r->now, req_i64(r, "session", 0)));
    return req_redirect(r, "/espace/securite?fait=fermee");
}

Err navigateur_oublier_envoi(Req *r)
{
    TRY(navigateur_oublier(r->db, me(r), req_i64(r, "navigateur", 0)));
    return req_redirect(r, "/espace/securite?fait=oublie");
}
