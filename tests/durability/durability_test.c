// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What was acknowledged survives a power cut. 500 cuts at random writes, on the VFS that forgets what was not synced:
 * after each, every acknowledged task is there, none twice, and the file is sound. The same with synchronous=OFF must
 * lose something: otherwise this test would show nothing.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/job/job.h"
#include "core/run/writer.h"
#include "durability/cut_vfs.h"
#include "support/suite.h"

enum { CUTS = 500, CUTS_OFF = 60, TASKS = 40, PAYLOAD = 48 * 1024, QUEUE = 64 };

typedef enum Manner { INLINE_FULL, GROUPED_FULL, INLINE_OFF } Manner;

typedef struct Task {
    WriterTask task;
    int seed, number;
    bool acknowledged;
    Arena *arena;
} Task;

static char folder[] = "/dev/shm/durabilite.XXXXXX";

static const char *file(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static uint64_t random_next(uint64_t *state)      /* splitmix64 */
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void copy_file(const char *from, const char *to)
{
    char command[320];
    snprintf(command, sizeof command, "rm -f %s %s-wal %s-shm && cp %s %s", to, to, to, from, to);
    assert_int_equal(system(command), 0);
}

/* ---- the work: a job row whose unique key names the task ---- */

static Err insert(Db *db, Arena *a, void *arg)
{
    const Task *t = arg;
    char *text = NEW(a, char, PAYLOAD);
    if (!text)
        return ERR_MEMORY;
    memset(text, 'a' + t->number % 26, PAYLOAD);
    return job_add(db, "durabilite", str_of(text, PAYLOAD), str_format(a, "%d", t->number), 0);
}

static void acknowledged(WriterTask *task, Err result)
{
    ((Task *)task)->acknowledged = result == OK;
}

static void tasks_new(Task *tasks, int seed)
{
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = (Task){ .seed = seed, .number = i, .arena = arena_new(MIB) };
        tasks[i].task = (WriterTask){ .fn = insert, .arg = &tasks[i], .arena = tasks[i].arena, .done = acknowledged };
    }
}

static void synchronous_off(Db *db)
{
    static const SqlQuery off = { .name = "off",
        .text = { "PRAGMA synchronous = OFF", "" },
        .where = __FILE__,
        .shape = SQL_EXEC };
    int64_t changed;
    assert_ok(db_exec(db, &off, NULL, &changed));
}

static void run_inline(Str url, Task *tasks, bool off)
{
    ARENA a = arena_new(MIB);
    Db *db = NULL;
    Writer *w = NULL;
    Str message;
    if (db_open(a, url, DB_WRITE, &db, &message) != OK)
        return;                                    /* the cut came while the file was being opened */
    if (off)
        synchronous_off(db);
    assert_ok(writer_inline(db, &w));
    for (int i = 0; i < TASKS; i++)
        tasks[i].acknowledged = writer_run(w, tasks[i].arena, insert, &tasks[i]) == OK;
    writer_free(w);
    db_close(db);
}

static void run_grouped(Str url, Task *tasks)
{
    ARENA a = arena_new(MIB);
    Writer *w = NULL;
    Str message;
    if (writer_start(a, url, 1, QUEUE, NULL, NULL, &w, &message) != OK)
        return;
    for (int i = 0; i < TASKS; i++)
        assert_ok(writer_post(w, &tasks[i].task));
    writer_free(w);                                /* finishes what was accepted */
}

/* ---- what is left ---- */

static const SqlColumn key_column = { "unique_key", SQL_STR, false };
static const SqlQuery keys = { .name = "keys",
    .text = { "SELECT unique_key FROM job", "" },
    .where = __FILE__,
    .shape = SQL_MANY,
    .n_cols = 1,
    .cols = &key_column };

/* Number of acknowledged tasks that are missing. */
static int missing(const char *path, const Task *tasks)
{
    ARENA a = arena_new(8 * MIB);
    DB db = NULL;
    Str message = STR_NONE;
    assert_ok(db_open(a, str_format(a, "sqlite:%s", path), DB_WRITE, &db, &message));
    assert_ok(db_check(db, a, &message));
    assert_str_equal(message, S(""));
    int found[TASKS] = { 0 }, lost = 0;
    ROWS rows = { 0 };
    SqlValue v;
    assert_ok(db_rows(db, &keys, NULL, &rows));
    while (db_rows_next(&rows, &v)) {
        int64_t number;
        assert_true(str_to_i64(v.s, &number) && number >= 0 && number < TASKS);
        found[number]++;
    }
    assert_ok(rows_end(&rows));
    for (int i = 0; i < TASKS; i++) {
        assert_in_range(found[i], 0, 1);
        lost += tasks[i].acknowledged && !found[i];
    }
    return lost;
}

static int64_t run(Manner manner, int seed, int64_t cut_at, Task *tasks)
{
    ARENA a = arena_new(MIB);
    const char *path = file("base.db");
    copy_file(file("modele.db"), path);
    cut_vfs_arm(cut_at);
    tasks_new(tasks, seed);
    Str url = str_format(a, "sqlite:%s", path);
    if (manner == GROUPED_FULL)
        run_grouped(url, tasks);
    else
        run_inline(url, tasks, manner == INLINE_OFF);
    return cut_vfs_writes();
}

typedef struct Tally {
    int cuts, acknowledged, lost;
} Tally;

static Tally cut(Manner manner, int times)
{
    Task tasks[TASKS];
    Tally tally = { 0 };
    int64_t whole = run(manner, 0, 0, tasks);      /* how many writes there are to choose from */
    for (int i = 0; i < TASKS; i++)
        arena_free(tasks[i].arena);
    for (int seed = 1; seed <= times; seed++) {
        uint64_t state = (uint64_t)seed;
        run(manner, seed, 1 + (int64_t)(random_next(&state) % (uint64_t)whole), tasks);
        tally.cuts += cut_vfs_happened();
        assert_true(cut_vfs_restore(file("base.db"), file("reste.db")));
        cut_vfs_arm(0);
        tally.lost += missing(file("reste.db"), tasks);
        for (int i = 0; i < TASKS; i++) {
            tally.acknowledged += tasks[i].acknowledged;
            arena_free(tasks[i].arena);
        }
    }
    return tally;
}

static void full_loses_nothing(void **state)
{
    (void)state;
    Tally one_by_one = cut(INLINE_FULL, CUTS / 2), grouped = cut(GROUPED_FULL, CUTS / 2);
    print_message("%d coupures, %d écritures confirmées, %d perdues\n", one_by_one.cuts + grouped.cuts,
        one_by_one.acknowledged + grouped.acknowledged, one_by_one.lost + grouped.lost);
    assert_in_range(one_by_one.cuts + grouped.cuts, CUTS * 9 / 10, CUTS);
    assert_in_range(one_by_one.acknowledged, CUTS, INT32_MAX);
    assert_int_equal(one_by_one.lost, 0);
    assert_int_equal(grouped.lost, 0);
}

static void off_loses_something(void **state)
{
    (void)state;
    Tally off = cut(INLINE_OFF, CUTS_OFF);
    print_message("synchronous=OFF : %d écritures confirmées, %d perdues\n", off.acknowledged, off.lost);
    assert_in_range(off.lost, 1, INT32_MAX);
}

static int set_up(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    DB db = NULL;
    Str message;
    int applied;
    if (!mkdtemp(folder))
        return -1;
    cut_vfs_register();
    assert_ok(db_open(a, str_format(a, "sqlite:%s", file("modele.db")), DB_WRITE, &db, &message));
    assert_ok(db_migrate(db, a, &applied, &message));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(full_loses_nothing, set_up),
        cmocka_unit_test_teardown(off_loses_something, tear_down),
    };
    return SUITE_MAIN("durabilite", false, tests);
}
