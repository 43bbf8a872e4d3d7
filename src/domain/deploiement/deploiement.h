// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Déploiement: how far Aidants Connect has come in each structure and for each person who asked to become an aidant, and the
 * labels that structures hold. Source of the states and of the guard: betagouv/Aidants_Connect (requests of structures in
 * seven states, of people in eight; an aidant's account is made once trained and the Pix test passed; by the way of peers
 * the Pix test is the training; "active" is an activity in the last 90 days). Nothing of what aidants do is here.
 */
#pragma once

#include "domain/acteurs/acteurs.h"

/* X(NAME, stored, shown, still open) */
#define HABILITATION_ETATS(X)                                                                                          \
    X(BROUILLON, "brouillon", "Brouillon", true)                                                                       \
    X(ATTENTE, "attente", "En attente de validation d’éligibilité", true)                                              \
    X(MODIFICATIONS, "modifications", "Modifications demandées", true)                                                 \
    X(PROPOSEES, "proposees", "Modifications proposées", true)                                                         \
    X(ELIGIBLE, "eligible", "Éligibilité validée", true)                                                               \
    X(REFUSEE, "refusee", "Refusée", false)                                                                            \
    X(CLOTUREE, "cloturee", "Clôturée", false)
#define AIDANT_ETATS(X)                                                                                                \
    X(LISTE, "liste", "Sur liste d’attente", true)                                                                     \
    X(NOUVELLE, "nouvelle", "Demande nouvelle", true)                                                                  \
    X(EN_COURS, "en_cours", "En cours", true)                                                                          \
    X(PAIRS, "pairs", "En cours, formation entre pairs", true)                                                         \
    X(VALIDEE, "validee", "Validée", true)                                                                             \
    X(REFUSEE, "refusee", "Refusée", false)                                                                            \
    X(ANNULEE, "annulee", "Annulée", false)                                                                            \
    X(ANNULEE_REFERENT, "annulee_referent", "Annulée par le référent", false)
#define LABELS(X)                                                                                                      \
    X(FRANCE_SERVICES, "france-services", "France Services", true)                                                     \
    X(CONSEILLER_NUMERIQUE, "conseiller-numerique", "Conseiller numérique", true)                                      \
    X(AIDANTS_CONNECT, "aidants-connect", "Aidants Connect", true)                                                     \
    X(GRANDE_ECOLE, "grande-ecole-du-numerique", "Grande École du Numérique", true)                                    \
    X(POINT_RELAIS_CAF, "point-relais-caf", "Point relais Caf", true)

typedef enum HabilitationEtat {
#define X(NAME, stored, shown, open) HABILITATION_##NAME,
    HABILITATION_ETATS(X)
#undef X
        HABILITATION_ETATS_N
} HabilitationEtat;
typedef enum AidantEtat {
#define X(NAME, stored, shown, open) AIDANT_##NAME,
    AIDANT_ETATS(X)
#undef X
        AIDANT_ETATS_N
} AidantEtat;

enum { ACTIF_J = 90, BLOQUE_J = 90 };

/* A day that may not be known. */
typedef struct OptDate {
    bool has;
    Date d;
} OptDate;

typedef struct Habilitation {
    StructureId structure_id;
    HabilitationEtat etat;
    OptDate demande, decision;
} Habilitation;

typedef struct Aidant {
    StructureId structure_id;
    PersonneId personne_id;
    AidantEtat etat;
    bool pairs; /* trained by peers */
    OptDate demande, formation, pix, carte, connexion, activite;
    OptI64 pix_score; /* 0 to 100; the test is passed whatever it is */
} Aidant;

/* How far a person has come. Each step holds those before it; what is planned for later is not done. */
typedef enum Etape {
    ETAPE_DEMANDE,
    ETAPE_FORMEE,
    ETAPE_PIX,
    ETAPE_CARTE,
    ETAPE_CONNECTEE,
    ETAPE_ACTIVE,
    ETAPES_N
} Etape;
Str etape_montree(Etape e);
Etape aidant_etape(const Aidant *a, Date today);
/* Trained, tested and with a card: may act for somebody. */
bool aidant_operationnel(const Aidant *a, Date today);
/* Open, not yet operational, and nothing new for BLOQUE_J days. */
bool aidant_bloque(const Aidant *a, Date today);

/* ERR_NOT_FOUND: nothing is followed there. */
Err habilitation_lire(Db *db, Arena *a, StructureId id, Habilitation *ret);
Err aidant_lire(Db *db, Arena *a, StructureId structure, PersonneId personne, Aidant *ret);
Err aidants_de(Db *db, Arena *a, StructureId structure, const Aidant **ret, size_t *ret_n);
/* The structure has been opened by the caller (structure_ouvrir). Journalled. */
Err habilitation_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Habilitation *h);
/* ERR_FORBIDDEN: this person has no role in that structure; ERR_CONFLICT: a card before the training and the test. */
Err aidant_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Aidant *x);

typedef struct Label {
    int rang; /* in LABELS */
    Date obtenu;
    OptDate expire;
} Label;
Err labels_de(Db *db, Arena *a, StructureId id, const Label **ret, size_t *ret_n);
Err label_donner(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Label *l);
Err label_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, int rang);

/* The board: what is followed within the scope, by EPCI. */
typedef struct Avancement {
    Str epci; /* code; STR_NONE: none */
    int64_t structures, eligibles, attente, closes;
    int64_t aidants, etapes[ETAPES_N]; /* people still open; of them, those who have come at least so far */
    int64_t operationnels, bloques;
} Avancement;
typedef struct Suivie {
    Structure structure;
    Habilitation habilitation;
    Avancement compte; /* of it alone */
} Suivie;
typedef struct Tableau {
    const Avancement *epci; /* by code; the last one is all of them */
    size_t n_epci;
    const Suivie *structures; /* by name */
    size_t n_structures;
} Tableau;
Err deploiement_tableau(Db *db, Arena *a, const Acteur *par, Date today, Tableau *ret);

extern const struct Slice slice_deploiement;
