// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who is far from help, and how many hours of it there are for who needs it: the places of the directory against the
 * inhabitants of the communes. */
#include "domain/diagnostic/acces_web.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "offre_besoin_view.h"
#include "core/app.h"
#include "domain/diagnostic/deciles.h"
#include "domain/lieux/lieux.h"

enum { PORTEE_KM = 15, NIVEAUX = 3, CENT = 100 };
static const double KM = 1000;

static const Choice rayons[] = { { S_INIT("5"), S_INIT("5 km") }, { S_INIT("10"), S_INIT("10 km") },
    { S_INIT("15"), S_INIT("15 km") }, { STR_NONE, STR_NONE } };
static const Choice dispositifs[] = { { S_INIT("Conseillers numériques"), S_INIT("Conseillers numériques") },
    { S_INIT("France Services"), S_INIT("France services") }, { S_INIT("Aidants Connect"), S_INIT("Aidants Connect") },
    { STR_NONE, STR_NONE } };
const Field couverture_champs[] = {
    { .name = "rayon", .kind = FIELD_CHOICE, .label = "Distance", .choices = rayons },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Lieux comptés", .choices = dispositifs },
    CHORO_CHAMP,
    { .name = "page", .kind = FIELD_I64, .label = "Page du tableau", .min = 1, .max = PAGE_MAX },
    { 0 },
};
static const Choice methodes[] = { { S_INIT("2sfca"), S_INIT("Tous les lieux à portée comptent autant (2SFCA)") },
    { S_INIT("apl"), S_INIT("Un lieu compte moins quand il est loin (APL)") }, { STR_NONE, STR_NONE } };
static const Choice cartes[] = { { S_INIT("acces"), S_INIT("Heures d’aide accessibles") },
    { S_INIT("croisee"), S_INIT("Besoin et offre croisés") }, { STR_NONE, STR_NONE } };
const Field offre_champs[] = {
    { .name = "carte", .kind = FIELD_CHOICE, .label = "Carte", .choices = cartes },
    { .name = "besoin", .kind = FIELD_TEXT, .label = "Personnes comptées", .max = 80 },
    { .name = "methode", .kind = FIELD_CHOICE, .label = "Méthode", .choices = methodes },
    { .name = "portee", .kind = FIELD_I64, .label = "Distance que l’on parcourt, en km", .min = 1, .max = 50 },
    CHORO_CHAMP,
    { .name = "page", .kind = FIELD_I64, .label = "Page du tableau", .min = 1, .max = PAGE_MAX },
    { 0 },
};

/* ---- inhabitants and places --------------------------------------------------------------------------------------------- */

static void put_commune(Arena *a, const Commune *c, int64_t population, double indice, AccesLigne *row, Origine *o)
{
    Str code = code_insee_str(&c->code);
    *row = (AccesLigne){ .code = code,
        .nom = c->nom,
        .url = str_cat(a, S("/territoires/commune/"), code),
        .population = population < 0 ? 0 : population,
        .indice = indice,
        .km = INFINITY };
    *o = (Origine){ .population = row->population, .point = c->point };
}

/* The communes of the département that have a point, with the populations of the scores, else those of the territory. */
static Err read_communes(Req *r, const Monde *m, AccesPage *p, AccesLigne **ret, Origine **ret_o)
{
    const Partie *parts = NULL;
    size_t n = m->t ? territoire_n_communes(m->t) : 0, n_parts = 0;
    const Str *names;
    Zone z;
    AccesLigne *v = NEW(r->arena, AccesLigne, n + 1);
    Origine *o = NEW(r->arena, Origine, n + 1);
    if (!v || !o)
        return ERR_MEMORY;
    diagnostic_poids(m->d, &names);
    p->poids = S("Code officiel géographique");
    if (m->poids >= 0 && find_zone(m, r->arena, S("departement"), m->departement, &z)) {
        TRY(diagnostic_parties(m->d, r->arena, &z, ECHELON_COMMUNE, m->poids, m->coeur, &parts, &n_parts));
        p->poids = names[m->poids];
    }
    for (size_t i = 0; i < n_parts; i++) {
        const Commune *c = territoire_commune(m->t, parts[i].zone.code);
        if (!c || c->localisation != LOCALISATION_COMMUNE)
            continue;
        put_commune(r->arena, c, parts[i].population, parts[i].indice, &v[p->n], &o[p->n]);
        p->par_indice |= !isnan(parts[i].indice);
        p->n++;
    }
    for (size_t i = 0; i < n && n_parts == 0; i++) {
        const Commune *c = territoire_commune_at(m->t, i);
        if (!str_eq(c->departement, m->departement) || c->localisation != LOCALISATION_COMMUNE)
            continue;
        put_commune(r->arena, c, c->population, NAN, &v[p->n], &o[p->n]);
        p->n++;
    }
    for (size_t i = 0; i < p->n; i++)
        p->population += v[i].population;
    p->v = v;
    *ret = v;
    *ret_o = o;
    return OK;
}

/* The places listed that have coordinates, of one programme where it is asked for. */
static Err read_places(Req *r, const Monde *m, int dispositif, PointAide **ret, const Lieu ***ret_lieux, size_t *ret_n)
{
    size_t n = m->lieux ? lieux_n(m->lieux) : 0, kept = 0;
    PointAide *sites = NEW(r->arena, PointAide, n + 1);
    const Lieu **lieux = NEW(r->arena, const Lieu *, n + 1);
    if (!sites || !lieux)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Lieu *l = lieux_at(m->lieux, i);
        if (!l->a_point || (dispositif >= 0 && !str_has(lieu_champ(l, CHAMP_dispositif_programmes_nationaux),
                                                   dispositifs[dispositif].value)))
            continue;
        lieux[kept] = l;
        sites[kept++] = (PointAide){ l->point, 1 };
    }
    *ret = sites;
    *ret_lieux = lieux;
    *ret_n = kept;
    return OK;
}

static void find_nearest(Arena *a, AccesLigne *v, const Origine *o, size_t n, const PointAide *sites,
    const Lieu *const *lieux, size_t m)
{
    for (size_t i = 0; i < n; i++) {
        size_t best = m;
        for (size_t j = 0; j < m; j++) {
            double km = point_distance_m(o[i].point, sites[j].point) / KM;
            if (km < v[i].km) {
                v[i].km = km;
                best = j;
            }
        }
        if (best == m)
            continue;
        v[i].lieu = lieu_champ(lieux[best], CHAMP_nom);
        v[i].lieu_url = str_cat(a, S("/lieux/"), lieu_champ(lieux[best], CHAMP_id));
    }
}

/* By name of the EPCI; `couverte`: inhabitants of its communes within the distance. */
static Err put_epci(Req *r, const Monde *m, AccesPage *p)
{
    VEC(AccesEpci) v = { 0 };
    VEC(Str) codes = { 0 };
    for (size_t i = 0; i < p->n; i++) {
        const Commune *c = territoire_commune(m->t, p->v[i].code);
        size_t k = 0;
        if (!c || !c->epci)
            continue;
        while (k < codes.n && !str_eq(codes.v[k], c->epci->code))
            k++;
        if (k == codes.n) {
            Str *code = vec_push(r->arena, &codes);
            AccesEpci *e = vec_push(r->arena, &v);
            if (!code || !e)
                return ERR_MEMORY;
            *code = c->epci->code;
            *e = (AccesEpci){ .nom = c->epci->nom, .url = str_cat(r->arena, S("/territoires/epci/"), *code) };
        }
        AccesEpci *e = &v.v[k];
        e->population += p->v[i].population;
        e->couverte += p->v[i].km <= p->rayon_km ? p->v[i].population : 0;
        e->besoin += p->v[i].besoin;
        e->heures += p->v[i].besoin * p->v[i].heures / CENT;
    }
    p->epci = v.v;
    p->epci_n = v.n;
    return OK;
}

/* The rows of the page asked for; the map shows which ones they are. */
static void cut_page(Req *r, const char *chemin, const char *const *kept, AccesPage *p, AccesLigne *v)
{
    p->pages = pagination(r->arena, adresse_de(r, chemin, kept), req_i64(r, "page", 1), PAR_PAGE, (int64_t)p->n);
    size_t from = (size_t)(p->pages.page - 1) * PAR_PAGE;
    for (size_t i = from; i < p->n && i < from + PAR_PAGE; i++)
        v[i].cible = true;
}

static Err put_map(Req *r, const Monde *m, const ChoroDef *def, AccesPage *p, bool distance)
{
    ChoroEntree *v = NEW(r->arena, ChoroEntree, p->n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++) {
        const AccesLigne *l = &p->v[i];
        double value = distance ? l->km : l->heures;
        Short n = fr_decimal(value, 1);
        v[i] = (ChoroEntree){ .code = l->code,
            .nom = l->nom,
            .v = isfinite(value) ? value : NAN,
            .valeur = isfinite(value) ? str_format(r->arena, "%.*s\u00A0%s", n.n, n.p, distance ? "km" : "h") : S("—"),
            .population = l->population,
            .cible = l->cible };
    }
    return choroplethe_make(r->arena, m->t, m->departement, def, v, p->n, &p->carte);
}

/* ---- /diagnostic/couverture ---------------------------------------------------------------------------------------------- */

/* Networks of the département: a rate is a mean, a count a sum; a date is each commune's own, on its map. */
static Err put_networks(Req *r, const Monde *m, AccesPage *p)
{
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(m->d, &all), communes;
    ReseauVue *v = NEW(r->arena, ReseauVue, n + 1);
    Zone z;
    if (!v)
        return ERR_MEMORY;
    p->reseaux = v;
    if (!find_zone(m, r->arena, S("departement"), m->departement, &z))
        return OK;
    for (size_t k = 0; k < n; k++) {
        const Valeur *whole;
        bool score = str_eq(all[k].code, S("no_thd_coverage_rate")) || str_eq(all[k].code, S("no_4g_coverage_rate"));
        if (!score && !str_eq(all[k].groupe, S("couverture")))
            continue;
        TRY(diagnostic_valeurs(m->d, r->arena, &z, ECHELON_DEPARTEMENT, m->poids, (int)k, &whole, &communes));
        bool dated = str_eq(all[k].unite, S("date"));
        if (!communes || (isnan(whole[0].valeur) && !(dated && all[k].n > 0)))
            continue;
        v[p->reseaux_n++] = (ReseauVue){ &all[k], valeur_dite(&all[k], whole[0].valeur),
            provenance_indicateur(r->arena, &p->prov.l, &all[k]) };
    }
    return OK;
}

static int by_population(const void *x, const void *y)
{
    const AccesLigne *p = x, *q = y;
    return p->population != q->population ? (p->population < q->population ? 1 : -1) : str_cmp(p->code, q->code);
}

static Err read_coverage(Req *r, const Monde *m, AccesPage *p, AccesLigne **ret)
{
    static const int km[] = { 5, 10, 15 };
    Origine *o;
    PointAide *sites;
    const Lieu **lieux;
    int dispositif = req_choice(r, "dispositif", -1);
    p->rayon_km = km[req_choice(r, "rayon", 1)];
    p->dispositif = dispositif >= 0 ? dispositifs[dispositif].label : STR_NONE;
    p->titre = departement_titre(m);
    TRY(read_communes(r, m, p, ret, &o));
    TRY(read_places(r, m, dispositif, &sites, &lieux, &p->lieux));
    couverture_calculer(o, p->n, sites, p->lieux, &p->total);
    find_nearest(r->arena, *ret, o, p->n, sites, lieux, p->lieux);
    AccesLigne *far = NEW(r->arena, AccesLigne, p->n + 1);
    if (!far)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++)
        if ((*ret)[i].km > p->rayon_km) {
            far[p->loin_n++] = (*ret)[i];
            p->loin_population += (*ret)[i].population;
        }
    if (p->loin_n)
        qsort(far, p->loin_n, sizeof *far, by_population);
    p->loin = far;
    p->loin_montrees = p->loin_n < PAR_PAGE ? p->loin_n : PAR_PAGE;
    return OK;
}

Err couverture_page(Req *r)
{
    static const ChoroDef own = { "Distance du lieu d’aide le plus proche, commune par commune.", S_INIT("commune"),
        CHORO_FIXES, 5, { 2, 5, 10, 15 }, 0, "\u00A0km", NULL, 1 };
    static const char *const kept[] = { "rayon", "dispositif", "classes", NULL };
    static const char *const criteria[] = { "rayon", "dispositif", NULL };
    const ChoroDef def = choro_demandee(r, &own);
    Monde m = world(r);
    AccesPage p = { .form = &r->form,
        .demandee = r->query.n > 0,
        .fichiers = liste_fichiers(r, "/diagnostic/couverture") };
    AccesLigne *v;
    TRY(read_coverage(r, &m, &p, &v));
    cut_page(r, "/diagnostic/couverture", kept, &p, v);
    TRY(put_map(r, &m, &def, &p, true));
    TRY(choro_proposer(r, "/diagnostic/couverture", criteria, &own, &p.carte));
    TRY(put_epci(r, &m, &p));
    p.prov.distance = provenance_annuaire(r->arena, &p.prov.l, "Distance du lieu d’aide le plus proche",
        "Du point de chaque commune au lieu le plus proche qui a une position, à vol d’oiseau (sphère de 6 371 km)");
    p.prov.habitants = provenance_populations(r->arena, &p.prov.l, m.d, m.poids >= 0 ? p.poids : STR_NONE);
    TRY(put_networks(r, &m, &p));
    view_couverture(req_html(r), &p);
    return OK;
}

static const SheetColumn couverture_colonnes[] = { { "code", { "Code", XLSX_TEXT, 10 } },
    { "nom", { "Commune", XLSX_TEXT, 30 } }, { "population", { "Population", XLSX_INTEGER, 12 } },
    { "distance_km", { "Lieu le plus proche, km", XLSX_DECIMAL, 16 } }, { "lieu", { "Lieu", XLSX_TEXT, 40 } },
    { "poids", { "Populations", XLSX_TEXT, 18 } }, { "source", { "Source", XLSX_TEXT, 40 } },
    { "licence", { "Licence", XLSX_TEXT, 20 } }, { 0 } };
static const SheetDef couverture_feuille = { "couverture-communes", "Couverture",
    "Distance du lieu d’aide le plus proche, à vol d’oiseau", couverture_colonnes };

static void put_decimal(Sheet *t, double v)
{
    if (isfinite(v))
        sheet_decimal(t, v);
    else
        sheet_empty(t);
}

Err couverture_export(Req *r)
{
    Monde m = world(r);
    AccesPage p = { 0 };
    AccesLigne *v;
    TRY(read_coverage(r, &m, &p, &v));
    SHEET t = req_sheet_open(r, &couverture_feuille);
    for (size_t i = 0; i < p.n; i++) {
        sheet_text(t, v[i].code);
        sheet_text(t, v[i].nom);
        sheet_integer(t, v[i].population);
        put_decimal(t, v[i].km);
        sheet_text(t, v[i].lieu.p ? v[i].lieu : S(""));
        sheet_text(t, p.poids);
        sheet_text(t, S("annuaire de ce site, distances à vol d’oiseau"));
        sheet_text(t, S("Licence Ouverte 2.0"));
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- /diagnostic/offre ----------------------------------------------------------------------------------------------------- */

/* Hours that each commune can reach, for 100 of its persons in need, of the first `m` sites. */
static Err compute_access(Req *r, const PointAide *sites, size_t m, const Origine *o, const AccesPage *p,
    const AccesLigne *v, double *access)
{
    double *need = NEW(r->arena, double, p->n + 1), *hours = NEW(r->arena, double, m + 1);
    double *km = NEW(r->arena, double, p->n *m + 1), *ratio = NEW(r->arena, double, m + 1);
    if (!need || !hours || !km || !ratio)
        return ERR_MEMORY;
    for (size_t j = 0; j < m; j++)
        hours[j] = sites[j].offre;
    for (size_t i = 0; i < p->n; i++) {
        need[i] = v[i].besoin;
        for (size_t j = 0; j < m; j++)
            km[i * m + j] = point_distance_m(o[i].point, sites[j].point) / KM;
    }
    acces_calculer(need, p->n, hours, m, km, p->portee_km, p->apl ? ACCES_APL : ACCES_2SFCA, ratio, access);
    for (size_t i = 0; i < p->n; i++)
        access[i] *= CENT;
    return OK;
}

/* All sources together, then those of the directory alone: what is asked for does not change, so the rest is the others'. */
static Err share_hours(Req *r, const OffreTotale *t, const Origine *o, AccesPage *p, AccesLigne *v)
{
    double *all = NEW(r->arena, double, p->n + 1), *own = NEW(r->arena, double, p->n + 1);
    OffreVue *sources = NEW(r->arena, OffreVue, t->sources);
    if (!all || !own || !sources)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++)
        p->besoin += v[i].besoin;
    TRY(compute_access(r, t->v, t->n, o, p, v, all));
    TRY(compute_access(r, t->v, t->debut[1], o, p, v, own));
    for (size_t i = 0; i < p->n; i++) {
        v[i].heures = all[i];
        v[i].annuaire = own[i];
        p->rares_n += all[i] < 1;
        p->rares_population += all[i] < 1 ? v[i].population : 0;
    }
    for (size_t k = 0; k < t->sources; k++) {
        sources[k] = (OffreVue){ t->de[k], t->debut[k + 1] - t->debut[k], t->muets[k], t->heures[k],
            provenance_annuaire(r->arena, &p->prov.l, t->de[k]->titre, t->de[k]->phrase) };
        p->heures += t->heures[k];
    }
    p->lieux = t->n;
    p->sources = sources;
    p->sources_n = t->sources;
    return OK;
}

/* What one may choose: the two methods, then the stored scenarios. */
static Err list_demands(Req *r, AccesPage *p, const DemandeDite **ret, size_t *ret_n)
{
    const DemandeDite *stored;
    size_t n;
    TRY(demandes_dites(r->app->slices, r->db, r->arena, &stored, &n));
    DemandeDite *all = NEW(r->arena, DemandeDite, n + 2);
    Choice *choices = NEW(r->arena, Choice, n + 3);
    if (!all || !choices)
        return ERR_MEMORY;
    all[0] = (DemandeDite){ .code = S("population"),
        .nom = S("Tous les habitants"),
        .formule = S("tous les habitants"),
        .poids = STR_NONE,
        .indicateur = STR_NONE };
    all[1] = (DemandeDite){ .code = S("ifn"),
        .nom = S("Habitants pesés par l’indice de fragilité"),
        .formule = S("habitants × (indice − 1) ÷ 9"),
        .par_indice = true,
        .poids = STR_NONE,
        .indicateur = STR_NONE };
    for (size_t i = 0; i < n; i++)
        all[i + 2] = stored[i];
    for (size_t i = 0; i < n + 2; i++)
        choices[i] = (Choice){ all[i].code, all[i].nom };
    choices[n + 2] = (Choice){ STR_NONE, STR_NONE };
    p->besoins = choices;
    *ret = all;
    *ret_n = n + 2;
    return OK;
}

/* Who is counted in each commune; a choice that cannot be counted is told, and the first one that can takes its place. */
static Err read_demand(Req *r, const Monde *m, AccesPage *p, AccesLigne *v)
{
    Str asked = req_text(r, "besoin"), message = S("Ce scénario n’est pas dans la liste : choisissez-en un autre.");
    const DemandeDite *all;
    const DemandeCommune *people = NULL;
    size_t n, counted = 0, k = 0, usual = p->par_indice ? 1 : 0;
    Zone z;
    TRY(list_demands(r, p, &all, &n));
    while (k < n && !str_eq(all[k].code, asked))
        k++;
    if (k >= 2 && k < n && find_zone(m, r->arena, S("departement"), m->departement, &z)) {
        Err e = demande_compter(r->app->slices, r->db, m->d, r->arena, &z, asked, &people, &counted, &message);
        if (e != OK && e != ERR_INVALID)
            return e;
    }
    if (asked.n && (k == n || (k >= 2 && !people)))
        form_error(r, "besoin", "%.*s", STR_ARG(message));
    k = k == n || (k >= 2 && !people) || (k == 1 && !p->par_indice) ? usual : k;
    p->demande = all[k];
    p->demande_habitants = k == 0;
    p->demande_de = demande_provenance(r->arena, m->d, &all[k]);
    if (k >= 2)
        p->demande_de.url = str_cat(r->arena, S("/diagnostic/besoins/"), all[k].code);
    for (size_t i = 0; i < p->n; i++) {
        const DemandeCommune *told = demande_de(people, counted, v[i].code);
        double share = k == 0 ? 1 : isnan(v[i].indice) ? 0 : (v[i].indice - 1) / 9;
        v[i].besoin = k < 2 ? (double)v[i].population * share : told && told->personnes > 0 ? told->personnes : 0;
    }
    return OK;
}

static Err read_offer(Req *r, const Monde *m, AccesPage *p, AccesLigne **ret)
{
    Origine *o;
    OffreTotale t = { .sources = 0 };
    Date today = date_paris(clock_now(r->app->clock));
    p->titre = departement_titre(m);
    TRY(read_communes(r, m, p, ret, &o));
    p->apl = req_choice(r, "methode", 0) == 1;
    p->portee_km = (int)req_i64(r, "portee", PORTEE_KM);
    p->rayon_km = p->portee_km;
    TRY(read_demand(r, m, p, *ret));
    if (!m->lieux)
        return OK;
    TRY(offre_totale(r->app->slices, r->db, m->lieux, r->arena, today, &t));
    TRY(share_hours(r, &t, o, p, *ret));
    p->prov.habitants = provenance_populations(r->arena, &p->prov.l, m->d, m->poids >= 0 ? p->poids : STR_NONE);
    p->demande_prov = p->prov.habitants;
    if (!p->demande_habitants)
        p->demande_prov = provenance_dire(r->arena, &p->prov.l, p->demande_de);
    return OK;
}

static int level_of(double v, const double *bornes, int n)
{
    int k = 0;
    while (k < n && v >= bornes[k])
        k++;
    return k;
}

/* Three levels of index by three levels of hours: 1 + 3 × need + offer. */
static Err put_crossed(Req *r, const Monde *m, AccesPage *p)
{
    static const char *const words[] = { "besoin faible, offre faible", "besoin faible, offre moyenne",
        "besoin faible, offre forte", "besoin moyen, offre faible", "besoin moyen, offre moyenne",
        "besoin moyen, offre forte", "besoin fort, offre faible", "besoin fort, offre moyenne",
        "besoin fort, offre forte" };
    static const ChoroDef def = { "Besoin et offre d’aide croisés, commune par commune.", S_INIT("commune"),
        CHORO_DONNEES, NIVEAUX * NIVEAUX, { 0 }, 1, "", words };
    ChoroEntree *v = NEW(r->arena, ChoroEntree, p->n + 1), *w = NEW(r->arena, ChoroEntree, p->n + 1);
    double need[NIVEAUX], offer[NIVEAUX];
    if (!v || !w)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++) {
        const AccesLigne *l = &p->v[i];
        Short index = score_montre(l->indice), hours = fr_decimal(l->heures, 1);
        v[i] = (ChoroEntree){ .code = l->code,
            .nom = l->nom,
            .v = l->indice,
            .population = l->population,
            .cible = l->cible };
        v[i].valeur = str_format(r->arena, "%.*s et %.*s\u00A0h", index.n, index.p, hours.n, hours.p);
        w[i].v = l->heures;
    }
    int n = choro_quantiles(r->arena, v, p->n, NIVEAUX, need), k = choro_quantiles(r->arena, w, p->n, NIVEAUX, offer);
    for (size_t i = 0; i < p->n; i++)
        v[i].classe = isnan(v[i].v) ? 0 : 1 + NIVEAUX * level_of(v[i].v, need, n) + level_of(w[i].v, offer, k);
    return choroplethe_make(r->arena, m->t, m->departement, &def, v, p->n, &p->carte);
}

Err offre_page(Req *r)
{
    static const ChoroDef own = { "Heures d’aide par semaine pour cent personnes, commune par commune.",
        S_INIT("commune"), CHORO_QUANTILES, 5, { 0 }, 1, "\u00A0h", NULL, 1 };
    static const char *const kept[] = { "carte", "besoin", "methode", "portee", "classes", NULL };
    static const char *const criteria[] = { "carte", "besoin", "methode", "portee", NULL };
    const ChoroDef def = choro_demandee(r, &own);
    Monde m = world(r);
    AccesPage p = { .form = &r->form, .demandee = r->query.n > 0, .fichiers = liste_fichiers(r, "/diagnostic/offre") };
    AccesLigne *v;
    TRY(read_offer(r, &m, &p, &v));
    cut_page(r, "/diagnostic/offre", kept, &p, v);
    p.croisee = req_choice(r, "carte", 0) == 1 && m.poids >= 0;
    TRY(p.croisee ? put_crossed(r, &m, &p) : put_map(r, &m, &def, &p, false));
    if (!p.croisee)
        TRY(choro_proposer(r, "/diagnostic/offre", criteria, &own, &p.carte));
    TRY(put_epci(r, &m, &p));
    p.fictif = p.carte.fictif = diagnostic_fictif(m.d) && (p.demande.par_indice || p.croisee);
    TRY(dire_ajouts(r, S("departement"), m.departement, &p.ajouts));
    view_offre(req_html(r), &p);
    return OK;
}

static const SheetColumn offre_colonnes[] = { { "code", { "Code", XLSX_TEXT, 10 } },
    { "nom", { "Commune", XLSX_TEXT, 30 } }, { "population", { "Population", XLSX_INTEGER, 12 } },
    { "indice", { "Indice", XLSX_DECIMAL, 10 } }, { "besoin", { "Personnes comptées", XLSX_DECIMAL, 16 } },
    { "heures_pour_100", { "Heures par semaine pour 100 personnes", XLSX_DECIMAL, 20 } },
    { "dont_annuaire", { "dont horaires de l’annuaire", XLSX_DECIMAL, 20 } },
    { "dont_permanences", { "dont permanences", XLSX_DECIMAL, 20 } },
    { "scenario", { "Personnes comptées", XLSX_TEXT, 30 } }, { "portee_km", { "Portée, km", XLSX_INTEGER, 10 } },
    { "methode", { "Méthode", XLSX_TEXT, 10 } }, { "poids", { "Populations", XLSX_TEXT, 18 } },
    { "source", { "Source des heures", XLSX_TEXT, 40 } }, { "licence", { "Licence des heures", XLSX_TEXT, 20 } },
    { "source_personnes", { "Source des personnes comptées", XLSX_TEXT, 40 } },
    { "millesime_personnes", { "Millésime des personnes comptées", XLSX_TEXT, 20 } },
    { "licence_personnes", { "Licence des personnes comptées", XLSX_TEXT, 20 } }, { 0 } };
static const SheetDef offre_feuille = { "offre-communes", "Offre", "Heures d’aide accessibles, par commune",
    offre_colonnes };

Err offre_export(Req *r)
{
    Monde m = world(r);
    AccesPage p = { 0 };
    AccesLigne *v;
    TRY(read_offer(r, &m, &p, &v));
    SHEET t = req_sheet_open(r, &offre_feuille);
    for (size_t i = 0; i < p.n; i++) {
        sheet_text(t, v[i].code);
        sheet_text(t, v[i].nom);
        sheet_integer(t, v[i].population);
        put_decimal(t, v[i].indice);
        put_decimal(t, v[i].besoin);
        put_decimal(t, v[i].heures);
        put_decimal(t, v[i].annuaire);
        put_decimal(t, v[i].heures - v[i].annuaire);
        sheet_text(t, p.demande.nom);
        sheet_integer(t, p.portee_km);
        sheet_text(t, p.apl ? S("apl") : S("2sfca"));
        sheet_text(t, p.poids);
        sheet_text(t, S("annuaire et permanences recensées de ce site"));
        sheet_text(t, S("Licence Ouverte 2.0"));
        sheet_text(t, p.demande_de.source);
        sheet_text(t, p.demande_de.millesime);
        sheet_text(t, p.demande_de.licence);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}
