// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Arrêtés: closed periods. The figures of some days, of the whole territory or of an intercommunalité, of one dispositif or of
 * all, are kept as they are on the day when somebody closes them, with their fingerprint; they never move again. The text
 * kept is canonical JSON (keys sorted, no blanks, whole numbers only: RFC 8785 for what is in it), so that anybody can take
 * its SHA-256 again. The fingerprint is also in the journal, which is sealed.
 *
 * Records of a closed period may still be added, corrected or deleted: each change that concerns it is a named adjustment
 * (who, when, which record, why, and by how much the figures of today differ), in the transaction of the change. So
 *
 *     frozen + adjustments = today, for accompagnements, ateliers, participants, minutes and usagers
 *
 * and a question asked of the closed period has the same answer for ever, whatever is corrected, merged or forgotten since.
 */
#pragma once

#include "domain/activites/statistiques.h"

/* X(NAME, stored, shown) */
#define AJUSTEMENTS(X)                                                                                                 \
    X(CREER, "creer", "Fiche écrite après l’arrêté")                                                                   \
    X(IMPORTER, "importer", "Fiche importée après l’arrêté")                                                           \
    X(MODIFIER, "modifier", "Fiche corrigée")                                                                          \
    X(SUPPRIMER, "supprimer", "Fiche supprimée")                                                                       \
    X(RETABLIR, "retablir", "Fiche rétablie")                                                                          \
    X(REUNIR, "reunir", "Cartes d’une même personne réunies")                                                          \
    X(SEPARER, "separer", "Cartes séparées")
enum {
#define X(NAME, stored, shown) AJUSTEMENT_##NAME,
    AJUSTEMENTS(X)
#undef X
        AJUSTEMENTS_N
};
extern const Choice ajustements[];

enum { MOTIF_MAX = 200, AJUSTEMENTS_PAGE = 50 };

typedef struct Arrete {
    int64_t id;
    Str uid;
    Date du, au;
    Str epci, territoire; /* epci "": the whole territory; territoire: its name on that day */
    int dispositif; /* -1: all of them, and each apart */
    Str empreinte, contenu; /* contenu: STR_NONE in a list */
    int64_t at;
    OptI64 personne_id; /* who closed it; none: the command line */
} Arrete;

/*
 * Closes what `q` asks (structure_id and personne_id 0). `territoire`: the name of the whole, or of q->epci. ERR_INVALID: the last day is not over; ERR_CONFLICT: closed already; ERR_NOT_FOUND: out of the scope. Journalled.
 */
Err arreter(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const StatQuestion *q, Str territoire,
    Str *ret_uid);
/* Those of the scope: all for a département or the instance, its own for an EPCI, none for a structure. The last days first. */
Err arretes_lister(Db *db, Arena *a, const Acteur *par, const Arrete **ret, size_t *ret_n);
/* `par` NULL: anybody's. ERR_NOT_FOUND. */
Err arrete_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Arrete *ret);
/* The one that answers exactly that question; `ret_found` false: it is not closed. */
Err arrete_de(Db *db, Arena *a, const StatQuestion *q, Arrete *ret, bool *ret_found);
/* What is kept is what was kept. */
bool arrete_intact(Arena *a, const Arrete *x);
StatQuestion arrete_question(const Arrete *x);

/* The figures kept. `dispositif`: -1 all; one of them. */
enum { ARRETE_CHOIX = DISPOSITIFS_N + 1 }; /* of each dispositif, then of all */
typedef struct ArreteContenu {
    bool tenu[ARRETE_CHOIX];
    Chiffres chiffres[ARRETE_CHOIX];
    const StatLigne *lignes[ARRETE_CHOIX][STAT_PAR_N];
    size_t n[ARRETE_CHOIX][STAT_PAR_N];
} ArreteContenu;
static inline int arrete_choix(int dispositif)
{
    return dispositif < 0 ? DISPOSITIFS_N : dispositif;
}
StatDetail arrete_detail(Arena *a, const ArreteContenu *c, int dispositif, int par);

/*
 * Whence the figures of a question come: the closed period that answers exactly it, so that the same question has the same
 * answer for ever, wherever it is asked (pages, files, command, API); else the records of today.
 */
typedef struct StatSource {
    const Arrete *arrete; /* NULL: the records of today */
    const ArreteContenu *contenu;
} StatSource;
Err stat_source(Db *db, Arena *a, const StatQuestion *q, StatSource *ret);
/* Of the same days and territory as `q` had; of one dispositif or of all. */
Err source_chiffres(Db *db, Arena *a, const StatSource *s, const StatQuestion *q, Chiffres *ret);
Err source_nouveaux(Db *db, Arena *a, const StatSource *s, const StatQuestion *q, Chiffres *c);
Err source_detail(Db *db, Arena *a, const StatSource *s, const StatQuestion *q, int par, int64_t seuil,
    StatDetail *ret);

/* Pure: from the text. ERR_INVALID: it is not one of ours. */
Err arrete_contenu_lire(Arena *a, Str contenu, ArreteContenu *ret);
Str arrete_contenu_ecrire(Arena *a, const StatQuestion *q, Str territoire, const ArreteContenu *c);

/* ---- what changed since ---- */

typedef struct Ecart {
    int64_t activites, ateliers, participants, accompagnements, minutes, usagers;
} Ecart;
typedef struct Ajustement {
    int geste;
    int64_t at;
    OptI64 personne_id;
    Str activite, motif; /* activite: uid, STR_NONE for cards; motif "" */
    OptI64 jour_j, structure_id;
    Ecart e;
} Ajustement;
/* The last one first; `page` from 1. */
Err ajustements_lister(Db *db, Arena *a, int64_t arrete_id, int64_t page, const Ajustement **ret, size_t *ret_n);
typedef struct AjustementSomme {
    int geste;
    int64_t n, dernier_at;
    Ecart e;
} AjustementSomme;
Err ajustements_sommer(Db *db, Arena *a, int64_t arrete_id, const AjustementSomme **ret, size_t *ret_n);
Ecart ajustements_total(const AjustementSomme *s, size_t n);
/* Today minus what was kept. */
Ecart ecart_de(const Chiffres *fige, const Chiffres *aujourdhui);

/* Is that day closed for that record? Then a change of it needs a reason (Activite.motif). */
Err arretes_couvrent(Db *db, const Activite *x, bool *ret);

/* For the rules of records, around a change: what it takes away, what it adds, then written. */
typedef struct Mouvement {
    int64_t arrete_id;
    Str arrete;
    Ecart e;
} Mouvement;
typedef struct Mouvements {
    VEC(Mouvement) v;
} Mouvements;
/* `signe` -1 before the change, 1 after it; the record as it is then in the database. */
Err mouvement_fiche(Db *db, Arena *a, const Activite *x, int64_t signe, Mouvements *m);
/* The same, of two groups of cards, by any card or root of each. */
Err mouvement_cartes(Db *db, Arena *a, int64_t x, int64_t y, int64_t signe, Mouvements *m);
Err mouvements_noter(Db *db, Arena *a, const Acteur *par, int64_t now, ActiviteId id, int geste, Str motif,
    const Mouvements *m);
