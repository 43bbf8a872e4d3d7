// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Right: what a route asks of who comes, as a row. A slice declares its rights beside its routes; the dispatcher checks
 * them before the handler runs, and the matrix of rights (page, `ensemble droits`, tests) is read from them. Roles are
 * the domain's: here they are bits. Whether the object itself is within the role's scope is the domain's question,
 * asked by its functions.
 *
 *     static const Right journal_lire = { "journal.lire", "Lire le journal", PROOF_SESSION, ROLE_ADMINISTRATEUR };
 *     { "GET", "/journal", journal_page, &journal_lire, READ, NULL, "Journal" },
 */
#pragma once

typedef enum Proof {
    PROOF_PUBLIC = 1, /* none: anybody, and nothing that changes */
    PROOF_FORM, /* a form of ours, sent from the browser that asked for it (cookie and token); nobody is known */
    PROOF_SESSION, /* a session; and its form's token where something changes */
    PROOF_BEARER, /* a key of the API that holds this right: it reads for somebody, within a scope (machine.h) */
    PROOF_SIGNATURE, /* a message signed by a sender that we know, taken once; its path names it: {expediteur} */
} Proof;

/* Without its own: what one address sends at most through forms that know nobody. High enough for a structure or a training
 * room behind one address; what costs something says less. */
enum { FORM_QUOTA = 1000, FORM_QUOTA_S = 600 };

typedef struct Right {
    const char *name; /* "journal.lire" */
    const char *title; /* French, in the matrix */
    Proof proof;
    unsigned
        roles; /* PROOF_SESSION: bits of those that hold it; 0: whoever is signed in. PROOF_BEARER: of those for whom a
                       key may hold it; the key's owner must still have one of them */
    int delay_s; /* PROOF_FORM: seconds at least between the page and its sending, which a robot does not wait; 0: none */
    int quota; /* PROOF_FORM: sendings of one address in FORM_QUOTA_S; 0: FORM_QUOTA */
} Right;

extern const Right right_public, right_form, right_session;
#define RIGHT_PUBLIC (&right_public)
#define RIGHT_FORM (&right_form)
#define RIGHT_SESSION (&right_session)
