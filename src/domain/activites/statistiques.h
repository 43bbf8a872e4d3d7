// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Statistiques: the figures of the records, by the definitions of definitions.c, everywhere the same: page, command, files.
 * Whole months come from sums kept with each record (activite_mois, activite_total, usager_compte), any other period from the records
 * themselves; a test holds the two against each other and against a slow count of its own.
 *
 *     accompagnements = individuels + participants, always.
 */
#pragma once

#include "core/config/config.h"
#include "core/json/json.h"
#include "domain/activites/activites.h"

typedef struct StatQuestion {
    Date du, au; /* both included */
    int dispositif; /* -1: all */
    StructureId structure_id; /* 0: any */
    PersonneId personne_id; /* 0: any */
    Str epci; /* of the act's commune; STR_NONE: any */
} StatQuestion;

typedef struct Chiffres {
    int64_t activites, individuels, ateliers, participants, accompagnements;
    int64_t usagers, usagers_connus, usagers_nouveaux_anonymes; /* usagers = the two others */
    int64_t anonymes; /* accompaniments of people without a card */
    OptI64 nouveaux; /* of usagers, whose first time it is (statistiques_nouveaux) */
    int64_t minutes, professionnels, structures;
    int64_t minutes_chacun, ateliers_a_plusieurs; /* what each one who led worked, added up; led by several */
    int64_t regles, regles_dits, satisfaits, satisfaction_dits;
    int64_t jours_ouverts; /* of structures; 0: not known, or not whole months */
} Chiffres;

/* X(NAME, stored, shown) */
#define STAT_PAR(X)                                                                                                    \
    X(MOIS, "mois", "Mois")                                                                                            \
    X(THEME, "theme", "Thème")                                                                                         \
    X(DISPOSITIF, "dispositif", "Dispositif")                                                                          \
    X(EPCI, "epci", "Intercommunalité")                                                                                \
    X(COMMUNE, "commune", "Commune")                                                                                   \
    X(STRUCTURE, "structure", "Structure")                                                                             \
    X(TYPE, "type", "Forme")                                                                                           \
    X(AGE, "age", "Âge au jour de l’accompagnement")                                                                   \
    X(GENRE, "genre", "Genre")                                                                                         \
    X(STATUT, "statut", "Statut")                                                                                      \
    X(RESIDENCE, "residence", "Commune où vit la personne")                                                            \
    X(RESIDENCE_EPCI, "residence_epci", "Intercommunalité où vit la personne")
enum {
#define X(NAME, stored, shown) STAT_PAR_##NAME,
    STAT_PAR(X)
#undef X
        STAT_PAR_N
};
extern const Choice stat_par[];

typedef struct StatLigne {
    Str cle, nom; /* code, and its name */
    int64_t accompagnements, usagers, ateliers,
        minutes; /* usagers -1: not counted by this; ateliers, minutes: stat_par_actes */
    bool masque; /* statistiques_masquer */
} StatLigne;

/* `brut`: from the records even where the kept sums would do (tests, checks). */
Err statistiques(Db *db, Arena *a, const StatQuestion *q, bool brut, Chiffres *ret);
/* Adds who came for the first time: known persons whom no record before the period names, anywhere, and those without a card
 * said to be new. Of all the records from the first days that are kept, of a part of them from the records in memory too (releve.h): asked for by
 * pages, commands, the API, and a period that is closed. */
Err statistiques_nouveaux(Db *db, Arena *a, const StatQuestion *q, Chiffres *c);
/* Accompaniments of people without a card and not said to be new: nobody can tell how many they are. */
int64_t non_dedoublonnables_de(const Chiffres *c);
/* By key. Sums of accompagnements over the lines give the total, but by theme (a record may have several). Persons may be in
 * several lines. */
Err statistiques_par(Db *db, Arena *a, const StatQuestion *q, int par, bool brut, const StatLigne **ret, size_t *ret_n);

/* Are whole records counted by this (their workshops, their minutes)? A theme has a part of a record, an age a part of its people. */
bool stat_par_actes(int par);
/* Lines as people read them: structures, communes and intercommunalités by their names, anything else as it comes. */
void stat_ranger(Arena *a, int par, StatLigne *lignes, size_t n);

/* What is asked for, held within what that role sees: a médiateur's own records, a structure, an EPCI, all. */
Err stat_question_de(Db *db, Arena *a, const Acteur *acteur, StatQuestion *q);

/*
 * Small counts: the threshold is one setting (CONF_SEUIL_PETITS), for pages, dashboards, files and the API. What is public is
 * masked, and what is shown to roles that may not open the records; 0: nothing is masked for that reader.
 */
int64_t stat_seuil(const Config *config, const Acteur *acteur); /* acteur NULL: anybody */
/* The whole itself is that small, in accompaniments or in persons: nothing of it is told. */
bool stat_petit(const Chiffres *c, int64_t seuil);
/* May a part of that whole be told? Neither it nor what it leaves is small. */
bool stat_part_dite(int64_t part, int64_t total, int64_t seuil);
/*
 * Hides the counts between 1 and seuil - 1, then others, the smallest first, until what is hidden amounts to at least two
 * lines and to `seuil`: the total then gives none of them back.
 */
void statistiques_masquer(StatLigne *lignes, size_t n, int64_t seuil);
/*
 * The same of two tables that are read together, `epci_de[i]` being the line of the intercommunalité of commune i (`m`: not
 * known). The intercommunalités are hidden as any table is. Then, within each, no commune is hidden, or enough are; and in
 * one that is hidden, enough are, else its communes would give it back. So neither table, nor both with the total, tells a
 * count that is hidden.
 */
void statistiques_masquer_communes(StatLigne *communes, size_t n, const size_t *epci_de, StatLigne *epcis, size_t m,
    int64_t seuil);

/*
 * The same of the tables of each dispositif, which are read beside that of all (`tous`: its lines hidden already, with the
 * same keys as those of `communes` and `epcis`, line by line; what a dispositif has nothing of is a line of zeros): a line
 * is told for each dispositif or for none, so that neither the line of all, nor the total of a dispositif, gives one back.
 */
typedef struct Croise {
    StatLigne *lignes[DISPOSITIFS_N], *epcis[DISPOSITIFS_N];
    const StatLigne *tous, *tous_epcis;
    size_t n, epcis_n;
    const size_t *epci_de; /* NULL: no table above; ranks as for communes */
} Croise;
void statistiques_masquer_croise(const Croise *x, int64_t seuil);

/* Lines as they were counted, with those of the table above where there is one: communes, within intercommunalités. */
typedef struct StatDetail {
    int par;
    const StatLigne *lignes, *epcis;
    size_t n, epcis_n;
    int dispositif; /* -1: all */
    const struct StatDetail *choix; /* of one dispositif: of each of them, then of all; NULL: not masked */
} StatDetail;
Err statistiques_detail(Db *db, Arena *a, const StatQuestion *q, int par, int64_t seuil, StatDetail *ret);
/*
 * A reader from whom small counts are hidden is told of whole calendar years, one at a time: of two periods that overlap,
 * the difference is never less than what a table of the year tells. ERR_INVALID: it is not one.
 */
Err stat_periode_dite(const StatQuestion *q, int64_t seuil);
/* A copy of the lines with what is hidden from that reader: the one place where pages, files and the API have it from. */
Err statistiques_cacher(Db *db, Arena *a, const StatQuestion *q, const StatDetail *d, int64_t seuil, StatLigne **ret,
    size_t *ret_n);
/*
 * stat_petit; and, of a dispositif, or of an intercommunalité or a structure that was asked for within a wider scope, whether
 * the table of them all hides it: what a table does not tell is not told to whoever asks for it alone.
 */
Err stat_ensemble_petit(Db *db, Arena *a, const Acteur *acteur, const StatQuestion *q, const Chiffres *c, int64_t seuil,
    bool *ret);

/* 100 × part / total; negative where there is nothing to divide by. */
double part_de(int64_t part, int64_t total);
/* accompagnements by day open and structure; negative: days not known. */
double par_jour_de(const Chiffres *c);
/* The names that scripts read: accompagnements, usagers, ateliers… */
void statistiques_json(Json *j, Arena *a, const StatQuestion *q, const Chiffres *c);

typedef struct Definition {
    const char *mot, *sens;
} Definition;
extern const Definition stat_definitions[]; /* ends with NULL */
