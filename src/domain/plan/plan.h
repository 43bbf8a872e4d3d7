// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Plan: the roadmap as an action plan. A feuille de route (period, co-carriers, perimeter, versions) has axes, with the
 * diagnosis that each answers; an axis has objectives; actions are numbered in their axis ("1.3"), with steps, costs,
 * financings, comments and people in charge. The one shown is the one whose period began last.
 *
 * Sources: the text of the technical committee of 5 June 2024 (five axes, five themes, national objectives, steering by
 * objectives); the statuses and the rule of lateness of Territoires en Transitions (neither done nor given up, and the
 * last day passed), to which this adds the moves allowed; the 28 columns of its import file (import.h).
 *
 * Money is in centimes of euro, an integer everywhere (argent.h).
 */
#pragma once

#include "core/http/route.h"
#include "domain/acteurs/acteurs.h"

typedef struct FeuilleId {
    int64_t v;
} FeuilleId;
typedef struct AxeId {
    int64_t v;
} AxeId;
typedef struct ObjectifId {
    int64_t v;
} ObjectifId;
typedef struct ActionId {
    int64_t v;
} ActionId;

/* X(NAME, stored, shown) */
#define ACTION_ETATS(X)                                                                                                \
    X(A_DISCUTER, "a_discuter", "À discuter")                                                                          \
    X(A_VENIR, "a_venir", "À venir")                                                                                   \
    X(EN_COURS, "en_cours", "En cours")                                                                                \
    X(EN_PAUSE, "en_pause", "En pause")                                                                                \
    X(BLOQUEE, "bloquee", "Bloquée")                                                                                   \
    X(REALISEE, "realisee", "Réalisée")                                                                                \
    X(ABANDONNEE, "abandonnee", "Abandonnée")
#define ACTION_GENRES(X)                                                                                               \
    X(PROPOSITION, "proposition", "Proposition d’action")                                                              \
    X(THEMATIQUE, "thématique", "Action thématique")                                                                   \
    X(AJOUTEE, "action", "Action")
/* The roadmap's own words: none of them is a transverse action. */
#define PLAN_THEMES(X)                                                                                                 \
    X(EDUCATION, "éducation/jeunesse", "Éducation et jeunesse")                                                        \
    X(EMPLOI, "emploi/insertion", "Emploi et insertion")                                                               \
    X(INCLUSION, "inclusion sociale/précarité", "Inclusion sociale et précarité")                                      \
    X(SANTE, "santé", "Santé")                                                                                         \
    X(AUTONOMIE, "autonomie/dépendance", "Autonomie et dépendance")
#define PRIORITES(X)                                                                                                   \
    X(HAUTE, "haute", "Haute")                                                                                         \
    X(MOYENNE, "moyenne", "Moyenne")                                                                                   \
    X(BASSE, "basse", "Basse")
/* Longer texts of an action. X(NAME, stored, shown, column of the table of 28; NULL: it has none) */
#define ACTION_TEXTES(X)                                                                                               \
    X(DESCRIPTION, "description", "Description", "Descriptif")                                                         \
    X(DIAGNOSTIC, "diagnostic", "Diagnostic auquel elle répond", NULL)                                                 \
    X(OBJECTIFS, "objectifs", "Objectifs poursuivis", "Objectifs")                                                     \
    X(BENEFICIAIRES, "publics", "Publics visés", NULL)                                                                 \
    X(PARTENAIRES, "partenaires", "Partenaires", "Partenaires")                                                        \
    X(MOYENS, "moyens", "Moyens humains et techniques", "Moyens humains et techniques")                                \
    X(MATERIEL, "materiel", "Matériel", NULL)                                                                          \
    X(LOCAUX, "locaux", "Locaux", NULL)                                                                                \
    X(RISQUES, "risques", "Risques", NULL)                                                                             \
    X(BLOCAGE, "blocage", "Ce qui bloque", NULL)                                                                       \
    X(LEVEE, "levee", "Comment lever le blocage", NULL)                                                                \
    X(SERVICE, "service", "Direction ou service pilote", "Direction ou service pilote")                                \
    X(PERSONNE, "personne", "Personne pilote", "Personne pilote")                                                      \
    X(ELU, "elu", "Élu référent", "Élu·e référent·e")                                                                  \
    X(INSTANCES, "instances", "Instances de gouvernance", "Instances de gouvernance")                                  \
    X(PARTICIPATION, "participation", "Participation citoyenne", "Participation Citoyenne")                            \
    X(INDICATEURS, "indicateurs", "Indicateurs suivis", "Indicateurs liés")                                            \
    X(FINANCEMENTS, "financements", "Remarques sur le financement", "Financements")                                    \
    X(SOUS_AXE, "sous_sous_axe", "Sous-objectif", "Sous-sous axe (x.x.x)")                                             \
    X(SOUS_ACTION, "sous_action", "Sous-action", "Titre de la sous-action")                                            \
    X(SOURCE, "source", "Source", NULL)
/* What may be public, action by action. X(NAME, stored, shown, public in what is imported) */
#define PUBLIC_CHAMPS(X)                                                                                               \
    X(ACTION, "action", "L’action elle-même", 1)                                                                       \
    X(DESCRIPTION, "description", "Description, diagnostic et objectifs", 1)                                           \
    X(PILOTE, "pilote", "Pilote", 1)                                                                                   \
    X(PARTENAIRES, "partenaires", "Partenaires", 1)                                                                    \
    X(PUBLICS, "publics", "Publics visés et territoires", 1)                                                           \
    X(CALENDRIER, "calendrier", "Dates et étapes", 1)                                                                  \
    X(ETAT, "etat", "Statut et avancement", 1)                                                                         \
    X(BUDGET, "budget", "Budget et part financée", 1)                                                                  \
    X(FINANCEURS, "financeurs", "Qui finance, et combien", 0)                                                          \
    X(BLOCAGE, "blocage", "Ce qui bloque, et les risques", 0)                                                          \
    X(INDICATEURS, "indicateurs", "Les indicateurs qu’elle fait bouger", 1)
#define COMMENTAIRE_GENRES(X)                                                                                          \
    X(COMMENTAIRE, "commentaire", "Commentaire")                                                                       \
    X(PROPOSITION, "proposition", "Proposition à examiner")                                                            \
    X(ACCEPTEE, "acceptee", "Proposition acceptée")                                                                    \
    X(ECARTEE, "ecartee", "Proposition écartée")
/* X(NAME, stored, shown, national figure, unit). Source: the roadmap's text. */
#define NATIONAUX(X)                                                                                                   \
    X(PERSONNES, "personnes", "Personnes éloignées du numérique accompagnées", 8000000, "personnes")                   \
    X(AIDANTS, "aidants", "Aidants numériques formés", 20000, "aidants")                                               \
    X(EQUIPEMENTS, "equipements", "Équipements reconditionnés accessibles aux ménages modestes", 2000000,              \
        "équipements")                                                                                                 \
    X(LIEUX, "lieux", "Lieux d’inclusion numérique", 25000, "lieux")
#define PART_REGLES(X)                                                                                                 \
    X(POPULATION, "population", "Au prorata de la population")                                                         \
    X(CONCERNES, "concernes", "Au prorata des personnes concernées")                                                   \
    X(PROPRE, "propre", "Cible propre au département")

typedef enum ActionEtat {
#define X(NAME, ...) ACTION_##NAME,
    ACTION_ETATS(X)
#undef X
        ACTION_ETATS_N
} ActionEtat;
typedef enum ActionTexte {
#define X(NAME, ...) TEXTE_##NAME,
    ACTION_TEXTES(X)
#undef X
        TEXTES_N
} ActionTexte;
typedef enum PublicChamp {
#define X(NAME, ...) PUBLIC_##NAME,
    PUBLIC_CHAMPS(X)
#undef X
        PUBLICS_N
} PublicChamp;
typedef enum CommentaireGenre {
#define X(NAME, ...) COMMENTAIRE_##NAME,
    COMMENTAIRE_GENRES(X)
#undef X
        COMMENTAIRES_N
} CommentaireGenre;
typedef enum National {
#define X(NAME, ...) NATIONAL_##NAME,
    NATIONAUX(X)
#undef X
        NATIONAUX_N
} National;
typedef enum PartRegle {
#define X(NAME, ...) PART_##NAME,
    PART_REGLES(X)
#undef X
        PARTS_N
} PartRegle;

enum { ACTION_TITRE_MAX = 400, ACTION_TEXTE_MAX = 20000, PLAN_LIBELLE_MAX = 200, PLAN_THEMES_N = 5 };

/* A day that may not be known. */
typedef struct PlanJour {
    bool has;
    Date d;
} PlanJour;

typedef struct Feuille {
    FeuilleId id;
    Str nom, description, porteurs, appui, perimetre, source;
    Date debut, fin;
    int64_t modifie_at;
} Feuille;

typedef struct Axe {
    AxeId id;
    int64_t rang;
    Str titre, diagnostic;
} Axe;

typedef struct Objectif {
    ObjectifId id;
    AxeId axe_id;
    int64_t rang;
    Str titre;
} Objectif;

/* What lists show of an action. Amounts are those of its financing plan (argent.h). */
typedef struct Action {
    ActionId id;
    int axe;                                       /* in Plan.axes */
    ObjectifId objectif_id;                        /* 0: none */
    Str numero, genre, titre, pilote, territoires;
    int64_t rang;
    unsigned themes;                               /* bits of PLAN_THEMES; 0: transverse */
    ActionEtat etat;
    int priorite;                                  /* in PRIORITES; -1: not said */
    int64_t avancement;
    PlanJour debut, fin;
    unsigned publics;                              /* bits of PublicChamp */
    int64_t version;                               /* of what its form holds */
    int64_t revision;                              /* of all that it holds */
    int64_t modifie_at;
    int64_t budget, finance, verse; /* centimes, TTC: expenses; what is not refused of them; what came */
} Action;

typedef struct Plan {
    Feuille feuille;
    const Axe *axes;
    size_t axes_n;
    const Objectif *objectifs; /* by axis, then rank */
    size_t objectifs_n;
    Action *actions; /* by axis, then rank */
    size_t actions_n;
} Plan;

/* The one shown. ERR_NOT_FOUND: there is none. */
Err plan_courant(Db *db, Arena *a, Plan *ret);
/* The same, the amounts of its actions left at 0: for what tells each line of them, as files do. */
Err plan_sans_montants(Db *db, Arena *a, Plan *ret);
/* NULL: there is none of that number. */
const Action *plan_action(const Plan *p, Str numero);

static inline bool action_publique(const Action *x, PublicChamp champ)
{
    return (x->publics & 1U << PUBLIC_ACTION) && (x->publics & 1U << champ);
}
/* NULL: there is none, as of an action that aims at none. */
const Objectif *plan_objectif(const Plan *p, ObjectifId id);
/* The first rank from `rang` whose number no action has: one that went to another axis keeps its number. */
int64_t plan_rang_libre(Arena *a, const Plan *p, int axe, int64_t rang);
Str plan_numero(Arena *a, const Plan *p, int axe, int64_t rang); /* "1.3" */
/* The last rank of an axis; 0: it has no action. */
int64_t plan_dernier_rang(const Plan *p, int axe);
/* Neither done nor given up, and the last day passed. */
bool action_en_retard(const Action *x, Date today);
typedef struct PlanCompte {
    const Axe *axe;
    int64_t actions, realisees, cours, a_lancer, retard,
        avancement; /* avancement: mean of what is not given up, 0 to 100 */
    int64_t budget, finance;
} PlanCompte;
/* `publics`: only what is shown to everybody. One an axis, then all of them; NULL: no memory. */
PlanCompte *plan_compter(Arena *a, const Plan *p, Date today, bool publics);
/* The moves of a status; the same one is no move. `pilote`: who may open again what was ended. */
bool action_peut_passer(ActionEtat de, ActionEtat vers, bool pilote);
Str action_etat_montre(ActionEtat e);
/* "Santé", "Santé, Emploi et insertion"; "Transverse" for 0. */
Str themes_montre(Arena *a, unsigned themes);

/* ---- one action ---- */

typedef struct ActionEtape {
    int64_t id;
    Str titre;
    PlanJour echeance, faite;
} ActionEtape;
typedef struct Commentaire {
    int64_t id, at;
    PersonneId personne_id; /* 0: erased since */
    CommentaireGenre genre;
    Str texte;
} Commentaire;
typedef struct PlanChangement {
    int64_t at;
    OptI64 personne_id;
    Str numero, champ, avant, apres;
} PlanChangement;
typedef struct ActionFiche {
    Str textes[TEXTES_N]; /* "" where nothing is written */
    const ActionEtape *etapes;
    size_t etapes_n;
    const Str *proches; /* numbers */
    size_t proches_n;
    const PersonneId *responsables;
    size_t responsables_n;
} ActionFiche;
Err action_fiche(Db *db, Arena *a, ActionId id, ActionFiche *ret);
Err action_commentaires(Db *db, Arena *a, ActionId id, const Commentaire **ret, size_t *ret_n);
/* The newest first, `max` at most. `id` {0}: of the whole plan. */
Err plan_changements(Db *db, Arena *a, ActionId id, int64_t depuis, int64_t max, const PlanChangement **ret,
    size_t *ret_n);

/* Pilotes and administrators may change each action, people in charge theirs. `par` NULL: the service itself. */
bool plan_pilote(const Acteur *par);
Err action_modifiable(Db *db, const Acteur *par, ActionId id, bool *ret);
/* Those within the scope of a pilote, for a list of people; nobody for others. */
Err plan_personnes(Req *r, const Choice **ret);

/*
 * Changes: in a transaction of the caller, each field that differs is kept with what it was (plan_changement) and the journal
 * told. ERR_FORBIDDEN: not this person's; ERR_CONFLICT: changed meanwhile (`version`), or a move that is not allowed;
 * ERR_INVALID: a value that the web's fields should have refused.
 */
typedef struct ActionSaisie {
    Str titre, pilote, territoires;
    unsigned themes;
    int priorite;
    int64_t avancement;
    PlanJour debut, fin;
    unsigned publics;
    Str textes[TEXTES_N]; /* STR_NONE: left as it is */
    bool objectif_dit, proches_dites; /* false: left as it is */
    ObjectifId objectif; /* of its axis; 0: none */
    const Action *const *proches;
    size_t proches_n;
} ActionSaisie;
Err action_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t version,
    const ActionSaisie *s);
/* Blocked asks for what blocks and how it may be lifted (ERR_INVALID). Done: progress becomes 100. */
Err action_passer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, ActionEtat vers, Str blocage,
    Str levee);
/* A new one at the end of its axis, of genre "action", to be discussed. Its number is given. */
Err action_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int axe, ObjectifId objectif,
    Str titre, Str *ret_numero);
/*
 * To another axis or objective (0: none), last of its axis. It keeps its number, which minutes, packs and requests name.
 * A pilote's. ERR_CONFLICT: it is there already, or changed meanwhile.
 */
Err action_deplacer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, const Action *x, int axe,
    ObjectifId objectif);
/* The axis of that rank, or a new one; another title is told in the history of each of its actions. A pilote's, who journals it. */
Err axe_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t rang, Str titre,
    Str diagnostic);
/* Told in the history of each of its actions. A pilote's. ERR_INVALID: no words; ERR_CONFLICT: its axis has one of that title. */
Err objectif_renommer(Db *db, const Acteur *par, int64_t now, const Plan *p, const Objectif *o, Str titre);
Err action_etape_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, Str titre,
    PlanJour echeance);
/* `faite` without a day: not done after all. */
Err action_etape_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t etape,
    PlanJour faite);
/* Written by mistake. ERR_NOT_FOUND. */
Err action_etape_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t etape);
Err action_confier(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, PersonneId id, bool confier);
Err action_commenter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, CommentaireGenre genre,
    Str texte);
/* A proposal accepted or set aside. ERR_NOT_FOUND: no such one waits. */
Err proposition_decider(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id, bool accepter);

/* ---- versions, national objectives ---- */

typedef struct PlanVersion {
    int64_t numero, at;
    Str libelle;
} PlanVersion;
Err plan_versions(Db *db, Arena *a, FeuilleId id, const PlanVersion **ret, size_t *ret_n);
/* The plan of now becomes version N+1, kept as JSON. */
Err plan_version_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, Str libelle);
Err plan_version_lire(Db *db, Arena *a, FeuilleId id, int64_t numero, PlanVersion *ret, Str *ret_json);

typedef struct NationalPart {
    bool fixee;
    PartRegle regle;
    int64_t numerateur, denominateur;
    Str source;
} NationalPart;
/* The national figure × numerator / denominator, rounded to the nearest; the numerator itself where the rule is `propre`. */
int64_t national_part(National n, const NationalPart *p);
/* "Au prorata de la population (430 000 sur 68 000 000). Insee, 2021"; "Pas encore arrêtée". */
Str national_regle(Arena *a, const NationalPart *p);
Str national_montre(National n);
int64_t national_cible(National n);
Err nationaux_lire(Db *db, Arena *a, FeuilleId id, NationalPart ret[NATIONAUX_N]);
Err national_fixer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, National n, const NationalPart *x);

extern const struct Slice slice_plan;
