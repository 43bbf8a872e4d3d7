// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/indicateurs_web.h"

#include "core/app.h"
#include "domain/diagnostic/provenance.h"
#include "diagnostic_indicateurs_view.h"

const Field diagnostic_indicateur_champs[] = {
    CHORO_CHAMP,
    { .name = "page", .kind = FIELD_I64, .label = "Page du tableau", .min = 1, .max = PAGE_MAX },
    { 0 },
};

Str groupe_dit(Str groupe)
{
    static const Str words[][2] = { { S_INIT("ifn"), S_INIT("Scores de l’indice de fragilité numérique") },
        { S_INIT("ifn_contexte"), S_INIT("Scores de contexte, à côté de l’indice") },
        { S_INIT("brut"), S_INIT("Parts et taux") }, { S_INIT("couverture"), S_INIT("Réseaux") },
        { S_INIT("service"), S_INIT("Services") }, { S_INIT("zonage"), S_INIT("Zonages") },
        { S_INIT("decile"), S_INIT("Scores par déciles nationaux") },
        { S_INIT("decile_local"), S_INIT("Scores par déciles locaux") } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i][0], groupe))
            return words[i][1];
    return groupe;
}

Err diagnostic_indicateurs_page(Req *r)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    IndicateursPage p = { 0 };
    p.n = diagnostic_indicateurs(d, &p.v);
    p.jeux_n = diagnostic_jeux(d, &p.jeux);
    view_diagnostic_indicateurs(req_html(r), &p);
    return OK;
}

/* ---- one of them ---- */

static bool unit_is(const Indicateur *i, Str unit)
{
    return str_eq(i->unite, unit);
}

static const char *const nothing[] = { NULL }, *const kept[] = { "classes", NULL };

static const char *page_of(Req *r, const Indicateur *i)
{
    return str_format(r->arena, "/diagnostic/indicateurs/%.*s", STR_ARG(i->code)).p;
}

/* Scores have the bounds of every map of scores, dates the first of January of 2026 to 2029, yes and no two words; the rest
 * is cut in fifths. */
static Err draw(Req *r, const Monde *m, const Indicateur *i, const Valeur *v, size_t n, size_t from, Choroplethe *ret)
{
    static const char *const years[] = { "avant 2026", "en 2026", "en 2027", "en 2028", "2029 ou plus tard" };
    static const char *const words[] = { "non", "oui" };
    ChoroDef def = { "Valeur de chaque commune.", S("commune"), CHORO_QUANTILES, 5, { 0 }, 1, "", NULL };
    ChoroEntree *e = NEW(r->arena, ChoroEntree, n + 1);
    if (!e)
        return ERR_MEMORY;
    if (unit_is(i, S("score de 1 à 10")))
        def = (ChoroDef){ def.titre, def.echelon, CHORO_FIXES, 5, { 4, 5, 6, 7 }, 0, "", NULL };
    else if (unit_is(i, S("date")))
        def = (ChoroDef){ def.titre, def.echelon, CHORO_FIXES, 5, { 20454, 20819, 21184, 21550 }, 0, "", years };
    else if (unit_is(i, S("oui/non")))
        def = (ChoroDef){ def.titre, def.echelon, CHORO_FIXES, 2, { 0.5 }, 0, "", words };
    else
        def.unite = unit_is(i, S("%")) ? "\u00A0%" : unit_is(i, S("km")) ? "\u00A0km" : "";
    for (size_t k = 0; k < n; k++) {
        Short said = valeur_dite(i, v[k].valeur);
        e[k] = (ChoroEntree){ .code = v[k].zone.code,
            .nom = v[k].zone.nom,
            .v = v[k].valeur,
            .valeur = short_dup(r->arena, said),
            .population = v[k].population,
            .cible = k >= from && k < from + PAR_PAGE };
    }
    if (unit_is(i, S("date")) || unit_is(i, S("oui/non"))) /* classes of their own */
        return choroplethe_make(r->arena, m->t, m->departement, &def, e, n, ret);
    def.decimales_libres = 1;
    const ChoroDef asked = choro_demandee(r, &def);
    TRY(choroplethe_make(r->arena, m->t, m->departement, &asked, e, n, ret));
    return choro_proposer(r, page_of(r, i), nothing, &def, ret);
}

static Err told(Req *r, const Indicateur *i, const Valeur *v, size_t n, Echelon e, const IndicateurValeur **ret)
{
    IndicateurValeur *out = NEW(r->arena, IndicateurValeur, n + 1);
    if (!out)
        return ERR_MEMORY;
    for (size_t k = 0; k < n; k++)
        out[k] = (IndicateurValeur){ v[k].zone.code, v[k].zone.nom,
            str_format(r->arena, "/territoires/%.*s/%.*s", STR_ARG(echelon_code(e)), STR_ARG(v[k].zone.code)),
            v[k].population, valeur_dite(i, v[k].valeur) };
    *ret = out;
    return OK;
}

Err diagnostic_indicateur_page(Req *r)
{
    Monde m = world(r);
    const Indicateur *all;
    const Valeur *communes = NULL, *epci = NULL, *whole = NULL;
    size_t n = 0, n_epci = 0, n_whole = 0;
    Zone z;
    int k = m.d ? diagnostic_indicateur_find(m.d, req_path(r, "code")) : -1;
    if (k < 0)
        return m.d ? ERR_NOT_FOUND : ERR_BUSY;
    diagnostic_indicateurs(m.d, &all);
    IndicateurPage p = { .i = &all[k], .departement = departement_titre(&m), .agregation = agregation_dite(&all[k]) };
    DiagnosticPage known = { 0 };
    note_world(&m, &known);
    p.poids = known.poids;
    p.fictif = known.fictif && (str_eq(p.i->groupe, S("ifn")) || str_eq(p.i->groupe, S("ifn_contexte")));
    p.pour_le_departement = valeur_dite(p.i, NAN);
    if (find_zone(&m, r->arena, S("departement"), m.departement, &z)) {
        TRY(diagnostic_valeurs(m.d, r->arena, &z, ECHELON_COMMUNE, m.poids, k, &communes, &n));
        TRY(diagnostic_valeurs(m.d, r->arena, &z, ECHELON_EPCI, m.poids, k, &epci, &n_epci));
        TRY(diagnostic_valeurs(m.d, r->arena, &z, ECHELON_DEPARTEMENT, m.poids, k, &whole, &n_whole));
    }
    p.par_commune = unit_is(p.i, S("date")) || unit_is(p.i, S("oui/non"));
    if (n_whole)
        p.pour_le_departement = valeur_dite(p.i, whole[0].valeur);
    p.pages = pagination(r->arena, adresse_de(r, page_of(r, p.i), kept), req_i64(r, "page", 1), PAR_PAGE, (int64_t)n);
    size_t from = (size_t)(p.pages.page - 1) * PAR_PAGE;
    size_t shown = from >= n ? 0 : n - from < PAR_PAGE ? n - from : PAR_PAGE;
    TRY(draw(r, &m, p.i, communes, n, from, &p.carte));
    p.carte.fictif = p.fictif;
    TRY(told(r, p.i, epci, n_epci, ECHELON_EPCI, &p.epci));
    TRY(told(r, p.i, communes ? communes + from : NULL, shown, ECHELON_COMMUNE, &p.communes));
    p.epci_n = n_epci;
    p.communes_n = shown;
    view_diagnostic_indicateur(req_html(r), &p);
    return OK;
}
