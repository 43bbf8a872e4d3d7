// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic/besoins: scenarios, head counts, and what was asked for in vain; /diagnostic/scenarios keeps them. */
#include <math.h>
#include <stdlib.h>

#include "besoins_sql.h"
#include "besoins_view.h"
#include "core/app.h"
#include "core/auth/retention.h"
#include "core/http/ajout.h"
#include "core/run/writer.h"
#include "core/slice.h"
#include "domain/besoins/besoins_web.h"
#include "domain/lieux/standard.h"
#include "web/liste.h"

enum { MOIS_MONTRES = 12, MANQUANTS_DITS = 5, TU_SOUS = 3, PERIODE_S = 300, BAIL_S = 60, ESSAIS = 3 };

static const Right besoins_tenir = { "besoins.tenir", "Tenir les scénarios de besoin du diagnostic", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_PILOTE };

static const Choice methodes[] = { { S_INIT("population"), S_INIT("Tous les habitants") },
    { S_INIT("taux"), S_INIT("Une part des habitants") },
    { S_INIT("ifn"), S_INIT("Les habitants, selon l’indice de fragilité de leur commune") },
    { S_INIT("personnes"), S_INIT("Un nombre de personnes chargé par commune") }, { STR_NONE, STR_NONE } };
static const Choice faits[] = { { S_INIT("scenario"), S_INIT("Le scénario est enregistré.") },
    { S_INIT("efface"), S_INIT("Le scénario est effacé.") }, { STR_NONE, STR_NONE } };
static const Field champs[] = {
    { .name = "code", .kind = FIELD_TEXT, .label = "Scénario", .max = 80, .address_only = true },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom du scénario", .required = true, .max = 80 },
    { .name = "methode", .kind = FIELD_CHOICE, .label = "Qui est compté", .required = true, .choices = methodes },
    { .name = "parametre",
        .kind = FIELD_TEXT,
        .label = "Paramètre",
        .hint =
            "Pour une part\u00A0: un nombre comme 0,16. Pour un nombre de personnes\u00A0: le code de l’indicateur.",
        .max = 60 },
    { .name = "poids",
        .kind = FIELD_TEXT,
        .label = "Millésime des populations",
        .hint = "Laissez vide pour celui qui est donné avec les scores.",
        .max = 60 },
    { .name = "note", .kind = FIELD_LINES, .label = "Pourquoi ce scénario, et d’où vient son paramètre", .max = 2000 },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

static const Diagnostic *figures(Req *r)
{
    return req_snapshot(r, &diagnostic_snapshot);
}

static bool home_zone(Req *r, Zone *ret)
{
    Str message = STR_NONE, departement = config_str(r->app->config, CONF_DEPARTEMENT);
    return figures(r) &&
           zone_find(figures(r), r->arena, str_cat(r->arena, S("departement:"), departement), ret, &message) == OK;
}

/* ---- read by everybody ---- */

static Str shown_count(Arena *a, int64_t n)
{
    Short s = fr_nombre(n);
    if (n > 0 && n < TU_SOUS)
        return S("moins de 3");
    return str_format(a, "%.*s", s.n, s.p);
}

static Str epci_name(const Territoire *t, Str code)
{
    for (size_t i = 0; code.p && i < territoire_n_communes(t); i++) {
        const Epci *e = territoire_commune_at(t, i)->epci;
        if (e && str_eq(e->code, code))
            return e->nom;
    }
    return S("Sans intercommunalité connue");
}

static void say_unmet_sources(Arena *a, BesoinsPage *p)
{
    p->appels_prov = provenance_dire(a, &p->prov,
        (Provenance){ S("Appels"), S("Appels notés par le numéro vert qui n’ont pas trouvé de réponse, sur douze mois"),
            S("Numéro vert de ce site, mis à jour en continu"), S(""), S(""), STR_NONE });
    p->recherches_prov = provenance_dire(a, &p->prov,
        (Provenance){ S("Recherches"), S("Recherches de l’annuaire qui n’ont montré aucun lieu, sur douze mois"),
            S("Annuaire de ce site, compté chaque jour"), S(""), S(""), STR_NONE });
}

static Err show_unmet(Req *r, BesoinsPage *p)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Manquant *all;
    size_t n;
    Date today = date_paris(r->now);
    TRY(manquants(r->db, r->arena, t, config_str(r->app->config, CONF_DEPARTEMENT),
        date_add_months(today, -MOIS_MONTRES), today, &all, &n));
    ManquantVue *v = NEW(r->arena, ManquantVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        Str need = str_eq(all[i].besoin, S("autre")) ? S("Sans besoin choisi") : all[i].besoin;
        v[i] = (ManquantVue){ epci_name(t, all[i].epci), need, shown_count(r->arena, all[i].appels),
            shown_count(r->arena, all[i].recherches) };
    }
    p->manquants = v;
    p->manquants_n = n;
    if (n)
        say_unmet_sources(r->arena, p);
    return OK;
}

/* ---- on the sheet of a territory ---- */

static int by_asked(const void *x, const void *y)
{
    const Manquant *a = x, *b = y;
    int64_t left = a->appels + a->recherches, right = b->appels + b->recherches;
    return left != right ? (left < right ? 1 : -1) : str_cmp(a->besoin, b->besoin);
}

/* Needs of the EPCI, or of the whole département, the most asked for first. */
static Err sum_needs(Req *r, const Territoire *t, Str epci, Manquant **ret, size_t *ret_n)
{
    const Manquant *all;
    size_t n = 0, kept = 0;
    Date today = date_paris(r->now);
    TRY(manquants(r->db, r->arena, t, config_str(r->app->config, CONF_DEPARTEMENT),
        date_add_months(today, -MOIS_MONTRES), today, &all, &n));
    Manquant *v = NEW(r->arena, Manquant, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        if (!str_is_none(epci) && (str_is_none(all[i].epci) || !str_eq(all[i].epci, epci)))
            continue;
        while (k < kept && !str_eq(v[k].besoin, all[i].besoin))
            k++;
        if (k == kept)
            v[kept++] = (Manquant){ .besoin = all[i].besoin };
        v[k].appels += all[i].appels;
        v[k].recherches += all[i].recherches;
    }
    if (kept)
        qsort(v, kept, sizeof *v, by_asked);
    *ret = v;
    *ret_n = kept;
    return OK;
}

/* What was asked for in vain, in the EPCI of a commune, in an EPCI, in the département of the site. */
static Err on_sheet(Req *r, Str echelon, Str code, Ajouts *to)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *c = str_eq(echelon, S("commune")) ? territoire_commune(t, code) : NULL;
    Str epci = c ? (c->epci ? c->epci->code : STR_NONE) : str_eq(echelon, S("epci")) ? code : STR_NONE;
    Manquant *v;
    size_t n;
    if (str_is_none(epci) && !str_eq(echelon, S("departement")))
        return OK;
    TRY(sum_needs(r, t, epci, &v, &n));
    n = n < MANQUANTS_DITS ? n : MANQUANTS_DITS;
    Str *lines = NEW(r->arena, Str, n + 1);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        Str need = str_eq(v[i].besoin, S("autre")) ? S("Sans besoin choisi") : v[i].besoin;
        Str calls = shown_count(r->arena, v[i].appels), searches = shown_count(r->arena, v[i].recherches);
        lines[i] = str_format(r->arena, "%.*s\u00A0: %.*s au numéro vert, %.*s dans l’annuaire", STR_ARG(need),
            STR_ARG(calls), STR_ARG(searches));
    }
    const Ajout a = { .titre = c ? S("Ce qui a été cherché en vain dans l’intercommunalité, depuis douze mois")
                                 : S("Ce qui a été cherché en vain, depuis douze mois"),
        .lignes = lines,
        .n = n,
        .url = S("/diagnostic/besoins"),
        .lien = S("Tous les besoins") };
    return n ? ajout_ajouter(r, to, a) : OK;
}

static Err besoins_page(Req *r)
{
    BesoinsPage p = { .form = &r->form };
    TRY(scenarios_tous(r->db, r->arena, &p.scenarios, &p.scenarios_n));
    TRY(show_unmet(r, &p));
    view_besoins(req_html(r), &p);
    return OK;
}

/* The communes of the département under that scenario; none where it cannot be counted. */
static Err count_scenario(Req *r, Scenario *s, Str *ret_faute, Zone *ret_zone, const BesoinCommune **ret, size_t *ret_n)
{
    *ret = NULL;
    *ret_n = 0;
    TRY(scenario_lire(r->db, r->arena, req_path(r, "code"), s));
    *ret_faute = scenario_faute(figures(r), r->arena, s);
    if (str_is_none(*ret_faute) && !home_zone(r, ret_zone))
        *ret_faute = S("Aucune commune du département n’est chargée.");
    return str_is_none(*ret_faute) ? besoins_communes(figures(r), r->arena, ret_zone, s, ret, ret_n) : OK;
}

static Err sum_epci(Req *r, const BesoinCommune *v, size_t n, BesoinsPage *p)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    VEC(BesoinLigne) lines = { 0 };
    for (size_t i = 0; i < n; i++) {
        const Commune *c = territoire_commune(t, v[i].zone.code);
        Str url = c && c->epci ? str_cat(r->arena, S("/territoires/epci/"), c->epci->code) : STR_NONE;
        size_t k = 0;
        while (k < lines.n &&
               !(str_is_none(lines.v[k].url) == str_is_none(url) && (str_is_none(url) || str_eq(lines.v[k].url, url))))
            k++;
        if (k == lines.n) {
            BesoinLigne *to = vec_push(r->arena, &lines);
            if (!to)
                return ERR_MEMORY;
            *to = (BesoinLigne){ c && c->epci ? c->epci->nom : S("Sans intercommunalité connue"), url, 0, 0 };
        }
        lines.v[k].population += v[i].population;
        lines.v[k].personnes += v[i].personnes;
        p->population += v[i].population;
        p->personnes += v[i].personnes;
    }
    p->epci = lines.v;
    p->epci_n = lines.n;
    return OK;
}

/* What the scenario counts with: the populations, and the index or the head counts that it takes. */
static void say_sources(Req *r, BesoinsPage *p)
{
    const Diagnostic *d = figures(r);
    const Scenario *s = &p->scenario;
    const Indicateur *all;
    p->habitants_prov = p->personnes_prov = provenance_populations(r->arena, &p->prov, d, s->poids);
    if (s->methode == BESOIN_IFN)
        p->personnes_prov = provenance_indice(r->arena, &p->prov, d, s->poids);
    if (s->methode != BESOIN_PERSONNES)
        return;
    size_t n = diagnostic_indicateurs(d, &all);
    int k = diagnostic_indicateur_find(d, s->parametre);
    if (k >= 0 && (size_t)k < n)
        p->personnes_prov = provenance_indicateur(r->arena, &p->prov, &all[k]);
}

static Err besoin_page(Req *r)
{
    BesoinsPage p = { .form = &r->form, .fictif = diagnostic_fictif(figures(r)) };
    const BesoinCommune *v;
    size_t n;
    Zone z;
    TRY(count_scenario(r, &p.scenario, &p.faute, &z, &v, &n));
    if (str_is_none(p.faute)) {
        p.departement = z.nom;
        TRY(sum_epci(r, v, n, &p));
        say_sources(r, &p);
    }
    p.fictif = p.fictif && p.scenario.methode == BESOIN_IFN;
    view_besoin(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = { { "code", { "Code", XLSX_TEXT, 10 } }, { "nom", { "Commune", XLSX_TEXT, 30 } },
    { "population", { "Population", XLSX_INTEGER, 12 } }, { "personnes", { "Personnes", XLSX_DECIMAL, 12 } },
    { "scenario", { "Scénario", XLSX_TEXT, 30 } }, { "methode", { "Méthode", XLSX_TEXT, 16 } },
    { "parametre", { "Paramètre", XLSX_TEXT, 14 } }, { "poids", { "Populations", XLSX_TEXT, 14 } },
    { "fictif", { "Fictif", XLSX_TEXT, 8 } }, { "source", { "Source", XLSX_TEXT, 40 } },
    { "millesime", { "Millésime", XLSX_TEXT, 14 } }, { "licence", { "Licence", XLSX_TEXT, 24 } }, { 0 } };
static const SheetDef table = { "besoins", "Besoins", "Besoins, commune par commune", columns };

static Err besoin_export(Req *r)
{
    Scenario s;
    Str faute;
    Zone z;
    const BesoinCommune *v;
    size_t n;
    TRY(count_scenario(r, &s, &faute, &z, &v, &n));
    bool invented = diagnostic_fictif(figures(r)) && s.methode == BESOIN_IFN;
    const DemandeDite told = demande_du_scenario(r->arena, &s);
    Provenance from = demande_provenance(r->arena, figures(r), &told);
    SHEET t = req_sheet_open(r, &table);
    for (size_t i = 0; i < n; i++) {
        sheet_text(t, v[i].zone.code);
        sheet_text(t, v[i].zone.nom);
        sheet_integer(t, v[i].population);
        if (isnan(v[i].personnes))
            sheet_empty(t);
        else
            sheet_decimal(t, v[i].personnes);
        sheet_text(t, s.nom);
        sheet_text(t, besoin_methode_nom(s.methode));
        sheet_text(t, s.parametre);
        sheet_text(t, s.poids);
        sheet_text(t, invented ? S("fictif") : S("non"));
        sheet_text(t, from.source);
        sheet_text(t, from.millesime);
        sheet_text(t, from.licence);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- kept by coordinators, pilots and administrators ---- */

static Err show_scenarios(Req *r)
{
    BesoinsPage p = { .form = &r->form };
    Str code = req_text(r, "code");
    TRY(scenarios_tous(r->db, r->arena, &p.scenarios, &p.scenarios_n));
    for (size_t i = 0; code.p && i < p.scenarios_n; i++)
        if (str_eq(p.scenarios[i].code, code)) {
            p.scenario = p.scenarios[i];
            p.modifie = true;
        }
    if (code.p && !p.modifie)
        return ERR_NOT_FOUND;
    const Scenario *s = &p.scenario;
    p.nom = champ_defaut(&r->form, "nom", p.modifie ? s->nom : STR_NONE);
    p.methode = champ_defaut(&r->form, "methode", p.modifie ? besoin_methode_nom(s->methode) : S("taux"));
    p.parametre = champ_defaut(&r->form, "parametre", p.modifie ? s->parametre_dit : STR_NONE);
    p.poids = champ_defaut(&r->form, "poids", p.modifie ? s->poids : STR_NONE);
    p.note = champ_defaut(&r->form, "note", p.modifie ? s->note : STR_NONE);
    view_scenarios(req_html(r), &p);
    return OK;
}

static Err scenarios_envoi(Req *r)
{
    const Str *names;
    const Diagnostic *d = figures(r);
    Str parametre = str_or_empty(req_text(r, "parametre")), code = STR_NONE;
    int methode = req_choice(r, "methode", BESOIN_TAUX);
    Scenario s = { .code = str_or_empty(req_text(r, "code")),
        .nom = str_or_empty(req_text(r, "nom")),
        .parametre = methode == BESOIN_TAUX ? str_replace(r->arena, parametre, S(","), S(".")) : parametre,
        .poids = req_text(r, "poids"),
        .note = str_or_empty(req_text(r, "note")),
        .methode = (BesoinMethode)methode };
    int poids = diagnostic_poids_find(d, s.poids);
    diagnostic_poids(d, &names);
    if (str_is_none(s.poids))
        s.poids = poids >= 0 ? names[poids] : S("");
    Str faute = scenario_faute(d, r->arena, &s);
    if (!req_has_errors(r) && !str_is_none(faute))
        form_error(r, poids < 0 ? "poids" : "parametre", "%.*s", STR_ARG(faute));
    Err e = req_has_errors(r) ? ERR_INVALID : scenario_ecrire(r->db, r->arena, r->acteur, r->now, &s, &code);
    if (e == ERR_CONFLICT)
        form_error(r, "nom", "Un scénario porte déjà ce nom : choisissez-en un autre, ou modifiez-le.");
    else if (e == ERR_TOO_LARGE)
        form_error(r, "nom", "Il y a déjà %d scénarios : effacez-en un.", SCENARIOS_MAX);
    else if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "nom", "Donnez un nom avec des lettres ou des chiffres.");
    if (e == OK)
        return req_redirect(r, "/diagnostic/scenarios?fait=scenario");
    if (!req_has_errors(r))
        return e;
    req_status(r, 400);
    return show_scenarios(r);
}

static Err scenario_retrait(Req *r)
{
    TRY(scenario_effacer(r->db, r->acteur, r->now, str_or_empty(req_text(r, "code"))));
    return req_redirect(r, "/diagnostic/scenarios?fait=efface");
}

/* ---- the job ---- */

static Err keep(Db *db, Arena *a, void *arg)
{
    Job *j = arg;
    return recherches_garder(db, a, date_paris(j->now), j->app->compteurs);
}

static Err keep_searches(Job *j)
{
    return writer_run(j->app->writer, j->arena, keep, j);
}

static const JobDef jobs[] = { { "besoins.recherches", keep_searches, PERIODE_S, BAIL_S, ESSAIS,
                                   "Garder le compte des recherches de lieux restées sans résultat" },
    { 0 } };

static const Route routes[] = {
    { "GET", "/diagnostic/besoins", besoins_page, RIGHT_PUBLIC, SLOW, NULL, "Besoins d’aide" },
    { "GET", "/diagnostic/besoins/{code}", besoin_page, RIGHT_PUBLIC, SLOW, NULL, "Besoins selon un scénario" },
    { "GET", "/diagnostic/besoins/{code}.csv", besoin_export, RIGHT_PUBLIC, SLOW, NULL, "Besoins (CSV)", ROUTE_HIDDEN },
    { "GET", "/diagnostic/besoins/{code}.xlsx", besoin_export, RIGHT_PUBLIC, SLOW, NULL, "Besoins (tableur)",
        ROUTE_HIDDEN },
    { "GET", "/diagnostic/scenarios", show_scenarios, &besoins_tenir, SLOW, champs, "Scénarios de besoin", ROUTE_LAX },
    { "POST", "/diagnostic/scenarios", scenarios_envoi, &besoins_tenir, WRITE, champs, "Enregistrer un scénario",
        ROUTE_LAX },
    { "POST", "/diagnostic/scenarios/effacer", scenario_retrait, &besoins_tenir, WRITE, champs, "Effacer un scénario",
        ROUTE_LAX },
    { 0 },
};

const Slice slice_besoins = {
    .name = "besoins",
    .routes = routes,
    .jobs = jobs,
    .queries = besoins_queries,
    .demandes = &besoins_demandes,
    .territoires = on_sheet,
};
