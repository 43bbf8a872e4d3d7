// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Facets: the enumerations of the standard (numbered as StandardEnum), then three of ours that are made from several of its
 * fields, from what a place confirms, and from words that other services put on it. Each has the name of its parameter,
 * its values with their labels, and the set of values of each place; a search treats all of them alike.
 *
 *   niveau       what support one finds there, a scale of six. Asked for by the roadmap ("clarifier le niveau
 *                d'accompagnement par structure"); the standard has no such field: derived (niveaux_deduits), or confirmed
 *                by whoever holds the place. Defined for everybody on /niveaux.
 *   famille      the 92 codes of typologie in eight groups; each code is in one of them, and only one.
 *   equipement   what there is on the spot: from the standard (access to internet, the sheet of Acceslibre), or from a census.
 *
 * A service that takes a census (wifi, printer, loan, adapted equipment) tells it here, in its own transaction:
 *
 *     TRY(lieu_etiqueter(db, S("28-brou-1"), S("recensements"), (Str[]){ S("wifi"), S("imprimante") }, 2));
 */
#pragma once

#include "domain/lieux/lieux.h"

/* X(VALUE, in addresses, label, what it means for who comes) from the lightest to the heaviest. */
#define NIVEAUX(X)                                                                                                     \
    X(ACCES_LIBRE, "acces-libre", "Accès libre", "Un ordinateur ou une connexion à utiliser seul, sur place.")         \
    X(ORIENTATION, "orientation", "Orientation",                                                                       \
        "Quelqu’un écoute votre demande et vous indique où aller, avec qui, et comment prendre rendez-vous.")          \
    X(PONCTUELLE, "aide-ponctuelle", "Aide ponctuelle",                                                                \
        "Une personne vous aide le temps d’une démarche ou d’une difficulté précise.")                                 \
    X(INDIVIDUEL, "accompagnement-individuel", "Accompagnement individuel",                                            \
        "Une personne avance avec vous, à votre rythme, en plusieurs fois s’il le faut.")                              \
    X(FORMATION, "formation-ateliers", "Formation et ateliers",                                                        \
        "Vous apprenez à plusieurs : ateliers, initiations, parcours qui préparent à une certification.")              \
    X(RESSOURCE, "lieu-ressource", "Lieu ressource",                                                                   \
        "Un lieu équipé qui aide aussi les autres : matériel partagé, professionnels formés, projets du territoire.")

typedef enum LieuNiveau {
#define X(NAME, value, label, sens) NIVEAU_##NAME,
    NIVEAUX(X)
#undef X
        NIVEAU_N
} LieuNiveau;

/* The words that other services may put on a place, and the two that the standard tells by itself. */
#define EQUIPEMENTS(X)                                                                                                 \
    X(INTERNET, "internet", "Accès à internet et à du matériel")                                                       \
    X(ACCESLIBRE, "acceslibre", "Accessibilité du bâtiment décrite")                                                   \
    X(WIFI, "wifi", "Wifi ouvert à tous")                                                                              \
    X(IMPRIMANTE, "imprimante", "Imprimante ou scanner")                                                               \
    X(PRET, "pret", "Prêt de matériel")                                                                                \
    X(ADAPTE, "materiel-adapte", "Matériel adapté à un handicap")

typedef enum Equipement {
#define X(NAME, value, label) EQUIPEMENT_##NAME,
    EQUIPEMENTS(X)
#undef X
        EQUIPEMENT_N
} Equipement;

extern const Choice facette_niveaux[], facette_familles[], facette_equipements[]; /* for the rows of request fields */

/* Of facet `f`, 0 to FACETTES_N - 1. */
Str facette_nom(int f);                            /* its parameter: "services", "niveau" */
int facette_n(int f);
const Choice *facette_choices(int f);              /* ends with STR_NONE */
/* The place must have every chosen value (a person needs all of them), rather than one of them. */
bool facette_toutes(int f);

/* The values of a place. */
EnumSet lieu_facette(const Lieux *s, const Lieu *l, int f);

/* Tells the processor that lieu_facette will be asked of `l`. */
void lieu_facette_prefetch(const Lieux *s, const Lieu *l);
/* When the place confirmed its levels; 0: it never did, they are derived. */
int64_t lieu_niveaux_confirmes(const Lieux *s, const Lieu *l);
/*
 * What the standard's fields say. One line is enough:
 *   accès libre      modalites_accompagnement "En autonomie", or service "Accès internet et matériel informatique"
 *   orientation      a place of first welcome (typologie RFS, MSAP, PIMMS, MUNI, CCAS, CIAS, PI, PIJ_BIJ, PAD, MDS, CDAS), or
 *                    programme "France Services", or modalites_acces "Envoyer un mail avec une fiche de prescription"
 *   aide ponctuelle  service "Aide aux démarches administratives", or programme "Aidants Connect", "France Services",
 *                    "Point d'accès numérique CAF"
 *   accompagnement individuel   modalites_accompagnement "Accompagnement individuel", or programme "Conseillers numériques"
 *   formation et ateliers       modalites_accompagnement "Dans un atelier collectif", or programme "Certification PIX",
 *                               "Grande école du numérique"
 *   lieu ressource   typologie TIERS_LIEUX, FABLAB, FABRIQUE, EPN or EPI, or label "Fabriques de Territoire", or programme
 *                    "Bibliothèques numérique de référence"
 */
EnumSet niveaux_deduits(const Lieu *l);

/* What is stored, for the form that confirms: `ret_version` 0, none. */
Err niveaux_lus(Db *db, Arena *a, Str lieu, EnumSet *ret, int64_t *ret_version);
/* In the caller's transaction, which writes the journal. ERR_CONFLICT: somebody confirmed meanwhile. */
Err niveaux_confirmer(Db *db, Arena *a, int64_t now, Str lieu, EnumSet niveaux, int64_t version_lue);

/* All the words of that source for that place, in place of the earlier ones; those of EQUIPEMENTS are searched, the others
 * are kept. In the caller's transaction. */
Err lieu_etiqueter(Db *db, Str lieu, Str source, const Str *etiquettes, size_t n);
