// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the views of committees are given. */
#pragma once

#include "domain/comites/comites_priv.h"
#include "domain/plan/relations.h"

/* "45 min", "2 h", "1 h 30" */
static inline Str duree_montre(Arena *a, int64_t minutes)
{
    if (minutes < 60)
        return str_format(a, "%lld\u00a0min", (long long)minutes);
    return minutes % 60 ? str_format(a, "%lld\u00a0h\u00a0%02lld", (long long)(minutes / 60), (long long)(minutes % 60))
                        : str_format(a, "%lld\u00a0h", (long long)(minutes / 60));
}

typedef struct MembreVue {
    Str uid, nom;
    int presence;                                  /* in PRESENCES; -1: not noted */
    bool moi;
} MembreVue;
typedef struct TacheVue {
    const Tache *t;
    MembreVue qui;
} TacheVue;
typedef struct ComitesPage {
    const Form *form;
    const Comite *comites;
    size_t n;
    bool pilote;
} ComitesPage;
typedef struct ComitePage {
    const Form *form;
    const Comite *comite;
    const MembreVue *membres;
    size_t membres_n;
    const Reunion *reunions;
    size_t reunions_n;
    const Choice *personnes;
    int64_t now;
    bool pilote;
} ComitePage;
typedef struct ReunionPage {
    const Form *form;
    const Reunion *reunion;
    const Comite *comite;
    Champ ordre, compte_rendu, jour, heure, duree, lieu;
    const MembreVue *membres;
    size_t membres_n;
    const Decision *decisions;
    size_t decisions_n;
    const MembreVue *retireurs;                    /* one a decision: who took it back */
    int64_t motif_faux;                            /* the decision that was sent without a reason; 0: none */
    const TacheVue *taches;
    size_t taches_n;
    const DossierLigne *dossiers;
    size_t dossiers_n;
    const DocumentJoint *papiers;
    size_t papiers_n;
    bool pilote, membre;
} ReunionPage;
typedef struct PapiersPage {
    const Form *form, *adresse;                    /* adresse: the page was opened; NULL: a file was sent */
    const Reunion *reunion;
    const Comite *comite;
    const DocumentJoint *papiers;
    size_t n;
    bool pilote;
} PapiersPage;
