// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of this slice are given. */
#pragma once

#include "core/cli/command.h"
#include "core/http/req.h"
#include "core/qr/qr.h"
#include "domain/usagers/import.h"
#include "web/champs.h"
#include "web/liste.h"

typedef struct CarteLigne {
    Str code, montree, structure;
    OptI64 naissance;
    bool reunie;
} CarteLigne;
typedef struct CartesPage {
    const Form *form;
    const CarteLigne *cartes;
    size_t n;
    Pagination pages;
    Champ code, nombre;
    Str structure; /* uid of the one that new cards are for; "" none */
    int64_t derniers, attente; /* cards just made; proposals */
    bool regle; /* may say who is named */
} CartesPage;

typedef struct RapprochementVue {
    const Rapprochement *r;
    Str carte, autre, nom; /* as shown; autre, nom: STR_NONE */
    Str quand;
} RapprochementVue;
typedef struct CartePage {
    const Form *form;
    const Usager *u;
    Str montree, structure, structure_uid, informe, base;
    Qr qr;
    bool mienne, nommer, nommee; /* in the scope; the structure may name; there is a name for this reader */
    UsagerIdentite identite;
    UsagerFusion compte;
    const RapprochementVue *reunies, *proposees;
    size_t reunies_n, proposees_n;
    Champ prenom, nom, naissance, base_champ, informe_champ, partage, vers, confirme;
} CartePage;
typedef struct PropositionsPage {
    const Form *form;
    const RapprochementVue *v;
    size_t n;
} PropositionsPage;
typedef struct ReunirPage {
    Str de, vers, de_montree, vers_montree;
    UsagerFusion n;
} ReunirPage;
typedef struct ReglagePage {
    const Form *form;
    const Structure *structure; /* NULL: none chosen */
    Champ nommer, base;
} ReglagePage;

/* What a file gave. */
typedef struct UsagersBilan {
    UsagersLus lus;
    UsagersPris pris;
    bool essai;
} UsagersBilan;
typedef struct UsagersImporterPage {
    const Form *form;
    const Choice *structures;
    bool une_structure;
    Champ structure, fichier, informe, essai;
    const UsagersBilan *bilan; /* NULL: nothing was sent */
    size_t refus_n, avis_n; /* shown one by one */
} UsagersImporterPage;

/* On the page, where the writer waits for it: less than the command takes. */
enum { USAGERS_ENVOI_MAX = 4 * 1024 * 1024, USAGERS_ENVOI_LIGNES = 2000 };
extern const Field usagers_importer_vue_champs[], usagers_importer_champs[];
Err usagers_importer_page(Req *r);
Err usagers_importer_envoi(Req *r);

extern const Command usagers_commands[];
