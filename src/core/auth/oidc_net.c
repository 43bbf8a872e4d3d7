// SPDX-License-Identifier: AGPL-3.0-or-later
/* The provider over libcurl. */
#include "core/auth/oidc.h"
#include "core/net/curl.h"

static size_t take(char *bytes, size_t size, size_t n, void *arg)
{
    Buf *to = arg;
    buf_put(to, str_of(bytes, size * n));
    return to->failed ? 0 : size * n;              /* less than given: libcurl stops there */
}

/* A token in a header of ours: nothing that would end the line. */
static bool is_line(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] == 0x7F)
            return false;
    return true;
}

static CURLcode set_headers(Arena *a, CURL *c, const OidcCall *call, struct curl_slist **list)
{
    *list = curl_slist_append(NULL, "Accept: application/json, application/jwt");
    if (*list && !str_is_none(call->bearer)) {
        Str line = str_format(a, "Authorization: Bearer %.*s", STR_ARG(call->bearer));
        struct curl_slist *longer = str_is_none(line) ? NULL : curl_slist_append(*list, line.p);
        if (!longer)
            return CURLE_OUT_OF_MEMORY;
        *list = longer;
    }
    return *list ? curl_easy_setopt(c, CURLOPT_HTTPHEADER, *list) : CURLE_OUT_OF_MEMORY;
}

static CURLcode set_call(Arena *a, CURL *c, const OidcCall *call, Buf *body)
{
    CURLcode rc = CURLE_OK;
    const struct {
        CURLoption option;
        Str value;
    } texts[] = { { CURLOPT_URL, call->url }, { CURLOPT_PROXY, S("") }, { CURLOPT_PROTOCOLS_STR, S("https,http") },
        { CURLOPT_USERAGENT, S("ensemble") }, { CURLOPT_COPYPOSTFIELDS, call->form } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts && rc == CURLE_OK; i++)
        if (!str_is_none(texts[i].value)) {
            Str z = str_dup(a, texts[i].value);
            rc = z.p ? curl_easy_setopt(c, texts[i].option, z.p) : CURLE_OUT_OF_MEMORY;
        }
    const struct {
        CURLoption option;
        long value;
    } numbers[] = { { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 }, { CURLOPT_CONNECTTIMEOUT_MS, OIDC_CONNECT_MS },
        { CURLOPT_TIMEOUT_MS, OIDC_TOTAL_MS }, { CURLOPT_NOSIGNAL, 1 }, { CURLOPT_FOLLOWLOCATION, 0 } };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && rc == CURLE_OK; i++)
        rc = curl_easy_setopt(c, numbers[i].option, numbers[i].value);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_WRITEDATA, body);
    return rc;
}

static Err judged(CURLcode rc, const Buf *body)
{
    if (rc == CURLE_OK)
        return OK;
    if (rc == CURLE_WRITE_ERROR)
        return body->failed ? ERR_TOO_LARGE : ERR_IO;
    if (rc == CURLE_OUT_OF_MEMORY)
        return ERR_MEMORY;
    return rc == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : ERR_IO;
}

static Err call_curl(void *arg, Arena *a, const OidcCall *call, OidcAnswer *ret)
{
    (void)arg;
    if (!is_line(call->url) || !is_line(call->bearer))
        return ERR_INVALID;
    CURL_HANDLE c = curl_handle();
    CURL_LIST headers = NULL;
    BUF body = buf_new(OIDC_BYTES_MAX);
    CURLcode rc = c ? set_call(a, c, call, &body) : CURLE_OUT_OF_MEMORY;
    if (rc == CURLE_OK)
        rc = set_headers(a, c, call, &headers);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(c);
    TRY(judged(rc, &body));
    long status = 0;
    const char *type = NULL;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    OidcAnswer answer = { (int)status, str_dup(a, str_from(type)), str_dup(a, buf_str(&body)) };
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = answer;
    return OK;
}

OidcNet oidc_net(void)
{
    return (OidcNet){ .call = call_curl };
}
