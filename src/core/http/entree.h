// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * EspaceEntree: a page offered on the first page of the personal space, under one of a few headings. Each slice lists its
 * own (Slice.entrees), in the order in which they are read; who sees one is who may open it: the right of its route says so.
 *
 *     static const EspaceEntree entrees[] = { { RAYON_LIEUX, "/espace/doublons", "Doublons possibles" }, { 0 } };
 */
#pragma once

typedef enum EspaceRayon {
    RAYON_TRAVAIL = 1, /* what one does with people, every day */
    RAYON_LIEUX,
    RAYON_PLAN, /* the plan, its committees, its money */
    RAYON_CHIFFRES,
    RAYON_COLLEGUES, /* structures and people */
    RAYON_COMPTE, /* one's own account */
    RAYON_FIN,
} EspaceRayon;

typedef struct EspaceEntree {
    EspaceRayon rayon;                              /* 0 ends a table */
    const char *url;                               /* of a GET row of the same slice, its query after it */
    const char *lien;                              /* French, the words of the link */
} EspaceEntree;
