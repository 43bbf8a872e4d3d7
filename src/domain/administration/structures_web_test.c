// SPDX-License-Identifier: AGPL-3.0-or-later
/* Pages of structures: who sees which, what is refused and kept in the form, what a merge shows before it is done. */
#include "domain/administration/administration_test.h"

#define LISTE "/administration/structures"
#define NOUVELLE "/administration/structures/nouvelle"
#define FICHE "/administration/structures/UID"

static void the_list_is_that_of_the_scope(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, w->admin, LISTE);
    assert_int_equal(h.status, 200);
    has(&h, "2\u00A0structures");
    has(&h, "Inscrire une structure</a>");
    h = get(w, w->ref_voves, LISTE);
    has(&h, "1\u00A0structure,");
    has(&h, w->voves.uid.p);
    has_not(&h, w->brou.uid.p);
    has_not(&h, "Inscrire une structure</a>");
    h = get(w, w->ref_voves, LISTE "?q=maison");
    has(&h, "1\u00A0structure,");
    has_not(&h, w->brou.uid.p);
    h = get(w, w->admin, LISTE "?q=13002526500013");
    has(&h, w->brou.uid.p);
    has_not(&h, w->voves.uid.p);
    h = get(w, w->admin, LISTE "?q=zzz");
    has(&h, "Aucune structure ne répond à cette recherche");
    h = get(w, w->admin, LISTE "?page=7");
    has(&h, "Cette page de la liste n’existe pas");
}

static void another_s_structure_does_not_exist(void **state)
{
    WORLD w = world_new(state);
    static const char *const pages[] = { FICHE, FICHE "/modifier" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_int_equal(get(w, w->ref_voves, url(w, pages[i], w->voves.uid)).status, 200);
        assert_int_equal(get(w, w->ref_voves, url(w, pages[i], w->brou.uid)).status, 404);
        assert_int_equal(get(w, w->admin, url(w, pages[i], S("inconnu"))).status, 404);
    }
    static const char *const actions[] = { "/modifier", "/lieux", "/lieux/retirer" };
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        const char *target = str_cat(w->a, str_from(url(w, FICHE, w->brou.uid)), str_from(actions[i])).p;
        assert_int_equal(post(w, w->ref_voves, target, "nom=A&commune=28061&version=1&lieu=x").status, 404);
    }
    assert_int_equal(written(w, "structure.modifier"), 0);
    assert_int_equal(get(w, w->ref_voves, url(w, FICHE "/fusion", w->voves.uid)).status, 403);
}

static void the_sheet_shows_what_it_is(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, w->ref_voves, url(w, FICHE, w->voves.uid));
    has(&h, "<h1>Maison du numérique</h1>");
    has(&h, "France Services");
    has(&h, "Tom Petit</a>");
    has(&h, "Zoé Durand</a>");
    has_not(&h, "Max Durand");
    has(&h, "Aucun lieu de l’annuaire n’est rattaché");
    has_not(&h, "role=\"status\"");
    assert_int_equal(written(w, "structure.voir"), 1); /* names were read */
    h = get(w, w->admin, url(w, FICHE "?fait=creee", w->brou.uid));
    has(&h, "role=\"status\"><p>La structure est créée.</p>");
    has(&h, "130\u00A0025\u00A0265\u00A000013");
    h = get(w, w->admin, url(w, FICHE "?fait=nimporte", w->brou.uid));
    assert_int_equal(h.status, 200);
    has_not(&h, "role=\"status\"");
}

static void one_is_made(void **state)
{
    WORLD w = world_new(state);
    assert_int_equal(get(w, w->coordinateur, NOUVELLE).status, 200);
    HttpAnswer h = post(w, w->coordinateur, NOUVELLE, "nom=Mairie+de+Brou&commune=28061&siret=&dispositifs=autre");
    assert_int_equal(h.status, 303);
    Str to = str_dup(w->a, http_answer_header(&h, "Location"));
    assert_true(str_starts(to, S(LISTE "/")) && str_ends(to, S("?fait=creee")));
    h = get(w, w->coordinateur, to.p);
    has(&h, "<h1>Mairie de Brou</h1>");
    has(&h, "La structure est créée.");
    has(&h, "Autres professionnels");
    assert_int_equal(post(w, w->ref_brou, NOUVELLE, "nom=X&commune=28061").status, 403);
}

static void faults_are_told_and_what_was_typed_is_kept(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = post(w, w->admin, NOUVELLE, "nom=&commune=Nulle+part&siret=13002526500014&dispositifs=autre");
    assert_int_equal(h.status, 400);
    has(&h, "Il reste 3 points à corriger");
    has(&h, "Ce numéro n’est pas un SIRET");
    has(&h, "value=\"13002526500014\"");
    has(&h, "value=\"Nulle part\"");
    has(&h, "value=\"autre\" checked");
    h = post(w, w->admin, NOUVELLE, "nom=Autre+nom&commune=28061&siret=130+025+265+00013&autre=1");
    assert_int_equal(h.status, 400);
    has(&h, "Ce SIRET est déjà celui d’une autre structure.");
    h = post(w, w->coordinateur, NOUVELLE, "nom=Ailleurs&commune=37038");
    assert_int_equal(h.status, 400);
    assert_int_equal(written(w, "structure.creer"), 2); /* those of the beginning */
}

static void one_that_looks_alike_is_shown_first(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = post(w, w->admin, NOUVELLE, "nom=maison+DU+numerique&commune=28061");
    assert_int_equal(h.status, 400);
    has(&h, "Elle est peut-être déjà inscrite");
    has(&h, w->brou.uid.p);
    has(&h, w->voves.uid.p);
    h = post(w, w->admin, NOUVELLE, "nom=maison+DU+numerique&commune=28061&autre=1");
    assert_int_equal(h.status, 303);
    const char *ailleurs = world_session(w, (PersonneId){ 901 }, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("37"));
    h = post(w, ailleurs, NOUVELLE, "nom=Maison+du+num%C3%A9rique&commune=37038");
    assert_int_equal(h.status, 303);               /* those of another scope are not told */
}

static void one_is_mended(void **state)
{
    WORLD w = world_new(state);
    const char *page = url(w, FICHE "/modifier", w->voves.uid);
    HttpAnswer h = get(w, w->ref_voves, page);
    assert_str_equal(test_field(h.body, "version"), S("1"));
    assert_str_equal(test_field(h.body, "nom"), S("Maison du numérique"));
    assert_str_equal(test_field(h.body, "commune"), S("28422"));
    h = post(w, w->ref_voves, page, "nom=Espace+num%C3%A9rique&commune=28422&version=1");
    leads_to(&h, url(w, FICHE "?fait=modifiee", w->voves.uid));
    h = get(w, w->ref_voves, url(w, FICHE "?fait=modifiee", w->voves.uid));
    has(&h, "<h1>Espace numérique</h1>");
    has(&h, "Vos changements sont enregistrés.");
    h = post(w, w->ref_voves, page, "nom=Autre&commune=28422&version=1");
    assert_int_equal(h.status, 400);
    has(&h, "Quelqu’un a modifié cette fiche");
    has(&h, "value=\"Autre\"");
    h = post(w, w->ref_voves, page, "nom=Autre&commune=28422&version=2&siret=13002526500013");
    assert_int_equal(h.status, 400);
    has(&h, "Ce SIRET est déjà celui d’une autre structure.");
}

static void a_place_that_nobody_knows_is_not_linked(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = post(w, w->ref_voves, url(w, FICHE "/lieux", w->voves.uid), "lieu=https%3A%2F%2Fx.fr%2Flieux%2Fzz");
    assert_int_equal(h.status, 400);
    has(&h, "L’annuaire ne connaît pas ce lieu");
    has(&h, "value=\"https://x.fr/lieux/zz\"");
    h = post(w, w->ref_voves, url(w, FICHE "/lieux", w->voves.uid), "lieu=");
    has(&h, "Donnez l’adresse de la fiche du lieu");
    TX tx = tx_begin(w->db, HERE);
    assert_ok(structure_lier(w->db, w->a, NULL, NOW, w->voves.id, S("Coop-9"), true));
    assert_ok(tx_commit(&tx));
    h = get(w, w->ref_voves, url(w, FICHE, w->voves.uid));
    has(&h, "<code>Coop-9</code>");
    h = post(w, w->ref_voves, url(w, FICHE "/lieux/retirer", w->voves.uid), "lieu=Coop-9");
    leads_to(&h, url(w, FICHE "?fait=lieu-retire", w->voves.uid));
    h = get(w, w->ref_voves, url(w, FICHE, w->voves.uid));
    has_not(&h, "Coop-9");
}

static void a_merge_is_shown_then_done(void **state)
{
    WORLD w = world_new(state);
    const char *page = url(w, FICHE "/fusion", w->voves.uid);
    HttpAnswer h = get(w, w->coordinateur, page);
    has(&h, w->brou.uid.p);                        /* of the same name, without a search */
    const char *chosen = str_format(w->a, "%s?vers=%.*s", page, STR_ARG(w->brou.uid)).p;
    h = get(w, w->coordinateur, chosen);
    has(&h, "2\u00A0rôles passent");
    has(&h, "aucun à déplacer");
    has(&h, "Une fusion ne se défait pas");
    assert_int_equal(get(w, w->coordinateur, str_format(w->a, "%s?vers=inconnu", page).p).status, 404);
    assert_int_equal(get(w, w->coordinateur, str_format(w->a, "%s?vers=%.*s", page, STR_ARG(w->voves.uid)).p).status,
        409);
    const char *body = str_format(w->a, "vers=%.*s", STR_ARG(w->brou.uid)).p;
    assert_int_equal(post(w, w->ref_voves, page, body).status, 403);
    assert_int_equal(post(w, w->coordinateur, page, "").status, 400);
    h = post(w, w->coordinateur, page, body);
    leads_to(&h, url(w, FICHE "?fait=fusionnee", w->brou.uid));
    h = get(w, w->coordinateur, url(w, FICHE, w->voves.uid));
    leads_to(&h, url(w, FICHE, w->brou.uid));      /* the old address leads to the new one */
    h = get(w, w->coordinateur, url(w, FICHE, w->brou.uid));
    has(&h, "Tom Petit");
    assert_int_equal(written(w, "structure.fusionner"), 1);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(the_list_is_that_of_the_scope),
        cmocka_unit_test(another_s_structure_does_not_exist),
        cmocka_unit_test(the_sheet_shows_what_it_is),
        cmocka_unit_test(one_is_made),
        cmocka_unit_test(faults_are_told_and_what_was_typed_is_kept),
        cmocka_unit_test(one_that_looks_alike_is_shown_first),
        cmocka_unit_test(one_is_mended),
        cmocka_unit_test(a_place_that_nobody_knows_is_not_linked),
        cmocka_unit_test(a_merge_is_shown_then_done),
    };
    return SUITE_MAIN("administration_structures", true, all);
}
