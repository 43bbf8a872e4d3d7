// SPDX-License-Identifier: AGPL-3.0-or-later
/* Escaping by context, with injection vectors; French texts. */
#include "core/view/view.h"

#include <math.h>

#include "support/suite.h"

#define NBSP "\xC2\xA0"
#define NARROW "\xE2\x80\xAF"

static Str out(Arena *a, void (*fn)(View *, Str), const char *text)
{
    BUF b = buf_new(MIB);
    View v = { .b = &b, .arena = a };
    fn(&v, str_from(text));
    return str_dup(a, buf_str(&b));
}

static void escaping(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    assert_str_equal(out(a, view_text_str, "<b>&\"'é</b>"), S("&lt;b&gt;&amp;\"'é&lt;/b&gt;"));
    assert_str_equal(out(a, view_attr_str, "\"'><x a='"), S("&quot;&#39;&gt;&lt;x a=&#39;"));
    assert_str_equal(out(a, view_text_str, "a\x01\nb"), S("a\xEF\xBF\xBD\nb"));
    assert_str_equal(out(a, view_urlpart_str, "a b/é?&=\"'<"), S("a%20b%2F%C3%A9%3F%26%3D%22%27%3C"));
    assert_str_equal(out(a, view_urlpart_str, ".."), S("%2E%2E"));
}

static void urls(void **state)
{
    (void)state;
    static const char *const refused[] = { "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x",
        "java\tscript:x", "\x01javascript:x", "data:text/html,x", "vbscript:x", "//ailleurs.test", "/\\ailleurs.test",
        "\\\\ailleurs.test", "javascript&colon;x:y", "blob:x", "file:///etc/passwd", "http:", "\xff" };
    static const struct {
        const char *url, *written;
    } kept[] = {
        { "/lieux?q=a&b=\"", "/lieux?q=a&amp;b=%22" },
        { "https://exemple.test/é", "https://exemple.test/%C3%A9" },
        { "HTTP://exemple.test", "HTTP://exemple.test" },
        { "mailto:a@exemple.test", "mailto:a@exemple.test" },
        { "tel:+33261910028", "tel:+33261910028" },
        { "#lieu-1", "#lieu-1" },
        { "?page=2", "?page=2" },
        { "/a'><script>", "/a%27%3E%3Cscript%3E" },
    };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_str_equal(out(a, view_url_str, refused[i]), S("#"));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_str_equal(out(a, view_url_str, kept[i].url), str_from(kept[i].written));
}

static void is(Short got, const char *want)
{
    assert_str_equal(str_of(got.p, got.n), str_from(want));
}

static void french(void **state)
{
    (void)state;
    is(fr_nombre(0), "0");
    is(fr_nombre(1582), "1" NARROW "582");
    is(fr_nombre(-1234567), "−1" NARROW "234" NARROW "567");
    is(fr_nombre(INT64_MIN), "−9" NARROW "223" NARROW "372" NARROW "036" NARROW "854" NARROW "775" NARROW "808");
    is(fr_decimal(78.205, 1), "78,2");
    is(fr_decimal(0.999, 2), "1,00");
    is(fr_decimal(1.05, 2), "1,05");
    is(fr_decimal(NAN, 2), "–");
    is(fr_distance(0), "0" NBSP "m");
    is(fr_distance(347), "350" NBSP "m");
    is(fr_distance(996), "1" NBSP "km");
    is(fr_distance(4230), "4,2" NBSP "km");
    is(fr_distance(9960), "10" NBSP "km");
    is(fr_distance(21400), "21" NBSP "km");
    is(fr_telephone(S("+33261910028")), "02" NBSP "61" NBSP "91" NBSP "00" NBSP "28");
    is(fr_telephone(S("3939")), "3939");
    is(fr_telephone(S("+3326191002x")), "+3326191002x");
    is(fr_date(date_from_ymd(2026, 5, 1)), "1er" NBSP "mai 2026");
    is(plural(1, "lieu", "lieux"), "1" NBSP "lieu");
    is(plural(0, "lieu", "lieux"), "0" NBSP "lieu");
    is(plural(1582, "lieu", "lieux"), "1" NARROW "582" NBSP "lieux");
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(escaping), cmocka_unit_test(urls), cmocka_unit_test(french) };
    return SUITE_MAIN("view", false, all);
}
