// SPDX-License-Identifier: AGPL-3.0-or-later
/* What was heard: who writes it, what is published of it, what is never, and what is forgotten; both engines. */
#include "core/auth/retention.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "domain/ecoutes/ecoutes.h"

static const Slice *const table[] = { &slice_territoire, &slice_diagnostic, &slice_ecoutes, NULL };
#define EPCI "200000001"
static const char communes[] =
    "[{\"code\":\"99001\",\"nom\":\"Un\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99002\",\"nom\":\"Deux\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
    "{\"code\":\"99003\",\"nom\":\"Trois\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"}]";

static World *ecoutes_new(void **state, Snapshots **all)
{
    World *w = world_new(state);
    Fixture f = { .db = w->db, .a = w->a };
    load_territoire(&f, str_from(communes), str_from(test_epci), STR_NONE);
    assert_ok(snapshots_new(table, all));
    assert_ok(snapshots_refresh(*all, w->db));
    w->app.slices = table;
    w->app.snapshots = *all;
    return w;
}

static Acteur actor(const World *w, unsigned role, Str portee, Str code)
{
    return (Acteur){ .personne_id = w->lea.id.v, .role = role, .portee = portee, .code = code };
}

static Ecoute interview(const World *w)
{
    return (Ecoute){ .genre = ECOUTE_ENTRETIEN,
        .departement = S("28"),
        .echelon = S("epci"),
        .code = S(EPCI),
        .jour = date_paris(w->now),
        .titre = S("La mobilité avant le numérique"),
        .organisme = S("Communauté de communes"),
        .themes = S("sante|transversal"),
        .ingenierie = S(""),
        .resume = S("Les habitants renoncent faute de transport."),
        .personnes = S("Mme Odile Garnier, vice-présidente\nPaul Roy"),
        .accord = true,
        .notes = S("À rappeler en mars."),
        .source = S("") };
}

static void faulty(const World *w, Ecoute x, const char *where, const char *says)
{
    const char *field = NULL;
    Str message = STR_NONE;
    assert_true(ecoute_faute(w->a, &x, date_paris(w->now), &field, &message));
    assert_string_equal(field, where);
    assert_true(str_has(message, str_from(says)));
}

static void what_is_missing_or_names_somebody_is_told(void **state)
{
    Snapshots *all = NULL;
    WORLD w = ecoutes_new(state, &all);
    const char *field;
    Str message;
    Ecoute x = interview(w);
    assert_false(ecoute_faute(w->a, &x, date_paris(w->now), &field, &message));
    x.jour.days++;
    faulty(w, x, "jour", "à venir");
    x = interview(w);
    x.accord = false;
    faulty(w, x, "accord", "accepté");
    x = interview(w);
    x.genre = ECOUTE_BESOIN;
    faulty(w, x, "ingenierie", "financière");
    x = interview(w);
    x.resume = S("Selon ODILE, il faut un bus.");
    faulty(w, x, "resume", "odile");
    x.resume = S("La royauté des garnieries."); /* whole words only; her office is no name */
    x.titre = S("La vice-présidente répond");
    assert_false(ecoute_faute(w->a, &x, date_paris(w->now), &field, &message));
    x.titre = S("Écrire à accueil@example.org");
    faulty(w, x, "titre", "l’adresse");
    x = interview(w);
    x.organisme = S("Mairie, 02 61 91 00 28");
    faulty(w, x, "organisme", "téléphone");
    x.organisme = S("Mairie, depuis 2023, 48\u202F317 actes");
    assert_false(ecoute_faute(w->a, &x, date_paris(w->now), &field, &message));
    x.publie = true;
    x.resume = S("");
    faulty(w, x, "resume", "cessez d’abord");
    snapshots_free(all);
}

static void each_role_within_its_scope(void **state)
{
    Snapshots *all = NULL;
    WORLD w = ecoutes_new(state, &all);
    const Acteur pilote = actor(w, ROLE_PILOTE, S("departement"), S("28"));
    const Acteur elsewhere = actor(w, ROLE_PILOTE, S("departement"), S("45"));
    const Acteur near = actor(w, ROLE_COORDINATEUR, S("epci"), S(EPCI));
    const Acteur far = actor(w, ROLE_COORDINATEUR, S("epci"), S("200000002"));
    Acteur comite = actor(w, ROLE_COMITE, S("departement"), S("28"));
    const Ecoute x = interview(w), *l;
    Ecoute whole = x, y;
    Str uid, again, of_all;
    size_t n;
    int64_t total;
    comite.personne_id = w->zoe.id.v;
    assert_ok(ecoute_ecrire(w->db, w->a, &near, w->now, w->app.random, &x, S("cle-1"), &uid));
    assert_ok(ecoute_ecrire(w->db, w->a, &near, w->now, w->app.random, &x, S("cle-1"), &again));
    assert_str_equal(again, uid);
    assert_int_equal(ecoute_ecrire(w->db, w->a, &far, w->now, w->app.random, &x, STR_NONE, &again), ERR_FORBIDDEN);
    assert_int_equal(ecoute_ecrire(w->db, w->a, &comite, w->now, w->app.random, &x, STR_NONE, &again), ERR_FORBIDDEN);
    whole.echelon = S("departement");
    whole.code = S("28");
    assert_int_equal(ecoute_ecrire(w->db, w->a, &near, w->now, w->app.random, &whole, STR_NONE, &again), ERR_FORBIDDEN);
    whole.genre = ECOUTE_CONTRIBUTION;
    assert_ok(ecoute_ecrire(w->db, w->a, &comite, w->now, w->app.random, &whole, STR_NONE, &of_all));
    whole.code = S("zz");
    assert_int_equal(ecoute_ecrire(w->db, w->a, NULL, w->now, w->app.random, &whole, STR_NONE, &again), ERR_INVALID);
    assert_int_equal(ecoute_ouvrir(w->db, w->a, &far, uid, &y), ERR_NOT_FOUND);
    assert_int_equal(ecoute_ouvrir(w->db, w->a, &elsewhere, uid, &y), ERR_NOT_FOUND);
    assert_int_equal(ecoute_ouvrir(w->db, w->a, &comite, uid, &y), ERR_NOT_FOUND);
    assert_int_equal(ecoute_publier(w->db, w->a, &comite, w->now, of_all, true), ERR_FORBIDDEN);
    const struct {
        const Acteur *par;
        int64_t total;
    } lists[] = { { &pilote, 2 }, { &elsewhere, 0 }, { &near, 1 }, { &far, 0 }, { &comite, 1 }, { NULL, 0 } };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const EcouteRecherche q = { .par = lists[i].par, .departement = S("28"), .genre = -1, .theme = -1 };
        assert_ok(ecoutes_chercher(w->db, w->a, &q, 1, &l, &n, &total));
        assert_int_equal(total, lists[i].total);
    }
    assert_ok(ecoute_publier(w->db, w->a, &pilote, w->now, of_all, true));
    assert_ok(ecoute_ouvrir(w->db, w->a, &comite, of_all, &y));
    assert_false(ecoute_changee_par(&comite, &y)); /* her own, but everybody reads it now */
    assert_int_equal(ecoute_modifier(w->db, w->a, &comite, w->now, of_all, y.version, &y), ERR_FORBIDDEN);
    assert_int_equal(ecoute_supprimer(w->db, w->a, &far, w->now, uid, true), ERR_NOT_FOUND);
    assert_ok(ecoute_modifier(w->db, w->a, &near, w->now, uid, 1, &x));
    assert_int_equal(ecoute_modifier(w->db, w->a, &near, w->now, uid, 1, &x), ERR_CONFLICT);
    assert_int_equal(written(w, "ecoute.creer"), 2);
    snapshots_free(all);
}

static void the_last_correction_is_undone_and_done_again(void **state)
{
    Snapshots *all = NULL;
    WORLD w = ecoutes_new(state, &all);
    const Acteur pilote = actor(w, ROLE_PILOTE, S("departement"), S("28"));
    const Acteur far = actor(w, ROLE_COORDINATEUR, S("epci"), S("200000002"));
    Ecoute x = interview(w), y;
    Str uid;
    int64_t emptied = 0, gone = 0;
    x.resume = S("");
    assert_ok(ecoute_ecrire(w->db, w->a, &pilote, w->now, w->app.random, &x, STR_NONE, &uid));
    assert_int_equal(ecoute_defaire(w->db, w->a, &pilote, w->now, uid, 1), ERR_NOT_FOUND);
    x.titre = S("Un bus");
    x.resume = S("Il manque un bus.");
    x.personnes = S("");
    x.accord = false;
    assert_ok(ecoute_modifier(w->db, w->a, &pilote, w->now, uid, 1, &x));
    assert_int_equal(ecoute_defaire(w->db, w->a, &far, w->now, uid, 2), ERR_NOT_FOUND);
    assert_ok(ecoute_publier(w->db, w->a, &pilote, w->now, uid, true));
    assert_int_equal(ecoute_defaire(w->db, w->a, &pilote, w->now, uid, 3), ERR_INVALID); /* had no summary */
    assert_ok(ecoute_publier(w->db, w->a, &pilote, w->now, uid, false));
    assert_ok(ecoute_defaire(w->db, w->a, &pilote, w->now, uid, 4));
    assert_ok(ecoute_ouvrir(w->db, w->a, &pilote, uid, &y));
    assert_str_equal(y.titre, S("La mobilité avant le numérique"));
    assert_true(y.accord && str_has(y.personnes, S("Garnier")) && str_is_empty(y.resume));
    assert_ok(ecoute_defaire(w->db, w->a, &pilote, w->now, uid, 5));
    assert_ok(ecoute_ouvrir(w->db, w->a, &pilote, uid, &y));
    assert_str_equal(y.titre, S("Un bus"));
    assert_true(!y.accord && str_is_empty(y.personnes));
    assert_int_equal(written(w, "ecoute.defaire"), 2);
    assert_ok(ecoutes_oublier(w->db, w->now + ECOUTE_CORBEILLE_J * DAY, &emptied, &gone));
    assert_ok(ecoute_defaire(w->db, w->a, &pilote, w->now, uid, 6));
    assert_ok(ecoutes_oublier(w->db, w->now + ECOUTE_CORBEILLE_J * DAY + 1, &emptied, &gone));
    assert_int_equal(ecoute_defaire(w->db, w->a, &pilote, w->now, uid, 7), ERR_NOT_FOUND);
    snapshots_free(all);
}

static void only_what_is_published_is_read(void **state)
{
    Snapshots *all = NULL;
    WORLD w = ecoutes_new(state, &all);
    const Acteur pilote = actor(w, ROLE_PILOTE, S("departement"), S("28"));
    Ecoute x = interview(w), y;
    Str uid;
    assert_ok(ecoute_ecrire(w->db, w->a, &pilote, w->now, w->app.random, &x, STR_NONE, &uid));
    HttpAnswer h = get(w, NULL, "/diagnostic/ecoutes");
    has(&h, "Rien n’est encore publié");
    assert_int_equal(get(w, NULL, url(w, "/diagnostic/ecoutes/UID", uid)).status, 404);
    assert_int_equal(ecoute_publiee(w->db, w->a, S("28"), uid, &y), ERR_NOT_FOUND);
    assert_ok(ecoute_publier(w->db, w->a, &pilote, w->now, uid, true));
    assert_int_equal(ecoute_publiee(w->db, w->a, S("45"), uid, &y), ERR_NOT_FOUND);
    h = get(w, NULL, url(w, "/diagnostic/ecoutes/UID", uid));
    has(&h, "faute de transport");
    has(&h, "CC des Trois");
    has(&h, "Santé\u202F; Transversal");
    has_not(&h, "Garnier");
    has_not(&h, "en mars");
    const struct {
        const char *target;
        bool found;
    } searches[] = { { "/diagnostic/ecoutes.csv", true }, { "/diagnostic/ecoutes.csv?genre=entretien", true },
        { "/diagnostic/ecoutes.csv?genre=besoin", false }, { "/diagnostic/ecoutes.csv?theme=sante", true },
        { "/diagnostic/ecoutes.csv?theme=emploi-insertion", false },
        { "/diagnostic/ecoutes.csv?territoire=epci%3A" EPCI, true },
        { "/diagnostic/ecoutes.csv?territoire=departement%3A28", false },
        { "/diagnostic/ecoutes.csv?du=2026-11-23&au=2026-11-23", true },
        { "/diagnostic/ecoutes.csv?du=2026-11-24", false }, { "/diagnostic/ecoutes.csv?au=2026-11-22", false } };
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        h = get(w, NULL, searches[i].target);
        assert_int_equal(str_has(h.body, S("La mobilité avant le numérique")), searches[i].found);
        has_not(&h, "Garnier");
        has_not(&h, "en mars");
    }
    h = get(w, NULL, "/territoires/commune/99001");
    has(&h, "Ce que disent les acteurs de l’intercommunalité");
    has(&h, "La mobilité avant le numérique");
    h = get(w, NULL, "/territoires/epci/" EPCI);
    has(&h, "/diagnostic/ecoutes?territoire=epci%3A" EPCI);
    has_not(&h, "Garnier");
    assert_ok(ecoute_supprimer(w->db, w->a, &pilote, w->now, uid, true));
    assert_int_equal(get(w, NULL, url(w, "/diagnostic/ecoutes/UID", uid)).status, 404);
    h = get(w, NULL, "/territoires/commune/99001");
    has_not(&h, "La mobilité avant le numérique");
    snapshots_free(all);
}

static const char *record_of(World *w, const HttpAnswer *h, const char *target)
{
    Str to = http_answer_header(h, "Location");
    size_t at = str_find(to, 0, S("fiche?fiche="));
    assert_true(at < to.n);
    at += S("fiche?fiche=").n;
    Str uid = str_slice(to, at, str_find_char(to, at, '&'));
    return str_format(w->a, "%s%.*s", target, STR_ARG(uid)).p;
}

static void from_the_form_to_the_page_and_back(void **state)
{
    Snapshots *all = NULL;
    WORLD w = ecoutes_new(state, &all);
    const char *max = world_session(w, w->max.id, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28"));
    const char *zoe = world_session(w, w->zoe.id, ROLE_RANG_COMITE, PORTEE_DEPARTEMENT, S("28"));
    HttpAnswer h = get(w, max, "/espace/ecoutes");
    has(&h, "Aucune fiche encore");
    h = get(w, max, "/espace/ecoutes/saisir?genre=besoin");
    has(&h, "Ingénierie demandée");
    has(&h, "CC des Trois");
    h = get(w, zoe, "/espace/ecoutes/saisir?genre=besoin");
    has(&h, "Écrire une contribution");
    h = post(w, max, "/espace/ecoutes/saisir",
        "genre=besoin&territoire=epci%3A" EPCI "&titre=Bus&organisme=CC&jour=2026-01-05");
    assert_int_equal(h.status, 400);
    has(&h, "Dites de quelle ingénierie");
    has(&h, "value=\"Bus\"");
    h = post(w, max, "/espace/ecoutes/saisir",
        "genre=entretien&territoire=epci%3A999999999&titre=Bus&organisme=CC&jour=2026-01-05");
    assert_int_equal(h.status, 400);
    has(&h, "pas connu");
    h = post(w, max, "/espace/ecoutes/saisir",
        "genre=besoin&ingenierie=technique&territoire=epci%3A" EPCI
        "&titre=Bus&organisme=CC&jour=2026-01-05&personnes=Odile+Garnier&accord=1&notes=Secret&cle=k1");
    assert_int_equal(h.status, 303);
    const char *fiche = record_of(w, &h, "/espace/ecoutes/fiche?fiche="), *edit = record_of(w, &h, "fiche=");
    h = get(w, max, fiche);
    has(&h, "Odile Garnier");
    has(&h, "non publiée");
    assert_int_equal(written(w, "ecoute.voir"), 1);
    h = post(w, max, "/espace/ecoutes/publier", str_format(w->a, "%s&publier=1", edit).p);
    assert_int_equal(h.status, 400); /* no summary */
    h = post(w, max, "/espace/ecoutes/modifier",
        str_format(w->a,
            "%s&version=1&ingenierie=technique&territoire=epci%%3A" EPCI
            "&titre=Bus&organisme=CC&jour=2026-01-05&personnes=Odile+Garnier&accord=1&resume=Un+bus",
            edit)
            .p);
    assert_int_equal(h.status, 303);
    h = get(w, max, fiche);
    has(&h, "Annuler la dernière correction");
    assert_int_equal(post(w, max, "/espace/ecoutes/defaire", str_format(w->a, "%s&version=2", edit).p).status, 303);
    h = get(w, max, fiche);
    has(&h, "pas encore écrit");
    assert_int_equal(post(w, max, "/espace/ecoutes/defaire", str_format(w->a, "%s&version=2", edit).p).status, 409);
    assert_int_equal(post(w, max, "/espace/ecoutes/defaire", str_format(w->a, "%s&version=3", edit).p).status, 303);
    assert_int_equal(post(w, max, "/espace/ecoutes/publier", str_format(w->a, "%s&publier=1", edit).p).status, 303);
    h = get(w, NULL, "/diagnostic/ecoutes");
    has(&h, "Bus");
    assert_int_equal(post(w, max, "/espace/ecoutes/publier", str_format(w->a, "%s&publier=0", edit).p).status, 303);
    h = get(w, NULL, "/diagnostic/ecoutes");
    has_not(&h, "Bus");
    assert_int_equal(post(w, max, "/espace/ecoutes/supprimer", edit).status, 303);
    h = get(w, max, "/espace/ecoutes");
    has_not(&h, "Bus");
    h = get(w, max, "/espace/ecoutes?supprimees=1");
    has(&h, "Bus");
    assert_int_equal(post(w, max, "/espace/ecoutes/retablir", edit).status, 303);
    h = get(w, max, "/espace/ecoutes.csv");
    has(&h, "Bus");
    has_not(&h, "Garnier");
    assert_int_equal(get(w, zoe, fiche).status, 404); /* not a contribution */
    snapshots_free(all);
}

static void names_and_notes_are_forgotten(void **state)
{
    Snapshots *all = NULL;
    WORLD w = ecoutes_new(state, &all);
    const Acteur pilote = actor(w, ROLE_PILOTE, S("departement"), S("28"));
    Ecoute old = interview(w), recent = old, y;
    Str uid_old, uid_recent;
    int64_t emptied = 0, gone = 0;
    old.jour = date_add_months(date_paris(w->now), -ECOUTE_MOIS);
    old.jour.days--;
    recent.jour.days = old.jour.days + 1;
    assert_ok(ecoute_ecrire(w->db, w->a, &pilote, w->now, w->app.random, &old, STR_NONE, &uid_old));
    assert_ok(ecoute_ecrire(w->db, w->a, &pilote, w->now, w->app.random, &recent, STR_NONE, &uid_recent));
    assert_ok(ecoute_modifier(w->db, w->a, &pilote, w->now, uid_old, 1, &old));
    assert_ok(ecoutes_oublier(w->db, w->now, &emptied, &gone));
    assert_int_equal(emptied, 1);
    assert_int_equal(ecoute_defaire(w->db, w->a, &pilote, w->now, uid_old, 3),
        ERR_NOT_FOUND); /* nor the names of before */
    assert_int_equal(gone, 0);
    assert_ok(ecoute_ouvrir(w->db, w->a, &pilote, uid_old, &y));
    assert_true(y.oublie_at.has && str_is_empty(y.personnes) && str_is_empty(y.notes) && !y.accord);
    assert_str_equal(y.resume, old.resume);
    assert_ok(ecoute_ouvrir(w->db, w->a, &pilote, uid_recent, &y));
    assert_str_equal(y.notes, recent.notes);
    assert_ok(ecoute_supprimer(w->db, w->a, &pilote, w->now, uid_recent, true));
    assert_ok(ecoutes_oublier(w->db, w->now + ECOUTE_CORBEILLE_J * DAY, &emptied, &gone));
    assert_int_equal(gone, 0);
    assert_ok(ecoutes_oublier(w->db, w->now + ECOUTE_CORBEILLE_J * DAY + 1, &emptied, &gone));
    assert_int_equal(gone, 1);
    assert_ok(slice_ecoutes.oublier(w->db, w->a, NULL, w->now, w->lea.id.v));
    assert_ok(ecoute_ouvrir(w->db, w->a, &pilote, uid_old, &y));
    assert_int_equal(y.personne_id, 0);
    snapshots_free(all);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(what_is_missing_or_names_somebody_is_told),
        cmocka_unit_test(each_role_within_its_scope),
        cmocka_unit_test(the_last_correction_is_undone_and_done_again),
        cmocka_unit_test(only_what_is_published_is_read),
        cmocka_unit_test(from_the_form_to_the_page_and_back),
        cmocka_unit_test(names_and_notes_are_forgotten),
    };
    return SUITE_MAIN("ecoutes", true, all);
}
