// SPDX-License-Identifier: AGPL-3.0-or-later
/* Several people on one workshop, models with a name, people sent to a place, the action of the plan; both engines. */
#include <string.h>

#include "core/slice.h"
#include "domain/activites/activites_world_test.h"
#include "domain/activites/modeles.h"
#include "domain/activites/orientations.h"

static Activite workshop(const char *iso)
{
    Activite x = individual(iso);
    x.type = ACTIVITE_COLLECTIF;
    x.titre = S("Première souris");
    x.duree_min = 120;
    x.anonymes = 4;
    return x;
}

static const char *session_of(World *w, const Personne *p, int rang, const Structure *s)
{
    return world_session(w, p->id, rang, PORTEE_STRUCTURE, s->uid);
}

static int64_t listed(World *w, const Acteur *par)
{
    const ActiviteRecherche all = { .type = -1, .dispositif = -1, .theme = -1 };
    const ActiviteLigne *l;
    size_t n;
    int64_t total = -1;
    assert_ok(activites_lister(w->db, w->a, par, &all, 1, &l, &n, &total));
    assert_int_equal(n, total);
    return total;
}

static Chiffres figures(World *w, const Acteur *par)
{
    StatQuestion q = { .du = day("2026-01-01"), .au = day("2026-12-31"), .dispositif = -1, .epci = STR_NONE };
    Chiffres c;
    if (par)
        assert_ok(stat_question_de(w->db, w->a, par, &q));
    assert_ok(statistiques(w->db, w->a, &q, false, &c));
    return c;
}

/* ---- several people on one workshop ---- */

static void a_workshop_of_two_is_counted_once(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur tom = mediateur(w), zoe = referent(&w->zoe, &w->voves), max = referent(&w->max, &w->brou);
    Acteur his = { .personne_id = w->max.id.v, .role = ROLE_MEDIATEUR, .portee = S("structure"), .code = w->brou.uid };
    Activite x = workshop("2026-11-20"), read;
    const Animateur with = { w->max.id, w->brou.id };
    bool deja, may_change, there;
    x.note = S("Le poste 3 est lent");
    x.animateurs = &with;
    x.animateurs_n = 1;
    Usager one = card(w, &zoe, &w->voves);
    x.suivis = &one;
    x.suivis_n = 1;
    Str uid = record(w, &tom, &x, STR_NONE, &deja);
    assert_int_equal(listed(w, &tom), 1);
    assert_int_equal(listed(w, &max), 1);          /* what is done for that structure */
    assert_int_equal(listed(w, &his), 1);          /* in his own list */
    assert_int_equal(listed(w, &zoe), 1);
    assert_ok(activite_voir(w->db, w->a, &his, uid, &read, &may_change, &there));
    assert_true(there && !may_change);
    assert_int_equal(activite_accompagnements(&read), 5);
    assert_str_equal(read.note, S(""));
    assert_str_equal(read.suivis[0].code, S("")); /* neither note nor card */
    assert_err(activite_ouvrir(w->db, w->a, &his, uid, &read), ERR_NOT_FOUND);
    assert_err(activite_modifier(w->db, w->a, &max, w->now, uid, 1, &x), ERR_NOT_FOUND);
    assert_err(activite_supprimer(w->db, w->a, &his, w->now, uid, true, STR_NONE), ERR_NOT_FOUND);
    /* once for the territory; in each one's own figures; the hours of each */
    Chiffres all = figures(w, NULL), mine = figures(w, &his), toms = figures(w, &tom);
    assert_int_equal(all.ateliers, 1);
    assert_int_equal(all.accompagnements, 5);
    assert_int_equal(all.minutes, 120);
    assert_int_equal(all.minutes_chacun, 240);
    assert_int_equal(all.ateliers_a_plusieurs, 1);
    assert_int_equal(mine.ateliers, 1);
    assert_int_equal(mine.minutes_chacun, 120);
    assert_int_equal(toms.accompagnements, 5);
    Chiffres brou = figures(w, &max);
    assert_int_equal(brou.accompagnements, 0);     /* counted with the structure that wrote it */
    assert_int_equal(brou.minutes_chacun, 120);    /* where he worked all the same */
    assert_ok(activite_quitter(w->db, w->a, &his, w->now, uid));
    assert_err(activite_quitter(w->db, w->a, &his, w->now, uid), ERR_NOT_FOUND);
    assert_int_equal(listed(w, &his), 0);
    assert_int_equal(figures(w, NULL).minutes_chacun, 120);
    assert_int_equal(written(w, "activite.quitter"), 1);
}

static void a_team_is_written_from_the_page(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = session_of(w, &w->tom, ROLE_RANG_MEDIATEUR, &w->voves);
    const char *max = session_of(w, &w->max, ROLE_RANG_MEDIATEUR, &w->brou);
    HttpAnswer h = get(w, tom, "/activites/saisir?type=collectif");
    has(&h, "Avec qui de votre structure");
    has(&h, str_format(w->a, "value=\"%.*s\"", STR_ARG(w->zoe.uid)).p);
    has_not(&h, str_format(w->a, "value=\"%.*s\"", STR_ARG(w->tom.uid)).p);
    const char *record =
        "type=collectif&duree=120&jour=2026-11-20&dispositif=autre&themes=email&participants=4&titre=Souris";
    h = post(w, tom, "/activites/saisir", str_format(w->a, "%s&animateurs=personne%%40nulle.fr", record).p);
    assert_int_equal(h.status, 400);
    has(&h, "n’est l’adresse d’aucun médiateur");
    has(&h, "personne@nulle.fr</textarea>");
    h = post(w, tom, "/activites/saisir",
        str_format(w->a, "%s&animateurs=%.*s&animateurs=%.*s%%0A", record, STR_ARG(w->zoe.uid),
            STR_ARG(w->max.courriel))
            .p);
    assert_int_equal(h.status, 303);
    Str to = http_answer_header(&h, "Location");
    h = get(w, tom, str_dup(w->a, to).p);
    has(&h, ", Zoé Durand<");
    has(&h, "avec Max Durand (Maison du numérique)");
    has(&h, "Corriger");
    const char *page = str_dup(w->a, str_slice(to, 0, str_find(to, 0, S("&fait=")))).p;
    h = get(w, max, page);
    assert_int_equal(h.status, 200);
    has(&h, "Je n’y étais pas");
    has_not(&h, "Corriger");
    has_not(&h, "Supprimer cette fiche");
    h = get(w, max, "/activites");
    has(&h, "Souris");
    Str fiche = str_from(page + strlen("/activites/fiche?"));
    h = get(w, tom, str_format(w->a, "/activites/modifier?%.*s", STR_ARG(fiche)).p);
    has(&h, str_format(w->a, "%.*s</textarea>", STR_ARG(w->max.courriel)).p);
    h = post(w, max, "/activites/quitter", str_dup(w->a, fiche).p);
    leads_to(&h, "/activites?fait=quittee");
    h = get(w, max, page);
    assert_int_equal(h.status, 404);
    /* the next workshop begins with the same team */
    h = get(w, tom, "/activites/saisir?type=collectif");
    has(&h, "checked> Zoé");
}

/* ---- models ---- */

static void a_model_begins_a_record(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = session_of(w, &w->tom, ROLE_RANG_MEDIATEUR, &w->voves);
    const char *zoe = session_of(w, &w->zoe, ROLE_RANG_REFERENT, &w->voves);
    const char *max = session_of(w, &w->max, ROLE_RANG_REFERENT, &w->brou);
    Acteur him = mediateur(w);
    Activite x = workshop("2026-11-20");
    const Modele *all;
    size_t n;
    bool deja;
    Str uid = record(w, &him, &x, STR_NONE, &deja);
    HttpAnswer h = get(w, tom, "/activites/modeles");
    has(&h, "Aucun modèle encore");
    const char *make = str_format(w->a, "fiche=%.*s&nom=", STR_ARG(uid)).p;
    h = post(w, tom, "/activites/modeles", make);
    assert_int_equal(h.status, 400);
    has(&h, "Donnez un nom");
    make = str_format(w->a, "%sSouris+du+jeudi", make).p;
    h = post(w, tom, "/activites/modeles", make);
    assert_int_equal(h.status, 303);
    h = post(w, tom, "/activites/modeles", make);
    assert_int_equal(h.status, 400);
    has(&h, "déjà un modèle de ce nom");
    assert_ok(modeles_lister(w->db, w->a, &him, w->voves.id, &all, &n));
    assert_int_equal(n, 1);
    const char *modele = str_dup(w->a, all[0].uid).p;
    h = get(w, tom, str_format(w->a, "/activites/saisir?gabarit=%s", modele).p);
    has(&h, "D’après le modèle «\u00a0Souris du jeudi\u00a0»");
    has(&h, "value=\"Première souris\"");
    has(&h, "value=\"120\"");
    /* hers alone: neither the référent nor another structure */
    h = get(w, zoe, str_format(w->a, "/activites/saisir?gabarit=%s", modele).p);
    assert_int_equal(h.status, 404);
    h = post(w, zoe, "/activites/modeles/retirer", str_format(w->a, "modele=%s&oui=1", modele).p);
    assert_int_equal(h.status, 404);
    h = post(w, tom, "/activites/modeles/favori", str_format(w->a, "modele=%s&oui=1", modele).p);
    h = get(w, tom, "/activites/modeles");
    has(&h, "Ôter de mes favoris");
    h = post(w, tom, "/activites/modeles/retirer", str_format(w->a, "modele=%s&oui=1", modele).p);
    h = get(w, tom, str_dup(w->a, http_answer_header(&h, "Location")).p);
    has(&h, "Annuler\u00a0: remettre ce modèle");
    has(&h, "Aucun modèle encore");
    h = post(w, tom, "/activites/modeles/retirer", str_format(w->a, "modele=%s&oui=0", modele).p);
    h = get(w, tom, "/activites/saisir");
    has(&h, "Souris du jeudi");
    /* shared: by the whole structure, and by it only */
    h = post(w, tom, "/activites/modeles", str_format(w->a, "fiche=%.*s&nom=Pour+tous&partage=1", STR_ARG(uid)).p);
    h = get(w, zoe, "/activites/saisir");
    has(&h, "Pour tous");
    has_not(&h, "Souris du jeudi");
    h = get(w, max, "/activites/saisir");
    has_not(&h, "Pour tous");
    assert_int_equal(written(w, "modele.creer"), 2);
}

/* ---- people sent to a place ---- */

static void whoever_was_sent_is_followed(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = session_of(w, &w->tom, ROLE_RANG_MEDIATEUR, &w->voves);
    const char *max = session_of(w, &w->max, ROLE_RANG_REFERENT, &w->brou);
    Acteur him = mediateur(w);
    Activite x = individual("2026-10-01");
    const StatQuestion q = { .du = day("2026-01-01"), .au = day("2026-12-31"), .dispositif = -1, .epci = STR_NONE };
    OrientationChiffres c;
    bool deja;
    assert_err(orientation_dire(w->db, w->a, &him, w->now, record(w, &him, &x, STR_NONE, &deja), SUITE_VENU),
        ERR_NOT_FOUND);                            /* sent nowhere */
    HttpAnswer h = get(w, tom, "/activites/orientations");
    has(&h, "Aucune personne à suivre");
    x.orientation = S("lieu-28-1");
    Str uid = record(w, &him, &x, STR_NONE, &deja);
    h = get(w, tom, "/activites/orientations");
    has(&h, "lieu-28-1");
    has(&h, "53\u00a0jours");
    h = get(w, tom, "/tableau-de-bord");
    has(&h, "1\u00a0personne orientée vers un lieu depuis plus de 21 jours");
    const char *say = str_format(w->a, "fiche=%.*s&liste=a_suivre&suite=", STR_ARG(uid)).p;
    h = post(w, max, "/activites/orientations", str_format(w->a, "%svenu", say).p);
    assert_int_equal(h.status, 404);
    h = post(w, tom, "/activites/orientations", str_format(w->a, "%spas_venu", say).p);
    leads_to(&h, "/activites/orientations?suite=a_suivre&fait=suite");
    h = post(w, tom, "/activites/orientations", str_format(w->a, "%svenu", say).p);
    assert_ok(orientations_compter(w->db, w->a, &q, &c));
    assert_int_equal(c.total, 1);
    assert_int_equal(c.suites[SUITE_VENU], 1);
    h = get(w, tom, "/activites/orientations?suite=venu");
    has(&h, "Venue, le 23");
    h = get(w, tom, "/tableau-de-bord");
    has_not(&h, "depuis plus de 21 jours");
    has(&h, "1\u00A0personne a été orientée vers un lieu\u00A0: 1 est venue.");
    h = post(w, tom, "/activites/orientations", str_format(w->a, "%sa_suivre", say).p); /* a mistake */
    assert_ok(orientations_compter(w->db, w->a, &q, &c));
    assert_int_equal(c.suites[SUITE_A_SUIVRE], 1);
    assert_int_equal(written(w, "activite.suite"), 3);
}

/* ---- the action of the plan ---- */

static Err two_actions(Req *r, const Choice **ret)
{
    static const Choice all[] = { { S_INIT("1.1"), S_INIT("1.1 Former") }, { S_INIT("2.3"), S_INIT("2.3 Équiper") },
        { STR_NONE, STR_NONE } };
    (void)r;
    *ret = all;
    return OK;
}

static void a_record_says_what_funds_it(void **state)
{
    ACTIVITES w = activites_new(state);
    const Slice plan = { .name = "plan", .actions = two_actions };
    const Slice *const slices[] = { &plan, &slice_activites, NULL };
    const char *tom = session_of(w, &w->tom, ROLE_RANG_MEDIATEUR, &w->voves);
    ActionActivite done;
    HttpAnswer h = get(w, tom, "/activites/saisir");
    has_not(&h, "Action du plan");                 /* there is none */
    w->app.slices = slices;
    h = get(w, tom, "/activites/saisir");
    has(&h, "2.3 Équiper");
    const char *record = "type=individuel&duree=45&jour=2026-11-20&dispositif=autre&themes=email&plan=";
    h = post(w, tom, "/activites/saisir", str_format(w->a, "%s9.9", record).p);
    assert_int_equal(h.status, 400);
    has(&h, "Le plan n’a pas d’action «\u00a09.9\u00a0»");
    h = post(w, tom, "/activites/saisir", str_format(w->a, "%s2.3", record).p);
    h = get(w, tom, str_dup(w->a, http_answer_header(&h, "Location")).p);
    has(&h, "Action du plan 2.3 Équiper");
    assert_ok(activites_de_action(w->db, w->a, S("2.3"), day("2026-01-01"), day("2026-12-31"), &done));
    assert_int_equal(done.accompagnements, 1);
    assert_int_equal(done.minutes, 45);
    assert_ok(activites_de_action(w->db, w->a, S("1.1"), day("2026-01-01"), day("2026-12-31"), &done));
    assert_int_equal(done.activites, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_workshop_of_two_is_counted_once),
        cmocka_unit_test(a_team_is_written_from_the_page),
        cmocka_unit_test(a_model_begins_a_record),
        cmocka_unit_test(whoever_was_sent_is_followed),
        cmocka_unit_test(a_record_says_what_funds_it),
    };
    return SUITE_MAIN("saisie", true, tests);
}
