// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/ical/agenda.h"

#include <libical/ical.h>

static void component_free(icalcomponent **c)
{
    if (*c)
        icalcomponent_free(*c);
}

static struct icaltimetype instant(int64_t at)
{
    return icaltime_from_timet_with_zone((time_t)at, 0, icaltimezone_get_utc_timezone());
}

/* Ended by a zero. */
static const char *text(Arena *a, Str s)
{
    Str copy = str_dup(a, s);
    return copy.p ? copy.p : "";
}

static icalcomponent *event_of(Arena *a, const AgendaFait *x, int64_t now)
{
    icalcomponent *e = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    if (!e)
        return NULL;
    icalcomponent_set_uid(e, text(a, x->uid));
    icalcomponent_set_dtstamp(e, instant(now));
    icalcomponent_set_dtstart(e, instant(x->debut_at));
    icalcomponent_set_dtend(e, instant(x->fin_at));
    icalcomponent_set_sequence(e, x->revision);
    icalcomponent_set_status(e, x->annule ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED);
    icalcomponent_set_summary(e, text(a, x->titre));
    if (x->lieu.n)
        icalcomponent_set_location(e, text(a, x->lieu));
    if (x->texte.n)
        icalcomponent_set_description(e, text(a, x->texte));
    return e;
}

Str agenda_uid(Arena *a, const char *sorte, Str id, Str site)
{
    Str host = str_slice(site, str_find(site, 0, S("://")) + 3, site.n);
    return str_format(a, "%s-%.*s@%.*s", sorte, STR_ARG(id), STR_ARG(host.n ? host : S("localhost")));
}

static icalcomponent *calendar_new(Arena *a, Str produit)
{
    Str prodid = str_format(a, "-//Numerique Ensemble//%.*s//FR", STR_ARG(produit));
    return icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
        icalproperty_new_prodid(prodid.p ? prodid.p : ""), (void *)0);
}

static Err put(Arena *a, icalcomponent *calendar, Buf *to)
{
    char *written = icalcomponent_as_ical_string_r(calendar);
    if (!written)
        return ERR_MEMORY;
    buf_put(to, str_from(written));
    icalmemory_free_buffer(written);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Err agenda_ecrire(Arena *a, const AgendaFait *faits, size_t n, Str produit, int64_t now, Buf *to)
{
    icalcomponent *calendar __attribute__((cleanup(component_free))) = calendar_new(a, produit);
    if (!calendar)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        icalcomponent *e = event_of(a, &faits[i], now);
        if (!e)
            return ERR_MEMORY;
        icalcomponent_add_component(calendar, e);
    }
    return put(a, calendar, to);
}

/* ---- to somebody ---- */

Str agenda_methode(const AgendaFait *fait)
{
    return fait->annule ? S(AGENDA_ANNULATION) : S(AGENDA_DEMANDE);
}

/* A double quote has no place in a parameter (RFC 5545, section 3.2). */
static icalparameter *name_of(Arena *a, Str nom)
{
    return icalparameter_new_cn(text(a, str_replace(a, nom, S("\""), S("'"))));
}

static const char *mailto(Arena *a, Str courriel)
{
    return text(a, str_cat(a, S("mailto:"), courriel));
}

Err agenda_envoyer(Arena *a, const AgendaFait *fait, const AgendaEnvoi *qui, Str produit, int64_t now, Buf *to)
{
    icalcomponent *calendar __attribute__((cleanup(component_free))) = calendar_new(a, produit);
    icalcomponent *e = calendar ? event_of(a, fait, now) : NULL;
    if (!e)
        return ERR_MEMORY;
    icalcomponent_add_component(calendar, e);
    icalcomponent_set_method(calendar, fait->annule ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST);
    icalproperty *from = icalproperty_new_organizer(mailto(a, qui->de_courriel));
    icalproperty_add_parameter(from, name_of(a, qui->de_nom));
    icalcomponent_add_property(e, from);
    icalproperty *guest = icalproperty_new_attendee(mailto(a, qui->a_courriel));
    icalproperty_add_parameter(guest, name_of(a, qui->a_nom));
    icalproperty_add_parameter(guest, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
    icalcomponent_add_property(e, guest);
    return put(a, calendar, to);
}
