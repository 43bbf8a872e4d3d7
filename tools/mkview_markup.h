// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The HTML that mkview understands: a machine fed with the literal bytes of a view, one by one, which knows where each
 * `{{ hole }}` stands and refuses what a page must not hold. It also makes the text to write: white space reduced,
 * HTML comments dropped.
 */
#pragma once

#include "base/base.h"
#include "tools/source.h"

typedef enum MarkupState {
    MARKUP_TEXT,
    MARKUP_LT,            /* after "<" */
    MARKUP_NAME,          /* name of a start tag */
    MARKUP_TAG,           /* inside a start tag, where an attribute may begin */
    MARKUP_TIGHT,         /* after a value: white space or the tag's end */
    MARKUP_SLASH,         /* after "/" in a start tag */
    MARKUP_ATTR,          /* attribute name */
    MARKUP_EQUAL,         /* after "=" */
    MARKUP_VALUE,         /* inside quotes */
    MARKUP_END,           /* name of an end tag */
    MARKUP_DECL,          /* "<!" up to its ">" */
    MARKUP_COMMENT,
} MarkupState;

/* How far the value of a URL attribute is known. */
typedef enum UrlState {
    URL_NONE,             /* not a URL attribute */
    URL_START,            /* nothing yet */
    URL_SCHEME,           /* letters that may be a scheme */
    URL_DONE,             /* past the scheme, or a path: the rest is data */
    URL_WHOLE,            /* a hole was the whole value */
    URL_MIXED,            /* differs between branches: data, and no ":" may follow */
} UrlState;

/* What a branch must give back as it found it. */
typedef struct MarkupMark {
    MarkupState state;
    size_t depth;         /* open elements */
    size_t tag_at, token_at;
    UrlState url;
    char scheme[16];
    size_t scheme_n;
} MarkupMark;

typedef struct ElementInfo ElementInfo;
typedef struct Element {
    const ElementInfo *info;
    size_t at;
} Element;
typedef struct Attribute {
    Str name;
    bool hidden;          /* written in another branch of the same {% if %} */
} Attribute;

typedef struct Markup {
    Source *s;
    MarkupMark now;
    char quote;
    const ElementInfo *tag;  /* of the start tag being read */
    size_t floor;         /* elements below belong to an outer branch */
    VEC(Element) open;
    VEC(Attribute) attrs; /* of the start tag being read */
    Buf out;              /* the literal being made */
    size_t run_at;        /* where the white space at its end begins */
    bool run_has_line;
} Markup;

typedef enum HoleKind { HOLE_TEXT, HOLE_ATTR, HOLE_URL, HOLE_URLPART } HoleKind;

/* Eats the byte at `at` of the source. */
Err markup_feed(Markup *m, size_t at);
/* The literal so far is complete as it stands (a hole or a directive follows). */
void markup_settle(Markup *m);
/* What a hole at `at` is. */
Err markup_hole(Markup *m, size_t at, HoleKind *ret);
/* At the "?" of `attr?="{{`: takes the attribute's name off the literal and gives it back. */
Err markup_boolean(Markup *m, size_t at, Str *ret_name);
/* Whether a directive may stand here: not in a name, a comment, a declaration or before a quote. */
Err markup_directive(Markup *m, size_t at);
/* ERR_INVALID unless the place is the same as at `start`, white space in a tag apart. */
Err markup_same(Markup *m, size_t at, const MarkupMark *start, Str what);
/* The place after two branches that ended at `a` and `b`. */
MarkupMark markup_merge(const MarkupMark *a, const MarkupMark *b);
