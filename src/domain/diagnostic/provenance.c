// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/diagnostic/provenance.h"

int provenance_dire(Arena *a, Provenances *l, Provenance p)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->v[i].nom, p.nom))
            return (int)i + 1;
    Provenance *to = vec_push(a, l);
    if (!to)
        return 0;
    *to = p;
    if (str_is_none(to->url))
        to->url = str_format(a, "#source-%zu", l->n);
    return (int)l->n;
}

Str agregation_dite(const Indicateur *i)
{
    if (str_eq(i->unite, S("nombre")) || str_eq(i->unite, S("personnes")))
        return S("Pour un territoire : somme de ses communes");
    if (str_eq(i->unite, S("date")) || str_eq(i->unite, S("oui/non")))
        return S("Donné commune par commune, sans total");
    return S("Pour un territoire : moyenne de ses communes, pesée par leur population");
}

int provenance_indicateur(Arena *a, Provenances *l, const Indicateur *i)
{
    return provenance_dire(a, l,
        (Provenance){ i->nom, i->definition, i->source, i->millesime, i->licence,
            str_cat(a, S("/diagnostic/indicateurs/"), i->code) });
}

int provenance_populations(Arena *a, Provenances *l, const Diagnostic *d, Str poids)
{
    const Jeu *jeu = diagnostic_jeu(d, S("populations"), S("commune"));
    if (str_is_none(poids) || !jeu)
        return provenance_dire(a, l,
            (Provenance){ S("Habitants"), S("Population municipale de la commune ; somme pour un territoire"),
                S("Insee, code officiel géographique"), S(""), S("Licence Ouverte 2.0"), STR_NONE });
    return provenance_dire(a, l,
        (Provenance){ S("Habitants"),
            S("Population des communes du millésime qui pèse les scores, communes fusionnées depuis comprises ; somme "
              "pour un territoire"),
            jeu->source, poids, jeu->licence, STR_NONE });
}

int provenance_indice(Arena *a, Provenances *l, const Diagnostic *d, Str poids)
{
    const Jeu *jeu = diagnostic_jeu(d, S("ifn"), S("commune"));
    if (!jeu)
        return 0;
    return provenance_dire(a, l,
        (Provenance){ S("Indice de fragilité numérique"),
            str_format(a,
                "Moyenne simple des scores montrés ; chacun est la moyenne des communes, pesée par leur population "
                "(%.*s). Calculé sans arrondi : seul l’affichage arrondit",
                STR_ARG(poids)),
            jeu->source, jeu->millesime, jeu->licence, STR_NONE });
}

int provenance_contexte(Arena *a, Provenances *l, const Diagnostic *d)
{
    const Jeu *jeu = diagnostic_jeu(d, S("ifn"), S("commune"));
    return provenance_dire(a, l,
        (Provenance){ S("Scores de contexte"), S("Publiés avec l’indice ; ce que chacun mesure est sur sa fiche"),
            jeu ? jeu->source : S(""), jeu ? jeu->millesime : S(""), jeu ? jeu->licence : S(""),
            S("/diagnostic/indicateurs") });
}

static Str poids_dits(const Diagnostic *d, Str poids)
{
    const Str *names;
    int k = diagnostic_poids_find(d, poids);
    diagnostic_poids(d, &names);
    return k >= 0 ? names[k] : str_or_empty(poids);
}

Provenance demande_provenance(Arena *a, const Diagnostic *d, const DemandeDite *q)
{
    const Jeu *people = diagnostic_jeu(d, S("populations"), S("commune")), *index = NULL;
    const Indicateur *all = NULL;
    size_t n = diagnostic_indicateurs(d, &all);
    int k = str_is_none(q->indicateur) ? -1 : diagnostic_indicateur_find(d, q->indicateur);
    Provenance p = { S("Personnes comptées"), str_format(a, "%.*s\u00A0: %.*s", STR_ARG(q->nom), STR_ARG(q->formule)),
        people ? people->source : S("Insee, code officiel géographique"), poids_dits(d, q->poids),
        people ? people->licence : S("Licence Ouverte 2.0"), S("/diagnostic/indicateurs") };
    if (k >= 0 && (size_t)k < n) {
        p.source = all[k].source;
        p.millesime = all[k].millesime;
        p.licence = all[k].licence;
    } else if (q->par_indice && (index = diagnostic_jeu(d, S("ifn"), S("commune")))) {
        p.source = str_format(a, "Populations\u00A0: %.*s, %.*s\u202F; indice\u00A0: %.*s", STR_ARG(p.source),
            STR_ARG(p.millesime), STR_ARG(index->source));
        p.licence = str_eq(p.licence, index->licence)
                      ? p.licence
                      : str_format(a, "populations\u00A0: %.*s\u202F; indice\u00A0: %.*s", STR_ARG(p.licence),
                            STR_ARG(index->licence));
        p.millesime = index->millesime;
    }
    return p;
}

int provenance_annuaire(Arena *a, Provenances *l, const char *nom, const char *formule)
{
    return provenance_dire(a, l,
        (Provenance){ str_from(nom), str_from(formule), S("Annuaire de ce site, mis à jour en continu"), S(""),
            S("Licence Ouverte 2.0"), STR_NONE });
}
