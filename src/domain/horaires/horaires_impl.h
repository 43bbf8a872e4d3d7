// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share: a rule as it was read. */
#pragma once

#include "domain/horaires/horaires.h"

enum { JOURS_N = 7, NIEMES_N = 5, MINUTE_MAX = 2 * JOUR_MN, ANNEE_MAX = 2999 };

/* How a rule stands to those before it. */
typedef enum Lien { LIEN_REMPLACE, LIEN_AJOUTE, LIEN_SECOURT } Lien;

typedef struct Annees {
    int de, a, pas;
} Annees;
typedef struct Semaines {
    int de, a, pas;
} Semaines;

/* One end of a range of dates. */
typedef struct Borne {
    int annee;                                     /* 0: every year */
    int mois;                                      /* 1 to 12; 0: Easter */
    int jour;                                      /* 1 to 31; 0: the whole month, or `rang` */
    int rang, jour_semaine;                        /* rang 1 to 5 from the start, -1 to -5 from the end; 0: none */
    int decalage;                                  /* days */
} Borne;
typedef struct Dates {
    Borne de, a;
    bool sans_fin; /* "Dec 20+": to the end of the year, or for ever after a given one */
    int pas; /* every that many days; 0: each */
} Dates;

typedef struct Jours {
    int de, a; /* 0 Monday; `a` before `de`: over Sunday */
    unsigned niemes; /* bits 0 to 4: first to fifth; 5 to 9: last to fifth last; 0: each */
    int decalage; /* days */
} Jours;

/* A kind of holiday in a rule. */
typedef enum Fete { FETE_ABSENTE, FETE_AUSSI, FETE_SEULEMENT } Fete;
typedef struct Fetes {
    Fete genre; /* AUSSI: beside the weekdays; SEULEMENT: those weekdays that are holidays */
    int decalage;
} Fetes;

typedef struct Plage {
    int debut, fin; /* minutes of the day; fin to MINUTE_MAX */
    bool ouverte; /* "17:00+", "12:00-17:00+": uncertain after `fin` */
    bool soleil; /* an end is the sun's: uncertain */
} Plage;

typedef struct Regle {
    Lien lien;
    VEC(Annees) annees;
    VEC(Semaines) semaines;
    VEC(Dates) dates;
    VEC(Jours) jours;
    VEC(Plage) plages; /* none: the whole day */
    Fetes feries, scolaires;
    HorairesEtat etat;
    bool etat_dit;
    Str commentaire;
} Regle;

struct Horaires {
    VEC(Regle) regles;
};

/* ---- an ordinary week ---- */

enum { CRENEAUX_MAX = 12 };

/* Open from `debut` to `fin`, minutes of the day; fin to MINUTE_MAX (past midnight). */
typedef struct Creneau {
    int debut, fin;
} Creneau;
typedef struct Creneaux {
    Creneau v[CRENEAUX_MAX]; /* in order, apart from one another */
    size_t n;
} Creneaux;

typedef enum Parite { PAIRE, IMPAIRE, PARITES_N } Parite; /* of the number of the week (ISO 8601) */

/* All that many places have to say. */
typedef struct Semaine {
    Creneaux jours[PARITES_N][JOURS_N];
    bool feries_fermes, vacances_fermees;
} Semaine;

bool creneaux_egaux(const Creneaux *a, const Creneaux *b);
/* Adds one, in its place; false: it overlaps another one, or there are too many. */
bool creneaux_ajouter(Creneaux *c, Creneau nouveau);
/* False: these rules say more than a week (dates, years, ranks, comments, what is uncertain…). */
bool semaine_de(const Horaires *h, Semaine *ret);
/* In the grammar, with other rules after it: "Mo-Fr 09:00-12:00,14:00-17:00; Aug off; PH off"; "off" when it is never open. */
Str semaine_osm(Arena *a, const Semaine *s, Str autres);
/* "09:00-12:00,14:00-17:00" */
void creneaux_osm(Buf *b, const Creneaux *c);
/* "Mo-Fr", "Mo,Tu,Th" */
void jours_osm(Buf *b, unsigned jours);

/* The grammar, else French prose read into it. */
Err horaires_comprendre(Arena *a, Str texte, Horaires **ret);
/* Some rule speaks of public holidays. */
bool horaires_disent_les_feries(const Horaires *h);
/* What is open or uncertain at that moment, cut there, or else next. */
Err horaires_prochain(Arena *a, const HorairesPrets *h, const Instant *i, Intervalle *ret, bool *ret_any);
/* A public holiday, of which these hours say nothing. */
bool horaires_doute_ferie(const HorairesPrets *h, Date d);
/* At one minute, whatever the holidays. */
HorairesEtat horaires_etat(const Horaires *h, const Calendrier *c, Minute at);

/* What the rules open that day, to its end or past midnight. False: something is uncertain, or more than that. */
bool jour_creneaux(const Horaires *h, const Calendrier *c, Date d, Creneaux *ret);

/* ---- French ---- */

/* "9 h 30", "minuit" (the day's end when `fin`), "12 h" or "midi". */
void heure_francais(Buf *b, int minute, bool fin, bool midi);

extern const char *const jours_francais[JOURS_N];
