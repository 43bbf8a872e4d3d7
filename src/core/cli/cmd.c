// SPDX-License-Identifier: AGPL-3.0-or-later
/* What commands call: arguments, output, files of the caller, progress. */
#include "core/cli/cli_impl.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/auth/sha256.h"
#include "core/view/view.h"

enum {
    SAY_MAX = 64 * 1024,
    READ_STEP = 256 * 1024,
    FILE_FLUSH = 64 * 1024,
    PROGRESS_EVERY_NS = 100 * 1000 * 1000,
    BAR_WIDTH = 20
};

/* ---- arguments --------------------------------------------------------------------------------------------------- */

Str cmd_arg(Cmd *c, const char *name)
{
    for (size_t i = 0; i < cli_n_args(c->command); i++)
        if (strcmp(c->command->args[i].name, name) == 0)
            return c->priv->line.args[i];
    assert(!"argument not declared by the command");
    return STR_NONE;
}

Str cmd_option(Cmd *c, const char *name)
{
    for (size_t i = 0; i < cli_n_options(c->command); i++)
        if (strcmp(c->command->options[i].name, name) == 0)
            return c->priv->line.options[i];
    assert(!"option not declared by the command");
    return STR_NONE;
}

bool cmd_flag(Cmd *c, const char *name)
{
    return !str_is_none(cmd_option(c, name));
}

bool cmd_option_i64(Cmd *c, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    Str text = cmd_option(c, name);
    int64_t v = 0;
    if (str_is_none(text))
        return true;
    if (!str_to_i64(text, &v) || v < min || v > max) {
        cmd_fail(c, ERR_INVALID, "L’option « --%s » attend un nombre entier de %lld à %lld, et non « %.*s ».", name,
            (long long)min, (long long)max, STR_ARG(utf8_cut(text, 40)));
        return false;
    }
    *ret = v;
    return true;
}

Err cmd_keys(Cmd *c, bool create, const Keys **ret)
{
    const Config *config = c->app->config;
    Str message = STR_NONE;
    if (c->app->keys) {
        *ret = c->app->keys;
        return OK;
    }
    Str path = keys_path(c->arena, config_str(config, CONF_CLE), db_url_path(config_str(config, CONF_DB)),
        config_state_dir(config));
    Keys *keys = NEW(c->arena, Keys, 1);
    if (arena_failed(c->arena))
        return ERR_MEMORY;
    if (str_is_none(path))
        return cmd_fail(c, ERR_INVALID, "Indiquez le fichier de la clé : « cle = CHEMIN » dans la configuration.");
    if (!create && access(path.p, F_OK) != 0)
        return cmd_fail(c, ERR_NOT_FOUND, "Fichier de clé %.*s : %s.", STR_ARG(path), errno_message(errno));
    Err e = keys_load(c->arena, path, keys, &message);
    if (e != OK)
        return cmd_fail(c, e, "%.*s", STR_ARG(message));
    *ret = keys;
    return OK;
}

const void *cmd_snapshot(Cmd *c, const SnapshotDef *def)
{
    if (!c->app->snapshots)
        return NULL;
    if (!c->priv->view) {
        if (!c->priv->in_server && snapshots_refresh(c->app->snapshots, c->db) != OK)
            return NULL;
        c->priv->view = snapshot_view(c->app->snapshots);
    }
    return c->priv->view ? snapshot_get(c->priv->view, def) : NULL;
}

/* ---- output ------------------------------------------------------------------------------------------------------ */

Buf *cmd_out(Cmd *c)
{
    return &c->priv->out;
}

__attribute__((format(printf, 3, 0))) static void say(Cmd *c, const char *prefix, const char *fmt, va_list ap)
{
    BUF b = buf_new(SAY_MAX);
    char text[2048];
    cmd_progress_end(c);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    buf_put(&b, str_from(prefix));
    if (n > 0)
        buf_put(&b, utf8_cut(str_from(text), sizeof text));
    buf_char(&b, '\n');
    fd_write(c->priv->io->err, buf_str(&b)); /* nobody is left to tell when it fails */
}

void cmd_say(Cmd *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(c, "", fmt, ap);
    va_end(ap);
}

Err cmd_fail(Cmd *c, Err e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(c, "Erreur : ", fmt, ap);
    va_end(ap);
    c->priv->said = true;
    return e;
}

Err cmd_fail_file(Cmd *c, Err e, Str path, Str message)
{
    bool ended = message.n > 0 && message.p[message.n - 1] == '.';
    return cmd_fail(c, e, "«\u00a0%.*s\u00a0»\u00a0: %.*s%s", STR_ARG(path), STR_ARG(message), ended ? "" : ".");
}

/* ---- progress ---------------------------------------------------------------------------------------------------- */

static void put_short(Buf *b, Short s)
{
    buf_put(b, str_of(s.p, s.n));
}

static void put_duration(Buf *b, int64_t seconds)
{
    if (seconds < 60)
        buf_format(b, "%lld s", (long long)seconds);
    else if (seconds < 3600)
        buf_format(b, "%lld min %02lld s", (long long)seconds / 60, (long long)seconds % 60);
    else
        buf_format(b, "%lld h %02lld min", (long long)seconds / 3600, (long long)seconds % 3600 / 60);
}

static void progress_line(Buf *b, const char *what, int64_t done, int64_t total, int64_t elapsed_ns)
{
    double rate = elapsed_ns > 0 ? (double)done * 1e9 / (double)elapsed_ns : 0;
    buf_format(b, "\r%s  ", what);
    if (total > 0) {
        int filled = (int)((double)done / (double)total * BAR_WIDTH);
        buf_char(b, '[');
        for (int i = 0; i < BAR_WIDTH; i++)
            buf_char(b, i < filled ? '=' : i == filled ? '>' : ' ');
        buf_format(b, "] %3d %%  ", (int)((double)done * 100 / (double)total));
    }
    put_short(b, fr_nombre(done));
    if (total > 0) {
        buf_put(b, S(" / "));
        put_short(b, fr_nombre(total));
    }
    if (elapsed_ns > PROGRESS_EVERY_NS && rate >= 1) {
        buf_put(b, S("  "));
        put_short(b, fr_nombre((int64_t)rate));
        buf_put(b, S("/s"));
        if (total > done) {
            buf_put(b, S("  reste "));
            put_duration(b, (int64_t)((double)(total - done) / rate) + 1);
        }
    }
    buf_put(b, S("\033[K"));
}

void cmd_progress(Cmd *c, const char *what, int64_t done, int64_t total)
{
    struct CmdPrivate *p = c->priv;
    if (!isatty(p->io->err))
        return;
    int64_t now = clock_mono_ns();
    if (p->progress_what != what) {
        cmd_progress_end(c);
        p->progress_what = what;
        p->progress_began_ns = now;
        p->progress_drawn_ns = 0;
    }
    if (now - p->progress_drawn_ns < PROGRESS_EVERY_NS && done != total)
        return;
    p->progress_drawn_ns = now;
    BUF b = buf_new(KIB);
    progress_line(&b, what, done > total && total > 0 ? total : done, total, now - p->progress_began_ns);
    fd_write(p->io->err, buf_str(&b));
}

void cmd_progress_end(Cmd *c)
{
    if (c->priv->progress_what)
        fd_write(c->priv->io->err, S("\n"));
    c->priv->progress_what = NULL;
}

/* ---- the caller's files ------------------------------------------------------------------------------------------ */

static Err io_error(int error)
{
    return error == ENOENT ? ERR_NOT_FOUND : error == EEXIST ? ERR_CONFLICT : error == EACCES ? ERR_FORBIDDEN : ERR_IO;
}

static Err path_z(Cmd *c, Str path, const char **ret)
{
    if (str_is_empty(path) || memchr(path.p, 0, path.n))
        return cmd_fail(c, ERR_INVALID, "Il manque un nom de fichier.");
    *ret = str_dup(c->arena, path).p;
    return *ret ? OK : ERR_MEMORY;
}

int cmd_open(Cmd *c, Str path, int flags, int mode)
{
    const char *z = NULL;
    if (path_z(c, path, &z) != OK)
        return -1;
    int fd = openat(c->priv->io->cwd, z, flags | O_CLOEXEC, mode);
    if (fd < 0)
        cmd_fail(c, io_error(errno), "« %s » : %s.", z, errno_message(errno));
    return fd;
}

static Err too_large(Cmd *c, Str path, size_t max)
{
    return cmd_fail(c, ERR_TOO_LARGE, "« %.*s » dépasse %zu Mo, la taille admise pour ce fichier.", STR_ARG(path),
        max / MIB);
}

static Err read_regular(Cmd *c, Str path, int fd, size_t size, Str *ret)
{
    char *p = arena_alloc(c->arena, size + 1);
    size_t n = 0;
    if (!p)
        return cmd_fail(c, ERR_MEMORY, "La mémoire manque pour lire « %.*s ».", STR_ARG(path));
    while (n < size) {
        ssize_t got = read(fd, p + n, size - n);
        if (got == 0)
            break;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cmd_fail(c, ERR_IO, "« %.*s » : %s.", STR_ARG(path), errno_message(errno));
        n += (size_t)got;
    }
    *ret = str_of(p, n);
    return OK;
}

static Err read_stream(Cmd *c, Str path, int fd, size_t max, Str *ret)
{
    BUF b = buf_new(max + READ_STEP);
    for (;;) {
        char *to = buf_reserve(&b, READ_STEP);
        if (!to)
            return b.n > max ? too_large(c, path, max) : ERR_MEMORY;
        ssize_t got = read(fd, to, READ_STEP);
        if (got == 0)
            break;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cmd_fail(c, ERR_IO, "« %.*s » : %s.", STR_ARG(path), errno_message(errno));
        buf_advance(&b, (size_t)got);
        if (b.n > max)
            return too_large(c, path, max);
    }
    Str copy = str_dup(c->arena, buf_str(&b));
    if (str_is_none(copy))
        return ERR_MEMORY;
    *ret = copy;
    return OK;
}

static Err read_open_file(Cmd *c, Str path, int fd, size_t max, Str *ret)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return cmd_fail(c, ERR_IO, "« %.*s » : %s.", STR_ARG(path), errno_message(errno));
    if (S_ISDIR(st.st_mode))
        return cmd_fail(c, ERR_INVALID, "« %.*s » est un dossier.", STR_ARG(path));
    if (!S_ISREG(st.st_mode))
        return read_stream(c, path, fd, max, ret);
    if ((uint64_t)st.st_size > max)
        return too_large(c, path, max);
    return read_regular(c, path, fd, (size_t)st.st_size, ret);
}

Err cmd_read_file(Cmd *c, Str path, size_t max, Str *ret)
{
    if (str_eq(path, S("-")))
        return read_open_file(c, S("entrée standard"), c->priv->io->in, max, ret);
    const char *z = NULL;
    TRY(path_z(c, path, &z));
    int fd = openat(c->priv->io->cwd, z, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cmd_fail(c, io_error(errno), "« %s » : %s.", z, errno_message(errno));
    Err e = read_open_file(c, path, fd, max, ret);
    close(fd);
    return e;
}

typedef struct FileOut {
    int fd, error; /* errno of the first write that failed */
} FileOut;

static Err file_sink(void *arg, Str bytes)
{
    FileOut *f = arg;
    Err e = fd_write(f->fd, bytes);
    if (e != OK && f->error == 0)
        f->error = errno;
    return e;
}

Err cmd_write_pieces(Cmd *c, Str path, CmdWriteFn *write, void *arg)
{
    const char *z = NULL, *temporary = NULL;
    if (str_is_none(path))
        return write(c, arg, cmd_out(c));
    TRY(path_z(c, path, &z));
    TRY(path_z(c, str_format(c->arena, "%s.%d.tmp", z, (int)getpid()), &temporary));
    int dir = c->priv->io->cwd;
    FileOut f = { openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), 0 };
    if (f.fd < 0)
        return cmd_fail(c, io_error(errno), "«\u00a0%s\u00a0» ne peut pas être écrit\u00a0: %s.", z,
            errno == ENOENT ? "son dossier n’existe pas" : errno_message(errno));
    BUF out = buf_to_sink(file_sink, &f, FILE_FLUSH);
    Err e = write(c, arg, &out);
    if (e == OK && (buf_flush(&out) != OK || fsync(f.fd) != 0) && f.error == 0)
        f.error = errno;
    close(f.fd);
    if (e == OK && f.error == 0 && renameat(dir, temporary, dir, z) == 0)
        return OK;
    if (e == OK && f.error == 0)
        f.error = errno;
    unlinkat(dir, temporary, 0);
    if (f.error == 0)
        return e; /* `write` has said why */
    return cmd_fail(c, io_error(f.error), "«\u00a0%s\u00a0» ne peut pas être écrit\u00a0: %s.", z,
        errno_message(f.error));
}

static Err write_whole(Cmd *c, void *arg, Buf *out)
{
    (void)c;
    buf_put(out, *(const Str *)arg);
    return OK;
}

Err cmd_write_file(Cmd *c, Str path, Str bytes)
{
    return cmd_write_pieces(c, path, write_whole, &bytes);
}

bool cmd_exists(Cmd *c, Str path)
{
    const char *z = str_is_empty(path) ? NULL : str_dup(c->arena, path).p;
    return z && faccessat(c->priv->io->cwd, z, R_OK, 0) == 0;
}

Str cmd_fingerprint(Cmd *c, Str path, Str bytes)
{
    size_t from = path.n;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    Str name = str_eq(path, S("-")) ? S("entrée standard") : str_slice(path, from, path.n);
    return str_format(c->arena, "%.*s, SHA-256 %.*s", STR_ARG(name), STR_ARG(sha256_hex(c->arena, bytes)));
}

Str cmd_path(Cmd *c, Str path)
{
    char link[64], folder[4096];
    if (str_is_empty(path) || path.p[0] == '/')
        return str_dup(c->arena, path);
    ssize_t n = 0;
    if (c->priv->io->cwd == AT_FDCWD) {
        n = getcwd(folder, sizeof folder) ? (ssize_t)strlen(folder) : -1;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", c->priv->io->cwd);
        n = readlink(link, folder, sizeof folder);
    }
    if (n <= 0 || (size_t)n >= sizeof folder)
        return str_dup(c->arena, path);
    return str_format(c->arena, "%.*s/%.*s", (int)n, folder, STR_ARG(path));
}

void cmd_done(Cmd *c)
{
    buf_done(&c->priv->out);
    snapshot_view_free(c->priv->view);
    c->priv->view = NULL;
}
