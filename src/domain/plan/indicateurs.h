// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Indicateurs: what the plan is steered by. Each starts from a value on a day and has a target for another day, with
 * milestones by year between them. Its value comes from the platform's own data, by a formula, or is written by hand with its source.
 * What a formula gives is kept each time a committee's pack is made (indicateurs_geler).
 *
 *     trend:    the last value against the one before
 *     forecast: the straight line from the start to the last value, carried on to the target's day
 *     alert:    the forecast misses the target, or the last milestone due was missed
 */
#pragma once

#include "domain/plan/plan.h"
#include "domain/plan/sources.h"

/* X(NAME, stored, shown) */
#define FORMULES(X)                                                                                                    \
    X(SAISIE, "saisie", "Saisie à la main, avec sa source")                                                            \
    X(LIEUX, "lieux", "Lieux de l’annuaire")                                                                           \
    X(FRANCE_SERVICES, "lieux_france_services", "Lieux France Services de l’annuaire")                                 \
    X(AIDANTS_CONNECT, "lieux_aidants_connect", "Lieux Aidants Connect de l’annuaire")                                 \
    X(CONSEILLERS, "lieux_conseillers", "Lieux de l’annuaire où reçoit un conseiller numérique")                       \
    X(AIDANTS, "aidants_operationnels", "Aidants Connect opérationnels")                                               \
    X(ACCOMPAGNEMENTS, "accompagnements", "Accompagnements notés depuis le début de la feuille de route")              \
    X(ATELIERS, "ateliers", "Ateliers notés depuis le début de la feuille de route")                                   \
    X(USAGERS, "usagers", "Personnes accompagnées depuis le début de la feuille de route, chacune comptée une fois")   \
    X(ACCES_5, "habitants_5_km", "Habitants à moins de 5 km d’un lieu de l’annuaire, en pour cent")                    \
    X(ACCES_10, "habitants_10_km", "Habitants à moins de 10 km d’un lieu de l’annuaire, en pour cent")                 \
    X(REALISEES, "actions_realisees", "Actions du plan réalisées")

typedef enum Formule {
#define X(NAME, ...) FORMULE_##NAME,
    FORMULES(X)
#undef X
        FORMULES_N
} Formule;

enum { INDICATEUR_VALEUR_MAX = 1000000000 };

typedef struct Jalon {
    int64_t annee, cible;
} Jalon;
typedef struct Valeur {
    Date jour;
    int64_t valeur;
    Str source;
} Valeur;
typedef struct Indicateur {
    int64_t id;
    Str numero;                                    /* of the action that moves it; STR_NONE: of the whole plan */
    Str nom, unite;
    Formule formule;
    bool baisse;                                   /* it is good when it falls */
    int64_t depart, cible;
    Date depart_jour, cible_jour;
    const Jalon *jalons;                           /* by year */
    size_t jalons_n;
    const Valeur *valeurs;                         /* by day; the start is not among them */
    size_t valeurs_n;
} Indicateur;

typedef struct IndicateurEtat {
    int64_t valeur, prevision;
    Date jour;                                     /* of the value */
    int tendance;                                  /* -1, 0, 1 */
    bool a_prevision;                              /* some days have passed since the start */
    bool atteint, alerte;
} IndicateurEtat;
/* Where its last value comes from: "Lieux de l’annuaire, calculé par la plateforme", or what was written with it. */
Str indicateur_source(Arena *a, const Indicateur *i);
IndicateurEtat indicateur_etat(const Indicateur *i, Date today);

/*
 * What formulas read (sources.h). Activity: from the first day of the roadmap to the end of last month, by the definitions of
 * activites/statistiques.h.
 */
typedef struct Mesures {
    OptI64 v[FORMULES_N];
} Mesures;
/* Those that an indicator of the plan asks for; without a value where its data is not there. */
Err plan_mesurer(Db *db, Arena *a, const Plan *p, const MesureSources *from, Date today, Mesures *ret);

/* By age. Those of a formula end with the value of now where `m` (may be NULL) has it. */
Err plan_indicateurs(Db *db, Arena *a, const Plan *p, const Mesures *m, Date today, const Indicateur **ret,
    size_t *ret_n);
/* A pilote's. ERR_INVALID: no name, or a target that is not after its start. */
Err indicateur_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, const Indicateur *i,
    ActionId action);
/* Its words, its start, its target and its action; what its values are made of stays. ERR_NOT_FOUND; ERR_INVALID as above, or
 * a value already noted is not after the start. */
Err indicateur_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, const Indicateur *i,
    ActionId action);
/* With its milestones and values; packs made before keep theirs. ERR_NOT_FOUND. */
Err indicateur_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id);
/* A value written by hand, by mistake. ERR_NOT_FOUND; ERR_CONFLICT: a formula gave it. */
Err indicateur_oublier_valeur(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id, Date jour);
/* By hand: a value, or a milestone. ERR_NOT_FOUND; ERR_CONFLICT: a formula gives its values. */
Err indicateur_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id, const Valeur *v);
Err indicateur_jalonner(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, int64_t id, const Jalon *j);
/* Keeps what the formulas give today. In the caller's transaction. */
Err indicateurs_geler(Db *db, Arena *a, const Plan *p, const Mesures *m, Date today);
