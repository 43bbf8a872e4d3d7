// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/auth/password_lists.h"

#include <crack.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/planted.h"
#include "core/auth/password.h"

/* ---- cracklib ---- */

/* Its answers are English sentences; what cannot be said better becomes the last one. */
static const struct {
    const char *said;
    Str reason;
} reasons[] = {
    { "dictionary word", S_INIT("Ce mot de passe est bâti sur un mot du dictionnaire ou un mot de passe courant.") },
    { "DIFFERENT characters", S_INIT("Ce mot de passe répète les mêmes signes. Variez-les.") },
    { "simplistic", S_INIT("Ce mot de passe suit une suite trop simple (abcd, 1234). Mêlez les signes.") },
    { "", S_INIT("Ce mot de passe est trop facile à deviner. Choisissez-en un autre.") },
};

/* Common in French, absent from cracklib's own words; compared without accents, digits and signs. */
static const Str frequent[] = { S_INIT("azerty"), S_INIT("azertyuiop"), S_INIT("qsdfghjklm"), S_INIT("wxcvbn"),
    S_INIT("azertyuiopqsdfghjklm"), S_INIT("qwertyuiop"), S_INIT("motdepasse"), S_INIT("monmotdepasse"),
    S_INIT("motdepassesecret"), S_INIT("bonjour"), S_INIT("bonjourbonjour"), S_INIT("jetaime"), S_INIT("doudou"),
    S_INIT("loulou"), S_INIT("chouchou"), S_INIT("soleil"), S_INIT("bienvenue"), S_INIT("administrateur"),
    S_INIT("utilisateur"), S_INIT("numerique"), S_INIT("ensemble"), S_INIT("numeriqueensemble"), S_INIT("mediateur"),
    S_INIT("conseillernumerique"), S_INIT("franceservices"), S_INIT("aidantsconnect"), S_INIT("departement"),
    S_INIT("changezmoi"), S_INIT("passwordpassword") };

static pthread_mutex_t crack_lock = PTHREAD_MUTEX_INITIALIZER;

static bool readable(Arena *a, Str path, const char *suffix)
{
    Str file = str_cat(a, path, str_from(suffix));
    return !str_is_none(file) && access(file.p, R_OK) == 0;
}

/* cracklib ends the program when a file of its dictionary is missing: they are looked for first. */
static bool dictionary_there(Arena *a, Str path)
{
    return (readable(a, path, ".pwd") || readable(a, path, ".pwd.gz")) && readable(a, path, ".pwi") &&
           readable(a, path, ".hwm");
}

static Err crack(Str path, Str word, Str *ret_reason)
{
    pthread_mutex_lock(&crack_lock);
    const char *said = FascistCheckUser(word.p, path.p, NULL, NULL);
    bool broken = said && (strstr(said, "loading dictionary") || strstr(said, "allocation"));
    Str reason = STR_NONE;
    for (size_t i = 0; said && str_is_empty(reason); i++)
        if (strstr(said, reasons[i].said))
            reason = reasons[i].reason;
    pthread_mutex_unlock(&crack_lock);
    if (broken)
        return ERR_IO;
    *ret_reason = reason;
    return OK;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* From the first letter to the last. */
static Str core_of(Str s)
{
    size_t from = 0, to = s.n;
    while (from < to && !is_letter(s.p[from]))
        from++;
    while (to > from && !is_letter(s.p[to - 1]))
        to--;
    return str_slice(s, from, to);
}

static bool is_frequent(Str core)
{
    for (size_t i = 0; i < sizeof frequent / sizeof *frequent; i++)
        if (str_eq_nocase(core, frequent[i]))
            return true;
    return false;
}

Err password_dictionary(Arena *a, Str path, Str password, Str *ret_reason)
{
    enum { AROUND_MAX = 8 };                       /* digits and signs that do not save a common word */
    Str at = str_dup(a, str_is_none(path) ? str_from(GetDefaultCracklibDict()) : path);
    if (str_is_none(at))
        return ERR_MEMORY;
    if (!dictionary_there(a, at)) {
        *ret_reason = str_format(a, "Le dictionnaire « %.*s » ne peut pas être lu.", STR_ARG(at));
        return ERR_IO;
    }
    /* cracklib reads bytes: letters lose their accents, as those who guess try both */
    BUF b = buf_new(2 * KIB);
    for (size_t i = 0; i < password.n;) {
        size_t from = i;
        uint32_t c = utf8_next(password, &i);
        buf_put(&b, c < 128 ? str_slice(password, from, i) : utf8_fold(a, str_slice(password, from, i)));
    }
    Str plain = str_dup(a, buf_str(&b));
    Str core = str_dup(a, core_of(plain));
    if (str_is_none(plain) || arena_failed(a))
        return ERR_MEMORY;
    Str reason = STR_NONE;
    TRY(crack(at, plain, &reason));
    bool bare = core.n >= 4 && plain.n - core.n <= AROUND_MAX;
    if (reason.n == 0 && bare && is_frequent(core))
        reason = reasons[0].reason;
    if (reason.n == 0 && bare && core.n < plain.n) {
        Str of_core = STR_NONE; /* only a dictionary word counts: the core alone may well be short */
        TRY(crack(at, core, &of_core));
        if (str_eq(of_core, reasons[0].reason))
            reason = of_core;
    }
    *ret_reason = reason;
    return OK;
}

/* ---- the operator's list ---- */

enum { HEX = 40, LINE_MAX_BYTES = 80 };

static void closep(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static bool hex_digits(const char *p)
{
    for (int i = 0; i < HEX; i++)
        if (!((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'a' && p[i] <= 'f') || (p[i] >= 'A' && p[i] <= 'F')))
            return false;
    return true;
}

typedef struct Line {
    char hex[HEX + 1];
    int64_t begin, end; /* bytes of the file; `end` after its newline */
} Line;

/*
 * The line that holds byte `at`. Lines are at most LINE_MAX_BYTES long: a window of one on each side is enough. False
 * when it is not a line of the list.
 */
static bool line_at(int fd, int64_t size, int64_t at, Line *ret)
{
    char window[2 * LINE_MAX_BYTES];
    int64_t from = at > LINE_MAX_BYTES ? at - LINE_MAX_BYTES : 0;
    ssize_t n = pread(fd, window, sizeof window, (off_t)from);
    if (n <= at - from)
        return false;
    int64_t begin = at - from, end = at - from;
    while (begin > 0 && window[begin - 1] != '\n')
        begin--;
    while (end < n && window[end] != '\n')
        end++;
    bool whole = (begin > 0 || from == 0) && (end < n || from + n == size) && end - begin >= HEX;
    if (!whole || !hex_digits(window + begin))
        return false;
    char after = end - begin > HEX ? window[begin + HEX] : '\n';
    if (after != '\n' && after != '\r' && after != ':' && after != ' ' && after != '\t')
        return false;
    memcpy(ret->hex, window + begin, HEX);
    ret->hex[HEX] = '\0';
    ret->begin = from + begin;
    ret->end = from + end + (end < n);
    return true;
}

Err password_listed(Str path, Str password, bool *ret_listed)
{
    char name[4096], hex[HEX + 1];
    uint8_t hash[20];
    struct stat st;
    if (path.n == 0 || path.n >= sizeof name)
        return ERR_IO;
    memcpy(name, path.p, path.n);
    name[path.n] = '\0';
    __attribute__((cleanup(closep))) int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        gnutls_hash_fast(GNUTLS_DIG_SHA1, password.p, password.n, hash) != 0)
        return ERR_IO;
    for (size_t i = 0; i < sizeof hash; i++) {
        hex[2 * i] = "0123456789ABCDEF"[hash[i] >> 4];
        hex[2 * i + 1] = "0123456789ABCDEF"[hash[i] & 15];
    }
    hex[HEX] = '\0';
    bool listed = false;
    int64_t low = 0, high = st.st_size; /* beginnings of lines, or the end */
    while (low < high && !listed) {
        Line line;
        if (!line_at(fd, st.st_size, low + (high - low) / 2, &line))
            return ERR_IO;
        int order = strcasecmp(hex, line.hex);
        listed = order == 0;
        if (order < 0)
            high = line.begin;
        else
            low = PLANTED(line.end, high);
    }
    *ret_listed = listed;
    return OK;
}
