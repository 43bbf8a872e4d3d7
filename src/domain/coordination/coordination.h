// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Coordination: what a coordinateur does with others, in three kinds (animation, évènement, partenariat). Fields, enumerations
 * and rules are those of the national tool (La Coop de la médiation numérique, schema ActiviteCoordination, June 2026); added:
 * the action of the plan under which it is done. These records enter no figure of accompaniments.
 */
#pragma once

#include "core/http/route.h"
#include "domain/acteurs/acteurs.h"

/* X(NAME, stored, shown) */
#define COORDINATION_GENRES(X)                                                                                         \
    X(ANIMATION, "animation", "Animation")                                                                             \
    X(EVENEMENT, "evenement", "Évènement")                                                                             \
    X(PARTENARIAT, "partenariat", "Partenariat")
#define COORDINATION_ECHELONS(X)                                                                                       \
    X(COMMUNAL, "communal", "Communal")                                                                                \
    X(INTERCOMMUNAL, "intercommunal", "Intercommunal")                                                                 \
    X(DEPARTEMENTAL, "departemental", "Départemental")                                                                 \
    X(REGIONAL, "regional", "Régional")                                                                                \
    X(NATIONAL, "national", "National")
#define ANIMATION_TYPES(X)                                                                                             \
    X(ASSEMBLEE, "assemblee", "Assemblée")                                                                             \
    X(COMITE, "comite", "Comité")                                                                                      \
    X(GROUPE, "groupe_de_travail", "Groupe de travail")                                                                \
    X(ECHANGE, "echange", "Échange")                                                                                   \
    X(REUNION, "reunion_coordination", "Réunion de coordination")                                                      \
    X(WEBINAIRE, "webinaire", "Webinaire")                                                                             \
    X(AUTRE, "autre", "Autre")
#define ANIMATION_THEMES(X)                                                                                            \
    X(PARTAGE, "partage", "Partage")                                                                                   \
    X(RESEAU, "reseau", "Réseau")                                                                                      \
    X(SOUTIEN, "soutien", "Soutien")                                                                                   \
    X(PROFESSIONNEL, "professionnel", "Professionnel")                                                                 \
    X(RH, "rh", "Ressources humaines")                                                                                 \
    X(AUTRE, "autre", "Autre")
#define INITIATIVES(X)                                                                                                 \
    X(INITIATIVE, "initiative", "De notre initiative")                                                                 \
    X(DEMANDE, "demande", "À la demande")
#define EVENEMENT_TYPES(X)                                                                                             \
    X(GRAND_PUBLIC, "grand_public", "Grand public")                                                                    \
    X(NATIONAL, "national", "National")                                                                                \
    X(INCLUSION, "inclusion_numerique", "Inclusion numérique")                                                         \
    X(NEC, "nec_local", "NEC local")                                                                                   \
    X(AUTRE, "autre", "Autre")
#define ORGANISATEURS(X)                                                                                               \
    X(MA_STRUCTURE, "ma_structure", "Ma structure")                                                                    \
    X(COMMUNE, "commune", "Commune")                                                                                   \
    X(EPCI, "epci", "Intercommunalité")                                                                                \
    X(DEPARTEMENT, "departement", "Département")                                                                       \
    X(REGION, "region", "Région")                                                                                      \
    X(ASSOCIATION, "association", "Association")                                                                       \
    X(ENTREPRISE, "entreprise", "Entreprise")                                                                          \
    X(HUB, "hub", "Hub")                                                                                               \
    X(ETAT, "etat", "État")                                                                                            \
    X(GROUPEMENT, "groupement", "Groupement")                                                                          \
    X(AUTRE, "autre", "Autre")
#define PARTENARIAT_NATURES(X)                                                                                         \
    X(PARCOURS, "parcours_usager", "Parcours des usagers")                                                             \
    X(SUBVENTION, "subvention", "Subvention")                                                                          \
    X(COORDINATION, "coordination_departementale", "Coordination départementale")                                      \
    X(ELU, "rdv_elu", "Rendez-vous avec un élu")                                                                       \
    X(AUTRE, "autre", "Autre")

enum {
#define X(NAME, stored, shown) COORDINATION_##NAME,
    COORDINATION_GENRES(X)
#undef X
        COORDINATION_GENRES_N
};
extern const Choice coordination_genres[], coordination_echelons[], animation_types[], animation_themes[],
    initiatives[], evenement_types[], organisateurs[], partenariat_natures[];

enum { COORDINATION_NOM_MAX = 120, COORDINATION_NOTE_MAX = 1000, COORDINATION_NOMBRE_MAX = 100000 };

typedef struct Coordination {
    int64_t id;
    Str uid;
    int genre;
    PersonneId personne_id; /* who did it */
    Str portee, code; /* of the role it was written with */
    Date jour;
    Str nom, echelon;
    int64_t duree_min; /* animation */
    int64_t mediateurs, structures, autres; /* animation: who was there */
    Str type, type_autre; /* animation, évènement; type_autre: in words, when it is "autre" */
    Str initiative; /* animation */
    Str themes; /* animation, joined by | */
    int64_t participants; /* évènement */
    Str organisateurs; /* évènement, joined by | */
    Str natures; /* partenariat, joined by | */
    Str partenaires; /* partenariat: lines "commune : Brou" */
    Str action; /* number in the plan, "1.3"; "" none */
    Str note;
    int64_t version, cree_at, modifie_at;
    OptI64 supprime_at;
} Coordination;

/* What is wrong, with the name of the field; false: nothing. */
bool coordination_faute(const Coordination *x, Date aujourdhui, const char **ret_champ, const char **ret_message);
/* In the caller's transaction, journalled. A second sending of the same `cle` gives the first uid. */
Err coordination_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Coordination *x, Str cle,
    Str *ret_uid);
/* One's own, those of the same scope, all for an administrator of the instance. ERR_NOT_FOUND. */
Err coordination_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Coordination *ret);
/* ERR_CONFLICT: changed meanwhile. */
Err coordination_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version,
    const Coordination *x);
Err coordination_supprimer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool supprimer);
enum { COORDINATIONS_PAGE = 50 };
/* The newest day first; genre -1: any. */
Err coordinations_lister(Db *db, Arena *a, const Acteur *par, int genre, bool supprimees, int64_t page,
    const Coordination **ret, size_t *ret_n, int64_t *ret_total);

extern const struct Slice slice_coordination;
