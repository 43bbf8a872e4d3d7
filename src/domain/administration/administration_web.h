// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/req.h"
#include "domain/administration/administration.h"
#include "domain/journal/journal.h"
#include "web/champs.h"

/* ---- pages of a list ---- */

typedef struct Pagination {
    int64_t page, pages, total;
    Str precedente, suivante, premiere;            /* addresses; STR_NONE: none */
} Pagination;

/* `adresse`: path and search so far, "/journal?action=x&"; "page=N" is added to it. */
Pagination pagination(Arena *a, Str adresse, int64_t page, int64_t par_page, int64_t total);
/* "/journal?" and those of the named fields that were sent, each followed by "&". */
Str adresse_de(Req *r, const char *chemin, const char *const *champs);

/* ---- words ---- */

/* "23 novembre 2026 à 9 h 05". */
Str instant_montre(Arena *a, int64_t at);
/* "Inviter une personne" for "personne.creer"; the action itself where it has no words. */
Str action_montree(Str action);

/* ---- the journal ---- */

typedef struct JournalVue {
    Str quand, qui, qui_url, role, portee, action, sur, sur_url;
    bool fait;
} JournalVue;
typedef struct JournalPage {
    const Form *form;
    const Choice *actions;
    JournalScellement sceau;
    Str sceau_quand, attente_duree;
    bool sceau_en_retard;
    const JournalVue *lignes;
    size_t lignes_n;
    Pagination pages;
    bool cherche;                                  /* the list is that of a search */
    Str csv;
} JournalPage;

Err journal_page(Req *r);
Err journal_csv(Req *r);
extern const Field journal_champs[];

/* ---- words of the matrix ---- */
Str droit_preuve(const Right *right);              /* "aucune", "formulaire", "session" */
Str role_portees(Arena *a, int rang, Str separateur);

typedef struct DroitsPage {
    const DroitsRubrique *rubriques;
    size_t n;
} DroitsPage;

/* A page that the role acted with may open. */
typedef struct Acces {
    Str url, titre;
} Acces;
typedef struct AdministrationPage {
    const Acces *acces;
    size_t n;
} AdministrationPage;

Err administration_page(Req *r);
Err droits_page(Req *r);

extern const Command administration_commands[];
