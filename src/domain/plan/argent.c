// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/argent.h"

#include <stdlib.h>
#include <string.h>

#define NNBSP "\u202f"
#define NBSP "\u00a0"
#define MINUS "\u2212"

enum { CENTIMES = 100, CHIFFRES_MAX = 15 };

/* ---- amounts as texts ---- */

/* The blanks of French amounts, and the sign of the euro. */
static bool skip_blank(Str s, size_t *at)
{
    static const Str blanks[] = { S_INIT(" "), S_INIT(NNBSP), S_INIT(NBSP) };
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (str_starts(str_slice(s, *at, s.n), blanks[i])) {
            *at += blanks[i].n;
            return true;
        }
    return false;
}

bool argent_lire(Str s, int64_t *ret)
{
    int64_t v = 0;
    int digits = 0, decimals = -1;
    s = str_trim(s);
    if (str_ends(s, S("€")))
        s = str_slice(s, 0, s.n - S("€").n);
    for (size_t at = 0; at < s.n;) {
        char c = s.p[at];
        if (skip_blank(s, &at))
            continue;
        if ((c == ',' || c == '.') && decimals < 0 && digits > 0) {
            decimals = 0;
            at++;
            continue;
        }
        if (c < '0' || c > '9' || digits == CHIFFRES_MAX || decimals == 2)
            return false;
        v = v * 10 + (c - '0');
        digits++;
        decimals += decimals >= 0;
        at++;
    }
    if (digits == 0 || decimals == 0)
        return false;
    for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
        v *= 10;
    if (v > MONTANT_MAX)
        return false;
    *ret = v;
    return true;
}

Str argent_ecrit(Arena *a, int64_t centimes)
{
    return str_format(a, "%lld.%02lld", (long long)(centimes / CENTIMES), (long long)(centimes % CENTIMES));
}

void sheet_argent(Sheet *t, int64_t centimes)
{
    sheet_decimal(t, (double)centimes / CENTIMES);
}

static char *put_before(char *p, Str s)
{
    return memcpy(p - s.n, s.p, s.n);
}

/* From its end to its beginning. */
Str argent_montre(Arena *a, int64_t centimes)
{
    char z[64], *const end = z + sizeof z, *p = put_before(end, S(NBSP "€"));
    uint64_t v = centimes < 0 ? 0 - (uint64_t)centimes : (uint64_t)centimes;
    if (v % CENTIMES) {
        *--p = (char)('0' + v % 10);
        *--p = (char)('0' + v % CENTIMES / 10);
        *--p = ',';
    }
    v /= CENTIMES;
    for (int digits = 0; digits == 0 || v; digits++, v /= 10) {
        if (digits && digits % 3 == 0)
            p = put_before(p, S(NNBSP));
        *--p = (char)('0' + v % 10);
    }
    if (centimes < 0)
        p = put_before(p, S(MINUS));
    return str_dup(a, str_of(p, (size_t)(end - p)));
}

Str taux_montre(Arena *a, int64_t taux)
{
    int64_t rest = taux % CENTIMES;
    return rest ? str_format(a, "%lld,%02lld" NBSP "%%", (long long)(taux / CENTIMES), (long long)rest)
                : str_format(a, "%lld" NBSP "%%", (long long)(taux / CENTIMES));
}

/* ---- shares ---- */

int64_t argent_prorata(int64_t total, int64_t part, int64_t whole)
{
    if (whole <= 0)
        return 0;
    __extension__ typedef __int128 Wide;
    return (int64_t)(((Wide)total * part * 2 + whole) / ((Wide)whole * 2));
}

void argent_repartir(int64_t total, const int64_t *poids, size_t n, int64_t *ret)
{
    __extension__ typedef __int128 Wide;
    Wide sum = 0;
    int64_t given = 0;
    for (size_t i = 0; i < n; i++)
        sum += poids[i];
    bool equal = sum == 0;
    if (equal)
        sum = (Wide)n;
    for (size_t i = 0; i < n; i++) {
        ret[i] = (int64_t)((Wide)total * (equal ? 1 : poids[i]) / sum);
        given += ret[i];
    }
    /* What is left is less than n centimes: one each to the largest remainders, which are passed over once served. */
    Wide served = sum;
    size_t last = n;
    for (; given < total && n > 0; given++) {
        size_t best = n;
        Wide best_rest = -1;
        for (size_t i = 0; i < n; i++) {
            Wide rest = (Wide)total * (equal ? 1 : poids[i]) % sum;
            bool later = rest < served || (rest == served && last < n && i > last);
            if (later && rest > best_rest) {
                best = i;
                best_rest = rest;
            }
        }
        if (best == n)
            return;
        ret[best]++;
        served = best_rest;
        last = best;
    }
}

/* ---- the plan of an action ---- */

bool financement_compte(const Financement *f)
{
    return f->etat != FINANCEMENT_REFUSE && f->nature != APPORT_EN_NATURE;
}

static void add_receipt(Equilibre *e, const Financement *f)
{
    if (f->etat == FINANCEMENT_REFUSE) {
        e->refuse += f->montant;
        return;
    }
    switch (f->nature) {
    case APPORT_PUBLIQUE:
        e->publiques += f->montant;
        break;
    case APPORT_PRIVEE:
        e->privees += f->montant;
        break;
    case APPORT_PROPRE:
        e->propres += f->montant;
        break;
    case APPORT_EN_NATURE:
        e->en_nature += f->montant;
        return;
    case APPORTS_N:
        return;
    }
    e->recettes += f->montant;
    e->verse += f->verse;
    if (f->etat == FINANCEMENT_ACQUIS || f->etat == FINANCEMENT_VERSE)
        e->accorde += f->montant;
}

Equilibre equilibre_de(const FinancementPlan *p)
{
    Equilibre e = { 0 };
    for (size_t i = 0; i < p->couts_n; i++) {
        const Cout *c = &p->couts[i];
        int64_t ttc = c->ht + c->tva;
        e.depenses += ttc;
        e.ht += c->ht;
        e.etp += c->etp;
        e.investissement += c->nature == COUT_INVESTISSEMENT ? ttc : 0;
        e.fonctionnement += c->nature == COUT_FONCTIONNEMENT ? ttc : 0;
        e.etp_valorise += c->nature == COUT_ETP ? ttc : 0;
    }
    for (size_t i = 0; i < p->lignes_n; i++)
        add_receipt(&e, &p->lignes[i]);
    e.a_trouver = e.depenses - e.recettes;
    e.taux_public = argent_prorata(TAUX_ENTIER, e.publiques, e.depenses);
    e.consommation = argent_prorata(TAUX_ENTIER, e.verse, e.accorde);
    return e;
}

/* All that this funder brings, against each cap noted for it. */
static bool above_cap(const FinancementPlan *p, const size_t *whose, size_t at, int64_t depenses)
{
    __extension__ typedef __int128 Wide;
    int64_t brought = 0;
    for (size_t i = 0; i < p->lignes_n; i++)
        if (financement_compte(&p->lignes[i]) && whose[i] == whose[at])
            brought += p->lignes[i].montant;
    return (Wide)brought * TAUX_ENTIER > (Wide)depenses * p->lignes[at].plafond.v;
}

enum { CLES_OCTETS = 64 * 1024 * 1024 };

/* The first funder above its cap; lignes_n: none. */
static size_t find_above_cap(const FinancementPlan *p, int64_t depenses)
{
    bool any = false;
    for (size_t i = 0; i < p->lignes_n; i++)
        any = any || (p->lignes[i].plafond.has && financement_compte(&p->lignes[i]));
    if (!any)
        return p->lignes_n;
    ARENA a = arena_new(CLES_OCTETS);
    FinanceurRangs names = { 0 };
    size_t *whose = NEW(a, size_t, p->lignes_n + 1);
    for (size_t i = 0; whose && i < p->lignes_n; i++)
        if (financeur_ranger(a, &names, p->lignes[i].financeur, &whose[i]) != OK)
            return 0; /* what cannot be checked is refused */
    if (!whose || arena_failed(a))
        return 0;
    for (size_t i = 0; i < p->lignes_n; i++)
        if (p->lignes[i].plafond.has && financement_compte(&p->lignes[i]) && above_cap(p, whose, i, depenses))
            return i;
    return p->lignes_n;
}

FinancementFaute financement_controler(const FinancementPlan *p, size_t *ret_ligne)
{
    Equilibre e = equilibre_de(p);
    for (size_t i = 0; i < p->couts_n; i++)
        if (p->couts[i].ht < 0 || p->couts[i].tva < 0 || p->couts[i].ht > MONTANT_MAX || p->couts[i].tva > MONTANT_MAX)
            return FAUTE_MONTANT;
    for (size_t i = 0; i < p->lignes_n; i++) {
        const Financement *f = &p->lignes[i];
        if (ret_ligne)
            *ret_ligne = i;
        if (f->montant < 0 || f->montant > MONTANT_MAX || f->verse < 0 || f->verse > f->montant)
            return FAUTE_MONTANT;
    }
    size_t above = find_above_cap(p, e.depenses);
    if (above < p->lignes_n) {
        if (ret_ligne)
            *ret_ligne = above;
        return FAUTE_PLAFOND;
    }
    return e.a_trouver < 0 ? FAUTE_EXCES : FAUTE_AUCUNE;
}

bool financement_peut_passer(FinancementEtat de, FinancementEtat vers)
{
    static const bool moves[FINANCEMENTS_N][FINANCEMENTS_N] = {
        [FINANCEMENT_PRESSENTI] = { [FINANCEMENT_DEMANDE] = true,
            [FINANCEMENT_ACQUIS] = true,
            [FINANCEMENT_REFUSE] = true },
        [FINANCEMENT_DEMANDE] = { [FINANCEMENT_ACQUIS] = true, [FINANCEMENT_REFUSE] = true },
        [FINANCEMENT_ACQUIS] = { [FINANCEMENT_ACQUIS] = true, [FINANCEMENT_VERSE] = true },
        [FINANCEMENT_VERSE] = { [FINANCEMENT_ACQUIS] = true }, /* noted by mistake */
        [FINANCEMENT_REFUSE] = { [FINANCEMENT_PRESSENTI] = true },
    };
    return de < FINANCEMENTS_N && vers < FINANCEMENTS_N && moves[de][vers];
}
