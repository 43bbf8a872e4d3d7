// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The grammar → French. A week is told day by day, each with all its hours, so that horaires_lire finds it again; rules
 * that say more are told one after the other.
 */
#include "domain/horaires/horaires_impl.h"

#define ESPACE "\u00a0"
enum { TOUS = (1 << JOURS_N) - 1 };
static const size_t PROSE_MAX = 32 * KIB;

/* ---- words ---- */

void heure_francais(Buf *b, int minute, bool fin, bool midi)
{
    int of_day = minute > JOUR_MN ? minute - JOUR_MN : minute;
    if (of_day == 12 * 60 && midi)
        buf_put(b, S("midi"));
    else if ((of_day == 0 && !fin) || (of_day == JOUR_MN && fin))
        buf_put(b, S("minuit"));
    else {
        buf_i64(b, of_day / 60);
        buf_put(b, S(ESPACE "h"));
        if (of_day % 60) {
            buf_put(b, of_day % 60 < 10 ? S(ESPACE "0") : S(ESPACE));
            buf_i64(b, of_day % 60);
        }
    }
}

static void put_span(Buf *b, int from, int to)
{
    if (from == 0 && to == JOUR_MN) {
        buf_put(b, S("toute la journée"));
        return;
    }
    buf_put(b, S("de "));
    heure_francais(b, from, false, true);
    buf_put(b, S(" à "));
    heure_francais(b, to, true, true);
    if (to > JOUR_MN)
        buf_put(b, S(" le lendemain"));
}

/* "a", "a et b", "a, b et c" */
static void put_between(Buf *b, size_t i, size_t n)
{
    if (i)
        buf_put(b, i + 1 == n ? S(" et ") : S(", "));
}

static size_t count(unsigned days)
{
    return (size_t)__builtin_popcount(days);
}

/* "tous les jours", "du lundi au vendredi", "lundi, mardi et jeudi"; `article`: "le lundi". */
static void put_days(Buf *b, unsigned days, bool article)
{
    int first = 0, last = JOURS_N - 1;
    size_t n = count(days), said = 0;
    if (days == TOUS) {
        buf_put(b, S("tous les jours"));
        return;
    }
    while (!(days >> first & 1))
        first++;
    while (!(days >> last & 1))
        last--;
    if (n > 2 && (size_t)(last - first) + 1 == n) {
        buf_format(b, "du %s au %s", jours_francais[first], jours_francais[last]);
        return;
    }
    for (int day = first; day <= last; day++)
        if (days >> day & 1) {
            put_between(b, said++, n);
            buf_format(b, "%s%s", article ? "le " : "", jours_francais[day]);
        }
}

/* A sentence begins with a capital; what is written here begins with an ASCII letter or a digit. */
static void capital(Buf *b, size_t at)
{
    if (b->n > at && b->p[at] >= 'a' && b->p[at] <= 'z')
        b->p[at] = (char)(b->p[at] - 32);
}

/* ---- a week ---- */

static void put_hours(Buf *b, const Creneaux *c)
{
    for (size_t i = 0; i < c->n; i++) {
        put_between(b, i, c->n);
        put_span(b, c->v[i].debut, c->v[i].fin);
    }
}

static void put_group(Buf *b, unsigned days, const char *weeks, const Creneaux *hours)
{
    size_t at = b->n;
    if (at) {
        buf_put(b, S(ESPACE "; "));
        at = b->n;
    }
    put_days(b, days, false);
    buf_format(b, "%s" ESPACE ": ", weeks);
    put_hours(b, hours);
    if (at == 0)
        capital(b, at);
}

static void put_alike(Buf *b, const Creneaux jours[JOURS_N], const char *weeks, unsigned among)
{
    for (int day = 0; day < JOURS_N; day++) {
        unsigned same = 0;
        for (int k = day; k < JOURS_N && among >> day & 1; k++)
            if (among >> k & 1 && creneaux_egaux(&jours[day], &jours[k]))
                same |= 1u << k;
        among &= ~same;
        if (same && jours[day].n)
            put_group(b, same, weeks, &jours[day]);
    }
}

static void say_week(Buf *b, const Semaine *s)
{
    unsigned steady = 0;
    for (int day = 0; day < JOURS_N; day++)
        if (creneaux_egaux(&s->jours[PAIRE][day], &s->jours[IMPAIRE][day]))
            steady |= 1u << day;
    put_alike(b, s->jours[PAIRE], "", steady);
    put_alike(b, s->jours[PAIRE], " des semaines paires", TOUS & ~steady);
    put_alike(b, s->jours[IMPAIRE], " des semaines impaires", TOUS & ~steady);
    bool open = b->n > 0;
    buf_put(b, open ? S(".") : S("Fermé."));
    if (open && s->vacances_fermees)
        buf_put(b, S(" Fermé pendant les vacances scolaires."));
    if (open && s->feries_fermes)
        buf_put(b, S(" Fermé les jours fériés."));
}

/* ---- rules ---- */

static void put_comma(Buf *b, size_t at)
{
    if (b->n > at)
        buf_put(b, S(", "));
}

static void put_shift(Buf *b, int days)
{
    if (days)
        buf_format(b, "%d" ESPACE "jour%s %s ", days > 0 ? days : -days, days > 1 || days < -1 ? "s" : "",
            days > 0 ? "après" : "avant");
}

static const char *rank(int n)
{
    static const char *const names[] = { "premier", "deuxième", "troisième", "quatrième", "cinquième" };
    static const char *const last[] = { "dernier", "avant-dernier", "troisième avant la fin", "quatrième avant la fin",
        "cinquième avant la fin" };
    return n > 0 ? names[n - 1] : last[-n - 1];
}

/* What stands before a day, before a month: "le", "en"; "du", "de"; "au", "à". */
typedef struct Article {
    const char *jour, *mois;
} Article;
static const Article ARTICLE_LE = { "le ", "en " }, ARTICLE_DU = { "du ", "de " }, ARTICLE_AU = { "au ", "à " };

static void put_month(Buf *b, const Borne *e, Article article)
{
    Str name = str_from(mois_francais[e->mois - 1]);
    bool vowel = name.p[0] == 'a' || name.p[0] == 'o';
    buf_format(b, "%s%.*s", vowel && article.mois[0] == 'd' ? "d’" : article.mois, STR_ARG(name));
}

static void put_end(Buf *b, const Borne *e, Article article)
{
    if (e->decalage) {
        buf_format(b, "%s", article.jour[0] == 'l' ? "" : article.mois);
        put_shift(b, e->decalage);
        article = ARTICLE_LE;
    }
    if (e->mois == 0)
        buf_format(b, "%sPâques", e->decalage ? "" : article.jour[0] == 'l' ? "à " : article.mois);
    else if (e->rang)
        buf_format(b, "%s%s %s de %s", article.jour, rank(e->rang), jours_francais[e->jour_semaine],
            mois_francais[e->mois - 1]);
    else if (e->jour)
        buf_format(b, "%s%d%s %s", article.jour, e->jour, e->jour == 1 ? "er" : "", mois_francais[e->mois - 1]);
    else
        put_month(b, e, article);
    if (e->annee)
        buf_format(b, " %d", e->annee);
}

static bool same_end(const Borne *a, const Borne *b)
{
    return a->annee == b->annee && a->mois == b->mois && a->jour == b->jour && a->rang == b->rang &&
           a->jour_semaine == b->jour_semaine && a->decalage == b->decalage;
}

static void put_dates(Buf *b, const Regle *r, size_t at)
{
    for (size_t i = 0; i < r->dates.n; i++) {
        const Dates *d = &r->dates.v[i];
        put_comma(b, at);
        if (d->sans_fin) {
            buf_put(b, S("à partir "));
            put_end(b, &d->de, ARTICLE_DU);
        } else if (same_end(&d->de, &d->a)) {
            put_end(b, &d->de, ARTICLE_LE);
        } else {
            put_end(b, &d->de, ARTICLE_DU);
            buf_char(b, ' ');
            put_end(b, &d->a, ARTICLE_AU);
        }
        if (d->pas > 1)
            buf_format(b, ", un jour sur %d", d->pas);
    }
}

static void put_years(Buf *b, const Regle *r, size_t at)
{
    for (size_t i = 0; i < r->annees.n; i++) {
        const Annees *y = &r->annees.v[i];
        put_comma(b, at);
        if (y->de == y->a)
            buf_format(b, "en %d", y->de);
        else if (y->a == ANNEE_MAX)
            buf_format(b, "à partir de %d", y->de);
        else
            buf_format(b, "de %d à %d", y->de, y->a);
        if (y->pas > 1)
            buf_format(b, ", une année sur %d", y->pas);
    }
}

static void put_weeks(Buf *b, const Regle *r, size_t at)
{
    for (size_t i = 0; i < r->semaines.n; i++) {
        const Semaines *w = &r->semaines.v[i];
        put_comma(b, at);
        if (w->de == w->a)
            buf_format(b, "la semaine %d", w->de);
        else
            buf_format(b, "de la semaine %d à la semaine %d", w->de, w->a);
        if (w->pas > 1)
            buf_format(b, ", une sur %d", w->pas);
    }
}

static void put_ranked(Buf *b, const Jours *j)
{
    size_t n = count(j->niemes), said = 0;
    for (int i = 0; i < 2 * NIEMES_N; i++)
        if (j->niemes >> i & 1) {
            put_between(b, said++, n);
            buf_format(b, "le %s", rank(i < NIEMES_N ? i + 1 : NIEMES_N - i - 1));
        }
    buf_format(b, " %s du mois", jours_francais[j->de]);
}

static unsigned days_of(const Jours *j)
{
    unsigned days = 0;
    for (int day = j->de;; day = (day + 1) % JOURS_N) {
        days |= 1u << day;
        if (day == j->a)
            return days;
    }
}

static void put_weekdays(Buf *b, const Regle *r, size_t at)
{
    unsigned plain = 0;
    for (size_t i = 0; i < r->jours.n; i++) {
        const Jours *j = &r->jours.v[i];
        if (!j->niemes && !j->decalage) {
            plain |= days_of(j);
            continue;
        }
        put_comma(b, at);
        put_shift(b, j->decalage);
        if (j->niemes)
            put_ranked(b, j);
        else
            put_days(b, days_of(j), true);
    }
    if (plain) {
        put_comma(b, at);
        put_days(b, plain, true);
    }
}

static void put_feasts(Buf *b, const Fetes *f, const char *name, bool days, size_t at)
{
    if (f->genre == FETE_ABSENTE)
        return;
    put_comma(b, at);
    put_shift(b, f->decalage);
    buf_format(b, "%s%s",
        f->genre == FETE_SEULEMENT && days ? "seulement "
        : f->genre == FETE_AUSSI           ? "et "
                                           : "",
        name);
}

static void put_ranges(Buf *b, const Regle *r, size_t at)
{
    for (size_t i = 0; i < r->plages.n; i++) {
        const Plage *p = &r->plages.v[i];
        if (i)
            buf_put(b, i + 1 == r->plages.n ? S(" et ") : S(", "));
        else
            put_comma(b, at);
        if (p->soleil) {
            buf_put(b, S("selon le lever ou le coucher du soleil"));
        } else if (p->ouverte && p->fin == p->debut) {
            buf_put(b, S("à partir de "));
            heure_francais(b, p->debut, false, true);
        } else {
            put_span(b, p->debut, p->fin);
            buf_put(b, p->ouverte ? S(" ou plus tard") : S(""));
        }
    }
}

static void say_rule(Buf *b, const Regle *r)
{
    size_t at = b->n;
    bool days = r->jours.n > 0;
    put_years(b, r, at);
    put_dates(b, r, at);
    put_weeks(b, r, at);
    put_weekdays(b, r, at);
    put_feasts(b, &r->scolaires, "pendant les vacances scolaires", days, at);
    put_feasts(b, &r->feries, "les jours fériés", days, at);
    put_ranges(b, r, at);
    if (b->n == at)
        buf_put(b, S("toujours"));
    if (r->etat == HORAIRES_FERME)
        buf_put(b, S(ESPACE ": fermé"));
    else if (r->etat == HORAIRES_INCERTAIN)
        buf_put(b, S(ESPACE ": à vérifier"));
    if (!str_is_none(r->commentaire))
        buf_format(b, " («" ESPACE "%.*s" ESPACE "»)", STR_ARG(r->commentaire));
}

static void say_rules(Buf *b, const Horaires *h)
{
    for (size_t i = 0; i < h->regles.n; i++) {
        const Regle *r = &h->regles.v[i];
        size_t at = b->n;
        if (i) {
            buf_put(b, r->lien == LIEN_SECOURT ? S(". Sinon, ") : r->lien == LIEN_AJOUTE ? S(". Et aussi, ") : S(". "));
            at = r->lien == LIEN_REMPLACE ? b->n : b->cap;
        }
        say_rule(b, r);
        capital(b, at);
    }
    buf_char(b, '.');
}

Err horaires_dire(Arena *a, const Horaires *h, Str *ret_prose)
{
    BUF b = buf_new(PROSE_MAX);
    Semaine s;
    if (semaine_de(h, &s))
        say_week(&b, &s);
    else
        say_rules(&b, h);
    *ret_prose = str_dup(a, buf_str(&b));
    return b.failed || arena_failed(a) ? ERR_MEMORY : OK;
}
