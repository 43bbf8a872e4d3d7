// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/regles.h"

#include <string.h>

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool alnum(char c)
{
    return digit(c) || alpha(c);
}

static bool all(Str s, size_t from, bool (*is)(char))
{
    for (size_t i = from; i < s.n; i++)
        if (!is(s.p[i]))
            return false;
    return true;
}

bool regle_pivot_schema(Str s)
{
    return s.n >= 9 && s.n <= 14 && all(s, 0, alnum);
}

bool regle_pivot_lib(Str s)
{
    return utf8_length(s) == 14 || (s.n == 10 && s.p[0] == 'W' && all(s, 1, alnum));
}

bool regle_code_postal(Str s)
{
    return s.n == 5 && all(s, 0, digit);
}

bool regle_code_insee(Str s)
{
    if (s.n != 5 || !all(s, 2, digit))
        return false;
    if (s.p[0] == '2')
        return s.p[1] == 'A' || s.p[1] == 'B' || (digit(s.p[1]) && s.p[1] != '0');
    return digit(s.p[0]) && digit(s.p[1]);
}

/* À-Ö Ø-ö ø-ÿ, and the library's œ-Ÿ (U+0153 to U+0178) and Œ. */
static bool accented_letter(uint32_t cp)
{
    return (cp >= 0xC0 && cp <= 0xFF && cp != 0xD7 && cp != 0xF7) || (cp >= 0x152 && cp <= 0x178);
}

static bool blank(uint32_t cp)
{
    return cp == ' ' || (cp >= 9 && cp <= 13) || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

static bool name_character(uint32_t cp)
{
    return (cp < 0x80 && alnum((char)cp)) || accented_letter(cp) || cp == '-' || cp == '\'' || cp == 0x2019 ||
           blank(cp);
}

bool regle_commune(Str s)
{
    for (size_t i = 0; i < s.n;)
        if (!name_character(utf8_next(s, &i)))
            return false;
    return s.n > 0;
}

bool regle_adresse(Str s)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = utf8_next(s, &i);
        if (!name_character(cp) && cp != 0xB0 && cp != 0x2013 && !(cp && cp < 0x80 && strchr(",().&:+|;/", (int)cp)))
            return false;
    }
    return s.n > 0;
}

Str regle_nettoyer(Arena *a, Str s, bool (*rule)(Str))
{
    char *to = arena_array(a, 1, s.n + 1);
    size_t at = 0;
    if (!to)
        return STR_NONE;
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t cp = utf8_next(s, &i);
        Str one = str_slice(s, from, i);
        if (cp == 0x2018 || cp == 0x201B || cp == '`' || cp == 0xB4)
            to[at++] = '\'';
        else if (rule(one) && !(cp == ' ' && at && to[at - 1] == ' '))
            for (size_t k = 0; k < one.n; k++)
                to[at++] = one.p[k];
        else if (at && to[at - 1] != ' ')
            to[at++] = ' ';
    }
    return sans_blancs(str_of(to, at));
}

/* Letters, digits and inner hyphens, at most 63. */
static bool domain_label(Str s, bool last_kind)
{
    if (s.n == 0 || s.n > (last_kind ? 64 : 63) || (last_kind && s.n < 2))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!alnum(s.p[i]) && s.p[i] != '-')
            return false;
    return alnum(s.p[0]) && alnum(s.p[s.n - 1]);
}

bool regle_courriel(Str s)
{
    size_t at = str_find_char(s, 0, '@');
    if (at < 2 || at >= s.n || !(alnum(s.p[0]) || s.p[0] == '_'))
        return false;
    for (size_t i = 1; i < at; i++)
        if (!alnum(s.p[i]) && !strchr(".!#$%&'*+\\=?^_`{|}~-", s.p[i]))
            return false;
    Str rest = str_slice(s, at + 1, s.n), label;
    int labels = 0;
    for (; str_split(&rest, '.', &label); labels++)
        if (!domain_label(label, labels > 0))
            return false;
    return labels >= 2;
}

static bool word(char c)
{
    return alnum(c) || c == '_';
}

static size_t skip_set(Str s, size_t i, const char *more)
{
    while (i < s.n && s.p[i] && (word(s.p[i]) || strchr(more, s.p[i])))
        i++;
    return i;
}

bool regle_url(Str s)
{
    size_t colon = 0;
    while (colon < s.n && alpha(s.p[colon]))
        colon++;
    if (colon < 3 || colon > 9 || colon >= s.n || s.p[colon] != ':')
        return false;
    size_t i = colon + 1;
    if (str_starts(str_slice(s, i, s.n), S("//")))
        i += 2;
    size_t user = skip_set(s, i, ";:&=+$,-");
    if (user > i && user < s.n && s.p[user] == '@')
        i = user + 1;
    size_t host = i;
    while (i < s.n && (alnum(s.p[i]) || s.p[i] == '.' || s.p[i] == '-'))
        i++;
    if (i == host)
        return false;
    if (i < s.n && s.p[i] == '/')
        i = skip_set(s, i, "/+~,%@.-");
    if (i < s.n && s.p[i] == '?')
        i++;
    i = skip_set(s, i, "-+=&;%@.");
    if (i < s.n && s.p[i] == '#')
        i++;
    i = skip_set(s, i, ".!/\\");
    return i == s.n;
}

static const Str indicatifs[] = { S_INIT("+33"), S_INIT("+590"), S_INIT("+594"), S_INIT("+262"), S_INIT("+596"),
    S_INIT("+269"), S_INIT("+687"), S_INIT("+689"), S_INIT("+508"), S_INIT("+681") };
enum { INDICATIFS_N = sizeof indicatifs / sizeof indicatifs[0] };

bool regle_telephone(Str s)
{
    for (size_t i = 0; i < INDICATIFS_N; i++) {
        size_t more = s.n - indicatifs[i].n;
        if (str_starts(s, indicatifs[i]) && more >= 6 && more <= 9 && all(s, indicatifs[i].n, digit))
            return true;
    }
    return false;
}

/* Digits only, a leading + kept; false when there is anything but blanks, dots, hyphens and "(0)" between them. */
static bool telephone_digits(Str s, char out[20], size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        if (str_starts(str_slice(s, i, s.n), S("(0)")) && n > 1 && out[0] == '+') {
            i += 3;
            continue;
        }
        uint32_t cp = utf8_next(s, &i);
        if (blank(cp) || cp == '.' || cp == '-' || cp == '/' || cp == 0x2011 || cp == 0x2010)
            continue;
        if (n >= 19 || !((cp == '+' && n == 0) || (cp >= '0' && cp <= '9')))
            return false;
        out[n++] = (char)cp;
    }
    *ret_n = n;
    return true;
}

/* Overseas numbers dialled with their leading 0 (Arcep's numbering plan): the area says the country code. */
static Str overseas(Str ten)
{
    static const struct {
        Str start, code;
    } areas[] = {
        { S_INIT("0262"), S_INIT("+262") },
        { S_INIT("0263"), S_INIT("+262") },
        { S_INIT("0269"), S_INIT("+262") },
        { S_INIT("0639"), S_INIT("+262") },
        { S_INIT("0692"), S_INIT("+262") },
        { S_INIT("0693"), S_INIT("+262") },
        { S_INIT("0590"), S_INIT("+590") },
        { S_INIT("0690"), S_INIT("+590") },
        { S_INIT("0691"), S_INIT("+590") },
        { S_INIT("0594"), S_INIT("+594") },
        { S_INIT("0694"), S_INIT("+594") },
        { S_INIT("0596"), S_INIT("+596") },
        { S_INIT("0696"), S_INIT("+596") },
        { S_INIT("0697"), S_INIT("+596") },
    };
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        if (str_starts(ten, areas[i].start))
            return areas[i].code;
    return S("+33");
}

Str telephone_normal(Arena *a, Str s)
{
    char d[20];
    size_t n = 0;
    if (!telephone_digits(s, d, &n) || n < 7)
        return STR_NONE;
    Str number = str_of(d, n), whole = STR_NONE;
    if (n == 9 && d[0] != '0' && d[0] != '+') { /* a spreadsheet took its first 0 for nothing */
        number = str_cat(a, S("0"), number);
        n++;
    }
    if (n == 10 && number.p[0] == '0' && number.p[1] != '0')
        whole = str_cat(a, overseas(number), str_slice(number, 1, n));
    else if (d[0] == '0' && d[1] == '0')
        whole = str_cat(a, S("+"), str_slice(number, 2, n));
    else if (d[0] == '+')
        whole = str_dup(a, number);
    if (str_starts(whole, S("+330")) && whole.n == 13)
        whole = str_cat(a, S("+33"), str_slice(whole, 4, whole.n));
    bool metropole = str_starts(whole, S("+33"));
    return regle_telephone(whole) && (!metropole || (whole.n == 12 && whole.p[3] != '0')) ? whole : STR_NONE;
}

Str sans_blancs(Str s)
{
    size_t from = 0, to = s.n;
    for (size_t i = 0; i < s.n && blank(utf8_next(s, &i));)
        from = i;
    while (to > from) {
        size_t i = to - 1;
        while (i > from && ((unsigned char)s.p[i] & 0xC0) == 0x80)
            i--;
        size_t next = i;
        if (!blank(utf8_next(s, &next)) || next != to)
            break;
        to = i;
    }
    return str_slice(s, from, to);
}

Str virgule_decimale(Arena *a, Str s)
{
    size_t comma = str_find_char(s, 0, ',');
    if (comma >= s.n || str_find_char(s, comma + 1, ',') < s.n || str_find_char(s, 0, '.') < s.n)
        return STR_NONE;
    double ignored;
    Str dotted = str_replace(a, s, S(","), S("."));
    return str_to_f64(dotted, &ignored) ? dotted : STR_NONE;
}

bool coordonnees_utiles(Str latitude, Str longitude, double *ret_lat, double *ret_lon)
{
    double lat, lon;
    if (!str_to_f64(latitude, &lat) || !str_to_f64(longitude, &lon) || lat < -90 || lat > 90 || lon < -180 || lon > 180)
        return false;
    bool swapped = lon > 41 && lon < 51.5 && lat > -5.5 && lat < 10;
    if (swapped || (lat == 0 && lon == 0))
        return false;
    *ret_lat = lat;
    *ret_lon = lon;
    return true;
}
