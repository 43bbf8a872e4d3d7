// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The whole site, as `servir` makes it, for the walks over every route: all slices, their router, their snapshots, a
 * writer in the caller's thread, and the doors of support/session.h.
 *
 *     Str url = demonstration_url(state, false);
 *     site_make(a, db, environment, clock_real(), &site, &app, &router);
 *     assert_ok(snapshots_refresh(app.snapshots, db));
 *     ...
 *     site_unmake(&app);
 */
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "app/app_slices.h"
#include "core/app.h"
#include "core/cli/cli.h"
#include "core/http/router.h"
#include "domain/site/site.h"
#include "support/session.h"
#include "support/suite.h"
#include "web/assets.h"

static inline void demonstration_make(Str url, bool activites)
{
    static char *const nowhere[] = { NULL };
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    const Str argv[] = { S("--db"), url, S("demo"), S("--sans-activites") };
    const CliStreams io = { nothing, nothing, nothing, AT_FDCWD };
    const CliProgram program = { .slices = all_slices, .environ_ = nowhere };
    int code = cli_main(&program, &io, argv, activites ? 3 : 4);
    close(nothing);
    assert_int_equal(code, 0);
}

static inline void demonstration_whole(Str url)
{
    demonstration_make(url, true);
}

static inline void demonstration_bare(Str url)
{
    demonstration_make(url, false);
}

/* A copy of what `ensemble demo` makes, with its 57,022 records or without. */
static inline Str demonstration_url(void **state, bool activites)
{
    return test_db_copy(state, activites ? demonstration_whole : demonstration_bare);
}

/* Snapshots are there, not yet built. */
static inline void site_make(Arena *a, Db *db, char *const *environment, Clock clock, Site *site, App *ret,
    Router **ret_router)
{
    Config *config = NULL;
    Snapshots *snapshots = NULL;
    Writer *writer = NULL;
    Str message = STR_NONE;
    assert_ok(config_load(a, environment, &config, &message));
    assert_ok(site_from_config(config, a, site));
    assert_ok(snapshots_new(all_slices, &snapshots));
    assert_ok(writer_inline(db, &writer));
    *ret = (App){ .config = config,
        .clock = clock,
        .snapshots = snapshots,
        .slices = all_slices,
        .site = site,
        .demonstration = site_demonstration,
        .error_page = site_error_page,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
        .bearer = test_bearer,
        .signin = "/connexion",
        .writer = writer,
        .assets = assets };
    assert_ok(router_new(a, all_slices, assets, ret_router, &message));
}

static inline void site_unmake(App *app)
{
    snapshots_free(app->snapshots);
    writer_free(app->writer);
}
