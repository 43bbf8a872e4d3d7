// SPDX-License-Identifier: AGPL-3.0-or-later
/* The processings of the program. A slice that keeps a new kind of personal data adds its row. */
#include "domain/protection/protection.h"

#define MISSION "Mission d’intérêt public (RGPD, article 6-1-e)"

const Traitement traitements[] = {
    { "Annuaire public des lieux",
        "Faire connaître les lieux où trouver de l’aide numérique, leurs horaires et leurs contacts", MISSION,
        "Personnes dont le contact professionnel est publié par leur structure",
        "Courriel, téléphone et site du lieu, tels que la structure les publie", "Tout le monde",
        "Tant que le lieu est connu de sa source ; son historique reste avec lui",
        "Standard national des lieux de médiation numérique" },
    { "Corrections proposées", "Corriger la fiche d’un lieu, et répondre à qui l’a demandé", MISSION,
        "Personnes qui signalent une erreur et laissent leur courriel, si elles le veulent",
        "Courriel (chiffré), texte du message\u202f; une empreinte de l’adresse du réseau, pour limiter les envois",
        "Les personnes qui tiennent ce lieu à jour\u202f; le courriel, personne\u00a0: il ne sert qu’à envoyer la "
        "réponse",
        "Le courriel, jusqu’à la réponse et 90 jours au plus\u202f; le message, 12 mois\u202f; l’empreinte, 24 heures",
        "RGPD, article 5-1-e" },
    { "Tenue à jour des lieux", "Savoir qui a changé une fiche, revenir en arrière, demander si elle est exacte",
        MISSION, "Professionnels qui modifient un lieu\u202f; référents de sa structure",
        "Nom et rôle à côté du changement\u202f; adresse du compte, pour le courriel annuel",
        "Les personnes qui tiennent ce lieu à jour", "Avec le compte\u00a0: le changement reste, sans nom",
        "RGPD, article 5-1-e" },
    { "Recensements",
        "Faire connaître permanences, matériel, télésanté, mobilité, écoles équipées et acteurs du réemploi", MISSION,
        "Aucune en particulier\u00a0: les contacts sont ceux des structures",
        "Courriel et téléphone des structures, tels qu’elles les publient",
        "Tout le monde\u202f; les écoles, les professionnels connectés", "Tant que la ligne est vraie pour sa source",
        "RGPD, article 5-1-e" },
    { "Comptes des professionnels", "Savoir qui agit, avec quel rôle et dans quel périmètre", MISSION,
        "Médiateurs, aidants, référents, coordinateurs, membres des comités, partenaires invités",
        "Nom, prénom, courriel, fonction et téléphone professionnels, rôles, structure, réglages d’affichage",
        "La personne, le référent de sa structure, la coordination de son territoire, l’administration du site",
        "24 mois sans connexion ; un courriel prévient un mois avant",
        "CNIL, référentiel du 11 mars 2021 et du 14 septembre 2023, repris pour les professionnels" },
    { "Dépôt de fichiers de lieux", "Montrer ce qu’un fichier changerait avant de l’importer", MISSION,
        "Administrateurs qui déposent un fichier", "Qui l’a déposé, le nom et le contenu du fichier",
        "La personne elle-même", "Une heure, ou jusqu’à sa décision", "RGPD, article 5-1-e" },
    { "Annuaire des professionnels", "Savoir à qui s’adresser entre professionnels de l’inclusion numérique",
        "Consentement (RGPD, article 6-1-a), retiré d’un bouton",
        "Professionnels qui ont un compte et qui ont publié leur fiche",
        "Nom, fonction, structure, dispositifs, territoires, sujets ; courriel et téléphone professionnels s’ils sont "
        "donnés",
        "Les professionnels connectés au site, hors financeurs et lecteurs de chiffres",
        "Tant que la personne le veut ; relue chaque année ; effacée avec le compte", "RGPD, articles 7 et 17" },
    { "Déploiement d’Aidants Connect",
        "Savoir où en est chaque structure et qui attend une formation, un test ou une carte", MISSION,
        "Professionnels qui ont demandé à devenir aidants",
        "État de la demande, dates de formation, de test Pix et son résultat, de carte, de première connexion, de "
        "dernière "
        "activité ; rien sur les personnes aidées",
        "La personne, le référent de sa structure, la coordination de son territoire, l’administration du site",
        "Avec le compte : 24 mois sans connexion", "RGPD, article 5-1-e" },
    { "Écoutes du diagnostic",
        "Garder ce que disent les intercommunalités, les partenaires et les groupes de travail, pour le diagnostic "
        "partagé",
        MISSION "\u202F; accord des personnes pour que leur nom soit noté",
        "Personnes entendues\u202f; professionnels qui écrivent la fiche",
        "Nom et fonction des personnes entendues, si elles l’acceptent\u202f; notes de travail\u202f; nom de qui a "
        "écrit. Le "
        "résumé "
        "publié ne nomme personne",
        "Les pilotes, la coordination du territoire, l’administration du site\u202f; les membres des comités, pour les "
        "contributions",
        "Noms et notes\u00a0: 36 mois après l’échange, la durée de la feuille de route\u202f; fiche supprimée\u00a0: "
        "30 jours",
        "RGPD, article 5-1-e" },
    { "Fonds d’inclusion numérique", "Instruire les demandes des structures, verser et contrôler l’emploi de l’argent",
        MISSION, "Professionnels qui écrivent sur une demande, ou qui lisent pour un contributeur",
        "Nom à côté d’un message ou d’un changement\u202f; contributeur pour lequel la personne lit\u202f; ce que "
        "disent les pièces que "
        "la structure "
        "dépose",
        "La structure qui demande, les pilotes\u202f; les financeurs, sans les messages ni les pièces, pour ce qu’ils "
        "financent",
        "Le nom, avec le compte. Pièces, messages et noms de l’historique\u00a0: 24 mois après un refus, dix ans après "
        "un accord. Une "
        "demande "
        "jamais déposée\u00a0: 12 mois après la fin de l’appel",
        "RGPD, article 5-1-e ; code de commerce, article L123-22 (pièces comptables)" },
    { "Numéro vert et courriers",
        "Compter ce qui est demandé et ce qui reste sans réponse\u202f; envoyer un lieu par courrier", MISSION,
        "Personnes qui appellent le numéro vert, ou pour qui une fiche d’orientation est remplie",
        "Aucune n’est gardée\u00a0: un appel est noté par son jour, sa commune, le besoin, la réponse et la "
        "durée\u202f; "
        "l’adresse "
        "d’un courrier et les notes d’une fiche ne sont que sur le papier",
        "L’opérateur, le temps de l’appel\u202f; les chiffres\u00a0: pilotage, coordination, financeurs, lecteurs",
        "Les appels, anonymes\u00a0: 36 mois. Les courriers et les fiches\u00a0: jamais enregistrés",
        "RGPD, article 5-1-c" },
    { "Plan d’actions", "Savoir qui porte chaque action, garder ce qui s’y est dit et ce qui a changé", MISSION,
        "Responsables d’actions, membres des comités, partenaires qui commentent ou proposent\u202f; élus et personnes "
        "pilotes "
        "nommés dans une fiche",
        "Nom de la personne pilote et de l’élu référent, actions confiées, messages et propositions, auteur de chaque "
        "changement et de chaque document joint, financeur pour qui une personne parle, fichier déposé pour être "
        "importé "
        "(une heure)",
        "Les professionnels qui suivent le plan\u202f; jamais le public",
        "Le temps de la feuille de route\u202f; l’auteur est effacé avec son compte, le message reste",
        "RGPD, article 5-1-e" },
    { "Comités de la feuille de route", "Convoquer, décider, garder ce qui a été décidé et qui en est chargé", MISSION,
        "Membres des comités et des groupes de travail",
        "Comités dont la personne est membre, présences, votes, tâches confiées, documents joints",
        "Les membres du même comité, les pilotes",
        "Le temps de la feuille de route\u202f; présences et votes restent sans nom une fois le compte effacé",
        "RGPD, article 5-1-e" },
    { "Rendez-vous de RDV Service Public", "Proposer au professionnel d’en faire une fiche, sans double saisie",
        MISSION, "Professionnels qui reçoivent\u202f; rien de la personne reçue",
        "Jour, heure, durée, forme et nombre de personnes du rendez-vous, professionnel qui reçoit", "Lui seul",
        "90 jours après le rendez-vous", "RGPD, article 5-1-c" },
    { "Séances prévues", "Prévoir ateliers, permanences et rendez-vous, et en faire une fiche sans double saisie",
        MISSION, "Professionnels qui les tiennent\u202f; rien des personnes attendues que leur nombre",
        "Jour, heure, durée, titre, salle, thèmes, places, motif d’une annulation, professionnels qui la tiennent",
        "Les professionnels de la structure, la coordination de son territoire, l’administration du site",
        "Deux ans après la séance, ou avec le compte de qui la tient", "RGPD, article 5-1-c" },
    { "Fiches d’activité et cartes d’usagers",
        "Savoir ce qui est fait sur le territoire, et compter chaque personne aidée une seule fois", MISSION,
        "Personnes aidées, sans leur nom\u202f; professionnels qui écrivent les fiches ou animent un atelier",
        "Personnes aidées\u00a0: code d’une carte, et s’ils sont dits, année de naissance, genre, statut, "
        "commune\u202f; lieu où la personne a été orientée, et si elle y est venue\u202f; d’une carte faite à partir "
        "d’un "
        "fichier, l’empreinte à clé de son identité, effacée 24 mois après le dernier contact. "
        "Fiches\u00a0: date, lieu, thèmes, suites, note sans nom, auteur, autres animateurs. "
        "Modèles de fiche de chacun",
        "Qui a écrit la fiche, les animateurs de l’atelier, le référent de sa structure, la coordination de son "
        "territoire, l’administration du site\u202f; les autres ne voient que des chiffres",
        "Notes, histoire des fiches et modèles\u00a0: avec le compte de leur auteur. "
        "Chiffres et cartes sans nom\u00a0: sans limite, pour que les années passées ne changent pas",
        "RGPD, articles 5-1-c et 5-1-e" },
    { "Fiches de coordination", "Savoir ce qui est fait avec d’autres\u00a0: animations, évènements, partenariats",
        MISSION, "Coordinateurs qui écrivent ces fiches",
        "Date, nom, nombres de présents, structures partenaires, note, auteur",
        "Les coordinateurs du même périmètre, l’administration du site",
        "La note, avec le compte de son auteur\u202f; le reste, sans nom, le temps de la feuille de route",
        "RGPD, article 5-1-e" },
    { "Avis laissés en partant", "Savoir si les personnes aidées sont satisfaites, sans les connaître", MISSION,
        "Aucune\u00a0: personne n’est connu", "Une note, «\u00a0recommanderiez-vous\u00a0», un jour sans heure",
        "Les professionnels de la structure", "Sans limite\u00a0: rien n’y est personnel", "RGPD, considérant 26" },
    { "Saisie sans réseau", "Écrire une fiche là où il n’y a pas de réseau, et l’envoyer une seule fois", MISSION,
        "Professionnels qui écrivent des fiches\u202f; personnes aidées, sans leur nom",
        "Sur l’appareil\u00a0: les fiches en attente, chiffrées pour leur auteur, et tant qu’il est connecté son nom "
        "et "
        "sa "
        "structure. Sur le site\u00a0: la clé de chaque envoi et l’empreinte de ce qui a été envoyé",
        "Leur auteur seul", "Sur l’appareil\u00a0: jusqu’à l’envoi. Sur le site\u00a0: 30 jours",
        "RGPD, articles 5-1-c et 32" },
    { "Personnes aidées que leur structure nomme",
        "Retrouver une personne qui oublie sa carte, et ne la compter qu’une fois si elle en a deux",
        "Mission d’intérêt public (RGPD, article 6-1-e), ou consentement (article 6-1-a) : la structure le choisit, "
        "il est noté pour chaque personne",
        "Personnes aidées par une structure qui a choisi de nommer, et informées",
        "Prénom, nom, année de naissance (chiffrés), leur empreinte à clé, base légale, jour de l’information",
        "Les professionnels de cette structure ; ceux à qui la personne montre sa carte, si elle l’a su ; "
        "chaque lecture est notée",
        "24 mois après le dernier contact, ou dès que la personne le demande. La carte et les chiffres restent, sans "
        "nom",
        "CNIL, référentiel du 14 septembre 2023 (accompagnement social)" },
    { "Connexion", "Ouvrir un compte à la bonne personne, et à elle seule", MISSION,
        "Personnes qui ont un compte, ou qui essaient de se connecter",
        "Empreintes de mots de passe et de codes, secret de l’application de codes (chiffré), appareils connectés et "
        "navigateurs reconnus ; "
        "empreintes d’adresses après des essais manqués ; avec ProConnect, l’identifiant qu’il donne, et les nom, "
        "prénom "
        "et SIRET d’une identité à confirmer",
        "La personne ; personne d’autre ne peut lire ces secrets. Le référent et l’administration du site, pour une "
        "identité à "
        "confirmer",
        "Une session : 12 heures. Un lien ou un code : 15 minutes. Une invitation : 7 jours. Un essai manqué : 24 "
        "heures. Une identité ProConnect à confirmer : 30 jours. Un "
        "navigateur reconnu : 12 mois depuis qu’il a été vu, 3 sur un ordinateur partagé",
        "ANSSI, recommandations sur l’authentification multifacteur ; CNIL, délibération 2022-100" },
    { "Notifications", "Dire à une personne ce qui l’attend, sur son espace et par courriel si elle le veut", MISSION,
        "Personnes qui ont un compte", "Ce qui a été signalé et quand ; les courriels qu’elle ne veut pas",
        "La personne", "90 jours après lecture, un an au plus ; avec le compte", "RGPD, article 5-1-e" },
    { "Accès des programmes",
        "Laisser un programme lire au nom d’une personne, et recevoir les messages d’autres services", MISSION,
        "Personnes qui ont fait une clé d’API ou inscrit un expéditeur",
        "Nom donné à la clé, droits, périmètre, dates ; empreinte de la clé, jamais la clé",
        "La personne ; l’administration du site", "Un an après la fin de la clé ; avec le compte",
        "CNIL, délibération 2022-100 ; RGPD, article 32" },
    { "Journal des actions", "Savoir qui a vu ou changé une donnée, et pouvoir le prouver",
        "Obligation légale de sécurité (RGPD, articles 6-1-c et 32)", "Personnes qui ont un compte",
        "Identifiants techniques, rôle, action, date ; jamais de nom ni de texte",
        "L’administration du site ; la personne, pour ce qui la concerne", "12 mois",
        "CNIL, recommandation du 14 octobre 2021 sur la journalisation" },
    { "Courriels du service", "Envoyer les liens de connexion, les invitations et les avertissements", MISSION,
        "Personnes qui ont un compte", "Nom, courriel, texte du message (chiffré tant qu’il attend)",
        "La personne ; le prestataire qui achemine les courriels", "Effacé trente jours après l’envoi",
        "RGPD, article 5-1-e" },
    { 0 },
};

static const SheetColumn columns[] = {
    { "traitement", { "Traitement", XLSX_TEXT, 30 } },
    { "finalite", { "Finalité", XLSX_TEXT, 50 } },
    { "base_legale", { "Base légale", XLSX_TEXT, 40 } },
    { "personnes", { "Personnes concernées", XLSX_TEXT, 50 } },
    { "donnees", { "Données", XLSX_TEXT, 60 } },
    { "destinataires", { "Destinataires", XLSX_TEXT, 50 } },
    { "duree", { "Durée de conservation", XLSX_TEXT, 50 } },
    { "source", { "Source de la durée", XLSX_TEXT, 50 } },
    { 0 },
};
static const SheetDef registre_table = { "registre-des-traitements", "Registre",
    "Registre des traitements (RGPD, article 30)", columns };

Err registre_ecrire(SheetFormat format, int64_t now, Buf *to)
{
    SHEET table = sheet_open(&registre_table, format, STR_NONE, now);
    for (const Traitement *t = traitements; t->nom; t++) {
        const char *const cells[] = { t->nom, t->finalite, t->base, t->personnes, t->donnees, t->destinataires,
            t->duree, t->source };
        for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
            sheet_text(table, str_from(cells[i]));
        sheet_end_row(table);
    }
    return sheet_finish(table, to);
}
