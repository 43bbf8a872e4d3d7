// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A file of places, CSV or JSON as the command guesses it, up to its validated rows. Laws: every refusal is told; what
 * is accepted can be stored; written in the standard's CSV, with the spreadsheets' guard or without, and read again,
 * it comes back byte for byte with nothing left to repair.
 */
#include "fuzz.h"

#include <string.h>

#include "domain/lieux/export.h"
#include "domain/lieux/import.h"

static ImportRapport *import(Arena *a, Str bytes)
{
    ImportRapport *r = NULL;
    Str message = STR_NONE;
    ImportFichier f = { .nom = S("essai"), .octets = bytes, .aujourdhui = { 20780 } };
    Err e = lieux_import_read(a, &f, &r, &message);
    if (e == OK)
        return r;
    FUZZ_CHECK(e == ERR_MEMORY || (e == ERR_INVALID && message.n > 0 && utf8_valid(message)));
    return NULL;
}

static bool same_field(const Remarque *m, int f)
{
    return str_eq(m->champ, standard_field((StandardField)f)->name);
}

static void check_remarks(const ImportLigne *l)
{
    bool told = false;
    for (size_t i = 0; i < l->remarques.n; i++) {
        const Remarque *m = &l->remarques.v[i];
        FUZZ_CHECK(m->ligne == l->ligne && m->raison.n > 0 && utf8_valid(m->raison));
        FUZZ_CHECK(utf8_valid(m->champ) && utf8_valid(m->valeur) && utf8_valid(m->reparation));
        told = told || m->suite == SUITE_REFUSEE;
        bool last = m->suite == SUITE_REPAREE;
        for (size_t k = i + 1; k < l->remarques.n; k++)
            last = last && !(l->remarques.v[k].suite == SUITE_REPAREE && str_eq(l->remarques.v[k].champ, m->champ));
        for (int f = 0; last && f < STANDARD_N; f++)           /* the repair that is told is the value stored */
            if (same_field(m, f))
                FUZZ_SAME(l->champs[f], m->reparation);
    }
    FUZZ_CHECK(told == l->refusee);
}

static void check_stored(const ImportLigne *l)
{
    for (int f = 0; f < STANDARD_N; f++) {
        Str v = l->champs[f];
        FUZZ_CHECK(v.n <= IMPORT_CASE_MAX && utf8_valid(v) && (v.n == 0 || !memchr(v.p, 0, v.n)));
        FUZZ_CHECK(v.n > 0 || str_is_none(v));
        FUZZ_CHECK(v.n > 0 || !standard_field((StandardField)f)->required || f == CHAMP_code_insee);
    }
    FUZZ_CHECK(strlen(l->empreinte) == 64);
}

static int64_t check_rows(const ImportRapport *r)
{
    int64_t refused = 0, accepted = 0;
    FUZZ_CHECK(r->sha256.n == 64 && r->source.n > 0);
    for (size_t i = 0; i < r->lignes.n; i++) {
        const ImportLigne *l = &r->lignes.v[i];
        FUZZ_CHECK(l->ligne >= (i ? r->lignes.v[i - 1].ligne : 1));
        check_remarks(l);
        refused += l->refusee;
        if (l->refusee)
            continue;
        accepted++;
        check_stored(l);
        for (size_t k = 0; k < i; k++)
            FUZZ_CHECK(r->lignes.v[k].refusee || !str_eq(r->lignes.v[k].champs[CHAMP_id], l->champs[CHAMP_id]));
    }
    FUZZ_CHECK(r->n_refuses == refused);
    return accepted;
}

static void check_again(const ImportRapport *r, bool guard)
{
    ARENA a = arena_new(256 * MIB);
    BUF b = buf_new(64 * MIB);
    CsvWriter w = csv_to(&b, guard);
    if (guard)
        buf_put(&b, LIEUX_CSV_BOM);
    lieux_csv_header(&w);
    for (size_t i = 0; i < r->lignes.n; i++)
        if (!r->lignes.v[i].refusee)
            lieux_csv_row(&w, r->lignes.v[i].champs);
    const ImportRapport *again = import(a, buf_str(&b));
    FUZZ_CHECK(again && again->n_refuses == 0 && again->n_repares == 0);
    size_t next = 0;
    for (size_t i = 0; i < r->lignes.n; i++) {
        if (r->lignes.v[i].refusee)
            continue;
        FUZZ_CHECK(next < again->lignes.n);
        const ImportLigne *back = &again->lignes.v[next++];
        for (int f = 0; f < STANDARD_N; f++)
            FUZZ_SAME(back->champs[f], r->lignes.v[i].champs[f]);
        FUZZ_CHECK(strcmp(back->empreinte, r->lignes.v[i].empreinte) == 0);
    }
    FUZZ_CHECK(next == again->lignes.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(256 * MIB);
    const ImportRapport *r = import(a, s);
    if (!r || check_rows(r) == 0)
        return 0;
    check_again(r, false);
    check_again(r, true);
    return 0;
}
