// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of the plan share, and what their views are given. */
#pragma once

#include "domain/plan/comparer.h"
#include "domain/plan/depot.h"
#include "domain/plan/import.h"
#include "domain/plan/indicateurs.h"
#include "domain/plan/aides.h"
#include "domain/plan/argent.h"
#include "domain/plan/mentions.h"
#include "domain/plan/plan_priv.h"
#include "domain/plan/relations.h"
#include "domain/territoire/territoire.h"

extern const Right plan_api_lire, plan_suivre, plan_changer, plan_piloter;
extern const Field plan_api_champs[], plan_public_champs[], suivi_champs[], action_champs[], aides_champs[],
    creer_champs[], national_champs[];
extern const Choice plan_faits[];

static inline Date plan_today(const Req *r)
{
    return date_paris(r->now);
}

/* ---- public ---- */

typedef struct LigneVue {
    const Action *x;
    bool montre_pilote, montre_jours, montre_etat, montre_budget;
    bool retard;
} LigneVue;
typedef struct GroupeVue {
    Str titre;                                     /* of the objective, or "Actions thématiques" */
    const LigneVue *lignes;
    size_t n;
} GroupeVue;
typedef struct AxeVue {
    const PlanCompte *compte;
    const GroupeVue *groupes;
    size_t n;
    int64_t lignes;                                /* of all groups */
} AxeVue;
typedef struct FinanceVue {
    const Cofinancement *c;
    int64_t a_trouver, total;                      /* of all axes */
} FinanceVue;
typedef struct PlanPublic {
    const Form *form;
    const Plan *plan;                              /* NULL: there is none */
    const PlanCompte *comptes, *tout;
    const AxeVue *axes;
    const LigneVue *retards;
    size_t retards_n;
    FinanceVue finance;
    const NationalPart *nationaux;
    Date today;
    int64_t vues;                                  /* actions shown */
    bool a_pilotes, a_jours, a_budgets;            /* some action says it: else its column is left out */
    bool ouvert;                                   /* every action in sight */
} PlanPublic;

typedef struct IndicateurPublic {
    const Indicateur *i;
    int64_t valeur;
    Date jour;
    bool petit; /* fewer people than may be told: `seuil` */
    int64_t seuil;
} IndicateurPublic;
typedef struct FichePublique {
    const IndicateurPublic *indicateurs;           /* that it moves, as far as they are public */
    size_t indicateurs_n;
    const Plan *plan;
    const Action *x;
    const ActionFiche *f;
    const Objectif *objectif;
    bool retard;
    Equilibre argent;
    const Financement *financeurs;
    size_t financeurs_n;
    Str activite; /* what was done under it; "" nothing yet */
} FichePublique;

/* "42 accompagnements, dont 3 ateliers…"; `publique`: small counts are not said. */
Err plan_activite(Req *r, const Action *x, bool publique, Str *ret);

Err plan_page(Req *r);
Err plan_action_page(Req *r);
Err plan_csv(Req *r);
Err plan_api(Req *r);
Err plan_api_actions(Req *r);
Err plan_api_complet(Req *r);
Err plan_api_actions_completes(Req *r);
Err plan_api_indicateurs(Req *r);

/* ---- the map ---- */

typedef struct IciVue {
    const Action *x;
    Str lieu;                                      /* STR_NONE: it names the territory */
} IciVue;
typedef struct EndroitVue {
    Str nom, cle;
    const char *sorte;
    bool placee;
    int x, y;
    const IciVue *ici;
    size_t n;
} EndroitVue;
typedef struct CartePlan {
    const CarteFond *carte;                        /* NULL: neither contours nor coordinates are loaded */
    const EndroitVue *endroits;                    /* those placed first, then by number of actions */
    size_t n, placees;
    int64_t partout;                               /* actions that name no place */
    bool suivi;
} CartePlan;
/* `publics`: only actions that say their territories to everybody. */
Err carte_des_actions(Req *r, const Plan *plan, bool publics, CartePlan *ret);
Err carte_page(Req *r);
Err carte_csv(Req *r);
Err suivi_carte_csv(Req *r);

/* ---- signed in ---- */

/* The current plan, as far as this person follows it (plan_pour). */
Err plan_suivi_lire(Req *r, Plan *p);
/* A page of the plan that could not be read: where no plan is loaded yet, to the one that says so and what to do. */
Err plan_absent(Req *r, Err e);

typedef enum Vue { VUE_ETATS, VUE_TABLEAU, VUE_FRISE, VUE_GROUPES, VUE_ARGENT, VUE_CARTE, VUES_N } Vue;
typedef enum Colonne {
    COL_PILOTE,
    COL_THEME,
    COL_TERRITOIRES,
    COL_ETAT,
    COL_PRIORITE,
    COL_AVANCEMENT,
    COL_DEBUT,
    COL_FIN,
    COL_BUDGET,
    COL_RESTE,
    COLS_N
} Colonne;
typedef struct TriVue {
    Str titre, url;
    const char *sens;                              /* aria-sort; NULL: not this one */
} TriVue;
typedef struct BarreVue {
    const Action *x;
    int gauche, largeur, haut;                     /* in the drawing */
    bool retard;
} BarreVue;
typedef struct AnVue {
    int annee, x;
} AnVue;
typedef struct GroupeCompte {
    Str nom, url;
    int64_t actions, realisees, retard, avancement, budget, finance;
} GroupeCompte;
typedef struct SuiviPage {
    const Form *form;
    const Plan *plan;
    Vue vue;
    const Action *const *actions;                  /* those chosen, in order */
    size_t n;
    const Choice *axes, *pilotes;                  /* lists of the search */
    Str vues[VUES_N];                              /* addresses that keep the search */
    TriVue tris[COLS_N + 2];                       /* of number, title, then each column */
    unsigned colonnes;
    int64_t par_etat[ACTION_ETATS_N];
    const BarreVue *barres;
    size_t barres_n;
    const AnVue *ans;
    int hauteur, largeur, debut, annees;           /* of the drawing: first year, number of years */
    const GroupeCompte *groupes;
    size_t groupes_n;
    FinanceVue finance;
    CartePlan carte;
    const Choice *financeurs;
    const Tresorerie *quartiers;
    size_t quartiers_n;
    Date today;
    bool pilote, financeur;                        /* financeur: sees what it funds, and nothing else */
} SuiviPage;

typedef struct CommentaireVue {
    const Commentaire *c;
    Str qui;
} CommentaireVue;
typedef struct ResponsableVue {
    Str uid, nom;
} ResponsableVue;
typedef struct LieuLie {
    Str id, nom, commune;
    bool ouvert;                                   /* the directory lists it */
} LieuLie;
typedef struct ActeurVue {
    Str uid, nom;
    ActeurPart part;
} ActeurVue;
typedef struct RelationsVue {
    ActionRelations r;
    const LieuLie *lieux;
    const ActeurVue *acteurs;
} RelationsVue;
Err relations_montrer(Req *r, ActionId id, RelationsVue *ret);
typedef struct MoyensPage {
    const Form *form;
    const Action *x;
    RelationsVue relations;
    const Choice *lieux, *acteurs;                 /* that answer the words typed */
    size_t lieux_n, acteurs_n;
} MoyensPage;
typedef struct DocumentsPage {
    const Form *form, *adresse;                    /* adresse: the page was opened; NULL: a file was sent */
    const Action *x;
    RelationsVue relations;
    bool modifie;
} DocumentsPage;
typedef struct VoixVue {
    Str financeur, uid, nom;
} VoixVue;
typedef struct FinanceursPage {
    const Form *form;
    const Str *noms;
    size_t noms_n;
    const Choice *choix, *personnes;
    const VoixVue *voix;
    size_t voix_n;
} FinanceursPage;
extern const Field moyens_champs[], documents_vue_champs[], documents_champs[], document_retrait_champs[],
    financeurs_champs[];
Err moyens_page(Req *r);
Err moyens_envoi(Req *r);
Err lieux_envoi(Req *r);
Err acteurs_envoi(Req *r);
Err documents_page(Req *r);
Err document_envoi(Req *r);
Err document_retrait(Req *r);
Err document_octets(Req *r);
Err plan_financeurs_page(Req *r);
Err plan_financeurs_envoi(Req *r);

typedef struct AFinancerPage {
    const Action *const *actions;                  /* what is to be found, the largest first */
    size_t n, aides_n;
} AFinancerPage;
/* An aid as its row shows it. */
typedef struct AideVue {
    const AideProposee *p;
    Str financeur; /* under which it would be noted */
    Str montant; /* as typed: its rate of the expenses, as far as they are to be found; "": to be written */
    const Financement *pressenti; /* noted already; NULL: not yet */
} AideVue;
typedef struct AidesPage {
    const Form *form;
    const Action *x;
    const AideVue *proposees;
    size_t n, aides_n;
    int64_t a_trouver;
    bool modifie;
} AidesPage;
Err action_aide_envoi(Req *r);
Err aides_page(Req *r);
Err action_aides_page(Req *r);

typedef struct EtatPossible {
    Choice choix[ACTION_ETATS_N + 1];
    size_t n;
} EtatPossible;
typedef struct FicheSuivi {
    const Form *form;
    const Plan *plan;
    const Action *x;
    const ActionFiche *f;
    const Objectif *objectif;
    const FinancementPlan *argent;
    Equilibre equilibre;
    const CommentaireVue *commentaires;
    size_t commentaires_n;
    const ResponsableVue *responsables;
    size_t responsables_n;
    const PlanChangement *changements;
    size_t changements_n;
    const Indicateur *indicateurs;                 /* those that it moves */
    size_t indicateurs_n;
    const Choice *personnes;                       /* whom an action may be given to */
    RelationsVue relations;
    EtatPossible etats;
    Date today;
    bool modifie, pilote, retard;
    Str activite; /* what was done under it; "" nothing yet */
    Ajouts ajouts; /* what other slices say of it: decisions of committees */
    const Str *financeurs; /* known, to be chosen from */
    size_t financeurs_n;
} FicheSuivi;
typedef struct SaisiePage {
    const Form *form;
    const Action *x;
    int64_t version;
    Champ titre, pilote, territoires, theme, objectif, proches, priorite, avancement, debut, fin, publics;
    const Choice *objectifs;                       /* of its axis */
    bool pilotage;                                 /* may move it */
    Champ textes[TEXTES_N];
} SaisiePage;
/* The longer texts, by what they are about; ends with a NULL title. */
typedef struct TexteGroupe {
    const char *titre;
    unsigned textes; /* bits of ActionTexte */
} TexteGroupe;
extern const TexteGroupe texte_groupes[];
/* The first one, and those where something is written or is to be mended. */
bool groupe_ouvert(const SaisiePage *p, const TexteGroupe *g);
typedef struct IndicateursPage {
    const Form *form;
    const Indicateur *indicateurs;
    size_t n;
    const Choice *noms;
    Date today;
    bool pilote;
} IndicateursPage;
typedef struct NouvellePage {
    const Form *form;
    const Choice *ou;                              /* "axe:1", "objectif:12" */
} NouvellePage;
typedef struct DeplacerPage {
    const Form *form;
    const Action *x;
    const Axe *axe;                                /* where it is */
    const Choice *ou;
    Champ place;
} DeplacerPage;
typedef struct VersionsPage {
    const Form *form;
    const Plan *plan;
    const PlanVersion *versions;
    size_t versions_n;
    const PlanChangement *changements;
    size_t changements_n;
    const NationalPart *nationaux;
    const CommentaireVue *propositions;            /* waiting; `qui`: number of the action */
    size_t propositions_n;
    int64_t depuis;                                /* number of the version since which changes are told; 0: all */
    bool pilote;
} VersionsPage;

typedef struct FeuillePage {
    const Form *form;
    const Plan *plan;
    const Axe *axe;                                /* the one to change; NULL: a new one */
    const Objectif *objectif;                      /* the one to rename; NULL: none */
    Champ objectif_titre;
    Champ nom, description, debut, fin, porteurs, appui, perimetre, source, axe_titre, diagnostic;
} FeuillePage;
typedef struct ComparaisonPage {
    const Form *form;
    const Plan *plan;
    const PlanVersion *versions;
    size_t versions_n;
    const Choice *choix;                           /* today, then each version */
    Champ champ_de, champ_a;
    Str nom_de, nom_a;
    int64_t at_de, at_a;
    const PlanComparaison *c;
    bool rien;
} ComparaisonPage;
enum { PLAN_IMPORT_OCTETS = 5 * 1024 * 1024, PLAN_IMPORT_CORPS = PLAN_IMPORT_OCTETS + 64 * 1024 };
typedef struct PlanImportPage {
    const Form *form, *adresse;                    /* what is filled in; what the address says */
    bool attend;                                   /* a file left earlier */
    PlanDepot depot;
    const PlanLu *refus;                           /* NULL: nothing was refused */
    size_t refus_n;                                /* faults shown */
} PlanImportPage;
typedef struct PlanApercu {
    PlanDepot depot;
    Str jusque;
    PlanBilan bilan;
    size_t montres;
    Str ignorees; /* columns that are not read, between « »; empty */
} PlanApercu;
extern const Field feuille_champs[], versions_champs[], plan_import_adresse[], plan_import_champs[],
    plan_depot_champs[];
Err feuille_page(Req *r);
Err feuille_envoi(Req *r);
Err axe_envoi(Req *r);
Err objectif_envoi(Req *r);
Err versions_page(Req *r);
Err plan_import_page(Req *r);
Err plan_import_envoi(Req *r);
Err plan_import_apercu(Req *r);
Err plan_import_confirmer(Req *r);
Err plan_import_annuler(Req *r);

Err suivi_page(Req *r);
Err suivi_export(Req *r);
Err action_fiche_page(Req *r);
Err fiche_montrer(Req *r, const Plan *p, const Action *x);
/* The current plan and the action of the address; ERR_NOT_FOUND. */
Err ouvrir_action(Req *r, Plan *p, const Action **ret);
Err action_etat_envoi(Req *r);
Err modifier_page(Req *r);
Err modifier_envoi(Req *r);
Err etape_envoi(Req *r);
Err etape_faite_envoi(Req *r);
Err cout_envoi(Req *r);
Err cout_retrait(Req *r);
Err financement_envoi(Req *r);
Err financement_passer_envoi(Req *r);
Err financement_retrait(Req *r);
Err commentaire_envoi(Req *r);
Err proposition_envoi(Req *r);
Err responsable_envoi(Req *r);
Err nouvelle_page(Req *r);
Err nouvelle_envoi(Req *r);
Err deplacer_page(Req *r);
Err deplacer_envoi(Req *r);
Err changements_page(Req *r);
Err version_envoi(Req *r);
Err version_json(Req *r);
Err national_envoi(Req *r);
extern const Field indicateur_champs[];
/* With what the formulas give now. `suivis`: of the whole plan, and of the actions that this person follows. */
Err indicateurs_lire(Req *r, const Plan *p, const Indicateur **ret, size_t *ret_n);
Err indicateurs_suivis(Req *r, const Plan *p, const Indicateur **ret, size_t *ret_n);
/* What the form says, its faults told; `formule` is left. */
Indicateur indicateur_du_formulaire(Req *r, const Plan *p, ActionId *ret_action);
typedef struct BarreIndicateur {
    int x, y, h;
} BarreIndicateur;
typedef struct IndicateurPage {
    const Form *form;
    const Indicateur *i;
    IndicateurEtat e;
    const BarreIndicateur *barres; /* one a value */
    int depart_y, cible_y;
    Str dit; /* the drawing in words */
    Champ nom, unite, baisse, action, depart, depart_jour, cible, cible_jour;
    bool pilote;
} IndicateurPage;
extern const Field indicateur_retrait_champs[];
Err indicateur_page(Req *r);
Err indicateur_changer(Req *r);
Err indicateur_retrait(Req *r);
Err valeur_retrait(Req *r);
Err indicateurs_page(Req *r);
Err indicateur_envoi(Req *r);
Err valeur_envoi(Req *r);
Err jalon_envoi(Req *r);
