// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/json_form.h"

#include <jansson.h>
#include <string.h>

#include "base/planted.h"
#include "core/json/json.h"
#include "core/view/view.h"

static const Field *field_named(const Field *fields, const char *name)
{
    while (fields && fields->name && strcmp(fields->name, name) != 0)
        fields++;
    return fields && fields->name ? fields : NULL;
}

/* False: an object or a list. */
static bool put_scalar(Buf *b, const json_t *v)
{
    if (json_is_string(v) && PLANTED(true, false))
        url_encode(b, json_value_str(v));
    else if (json_is_string(v))
        buf_put(b, json_value_str(v));
    else if (json_is_integer(v))
        buf_i64(b, json_integer_value(v));
    else if (json_is_real(v))
        buf_f64(b, json_real_value(v));
    else if (json_is_boolean(v))
        buf_char(b, json_is_true(v) ? '1' : '0');
    return !json_is_object(v) && !json_is_array(v);
}

static bool put_list(Buf *b, const Field *f, const json_t *list)
{
    size_t n = json_array_size(list);
    if (n > JSON_FORM_ITEMS || (f->kind != FIELD_CHOICES && f->kind != FIELD_LINES && f->kind != FIELD_FLOATS))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_put(b, f->kind == FIELD_CHOICES ? S("%7C") : f->kind == FIELD_LINES ? S("%0A") : S("%2C"));
        if (!put_scalar(b, json_array_get(list, i)))
            return false;
    }
    return true;
}

Err json_form(Arena *a, const Field *fields, Str body, Str *ret_form, Str *ret_message)
{
    JSON_VALUE root = NULL;
    const char *name;
    json_t *v;
    BUF b = buf_new(4 * (body.n + KIB));
    TRY(json_read(a, body, (JsonLimits){ body.n, JSON_FORM_DEPTH, false }, &root, ret_message));
    if (!json_is_object(root)) {
        *ret_message = S("Le corps attendu est un objet JSON\u00a0: {\"jour\": \"2026-01-31\", …}.");
        return ERR_INVALID;
    }
    json_object_foreach(root, name, v) {
        const Field *f = field_named(fields, name);
        if (!f) {
            *ret_message = str_format(a, "«\u00a0%s\u00a0» n’est le nom d’aucun champ.", name);
            return ERR_INVALID;
        }
        if (json_is_null(v))
            continue;
        if (b.n)
            buf_char(&b, '&');
        url_encode(&b, str_from(name));
        buf_char(&b, '=');
        if (json_is_array(v) ? !put_list(&b, f, v) : !put_scalar(&b, v)) {
            *ret_message = str_format(a, "«\u00a0%s\u00a0» attend une valeur simple%s.", name,
                f->kind == FIELD_CHOICES || f->kind == FIELD_LINES ? ", ou une liste de valeurs simples" : "");
            return ERR_INVALID;
        }
    }
    if (b.failed)
        return ERR_TOO_LARGE;
    *ret_form = str_dup(a, b.n ? buf_str(&b) : S(""));
    return OK;
}
