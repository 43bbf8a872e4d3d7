// SPDX-License-Identifier: AGPL-3.0-or-later
/* Who confirms the levels of which places, and what is shown of it; both engines. */
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/lieux/lieux.h"
#include "domain/niveaux/niveaux.h"
#include "domain/territoire/territoire.h"
#include "lieux_sql.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, &slice_niveaux, NULL };

static void place(World *w, Str id, Str commune, Str insee)
{
    const SqlLieuInsertArgs l = { .id = id,
        .pivot = S("00000000000000"),
        .nom = str_cat(w->a, S("Lieu de "), commune),
        .commune = commune,
        .code_postal = S("28160"),
        .code_insee = insee,
        .adresse = S("1 rue des Essais"),
        .date_maj = S("2026-01-01"),
        .services = S("Aide aux démarches administratives"),
        .origine = S("essai"),
        .empreinte = S("x") };
    assert_ok(sql_lieu_insert(w->db, &l));
}

static World *niveaux_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    place(w, S("brou"), S("Brou"), S("28061"));
    place(w, S("voves"), S("Voves"), S("28422"));
    place(w, S("ailleurs"), S("Orléans"), S("45234"));
    const Acteur admin = { .role = ROLE_ADMINISTRATEUR, .portee = S("instance"), .personne_id = w->lea.id.v };
    assert_ok(structure_lier(w->db, w->a, &admin, NOW, w->brou.id, S("brou"), true));
    assert_ok(structure_lier(w->db, w->a, &admin, NOW, w->voves.id, S("voves"), true));
    assert_ok(snapshots_new(table, &w->app.snapshots));
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    return w;
}

static void niveaux_fini(World *w)
{
    snapshots_free(w->app.snapshots);
}

static void scope_decides_which_places(void **state)
{
    WORLD w = niveaux_new(state);
    static const struct {
        const char *lieu;
        bool admin, coordinateur, ref_brou, ref_voves;
    } rows[] = {
        { "/lieux/brou/niveau", true, true, true, false },
        { "/lieux/voves/niveau", true, true, false, true },
        { "/lieux/ailleurs/niveau", true, false, false, false },
        { "/lieux/inconnu/niveau", false, false, false, false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(get(w, w->admin, rows[i].lieu).status, rows[i].admin ? 200 : 404);
        assert_int_equal(get(w, w->coordinateur, rows[i].lieu).status, rows[i].coordinateur ? 200 : 404);
        assert_int_equal(get(w, w->ref_brou, rows[i].lieu).status, rows[i].ref_brou ? 200 : 404);
        assert_int_equal(get(w, w->ref_voves, rows[i].lieu).status, rows[i].ref_voves ? 200 : 404);
    }
    HttpAnswer h = post(w, w->ref_voves, "/lieux/brou/niveau", "niveau=orientation&version=0");
    assert_int_equal(h.status, 404);
    assert_int_equal(written(w, "lieu.niveau"), 0);
    niveaux_fini(w);
}

static void a_confirmation_is_shown_and_journalled(void **state)
{
    WORLD w = niveaux_new(state);
    HttpAnswer h = get(w, NULL, "/lieux/brou");
    has(&h, "Aide ponctuelle");
    has(&h, "Déduit de ce que le lieu déclare.");
    h = get(w, w->ref_brou, "/lieux/brou/niveau");
    has(&h, "value=\"aide-ponctuelle\" checked");
    h = post(w, w->ref_brou, "/lieux/brou/niveau", "niveau=orientation&niveau=formation-ateliers&version=0");
    leads_to(&h, "/lieux/brou/niveau?fait=confirme");
    assert_int_equal(written(w, "lieu.niveau"), 1);
    h = post(w, w->ref_brou, "/lieux/brou/niveau", "niveau=acces-libre&version=0");
    assert_int_equal(h.status, 400);
    has(&h, "vient de confirmer ces niveaux");
    has(&h, "value=\"acces-libre\" checked");
    h = post(w, w->ref_brou, "/lieux/brou/niveau", "niveau=zzz&version=1");
    assert_int_equal(h.status, 400);
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    h = get(w, NULL, "/lieux/brou");
    has(&h, "Formation et ateliers");
    has(&h, "Confirmé par le lieu le");
    h = get(w, NULL, "/lieux?niveau=formation-ateliers");
    has(&h, "Lieu de Brou");
    has_not(&h, "Lieu de Voves");
    h = get(w, NULL, "/api/v1/lieux/brou");
    has(&h, "\"niveaux\":[\"orientation\",\"formation-ateliers\"],\"niveaux_confirmes\":true");
    h = get(w, NULL, "/api/v1/lieux?niveau=aide-ponctuelle");
    has(&h, "\"total\":2");
    h = get(w, NULL, "/niveaux");
    has(&h, "href=\"/lieux?niveau=formation-ateliers\"");
    has(&h, "1\xC2\xA0lieu l’a confirmé sur 3.");
    h = post(w, w->ref_brou, "/lieux/brou/niveau", "version=1");       /* nothing at all may be confirmed too */
    leads_to(&h, "/lieux/brou/niveau?fait=confirme");
    niveaux_fini(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scope_decides_which_places),
        cmocka_unit_test(a_confirmation_is_shown_and_journalled),
    };
    return SUITE_MAIN("niveaux", true, tests);
}
