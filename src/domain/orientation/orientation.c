// SPDX-License-Identifier: AGPL-3.0-or-later
/* The sheet as a PDF, and what this slice offers. */
#include "domain/orientation/orientation.h"

#define NBSP "\xC2\xA0"

static void said(Pdf *p, Str label, Str value)
{
    if (!str_is_empty(value))
        pdf_runs(p, PDF_BODY, (PdfRun[]){ { .text = label, .bold = true }, { .text = value } }, 2);
}

Err orientation_ecrire(Arena *a, const LivretFonds *f, const Orientation *o, Buf *out)
{
    Pdf *p = pdf_new(a, f->assets,
        &(PdfInfo){ .titre = S("Fiche d’orientation"),
            .editeur = f->site->nom,
            .pied = livret_pied(a, f),
            .now = f->now });
    pdf_heading(p, 1, S("Fiche d’orientation"));
    said(p, S("Besoin" NBSP ": "), o->besoin);
    said(p, S("De la part de" NBSP ": "), o->de);
    said(p, S("Rendez-vous" NBSP ": "), o->rendez_vous);
    pdf_heading(p, 2, o->n > 1 ? S("Où aller") : S("Où aller, qui appeler"));
    for (size_t i = 0; i < o->n; i++) {
        pdf_keep(p);
        pdf_heading(p, 3, utf8_cut(lieu_champ(o->lieux[i], CHAMP_nom), 150));
        livret_lieu(p, a, f, o->lieux[i], -1, PDF_BODY);
        pdf_keep_end(p);
    }
    if (!str_is_empty(o->notes)) {
        pdf_heading(p, 2, S("À savoir, à apporter"));
        pdf_text(p, PDF_BODY, o->notes);
    }
    if (!str_is_empty(f->site->telephone))
        pdf_runs(p, PDF_BODY,
            (PdfRun[]){ { .text = S("Une difficulté\u202F? Appelez le ") },
                { .text = f->site->telephone, .bold = true, .link = f->site->telephone_uri } },
            2);
    return pdf_finish(p, out, NULL);
}
