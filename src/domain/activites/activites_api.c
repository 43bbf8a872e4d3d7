// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * /api/v1/activites and /api/v1/statistiques, for programs that hold a key. A record is written under an Idempotency-Key, whose
 * answer is kept in the transaction of the record; what is read has neither a name, nor a card, nor a note.
 */
#include "activites_sql.h"
#include "core/app.h"
#include "domain/activites/activites_api.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/activites/arretes.h"
#include "domain/activites/idempotence.h"
#include "domain/activites/saisie.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"

enum { LIMITE = 100, LIMITE_MAX = 500, CURSEUR_MAX = 40, EPCI_MAX = 9 };

const Field activites_api_champs[] = {
    { .name = "modifie_depuis",
        .kind = FIELD_DATE,
        .label = "Modifiées depuis ce jour",
        .hint = "Les fiches supprimées sont dans la réponse, avec leur date de suppression",
        .example = "2026-01-31" },
    { .name = "apres",
        .kind = FIELD_TEXT,
        .label = "Suite",
        .hint = "La valeur de « suivant » de la réponse précédente, telle quelle",
        .max = CURSEUR_MAX,
        .example = "1795435200-42" },
    { .name = "limite",
        .kind = FIELD_I64,
        .label = "Fiches par réponse",
        .min = 1,
        .max = LIMITE_MAX,
        .example = "100" },
    { 0 },
};
const Field statistiques_api_champs[] = {
    { .name = "du", .kind = FIELD_DATE, .label = "Premier jour", .required = true, .example = "2025-01-01" },
    { .name = "au", .kind = FIELD_DATE, .label = "Dernier jour", .required = true, .example = "2025-12-31" },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Un seul dispositif", .choices = dispositifs },
    { .name = "par", .kind = FIELD_CHOICE, .label = "Une ligne par valeur", .choices = stat_par },
    { .name = "epci",
        .kind = FIELD_TEXT,
        .label = "Une seule intercommunalité",
        .hint = "Son SIREN, dans le périmètre de la clé",
        .max = EPCI_MAX,
        .example = "200070159" },
    { 0 },
};

/* ---- records, read ---- */

typedef struct Curseur {
    int64_t at, id;
} Curseur;

/* Where the answer begins: after that record, or at that day; records of one second have their id to tell them apart. */
static Err read_cursor(Req *r, Curseur *ret)
{
    Str typed = req_text(r, "apres");
    Date from;
    *ret = (Curseur){ 0, 0 };
    if (req_date(r, "modifie_depuis", &from))
        *ret = (Curseur){ date_start_paris(from) - 1, INT64_MAX };
    if (str_is_none(typed))
        return OK;
    size_t dash = str_find_char(typed, 0, '-');
    if (str_to_i64(str_slice(typed, 0, dash), &ret->at) && str_to_i64(str_slice(typed, dash + 1, typed.n), &ret->id))
        return OK;
    form_error(r, "apres", "« apres » attend la valeur de « suivant » de la réponse précédente, comme 1795435200-42.");
    return ERR_INVALID;
}

static void put_yes_no(Json *j, const char *key, OptI64 v)
{
    json_key(j, str_from(key));
    if (v.has)
        json_bool(j, v.v != 0);
    else
        json_nil(j);
}

static void put_record(Json *j, Arena *a, const SqlActivitesDepuis *x)
{
    json_obj(j);
    json_kstr(j, "id", x->uid);
    json_kstr(j, "structure", x->structure);
    json_kstr(j, "type", x->type);
    json_kstr(j, "dispositif", x->dispositif);
    json_kstr(j, "jour", date_iso(a, (Date){ (int32_t)x->jour_j }));
    json_ki64(j, "duree", x->duree_min);
    json_kstr(j, "lieu_type", x->lieu_type);
    json_kstr_opt(j, "lieu", x->lieu);
    json_kstr_opt(j, "commune", x->commune);
    json_kwords(j, "themes", x->themes);
    json_kwords(j, "demarches", x->demarches);
    json_kwords(j, "materiels", x->materiels);
    json_kstr_opt(j, "autonomie", x->autonomie ? autonomies[x->autonomie - 1].value : STR_NONE);
    json_kstr_opt(j, "niveau", x->niveau ? niveaux[x->niveau - 1].value : STR_NONE);
    json_kstr_opt(j, "titre", x->titre);
    json_kstr_opt(j, "redirection", x->redirection);
    json_kstr_opt(j, "orientation", x->orientation);
    put_yes_no(j, "regle", x->regle);
    json_key(j, S("satisfaction"));
    if (x->satisfaction.has)
        json_i64(j, x->satisfaction.v);
    else
        json_nil(j);
    put_yes_no(j, "recommande", x->recommande);
    json_key(j, S("securite"));
    json_bool(j, x->securite);
    json_ki64(j, "accompagnements", x->accompagnements);
    json_ki64(j, "sans_carte", x->anonymes);
    json_ki64(j, "nouveaux", x->nouveaux);
    json_ki64(j, "version", x->version);
    json_kstr(j, "creation", instant_iso(a, x->cree_at));
    json_kstr(j, "modification", instant_iso(a, x->modifie_at));
    if (x->supprime_at.has)
        json_kstr(j, "suppression", instant_iso(a, x->supprime_at.v));
    json_end(j);
}

Err activites_api(Req *r)
{
    Curseur at, last = { 0, 0 };
    int64_t limit = req_i64(r, "limite", LIMITE), n = 0;
    Vue v = vue_de(r->acteur);
    ROWS rows = { 0 };
    SqlActivitesDepuis x;
    bool more = false;
    TRY(read_cursor(r, &at));
    TRY(journal_lecture(r, "api.activites", r->acteur->programme));
    TRY(sql_activites_depuis(r->db, at.at, at.id, v.moi, v.portee, v.code, limit + 1, &rows));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("activites"));
    json_arr(j);
    while (sql_activites_depuis_next(&rows, &x)) {
        more = n++ == limit;
        if (more)
            continue;
        ArenaMark mark = arena_mark(r->arena);
        put_record(j, r->arena, &x);
        arena_reset(r->arena, mark);
        last = (Curseur){ x.modifie_at, x.activite_id.v };
    }
    TRY(rows_end(&rows));
    json_end(j);
    json_kstr(j, "suivant",
        more ? str_format(r->arena, "%lld-%lld", (long long)last.at, (long long)last.id) : STR_NONE);
    json_end(j);
    return OK;
}

/* ---- a record, written ---- */

static Err answer(Req *r, int64_t status, Str json)
{
    Json *j = req_json(r);
    req_status(r, (int)status);
    json_raw(j, json);
    return OK;
}

static Err open_structure(Req *r, Structure *ret)
{
    Err e = saisie_structure(r, ret);
    Str typed = req_text(r, "structure");
    if (e == ERR_NOT_FOUND || (e == OK && !str_is_none(typed) && !str_eq(typed, ret->uid))) {
        form_error(r, "structure",
            "« structure » attend l’identifiant d’une structure du périmètre de cette clé (GET /api/v1/structures).");
        return ERR_INVALID;
    }
    return e;
}

/* The key of the record itself: of that program, for as long as the record lives. */
static Str own_key(Arena *a, const Acteur *par, Str cle)
{
    return str_format(a, "%.*s:%.*s", STR_ARG(par->programme), STR_ARG(cle));
}

static Err write_new(Req *r, const Idempotence *i, const Structure *s, const Activite *x)
{
    Str uid;
    bool again = false;
    BUF b = buf_new(KIB);
    Json j = json_to(&b);
    TRY(activite_enregistrer(r->db, r->arena, r->acteur, r->now, r->app->random, s, x,
        own_key(r->arena, r->acteur, i->cle), &uid, &again));
    json_obj(&j);
    json_kstr(&j, "id", uid);
    json_key(&j, S("deja"));
    json_bool(&j, again);
    json_end(&j);
    Str said = str_dup(r->arena, buf_str(&b));
    TRY(idempotence_repondre(r->db, i, again ? 200 : 201, said));
    return answer(r, again ? 200 : 201, said);
}

Err activites_api_ecrire(Req *r)
{
    Structure s;
    Activite x;
    Idempotence i;
    Str cle = req_header(r, "Idempotency-Key"), qui = idempotence_qui(r->arena, r->acteur);
    if (str_is_none(cle) || !idempotence_cle_valide(cle)) {
        req_why(r,
            S("L’en-tête Idempotency-Key manque, ou n’est pas fait de 8 à 64 lettres, chiffres, tirets\u00a0: un UUID "
              "par fiche convient."));
        return ERR_INVALID;
    }
    TRY(idempotence_lire(r->db, r->arena, qui, cle, r->body, &i));
    if (i.etat == IDEMPOTENCE_NEUVE) {
        TRY(open_structure(r, &s));
        TRY(saisie_lire(r, &s, &x));
        if (req_has_errors(r))
            return ERR_INVALID;
        TRY(idempotence_prendre(r->db, r->arena, r->now, qui, cle, r->body, &i));
    }
    if (i.etat == IDEMPOTENCE_NEUVE)
        return write_new(r, &i, &s, &x);
    if (i.etat == IDEMPOTENCE_DEJA)
        return answer(r, i.statut, i.reponse);
    req_why(r, S("Cette Idempotency-Key a déjà servi pour un autre contenu\u00a0: une clé par fiche."));
    return ERR_CONFLICT;
}

/* ---- figures ---- */

static Err ask(Req *r, StatQuestion *q)
{
    Str epci = req_text(r, "epci");
    *q = (StatQuestion){ .dispositif = req_choice(r, "dispositif", -1), .epci = STR_NONE };
    if (!req_date(r, "du", &q->du) || !req_date(r, "au", &q->au))
        return ERR_INVALID;
    if (q->au.days < q->du.days) {
        form_error(r, "au", "« au » ne peut pas précéder « du ».");
        return ERR_INVALID;
    }
    if (stat_periode_dite(q, stat_seuil(r->app->config, r->acteur)) != OK) {
        form_error(r, "du",
            "Le rôle de cette clé lit les chiffres une année civile à la fois, du 1er janvier au 31 décembre.");
        return ERR_INVALID;
    }
    TRY(stat_question_de(r->db, r->arena, r->acteur, q));
    if (str_is_none(epci))
        return OK;
    if (!str_is_none(q->epci) && !str_eq(q->epci, epci))
        return ERR_NOT_FOUND;
    q->epci = epci;
    return OK;
}

typedef struct Reponse {
    Chiffres all;
    StatDetail detail;
    StatSource source;
} Reponse;

static Err answer_of(Req *r, const StatQuestion *q, int par, int64_t seuil, Reponse *ret)
{
    TRY(stat_source(r->db, r->arena, q, &ret->source));
    TRY(source_chiffres(r->db, r->arena, &ret->source, q, &ret->all));
    TRY(source_nouveaux(r->db, r->arena, &ret->source, q, &ret->all));
    return par < 0 ? OK : source_detail(r->db, r->arena, &ret->source, q, par, seuil, &ret->detail);
}

static Err put_lines(Req *r, Json *j, const StatQuestion *q, int64_t seuil, const StatDetail *d)
{
    StatTable t = { 0 };
    TRY(stat_table_faire(r->db, r->arena, q, d, seuil, false, &t));
    json_kstr(j, "par", stat_par[d->par].value);
    json_key(j, S("lignes"));
    json_arr(j);
    for (size_t i = 0; i < t.n; i++) {
        const StatLigne *l = &t.lignes[i];
        json_obj(j);
        json_kstr(j, "cle", l->cle);
        json_kstr(j, "nom", l->nom);
        json_key(j, S("masque"));
        json_bool(j, l->masque);
        if (!l->masque) {
            json_ki64(j, "accompagnements", l->accompagnements);
            if (l->usagers >= 0)
                json_ki64(j, "usagers", l->usagers);
            if (stat_par_actes(d->par))
                json_ki64(j, "ateliers", l->ateliers);
        }
        json_end(j);
    }
    json_end(j);
    return OK;
}

/* Whence the figures, and what changed since: the adjustments by kind, and today's figures. */
static Err put_closed(Req *r, Json *j, const StatQuestion *q, const Arrete *x)
{
    const AjustementSomme *s;
    size_t n;
    Chiffres today;
    TRY(ajustements_sommer(r->db, r->arena, x->id, &s, &n));
    TRY(statistiques(r->db, r->arena, q, false, &today));
    TRY(statistiques_nouveaux(r->db, r->arena, q, &today));
    json_key(j, S("arrete"));
    json_obj(j);
    json_kstr(j, "id", x->uid);
    json_kstr(j, "le", date_iso(r->arena, date_paris(x->at)));
    json_kstr(j, "empreinte", x->empreinte);
    json_key(j, S("ajustements"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "nature", ajustements[s[i].geste].value);
        json_kstr(j, "nom", ajustements[s[i].geste].label);
        json_ki64(j, "nombre", s[i].n);
        json_ki64(j, "accompagnements", s[i].e.accompagnements);
        json_ki64(j, "usagers", s[i].e.usagers);
        json_kstr(j, "dernier", date_iso(r->arena, date_paris(s[i].dernier_at)));
        json_end(j);
    }
    json_end(j);
    json_key(j, S("aujourdhui"));
    json_obj(j);
    statistiques_json(j, r->arena, q, &today);
    json_end(j);
    json_end(j);
    return OK;
}

Err statistiques_api(Req *r)
{
    StatQuestion q;
    Reponse x = { 0 };
    int par = req_choice(r, "par", -1);
    int64_t seuil = stat_seuil(r->app->config, r->acteur);
    bool small = false;
    TRY(ask(r, &q));
    TRY(answer_of(r, &q, par, seuil, &x));
    TRY(journal_lecture(r, "api.statistiques", r->acteur->programme));
    TRY(stat_ensemble_petit(r->db, r->arena, r->acteur, &q, &x.all, seuil, &small));
    Json *j = req_json(r);
    json_obj(j);
    json_key(j, S("masque"));
    json_bool(j, small);
    if (small) {
        json_ki64(j, "seuil", seuil);
        json_end(j);
        return OK;
    }
    statistiques_json(j, r->arena, &q, &x.all);
    if (par >= 0)
        TRY(put_lines(r, j, &q, seuil, &x.detail));
    if (x.source.arrete)
        TRY(put_closed(r, j, &q, x.source.arrete));
    json_end(j);
    return OK;
}
