// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/territoire/choroplethe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/view/view.h"
#include "domain/territoire/trace.h"
#include "web/liste.h"

enum { RAYON_MAX = 34, RAYON_MIN = 3, LETTRES_MIN = 20, COIN = 20 };

/* ---- classes ---------------------------------------------------------------------------------------------------------- */

const Choice choro_methodes[] = { { S_INIT("fixes"), S_INIT("Bornes fixes") },
    { S_INIT("quantiles"), S_INIT("Quantiles") }, { S_INIT("egales"), S_INIT("Intervalles égaux") },
    { S_INIT("jenks"), S_INIT("Seuils naturels (Jenks)") }, { STR_NONE, STR_NONE } };

ChoroDef choro_demandee(Req *r, const ChoroDef *propre)
{
    ChoroDef def = *propre;
    int asked = req_choice(r, "classes", -1);
    if (asked < 0 || asked == (int)propre->methode || (asked == CHORO_FIXES && propre->methode != CHORO_FIXES))
        return def;
    def.methode = (ChoroMethode)asked;
    def.decimales = propre->decimales_libres;
    def.legendes = NULL;
    return def;
}

Err choro_proposer(Req *r, const char *chemin, const char *const *criteres, const ChoroDef *propre, Choroplethe *c)
{
    ChoroMethode shown = choro_demandee(r, propre).methode;
    Str base = adresse_de(r, chemin, criteres);
    ChoroLien *links = NEW(r->arena, ChoroLien, CHORO_DONNEES);
    if (!links)
        return ERR_MEMORY;
    for (int k = 0; k < CHORO_DONNEES; k++) {
        if (k == CHORO_FIXES && propre->methode != CHORO_FIXES)
            continue;
        links[c->liens_n++] = (ChoroLien){ choro_methodes[k].label,
            str_format(r->arena, "%.*sclasses=%.*s#carte", STR_ARG(base), STR_ARG(choro_methodes[k].value)),
            k == (int)shown };
    }
    c->liens = links;
    return OK;
}

static int class_of(double v, const double *bornes, int n)
{
    int c = 1;
    if (isnan(v))
        return 0;
    while (c <= n && v >= bornes[c - 1])
        c++;
    return c;
}

static Str bound_words(Arena *a, const ChoroDef *def, double v)
{
    Short s = fr_decimal(v, def->decimales);
    return str_format(a, "%.*s%s", s.n, s.p, def->unite ? def->unite : "");
}

static Str class_words(Arena *a, const ChoroDef *def, const double *bornes, int n, int classe)
{
    if (classe == 0)
        return S("sans valeur");
    if (def->legendes)
        return str_from(def->legendes[classe - 1]);
    if (n == 0)
        return S("une seule valeur");
    Str low = classe > 1 ? bound_words(a, def, bornes[classe - 2]) : S("");
    Str high = classe <= n ? bound_words(a, def, bornes[classe - 1]) : S("");
    if (classe == 1)
        return str_format(a, "moins de %.*s", STR_ARG(high));
    return classe > n ? str_format(a, "%.*s et plus", STR_ARG(low))
                      : str_format(a, "de %.*s à %.*s", STR_ARG(low), STR_ARG(high));
}

static Str method_words(Arena *a, const ChoroDef *def, int n)
{
    switch (def->methode) {
    case CHORO_FIXES:
        return str_format(a, "%d classes à bornes fixes, les mêmes pour tous les territoires et toutes les dates", n);
    case CHORO_QUANTILES:
        return str_format(a, "%d classes, méthode des quantiles\u00A0: à peu près autant de territoires dans chacune",
            n);
    case CHORO_EGALES:
        return str_format(a, "%d classes, intervalles égaux\u00A0: le même écart de valeur dans chacune", n);
    case CHORO_JENKS:
        return str_format(a,
            "%d classes, seuils naturels de Jenks\u00A0: les valeurs proches sont ensemble, les écarts sont entre les "
            "classes",
            n);
    case CHORO_DONNEES:
        return S(
            "Trois niveaux pour chacune des deux mesures, méthode des quantiles\u00A0: un tiers des territoires par "
            "niveau");
    }
    return S("");
}

/* ---- places ------------------------------------------------------------------------------------------------------------ */

/* A territory made of communes: the mean of their points. */
static bool place_of(const Territoire *t, Str echelon, Str code, Point *ret)
{
    Point sum = { 0 };
    double n = 0;
    if (str_eq(echelon, S("commune"))) {
        const Commune *c = territoire_commune(t, code);
        if (c)
            *ret = c->point;
        return c && c->localisation == LOCALISATION_COMMUNE;
    }
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        if (!c->epci || !str_eq(c->epci->code, code) || c->localisation != LOCALISATION_COMMUNE)
            continue;
        sum.lat += c->point.lat;
        sum.lon += c->point.lon;
        n++;
    }
    *ret = n > 0 ? (Point){ sum.lat / n, sum.lon / n } : (Point){ 0 };
    return n > 0;
}

static void put_words(Arena *a, ChoroEntree *e)
{
    /* Without the inhabitants: the table and the legend give them, and hundreds of these words weigh on the page. */
    e->mots = str_format(a, "%.*s\u00A0: %.*s", STR_ARG(e->nom), STR_ARG(e->valeur));
}

static void put_places(Arena *a, const Territoire *t, const ChoroDef *def, ChoroEntree *v, size_t n, Choroplethe *c)
{
    double most = 1;
    for (size_t i = 0; i < n; i++) {
        v[i].trace = carte_trace(c->carte, def->echelon, v[i].code);
        c->contours |= v[i].trace.n > 0;
        most = fmax(most, (double)v[i].population);
    }
    for (size_t i = 0; i < n; i++) {
        ChoroEntree *e = &v[i];
        Point at;
        put_words(a, e);
        if (c->contours) {
            e->placee = e->trace.n > 0;
            c->sans_place += !e->placee;
            continue;
        }
        e->placee = c->carte && place_of(t, def->echelon, e->code, &at) && carte_xy(c->carte, at, &e->x, &e->y);
        c->sans_place += !e->placee;
        e->rayon = (int)fmax(RAYON_MIN, lround(RAYON_MAX * sqrt(fmax(0, (double)e->population) / most)));
    }
}

/* ---- the part that is shown --------------------------------------------------------------------------------------------- */

static void box_of(Str d, int box[4])
{
    Trace t = { .d = d };
    for (TracePas step; (step = trace_next(&t)) != TRACE_FIN;) {
        if (step == TRACE_FERME)
            continue;
        box[0] = t.x < box[0] ? (int)t.x : box[0];
        box[1] = t.y < box[1] ? (int)t.y : box[1];
        box[2] = t.x > box[2] ? (int)t.x : box[2];
        box[3] = t.y > box[3] ? (int)t.y : box[3];
    }
}

/* Letters as large as the longest value leaves room for: about half as wide as high. */
static void put_band(const ChoroEntree *v, size_t n, Choroplethe *c)
{
    size_t longest = 2 * LETTRES_MIN;
    for (size_t i = 0; i < n; i++) {
        longest = v[i].placee && v[i].mots.n > longest ? v[i].mots.n : longest;
        c->dessinees += v[i].placee;
    }
    c->texte = c->cadre[2] / (int)(longest / 2);
    c->au_coin = abs(c->cadre[0]) < c->cadre[2] / COIN && abs(c->cadre[1]) < c->cadre[3] / COIN;
    c->texte_x = c->au_coin ? 0 : c->cadre[0];
    c->texte_y = c->au_coin ? 0 : c->cadre[1];
    c->cadre[3] += c->cadre[1] - c->texte_y + 3 * c->texte / 2;
    c->cadre[1] = c->texte_y - 3 * c->texte / 2;
}

/* The whole plane, or what the territories take where they are a part of it. */
static void frame(const ChoroEntree *v, size_t n, Choroplethe *c)
{
    c->cadre[2] = c->carte->largeur * c->unite;
    c->cadre[3] = c->carte->hauteur * c->unite;
    if (!c->contours)
        return;
    int box[4] = { c->cadre[2], c->cadre[3], 0, 0 }, margin = 4 * c->unite;
    for (size_t i = 0; i < n; i++)
        box_of(v[i].trace, box);
    if (box[2] <= box[0] || box[3] <= box[1])
        return;
    c->cadre[0] = box[0] - margin;
    c->cadre[1] = box[1] - margin;
    c->cadre[2] = box[2] - box[0] + 2 * margin;
    c->cadre[3] = box[3] - box[1] + 2 * margin;
}

static int by_class(const void *x, const void *y)
{
    const ChoroEntree *p = x, *q = y;
    if (p->classe != q->classe)
        return p->classe - q->classe;
    if (p->rayon != q->rayon) /* the largest circle first: the small ones stay in front */
        return q->rayon - p->rayon;
    return str_cmp(p->code, q->code);
}

Err choroplethe_make(Arena *a, const Territoire *t, Str departement, const ChoroDef *def, ChoroEntree *v, size_t n,
    Choroplethe *ret)
{
    Choroplethe c = { .carte = t ? territoire_carte(t, departement) : NULL,
        .titre = def->titre,
        .double_entree = def->methode == CHORO_DONNEES };
    double bornes[CHORO_CLASSES_MAX];
    int cut = def->classes - 1;
    ChoroClasse *classes = NEW(a, ChoroClasse, CHORO_CLASSES_MAX + 1);
    if (!classes)
        return ERR_MEMORY;
    if (def->methode == CHORO_QUANTILES)
        cut = choro_quantiles(a, v, n, def->classes, bornes);
    else if (def->methode == CHORO_EGALES)
        cut = choro_egales(a, v, n, def->classes, bornes);
    else if (def->methode == CHORO_JENKS)
        cut = choro_jenks(a, v, n, def->classes, bornes);
    else
        memcpy(bornes, def->bornes, sizeof def->bornes);
    for (size_t i = 0; i < n && def->methode != CHORO_DONNEES; i++)
        v[i].classe = class_of(v[i].v, bornes, cut);
    put_places(a, t, def, v, n, &c);
    c.unite = c.contours ? c.carte->grille : 1;
    if (c.carte) {
        frame(v, n, &c);
        put_band(v, n, &c);
    }
    if (n)
        qsort(v, n, sizeof *v, by_class);
    size_t at = 0;
    for (int k = 0; k <= cut + 1; k++) {
        ChoroClasse x = { k, v + at, 0, 0, class_words(a, def, bornes, cut, k) };
        for (; at < n && v[at].classe == k; at++, x.n++)
            x.population += v[at].population > 0 ? v[at].population : 0;
        if (k || x.n)
            classes[c.n++] = x;
    }
    c.classes = classes;
    c.methode = method_words(a, def, cut + 1);
    *ret = c;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
