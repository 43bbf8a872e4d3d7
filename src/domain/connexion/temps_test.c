// SPDX-License-Identifier: AGPL-3.0-or-later
/* How long a wrong password takes says nothing of whether the account exists, nor of whether it has one. */
#include <stdlib.h>
#include <time.h>

#include "core/auth/password.h"
#include "domain/connexion/connexion_test.h"

enum { ROUNDS = 5, CASES = 3 };

static int by_size(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* Of this process: what an answer costs, whatever else the machine does meanwhile. Nothing in it sleeps. */
static int64_t cpu_ns(void)
{
    struct timespec t;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The whole answer of the page, token and all. */
static int64_t answer_ns(Navigateur *n, const char *courriel)
{
    Str token = test_field(get(n, "/connexion/mot-de-passe").body, "jeton");
    Str body = str_format(n->m->a, "courriel=%s&mot_de_passe=le+chat+dort+ailleurs&jeton=%.*s", courriel,
        STR_ARG(token));
    int64_t from = cpu_ns();
    HttpAnswer h = send_(n, "POST", "/connexion/mot-de-passe", body);
    int64_t took = cpu_ns() - from;
    assert_int_equal(h.status, 400);
    assert_true(str_has(h.body, S("ne vont pas ensemble")));
    return took;
}

static void a_wrong_password_takes_the_same_time(void **state)
{
    static const char *const who[CASES] = { "lea%40exemple.fr", "max%40exemple.fr", "personne%40exemple.fr" };
    Monde m;
    monde(state, &m);
    PersonneId max;
    Str hash;
    Navigateur n = { .m = &m };
    int64_t took[CASES][ROUNDS], median[CASES];
    const Acteur lea = { .personne_id = m.lea.v };
    assert_ok(personne_creer(m.db, m.a, NULL, NOW, m.app.random, S("max@exemple.fr"), S("Petit"), S("Max"), &max));
    assert_ok(password_hash(m.a, password_cost, S("le chat dort sur le toit"), &hash));
    assert_ok(mot_de_passe_changer(m.db, m.a, &lea, m.now, m.lea, hash)); /* Max has none, nobody is `personne` */
    for (int r = 0; r < ROUNDS; r++)
        for (int c = 0; c < CASES; c++)
            took[c][r] = answer_ns(&n, who[c]);
    for (int c = 0; c < CASES; c++) {
        qsort(took[c], ROUNDS, sizeof took[c][0], by_size);
        median[c] = took[c][ROUNDS / 2];
    }
    /* Argon2id is all of it: without it, an answer would be a hundred times shorter. */
    for (int c = 1; c < CASES; c++)
        if (median[c] * 2 < median[0] || median[c] > median[0] * 2)
            fail_msg("%s : %lld µs, %s : %lld µs", who[c], (long long)median[c] / 1000, who[0],
                (long long)median[0] / 1000);
    fin(&m);
}

int main(void)
{
    static const struct CMUnitTest all[] = { cmocka_unit_test(a_wrong_password_takes_the_same_time) };
    return SUITE_MAIN("connexion_temps", true, all);
}
