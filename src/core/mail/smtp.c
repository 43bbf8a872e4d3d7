// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/mail/smtp.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mail/message.h"
#include "core/net/curl.h"

static Err told(MailSent *sent, Err e, const char *detail)
{
    sent->detail = str_from(detail);
    return e;
}

/* ---- folder ---- */

/* The first free name of that second: names sort in the order of sending. A reader never sees a half-written file. */
static bool give_name(const char *written, Str folder, int64_t now)
{
    Civil c = civil_paris(now);
    char name[4096];
    for (int n = 0; n < 10000; n++) {
        int length = snprintf(name, sizeof name, "%.*s/%04d%02d%02d-%02d%02d%02d-%04d.eml", STR_ARG(folder), c.year,
            c.month, c.day, c.hour, c.minute, c.second, n);
        if (length < 0 || length >= (int)sizeof name)
            return false;
        if (link(written, name) == 0)
            return true;
        if (errno != EEXIST)
            return false;
    }
    return false;
}

static Err to_folder(Str folder, Str message, int64_t now, MailSent *sent)
{
    char written[4096];
    int length = snprintf(written, sizeof written, "%.*s/.courriel-XXXXXX", STR_ARG(folder));
    int fd = length > 0 && length < (int)sizeof written ? mkostemp(written, O_CLOEXEC) : -1;
    if (fd < 0)
        return told(sent, ERR_IO, "Le dossier des courriels ne peut pas être écrit.");
    bool done = fd_write(fd, message) == OK && fsync(fd) == 0 && give_name(written, folder, now);
    close(fd);
    unlink(written);
    return done ? OK : told(sent, ERR_IO, "Le courriel n’a pas pu être écrit dans son dossier.");
}

/* ---- server ---- */

static size_t read_message(char *to, size_t size, size_t n, void *arg)
{
    Str *left = arg;
    size_t part = size * n < left->n ? size * n : left->n;
    if (part)
        memcpy(to, left->p, part);
    *left = str_slice(*left, part, left->n);
    return part;
}

static Str helo_of(const MailTransport *t, Str from)
{
    return str_is_none(t->helo) ? str_slice(from, str_find_char(from, 0, '@') + 1, from.n) : t->helo;
}

static CURLcode set_server(Arena *a, CURL *c, const MailTransport *t, Str from)
{
    CURLcode rc = CURLE_OK;
    Str url = str_format(a, "%s://%.*s:%d/%.*s", t->tls == MAIL_TLS ? "smtps" : "smtp", STR_ARG(t->host), t->port,
        STR_ARG(helo_of(t, from)));
    if (str_is_none(url))
        return CURLE_OUT_OF_MEMORY;
    const struct {
        CURLoption option;
        Str value;
    } texts[] = { { CURLOPT_URL, url }, { CURLOPT_PROXY, S("") }, { CURLOPT_PROTOCOLS_STR, S("smtp,smtps") },
        { CURLOPT_USERNAME, t->user }, { CURLOPT_PASSWORD, t->password }, { CURLOPT_CAINFO, t->ca_file } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts && rc == CURLE_OK; i++)
        if (!str_is_none(texts[i].value)) {
            Str z = str_dup(a, texts[i].value);
            rc = z.p ? curl_easy_setopt(c, texts[i].option, z.p) : CURLE_OUT_OF_MEMORY;
        }
    const struct {
        CURLoption option;
        long value;
    } numbers[] = { { CURLOPT_USE_SSL, t->tls == MAIL_CLEAR ? CURLUSESSL_NONE : CURLUSESSL_ALL },
        { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 }, { CURLOPT_CONNECTTIMEOUT_MS, t->connect_ms },
        { CURLOPT_TIMEOUT_MS, t->total_ms }, { CURLOPT_NOSIGNAL, 1 }, { CURLOPT_UPLOAD, 1 } };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && rc == CURLE_OK; i++)
        rc = curl_easy_setopt(c, numbers[i].option, numbers[i].value);
    return rc;
}

/* What libcurl and the server said → what the job does next. The server's words may hold addresses and are not kept. */
static Err judged(CURLcode rc, long code, MailSent *sent)
{
    sent->code = (int)code;
    if (rc == CURLE_OK)
        return OK;
    if (rc == CURLE_OUT_OF_MEMORY)
        return told(sent, ERR_MEMORY, "La mémoire manque pour envoyer le courriel.");
    if (rc == CURLE_OPERATION_TIMEDOUT)
        return told(sent, ERR_TIMEOUT, "Le serveur de courriel ne répond pas à temps.");
    if (rc == CURLE_LOGIN_DENIED)
        return told(sent, ERR_FORBIDDEN, "Le serveur de courriel refuse l’identifiant ou le mot de passe du service.");
    if (rc == CURLE_USE_SSL_FAILED)
        return told(sent, ERR_IO, "Le serveur de courriel ne propose pas de connexion chiffrée.");
    if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CONNECT_ERROR || rc == CURLE_SSL_CACERT_BADFILE)
        return told(sent, ERR_IO, "La connexion chiffrée au serveur de courriel échoue (certificat ou protocole).");
    if (code >= 500 && code <= 599)
        return told(sent, ERR_INVALID, "Le serveur de courriel refuse définitivement ce message ou cette adresse.");
    if (code >= 400 && code <= 499)
        return told(sent, ERR_BUSY, "Le serveur de courriel demande de réessayer plus tard.");
    return told(sent, ERR_IO, "La connexion au serveur de courriel échoue.");
}

static Err to_server(Arena *a, const MailTransport *t, Str from, Str to, Str message, MailSent *sent)
{
    assert(t->port > 0 && t->port <= 65535 && t->connect_ms > 0 && t->total_ms > 0);
    CURL_HANDLE c = curl_handle();
    Str sender = str_format(a, "<%.*s>", STR_ARG(from)), receiver = str_format(a, "<%.*s>", STR_ARG(to));
    if (!c || str_is_none(sender) || str_is_none(receiver))
        return judged(CURLE_OUT_OF_MEMORY, 0, sent);
    CURL_LIST receivers = curl_slist_append(NULL, receiver.p);
    CURLcode rc = receivers ? set_server(a, c, t, from) : CURLE_OUT_OF_MEMORY;
    Str left = message;
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_MAIL_FROM, sender.p);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_MAIL_RCPT, receivers);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_READFUNCTION, read_message);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(c, CURLOPT_READDATA, &left);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(c);
    long code = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
    return judged(rc, code, sent);
}

Err mail_send(Arena *a, const MailTransport *t, Str from, Str to, Str message, int64_t now, MailSent *ret_sent)
{
    *ret_sent = (MailSent){ 0 };
    if (!mail_address_valid(from) || !mail_address_valid(to))
        return told(ret_sent, ERR_INVALID, "L’adresse de courriel n’est pas valable.");
    return str_is_none(t->folder) ? to_server(a, t, from, to, message, ret_sent)
                                  : to_folder(t->folder, message, now, ret_sent);
}
