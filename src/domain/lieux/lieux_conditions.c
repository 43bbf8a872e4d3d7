// SPDX-License-Identifier: AGPL-3.0-or-later
/* The conditions of a search as the page shows them: those chosen, each with the address without it, and the boxes. */
#include "domain/lieux/lieux_web.h"

/* In the order of the page: what people ask for most comes first. */
static const int facettes[] = { ENUM_SERVICES, FACETTE_NIVEAU, ENUM_ACCOMPAGNEMENT, ENUM_FRAIS, ENUM_PUBLICS,
    ENUM_PRISE_EN_CHARGE, FACETTE_EQUIPEMENT, ENUM_ACCES, ENUM_ITINERANCE, ENUM_DISPOSITIFS, FACETTE_FAMILLE,
    ENUM_TYPOLOGIE, ENUM_FORMATIONS };
enum { FACETTES_MONTREES = sizeof facettes / sizeof *facettes };
_Static_assert(FACETTES_MONTREES == (int)FACETTES_N,
    "each facet has its boxes: the form carries none without showing it");

typedef VEC(Puce) Puces;

static void puce_add(Arena *a, Puces *v, const char *champ, Str texte, LieuxEtat without)
{
    Puce *p = vec_push(a, v);
    without.page = 1;
    if (p)
        *p = (Puce){ str_from(champ), texte, etat_url(a, "/lieux", &without) };
}

void puces_make(Arena *a, LieuxPage *p)
{
    Puces v = { 0 };
    LieuxEtat e = p->etat;
    if (!str_is_none(e.q)) {
        e.q = STR_NONE;
        puce_add(a, &v, "Mots", p->etat.q, e);
    }
    e = p->etat;
    if (!str_is_none(e.commune) || e.a_pres) {
        e.commune = STR_NONE;
        e.a_pres = false;
        e.rayon = -1;
        puce_add(a, &v, "Autour de",
            p->commune       ? p->commune->nom
            : p->etat.a_pres ? S("ma position")
                             : p->etat.commune,
            e);
    }
    for (int which = 0; which < FACETTES_N; which++)
        for (int i = 0; i < facette_n(which); i++) {
            if (!enumset_has(p->etat.valeurs[which], i))
                continue;
            e = p->etat;
            e.valeurs[which].w[i >> 6] &= ~((uint64_t)1 << (i & 63));
            puce_add(a, &v, "Critère", choice_label(&facette_choices(which)[i]), e);
        }
    e = p->etat;
    if (e.ouvert >= 0 || e.heure >= 0) {
        e.ouvert = e.heure = -1;
        puce_add(a, &v, "Ouvert", str_format(a, "ouvert %.*s", STR_ARG(etat_quand(a, &p->etat))), e);
    }
    e = p->etat;
    if (!str_is_none(e.label)) {
        e.label = STR_NONE;
        puce_add(a, &v, "Label", p->etat.label, e);
    }
    p->puces = v.v;
    p->puces_n = v.n;
}

void facettes_make(Arena *a, LieuxPage *p)
{
    VEC(Facette) v = { 0 };
    p->affinages = (p->etat.rayon >= 0) + (p->etat.tri >= 0) + (p->etat.ouvert >= 0 || p->etat.heure >= 0);
    for (size_t f = 0; p->result.facettes && f < FACETTES_MONTREES; f++) {
        Facette *to = vec_push(a, &v);
        if (!to)
            return;
        int e = facettes[f], chosen = 0;
        for (int i = 0; i < facette_n(e); i++)
            chosen += enumset_has(p->etat.valeurs[e], i);
        *to = (Facette){ .champ = champ_de(p->form, facette_nom(e).p),
            .e = e,
            .n = p->result.facettes->n[e],
            .choisies = chosen };
        p->affinages += chosen;
    }
    p->facettes = v.v;
    p->facettes_n = v.n;
}

typedef VEC(Cachee) Cachees;

static void cachee_add(Arena *a, Cachees *v, const char *name, Str valeur)
{
    Cachee *c = str_is_empty(valeur) ? NULL : vec_push(a, v);
    if (c)
        *c = (Cachee){ name, valeur };
}

/* A position is given by the browser or by a link, a free label by a link: the form would lose them. */
void cachees_make(Arena *a, LieuxPage *p)
{
    Cachees v = { 0 };
    cachee_add(a, &v, "pres", etat_pres(a, &p->etat));
    cachee_add(a, &v, "autres_formations_labels", p->etat.label);
    p->cachees = v.v;
    p->cachees_n = v.n;
}
