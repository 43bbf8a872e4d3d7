// SPDX-License-Identifier: AGPL-3.0-or-later
/* A territory of a suite's own, loaded as the imports load it, for the suites of the slices that stand on one.
 *
 *     territoire_charge(db, a, now, &(TerritoireEssai){ .communes = str_from(communes), .epci = str_from(epci) });
 */
#pragma once

#include "domain/territoire/import.h"
#include "support/suite.h"

typedef struct TerritoireEssai {
    Str departement;                               /* only this one; STR_NONE: everything */
    Str communes;                                  /* JSON, as npm's @etalab/decoupage-administratif has it */
    Str epci, departements;                        /* the same; STR_NONE: none */
    Str points;                                    /* CSV code;lat;lon; STR_NONE: none */
} TerritoireEssai;

static inline void territoire_charge(Db *db, Arena *a, int64_t now, const TerritoireEssai *t)
{
    Decoupage d = { .departement = t->departement,
        .source = S("essai"),
        .fichier = S("communes.json"),
        .source_epci = S("essai"),
        .fichier_epci = S("epci.json"),
        .millesime = S("2026") };
    Coordonnees points = { .source = S("essai"), .fichier = S("points.csv") };
    DecoupageBilan loaded;
    CoordonneesBilan placed;
    Str message = STR_NONE;
    assert_ok(decoupage_read_communes(a, t->communes, &d, &message));
    if (!str_is_none(t->epci))
        assert_ok(decoupage_read_epci(a, t->epci, &d, &message));
    if (!str_is_none(t->departements))
        assert_ok(decoupage_read_departements(a, t->departements, &d, &message));
    if (!str_is_none(t->points))
        assert_ok(coordonnees_read(a, t->points, &points, &message));
    TX tx = tx_begin(db, HERE);
    assert_ok(decoupage_apply(db, a, &d, now, &loaded));
    if (!str_is_none(t->points))
        assert_ok(coordonnees_apply(db, a, &points, now, &placed));
    assert_ok(tx_commit(&tx));
}
