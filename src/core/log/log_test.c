// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include "core/log/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static const int64_t noon = 1795428000;            /* 2026-11-23T10:00:00Z */

typedef struct Fixture {
    Str path;
    int fd;
    Log *log;
} Fixture;

static Fixture log_to_file(void **state, Arena *a, bool json)
{
    Fixture f = { .path = str_format(a, "%s/journal", test_dir(state).p) };
    f.fd = open(f.path.p, O_CREAT | O_WRONLY | O_APPEND, 0600);
    assert_true(f.fd >= 0);
    assert_ok(log_new(f.fd, json, clock_fixed(&noon), &f.log));
    return f;
}

static Str close_log(Arena *a, Fixture *f)
{
    log_free(f->log);
    close(f->fd);
    return test_read(a, f->path);
}

static void key_value(void **state)
{
    ARENA a = arena_new(MIB);
    Fixture f = log_to_file(state, a, false);
    log_line(f.log, LOG_INFO, "requete", LS("route", "/lieux/{id}"), LI("statut", 200), LI("ecart", INT64_MIN));
    log_line(f.log, LOG_ERROR, "import", LS("raison", "deux \"mots\"\net = \\ fin\x01"), LS("vide", ""),
        LT("absent", STR_NONE));
    log_write(f.log, LOG_WARN, "arret", NULL, 0);
    assert_str_equal(close_log(a, &f),
        S("2026-11-23T10:00:00Z info requete route=/lieux/{id} statut=200 ecart=-9223372036854775808\n"
          "2026-11-23T10:00:00Z erreur import raison=\"deux \\\"mots\\\"\\net = \\\\ fin\\u0001\" vide=\"\" absent=0\n"
          "2026-11-23T10:00:00Z alerte arret\n"));
}

static void json(void **state)
{
    ARENA a = arena_new(MIB);
    Fixture f = log_to_file(state, a, true);
    log_line(f.log, LOG_INFO, "requete", LS("route", "é\"\xFF"), LI("statut", 404));
    assert_str_equal(close_log(a, &f),
        S("{\"quand\":\"2026-11-23T10:00:00Z\",\"niveau\":\"info\",\"evenement\":\"requete\","
          "\"route\":\"é\\\"\uFFFD\",\"statut\":404}\n"));
}

static void long_texts_are_cut_between_characters(void **state)
{
    ARENA a = arena_new(MIB);
    Fixture f = log_to_file(state, a, false);
    char text[2000];
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    text[0] = 'x', text[1] = 'y', text[2] = 'z';   /* odd number of bytes before the accents */
    memmove(text + 3, text + 4, sizeof text - 4);
    log_line(f.log, LOG_INFO, "e", LT("t", str_of(text, sizeof text - 1)));
    Str line = close_log(a, &f);
    assert_true(utf8_valid(line));
    assert_true(line.n < 560 && line.n > 530);
}

static void too_many_pairs_are_told(void **state)
{
    for (int j = 0; j < 2; j++) {
        ARENA a = arena_new(MIB);
        Fixture f = log_to_file(state, a, j == 1);
        char text[600];
        memset(text, '"', sizeof text);            /* each grows to two bytes */
        LogPair pairs[50];
        for (size_t i = 0; i < 50; i++)
            pairs[i] = LT("cle", str_of(text, sizeof text));
        log_write(f.log, LOG_INFO, "e", pairs, 50);
        Str line = close_log(a, &f);
        assert_true(line.n <= 4096);
        assert_true(str_ends(line, j ? S("\",\"coupe\":1}\n") : S("\" coupe=1\n")));
        assert_int_equal(str_find_char(line, 0, '\n'), line.n - 1);
    }
}

static void *write_many(void *arg)
{
    for (int i = 0; i < 500; i++)
        log_line(arg, LOG_INFO, "fil", LS("texte", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    return NULL;
}

static void lines_of_threads_do_not_mix(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Fixture f = log_to_file(state, a, false);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, f.log), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    Str text = close_log(a, &f), line, first = STR_NONE;
    size_t lines = 0;
    for (; str_split(&text, '\n', &line) && line.n; lines++) {
        first = lines ? first : line;
        assert_str_equal(line, first);
    }
    assert_int_equal(lines, 2000);
}

static void a_closed_descriptor_is_survived(void **state)
{
    Log *log = NULL;
    assert_ok(log_new(-1, false, clock_fixed(&noon), &log));
    log_line(log, LOG_INFO, "perdu", LI("n", 1));
    log_free(log);
    log_line(NULL, LOG_INFO, "perdu", LI("n", 1));
    log_free(NULL);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(key_value),
        cmocka_unit_test(json),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(too_many_pairs_are_told),
        cmocka_unit_test(lines_of_threads_do_not_mix),
        cmocka_unit_test(a_closed_descriptor_is_survived),
    };
    return SUITE_MAIN("log", false, all);
}
