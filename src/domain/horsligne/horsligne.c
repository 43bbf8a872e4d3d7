// SPDX-License-Identifier: AGPL-3.0-or-later
/* /hors-ligne and what its scripts ask: who is there, with her key; one record sent. */
#include "domain/horsligne/horsligne.h"

#include <sodium.h>

#include "core/app.h"
#include "core/http/asset.h"
#include "core/slice.h"
#include "domain/activites/idempotence.h"
#include "domain/horsligne/horsligne_web.h"
#include "horsligne_view.h"
#include "web/assets.h"

enum {
    ECRIVENT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR,
    CHAMPS_MAX = 64,
    QUI_BYTES = 16,
    MANIFESTE_CACHE_S = 3600,
};
static const Right horsligne_envoyer = { "horsligne.envoyer", "Écrire des fiches sans réseau, les envoyer à son retour",
    PROOF_SESSION, ECRIVENT };

/* ---- what the browser keeps ---- */

static Err coquille(Req *r)
{
    static const Str nothing[CHAMPS_MAX];
    const Form form = { .fields = activite_champs, .raw = nothing };
    view_horsligne(req_html(r), &(CoquillePage){ &form });
    return OK;
}

/* Under an address that never changes, so that its scope is this page and no other; it names the others by their hash. */
static Err service(Req *r)
{
    for (const Asset *a = r->app->assets; a && a->url; a++)
        if (str_eq(str_from(a->url), S(ASSET_HORSLIGNE_SERVICE_JS))) {
            req_set_header(r, "Service-Worker-Allowed", S("/hors-ligne"));
            req_body_static(r, "text/javascript; charset=utf-8", a->raw);
            return OK;
        }
    return ERR_NOT_FOUND;
}

static Err manifeste(Req *r)
{
    Json j = json_to(req_body(r, "application/manifest+json"));
    Str name = r->app->site ? r->app->site->nom : S("Numérique Ensemble");
    req_cache(r, STR_NONE, MANIFESTE_CACHE_S);
    json_obj(&j);
    json_kstr(&j, "name", str_cat(r->arena, name, S(" : saisie sans réseau")));
    json_kstr(&j, "short_name", S("Saisie"));
    json_kstr(&j, "lang", S("fr"));
    json_kstr(&j, "id", S("/hors-ligne"));
    json_kstr(&j, "start_url", S("/hors-ligne"));
    json_kstr(&j, "scope", S("/hors-ligne"));
    json_kstr(&j, "display", S("standalone"));
    json_kstr(&j, "background_color", S("#fffdf7"));
    json_kstr(&j, "theme_color", S("#0f5648"));
    json_key(&j, S("icons"));
    json_arr(&j);
    json_obj(&j);
    json_kstr(&j, "src", S(ASSET_FAVICON_SVG));
    json_kstr(&j, "sizes", S("any"));
    json_kstr(&j, "type", S("image/svg+xml"));
    json_end(&j);
    json_end(&j);
    json_end(&j);
    return OK;
}

/* ---- who is there ---- */

static void derived(Req *r, const char *use, uint8_t *to, size_t n)
{
    Str about = str_format(r->arena, "%s:%lld", use, (long long)r->acteur->personne_id);
    crypto_generichash(to, n, (const uint8_t *)about.p, about.n, r->app->keys->local, KEY_BYTES);
}

/* Tells one person's records from another's in the browser, and says nothing of her. */
static Str qui_de(Req *r)
{
    uint8_t id[QUI_BYTES];
    char *text = NEW(r->arena, char, 2 * QUI_BYTES + 1);
    derived(r, "hors-ligne.qui", id, sizeof id);
    return text ? str_from(sodium_bin2hex(text, 2 * QUI_BYTES + 1, id, sizeof id)) : STR_NONE;
}

static Str cle_de(Req *r)
{
    uint8_t key[KEY_BYTES];
    const int kind = sodium_base64_VARIANT_ORIGINAL;
    char *text = NEW(r->arena, char, sodium_base64_ENCODED_LEN(sizeof key, kind));
    derived(r, "hors-ligne.cle", key, sizeof key);
    if (text)
        sodium_bin2base64(text, sodium_base64_ENCODED_LEN(sizeof key, kind), key, sizeof key, kind);
    sodium_memzero(key, sizeof key);
    return text ? str_from(text) : STR_NONE;
}

static void put_structure(Json *j, const Structure *s)
{
    json_key(j, S("structure"));
    json_obj(j);
    json_kstr(j, "uid", s->uid);
    json_kstr(j, "nom", s->nom);
    json_key(j, S("dispositifs"));
    json_arr(j);
    for (int d = 0; d < DISPOSITIFS_N; d++)
        if (dispositif_de_structure(s, d))
            json_str(j, dispositifs[d].value);
    json_end(j);
    json_end(j);
}

/* What the next form is filled with: as on /activites/saisir. */
static Err put_habits(Req *r, Json *j)
{
    Activite last;
    int order[THEMES_N];
    PersonneId id = { r->acteur->personne_id };
    Err e = activite_derniere(r->db, r->arena, id, &last);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    TRY(themes_habituels(r->db, id, order));
    json_key(j, S("themes"));
    json_arr(j);
    for (size_t i = 0; i < THEMES_N; i++)
        json_str(j, themes[order[i]].value);
    json_end(j);
    if (e == ERR_NOT_FOUND)
        return OK;
    json_key(j, S("derniere"));
    json_obj(j);
    json_kstr(j, "themes", mots_joints(r->arena, themes, last.themes));
    json_ki64(j, "duree", last.duree_min);
    json_kstr(j, "dispositif", dispositifs[last.dispositif].value);
    json_kstr(j, "lieu_type", lieu_types[last.lieu_type].value);
    json_end(j);
    return OK;
}

static Err moi(Req *r)
{
    Structure s;
    Err e = saisie_structure(r, &s);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (!r->app->keys)
        return ERR_BUSY;
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "qui", qui_de(r));
    json_kstr(j, "cle", cle_de(r));
    json_kstr(j, "jeton", req_jeton(r));
    json_ki64(j, "maintenant", r->now);
    json_kstr(j, "nom", r->acteur->nom);
    if (e == OK)
        put_structure(j, &s);
    TRY(put_habits(r, j));
    json_end(j);
    return OK;
}

/* ---- one record ---- */

/* What was sent but the token, which is another one each time. */
static Str content_of(Req *r)
{
    Str rest = r->body, pair, all = S("");
    while (str_split(&rest, '&', &pair))
        if (!str_starts(pair, S("jeton=")))
            all = str_is_empty(all) ? pair : str_cat(r->arena, str_cat(r->arena, all, S("&")), pair);
    return all;
}

static Err answer_conflict(Req *r, const char *kind, Str message, Str uid, int64_t version)
{
    Json *j = req_json(r);
    req_status(r, 409);
    json_obj(j);
    json_kstr(j, "conflit", str_from(kind));
    json_kstr(j, "message", message);
    if (!str_is_none(uid)) {
        json_kstr(j, "fiche", uid);
        json_ki64(j, "version", version);
    }
    json_end(j);
    return OK;
}

/* The key holds another content: what is written now is told, and a person chooses. */
static Err answer_other(Req *r, Str uid)
{
    Activite x;
    Err e = activite_ouvrir(r->db, r->arena, r->acteur, uid, &x);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND || x.supprime_at.has)
        return answer_conflict(r, "supprimee",
            S("Cette fiche a déjà été enregistrée, puis supprimée\u00a0: choisissez de l’écrire de nouveau ou de la "
              "laisser."),
            STR_NONE, 0);
    return answer_conflict(r, "contenu",
        S("Cette fiche est déjà enregistrée avec un autre contenu\u00a0: choisissez celle à garder."), uid, x.version);
}

static Err answer_faults(Req *r)
{
    Json *j = req_json(r);
    req_status(r, 422);
    json_obj(j);
    json_key(j, S("erreurs"));
    json_arr(j);
    for (size_t i = 0; i < r->form.errors.n; i++) {
        const FormError *f = &r->form.errors.v[i];
        json_obj(j);
        json_kstr(j, "champ", f->field ? str_from(f->field->name) : S(""));
        json_kstr(j, "message", f->message);
        json_end(j);
    }
    json_end(j);
    json_end(j);
    return OK;
}

static Err answer_done(Req *r, Str uid, bool again)
{
    Json *j = req_json(r);
    req_status(r, again ? 200 : 201);
    json_obj(j);
    json_kstr(j, "fiche", uid);
    json_key(j, S("deja"));
    json_bool(j, again);
    json_end(j);
    return OK;
}

/* A record that had been written: `version` is the one that its writer chose to replace. */
static Err write_record(Req *r, const Structure *s, const Activite *x, Str cle, Str *ret_uid, bool *ret_again)
{
    Str uid = req_text(r, "fiche");
    *ret_again = false;
    if (str_is_none(uid))
        return activite_enregistrer(r->db, r->arena, r->acteur, r->now, r->app->random, s, x, cle, ret_uid, ret_again);
    Activite old, made = *x;
    TRY(activite_ouvrir(r->db, r->arena, r->acteur, uid, &old)); /* what that page does not ask stays */
    made.plan_action = old.plan_action;
    made.animateurs = old.animateurs;
    made.animateurs_n = old.animateurs_n;
    *ret_uid = uid;
    made.motif = S("Correction faite sur la page sans réseau"); /* counts where the period is closed */
    return activite_modifier(r->db, r->arena, r->acteur, r->now, uid, req_i64(r, "version", 0), &made);
}

static Err take_and_write(Req *r, const Structure *s, const Activite *x, Str qui, Str cle)
{
    Idempotence i;
    Str uid;
    bool again = false;
    TRY(idempotence_prendre(r->db, r->arena, r->now, qui, cle, content_of(r), &i));
    if (i.etat != IDEMPOTENCE_NEUVE) /* the same one, sent at the same instant, was first */
        return i.etat == IDEMPOTENCE_DEJA ? answer_done(r, i.reponse, true) : answer_other(r, i.reponse);
    TRY(write_record(r, s, x, cle, &uid, &again));
    TRY(idempotence_repondre(r->db, &i, 201, uid));
    return answer_done(r, uid, again);
}

/* Was it taken already? */
static Err seen_before(Req *r, Str qui, Str cle, bool *ret_answered)
{
    Idempotence i;
    TRY(idempotence_lire(r->db, r->arena, qui, cle, content_of(r), &i));
    *ret_answered = i.etat != IDEMPOTENCE_NEUVE;
    if (i.etat == IDEMPOTENCE_DEJA)
        return answer_done(r, i.reponse, true);
    return i.etat == IDEMPOTENCE_AUTRE ? answer_other(r, i.reponse) : OK;
}

/* The record that is to be replaced is no longer the one that was read. */
static Err changed_meanwhile(Req *r, bool *ret_answered)
{
    Activite x;
    Str uid = req_text(r, "fiche");
    if (str_is_none(uid))
        return OK;
    TRY(activite_ouvrir(r->db, r->arena, r->acteur, uid, &x));
    *ret_answered = x.supprime_at.has || x.version != req_i64(r, "version", 0);
    return *ret_answered ? answer_other(r, uid) : OK;
}

static Err envoi(Req *r)
{
    Structure s;
    Activite x;
    bool answered = false;
    Str cle = req_header(r, "Idempotency-Key"), sender = req_header(r, "X-Fiche-De"), uid = req_text(r, "structure");
    Str qui = idempotence_qui(r->arena, r->acteur);
    if (str_is_none(cle) || !idempotence_cle_valide(cle) || str_is_none(sender))
        return ERR_INVALID;
    if (!str_eq(sender, qui_de(r)))
        return answer_conflict(r, "personne", S("Cette fiche est celle d’une autre personne."), STR_NONE, 0);
    TRY(seen_before(r, qui, cle, &answered));
    if (answered)
        return OK;
    Err e = str_is_none(uid) ? ERR_NOT_FOUND : structure_ouvrir(r->db, r->arena, r->acteur, uid, &s);
    if (e == ERR_NOT_FOUND)
        return answer_conflict(r, "structure",
            S("Cette fiche a été écrite pour une autre structure\u00a0: reprenez le rôle que vous aviez pour "
              "l’envoyer."),
            STR_NONE, 0);
    TRY(e);
    TRY(changed_meanwhile(r, &answered));
    if (answered)
        return OK;
    TRY(saisie_lire(r, &s, &x));
    return req_has_errors(r) ? answer_faults(r) : take_and_write(r, &s, &x, qui, cle);
}

static const Route routes[] = {
    { "GET", "/hors-ligne", coquille, RIGHT_PUBLIC, SNAPSHOT, NULL, "Saisir sans réseau", ROUTE_HIDDEN },
    { "GET", "/hors-ligne/service.js", service, RIGHT_PUBLIC, SNAPSHOT, NULL, "Ce qui garde la page sans réseau",
        ROUTE_HIDDEN },
    { "GET", "/hors-ligne/application.webmanifest", manifeste, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Ce qui permet d’installer la page", ROUTE_HIDDEN },
    { "GET", "/hors-ligne/moi", moi, &horsligne_envoyer, SLOW, activite_champs, "Qui écrit sur cet appareil",
        ROUTE_API | ROUTE_HIDDEN | ROUTE_LAX | ROUTE_SECRET },
    { "POST", "/hors-ligne/envoi", envoi, &horsligne_envoyer, WRITE, activite_champs,
        "Envoyer une fiche écrite sans réseau", ROUTE_API | ROUTE_HIDDEN | ROUTE_LAX },
    { 0 },
};

const Slice slice_horsligne = { .name = "horsligne", .routes = routes };
