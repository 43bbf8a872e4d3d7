// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/demo/ecoutes_inventees.h"

#include "domain/demo/demo.h"
#include "domain/ecoutes/ecoutes.h"

typedef struct Inventee {
    int genre, epci; /* epci: its rank; -1: the whole département */
    int jours; /* before today */
    const char *titre, *organisme, *themes, *ingenierie, *resume;
} Inventee;

static const Inventee inventees[] = {
    { ECOUTE_ENTRETIEN, 0, 40, "On ne vient pas quand on n’a pas de voiture", "Intercommunalité (entretien inventé)",
        "insertion-sociale-precarite|autonomie-dependance", "",
        "Les permanences sont bien tenues, mais loin des bourgs. Les personnes âgées renoncent faute de transport. "
        "L’intercommunalité souhaite une halte par quinzaine dans chaque chef-lieu de l’ancien canton." },
    { ECOUTE_ENTRETIEN, 1, 75, "Les mairies font déjà les démarches, sans le dire",
        "Association des maires (entretien inventé)", "transversal", "",
        "Les secrétaires de mairie aident chaque semaine, sans formation ni cadre. Elles demandent à savoir à qui "
        "adresser les personnes, et ce qu’elles ont le droit de faire à leur place." },
    { ECOUTE_BESOIN, 0, 60, "Quelqu’un pour monter les dossiers de financement", "Intercommunalité (besoin inventé)",
        "transversal", "financiere",
        "Les appels à projets sont trop courts pour une petite équipe. Besoin d’un appui commun à plusieurs "
        "intercommunalités, du dossier au bilan." },
    { ECOUTE_BESOIN, 2, 90, "Choisir le matériel et le réseau d’un lieu d’accueil", "Intercommunalité (besoin inventé)",
        "education-jeunesse|transversal", "technique|financiere",
        "Deux lieux vont ouvrir. Besoin d’un conseil sur le débit, le Wi-Fi ouvert au public et le matériel "
        "reconditionné." },
    { ECOUTE_CONTRIBUTION, -1, 120, "Télésanté : commencer par l’accompagnement",
        "Groupe de travail Santé (contribution inventée)", "sante", "",
        "Le groupe propose de former d’abord les aidants des maisons de santé, puis d’équiper les salles." },
    { ECOUTE_CONTRIBUTION, -1, 150, "Un parcours commun pour les demandeurs d’emploi",
        "Groupe de travail Emploi, insertion (contribution inventée)", "emploi-insertion", "",
        "Même diagnostic de départ dans toutes les structures, et une orientation qui suit la personne." },
};

Err demo_ecoutes(Db *db, Arena *a, int64_t now, Random random, const Str *epci, size_t n, int64_t *ret_fiches)
{
    for (size_t i = 0; i < sizeof inventees / sizeof *inventees; i++) {
        const Inventee *v = &inventees[i];
        Str uid;
        bool one = v->epci >= 0 && (size_t)v->epci < n;
        const Ecoute x = { .genre = v->genre,
            .departement = S("28"),
            .echelon = one ? S("epci") : S("departement"),
            .code = one ? epci[v->epci] : S("28"),
            .jour = { date_paris(now).days - v->jours },
            .titre = str_from(v->titre),
            .organisme = str_from(v->organisme),
            .themes = str_from(v->themes),
            .ingenierie = str_from(v->ingenierie),
            .resume = str_from(v->resume),
            .personnes = S(""),
            .notes = S(""),
            .source = S(DEMO_SOURCE) };
        TRY(ecoute_ecrire(db, a, NULL, now, random, &x, STR_NONE, &uid));
        TRY(ecoute_publier(db, a, NULL, now, uid, true));
        (*ret_fiches)++;
    }
    return OK;
}
