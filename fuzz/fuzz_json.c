// SPDX-License-Identifier: AGPL-3.0-or-later
/* JSON: a value that was read, written by our writer, is read again equal; the items of an array are those of the tree. */
#include "fuzz.h"

#include <jansson.h>

#include "core/json/json.h"

static const JsonLimits limits = { .max_bytes = 256 * 1024, .max_depth = 16 };
static const JsonLimits as_text = { .max_bytes = 256 * 1024, .max_depth = 16, .numbers_as_text = true };

static void write_value(Json *j, json_t *v, int depth)
{
    FUZZ_CHECK(depth <= limits.max_depth);
    switch (json_typeof(v)) {
    case JSON_OBJECT: {
        const char *key;
        json_t *member;
        json_obj(j);
        json_object_foreach(v, key, member) {
            json_key(j, str_from(key));
            write_value(j, member, depth + 1);
        }
        json_end(j);
        break;
    }
    case JSON_ARRAY:
        json_arr(j);
        for (size_t i = 0; i < json_array_size(v); i++)
            write_value(j, json_array_get(v, i), depth + 1);
        json_end(j);
        break;
    case JSON_STRING:
        json_str(j, str_of(json_string_value(v), json_string_length(v)));
        break;
    case JSON_INTEGER:
        json_i64(j, json_integer_value(v));
        break;
    case JSON_REAL:
        json_f64(j, json_real_value(v));
        break;
    case JSON_TRUE:
        json_bool(j, true);
        break;
    case JSON_FALSE:
        json_bool(j, false);
        break;
    case JSON_NULL:
        json_nil(j);
        break;
    }
}

/* The same tree, but that a real which is a whole number may come back as an integer. */
static bool same(json_t *x, json_t *y)
{
    if (json_is_number(x) && json_is_number(y))
        return json_number_value(x) == json_number_value(y);
    if (json_typeof(x) != json_typeof(y))
        return false;
    if (json_is_array(x)) {
        for (size_t i = 0; i < json_array_size(x); i++)
            if (i >= json_array_size(y) || !same(json_array_get(x, i), json_array_get(y, i)))
                return false;
        return json_array_size(x) == json_array_size(y);
    }
    if (json_is_object(x)) {
        const char *key;
        json_t *member;
        json_object_foreach(x, key, member) {
            json_t *other = json_object_get(y, key);
            if (!other || !same(member, other))
                return false;
        }
        return json_object_size(x) == json_object_size(y);
    }
    return json_equal(x, y);
}

static void check_items(Arena *a, Str s, json_t *array)
{
    JsonItems it;
    Str item;
    int64_t line, line_before = 1;
    size_t n = 0;
    FUZZ_CHECK(json_items_open(s, &it));
    for (; json_items_next(&it, &item, &line); n++) {
        JSON_VALUE v = NULL;
        Str message = STR_NONE;
        FUZZ_CHECK(line >= line_before && n < json_array_size(array));
        FUZZ_CHECK(json_read(a, item, limits, &v, &message) == OK && same(v, json_array_get(array, n)));
        line_before = line;
    }
    FUZZ_CHECK(n == json_array_size(array) && json_items_complete(&it));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    Str message = STR_NONE;
    JSON_VALUE v = NULL;
    Err e = json_read(a, s, limits, &v, &message);
    JSON_VALUE digits = NULL;
    Str message_digits = STR_NONE;
    Err e_digits = json_read(a, s, as_text, &digits, &message_digits);
    if (e != OK) {
        FUZZ_CHECK(!v && message.n > 0 && utf8_valid(message));
        JsonItems it;
        Str item;
        int64_t line;
        if (json_items_open(s, &it)) /* broken text: it ends, inside its bounds */
            while (json_items_next(&it, &item, &line))
                FUZZ_CHECK(item.p >= s.p && item.p + item.n <= s.p + s.n);
        return 0;
    }
    FUZZ_CHECK(e_digits == OK); /* numbers as digits: nothing valid is lost */
    BUF b = buf_new(16 * MIB);
    Json j = json_to(&b);
    write_value(&j, v, 0);
    JSON_VALUE again = NULL;
    FUZZ_CHECK(json_read(a, buf_str(&b), (JsonLimits){ 16 * MIB, 16, false }, &again, &message) == OK);
    FUZZ_CHECK(same(v, again));
    if (json_is_array(v))
        check_items(a, s, v);
    return 0;
}
