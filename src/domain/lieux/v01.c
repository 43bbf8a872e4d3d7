// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/v01.h"

#include "domain/lieux/regles.h"

static const Str names[V01_N] = {
    [V01_courriel] = S_INIT("courriel"),
    [V01_labels_nationaux] = S_INIT("labels_nationaux"),
    [V01_labels_autres] = S_INIT("labels_autres"),
    [V01_publics_accueillis] = S_INIT("publics_accueillis"),
    [V01_conditions_acces] = S_INIT("conditions_acces"),
    [V01_accessibilite] = S_INIT("accessibilite"),
    [V01_cle_ban] = S_INIT("cle_ban"),
};

/* An older term, folded (utf8_fold) and without its explanation after " : "; where it goes; as what. */
typedef struct Term {
    const char *old;
    StandardField to;
    const char *value;                             /* NULL: no equivalent */
} Term;

#define DEMARCHES "Aide aux démarches administratives"
#define OUTILS "Maîtrise des outils numériques du quotidien"
#define INSERTION "Insertion professionnelle via le numérique"
#define COMPRENDRE "Compréhension du monde numérique"
#define ACCES "Accès internet et matériel informatique"

static const Term services[] = {
    { "devenir autonome dans les demarches administratives", CHAMP_services, DEMARCHES },
    { "realiser des demarches administratives avec un accompagnement", CHAMP_services, DEMARCHES },
    { "accompagner les demarches de sante", CHAMP_services, DEMARCHES },
    { "prendre en main un smartphone ou une tablette", CHAMP_services, OUTILS },
    { "prendre en main un ordinateur", CHAMP_services, OUTILS },
    { "utiliser le numerique au quotidien", CHAMP_services, OUTILS },
    { "approfondir ma culture numerique", CHAMP_services, COMPRENDRE },
    { "promouvoir la citoyennete numerique", CHAMP_services, COMPRENDRE },
    { "favoriser mon insertion professionnelle", CHAMP_services, INSERTION },
    { "creer et developper mon entreprise", CHAMP_services, INSERTION },
    { "acceder a une connexion internet", CHAMP_services, ACCES },
    { "acceder a du materiel", CHAMP_services, ACCES },
    { "s equiper en materiel informatique", CHAMP_services, "Acquisition de matériel informatique à prix solidaire" },
    { "creer avec le numerique", CHAMP_services, "Loisirs et créations numériques" },
    { "soutenir la parentalite et l education avec le numerique", CHAMP_services,
        "Parentalité et éducation avec le numérique" },
    { NULL },
};

static const Term accompagnement[] = {
    { "seul", CHAMP_modalites_accompagnement, "En autonomie" },
    { "avec de l aide", CHAMP_modalites_accompagnement, "Accompagnement individuel" },
    { "a ma place", CHAMP_modalites_accompagnement, "Accompagnement individuel" },
    { "dans un atelier", CHAMP_modalites_accompagnement, "Dans un atelier collectif" },
    { NULL },
};

static const Term publics[] = {
    { "seniors 65 ans", CHAMP_publics_specifiquement_adresses, "Seniors" },
    { "familles enfants", CHAMP_publics_specifiquement_adresses, "Familles et/ou enfants" },
    { "jeunes 16 26 ans", CHAMP_publics_specifiquement_adresses, "Jeunes" },
    { "uniquement femmes", CHAMP_publics_specifiquement_adresses, "Femmes" },
    { "adultes", CHAMP_publics_specifiquement_adresses, NULL },
    { "public langues etrangeres", CHAMP_prise_en_charge_specifique, "Langues étrangères (autres)" },
    { "deficience visuelle", CHAMP_prise_en_charge_specifique, "Déficience visuelle" },
    { "surdite", CHAMP_prise_en_charge_specifique, "Surdité" },
    { "handicaps psychiques", CHAMP_prise_en_charge_specifique, "Handicaps mentaux" },
    { "handicaps mentaux", CHAMP_prise_en_charge_specifique, "Handicaps mentaux" },
    { "personnes en situation d illettrisme", CHAMP_prise_en_charge_specifique, "Illettrisme" },
    { NULL },
};

static const Term conditions[] = {
    { "gratuit", CHAMP_frais_a_charge, "Gratuit" },
    { "gratuit sous condition", CHAMP_frais_a_charge, "Gratuit sous condition" },
    { "payant", CHAMP_frais_a_charge, "Payant" },
    { "adhesion", CHAMP_frais_a_charge, "Payant" },
    { "accepte le pass numerique", CHAMP_frais_a_charge, NULL },
    { NULL },
};

static const Term labels[] = {
    { "france services", CHAMP_dispositif_programmes_nationaux, "France Services" },
    { "cnfs", CHAMP_dispositif_programmes_nationaux, "Conseillers numériques" },
    { "aidants connect", CHAMP_dispositif_programmes_nationaux, "Aidants Connect" },
    { "grandes ecoles du numerique", CHAMP_dispositif_programmes_nationaux, "Grande école du numérique" },
    { "point numerique caf", CHAMP_dispositif_programmes_nationaux, "Point d'accès numérique CAF" },
    { "fabriques de territoire", CHAMP_formations_labels, "Fabriques de Territoire" },
    { "aptic", CHAMP_autres_formations_labels, "APTIC" },
    { "point relais caf", CHAMP_autres_formations_labels, "Point relais CAF" },
    { "relais pole emploi", CHAMP_autres_formations_labels, "Relais pôle emploi" },
    { "french tech", CHAMP_autres_formations_labels, "French Tech" },
    { "campus connecte", CHAMP_autres_formations_labels, "Campus connecté" },
    { NULL },
};

V01Field v01_field_named(Str name)
{
    for (int i = 0; i < V01_N; i++)
        if (str_eq(names[i], name))
            return (V01Field)i;
    return V01_N;
}

static const Term *find_term(const Term *terms, Str value, Arena *scratch)
{
    Str folded = utf8_fold(scratch, str_slice(value, 0, str_find(value, 0, S(" : "))));
    for (; terms->old; terms++)
        if (str_eq(folded, str_from(terms->old)))
            return terms;
    return NULL;
}

static void tell(Arena *a, ImportLigne *l, Str champ, Str valeur, Suite suite, Str raison, Str reparation)
{
    Remarque *m = vec_push(a, &l->remarques);
    if (m)
        *m = (Remarque){ l->ligne, champ, valeur, raison, reparation, suite };
}

/* Appends to a `|` list what it does not hold yet. */
static void add_to_list(Arena *a, ImportLigne *l, StandardField f, Str value)
{
    Str rest = l->champs[f], item;
    while (str_split(&rest, '|', &item))
        if (str_eq(item, value))
            return;
    l->champs[f] = l->champs[f].n ? str_join(a, (Str[]){ l->champs[f], value }, 2, S("|")) : value;
}

static bool next_item(Str *rest, Str *ret)
{
    if (!rest->p)
        return false;
    size_t at = 0;
    while (at < rest->n && rest->p[at] != ';' && rest->p[at] != '|')
        at++;
    *ret = sans_blancs(str_slice(*rest, 0, at));
    *rest = at < rest->n ? str_slice(*rest, at + 1, rest->n) : STR_NONE;
    return true;
}

/* An older field that was a list: each item goes where the table says, or to `other` as it is. */
static void convert_list(Arena *a, Arena *scratch, ImportLigne *l, V01Field from, Str value, const Term *terms,
    StandardField other)
{
    Str rest = value, item;
    while (next_item(&rest, &item)) {
        if (!item.n)
            continue;
        const Term *t = find_term(terms, item, scratch);
        if (t && !t->value) {
            tell(a, l, names[from], item, SUITE_ECARTEE, S("ce terme du vocabulaire v0.1 n’a pas d’équivalent"),
                STR_NONE);
            continue;
        }
        StandardField to = t ? t->to : other;
        Str now = t ? str_from(t->value) : item;
        add_to_list(a, l, to, now);
        tell(a, l, names[from], item, SUITE_CONVERTIE, S("champ du vocabulaire v0.1"),
            str_format(a, "%.*s : %.*s", STR_ARG(standard_field(to)->name), STR_ARG(now)));
    }
}

static void rename_field(Arena *a, ImportLigne *l, V01Field from, Str value, StandardField to)
{
    if (l->champs[to].n) {
        tell(a, l, names[from], value, SUITE_ECARTEE,
            str_format(a, "le champ %.*s est déjà donné", STR_ARG(standard_field(to)->name)), STR_NONE);
        return;
    }
    l->champs[to] = value;
    tell(a, l, names[from], value, SUITE_CONVERTIE, S("champ renommé depuis le vocabulaire v0.1"),
        str_format(a, "%.*s : %.*s", STR_ARG(standard_field(to)->name), STR_ARG(value)));
}

/* A field of today that holds older terms, or a list joined by `;`. */
static void convert_values(Arena *a, Arena *scratch, ImportLigne *l, StandardEnum e, const Term *terms)
{
    StandardField f = standard_enum_field(e);
    Str before = l->champs[f], rest = before, item;
    bool older = false, known = false;
    while (next_item(&rest, &item)) {
        older = older || (terms && standard_enum_index_close(e, item, scratch) < 0 && find_term(terms, item, scratch));
        known = known || standard_enum_index_close(e, item, scratch) >= 0;
    }
    bool joined = known && str_find_char(before, 0, ';') < before.n;
    if (!before.n || (!older && !joined))
        return;
    l->champs[f] = STR_NONE;
    for (rest = before; next_item(&rest, &item);) {
        const Term *t = terms && standard_enum_index_close(e, item, scratch) < 0 ? find_term(terms, item, scratch)
                                                                                 : NULL;
        if (item.n)
            add_to_list(a, l, f, t ? str_from(t->value) : item);
    }
    Suite suite = SUITE_CONVERTIE;
    tell(a, l, standard_field(f)->name, before, suite,
        older ? S("valeurs du vocabulaire v0.1") : S("liste séparée par « ; » (vocabulaire v0.1)"), l->champs[f]);
}

/* Addresses joined by a comma or a semicolon, when each of them is one. */
static void convert_separators(Arena *a, ImportLigne *l, StandardField f, bool (*rule)(Str))
{
    Str before = l->champs[f];
    if (str_find_char(before, 0, ',') >= before.n && str_find_char(before, 0, ';') >= before.n)
        return;
    Str rest = str_replace(a, str_replace(a, before, S(","), S("|")), S(";"), S("|")), item, now = STR_NONE;
    while (str_split(&rest, '|', &item)) {
        Str one = sans_blancs(item);
        if (!rule(one))
            return;
        now = now.p ? str_join(a, (Str[]){ now, one }, 2, S("|")) : one;
    }
    l->champs[f] = now;
    tell(a, l, standard_field(f)->name, before, SUITE_CONVERTIE,
        S("liste séparée par « , » ou « ; » (vocabulaire v0.1)"), now);
}

void v01_convertir(Arena *a, Arena *scratch, const Str anciens[V01_N], ImportLigne *l)
{
    for (int i = 0; i < V01_N; i++) {
        Str v = sans_blancs(anciens[i]);
        if (!v.n)
            continue;
        switch ((V01Field)i) {
        case V01_courriel:
            rename_field(a, l, V01_courriel, v, CHAMP_courriels);
            break;
        case V01_accessibilite:
            rename_field(a, l, V01_accessibilite, v, CHAMP_fiche_acces_libre);
            break;
        case V01_labels_nationaux:
            convert_list(a, scratch, l, V01_labels_nationaux, v, labels, CHAMP_autres_formations_labels);
            break;
        case V01_labels_autres:
            convert_list(a, scratch, l, V01_labels_autres, v, labels + sizeof labels / sizeof labels[0] - 1,
                CHAMP_autres_formations_labels);
            break;
        case V01_publics_accueillis:
            convert_list(a, scratch, l, V01_publics_accueillis, v, publics, CHAMP_publics_specifiquement_adresses);
            break;
        case V01_conditions_acces:
            convert_list(a, scratch, l, V01_conditions_acces, v, conditions, CHAMP_frais_a_charge);
            break;
        case V01_cle_ban:
            tell(a, l, names[V01_cle_ban], v, SUITE_ECARTEE, S("ce champ a été retiré du standard en v1"), STR_NONE);
            break;
        case V01_N:
            break;
        }
    }
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        convert_values(a, scratch, l, (StandardEnum)e,
            e == ENUM_SERVICES         ? services
            : e == ENUM_ACCOMPAGNEMENT ? accompagnement
                                       : NULL);
    convert_separators(a, l, CHAMP_courriels, regle_courriel);
    convert_separators(a, l, CHAMP_site_web, regle_url);
}
