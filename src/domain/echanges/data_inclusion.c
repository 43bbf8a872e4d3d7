// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/data_inclusion.h"

#include "core/view/view.h"
#include "domain/lieux/regles.h"

enum { NOM_MIN = 3, NOM_MAX = 150, DESCRIPTION_MIN = 5, DESCRIPTION_MAX = 10000, URI_MAX = 2083, SIRET_N = 14 };

typedef struct Fiche {
    Json *j;
    Arena *a;
    const Lieu *l;
    Str champs[STANDARD_N], url, source, id;
} Fiche;

/* "Conseil départemental (28)" → "conseil-departemental-28" */
static Str slug(Arena *a, Str s)
{
    Str folded = utf8_fold(a, s);
    BUF b = buf_new(4 * KIB);
    for (size_t i = 0; i < folded.n && b.n < 100; i++) {
        char c = folded.p[i];
        bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept)
            buf_char(&b, c);
        else if (b.n && b.p[b.n - 1] != '-')
            buf_char(&b, '-');
    }
    while (b.n && b.p[b.n - 1] == '-')
        b.n--;
    return b.n ? str_dup(a, buf_str(&b)) : S("numerique-ensemble");
}

static void put_or_null(Fiche *f, const char *key, Str v)
{
    json_kstr(f->j, key, v.n ? v : STR_NONE);
}

static Str first_valid(Str list, bool (*valid)(Str))
{
    Str one;
    while (str_split(&list, '|', &one))
        if (valid(str_trim(one)))
            return str_trim(one);
    return STR_NONE;
}

static Str only_url(Str s)
{
    return s.n <= URI_MAX && regle_url(s) ? s : STR_NONE;
}

static Str description(const Fiche *f)
{
    Str v = f->champs[CHAMP_presentation_detail].n ? f->champs[CHAMP_presentation_detail]
                                                   : f->champs[CHAMP_presentation_resume];
    return utf8_length(v) >= DESCRIPTION_MIN ? utf8_cut(v, DESCRIPTION_MAX) : STR_NONE;
}

static bool is_siret(Str s)
{
    bool other = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        other = other || s.p[i] != '0';
    }
    return s.n == SIRET_N && other;
}

/* The grammar, not prose. */
static Str hours(const Fiche *f)
{
    Horaires *h = NULL;
    Str why = STR_NONE, v = f->champs[CHAMP_horaires];
    return v.n && horaires_parse(f->a, v, &h, &why) == OK ? v : STR_NONE;
}

/* ---- lists of codes ---- */

typedef struct Code {
    int valeur; /* index in the enumeration */
    const char *code;
} Code;

static bool has(const Fiche *f, StandardEnum e, int i)
{
    return enumset_has(lieu_choisis(f->l, e), i);
}

static void put_codes(Fiche *f, const char *const *codes, size_t n)
{
    if (!n) {
        json_nil(f->j);
        return;
    }
    json_arr(f->j);
    for (size_t i = 0; i < n; i++)
        json_str(f->j, str_from(codes[i]));
    json_end(f->j);
}

/* Adds those that the place has, each code once. */
static size_t collect(const Fiche *f, StandardEnum e, const Code *table, size_t n, const char **to, size_t used)
{
    for (size_t i = 0; i < n; i++) {
        bool known = !has(f, e, table[i].valeur);
        for (size_t k = 0; k < used && !known; k++)
            known = str_eq(str_from(to[k]), str_from(table[i].code));
        if (!known)
            to[used++] = table[i].code;
    }
    return used;
}
#define COLLECT(f, e, table, to, used) collect((f), (e), (table), sizeof(table) / sizeof *(table), (to), (used))

/* In the order of the standard's tables (standard.c). */
static const Code reseaux[] = { { 0, "aidants-connect" }, { 3, "conseillers-numeriques" }, { 4, "emmaus" },
    { 5, "france-service" }, { 6, "grandes-ecoles-du-numerique" }, { 7, "croix-rouge" }, { 8, "caf" },
    { 10, "emmaus" } };
static const Code thematiques[] = { { 0, "numerique--acceder-a-des-services-en-ligne" },
    { 1, "numerique--maitriser-les-fondamentaux-du-numerique" },
    { 2, "numerique--maitriser-les-fondamentaux-du-numerique" },
    { 3, "numerique--maitriser-les-fondamentaux-du-numerique" },
    { 4, "numerique--maitriser-les-fondamentaux-du-numerique" },
    { 5, "numerique--maitriser-les-fondamentaux-du-numerique" },
    { 6, "numerique--maitriser-les-fondamentaux-du-numerique" }, { 7, "numerique--acceder-a-une-connexion-internet" },
    { 8, "numerique--acquerir-un-equipement" } };
static const Code publics[] = { { 0, "jeunes" }, { 1, "etudiants" }, { 2, "familles" }, { 3, "seniors" },
    { 4, "femmes" } };
static const Code soins[] = { { 0, "personnes-en-situation-de-handicap" }, { 1, "personnes-en-situation-de-handicap" },
    { 2, "personnes-en-situation-de-handicap" }, { 6, "personnes-en-situation-de-handicap" } };
static const Code modes[] = { { 0, "se-presenter" }, { 1, "telephoner" }, { 2, "envoyer-un-courriel" },
    { 3, "utiliser-lien-mobilisation" }, { 5, "envoyer-un-courriel" } };
enum { ACCES_PRESCRIPTION = 5, ACC_AUTONOMIE = 0, ACC_INDIVIDUEL, ACC_ATELIER, ACC_DISTANCE };
enum { FRAIS_GRATUIT, FRAIS_CONDITION, FRAIS_PAYANT, CODES_MAX = 32 };

/* ---- what both have ---- */

static void put_address(Fiche *f)
{
    put_or_null(f, "adresse", f->champs[CHAMP_adresse]);
    put_or_null(f, "complement_adresse", f->champs[CHAMP_complement_adresse]);
    put_or_null(f, "commune", f->champs[CHAMP_commune]);
    put_or_null(f, "code_postal",
        regle_code_postal(f->champs[CHAMP_code_postal]) ? f->champs[CHAMP_code_postal] : STR_NONE);
    put_or_null(f, "code_insee",
        regle_code_insee(f->champs[CHAMP_code_insee]) ? f->champs[CHAMP_code_insee] : STR_NONE);
    json_key(f->j, S("latitude"));
    if (f->l->a_point)
        json_f64(f->j, f->l->point.lat);
    else
        json_nil(f->j);
    json_key(f->j, S("longitude"));
    if (f->l->a_point)
        json_f64(f->j, f->l->point.lon);
    else
        json_nil(f->j);
}

static void put_contact(Fiche *f)
{
    put_or_null(f, "telephone", f->champs[CHAMP_telephone]);
    put_or_null(f, "courriel", first_valid(f->champs[CHAMP_courriels], regle_courriel));
    put_or_null(f, "horaires_accueil", hours(f));
    Str link = STR_NONE;
    if (f->url.n) {
        BUF b = buf_new(16 * KIB);
        buf_put(&b, f->url);
        buf_put(&b, S("/lieux/"));
        url_encode(&b, f->champs[CHAMP_id]);
        link = b.n <= URI_MAX ? str_dup(f->a, buf_str(&b)) : STR_NONE;
    }
    put_or_null(f, "lien_source", link);
}

static void put_day(Fiche *f)
{
    json_kstr(f->j, "date_maj", str_slice(f->champs[CHAMP_date_maj], 0, 10));
}

static void put_structure(Fiche *f)
{
    const char *codes[CODES_MAX];
    json_obj(f->j);
    json_kstr(f->j, "source", f->source);
    json_kstr(f->j, "id", f->id);
    json_kstr(f->j, "nom", utf8_cut(f->champs[CHAMP_nom], NOM_MAX));
    put_day(f);
    put_or_null(f, "siret", is_siret(f->champs[CHAMP_pivot]) ? f->champs[CHAMP_pivot] : STR_NONE);
    put_or_null(f, "description", description(f));
    put_address(f);
    put_contact(f);
    Str site = first_valid(f->champs[CHAMP_site_web], regle_url);
    put_or_null(f, "site_web", site.n <= URI_MAX ? site : STR_NONE);
    put_or_null(f, "accessibilite_lieu", only_url(f->champs[CHAMP_fiche_acces_libre]));
    json_key(f->j, S("reseaux_porteurs"));
    put_codes(f, codes, COLLECT(f, ENUM_DISPOSITIFS, reseaux, codes, 0));
    json_end(f->j);
}

/* ---- the service ---- */

static Str service_description(const Fiche *f)
{
    BUF b = buf_new(64 * KIB);
    Str list = f->champs[CHAMP_services], one;
    buf_put(&b, S("Aide aux usages du numérique : "));
    for (bool first = true; str_split(&list, '|', &one); first = false)
        buf_format(&b, "%s%.*s", first ? "" : " ; ", STR_ARG(one));
    Str own = description(f);
    buf_format(&b, ".%s%.*s", own.n ? "\n" : "", STR_ARG(own));
    return utf8_cut(str_dup(f->a, buf_str(&b)), DESCRIPTION_MAX);
}

static const char *service_type(const Fiche *f)
{
    return has(f, ENUM_ACCOMPAGNEMENT, ACC_INDIVIDUEL) ? "accompagnement"
         : has(f, ENUM_ACCOMPAGNEMENT, ACC_ATELIER)    ? "atelier"
         : has(f, ENUM_ACCOMPAGNEMENT, ACC_AUTONOMIE)  ? "aide-materielle"
                                                       : NULL;
}

static void put_costs(Fiche *f)
{
    bool paid = has(f, ENUM_FRAIS, FRAIS_PAYANT), free = has(f, ENUM_FRAIS, FRAIS_GRATUIT);
    bool conditions = has(f, ENUM_FRAIS, FRAIS_CONDITION);
    put_or_null(f, "frais", paid ? S("payant") : free && !conditions ? S("gratuit") : STR_NONE);
    put_or_null(f, "frais_precisions",
        conditions || (paid && free) ? str_replace(f->a, f->champs[CHAMP_frais_a_charge], S("|"), S(", ")) : STR_NONE);
}

static void put_ways(Fiche *f)
{
    const char *codes[CODES_MAX];
    size_t n = 0;
    bool far = has(f, ENUM_ACCOMPAGNEMENT, ACC_DISTANCE);
    bool near = has(f, ENUM_ACCOMPAGNEMENT, ACC_AUTONOMIE) || has(f, ENUM_ACCOMPAGNEMENT, ACC_INDIVIDUEL) ||
                has(f, ENUM_ACCOMPAGNEMENT, ACC_ATELIER);
    if (near || !far)
        codes[n++] = "en-presentiel";
    if (far)
        codes[n++] = "a-distance";
    json_key(f->j, S("modes_accueil"));
    put_codes(f, codes, n);
    json_key(f->j, S("modes_mobilisation"));
    put_codes(f, codes, COLLECT(f, ENUM_ACCES, modes, codes, 0));
    put_or_null(f, "lien_mobilisation", only_url(f->champs[CHAMP_prise_rdv]));
    codes[0] = "usagers";
    codes[1] = "professionnels";
    json_key(f->j, S("mobilisable_par"));
    put_codes(f, codes,
        enumset_empty(lieu_choisis(f->l, ENUM_ACCES)) ? 0
        : has(f, ENUM_ACCES, ACCES_PRESCRIPTION)      ? 2
                                                      : 1);
}

static void put_service(Fiche *f)
{
    const char *codes[CODES_MAX];
    json_obj(f->j);
    json_kstr(f->j, "source", f->source);
    json_kstr(f->j, "structure_id", f->id);
    json_kstr(f->j, "id", str_cat(f->a, f->id, S("-mediation-numerique")));
    json_kstr(f->j, "nom", S("Médiation numérique"));
    json_kstr(f->j, "description", service_description(f));
    put_day(f);
    put_or_null(f, "type", str_from(service_type(f)));
    json_key(f->j, S("thematiques"));
    put_codes(f, codes, COLLECT(f, ENUM_SERVICES, thematiques, codes, 0));
    json_key(f->j, S("publics"));
    size_t n = COLLECT(f, ENUM_PUBLICS, publics, codes, 0);
    put_codes(f, codes, COLLECT(f, ENUM_PRISE_EN_CHARGE, soins, codes, n));
    put_or_null(f, "publics_precisions",
        str_replace(f->a, f->champs[CHAMP_prise_en_charge_specifique], S("|"), S(", ")));
    put_costs(f);
    put_ways(f);
    put_address(f);
    put_contact(f);
    json_end(f->j);
}

bool data_inclusion_ecrire(Json *j, Arena *a, DataInclusion which, const Lieu *l, Str url, Str *ret_why)
{
    Fiche f = { .j = j, .a = a, .l = l, .url = url };
    Date day;
    lieu_champs(l, f.champs);
    *ret_why = STR_NONE;
    if (utf8_length(f.champs[CHAMP_nom]) < NOM_MIN)
        *ret_why = S("un nom a au moins trois caractères");
    else if (!date_parse_lenient(f.champs[CHAMP_date_maj], &day))
        *ret_why = S("la date de mise à jour ne se lit pas");
    if (ret_why->n || (which == DATA_INCLUSION_SERVICES && enumset_empty(lieu_choisis(l, ENUM_SERVICES))))
        return false;
    f.source = slug(a, f.champs[CHAMP_source]);
    f.id = str_join(a, (Str[]){ f.source, f.champs[CHAMP_id] }, 2, S("--"));
    if (which == DATA_INCLUSION_STRUCTURES)
        put_structure(&f);
    else
        put_service(&f);
    return true;
}
