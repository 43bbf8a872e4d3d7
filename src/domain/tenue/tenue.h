// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Tenue: places kept true. Who holds a place changes it in seven short blocks, with its history and a way back; anybody may
 * propose a correction, which a person checks; once a year whoever holds it says that it is still right; two sheets of one
 * place are found, compared and made one. What was lost from the national map in 2026, and asked for by the workshops of
 * the standard (LaMednum/standard-mediation-num, workshop 2: without constant animation the data rots).
 */
#pragma once

#include "core/app.h"
#include "core/http/req.h"
#include "domain/acteurs/acteurs.h"
#include "domain/lieux/edition.h"

/*
 * The places that an Acteur holds: those linked to the structure for a référent or a médiateur, those of the
 * intercommunalité or of the département for a coordinateur, all of them for an administrateur.
 */
typedef struct Perimetre {
    const Territoire *territoire; /* NULL: none loaded */
    Portee portee; /* 0: nothing is held */
    Str code;
    const Str *lieux; /* PORTEE_STRUCTURE: ids, those that a duplicate has become too */
    size_t n;
} Perimetre;

extern const Right lieu_tenir, lieu_pro, lieu_coordonner;
enum { TENUE_ROLES = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR };

Err perimetre_de(Db *db, Arena *a, const Acteur *par, const Territoire *t, Perimetre *ret);
bool perimetre_couvre(Arena *a, const Perimetre *p, const LieuTenu *l);
/* What is not a place of the directory: by its commune. Nothing of a commune is within a structure. */
bool perimetre_couvre_commune(const Perimetre *p, Str code_insee);
/* The place, within the scope; ERR_NOT_FOUND. `ret_p` may be NULL. */
Err tenue_ouvrir(Req *r, Str id, LieuTenu *ret);
/* Those within it, by name. */
Err tenue_lieux(Req *r, const LieuTenu **ret, size_t *ret_n);

/* "lieu:ID", for the journal. */
Str lieu_objet(Arena *a, Str id);
/* "/espace/lieux/ID", escaped. */
Str tenue_adresse(Arena *a, Str id);

/* The names of the structures that hold it, joined by ", "; STR_NONE: nobody does. */
Err lieu_tenants(Db *db, Arena *a, Str id, Str *ret);

/* ---- freshness ---- */

enum { FRAICHEUR_JOURS = 365 };
/* The last day on which somebody said or made the place right: confirmation, or the standard's own date. */
Date lieu_frais(const LieuTenu *l);
bool lieu_perime(const LieuTenu *l, Date today);

/* ---- alike ---- */

/*
 * How much two sheets look like one place, 0 to 100: the mean of three, as mednum-cli does (src/dedupliquer): the names, the
 * streets, and the distance (100 under 0.0004°, else 100 / (1000 d + 1)). Only in one commune, of kinds that may be one
 * (RFS and PIMMS are); 0 otherwise. Without both positions, the mean of the two others.
 */
enum { RESSEMBLANCE_SEUIL = 75 };
int lieux_ressemblance(Arena *a, const LieuTenu *x, const LieuTenu *y);
/* 0 to 100: twice what both have in the same order, over what they have together (the "ratio" of fuzzball). */
int textes_ressemblance(Arena *a, Str x, Str y);

extern const struct Slice slice_tenue;
