// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/conforme.h"

#include "domain/horaires/horaires.h"
#include "domain/lieux/regles.h"

enum { RESUME_MAX = 280, VALEURS_MAX = 100 };
#define PAS_DE_PUBLIC S("Ce lieu n'accueille pas de public")
#define PIVOT_INCONNU S("00000000000000")

typedef struct Sortie {
    Arena *a;
    Str *champs;
    Ecart *ecarts;
    size_t n;
} Sortie;

static void told(Sortie *s, Ecart e)
{
    if (s->n < ECARTS_MAX)
        s->ecarts[s->n++] = e;
}

/* `written` STR_NONE: left out. */
static void put(Sortie *s, StandardField f, Str raison, Str written)
{
    told(s, (Ecart){ .champ = f, .valeur = s->champs[f], .raison = raison, .ecrit = written });
    s->champs[f] = written;
}

static void keep(Sortie *s, StandardField f, Str raison)
{
    told(s, (Ecart){ .champ = f, .valeur = s->champs[f], .raison = raison, .garde = true });
}

/* ---- one value ---- */

static void fix_identity(Sortie *s)
{
    Str pivot = s->champs[CHAMP_pivot], day = s->champs[CHAMP_date_maj];
    Date d;
    if (!regle_pivot_schema(pivot))
        put(s, CHAMP_pivot, S("n’est ni un SIRET, ni un RNA"), PIVOT_INCONNU);
    else if (!regle_pivot_lib(pivot))
        keep(s, CHAMP_pivot, S("le schéma l’accepte, la bibliothèque nationale le refuse"));
    if (!date_parse(day, &d) && date_parse_lenient(day, &d))
        put(s, CHAMP_date_maj, S("le standard attend une date seule"), date_iso(s->a, d));
}

static void fix_text(Sortie *s, StandardField f, bool (*rule)(Str))
{
    Str v = s->champs[f], cleaned = rule(v) ? v : regle_nettoyer(s->a, v, rule);
    if (str_eq(cleaned, v))
        return;
    if (cleaned.n && rule(cleaned))
        put(s, f, S("un caractère n’est pas admis"), cleaned);
    else
        keep(s, f, S("la bibliothèque nationale refuse cette valeur, qui est obligatoire"));
}

static void fix_address(Sortie *s)
{
    Str postal = s->champs[CHAMP_code_postal], code = s->champs[CHAMP_code_insee];
    Str compact = str_replace(s->a, postal, S(" "), S("")), zero = str_cat(s->a, S("0"), compact);
    fix_text(s, CHAMP_commune, regle_commune);
    fix_text(s, CHAMP_adresse, regle_adresse);
    if (!regle_code_postal(postal)) {
        if (regle_code_postal(compact) || regle_code_postal(zero))
            put(s, CHAMP_code_postal, S("cinq chiffres sont attendus"), regle_code_postal(compact) ? compact : zero);
        else
            keep(s, CHAMP_code_postal, S("cinq chiffres sont attendus, et la valeur est obligatoire"));
    }
    if (code.n && !regle_code_insee(code))
        put(s, CHAMP_code_insee, S("n’est pas un code INSEE"), STR_NONE);
}

static void fix_position(Sortie *s)
{
    double lat = 0, lon = 0;
    Str la = s->champs[CHAMP_latitude], lo = s->champs[CHAMP_longitude];
    bool good = str_to_f64(la, &lat) && str_to_f64(lo, &lon) && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180;
    if (good || (!la.n && !lo.n))
        return;
    if (la.n)
        put(s, CHAMP_latitude, S("la position n’est pas lisible ou pas entière"), STR_NONE);
    if (lo.n)
        put(s, CHAMP_longitude, S("la position n’est pas lisible ou pas entière"), STR_NONE);
}

/* "…/Solidarité" → "…/Solidarit%C3%A9" (RFC 3986): the same address. The host keeps its letters, and is refused with them. */
static Str url_encoded(Arena *a, Str s)
{
    size_t scheme = str_find(s, 0, S("://")), host = scheme < s.n ? str_find_char(s, scheme + 3, '/') : s.n;
    BUF b = buf_new(64 * KIB);
    buf_put(&b, str_slice(s, 0, host));
    for (size_t i = host; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80 || c == ' ')
            buf_format(&b, "%%%02X", c);
        else
            buf_char(&b, (char)c);
    }
    return b.failed ? STR_NONE : str_dup(a, buf_str(&b));
}

static Str url_mended(Arena *a, Str s)
{
    Str with = str_has(s, S(":")) ? s : str_cat(a, S("https://"), s);
    Str encoded = url_encoded(a, with);
    return str_has(s, S(".")) && regle_url(encoded) ? encoded : STR_NONE;
}

static Str courriel_mended(Arena *a, Str s)
{
    Str bare = sans_blancs(s);
    (void)a;
    return regle_courriel(bare) ? bare : STR_NONE;
}

/* Each value of a list by its rule, mended or left out. */
static void fix_list(Sortie *s, StandardField f, bool (*rule)(Str), Str (*mended)(Arena *, Str), Str raison)
{
    Str rest = s->champs[f], one, kept[VALEURS_MAX];
    bool list = standard_field(f)->list, changed = false;
    size_t n = 0;
    while (rest.n && n < VALEURS_MAX) {
        if (list)
            str_split(&rest, '|', &one);
        else
            one = rest, rest = STR_NONE;
        Str written = rule(one) ? one : one.n ? mended(s->a, one) : STR_NONE;
        if (!str_eq(written, one)) {
            changed = true;
            told(s, (Ecart){ .champ = f, .valeur = one, .raison = raison, .ecrit = written });
        }
        if (written.n)
            kept[n++] = written;
    }
    if (changed)
        s->champs[f] = n ? str_join(s->a, kept, n, S("|")) : STR_NONE;
}

static void fix_contact(Sortie *s)
{
    Str phone = s->champs[CHAMP_telephone];
    static const Str url = S_INIT("n’est pas une adresse web admise");
    if (phone.n && !regle_telephone(phone))
        put(s, CHAMP_telephone, S("n’est pas un numéro de téléphone admis"), telephone_normal(s->a, phone));
    fix_list(s, CHAMP_courriels, regle_courriel, courriel_mended, S("n’est pas une adresse de courriel"));
    fix_list(s, CHAMP_site_web, regle_url, url_mended, url);
    fix_list(s, CHAMP_fiche_acces_libre, regle_url, url_mended, url);
    fix_list(s, CHAMP_prise_rdv, regle_url, url_mended, url);
}

/* ---- lists of values ---- */

static void fix_enum(Sortie *s, StandardEnum e)
{
    StandardField f = standard_enum_field(e);
    Str rest = s->champs[f], one, kept[VALEURS_MAX];
    bool seen[STANDARD_ENUM_MAX] = { false }, changed = false;
    size_t n = 0;
    while (rest.n && n < VALEURS_MAX && str_split(&rest, '|', &one)) {
        int i = standard_enum_index(e, one);
        if (e == ENUM_FORMATIONS && str_starts(one, S("Étapes numériques"))) {
            told(s, (Ecart){ .champ = f,
                        .valeur = one,
                        .garde = true,
                        .raison = S(
                            "le schéma et la bibliothèque nationale n’écrivent pas cette valeur de la même façon") });
            kept[n++] = one;
        } else if (i < 0 || seen[i]) {
            changed = true;
            told(s, (Ecart){ .champ = f,
                        .valeur = one,
                        .ecrit = STR_NONE,
                        .raison = i < 0 ? S("n’est pas une valeur du standard") : S("est donné deux fois") });
        } else {
            seen[i] = true;
            kept[n++] = one;
        }
    }
    if (changed)
        s->champs[f] = n ? str_join(s->a, kept, n, S("|")) : STR_NONE;
}

/* What the library itself drops (from-schema-lieux-de-mediation-numerique-fields.js): it would be lost without a word. */
static void fix_services(Sortie *s)
{
    static const StandardField with_services[] = { CHAMP_publics_specifiquement_adresses,
        CHAMP_prise_en_charge_specifique, CHAMP_frais_a_charge, CHAMP_itinerance, CHAMP_modalites_accompagnement };
    Str acces = s->champs[CHAMP_modalites_acces], one, kept[VALEURS_MAX];
    size_t n = 0;
    if (!s->champs[CHAMP_services].n) {
        for (size_t i = 0; i < sizeof with_services / sizeof *with_services; i++)
            if (s->champs[with_services[i]].n)
                put(s, with_services[i], S("le lieu ne dit aucun service"), STR_NONE);
        if (acces.n && !str_eq(acces, PAS_DE_PUBLIC))
            put(s, CHAMP_modalites_acces, S("le lieu ne dit aucun service"), STR_NONE);
        return;
    }
    if (!str_has(acces, PAS_DE_PUBLIC))
        return;
    for (Str rest = acces; rest.n && n < VALEURS_MAX && str_split(&rest, '|', &one);)
        if (!str_eq(one, PAS_DE_PUBLIC))
            kept[n++] = one;
    put(s, CHAMP_modalites_acces, S("un lieu qui a des services accueille du public"),
        n ? str_join(s->a, kept, n, S("|")) : STR_NONE);
}

/* ---- texts ---- */

static void fix_texts(Sortie *s)
{
    Str hours = s->champs[CHAMP_horaires], resume = s->champs[CHAMP_presentation_resume], read = STR_NONE, why;
    Horaires *h = NULL;
    if (hours.n && horaires_parse(s->a, hours, &h, &why) != OK && horaires_lire(s->a, hours, &read, &why) == OK)
        put(s, CHAMP_horaires, S("les horaires sont en toutes lettres"), read);
    if (utf8_length(resume) <= RESUME_MAX)
        return;
    size_t end = 0;
    for (int n = 0; n < RESUME_MAX - 1 && end < resume.n; n++)
        utf8_next(resume, &end);
    put(s, CHAMP_presentation_resume, S("le standard admet 280 caractères"),
        str_cat(s->a, str_slice(resume, 0, end), S("…")));
}

size_t lieu_conforme(Arena *a, Str champs[STANDARD_N], Ecart ret[ECARTS_MAX])
{
    Sortie s = { .a = a, .champs = champs, .ecarts = ret };
    fix_identity(&s);
    fix_address(&s);
    fix_position(&s);
    fix_contact(&s);
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        fix_enum(&s, (StandardEnum)e);
    fix_services(&s);
    fix_texts(&s);
    return s.n;
}
