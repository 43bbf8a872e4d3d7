// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file in the format of Aides-territoires → aids (aides.h). */
#include <jansson.h>

#include "base/planted.h"
#include "core/json/json.h"
#include "domain/plan/aides.h"

enum { PROFONDEUR = 12, LISTE_MAX = 200 };

typedef struct Lecture {
    Arena *a;
    AidesLues *to;
    size_t rang; /* of the aid, from 1 */
} Lecture;

static void fault(Lecture *l, const char *field, const char *remedy)
{
    Str *s = l->to->fautes.n < AIDES_FAUTES_MAX ? vec_push(l->a, &l->to->fautes) : NULL;
    if (s)
        *s = str_format(l->a, "aide %zu, «\u00a0%s\u00a0»\u00a0: %s", l->rang, field, remedy);
}

/* Cut to what a page can show; "" where there is none. */
static Str text(Lecture *l, const json_t *o, const char *key)
{
    Str v = json_member_str(o, key);
    return v.n ? str_dup(l->a, utf8_cut(str_trim(v), AIDE_TEXTE_MAX)) : S("");
}

/* Names, or objects that have one. */
static Str list(Lecture *l, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    Str out = S("");
    for (size_t i = 0; i < json_array_size(v) && i < LISTE_MAX; i++) {
        const json_t *item = json_array_get(v, i);
        Str s = json_is_object(item) ? json_member_str(item, "name") : json_value_str(item);
        if (s.n)
            out = str_format(l->a, "%.*s%s%.*s", STR_ARG(out), out.n ? ", " : "", STR_ARG(str_trim(s)));
    }
    return str_dup(l->a, utf8_cut(out, AIDE_TEXTE_MAX));
}

static OptI64 rate(Lecture *l, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!v || json_is_null(v))
        return (OptI64){ 0 };
    if (!json_is_integer(v) || json_integer_value(v) < 0 || PLANTED(json_integer_value(v) > 100, false)) {
        fault(l, key, "un taux entre 0 et 100 est attendu");
        return (OptI64){ 0 };
    }
    return (OptI64){ true, json_integer_value(v) };
}

static PlanJour deadline(Lecture *l, const json_t *o)
{
    Str v = json_member_str(o, "submission_deadline");
    PlanJour d = { 0 };
    if (v.n == 0)
        return d;
    d.has = date_parse(utf8_cut(v, 10), &d.d);
    if (!d.has)
        fault(l, "submission_deadline", "une date comme 2026-03-31 est attendue");
    return d;
}

/* Only of the web: anything else would lead nowhere. */
static Str address(Lecture *l, const json_t *o)
{
    static const char *const keys[] = { "origin_url", "application_url", "url" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Str v = text(l, o, keys[i]);
        if (str_starts(v, S("https://")) || str_starts(v, S("http://")))
            return v;
    }
    return S("");
}

static Str identifier(Lecture *l, const json_t *o)
{
    const json_t *id = json_object_get(o, "id");
    Str slug = text(l, o, "slug");
    return slug.n              ? slug
         : json_is_integer(id) ? str_format(l->a, "%lld", (long long)json_integer_value(id))
                               : text(l, o, "id");
}

static bool known(const AidesLues *to, Str cle)
{
    for (size_t i = 0; i < to->aides.n; i++)
        if (str_eq(to->aides.v[i].cle, cle))
            return true;
    return false;
}

static void read_aid(Lecture *l, const json_t *o)
{
    Aide x = { .cle = identifier(l, o),
        .nom = text(l, o, "name"),
        .financeurs = list(l, o, "financers"),
        .perimetre = text(l, o, "perimeter"),
        .publics = list(l, o, "targeted_audiences"),
        .types = list(l, o, "aid_types"),
        .categories = list(l, o, "categories"),
        .url = address(l, o),
        .taux_min = rate(l, o, "subvention_rate_lower_bound"),
        .taux_max = rate(l, o, "subvention_rate_upper_bound"),
        .fin = deadline(l, o) };
    if (x.nom.n == 0)
        fault(l, "name", "le nom de l’aide manque");
    if (x.cle.n == 0)
        fault(l, "slug", "l’identifiant de l’aide manque");
    if (l->to->fautes.n || known(l->to, x.cle))
        return;
    Aide *to = vec_push(l->a, &l->to->aides);
    if (to)
        *to = x;
}

Err aides_lire(Arena *a, Str octets, AidesLues *ret)
{
    JSON_VALUE root = NULL;
    AidesLues lues = { 0 };
    Lecture l = { a, &lues, 0 };
    Str message = STR_NONE;
    Err e = json_read(a, octets, (JsonLimits){ AIDES_FICHIER_MAX, PROFONDEUR, false }, &root, &message);
    if (e == ERR_INVALID) {
        Str *s = vec_push(a, &lues.fautes);
        if (s)
            *s = message.n ? str_dup(a, message) : S("ce fichier n’est pas du JSON");
    }
    const json_t *v = json_is_array(root) ? root : json_object_get(root, "results");
    if (e == OK && json_array_size(v) > AIDES_MAX)
        e = ERR_TOO_LARGE;
    if (e == OK && json_array_size(v) == 0) {
        fault(&l, "results", "une liste d’aides est attendue, seule ou sous «\u00a0results\u00a0»");
        e = ERR_INVALID;
    }
    for (size_t i = 0; e == OK && i < json_array_size(v) && lues.fautes.n < AIDES_FAUTES_MAX; i++) {
        l.rang = i + 1;
        read_aid(&l, json_array_get(v, i));
    }
    *ret = lues;
    if (e == OK && arena_failed(a))
        return ERR_MEMORY;
    return e == OK && lues.fautes.n ? ERR_INVALID : e;
}
