// SPDX-License-Identifier: AGPL-3.0-or-later
/* The hours of tens of thousands of places, ready to be asked at one moment. */
#include "domain/horaires/horaires_impl.h"

static const size_t LECTURE_MAX = 4 * MIB;

/* A span of one day of one of the two weeks. */
typedef struct Tranche {
    uint16_t debut, fin;
} Tranche;

struct HorairesPrets {
    const Horaires *regles;                        /* NULL: the table says it all */
    bool feries_fermes, feries_tus;
    uint8_t de[PARITES_N * JOURS_N + 1];           /* first span of each day */
    Tranche tranches[];
};

Err horaires_comprendre(Arena *a, Str texte, Horaires **ret)
{
    Str read = STR_NONE, message = STR_NONE;
    Err e = horaires_parse(a, texte, ret, &message);
    if (e != ERR_INVALID)
        return e;
    TRY(horaires_lire(a, texte, &read, &message));
    return horaires_parse(a, read, ret, &message);
}

bool horaires_disent_les_feries(const Horaires *h)
{
    for (size_t i = 0; i < h->regles.n; i++)
        if (h->regles.v[i].feries.genre != FETE_ABSENTE)
            return true;
    return false;
}

static Err keep_week(Arena *a, const Semaine *s, HorairesPrets **ret)
{
    size_t n = 0;
    for (int k = 0; k < PARITES_N * JOURS_N; k++)
        n += s->jours[k / JOURS_N][k % JOURS_N].n;
    HorairesPrets *p = arena_alloc(a, sizeof *p + n * sizeof *p->tranches);
    if (!p)
        return ERR_MEMORY;
    *p = (HorairesPrets){ .feries_fermes = s->feries_fermes };
    n = 0;
    for (int k = 0; k < PARITES_N * JOURS_N; k++) {
        const Creneaux *c = &s->jours[k / JOURS_N][k % JOURS_N];
        p->de[k] = (uint8_t)n;
        for (size_t i = 0; i < c->n; i++)
            p->tranches[n++] = (Tranche){ (uint16_t)c->v[i].debut, (uint16_t)c->v[i].fin };
    }
    p->de[PARITES_N * JOURS_N] = (uint8_t)n;
    *ret = p;
    return OK;
}

static Err keep_rules(Arena *a, Str texte, HorairesPrets **ret)
{
    Horaires *h = NULL;
    HorairesPrets *p = arena_alloc(a, sizeof *p);
    if (!p)
        return ERR_MEMORY;
    TRY(horaires_comprendre(a, texte, &h));
    *p = (HorairesPrets){ .regles = h };
    *ret = p;
    return OK;
}

Err horaires_preparer(Arena *a, Str texte, const HorairesPrets **ret)
{
    ARENA lecture = arena_new(LECTURE_MAX);
    Horaires *h = NULL;
    HorairesPrets *p = NULL;
    Semaine week;
    if (!lecture)
        return ERR_MEMORY;
    TRY(horaires_comprendre(lecture, texte, &h));
    bool table = semaine_de(h, &week) && !week.vacances_fermees;
    TRY(table ? keep_week(a, &week, &p) : keep_rules(a, texte, &p));
    p->feries_tus = !horaires_disent_les_feries(h);
    *ret = p;
    return OK;
}

Instant instant_de(const Calendrier *c, Minute at)
{
    Instant i = { .calendrier = c, .at = at, .jour = minute_jour(at) };
    i.minute = (int)(at - minute_de(i.jour, 0));
    for (int k = 0; k <= LOIN_JOURS; k++) {
        Date d = { i.jour.days + k - 1 };
        int parity = semaine_iso(d) % 2 ? IMPAIRE : PAIRE;
        i.jours[k] = (InstantJour){ (uint8_t)(parity * JOURS_N + date_civil(d).weekday), jour_ferie(d) };
    }
    return i;
}

/* Open at that minute of a day of the table. */
static bool in_table(const HorairesPrets *h, InstantJour day, int minute)
{
    if (day.ferie && h->feries_fermes)
        return false;
    for (int i = h->de[day.rang]; i < h->de[day.rang + 1]; i++)
        if (minute >= h->tranches[i].debut && minute < h->tranches[i].fin)
            return true;
    return false;
}

bool horaires_ouvre(const HorairesPrets *h, const Instant *i)
{
    InstantJour day = i->jours[1];
    Creneaux c;
    if (day.ferie && (h->feries_tus || (!h->regles && h->feries_fermes)))
        return false;
    if (h->regles)
        return jour_creneaux(h->regles, i->calendrier, i->jour, &c) && c.n > 0;
    return h->de[day.rang] < h->de[day.rang + 1];
}

static HorairesEtat of_table(const HorairesPrets *h, const Instant *i)
{
    bool open = in_table(h, i->jours[1], i->minute) || in_table(h, i->jours[0], i->minute + JOUR_MN);
    return open ? HORAIRES_OUVERT : HORAIRES_FERME;
}

HorairesEtat horaires_a(const HorairesPrets *h, const Instant *i)
{
    HorairesEtat e = h->regles ? horaires_etat(h->regles, i->calendrier, i->at) : of_table(h, i);
    return e == HORAIRES_OUVERT && i->jours[1].ferie && h->feries_tus ? HORAIRES_INCERTAIN : e;
}

/* ---- what is next ---- */

/* One span of a day joins what was found: true when it comes after the end of it. */
static bool beyond(Minute at, Minute from, Minute to, Intervalle *found, bool *any)
{
    if (to <= at)
        return false;
    if (!*any)
        *found = (Intervalle){ from > at ? from : at, to, HORAIRES_OUVERT, STR_NONE };
    else if (from > found->fin)
        return true;
    else if (to > found->fin)
        found->fin = to;
    *any = true;
    return false;
}

static bool next_of_table(const HorairesPrets *h, const Instant *i, Intervalle *ret)
{
    bool any = false, after = false;
    for (int k = 0; k <= LOIN_JOURS && !after; k++) {
        Minute midnight = minute_de((Date){ i->jour.days + k - 1 }, 0);
        InstantJour day = i->jours[k];
        after = any && midnight > ret->fin;
        if (h->feries_fermes && day.ferie)
            continue;
        for (int t = h->de[day.rang]; t < h->de[day.rang + 1] && !after; t++)
            after = beyond(i->at, midnight + h->tranches[t].debut, midnight + h->tranches[t].fin, ret, &any);
    }
    return any;
}

Err horaires_prochain(Arena *a, const HorairesPrets *h, const Instant *i, Intervalle *ret, bool *ret_any)
{
    const Intervalle *v = NULL;
    size_t n = 0;
    if (!h->regles) {
        *ret_any = next_of_table(h, i, ret);
        return OK;
    }
    /* the next days first: few places need the whole month */
    for (int days = 2; days <= LOIN_JOURS && n == 0; days += LOIN_JOURS - 2)
        TRY(horaires_evaluer(a, h->regles, i->calendrier, i->at, i->at + (Minute)days * JOUR_MN, &v, &n));
    *ret_any = n > 0;
    if (n)
        *ret = *v;
    return OK;
}

bool horaires_doute_ferie(const HorairesPrets *h, Date d)
{
    return h->feries_tus && jour_ferie(d);
}
