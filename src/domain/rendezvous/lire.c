// SPDX-License-Identifier: AGPL-3.0-or-later
/* A message of RDV Service Public: what a record needs of it, and nothing else. */
#include <jansson.h>

#include "base/planted.h"
#include "core/json/json.h"
#include "domain/activites/activites.h"
#include "domain/rendezvous/rendezvous.h"

enum { NIVEAUX = 12, DATE_N = 10, HEURE_N = 5, INSTANT_N = 19 };

static Err wrong(Arena *a, Str *to, const char *member, const char *wanted)
{
    *to = str_format(a, "« %s » manque ou n’est pas %s.", member, wanted);
    return ERR_INVALID;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "2026-11-23T10:30:00…" or with a blank. */
static bool read_instant(Str s, Date *day, Str *hour)
{
    if (s.n < INSTANT_N || (s.p[DATE_N] != 'T' && s.p[DATE_N] != ' ') || !date_parse(str_slice(s, 0, DATE_N), day))
        return false;
    const char *h = s.p + DATE_N + 1;
    *hour = str_of(h, HEURE_N);
    return is_digit(h[0]) && is_digit(h[1]) && h[2] == ':' && is_digit(h[3]) && is_digit(h[4]) && h[5] == ':' &&
           is_digit(h[6]) && is_digit(h[7]);
}

static int place_of(Str told)
{
    if (str_eq(told, S("phone")) || str_eq(told, S("visio")))
        return LIEU_TYPE_A_DISTANCE;
    return str_eq(told, S("home")) ? LIEU_TYPE_DOMICILE : LIEU_TYPE_LIEU_ACTIVITE;
}

static bool is_cancelled(Str event, Str status)
{
    return str_eq(event, S("destroyed")) || str_eq(status, S("excused")) || str_eq(status, S("revoked")) ||
           str_eq(status, S("noshow"));
}

static void read_agents(Arena *a, const json_t *list, RdvMessage *m)
{
    for (size_t i = 0; i < json_array_size(list) && m->agents_n < RDV_AGENTS_MAX; i++) {
        Str address = json_member_str(json_array_get(list, i), "email");
        if (!str_is_empty(address))
            m->agents[m->agents_n++] = str_dup(a, address);
    }
}

static Err read_data(Arena *a, const json_t *data, RdvMessage *m, Str *message)
{
    const json_t *id = json_object_get(data, "id"), *minutes = json_object_get(data, "duration_in_min"),
                 *people = json_object_get(data, "users_count"), *motif = json_object_get(data, "motif");
    Str starts = json_member_str(data, "starts_at"), hour = STR_NONE;
    m->numero = json_integer_value(id);
    m->duree_min = json_integer_value(minutes);
    if (!json_is_integer(id) || m->numero < 1)
        return wrong(a, message, "data.id", "un nombre");
    if (!read_instant(starts, &m->jour, &hour))
        return wrong(a, message, "data.starts_at", "un instant comme 2026-11-23T10:30:00+01:00");
    if (!json_is_integer(minutes) || m->duree_min < 1 || m->duree_min > PLANTED(DUREE_MAX, 1000000))
        return wrong(a, message, "data.duration_in_min", "un nombre de minutes, de 1 à 1440");
    m->heure = str_dup(a, hour);
    m->collectif = json_is_true(json_object_get(data, "collectif"));
    m->participants = json_integer_value(people);
    if (m->participants < 0 || m->participants > RDV_PARTICIPANTS_MAX)
        return wrong(a, message, "data.users_count", "un nombre de 0 à 1000");
    m->lieu_type = place_of(json_member_str(motif, "location_type"));
    read_agents(a, json_object_get(data, "agents"), m);
    return OK;
}

Err rdv_lire(Arena *a, Str corps, RdvMessage *ret, Str *ret_message)
{
    JSON_VALUE root = NULL;
    RdvMessage m = { 0 };
    Date day;
    Str hour;
    TRY(json_read(a, corps, (JsonLimits){ RDV_MESSAGE_MAX, NIVEAUX, false }, &root, ret_message));
    const json_t *meta = json_object_get(root, "meta"), *data = json_object_get(root, "data");
    Str model = json_member_str(meta, "model"), event = json_member_str(meta, "event"),
        sent = json_member_str(meta, "timestamp");
    if (str_is_empty(model))
        return wrong(a, ret_message, "meta.model", "un texte");
    m.rendez_vous = str_eq(model, S("Rdv"));
    if (!m.rendez_vous) {
        *ret = m;
        return OK;
    }
    if (!str_eq(event, S("created")) && !str_eq(event, S("updated")) && !str_eq(event, S("destroyed")))
        return wrong(a, ret_message, "meta.event", "« created », « updated » ou « destroyed »");
    if (!read_instant(sent, &day, &hour))
        return wrong(a, ret_message, "meta.timestamp", "un instant");
    m.emis = str_format(a, "%.*sT%.*s", STR_ARG(str_slice(sent, 0, DATE_N)),
        STR_ARG(str_slice(sent, DATE_N + 1, INSTANT_N)));
    TRY(read_data(a, data, &m, ret_message));
    m.supprime = is_cancelled(event, json_member_str(data, "status"));
    *ret = m;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
