// SPDX-License-Identifier: AGPL-3.0-or-later
/* One question on leaving: who may make its address, what is kept of an answer, what a robot or a stranger gets. */
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/satisfaction/satisfaction.h"

static const Slice *const table[] = { &slice_satisfaction, NULL };

static World *satisfaction_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    return w;
}
#define SATISFACTION WORLD

static Acteur referent(const World *w)
{
    return (Acteur){ .personne_id = w->zoe.id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = w->voves.uid,
        .role_cle = S("referent") };
}

static void an_address_is_one_s_own(void **state)
{
    SATISFACTION w = satisfaction_new(state);
    const Acteur zoe = referent(w);
    Str first, same, other;
    Structure s;
    assert_ok(avis_adresse_lire(w->db, w->a, w->voves.id, &first));
    assert_true(str_is_none(first));
    assert_int_equal(avis_adresse(w->db, w->a, &zoe, w->now, w->app.random, &w->brou, false, &other), ERR_NOT_FOUND);
    assert_ok(avis_adresse(w->db, w->a, &zoe, w->now, w->app.random, &w->voves, false, &first));
    assert_ok(avis_adresse(w->db, w->a, &zoe, w->now, w->app.random, &w->voves, false, &same));
    assert_str_equal(same, first);
    assert_ok(avis_structure(w->db, w->a, first, &s));
    assert_str_equal(s.uid, w->voves.uid);
    assert_ok(avis_adresse(w->db, w->a, &zoe, w->now, w->app.random, &w->voves, true, &other));
    assert_int_equal(avis_structure(w->db, w->a, first, &s), ERR_NOT_FOUND);
    assert_int_equal(avis_donner(w->db, w->a, w->now, first, 5, (OptI64){ 0 }), ERR_NOT_FOUND);
    assert_int_equal(written(w, "satisfaction.adresse"), 2);
}

static void answers_are_counted(void **state)
{
    SATISFACTION w = satisfaction_new(state);
    const Acteur zoe = referent(w);
    Str at;
    AvisChiffres c;
    const Date today = date_paris(w->now);
    assert_ok(avis_adresse(w->db, w->a, &zoe, w->now, w->app.random, &w->voves, false, &at));
    assert_ok(avis_donner(w->db, w->a, w->now, at, 5, (OptI64){ true, 1 }));
    assert_ok(avis_donner(w->db, w->a, w->now, at, 4, (OptI64){ 0 }));
    assert_ok(avis_donner(w->db, w->a, w->now, at, 1, (OptI64){ true, 0 }));
    assert_ok(avis_donner(w->db, w->a, w->now - (int64_t)400 * DAY, at, 1, (OptI64){ 0 }));
    assert_int_equal(avis_donner(w->db, w->a, w->now, at, 6, (OptI64){ 0 }), ERR_INVALID);
    assert_int_equal(avis_donner(w->db, w->a, w->now, at, 0, (OptI64){ 0 }), ERR_INVALID);
    assert_ok(avis_compter(w->db, w->voves.id, (Date){ today.days - 365 }, &c));
    assert_int_equal(c.reponses, 3);
    assert_int_equal(c.satisfaits, 2);
    assert_int_equal(c.recommandent, 1);
    assert_int_equal(c.recommande_dits, 2);
    assert_int_equal(c.notes[4], 1);
    assert_ok(avis_compter(w->db, w->brou.id, (Date){ 0 }, &c));
    assert_int_equal(c.reponses, 0);
}

static HttpAnswer answer(World *w, Str at, const char *said)
{
    const char *cookie = test_form_cookie();
    Str body = str_format(w->a, "%s&jeton=%.*s", said, STR_ARG(test_token(&w->app, w->a, cookie)));
    return http_call(&w->app, w->db, w->a, "POST", url(w, "/avis/UID", at), cookie, body);
}

static void from_the_wall_to_the_figures(void **state)
{
    SATISFACTION w = satisfaction_new(state);
    Str at;
    HttpAnswer h = get(w, w->ref_voves, "/satisfaction");
    has(&h, "Aucune réponse encore");
    has(&h, "Faire la page et son code");
    h = post(w, w->ref_voves, "/satisfaction/adresse", "");
    assert_int_equal(h.status, 303);
    assert_ok(avis_adresse_lire(w->db, w->a, w->voves.id, &at));
    h = get(w, w->ref_voves, "/satisfaction");
    has(&h, "demandez à son administrateur"); /* nobody knows where the site is: a path alone is no code */
    has_not(&h, "Code QR de la page d’avis");
    w->site.url = S("https://ensemble.exemple.fr");
    h = get(w, w->ref_voves, "/satisfaction");
    has(&h, "Code QR de la page d’avis");
    has(&h, url(w, "https://ensemble.exemple.fr/avis/UID", at));
    h = get(w, NULL, "/avis/inconnu");
    assert_int_equal(h.status, 404);
    h = get(w, NULL, url(w, "/avis/UID", at));
    has(&h, "Maison du numérique");
    has_not(&h, "Tom");
    h = answer(w, at, "recommande=1");
    assert_int_equal(h.status, 400);
    has(&h, "id=\"titre-erreurs\"");
    h = answer(w, at, "note=5&recommande=1");
    assert_int_equal(h.status, 303);
    h = get(w, NULL, url(w, "/avis/UID?fait=merci", at));
    has(&h, "Merci");
    h = get(w, w->ref_voves, "/satisfaction");
    has(&h, "100\u00A0%");
    h = get(w, w->ref_brou, "/satisfaction");
    has(&h, "Aucune réponse encore");
    has_not(&h, "Code QR");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(an_address_is_one_s_own),
        cmocka_unit_test(answers_are_counted),
        cmocka_unit_test(from_the_wall_to_the_figures),
    };
    return SUITE_MAIN("satisfaction", true, all);
}
