// SPDX-License-Identifier: AGPL-3.0-or-later
/* Addresses as texts: number and street, names that meet, rows of files. */
#include <math.h>

#include "base/planted.h"
#include "core/csv/csv.h"
#include "domain/adresses/adresses.h"

enum { NUMERO_MAX = 5, COLONNES_MAX = 64 };

Str adresse_suite_dite(AdresseSuite s)
{
    static const Str words[] = {
#define X(NAME, words) S_INIT(words),
        ADRESSE_SUITES(X)
#undef X
    };
    return words[s];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Words of a folded text are separated by one blank. */
static Str next_word(Str *rest)
{
    Str word = STR_NONE;
    str_split(rest, ' ', &word);
    return word;
}

bool adresse_couper(Arena *a, Str adresse, Str *ret_numero, Str *ret_voie)
{
    size_t n = 0;
    adresse = str_trim(adresse);
    while (n < adresse.n && is_digit(adresse.p[n]))
        n++;
    if (n == 0 || n > NUMERO_MAX)
        return false;
    Str number = str_slice(adresse, 0, n), rest = str_slice(adresse, n, adresse.n);
    char after = rest.n ? rest.p[0] : '\0';
    if (after == '/' || after == '-' || after == '.')
        return false;                              /* "2/4", "12-14": which one? */
    Str folded = utf8_fold(a, rest), from = folded, word = next_word(&folded);
    static const Str suffixes[] = { S_INIT("bis"), S_INIT("ter"), S_INIT("quater"), S_INIT("quinquies") };
    bool suffix = word.n == 1 && word.p[0] >= 'a' && word.p[0] <= 'h';
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        suffix = suffix || str_eq(word, suffixes[i]);
    if (suffix && !folded.n)
        return false;
    Str street = suffix ? folded : from;
    if (!street.n || is_digit(street.p[0]) || str_eq(word, S("et")))
        return false;                              /* "4 et 6", "4 6", "4 à 8" (whose à is read as a suffix) */
    while (number.n > 1 && number.p[0] == '0')
        number = str_slice(number, 1, number.n);
    *ret_numero = suffix ? str_cat(a, number, word) : number;
    *ret_voie = street;
    return true;
}

Str voie_cle(Arena *a, Str voie)
{
    static const Str abbreviations[][2] = { { S_INIT("r"), S_INIT("rue") }, { S_INIT("av"), S_INIT("avenue") },
        { S_INIT("ave"), S_INIT("avenue") }, { S_INIT("bd"), S_INIT("boulevard") },
        { S_INIT("bld"), S_INIT("boulevard") }, { S_INIT("pl"), S_INIT("place") }, { S_INIT("che"), S_INIT("chemin") },
        { S_INIT("ch"), S_INIT("chemin") }, { S_INIT("imp"), S_INIT("impasse") }, { S_INIT("all"), S_INIT("allee") },
        { S_INIT("rte"), S_INIT("route") }, { S_INIT("fg"), S_INIT("faubourg") }, { S_INIT("sq"), S_INIT("square") },
        { S_INIT("gal"), S_INIT("general") }, { S_INIT("mal"), S_INIT("marechal") },
        { S_INIT("dr"), S_INIT("docteur") } };
    Str rest = utf8_fold_name(a, voie), out = STR_NONE;
    while (rest.n) {
        Str word = next_word(&rest);
        for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++)
            if (str_eq(word, abbreviations[i][0]))
                word = abbreviations[i][1];
        out = out.n ? str_join(a, (Str[]){ out, word }, 2, S(" ")) : word;
    }
    return out.n ? out : S("");
}

/* ---- rows ---- */

/* Where each wanted name is in the header; false: `names[*ret_missing]` is not there. */
static bool find_columns(const CsvRow *header, const char *const *names, size_t n, size_t *at, size_t *ret_missing)
{
    for (size_t k = 0; k < n; k++) {
        at[k] = header->n;
        for (size_t i = 0; i < header->n; i++)
            if (str_eq(str_trim(header->cells[i]), str_from(names[k])))
                at[k] = i;
        if (at[k] == header->n) {
            *ret_missing = k;
            return false;
        }
    }
    return true;
}

static bool read_point(Str lat, Str lon, Point *ret)
{
    return str_to_f64(lat, &ret->lat) && str_to_f64(lon, &ret->lon) && fabs(ret->lat) <= 90 && fabs(ret->lon) <= 180;
}

static bool all_digits_or_letters(Str s, size_t n)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]) && !(s.p[i] >= 'A' && s.p[i] <= 'Z'))
            return false;
    return s.n == n;
}

enum { BAN_ID, BAN_NUMERO, BAN_REP, BAN_VOIE, BAN_CP, BAN_INSEE, BAN_LON, BAN_LAT, BAN_N };
enum { INSEE_N = 5 };

static bool read_address(Arena *a, const CsvRow *row, const size_t *at, AdresseLue *ret)
{
    Str number = row->cells[at[BAN_NUMERO]];
    int64_t n = 0;
    *ret = (AdresseLue){ .cle = str_dup(a, row->cells[at[BAN_ID]]),
        .code_insee = str_dup(a, row->cells[at[BAN_INSEE]]),
        .voie_cle = voie_cle(a, row->cells[at[BAN_VOIE]]),
        .code_postal = str_dup(a, row->cells[at[BAN_CP]]) };
    ret->numero = str_cat(a, number, utf8_fold(a, row->cells[at[BAN_REP]]));
    return ret->cle.n && all_digits_or_letters(ret->code_insee, PLANTED(INSEE_N, INSEE_N - 1)) && ret->voie_cle.n &&
           str_to_i64(number, &n) && n > 0 && n < 100000 &&
           read_point(row->cells[at[BAN_LAT]], row->cells[at[BAN_LON]], &ret->point);
}

Err adresses_lire(Arena *a, Str bloc, AdressesLues *ret, Str *ret_message)
{
    static const char *const names[BAN_N] = { "id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "lon",
        "lat" };
    CsvReader *csv;
    CsvRow row;
    Str problem;
    size_t at[BAN_N], missing = 0;
    TRY(csv_open(a, bloc, (CsvLimits){ COLONNES_MAX, ADRESSES_CASE_MAX }, &csv, ret_message));
    if (!csv_next(csv, a, &row, &problem) || problem.n || !find_columns(&row, names, BAN_N, at, &missing)) {
        *ret_message = str_format(a,
            "la colonne « %s » manque : un fichier départemental de la Base Adresse Nationale est attendu "
            "(adresses-28.csv).",
            names[missing]);
        return ERR_INVALID;
    }
    size_t n = row.n;
    while (!arena_failed(a) && csv_next(csv, a, &row, &problem)) {
        AdresseLue one;
        if (problem.n || row.n != n || !read_address(a, &row, at, &one)) {
            ret->refusees++;
            continue;
        }
        AdresseLue *to = vec_push(a, &ret->v);
        if (to)
            *to = one;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

enum { REP_DEMANDE, REP_ID, REP_GENRE, REP_INSEE, REP_SCORE, REP_LAT, REP_LON, REP_N };

Err ban_lire(Arena *a, Str csv_text, BanReponses *ret, Str *ret_message)
{
    static const char *const names[REP_N] = { "demande", "result_id", "result_type", "result_citycode", "result_score",
        "latitude", "longitude" };
    CsvReader *csv;
    CsvRow row;
    Str problem;
    size_t at[REP_N], missing = 0;
    TRY(csv_open(a, csv_text, (CsvLimits){ COLONNES_MAX, ADRESSES_CASE_MAX }, &csv, ret_message));
    if (!csv_next(csv, a, &row, &problem) || problem.n || !find_columns(&row, names, REP_N, at, &missing)) {
        *ret_message = str_format(a, "la réponse du service n’a pas la colonne « %s ».", names[missing]);
        return ERR_INVALID;
    }
    size_t n = row.n;
    while (!arena_failed(a) && csv_next(csv, a, &row, &problem)) {
        BanReponse one = { 0 };
        if (problem.n || row.n != n || !str_to_i64(row.cells[at[REP_DEMANDE]], &one.demande))
            continue;
        bool placed = read_point(row.cells[at[REP_LAT]], row.cells[at[REP_LON]], &one.point) &&
                      str_to_f64(row.cells[at[REP_SCORE]], &one.score) && one.score >= 0 && one.score <= 1;
        one.cle = placed ? str_dup(a, row.cells[at[REP_ID]]) : S("");
        one.genre = str_dup(a, row.cells[at[REP_GENRE]]);
        one.code_insee = str_dup(a, row.cells[at[REP_INSEE]]);
        BanReponse *to = vec_push(a, &ret->v);
        if (to)
            *to = one;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Trouvaille ban_juger(const BanReponse *r, const Territoire *t, Str code_insee)
{
    const double SCORE_MIN = 0.6;                  /* DataSpace's minimum */
    const Commune *asked = t ? territoire_commune(t, code_insee) : NULL;
    const Commune *got = t ? territoire_commune(t, r->code_insee) : NULL;
    bool same = asked && got ? asked == got : str_eq(r->code_insee, code_insee);
    if (!r->cle.n)
        return (Trouvaille){ .suite = ADRESSE_VOIE_INCONNUE };
    if (!same)
        return (Trouvaille){ .suite = ADRESSE_AUTRE_COMMUNE };
    if (!str_eq(r->genre, S("housenumber")))
        return (Trouvaille){ .suite = ADRESSE_NUMERO_INCONNU };
    if (r->score < SCORE_MIN)
        return (Trouvaille){ .suite = ADRESSE_INCERTAINE };
    return (Trouvaille){ ADRESSE_TROUVEE, r->cle, r->point };
}
