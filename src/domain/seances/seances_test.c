// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is planned, then said, undone, forgotten: on both engines. */
#include "domain/seances/seances.h"

#include "core/job/job.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_seances, &slice_activites, NULL };

/* The day before the world's, at half past nine. */
#define HIER "jour=2026-11-22&heure=09%3A30&duree=90"
#define ATELIER "sorte=atelier&titre=Le+courriel&themes=email&places=8&attendus=3&lieu=Salle+du+conseil&" HIER
#define FICHE                                                                                                          \
    "cle=une&type=collectif&dispositif=autre&jour=2026-11-22&duree=90&themes=email&titre=Le+courriel&participants=3"

typedef struct Essai {
    World *w;
    const char *tom;
    Acteur lui;
} Essai;

static Essai essai_new(void **state)
{
    Essai e = { .w = world_new(state) };
    World *w = e.w;
    w->app.slices = table;
    w->app.assets = assets;
    e.tom = world_session(w, w->tom.id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid);
    e.lui = (Acteur){ .personne_id = w->tom.id.v,
        .role = ROLE_MEDIATEUR,
        .portee = S("structure"),
        .code = w->voves.uid,
        .role_cle = S("mediateur") };
    return e;
}

/* The n-th of that list; how many there are. */
static Seance nth(const Essai *e, bool passees, size_t i, int64_t *ret_total)
{
    const Seance *x;
    size_t n;
    assert_ok(seances_lister(e->w->db, e->w->a, &e->lui, &(SeanceRecherche){ .passees = passees, .miennes = true }, 1,
        &x, &n, ret_total));
    assert_true(i < n);
    return x[i];
}

static Seance planned(const Essai *e, const char *form)
{
    int64_t n;
    HttpAnswer h = post(e->w, e->tom, "/seances/prevoir", form);
    if (h.status != 303)
        fail_msg("%d %.*s", h.status, STR_ARG(h.body));
    return nth(e, false, 0, &n);
}

static void a_workshop_is_done_once(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    HttpAnswer h = get(w, e.tom, "/seances");
    has(&h, "Rien n’est prévu");
    Seance x = planned(&e, ATELIER);
    h = get(w, e.tom, "/seances");
    has(&h, "à confirmer");
    has(&h, "C’est fait");
    h = get(w, w->ref_brou, "/seances?qui=tous");
    has_not(&h, "Le courriel");
    h = get(w, w->ref_voves, "/seances?qui=tous");
    has(&h, "Le courriel");
    const char *there = url(w, "/seances/UID/fait", x.uid);
    h = get(w, e.tom, there);
    has(&h, "value=\"90\"");
    has(&h, "value=\"Le courriel\"");
    h = get(w, w->ref_brou, there);
    assert_int_equal(h.status, 404);
    h = post(w, e.tom, there, "type=collectif&duree=0");
    assert_int_equal(h.status, 400);
    assert_int_equal(written(w, "activite.creer"), 0);
    h = post(w, e.tom, there, FICHE);
    leads_to(&h, url(w, "/seances/UID?fait=fiche", x.uid));
    h = post(w, e.tom, there, FICHE);
    leads_to(&h, url(w, "/seances/UID", x.uid));
    h = post(w, w->ref_voves, there, FICHE); /* a colleague, too late */
    leads_to(&h, url(w, "/seances/UID", x.uid));
    assert_int_equal(written(w, "activite.creer"), 1);
    h = get(w, e.tom, url(w, "/seances/UID", x.uid));
    has(&h, "Voir la fiche");
    h = post(w, e.tom, url(w, "/seances/UID/retablir", x.uid), "");
    leads_to(&h, url(w, "/seances/UID?fait=retablie", x.uid));
    assert_int_equal(written(w, "activite.supprimer"), 1);
    h = post(w, e.tom, url(w, "/seances/UID/annuler", x.uid), "motif=");
    assert_int_equal(h.status, 400);
    h = post(w, e.tom, url(w, "/seances/UID/annuler", x.uid), "motif=Salle+prise");
    leads_to(&h, url(w, "/seances/UID?fait=annulee", x.uid));
    h = get(w, e.tom, "/seances?liste=passees");
    has(&h, "annulée");
    h = post(w, e.tom, url(w, "/seances/UID/retablir", x.uid), "");
    leads_to(&h, url(w, "/seances/UID?fait=retablie", x.uid));
}

/* What is to come is not said done: its day first. */
static void to_come_is_not_done(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    Seance x = planned(&e, "sorte=atelier&titre=Plus+tard&jour=2026-12-01&heure=09%3A30&duree=90&cle=plus");
    HttpAnswer h = get(w, e.tom, "/seances");
    has(&h, "Plus tard");
    has_not(&h, "/fait\"");
    h = get(w, e.tom, url(w, "/seances/UID", x.uid));
    has(&h, "Le jour venu");
    has_not(&h, "/fait\"");
    w->now += (int64_t)8 * 86400;                   /* that very day, before its hour or after */
    h = get(w, e.tom, "/seances");
    has(&h, "/fait\"");
}

/* As many records as people; weeks at the same hour, over the change of October. */
static void a_permanence_holds_several(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    int64_t total = 0;
    Seance x = planned(&e, "sorte=permanence&titre=Le+mardi&fois=3&jour=2026-10-20&heure=14%3A00&duree=120&cle=k");
    (void)planned(&e, "sorte=permanence&titre=Le+mardi&fois=3&jour=2026-10-20&heure=14%3A00&duree=120&cle=k");
    Seance next = nth(&e, false, 1, &total);
    assert_int_equal(total, 3);
    assert_int_equal(next.debut_at - x.debut_at, 7 * DAY + 3600);
    assert_int_equal(civil_paris(next.debut_at).hour, 14);
    for (int i = 0; i < 2; i++) {
        const char *one = i ? "cle=b&type=individuel&dispositif=autre&jour=2026-10-20&duree=20&themes=email"
                            : "cle=a&type=individuel&dispositif=autre&jour=2026-10-20&duree=30&themes=email";
        HttpAnswer h = post(w, e.tom, url(w, "/seances/UID/fait", x.uid), one);
        leads_to(&h, url(w, "/seances/UID?fait=fiche", x.uid));
    }
    x = nth(&e, true, 0, &total);
    assert_int_equal(x.fiches_n, 2);
    assert_int_equal(x.etat, SEANCE_FAITE);
}

static void changed_then_in_ones_calendar(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    Seance x = planned(&e, ATELIER);
    const char *there = url(w, "/seances/UID/modifier", x.uid);
    HttpAnswer h = post(w, e.tom, there,
        "version=1&sorte=atelier&titre=Le+courriel&jour=2026-12-01&heure=25%3A00&duree=60");
    assert_int_equal(h.status, 400);
    has(&h, "Écrivez l’heure comme 14:30");
    h = post(w, e.tom, there,
        "version=1&sorte=atelier&titre=Le+courriel&jour=2026-12-01&heure=10%3A00&duree=60&places=2&attendus=3");
    assert_int_equal(h.status, 400);
    has(&h, "plus de personnes inscrites que de places");
    h = post(w, e.tom, there,
        "version=1&sorte=atelier&titre=Le+courriel&jour=2026-12-01&heure=10%3A00&duree=60&animateurs=zoe%40example."
        "org");
    leads_to(&h, url(w, "/seances/UID?fait=modifiee", x.uid));
    h = post(w, e.tom, there, "version=1&sorte=atelier&titre=Ancien&jour=2026-12-01&heure=10%3A00&duree=60");
    assert_int_equal(h.status, 409);
    h = get(w, w->ref_voves, "/seances/agenda.ics");
    has(&h, "DTSTART:20261201T090000Z\r\n");
    has(&h, "SUMMARY:Le courriel\r\n");
    h = get(w, w->ref_brou, "/seances/agenda.ics");
    has_not(&h, "SUMMARY");
    assert_ok(slice_seances.oublier(w->db, w->a, NULL, w->now, w->tom.id.v));
    h = get(w, w->ref_voves, "/seances?qui=tous");
    has_not(&h, "Le courriel");
}

/* Whoever may not take a record away is told who may; the page does not offer it. */
static void a_colleague_s_record_is_hers_to_take_away(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    Seance x = planned(&e, ATELIER);
    const char *there = url(w, "/seances/UID", x.uid), *undo = url(w, "/seances/UID/retablir", x.uid);
    HttpAnswer h = post(w, w->ref_voves, url(w, "/seances/UID/fait", x.uid), FICHE);
    leads_to(&h, url(w, "/seances/UID?fait=fiche", x.uid));
    h = get(w, e.tom, there);
    has(&h, "Durand");
    has(&h, "est à retirer par cette personne");
    has_not(&h, "Ce n’est pas fait");
    h = post(w, e.tom, undo, "");
    assert_int_equal(h.status, 403);
    has(&h, "par un référent de la structure");
    assert_int_equal(written(w, "activite.supprimer"), 0);
    (void)nth(&e, true, 0, &(int64_t){ 0 });       /* still done */
    h = get(w, w->ref_voves, there);
    has(&h, "Ce n’est pas fait");
    h = post(w, w->ref_voves, undo, "");
    leads_to(&h, url(w, "/seances/UID?fait=retablie", x.uid));
    assert_int_equal(written(w, "activite.supprimer"), 1);
}

/* Taken away from its own page: nothing is in the way any more. */
static void a_record_that_is_gone_does_not_hold_the_session(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    Seance x = planned(&e, ATELIER);
    const Acteur zoe = { .personne_id = w->zoe.id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = w->voves.uid,
        .role_cle = S("referent") };
    HttpAnswer h = post(w, w->ref_voves, url(w, "/seances/UID/fait", x.uid), FICHE);
    leads_to(&h, url(w, "/seances/UID?fait=fiche", x.uid));
    x = nth(&e, true, 0, &(int64_t){ 0 });
    assert_ok(activite_supprimer(w->db, w->a, &zoe, w->now, x.fiches[0], true, STR_NONE));
    h = get(w, e.tom, url(w, "/seances/UID", x.uid));
    has(&h, "Ce n’est pas fait");
    h = post(w, e.tom, url(w, "/seances/UID/retablir", x.uid), "");
    leads_to(&h, url(w, "/seances/UID?fait=retablie", x.uid));
}

/* Who holds what, colleagues too, is told once the journal has it. */
static void a_reading_is_written(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    Seance x = planned(&e, ATELIER);
    int64_t lists = written(w, "seances.lister");
    HttpAnswer h = get(w, e.tom, "/seances?qui=tous");
    assert_int_equal(h.status, 200);
    assert_int_equal(written(w, "seances.lister"), lists + 1);
    h = get(w, w->ref_voves, url(w, "/seances/UID", x.uid));
    assert_int_equal(h.status, 200);
    assert_int_equal(written(w, "seance.voir"), 1);
    h = get(w, w->ref_brou, url(w, "/seances/UID", x.uid));
    assert_int_equal(h.status, 404);
    assert_int_equal(written(w, "seance.voir"), 1);
}

static int64_t asked(const Essai *e, size_t *ret_n)
{
    const Seance *x;
    int64_t total = 0;
    db_fault_at(e->w->db, 0);
    assert_ok(seances_lister(e->w->db, e->w->a, &e->lui, &(SeanceRecherche){ .miennes = true }, 1, &x, ret_n, &total));
    return db_fault_at(e->w->db, 0);
}

/* As many questions for thirty of them, each with its team, as for one. */
static void a_page_asks_as_much_as_a_line(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    const Seance *all;
    size_t n = 0;
    int64_t total = 0;
    const char *one = "sorte=atelier&titre=A&jour=2026-12-01&heure=10%3A00&duree=60&cle=u&animateurs=zoe%40example.org";
    HttpAnswer h = post(w, e.tom, "/seances/prevoir", one);
    assert_int_equal(h.status, 303);
    int64_t for_one = asked(&e, &n);
    assert_int_equal(n, 1);
    h = post(w, e.tom, "/seances/prevoir",
        "sorte=permanence&titre=B&jour=2026-12-02&heure=10%3A00&duree=60&cle=v&fois=29&animateurs=zoe%40example.org");
    assert_int_equal(h.status, 303);
    assert_int_equal(asked(&e, &n), for_one);
    assert_int_equal(n, 30);
    assert_ok(seances_lister(w->db, w->a, &e.lui, &(SeanceRecherche){ .miennes = true }, 1, &all, &n, &total));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(all[i].equipe_n, 1);
        assert_int_equal(all[i].equipe[0].personne_id.v, w->zoe.id.v);
        assert_true(str_has(all[i].qui, S(", Zoé Durand")));
    }
}

static void run_job(World *w, int64_t now)
{
    Job j = { .app = &w->app, .arena = w->a, .db = w->db, .now = now };
    assert_ok(slice_seances.jobs[0].fn(&j));
}

/* Two years after its day, with its team and what it led to; its record, and the session of the day after, stay. */
static void an_old_one_is_forgotten(void **state)
{
    Essai e = essai_new(state);
    WORLD w = e.w;
    const int64_t until = (int64_t)SEANCE_OUBLI_J * DAY;
    int64_t total = 0, others = 0;
    Activite kept;
    (void)planned(&e, ATELIER "&animateurs=zoe%40example.org");
    HttpAnswer h = post(w, e.tom, url(w, "/seances/UID/fait", nth(&e, false, 0, &total).uid), FICHE);
    assert_int_equal(h.status, 303);
    (void)planned(&e, "sorte=atelier&titre=Demain&cle=d&jour=2026-11-23&heure=09%3A30&duree=90");
    Seance x = nth(&e, true, 0, &total);
    run_job(w, x.debut_at + until);
    assert_str_equal(nth(&e, true, 0, &total).uid, x.uid);
    run_job(w, x.debut_at + until + 1);
    const Seance *left;
    size_t n = 0;
    assert_ok(seances_lister(w->db, w->a, &e.lui, &(SeanceRecherche){ .passees = true }, 1, &left, &n, &total));
    assert_int_equal(total, 0);
    assert_str_equal(nth(&e, false, 0, &others).titre, S("Demain"));
    assert_ok(activite_ouvrir(w->db, w->a, NULL, x.fiches[0], &kept));
    assert_false(kept.supprime_at.has);
    run_job(w, x.debut_at + until + 1);            /* twice: nothing more */
    (void)nth(&e, false, 0, &others);
    assert_int_equal(others, 1);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_workshop_is_done_once),
        cmocka_unit_test(to_come_is_not_done),
        cmocka_unit_test(a_permanence_holds_several),
        cmocka_unit_test(changed_then_in_ones_calendar),
        cmocka_unit_test(a_colleague_s_record_is_hers_to_take_away),
        cmocka_unit_test(a_record_that_is_gone_does_not_hold_the_session),
        cmocka_unit_test(a_reading_is_written),
        cmocka_unit_test(a_page_asks_as_much_as_a_line),
        cmocka_unit_test(an_old_one_is_forgotten),
    };
    return SUITE_MAIN("seances", true, all);
}
