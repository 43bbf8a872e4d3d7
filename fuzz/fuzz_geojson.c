// SPDX-License-Identifier: AGPL-3.0-or-later
/* Contours: a file is read whole, each contour valid with a usable code, or refused with a message that says where. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "core/geo/geo.h"
#include "domain/territoire/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(256 * MIB);
    ContoursLus read = { 0 };
    Str message = STR_NONE;
    Err e = contours_read(a, s, NULL, NULL, &read, &message);
    if (e != OK) {
        FUZZ_CHECK(e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
        return 0;
    }
    FUZZ_CHECK(read.contours.n > 0 && (int64_t)read.contours.n <= read.objets && read.reparees <= read.objets);
    GEO g = NULL;
    FUZZ_CHECK(geo_new(&g) == OK);
    for (size_t i = 0; i < read.contours.n; i++) {
        const ContourLu *c = &read.contours.v[i];
        FUZZ_CHECK(c->code.n >= 2 && c->code.n <= 5 && c->wkb.n > 9);
        Str again = STR_NONE, why = STR_NONE;
        bool repaired = false;
        FUZZ_CHECK(geo_check(g, a, c->wkb, &again, &repaired, &why) == OK && !repaired);
        GeoArea area = { c->wkb, 1 };
        double x0, y0, x1, y1;
        FUZZ_CHECK(geo_bounds(g, &area, 1, &x0, &y0, &x1, &y1) == OK);
        FUZZ_CHECK(x0 >= -180 && x1 <= 180 && y0 >= -90 && y1 <= 90 && x0 < x1 && y0 < y1);
    }
    return 0;
}
