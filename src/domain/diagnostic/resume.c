// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a sheet begins with: what there is to know of a territory, in three to five sentences made from the data. */
#include <math.h>

#include "core/app.h"
#include "core/slice.h"
#include "domain/diagnostic/diagnostic_web.h"

static const double ECART_DIT = 0.3, ECART_NET = 0.5, ECHELLE = 9, CENT_PERSONNES = 100, MILLE_PERSONNES = 1000;

typedef struct Resume {
    Arena *a;
    DiagnosticPage *p;
    VEC(Str) v;
    const char *reference; /* what the territory is compared with: "du département"; NULL: nothing */
    double indice; /* of the reference */
    const double *scores; /* of the reference, by rank in p->v; NAN: not known */
} Resume;

static Err say(Resume *x, Str sentence)
{
    Str *to = vec_push(x->a, &x->v);
    if (!to)
        return ERR_MEMORY;
    *to = sentence;
    return OK;
}

static Str number(Arena *a, int64_t n)
{
    Short s = fr_nombre(n);
    return short_dup(a, s);
}

static Str decimal(Arena *a, double v)
{
    Short s = fr_decimal(v, 1);
    return short_dup(a, s);
}

static Err say_who(Resume *x)
{
    const DiagnosticPage *p = x->p;
    bool departement = str_eq(p->echelon, S("departement"));
    Str name = departement ? str_format(x->a, "Le département (%.*s)", STR_ARG(p->titre)) : p->titre;
    if (p->population < 0)
        return OK;
    Str people = number(x->a, p->population);
    return say(x, p->epci.p ? str_format(x->a, "%.*s compte %.*s habitants, dans l’intercommunalité %.*s.",
                                  STR_ARG(name), STR_ARG(people), STR_ARG(p->epci))
                            : str_format(x->a, "%.*s compte %.*s habitants.", STR_ARG(name), STR_ARG(people)));
}

static Err say_fragility(Resume *x)
{
    const DiagnosticPage *p = x->p;
    double gap = p->indice - x->indice;
    const char *words = gap >= ECART_DIT  ? "plus forte que celle"
                      : gap <= -ECART_DIT ? "plus faible que celle"
                                          : "proche de celle";
    const char *invented = p->fictif ? " (score fictif)" : "";
    Str own = decimal(x->a, p->indice), other = decimal(x->a, x->indice);
    if (!x->reference || isnan(x->indice))
        return say(x,
            str_format(x->a, "Sur une échelle de 1 (faible) à 10 (forte), la fragilité numérique y est de %.*s%s.",
                STR_ARG(own), invented));
    return say(x,
        str_format(x->a,
            "Sur une échelle de 1 (faible) à 10 (forte), la fragilité numérique y est de %.*s%s, %s %s (%.*s).",
            STR_ARG(own), invented, words, x->reference, STR_ARG(other)));
}

/* The score that is farthest above that of the reference. */
static Err say_weakest(Resume *x)
{
    const DiagnosticPage *p = x->p;
    size_t most = 0;
    double gap = -INFINITY;
    for (size_t i = 0; x->scores && i < p->n; i++)
        if (p->v[i].score - x->scores[i] > gap) {
            gap = p->v[i].score - x->scores[i];
            most = i;
        }
    if (!x->reference || !isfinite(gap))
        return OK;
    if (gap < ECART_NET)
        return say(x, str_format(x->a, "Aucun des scores n’y dépasse nettement celui %s.", x->reference));
    Str own = decimal(x->a, p->v[most].score), other = decimal(x->a, x->scores[most]);
    return say(x,
        str_format(x->a, "Ce qui y pèse le plus\u00A0: «\u00A0%.*s\u00A0», %.*s contre %.*s pour l’ensemble %s.",
            STR_ARG(p->v[most].indicateur->nom), STR_ARG(own), STR_ARG(other), x->reference));
}

/* An order of size: two figures are enough. */
static Err say_need(Resume *x)
{
    double n = (double)x->p->population * (x->p->indice - 1) / ECHELLE;
    double step = n >= MILLE_PERSONNES ? CENT_PERSONNES : n >= CENT_PERSONNES ? 10 : 1;
    if (!isfinite(n) || n < 1)
        return OK;
    return say(x,
        str_format(x->a,
            "Environ %.*s personnes pourraient y avoir besoin d’aide\u00A0: une estimation, et non un recensement.",
            STR_ARG(number(x->a, (int64_t)(round(n / step) * step)))));
}

static Err say_help(Resume *x)
{
    const DiagnosticPage *p = x->p;
    if (p->lieux > 0) {
        Short places = plural(p->lieux, "lieu d’aide y est recensé", "lieux d’aide y sont recensés");
        Str hours = p->heures > 0 ? decimal(x->a, p->heures) : STR_NONE;
        return say(x, hours.p ? str_format(x->a, "%.*s, pour %.*s heures d’ouverture par semaine.", places.n, places.p,
                                    STR_ARG(hours))
                              : str_format(x->a, "%.*s.", places.n, places.p));
    }
    if (!p->proche.p)
        return say(x, S("Aucun lieu d’aide n’y est recensé."));
    return say(x,
        str_format(x->a,
            "Aucun lieu d’aide n’y est recensé\u202F; le plus proche est à %.*s km à vol d’oiseau\u00A0: %.*s.",
            STR_ARG(decimal(x->a, p->proche_km)), STR_ARG(p->proche)));
}

/* A range is told with the inhabitants of both ends. */
static Err say_range(Resume *x)
{
    const DiagnosticPage *p = x->p;
    const LigneVue *low = NULL, *high = NULL;
    for (size_t i = 0; i < p->lignes_n; i++) {
        const LigneVue *l = &p->lignes[i];
        if (isnan(l->indice))
            continue;
        low = !low || l->indice < low->indice ? l : low;
        high = !high || l->indice > high->indice ? l : high;
    }
    if (!low || low == high)
        return OK;
    return say(x,
        str_format(x->a, "Elle va de %.*s (%.*s, %.*s habitants) à %.*s (%.*s, %.*s habitants).",
            STR_ARG(decimal(x->a, low->indice)), STR_ARG(low->titre), STR_ARG(number(x->a, low->population)),
            STR_ARG(decimal(x->a, high->indice)), STR_ARG(high->titre), STR_ARG(number(x->a, high->population))));
}

/* The département for its communes and EPCI, the country for the département where it is loaded. */
static Err compare_with(Req *r, const Monde *m, Resume *x)
{
    Zone z;
    Agregat g;
    Str message = STR_NONE;
    bool departement = str_eq(x->p->echelon, S("departement"));
    double *scores = NEW(r->arena, double, x->p->n + 1);
    bool found = departement ? diagnostic_national(m->d) && zone_find(m->d, r->arena, S("france"), &z, &message) == OK
                             : find_zone(m, r->arena, S("departement"), m->departement, &z);
    if (!scores)
        return ERR_MEMORY;
    if (!found)
        return OK;
    diagnostic_agreger(m->d, &z, m->poids, m->choix, &g);
    for (size_t i = 0; i < x->p->n; i++) {
        int k = diagnostic_indicateur_find(m->d, x->p->v[i].indicateur->code);
        scores[i] = k >= 0 ? g.scores[k] : NAN;
    }
    x->reference = departement ? "du pays" : "du département";
    x->indice = g.indice;
    x->scores = scores;
    return OK;
}

Err resume_territoire(Req *r, const Monde *m, DiagnosticPage *p)
{
    Resume x = { .a = r->arena, .p = p, .indice = NAN };
    TRY(say_who(&x));
    if (p->scores && !isnan(p->indice)) {
        TRY(compare_with(r, m, &x));
        TRY(say_fragility(&x));
        TRY(str_eq(p->echelon, S("departement")) ? say_range(&x) : say_weakest(&x));
        TRY(say_need(&x));
    } else
        TRY(say(&x, S("Sa fragilité numérique n’est pas connue de ce site\u00A0: les scores ne sont pas chargés.")));
    TRY(say_help(&x));
    p->phrases = x.v.v;
    p->phrases_n = x.v.n;
    return OK;
}

Err dire_ajouts(Req *r, Str echelon, Str code, Ajouts *to)
{
    for (const Slice *const *s = r->app->slices; *s; s++)
        if ((*s)->territoires)
            TRY((*s)->territoires(r, echelon, code, to));
    return OK;
}

/* ---- help ---------------------------------------------------------------------------------------------------------- */

void dire_aide(Req *r, const Monde *m, DiagnosticPage *p)
{
    bool commune = str_eq(p->echelon, S("commune"));
    const Commune *c = commune ? territoire_commune(m->t, p->code) : NULL;
    Date today = date_paris(clock_now(r->app->clock));
    const Lieu *near = NULL;
    p->heures = -1;
    for (size_t i = 0; m->lieux && i < lieux_n(m->lieux); i++) {
        const Lieu *l = lieux_at(m->lieux, i);
        const Commune *at = l->commune;
        bool inside = at && (commune ? at == c : at->epci && str_eq(at->epci->code, p->code));
        double hours = inside ? offre_du_lieu(r->arena, l, today) : -1;
        if (hours >= 0)
            p->heures = fmax(p->heures, 0) + hours;
        if (!c || c->localisation != LOCALISATION_COMMUNE || !l->a_point)
            continue;
        double km = point_distance_m(c->point, l->point) / 1000;
        if (!near || km < p->proche_km) {
            near = l;
            p->proche_km = km;
        }
    }
    p->prov.lieux = provenance_annuaire(r->arena, &p->prov.l, "Lieux d’aide", "Lieux du territoire dans l’annuaire");
    if (p->population >= 0)
        p->prov.habitants = provenance_populations(r->arena, &p->prov.l, m->d, p->poids);
    if (p->heures >= 0)
        p->prov.heures = provenance_annuaire(r->arena, &p->prov.l, "Heures ouvertes au public",
            "Horaires des lieux du territoire, moyenne des quatre semaines qui viennent");
    if (near)
        p->prov.distance = provenance_annuaire(r->arena, &p->prov.l, "Distance du lieu le plus proche",
            "Du point de la commune à celui du lieu, à vol d’oiseau");
    p->proche = near ? lieu_champ(near, CHAMP_nom) : STR_NONE;
    p->proche_url = near ? str_cat(r->arena, S("/lieux/"), lieu_champ(near, CHAMP_id)) : STR_NONE;
}
