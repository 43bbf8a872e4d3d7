// SPDX-License-Identifier: AGPL-3.0-or-later
/* /deploiement: the board, a structure, one of its people. */
#include "core/app.h"
#include "core/slice.h"
#include "deploiement_sql.h"
#include "deploiement_view.h"
#include "domain/deploiement/deploiement_priv.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"
#include "web/liste.h"

enum {
    SUIVI = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT,
    SCORE_MAX = 100,
};
static const Right deploiement_voir = { "deploiement.voir", "Voir le déploiement d’Aidants Connect de son périmètre",
    PROOF_SESSION, SUIVI | ROLE_PILOTE };
static const Right deploiement_suivre = { "deploiement.suivre", "Suivre une structure et ses aidants, tenir ses labels",
    PROOF_SESSION, SUIVI };

static const Choice faits[] = {
    { S_INIT("structure"), S_INIT("La demande de la structure est enregistrée.") },
    { S_INIT("personne"), S_INIT("Le suivi de cette personne est enregistré.") },
    { S_INIT("label"), S_INIT("Le label est enregistré.") },
    { S_INIT("label-retire"), S_INIT("Le label est retiré.") },
    { STR_NONE, STR_NONE },
};
static const Field suivi_champs[] = {
    { .name = "etat", .kind = FIELD_CHOICE, .label = "Demande de la structure", .choices = habilitation_etats },
    { .name = "demande", .kind = FIELD_DATE, .label = "Demandée le" },
    { .name = "decision", .kind = FIELD_DATE, .label = "Décision le" },
    { .name = "label", .kind = FIELD_CHOICE, .label = "Label", .choices = structure_labels },
    { .name = "obtenu", .kind = FIELD_DATE, .label = "Obtenu le" },
    { .name = "expire", .kind = FIELD_DATE, .label = "Valable jusqu’au", .hint = "Laissez vide s’il n’a pas de fin." },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field aidant_champs[] = {
    { .name = "personne", .kind = FIELD_TEXT, .label = "Personne", .required = true, .max = 40, .address_only = true },
    { .name = "etat", .kind = FIELD_CHOICE, .label = "Demande", .choices = aidant_etats },
    { .name = "pairs", .kind = FIELD_BOOL, .label = "Formation entre pairs : le test Pix en tient lieu" },
    { .name = "demande", .kind = FIELD_DATE, .label = "Demandée le" },
    { .name = "formation",
        .kind = FIELD_DATE,
        .label = "Formation le",
        .hint = "Une date à venir est une inscription." },
    { .name = "pix", .kind = FIELD_DATE, .label = "Test Pix le" },
    { .name = "pix_score", .kind = FIELD_I64, .label = "Résultat du test, de 0 à 100", .min = 0, .max = SCORE_MAX },
    { .name = "carte", .kind = FIELD_DATE, .label = "Carte remise le" },
    { .name = "connexion", .kind = FIELD_DATE, .label = "Première connexion le" },
    { .name = "activite", .kind = FIELD_DATE, .label = "Dernière activité le" },
    { 0 },
};

static Date today_of(const Req *r)
{
    return date_paris(r->now);
}

/* ---- the board ---- */

static Err epci_name(Req *r, Str code, Str *ret)
{
    Maille m;
    *ret = S("Sans intercommunalité connue");
    if (str_is_none(code))
        return OK;
    Err e = maille_epci(r->db, r->arena, code, &m);
    *ret = e == OK ? m.nom : code;
    return e == ERR_NOT_FOUND || e == ERR_INVALID ? OK : e;
}

static Err read_board(Req *r, TableauPage *p)
{
    Tableau t;
    TRY(deploiement_tableau(r->db, r->arena, r->acteur, today_of(r), &t));
    LigneVue *lines = NEW(r->arena, LigneVue, t.n_epci);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i + 1 < t.n_epci; i++) {
        lines[i].a = &t.epci[i];
        TRY(epci_name(r, t.epci[i].epci, &lines[i].nom));
    }
    lines[t.n_epci - 1] = (LigneVue){ S("Ensemble"), &t.epci[t.n_epci - 1] };
    p->epci = lines;
    p->n_epci = t.n_epci;
    p->structures = t.structures;
    p->n_structures = t.n_structures;
    return OK;
}

static Err deploiement_page(Req *r)
{
    TableauPage p = { .form = &r->form, .modifie = r->acteur->role & deploiement_suivre.roles };
    TRY(read_board(r, &p));
    view_deploiement(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "epci", { "Intercommunalité", XLSX_TEXT, 40 } },
    { "structures", { "Structures", XLSX_INTEGER, 12 } },
    { "eligibles", { "Éligibles", XLSX_INTEGER, 12 } },
    { "en_attente", { "En attente", XLSX_INTEGER, 12 } },
    { "closes", { "Closes", XLSX_INTEGER, 12 } },
    { "aidants", { "Aidants", XLSX_INTEGER, 12 } },
    { "formes", { "Formés", XLSX_INTEGER, 12 } },
    { "pix", { "Test Pix", XLSX_INTEGER, 12 } },
    { "cartes", { "Carte", XLSX_INTEGER, 12 } },
    { "connectes", { "Connectés", XLSX_INTEGER, 12 } },
    { "actifs_90_jours", { "Actifs (90 jours)", XLSX_INTEGER, 18 } },
    { "operationnels", { "Opérationnels", XLSX_INTEGER, 14 } },
    { "bloques_90_jours", { "Bloqués (90 jours)", XLSX_INTEGER, 18 } },
    { 0 },
};
static const SheetDef board_table = { "deploiement-aidants-connect", "Déploiement", "Déploiement d’Aidants Connect",
    columns };

/* Counts only: nobody is named. */
static Err deploiement_export(Req *r)
{
    TableauPage p = { 0 };
    TRY(read_board(r, &p));
    SHEET t = req_sheet_open(r, &board_table);
    for (size_t i = 0; i < p.n_epci; i++) {
        const Avancement *a = p.epci[i].a;
        sheet_text(t, p.epci[i].nom);
        const int64_t counts[] = { a->structures, a->eligibles, a->attente, a->closes, a->aidants };
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
            sheet_integer(t, counts[k]);
        for (int e = ETAPE_FORMEE; e < ETAPES_N; e++)
            sheet_integer(t, a->etapes[e]);
        sheet_integer(t, a->operationnels);
        sheet_integer(t, a->bloques);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- a structure ---- */

static Str iso_or_empty(Arena *a, OptDate d)
{
    return d.has ? date_iso(a, d.d) : S("");
}

static OptDate last_day(const Aidant *x, Date today)
{
    const OptDate all[] = { x->demande, x->formation, x->pix, x->carte, x->connexion, x->activite };
    OptDate last = { 0 };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].has && all[i].d.days <= today.days && (!last.has || all[i].d.days > last.d.days))
            last = all[i];
    return last;
}

static AidantVue show_aidant(Req *r, const PersonneLigne *l, const Aidant *all, size_t n)
{
    Date today = today_of(r);
    AidantVue v = { .uid = l->uid, .nom = personne_nom_montre(r->arena, l->prenom, l->nom), .depuis = STR_NONE };
    for (size_t i = 0; i < n; i++) {
        const Aidant *x = &all[i];
        if (x->personne_id.v != l->id.v)
            continue;
        OptDate last = last_day(x, today);
        v.suivi = true;
        v.etat = aidant_etats[x->etat].label;
        v.etape = etape_montree(aidant_etape(x, today));
        v.depuis = last.has ? date_french(r->arena, last.d) : STR_NONE;
        v.operationnel = aidant_operationnel(x, today);
        v.bloque = aidant_bloque(x, today);
    }
    return v;
}

/* Everybody who has a role there, page after page. */
static Err show_people(Req *r, const Structure *s, SuiviPage *p)
{
    const Acteur inside = { .role = r->acteur->role, .portee = portee_nom(PORTEE_STRUCTURE), .code = s->uid };
    VEC(AidantVue) v = { 0 };
    const Aidant *followed;
    size_t n_followed = 0, n = LISTE_PAGE;
    TRY(aidants_de(r->db, r->arena, s->id, &followed, &n_followed));
    for (int64_t page = 1; n == LISTE_PAGE; page++) {
        const PersonneLigne *lines;
        int64_t total = 0;
        TRY(personnes_chercher(r->db, r->arena, &inside, STR_NONE, STR_NONE, page, &lines, &n, &total));
        for (size_t i = 0; i < n; i++) {
            AidantVue *to = vec_push(r->arena, &v);
            if (!to)
                return ERR_MEMORY;
            *to = show_aidant(r, &lines[i], followed, n_followed);
        }
    }
    p->aidants = v.v;
    p->aidants_n = v.n;
    return OK;
}

static Err show_labels(Req *r, const Structure *s, SuiviPage *p)
{
    const Label *held;
    size_t n = 0;
    TRY(labels_de(r->db, r->arena, s->id, &held, &n));
    LabelVue *v = NEW(r->arena, LabelVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        v[i] = (LabelVue){ structure_labels[held[i].rang].value, structure_labels[held[i].rang].label,
            date_french(r->arena, held[i].obtenu),
            held[i].expire.has ? date_french(r->arena, held[i].expire.d) : STR_NONE,
            held[i].expire.has && held[i].expire.d.days < today_of(r).days };
    p->labels = v;
    p->labels_n = n;
    return OK;
}

static Err show_sheet(Req *r, const Structure *s)
{
    SuiviPage p = { .form = &r->form, .structure = *s };
    Habilitation h = { .etat = HABILITATION_BROUILLON };
    Err e = habilitation_lire(r->db, r->arena, s->id, &h);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p.etat = champ_defaut(&r->form, "etat", habilitation_etats[h.etat].value);
    p.demande = champ_defaut(&r->form, "demande", iso_or_empty(r->arena, h.demande));
    p.decision = champ_defaut(&r->form, "decision", iso_or_empty(r->arena, h.decision));
    TRY(show_people(r, s, &p));
    TRY(show_labels(r, s, &p));
    TRY(journal_lecture(r, "deploiement.voir", str_cat(r->arena, S("structure:"), s->uid)));
    view_suivi(req_html(r), &p);
    return OK;
}

static Err open_structure(Req *r, Structure *ret)
{
    return structure_ouvrir(r->db, r->arena, r->acteur, req_path(r, "uid"), ret);
}

static Err suivi_page(Req *r)
{
    Structure s;
    TRY(open_structure(r, &s));
    return show_sheet(r, &s);
}

static Err back(Req *r, const Structure *s, const char *fait)
{
    return req_redirect(r, "/deploiement/%.*s?fait=%s", STR_ARG(s->uid), fait);
}

static OptDate read_day(Req *r, const char *name)
{
    OptDate d = { 0 };
    d.has = req_date(r, name, &d.d);
    return d;
}

/* What has been done cannot be of tomorrow. */
static OptDate read_past(Req *r, const char *name)
{
    OptDate d = read_day(r, name);
    if (d.has && d.d.days > today_of(r).days)
        form_error(r, name, "Cette date est à venir : écrivez-la quand ce sera fait.");
    return d;
}

static Err refused_sheet(Req *r, const Structure *s)
{
    req_status(r, 400);
    return show_sheet(r, s);
}

static Err suivi_envoi(Req *r)
{
    Structure s;
    TRY(open_structure(r, &s));
    int etat = req_choice(r, "etat", HABILITATION_BROUILLON);
    const Habilitation h = { s.id, (HabilitationEtat)etat, read_past(r, "demande"), read_past(r, "decision") };
    if (h.demande.has && h.decision.has && h.decision.d.days < h.demande.d.days)
        form_error(r, "decision", "La décision ne peut pas précéder la demande.");
    if (req_has_errors(r))
        return refused_sheet(r, &s);
    TRY(habilitation_ecrire(r->db, r->arena, r->acteur, r->now, &s, &h));
    return back(r, &s, "structure");
}

static Err label_envoi(Req *r)
{
    Structure s;
    TRY(open_structure(r, &s));
    OptDate obtained = read_past(r, "obtenu");
    const Label l = { req_choice(r, "label", -1), obtained.d, read_day(r, "expire") };
    if (!req_has_errors(r) && l.rang < 0)
        form_error(r, "label", "Choisissez un label.");
    if (!req_has_errors(r) && !obtained.has)
        form_error(r, "obtenu", "Écrivez la date à laquelle il a été obtenu.");
    if (l.expire.has && obtained.has && l.expire.d.days < obtained.d.days)
        form_error(r, "expire", "La fin ne peut pas précéder le début.");
    if (req_has_errors(r))
        return refused_sheet(r, &s);
    TRY(label_donner(r->db, r->arena, r->acteur, r->now, &s, &l));
    return back(r, &s, "label");
}

static Err label_retrait(Req *r)
{
    Structure s;
    TRY(open_structure(r, &s));
    int rang = req_choice(r, "label", -1);
    if (rang < 0)
        return ERR_INVALID;
    Err e = label_retirer(r->db, r->arena, r->acteur, r->now, &s, rang);
    return e == OK || e == ERR_NOT_FOUND ? back(r, &s, "label-retire") : e;
}

/* ---- one person ---- */

/* She has a role in that structure; else there is nobody here. */
static Err open_person(Req *r, const Structure *s, Personne *ret)
{
    const RoleTenu *roles;
    size_t n = 0;
    TRY(personne_par_uid(r->db, r->arena, req_text(r, "personne"), ret));
    TRY(roles_de(r->db, r->arena, ret->id, &roles, &n));
    for (size_t i = 0; i < n; i++)
        if (roles[i].structure_id.v == s->id.v)
            return OK;
    return ERR_NOT_FOUND;
}

static Err show_person(Req *r, const Structure *s, const Personne *who)
{
    Arena *a = r->arena;
    Aidant x = { .etat = AIDANT_NOUVELLE };
    Err e = aidant_lire(r->db, a, s->id, who->id, &x);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    Str score = x.pix_score.has ? str_format(a, "%lld", (long long)x.pix_score.v) : S("");
    const AidantPage p = { .form = &r->form,
        .structure = *s,
        .uid = who->uid,
        .nom = personne_nom_montre(a, who->prenom, who->nom),
        .etat = champ_defaut(&r->form, "etat", aidant_etats[x.etat].value),
        .pairs = champ_defaut(&r->form, "pairs", x.pairs ? S("1") : STR_NONE),
        .demande = champ_defaut(&r->form, "demande", iso_or_empty(a, x.demande)),
        .formation = champ_defaut(&r->form, "formation", iso_or_empty(a, x.formation)),
        .pix = champ_defaut(&r->form, "pix", iso_or_empty(a, x.pix)),
        .pix_score = champ_defaut(&r->form, "pix_score", score),
        .carte = champ_defaut(&r->form, "carte", iso_or_empty(a, x.carte)),
        .connexion = champ_defaut(&r->form, "connexion", iso_or_empty(a, x.connexion)),
        .activite = champ_defaut(&r->form, "activite", iso_or_empty(a, x.activite)) };
    TRY(journal_lecture(r, "deploiement.voir", personne_objet(a, who->uid)));
    view_aidant(req_html(r), &p);
    return OK;
}

static Err aidant_page(Req *r)
{
    Structure s;
    Personne who;
    TRY(open_structure(r, &s));
    TRY(open_person(r, &s, &who));
    return show_person(r, &s, &who);
}

static Err aidant_envoi(Req *r)
{
    Structure s;
    Personne who;
    TRY(open_structure(r, &s));
    TRY(open_person(r, &s, &who));
    Aidant x = { .structure_id = s.id,
        .personne_id = who.id,
        .etat = (AidantEtat)req_choice(r, "etat", AIDANT_NOUVELLE),
        .pairs = req_bool(r, "pairs"),
        .demande = read_past(r, "demande"),
        .formation = read_day(r, "formation"),
        .pix = read_past(r, "pix"),
        .carte = read_past(r, "carte"),
        .connexion = read_past(r, "connexion"),
        .activite = read_past(r, "activite") };
    int64_t score = req_i64(r, "pix_score", -1);
    x.pix_score = (OptI64){ score >= 0, score >= 0 ? score : 0 };
    if (x.pix_score.has && !x.pix.has)
        form_error(r, "pix", "Un résultat est donné : écrivez aussi la date du test.");
    Err e = req_has_errors(r) ? ERR_INVALID : aidant_ecrire(r->db, r->arena, r->acteur, r->now, &s, &x);
    if (e == ERR_CONFLICT)
        form_error(r, "carte", "La carte vient après la formation et le test Pix : écrivez d’abord leurs dates.");
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e == OK ? back(r, &s, "personne") : e;
    req_status(r, 400);
    return show_person(r, &s, &who);
}

static const Route routes[] = {
    { "GET", "/deploiement", deploiement_page, &deploiement_voir, READ, NULL, "Déploiement d’Aidants Connect" },
    { "GET", "/deploiement.csv", deploiement_export, &deploiement_voir, READ, NULL,
        "Déploiement d’Aidants Connect, en CSV" },
    { "GET", "/deploiement.xlsx", deploiement_export, &deploiement_voir, SLOW, NULL,
        "Déploiement d’Aidants Connect, en XLSX" },
    { "GET", "/deploiement/{uid}", suivi_page, &deploiement_suivre, SLOW, suivi_champs, "Suivi d’une structure",
        ROUTE_LAX },
    { "POST", "/deploiement/{uid}", suivi_envoi, &deploiement_suivre, WRITE, suivi_champs, "Enregistrer la demande",
        ROUTE_LAX },
    { "POST", "/deploiement/{uid}/label", label_envoi, &deploiement_suivre, WRITE, suivi_champs, "Enregistrer un label",
        ROUTE_LAX },
    { "POST", "/deploiement/{uid}/label/retirer", label_retrait, &deploiement_suivre, WRITE, suivi_champs,
        "Retirer un label" },
    { "GET", "/deploiement/{uid}/personne", aidant_page, &deploiement_suivre, SLOW, aidant_champs,
        "Suivi d’une personne", ROUTE_LAX },
    { "POST", "/deploiement/{uid}/personne", aidant_envoi, &deploiement_suivre, WRITE, aidant_champs,
        "Enregistrer le suivi d’une personne", ROUTE_LAX },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_COLLEGUES, "/deploiement", "Déploiement d’Aidants Connect" },
    { 0 },
};

const Slice slice_deploiement = { .name = "deploiement",
    .routes = routes,
    .entrees = entrees,
    .queries = deploiement_queries,
    .donnees = deploiement_donnees,
    .oublier = deploiement_oublier };
