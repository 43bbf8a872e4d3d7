// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Comités: the technical committee, which leads the work, the steering committee, which decides by objectives (the roadmap's
 * text of 5 June 2024), and working groups. A committee has members and meetings; a meeting has an agenda, attendance,
 * minutes, decisions that members vote on, and tasks that come from them. Before it, a pack is made from the plan as it is
 * at that moment: its bytes are kept with their SHA-256 and served as such, so that a pack never changes.
 *
 * Pilotes and administrators hold every committee; members see and vote in theirs; for others a committee does not exist.
 */
#pragma once

#include "core/http/asset.h"
#include "core/view/view.h"
#include "domain/acteurs/acteurs.h"
#include "core/http/multipart.h"
#include "domain/plan/plan.h"
#include "domain/plan/sources.h"
#include "web/documents.h"

/* X(NAME, stored, shown) */
#define COMITE_GENRES(X)                                                                                               \
    X(TECHNIQUE, "technique", "Comité technique")                                                                      \
    X(PILOTAGE, "pilotage", "Comité de pilotage")                                                                      \
    X(GROUPE, "groupe", "Groupe de travail")
#define PRESENCES(X)                                                                                                   \
    X(PRESENTE, "presente", "Présent")                                                                                 \
    X(EXCUSEE, "excusee", "Excusé")                                                                                    \
    X(ABSENTE, "absente", "Absent")
#define DECISION_ETATS(X)                                                                                              \
    X(PROPOSEE, "proposee", "À décider")                                                                               \
    X(ADOPTEE, "adoptee", "Adoptée")                                                                                   \
    X(REJETEE, "rejetee", "Rejetée")                                                                                   \
    X(AJOURNEE, "ajournee", "Ajournée")                                                                                \
    X(RETIREE, "retiree", "Retirée")
#define VOTES(X)                                                                                                       \
    X(POUR, "pour", "Pour")                                                                                            \
    X(CONTRE, "contre", "Contre")                                                                                      \
    X(ABSTENTION, "abstention", "Abstention")

typedef enum ComiteGenre {
#define X(NAME, ...) COMITE_##NAME,
    COMITE_GENRES(X)
#undef X
        COMITE_GENRES_N
} ComiteGenre;
typedef enum Presence {
#define X(NAME, ...) PRESENCE_##NAME,
    PRESENCES(X)
#undef X
        PRESENCES_N
} Presence;
typedef enum DecisionEtat {
#define X(NAME, ...) DECISION_##NAME,
    DECISION_ETATS(X)
#undef X
        DECISION_ETATS_N
} DecisionEtat;
typedef enum Vote {
#define X(NAME, ...) VOTE_##NAME,
    VOTES(X)
#undef X
        VOTES_N
} Vote;

typedef struct ComiteId {
    int64_t v;
} ComiteId;
typedef struct ReunionId {
    int64_t v;
} ReunionId;

typedef struct Comite {
    ComiteId id;
    Str nom;
    ComiteGenre genre;
    int64_t membres, reunions;
} Comite;
typedef struct Reunion {
    ReunionId id;
    ComiteId comite_id;
    int64_t debut_at, duree_mn;
    Str lieu, ordre, compte_rendu;
    int64_t version;
    bool annulee;
} Reunion;
typedef struct Decision {
    int64_t id;
    Str texte, action;
    DecisionEtat etat;
    int64_t votes[VOTES_N];
    DecisionEtat etat_avant;                       /* of one taken back: what it was */
    int64_t retrait_at;                            /* and when, by whom (0: erased since, or the service), why */
    PersonneId retrait_par;
    Str retrait_motif;
} Decision;
typedef struct Tache {
    int64_t id, decision_id;
    Str texte;
    PersonneId personne_id;                        /* 0: erased since */
    PlanJour echeance;
    bool faite, sans_objet;                        /* sans_objet: its decision was taken back */
} Tache;
typedef struct Presente {
    PersonneId personne_id;
    int presence;                                  /* in PRESENCES; -1: not noted */
} Presente;
typedef struct DossierLigne {
    int64_t id, fait_at;
    Str forme, sha256;
    int64_t octets;
} DossierLigne;

/* Those that `par` may see, by kind and name. */
Err comites_de(Db *db, Arena *a, const Acteur *par, const Comite **ret, size_t *ret_n);
/* ERR_NOT_FOUND: there is none, or none for this person. */
Err comite_ouvrir(Db *db, Arena *a, const Acteur *par, ComiteId id, Comite *ret);
Err reunion_ouvrir(Db *db, Arena *a, const Acteur *par, ReunionId id, Reunion *ret, Comite *ret_comite);
Err comite_membres(Db *db, Arena *a, ComiteId id, const PersonneId **ret, size_t *ret_n);
/* By day. */
Err reunions_de(Db *db, Arena *a, ComiteId id, const Reunion **ret, size_t *ret_n);
Err decisions_de(Db *db, Arena *a, ReunionId id, const Decision **ret, size_t *ret_n);
Err taches_de(Db *db, Arena *a, ReunionId id, const Tache **ret, size_t *ret_n);
/* One a member, in the order of comite_membres. */
Err presences_de(Db *db, Arena *a, const Reunion *m, const Presente **ret, size_t *ret_n);

/* Changes, each in its transaction and journalled. ERR_FORBIDDEN: not for this person. */
Err comite_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Str nom, ComiteGenre genre, ComiteId *ret);
Err comite_inscrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Comite *c, PersonneId id, bool inscrire);
Err reunion_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Comite *c, int64_t debut_at, int64_t duree_mn,
    Str lieu, ReunionId *ret);
/* Agenda and minutes. ERR_CONFLICT: changed meanwhile. */
Err reunion_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t version, Str ordre,
    Str compte_rendu);
/* Another day, length or place. ERR_CONFLICT: changed meanwhile; ERR_INVALID: its length. */
Err reunion_deplacer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t version,
    int64_t debut_at, int64_t duree_mn, Str lieu);
/* Not held, or held after all: its papers stay, calendars are told. ERR_CONFLICT: so already. */
Err reunion_annuler(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, bool annulee);
/* ERR_INVALID: not a member. */
Err reunion_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, PersonneId id, Presence p);
Err decision_proposer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, Str texte, Str action);
/* Members only, while it is to be decided (ERR_CONFLICT); the last word of each counts. */
Err decision_voter(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, Vote vote);
/*
 * Closes it, once: put off, or by its votes (more for than against: adopted; else rejected; abstentions are no votes).
 * ERR_INVALID: nobody voted; ERR_CONFLICT: closed already. What was put off may be proposed again.
 */
Err decision_clore(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, bool ajourner);
/*
 * Taken back, whatever it was: it stays, with its votes and why; its tasks wait for nobody any more. ERR_INVALID: no reason
 * given; ERR_CONFLICT: so already. Or held after all, as it was.
 */
Err decision_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, Str motif);
Err decision_retablir(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision);
/* From an adopted decision only (ERR_CONFLICT). */
Err tache_confier(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, Str texte,
    PersonneId qui, PlanJour echeance);
/* By whoever has it, or a pilote. ERR_CONFLICT: its decision was taken back. */
Err tache_finir(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t tache);

/* ---- the pack ---- */

/*
 * What another slice adds to the pack of a meeting (Slice.dossier): blocks of sentences and tables, the same in the three
 * forms. A pack is read by every member of the committee: the slice says there only what each of them may read.
 *
 *     Err fonds_dossier(Db *db, Arena *a, DossierBlocs *to)
 *     {
 *         DossierBloc *b = dossier_bloc(a, to, S("Fonds"), S("registre du fonds"));
 *         dossier_phrase(a, b, S("Consommation : 75 %"));
 *         DossierTable *t = dossier_table(a, b, S("Enveloppes"), columns, 3);
 *         dossier_ligne(a, t, (const Str[]){ S("Axe 1"), S("10 €"), S("5 €") });
 *
 * Memory that is missing marks the arena, as everywhere.
 */
enum { DOSSIER_COLONNES_MAX = 8 };
typedef struct DossierColonne {
    Str titre;
    bool nombre;
} DossierColonne;
typedef struct DossierTable {
    Str titre;
    const DossierColonne *colonnes; /* the first one names the rows */
    size_t colonnes_n;
    bool total; /* the last row sums up the others */
    VEC(const Str *) lignes;
} DossierTable;
typedef struct DossierPartie {
    Str phrase; /* STR_NONE: a table */
    DossierTable table;
} DossierPartie;
typedef struct DossierBloc {
    Str titre, source; /* where its figures come from, said below it */
    VEC(DossierPartie) parties;
} DossierBloc;
typedef struct DossierBlocs {
    ReunionId reunion;
    Date today;
    VEC(DossierBloc) liste;
} DossierBlocs;
/* Each is valid until the next one of its kind is asked for; NULL is accepted and gives NULL. */
DossierBloc *dossier_bloc(Arena *a, DossierBlocs *to, Str titre, Str source);
void dossier_phrase(Arena *a, DossierBloc *b, Str phrase);
DossierTable *dossier_table(Arena *a, DossierBloc *b, Str titre, const DossierColonne *colonnes, size_t n);
void dossier_ligne(Arena *a, DossierTable *t, const Str *cellules);

typedef struct DossierFonds {
    const Site *site;
    const Asset *assets;                           /* letters of the PDF */
    MesureSources sources; /* of now, for indicators */
    int64_t now;
    const struct Slice *const *slices; /* that may add to it; NULL: none */
} DossierFonds;
/* Made from the plan of now in its forms, all kept. ERR_NOT_FOUND: there is no plan. */
Err dossier_faire(Db *db, Arena *a, const Acteur *par, const DossierFonds *f, const Comite *c, const Reunion *r);
/* The newest first. */
Err dossiers_de(Db *db, Arena *a, ReunionId id, const DossierLigne **ret, size_t *ret_n);
Err dossier_lire(Db *db, Arena *a, ReunionId id, int64_t dossier, DossierLigne *ret, Str *ret_octets);

/* What the pack's page shows itself with, as it was then: style sheet and letters, by name. ERR_NOT_FOUND. */
Err fige_lire(Db *db, Arena *a, Str nom, Str *ret_type, Str *ret_octets);

/* ---- papers ---- */

enum { PAPIERS_PAR_REUNION = 50 };
Err papiers_de(Db *db, Arena *a, ReunionId id, const DocumentJoint **ret, size_t *ret_n);
/* A pilote's. ERR_CONFLICT: PAPIERS_PAR_REUNION are there already; ERR_TOO_LARGE. */
Err papier_joindre(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, const Upload *u);
Err papier_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t id);
Err papier_lire(Db *db, Arena *a, ReunionId id, int64_t papier, Str *ret_nom, Str *ret_type, Str *ret_octets);

/* ---- the calendar ---- */

/* Its meetings as iCalendar (RFC 5545, core/ical). */
Err comite_agenda(Db *db, Arena *a, const Comite *c, Str site, int64_t now, Buf *to);

extern const struct Slice slice_comites;
