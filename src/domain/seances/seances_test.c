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

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_workshop_is_done_once),
        cmocka_unit_test(a_permanence_holds_several),
        cmocka_unit_test(changed_then_in_ones_calendar),
    };
    return SUITE_MAIN("seances", true, all);
}
