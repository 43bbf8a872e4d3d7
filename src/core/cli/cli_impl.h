// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shared by the files of core/cli; nobody else includes it. */
#pragma once

#include "core/app.h"
#include "core/cli/cli.h"

/* What was typed, checked against the tables. Texts are borrowed from the argument vector. */
typedef struct CmdLine {
    const Command *command;                        /* NULL: none was named (help, version) */
    Str group;                                     /* "importer" when only the beginning of commands was named */
    const Str *args;                               /* one per declared argument; STR_NONE when absent */
    const Str *options;                            /* one per declared option; STR_NONE when not given */
    Str db;                                        /* --db */
    bool help, version;
} CmdLine;

struct CmdPrivate {
    const CliStreams *io;
    CmdLine line;
    Buf out;
    bool in_server;                                /* snapshots are refreshed by the server */
    bool said;                                     /* cmd_fail has told why */
    SnapshotView *view;
    const char *progress_what;                     /* of the line being drawn; NULL: none */
    int64_t progress_began_ns, progress_drawn_ns;
};

/* ERR_INVALID with a French message, which suggests the nearest spelling. */
Err cli_parse(Arena *a, const Slice *const *slices, const Str *argv, size_t argc, CmdLine *ret, Str *ret_message);

/* The next command of all slices, in their order; starts with `*at` zeroed. NULL at the end. */
typedef struct CommandAt {
    size_t slice, row;
} CommandAt;
const Command *cli_next_command(const Slice *const *slices, CommandAt *at);
/* The command of exactly these words, or NULL. */
const Command *cli_find_command(const Slice *const *slices, Str words);

/* One per row; both tables may be NULL. */
size_t cli_n_args(const Command *c);
size_t cli_n_options(const Command *c);

/* The candidate nearest to what was typed, when it is near enough to be what was meant; else STR_NONE. */
Str cli_nearest(Str typed, const Str *candidates, size_t n);

void cli_help(Buf *b, const Slice *const *slices);
/* All commands that begin with this word. */
void cli_help_group(Buf *b, const Slice *const *slices, Str group);
void cli_help_command(Buf *b, const Command *c);
void cli_usage(Buf *b, const Command *c);
void cli_version(Buf *b);

void cmd_done(Cmd *c);
