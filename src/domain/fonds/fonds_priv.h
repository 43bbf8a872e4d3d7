// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share. */
#pragma once

#include "core/http/attente.h"
#include "core/http/req.h"
#include "core/job/job.h"
#include "domain/fonds/fonds.h"
#include "fonds_sql.h"
#include "web/champs.h"

/* In the order of the enumerations. */
extern const Choice contributeur_natures[], contribution_etapes[], demande_etats[], piece_genres[], versement_genres[],
    justificatif_etats[], bilan_etats[], cout_choix[], apport_choix[], recette_etats[];

static inline PlanJour fonds_jour(OptI64 j)
{
    return (PlanJour){ j.has, { j.has ? (int32_t)j.v : 0 } };
}
static inline OptI64 fonds_jour_garde(PlanJour j)
{
    return (OptI64){ j.has, j.d.days };
}
static inline Err fonds_refus(FondsFaute *ret_faute, FondsFaute f)
{
    *ret_faute = f;
    return ERR_INVALID;
}
/* "fonds:3", "demande:K3F…", for the journal. */
Str fonds_objet(Arena *a, FondsId id);
Str demande_objet(Arena *a, Str uid);
/* "3. Former les aidants"; "Axe 3" without a plan. */
Str fonds_axe_nom(Arena *a, const Plan *p, int64_t axe);
/* "1er trimestre 2027"; "Sans date" for 0 and 0. */
Str fonds_trimestre_montre(Arena *a, int64_t annee, int64_t trimestre);
/* In a transaction of the caller: nobody else changes it until the end. ERR_NOT_FOUND. */
Err demande_tenir(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret, unsigned *ret_regards);
/* Whose requests `par` reads: all of them (both 0), of a structure, or what somebody's contributors bear. False: nobody's. */
Err demandes_perimetre(Db *db, Arena *a, const Acteur *par, int64_t *structure, int64_t *lecteur, bool *ret);
/* Whether a committee has adopted it; no decision (0) is none. */
Err demande_adoptee(Db *db, Arena *a, int64_t reunion_id, int64_t decision_id, bool *ret);
/* Whether each axis and each contributor holds what is committed: asked once something freed is committed again. */
Err fonds_engagements_tenus(Db *db, Arena *a, FondsId id, bool *ret);
/* A change as a person reads it; nothing changed: nothing is noted. */
typedef struct FondsDit {
    Str champ, avant, apres;
} FondsDit;
Err fonds_noter(Db *db, const Acteur *par, int64_t now, FondsId id, FondsDit d);
Err demande_noter(Db *db, const Acteur *par, int64_t now, const DemandeFonds *d, FondsDit said);
/* The same, with its line of the journal. */
Err fonds_dire(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, FondsId id, FondsDit d);
Err demande_dire(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, const DemandeFonds *d,
    FondsDit said);

/* The plan's money, action by action, and what the fund adds to it. */
typedef struct MatriceFonds {
    Plan plan; /* without its own sums; empty where there is none */
    FinancementPlan *argent; /* one an action */
    int64_t *fonds, *verse; /* granted to requests that name it, and paid; 0 where the plan already tells of it */
    const Fonds *tous;
    size_t tous_n;
} MatriceFonds;
Err fonds_matrice(Db *db, Arena *a, MatriceFonds *ret);
/* Expenses of that action that nobody covers yet. */
int64_t fonds_matrice_reste(const MatriceFonds *m, size_t at);

/* What waits for a structure, or for pilotes (Slice.attentes). */
Err fonds_attentes(Req *r, Attentes *to);

/*
 * How long, in months: a draft after its call has closed; papers and messages of what ended without money; those of what was
 * granted, ten years as accounting papers (code de commerce, article L123-22). Requests and their amounts stay.
 */
enum { BROUILLON_MOIS = 12, REFUS_MOIS = 24, ACCORD_MOIS = 120 };
typedef struct FondsOublis {
    int64_t brouillons, dossiers;
} FondsOublis;
Err fonds_oublier_anciens(Db *db, Arena *a, int64_t now, FondsOublis *ret);
extern const JobDef fonds_jobs[];

/* What the pack of a committee says of the funds (Slice.dossier). */
struct DossierBlocs;
Err fonds_dossier(Db *db, Arena *a, struct DossierBlocs *to);

/* In the transaction of the caller, of a request whose agreement is noted. */
Err convention_geler(Db *db, Arena *a, const struct App *app, int64_t now, const DemandeFonds *d);

Err piece_garder(Db *db, Arena *a, int64_t now, DemandeId id, PieceGenre genre, const Upload *u, int64_t *ret,
    FondsFaute *ret_faute);
