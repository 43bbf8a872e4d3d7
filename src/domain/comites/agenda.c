// SPDX-License-Identifier: AGPL-3.0-or-later
/* The calendar of a committee, by libical (RFC 5545): escaping and folding are its business. */
#include <libical/ical.h>

#include "domain/comites/comites_priv.h"

static void component_free(icalcomponent **c)
{
    if (*c)
        icalcomponent_free(*c);
}

static struct icaltimetype instant(int64_t at)
{
    return icaltime_from_timet_with_zone((time_t)at, 0, icaltimezone_get_utc_timezone());
}

static icalcomponent *event_of(Arena *a, const Comite *c, const Reunion *r, Str site, int64_t now)
{
    icalcomponent *e = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    if (!e)
        return NULL;
    Str host = str_slice(site, str_find(site, 0, S("://")) + 3, site.n);
    Str uid = str_format(a, "reunion-%lld@%.*s", (long long)r->id.v, STR_ARG(host.n ? host : S("localhost")));
    icalcomponent_set_uid(e, uid.p ? uid.p : "");
    icalcomponent_set_dtstamp(e, instant(now));
    icalcomponent_set_dtstart(e, instant(r->debut_at));
    icalcomponent_set_dtend(e, instant(r->debut_at + r->duree_mn * 60));
    icalcomponent_set_sequence(e, (int)(r->version - 1));
    icalcomponent_set_status(e, r->annulee ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED);
    icalcomponent_set_summary(e, c->nom.p);
    if (r->lieu.n)
        icalcomponent_set_location(e, str_dup(a, r->lieu).p);
    if (r->ordre.n)
        icalcomponent_set_description(e, str_dup(a, r->ordre).p);
    return e;
}

Err comite_agenda(Db *db, Arena *a, const Comite *c, Str site, int64_t now, Buf *to)
{
    const Reunion *all;
    size_t n = 0;
    TRY(reunions_de(db, a, c->id, &all, &n));
    icalcomponent *calendar __attribute__((cleanup(component_free))) = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
        icalproperty_new_version("2.0"), icalproperty_new_prodid("-//Numerique Ensemble//Comites//FR"), (void *)0);
    if (!calendar)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        icalcomponent *e = event_of(a, c, &all[i], site, now);
        if (!e)
            return ERR_MEMORY;
        icalcomponent_add_component(calendar, e);
    }
    char *text = icalcomponent_as_ical_string_r(calendar);
    if (!text)
        return ERR_MEMORY;
    buf_put(to, str_from(text));
    icalmemory_free_buffer(text);
    return OK;
}
