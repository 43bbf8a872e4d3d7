// SPDX-License-Identifier: AGPL-3.0-or-later
/* Figures held against a slow count of their own, and the same on every screen; both engines. */
#include "domain/activites/statistiques.h"

#include "domain/activites/arretes.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "domain/activites/activites_world_test.h"
#include "domain/activites/rapprochements.h"
#include "domain/territoire/charge_test.h"

/* ---- figures ---- */

enum { PEOPLE = 12, STEPS = 160, KEPT_MAX = 400 };

/* What the reference remembers, in plain arrays. */
typedef struct Kept {
    Str uid;
    Activite x;
    int people[4];
    bool gone;
} Kept;
typedef struct Reference {
    Kept kept[KEPT_MAX];
    size_t n;
    Usager people[PEOPLE];
    int root[PEOPLE];
    struct {
        int from, to;
    } joined[KEPT_MAX]; /* those not undone */
    size_t joined_n;
    Animateur autre;
} Reference;

static Activite any_record(Reference *ref, Random rnd, int people[4], Usager *suivis)
{
    static const char *const days[] = { "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-15", "2026-10-03" };
    Activite x = individual(days[random_below(rnd, 5)]);
    x.themes = 1U + random_below(rnd, (1U << THEMES_N) - 1);
    x.dispositif = random_below(rnd, 2) ? DISPOSITIF_AUTRE : DISPOSITIF_FRANCE_SERVICES;
    x.epci = random_below(rnd, 2) ? S("200070159") : S("");
    x.commune = random_below(rnd, 3) ? S("28422") : S("28061");
    x.duree_min = 1 + random_below(rnd, 200);
    x.regle = (OptI64){ random_below(rnd, 2), 0 };
    x.regle.v = x.regle.has ? random_below(rnd, 2) : 0;
    x.satisfaction = (OptI64){ random_below(rnd, 2), 0 };
    x.satisfaction.v = x.satisfaction.has ? 1 + random_below(rnd, 5) : 0;
    x.type = (int)random_below(rnd, 2);
    size_t n = x.type == ACTIVITE_COLLECTIF ? random_below(rnd, 4) : random_below(rnd, 2);
    x.anonymes = x.type == ACTIVITE_COLLECTIF ? random_below(rnd, 5) + (n == 0) : n == 0;
    x.nouveaux = x.anonymes ? random_below(rnd, (uint32_t)x.anonymes + 1) : 0;
    for (size_t i = 0; i < n; i++) {
        int who = (int)((random_below(rnd, PEOPLE / 4) * 4) + i);
        people[i] = who;
        suivis[i] = ref->people[who];
    }
    x.suivis = suivis;
    x.suivis_n = n;
    if (x.type == ACTIVITE_COLLECTIF &&
        random_below(rnd, 2)) { /* somebody else led it too: counted once all the same */
        x.animateurs = &ref->autre;
        x.animateurs_n = 1;
    }
    return x;
}

static int root_of(const Reference *ref, int who)
{
    return ref->root[who];
}

static void slow(const Reference *ref, const StatQuestion *q, Chiffres *ret)
{
    bool seen[PEOPLE] = { false };
    Chiffres c = { 0 };
    for (size_t i = 0; i < ref->n; i++) {
        const Kept *k = &ref->kept[i];
        if (k->gone || k->x.jour.days < q->du.days || k->x.jour.days > q->au.days ||
            (q->dispositif >= 0 && k->x.dispositif != q->dispositif) ||
            (!str_is_none(q->epci) && !str_eq(q->epci, k->x.epci)))
            continue;
        bool workshop = k->x.type == ACTIVITE_COLLECTIF;
        int64_t people = (int64_t)k->x.suivis_n + k->x.anonymes;
        c.activites++;
        c.ateliers += workshop;
        c.individuels += !workshop;
        c.participants += workshop ? people : 0;
        c.accompagnements += people;
        c.anonymes += k->x.anonymes;
        c.usagers_nouveaux_anonymes += k->x.nouveaux;
        c.minutes += k->x.duree_min;
        bool beside = k->x.animateurs_n > 0 && !q->structure_id.v; /* the other one led it for her own structure */
        c.minutes_chacun += k->x.duree_min * (1 + beside);
        c.ateliers_a_plusieurs += beside;
        c.regles += k->x.regle.has && k->x.regle.v;
        c.regles_dits += k->x.regle.has;
        c.satisfaits += k->x.satisfaction.has && k->x.satisfaction.v >= 4;
        c.satisfaction_dits += k->x.satisfaction.has;
        for (size_t p = 0; p < k->x.suivis_n; p++)
            seen[root_of(ref, k->people[p])] = true;
    }
    for (int p = 0; p < PEOPLE; p++)
        c.usagers_connus += seen[p];
    c.usagers = c.usagers_connus + c.usagers_nouveaux_anonymes;
    assert_int_equal(c.accompagnements, c.individuels + c.participants);
    *ret = c;
}

/* Who is in the period, and in no record before it, of any structure, EPCI or programme. */
static int64_t slow_new(const Reference *ref, const StatQuestion *q)
{
    bool seen[PEOPLE] = { false }, before[PEOPLE] = { false };
    int64_t n = 0;
    for (size_t i = 0; i < ref->n; i++) {
        const Kept *k = &ref->kept[i];
        bool in = k->x.jour.days >= q->du.days && k->x.jour.days <= q->au.days &&
                  (q->dispositif < 0 || k->x.dispositif == q->dispositif) &&
                  (str_is_none(q->epci) || str_eq(q->epci, k->x.epci));
        for (size_t p = 0; p < k->x.suivis_n && !k->gone; p++) {
            seen[root_of(ref, k->people[p])] |= in;
            before[root_of(ref, k->people[p])] |= k->x.jour.days < q->du.days;
        }
    }
    for (int p = 0; p < PEOPLE; p++)
        n += seen[p] && !before[p];
    return n;
}

/* The sums that are kept give, line by line, what the records give. */
static void lines_agree(World *w, const StatQuestion *q, int par)
{
    const StatLigne *kept, *raw;
    size_t n, raw_n;
    assert_ok(statistiques_par(w->db, w->a, q, par, false, &kept, &n));
    assert_ok(statistiques_par(w->db, w->a, q, par, true, &raw, &raw_n));
    assert_int_equal(n, raw_n);
    for (size_t i = 0; i < n; i++) {
        assert_str_equal(kept[i].cle, raw[i].cle);
        assert_int_equal(kept[i].accompagnements, raw[i].accompagnements);
        assert_int_equal(kept[i].usagers, raw[i].usagers);
        assert_int_equal(kept[i].ateliers, raw[i].ateliers);
        assert_int_equal(kept[i].minutes, raw[i].minutes);
    }
}

static void agree(World *w, const Reference *ref, const StatQuestion *q)
{
    Chiffres want, got;
    const StatLigne *l;
    size_t n;
    slow(ref, q, &want);
    want.professionnels = want.structures = want.activites > 0; /* Zoé alone writes, for one structure */
    for (int brut = 0; brut < 2; brut++) {
        assert_ok(statistiques(w->db, w->a, q, brut, &got));
        want.jours_ouverts = 0;
        assert_memory_equal(&got, &want, sizeof want);
        for (int par = 0; par < STAT_PAR_N; par++) {
            int64_t sum = 0;
            assert_ok(statistiques_par(w->db, w->a, q, par, brut, &l, &n));
            for (size_t i = 0; i < n; i++)
                sum += l[i].accompagnements;
            if (par != STAT_PAR_THEME)
                assert_int_equal(sum, want.accompagnements);
        }
    }
    assert_ok(statistiques_nouveaux(w->db, w->a, q, &got));
    assert_true(got.nouveaux.has);
    assert_int_equal(got.nouveaux.v, slow_new(ref, q) + want.usagers_nouveaux_anonymes);
    for (int par = 0; par < STAT_PAR_N; par++)
        lines_agree(w, q, par);
}

/* What was counted of records that a rollback then took away is not what is counted afterwards, whatever comes
 * instead. */
static void a_rollback_is_not_remembered(World *w, const Reference *ref, const Acteur *par, const StatQuestion *q)
{
    Activite x = individual("2026-01-31");
    Chiffres c;
    bool deja;
    TX tx = tx_begin(w->db, HERE);
    x.suivis = &ref->people[0];
    x.suivis_n = 1;
    x.anonymes = 0;
    (void)record(w, par, &x, STR_NONE, &deja);
    assert_ok(statistiques(w->db, w->a, q, true, &c));
    tx_done(&tx);
    agree(w, ref, q);
}

/* Whoever is joined to somebody, near and far, has one root. */
static void find_roots(Reference *ref)
{
    for (int p = 0; p < PEOPLE; p++)
        ref->root[p] = p;
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < ref->joined_n; i++) {
            int *x = &ref->root[ref->joined[i].from], *y = &ref->root[ref->joined[i].to];
            moved |= *x != *y;
            *x = *y = *x < *y ? *x : *y;
        }
    }
}

/* Any of those joined before, whatever came after it. */
static void undo(World *w, Reference *ref, const Acteur *par, Random rnd)
{
    const Rapprochement *all;
    size_t n, at = 0, i = random_below(rnd, (uint32_t)ref->joined_n);
    Str one = ref->people[ref->joined[i].from].code, other = ref->people[ref->joined[i].to].code;
    assert_ok(rapprochements_lister(w->db, w->a, par, RAPPROCHEMENT_CONFIRMEE, one, &all, &n));
    while (at < n && !str_eq(all[at].autre, other))
        at++;
    assert_true(at < n);
    assert_str_equal(all[at].carte, one);
    assert_ok(rapprochement_defaire(w->db, w->a, par, w->now, all[at].id));
    assert_int_equal(rapprochement_defaire(w->db, w->a, par, w->now, all[at].id), ERR_CONFLICT);
    ref->joined[i] = ref->joined[--ref->joined_n];
    find_roots(ref);
}

static void merge(World *w, Reference *ref, const Acteur *par, Random rnd)
{
    int from = (int)random_below(rnd, PEOPLE), to = (int)random_below(rnd, PEOPLE);
    Err e = usager_fusionner(w->db, w->a, par, w->now, ref->people[from].code, ref->people[to].code);
    int old = root_of(ref, from), new = root_of(ref, to);
    assert_int_equal(e, old == new ? ERR_CONFLICT : OK);
    if (e != OK)
        return;
    ref->joined[ref->joined_n].from = from;
    ref->joined[ref->joined_n++].to = to;
    find_roots(ref);
}

static void step(World *w, Reference *ref, const Acteur *par, Random rnd)
{
    Usager *suivis = NEW(w->a, Usager, 4);
    Kept *k = ref->n ? &ref->kept[random_below(rnd, (uint32_t)ref->n)] : NULL;
    uint32_t what = random_below(rnd, 10);
    bool deja;
    if (what < 5 || !k) {
        k = &ref->kept[ref->n++];
        *k = (Kept){ .x = any_record(ref, rnd, k->people, suivis) };
        for (size_t i = 0; i < k->x.suivis_n; i++)
            for (int p = 0; p < PEOPLE; p++)
                if (ref->people[p].id.v == suivis[i].id.v)
                    k->people[i] = p;
        k->uid = record(w, par, &k->x, STR_NONE, &deja);
    } else if (what < 7 && !k->gone) {
        Activite read;
        assert_ok(activite_ouvrir(w->db, w->a, par, k->uid, &read));
        k->x = any_record(ref, rnd, k->people, suivis);
        for (size_t i = 0; i < k->x.suivis_n; i++) {
            assert_ok(usager_par_code(w->db, w->a, suivis[i].code, &suivis[i]));
        }
        k->x.motif = S("erreur de saisie");
        assert_ok(activite_modifier(w->db, w->a, par, w->now, k->uid, read.version, &k->x));
    } else if (what < 9) {
        k->gone = !k->gone;
        assert_ok(activite_supprimer(w->db, w->a, par, w->now, k->uid, k->gone, S("erreur de saisie")));
    } else if (ref->joined_n > 3 || (ref->joined_n && random_below(rnd, 3) == 0)) {
        undo(w, ref, par, rnd);
    } else {
        merge(w, ref, par, rnd);
    }
    for (int p = 0; p < PEOPLE; p++)               /* as they are now, merged or not */
        assert_ok(usager_par_code(w->db, w->a, ref->people[p].code, &ref->people[p]));
}

/* ---- closed periods ---- */

enum { CLOSED = 4 };

static Arrete close_period(World *w, int which)
{
    static const struct {
        const char *from, *to;
        int dispositif;
        Str epci;
    } all[CLOSED] = { { "2026-01-01", "2026-01-31", -1, STR_NONE }, { "2026-01-01", "2026-11-22", -1, STR_NONE },
        { "2026-01-01", "2026-11-22", DISPOSITIF_FRANCE_SERVICES, STR_NONE },
        { "2026-01-10", "2026-02-20", -1, S_INIT("200070159") } };
    const StatQuestion q = { .du = day(all[which].from),
        .au = day(all[which].to),
        .dispositif = all[which].dispositif,
        .epci = all[which].epci };
    Arrete x;
    Str uid;
    assert_ok(arreter(w->db, w->a, NULL, w->now, w->app.random, &q, S("Essai"), &uid));
    assert_err(arreter(w->db, w->a, NULL, w->now, w->app.random, &q, S("Essai"), &uid), ERR_CONFLICT);
    assert_ok(arrete_ouvrir(w->db, w->a, NULL, uid, &x));
    return x;
}

/* What was kept has not moved, and differs from today by the adjustments, exactly. */
static void adjusted(World *w, const Arrete *kept)
{
    Arrete x;
    ArreteContenu *c = NEW(w->a, ArreteContenu, 1);
    StatQuestion q = arrete_question(kept);
    Chiffres today;
    const AjustementSomme *sums;
    size_t n;
    assert_ok(arrete_ouvrir(w->db, w->a, NULL, kept->uid, &x));
    assert_str_equal(x.contenu, kept->contenu);
    assert_true(arrete_intact(w->a, &x));
    assert_ok(arrete_contenu_lire(w->a, x.contenu, c));
    assert_ok(statistiques(w->db, w->a, &q, false, &today));
    assert_ok(ajustements_sommer(w->db, w->a, x.id, &sums, &n));
    Ecart moved = ajustements_total(sums, n), gap = ecart_de(&c->chiffres[arrete_choix(x.dispositif)], &today);
    assert_memory_equal(&moved, &gap, sizeof gap);
}

static void sums_are_those_of_the_records(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    RandomSeed seed = { 42, 0 };
    Random rnd = random_seeded(&seed);
    Reference *ref = NEW(w->a, Reference, 1);
    ref->autre = (Animateur){ w->max.id, w->brou.id };
    w->voves.dispositifs = S("france-services");
    const StructureTextes t = { w->voves.nom, S(""), w->voves.commune, w->voves.dispositifs };
    assert_ok(structure_modifier(w->db, w->a, NULL, w->now, w->voves.id, w->voves.version, &t));
    Arrete closed[CLOSED] = { 0 };
    for (int p = 0; p < PEOPLE; p++) {
        ref->people[p] = card(w, &zoe, &w->voves);
        ref->root[p] = p;
    }
    for (int i = 0; i < STEPS; i++) {
        step(w, ref, &zoe, rnd);
        if (i % 10)
            continue;
        StatQuestion q = { .du = day("2026-01-01"), .au = day("2026-12-31"), .dispositif = -1, .epci = STR_NONE };
        agree(w, ref, &q);
        q.dispositif = DISPOSITIF_FRANCE_SERVICES;
        agree(w, ref, &q);
        q.epci = S("200070159");
        agree(w, ref, &q);
        q = (StatQuestion){ .du = day("2026-01-01"), .au = day("2026-01-31"), .dispositif = -1, .epci = STR_NONE };
        agree(w, ref, &q);
        q.au = day("2026-02-15");
        agree(w, ref, &q);
        q = (StatQuestion){ .du = day("2026-01-01"),
            .au = day("2026-12-31"),
            .dispositif = -1,
            .structure_id = w->voves.id,
            .epci = STR_NONE };
        agree(w, ref, &q);
        a_rollback_is_not_remembered(w, ref, &zoe, &q);
        if (i == STEPS / 2) /* made again from the records, the counts are those kept one by one */
            assert_ok(activites_recompter(w->db));
        if (i == STEPS / 4)
            for (int k = 0; k < CLOSED; k++)
                closed[k] = close_period(w, k);
        for (int k = 0; closed[0].uid.n && k < CLOSED; k++)
            adjusted(w, &closed[k]);
    }
    for (int k = 0; k < CLOSED; k++) {
        const AjustementSomme *sums;
        size_t n;
        assert_ok(ajustements_sommer(w->db, w->a, closed[k].id, &sums, &n));
        assert_true(n > 0);
    }
}

static void nothing_recorded_is_zero(void **state)
{
    ACTIVITES w = activites_new(state);
    const StatQuestion q = { .du = day("2023-01-01"), .au = day("2023-12-31"), .dispositif = -1, .epci = STR_NONE };
    Chiffres c;
    const StatLigne *l;
    size_t n;
    assert_ok(statistiques(w->db, w->a, &q, false, &c));
    assert_int_equal(c.accompagnements, 0);
    assert_int_equal(c.usagers, 0);
    assert_true(part_de(c.regles, c.regles_dits) < 0);
    assert_ok(statistiques_par(w->db, w->a, &q, STAT_PAR_MOIS, false, &l, &n));
    assert_int_equal(n, 0);
}

/* ---- pages ---- */

/* accompagnements = individuels + participations, on every screen that has both. */
static void same_figures(const HttpAnswer *h, int64_t all, int64_t alone, int64_t together)
{
    char line[200];
    assert_int_equal(all, alone + together);
    (void)snprintf(line, sizeof line, "%lld accompagnements individuels et %lld participations", (long long)alone,
        (long long)together);
    has(h, line);
}

static void a_year_on_every_screen(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Activite x = individual("2025-03-02"), workshop = individual("2025-04-02");
    bool deja;
    Str uid;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    workshop.type = ACTIVITE_COLLECTIF;
    workshop.anonymes = 12;
    (void)record(w, &zoe, &workshop, STR_NONE, &deja);
    assert_ok(activite_enregistrer(w->db, w->a, &max, w->now, w->app.random, &w->brou, &x, STR_NONE, &uid, &deja));
    const char *there = world_session(w, w->zoe.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->voves.uid);
    const char *all = world_session(w, w->lea.id, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S(""));
    HttpAnswer h = get(w, there, "/tableau-de-bord?annee=2025");
    has(&h, "13 accompagnements en 2025");
    same_figures(&h, 13, 1, 12);
    has(&h, "Rien n’est en retard");
    h = get(w, there, "/statistiques?du=2025-01-01&au=2025-12-31");
    same_figures(&h, 13, 1, 12);
    h = get(w, all, "/tableau-de-bord?annee=2025");
    same_figures(&h, 14, 2, 12);
    h = get(w, NULL, "/chiffres/2025");
    same_figures(&h, 14, 2, 12);
    h = get(w, NULL, "/chiffres/2024");
    assert_int_equal(h.status, 404);
    h = get(w, there, "/bilan.pdf?annee=2025");
    assert_int_equal(h.status, 200);
    assert_int_equal(test_pdf_pages(state, w->a, h.body), 2);
    h = get(w, there, url(w, "/bilan.pdf?structure=UID", w->brou.uid));
    assert_int_equal(h.status, 404);
    h = get(w, there, "/bilan.pdf?epci=200070159");
    assert_int_equal(h.status, 404);
    h = get(w, all, url(w, "/bilan.pdf?annee=2025&structure=UID", w->brou.uid));
    assert_int_equal(test_pdf_pages(state, w->a, h.body), 2);
    h = get(w, all, "/bilan.pdf?annee=2025&epci=200070159");
    assert_int_equal(h.status, 200);
    h = get(w, there, "/tableau-de-bord.csv?annee=2025");
    has(&h, "28422");
}

/* `seuil`: of the setting; NULL: its default. */
/* What changed, and what waits, are files too; counts that are not told are empty in them. */
static void what_changed_and_what_waits_are_files(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    bool deja;
    Activite x = individual("2024-03-02");
    for (int i = 0; i < 12; i++)
        (void)record(w, &zoe, &x, STR_NONE, &deja);
    x = individual("2025-03-02");
    for (int i = 0; i < 15; i++)
        (void)record(w, &zoe, &x, STR_NONE, &deja);
    HttpAnswer h = get(w, w->ref_voves, "/tableau-de-bord?annee=2025");
    has(&h, "/tableau-de-bord/evolution.csv?annee=2025");
    has(&h, "/tableau-de-bord/evolution.xlsx?annee=2025");
    has(&h, "<td class=\"n\" data-t=\"2024\">12</td>");
    has(&h, "+\u00a025\u00a0%");
    h = get(w, w->ref_voves, "/tableau-de-bord/evolution.csv?annee=2025");
    has(&h, "Accompagnements,2024-01-01,2024-12-31,12,2025-01-01,2025-12-31,15,25");
    h = get(w, w->ref_voves, "/tableau-de-bord/evolution.csv?annee=2024");
    has(&h, "Accompagnements,2023-01-01,2023-12-31,0,2024-01-01,2024-12-31,12,\r\n"); /* of nothing, no share */
    h = get(w, w->ref_brou, "/tableau-de-bord/evolution.csv?annee=2025");
    has(&h, ",2025-12-31,0,"); /* another structure: nothing of Voves */
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    set_threshold(w, "14");
    h = get(w, reader, "/tableau-de-bord/evolution.csv?annee=2025");
    has(&h, "Accompagnements,2024-01-01,2024-12-31,,2025-01-01,2025-12-31,15,\r\n");
    has_not(&h, ",12,");
}

static void silence_waits(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    bool deja;
    Activite x = individual("2025-03-02");
    x.jour = (Date){ date_paris(w->now).days - 100 };
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    HttpAnswer h = get(w, w->ref_voves, "/tableau-de-bord");
    has(&h, "aucune fiche depuis plus de 60 jours");
    has(&h, "/tableau-de-bord/attentes.xlsx?annee=");
    h = get(w, w->ref_voves, "/tableau-de-bord/attentes.csv");
    has(&h, "aucune fiche depuis plus de 60 jours");
    h = get(w, w->ref_brou, "/tableau-de-bord/attentes.csv");
    has_not(&h, "aucune fiche");
    x.jour = date_paris(w->now);
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    h = get(w, w->ref_voves, "/tableau-de-bord/attentes.csv");
    has_not(&h, "aucune fiche");
}

/* Who came before, under a card since found to be of the same person, does not come for the first time. */
static void who_comes_for_the_first_time(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Usager one = card(w, &zoe, &w->voves), two = card(w, &zoe, &w->voves);
    StatQuestion q = { .du = day("2025-01-01"), .au = day("2025-12-31"), .dispositif = -1, .epci = STR_NONE };
    Chiffres c;
    bool deja;
    Activite x = individual("2024-06-03"), anonymous = individual("2025-06-03");
    x.anonymes = 0;
    x.suivis = &one;
    x.suivis_n = 1;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    x = individual("2025-06-03");
    x.anonymes = 0;
    x.suivis = &two;
    x.suivis_n = 1;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    (void)record(w, &zoe, &anonymous, STR_NONE, &deja); /* without a card, nor said to be new */
    assert_ok(statistiques(w->db, w->a, &q, false, &c));
    assert_false(c.nouveaux.has);
    assert_ok(statistiques_nouveaux(w->db, w->a, &q, &c));
    assert_int_equal(c.nouveaux.v, 1);
    assert_int_equal(non_dedoublonnables_de(&c), 1);
    HttpAnswer h = get(w, w->ref_voves, "/statistiques?du=2025-01-01&au=2025-12-31");
    has(&h, "nouveaux\u00a0: 1");
    has(&h, "Personnes non dédoublonnables\u00a0: 1.");
    has(&h, "1 de personnes suivies, 1 de personnes anonymes");
    assert_ok(usager_fusionner(w->db, w->a, &zoe, w->now, one.code, two.code));
    assert_ok(statistiques_nouveaux(w->db, w->a, &q, &c));
    assert_int_equal(c.nouveaux.v, 0);
    q.du = day("2024-01-01");
    assert_ok(statistiques_nouveaux(w->db, w->a, &q, &c));
    assert_int_equal(c.nouveaux.v, 1);
}

/* Neither a part nor what it leaves is told where it is small. */
static void small_parts_are_not_told(void **state)
{
    assert_true(stat_part_dite(0, 40, 11));
    assert_true(stat_part_dite(40, 40, 11));
    assert_true(stat_part_dite(11, 22, 11));
    assert_false(stat_part_dite(10, 40, 11));
    assert_false(stat_part_dite(30, 40, 11));
    assert_true(stat_part_dite(3, 4, 0));
}

/* Nothing is known of who among the 30 is old or young, only how many they are: no line by age holds them. */
static void a_partly_known_workshop_keeps_its_sums(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Usager known = card(w, &zoe, &w->voves);
    Activite x = individual("2025-04-02");
    const StatQuestion q = { .du = day("2025-01-01"), .au = day("2025-12-31"), .dispositif = -1, .epci = STR_NONE };
    const StatLigne *l;
    size_t n;
    bool deja;
    int64_t sum = 0, aged = 0;
    x.type = ACTIVITE_COLLECTIF;
    x.themes = 1U << THEME_EMAIL | 1U << THEME_BANQUE;
    x.anonymes = 30;
    x.nouveaux = 7;
    x.suivis = &known;
    x.suivis_n = 1;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    assert_ok(statistiques_par(w->db, w->a, &q, STAT_PAR_AGE, false, &l, &n));
    for (size_t i = 0; i < n; i++) {
        sum += l[i].accompagnements;
        aged += choice_index(tranches, l[i].cle) >= 0 ? l[i].accompagnements : 0;
    }
    assert_int_equal(sum, 31);
    assert_int_equal(aged, 1);
    assert_ok(statistiques_par(w->db, w->a, &q, STAT_PAR_THEME, false, &l, &n));
    assert_int_equal(n, 2);
    assert_int_equal(l[0].accompagnements, 31);
    assert_int_equal(l[1].accompagnements, 31);
    assert_int_equal(l[0].usagers, -1);
    assert_ok(statistiques_par(w->db, w->a, &q, STAT_PAR_TYPE, false, &l, &n));
    assert_int_equal(n, 1);
    assert_int_equal(l[0].usagers, 8);
}

/* "cle:accompagnements/usagers", line after line. */
static Str told(World *w, int par)
{
    const StatQuestion q = { .du = day("2025-01-01"), .au = day("2025-12-31"), .dispositif = -1, .epci = STR_NONE };
    const StatLigne *l;
    size_t n;
    Str all = S("");
    assert_ok(statistiques_par(w->db, w->a, &q, par, false, &l, &n));
    for (size_t i = 0; i < n; i++)
        all = str_format(w->a, "%.*s%.*s:%lld/%lld ", STR_ARG(all), STR_ARG(l[i].cle), (long long)l[i].accompagnements,
            (long long)l[i].usagers);
    return all;
}

/* By what the cards say; two cards made one are one person; the commune of the person is not that of the place. */
static void who_comes_is_told_by_the_card(void **state)
{
    WORLD w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    static const struct {
        const char *genre, *statut, *commune;
        int fois;
    } people[] = { { "feminin", "retraite", "28404", 14 }, { "masculin", "", "28061", 3 }, { "", "en_emploi", "", 2 },
        { "feminin", "retraite", "28404", 1 } };
    Usager made[4];
    bool deja;
    for (int i = 0; i < 4; i++) {
        const Usager u = { .genre = str_from(people[i].genre),
            .statut = str_from(people[i].statut),
            .commune = str_from(people[i].commune) };
        assert_ok(usager_creer(w->db, w->a, &zoe, w->now, w->app.random, &w->voves, &u, &made[i]));
        for (int k = 0; k < people[i].fois; k++) {
            Activite x = individual("2025-03-02");
            x.anonymes = 0;
            x.suivis = &made[i];
            x.suivis_n = 1;
            (void)record(w, &zoe, &x, STR_NONE, &deja);
        }
    }
    Activite x = individual("2025-03-02");
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    assert_str_equal(told(w, STAT_PAR_GENRE), S("feminin:15/2 masculin:3/1 non_communique:3/-1 "));
    assert_str_equal(told(w, STAT_PAR_STATUT), S("en_emploi:2/1 retraite:15/2 non_communique:4/-1 "));
    assert_str_equal(told(w, STAT_PAR_RESIDENCE), S("28061:3/1 28404:15/2 non_communique:3/-1 "));
    assert_str_equal(told(w, STAT_PAR_RESIDENCE_EPCI), S(":18/3 non_communique:3/-1 ")); /* no map here */
    assert_str_equal(told(w, STAT_PAR_COMMUNE), S("28422:21/4 "));
    assert_ok(usager_fusionner(w->db, w->a, &zoe, w->now, made[3].code, made[0].code));
    assert_str_equal(told(w, STAT_PAR_GENRE), S("feminin:15/1 masculin:3/1 non_communique:3/-1 "));
    HttpAnswer h = get(w, w->ref_voves, "/statistiques?du=2025-01-01&au=2025-12-31&par=genre");
    has(&h, "Féminin");
    h = get(w, w->ref_voves, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=residence");
    has(&h, "28404,28404,15,1,");
    set_threshold(w, "5");
    h = get(w, reader, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=genre");
    has_not(&h, "Féminin,15"); /* one woman, fifteen times: she is not told either */
    has_not(&h, "Masculin,3");
    has_not(&h, "Non communiqué,3");
}

/* Three communes, of two intercommunalités. */
static void map_of_two(World *w)
{
    static const char communes[] =
        "[{\"code\":\"28404\",\"nom\":\"A\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
        "{\"code\":\"28422\",\"nom\":\"B\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
        "{\"code\":\"28061\",\"nom\":\"C\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"}]";
    static const char epci[] =
        "[{\"code\":\"200070159\",\"nom\":\"Cœur de Beauce\",\"type\":\"CC\",\"membres\":[{\"code\":\"28404\"},"
        "{\"code\":\"28422\"}]},{\"code\":\"242800585\",\"nom\":\"Autre\",\"type\":\"CC\",\"membres\":"
        "[{\"code\":\"28061\"}]}]";
    territoire_charge(w->db, w->a, w->now,
        &(TerritoireEssai){ .communes = str_from(communes), .epci = str_from(epci) });
}

/* Communes of one intercommunalité are added up, and whoever has cards in two of them is one person there. */
static void who_lives_where_is_added_up(void **state)
{
    WORLD w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    static const char *const where[] = { "28404", "28422", "28061", "75056", "" };
    Usager made[5];
    bool deja;
    map_of_two(w);
    for (int i = 0; i < 5; i++) {
        const Usager u = { .genre = S(""), .statut = S(""), .commune = str_from(where[i]) };
        assert_ok(usager_creer(w->db, w->a, &zoe, w->now, w->app.random, &w->voves, &u, &made[i]));
        for (int k = 0; k <= i; k++) {
            Activite x = individual("2025-03-02");
            x.anonymes = 0;
            x.suivis = &made[i];
            x.suivis_n = 1;
            (void)record(w, &zoe, &x, STR_NONE, &deja);
        }
    }
    assert_str_equal(told(w, STAT_PAR_RESIDENCE_EPCI), S(":4/1 200070159:3/2 242800585:3/1 non_communique:5/-1 "));
    assert_ok(usager_fusionner(w->db, w->a, &zoe, w->now, made[1].code, made[0].code));
    assert_str_equal(told(w, STAT_PAR_RESIDENCE_EPCI), S(":4/1 200070159:3/1 242800585:3/1 non_communique:5/-1 "));
    HttpAnswer h = get(w, w->ref_voves, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=residence_epci");
    has(&h, "200070159,Cœur de Beauce,3,1,");
    h = get(w, w->ref_voves, "/statistiques?du=2025-01-01&au=2025-12-31&par=residence_epci");
    has(&h, "Intercommunalité où vit la personne");
    has(&h, "Non connue");
}

static void what_is_hidden_cannot_be_found_again(void **state)
{
    static const int64_t seuils[] = { 2, 5, 11, 25 };
    RandomSeed seed = { 3, 0 };
    Random rnd = random_seeded(&seed);
    (void)state;
    for (int k = 0; k < 4000; k++) {
        StatLigne l[8] = { 0 };
        size_t n = 1 + random_below(rnd, 8);
        int64_t hidden = 0, sum = 0, shown = 0, seuil = seuils[k % 4];
        for (size_t i = 0; i < n; i++) {
            l[i].accompagnements = random_below(rnd, 3) ? random_below(rnd, 60) : random_below(rnd, 12);
            l[i].usagers = -1;
        }
        statistiques_masquer(l, n, seuil);
        for (size_t i = 0; i < n; i++) {
            int64_t v = l[i].accompagnements;
            assert_true(l[i].masque || v == 0 || v >= seuil);
            hidden += l[i].masque;
            sum += l[i].masque ? v : 0;
            shown += !l[i].masque && v > 0;
        }
        /* nothing hidden, or at least two lines that hold enough together, or there was nothing left to hide */
        assert_true(hidden == 0 || (hidden >= 2 && sum >= seuil) || shown == 0);
    }
}

/* ---- two tables and their total, attacked ---- */

enum { VILLES = 14, PAYS = 4, INCONNUES = VILLES + PAYS, EGALITES = PAYS + 2 };

typedef struct Tables {
    StatLigne communes[VILLES], epcis[PAYS];
    size_t epci_de[VILLES], n, m;
    int64_t total;
} Tables;

/* Figures as records give them: the persons of an intercommunalité are at least those of its largest commune. */
static void tables_draw(Random rnd, Tables *t)
{
    *t = (Tables){ .n = 1 + random_below(rnd, VILLES), .m = 1 + random_below(rnd, PAYS) };
    int64_t most[PAYS] = { 0 };
    for (size_t i = 0; i < t->n; i++) {
        size_t e = t->epci_de[i] = random_below(rnd, t->m);
        int64_t v = random_below(rnd, 3) ? random_below(rnd, 70) : random_below(rnd, 14);
        int64_t u = v && random_below(rnd, 3) ? random_below(rnd, v + 1) : v;
        t->communes[i].accompagnements = v;
        t->communes[i].usagers = u;
        t->epcis[e].accompagnements += v;
        t->epcis[e].usagers += u;
        most[e] = u > most[e] ? u : most[e];
        t->total += v;
    }
    for (size_t e = 0; e < t->m; e++)
        if (t->epcis[e].usagers > most[e])
            t->epcis[e].usagers -= random_below(rnd, t->epcis[e].usagers - most[e] + 1);
}

/* What is public: each intercommunalité is the sum of its communes, the total that of each table; a hidden cell is unknown. */
static size_t tables_equations(const Tables *t, double m[EGALITES][INCONNUES])
{
    for (size_t i = 0; i < t->n; i++)
        if (t->communes[i].masque)
            m[t->epci_de[i]][i] = m[PAYS][i] = 1;
    for (size_t e = 0; e < t->m; e++)
        if (t->epcis[e].masque) {
            m[e][VILLES + e] = -1;
            m[PAYS + 1][VILLES + e] = 1;
        }
    return EGALITES;
}

/* The equations solved as far as they go: how many unknown cells have one value only. */
static size_t cells_found(double m[EGALITES][INCONNUES], size_t rows)
{
    size_t done = 0, found = 0;
    for (size_t c = 0; c < INCONNUES && done < rows; c++) {
        size_t p = done;
        while (p < rows && fabs(m[p][c]) < 1e-9)
            p++;
        if (p == rows)
            continue;
        for (size_t k = 0; k < INCONNUES; k++) {
            double x = m[p][k];
            m[p][k] = m[done][k];
            m[done][k] = x;
        }
        for (size_t r = 0; r < rows; r++) {
            double by = r == done ? 0 : m[r][c] / m[done][c];
            for (size_t k = 0; k < INCONNUES; k++)
                m[r][k] -= by * m[done][k];
        }
        done++;
    }
    for (size_t r = 0; r < done; r++) {
        size_t in = 0;
        for (size_t c = 0; c < INCONNUES; c++)
            in += fabs(m[r][c]) > 1e-9;
        found += in == 1;
    }
    return found;
}

/* Each sum that is known holds two hidden communes or more, and amounts to the threshold. */
static void sums_are_large(const Tables *t, int64_t seuil)
{
    size_t hidden[PAYS + 1] = { 0 };
    int64_t sum[PAYS + 1] = { 0 };
    for (size_t i = 0; i < t->n; i++)
        if (t->communes[i].masque) {
            size_t g = t->epcis[t->epci_de[i]].masque ? PAYS : t->epci_de[i];
            hidden[g]++;
            sum[g] += t->communes[i].accompagnements;
        }
    for (size_t g = 0; g <= PAYS; g++)
        assert_true(hidden[g] == 0 || (hidden[g] >= 2 && sum[g] >= seuil));
}

static void nothing_few_is_shown(const StatLigne *l, size_t n, int64_t seuil)
{
    for (size_t i = 0; i < n; i++) {
        int64_t v = l[i].accompagnements, u = l[i].usagers;
        assert_true(l[i].masque || ((v == 0 || v >= seuil) && (u == 0 || u >= seuil)));
    }
}

static void two_tables_give_nothing_back(void **state)
{
    static const int64_t seuils[] = { 2, 5, 11, 25 };
    RandomSeed seed = { 5, 0 };
    Random rnd = random_seeded(&seed);
    size_t alone_found = 0, hidden = 0, tried = 0;
    (void)state;
    for (int k = 0; k < 20000; k++) {
        Tables t, alone;
        double m[EGALITES][INCONNUES] = { 0 }, before[EGALITES][INCONNUES] = { 0 };
        int64_t seuil = seuils[k % 4], usagers = 0;
        tables_draw(rnd, &t);
        for (size_t e = 0; e < t.m; e++)
            usagers = t.epcis[e].usagers > usagers ? t.epcis[e].usagers : usagers;
        /* the persons of the whole are at least those of an intercommunalité; a whole that is small is not told */
        const Chiffres whole = { .accompagnements = t.total, .usagers = usagers };
        if (stat_petit(&whole, seuil))
            continue;
        tried++;
        alone = t;
        statistiques_masquer(alone.communes, alone.n, seuil);
        statistiques_masquer(alone.epcis, alone.m, seuil);
        alone_found += cells_found(before, tables_equations(&alone, before)) > 0;
        statistiques_masquer_communes(t.communes, t.n, t.epci_de, t.epcis, t.m, seuil);
        nothing_few_is_shown(t.communes, t.n, seuil);
        nothing_few_is_shown(t.epcis, t.m, seuil);
        sums_are_large(&t, seuil);
        assert_int_equal(cells_found(m, tables_equations(&t, m)), 0);
        for (size_t i = 0; i < t.n; i++)
            hidden += t.communes[i].masque;
    }
    assert_true(tried > 10000 && hidden > tried);
    assert_true(alone_found > tried / 10); /* the attack does find what each table alone lets through */
}

static void workshop_of(World *w, const Acteur *par, const char *commune, const char *epci, int64_t people)
{
    Activite x = individual("2025-04-02");
    bool deja;
    x.type = ACTIVITE_COLLECTIF;
    x.commune = str_from(commune);
    x.epci = str_from(epci);
    x.anonymes = people;
    (void)record(w, par, &x, STR_NONE, &deja);
}

static void workshop(World *w, const Acteur *par, const char *commune, int64_t people)
{
    workshop_of(w, par, commune, "", people);
}

/* 28422 is the only small commune of its intercommunalité, whose line is shown: page and file hide another with it. */
static void a_commune_is_hidden_within_its_epci(void **state)
{
    static const char asked[] = "?du=2025-01-01&au=2025-12-31&par=commune";
    WORLD w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    map_of_two(w);
    workshop_of(w, &zoe, "28404", "200070159", 47);
    workshop_of(w, &zoe, "28422", "200070159", 5);
    workshop_of(w, &zoe, "28061", "242800585", 31);
    set_threshold(w, NULL);
    HttpAnswer h = get(w, reader, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=epci");
    has(&h, "200070159,Cœur de Beauce,52,");
    h = get(w, reader, str_format(w->a, "/statistiques.csv%s", asked).p);
    has(&h, "28404,A,,,,");
    has(&h, "28422,B,,,,");
    has(&h, "28061,C,31,");
    h = get(w, reader, str_format(w->a, "/statistiques%s", asked).p);
    has(&h, ">31<");
    has_not(&h, ">47<");
    h = get(w, w->ref_voves, str_format(w->a, "/statistiques.csv%s", asked).p);
    has(&h, "28422,B,5,");
}

/* Of what a reader sees: a sheet's name may hold any figure. */
static void untold(const HttpAnswer *h, const char *number)
{
    size_t seen = str_find(h->body, 0, S("<main"));
    assert_true(seen < h->body.n);
    assert_false(str_has(str_slice(h->body, seen, h->body.n), str_from(number)));
}

/* One setting, for the public page, the reader of figures and the files; whoever may open the records sees them all. */
static void one_threshold_for_every_screen(void **state)
{
    static const char csv[] = "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=commune";
    WORLD w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    workshop(w, &zoe, "28422", 40);
    workshop(w, &zoe, "28061", 5);
    workshop(w, &zoe, "28085", 30);
    set_threshold(w, NULL);
    HttpAnswer h = get(w, w->ref_voves, csv);
    has(&h, "28061,28061,5,");
    h = get(w, reader, csv);
    has(&h, "28422,28422,40,");
    has_not(&h, "28061,28061,5");
    has_not(&h, "28085,28085,30"); /* else a subtraction gives 5 back */
    h = get(w, reader, "/tableau-de-bord.csv?annee=2025");
    assert_int_equal(h.status, 200);
    set_threshold(w, "5");
    h = get(w, reader, csv);
    has(&h, "28061,28061,5,");
    has(&h, "28085,28085,30,");
    h = get(w, NULL, "/chiffres/2025");
    has(&h, "75 accompagnements en 2025");
    set_threshold(w, "31");
    h = get(w, reader, csv);
    has_not(&h, "28085,28085,30");
    h = get(w, NULL, "/statistiques/definitions");
    has(&h, "un petit effectif est de 1 à 30");
    set_threshold(w, "100"); /* the whole itself is too small */
    h = get(w, NULL, "/chiffres/2025");
    has(&h, "Moins de 100 accompagnements ou usagers en 2025");
    untold(&h, "75");
    h = get(w, reader, "/tableau-de-bord?annee=2025");
    has(&h, "Trop peu pour être détaillé");
    untold(&h, "75");
    h = get(w, reader, csv);
    has_not(&h, "75");
    h = get(w, w->ref_voves, "/tableau-de-bord?annee=2025");
    has(&h, "75 accompagnements en 2025");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(sums_are_those_of_the_records),
        cmocka_unit_test(nothing_recorded_is_zero),
        cmocka_unit_test(a_year_on_every_screen),
        cmocka_unit_test(what_changed_and_what_waits_are_files),
        cmocka_unit_test(silence_waits),
        cmocka_unit_test(who_comes_for_the_first_time),
        cmocka_unit_test(small_parts_are_not_told),
        cmocka_unit_test(a_partly_known_workshop_keeps_its_sums),
        cmocka_unit_test(who_comes_is_told_by_the_card),
        cmocka_unit_test(who_lives_where_is_added_up),
        cmocka_unit_test(what_is_hidden_cannot_be_found_again),
        cmocka_unit_test(two_tables_give_nothing_back),
        cmocka_unit_test(a_commune_is_hidden_within_its_epci),
        cmocka_unit_test(one_threshold_for_every_screen),
    };
    return SUITE_MAIN("statistiques", true, all);
}
