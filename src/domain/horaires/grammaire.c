// SPDX-License-Identifier: AGPL-3.0-or-later
/* The grammar: a text → its rules. One pass, no backtracking but over one word. */
#include "base/planted.h"
#include "domain/horaires/horaires_impl.h"

enum { AN_MIN = 1900, LISTE_MAX = 100, MOT_MAX = 16, SEMAINE_MAX = 53, DECALAGE_MAX = 366 };

/* What the last selector was, which says what a comma after it means. */
typedef enum Apres { APRES_RIEN, APRES_ANNEE, APRES_DATE, APRES_SEMAINE, APRES_JOUR, APRES_HEURE, APRES_ETAT } Apres;

typedef struct Lecteur {
    Arena *a;
    Str s;
    size_t i;
    Regle *r;                                      /* under way */
    Apres apres;
    Str *message;
} Lecteur;

/* ---- words ---- */

static void skip(Lecteur *l)
{
    while (
        l->i < l->s.n && (l->s.p[l->i] == ' ' || l->s.p[l->i] == '\t' || l->s.p[l->i] == '\n' || l->s.p[l->i] == '\r'))
        l->i++;
}

static char look(Lecteur *l)
{
    skip(l);
    return l->i < l->s.n ? l->s.p[l->i] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool take(Lecteur *l, char c)
{
    if (look(l) != c)
        return false;
    l->i++;
    return true;
}

/* The letters ahead, in lower case; empty when there is none. */
static Str word(Lecteur *l)
{
    size_t from = (skip(l), l->i), to = from;
    while (to < l->s.n && is_letter(l->s.p[to]))
        to++;
    return str_lower(l->a, str_slice(l->s, from, to));
}

static bool take_word(Lecteur *l, const char *wanted)
{
    Str w = word(l);
    if (!str_eq(w, str_from(wanted)))
        return false;
    l->i += w.n;
    return true;
}

static Err refuse(Lecteur *l, const char *why)
{
    Str rest = utf8_cut(str_slice(l->s, (skip(l), l->i), l->s.n), MOT_MAX);
    if (rest.n)
        *l->message = str_format(l->a, "%s, ici : « %.*s ».", why, STR_ARG(rest));
    else
        *l->message = str_format(l->a, "%s, à la fin.", why);
    return ERR_INVALID;
}

/* Digits; false when there is none or too many. */
static bool number(Lecteur *l, int *ret)
{
    size_t from = (skip(l), l->i), to = from;
    int64_t v = 0;
    while (to < l->s.n && is_digit(l->s.p[to]))
        to++;
    if (to - from > 4 || !str_to_i64(str_slice(l->s, from, to), &v))
        return false;
    l->i = to;
    *ret = (int)v;
    return true;
}

static int index_of(Str w, const char *const names[], int n)
{
    for (int i = 0; i < n; i++)
        if (str_eq(w, str_from(names[i])))
            return i;
    return -1;
}

static int weekday_of(Str w)
{
    static const char *const osm[] = { "mo", "tu", "we", "th", "fr", "sa", "su" };
    int i = index_of(w, osm, JOURS_N);
    return i >= 0 ? i : index_of(w, jours_francais, JOURS_N);
}

static int month_of(Str w)
{
    static const char *const osm[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
        "dec" };
    return index_of(w, osm, 12) + 1;
}

static bool range_sign(Lecteur *l)
{
    static const Str dash = S_INIT("\u2013");
    skip(l);
    if (str_starts(str_slice(l->s, l->i, l->s.n), dash)) {
        l->i += dash.n;
        return true;
    }
    return take(l, '-');
}

/* "/2" */
static Err step(Lecteur *l, int *ret)
{
    *ret = 1;
    if (!take(l, '/'))
        return OK;
    return number(l, ret) && *ret > 0 ? OK : refuse(l, "Un nombre est attendu après « / »");
}

/* "+2 days", "-1 day" */
static Err shift(Lecteur *l, int *ret)
{
    size_t before = l->i;
    int sign = take(l, '+') ? 1 : take(l, '-') ? -1 : 0, n = 0;
    *ret = 0;
    if (!sign)
        return OK;
    if (!number(l, &n) || !(take_word(l, "days") || take_word(l, "day"))) {
        l->i = before;                             /* the sign was of something else */
        return OK;
    }
    *ret = sign * n;
    return n <= DECALAGE_MAX ? OK : refuse(l, "Ce décalage est trop grand");
}

#define PUSH(list, value)                                                                                              \
    do {                                                                                                               \
        if ((list).n >= LISTE_MAX)                                                                                     \
            return refuse(l, "Cette liste est trop longue");                                                           \
        if (!vec_push(l->a, &(list)))                                                                                  \
            return ERR_MEMORY;                                                                                         \
        (list).v[(list).n - 1] = (value);                                                                              \
    } while (0)

/* ---- times ---- */

static bool is_event(Str w)
{
    return str_eq(w, S("sunrise")) || str_eq(w, S("sunset")) || str_eq(w, S("dawn")) || str_eq(w, S("dusk"));
}

/* A number of hours and minutes: "9:00", "09:00", "12h", "14". Hours to 48. */
static Err clock_time(Lecteur *l, int *ret)
{
    int hours = 0, minutes = 0;
    if (!number(l, &hours) || hours > 48)
        return refuse(l, "Une heure est attendue");
    if (l->i < l->s.n && l->s.p[l->i] == ':') {
        size_t from = ++l->i;
        if (!number(l, &minutes) || l->i - from != 2 || minutes > 59)
            return refuse(l, "Deux chiffres de minutes sont attendus");
    } else if (l->i < l->s.n && (l->s.p[l->i] | 32) == 'h') {
        l->i++;
        if (l->i < l->s.n && is_digit(l->s.p[l->i]))
            return refuse(l, "Les minutes s’écrivent après « : »");
    }
    *ret = hours * 60 + minutes;
    return *ret <= MINUTE_MAX ? OK : refuse(l, "Cette heure est trop grande");
}

/* "sunset", "(sunset-01:00)": whatever the sun does, it is not worked out. */
static Err end_of_span(Lecteur *l, int *ret, bool *ret_sun)
{
    bool bracket = take(l, '(');
    Str w = word(l);
    int ignored = 0;
    if (!is_event(w)) {
        *ret_sun = false;
        return bracket ? refuse(l, "Un lever ou un coucher du soleil est attendu") : clock_time(l, ret);
    }
    l->i += w.n;
    *ret_sun = true;
    if (!bracket)
        return OK;
    if (!take(l, '+') && !take(l, '-'))
        return refuse(l, "« + » ou « - » est attendu");
    TRY(clock_time(l, &ignored));
    return take(l, ')') ? OK : refuse(l, "Une parenthèse n’est pas fermée");
}

/* "/90", "/01:30": departures every so often, which changes nothing to when it is open. */
static Err cadence(Lecteur *l)
{
    int ignored = 0;
    if (!take(l, '/'))
        return OK;
    if (!number(l, &ignored))
        return refuse(l, "Une durée est attendue après « / »");
    if (l->i < l->s.n && l->s.p[l->i] == ':') {
        l->i++;
        if (!number(l, &ignored))
            return refuse(l, "Une durée est attendue après « / »");
    }
    return OK;
}

static Err span(Lecteur *l)
{
    Plage p = { 0 };
    bool sun_from = false, sun_to = false;
    TRY(end_of_span(l, &p.debut, &sun_from));
    if (range_sign(l)) {
        TRY(end_of_span(l, &p.fin, &sun_to));
        TRY(cadence(l));
        p.ouverte = take(l, '+');
    } else if (take(l, '+')) {
        p.fin = p.debut;
        p.ouverte = true;
    } else {
        return refuse(l, "Une heure de fin manque");
    }
    p.soleil = sun_from || sun_to;
    if (sun_from)
        p.debut = 0;
    if (sun_to)
        p.fin = JOUR_MN;
    if (p.debut > JOUR_MN)
        return refuse(l, "Cette heure de début est trop grande");
    if (p.fin < p.debut || (p.fin == p.debut && !p.ouverte))
        p.fin += JOUR_MN;
    if (p.fin > MINUTE_MAX)
        return refuse(l, "Cette heure de fin est trop grande");
    PUSH(l->r->plages, p);
    l->apres = APRES_HEURE;
    return OK;
}

/* ---- weekdays and holidays ---- */

/* "[1]", "[1,3]", "[1-2]", "[-1]" */
static Err ranks(Lecteur *l, unsigned *ret)
{
    unsigned bits = 0;
    if (!take(l, '['))
        return OK;
    do {
        bool last = take(l, '-');
        int from = 0, to = 0;
        if (!number(l, &from))
            return refuse(l, "Un rang de 1 à 5 est attendu");
        to = from;
        if (!last && take(l, '-') && !number(l, &to))
            return refuse(l, "Un rang de 1 à 5 est attendu");
        if (from < 1 || to > NIEMES_N || to < from)
            return refuse(l, "Un rang de 1 à 5 est attendu");
        for (int i = from; i <= to; i++)
            bits |= 1u << (last ? NIEMES_N + i - 1 : i - 1);
    } while (take(l, ','));
    if (!take(l, ']'))
        return refuse(l, "Un crochet n’est pas fermé");
    *ret = bits;
    return OK;
}

static Err weekday(Lecteur *l, int day, size_t letters)
{
    Jours j = { .de = day, .a = day };
    l->i += letters;
    size_t before = l->i;
    if (range_sign(l)) {
        Str w = word(l);
        int to = weekday_of(w);
        if (to < 0) {
            l->i = before;
        } else {
            l->i += w.n;
            j.a = to;
        }
    }
    TRY(ranks(l, &j.niemes));
    TRY(shift(l, &j.decalage));
    PUSH(l->r->jours, j);
    l->apres = APRES_JOUR;
    return OK;
}

/* PH or SH: beside the weekdays by a comma, those weekdays only by a blank. */
static Err holiday(Lecteur *l, Fetes *f, bool beside)
{
    l->i += 2;
    f->genre = beside ? FETE_AUSSI : FETE_SEULEMENT;
    TRY(shift(l, &f->decalage));
    l->apres = APRES_JOUR;
    return OK;
}

/* ---- dates ---- */

static Err date_end(Lecteur *l, Borne *b)
{
    Str w = word(l);
    if (str_eq(w, S("easter"))) {
        l->i += w.n;
        return shift(l, &b->decalage);
    }
    b->mois = month_of(w);
    if (!b->mois)
        return refuse(l, "Un mois est attendu");
    l->i += w.n;
    size_t before = l->i;
    Str day = word(l);
    int n = 0, of_week = weekday_of(day);
    unsigned bits = 0;
    if (of_week >= 0 && l->i + day.n < l->s.n && l->s.p[l->i + day.n] == '[') {
        l->i += day.n;
        TRY(ranks(l, &bits));
        for (int i = 0; i < 2 * NIEMES_N; i++)
            if (bits == 1u << i) {
                b->jour_semaine = of_week;
                b->rang = i < NIEMES_N ? i + 1 : -(i - NIEMES_N + 1);
            }
        if (b->rang == 0)
            l->i = before;                         /* several ranks: weekdays of that month */
        return shift(l, &b->decalage);
    }
    if (!is_digit(look(l)))
        return OK;
    if (!number(l, &n))
        return refuse(l, "Un jour du mois est attendu");
    char next = l->i < l->s.n ? l->s.p[l->i] : '\0';
    bool hour = (next == ':' && l->i + 1 < l->s.n && is_digit(l->s.p[l->i + 1])) || (next | 32) == 'h';
    if (n > 31 || hour) {
        l->i = before;                             /* an hour, or a year */
        return OK;
    }
    if (n < 1 || !date_valid(2000, b->mois, n))
        return refuse(l, "Ce jour n’est pas de ce mois");
    b->jour = n;
    return shift(l, &b->decalage);
}

/* After "Jan 05-": a day of the same month, or another end. */
static Err other_end(Lecteur *l, Dates *d)
{
    int n = 0;
    d->a = (Borne){ .annee = d->de.annee };
    if (is_digit(look(l))) {
        if (!number(l, &n))
            return refuse(l, "Un jour du mois est attendu");
        if (n < AN_MIN) {
            d->a = (Borne){ .annee = d->de.annee, .mois = d->de.mois, .jour = n };
            return d->de.jour && n >= 1 && date_valid(2000, d->a.mois, n) ? OK
                                                                          : refuse(l, "Ce jour n’est pas de ce mois");
        }
        d->a.annee = n;
    }
    return date_end(l, &d->a);
}

static Err dates(Lecteur *l, int year)
{
    Dates d = { .de = { .annee = year } };
    TRY(date_end(l, &d.de));
    d.a = d.de;
    if (take(l, '+')) {
        d.sans_fin = true;
    } else {
        size_t before = l->i;
        char next = range_sign(l) ? look(l) : '\0';
        if (next == '\0' || (!is_digit(next) && !is_letter(next)))
            l->i = before;
        else
            TRY(other_end(l, &d));
    }
    if (take(l, '/') && (!number(l, &d.pas) || d.pas < 1))
        return refuse(l, "Un nombre de jours est attendu après « / »");
    PUSH(l->r->dates, d);
    l->apres = APRES_DATE;
    return OK;
}

static Err years(Lecteur *l, int from)
{
    Annees y = { from, from, 1 };
    if (take(l, '+')) {
        y.a = ANNEE_MAX;
    } else {
        size_t before = l->i;
        if (range_sign(l) && !(number(l, &y.a) && y.a >= from && y.a <= ANNEE_MAX)) {
            l->i = before;
            return refuse(l, "Une année est attendue");
        }
        TRY(step(l, &y.pas));
    }
    PUSH(l->r->annees, y);
    l->apres = APRES_ANNEE;
    return OK;
}

/* "2025", "2025-2027", or the year of a date. */
static Err year_or_date(Lecteur *l)
{
    int year = 0;
    if (!number(l, &year) || year > ANNEE_MAX)
        return refuse(l, "Une année est attendue");
    Str w = word(l);
    return month_of(w) || str_eq(w, S("easter")) ? dates(l, year) : years(l, year);
}

static Err weeks(Lecteur *l)
{
    do {
        Semaines w = { .pas = 1 };
        if (!number(l, &w.de) || w.de < 1 || w.de > SEMAINE_MAX)
            return refuse(l, "Une semaine de 1 à 53 est attendue");
        w.a = w.de;
        if (range_sign(l) && (!number(l, &w.a) || w.a < 1 || w.a > SEMAINE_MAX))
            return refuse(l, "Une semaine de 1 à 53 est attendue");
        TRY(step(l, &w.pas));
        PUSH(l->r->semaines, w);
        size_t before = l->i;
        if (!take(l, ','))
            break;
        if (!is_digit(look(l))) {
            l->i = before;
            break;
        }
    } while (true);
    l->apres = APRES_SEMAINE;
    return OK;
}

/* ---- what a rule says ---- */

static bool state_word(Lecteur *l, Str w)
{
    Regle *r = l->r;
    if (str_eq(w, S("open")))
        r->etat = HORAIRES_OUVERT;
    else if (str_eq(w, S("closed")) || str_eq(w, S("off")))
        r->etat = HORAIRES_FERME;
    else if (str_eq(w, S("unknown")))
        r->etat = HORAIRES_INCERTAIN;
    else
        return false;
    r->etat_dit = true;
    l->i += w.n;
    l->apres = APRES_ETAT;
    return true;
}

static Err comment(Lecteur *l)
{
    size_t from = ++l->i, to = str_find_char(l->s, from, '"');
    if (to == l->s.n)
        return refuse(l, "Un commentaire n’est pas fermé");
    l->r->commentaire = str_slice(l->s, from, PLANTED(to, to + 1));
    if (!l->r->etat_dit)
        l->r->etat = HORAIRES_INCERTAIN;
    l->i = to + 1;
    l->apres = APRES_ETAT;
    return OK;
}

static Err always(Lecteur *l)
{
    l->i += 4;
    PUSH(l->r->plages, ((Plage){ .debut = 0, .fin = JOUR_MN }));
    l->apres = APRES_HEURE;
    return OK;
}

/* A four-digit number that is not "1400h" or "1000:": a year. */
static bool at_year(Lecteur *l)
{
    size_t to = (skip(l), l->i);
    while (to < l->s.n && is_digit(l->s.p[to]))
        to++;
    return to - l->i == 4 && l->s.p[l->i] != '0' && (to == l->s.n || (l->s.p[to] != ':' && (l->s.p[to] | 32) != 'h'));
}

static Err named(Lecteur *l, bool beside)
{
    Str w = word(l);
    int day = weekday_of(w);
    if (str_eq(w, S("week"))) {
        l->i += w.n;
        return weeks(l);
    }
    if (str_eq(w, S("ph")))
        return holiday(l, &l->r->feries, beside);
    if (str_eq(w, S("sh")))
        return holiday(l, &l->r->scolaires, beside);
    if (day >= 0) {
        if (beside && l->r->feries.genre == FETE_SEULEMENT)
            l->r->feries.genre = FETE_AUSSI;       /* "PH,Mo-Fr" */
        if (beside && l->r->scolaires.genre == FETE_SEULEMENT)
            l->r->scolaires.genre = FETE_AUSSI;
        return weekday(l, day, w.n);
    }
    if (month_of(w) || str_eq(w, S("easter")))
        return dates(l, 0);
    if (is_event(w))
        return span(l);
    if (state_word(l, w))
        return OK;
    return refuse(l, "Ce mot n’est pas compris");
}

static Err selector(Lecteur *l, bool beside)
{
    char c = look(l);
    if (c == '"')
        return comment(l);
    if (str_starts(str_slice(l->s, l->i, l->s.n), S("24/7")))
        return always(l);
    if (is_letter(c))
        return named(l, beside);
    if (at_year(l))
        return year_or_date(l);
    return is_digit(c) || c == '(' ? span(l) : refuse(l, "Ce signe n’est pas compris");
}

/* Whether what follows a comma goes on with the list that came before it; else another rule begins. */
static bool continues(Lecteur *l)
{
    char c = look(l);
    Str w = word(l);
    bool day = weekday_of(w) >= 0 || str_eq(w, S("ph")) || str_eq(w, S("sh"));
    switch (l->apres) {
    case APRES_JOUR:
        return day;
    case APRES_HEURE:
        return (is_digit(c) && !at_year(l)) || c == '(' || is_event(w);
    case APRES_DATE:
        return month_of(w) || str_eq(w, S("easter")) || at_year(l);
    case APRES_ANNEE:
        return at_year(l);
    case APRES_RIEN:
    case APRES_SEMAINE:
    case APRES_ETAT:
        return false;
    }
    return false;
}

static Err begin(Lecteur *l, Horaires *h, Lien lien)
{
    if (h->regles.n >= HORAIRES_REGLES_MAX)
        return refuse(l, "Il y a trop de règles");
    Regle *r = vec_push(l->a, &h->regles);
    if (!r)
        return ERR_MEMORY;
    *r = (Regle){ .lien = lien, .etat = HORAIRES_OUVERT };
    l->r = r;
    l->apres = APRES_RIEN;
    return OK;
}

/* What ends a rule, or goes on with it. `ret_beside`: a comma has just been read within a list. */
static Err separator(Lecteur *l, Horaires *h, bool *ret_beside)
{
    *ret_beside = false;
    if (take(l, ';')) {
        while (take(l, ';'))
            continue;
        return look(l) == '\0' ? OK : begin(l, h, LIEN_REMPLACE);
    }
    if (look(l) == '|') {
        l->i++;
        if (!take(l, '|') || look(l) == '\0')
            return refuse(l, "« || » est attendu entre deux règles");
        return begin(l, h, LIEN_SECOURT);
    }
    if (take(l, ',')) {
        if (look(l) == '\0')
            return refuse(l, "Quelque chose est attendu après la virgule");
        *ret_beside = continues(l);
        return *ret_beside ? OK : begin(l, h, LIEN_AJOUTE);
    }
    if (take_word(l, "et")) {
        *ret_beside = true;
        return continues(l) ? OK : refuse(l, "« et » ne relie rien");
    }
    if (l->apres != APRES_RIEN && l->apres != APRES_HEURE && l->apres != APRES_ETAT)
        take(l, ':');                              /* "Jul-Aug: Mo-Fr 09:00-12:00" */
    return OK;
}

static Err read_rules(Lecteur *l, Horaires *h)
{
    bool beside = false;
    TRY(begin(l, h, LIEN_REMPLACE));
    if (look(l) == '\0')
        return refuse(l, "Rien n’est écrit");
    while (look(l) != '\0') {
        TRY(selector(l, beside));
        TRY(separator(l, h, &beside));
    }
    return l->apres == APRES_RIEN ? refuse(l, "Une règle est vide") : OK;
}

Err horaires_parse(Arena *a, Str texte, Horaires **ret, Str *ret_message)
{
    Horaires *h = NEW(a, Horaires, 1);
    Str kept = str_dup(a, str_trim(texte));
    Lecteur l = { .a = a, .s = kept, .message = ret_message };
    if (!h || (kept.n && !kept.p))
        return ERR_MEMORY;
    if (texte.n > HORAIRES_TEXTE_MAX || !utf8_valid(texte)) {
        *ret_message = S("Ce texte est trop long, ou n’est pas écrit en UTF-8.");
        return ERR_INVALID;
    }
    TRY(read_rules(&l, h));
    *ret = h;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
