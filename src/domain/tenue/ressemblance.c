// SPDX-License-Identifier: AGPL-3.0-or-later
/* How much two places look like one; a pure function of their texts. */
#include <math.h>
#include <string.h>

#include "domain/lieux/regles.h"
#include "domain/tenue/tenue.h"

enum { TEXTE_MAX = 200 };

int textes_ressemblance(Arena *a, Str x, Str y)
{
    Str p = utf8_fold_name(a, x), q = utf8_fold_name(a, y);
    uint16_t rows[2][TEXTE_MAX + 1];
    p.n = p.n > TEXTE_MAX ? TEXTE_MAX : p.n;
    q.n = q.n > TEXTE_MAX ? TEXTE_MAX : q.n;
    if (p.n + q.n == 0)
        return 0;
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; i < p.n; i++) {
        uint16_t *now = rows[(i + 1) & 1], *before = rows[i & 1];
        for (size_t k = 0; k < q.n; k++) {
            uint16_t best = now[k] > before[k + 1] ? now[k] : before[k + 1];
            now[k + 1] = p.p[i] == q.p[k] ? (uint16_t)(before[k] + 1) : best;
        }
    }
    return (int)(200 * (size_t)rows[p.n & 1][q.n] / (p.n + q.n));
}

static bool lists_meet(Str x, Str y)
{
    Str rest = x, one;
    while (x.n && str_split(&rest, '|', &one)) {
        Str other = y, two;
        while (y.n && str_split(&other, '|', &two)) {
            bool services = (str_eq(one, S("RFS")) && str_eq(two, S("PIMMS"))) ||
                            (str_eq(one, S("PIMMS")) && str_eq(two, S("RFS")));
            if (str_eq(one, two) || services)
                return true;
        }
    }
    return false;
}

static bool may_be_one(const LieuTenu *x, const LieuTenu *y)
{
    const Str *p = x->champs, *q = y->champs;
    bool commune = p[CHAMP_code_insee].n && q[CHAMP_code_insee].n
                     ? str_eq(p[CHAMP_code_insee], q[CHAMP_code_insee])
                     : str_eq(p[CHAMP_code_postal], q[CHAMP_code_postal]) &&
                           str_eq_nocase(p[CHAMP_commune], q[CHAMP_commune]);
    bool kinds = !p[CHAMP_typologie].n || !q[CHAMP_typologie].n || lists_meet(p[CHAMP_typologie], q[CHAMP_typologie]);
    return commune && kinds && !str_eq(p[CHAMP_id], q[CHAMP_id]);
}

/* In degrees, as the rule is written. -1: one of them has no position. */
static int near(const LieuTenu *x, const LieuTenu *y)
{
    double lat1, lon1, lat2, lon2;
    if (!coordonnees_utiles(x->champs[CHAMP_latitude], x->champs[CHAMP_longitude], &lat1, &lon1) ||
        !coordonnees_utiles(y->champs[CHAMP_latitude], y->champs[CHAMP_longitude], &lat2, &lon2))
        return -1;
    double d = hypot(lat1 - lat2, lon1 - lon2);
    return d < 0.0004 ? 100 : (int)(100 / (1000 * d + 1));
}

int lieux_ressemblance(Arena *a, const LieuTenu *x, const LieuTenu *y)
{
    if (!may_be_one(x, y))
        return 0;
    int names = textes_ressemblance(a, x->champs[CHAMP_nom], y->champs[CHAMP_nom]);
    int streets = textes_ressemblance(a, x->champs[CHAMP_adresse], y->champs[CHAMP_adresse]);
    int distance = near(x, y);
    return distance < 0 ? (names + streets) / 2 : (names + streets + distance) / 3;
}
