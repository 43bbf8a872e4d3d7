// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/router.h"

#include <string.h>

#include "core/slice.h"

/*
 * Rows are found by the number of their segments, the first and the last: a request looks at the few that share them,
 * however many rows there are. A name stands for any text there, so that up to four lists are looked at.
 */
typedef struct Entry {
    struct Entry *next;                            /* in its list */
    const Route *route;
    const char *slice;
    Str segments[ROUTE_SEGMENTS_MAX];              /* literal text, or name without braces */
    Str suffixes[ROUTE_SEGMENTS_MAX];              /* ".jsonld" after a name; STR_NONE: none */
    int n;
    unsigned literal;                              /* bit of each literal segment, the leftmost the highest */
    unsigned suffixed;                             /* bit of each name with a suffix */
} Entry;

struct Router {
    Entry *entries;
    size_t n;
    Entry **lists;
    size_t n_lists;                                /* a power of two */
    const Asset *assets;                           /* NULL: none */
};

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
enum { METHODS = sizeof methods / sizeof *methods };

static inline unsigned segment_bit(int i)
{
    return 1u << (ROUTE_SEGMENTS_MAX - 1 - i);
}

/* ---- percent-decoding --------------------------------------------------------------------------------------------- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/* Decodes into `out` (at least s.n bytes); the length, or -1. */
static ptrdiff_t decode_into(char *out, Str s, bool plus)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            int hi = s.n - i > 2 ? hex(s.p[i + 1]) : -1, lo = s.n - i > 2 ? hex(s.p[i + 2]) : -1;
            if (hi < 0 || lo < 0)
                return -1;
            c = (char)(hi * 16 + lo);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == '\0')
            return -1;
        out[n++] = c;
    }
    return (ptrdiff_t)n;
}

bool percent_decode(Arena *a, Str s, bool plus, Str *ret)
{
    bool encoded = str_find_char(s, 0, '%') < s.n || (plus && str_find_char(s, 0, '+') < s.n);
    if (!encoded) {
        if (str_find_char(s, 0, '\0') < s.n || !utf8_valid(s))
            return false;
        *ret = s;
        return true;
    }
    char *out = arena_alloc(a, s.n + 1);
    ptrdiff_t n = out ? decode_into(out, s, plus) : -1;
    if (n < 0 || !utf8_valid(str_of(out, (size_t)n)))
        return false;
    *ret = str_of(out, (size_t)n);
    return true;
}

/* ---- checking ------------------------------------------------------------------------------------------------------ */

static bool is_name(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
            return false;
    return s.n > 0;
}

static const char *path_parse(Str path, Entry *e)
{
    if (!str_starts(path, S("/")))
        return "le chemin doit commencer par « / »";
    Str rest = str_slice(path, 1, path.n), part;
    int names = 0;
    for (; path.n > 1 && str_split(&rest, '/', &part); e->n++) {
        if (e->n == ROUTE_SEGMENTS_MAX)
            return "le chemin a trop de parties";
        size_t end = str_find_char(part, 0, '}');
        bool name = str_starts(part, S("{")) && end < part.n;
        Str text = name ? str_slice(part, 1, end) : part, suffix = name ? str_slice(part, end + 1, part.n) : STR_NONE;
        if (suffix.n && !(str_starts(suffix, S(".")) && is_name(str_slice(suffix, 1, suffix.n))))
            return "ce qui suit un nom est un point et une extension";
        if (part.n == 0 || (name && (!is_name(text) || ++names > ROUTE_NAMES_MAX)) ||
            (!name && (str_has(part, S("{")) || str_has(part, S("%")))))
            return "une partie du chemin est mal écrite";
        if (!name)
            e->literal |= segment_bit(e->n);
        if (suffix.n) {
            e->suffixes[e->n] = suffix;
            e->suffixed |= segment_bit(e->n);
        }
        for (int i = 0; name && i < e->n; i++)
            if (!(e->literal & segment_bit(i)) && str_eq(e->segments[i], text))
                return "un nom du chemin est répété";
        e->segments[e->n] = text;
    }
    return NULL;
}

static const char *field_fault(const Field *f)
{
    if (!f->label || !*f->label)
        return "un champ n’a pas de libellé";
    if (f->min > f->max)
        return "un champ a un minimum plus grand que son maximum";
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_I64:
    case FIELD_F64:
    case FIELD_BOOL:
    case FIELD_DATE:
    case FIELD_SECRET:
        return NULL;
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return f->choices ? NULL : "un champ à choix n’a pas de choix";
    case FIELD_FLOATS:
        return f->max >= 1 && f->max <= 16 ? NULL : "une suite de nombres doit en compter de 1 à 16 (max)";
    case FIELD_FILE:
        return f->files ? NULL : "un fichier doit dire les types admis";
    }
    return "un champ est d’un genre inconnu";
}

static const char *fields_fault(const Field *fields)
{
    for (const Field *f = fields; f && f->name; f++) {
        if (!is_name(str_from(f->name)))
            return "le nom d’un champ doit être en minuscules sans accent";
        for (const Field *g = fields; g < f; g++)
            if (strcmp(f->name, g->name) == 0)
                return "un champ est déclaré deux fois";
        const char *fault = field_fault(f);
        if (fault)
            return fault;
    }
    return NULL;
}

static const char *row_fault(const Route *r)
{
    bool known = false;
    for (int i = 0; i < METHODS; i++)
        known |= r->method && strcmp(r->method, methods[i]) == 0;
    if (!known)
        return "la méthode doit être GET, POST, PUT, PATCH ou DELETE";
    if (!r->path)
        return "le chemin manque";
    if (!r->fn)
        return "la fonction manque";
    if (!r->title || !*r->title)
        return "le titre manque";
    if (!r->right)
        return "aucun droit n’est déclaré (RIGHT_PUBLIC pour une page ouverte à tous)";
    if (r->mode != SNAPSHOT && r->mode != READ && r->mode != SLOW && r->mode != WRITE)
        return "le mode doit être SNAPSHOT, READ, SLOW ou WRITE";
    if (r->mode == WRITE && strcmp(r->method, "GET") == 0)
        return "une adresse GET ne doit rien écrire";
    if (r->right->proof != PROOF_PUBLIC && r->right->proof != PROOF_FORM && r->mode == SNAPSHOT)
        return "qui demande se lit dans la base : le mode doit être READ, SLOW ou WRITE";
    if (r->right->proof == PROOF_SIGNATURE && (r->mode != WRITE || r->fields || !strstr(r->path, "{expediteur}")))
        return "un message signé est une écriture, sans champ, et son chemin nomme {expediteur}";
    if (strcmp(r->method, "GET") == 0 && fields_have_file(r->fields))
        return "une adresse GET ne reçoit pas de fichier";
    if (r->flags & ROUTE_EMBED && (strcmp(r->method, "GET") != 0 || r->right != RIGHT_PUBLIC))
        return "une page intégrée ailleurs est publique et ne fait que lire";
    return fields_fault(r->fields);
}

static bool same_shape(const Entry *a, const Entry *b)
{
    if (a->n != b->n || a->literal != b->literal || a->suffixed != b->suffixed ||
        strcmp(a->route->method, b->route->method) != 0)
        return false;
    for (int i = 0; i < a->n; i++)
        if (((a->literal & segment_bit(i)) && !str_eq(a->segments[i], b->segments[i])) ||
            !str_eq(a->suffixes[i], b->suffixes[i]))
            return false;
    return true;
}

static Entry **list_of(const Router *router, int n, Str first, Str last)
{
    uint64_t key = str_hash(first) * 31 + str_hash(last) * 7 + (uint64_t)n;
    return &router->lists[(key ^ (key >> 32)) & (router->n_lists - 1)];
}

/* What a segment is found by: nothing for a name. */
static Str key_at(const Entry *e, int i)
{
    return i >= 0 && (e->literal & segment_bit(i)) ? e->segments[i] : STR_NONE;
}

static void entry_list(Router *router, Entry *e)
{
    Entry **list = list_of(router, e->n, key_at(e, 0), key_at(e, e->n - 1));
    e->next = *list;
    *list = e;
}

static const char *entry_add(Router *router, const Route *r, const char *slice)
{
    const char *fault = row_fault(r);
    if (fault)
        return fault;
    Entry *e = &router->entries[router->n];
    *e = (Entry){ .route = r, .slice = slice };
    fault = path_parse(str_from(r->path), e);
    for (size_t i = 0; !fault && i < router->n; i++)
        if (same_shape(&router->entries[i], e))
            fault = "cette adresse est déjà déclarée";
    if (!fault) {
        router->n++;
        entry_list(router, e);
    }
    return fault;
}

Err router_new(Arena *a, const Slice *const *slices, const Asset *assets, Router **ret, Str *ret_message)
{
    size_t rows = 0;
    for (size_t i = 0; slices[i]; i++)
        for (const Route *r = slices[i]->routes; r && (r->method || r->path); r++)
            rows++;
    Router *router = NEW(a, Router, 1);
    if (!router || !(router->entries = NEW(a, Entry, rows)))
        return ERR_MEMORY;
    for (router->n_lists = 1; router->n_lists < rows; router->n_lists *= 2)
        ;
    if (!(router->lists = NEW(a, Entry *, router->n_lists)))
        return ERR_MEMORY;
    for (size_t i = 0; slices[i]; i++)
        for (const Route *r = slices[i]->routes; r && (r->method || r->path); r++) {
            const char *fault = entry_add(router, r, slices[i]->name);
            if (!fault)
                continue;
            *ret_message = str_format(a, "adresse %s %s (tranche %s) : %s", r->method ? r->method : "?",
                r->path ? r->path : "?", slices[i]->name, fault);
            return ERR_INVALID;
        }
    router->assets = assets;
    *ret = router;
    return OK;
}

/* ---- matching ------------------------------------------------------------------------------------------------------ */

typedef struct Parts {
    Str v[ROUTE_SEGMENTS_MAX];
    int n; /* -1: no row can match */
} Parts;

/* A NULL arena leaves the parts as sent: enough where an approximate answer will do. */
static bool path_split(Arena *a, Str path, Parts *ret)
{
    *ret = (Parts){ 0 };
    Str rest = str_slice(path, 1, path.n), part;
    while (path.n > 1 && str_split(&rest, '/', &part)) {
        if (part.n == 0 || ret->n == ROUTE_SEGMENTS_MAX) {
            ret->n = -1;
            return true;
        }
        if (a && !percent_decode(a, part, false, &part))
            return false;
        ret->v[ret->n++] = part;
    }
    return true;
}

static bool entry_matches(const Entry *e, const Parts *parts)
{
    if (e->n != parts->n)
        return false;
    for (int i = 0; i < e->n; i++)
        if (((e->literal & segment_bit(i)) && !str_eq(e->segments[i], parts->v[i])) ||
            (e->suffixes[i].n && (parts->v[i].n <= e->suffixes[i].n || !str_ends(parts->v[i], e->suffixes[i]))))
            return false;
    return true;
}

/* Literal segments win over names, names with a suffix over those without. */
static bool more_precise(const Entry *a, const Entry *b)
{
    return a->literal > b->literal || (a->literal == b->literal && a->suffixed > b->suffixed);
}

static Str method_row(Str method)
{
    return str_eq(method, S("HEAD")) ? S("GET") : method;
}

/* The walk over the rows that match: a row may come twice. */
typedef struct Candidates {
    const Router *router;
    const Parts *parts;
    const Entry *at;
    int lists; /* already looked at: both literal, a name last, a name first, both */
} Candidates;

static const Entry *candidates_next(Candidates *c)
{
    enum { NAME_LAST = 1, NAME_FIRST = 2, LISTS = 4 };
    int n = c->parts->n;
    while (c->at || (n >= 0 && c->lists < LISTS)) {
        if (!c->at) {
            Str first = n == 0 || (c->lists & NAME_FIRST) ? STR_NONE : c->parts->v[0];
            Str last = n == 0 || (c->lists & NAME_LAST) ? STR_NONE : c->parts->v[n - 1];
            c->at = *list_of(c->router, n, first, last);
            c->lists++;
            continue;
        }
        const Entry *e = c->at;
        c->at = e->next;
        if (entry_matches(e, c->parts))
            return e;
    }
    return NULL;
}

/* The most precise row of that method; NULL: none. `ret_exists`: some row has the path. */
static const Entry *best_entry(const Router *router, const Parts *parts, Str method, bool *ret_exists)
{
    const Entry *best = NULL;
    Candidates c = { .router = router, .parts = parts };
    *ret_exists = false;
    for (const Entry *e; (e = candidates_next(&c));) {
        *ret_exists = true;
        if (str_eq(str_from(e->route->method), method) && (!best || more_precise(e, best)))
            best = e;
    }
    return best;
}

Err router_match(const Router *router, Arena *a, Str method, Str path, RouteMatch *ret)
{
    Parts parts;
    bool exists;
    if (!path_split(a, path, &parts))
        return arena_failed(a) ? ERR_MEMORY : ERR_INVALID;
    const Entry *best = best_entry(router, &parts, method_row(method), &exists);
    if (!best)
        return exists ? ERR_METHOD : ERR_NOT_FOUND;
    RouteMatch m = { .route = best->route };
    for (int i = 0; i < best->n; i++)
        if (!(best->literal & segment_bit(i))) {
            m.names[m.n] = best->segments[i];
            m.values[m.n++] = str_slice(parts.v[i], 0, parts.v[i].n - best->suffixes[i].n);
        }
    *ret = m;
    return OK;
}

Str router_allow(const Router *router, Arena *a, Str path, bool *ret_api)
{
    Parts parts;
    Str allow = STR_NONE;
    bool api = false, exists;
    if (!path_split(a, path, &parts))
        return STR_NONE;
    for (int m = 0; m < METHODS; m++) {
        const Entry *e = best_entry(router, &parts, str_from(methods[m]), &exists);
        if (!e)
            continue;
        Str name = m == 0 ? S("GET, HEAD") : str_from(methods[m]);
        allow = str_is_none(allow) ? name : str_join(a, (Str[]){ allow, name }, 2, S(", "));
        api |= m == 0 && (e->route->flags & ROUTE_API) && e->route->right->proof == PROOF_PUBLIC;
    }
    *ret_api = api;
    return str_is_none(allow) ? allow : str_cat(a, allow, S(", OPTIONS"));
}

size_t router_max_body(const Router *router, Str method, Str path)
{
    Parts parts;
    size_t most = 0;
    Str wanted = method_row(method);
    path_split(NULL, path, &parts);
    Candidates c = { .router = router, .parts = &parts };
    for (const Entry *e; (e = candidates_next(&c));)
        if (str_eq(str_from(e->route->method), wanted) && e->route->max_body > most)
            most = e->route->max_body;
    return most ? most : BODY_MAX_DEFAULT;
}

const Asset *router_asset(const Router *router, Str path)
{
    return router->assets ? asset_find(router->assets, path) : NULL;
}

size_t router_n(const Router *router)
{
    return router->n;
}

const Route *router_at(const Router *router, size_t i, const char **ret_slice)
{
    if (ret_slice)
        *ret_slice = router->entries[i].slice;
    return router->entries[i].route;
}
