// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/horaires/francais.h"

#include <string.h>

enum { FAUTE_LONGUEUR_MIN = 5 };

const char *const jours_francais[JOURS_N] = { "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche" };

typedef struct Lecture {
    Arena *a;
    Str s;
    size_t i;
    Mots *mots;
} Lecture;

/* ---- letters ---- */

static uint32_t peek(const Lecture *l, size_t *ret_next)
{
    *ret_next = l->i;
    return l->i < l->s.n ? utf8_next(l->s, ret_next) : 0;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == 0xa0 || c == 0x202f || c == 0x2009;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xc0 && c <= 0x17f && c != 0xd7 && c != 0xf7);
}

/* What a letter becomes when a file was read in the wrong encoding, and written again. */
static bool at_lost_letter(const Lecture *l, size_t *ret_next)
{
    static const Str twice = S_INIT("\u00ef\u00bf\u00bd"), once = S_INIT("\ufffd");
    Str rest = str_slice(l->s, l->i, l->s.n);
    Str found = str_starts(rest, twice) ? twice : str_starts(rest, once) ? once : STR_NONE;
    *ret_next = l->i + found.n;
    return found.n > 0;
}

static void pass_blanks(Lecture *l)
{
    size_t next;
    while (is_blank(peek(l, &next)))
        l->i = next;
}

static bool push(Lecture *l, Genre genre, int valeur, Str texte, size_t from)
{
    if (l->mots->n == MOTS_MAX)
        return false;
    l->mots->v[l->mots->n++] = (Mot){ genre, valeur, texte, from, l->i };
    return true;
}

/* The letters ahead, folded; the place moves past them. */
static Str letters(Lecture *l)
{
    size_t from = l->i, next;
    while (!at_lost_letter(l, &next) && is_letter(peek(l, &next)))
        l->i = next;
    return utf8_fold(l->a, str_slice(l->s, from, l->i));
}

/* ---- days ---- */

/* One letter added, lost or taken for another. */
static bool one_slip(Str typed, Str wanted)
{
    size_t head = 0, tail = 0, least = typed.n < wanted.n ? typed.n : wanted.n, most = typed.n + wanted.n - least;
    while (head < least && typed.p[head] == wanted.p[head])
        head++;
    while (tail < least - head && typed.p[typed.n - 1 - tail] == wanted.p[wanted.n - 1 - tail])
        tail++;
    return most - head - tail == 1;
}

static int day_of(Str w)
{
    static const char *const brief[JOURS_N][2] = { { "lun", "lu" }, { "mar", "ma" }, { "mer", "me" }, { "jeu", "je" },
        { "ven", "ve" }, { "sam", "sa" }, { "dim", "di" } };
    int found = -1;
    if (w.n > FAUTE_LONGUEUR_MIN && w.p[w.n - 1] == 's')
        w.n--;
    for (int day = 0; day < JOURS_N; day++)
        if (str_eq(w, str_from(jours_francais[day])) || str_eq(w, str_from(brief[day][0])) ||
            str_eq(w, str_from(brief[day][1])))
            return day;
    for (int day = 0; day < JOURS_N && w.n >= FAUTE_LONGUEUR_MIN; day++)
        if (one_slip(w, str_from(jours_francais[day]))) {
            if (found >= 0)
                return -1;
            found = day;
        }
    return found;
}

static int month_of(Arena *a, Str w)
{
    for (int i = 0; i < 12; i++)
        if (str_eq(w, utf8_fold(a, str_from(mois_francais[i]))))
            return i + 1;
    return 0;
}

static int rank_of(Str w)
{
    static const struct {
        const char *word;
        int rank;
    } ranks[] = { { "premier", 1 }, { "deuxieme", 2 }, { "second", 2 }, { "troisieme", 3 }, { "quatrieme", 4 },
        { "cinquieme", 5 }, { "dernier", -1 } };
    if (w.n > 1 && w.p[w.n - 1] == 's')
        w.n--;
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
        if (str_eq(w, str_from(ranks[i].word)))
            return ranks[i].rank;
    return 0;
}

static bool take_word(Lecture *l)
{
    size_t from = l->i;
    Str w = letters(l);
    int day = day_of(w), month = month_of(l->a, w), rank = rank_of(w);
    if (month)
        return push(l, MOT_MOIS, month, w, from);
    if (day >= 0) {
        bool brief = w.n < FAUTE_LONGUEUR_MIN;
        bool ok = push(l, MOT_JOUR, day, w, from);
        if (brief && l->i < l->s.n && l->s.p[l->i] == '.')
            l->i++;
        return ok;
    }
    if (rank)
        return push(l, MOT_RANG, rank, w, from);
    return push(l, MOT_MOT, 0, w, from);
}

/* ---- hours and numbers ---- */

static bool two_digits(Lecture *l, int *ret)
{
    size_t before = l->i, next;
    uint32_t tens = peek(l, &next), ones;
    if (!is_digit(tens))
        return false;
    l->i = next;
    ones = peek(l, &next);
    if (is_digit(ones)) {
        l->i = next;
        *ret = (int)(tens - '0') * 10 + (int)(ones - '0');
        if (!is_digit(peek(l, &next)))
            return true;
    }
    l->i = before;
    return false;
}

static bool at_hour_word(Lecture *l)
{
    size_t before = l->i;
    pass_blanks(l);
    Str w = letters(l);
    if (str_eq(w, S("h")) || str_eq(w, S("heure")) || str_eq(w, S("heures")) || str_eq(w, S("hrs")))
        return true;
    l->i = before;
    return false;
}

/* "30" of "9 h 30", not "12" of "9h 12h". */
static int minutes_after_hour(Lecture *l)
{
    size_t before = l->i, next;
    int minutes = 0;
    pass_blanks(l);
    if (two_digits(l, &minutes)) {
        size_t after = l->i;
        bool hour = peek(l, &next) == ':' || at_hour_word(l);
        l->i = after;
        if (!hour)
            return minutes;
    }
    l->i = before;
    return 0;
}

static bool take_ordinal(Lecture *l, int n, size_t from, bool *ret_done)
{
    size_t before = l->i;
    Str w = letters(l);
    *ret_done = str_eq(w, S("e")) || str_eq(w, S("er")) || str_eq(w, S("eme")) || str_eq(w, S("nd")) ||
                str_eq(w, S("ere")) || str_eq(w, S("ieme"));
    if (*ret_done)
        return push(l, MOT_RANG, n, w, from);
    l->i = before;
    return true;
}

static bool take_number(Lecture *l)
{
    size_t from = l->i, next;
    int64_t n = 0;
    int minutes = 0;
    bool ordinal = false;
    while (is_digit(peek(l, &next)))
        l->i = next;
    Str digits = str_slice(l->s, from, l->i);
    if (digits.n > 4 || !str_to_i64(digits, &n))
        return push(l, MOT_MOT, 0, digits, from);
    if (!take_ordinal(l, (int)n, from, &ordinal) || ordinal)
        return ordinal;
    if (peek(l, &next) == ':') {
        size_t before = l->i;
        l->i = next;
        if (!two_digits(l, &minutes)) {
            l->i = before;
            return push(l, MOT_NOMBRE, (int)n, digits, from);
        }
    } else if (at_hour_word(l)) {
        minutes = minutes_after_hour(l);
    } else {
        return push(l, MOT_NOMBRE, (int)n, digits, from);
    }
    if (n > 24 || minutes > 59 || n * 60 + minutes > JOUR_MN)
        return push(l, MOT_MOT, 0, digits, from);
    return push(l, MOT_HEURE, (int)n * 60 + minutes, digits, from);
}

/* ---- signs ---- */

static int sign_of(uint32_t c)
{
    switch (c) {
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return '-';
    case 0x2022:
    case 0xb7:
        return '|';
    default:
        return c && c < 0x80 && strchr(",;|/-.:()&\n", (char)c) ? (int)c : 0;
    }
}

static bool take_sign(Lecture *l)
{
    size_t from = l->i, next;
    uint32_t c = peek(l, &next);
    int sign = sign_of(c);
    l->i = next;
    if (c == '\'' || c == 0x2019)                  /* "l’après-midi" */
        return true;
    if (sign)
        return push(l, MOT_SIGNE, sign, str_slice(l->s, from, next), from);
    return push(l, MOT_MOT, 0, str_slice(l->s, from, next), from);
}

Err mots_lire(Arena *a, Str prose, Mots *ret)
{
    Lecture l = { a, prose, 0, ret };
    bool room = true;
    ret->n = 0;
    for (pass_blanks(&l); l.i < prose.n && room; pass_blanks(&l)) {
        size_t from = l.i, next;
        if (at_lost_letter(&l, &next)) {
            l.i = next;
            room = push(&l, MOT_ILLISIBLE, 0, str_slice(prose, from, next), from);
        } else if (is_digit(peek(&l, &next))) {
            room = take_number(&l);
        } else if (is_letter(peek(&l, &next))) {
            room = take_word(&l);
        } else {
            room = take_sign(&l);
        }
    }
    ret->v[ret->n] = (Mot){ MOT_FIN, 0, STR_NONE, prose.n, prose.n };
    return room ? OK : ERR_TOO_LARGE;
}
