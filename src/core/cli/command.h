// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Commands as rows, like routes: `ensemble importer lieux FICHIER --source NOM`. Names, help and messages in French.
 * The same function runs in three places without knowing: in its own process; inside the running server (a writing
 * command hands its arguments, its standard streams and its current directory to the server that owns the SQLite
 * file, through the control socket); in a test. So it never touches stdin, stdout, the current directory or exit().
 */
#pragma once

#include "base/base.h"
#include "core/auth/keys.h"
#include "core/db/db.h"
#include "core/run/snapshot.h"

typedef struct App App;
typedef struct Cmd Cmd;
typedef Err CommandFn(Cmd *c);

typedef enum CommandAccess {
    CMD_NONE = 1,         /* no database */
    CMD_INSPECT,          /* c->db reads; the database must exist, of whatever version (sauvegarder, verifier) */
    CMD_READ,             /* c->db reads; the database must exist and be up to date */
    CMD_WRITE,            /* c->db reads, app->writer writes; creates and migrates an absent SQLite file; goes to the
                             running server when one owns the file */
    CMD_OWNER,            /* needs the file for itself (migrer, restaurer, servir): c->db is NULL, the command opens
                             what it needs; ERR_LOCKED tells whether the server or another command has it */
} CommandAccess;

typedef struct CommandOption {
    const char *name;                              /* "format" for --format */
    const char *value;                             /* "FORMAT" in the help; NULL: a flag */
    const char *help;
    const char *choices;                           /* "auto|standard-csv|standard-json"; NULL: free */
    const char *absent;                            /* value when not given; NULL: none */
} CommandOption;

typedef struct CommandArg {
    const char *name;                              /* "FICHIER" */
    const char *help;
    bool optional;
} CommandArg;

typedef struct Command {
    const char *words;                             /* "importer lieux" */
    CommandFn *fn;
    CommandAccess access;
    const CommandArg *args;                        /* ends with a NULL name; NULL: none */
    const CommandOption *options;                  /* ends with a NULL name; NULL: none */
    const char *summary;                           /* one line */
    const char *help;                              /* paragraphs, examples; NULL: none */
} Command;

struct Cmd {
    const App *app;
    Arena *arena;
    Db *db;
    const Command *command;
    struct CmdPrivate *priv;
};

Str cmd_arg(Cmd *c, const char *name);             /* STR_NONE when optional and not given */
Str cmd_option(Cmd *c, const char *name);          /* STR_NONE when not given */
bool cmd_flag(Cmd *c, const char *name);
bool cmd_option_i64(Cmd *c, const char *name, int64_t min, int64_t max, int64_t *ret); /* false: told on stderr */

/* A snapshot as of now (the database's last commit, in one's own process), kept until the end of the command; NULL
 * when it could not be built. */
const void *cmd_snapshot(Cmd *c, const SnapshotDef *def);

/* The instance's keys: those of the server, else of the file, made where it is not there if `create`. What is wrong is told. */
Err cmd_keys(Cmd *c, bool create, const Keys **ret);

/* Result for scripts: standard output, flushed by the caller of the command. */
Buf *cmd_out(Cmd *c);
/* Sentence for the person: standard error. */
void cmd_say(Cmd *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Says it and returns `e`: return cmd_fail(c, ERR_INVALID, "…"). */
Err cmd_fail(Cmd *c, Err e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* What is wrong with a file that was given: « path » : message. The message may or may not end with its full stop. */
Err cmd_fail_file(Cmd *c, Err e, Str path, Str message);
/* A line that redraws itself on a terminal (rows, rate, remaining), nothing elsewhere; total 0 = unknown. */
void cmd_progress(Cmd *c, const char *what, int64_t done, int64_t total);
void cmd_progress_end(Cmd *c);

/* Whole file ("-" = standard input), at most `max` bytes; errors are told on stderr with the path as given. */
Err cmd_read_file(Cmd *c, Str path, size_t max, Str *ret);
/* Opens relative to the caller's directory; -1 and told on failure. */
int cmd_open(Cmd *c, Str path, int flags, int mode);
/* Writes a new file whole, by a temporary name and rename. */
Err cmd_write_file(Cmd *c, Str path, Str bytes);
/* The same, or standard output where `path` is STR_NONE, of any length: `write` puts it piece by piece into `out`, whose bytes leave
 * as they come. */
typedef Err CmdWriteFn(Cmd *c, void *arg, Buf *out);
Err cmd_write_pieces(Cmd *c, Str path, CmdWriteFn *write, void *arg);
/* True when there is such a file; nothing is told. */
bool cmd_exists(Cmd *c, Str path);
/* Where bytes come from, for tables of sources: "communes.json, SHA-256 3f9a…" (the last element of the path). */
Str cmd_fingerprint(Cmd *c, Str path, Str bytes);
/* Name of a file that exists on this machine, absolute, for messages and for sqlite. */
Str cmd_path(Cmd *c, Str path);
