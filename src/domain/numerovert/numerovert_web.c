// SPDX-License-Identifier: AGPL-3.0-or-later
/* /numero-vert: the operator's screen, the page that sends a place, the letter; a call noted. */
#include "core/app.h"
#include "core/slice.h"
#include "domain/lieux/requete.h"
#include "domain/numerovert/numerovert_priv.h"
#include "numerovert_sql.h"
#include "numerovert_view.h"
#include "web/assets.h"

enum { REPONDRE = ROLE_NUMERO_VERT | ROLE_ADMINISTRATEUR, DUREE_USUELLE = 5 };
const Right numerovert_repondre = { "numerovert.repondre", "Répondre au numéro vert et noter les appels", PROOF_SESSION,
    REPONDRE };
const Right numerovert_compter = { "numerovert.compter", "Voir et télécharger les chiffres du numéro vert",
    PROOF_SESSION, REPONDRE | ROLE_PILOTE | ROLE_COMITE | ROLE_COORDINATEUR | ROLE_FINANCEUR | ROLE_LECTEUR };

static const Choice faits[] = {
    { S_INIT("note"), S_INIT("L’appel est noté. Vous pouvez en prendre un autre.") },
    { STR_NONE, STR_NONE },
};
static const Choice oui_non[] = {
    { S_INIT("oui"), S_INIT("Oui") },
    { S_INIT("non"), S_INIT("Non") },
    { STR_NONE, STR_NONE },
};
#define Q                                                                                                              \
    {                                                                                                                  \
        .name = "q", .kind = FIELD_TEXT, .label = "Ce que dit la personne", .max = 120,                                \
        .hint = "Sa commune et ce qu’elle veut faire, en quelques mots : brou impôts.", .example = "brou impots"       \
    }
#define COMMUNE                                                                                                        \
    {                                                                                                                  \
        .name = "commune", .kind = FIELD_TEXT, .label = "Commune de l’appel", .max = 100                               \
    }
static const Field ecran_champs[] = {
    Q,
    COMMUNE,
    { .name = "besoin", .kind = FIELD_TEXT, .label = "Besoin", .required = true, .max = 100 },
    { .name = "trouve",
        .kind = FIELD_CHOICE,
        .label = "Une réponse a été trouvée",
        .required = true,
        .choices = oui_non },
    { .name = "suite", .kind = FIELD_CHOICE, .label = "Suite donnée", .required = true, .choices = appel_suites },
    { .name = "duree",
        .kind = FIELD_I64,
        .label = "Durée, en minutes",
        .required = true,
        .min = 0,
        .max = APPEL_DUREE_MAX },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field envoi_champs[] = {
    { .name = "lieu", .kind = FIELD_TEXT, .label = "Lieu", .max = 2000, .address_only = true },
    COMMUNE,
    Q,
    { .name = "destinataire",
        .kind = FIELD_LINES,
        .label = "Nom et adresse de la personne",
        .hint = "Pour l’enveloppe à fenêtre. Ce texte n’est gardé nulle part : il n’est que sur le courrier.",
        .max = 400 },
    { 0 },
};

static bool fonds_de(Req *r, LivretFonds *ret)
{
    *ret = (LivretFonds){ .lieux = req_snapshot(r, &lieux_snapshot),
        .territoire = req_snapshot(r, &territoire_snapshot),
        .vacances = requete_vacances(r),
        .site = r->app->site,
        .assets = assets,
        .now = r->now };
    return ret->lieux != NULL;
}

static Str departement_of(const Req *r)
{
    bool scoped = portee_de(r->acteur->portee) == PORTEE_DEPARTEMENT;
    return scoped ? r->acteur->code : r->app->site ? r->app->site->departement : S("");
}

/* ---- the answers ---- */

static Str send_address(Arena *a, const Lieu *l, const Commune *c, Str q)
{
    BUF b = buf_new(16 * KIB);
    buf_put(&b, S("/numero-vert/envoyer?lieu="));
    url_encode(&b, lieu_champ(l, CHAMP_id));
    if (c) {
        buf_put(&b, S("&commune="));
        buf_put(&b, code_insee_str(&c->code));
    }
    if (!str_is_empty(q)) {
        buf_put(&b, S("&q="));
        url_encode(&b, q);
    }
    return str_dup(a, buf_str(&b));
}

static ReponseVue answer(Req *r, const LivretFonds *f, const LieuxRow *row, const Commune *c)
{
    Arena *a = r->arena;
    Instant now = instant_de(f->vacances, minute_paris(f->now));
    Short number = fr_telephone(lieu_champ(row->lieu, CHAMP_telephone));
    Str uri = lieu_tel_uri(a, row->lieu);
    return (ReponseVue){ .row = *row,
        .adresse = lieu_adresse(a, row->lieu),
        .tel_uri = uri,
        .telephone = uri.p ? short_dup(a, number) : STR_NONE,
        .horaires = numerovert_suite(a, livret_horaires(a, f, row->lieu)),
        .script = numerovert_script(a, f, row),
        .badge = lieu_badge(a, f->lieux, row->lieu, &now),
        .envoyer = send_address(a, row->lieu, c, req_text(r, "q")) };
}

static Err search(Req *r, const LivretFonds *f, NumerovertPage *p)
{
    LieuxQuery q = { .q = p->cherche, .max = (size_t)3 * NUMEROVERT_LIEUX, .sort = LIEUX_SORT_PERTINENCE };
    LieuxResult found = { 0 };
    if (p->commune && p->commune->localisation != LOCALISATION_AUCUNE) {
        q.a_point = true;
        q.point = p->commune->point;
        q.sort = LIEUX_SORT_DISTANCE;
    } else if (p->commune) {
        q.commune = code_insee_str(&p->commune->code);
        q.sort = LIEUX_SORT_NOM;
    }
    TRY(lieux_search(f->lieux, r->arena, &q, &found));
    ReponseVue *v = NEW(r->arena, ReponseVue, NUMEROVERT_LIEUX);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < found.n && p->n < NUMEROVERT_LIEUX; i++)
        if (!livret_ferme(found.rows[i].lieu))
            v[p->n++] = answer(r, f, &found.rows[i], p->commune);
    p->reponses = v;
    return OK;
}

static Err offer_candidates(Req *r, const Demande *d, NumerovertPage *p)
{
    CandidateVue *v = NEW(r->arena, CandidateVue, d->candidates_n ? d->candidates_n : 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < d->candidates_n; i++) {
        BUF b = buf_new(8 * KIB);
        buf_format(&b, "/numero-vert?commune=%.*s&q=", STR_ARG(code_insee_str(&d->candidates[i]->code)));
        url_encode(&b, d->reste.p ? d->reste : S(""));
        v[i] = (CandidateVue){ str_format(r->arena, "%.*s (%.*s)", STR_ARG(d->candidates[i]->nom),
                                   STR_ARG(code_insee_str(&d->candidates[i]->code))),
            str_dup(r->arena, buf_str(&b)) };
    }
    p->candidates = v;
    p->candidates_n = d->candidates_n;
    return OK;
}

static Err list_needs(Req *r, NumerovertPage *p)
{
    int n = standard_enum_n(ENUM_SERVICES);
    Choice *v = NEW(r->arena, Choice, (size_t)n + 2);
    if (!v)
        return ERR_MEMORY;
    for (int i = 0; i < n; i++)
        v[i] = standard_services[i];
    v[n] = (Choice){ S("autre"), S("Autre besoin") };
    v[n + 1] = (Choice){ STR_NONE, STR_NONE };
    p->besoins = v;
    return OK;
}

static Err show(Req *r, const LivretFonds *f)
{
    NumerovertPage p = { .form = &r->form, .cherche = STR_NONE };
    Str said = req_text(r, "q"), chosen = req_text(r, "commune");
    Demande d = { .reste = said };
    p.commune = !str_is_none(chosen) && f->territoire ? territoire_commune(f->territoire, chosen) : NULL;
    if (!p.commune && !str_is_none(said))
        TRY(numerovert_demande_lire(f->territoire, r->arena, said, departement_of(r), &d));
    if (!p.commune)
        p.commune = d.commune;
    p.cherche = str_is_empty(d.reste) ? STR_NONE : d.reste;
    p.demandee = p.commune || p.cherche.p;
    TRY(offer_candidates(r, &d, &p));
    if (p.demandee)
        TRY(search(r, f, &p));
    TRY(list_needs(r, &p));
    view_numerovert(req_html(r), &p);
    return OK;
}

static Err ecran_page(Req *r)
{
    LivretFonds f;
    return fonds_de(r, &f) ? show(r, &f) : ERR_BUSY;
}

/* The caller's commune, by its code or its name; STR_NONE: not said. False: told on the field. */
static bool read_commune(Req *r, const LivretFonds *f, Appel *x)
{
    Str code = STR_NONE;
    if (!requete_commune(r, "commune", &code))
        return false;
    const Commune *c = f->territoire && code.p ? territoire_commune(f->territoire, code) : NULL;
    x->commune = c ? code_insee_str(&c->code) : code;
    x->epci = c && c->epci ? c->epci->code : STR_NONE;
    return true;
}

static Err appel_envoi(Req *r)
{
    LivretFonds f;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    Appel x = { .jour = date_paris(r->now),
        .departement = departement_of(r),
        .besoin = req_text(r, "besoin"),
        .suite = (AppelSuite)req_choice(r, "suite", 0),
        .trouve = req_choice(r, "trouve", 1) == 0,
        .duree_mn = req_i64(r, "duree", 0) };
    bool read = read_commune(r, &f, &x);
    Err e = read && !req_has_errors(r) ? appel_noter(r->db, r->acteur, r->now, &x) : ERR_INVALID;
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "besoin", "Choisissez un besoin de la liste, ou « Autre besoin ».");
    if (e == ERR_INVALID) {
        req_status(r, 400);
        return show(r, &f);
    }
    TRY(e);
    return req_redirect(r, "/numero-vert?fait=note");
}

/* ---- one place, sent ---- */

static Err place_of(Req *r, const LivretFonds *f, LieuxRow *ret, const Commune **ret_commune)
{
    Str id = req_text(r, "lieu"), code = req_text(r, "commune");
    const Lieu *l = str_is_none(id) ? NULL : lieux_find(f->lieux, id);
    const Commune *c = f->territoire && code.p ? territoire_commune(f->territoire, code) : NULL;
    if (!l || l->disparu)
        return ERR_NOT_FOUND;
    bool placed = c && c->localisation != LOCALISATION_AUCUNE && l->a_point;
    *ret = (LieuxRow){ l, placed ? point_distance_m(c->point, l->point) : -1 };
    *ret_commune = c;
    return OK;
}

static Err envoi_page(Req *r)
{
    LivretFonds f;
    LieuxRow row;
    const Commune *c = NULL;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    if (str_is_none(req_text(r, "lieu")))
        return req_redirect(r, "/numero-vert");
    TRY(place_of(r, &f, &row, &c));
    EnvoiPage p = { .form = &r->form, .r = answer(r, &f, &row, c), .sms = numerovert_sms(r->arena, &f, row.lieu) };
    p.signes = utf8_length(p.sms);
    p.commune = c ? code_insee_str(&c->code) : S("");
    BUF b = buf_new(8 * KIB);
    buf_format(&b, "/numero-vert?commune=%.*s&q=", STR_ARG(p.commune));
    url_encode(&b, req_text(r, "q"));
    p.retour = str_dup(r->arena, buf_str(&b));
    view_numerovert_envoi(req_html(r), &p);
    return OK;
}

static Err courrier_envoi(Req *r)
{
    LivretFonds f;
    LieuxRow row;
    const Commune *c = NULL;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    TRY(place_of(r, &f, &row, &c));
    TRY(numerovert_courrier(r->arena, &f, req_text(r, "destinataire"), &row, 1, req_body(r, "application/pdf")));
    req_download(r, S("courrier.pdf"));
    return OK;
}

static const Route routes[] = {
    { "GET", "/numero-vert", ecran_page, &numerovert_repondre, SLOW, ecran_champs, "Numéro vert", ROUTE_LAX },
    { "POST", "/numero-vert", appel_envoi, &numerovert_repondre, WRITE, ecran_champs, "Noter un appel", ROUTE_LAX },
    { "GET", "/numero-vert/envoyer", envoi_page, &numerovert_repondre, SLOW, envoi_champs,
        "Envoyer un lieu par courrier ou SMS", ROUTE_LAX },
    { "POST", "/numero-vert/courrier", courrier_envoi, &numerovert_repondre, SLOW, envoi_champs,
        "Courrier du numéro vert, en PDF", ROUTE_SECRET },
    { "GET", "/numero-vert/appels", appels_page, &numerovert_compter, SLOW, NULL, "Chiffres du numéro vert" },
    { "GET", "/numero-vert/appels.csv", appels_fichier, &numerovert_compter, SLOW, NULL,
        "Chiffres du numéro vert, en CSV" },
    { "GET", "/numero-vert/appels.xlsx", appels_fichier, &numerovert_compter, SLOW, NULL,
        "Chiffres du numéro vert, en XLSX" },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_TRAVAIL, "/numero-vert", "Numéro vert\u00a0: répondre à un appel" },
    { RAYON_CHIFFRES, "/numero-vert/appels", "Chiffres du numéro vert" },
    { 0 },
};

const Slice slice_numerovert = {
    .name = "numerovert",
    .routes = routes,
    .entrees = entrees,
    .jobs = numerovert_jobs,
    .queries = numerovert_queries,
};
