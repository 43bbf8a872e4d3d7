// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Rendez-vous: what RDV Service Public tells of its appointments (docs/api/webhooks and RdvBlueprint of its source: `data` is
 * the appointment, `meta` says model, event and instant; signed by X-Lapin-Signature, core/auth/machine.h), kept as records to
 * be confirmed by the agent who received, if she works here. Nothing of the person who came is kept, nor what was written of it.
 */
#pragma once

#include "core/http/route.h"
#include "domain/acteurs/acteurs.h"

enum {
    RDV_MESSAGE_MAX = 256 * 1024,
    RDV_AGENTS_MAX = 20,
    RDV_PARTICIPANTS_MAX = 1000,
    RDV_OUBLI_J = 90,
    RDV_LISTE_MAX = 100, /* on the page */
    RDV_LUS_MAX = 2000,  /* of one person: some twenty a day until they are forgotten */
};

typedef struct RdvMessage {
    bool rendez_vous; /* false: of another model (Absence, User…): nothing to take */
    bool supprime; /* destroyed, or cancelled (excused, revoked, noshow) */
    int64_t numero;
    Str emis; /* "2026-11-23T10:00:00" */
    Date jour;
    Str heure; /* "10:30" */
    int64_t duree_min, participants;
    bool collectif;
    int lieu_type; /* LIEU_TYPES */
    Str agents[RDV_AGENTS_MAX]; /* addresses, as told */
    size_t agents_n;
} RdvMessage;

/* Pure. ERR_INVALID, ERR_TOO_LARGE with a French message that names the member. */
Err rdv_lire(Arena *a, Str corps, RdvMessage *ret, Str *ret_message);

typedef enum RdvIssue {
    RDV_PRIS = 1,
    RDV_CHANGE,
    RDV_ANNULE,
    RDV_ANCIEN, /* something newer is known */
    RDV_IGNORE_MODELE, /* not an appointment */
    RDV_IGNORE_AGENT, /* none of its agents works in the scope of the sender */
} RdvIssue;
/* `par`: the sender. In the caller's transaction, journalled. */
Err rdv_prendre(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const RdvMessage *m, RdvIssue *ret);

typedef struct RendezVous {
    Str uid, heure;
    Date jour;
    int64_t duree_min, participants;
    bool collectif;
    int lieu_type;
} RendezVous;
/* One's own, up to today, that neither a record nor a word has settled, the last first; `ret_a_venir`: those of later days. */
Err rdv_lister(Db *db, Arena *a, PersonneId id, Date aujourdhui, const RendezVous **ret, size_t *ret_n,
    int64_t *ret_a_venir);
/* One's own. ERR_NOT_FOUND. Journalled. */
Err rdv_ecarter(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid);

extern const struct Slice slice_rendezvous;
