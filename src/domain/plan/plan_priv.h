// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share. */
#pragma once

#include "core/http/req.h"
#include "core/slice.h"
#include "domain/plan/argent.h"
#include "domain/plan/plan.h"
#include "plan_sql.h"
#include "web/champs.h"

/* In the order of the enumerations. */
extern const Choice action_etats[], action_genres[], plan_themes[], priorites[], public_champs[], commentaire_genres[];
extern const Choice cout_natures[], financement_natures[], financement_etats[], part_regles[];
extern const Choice formules[];
extern const Choice ressource_natures[], acteur_parts[];
extern const Choice action_textes[];               /* stored, shown */

static inline PlanJour jour_de(OptI64 j)
{
    return (PlanJour){ j.has, { j.has ? (int32_t)j.v : 0 } };
}
static inline OptI64 jour_vers(PlanJour d)
{
    return (OptI64){ d.has, d.has ? d.d.days : 0 };
}
static inline OptI64 qui(const Acteur *par)
{
    return (OptI64){ par != NULL, par ? par->personne_id : 0 };
}
/* As they are kept, and written in files: "santé;emploi/insertion". */
Str themes_ecrits(Arena *a, unsigned themes);
/* Of one of these words or labels each, by ";". False: one is unknown, `ret_inconnu`. */
bool themes_lus(Arena *a, Str s, unsigned *ret, Str *ret_inconnu);
/* "action:1.3" */
Str action_objet(Arena *a, Str numero);

/*
 * A change told: history, and the day of the action's last change, which moves whatever is read: programs follow it (plan_api.c), and
 * only what moved since a version is read to be compared with it. `avant`, `apres`: as a person reads them.
 */
Err changement_dire(Db *db, const Acteur *par, int64_t now, ActionId id, Str champ, Str avant, Str apres);
/* Near each other, in the one order in which a pair is kept. `ret_n`: 0 where they were already. */
Err actions_rapprocher(Db *db, ActionId one, ActionId two, int64_t *ret_n);
Err changement_journal(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str numero);
/* OK, or ERR_FORBIDDEN. */
Err exiger_modifiable(Db *db, const Acteur *par, ActionId id);

/* The row of the roadmap; what it was is not kept but in its versions. */
Err feuille_creer(Db *db, Arena *a, int64_t now, const Feuille *f);
Err feuille_ecrire(Db *db, int64_t now, const Feuille *f);

ActionsFn plan_offrir_actions;
extern const Route plan_routes[];
extern const Command plan_commands[];
Err plan_donnees(Db *db, Arena *a, int64_t personne_id, Json *j);
Err plan_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id);
Err plan_attentes(Req *r, Attentes *to);
