// SPDX-License-Identifier: AGPL-3.0-or-later
/* The fields of formulaire.html and three states of it, shared by the suite and the program that prints the page. */
#pragma once

#include "core/http/form.h"

static const Choice langues[] = { { S_INIT("fr"), S_INIT("Français") }, { S_INIT("en"), S_INIT("Anglais") },
    { { 0 }, { 0 } } };
static const Choice roles[] = { { S_INIT("aidant"), S_INIT("Je suis aidant") },
    { S_INIT("elu"), S_INIT("Je suis élu") }, { { 0 }, { 0 } } };
static const Choice semaine[] = { { S_INIT("lundi"), { 0 } }, { S_INIT("mardi"), { 0 } }, { S_INIT("jeudi"), { 0 } },
    { { 0 }, { 0 } } };

static const Field formulaire_fields[] = {
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .required = true, .autocomplete = "family-name" },
    { .name = "mots", .kind = FIELD_TEXT, .label = "Recherche" },
    { .name = "courriel",
        .kind = FIELD_TEXT,
        .label = "Adresse électronique",
        .hint = "Par exemple nom@exemple.fr",
        .required = true,
        .autocomplete = "email" },
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone", .autocomplete = "tel" },
    { .name = "places", .kind = FIELD_I64, .label = "Places", .hint = "De 1 à 30", .min = 1, .max = 30 },
    { .name = "duree", .kind = FIELD_F64, .label = "Durée", .hint = "En heures" },
    { .name = "jour", .kind = FIELD_DATE, .label = "Jour", .hint = "Par exemple 2026-06-05", .required = true },
    { .name = "mot_de_passe",
        .kind = FIELD_SECRET,
        .label = "Mot de passe",
        .hint = "12 caractères au moins",
        .required = true,
        .min = 12,
        .max = 128,
        .autocomplete = "new-password" },
    { .name = "code", .kind = FIELD_TEXT, .label = "Code reçu", .hint = "Six chiffres", .min = 6, .max = 6 },
    { .name = "fichier", .kind = FIELD_TEXT, .label = "Fichier", .hint = "CSV, 10 Mo au plus", .required = true },
    { .name = "note", .kind = FIELD_LINES, .label = "Note", .hint = "En quelques lignes", .required = true, .max = 20 },
    { .name = "langue",
        .kind = FIELD_CHOICE,
        .label = "Langue",
        .choices = langues,
        .required = true,
        .autocomplete = "language" },
    { .name = "role",
        .kind = FIELD_CHOICE,
        .label = "Votre rôle",
        .hint = "Un seul",
        .choices = roles,
        .required = true },
    { .name = "jours",
        .kind = FIELD_CHOICES,
        .label = "Vos jours",
        .hint = "Plusieurs possibles",
        .choices = semaine,
        .required = true },
    { .name = "accord", .kind = FIELD_BOOL, .label = "J’accepte les conditions", .required = true },
    { 0 },
};

/* Nothing sent yet: no error, unlike an empty form that was sent. */
static inline Form formulaire_neuf(void)
{
    return (Form){ .fields = formulaire_fields };
}

/* Sent, every value readable. */
#define FORMULAIRE_BON                                                                                                 \
    "nom=D%27Arc&mots=a%26b&courriel=jeanne%40exemple.fr&telephone=02+61+91+00+28&places=12&duree=1,5&"                \
    "jour=2026-06-05&mot_de_passe=un+mot+de+passe+long&code=012345&fichier=x.csv&note=Une%0Adeux&langue=en&"           \
    "role=elu&jours=lundi&jours=jeudi&accord=1"

/* Sent, every value refused. */
#define FORMULAIRE_FAUX                                                                                                \
    "nom=&mots=%00&courriel=%01@exemple&telephone=%01&places=douze&duree=%3Cb%3E&jour=5+juin&mot_de_passe=court&code=" \
    "12&"                                                                                                              \
    "fichier=&note=%3C%2Ftextarea%3E%3Cscript%3E+trop+long+pour+elle&langue=xx&role=&jours=dimanche"
