// SPDX-License-Identifier: AGPL-3.0-or-later
/* Hours as a page shows them: now, an ordinary week, the next days, the next public holidays. */
#include "domain/horaires/horaires_impl.h"

#define ESPACE "\u00a0"
static const size_t TEXTE_MAX = 4 * KIB;

/* ---- one day: what begins on it ---- */

static void put_span(Buf *b, int from, int to)
{
    buf_put(b, b->n ? S(" et ") : S(""));
    if (from == 0 && to == JOUR_MN) {
        buf_put(b, S("toute la journée"));
        return;
    }
    heure_francais(b, from, false, false);
    buf_put(b, S(ESPACE "–" ESPACE));
    heure_francais(b, to, true, false);
}

static Str day_said(Arena *a, const Creneaux *c)
{
    BUF b = buf_new(TEXTE_MAX);
    for (size_t i = 0; i < c->n; i++)
        put_span(&b, c->v[i].debut, c->v[i].fin);
    return b.n ? str_dup(a, buf_str(&b)) : S("fermé");
}

/* ---- now ---- */

static void put_hour(Buf *b, Minute at)
{
    heure_francais(b, (int)(at - minute_de(minute_jour(at), 0)), false, true);
}

/* "à 17 h", "demain à 9 h", "jeudi à 9 h", "le 5 décembre à 9 h" */
static void put_moment(Buf *b, Date today, Minute at)
{
    Date d = minute_jour(at);
    int ahead = d.days - today.days;
    Civil c = date_civil(d);
    if (ahead == 1)
        buf_put(b, S("demain "));
    else if (ahead > 1 && ahead < JOURS_N)
        buf_format(b, "%s ", jours_francais[c.weekday]);
    else if (ahead >= JOURS_N)
        buf_format(b, "le %d%s %s ", c.day, c.day == 1 ? "er" : "", mois_francais[c.month - 1]);
    buf_put(b, S("à "));
    put_hour(b, at);
}

static void put_open(Buf *b, const Instant *i, Minute end)
{
    buf_put(b, S("Ouvert"));
    if (end - i->at >= JOUR_MN)
        return;
    bool tonight = end <= minute_de((Date){ i->jour.days + 1 }, 0);
    buf_put(b, tonight ? S(", ferme à ") : S(", ferme demain à "));
    put_hour(b, end);
}

Err horaires_maintenant(Arena *a, const HorairesPrets *h, const Instant *i, HorairesEtat *ret_etat, Str *ret_dit)
{
    BUF b = buf_new(TEXTE_MAX);
    Intervalle next = { 0 };
    bool any = false, doubt = horaires_doute_ferie(h, i->jour);
    TRY(horaires_prochain(a, h, i, &next, &any));
    HorairesEtat now = any && next.debut == i->at ? next.etat : HORAIRES_FERME;
    if (now == HORAIRES_OUVERT && doubt)
        now = HORAIRES_INCERTAIN;
    if (now == HORAIRES_OUVERT) {
        put_open(&b, i, next.fin);
    } else if (now == HORAIRES_INCERTAIN) {
        buf_put(&b, doubt ? S("À vérifier, c’est un jour férié") : S("À vérifier"));
    } else if (any && (next.etat == HORAIRES_INCERTAIN || horaires_doute_ferie(h, minute_jour(next.debut)))) {
        buf_put(&b, S("Fermé, ouverture à vérifier"));
    } else {
        buf_put(&b, any ? S("Fermé, ouvre ") : S("Fermé"));
        if (any)
            put_moment(&b, i->jour, next.debut);
    }
    *ret_etat = now;
    *ret_dit = str_dup(a, buf_str(&b));
    return b.failed || arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- all of it ---- */

static void say_week(Arena *a, const Horaires *h, HorairesVue *v)
{
    Semaine s;
    v->a_semaine = semaine_de(h, &s);
    if (!v->a_semaine)
        return;
    v->feries_fermes = s.feries_fermes;
    v->vacances_fermees = s.vacances_fermees;
    for (int day = 0; day < JOURS_N; day++) {
        v->deux_semaines = v->deux_semaines || !creneaux_egaux(&s.jours[PAIRE][day], &s.jours[IMPAIRE][day]);
        for (int parity = 0; parity < PARITES_N; parity++)
            v->semaine[parity][day] = day_said(a, &s.jours[parity][day]);
    }
}

static void say_days(Arena *a, const Horaires *h, const Calendrier *c, Date today, HorairesVue *v)
{
    for (int k = 0; k < VUE_FERIES_JOURS; k++) {
        HorairesJour j = { .date = { today.days + k } };
        Creneaux open;
        j.ferie = jour_ferie(j.date);
        if (k >= VUE_JOURS && !j.ferie)
            continue;
        bool sure = jour_creneaux(h, c, j.date, &open) && !(j.ferie && v->feries_tus && open.n);
        j.texte = sure ? day_said(a, &open) : S("à vérifier");
        if (k < VUE_JOURS)
            v->jours[k] = j;
        if (j.ferie && v->n_feries < VUE_FERIES_MAX)
            v->feries[v->n_feries++] = j;
    }
}

Err horaires_vue(Arena *a, Str texte, const Calendrier *c, Minute now, HorairesVue *ret)
{
    Horaires *h = NULL;
    const HorairesPrets *ready = NULL;
    HorairesVue v = { 0 };
    Date today = minute_jour(now);
    Instant i = instant_de(c, now);
    TRY(horaires_comprendre(a, texte, &h));
    TRY(horaires_preparer(a, texte, &ready));
    v.feries_tus = !horaires_disent_les_feries(h);
    v.paire = semaine_iso(today) % 2 == 0;
    TRY(horaires_dire(a, h, &v.prose));
    TRY(horaires_maintenant(a, ready, &i, &v.etat, &v.etat_dit));
    say_week(a, h, &v);
    say_days(a, h, c, today, &v);
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = v;
    return OK;
}
