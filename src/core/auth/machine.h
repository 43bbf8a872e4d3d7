// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * How a program proves who it is, where nobody is there to sign in. Pure functions over bytes from outside.
 *
 * A bearer token reads for somebody: `Authorization: Bearer ne_<43 signs>` (RFC 6750).
 *
 * A signature comes with a message sent to us: HMAC-SHA256 (RFC 2104) keyed by a secret that both sides know, in one of
 * two forms:
 *   SIGNATURE_DATED  `X-Ensemble-Signature: t=1795435200,v1=<64 hex>`, over "1795435200." and the body: the instant is signed
 *                    too, so that an old message is refused as such;
 *   SIGNATURE_BODY   `X-Lapin-Signature: <64 hex>`, over the body alone, as RDV Service Public signs its webhooks: the instant
 *                    is the one in the body, `meta.timestamp`.
 * Either is to be taken once: who receives remembers what it took (domain/acces).
 */
#pragma once

#include "base/base.h"

enum { MAC_BYTES = 32, BEARER_LENGTH = 46 };
#define BEARER_PREFIX "ne_" /* so that scanners of published secrets know one when they see it */

/* The token of an Authorization header, with its prefix; STR_NONE for anything else. */
Str bearer_read(Str header);

typedef enum SignatureScheme { SIGNATURE_DATED, SIGNATURE_BODY, SIGNATURE_SCHEMES } SignatureScheme;
/* The name of its header. */
const char *signature_header(SignatureScheme scheme);

typedef struct Signature {
    bool dated;
    int64_t at; /* where dated */
    uint8_t mac[MAC_BYTES];
} Signature;
/* False for anything that is not exactly of that form. */
bool signature_read(SignatureScheme scheme, Str header, Signature *ret);
/* What the sender should have computed. `at` counts for SIGNATURE_DATED only. */
void signature_mac(SignatureScheme scheme, Str secret, int64_t at, Str body, uint8_t ret[MAC_BYTES]);
/* In constant time. */
bool signature_fits(const Signature *s, const uint8_t want[MAC_BYTES]);
/* The header's value, as a sender writes it: for our own messages and the tests. */
Str signature_write(Arena *a, SignatureScheme scheme, Str secret, int64_t at, Str body);
