// SPDX-License-Identifier: AGPL-3.0-or-later
/* Words of the national tool, cards, records, and figures held against a slow count of their own; both engines. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/slice.h"
#include "domain/activites/activites.h"
#include "domain/activites/rapprochements.h"
#include "domain/activites/idempotence.h"
#include "domain/activites/statistiques.h"
#include "domain/administration/administration_test.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_activites, NULL };

static World *activites_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    w->app.assets = assets;
    return w;
}
#define ACTIVITES WORLD

static Date day(const char *iso)
{
    Date d;
    assert_true(date_parse(str_from(iso), &d));
    return d;
}

static Acteur mediateur(const World *w)
{
    return (Acteur){ .personne_id = w->tom.id.v,
        .role = ROLE_MEDIATEUR,
        .portee = S("structure"),
        .code = w->voves.uid,
        .role_cle = S("mediateur") };
}

static Acteur referent(const Personne *p, const Structure *s)
{
    return (Acteur){ .personne_id = p->id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = s->uid,
        .role_cle = S("referent") };
}

static Activite individual(const char *iso)
{
    return (Activite){ .type = ACTIVITE_INDIVIDUEL,
        .dispositif = DISPOSITIF_AUTRE,
        .jour = day(iso),
        .duree_min = 30,
        .lieu_type = LIEU_TYPE_LIEU_ACTIVITE,
        .lieu = S(""),
        .commune = S("28422"),
        .epci = S("200070159"),
        .themes = 1U << THEME_EMAIL,
        .titre = S(""),
        .note = S(""),
        .redirection = -1,
        .orientation = S(""),
        .anonymes = 1,
        .source = S("") };
}

static Str record(World *w, const Acteur *par, const Activite *x, Str cle, bool *deja)
{
    Str uid;
    assert_ok(activite_enregistrer(w->db, w->a, par, w->now, w->app.random, &w->voves, x, cle, &uid, deja));
    return uid;
}

static Usager card(World *w, const Acteur *par, const Structure *s)
{
    Usager made;
    const Usager x = { .genre = S(""), .statut = S(""), .commune = S(""), .naissance = { true, 1950 } };
    assert_ok(usager_creer(w->db, w->a, par, w->now, w->app.random, s, &x, &made));
    return made;
}

/* ---- words ---- */

/* Source: La Coop, features/activites/use-cases/cra/fields/thematique.ts and the labels of its files (June 2026). */
static void words_are_those_of_the_national_tool(void **state)
{
    static const char *const codes[] = { "diagnostic_numerique", "prendre_en_main_du_materiel",
        "maintenance_de_materiel", "gere_ses_contenus_numeriques", "navigation_sur_internet", "email", "bureautique",
        "reseaux_sociaux", "sante", "banque_et_achats_en_ligne", "entrepreneuriat", "insertion_professionnelle",
        "securite_numerique", "parentalite", "scolarite_et_numerique", "creer_avec_le_numerique", "culture_numerique",
        "intelligence_artificielle", "aide_aux_demarches_administratives" };
    (void)state;
    assert_int_equal(THEMES_N, sizeof codes / sizeof *codes);
    for (int i = 0; i < THEMES_N; i++)
        assert_str_equal(themes[i].value, str_from(codes[i]));
    int n = 0;
    while (!str_is_none(demarches[n].value))
        n++;
    assert_int_equal(n, 11);
    assert_int_equal(choice_index(redirections, S("aide_sociale")), 3);
    assert_int_equal(choice_index(lieu_types, S("a_distance")), LIEU_TYPE_A_DISTANCE);
    assert_str_equal(themes[THEME_ENTREPRENEURIAT].label, S("Accompagner un professionnel"));
    assert_str_equal(materiels[4].label, S("Pas de matériel"));
    assert_int_equal(tranche_de((OptI64){ true, 1953 }, 2023), 6);
    assert_int_equal(tranche_de((OptI64){ true, 1953 }, 2022), 5);
    assert_int_equal(tranche_de((OptI64){ true, 2024 }, 2023), -1);
    assert_int_equal(tranche_de((OptI64){ false, 0 }, 2023), -1);
}

static void a_code_shows_any_slip(void **state)
{
    ARENA a = arena_new(8 * MIB);
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
    RandomSeed seed = { 7, 0 };
    (void)state;
    for (int k = 0; k < 50; k++) {
        Str code = carte_code(a, random_seeded(&seed));
        assert_int_equal(code.n, CODE_CARTE);
        assert_str_equal(carte_lire(a, carte_montree(a, code)), code);
        assert_str_equal(carte_lire(a, str_lower(a, code)), code);
        for (size_t i = 0; i < CODE_CARTE; i++) {
            char z[CODE_CARTE];
            for (const char *c = letters; *c; c++) {
                memcpy(z, code.p, CODE_CARTE);
                z[i] = *c;
                if (*c != code.p[i])
                    assert_true(str_is_none(carte_lire(a, str_of(z, CODE_CARTE))));
            }
            memcpy(z, code.p, CODE_CARTE);
            if (i + 1 == CODE_CARTE || z[i] == z[i + 1])
                continue;
            z[i] = code.p[i + 1];
            z[i + 1] = code.p[i];
            assert_true(str_is_none(carte_lire(a, str_of(z, CODE_CARTE))));
        }
    }
    assert_true(str_is_none(carte_lire(a, S(""))));
    assert_true(str_is_none(carte_lire(a, S("ABCD"))));
    assert_true(str_is_none(carte_lire(a, S("0000-0000"))));
}

/* ---- records ---- */

static void a_record_is_written_once(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur tom = mediateur(w);
    Activite x = individual("2026-11-20"), read;
    bool deja;
    Str first = record(w, &tom, &x, S("cle-1"), &deja);
    assert_false(deja);
    assert_str_equal(record(w, &tom, &x, S("cle-1"), &deja), first);
    assert_true(deja);
    assert_false(str_eq(record(w, &tom, &x, S("cle-2"), &deja), first));
    assert_ok(activite_ouvrir(w->db, w->a, &tom, first, &read));
    assert_int_equal(read.themes, 1U << THEME_EMAIL);
    assert_int_equal(read.version, 1);
    assert_int_equal(written(w, "activite.creer"), 2);
    x.duree_min = 45;
    assert_ok(activite_modifier(w->db, w->a, &tom, w->now, first, 1, &x));
    assert_err(activite_modifier(w->db, w->a, &tom, w->now, first, 1, &x), ERR_CONFLICT);
    const ActiviteGeste *g;
    size_t n;
    assert_ok(activite_histoire(w->db, w->a, read.id, &g, &n));
    assert_int_equal(n, 2);
    assert_str_equal(g[0].geste, S("modifier"));
    assert_true(str_has(g[1].contenu, S("\"duree\":30")));
}

static void a_key_is_taken_once(void **state)
{
    ACTIVITES w = activites_new(state);
    const Str who = S("personne:1"), key = S("2f1e7a34-0000-4000-8000-000000000001");
    Idempotence i;
    int64_t gone = 0;
    assert_int_equal(idempotence_prendre(w->db, w->a, w->now, who, S("court"), S("a=1"), &i), ERR_INVALID);
    assert_int_equal(idempotence_prendre(w->db, w->a, w->now, who, S("une clé avec des blancs"), S("a=1"), &i),
        ERR_INVALID);
    {
        TX tx = tx_begin(w->db, HERE);             /* the work fails: the key goes with it */
        assert_ok(tx.err);
        assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=1"), &i));
        assert_int_equal(i.etat, IDEMPOTENCE_NEUVE);
    }
    assert_ok(idempotence_lire(w->db, w->a, who, key, S("a=1"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_NEUVE);
    TX tx = tx_begin(w->db, HERE);
    assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=1"), &i));
    assert_ok(idempotence_repondre(w->db, &i, 201, S("fiche")));
    assert_ok(tx_commit(&tx));
    assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=1"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_DEJA);
    assert_int_equal(i.statut, 201);
    assert_str_equal(i.reponse, S("fiche"));
    assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=2"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_AUTRE);
    assert_ok(idempotence_prendre(w->db, w->a, w->now, S("cle:AUTRE"), key, S("a=2"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_NEUVE);
    assert_ok(idempotence_purger(w->db, w->now, &gone));
    assert_int_equal(gone, 0);
    assert_ok(idempotence_purger(w->db, w->now + 1, &gone));
    assert_int_equal(gone, 2);
}

static void what_is_wrong_is_refused(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *field, *message;
    Date today = date_paris(w->now);
    Activite x = individual("2026-11-20");
    assert_false(activite_faute(&x, today, &field, &message));
#define REFUSED(change, name)                                                                                          \
    do {                                                                                                               \
        x = individual("2026-11-20");                                                                                  \
        change;                                                                                                        \
        assert_true(activite_faute(&x, today, &field, &message));                                                      \
        assert_string_equal(field, name);                                                                              \
    } while (0)
    REFUSED(x.themes = 0, "themes");
    REFUSED(x.demarches = 1, "demarches");
    REFUSED(x.duree_min = 0, "duree");
    REFUSED(x.duree_min = DUREE_MAX + 1, "duree");
    REFUSED(x.jour.days = today.days + 1, "jour");
    REFUSED((x.lieu_type = LIEU_TYPE_DOMICILE, x.commune = S("")), "commune");
    REFUSED(x.anonymes = 2, "carte");
    REFUSED((x.type = ACTIVITE_COLLECTIF, x.anonymes = 0), "participants");
    REFUSED((x.type = ACTIVITE_COLLECTIF, x.nouveaux = 5), "nouveaux");
    Acteur tom = mediateur(w);
    Str uid;
    bool deja;
    x = individual("2026-11-20");
    x.dispositif = DISPOSITIF_AIDANTS_CONNECT;
    assert_err(activite_enregistrer(w->db, w->a, &tom, w->now, w->app.random, &w->voves, &x, STR_NONE, &uid, &deja),
        ERR_FORBIDDEN);
}

static void one_sees_ones_own(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur tom = mediateur(w), zoe = referent(&w->zoe, &w->voves), max = referent(&w->max, &w->brou);
    Activite x = individual("2026-11-20"), read;
    const ActiviteRecherche all = { .type = -1, .dispositif = -1, .theme = -1 };
    const ActiviteLigne *l;
    size_t n;
    int64_t total;
    bool deja;
    Str his = record(w, &tom, &x, STR_NONE, &deja), hers = record(w, &zoe, &x, STR_NONE, &deja);
    assert_ok(activite_ouvrir(w->db, w->a, &tom, his, &read));
    assert_err(activite_ouvrir(w->db, w->a, &tom, hers, &read), ERR_NOT_FOUND);
    assert_ok(activite_ouvrir(w->db, w->a, &zoe, his, &read));
    assert_err(activite_ouvrir(w->db, w->a, &max, his, &read), ERR_NOT_FOUND);
    assert_err(activite_supprimer(w->db, w->a, &max, w->now, his, true), ERR_NOT_FOUND);
    assert_err(activite_modifier(w->db, w->a, &tom, w->now, hers, 1, &x), ERR_NOT_FOUND);
    assert_ok(activites_lister(w->db, w->a, &tom, &all, 1, &l, &n, &total));
    assert_int_equal(total, 1);
    assert_ok(activites_lister(w->db, w->a, &zoe, &all, 1, &l, &n, &total));
    assert_int_equal(total, 2);
    assert_ok(activites_lister(w->db, w->a, &max, &all, 1, &l, &n, &total));
    assert_int_equal(total, 0);
}

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
} Reference;

static Activite any_record(Reference *ref, Random rnd, int people[4], Usager *suivis)
{
    static const char *const days[] = { "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-15", "2026-10-03" };
    Activite x = individual(days[random_below(rnd, 5)]);
    x.themes = 1U + random_below(rnd, (1U << THEMES_N) - 1);
    x.dispositif = random_below(rnd, 2) ? DISPOSITIF_AUTRE : DISPOSITIF_FRANCE_SERVICES;
    x.epci = random_below(rnd, 2) ? S("200070159") : S("");
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
    for (int brut = 0; brut < 2; brut++) {
        assert_ok(statistiques(w->db, w->a, q, brut, &got));
        want.professionnels = got.professionnels;
        want.structures = got.structures;
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
    for (int par = 0; par < STAT_PAR_N; par++)
        lines_agree(w, q, par);
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
        assert_ok(activite_modifier(w->db, w->a, par, w->now, k->uid, read.version, &k->x));
    } else if (what < 9) {
        k->gone = !k->gone;
        assert_ok(activite_supprimer(w->db, w->a, par, w->now, k->uid, k->gone));
    } else if (ref->joined_n > 3 || (ref->joined_n && random_below(rnd, 3) == 0)) {
        undo(w, ref, par, rnd);
    } else {
        merge(w, ref, par, rnd);
    }
    for (int p = 0; p < PEOPLE; p++)               /* as they are now, merged or not */
        assert_ok(usager_par_code(w->db, w->a, ref->people[p].code, &ref->people[p]));
}

static void sums_are_those_of_the_records(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    RandomSeed seed = { 42, 0 };
    Random rnd = random_seeded(&seed);
    Reference *ref = NEW(w->a, Reference, 1);
    w->voves.dispositifs = S("france-services");
    const StructureTextes t = { w->voves.nom, S(""), w->voves.commune, w->voves.dispositifs };
    assert_ok(structure_modifier(w->db, w->a, NULL, w->now, w->voves.id, w->voves.version, &t));
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
    }
}

/* ---- two cards, one person ---- */

static int64_t persons(World *w)
{
    const StatQuestion q = { .du = day("2026-01-01"), .au = day("2026-12-31"), .dispositif = -1, .epci = STR_NONE };
    Chiffres kept, raw;
    assert_ok(statistiques(w->db, w->a, &q, false, &kept));
    assert_ok(statistiques(w->db, w->a, &q, true, &raw));
    assert_int_equal(kept.usagers, raw.usagers);
    assert_int_equal(kept.accompagnements, 2);
    return kept.usagers;
}

static int64_t waiting(World *w, StructureId id)
{
    int64_t n = -1;
    assert_ok(rapprochements_ouverts(w->db, w->a, id, &n));
    return n;
}

/* A card of each structure, each seen once, and the proposal that they are one person's. */
static Rapprochement proposed(World *w, const Acteur *max, const Acteur *zoe, Usager *one, Usager *two)
{
    const Rapprochement *l;
    size_t n;
    *one = card(w, max, &w->brou);
    *two = card(w, zoe, &w->voves);
    for (int i = 0; i < 2; i++) {
        bool deja;
        Str uid;
        Activite x = individual("2026-03-02");
        x.anonymes = 0;
        x.suivis = i ? two : one;
        x.suivis_n = 1;
        assert_ok(activite_enregistrer(w->db, w->a, i ? zoe : max, w->now, w->app.random, i ? &w->voves : &w->brou, &x,
            STR_NONE, &uid, &deja));
    }
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, two->id, one->id));
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, one->id, two->id));
    assert_ok(rapprochements_lister(w->db, w->a, max, RAPPROCHEMENT_PROPOSEE, STR_NONE, &l, &n));
    assert_int_equal(n, 1);
    assert_str_equal(l->carte, one->code);
    assert_true(str_is_none(l->autre));
    return *l;
}

static void each_side_says_yes(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Usager one, two;
    const Rapprochement *l;
    size_t n;
    Rapprochement r = proposed(w, &max, &zoe, &one, &two);
    assert_int_equal(persons(w), 2);
    assert_int_equal(waiting(w, (StructureId){ 0 }), 1);
    assert_int_equal(waiting(w, w->brou.id), 1);
    assert_int_equal(usager_fusionner(w->db, w->a, &max, w->now, one.code, two.code), ERR_NOT_FOUND);
    assert_ok(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true));
    assert_ok(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true));
    assert_int_equal(persons(w), 2);
    assert_ok(rapprochements_lister(w->db, w->a, &max, RAPPROCHEMENT_PROPOSEE, one.code, &l, &n));
    assert_true(n == 1 && l->dit);
    assert_int_equal(
        rapprochement_repondre(w->db, w->a, &(Acteur){ .portee = S("structure"), .code = S("zz") }, w->now, r.id, true),
        ERR_NOT_FOUND);
    assert_ok(rapprochement_repondre(w->db, w->a, &zoe, w->now, r.id, true));
    assert_int_equal(persons(w), 1);
    assert_int_equal(waiting(w, (StructureId){ 0 }), 0);
    assert_int_equal(rapprochement_repondre(w->db, w->a, &zoe, w->now, r.id, false), ERR_CONFLICT);
    assert_ok(rapprochement_defaire(w->db, w->a, &zoe, w->now, r.id));
    assert_int_equal(persons(w), 2);
    assert_int_equal(written(w, "carte.separer"), 1);
}

static void one_no_is_enough(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Usager one, two;
    Rapprochement r = proposed(w, &max, &zoe, &one, &two);
    assert_ok(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true));
    assert_ok(rapprochement_repondre(w->db, w->a, &zoe, w->now, r.id, false));
    assert_int_equal(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true), ERR_CONFLICT);
    assert_int_equal(persons(w), 2);
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, one.id, two.id));
    assert_int_equal(waiting(w, (StructureId){ 0 }), 0);
}

static void a_card_that_is_erased_still_counts(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Usager one, two, read;
    const Usager *l;
    size_t n;
    int64_t total;
    Rapprochement r = proposed(w, &max, &zoe, &one, &two);
    assert_int_equal(usager_effacer(w->db, w->a, &max, w->now, two.code), ERR_NOT_FOUND);
    assert_ok(usager_effacer(w->db, w->a, &zoe, w->now, two.code));
    assert_int_equal(usager_par_code(w->db, w->a, two.code, &read), ERR_NOT_FOUND);
    assert_int_equal(persons(w), 2);
    assert_int_equal(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true), ERR_CONFLICT);
    assert_ok(usagers_lister(w->db, w->a, &zoe, 1, &l, &n, &total));
    assert_int_equal(total, 0);
    OptI64 last;
    assert_ok(usager_dernier_jour(w->db, w->a, one.id, &last));
    assert_true(last.has && last.v == day("2026-03-02").days);
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

/* As poppler's pdfinfo counts them. */
static int64_t pages_of(void **state, Arena *a, Str pdf)
{
    Str path = str_cat(a, test_dir(state), S("/bilan.pdf"));
    int64_t n = -1;
    test_write(path, pdf);
    if (access("/usr/bin/pdfinfo", X_OK) != 0)
        test_skip("poppler-utils manque");
    FILE *f = popen(str_format(a, "pdfinfo '%.*s' | sed -n 's/^Pages: *//p'", STR_ARG(path)).p, "r");
    char z[20] = { 0 };
    assert_non_null(f);
    assert_non_null(fgets(z, sizeof z, f));
    assert_int_equal(pclose(f), 0);
    assert_true(str_to_i64(str_trim(str_from(z)), &n));
    return n;
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
    assert_int_equal(pages_of(state, w->a, h.body), 2);
    h = get(w, there, url(w, "/bilan.pdf?structure=UID", w->brou.uid));
    assert_int_equal(h.status, 404);
    h = get(w, there, "/bilan.pdf?epci=200070159");
    assert_int_equal(h.status, 404);
    h = get(w, all, url(w, "/bilan.pdf?annee=2025&structure=UID", w->brou.uid));
    assert_int_equal(pages_of(state, w->a, h.body), 2);
    h = get(w, all, "/bilan.pdf?annee=2025&epci=200070159");
    assert_int_equal(h.status, 200);
    h = get(w, there, "/tableau-de-bord.csv?annee=2025");
    has(&h, "28422");
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

static const char *tom_session(World *w)
{
    return world_session(w, w->tom.id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid);
}

/* The address that a form's answer leads to, without what has been done. */
static const char *led_to(World *w, const HttpAnswer *h)
{
    Str to = http_answer_header(h, "Location");
    assert_int_equal(h->status, 303);
    return str_dup(w->a, str_slice(to, 0, str_find(to, 0, S("&fait=")))).p;
}

static void a_person_is_recorded_from_the_page(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = tom_session(w);
    HttpAnswer h = get(w, tom, "/activites");
    has(&h, "Aucune fiche encore");
    h = get(w, tom, "/activites/saisir");
    assert_int_equal(h.status, 200);
    has(&h, "Saisir un accompagnement");
    h = post(w, tom, "/activites/saisir", "type=individuel&duree=&jour=2026-11-20&dispositif=autre");
    assert_int_equal(h.status, 400);
    has(&h, "Choisissez au moins un thème");
    h = post(w, tom, "/activites/saisir",
        "type=individuel&duree=30&jour=2026-11-20&dispositif=aidants_connect&themes=email&carte=ABCD");
    assert_int_equal(h.status, 400);
    has(&h, "n’agit pas sous ce dispositif");
    has(&h, "n’est le code d’aucune carte");
    const char *said = "type=individuel&duree=30&jour=2026-11-20&dispositif=autre&themes=email&themes=sante&regle=1"
                       "&satisfaction=5&faire_carte=1&cle=abc&note=Rappeler+lundi";
    h = post(w, tom, "/activites/saisir", said);
    const char *sheet = led_to(w, &h);
    h = post(w, tom, "/activites/saisir", said);   /* sent twice: once is enough */
    assert_string_equal(led_to(w, &h), sheet);
    assert_true(str_has(http_answer_header(&h, "Location"), S("fait=deja")));
    h = get(w, tom, sheet);
    has(&h, "E-mail, Santé");
    has(&h, "Réglé en un seul rendez-vous");
    has(&h, "5 sur 5");
    has(&h, "Rappeler lundi");
    has(&h, "Carte");
    h = get(w, tom, "/activites?theme=sante");
    has(&h, "20 novembre 2026");
    h = get(w, tom, "/activites?theme=bureautique");
    has(&h, "Aucune fiche ne répond");
    h = get(w, tom, "/activites/saisir");          /* filled with what was said last time, but of whom */
    has(&h, "Repris de votre dernière fiche");
    has(&h, "value=\"30\"");
    has_not(&h, "Rappeler lundi");
}

static void a_workshop_is_corrected_taken_away_and_back(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = tom_session(w);
    const char *max = world_session(w, w->max.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->brou.uid);
    HttpAnswer h = get(w, tom, "/activites/saisir?type=collectif");
    has(&h, "Saisir un atelier");
    h = post(w, tom, "/activites/saisir",
        "type=collectif&titre=Bien+choisir+ses+mots+de+passe&duree=120&jour=2026-11-20&dispositif=autre"
        "&themes=securite_numerique&participants=12&nouveaux=13");
    assert_int_equal(h.status, 400);
    has(&h, "plus de personnes nouvelles");
    h = post(w, tom, "/activites/saisir",
        "type=collectif&titre=Bien+choisir+ses+mots+de+passe&duree=120&jour=2026-11-20&dispositif=autre"
        "&themes=securite_numerique&participants=12&nouveaux=5");
    const char *sheet = led_to(w, &h);
    const char *uid = strchr(sheet, '=') + 1;
    h = get(w, max, sheet);
    assert_int_equal(h.status, 404);
    h = post(w, max, "/activites/supprimer", str_format(w->a, "fiche=%s", uid).p);
    assert_int_equal(h.status, 404);
    h = get(w, tom, str_format(w->a, "/activites/modifier?fiche=%s", uid).p);
    has(&h, "Bien choisir ses mots de passe");
    const char *corrected = str_format(w->a,
        "fiche=%s&version=1&type=collectif&titre=Mots+de+passe&duree=90&jour=2026-11-20&dispositif=autre"
        "&themes=securite_numerique&participants=10",
        uid)
                                .p;
    h = post(w, tom, "/activites/modifier", corrected);
    assert_string_equal(led_to(w, &h), sheet);
    h = post(w, tom, "/activites/modifier", corrected);
    assert_int_equal(h.status, 409);
    h = get(w, tom, "/statistiques?du=2026-11-01&au=2026-11-30");
    has(&h, "10 accompagnements du 1er novembre 2026 au 30 novembre 2026");
    has(&h, "Vos fiches seulement");
    h = get(w, max, "/statistiques?du=2026-11-01&au=2026-11-30");
    has(&h, "Rien n’a été saisi");
    h = post(w, tom, "/activites/supprimer", str_format(w->a, "fiche=%s", uid).p);
    assert_string_equal(led_to(w, &h), sheet);
    h = get(w, tom, sheet);
    has(&h, "Rétablir cette fiche");
    h = get(w, tom, "/statistiques?du=2026-11-01&au=2026-11-30");
    has(&h, "Rien n’a été saisi");
    h = post(w, tom, "/activites/retablir", str_format(w->a, "fiche=%s", uid).p);
    h = get(w, tom, sheet);
    has(&h, "Corrigée le");
    has(&h, "Rétablie le");
    h = get(w, tom, "/statistiques.csv?du=2026-11-01&au=2026-11-30&par=theme");
    has(&h, "securite_numerique,Prévention en sécurité numérique,10");
    has(&h, "total,Total,10");
    h = get(w, NULL, "/chiffres?annee=2026");      /* fewer than eleven: hidden from the public */
    has(&h, "masqué");
    h = get(w, NULL, "/statistiques/definitions");
    has(&h, "individuels + participations");
}

/* ---- small counts ---- */

static void what_is_hidden_cannot_be_found_again(void **state)
{
    RandomSeed seed = { 3, 0 };
    Random rnd = random_seeded(&seed);
    (void)state;
    for (int k = 0; k < 2000; k++) {
        StatLigne l[8] = { 0 };
        size_t n = 1 + random_below(rnd, 8);
        int64_t hidden = 0, sum = 0, shown = 0;
        for (size_t i = 0; i < n; i++) {
            l[i].accompagnements = random_below(rnd, 3) ? random_below(rnd, 60) : random_below(rnd, 12);
            l[i].usagers = -1;
        }
        statistiques_masquer(l, n, SEUIL_PETITS);
        for (size_t i = 0; i < n; i++) {
            int64_t v = l[i].accompagnements;
            assert_true(l[i].masque || v == 0 || v >= SEUIL_PETITS);
            hidden += l[i].masque;
            sum += l[i].masque ? v : 0;
            shown += !l[i].masque && v > 0;
        }
        /* nothing hidden, or at least two lines that hold enough together, or there was nothing left to hide */
        assert_true(hidden == 0 || (hidden >= 2 && sum >= SEUIL_PETITS) || shown == 0);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(words_are_those_of_the_national_tool),
        cmocka_unit_test(a_code_shows_any_slip),
        cmocka_unit_test(a_record_is_written_once),
        cmocka_unit_test(a_key_is_taken_once),
        cmocka_unit_test(what_is_wrong_is_refused),
        cmocka_unit_test(one_sees_ones_own),
        cmocka_unit_test(sums_are_those_of_the_records),
        cmocka_unit_test(each_side_says_yes),
        cmocka_unit_test(one_no_is_enough),
        cmocka_unit_test(a_card_that_is_erased_still_counts),
        cmocka_unit_test(nothing_recorded_is_zero),
        cmocka_unit_test(a_year_on_every_screen),
        cmocka_unit_test(a_partly_known_workshop_keeps_its_sums),
        cmocka_unit_test(a_person_is_recorded_from_the_page),
        cmocka_unit_test(a_workshop_is_corrected_taken_away_and_back),
        cmocka_unit_test(what_is_hidden_cannot_be_found_again),
    };
    return SUITE_MAIN("activites", true, all);
}
