// SPDX-License-Identifier: AGPL-3.0-or-later
/* Asking the snapshot: what is loaded, a zone by its name, and the weighted means of a zone. */
#include <math.h>
#include <stdlib.h>

#include "domain/diagnostic/diagnostic_impl.h"

Str echelon_code(Echelon e)
{
    static const Str codes[ECHELONS_] = { S_INIT("commune"), S_INIT("epci"), S_INIT("arrondissement"),
        S_INIT("departement"), S_INIT("region"), S_INIT("france") };
    return codes[e];
}

size_t diagnostic_indicateurs(const Diagnostic *d, const Indicateur **ret)
{
    *ret = d ? d->indicateurs : NULL;
    return d ? d->n_indicateurs : 0;
}

size_t diagnostic_jeux(const Diagnostic *d, const Jeu **ret)
{
    *ret = d ? d->jeux : NULL;
    return d ? d->n_jeux : 0;
}

const Jeu *diagnostic_jeu(const Diagnostic *d, Str jeu, Str echelon)
{
    const Jeu *found = NULL;
    for (size_t i = 0; d && i < d->n_jeux; i++)
        if (str_eq(d->jeux[i].jeu, jeu) && str_eq(d->jeux[i].echelon, echelon))
            found = &d->jeux[i]; /* in order of vintage */
    return found;
}

bool diagnostic_national(const Diagnostic *d)
{
    return d && d->national;
}

bool diagnostic_fictif(const Diagnostic *d)
{
    const Jeu *j = diagnostic_jeu(d, S("ifn"), S("commune"));
    return j && j->fictif;
}

size_t diagnostic_poids(const Diagnostic *d, const Str **ret)
{
    *ret = d ? d->poids : NULL;
    return d ? d->n_poids : 0;
}

int diagnostic_poids_find(const Diagnostic *d, Str nom)
{
    const Jeu *ifn = diagnostic_jeu(d, S("ifn"), S("commune"));
    if (str_is_none(nom))
        nom = ifn ? ifn->poids : STR_NONE;
    for (size_t i = 0; d && i < d->n_poids; i++)
        if (str_eq(d->poids[i], nom))
            return (int)i;
    return -1;
}

int diagnostic_indicateur_find(const Diagnostic *d, Str code)
{
    for (size_t i = 0; d && i < d->n_indicateurs; i++)
        if (str_eq(d->indicateurs[i].code, code))
            return (int)i;
    return -1;
}

static Choix group(const Diagnostic *d, Str groupe)
{
    Choix c = 0;
    for (size_t i = 0; d && i < d->n_indicateurs; i++)
        if (str_eq(d->indicateurs[i].groupe, groupe) && d->indicateurs[i].n > 0)
            c |= (Choix)1 << i;
    return c;
}

Choix diagnostic_coeur(const Diagnostic *d)
{
    return group(d, S("ifn"));
}

Choix diagnostic_contexte(const Diagnostic *d)
{
    return group(d, S("ifn_contexte"));
}

bool diagnostic_suit_les_fusions(const Diagnostic *d)
{
    return d && d->fusions;
}

/* ---- zones ---------------------------------------------------------------------------------------------------------- */

static int by_code(const void *key, const void *code)
{
    return str_cmp(*(const Str *)key, *(const Str *)code);
}

bool zone_nth(const Diagnostic *d, Echelon e, size_t rang, Zone *ret)
{
    const Zones *z = &d->zones[e];
    if (rang >= z->n)
        return false;
    *ret = (Zone){ e, z->codes[rang], z->noms[rang], rang };
    return true;
}

static bool zone_at(const Diagnostic *d, Echelon e, Str code, Zone *ret)
{
    const Zones *z = &d->zones[e];
    const Str *at = z->n ? bsearch(&code, z->codes, z->n, sizeof code, by_code) : NULL;
    if (!at)
        return false;
    return zone_nth(d, e, (size_t)(at - z->codes), ret);
}

static int by_base(const void *key, const void *base)
{
    return str_cmp(*(const Str *)key, str_from(((const Base *)base)->code));
}

/* A commune of today, or the one that took in this code. */
static bool commune_at(const Diagnostic *d, Str code, Zone *ret)
{
    if (zone_at(d, ECHELON_COMMUNE, code, ret))
        return true;
    const Base *b = d->n_bases ? bsearch(&code, d->bases, d->n_bases, sizeof *b, by_base) : NULL;
    return b && zone_at(d, ECHELON_COMMUNE, b->zones[ECHELON_COMMUNE], ret);
}

Err zone_find(const Diagnostic *d, Arena *a, Str demande, Zone *ret, Str *ret_message)
{
    Str rest = demande, word = STR_NONE;
    int e = 0;
    str_split(&rest, ':', &word);
    while (e < ECHELONS_ && !str_eq(word, echelon_code((Echelon)e)))
        e++;
    if (e == ECHELONS_ || (e == ECHELON_FRANCE) != str_is_empty(rest)) {
        *ret_message = str_format(a,
            "« %.*s » n’est pas un territoire : écrivez commune:28085, epci:200033181, arrondissement:281, "
            "departement:28, region:24 ou france.",
            STR_ARG(utf8_cut(demande, 60)));
        return ERR_INVALID;
    }
    if (e == ECHELON_COMMUNE ? commune_at(d, rest, ret) : zone_at(d, (Echelon)e, rest, ret))
        return OK;
    *ret_message = str_format(a, "Aucune commune connue dans « %.*s ».", STR_ARG(utf8_cut(demande, 60)));
    return ERR_NOT_FOUND;
}

/* ---- means ---------------------------------------------------------------------------------------------------------- */

typedef struct Somme {
    double produit, poids;
} Somme;

static void add_row(const Diagnostic *d, size_t i, int64_t habitants, Choix choix, Agregat *g, Somme *sommes)
{
    bool any = false;
    for (size_t k = 0; k < d->n_indicateurs; k++) {
        double v = d->valeurs[k * d->n_bases + i];
        if (isnan(v))
            continue;
        any = any || (choix >> k & 1);
        if (habitants > 0) {
            sommes[k].produit += (double)habitants * v;
            sommes[k].poids += (double)habitants;
        }
    }
    if (any) {
        g->lignes++;
        g->sans_population += habitants < 0;
        g->population += habitants > 0 ? habitants : 0;
    } else {
        g->sans_valeur++;
        g->population_sans_valeur += habitants > 0 ? habitants : 0;
    }
}

static void settle_means(Agregat *g, const Somme sommes[INDICATEURS_MAX], Choix choix)
{
    double total = 0;
    int n = 0;
    for (size_t k = 0; k < INDICATEURS_MAX; k++) {
        g->scores[k] = sommes[k].poids > 0 ? sommes[k].produit / sommes[k].poids : NAN;
        if (choix >> k & 1) {
            total += g->scores[k];
            n++;
        }
    }
    g->indice = n ? total / n : NAN;
}

void diagnostic_agreger(const Diagnostic *d, const Zone *z, int poids, Choix choix, Agregat *ret)
{
    Agregat g = { .indice = NAN };
    Somme sommes[INDICATEURS_MAX] = { 0 };
    const uint32_t *de = d->zones[z->echelon].de;
    const int64_t *habitants = &d->habitants[(size_t)poids * d->n_bases];
    for (size_t i = 0; i < d->n_bases; i++)
        if (de[i] == z->rang && !d->bases[i].redite)
            add_row(d, i, habitants[i], choix, &g, sommes);
    settle_means(&g, sommes, choix);
    *ret = g;
}

/* ---- all the parts of a zone in one pass ---------------------------------------------------------------------------- */

/* The place of each zone of `e` among those that are in `z`; ZONE_AUCUNE: outside. */
static size_t number_parts(const Diagnostic *d, const Zone *z, Echelon e, uint32_t *place)
{
    size_t n = 0;
    for (size_t i = 0; i < d->zones[e].n; i++)
        place[i] = ZONE_AUCUNE;
    for (size_t i = 0; i < d->n_bases; i++) {
        uint32_t at = d->zones[e].de[i];
        if (at != ZONE_AUCUNE && d->zones[z->echelon].de[i] == z->rang)
            place[at] = 0;
    }
    for (size_t i = 0; i < d->zones[e].n; i++)
        if (place[i] == 0)
            place[i] = (uint32_t)n++;
    return n;
}

Err diagnostic_parties(const Diagnostic *d, Arena *a, const Zone *z, Echelon e, int poids, Choix choix,
    const Partie **ret, size_t *ret_n)
{
    uint32_t *place = NEW(a, uint32_t, d->zones[e].n + 1);
    if (!place)
        return ERR_MEMORY;
    size_t n = number_parts(d, z, e, place);
    Partie *parts = NEW(a, Partie, n + 1);
    Agregat *g = NEW(a, Agregat, n + 1);
    Somme(*sommes)[INDICATEURS_MAX] = arena_array(a, n + 1, sizeof *sommes);
    if (!parts || !g || !sommes)
        return ERR_MEMORY;
    const int64_t *habitants = &d->habitants[(size_t)poids * d->n_bases];
    for (size_t i = 0; i < d->n_bases; i++) {
        uint32_t at = d->zones[e].de[i] == ZONE_AUCUNE ? ZONE_AUCUNE : place[d->zones[e].de[i]];
        if (at != ZONE_AUCUNE && d->zones[z->echelon].de[i] == z->rang && !d->bases[i].redite)
            add_row(d, i, habitants[i], choix, &g[at], sommes[at]);
    }
    for (size_t i = 0; i < d->zones[e].n; i++) {
        Partie *p = place[i] == ZONE_AUCUNE ? NULL : &parts[place[i]];
        if (!p)
            continue;
        zone_nth(d, e, i, &p->zone);
        settle_means(&g[place[i]], sommes[place[i]], choix);
        p->population = g[place[i]].population + g[place[i]].population_sans_valeur;
        p->indice = g[place[i]].indice;
    }
    *ret = parts;
    *ret_n = n;
    return OK;
}
