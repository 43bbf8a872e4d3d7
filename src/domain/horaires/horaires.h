// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Horaires: opening hours, in the grammar of OpenStreetMap's key opening_hours (specification 0.7.4), which is what the
 * national standard of places asks for in its field `horaires`; in French prose too, both ways.
 *
 *     Horaires *h = NULL;
 *     if (horaires_parse(a, S("Mo-Fr 09:00-12:00; PH off"), &h, &message) == OK)
 *         TRY(horaires_evaluer(a, h, &calendrier, du, au, &spans, &n));
 *
 * Time here is civil time in France, in minutes since 1970-01-01 00:00 as a clock on the wall shows it (Minute): a day
 * has 1440 of them on the days when the clock changes too. What cannot be worked out (the sun, school holidays that
 * nobody has given, an end that is not said) is `HORAIRES_INCERTAIN`, "à vérifier": never closed, never a guess.
 *
 * Evaluated: weekdays, their ranges, lists and ranks in the month, public holidays (PH), school holidays (SH) where they
 * are given, weeks, months, dates, Easter, years, several spans, spans past midnight, 24/7, off/closed/unknown, comments,
 * rules that replace (;), add (,) or stand in (||).
 */
#pragma once

#include "base/base.h"

enum { HORAIRES_TEXTE_MAX = 4096, HORAIRES_REGLES_MAX = 100, JOUR_MN = 1440, JOURS_EVALUES_MAX = 400 };

typedef int64_t Minute;
Minute minute_de(Date d, int minute);              /* of that day */
Date minute_jour(Minute m);
/* "2025-03-24T09:00", and nothing else. */
bool minute_parse(Str s, Minute *ret);
Str minute_iso(Arena *a, Minute m);
Minute minute_paris(int64_t at);                   /* what clocks in France show at that instant */

/* ---- calendar ---- */

/* A school holiday: the days from `debut` to `fin`, both included. */
typedef struct Vacances {
    Date debut, fin;
} Vacances;
/* School holidays of one zone. `connu`: the days about which they are complete; outside, SH is uncertain. */
typedef struct Calendrier {
    const Vacances *vacances;
    size_t n;
    Vacances connu;                                /* debut after fin: nothing is known */
} Calendrier;
extern const Calendrier aucunes_vacances;          /* nothing is known: SH is uncertain */

/* Public holidays of France (Code du travail, article L3133-1), Easter by the Gregorian computus. */
bool jour_ferie(Date d);
Date paques(int annee);
int semaine_iso(Date d);                           /* 1 to 53 (ISO 8601) */

/* ---- the grammar ---- */

typedef struct Horaires Horaires;
/* ERR_INVALID: not of the grammar, or over its limits; `ret_message` says in French where it stops being understood. French names
 * of days, "et" and "12h" are understood, as other readers of the grammar do. */
Err horaires_parse(Arena *a, Str texte, Horaires **ret, Str *ret_message);

typedef enum HorairesEtat { HORAIRES_FERME, HORAIRES_OUVERT, HORAIRES_INCERTAIN } HorairesEtat;
typedef struct Intervalle {
    Minute debut, fin; /* fin excluded */
    HorairesEtat etat; /* never HORAIRES_FERME */
    Str commentaire; /* as written; STR_NONE */
} Intervalle;
/* What is open or uncertain in [du, au), in order, without overlap; neighbours of the same state and comment are one.
 * ERR_INVALID: `au` before `du`, or more than JOURS_EVALUES_MAX days. */
Err horaires_evaluer(Arena *a, const Horaires *h, const Calendrier *c, Minute du, Minute au, const Intervalle **ret,
    size_t *ret_n);

/* Hours open in a week, averaged over the four weeks from `lundi`, school holidays unknown; -1: not understood. */
double horaires_par_semaine(Arena *a, Str texte, Date lundi);

/* ---- many places at one moment ---- */

/* The hours of one place, made ready: an ordinary week is a table, the rest keeps its rules. */
typedef struct HorairesPrets HorairesPrets;
/* French prose is read too. ERR_INVALID: not understood. */
Err horaires_preparer(Arena *a, Str texte, const HorairesPrets **ret);

enum { LOIN_JOURS = 31 }; /* how far an opening is looked for */
/* What all of them need to know of a moment: its days, from the one before, worked out once. */
typedef struct InstantJour {
    uint8_t rang; /* 0 to 6: Monday to Sunday of an even week; 7 to 13: of an odd one */
    bool ferie; /* a public holiday */
} InstantJour;
typedef struct Instant {
    const Calendrier *calendrier;
    Minute at;
    Date jour;
    int minute; /* of the day */
    InstantJour jours[LOIN_JOURS + 1]; /* the day before, that day, the next ones */
} Instant;
Instant instant_de(const Calendrier *c, Minute at);
/* On a public holiday of which its hours say nothing, a place that would be open is HORAIRES_INCERTAIN. */
HorairesEtat horaires_a(const HorairesPrets *h, const Instant *i);
/* Opens for sure for some time of that day. */
bool horaires_ouvre(const HorairesPrets *h, const Instant *i);

/* ---- what a page shows ---- */

enum { VUE_JOURS = 7, VUE_FERIES_MAX = 4, VUE_FERIES_JOURS = 28 };

typedef struct HorairesJour {
    Date date;
    bool ferie;
    Str texte; /* "9 h – 12 h et 14 h – 17 h 30", "fermé", "à vérifier" */
} HorairesJour;

typedef struct HorairesVue {
    HorairesEtat etat; /* now */
    Str etat_dit; /* "Ouvert, ferme à 17 h", "Fermé, ouvre jeudi à 9 h" */
    Str prose; /* all of them, in French */
    bool a_semaine; /* an ordinary week says it all */
    bool deux_semaines; /* even and odd weeks differ */
    bool paire; /* this week is */
    Str semaine[2][7]; /* even, odd; Monday first */
    bool feries_fermes, feries_tus; /* closed on public holidays; nothing is said of them */
    bool vacances_fermees;
    HorairesJour jours[VUE_JOURS]; /* from today */
    HorairesJour feries[VUE_FERIES_MAX]; /* public holidays of the next four weeks */
    size_t n_feries;
} HorairesVue;
/* "Ouvert, ferme à 17 h" alone, for a list. */
Err horaires_maintenant(Arena *a, const HorairesPrets *h, const Instant *i, HorairesEtat *ret_etat, Str *ret_dit);
/* All of it. French prose is read too. ERR_INVALID: not understood. */
Err horaires_vue(Arena *a, Str texte, const Calendrier *c, Minute now, HorairesVue *ret);

/* ---- French prose ---- */

/* "Du lundi au vendredi de 9h à 12h et 14h-17h, fermé le mercredi après-midi" → "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; We
 * 09:00-12:00". ERR_INVALID, with what is not understood: nothing is guessed, so one unknown word refuses the whole. */
Err horaires_lire(Arena *a, Str prose, Str *ret_texte, Str *ret_message);
/* The other way, so that horaires_lire gives the same intervals where the week is all there is to say. */
Err horaires_dire(Arena *a, const Horaires *h, Str *ret_prose);
/* What to propose for hours that are not of the grammar: their French as read; or else each rule that can be read, those that
 * cannot being "unknown" on their days. STR_NONE: nothing. */
Err horaires_reparer(Arena *a, Str texte, Str *ret);

extern const struct Slice slice_horaires;
