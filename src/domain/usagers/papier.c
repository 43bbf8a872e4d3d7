// SPDX-License-Identifier: AGPL-3.0-or-later
/* Cards on paper: the code, large, and its QR code, which a reader types into the field as a keyboard would. */
#include "core/pdf/pdf.h"
#include "domain/usagers/usagers.h"

enum { QR_MM = 34, QR_PLANCHE_MM = 30 };      /* alone; six on a page */

static void one(Pdf *p, Arena *a, Str code, bool alone)
{
    Str shown = carte_montree(a, code);
    pdf_keep(p);
    pdf_heading(p, alone ? 2 : 3, S("Carte d’accompagnement numérique"));
    pdf_text(p, PDF_BIG, shown);
    pdf_qr(p, code, alone ? QR_MM : QR_PLANCHE_MM, PDF_MIDDLE, str_cat(a, S("Code à scanner\u00a0: "), shown));
    pdf_text(p, PDF_SMALL,
        S("Montrez cette carte à chaque rendez-vous, dans tous les lieux. Elle ne porte pas votre nom et ne sert qu’à "
          "vous "
          "compter une seule fois. Vous pouvez la rendre ou la faire effacer quand vous voulez."));
    pdf_rule(p);
    pdf_space(p, alone ? 5 : 3);
    pdf_keep_end(p);
}

Err cartes_pdf(Arena *a, const Asset *assets, Str editeur, int64_t now, const Str *codes, size_t n, Buf *out)
{
    bool alone = n == 1;
    Str title = alone ? str_cat(a, S("Carte "), carte_montree(a, codes[0])) : str_format(a, "%zu cartes à découper", n);
    Pdf *p = pdf_new(a, assets,
        &(PdfInfo){ .titre = title,
            .editeur = editeur,
            .pied = S("Une lettre lue de travers se voit\u00a0: le dernier caractère vérifie les autres."),
            .now = now,
            .format = alone ? PDF_A6 : PDF_A4 });
    pdf_heading(p, 1, title);
    if (!alone)
        pdf_columns(p, 2);
    for (size_t i = 0; i < n; i++)
        one(p, a, codes[i], alone);
    return pdf_finish(p, out, NULL);
}
