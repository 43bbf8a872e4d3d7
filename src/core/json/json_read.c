// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/json/json.h"

#include <jansson.h>
#include <string.h>

#include "base/planted.h"

/* ---- a scan of our own, before jansson: depth, items of an array, numbers as they were written ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* From an opening quote to just after the closing one, or s.n when it never closes. */
static size_t skip_string(Str s, size_t i)
{
    for (i++; i < s.n; i++) {
        if (s.p[i] == '\\')
            i += PLANTED(1, 0);
        else if (s.p[i] == '"')
            return i + 1;
    }
    return s.n;
}

/* Length of the JSON number at `i`, 0 when what is there is not one. */
static size_t number_length(Str s, size_t i)
{
    size_t from = i;
    if (i < s.n && s.p[i] == '-')
        i++;
    if (i >= s.n || !is_digit(s.p[i]))
        return 0;
    if (s.p[i] == '0')
        i++;
    else
        while (i < s.n && is_digit(s.p[i]))
            i++;
    if (i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1]))
        for (i++; i < s.n && is_digit(s.p[i]); i++) {
        }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        size_t e = i + 1;
        if (e < s.n && (s.p[e] == '+' || s.p[e] == '-'))
            e++;
        if (e < s.n && is_digit(s.p[e]))
            for (i = e; i < s.n && is_digit(s.p[i]); i++) {
            }
    }
    return i - from;
}

/* Deepest nesting, counted without trusting the text. */
static int scan_depth(Str s, int stop_after)
{
    int depth = 0, deepest = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"') {
            i = skip_string(s, i) - 1;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest)
                deepest = depth;
            if (deepest > stop_after)
                return deepest;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return deepest;
}

/*
 * The same text with each number between quotes, so that jansson hands over its digits instead of a double. A number
 * followed by a colon is left alone: it must stay the error that it is.
 */
static Str quote_numbers(Arena *a, Str s)
{
    size_t numbers = 0;
    for (size_t i = 0; i < s.n;) {
        size_t n = 0;
        if (s.p[i] == '"') {
            i = skip_string(s, i);
        } else if ((s.p[i] == '-' || is_digit(s.p[i])) && (n = number_length(s, i)) > 0) {
            numbers++;
            i += n;
        } else {
            i++;
        }
    }
    char *to = arena_array(a, 1, s.n + 2 * numbers + 1);
    if (!to)
        return STR_NONE;
    size_t at = 0;
    for (size_t i = 0; i < s.n;) {
        size_t n = 1;
        bool quoted = false;
        if (s.p[i] == '"') {
            n = skip_string(s, i) - i;
        } else if (s.p[i] == '-' || is_digit(s.p[i])) {
            size_t length = number_length(s, i), next = i + length;
            while (next < s.n && is_blank(s.p[next]))
                next++;
            quoted = length > 0 && !(next < s.n && s.p[next] == ':');
            n = length ? length : 1;
        }
        if (quoted)
            to[at++] = '"';
        memcpy(to + at, s.p + i, n);
        at += n;
        if (quoted)
            to[at++] = '"';
        i += n;
    }
    return str_of(to, at);
}

/* ---- jansson ---- */

static const char *reason(const json_error_t *e)
{
    switch (json_error_code(e)) {
    case json_error_premature_end_of_input:
        return "le texte s’arrête avant la fin d’une valeur (fichier tronqué ?)";
    case json_error_end_of_input_expected:
        return "il reste du texte après la dernière valeur";
    case json_error_invalid_utf8:
        return "un octet n’est pas de l’UTF-8";
    case json_error_duplicate_key:
        return "un nom apparaît deux fois dans le même objet";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "un caractère nul n’est pas admis";
    case json_error_stack_overflow:
        return "les niveaux sont trop nombreux";
    case json_error_numeric_overflow:
        return "un nombre est trop grand";
    case json_error_out_of_memory:
        return "la mémoire manque";
    case json_error_unknown:
    case json_error_invalid_argument:
    case json_error_cannot_open_file:
    case json_error_invalid_syntax:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_item_not_found:
    case json_error_index_out_of_range:
        break;
    }
    return "ce n’est pas du JSON (virgule, guillemet ou accolade manquants ?)";
}

Err json_read(Arena *a, Str text, JsonLimits limits, JsonValue **ret, Str *ret_message)
{
    if (text.n > limits.max_bytes) {
        *ret_message = str_format(a, "Le texte JSON dépasse la taille admise (%zu octets).", limits.max_bytes);
        return ERR_TOO_LARGE;
    }
    if (scan_depth(text, limits.max_depth) > limits.max_depth) {
        *ret_message = str_format(a, "Le texte JSON a plus de %d niveaux.", limits.max_depth);
        return ERR_TOO_LARGE;
    }
    size_t nul = str_find_char(text, 0, '\0');     /* jansson 2.14 passes over one that follows a number */
    if (nul < text.n) {
        int64_t line = 1;
        for (size_t i = 0; i < nul; i++)
            line += text.p[i] == '\n';
        *ret_message = str_format(a, "Ligne %lld : un caractère nul n’est pas admis.", (long long)line);
        return ERR_INVALID;
    }
    Str source = text;
    if (limits.numbers_as_text) {
        source = quote_numbers(a, text);
        if (str_is_none(source))
            return ERR_MEMORY;
    }
    json_error_t e;
    json_t *v = json_loadb(source.n ? source.p : "", source.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!v) {
        *ret_message = str_format(a, "Ligne %d, colonne %d : %s.", e.line < 1 ? 1 : e.line, e.column < 0 ? 0 : e.column,
            reason(&e));
        return json_error_code(&e) == json_error_out_of_memory ? ERR_MEMORY : ERR_INVALID;
    }
    *ret = v;
    return OK;
}

void json_value_free(JsonValue *v)
{
    json_decref(v);
}

Str json_value_str(const JsonValue *v)
{
    return json_is_string(v) ? str_of(json_string_value(v), json_string_length(v)) : STR_NONE;
}

Str json_member_str(const JsonValue *v, const char *key)
{
    return json_value_str(json_object_get(v, key));
}

/* ---- items of an array ---- */

static void count_lines(JsonItems *it, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        it->line += it->text.p[i] == '\n';
}

static size_t skip_blanks(JsonItems *it, size_t i)
{
    size_t from = i;
    while (i < it->text.n && is_blank(it->text.p[i]))
        i++;
    count_lines(it, from, i);
    return i;
}

bool json_items_open(Str text, JsonItems *ret)
{
    JsonItems it = { .text = text, .line = 1 };
    if (str_starts(text, S("\xEF\xBB\xBF")))
        it.at = 3;
    it.at = skip_blanks(&it, it.at);
    if (it.at >= text.n || text.p[it.at] != '[')
        return false;
    it.at++;
    *ret = it;
    return true;
}

/* Just after the value that begins at `i`: brackets balanced outside strings, or the comma or bracket that ends it. */
static size_t item_end(Str s, size_t i)
{
    int64_t depth = 0;
    while (i < s.n) {
        char c = s.p[i];
        if (c == '"') {
            i = skip_string(s, i);
            continue;
        }
        if (depth == 0 && (c == ',' || c == ']'))
            return i;
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        i++;
    }
    return i;
}

bool json_items_next(JsonItems *it, Str *ret_item, int64_t *ret_line)
{
    if (it->done)
        return false;
    size_t from = skip_blanks(it, it->at);
    if (from >= it->text.n) {
        it->done = it->cut = true;
        return false;
    }
    if (it->text.p[from] == ']' && it->n == 0) {
        it->done = true;
        it->at = from + 1;
        return false;
    }
    int64_t line = it->line;
    size_t to = item_end(it->text, from);
    count_lines(it, from, to);
    it->n++;
    if (to >= it->text.n)
        it->done = it->cut = true;
    else if (it->text.p[to] == ']')
        it->done = true;
    it->at = to < it->text.n ? to + 1 : to;
    *ret_item = str_trim(str_slice(it->text, from, to));
    *ret_line = line;
    return true;
}

bool json_items_complete(JsonItems *it)
{
    return it->done && !it->cut && skip_blanks(it, it->at) >= it->text.n;
}
