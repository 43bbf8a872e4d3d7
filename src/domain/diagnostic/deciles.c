// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/deciles.h"

#include <math.h>
#include <stdlib.h>

#include "core/json/json.h"
#include "core/view/view.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/lecture.h"
#include "diagnostic_sql.h"

enum { RANG_DECILES = 400 };
static const size_t COLONNE_MAX = 64 * MIB;
static const double COEF_MAX = 100;

/* ---- F1 ---- */

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

bool deciles_calculer(double *v, size_t n, double ret[DECILES])
{
    if (n < DECILES_UNITES_MIN)
        return false;
    qsort(v, n, sizeof *v, by_value);
    for (int i = 0; i < DECILES; i++) {
        double at = (double)(n - 1) * (i + 1) / (DECILES + 1);
        size_t low = (size_t)at, high = low + 1 < n ? low + 1 : low;
        ret[i] = v[low] + (v[high] - v[low]) * (at - (double)low);
    }
    return true;
}

int decile_score(double x, const double d[DECILES])
{
    int score = 1;
    for (int i = 0; i < DECILES; i++)
        score += d[i] <= x;
    return score;
}

/* ---- scoring what was loaded ---- */

static bool scorable(const Indicateur *i)
{
    bool group = str_eq(i->groupe, S("brut")) || str_eq(i->groupe, S("couverture"));
    bool unit = str_eq(i->unite, S("%")) || str_eq(i->unite, S("indice")) || str_eq(i->unite, S("km"));
    return group && unit && i->sens != 0 && i->n >= DECILES_UNITES_MIN;
}

Choix diagnostic_bruts(const Diagnostic *d)
{
    Choix c = 0;
    for (size_t k = 0; d && k < d->n_indicateurs; k++)
        if (scorable(&d->indicateurs[k]))
            c |= (Choix)1 << k;
    return c;
}

typedef struct Mesure {
    double d[DECILES];
    double plancher;
    int64_t n;
    size_t departements;
} Mesure;

static double signed_value(const Diagnostic *d, int k, size_t i)
{
    return d->valeurs[(size_t)k * d->n_bases + i] * d->indicateurs[k].sens;
}

static Err measure(const Diagnostic *d, int k, Mesure *ret)
{
    const Zones *deps = &d->zones[ECHELON_DEPARTEMENT];
    ARENA a = arena_new(64 * MIB);
    double *v = NEW(a, double, d->n_bases);
    bool *seen = NEW(a, bool, deps->n + 1);
    Mesure m = { 0 };
    if (!v || !seen)
        return ERR_MEMORY;
    for (size_t i = 0; i < d->n_bases; i++) {
        double x = signed_value(d, k, i);
        if (isnan(x) || d->bases[i].redite)
            continue;
        v[m.n++] = x;
        if (deps->de[i] != ZONE_AUCUNE && !seen[deps->de[i]]) {
            seen[deps->de[i]] = true;
            m.departements++;
        }
    }
    if (!deciles_calculer(v, (size_t)m.n, m.d))
        return ERR_INVALID;
    m.plancher = decile_score(v[0], m.d);
    *ret = m;
    return OK;
}

static Str definition(Arena *a, const Indicateur *raw, const Mesure *m)
{
    BUF b = buf_new(4 * KIB);
    Short n = fr_nombre(m->n);
    buf_format(&b,
        "Rang de la commune parmi dix tranches égales des %.*s communes chargées (%zu départements), de 1 à 10, "
        "les ex æquo dans la tranche du haut. Bornes : ",
        n.n, n.p, m->departements);
    for (int i = 0; i < DECILES; i++) {
        Short s = fr_decimal(m->d[i] * raw->sens, 2);
        buf_format(&b, "%s%.*s", i ? " ; " : "", s.n, s.p);
    }
    return str_dup(a, buf_str(&b));
}

static Err write_values(Db *db, const Diagnostic *d, int k, const Mesure *m, Str code)
{
    const Indicateur *raw = &d->indicateurs[k];
    BUF b = buf_new(COLONNE_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (size_t i = 0; i < d->n_bases; i++) {
        double x = signed_value(d, k, i);
        if (!isnan(x))
            json_ki64(&j, d->bases[i].code, decile_score(x, m->d));
    }
    json_end(&j);
    if (b.failed)
        return ERR_MEMORY;
    TRY(sql_valeur_clear(db, code, S("commune"), raw->millesime));
    return sql_valeur_put(db, code, S("commune"), raw->millesime, buf_str(&b));
}

static Err write_one(Db *db, Arena *a, const Diagnostic *d, int k, const Mesure *m, bool national)
{
    const Indicateur *raw = &d->indicateurs[k];
    Str code = str_cat(a, S("decile_"), raw->code);
    TRY(sql_indicateur_put(db,
        &(SqlIndicateurPutArgs){ .code = code,
            .rang = RANG_DECILES + k,
            .groupe = national ? S("decile") : S("decile_local"),
            .nom = str_format(a, "%.*s, %s", STR_ARG(raw->nom), national ? "décile national" : "décile local"),
            .definition = definition(a, raw, m),
            .unite = S("score de 1 à 10"),
            .source = raw->source,
            .millesime = raw->millesime,
            .licence = raw->licence,
            .sens = 1,
            .plancher = { true, m->plancher } }));
    return write_values(db, d, k, m, code);
}

Err deciles_appliquer(Db *db, Arena *a, const Diagnostic *d, Choix choix, bool local, int64_t now, DecilesBilan *ret)
{
    DecilesBilan b = { .departements = SIZE_MAX, .national = true };
    SqlIndicateurCompte count;
    Mesure *all = NEW(a, Mesure, d->n_indicateurs + 1);
    if (!all)
        return ERR_MEMORY;
    if (!choix || (choix & ~diagnostic_bruts(d)))
        return ERR_INVALID;
    for (size_t k = 0; k < d->n_indicateurs; k++) {
        if (!(choix >> k & 1))
            continue;
        TRY(measure(d, (int)k, &all[k]));
        b.indicateurs++;
        b.communes = all[k].n > b.communes ? all[k].n : b.communes;
        b.departements = all[k].departements < b.departements ? all[k].departements : b.departements;
    }
    b.national = b.departements >= DEPARTEMENTS_NATIONAL;
    *ret = b;
    if (!b.national && !local)
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    for (size_t k = 0; k < d->n_indicateurs; k++)
        if (choix >> k & 1)
            TRY(write_one(db, a, d, (int)k, &all[k], all[k].departements >= DEPARTEMENTS_NATIONAL));
    TRY(sql_indicateur_compte(db, a, &count));
    if (count.n > INDICATEURS_MAX)
        return ERR_TOO_LARGE;
    TRY(snapshot_touch(db, &diagnostic_snapshot));
    return tx_commit(&tx);
}

/* ---- an index of one's own ---- */

Str composition_nature_dite(CompositionNature n)
{
    static const Str words[] = { S_INIT("scores publiés"), S_INIT("déciles nationaux"),
        S_INIT("déciles locaux : ce n’est pas l’indice de fragilité numérique") };
    return words[n];
}

void composition_ajouter(const Diagnostic *d, int k, double coef, Composition *c)
{
    Str group = d->indicateurs[k].groupe;
    CompositionNature n = str_eq(group, S("decile_local")) ? COMPOSITION_LOCALE
                        : str_eq(group, S("decile"))       ? COMPOSITION_NATIONALE
                                                           : COMPOSITION_PUBLIEE;
    c->choix |= (Choix)1 << k;
    c->coefs[k] = coef;
    c->nature = n > c->nature ? n : c->nature;
}

Err composition_lire(const Diagnostic *d, Arena *a, Str texte, Composition *ret, Str *ret_message)
{
    Composition c = { 0 };
    Str part;
    while (str_split(&texte, ',', &part)) {
        size_t at = str_find_char(part, 0, ':');
        Str code = str_trim(str_slice(part, 0, at)),
            said = str_trim(str_slice(part, at < part.n ? at + 1 : at, part.n));
        double coef = 1;
        int k = diagnostic_indicateur_find(d, code);
        if (k < 0) {
            *ret_message = str_format(a, "L’indicateur « %.*s » n’est pas chargé.", STR_ARG(utf8_cut(code, 60)));
            return ERR_NOT_FOUND;
        }
        if (!str_eq(d->indicateurs[k].unite, S("score de 1 à 10"))) {
            *ret_message = str_format(a,
                "« %.*s » n’est pas un score de 1 à 10 : « ensemble diagnostic deciles » en fait un d’une part ou "
                "d’une "
                "distance.",
                STR_ARG(code));
            return ERR_INVALID;
        }
        if (at < part.n && (!number_parse(said, &coef) || coef <= 0 || coef > COEF_MAX)) {
            *ret_message = str_format(a,
                "Le coefficient « %.*s » n’est pas un nombre au-dessus de 0 et de 100 au plus.",
                STR_ARG(utf8_cut(said, 60)));
            return ERR_INVALID;
        }
        composition_ajouter(d, k, coef, &c);
    }
    *ret = c;
    return OK;
}

double composition_indice(const Composition *c, const double scores[INDICATEURS_MAX])
{
    double sum = 0, weight = 0;
    for (size_t k = 0; k < INDICATEURS_MAX; k++)
        if (c->choix >> k & 1) {
            sum += c->coefs[k] * scores[k];
            weight += c->coefs[k];
        }
    return weight > 0 ? sum / weight : NAN;
}

/* ---- one indicator, zone by zone ---- */

static double settle(const Diagnostic *d, int k, Echelon e, double sum, double product, double weight)
{
    Str unit = d->indicateurs[k].unite;
    if (str_eq(unit, S("nombre")) || str_eq(unit, S("personnes")))
        return sum;
    if (e != ECHELON_COMMUNE && (str_eq(unit, S("date")) || str_eq(unit, S("oui/non"))))
        return NAN;
    return weight > 0 ? product / weight : NAN;
}

typedef struct Somme {
    bool dedans;
    int64_t population;
    double somme, produit, poids;
} Somme;

Err diagnostic_valeurs(const Diagnostic *d, Arena *a, const Zone *z, Echelon e, int poids, int k, const Valeur **ret,
    size_t *ret_n)
{
    const Zones *zones = &d->zones[e];
    Somme *s = NEW(a, Somme, zones->n + 1);
    Valeur *out = NEW(a, Valeur, zones->n + 1);
    size_t n = 0;
    if (!s || !out)
        return ERR_MEMORY;
    for (size_t i = 0; i < d->n_bases; i++) {
        uint32_t at = zones->de[i];
        double v = d->valeurs[(size_t)k * d->n_bases + i];
        int64_t people = poids < 0 ? 0 : d->habitants[(size_t)poids * d->n_bases + i];
        if (at == ZONE_AUCUNE || d->zones[z->echelon].de[i] != z->rang || d->bases[i].redite)
            continue;
        if (!s[at].dedans)
            s[at].somme = NAN;
        s[at].dedans = true;
        s[at].population += people > 0 ? people : 0;
        if (isnan(v))
            continue;
        s[at].somme = isnan(s[at].somme) ? v : s[at].somme + v;
        s[at].produit += people > 0 ? v * (double)people : 0;
        s[at].poids += people > 0 ? (double)people : 0;
    }
    for (size_t i = 0; i < zones->n; i++) {
        if (!s[i].dedans)
            continue;
        zone_nth(d, e, i, &out[n].zone);
        out[n].population = s[i].population;
        out[n++].valeur = settle(d, k, e, s[i].somme, s[i].produit, s[i].poids);
    }
    *ret = out;
    *ret_n = n;
    return OK;
}
