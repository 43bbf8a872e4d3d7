// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Err: what went wrong, as one closed list. A function that can fail returns Err and leaves its `ret_` outputs
 * untouched on failure. The wording for people goes to the context that will show it (form errors, the command's
 * standard error, the import report); one table maps each value to its HTTP status, exit code and French sentence.
 */
#pragma once

#include "base/str.h"

typedef enum Err {
    OK = 0,
    ERR_INVALID,          /* what was given cannot be used; the context holds the messages */
    ERR_UNAUTHENTICATED,  /* who are you? */
    ERR_FORBIDDEN,        /* known, but without the right */
    ERR_EXPIRED,          /* the page or the link has waited too long, or another site sent it */
    ERR_NOT_FOUND,
    ERR_METHOD,           /* the address exists, not with this method */
    ERR_CONFLICT,         /* changed meanwhile, or already there */
    ERR_TOO_LARGE,        /* a declared limit is passed */
    ERR_UNSUPPORTED,      /* media type, format or version that is not handled */
    ERR_BUSY,             /* a queue is full: try again shortly */
    ERR_TIMEOUT,
    ERR_CANCELLED,        /* stopped on request */
    ERR_LOCKED,           /* another process owns the database */
    ERR_MEMORY,
    ERR_IO,               /* file, socket */
    ERR_DB,               /* the engine refused; db_message() has its words */
    ERR_INTERNAL,         /* cannot happen, and happened */
    ERR_COUNT_
} Err;

typedef struct ErrInfo {
    const char *name;     /* "not_found": logs and API */
    int http_status;
    int exit_code;        /* of the command line; documented by `ensemble --help` */
    const char *message;  /* French, for the person in front of it */
} ErrInfo;

const ErrInfo *err_info(Err e);

/* Why a system call failed (errno), as the end of a French sentence: "le fichier n’existe pas". */
const char *errno_message(int error);

/* Returns the error of `expr` from the enclosing function, if any. */
#define TRY(expr)                                                                                                      \
    do {                                                                                                               \
        Err try_err_ = (expr);                                                                                         \
        if (try_err_ != OK)                                                                                            \
            return try_err_;                                                                                           \
    } while (0)
