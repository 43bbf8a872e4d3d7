// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of addresses, an answer of the service, an address as text. Laws: what is read has a key, a commune of five signs, a
 * point on Earth; a number that is cut begins with a digit that is no zero alone; an answer judged found is of the commune asked. */
#include "fuzz.h"

#include <math.h>

#include "domain/adresses/adresses.h"

static void check_rows(Arena *a, Str s)
{
    AdressesLues read = { 0 };
    Str message = STR_NONE;
    Err e = adresses_lire(a, s, &read, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    for (size_t i = 0; e == OK && i < read.v.n; i++) {
        const AdresseLue *one = &read.v.v[i];
        FUZZ_CHECK(one->cle.n > 0 && one->code_insee.n == 5 && one->voie_cle.n > 0 && one->numero.n > 0);
        FUZZ_CHECK(fabs(one->point.lat) <= 90 && fabs(one->point.lon) <= 180);
        FUZZ_SAME(voie_cle(a, one->voie_cle), one->voie_cle);
    }
}

static void check_answers(Arena *a, Str s)
{
    BanReponses read = { 0 };
    Str message = STR_NONE;
    Err e = ban_lire(a, s, &read, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    for (size_t i = 0; e == OK && i < read.v.n; i++) {
        Trouvaille t = ban_juger(&read.v.v[i], NULL, S("28061"));
        FUZZ_CHECK(t.suite != ADRESSE_TROUVEE || (t.cle.n > 0 && str_eq(read.v.v[i].code_insee, S("28061"))));
        FUZZ_CHECK(t.suite == ADRESSE_TROUVEE || t.cle.n == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(128 * MIB);
    Str number = STR_NONE, street = STR_NONE;
    check_rows(a, s);
    check_answers(a, s);
    if (utf8_valid(s) && adresse_couper(a, s, &number, &street))
        FUZZ_CHECK(number.n > 0 && number.p[0] >= '0' && number.p[0] <= '9' && street.n > 0);
    return 0;
}
