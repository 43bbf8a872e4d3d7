// SPDX-License-Identifier: AGPL-3.0-or-later
/* mkview: what it writes, one case a refusal with its place, and what a compiler makes of #line. */
#include "support/suite.h"
#include "tools/mkview_lib.h"

static Str run(Arena *a, const char *text, Str *ret_error)
{
    SourceFile in = { .text = str_from(text), .path = S("x.html"), .where = S("web/x.html") };
    MkviewCode code = { 0 };
    *ret_error = STR_NONE;
    Err e = mkview_run(a, &in, &code, ret_error);
    return e == OK ? code.source : STR_NONE;
}

/* Inside a view, on one line after it: columns are those of `body`. */
static Str body(Arena *a, const char *text, Str *ret_error)
{
    return run(a, str_format(a, "{%% view x(Str s, int n) %%}\n%s\n{%% end %%}\n", text).p, ret_error);
}

static void writes(void **state)
{
    (void)state;
    static const struct {
        const char *view, *c;
    } cases[] = {
        { "<p>{{ s }}</p>", "VIEW_TEXT(v, (s));" },
        { "<p title=\"{{ s }}\"></p>", "VIEW_ATTR(v, (s));" },
        { "<a href=\"{{ s }}\">x</a>", "VIEW_URL(v, (s));" },
        { "<a href=\"/lieux/{{ s }}\">x</a>", "VIEW_URLPART(v, (s));" },
        { "<a href=\"?q={{ s }}\">x</a>", "VIEW_URLPART(v, (s));" },
        { "<input checked?=\"{{ n > 1 }}\">", "view_raw(v, S(\" checked\"));" },
        { "<p>{{ f((T){ .a = { 1 } }) }}</p>", "VIEW_TEXT(v, (f((T){ .a = { 1 } })));" },
        { "<p>{{ \"}}\" }}</p>", "VIEW_TEXT(v, (\"}}\"));" },
        { "{% each a in t : n ? 1 : 2 %}<b>x</b>{% end %}", "a_n = (size_t)(n ? 1 : 2); a_i < a_n; a_i++) {" },
        { "{% each a in t until !a->n %}<b>x</b>{% end %}", "if (!a->n) break;" },
        { "<p{% if n %} class=\"a\"{% else %} class=\"b\"{% end %}>x</p>", "} else {" },
        { "<p>a\n\n   b</p>", "view_raw(v, S(\"<p>a\\n\"\n                  \"b</p>\\n\"));" },
        { "<pre>a\n\n   b</pre>", "\"\\n\"\n                  \"   b</pre>" },
        { "<p>a<!-- {x} -->b</p>", "<p>ab</p>" },
        { "<p>?"
          "?=</p>",
            "?\\?=" },
        { "<svg><path d=\"M0 0\"/></svg>", "<path d=\\\"M0 0\\\"/>" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(MIB);
        Str error, c = body(a, cases[i].view, &error);
        if (!str_has(c, str_from(cases[i].c)))
            fail_msg("%s → %.*s%.*s", cases[i].view, STR_ARG(c), STR_ARG(error));
    }
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *view, *error;
    } cases[] = {
        { "<p class=a>x</p>", "2:10: error: the value of an attribute is quoted" },
        { "<p onclick=\"x\">x</p>", "2:4: error: 'onclick': no script" },
        { "<p style=\"x\">x</p>", "2:4: error: 'style'" },
        { "<iframe srcdoc=\"x\"></iframe>", "2:9: error: 'srcdoc'" },
        { "<style></style>", "2:2: error: unknown element <style>" },
        { "<script>x</script>", "2:1: error: <script> without src" },
        { "<script src=\"/a.js\">{{ s }}</script>", "2:21: error: no text directly in <script>" },
        { "<!-- {{ s }} -->", "2:6: error: '{{' in an HTML comment" },
        { "<{{ s }}>", "2:2: error: '{{' in a tag name" },
        { "<p {{ s }}>", "2:4: error: '{{' in a tag, outside" },
        { "<p da{{ s }}=\"\">", "2:6: error: '{{' in an attribute name" },
        { "<p id={{ s }}>", "2:7: error: '{{' as an attribute's value without quotes" },
        { "<p id=\"a\" id=\"b\">", "2:11: error: attribute 'id' given twice" },
        { "<p id=\"a\"class=\"b\">", "2:10: error: white space is missing" },
        { "<p ID=\"a\">", "2:4: error: attribute 'ID' in lower case" },
        { "<p>x", "2:1: error: <p> is not closed" },
        { "<p>x</div>", "2:5: error: </div> where <p> of line 2" },
        { "</p>", "2:1: error: </p> closes nothing" },
        { "<br></br>", "2:5: error: <br> has no end tag" },
        { "<br/>", "2:4: error: '/>' is for the elements of SVG" },
        { "<blink>x</blink>", "2:2: error: unknown element <blink>" },
        { "<p><div></div></p>", "2:4: error: <div> inside the <p>" },
        { "<a href=\"/\"><b><a href=\"/\">x</a></b></a>", "2:16: error: <a> inside the <a>" },
        { "<div><li>x</li></div>", "2:6: error: <li> directly in <div>" },
        { "<ul>x</ul>", "2:5: error: no text directly in <ul>" },
        { "<title><b>x</b></title>", "2:8: error: <title> holds text only" },
        { "<img src=\"/x.png\">", "2:1: error: <img> without alt" },
        { "<p>{% if n %}</p>{% end %}", "2:14: error: </p> in another branch" },
        { "{% if n %}<p>{% end %}</p>", "2:11: error: <p> is not closed before" },
        { "<p class=\"{% if n %}\" id=\"{% end %}\">x</p>", "2:27: error: {% end %} in another place" },
        { "<a href=\"javascript:x\">x</a>", "2:20: error: scheme of a URL" },
        { "<a href=\"java{% if n %}script:x{% end %}\">x</a>", "error: scheme of a URL" },
        { "<a href=\"{% if n %}/{% else %}x{% end %}:y\">x</a>", "error: scheme of a URL" },
        { "<a href=\"java&#115;cript:x\">x</a>", "2:14: error: '&' at the beginning of a URL" },
        { "<a href=\"{{ s }}/x\">x</a>", "2:17: error: a hole that begins a URL" },
        { "<input checked=\"{{ n }}\">", "2:17: error: 'checked' is true whatever its value" },
        { "<p title?=\"{{ n }}\">x</p>", "2:4: error: 'title' is not a boolean attribute" },
        { "<p>{{ }}</p>", "2:4: error: an empty hole" },
        { "<p>{{ s; }}</p>", "2:8: error: ';' in an expression" },
        { "<p>{{ s // x }}</p>", "2:9: error: '/' in an expression" },
        { "<p>{{ f(s }}</p>", "error: '}' without its opening bracket" },
        { "<p>{{ s", "error: '}}' is missing" },
        { "<p>}}</p>", "2:4: error: '}}' without its beginning" },
        { "{% end %}{% end %}", "2:10: error: {% end %} outside of a view" },
        { "{% else %}", "2:1: error: {% else %} without its {% if %}" },
        { "{% foo %}", "2:1: error: unknown word 'foo'" },
        { "{% if %}x{% end %}", "2:1: error: {% if %} without a condition" },
        { "{% each x of y %}{% end %}", "2:11: error: 'in' expected" },
        { "{% if n %}{% body %}{% end %}", "2:11: error: {% body %} inside another block" },
        { "{% body %}{% body %}", "2:11: error: {% body %} is already in this view" },
        { "{% if n %}", "error: " },
        { "a < b", "2:3: error: '<' alone" },
        { "<p \xff>", "2:4: error: byte 0xFF is not UTF-8" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(MIB);
        Str error, c = body(a, cases[i].view, &error);
        if (c.p || !str_has(error, str_from(cases[i].error)) || !str_starts(error, S("x.html:")))
            fail_msg("%s → %.*s", cases[i].view, STR_ARG(error));
    }
}

static void top_level(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        { "", "1:1: error: no view" },
        { "x", "1:1: error: text outside of a view" },
        { "{% if x %}", "1:1: error: {% if %} outside of a view" },
        { "{% view a() %}{% view b() %}", "1:15: error: a view inside the view" },
        { "{% view a() %}{% end %}{% view a() %}{% end %}", "1:32: error: view 'a' is already on line 1" },
        { "{% view a() %}", "1:1: error: no {% end %}" },
        { "{% include \"a.c\" %}", "1:12: error: \"folder/header.h\" expected" },
        { "{# x", "1:1: error: comment without" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(MIB);
        Str error;
        run(a, cases[i].text, &error);
        if (!str_has(error, str_from(cases[i].error)))
            fail_msg("%s → %.*s", cases[i].text, STR_ARG(error));
    }
}

/* An expression stands on the line and in the column of its template, so that the compiler's message does too. */
static void line_marks(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Str error, c = run(a, "{% view x(Str s) %}\n<p>\n                    {{ s->faux }}</p>\n{% end %}\n", &error);
    Str mark = S("#line 3 \"x.html\"\n");
    size_t at = str_find(c, 0, mark) + mark.n, end = str_find_char(c, at, '\n');
    assert_true(at < c.n);
    assert_int_equal(str_find(str_slice(c, at, end), 0, S("s->faux")), 23);   /* the hole's 24th column */
}

static void wrapping(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    Str error;
    Str c = run(a,
        "{% view w(Str t) %}\n<div>{% body %}</div>\n{% end %}\n"
        "{% view x() %}\n{% use w(S(\"a\")) %}\n<p>b</p>\n{% end %}\n{% end %}\n",
        &error);
    assert_true(str_has(c, S("void view_w_open(View *v, Str t)")));
    assert_true(str_has(c, S("void view_w_close(View *v, Str t)")));
    assert_true(str_find(c, 0, S("view_w_open(v, S(\"a\"))")) < str_find(c, 0, S("<p>b</p>")));
    assert_true(str_find(c, 0, S("<p>b</p>")) < str_find(c, 0, S("view_w_close(v, S(\"a\"))")));
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(writes), cmocka_unit_test(refuses), cmocka_unit_test(top_level),
        cmocka_unit_test(line_marks), cmocka_unit_test(wrapping) };
    return SUITE_MAIN("mkview", false, all);
}
