// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/tenue/tenue.h"

#include <stdlib.h>

/* ---- scope ---- */

typedef VEC(Str) Ids;

static Err add_id(Arena *a, Ids *to, Str id)
{
    Str *new = vec_push(a, to);
    if (!new)
        return ERR_MEMORY;
    *new = id;
    return OK;
}

/* A duplicate has become another place, which is held too. */
static Err linked_places(Db *db, Arena *a, Str uid, Perimetre *p)
{
    Structure s;
    const Str *ids = NULL;
    size_t n = 0;
    Ids all = { 0 };
    TRY(structure_par_uid(db, a, uid, &s));
    TRY(structure_lieux(db, a, s.id, &ids, &n));
    for (size_t i = 0; i < n; i++) {
        LieuTenu l;
        TRY(add_id(a, &all, ids[i]));
        Err e = lieu_tenu_lire(db, a, ids[i], &l);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == OK && str_eq(l.ferme_motif, S("doublon")) && l.remplace_par.n)
            TRY(add_id(a, &all, l.remplace_par));
    }
    p->lieux = all.v;
    p->n = all.n;
    return OK;
}

Err perimetre_de(Db *db, Arena *a, const Acteur *par, const Territoire *t, Perimetre *ret)
{
    Perimetre p = { .territoire = t };
    if (par && (par->role & TENUE_ROLES)) {
        p.portee = portee_de(par->portee);
        p.code = par->code;
    }
    if (p.portee == PORTEE_STRUCTURE) {
        Err e = linked_places(db, a, p.code, &p);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
    }
    *ret = p;
    return OK;
}

bool perimetre_couvre_commune(const Perimetre *p, Str code_insee)
{
    const Commune *c = p->territoire ? territoire_commune(p->territoire, code_insee) : NULL;
    switch (p->portee) {
    case PORTEE_INSTANCE:
        return true;
    case PORTEE_DEPARTEMENT:
        return c ? str_eq(c->departement, p->code) : p->code.n && str_starts(code_insee, p->code);
    case PORTEE_EPCI:
        return c && c->epci && str_eq(c->epci->code, p->code);
    case PORTEE_STRUCTURE:
        return false;
    }
    return false;
}

bool perimetre_couvre(Arena *a, const Perimetre *p, const LieuTenu *l)
{
    if (p->portee == PORTEE_STRUCTURE) {
        for (size_t i = 0; i < p->n; i++)
            if (str_eq(p->lieux[i], l->champs[CHAMP_id]))
                return true;
        return false;
    }
    const Commune *c = lieu_commune(a, p->territoire, l->champs);
    return perimetre_couvre_commune(p, c ? code_insee_str(&c->code) : l->champs[CHAMP_code_insee]);
}

Err tenue_ouvrir(Req *r, Str id, LieuTenu *ret)
{
    Perimetre p;
    LieuTenu l;
    TRY(perimetre_de(r->db, r->arena, r->acteur, req_snapshot(r, &territoire_snapshot), &p));
    TRY(lieu_tenu_lire(r->db, r->arena, id, &l));
    if (!perimetre_couvre(r->arena, &p, &l))
        return ERR_NOT_FOUND;
    *ret = l;
    return OK;
}

static int by_name(const void *x, const void *y)
{
    const LieuTenu *a = x, *b = y;
    int order = str_cmp(a->champs[CHAMP_nom], b->champs[CHAMP_nom]);
    return order ? order : str_cmp(a->champs[CHAMP_id], b->champs[CHAMP_id]);
}

Err tenue_lieux(Req *r, const LieuTenu **ret, size_t *ret_n)
{
    Perimetre p;
    const LieuTenu *all = NULL;
    size_t n = 0;
    VEC(LieuTenu) held = { 0 };
    TRY(perimetre_de(r->db, r->arena, r->acteur, req_snapshot(r, &territoire_snapshot), &p));
    TRY(lieux_tenus(r->db, r->arena, &all, &n));
    for (size_t i = 0; i < n; i++) {
        LieuTenu *to = perimetre_couvre(r->arena, &p, &all[i]) ? vec_push(r->arena, &held) : NULL;
        if (to)
            *to = all[i];
    }
    if (held.n)
        qsort(held.v, held.n, sizeof *held.v, by_name);
    *ret = held.v;
    *ret_n = held.n;
    return OK;
}

Err lieu_tenants(Db *db, Arena *a, Str id, Str *ret)
{
    const Structure *held = NULL;
    size_t n = 0;
    Str out = STR_NONE;
    TRY(structures_du_lieu(db, a, id, &held, &n));
    for (size_t i = 0; i < n; i++)
        out = i ? str_format(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(held[i].nom)) : held[i].nom;
    *ret = out;
    return OK;
}

/* ---- words ---- */

Str lieu_objet(Arena *a, Str id)
{
    return str_cat(a, S("lieu:"), id);
}

Str tenue_adresse(Arena *a, Str id)
{
    BUF b = buf_new(16 * 1024);
    buf_put(&b, S("/espace/lieux/"));
    url_encode(&b, id);
    return str_dup(a, buf_str(&b));
}

/* ---- freshness ---- */

Date lieu_frais(const LieuTenu *l)
{
    Date d = { 0 };
    if (!date_parse_lenient(l->champs[CHAMP_date_maj], &d))
        d = (Date){ 0 };
    Date said = l->confirme_at.has ? date_paris(l->confirme_at.v) : d;
    return said.days > d.days ? said : d;
}

bool lieu_perime(const LieuTenu *l, Date today)
{
    return today.days - lieu_frais(l).days > FRAICHEUR_JOURS;
}
