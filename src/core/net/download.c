// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/net/download.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/net/curl.h"

enum { CONNECT_MS = 15000, SLOW_BYTES = 500, SLOW_S = 60, REDIRECTIONS = 5, MARK_MAX = 4096, PIECE = 64 * 1024 };

/* What the folder holds, and what the server says of its last answer. */
typedef struct Fetch {
    const Download *d;
    Arena *a;
    CURL *curl;
    const char *partial, *mark;                    /* names */
    Str kept;                                      /* mark of the version that the folder holds; STR_NONE: none */
    int fd;                                        /* of the partial file; -1 when dry */
    int64_t from, written;                         /* bytes of it that were there, that are there */
    long status;
    Str etag, modified;
    int64_t range;                                 /* where the part that comes begins */
    bool begun, too_large, disk, astray;           /* the body has begun; it was stopped, because… */
} Fetch;

static Err told(Downloaded *ret, Err e, const char *message)
{
    ret->message = str_from(message);
    return e;
}

/* ---- addresses ---- */

static bool is_here(Str rest)
{
    static const Str names[] = { S_INIT("127.0.0.1"), S_INIT("localhost"), S_INIT("[::1]") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_starts(rest, names[i]) && (rest.n == names[i].n || strchr(":/", rest.p[names[i].n])))
            return true;
    return false;
}

static bool address_good(Str url)
{
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] <= ' ' || url.p[i] == 0x7F || url.p[i] == '@')
            return false;
    if (str_starts(url, S("https://")))
        return url.n > 8;
    return str_starts(url, S("http://")) && is_here(str_slice(url, 7, url.n));
}

/* ---- the mark of a version: its address, then the strong ETag or the date that the server gave ---- */

static Str version_of(const Fetch *f)
{
    if (!str_is_none(f->etag) && !str_starts(f->etag, S("W/")))
        return f->etag;
    return f->modified;
}

static void mark_read(Fetch *f)
{
    char text[MARK_MAX];
    int fd = openat(f->d->dir, f->mark, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : -1;
    if (fd >= 0)
        close(fd);
    Str rest = str_of(text, n > 0 ? (size_t)n : 0), url = STR_NONE, version = STR_NONE;
    if (str_split(&rest, '\n', &url) && str_split(&rest, '\n', &version) && str_eq(url, f->d->url) && version.n)
        f->kept = str_dup(f->a, version);
}

static bool mark_write(const Fetch *f)
{
    Str version = version_of(f);
    Str text = str_format(f->a, "%.*s\n%.*s\n", STR_ARG(f->d->url), STR_ARG(str_or_empty(version)));
    int fd = openat(f->d->dir, f->mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    bool good = fd >= 0 && !str_is_none(text) && fd_write(fd, text) == OK;
    if (fd >= 0)
        close(fd);
    return good;
}

/* ---- what comes ---- */

static size_t header(char *bytes, size_t size, size_t n, void *arg)
{
    Fetch *f = arg;
    Str line = str_trim(str_of(bytes, size * n));
    size_t colon = str_find_char(line, 0, ':');
    if (str_starts(line, S("HTTP/")))              /* of the next answer, after a redirection */
        f->etag = f->modified = STR_NONE;
    if (colon == line.n || line.n > MARK_MAX / 4)
        return size * n;
    Str value = str_dup(f->a, str_trim(str_slice(line, colon + 1, line.n)));
    if (colon == 4 && strncasecmp(line.p, "etag", 4) == 0)
        f->etag = value;
    if (colon == 13 && strncasecmp(line.p, "last-modified", 13) == 0)
        f->modified = value;
    if (colon == 13 && strncasecmp(line.p, "content-range", 13) == 0 &&
        (!str_starts(value, S("bytes ")) || !str_to_i64(str_slice(value, 6, str_find_char(value, 0, '-')), &f->range)))
        f->range = -1;
    return size * n;
}

/* Before the first byte: whether it goes on or begins again, and the mark of what it is. */
static bool body_begins(Fetch *f)
{
    curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &f->status);
    f->begun = true;
    f->astray = f->status == 206 && f->range != f->from;
    if (f->status != 200)
        return !f->astray;
    f->from = f->written = 0;
    f->disk = ftruncate(f->fd, 0) != 0 || lseek(f->fd, 0, SEEK_SET) != 0 || !mark_write(f);
    return !f->disk;
}

static size_t body(char *bytes, size_t size, size_t n, void *arg)
{
    Fetch *f = arg;
    size_t length = size * n;
    if (!f->begun && !body_begins(f))
        return 0;
    if (f->status != 200 && f->status != 206)
        return length;                             /* words of an error: not ours */
    f->too_large = f->written + (int64_t)length > f->d->max;
    if (f->too_large)
        return 0;
    f->disk = fd_write(f->fd, str_of(bytes, length)) != OK;
    f->written += f->disk ? 0 : (int64_t)length;
    return f->disk ? 0 : length;
}

static int progress(void *arg, curl_off_t total, curl_off_t done, curl_off_t up_total, curl_off_t up)
{
    const Fetch *f = arg;
    if (f->d->progress)
        f->d->progress(f->d->arg, f->from + done, total > 0 ? f->from + total : 0);
    return 0;
}

static CURLcode set_texts(Fetch *f)
{
    Str url = str_dup(f->a, f->d->url);
    const struct {
        CURLoption option;
        const char *value;
    } texts[] = { { CURLOPT_URL, url.p }, { CURLOPT_PROTOCOLS_STR, "https,http" },
        { CURLOPT_REDIR_PROTOCOLS_STR, "https" }, { CURLOPT_USERAGENT, "ensemble" },
        { CURLOPT_NOPROXY, "127.0.0.1,localhost,::1" } };
    CURLcode rc = url.p ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && rc == CURLE_OK; i++)
        rc = curl_easy_setopt(f->curl, texts[i].option, texts[i].value);
    return rc;
}

static CURLcode set_numbers(Fetch *f)
{
    const struct {
        CURLoption option;
        long value;
    } numbers[] = { { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 }, { CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS },
        { CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES }, { CURLOPT_LOW_SPEED_TIME, SLOW_S }, { CURLOPT_NOSIGNAL, 1 },
        { CURLOPT_FOLLOWLOCATION, 1 }, { CURLOPT_MAXREDIRS, REDIRECTIONS }, { CURLOPT_NOBODY, f->d->dry },
        { CURLOPT_NOPROGRESS, 0 } };
    CURLcode rc = CURLE_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && rc == CURLE_OK; i++)
        rc = curl_easy_setopt(f->curl, numbers[i].option, numbers[i].value);
    return rc;
}

static CURLcode set_callbacks(Fetch *f)
{
    CURLcode rc = curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, body);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, f);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(f->curl, CURLOPT_HEADERFUNCTION, header);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(f->curl, CURLOPT_HEADERDATA, f);
    if (rc == CURLE_OK)
        rc = curl_easy_setopt(f->curl, CURLOPT_XFERINFOFUNCTION, progress);
    return rc == CURLE_OK ? curl_easy_setopt(f->curl, CURLOPT_XFERINFODATA, f) : rc;
}

/* The rest of what is half there, or nothing if the whole is there and has not changed. */
static CURLcode set_conditions(Fetch *f, bool whole, struct curl_slist **list)
{
    Str line;
    if (f->d->dry || str_is_none(f->kept))
        return CURLE_OK;
    if (f->from > 0) {
        Str range = str_format(f->a, "%lld-", (long long)f->from);
        if (str_is_none(range) || curl_easy_setopt(f->curl, CURLOPT_RANGE, range.p) != CURLE_OK)
            return CURLE_OUT_OF_MEMORY;
        line = str_format(f->a, "If-Range: %.*s", STR_ARG(f->kept));
    } else if (whole) {
        line = str_format(f->a, "%s: %.*s", f->kept.p[0] == '"' ? "If-None-Match" : "If-Modified-Since",
            STR_ARG(f->kept));
    } else {
        return CURLE_OK;
    }
    *list = str_is_none(line) ? NULL : curl_slist_append(NULL, line.p);
    return *list ? curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, *list) : CURLE_OUT_OF_MEMORY;
}

static Err judged(CURLcode rc, Fetch *f, Downloaded *ret)
{
    if (f->too_large)
        return told(ret, ERR_TOO_LARGE, "le fichier dépasse la taille permise : rien n’en est gardé.");
    if (f->disk)
        return told(ret, ERR_IO, "le dossier ne peut pas être écrit (place ou droits) ; ce qui est arrivé y reste.");
    if (rc == CURLE_OUT_OF_MEMORY)
        return ERR_MEMORY;
    if (rc == CURLE_OPERATION_TIMEDOUT)
        return told(ret, ERR_TIMEOUT, "le serveur ne répond plus ; relancez, la suite seulement sera demandée.");
    if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CONNECT_ERROR)
        return told(ret, ERR_IO, "la connexion chiffrée échoue (certificat ou protocole).");
    if (rc == CURLE_UNSUPPORTED_PROTOCOL || rc == CURLE_TOO_MANY_REDIRECTS)
        return told(ret, ERR_INVALID, "le serveur renvoie vers une adresse qui n’est pas en https, ou tourne en rond.");
    if (rc != CURLE_OK)
        return told(ret, ERR_IO, "la connexion est coupée ; relancez, la suite seulement sera demandée.");
    if (f->status == 404 || f->status == 410)
        return told(ret, ERR_NOT_FOUND, "le serveur n’a pas, ou plus, de fichier à cette adresse.");
    if (f->status != 200 && f->status != 206 && f->status != 304) {
        ret->message = str_format(f->a, "le serveur répond %ld.", f->status);
        return ERR_IO;
    }
    return OK;
}

/* ---- the whole ---- */

static Err hash_of(Arena *a, int fd, Str *ret)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1], *piece = arena_alloc(a, PIECE);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    if (!piece)
        return ERR_MEMORY;
    if (lseek(fd, 0, SEEK_SET) != 0)
        return ERR_IO;
    for (ssize_t n; (n = read(fd, piece, PIECE)) != 0;) {
        if (n < 0)
            return ERR_IO;
        crypto_hash_sha256_update(&state, (const unsigned char *)piece, (size_t)n);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    *ret = str_dup(a, str_from(hex));
    return ret->p ? OK : ERR_MEMORY;
}

static bool hash_wanted(const Download *d, Str got)
{
    return str_is_none(d->sha256) || (d->sha256.n == got.n && strncasecmp(d->sha256.p, got.p, got.n) == 0);
}

static void forget(const Fetch *f)
{
    unlinkat(f->d->dir, f->partial, 0);
    unlinkat(f->d->dir, f->mark, 0);
}

/* The partial file becomes the file, if it is what was wanted. */
static Err finish(Fetch *f, Downloaded *ret)
{
    TRY(hash_of(f->a, f->fd, &ret->sha256));
    if (!hash_wanted(f->d, ret->sha256)) {
        forget(f);
        return told(ret, ERR_INVALID,
            "les octets reçus ne sont pas ceux de l’empreinte SHA-256 attendue : rien n’en est gardé.");
    }
    if (fsync(f->fd) != 0 || renameat(f->d->dir, f->partial, f->d->dir, f->d->name) != 0)
        return told(ret, ERR_IO, "le fichier reçu ne peut pas prendre son nom dans ce dossier.");
    ret->bytes = f->written;
    ret->resumed_at = f->status == 206 ? f->from : 0;
    ret->modified = f->modified;
    return OK;
}

static Err unchanged(Fetch *f, Downloaded *ret)
{
    int fd = openat(f->d->dir, f->d->name, O_RDONLY | O_CLOEXEC);
    struct stat st;
    Err e = fd >= 0 && fstat(fd, &st) == 0 ? hash_of(f->a, fd, &ret->sha256) : ERR_IO;
    if (fd >= 0)
        close(fd);
    TRY(e);
    if (!hash_wanted(f->d, ret->sha256))
        return told(ret, ERR_INVALID,
            "le fichier du dossier, inchangé sur le serveur, n’a pas l’empreinte SHA-256 attendue.");
    unlinkat(f->d->dir, f->partial, 0);
    ret->bytes = st.st_size;
    ret->unchanged = true;
    ret->modified = f->modified;
    return OK;
}

static Err dry_answer(Fetch *f, Downloaded *ret)
{
    curl_off_t length = -1;
    curl_easy_getinfo(f->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    ret->bytes = length;
    ret->modified = f->modified;
    ret->unchanged = !str_is_none(f->kept) && str_eq(f->kept, version_of(f)) &&
                     faccessat(f->d->dir, f->d->name, R_OK, 0) == 0;
    if (length > f->d->max)
        return told(ret, ERR_TOO_LARGE, "le fichier dépasse la taille permise.");
    return OK;
}

/* One question to the server. ERR_CONFLICT: what was half there is of no use, ask again from the beginning. */
static Err ask(Fetch *f, Downloaded *ret)
{
    CURL_HANDLE c = f->curl = curl_handle();
    CURL_LIST headers = NULL;
    bool whole = faccessat(f->d->dir, f->d->name, R_OK, 0) == 0;
    CURLcode rc = c ? set_texts(f) : CURLE_OUT_OF_MEMORY;
    if (rc == CURLE_OK)
        rc = set_numbers(f);
    if (rc == CURLE_OK)
        rc = set_callbacks(f);
    if (rc == CURLE_OK)
        rc = set_conditions(f, whole, &headers);
    if (rc == CURLE_OK)
        rc = curl_easy_perform(c);
    if (c)
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &f->status);
    if (f->astray || (rc == CURLE_OK && f->status == 416 && f->from > 0))
        return ERR_CONFLICT;
    if (rc == CURLE_OK && f->status == 200 && !f->begun && !f->d->dry && !body_begins(f)) /* an empty file */
        rc = CURLE_WRITE_ERROR;
    Err e = judged(rc, f, ret);
    if (f->too_large)
        forget(f);
    TRY(e);
    if (f->d->dry)
        return dry_answer(f, ret);
    return f->status == 304 ? unchanged(f, ret) : finish(f, ret);
}

static Err open_partial(Fetch *f, Downloaded *ret)
{
    struct stat st;
    f->fd = openat(f->d->dir, f->partial, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (f->fd < 0 || fstat(f->fd, &st) != 0 || lseek(f->fd, 0, SEEK_END) < 0)
        return told(ret, ERR_IO, "le dossier ne peut pas être écrit.");
    f->from = f->written = str_is_none(f->kept) ? 0 : st.st_size;
    return OK;
}

Err download(Arena *a, const Download *d, Downloaded *ret)
{
    *ret = (Downloaded){ .bytes = -1 };
    if (!address_good(d->url))
        return told(ret, ERR_INVALID, "l’adresse n’est pas en https.");
    Fetch f = { .d = d, .a = a, .fd = -1 };
    f.partial = str_format(a, "%s.partiel", d->name).p;
    f.mark = str_format(a, "%s.etiquette", d->name).p;
    if (!f.partial || !f.mark)
        return ERR_MEMORY;
    mark_read(&f);
    Err e = d->dry ? OK : open_partial(&f, ret);
    if (e == OK)
        e = ask(&f, ret);
    if (e == ERR_CONFLICT) {
        f = (Fetch){ .d = d, .a = a, .fd = f.fd, .partial = f.partial, .mark = f.mark, .kept = STR_NONE };
        e = ask(&f, ret);
    }
    if (f.fd >= 0) {
        struct stat st;
        if (fstat(f.fd, &st) == 0 && st.st_size == 0 && st.st_nlink == 1 && e != OK)
            unlinkat(d->dir, f.partial, 0);        /* nothing came */
        close(f.fd);
    }
    return e;
}
