// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share. */
#pragma once

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
/* In a transaction of the caller: nobody else changes it until the end. ERR_NOT_FOUND. */
Err demande_tenir(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret, unsigned *ret_regards);
Err demande_dire(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, const DemandeFonds *d);

Err piece_garder(Db *db, Arena *a, int64_t now, DemandeId id, PieceGenre genre, const Upload *u, int64_t *ret,
    FondsFaute *ret_faute);
