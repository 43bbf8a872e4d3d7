// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/tenue/corrections.h"

#include <jansson.h>

#include "core/auth/base32.h"
#include "core/auth/codes.h"
#include "core/json/json.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "tenue_sql.h"

enum { CHAMPS_MAX = 64 * 1024, HEURE_S = 3600, JOUR_S = 24 * 3600, COURRIEL_SCELLE_MAX = 4096 };
static const char seal_about[] = "correction";

const StandardField correction_proposables[CORRECTION_PROPOSABLES] = { CHAMP_nom, CHAMP_adresse, CHAMP_telephone,
    CHAMP_courriels, CHAMP_site_web, CHAMP_horaires, CHAMP_services, CHAMP_presentation_resume };

/* ---- sent ---- */

/* By address of the network, as a keyed hash; a request without one (in process) is counted with the others of its kind. */
static Err count_peer(Req *r)
{
    uint8_t hash[CODE_HASH];
    SqlCorrectionFreinCompter row;
    Str peer = r->peer.n ? base64url_encode(r->arena, r->peer) : S("");
    token_hash(r->app->keys->codes, S("correction"), peer, hash);
    TRY(sql_correction_frein_compter(r->db, r->arena, str_of((const char *)hash, CODE_HASH), r->now, r->now - HEURE_S,
        &row));
    return row.n > CORRECTIONS_HEURE ? ERR_BUSY : OK;
}

static Str proposals(Arena *a, const Correction *c)
{
    BUF b = buf_new(CHAMPS_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (int f = 0; f < STANDARD_N; f++)
        if (!str_is_none(c->proposes[f])) {
            json_key(&j, standard_field((StandardField)f)->name);
            json_str(&j, c->proposes[f]);
        }
    json_end(&j);
    return b.failed ? STR_NONE : str_dup(a, buf_str(&b));
}

Err correction_ecrire(Db *db, Arena *a, int64_t now, Str uid, Str lieu, const Correction *c, Str scelle)
{
    Str champs = proposals(a, c);
    if (str_is_none(champs))
        return ERR_TOO_LARGE;
    TRY(sql_correction_ecrire(db, uid, lieu, champs, c->ferme, str_or_empty(c->message), scelle, now));
    return journal_ecrire(db, NULL, now, "correction.proposer", lieu_objet(a, lieu), true);
}

Err correction_deposer(Req *r, const LieuTenu *l, const Correction *c, Str courriel)
{
    SqlCorrectionsDuLieu waiting;
    Str sealed = STR_NONE;
    TRY(count_peer(r));
    TRY(sql_corrections_du_lieu(r->db, r->arena, l->champs[CHAMP_id], &waiting));
    if (waiting.n >= CORRECTIONS_LIEU)
        return ERR_BUSY;
    Str uid = uid_new(r->arena, r->app->random);
    if (courriel.n) {
        sealed = key_seal(r->arena, r->app->keys->box, str_cat(r->arena, str_from(seal_about), uid), courriel);
        sealed = base64url_encode(r->arena, sealed);
    }
    return correction_ecrire(r->db, r->arena, r->now, uid, l->champs[CHAMP_id], c, sealed);
}

/* ---- read ---- */

static Err read_proposals(Arena *a, Str text, Correction *c)
{
    JSON_VALUE v = NULL;
    Str message;
    const char *key;
    json_t *value;
    if (json_read(a, text, (JsonLimits){ CHAMPS_MAX, 2, false }, &v, &message) != OK)
        return ERR_INTERNAL;
    json_object_foreach(v, key, value) {
        StandardField f = standard_field_named(str_from(key));
        if (f != STANDARD_N)
            c->proposes[f] = str_dup(a, json_value_str(value));
    }
    return OK;
}

static Err keep_one(Arena *a, const SqlCorrectionsAttente *row, Correction *c)
{
    *c = (Correction){ .uid = str_dup(a, row->uid),
        .lieu = str_dup(a, row->lieu),
        .ferme = row->ferme,
        .message = str_dup(a, row->message),
        .courriel = str_dup(a, row->courriel),
        .etat = str_dup(a, row->etat),
        .cree_at = row->cree_at };
    return read_proposals(a, row->champs, c);
}

Err corrections_attente(Req *r, const Correction **ret, size_t *ret_n)
{
    VEC(Correction) all = { 0 }, held = { 0 };
    ROWS rows = { 0 };
    SqlCorrectionsAttente row;
    Perimetre p;
    TRY(perimetre_de(r->db, r->arena, r->acteur, req_snapshot(r, &territoire_snapshot), &p));
    TRY(sql_corrections_attente(r->db, &rows));
    while (sql_corrections_attente_next(&rows, &row)) {
        Correction *c = vec_push(r->arena, &all);
        if (!c)
            return ERR_MEMORY;
        TRY(keep_one(r->arena, &row, c));
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < all.n; i++) {
        LieuTenu l;
        Err e = lieu_tenu_lire(r->db, r->arena, all.v[i].lieu, &l);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        Correction *c = e == OK && perimetre_couvre(r->arena, &p, &l) ? vec_push(r->arena, &held) : NULL;
        if (c)
            *c = all.v[i];
    }
    *ret = held.v;
    *ret_n = held.n;
    return OK;
}

Err corrections_compter(Req *r, const LieuTenu *held, size_t n, int64_t *ret)
{
    ROWS rows = { 0 };
    SqlCorrectionsAttente row;
    *ret = 0;
    TRY(sql_corrections_attente(r->db, &rows));
    while (sql_corrections_attente_next(&rows, &row))
        for (size_t i = 0; i < n; i++)
            if (str_eq(held[i].champs[CHAMP_id], row.lieu)) {
                (*ret)++;
                break;
            }
    return rows_end(&rows);
}

Err correction_ouvrir(Req *r, Str uid, Correction *ret, LieuTenu *ret_l)
{
    SqlCorrectionLire row;
    TRY(sql_correction_lire(r->db, r->arena, uid, &row));
    TRY(tenue_ouvrir(r, row.lieu, ret_l));
    *ret = (Correction){ .uid = uid,
        .lieu = row.lieu,
        .ferme = row.ferme,
        .message = row.message,
        .courriel = row.courriel,
        .etat = row.etat,
        .raison = row.raison,
        .cree_at = row.cree_at };
    return read_proposals(r->arena, row.champs, ret);
}

/* ---- decided ---- */

static Err answer(Req *r, const Correction *c, const LieuTenu *l, Str words)
{
    Str sealed, plain;
    if (str_is_none(c->courriel) || !courriel_actif(r->app->config))
        return OK;
    if (!base64url_decode(r->arena, c->courriel, COURRIEL_SCELLE_MAX, &sealed))
        return OK;
    plain = key_open(r->arena, r->app->keys->box, str_cat(r->arena, str_from(seal_about), c->uid), sealed);
    if (str_is_none(plain))
        return OK; /* another key: nobody can read it any more */
    Str text = str_format(r->arena,
        "Bonjour,\n\nVous avez proposé une correction pour «\u00A0%.*s\u00A0», à %.*s.\n\n%.*s\n\n"
        "Votre adresse est effacée avec ce message.\n\n%.*s\n",
        STR_ARG(l->champs[CHAMP_nom]), STR_ARG(l->champs[CHAMP_commune]), STR_ARG(words),
        STR_ARG(config_str(r->app->config, CONF_NOM)));
    return courriel_deposer(r->db, r->arena, r->app, r->now, STR_NONE, plain, S("Votre correction"), text);
}

static Err decide(Req *r, const Correction *c, const char *etat, Str raison, const char *action)
{
    int64_t n = 0;
    TRY(sql_correction_decider(r->db, c->uid, str_from(etat), raison, r->now, r->acteur->personne_id, &n));
    if (n == 0)
        return ERR_CONFLICT;
    return journal_ecrire(r->db, r->acteur, r->now, action, str_cat(r->arena, S("correction:"), c->uid), true);
}

Err correction_accepter(Req *r, const Correction *c, const LieuTenu *l, const LieuTenu *neuf)
{
    LieuGeste g = { .par = r->acteur, .now = r->now, .motif = "correction" };
    TX tx = tx_begin(r->db, HERE);
    TRY(decide(r, c, "acceptee", S(""), "correction.accepter"));
    TRY(lieu_tenu_ecrire(r->db, r->arena, &g, l, neuf, NULL));
    TRY(answer(r, c, l, S("Elle est acceptée\u00A0: la fiche est corrigée. Merci.")));
    return tx_commit(&tx);
}

Err correction_refuser(Req *r, const Correction *c, const LieuTenu *l, Str raison)
{
    TX tx = tx_begin(r->db, HERE);
    TRY(decide(r, c, "refusee", raison, "correction.refuser"));
    TRY(answer(r, c, l,
        str_format(r->arena, "Elle n’est pas retenue, pour cette raison :\n%.*s\n\nMerci de l’avoir proposée.",
            STR_ARG(raison))));
    return tx_commit(&tx);
}

Err corrections_purger(Db *db, int64_t now)
{
    int64_t n = 0;
    TRY(sql_corrections_purger_courriels(db, now - (int64_t)CORRECTION_COURRIEL_J * JOUR_S, &n));
    TRY(sql_corrections_purger_messages(db, now - (int64_t)CORRECTION_MESSAGE_J * JOUR_S, &n));
    return sql_correction_freins_purger(db, now - JOUR_S, &n);
}
