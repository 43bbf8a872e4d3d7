// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of this slice are given. */
#pragma once

#include "core/http/req.h"
#include "domain/activites/activites.h"
#include "domain/activites/saisie.h"
#include "domain/activites/statistiques.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct SaisiePage {
    const Form *form;
    Structure structure;
    Str titre, action, uid, cle; /* uid: of the record that is corrected; "" a new one */
    int64_t version;
    bool collectif, repris; /* repris: filled from the last record */
    Champ themes, demarches, duree, dispositif, lieu_type, commune, jour, carte, nouveau, faire_carte, participants,
        nouveaux, cartes, nom, niveau, regle, satisfaction, recommande, autonomie, materiels, orientation, redirection,
        securite, note;
} SaisiePage;

typedef struct FicheLigne {
    const ActiviteLigne *l;
    Str jour, themes;
} FicheLigne;
typedef struct FichesPage {
    const Form *form;
    const FicheLigne *fiches;
    size_t n;
    Pagination pages;
    Champ du, au, type, dispositif, theme, supprimees;
    bool cherche, saisit; /* saisit: acts for one structure */
} FichesPage;

typedef struct GesteVue {
    Str quand, geste, qui;
} GesteVue;
typedef struct FichePage {
    const Form *form;
    const Activite *x;
    Str jour, structure, qui, commune, themes, demarches, materiels, lieu, orientation;
    const Str *cartes;
    const GesteVue *gestes;
    size_t gestes_n;
} FichePage;

typedef struct Barre {
    int64_t x, y, h;
    Str lettre, chiffre; /* chiffre STR_NONE: not written */
} Barre;
typedef struct Grille {
    int64_t y;
    Str chiffre;
} Grille;
typedef struct Graphe {
    const Barre *barres;
    size_t n; /* 0: no graph */
    Grille grilles[4];
    Str dit;
} Graphe;

typedef struct StatTable {
    Str titre, colonne;
    const StatLigne *lignes;
    size_t n;
    int64_t total, max;
    bool usagers, ateliers, part; /* columns */
} StatTable;

typedef struct StatPage {
    const Form *form;
    bool publique, vide, masques;
    int64_t rapprochements; /* pairs of cards not decided yet */
    Str titre, periode, perimetre, csv, xlsx;
    Chiffres tous;
    Chiffres dispositifs[DISPOSITIFS_N];
    Graphe graphe;
    StatTable mois, themes, autre;
    Champ du, au, dispositif, par;
    const Choice *annees; /* of the public page */
    Champ annee;
} StatPage;

Err saisie_page(Req *r);
Err saisie_envoi(Req *r);
Err activite_correction_page(Req *r);
Err correction_envoi(Req *r);
Err fiches_page(Req *r);
Err fiche_page(Req *r);
Err suppression_envoi(Req *r);
Err retablir_envoi(Req *r);
Err statistiques_page(Req *r);
Err statistiques_fichier(Req *r);
Err chiffres_page(Req *r);
Err definitions_page(Req *r);
extern const Field fiches_champs[], fiche_champs[], stat_champs[], chiffres_champs[];
