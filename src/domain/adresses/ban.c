// SPDX-License-Identifier: AGPL-3.0-or-later
/* The service over libcurl: one POST of a CSV (multipart), one CSV back. */
#include "core/net/curl.h"
#include "domain/adresses/adresses.h"

enum { CONNECT_MS = 5000, TOTAL_MS = 60000 };

static void mime_freep(curl_mime **m)
{
    curl_mime_free(*m);
}

static size_t take(char *bytes, size_t size, size_t n, void *arg)
{
    Buf *to = arg;
    buf_put(to, str_of(bytes, size * n));
    return to->failed ? 0 : size * n;
}

static CURLcode add(curl_mime *form, const char *name, const char *value)
{
    curl_mimepart *part = curl_mime_addpart(form);
    CURLcode rc = part ? curl_mime_name(part, name) : CURLE_OUT_OF_MEMORY;
    return rc == CURLE_OK ? curl_mime_data(part, value, CURL_ZERO_TERMINATED) : rc;
}

static CURLcode fill(curl_mime *form, Str csv)
{
    static const char *const fields[][2] = { { "columns", "adresse" }, { "postcode", "code_postal" },
        { "citycode", "code_insee" }, { "result_columns", "latitude" }, { "result_columns", "longitude" },
        { "result_columns", "result_id" }, { "result_columns", "result_type" }, { "result_columns", "result_citycode" },
        { "result_columns", "result_score" } };
    curl_mimepart *data = curl_mime_addpart(form);
    CURLcode rc = data ? curl_mime_name(data, "data") : CURLE_OUT_OF_MEMORY;
    if (rc == CURLE_OK)
        rc = curl_mime_data(data, csv.p, csv.n);
    if (rc == CURLE_OK)
        rc = curl_mime_filename(data, "adresses.csv");
    if (rc == CURLE_OK)
        rc = curl_mime_type(data, "text/csv");
    for (size_t i = 0; i < sizeof fields / sizeof *fields && rc == CURLE_OK; i++)
        rc = add(form, fields[i][0], fields[i][1]);
    return rc;
}

static CURLcode prepare(CURL *c, const char *url, curl_mime *form, Buf *body)
{
    CURLcode rc = curl_easy_setopt(c, CURLOPT_URL, url);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http");
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_USERAGENT, "ensemble");
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_MIMEPOST, form);
    const struct {
        CURLoption option;
        long value;
    } numbers[] = { { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 }, { CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS },
        { CURLOPT_TIMEOUT_MS, TOTAL_MS }, { CURLOPT_NOSIGNAL, 1 }, { CURLOPT_FOLLOWLOCATION, 0 } };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && rc == CURLE_OK; i++)
        rc = curl_easy_setopt(c, numbers[i].option, numbers[i].value);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    return rc == CURLE_OK ? curl_easy_setopt(c, CURLOPT_WRITEDATA, body) : rc;
}

Err ban_demander(Arena *a, Str url, Str csv, Str *ret)
{
    CURL_HANDLE c = curl_handle();
    __attribute__((cleanup(mime_freep))) curl_mime *form = c ? curl_mime_init(c) : NULL;
    BUF body = buf_new(BAN_REPONSE_MAX);
    Str address = str_dup(a, url);
    long status = 0;
    if (!form || !address.p)
        return ERR_MEMORY;
    CURLcode rc = fill(form, csv);
    if (rc == CURLE_OK)
        rc = prepare(c, address.p, form, &body);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(c);
    if (rc == CURLE_WRITE_ERROR && body.failed)
        return ERR_TOO_LARGE;
    if (rc != CURLE_OK)
        return rc == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : rc == CURLE_OUT_OF_MEMORY ? ERR_MEMORY : ERR_IO;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    *ret = str_dup(a, buf_str(&body));
    return status == 200 ? OK : ERR_IO;
}
