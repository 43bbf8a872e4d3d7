// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is done to a SQLite database as a file: its lock, its copies, its return from a copy. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/db/db_priv.h"

Err sqlite_lock(Arena *a, Str path, int *ret_fd, Str *ret_message)
{
    Str lock = str_format(a, "%.*s.verrou", STR_ARG(path));
    if (!lock.p)
        return ERR_MEMORY;
    int fd = open(lock.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 && errno == ENOENT) {
        *ret_message = str_format(a, "Le dossier de la base %.*s n’existe pas : créez-le, ou donnez une autre base.",
            STR_ARG(path));
        return ERR_NOT_FOUND;
    }
    if (fd < 0) {
        *ret_message = str_format(a, "Impossible d’écrire à côté de la base (%.*s) : %s.", STR_ARG(lock),
            errno_message(errno));
        return ERR_IO;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        char owner[32] = "";
        ssize_t n = read(fd, owner, sizeof owner - 1);
        owner[n > 0 ? n : 0] = '\0';
        *ret_message = str_format(a, "La base %.*s est utilisée par un autre programme (processus %s).", STR_ARG(path),
            owner[0] ? owner : "inconnu");
        close(fd);
        return ERR_LOCKED;
    }
    char pid[32];
    int n = snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)n, 0) != n) {
        *ret_message = str_format(a, "Impossible d’écrire %.*s : %s.", STR_ARG(lock), errno_message(errno));
        close(fd);
        return ERR_IO;
    }
    *ret_fd = fd;
    return OK;
}

/* ---- copies ---------------------------------------------------------------------------------------------------- */

/* The folder's entry of a new file is durable only once the folder is. */
static bool sync_folder_of(Arena *a, Str path)
{
    size_t slash = path.n;
    while (slash > 0 && path.p[slash - 1] != '/')
        slash--;
    Str folder = slash ? str_dup(a, str_slice(path, 0, slash)) : S(".");
    int fd = folder.p ? open(folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* Copies the whole database into the new file `to` in one step: readers and the writer go on meanwhile. */
static int copy_into(sqlite3 *from, const char *to)
{
    sqlite3 *copy = NULL;
    int rc = sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_backup *backup = rc == SQLITE_OK ? sqlite3_backup_init(copy, "main", from, "main") : NULL;
    if (rc == SQLITE_OK && !backup)
        rc = sqlite3_errcode(copy);
    for (int tries = 0; backup && tries < 100; tries++) {
        rc = sqlite3_backup_step(backup, -1);
        if (rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
            break;
        sqlite3_sleep(20);
    }
    int end = backup ? sqlite3_backup_finish(backup) : SQLITE_OK;
    if (rc == SQLITE_OK || rc == SQLITE_DONE)
        rc = end;
    if (rc == SQLITE_OK)                           /* one file, that can be read from anywhere */
        rc = sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    int closed = sqlite3_close(copy);
    return rc == SQLITE_OK ? closed : rc;
}

static bool sync_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* A temporary file beside `path`, filled, then given its name unless something has it already. */
static Err copy_to(Db *db, Arena *a, Str path, Str *ret_message)
{
    Str temporary = str_format(a, "%.*s.XXXXXX", STR_ARG(path)), final = str_dup(a, path);
    if (!temporary.p || !final.p)
        return ERR_MEMORY;
    int fd = mkstemp((char *)temporary.p);
    if (fd < 0) {
        *ret_message = str_format(a, "Impossible d’écrire %.*s : %s.", STR_ARG(path), errno_message(errno));
        return ERR_IO;
    }
    close(fd);
    int rc = copy_into(db->conn, temporary.p);
    Err e = OK;
    if (rc != SQLITE_OK) {
        *ret_message = str_format(a, "La copie vers %.*s a échoué : %s.", STR_ARG(path), sqlite3_errstr(rc));
        e = db_fail(db, ERR_IO, "backup: %s", sqlite3_errstr(rc));
    } else if (!sync_file(temporary.p) || renameat2(AT_FDCWD, temporary.p, AT_FDCWD, final.p, RENAME_NOREPLACE) != 0 ||
               !sync_folder_of(a, path)) {
        e = errno == EEXIST ? ERR_CONFLICT : ERR_IO;
        *ret_message = e == ERR_CONFLICT
                         ? str_format(a, "Le fichier %.*s existe déjà.", STR_ARG(path))
                         : str_format(a, "Impossible d’écrire %.*s : %s.", STR_ARG(path), errno_message(errno));
    }
    if (e != OK)
        unlink(temporary.p);
    return e;
}

Err db_backup(Db *db, Arena *a, Str path, Str *ret_message)
{
    if (db->engine != DB_SQLITE) {
        *ret_message = S("Une base PostgreSQL se sauvegarde avec son propre outil : "
                         "pg_dump --format=custom --file=FICHIER « adresse de la base ».");
        return ERR_UNSUPPORTED;
    }
    if (db->depth > 0)
        return db_fail(db, ERR_INTERNAL, "backup inside a transaction");
    Str final = str_dup(a, path);
    if (!final.p)
        return ERR_MEMORY;
    if (access(final.p, F_OK) == 0) {
        *ret_message = str_format(a, "Le fichier %.*s existe déjà.", STR_ARG(path));
        return ERR_CONFLICT;
    }
    return copy_to(db, a, path, ret_message);
}

Err db_restore(Db *db, Arena *a, Str path, Str *ret_message)
{
    if (db->engine != DB_SQLITE) {
        *ret_message = S("Une base PostgreSQL se restaure avec son propre outil : pg_restore.");
        return ERR_UNSUPPORTED;
    }
    if (db->depth > 0)
        return db_fail(db, ERR_INTERNAL, "restore inside a transaction");
    Str z = str_dup(a, path);
    sqlite3 *from = NULL;
    int rc = z.p ? sqlite3_open_v2(z.p, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
    sqlite3_backup *backup = rc == SQLITE_OK ? sqlite3_backup_init(db->conn, "main", from, "main") : NULL;
    if (rc == SQLITE_OK && !backup)
        rc = sqlite3_errcode(db->conn);
    if (backup) {
        rc = sqlite3_backup_step(backup, -1);      /* one step is one transaction of the destination */
        int end = sqlite3_backup_finish(backup);
        rc = rc == SQLITE_DONE ? end : rc;
    }
    sqlite3_close(from);
    if (rc == SQLITE_OK)
        return OK;
    *ret_message = str_format(a, "La restauration depuis %.*s a échoué : %s.", STR_ARG(path), sqlite3_errstr(rc));
    return db_fail(db, ERR_IO, "restore: %s", sqlite3_errstr(rc));
}
