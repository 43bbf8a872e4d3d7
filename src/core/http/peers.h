// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Peers: who is at the other end. Addresses as 16 bytes (IPv4 mapped into IPv6), the list of trusted proxies, and how
 * many things each address holds open, over all loops. Addresses are never logged.
 */
#pragma once

#include "base/base.h"

struct sockaddr;

typedef struct Peer {
    unsigned char v[16];
} Peer;

bool peer_from_sockaddr(const struct sockaddr *sa, Peer *ret);
bool peer_parse(Str text, Peer *ret); /* "192.0.2.1", "2001:db8::1", "[2001:db8::1]:443", "192.0.2.1:80" */

typedef struct Proxies Proxies;
/* "127.0.0.1, 10.0.0.0/8, 2001:db8::/32"; ERR_INVALID: `ret_message` names the part. */
Err proxies_parse(Arena *a, Str list, Proxies **ret, Str *ret_message);
bool proxies_has(const Proxies *p, Peer peer);
/* The nearest address of X-Forwarded-For that is no trusted proxy; `direct` when it cannot be told. */
Peer proxies_client(const Proxies *p, Peer direct, Str forwarded_for);

typedef struct PeerTable PeerTable;
PeerTable *peer_table_new(size_t max); /* room for `max` different addresses at once; NULL: no memory */
void peer_table_free(PeerTable *t);
/* False: this address holds `limit` already, or the table is full. An IPv6 address counts with its /64. */
bool peer_enter(PeerTable *t, Peer peer, int limit);
void peer_leave(PeerTable *t, Peer peer);
