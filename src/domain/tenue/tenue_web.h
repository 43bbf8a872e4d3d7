// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the views of this slice are given, and the handlers of its table (slice.c). */
#pragma once

#include "core/json/json.h"
#include "domain/tenue/blocs.h"
#include "web/champs.h"
#include "web/liste.h"

enum { TENUE_PAGE = 50 };
#define TENUE_CHANGEE                                                                                                     \
    "Quelqu’un a modifié ce lieu pendant que vous écriviez. Ce que vous avez écrit est encore là\u00A0: comparez, " \
    "puis "                                                                                                               \
    "enregistrez de nouveau."

/* ---- tenue_web.c ---- */

extern const Field mes_lieux_champs[], lieu_nouveau_champs[], tenue_champs[], etat_champs[], source_champs[];
Err mes_lieux_page(Req *r);
Err lieu_nouveau_page(Req *r);
Err lieu_nouveau_envoi(Req *r);
Err tenue_page(Req *r);
Err bloc_page(Req *r);
Err bloc_envoi(Req *r);
Err etat_page(Req *r);
Err etat_envoi(Req *r);
Err confirmer_envoi(Req *r);
Err source_envoi(Req *r);

typedef struct LieuLigne {
    Str id, nom, commune, adresse;
    Str frais; /* date, in words */
    Str etat; /* why it is not in the public directory; STR_NONE: it is */
    bool perime;
} LieuLigne;
void lieu_ligne(Arena *a, const LieuTenu *l, Date today, LieuLigne *ret);
typedef struct MesLieuxPage {
    const Form *form;
    const LieuLigne *lignes;
    size_t n;
    Pagination pages;
    bool cherche;
    int64_t corrections; /* that wait */
} MesLieuxPage;

typedef struct Valeur {
    Str nom, texte; /* texte STR_NONE: not said */
} Valeur;
typedef struct BlocVue {
    const Bloc *bloc;
    const Valeur *v;
    size_t n;
} BlocVue;
typedef struct EcartVue {
    Str champ, nom, ici, source;
} EcartVue;
typedef struct TenuePage {
    const Form *form;
    LieuLigne lieu;
    Str adresse; /* of this page */
    BlocVue blocs[BLOCS_N];
    const EcartVue *ecarts;
    size_t ecarts_n;
    Str tenants; /* the structures that hold it; STR_NONE */
    Str confirme; /* date; STR_NONE: never */
    bool coordonne;
} TenuePage;

typedef struct ChampVue {
    Champ champ;
    Str maintenant; /* after a conflict: what is stored now; STR_NONE: the same */
} ChampVue;
typedef struct BlocPage {
    const Form *form;
    LieuLigne lieu;
    Str adresse;
    const Bloc *bloc;
    const ChampVue *champs;
    size_t n;
    Str version, compris, dit; /* compris STR_NONE: nothing to confirm */
    const Str *jours; /* seven: the week that was understood; NULL */
} BlocPage;

typedef struct NouveauPage {
    const Form *form;
    const LieuLigne *proches;
    size_t proches_n;
} NouveauPage;

typedef struct EtatPage {
    const Form *form;
    LieuLigne lieu;
    Str adresse, version;
    Champ visibilite, ferme, remplace_par;
    bool disparu; /* its source does not know it any more */
} EtatPage;

/* ---- historique_web.c ---- */

extern const Field historique_champs[];
Err historique_page(Req *r);
Err historique_envoi(Req *r);
typedef struct PassageVue {
    int64_t id;
    Str quand, quoi, qui;
    const Valeur *avant, *apres; /* of the same names */
    size_t n;
    bool present; /* nothing to go back to */
} PassageVue;
typedef struct HistoriquePage {
    const Form *form;
    LieuLigne lieu;
    Str adresse, version;
    const PassageVue *passages;
    size_t n;
} HistoriquePage;

/* ---- professionnels_web.c ---- */

extern const Field pro_champs[];
Err pro_page(Req *r);
Err pro_fiche(Req *r);
typedef struct ProPage {
    const Form *form;
    const LieuLigne *lignes;
    size_t n;
} ProPage;
typedef struct ProFiche {
    LieuLigne lieu;
    BlocVue blocs[BLOCS_N];
} ProFiche;
void blocs_montrer(Arena *a, const LieuTenu *l, BlocVue ret[BLOCS_N]);
