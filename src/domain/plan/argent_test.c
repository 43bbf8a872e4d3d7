// SPDX-License-Identifier: AGPL-3.0-or-later
/* Money: amounts as texts, shares by the largest remainder, the laws of a financing plan over 10,000 random ones. */
#include "domain/plan/argent.h"
#include "support/suite.h"

/* Chance from a seed (xorshift64*, Vigna 2016): the same on each run. */
static uint64_t chance = 88172645463325252ULL;
static int64_t below(int64_t n)
{
    chance ^= chance >> 12;
    chance ^= chance << 25;
    chance ^= chance >> 27;
    return (int64_t)((chance * 2685821657736338717ULL >> 16) % (uint64_t)n);
}

static void amounts_are_read_and_shown(void **state)
{
    static const struct {
        const char *text;
        int64_t centimes;                          /* -1: refused */
    } cases[] = { { "0", 0 }, { "12", 1200 }, { "12,5", 1250 }, { "12.05", 1205 }, { "1 234,56 €", 123456 },
        { "1\u202f234\u00a0€", 123400 }, { "12\u00a0000,00", 1200000 }, { "-3", -1 }, { "", -1 }, { "€", -1 },
        { "1,234.5", -1 }, { "12,345", -1 }, { "12,", -1 }, { ",5", -1 }, { "12e3", -1 }, { "9999999999999999", -1 },
        { "1000000000", 100000000000 }, { "1000000000,01", -1 } };
    ARENA a = arena_new(MIB);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t got = -1;
        bool read = argent_lire(str_from(cases[i].text), &got);
        if (read != (cases[i].centimes >= 0) || (read && got != cases[i].centimes))
            fail_msg("« %s » donne %lld", cases[i].text, (long long)got);
    }
    assert_str_equal(argent_montre(a, 3800000), S("38\u202f000\u00a0€"));
    assert_str_equal(argent_montre(a, 123456789), S("1\u202f234\u202f567,89\u00a0€"));
    assert_str_equal(argent_montre(a, 5), S("0,05\u00a0€"));
    assert_str_equal(argent_montre(a, 0), S("0\u00a0€"));
    assert_str_equal(argent_montre(a, 100000), S("1\u202f000\u00a0€"));
    assert_str_equal(argent_montre(a, -123450), S("\u22121\u202f234,50\u00a0€"));
    assert_str_equal(argent_montre(a, INT64_MIN), S("\u221292\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€"));
    assert_str_equal(argent_ecrit(a, 123405), S("1234.05"));
    assert_str_equal(taux_montre(a, 8928), S("89,28\u00a0%"));
    assert_str_equal(taux_montre(a, 8000), S("80\u00a0%"));
}

static void what_is_written_is_read_again(void **state)
{
    ARENA a = arena_new(64 * MIB);
    (void)state;
    for (int i = 0; i < 10000; i++) {
        ArenaMark m = arena_mark(a);
        int64_t v = below(i % 2 ? 1000 : MONTANT_MAX), one = -1, two = -1;
        assert_true(argent_lire(argent_ecrit(a, v), &one) && one == v);
        assert_true(argent_lire(argent_montre(a, v), &two) && two == v);
        arena_reset(a, m);
    }
}

/* In a file for a spreadsheet as well: the centimes of each cell are those that were put there. */
static void cells_are_to_the_centime(void **state)
{
    static const SheetColumn columns[] = { { "euros", { "Euros", XLSX_DECIMAL, 18 } }, { 0 } };
    static const SheetDef def = { "essai", "Essai", "Essai", columns };
    enum { CELLULES = 10000 };
    static int64_t put[CELLULES];
    SHEET t = sheet_open(&def, SHEET_CSV, STR_NONE, 0);
    BUF b = buf_new(4 * MIB);
    Str rest, line;
    (void)state;
    for (size_t i = 0; i < CELLULES; i++) {
        put[i] = i == 0 ? MONTANT_MAX : below(i % 3 ? 1000000 : MONTANT_MAX);
        sheet_argent(t, put[i]);
        sheet_end_row(t);
    }
    assert_ok(sheet_finish(t, &b));
    rest = buf_str(&b);
    assert_true(str_split(&rest, '\n', &line));    /* the column's name */
    for (size_t i = 0; i < CELLULES; i++) {
        int64_t got = -1;
        assert_true(str_split(&rest, '\n', &line));
        assert_true(argent_lire(str_trim(line), &got) && got == put[i]);
    }
}

static void known_shares(void **state)
{
    int64_t out[3];
    (void)state;
    argent_repartir(100, (const int64_t[]){ 1, 1, 1 }, 3, out);
    assert_true(out[0] == 34 && out[1] == 33 && out[2] == 33);
    argent_repartir(10, (const int64_t[]){ 0, 0, 0 }, 3, out);
    assert_true(out[0] == 4 && out[1] == 3 && out[2] == 3);
    argent_repartir(101, (const int64_t[]){ 50, 0, 50 }, 3, out);
    assert_true(out[0] == 51 && out[1] == 0 && out[2] == 50);
    /* Quotas 1.2, 3.9, 4.9: the two largest remainders are served, the first of the equal ones first. */
    argent_repartir(10, (const int64_t[]){ 12, 39, 49 }, 3, out);
    assert_true(out[0] == 1 && out[1] == 4 && out[2] == 5);
    assert_true(argent_prorata(25000, 431575, 68000000) == 159);
    assert_true(argent_prorata(10, 1, 0) == 0);
}

/* No centime is lost, no share is more than one centime away from its quota, none goes to a weight of nothing. */
static void shares_add_up(void **state)
{
    (void)state;
    for (int turn = 0; turn < 10000; turn++) {
        enum { MAX = 24 };
        int64_t weights[MAX], out[MAX], sum = 0, given = 0, total = below(turn % 3 ? 100000 : MONTANT_MAX);
        size_t n = 1 + (size_t)below(MAX);
        for (size_t i = 0; i < n; i++) {
            weights[i] = below(4) ? below(1000000) : 0;
            sum += weights[i];
        }
        argent_repartir(total, weights, n, out);
        for (size_t i = 0; i < n; i++) {
            given += out[i];
            __extension__ typedef __int128 Wide;
            Wide away = (Wide)out[i] * (sum ? sum : (int64_t)n) - (Wide)total * (sum ? weights[i] : 1);
            Wide unit = sum ? sum : (int64_t)n;
            assert_true(away < unit && away > -unit);
            if (sum && weights[i] == 0)
                assert_true(out[i] == 0);
        }
        assert_true(given == total);
    }
}

enum { COUTS_MAX = 8, LIGNES_MAX = 12 };
typedef struct Hasard {
    Cout couts[COUTS_MAX];
    Financement lignes[LIGNES_MAX];
    FinancementPlan p;
} Hasard;

static void draw(Hasard *h)
{
    static const Str names[] = { S_INIT("État"), S_INIT("Département"), S_INIT("EPCI"), S_INIT("Europe"),
        S_INIT("Caf") };
    size_t couts = (size_t)below(COUTS_MAX + 1), lignes = (size_t)below(LIGNES_MAX + 1);
    for (size_t i = 0; i < couts; i++)
        h->couts[i] = (Cout){ .annee = 2024 + below(4),
            .nature = (CoutNature)below(COUTS_N),
            .ht = below(10000000),
            .tva = below(2) ? below(2000000) : 0 };
    for (size_t i = 0; i < lignes; i++) {
        int64_t montant = below(5000000);
        h->lignes[i] = (Financement){ .financeur = names[below(5)],
            .nature = (FinancementNature)below(APPORTS_N),
            .etat = (FinancementEtat)below(FINANCEMENTS_N),
            .montant = montant,
            .verse = below(3) ? 0 : below(montant + 1),
            .plafond = { below(3) == 0, 100 + below(TAUX_ENTIER) } };
    }
    h->p = (FinancementPlan){ h->couts, couts, h->lignes, lignes };
}

/* Counted another way: one pass for each figure. */
static int64_t brought(const FinancementPlan *p, const Str *who, int nature)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->lignes_n; i++) {
        const Financement *f = &p->lignes[i];
        bool in = f->etat != FINANCEMENT_REFUSE && f->nature != APPORT_EN_NATURE;
        if (in && (!who || str_eq(*who, f->financeur)) && (nature < 0 || (int)f->nature == nature))
            sum += f->montant;
    }
    return sum;
}

static void plans_balance(void **state)
{
    static Hasard h;
    int sound = 0, excess = 0, capped = 0;
    (void)state;
    for (int turn = 0; turn < 10000; turn++) {
        int64_t spent = 0;
        draw(&h);
        for (size_t i = 0; i < h.p.couts_n; i++)
            spent += h.couts[i].ht + h.couts[i].tva;
        Equilibre e = equilibre_de(&h.p);
        FinancementFaute f = financement_controler(&h.p, NULL);
        assert_true(e.depenses == spent && e.depenses == e.investissement + e.fonctionnement + e.etp_valorise);
        assert_true(e.recettes == brought(&h.p, NULL, -1));
        assert_true(e.recettes == e.publiques + e.privees + e.propres);
        assert_true(e.publiques == brought(&h.p, NULL, APPORT_PUBLIQUE));
        assert_true(e.recettes + e.a_trouver == e.depenses);
        assert_true(e.verse <= e.recettes);
        bool above = false;
        for (size_t i = 0; i < h.p.lignes_n; i++) {
            const Financement *l = &h.lignes[i];
            bool in = l->etat != FINANCEMENT_REFUSE && l->nature != APPORT_EN_NATURE;
            __extension__ typedef __int128 Wide;
            above = above || (in && l->plafond.has &&
                                 (Wide)brought(&h.p, &l->financeur, -1) * TAUX_ENTIER > (Wide)spent * l->plafond.v);
        }
        assert_int_equal(f, above ? FAUTE_PLAFOND : e.a_trouver < 0 ? FAUTE_EXCES : FAUTE_AUCUNE);
        sound += f == FAUTE_AUCUNE;
        excess += f == FAUTE_EXCES;
        capped += f == FAUTE_PLAFOND;
    }
    assert_true(sound > 500 && excess > 500 && capped > 500); /* each kind was really met */
}

static void impossible_amounts_are_refused(void **state)
{
    Cout c = { .ht = 1000 };
    Financement f = { .financeur = S("État"), .montant = 500 };
    FinancementPlan p = { &c, 1, &f, 1 };
    size_t line = 9;
    (void)state;
    assert_int_equal(financement_controler(&p, NULL), FAUTE_AUCUNE);
    f.verse = 501;
    assert_int_equal(financement_controler(&p, &line), FAUTE_MONTANT);
    assert_int_equal(line, 0);
    f = (Financement){ .financeur = S("État"), .montant = 1001 };
    assert_int_equal(financement_controler(&p, NULL), FAUTE_EXCES);
    f.etat = FINANCEMENT_REFUSE;
    assert_int_equal(financement_controler(&p, NULL), FAUTE_AUCUNE);
    f = (Financement){ .financeur = S("État"), .montant = 801, .plafond = { true, 8000 } };
    assert_int_equal(financement_controler(&p, NULL), FAUTE_PLAFOND);
    f.montant = 800;
    assert_int_equal(financement_controler(&p, NULL), FAUTE_AUCUNE);
    c.ht = MONTANT_MAX + 1;
    assert_int_equal(financement_controler(&p, NULL), FAUTE_MONTANT);
}

static void funding_moves_as_decided(void **state)
{
    static const char *const may[FINANCEMENTS_N] = { "-oo-o", "--o-o", "--oo-", "--o--", "o----" };
    (void)state;
    for (int from = 0; from < FINANCEMENTS_N; from++)
        for (int to = 0; to < FINANCEMENTS_N; to++)
            assert_int_equal(financement_peut_passer((FinancementEtat)from, (FinancementEtat)to), may[from][to] == 'o');
}

/* ---- names of funders ---- */

static void one_funder_however_it_is_written(void **state)
{
    static const struct {
        const char *one, *other;
        bool same, near;
    } cases[] = {
        { "Région Centre-Val de Loire", "REGION  centre val de loire", true, false },
        { "Région Centre-Val de Loire", "Région Centre Val-de-Loire", true, false },
        { "Conseil départemental d’Eure-et-Loir", "Conseil Départemental d'Eure et Loir", true, false },
        { "L’État", "etat", true, false },
        { "Ville de St-Rémy", "ville de Saint Rémy", true, false },
        { "Région Centre", "Region Centre-Val de Loire", false, true },
        { "Banque des territoires", "Banque des teritoires", false, true },
        { "ANCT", "ANCT, programme Société numérique", false, true },
        { "Région Bretagne", "Région Normandie", false, false },
        { "CAF", "CPAM", false, false },
        { "", "CAF", false, false },
    };
    ARENA a = arena_new(8 * MIB);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str x = str_from(cases[i].one), y = str_from(cases[i].other);
        assert_true(str_eq(financeur_cle(a, x), financeur_cle(a, y)) == cases[i].same);
        assert_true(financeur_ressemble(a, x, y) == cases[i].near);
        assert_true(financeur_ressemble(a, y, x) == cases[i].near);
    }
    const Str known[] = { S("CAF"), S("Région Centre-Val de Loire") };
    assert_str_equal(financeur_parmi(a, S("region centre val loire"), known, 2), known[1]);
    assert_str_equal(financeur_parmi(a, S("Région Centre"), known, 2), S("Région Centre"));
    assert_str_equal(financeurs_proches(a, S("Région Centre"), known, 2),
        S("«\u00a0Région Centre-Val de Loire\u00a0»"));
    assert_true(str_is_none(financeurs_proches(a, S("ADEME"), known, 2)));
}

static void funders_are_ranked_as_they_are_met(void **state)
{
    static const struct {
        const char *nom;
        size_t rang;
    } met[] = { { "CAF", 0 }, { "Région Centre-Val de Loire", 1 }, { "caf", 0 }, { "region centre val loire", 1 },
        { "L’État", 2 }, { "La", 3 }, { "Le", 4 }, { "", 5 }, { "Caf", 0 }, { "La", 3 }, { "etat", 2 } };
    ARENA a = arena_new(MIB);
    FinanceurRangs f = { 0 };
    size_t rang = 0;
    (void)state;
    for (size_t i = 0; i < sizeof met / sizeof *met; i++) {
        assert_ok(financeur_ranger(a, &f, str_from(met[i].nom), &rang));
        assert_int_equal(rang, met[i].rang);
    }
    assert_int_equal(f.noms.n, 6);
    assert_str_equal(f.noms.v[1], S("Région Centre-Val de Loire")); /* as it was met first */
}

/* 10,000 plans: what one funder brings passes its cap or not, whatever the spelling of each of its lines. */
static void a_cap_is_not_escaped_by_a_spelling(void **state)
{
    static const char *const spellings[] = { "Région Centre-Val de Loire", "REGION CENTRE VAL DE LOIRE",
        "region  centre-val-de-loire", "La Région Centre-Val de Loire" };
    enum { PLANS_N = 10000, LIGNES = 4 };
    int refused = 0;
    (void)state;
    for (int i = 0; i < PLANS_N; i++) {
        const Cout cost = { .ht = 1000 + below(100000) };
        Financement l[LIGNES] = { 0 };
        int64_t sum = 0, cap = below(TAUX_ENTIER + 1);
        for (int k = 0; k < LIGNES; k++) {
            l[k] = (Financement){ .financeur = str_from(spellings[below(4)]), .montant = below(cost.ht / LIGNES) };
            sum += l[k].montant;
        }
        size_t capped = (size_t)below(LIGNES);
        l[capped].plafond = (OptI64){ true, cap };
        const FinancementPlan p = { &cost, 1, l, LIGNES };
        size_t line = LIGNES;
        FinancementFaute f = financement_controler(&p, &line);
        bool above = sum * TAUX_ENTIER > cost.ht * cap;
        assert_int_equal(f, above ? FAUTE_PLAFOND : FAUTE_AUCUNE);
        if (above)
            assert_int_equal(line, capped);
        refused += above;
    }
    assert_true(refused > PLANS_N / 10 && refused < PLANS_N * 9 / 10);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_and_shown),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(cells_are_to_the_centime),
        cmocka_unit_test(known_shares),
        cmocka_unit_test(shares_add_up),
        cmocka_unit_test(plans_balance),
        cmocka_unit_test(impossible_amounts_are_refused),
        cmocka_unit_test(funding_moves_as_decided),
        cmocka_unit_test(one_funder_however_it_is_written),
        cmocka_unit_test(funders_are_ranked_as_they_are_met),
        cmocka_unit_test(a_cap_is_not_escaped_by_a_spelling),
    };
    return SUITE_MAIN("plan_argent", false, tests);
}
