// SPDX-License-Identifier: AGPL-3.0-or-later
/* ProConnect: whom it vouches for, who may come in by it, and the end of session there. It filters nobody: we do. */
#include "connexion_sql.h"
#include "domain/connexion/connexion_priv.h"
#include "domain/journal/journal.h"

static const char sortie_purpose[] = "sortie", token_about[] = "id_token";

/* ---- the client ---- */

static JwtAlg alg_of(Str name)
{
    return str_eq(name, S("ES256")) ? JWT_ES256 : str_eq(name, S("HS256")) ? JWT_HS256 : JWT_RS256;
}

Err proconnect_client(const Config *config, Arena *a, OidcNet net, Oidc **ret, Str *ret_message)
{
    Str site = config_str(config, CONF_URL_PUBLIQUE);
    *ret = NULL;
    if (config_str(config, CONF_PROCONNECT_FOURNISSEUR).n == 0)
        return OK;
    if (site.n == 0) {
        *ret_message = S("ProConnect demande l’adresse publique du service : réglez « url_publique ».");
        return ERR_INVALID;
    }
    const OidcSettings settings = { .issuer = config_str(config, CONF_PROCONNECT_FOURNISSEUR),
        .client_id = config_str(config, CONF_PROCONNECT_CLIENT),
        .secret = config_str(config, CONF_PROCONNECT_SECRET),
        .redirect_uri = str_cat(a, site, S("/connexion/proconnect/retour")),
        .logout_uri = str_cat(a, site, S("/deconnexion/retour")),
        .alg = alg_of(config_str(config, CONF_PROCONNECT_SIGNATURE)),
        .acr = config_str(config, CONF_PROCONNECT_ACR),
        .acr_required = str_eq(config_str(config, CONF_PROCONNECT_ACR_EXIGE), S("oui")) };
    return oidc_new(&settings, net, ret, ret_message);
}

/* ---- who may come in ---- */

static bool is_listed(Str list, Str value)
{
    Str rest = list, part;
    while (list.n && str_split(&rest, ',', &part))
        if (str_eq_nocase(str_trim(part), value))
            return true;
    return false;
}

/* A list of SIRET also holds SIREN: every establishment of that one. */
static bool is_open_to(const Config *config, const OidcPerson *who, Str courriel)
{
    enum { SIRET_N = 14, SIREN_N = 9 };
    Str sirets = config_str(config, CONF_PROCONNECT_SIRETS),
        at = str_slice(courriel, str_find_char(courriel, 0, '@'), courriel.n);
    bool siret = who->siret.n == SIRET_N &&
                 (is_listed(sirets, who->siret) || is_listed(sirets, str_slice(who->siret, 0, SIREN_N)));
    return siret || is_listed(config_str(config, CONF_PROCONNECT_DOMAINES), str_slice(at, 1, at.n));
}

/* An account without a role, which opens nothing but one's own space until somebody gives it one. */
static Err create(const Visite *v, const OidcPerson *who, Str courriel, PersonneId *ret)
{
    Str nom = str_is_none(who->usual_name) ? str_slice(courriel, 0, str_find_char(courriel, 0, '@')) : who->usual_name;
    return personne_creer(v->db, v->a, NULL, v->now, v->app->random, courriel, utf8_cut(nom, NOM_MAX),
        utf8_cut(str_or_empty(who->given_name), NOM_MAX), ret);
}

/* The account that this identity leads to from now on. */
static Err bind(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Str sub)
{
    Personne p;
    TRY(personne_par_id(db, a, id, &p));
    TRY(sql_preuve_creer(db, id, now));
    TRY(sql_preuve_proconnect(db, id, sub, now));
    return journal_ecrire(db, par, now, str_is_none(sub) ? "preuve.delier" : "preuve.proconnect",
        personne_objet(a, p.uid), true);
}

/* Somebody whose `sub` nobody has yet. */
static Err meet(const Visite *v, const OidcPerson *who, PersonneId *ret_id, Accueil *ret)
{
    Personne p = { 0 };
    PersonneId id;
    Str courriel = courriel_normal(v->a, str_or_empty(who->email));
    if (str_is_none(courriel)) {
        *ret = ACCUEIL_COURRIEL;
        return OK;
    }
    Err e = personne_par_courriel(v->db, v->a, courriel, &p);
    if (e == ERR_NOT_FOUND && !is_open_to(v->app->config, who, courriel)) {
        *ret = config_str(v->app->config, CONF_PROCONNECT_SIRETS).n ? ACCUEIL_SIRET : ACCUEIL_INVITATION;
        return OK;
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && !str_eq(p.etat, S("invitee"))) {
        *ret = str_eq(p.etat, S("active")) ? ACCUEIL_CONFIRMER : ACCUEIL_SUSPENDU;
        return *ret == ACCUEIL_SUSPENDU ? OK
                                        : sql_identite_voir(v->db, who->sub, p.id, str_or_empty(who->given_name),
                                              str_or_empty(who->usual_name), str_or_empty(who->siret), v->now);
    }
    if (e == OK)
        id = p.id;
    else
        TRY(create(v, who, courriel, &id));
    const Acteur self = { .personne_id = id.v };
    TRY(bind(v->db, v->a, &self, v->now, id, who->sub));
    *ret_id = id;
    *ret = ACCUEIL_OK;
    return OK;
}

static Err recognise(const Visite *v, const OidcPerson *who, PersonneId *ret_id, Accueil *ret)
{
    SqlPreuveParSub known;
    Personne p;
    bool found;
    TRY(sql_preuve_par_sub(v->db, v->a, who->sub, &known, &found));
    if (!found)
        return meet(v, who, ret_id, ret);
    TRY(personne_par_id(v->db, v->a, known.personne_id, &p));
    *ret_id = p.id;
    *ret = str_eq(p.etat, S("active")) || str_eq(p.etat, S("invitee")) ? ACCUEIL_OK : ACCUEIL_SUSPENDU;
    return OK;
}

Err proconnect_refuser(const Visite *v)
{
    TRY(frein_compter(v, FREIN_PROCONNECT, S("")));
    return journal_ecrire(v->db, NULL, v->now, "connexion.refuser", STR_NONE, false);
}

Err porte_proconnect(const Visite *v, const OidcPerson *who, Str retour, Accueil *ret)
{
    PersonneId id = { 0 };
    Accueil accueil = ACCUEIL_OK;
    int64_t connexion_id = 0;
    TX tx = tx_begin(v->db, HERE);
    TRY(recognise(v, who, &id, &accueil));
    if (accueil == ACCUEIL_OK) {
        Str sealed = key_seal(v->a, v->app->keys->box, str_from(token_about), who->id_token);
        if (str_is_none(sealed))
            return ERR_MEMORY;
        TRY(connexion_commencer(v, (OptI64){ true, id.v }, "second", "proconnect", STR_NONE, retour, &connexion_id));
        TRY(sql_connexion_prouver(v->db, connexion_id, who->two_factors, sealed));
        if (!who->two_factors)
            TRY(second_preparer(v, id));
    } else {
        TRY(proconnect_refuser(v));
    }
    TRY(tx_commit(&tx));
    *ret = accueil;
    return OK;
}

Err proconnect_delier(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id)
{
    bool covered;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    TX tx = tx_begin(db, HERE);
    TRY(bind(db, a, par, now, id, STR_NONE));
    return tx_commit(&tx);
}

/* ---- those who wait for a human ---- */

Err identites_de(Db *db, Arena *a, PersonneId id, const Identite **ret, size_t *ret_n)
{
    VEC(Identite) found = { 0 };
    ROWS rows = { 0 };
    SqlIdentitesDe r;
    TRY(sql_identites_de(db, id, &rows));
    while (sql_identites_de_next(&rows, &r)) {
        Identite *i = vec_push(a, &found);
        if (!i)
            return ERR_MEMORY;
        *i = (Identite){ r.identite_id, str_dup(a, r.prenom), str_dup(a, r.nom), str_dup(a, r.siret), r.vue_at };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err identites_compter(Db *db, Arena *a, const Acteur *par, int64_t *ret_n, PersonneId *ret_first)
{
    VEC(PersonneId) waiting = { 0 };
    ROWS rows = { 0 };
    SqlIdentitesEnAttente r;
    int64_t n = 0;
    PersonneId first = { 0 };
    TRY(sql_identites_en_attente(db, &rows));
    while (sql_identites_en_attente_next(&rows, &r)) {
        PersonneId *id = vec_push(a, &waiting);
        if (!id)
            return ERR_MEMORY;
        *id = r.personne_id;
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < waiting.n; i++) {
        bool covered;
        TRY(acteur_couvre_personne(db, a, par, waiting.v[i], &covered));
        if (covered && waiting.v[i].v != par->personne_id && n++ == 0)
            first = waiting.v[i];
    }
    *ret_n = n;
    *ret_first = first;
    return OK;
}

Err identite_decider(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int64_t identite_id, bool meme)
{
    SqlIdentiteDecider row;
    Personne p;
    bool covered, found;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    TX tx = tx_begin(db, HERE);
    TRY(sql_identite_decider(db, a, identite_id, id, &row, &found));
    if (!found)
        return ERR_NOT_FOUND;
    if (meme) {
        TRY(bind(db, a, par, now, id, row.sub));
    } else {
        TRY(personne_par_id(db, a, id, &p));
        TRY(journal_ecrire(db, par, now, "preuve.ecarter", personne_objet(a, p.uid), true));
    }
    return tx_commit(&tx);
}

/* ---- leaving ---- */

Err proconnect_sortir(Db *db, Arena *a, const App *app, int64_t now, int64_t session_id, Str *ret_etat)
{
    SqlSessionIdToken s;
    uint8_t hash[CODE_HASH];
    *ret_etat = STR_NONE;
    TRY(sql_session_id_token(db, a, session_id, &s));
    if (str_is_none(s.id_token) || !app->oidc)
        return OK;
    Str etat = token_new(a, app->random);
    if (str_is_none(etat))
        return ERR_MEMORY;
    token_hash(app->keys->codes, str_from(sortie_purpose), etat, hash);
    TRY(sql_sortie_ajouter(db, cle_de(hash), s.id_token, now + CONNEXION_S));
    *ret_etat = etat;
    return OK;
}

Err proconnect_jeton(Db *db, Arena *a, const App *app, int64_t now, Str etat, Str *ret_id_token)
{
    SqlSortieLire s;
    uint8_t hash[CODE_HASH];
    bool found;
    if (!token_valid(etat))
        return ERR_NOT_FOUND;
    token_hash(app->keys->codes, str_from(sortie_purpose), etat, hash);
    TRY(sql_sortie_lire(db, a, cle_de(hash), now, &s, &found));
    Str token = found ? key_open(a, app->keys->box, str_from(token_about), s.id_token) : STR_NONE;
    if (str_is_none(token))
        return ERR_NOT_FOUND;
    *ret_id_token = token;
    return OK;
}

Err proconnect_sortie(Db *db, const App *app, int64_t now, Str etat)
{
    uint8_t hash[CODE_HASH];
    int64_t n = 0;
    if (!token_valid(etat))
        return ERR_NOT_FOUND;
    token_hash(app->keys->codes, str_from(sortie_purpose), etat, hash);
    TRY(sql_sortie_finir(db, cle_de(hash), now, &n));
    return n ? OK : ERR_NOT_FOUND;
}
