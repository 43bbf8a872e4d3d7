// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * French hours that hold for a part of the year ("En juillet et août : …", "Du 1er juillet au 31 août : …"). Only what has one
 * meaning: a period is told after the ordinary weeks, up to the next period or the end, and replaces them whole. With a comma in
 * the place of the colon it has to begin its sentence, and to be alone in it. Weeks told at the end are in francais_semaines.c.
 */
#include "domain/horaires/francais.h"

enum { PERIODES_MAX = 4, MOIS_N = 12, JOUR_DU_MOIS_MAX = 31 };
static const char *const mois_codes[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec" };

typedef struct Periode {
    Str code;                                      /* "Jul,Aug", "Jul 01-Aug 31" */
    uint32_t jours[MOIS_N];                        /* days that it covers, bit d for day d */
    size_t de, suite;                              /* where it begins in the prose, where what it says begins */
    bool virgule;                                  /* a comma, rather than a colon, between the two */
} Periode;

typedef struct Lecture {
    Arena *a;
    Str prose;
    const Mots *mots;
} Lecture;

/* The first word of a statement, which the prose or a sign brings. */
static bool begins(const Mots *v, size_t i)
{
    return i == 0 || mot_est_signe(&v->v[i - 1], '.') || mot_est_signe(&v->v[i - 1], ';') ||
           mot_est_signe(&v->v[i - 1], '\n') || mot_est_signe(&v->v[i - 1], ',');
}

/* "en juillet", "en juillet et août", "pendant les mois de juillet, août": *i after them. */
static bool read_months(Lecture *l, size_t *i, Periode *ret)
{
    const Mot *v = l->mots->v;
    size_t k = *i;
    Str code = STR_NONE;
    if (!mot_est(&v[k], "en"))
        return false;
    for (k++; v[k].genre == MOT_MOIS;) {
        Str one = str_from(mois_codes[v[k].valeur - 1]);
        code = code.n ? str_join(l->a, (Str[]){ code, one }, 2, S(",")) : one;
        ret->jours[v[k].valeur - 1] = UINT32_MAX;
        k++;
        bool more = mot_est(&v[k], "et") || mot_est_signe(&v[k], '&') || mot_est_signe(&v[k], ',');
        if (!more || v[k + 1].genre != MOT_MOIS)
            break;
        k++;
    }
    ret->code = code;
    *i = k;
    return code.n > 0;
}

/* "1er juillet", "31 août", "1er" (`month` 0: not said). */
static bool read_day(const Mot *v, size_t *i, int *ret_day, int *ret_month)
{
    if (v[*i].genre != MOT_NOMBRE && v[*i].genre != MOT_RANG)
        return false;
    *ret_day = v[*i].valeur;
    *ret_month = v[*i + 1].genre == MOT_MOIS ? v[*i + 1].valeur : 0;
    *i += *ret_month ? 2 : 1;
    return *ret_day >= 1 && *ret_day <= JOUR_DU_MOIS_MAX;
}

/* Every day of the year but 29 February when `to` is before it. */
static void cover(Periode *p, int day, int month, int to_day, int to_month)
{
    for (int n = 0; n <= 366; n++) {
        p->jours[month - 1] |= 1u << day;
        if (day == to_day && month == to_month)
            return;
        if (++day > JOUR_DU_MOIS_MAX) {
            day = 1;
            month = month % MOIS_N + 1;
        }
    }
}

/* "du 1er juillet au 31 août", "du 1er au 15 août" */
static bool read_dates(Lecture *l, size_t *i, Periode *ret)
{
    const Mot *v = l->mots->v;
    size_t k = *i + 1;
    int day, month, to_day, to_month;
    enum { ANNEE_BISSEXTILE = 2024 };
    if (!mot_est(&v[*i], "du") || !read_day(v, &k, &day, &month) || !mot_est(&v[k], "au"))
        return false;
    k++;
    if (!read_day(v, &k, &to_day, &to_month) || !to_month)
        return false;
    month = month ? month : to_month;
    if (!date_valid(ANNEE_BISSEXTILE, month, day) || !date_valid(ANNEE_BISSEXTILE, to_month, to_day))
        return false;
    ret->code = str_format(l->a, "%s %02d-%s %02d", mois_codes[month - 1], day, mois_codes[to_month - 1], to_day);
    cover(ret, day, month, to_day, to_month);
    *i = k;
    return true;
}

/* A period that begins a statement, with its ":", or a sentence, with its ","; `ret->suite`: what follows. */
static bool read_period(Lecture *l, size_t *i, Periode *ret)
{
    const Mot *v = l->mots->v;
    size_t k = *i;
    *ret = (Periode){ .de = v[k].de };
    if (!begins(l->mots, k) || !(read_months(l, &k, ret) || read_dates(l, &k, ret)))
        return false;
    ret->virgule = mot_est_signe(&v[k], ',') && (*i == 0 || !mot_est_signe(&v[*i - 1], ','));
    if (!ret->virgule && !mot_est_signe(&v[k], ':'))
        return false;
    ret->suite = v[k].a;
    *i = k;
    return true;
}

/* One sentence, and rules of weekdays and hours only. */
static bool is_plain(Str rules)
{
    static const Str others[] = { S_INIT("PH"), S_INIT("SH"), S_INIT("week"), S_INIT("\""), S_INIT("|"),
        S_INIT("unknown"), S_INIT("24/7") };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_has(rules, others[i]))
            return false;
    for (int m = 0; m < MOIS_N; m++)
        if (str_has(rules, str_from(mois_codes[m])))
            return false;
    return true;
}

static Str between(const Lecture *l, size_t from, size_t to)
{
    Str s = str_trim(str_slice(l->prose, from, to));
    while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ';' || s.p[s.n - 1] == ','))
        s = str_trim(str_slice(s, 0, s.n - 1));
    return s;
}

static Str with(Arena *a, Str before, Str one)
{
    return before.n ? str_join(a, (Str[]){ before, one }, 2, S("; ")) : one;
}

/* The rules of one period, each with its days of the year; all else is closed then. */
static Err period_rules(Lecture *l, const Periode *p, size_t to, bool replaces, Str *out)
{
    Str said = between(l, p->suite, to), rules = STR_NONE, why = STR_NONE, rule;
    if (str_find_char(said, 0, '.') < said.n || str_find_char(said, 0, '\n') < said.n)
        return ERR_INVALID; /* a second sentence: of the period, or not? */
    if (p->virgule && str_find_char(said, 0, ';') < said.n)
        return ERR_INVALID; /* and how far does the comma reach? */
    TRY(prose_lire(l->a, said, &rules, &why));
    if (!is_plain(rules))
        return ERR_INVALID;
    if (replaces)
        *out = with(l->a, *out, str_cat(l->a, p->code, S(" off")));
    if (str_eq(rules, S("off")))
        return replaces ? OK : ERR_INVALID;
    while (str_split(&rules, ';', &rule))
        *out = with(l->a, *out, str_format(l->a, "%.*s %.*s", STR_ARG(p->code), STR_ARG(str_trim(rule))));
    return OK;
}

static bool overlap(const Periode *x, const Periode *y)
{
    for (int m = 0; m < MOIS_N; m++)
        if (x->jours[m] & y->jours[m])
            return true;
    return false;
}

static Err find_periods(Lecture *l, Periode *v, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < l->mots->n; i++) {
        if (n == PERIODES_MAX || !read_period(l, &i, &v[n]))
            continue;
        for (size_t k = 0; k < n; k++)
            if (overlap(&v[k], &v[n]))
                return ERR_INVALID;
        n++;
    }
    *ret_n = n;
    return n ? OK : ERR_INVALID;
}

static Err with_periods(Lecture *l, Str *ret)
{
    Periode v[PERIODES_MAX + 1];
    size_t n = 0;
    Str out = STR_NONE, why = STR_NONE;
    TRY(find_periods(l, v, &n));
    Str ordinary = between(l, 0, v[0].de);
    bool holidays = false;
    if (ordinary.n) {
        TRY(prose_lire(l->a, ordinary, &out, &why));
        holidays = str_ends(out, S("; PH off"));
        if (holidays)
            out = str_slice(out, 0, out.n - (sizeof "; PH off" - 1));
        if (!is_plain(out))
            return ERR_INVALID;
    }
    for (size_t i = 0; i < n; i++)
        TRY(period_rules(l, &v[i], i + 1 < n ? v[i + 1].de : l->prose.n, ordinary.n > 0, &out));
    /* Last, since a period's own rules would open again on them. */
    *ret = holidays ? with(l->a, out, S("PH off")) : out;
    return OK;
}

Err horaires_lire(Arena *a, Str prose, Str *ret_texte, Str *ret_message)
{
    Str found = STR_NONE, why = STR_NONE, first = STR_NONE;
    Err e = prose_lire(a, prose, ret_texte, &first);
    Mots *mots = e == ERR_INVALID && prose.n <= HORAIRES_TEXTE_MAX && utf8_valid(prose) ? NEW(a, Mots, 1) : NULL;
    if (!mots || mots_lire(a, prose, mots) != OK) {
        if (e != OK)
            *ret_message = first;
        return arena_failed(a) ? ERR_MEMORY : e;
    }
    Lecture l = { a, prose, mots };
    Horaires *h = NULL;
    if ((with_periods(&l, &found) != OK && semaines_lire(a, prose, mots, &found) != OK) ||
        horaires_parse(a, found, &h, &why) != OK) {
        *ret_message = first; /* that of the whole text */
        return arena_failed(a) ? ERR_MEMORY : e;
    }
    *ret_texte = found;
    return OK;
}
