// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Every address of the program over the demonstration: a route without a visit in the tables below fails the suite. Pages
 * that ask who one is are visited as an administrator.
 */
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "app/app_slices.h"
#include "core/app.h"
#include "core/cli/cli.h"
#include "core/http/inproc.h"
#include "core/http/router.h"
#include "core/json/json.h"
#include "domain/acteurs/acteurs.h"
#include "domain/comites/comites.h"
#include "domain/activites/activites.h"
#include "domain/lieux/lieux.h"
#include "domain/recensements/recensements.h"
#include "domain/site/site.h"
#include "domain/tenue/fraicheur.h"
#include "support/session.h"
#include "support/suite.h"
#include "tenue_sql.h"
#include "web/assets.h"

enum { NOW = 1795435200 };

typedef struct Visit {
    const char *path;                              /* of its route */
    /* "*": the identifier of a place of the demonstration; PERSONNE, AUTRE: of the administrator, of somebody else;
     * MAIRIE, MAISON: of two structures; FICHE: of a record of the first one; INVITEE: of somebody who has not come yet */
    const char *target;
    int status;
    const char *type, *has;
} Visit;

/* A form sent: the page it is on, where it goes, what it says; then where the answer leads, or what it shows. */
typedef struct Sent {
    const char *path; /* of its route */
    const char *page, *target, *body;
    int status;
    const char *location, *has; /* NULL: none; a location ending with "*": what it begins with */
} Sent;

#define PAGE "text/html; charset=utf-8"
#define API "application/json"
#define STRUCTURES "/administration/structures"
#define PERSONNES "/administration/personnes"
#define IMPORT "/administration/import-lieux"
#define DEPLOIEMENT "/deploiement/{uid}"
#define SUIVI "/plan/suivi"
#define SUIVI_ACTION SUIVI "/{numero}"
#define COMITES "/plan/comites"
#define REUNIONS "/plan/reunions"
#define REUNION REUNIONS "/{reunion}"
#define FILE_PDF "application/pdf"
#define RECENSEMENT "/recensements/{recensement}"
#define LIGNES "/espace/recensements/lignes"
#define TENUE "/espace/lieux/{id}"
#define TENUE_LIEU "/espace/lieux/LIEU"
#define FILE_CSV "text/csv; charset=utf-8"
#define FILE_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static const Visit visits[] = {
    { "/", "/", 200, PAGE, "126" },
    { "/", "/?inconnu=1", 200, PAGE, "126" },
    { "/lieux", "/lieux", 200, PAGE, "126\u00A0lieux" },
    { "/lieux", "/lieux?q=imprimante", 200, PAGE, "imprimante" },
    { "/lieux", "/lieux?q=imprimente", 200, PAGE, "Vouliez-vous dire" },
    { "/lieux", "/lieux?commune=Chatres", 200, PAGE, "Vouliez-vous dire" },
    { "/lieux", "/lieux?q=zzzzzz", 200, PAGE, "zzzzzz" },
    { "/lieux", "/lieux?commune=Chartres&rayon_km=10", 200, PAGE, "Chartres" },
    { "/lieux", "/lieux?tri=nom&page=2", 200, PAGE, "page" },
    { "/lieux", "/lieux?page=1&q=", 303, NULL, NULL },
    { "/lieux", "/lieux?rayon_km=zzz", 200, PAGE, "choix proposés" },
    { "/lieux.csv", "/lieux.csv", 200, FILE_CSV, "id,pivot,nom," },
    { "/lieux.csv", "/lieux.csv?q=chartres", 200, FILE_CSV, "Chartres" },
    { "/lieux.csv", "/lieux.csv?rayon_km=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { "/lieux", "/lieux?niveau=aide-ponctuelle&famille=bibliotheques", 200, PAGE, "Aide ponctuelle" },
    { "/cartes", "/cartes", 200, PAGE, "Cartes du territoire" },
    { "/cartes", "/cartes?couche=inconnue", 404, PAGE, "introuvable" },
    { "/cartes.csv", "/cartes.csv", 200, FILE_CSV, "code,nom,valeur,classe" },
    { "/cartes.csv", "/cartes.csv?couche=inconnue", 404, PAGE, "introuvable" },
    { "/cartes.xlsx", "/cartes.xlsx", 200, FILE_XLSX, "PK" },
    { "/cartes.xlsx", "/cartes.xlsx?couche=inconnue", 404, PAGE, "introuvable" },
    { "/niveaux", "/niveaux", 200, PAGE, "Six niveaux" },
    { "/lieux/{id}/niveau", "/lieux/*/niveau", 200, PAGE, "Confirmer ces niveaux" },
    { "/lieux/{id}/niveau", "/lieux/inconnu/niveau", 404, PAGE, "introuvable" },
    { "/lieux/{id}", "/lieux/*", 200, PAGE, "inventée" },
    { "/lieux/{id}", "/lieux/inconnu", 404, PAGE, "introuvable" },
    { "/lieux/{id}/fiche.pdf", "/lieux/*/fiche.pdf", 200, FILE_PDF, "%PDF-" },
    { "/lieux/{id}/fiche.pdf", "/lieux/inconnu/fiche.pdf", 404, PAGE, "introuvable" },
    { "/lieux/{id}/affiche.pdf", "/lieux/*/affiche.pdf?format=a5", 200, FILE_PDF, "%PDF-" },
    { "/lieux/{id}/affiche.pdf", "/lieux/inconnu/affiche.pdf", 404, PAGE, "introuvable" },
    { "/lieux/{id}/affiche.pdf", "/lieux/*/affiche.pdf?format=a3", 400, PAGE, "n’a pas pu être lu" },
    { "/parcours", "/parcours", 200, PAGE, "Question 1 sur 4" },
    { "/parcours", "/parcours?besoin=demarche&etape=5", 200, PAGE, "pour vous" },
    { "/orientation", "/orientation", 200, PAGE, "Fiche d’orientation" },
    { "/orientation", "/orientation?commune=Brou", 200, PAGE, "Choisissez un lieu" },
    { "/numero-vert", "/numero-vert", 200, PAGE, "Ce que dit la personne" },
    { "/numero-vert", "/numero-vert?q=brou+impots", 200, PAGE, "près de Brou" },
    { "/numero-vert/envoyer", "/numero-vert/envoyer?commune=28061&lieu=*", 200, PAGE, "Texte à copier" },
    { "/numero-vert/envoyer", "/numero-vert/envoyer?lieu=zzz", 404, PAGE, "introuvable" },
    { "/numero-vert/appels", "/numero-vert/appels", 200, PAGE, "aucun appel" },
    { "/numero-vert/appels.csv", "/numero-vert/appels.csv", 200, FILE_CSV, "mois,epci,epci_nom" },
    { "/numero-vert/appels.xlsx", "/numero-vert/appels.xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { "/documents", "/documents", 200, PAGE, "Documents à imprimer" },
    { "/documents", "/documents?commune=Brou&document=livret", 303, NULL, NULL },
    { "/documents/livret.pdf", "/documents/livret.pdf", 200, FILE_PDF, "%PDF-" },
    { "/documents/livret.pdf", "/documents/livret.pdf?epci=zzz", 400, PAGE, "Rien ne porte" },
    { "/documents/affiche.pdf", "/documents/affiche.pdf?commune=Brou", 200, FILE_PDF, "%PDF-" },
    { "/documents/affiche.pdf", "/documents/affiche.pdf", 303, NULL, NULL },
    { "/documents/affiche.pdf", "/documents/affiche.pdf?commune=zzzz", 400, PAGE, "n’a pas pu être lu" },
    { "/documents/mairie.pdf", "/documents/mairie.pdf?commune=28061", 200, FILE_PDF, "%PDF-" },
    { "/documents/mairie.pdf", "/documents/mairie.pdf?commune=28061&mois=zzz", 400, PAGE, "n’a pas pu être lu" },
    { "/accessibilite", "/accessibilite", 200, PAGE, "ccessibilité" },
    { "/mentions-legales", "/mentions-legales", 200, PAGE, "entions légales" },
    { "/credits", "/credits", 200, PAGE, "Démonstration" },
    { "/plan-du-site", "/plan-du-site", 200, PAGE, "/mentions-legales" },
    { "/diagnostic", "/diagnostic", 200, PAGE, "à importer" },
    { "/diagnostic/fragilite", "/diagnostic/fragilite", 200, PAGE, "importer ifn" },
    { "/diagnostic/fragilite", "/diagnostic/fragilite?indicateurs=aah_rate&maille=epci", 200, PAGE, "importer ifn" },
    { "/diagnostic/fragilite.csv", "/diagnostic/fragilite.csv", 200, FILE_CSV, "population" },
    { "/diagnostic/fragilite.xlsx", "/diagnostic/fragilite.xlsx", 200, FILE_XLSX, "PK" },
    { "/diagnostic/precarite", "/diagnostic/precarite", 200, PAGE, "france_services_fr.csv" },
    { "/diagnostic/precarite", "/diagnostic/precarite?alpha=7", 200, PAGE, "Tables à importer" },
    { "/api/v1/territoires/{echelon}/{code}", "/api/v1/territoires/commune/28061", 200, API, "\"Brou\"" },
    { "/api/v1/territoires/{echelon}/{code}", "/api/v1/territoires/commune/zzz", 404, API, "not_found" },
    { "/territoires/{echelon}/{code}", "/territoires/commune/28061", 200, PAGE, "Brou" },
    { "/territoires/{echelon}/{code}", "/territoires/epci/200033181", 200, PAGE, "Chartres" },
    { "/territoires/{echelon}/{code}", "/territoires/commune/99999", 404, PAGE, "introuvable" },
    { "/affichage", "/affichage", 200, PAGE, "Confort de lecture" },
    { "/affichage", "/affichage?retour=%2Flieux", 200, PAGE, "name=\"retour\" value=\"/lieux\"" },
    { "/connexion", "/connexion", 200, PAGE, "Recevoir un lien" },
    { "/connexion", "/connexion?fait=sortie", 200, PAGE, "Vous êtes déconnecté" },
    { "/connexion/mot-de-passe", "/connexion/mot-de-passe", 200, PAGE, "current-password" },
    { "/connexion/code", "/connexion/code", 200, PAGE, "one-time-code" },
    { "/connexion/lien/{jeton}", "/connexion/lien/faux", 403, PAGE, "n’est plus valable" },
    { "/connexion/second", "/connexion/second", 403, PAGE, "n’est plus valable" },
    { "/connexion/proconnect", "/connexion/proconnect", 404, PAGE, "introuvable" },
    { "/connexion/proconnect/retour", "/connexion/proconnect/retour?state=x", 404, PAGE, "introuvable" },
    { "/deconnexion/proconnect/{etat}", "/deconnexion/proconnect/x", 404, PAGE, "introuvable" },
    { "/deconnexion/retour", "/deconnexion/retour?state=x", 403, PAGE, "n’est plus valable" },
    { "/connexion/role", "/connexion/role", 200, PAGE, "Choisir un rôle" },
    { "/espace", "/espace", 200, PAGE, "Bonjour Léa" },
    { "/espace", "/espace?fait=profil", 200, PAGE, "Votre profil est enregistré" },
    { "/annuaire", "/annuaire", 200, PAGE, "est encore vide" },
    { "/annuaire", "/annuaire?q=zzz", 200, PAGE, "Personne ne répond" },
    { "/annuaire.csv", "/annuaire.csv", 200, FILE_CSV,
        "nom,fonction,structures,dispositifs,territoires,sujets,courriel" },
    { "/annuaire.csv", "/annuaire.csv?dispositif=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { "/annuaire.xlsx", "/annuaire.xlsx?dispositif=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { "/annuaire.xlsx", "/annuaire.xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { "/espace/annuaire", "/espace/annuaire", 200, PAGE, "Publier ma fiche" },
    { "/deploiement", "/deploiement", 200, PAGE, "Aucune structure" },
    { "/deploiement.csv", "/deploiement.csv", 200, FILE_CSV, "epci,structures,eligibles" },
    { "/deploiement.xlsx", "/deploiement.xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { "/plan", "/plan", 200, PAGE, "83\u00A0actions dans 5\u00A0axes" },
    { "/plan", "/plan?theme=sant%C3%A9", 200, PAGE, "4\u00A0actions portent" },
    { "/plan", "/plan?theme=zzz", 200, PAGE, "choix proposés" },
    { "/plan.csv", "/plan.csv", 200, FILE_CSV, "Numéro,Type,Axe," },
    { "/api/v1/plan", "/api/v1/plan", 200, API, "\"numero\":\"5.14\"" },
    { "/plan/actions/{numero}", "/plan/actions/1.12", 200, PAGE, "bus départemental" },
    { "/plan/actions/{numero}", "/plan/actions/9.9", 404, PAGE, "introuvable" },
    { SUIVI "/indicateurs", SUIVI "/indicateurs", 200, PAGE, "Aucun indicateur" },
    { COMITES, COMITES, 200, PAGE, "Comité technique" },
    { COMITES "/{comite}", COMITES "/1", 200, PAGE, "Chartres" },
    { COMITES "/{comite}", COMITES "/9", 404, PAGE, "introuvable" },
    { COMITES "/{comite}/agenda.ics", COMITES "/1/agenda.ics", 200, "text/calendar; charset=utf-8", "BEGIN:VEVENT" },
    { COMITES "/{comite}/agenda.ics", COMITES "/x/agenda.ics", 404, PAGE, "introuvable" },
    { REUNION, REUNIONS "/1", 200, PAGE, "SHA-256" },
    { REUNION, REUNIONS "/9", 404, PAGE, "introuvable" },
    { REUNION "/dossiers/{dossier}", REUNIONS "/1/dossiers/1", 200, PAGE, "État de chaque axe" },
    { REUNION "/dossiers/{dossier}", REUNIONS "/1/dossiers/3", 200, FILE_PDF, "%PDF-" },
    { REUNION "/dossiers/{dossier}", REUNIONS "/1/dossiers/9", 404, PAGE, "introuvable" },
    { SUIVI, SUIVI, 200, PAGE, "id=\"etat-a_discuter\"" },
    { SUIVI, SUIVI "?vue=tableau&tri=pilote&ordre=decroissant&colonnes=pilote", 200, PAGE, "aria-sort=\"descending\"" },
    { SUIVI, SUIVI "?vue=frise", 200, PAGE, "n’a de dates" },
    { SUIVI, SUIVI "?vue=groupes&par=theme", 200, PAGE, "Éducation et jeunesse" },
    { SUIVI, SUIVI "?vue=argent", 200, PAGE, "n’a encore de dépense" },
    { SUIVI, SUIVI "?q=zzzz", 200, PAGE, "Aucune action ne répond" },
    { SUIVI, SUIVI "?mes=1&q=1.12", 200, PAGE, "Aucune action ne répond" },
    { SUIVI ".csv", SUIVI ".csv", 200, FILE_CSV, "Numéro,Type,Axe," },
    { SUIVI ".tet.csv", SUIVI ".tet.csv", 200, FILE_CSV, "Axe (x);Sous-axe (x.x)" },
    { SUIVI ".xlsx", SUIVI ".xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { SUIVI ".json", SUIVI ".json", 200, API, "\"feuille_de_route\"" },
    { SUIVI "/nouvelle", SUIVI "/nouvelle", 200, PAGE, "axe:5" },
    { SUIVI "/changements", SUIVI "/changements", 200, PAGE, "Rien n’a changé" },
    { SUIVI "/versions/{version}", SUIVI "/versions/1", 200, API, "\"numero\":\"5.14\"" },
    { SUIVI "/versions/{version}", SUIVI "/versions/x", 404, PAGE, "introuvable" },
    { SUIVI "/{numero}", SUIVI "/1.12", 200, PAGE, "bus départemental" },
    { SUIVI "/{numero}", SUIVI "/9.9", 404, PAGE, "introuvable" },
    { SUIVI "/{numero}/modifier", SUIVI "/1.12/modifier", 200, PAGE, "name=\"texte_description\"" },
    { SUIVI "/{numero}/modifier", SUIVI "/9.9/modifier", 404, PAGE, "introuvable" },
    { DEPLOIEMENT, "/deploiement/MAIRIE", 200, PAGE, "Aidants Connect et labels" },
    { DEPLOIEMENT, "/deploiement/inconnue", 404, PAGE, "introuvable" },
    { DEPLOIEMENT "/personne", "/deploiement/MAIRIE/personne?personne=AUTRE", 200, PAGE, "Son chemin" },
    { DEPLOIEMENT "/personne", "/deploiement/MAIRIE/personne?personne=INVITEE", 404, PAGE, "introuvable" },
    { "/espace/cles", "/espace/cles", 200, PAGE, "Vous n’avez aucune clé" },
    { "/administration/programmes", "/administration/programmes", 200, PAGE, "Aucun service n’envoie" },
    { "/api/v1/structures", "/api/v1/structures?q=mairie", 200, API, "\"nom\":\"Mairie de Brou\"" },
    { "/api/v1/structures", "/api/v1/structures?page=zzz", 400, API, "\"champ\":\"page\"" },
    { "/api/v1/professionnels", "/api/v1/professionnels", 200, API, "\"professionnels\":[]" },
    { "/api/v1/professionnels", "/api/v1/professionnels?page=zzz", 400, API, "\"champ\":\"page\"" },
    { "/espace/notifications", "/espace/notifications", 200, PAGE, "Rien ne vous a encore été signalé" },
    { "/recensements", "/recensements", 200, PAGE, "Permanences" },
    { RECENSEMENT, "/recensements/permanences", 200, PAGE, "Rien n’a encore" },
    { RECENSEMENT, "/recensements/reemploi?q=marché", 200, PAGE, "Atelier du marché" },
    { RECENSEMENT, "/recensements/ecoles", 404, PAGE, "introuvable" },
    { RECENSEMENT "/export.csv", "/recensements/reemploi/export.csv", 200, FILE_CSV, "intitule,commune" },
    { RECENSEMENT "/export.csv", "/recensements/inconnu/export.csv", 404, PAGE, "introuvable" },
    { "/api/v1/recensements/{recensement}", "/api/v1/recensements/reemploi", 200, API, "\"total\":1" },
    { "/api/v1/recensements/{recensement}", "/api/v1/recensements/ecoles", 404, API, "not_found" },
    { "/api/v1/recensements/{recensement}", "/api/v1/recensements/reemploi?page=zzz", 400, API, "\"champ\":\"page\"" },
    { "/espace/recensements", "/espace/recensements", 200, PAGE, "pour les professionnels" },
    { "/espace/recensements/liste", "/espace/recensements/liste?recensement=ecoles", 200, PAGE,
        "Ajouter un établissement" },
    { "/espace/recensements/export.csv", "/espace/recensements/export.csv?recensement=ecoles", 200, FILE_CSV, "uai," },
    { "/espace/recensements/nouvelle", "/espace/recensements/nouvelle?recensement=permanences", 200, PAGE,
        "Organisme présent" },
    { "/espace/recensements/importer", "/espace/recensements/importer?recensement=ecoles", 200, PAGE,
        "noms des colonnes" },
    { "/espace/recensements/lignes/{uid}", "/espace/recensements/lignes/LIGNE", 200, PAGE, "Atelier du marché" },
    { "/espace/recensements/lignes/{uid}", "/espace/recensements/lignes/inconnue", 404, PAGE, "introuvable" },
    { "/espace/lieux", "/espace/lieux", 200, PAGE, "126\u00A0lieux" },
    { "/espace/lieux", "/espace/lieux?q=zzzzzz", 200, PAGE, "Aucun de vos lieux" },
    { "/espace/lieux/nouveau", "/espace/lieux/nouveau", 200, PAGE, "Cinq champs" },
    { TENUE, "/espace/lieux/LIEU", 200, PAGE, "La fiche est exacte" },
    { TENUE, "/espace/lieux/inconnu", 404, PAGE, "introuvable" },
#define BLOC_VISITS(nom)                                                                                               \
    { TENUE "/" #nom, "/espace/lieux/LIEU/" #nom, 200, PAGE, "Enregistrer" },                                          \
        { TENUE "/" #nom, "/espace/lieux/inconnu/" #nom, 404, PAGE, "introuvable" },
    BLOC_VISITS(identite) BLOC_VISITS(adresse) BLOC_VISITS(contact) BLOC_VISITS(horaires) BLOC_VISITS(services)
        BLOC_VISITS(acces) BLOC_VISITS(presentation) BLOC_VISITS(etat)
#undef BLOC_VISITS
            { TENUE "/historique", "/espace/lieux/LIEU/historique", 200, PAGE, "Arrivée par un fichier" },
    { TENUE "/historique", "/espace/lieux/inconnu/historique", 404, PAGE, "introuvable" },
    { "/espace/lieux-professionnels", "/espace/lieux-professionnels", 200, PAGE, "ni dans ses exports" },
    { "/espace/lieux-professionnels/fiche", "/espace/lieux-professionnels/fiche?id=LIEU", 404, PAGE, "introuvable" },
    { "/espace/lieux-professionnels/fiche", "/espace/lieux-professionnels/fiche?id=PRO", 200, PAGE, "réservé" },
    { "/lieux/{id}/corriger", "/lieux/LIEU/corriger", 200, PAGE, "Envoyer la correction" },
    { "/lieux/{id}/corriger", "/lieux/inconnu/corriger", 404, PAGE, "introuvable" },
    { "/espace/corrections", "/espace/corrections", 200, PAGE, "corr-1" },
    { "/espace/corrections/{uid}", "/espace/corrections/corr-1", 200, PAGE, "Accepter" },
    { "/espace/corrections/{uid}", "/espace/corrections/inconnue", 404, PAGE, "introuvable" },
    { "/lieux/{id}/toujours-exact/{jeton}", "/lieux/LIEU/toujours-exact/JETON", 200, PAGE, "tout est exact" },
    { "/lieux/{id}/toujours-exact/{jeton}", "/lieux/LIEU/toujours-exact/faux", 404, PAGE, "introuvable" },
    { "/espace/fraicheur", "/espace/fraicheur", 200, PAGE, "Par intercommunalité" },
    { "/espace/fraicheur.csv", "/espace/fraicheur.csv", 200, FILE_CSV, "id,nom,commune" },
    { "/espace/doublons", "/espace/doublons", 200, PAGE, "Deux fiches de la même commune" },
    { "/espace/doublons/comparer", "/espace/doublons/comparer?garde=LIEU&absorbe=LIEU", 404, PAGE, "introuvable" },
    { "/espace/doublons/comparer", "/espace/doublons/comparer?garde=LIEU&absorbe=PRO", 200, PAGE, "même lieu" },
    { "/activites", "/activites", 200, PAGE, "54\u202f205\u00A0fiches" },
    { "/activites", "/activites?page=9", 200, PAGE, "Page 9" },
    { "/activites", "/activites?theme=scolarite_et_numerique", 200, PAGE, "Aucune fiche ne répond" },
    { "/activites/saisir", "/activites/saisir", 200, PAGE, "Choisissez un rôle" },
    { "/activites/saisir", "/activites/saisir?structure=MAIRIE", 200, PAGE, "Pour Mairie de Brou" },
    { "/activites/fiche", "/activites/fiche?fiche=FICHE", 200, PAGE, "Ce que dit la fiche" },
    { "/activites/fiche", "/activites/fiche?fiche=zzz", 404, PAGE, "introuvable" },
    { "/activites/modifier", "/activites/modifier?fiche=FICHE", 200, PAGE, "Corriger la fiche" },
    { "/activites/modifier", "/activites/modifier?fiche=zzz", 404, PAGE, "introuvable" },
    { "/statistiques", "/statistiques?du=2023-01-01&au=2023-12-31", 200, PAGE, "57\u202f022 accompagnements" },
    { "/statistiques", "/statistiques?du=2023-01-01&au=2023-12-31&dispositif=conseiller_numerique", 200, PAGE,
        "7\u202f123 accompagnements" },
    { "/statistiques", "/statistiques?du=1999-01-01&au=1999-12-31", 200, PAGE, "Rien n’a été saisi" },
    { "/statistiques.csv", "/statistiques.csv?du=2023-01-01&au=2023-12-31", 200, FILE_CSV,
        "total,Total,57022,9141,564," },
    { "/statistiques.csv", "/statistiques.csv?du=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { "/statistiques.xlsx", "/statistiques.xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { "/statistiques.xlsx", "/statistiques.xlsx?du=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { "/statistiques/definitions", "/statistiques/definitions", 200, PAGE, "individuels + participations" },
    { "/chiffres", "/chiffres", 200, PAGE, "57\u202f022 accompagnements" },
    { "/chiffres", "/chiffres?annee=2001", 200, PAGE, "Aucun accompagnement" },
    { "/espace/profil", "/espace/profil", 200, PAGE, "lea@example.org" },
    { "/donnees-personnelles", "/donnees-personnelles", 200, PAGE, "Journal des actions" },
    { "/administration/registre.csv", "/administration/registre.csv", 200, FILE_CSV, "traitement,finalite" },
    { "/administration/registre.xlsx", "/administration/registre.xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { "/administration/conservation", "/administration/conservation", 200, PAGE, "Au prochain passage" },
    { "/espace/mes-donnees", "/espace/mes-donnees", 200, PAGE, "Effacer mon compte" },
    { "/espace/mes-donnees.json", "/espace/mes-donnees.json", 200, API, "lea@example.org" },
    { "/espace/securite", "/espace/securite", 200, PAGE, "Vos appareils connectés" },
    { "/sante", "/sante", 200, API, "\"lieux\":126" },
    { "/robots.txt", "/robots.txt", 200, "text/plain; charset=utf-8", "User-agent" },
    { "/sitemap.xml", "/sitemap.xml", 200, "application/xml; charset=utf-8", "https://ensemble.example.org/lieux/" },
    { "/favicon.ico", "/favicon.ico", 303, NULL, NULL },
    { "/api/v1/communes", "/api/v1/communes?q=chartres", 200, API, "\"28085\"" },
    { "/api/v1/communes", "/api/v1/communes?q=zzzzzz", 200, API, "\"communes\":[]" },
    { "/api/v1/communes", "/api/v1/communes", 400, API, "\"champ\":\"q\"" },
    { "/api/v1/lieux", "/api/v1/lieux", 200, API, "\"total\":126" },
    { "/api/v1/lieux", "/api/v1/lieux?commune=28085&limite=1", 200, API, "\"total\":" },
    { "/api/v1/lieux", "/api/v1/lieux?pres=48.44,1.48&rayon_km=5", 200, API, "\"distance_km\":" },
    { "/api/v1/lieux", "/api/v1/lieux?limite=501", 400, API, "\"champ\":\"limite\"" },
    { "/api/v1/lieux", "/api/v1/lieux?bbox=2,49,1,48", 400, API, "\"champ\":\"bbox\"" },
    { "/api/v1/suggestions", "/api/v1/suggestions?q=chatres", 200, API, "\"texte\":\"Chartres\"" },
    { "/api/v1/suggestions", "/api/v1/suggestions", 400, API, "\"champ\":\"q\"" },
    { "/api/v1/lieux/{id}", "/api/v1/lieux/*", 200, API, "\"pivot\":\"00000000000000\"" },
    { "/api/v1/lieux/{id}", "/api/v1/lieux/inconnu", 404, API, "\"erreur\":\"not_found\"" },
    { "/api/v1/openapi.json", "/api/v1/openapi.json", 200, API, "\"openapi\":\"3.0.3\"" },
    { "/administration", "/administration", 200, PAGE, "/administration/droits" },
    { "/journal", "/journal", 200, PAGE, "Lignes du journal" },
    { "/journal", "/journal?page=zzz", 200, PAGE, "Journal des actions" },
    { "/journal.csv", "/journal.csv", 200, FILE_CSV, "instant,personne,role,portee,action,objet,issue" },
    { "/journal.csv", "/journal.csv?depuis=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { "/administration/droits", "/administration/droits", 200, PAGE, "Voir qui peut faire quoi" },
    { PERSONNES, PERSONNES "?q=martin", 200, PAGE, "Léa Martin" },
    { PERSONNES, PERSONNES "?q=zzzzzz&etat=active", 200, PAGE, "Personne ne répond" },
    { PERSONNES ".csv", PERSONNES ".csv?etat=active", 200, FILE_CSV, "Martin,Léa," },
    { PERSONNES ".csv", PERSONNES ".csv?etat=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { PERSONNES ".xlsx", PERSONNES ".xlsx?etat=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { PERSONNES ".xlsx", PERSONNES ".xlsx", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { PERSONNES "/nouvelle", PERSONNES "/nouvelle", 200, PAGE, "name=\"courriel\"" },
    { PERSONNES "/{uid}", PERSONNES "/AUTRE", 200, PAGE, "Donner un autre rôle" },
    { PERSONNES "/{uid}", PERSONNES "/inconnue", 404, PAGE, "introuvable" },
    { PERSONNES "/{uid}/modifier", PERSONNES "/AUTRE/modifier", 200, PAGE, "value=\"max@example.org\"" },
    { PERSONNES "/{uid}/modifier", PERSONNES "/inconnue/modifier", 404, PAGE, "introuvable" },
    { STRUCTURES, STRUCTURES, 200, PAGE, "Maison du numérique" },
    { STRUCTURES, STRUCTURES "?q=zzzzzz", 200, PAGE, "Aucune structure ne répond" },
    { STRUCTURES ".csv", STRUCTURES ".csv", 200, FILE_CSV, "Maison du numérique" },
    { STRUCTURES ".csv", STRUCTURES ".csv?page=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { STRUCTURES ".xlsx", STRUCTURES ".xlsx?page=zzz", 400, PAGE, "Ce qui n’a pas pu être lu" },
    { STRUCTURES ".xlsx", STRUCTURES ".xlsx?q=mairie", 200, FILE_XLSX, "xl/worksheets/sheet1.xml" },
    { STRUCTURES "/nouvelle", STRUCTURES "/nouvelle", 200, PAGE, "name=\"siret\"" },
    { STRUCTURES "/{uid}", STRUCTURES "/MAIRIE", 200, PAGE, "Léa Martin" },
    { STRUCTURES "/{uid}", STRUCTURES "/inconnue", 404, PAGE, "introuvable" },
    { STRUCTURES "/{uid}/modifier", STRUCTURES "/MAIRIE/modifier", 200, PAGE, "value=\"Mairie de Brou\"" },
    { STRUCTURES "/{uid}/modifier", STRUCTURES "/inconnue/modifier", 404, PAGE, "introuvable" },
    { STRUCTURES "/{uid}/fusion", STRUCTURES "/MAIRIE/fusion", 200, PAGE, "Choisissez celle qui reste" },
    { STRUCTURES "/{uid}/fusion", STRUCTURES "/MAIRIE/fusion?vers=MAISON", 200, PAGE, "Une fusion ne se défait pas" },
    { STRUCTURES "/{uid}/fusion", STRUCTURES "/MAIRIE/fusion?vers=MAIRIE", 409, PAGE, "modifiée" },
    { "/lieux.atom", "/lieux.atom", 200, "application/atom+xml; charset=utf-8", "Nouveau lieu" },
    { "/lieux.atom", "/lieux.atom?commune=Zzz", 400, PAGE, "Aucune commune" },
    { "/lieux/{id}.jsonld", "/lieux/*.jsonld", 200, "application/ld+json; charset=utf-8", "schema.org" },
    { "/lieux/{id}.jsonld", "/lieux/inconnu.jsonld", 404, PAGE, "introuvable" },
    { "/api/v1/data-inclusion/structures", "/api/v1/data-inclusion/structures", 200, API, "reseaux_porteurs" },
    { "/api/v1/data-inclusion/services", "/api/v1/data-inclusion/services", 200, API, "mediation-numerique" },
    { "/integration", "/integration?commune=Brou&rayon_km=20&theme=sombre", 200, PAGE, "&lt;iframe src=" },
    { "/integration/lieux", "/integration/lieux?commune=Brou&rayon_km=20&couleur=ocean", 200, PAGE, "couleur-ocean" },
    { "/integration/lieux.js", "/integration/lieux.js", 200, "text/javascript; charset=utf-8", "currentScript" },
    { IMPORT, IMPORT, 200, PAGE, "Déposer et voir l’aperçu" },
    { IMPORT, IMPORT "?fait=annule", 200, PAGE, "Rien n’a été importé" },
    { IMPORT "/apercu", IMPORT "/apercu", 303, NULL, NULL },
};
enum { VISITS = sizeof visits / sizeof *visits };

static const Sent sent[] = {
    { IMPORT, IMPORT, IMPORT, "forme=auto", 400, NULL, NULL },
    { IMPORT "/confirmer", IMPORT, IMPORT "/confirmer", "depot=zzz", 409, NULL, NULL },
    { IMPORT "/annuler", IMPORT, IMPORT "/annuler", "", 400, NULL, NULL },
    { IMPORT "/annuler", IMPORT, IMPORT "/annuler", "depot=zzz", 303, IMPORT "?fait=annule", NULL },
    { "/connexion", "/connexion", "/connexion", "courriel=personne%40exemple.fr", 303, "/connexion/code", NULL },
    { "/connexion", "/connexion", "/connexion", "courriel=personne", 400, NULL, "adresse de courriel" },
    { "/connexion/code", "/connexion/code", "/connexion/code", "code=00000000", 403, NULL, "n’est plus valable" },
    { "/connexion/mot-de-passe", "/connexion/mot-de-passe", "/connexion/mot-de-passe",
        "courriel=personne%40exemple.fr&mot_de_passe=x", 400, NULL, "ne vont pas ensemble" },
    { "/connexion/lien/{jeton}", "/connexion", "/connexion/lien/faux", "", 403, NULL, "n’est plus valable" },
    { "/connexion/second", "/connexion", "/connexion/second", "code=000000", 403, NULL, "n’est plus valable" },
    { "/connexion/entrer", "/connexion", "/connexion/entrer", "", 403, NULL, "n’est plus valable" },
    { "/connexion/liste", "/connexion", "/connexion/liste", "", 403, NULL, "n’est plus valable" },
    { "/connexion/role", "/connexion/role", "/connexion/role", "role=99", 404, NULL, "introuvable" },
    { "/connexion/role", "/connexion/role", "/connexion/role", "role=x", 400, NULL, "Rôle" },
    { "/espace/cles", "/espace/cles", "/espace/cles", "nom=Tableau&droits=api.structures&portee=instance&duree=90", 200,
        NULL, "<code>ne_" },
    { "/espace/cles", "/espace/cles", "/espace/cles", "nom=Tableau&portee=epci%3A0&duree=90", 400, NULL,
        "Choisissez un périmètre" },
    { "/espace/cles/retirer", "/espace/cles", "/espace/cles/retirer", "uid=inconnue", 303, "/espace/cles?fait=retiree",
        NULL },
    { "/espace/cles/retirer", "/espace/cles", "/espace/cles/retirer", "uid=", 400, NULL, NULL },
    { "/administration/programmes", "/administration/programmes", "/administration/programmes",
        "nom=Mairie&droit=zzz&portee=instance&forme=datee", 400, NULL, "Choisissez dans la liste" },
    { "/administration/programmes/retirer", "/administration/programmes", "/administration/programmes/retirer",
        "uid=inconnu", 303, "/administration/programmes?fait=retire", NULL },
    { "/administration/programmes/retirer", "/administration/programmes", "/administration/programmes/retirer",
        "uid=", 400, NULL, NULL },
    { "/administration/programmes/cles/retirer", "/administration/programmes",
        "/administration/programmes/cles/retirer", "uid=inconnue", 303, "/administration/programmes?fait=retiree",
        NULL },
    { "/administration/programmes/cles/retirer", "/administration/programmes",
        "/administration/programmes/cles/retirer", "uid=", 400, NULL, NULL },
    { "/espace/notifications", "/espace/notifications", "/espace/notifications", "genres=rappels", 303,
        "/espace/notifications?fait=choix", NULL },
    { "/espace/notifications", "/espace/notifications", "/espace/notifications", "genres=connexions", 400, NULL, NULL },
    { "/espace/notifications/lues", "/espace/notifications", "/espace/notifications/lues", "", 303,
        "/espace/notifications?fait=lues", NULL },
    { "/espace/profil", "/espace/profil", "/espace/profil", "nom=&version=1", 400, NULL, "obligatoire" },
    { "/espace/profil", "/espace/profil", "/espace/profil", "nom=Durand&version=99", 400, NULL, "autre fenêtre" },
    { "/espace/profil", "/espace/profil", "/espace/profil", "nom=Durand&prenom=L%C3%A9a&version=2", 303,
        "/espace?fait=profil", NULL },
    { "/espace/annuaire", "/espace/annuaire", "/espace/annuaire", "territoires=Zanzibar&accord=1", 400, NULL,
        "ne s’appelle" },
    { "/espace/annuaire", "/espace/annuaire", "/espace/annuaire", "territoires=Brou&accord=1", 303,
        "/espace/annuaire?fait=publiee", NULL },
    { SUIVI "/indicateurs", SUIVI "/indicateurs", SUIVI "/indicateurs", "nom=Lieux&formule=lieux", 400, NULL,
        "Écrivez la cible" },
    { SUIVI "/indicateurs", SUIVI "/indicateurs", SUIVI "/indicateurs",
        "nom=Lieux&formule=lieux&action=1.2&depart=100&depart_jour=2024-06-05&cible=250&cible_jour=2027-12-31", 303,
        SUIVI "/indicateurs?fait=cree", NULL },
    { SUIVI "/indicateurs/valeurs", SUIVI "/indicateurs", SUIVI "/indicateurs/valeurs",
        "indicateur=1&valeur=3&jour=2025-01-01&source=x", 400, NULL, "ne se saisit pas" },
    { SUIVI "/indicateurs", SUIVI "/indicateurs", SUIVI "/indicateurs",
        "nom=Saisi&formule=saisie&depart=0&depart_jour=2024-06-05&cible=250&cible_jour=2027-12-31", 303,
        SUIVI "/indicateurs?fait=cree", NULL },
    { SUIVI "/indicateurs/valeurs", SUIVI "/indicateurs", SUIVI "/indicateurs/valeurs",
        "indicateur=2&valeur=3&jour=2025-01-01&source=Enqu%C3%AAte", 303, SUIVI "/indicateurs?fait=valeur", NULL },
    { SUIVI "/indicateurs/jalons", SUIVI "/indicateurs", SUIVI "/indicateurs/jalons", "indicateur=2&annee=2031&jalon=5",
        400, NULL, "entre le départ et la cible" },
    { SUIVI "/indicateurs/jalons", SUIVI "/indicateurs", SUIVI "/indicateurs/jalons", "indicateur=2&annee=2025&jalon=5",
        303, SUIVI "/indicateurs?fait=jalon", NULL },
    { COMITES, COMITES, COMITES, "nom=Groupe+jeunesse&genre=groupe", 303, COMITES "/2?fait=comite", NULL },
    { COMITES, COMITES, COMITES, "nom=&genre=groupe", 400, NULL, "Nommez ce comité" },
    { COMITES "/{comite}/membres", COMITES "/1", COMITES "/1/membres", "personne=AUTRE&geste=inscrire", 303,
        COMITES "/1?fait=membre", NULL },
    { COMITES "/{comite}/membres", COMITES "/1", COMITES "/1/membres", "personne=zzz", 400, NULL, "de la liste" },
    { COMITES "/{comite}/reunions", COMITES "/1", COMITES "/1/reunions", "jour=2026-12-10&heure=25:00", 400, NULL,
        "comme 14:30" },
    { COMITES "/{comite}/reunions", COMITES "/1", COMITES "/1/reunions", "jour=2026-12-10&heure=14:30&duree=90", 303,
        REUNIONS "/2?fait=reunion", NULL },
    { REUNION, REUNIONS "/1", REUNIONS "/1", "version=1&ordre=Bilan", 303, REUNIONS "/1?fait=ecrite", NULL },
    { REUNION, REUNIONS "/1", REUNIONS "/1", "version=1&ordre=Autre", 400, NULL, "entre-temps" },
    { REUNION "/presences", REUNIONS "/1", REUNIONS "/1/presences", "personne=PERSONNE&presence=presente", 303,
        REUNIONS "/1?fait=presence", NULL },
    { REUNION "/presences", REUNIONS "/1", REUNIONS "/1/presences", "personne=PERSONNE", 400, NULL, "une présence" },
    { REUNION "/decisions", REUNIONS "/1", REUNIONS "/1/decisions", "texte=", 400, NULL, "Écrivez la décision" },
    { REUNION "/decisions", REUNIONS "/1", REUNIONS "/1/decisions", "texte=Lancer&action=1.12", 303,
        REUNIONS "/1?fait=decision", NULL },
    { REUNION "/taches", REUNIONS "/1", REUNIONS "/1/taches", "decision=1&tache=x&personne=PERSONNE", 400, NULL,
        "décision adoptée" },
    { REUNION "/votes", REUNIONS "/1", REUNIONS "/1/votes", "decision=1&vote=pour", 303, REUNIONS "/1?fait=vote",
        NULL },
    { REUNION "/clotures", REUNIONS "/1", REUNIONS "/1/clotures", "decision=1&cloture=clore", 303,
        REUNIONS "/1?fait=decision", NULL },
    { REUNION "/votes", REUNIONS "/1", REUNIONS "/1/votes", "decision=1&vote=contre", 400, NULL, "est close" },
    { REUNION "/clotures", REUNIONS "/1", REUNIONS "/1/clotures", "decision=1&cloture=ajourner", 400, NULL,
        "déjà close" },
    { REUNION "/taches", REUNIONS "/1", REUNIONS "/1/taches", "decision=1&tache=Appeler&personne=PERSONNE", 303,
        REUNIONS "/1?fait=tache", NULL },
    { REUNION "/taches/faite", REUNIONS "/1", REUNIONS "/1/taches/faite", "tache_id=1", 303, REUNIONS "/1?fait=tache",
        NULL },
    { REUNION "/taches/faite", REUNIONS "/1", REUNIONS "/1/taches/faite", "tache_id=9", 404, NULL, "introuvable" },
    { REUNION "/dossiers", REUNIONS "/1", REUNIONS "/1/dossiers", "", 303, REUNIONS "/1?fait=dossier", NULL },
    { REUNION "/dossiers", REUNIONS "/1", REUNIONS "/9/dossiers", "", 404, NULL, "introuvable" },
    { SUIVI "/nouvelle", SUIVI "/nouvelle", SUIVI "/nouvelle", "titre=Neuve&ou=axe:1", 303, SUIVI "/1.19?fait=creee",
        NULL },
    { SUIVI "/nouvelle", SUIVI "/nouvelle", SUIVI "/nouvelle", "titre=Neuve&ou=axe:77", 400, NULL,
        "Choisissez un axe" },
    { SUIVI "/changements", SUIVI "/changements", SUIVI "/changements", "libelle=", 400, NULL, "Nommez cette version" },
    { SUIVI "/changements", SUIVI "/changements", SUIVI "/changements", "libelle=Un", 303,
        SUIVI "/changements?fait=version", NULL },
    { SUIVI "/objectifs", SUIVI "/changements", SUIVI "/objectifs", "objectif=lieux&regle=population", 400, NULL,
        "Écrivez ce nombre" },
    { SUIVI "/objectifs", SUIVI "/changements", SUIVI "/objectifs",
        "objectif=lieux&regle=propre&numerateur=130&source=Comité", 303, SUIVI "/changements?fait=national", NULL },
    { SUIVI_ACTION "/modifier", SUIVI "/1.2/modifier", SUIVI "/1.2/modifier", "titre=&version=1", 400, NULL, NULL },
    { SUIVI_ACTION "/modifier", SUIVI "/1.2/modifier", SUIVI "/1.2/modifier",
        "titre=Clarifier&version=1&fin=2024-06-01", 303, SUIVI "/1.2?fait=modifiee", NULL },
    { SUIVI_ACTION "/modifier", SUIVI "/1.2/modifier", SUIVI "/1.2/modifier", "titre=Clarifier&version=1", 400, NULL,
        "Quelqu’un a changé cette action" },
    { SUIVI_ACTION "/etat", SUIVI "/1.2", SUIVI "/1.2/etat", "etat=realisee", 400, NULL, "ne peut pas passer" },
    { SUIVI_ACTION "/etat", SUIVI "/1.2", SUIVI "/1.2/etat", "etat=a_venir", 303, SUIVI "/1.2?fait=etat", NULL },
    { SUIVI_ACTION "/etapes", SUIVI "/1.2", SUIVI "/1.2/etapes", "etape=", 400, NULL, "Écrivez l’étape" },
    { SUIVI_ACTION "/etapes", SUIVI "/1.2", SUIVI "/1.2/etapes", "etape=Un&echeance=2026-12-01", 303,
        SUIVI "/1.2?fait=etape", NULL },
    { SUIVI_ACTION "/etapes/faite", SUIVI "/1.2", SUIVI "/1.2/etapes/faite", "etape_id=1&faite=1", 303,
        SUIVI "/1.2?fait=etape", NULL },
    { SUIVI_ACTION "/etapes/faite", SUIVI "/1.2", SUIVI "/1.2/etapes/faite", "etape_id=99", 404, NULL, "introuvable" },
    { SUIVI_ACTION "/couts", SUIVI "/1.2", SUIVI "/1.2/couts", "nature=etp&ht=douze", 400, NULL,
        "un montant en euros" },
    { SUIVI_ACTION "/couts", SUIVI "/1.2", SUIVI "/1.2/couts", "nature=etp&ht=1000&etp=0,5&annee=2026", 303,
        SUIVI "/1.2?fait=cout", NULL },
    { SUIVI_ACTION "/financements", SUIVI "/1.2", SUIVI "/1.2/financements",
        "financeur=%C3%89tat&apport=publique&montant=800&plafond=80&attendu=2026-12-31", 303,
        SUIVI "/1.2?fait=financement", NULL },
    { SUIVI_ACTION "/financements", SUIVI "/1.2", SUIVI "/1.2/financements",
        "financeur=EPCI&apport=publique&montant=1000,01", 400, NULL, "dépasseraient les dépenses" },
    { SUIVI_ACTION "/financements/etat", SUIVI "/1.2", SUIVI "/1.2/financements/etat", "financement_id=1&vers=verse",
        400, NULL, "ne peut pas passer" },
    { SUIVI_ACTION "/financements/etat", SUIVI "/1.2", SUIVI "/1.2/financements/etat",
        "financement_id=1&vers=acquis&verse=200", 303, SUIVI "/1.2?fait=financement", NULL },
    { SUIVI_ACTION "/couts/retirer", SUIVI "/1.2", SUIVI "/1.2/couts/retirer", "cout_id=1", 400, NULL, NULL },
    { SUIVI_ACTION "/couts/retirer", SUIVI "/1.2", SUIVI "/1.2/couts/retirer", "cout_id=99", 404, NULL, "introuvable" },
    { SUIVI_ACTION "/messages", SUIVI "/1.2", SUIVI "/1.2/messages", "texte=", 400, NULL, "Écrivez votre message" },
    { SUIVI_ACTION "/messages", SUIVI "/1.2", SUIVI "/1.2/messages",
        "genre=proposition&texte=Ajouter+Brou&prevenir=AUTRE", 303, SUIVI "/1.2?fait=commentaire", NULL },
    { SUIVI_ACTION "/propositions", SUIVI "/1.2", SUIVI "/1.2/propositions", "commentaire_id=1&decision=accepter", 303,
        SUIVI "/1.2?fait=proposition", NULL },
    { SUIVI_ACTION "/propositions", SUIVI "/1.2", SUIVI "/1.2/propositions", "commentaire_id=1&decision=ecarter", 404,
        NULL, "introuvable" },
    { SUIVI_ACTION "/responsables", SUIVI "/1.2", SUIVI "/1.2/responsables", "personne=zzz", 400, NULL, "de la liste" },
    { SUIVI_ACTION "/responsables", SUIVI "/1.2", SUIVI "/1.2/responsables", "personne=AUTRE&geste=confier", 303,
        SUIVI "/1.2?fait=responsable", NULL },
    { "/lieux/{id}/niveau", "/lieux/*/niveau", "/lieux/*/niveau", "niveau=zzz", 400, NULL, "choix proposés" },
    { "/lieux/{id}/niveau", "/lieux/*/niveau", "/lieux/*/niveau", "niveau=orientation&version=0", 303,
        "/lieux/*/niveau?fait=confirme", NULL },
    { DEPLOIEMENT, "/deploiement/MAIRIE", "/deploiement/MAIRIE", "etat=zzz", 400, NULL, NULL },
    { DEPLOIEMENT, "/deploiement/MAIRIE", "/deploiement/MAIRIE", "etat=attente", 303,
        "/deploiement/MAIRIE?fait=structure", NULL },
    { DEPLOIEMENT "/label", "/deploiement/MAIRIE", "/deploiement/MAIRIE/label", "label=france-services", 400, NULL,
        NULL },
    { DEPLOIEMENT "/label", "/deploiement/MAIRIE", "/deploiement/MAIRIE/label",
        "label=france-services&obtenu=2024-01-01", 303, "/deploiement/MAIRIE?fait=label", NULL },
    { DEPLOIEMENT "/label/retirer", "/deploiement/MAIRIE", "/deploiement/MAIRIE/label/retirer", "label=zzz", 400, NULL,
        NULL },
    { DEPLOIEMENT "/label/retirer", "/deploiement/MAIRIE", "/deploiement/MAIRIE/label/retirer", "label=france-services",
        303, "/deploiement/MAIRIE?fait=label-retire", NULL },
    { DEPLOIEMENT "/personne", "/deploiement/MAIRIE", "/deploiement/MAIRIE/personne", "personne=AUTRE&carte=2024-01-01",
        400, NULL, "vient après" },
    { DEPLOIEMENT "/personne", "/deploiement/MAIRIE", "/deploiement/MAIRIE/personne", "personne=AUTRE&etat=nouvelle",
        303, "/deploiement/MAIRIE?fait=personne", NULL },
    { "/espace/recensements/nouvelle", "/espace/recensements/nouvelle?recensement=materiel",
        "/espace/recensements/nouvelle", "recensement=materiel&lieu=LIEU", 400, NULL, "obligatoire" },
    { "/espace/recensements/nouvelle", "/espace/recensements/nouvelle?recensement=materiel",
        "/espace/recensements/nouvelle", "recensement=materiel&materiel=wifi&lieu=LIEU", 303,
        "/espace/recensements/liste?recensement=materiel&fait=ajoutee", NULL },
    { LIGNES "/{uid}", LIGNES "/LIGNE", LIGNES "/LIGNE", "intitule=Atelier&commune=zzzz&activite=don", 400, NULL,
        "Aucune commune" },
    { LIGNES "/{uid}", LIGNES "/LIGNE", LIGNES "/LIGNE", "intitule=Atelier&commune=Brou&activite=don", 303,
        "/espace/recensements/liste?recensement=reemploi&fait=modifiee", NULL },
    { LIGNES "/{uid}/retirer", LIGNES "/LIGNE", LIGNES "/LIGNE/retirer", "", 303,
        "/espace/recensements/liste?recensement=reemploi&fait=retiree", NULL },
    { LIGNES "/{uid}/retirer", "/espace", LIGNES "/LIGNE/retirer", "", 404, NULL, "introuvable" },
    { "/espace/recensements/importer", "/espace/recensements/importer?recensement=ecoles",
        "/espace/recensements/importer", "recensement=ecoles&source=x", 400, NULL, "Choisissez un fichier" },
    { "/espace/lieux/nouveau", "/espace/lieux/nouveau", "/espace/lieux/nouveau", "nom=Relais", 400, NULL,
        "obligatoire" },
    { "/espace/lieux/nouveau", "/espace/lieux/nouveau", "/espace/lieux/nouveau",
        "nom=Relais+du+bourg&adresse=1+rue+du+Test&code_postal=28160&commune=brou", 303, "/espace/lieux/ensemble-*",
        NULL },
    { TENUE "/identite", TENUE_LIEU "/identite", TENUE_LIEU "/identite", "nom=", 400, NULL, "Nom du lieu" },
    { TENUE "/identite", TENUE_LIEU "/identite", TENUE_LIEU "/identite", "nom=Relais+neuf&version=99", 409, NULL,
        "pendant que vous écriviez" },
    { TENUE "/identite", TENUE_LIEU "/identite", TENUE_LIEU "/identite", "nom=Relais+neuf", 303,
        TENUE_LIEU "?fait=enregistre", NULL },
    { TENUE "/adresse", TENUE_LIEU "/adresse", TENUE_LIEU "/adresse",
        "adresse=1+rue+Neuve&code_postal=28160&commune=Chartres", 400, NULL, "Aucune commune" },
    { TENUE "/adresse", TENUE_LIEU "/adresse", TENUE_LIEU "/adresse",
        "adresse=1+rue+Neuve&code_postal=28160&commune=Brou", 303, TENUE_LIEU "?fait=enregistre", NULL },
    { TENUE "/contact", TENUE_LIEU "/contact", TENUE_LIEU "/contact", "telephone=12", 400, NULL, "Téléphone" },
    { TENUE "/contact", TENUE_LIEU "/contact", TENUE_LIEU "/contact", "telephone=02+61+91+00+28", 303,
        TENUE_LIEU "?fait=enregistre", NULL },
    { TENUE "/horaires", TENUE_LIEU "/horaires", TENUE_LIEU "/horaires", "horaires=quand+on+peut", 400, NULL,
        "pas compris" },
    { TENUE "/horaires", TENUE_LIEU "/horaires", TENUE_LIEU "/horaires", "horaires=lundi+de+9h+à+12h", 200, NULL,
        "Mo 09:00-12:00" },
    { TENUE "/services", TENUE_LIEU "/services", TENUE_LIEU "/services", "services=zzz", 400, NULL, "choix proposés" },
    { TENUE "/services", TENUE_LIEU "/services", TENUE_LIEU "/services", "publics_specifiquement_adresses=Jeunes", 303,
        TENUE_LIEU "?fait=enregistre", NULL },
    { TENUE "/acces", TENUE_LIEU "/acces", TENUE_LIEU "/acces", "frais_a_charge=zzz", 400, NULL, "choix proposés" },
    { TENUE "/acces", TENUE_LIEU "/acces", TENUE_LIEU "/acces", "frais_a_charge=Gratuit", 303,
        TENUE_LIEU "?fait=enregistre", NULL },
    { TENUE "/presentation", TENUE_LIEU "/presentation", TENUE_LIEU "/presentation", "formations_labels=zzz", 400, NULL,
        "choix proposés" },
    { TENUE "/presentation", TENUE_LIEU "/presentation", TENUE_LIEU "/presentation", "presentation_resume=Ouvert", 303,
        TENUE_LIEU "?fait=enregistre", NULL },
    { TENUE "/confirmer", TENUE_LIEU, TENUE_LIEU "/confirmer", "", 303, TENUE_LIEU "?fait=confirme", NULL },
    { TENUE "/confirmer", TENUE_LIEU, "/espace/lieux/inconnu/confirmer", "", 404, NULL, "introuvable" },
    { TENUE "/source", TENUE_LIEU, TENUE_LIEU "/source", "champ=zzz", 400, NULL, NULL },
    { TENUE "/source", TENUE_LIEU, TENUE_LIEU "/source", "champ=nom", 303, TENUE_LIEU "?fait=source", NULL },
    { TENUE "/historique", TENUE_LIEU, TENUE_LIEU "/historique", "vers=999999", 404, NULL, "introuvable" },
    { TENUE "/historique", TENUE_LIEU, TENUE_LIEU "/historique", "vers=PASSAGE", 303, TENUE_LIEU "?fait=retour", NULL },
    { TENUE "/etat", TENUE_LIEU "/etat", TENUE_LIEU "/etat", "visibilite=public&ferme=demenage&remplace_par=zzz", 400,
        NULL, "ne connaît pas cette fiche" },
    { TENUE "/etat", TENUE_LIEU "/etat", TENUE_LIEU "/etat", "visibilite=public&ferme=non", 303,
        TENUE_LIEU "?fait=etat", NULL },
    { "/lieux/{id}/corriger", "/lieux/LIEU/corriger", "/lieux/LIEU/corriger", "courriel=x", 400, NULL, "courriel" },
    { "/lieux/{id}/corriger", "/lieux/LIEU/corriger", "/lieux/LIEU/corriger", "message=Le+num%C3%A9ro+a+chang%C3%A9",
        303, "/lieux/LIEU/corriger?fait=envoyee", NULL },
    { "/espace/corrections/{uid}/accepter", "/espace/corrections/corr-1", "/espace/corrections/corr-1/accepter", "",
        303, "/espace/corrections?fait=acceptee", NULL },
    { "/espace/corrections/{uid}/accepter", "/espace/corrections/corr-2", "/espace/corrections/corr-1/accepter", "",
        409, NULL, NULL },
    { "/espace/corrections/{uid}/refuser", "/espace/corrections/corr-2", "/espace/corrections/corr-2/refuser", "", 400,
        NULL, "pourquoi" },
    { "/espace/corrections/{uid}/refuser", "/espace/corrections/corr-2", "/espace/corrections/corr-2/refuser",
        "raison=D%C3%A9j%C3%A0+fait", 303, "/espace/corrections?fait=refusee", NULL },
    { "/lieux/{id}/toujours-exact/{jeton}", "/lieux/LIEU/toujours-exact/JETON", "/lieux/LIEU/toujours-exact/JETON", "",
        303, "/lieux/LIEU/toujours-exact/JETON?fait=exact", NULL },
    { "/lieux/{id}/toujours-exact/{jeton}", "/lieux/LIEU/toujours-exact/JETON", "/lieux/PRO/toujours-exact/JETON", "",
        404, NULL, "introuvable" },
    { "/espace/doublons/ecarter", "/espace/doublons/comparer?garde=LIEU&absorbe=PRO", "/espace/doublons/ecarter",
        "garde=LIEU&absorbe=LIEU", 404, NULL, "introuvable" },
    { "/espace/doublons/ecarter", "/espace/doublons/comparer?garde=LIEU&absorbe=PRO", "/espace/doublons/ecarter",
        "garde=LIEU&absorbe=PRO", 303, "/espace/doublons?fait=ecartes", NULL },
    { "/espace/doublons/fusionner", "/espace/doublons/comparer?garde=LIEU&absorbe=PRO", "/espace/doublons/fusionner",
        "garde=LIEU&absorbe=LIEU", 404, NULL, "introuvable" },
    { "/espace/doublons/fusionner", "/espace/doublons/comparer?garde=LIEU&absorbe=PRO", "/espace/doublons/fusionner",
        "garde=LIEU&absorbe=PRO", 303, "/espace/doublons?fait=reunis", NULL },
    { "/espace/doublons/defaire", "/espace/doublons", "/espace/doublons/defaire", "absorbe=LIEU", 404, NULL,
        "introuvable" },
    { "/espace/doublons/defaire", "/espace/doublons", "/espace/doublons/defaire", "absorbe=PRO", 303,
        "/espace/doublons?fait=separes", NULL },
    { "/espace/annuaire/confirmer", "/espace/annuaire", "/espace/annuaire/confirmer", "", 303,
        "/espace/annuaire?fait=confirmee", NULL },
    { "/espace/annuaire/retirer", "/espace/annuaire", "/espace/annuaire/retirer", "", 303,
        "/espace/annuaire?fait=retiree", NULL },
    { "/espace/affichage", "/espace", "/espace/affichage", "", 303, "/espace/securite?fait=affichage", NULL },
    { "/espace/securite/secours", "/espace/securite", "/espace/securite/secours", "", 200, NULL,
        "Vos codes de secours" },
    { "/espace/securite/liste", "/espace/securite", "/espace/securite/liste", "", 409, NULL, NULL },
    { "/espace/securite/mot-de-passe", "/espace/securite", "/espace/securite/mot-de-passe", "mot_de_passe=azerty", 400,
        NULL, "12 caractères" },
    { "/espace/securite/sans-mot-de-passe", "/espace/securite", "/espace/securite/sans-mot-de-passe", "", 303,
        "/espace/securite?fait=sans-mot-de-passe", NULL },
    { "/espace/securite/sans-proconnect", "/espace/securite", "/espace/securite/sans-proconnect", "", 303,
        "/espace/securite?fait=sans-proconnect", NULL },
    { "/espace/securite/oublier", "/espace/securite", "/espace/securite/oublier", "navigateur=99", 404, NULL, NULL },
    { "/espace/securite/oublier", "/espace/securite", "/espace/securite/oublier", "navigateur=x", 400, NULL, NULL },
    { "/espace/securite/fermer", "/espace/securite", "/espace/securite/fermer", "session=99", 404, NULL, NULL },
    { "/espace/securite/fermer", "/espace/securite", "/espace/securite/fermer", "session=x", 400, NULL, NULL },
    { "/espace/mes-donnees/effacer", "/espace/mes-donnees", "/espace/mes-donnees/effacer", "", 400, NULL,
        "Cochez cette case" },
    { "/espace/mes-donnees/effacer", "/espace/mes-donnees", "/espace/mes-donnees/effacer", "certain=1", 400, NULL,
        "dernière personne" },
    { "/deconnexion", "/connexion/role", "/deconnexion", "", 404, NULL, "introuvable" },
    { "/affichage", "/affichage", "/affichage", "texte=texte-grand&retour=%2Flieux%3Fq%3Da", 303, "/lieux?q=a", NULL },
    { "/affichage", "/affichage", "/affichage", "texte=enorme", 400, NULL, "choix proposés" },
    { "/affichage", "/affichage", "/affichage", "retour=%2F%2Fexample.org", 303, "/affichage", NULL },
    { PERSONNES "/nouvelle", PERSONNES "/nouvelle", PERSONNES "/nouvelle",
        "nom=Neuf&courriel=neuf%40example.org&role=lecteur&portee=departement:28", 303, PERSONNES "/*", NULL },
    { PERSONNES "/nouvelle", PERSONNES "/nouvelle", PERSONNES "/nouvelle",
        "nom=Neuf&courriel=neuf%40example.org&role=lecteur&portee=departement:28", 400, NULL, "déjà un compte" },
    { PERSONNES "/{uid}/inviter", PERSONNES "/AUTRE", PERSONNES "/AUTRE/inviter", "", 400, NULL,
        "a déjà ouvert son compte" },
    { PERSONNES "/{uid}/inviter", PERSONNES "/AUTRE", PERSONNES "/INVITEE/inviter", "", 303,
        PERSONNES "/INVITEE?fait=invitee", NULL },
    { PERSONNES "/{uid}/reprendre", PERSONNES "/AUTRE", PERSONNES "/AUTRE/reprendre", "moyen=zzz", 400, NULL, NULL },
    { PERSONNES "/{uid}/reprendre", PERSONNES "/AUTRE", PERSONNES "/AUTRE/reprendre", "moyen=appareil", 303,
        PERSONNES "/AUTRE?fait=repris", NULL },
    { PERSONNES "/{uid}/appareil", PERSONNES "/AUTRE", PERSONNES "/AUTRE/appareil", "appareil=zzz", 400, NULL,
        "Aucun boîtier" },
    { PERSONNES "/{uid}/identite", PERSONNES "/AUTRE", PERSONNES "/AUTRE/identite", "identite=9&decision=meme", 400,
        NULL, "n’attend plus" },
    { PERSONNES "/{uid}/liste", PERSONNES "/AUTRE", PERSONNES "/AUTRE/liste", "", 200, NULL, "Liste de codes" },
    { PERSONNES "/{uid}/liste", PERSONNES "/AUTRE", PERSONNES "/PERSONNE/liste", "", 404, NULL, "introuvable" },
    { PERSONNES "/{uid}/recommencer", PERSONNES "/AUTRE", PERSONNES "/AUTRE/recommencer", "", 303,
        PERSONNES "/AUTRE?fait=recommencer", NULL },
    { PERSONNES "/{uid}/recommencer", PERSONNES "/AUTRE", PERSONNES "/INVITEE/recommencer", "", 400, NULL,
        "a changé entre-temps" },
    { PERSONNES "/{uid}/modifier", PERSONNES "/AUTRE/modifier", PERSONNES "/AUTRE/modifier", "nom=Dupont&version=2",
        303, PERSONNES "/AUTRE?fait=modifiee", NULL },
    { PERSONNES "/{uid}/modifier", PERSONNES "/AUTRE/modifier", PERSONNES "/AUTRE/modifier", "nom=&version=3", 400,
        NULL, "id=\"titre-erreurs\"" },
    { "/activites/saisir", "/activites/saisir?structure=MAIRIE", "/activites/saisir",
        "structure=MAIRIE&type=individuel&duree=30&jour=2024-06-05&dispositif=autre", 400, NULL,
        "Choisissez au moins un thème" },
    { "/activites/saisir", "/activites/saisir?structure=MAIRIE", "/activites/saisir",
        "structure=MAIRIE&type=individuel&duree=30&jour=2024-06-05&dispositif=autre&themes=email", 303,
        "/activites/*", NULL },
    { "/activites/modifier", "/activites/saisir?structure=MAIRIE", "/activites/modifier",
        "fiche=FICHE&version=1&type=individuel&duree=45&jour=2024-06-05&dispositif=autre&themes=email", 303,
        "/activites/fiche?fiche=FICHE&fait=modifiee", NULL },
    { "/activites/modifier", "/activites/saisir?structure=MAIRIE", "/activites/modifier", "fiche=zzz", 404, NULL,
        "introuvable" },
    { "/activites/supprimer", "/activites/saisir?structure=MAIRIE", "/activites/supprimer", "fiche=FICHE", 303,
        "/activites/fiche?fiche=FICHE&fait=supprimee", NULL },
    { "/activites/supprimer", "/activites/saisir?structure=MAIRIE", "/activites/supprimer", "fiche=zzz", 404, NULL,
        "introuvable" },
    { "/activites/retablir", "/activites/saisir?structure=MAIRIE", "/activites/retablir", "fiche=FICHE", 303,
        "/activites/fiche?fiche=FICHE&fait=retablie", NULL },
    { "/activites/retablir", "/activites/saisir?structure=MAIRIE", "/activites/retablir", "fiche=zzz", 404, NULL,
        "introuvable" },
    { PERSONNES "/{uid}/suspendre", PERSONNES "/AUTRE", PERSONNES "/AUTRE/suspendre", "", 303,
        PERSONNES "/AUTRE?fait=suspendue", NULL },
    { PERSONNES "/{uid}/suspendre", PERSONNES "/AUTRE", PERSONNES "/PERSONNE/suspendre", "", 404, NULL, "introuvable" },
    { PERSONNES "/{uid}/reactiver", PERSONNES "/AUTRE", PERSONNES "/AUTRE/reactiver", "", 303,
        PERSONNES "/AUTRE?fait=reprise", NULL },
    { PERSONNES "/{uid}/reactiver", PERSONNES "/AUTRE", PERSONNES "/AUTRE/reactiver", "", 400, NULL,
        "a changé entre-temps" },
    { PERSONNES "/{uid}/roles", PERSONNES "/AUTRE", PERSONNES "/AUTRE/roles", "role=lecteur&portee=departement:28", 303,
        PERSONNES "/AUTRE?fait=role-donne", NULL },
    { PERSONNES "/{uid}/roles", PERSONNES "/AUTRE", PERSONNES "/AUTRE/roles", "role=lecteur&portee=structure:MAIRIE",
        400, NULL, "Ce rôle se tient" },
    { PERSONNES "/{uid}/roles/retirer", PERSONNES "/AUTRE", PERSONNES "/AUTRE/roles/retirer",
        "tenu=lecteur:departement:28", 303, PERSONNES "/AUTRE?fait=role-retire", NULL },
    { PERSONNES "/{uid}/roles/retirer", PERSONNES "/AUTRE", PERSONNES "/PERSONNE/roles/retirer",
        "tenu=administrateur:instance:", 400, NULL, "le dernier administrateur" },
    { "/orientation", "/orientation?commune=Brou", "/orientation", "commune=Brou&lieu=zzz", 400, NULL,
        "plus dans l’annuaire" },
    { "/orientation", "/orientation?commune=Brou", "/orientation", "notes=Venir+avec+ses+papiers&lieu=*", 200, NULL,
        "Venir avec ses papiers" },
    { "/orientation/pdf", "/orientation?commune=Brou", "/orientation/pdf", "notes=Secret&lieu=*", 200, NULL, "%PDF-" },
    { "/numero-vert", "/numero-vert", "/numero-vert", "besoin=autre&commune=Brou&trouve=non&suite=rien&duree=3", 303,
        "/numero-vert?fait=note", NULL },
    { "/numero-vert", "/numero-vert", "/numero-vert", "besoin=autre&commune=Brou&trouve=non&suite=zzz&duree=3", 400,
        NULL, "id=\"titre-erreurs\"" },
    { "/numero-vert/courrier", "/numero-vert", "/numero-vert/courrier", "destinataire=Mme+X&lieu=*", 200, NULL,
        "%PDF-" },
    { "/numero-vert/courrier", "/numero-vert", "/numero-vert/courrier", "lieu=zzz", 404, NULL, "introuvable" },
    { "/orientation/pdf", "/orientation?commune=Brou", "/orientation/pdf", "lieu=", 400, NULL, "id=\"titre-erreurs\"" },
    { STRUCTURES "/nouvelle", STRUCTURES "/nouvelle", STRUCTURES "/nouvelle", "nom=Relais&commune=Brou", 303,
        STRUCTURES "/*", NULL },
    { STRUCTURES "/nouvelle", STRUCTURES "/nouvelle", STRUCTURES "/nouvelle", "nom=Relais+deux&siret=1", 400, NULL,
        "pas un SIRET" },
    { STRUCTURES "/{uid}/modifier", STRUCTURES "/MAIRIE/modifier", STRUCTURES "/MAIRIE/modifier",
        "nom=Mairie&commune=Chartres&version=1", 303, STRUCTURES "/MAIRIE?fait=modifiee", NULL },
    { STRUCTURES "/{uid}/modifier", STRUCTURES "/MAIRIE/modifier", STRUCTURES "/MAIRIE/modifier",
        "nom=Mairie&commune=Brou&version=1", 400, NULL, "Quelqu’un a modifié cette fiche" },
    { STRUCTURES "/{uid}/lieux", STRUCTURES "/MAIRIE", STRUCTURES "/MAIRIE/lieux", "lieu=*", 303,
        STRUCTURES "/MAIRIE?fait=lieu", NULL },
    { STRUCTURES "/{uid}/lieux", STRUCTURES "/MAIRIE", STRUCTURES "/MAIRIE/lieux", "lieu=zzz", 400, NULL,
        "L’annuaire ne connaît pas ce lieu" },
    { STRUCTURES "/{uid}/lieux/retirer", STRUCTURES "/MAIRIE", STRUCTURES "/MAIRIE/lieux/retirer", "lieu=*", 303,
        STRUCTURES "/MAIRIE?fait=lieu-retire", NULL },
    { STRUCTURES "/{uid}/lieux/retirer", STRUCTURES "/MAIRIE", STRUCTURES "/inconnue/lieux/retirer", "lieu=x", 404,
        NULL, "introuvable" },
    { STRUCTURES "/{uid}/fusion", STRUCTURES "/MAIRIE/fusion?vers=MAISON", STRUCTURES "/MAIRIE/fusion", "vers=MAISON",
        303, STRUCTURES "/MAISON?fait=fusionnee", NULL },
    { STRUCTURES "/{uid}/fusion", STRUCTURES "/MAISON/modifier", STRUCTURES "/MAISON/fusion", "vers=inconnue", 404,
        NULL, "introuvable" },
};
enum { SENT = sizeof sent / sizeof *sent };

/* ---- the program over the demonstration ------------------------------------------------------------------------------ */

typedef struct World {
    Arena *a;
    Db *db;
    Writer *writer;
    Router *router;
    Site site;
    App app;
    const char *session; /* header line of the administrator's */
    Str id, pro, passage; /* of a place, of one for professionals, of the first line of the first one's history */
    Str ligne; /* of a census */
    Str confirmer; /* the token by which the first one is said to be right */
    Str personne, autre, invitee, mairie, maison, fiche; /* uid */
    PersonneId lea; /* the administrator */
} World;

static char *const environment[] = { (char[]){ "ENSEMBLE_URL_PUBLIQUE=https://ensemble.example.org" },
    (char[]){ "ENSEMBLE_COURRIEL_DOSSIER=/tmp" }, NULL };

static void make_demonstration(Str url)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    const Str argv[] = { S("--db"), url, S("demo") };
    const CliStreams io = { nothing, nothing, nothing, AT_FDCWD };
    const CliProgram program = { .slices = all_slices, .environ_ = environment };
    int code = cli_main(&program, &io, argv, 3);
    close(nothing);
    assert_int_equal(code, 0);
}

static Str make_personne(World *w, const char *courriel, PersonneId *ret)
{
    Personne p;
    assert_ok(personne_creer(w->db, w->a, NULL, NOW, w->app.random, str_from(courriel), S("Martin"), S("Léa"), ret));
    assert_ok(personne_par_id(w->db, w->a, *ret, &p));
    return p.uid;
}

static Str make_structure(World *w, const char *nom)
{
    Structure made;
    const StructureTextes t = { str_from(nom), S(""), S("28061"), S("autre") };
    assert_ok(structure_creer(w->db, w->a, NULL, NOW, w->app.random, &t, &made));
    return made.uid;
}

/* One person helped, in the first of the structures. */
static void make_fiche(World *w, const Acteur *par)
{
    Structure s;
    bool deja;
    const Activite x = { .dispositif = DISPOSITIF_AUTRE,
        .duree_min = 30,
        .themes = 1U << THEME_EMAIL,
        .lieu = S(""),
        .commune = S("28061"),
        .epci = S(""),
        .titre = S(""),
        .note = S(""),
        .orientation = S(""),
        .redirection = -1,
        .anonymes = 1,
        .source = S(""),
        .jour = date_from_ymd(2022, 6, 5) };
    assert_ok(structure_par_uid(w->db, w->a, w->mairie, &s));
    assert_ok(activite_enregistrer(w->db, w->a, par, NOW, w->app.random, &s, &x, STR_NONE, &w->fiche, &deja));
}

/* Two people, of whom one is the administrator who visits, and two structures. */
static void make_actors(World *w)
{
    PersonneId id, other, third;
    w->personne = make_personne(w, "lea@example.org", &id);
    w->autre = make_personne(w, "max@example.org", &other);
    w->invitee = make_personne(w, "zoe@example.org", &third);
    w->mairie = make_structure(w, "Mairie de Brou");
    w->maison = make_structure(w, "Maison du numérique");
    assert_ok(personne_connectee(w->db, w->a, NOW, id));
    assert_ok(personne_connectee(w->db, w->a, NOW, other));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, id, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, STR_NONE));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, other, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->mairie));
    const RoleTenu *held = NULL;
    size_t n = 0;
    assert_ok(roles_de(w->db, w->a, id, &held, &n));
    w->lea = id;
    w->session = test_session(&(Acteur){ .personne_id = id.v,
        .role_id = held[0].id.v,
        .role = ROLE_ADMINISTRATEUR,
        .portee = S("instance"),
        .nom = S("Léa"),
        .role_nom = S("Administrateur"),
        .role_cle = S("administrateur") });
    make_fiche(w, &(Acteur){ .personne_id = id.v,
                      .role = ROLE_ADMINISTRATEUR,
                      .portee = S("instance"),
                      .role_cle = S("administrateur") });
}

/* A line of a census. */
static void make_line(World *w)
{
    const Recensement *reemploi = recensement_nomme(S("reemploi"));
    Ligne line = { .v = { S("Atelier du marché"), S("Brou"), STR_NONE, S("reparation") }, .code_insee = S("28061") };
    assert_ok(recensement_ecrire(w->db, w->a, NULL, NOW, reemploi, w->app.random, &line));
    w->ligne = line.uid;
}

/* Two corrections that wait, a place for professionals, a link that says that a sheet is right. */
static void make_kept(World *w)
{
    static const char *const uids[] = { "corr-1", "corr-2" };
    const LieuTenu *all = NULL;
    const LieuPassage *lines = NULL;
    LieuTenu pro;
    size_t n = 0, k = 0;
    const LieuGeste g = { .now = NOW, .motif = "etat" };
    assert_ok(lieux_tenus(w->db, w->a, &all, &n));
    w->id = all[0].champs[CHAMP_id];
    for (size_t i = 0; i < 2; i++)
        assert_ok(sql_correction_ecrire(w->db, str_from(uids[i]), w->id, S("{\"nom\":\"Relais du centre\"}"), false,
            S(""), STR_NONE, NOW));
    pro = all[n - 1];
    pro.visibilite = VISIBLE_PROFESSIONNELS;
    assert_ok(lieu_tenu_ecrire(w->db, w->a, &g, &all[n - 1], &pro, NULL));
    assert_ok(lieu_passages(w->db, w->a, all[0].lieu_id, &lines, &k));
    w->pro = pro.champs[CHAMP_id];
    w->passage = str_format(w->a, "%lld", (long long)lines[k - 1].id);
    w->confirmer = fraicheur_jeton(w->a, w->app.keys, w->id, (Date){ date_paris(clock_now(w->app.clock)).days + 9 });
}

/* Committee 1, of which the administrator is a member, its meeting 1, packs 1 to 3 of it. */
static void make_committee(World *w)
{
    ComiteId id;
    ReunionId reunion;
    Comite c;
    Reunion r;
    assert_ok(comite_creer(w->db, w->a, NULL, NOW, S("Comité technique"), COMITE_TECHNIQUE, &id));
    assert_ok(comite_ouvrir(w->db, w->a, NULL, id, &c));
    assert_ok(comite_inscrire(w->db, w->a, NULL, NOW, &c, w->lea, true));
    assert_ok(reunion_creer(w->db, w->a, NULL, NOW, &c, NOW + 24 * 3600, 90, S("Chartres"), &reunion));
    assert_ok(reunion_ouvrir(w->db, w->a, NULL, reunion, &r, &c));
    Site invented = w->site;
    invented.demonstration = true;
    assert_ok(dossier_faire(w->db, w->a, NULL, &(DossierFonds){ &invented, assets, NULL, NOW }, &c, &r));
}

/* `built`: with its snapshots, as a server always is. */
static void world_new(void **state, World *w, bool built)
{
    *w = (World){ .a = arena_new(512 * MIB) };
    Str url = test_db_url(state), message = STR_NONE;
    Config *config = NULL;
    Snapshots *snapshots = NULL;
    make_demonstration(url);
    assert_ok(db_open(w->a, url, DB_WRITE, &w->db, &message));
    test_engine(w->db);
    assert_ok(writer_inline(w->db, &w->writer));
    assert_ok(config_load(w->a, environment, &config, &message));
    assert_ok(site_from_config(config, w->a, &w->site));
    assert_ok(snapshots_new(all_slices, &snapshots));
    w->app = (App){ .config = config,
        .clock = clock_real(),
        .snapshots = snapshots,
        .slices = all_slices,
        .site = &w->site,
        .demonstration = site_demonstration,
        .error_page = site_error_page,
        .keys = test_keys(),
        .random = test_random(),
        .gate = test_gate,
        .bearer = test_bearer,
        .signin = "/connexion",
        .writer = w->writer,
        .assets = assets };
    make_actors(w);
    assert_ok(router_new(w->a, all_slices, assets, &w->router, &message));
    make_line(w);
    if (built)
        assert_ok(snapshots_refresh(snapshots, w->db));
    make_kept(w);
    make_committee(w);
    if (!built)
        return;
    assert_ok(snapshots_refresh(snapshots, w->db));
    SNAPSHOT_VIEW view = snapshot_view(snapshots);
    w->id = str_dup(w->a, lieu_champ(lieux_at(snapshot_get(view, &lieux_snapshot), 0), CHAMP_id));
}

static void world_done(World *w)
{
    snapshots_free(w->app.snapshots);
    writer_free(w->writer);
    db_close(w->db);
    arena_free(w->a);
}

static Str filled(const World *w, Arena *a, const char *text)
{
    Str t = str_replace(a, str_from(text), S("PERSONNE"), w->personne);
    t = str_replace(a, t, S("AUTRE"), w->autre);
    t = str_replace(a, t, S("INVITEE"), w->invitee);
    t = str_replace(a, t, S("MAIRIE"), w->mairie);
    t = str_replace(a, t, S("MAISON"), w->maison);
    t = str_replace(a, t, S("LIEU"), w->id);
    t = str_replace(a, t, S("LIGNE"), w->ligne);
    t = str_replace(a, t, S("PRO"), w->pro);
    t = str_replace(a, t, S("PASSAGE"), w->passage);
    t = str_replace(a, t, S("JETON"), w->confirmer);
    t = str_replace(a, t, S("FICHE"), w->fiche);
    t = str_replace(a, t, S("/*/"), str_format(a, "/%.*s/", STR_ARG(str_is_none(w->id) ? S("1") : w->id)));
    return str_ends(t, S("=*")) ? str_cat(a, str_slice(t, 0, t.n - 1), w->id) : t;
}

static Str target_of(const World *w, Arena *a, const Visit *v)
{
    Str t = filled(w, a, v->target);
    return str_replace(a, t, S("*"), str_is_none(w->id) ? S("1") : w->id);
}

static HttpAnswer call(World *w, Arena *a, const char *method, Str target)
{
    Str headers = str_cat(a, str_from(w->session), test_key_header(a, w->session));
    return http_call(&w->app, w->db, a, method, target.p, headers.p, STR_NONE);
}

/* ---- tests ------------------------------------------------------------------------------------------------------------ */

static bool visited(const Route *r, bool failing)
{
    bool get = strcmp(r->method, "GET") == 0;
    for (size_t i = 0; i < SENT && !get; i++)
        if (strcmp(sent[i].path, r->path) == 0 && (sent[i].status >= 400) == failing)
            return true;
    for (size_t i = 0; i < VISITS && get; i++)
        if (strcmp(visits[i].path, r->path) == 0 && (visits[i].status >= 400) == failing)
            return true;
    return false;
}

/* Each row has a visit that succeeds; where a field or a name can be wrong, one that is refused. */
static void no_route_is_left_out(void **state)
{
    ARENA a = arena_new(8 * MIB);
    Router *router = NULL;
    Str message = STR_NONE;
    assert_ok(router_new(a, all_slices, assets, &router, &message));
    for (size_t i = 0; i < router_n(router); i++) {
        const Route *r = router_at(router, i, NULL);
        /* What only succeeds after another page (a way in, a session's own end) does so in its slice's suite. */
        bool alone = strcmp(r->method, "GET") == 0 && r->right->proof != PROOF_FORM;
        if (!visited(r, false) && (alone || !visited(r, true)))
            fail_msg("%s %s : aucune visite", r->method, r->path);
        if ((strchr(r->path, '{') || (r->fields && !(r->flags & ROUTE_LAX))) && !visited(r, true))
            fail_msg("%s %s : aucune visite refusée", r->method, r->path);
    }
    for (size_t i = 0; i < VISITS; i++) {
        RouteMatch m;
        Str target = str_from(visits[i].target);
        assert_ok(router_match(router, a, S("GET"), str_slice(target, 0, str_find_char(target, 0, '?')), &m));
        assert_string_equal(m.route->path, visits[i].path);
    }
}

static void check_body(Arena *a, const Visit *v, const HttpAnswer *h)
{
    Str body = h->body, message = STR_NONE;
    if (v->has && !str_has(body, str_from(v->has)))
        fail_msg("%s : « %s » manque dans\n%.*s", v->target, v->has, STR_ARG(utf8_cut(body, 3000)));
    if (v->type && strcmp(v->type, PAGE) == 0) {
        assert_true(str_starts(body, S("<!DOCTYPE html>")) && str_ends(str_trim(body), S("</html>")));
        assert_true(str_has(body, S("<h1")) && str_has(body, S("<main")));
        assert_true(str_has(body, S("inventées"))); /* the demonstration is told on every page */
    }
    if (v->type && strcmp(v->type, API) == 0) {
        JSON_VALUE value = NULL;
        assert_ok(json_read(a, body, (JsonLimits){ MIB, 20, false }, &value, &message));
    }
}

static void every_route_answers_as_said(void **state)
{
    World w;
    world_new(state, &w, true);
    for (size_t i = 0; i < VISITS; i++) {
        const Visit *v = &visits[i];
        ARENA a = arena_new(64 * MIB);
        Str target = target_of(&w, a, v);
        HttpAnswer h = call(&w, a, "GET", target);
        if (h.status != v->status)
            fail_msg("%.*s : %d au lieu de %d", STR_ARG(target), h.status, v->status);
        assert_str_equal(http_answer_header(&h, "Content-Type"), v->type ? str_from(v->type) : STR_NONE);
        assert_int_equal(str_is_none(http_answer_header(&h, "Location")), v->status != 303);
        check_body(a, v, &h);
        HttpAnswer head = call(&w, a, "HEAD", target);
        assert_int_equal(head.status, v->status);
        assert_int_equal(head.body.n, 0);
        HttpAnswer other = call(&w, a, "DELETE", target);
        assert_int_equal(other.status, 405);
        Str allow = http_answer_header(&other, "Allow");
        assert_true(str_eq(allow, S("GET, HEAD, OPTIONS")) || str_eq(allow, S("GET, HEAD, POST, OPTIONS")));
    }
    world_done(&w);
}

static void every_form_is_taken_as_said(void **state)
{
    World w;
    world_new(state, &w, true);
    for (size_t i = 0; i < SENT; i++) {
        const Sent *s = &sent[i];
        ARENA a = arena_new(64 * MIB);
        const char *target = filled(&w, a, s->target).p, *body = filled(&w, a, s->body).p;
        HttpAnswer h = test_post(&w.app, w.db, a, w.session, filled(&w, a, s->page).p, target, body);
        if (h.status != s->status)
            fail_msg("%s (%s) : %d au lieu de %d", s->target, s->body, h.status, s->status);
        Str location = http_answer_header(&h, "Location");
        Str wanted = s->location ? filled(&w, a, s->location) : STR_NONE;
        if (str_ends(wanted, S("*")))
            assert_true(str_starts(location, str_slice(wanted, 0, wanted.n - 1)));
        else
            assert_str_equal(location, wanted);
        if (s->has && !str_has(h.body, str_from(s->has)))
            fail_msg("%s : « %s » manque dans\n%.*s", s->target, s->has, STR_ARG(utf8_cut(h.body, 3000)));
        h = http_call(&w.app, w.db, a, "POST", target, w.session, str_from(body));
        assert_int_equal(h.status, 403); /* without its token */
    }
    world_done(&w);
}

/* A page looks as the browser's cookie says, and no cache gives it to somebody else. */
static void pages_look_as_asked(void **state)
{
    World w;
    world_new(state, &w, true);
    const char *cookie = "Cookie: affichage=contraste-fort.\"onclick.texte-grand\r\nAccept-Encoding: x\r\n";
    HttpAnswer h = http_call(&w.app, w.db, w.a, "GET", "/", cookie, STR_NONE);
    assert_true(str_is_none(http_answer_header(&h, "Set-Cookie")) && str_has(h.body, S("<html lang=\"fr\">")));
    cookie = "Cookie: affichage=contraste-fort.onclick.texte-grand\r\n";
    h = http_call(&w.app, w.db, w.a, "GET", "/", cookie, STR_NONE);
    assert_true(str_has(h.body, S("<html lang=\"fr\" class=\"texte-grand contraste-fort\">")));
    assert_str_equal(http_answer_header(&h, "Vary"), S("Accept-Encoding, Cookie"));
    h = http_call(&w.app, w.db, w.a, "GET", "/inconnue", cookie, STR_NONE);
    assert_true(str_has(h.body, S("class=\"texte-grand contraste-fort\"")));
    world_done(&w);
}

/* What a program is told of a route is what the route does. */
static void the_description_names_each_status(void **state)
{
    World w;
    world_new(state, &w, true);
    Str message = STR_NONE;
    HttpAnswer h = call(&w, w.a, "GET", S("/api/v1/openapi.json"));
    JSON_VALUE all = NULL;
    assert_ok(json_read(w.a, h.body, (JsonLimits){ MIB, 20, false }, &all, &message));
    json_t *paths = json_object_get(all, "paths");
    int seen = 0;
    for (size_t i = 0; i < VISITS; i++) {
        if (strncmp(visits[i].path, "/api/", 5) != 0)
            continue;
        json_t *get = json_object_get(json_object_get(paths, visits[i].path), "get");
        Str status = str_format(w.a, "%d", visits[i].status);
        if (!json_object_get(json_object_get(get, "responses"), status.p))
            fail_msg("%s : %s n’est pas décrit", visits[i].path, status.p);
        seen++;
    }
    assert_true(seen >= (int)json_object_size(paths));
    world_done(&w);
}

/* Before its first snapshot a page says so or asks to come back; none fails. */
static void without_snapshots_nothing_breaks(void **state)
{
    World w;
    world_new(state, &w, false);
    for (size_t i = 0; i < VISITS; i++) {
        ARENA a = arena_new(64 * MIB);
        HttpAnswer h = call(&w, a, "GET", target_of(&w, a, &visits[i]));
        if (h.status != visits[i].status && h.status != 503 && h.status != 400 && h.status / 100 != 2 &&
            h.status / 100 != 3)
            fail_msg("%s : %d", visits[i].target, h.status);
    }
    world_done(&w);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(no_route_is_left_out),
        cmocka_unit_test(every_route_answers_as_said),
        cmocka_unit_test(every_form_is_taken_as_said),
        cmocka_unit_test(pages_look_as_asked),
        cmocka_unit_test(the_description_names_each_status),
        cmocka_unit_test(without_snapshots_nothing_breaks),
    };
    return SUITE_MAIN("routes", true, all);
}
