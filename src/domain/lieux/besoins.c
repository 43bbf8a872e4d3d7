// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/snapshot.h"

/*
 * What people type when they need something, for each of the standard's services: a box that asks "de quoi avez-vous
 * besoin" must understand "impôts" or "wifi". Folded, singular and plural where they differ.
 */
typedef struct Besoin {
    Str service;                                   /* the standard's exact text */
    Str mots;
} Besoin;

static const Besoin besoins[] = {
    { S_INIT("Aide aux démarches administratives"),
        S_INIT("demarche demarches papiers administration administratif impot impots caf retraite cpam ameli securite "
               "sociale carte grise identite passeport titre sejour logement apl rsa allocation sante remboursement "
               "franceconnect declaration formulaire") },
    { S_INIT("Maîtrise des outils numériques du quotidien"),
        S_INIT(
            "ordinateur tablette telephone smartphone mobile mail mails courriel email adresse electronique messagerie "
            "internet clavier souris debutant debutants apprendre initiation bureautique traitement texte") },
    { S_INIT("Insertion professionnelle via le numérique"),
        S_INIT("emploi travail cv candidature lettre motivation chomage france travail pole entretien metier offre") },
    { S_INIT("Utilisation sécurisée du numérique"),
        S_INIT("arnaque arnaques fraude mot mots passe securite protection proteger virus piratage hameconnage achat "
               "paiement donnees personnelles") },
    { S_INIT("Parentalité et éducation avec le numérique"),
        S_INIT("parent parents enfant enfants ecole college lycee devoirs ecrans education famille") },
    { S_INIT("Loisirs et créations numériques"),
        S_INIT("photo photos video musique jeu jeux creation dessin impression 3d fablab atelier") },
    { S_INIT("Compréhension du monde numérique"),
        S_INIT("reseaux sociaux information desinformation intelligence artificielle ia citoyennete comprendre") },
    { S_INIT("Accès internet et matériel informatique"),
        S_INIT("wifi connexion internet imprimante imprimer impression scanner scan numeriser ordinateur poste libre "
               "service") },
    { S_INIT("Acquisition de matériel informatique à prix solidaire"),
        S_INIT("acheter ordinateur reconditionne reconditionnes occasion don reparation reparer materiel solidaire "
               "equipement") },
};

Str besoin_mots(int service)
{
    const Choice *c = &standard_choices(ENUM_SERVICES)[service];
    for (size_t i = 0; i < sizeof besoins / sizeof *besoins; i++)
        if (str_eq(besoins[i].service, c->value))
            return besoins[i].mots;
    return STR_NONE;
}
