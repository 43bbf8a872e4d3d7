// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the files of this slice share, and what its views are given. */
#pragma once

#include "core/http/req.h"
#include "domain/administration/administration.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "web/champs.h"
#include "web/liste.h"

#define CHANGEE_ENTRE_TEMPS                                                                                            \
    "Quelqu’un a modifié cette fiche pendant votre saisie. Notez vos changements, annulez, puis recommencez."

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

/* ---- structures ---- */

typedef struct StructuresPage {
    const Form *form;
    const StructureLigne *lignes;
    const Str *communes; /* names, line by line */
    size_t n;
    Pagination pages;
    bool cherche, peut_creer;
    Str csv, xlsx; /* addresses of the same list, whole */
} StructuresPage;

typedef struct StructureFormulaire {
    const Form *form;
    Str uid, titre, adresse; /* uid STR_NONE: a new one */
    Str nom, siret, commune, dispositifs, version; /* as they are */
    const StructureProche *proches; /* that look alike, within the scope */
    size_t proches_n;
} StructureFormulaire;

typedef struct LieuVue {
    Str id, nom, adresse; /* nom STR_NONE: the directory does not know it */
} LieuVue;

typedef struct StructurePage {
    const Form *form;
    Structure structure;
    Str adresse, commune, epci, siret, dispositifs; /* as shown */
    const LieuVue *lieux, *possibles; /* possibles: of the same commune, not linked yet */
    size_t lieux_n, possibles_n;
    const PersonneLigne *personnes;
    size_t personnes_n;
    int64_t personnes_total;
    Str journal; /* address of what was done to it; STR_NONE: not for this role */
    bool peut_fusionner;
} StructurePage;

typedef struct FusionPage {
    const Form *form;
    Structure structure, vers; /* vers.uid empty: not chosen yet */
    Str adresse;
    FusionApercu apercu;
    const StructureLigne *lignes; /* to choose from */
    const Str *communes;
    size_t n;
    bool plus; /* there are more than are shown */
} FusionPage;

Err structures_page(Req *r);
Err structures_export(Req *r);
Err structures_api(Req *r);
Err structure_nouvelle_page(Req *r);
Err structure_nouvelle_post(Req *r);
Err structure_page(Req *r);
Err structure_modifier_page(Req *r);
Err structure_modifier_post(Req *r);
Err structure_lieu_post(Req *r);
Err structure_lieu_retirer_post(Req *r);
Err structure_fusion_page(Req *r);
Err structure_fusion_post(Req *r);
extern const Field structures_api_champs[], structures_champs[], structure_champs[], structure_saisie[],
    structure_fusion_champs[];

/* ---- people ---- */

typedef struct PersonneVue {
    Str uid, nom, fonction, etat, roles, derniere; /* derniere STR_NONE: never */
} PersonneVue;
typedef struct PersonnesPage {
    const Form *form;
    const PersonneVue *lignes;
    size_t n;
    Pagination pages;
    bool cherche;
    Str csv, xlsx; /* addresses of the same list, whole */
} PersonnesPage;

/* What the one who acts may give: roles by their name, scopes as "structure:UID". */
typedef struct ChoixDeRole {
    const Choice *roles, *portees;
    bool une_portee;
} ChoixDeRole;

typedef struct RoleVue {
    Str role, portee, cle; /* cle: "referent:structure:UID" */
    bool retirable;
} RoleVue;

typedef struct PersonneFormulaire {
    const Form *form;
    Personne personne;
    Str titre, adresse, version;
    ChoixDeRole choix;
    bool change_courriel;
} PersonneFormulaire;

typedef struct IdentiteVue {
    Str id, nom, siret, vue;                       /* siret: STR_NONE: not told */
} IdentiteVue;

typedef struct PersonnePage {
    const Form *form;
    Personne personne;
    Str nom, adresse, derniere;
    Str journal; /* address of what she did; STR_NONE: not for this role */
    const RoleVue *roles;
    size_t roles_n;
    ChoixDeRole choix;
    bool gerable; /* within what the one who acts may change */
    bool suspendable; /* and not oneself */
    Preuves preuves; /* where it is */
    const IdentiteVue *identites; /* where it is: of ProConnect, to be confirmed */
    size_t identites_n;
} PersonnePage;

/* Shown once. */
typedef struct CodesDePersonne {
    Str nom, adresse;
    const Str *codes;
    size_t n;
} CodesDePersonne;

Err personnes_page(Req *r);
Err personnes_export(Req *r);
Str personnes_etat(Req *r); /* of the accounts wanted; STR_NONE: any */
Str portee_objet(Req *r); /* the scope acted in, for the journal: "epci:200033181"; STR_NONE: the instance */
Err personne_page(Req *r);
Err personne_modifier_page(Req *r);
Err personne_modifier_post(Req *r);
Err personne_role_post(Req *r);
Err personne_role_retirer_post(Req *r);
Err personne_suspendre_post(Req *r);
Err personne_reprendre_post(Req *r);
Err personne_nouvelle_page(Req *r);
Err personne_nouvelle_post(Req *r);
Err personne_inviter_post(Req *r);
Err personne_appareil_post(Req *r);
Err personne_reprendre_moyen_post(Req *r);
Err personne_identite_post(Req *r);
Err personne_liste_post(Req *r);
Err personne_recommencer_post(Req *r);
extern const Field personnes_champs[], personne_champs[], personne_saisie[], personne_invitation[];

/* The one of the address, within what the one who acts may change; ERR_NOT_FOUND. */
Err personne_ouvrir_gerable(Req *r, Personne *ret);

/* The one of the address within the scope; ERR_NOT_FOUND. */
Err personne_ouvrir(Req *r, Personne *ret);
/* The sheet, with the faults of the form that the request sent. */
Err personne_montrer(Req *r, const Personne *who);
/* Whether the one who acts may change this person: an administrator, everybody; else, who holds only roles that one could
 * give, all within the scope. Somebody who is also more than that is not theirs to rename or to suspend. */
Err personne_gerable(Req *r, const Personne *p, bool *ret);
Err choix_de_role(Req *r, ChoixDeRole *ret);
/* Gives the role that the fields `role` and `portee` say; what is wrong is told at its field. */
Err role_donner_saisi(Req *r, PersonneId id);

/* ---- words of the matrix ---- */
Str droit_preuve(const Right *right); /* "aucune", "formulaire", "session" */
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
