// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Depot: a file of places that somebody has left on the site. It is kept apart, seen by that person only, until it is
 * confirmed, put aside, replaced by another one, or an hour old; nothing of it is in the directory before. What is
 * confirmed is what was shown: the confirmation names the deposit (`uid`).
 */
#pragma once

#include "core/job/job.h"
#include "core/json/json.h"
#include "domain/acteurs/acteurs.h"
#include "domain/echanges/demande.h"

enum { DEPOT_OCTETS_MAX = 5 * 1024 * 1024, DEPOT_DUREE_S = 3600, DEPOT_REGLES_MAX = 20000 };

typedef struct Depot {
    Str uid;
    int64_t at;
    Demande demande;                               /* without territory nor day */
} Depot;

/* In the caller's transaction. */
Err depot_poser(Db *db, int64_t personne_id, Str uid, int64_t now, const Demande *d);
/* ERR_NOT_FOUND: none, or it is over. */
Err depot_lire(Db *db, Arena *a, int64_t personne_id, int64_t now, Depot *ret);
Err depot_oter(Db *db, int64_t personne_id);

extern const JobDef echanges_jobs[];
Err echanges_donnees(Db *db, Arena *a, int64_t personne_id, Json *j);
Err echanges_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id);
