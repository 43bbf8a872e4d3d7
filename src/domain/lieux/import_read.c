// SPDX-License-Identifier: AGPL-3.0-or-later
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/planted.h"
#include "core/auth/sha256.h"
#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/lieux/import.h"
#include "domain/lieux/v01.h"

/* Where a column goes: a field of today, an older one, or nowhere. */
typedef struct Column {
    StandardField field;                           /* STANDARD_N: not one */
    V01Field old;                                  /* V01_N: not one */
} Column;

typedef struct Reading {
    Arena *a, *scratch;
    const ImportFichier *f;
    ImportRapport *r;
    Str *message;
    bool guarded;                                  /* CSV with a BOM: our download for spreadsheets (README.md) */
    VEC(Str) unknown;                              /* JSON keys already told */
} Reading;

static Err fail(Reading *d, Str message)
{
    *d->message = message;
    return arena_failed(d->a) ? ERR_MEMORY : ERR_INVALID;
}

static void tell_file(Reading *d, int64_t ligne, Str champ, Suite suite, Str raison, Str reparation)
{
    Remarque *m = vec_push(d->a, &d->r->remarques);
    if (m)
        *m = (Remarque){ ligne, str_dup(d->a, champ), STR_NONE, raison, reparation, suite };
}

/* Cells are read in the scratch arena: what is not a piece of the file is copied into the report's. */
static Str kept(Reading *d, Str cell)
{
    uintptr_t from = (uintptr_t)d->f->octets.p, at = (uintptr_t)cell.p;
    return at >= from && at < from + d->f->octets.n ? cell : str_dup(d->a, cell);
}

static ImportLigne *new_row(Reading *d, int64_t line)
{
    ImportLigne *l = vec_push(d->a, &d->r->lignes);
    if (l)
        l->ligne = line;
    return l;
}

static void refuse_row(Reading *d, ImportLigne *l, Str raison)
{
    Remarque *m = vec_push(d->a, &l->remarques);
    if (m)
        *m = (Remarque){ l->ligne, STR_NONE, STR_NONE, raison, STR_NONE, SUITE_REFUSEE };
    l->refusee = true;
}

static void finish_row(Reading *d, ImportLigne *l, const Str anciens[V01_N])
{
    ArenaMark mark = arena_mark(d->scratch);
    v01_convertir(d->a, d->scratch, anciens, l);
    lieux_valider(d->a, d->scratch, d->f, l);
    if (arena_failed(d->scratch))
        arena_fail(d->a);
    arena_reset(d->scratch, mark);
}

/* ---- CSV --------------------------------------------------------------------------------------------------------- */

/* The field that a header probably means: other case, accents, blanks or hyphens. */
static Str likely_name(Arena *a, Str header)
{
    Str folded = utf8_fold(a, header);
    for (int f = 0; f < STANDARD_N && folded.n; f++) {
        Str name = standard_field((StandardField)f)->name;
        if (str_eq(folded, utf8_fold(a, name)))
            return name;
    }
    return STR_NONE;
}

static Err missing_columns(Reading *d, const CsvRow *header, const bool seen[STANDARD_N])
{
    BUF b = buf_new(64 * KIB);
    for (int f = 0; f < STANDARD_N; f++)
        if (!seen[f] && standard_field((StandardField)f)->required)
            buf_format(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(standard_field((StandardField)f)->name));
    if (!b.n)
        return OK;
    Str missing = str_dup(d->a, buf_str(&b));
    buf_done(&b);
    for (size_t i = 0; i < header->n; i++) {
        Str likely = likely_name(d->a, header->cells[i]);
        if (likely.n && standard_field_named(header->cells[i]) == STANDARD_N)
            buf_format(&b, " Renommez « %.*s » en « %.*s ».", STR_ARG(header->cells[i]), STR_ARG(likely));
    }
    if (header->n == 1)
        buf_put(&b,
            S(" La première ligne n’a qu’une colonne : le séparateur doit être une virgule, un point-virgule ou "
              "une tabulation."));
    return fail(d,
        str_format(d->a, "Ligne %lld : il manque des colonnes obligatoires : %.*s.%.*s Rien n’a été importé.",
            (long long)header->line, STR_ARG(missing), STR_ARG(buf_str(&b))));
}

static Err read_header(Reading *d, const CsvRow *header, Column *columns)
{
    bool seen[STANDARD_N] = { false }, seen_old[V01_N] = { false };
    for (size_t i = 0; i < header->n; i++) {
        Str name = str_trim(header->cells[i]);
        Column *c = &columns[i];
        *c = (Column){ standard_field_named(name), v01_field_named(name) };
        bool twice = (c->field != STANDARD_N && seen[c->field]) || (c->old != V01_N && seen_old[c->old]);
        for (size_t k = 0; k < i && !twice; k++)
            twice = name.n && str_eq(str_trim(header->cells[k]), name);
        if (twice)
            return fail(d, str_format(d->a,
                               "Ligne %lld : la colonne « %.*s » apparaît deux fois. Supprimez ou renommez "
                               "l’une des deux. Rien n’a été importé.",
                               (long long)header->line, STR_ARG(name)));
        if (c->field != STANDARD_N)
            seen[c->field] = true;
        else if (c->old != V01_N)
            seen_old[c->old] = true;
        else if (name.n)
            tell_file(d, header->line, name, SUITE_ECARTEE,
                S("cette colonne n’est pas du standard : elle n’est pas importée"), likely_name(d->a, name));
    }
    TRY(missing_columns(d, header, seen));
    for (int f = 0; f < STANDARD_N; f++) {
        bool renamed = (f == CHAMP_courriels && seen_old[V01_courriel]) ||
                       (f == CHAMP_fiche_acces_libre && seen_old[V01_accessibilite]);
        if (!seen[f] && !renamed && !seen_old[V01_labels_nationaux])
            tell_file(d, header->line, standard_field((StandardField)f)->name, SUITE_GARDEE,
                S("cette colonne du standard est absente du fichier"), STR_NONE);
    }
    return OK;
}

static bool row_is_empty(const CsvRow *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].n)
            return false;
    return true;
}

static Str unguarded(Reading *d, ImportLigne *l, StandardField f, Str cell)
{
    Str plain = d->guarded ? csv_unguard(cell) : cell;
    if (plain.n == cell.n)
        return cell;
    Remarque *m = vec_push(d->a, &l->remarques);
    if (m)
        *m = (Remarque){ l->ligne, standard_field(f)->name, cell,
            S("l’apostrophe ajoutée au téléchargement pour le tableur est retirée"), plain, SUITE_CONVERTIE };
    return plain;
}

static void read_csv_row(Reading *d, const CsvRow *row, Str problem, const Column *columns, size_t n_columns)
{
    ImportLigne *l = new_row(d, row->line);
    if (!l)
        return;
    size_t n = row->n;
    while (n > n_columns && !row->cells[n - 1].n)
        n--;
    if (problem.n) {
        refuse_row(d, l, str_dup(d->a, problem));
        return;
    }
    if (n > n_columns || n < n_columns) {
        refuse_row(d, l,
            str_format(d->a,
                "la ligne a %zu cases, l’en-tête en a %zu : une virgule ou un guillemet manque ou "
                "est en trop",
                n, n_columns));
        return;
    }
    Str anciens[V01_N] = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (!row->cells[i].n)
            continue;
        if (columns[i].field != STANDARD_N)
            l->champs[columns[i].field] = unguarded(d, l, columns[i].field, kept(d, row->cells[i]));
        else if (columns[i].old != V01_N)
            anciens[columns[i].old] = kept(d, row->cells[i]);
    }
    finish_row(d, l, anciens);
}

static Err read_csv(Reading *d)
{
    CsvReader *csv;
    CsvRow row;
    Str problem;
    TRY(csv_open(d->a, d->f->octets, (CsvLimits){ IMPORT_COLONNES_MAX, IMPORT_CASE_MAX }, &csv, d->message));
    d->r->encodage = csv_encoding_name(csv_encoding(csv));
    d->r->separateur = csv_delimiter(csv);
    d->guarded = csv_encoding(csv) == CSV_UTF8_BOM;
    if (!csv_next(csv, d->a, &row, &problem))
        return fail(d, S("Le fichier est vide."));
    if (problem.n)
        return fail(d,
            str_format(d->a, "L’en-tête ne peut pas être lu : %.*s. Rien n’a été importé.", STR_ARG(problem)));
    Column *columns = NEW(d->a, Column, row.n);
    if (!columns)
        return ERR_MEMORY;
    size_t n_columns = row.n;
    TRY(read_header(d, &row, columns));
    bool broken = false;
    ArenaMark mark = arena_mark(d->scratch);
    while (!arena_failed(d->a) && csv_next(csv, d->scratch, &row, &problem)) {
        broken = problem.n > 0 || row.n < n_columns;
        if (problem.n || !row_is_empty(&row))
            read_csv_row(d, &row, problem, columns, n_columns);
        if (arena_failed(d->scratch))
            return ERR_MEMORY;
        arena_reset(d->scratch, mark);
        if (d->f->progres)
            d->f->progres(d->f->progres_arg, (int64_t)csv_position(csv), (int64_t)d->f->octets.n);
    }
    char last = d->f->octets.p[d->f->octets.n - 1];
    if (broken && last != '\n' && last != '\r')
        return fail(d, str_format(d->a,
                           "Le fichier semble tronqué : sa dernière ligne (n° %lld) s’arrête en chemin. "
                           "Rien n’a été importé ; demandez le fichier entier.",
                           (long long)row.line));
    return OK;
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

/* A list written as a JSON array of texts, joined as the standard does; STR_NONE when it is something else. */
static Str joined_array(Arena *a, const json_t *v)
{
    Str out = STR_NONE;
    for (size_t i = 0; i < json_array_size(v); i++) {
        Str one = json_value_str(json_array_get(v, i));
        if (str_is_none(one))
            return STR_NONE;
        out = out.p ? str_join(a, (Str[]){ out, one }, 2, S("|")) : str_dup(a, one);
    }
    return out;
}

static void tell_unknown_key(Reading *d, int64_t line, Str key)
{
    for (size_t i = 0; i < d->unknown.n; i++)
        if (str_eq(d->unknown.v[i], key))
            return;
    if (d->unknown.n >= IMPORT_COLONNES_MAX)
        return;
    Str copy = str_dup(d->a, key), *slot = vec_push(d->a, &d->unknown);
    if (slot)
        *slot = copy;
    tell_file(d, line, copy, SUITE_ECARTEE, S("ce champ n’est pas du standard : il n’est pas importé"),
        likely_name(d->a, copy));
}

static void read_member(Reading *d, ImportLigne *l, Str key, const json_t *v, Str anciens[V01_N])
{
    StandardField f = standard_field_named(key);
    V01Field old = v01_field_named(key);
    if (f == STANDARD_N && old == V01_N) {
        tell_unknown_key(d, l->ligne, key);
        return;
    }
    if (json_is_null(v))
        return;
    Str text = json_is_array(v) ? joined_array(d->a, v) : str_dup(d->a, json_value_str(v));
    if (str_is_none(text)) {
        Remarque *m = json_is_array(v) && json_array_size(v) == 0 ? NULL : vec_push(d->a, &l->remarques);
        if (m)
            *m = (Remarque){ l->ligne, str_dup(d->a, key), STR_NONE, S("un texte ou un nombre est attendu"), STR_NONE,
                SUITE_ECARTEE };
        return;
    }
    if (json_is_array(v)) {
        Remarque *m = vec_push(d->a, &l->remarques);
        if (m)
            *m = (Remarque){ l->ligne, str_dup(d->a, key), STR_NONE, S("le standard joint les valeurs par « | »"), text,
                SUITE_CONVERTIE };
    }
    if (f != STANDARD_N)
        l->champs[f] = text.n ? text : STR_NONE;
    else
        anciens[old] = text;
}

static void read_item(Reading *d, Str item, int64_t line)
{
    ImportLigne *l = new_row(d, line);
    JSON_VALUE v = NULL;
    Str message = STR_NONE;
    if (!l)
        return;
    Err e = json_read(d->a, item, (JsonLimits){ 4 * MIB, 8, true }, &v, &message);
    if (e != OK || !json_is_object(v)) {
        refuse_row(d, l,
            e != OK ? str_format(d->a, "cet élément n’est pas lisible : %.*s", STR_ARG(message))
                    : S("un objet { … } est attendu"));
        return;
    }
    Str anciens[V01_N] = { 0 };
    const char *key;
    json_t *member;
    json_object_foreach(v, key, member)
        read_member(d, l, str_from(key), member, anciens);
    finish_row(d, l, anciens);
}

static Err read_json(Reading *d)
{
    JsonItems it;
    Str item;
    int64_t line;
    size_t nul = str_find_char(d->f->octets, 0, '\0');
    if (nul < d->f->octets.n)
        return fail(d, S("Ce fichier n’est pas un texte : il contient un octet nul. Rien n’a été importé."));
    if (!utf8_valid(d->f->octets))
        return fail(d,
            S("Ce fichier JSON n’est pas en UTF-8. Enregistrez-le de nouveau en UTF-8. Rien n’a été importé."));
    if (!json_items_open(d->f->octets, &it))
        return fail(d, S("Ce fichier JSON n’est pas une liste de lieux : un tableau [ { … }, … ] est attendu."));
    while (json_items_next(&it, &item, &line) && !arena_failed(d->a)) {
        if (it.cut)
            break;
        read_item(d, item, line);
        if (d->f->progres)
            d->f->progres(d->f->progres_arg, (int64_t)it.at, (int64_t)d->f->octets.n);
    }
    if (!arena_failed(d->a) && !json_items_complete(&it))
        return fail(d, str_format(d->a,
                           "Le fichier JSON est tronqué ou mal fermé (ligne %lld). Rien n’a été importé ; "
                           "demandez le fichier entier.",
                           (long long)it.line));
    return OK;
}

/* ---- the whole file ---------------------------------------------------------------------------------------------- */

void lieux_empreinte(const Str champs[STANDARD_N], char ret[65])
{
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    for (int f = 0; f < STANDARD_N; f++) {
        uint64_t n = champs[f].n;
        crypto_hash_sha256_update(&state, (const unsigned char *)&n, sizeof n);
        crypto_hash_sha256_update(&state, (const unsigned char *)(n ? champs[f].p : ""), n);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(ret, 65, hash, sizeof hash);
}

typedef struct Slot {
    Str key;
    int64_t value;
} Slot;

/* Open addressing over our own rows; `n` is at most half of the size. */
static Slot *slot_of(Slot *table, size_t mask, Str key)
{
    size_t i = str_hash(key) & mask;
    while (table[i].key.p && !str_eq(table[i].key, key))
        i = (i + 1) & mask;
    return &table[i];
}

static size_t table_size(size_t n)
{
    size_t size = 16;
    while (size < 2 * n + 2)
        size *= 2;
    return size;
}

static Err refuse_duplicates(Reading *d)
{
    size_t size = table_size(d->r->lignes.n);
    Slot *table = NEW(d->scratch, Slot, size);
    if (!table)
        return ERR_MEMORY;
    for (size_t i = 0; i < d->r->lignes.n; i++) {
        ImportLigne *l = &d->r->lignes.v[i];
        Str id = l->champs[CHAMP_id];
        if (!id.n)
            continue;
        Slot *s = slot_of(table, size - 1, id);
        if (!s->key.p) {
            *s = (Slot){ id, l->ligne };
            continue;
        }
        Remarque *m = vec_push(d->a, &l->remarques);
        if (m)
            *m = (Remarque){ l->ligne, S("id"), id,
                str_format(d->a, "cet identifiant est déjà celui de la ligne %lld", (long long)s->value),
                S("un identifiant différent pour chaque lieu"), SUITE_REFUSEE };
        l->refusee = PLANTED(true, l->refusee);
    }
    return OK;
}

/* The source most often named by the rows; the first named wins a tie. */
static Err source_of_rows(Reading *d)
{
    size_t size = table_size(d->r->lignes.n);
    Slot *table = NEW(d->scratch, Slot, size);
    if (!table)
        return ERR_MEMORY;
    Slot best = { S("sans source"), 0 };
    for (size_t i = 0; i < d->r->lignes.n; i++) {
        Str source = d->r->lignes.v[i].champs[CHAMP_source];
        if (!source.n)
            continue;
        Slot *s = slot_of(table, size - 1, source);
        *s = (Slot){ source, s->value + 1 };
        if (s->value > best.value)
            best = *s;
    }
    d->r->source = best.key;
    d->r->source_du_fichier = true;
    return OK;
}

static ImportFormat detect_format(Str s)
{
    if (str_starts(s, S("\xEF\xBB\xBF")))
        s = str_slice(s, 3, s.n);
    s = str_trim(s);
    return s.n && (s.p[0] == '[' || s.p[0] == '{') ? IMPORT_STANDARD_JSON : IMPORT_STANDARD_CSV;
}

static Err read_other(Reading *d)
{
    ImportRapport *r = d->r;
    TRY(d->f->lire(d->f->lire_arg, d->a, r, d->message));
    for (size_t i = 0; i < r->lignes.n; i++) {
        ArenaMark mark = arena_mark(d->scratch);
        if (!r->lignes.v[i].refusee)
            lieux_valider(d->a, d->scratch, d->f, &r->lignes.v[i]);
        if (arena_failed(d->scratch))
            return ERR_MEMORY;
        arena_reset(d->scratch, mark);
    }
    return OK;
}

static Err read_file(Reading *d)
{
    ImportRapport *r = d->r;
    if (d->f->lire)
        TRY(read_other(d));
    else
        TRY(r->format == IMPORT_STANDARD_JSON ? read_json(d) : read_csv(d));
    if (arena_failed(d->a))
        return ERR_MEMORY;
    if (!r->lignes.n)
        return fail(d, S("Le fichier ne contient aucun lieu."));
    TRY(refuse_duplicates(d));
    if (!r->source.n)
        TRY(source_of_rows(d));
    for (size_t i = 0; i < r->lignes.n; i++) {
        ImportLigne *l = &r->lignes.v[i];
        if (!l->refusee)
            lieux_empreinte(l->champs, l->empreinte);
        r->n_refuses += l->refusee;
        r->n_repares += l->reparee && !l->refusee;
    }
    return arena_failed(d->a) || arena_failed(d->scratch) ? ERR_MEMORY : OK;
}

Err lieux_import_read(Arena *a, const ImportFichier *f, ImportRapport **ret, Str *ret_message)
{
    if (f->octets.n > IMPORT_OCTETS_MAX) {
        *ret_message = str_format(a, "Le fichier dépasse %d Mio, la limite d’un import. Découpez-le.",
            IMPORT_OCTETS_MAX / (int)MIB);
        return ERR_TOO_LARGE;
    }
    ARENA scratch = arena_new(512 * MIB);
    ImportRapport *r = NEW(a, ImportRapport, 1);
    if (!r || !scratch)
        return ERR_MEMORY;
    *r = (ImportRapport){ .fichier = f->nom,
        .sha256 = sha256_hex(a, f->octets),
        .source = str_trim(f->source),
        .format = f->format == IMPORT_AUTO ? detect_format(f->octets) : f->format,
        .forme = f->lire ? f->forme : STR_NONE,
        .territoire_charge = f->territoire };
    Reading d = { .a = a, .scratch = scratch, .f = f, .r = r, .message = ret_message };
    TRY(read_file(&d));
    *ret = r;
    return OK;
}
