// SPDX-License-Identifier: AGPL-3.0-or-later
/* /avis/{jeton}: one question on leaving; /satisfaction: its address, its poster, what was answered. */
#include "domain/satisfaction/satisfaction_web.h"

#include "core/app.h"
#include "core/slice.h"
#include "domain/activites/saisie.h"
#include "satisfaction_sql.h"
#include "satisfaction_view.h"

enum {
    UID_MAX = 40,
    DELAI_S = 2,
    ENVOIS = 300, /* of one address: a whole training room behind it */
    VOIENT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR,
    JOURS_MOIS = 31,
};
static const Right avis_donner_right = { "avis.donner", "Dire en partant si l’on est satisfait", PROOF_FORM, 0, DELAI_S,
    ENVOIS };
static const Right satisfaction_voir = { "satisfaction.voir",
    "Voir les avis laissés dans sa structure, et leur adresse", PROOF_SESSION, VOIENT };

static const Choice notes[] = {
    { S_INIT("5"), S_INIT("5\u00a0: très satisfait") },
    { S_INIT("4"), S_INIT("4\u00a0: satisfait") },
    { S_INIT("3"), S_INIT("3\u00a0: entre les deux") },
    { S_INIT("2"), S_INIT("2\u00a0: peu satisfait") },
    { S_INIT("1"), S_INIT("1\u00a0: pas satisfait") },
    { STR_NONE, STR_NONE },
};
static const Choice oui_non[] = { { S_INIT("1"), S_INIT("Oui") }, { S_INIT("0"), S_INIT("Non") },
    { STR_NONE, STR_NONE } };
static const Choice faits[] = {
    { S_INIT("merci"), S_INIT("Merci, votre réponse est enregistrée.") },
    { S_INIT("adresse"), S_INIT("L’adresse est faite. L’ancienne, s’il y en avait une, ne mène plus nulle part.") },
    { STR_NONE, STR_NONE },
};
static const Field avis_champs[] = {
    { .name = "note",
        .kind = FIELD_CHOICE,
        .label = "Êtes-vous satisfait de l’aide reçue\u202f?",
        .required = true,
        .choices = notes },
    { .name = "recommande", .kind = FIELD_CHOICE, .label = "Recommanderiez-vous ce lieu\u202f?", .choices = oui_non },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field satisfaction_champs[] = {
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

/* ---- whoever leaves ---- */

static Err show_question(Req *r)
{
    AvisPage p = { .form = &r->form, .jeton = req_path(r, "jeton") };
    TRY(avis_structure(r->db, r->arena, p.jeton, &p.structure));
    p.note = champ_de(&r->form, "note");
    p.recommande = champ_de(&r->form, "recommande");
    p.merci = !str_is_none(confirmation_de(&r->form));
    view_avis(req_html(r), &p);
    return OK;
}

static Err avis_envoi(Req *r)
{
    int mark = req_choice(r, "note", -1), again = req_choice(r, "recommande", -1);
    Str jeton = req_path(r, "jeton");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_question(r);
    }
    TRY(avis_donner(r->db, r->arena, r->now, jeton, AVIS_NOTE_MAX - mark, (OptI64){ again >= 0, again == 0 }));
    return req_redirect(r, "/avis/%.*s?fait=merci", STR_ARG(jeton));
}

/* ---- the structure ---- */

static Err satisfaction_page(Req *r)
{
    SatisfactionPage p = { .form = &r->form };
    Err e = saisie_structure(r, &p.structure);
    if (e == ERR_NOT_FOUND && portee_de(r->acteur->portee) != PORTEE_STRUCTURE &&
        str_is_none(req_text(r, "structure"))) {
        view_satisfaction_sans_structure(req_html(r));
        return OK;
    }
    TRY(e);
    Str jeton;
    Date today = date_paris(r->now);
    TRY(avis_adresse_lire(r->db, r->arena, p.structure.id, &jeton));
    TRY(avis_compter(r->db, p.structure.id, (Date){ today.days - AVIS_MOIS * JOURS_MOIS }, &p.c));
    p.adresse = STR_NONE;
    if (!str_is_none(jeton)) {
        p.chemin = str_cat(r->arena, S("/avis/"), jeton);
        Str site = r->app->site ? r->app->site->url : S("");
        p.adresse = str_cat(r->arena, site, p.chemin);
        if (!str_is_empty(site))                   /* a telephone goes nowhere by a path alone */
            TRY(qr_make(r->arena, p.adresse, QR_MEDIUM, &p.qr));
    }
    view_satisfaction(req_html(r), &p);
    return OK;
}

static Err adresse_envoi(Req *r)
{
    Structure s;
    Str jeton;
    TRY(saisie_structure(r, &s));
    TRY(avis_adresse(r->db, r->arena, r->acteur, r->now, r->app->random, &s, true, &jeton));
    return req_redirect(r, "/satisfaction?structure=%.*s&fait=adresse", STR_ARG(s.uid));
}

static const Route routes[] = {
    { "GET", "/avis/{jeton}", show_question, RIGHT_FORM, READ, avis_champs, "Votre avis", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/avis/{jeton}", avis_envoi, &avis_donner_right, WRITE, avis_champs, "Donner son avis",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/satisfaction", satisfaction_page, &satisfaction_voir, READ, satisfaction_champs,
        "Avis laissés en partant", ROUTE_LAX },
    { "POST", "/satisfaction/adresse", adresse_envoi, &satisfaction_voir, WRITE, satisfaction_champs,
        "Faire l’adresse de la page d’avis", ROUTE_LAX },
    { 0 },
};
static const EspaceEntree entrees[] = { { RAYON_TRAVAIL, "/satisfaction", "Avis laissés en partant" }, { 0 } };

const Slice slice_satisfaction = {
    .name = "satisfaction",
    .routes = routes,
    .entrees = entrees,
    .queries = satisfaction_queries,
};
