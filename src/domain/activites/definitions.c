// SPDX-License-Identifier: AGPL-3.0-or-later
/* What each figure means: shown as it stands on /statistiques/definitions. */
#include "domain/activites/statistiques.h"

const Definition stat_definitions[] = {
    { "Activité",
        "Une fiche\u00a0: un accompagnement individuel ou un atelier. Les fiches supprimées ne comptent pas." },
    { "Accompagnements",
        "Une personne aidée une fois. Accompagnements = accompagnements individuels + participations aux ateliers, "
        "sur chaque page et dans chaque fichier." },
    { "Ateliers", "Le nombre d’ateliers, et non celui de leurs participants." },
    { "Participants",
        "La somme des personnes présentes aux ateliers\u00a0: qui vient à deux ateliers compte deux fois." },
    { "Usagers distincts",
        "Les personnes qui ont une carte, comptées une fois chacune sur tout le territoire même si elles sont venues "
        "dans plusieurs structures, plus les personnes sans carte dites nouvelles à leur accueil. La part de chacune "
        "est dite. Deux cartes d’une même personne ne comptent qu’une fois dès que quelqu’un les a réunies." },
    { "Nouveaux",
        "Parmi les usagers distincts, ceux dont c’est la première venue dans le territoire\u00a0: aucune fiche plus "
        "ancienne ne porte leur carte, ou ils sont sans carte et dits nouveaux à leur accueil." },
    { "Suivis et anonymes",
        "Les accompagnements de personnes qui ont présenté une carte, et ceux de personnes sans carte." },
    { "Personnes non dédoublonnables",
        "Les venues de personnes sans carte qui ne sont pas dites nouvelles, dont celles des fichiers importés sans "
        "personne\u00a0: ce sont des accompagnements, et jamais des usagers distincts." },
    { "Usagers déclarés, non dédoublonnés",
        "Ce que des structures déclarent chaque mois sans donner de fiches. Ils sont montrés à part, et n’entrent dans "
        "aucun chiffre de cette liste." },
    { "Heures",
        "La somme des durées des fiches\u00a0: un atelier compte une fois, quel que soit le nombre de participants." },
    { "Atelier à plusieurs animateurs",
        "Il compte une fois dans les chiffres du territoire, et dans ceux de la structure qui a écrit la fiche. Chacun "
        "de ses animateurs le voit dans ses propres fiches et dans ses propres chiffres. Les heures de chacun "
        "s’ajoutent\u00a0: deux animateurs pendant deux heures font quatre heures de travail." },
    { "Par jour et par structure",
        "Les accompagnements divisés par les jours d’ouverture des structures, comptés structure par structure et mois "
        "par mois. Absent quand ces jours ne sont pas connus." },
    { "Part réglée en un seul rendez-vous", "Parmi les fiches qui le disent, celles qui répondent oui." },
    { "Satisfaction",
        "Parmi les personnes qui ont répondu, celles qui ont donné 4 ou 5 sur 5. Le nombre de réponses est dit." },
    { "Dispositif",
        "Chaque fiche en porte exactement un, parmi ceux de la structure. «\u00a0Tous\u00a0» est la somme pour les "
        "accompagnements\u202f; pour les usagers, une personne vue par deux dispositifs compte une seule fois." },
    { "Thème",
        "Une fiche peut en avoir plusieurs\u00a0: la somme des thèmes dépasse alors le total des accompagnements." },
    { "Âge", "Celui de l’année de l’accompagnement, et non d’aujourd’hui\u00a0: une année passée ne change pas." },
    { "Genre, statut, commune de la personne",
        "Ce que dit la carte présentée. Qui n’a pas de carte, ou dont la carte n’en dit rien, est dans «\u00a0Non "
        "communiqué\u00a0»\u202f; rien n’est deviné. La commune où vit la personne n’est pas celle de "
        "l’accompagnement, "
        "qui a son propre détail." },
    { "Période arrêtée", "Ses chiffres sont gardés avec leur empreinte et ne bougent plus. Une fiche écrite, corrigée "
                         "ou supprimée après "
                         "coup est un ajustement, nommé à côté. La même question a toujours la même réponse." },
    { "Petits effectifs", "Dans ce qui est public, un petit effectif est masqué, et d’autres avec lui autant qu’il "
                          "faut pour que ni le total, ni la ligne de l’intercommunalité pour une commune, ne "
                          "permette de le retrouver. Une ligne est dite pour chaque dispositif, ou pour aucun. Qui ne "
                          "peut pas ouvrir les fiches lit une année civile à la fois." },
    { NULL, NULL },
};
