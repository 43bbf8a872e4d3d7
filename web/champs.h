// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Champ: a declared field (core/http/route.h) with what the request gave for it, as the views of champs.html show it.
 *
 *     {% include "web/champs_view.h" %}
 *     {% call resume_erreurs(form) %}
 *     <form method="post" action="/lieux/{{ id }}/nom">
 *     {% let const Champ nom = champ_de(form, "nom") %}
 *     {% call champ_texte(&nom) %}
 *
 *     field kind                       view
 *     TEXT                             champ_texte, champ_recherche, champ_courriel, champ_telephone, champ_code
 *     LINES                            champ_lignes
 *     I64, F64                         champ_nombre
 *     DATE                             champ_date
 *     SECRET                           champ_mot_de_passe
 *     CHOICE                           champ_choix (a list), champ_radios
 *     CHOICES                          champ_cases
 *     BOOL                             champ_case
 *     FILE                             champ_fichier
 *     any                              champ_cache (a hidden value, for example a token)
 *
 * After a change the handler redirects to a page with `fait=…` in its address; `confirmation` there says the label.
 *
 * The id of the control is "c-" and the field's name; with several controls, the first one has it.
 */
#pragma once

#include "core/http/req.h"

typedef struct Champ {
    const Field *field;
    Str valeur;           /* as sent, or what champ_defaut gave */
    Str message;          /* STR_NONE: no error */
} Champ;

/* What one kind of line has of its own (view champ_ligne). */
typedef struct Saisie {
    const char *type;
    const char *inputmode, *autocomplete, *accept; /* NULL: none; the field's own `autocomplete` wins */
    Str liste;            /* id of the names proposed; none */
    bool sans_valeur;     /* what was sent is never shown again */
    bool tel_quel;        /* the keyboard corrects nothing */
} Saisie;

/* The field of that name; a name that is not declared is a programmer error and asserts. */
Champ champ_de(const Form *form, const char *name);
/* `valeur` where nothing was sent. */
Champ champ_defaut(const Form *form, const char *name, Str valeur);
/* `valeur` in place of what was sent, unless it is STR_NONE. */
Champ champ_montre(const Form *form, const char *name, Str valeur);
/* Whether `valeur` is the one sent, or among those sent ("|"). */
bool champ_a(const Champ *c, Str valeur);
/* Whether what was sent is a date that can be read. */
bool champ_est_date(const Champ *c);
/* Label of the choice that the field `fait` of the page's address holds: what has just been done. STR_NONE: nothing, or
 * the address was written by hand. The field is a FIELD_CHOICE, `address_only`, of a row that is ROUTE_LAX. */
Str confirmation_de(const Form *form);
/* Words for a choice. */
static inline Str choice_label(const Choice *c)
{
    return c->label.p ? c->label : c->value;
}
