// SPDX-License-Identifier: AGPL-3.0-or-later
/* First proofs: a mail, a password, an invitation. Nothing here says whether an account exists. */
#include <string.h>

#include "connexion_sql.h"
#include "core/auth/password.h"
#include "domain/connexion/connexion_priv.h"
#include "domain/journal/journal.h"

Visite visite_de(Req *r)
{
    Visite v = { .db = r->db,
        .a = r->arena,
        .app = r->app,
        .now = r->now,
        .pair = r->peer,
        .appareil = req_cookie(r, "appareil"),
        .session = req_cookie(r, "session"),
        .agent = req_header(r, "User-Agent") };
    token_hash(r->app->keys->codes, S("navigateur"), req_browser(r), v.navigateur);
    return v;
}

/* What the count of tries goes by: the address itself, or what was typed in its place. */
static Str compte_of(const Visite *v, Str courriel)
{
    Str normal = courriel_normal(v->a, courriel);
    return str_is_none(normal) ? S("?") : normal;
}

/* The person that this address lets in; no error when there is none. */
static Err find_person(const Visite *v, Str courriel, Personne *ret, bool *ret_found)
{
    Err e = personne_par_courriel(v->db, v->a, courriel, ret);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret_found = e == OK && (str_eq(ret->etat, S("active")) || str_eq(ret->etat, S("invitee")));
    return OK;
}

static Str path_or_empty(Str retour)
{
    return str_starts(retour, S("/")) && !str_starts(retour, S("//")) ? retour : S("");
}

Err connexion_commencer(const Visite *v, OptI64 id, const char *etape, const char *porte, Str lien, Str retour,
    int64_t *ret)
{
    SqlConnexionAjouter row;
    TRY(sql_connexion_oublier(v->db, cle_de(v->navigateur)));
    TRY(sql_connexion_ajouter(v->db, v->a, cle_de(v->navigateur), id, str_from(etape), str_from(porte), lien,
        path_or_empty(retour), v->now, v->now + CONNEXION_S, &row));
    *ret = row.connexion_id;
    return OK;
}

Err second_preparer(const Visite *v, PersonneId id)
{
    Preuves p;
    Str secret;
    TRY(preuves_de(v->db, v->a, id, &p));
    if (p.application || p.appareil || p.liste)
        return OK;
    return totp_enroler(v->db, v->a, v->app->keys, v->app->random, v->now, id, &secret);
}

/* ---- the mail ---- */

Err porte_courriel(const Visite *v, Str courriel, Str retour, Verdict *ret)
{
    Personne p = { 0 };
    bool found;
    int64_t id = 0;
    uint8_t lien[CODE_HASH], hash[CODE_HASH];
    Str compte = compte_of(v, courriel);
    *ret = (Verdict){ ISSUE_OK, 0 };
    TRY(frein_attente(v, FREIN_COURRIEL, compte, &ret->attente));
    if (ret->attente) {
        ret->issue = ISSUE_ATTENDRE;
        return OK;
    }
    TRY(find_person(v, courriel, &p, &found));
    Str jeton = token_new(v->a, v->app->random), code = code_new(v->a, CODE_MAIL, v->app->random);
    if (arena_failed(v->a))
        return ERR_MEMORY;
    token_hash(v->app->keys->codes, S("lien"), jeton, lien);
    TX tx = tx_begin(v->db, HERE);
    TRY(connexion_commencer(v, (OptI64){ found, p.id.v }, "courriel", "courriel", cle_de(lien), retour, &id));
    code_hash(v->app->keys->codes, CODE_MAIL, id, 0, code, hash);
    TRY(sql_connexion_coder(v->db, id, cle_de(hash)));
    TRY(courriel_connexion(v, found ? &p : NULL, jeton, code));
    TRY(frein_compter(v, FREIN_COURRIEL, compte)); /* each mail asked for counts: nobody's box is filled */
    return tx_commit(&tx);
}

Err porte_code(const Visite *v, Str typed, Verdict *ret)
{
    SqlConnexionDe c;
    bool found;
    int64_t n = 0;
    uint8_t given[CODE_HASH];
    Str code;
    *ret = (Verdict){ ISSUE_FAUX, 0 };
    TRY(sql_connexion_de(v->db, v->a, cle_de(v->navigateur), v->now, &c, &found));
    if (!found || !str_eq(c.etape, S("courriel"))) {
        ret->issue = ISSUE_ABSENT;
        return OK;
    }
    if (code_read(v->a, CODE_MAIL, typed, &code) != CODE_OK) {
        ret->issue = c.essais >= CONNEXION_ESSAIS ? ISSUE_EPUISE : ISSUE_FORME;
        return OK;
    }
    TRY(sql_connexion_essayer(v->db, c.connexion_id, CONNEXION_ESSAIS, &n));
    code_hash(v->app->keys->codes, CODE_MAIL, c.connexion_id, 0, code, given);
    bool good = c.code.n == CODE_HASH && code_hash_eq(given, (const uint8_t *)c.code.p) && c.personne_id.has;
    if (n == 0 || !good) {
        if (n == 0 || c.essais + 1 >= CONNEXION_ESSAIS)
            ret->issue = ISSUE_EPUISE;
        return OK;
    }
    TX tx = tx_begin(v->db, HERE);
    TRY(sql_connexion_avancer(v->db, c.connexion_id, cle_de(v->navigateur), v->now + CONNEXION_S, &n));
    TRY(second_preparer(v, (PersonneId){ c.personne_id.v }));
    ret->issue = n ? ISSUE_OK : ISSUE_ABSENT;
    return tx_commit(&tx);
}

static Err find_link(const Visite *v, Str jeton, SqlConnexionParLien *ret, Issue *ret_issue)
{
    uint8_t hash[CODE_HASH];
    bool found;
    *ret_issue = ISSUE_ABSENT;
    if (!token_valid(jeton))
        return OK;
    token_hash(v->app->keys->codes, S("lien"), jeton, hash);
    TRY(sql_connexion_par_lien(v->db, v->a, cle_de(hash), ret, &found));
    if (!found || !ret->personne_id.has)
        return OK;
    if (!str_eq(ret->etape, S("courriel")))
        *ret_issue = ISSUE_LIEN_SERVI;
    else
        *ret_issue = ret->expire_at <= v->now ? ISSUE_LIEN_TARD : ISSUE_OK;
    return OK;
}

Err porte_lien_lire(const Visite *v, Str jeton, LienLu *ret)
{
    SqlConnexionParLien c = { 0 };
    Issue issue;
    TRY(find_link(v, jeton, &c, &issue));
    *ret = (LienLu){ issue, str_eq(c.porte, S("invitation")) };
    return OK;
}

Err porte_lien(const Visite *v, Str jeton, Verdict *ret)
{
    SqlConnexionParLien c;
    Personne p;
    int64_t n = 0;
    *ret = (Verdict){ ISSUE_ABSENT, 0 };
    TRY(find_link(v, jeton, &c, &ret->issue));
    if (ret->issue != ISSUE_OK)
        return OK;
    PersonneId id = { c.personne_id.v };
    TRY(personne_par_id(v->db, v->a, id, &p));
    if (!str_eq(p.etat, S("active")) && !str_eq(p.etat, S("invitee"))) {
        ret->issue = ISSUE_REFUSE;
        return OK;
    }
    TX tx = tx_begin(v->db, HERE);
    TRY(sql_connexion_avancer(v->db, c.connexion_id, cle_de(v->navigateur), v->now + CONNEXION_S, &n));
    TRY(second_preparer(v, id));
    ret->issue = n ? ISSUE_OK : ISSUE_LIEN_SERVI;
    return tx_commit(&tx);
}

/* ---- the password ---- */

Err porte_mot_de_passe_lire(const Visite *v, Str courriel, Str mot_de_passe, Verdict *ret, PersonneId *ret_id)
{
    Personne p = { 0 };
    SqlPreuveLire proof = { 0 };
    bool found, proved = false;
    *ret = (Verdict){ ISSUE_FAUX, 0 };
    *ret_id = (PersonneId){ 0 };
    TRY(frein_attente(v, FREIN_MOT_DE_PASSE, compte_of(v, courriel), &ret->attente));
    if (ret->attente) {
        ret->issue = ISSUE_ATTENDRE;
        return OK;
    }
    TRY(find_person(v, courriel, &p, &found));
    if (found)
        TRY(sql_preuve_lire(v->db, v->a, p.id, &proof, &proved));
    Str hash = found && proved ? proof.mot_de_passe : STR_NONE;
    if (password_verify(v->a, password_cost, hash, mot_de_passe)) {
        ret->issue = ISSUE_OK;
        *ret_id = p.id;
    }
    return OK;
}

Err porte_mot_de_passe(const Visite *v, Str courriel, Str retour, PersonneId id, bool bon, Verdict *ret)
{
    int64_t connexion_id = 0;
    TX tx = tx_begin(v->db, HERE);
    ret->issue = bon ? ISSUE_OK : ISSUE_FAUX;
    if (bon) {
        TRY(connexion_commencer(v, (OptI64){ true, id.v }, "second", "mot_de_passe", STR_NONE, retour, &connexion_id));
        TRY(second_preparer(v, id));
    } else {
        TRY(frein_compter(v, FREIN_MOT_DE_PASSE, compte_of(v, courriel)));
        TRY(journal_ecrire(v->db, NULL, v->now, "connexion.refuser", STR_NONE, false));
    }
    return tx_commit(&tx);
}

/* ---- the invitation ---- */

Err connexion_inviter(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, PersonneId id, Str *ret_url)
{
    Personne p;
    SqlConnexionAjouter row;
    uint8_t lien[CODE_HASH], nobody[CODE_HASH];
    bool covered;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    TRY(personne_par_id(db, a, id, &p));
    if (!str_eq(p.etat, S("invitee")) && !str_eq(p.etat, S("active")))
        return ERR_CONFLICT;
    Str jeton = token_new(a, app->random);
    if (str_is_none(jeton))
        return ERR_MEMORY;
    token_hash(app->keys->codes, S("lien"), jeton, lien);
    token_hash(app->keys->codes, S("personne d’autre"), jeton, nobody);
    Str url = str_format(a, "%.*s/connexion/lien/%.*s", STR_ARG(adresse_du_site(a, app)), STR_ARG(jeton));
    TX tx = tx_begin(db, HERE);
    TRY(sql_invitations_oublier(db, id));
    TRY(sql_connexion_ajouter(db, a, cle_de(nobody), (OptI64){ true, id.v }, S("courriel"), S("invitation"),
        cle_de(lien), S(""), now, now + INVITATION_S, &row));
    TRY(courriel_invitation(db, a, app, now, &p, url));
    TRY(journal_ecrire(db, par, now, "connexion.inviter", personne_objet(a, p.uid), true));
    TRY(tx_commit(&tx));
    if (ret_url)
        *ret_url = url;
    return OK;
}
