// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * View: what the functions that tools/mkview.c makes from .html files write to. Nothing is raw by default: only a
 * value of type Html is copied as it is, and only this level makes one. The context (text, attribute, URL) is chosen
 * by mkview from the place in the template; the type by _Generic. A type without a row here does not compile.
 */
#pragma once

#include "base/base.h"

/* What every page of an instance shows; made from the configuration at the start. */
typedef struct Site {
    Str nom, sous_titre, territoire, departement;
    Str url; /* public address without a final slash; empty: unknown, and paper does not say it */
    Str telephone, telephone_uri, telephone_horaires;  /* STR_NONE: no number */
    Str partenaires, editeur, directeur_publication, hebergeur, contact;
    Str tuiles, tuiles_origine, tuiles_hote,
        tuiles_mention; /* ground of the interactive map; empty: none, and no other site is asked */
    Str accessibilite;                             /* "non auditée" */
    bool demonstration;                            /* the data is invented: said on every page */
} Site;

typedef struct View {
    Buf *b;
    Arena *arena;
    const Site *site;
    Str path;                                      /* of the request, for aria-current and forms */
    Str target;                                    /* the same with its query, as sent: for links that come back */
    Str affichage; /* classes of the root element (affichage.h); STR_NONE: the usual look */
    Str jeton; /* of the page's forms; STR_NONE: it has none that changes anything */
    const struct Acteur *acteur; /* who is signed in; NULL on pages open to all */
} View;

/* The only type written without escaping. */
typedef struct Html {
    Str s;
} Html;

/* A short text made for display, by value, so that formatters need no arena. */
typedef struct Short {
    char p[64];
    uint8_t n;
} Short;
static inline Str short_dup(Arena *a, Short s)
{
    return str_dup(a, str_of(s.p, s.n));
}
Short fr_nombre(int64_t n); /* 1 582, with narrow no-break spaces */
Short fr_decimal(double v, int decimals); /* 78,21 */
Short fr_distance(double metres); /* "350 m", "4,2 km", "21 km" */
Short fr_telephone(Str e164); /* "+33261910028" → "02 61 91 00 28", no-break spaces */
Short fr_date(Date d); /* "23 novembre 2026" */
Short plural(int64_t n, const char *one, const char *many); /* "1 lieu", "12 lieux"; 0 takes the singular */

/* Text context: & < > escaped. Attribute context: also " and '. */
void view_text_str(View *v, Str s);
void view_text_z(View *v, const char *z);
void view_text_i64(View *v, int64_t n); /* plain digits; fr_nombre for people */
void view_text_short(View *v, Short s);
void view_text_html(View *v, Html h);
void view_attr_str(View *v, Str s);
void view_attr_z(View *v, const char *z);
void view_attr_i64(View *v, int64_t n);
void view_attr_f64(View *v, double x);
void view_attr_short(View *v, Short s);
/* A whole URL (href="{{ x }}"): only http, https, mailto, tel and paths of this site; anything else becomes "#". */
void view_url_str(View *v, Str s);
void view_url_z(View *v, const char *z);
bool view_url_safe(Str s); /* would be written by view_url_str, not replaced by "#" */
/* A part of a URL (href="/lieux/{{ x }}", "?q={{ x }}"): percent-encoded. */
void view_urlpart_str(View *v, Str s);
void view_urlpart_z(View *v, const char *z);
void view_urlpart_i64(View *v, int64_t n);
/* The same encoding, for code that makes an address (redirects, links that keep a search). */
void url_encode(Buf *b, Str s);
static inline void view_raw(View *v, Str s)
{
    buf_put(v->b, s);
} /* literal pieces of templates only */

#define VIEW_TEXT(v, x)                                                                                                \
    _Generic((x),                                                                                                      \
        Str: view_text_str,                                                                                            \
        char *: view_text_z,                                                                                           \
        const char *: view_text_z,                                                                                     \
        Short: view_text_short,                                                                                        \
        Html: view_text_html,                                                                                          \
        int: view_text_i64,                                                                                            \
        int64_t: view_text_i64,                                                                                        \
        unsigned: view_text_i64,                                                                                       \
        size_t: view_text_i64)((v), (x))
#define VIEW_ATTR(v, x)                                                                                                \
    _Generic((x),                                                                                                      \
        Str: view_attr_str,                                                                                            \
        char *: view_attr_z,                                                                                           \
        const char *: view_attr_z,                                                                                     \
        Short: view_attr_short,                                                                                        \
        double: view_attr_f64,                                                                                         \
        int: view_attr_i64,                                                                                            \
        int64_t: view_attr_i64,                                                                                        \
        unsigned: view_attr_i64,                                                                                       \
        size_t: view_attr_i64)((v), (x))
#define VIEW_URL(v, x) _Generic((x), Str: view_url_str, char *: view_url_z, const char *: view_url_z)((v), (x))
#define VIEW_URLPART(v, x)                                                                                             \
    _Generic((x),                                                                                                      \
        Str: view_urlpart_str,                                                                                         \
        char *: view_urlpart_z,                                                                                        \
        const char *: view_urlpart_z,                                                                                  \
        int: view_urlpart_i64,                                                                                         \
        int64_t: view_urlpart_i64,                                                                                     \
        size_t: view_urlpart_i64)((v), (x))
