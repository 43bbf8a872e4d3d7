// SPDX-License-Identifier: AGPL-3.0-or-later
/* The addresses of the fund, their fields and their rights. */
#include "domain/fonds/fonds_web.h"

enum {
    PILOTES = ROLE_ADMINISTRATEUR | ROLE_PILOTE,
    STRUCTURES = ROLE_ADMINISTRATEUR | ROLE_REFERENT,
    ENVOI_OCTETS_MAX = PIECE_OCTETS_MAX + 64 * 1024,
    TEXTE_OCTETS_MAX = 160 * 1024,
};
static const Right fonds_tenir = { "fonds.tenir", "Tenir le fonds, instruire ses demandes, noter ses versements",
    PROOF_SESSION, PILOTES };
static const Right fonds_demander = { "fonds.demander", "Demander au fonds, justifier, rendre compte", PROOF_SESSION,
    STRUCTURES };
static const Right fonds_repondre = { "fonds.repondre", "Écrire sur une demande, la retirer ou la faire avancer",
    PROOF_SESSION, PILOTES | STRUCTURES };
static const Right fonds_lire_demandes = { "fonds.lire", "Lire les demandes que l’on porte, instruit ou finance",
    PROOF_SESSION, PILOTES | STRUCTURES | ROLE_FINANCEUR };
static const Right fonds_cle = { "api.fonds", "Lire par l’API les demandes que l’on porte, instruit ou finance",
    PROOF_BEARER, PILOTES | STRUCTURES | ROLE_FINANCEUR };

static const Choice faits[] = {
    { S_INIT("fonds"), S_INIT("Le fonds est enregistré.") },
    { S_INIT("contribution"), S_INIT("Les contributions sont à jour.") },
    { S_INIT("lecteur"), S_INIT("Les personnes qui lisent pour ce contributeur sont à jour.") },
    { S_INIT("enveloppe"), S_INIT("Les enveloppes sont à jour.") },
    { S_INIT("appel"), S_INIT("L’appel est enregistré.") },
    { S_INIT("creee"), S_INIT("Votre demande est commencée. Vous pouvez la quitter et la reprendre.") },
    { S_INIT("projet"), S_INIT("Le projet est enregistré.") },
    { S_INIT("budget"), S_INIT("Le budget est à jour.") },
    { S_INIT("piece"), S_INIT("Les pièces sont à jour.") },
    { S_INIT("deposee"), S_INIT("La demande est déposée. Elle reste modifiable jusqu’à son instruction.") },
    { S_INIT("etat"), S_INIT("Le nouvel état de la demande est enregistré.") },
    { S_INIT("message"), S_INIT("Votre message est envoyé.") },
    { S_INIT("comite"), S_INIT("La demande est inscrite à la réunion du comité.") },
    { S_INIT("convention"), S_INIT("La convention est notée.") },
    { S_INIT("versement"), S_INIT("Les versements sont à jour.") },
    { S_INIT("justificatif"), S_INIT("Les justificatifs sont à jour.") },
    { S_INIT("bilan"), S_INIT("Le bilan est à jour.") },
    { STR_NONE, STR_NONE },
};
static const Choice lier[] = { { S_INIT("lier"), S_INIT("Ajouter") }, { S_INIT("delier"), S_INIT("Retirer") },
    { STR_NONE, STR_NONE } };
static const Choice fins[] = { { S_INIT("verser"), S_INIT("Noter le versement") },
    { S_INIT("annuler"), S_INIT("Annuler") }, { STR_NONE, STR_NONE } };
static const Choice sortes[] = { { S_INIT("depense"), S_INIT("Une dépense") },
    { S_INIT("recette"), S_INIT("Une recette") }, { STR_NONE, STR_NONE } };
static const Choice avis[] = { { S_INIT("oui"), S_INIT("Retenir") }, { S_INIT("non"), S_INIT("Écarter") },
    { STR_NONE, STR_NONE } };

#define FAIT                                                                                                           \
    {                                                                                                                  \
        .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true                  \
    }
#define NUMERO(n, l)                                                                                                   \
    {                                                                                                                  \
        .name = (n), .kind = FIELD_I64, .label = (l), .min = 1, .max = 9e15, .address_only = true                      \
    }
#define EUROS(n, l)                                                                                                    \
    {                                                                                                                  \
        .name = (n), .kind = FIELD_TEXT, .label = (l), .max = 20                                                       \
    }

const Field fonds_gestion_champs[] = {
    FAIT,
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = 2000, .max = 2100 },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom du fonds", .max = 150 },
    { .name = "reglement",
        .kind = FIELD_LINES,
        .label = "Règlement",
        .hint = "Qui peut demander, pour quoi, comment on décide. Il est publié avec le fonds.",
        .max = FONDS_TEXTE_MAX },
    { .name = "avance",
        .kind = FIELD_F64,
        .label = "Avance possible, en pour cent du montant accordé",
        .min = 0,
        .max = 100 },
    { .name = "public", .kind = FIELD_BOOL, .label = "Publier ce fonds sur la page «\u00a0Fonds\u00a0»" },
    NUMERO("version", "Version"),
    { .name = "contributeur", .kind = FIELD_TEXT, .label = "Contributeur", .max = 150 },
    { .name = "nature", .kind = FIELD_CHOICE, .label = "Nature", .choices = contributeur_natures },
    EUROS("montant", "Montant, en euros"),
    { .name = "attendu", .kind = FIELD_DATE, .label = "Versement attendu le" },
    NUMERO("contribution", "Contribution"),
    { .name = "etape", .kind = FIELD_CHOICE, .label = "Ce qui change", .choices = contribution_etapes },
    { .name = "personne", .kind = FIELD_TEXT, .label = "Personne", .max = 40 },
    { .name = "geste", .kind = FIELD_CHOICE, .label = "Geste", .choices = lier, .address_only = true },
    { .name = "axe", .kind = FIELD_TEXT, .label = "Axe", .max = 3 },
    EUROS("total", "Total à répartir, en euros"),
    { .name = "poids",
        .kind = FIELD_TEXT,
        .label = "Poids de chaque axe",
        .hint = "Un nombre par axe, dans l’ordre\u00a0: 3, 2, 1, 1, 1.",
        .max = 100 },
    NUMERO("appel", "Appel"),
    { .name = "titre", .kind = FIELD_TEXT, .label = "Titre de l’appel", .max = 150 },
    { .name = "criteres", .kind = FIELD_LINES, .label = "Critères", .max = FONDS_TEXTE_MAX },
    { .name = "ouvre", .kind = FIELD_DATE, .label = "Premier jour" },
    { .name = "ferme", .kind = FIELD_DATE, .label = "Dernier jour" },
    EUROS("plafond", "Plafond d’une demande, en euros"),
    { .name = "taux", .kind = FIELD_F64, .label = "Taux maximal, en pour cent des dépenses", .min = 0, .max = 100 },
    { .name = "pieces", .kind = FIELD_CHOICES, .label = "Pièces demandées", .choices = piece_genres },
    { .name = "publie", .kind = FIELD_BOOL, .label = "Publier cet appel" },
    { 0 },
};
const Field fonds_demande_champs[] = {
    FAIT,
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { .name = "etat", .kind = FIELD_CHOICE, .label = "État", .choices = demande_etats },
    NUMERO("appel", "Appel"),
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = 40 },
    { .name = "titre", .kind = FIELD_TEXT, .label = "Titre du projet", .max = 150 },
    { .name = "projet",
        .kind = FIELD_LINES,
        .label = "Le projet",
        .hint = "Pour qui, quoi, où, avec qui, quand. Ne donnez aucune information sur une personne accompagnée.",
        .max = FONDS_TEXTE_MAX },
    { .name = "action",
        .kind = FIELD_TEXT,
        .label = "Numéro de l’action du plan",
        .hint = "Comme 1.3. Facultatif.",
        .max = 20 },
    EUROS("montant", "Montant demandé au fonds, en euros"),
    NUMERO("version", "Version"),
    { .name = "sorte", .kind = FIELD_CHOICE, .label = "Sorte", .choices = sortes, .address_only = true },
    NUMERO("ligne", "Ligne"),
    { .name = "nature", .kind = FIELD_CHOICE, .label = "Nature de la dépense", .choices = cout_choix },
    { .name = "libelle", .kind = FIELD_TEXT, .label = "Objet de la dépense", .max = PLAN_LIBELLE_MAX },
    EUROS("ht", "Montant hors taxes, en euros"),
    { .name = "tva",
        .kind = FIELD_TEXT,
        .label = "TVA, en euros",
        .hint = "Laissez vide si vous la récupérez.",
        .max = 20 },
    { .name = "financeur", .kind = FIELD_TEXT, .label = "Financeur", .max = PLAN_LIBELLE_MAX },
    { .name = "apport", .kind = FIELD_CHOICE, .label = "Nature de l’apport", .choices = apport_choix },
    { .name = "recette_etat", .kind = FIELD_CHOICE, .label = "Où en est cet apport", .choices = recette_etats },
    EUROS("recette_montant", "Montant de l’apport, en euros"),
    { .name = "plafond",
        .kind = FIELD_F64,
        .label = "Taux maximal de ce financeur, en pour cent des dépenses",
        .hint = "Laissez vide s’il n’en fixe pas.",
        .min = 0,
        .max = 100 },
    { .name = "vers", .kind = FIELD_CHOICE, .label = "Nouvel état", .choices = demande_etats },
    { .name = "motif", .kind = FIELD_LINES, .label = "Motif", .hint = "La structure le lira.", .max = 4000 },
    EUROS("accorde", "Montant accordé, en euros"),
    { .name = "reunion", .kind = FIELD_TEXT, .label = "Réunion", .max = 20 },
    { .name = "convention", .kind = FIELD_TEXT, .label = "Référence de la convention", .max = 100 },
    { .name = "jour", .kind = FIELD_DATE, .label = "Signée le" },
    { .name = "versement_genre", .kind = FIELD_CHOICE, .label = "Versement", .choices = versement_genres },
    EUROS("versement_montant", "Montant du versement, en euros"),
    { .name = "prevu", .kind = FIELD_DATE, .label = "Prévu le" },
    { .name = "paye", .kind = FIELD_DATE, .label = "Versé le" },
    { .name = "reference", .kind = FIELD_TEXT, .label = "Référence du mandat", .max = 100 },
    { .name = "geste", .kind = FIELD_CHOICE, .label = "Geste", .choices = fins, .address_only = true },
    { .name = "texte",
        .kind = FIELD_LINES,
        .label = "Votre message",
        .hint = "La structure et les pilotes le lisent. Ne donnez aucune information sur une personne accompagnée.",
        .max = 4000 },
    { .name = "avis", .kind = FIELD_CHOICE, .label = "Avis", .choices = avis, .address_only = true },
    { .name = "bilan",
        .kind = FIELD_LINES,
        .label = "Bilan",
        .hint = "Ce qui a été fait, ce que cela a changé, ce qui reste.",
        .max = FONDS_TEXTE_MAX },
    { .name = "personnes", .kind = FIELD_I64, .label = "Personnes qui en ont profité", .min = 0, .max = 10000000 },
    { 0 },
};
#define FICHIER                                                                                                        \
    {                                                                                                                  \
        .name = "fichier", .kind = FIELD_FILE, .label = "Fichier",                                                     \
        .hint = "PDF, texte (.odt), Excel (.xlsx), JPEG ou PNG, 5 Mo au plus.", .max = PIECE_OCTETS_MAX,               \
        .files = PIECE_TYPES                                                                                           \
    }
const Field fonds_piece_champs[] = {
    FAIT,
    { .name = "genre", .kind = FIELD_CHOICE, .label = "Ce que c’est", .choices = piece_genres },
    FICHIER,
    { 0 },
};
const Field fonds_preuve_champs[] = {
    FAIT,
    { .name = "libelle", .kind = FIELD_TEXT, .label = "Dépense", .max = PLAN_LIBELLE_MAX },
    { .name = "jour", .kind = FIELD_DATE, .label = "Payée le" },
    EUROS("montant", "Montant, en euros"),
    FICHIER,
    { 0 },
};
static const Field fait_champs[] = { FAIT, { 0 } };

#define GESTION "/fonds/gestion"
#define CAISSE GESTION "/{fonds}"
#define DEMANDES "/fonds/demandes"
#define DEMANDE DEMANDES "/{demande}"
#define G fonds_gestion_champs
#define D fonds_demande_champs

const Route fonds_routes[] = {
    { "GET", "/fonds", fonds_page, RIGHT_PUBLIC, READ, NULL, "Fonds d’inclusion numérique" },
    { "GET", "/fonds.csv", fonds_export, RIGHT_PUBLIC, READ, NULL, "Fonds d’inclusion numérique, en CSV" },
    { "GET", "/fonds.xlsx", fonds_export, RIGHT_PUBLIC, SLOW, NULL, "Fonds d’inclusion numérique, en XLSX" },
    { "GET", "/fonds/appels/{appel}", fonds_appel_page, RIGHT_PUBLIC, READ, NULL, "Un appel du fonds" },
    { "GET", "/api/v1/fonds", fonds_api, RIGHT_PUBLIC, READ, NULL, "Fonds publiés, par axe, et leurs appels",
        ROUTE_API },
    { "GET", "/api/v1/fonds/demandes", fonds_demandes_api, &fonds_cle, SLOW, fonds_api_champs,
        "Demandes au fonds et leurs versements, du périmètre de la clé", ROUTE_API },
    { "GET", GESTION, fonds_gestion_page, &fonds_tenir, READ, G, "Tenir les fonds", ROUTE_LAX },
    { "POST", GESTION, fonds_gestion_envoi, &fonds_tenir, WRITE, G, "Créer un fonds", ROUTE_LAX, TEXTE_OCTETS_MAX },
    { "GET", CAISSE, fonds_caisse_page, &fonds_tenir, SLOW, G, "Tenir un fonds", ROUTE_LAX },
    { "POST", CAISSE, fonds_caisse_envoi, &fonds_tenir, WRITE, G, "Enregistrer un fonds", ROUTE_LAX, TEXTE_OCTETS_MAX },
    { "POST", CAISSE "/contributions", fonds_contribution_envoi, &fonds_tenir, WRITE, G, "Noter une promesse",
        ROUTE_LAX },
    { "POST", CAISSE "/contributions/etape", fonds_etape_envoi, &fonds_tenir, WRITE, G,
        "Noter un accord, un appel de fonds ou une recette", ROUTE_LAX },
    { "POST", CAISSE "/contributions/lecteurs", fonds_lecteur_envoi, &fonds_tenir, WRITE, G,
        "Dire qui lit pour un contributeur", ROUTE_LAX },
    { "POST", CAISSE "/enveloppes", fonds_enveloppe_envoi, &fonds_tenir, WRITE, G, "Fixer une enveloppe", ROUTE_LAX },
    { "POST", CAISSE "/repartition", fonds_repartition_envoi, &fonds_tenir, WRITE, G, "Répartir entre les axes",
        ROUTE_LAX },
    { "POST", CAISSE "/appels", fonds_appel_envoi, &fonds_tenir, WRITE, G, "Enregistrer un appel", ROUTE_LAX,
        TEXTE_OCTETS_MAX },
    { "GET", "/fonds/versements.csv", fonds_versements_export, &fonds_tenir, SLOW, NULL,
        "Versements du fonds, en CSV" },
    { "GET", "/fonds/versements.xlsx", fonds_versements_export, &fonds_tenir, SLOW, NULL,
        "Versements du fonds, en XLSX" },
    { "GET", "/fonds/cofinancement", fonds_cofinancement_page, &fonds_tenir, SLOW, NULL, "Cofinancement du plan" },
    { "GET", "/fonds/cofinancement.csv", fonds_cofinancement_export, &fonds_tenir, SLOW, NULL,
        "Cofinancement du plan, en CSV" },
    { "GET", "/fonds/cofinancement.xlsx", fonds_cofinancement_export, &fonds_tenir, SLOW, NULL,
        "Cofinancement du plan, en XLSX" },
    { "GET", DEMANDES, fonds_demandes_page, &fonds_lire_demandes, SLOW, D, "Demandes au fonds", ROUTE_LAX },
    { "GET", DEMANDES ".csv", fonds_demandes_export, &fonds_lire_demandes, SLOW, D, "Demandes au fonds, en CSV",
        ROUTE_LAX },
    { "GET", DEMANDES ".xlsx", fonds_demandes_export, &fonds_lire_demandes, SLOW, D, "Demandes au fonds, en XLSX",
        ROUTE_LAX },
    { "GET", DEMANDES "/nouvelle", fonds_nouvelle_page, &fonds_demander, READ, D, "Demander au fonds", ROUTE_LAX },
    { "POST", DEMANDES "/nouvelle", fonds_nouvelle_envoi, &fonds_demander, WRITE, D, "Commencer une demande",
        ROUTE_LAX },
    { "GET", DEMANDE, fonds_demande_page, &fonds_lire_demandes, SLOW, D, "Une demande au fonds", ROUTE_LAX },
    { "GET", DEMANDE "/projet", fonds_projet_page, &fonds_demander, SLOW, D, "Décrire son projet", ROUTE_LAX },
    { "POST", DEMANDE "/projet", fonds_projet_envoi, &fonds_demander, WRITE, D, "Enregistrer son projet", ROUTE_LAX,
        TEXTE_OCTETS_MAX },
    { "GET", DEMANDE "/budget", fonds_budget_page, &fonds_demander, SLOW, D, "Chiffrer son projet", ROUTE_LAX },
    { "POST", DEMANDE "/budget", fonds_budget_envoi, &fonds_demander, WRITE, D, "Ajouter une ligne de budget",
        ROUTE_LAX },
    { "POST", DEMANDE "/budget/retirer", fonds_retrait_envoi, &fonds_demander, WRITE, D, "Retirer une ligne de budget",
        ROUTE_LAX },
    { "GET", DEMANDE "/pieces", fonds_pieces_page, &fonds_demander, SLOW, fait_champs, "Joindre des pièces",
        ROUTE_LAX },
    { "POST", DEMANDE "/pieces", fonds_piece_envoi, &fonds_demander, WRITE, fonds_piece_champs, "Joindre une pièce",
        ROUTE_LAX, ENVOI_OCTETS_MAX },
    { "POST", DEMANDE "/pieces/retirer", fonds_piece_retrait, &fonds_demander, WRITE, D, "Retirer une pièce",
        ROUTE_LAX },
    { "GET", DEMANDE "/pieces/{piece}", fonds_piece_octets_page, &fonds_repondre, SLOW, NULL,
        "Une pièce d’une demande" },
    { "POST", DEMANDE "/etat", fonds_mouvement_envoi, &fonds_repondre, WRITE, D, "Faire avancer une demande",
        ROUTE_LAX },
    { "POST", DEMANDE "/messages", fonds_message_envoi, &fonds_repondre, WRITE, D, "Écrire sur une demande",
        ROUTE_LAX },
    { "POST", DEMANDE "/comite", fonds_comite_choisi_envoi, &fonds_tenir, WRITE, D, "Porter une demande au comité",
        ROUTE_LAX },
    { "POST", DEMANDE "/convention", fonds_convention_envoi, &fonds_tenir, WRITE, D, "Noter la convention", ROUTE_LAX },
    { "POST", DEMANDE "/versements", fonds_versement_envoi, &fonds_tenir, WRITE, D, "Prévoir un versement", ROUTE_LAX },
    { "POST", DEMANDE "/versements/fin", fonds_versement_fin_envoi, &fonds_tenir, WRITE, D,
        "Noter ou annuler un versement", ROUTE_LAX },
    { "GET", DEMANDE "/justificatif", fonds_preuve_page, &fonds_demander, SLOW, fait_champs, "Justifier une dépense",
        ROUTE_LAX },
    { "POST", DEMANDE "/justificatif", fonds_preuve_envoi, &fonds_demander, WRITE, fonds_preuve_champs,
        "Déposer un justificatif", ROUTE_LAX, ENVOI_OCTETS_MAX },
    { "POST", DEMANDE "/justificatif/avis", fonds_justificatif_avis_envoi, &fonds_tenir, WRITE, D,
        "Retenir ou écarter un justificatif", ROUTE_LAX },
    { "POST", DEMANDE "/bilan", fonds_bilan_envoi, &fonds_demander, WRITE, D, "Déposer le bilan", ROUTE_LAX,
        TEXTE_OCTETS_MAX },
    { "POST", DEMANDE "/bilan/avis", fonds_bilan_avis_envoi, &fonds_tenir, WRITE, D, "Valider ou renvoyer le bilan",
        ROUTE_LAX },
    { 0 },
};
