// SPDX-License-Identifier: AGPL-3.0-or-later
/* The ordinary week: from rules, and back into the grammar. */
#include <string.h>

#include "domain/horaires/horaires_impl.h"

static const size_t OSM_MAX = 8 * KIB;

bool creneaux_egaux(const Creneaux *a, const Creneaux *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; i < a->n && same; i++)
        same = a->v[i].debut == b->v[i].debut && a->v[i].fin == b->v[i].fin;
    return same;
}

bool creneaux_ajouter(Creneaux *c, Creneau nouveau)
{
    size_t at = 0;
    while (at < c->n && c->v[at].debut < nouveau.debut)
        at++;
    bool overlaps = (at > 0 && c->v[at - 1].fin > nouveau.debut) || (at < c->n && nouveau.fin > c->v[at].debut);
    if (overlaps || c->n == CRENEAUX_MAX)
        return false;
    memmove(&c->v[at + 1], &c->v[at], (c->n - at) * sizeof *c->v);
    c->v[at] = nouveau;
    c->n++;
    return true;
}

/* ---- from rules ---------------------------------------------------------------------------------------------------------- */

/* "PH off", or "SH off": that rule closes those days whatever came before. */
static bool closes(const Regle *r, const Fetes *which, const Fetes *other)
{
    return which->genre == FETE_SEULEMENT && which->decalage == 0 && other->genre == FETE_ABSENTE && r->jours.n == 0 &&
           r->plages.n == 0 && r->etat == HORAIRES_FERME && r->semaines.n == 0;
}

static bool is_parity(const Regle *r)
{
    enum { SEMAINES_PAIRES = 52, SEMAINES_IMPAIRES = 53 };
    const Semaines *w = r->semaines.v;
    if (r->semaines.n == 0)
        return true;
    if (r->semaines.n > 1 || w->pas != 2)
        return false;
    return (w->de == 2 && w->a >= SEMAINES_PAIRES) || (w->de == 1 && w->a == SEMAINES_IMPAIRES);
}

static bool is_weekly(const Regle *r)
{
    bool plain = !r->annees.n && !r->dates.n && r->feries.genre == FETE_ABSENTE && r->scolaires.genre == FETE_ABSENTE &&
                 r->lien != LIEN_SECOURT && is_parity(r);
    for (size_t i = 0; i < r->jours.n && plain; i++)
        plain = !r->jours.v[i].niemes && !r->jours.v[i].decalage;
    return plain;
}

bool semaine_de(const Horaires *h, Semaine *ret)
{
    static const Calendrier no_holiday = { .connu = { { INT32_MIN }, { INT32_MAX } } };
    Semaine s = { 0 };
    for (size_t i = 0; i < h->regles.n; i++) {
        const Regle *r = &h->regles.v[i];
        bool plain = !r->annees.n && !r->dates.n && r->lien != LIEN_SECOURT;
        if (!str_is_none(r->commentaire))
            return false;
        if (plain && closes(r, &r->feries, &r->scolaires))
            s.feries_fermes = true;
        else if (plain && closes(r, &r->scolaires, &r->feries))
            s.vacances_fermees = true;
        else if (s.feries_fermes || s.vacances_fermees || !is_weekly(r))
            return false; /* a rule after them would open on some holidays */
    }
    Date even = date_from_ymd(2025, 3, 17), odd = { even.days + JOURS_N };
    for (int day = 0; day < JOURS_N; day++)
        if (!jour_creneaux(h, &no_holiday, (Date){ even.days + day }, &s.jours[PAIRE][day]) ||
            !jour_creneaux(h, &no_holiday, (Date){ odd.days + day }, &s.jours[IMPAIRE][day]))
            return false;
    *ret = s;
    return true;
}

/* ---- into the grammar ------------------------------------------------------------------------------------------------------ */

void creneaux_osm(Buf *b, const Creneaux *c)
{
    for (size_t i = 0; i < c->n; i++) {
        int from = c->v[i].debut, to = c->v[i].fin;
        if (to > JOUR_MN)
            to -= JOUR_MN;
        buf_format(b, "%s%02d:%02d-%02d:%02d", i ? "," : "", from / 60, from % 60, to / 60, to % 60);
    }
}

void jours_osm(Buf *b, unsigned jours)
{
    static const char names[JOURS_N][3] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };
    const char *comma = "";
    for (int day = 0; day < JOURS_N; day++) {
        int end = day;
        if (!(jours >> day & 1))
            continue;
        while (end + 1 < JOURS_N && jours >> (end + 1) & 1)
            end++;
        buf_format(b, "%s%s", comma, names[day]);
        if (end > day)
            buf_format(b, "%s%s", end > day + 1 ? "-" : ",", names[end]);
        comma = ",";
        day = end;
    }
}

/* The days among `among` that are open as the first of them is; takes them away from it. */
static unsigned alike(const Creneaux jours[JOURS_N], unsigned *among)
{
    unsigned same = 0;
    int first = 0;
    while (!(*among >> first & 1))
        first++;
    for (int day = first; day < JOURS_N; day++)
        if (*among >> day & 1 && creneaux_egaux(&jours[first], &jours[day]))
            same |= 1u << day;
    *among &= ~same;
    return same;
}

static void put_days(Buf *b, const char *weeks, const Creneaux jours[JOURS_N], unsigned among)
{
    for (int day = 0; day < JOURS_N; day++)
        if (jours[day].n == 0)
            among &= ~(1u << day);
    while (among) {
        unsigned same = alike(jours, &among);
        int first = 0;
        while (!(same >> first & 1))
            first++;
        buf_format(b, "%s%s", b->n ? "; " : "", weeks);
        jours_osm(b, same);
        buf_char(b, ' ');
        creneaux_osm(b, &jours[first]);
    }
}

Str semaine_osm(Arena *a, const Semaine *s, Str autres)
{
    BUF b = buf_new(OSM_MAX);
    unsigned steady = 0, all = (1u << JOURS_N) - 1;
    for (int day = 0; day < JOURS_N; day++)
        if (creneaux_egaux(&s->jours[PAIRE][day], &s->jours[IMPAIRE][day]))
            steady |= 1u << day;
    put_days(&b, "", s->jours[PAIRE], steady);
    put_days(&b, "week 2-52/2 ", s->jours[PAIRE], all & ~steady);
    put_days(&b, "week 1-53/2 ", s->jours[IMPAIRE], all & ~steady);
    if (autres.n)
        buf_format(&b, "%s%.*s", b.n ? "; " : "", STR_ARG(autres));
    if (b.n == 0)
        return S("off");
    if (s->vacances_fermees)
        buf_put(&b, S("; SH off"));
    if (s->feries_fermes)
        buf_put(&b, S("; PH off"));
    return str_dup(a, buf_str(&b));
}
