// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A command line run in this process, as a person types it: what it prints, how it ends.
 *
 *     const TestCommand c = { .slices = slices, .url = url, .dir = dir };
 *     test_expect(test_run(a, &c, "importer ifn ifn.csv"), 2, "", "--millesime");
 */
#pragma once

#include "core/cli/cli.h"

typedef struct TestCommand {
    const Slice *const *slices;
    Str dir;                                       /* current directory of the command; its outputs are kept there */
    Str url;                                       /* what a lone `@` among the words stands for */
    Str input;                                     /* its standard input */
    char *const *environ_;                         /* settings, as environ; NULL: none */
} TestCommand;

typedef struct TestRun {
    int code;
    Str out, err;
} TestRun;

/* Words are separated by one blank. */
TestRun test_run(Arena *a, const TestCommand *c, const char *typed);
/* Fails the test unless it ended with `code` and printed these, among other things. */
void test_expect(TestRun r, int code, const char *in_out, const char *in_err);
