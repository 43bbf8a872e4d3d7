// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of this slice are given. */
#pragma once

#include "core/http/attente.h"
#include "core/http/req.h"
#include "domain/activites/activites.h"
#include "domain/activites/arretes.h"
#include "domain/activites/modeles.h"
#include "domain/activites/orientations.h"
#include "domain/activites/saisie.h"
#include "domain/activites/statistiques.h"
#include "domain/territoire/choroplethe.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct SaisiePage {
    const Form *form;
    Structure structure;
    Str titre, action, uid, cle; /* uid: of the record that is corrected; "" a new one */
    int64_t version;
    const SaisieCadre *cadre; /* NULL: the slice's own page */
    bool collectif, repris; /* repris: filled from the last record */
    bool arretee; /* its period is closed: a reason is asked */
    const Choice *collegues, *actions; /* boxes; the plan's actions; each ends with STR_NONE */
    const struct Modele *modeles; /* the first ones, to begin with */
    size_t modeles_n;
    Str modele; /* name of the one it begins with; "" none */
    Champ themes, demarches, duree, dispositif, lieu_type, commune, jour, carte, nouveau, faire_carte, participants,
        nouveaux, cartes, nom, niveau, regle, satisfaction, recommande, autonomie, materiels, orientation, redirection,
        securite, note, plan, animateurs, motif;
} SaisiePage;
/* Labels of joined words: "E-mail, Bureautique". */
Str mots_montres(Arena *a, const Choice *mots, unsigned bits);
/* Its name in the directory; the id where it is not there. */
Str lieu_nomme(Req *r, Str id);
/* The page of a record (activite_voir). */
Err activite_montrer(Req *r, const Activite *x, bool modifie, bool la);
/* Is it one of those lines? */
bool lignes_ont(Str lignes, Str ligne);
/* The lines that no box holds. */
Str lignes_sauf(Arena *a, Str lignes, const Choice *cases);
/* Actions of the plan that this person may choose; ends with STR_NONE. */
Err actions_offertes(Req *r, const Choice **ret);
/* "1.3 Former les aidants", or the number alone. */
Err action_nommee(Req *r, Str numero, Str *ret);

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
    Str csv, xlsx; /* of the coop slice, with the same conditions */
} FichesPage;

typedef struct GesteVue {
    Str quand, geste, qui, quoi; /* quoi: what a correction changed, "" not known */
} GesteVue;
typedef struct FichePage {
    const Form *form;
    const Activite *x;
    Str jour, structure, qui, commune, themes, demarches, materiels, lieu, orientation;
    const Str *cartes;
    const GesteVue *gestes;
    size_t gestes_n;
    bool arretee; /* its period is closed */
    Champ motif;
    const Str *animateurs;
    Str plan, suite, suite_jour; /* suite: what became of whom was sent to a place */
    bool modifie, la; /* may change it; led it with whoever wrote it */
    Champ modele_nom, modele_partage;
} FichePage;

typedef struct ModeleVue {
    const struct Modele *m;
    Str quoi;
    bool retire; /* may take it away */
} ModeleVue;
typedef struct ModelesPage {
    const Form *form;
    const ModeleVue *modeles;
    size_t n;
    Str structure, defait; /* uid; uid of the one just taken away, "" none */
} ModelesPage;

typedef struct OrientationVue {
    Str uid, jour, lieu, nom, structure, suite_jour; /* lieu: id; nom: its name */
    int suite;
    int64_t jours; /* since */
} OrientationVue;
typedef struct OrientationsPage {
    const Form *form;
    const OrientationVue *lignes;
    size_t n;
    int suite;
    Pagination pages;
    Champ champ;
} OrientationsPage;

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
    bool masques; /* a line at least is */
} StatTable;

typedef struct StatPage {
    const Form *form;
    bool arretes; /* this role sees the closed periods */
    bool publique, vide, masques, petit; /* petit: too few to be told at all */
    int64_t seuil;
    int64_t rapprochements; /* pairs of cards not decided yet */
    Str titre, periode, perimetre, csv, xlsx;
    Chiffres tous;
    Chiffres dispositifs[DISPOSITIFS_N];
    bool dispositif_masque[DISPOSITIFS_N]; /* for everybody: small, or would give a small one back */
    Graphe graphe;
    StatTable mois, themes, autre;
    StatSource source;
    const struct ArretePage *arrete; /* the figures are those of a closed period; NULL: they are of today */
    bool arrete_entier; /* it was closed as it is asked: not one dispositif of all those closed */
    Champ du, au, dispositif, par;
    const Choice *annees; /* of the public page, and of whoever reads whole years; NULL: days */
    Champ annee;
} StatPage;

/* Years that have records, the last one first; then this year where there is none. */
Err stat_annees(Req *r, const Choice **ret, int64_t *ret_last);
/* Columns by month, where there are 2 to 12. */
Err stat_graphe_mois(Arena *a, const StatLigne *l, size_t n, Graphe *ret);
/* `seuil` 0: nothing is masked (stat_seuil); `publique`: without persons and workshops. */
Err stat_table_de(Req *r, const StatSource *s, const StatQuestion *q, int par, int64_t seuil, bool publique,
    StatTable *t);
Err stat_table_faire(Db *db, Arena *a, const StatQuestion *q, const StatDetail *d, int64_t seuil, bool publique,
    StatTable *t);

/* Of qsort, for lines. A hidden one goes after those that are told: its place would tell of it. */
int stat_plus_grand_dabord(const void *x, const void *y);

typedef struct Evolution {
    const char *quoi;
    int64_t avant, ici;
    Str ecart; /* "+ 12 %", "nouveau" */
} Evolution;
enum { EVOLUTIONS = 5 };
typedef struct Besoin {
    Str code, nom;
    int64_t accompagnements, usagers, habitants; /* habitants -1: not known */
    double pour_mille, indice; /* NAN: not known */
    bool masque;
} Besoin;
typedef struct ActiviteBulle {
    int x, y, rayon; /* in the units of the map under it */
    Str mots;
} ActiviteBulle;
typedef struct TableauPage {
    const Form *form;
    StatQuestion q, avant;
    StatSource source, source_avant;
    Str arretes_le, arrete_url; /* of a closed year: the day; its page, "" for who may not open it */
    int annee_ici;
    Str titre, qui, colonne, bilan;
    ListeFichiers fichiers_evolution, fichiers_attentes, fichiers_mois, fichiers_themes, fichiers_besoins;
    Chiffres tous, passe;
    Evolution evolutions[EVOLUTIONS];
    int64_t seuil; /* stat_seuil */
    bool petit, passe_petit; /* not told: this year, the one before */
    bool pas_finie; /* this year is not over, and the reader is told of whole years: it is not compared */
    VEC(Attente) attentes;
    Str orientes; /* who was sent to a place, and whether they came; "" nobody was */
    Graphe graphe;
    StatTable mois, themes;
    const Besoin *besoins; /* the most fragile first */
    size_t besoins_n;
    bool indices, habitants; /* one at least is known: a column */
    Str a_voir; /* fragile, and little helped; "" none */
    Choroplethe fond; /* the index by commune, under the circles */
    Str source_indice;
    bool indice_connu;
    const ActiviteBulle *bulles;
    size_t bulles_n;
    const Choice *annees;
    Champ annee;
    bool saisit;
} TableauPage;

Err tableau_page(Req *r);
Err tableau_fichier(Req *r);
Err evolution_fichier(Req *r);
Err attentes_fichier(Req *r);
/* The figures of whoever asks; what waits and is late; territories with what they need; the map of both. */
Err tableau_lire_le_sien(Req *r, TableauPage *p);
Err tableau_attentes(Req *r, TableauPage *p);
Err tableau_besoins(Req *r, TableauPage *p);
Err tableau_carte(Req *r, TableauPage *p);
Err bilan_fichier(Req *r);
Err chiffres_annee_page(Req *r);
extern const Field tableau_champs[], bilan_champs[];
/* The year asked for, or the last one that has records; the same days of the year before. */
Err tableau_lire(Req *r, TableauPage *p);
Err saisie_page(Req *r);
Err modeles_page(Req *r);
Err modele_envoi(Req *r);
Err modele_favori_envoi(Req *r);
Err modele_retrait_envoi(Req *r);
Err orientations_page(Req *r);
Err orientation_envoi(Req *r);
Err depart_envoi(Req *r);
extern const Field modeles_champs[], orientations_champs[];
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
