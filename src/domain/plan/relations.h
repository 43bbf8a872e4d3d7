// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Relations: what an action of the plan is tied to. People, equipment and rooms that it takes (resources: the text of 5 June
 * 2024 asks for "les ressources"), places of the directory where it happens, structures that carry it or take part, documents;
 * and who speaks for a funder.
 *
 *     value of people's time = full-time posts × yearly cost of one of them
 *
 * kept as an expense of the action when the resource is written with a cost, and gone with it.
 */
#pragma once

#include "core/http/multipart.h"
#include "domain/plan/argent.h"
#include "web/documents.h"

/* X(NAME, stored, shown, unit) */
#define RESSOURCE_NATURES(X)                                                                                           \
    X(PERSONNEL, "personnel", "Temps de travail", "ETP")                                                               \
    X(MATERIEL, "materiel", "Matériel", "unités")                                                                      \
    X(LOCAL, "local", "Local", "locaux")
/* X(NAME, stored, shown) */
#define ACTEUR_PARTS(X)                                                                                                \
    X(PILOTE, "pilote", "Pilote")                                                                                      \
    X(PARTENAIRE, "partenaire", "Partenaire")

typedef enum RessourceNature {
#define X(NAME, ...) RESSOURCE_##NAME,
    RESSOURCE_NATURES(X)
#undef X
        RESSOURCES_N
} RessourceNature;
typedef enum ActeurPart {
#define X(NAME, ...) PART_ACTEUR_##NAME,
    ACTEUR_PARTS(X)
#undef X
        ACTEUR_PARTS_N
} ActeurPart;

enum {
    DOCUMENT_MAX = 5 * 1024 * 1024,
    DOCUMENT_CORPS_MAX = DOCUMENT_MAX + 64 * 1024,
    DOCUMENTS_PAR_ACTION = 50,
    DOCUMENT_TYPES = FILE_PDF | FILE_XLSX | FILE_CSV | FILE_PNG | FILE_JPEG,
    QUANTITE_MAX = 100000000, /* a million, in hundredths */
};

typedef struct Ressource {
    int64_t id;
    RessourceNature nature;
    Str libelle;
    int64_t quantite; /* hundredths */
    int64_t annee; /* 0: each year */
    OptI64 cout_id;
} Ressource;
typedef struct ActeurLie {
    StructureId id;
    ActeurPart part;
} ActeurLie;
typedef struct ActionRelations {
    const Ressource *ressources;
    size_t ressources_n;
    const Str *lieux; /* ids of the standard */
    size_t lieux_n;
    const ActeurLie *acteurs;
    size_t acteurs_n;
    const DocumentJoint *documents;
    size_t documents_n;
} ActionRelations;
Err action_relations(Db *db, Arena *a, ActionId id, ActionRelations *ret);

/* quantity (hundredths of a post) × yearly cost, in centimes, rounded to the nearest. */
int64_t ressource_valeur(int64_t quantite, int64_t cout_annuel);

/*
 * Changes, journalled and kept as those of plan.h. `cout_annuel` centimes (0: no value given): with RESSOURCE_PERSONNEL only, makes
 * the expense too. ERR_INVALID: no name, a quantity or an amount out of bounds, `ret_faute` for money.
 */
Err ressource_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Ressource *r,
    int64_t cout_annuel, FinancementFaute *ret_faute);
/* Its expense too; ERR_INVALID when receipts rest on it. */
Err ressource_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id,
    FinancementFaute *ret_faute);
/* `lieu` must be of the directory: the caller looks. */
Err action_lier_lieu(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, Str lieu, bool lier);
Err action_lier_acteur(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Structure *s,
    ActeurPart part, bool lier);

/* ERR_CONFLICT: DOCUMENTS_PAR_ACTION are there already; ERR_TOO_LARGE. */
Err document_joindre(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Upload *u);
Err document_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id);
Err document_lire(Db *db, Arena *a, ActionId id, int64_t document, Str *ret_nom, Str *ret_type, Str *ret_octets);

/* ---- funders ---- */

typedef struct Voix {
    Str financeur;
    PersonneId personne_id;
} Voix;
Err financeur_voix(Db *db, Arena *a, const Voix **ret, size_t *ret_n);
/* A pilote's. ERR_INVALID: no funder of that name in the plan, or the person does not speak for it. */
Err financeur_designer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, Str financeur,
    const Personne *qui, bool designer);
/* Names in financing plans, by name, each funder once. */
Err financeurs_du_plan(Db *db, Arena *a, FeuilleId id, const Str **ret, size_t *ret_n);
/*
 * What of the plan this person follows: all of it, or, for a funder, the actions that it funds (any state but refused).
 * The actions left out are not in `p` any more.
 */
Err plan_pour(Db *db, Arena *a, const Acteur *par, Plan *p);
