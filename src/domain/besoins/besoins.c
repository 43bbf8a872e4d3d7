// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/besoins/besoins.h"

#include <math.h>
#include <stdlib.h>

#include "besoins_sql.h"
#include "core/auth/retention.h"
#include "core/run/compteurs.h"
#include "domain/diagnostic/deciles.h"
#include "domain/journal/journal.h"
#include "domain/numerovert/numerovert.h"

enum { CODE_MAX = 60 };
static const double ECHELLE_IFN = 9;

static const struct {
    Str nom, dite;
} methodes[BESOIN_METHODES_N] = {
    { S_INIT("population"), S_INIT("Tous les habitants") },
    { S_INIT("taux"), S_INIT("Une part des habitants") },
    { S_INIT("ifn"), S_INIT("Les habitants, selon l’indice de fragilité de leur commune") },
    { S_INIT("personnes"), S_INIT("Un nombre de personnes chargé par commune") },
};

Str besoin_methode_nom(BesoinMethode m)
{
    return methodes[m].nom;
}

Str besoin_methode_dite(BesoinMethode m)
{
    return methodes[m].dite;
}

/* ---- scenarios ---- */

static Err keep(Arena *a, const SqlScenarioLire *r, Scenario *ret)
{
    int m = 0;
    while (m < BESOIN_METHODES_N && !str_eq(methodes[m].nom, r->methode))
        m++;
    if (m == BESOIN_METHODES_N)
        return ERR_INTERNAL;
    *ret = (Scenario){ str_dup(a, r->code), str_dup(a, r->nom), str_dup(a, r->parametre), str_dup(a, r->poids),
        str_dup(a, r->note), (BesoinMethode)m, r->modifie_at, STR_NONE };
    ret->parametre_dit = m == BESOIN_TAUX ? str_replace(a, ret->parametre, S("."), S(",")) : ret->parametre;
    return OK;
}

Err scenarios_tous(Db *db, Arena *a, const Scenario **ret, size_t *ret_n)
{
    VEC(Scenario) v = { 0 };
    ROWS rows = { 0 };
    SqlScenariosTous r;
    TRY(sql_scenarios_tous(db, &rows));
    while (sql_scenarios_tous_next(&rows, &r)) {
        Scenario *s = vec_push(a, &v);
        if (!s)
            return ERR_MEMORY;
        TRY(keep(a, &(SqlScenarioLire){ r.code, r.nom, r.methode, r.parametre, r.poids, r.note, r.modifie_at }, s));
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err scenario_lire(Db *db, Arena *a, Str code, Scenario *ret)
{
    SqlScenarioLire r;
    TRY(sql_scenario_lire(db, a, code, &r));
    return keep(a, &r, ret);
}

Str scenario_code(Arena *a, Str nom)
{
    Str folded = utf8_fold(a, nom);
    BUF b = buf_new(KIB);
    for (size_t i = 0; i < folded.n && buf_str(&b).n < CODE_MAX; i++) {
        char c = folded.p[i];
        bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept)
            buf_char(&b, c);
        else if (buf_str(&b).n && !str_ends(buf_str(&b), S("-")))
            buf_char(&b, '-');
    }
    Str made = buf_str(&b);
    while (str_ends(made, S("-")))
        made.n--;
    return str_dup(a, made);
}

Err scenario_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Scenario *s, Str *ret_code)
{
    bool fresh = s->code.n == 0;
    Str code = fresh ? scenario_code(a, s->nom) : s->code;
    SqlScenarioLire known;
    SqlScenariosCompter count;
    if (code.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    Err e = sql_scenario_lire(db, a, code, &known);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (fresh && e == OK)
        return ERR_CONFLICT;
    if (!fresh && e != OK)
        return ERR_NOT_FOUND;
    TRY(sql_scenarios_compter(db, a, &count));
    if (fresh && count.n >= SCENARIOS_MAX)
        return ERR_TOO_LARGE;
    TRY(sql_scenario_ecrire(db, code, s->nom, methodes[s->methode].nom, s->parametre, s->poids, s->note, now));
    TRY(journal_ecrire(db, par, now, "besoins.scenario", str_cat(a, S("scenario:"), code), true));
    *ret_code = code;
    return tx_commit(&tx);
}

Err scenario_effacer(Db *db, const Acteur *par, int64_t now, Str code)
{
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(sql_scenario_effacer(db, code, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(journal_ecrire(db, par, now, "besoins.effacer", code, true));
    return tx_commit(&tx);
}

Str scenario_faute(const Diagnostic *d, Arena *a, const Scenario *s)
{
    const Indicateur *all;
    size_t n = diagnostic_indicateurs(d, &all);
    double rate;
    if (str_is_none(s->poids) || diagnostic_poids_find(d, s->poids) < 0)
        return str_format(a, "Les populations « %.*s » ne sont pas chargées.", STR_ARG(utf8_cut(s->poids, 60)));
    if (s->methode == BESOIN_TAUX && (!str_to_f64(s->parametre, &rate) || !(rate > 0 && rate <= 1)))
        return S("La part s’écrit entre 0 et 1, comme 0,16.");
    if (s->methode == BESOIN_IFN && !diagnostic_coeur(d))
        return S("Les scores de fragilité des communes ne sont pas chargés.");
    if (s->methode != BESOIN_PERSONNES)
        return STR_NONE;
    int k = diagnostic_indicateur_find(d, s->parametre);
    bool counts = k >= 0 && (size_t)k < n && str_eq(all[k].unite, S("personnes")) && all[k].n > 0;
    return counts ? STR_NONE : S("Le paramètre est le code d’un indicateur chargé qui compte des personnes.");
}

Err besoins_communes(const Diagnostic *d, Arena *a, const Zone *z, const Scenario *s, const BesoinCommune **ret,
    size_t *ret_n)
{
    const Partie *parts;
    const Valeur *counts = NULL;
    size_t n, m = 0;
    double rate = 1;
    int poids = diagnostic_poids_find(d, s->poids);
    if (poids < 0 || (s->methode == BESOIN_TAUX && !str_to_f64(s->parametre, &rate)))
        return ERR_INVALID;
    TRY(diagnostic_parties(d, a, z, ECHELON_COMMUNE, poids, diagnostic_coeur(d), &parts, &n));
    if (s->methode == BESOIN_PERSONNES)
        TRY(diagnostic_valeurs(d, a, z, ECHELON_COMMUNE, poids, diagnostic_indicateur_find(d, s->parametre), &counts,
            &m));
    BesoinCommune *v = NEW(a, BesoinCommune, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        double people = (double)parts[i].population;
        v[i] = (BesoinCommune){ parts[i].zone, parts[i].population, people * rate };
        if (s->methode == BESOIN_IFN)
            v[i].personnes = people * (parts[i].indice - 1) / ECHELLE_IFN;
        else if (s->methode == BESOIN_PERSONNES)
            v[i].personnes = i < m ? counts[i].valeur : NAN; /* the same zones in the same order */
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

/* ---- what was asked for in vain ---- */

Err recherches_garder(Db *db, Arena *a, Date jour, Compteurs *c)
{
    const CompteurReleve *v = NULL;
    size_t n = 0;
    int64_t gone = 0;
    TRY(compteurs_prendre(c, a, &v, &n));
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < n; i++) {
        Str commune = str_slice(v[i].cle, 0, str_find_char(v[i].cle, 0, '|'));
        TRY(sql_recherche_ajouter(db, jour.days, commune, str_slice(v[i].cle, commune.n + 1, v[i].cle.n), v[i].n));
    }
    TRY(sql_recherches_effacer(db, date_add_months(jour, -RECHERCHES_MOIS).days, &gone));
    return tx_commit(&tx);
}

typedef VEC(Manquant) Manquants;

static Err add(Arena *a, Manquants *v, Str epci, Str besoin, int64_t appels, int64_t recherches)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->v[i].besoin, besoin) && str_is_none(v->v[i].epci) == str_is_none(epci) &&
            (str_is_none(epci) || str_eq(v->v[i].epci, epci))) {
            v->v[i].appels += appels;
            v->v[i].recherches += recherches;
            return OK;
        }
    Manquant *m = vec_push(a, v);
    if (!m)
        return ERR_MEMORY;
    *m = (Manquant){ str_dup(a, epci), str_dup(a, besoin), appels, recherches };
    return OK;
}

static int by_epci(const void *x, const void *y)
{
    const Manquant *a = x, *b = y;
    int order = str_is_none(a->epci) || str_is_none(b->epci) ? str_is_none(a->epci) - str_is_none(b->epci)
                                                             : str_cmp(a->epci, b->epci);
    return order ? order : str_cmp(a->besoin, b->besoin);
}

Err manquants(Db *db, Arena *a, const Territoire *t, Str departement, Date du, Date au, const Manquant **ret,
    size_t *ret_n)
{
    const Manque *calls;
    size_t n;
    Manquants v = { 0 };
    ROWS rows = { 0 };
    SqlRecherchesVides r;
    TRY(numerovert_manques(db, a, departement, du, au, &calls, &n));
    for (size_t i = 0; i < n; i++)
        if (calls[i].sans_reponse > 0)
            TRY(add(a, &v, calls[i].epci, calls[i].besoin, calls[i].sans_reponse, 0));
    TRY(sql_recherches_vides(db, du.days, au.days, &rows));
    while (sql_recherches_vides_next(&rows, &r)) {
        const Commune *c = t && r.commune.n ? territoire_commune(t, r.commune) : NULL;
        TRY(add(a, &v, c && c->epci ? c->epci->code : STR_NONE, r.besoin, 0, r.n));
    }
    TRY(rows_end(&rows));
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, by_epci);
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}
