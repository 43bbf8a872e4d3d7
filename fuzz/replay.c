// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Replays written inputs through a fuzz target, without libFuzzer. An input is a line of a text file, so that a corpus
 * can be read, commented and reviewed:
 *
 *     # a quote that nothing closes
 *     quote-open: nom;commune\n"Mairie;Brou\n
 *
 * Escapes: \n \r \t \\ \xHH, and \[text*count] for a repetition (text itself may hold escapes, no brackets).
 *
 *     replay SUITE FILE...             runs all, prints the line of tests/support/suite.h
 *     replay --planted SUITE FILE...   the same for a build with its planted fault: passes if an input finds it
 *     replay --unpack DIR FILE...      one file an input, for libFuzzer
 *     replay --escape NAME FILE        prints a file as a line of a corpus
 *
 * Inputs run in a child process: one that crashes or runs for more than ten seconds is named, and the next one runs.
 */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INPUTS_MAX = 4096, INPUT_S = 10 };

typedef struct Input {
    const char *file;
    int line;
    Str name, bytes;
} Input;

typedef struct Inputs {
    Input v[INPUTS_MAX];
    size_t n;
} Inputs;

static void die(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    exit(2);
}

static Str read_file(Arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        die(strerror(errno), path, 0);
    BUF b = buf_new(64 * MIB);
    char part[65536];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        buf_put(&b, str_of(part, n));
    fclose(f);
    return str_dup(a, b.n ? buf_str(&b) : S(""));
}

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Writes the bytes that `s` stands for; false where an escape cannot be read. */
static bool unescape(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\\') {
            buf_char(b, s.p[i]);
            continue;
        }
        if (++i == s.n)
            return false;
        switch (s.p[i]) {
        case 'n':
            buf_char(b, '\n');
            break;
        case 'r':
            buf_char(b, '\r');
            break;
        case 't':
            buf_char(b, '\t');
            break;
        case '\\':
            buf_char(b, '\\');
            break;
        case 'x': {
            int high = i + 2 < s.n ? hex(s.p[i + 1]) : -1, low = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            buf_char(b, (char)(high * 16 + low));
            i += 2;
            break;
        }
        case '[': {
            size_t star = str_find_char(s, i, '*'), end = str_find_char(s, i, ']');
            int64_t count = 0;
            if (star > end || end == s.n || !str_to_i64(str_slice(s, star + 1, end), &count) || count > 1 << 20)
                return false;
            while (count-- > 0)
                if (!unescape(b, str_slice(s, i + 1, star)))
                    return false;
            i = end;
            break;
        }
        default:
            return false;
        }
    }
    return true;
}

static void load(Arena *a, Inputs *in, const char *file)
{
    Str rest = read_file(a, file), line;
    for (int number = 1; str_split(&rest, '\n', &line); number++) {
        if (str_is_empty(line) || line.p[0] == '#')
            continue;
        size_t colon = str_find(line, 0, S(": "));
        bool bare = colon == line.n && str_ends(line, S(":"));     /* an empty input */
        if (colon == line.n && !bare)
            die("« name: input » expected", file, number);
        if (in->n == INPUTS_MAX)
            die("too many inputs", file, number);
        BUF b = buf_new(16 * MIB);
        if (!bare && !unescape(&b, str_slice(line, colon + 2, line.n)))
            die("escape that cannot be read", file, number);
        Str bytes = str_dup(a, b.n ? buf_str(&b) : S(""));
        Str name = bare ? str_slice(line, 0, line.n - 1) : str_slice(line, 0, colon);
        in->v[in->n++] = (Input){ file, number, name, bytes };
    }
}

/* Runs the inputs from `*done` on, counting there; returns at the end of the list. */
static void run_child(const Inputs *in, volatile size_t *done)
{
    while (*done < in->n) {
        const Input *x = &in->v[*done];
        alarm(INPUT_S);
        LLVMFuzzerTestOneInput((const uint8_t *)x->bytes.p, x->bytes.n);
        *done += 1;
    }
}

static int replay(const char *suite, const Inputs *in, bool planted)
{
    size_t *done = mmap(NULL, sizeof *done, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (done == MAP_FAILED)
        return 2;
    size_t failed = 0;
    while (*done < in->n) {
        fflush(NULL);
        pid_t child = fork();
        if (child < 0)
            return 2;
        if (child == 0) {
            int quiet = planted ? open("/dev/null", O_WRONLY) : -1;
            if (quiet >= 0)
                dup2(quiet, STDERR_FILENO);
            run_child(in, done);
            _exit(0);
        }
        int status = 0;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
        if (*done == in->n)
            break;
        const Input *x = &in->v[*done];
        if (!planted)
            fprintf(stderr, "%s:%d: %.*s: %s\n", x->file, x->line, STR_ARG(x->name),
                WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "the program ended");
        failed++;
        *done += 1;
    }
    if (planted) {
        printf("suite=%s moteur=aucun tests=1 echecs=%d ignores=0\n", suite, failed == 0);
        return failed == 0;
    }
    printf("suite=%s moteur=aucun tests=%zu echecs=%zu ignores=0\n", suite, in->n, failed);
    return failed > 0 || in->n == 0;
}

static int unpack(const char *dir, const Inputs *in)
{
    for (size_t i = 0; i < in->n; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%.*s", dir, STR_ARG(in->v[i].name));
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(in->v[i].bytes.p, 1, in->v[i].bytes.n, f) != in->v[i].bytes.n || fclose(f))
            die("cannot be written", path, 0);
    }
    return 0;
}

static int escape(Arena *a, const char *name, const char *file)
{
    Str s = read_file(a, file);
    printf("%s: ", name);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n')
            fputs("\\n", stdout);
        else if (c == '\r')
            fputs("\\r", stdout);
        else if (c == '\t')
            fputs("\\t", stdout);
        else if (c == '\\')
            fputs("\\\\", stdout);
        else if (c < 0x20 || c >= 0x7f)
            printf("\\x%02x", c);
        else
            putchar(c);
    }
    putchar('\n');
    return 0;
}

int main(int argc, char **argv)
{
    static Inputs in;
    ARENA a = arena_new(1024 * MIB);
    bool planted = argc > 1 && strcmp(argv[1], "--planted") == 0;
    bool to_files = argc > 1 && strcmp(argv[1], "--unpack") == 0;
    if (argc == 4 && strcmp(argv[1], "--escape") == 0)
        return escape(a, argv[2], argv[3]);
    int first = planted || to_files ? 2 : 1;
    if (argc < first + 2) {
        fprintf(stderr, "usage: %s [--planted] SUITE FILE... | --unpack DIR FILE... | --escape NAME FILE\n", argv[0]);
        return 2;
    }
    for (int i = first + 1; i < argc; i++)
        load(a, &in, argv[i]);
    return to_files ? unpack(argv[first], &in) : replay(argv[first], &in, planted);
}
