// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Control socket: how a writing command reaches the server that owns the SQLite file. It lies beside the database
 * ("<file>.socket", 0600, same user or root only). The command sends its arguments with its three standard streams and
 * its current directory as descriptors; the server runs the same command function with them on its pool and answers
 * with the exit code (docs/decisions/0004).
 *
 * One message each way. To the server: "NE1\n", number and total bytes of the arguments (32 bits, big-endian), four
 * descriptors (in, out, err, directory) with the first bytes, then each argument as its length and its bytes. Back:
 * the exit code (32 bits, big-endian).
 */
#pragma once

#include "core/cli/cli.h"
#include "core/run/pool.h"

/* Runs one received command on a pool thread; returns its exit code. `db` is the thread's read connection, or NULL. */
typedef int ControlRun(void *arg, Db *db, const CliStreams *io, const Str *argv, size_t argc);

typedef struct Control Control;

/* Listens for the SQLite file `db_path`, which this process has locked. ERR_IO with a French message. */
Err control_start(Arena *a, Str db_path, Pool *pool, ControlRun *run, void *arg, Control **ret, Str *ret_message);
/* No new command is taken; those that run go on until the pool ends. Removes the socket. */
void control_stop(Control *c);

/* Whether a server takes commands for that file: who owns the lock, for messages. */
bool control_listens(Str db_path);
/* The sender's side (a CliHandOver). ERR_NOT_FOUND: nobody listens; ERR_IO: the server ended before its answer. */
Err control_send(Str db_path, const CliStreams *io, const Str *argv, size_t argc, int *ret_exit_code);
