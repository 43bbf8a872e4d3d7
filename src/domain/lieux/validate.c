// SPDX-License-Identifier: AGPL-3.0-or-later
/* The union of the schema's rules and the npm library's, row by row; the table is in README.md. */
#include "domain/horaires/horaires.h"
#include "domain/lieux/import.h"
#include "domain/lieux/regles.h"

enum { ID_MAX = 2000, NOM_LONG = 300, RESUME_MAX = 280 };

typedef struct Row {
    Arena *a, *scratch;
    const ImportFichier *f;
    ImportLigne *l;
} Row;

static Remarque *remark(Row *r, StandardField f, Suite suite, Str raison, Str reparation)
{
    Remarque *m = vec_push(r->a, &r->l->remarques);
    if (!m)
        return NULL;
    *m = (Remarque){ .ligne = r->l->ligne,
        .champ = standard_field(f)->name,
        .valeur = r->l->champs[f],
        .raison = raison,
        .reparation = reparation,
        .suite = suite };
    return m;
}

static void keep(Row *r, StandardField f, Str raison, Str proposition)
{
    remark(r, f, SUITE_GARDEE, raison, proposition);
}

static void refuse(Row *r, StandardField f, Str raison, Str proposition)
{
    remark(r, f, SUITE_REFUSEE, raison, proposition);
    r->l->refusee = true;
}

static void repair(Row *r, StandardField f, Str raison, Str stored)
{
    remark(r, f, SUITE_REPAREE, raison, stored);
    r->l->champs[f] = stored;
    r->l->reparee = true;
}

/* ---- every value ------------------------------------------------------------------------------------------------- */

static bool has_control(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F)
            return true;
    }
    return false;
}

static void check_text(Row *r, StandardField f)
{
    Str *v = &r->l->champs[f];
    Str trimmed = sans_blancs(*v);
    if (trimmed.n != v->n && trimmed.n)
        repair(r, f, S("des blancs entourent la valeur"), trimmed);
    else if (!trimmed.n)
        *v = STR_NONE;
    Str composed = utf8_nfc(r->a, *v);
    if (!str_eq(composed, *v))
        repair(r, f, S("des accents sont écrits en deux caractères (Unicode non composé)"), composed);
    if (has_control(*v))
        keep(r, f, S("la valeur contient un caractère de commande invisible"), STR_NONE);
    if (v->n && (v->p[0] == '=' || v->p[0] == '@') && f != CHAMP_id)
        keep(r, f,
            S("la valeur commence comme une formule de tableur ; elle est gardée et neutralisée au téléchargement"),
            STR_NONE);
    if (v->n > IMPORT_CASE_MAX)
        refuse(r, f, str_format(r->a, "la valeur dépasse %d octets", IMPORT_CASE_MAX), STR_NONE);
}

/* ---- required fields --------------------------------------------------------------------------------------------- */

static void check_id(Row *r)
{
    Str id = r->l->champs[CHAMP_id];
    if (!id.n)
        refuse(r, CHAMP_id, S("l’identifiant est obligatoire"),
            S("un identifiant propre à ce lieu, stable d’un envoi à l’autre"));
    else if (id.n > ID_MAX)
        refuse(r, CHAMP_id, S("l’identifiant dépasse 2 000 octets, la limite de la base nationale"), STR_NONE);
}

static void check_pivot(Row *r)
{
    Str pivot = r->l->champs[CHAMP_pivot];
    if (!pivot.n) {
        refuse(r, CHAMP_pivot, S("le SIRET, RNA ou RIDET est obligatoire"),
            S("00000000000000 quand il n’est pas connu"));
        return;
    }
    Str compact = str_replace(r->a, str_replace(r->a, pivot, S(" "), S("")), S("\xC2\xA0"), S(""));
    bool schema = regle_pivot_schema(pivot), lib = regle_pivot_lib(pivot);
    if (!schema)
        keep(r, CHAMP_pivot, S("9 à 14 lettres ou chiffres sont attendus (SIRET, RNA ou RIDET)"),
            regle_pivot_schema(compact) && !str_eq(compact, pivot) ? compact
                                                                   : S("00000000000000 s’il n’est pas connu"));
    else if (!lib)
        keep(r, CHAMP_pivot,
            S("accepté par le standard, refusé par la bibliothèque nationale (14 caractères, ou W et 9)"), STR_NONE);
}

static void check_nom(Row *r)
{
    Str nom = r->l->champs[CHAMP_nom];
    if (!nom.n)
        refuse(r, CHAMP_nom, S("le nom est obligatoire"), STR_NONE);
    else if (utf8_length(nom) > NOM_LONG)
        keep(r, CHAMP_nom,
            str_format(r->a, "le nom compte %zu caractères, ce qui est sans doute une erreur", utf8_length(nom)),
            STR_NONE);
    if (str_find_char(nom, 0, '\n') < nom.n || str_find_char(nom, 0, '\r') < nom.n)
        keep(r, CHAMP_nom, S("le nom contient un retour à la ligne"), STR_NONE);
}

static void check_adresse(Row *r)
{
    Str commune = r->l->champs[CHAMP_commune], cp = r->l->champs[CHAMP_code_postal],
        adresse = r->l->champs[CHAMP_adresse];
    if (!commune.n)
        refuse(r, CHAMP_commune, S("la commune est obligatoire"), STR_NONE);
    else if (!regle_commune(commune))
        keep(r, CHAMP_commune, S("un caractère n’est pas admis dans un nom de commune"),
            regle_nettoyer(r->a, commune, regle_commune));
    if (!cp.n)
        refuse(r, CHAMP_code_postal, S("le code postal est obligatoire"), STR_NONE);
    else if (!regle_code_postal(cp)) {
        Str compact = str_replace(r->a, cp, S(" "), S(""));
        Str zero = str_cat(r->a, S("0"), compact);
        keep(r, CHAMP_code_postal, S("cinq chiffres sont attendus"),
            regle_code_postal(compact) ? compact
            : regle_code_postal(zero)  ? zero
                                       : STR_NONE);
    }
    if (!adresse.n)
        refuse(r, CHAMP_adresse, S("l’adresse est obligatoire"), S("au moins le lieu-dit, ou « Le Bourg »"));
    else if (!regle_adresse(adresse))
        keep(r, CHAMP_adresse, S("un caractère n’est pas admis dans une adresse par la bibliothèque nationale"),
            regle_nettoyer(r->a, adresse, regle_adresse));
}

/* "2/6/2022" or "02-06-2022" → "2022-06-02"; also with the year first. STR_NONE: no date. */
static Str guess_date(Row *r, Str s)
{
    int64_t part[3];
    int n = 0;
    Str rest = str_replace(r->scratch, str_replace(r->scratch, s, S("-"), S("/")), S("."), S("/")), piece;
    while (n < 3 && str_split(&rest, '/', &piece)) {
        size_t blank = str_find_char(piece, 0, ' ');
        if (!str_to_i64(str_slice(piece, 0, blank), &part[n]) || part[n] < 1 || part[n] > 9999)
            return STR_NONE;
        n++;
    }
    if (n != 3)
        return STR_NONE;
    bool year_first = part[0] > 31;
    int y = (int)(year_first ? part[0] : part[2]), m = (int)part[1], d = (int)(year_first ? part[2] : part[0]);
    return y > 1900 && date_valid(y, m, d) ? date_iso(r->a, date_from_ymd(y, m, d)) : STR_NONE;
}

static void check_date(Row *r)
{
    Str s = r->l->champs[CHAMP_date_maj];
    Date d;
    if (!s.n) {
        refuse(r, CHAMP_date_maj, S("la date de mise à jour est obligatoire"), S("la date au format AAAA-MM-JJ"));
        return;
    }
    if (!date_parse_lenient(s, &d)) {
        Str guess = guess_date(r, s);
        refuse(r, CHAMP_date_maj, S("la date ne peut pas être lue : AAAA-MM-JJ est attendu"),
            guess.n ? guess : S("la date au format AAAA-MM-JJ"));
        return;
    }
    if (!date_parse(s, &d)) {
        date_parse_lenient(s, &d);
        keep(r, CHAMP_date_maj, S("le standard attend une date seule, sans heure"), date_iso(r->a, d));
    }
    if (r->f->aujourdhui.days && d.days > r->f->aujourdhui.days + 1)
        keep(r, CHAMP_date_maj, S("la date est dans l’avenir"), STR_NONE);
    else if (date_civil(d).year < 1990)
        keep(r, CHAMP_date_maj, S("cette date ancienne remplace sans doute une date inconnue"), STR_NONE);
}

/* ---- place ------------------------------------------------------------------------------------------------------- */

static bool same_commune(Row *r, const Commune *c, Str nom)
{
    return c && str_eq(c->nom_cle, utf8_fold_name(r->scratch, nom));
}

static const Commune *commune_by_postal(Row *r, Str cp, Str nom)
{
    enum { MAX = 64 };
    const Commune *found[MAX];
    size_t n = territoire_code_postal(r->f->territoire, cp, found, MAX);
    for (size_t i = 0; i < n; i++)
        if (same_commune(r, found[i], nom))
            return found[i];
    return NULL;
}

static bool has_postal(const Commune *c, Str cp)
{
    for (size_t i = 0; i < c->n_codes_postaux; i++)
        if (str_eq(c->codes_postaux[i], cp))
            return true;
    return false;
}

static const Commune *check_commune(Row *r)
{
    Str code = r->l->champs[CHAMP_code_insee], nom = r->l->champs[CHAMP_commune], cp = r->l->champs[CHAMP_code_postal];
    bool formed = !code.n || regle_code_insee(code);
    if (!formed)
        keep(r, CHAMP_code_insee, S("cinq caractères sont attendus, par exemple 28085 ou 2A004"), STR_NONE);
    if (!r->f->territoire)
        return NULL;
    r->l->commune = COMMUNE_A_REVOIR;
    const Commune *by_name = commune_by_postal(r, cp, nom);
    if (!code.n) {
        if (!by_name) {
            keep(r, CHAMP_commune, S("aucune commune connue n’a ce nom et ce code postal"), STR_NONE);
            return NULL;
        }
        r->l->commune = COMMUNE_CONFIRMEE;
        keep(r, CHAMP_code_insee, S("le code INSEE n’est pas donné"), str_dup(r->a, code_insee_str(&by_name->code)));
        return by_name;
    }
    const Commune *c = formed ? territoire_commune(r->f->territoire, code) : NULL;
    Str proposal = by_name ? str_dup(r->a, code_insee_str(&by_name->code)) : STR_NONE;
    if (!c) {
        keep(r, CHAMP_code_insee, S("aucune commune connue n’a ce code INSEE"), proposal);
        return by_name;
    }
    bool merged = !str_eq(code_insee_str(&c->code), code);
    if (merged)
        keep(r, CHAMP_code_insee,
            str_format(r->a, "ce code est celui d’une ancienne commune, aujourd’hui %.*s", STR_ARG(c->nom)),
            str_dup(r->a, code_insee_str(&c->code)));
    else if (!same_commune(r, c, nom))
        keep(r, CHAMP_commune, str_format(r->a, "le code %.*s est celui de %.*s", STR_ARG(code), STR_ARG(c->nom)),
            proposal.n ? str_format(r->a, "code_insee %.*s", STR_ARG(proposal)) : c->nom);
    else if (regle_code_postal(cp) && c->n_codes_postaux && !has_postal(c, cp))
        keep(r, CHAMP_code_postal, str_format(r->a, "ce code postal n’est pas connu pour %.*s", STR_ARG(c->nom)),
            c->codes_postaux[0]);
    else
        r->l->commune = COMMUNE_CONFIRMEE;
    return c;
}

/* Metropolitan France with a margin, to tell swapped coordinates. */
static bool french_lat(double x)
{
    return x > 41 && x < 51.5;
}
static bool french_lon(double x)
{
    return x > -5.5 && x < 10;
}

static bool read_coordinate(Row *r, StandardField f, double limit, double *ret)
{
    Str s = r->l->champs[f];
    if (!s.n)
        return false;
    Str dotted = virgule_decimale(r->a, s);
    if (dotted.n) {
        repair(r, f, S("le séparateur décimal est une virgule"), dotted);
        s = dotted;
    }
    if (!str_to_f64(s, ret)) {
        keep(r, f, S("ce n’est pas un nombre ; le lieu sera placé au centre de sa commune"), STR_NONE);
        return false;
    }
    if (*ret < -limit || *ret > limit) {
        keep(r, f,
            str_format(r->a, "hors des bornes (de -%g à %g) ; le lieu sera placé au centre de sa commune", limit,
                limit),
            STR_NONE);
        return false;
    }
    return true;
}

static void check_coordinates(Row *r, const Commune *c)
{
    enum { FAR_M = 30 * 1000 };
    double lat = 0, lon = 0;
    bool a_lat = read_coordinate(r, CHAMP_latitude, 90, &lat), a_lon = read_coordinate(r, CHAMP_longitude, 180, &lon);
    bool lat_given = r->l->champs[CHAMP_latitude].n > 0, lon_given = r->l->champs[CHAMP_longitude].n > 0;
    if (lat_given != lon_given)
        keep(r, lat_given ? CHAMP_latitude : CHAMP_longitude,
            S("l’autre coordonnée manque : celle-ci ne peut pas servir"), STR_NONE);
    if (!a_lat || !a_lon)
        return;
    if (lat == 0 && lon == 0)
        keep(r, CHAMP_latitude, S("0, 0 est au large de l’Afrique : la position n’est pas connue"),
            S("laisser les deux vides"));
    else if (french_lat(lon) && french_lon(lat))
        keep(r, CHAMP_latitude,
            S("latitude et longitude sont sans doute inversées ; le lieu sera placé au centre de sa commune"),
            str_format(r->a, "latitude %.*s, longitude %.*s", STR_ARG(r->l->champs[CHAMP_longitude]),
                STR_ARG(r->l->champs[CHAMP_latitude])));
    else if (c && c->localisation == LOCALISATION_COMMUNE && point_distance_m(c->point, (Point){ lat, lon }) > FAR_M)
        keep(r, CHAMP_latitude,
            str_format(r->a, "la position est à %.0f km de %.*s",
                point_distance_m(c->point, (Point){ lat, lon }) / 1000, STR_ARG(c->nom)),
            STR_NONE);
}

/* ---- contact ----------------------------------------------------------------------------------------------------- */

static void check_telephone(Row *r)
{
    Str s = r->l->champs[CHAMP_telephone];
    if (!s.n || regle_telephone(s))
        return;
    Str normal = telephone_normal(r->a, s);
    if (normal.n)
        repair(r, CHAMP_telephone, S("le numéro n’est pas au format international"), normal);
    else
        keep(r, CHAMP_telephone,
            S("ce numéro n’est pas reconnu : un seul numéro est attendu, par exemple +33237000000"), STR_NONE);
}

typedef struct ListRule {
    StandardField field;
    bool (*rule)(Str);
    Str raison;
} ListRule;

static Str propose_url(Row *r, Str s)
{
    Str with_scheme = str_cat(r->a, S("https://"), s);
    return str_has(s, S(".")) && !str_has(s, S(":")) && regle_url(with_scheme) ? with_scheme : STR_NONE;
}

static void check_list(Row *r, const ListRule *rule, bool list)
{
    Str rest = r->l->champs[rule->field], item;
    if (!rest.n)
        return;
    for (bool more = true; more;) {
        if (list)
            more = str_split(&rest, '|', &item);
        else
            item = rest;
        if (more && !rule->rule(item))
            keep(r, rule->field, str_format(r->a, "« %.*s » %.*s", STR_ARG(utf8_cut(item, 80)), STR_ARG(rule->raison)),
                rule->rule == regle_url ? propose_url(r, item) : STR_NONE);
        more = more && list;
    }
}

static void check_contact(Row *r)
{
    static const ListRule rules[] = {
        { CHAMP_courriels, regle_courriel, S_INIT("n’est pas une adresse de courriel") },
        { CHAMP_site_web, regle_url, S_INIT("n’est pas une adresse web admise (https://…, sans accent ni blanc)") },
        { CHAMP_fiche_acces_libre, regle_url,
            S_INIT("n’est pas une adresse web admise (https://…, sans accent ni blanc)") },
        { CHAMP_prise_rdv, regle_url, S_INIT("n’est pas une adresse web admise (https://…, sans accent ni blanc)") },
    };
    check_telephone(r);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        check_list(r, &rules[i], standard_field(rules[i].field)->list);
}

/* ---- lists of values ----------------------------------------------------------------------------------------------- */

typedef struct ListWork {
    StandardField field;
    StandardEnum e;
    VEC(Str) out;
    bool changed;
    bool seen[STANDARD_ENUM_MAX];
} ListWork;

/* One value of an enumerated list: exact, close enough to be repaired, or kept with the likely meaning proposed. */
static void check_value(Row *r, ListWork *w, Str value)
{
    Str stored = value;
    int i = standard_enum_index(w->e, value);
    if (i < 0) {
        i = standard_enum_index_close(w->e, value, r->scratch);
        if (i >= 0) {
            stored = standard_choices(w->e)[i].value;
            w->changed = true;
        }
    }
    if (!sans_blancs(value).n) {
        keep(r, w->field, S("la liste contient une valeur vide"), STR_NONE);
    } else if (i < 0) {
        int likely = standard_enum_index_folded(w->e, value, r->scratch);
        keep(r, w->field, str_format(r->a, "« %.*s » n’est pas une valeur du standard", STR_ARG(utf8_cut(value, 80))),
            likely >= 0 ? standard_choices(w->e)[likely].value : STR_NONE);
    } else if (w->seen[i]) {
        keep(r, w->field, str_format(r->a, "« %.*s » est donné deux fois", STR_ARG(stored)), STR_NONE);
    } else {
        w->seen[i] = true;
    }
    if (w->e == ENUM_FORMATIONS && str_has(value, S("tapes numériques")) && i >= 0)
        keep(r, w->field,
            S("le standard et la bibliothèque nationale n’écrivent pas « Étapes numériques (La Poste) » de la "
              "même façon : l’une des deux le refusera"),
            STR_NONE);
    Str *slot = vec_push(r->a, &w->out);
    if (slot)
        *slot = stored;
}

static void check_enum(Row *r, StandardEnum e)
{
    ListWork w = { .field = standard_enum_field(e), .e = e };
    Str rest = r->l->champs[w.field], value;
    if (!rest.n)
        return;
    while (str_split(&rest, '|', &value))
        check_value(r, &w, value);
    if (w.changed)
        repair(r, w.field, S("la casse, l’apostrophe ou les blancs d’une valeur ne sont pas ceux du standard"),
            str_join(r->a, w.out.v, w.out.n, S("|")));
}

static void check_services(Row *r)
{
    static const StandardField with_services[] = { CHAMP_publics_specifiquement_adresses,
        CHAMP_prise_en_charge_specifique, CHAMP_frais_a_charge, CHAMP_itinerance, CHAMP_modalites_accompagnement };
    bool services = r->l->champs[CHAMP_services].n > 0;
    if (services && str_has(r->l->champs[CHAMP_modalites_acces], S("Ce lieu n'accueille pas de public")))
        keep(r, CHAMP_modalites_acces,
            S("un lieu qui a des services accueille du public : la bibliothèque nationale retirera "
              "« Ce lieu n'accueille pas de public »"),
            STR_NONE);
    for (size_t i = 0; i < sizeof with_services / sizeof with_services[0] && !services; i++)
        if (r->l->champs[with_services[i]].n) {
            keep(r, CHAMP_services,
                S("sans services, la bibliothèque nationale ignore publics, prise en charge, frais, "
                  "itinérance et accompagnement, et dit que le lieu n’accueille pas de public"),
                STR_NONE);
            return;
        }
}

/* ---- texts --------------------------------------------------------------------------------------------------------- */

static void check_texts(Row *r)
{
    static const Str jours[] = { S_INIT("lundi"), S_INIT("mardi"), S_INIT("mercredi"), S_INIT("jeudi"),
        S_INIT("vendredi"), S_INIT("samedi"), S_INIT("dimanche"), S_INIT("rendez vous"), S_INIT("rdv") };
    Str resume = r->l->champs[CHAMP_presentation_resume], horaires = r->l->champs[CHAMP_horaires];
    size_t length = utf8_length(resume);
    if (length > RESUME_MAX)
        keep(r, CHAMP_presentation_resume,
            str_format(r->a, "%zu caractères, le standard en admet %d", length, RESUME_MAX), STR_NONE);
    Horaires *rules = NULL;
    Str why = STR_NONE, repair = STR_NONE;
    if (!horaires.n || horaires_parse(r->scratch, horaires, &rules, &why) != ERR_INVALID ||
        horaires_reparer(r->a, horaires, &repair) != OK)
        return;
    Str folded = utf8_fold(r->scratch, horaires);
    for (size_t i = 0; i < sizeof jours / sizeof jours[0]; i++)
        if (str_has(folded, jours[i])) {
            keep(r, CHAMP_horaires, S("les horaires sont en toutes lettres : le format OpenStreetMap est attendu"),
                repair.n ? repair : S("par exemple Mo-Fr 09:00-12:00,14:00-17:00"));
            return;
        }
    keep(r, CHAMP_horaires, S("ces horaires ne sont pas au format OpenStreetMap"), repair);
}

void lieux_valider(Arena *a, Arena *scratch, const ImportFichier *f, ImportLigne *l)
{
    Row r = { .a = a, .scratch = scratch, .f = f, .l = l };
    for (int c = 0; c < STANDARD_N; c++)
        if (l->champs[c].p)
            check_text(&r, (StandardField)c);
    check_id(&r);
    check_pivot(&r);
    check_nom(&r);
    check_adresse(&r);
    check_date(&r);
    check_coordinates(&r, check_commune(&r));
    check_contact(&r);
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        check_enum(&r, (StandardEnum)e);
    check_services(&r);
    check_texts(&r);
}
