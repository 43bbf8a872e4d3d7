// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of school holidays. Laws: what is kept is in order of zone and day, apart, its days the right way round; what is
 * refused is told; a zone's calendar has all of its holidays. */
#include "fuzz.h"

#include "domain/horaires/vacances.h"

static void check_line(const VacancesLigne *l, const VacancesLigne *before)
{
    FUZZ_CHECK(l->zone.n > 0 && l->zone.n <= VACANCES_ZONE_MAX && utf8_valid(l->zone) && utf8_valid(l->libelle));
    FUZZ_CHECK(l->jours.debut.days <= l->jours.fin.days);
    if (!before)
        return;
    int order = str_cmp(before->zone, l->zone);
    FUZZ_CHECK(order < 0 || (order == 0 && before->jours.fin.days < l->jours.debut.days));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    VacancesLues v = { 0 };
    Str message = STR_NONE;
    size_t counted = 0;
    Err e = vacances_read(a, s, &v, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return 0;
    FUZZ_CHECK(v.lignes.n > 0);
    for (size_t i = 0; i < v.lignes.n; i++) {
        const VacancesLigne *l = &v.lignes.v[i], *before = i ? &v.lignes.v[i - 1] : NULL;
        Calendrier c;
        check_line(l, before);
        if (before && str_eq(before->zone, l->zone))
            continue;
        FUZZ_CHECK(vacances_de_zone(a, v.lignes.v, v.lignes.n, l->zone, &c) == OK && c.n > 0);
        FUZZ_CHECK(c.connu.debut.days == l->jours.debut.days);
        counted += c.n;
    }
    FUZZ_CHECK(counted == v.lignes.n);
    for (size_t i = 0; i < v.refus.n; i++)
        FUZZ_CHECK(v.refus.v[i].n > 0 && utf8_valid(v.refus.v[i]));
    return 0;
}
