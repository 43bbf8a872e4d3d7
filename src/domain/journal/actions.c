// SPDX-License-Identifier: AGPL-3.0-or-later
/* Every action that is told, in words. */
#include "domain/journal/journal.h"

Str action_montree(Str action)
{
    static const Str words[][2] = {
        { S_INIT("journal.lire"), S_INIT("Lire le journal") },
        { S_INIT("journal.exporter"), S_INIT("Télécharger le journal") },
        { S_INIT("personne.creer"), S_INIT("Créer un compte") },
        { S_INIT("personne.modifier"), S_INIT("Modifier une personne") },
        { S_INIT("personne.changer_courriel"), S_INIT("Changer une adresse électronique") },
        { S_INIT("personne.activer"), S_INIT("Ouvrir son compte") },
        { S_INIT("personne.suspendre"), S_INIT("Suspendre un compte") },
        { S_INIT("personne.reprendre"), S_INIT("Rouvrir un compte") },
        { S_INIT("personne.effacer"), S_INIT("Effacer une personne") },
        { S_INIT("personne.avertir"), S_INIT("Avertir d’un effacement à venir") },
        { S_INIT("donnees.voir"), S_INIT("Voir ses données") },
        { S_INIT("donnees.exporter"), S_INIT("Télécharger ses données") },
        { S_INIT("registre.exporter"), S_INIT("Télécharger le registre des traitements") },
        { S_INIT("personne.voir"), S_INIT("Voir une fiche") },
        { S_INIT("personnes.lister"), S_INIT("Voir la liste des personnes") },
        { S_INIT("personnes.exporter"), S_INIT("Télécharger la liste des personnes") },
        { S_INIT("structures.exporter"), S_INIT("Télécharger la liste des structures") },
        { S_INIT("connexion.inviter"), S_INIT("Inviter une personne") },
        { S_INIT("connexion.ouvrir"), S_INIT("Se connecter") },
        { S_INIT("connexion.fermer"), S_INIT("Se déconnecter") },
        { S_INIT("connexion.refuser"), S_INIT("Essayer de se connecter") },
        { S_INIT("preuve.appareil"), S_INIT("Prêter un boîtier à codes") },
        { S_INIT("preuve.liste"), S_INIT("Faire une liste de codes") },
        { S_INIT("preuve.reprendre"), S_INIT("Reprendre un boîtier ou une liste de codes") },
        { S_INIT("preuve.secours"), S_INIT("Faire des codes de secours") },
        { S_INIT("preuve.oublier"), S_INIT("Oublier des moyens de connexion") },
        { S_INIT("preuve.mot_de_passe"), S_INIT("Choisir un mot de passe") },
        { S_INIT("preuve.oter_mot_de_passe"), S_INIT("Retirer un mot de passe") },
        { S_INIT("preuve.proconnect"), S_INIT("Relier une identité ProConnect") },
        { S_INIT("preuve.delier"), S_INIT("Ne plus entrer avec ProConnect") },
        { S_INIT("preuve.ecarter"), S_INIT("Écarter une identité ProConnect") },
        { S_INIT("role.donner"), S_INIT("Donner un rôle") },
        { S_INIT("role.retirer"), S_INIT("Retirer un rôle") },
        { S_INIT("annuaire.lire"), S_INIT("Consulter l’annuaire des professionnels") },
        { S_INIT("annuaire.exporter"), S_INIT("Télécharger l’annuaire des professionnels") },
        { S_INIT("annuaire.publier"), S_INIT("Publier sa fiche de l’annuaire") },
        { S_INIT("annuaire.retirer"), S_INIT("Retirer sa fiche de l’annuaire") },
        { S_INIT("annuaire.confirmer"), S_INIT("Dire sa fiche de l’annuaire exacte") },
        { S_INIT("deploiement.voir"), S_INIT("Voir un suivi Aidants Connect") },
        { S_INIT("deploiement.structure"), S_INIT("Suivre la demande d’une structure") },
        { S_INIT("deploiement.personne"), S_INIT("Suivre un aidant") },
        { S_INIT("label.donner"), S_INIT("Noter un label") },
        { S_INIT("label.retirer"), S_INIT("Retirer un label") },
        { S_INIT("lieux.deposer"), S_INIT("Déposer un fichier de lieux") },
        { S_INIT("lieux.importer"), S_INIT("Importer un fichier de lieux") },
        { S_INIT("structure.voir"), S_INIT("Voir une structure et ses personnes") },
        { S_INIT("structure.creer"), S_INIT("Créer une structure") },
        { S_INIT("structure.modifier"), S_INIT("Modifier une structure") },
        { S_INIT("structure.lier"), S_INIT("Rattacher un lieu") },
        { S_INIT("structure.delier"), S_INIT("Détacher un lieu") },
        { S_INIT("structure.fusionner"), S_INIT("Fusionner une structure dans une autre") },
        { S_INIT("structure.accueillir"), S_INIT("Recevoir une structure fusionnée") },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i][0], action))
            return words[i][1];
    return action;
}
