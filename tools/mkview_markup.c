// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tools/mkview_markup.h"

/* Flags of an element. */
enum {
    VOID = 1,             /* no content, no end tag */
    SVG = 2,              /* may end in "/>", attribute names in mixed case */
    BLOCK = 4,            /* browsers close an open <p> before it */
    ALONE = 8,            /* not inside another of the same name */
    PLAIN = 16,           /* holds text only */
    NOTEXT = 32,          /* holds no text of its own */
    SCOPE = 64,           /* a <p> outside does not reach inside */
};

struct ElementInfo {
    const char *name;
    unsigned flags;
    const char *parents;  /* names with blanks around; NULL: any */
};

static const ElementInfo elements[] = {
    { "a", ALONE, NULL },
    { "abbr", 0, NULL },
    { "address", BLOCK, NULL },
    { "area", VOID, NULL },
    { "article", BLOCK, NULL },
    { "aside", BLOCK, NULL },
    { "audio", 0, NULL },
    { "b", 0, NULL },
    { "bdi", 0, NULL },
    { "bdo", 0, NULL },
    { "blockquote", BLOCK, NULL },
    { "body", BLOCK, " html " },
    { "br", VOID, NULL },
    { "button", ALONE | SCOPE, NULL },
    { "caption", SCOPE, " table " },
    { "cite", 0, NULL },
    { "code", 0, NULL },
    { "col", VOID, " colgroup " },
    { "colgroup", NOTEXT, " table " },
    { "data", 0, NULL },
    { "datalist", 0, NULL },
    { "dd", BLOCK, " dl div " },
    { "del", 0, NULL },
    { "details", BLOCK, NULL },
    { "dfn", 0, NULL },
    { "dialog", BLOCK, NULL },
    { "div", BLOCK, NULL },
    { "dl", BLOCK | NOTEXT, NULL },
    { "dt", BLOCK, " dl div " },
    { "em", 0, NULL },
    { "fieldset", BLOCK, NULL },
    { "figcaption", BLOCK, " figure " },
    { "figure", BLOCK, NULL },
    { "footer", BLOCK, NULL },
    { "form", BLOCK | ALONE, NULL },
    { "h1", BLOCK, NULL },
    { "h2", BLOCK, NULL },
    { "h3", BLOCK, NULL },
    { "h4", BLOCK, NULL },
    { "h5", BLOCK, NULL },
    { "h6", BLOCK, NULL },
    { "head", NOTEXT, " html " },
    { "header", BLOCK, NULL },
    { "hr", VOID | BLOCK, NULL },
    { "html", NOTEXT, "" },
    { "i", 0, NULL },
    { "iframe", NOTEXT, NULL },
    { "img", VOID, NULL },
    { "input", VOID, NULL },
    { "ins", 0, NULL },
    { "kbd", 0, NULL },
    { "label", ALONE, NULL },
    { "legend", 0, " fieldset " },
    { "li", BLOCK, " ul ol menu " },
    { "link", VOID, NULL },
    { "main", BLOCK, NULL },
    { "map", 0, NULL },
    { "mark", 0, NULL },
    { "menu", BLOCK | NOTEXT, NULL },
    { "meta", VOID, NULL },
    { "meter", 0, NULL },
    { "nav", BLOCK, NULL },
    { "noscript", 0, NULL },
    { "ol", BLOCK | NOTEXT, NULL },
    { "optgroup", NOTEXT, " select " },
    { "option", PLAIN, " select optgroup datalist " },
    { "output", 0, NULL },
    { "p", BLOCK, NULL },
    { "picture", 0, NULL },
    { "pre", BLOCK, NULL },
    { "progress", 0, NULL },
    { "q", 0, NULL },
    { "s", 0, NULL },
    { "samp", 0, NULL },
    { "script", NOTEXT | PLAIN, NULL },
    { "search", BLOCK, NULL },
    { "section", BLOCK, NULL },
    { "select", NOTEXT | ALONE, NULL },
    { "small", 0, NULL },
    { "source", VOID, " picture audio video " },
    { "span", 0, NULL },
    { "strong", 0, NULL },
    { "sub", 0, NULL },
    { "summary", BLOCK, " details " },
    { "sup", 0, NULL },
    { "table", BLOCK | NOTEXT, NULL },
    { "tbody", NOTEXT, " table " },
    { "td", SCOPE, " tr " },
    { "template", SCOPE, NULL },
    { "textarea", PLAIN, NULL },
    { "tfoot", NOTEXT, " table " },
    { "th", SCOPE, " tr " },
    { "thead", NOTEXT, " table " },
    { "time", 0, NULL },
    { "title", PLAIN, NULL },
    { "tr", NOTEXT, " table thead tbody tfoot " },
    { "track", VOID, " audio video " },
    { "u", 0, NULL },
    { "ul", BLOCK | NOTEXT, NULL },
    { "var", 0, NULL },
    { "video", 0, NULL },
    { "wbr", VOID, NULL },
    { "circle", SVG, NULL },
    { "clipPath", SVG, NULL },
    { "defs", SVG, NULL },
    { "desc", SVG | SCOPE, NULL },
    { "ellipse", SVG, NULL },
    { "g", SVG, NULL },
    { "image", SVG, NULL },
    { "line", SVG, NULL },
    { "linearGradient", SVG, NULL },
    { "marker", SVG, NULL },
    { "mask", SVG, NULL },
    { "path", SVG, NULL },
    { "pattern", SVG, NULL },
    { "polygon", SVG, NULL },
    { "polyline", SVG, NULL },
    { "radialGradient", SVG, NULL },
    { "rect", SVG, NULL },
    { "stop", SVG, NULL },
    { "svg", SVG | SCOPE, NULL },
    { "symbol", SVG, NULL },
    { "text", SVG, NULL },
    { "textPath", SVG, NULL },
    { "tspan", SVG, NULL },
    { "use", SVG, NULL },
    { NULL, 0, NULL },
};

static const char url_names[] =
    " href src action formaction poster cite srcset data ping longdesc manifest background ";
static const char boolean_names[] =
    " async autofocus autoplay checked controls default defer disabled formnovalidate hidden "
    "inert ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly "
    "required reversed selected ";
static const char schemes[] = " http https mailto tel ";

static bool listed(const char *list, Str name)
{
    Str all = str_from(list);
    for (size_t at = str_find(all, 0, name); name.n && at < all.n; at = str_find(all, at + 1, name))
        if (all.p[at - 1] == ' ' && all.p[at + name.n] == ' ')
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_upper(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            return true;
    return false;
}

/* ---- the literal --------------------------------------------------------------------------------------------------- */

void markup_settle(Markup *m)
{
    if (m->run_has_line && m->run_at < m->out.n) {
        m->out.n = m->run_at;
        buf_char(&m->out, '\n');
    }
    m->run_at = SIZE_MAX;
    m->run_has_line = false;
}

static bool keeps_blanks(const Markup *m)
{
    if (m->now.state == MARKUP_VALUE)
        return true;
    for (size_t i = 0; i < m->open.n; i++) {
        Str name = str_from(m->open.v[i].info->name);
        if (str_eq(name, S("pre")) || str_eq(name, S("textarea")))
            return true;
    }
    return false;
}

static void put(Markup *m, char c)
{
    if (c == '\r')
        return;
    if (!is_space(c) || keeps_blanks(m)) {
        markup_settle(m);
        buf_char(&m->out, c);
        return;
    }
    if (m->run_at == SIZE_MAX)
        m->run_at = m->out.n;
    m->run_has_line |= c == '\n';
    buf_char(&m->out, c);
}

/* ---- elements ------------------------------------------------------------------------------------------------------ */

static const Element *top(const Markup *m)
{
    return m->open.n ? &m->open.v[m->open.n - 1] : NULL;
}

static Err text_allowed(Markup *m, size_t at)
{
    const Element *e = top(m);
    if (e && e->info->flags & NOTEXT)
        return source_fail(m->s, at, "no text directly in <%s>", e->info->name);
    return OK;
}

static Err nesting_check(Markup *m, const ElementInfo *e)
{
    size_t at = m->now.tag_at;
    const Element *in = top(m);
    if (in && in->info->flags & PLAIN)
        return source_fail(m->s, at, "<%s> holds text only, no <%s>", in->info->name, e->name);
    if (in && e->parents && !listed(e->parents, str_from(in->info->name)))
        return source_fail(m->s, at, "<%s> directly in <%s>: it belongs in%s", e->name, in->info->name,
            *e->parents ? e->parents : " no element");
    for (size_t i = m->open.n; i-- > 0;) {
        const ElementInfo *outer = m->open.v[i].info;
        if (outer == e && e->flags & ALONE)
            return source_fail(m->s, at, "<%s> inside the <%s> of line %d", e->name, e->name,
                source_line(m->s, m->open.v[i].at));
    }
    for (size_t i = m->open.n; i-- > 0 && !(m->open.v[i].info->flags & SCOPE);)
        if (e->flags & BLOCK && str_eq(str_from(m->open.v[i].info->name), S("p")))
            return source_fail(m->s, at, "<%s> inside the <p> of line %d: browsers close the paragraph before it",
                e->name, source_line(m->s, m->open.v[i].at));
    return OK;
}

static Err start_tag_named(Markup *m, size_t at)
{
    Str name = str_slice(m->s->text, m->now.token_at, at);
    m->tag = NULL;
    for (const ElementInfo *e = elements; e->name && !m->tag; e++)
        if (str_eq(name, str_from(e->name)))
            m->tag = e;
    if (!m->tag)
        return source_fail(m->s, m->now.token_at, "unknown element <%.*s>", STR_ARG(name));
    m->attrs.n = 0;
    return nesting_check(m, m->tag);
}

static bool has_attribute(const Markup *m, Str name)
{
    for (size_t i = 0; i < m->attrs.n; i++)
        if (str_eq(m->attrs.v[i].name, name))
            return true;
    return false;
}

static Err start_tag_done(Markup *m, bool slash)
{
    Str name = str_from(m->tag->name);
    if (str_eq(name, S("script")) && !has_attribute(m, S("src")))
        return source_fail(m->s, m->now.tag_at, "<script> without src: no inline script");
    if (str_eq(name, S("img")) && !has_attribute(m, S("alt")))
        return source_fail(m->s, m->now.tag_at, "<img> without alt");
    m->now.state = MARKUP_TEXT;
    if (m->tag->flags & VOID || slash)
        return OK;
    Element *e = vec_push(m->s->a, &m->open);
    if (!e)
        return ERR_MEMORY;
    *e = (Element){ .info = m->tag, .at = m->now.tag_at };
    m->now.depth = m->open.n;
    return OK;
}

static Err end_tag_done(Markup *m, size_t at)
{
    Str name = str_slice(m->s->text, m->now.token_at, at);
    for (const ElementInfo *e = elements; e->name; e++)
        if (e->flags & VOID && str_eq(name, str_from(e->name)))
            return source_fail(m->s, m->now.tag_at, "<%s> has no end tag", e->name);
    const Element *e = top(m);
    if (!e)
        return source_fail(m->s, m->now.tag_at, "</%.*s> closes nothing", STR_ARG(name));
    if (!str_eq(name, str_from(e->info->name)))
        return source_fail(m->s, m->now.tag_at, "</%.*s> where <%s> of line %d is to be closed", STR_ARG(name),
            e->info->name, source_line(m->s, e->at));
    if (m->open.n <= m->floor)
        return source_fail(m->s, m->now.tag_at, "</%.*s> in another branch than the <%s> of line %d", STR_ARG(name),
            e->info->name, source_line(m->s, e->at));
    m->open.n--;
    m->now.depth = m->open.n;
    m->now.state = MARKUP_TEXT;
    return OK;
}

/* ---- attributes ---------------------------------------------------------------------------------------------------- */

static Err attribute_named(Markup *m, size_t at, Str *ret_name)
{
    size_t from = m->now.token_at;
    Str name = str_slice(m->s->text, from, at);
    if (!(m->tag->flags & SVG) && has_upper(name))
        return source_fail(m->s, from, "attribute '%.*s' in lower case", STR_ARG(name));
    if (name.n > 2 && str_eq_nocase(str_slice(name, 0, 2), S("on")))
        return source_fail(m->s, from, "'%.*s': no script in a page", STR_ARG(name));
    if (str_eq(name, S("srcdoc")))
        return source_fail(m->s, from, "'srcdoc': a page in an attribute; give its address in src");
    if (str_eq(name, S("style")))
        return source_fail(m->s, from, "'style': the style sheet's classes only");
    if (str_eq(name, S("srcdoc")) || str_eq(name, S("http-equiv")) || str_starts(name, S("xlink:")))
        return source_fail(m->s, from, "attribute '%.*s' is refused", STR_ARG(name));
    for (size_t i = 0; i < m->attrs.n; i++)
        if (!m->attrs.v[i].hidden && str_eq(m->attrs.v[i].name, name))
            return source_fail(m->s, from, "attribute '%.*s' given twice", STR_ARG(name));
    Attribute *attr = vec_push(m->s->a, &m->attrs);
    if (!attr)
        return ERR_MEMORY;
    attr->name = name;
    m->now.url = listed(url_names, name) ? URL_START : URL_NONE;
    m->now.scheme_n = 0;
    *ret_name = name;
    return OK;
}

static Err url_byte(Markup *m, size_t at, char c)
{
    MarkupMark *now = &m->now;
    if (now->url == URL_WHOLE)
        return source_fail(m->s, at, "a hole that begins a URL is the whole value");
    if (now->url == URL_NONE || now->url == URL_DONE)
        return OK;
    if (c == '/' || c == '?' || c == '#') {
        now->url = URL_DONE;
        return OK;
    }
    if (c == ':') {
        bool good = now->url == URL_SCHEME && listed(schemes, str_of(now->scheme, now->scheme_n));
        now->url = URL_DONE;
        return good ? OK : source_fail(m->s, at, "scheme of a URL: http, https, mailto or tel, in one piece");
    }
    if (c == '&' || is_space(c))
        return source_fail(m->s, at, "'%c' at the beginning of a URL", c == '&' ? c : ' ');
    if (now->url == URL_START)
        now->url = URL_SCHEME;
    if (now->url == URL_SCHEME && now->scheme_n < sizeof now->scheme)
        now->scheme[now->scheme_n++] = c;
    return OK;
}

static Err value_byte(Markup *m, size_t at, char c)
{
    if (c == m->quote) {
        m->now.state = MARKUP_TIGHT;
        put(m, c);
        return OK;
    }
    if (c == '<')
        return source_fail(m->s, at, "'<' in a value: write &lt;, or the quote before is not closed");
    TRY(url_byte(m, at, c));
    put(m, c);
    return OK;
}

/* ---- the machine --------------------------------------------------------------------------------------------------- */

static Err tag_byte(Markup *m, size_t at, char c)
{
    if (is_space(c)) {
        m->now.state = MARKUP_TAG;
    } else if (c == '/') {
        m->now.state = MARKUP_SLASH;
    } else if (c == '>') {
        TRY(start_tag_done(m, false));
    } else if (!is_letter(c)) {
        return source_fail(m->s, at, "unexpected '%c' in the tag <%s>", c, m->tag->name);
    } else if (m->now.state == MARKUP_TIGHT) {
        return source_fail(m->s, at, "white space is missing before this attribute");
    } else {
        m->now.state = MARKUP_ATTR;
        m->now.token_at = at;
    }
    put(m, c);
    return OK;
}

static Err lt_byte(Markup *m, size_t at, char c)
{
    bool decl = c == '!';
    if (decl && str_starts(str_slice(m->s->text, at + 1, at + 3), S("--"))) {
        m->now.state = MARKUP_COMMENT;
        m->now.token_at = at + 3;
        return OK;
    }
    if (!is_letter(c) && c != '/' && !decl)
        return source_fail(m->s, at - 1, "'<' alone: write &lt;");
    m->now.state = decl ? MARKUP_DECL : c == '/' ? MARKUP_END : MARKUP_NAME;
    m->now.token_at = c == '/' ? at + 1 : at;
    put(m, '<');
    put(m, c);
    return OK;
}

static Err text_byte(Markup *m, size_t at, char c)
{
    if (c == '<') {
        m->now.state = MARKUP_LT;
        m->now.tag_at = at;
        return OK;
    }
    if (!is_space(c))
        TRY(text_allowed(m, at));
    put(m, c);
    return OK;
}

static Err name_byte(Markup *m, size_t at, char c)
{
    if (is_letter(c) || is_digit(c) || c == '-') {
        put(m, c);
        return OK;
    }
    TRY(start_tag_named(m, at));
    m->now.state = MARKUP_TIGHT;
    return tag_byte(m, at, c);
}

static Err attr_byte(Markup *m, size_t at, char c)
{
    Str name;
    if (is_name(c) || c == '-' || c == ':' || c == '.') {
        put(m, c);
        return OK;
    }
    TRY(attribute_named(m, at, &name));
    if (c != '=') {
        m->now.state = MARKUP_TIGHT;
        return tag_byte(m, at, c);
    }
    m->now.state = MARKUP_EQUAL;
    put(m, c);
    return OK;
}

static Err decl_byte(Markup *m, size_t at, char c)
{
    put(m, c);
    if (c != '>')
        return OK;
    Str decl = str_slice(m->s->text, m->now.token_at, at);
    if (!str_eq_nocase(decl, S("!doctype html")) || m->open.n)
        return source_fail(m->s, m->now.tag_at, "'<%.*s>': only <!doctype html>, outside of every element",
            STR_ARG(decl));
    m->now.state = MARKUP_TEXT;
    return OK;
}

Err markup_feed(Markup *m, size_t at)
{
    char c = m->s->text.p[at];
    switch (m->now.state) {
    case MARKUP_TEXT:
        return text_byte(m, at, c);
    case MARKUP_LT:
        return lt_byte(m, at, c);
    case MARKUP_NAME:
        return name_byte(m, at, c);
    case MARKUP_TAG:
    case MARKUP_TIGHT:
        return tag_byte(m, at, c);
    case MARKUP_SLASH:
        if (c != '>' || !(m->tag->flags & SVG))
            return source_fail(m->s, at - 1, c != '>' ? "'/' in a tag" : "'/>' is for the elements of SVG");
        put(m, c);
        return start_tag_done(m, true);
    case MARKUP_ATTR:
        return attr_byte(m, at, c);
    case MARKUP_EQUAL:
        if (c != '"' && c != '\'')
            return source_fail(m->s, at, "the value of an attribute is quoted");
        m->now.state = MARKUP_VALUE;
        m->quote = c;
        put(m, c);
        return OK;
    case MARKUP_VALUE:
        return value_byte(m, at, c);
    case MARKUP_END:
        put(m, c);
        if (is_letter(c) || is_digit(c) || c == '-')
            return OK;
        return c == '>' ? end_tag_done(m, at) : source_fail(m->s, at, "unexpected '%c' in an end tag", c);
    case MARKUP_DECL:
        return decl_byte(m, at, c);
    case MARKUP_COMMENT:
        if (c == '>' && at >= m->now.token_at + 2 && str_eq(str_slice(m->s->text, at - 2, at), S("--")))
            m->now.state = MARKUP_TEXT;
        return OK;
    }
    return ERR_INTERNAL;
}

/* ---- holes and directives ------------------------------------------------------------------------------------------ */

static Err place_fail(Markup *m, size_t at, const char *what)
{
    switch (m->now.state) {
    case MARKUP_LT:
    case MARKUP_NAME:
    case MARKUP_END:
        return source_fail(m->s, at, "%s in a tag name", what);
    case MARKUP_TAG:
    case MARKUP_TIGHT:
    case MARKUP_SLASH:
        return source_fail(m->s, at, "%s in a tag, outside of a quoted value", what);
    case MARKUP_ATTR:
        return source_fail(m->s, at, "%s in an attribute name", what);
    case MARKUP_EQUAL:
        return source_fail(m->s, at, "%s as an attribute's value without quotes", what);
    case MARKUP_COMMENT:
        return source_fail(m->s, at, "%s in an HTML comment: write {# … #}", what);
    case MARKUP_DECL:
    case MARKUP_TEXT:
    case MARKUP_VALUE:
        break;
    }
    return source_fail(m->s, at, "%s cannot stand here", what);
}

static Err url_hole(Markup *m, size_t at, HoleKind *ret)
{
    switch (m->now.url) {
    case URL_NONE:
        *ret = HOLE_ATTR;
        return OK;
    case URL_START:
        m->now.url = URL_WHOLE;
        *ret = HOLE_URL;
        return OK;
    case URL_SCHEME:
        m->now.url = URL_MIXED;
        *ret = HOLE_URLPART;
        return OK;
    case URL_DONE:
    case URL_MIXED:
        *ret = HOLE_URLPART;
        return OK;
    case URL_WHOLE:
        break;
    }
    return source_fail(m->s, at, "a hole that begins a URL is the whole value");
}

Err markup_hole(Markup *m, size_t at, HoleKind *ret)
{
    if (m->now.state == MARKUP_TEXT) {
        TRY(text_allowed(m, at));
        *ret = HOLE_TEXT;
        return OK;
    }
    if (m->now.state != MARKUP_VALUE)
        return place_fail(m, at, "'{{'");
    Str name = m->attrs.v[m->attrs.n - 1].name;
    if (listed(boolean_names, name))
        return source_fail(m->s, at, "'%.*s' is true whatever its value: write %.*s?=\"{{ … }}\"", STR_ARG(name),
            STR_ARG(name));
    return url_hole(m, at, ret);
}

Err markup_boolean(Markup *m, size_t at, Str *ret_name)
{
    Str name;
    TRY(attribute_named(m, at, &name));
    if (!listed(boolean_names, name))
        return source_fail(m->s, m->now.token_at, "'%.*s' is not a boolean attribute", STR_ARG(name));
    markup_settle(m);
    m->out.n -= name.n <= m->out.n ? name.n : m->out.n;
    while (m->out.n && is_space(m->out.p[m->out.n - 1]))
        m->out.n--;
    m->now.state = MARKUP_TIGHT;
    *ret_name = name;
    return OK;
}

Err markup_directive(Markup *m, size_t at)
{
    if (m->now.state == MARKUP_NAME) { /* <p{% if … %} class="…"{% end %}> */
        TRY(start_tag_named(m, at));
        m->now.state = MARKUP_TIGHT;
    } else if (m->now.state == MARKUP_ATTR) { /* {% if … %} open{% end %} */
        Str name;
        TRY(attribute_named(m, at, &name));
        m->now.state = MARKUP_TIGHT;
    }
    bool good = m->now.state == MARKUP_TEXT || m->now.state == MARKUP_TAG || m->now.state == MARKUP_TIGHT ||
                m->now.state == MARKUP_VALUE;
    if (!good)
        return place_fail(m, at, "'{%'");
    return OK;
}

static bool in_tag(MarkupState s)
{
    return s == MARKUP_TAG || s == MARKUP_TIGHT;
}

Err markup_same(Markup *m, size_t at, const MarkupMark *start, Str what)
{
    const MarkupMark *now = &m->now;
    if (now->depth > start->depth)
        return source_fail(m->s, m->open.v[now->depth - 1].at, "<%s> is not closed before the {%% %.*s %%} of line %d",
            m->open.v[now->depth - 1].info->name, STR_ARG(what), source_line(m->s, at));
    bool same = in_tag(now->state) ? in_tag(start->state) && now->tag_at == start->tag_at : now->state == start->state;
    if (now->state == MARKUP_VALUE)
        same = same && now->token_at == start->token_at;
    return same ? OK
                : source_fail(m->s, at, "{%% %.*s %%} in another place (text, tag, value) than its beginning",
                      STR_ARG(what));
}

MarkupMark markup_merge(const MarkupMark *a, const MarkupMark *b)
{
    MarkupMark r = *a;
    if (a->state == MARKUP_TIGHT || b->state == MARKUP_TIGHT)
        r.state = MARKUP_TIGHT;
    bool same = a->url == b->url &&
                (a->url != URL_SCHEME || str_eq(str_of(a->scheme, a->scheme_n), str_of(b->scheme, b->scheme_n)));
    if (!same)
        r.url = a->url == URL_WHOLE || b->url == URL_WHOLE ? URL_WHOLE : URL_MIXED;
    return r;
}
