// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A table of populations, of published scores or of indicators, as the readers of the diagnosis take it. Laws: what is refused is
 * counted and told; what is kept has a code, once, and figures on their scale; a row that has not the header's number
 * of cells is never kept, as a plain count of separators says.
 */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "domain/diagnostic/iris.h"

static void check_report(const Rapport *r, size_t kept)
{
    int64_t refused = 0;
    FUZZ_CHECK(r->gardees == (int64_t)kept && r->gardees + r->refusees == r->lignes);
    for (size_t i = 0; i < r->constats.n; i++) {
        const Constat *c = &r->constats.v[i];
        FUZZ_CHECK(c->raison.n > 0 && utf8_valid(c->raison) && utf8_valid(c->remede));
        FUZZ_CHECK(utf8_valid(c->champ) && utf8_valid(c->valeur));
        refused += c->refusee;
    }
    FUZZ_CHECK(refused <= r->refusees && refused + r->tus >= r->refusees);
}

static size_t separators(Str line, char separator)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++)
        n += line.p[i] == separator;
    return n;
}

/* Rows that have not the header's number of cells, where no quote makes the count of separators doubtful. */
static int64_t plainly_wrong(Str s, char separator)
{
    Str header = STR_NONE, line;
    int64_t n = 0;
    if (str_has(s, S("\"")) || str_has(s, S("\r")))
        return 0;
    while (str_split(&s, '\n', &line)) {
        if (line.n == 0)
            continue;
        if (str_is_none(header))
            header = line;
        else
            n += separators(line, separator) > 0 && separators(line, separator) != separators(header, separator);
    }
    return n;
}

static void check_refused(Str s, const Rapport *r)
{
    FUZZ_CHECK(r->refusees >= plainly_wrong(s, r->separateur));
}

static void read_populations(Str s)
{
    ARENA a = arena_new(256 * MIB);
    Populations p = { .fichier = S("essai") };
    Rapport r = { 0 };
    Str message = STR_NONE;
    Err e = populations_read(a, s, &p, &r, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return;
    check_report(&r, p.lignes.n);
    check_refused(s, &r);
    FUZZ_CHECK(p.n_millesimes > 0 && p.n_millesimes <= POPULATIONS_MAX);
    for (size_t i = 0; i < p.lignes.n; i++) {
        const BaseLue *b = &p.lignes.v[i];
        CodeInsee code;
        FUZZ_CHECK(code_insee_parse(str_from(b->code), &code));
        FUZZ_CHECK(i == 0 || strcmp(p.lignes.v[i - 1].code, b->code) < 0);
        FUZZ_CHECK(b->nom.n > 0 && utf8_valid(b->nom) && b->departement.n > 0);
        for (size_t k = 0; k < p.n_millesimes; k++)
            FUZZ_CHECK(b->habitants[k] >= -1);
    }
}

/* The bytes up to an empty line say what the columns are; without one, the known columns are looked for. */
static void read_tableau(Str s)
{
    ARENA a = arena_new(256 * MIB);
    Rapport r = { 0 };
    Tableau t = { .fichier = S("x") };
    Str message = STR_NONE;
    size_t at = str_find(s, 0, S("\n\n"));
    if (at < s.n && correspondance_read(a, str_slice(s, 0, at), &t, &message) != OK) {
        FUZZ_CHECK(message.n > 0 && utf8_valid(message));
        return;
    }
    FUZZ_CHECK(t.defs.n <= TABLEAU_COLONNES_MAX);
    if (tableau_read(a, at < s.n ? str_slice(s, at + 2, s.n) : s, &t, &r, &message) != OK)
        return;
    for (size_t i = 0; i < t.lignes.n; i++) {
        CodeInsee code;
        FUZZ_CHECK(code_insee_parse(code_insee_str(&t.lignes.v[i].code), &code));
        FUZZ_CHECK(i == 0 || strcmp(t.lignes.v[i - 1].code.p, code.p) < 0);
        for (size_t k = 0; k < t.defs.n; k++)
            FUZZ_CHECK(!isinf(t.lignes.v[i].valeurs[k]));
    }
}

static void read_ifn(Str s)
{
    ARENA a = arena_new(256 * MIB);
    Ifn f = { .fichier = S("essai"), .millesime = S("2023-08-24") };
    Rapport r = { 0 };
    Str message = STR_NONE;
    Err e = ifn_read(a, s, &f, &r, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return;
    check_report(&r, f.lignes.n);
    check_refused(s, &r);
    for (size_t i = 0; i < f.lignes.n; i++) {
        const IfnLigne *l = &f.lignes.v[i];
        FUZZ_CHECK(strlen(l->code) == (f.echelon == ECHELON_EPCI ? 9 : 5));
        FUZZ_CHECK(i == 0 || strcmp(f.lignes.v[i - 1].code, l->code) < 0);
        for (int k = 0; k < IFN_INDICATEURS; k++) {
            double v = l->valeurs[k];
            FUZZ_CHECK(isnan(v) || v == 0 || (v >= 1 && v <= 10 && f.a[k]));
        }
    }
}

static void read_iris(Str s)
{
    ARENA a = arena_new(256 * MIB);
    IrisLus f = { .fichier = S("essai"), .reference = S("region") };
    Rapport r = { 0 };
    Str message = STR_NONE;
    Err e = iris_read(a, s, &f, &r, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK)
        return;
    check_report(&r, f.lignes.n);
    check_refused(s, &r);
    for (size_t i = 0; i < f.lignes.n; i++) {
        const Iris *l = &f.lignes.v[i];
        CodeInsee code;
        FUZZ_CHECK(l->code.n == 9 && code_insee_parse(l->commune, &code) && l->habitants >= 0 && utf8_valid(l->nom));
        FUZZ_CHECK(i == 0 || str_cmp(f.lignes.v[i - 1].code, l->code) < 0);
        for (int k = 0; k < IRIS_AXES; k++)
            FUZZ_CHECK(isnan(l->v[k]) || l->v[k] >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    read_populations(s);
    read_ifn(s);
    read_tableau(s);
    read_iris(s);
    return 0;
}
