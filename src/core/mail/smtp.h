// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A built message handed to the operator's mail server (SMTP, RFC 5321, through libcurl), or written as a file into a folder:
 * the catch-all of tests and of the demonstration. It blocks for seconds: jobs only, on their own thread.
 *
 *     MailSent sent = { 0 };
 *     Err e = mail_send(a, &transport, from, to, message, now, &sent);
 *     if (e == ERR_INVALID)        final: this address is refused; tell whoever wrote it
 *     else if (e != OK)            to be tried again later; sent.detail says why
 */
#pragma once

#include "base/base.h"

typedef enum MailTls {
    MAIL_STARTTLS, /* required: never in clear, even if the server offers nothing else */
    MAIL_TLS, /* from the first byte (port 465) */
    MAIL_CLEAR, /* only to a relay of the same machine */
} MailTls;

typedef struct MailTransport {
    Str folder; /* given: messages become files there and nothing else is looked at */
    Str host;
    int port; /* 1 to 65535 */
    MailTls tls;
    Str user, password; /* STR_NONE: without */
    Str ca_file; /* STR_NONE: the system's authorities */
    Str helo; /* our own name; STR_NONE: the domain of the sender */
    int connect_ms, total_ms; /* > 0 */
} MailTransport;

typedef struct MailSent {
    int code; /* the server's last reply (250, 451, 550); 0: none */
    Str detail; /* French, for the log and the job; no address in it */
} MailSent;

/*
 * OK: the server took it (or the file is on the disk). ERR_INVALID: an address or the message is refused for good (5xx, or an
 * address that mail_address_valid refuses). To be tried again: ERR_BUSY (4xx), ERR_TIMEOUT, ERR_IO (no connection, no TLS as
 * asked, unknown certificate, folder), ERR_FORBIDDEN (user and password refused: the operator has to act), ERR_MEMORY.
 * `ret_sent` is filled in every case.
 */
Err mail_send(Arena *a, const MailTransport *t, Str from, Str to, Str message, int64_t now, MailSent *ret_sent);
