// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * JSON out: a streaming writer over a Buf. Commas and nesting are its own business; unbalanced calls assert.
 *
 *     json_obj(j);
 *     json_key(j, S("total")); json_i64(j, 3);
 *     json_key(j, S("lieux")); json_arr(j); ... json_end(j);
 *     json_end(j);
 *
 * (json_obj, json_arr, json_nil: the plain words are symbols of jansson, which would be interposed.)
 *
 * JSON in: jansson behind a bound on size and depth, duplicates refused; positions are turned into French messages.
 */
#pragma once

#include "base/base.h"

enum { JSON_DEPTH_MAX = 32 };

typedef struct Json {
    Buf *b;
    int depth;
    bool comma[JSON_DEPTH_MAX + 1];                /* a value was written at this depth */
    char closing[JSON_DEPTH_MAX + 1];              /* '}' or ']' */
    bool keyed;                                    /* a key waits for its value */
} Json;

static inline Json json_to(Buf *b)
{
    return (Json){ .b = b };
}
void json_obj(Json *j);
void json_arr(Json *j);
void json_end(Json *j);
void json_key(Json *j, Str key);
void json_str(Json *j, Str s);                     /* STR_NONE writes null; malformed UTF-8 becomes U+FFFD */
void json_i64(Json *j, int64_t v);
void json_f64(Json *j, double v);                  /* shortest form; inf and nan write null */
void json_fixed(Json *j, double v, int decimals);
void json_bool(Json *j, bool v);
void json_nil(Json *j);
/* A piece of JSON written earlier by this writer. */
void json_raw(Json *j, Str json);
/* Key and value in one call; `json_str_opt` writes nothing for an absent or empty text. */
void json_kstr(Json *j, const char *key, Str s);
void json_kstr_opt(Json *j, const char *key, Str s);
void json_ki64(Json *j, const char *key, int64_t v);
/* A key and its list: of `n` texts; of the words of "a|b", none for an empty text. */
void json_kstrs(Json *j, const char *key, const Str *v, size_t n);
void json_kwords(Json *j, const char *key, Str joined);
/*
 * "[3,14]": `n` numbers that stand `step` bytes apart, as a question about several rows takes their ids. STR_NONE: no memory.
 *
 *     ids = json_i64s(a, &rows[0].id, sizeof *rows, n);
 */
Str json_i64s(Arena *a, const int64_t *first, size_t step, size_t n);

/* ---- in ---- */
typedef struct json_t JsonValue;                   /* jansson's; freed by json_value_free */

typedef struct JsonLimits {
    size_t max_bytes;
    int max_depth;
    bool numbers_as_text;                          /* 2.50 is read as the string "2.50": its digits, not a double */
} JsonLimits;

/* ERR_INVALID with a French message (line, column, what was expected), ERR_TOO_LARGE. */
Err json_read(Arena *a, Str text, JsonLimits limits, JsonValue **ret, Str *ret_message);
void json_value_free(JsonValue *v);
static inline void json_value_freep(JsonValue **v)
{
    json_value_free(*v);
}
#define JSON_VALUE __attribute__((cleanup(json_value_freep))) JsonValue *
/* The text of a string, borrowed from `v`; STR_NONE for anything else, NULL included. */
Str json_value_str(const JsonValue *v);
/* A string member, borrowed from `v`; STR_NONE when absent or not a string. */
Str json_member_str(const JsonValue *v, const char *key);

/*
 * The items of a large array one by one, each a piece of the text to be given to json_read, so that memory stays that
 * of one item and a broken item does not lose the others. Only brackets and strings are looked at here.
 *
 *     JsonItems it;
 *     if (!json_items_open(text, &it)) return ERR_INVALID;             // not an array
 *     while (json_items_next(&it, &item, &line)) ...
 *     if (!json_items_complete(&it)) ...                               // cut short, or text after the array
 */
typedef struct JsonItems {
    Str text;
    size_t at;
    int64_t line;                                  /* from 1 */
    int64_t n;                                     /* items given so far */
    bool done, cut;
} JsonItems;

bool json_items_open(Str text, JsonItems *ret);
bool json_items_next(JsonItems *it, Str *ret_item, int64_t *ret_line);
bool json_items_complete(JsonItems *it);
