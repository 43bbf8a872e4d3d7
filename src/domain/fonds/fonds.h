// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Fonds: the "fonds d'inclusion numérique" of the roadmap (text of 5 June 2024), from what funders promise to what is paid and
 * proved. A fund of a year has contributions (promised, agreed, called, received), envelopes by axis of the plan, calls with
 * their dates, criteria, ceiling and highest rate; a structure answers a call by a request with its own financing plan; a
 * committee decides; an agreement is signed; payments follow, then proofs and the report.
 *
 *     received <= called <= agreed                        of a contribution
 *     sum of the envelopes <= sum of what is agreed       of a fund
 *     sum of what is granted <= envelope                  of an axis
 *     sum of its shares = what is granted                 of a request; a contributor never bears more than it agreed
 *     sum of its payments <= what is granted              of a request; consumption = paid / granted and not freed
 *     freed = granted - its payments                      once the balance is paid, or the request is closed; it goes back to the
 *                                                         envelope and to the contributors, by their shares, to the centime
 *
 * Money is in centimes, integers only (domain/plan/argent.h). States of a request: those of the State's own service of
 * online procedures (demarches-simplifiees.fr: brouillon, en construction, en instruction, accepté, refusé, sans suite).
 *
 * Who reads the amounts of a request: its structure (référent), pilotes (once it is sent) and administrators, and the contributors that bear a
 * share of it (a financeur is tied to a contributor by fonds_lier). For everybody else it does not exist (ERR_NOT_FOUND).
 */
#pragma once

#include "core/auth/random.h"
#include "core/http/multipart.h"
#include "domain/acteurs/acteurs.h"
#include "domain/plan/argent.h"

typedef struct FondsId {
    int64_t v;
} FondsId;
typedef struct ContributeurId {
    int64_t v;
} ContributeurId;
typedef struct AppelFondsId {
    int64_t v;
} AppelFondsId;
typedef struct DemandeId {
    int64_t v;
} DemandeId;

/* X(NAME, stored, shown) */
#define CONTRIBUTEUR_NATURES(X)                                                                                        \
    X(PUBLIC, "public", "Public")                                                                                      \
    X(PRIVE, "prive", "Privé")
#define CONTRIBUTION_ETAPES(X)                                                                                         \
    X(PROMESSE, "promesse", "Promis")                                                                                  \
    X(ACCORD, "accord", "Accordé")                                                                                     \
    X(APPEL, "appel", "Appelé")                                                                                        \
    X(RECU, "recu", "Reçu")
#define DEMANDE_ETATS(X)                                                                                               \
    X(BROUILLON, "brouillon", "Brouillon")                                                                             \
    X(CONSTRUCTION, "en_construction", "En construction")                                                              \
    X(INSTRUCTION, "en_instruction", "En instruction")                                                                 \
    X(ACCEPTEE, "acceptee", "Acceptée")                                                                                \
    X(REFUSEE, "refusee", "Refusée")                                                                                   \
    X(SANS_SUITE, "sans_suite", "Sans suite")
#define PIECE_GENRES(X)                                                                                                \
    X(BUDGET, "budget", "Budget prévisionnel")                                                                         \
    X(DEVIS, "devis", "Devis")                                                                                         \
    X(STATUTS, "statuts", "Statuts ou délibération")                                                                   \
    X(RIB, "rib", "Relevé d’identité bancaire")                                                                        \
    X(CONVENTION, "convention", "Convention signée")                                                                   \
    X(JUSTIFICATIF, "justificatif", "Justificatif de dépense")                                                         \
    X(BILAN, "bilan", "Bilan")                                                                                         \
    X(AUTRE, "autre", "Autre pièce")
#define VERSEMENT_GENRES(X)                                                                                            \
    X(AVANCE, "avance", "Avance")                                                                                      \
    X(ACOMPTE, "acompte", "Acompte")                                                                                   \
    X(SOLDE, "solde", "Solde")
#define JUSTIFICATIF_ETATS(X)                                                                                          \
    X(DEPOSE, "depose", "À vérifier")                                                                                  \
    X(RETENU, "retenu", "Retenu")                                                                                      \
    X(ECARTE, "ecarte", "Écarté")
#define BILAN_ETATS(X)                                                                                                 \
    X(ATTENDU, "attendu", "Attendu")                                                                                   \
    X(DEPOSE, "depose", "Déposé")                                                                                      \
    X(VALIDE, "valide", "Validé")

#define X(NAME, ...) CONTRIBUTEUR_##NAME,
typedef enum ContributeurNature { CONTRIBUTEUR_NATURES(X) CONTRIBUTEUR_NATURES_N } ContributeurNature;
#undef X
#define X(NAME, ...) ETAPE_##NAME,
typedef enum ContributionEtape { CONTRIBUTION_ETAPES(X) CONTRIBUTION_ETAPES_N } ContributionEtape;
#undef X
#define X(NAME, ...) DEMANDE_##NAME,
typedef enum DemandeEtat { DEMANDE_ETATS(X) DEMANDE_ETATS_N } DemandeEtat;
#undef X
#define X(NAME, ...) PIECE_##NAME,
typedef enum PieceGenre { PIECE_GENRES(X) PIECE_GENRES_N } PieceGenre;
#undef X
#define X(NAME, ...) VERSEMENT_##NAME,
typedef enum VersementGenre { VERSEMENT_GENRES(X) VERSEMENT_GENRES_N } VersementGenre;
#undef X
#define X(NAME, ...) JUSTIFICATIF_##NAME,
typedef enum JustificatifEtat { JUSTIFICATIF_ETATS(X) JUSTIFICATIF_ETATS_N } JustificatifEtat;
#undef X
#define X(NAME, ...) BILAN_##NAME,
typedef enum BilanEtat { BILAN_ETATS(X) BILAN_ETATS_N } BilanEtat;
#undef X

enum {
    FONDS_TEXTE_MAX = 20000,
    FONDS_AXES_MAX = 20,
    DEMANDE_LIGNES_MAX = 60,                       /* expenses, and receipts */
    DEMANDE_PIECES_MAX = 40,
    PIECE_OCTETS_MAX = 5 * 1024 * 1024,
    PIECE_TYPES = FILE_PDF | FILE_ODT | FILE_XLSX | FILE_JPEG | FILE_PNG,
    DEMANDES_PAGE = 50,
    FONDS_CHANGEMENTS_MAX = 50,                    /* shown of a history, the last ones */
    SECRET_MIN = 3, /* fewer granted requests than that: their sum would tell one of them */
};

/* Why a change was refused (ERR_INVALID). NULL of fonds_faute_montre: FONDS_BON. */
#define FONDS_FAUTES(X)                                                                                                \
    X(BON, "")                                                                                                         \
    X(MONTANT, "Ce montant n’est pas possible ici.")                                                                   \
    X(ORDRE, "Le reçu ne dépasse pas l’appelé, ni l’appelé l’accordé.")                                                \
    X(ENGAGE, "Cet argent est déjà engagé\u00a0: le nouveau montant serait au-dessous.")                               \
    X(ENVELOPPES, "Les enveloppes dépasseraient ce que les contributeurs ont accordé.")                                \
    X(ENVELOPPE, "Il ne reste pas assez dans l’enveloppe de cet axe.")                                                 \
    X(DATES, "L’appel se termine avant de commencer.")                                                                 \
    X(FERME, "Cet appel n’est pas ouvert\u00a0: une demande se dépose entre ses deux dates.")                          \
    X(PLAFOND, "Le montant dépasse le plafond de l’appel.")                                                            \
    X(TAUX, "Le montant dépasse le taux maximal de l’appel, ou un financeur son plafond.")                             \
    X(EXCES, "Les recettes dépassent les dépenses\u00a0: la part restant à la structure serait négative.")             \
    X(INCOMPLET, "Il manque le projet, le montant demandé ou une dépense.")                                            \
    X(PIECES, "Il manque une pièce demandée par l’appel.")                                                             \
    X(DECISION, "Une décision adoptée par un comité est nécessaire pour accorder.")                                    \
    X(MOTIF, "Écrivez le motif\u00a0: la structure le lira.")                                                          \
    X(TROP, "Il y en a déjà trop sur cette demande.")                                                                  \
    X(CONVENTION, "La convention doit d’abord être signée.")                                                           \
    X(VERSEMENTS, "Les versements dépasseraient le montant accordé.")                                                  \
    X(AVANCE, "L’avance dépasse la part permise par le règlement du fonds.")                                           \
    X(SOLDE, "Le solde dépasse ce que les justificatifs retenus permettent.")                                          \
    X(BILAN, "Le solde se verse une fois le bilan validé.")                                                            \
    X(SOLDEE, "Le solde est déjà prévu ou versé.")                                                                     \
    X(SIGNEE, "La convention est signée\u00a0: l’accord ne se reprend plus.")                                          \
    X(OCCUPE, "Il y a déjà quelque chose dessus\u00a0: cela ne s’efface plus.")                                        \
    X(CLOSE, "Ce dossier est clos\u00a0: rouvrez-le d’abord.")                                                         \
    X(PREVU, "Un versement est encore prévu\u00a0: notez-le ou annulez-le d’abord.")                                   \
    X(REPRIS, "Le reste rendu à l’enveloppe est déjà engagé ailleurs\u00a0: on ne revient plus dessus.")
typedef enum FondsFaute {
#define X(NAME, said) FONDS_##NAME,
    FONDS_FAUTES(X)
#undef X
} FondsFaute;
Str fonds_faute_montre(FondsFaute f);

/* ---- the fund ---- */

typedef struct Fonds {
    FondsId id;
    int64_t annee, avance_max;
    Str nom, reglement;
    bool publie, invente;
    int64_t version;
} Fonds;
typedef struct Contribution {
    int64_t id;
    ContributeurId contributeur_id;
    Str nom;
    ContributeurNature nature;
    int64_t promis, accorde, appele, recu;
    PlanJour attendu;
    int64_t engage, paye; /* its shares of what is granted and not freed, and of what is paid of it */
} Contribution;
typedef struct AppelFonds {
    AppelFondsId id;
    FondsId fonds_id;
    int64_t axe;
    Str titre, criteres;
    Date ouvre, ferme; /* both included */
    int64_t plafond, taux_max;
    unsigned pieces; /* bits of PieceGenre */
    bool publie;
    int64_t version;
} AppelFonds;
static inline bool appel_ouvert(const AppelFonds *x, Date today)
{
    return x->publie && x->ouvre.days <= today.days && today.days <= x->ferme.days;
}

/* The newest year first. `publics`: only those published. */
Err fonds_tous(Db *db, Arena *a, bool publics, const Fonds **ret, size_t *ret_n);
Err fonds_lire(Db *db, Arena *a, FondsId id, Fonds *ret);
Err fonds_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Fonds *f, FondsId *ret);
/* One created by mistake: without contribution, envelope nor call (ERR_INVALID: FONDS_OCCUPE). */
Err fonds_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, FondsFaute *ret_faute);
/* ERR_CONFLICT: changed meanwhile. */
Err fonds_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, const Fonds *f);

/* By name. */
Err contributions_de(Db *db, Arena *a, FondsId id, const Contribution **ret, size_t *ret_n);
/* A promise: the contributor is the one of that name, however it is written, else a new one. ERR_CONFLICT: it contributes already. */
Err contribution_promettre(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, Str nom,
    ContributeurNature nature, int64_t montant, PlanJour attendu);
/* The amount come so far at that step, all together. ERR_NOT_FOUND; ERR_INVALID: `ret_faute`. */
Err contribution_passer(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t contribution,
    ContributionEtape etape, int64_t montant, FondsFaute *ret_faute);
/* The day on which it should come; none: not known. */
Err contribution_attendre(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t contribution,
    PlanJour attendu);
/* A promise that is not kept, or was noted by mistake: as long as nothing of it is agreed (ERR_INVALID: FONDS_ENGAGE). */
Err contribution_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t contribution,
    FondsFaute *ret_faute);
/* What somebody's contributors give to that fund. */
Err contributions_lues(Db *db, Arena *a, const Acteur *par, FondsId id, const Contribution **ret, size_t *ret_n);
/* Ties somebody to a contributor, or unties. */
Err fonds_lier(Db *db, Arena *a, const Acteur *par, int64_t now, ContributeurId id, PersonneId personne, bool lier);
Err fonds_lecteurs(Db *db, Arena *a, ContributeurId id, const PersonneId **ret, size_t *ret_n);

Err enveloppe_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t axe, int64_t montant,
    FondsFaute *ret_faute);
/* `total` between the axes 1 to n in proportion to `poids`, by the largest remainder. */
Err enveloppes_repartir(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t total,
    const int64_t *poids, size_t n, FondsFaute *ret_faute);

/* By day of opening. `fonds` {0}: of all. */
Err appels_de(Db *db, Arena *a, FondsId fonds, bool publics, const AppelFonds **ret, size_t *ret_n);
Err appel_lire(Db *db, Arena *a, AppelFondsId id, AppelFonds *ret);
/* `x->id` {0}: a new one. A call with requests keeps its axis. ERR_CONFLICT: changed meanwhile. */
Err appel_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const AppelFonds *x, AppelFondsId *ret,
    FondsFaute *ret_faute);

/* One that nobody answered (ERR_INVALID: FONDS_OCCUPE). */
Err appel_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, AppelFondsId id, FondsFaute *ret_faute);

typedef struct FondsAxe {
    int64_t axe, enveloppe, demande, accorde, paye, demandes, acceptees; /* accorde: granted, less what was freed */
    int64_t libere; /* granted, and come back: the balance was paid below it, or the request was closed */
} FondsAxe;
typedef struct FondsCompte {
    const FondsAxe *axes; /* by rank: those with an envelope or a call */
    size_t axes_n;
    FondsAxe total; /* axe 0 */
    int64_t promis, accorde, appele, recu; /* of contributions */
    int64_t consommation; /* hundredths of a percent: paid / granted */
    bool discret; /* some axis has one or two granted requests: amounts granted are not for everybody */
} FondsCompte;
Err fonds_compter(Db *db, Arena *a, FondsId id, FondsCompte *ret);

/*
 * Cash by quarter: what should come and go, what came and went; `solde`: all of it so far, planned ones included. What was granted
 * and has no payment planned yet goes without a day, until the balance of its request is planned.
 */
typedef struct FondsTrimestre {
    int64_t annee, trimestre; /* 0 and 0: without a day */
    int64_t entrees, sorties, verse, solde; /* sorties: planned, not paid yet; verse: paid */
} FondsTrimestre;
Err fonds_tresorerie(Db *db, Arena *a, FondsId id, const FondsTrimestre **ret, size_t *ret_n);

/* ---- a request ---- */

typedef struct DemandeFonds {
    DemandeId id;
    Str uid;
    AppelFondsId appel_id;
    FondsId fonds_id;
    int64_t axe;
    StructureId structure_id;
    DemandeEtat etat;
    Str appel, titre, projet, action, motif;
    int64_t montant, accorde, paye;
    int64_t libere; /* of what was granted, what came back to the envelope: accorde - libere is committed */
    bool clos; /* closed by a pilote: nothing more will be paid */
    int64_t reunion_id, decision_id; /* 0: none */
    Str convention;
    PlanJour convention_j;
    Str bilan;
    int64_t bilan_personnes;
    BilanEtat bilan_etat;
    int64_t cree_at, depose_at, decide_at; /* 0: not yet */
    int64_t version;
} DemandeFonds;
typedef enum Regard { REGARD_STRUCTURE = 1, REGARD_PILOTE = 2, REGARD_FINANCEUR = 4 } Regard;
/* What `par` is to this request; ERR_NOT_FOUND: nothing. An administrator may also act for the structure. */
Err demande_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret, unsigned *ret_regards);

typedef struct DemandeFiltre {
    int etat; /* -1: any */
    AppelFondsId appel; /* 0: any */
} DemandeFiltre;
/* Those `par` may read, the newest first; `page` from 1, 0: all of them. */
Err fonds_demandes_de(Db *db, Arena *a, const Acteur *par, const DemandeFiltre *f, int64_t page,
    const DemandeFonds **ret, size_t *ret_n, int64_t *ret_total);

/*
 * The moves; `regards`: bits of who asks. The same state is no move. A pilote may go back on an end, as demarches-simplifiees.fr
 * allows ("repasser en instruction"): on a grant until its agreement is signed (FONDS_SIGNEE), saying why. A structure takes up
 * again the draft that it had given up.
 */
bool demande_peut_passer(DemandeEtat de, DemandeEtat vers, unsigned regards);
static inline bool demande_modifiable(const DemandeFonds *d, unsigned regards)
{
    return (regards & REGARD_STRUCTURE) && (d->etat == DEMANDE_BROUILLON || d->etat == DEMANDE_CONSTRUCTION);
}

/* A draft for a call that is open. ERR_NOT_FOUND: the structure is not this person's. */
Err demande_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const AppelFonds *appel,
    Str structure, Str titre, Str *ret_uid, FondsFaute *ret_faute);
typedef struct DemandeSaisie {
    Str titre, projet, action;
    int64_t montant;
} DemandeSaisie;
/* ERR_FORBIDDEN: not open to changes; ERR_CONFLICT: changed meanwhile. */
Err demande_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const DemandeSaisie *s,
    FondsFaute *ret_faute);
/* Its financing plan: expenses, other receipts, and last what is asked of the fund, capped by the call's rate. */
Err demande_plan(Db *db, Arena *a, const DemandeFonds *d, const AppelFonds *appel, FinancementPlan *ret);
Err demande_depense(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Cout *c, FondsFaute *ret_faute);
Err demande_recette(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Financement *f,
    FondsFaute *ret_faute);
/* An expense, or a receipt. */
Err demande_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool recette, int64_t id);
/* What prevents it from being sent; FONDS_BON: nothing. */
Err demande_controler(Db *db, Arena *a, const DemandeFonds *d, Date today, FondsFaute *ret);

typedef struct DemandeMouvement {
    DemandeEtat vers;
    Str motif; /* of what ends without money: obligatory from a pilote */
    int64_t accorde; /* of an accepted one, whose decision has been adopted */
} DemandeMouvement;
/* ERR_CONFLICT: no such move from there, or not for this person; ERR_INVALID: `ret_faute`. */
Err demande_passer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const DemandeMouvement *m,
    FondsFaute *ret_faute);
/* Has a committee asked, in that meeting: its decision names the request, never an amount. */
Err demande_proposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t reunion_id);

typedef struct PartFonds {
    ContributeurId contributeur_id;
    Str nom;
    int64_t montant;
} PartFonds;
/* By name; of a financeur, those of its own contributors only. */
Err demande_parts(Db *db, Arena *a, const Acteur *par, const DemandeFonds *d, const PartFonds **ret, size_t *ret_n);
/*
 * `montant` between n contributors by what each has left, by the largest remainder: adds up to `montant`, and none bears more
 * than its rest. False: together they have less.
 */
bool fonds_repartir(int64_t montant, const int64_t *restes, size_t n, int64_t *ret);

/* ---- what was changed ---- */

typedef struct FondsChangement {
    int64_t at;
    PersonneId personne_id; /* 0: the program itself, or erased since */
    Str champ, avant, apres; /* as a person reads them */
} FondsChangement;
/* The last FONDS_CHANGEMENTS_MAX, the last first: of the fund itself, of a request. */
Err fonds_changements(Db *db, Arena *a, FondsId id, const FondsChangement **ret, size_t *ret_n);
Err demande_changements(Db *db, Arena *a, DemandeId id, const FondsChangement **ret, size_t *ret_n);
/* Who has changed it or written on it, for the structure or as a pilote. */
Err demande_interlocuteurs(Db *db, Arena *a, DemandeId id, bool pilotes, const PersonneId **ret, size_t *ret_n);

/* ---- papers and messages ---- */

typedef struct Piece {
    int64_t id;
    PieceGenre genre;
    Str nom, sha256;
    FileType type;
    int64_t taille, depose_at;
} Piece;
Err demande_pieces(Db *db, Arena *a, DemandeId id, const Piece **ret, size_t *ret_n);
/* Those of the kinds asked, one bit each, that no paper of the list is. */
unsigned pieces_manquantes(const Piece *v, size_t n, unsigned asked);
/* Until it is read, what a structure adds; once it is granted, agreement and report, of either side. */
bool piece_admise(const DemandeFonds *d, unsigned regards, PieceGenre genre);
Err piece_deposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, PieceGenre genre, const Upload *u,
    FondsFaute *ret_faute);
/* Of the structure as long as it writes; of a pilote once granted, but for what proves an expense. */
Err piece_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t piece);
Err piece_lire(Db *db, Arena *a, const DemandeFonds *d, int64_t piece, Piece *ret, Str *ret_octets);

typedef struct DemandeMessage {
    int64_t id, at;
    PersonneId personne_id; /* 0: erased since */
    bool pilote;
    Str texte;
} DemandeMessage;
Err demande_messages(Db *db, Arena *a, DemandeId id, const DemandeMessage **ret, size_t *ret_n);
/* Between the structure and the pilotes: ERR_FORBIDDEN for a financeur. */
Err demande_ecrire_message(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str texte);

/* ---- from the agreement to the report ---- */

typedef struct Versement {
    int64_t id;
    VersementGenre genre;
    int64_t montant;
    Date prevu;
    PlanJour paye;
    Str reference;
    bool annule;
} Versement;
typedef struct Justificatif {
    int64_t id;
    Str libelle;
    Date jour;
    int64_t montant, piece_id; /* 0: none */
    JustificatifEtat etat;
} Justificatif;
/* What the rules of payments read. */
typedef struct Solde {
    int64_t accorde, depenses, justifie; /* depenses: planned; justifie: proofs kept */
    int64_t prevu, paye; /* payments not cancelled, paid ones among them */
    int64_t avances; /* advances among them */
    int64_t avance_max; /* hundredths of a percent */
    bool signee, bilan_valide;
    bool soldee, solde_verse; /* a balance is planned or paid; it is paid */
    bool close; /* nothing more will be paid */
} Solde;
/* Of what was granted, what will never be paid: nothing before the end. */
int64_t solde_libere(const Solde *s);
/* What is owed in the end: granted × min(proved, planned) / planned, never more than granted. */
int64_t solde_du(const Solde *s);
FondsFaute versement_controler(const Solde *s, VersementGenre genre, int64_t montant);

Err demande_solde(Db *db, Arena *a, const DemandeFonds *d, Solde *ret);
struct App;
/*
 * Notes the agreement as signed and keeps its PDF as it is now, which is served from then on whatever changes. Noted again, it is made
 * again. ERR_CONFLICT: a payment follows it.
 */
Err convention_signer(Db *db, Arena *a, const struct App *app, const Acteur *par, int64_t now, Str uid, Str reference,
    Date jour);
/* Noted by mistake: it is a draft again, and what was kept goes. ERR_CONFLICT: not noted, a payment follows it, or the request is closed. */
Err convention_reprendre(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid);
typedef struct ConventionGelee {
    int64_t fait_at; /* 0: none is kept (noted before the program made them, or forgotten since) */
    Str sha256;
} ConventionGelee;
Err convention_gelee(Db *db, Arena *a, DemandeId id, ConventionGelee *ret);
/* The PDF: kept once it is signed, a draft until then. It names every contributor with its share: of structure and pilotes only.
 * ERR_NOT_FOUND: not granted, or signed and not kept. */
Err convention_pdf(Db *db, Arena *a, const struct App *app, int64_t now, const DemandeFonds *d, Buf *to);
Err demande_versements(Db *db, Arena *a, DemandeId id, const Versement **ret, size_t *ret_n);
Err versement_prevoir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, VersementGenre genre, int64_t montant,
    Date prevu, FondsFaute *ret_faute);
/*
 * Paid on that day, or cancelled (no day): once. ERR_CONFLICT: it is already one of them. With the balance, what was granted
 * and is not paid is free for other requests.
 */
Err versement_finir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t versement, PlanJour paye,
    Str reference);
/*
 * Noted as paid by mistake: planned again, and what it had freed is committed again. ERR_CONFLICT: it is not paid;
 * ERR_INVALID (FONDS_REPRIS): what was freed is granted elsewhere.
 */
Err versement_rouvrir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t versement,
    FondsFaute *ret_faute);
/*
 * Nothing more will be paid of it (the project was given up, or less is owed than was paid): what is not paid is free for
 * other requests. `clore` false: a pilote goes back on it. The structure reads why. ERR_INVALID: `ret_faute`; ERR_CONFLICT: it is so.
 */
Err demande_clore(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool clore, Str motif,
    FondsFaute *ret_faute);
Err demande_justificatifs(Db *db, Arena *a, DemandeId id, const Justificatif **ret, size_t *ret_n);
/* `u` NULL: without its file. */
Err justificatif_deposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Justificatif *j,
    const Upload *u, FondsFaute *ret_faute);
/* The structure's, as long as it is not read (ERR_CONFLICT), with its file. */
Err justificatif_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t id);
/* Kept or set aside by a pilote, until the balance is paid (ERR_CONFLICT). */
Err justificatif_decider(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t id, bool retenir);
/* The structure's, again as long as it is not validated (ERR_CONFLICT). */
Err bilan_deposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str texte, int64_t personnes);
/* `valider` false: sent back to be completed; of a validated one, read again, until the balance is planned (ERR_CONFLICT). */
Err bilan_valider(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool valider);

extern const struct Slice slice_fonds;
