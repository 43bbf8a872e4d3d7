// SPDX-License-Identifier: AGPL-3.0-or-later
/* The rules of money and of moves, as pure functions: 10,000 random funds, every pair of states. */
#include "domain/fonds/fonds.h"
#include "support/suite.h"

enum { PLANS = 10000, CONTRIBUTEURS = 12 };

/* xorshift64*: the same numbers everywhere. */
static uint64_t state = 0x9e3779b97f4a7c15U;
static int64_t draw(int64_t n)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (int64_t)((state * 0x2545f4914f6cdd1dU >> 1) % (uint64_t)n);
}

/* ---- shares ---- */

static int64_t sum_of(const int64_t *v, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i];
    return sum;
}

/* One fund after another: grants until little is left, then all of it; nobody ever bears more than it agreed. */
static void no_centime_is_lost(void **unused)
{
    (void)unused;
    for (int plan = 0; plan < PLANS; plan++) {
        size_t n = 1 + (size_t)draw(CONTRIBUTEURS);
        int64_t left[CONTRIBUTEURS], shares[CONTRIBUTEURS], agreed = 0, granted = 0;
        for (size_t i = 0; i < n; i++) {
            left[i] = draw(10) ? draw(plan % 3 ? 100 : MONTANT_MAX / 20) : 0;
            agreed += left[i];
        }
        for (int k = 0; k < 8; k++) {
            int64_t rest = sum_of(left, n), amount = k == 7 ? rest : draw(rest + 1);
            assert_true(fonds_repartir(amount, left, n, shares));
            assert_int_equal(sum_of(shares, n), amount);
            for (size_t i = 0; i < n; i++) {
                assert_true(shares[i] >= 0 && shares[i] <= left[i]);
                left[i] -= shares[i];
            }
            granted += amount;
        }
        assert_int_equal(granted, agreed);
        assert_int_equal(sum_of(left, n), 0);
        assert_false(fonds_repartir(1, left, n, shares));
    }
}

static void shares_are_by_what_is_left(void **unused)
{
    (void)unused;
    const int64_t left[] = { 100, 200, 300 };
    int64_t shares[3];
    assert_true(fonds_repartir(100, left, 3, shares));
    assert_int_equal(shares[0], 17); /* 16.67: the largest remainder */
    assert_int_equal(shares[1], 33);
    assert_int_equal(shares[2], 50);
    assert_false(fonds_repartir(601, left, 3, shares));
    assert_false(fonds_repartir(1, left, 0, shares));
}

/* ---- payments ---- */

static void pay(Solde *s, VersementGenre genre, int64_t amount)
{
    s->prevu += amount;
    s->paye += amount;
    s->avances += genre == VERSEMENT_AVANCE ? amount : 0;
    s->soldee = s->soldee || genre == VERSEMENT_SOLDE;
}

static void payments_never_pass_the_grant(void **unused)
{
    (void)unused;
    int refused = 0, paid = 0, balances = 0;
    for (int plan = 0; plan < PLANS; plan++) {
        Solde s = { .accorde = 1 + draw(plan % 2 ? 1000 : MONTANT_MAX),
            .avance_max = draw(TAUX_ENTIER + 1),
            .signee = true };
        s.depenses = s.accorde + draw(s.accorde + 1);
        for (int k = 0; k < 12; k++) {
            VersementGenre genre = (VersementGenre)draw(VERSEMENT_GENRES_N);
            s.bilan_valide = s.bilan_valide || k == 6;
            s.justifie += draw(s.depenses / 4 + 2); /* may pass what was planned */
            int64_t amount = 1 + draw(s.accorde / 2 + 1);
            if (genre == VERSEMENT_SOLDE && solde_du(&s) > s.prevu)
                amount = solde_du(&s) - s.prevu;
            if (versement_controler(&s, genre, amount) != FONDS_BON) {
                refused++;
                continue;
            }
            pay(&s, genre, amount);
            paid++;
            balances += genre == VERSEMENT_SOLDE;
            assert_true(s.paye <= s.accorde);
            int64_t consumption = argent_prorata(TAUX_ENTIER, s.paye, s.accorde);
            assert_true(consumption >= 0 && consumption <= TAUX_ENTIER);
            if (genre == VERSEMENT_SOLDE)
                assert_true(s.paye <= solde_du(&s));
        }
        assert_true(solde_du(&s) <= s.accorde);
    }
    assert_true(refused > PLANS && paid > PLANS && balances > PLANS / 10);
}

static void each_rule_of_payments_has_its_word(void **unused)
{
    (void)unused;
    Solde s = { .accorde = 100000, .depenses = 200000, .avance_max = 5000 };
    assert_int_equal(versement_controler(&s, VERSEMENT_AVANCE, 10), FONDS_CONVENTION);
    s.signee = true;
    assert_int_equal(versement_controler(&s, VERSEMENT_AVANCE, 0), FONDS_MONTANT);
    assert_int_equal(versement_controler(&s, VERSEMENT_AVANCE, -1), FONDS_MONTANT);
    assert_int_equal(versement_controler(&s, VERSEMENT_AVANCE, 50001), FONDS_AVANCE);
    assert_int_equal(versement_controler(&s, VERSEMENT_AVANCE, 50000), FONDS_BON);
    assert_int_equal(versement_controler(&s, VERSEMENT_ACOMPTE, 100001), FONDS_VERSEMENTS);
    pay(&s, VERSEMENT_AVANCE, 50000);
    assert_int_equal(versement_controler(&s, VERSEMENT_AVANCE, 1), FONDS_AVANCE);
    assert_int_equal(versement_controler(&s, VERSEMENT_ACOMPTE, 50001), FONDS_VERSEMENTS);
    assert_int_equal(versement_controler(&s, VERSEMENT_SOLDE, 1), FONDS_BILAN);
    s.bilan_valide = true;
    assert_int_equal(versement_controler(&s, VERSEMENT_SOLDE, 1), FONDS_SOLDE); /* nothing is proved */
    s.justifie = 150000;
    assert_int_equal(solde_du(&s), 75000);
    assert_int_equal(versement_controler(&s, VERSEMENT_SOLDE, 25001), FONDS_SOLDE);
    assert_int_equal(versement_controler(&s, VERSEMENT_SOLDE, 25000), FONDS_BON);
    pay(&s, VERSEMENT_SOLDE, 25000);
    assert_int_equal(versement_controler(&s, VERSEMENT_ACOMPTE, 1), FONDS_SOLDEE);
    s.justifie = 900000; /* more was spent than planned: no more is owed than granted */
    assert_int_equal(solde_du(&s), 100000);
    for (int f = FONDS_MONTANT; f <= FONDS_SOLDEE; f++)
        assert_true(fonds_faute_montre((FondsFaute)f).n > 20);
}

/* What is freed comes back whole: granted = paid + freed, and the shares of what is kept are within those of what was granted. */
static void what_is_freed_comes_back_to_the_centime(void **unused)
{
    (void)unused;
    int freed_some = 0;
    for (int plan = 0; plan < PLANS; plan++) {
        size_t n = 1 + (size_t)draw(CONTRIBUTEURS);
        int64_t left[CONTRIBUTEURS], parts[CONTRIBUTEURS], kept[CONTRIBUTEURS];
        for (size_t i = 0; i < n; i++)
            left[i] = 1 + draw(plan % 2 ? 50 : MONTANT_MAX / 20);
        int64_t whole = sum_of(left, n), granted = 1 + draw(whole);
        assert_true(fonds_repartir(granted, left, n, parts));
        Solde s = { .accorde = granted, .depenses = granted, .avance_max = TAUX_ENTIER, .signee = true };
        s.bilan_valide = true;
        s.justifie = draw(granted + 1);
        int64_t advance = draw(granted + 1);
        if (advance)
            pay(&s, VERSEMENT_AVANCE, advance);
        assert_int_equal(solde_libere(&s), 0);
        bool balance = solde_du(&s) > s.prevu;
        if (balance)
            pay(&s, VERSEMENT_SOLDE, solde_du(&s) - s.prevu);
        s.solde_verse = balance;
        s.close = !balance;
        int64_t freed = solde_libere(&s);
        assert_int_equal(freed + s.paye, granted);
        assert_int_equal(versement_controler(&s, VERSEMENT_ACOMPTE, 1), balance ? FONDS_SOLDEE : FONDS_CLOSE);
        argent_repartir(granted - freed, parts, n, kept);
        assert_int_equal(sum_of(kept, n), s.paye);
        for (size_t i = 0; i < n; i++) {
            assert_true(kept[i] >= 0 && kept[i] <= parts[i]);
            left[i] -= kept[i];
        }
        assert_int_equal(sum_of(left, n), whole - s.paye); /* all of it may be granted again */
        assert_true(fonds_repartir(whole - s.paye, left, n, parts));
        freed_some += freed > 0;
    }
    assert_true(freed_some > PLANS / 2);
}

/* ---- moves ---- */

/* Who may: s structure, p pilote, b both; "." nobody. One line a state left, one column a state reached. */
static void only_the_moves_written_here(void **unused)
{
    (void)unused;
    static const char *const table[DEMANDE_ETATS_N] = {
        /* brouillon construction instruction acceptee refusee sans suite */
        ".s...s",
        "..p..b",
        ".p.ppp",
        "..p...",
        "..p...",
        "s.p...",
    };
    int allowed = 0, refused = 0;
    for (int from = 0; from <= DEMANDE_ETATS_N; from++)
        for (int to = 0; to <= DEMANDE_ETATS_N; to++)
            for (unsigned who = 0; who < 8; who++) {
                char c = from < DEMANDE_ETATS_N && to < DEMANDE_ETATS_N ? table[from][to] : '.';
                bool good = (c == 's' && (who & REGARD_STRUCTURE)) || (c == 'p' && (who & REGARD_PILOTE)) ||
                            (c == 'b' && (who & (REGARD_STRUCTURE | REGARD_PILOTE)));
                assert_true(demande_peut_passer((DemandeEtat)from, (DemandeEtat)to, who) == good);
                *(good ? &allowed : &refused) += 1;
            }
    assert_int_equal(allowed, 2 * 4 + (4 + 6) + 4 * 4 + 4 + 4 + 2 * 4);
    assert_int_equal(allowed + refused, 7 * 7 * 8);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_centime_is_lost),
        cmocka_unit_test(shares_are_by_what_is_left),
        cmocka_unit_test(payments_never_pass_the_grant),
        cmocka_unit_test(what_is_freed_comes_back_to_the_centime),
        cmocka_unit_test(each_rule_of_payments_has_its_word),
        cmocka_unit_test(only_the_moves_written_here),
    };
    return SUITE_MAIN("fonds_argent", false, tests);
}
