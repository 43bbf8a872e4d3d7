// SPDX-License-Identifier: AGPL-3.0-or-later
/* The sheet: what it shows, and that nothing of it stays: not a row, not a line of log, not an address. */
#include "domain/orientation/orientation.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "core/http/inproc.h"
#include "core/slice.h"
#include "lieux_sql.h"
#include "support/session.h"
#include "support/suite.h"

static const Slice *const table[] = { &slice_territoire, &slice_horaires, &slice_lieux, &slice_orientation, NULL };
static const Site site = { .nom = S_INIT("Essai"),
    .telephone = S_INIT("02 61 91 00 28"),
    .telephone_uri = S_INIT("tel:+33261910028") };

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
    Str log;
} Monde;

static void monde(void **state, Monde *m)
{
    *m = (Monde){ .a = arena_new(256 * MIB), .db = test_db(state), .now = 1772539200 };
    static const char *const names[] = { "a", "b" };
    TX tx = tx_begin(m->db, HERE);
    for (int i = 0; i < 2; i++)
        assert_ok(sql_lieu_insert(m->db, &(SqlLieuInsertArgs){ .id = str_from(names[i]),
                                             .pivot = S("00000000000000"),
                                             .nom = i ? S("Mairie") : S("Médiathèque"),
                                             .commune = S("Brou"),
                                             .code_postal = S("28160"),
                                             .adresse = S("4 rue de la Rivière"),
                                             .telephone = S("+33261910028"),
                                             .date_maj = S("2026-01-01"),
                                             .services = S("Aide aux démarches administratives"),
                                             .origine = S("essai"),
                                             .horaires = S("Mo-Fr 09:00-12:00"),
                                             .empreinte = S("x") }));
    assert_ok(snapshot_touch(m->db, &lieux_snapshot));
    assert_ok(tx_commit(&tx));
    Str message;
    Config *config;
    assert_ok(config_load(m->a, NULL, &config, &message));
    m->app = (App){ .clock = clock_fixed(&m->now),
        .slices = table,
        .site = &site,
        .config = config,
        .keys = test_keys(),
        .random = test_random() };
    m->log = str_cat(m->a, test_dir(state), S("/log"));
    int fd = open(m->log.p, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_ok(log_new(fd, false, m->app.clock, &m->app.log));
    assert_ok(snapshots_new(table, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
}

static void fini(Monde *m)
{
    snapshots_free(m->app.snapshots);
    log_free(m->app.log);
    arena_free(m->a);
}

#define assert_has(text, what) assert_true(str_has((text), S(what)))
#define SENT                                                                                                           \
    "lieu=a&lieu2=b&besoin=Aide+aux+d%C3%A9marches+administratives&de=Accueil&notes=Secret+de+Zo%C3%A9%0D%0ASes+"      \
    "papiers"

static void what_it_shows(void **state)
{
    Monde m;
    monde(state, &m);
    HttpAnswer h = http_call(&m.app, m.db, m.a, "GET", "/orientation?lieu=a", NULL, STR_NONE);
    assert_int_equal(h.status, 200);
    assert_has(h.body, "Médiathèque, Brou");
    h = test_post(&m.app, m.db, m.a, NULL, "/orientation?lieu=a", "/orientation", SENT);
    assert_int_equal(h.status, 200);
    assert_has(h.body, "<p>Secret de Zoé</p>");
    assert_has(h.body, "<p>Ses papiers</p>");
    assert_has(h.body, "Mairie");
    assert_has(h.body, "De la part de");
    assert_has(http_answer_header(&h, "Cache-Control"), "no-store");
    h = test_post(&m.app, m.db, m.a, NULL, "/orientation?lieu=a", "/orientation/pdf", SENT);
    assert_int_equal(h.status, 200);
    assert_str_equal(http_answer_header(&h, "Content-Type"), S("application/pdf"));
    assert_has(h.body, "%PDF-");
    h = test_post(&m.app, m.db, m.a, NULL, "/orientation?lieu=a", "/orientation", "lieu=zzz&notes=Secret");
    assert_int_equal(h.status, 400);
    assert_has(h.body, "n’est plus dans l’annuaire");
    assert_has(h.body, "Secret</textarea>");
    h = http_call(&m.app, m.db, m.a, "POST", "/orientation", NULL, S("lieu=a"));
    assert_true(h.status >= 400);
    fini(&m);
}

/* Not one statement reaches the database, and the log says nothing of what was typed. */
static void nothing_stays(void **state)
{
    Monde m;
    monde(state, &m);
    (void)db_fault_at(m.db, 0);
    HttpAnswer h = test_post(&m.app, m.db, m.a, NULL, "/orientation?lieu=a", "/orientation", SENT);
    assert_int_equal(h.status, 200);
    h = test_post(&m.app, m.db, m.a, NULL, "/orientation?lieu=a", "/orientation/pdf", SENT);
    assert_int_equal(h.status, 200);
    assert_int_equal(db_fault_at(m.db, 0), 0);
    log_line(m.app.log, LOG_INFO, "temoin", LS("essai", "Témoin"));
    Str log = test_read(m.a, m.log);
    assert_has(log, "Témoin");
    assert_false(str_has(log, S("Secret")));
    assert_false(str_has(log, S("papiers")));
    fini(&m);
}

/* The longest notes, as ordinary words, and two places. */
static void one_page(void **state)
{
    Monde m;
    monde(state, &m);
    BUF body = buf_new(64 * KIB);
    buf_put(&body, S("lieu=a&lieu2=b&de=Accueil+de+la+mairie&rendez_vous=mardi+10+mars&notes="));
    for (int i = 0; i < ORIENTATION_NOTES_MAX / 10; i++)
        buf_put(&body, S("des+papier+"));
    HttpAnswer h = test_post(&m.app, m.db, m.a, NULL, "/orientation?lieu=a", "/orientation/pdf",
        str_dup(m.a, str_slice(buf_str(&body), 0, 1500)).p);
    assert_int_equal(h.status, 200);
    Str path = str_cat(m.a, test_dir(state), S("/x.pdf"));
    test_write(path, h.body);
    if (access("/usr/bin/pdfinfo", X_OK) != 0)
        test_skip("poppler-utils manque");
    FILE *f = popen(str_format(m.a, "pdfinfo '%.*s'", STR_ARG(path)).p, "r");
    char z[4096];
    size_t n = fread(z, 1, sizeof z, f);
    assert_int_equal(pclose(f), 0);
    Str info = str_of(z, n);
    assert_has(info, "Pages:           1\n");
    assert_has(info, "Tagged:          yes");
    fini(&m);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(what_it_shows),
        cmocka_unit_test(nothing_stays),
        cmocka_unit_test(one_page),
    };
    return SUITE_MAIN("orientation", true, all);
}
