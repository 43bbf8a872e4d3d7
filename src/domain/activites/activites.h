// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Activités: who did what for whom, written once, and the figures that come of it. Fields and enumerations are those of the
 * national tool (La Coop de la médiation numérique, schema Activite and fields/thematique.ts, snapshot of June 2026), so that
 * data can come from it and go to it; added to them: the dispositif, satisfaction, what was settled in one appointment, a
 * named place that somebody is sent to, the security module.
 *
 * A person is anonymous, or holds a card: a code without a name. The card is shown in any structure, so that one person is
 * counted once; two cards of one person are merged by somebody, never by themselves.
 *
 * Definitions of the figures: definitions.c, which is also their public page.
 */
#pragma once

#include "core/http/route.h"
#include "domain/acteurs/acteurs.h"

typedef struct ActiviteId {
    int64_t v;
} ActiviteId;
typedef struct UsagerId {
    int64_t v;
} UsagerId;

/* X(NAME, stored, shown). "stored" are the codes of the national tool, "shown" the labels that its files print. */
#define ACTIVITE_TYPES(X)                                                                                              \
    X(INDIVIDUEL, "individuel", "Accompagnement individuel")                                                           \
    X(COLLECTIF, "collectif", "Atelier collectif")
#define DISPOSITIFS(X)                                                                                                 \
    X(CONSEILLER_NUMERIQUE, "conseiller_numerique", "Conseillers numériques")                                          \
    X(FRANCE_SERVICES, "france_services", "France Services")                                                           \
    X(AIDANTS_CONNECT, "aidants_connect", "Aidants Connect")                                                           \
    X(AUTRE, "autre", "Autres professionnels")
#define LIEU_TYPES(X)                                                                                                  \
    X(LIEU_ACTIVITE, "lieu_activite", "Lieu d’activité")                                                               \
    X(DOMICILE, "domicile", "À domicile")                                                                              \
    X(A_DISTANCE, "a_distance", "À distance")                                                                          \
    X(AUTRE, "autre", "Autre lieu")
#define THEMES(X)                                                                                                      \
    X(DIAGNOSTIC, "diagnostic_numerique", "Diagnostic numérique")                                                      \
    X(MATERIEL, "prendre_en_main_du_materiel", "Prendre en main du matériel")                                          \
    X(MAINTENANCE, "maintenance_de_materiel", "Maintenance de matériel")                                               \
    X(CONTENUS, "gere_ses_contenus_numeriques", "Gérer ses contenus numériques")                                       \
    X(NAVIGATION, "navigation_sur_internet", "Navigation sur internet")                                                \
    X(EMAIL, "email", "E-mail")                                                                                        \
    X(BUREAUTIQUE, "bureautique", "Bureautique")                                                                       \
    X(RESEAUX, "reseaux_sociaux", "Réseaux sociaux communication")                                                     \
    X(SANTE, "sante", "Santé")                                                                                         \
    X(BANQUE, "banque_et_achats_en_ligne", "Banque et achats en ligne")                                                \
    X(ENTREPRENEURIAT, "entrepreneuriat", "Accompagner un professionnel")                                              \
    X(INSERTION, "insertion_professionnelle", "Insertion professionnelle")                                             \
    X(SECURITE, "securite_numerique", "Prévention en sécurité numérique")                                              \
    X(PARENTALITE, "parentalite", "Parentalité")                                                                       \
    X(SCOLARITE, "scolarite_et_numerique", "Scolarité et numérique")                                                   \
    X(CREER, "creer_avec_le_numerique", "Créer avec le numérique")                                                     \
    X(CULTURE, "culture_numerique", "Culture numérique")                                                               \
    X(IA, "intelligence_artificielle", "Intelligence artificielle (IA)")                                               \
    X(DEMARCHES, "aide_aux_demarches_administratives", "Aide aux démarches administratives")
#define DEMARCHES(X)                                                                                                   \
    X(PAPIERS, "papiers_elections_citoyennete", "Papiers - Élections - Citoyenneté")                                   \
    X(FAMILLE, "famille_scolarite", "Famille - Scolarité")                                                             \
    X(SOCIAL, "social_sante", "Social - Santé")                                                                        \
    X(TRAVAIL, "travail_formation", "Travail - Formation - Entreprise")                                                \
    X(LOGEMENT, "logement", "Logement")                                                                                \
    X(TRANSPORTS, "transports_mobilite", "Transports - Mobilité")                                                      \
    X(ARGENT, "argent_impots", "Argent - Impôts")                                                                      \
    X(JUSTICE, "justice", "Justice")                                                                                   \
    X(ETRANGERS, "etrangers_europe", "Étrangers - Europe")                                                             \
    X(LOISIRS, "loisirs_sports_culture", "Loisirs - Sports - Culture")                                                 \
    X(ASSOCIATIONS, "associations", "Associations")
#define MATERIELS(X)                                                                                                   \
    X(ORDINATEUR, "ordinateur", "Ordinateur")                                                                          \
    X(TELEPHONE, "telephone", "Téléphone")                                                                             \
    X(TABLETTE, "tablette", "Tablette")                                                                                \
    X(AUTRE, "autre", "Autre")                                                                                         \
    X(AUCUN, "aucun", "Pas de matériel")
#define AUTONOMIES(X)                                                                                                  \
    X(ACCOMPAGNE, "entierement_accompagne", "Avec guidage")                                                            \
    X(PARTIELLE, "partiellement_autonome", "Autonome avec guidage en cas de besoin")                                   \
    X(AUTONOME, "autonome", "Autonome")
#define ACTIVITE_NIVEAUX(X)                                                                                            \
    X(DEBUTANT, "debutant", "Débutant")                                                                                \
    X(INTERMEDIAIRE, "intermediaire", "Intermédiaire")                                                                 \
    X(AVANCE, "avance", "Avancé")
#define REDIRECTIONS(X)                                                                                                \
    X(ADMINISTRATION, "administration", "Administration (mairie, préfecture…)")                                        \
    X(MEDIATION, "mediation_numerique", "Autre structure de médiation numérique")                                      \
    X(OPERATEUR, "operateur_ou_organisme_en_charge", "Opérateur ou organisme en charge de la démarche administrative") \
    X(AIDE_SOCIALE, "aide_sociale", "Structure d’aide sociale (maison des solidarités, centre social…)")               \
    X(INSERTION, "insertion_professionnelle",                                                                          \
        "Structure d’insertion professionnelle (France Travail, mission locale, chambre de commerce…)")                \
    X(DEMARCHES, "aide_aux_demarches_administratives",                                                                 \
        "Structure d’aide aux démarches administratives (France Services…)")                                           \
    X(AUTRE, "autre", "Autre")
#define GENRES(X)                                                                                                      \
    X(MASCULIN, "masculin", "Masculin")                                                                                \
    X(FEMININ, "feminin", "Féminin")
#define STATUTS(X)                                                                                                     \
    X(SCOLARISE, "scolarise", "Scolarisé")                                                                             \
    X(SANS_EMPLOI, "sans_emploi", "Sans emploi")                                                                       \
    X(EN_EMPLOI, "en_emploi", "En emploi")                                                                             \
    X(RETRAITE, "retraite", "Retraité")
/* X(NAME, stored, shown, first age) */
#define TRANCHES(X)                                                                                                    \
    X(MOINS_12, "moins_12", "Moins de 12 ans", 0)                                                                      \
    X(DE_12, "12_17", "12 - 17 ans", 12)                                                                               \
    X(DE_18, "18_24", "18 - 24 ans", 18)                                                                               \
    X(DE_25, "25_39", "25 - 39 ans", 25)                                                                               \
    X(DE_40, "40_59", "40 - 59 ans", 40)                                                                               \
    X(DE_60, "60_69", "60 - 69 ans", 60)                                                                               \
    X(PLUS_70, "70_plus", "70 ans et plus", 70)

enum {
#define X(NAME, stored, shown) ACTIVITE_##NAME,
    ACTIVITE_TYPES(X)
#undef X
        ACTIVITE_TYPES_N
};
enum {
#define X(NAME, stored, shown) DISPOSITIF_##NAME,
    DISPOSITIFS(X)
#undef X
        DISPOSITIFS_N
};
enum {
#define X(NAME, stored, shown) LIEU_TYPE_##NAME,
    LIEU_TYPES(X)
#undef X
        LIEU_TYPES_N
};
enum {
#define X(NAME, stored, shown) THEME_##NAME,
    THEMES(X)
#undef X
        THEMES_N
};
/* In the order of the enumerations; each ends with STR_NONE. */
extern const Choice activite_types[], dispositifs[], lieu_types[], themes[], demarches[], materiels[], autonomies[],
    niveaux[], redirections[], genres[], statuts[], tranches[];

enum {
    DUREE_MAX = 24 * 60,
    PARTICIPANTS_MAX = 10000, /* of a workshop, as in the national tool */
    NOTE_MAX = 1000,
    TITRE_MAX = 120,
    CLE_MAX = 64,
    NOTE_SATISFAIT = 4, /* from 4 out of 5 one is satisfied */
};

/* ---- people by a card ---- */

enum { CODE_CARTE = 8 };

typedef struct Usager {
    UsagerId id;
    UsagerId racine; /* the one counted: itself, or the one it was merged into */
    Str code; /* "K7MQ3XR4" */
    StructureId structure_id;
    OptI64 naissance; /* year */
    Str genre, statut, commune; /* "" not said */
    Str source;
} Usager;

/* Seven characters among 31 (no 0, 1, I, O, U) and one that checks them: weighted sum modulo 31, which finds any character
 * changed and any two neighbours swapped. */
Str carte_code(Arena *a, Random random);
/* As typed: blanks, hyphens and case are set aside. STR_NONE: not a code, or the check is wrong. */
Str carte_lire(Arena *a, Str typed);
Str carte_montree(Arena *a, Str code); /* "K7MQ-3XR4" */
/* -1: neither year known, or out of 0 to 130. `annee`: of the act, so that a closed year never changes. */
int tranche_de(OptI64 naissance, int annee);

/* A new card of that structure, which has been opened by the caller. Journalled. */
Err usager_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s, const Usager *x,
    Usager *ret);
/* Followed by that structure from now on: of a card that an import held (structure_a_rattacher). The caller tells the journal. */
Err usager_deplacer(Db *db, UsagerId id, StructureId vers);
/* Whoever shows the card: no scope is asked for, and what is returned leads to no file. ERR_NOT_FOUND. */
Err usager_par_code(Db *db, Arena *a, Str code, Usager *ret);
/* Cards of the structures within the scope, the last made first. */
Err usagers_lister(Db *db, Arena *a, const Acteur *par, int64_t page, const Usager **ret, size_t *ret_n,
    int64_t *ret_total);
typedef struct UsagerFusion {
    int64_t accompagnements, usagers; /* of the card to be merged: its records; the cards that follow it */
} UsagerFusion;
/* Both within the scope, else ERR_NOT_FOUND; ERR_CONFLICT: one person already. Journalled. */
Err usager_fusion_apercu(Db *db, Arena *a, const Acteur *par, Str de, Str vers, UsagerFusion *ret);
Err usager_fusionner(Db *db, Arena *a, const Acteur *par, int64_t now, Str de, Str vers);

/* ---- records ---- */

/* Somebody else who led it, and the structure that she did it for. */
typedef struct Animateur {
    PersonneId personne_id;
    StructureId structure_id;
} Animateur;
enum { ANIMATEURS_MAX = 20, PLAN_ACTION_MAX = 20 };

typedef struct Activite {
    ActiviteId id;
    Str uid;
    int type, dispositif, lieu_type;
    StructureId structure_id;
    PersonneId personne_id; /* who did it */
    Date jour;
    int64_t duree_min;
    Str lieu, commune, epci; /* "" none */
    unsigned themes, demarches, materiels; /* bits, by rank */
    int autonomie, niveau; /* 1 to 3; 0 not said */
    Str titre, note;
    int redirection; /* rank; -1 none */
    Str orientation; /* named place; "" none */
    OptI64 regle, satisfaction, recommande;
    bool securite;
    int64_t anonymes, nouveaux;
    const Usager *suivis;
    size_t suivis_n;
    const Animateur *animateurs; /* but who wrote it */
    size_t animateurs_n;
    Str plan_action; /* number of the plan's action that it is done under, "1.3"; "" none */
    Str source;
    Str motif; /* why a record of a closed period changes (arretes.h); never read back */
    int64_t version, cree_at, modifie_at;
    OptI64 supprime_at;
} Activite;

int64_t activite_accompagnements(const Activite *x);
/* The names of the bits, joined by |, and back. */
Str mots_joints(Arena *a, const Choice *mots, unsigned bits);
unsigned mots_bits(const Choice *mots, Str joints);
/* Does this structure work under that dispositif? "autre" is always possible. */
bool dispositif_de_structure(const Structure *s, int dispositif);

/* What is wrong, in French, with the name of the field; false: nothing. The rules of the national tool. */
bool activite_faute(const Activite *x, Date aujourdhui, const char **ret_champ, const char **ret_message);

/*
 * Recorded for the structure that `par` acts for, with figures, history and journal in the caller's transaction. `cle`: the
 * sender's Idempotency-Key (STR_NONE: none): a second one of the same person changes nothing, gives back the first uid, and
 * says so. ERR_INVALID: activite_faute; ERR_FORBIDDEN: no such dispositif there.
 */
Err activite_enregistrer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s,
    const Activite *x, Str cle, Str *ret_uid, bool *ret_deja);
/* To change it: one's own; those of the structure for a référent, of the scope for a coordinateur or an administrator.
 * ERR_NOT_FOUND. */
Err activite_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Activite *ret);
/*
 * To read it: also whoever led it with her (`ret_la`), and those who see what is done for her structure. They change nothing, and are
 * given neither cards nor note: `suivis` then has no code, only how many. `ret_modifie`: activite_ouvrir would open it.
 */
Err activite_voir(Db *db, Arena *a, const Acteur *par, Str uid, Activite *ret, bool *ret_modifie, bool *ret_la);
/* The one who acts was not there after all: whoever wrote it may add her again. ERR_NOT_FOUND. Journalled. */
Err activite_quitter(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid);
/* The structure that she works for: `ici` where she has a role there, else the first one; ERR_NOT_FOUND: none. */
Err animateur_structure(Db *db, Arena *a, PersonneId id, StructureId ici, StructureId *ret);
/* ERR_CONFLICT: changed meanwhile; ERR_INVALID: its period is closed, and no reason is given (x->motif; `motif`). */
Err activite_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Activite *x);
Err activite_supprimer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool supprimer, Str motif);

/* Has that person a record under that key? */
Err activite_ecrite(Db *db, Arena *a, PersonneId id, Str cle, bool *ret);

typedef struct ActiviteRecherche {
    OptI64 du_j, au_j;
    int type, dispositif, theme; /* -1: any */
    bool supprimees;
} ActiviteRecherche;
enum { ACTIVITES_PAGE = 50 };
typedef struct ActiviteLigne {
    Str uid, structure, titre, themes, source;
    int type, dispositif;
    Date jour;
    int64_t duree_min, accompagnements;
} ActiviteLigne;
/* Within the scope as activite_ouvrir understands it, the newest day first; `page` from 1. */
Err activites_lister(Db *db, Arena *a, const Acteur *par, const ActiviteRecherche *q, int64_t page,
    const ActiviteLigne **ret, size_t *ret_n, int64_t *ret_total);
/* The last one recorded by that person: what the next form is filled with. ERR_NOT_FOUND. */
Err activite_derniere(Db *db, Arena *a, PersonneId id, Activite *ret);
typedef struct ActiviteGeste {
    int64_t at, version;
    Str geste, contenu;
    OptI64 personne_id;
} ActiviteGeste;
Err activite_histoire(Db *db, Arena *a, ActiviteId id, const ActiviteGeste **ret, size_t *ret_n);

/* Whole records, a batch at a time, for exports of any length. */
typedef struct ActiviteLue {
    Activite x; /* as the national layout needs it: without version, satisfaction, orientation */
    Str cle; /* STR_NONE: none */
    Str prenom, nom, structure; /* of who did it, and where */
} ActiviteLue;
/* Those after that one ({0}: from the first), in the order in which they were recorded; deleted ones left out. */
Err activites_lot(Db *db, Arena *a, const Acteur *par, const ActiviteRecherche *q, ActiviteId apres, int64_t limite,
    const ActiviteLue **ret, size_t *ret_n);
Err activites_totaux(Db *db, Arena *a, const Acteur *par, const ActiviteRecherche *q, int64_t *ret_activites,
    int64_t *ret_accompagnements);
/* Only one's own: what is written is for oneself, with notes and cards. */
bool activites_a_soi(const Acteur *par);

/* What the demonstration writes: no scope, no journal, no history; the same checks and the same figures. In a batch of the
 * caller's (db_batch_begin), whose sums are kept in memory: PostgreSQL keeps each version of a row until the transaction ends,
 * and a sum moved a thousand times in one is slower each time. After the batch, in the same transaction, cumuls_finir. */
typedef struct Cumuls Cumuls;
/* In an arena that the batch does not give back. NULL: ERR_MEMORY. */
Cumuls *cumuls_new(Arena *a);
Err activite_verser(Db *db, Arena *a, Cumuls *v, int64_t now, Random random, const Activite *x);
Err cumuls_finir(Db *db, Cumuls *v);
/* The same, of another tool (`source`), under its `cle`. Whether it is there already: activite_connue. Not in a batch. */
Err activite_importer(Db *db, Arena *a, int64_t now, Random random, const Activite *x, Str cle, Str *ret_uid);
/* The record taken under that key, whoever it is attached to, even deleted; or the one of ours that has this uid. */
Err activite_connue(Db *db, Arena *a, Str cle, Str uid, Str *ret_uid, bool *ret);
/* That record was done by `qui`, in `s`: both of the scope, else ERR_NOT_FOUND; ERR_FORBIDDEN: no such dispositif there. Figures
 * and history follow; the caller tells the journal. */
Err activite_rattacher(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Structure *s, PersonneId qui);
/* Sums of the whole territory, who acted, and how many persons: made again from the records. Not in a batch. */
Err activites_recompter(Db *db);
Err usager_verser(Db *db, Arena *a, int64_t now, Random random, const Usager *x, UsagerId *ret);
Err ouverture_ecrire(Db *db, StructureId id, int dispositif, int64_t mois, int64_t jours, Str source);

/* What was done under an action of the plan. */
typedef struct ActionActivite {
    int64_t activites, ateliers, accompagnements, minutes;
    OptI64 premier_j, dernier_j;
} ActionActivite;
Err activites_de_action(Db *db, Arena *a, Str numero, Date du, Date au, ActionActivite *ret);

extern const struct Slice slice_activites;
