// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Agenda: a calendar as a file (iCalendar, RFC 5545), written by libical: escaping and folding are its business.
 *
 *     const AgendaFait e = { .uid = agenda_uid(a, "reunion", S("3"), site), .titre = S("Comité"), .debut_at = …, .fin_at = … };
 *     TRY(agenda_ecrire(a, &e, 1, S("Comites"), now, req_body(r, "text/calendar; charset=utf-8")));
 */
#pragma once

#include "base/base.h"

typedef struct AgendaFait {
    Str uid; /* the same one for the same event, for ever: agenda_uid */
    int64_t debut_at, fin_at;
    Str titre, lieu, texte; /* lieu, texte: STR_NONE or "": none */
    int revision;           /* greater at each change of it */
    bool annule;            /* called off: stays in the calendar, struck out */
} AgendaFait;

/* "reunion-3@ensemble.example.org"; `site`: its public address. */
Str agenda_uid(Arena *a, const char *sorte, Str id, Str site);
/* Of one event, for one person (RFC 5546): her calendar takes it, moves it, or strikes it out. */
typedef struct AgendaEnvoi {
    Str de_nom, de_courriel, a_nom, a_courriel;
} AgendaEnvoi;
#define AGENDA_DEMANDE "REQUEST"
#define AGENDA_ANNULATION "CANCEL"
/* What the mail that carries it says too (core/mail/message.h). */
Str agenda_methode(const AgendaFait *fait);
Err agenda_envoyer(Arena *a, const AgendaFait *fait, const AgendaEnvoi *qui, Str produit, int64_t now, Buf *to);
/* `produit`: whose calendar it is, an ASCII word. ERR_MEMORY. */
Err agenda_ecrire(Arena *a, const AgendaFait *faits, size_t n, Str produit, int64_t now, Buf *to);
