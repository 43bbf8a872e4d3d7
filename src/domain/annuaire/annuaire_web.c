// SPDX-License-Identifier: AGPL-3.0-or-later
/* /annuaire, /annuaire.csv and /espace/annuaire. */
#include "domain/annuaire/annuaire_web.h"

#include "annuaire_sql.h"
#include "annuaire_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/lieux/regles.h"
#include "domain/lieux/standard.h"

enum {
    ANNUAIRE_LECTEURS = ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COMITE | ROLE_COORDINATEUR | ROLE_REFERENT |
                        ROLE_MEDIATEUR | ROLE_PRESCRIPTEUR | ROLE_NUMERO_VERT | ROLE_REEMPLOI,
    TERRITOIRE_LIGNE_MAX = 100,
    EPCI_MAX = 2000,
    JOUR_S = 24 * 3600
};

const Right annuaire_lire = { "annuaire.lire", "Consulter l’annuaire des professionnels", PROOF_SESSION,
    ANNUAIRE_LECTEURS };
static const Right annuaire_api = { "api.professionnels", "Lire l’annuaire des professionnels par l’API", PROOF_BEARER,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR };
static const Right annuaire_exporter = { "annuaire.exporter", "Télécharger l’annuaire de son périmètre", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR };

static const Choice dispositifs[] = {
#define X(value, shown) { S_INIT(value), S_INIT(shown) },
    STRUCTURE_DISPOSITIFS(X)
#undef X
        { STR_NONE, STR_NONE },
};
static const Choice faits[] = {
    { S_INIT("publiee"), S_INIT("Votre fiche est publiée dans l’annuaire.") },
    { S_INIT("retiree"), S_INIT("Votre fiche est retirée : elle est effacée.") },
    { S_INIT("confirmee"), S_INIT("C’est noté : votre fiche est toujours exacte.") },
    { STR_NONE, STR_NONE },
};

static const Field annuaire_champs[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Nom, structure ou sujet", .max = 100 },
    { .name = "epci", .kind = FIELD_TEXT, .label = "Où", .max = 20 },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Dispositif", .choices = dispositifs },
    { .name = "sujet", .kind = FIELD_CHOICE, .label = "Sujet", .choices = standard_services },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { 0 },
};
static const Field fiche_champs[] = {
    { .name = "dispositifs", .kind = FIELD_CHOICES, .label = "Vous travaillez pour", .choices = dispositifs },
    { .name = "territoires",
        .kind = FIELD_LINES,
        .label = "Où vous intervenez",
        .hint = "Une commune ou une intercommunalité par ligne, ou le nom du département.",
        .required = true,
        .max = TERRITOIRES_MAX * TERRITOIRE_LIGNE_MAX },
    { .name = "sujets",
        .kind = FIELD_CHOICES,
        .label = "Sujets que vous connaissez bien",
        .choices = standard_services },
    { .name = "courriel",
        .kind = FIELD_TEXT,
        .label = "Courriel professionnel",
        .hint = "Laissez vide pour ne pas le montrer.",
        .max = COURRIEL_MAX,
        .autocomplete = "email" },
    { .name = "telephone",
        .kind = FIELD_TEXT,
        .label = "Téléphone professionnel",
        .hint = "Laissez vide pour ne pas le montrer.",
        .max = 40,
        .autocomplete = "tel" },
    { .name = "accord", .kind = FIELD_BOOL, .label = ANNUAIRE_ACCORD_TEXTE, .required = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

/* ---- words ---- */

/* The labels of the values of a joined list, joined by ", ". */
static Str labels(Arena *a, Str joined, const Choice *choices)
{
    Str part, out = STR_NONE;
    while (str_split(&joined, '|', &part))
        for (const Choice *c = choices; part.n && !str_is_none(c->value); c++)
            if (str_eq(c->value, part))
                out = str_is_none(out) ? choice_label(c)
                                       : str_format(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(choice_label(c)));
    return out;
}

static Str places(Arena *a, const Territoire *t, Str joined, const char *between)
{
    Str part, out = STR_NONE;
    while (str_split(&joined, '|', &part))
        if (part.n)
            out = str_is_none(out)
                    ? territoire_montre(t, part)
                    : str_format(a, "%.*s%s%.*s", STR_ARG(out), between, STR_ARG(territoire_montre(t, part)));
    return out;
}

static FicheVue show(Req *r, const Territoire *t, const Fiche *f)
{
    Arena *a = r->arena;
    Short number = fr_telephone(f->t.telephone);
    return (FicheVue){ .nom = personne_nom_montre(a, f->qui.prenom, f->qui.nom),
        .fonction = f->qui.fonction,
        .structures = f->qui.structures,
        .dispositifs = labels(a, f->t.dispositifs, dispositifs),
        .territoires = places(a, t, f->t.territoires, ", "),
        .sujets = labels(a, f->t.sujets, standard_services),
        .courriel = f->t.courriel,
        .telephone = f->t.telephone.n ? short_dup(a, number) : STR_NONE,
        .tel_uri = f->t.telephone.n ? str_cat(a, S("tel:"), f->t.telephone) : STR_NONE };
}

/* ---- /annuaire ---- */

static AnnuaireRecherche read_search(Req *r)
{
    int dispositif = req_choice(r, "dispositif", -1), sujet = req_choice(r, "sujet", -1);
    return (AnnuaireRecherche){ .q = req_text(r, "q"),
        .epci = req_text(r, "epci"),
        .dispositif = dispositif < 0 ? STR_NONE : dispositifs[dispositif].value,
        .sujet = sujet < 0 ? STR_NONE : standard_services[sujet].value };
}

/* The EPCI of the département, and those chosen. */
static Err list_epci(Req *r, const Territoire *t, const Choice **ret)
{
    Choices v = { 0 };
    Str departement = r->app->site ? r->app->site->departement : STR_NONE;
    for (size_t i = 0; t && i < territoire_n_communes(t) && v.n < EPCI_MAX; i++) {
        const Commune *c = territoire_commune_at(t, i);
        bool seen = !c->epci || !str_eq(c->departement, departement);
        for (size_t k = 0; k < v.n && !seen; k++)
            seen = str_eq(v.v[k].value, c->epci->code);
        if (!seen)
            choices_add(r->arena, &v, c->epci->code, c->epci->nom);
    }
    return choices_end(r->arena, &v, ret);
}

static Err annuaire_page(Req *r)
{
    static const char *const criteres[] = { "q", "epci", "dispositif", "sujet", NULL };
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    AnnuairePage p = { .form = &r->form, .csv = STR_NONE };
    AnnuaireRecherche q = read_search(r);
    const Fiche *found = NULL;
    Fiche mine;
    size_t total = 0;
    Str address = adresse_de(r, "/annuaire", criteres);
    TRY(fiches_chercher(r->db, r->arena, t, &q, &found, &total));
    p.pages = pagination(r->arena, address, req_i64(r, "page", 1), ANNUAIRE_PAGE, (int64_t)total);
    size_t from = (size_t)(p.pages.page - 1) * ANNUAIRE_PAGE;
    FicheVue *shown = NEW(r->arena, FicheVue, ANNUAIRE_PAGE);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = from; i < total && p.n < ANNUAIRE_PAGE; i++)
        shown[p.n++] = show(r, t, &found[i]);
    p.fiches = shown;
    p.cherche = !str_ends(address, S("?"));
    if (r->acteur->role & annuaire_exporter.roles) {
        p.csv = adresse_de(r, "/annuaire.csv", criteres);
        p.xlsx = adresse_de(r, "/annuaire.xlsx", criteres);
    }
    Err e = fiche_lire(r->db, r->arena, me(r), &mine);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p.a_ma_fiche = e == OK;
    TRY(list_epci(r, t, &p.epci));
    TRY(journal_lecture(r, "annuaire.lire", STR_NONE));
    view_annuaire(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "nom", { "Nom", XLSX_TEXT, 28 } },
    { "fonction", { "Fonction", XLSX_TEXT, 28 } },
    { "structures", { "Structures", XLSX_TEXT, 40 } },
    { "dispositifs", { "Dispositifs", XLSX_TEXT, 30 } },
    { "territoires", { "Où", XLSX_TEXT, 40 } },
    { "sujets", { "Sujets", XLSX_TEXT, 50 } },
    { "courriel", { "Courriel", XLSX_TEXT, 34 } },
    { "telephone", { "Téléphone", XLSX_TEXT, 18 } },
    { 0 },
};
static const SheetDef annuaire_table = { "annuaire-des-professionnels", "Annuaire", "Annuaire des professionnels",
    columns };

static Err annuaire_export(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    AnnuaireRecherche q = read_search(r);
    const Fiche *found = NULL;
    size_t n = 0;
    q.portee = portee_de(r->acteur->portee);
    q.code = r->acteur->code;
    TRY(fiches_chercher(r->db, r->arena, t, &q, &found, &n));
    TRY(journal_lecture(r, "annuaire.exporter", STR_NONE));
    SHEET table = req_sheet_open(r, &annuaire_table);
    for (size_t i = 0; i < n; i++) {
        FicheVue v = show(r, t, &found[i]);
        const Str cells[] = { v.nom, v.fonction, v.structures, v.dispositifs, v.territoires, v.sujets, v.courriel,
            v.telephone };
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            sheet_text(table, cells[k]);
        sheet_end_row(table);
    }
    return req_sheet(r, table);
}

/* ---- /api/v1/professionnels ---- */

static void put_card(Req *r, Json *j, const Territoire *t, const Fiche *f)
{
    FicheVue v = show(r, t, f);
    json_obj(j);
    json_kstr(j, "id", f->qui.uid);
    json_kstr(j, "nom", v.nom);
    json_kstr(j, "fonction", v.fonction);
    json_kstr_opt(j, "structures", v.structures);
    json_kwords(j, "dispositifs", f->t.dispositifs);
    json_kwords(j, "territoires", f->t.territoires);
    json_kwords(j, "sujets", f->t.sujets);
    json_kstr_opt(j, "courriel", v.courriel);
    json_kstr_opt(j, "telephone", f->t.telephone);
    json_end(j);
}

/* Cards published with consent, of the key's scope. */
static Err professionnels_api(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    AnnuaireRecherche q = read_search(r);
    const Fiche *found = NULL;
    size_t n = 0;
    int64_t page = req_i64(r, "page", 1);
    q.portee = portee_de(r->acteur->portee);
    q.code = r->acteur->code;
    TRY(fiches_chercher(r->db, r->arena, t, &q, &found, &n));
    TRY(journal_lecture(r, "api.professionnels", r->acteur->programme));
    Json *j = req_json(r);
    json_obj(j);
    json_ki64(j, "total", (int64_t)n);
    json_ki64(j, "page", page);
    json_key(j, S("professionnels"));
    json_arr(j);
    for (size_t i = (size_t)(page - 1) * ANNUAIRE_PAGE; i < n && i < (size_t)page * ANNUAIRE_PAGE; i++)
        put_card(r, j, t, &found[i]);
    json_end(j);
    json_end(j);
    return OK;
}

/* ---- /espace/annuaire ---- */

static Err read_mine(Req *r, Fiche *ret, bool *ret_published)
{
    Err e = fiche_lire(r->db, r->arena, me(r), ret);
    *ret_published = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* What the form shows first: the card, or what the profile already says. */
static Err first_values(Req *r, const Territoire *t, const Fiche *f, bool published, FicheTextes *ret)
{
    Personne p;
    TRY(personne_par_id(r->db, r->arena, me(r), &p));
    *ret = published ? f->t : (FicheTextes){ S(""), S(""), S(""), p.courriel, p.telephone };
    Str lines = places(r->arena, t, ret->territoires, "\n");
    ret->territoires = str_or_empty(lines);
    if (published && f->t.telephone.n) {
        Short number = fr_telephone(f->t.telephone);
        ret->telephone = short_dup(r->arena, number);
    }
    return OK;
}

static Err ma_fiche_page(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const PersonneId id = me(r);
    const PersonneCarte *card = NULL;
    MaFichePage p = { .form = &r->form };
    FicheTextes first;
    Fiche f = { 0 };
    size_t n = 0;
    TRY(read_mine(r, &f, &p.publiee));
    TRY(first_values(r, t, &f, p.publiee, &first));
    TRY(personnes_de(r->db, r->arena, &id, 1, &card, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    p.nom = personne_nom_montre(r->arena, card->prenom, card->nom);
    p.fonction = card->fonction;
    p.structures = card->structures;
    if (p.publiee) {
        p.accord = instant_montre(r->arena, f.accord_at);
        p.confirmee = instant_montre(r->arena, f.confirmee_at);
        p.ancienne = r->now - f.confirmee_at > (int64_t)ANNUAIRE_CONFIRMER_J * JOUR_S;
    }
    p.dispositifs = champ_defaut(&r->form, "dispositifs", first.dispositifs);
    p.territoires = champ_defaut(&r->form, "territoires", first.territoires);
    p.sujets = champ_defaut(&r->form, "sujets", first.sujets);
    p.courriel = champ_defaut(&r->form, "courriel", first.courriel);
    p.telephone = champ_defaut(&r->form, "telephone", first.telephone);
    view_ma_fiche(req_html(r), &p);
    return OK;
}

static Str chosen_joined(Req *r, const char *name, const Choice *choices)
{
    Chosen chosen = req_choices(r, name);
    Str *values = NEW(r->arena, Str, chosen.n + 1);
    for (size_t i = 0; values && i < chosen.n; i++)
        values[i] = choices[chosen.v[i]].value;
    Str all = values ? str_join(r->arena, values, chosen.n, S("|")) : STR_NONE;
    return str_or_empty(all);
}

static void read_places(Req *r, Str *ret)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Str departement = r->app->site ? r->app->site->departement : STR_NONE;
    Str rest = req_text(r, "territoires"), line, values[TERRITOIRES_MAX];
    size_t n = 0;
    while (str_split(&rest, '\n', &line)) {
        Str message = STR_NONE;
        line = str_trim(line);
        if (line.n == 0)
            continue;
        if (n == TERRITOIRES_MAX) {
            form_error(r, "territoires", "Il y a plus de %d lignes : écrivez plutôt l’intercommunalité.",
                TERRITOIRES_MAX);
            break;
        }
        if (territoire_lire(t, r->arena, line, departement, &values[n], &message) == OK)
            n++;
        else
            form_error(r, "territoires", "%.*s", STR_ARG(message));
    }
    *ret = str_join(r->arena, values, n, S("|"));
}

static FicheTextes read_card(Req *r)
{
    FicheTextes t = { .dispositifs = chosen_joined(r, "dispositifs", dispositifs),
        .sujets = chosen_joined(r, "sujets", standard_services),
        .courriel = S(""),
        .telephone = S("") };
    Str courriel = req_text(r, "courriel"), telephone = req_text(r, "telephone");
    read_places(r, &t.territoires);
    if (!str_is_none(courriel)) {
        t.courriel = courriel_normal(r->arena, courriel);
        if (str_is_none(t.courriel))
            form_error(r, "courriel", "Cette adresse n’est pas complète : elle s’écrit comme nom@exemple.fr.");
    }
    if (!str_is_none(telephone)) {
        t.telephone = telephone_normal(r->arena, telephone);
        if (str_is_none(t.telephone))
            form_error(r, "telephone", "Ce numéro n’est pas complet : il a dix chiffres, comme 02 37 00 00 00.");
    }
    return t;
}

static Err ma_fiche_envoi(Req *r)
{
    FicheTextes t = read_card(r);
    if (!req_has_errors(r) && !req_bool(r, "accord"))
        form_error(r, "accord", "Sans votre accord, la fiche ne peut pas être publiée.");
    if (!req_has_errors(r)) {
        TRY(fiche_publier(r->db, r->arena, r->acteur, r->now, &t));
        return req_redirect(r, "/espace/annuaire?fait=publiee");
    }
    req_status(r, 400);
    return ma_fiche_page(r);
}

/* Gone already: what was asked is done. */
static Err ma_fiche_retirer(Req *r)
{
    Err e = fiche_retirer(r->db, r->acteur, r->now);
    return e == OK || e == ERR_NOT_FOUND ? req_redirect(r, "/espace/annuaire?fait=retiree") : e;
}

static Err ma_fiche_confirmer(Req *r)
{
    TRY(fiche_confirmer(r->db, r->acteur, r->now));
    return req_redirect(r, "/espace/annuaire?fait=confirmee");
}

static const Route routes[] = {
    { "GET", "/annuaire", annuaire_page, &annuaire_lire, SLOW, annuaire_champs, "Annuaire des professionnels",
        ROUTE_LAX },
    { "GET", "/annuaire.csv", annuaire_export, &annuaire_exporter, SLOW, annuaire_champs,
        "Annuaire des professionnels, en CSV" },
    { "GET", "/annuaire.xlsx", annuaire_export, &annuaire_exporter, SLOW, annuaire_champs,
        "Annuaire des professionnels, en XLSX" },
    { "GET", "/api/v1/professionnels", professionnels_api, &annuaire_api, SLOW, annuaire_champs,
        "Fiches publiées de l’annuaire, du périmètre de la clé", ROUTE_API },
    { "GET", "/espace/annuaire", ma_fiche_page, RIGHT_SESSION, READ, fiche_champs, "Ma fiche de l’annuaire",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/annuaire", ma_fiche_envoi, RIGHT_SESSION, WRITE, fiche_champs, "Publier sa fiche",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/annuaire/retirer", ma_fiche_retirer, RIGHT_SESSION, WRITE, NULL, "Retirer sa fiche",
        ROUTE_HIDDEN },
    { "POST", "/espace/annuaire/confirmer", ma_fiche_confirmer, RIGHT_SESSION, WRITE, NULL, "Dire sa fiche exacte",
        ROUTE_HIDDEN },
    { 0 },
};

/* ---- what the whole program asks of a slice ---- */

static Err attentes(Req *r, Attentes *to)
{
    Fiche f;
    bool published;
    TRY(read_mine(r, &f, &published));
    if (!published || r->now - f.confirmee_at <= (int64_t)ANNUAIRE_CONFIRMER_J * JOUR_S)
        return OK;
    return attente_ajouter(r, to,
        (Attente){ S("Votre fiche de l’annuaire a plus d’un an : est-elle toujours exacte ?"), S("/espace/annuaire"),
            S("La relire") });
}

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    Fiche f;
    Err e = fiche_lire(db, a, (PersonneId){ personne_id }, &f);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    json_key(j, S("annuaire"));
    json_obj(j);
    json_kstr(j, "dispositifs", f.t.dispositifs);
    json_kstr(j, "territoires", f.t.territoires);
    json_kstr(j, "sujets", f.t.sujets);
    json_kstr(j, "courriel", f.t.courriel);
    json_kstr(j, "telephone", f.t.telephone);
    json_kstr(j, "accord_le", instant_iso(a, f.accord_at));
    json_ki64(j, "accord_texte", f.accord_texte);
    json_kstr(j, "confirmee_le", instant_iso(a, f.confirmee_at));
    json_end(j);
    return OK;
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    int64_t n = 0;
    (void)a, (void)par, (void)now;
    return sql_fiche_effacer(db, (PersonneId){ personne_id }, &n);
}

static const EspaceEntree entrees[] = {
    { RAYON_COLLEGUES, "/annuaire", "Annuaire des professionnels" },
    { RAYON_COLLEGUES, "/espace/annuaire", "Ma fiche de l’annuaire" },
    { 0 },
};

const Slice slice_annuaire = { .name = "annuaire",
    .routes = routes,
    .entrees = entrees,
    .jobs = annuaire_jobs,
    .queries = annuaire_queries,
    .attentes = attentes,
    .donnees = donnees,
    .oublier = oublier };
