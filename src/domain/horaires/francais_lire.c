// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * French prose → the grammar. A prose is statements: days and their hours, or what is closed. They are put together in a
 * week at the end, where whatever could be meant in two ways (a day that two statements speak of differently) is refused,
 * as is any word that is not known: a place that is said open and is not costs somebody a journey.
 */
#include "domain/horaires/francais.h"

enum { DITS_MAX = 60, TOUS = (1 << JOURS_N) - 1, PARITES = (1 << PARITES_N) - 1, MIDI = 12 * 60, MOT_MONTRE = 30 };
enum { SOIR = 17 * 60, AUBE = 6 * 60, MATIN_FIN = 14 * 60 };
static const size_t OSM_MAX = 8 * KIB;

typedef enum Demi { DEMI_AUCUNE, DEMI_MATIN, DEMI_APRES_MIDI } Demi;

typedef struct Dit {
    bool ferme, feries, vacances, liste;           /* liste: days with a comma or nothing between them */
    unsigned jours, niemes, parites;
    bool parite_avant; /* weeks said first, without ":": of this one only, or of the next ones? */
    bool parite_apres; /* said last: of the ones before too? */
    bool sauf; /* closed by "sauf", after which hours would be open ones */
    bool deux_points; /* before its hours */
    Demi demi;
    Creneaux heures;
    Str date; /* "Aug", "Dec 24-Jan 02" */
    Mot debut;
} Dit;

typedef struct Prose {
    Arena *a;
    Str s;
    Mots mots;
    size_t i;
    unsigned suivies; /* weeks of what follows: "semaines paires :" */
    Dit dits[DITS_MAX];
    size_t n;
    unsigned isolees[DITS_MAX]; /* "lundi vendredi": the days between, perhaps a range */
    size_t n_isolees;
    Str *message;
} Prose;

/* ---- words ---- */

static const Mot *ahead(const Prose *p, size_t by)
{
    size_t at = p->i + by < p->mots.n ? p->i + by : p->mots.n;
    return &p->mots.v[at];
}

static bool at_genre(const Prose *p, Genre g)
{
    return ahead(p, 0)->genre == g;
}

static bool at_sign(const Prose *p, int sign)
{
    return at_genre(p, MOT_SIGNE) && ahead(p, 0)->valeur == sign;
}

static bool sign(Prose *p, int wanted)
{
    bool there = at_sign(p, wanted);
    p->i += there;
    return there;
}

/* The words ahead, with or without hyphens between them: "apres midi". */
static bool words(Prose *p, const char *wanted)
{
    Str rest = str_from(wanted), w;
    size_t i = p->i;
    for (bool first = true; str_split(&rest, ' ', &w); first = false) {
        if (!first && p->mots.v[i].genre == MOT_SIGNE && p->mots.v[i].valeur == '-')
            i++;
        if (i >= p->mots.n || !str_eq(p->mots.v[i].texte, w))
            return false;
        i++;
    }
    p->i = i;
    return true;
}

static bool any_words(Prose *p, const char *const *list)
{
    for (; *list; list++)
        if (words(p, *list))
            return true;
    return false;
}

static Err refuse_at(Prose *p, const Mot *m, const char *why)
{
    Str from = str_trim(utf8_cut(str_slice(p->s, m->de, p->s.n), MOT_MONTRE));
    *p->message = from.n ? str_format(p->a, "%s, ici : « %.*s ».", why, STR_ARG(from))
                         : str_format(p->a, "%s, à la fin.", why);
    return ERR_INVALID;
}

static Err refuse(Prose *p, const char *why)
{
    return refuse_at(p, ahead(p, 0), why);
}

static void articles(Prose *p)
{
    static const char *const list[] = { "le", "les", "la", "l", "du", "de", "des", "d", "au", "aux", NULL };
    while (any_words(p, list))
        continue;
}

/* ---- days ---- */

static unsigned range(int from, int to)
{
    unsigned days = 0;
    for (int day = from;; day = (day + 1) % JOURS_N) {
        days |= 1u << day;
        if (day == to)
            return days;
    }
}

static bool range_word(Prose *p)
{
    static const char *const list[] = { "au", "a", "jusqu au", "jusqu a", NULL };
    if (any_words(p, list) || sign(p, '-'))
        return true;
    p->i += at_genre(p, MOT_ILLISIBLE);
    return p->i > 0 && p->mots.v[p->i - 1].genre == MOT_ILLISIBLE;
}

/* "lundi", "lundi au vendredi", "le week-end", "tous les jours" */
static bool one_day(Prose *p, unsigned *ret, bool *ret_range)
{
    size_t before = p->i;
    *ret_range = true;
    if (words(p, "tous les jours") || words(p, "chaque jour") || words(p, "7 j") || words(p, "7 jours")) {
        if (str_eq(p->mots.v[before].texte, S("7")) && !((sign(p, '/') || words(p, "sur")) && words(p, "7"))) {
            p->i = before;
            return false;
        }
        *ret = TOUS;
        return true;
    }
    if (!words(p, "tous les") && !words(p, "chaque"))
        articles(p);
    if (words(p, "week end") || words(p, "weekend")) {
        *ret = range(5, 6);
        return true;
    }
    if (!at_genre(p, MOT_JOUR)) {
        p->i = before;
        return false;
    }
    int from = ahead(p, 0)->valeur;
    size_t after = ++p->i;
    if (range_word(p) && (articles(p), at_genre(p, MOT_JOUR))) {
        *ret = range(from, ahead(p, 0)->valeur);
        p->i++;
        return true;
    }
    p->i = after;
    *ret = 1u << from;
    *ret_range = false;
    return true;
}

/* Between two days of a list; `ret_said`: by "et", which leaves no doubt. */
static bool list_sign(Prose *p, bool *ret_said)
{
    *ret_said = words(p, "et") || words(p, "ainsi que") || sign(p, '&');
    return *ret_said || sign(p, ',') || sign(p, '/');
}

static bool ranks(Prose *p, unsigned *ret)
{
    size_t before = p->i;
    bool said;
    *ret = 0;
    if (!words(p, "tous les") && !words(p, "chaque"))
        articles(p);
    while (at_genre(p, MOT_RANG)) {
        int n = ahead(p, 0)->valeur;
        if (n == 0 || n > NIEMES_N)
            break;
        *ret |= n > 0 ? 1u << (n - 1) : 1u << NIEMES_N;
        p->i++;
        size_t after = p->i;
        if (!list_sign(p, &said) || (articles(p), !at_genre(p, MOT_RANG)))
            p->i = after;
    }
    if (*ret && at_genre(p, MOT_JOUR))
        return true;
    p->i = before;
    return false;
}

/* "les 1er et 3e mardis du mois" */
static Err ranked_day(Prose *p, Dit *d)
{
    d->jours = 1u << ahead(p, 0)->valeur;
    p->i++;
    if (!words(p, "du mois") && !words(p, "de chaque mois") && !words(p, "chaque mois"))
        return refuse(p, "Un rang dans le mois est attendu (« du mois »)");
    return OK;
}

static void note_pair(Prose *p, unsigned days, int listed)
{
    int first = 0, last = JOURS_N - 1;
    while (!(days >> first & 1))
        first++;
    while (!(days >> last & 1))
        last--;
    if (listed == 2 && last > first + 1 && p->n_isolees < DITS_MAX)
        p->isolees[p->n_isolees++] = range(first, last) & ~days;
}

static Err days(Prose *p, Dit *d, bool *ret_any)
{
    unsigned one = 0;
    bool a_range, said = false, bare = true;
    int listed = 0;
    *ret_any = false;
    if (ranks(p, &d->niemes)) {
        *ret_any = true;
        return ranked_day(p, d);
    }
    while (one_day(p, &one, &a_range)) {
        if (d->jours & one)
            return refuse(p, "Un jour est dit deux fois");
        d->jours |= one;
        *ret_any = true;
        bare = bare && !a_range;
        listed++;
        size_t after = p->i;
        bool sep = list_sign(p, &said);
        bool more = one_day(p, &one, &a_range);
        p->i = after;
        if (!more)
            break;
        list_sign(p, &said);
        bare = bare && !sep;
        d->liste = d->liste || !said;
    }
    if (bare && d->jours)
        note_pair(p, d->jours, listed);
    return OK;
}

static bool holidays(Prose *p, Dit *d)
{
    size_t before = p->i;
    (void)(words(p, "pendant") || words(p, "durant"));
    articles(p);
    bool feasts = words(p, "jours feries") || words(p, "jour ferie") || words(p, "feries");
    bool vacation = !feasts && words(p, "vacances scolaires");
    if (!feasts && !vacation)
        p->i = before;
    d->feries = d->feries || feasts;
    d->vacances = d->vacances || vacation;
    return feasts || vacation;
}

/* ---- weeks, dates ---- */

static unsigned weeks(Prose *p)
{
    size_t before = p->i;
    bool bracket = sign(p, '(');
    unsigned found = 0;
    articles(p);
    if (words(p, "semaines paires") || words(p, "semaine paire"))
        found = 1u << PAIRE;
    else if (words(p, "semaines impaires") || words(p, "semaine impaire"))
        found = 1u << IMPAIRE;
    if (!found || (bracket && !sign(p, ')'))) {
        p->i = before;
        return 0;
    }
    return found;
}

static const char *month_osm(int month)
{
    static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
        "Dec" };
    return names[month - 1];
}

static bool day_number(Prose *p, int *ret)
{
    if (!at_genre(p, MOT_NOMBRE) && !(at_genre(p, MOT_RANG) && ahead(p, 0)->valeur == 1))
        return false;
    *ret = ahead(p, 0)->valeur;
    p->i++;
    return *ret >= 1 && *ret <= 31;
}

static bool month_name(Prose *p, int *ret)
{
    if (!at_genre(p, MOT_MOIS))
        return false;
    *ret = ahead(p, 0)->valeur;
    p->i++;
    return true;
}

/* "en août", "du 1er au 15 août", "du 24 décembre au 2 janvier", "le 25 décembre" */
static bool date(Prose *p, Str *ret)
{
    size_t before = p->i;
    int day = 0, month = 0, end = 0, end_month = 0;
    if (words(p, "en") || words(p, "au mois de") || words(p, "au mois d")) {
        if (month_name(p, &month)) {
            *ret = str_from(month_osm(month));
            return true;
        }
        p->i = before;
        return false;
    }
    articles(p);
    if (day_number(p, &day)) {
        bool named = month_name(p, &month);
        if (range_word(p) && day_number(p, &end) && month_name(p, &end_month)) {
            month = named ? month : end_month;
            if (date_valid(2000, month, day) && date_valid(2000, end_month, end) && (named || end > day)) {
                *ret = str_format(p->a, "%s %02d-%s %02d", month_osm(month), day, month_osm(end_month), end);
                return true;
            }
        } else if (named && date_valid(2000, month, day)) {
            *ret = str_format(p->a, "%s %02d", month_osm(month), day);
            return true;
        }
    }
    p->i = before;
    return false;
}

/* ---- hours ---- */

static Demi half(Prose *p)
{
    size_t before = p->i;
    articles(p);
    if (words(p, "apres midi") || words(p, "apres midis"))
        return DEMI_APRES_MIDI;
    if (words(p, "matin") || words(p, "matins") || words(p, "matinee"))
        return DEMI_MATIN;
    p->i = before;
    return DEMI_AUCUNE;
}

/* `end`: minuit is the day's last minute. */
static bool hour(Prose *p, bool end, int *ret)
{
    if (words(p, "midi"))
        *ret = MIDI;
    else if (words(p, "minuit"))
        *ret = end ? JOUR_MN : 0;
    else if (at_genre(p, MOT_HEURE) || (at_genre(p, MOT_NOMBRE) && ahead(p, 0)->valeur <= 24)) {
        *ret = ahead(p, 0)->valeur * (at_genre(p, MOT_HEURE) ? 1 : 60);
        p->i++;
    } else {
        return false;
    }
    return true;
}

static bool day_after(Prose *p)
{
    return words(p, "le lendemain") || words(p, "du lendemain");
}

/* "9h à 12h", "entre 9h et 12h", "toute la journée"; false and back where it is not one. */
static bool span(Prose *p, Creneau *ret)
{
    size_t before = p->i;
    bool between = words(p, "entre");
    if (words(p, "toute la journee") || words(p, "24 / 24") || words(p, "24 h / 24")) {
        *ret = (Creneau){ 0, JOUR_MN };
        return true;
    }
    if (!between)
        articles(p);
    bool bare = at_genre(p, MOT_NOMBRE);
    bool ok = hour(p, false, &ret->debut) && (between ? words(p, "et") : range_word(p));
    bare = bare && at_genre(p, MOT_NOMBRE);
    ok = ok && !bare && hour(p, true, &ret->fin);
    if (!ok) {
        p->i = before;
        return false;
    }
    bool next = day_after(p);
    if (next || (ret->debut >= SOIR && ret->fin <= AUBE))
        ret->fin += JOUR_MN;
    return true;
}

static bool in_half(Demi demi, Creneau c)
{
    return demi == DEMI_AUCUNE || (demi == DEMI_MATIN && c.debut < MIDI && c.fin <= MATIN_FIN) ||
           (demi == DEMI_APRES_MIDI && c.debut >= MIDI && c.fin <= JOUR_MN);
}

static Err one_span(Prose *p, Dit *d, Demi demi, bool *ret_any)
{
    Creneau c;
    const Mot *at = ahead(p, 0);
    *ret_any = span(p, &c);
    if (!*ret_any)
        return OK;
    if (c.fin <= c.debut || c.fin - c.debut > JOUR_MN)
        return refuse_at(p, at, "Cette plage finit avant de commencer");
    if (!in_half(demi, c))
        return refuse_at(p, at, "Ces heures ne sont pas de cette demi-journée");
    if (!creneaux_ajouter(&d->heures, c))
        return refuse_at(p, at, "Deux plages d’heures se recouvrent");
    if (at_sign(p, '-') && ahead(p, 1)->genre == MOT_HEURE)
        return refuse(p, "Une plage a deux heures, pas trois");
    return at_genre(p, MOT_ILLISIBLE) ? refuse(p, "Ce signe est perdu") : OK;
}

static void hours_sign(Prose *p)
{
    static const char *const list[] = { "et", "puis", "ainsi que", NULL };
    if (!any_words(p, list) && !sign(p, ',') && !sign(p, '/') && !sign(p, '|'))
        sign(p, '&');
}

/* "le matin de 9h à 12h et l’après-midi de 14h à 17h" */
static Err hours(Prose *p, Dit *d, Demi demi)
{
    bool any = true;
    if (words(p, "de") && !at_sign(p, ':'))
        p->i--;
    sign(p, ':');
    TRY(one_span(p, d, demi, &any));
    while (any) {
        size_t before = p->i;
        hours_sign(p);
        demi = half(p);
        sign(p, ':');
        TRY(one_span(p, d, demi, &any));
        if (!any)
            p->i = before;
    }
    return OK;
}

/* ---- statements ---- */

static void closing(Prose *p, Dit *d)
{
    static const char *const closed[] = { "ferme", "fermee", "fermes", "fermeture", NULL };
    static const char *const but[] = { "sauf", "hors", "excepte", NULL };
    d->sauf = d->sauf || any_words(p, but);
    d->ferme = any_words(p, closed) || d->ferme || d->sauf;
}

static void opening(Prose *p)
{
    static const char *const list[] = { "horaires d ouverture", "horaires", "heures d ouverture", "ouverture", "ouvert",
        "ouverte", "ouverts", NULL };
    if (any_words(p, list))
        sign(p, ':');
}

static void tail(Prose *p)
{
    static const char *const list[] = { "sans interruption", "en continu", "non stop", "uniquement", "seulement",
        NULL };
    while (any_words(p, list))
        continue;
}

static Err days_but(Prose *p, Dit *d)
{
    Dit but = { 0 };
    bool any = false;
    size_t before = p->i;
    if (d->ferme || !(words(p, "sauf") || words(p, "excepte")))
        return OK;
    TRY(days(p, &but, &any));
    Demi demi = half(p);
    bool hours_follow = at_sign(p, ':') || at_genre(p, MOT_HEURE) || words(p, "de");
    if (!any || but.niemes || demi != DEMI_AUCUNE || !hours_follow || but.liste) {
        p->i = before; /* a statement of its own */
        return OK;
    }
    p->i -= str_eq(p->mots.v[p->i - 1].texte, S("de"));
    d->jours &= ~but.jours;
    return OK;
}

static Err statement_weeks(Prose *p, Dit *d)
{
    unsigned w = weeks(p);
    if (w && d->parites)
        return refuse(p, "Les semaines sont dites deux fois");
    d->parites |= w;
    return OK;
}

/* "Semaines paires :" before several statements. */
static Err leading_weeks(Prose *p, Dit *d)
{
    TRY(statement_weeks(p, d));
    if (d->parites && sign(p, ':')) {
        p->suivies = d->parites;
        d->parites = 0;
    }
    d->parite_avant = d->parites != 0;
    return OK;
}

static bool special(Prose *p, Dit *d)
{
    Str one = STR_NONE;
    if (!date(p, &one))
        return holidays(p, d);
    d->date = d->date.n ? str_format(p->a, "%.*s,%.*s", STR_ARG(d->date), STR_ARG(one)) : one;
    return true;
}

/* "fermé les jours fériés, en août et le 24 décembre" */
static void more_special(Prose *p, Dit *d)
{
    bool said, more = true;
    while (more) {
        size_t before = p->i;
        more = list_sign(p, &said) && special(p, d);
        if (!more)
            p->i = before;
    }
}

static Err subject(Prose *p, Dit *d, bool *ret_any)
{
    *ret_any = d->ferme && special(p, d);
    if (*ret_any) {
        more_special(p, d);
        return OK;
    }
    TRY(days(p, d, ret_any));
    if (*ret_any && d->ferme)
        more_special(p, d); /* "fermé le dimanche et les jours fériés" */
    if (!*ret_any)
        *ret_any = holidays(p, d);
    return OK;
}

/* "du lundi au vendredi, le matin de 9h à 12h" */
static void comma_before_hours(Prose *p)
{
    size_t before = p->i;
    if (!sign(p, ','))
        return;
    size_t after = p->i;
    bool hours = half(p) != DEMI_AUCUNE;
    articles(p);
    hours = hours || at_genre(p, MOT_HEURE);
    p->i = hours ? after : before;
}

static Err body(Prose *p, Dit *d)
{
    bool any = false, after = false;
    TRY(subject(p, d, &any));
    TRY(days_but(p, d));
    TRY(statement_weeks(p, d));
    d->deux_points = sign(p, ':');
    if (any && !d->ferme) {
        closing(p, d);
        after = d->ferme;
        if (d->sauf)
            return refuse_at(p, &d->debut, "Des heures sont attendues");
    }
    comma_before_hours(p);
    d->demi = half(p);
    if (!after)
        TRY(hours(p, d, d->demi));
    if (!any && d->heures.n) {
        TRY(subject(p, d, &any));
        if (d->liste)
            return refuse_at(p, &d->debut, "Ces heures peuvent être celles d’avant ou d’après");
    }
    unsigned before = d->parites;
    TRY(statement_weeks(p, d));
    d->parite_apres = d->parites != before;
    tail(p);
    return OK;
}

static Err check(Prose *p, const Dit *d)
{
    bool dated = d->feries || d->vacances || d->date.n;
    if (!d->ferme && dated)
        return refuse_at(p, &d->debut, "Des heures d’ouverture de vacances, de fêtes ou de dates ne sont pas lues");
    if (!d->ferme && d->jours == 0)
        return refuse_at(p, &d->debut, d->heures.n ? "Les jours ne sont pas dits" : "Ceci n’est pas compris");
    if (!d->ferme && d->heures.n == 0)
        return refuse(p, "Des heures sont attendues");
    if (d->ferme && (d->niemes || (dated && (d->heures.n || d->demi || d->parites))))
        return refuse_at(p, &d->debut, "Cette fermeture n’est pas comprise");
    if (d->ferme && d->heures.n && (d->liste || d->sauf || d->deux_points))
        return refuse_at(p, &d->debut, "Ces heures peuvent être celles d’une fermeture ou d’une ouverture");
    if (d->niemes && d->parites)
        return refuse_at(p, &d->debut, "Un rang dans le mois et une semaine paire ou impaire ne vont pas ensemble");
    return OK;
}

static Err statement(Prose *p, int before)
{
    if (p->n == DITS_MAX)
        return refuse(p, "Ce texte est trop long");
    Dit *d = &p->dits[p->n];
    size_t from = p->i;
    *d = (Dit){ .debut = *ahead(p, 0) };
    opening(p);
    closing(p, d);
    TRY(leading_weeks(p, d));
    if (d->parites && (at_genre(p, MOT_FIN) || at_genre(p, MOT_SIGNE)))
        return refuse_at(p, &d->debut, "Quels jours ces semaines disent-elles ?");
    opening(p);
    closing(p, d);
    TRY(body(p, d));
    if (p->i == from)
        return refuse(p, "Ceci n’est pas compris");
    if (d->parite_apres && !d->ferme && before == ',' && p->n && p->dits[p->n - 1].parites == PARITES)
        return refuse_at(p, &d->debut, "Ces semaines peuvent être celles d’avant aussi");
    TRY(check(p, d));
    d->parites = d->parites ? d->parites : p->suivies ? p->suivies : PARITES;
    p->n++;
    return OK;
}

/* What stands between two statements, 0 for nothing. */
static int between(Prose *p)
{
    static const char *const list[] = { "et", "puis", "ainsi que", "mais", NULL };
    int found = 0;
    while (at_genre(p, MOT_SIGNE) && ahead(p, 0)->valeur != ':') {
        found = ahead(p, 0)->valeur;
        p->i++;
    }
    if (any_words(p, list))
        found = found ? found : ',';
    return found;
}

static Err statements(Prose *p)
{
    for (int sep = between(p); !at_genre(p, MOT_FIN); sep = between(p)) {
        /* "jours fériés compris": open on those days too, which is what is said without it */
        if (words(p, "y compris les jours feries") || words(p, "jours feries compris"))
            continue;
        TRY(statement(p, sep));
    }
    return p->n ? OK : refuse(p, "Rien n’est écrit");
}

/* ---- together ---- */

typedef struct Tableau {
    Semaine semaine;
    unsigned dits[PARITES_N]; /* days already said */
    unsigned listes[PARITES_N][JOURS_N]; /* with which others */
    unsigned niemes[JOURS_N];
    Buf *autres; /* rules beside the week */
} Tableau;

static bool cut(Creneaux *c, const Dit *d)
{
    Creneaux kept = { .n = 0 };
    for (size_t i = 0; i < c->n; i++) {
        Creneau s = c->v[i];
        bool morning = s.debut < MIDI && s.fin <= MATIN_FIN, afternoon = s.debut >= MIDI;
        if (d->demi != DEMI_AUCUNE && !morning && !afternoon)
            return false; /* one span for the whole day: where is it cut? */
        if ((d->demi == DEMI_MATIN && morning) || (d->demi == DEMI_APRES_MIDI && afternoon))
            continue;
        for (size_t k = 0; k < d->heures.n && s.debut < s.fin; k++) {
            Creneau hole = d->heures.v[k], left = { s.debut, hole.debut < s.fin ? hole.debut : s.fin };
            if (hole.fin <= s.debut || hole.debut >= s.fin)
                continue;
            if (left.debut < left.fin && !creneaux_ajouter(&kept, left))
                return false;
            s.debut = hole.fin < s.fin ? hole.fin : s.fin;
        }
        if (s.debut < s.fin && !creneaux_ajouter(&kept, s))
            return false;
    }
    *c = kept;
    return true;
}

static Err open_day(Prose *p, Tableau *t, const Dit *d, int parity, int day)
{
    Creneaux *c = &t->semaine.jours[parity][day];
    if (t->dits[parity] >> day & 1 && t->listes[parity][day] != d->jours)
        return refuse_at(p, &d->debut, "Un jour est dit deux fois, de deux façons");
    t->dits[parity] |= 1u << day;
    t->listes[parity][day] = d->jours;
    for (size_t i = 0; i < d->heures.n; i++)
        if (!creneaux_ajouter(c, d->heures.v[i]))
            return refuse_at(p, &d->debut, "Deux plages d’heures d’un même jour se recouvrent");
    return OK;
}

static Err open_ranked(Prose *p, Tableau *t, const Dit *d)
{
    int day = 0;
    while (!(d->jours >> day & 1))
        day++;
    if (t->niemes[day] & d->niemes)
        return refuse_at(p, &d->debut, "Un jour est dit deux fois, de deux façons");
    t->niemes[day] |= d->niemes;
    if (t->autres->n)
        buf_put(t->autres, S("; "));
    jours_osm(t->autres, d->jours);
    const char *comma = "[";
    for (int i = 0; i < NIEMES_N; i++)
        if (d->niemes >> i & 1) {
            buf_format(t->autres, "%s%d", comma, i + 1);
            comma = ",";
        }
    if (d->niemes >> NIEMES_N & 1)
        buf_format(t->autres, "%s-1", comma);
    buf_put(t->autres, S("] "));
    creneaux_osm(t->autres, &d->heures);
    return OK;
}

static Err open_all(Prose *p, Tableau *t)
{
    for (size_t i = 0; i < p->n; i++) {
        const Dit *d = &p->dits[i];
        if (d->ferme)
            continue;
        if (d->niemes)
            TRY(open_ranked(p, t, d));
        for (int parity = 0; parity < PARITES_N && !d->niemes; parity++)
            for (int day = 0; day < JOURS_N; day++)
                if (d->parites >> parity & 1 && d->jours >> day & 1)
                    TRY(open_day(p, t, d, parity, day));
    }
    for (int day = 0; day < JOURS_N; day++)
        if (t->niemes[day] && (t->dits[PAIRE] | t->dits[IMPAIRE]) >> day & 1)
            return refuse_at(p, &p->dits[0].debut, "Un jour est dit chaque semaine, et à un rang du mois");
    return OK;
}

static Err close_days(Prose *p, Tableau *t, const Dit *d)
{
    unsigned which = d->jours ? d->jours : TOUS;
    bool whole = d->demi == DEMI_AUCUNE && d->heures.n == 0;
    for (int parity = 0; parity < PARITES_N; parity++)
        for (int day = 0; day < JOURS_N; day++) {
            Creneaux *c = &t->semaine.jours[parity][day];
            if (!(d->parites >> parity & 1) || !(which >> day & 1))
                continue;
            if (whole)
                c->n = 0;
            else if (!cut(c, d))
                return refuse_at(p, &d->debut, "Ce jour est ouvert d’une traite : où est-il coupé ?");
        }
    return OK;
}

static Err close_all(Prose *p, Tableau *t)
{
    for (size_t i = 0; i < p->n; i++) {
        const Dit *d = &p->dits[i];
        if (!d->ferme)
            continue;
        if (d->date.n)
            buf_format(t->autres, "%s%.*s off", t->autres->n ? "; " : "", STR_ARG(d->date));
        t->semaine.feries_fermes = t->semaine.feries_fermes || d->feries;
        t->semaine.vacances_fermees = t->semaine.vacances_fermees || d->vacances;
        if (!d->jours && (d->date.n || d->feries || d->vacances))
            continue;
        if (!d->jours && d->demi == DEMI_AUCUNE && !d->heures.n && p->n > 1)
            return refuse_at(p, &d->debut, "Fermé quand ? Le jour manque");
        TRY(close_days(p, t, d));
    }
    return OK;
}

/* "lundi vendredi 9h-12h": two days, unless none of those between is told elsewhere. */
static Err check_pairs(Prose *p)
{
    unsigned said = 0;
    for (size_t i = 0; i < p->n; i++)
        said |= p->dits[i].jours;
    for (size_t i = 0; i < p->n_isolees; i++)
        if (!(said & p->isolees[i]))
            return refuse_at(p, &p->mots.v[0], "Deux jours se suivent sans dire « et » ou « au »");
    return OK;
}

static Err check_weeks(Prose *p)
{
    for (size_t i = 0; i + 1 < p->n; i++)
        if (p->dits[i].parite_avant && p->dits[i + 1].parites == PARITES && !p->dits[i + 1].ferme)
            return refuse_at(p, &p->dits[i].debut, "Ces semaines peuvent être celles de la suite aussi");
    return OK;
}

static bool opens(const Prose *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (!p->dits[i].ferme)
            return true;
    return false;
}

static Err together(Prose *p, Str *ret)
{
    BUF others = buf_new(OSM_MAX);
    Tableau t = { .autres = &others };
    const Dit *first = &p->dits[0];
    if (!opens(p) && (p->n > 1 || first->jours || first->date.n || first->feries || first->vacances))
        return refuse_at(p, &first->debut, "Aucune ouverture n’est dite");
    TRY(check_pairs(p));
    TRY(check_weeks(p));
    TRY(open_all(p, &t));
    TRY(close_all(p, &t));
    *ret = semaine_osm(p->a, &t.semaine, buf_str(&others));
    return others.failed || !ret->p ? ERR_MEMORY : OK;
}

Err prose_lire(Arena *a, Str prose, Str *ret_texte, Str *ret_message)
{
    Prose *p = NEW(a, Prose, 1);
    Str found = STR_NONE;
    if (!p)
        return ERR_MEMORY;
    *p = (Prose){ .a = a, .s = prose, .message = ret_message };
    if (prose.n > HORAIRES_TEXTE_MAX || !utf8_valid(prose) || mots_lire(a, prose, &p->mots) != OK) {
        *ret_message = S("Ce texte est trop long, ou n’est pas écrit en UTF-8.");
        return ERR_INVALID;
    }
    TRY(statements(p));
    TRY(together(p, &found));
    *ret_texte = found;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
