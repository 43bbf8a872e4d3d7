// SPDX-License-Identifier: AGPL-3.0-or-later
/* Indexes of the snapshot, and what a person types in a search box. */
#include <stdlib.h>
#include <string.h>

#include "domain/territoire/territoire_impl.h"

/* ---- indexes ------------------------------------------------------------------------------------------------------- */

static int by_population(const void *x, const void *y, void *arg)
{
    const Commune *communes = arg;
    const Commune *a = &communes[*(const uint32_t *)x], *b = &communes[*(const uint32_t *)y];
    if (a->population != b->population)
        return a->population > b->population ? -1 : 1;
    int order = str_cmp(a->nom_cle, b->nom_cle);
    return order ? order : memcmp(a->code.p, b->code.p, 5);
}

static int by_code(const void *x, const void *y)
{
    return memcmp(((const CodeEntry *)x)->code.p, ((const CodeEntry *)y)->code.p, 5);
}

static int by_postal(const void *x, const void *y)
{
    const PostalEntry *a = x, *b = y;
    int order = strcmp(a->code, b->code);
    return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static int by_key(const void *x, const void *y)
{
    const NameEntry *a = x, *b = y;
    int order = str_cmp(a->key, b->key);
    return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

/* Codes of today first: one that is still alive hides an old one of the same number. */
static Err index_codes(Territoire *t, const CodeInsee *old_codes, const CodeInsee *old_to, size_t n_old)
{
    t->codes = NEW(t->arena, CodeEntry, t->n_communes + n_old);
    if (!t->codes)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n_communes; i++)
        t->codes[i] = (CodeEntry){ t->communes[i].code, (uint32_t)i };
    t->n_codes = t->n_communes;
    size_t n = t->n_codes;
    for (size_t i = 0; i < n_old; i++) {
        const Commune *today = territoire_commune(t, code_insee_str(&old_to[i]));
        if (today && !territoire_commune(t, code_insee_str(&old_codes[i])))
            t->codes[n++] = (CodeEntry){ old_codes[i], (uint32_t)(today - t->communes) };
    }
    qsort(t->codes, n, sizeof *t->codes, by_code);
    t->n_codes = n;
    return OK;
}

static Err index_postal(Territoire *t, const uint32_t *rank_of)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_communes; i++)
        n += t->communes[i].n_codes_postaux;
    t->postaux = NEW(t->arena, PostalEntry, n);
    if (!t->postaux)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n_communes; i++) {
        const Commune *c = &t->communes[i];
        for (size_t k = 0; k < c->n_codes_postaux; k++) {
            if (c->codes_postaux[k].n >= sizeof t->postaux->code)
                continue;
            PostalEntry *e = &t->postaux[t->n_postaux++];
            memcpy(e->code, c->codes_postaux[k].p, c->codes_postaux[k].n);
            e->rank = rank_of[i];
        }
    }
    qsort(t->postaux, t->n_postaux, sizeof *t->postaux, by_postal);
    return OK;
}

static uint16_t departement_index(Territoire *t, Str code)
{
    for (size_t i = t->n_departements_vus; i-- > 0;)
        if (str_eq(t->departements_vus[i], code))
            return (uint16_t)i;
    t->departements_vus[t->n_departements_vus] = code;
    return (uint16_t)t->n_departements_vus++;
}

static size_t count_words(Str key)
{
    size_t n = key.n > 0;
    for (size_t i = 0; i < key.n; i++)
        n += key.p[i] == ' ';
    return n;
}

static void add_name(Territoire *t, Str key, uint32_t rank, uint16_t departement, bool old)
{
    for (size_t at = 0; at < key.n; at = str_find_char(key, at, ' ') + 1)
        t->noms[t->n_noms++] = (NameEntry){ .key = str_slice(key, at, key.n),
            .rank = rank,
            .whole = at == 0,
            .departement = departement,
            .old = old };
}

static Err index_names(Territoire *t, const uint32_t *rank_of, const CodeInsee *old_to, const Str *old_names,
    size_t n_old)
{
    size_t n = 0, n_departements = 1;
    Str *old_keys = NEW(t->arena, Str, n_old);
    if (!old_keys)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n_communes; i++) {
        n += count_words(t->communes[i].nom_cle);
        n_departements += i == 0 || !str_eq(t->communes[i].departement, t->communes[i - 1].departement);
    }
    for (size_t i = 0; i < n_old; i++) {
        old_keys[i] = utf8_fold_name(t->arena, old_names[i]);
        n += count_words(old_keys[i]);
    }
    t->noms = NEW(t->arena, NameEntry, n);
    t->departements_vus = NEW(t->arena, Str, n_departements);
    if (!t->noms || !t->departements_vus)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n_communes; i++)
        add_name(t, t->communes[i].nom_cle, rank_of[i], departement_index(t, t->communes[i].departement), false);
    for (size_t i = 0; i < n_old; i++) {
        const Commune *c = territoire_commune(t, code_insee_str(&old_to[i]));
        if (c && !str_eq(c->nom_cle, old_keys[i]))
            add_name(t, old_keys[i], rank_of[c - t->communes], departement_index(t, c->departement), true);
    }
    qsort(t->noms, t->n_noms, sizeof *t->noms, by_key);
    return OK;
}

Err territoire_index(Territoire *t, const CodeInsee *old_codes, const Str *old_names, const CodeInsee *old_to,
    size_t n_old)
{
    uint32_t *rank_of = NEW(t->arena, uint32_t, t->n_communes);
    t->by_rank = NEW(t->arena, uint32_t, t->n_communes);
    if (!rank_of || !t->by_rank)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n_communes; i++)
        t->by_rank[i] = (uint32_t)i;
    qsort_r(t->by_rank, t->n_communes, sizeof *t->by_rank, by_population, t->communes);
    for (size_t rank = 0; rank < t->n_communes; rank++)
        rank_of[t->by_rank[rank]] = (uint32_t)rank;
    TRY(index_codes(t, old_codes, old_to, n_old));
    TRY(index_postal(t, rank_of));
    return index_names(t, rank_of, old_to, old_names, n_old);
}

/* ---- searching ----------------------------------------------------------------------------------------------------- */

size_t territoire_code_postal(const Territoire *t, Str code_postal, const Commune **ret, size_t max)
{
    size_t low = 0, high = t ? t->n_postaux : 0, end = high, n = 0;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (str_cmp(str_from(t->postaux[mid].code), code_postal) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < end && n < max && str_eq(str_from(t->postaux[low].code), code_postal); low++)
        ret[n++] = &t->communes[t->by_rank[t->postaux[low].rank]];
    return n;
}

/* The best answers so far, in order; a commune may match by several of its words and is kept once. */
enum { BEST_MAX = 64 };
typedef struct Best {
    uint64_t order[BEST_MAX]; /* group << 32 | rank */
    size_t n, max;
} Best;

static void best_add(Best *b, uint64_t order)
{
    if (b->n == b->max && order >= b->order[b->n - 1])
        return;
    for (size_t i = 0; i < b->n; i++) {
        if ((uint32_t)b->order[i] != (uint32_t)order)
            continue;
        if (b->order[i] <= order)
            return;
        memmove(&b->order[i], &b->order[i + 1], (b->n - i - 1) * sizeof *b->order);
        b->n--;
        break;
    }
    size_t at = b->n < b->max ? b->n++ : b->n - 1;
    for (; at > 0 && b->order[at - 1] > order; at--)
        b->order[at] = b->order[at - 1];
    b->order[at] = order;
}

static size_t first_with_prefix(const Territoire *t, Str prefix)
{
    size_t low = 0, high = t->n_noms;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (str_cmp(t->noms[mid].key, prefix) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Groups, best first; communes of another département come after all of them. */
enum { EXACT, BEGINS, WORD, WORDS, OLD_EXACT, OLD_BEGINS, OLD_WORD, GROUPS };

static uint64_t order_of(const NameEntry *e, int group, int departement)
{
    bool outside = departement >= 0 && e->departement != departement;
    return (uint64_t)(group + (outside ? GROUPS : 0)) << 32 | e->rank;
}

/* Every typed word is some word of the name, in any order; the last one may be unfinished. */
static bool has_all_words(Str name, Str typed)
{
    Str word;
    while (str_split(&typed, ' ', &word)) {
        bool found = false, last = str_is_empty(typed);
        for (size_t at = 0, end; at < name.n && !found; at = end + 1) {
            end = str_find_char(name, at, ' ');
            found = str_starts(str_slice(name, at, end), word) && (last || end - at == word.n);
        }
        if (!found)
            return false;
    }
    return true;
}

static void match_phrase(const Territoire *t, Str key, int departement, Best *best)
{
    for (size_t i = first_with_prefix(t, key); i < t->n_noms && str_starts(t->noms[i].key, key); i++) {
        const NameEntry *e = &t->noms[i];
        int group = !e->whole ? WORD : e->key.n == key.n ? EXACT : BEGINS;
        best_add(best, order_of(e, group + (e->old ? OLD_EXACT - EXACT : 0), departement));
    }
}

/* "remy avre": the longest word finds candidates, the others filter them. */
static void match_words(const Territoire *t, Str key, int departement, Best *best)
{
    Str rest = key, word, longest = STR_NONE;
    while (str_split(&rest, ' ', &word))
        if (word.n > longest.n)
            longest = word;
    for (size_t i = first_with_prefix(t, longest); i < t->n_noms && str_starts(t->noms[i].key, longest); i++) {
        const NameEntry *e = &t->noms[i];
        if (!e->old && has_all_words(t->communes[t->by_rank[e->rank]].nom_cle, key))
            best_add(best, order_of(e, WORDS, departement));
    }
}

static int find_departement(const Territoire *t, Str code)
{
    for (size_t i = 0; i < t->n_departements_vus; i++)
        if (str_eq(t->departements_vus[i], code))
            return (int)i;
    return -1;
}

static void search(const Territoire *t, Str key, Str departement, Best *best)
{
    int d = str_is_empty(departement) ? -1 : find_departement(t, departement);
    if (str_is_empty(key))
        return;
    match_phrase(t, key, d, best);
    if (best->n < best->max && str_has(key, S(" ")))
        match_words(t, key, d, best);
}

size_t territoire_search(const Territoire *t, Arena *a, Str typed, Str departement, const Commune **ret, size_t max)
{
    Best best = { .max = max < BEST_MAX ? max : BEST_MAX };
    if (!t || max == 0)
        return 0;
    search(t, utf8_fold_name(a, typed), departement, &best);
    for (size_t i = 0; i < best.n; i++)
        ret[i] = &t->communes[t->by_rank[(uint32_t)best.order[i]]];
    return best.n;
}

/* ---- one box for everything ------------------------------------------------------------------------------------------ */

static bool all_digits(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* A département code as typed, folded: two characters, "2a", "2b", or three overseas. */
static bool is_departement(Str s)
{
    return (s.n == 2 && (all_digits(s) || str_eq(s, S("2a")) || str_eq(s, S("2b")))) ||
           (s.n == 3 && all_digits(s) && s.p[0] == '9');
}

/* What was typed, folded, without the number that precedes or follows it. */
typedef struct Typed {
    Str name;
    Str code_postal; /* STR_NONE: none */
    Str departement; /* STR_NONE: none */
} Typed;

static Typed read_typed(Arena *a, Str key)
{
    Typed out = { .name = key };
    size_t first_end = str_find_char(key, 0, ' '), last = key.n;
    while (last > 0 && key.p[last - 1] != ' ')
        last--;
    if (first_end == key.n)
        return out;
    Str head = str_slice(key, 0, first_end), tail = str_slice(key, last, key.n);
    if (tail.n == 5 && all_digits(tail)) {
        out = (Typed){ .name = str_slice(key, 0, last - 1), .code_postal = tail };
    } else if (head.n == 5 && all_digits(head)) {
        out = (Typed){ .name = str_slice(key, first_end + 1, key.n), .code_postal = head };
    } else if (is_departement(tail)) {
        Str code = str_replace(a, str_replace(a, tail, S("a"), S("A")), S("b"), S("B"));
        out = (Typed){ .name = str_slice(key, 0, last - 1), .departement = code };
    }
    return out;
}

static bool has_postal(const Commune *c, Str code)
{
    for (size_t i = 0; i < c->n_codes_postaux; i++)
        if (str_eq(c->codes_postaux[i], code))
            return true;
    return false;
}

/* All answers of the best group only are equally good; returns how many there are, the best ones first. */
static size_t equally_good(const Best *best)
{
    size_t n = 0;
    while (n < best->n && best->order[n] >> 32 == best->order[0] >> 32)
        n++;
    return n;
}

static const Commune *resolve_number(const Territoire *t, Str typed, const Commune **found, size_t *n, size_t max)
{
    *n = territoire_code_postal(t, typed, found, max);
    if (*n == 1)
        return found[0];
    const Commune *c = *n == 0 ? territoire_commune(t, typed) : NULL;
    if (c && max) {
        found[0] = c;
        *n = 1;
    }
    return c;
}

/* Keeps the candidates that answer the number typed beside the name. */
static size_t filter(const Territoire *t, Best *best, const Typed *typed)
{
    size_t kept = 0;
    for (size_t i = 0; i < best->n; i++) {
        const Commune *c = &t->communes[t->by_rank[(uint32_t)best->order[i]]];
        if ((str_is_none(typed->code_postal) || has_postal(c, typed->code_postal)) &&
            (str_is_none(typed->departement) || str_eq(c->departement, typed->departement)))
            best->order[kept++] = best->order[i];
    }
    return best->n = kept;
}

const Commune *territoire_resolve(const Territoire *t, Arena *a, Str typed, Str departement,
    const Commune **ret_candidates, size_t *ret_n, size_t max)
{
    const Commune *found[BEST_MAX];
    const Commune *answer = NULL;
    size_t n = 0;
    Str trimmed = str_trim(typed), key = utf8_fold_name(a, trimmed);
    if (max > BEST_MAX)
        max = BEST_MAX;
    CodeInsee code;
    if (t && code_insee_parse(trimmed, &code)) {
        answer = resolve_number(t, trimmed, found, &n, max);
    } else if (t) {
        Typed read = read_typed(a, key);
        Best best = { .max = BEST_MAX };
        bool number = !str_is_none(read.code_postal) || !str_is_none(read.departement);
        search(t, read.name, str_is_none(read.departement) ? departement : read.departement, &best);
        if (number && filter(t, &best, &read) == 0) {
            best = (Best){ .max = BEST_MAX }; /* the number may be part of a name, or wrong */
            search(t, key, departement, &best);
        }
        if (equally_good(&best) == 1 &&
            (best.n == 1 || (best.order[0] >> 32) % GROUPS == EXACT || (best.order[0] >> 32) % GROUPS == OLD_EXACT))
            answer = &t->communes[t->by_rank[(uint32_t)best.order[0]]];
        for (; n < best.n && n < max; n++)
            found[n] = &t->communes[t->by_rank[(uint32_t)best.order[n]]];
    }
    if (n)
        memcpy(ret_candidates, found, n * sizeof *found);
    *ret_n = n;
    return answer;
}
