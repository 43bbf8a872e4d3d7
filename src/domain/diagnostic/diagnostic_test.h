// SPDX-License-Identifier: AGPL-3.0-or-later
/* A territory, populations and scores small enough to be added by hand, for the suites of this slice. */
#pragma once

#include "core/slice.h"
#include "domain/diagnostic/import.h"
#include "domain/territoire/charge_test.h"
#include "support/suite.h"

static const int64_t TEST_NOW = 1795000000;

/* 99013 and 99014 have merged into 99003; 99009 is gone and nothing says where. Three communes make an EPCI. */
static const char test_communes[] =
    "[{\"code\":\"99001\",\"nom\":\"Un\",\"departement\":\"99\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99002\",\"nom\":\"Deux\",\"departement\":\"99\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99003\",\"nom\":\"Trois\",\"departement\":\"99\",\"region\":\"24\",\"type\":\"commune-actuelle\","
    "\"anciensCodes\":[\"99013\",\"99014\"]}]";
static const char test_epci[] = "[{\"code\":\"200000001\",\"nom\":\"CC des Trois\",\"type\":\"CC\",\"membres\":["
                                "{\"code\":\"99001\"},{\"code\":\"99002\"},{\"code\":\"99003\"}]}]";
static const char test_populations[] = "code,nom,departement,epci,pop_a,pop_b\n"
                                       "99001,Un,99,200000001,500,400\n"
                                       "99002,Deux,99,200000001,1500,1600\n"
                                       "99003,Trois,99,200000001,1000,1800\n"
                                       "99013,Vieux-Bourg,99,,300,\n"
                                       "99014,Vieux-Moulin,99,,200,\n"
                                       "99009,Perdue,99,,100,\n"
                                       "88001,Ailleurs,88,,1000,1000\n";
#define TEST_IFN_HEAD                                                                                                  \
    "name,division,code,no_thd_coverage_rate,no_4g_coverage_rate,poverty_rate,older_65_rate,nscol15p_rate,total\n"
static const char test_ifn[] = TEST_IFN_HEAD "Un,city,99001,2.0,5.0,4.0,6.0,8.0,5.0\n"
                                             "Deux,city,99002,6.0,5.0,2.0,4.0,3.0,4.0\n"
                                             "Trois,city,99003,4.0,7.0,6.0,5.0,3.0,5.0\n"
                                             "Vieux-Bourg,city,99013,10.0,5.0,3.0,1.0,7.0,5.2\n"
                                             "Vieux-Moulin,city,99014,,,,,,\n"
                                             "Perdue,city,99009,1.0,5.0,1.0,1.0,2.0,2.0\n"
                                             "Ailleurs,city,88001,1.0,5.0,1.0,1.0,1.0,1.8\n";

typedef struct Fixture {
    Db *db;
    Arena *a;
    Snapshots *all;
    SnapshotView *view;
    const Diagnostic *d;
    const Territoire *t;
} Fixture;

static inline void fixture_done(Fixture *f)
{
    snapshot_view_free(f->view);
    snapshots_free(f->all);
    arena_free(f->a);
}
#define FIXTURE __attribute__((cleanup(fixture_done))) Fixture

static inline Fixture fixture_new(void **state)
{
    static const Slice *const slices[] = { &slice_territoire, &slice_diagnostic, NULL };
    Fixture f = { .db = test_db(state), .a = arena_new(1024 * MIB) };
    assert_ok(snapshots_new(slices, &f.all));
    return f;
}

static inline void refresh(Fixture *f)
{
    snapshot_view_free(f->view);
    assert_ok(snapshots_refresh(f->all, f->db));
    f->view = snapshot_view(f->all);
    f->d = snapshot_get(f->view, &diagnostic_snapshot);
    f->t = snapshot_get(f->view, &territoire_snapshot);
    assert_non_null(f->d);
}

static inline void load_territoire(Fixture *f, Str communes, Str epci, Str departements)
{
    territoire_charge(f->db, f->a, TEST_NOW,
        &(TerritoireEssai){ .communes = communes, .epci = epci, .departements = departements });
}

static inline Rapport load_populations(Fixture *f, Str octets, const char *fichier)
{
    Populations p = { .fichier = str_from(fichier), .source = S("essai"), .licence = S("essai") };
    Rapport r = { .fichier = p.fichier };
    Str message = STR_NONE;
    if (populations_read(f->a, octets, &p, &r, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    assert_ok(populations_apply(f->db, f->a, &p, &r, TEST_NOW));
    return r;
}

static inline Rapport load_ifn(Fixture *f, Str octets, const char *millesime, const char *poids)
{
    Ifn x = { .fichier = str_dup(f->a, str_from(millesime)),
        .millesime = str_from(millesime),
        .poids = str_from(poids),
        .source = S("indice d’essai"),
        .licence = S("essai") };
    Rapport r = { .fichier = x.fichier };
    Str message = STR_NONE;
    if (ifn_read(f->a, octets, &x, &r, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    assert_ok(ifn_apply(f->db, f->a, &x, &r, TEST_NOW));
    return r;
}

/* Invented scores, of a later day than the real ones; after the populations. */
static inline void load_ifn_fictif(Fixture *f, Str octets)
{
    Ifn x = { .fichier = S("inventé"),
        .millesime = S("2024-06-05"),
        .poids = S("pop_a"),
        .licence = S("essai"),
        .source = S("Démonstration (données inventées)"),
        .fictif = true };
    Rapport r = { 0 };
    Str message = STR_NONE;
    assert_ok(ifn_read(f->a, octets, &x, &r, &message));
    assert_ok(ifn_apply(f->db, f->a, &x, &r, TEST_NOW));
}

static inline void load_small(Fixture *f)
{
    load_territoire(f, str_from(test_communes), str_from(test_epci), STR_NONE);
    load_populations(f, str_from(test_populations), "populations.csv");
    load_ifn(f, str_from(test_ifn), "2023-08-24", "pop_a");
    refresh(f);
}

static inline Agregat means_with(Fixture *f, const char *zone, const char *poids, Choix choix)
{
    Zone z;
    Agregat g;
    Str message = STR_NONE;
    if (zone_find(f->d, f->a, str_from(zone), &z, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    int p = diagnostic_poids_find(f->d, str_from(poids));
    assert_true(p >= 0);
    diagnostic_agreger(f->d, &z, p, choix, &g);
    return g;
}

static inline Agregat means(Fixture *f, const char *zone, const char *poids)
{
    return means_with(f, zone, poids, diagnostic_coeur(f->d));
}
