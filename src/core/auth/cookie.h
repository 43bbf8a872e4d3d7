// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Cookies: one read out of the Cookie header, one written in Set-Cookie (RFC 6265, and the `__Host-` prefix of its
 * revision, RFC 6265bis section 4.1.3.2: Secure, Path=/ and no Domain, so that neither a sub-domain nor a plain
 * connection can plant it).
 */
#pragma once

#include "base/base.h"

enum { COOKIE_HEADER_MAX = 8 * 1024, COOKIE_VALUE_MAX = 1024, COOKIE_PAIRS_MAX = 64 };

typedef enum CookieRead {
    COOKIE_OK,
    COOKIE_ABSENT,
    COOKIE_REFUSED, /* twice, or not of the grammar: someone is trying; treat as absent */
} CookieRead;

/*
 * The value of the cookie of that name (names are compared byte for byte), borrowed from `header`. Pairs of other names are
 * passed over without being judged: another application of the same host may write what it likes. Ours must be
 * a pair `name=value`, once, its value of RFC 6265's cookie-octets (no quotes), 1 to COOKIE_VALUE_MAX of them. A header
 * that passes the limits above, or that holds a control character, is refused whole.
 */
CookieRead cookie_read(Str header, Str name, Str *ret_value);

typedef enum SameSite { SAME_SITE_LAX, SAME_SITE_STRICT } SameSite;

typedef struct Cookie {
    Str name; /* "session": the prefix is added here */
    Str value; /* cookie-octets; asserts otherwise: we made it */
    int64_t max_age_s; /* > 0: kept that long; 0: until the browser closes; < 0: erased */
    SameSite same_site;
    bool secure; /* the visitor's connection is encrypted */
} Cookie;

/* "__Host-session" on an encrypted connection, "session" on a plain one (a developer's machine). */
Str cookie_name(Arena *a, Str name, bool secure);
/* "__Host-session=…; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax". Every cookie of ours is HttpOnly. */
Str cookie_set(Arena *a, const Cookie *c);
