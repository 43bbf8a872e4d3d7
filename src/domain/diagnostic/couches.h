// SPDX-License-Identifier: AGPL-3.0-or-later
/* The layers of the map that the diagnosis offers. */
#pragma once

#include "domain/territoire/couches.h"

extern const Couche couche_fragilite, couche_besoin, couche_couverture, couche_fibre, couche_cuivre, couche_mobile;
