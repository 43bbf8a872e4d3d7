// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Routes as rows. What a row does not declare does not exist: an undeclared field cannot be read, a row without a
 * right stops the start, and the dispatcher (not the handler) checks method, right, fields and sizes.
 *
 *     const Route lieux_routes[] = {
 *         { "GET", "/lieux/{id}", lieu_page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Fiche d'un lieu" },
 *         { 0 },
 *     };
 *
 * A path is literal segments and `{name}` segments; a name matches one non-empty segment, percent-decoded; `{name}.ext`
 * one that ends so. Literal segments win over names, and a name with an extension over one without. HEAD is answered by the GET row; OPTIONS by the dispatcher.
 */
#pragma once

#include "base/base.h"
#include "core/auth/right.h"

typedef struct Req Req;
typedef Err RouteFn(Req *r);

/* Where a handler runs, and with what (ARCHITECTURE, "Execution"). */
typedef enum Mode {
    SNAPSHOT = 1,         /* on the event loop, memory only: r has no database */
    READ, /* read-only connection; on the loop with SQLite, on the pool with PostgreSQL; under ~1 ms */
    SLOW, /* read-only connection, on the pool */
    WRITE, /* the writer (SQLite: its thread, a SAVEPOINT, answered after COMMIT; PostgreSQL: pool, own
                             transaction). The handler's error rolls its work back */
} Mode;

typedef enum FieldKind {
    FIELD_TEXT = 1, /* one line, trimmed, NFC; min and max count code points */
    FIELD_LINES, /* several lines; repeated: each below the one before */
    FIELD_I64, /* min..max */
    FIELD_F64, /* min..max, decimal point or comma */
    FIELD_BOOL, /* "1", "on", "oui", "true" or "0", "off", "non", "false"; absent is false */
    FIELD_CHOICE, /* one of choices */
    FIELD_CHOICES, /* any of choices: repeated, or joined by "|" */
    FIELD_FLOATS, /* exactly `max` numbers joined by "," */
    FIELD_DATE, /* "AAAA-MM-JJ" */
    FIELD_SECRET, /* one line exactly as typed, blanks included, NFC; never given back to a page (Form.raw) */
    FIELD_FILE, /* of one of `files`; its form is multipart/form-data; max: bytes (0: what max_body leaves) */
} FieldKind;

typedef struct Choice {
    Str value; /* as sent and stored: the standard's exact text */
    Str label; /* as shown; STR_NONE: the value */
} Choice;

/* Its place among them; -1: none of them. */
static inline int choice_index(const Choice *choices, Str value)
{
    for (int i = 0; !str_is_none(choices[i].value); i++)
        if (str_eq(choices[i].value, value))
            return i;
    return -1;
}

/* Choices made for a page. Without memory the arena says so, and choices_end with it. */
typedef VEC(Choice) Choices;
static inline void choices_add(Arena *a, Choices *to, Str value, Str label)
{
    Choice *one = vec_push(a, to);
    if (one)
        *one = (Choice){ value, label };
}

/* As a field takes them. ERR_MEMORY. */
static inline Err choices_end(Arena *a, Choices *all, const Choice **ret)
{
    choices_add(a, all, STR_NONE, STR_NONE);
    *ret = all->v;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

typedef struct Field {
    const char *name;
    FieldKind kind;
    const char *label; /* French, shown above the field and in its errors */
    const char *hint; /* NULL: none */
    bool required;
    double min, max; /* both 0: the kind's own limits (TEXT 200, LINES 10,000) */
    const Choice *choices; /* ends with a value that is STR_NONE */
    const char *autocomplete; /* HTML token; NULL: none */
    const char *example; /* for the help and OpenAPI; NULL: none */
    unsigned files; /* FIELD_FILE: the types accepted (FileType, core/http/multipart.h) */
    bool address_only; /* no page shows a control for it: its errors lead nowhere */
} Field;

/* Whether one of them is a FIELD_FILE: the form is then multipart/form-data. */
static inline bool fields_have_file(const Field *f)
{
    while (f && f->name && f->kind != FIELD_FILE)
        f++;
    return f && f->name;
}

typedef enum RouteFlags {
    ROUTE_API = 1, /* JSON errors, listed in OpenAPI, CORS for GET */
    ROUTE_HIDDEN = 2, /* not in the site map, robots excluded */
    ROUTE_SECRET = 8, /* the page holds a secret: never compressed (BREACH), never kept by a cache */
    ROUTE_LAX = 4, /* a field that cannot be read is left out and told on the page (r->form), not a 400; GET: a required
                      one may be missing, since the form is only opened */
    ROUTE_EMBED = 16, /* may stand in a frame of the configured sites (integration_origines), and be loaded by them; no
                         cookie is read for it. Public and read only, else the start is refused */
} RouteFlags;

typedef struct Route {
    const char *method; /* GET, POST, PUT, PATCH, DELETE */
    const char *path;
    RouteFn *fn;
    const Right *right; /* NULL is refused at the start */
    Mode mode;
    const Field *fields; /* query of GET, body of POST; ends with a NULL name; NULL: none */
    const char *title; /* French: help, site map, OpenAPI */
    unsigned flags; /* RouteFlags */
    size_t max_body; /* 0: 64 KiB */
} Route;
