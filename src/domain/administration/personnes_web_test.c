// SPDX-License-Identifier: AGPL-3.0-or-later
/* Pages of people: who sees and changes whom, roles given within the scope, what is refused and kept, what is told. */
#include "domain/administration/administration_test.h"

#define LISTE "/administration/personnes"
#define FICHE "/administration/personnes/UID"

static void the_list_is_that_of_the_scope(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, w->admin, LISTE);
    assert_int_equal(h.status, 200);
    has(&h, "4\u00A0personnes");
    has(&h, "Référent de structure (Maison du numérique)");
    has(&h, "22 novembre 2026");
    h = get(w, w->ref_voves, LISTE);
    has(&h, "2\u00A0personnes");
    has(&h, "Tom Petit");
    has_not(&h, "Max");
    h = get(w, w->ref_voves, LISTE "?q=durand");
    has(&h, "1\u00A0personne,");
    has(&h, "Zoé Durand");
    has_not(&h, "Max");
    h = get(w, w->ref_voves, LISTE "?q=max%40example.org");
    has(&h, "Personne ne répond à cette recherche");
    h = get(w, w->admin, LISTE "?etat=suspendue");
    has(&h, "Personne ne répond à cette recherche");
    h = get(w, w->admin, LISTE "?page=4");
    has(&h, "Cette page de la liste n’existe pas");
    assert_int_equal(written(w, "personnes.lister"), 6);
}

static void somebody_else_s_people_do_not_exist(void **state)
{
    WORLD w = world_new(state);
    static const char *const actions[] = { "/modifier", "/suspendre", "/reactiver", "/roles", "/roles/retirer" };
    assert_int_equal(get(w, w->ref_voves, url(w, FICHE, w->tom.uid)).status, 200);
    assert_int_equal(get(w, w->ref_voves, url(w, FICHE, w->max.uid)).status, 404);
    assert_int_equal(get(w, w->ref_voves, url(w, FICHE "/modifier", w->max.uid)).status, 404);
    assert_int_equal(get(w, w->admin, url(w, FICHE, S("inconnu"))).status, 404);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        const char *target = str_cat(w->a, str_from(url(w, FICHE, w->max.uid)), str_from(actions[i])).p;
        const char *body =
            str_format(w->a, "nom=A&version=2&role=mediateur&portee=structure:%.*s&tenu=x", STR_ARG(w->voves.uid)).p;
        assert_int_equal(post(w, w->ref_voves, target, body).status, 404);
    }
    assert_int_equal(written(w, "personne.modifier") + written(w, "personne.suspendre"), 0);
    assert_int_equal(written(w, "personne.voir"), 1);
}

static void the_sheet_says_who(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, w->ref_voves, url(w, FICHE, w->tom.uid));
    has(&h, "<h1>Tom Petit</h1>");
    has(&h, "mailto:tom@example.org");
    has(&h, "Médiateur ou aidant");
    has(&h, "Suspendre ce compte");
    has(&h, "Retirer<span");
    has_not(&h, "Ce que cette personne a fait");
    has_not(&h, "Administrateur</option>");
    has(&h, "Référent de structure</option>");
    h = get(w, w->admin, url(w, FICHE, w->tom.uid));
    has(&h, str_format(w->a, "/journal?personne=%.*s", STR_ARG(w->tom.uid)).p);
    has(&h, "Administrateur</option>");
    has(&h, "Toute l’instance</option>");
    h = get(w, w->coordinateur, url(w, FICHE, w->tom.uid));
    has_not(&h, "Suspendre ce compte");
    has_not(&h, "/modifier");
    has(&h, "Donner un autre rôle");
    h = get(w, w->ref_voves, url(w, FICHE, w->zoe.uid)); /* oneself: no door to shut */
    has_not(&h, "Suspendre ce compte");
    has_not(&h, "Retirer<span");
}

static void texts_are_mended(void **state)
{
    WORLD w = world_new(state);
    const char *page = url(w, FICHE "/modifier", w->tom.uid);
    HttpAnswer h = get(w, w->ref_voves, page);
    assert_str_equal(test_field(h.body, "nom"), S("Petit"));
    has_not(&h, "name=\"courriel\"");
    Str version = test_field(h.body, "version");
    const char *body = str_format(w->a,
        "prenom=Thomas&nom=Petit&fonction=M%%C3%%A9diateur&version=%.*s&courriel=x%%40y.fr", STR_ARG(version))
                           .p;
    h = post(w, w->ref_voves, page, body);
    leads_to(&h, url(w, FICHE "?fait=modifiee", w->tom.uid));
    h = get(w, w->ref_voves, url(w, FICHE "?fait=modifiee", w->tom.uid));
    has(&h, "<h1>Thomas Petit</h1>");
    has(&h, "Vos changements sont enregistrés.");
    has(&h, "tom@example.org");                    /* the way in is not a référent's to move */
    h = post(w, w->ref_voves, page, body);
    assert_int_equal(h.status, 400);
    has(&h, "Quelqu’un a modifié cette fiche");
    h = post(w, w->ref_voves, page, "prenom=T&nom=&version=3");
    assert_int_equal(h.status, 400);
    has(&h, "href=\"#c-nom\"");
    has(&h, "value=\"T\"");
}

static void an_administrator_changes_the_address(void **state)
{
    WORLD w = world_new(state);
    const char *page = url(w, FICHE "/modifier", w->tom.uid);
    HttpAnswer h = get(w, w->admin, page);
    has(&h, "value=\"tom@example.org\"");
    int64_t version = w->tom.version;
    h = post(w, w->admin, page,
        str_format(w->a, "nom=Grand&version=%lld&courriel=max%%40example.org", (long long)version).p);
    assert_int_equal(h.status, 400);
    has(&h, "déjà celle d’un autre compte");
    h = post(w, w->admin, page, str_format(w->a, "nom=Grand&version=%lld&courriel=max", (long long)version).p);
    has(&h, "Elle ressemble à nom@exemple.fr");
    Personne p;
    assert_ok(personne_par_id(w->db, w->a, w->tom.id, &p));
    assert_str_equal(p.nom, S("Petit"));           /* nothing is half done */
    h = post(w, w->admin, page,
        str_format(w->a, "nom=Grand&version=%lld&courriel=Tom.Grand%%40Example.org", (long long)version).p);
    leads_to(&h, url(w, FICHE "?fait=modifiee", w->tom.uid));
    assert_ok(personne_par_id(w->db, w->a, w->tom.id, &p));
    assert_str_equal(p.courriel, S("tom.grand@example.org"));
    assert_str_equal(p.nom, S("Grand"));
}

static void an_account_is_shut_and_opened_again(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = post(w, w->ref_voves, url(w, FICHE "/suspendre", w->tom.uid), "");
    leads_to(&h, url(w, FICHE "?fait=suspendue", w->tom.uid));
    h = get(w, w->ref_voves, url(w, FICHE "?fait=suspendue", w->tom.uid));
    has(&h, "Le compte est suspendu.");
    has(&h, "Rouvrir ce compte");
    h = post(w, w->ref_voves, url(w, FICHE "/suspendre", w->tom.uid), "");
    assert_int_equal(h.status, 400);
    has(&h, "Ce compte a changé entre-temps");
    h = post(w, w->ref_voves, url(w, FICHE "/reactiver", w->tom.uid), "");
    leads_to(&h, url(w, FICHE "?fait=reprise", w->tom.uid));
    assert_int_equal(post(w, w->ref_voves, url(w, FICHE "/suspendre", w->zoe.uid), "").status, 404);
    assert_int_equal(post(w, w->admin, url(w, FICHE "/suspendre", w->lea.uid), "").status, 404);
    assert_int_equal(post(w, w->coordinateur, url(w, FICHE "/suspendre", w->tom.uid), "").status, 403);
}

/* Whoever works here but is more than that elsewhere is seen, and left alone. */
static void a_referent_does_not_reach_above(void **state)
{
    WORLD w = world_new(state);
    assert_ok(role_donner(w->db, w->a, NULL, NOW, w->lea.id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid));
    HttpAnswer h = get(w, w->ref_voves, url(w, FICHE, w->lea.uid));
    assert_int_equal(h.status, 200);
    has_not(&h, "Suspendre ce compte");
    has_not(&h, "/modifier");
    assert_int_equal(get(w, w->ref_voves, url(w, FICHE "/modifier", w->lea.uid)).status, 404);
    assert_int_equal(post(w, w->ref_voves, url(w, FICHE "/modifier", w->lea.uid), "nom=X&version=3").status, 404);
    assert_int_equal(post(w, w->ref_voves, url(w, FICHE "/suspendre", w->lea.uid), "").status, 404);
    h = post(w, w->ref_voves, url(w, FICHE "/roles/retirer", w->lea.uid), "tenu=administrateur:instance:");
    assert_int_equal(h.status, 403);
    const char *mediateur = str_format(w->a, "tenu=mediateur:structure:%.*s", STR_ARG(w->voves.uid)).p;
    h = post(w, w->ref_voves, url(w, FICHE "/roles/retirer", w->lea.uid), mediateur);
    leads_to(&h, LISTE);                           /* she is not of this scope any more */
}

static void roles_are_given_within_the_scope(void **state)
{
    WORLD w = world_new(state);
    const char *target = url(w, FICHE "/roles", w->tom.uid);
    const char *here = str_format(w->a, "structure:%.*s", STR_ARG(w->voves.uid)).p;
    const char *there = str_format(w->a, "structure:%.*s", STR_ARG(w->brou.uid)).p;
    HttpAnswer h = post(w, w->ref_voves, target, str_format(w->a, "role=referent&portee=%s", here).p);
    leads_to(&h, url(w, FICHE "?fait=role-donne", w->tom.uid));
    h = post(w, w->ref_voves, target, str_format(w->a, "role=referent&portee=%s", here).p);
    assert_int_equal(h.status, 400);
    has(&h, "a déjà ce rôle à cet endroit");
    h = post(w, w->ref_voves, target, str_format(w->a, "role=mediateur&portee=%s", there).p);
    assert_int_equal(h.status, 400);
    has(&h, "pas de votre périmètre");
    h = post(w, w->ref_voves, target, "role=administrateur&portee=instance");
    assert_int_equal(h.status, 400);
    has(&h, "Choisissez un rôle dans la liste");
    h = post(w, w->admin, target, "role=coordinateur&portee=instance");
    has(&h, "Ce rôle se tient sur un département ou une intercommunalité.");
    h = post(w, w->admin, target, "role=&portee=zzz");
    has(&h, "Il reste 2 points à corriger");
    h = post(w, w->admin, target, "role=coordinateur&portee=departement:28");
    leads_to(&h, url(w, FICHE "?fait=role-donne", w->tom.uid));
    h = post(w, w->ref_voves, url(w, FICHE "/roles/retirer", w->tom.uid), str_format(w->a, "tenu=referent:%s", here).p);
    leads_to(&h, url(w, FICHE "?fait=role-retire", w->tom.uid));
    assert_int_equal(
        post(w, w->ref_voves, url(w, FICHE "/roles/retirer", w->tom.uid), "tenu=referent:structure:zz").status, 404);
    assert_int_equal(
        post(w, w->ref_voves, url(w, FICHE "/roles/retirer", w->tom.uid), "tenu=coordinateur:departement:28").status,
        403);
}

static void the_last_administrator_stays(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = post(w, w->admin, url(w, FICHE "/roles/retirer", w->lea.uid), "tenu=administrateur:instance:");
    assert_int_equal(h.status, 400);
    has(&h, "C’est le dernier administrateur");
    const char *other = world_session(w, w->max.id, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S(""));
    h = post(w, other, url(w, FICHE "/suspendre", w->lea.uid), "");
    assert_int_equal(h.status, 400);
}

static void scopes_are_read_whole(void **state)
{
    Portee p;
    Str code;
    assert_true(portee_lire(S("structure:ABC"), &p, &code));
    assert_int_equal(p, PORTEE_STRUCTURE);
    assert_str_equal(code, S("ABC"));
    assert_true(portee_lire(S("instance"), &p, &code));
    assert_str_equal(code, S(""));
    static const Str wrong[] = { S_INIT(""), S_INIT("structure"), S_INIT("structure:"), S_INIT("instance:1"),
        S_INIT("commune:28061"), S_INIT(":x") };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(portee_lire(wrong[i], &p, &code));
    assert_false(portee_lire(STR_NONE, &p, &code));
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(the_list_is_that_of_the_scope),
        cmocka_unit_test(somebody_else_s_people_do_not_exist),
        cmocka_unit_test(the_sheet_says_who),
        cmocka_unit_test(texts_are_mended),
        cmocka_unit_test(an_administrator_changes_the_address),
        cmocka_unit_test(an_account_is_shut_and_opened_again),
        cmocka_unit_test(a_referent_does_not_reach_above),
        cmocka_unit_test(roles_are_given_within_the_scope),
        cmocka_unit_test(the_last_administrator_stays),
        cmocka_unit_test(scopes_are_read_whole),
    };
    return SUITE_MAIN("administration_personnes", true, all);
}
