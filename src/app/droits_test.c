// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Who opens what. Every route is asked by every role, by somebody without a role and by nobody, and the dispatcher's
 * answer is held against two things: the right of the row, and, for each route that asks for a session, the decision
 * written by hand below. A new route without a line in the table fails the suite: decide who may open it, then write it.
 */
#include <string.h>

#include "app/site_entier_test.h"
#include "core/http/inproc.h"
#include "domain/acteurs/acteurs.h"
#include "domain/administration/administration.h"

/* One column a role, in the order of ROLES (acteurs.h), then whoever is signed in without a role. o: opens, -: refused. */
typedef struct Decision {
    const char *method, *path, *qui;
} Decision;

// clang-format off
static const Decision decisions[] = {
    /*                                                                        administrateur
                                                                              | pilote
                                                                              | | comite
                                                                              | | | coordinateur
                                                                              | | | | referent
                                                                              | | | | | mediateur
                                                                              | | | | | | prescripteur
                                                                              | | | | | | | numero_vert
                                                                              | | | | | | | | reemploi
                                                                              | | | | | | | | | financeur
                                                                              | | | | | | | | | | lecteur
                                                                              | | | | | | | | | | |  (sans rôle) */
    { "GET", "/administration",                                              "o o - o o - - - - - -  -" },
    { "GET", "/administration/droits",                                       "o o - o o - - - - - -  -" },
    { "GET", "/journal",                                                     "o - - - - - - - - - -  -" },
    { "GET", "/journal.csv",                                                 "o - - - - - - - - - -  -" },
    { "GET", "/administration/personnes",                                    "o - - o o - - - - - -  -" },
    { "GET", "/administration/personnes.csv",                                "o - - o o - - - - - -  -" },
    { "GET", "/administration/personnes.xlsx",                               "o - - o o - - - - - -  -" },
    { "GET", "/administration/structures.csv",                               "o - - o o - - - - - -  -" },
    { "GET", "/administration/structures.xlsx",                              "o - - o o - - - - - -  -" },
    { "GET", "/administration/personnes/{uid}",                              "o - - o o - - - - - -  -" },
    { "GET", "/administration/personnes/{uid}/modifier",                     "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/modifier",                    "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/suspendre",                   "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/reactiver",                   "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/roles",                       "o - - o o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/roles/retirer",               "o - - o o - - - - - -  -" },
    { "GET", "/administration/personnes/nouvelle",                           "o - - o o - - - - - -  -" },
    { "POST", "/administration/personnes/nouvelle",                          "o - - o o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/inviter",                     "o - - o o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/appareil",                    "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/reprendre",                   "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/identite",                    "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/liste",                       "o - - - o - - - - - -  -" },
    { "POST", "/administration/personnes/{uid}/recommencer",                 "o - - - o - - - - - -  -" },
    { "GET", "/administration/structures",                                   "o - - o o - - - - - -  -" },
    { "GET", "/administration/structures/nouvelle",                          "o - - o - - - - - - -  -" },
    { "POST", "/administration/structures/nouvelle",                         "o - - o - - - - - - -  -" },
    { "GET", "/administration/structures/{uid}",                             "o - - o o - - - - - -  -" },
    { "GET", "/administration/structures/{uid}/modifier",                    "o - - o o - - - - - -  -" },
    { "POST", "/administration/structures/{uid}/modifier",                   "o - - o o - - - - - -  -" },
    { "POST", "/administration/structures/{uid}/lieux",                      "o - - o o - - - - - -  -" },
    { "POST", "/administration/structures/{uid}/lieux/retirer",              "o - - o o - - - - - -  -" },
    { "GET", "/administration/structures/{uid}/fusion",                      "o - - o - - - - - - -  -" },
    { "POST", "/administration/structures/{uid}/fusion",                     "o - - o - - - - - - -  -" },
    { "GET", "/administration/import-lieux",                                 "o - - - - - - - - - -  -" },
    { "POST", "/administration/import-lieux",                                "o - - - - - - - - - -  -" },
    { "GET", "/administration/import-lieux/apercu",                          "o - - - - - - - - - -  -" },
    { "POST", "/administration/import-lieux/confirmer",                      "o - - - - - - - - - -  -" },
    { "POST", "/administration/import-lieux/annuler",                        "o - - - - - - - - - -  -" },
    { "GET", "/connexion/role",                                              "o o o o o o o o o o o  o" },
    { "POST", "/connexion/role",                                             "o o o o o o o o o o o  o" },
    { "GET", "/espace",                                                        "o o o o o o o o o o o  o" },
    { "GET", "/annuaire",                                                      "o o o o o o o o o - -  -" },
    { "GET", "/annuaire.csv",                                                  "o o - o - - - - - - -  -" },
    { "GET", "/annuaire.xlsx",                                                 "o o - o - - - - - - -  -" },
    { "GET", "/espace/annuaire",                                               "o o o o o o o o o o o  o" },
    { "POST", "/espace/annuaire",                                              "o o o o o o o o o o o  o" },
    { "POST", "/espace/annuaire/retirer",                                      "o o o o o o o o o o o  o" },
    { "POST", "/espace/annuaire/confirmer",                                    "o o o o o o o o o o o  o" },
    { "GET", "/activites.csv",                                                 "o - - o o o - - - - -  -" },
    { "GET", "/activites.xlsx",                                                "o - - o o o - - - - -  -" },
    { "GET", "/activites/a-rattacher",                                         "o - - o o - - - - - -  -" },
    { "POST", "/activites/a-rattacher",                                        "o - - o o - - - - - -  -" },
    { "GET", "/bilans",                                                        "o o o o o o - - - o o  -" },
    { "GET", "/bilans.csv",                                                    "o o o o o o - - - o o  -" },
    { "GET", "/bilans.xlsx",                                                   "o o o o o o - - - o o  -" },
    { "GET", "/bilans/saisir",                                                 "o - - o o - - - - - -  -" },
    { "POST", "/bilans/saisir",                                                "o - - o o - - - - - -  -" },
    { "GET", "/diagnostic/scenarios",                                          "o o - o - - - - - - -  -" },
    { "POST", "/diagnostic/scenarios",                                         "o o - o - - - - - - -  -" },
    { "POST", "/diagnostic/scenarios/effacer",                                 "o o - o - - - - - - -  -" },
    { "GET", "/espace/ecoutes",                                                 "o o o o - - - - - - -  -" },
    { "GET", "/espace/ecoutes.csv",                                             "o o o o - - - - - - -  -" },
    { "GET", "/espace/ecoutes.xlsx",                                            "o o o o - - - - - - -  -" },
    { "GET", "/espace/ecoutes/saisir",                                          "o o o o - - - - - - -  -" },
    { "POST", "/espace/ecoutes/saisir",                                         "o o o o - - - - - - -  -" },
    { "GET", "/espace/ecoutes/fiche",                                           "o o o o - - - - - - -  -" },
    { "GET", "/espace/ecoutes/modifier",                                        "o o o o - - - - - - -  -" },
    { "POST", "/espace/ecoutes/modifier",                                       "o o o o - - - - - - -  -" },
    { "POST", "/espace/ecoutes/defaire",                                        "o o o o - - - - - - -  -" },
    { "POST", "/espace/ecoutes/publier",                                        "o o - o - - - - - - -  -" },
    { "POST", "/espace/ecoutes/supprimer",                                      "o o o o - - - - - - -  -" },
    { "POST", "/espace/ecoutes/retablir",                                       "o o o o - - - - - - -  -" },
    { "GET", "/deploiement",                                                   "o o - o o - - - - - -  -" },
    { "GET", "/deploiement.csv",                                               "o o - o o - - - - - -  -" },
    { "GET", "/deploiement.xlsx",                                              "o o - o o - - - - - -  -" },
    { "GET", "/deploiement/{uid}",                                             "o - - o o - - - - - -  -" },
    { "POST", "/deploiement/{uid}",                                            "o - - o o - - - - - -  -" },
    { "POST", "/deploiement/{uid}/label",                                      "o - - o o - - - - - -  -" },
    { "POST", "/deploiement/{uid}/label/retirer",                              "o - - o o - - - - - -  -" },
    { "GET", "/deploiement/{uid}/personne",                                    "o - - o o - - - - - -  -" },
    { "POST", "/deploiement/{uid}/personne",                                   "o - - o o - - - - - -  -" },
    { "GET", "/lieux/{id}/niveau",                                             "o - - o o - - - - - -  -" },
    { "POST", "/lieux/{id}/niveau",                                            "o - - o o - - - - - -  -" },
    { "GET", "/espace/cles",                                                   "o o - o o - - - - - -  -" },
    { "POST", "/espace/cles",                                                  "o o - o o - - - - - -  -" },
    { "POST", "/espace/cles/retirer",                                          "o o - o o - - - - - -  -" },
    { "GET", "/administration/programmes",                                     "o - - - - - - - - - -  -" },
    { "POST", "/administration/programmes",                                    "o - - - - - - - - - -  -" },
    { "POST", "/administration/programmes/retirer",                            "o - - - - - - - - - -  -" },
    { "POST", "/administration/programmes/cles/retirer",                       "o - - - - - - - - - -  -" },
    { "GET", "/numero-vert",                                                   "o - - - - - - o - - -  -" },
    { "POST", "/numero-vert",                                                  "o - - - - - - o - - -  -" },
    { "GET", "/numero-vert/envoyer",                                           "o - - - - - - o - - -  -" },
    { "POST", "/numero-vert/courrier",                                         "o - - - - - - o - - -  -" },
    { "GET", "/numero-vert/appels",                                            "o o o o - - - o - o o  -" },
    { "GET", "/numero-vert/appels.csv",                                        "o o o o - - - o - o o  -" },
    { "GET", "/numero-vert/appels.xlsx",                                       "o o o o - - - o - o o  -" },
    { "GET", "/espace/notifications",                                          "o o o o o o o o o o o  o" },
    { "POST", "/espace/notifications",                                         "o o o o o o o o o o o  o" },
    { "POST", "/espace/notifications/lues",                                    "o o o o o o o o o o o  o" },
    { "GET", "/espace/lieux",                                                  "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/nouveau",                                          "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/nouveau",                                         "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}",                                             "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/identite",                                    "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/identite",                                   "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/adresse",                                     "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/adresse",                                    "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/contact",                                     "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/contact",                                    "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/horaires",                                    "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/horaires",                                   "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/services",                                    "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/services",                                   "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/acces",                                       "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/acces",                                      "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/presentation",                                "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/presentation",                               "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/etat",                                        "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/etat",                                       "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux/{id}/historique",                                  "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/historique",                                 "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/confirmer",                                  "o - - o o o - - - - -  -" },
    { "POST", "/espace/lieux/{id}/source",                                     "o - - o o o - - - - -  -" },
    { "GET", "/espace/lieux-professionnels",                                   "o o - o o o o o o - -  -" },
    { "GET", "/espace/lieux-professionnels/fiche",                             "o o - o o o o o o - -  -" },
    { "GET", "/espace/corrections",                                            "o - - o o o - - - - -  -" },
    { "GET", "/espace/corrections/{uid}",                                      "o - - o o o - - - - -  -" },
    { "POST", "/espace/corrections/{uid}/accepter",                            "o - - o o o - - - - -  -" },
    { "POST", "/espace/corrections/{uid}/refuser",                             "o - - o o o - - - - -  -" },
    { "GET", "/espace/fraicheur",                                              "o - - o - - - - - - -  -" },
    { "GET", "/espace/fraicheur.csv",                                          "o - - o - - - - - - -  -" },
    { "GET", "/espace/doublons",                                               "o - - o - - - - - - -  -" },
    { "GET", "/espace/doublons/comparer",                                      "o - - o - - - - - - -  -" },
    { "POST", "/espace/doublons/fusionner",                                    "o - - o - - - - - - -  -" },
    { "POST", "/espace/doublons/ecarter",                                      "o - - o - - - - - - -  -" },
    { "POST", "/espace/doublons/defaire",                                      "o - - o - - - - - - -  -" },
    { "GET", "/espace/recensements",                                           "o o - o o o o o o - -  -" },
    { "GET", "/espace/recensements/liste",                                     "o o - o o o o o o - -  -" },
    { "GET", "/espace/recensements/export.csv",                                "o o - o o o o o o - -  -" },
    { "GET", "/espace/recensements/nouvelle",                                  "o - - o o o - - - - -  -" },
    { "POST", "/espace/recensements/nouvelle",                                 "o - - o o o - - - - -  -" },
    { "GET", "/espace/recensements/lignes/{uid}",                              "o - - o o o - - - - -  -" },
    { "POST", "/espace/recensements/lignes/{uid}",                             "o - - o o o - - - - -  -" },
    { "GET", "/espace/recensements/importer",                                  "o - - o o o - - - - -  -" },
    { "POST", "/espace/recensements/importer",                                 "o - - o o o - - - - -  -" },
    { "POST", "/espace/recensements/lignes/{uid}/retirer",                     "o - - o o o - - - - -  -" },
    { "GET", "/espace/profil",                                                 "o o o o o o o o o o o  o" },
    { "POST", "/espace/profil",                                                "o o o o o o o o o o o  o" },
    { "POST", "/espace/affichage",                                             "o o o o o o o o o o o  o" },
    { "GET", "/espace/securite",                                               "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/secours",                                      "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/liste",                                        "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/mot-de-passe",                                 "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/sans-mot-de-passe",                            "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/sans-proconnect",                              "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/oublier",                                      "o o o o o o o o o o o  o" },
    { "POST", "/espace/securite/fermer",                                       "o o o o o o o o o o o  o" },
    { "GET", "/espace/mes-donnees",                                            "o o o o o o o o o o o  o" },
    { "GET", "/espace/mes-donnees.json",                                       "o o o o o o o o o o o  o" },
    { "POST", "/espace/mes-donnees/effacer",                                   "o o o o o o o o o o o  o" },
    { "GET", "/plan/suivi",                                                    "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi.csv",                                                "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi.tet.csv",                                            "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi.xlsx",                                               "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi.json",                                               "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/nouvelle",                                           "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/nouvelle",                                          "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/changements",                                        "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/changements",                                       "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/versions",                                           "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/feuille",                                            "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/feuille",                                           "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/feuille/axes",                                      "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/feuille/objectifs",                                 "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/{numero}/axe",                                       "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/{numero}/axe",                                      "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/importer",                                           "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/importer",                                          "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/importer/apercu",                                   "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/importer/confirmer",                                "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/importer/annuler",                                  "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/versions/{version}",                                 "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/objectifs",                                         "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/{numero}",                                           "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/{numero}/modifier",                                  "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/modifier",                                 "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/etat",                                     "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/etapes",                                   "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/etapes/faite",                             "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/couts",                                    "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/couts/retirer",                            "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/financements",                             "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/financements/etat",                        "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/aides",                                    "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/financements/retirer",                     "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/messages",                                 "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/propositions",                             "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/responsables",                             "o o - - - - - - - - -  -" },
    { "GET", "/fonds/gestion",                                                 "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion",                                                "o o - - - - - - - - -  -" },
    { "GET", "/fonds/gestion/{fonds}",                                         "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}",                                        "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/contributions",                          "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/contributions/etape",                    "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/contributions/lecteurs",                 "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/contributions/attendu",                  "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/contributions/retirer",                  "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/enveloppes",                             "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/repartition",                            "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/appels",                                 "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/appels/effacer",                         "o o - - - - - - - - -  -" },
    { "POST", "/fonds/gestion/{fonds}/effacer",                                "o o - - - - - - - - -  -" },
    { "GET", "/fonds/versements.csv",                                          "o o - - - - - - - - -  -" },
    { "GET", "/fonds/versements.xlsx",                                         "o o - - - - - - - - -  -" },
    { "GET", "/fonds/cofinancement",                                           "o o - - - - - - - - -  -" },
    { "GET", "/fonds/cofinancement.csv",                                       "o o - - - - - - - - -  -" },
    { "GET", "/fonds/cofinancement.xlsx",                                      "o o - - - - - - - - -  -" },
    { "GET", "/fonds/demandes",                                                "o o - - o - - - - o -  -" },
    { "GET", "/fonds/demandes.csv",                                            "o o - - o - - - - o -  -" },
    { "GET", "/fonds/demandes.xlsx",                                           "o o - - o - - - - o -  -" },
    { "GET", "/fonds/demandes/nouvelle",                                       "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/nouvelle",                                      "o - - - o - - - - - -  -" },
    { "GET", "/fonds/demandes/{demande}",                                      "o o - - o - - - - o -  -" },
    { "GET", "/fonds/demandes/{demande}/projet",                               "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/projet",                              "o - - - o - - - - - -  -" },
    { "GET", "/fonds/demandes/{demande}/budget",                               "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/budget",                              "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/budget/retirer",                      "o - - - o - - - - - -  -" },
    { "GET", "/fonds/demandes/{demande}/pieces",                               "o o - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/pieces",                              "o o - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/pieces/retirer",                      "o o - - o - - - - - -  -" },
    { "GET", "/fonds/demandes/{demande}/pieces/{piece}",                       "o o - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/etat",                                "o o - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/messages",                            "o o - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/comite",                              "o o - - - - - - - - -  -" },
    { "GET", "/fonds/demandes/{demande}/convention.pdf",                       "o o - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/convention",                          "o o - - - - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/versements",                          "o o - - - - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/versements/fin",                      "o o - - - - - - - - -  -" },
    { "GET", "/fonds/demandes/{demande}/justificatif",                         "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/justificatif",                        "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/cloture",                             "o o - - - - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/justificatif/avis",                   "o o - - - - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/justificatif/retirer",                "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/bilan",                               "o - - - o - - - - - -  -" },
    { "POST", "/fonds/demandes/{demande}/bilan/avis",                          "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/carte.csv",                                          "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/aides",                                              "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/{numero}/aides",        "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/financeurs",                                         "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/financeurs",                                        "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/{numero}/moyens",                                    "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/moyens",                                   "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/lieux",                                    "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/acteurs",                                  "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/{numero}/documents",                                 "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/documents",                                "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/{numero}/documents/retirer",                        "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/{numero}/documents/{document}",                      "o o o o o o o - o o -  -" },
    { "GET", "/plan/figes/{nom}",                                              "o o o o o o o - o o -  -" },
    { "GET", "/plan/reunions/{reunion}/documents",                             "o o o o o o o - o o -  -" },
    { "POST", "/plan/reunions/{reunion}/documents",                            "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/documents/retirer",                    "o o - - - - - - - - -  -" },
    { "GET", "/plan/reunions/{reunion}/documents/{document}",                  "o o o o o o o - o o -  -" },
    { "GET", "/plan/comites",                                                  "o o o o o o o - o o -  -" },
    { "POST", "/plan/comites",                                                 "o o - - - - - - - - -  -" },
    { "GET", "/plan/comites/{comite}",                                         "o o o o o o o - o o -  -" },
    { "GET", "/plan/comites/{comite}/agenda.ics",                              "o o o o o o o - o o -  -" },
    { "POST", "/plan/comites/{comite}/membres",                                "o o - - - - - - - - -  -" },
    { "POST", "/plan/comites/{comite}/reunions",                               "o o - - - - - - - - -  -" },
    { "GET", "/plan/reunions/{reunion}",                                       "o o o o o o o - o o -  -" },
    { "POST", "/plan/reunions/{reunion}",                                      "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/date",                                 "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/annulation",                           "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/presences",                            "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/decisions",                            "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/votes",                                "o o o o o o o - o o -  -" },
    { "POST", "/plan/reunions/{reunion}/clotures",                             "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/retraits",                             "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/taches",                               "o o - - - - - - - - -  -" },
    { "POST", "/plan/reunions/{reunion}/taches/faite",                         "o o o o o o o - o o -  -" },
    { "POST", "/plan/reunions/{reunion}/dossiers",                             "o o - - - - - - - - -  -" },
    { "GET", "/plan/reunions/{reunion}/dossiers/{dossier}",                    "o o o o o o o - o o -  -" },
    { "GET", "/plan/suivi/indicateurs",                                        "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/indicateurs",                                       "o o - - - - - - - - -  -" },
    { "GET", "/plan/suivi/indicateurs/{indicateur}",                           "o o o o o o o - o o -  -" },
    { "POST", "/plan/suivi/indicateurs/{indicateur}",                          "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/indicateurs/{indicateur}/retirer",                  "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/indicateurs/{indicateur}/valeurs/retirer",          "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/indicateurs/valeurs",                               "o o - - - - - - - - -  -" },
    { "POST", "/plan/suivi/indicateurs/jalons",                                "o o - - - - - - - - -  -" },
    { "GET", "/administration/registre.csv",                                   "o o - - - - - - - - -  -" },
    { "GET", "/administration/registre.xlsx",                                  "o o - - - - - - - - -  -" },
    { "GET", "/administration/conservation",                                   "o o - - - - - - - - -  -" },
    { "GET", "/activites",                                                  "o - - o o o - - - - -  -" },
    { "GET", "/activites/saisir",                                           "o - - o o o - - - - -  -" },
    { "POST", "/activites/saisir",                                           "o - - o o o - - - - -  -" },
    { "GET", "/activites/fiche",                                            "o - - o o o - - - - -  -" },
    { "GET", "/activites/modifier",                                         "o - - o o o - - - - -  -" },
    { "POST", "/activites/modifier",                                         "o - - o o o - - - - -  -" },
    { "POST", "/activites/supprimer",                                        "o - - o o o - - - - -  -" },
    { "POST", "/activites/retablir",                                         "o - - o o o - - - - -  -" },
    { "POST", "/activites/quitter",                                              "o - - o o o - - - - -  -" },
    { "GET", "/activites/modeles",                                               "o - - o o o - - - - -  -" },
    { "POST", "/activites/modeles",                                              "o - - o o o - - - - -  -" },
    { "POST", "/activites/modeles/favori",                                       "o - - o o o - - - - -  -" },
    { "POST", "/activites/modeles/retirer",                                      "o - - o o o - - - - -  -" },
    { "GET", "/activites/orientations",                                          "o - - o o o - - - - -  -" },
    { "POST", "/activites/orientations",                                         "o - - o o o - - - - -  -" },
    { "GET", "/coordination",                                                  "o - - o - - - - - - -  -" },
    { "GET", "/coordination/saisir",                                           "o - - o - - - - - - -  -" },
    { "POST", "/coordination/saisir",                                          "o - - o - - - - - - -  -" },
    { "GET", "/coordination/fiche",                                            "o - - o - - - - - - -  -" },
    { "GET", "/coordination/modifier",                                         "o - - o - - - - - - -  -" },
    { "POST", "/coordination/modifier",                                        "o - - o - - - - - - -  -" },
    { "POST", "/coordination/supprimer",                                       "o - - o - - - - - - -  -" },
    { "POST", "/coordination/retablir",                                        "o - - o - - - - - - -  -" },
    { "GET", "/rendez-vous",                                                  "o - - o o o - - - - -  -" },
    { "POST", "/rendez-vous/ecarter",                                         "o - - o o o - - - - -  -" },
    { "GET", "/seances",                                                       "o - - o o o - - - - -  -" },
    { "GET", "/seances/agenda.ics",                                            "o - - o o o - - - - -  -" },
    { "GET", "/seances/prevoir",                                               "o - - o o o - - - - -  -" },
    { "POST", "/seances/prevoir",                                              "o - - o o o - - - - -  -" },
    { "GET", "/seances/{seance}",                                              "o - - o o o - - - - -  -" },
    { "GET", "/seances/{seance}/modifier",                                     "o - - o o o - - - - -  -" },
    { "POST", "/seances/{seance}/modifier",                                    "o - - o o o - - - - -  -" },
    { "GET", "/seances/{seance}/fait",                                         "o - - o o o - - - - -  -" },
    { "POST", "/seances/{seance}/fait",                                        "o - - o o o - - - - -  -" },
    { "POST", "/seances/{seance}/annuler",                                     "o - - o o o - - - - -  -" },
    { "POST", "/seances/{seance}/retablir",                                    "o - - o o o - - - - -  -" },
    { "GET", "/satisfaction",                                                  "o - - o o o - - - - -  -" },
    { "POST", "/satisfaction/adresse",                                         "o - - o o o - - - - -  -" },
    { "GET", "/hors-ligne/moi",                                              "o - - o o o - - - - -  -" },
    { "POST", "/hors-ligne/envoi",                                           "o - - o o o - - - - -  -" },
    { "GET", "/usagers",                                                    "o - - o o o - - - - -  -" },
    { "POST", "/usagers",                                                   "o - - o o o - - - - -  -" },
    { "GET", "/usagers/cartes.pdf",                                         "o - - o o o - - - - -  -" },
    { "GET", "/usagers/carte",                                              "o - - o o o - - - - -  -" },
    { "POST", "/usagers/nommer",                                            "o - - o o o - - - - -  -" },
    { "POST", "/usagers/oublier",                                           "o - - o o o - - - - -  -" },
    { "POST", "/usagers/effacer",                                           "o - - o o o - - - - -  -" },
    { "GET", "/usagers/propositions",                                       "o - - o o o - - - - -  -" },
    { "POST", "/usagers/propositions",                                      "o - - o o o - - - - -  -" },
    { "GET", "/usagers/reunir",                                             "o - - o o o - - - - -  -" },
    { "POST", "/usagers/reunir",                                            "o - - o o o - - - - -  -" },
    { "POST", "/usagers/separer",                                           "o - - o o o - - - - -  -" },
    { "GET", "/usagers/importer",                                           "o - - o o o - - - - -  -" },
    { "POST", "/usagers/importer",                                          "o - - o o o - - - - -  -" },
    { "GET", "/usagers/reglage",                                            "o - - o o - - - - - -  -" },
    { "POST", "/usagers/reglage",                                           "o - - o o - - - - - -  -" },
    { "GET", "/tableau-de-bord",                                            "o o o o o o - - - o o  -" },
    { "GET", "/tableau-de-bord.csv",                                        "o o o o o o - - - o o  -" },
    { "GET", "/tableau-de-bord.xlsx",                                       "o o o o o o - - - o o  -" },
    { "GET", "/tableau-de-bord/attentes.csv",                               "o o o o o o - - - o o  -" },
    { "GET", "/tableau-de-bord/attentes.xlsx",                              "o o o o o o - - - o o  -" },
    { "GET", "/tableau-de-bord/evolution.csv",                              "o o o o o o - - - o o  -" },
    { "GET", "/tableau-de-bord/evolution.xlsx",                             "o o o o o o - - - o o  -" },
    { "GET", "/bilan.pdf",                                                  "o o o o o o - - - o o  -" },
    { "GET", "/statistiques",                                               "o o o o o o - - - o o  -" },
    { "GET", "/statistiques.csv",                                           "o o o o o o - - - o o  -" },
    { "GET", "/statistiques.xlsx",                                          "o o o o o o - - - o o  -" },
    { "GET", "/statistiques/arretes",                                       "o o o o - - - - - o o  -" },
    { "POST", "/statistiques/arretes",                                      "o o - o - - - - - - -  -" },
    { "GET", "/statistiques/arretes/{arrete}",                              "o o o o - - - - - o o  -" },
    { "GET", "/statistiques/arretes/{arrete}/arrete.json",                         "o - - o - - - - - - -  -" },
    { "POST", "/deconnexion",                                                "o o o o o o o o o o o  o" },
};
// clang-format on
enum { DECISIONS = sizeof decisions / sizeof *decisions, SANS_ROLE = ROLES_N, VISITORS = ROLES_N + 1 };

/* The same for what a key of the API opens: by the role of whoever made it. */
// clang-format off
static const Decision par_cle[] = {
    { "GET", "/api/v1/structures",                                             "o o - o o - - - - - -  -" },
    { "GET", "/api/v1/professionnels",                                         "o o - o - - - - - - -  -" },
    { "GET", "/api/v1/fonds/demandes",                                         "o o - - o - - - - o -  -" },
    { "GET", "/api/v1/plan/complet",                                           "o o - o - - - - - o -  -" },
    { "GET", "/api/v1/plan/complet/actions",                                   "o o - o - - - - - o -  -" },
    { "GET", "/api/v1/plan/indicateurs",                                       "o o - o - - - - - o -  -" },
    { "GET", "/api/v1/activites",                                              "o - - o o o - - - - -  -" },
    { "POST", "/api/v1/activites",                                             "o - - o o o - - - - -  -" },
    { "GET", "/api/v1/statistiques",                                           "o o o o o o - - - o o  -" },
};
// clang-format on
enum { PAR_CLE = sizeof par_cle / sizeof *par_cle };

/* The cell of that visitor. */
static bool decided(const Decision *d, int visitor)
{
    int column = 0;
    for (const char *p = d->qui; *p; p++) {
        assert_true(*p == ' ' || *p == 'o' || *p == '-');
        if (*p != ' ' && column++ == visitor)
            return *p == 'o';
    }
    fail_msg("%s %s : il faut %d colonnes", d->method, d->path, VISITORS);
    return false;
}

static const Decision *decision_of(const Route *r)
{
    const Decision *found = NULL;
    for (size_t i = 0; i < DECISIONS; i++)
        if (strcmp(decisions[i].method, r->method) == 0 && strcmp(decisions[i].path, r->path) == 0) {
            if (found)
                fail_msg("%s %s : deux décisions", r->method, r->path);
            found = &decisions[i];
        }
    return found;
}

/* ---- the program, and its visitors ------------------------------------------------------------------------------------ */

typedef struct World {
    Arena *a;
    Db *db;
    Router *router;
    Site site;
    App app;
} World;

static const char *visitors[VISITORS]; /* header lines of their sessions */

static const char *visitor_name(int v)
{
    return v == SANS_ROLE ? "sans rôle" : role_info(v)->nom.p;
}

static World *world_new(void **state)
{
    Arena *a = arena_new(256 * MIB);
    World *w = NEW(a, World, 1);
    char *const nothing[] = { NULL };
    w->a = a;
    w->db = test_db(state);
    site_make(a, w->db, nothing, clock_real(), &w->site, &w->app, &w->router);
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    return w;
}

static void world_freep(World **w)
{
    site_unmake(&(*w)->app);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

/* "/lieux/{id}/acces" → "/lieux/inconnu/acces". */
static Str target_of(Arena *a, const Route *r)
{
    Str rest = str_slice(str_from(r->path), 1, strlen(r->path)), part, target = S("");
    while (str_split(&rest, '/', &part))
        target = str_join(a, (Str[]){ target, str_starts(part, S("{")) ? S("inconnu") : part }, 2, S("/"));
    return str_is_empty(target) ? S("/") : str_dup(a, target);
}

static bool is_get(const Route *r)
{
    return strcmp(r->method, "GET") == 0;
}

/* With the token that the page of that visitor would hold, where `token`. */
static HttpAnswer ask(World *w, Arena *a, const Route *r, const char *cookie, bool token)
{
    Str body = STR_NONE;
    if (!is_get(r) && token)
        body = str_cat(a, S("jeton="), test_token(&w->app, a, cookie));
    return http_call(&w->app, w->db, a, r->method, target_of(a, r).p, cookie, body);
}

static bool is_refused(const HttpAnswer *h)
{
    return h->status == 401 || h->status == 403;
}

static bool leads_to_signin(const HttpAnswer *h)
{
    return h->status == 303 && str_starts(http_answer_header(h, "Location"), S("/connexion?retour="));
}

#define EACH_ROUTE(w, r)                                                                                               \
    for (size_t i_ = 0; i_ < router_n((w)->router); i_++)                                                              \
        for (const Route *r = router_at((w)->router, i_, NULL), *once_ = r; once_; once_ = NULL)

/* ---- tests ---------------------------------------------------------------------------------------------------------------- */

static void each_route_with_a_session_was_decided(void **state)
{
    WORLD w = world_new(state);
    size_t n = 0;
    EACH_ROUTE(w, r)
    {
        const Decision *d = decision_of(r);
        if (r->right->proof != PROOF_SESSION) {
            if (d)
                fail_msg("%s %s : une décision, mais personne n’y est connecté", r->method, r->path);
            continue;
        }
        if (!d)
            fail_msg("%s %s (« %s ») : qui peut l’ouvrir ? Écrivez-le dans la table decisions de "
                     "src/app/droits_test.c",
                r->method, r->path, r->title);
        n++;
        for (int v = 0; v < VISITORS; v++) {
            unsigned role = v == SANS_ROLE ? 0 : 1U << v;
            if (decided(d, v) != droit_ouvert(r->right, role))
                fail_msg("%s %s, %s : la ligne du droit %s dit %s", r->method, r->path, visitor_name(v), r->right->name,
                    decided(d, v) ? "non" : "oui");
        }
    }
    assert_int_equal(n, DECISIONS); /* none is about a route that is gone */
}

/* Slices have unaccented names: whoever reads the matrix reads words. */
static void each_slice_has_its_words(void **state)
{
    (void)state;
    ARENA a = arena_new(4 * MIB);
    const DroitsRubrique *r = NULL;
    size_t n = 0;
    assert_ok(droits_lire(all_slices, a, &r, &n));
    assert_true(n > 30);
    for (size_t i = 0; i < n; i++)
        if (str_is_none(droits_titre(r[i].nom)))
            fail_msg("« %.*s » : un titre en français dans droits_titre, src/domain/administration/droits.c",
                STR_ARG(r[i].nom));
}

/* Two rows of one name are one right: what the matrix shows under it is all there is. */
static void a_right_has_one_meaning(void **state)
{
    WORLD w = world_new(state);
    EACH_ROUTE(w, r)
    {
        assert_true(r->right->name[0] && r->right->title[0]);
        assert_true(r->right->proof == PROOF_SESSION || (r->right->proof == PROOF_BEARER) == (r->right->roles != 0));
        assert_true(r->right->proof == PROOF_FORM || (r->right->delay_s == 0 && r->right->quota == 0));
        assert_true(r->right->roles >> ROLES_N == 0);
        for (size_t k = 0; k < router_n(w->router); k++) {
            const Right *other = router_at(w->router, k, NULL)->right;
            if (other != r->right && strcmp(other->name, r->right->name) == 0)
                fail_msg("deux droits se nomment %s", other->name);
        }
        if (!is_get(r) && r->right->proof == PROOF_PUBLIC)
            fail_msg("%s %s change quelque chose sans rien demander", r->method, r->path);
    }
}

static void each_role_opens_what_its_row_says(void **state)
{
    WORLD w = world_new(state);
    EACH_ROUTE(w, r)
    {
        if (r->right->proof != PROOF_SESSION)
            continue;
        for (int v = 0; v < VISITORS; v++) {
            ARENA a = arena_new(64 * MIB);
            bool opens = droit_ouvert(r->right, v == SANS_ROLE ? 0 : 1U << v);
            HttpAnswer h = ask(w, a, r, visitors[v], true);
            if (opens ? is_refused(&h) || leads_to_signin(&h) : h.status != 403)
                fail_msg("%s %s, %s : %d", r->method, r->path, visitor_name(v), h.status);
            if (h.status >= 500)
                fail_msg("%s %s, %s : %d", r->method, r->path, visitor_name(v), h.status);
        }
    }
}

/* By a key: its role decides, and a session is worth nothing there. */
static void each_key_opens_what_its_row_says(void **state)
{
    WORLD w = world_new(state);
    size_t seen = 0;
    EACH_ROUTE(w, r)
    {
        const Decision *d = NULL;
        for (size_t i = 0; i < PAR_CLE; i++)
            if (strcmp(par_cle[i].method, r->method) == 0 && strcmp(par_cle[i].path, r->path) == 0)
                d = &par_cle[i];
        if ((d != NULL) != (r->right->proof == PROOF_BEARER))
            fail_msg("%s %s : qui peut l’ouvrir par une clé ? Écrivez-le dans la table par_cle", r->method, r->path);
        if (!d)
            continue;
        seen++;
        for (int v = 0; v < VISITORS; v++) {
            ARENA a = arena_new(64 * MIB);
            HttpAnswer h = ask(w, a, r, test_key_header(a, visitors[v]).p, false);
            /* let in, then told which field it lacks */
            bool lacks = r->fields && h.status == 400;
            if (decided(d, v) ? h.status >= 400 && h.status != 404 && !lacks : h.status != 403)
                fail_msg("%s %s, clé de %s : %d", r->method, r->path, visitor_name(v), h.status);
            if (decided(d, v) != droit_de_cle(r->right, v == SANS_ROLE ? 0 : 1U << v))
                fail_msg("%s %s, clé de %s : le droit dit autre chose", r->method, r->path, visitor_name(v));
            assert_int_equal(ask(w, a, r, visitors[v], false).status, 401);
        }
    }
    assert_int_equal(seen, PAR_CLE);
}

static void nobody_opens_what_asks_for_a_session(void **state)
{
    WORLD w = world_new(state);
    EACH_ROUTE(w, r)
    {
        ARENA a = arena_new(64 * MIB);
        HttpAnswer h = ask(w, a, r, NULL, false);
        bool page = is_get(r) && !(r->flags & ROUTE_API);
        bool asks = page ? leads_to_signin(&h) : h.status == 401;
        if (asks != (r->right->proof != PROOF_PUBLIC && r->right->proof != PROOF_FORM))
            fail_msg("%s %s, sans compte : %d", r->method, r->path, h.status);
        if (r->right->proof == PROOF_PUBLIC && is_refused(&h))
            fail_msg("%s %s, sans compte : %d", r->method, r->path, h.status);
    }
}

/* What changes something carries the token of the page that asked for it: none, or another's, is refused. */
static void nothing_changes_without_its_token(void **state)
{
    WORLD w = world_new(state);
    const char *other = test_session(&(Acteur){ .personne_id = 99, .nom = S("Max") });
    EACH_ROUTE(w, r)
    {
        ARENA a = arena_new(64 * MIB);
        if (is_get(r) || (r->right->proof != PROOF_FORM && r->right->proof != PROOF_SESSION))
            continue;
        const char *cookie = r->right->proof == PROOF_FORM ? test_form_cookie() : NULL;
        for (int v = 0; v < VISITORS && !cookie; v++)
            if (droit_ouvert(r->right, v == SANS_ROLE ? 0 : 1U << v))
                cookie = visitors[v];
        HttpAnswer without = ask(w, a, r, cookie, false);
        Str foreign = str_cat(a, S("jeton="), test_token(&w->app, a, other));
        HttpAnswer with = http_call(&w->app, w->db, a, r->method, target_of(a, r).p, cookie, foreign);
        if (without.status != 403 || with.status != 403)
            fail_msg("%s %s : %d sans jeton, %d avec celui d’une autre page", r->method, r->path, without.status,
                with.status);
    }
}

int main(void)
{
    for (int v = 0; v < VISITORS; v++)
        visitors[v] = test_session(&(Acteur){ .personne_id = v + 1,
            .role_id = v == SANS_ROLE ? 0 : v + 1,
            .role = v == SANS_ROLE ? 0 : 1U << v,
            .portee = S("instance"),
            .nom = S("Léa Martin"),
            .role_nom = v == SANS_ROLE ? S("") : role_info(v)->montre,
            .role_cle = v == SANS_ROLE ? S("") : role_info(v)->nom });
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(each_route_with_a_session_was_decided),
        cmocka_unit_test(each_slice_has_its_words),
        cmocka_unit_test(a_right_has_one_meaning),
        cmocka_unit_test(each_role_opens_what_its_row_says),
        cmocka_unit_test(each_key_opens_what_its_row_says),
        cmocka_unit_test(nobody_opens_what_asks_for_a_session),
        cmocka_unit_test(nothing_changes_without_its_token),
    };
    return SUITE_MAIN("droits", true, all);
}
