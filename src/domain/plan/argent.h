// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Argent: money of an action, in centimes, integers only. A financing plan has expenses (HT and VAT) and receipts by
 * funder, each with its state. What is not refused counts; what is given in kind is counted apart.
 *
 *     own share and money to find:  expenses - receipts >= 0, always (a receipt beyond is refused)
 *     rate of a funder:             its receipts / expenses, at most the cap noted for it, however its name is written
 *     total public rate:            receipts of public funders / expenses, shown
 *     consumption:                  paid / granted (won or paid)
 */
#pragma once

#include "base/vec.h"
#include "core/xlsx/sheet.h"
#include "domain/plan/plan.h"

#define COUT_NATURES(X)                                                                                                \
    X(INVESTISSEMENT, "investissement", "Investissement")                                                              \
    X(FONCTIONNEMENT, "fonctionnement", "Fonctionnement")                                                              \
    X(ETP, "etp", "Temps de travail valorisé")
#define FINANCEMENT_NATURES(X)                                                                                         \
    X(PUBLIQUE, "publique", "Aide publique")                                                                           \
    X(PRIVEE, "privee", "Aide privée")                                                                                 \
    X(PROPRE, "propre", "Autofinancement")                                                                             \
    X(EN_NATURE, "en_nature", "Apport en nature")
#define FINANCEMENT_ETATS(X)                                                                                           \
    X(PRESSENTI, "pressenti", "Pressenti")                                                                             \
    X(DEMANDE, "demande", "Demandé")                                                                                   \
    X(ACQUIS, "acquis", "Acquis")                                                                                      \
    X(VERSE, "verse", "Versé")                                                                                         \
    X(REFUSE, "refuse", "Refusé")

typedef enum CoutNature {
#define X(NAME, ...) COUT_##NAME,
    COUT_NATURES(X)
#undef X
        COUTS_N
} CoutNature;
typedef enum FinancementNature {
#define X(NAME, ...) APPORT_##NAME,
    FINANCEMENT_NATURES(X)
#undef X
        APPORTS_N
} FinancementNature;
typedef enum FinancementEtat {
#define X(NAME, ...) FINANCEMENT_##NAME,
    FINANCEMENT_ETATS(X)
#undef X
        FINANCEMENTS_N
} FinancementEtat;

enum { TAUX_ENTIER = 10000 };                      /* 100 %, in hundredths of a percent */
#define MONTANT_MAX INT64_C(100000000000)          /* a thousand million euros: sums of thousands of them fit */
enum { ANNEE_MIN = 2000, ANNEE_MAX = 2100 };       /* years of money and of means; 0: not said */

typedef struct Cout {
    int64_t id, annee;                             /* annee 0: not spread */
    CoutNature nature;
    Str libelle;
    int64_t ht, tva, etp;
} Cout;
typedef struct Financement {
    int64_t id;
    Str financeur;
    FinancementNature nature;
    FinancementEtat etat;
    int64_t montant, verse;
    OptI64 plafond;                                /* hundredths of a percent */
    PlanJour attendu;
} Financement;
/* In money, and not refused: what covers expenses. */
bool financement_compte(const Financement *f);

typedef struct FinancementPlan {
    const Cout *couts;
    size_t couts_n;
    const Financement *lignes;
    size_t lignes_n;
} FinancementPlan;

typedef struct Equilibre {
    int64_t depenses, ht, investissement, fonctionnement, etp_valorise, etp;
    int64_t recettes, publiques, privees, propres, en_nature;
    int64_t accorde, verse, refuse;
    int64_t a_trouver;                             /* depenses - recettes */
    int64_t taux_public, consommation; /* hundredths of a percent, rounded to the nearest; 0 where nothing is due */
} Equilibre;
Equilibre equilibre_de(const FinancementPlan *p);

typedef enum FinancementFaute {
    FAUTE_AUCUNE,
    FAUTE_EXCES, /* more receipts than expenses */
    FAUTE_PLAFOND, /* a funder above its cap */
    FAUTE_MONTANT, /* negative, beyond MONTANT_MAX, or more paid than promised */
} FinancementFaute;
/* The first fault; `ret_ligne` (may be NULL): whose. */
FinancementFaute financement_controler(const FinancementPlan *p, size_t *ret_ligne);
bool financement_peut_passer(FinancementEtat de, FinancementEtat vers);

/* part × total / whole, rounded to the nearest (half up); 0 where whole is 0. None negative; no overflow up to MONTANT_MAX². */
int64_t argent_prorata(int64_t total, int64_t part, int64_t whole);
/*
 * `total` between n shares in proportion to `poids` (>= 0), by the largest remainder; equal remainders go to the first.
 * The shares add up to `total` exactly. All weights 0: equal ones.
 */
void argent_repartir(int64_t total, const int64_t *poids, size_t n, int64_t *ret);
/* "1 234,56 €", "1234.5", "12 000": centimes. False: not an amount, negative, beyond MONTANT_MAX, a third decimal. */
bool argent_lire(Str s, int64_t *ret);
/* "1234.56", for files. */
Str argent_ecrit(Arena *a, int64_t centimes);
/* "1 234,56 €", "38 000 €" for whole euros. */
Str argent_montre(Arena *a, int64_t centimes);
/* A cell of euros, to the centime: the double nearest to a whole number of centimes is written with its own digits. */
void sheet_argent(Sheet *t, int64_t centimes);
/* "78,21 %" */
Str taux_montre(Arena *a, int64_t taux);

/* ---- names of funders ---- */

/*
 * Under which two spellings are the same funder: as names of places are searched (utf8_fold_name), without the words that people
 * write or leave out (de, du, la, et…). "Région  Centre-Val-de-Loire" and "region Centre Val de Loire" → "region centre val loire".
 */
Str financeur_cle(Arena *a, Str nom);
bool financeur_meme(Arena *a, Str nom, Str autre);
/* Which of them is that funder; n: none. */
size_t financeur_rang(Arena *a, Str nom, const Str *connus, size_t n);
/*
 * Funders met one after the other, each spelled as it was met first: what is summed by funder is kept under its rank.
 *
 *     TRY(financeur_ranger(a, &f, row.financeur, &rang));
 */
typedef struct FinanceurGraphie {
    Str ecrit, cle;
    size_t rang;
} FinanceurGraphie;
typedef struct FinanceurRangs {
    VEC(Str) noms;
    VEC(FinanceurGraphie) graphies; /* each spelling that was met: its key is made once */
} FinanceurRangs;
/* The name is copied where it is new. */
Err financeur_ranger(Arena *a, FinanceurRangs *f, Str nom, size_t *ret);
/* Not the same, but perhaps: all the words of one are in the other, or two letters at most differ. */
bool financeur_ressemble(Arena *a, Str nom, Str autre);
/* Those of the financing plans of actions, by name, each once. */
Err financeurs_connus(Db *db, Arena *a, const Str **ret, size_t *ret_n);
/* The spelling known of that funder; `nom` itself where it is a new one. */
Str financeur_parmi(Arena *a, Str nom, const Str *connus, size_t n);
/* "« A », « B »": the known ones that look like it; STR_NONE: none. */
Str financeurs_proches(Arena *a, Str nom, const Str *connus, size_t n);

/* ---- of an action ---- */

Err action_argent(Db *db, Arena *a, ActionId id, FinancementPlan *ret);
/* ERR_INVALID: the plan would be at fault, `ret_faute` says how. Journalled, as the changes of plan.h. */
Err action_cout_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Cout *c,
    FinancementFaute *ret_faute);
Err action_cout_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id,
    FinancementFaute *ret_faute);
Err action_financement_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Financement *f,
    FinancementFaute *ret_faute);
/* One that will not come, or was written by mistake: its amount stays in the history. */
Err action_financement_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id);
/* Moves along its states; `verse` (of a state "acquis" or "versé"): what has come so far. ERR_CONFLICT: no such move. */
Err action_financement_passer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id,
    FinancementEtat vers, int64_t verse);

/* ---- of the whole plan ---- */

/* What action_argent gives, one an action of `p`, in its order, by two queries. */
Err plan_argent(Db *db, Arena *a, const Plan *p, FinancementPlan **ret);

/* What each funder brings to each action, refused and in kind left out; by action, one line a funder. */
typedef struct Apport {
    ActionId action_id;
    size_t rang; /* of its funder */
    int64_t somme;
} Apport;
typedef struct Apports {
    FinanceurRangs financeurs;
    VEC(Apport) lignes;
} Apports;
Err plan_apports(Db *db, Arena *a, FeuilleId id, Apports *ret);

/* The matrix of co-funding: what each funder brings to each axis, refused and in kind left out. */
typedef struct Financeur {
    Str nom;
    int64_t *axes; /* centimes, one an axis */
    int64_t total, actions;
} Financeur;
typedef struct Cofinancement {
    Financeur *financeurs; /* the largest first */
    size_t n;
    int64_t *a_trouver, *total; /* one an axis */
} Cofinancement;
/* `publics`: only what actions show of it to everybody. */
Err plan_cofinancement(Db *db, Arena *a, const Plan *p, bool publics, Cofinancement *ret);
typedef struct Tresorerie {
    int64_t annee, trimestre; /* 0 and 0: without a day */
    int64_t attendu, verse;
} Tresorerie;
/* Won or asked for, by the quarter in which it should come. */
Err plan_tresorerie(Db *db, Arena *a, const Plan *p, const Tresorerie **ret, size_t *ret_n);
