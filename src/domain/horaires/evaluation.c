// SPDX-License-Identifier: AGPL-3.0-or-later
/* What a rule says of a day, and what the rules say together. */
#include <stdlib.h>

#include "domain/horaires/horaires_impl.h"

enum { MORCEAUX_MAX = 400 };

/* ---- does a rule speak of that day? ---- */

typedef enum Accord { NON, OUI, PEUT_ETRE } Accord;

static Accord et(Accord a, Accord b)
{
    return a == NON || b == NON ? NON : a == OUI ? b : a;
}

static Accord ou(Accord a, Accord b)
{
    return a == OUI || b == OUI ? OUI : a == NON ? b : a;
}

static Accord oui(bool b)
{
    return b ? OUI : NON;
}

static int month_days(int year, int month)
{
    return date_from_ymd(year, month + 1, 1).days - date_from_ymd(year, month, 1).days;
}

static bool has_rank(unsigned niemes, Date d)
{
    Civil c = date_civil(d);
    unsigned rank = (unsigned)(c.day - 1) / 7, last = (unsigned)(month_days(c.year, c.month) - c.day) / 7;
    return niemes & (1u << rank) || niemes & (1u << (NIEMES_N + last));
}

static bool in_weekdays(const Jours *j, Date d)
{
    Date asked = { d.days - j->decalage };
    int day = date_civil(asked).weekday;
    bool within = j->de <= j->a ? day >= j->de && day <= j->a : day >= j->de || day <= j->a;
    return within && (!j->niemes || has_rank(j->niemes, asked));
}

static Accord in_holidays(const Calendrier *c, Date d)
{
    for (size_t i = 0; i < c->n; i++)
        if (d.days >= c->vacances[i].debut.days && d.days <= c->vacances[i].fin.days)
            return OUI;
    return d.days >= c->connu.debut.days && d.days <= c->connu.fin.days ? NON : PEUT_ETRE;
}

static Accord of_the_week(const Regle *r, const Calendrier *c, Date d)
{
    Date ph = { d.days - r->feries.decalage }, sh = { d.days - r->scolaires.decalage };
    Accord ferie = oui(jour_ferie(ph)), scolaire = in_holidays(c, sh);
    bool alone = r->jours.n == 0, said = !alone;
    Accord found = NON;
    for (size_t i = 0; i < r->jours.n; i++)
        found = ou(found, oui(in_weekdays(&r->jours.v[i], d)));
    if (r->feries.genre == FETE_AUSSI || (r->feries.genre == FETE_SEULEMENT && alone)) {
        found = ou(found, ferie);
        said = true;
    }
    if (r->scolaires.genre == FETE_AUSSI || (r->scolaires.genre == FETE_SEULEMENT && alone)) {
        found = ou(found, scolaire);
        said = true;
    }
    if (!said)
        return OUI;
    if (r->feries.genre == FETE_SEULEMENT && !alone)
        found = et(found, ferie);
    if (r->scolaires.genre == FETE_SEULEMENT && !alone)
        found = et(found, scolaire);
    return found;
}

/* The day of an end of a range in that year: its first one, or its last. */
static Date day_of(const Borne *b, int year, bool last)
{
    int y = b->annee ? b->annee : year;
    Date d;
    if (b->mois == 0) {
        d = paques(y);
    } else if (b->rang > 0) {
        Date first = date_from_ymd(y, b->mois, 1);
        int ahead = (b->jour_semaine - date_civil(first).weekday + 7) % 7;
        d.days = first.days + ahead + 7 * (b->rang - 1);
    } else if (b->rang < 0) {
        Date end = date_from_ymd(y, b->mois, month_days(y, b->mois));
        int back = (date_civil(end).weekday - b->jour_semaine + 7) % 7;
        d.days = end.days - back + 7 * (b->rang + 1);
    } else if (b->jour) {
        d = date_from_ymd(y, b->mois, b->jour);
    } else {
        d = date_from_ymd(y, b->mois, last ? month_days(y, b->mois) : 1);
    }
    d.days += b->decalage;
    return d;
}

static bool in_dates(const Dates *r, Date d)
{
    int year = date_civil(d).year;
    for (int y = year - 1; y <= year; y++) {
        Date from = day_of(&r->de, y, false), to = day_of(&r->a, y, true);
        if (r->sans_fin)
            to = r->de.annee ? d : date_from_ymd(y, 12, 31);
        else if (to.days < from.days && !r->a.annee)
            to = day_of(&r->a, y + 1, true);
        if (d.days >= from.days && d.days <= to.days)
            return r->pas == 0 || (d.days - from.days) % r->pas == 0;
    }
    return false;
}

static bool in_years(const Annees *r, int year)
{
    return year >= r->de && year <= r->a && (year - r->de) % r->pas == 0;
}

static bool in_weeks(const Semaines *r, int week)
{
    bool within = r->de <= r->a ? week >= r->de && week <= r->a : week >= r->de || week <= r->a;
    return within && (week - r->de) % r->pas == 0;
}

#define ANY(list, test, value)                                                                                         \
    do {                                                                                                               \
        bool any = (list).n == 0;                                                                                      \
        for (size_t i_ = 0; i_ < (list).n && !any; i_++)                                                               \
            any = test(&(list).v[i_], (value));                                                                        \
        if (!any)                                                                                                      \
            return NON;                                                                                                \
    } while (0)

static Accord speaks_of(const Regle *r, const Calendrier *c, Date d)
{
    ANY(r->annees, in_years, date_civil(d).year);
    ANY(r->dates, in_dates, d);
    ANY(r->semaines, in_weeks, semaine_iso(d));
    return of_the_week(r, c, d);
}

/* ---- one day ---- */

/* What the rules say of one day, painted one over the other. Minutes from its midnight, into the next day. */
typedef struct Morceau {
    int debut, fin;
    HorairesEtat etat;
    Str commentaire;
} Morceau;
typedef struct Toile {
    Morceau v[MORCEAUX_MAX];
    size_t n;
} Toile;

static void put(Toile *t, Morceau m)
{
    if (m.debut < m.fin && t->n < MORCEAUX_MAX)
        t->v[t->n++] = m;
}

/* Takes [from, to) away from what is there. */
static void rub_out(Toile *t, int from, int to)
{
    size_t n = t->n;
    for (size_t i = 0; i < n; i++) {
        Morceau m = t->v[i], right = m;
        if (m.fin <= from || m.debut >= to)
            continue;
        right.debut = to;
        t->v[i].fin = from < m.debut ? m.debut : from;
        put(t, right);
    }
}

static void paint_span(Toile *t, const Regle *r, int from, int to, HorairesEtat etat)
{
    rub_out(t, from, to);
    put(t, (Morceau){ from, to, etat, r->commentaire });
}

static void paint_rule(Toile *t, const Regle *r)
{
    if (r->plages.n == 0)
        paint_span(t, r, 0, JOUR_MN, r->etat);
    for (size_t i = 0; i < r->plages.n; i++) {
        const Plage *p = &r->plages.v[i];
        HorairesEtat etat = p->soleil && r->etat == HORAIRES_OUVERT ? HORAIRES_INCERTAIN : r->etat;
        paint_span(t, r, p->debut, p->fin, etat);
        if (p->ouverte && r->etat == HORAIRES_OUVERT)
            paint_span(t, r, p->fin, p->fin < JOUR_MN ? JOUR_MN : MINUTE_MAX, HORAIRES_INCERTAIN);
    }
}

/* Only where nothing is open nor uncertain yet. */
static void stand_in(Toile *t, const Regle *r)
{
    Toile alone = { .n = 0 };
    paint_rule(&alone, r);
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].etat != HORAIRES_FERME)
            rub_out(&alone, t->v[i].debut, t->v[i].fin);
    for (size_t i = 0; i < alone.n; i++) {
        rub_out(t, alone.v[i].debut, alone.v[i].fin);
        put(t, alone.v[i]);
    }
}

/* `doubt`: whether rules that may speak of that day are taken to. True is given back when one of them may. */
static bool paint_day(const Horaires *h, const Calendrier *c, Date d, bool doubt, Toile *t)
{
    bool doubtful = false;
    t->n = 0;
    for (size_t i = 0; i < h->regles.n; i++) {
        const Regle *r = &h->regles.v[i];
        Accord speaks = speaks_of(r, c, d);
        doubtful = doubtful || speaks == PEUT_ETRE;
        if (speaks == NON || (speaks == PEUT_ETRE && !doubt))
            continue;
        if (r->lien == LIEN_SECOURT) {
            stand_in(t, r);
            continue;
        }
        bool cuts = r->etat == HORAIRES_FERME && r->plages.n;
        if (r->lien == LIEN_REMPLACE && !cuts)
            t->n = 0;
        paint_rule(t, r);
    }
    return doubtful;
}

static HorairesEtat state_at(const Toile *t, int minute)
{
    for (size_t i = 0; i < t->n; i++)
        if (minute >= t->v[i].debut && minute < t->v[i].fin)
            return t->v[i].etat;
    return HORAIRES_FERME;
}

/* Uncertain wherever both readings of a doubtful day differ. */
static void reconcile(Toile *t, const Toile *other)
{
    Toile both = *t;
    for (int m = 0; m < MINUTE_MAX;) {
        int from = m;
        while (m < MINUTE_MAX && state_at(t, m) != state_at(other, m))
            m++;
        if (m > from) {
            rub_out(&both, from, m);
            put(&both, (Morceau){ from, m, HORAIRES_INCERTAIN, STR_NONE });
        } else {
            m++;
        }
    }
    *t = both;
}

/* Where a rule may or may not speak of that day, what it would change is uncertain. */
static void paint(const Horaires *h, const Calendrier *c, Date d, Toile *t)
{
    Toile other;
    if (!paint_day(h, c, d, false, t))
        return;
    paint_day(h, c, d, true, &other);
    reconcile(t, &other);
}

static int by_minute(const void *x, const void *y)
{
    const Morceau *a = x, *b = y;
    return (a->debut > b->debut) - (a->debut < b->debut);
}

bool jour_creneaux(const Horaires *h, const Calendrier *c, Date d, Creneaux *ret)
{
    Toile t;
    ret->n = 0;
    paint(h, c, d, &t);
    qsort(t.v, t.n, sizeof *t.v, by_minute);
    for (size_t i = 0; i < t.n; i++) {
        const Morceau *m = &t.v[i];
        Creneau *last = ret->n ? &ret->v[ret->n - 1] : NULL;
        if (m->debut >= m->fin || m->etat == HORAIRES_FERME)
            continue;
        if (m->etat != HORAIRES_OUVERT)
            return false;
        if (last && m->debut == last->fin)
            last->fin = m->fin;
        else if (!creneaux_ajouter(ret, (Creneau){ m->debut, m->fin }))
            return false;
    }
    for (size_t i = 0; i < ret->n; i++)
        if (ret->v[i].debut >= JOUR_MN || ret->v[i].fin - ret->v[i].debut > JOUR_MN)
            return false;
    return true;
}

/* ---- several days ---- */

typedef struct Suite {
    VEC(Intervalle) v;
} Suite;

static int by_start(const void *x, const void *y)
{
    const Intervalle *a = x, *b = y;
    return (a->debut > b->debut) - (a->debut < b->debut);
}

static Err append(Arena *a, Suite *s, Intervalle what)
{
    Intervalle *new = what.debut < what.fin ? vec_push(a, &s->v) : NULL;
    if (new)
        *new = what;
    return new || what.debut >= what.fin ? OK : ERR_MEMORY;
}

static void sort(Suite *s)
{
    if (s->v.n)
        qsort(s->v.v, s->v.n, sizeof *s->v.v, by_start);
}

/* Those of one state, what overlaps or goes on made one. `s` is in order. */
static Err merged(Arena *a, const Suite *s, HorairesEtat etat, Suite *ret)
{
    for (size_t i = 0; i < s->v.n; i++) {
        const Intervalle *now = &s->v.v[i];
        Intervalle *last = ret->v.n ? &ret->v.v[ret->v.n - 1] : NULL;
        if (now->etat != etat)
            continue;
        bool one = last &&
                   (now->debut < last->fin || (now->debut == last->fin && str_eq(now->commentaire, last->commentaire)));
        if (!one)
            TRY(append(a, ret, *now));
        else if (now->fin > last->fin)
            last->fin = now->fin;
    }
    return OK;
}

/* A night that runs into a day: where it is open for one and uncertain for the other, it is open. */
static Err join(Arena *a, Suite *s, Suite *ret)
{
    Suite open = { 0 }, uncertain = { 0 };
    sort(s);
    TRY(merged(a, s, HORAIRES_OUVERT, &open));
    TRY(merged(a, s, HORAIRES_INCERTAIN, &uncertain));
    size_t first = 0;
    for (size_t i = 0; i < uncertain.v.n; i++) {
        Intervalle rest = uncertain.v.v[i];
        while (first < open.v.n && open.v.v[first].fin <= rest.debut)
            first++;
        for (size_t k = first; k < open.v.n && open.v.v[k].debut < rest.fin; k++) {
            Intervalle before = rest;
            before.fin = open.v.v[k].debut;
            TRY(append(a, ret, before));
            rest.debut = open.v.v[k].fin;
        }
        TRY(append(a, ret, rest));
    }
    for (size_t i = 0; i < open.v.n; i++)
        TRY(append(a, ret, open.v.v[i]));
    sort(ret);
    return OK;
}

static Err add_day(Arena *a, const Horaires *h, const Calendrier *c, Date d, Minute du, Minute au, Suite *to)
{
    Toile t;
    paint(h, c, d, &t);
    for (size_t i = 0; i < t.n; i++) {
        const Morceau *m = &t.v[i];
        Minute from = minute_de(d, m->debut), until = minute_de(d, m->fin);
        if (m->etat == HORAIRES_FERME || until <= du || from >= au)
            continue;
        TRY(append(a, to, (Intervalle){ from < du ? du : from, until > au ? au : until, m->etat, m->commentaire }));
    }
    return OK;
}

HorairesEtat horaires_etat(const Horaires *h, const Calendrier *c, Minute at)
{
    HorairesEtat found = HORAIRES_FERME;
    for (int back = 0; back < 2 && found != HORAIRES_OUVERT; back++) {
        Toile t;
        Date d = { minute_jour(at).days - back };
        paint(h, c, d, &t);
        HorairesEtat one = state_at(&t, (int)(at - minute_de(d, 0)));
        found = one != HORAIRES_FERME ? one : found;
    }
    return found;
}

Err horaires_evaluer(Arena *a, const Horaires *h, const Calendrier *c, Minute du, Minute au, const Intervalle **ret,
    size_t *ret_n)
{
    Suite found = { 0 }, joined = { 0 };
    if (au < du || au - du > (Minute)JOURS_EVALUES_MAX * JOUR_MN)
        return ERR_INVALID;
    for (Date d = { minute_jour(du).days - 1 }; minute_de(d, 0) < au; d.days++)
        TRY(add_day(a, h, c, d, du, au, &found));
    TRY(join(a, &found, &joined));
    *ret = joined.v.v;
    *ret_n = joined.v.n;
    return OK;
}

double horaires_par_semaine(Arena *a, Str texte, Date lundi)
{
    enum { SEMAINES = 4, HEURE_MN = 60 };
    Horaires *h = NULL;
    Str message = STR_NONE;
    const Intervalle *v = NULL;
    size_t n = 0;
    Minute from = minute_de(lundi, 0), total = 0;
    if (texte.n == 0 || horaires_parse(a, texte, &h, &message) != OK ||
        horaires_evaluer(a, h, &aucunes_vacances, from, from + (Minute)SEMAINES * 7 * JOUR_MN, &v, &n) != OK)
        return -1;
    for (size_t i = 0; i < n; i++)
        total += v[i].etat == HORAIRES_OUVERT ? v[i].fin - v[i].debut : 0;
    return (double)total / SEMAINES / HEURE_MN;
}
