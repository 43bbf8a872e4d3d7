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
#define CALENDRIER_VIDE ((Calendrier){ .connu = { { 1 }, { 0 } } })

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

/* ---- French prose ---- */

/* "Du lundi au vendredi de 9h à 12h et 14h-17h, fermé le mercredi après-midi" → "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:00; We
 * 09:00-12:00". ERR_INVALID, with what is not understood: nothing is guessed, so one unknown word refuses the whole. */
Err horaires_lire(Arena *a, Str prose, Str *ret_texte, Str *ret_message);
/* The other way, so that horaires_lire gives the same intervals where the week is all there is to say. */
Err horaires_dire(Arena *a, const Horaires *h, Str *ret_prose);

extern const struct Slice slice_horaires;
