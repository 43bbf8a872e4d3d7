// SPDX-License-Identifier: AGPL-3.0-or-later
/* From the state of a search to what is looked for: the commune that is meant, the point, the distance, the order. */
#include "domain/lieux/lieux_web.h"

#include "core/app.h"
#include "domain/lieux/suggestions.h"

enum { RAYON_DEFAUT = 2 };

/* In the order of the choices of rayon_km. */
static const int rayons_m[] = { 5000, 10000, 20000, 30000, 50000, 0 };

/* A link from a sheet carries a code, the box shows the name; unless several communes have that name. */
static Str name_of_code(Req *r, const Territoire *t, const Commune *c, Str typed)
{
    const Commune *found[2];
    size_t n = 0;
    if (!str_eq(typed, code_insee_str(&c->code)))
        return STR_NONE;
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    return territoire_resolve(t, r->arena, c->nom, departement, found, &n, 2) == c ? c->nom : STR_NONE;
}

/* The same search near each of them. */
static Str *commune_urls(Req *r, const LieuxPage *p, const Commune **found, size_t n)
{
    Str *urls = NEW(r->arena, Str, n);
    for (size_t i = 0; urls && i < n; i++) {
        LieuxEtat e = p->etat;
        e.commune = code_insee_str(&found[i]->code);
        urls[i] = etat_url(r->arena, "/lieux", &e);
    }
    return urls;
}

void commune_find(Req *r, const Territoire *t, LieuxPage *p)
{
    const Commune **found = NEW(r->arena, const Commune *, CANDIDATES_MAX);
    Str typed = p->etat.commune;
    if (str_is_none(typed) || !found)
        return;
    size_t n = 0;
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    p->commune = t ? territoire_resolve(t, r->arena, typed, departement, found, &n, CANDIDATES_MAX) : NULL;
    if (p->commune) {
        p->commune_dite = name_of_code(r, t, p->commune, typed);
        return;
    }
    p->candidates = found;
    p->candidates_n = n;
    p->commune_inconnue = n == 0;
    p->candidates_url = commune_urls(r, p, found, n);
    if (n)
        return;
    p->proches = found;
    p->proches_n = communes_proches(t, r->arena, typed, false, departement, found, CANDIDATES_MAX);
    p->proches_url = commune_urls(r, p, found, p->proches_n);
}

Err correction_make(Req *r, LieuxPage *p, const LieuxQuery *q)
{
    LieuxQuery mended = *q;
    LieuxResult found;
    LieuxEtat e = p->etat;
    if (p->result.total || str_is_none(q->q))
        return OK;
    mended.q = suggestion_corriger(p->lieux, r->arena, q->q);
    if (str_is_none(mended.q))
        return OK;
    mended.from = 0;
    mended.max = 1;
    mended.facettes = false;
    TRY(lieux_search(p->lieux, r->arena, &mended, &found));
    if (!found.total)
        return OK;
    e.q = mended.q;
    e.page = 1;
    p->corrige = mended.q;
    p->corrige_url = etat_url(r->arena, "/lieux", &e);
    return OK;
}

bool q_is_commune(Req *r, const Territoire *t, const LieuxEtat *e)
{
    if (!t || str_is_none(e->q) || !str_is_none(e->commune) || e->a_pres)
        return false;
    const Commune *c[2];
    size_t n = 0;
    const Commune *one = territoire_resolve(t, r->arena, e->q, config_str(r->app->config, CONF_DEPARTEMENT), c, &n, 2);
    int64_t code = 0;
    return one && (str_eq(utf8_fold_name(r->arena, e->q), one->nom_cle) || (e->q.n == 5 && str_to_i64(e->q, &code)));
}

/* A weekday is the next one that is no public holiday: what is asked is what happens on ordinary Mondays. */
static Date day_meant(int ouvert, Date today)
{
    Date d = today;
    if (ouvert == QUAND_DEMAIN)
        d.days++;
    if (ouvert < QUAND_LUNDI)
        return d;
    while (date_civil(d).weekday != ouvert - QUAND_LUNDI || jour_ferie(d))
        d.days++;
    return d;
}

static void when_open(const LieuxEtat *e, const Instant *now, LieuxQuery *q)
{
    enum { HEURE_PREMIERE = 7 };
    Minute at = now->at;
    if (e->ouvert < 0 && e->heure < 0)
        return;
    q->ouvert = LIEUX_OUVERT_A;
    q->vacances = now->calendrier;
    q->moment = at;
    if (e->ouvert == QUAND_MAINTENANT)
        return;
    q->moment = minute_de(day_meant(e->ouvert, minute_jour(at)), e->heure < 0 ? 0 : (HEURE_PREMIERE + e->heure) * 60);
    if (e->heure < 0)
        q->ouvert = LIEUX_OUVERT_CE_JOUR;
}

LieuxQuery query_make(const LieuxPage *p)
{
    const LieuxEtat *e = &p->etat;
    LieuxQuery q = { .q = e->q, .autres_formations_labels = e->label, .a_point = e->a_pres, .point = e->pres };
    for (int i = 0; i < FACETTES_N; i++)
        q.valeurs[i] = e->valeurs[i];
    when_open(e, &p->maintenant, &q);
    if (p->commune && p->commune->localisation != LOCALISATION_AUCUNE) {
        q.a_point = true;
        q.point = p->commune->point;
    } else if (p->commune) {
        q.commune = code_insee_str(&p->commune->code);
    }
    if (q.a_point)
        q.rayon_m = rayons_m[e->rayon < 0 ? RAYON_DEFAUT : e->rayon];
    int tri = e->tri >= 0 ? e->tri : q.a_point ? TRI_DISTANCE : str_is_none(e->q) ? TRI_NOM : TRI_PERTINENCE;
    if (tri == TRI_DISTANCE && !q.a_point)
        tri = TRI_NOM;
    q.sort = tri == TRI_DISTANCE ? LIEUX_SORT_DISTANCE : tri == TRI_NOM ? LIEUX_SORT_NOM : LIEUX_SORT_PERTINENCE;
    return q;
}
