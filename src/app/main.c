// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "core/cli/cli.h"
#include "core/run/control.h"

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);                      /* a reader that stops is an error of write(), not a death */
    if (sodium_init() < 0) {
        fputs("Erreur : la bibliothèque de chiffrement ne démarre pas.\n", stderr);
        return err_info(ERR_INTERNAL)->exit_code;
    }
    ARENA a = arena_new(64 * MIB);
    size_t n = argc > 0 ? (size_t)argc - 1 : 0;
    Str *words = a ? NEW(a, Str, n) : NULL;
    if (!words)
        return err_info(ERR_MEMORY)->exit_code;
    for (size_t i = 0; i < n; i++)
        words[i] = str_from(argv[i + 1]);
    const CliStreams io = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, AT_FDCWD };
    const CliProgram program = { .slices = all_slices, .environ_ = environ, .hand_over = control_send };
    return cli_main(&program, &io, words, n);
}
