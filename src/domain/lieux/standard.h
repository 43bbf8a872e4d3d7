// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The national standard "lieux de médiation numérique" v1.0.2 as tables: fields in their order, enumerations with
 * their exact texts. One place in the program where they are written; a test compares them with the published
 * schema (standard-schema-v1.0.2.json). Source: LaMednum/standard-mediation-num, Licence Ouverte 2.0; list of
 * typologies: npm @gouvfr-anct/lieux-de-mediation-numerique 2.3.0 (MIT).
 */
#pragma once

#include "base/base.h"
#include "core/http/route.h"

/* X(name, required, is a list, enumeration or AUCUNE) in the standard's order. */
#define STANDARD_FIELDS(X)                                                                                             \
    X(id, 1, 0, AUCUNE)                                                                                                \
    X(pivot, 1, 0, AUCUNE)                                                                                             \
    X(nom, 1, 0, AUCUNE)                                                                                               \
    X(commune, 1, 0, AUCUNE)                                                                                           \
    X(code_postal, 1, 0, AUCUNE)                                                                                       \
    X(code_insee, 0, 0, AUCUNE)                                                                                        \
    X(adresse, 1, 0, AUCUNE)                                                                                           \
    X(complement_adresse, 0, 0, AUCUNE)                                                                                \
    X(latitude, 0, 0, AUCUNE)                                                                                          \
    X(longitude, 0, 0, AUCUNE)                                                                                         \
    X(typologie, 0, 1, TYPOLOGIE)                                                                                      \
    X(telephone, 0, 0, AUCUNE)                                                                                         \
    X(courriels, 0, 1, AUCUNE)                                                                                         \
    X(site_web, 0, 1, AUCUNE)                                                                                          \
    X(horaires, 0, 0, AUCUNE)                                                                                          \
    X(presentation_resume, 0, 0, AUCUNE)                                                                               \
    X(presentation_detail, 0, 0, AUCUNE)                                                                               \
    X(source, 0, 0, AUCUNE)                                                                                            \
    X(itinerance, 0, 1, ITINERANCE)                                                                                    \
    X(structure_parente, 0, 0, AUCUNE)                                                                                 \
    X(date_maj, 1, 0, AUCUNE)                                                                                          \
    X(services, 0, 1, SERVICES)                                                                                        \
    X(publics_specifiquement_adresses, 0, 1, PUBLICS)                                                                  \
    X(prise_en_charge_specifique, 0, 1, PRISE_EN_CHARGE)                                                               \
    X(frais_a_charge, 0, 1, FRAIS)                                                                                     \
    X(dispositif_programmes_nationaux, 0, 1, DISPOSITIFS)                                                              \
    X(formations_labels, 0, 1, FORMATIONS)                                                                             \
    X(autres_formations_labels, 0, 1, AUCUNE)                                                                          \
    X(modalites_acces, 0, 1, ACCES)                                                                                    \
    X(modalites_accompagnement, 0, 1, ACCOMPAGNEMENT)                                                                  \
    X(fiche_acces_libre, 0, 0, AUCUNE)                                                                                 \
    X(prise_rdv, 0, 0, AUCUNE)

typedef enum StandardField {
#define X(name, required, list, enumeration) CHAMP_##name,
    STANDARD_FIELDS(X)
#undef X
        STANDARD_N
} StandardField;

typedef enum StandardEnum {
    ENUM_AUCUNE = -1,
    ENUM_TYPOLOGIE,
    ENUM_ITINERANCE,
    ENUM_SERVICES,
    ENUM_PUBLICS,
    ENUM_PRISE_EN_CHARGE,
    ENUM_FRAIS,
    ENUM_DISPOSITIFS,
    ENUM_FORMATIONS,
    ENUM_ACCES,
    ENUM_ACCOMPAGNEMENT,
    STANDARD_ENUMS_N
} StandardEnum;

enum { STANDARD_ENUM_MAX = 96 };                   /* more than the longest list (typologie, 92) */

typedef struct StandardFieldInfo {
    Str name;
    bool required, list;
    StandardEnum enumeration;
} StandardFieldInfo;

const StandardFieldInfo *standard_field(StandardField f);
/* The field of that exact name, or STANDARD_N. */
StandardField standard_field_named(Str name);
StandardField standard_enum_field(StandardEnum e);

/* The same tables by their names, for the rows of request fields. */
extern const Choice standard_typologie[], standard_itinerance[], standard_services[], standard_publics[],
    standard_prise_en_charge[], standard_frais[], standard_dispositifs[], standard_formations[], standard_acces[],
    standard_accompagnement[];

/* The values of an enumeration in the standard's order, with the words shown to people; ends with STR_NONE. The same
 * table declares the request fields (Field.choices). */
const Choice *standard_choices(StandardEnum e);
int standard_enum_n(StandardEnum e);
/* Index of the exact text, or -1. */
int standard_enum_index(StandardEnum e, Str value);
/* Index of a text that differs only by case, apostrophe (' ’), blanks or Unicode form, or -1. */
int standard_enum_index_close(StandardEnum e, Str value, Arena *a);
/* Index of a text that has the same letters and digits once accents and punctuation are set aside, or -1: a likely
 * meaning, to be proposed, not applied. */
int standard_enum_index_folded(StandardEnum e, Str value, Arena *a);
