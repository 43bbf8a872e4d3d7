// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Cli: from an argument vector to an exit code. The grammar, the help and the completion scripts all come from the
 * slices' command tables; nothing is registered.
 *
 *     ensemble [--db URL] importer lieux FICHIER [--source NOM] [--] …
 *
 * Options may stand anywhere; `--option VALEUR` and `--option=VALEUR` are the same; after `--` everything is an
 * argument; a lone `-` is an argument (standard input). General options: --db URL, --help (or --aide, -h), --version.
 * `ensemble COMMANDE --help` and `ensemble aide COMMANDE` print the same text. A command's options --adresse and
 * --port also set the configuration's keys of those names.
 *
 * Exit codes are those of err_info(): 0 done, 2 wrong usage or unusable input, 3 not found, 4 not allowed, 5 conflict,
 * 6 busy or locked: try again, 7 failure of the machine or the database, nothing changed. A command may also end with
 * ERR_INVALID after partial success, as documented in its help.
 */
#pragma once

#include "core/cli/command.h"
#include "core/slice.h"

/* The caller's own descriptors: this process's, those received through the control socket, or a test's. */
typedef struct CliStreams {
    int in, out, err;
    int cwd;                                       /* directory, or AT_FDCWD */
} CliStreams;

/*
 * Gives a whole command to the process that owns the SQLite file `db_path`: core/run's control_send. `argv` is without
 * the program's name. Comes back when the command has ended there, with its exit code. ERR_NOT_FOUND: nobody listens.
 */
typedef Err CliHandOver(Str db_path, const CliStreams *io, const Str *argv, size_t argc, int *ret_exit_code);

typedef struct CliProgram {
    const Slice *const *slices;                    /* NULL-ended */
    char *const *environ_;                         /* as environ */
    CliHandOver *hand_over;                        /* NULL: a locked file is an error */
} CliProgram;

/* The command line of this process: reads the configuration, opens what the command's access asks for, runs it, and
 * returns the exit code. `argv` is without the program's name. */
int cli_main(const CliProgram *program, const CliStreams *io, const Str *argv, size_t argc);

/*
 * A command received by the server. `app` is the server's (its writer writes, its snapshots are kept up to date by
 * it), `db` a read connection of the calling thread. Only CMD_READ and CMD_WRITE commands are taken; general options
 * are read and ignored, since the sender has already applied them. Returns the exit code for the sender.
 */
int cli_run(const App *app, Db *db, const CliStreams *io, const Str *argv, size_t argc);

/* Completion script for "bash", "zsh" or "fish"; ERR_INVALID for another shell. */
Err cli_completion(const Slice *const *slices, Str shell, Buf *out);

/* The commands `aide` and `completion`. */
extern const Slice slice_cli;
