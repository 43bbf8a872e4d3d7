// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/log/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line never exceeds LINE_MAX_N bytes: a text is cut at TEXT_MAX, a pair that has no room is left out and told. */
enum { LINE_MAX_N = 4096, TEXT_MAX = 512, TAIL = 32 };

struct Log {
    int fd;
    bool json;
    Clock clock;
    pthread_mutex_t lock;
};

typedef struct Line {
    char p[LINE_MAX_N];
    size_t n, max;
    bool full;
} Line;

Err log_new(int fd, bool json, Clock clock, Log **ret)
{
    Log *log = malloc(sizeof *log);
    if (!log)
        return ERR_MEMORY;
    *log = (Log){ .fd = fd, .json = json, .clock = clock };
    if (pthread_mutex_init(&log->lock, NULL) != 0) {
        free(log);
        return ERR_INTERNAL;
    }
    *ret = log;
    return OK;
}

void log_free(Log *log)
{
    if (!log)
        return;
    pthread_mutex_destroy(&log->lock);
    free(log);
}

static void put(Line *line, Str s)
{
    if (line->full || s.n > line->max - line->n) {
        line->full = true;
        return;
    }
    if (s.n)
        memcpy(line->p + line->n, s.p, s.n);
    line->n += s.n;
}

static void put_number(Line *line, int64_t v)
{
    char z[STR_I64_MAX];
    put(line, str_of_i64(v, z));
}

/* Between quotes, by JSON's rules; what is not UTF-8 becomes U+FFFD. */
static void put_quoted(Line *line, Str s)
{
    static const char hex[] = "0123456789abcdef";
    put(line, S("\""));
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = utf8_next(s, &i);
        char out[6];
        if (cp == '"' || cp == '\\')
            put(line, str_of((char[]){ '\\', (char)cp }, 2));
        else if (cp == '\n')
            put(line, S("\\n"));
        else if (cp < 0x20 || cp == 0x7F)
            put(line, str_of((char[]){ '\\', 'u', '0', '0', hex[cp >> 4], hex[cp & 15] }, 6));
        else
            put(line, str_of(out, utf8_put(out, cp)));
    }
    put(line, S("\""));
}

/* True for a text that key=value needs no quotes for. */
static bool is_plain(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7F)
            return false;
    }
    return s.n > 0 && utf8_valid(s);
}

static void put_text(Line *line, bool json, Str s)
{
    size_t n = s.n > TEXT_MAX ? TEXT_MAX : s.n;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;                                       /* not inside a character */
    s.n = n;
    if (!json && is_plain(s))
        put(line, s);
    else
        put_quoted(line, s);
}

static void put_pair(Line *line, bool json, const LogPair *pair)
{
    size_t before = line->n;
    put(line, json ? S(",\"") : S(" "));
    put(line, str_from(pair->key));
    put(line, json ? S("\":") : S("="));
    if (pair->text.p)
        put_text(line, json, pair->text);
    else
        put_number(line, pair->number);
    if (line->full)
        line->n = before;
}

static void put_instant(Line *line, int64_t at)
{
    Civil c = date_civil((Date){ (int32_t)(at / 86400) });
    int s = (int)(at % 86400), v[] = { c.year % 10000, c.month, c.day, s / 3600, s / 60 % 60, s % 60 };
    static const char after[] = "--T::Z";
    for (int i = 0; i < 6; i++) {
        char z[5];
        int width = i == 0 ? 4 : 2;
        for (int j = width; j-- > 0; v[i] /= 10)
            z[j] = (char)('0' + v[i] % 10);
        z[width] = after[i];
        put(line, str_of(z, (size_t)width + 1));
    }
}

static Str level_name(LogLevel level)
{
    switch (level) {
    case LOG_INFO:
        return S("info");
    case LOG_WARN:
        return S("alerte");
    case LOG_ERROR:
        return S("erreur");
    }
    return S("?");
}

/* What cannot be written is lost: there is nowhere left to say so. */
void log_send(Log *log, Str lines)
{
    if (!log || lines.n == 0)
        return;
    pthread_mutex_lock(&log->lock);
    for (size_t done = 0; done < lines.n;) {
        ssize_t n = write(log->fd, lines.p + done, lines.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    pthread_mutex_unlock(&log->lock);
}

static void format_line(const Log *log, Line *line, LogLevel level, const char *event, const LogPair *pairs, size_t n)
{
    line->n = 0;
    line->max = LINE_MAX_N - TAIL;
    line->full = false;
    int64_t at = clock_now(log->clock);
    put(line, log->json ? S("{\"quand\":\"") : S(""));
    put_instant(line, at > 0 ? at : 0);
    put(line, log->json ? S("\",\"niveau\":\"") : S(" "));
    put(line, level_name(level));
    put(line, log->json ? S("\",\"evenement\":") : S(" "));
    put_text(line, log->json, str_from(event));
    for (size_t i = 0; i < n && !line->full; i++)
        put_pair(line, log->json, &pairs[i]);
    bool cut = line->full;
    line->full = false;
    line->max = LINE_MAX_N;
    if (cut)
        put_pair(line, log->json, &(LogPair){ .key = "coupe", .number = 1 });
    put(line, log->json ? S("}\n") : S("\n"));
}

void log_write(Log *log, LogLevel level, const char *event, const LogPair *pairs, size_t n)
{
    Line line;
    if (!log)
        return;
    format_line(log, &line, level, event, pairs, n);
    log_send(log, str_of(line.p, line.n));
}

void log_append(const Log *log, Buf *b, LogLevel level, const char *event, const LogPair *pairs, size_t n)
{
    Line line;
    if (!log)
        return;
    format_line(log, &line, level, event, pairs, n);
    buf_put(b, str_of(line.p, line.n));
}
