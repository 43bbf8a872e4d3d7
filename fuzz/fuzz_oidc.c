// SPDX-License-Identifier: AGPL-3.0-or-later
/* The input as each answer of an identity provider: its document, its tokens, who the person is. What is accepted may go
 * into an address, a header or a page. */
#include "fuzz.h"

#include "core/auth/oidc.h"

/* Nothing that would end a line, a header or an attribute. */
static void check_plain(Str s, size_t max)
{
    FUZZ_CHECK(s.n > 0 && s.n <= max);
    for (size_t i = 0; i < s.n; i++)
        FUZZ_CHECK(s.p[i] > ' ' && s.p[i] < 0x7F);
}

static void check_url(Str url)
{
    check_plain(url, OIDC_URL_MAX);
    FUZZ_CHECK(str_starts(url, S("https://")) && !str_has(url, S("\"")) && !str_has(url, S("@")));
}

static void check_claim(Str s)
{
    if (str_is_none(s))
        return;
    FUZZ_CHECK(s.n > 0 && s.n <= OIDC_CLAIM_MAX && utf8_valid(s));
    for (size_t i = 0; i < s.n; i++)
        FUZZ_CHECK((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7F);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(16 * MIB);
    OidcDocument d = { 0 };
    OidcTokens t = { 0 };
    OidcPerson p = { 0 };
    if (oidc_document_parse(a, S("https://op"), s, &d) == OK) {
        check_url(d.authorization);
        check_url(d.token);
        check_url(d.userinfo);
        check_url(d.jwks);
        if (!str_is_none(d.end_session))
            check_url(d.end_session);
        FUZZ_CHECK(oidc_document_parse(a, S("https://autre"), s, &d) == ERR_INVALID);
    }
    if (oidc_tokens_parse(a, s, &t) == OK) {
        check_plain(t.id_token, JWT_BYTES_MAX);
        check_plain(t.access_token, JWT_BYTES_MAX);
    }
    if (oidc_person_parse(a, s, &p) == OK) {
        FUZZ_CHECK(!str_is_none(p.sub));
        check_claim(p.sub);
        check_claim(p.email);
        check_claim(p.given_name);
        check_claim(p.usual_name);
        check_claim(p.siret);
    }
    return 0;
}
