// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * French hours of one week in two, told at the end: "lundi 9h-12h, semaines paires ; mardi 14h-17h, semaines impaires". Only
 * what has one meaning: such an end goes with the statement before it, in its sentence; with the whole of it after "le tout".
 * After a semicolon beyond which no weeks are told, nobody can say how far back it reaches. After several statements of one
 * sentence neither, but in those weeks every reading opens the same; in the others what may be open is "unknown", to be checked.
 */
#include "domain/horaires/francais.h"

typedef struct Phrase {
    size_t de, a; /* words, the end excluded */
    size_t coupe; /* where the weeks begin, with their comma; `a`: it tells none */
    unsigned parites; /* 0: it tells none */
    bool tout; /* "le tout" */
    int avant; /* the sign before it */
} Phrase;

static bool is_only(const Mot *m)
{
    return mot_est(m, "uniquement") || mot_est(m, "seulement");
}

static unsigned weeks_at(const Mot *v, size_t i)
{
    if (!mot_est(&v[i], "semaine") && !mot_est(&v[i], "semaines"))
        return 0;
    if (mot_est(&v[i + 1], "paire") || mot_est(&v[i + 1], "paires"))
        return 1u << PAIRE;
    return mot_est(&v[i + 1], "impaire") || mot_est(&v[i + 1], "impaires") ? 1u << IMPAIRE : 0;
}

/* ", uniquement les semaines paires", "(semaines paires)", ", le tout en semaines paires". */
static void read_end(const Mot *v, Phrase *p)
{
    size_t end = p->a;
    p->coupe = p->a;
    bool bracket = end > p->de && mot_est_signe(&v[end - 1], ')');
    end -= bracket;
    end -= end > p->de && is_only(&v[end - 1]);
    if (end < p->de + 3)
        return;
    size_t i = end - 2;
    unsigned found = weeks_at(v, i);
    if (!found)
        return;
    i -= i > p->de && (mot_est(&v[i - 1], "les") || mot_est(&v[i - 1], "en") || mot_est(&v[i - 1], "des"));
    i -= i > p->de && is_only(&v[i - 1]);
    if (i > p->de + 1 && mot_est(&v[i - 1], "tout") && mot_est(&v[i - 2], "le")) {
        p->tout = true;
        i -= 2;
    }
    if (i <= p->de || !mot_est_signe(&v[i - 1], bracket ? '(' : ','))
        return;
    p->coupe = i - 1;
    p->parites = found;
}

/* Its days, then its hours, once each. */
static bool is_one_statement(const Mot *v, const Phrase *p)
{
    bool hours = false, days = false;
    for (size_t i = p->de; i < p->coupe; i++) {
        if ((hours && v[i].genre == MOT_JOUR) || mot_est(&v[i], "sauf") || mot_est(&v[i], "ferme"))
            return false;
        hours = hours || v[i].genre == MOT_HEURE;
        days = days || v[i].genre == MOT_JOUR;
    }
    return days && hours;
}

static bool closes_on_holidays(const Mot *v, const Phrase *p)
{
    return p->a == p->de + 4 && mot_est(&v[p->de], "ferme") && mot_est(&v[p->de + 1], "les") &&
           mot_est(&v[p->de + 2], "jours") && mot_est(&v[p->de + 3], "feries");
}

static Err read_week(Arena *a, Str said, Semaine *ret)
{
    Str rules = STR_NONE, why = STR_NONE;
    Horaires *h = NULL;
    TRY(prose_lire(a, said, &rules, &why));
    TRY(horaires_parse(a, rules, &h, &why));
    return semaine_de(h, ret) && !ret->feries_fermes && !ret->vacances_fermees ? OK : ERR_INVALID;
}

/* Its week among those of the others; false: a day is there already, or it says more than a week. */
static bool put_week(Arena *a, Str prose, const Mot *v, const Phrase *p, Semaine *to)
{
    Semaine week;
    unsigned parities = p->parites ? p->parites : (1u << PARITES_N) - 1;
    if (read_week(a, str_trim(str_slice(prose, v[p->de].de, v[p->coupe - 1].a)), &week) != OK)
        return false;
    for (int day = 0; day < JOURS_N && p->parites; day++)
        if (!creneaux_egaux(&week.jours[PAIRE][day], &week.jours[IMPAIRE][day]))
            return false; /* weeks told twice */
    for (int parity = 0; parity < PARITES_N; parity++)
        for (int day = 0; day < JOURS_N; day++) {
            const Creneaux *c = &week.jours[parity][day];
            if (c->n == 0 || !(parities >> parity & 1))
                continue;
            if (to->jours[parity][day].n)
                return false;
            to->jours[parity][day] = *c;
        }
    return true;
}

/* Where the last statement of a sentence begins: the sign before it. `p->de`: there is only one. */
static size_t last_statement(Arena *a, Str prose, const Mot *v, const Phrase *p)
{
    Semaine week;
    bool day = false;
    for (size_t i = p->coupe - 1; i > p->de; i--) {
        day = day || v[i].genre == MOT_JOUR;
        if (day && (mot_est_signe(&v[i], ',') || mot_est(&v[i], "et")) &&
            read_week(a, str_slice(prose, v[p->de].de, v[i - 1].a), &week) == OK)
            return i;
    }
    return p->de;
}

/* In the other weeks: all that the statements before the last one may open, since the last is of these weeks in every reading. */
static Err doubt(Arena *a, Str prose, const Mot *v, const Phrase *p, Str *ret)
{
    Semaine others = { 0 };
    Phrase before = *p;
    Str rules, rule;
    before.coupe = last_statement(a, prose, v, p);
    before.parites = p->parites == 1u << PAIRE ? 1u << IMPAIRE : 1u << PAIRE;
    if (before.coupe == p->de || !put_week(a, prose, v, &before, &others))
        return ERR_INVALID;
    rules = semaine_osm(a, &others, S(""));
    *ret = S("");
    while (str_split(&rules, ';', &rule))
        *ret = str_format(a, "%.*s%s%.*s unknown \"une semaine sur deux, ou toutes\"", STR_ARG(*ret),
            ret->n ? "; " : "", STR_ARG(str_trim(rule)));
    return OK;
}

static bool next_phrase(const Mots *mots, size_t *i, int *sign, Phrase *ret)
{
    const Mot *v = mots->v;
    while (*i < mots->n && (mot_est_signe(&v[*i], '.') || mot_est_signe(&v[*i], ';') || mot_est_signe(&v[*i], '\n'))) {
        *sign = *sign == '.' || *sign == '\n' ? *sign : v[*i].valeur;
        (*i)++;
    }
    *ret = (Phrase){ .de = *i, .avant = *sign };
    while (*i < mots->n && !mot_est_signe(&v[*i], '.') && !mot_est_signe(&v[*i], ';') && !mot_est_signe(&v[*i], '\n'))
        (*i)++;
    ret->a = *i;
    *sign = 0;
    return ret->a > ret->de;
}

Err semaines_lire(Arena *a, Str prose, const Mots *mots, Str *ret)
{
    Semaine week = { 0 };
    Phrase p;
    unsigned before = 0, any = 0;
    int sign = 0;
    bool holidays = false;
    Str doubts = S("");
    for (size_t i = 0, n = 0; next_phrase(mots, &i, &sign, &p); n++) {
        if (holidays)
            return ERR_INVALID; /* it comes last */
        holidays = closes_on_holidays(mots->v, &p);
        if (holidays)
            continue;
        read_end(mots->v, &p);
        if (p.parites && n && !before && p.avant == ';')
            return ERR_INVALID;
        if ((p.tout && n) || doubts.n)
            return ERR_INVALID; /* the whole of what? */
        if (p.parites && !p.tout && !is_one_statement(mots->v, &p)) {
            if (n)
                return ERR_INVALID;
            TRY(doubt(a, prose, mots->v, &p, &doubts));
        }
        if (p.coupe == p.de || !put_week(a, prose, mots->v, &p, &week))
            return ERR_INVALID;
        before = p.parites;
        any |= p.parites;
    }
    week.feries_fermes = holidays;
    if (!any)
        return ERR_INVALID;
    *ret = semaine_osm(a, &week, doubts);
    return ret->p ? OK : ERR_MEMORY;
}
