// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Livret: the directory on paper, for who has no screen and for those who receive them: a booklet of the places of a commune,
 * an intercommunalité or the département, the sheet of a place, a poster with a QR code, a sheet of the month for a town
 * hall. Tagged PDF (core/pdf), in three sizes: A4, A5, and A4 in letters of 16 points. Each page says the date of issue, the
 * source, and that hours are to be checked by telephone. Places that take no public are left out of all but their own sheet.
 *
 *     LivretFonds fonds = livret_fonds(r);
 *     LivretChoix choix;
 *     TRY(livret_choisir(r->arena, &fonds, LIVRET_EPCI, S("242800123"), &choix));
 *     TRY(livret_ecrire(r->arena, &fonds, &choix, PDF_A5, req_body(r, "application/pdf")));
 */
#pragma once

#include "core/pdf/pdf.h"
#include "core/view/view.h"
#include "domain/lieux/lieux.h"
#include "domain/recensements/recensements.h"

/* Over LIVRET_LIEUX_MAX places a booklet is refused: nobody would print it, and it would hold a thread for seconds. */
enum { LIVRET_LIEUX_MAX = 1500, LIVRET_AFFICHE_LIEUX = 4, LIVRET_MAIRIE_LIEUX = 8 };

typedef enum LivretMaille { LIVRET_DEPARTEMENT, LIVRET_EPCI, LIVRET_COMMUNE } LivretMaille;

/* What documents are made from: the snapshots of one moment. */
typedef struct LivretFonds {
    const Lieux *lieux;
    const Territoire *territoire;                  /* NULL: none is loaded */
    const Calendrier *vacances;
    const Recensees *recensees; /* NULL: nothing more is known of a place than its standard */
    const Site *site;
    const Asset *assets;
    int64_t now;
} LivretFonds;

typedef struct LivretChoix {
    LivretMaille maille;
    Str code, nom;                                 /* "242800123", "CC du Perche" */
    const Commune *commune;                        /* LIVRET_COMMUNE */
    const Lieu **lieux;                            /* by commune, then by name */
    size_t n;
} LivretChoix;

/* ERR_NOT_FOUND: no such commune, EPCI or département in what is loaded. A merged commune's code leads to that of today. */
Err livret_choisir(Arena *a, const LivretFonds *f, LivretMaille maille, Str code, LivretChoix *ret);
/* The booklet, with its table of contents. ERR_TOO_LARGE: more than LIVRET_LIEUX_MAX. */
Err livret_ecrire(Arena *a, const LivretFonds *f, const LivretChoix *choix, PdfFormat format, Buf *out);
/* One page, whatever the place says of itself, but in large letters. */
Err livret_fiche(Arena *a, const LivretFonds *f, const Lieu *l, PdfFormat format, Buf *out);
/* One page to be put on a wall: the QR code leads to the place's page. */
Err livret_affiche_lieu(Arena *a, const LivretFonds *f, const Lieu *l, PdfFormat format, Buf *out);
/* The same for a commune: the nearest places, and the QR code of their list. */
Err livret_affiche_commune(Arena *a, const LivretFonds *f, const Commune *c, PdfFormat format, Buf *out);
/* For the board of a town hall: the nearest places, their hours in that month, its public holidays. `mois`: any day of it. */
Err livret_mairie(Arena *a, const LivretFonds *f, const Commune *c, Date mois, PdfFormat format, Buf *out);

/* ---- pieces, for the documents of other slices ---- */

/* "lundi de 9 h à 12 h…" or what to do where they are not known. */
Str livret_horaires(Arena *a, const LivretFonds *f, const Lieu *l);
/* "Annuaire de X au 3 mars 2026. …à vérifier par téléphone…" */
Str livret_pied(Arena *a, const LivretFonds *f);
/* Address, telephone, hours, services, cost and reception of a place, as one paragraph. */
void livret_lieu(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l, double distance_m, PdfStyle style);
/* It takes no public. */
bool livret_ferme(const Lieu *l);
/* Places that take the public, nearest first (those of the commune itself where nothing places it), at most `max`. */
Err livret_proches(Arena *a, const LivretFonds *f, const Commune *c, size_t max, LieuxRow *ret, size_t *ret_n);

extern const struct Slice slice_livret;
