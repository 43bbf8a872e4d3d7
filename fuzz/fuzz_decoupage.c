// SPDX-License-Identifier: AGPL-3.0-or-later
/* communes.json, then epci.json after an RS character: read whole into rows that the database takes, or refused. */
#include "fuzz.h"

#include <string.h>

#include "domain/territoire/import.h"

enum { TEXT_MAX = 200 };

static bool is_text(Str s, size_t least)
{
    return s.p && s.n >= least && s.n <= TEXT_MAX && utf8_valid(s) && !memchr(s.p, 0, s.n);
}

static bool is_code(const CodeInsee *c)
{
    CodeInsee same;
    return code_insee_parse(code_insee_str(c), &same) && c->p[5] == '\0';
}

static const CommuneLue *commune_of(const Decoupage *d, const CodeInsee *code)
{
    for (size_t i = 0; i < d->communes.n; i++)
        if (memcmp(d->communes.v[i].code.p, code->p, 5) == 0)
            return &d->communes.v[i];
    return NULL;
}

static void check_communes(const Decoupage *d)
{
    FUZZ_CHECK(d->communes.n > 0);
    for (size_t i = 0; i < d->communes.n; i++) {
        const CommuneLue *c = &d->communes.v[i];
        FUZZ_CHECK(is_code(&c->code) && is_text(c->nom, 1) && is_text(c->departement, 1) && is_text(c->region, 0));
        FUZZ_CHECK(is_text(c->arrondissement, 0) && c->population >= -1 && c->codes_postaux.p);
        FUZZ_CHECK(i == 0 || memcmp(d->communes.v[i - 1].code.p, c->code.p, 5) < 0);
        FUZZ_CHECK(str_is_none(d->departement) || str_eq(c->departement, d->departement));
        for (size_t k = 0; k < c->codes_postaux.n; k++)        /* "28160|28220" */
            FUZZ_CHECK(k % 6 == 5 ? c->codes_postaux.p[k] == '|'
                                  : c->codes_postaux.p[k] >= '0' && c->codes_postaux.p[k] <= '9');
        FUZZ_CHECK(c->codes_postaux.n == 0 || c->codes_postaux.n % 6 == 5);
    }
}

/* Each old code once, that of no living commune, leading to one. */
static void check_olds(const Decoupage *d)
{
    FUZZ_CHECK(d->ignorees >= 0);
    for (size_t i = 0; i < d->anciennes.n; i++) {
        const AncienneLue *o = &d->anciennes.v[i];
        FUZZ_CHECK(is_code(&o->code) && is_text(o->nom, 0));
        FUZZ_CHECK(!commune_of(d, &o->code) && commune_of(d, &o->commune));
        FUZZ_CHECK(i == 0 || memcmp(d->anciennes.v[i - 1].code.p, o->code.p, 5) < 0);
    }
}

static void check_epci(const Decoupage *d)
{
    for (size_t i = 0; i < d->epci.n; i++) {
        const EpciLu *e = &d->epci.v[i];
        FUZZ_CHECK(is_text(e->code, 1) && is_text(e->nom, 1) && is_text(e->type, 1));
        for (size_t k = 0; k < i; k++)
            FUZZ_CHECK(!str_eq(d->epci.v[k].code, e->code));
    }
    for (size_t i = 0; i < d->communes.n; i++) {
        bool known = str_is_none(d->communes.v[i].epci);
        for (size_t k = 0; k < d->epci.n && !known; k++)
            known = str_eq(d->epci.v[k].code, d->communes.v[i].epci);
        FUZZ_CHECK(known);
    }
}

static void read_both(Str communes, Str epci, Str departement)
{
    ARENA a = arena_new(128 * MIB);
    Decoupage d = { .departement = departement };
    Str message = STR_NONE;
    Err e = decoupage_read_communes(a, communes, &d, &message);
    if (e == OK) {
        check_communes(&d);
        check_olds(&d);
        if (!str_is_none(epci))
            e = decoupage_read_epci(a, epci, &d, &message);
    }
    if (e == OK)
        check_epci(&d);
    else
        FUZZ_CHECK(
            e == ERR_MEMORY || ((e == ERR_INVALID || e == ERR_TOO_LARGE) && message.n > 0 && utf8_valid(message)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    size_t cut = str_find_char(s, 0, '\x1e');
    Str epci = cut < s.n ? str_slice(s, cut + 1, s.n) : STR_NONE;
    read_both(str_slice(s, 0, cut), epci, STR_NONE);
    read_both(str_slice(s, 0, cut), epci, S("28"));
    return 0;
}
