// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"

#include "activites_sql.h"
#include "domain/activites/activites_api.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/activites/arretes_web.h"

enum {
    CHIFFRES = ROLES_FICHES | ROLE_PILOTE | ROLE_COMITE | ROLE_FINANCEUR | ROLE_LECTEUR,
};
static const Right activites_ecrire = { "activites.ecrire", "Écrire, corriger et supprimer les fiches de son périmètre",
    PROOF_SESSION, ROLES_FICHES };
static const Right activites_voir = { "activites.voir", "Voir les fiches de son périmètre", PROOF_SESSION,
    ROLES_FICHES };
static const Right statistiques_voir = { "statistiques.voir", "Voir les chiffres de son périmètre", PROOF_SESSION,
    CHIFFRES };

static const Right arretes_voir = { "arretes.voir", "Voir les périodes arrêtées de son périmètre", PROOF_SESSION,
    ROLES_ARRETES };
static const Right arretes_arreter = { "arretes.arreter", "Arrêter les chiffres d’une période", PROOF_SESSION,
    ROLES_ARRETENT };
static const Right arretes_exporter = { "arretes.exporter", "Télécharger les chiffres arrêtés, sans rien masquer",
    PROOF_SESSION, ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR };

static const Right api_lire = { "api.activites", "Lire les fiches d’activité par l’API", PROOF_BEARER, ROLES_FICHES };
static const Right api_ecrire = { "api.activites.ecrire", "Écrire des fiches d’activité par l’API", PROOF_BEARER,
    ROLES_FICHES };
static const Right api_statistiques = { "api.statistiques", "Lire les chiffres par l’API", PROOF_BEARER, CHIFFRES };

static const Route routes[] = {
    { "GET", "/activites", fiches_page, &activites_voir, SLOW, fiches_champs, "Fiches d’activité", ROUTE_LAX },
    { "GET", "/activites/saisir", saisie_page, &activites_ecrire, SLOW, activite_champs, "Saisir un accompagnement",
        ROUTE_LAX },
    { "POST", "/activites/saisir", saisie_envoi, &activites_ecrire, WRITE, activite_champs, "Enregistrer une fiche",
        ROUTE_LAX },
    { "GET", "/activites/fiche", fiche_page, &activites_voir, SLOW, fiche_champs, "Une fiche d’activité",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/activites/modifier", activite_correction_page, &activites_ecrire, SLOW, activite_champs,
        "Corriger une fiche", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/activites/modifier", correction_envoi, &activites_ecrire, WRITE, activite_champs, "Corriger une fiche",
        ROUTE_LAX },
    { "POST", "/activites/supprimer", suppression_envoi, &activites_ecrire, WRITE, fiche_champs, "Supprimer une fiche",
        ROUTE_LAX },
    { "POST", "/activites/retablir", retablir_envoi, &activites_ecrire, WRITE, fiche_champs, "Rétablir une fiche",
        ROUTE_LAX },
    { "POST", "/activites/quitter", depart_envoi, &activites_ecrire, WRITE, fiche_champs, "Ne plus animer un atelier",
        ROUTE_LAX },
    { "GET", "/activites/modeles", modeles_page, &activites_voir, SLOW, modeles_champs, "Modèles de fiche", ROUTE_LAX },
    { "POST", "/activites/modeles", modele_envoi, &activites_ecrire, WRITE, fiche_champs, "Garder un modèle",
        ROUTE_LAX },
    { "POST", "/activites/modeles/favori", modele_favori_envoi, &activites_ecrire, WRITE, modeles_champs,
        "Mettre un modèle en favori", ROUTE_LAX },
    { "POST", "/activites/modeles/retirer", modele_retrait_envoi, &activites_ecrire, WRITE, modeles_champs,
        "Retirer ou reprendre un modèle", ROUTE_LAX },
    { "GET", "/activites/orientations", orientations_page, &activites_voir, SLOW, orientations_champs,
        "Orientations à suivre", ROUTE_LAX },
    { "POST", "/activites/orientations", orientation_envoi, &activites_ecrire, WRITE, orientations_champs,
        "Dire ce qu’est devenue une orientation", ROUTE_LAX },
    { "GET", "/tableau-de-bord", tableau_page, &statistiques_voir, SLOW, tableau_champs, "Tableau de bord", ROUTE_LAX },
    { "GET", "/tableau-de-bord.csv", tableau_fichier, &statistiques_voir, SLOW, tableau_champs,
        "Activité et besoin, pour un tableur (CSV)" },
    { "GET", "/tableau-de-bord.xlsx", tableau_fichier, &statistiques_voir, SLOW, tableau_champs,
        "Activité et besoin, pour un tableur (XLSX)" },
    { "GET", "/tableau-de-bord/evolution.csv", evolution_fichier, &statistiques_voir, SLOW, tableau_champs,
        "Ce qui a changé depuis l’année d’avant, pour un tableur (CSV)" },
    { "GET", "/tableau-de-bord/evolution.xlsx", evolution_fichier, &statistiques_voir, SLOW, tableau_champs,
        "Ce qui a changé depuis l’année d’avant, pour un tableur (XLSX)" },
    { "GET", "/tableau-de-bord/attentes.csv", attentes_fichier, &statistiques_voir, SLOW, tableau_champs,
        "Ce qui attend, pour un tableur (CSV)" },
    { "GET", "/tableau-de-bord/attentes.xlsx", attentes_fichier, &statistiques_voir, SLOW, tableau_champs,
        "Ce qui attend, pour un tableur (XLSX)" },
    { "GET", "/bilan.pdf", bilan_fichier, &statistiques_voir, SLOW, bilan_champs, "Bilan de l’année, en PDF",
        ROUTE_HIDDEN },
    { "GET", "/statistiques", statistiques_page, &statistiques_voir, SLOW, stat_champs, "Statistiques", ROUTE_LAX },
    { "GET", "/statistiques.csv", statistiques_fichier, &statistiques_voir, SLOW, stat_champs,
        "Statistiques, pour un tableur (CSV)" },
    { "GET", "/statistiques.xlsx", statistiques_fichier, &statistiques_voir, SLOW, stat_champs,
        "Statistiques, pour un tableur (XLSX)" },
    { "GET", "/api/v1/activites", activites_api, &api_lire, SLOW, activites_api_champs,
        "Fiches d’activité du périmètre de la clé, de la plus anciennement modifiée à la dernière", ROUTE_API },
    { "POST", "/api/v1/activites", activites_api_ecrire, &api_ecrire, WRITE, activite_champs,
        "Écrire une fiche, une seule fois par Idempotency-Key", ROUTE_API | ROUTE_LAX },
    { "GET", "/api/v1/statistiques", statistiques_api, &api_statistiques, SLOW, statistiques_api_champs,
        "Chiffres d’une période, dans le périmètre de la clé", ROUTE_API },
    { "GET", "/statistiques/arretes", arretes_page, &arretes_voir, SLOW, arretes_champs, "Périodes arrêtées",
        ROUTE_LAX },
    { "POST", "/statistiques/arretes", arretes_envoi, &arretes_arreter, WRITE, arretes_champs, "Arrêter une période",
        ROUTE_LAX },
    { "GET", "/statistiques/arretes/{arrete}", arrete_page, &arretes_voir, SLOW, arrete_vue_champs,
        "Une période arrêtée", ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/statistiques/arretes/{arrete}/arrete.json", arrete_json, &arretes_exporter, SLOW, NULL,
        "Les chiffres arrêtés, tels qu’ils sont gardés (JSON)", ROUTE_HIDDEN },
    { "GET", "/statistiques/definitions", definitions_page, RIGHT_PUBLIC, SNAPSHOT, NULL,
        "Ce que veulent dire les chiffres" },
    { "GET", "/chiffres", chiffres_page, RIGHT_PUBLIC, SLOW, chiffres_champs, "Les accompagnements en chiffres",
        ROUTE_LAX },
    { "GET", "/chiffres/{annee}", chiffres_annee_page, RIGHT_PUBLIC, SLOW, chiffres_champs,
        "Les accompagnements d’une année", ROUTE_LAX },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_TRAVAIL, "/activites/saisir", "Saisir un accompagnement" },
    { RAYON_TRAVAIL, "/activites", "Fiches d’activité" },
    { RAYON_TRAVAIL, "/activites/orientations", "Orientations à suivre" },
    { RAYON_CHIFFRES, "/tableau-de-bord", "Tableau de bord" },
    { RAYON_CHIFFRES, "/statistiques", "Statistiques" },
    { RAYON_CHIFFRES, "/statistiques/arretes", "Périodes arrêtées" },
    { 0 },
};

const Slice slice_activites = {
    .name = "activites",
    .routes = routes,
    .entrees = entrees,
    .attentes = activites_attentes,
    .commands = activites_commands,
    .jobs = activites_jobs,
    .queries = activites_queries,
    .donnees = activites_donnees,
    .oublier = activites_oublier,
};
