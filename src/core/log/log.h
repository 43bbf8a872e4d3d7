// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Log: one line an event on standard error, key=value or JSON, never personal data (no query string, no address of a
 * visitor, no name). Written at the edges only: requests, commands, jobs, start and stop.
 *
 *     log_line(log, LOG_INFO, "requete", LS("route", route->path), LI("statut", 200), LI("duree_us", us));
 */
#pragma once

#include "base/base.h"

typedef struct Log Log;
typedef enum LogLevel { LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

typedef struct LogPair {
    const char *key;
    Str text;             /* p == NULL: the number */
    int64_t number;
} LogPair;
#define LS(k, v) ((LogPair){ .key = (k), .text = str_from(v) })
#define LT(k, v) ((LogPair){ .key = (k), .text = (v) })
#define LI(k, v) ((LogPair){ .key = (k), .number = (v) })

/* To descriptor `fd`. Lines of several threads never mix. */
Err log_new(int fd, bool json, Clock clock, Log **ret);
void log_free(Log *log);
void log_write(Log *log, LogLevel level, const char *event, const LogPair *pairs, size_t n);
/* The same line added to `b`, and lines so gathered written at once: for those who log thousands of lines a second. */
void log_append(const Log *log, Buf *b, LogLevel level, const char *event, const LogPair *pairs, size_t n);
void log_send(Log *log, Str lines);
#define log_line(log, level, event, ...)                                                                               \
    log_write((log), (level), (event), (LogPair[]){ __VA_ARGS__ }, sizeof((LogPair[]){ __VA_ARGS__ }) / sizeof(LogPair))
