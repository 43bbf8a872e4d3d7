// SPDX-License-Identifier: AGPL-3.0-or-later
/* Official data of Eure-et-Loir, compiled in (tools/mkdemo.c), in the forms that territoire/import.h reads. */
#pragma once

extern const char demo_departement[];              /* "28" */
extern const char demo_version[];                  /* of npm @etalab/decoupage-administratif: "6.0.0" */
extern const char demo_communes[], demo_epci[], demo_departements[];
extern const char demo_cities[];                   /* GeoNames's table */
