// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * School holidays, as the operator gives them: a CSV with the columns zone, debut, fin, libelle (dates AAAA-MM-JJ or
 * JJ/MM/AAAA, both days included). From the first day given for a zone to the last one, they are taken as complete; before
 * and after, SH is uncertain.
 */
#pragma once

#include "core/run/snapshot.h"
#include "domain/horaires/horaires.h"

enum { VACANCES_FILE_MAX = 1024 * 1024, VACANCES_LIGNES_MAX = 2000, VACANCES_ZONE_MAX = 20 };

typedef struct VacancesLigne {
    Str zone; /* upper case: "B" */
    Vacances jours;
    Str libelle;
} VacancesLigne;

typedef struct VacancesLues {
    VEC(VacancesLigne) lignes; /* by zone, then first day; apart from one another */
    VEC(Str) refus; /* "ligne 3 : …", what is refused, with what to do */
} VacancesLues;

/* ERR_INVALID with a French sentence: no such columns, nothing to keep. */
Err vacances_read(Arena *a, Str octets, VacancesLues *ret, Str *ret_message);
/* The zones of the file take the place of what was there for them; the others stay. In a transaction. */
Err vacances_apply(Db *db, const VacancesLues *lues);
/* Those of one zone among lines read; nothing known where it is not there. The lines must live as long. */
Err vacances_de_zone(Arena *a, const VacancesLigne *lignes, size_t n, Str zone, Calendrier *ret);

typedef struct VacancesScolaires VacancesScolaires; /* the snapshot */
extern const SnapshotDef vacances_snapshot;
/* `s` NULL, or a zone that was not given: `aucunes_vacances`. */
const Calendrier *vacances_calendrier(const VacancesScolaires *s, Str zone);
