// SPDX-License-Identifier: AGPL-3.0-or-later
/* Figures held against a slow count of their own, and the same on every screen; both engines. */
#include "domain/activites/statistiques.h"

#include <stdio.h>
#include <unistd.h>

#include "domain/activites/activites_world_test.h"
#include "domain/activites/arretes.h"
#include "domain/activites/rapprochements.h"
#include "support/command.h"
#include "support/pdf.h"

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
    Str told = test_pdf(state, w->a, h.body, "pdftotext '%s' -");
    assert_true(str_has(told, S("Personnes non dédoublonnables")) && str_has(told, S("Par jour")));
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

/* What is counted by acts is not counted by theme or by person: an empty cell, not a 0. Lines are in the order of their names. */
static void what_is_not_counted_is_left_blank(void **state)
{
    static const Slice *const commands[] = { &slice_activites, NULL };
    ACTIVITES w = activites_new(state);
    const TestCommand c = { .slices = commands, .url = test_db_same_url(), .dir = test_dir(state) };
    Acteur zoe = referent(&w->zoe, &w->voves), max = referent(&w->max, &w->brou);
    Activite x = individual("2025-03-02");
    bool deja;
    Str uid;
    (void)record(w, &zoe, &x, STR_NONE, &deja);
    assert_ok(activite_enregistrer(w->db, w->a, &max, w->now, w->app.random, &w->brou, &x, STR_NONE, &uid, &deja));
    HttpAnswer h = get(w, w->admin, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=theme");
    has(&h, "email,E-mail,2,,,\r\n");
    has(&h, "total,Total,2,0,0,60\r\n");
    h = get(w, w->admin, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=age");
    has(&h, "non_communique,Non communiqué,2,,,\r\n");
    h = get(w, w->admin, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=type");
    has(&h, "individuel,Accompagnement individuel,2,0,0,60\r\n");
    h = get(w, w->admin, "/statistiques?du=2025-01-01&au=2025-12-31&dispositif=autre");
    has(&h, "Un seul dispositif\u00a0: Autres professionnels.");
#define ANNEE "--db @ statistiques --du 2025-01-01 --au 2025-12-31 "
    Str themes_csv = test_run(w->a, &c, ANNEE "--par theme --format csv").out;
    assert_true(str_has(themes_csv, S("email,E-mail,2,,,\r\n")));
    Str by_type = test_run(w->a, &c, ANNEE "--par type").out, by_theme = test_run(w->a, &c, ANNEE "--par theme").out;
    assert_true(str_has(by_type, S("\"ateliers\":0,\"minutes\":60}]")));
    assert_true(str_has(by_theme, S("\"accompagnements\":2}]")));
    StatLigne lines[] = { { S("3"), S("Vernon"), 1, 1, 1, 1, false },
        { S("non_communique"), S("Non communiqué"), 2, 2, 2, 2, false }, { S("2"), S("Épernon"), 3, 3, 3, 3, false },
        { S("1"), S("Dreux"), 4, 4, 4, 4, false } };
    stat_ranger(w->a, STAT_PAR_MOIS, lines, 4); /* months stay as they come */
    assert_str_equal(lines[0].cle, S("3"));
    stat_ranger(w->a, STAT_PAR_RESIDENCE, lines, 4);
    assert_str_equal(lines[0].nom, S("Dreux"));
    assert_str_equal(lines[1].nom, S("Épernon"));
    assert_int_equal(lines[2].accompagnements, 1);
    assert_str_equal(lines[3].cle, S("non_communique"));
#undef ANNEE
}

static void the_command_says_what_is_wrong(void **state)
{
    static const Slice *const commands[] = { &slice_activites, NULL };
    ACTIVITES w = activites_new(state);
    const TestCommand c = { .slices = commands, .url = test_db_same_url(), .dir = test_dir(state) };
    static const struct {
        const char *typed, *said;
    } wrong[] = {
        { "--db @ statistiques --au 2025-12-31", "Il manque «\u00a0--du\u00a0»" },
        { "--db @ statistiques --du 2025-01-01", "Il manque «\u00a0--au\u00a0»" },
        { "--db @ statistiques --du 2025-02-30 --au 2025-12-31",
            "«\u00a0--du\u00a0» attend une date de la forme 2023-01-31, pas «\u00a02025-02-30\u00a0»." },
        { "--db @ statistiques --du 2025-12-31 --au 2025-01-01",
            "«\u00a0--au\u00a0» (2025-01-01) ne peut pas précéder «\u00a0--du\u00a0» (2025-12-31)." },
        { "--db @ statistiques --du 2025-01-01 --au 2025-12-31 --epci 123", "pas «\u00a0123\u00a0»." },
        { "--db @ statistiques --du 2025-01-01 --au 2025-12-31 --par mediateur", "mediateur" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        test_expect(test_run(w->a, &c, wrong[i].typed), 2, "", wrong[i].said);
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

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(sums_are_those_of_the_records),
        cmocka_unit_test(nothing_recorded_is_zero),
        cmocka_unit_test(a_year_on_every_screen),
        cmocka_unit_test(what_changed_and_what_waits_are_files),
        cmocka_unit_test(what_is_not_counted_is_left_blank),
        cmocka_unit_test(the_command_says_what_is_wrong),
        cmocka_unit_test(silence_waits),
        cmocka_unit_test(who_comes_for_the_first_time),
        cmocka_unit_test(a_partly_known_workshop_keeps_its_sums),
        cmocka_unit_test(who_comes_is_told_by_the_card),
        cmocka_unit_test(who_lives_where_is_added_up),
    };
    return SUITE_MAIN("statistiques", true, all);
}
