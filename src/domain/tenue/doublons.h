// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Duplicates: two sheets that look like one place (tenue.h, lieux_ressemblance), compared side by side, made one with a preview,
 * and taken apart again. The one that goes is not deleted: its address leads to the other one, and its source's next file
 * goes on bringing it up to date behind. What somebody has said not to be a duplicate is not proposed again.
 */
#pragma once

#include "domain/tenue/tenue_web.h"

typedef struct Paire {
    const LieuTenu *a, *b;
    int score;
} Paire;
/* Within the scope, the most alike first; what was set aside is left out. */
Err doublons_chercher(Req *r, const Paire **ret, size_t *ret_n);
/* The two as one: what `garde` says, completed by `absorbe`; lists joined; the first SIRET that is one. */
void doublon_reunir(Arena *a, const LieuTenu *garde, const LieuTenu *absorbe, LieuTenu *ret);
/* Both have been opened within the scope. ERR_CONFLICT: one of them is closed. */
Err doublon_fusionner(Req *r, const LieuTenu *garde, const LieuTenu *absorbe);
/* What the merge changed and nobody has changed since goes back. ERR_NOT_FOUND: no such merge. */
Err doublon_defaire(Req *r, const LieuTenu *absorbe);

extern const Field doublons_champs[], comparer_champs[], fusionner_champs[], defaire_champs[];
Err doublons_page(Req *r);
Err comparer_page(Req *r);
Err fusionner_envoi(Req *r);
Err ecarter_envoi(Req *r);
Err defaire_envoi(Req *r);

typedef struct PaireVue {
    LieuLigne a, b;
    int score;
    Str url;
} PaireVue;
typedef struct FusionVue {
    LieuLigne absorbe, garde;
    Str quand;
} FusionVue;
typedef struct DoublonsPage {
    const Form *form;
    const PaireVue *paires;
    size_t n;
    Pagination pages;
    const FusionVue *fusions;
    size_t fusions_n;
} DoublonsPage;
typedef struct Comparaison {
    Str nom, a, b, reuni; /* STR_NONE: nothing */
    bool differe, repris; /* both say something, and not the same; only the other says something */
} Comparaison;
typedef struct ComparerPage {
    const Form *form;
    LieuLigne garde, absorbe;
    Str inverse; /* the same page, the other one kept */
    int score;
    const Comparaison *v;
    size_t n;
} ComparerPage;
