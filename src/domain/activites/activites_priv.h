// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share. */
#pragma once

#include "core/cli/command.h"
#include "core/http/attente.h"
#include "core/job/job.h"
#include "core/json/json.h"
#include "core/xlsx/sheet.h"
#include "domain/activites/activites.h"

/* Who may open records; the others read figures only. */
enum { ROLES_FICHES = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR };

/* Who closes a period; who sees the closed ones: never for one structure. */
enum {
    ROLES_ARRETENT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_PILOTE,
    ROLES_ARRETES = ROLES_ARRETENT | ROLE_COMITE | ROLE_FINANCEUR | ROLE_LECTEUR,
};

/* AAAAMM of a day. */
int64_t mois_de(Date d);
/* Adds that record to the sums (sign 1), or takes it out (-1). `suivis` hold their `racine`; what the table says of the record
 * itself is not looked at, so that it may be changed before or after. */
Err activite_cumuler(Db *db, Arena *a, const Activite *x, int64_t sign);
/* Adds it to the sums by place and theme of that batch. */
Err cumuls_ajouter(Cumuls *v, Arena *a, const Activite *x);
/* Counts of persons by month and year, made again from the records. Not in a batch. */
Err usagers_recompter(Db *db);
Err usagers_compter_fiche(Db *db, Arena *a, const Activite *x, int64_t sign);
/* Everything that a person is counted for, before her cards change and after. */
Err usagers_compter_personne(Db *db, Arena *a, int64_t racine, int64_t sign);
/* Whose records, with which role, within what: for lists. `moi`: only one's own. */
typedef struct Vue {
    Str portee, code;
    OptI64 moi;
} Vue;
Vue vue_de(const Acteur *par);
/* Whoever asks: the scope is the caller's business. ERR_NOT_FOUND. */
Err activite_par_uid(Db *db, Arena *a, Str uid, Activite *ret);

/* "carte:K7MQ3XR4", for the journal. */
Str carte_objet(Arena *a, Str code);

struct StatQuestion;
struct StatLigne;
/* statistiques_par by what the card says: STAT_PAR_GENRE, _STATUT, _RESIDENCE, _RESIDENCE_EPCI. A person who has two cards may be
 * in two lines. */
Err statistiques_publics(Db *db, Arena *a, const struct StatQuestion *q, int par, bool brut,
    const struct StatLigne **ret, size_t *ret_n);

/* The file of figures, for the page and the command line. `actes`: stat_par_actes of what the lines are by. */
extern const SheetDef stat_feuille;
void stat_ligne_ecrire(Sheet *t, const struct StatLigne *l, bool actes);

AttentesFn activites_attentes;
Err activites_donnees(Db *db, Arena *a, int64_t personne_id, Json *j);
Err activites_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id);
extern const Command activites_commands[];
extern const JobDef activites_jobs[];
