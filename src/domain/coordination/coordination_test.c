// SPDX-License-Identifier: AGPL-3.0-or-later
/* Words of the national tool, the rules of the three kinds, who sees what, the way from the list to a record and back. */
#include <string.h>

#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/coordination/coordination.h"

static const Slice *const table[] = { &slice_coordination, NULL };

static World *coordination_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    return w;
}
#define COORDINATION WORLD

static Coordination animation(const World *w)
{
    return (Coordination){ .genre = COORDINATION_ANIMATION,
        .jour = date_paris(w->now),
        .nom = S("Réseau des médiateurs"),
        .echelon = S("departemental"),
        .duree_min = 90,
        .mediateurs = 12,
        .type = S("echange"),
        .type_autre = S(""),
        .initiative = S("initiative"),
        .themes = S("partage|reseau"),
        .organisateurs = S(""),
        .natures = S(""),
        .partenaires = S(""),
        .action = S(""),
        .note = S("") };
}

static void words_are_those_of_the_national_tool(void **state)
{
    (void)state;
    const Choice *const all[] = { animation_types, animation_themes, evenement_types, organisateurs,
        partenariat_natures, coordination_echelons, initiatives };
    static const int counts[] = { 7, 6, 5, 11, 5, 5, 2 };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int n = 0;
        while (!str_is_none(all[i][n].value))
            n++;
        assert_int_equal(n, counts[i]);
    }
}

static void faulty(const World *w, Coordination x, const char *where)
{
    const char *field = NULL, *message = NULL;
    assert_true(coordination_faute(&x, date_paris(w->now), &field, &message));
    assert_string_equal(field, where);
}

static void what_is_missing_is_told(void **state)
{
    COORDINATION w = coordination_new(state);
    const char *field, *message;
    Coordination x = animation(w);
    assert_false(coordination_faute(&x, date_paris(w->now), &field, &message));
    x.mediateurs = 0;
    faulty(w, x, "mediateurs");
    x = animation(w);
    x.themes = S("");
    faulty(w, x, "themes");
    x = animation(w);
    x.jour.days++;
    faulty(w, x, "jour");
    x = animation(w);
    x.genre = COORDINATION_EVENEMENT;
    faulty(w, x, "organisateurs");
    x.organisateurs = S("hub");
    assert_false(coordination_faute(&x, date_paris(w->now), &field, &message));
    x.genre = COORDINATION_PARTENARIAT;
    faulty(w, x, "natures");
    x.natures = S("rdv_elu");
    faulty(w, x, "partenaires");
}

static void one_scope_does_not_see_another(void **state)
{
    COORDINATION w = coordination_new(state);
    const Acteur lea = { .personne_id = w->lea.id.v,
        .role = ROLE_COORDINATEUR,
        .portee = S("departement"),
        .code = S("28") };
    const Acteur max = { .personne_id = w->max.id.v,
        .role = ROLE_COORDINATEUR,
        .portee = S("departement"),
        .code = S("28") };
    const Acteur zoe = { .personne_id = w->zoe.id.v,
        .role = ROLE_COORDINATEUR,
        .portee = S("departement"),
        .code = S("45") };
    const Acteur all = { .personne_id = w->tom.id.v, .role = ROLE_ADMINISTRATEUR, .portee = S("instance") };
    const Coordination x = animation(w), *l;
    Coordination got;
    Str uid, again;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(coordination_ecrire(w->db, w->a, &lea, w->now, w->app.random, &x, S("cle-1"), &uid));
    assert_ok(coordination_ecrire(w->db, w->a, &lea, w->now, w->app.random, &x, S("cle-1"), &again));
    assert_str_equal(again, uid);
    assert_ok(coordination_ouvrir(w->db, w->a, &max, uid, &got));
    assert_int_equal(got.mediateurs, 12);
    assert_str_equal(got.themes, S("partage|reseau"));
    assert_int_equal(coordination_ouvrir(w->db, w->a, &zoe, uid, &got), ERR_NOT_FOUND);
    assert_int_equal(coordination_modifier(w->db, w->a, &zoe, w->now, uid, 1, &x), ERR_NOT_FOUND);
    assert_int_equal(coordination_supprimer(w->db, w->a, &zoe, w->now, uid, true), ERR_NOT_FOUND);
    assert_ok(coordinations_lister(w->db, w->a, &zoe, -1, false, 1, &l, &n, &total));
    assert_int_equal(total, 0);
    assert_ok(coordinations_lister(w->db, w->a, &all, COORDINATION_ANIMATION, false, 1, &l, &n, &total));
    assert_int_equal(total, 1);
    assert_ok(coordination_modifier(w->db, w->a, &max, w->now, uid, 1, &x));
    assert_int_equal(coordination_modifier(w->db, w->a, &max, w->now, uid, 1, &x), ERR_CONFLICT);
    assert_int_equal(written(w, "coordination.creer"), 1);
}

static void from_the_page_and_back(void **state)
{
    COORDINATION w = coordination_new(state);
    const char *max = world_session(w, w->max.id, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28"));
    HttpAnswer h = get(w, max, "/coordination");
    has(&h, "Aucune fiche encore");
    h = get(w, max, "/coordination/saisir?genre=evenement");
    has(&h, "Sorte d’évènement");
    h = post(w, max, "/coordination/saisir", "genre=evenement&jour=2026-11-20&echelon=communal");
    assert_int_equal(h.status, 400);
    has(&h, "Choisissez la sorte");
    const char *said = "genre=evenement&jour=2026-11-20&echelon=communal&forme=nec_local&organisateurs=hub"
                       "&organisateurs=etat&participants=80&nom=NEC+local&cle=k1";
    h = post(w, max, "/coordination/saisir", str_format(w->a, "%s&action=9.99", said).p);
    assert_int_equal(h.status, 400);
    has(&h, "Le plan n’a pas d’action");
    h = post(w, max, "/coordination/saisir", said);
    assert_int_equal(h.status, 303);
    Str to = http_answer_header(&h, "Location");
    const char *sheet = str_dup(w->a, str_slice(to, 0, str_find(to, 0, S("&fait=")))).p;
    const char *uid = strstr(sheet, "fiche=");
    h = get(w, max, sheet);
    has(&h, "Hub, État");
    has(&h, "80");
    h = post(w, max, "/coordination/modifier", str_format(w->a, "%s&version=1&%s&note=Bilan", uid, said).p);
    assert_int_equal(h.status, 303);
    h = post(w, max, "/coordination/supprimer", uid);
    assert_int_equal(h.status, 303);
    h = get(w, max, "/coordination");
    has(&h, "Aucune fiche encore");
    h = get(w, max, "/coordination?supprimees=1");
    has(&h, "NEC local");
    post(w, max, "/coordination/retablir", uid);
    h = get(w, max, sheet);
    has(&h, "Bilan");
    has(&h, "Supprimer cette fiche");
    h = get(w, w->ref_voves, "/coordination");
    assert_int_equal(h.status, 403);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(words_are_those_of_the_national_tool),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(one_scope_does_not_see_another),
        cmocka_unit_test(from_the_page_and_back),
    };
    return SUITE_MAIN("coordination", true, all);
}
