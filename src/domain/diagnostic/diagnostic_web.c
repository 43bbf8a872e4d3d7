// SPDX-License-Identifier: AGPL-3.0-or-later
/* /diagnostic, /diagnostic/fragilite and the sheet of a territory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/app.h"
#include "core/slice.h"
#include "diagnostic_view.h"
#include "domain/diagnostic/acces_web.h"
#include "domain/diagnostic/composer_web.h"
#include "domain/diagnostic/calculs.h"
#include "domain/diagnostic/indicateurs_web.h"
#include "domain/diagnostic/diagnostic_web.h"
#include "domain/lieux/lieux.h"
#include "web/liste.h"

enum { SOSIES = 3 };
static const double REGLE_X0 = 10, REGLE_PAS = 20, SCORE_MIN = 1, ECART_HAUT = 1;

/* The fourteen of the published file. */
static const Choice indicateurs_choix[] = { { S_INIT("no_thd_coverage_rate"), S_INIT("Sans très haut débit") },
    { S_INIT("no_4g_coverage_rate"), S_INIT("Sans couverture 4G") }, { S_INIT("poverty_rate"), S_INIT("Pauvreté") },
    { S_INIT("older_65_rate"), S_INIT("65 ans et plus") }, { S_INIT("nscol15p_rate"), S_INIT("Pas ou peu diplômés") },
    { S_INIT("library_distance"), S_INIT("Éloignement d’une bibliothèque") },
    { S_INIT("public_service_distance"), S_INIT("Éloignement des services publics") },
    { S_INIT("menseul_rate"), S_INIT("Personnes vivant seules") },
    { S_INIT("fammono_rate"), S_INIT("Familles monoparentales") },
    { S_INIT("obstacle_to_mobility_rate"), S_INIT("Freins à la mobilité") },
    { S_INIT("unemployement_rate"), S_INIT("Chômage") },
    { S_INIT("foreigners_rate"), S_INIT("Personnes de nationalité étrangère") },
    { S_INIT("social_assistance_rate"), S_INIT("Revenus faits surtout de prestations") },
    { S_INIT("aah_rate"), S_INIT("Allocation aux adultes handicapés") }, { STR_NONE, STR_NONE } };
static const Choice mailles[] = { { S_INIT("commune"), S_INIT("Communes") },
    { S_INIT("epci"), S_INIT("Intercommunalités") }, { STR_NONE, STR_NONE } };
static const Field fragilite_champs[] = {
    { .name = "indicateurs", .kind = FIELD_CHOICES, .label = "Indicateurs de l’indice", .choices = indicateurs_choix },
    { .name = "maille", .kind = FIELD_CHOICE, .label = "Une valeur par", .choices = mailles },
    { .name = "poids", .kind = FIELD_TEXT, .label = "Millésime des populations", .max = 60 },
    { .name = "epci", .kind = FIELD_TEXT, .label = "Code de l’intercommunalité montrée seule", .max = 9 },
    CHORO_CHAMP,
    { .name = "page", .kind = FIELD_I64, .label = "Page du tableau", .min = 1, .max = PAGE_MAX },
    { 0 },
};

Short score_montre(double v)
{
    static const Short none = { "sans score", 10 };
    return isnan(v) ? none : fr_decimal(v, 1);
}

Short valeur_montree(const ScoreVue *s)
{
    return valeur_dite(s->indicateur, s->score);
}

Short valeur_dite(const Indicateur *i, double v)
{
    static const Short none = { "non connu", 9 }, yes = { "oui", 3 }, no = { "non", 3 };
    Str unit = i->unite;
    if (isnan(v))
        return none;
    if (str_eq(unit, S("date")))
        return fr_date((Date){ (int32_t)v });
    if (str_eq(unit, S("oui/non")))
        return v >= 1 ? yes : v <= 0 ? no : fr_decimal(v, 2);
    if (str_eq(unit, S("nombre")) || str_eq(unit, S("personnes")))
        return fr_decimal(v, v == floor(v) ? 0 : 1);
    Short n = fr_decimal(v, 1);
    if (str_eq(unit, S("%")) && n.n + 4u < sizeof n.p) {
        memcpy(n.p + n.n, "\u00A0%", 3);
        n.n += 3;
    }
    return n;
}

/* ---- what all of them need ---- */

Monde world(Req *r)
{
    Monde m = { .d = req_snapshot(r, &diagnostic_snapshot),
        .t = req_snapshot(r, &territoire_snapshot),
        .lieux = req_snapshot(r, &lieux_snapshot),
        .departement = config_str(r->app->config, CONF_DEPARTEMENT) };
    m.coeur = m.choix = diagnostic_coeur(m.d);
    m.poids = m.coeur ? diagnostic_poids_find(m.d, STR_NONE) : -1;
    return m;
}

void note_world(const Monde *m, DiagnosticPage *p)
{
    const Str *names;
    p->scores = m->poids >= 0;
    p->fictif = diagnostic_fictif(m->d);
    p->jeu = diagnostic_jeu(m->d, S("ifn"), S("commune"));
    diagnostic_poids(m->d, &names);
    p->poids = p->poids_code = p->scores ? names[m->poids] : STR_NONE;
}

Str departement_titre(const Monde *m)
{
    Str nom = m->t ? territoire_departement_nom(m->t, m->departement) : STR_NONE;
    return str_is_none(nom) ? m->departement : nom;
}

static double on_rule(double v)
{
    return isnan(v) ? REGLE_X0 : round(REGLE_X0 + (v - SCORE_MIN) * REGLE_PAS);
}

bool find_zone(const Monde *m, Arena *a, Str echelon, Str code, Zone *ret)
{
    Str message = STR_NONE;
    return m->d && zone_find(m->d, a, str_format(a, "%.*s:%.*s", STR_ARG(echelon), STR_ARG(code)), ret, &message) == OK;
}

/* A count is the sum over the zone, a rate the weighted mean; what is neither has a value for a commune only. */
static double value_in(const Monde *m, const Zone *z, size_t k, double mean)
{
    const Diagnostic *d = m->d;
    Str unit = d->indicateurs[k].unite;
    double sum = NAN;
    if (str_eq(unit, S("%")) || str_eq(unit, S("indice")) || str_eq(unit, S("km")))
        return mean;
    if (!str_eq(unit, S("nombre")) && !str_eq(unit, S("personnes")))
        return z->echelon == ECHELON_COMMUNE ? mean : NAN;
    for (size_t i = 0; i < d->n_bases; i++) {
        double v = d->valeurs[k * d->n_bases + i];
        if (!isnan(v) && d->zones[z->echelon].de[i] == z->rang && !d->bases[i].redite)
            sum = isnan(sum) ? v : sum + v;
    }
    return sum;
}

/* Scores of the zone with the national ones beside; what is not a score goes to `autres`. */
Err put_scores(Req *r, const Monde *m, const Zone *z, DiagnosticPage *p)
{
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(m->d, &all);
    Zone france;
    Agregat here, whole;
    Str message = STR_NONE;
    Provenances *from = &p->prov.l;
    p->v = NEW(r->arena, ScoreVue, n + 1);
    p->autres = NEW(r->arena, ScoreVue, n + 1);
    p->contexte = NEW(r->arena, ScoreVue, n + 1);
    if (!p->v || !p->autres || !p->contexte)
        return ERR_MEMORY;
    p->prov.indice = provenance_indice(r->arena, from, m->d, p->poids);
    p->prov.habitants = provenance_populations(r->arena, from, m->d, p->poids);
    TRY(zone_find(m->d, r->arena, S("france"), &france, &message));
    diagnostic_agreger(m->d, z, m->poids, m->choix, &here);
    diagnostic_agreger(m->d, &france, m->poids, m->choix, &whole);
    p->population = here.population + here.population_sans_valeur;
    p->indice = here.indice;
    diagnostic_agreger(m->d, z, m->poids, m->coeur, &whole);
    p->coeur = whole.indice;
    diagnostic_agreger(m->d, &france, m->poids, m->choix, &whole);
    for (size_t k = 0; k < n && !p->indice_seul; k++) {
        double country = diagnostic_national(m->d) ? whole.scores[k] : NAN;
        ScoreVue s = { &all[k], here.scores[k], country, on_rule(here.scores[k]), on_rule(country),
            on_rule(all[k].plancher), here.scores[k] - country >= ECART_HAUT, all[k].plancher > SCORE_MIN, 0 };
        bool chosen = m->choix >> k & 1, beside = !chosen && str_eq(all[k].groupe, S("ifn_contexte"));
        bool other = !chosen && p->tous && !str_starts(all[k].groupe, S("ifn"));
        if (other)
            s.score = value_in(m, z, k, s.score);
        if (!chosen && (!(beside || other) || isnan(s.score)))
            continue;
        s.prov = beside && !p->tous ? provenance_contexte(r->arena, from, m->d)
                                    : provenance_indicateur(r->arena, from, &all[k]);
        *(chosen ? &p->v[p->n++] : beside ? &p->contexte[p->contexte_n++] : &p->autres[p->autres_n++]) = s;
    }
    return OK;
}

static int64_t places_of(const Monde *m, Req *r, Str commune)
{
    LieuxResult found = { 0 };
    if (!m->lieux || lieux_search(m->lieux, r->arena, &(LieuxQuery){ .commune = commune }, &found) != OK)
        return 0;
    return (int64_t)found.total;
}

static int64_t places_in(const Monde *m, Echelon e, Str code)
{
    int64_t n = 0;
    for (size_t i = 0; m->lieux && i < lieux_n(m->lieux); i++) {
        const Commune *c = lieux_at(m->lieux, i)->commune;
        Str at = !c                          ? STR_NONE
               : e == ECHELON_EPCI           ? (c->epci ? c->epci->code : STR_NONE)
               : e == ECHELON_ARRONDISSEMENT ? c->arrondissement
               : e == ECHELON_DEPARTEMENT    ? c->departement
                                             : c->region;
        n += at.p && str_eq(at, code);
    }
    return n;
}

static int class_of(double indice)
{
    static const double bornes[] = { 4, 5, 6, 7 };
    int c = 1;
    if (isnan(indice))
        return 0;
    while (c <= 4 && indice >= bornes[c - 1])
        c++;
    return c;
}

static Str sheet_url(Arena *a, const Zone *z)
{
    return str_format(a, "/territoires/%.*s/%.*s", STR_ARG(echelon_code(z->echelon)), STR_ARG(z->code));
}

static int by_part(const void *key, const void *part)
{
    return str_cmp(*(const Str *)key, ((const Partie *)part)->zone.code);
}

/* The communes or the EPCI of `z`, with their places. */
static Err put_parts(Req *r, const Monde *m, const Zone *z, Echelon e, LigneVue **ret, size_t *ret_n)
{
    const Partie *parts;
    size_t n;
    TRY(diagnostic_parties(m->d, r->arena, z, e, m->poids, m->choix, &parts, &n));
    LigneVue *v = NEW(r->arena, LigneVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Zone *part = &parts[i].zone;
        v[i] = (LigneVue){ part->nom, sheet_url(r->arena, part), parts[i].population, parts[i].indice, 0,
            class_of(parts[i].indice), false, diagnostic_fictif(m->d), part->code, STR_NONE };
    }
    for (size_t i = 0; m->lieux && i < lieux_n(m->lieux); i++) {
        const Commune *c = lieux_at(m->lieux, i)->commune;
        Str code = !c ? STR_NONE : e == ECHELON_COMMUNE ? code_insee_str(&c->code) : c->epci ? c->epci->code : STR_NONE;
        const Partie *at = code.p && n ? bsearch(&code, parts, n, sizeof *parts, by_part) : NULL;
        if (at)
            v[at - parts].lieux++;
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

/* ---- /diagnostic ---- */

static int64_t counted(const LieuxFacettes *f, Str value)
{
    int i = standard_enum_index(ENUM_DISPOSITIFS, value);
    return f && i >= 0 ? f->n[ENUM_DISPOSITIFS][i] : 0;
}

/* Beside, what the roadmap of Eure-et-Loir printed of 2023; another département has its own. */
static Err put_figures(Req *r, const Monde *m, DiagnosticPage *p)
{
    LieuxResult all = { 0 };
    if (m->lieux)
        TRY(lieux_search(m->lieux, r->arena, &(LieuxQuery){ .facettes = true }, &all));
    const ChiffreVue figures[] = { { "Lieux d’inclusion numérique", (int64_t)all.total, 126 },
        { "dont lieux avec un conseiller numérique", counted(all.facettes, S("Conseillers numériques")), 47 },
        { "dont France services", counted(all.facettes, S("France Services")), 24 },
        { "dont Aidants Connect", counted(all.facettes, S("Aidants Connect")), 59 },
        { "Accompagnements des conseillers numériques dans l’année", -1, 7123 },
        { "Accompagnements des France services dans l’année", -1, 48317 },
        { "Accompagnements avec Aidants Connect dans l’année", -1, 1582 } };
    p->chiffres_n = sizeof figures / sizeof *figures;
    p->publies = str_eq(m->departement, S("28"));
    p->prov.lieux = provenance_annuaire(r->arena, &p->prov.l, "Lieux d’aide",
        "Lieux listés dans l’annuaire, par programme national");
    if (p->publies)
        p->prov.publie = provenance_dire(r->arena, &p->prov.l,
            (Provenance){ S("Chiffres clés de 2023"), S("Valeurs imprimées dans le document, non recalculées ici"),
                S("Feuille de route «\u00A0Numérique 28 Ensemble\u00A0»"), S("5 juin 2024"), S(""), STR_NONE });
    p->chiffres = NEW(r->arena, ChiffreVue, p->chiffres_n);
    if (!p->chiffres)
        return ERR_MEMORY;
    memcpy(p->chiffres, figures, sizeof figures);
    return OK;
}

static Err diagnostic_page(Req *r)
{
    Monde m = world(r);
    DiagnosticPage p = { .form = &r->form, .code = m.departement, .echelon = S("departement"), .population = -1 };
    Zone z;
    note_world(&m, &p);
    p.titre = departement_titre(&m);
    p.lieux = places_in(&m, ECHELON_DEPARTEMENT, m.departement);
    p.heures = -1;
    TRY(put_figures(r, &m, &p));
    p.scores = p.scores && find_zone(&m, r->arena, S("departement"), m.departement, &z);
    if (p.scores) {
        TRY(put_scores(r, &m, &z, &p));
        TRY(put_parts(r, &m, &z, ECHELON_EPCI, &p.lignes, &p.lignes_n));
    }
    TRY(resume_territoire(r, &m, &p));
    view_diagnostic(req_html(r), &p);
    return OK;
}

/* ---- /diagnostic/fragilite ---- */

static Err read_choice(Req *r, Monde *m)
{
    Chosen chosen = req_choices(r, "indicateurs");
    Str poids = req_text(r, "poids");
    Choix c = 0;
    bool missing = false;
    for (size_t i = 0; i < chosen.n; i++) {
        int k = diagnostic_indicateur_find(m->d, indicateurs_choix[chosen.v[i]].value);
        if (k >= 0)
            c |= (Choix)1 << k;
        missing = missing || k < 0;
    }
    if (missing && m->coeur)
        form_error(r, "indicateurs", "Un indicateur choisi n’est pas dans le fichier chargé : il n’est pas compté.");
    m->choix = c ? c : m->coeur;
    if (poids.n && m->coeur) {
        int k = diagnostic_poids_find(m->d, poids);
        if (k < 0)
            form_error(r, "poids", "Ce millésime n’est pas chargé : laissez vide celui donné avec les scores.");
        else
            m->poids = k;
    }
    return OK;
}

static bool lignes_montrent(const DiagnosticPage *p, Str code)
{
    for (size_t i = 0; i < p->communes_n; i++)
        if (str_eq(p->communes[i].code, code))
            return true;
    return false;
}

/* The index of each territory on the map; those of one EPCI alone where it is asked for. */
static Err put_map(Req *r, const Monde *m, const Zone *z, Echelon e, DiagnosticPage *p)
{
    static const ChoroDef communes = { "Fragilité numérique, commune par commune.", S_INIT("commune"), CHORO_FIXES, 5,
        { 4, 5, 6, 7 }, 0, "", NULL, 1 };
    static const ChoroDef epci = { "Fragilité numérique, une intercommunalité après l’autre.", S_INIT("epci"),
        CHORO_FIXES, 5, { 4, 5, 6, 7 }, 0, "", NULL, 1 };
    static const char *const criteria[] = { "indicateurs", "maille", "poids", "epci", NULL };
    const ChoroDef *own = e == ECHELON_EPCI ? &epci : &communes, def = choro_demandee(r, own);
    const Partie *parts;
    size_t n, kept = 0;
    TRY(diagnostic_parties(m->d, r->arena, z, e, m->poids, m->choix, &parts, &n));
    ChoroEntree *v = NEW(r->arena, ChoroEntree, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Commune *c = p->vue.p ? territoire_commune(m->t, parts[i].zone.code) : NULL;
        Short score = score_montre(parts[i].indice);
        if (p->vue.p && (!c || !c->epci || !str_eq(c->epci->code, p->vue)))
            continue;
        v[kept++] = (ChoroEntree){ .code = parts[i].zone.code,
            .nom = parts[i].zone.nom,
            .v = parts[i].indice,
            .valeur = short_dup(r->arena, score),
            .population = parts[i].population,
            .cible = lignes_montrent(p, parts[i].zone.code) };
    }
    TRY(choroplethe_make(r->arena, m->t, m->departement, &def, v, kept, &p->carte));
    p->carte.fictif = p->fictif;
    return choro_proposer(r, "/diagnostic/fragilite", criteria, own, &p->carte);
}

/* The rows of the table that are shown: those of the EPCI, or a page of the département's. */
static Err put_rows(Req *r, const Monde *m, const Zone *z, DiagnosticPage *p)
{
    static const char *const kept[] = { "indicateurs", "maille", "poids", "classes", NULL };
    size_t n = 0;
    TRY(put_parts(r, m, z, ECHELON_COMMUNE, &p->communes, &p->communes_n));
    for (size_t i = 0; i < p->communes_n && p->vue.p; i++) {
        const Commune *c = territoire_commune(m->t, p->communes[i].code);
        if (c && c->epci && str_eq(c->epci->code, p->vue))
            p->communes[n++] = p->communes[i];
    }
    for (size_t i = 0; i < p->communes_n && territoire_carte(m->t, m->departement); i++)
        p->communes[i].carte = str_format(r->arena, "#c%.*s", STR_ARG(p->communes[i].code));
    if (p->vue.p) {
        p->communes_n = n;
        return OK;
    }
    p->pages = pagination(r->arena, adresse_de(r, "/diagnostic/fragilite", kept), req_i64(r, "page", 1), PAR_PAGE,
        (int64_t)p->communes_n);
    size_t from = (size_t)(p->pages.page - 1) * PAR_PAGE;
    p->communes += from < p->communes_n ? from : p->communes_n;
    p->communes_n = from < p->communes_n ? p->communes_n - from : 0;
    p->communes_n = p->communes_n < PAR_PAGE ? p->communes_n : PAR_PAGE;
    return OK;
}

/* An EPCI of the département: its name is in the title; ERR_NOT_FOUND: there is none of that code. */
static Err read_view(Req *r, const Monde *m, DiagnosticPage *p)
{
    Str asked = req_text(r, "epci");
    DiagnosticPage epci = { 0 };
    p->vue = STR_NONE;
    if (!asked.n)
        return OK;
    if (!m->t || !identify(r, m, S("epci"), asked, &epci))
        return ERR_NOT_FOUND;
    p->vue = asked;
    p->epci = epci.titre;
    return OK;
}

static Err fragilite_page(Req *r)
{
    Monde m = world(r);
    DiagnosticPage p = { .form = &r->form, .code = m.departement };
    Echelon e = req_choice(r, "maille", 0) == 1 ? ECHELON_EPCI : ECHELON_COMMUNE;
    Zone z;
    TRY(read_choice(r, &m));
    TRY(read_view(r, &m, &p));
    note_world(&m, &p);
    p.choisi = m.choix != m.coeur;
    p.indice_seul = !p.choisi;
    p.par_epci = e == ECHELON_EPCI && !p.vue.p;
    p.fichiers = liste_fichiers(r, "/diagnostic/fragilite");
    p.titre = departement_titre(&m);
    p.scores = p.scores && find_zone(&m, r->arena, S("departement"), m.departement, &z);
    if (p.scores) {
        TRY(put_scores(r, &m, &z, &p));
        p.prov.lieux = provenance_annuaire(r->arena, &p.prov.l, "Lieux d’aide", "Lieux du territoire dans l’annuaire");
        TRY(put_rows(r, &m, &z, &p));
        TRY(put_map(r, &m, &z, p.vue.p ? ECHELON_COMMUNE : e, &p));
        TRY(put_parts(r, &m, &z, ECHELON_EPCI, &p.lignes, &p.lignes_n));
        for (size_t i = 0; i < p.lignes_n; i++)
            p.lignes[i].carte = str_format(r->arena, "/diagnostic/fragilite?epci=%.*s#carte",
                STR_ARG(p.lignes[i].code));
    }
    view_fragilite(req_html(r), &p);
    return OK;
}

static const SheetColumn fragilite_colonnes[] = { { "code", { "Code", XLSX_TEXT, 10 } },
    { "nom", { "Commune", XLSX_TEXT, 30 } }, { "population", { "Population", XLSX_INTEGER, 12 } },
    { "indice", { "Indice", XLSX_DECIMAL, 10 } }, { "millesime", { "Scores du", XLSX_TEXT, 12 } },
    { "poids", { "Populations", XLSX_TEXT, 14 } }, { "source", { "Source", XLSX_TEXT, 40 } },
    { "licence", { "Licence", XLSX_TEXT, 30 } }, { 0 } };
static const SheetDef fragilite_feuille = { "fragilite-communes", "Fragilité", "Fragilité numérique des communes",
    fragilite_colonnes };

static const SheetDef fragilite_fictive = { "fictif-fragilite-communes", "Fragilité (fictif)",
    "FICTIF : fragilité numérique des communes", fragilite_colonnes };

static Err fragilite_export(Req *r)
{
    Monde m = world(r);
    DiagnosticPage p = { 0 };
    const Partie *parts = NULL;
    size_t n = 0;
    Zone z;
    TRY(read_choice(r, &m));
    note_world(&m, &p);
    if (p.scores && find_zone(&m, r->arena, S("departement"), m.departement, &z))
        TRY(diagnostic_parties(m.d, r->arena, &z, ECHELON_COMMUNE, m.poids, m.choix, &parts, &n));
    SHEET t = req_sheet_open(r, p.fictif ? &fragilite_fictive : &fragilite_feuille);
    for (size_t i = 0; i < n; i++) {
        sheet_text(t, parts[i].zone.code);
        sheet_text(t, parts[i].zone.nom);
        sheet_integer(t, parts[i].population);
        if (isnan(parts[i].indice))
            sheet_empty(t);
        else
            sheet_decimal(t, parts[i].indice);
        sheet_text(t, p.jeu->millesime);
        sheet_text(t, p.poids);
        sheet_text(t, p.jeu->source);
        sheet_text(t, p.jeu->licence);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- the sheet of a territory ---- */

/* Its name, its inhabitants and its places, from the territory: shown even where nothing else is loaded. */
bool identify(Req *r, const Monde *m, Str echelon, Str code, DiagnosticPage *p)
{
    const Commune *c = str_eq(echelon, S("commune")) && m->t ? territoire_commune(m->t, code) : NULL;
    p->population = -1;
    if (c) {
        p->titre = c->nom;
        p->code = code_insee_str(&c->code);
        p->population = c->population;
        p->lieux = places_of(m, r, p->code);
        p->epci = c->epci ? c->epci->nom : STR_NONE;
        p->epci_url = c->epci ? str_cat(r->arena, S("/territoires/epci/"), c->epci->code) : STR_NONE;
        return true;
    }
    const Epci *e = str_eq(echelon, S("epci")) ? territoire_epci(m->t, code) : NULL;
    if (!e)
        return false;
    p->titre = e->nom;
    p->code = e->code;
    p->lieux = places_in(m, ECHELON_EPCI, code);
    for (size_t i = 0; i < territoire_n_communes(m->t); i++) {
        const Commune *in = territoire_commune_at(m->t, i);
        if (in->epci == e && in->population > 0)
            p->population = (p->population > 0 ? p->population : 0) + in->population;
    }
    return true;
}

static void add_line(Req *r, const Monde *m, DiagnosticPage *p, Zone z, const char *role, bool ici)
{
    Agregat g;
    diagnostic_agreger(m->d, &z, m->poids, m->choix, &g);
    bool commune = z.echelon == ECHELON_COMMUNE;
    bool page = !ici && (commune || z.echelon == ECHELON_EPCI);
    p->lignes[p->lignes_n++] = (LigneVue){ str_format(r->arena, "%.*s%s", STR_ARG(z.nom), role),
        page ? sheet_url(r->arena, &z) : STR_NONE, g.population + g.population_sans_valeur, g.indice,
        commune                       ? places_of(m, r, z.code)
        : z.echelon == ECHELON_FRANCE ? -1
                                      : places_in(m, z.echelon, z.code),
        class_of(g.indice), ici, p->fictif };
}

/* Communes of the département nearest by size (natural logarithm of the inhabitants) and by index. */
static Err add_lookalikes(Req *r, const Monde *m, DiagnosticPage *p, const Zone *z, const Zone *dep)
{
    const Partie *parts;
    size_t n, best[SOSIES] = { 0 };
    double gaps[SOSIES] = { INFINITY, INFINITY, INFINITY };
    TRY(diagnostic_parties(m->d, r->arena, dep, ECHELON_COMMUNE, m->poids, m->choix, &parts, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(parts[i].zone.code, z->code) || isnan(parts[i].indice) || isnan(p->indice))
            continue;
        double gap = fabs(log((double)(parts[i].population + 1) / (double)(p->population + 1))) +
                     fabs(parts[i].indice - p->indice);
        for (int k = 0; k < SOSIES; k++)
            if (gap < gaps[k]) {
                memmove(&gaps[k + 1], &gaps[k], sizeof *gaps * (size_t)(SOSIES - 1 - k));
                memmove(&best[k + 1], &best[k], sizeof *best * (size_t)(SOSIES - 1 - k));
                gaps[k] = gap;
                best[k] = i;
                break;
            }
    }
    for (int k = 0; k < SOSIES; k++)
        if (isfinite(gaps[k]))
            add_line(r, m, p, parts[best[k]].zone, ", commune semblable", false);
    return OK;
}

static Err compare(Req *r, const Monde *m, DiagnosticPage *p, const Zone *z)
{
    Zone other;
    const Commune *c = z->echelon == ECHELON_COMMUNE ? territoire_commune(m->t, z->code) : NULL;
    p->lignes = NEW(r->arena, LigneVue, SOSIES + 4);
    if (!p->lignes)
        return ERR_MEMORY;
    add_line(r, m, p, *z, "", true);
    if (c && c->epci && find_zone(m, r->arena, S("epci"), c->epci->code, &other))
        add_line(r, m, p, other, ", son intercommunalité", false);
    bool dep = find_zone(m, r->arena, S("departement"), c ? c->departement : m->departement, &other);
    Zone departement = other;
    if (dep)
        add_line(r, m, p, other, ", département", false);
    Str message = STR_NONE;
    if (diagnostic_national(m->d) && zone_find(m->d, r->arena, S("france"), &other, &message) == OK)
        add_line(r, m, p, other, "", false);
    return c && dep ? add_lookalikes(r, m, p, z, &departement) : OK;
}

/* Everything that the sheet shows, on the page and on paper; its own code differs from the one asked where it merged. */
static Err read_territory(Req *r, DiagnosticPage *ret)
{
    Monde m = world(r);
    DiagnosticPage p = { .form = &r->form, .echelon = req_path(r, "echelon"), .tous = true };
    Zone z;
    if (!m.t || !m.d)
        return ERR_BUSY;
    if (!identify(r, &m, p.echelon, req_path(r, "code"), &p))
        return ERR_NOT_FOUND;
    note_world(&m, &p);
    dire_aide(r, &m, &p);
    TRY(put_iris(r, &m, &p));
    TRY(dire_ajouts(r, p.echelon, p.code, &p.ajouts));
    p.scores = p.scores && find_zone(&m, r->arena, p.echelon, p.code, &z);
    if (p.scores) {
        TRY(put_scores(r, &m, &z, &p));
        TRY(compare(r, &m, &p, &z));
        if (z.echelon == ECHELON_EPCI)
            TRY(put_parts(r, &m, &z, ECHELON_COMMUNE, &p.communes, &p.communes_n));
    }
    TRY(resume_territoire(r, &m, &p));
    *ret = p;
    return OK;
}

static Err territoire_page(Req *r)
{
    DiagnosticPage p;
    TRY(read_territory(r, &p));
    if (!str_eq(p.code, req_path(r, "code"))) /* a commune that merged */
        return req_redirect(r, "/territoires/commune/%.*s", STR_ARG(p.code));
    view_territoire(req_html(r), &p);
    return OK;
}

static Err territoire_pdf(Req *r)
{
    DiagnosticPage p;
    TRY(read_territory(r, &p));
    return fiche_pdf(r, &p);
}

/* What fits on a poster, and on the hundreds of shapes of a map. */
static Err territoire_court(Req *r)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    if (!t)
        return ERR_BUSY;
    const Commune *c = territoire_commune(t, req_path(r, "code"));
    const Epci *e = c ? NULL : territoire_epci(t, req_path(r, "code"));
    if (!c && !e)
        return ERR_NOT_FOUND;
    return req_redirect(r, "/territoires/%s/%.*s", c ? "commune" : "epci",
        STR_ARG(c ? code_insee_str(&c->code) : e->code));
}

const Route diagnostic_routes[] = {
    { "GET", "/t/{code}", territoire_court, RIGHT_PUBLIC, SNAPSHOT, NULL, "Adresse courte de la fiche d’un territoire",
        ROUTE_HIDDEN },
    { "GET", "/diagnostic", diagnostic_page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Diagnostic du territoire" },
    { "GET", "/diagnostic/fragilite", fragilite_page, RIGHT_PUBLIC, SNAPSHOT, fragilite_champs,
        "Carte de la fragilité numérique", ROUTE_LAX },
    { "GET", "/diagnostic/fragilite.csv", fragilite_export, RIGHT_PUBLIC, SLOW, fragilite_champs,
        "Fragilité des communes (CSV)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/fragilite.xlsx", fragilite_export, RIGHT_PUBLIC, SLOW, fragilite_champs,
        "Fragilité des communes (tableur)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/precarite", precarite_page, RIGHT_PUBLIC, SNAPSHOT, precarite_champs,
        "Précarité numérique des communes", ROUTE_LAX },
    { "GET", "/diagnostic/precarite.csv", precarite_export, RIGHT_PUBLIC, SLOW, precarite_champs,
        "Précarité des communes (CSV)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/precarite.xlsx", precarite_export, RIGHT_PUBLIC, SLOW, precarite_champs,
        "Précarité des communes (tableur)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/couverture", couverture_page, RIGHT_PUBLIC, SLOW, couverture_champs,
        "Distance des lieux d’aide", ROUTE_LAX },
    { "GET", "/diagnostic/couverture.csv", couverture_export, RIGHT_PUBLIC, SLOW, couverture_champs,
        "Distance des lieux d’aide (CSV)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/couverture.xlsx", couverture_export, RIGHT_PUBLIC, SLOW, couverture_champs,
        "Distance des lieux d’aide (tableur)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/offre", offre_page, RIGHT_PUBLIC, SLOW, offre_champs, "Offre d’aide et besoin", ROUTE_LAX },
    { "GET", "/diagnostic/offre.csv", offre_export, RIGHT_PUBLIC, SLOW, offre_champs, "Offre d’aide et besoin (CSV)",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/offre.xlsx", offre_export, RIGHT_PUBLIC, SLOW, offre_champs,
        "Offre d’aide et besoin (tableur)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/comparer", territoires_comparer, RIGHT_PUBLIC, SNAPSHOT, territoires_comparer_champs,
        "Comparer deux territoires", ROUTE_LAX },
    { "GET", "/diagnostic/glossaire", diagnostic_glossaire_page, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Les mots du diagnostic" },
    { "GET", "/diagnostic/indicateurs", diagnostic_indicateurs_page, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Indicateurs du diagnostic et leurs sources" },
    { "GET", "/diagnostic/indicateurs/{code}", diagnostic_indicateur_page, RIGHT_PUBLIC, SNAPSHOT,
        diagnostic_indicateur_champs, "Un indicateur\u00A0: définition, source, carte", ROUTE_LAX },
    { "GET", "/diagnostic/composer", composer_page, RIGHT_PUBLIC, SLOW, composer_champs, "Composer un indice",
        ROUTE_LAX },
    { "GET", "/diagnostic/composer.csv", composer_export, RIGHT_PUBLIC, SLOW, composer_champs, "Indice composé (CSV)",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/diagnostic/composer.xlsx", composer_export, RIGHT_PUBLIC, SLOW, composer_champs,
        "Indice composé (tableur)", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/api/v1/territoires/{echelon}/{code}", territoire_api, RIGHT_PUBLIC, SNAPSHOT, territoire_champs,
        "Scores et indicateurs d’un territoire, avec leurs sources", ROUTE_API },
    { "GET", "/api/v1/indicateurs", indicateurs_api, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Indicateurs chargés, avec leurs sources", ROUTE_API },
    { "GET", "/api/v1/indicateurs/{code}", indicateur_api, RIGHT_PUBLIC, SLOW, indicateur_api_champs,
        "Un indicateur, territoire par territoire", ROUTE_API },
    { "GET", "/api/v1/indicateurs/{code}.csv", indicateur_fichier, RIGHT_PUBLIC, SLOW, indicateur_api_champs,
        "Un indicateur (CSV)", ROUTE_API },
    { "GET", "/api/v1/indicateurs/{code}.xlsx", indicateur_fichier, RIGHT_PUBLIC, SLOW, indicateur_api_champs,
        "Un indicateur (tableur)", ROUTE_API },
    { "GET", "/api/v1/indicateurs/{code}.geojson", indicateur_geojson, RIGHT_PUBLIC, SLOW, indicateur_api_champs,
        "Un indicateur (GeoJSON)", ROUTE_API },
    { "GET", "/diagnostic/iris/{code}.csv", iris_export, RIGHT_PUBLIC, SLOW, NULL, "Indice de 2019 par IRIS (CSV)",
        ROUTE_HIDDEN },
    { "GET", "/diagnostic/iris/{code}.xlsx", iris_export, RIGHT_PUBLIC, SLOW, NULL, "Indice de 2019 par IRIS (tableur)",
        ROUTE_HIDDEN },
    { "GET", "/territoires/{echelon}/{code}.pdf", territoire_pdf, RIGHT_PUBLIC, SLOW, NULL,
        "Fiche d’un territoire, à imprimer", ROUTE_HIDDEN },
    { "GET", "/territoires/{echelon}/{code}", territoire_page, RIGHT_PUBLIC, SLOW, NULL, "Fiche d’un territoire" },
    { 0 },
};
