// SPDX-License-Identifier: AGPL-3.0-or-later
/* The conditions of a search as the page shows them: those chosen, each with the address without it, and the boxes. */
#include "domain/lieux/lieux_web.h"

static const struct {
    StandardEnum e;
    const char *champ;
} facettes[] = {
    { ENUM_SERVICES, "services" },
    { ENUM_PUBLICS, "publics_specifiquement_adresses" },
    { ENUM_PRISE_EN_CHARGE, "prise_en_charge_specifique" },
    { ENUM_FRAIS, "frais_a_charge" },
    { ENUM_DISPOSITIFS, "dispositif_programmes_nationaux" },
    { ENUM_ACCES, "modalites_acces" },
    { ENUM_ACCOMPAGNEMENT, "modalites_accompagnement" },
};
enum { FACETTES_N = sizeof facettes / sizeof *facettes };

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
    for (int which = 0; which < STANDARD_ENUMS_N; which++)
        for (int i = 0; i < standard_enum_n((StandardEnum)which); i++) {
            if (!enumset_has(p->etat.valeurs[which], i))
                continue;
            e = p->etat;
            e.valeurs[which].w[i >> 6] &= ~((uint64_t)1 << (i & 63));
            puce_add(a, &v, "Critère", standard_label((StandardEnum)which, i), e);
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
    for (size_t f = 0; p->result.facettes && f < FACETTES_N; f++) {
        Facette *to = vec_push(a, &v);
        if (!to)
            return;
        int chosen = 0;
        for (int i = 0; i < standard_enum_n(facettes[f].e); i++)
            chosen += enumset_has(p->etat.valeurs[facettes[f].e], i);
        *to = (Facette){ .champ = champ_de(p->form, facettes[f].champ),
            .e = facettes[f].e,
            .n = p->result.facettes->n[facettes[f].e],
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

static bool has_facette(StandardEnum e)
{
    for (size_t f = 0; f < FACETTES_N; f++)
        if (facettes[f].e == e)
            return true;
    return false;
}

/* A position is given by the browser or by a link, the other ones by a link: the form would lose them. */
void cachees_make(Arena *a, LieuxPage *p)
{
    Cachees v = { 0 };
    cachee_add(a, &v, "pres", etat_pres(a, &p->etat));
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        if (!has_facette((StandardEnum)e))
            cachee_add(a, &v, standard_field(standard_enum_field((StandardEnum)e))->name.p,
                etat_valeurs(a, &p->etat, (StandardEnum)e));
    cachee_add(a, &v, "autres_formations_labels", p->etat.label);
    p->cachees = v.v;
    p->cachees_n = v.n;
}
