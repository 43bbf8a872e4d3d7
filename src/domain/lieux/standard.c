// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/standard.h"

static const StandardFieldInfo fields[STANDARD_N] = {
// clang-format off
#define X(name, required, list, enumeration) { S_INIT(#name), required, list, ENUM_##enumeration },
// clang-format on
    STANDARD_FIELDS(X)
#undef X
};

/* ---- enumerations: exact texts, and the words for people where they differ --------------------------------------- */

// clang-format off
#define V(value) { S_INIT(value), { NULL, 0 } }
#define L(value, label) { S_INIT(value), S_INIT(label) }
#define END { { NULL, 0 }, { NULL, 0 } }
// clang-format on

const Choice standard_itinerance[] = { V("Itinérant"), V("Fixe"), END };

const Choice standard_services[] = {
    V("Aide aux démarches administratives"),
    V("Maîtrise des outils numériques du quotidien"),
    V("Insertion professionnelle via le numérique"),
    V("Utilisation sécurisée du numérique"),
    V("Parentalité et éducation avec le numérique"),
    V("Loisirs et créations numériques"),
    V("Compréhension du monde numérique"),
    V("Accès internet et matériel informatique"),
    V("Acquisition de matériel informatique à prix solidaire"),
    END,
};

const Choice standard_publics[] = {
    V("Jeunes"),
    V("Étudiants"),
    V("Familles et/ou enfants"),
    V("Seniors"),
    V("Femmes"),
    END,
};

const Choice standard_prise_en_charge[] = {
    L("Surdité", "Personnes sourdes ou malentendantes"),
    L("Handicaps moteurs", "Handicap moteur"),
    L("Handicaps mentaux", "Handicap mental ou psychique"),
    L("Illettrisme", "Difficultés à lire ou à écrire"),
    L("Langues étrangères (anglais)", "Accueil en anglais"),
    L("Langues étrangères (autres)", "Accueil dans d’autres langues étrangères"),
    L("Déficience visuelle", "Personnes aveugles ou malvoyantes"),
    END,
};

const Choice standard_frais[] = { V("Gratuit"), V("Gratuit sous condition"), V("Payant"), END };

const Choice standard_dispositifs[] = {
    V("Aidants Connect"),
    V("Bibliothèques numérique de référence"),
    V("Certification PIX"),
    V("Conseillers numériques"),
    V("Emmaüs Connect"),
    V("France Services"),
    V("Grande école du numérique"),
    V("La Croix Rouge"),
    L("Point d'accès numérique CAF", "Point d’accès numérique CAF"),
    V("Promeneurs du net"),
    V("Relais numérique (Emmaüs Connect)"),
    END,
};

/* The published pattern writes « Étapes numériques(La Poste) »; its description and the npm library put a blank
 * before the parenthesis. The latter is ours, the former is read as the same value (standard_enum_index). */
const Choice standard_formations[] = {
    V("Formé à « Mon Espace Santé »"),
    V("Formé à « DUPLEX » (illettrisme)"),
    V("Arnia/MedNum BFC (Bourgogne-Franche-Comté)"),
    V("Collectif ressources et acteurs réemploi (Normandie)"),
    V("Étapes numériques (La Poste)"),
    V("Fabriques de Territoire"),
    V("Les Éclaireurs du numérique (Drôme)"),
    V("Mes Papiers (Métropole de Lyon)"),
    V("ORDI 3.0"),
    V("SUD LABS (PACA)"),
    END,
};

const Choice standard_acces[] = {
    L("Se présenter", "Se présenter sur place"),
    V("Téléphoner"),
    L("Contacter par mail", "Écrire un courriel"),
    L("Prendre un RDV en ligne", "Prendre rendez-vous en ligne"),
    L("Ce lieu n'accueille pas de public", "Ce lieu n’accueille pas de public"),
    L("Envoyer un mail avec une fiche de prescription", "Envoyer une fiche d’orientation par courriel"),
    END,
};

const Choice standard_accompagnement[] = {
    L("En autonomie", "Seul, avec le matériel du lieu"),
    L("Accompagnement individuel", "Avec une personne, individuellement"),
    L("Dans un atelier collectif", "En atelier, à plusieurs"),
    L("À distance", "À distance, par téléphone ou en visioconférence"),
    END,
};

const Choice standard_typologie[] = {
    L("ACI", "Atelier ou chantier d’insertion"),
    L("ACIPHC", "Atelier ou chantier d’insertion « premières heures en chantier »"),
    L("AFPA", "Agence pour la formation professionnelle des adultes (AFPA)"),
    L("AI", "Association intermédiaire"),
    L("ASE", "Aide sociale à l’enfance"),
    L("ASSO", "Association"),
    L("ASSO_CHOMEUR", "Association de chômeurs"),
    V("Autre"),
    L("AVIP", "Crèche à vocation d’insertion professionnelle"),
    L("BIB", "Bibliothèque ou médiathèque"),
    L("CAARUD", "Accueil et réduction des risques pour usagers de drogues (CAARUD)"),
    L("CADA", "Centre d’accueil de demandeurs d’asile"),
    L("CAF", "Caisse d’allocations familiales (CAF)"),
    L("CAP_EMPLOI", "Cap emploi"),
    L("CAVA", "Centre d’adaptation à la vie active"),
    L("CC", "Communauté de communes"),
    L("CCAS", "Centre communal d’action sociale (CCAS)"),
    L("CCONS", "Chambre consulaire"),
    L("CD", "Conseil départemental"),
    L("CDAS", "Centre départemental d’action sociale"),
    L("CFP", "Centre des finances publiques"),
    L("CHRS", "Centre d’hébergement et de réinsertion sociale"),
    L("CHU", "Centre d’hébergement d’urgence"),
    L("CIAS", "Centre intercommunal d’action sociale (CIAS)"),
    L("CIDFF", "Centre d’information sur les droits des femmes et des familles"),
    L("CITMET", "Cité des métiers"),
    L("CMP", "Centre médico-psychologique"),
    L("CMS", "Centre médico-social"),
    L("CPAM", "Caisse primaire d’assurance maladie (CPAM)"),
    L("CPH", "Centre provisoire d’hébergement"),
    L("CS", "Centre social"),
    L("CSAPA", "Centre de soins et de prévention en addictologie (CSAPA)"),
    L("CSC", "Centre socioculturel"),
    L("DEETS", "Direction de l’économie, de l’emploi, du travail et des solidarités"),
    L("DEPT", "Services sociaux du conseil départemental"),
    L("DIPLP", "Délégation à la prévention et à la lutte contre la pauvreté"),
    L("E2C", "École de la deuxième chance"),
    L("EA", "Entreprise adaptée"),
    L("EATT", "Entreprise adaptée de travail temporaire"),
    L("EI", "Entreprise d’insertion"),
    L("EITI", "Entreprise d’insertion par le travail indépendant"),
    L("ENM", "Espace numérique mobile"),
    L("EPCI", "Intercommunalité"),
    L("EPI", "Espace public internet"),
    L("EPIDE", "Établissement pour l’insertion dans l’emploi (EPIDE)"),
    L("EPN", "Espace public numérique"),
    L("ES", "Épicerie solidaire"),
    L("ESAT", "Établissement ou service d’aide par le travail (ESAT)"),
    L("ESS", "Entreprise de l’économie sociale et solidaire"),
    L("ETTI", "Entreprise de travail temporaire d’insertion"),
    L("EVS", "Espace de vie sociale"),
    L("FABLAB", "Fablab"),
    L("FABRIQUE", "Fabrique"),
    L("FAIS", "Fédération d’acteurs de l’insertion et de la solidarité"),
    L("FT", "France Travail"),
    L("GEIQ", "Groupement d’employeurs pour l’insertion et la qualification"),
    L("HUDA", "Hébergement d’urgence pour demandeurs d’asile"),
    L("LA_POSTE", "La Poste"),
    L("MDE", "Maison de l’emploi"),
    L("MDH", "Maison des habitants"),
    L("MDEF", "Maison de l’emploi et de la formation"),
    L("MDPH", "Maison départementale des personnes handicapées (MDPH)"),
    L("MDS", "Maison départementale des solidarités"),
    L("MJC", "Maison des jeunes et de la culture"),
    L("ML", "Mission locale"),
    L("MQ", "Maison de quartier"),
    L("MSA", "Mutualité sociale agricole (MSA)"),
    L("MSAP", "Maison de services au public"),
    L("MUNI", "Mairie"),
    L("OACAS", "Organisme d’accueil communautaire et d’activités solidaires"),
    L("ODC", "Organisme délégataire d’un conseil départemental"),
    L("OF", "Organisme de formation"),
    L("OIL", "Opérateur d’intermédiation locative"),
    L("OPCS", "Organisation porteuse de la clause sociale"),
    L("PAD", "Point d’accès au droit"),
    L("PENSION", "Pension de famille"),
    L("PI", "Point info"),
    L("PIJ_BIJ", "Point ou bureau information jeunesse"),
    L("PIMMS", "Point information médiation multiservices (PIMMS)"),
    L("PJJ", "Protection judiciaire de la jeunesse"),
    L("PLIE", "Plan local pour l’insertion et l’emploi"),
    L("PREF", "Préfecture ou sous-préfecture"),
    L("PREVENTION", "Service ou club de prévention"),
    L("REG", "Région"),
    L("RELAIS_LECTURE", "Relais lecture"),
    L("RESSOURCERIE", "Ressourcerie"),
    L("RFS", "France services"),
    L("RS_FJT", "Résidence sociale, foyer de jeunes travailleurs"),
    L("SCP", "Service ou club de prévention spécialisée"),
    L("SPIP", "Service pénitentiaire d’insertion et de probation"),
    L("TIERS_LIEUX", "Tiers-lieu ou espace de travail partagé"),
    L("UDAF", "Union départementale des associations familiales (UDAF)"),
    END,
};

typedef struct EnumInfo {
    const Choice *choices;
    int n;
    StandardField field;
} EnumInfo;

// clang-format off
#define E(field, table) { table, (int)(sizeof(table) / sizeof(table)[0]) - 1, CHAMP_##field }
// clang-format on

static const EnumInfo enums[STANDARD_ENUMS_N] = {
    [ENUM_TYPOLOGIE] = E(typologie, standard_typologie),
    [ENUM_ITINERANCE] = E(itinerance, standard_itinerance),
    [ENUM_SERVICES] = E(services, standard_services),
    [ENUM_PUBLICS] = E(publics_specifiquement_adresses, standard_publics),
    [ENUM_PRISE_EN_CHARGE] = E(prise_en_charge_specifique, standard_prise_en_charge),
    [ENUM_FRAIS] = E(frais_a_charge, standard_frais),
    [ENUM_DISPOSITIFS] = E(dispositif_programmes_nationaux, standard_dispositifs),
    [ENUM_FORMATIONS] = E(formations_labels, standard_formations),
    [ENUM_ACCES] = E(modalites_acces, standard_acces),
    [ENUM_ACCOMPAGNEMENT] = E(modalites_accompagnement, standard_accompagnement),
};

_Static_assert(sizeof standard_typologie / sizeof standard_typologie[0] - 1 <= STANDARD_ENUM_MAX,
    "LieuxFacettes has room for each value");
_Static_assert(sizeof standard_typologie / sizeof standard_typologie[0] - 1 <= 128, "EnumSet has a bit for each value");

/* ---- access ------------------------------------------------------------------------------------------------------ */

const StandardFieldInfo *standard_field(StandardField f)
{
    return &fields[f];
}

StandardField standard_field_named(Str name)
{
    for (int f = 0; f < STANDARD_N; f++)
        if (str_eq(fields[f].name, name))
            return (StandardField)f;
    return STANDARD_N;
}

StandardField standard_enum_field(StandardEnum e)
{
    return enums[e].field;
}

const Choice *standard_choices(StandardEnum e)
{
    return enums[e].choices;
}

int standard_enum_n(StandardEnum e)
{
    return enums[e].n;
}

static const Str etapes_sans_blanc = S_INIT("Étapes numériques(La Poste)");
enum { FORMATION_ETAPES = 4 };

int standard_enum_index(StandardEnum e, Str value)
{
    for (int i = 0; i < enums[e].n; i++)
        if (str_eq(enums[e].choices[i].value, value))
            return i;
    return e == ENUM_FORMATIONS && str_eq(value, etapes_sans_blanc) ? FORMATION_ETAPES : -1;
}

/* Lower case of the letters found in the enumerations: ASCII and Latin-1, and Œ. */
static uint32_t lower(uint32_t cp)
{
    if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7))
        return cp + 32;
    return cp == 0x152 ? 0x153 : cp;
}

static bool blank(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x202F || cp == 0x2009;
}

/* The next character under which two spellings are the same; 0 at the end. A run of blanks is one, none at the end. */
static uint32_t next_close(Str s, size_t *i)
{
    if (*i >= s.n)
        return 0;
    uint32_t cp = utf8_next(s, i);
    if (cp == 0x2019 || cp == 0x2018 || cp == 0x02BC || cp == '`' || cp == 0xB4)
        return '\'';
    if (!blank(cp))
        return lower(cp);
    size_t at = *i;
    while (at < s.n && blank(utf8_next(s, &at)))
        *i = at;
    return *i >= s.n ? 0 : ' ';
}

static bool close_to(Str x, Str y)
{
    size_t i = 0, j = 0;
    while (i < x.n && blank((unsigned char)x.p[i]))
        i++;
    for (;;) {
        uint32_t a = next_close(x, &i), b = next_close(y, &j);
        if (a != b)
            return false;
        if (a == 0)
            return true;
    }
}

int standard_enum_index_close(StandardEnum e, Str value, Arena *a)
{
    Str composed = utf8_nfc(a, value);
    for (int i = 0; i < enums[e].n; i++)
        if (close_to(composed, enums[e].choices[i].value))
            return i;
    return e == ENUM_FORMATIONS && close_to(composed, etapes_sans_blanc) ? FORMATION_ETAPES : -1;
}

int standard_enum_index_folded(StandardEnum e, Str value, Arena *a)
{
    Str folded = utf8_fold(a, value);
    for (int i = 0; i < enums[e].n && !str_is_empty(folded); i++)
        if (str_eq(folded, utf8_fold(a, enums[e].choices[i].value)))
            return i;
    return -1;
}
