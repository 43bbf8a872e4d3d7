// SPDX-License-Identifier: AGPL-3.0-or-later
/* One typing error, against the distance computed by its table. */
#include "domain/lieux/suggestions.h"

#include "support/suite.h"

enum { N = 8, ESSAIS = 200000 };

static uint64_t hasard(uint64_t *state)            /* xorshift64 */
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Optimal string alignment distance (Damerau-Levenshtein, each letter moved once at most). */
static int distance(Str x, Str y)
{
    int d[N + 1][N + 1];
    for (size_t i = 0; i <= x.n; i++)
        for (size_t j = 0; j <= y.n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (int)(i + j);
                continue;
            }
            int cost = x.p[i - 1] != y.p[j - 1], best = d[i - 1][j - 1] + cost;
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && x.p[i - 1] == y.p[j - 2] && x.p[i - 2] == y.p[j - 1] && d[i - 2][j - 2] + cost < best)
                best = d[i - 2][j - 2] + cost;
            d[i][j] = best;
        }
    return d[x.n][y.n];
}

static Str word(uint64_t *state, char *room)
{
    size_t n = hasard(state) % (N + 1);
    for (size_t i = 0; i < n; i++)
        room[i] = (char)('a' + hasard(state) % 3);
    return str_of(room, n);
}

static void one_error_is_distance_one(void **state)
{
    uint64_t seed = 28;
    int64_t yes = 0;
    (void)state;
    for (int k = 0; k < ESSAIS; k++) {
        char a[N], b[N];
        Str x = word(&seed, a), y = word(&seed, b);
        bool begins = false;
        for (size_t n = 0; n <= y.n; n++)
            begins |= distance(x, str_slice(y, 0, n)) <= 1;
        if (une_erreur(x, y, false) != (distance(x, y) <= 1))
            fail_msg("« %.*s » et « %.*s »", STR_ARG(x), STR_ARG(y));
        if (une_erreur(x, y, true) != begins)
            fail_msg("« %.*s » et le début de « %.*s »", STR_ARG(x), STR_ARG(y));
        yes += une_erreur(x, y, false);
    }
    assert_in_range(yes, 1000, ESSAIS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(one_error_is_distance_one) };
    return SUITE_MAIN("suggestions", false, tests);
}
