// SPDX-License-Identifier: AGPL-3.0-or-later
/* JSON bodies of programs: what is taken is a form that holds the same texts, and is read by the same rules. */
#include "fuzz.h"

#include <jansson.h>

#include "core/http/form.h"
#include "core/http/json_form.h"
#include "core/http/router.h"
#include "core/json/json.h"

static const Choice words[] = { { .value = S_INIT("un") }, { .value = S_INIT("deux") }, { .value = STR_NONE } };
static const Field fields[] = {
    { "q", FIELD_TEXT, "Recherche", .max = 40 },
    { "note", FIELD_LINES, "Note", .max = 100 },
    { "page", FIELD_I64, "Page", .min = 1, .max = 1000 },
    { "ok", FIELD_BOOL, "Accord" },
    { "mots", FIELD_CHOICES, "Mots", .choices = words },
    { 0 },
};

/* The text that the form holds under that name, as it was written. */
static Str text_in(Arena *a, Str form, Str name)
{
    Str pair, value;
    while (str_split(&form, '&', &pair)) {
        size_t at = str_find_char(pair, 0, '=');
        if (str_eq(str_slice(pair, 0, at), name))
            return percent_decode(a, str_slice(pair, at + 1, pair.n), false, &value) ? value : STR_NONE;
    }
    return STR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    Str form, message = STR_NONE;
    Form read;
    FieldValue *values;
    JSON_VALUE root = NULL;
    Err e = json_form(a, fields, s, &form, &message);
    if (e != OK) {
        FUZZ_CHECK(e == ERR_TOO_LARGE || e == ERR_MEMORY || (e == ERR_INVALID && message.n > 0 && utf8_valid(message)));
        return 0;
    }
    FUZZ_CHECK(json_read(a, s, (JsonLimits){ s.n, JSON_FORM_DEPTH, false }, &root, &message) == OK);
    FUZZ_CHECK(json_is_object(root));
    for (const Field *f = fields; f->name; f++) {
        const json_t *v = json_object_get(root, f->name);
        Str text = text_in(a, form, str_from(f->name));
        if (json_is_string(v))
            FUZZ_CHECK(str_eq(text, json_value_str(v)));
        else if (!v || json_is_null(v))
            FUZZ_CHECK(str_is_none(text));
    }
    FUZZ_CHECK(form_parse(a, fields, FORM_SENT, form, &read, &values) != ERR_INVALID);
    return 0;
}
