// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the handlers of this slice give to its views. */
#pragma once

#include "core/qr/qr.h"
#include "domain/connexion/connexion_priv.h"
#include "web/champs.h"

typedef struct EntreePage {
    const Form *form;
    Str retour;
    bool courriel;                                 /* mail can be sent */
    bool proconnect;                               /* that door is open */
} EntreePage;

typedef struct LienPage {
    const Form *form;
    Str jeton;
    bool invitation;
} LienPage;

typedef struct SecondPage {
    const Form *form;
    const Second *second;
    Moyen moyen;
    Qr qr;                                         /* of the application to enrol; size 0: none */
    Str cle;                                       /* the same, to type: "ABCD EFGH…" */
} SecondPage;

/* A list of codes shown once, to be printed. */
typedef struct CodesPage {
    const Str *codes;
    size_t n;
    bool liste;                                    /* numbered, asked for in order; else recovery codes */
    Str nom;                                       /* of whom */
    Str suite, suite_titre;                        /* where to go then */
} CodesPage;

typedef struct RefusPage {
    Str titre, message;
    Str suite, suite_titre;
} RefusPage;

typedef struct RolesPage {
    const Form *form;
    const RoleTenu *roles;
    size_t n;
    int64_t actuel;
    Str retour;
} RolesPage;

typedef struct SessionVue {
    int64_t id;
    Str appareil, depuis, vue;
    bool ici, partage;
} SessionVue;

typedef struct NavigateurVue {
    int64_t id;
    Str appareil, depuis, vue;
    bool partage;
} NavigateurVue;

typedef struct SecuritePage {
    const Form *form;
    const Preuves *preuves;
    const SessionVue *sessions;
    size_t sessions_n;
    const NavigateurVue *navigateurs;
    size_t navigateurs_n;
} SecuritePage;

typedef struct ProconnectSortiePage {
    Str url;                                       /* where that session is closed; STR_NONE: it cannot be */
} ProconnectSortiePage;

Err proconnect_depart(Req *r);
Err proconnect_retour(Req *r);
Err proconnect_sortie_page(Req *r);
Err proconnect_sortie_retour(Req *r);
extern const Field proconnect_depart_fields[], proconnect_retour_fields[], proconnect_sortie_fields[];

Err securite_page(Req *r);
Err secours_envoi(Req *r);
Err liste_neuve_envoi(Req *r);
Err mot_de_passe_neuf_envoi(Req *r);
Err mot_de_passe_ote_envoi(Req *r);
Err proconnect_ote_envoi(Req *r);
Err session_fermer_envoi(Req *r);
Err navigateur_oublier_envoi(Req *r);
extern const Field navigateur_fields[], securite_fields[], session_fields[];
