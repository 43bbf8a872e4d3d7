// SPDX-License-Identifier: AGPL-3.0-or-later
#include "durability/cut_vfs.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES_MAX = 16, PATH_SIZE = 512 };

typedef struct Image {
    char path[PATH_SIZE];
    char *bytes;                                   /* what the disk holds for sure */
    sqlite3_int64 n;
} Image;

typedef struct CutFile {
    sqlite3_file base;
    Image *image;                                  /* NULL: not a file whose durability matters */
    sqlite3_file *real;
} CutFile;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Image images[IMAGES_MAX];
static int n_images;
static int64_t writes, cut_at;
static bool dead;
static sqlite3_vfs *system_vfs;
static sqlite3_vfs cut_vfs;

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((CutFile *)f)->real;
}

/* Current content of the real file → the durable image. */
static int make_durable(CutFile *f)
{
    sqlite3_int64 n = 0;
    int rc = f->real->pMethods->xFileSize(f->real, &n);
    char *bytes = rc == SQLITE_OK ? malloc((size_t)n + 1) : NULL;
    if (!bytes)
        return SQLITE_IOERR;
    if (n > 0)
        rc = f->real->pMethods->xRead(f->real, bytes, (int)n, 0);
    if (rc != SQLITE_OK) {
        free(bytes);
        return rc;
    }
    free(f->image->bytes);
    f->image->bytes = bytes;
    f->image->n = n;
    return SQLITE_OK;
}

static int cut_close(sqlite3_file *f)
{
    int rc = real_of(f)->pMethods->xClose(real_of(f));
    free(((CutFile *)f)->real);
    return rc;
}

static int cut_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

/* Counts a change of a watched file; false once the power is out. */
static bool powered(const CutFile *f)
{
    if (!f->image)
        return true;
    pthread_mutex_lock(&lock);
    writes++;
    if (cut_at > 0 && writes >= cut_at)
        dead = true;
    bool on = !dead;
    pthread_mutex_unlock(&lock);
    return on;
}

static int cut_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    return powered((CutFile *)f) ? real_of(f)->pMethods->xWrite(real_of(f), from, n, at) : SQLITE_IOERR_WRITE;
}

static int cut_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return powered((CutFile *)f) ? real_of(f)->pMethods->xTruncate(real_of(f), size) : SQLITE_IOERR_TRUNCATE;
}

static int cut_sync(sqlite3_file *f, int flags)
{
    CutFile *c = (CutFile *)f;
    (void)flags;                                   /* tmpfs: the image is the disk */
    if (!c->image)
        return SQLITE_OK;
    pthread_mutex_lock(&lock);
    int rc = dead ? SQLITE_IOERR_FSYNC : make_durable(c);
    pthread_mutex_unlock(&lock);
    return rc;
}

static int cut_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), n);
}
static int cut_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}
static int cut_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}
static int cut_reserved(sqlite3_file *f, int *r)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), r);
}
static int cut_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}
static int cut_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

/* No promise beyond what a plain disk gives: SQLite must not rely on the system VFS's characteristics. */
static int cut_characteristics(sqlite3_file *f)
{
    (void)f;
    return 0;
}

static int cut_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **p)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), region, size, extend, p);
}
static int cut_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}
static void cut_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}
static int cut_shm_unmap(sqlite3_file *f, int gone)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), gone);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = cut_close,
    .xRead = cut_read,
    .xWrite = cut_write,
    .xTruncate = cut_truncate,
    .xSync = cut_sync,
    .xFileSize = cut_size,
    .xLock = cut_lock,
    .xUnlock = cut_unlock,
    .xCheckReservedLock = cut_reserved,
    .xFileControl = cut_control,
    .xSectorSize = cut_sector,
    .xDeviceCharacteristics = cut_characteristics,
    .xShmMap = cut_shm_map,
    .xShmLock = cut_shm_lock,
    .xShmBarrier = cut_shm_barrier,
    .xShmUnmap = cut_shm_unmap,
};

static Image *image_of(const char *path)
{
    for (int i = 0; i < n_images; i++)
        if (strcmp(images[i].path, path) == 0)
            return &images[i];
    assert(n_images < IMAGES_MAX && strlen(path) < PATH_SIZE);
    Image *image = &images[n_images++];
    *image = (Image){ 0 };
    memcpy(image->path, path, strlen(path) + 1);
    return image;
}

static int cut_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out_flags)
{
    (void)vfs;
    CutFile *c = (CutFile *)f;
    *c = (CutFile){ 0 };
    sqlite3_file *real = calloc(1, (size_t)system_vfs->szOsFile);
    if (!real)
        return SQLITE_NOMEM;
    int rc = system_vfs->xOpen(system_vfs, path, real, flags, out_flags);
    if (rc != SQLITE_OK) {
        free(real);
        return rc;
    }
    c->real = real;
    c->base.pMethods = &methods;
    if (path && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) {
        pthread_mutex_lock(&lock);
        int known = n_images;
        c->image = image_of(path);
        if (n_images > known && !dead)             /* first sight: what is already there is on the disk */
            rc = make_durable(c);
        pthread_mutex_unlock(&lock);
    }
    return rc;
}

void cut_vfs_register(void)
{
    if (system_vfs)
        return;
    system_vfs = sqlite3_vfs_find(NULL);
    cut_vfs = *system_vfs;
    cut_vfs.zName = "coupure";
    cut_vfs.szOsFile = sizeof(CutFile);
    cut_vfs.xOpen = cut_open;
    sqlite3_vfs_register(&cut_vfs, 1);
}

void cut_vfs_arm(int64_t nth_write)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < n_images; i++)
        free(images[i].bytes);
    n_images = 0;
    writes = 0;
    cut_at = nth_write;
    dead = false;
    pthread_mutex_unlock(&lock);
}

bool cut_vfs_happened(void)
{
    pthread_mutex_lock(&lock);
    bool happened = dead;
    pthread_mutex_unlock(&lock);
    return happened;
}

int64_t cut_vfs_writes(void)
{
    pthread_mutex_lock(&lock);
    int64_t n = writes;
    pthread_mutex_unlock(&lock);
    return n;
}

static bool lay_down(const char *from, const char *to, const char *suffix)
{
    char path[PATH_SIZE], target[PATH_SIZE];
    snprintf(path, sizeof path, "%s%s", from, suffix);
    snprintf(target, sizeof target, "%s%s", to, suffix);
    remove(target);
    for (int i = 0; i < n_images; i++) {
        if (strcmp(images[i].path, path) != 0 || images[i].n == 0)
            continue;
        FILE *out = fopen(target, "wb");
        bool ok = out && fwrite(images[i].bytes, 1, (size_t)images[i].n, out) == (size_t)images[i].n;
        return out && fclose(out) == 0 && ok;
    }
    return true;                                   /* never synced: the file is not there */
}

bool cut_vfs_restore(const char *from, const char *to)
{
    char shm[PATH_SIZE];
    snprintf(shm, sizeof shm, "%s-shm", to);
    remove(shm);
    pthread_mutex_lock(&lock);
    bool ok = lay_down(from, to, "") && lay_down(from, to, "-wal");
    pthread_mutex_unlock(&lock);
    return ok;
}
