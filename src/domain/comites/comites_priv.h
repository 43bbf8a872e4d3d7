// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share. */
#pragma once

#include "comites_sql.h"
#include "core/app.h"
#include "core/http/req.h"
#include "core/ical/agenda.h"
#include "core/slice.h"
#include "domain/comites/comites.h"
#include "domain/plan/argent.h"
#include "domain/plan/indicateurs.h"
#include "web/champs.h"

extern const Choice comite_genres[], presences[], decision_etats[], votes[];
Err comite_est_membre(Db *db, const Acteur *par, ComiteId id, bool *ret);

/* What a pack says, read once for all of its forms. */
typedef struct Dossier {
    const Site *site;
    const Comite *comite;
    const Reunion *reunion;
    const Plan *plan;
    const PlanCompte *comptes;                     /* one an axis, then all */
    const Action *const *retards, *const *bloquees;
    size_t retards_n, bloquees_n;
    const Decision *decisions;                     /* to be taken */
    size_t decisions_n;
    const Cofinancement *finance;
    const NationalPart *nationaux;
    const Indicateur *indicateurs;
    size_t indicateurs_n;
    Mesures mesures;
    DossierBlocs blocs; /* of other slices */
    Str style; /* address of its own style sheet */
    Str fait_le, quand;                            /* shown instants: of its making, of the meeting */
    Date today;
} Dossier;
Err dossier_pdf(Arena *a, const Dossier *d, const DossierFonds *f, Buf *to);
Err dossier_odt(Arena *a, const Dossier *d, Buf *to);

/* Where the pages of packs find what a file of the program was when they were made. */
Str fige_adresse(Arena *a, const char *asset_url);
/* The style sheet of now and the letters that it names; those that are there already stay. */
Err fige_garder(Db *db, Arena *a, const Asset *table);

/* ---- telling members ---- */

AgendaFait reunion_fait(Arena *a, const Comite *c, const Reunion *r, Str site);
/*
 * Each member but `par`: on her space, and by mail with the meeting as her calendar takes it. `was` NULL: it has just been
 * fixed. Nothing of one that is over, before and after.
 */
Err reunion_prevenir(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const Comite *c,
    const Reunion *was, const Reunion *r);
typedef enum TacheNouvelle { TACHE_CONFIEE, TACHE_RETIREE, TACHE_RETABLIE } TacheNouvelle;
/* Whoever has a task of that decision still to do, but `par`. */
Err taches_prevenir(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const Reunion *r,
    int64_t decision, TacheNouvelle what);

extern const Route comites_routes[];
extern const Command comites_commands[];
