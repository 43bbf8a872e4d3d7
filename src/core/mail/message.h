// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A mail as bytes: plain text, with the same in HTML or as an iCalendar where it helps (RFC 5322, RFC 2045 to 2047,
 * RFC 6047). Everything is ASCII once written: names and subjects as encoded words, bodies in quoted-printable, so that no relay has to change it. What would let
 * a value become a header line (CR, LF, any control character) is refused, never repaired.
 *
 *     Mail m = { .from = { S("Numérique Ensemble"), S("ne-pas-repondre@example.org") },
 *                .to = { S("Léa"), S("lea@example.org") }, .subject = S("Votre code"), .text = text, .at = now };
 *     TRY(mail_build(a, &m, random, &message));
 */
#pragma once

#include "base/base.h"
#include "core/auth/random.h"

enum {
    MAIL_SUBJECT_MAX = 400,                        /* bytes, as the limits that follow */
    MAIL_NAME_MAX = 200,
    MAIL_ADDRESS_MAX = 254,                        /* RFC 5321, erratum 1690 */
    MAIL_BODY_MAX = 512 * 1024,
};

typedef struct MailAddress {
    Str name;                                      /* STR_NONE: the address alone */
    Str address;
} MailAddress;

/*
 * local@domain as services take it: a dot-atom of ASCII letters, digits and the signs of RFC 5322, at most 64 bytes; a domain
 * of at least two labels of letters, digits and inner hyphens. Quoted local parts, comments, address literals and accents are
 * legal somewhere and refused here.
 */
bool mail_address_valid(Str address);

typedef struct Mail {
    MailAddress from, to;
    MailAddress reply_to;                          /* address STR_NONE: none */
    Str subject, text;
    Str html;                                      /* STR_NONE: none */
    Str agenda, methode;                           /* an iCalendar and its METHOD ("REQUEST"); STR_NONE: none */
    int64_t at;                                    /* UTC seconds, of the Date line */
} Mail;

/*
 * The message, lines ended by CR LF, none over 78 characters. It says `Auto-Submitted: auto-generated` (RFC 3834), so that no
 * holiday notice answers it; its Message-ID is random, under the domain of `from`. ERR_INVALID: an address, a control character
 * or malformed UTF-8; ERR_TOO_LARGE; ERR_MEMORY.
 */
Err mail_build(Arena *a, const Mail *m, Random r, Str *ret_message);
