// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who records, and what: what the suites of this slice begin with, over administration_test.h. */
#pragma once

#include "domain/activites/activites.h"
#include "domain/administration/administration_test.h"

World *activites_new(void **state);
#define ACTIVITES WORLD

Date day(const char *iso);
/* Tom, of voves. */
Acteur mediateur(const World *w);
Acteur referent(const Personne *p, const Structure *s);
/* One person without a card, for half an hour. */
Activite individual(const char *iso);
/* For voves; its uid. */
Str record(World *w, const Acteur *par, const Activite *x, Str cle, bool *deja);
Usager card(World *w, const Acteur *par, const Structure *s);
/* The setting seuil_petits_effectifs; NULL: 11. */
void set_threshold(World *w, const char *seuil);
/* A workshop of so many people without a card, on 2 April 2025, in that commune; `epci` "": not known. */
void workshop_at(World *w, const Acteur *par, const char *commune, const char *epci, int64_t people);
/* Three communes, 28404 (A), 28422 (B), 28061 (C), of two intercommunalités: the first two are of Cœur de Beauce. */
void map_of_two(World *w);
