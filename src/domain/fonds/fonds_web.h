// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the pages of the fund share, and what its views are given. */
#pragma once

#include "domain/comites/comites.h"
#include "domain/fonds/fonds_priv.h"
#include "web/champs.h"
#include "web/liste.h"

struct FondsVue;
extern const Route fonds_routes[];
extern const Field fonds_api_champs[], fonds_gestion_champs[], fonds_demande_champs[], fonds_piece_champs[],
    fonds_preuve_champs[];

RouteFn fonds_page, fonds_export, fonds_api, fonds_appel_page;
RouteFn fonds_gestion_page, fonds_gestion_envoi, fonds_caisse_page, fonds_caisse_envoi, fonds_effacement,
    fonds_contribution_envoi, fonds_etape_envoi, fonds_attendu_envoi, fonds_contribution_retrait,
    fonds_appel_effacement, fonds_lecteur_envoi, fonds_enveloppe_envoi, fonds_repartition_envoi, fonds_appel_envoi,
    fonds_versements_export;
RouteFn fonds_demandes_page, fonds_demandes_export, fonds_nouvelle_page, fonds_nouvelle_envoi, fonds_projet_page,
    fonds_projet_envoi, fonds_budget_page, fonds_budget_envoi, fonds_retrait_envoi, fonds_pieces_page,
    fonds_piece_envoi, fonds_piece_retrait, fonds_piece_octets_page, fonds_preuve_page, fonds_preuve_envoi;
RouteFn fonds_demande_page, fonds_mouvement_envoi, fonds_message_envoi, fonds_comite_choisi_envoi,
    fonds_convention_page, fonds_convention_envoi, fonds_cloture_envoi, fonds_versement_envoi,
    fonds_versement_fin_envoi, fonds_justificatif_avis_envoi, fonds_justificatif_retrait, fonds_bilan_envoi,
    fonds_bilan_avis_envoi;
RouteFn fonds_cofinancement_page, fonds_cofinancement_export, fonds_demandes_api;

enum { GESTE_VERSER, GESTE_ANNULER, GESTE_ROUVRIR, GESTE_CLORE }; /* of the field "geste" of a request */
enum { FONDS_DIT_COURT = 120 }; /* characters of a text shown in a history before one asks for the rest */
typedef struct ChangementVue {
    const FondsChangement *c;
    Str qui;
} ChangementVue;
typedef struct HistoriqueVue {
    const ChangementVue *lignes;
    size_t n;
} HistoriqueVue;
Err fonds_historique(Req *r, const FondsChangement *v, size_t n, HistoriqueVue *ret);
/* Who wrote it; "Personne effacée" for nobody any more, `sans` for nobody ever. */
Err fonds_qui(Req *r, PersonneId id, Str sans, Str *ret);

/* An amount typed; a fault of the form, told there, and -1 where it cannot be read. 0 where nothing was typed. */
int64_t fonds_montant(Req *r, const char *name);
/* A rate typed in percent, in hundredths of a percent; -1 where nothing was typed. */
int64_t fonds_taux(Req *r, const char *name);
/* The plan shown; an empty one where there is none. */
Err fonds_plan_courant(Req *r, Plan *ret);
/* OK: away; a fault that the form can mend: told on `champ`; NULL when it was told already. */
bool fonds_fini(Req *r, Err e, FondsFaute f, const char *champ);
/* All funds as pages show them. `publics`: what is published of them. */
Err fonds_vues(Req *r, bool publics, const struct FondsVue **ret, size_t *ret_n);
Champ fonds_champ(Req *r, const Field *fields, const char *name);
Str fonds_euros(Arena *a, int64_t centimes); /* as typed in a field: "1234,50"; "" for 0 */

typedef struct AppelVue {
    const AppelFonds *x;
    Str axe;
    bool ouvert, futur;
} AppelVue;
typedef struct AxeVue {
    const FondsAxe *x;
    Str nom;
} AxeVue;
typedef struct FondsVue {
    const Fonds *f;
    FondsCompte c;
    const Contribution *contributions;
    size_t contributions_n;
    const AxeVue *axes;
    const AppelVue *appels;
    size_t appels_n;
} FondsVue;
static inline size_t fonds_ouverts(const FondsVue *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->appels_n; i++)
        n += f->appels[i].ouvert;
    return n;
}
typedef struct FondsPublicPage {
    const FondsVue *fonds;
    size_t n;
} FondsPublicPage;
typedef struct AppelPage {
    const Fonds *fonds;
    AppelVue appel;
    Date today;
} AppelPage;

typedef struct GestionPage {
    const Form *form;
    const FondsVue *fonds;
    size_t n;
} GestionPage;
typedef struct LecteurVue {
    Str uid, nom;
} LecteurVue;
typedef struct ContributionVue {
    const Contribution *c;
    const LecteurVue *lecteurs;
    size_t lecteurs_n;
} ContributionVue;
typedef struct CaissePage {
    const Form *form;
    FondsVue v;
    const ContributionVue *contributions;
    const Choice *financeurs, *axes; /* people with that role; axes of the plan */
    const Str *connus; /* funders that the plan names */
    size_t connus_n;
    const FondsTrimestre *trimestres;
    size_t trimestres_n;
    HistoriqueVue historique;
    Date today;
    const AppelFonds *appel; /* being changed; NULL: a new one */
    Champ titre, criteres, axe, ouvre, ferme, plafond, taux, pieces, publie;
    Champ annee, nom, reglement, avance, public;
} CaissePage;

typedef struct DemandeLigne {
    const DemandeFonds *d;
    Str structure;
} DemandeLigne;
typedef struct MaContribution {
    const Fonds *f;
    const Contribution *c;
} MaContribution;
typedef struct DemandesPage {
    const Form *form;
    const MaContribution *contributions; /* of a financeur */
    size_t contributions_n;
    Str appel, appel_id; /* only those of it; STR_NONE: all */
    const DemandeLigne *lignes;
    size_t n;
    const AppelVue *appels; /* open, to be answered */
    size_t appels_n;
    Pagination pages;
    Str xlsx, csv; /* the same list, as files */
    bool pilote, demandeur, filtre;
} DemandesPage;

typedef struct EtapePage {
    const Form *form;
    const DemandeFonds *d;
    const AppelFonds *appel;
    const Choice *structures; /* NULL: one's own */
    FinancementPlan plan;
    Equilibre e;
    FondsFaute faute; /* of the financing plan, or of the whole */
    const Piece *pieces;
    size_t pieces_n;
    const Str *financeurs; /* known, to be chosen from */
    size_t financeurs_n;
    Champ titre, projet, action, montant, genre, fichier, libelle, jour, structure;
    const Choice *genres; /* of papers that may be added */
    bool modifiable, pilote;
    Str appel_id;
} EtapePage;

typedef struct MessageVue {
    const DemandeMessage *m;
    Str nom;
} MessageVue;
typedef struct DemandePage {
    const Form *form;
    const DemandeFonds *d;
    const AppelFonds *appel;
    Str structure, axe;
    bool demandeur, pilote, financeur;
    FinancementPlan plan;
    Equilibre e;
    FondsFaute faute;
    const PartFonds *parts;
    size_t parts_n;
    const Piece *pieces;
    size_t pieces_n;
    const MessageVue *messages;
    size_t messages_n;
    const Versement *versements;
    size_t versements_n;
    const Justificatif *justificatifs;
    size_t justificatifs_n;
    Solde solde;
    HistoriqueVue historique;
    ConventionGelee gelee; /* of its agreement */
    bool joint; /* papers may be added */
    int64_t reste; /* of the envelope */
    bool adoptee, au_vote; /* the committee's decision: taken, awaited */
    Str decision; /* its state, in words; STR_NONE: none */
    const Choice *reunions;
} DemandePage;

typedef struct CofinancementLigne {
    const Action *x;
    const int64_t *apports; /* one a funder */
    int64_t total, fonds, a_trouver;
} CofinancementLigne;
typedef struct CofinancementPage {
    FinanceurRangs financeurs;
    const CofinancementLigne *lignes;
    size_t n;
    CofinancementLigne ensemble;
} CofinancementPage;
/* A quarter that is over, and of which something did not come or go. */
static inline bool fonds_trimestre_retard(const FondsTrimestre *t, Date today)
{
    Civil c = date_civil(today);
    return t->annee && t->annee * 4 + t->trimestre < c.year * 4 + (c.month + 2) / 3 && (t->entrees || t->sorties);
}
/* What a balance may still be. */
static inline int64_t fonds_solde_restant(const Solde *s)
{
    return solde_du(s) > s->prevu ? solde_du(s) - s->prevu : 0;
}
