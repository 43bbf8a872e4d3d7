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
    { "Connexion", "Ouvrir un compte à la bonne personne, et à elle seule", MISSION,
        "Personnes qui ont un compte, ou qui essaient de se connecter",
        "Empreintes de mots de passe et de codes, secret de l’application de codes (chiffré), appareils connectés ; "
        "empreintes d’adresses après des essais manqués ; avec ProConnect, l’identifiant qu’il donne, et les nom, "
        "prénom "
        "et SIRET d’une identité à confirmer",
        "La personne ; personne d’autre ne peut lire ces secrets. Le référent et l’administration du site, pour une "
        "identité à "
        "confirmer",
        "Une session : 12 heures. Un lien ou un code : 15 minutes. Une invitation : 7 jours. Un essai manqué : 24 "
        "heures. Une identité ProConnect à confirmer : 30 jours",
        "ANSSI, recommandations sur l’authentification multifacteur ; CNIL, délibération 2022-100" },
    { "Accès des programmes",
        "Laisser un programme lire au nom d’une personne, et recevoir les messages d’autres services", MISSION,
        "Personnes qui ont fait une clé d’API ou inscrit un expéditeur",
        "Nom donné à la clé, droits, périmètre, dates ; empreinte de la clé, jamais la clé",
        "La personne ; l’administration du site", "Un an après la fin de la clé ; avec le compte",
        "CNIL, délibération 2022-100 ; RGPD, article 32" },
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
