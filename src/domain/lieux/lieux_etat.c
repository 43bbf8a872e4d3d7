// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/lieux_web.h"

enum { URL_MAX = 64 * 1024 };

static void put_pair(Buf *b, const char *name, Str value)
{
    if (str_is_empty(value))
        return;
    buf_char(b, str_has(buf_str(b), S("?")) ? '&' : '?');
    buf_put(b, str_from(name));
    buf_char(b, '=');
    url_encode(b, value);
}

static void put_values(Arena *a, Buf *b, const LieuxEtat *e, StandardEnum which)
{
    Str all = STR_NONE;
    for (int i = 0; i < standard_enum_n(which); i++) {
        if (!enumset_has(e->valeurs[which], i))
            continue;
        Str value = standard_choices(which)[i].value;
        all = str_is_none(all) ? value : str_format(a, "%.*s|%.*s", STR_ARG(all), STR_ARG(value));
    }
    put_pair(b, standard_field(standard_enum_field(which))->name.p, all);
}

Str etat_url(Arena *a, const char *path, const LieuxEtat *e)
{
    BUF b = buf_new(URL_MAX);
    buf_put(&b, str_from(path));
    const Field *f = lieux_page_fields;
    put_pair(&b, "q", e->q);
    put_pair(&b, "commune", e->commune);
    if (e->a_pres) {
        BUF p = buf_new(64);
        buf_f64(&p, e->pres.lat);
        buf_char(&p, ',');
        buf_f64(&p, e->pres.lon);
        put_pair(&b, "pres", buf_str(&p));
    }
    for (; f->name; f++) {
        int chosen = str_eq(str_from(f->name), S("rayon_km")) ? e->rayon
                   : str_eq(str_from(f->name), S("tri"))      ? e->tri
                                                              : -1;
        if (chosen >= 0)
            put_pair(&b, f->name, f->choices[chosen].value);
    }
    for (int which = 0; which < STANDARD_ENUMS_N; which++)
        put_values(a, &b, e, (StandardEnum)which);
    put_pair(&b, "autres_formations_labels", e->label);
    if (e->page > 1)
        put_pair(&b, "page", str_format(a, "%lld", (long long)e->page));
    return str_dup(a, buf_str(&b));
}
