// SPDX-License-Identifier: AGPL-3.0-or-later
/* What tests and the fuzz target share: the published keys of RFC 7515's appendix A, and a provider's pen. */
#pragma once

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>

#include "core/auth/base32.h"

// clang-format off
#define RFC7515_RSA_N \
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-" \
    "pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2Ca" \
    "pHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb5" \
    "4h4FRWyuXpoQ"
#define RFC7515_EC_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define RFC7515_EC_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define RFC7515_EC_D "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
#define RFC7515_JWKS \
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a2\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"" RFC7515_RSA_N "\",\"e\":\"AQAB\"}," \
    "{\"kty\":\"EC\",\"kid\":\"a3\",\"crv\":\"P-256\",\"x\":\"" RFC7515_EC_X "\",\"y\":\"" RFC7515_EC_Y "\"}]}"
#define RFC7515_CLAIMS \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RFC7515_A2 "eyJhbGciOiJSUzI1NiJ9." RFC7515_CLAIMS \
    ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUA" \
    "r7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--" \
    "xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_Io" \
    "ypGlUPQGe77Rw"
#define RFC7515_A3 "eyJhbGciOiJFUzI1NiJ9." RFC7515_CLAIMS \
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
// clang-format on

/* A token with that header and those claims, signed with the key of appendix A.3 whatever the header says. */
static inline Str es256_token(Arena *a, Str header, Str claims)
{
    Str parts[3], x, y, d;
    uint8_t raw[64] = { 0 };
    gnutls_privkey_t key = NULL;
    gnutls_datum_t signature = { 0 }, r = { 0 }, s = { 0 };
    parts[0] = base64url_encode(a, header);
    parts[1] = base64url_encode(a, claims);
    Str text = str_join(a, parts, 2, S("."));
    bool good = base64url_decode(a, S(RFC7515_EC_X), 32, &x) && base64url_decode(a, S(RFC7515_EC_Y), 32, &y) &&
                base64url_decode(a, S(RFC7515_EC_D), 32, &d) && gnutls_privkey_init(&key) == 0;
    gnutls_datum_t dx = { (uint8_t *)(uintptr_t)x.p, 32 }, dy = { (uint8_t *)(uintptr_t)y.p, 32 },
                   dd = { (uint8_t *)(uintptr_t)d.p, 32 }, data = { (uint8_t *)(uintptr_t)text.p, (unsigned)text.n };
    good = good && gnutls_privkey_import_ecc_raw(key, GNUTLS_ECC_CURVE_SECP256R1, &dx, &dy, &dd) == 0 &&
           gnutls_privkey_sign_data2(key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &signature) == 0 &&
           gnutls_decode_rs_value(&signature, &r, &s) == 0;
    if (good) {                                    /* DER numbers: a zero in front, or bytes fewer */
        for (unsigned i = 0; i < r.size && i < 32; i++)
            raw[31 - i] = r.data[r.size - 1 - i];
        for (unsigned i = 0; i < s.size && i < 32; i++)
            raw[63 - i] = s.data[s.size - 1 - i];
        parts[2] = base64url_encode(a, str_of((const char *)raw, sizeof raw));
    }
    gnutls_free(signature.data);
    gnutls_free(r.data);
    gnutls_free(s.data);
    gnutls_privkey_deinit(key);
    return good ? str_join(a, parts, 3, S(".")) : STR_NONE;
}
