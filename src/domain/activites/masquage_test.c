// SPDX-License-Identifier: AGPL-3.0-or-later
/* What small counts hide: in one table, in communes and intercommunalités together, on each screen. */
#include <math.h>
#include <string.h>

#include "domain/activites/activites_world_test.h"
#include "domain/activites/statistiques.h"

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

/* The equations solved as far as they go: how many unknown cells have one value only; `ret_found`: which; NULL: unasked. */
static size_t cells_found(double *m, size_t rows, size_t cols, bool *ret_found)
{
    size_t done = 0, found = 0;
    for (size_t c = 0; c < cols && done < rows; c++) {
        size_t p = done;
        while (p < rows && fabs(m[p * cols + c]) < 1e-9)
            p++;
        if (p == rows)
            continue;
        for (size_t k = 0; k < cols; k++) {
            double x = m[p * cols + k];
            m[p * cols + k] = m[done * cols + k];
            m[done * cols + k] = x;
        }
        for (size_t r = 0; r < rows; r++) {
            double by = r == done ? 0 : m[r * cols + c] / m[done * cols + c];
            for (size_t k = 0; k < cols && by != 0; k++)
                m[r * cols + k] -= by * m[done * cols + k];
        }
        done++;
    }
    for (size_t r = 0; r < done; r++) {
        size_t in = 0, last = 0;
        for (size_t c = 0; c < cols; c++)
            if (fabs(m[r * cols + c]) > 1e-9) {
                in++;
                last = c;
            }
        found += in == 1;
        if (in == 1 && ret_found)
            ret_found[last] = true;
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
        alone_found += cells_found(*before, tables_equations(&alone, before), INCONNUES, NULL) > 0;
        statistiques_masquer_communes(t.communes, t.n, t.epci_de, t.epcis, t.m, seuil);
        nothing_few_is_shown(t.communes, t.n, seuil);
        nothing_few_is_shown(t.epcis, t.m, seuil);
        sums_are_large(&t, seuil);
        assert_int_equal(cells_found(*m, tables_equations(&t, m), INCONNUES, NULL), 0);
        for (size_t i = 0; i < t.n; i++)
            hidden += t.communes[i].masque;
    }
    assert_true(tried > 10000 && hidden > tried);
    assert_true(alone_found > tried / 10); /* the attack does find what each table alone lets through */
}

/* ---- the tables of each dispositif, beside that of all, attacked ---- */

enum { LIGNES = 9, CANTONS = 3, CHOIX = DISPOSITIFS_N + 1, TOUS = DISPOSITIFS_N };
enum { CELLULES = CHOIX * (LIGNES + CANTONS), CONNUES = LIGNES + CANTONS + CHOIX * (CANTONS + 1) };

/* Of each dispositif, then of all; `m` 0: no table above. */
typedef struct Choisis {
    StatLigne lignes[CHOIX][LIGNES], epcis[CHOIX][CANTONS];
    size_t epci_de[LIGNES], n, m;
    int64_t total[CHOIX];
    bool total_dit[CHOIX];
} Choisis;

static void choices_draw(Random rnd, Choisis *t)
{
    *t = (Choisis){ .n = 1 + random_below(rnd, LIGNES), .m = random_below(rnd, CANTONS + 1) };
    for (size_t i = 0; i < t->n; i++) {
        size_t e = t->epci_de[i] = t->m ? random_below(rnd, (uint32_t)t->m) : 0;
        for (int k = 0; k < TOUS; k++) {
            int64_t v = random_below(rnd, 3) == 0 ? 0
                      : random_below(rnd, 4) == 0 ? random_below(rnd, 14)
                                                  : 11 + random_below(rnd, 60);
            int which[] = { k, TOUS };
            for (int w = 0; w < 2; w++) {
                t->lignes[which[w]][i].accompagnements += v;
                t->epcis[which[w]][e].accompagnements += t->m ? v : 0;
                t->total[which[w]] += v;
            }
        }
    }
}

static void choices_hide(Choisis *t, int64_t seuil)
{
    StatLigne programmes[DISPOSITIFS_N] = { 0 };
    Croise x = { .tous = t->lignes[TOUS],
        .tous_epcis = t->epcis[TOUS],
        .n = t->n,
        .epcis_n = t->m,
        .epci_de = t->m ? t->epci_de : NULL };
    if (t->m)
        statistiques_masquer_communes(t->lignes[TOUS], t->n, t->epci_de, t->epcis[TOUS], t->m, seuil);
    else
        statistiques_masquer(t->lignes[TOUS], t->n, seuil);
    for (int k = 0; k < TOUS; k++) {
        x.lignes[k] = t->lignes[k];
        x.epcis[k] = t->epcis[k];
        programmes[k] = (StatLigne){ .accompagnements = t->total[k] };
    }
    statistiques_masquer_croise(&x, seuil);
    statistiques_masquer(programmes, DISPOSITIFS_N, seuil);
    for (int k = 0; k < CHOIX; k++)
        t->total_dit[k] = k == TOUS || !programmes[k].masque;
}

static size_t cell(int choix, size_t line)
{
    return (size_t)choix * (LIGNES + CANTONS) + line;
}

/* Each line is the sum of the dispositifs, each intercommunalité that of its communes, each total that of its table. */
static size_t choices_equations(const Choisis *t, double m[CONNUES][CELLULES])
{
    size_t r = 0;
    for (size_t i = 0; i < t->n; i++, r++)
        for (int k = 0; k < CHOIX; k++)
            if (t->lignes[k][i].masque)
                m[r][cell(k, i)] = k == TOUS ? -1 : 1;
    for (size_t e = 0; e < t->m; e++, r++)
        for (int k = 0; k < CHOIX; k++)
            if (t->epcis[k][e].masque)
                m[r][cell(k, LIGNES + e)] = k == TOUS ? -1 : 1;
    for (int k = 0; k < CHOIX; k++) {
        for (size_t e = 0; e < t->m; e++, r++) {
            for (size_t i = 0; i < t->n; i++)
                if (t->epci_de[i] == e && t->lignes[k][i].masque)
                    m[r][cell(k, i)] = 1;
            if (t->epcis[k][e].masque)
                m[r][cell(k, LIGNES + e)] = -1;
        }
        for (size_t i = 0; i < t->n && t->total_dit[k]; i++)
            if (t->lignes[k][i].masque)
                m[r][cell(k, i)] = 1;
        r += t->total_dit[k];
    }
    return r;
}

static size_t few_found(const Choisis *t, int64_t seuil)
{
    static double m[CONNUES][CELLULES];
    bool found[CELLULES] = { false };
    size_t n = 0;
    memset(m, 0, sizeof m);
    (void)cells_found(*m, choices_equations(t, m), CELLULES, found);
    for (int k = 0; k < CHOIX; k++)
        for (size_t i = 0; i < t->n; i++) {
            int64_t v = t->lignes[k][i].accompagnements;
            n += found[cell(k, i)] && v > 0 && v < seuil;
        }
    return n;
}

static void a_line_is_told_for_each_dispositif_or_none(void **state)
{
    RandomSeed seed = { 11, 0 };
    Random rnd = random_seeded(&seed);
    enum { SEUIL = 11 };
    size_t alone = 0, hidden = 0, told = 0;
    (void)state;
    for (int n = 0; n < 4000; n++) {
        Choisis t;
        choices_draw(rnd, &t);
        if (t.total[TOUS] < SEUIL)
            continue;
        Choisis each = t; /* each table hidden for itself: the attack finds what it should */
        for (int k = 0; k < CHOIX; k++) {
            statistiques_masquer(each.lignes[k], each.n, SEUIL);
            each.total_dit[k] = true;
        }
        each.m = 0;
        alone += few_found(&each, SEUIL) > 0;
        choices_hide(&t, SEUIL);
        for (int k = 0; k < CHOIX; k++)
            nothing_few_is_shown(t.lignes[k], t.n, SEUIL);
        for (size_t i = 0; i < t.n; i++) {
            for (int k = 1; k < TOUS; k++)
                assert_int_equal(t.lignes[k][i].masque, t.lignes[0][i].masque);
            assert_true(t.lignes[0][i].masque || !t.lignes[TOUS][i].masque);
            hidden += t.lignes[0][i].masque;
            told += !t.lignes[0][i].masque;
        }
        assert_int_equal(few_found(&t, SEUIL), 0);
    }
    assert_true(alone > 1000 && hidden > 4000 && told > 1000);
}

static void workshop(World *w, const Acteur *par, const char *commune, int64_t people)
{
    workshop_at(w, par, commune, "", people);
}

/* 28422 is the only small commune of its intercommunalité, whose line is shown: page and file hide another with it. */
static void a_commune_is_hidden_within_its_epci(void **state)
{
    static const char asked[] = "?du=2025-01-01&au=2025-12-31&par=commune";
    WORLD w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    map_of_two(w);
    workshop_at(w, &zoe, "28404", "200070159", 47);
    workshop_at(w, &zoe, "28422", "200070159", 5);
    workshop_at(w, &zoe, "28061", "242800585", 31);
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

/* Whoever may not open the records asks for one dispositif, or for other days: nothing more is found. */
static void a_dispositif_is_hidden_on_every_screen(void **state)
{
    WORLD w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    const char *reader = world_session(w, w->tom.id, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28"));
    static const struct {
        const char *commune;
        int dispositif;
        int64_t people;
    } all[] = { { "28422", DISPOSITIF_AUTRE, 40 }, { "28422", DISPOSITIF_FRANCE_SERVICES, 5 },
        { "28061", DISPOSITIF_AUTRE, 33 }, { "28061", DISPOSITIF_FRANCE_SERVICES, 21 },
        { "28085", DISPOSITIF_FRANCE_SERVICES, 90 } };
    bool deja;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Activite x = individual("2025-04-02");
        x.type = ACTIVITE_COLLECTIF;
        x.dispositif = all[i].dispositif;
        x.commune = str_from(all[i].commune);
        x.anonymes = x.nouveaux = all[i].people;
        (void)record(w, &zoe, &x, STR_NONE, &deja);
    }
    set_threshold(w, NULL);
    HttpAnswer h = get(w, reader, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=commune");
    has(&h, "28422,28422,45,"); /* all dispositifs together: nothing is small */
    has(&h, "28061,28061,54,");
    h = get(w, reader, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=commune&dispositif=france_services");
    has(&h, "28422,28422,,,,");
    has(&h, "28061,28061,,,,");
    has(&h, "28085,28085,90,");
    h = get(w, reader, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=commune&dispositif=autre");
    has(&h, "28422,28422,,,,"); /* 45 less 40 would give it back */
    has(&h, "28061,28061,,,,");
    h = get(w, w->ref_voves, "/statistiques.csv?du=2025-01-01&au=2025-12-31&par=commune&dispositif=france_services");
    has(&h, "28422,28422,5,");
    Activite few = individual("2024-05-02"), many = individual("2024-05-02");
    few.dispositif = DISPOSITIF_FRANCE_SERVICES;
    many.type = ACTIVITE_COLLECTIF;
    many.anonymes = many.nouveaux = 40;
    (void)record(w, &zoe, &few, STR_NONE, &deja);
    (void)record(w, &zoe, &many, STR_NONE, &deja);
    h = get(w, reader, "/statistiques.csv?du=2024-01-01&au=2024-12-31&par=mois&dispositif=autre");
    has(&h, "total,Total,,,,"); /* hidden beside the one of France Services: not told alone either */
    h = get(w, reader, "/statistiques.csv?du=2025-04-01&au=2025-04-30");
    assert_int_equal(h.status, 400);
    h = get(w, reader, "/statistiques?du=2025-01-01&au=2025-04-30");
    has(&h, "une année civile à la fois");
    has(&h, "189 accompagnements en 2025");
    has(&h, "Une année entière, du 1er janvier au 31 décembre.");
    h = get(w, reader, "/statistiques?annee=2025");
    has(&h, "189 accompagnements en 2025");
    has(&h, "name=\"annee\"");
    has_not(&h, "name=\"du\"");
    has_not(&h, "Une année entière, du");
    h = get(w, reader, "/statistiques.csv?annee=2025");
    assert_int_equal(h.status, 200);
    h = get(w, w->ref_voves, "/statistiques?du=2025-01-01&au=2025-04-30");
    has(&h, "189 accompagnements du 1er janvier 2025");
    has(&h, "name=\"du\"");
    has_not(&h, "name=\"annee\"");
    few = individual("2026-02-02");
    few.type = ACTIVITE_COLLECTIF;
    few.anonymes = few.nouveaux = 20;
    (void)record(w, &zoe, &few, STR_NONE, &deja);
    h = get(w, reader, "/tableau-de-bord?annee=2026"); /* the same days of 2025 would be a part of that year */
    has(&h, "2026 n’est pas finie");
    h = get(w, w->ref_voves, "/tableau-de-bord?annee=2026");
    has(&h, "et les mêmes jours de l’année d’avant");
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
        cmocka_unit_test(small_parts_are_not_told),
        cmocka_unit_test(what_is_hidden_cannot_be_found_again),
        cmocka_unit_test(two_tables_give_nothing_back),
        cmocka_unit_test(a_line_is_told_for_each_dispositif_or_none),
        cmocka_unit_test(a_dispositif_is_hidden_on_every_screen),
        cmocka_unit_test(a_commune_is_hidden_within_its_epci),
        cmocka_unit_test(one_threshold_for_every_screen),
    };
    return SUITE_MAIN("masquage", true, all);
}
