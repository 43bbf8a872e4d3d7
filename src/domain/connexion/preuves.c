// SPDX-License-Identifier: AGPL-3.0-or-later
/* Second proofs and passwords: what is kept of them, and how each is used. */
#include <stdio.h>
#include <string.h>

#include "connexion_sql.h"
#include "domain/connexion/connexion_priv.h"
#include "domain/journal/journal.h"

static const char *const genres[] = { [CODES_SECOURS] = "secours", [CODES_LISTE] = "liste" };

static CodeKind kind_of(CodesGenre genre)
{
    return genre == CODES_LISTE ? CODE_LIST : CODE_RECOVERY;
}

static Str about_totp(Arena *a, PersonneId id)
{
    return str_format(a, "totp:%lld", (long long)id.v);
}

static Err note(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, PersonneId id)
{
    Personne p;
    TRY(personne_par_id(db, a, id, &p));
    return journal_ecrire(db, par, now, action, personne_objet(a, p.uid), true);
}

typedef struct Restant {
    int64_t numero;
    uint8_t empreinte[CODE_HASH];
} Restant;

static Err codes_left(Db *db, Arena *a, PersonneId id, CodesGenre genre, const Restant **ret, size_t *ret_n)
{
    VEC(Restant) found = { 0 };
    ROWS rows = { 0 };
    SqlCodesRestants r;
    TRY(sql_codes_restants(db, id, str_from(genres[genre]), &rows));
    while (sql_codes_restants_next(&rows, &r)) {
        Restant *c = vec_push(a, &found);
        if (!c || r.empreinte.n != CODE_HASH)
            return c ? ERR_INTERNAL : ERR_MEMORY;
        c->numero = r.numero;
        memcpy(c->empreinte, r.empreinte.p, CODE_HASH);
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err preuves_de(Db *db, Arena *a, PersonneId id, Preuves *ret)
{
    SqlPreuveLire p = { 0 };
    SqlAppareilDe d;
    bool found, lent;
    const Restant *left = NULL;
    size_t secours = 0, liste = 0;
    TRY(sql_preuve_lire(db, a, id, &p, &found));
    TRY(sql_appareil_de(db, a, id, &d, &lent));
    TRY(codes_left(db, a, id, CODES_SECOURS, &left, &secours));
    TRY(codes_left(db, a, id, CODES_LISTE, &left, &liste));
    *ret = (Preuves){ .mot_de_passe = found && !str_is_none(p.mot_de_passe),
        .application = found && p.totp_confirme && !lent,
        .appareil = lent,
        .proconnect = found && !str_is_none(p.proconnect_sub),
        .secours = (int64_t)secours,
        .liste = (int64_t)liste,
        .appareil_numero = lent ? d.numero : STR_NONE };
    return OK;
}

/* ---- new ones ---- */

Err codes_renouveler(Db *db, Arena *a, const Keys *keys, Random random, const Acteur *par, int64_t now, PersonneId id,
    CodesGenre genre, const Str **ret, size_t *ret_n)
{
    size_t n = genre == CODES_LISTE ? CODES_IN_LIST : CODES_RECOVERY;
    Str *codes = NEW(a, Str, n);
    if (!codes)
        return ERR_MEMORY;
    TX tx = tx_begin(db, HERE);
    TRY(sql_codes_oublier(db, id, str_from(genres[genre])));
    for (size_t i = 0; i < n; i++) {
        uint8_t hash[CODE_HASH];
        int64_t numero = (int64_t)i + 1;
        codes[i] = code_new(a, kind_of(genre), random);
        code_hash(keys->codes, kind_of(genre), id.v, numero, codes[i], hash);
        TRY(sql_code_ajouter(db, id, str_from(genres[genre]), numero, cle_de(hash)));
    }
    TRY(note(db, a, par, now, genre == CODES_LISTE ? "preuve.liste" : "preuve.secours", id));
    TRY(tx_commit(&tx));
    *ret = codes;
    *ret_n = n;
    return OK;
}

/* A secret that no code has confirmed yet opens nothing. */
Err totp_enroler(Db *db, Arena *a, const Keys *keys, Random random, int64_t now, PersonneId id, Str *ret_secret)
{
    Str secret = totp_secret_new(a, random);
    Str sealed = key_seal(a, keys->box, about_totp(a, id), secret);
    if (str_is_none(sealed))
        return ERR_MEMORY;
    TX tx = tx_begin(db, HERE);
    TRY(sql_preuve_creer(db, id, now));
    TRY(sql_preuve_totp(db, id, sealed, false, now));
    TRY(tx_commit(&tx));
    *ret_secret = secret;
    return OK;
}

Err preuves_poser(Db *db, Arena *a, const Keys *keys, const Acteur *par, int64_t now, PersonneId id, Str empreinte,
    Str secret)
{
    SqlPreuveLire before;
    bool found;
    Str sealed = key_seal(a, keys->box, about_totp(a, id), secret);
    if (str_is_none(sealed))
        return ERR_MEMORY;
    TX tx = tx_begin(db, HERE);
    TRY(sql_preuve_lire(db, a, id, &before, &found));
    if (found)
        return ERR_CONFLICT;
    TRY(sql_preuve_creer(db, id, now));
    TRY(sql_preuve_totp(db, id, sealed, true, now));
    TRY(mot_de_passe_changer(db, a, par, now, id, empreinte));
    return tx_commit(&tx);
}

Err appareil_preter(Db *db, Arena *a, const Keys *keys, const Acteur *par, int64_t now, PersonneId id, Str numero)
{
    SqlAppareilLire d;
    int64_t n = 0;
    bool covered;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    TRY(sql_appareil_lire(db, a, numero, &d));
    Str seed = key_open(a, keys->box, str_cat(a, S("appareil:"), numero), d.graine);
    Str sealed = str_is_none(seed) ? STR_NONE : key_seal(a, keys->box, about_totp(a, id), seed);
    if (str_is_none(sealed))
        return ERR_INTERNAL;
    TX tx = tx_begin(db, HERE);
    TRY(sql_appareils_delier(db, id));
    TRY(sql_appareil_lier(db, numero, id, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(sql_preuve_creer(db, id, now));
    TRY(sql_preuve_totp(db, id, sealed, true, now));
    TRY(note(db, a, par, now, "preuve.appareil", id));
    return tx_commit(&tx);
}

Err moyen_reprendre(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Prete quoi)
{
    Preuves p;
    bool covered;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    TRY(preuves_de(db, a, id, &p));
    if (!covered || (quoi == PRETE_APPAREIL ? !p.appareil : p.liste == 0))
        return ERR_NOT_FOUND;
    TX tx = tx_begin(db, HERE);
    if (quoi == PRETE_APPAREIL) {
        TRY(sql_appareils_delier(db, id));
        TRY(sql_preuve_totp(db, id, STR_NONE, false, now)); /* the secret goes with the device */
    } else {
        TRY(sql_codes_oublier(db, id, str_from(genres[CODES_LISTE])));
    }
    TRY(note(db, a, par, now, "preuve.reprendre", id));
    return tx_commit(&tx);
}

Err mot_de_passe_changer(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Str empreinte)
{
    TX tx = tx_begin(db, HERE);
    TRY(sql_preuve_creer(db, id, now));
    TRY(sql_preuve_mot_de_passe(db, id, empreinte, now));
    TRY(note(db, a, par, now, str_is_none(empreinte) ? "preuve.oter_mot_de_passe" : "preuve.mot_de_passe", id));
    return tx_commit(&tx);
}

Err preuves_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id)
{
    bool covered;
    TRY(acteur_couvre_personne(db, a, par, id, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    TX tx = tx_begin(db, HERE);
    TRY(sessions_finir(db, id, 0));
    TRY(sql_connexions_de_personne_oublier(db, id));
    TRY(sql_preuves_oublier(db, id));
    TRY(sql_identites_oublier(db, id));
    TRY(sql_navigateurs_oublier(db, id));
    TRY(sql_codes_oublier(db, id, S("secours")));
    TRY(sql_codes_oublier(db, id, S("liste")));
    TRY(sql_appareils_delier(db, id));
    TRY(note(db, a, par, now, "preuve.oublier", id));
    return tx_commit(&tx);
}

/* ---- the second step ---- */

Err second_lire(const Visite *v, Second *ret)
{
    SqlConnexionDe c;
    SqlPreuveLire p = { 0 };
    bool found, proved;
    TRY(sql_connexion_de(v->db, v->a, cle_de(v->navigateur), v->now, &c, &found));
    if (!found || !c.personne_id.has || !str_eq(c.etape, S("second")))
        return ERR_NOT_FOUND;
    Second s = { .connexion_id = c.connexion_id, .retour = c.retour, .prouve = c.prouve, .id_token = c.id_token };
    PersonneId id = { c.personne_id.v };
    TRY(personne_par_id(v->db, v->a, id, &s.personne));
    TRY(preuves_de(v->db, v->a, id, &s.preuves));
    TRY(sql_preuve_lire(v->db, v->a, id, &p, &proved));
    if (s.preuves.liste) {
        const Restant *left = NULL;
        size_t n = 0;
        TRY(codes_left(v->db, v->a, id, CODES_LISTE, &left, &n));
        s.numero = left[0].numero;
    } else if (!s.preuves.application && !s.preuves.appareil && proved && !str_is_none(p.totp)) {
        s.secret = key_open(v->a, v->app->keys->box, about_totp(v->a, id), p.totp);
    }
    *ret = s;
    return OK;
}

Err second_liste(const Visite *v, const Second *s, const Str **ret, size_t *ret_n)
{
    const Acteur who = { .personne_id = s->personne.id.v };
    if (s->preuves.application || s->preuves.appareil || s->preuves.liste)
        return ERR_CONFLICT;
    return codes_renouveler(v->db, v->a, v->app->keys, v->app->random, &who, v->now, s->personne.id, CODES_LISTE, ret,
        ret_n);
}

static Err try_totp(const Visite *v, const Second *s, Str typed, Verdict *ret)
{
    SqlPreuveLire p;
    bool found;
    int64_t step = 0, n = 0;
    PersonneId id = s->personne.id;
    TRY(sql_preuve_lire(v->db, v->a, id, &p, &found));
    Str secret = found && !str_is_none(p.totp) ? key_open(v->a, v->app->keys->box, about_totp(v->a, id), p.totp)
                                               : STR_NONE;
    if (str_is_none(secret)) {
        ret->issue = ISSUE_FAUX;
        return OK;
    }
    switch (totp_verify(totp_application, secret, typed, v->now, p.totp_pas, &step)) {
    case TOTP_OK:
        TRY(sql_preuve_totp_servir(v->db, id, step, v->now, &n));
        ret->issue = n ? ISSUE_OK : ISSUE_SERVI;
        return OK;
    case TOTP_SHAPE:
        ret->issue = ISSUE_FORME;
        return OK;
    case TOTP_REUSED:
        ret->issue = ISSUE_SERVI;
        return OK;
    case TOTP_WRONG:
        ret->issue = ISSUE_FAUX;
        return OK;
    case TOTP_BROKEN:
        return ERR_INTERNAL;
    }
    return ERR_INTERNAL;
}

/* A recovery code is looked for among all; of a list, only the number asked for is good. */
static Err try_code(const Visite *v, const Second *s, CodesGenre genre, Str typed, Verdict *ret)
{
    const Restant *left = NULL;
    size_t n = 0;
    int64_t used = 0;
    Str code;
    PersonneId id = s->personne.id;
    if (code_read(v->a, kind_of(genre), typed, &code) != CODE_OK) {
        ret->issue = ISSUE_FORME;
        return OK;
    }
    ret->issue = ISSUE_FAUX;
    TRY(codes_left(v->db, v->a, id, genre, &left, &n));
    for (size_t i = 0; i < n && (genre == CODES_SECOURS || i == 0); i++) {
        uint8_t given[CODE_HASH];
        code_hash(v->app->keys->codes, kind_of(genre), id.v, left[i].numero, code, given);
        if (!code_hash_eq(given, left[i].empreinte))
            continue;
        TRY(sql_code_servir(v->db, id, str_from(genres[genre]), left[i].numero, v->now, &used));
        ret->issue = used ? ISSUE_OK : ISSUE_FAUX;
    }
    return OK;
}

Err second_verifier(const Visite *v, const Second *s, Moyen moyen, Str typed, Verdict *ret)
{
    int64_t n = 0;
    Str compte = s->personne.courriel;
    const Acteur who = { .personne_id = s->personne.id.v };
    *ret = (Verdict){ ISSUE_OK, 0 };
    TRY(frein_attente(v, FREIN_SECOND, compte, &ret->attente));
    if (ret->attente) {
        ret->issue = ISSUE_ATTENDRE;
        return OK;
    }
    TRY(sql_connexion_essayer(v->db, s->connexion_id, CONNEXION_ESSAIS, &n));
    if (n == 0) {
        ret->issue = ISSUE_EPUISE;
        return OK;
    }
    switch (moyen) {
    case MOYEN_APPLICATION:
        TRY(try_totp(v, s, typed, ret));
        break;
    case MOYEN_SECOURS:
        TRY(try_code(v, s, CODES_SECOURS, typed, ret));
        break;
    case MOYEN_LISTE:
        TRY(try_code(v, s, CODES_LISTE, typed, ret));
        break;
    }
    if (ret->issue == ISSUE_OK)
        return frein_succes(v, compte);
    if (ret->issue == ISSUE_FORME)
        return sql_connexion_rendre(v->db, s->connexion_id);
    TRY(frein_compter(v, FREIN_SECOND, compte));
    return journal_ecrire(v->db, &who, v->now, "connexion.refuser", personne_objet(v->a, s->personne.uid), false);
}
