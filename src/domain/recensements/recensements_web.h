// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the views of this slice are given, and the handlers of its table (slice.c). */
#pragma once

#include "core/http/ajout.h"
#include "domain/lieux/lieux.h"
#include "domain/recensements/lecture.h"
#include "domain/tenue/tenue.h"
#include "web/champs.h"
#include "web/liste.h"

enum { RECENSEMENT_PAGE = 50, REMARQUES_MONTREES = 50, LIEUX_CHOIX_MAX = 200 };

extern const Field recherche_champs[], espace_champs[], importer_champs[], importer_vue_champs[];
extern const Right recensement_tenir, recensement_voir;

typedef struct LigneVue {
    Str uid;
    Str titre, url, commune; /* of the place, or of the row itself; url STR_NONE: no sheet */
    const Str *valeurs; /* by column, for a person; STR_NONE absent */
    Str source;
    bool tient; /* whoever looks may change it */
} LigneVue;
typedef struct RecensementVue {
    const Recensement *r;
    int64_t n;
} RecensementVue;

/* ---- recensements_public.c ---- */

Err recensements_page(Req *r);
Err recensement_page(Req *r);
Err recensement_csv(Req *r);
Err recensement_api(Req *r);
Err recensements_ajouts(Req *r, Str id, Ajouts *to);

typedef struct RecensementsPage {
    const RecensementVue *v;
    size_t n;
    bool espace; /* of the professionals' space: all of them */
} RecensementsPage;
typedef struct RecensementPage {
    const Form *form;
    const Recensement *r;
    bool espace;
    Champ q, valeur;
    const LigneVue *lignes;
    size_t n;
    Pagination pages;
    Str base, export, json; /* addresses; json STR_NONE */
    bool cherche;
} RecensementPage;

/* ---- what both share (recensements_liste.c) ---- */

const Recensement *recensement_demande(Str nom, bool tous);
/* The rows that answer the search of this request: `lignes` filtered in place; their number. */
size_t recensement_filtrer(Req *r, const Recensement *c, const Ligne *lignes, size_t n, const Ligne **ret);
LigneVue ligne_vue(Req *r, const Recensement *c, const Ligne *l);
void recensement_ecrire_csv(Req *r, const Recensement *c, const Ligne *const *lignes, size_t n);
void recensement_champs_recherche(Req *r, const Recensement *c, RecensementPage *p);

/* ---- recensements_web.c ---- */

Err espace_recensements(Req *r);
Err espace_liste(Req *r);
Err espace_csv(Req *r);
Err ligne_nouvelle(Req *r);
Err ligne_nouvelle_envoi(Req *r);
Err ligne_page(Req *r);
Err ligne_envoi(Req *r);
Err ligne_retirer_envoi(Req *r);
Err importer_page(Req *r);
Err importer_envoi(Req *r);

typedef struct LignePage {
    const Form *form;
    const Recensement *r;
    Str uid, version, action, retour; /* uid STR_NONE: a new one */
    Champ lieu;
    const Choice *lieux; /* those of the scope, where they are few; NULL */
    Str lieu_nom;
    Champ champs[COLONNES_MAX];
    const Field *fields;
    size_t n;
} LignePage;
typedef struct ImporterPage {
    const Form *form;
    const Recensement *r;
    Champ source, fichier, essaye;
    Str colonnes, requises; /* the names of the columns, for the heading */
    Str resume; /* STR_NONE: nothing was sent */
    const Str *remarques;
    size_t remarques_n, autres;
    bool essai;
} ImporterPage;
