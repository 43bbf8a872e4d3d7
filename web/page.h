// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Page: what a page tells the layout about itself. The layout (layout.html) is one wrapping view, `page`: skip link,
 * header, menu, breadcrumb, footer; the page gives its own <h1> inside it.
 *
 *     {% include "web/layout_view.h" %}
 *     {% view lieu(const LieuPage *p) %}
 *     {% use page(&(Page){ .titre = p->nom, .section = S("/lieux"), .fil = p->fil, .fil_n = 1 }) %}
 *     <div class="large"><h1>{{ p->nom }}</h1> … </div>
 *     {% end %}
 *     {% end %}
 *
 * Every page has its own `titre`, which says what the page is about in a few words; the layout adds the site's name.
 * Blocks go across the page's width, each with its own <div class="large">.
 */
#pragma once

#include "base/str.h"

typedef struct PageLink {
    Str titre, url;
} PageLink;

/* <link rel="…"> of the head: "prev", "next", "alternate" (then with type and title). */
typedef struct PageHeadLink {
    const char *rel;
    Str url;
    const char *type;                              /* NULL: none */
    const char *titre;                             /* NULL: none */
} PageHeadLink;

typedef struct Page {
    Str titre;                                     /* of the window, without the site's name; required but on "/" */
    bool erreur;                                   /* a refused form: the title begins with "Erreur : " */
    Str description;                               /* for search engines; STR_NONE: none */
    Str canonique;                                 /* path or URL of the one form of this page; STR_NONE: none */
    bool sans_index;                               /* robots: noindex */
    Str section; /* path of the menu entry this page is under; "/" for the home page */
    /* Breadcrumb: "Accueil", these, then `fil_ici` (STR_NONE: the title). `sans_fil`: none (home page). */
    const PageLink *fil;
    size_t fil_n;
    Str fil_ici;
    bool sans_fil;
    const PageHeadLink *liens;
    size_t liens_n;
    const char *module; /* URL of an ES module (ASSET_…_JS); NULL: no script at all */
} Page;
