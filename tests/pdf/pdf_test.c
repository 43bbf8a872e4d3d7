// SPDX-License-Identifier: AGPL-3.0-or-later
/* Documents as other programs read them: poppler's pdftotext, pdfinfo and pdffonts. */
#include "core/pdf/pdf.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/pdf/pdf_priv.h"
#include "support/pdf.h"
#include "support/suite.h"
#include "web/assets.h"

enum { NOON = 1772539200 };                        /* 3 March 2026, 12:00 UTC */

static const PdfInfo brou = { .titre = S_INIT("Lieux de Brou"),
    .editeur = S_INIT("Numérique Ensemble 28"),
    .sujet = S_INIT("Où se faire aider"),
    .pied = S_INIT("Source : données inventées. À vérifier par téléphone."),
    .now = NOON };

static Str finished(Arena *a, Pdf *p, int pages)
{
    BUF b = buf_new(PDF_BYTES_MAX);
    int n = 0;
    assert_ok(pdf_finish(p, &b, &n));
    if (pages > 0)
        assert_int_equal(n, pages);
    Str s = str_dup(a, buf_str(&b));
    assert_non_null(s.p);
    return s;
}

#define assert_has(text, wanted)                                                                                       \
    do {                                                                                                               \
        if (!str_has((text), (wanted)))                                                                                \
            fail_msg("%s:%d: « %.*s » manque dans :\n%.*s", __FILE__, __LINE__, STR_ARG(wanted), STR_ARG(text));       \
    } while (0)

static void draw_bars(PdfCanvas *c, void *arg)
{
    const double *heights = arg;
    for (int i = 0; i < 3; i++)
        canvas_rect(c, 10 + 30 * i, 90 - heights[i], 20, heights[i], PDF_D1);
    canvas_line(c, 0, 90, 100, 90, 1, PDF_INK);
    canvas_circle(c, 50, 20, 4, PDF_WHEAT);
    canvas_text(c, 50, 99, 8, PDF_MIDDLE, PDF_INK, S("Mois"));
    assert_true(canvas_path(c, S("M0 0L10 0l0,10H0v-10z"), 0.5, PDF_PINE));
    assert_false(canvas_path(c, S("M0 0c1 1 2 2 3 3"), 0.5, PDF_PINE));
}

static Pdf *everything(Arena *a, PdfFormat format)
{
    static double heights[] = { 10, 40, 70 };
    PdfInfo info = brou;
    info.format = format;
    Pdf *p = pdf_new(a, assets, &info);
    pdf_heading(p, 1, S("Lieux de Brou"));
    pdf_text(p, PDF_LEAD, S("Trois lieux où l’on vous aide, près de chez vous."));
    pdf_contents(p, 2);
    pdf_keep(p);
    pdf_heading(p, 2, S("Médiathèque"));
    pdf_runs(p, PDF_BODY,
        (PdfRun[]){ { .text = S("Téléphone : "), .bold = true },
            { .text = S("02 37 00 00 00"), .link = S("tel:+33237000000") },
            { .text = S(", à toute heure ; "), .muted = true },
            { .text = S("sa page"), .link = S("https://exemple.test/lieux/a'b?c=(d)") } },
        4);
    pdf_list(p, (Str[]){ S("Imprimer un document"), S("Écrire un courriel") }, 2);
    pdf_keep_end(p);
    pdf_heading(p, 2, S("Mairie"));
    pdf_table(p, S("Horaires"), (PdfColumn[]){ { S("Jour"), 1, .head = true }, { S("Nombre"), 1, .right = true } }, 2);
    pdf_row(p, (Str[]){ S("Lundi"), S("1\u202f582") });
    pdf_row(p, (Str[]){ S("Mardi"), S("") });
    pdf_table_end(p);
    pdf_columns(p, 2);
    pdf_text(p, PDF_SMALL, S("À gauche."));
    pdf_columns(p, 1);
    pdf_rule(p);
    pdf_figure(p,
        &(PdfFigure){ 100, 100, 60, PDF_MIDDLE, S("Trois colonnes, de plus en plus hautes"), draw_bars, heights });
    pdf_qr(p, S("https://exemple.test/lieux/1"), 35, PDF_RIGHT, S("Code à scanner : page de la médiathèque"));
    pdf_text(p, PDF_POSTER, S("Brou"));
    return p;
}

static void what_others_read(void **state)
{
    for (PdfFormat format = PDF_A4; format <= PDF_A4_GRAND; format++) {
        ARENA a = arena_new(64 * MIB);
        Str doc = finished(a, everything(a, format), 0);
        Str text = test_pdf(state, a, doc, "pdftotext -layout '%s' -");
        assert_has(text, S("Lieux de Brou"));
        assert_has(text, S("Téléphone"));
        assert_has(text, S("Édité le 3 mars 2026"));
        assert_has(text, S("À vérifier par téléphone"));
        assert_has(text, S("page 1/"));
        Str info = test_pdf(state, a, doc, "pdfinfo '%s' 2>&1");
        assert_has(info, S("Lieux de Brou"));
        assert_has(info, S("Numérique Ensemble 28"));
        assert_has(info, S("Tagged:          yes"));
        assert_has(info, format == PDF_A5 ? S("419.53 x 595.28") : S("(A4)"));
        Str fonts = test_pdf(state, a, doc,
            "pdffonts '%s' | tail -n +3 | grep -v 'AtkinsonHyperlegible.* yes yes yes' | wc -l");
        assert_str_equal(str_trim(fonts), S("0"));
    }
}

/* Of the structure, in order: what a screen reader goes through. */
static void structure(void **state)
{
    ARENA a = arena_new(64 * MIB);
    Str doc = finished(a, everything(a, PDF_A4), 0);
    Str tree = test_pdf(state, a, doc, "pdfinfo -struct-text '%s' 2>&1");
    static const char *const order[] = { "Document", "H1", "\"Lieux de Brou\"", "P ", "TOC", "TOCI",
        "\"Médiathèque p. 1\"", "H2", "\"Médiathèque\"", "P ", "Span", "\"Téléphone : \"", "Link", "\"02 37 00 00 00\"",
        "Span", "Link", "\"sa page\"", "L ", "LI", "LBody", "\"Imprimer un document\"", "LBody", "H2", "Table",
        "Caption", "\"Horaires\"", "TR", "TH", "\"Jour\"", "TH", "TR", "TH", "\"Lundi\"", "TD", "TR", "\"À gauche.\"",
        "Figure", "Figure", "\"Brou\"" };
    size_t at = 0;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        size_t found = str_find(tree, at, str_from(order[i]));
        if (found >= tree.n)
            fail_msg("« %s » (%zu) manque, à sa place, dans :\n%.*s", order[i], i, STR_ARG(tree));
        at = found + strlen(order[i]);
    }
    assert_false(str_has(tree, S("page 1/")));
    assert_false(str_has(tree, S("Édité le")));
    assert_has(tree, S("Scope"));
    assert_true(str_has(doc, S("/Lang (fr-FR)")));
    assert_true(str_has(doc, S("/DisplayDocTitle true")));
    assert_true(str_has(doc, S("/Alt <FEFF00540072006F0069007300200063006F006C006F006E006E00650073002C")));
    assert_true(str_has(doc, S("/URI (https://exemple.test/lieux/a%27b?c=%28d%29)")));
    assert_true(str_has(doc, S("/URI (tel:+33237000000)")));
}

/* Every object of the whole file can be read: the update is part of it for other programs too. */
static void a_sound_file(void **state)
{
    ARENA a = arena_new(64 * MIB);
    Str doc = finished(a, everything(a, PDF_A5), 0);
    Str out = test_pdf(state, a, doc, "pdftocairo -svg -f 1 -l 1 '%s' - 2>&1 | grep -ci 'syntax\\|error' || true");
    assert_str_equal(str_trim(out), S("0"));
    ARENA b = arena_new(64 * MIB);
    assert_str_equal(finished(b, everything(b, PDF_A5), 0), doc);
}

static void many(Pdf *p, int n)
{
    for (int i = 0; i < n; i++) {
        char z[64];
        pdf_keep(p);
        (void)snprintf(z, sizeof z, "Lieu numero %03d.", i);
        pdf_heading(p, 2, str_from(z));
        (void)snprintf(z, sizeof z, "premiere %03d", i);
        pdf_text(p, PDF_BODY, str_from(z));
        (void)snprintf(z, sizeof z, "derniere %03d", i);
        pdf_text(p, PDF_BODY, str_from(z));
        pdf_keep_end(p);
    }
}

/* An entry is whole on its page, in one column or two; entries keep their order. */
static void entries_are_not_cut(void **state)
{
    for (int columns = 1; columns <= 2; columns++) {
        ARENA a = arena_new(64 * MIB);
        PdfInfo info = brou;
        info.format = PDF_A5;
        Pdf *p = pdf_new(a, assets, &info);
        pdf_contents(p, 2);
        pdf_page_break(p);
        pdf_columns(p, columns);
        many(p, 60);
        Str text = test_pdf(state, a, finished(a, p, columns == 1 ? 10 : 6), "pdftotext '%s' -");
        Str page;
        int seen = 0, pages = 0;
        while (str_split(&text, '\f', &page)) {
            pages += page.n > 0;
            for (int i = 0; i < 60; i++) {
                char title[32], first[32], last[32];
                (void)snprintf(first, sizeof first, "premiere %03d", i);
                (void)snprintf(title, sizeof title, "numero %03d.", i);
                (void)snprintf(last, sizeof last, "derniere %03d", i);
                if (!str_has(page, str_from(first)))
                    continue;
                seen++;
                assert_has(page, str_from(title));
                assert_has(page, str_from(last));
            }
        }
        assert_int_equal(seen, 60);
        assert_true(pages > 2);
    }
}

static void long_tables(void **state)
{
    ARENA a = arena_new(64 * MIB);
    Pdf *p = pdf_new(a, assets, &brou);
    BUF b = buf_new(MIB);
    pdf_table(p, STR_NONE, (PdfColumn[]){ { S("Commune"), 2, .head = true }, { S("Lieux"), 1 } }, 2);
    for (int i = 0; i < 100; i++)
        pdf_row(p, (Str[]){ S("Brou"), S("Trois") });
    for (int i = 0; i < 900; i++)
        buf_put(&b, S("mot "));
    buf_put(&b, S("final"));
    pdf_row(p, (Str[]){ S("Longue"), buf_str(&b) });
    pdf_table_end(p);
    Str doc = finished(a, p, 0);
    Str text = test_pdf(state, a, doc, "pdftotext '%s' -"), page;
    int pages = 0, headed = 0;
    assert_has(text, S("final"));
    while (str_split(&text, '\f', &page)) {
        pages += page.n > 0;
        headed += str_has(page, S("Commune"));
    }
    assert_true(pages >= 4);
    assert_int_equal(headed, pages);
    Str tree = test_pdf(state, a, doc, "pdfinfo -struct-text '%s' | grep -c 'Table'");
    assert_str_equal(str_trim(tree), S("1"));
}

/* Nothing is outside the page: every word's box, as poppler sees it. */
static void nothing_outside(void **state)
{
    ARENA a = arena_new(64 * MIB);
    PdfInfo info = brou;
    info.format = PDF_A4_GRAND;
    char wide[400];
    memset(wide, 'W', sizeof wide);
    info.titre = info.pied = info.editeur = str_of(wide, sizeof wide);
    Pdf *p = pdf_new(a, assets, &info);
    pdf_heading(p, 1, str_of(wide, sizeof wide));
    pdf_text(p, PDF_POSTER, str_of(wide, sizeof wide));
    pdf_text(p, PDF_ADDRESS, str_of(wide, sizeof wide));
    pdf_table(p, S("t"), (PdfColumn[]){ { S("Étroite"), 0.001 }, { str_of(wide, 60), 5 } }, 2);
    pdf_row(p, (Str[]){ str_of(wide, 40), str_of(wide, sizeof wide) });
    pdf_table_end(p);
    Str boxes = test_pdf(state, a, finished(a, p, 0), "pdftotext -bbox '%s' -"), line;
    int words = 0;
    while (str_split(&boxes, '\n', &line)) {
        double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
        Str z = str_dup(a, str_trim(line));
        if (sscanf(z.p, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">", &x1, &y1, &x2, &y2) != 4)
            continue;
        words++;
        if (x1 < -1 || y1 < -1 || x2 > 596.3 || y2 > 843)
            fail_msg("hors de la page : %s", z.p);
    }
    assert_true(words > 20);
}

static void signs(void **state)
{
    ARENA a = arena_new(64 * MIB);
    assert_str_equal(pdf_sanitize(a, assets, S("œuvre d’été\u202f? 1\u202f582 → ≈ 3 \xf0\x9f\x98\x80 a\u200bb\tc\nŞ")),
        S("œuvre d’été\u202f? 1\u202f582 › env.  3 ? ab c\nŞ"));
    Pdf *p = pdf_new(a, assets, &brou);
    pdf_text(p, PDF_BODY, S("L’Haÿ-les-Roses, Şırnak, œuf\u202f! 1\u202f582\u202f€ ×2 – 3 − 1"));
    Str text = test_pdf(state, a, finished(a, p, 1), "pdftotext '%s' -");
    assert_has(text, S("Haÿ-les-Roses, Şırnak, œuf"));
    assert_has(text, S("582"));
}

static void limits(void **state)
{
    ARENA a = arena_new(64 * MIB);
    BUF b = buf_new(PDF_BYTES_MAX);
    Pdf *p = pdf_new(a, assets, &brou);
    for (int i = 0; i <= PDF_BLOCKS_MAX; i++)
        pdf_rule(p);
    assert_err(pdf_finish(p, &b, NULL), ERR_TOO_LARGE);
    p = pdf_new(a, assets, &brou);
    for (int i = 0; i <= PDF_PAGES_MAX; i++) {
        pdf_text(p, PDF_BODY, S("x"));
        pdf_page_break(p);
    }
    assert_err(pdf_finish(p, &b, NULL), ERR_TOO_LARGE);
    assert_int_equal(b.n, 0);
    p = pdf_new(a, assets, &brou);
    BUF small = buf_new(100);
    assert_err(pdf_finish(p, &small, NULL), ERR_TOO_LARGE);
    assert_err(pdf_finish(p, &b, NULL), ERR_INTERNAL); /* once only */
    assert_err(pdf_finish(NULL, &b, NULL), ERR_MEMORY);
    p = pdf_new(a, assets, &brou);
    pdf_qr(p, S(""), 20, PDF_LEFT, S("vide"));
    assert_err(pdf_finish(p, &b, NULL), ERR_INVALID);
}

static void without_memory(void **state)
{
    BUF b = buf_new(PDF_BYTES_MAX);
    int64_t n = 1, failures = 0;
    for (bool done = false; !done; n++) {
        ARENA a = arena_new(64 * MIB);
        arena_fault_at(n);
        Err e = pdf_finish(everything(a, PDF_A4), &b, NULL);
        arena_fault_at(0);
        done = e == OK;
        if (!done) {
            failures++;
            assert_err(e, ERR_MEMORY);
        }
    }
    assert_true(failures > 40);
}

static void not_from_cairo(void **state)
{
    static const char *const files[] = { "", "%PDF-1.4\nstartxref\n4\n%%EOF\n", "xref\n0 1\n", "startxref\n-1\n",
        "xref\n0 9\n0000000000 65535 f \ntrailer\n<< /Size 9 >>\nstartxref\n0\n%%EOF\n",
        "xref\n0 2\n0000000000 65535 f \n0000000003 00000 n \ntrailer\n<< /Size 2 >>\nstartxref\n0\n%%EOF\n" };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        BUF b = buf_new(MIB);
        assert_err(pdf_mend(a, str_from(files[i]), &(PdfMend){ 0 }, &b), ERR_INTERNAL);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(what_others_read),
        cmocka_unit_test(structure),
        cmocka_unit_test(a_sound_file),
        cmocka_unit_test(entries_are_not_cut),
        cmocka_unit_test(long_tables),
        cmocka_unit_test(nothing_outside),
        cmocka_unit_test(signs),
        cmocka_unit_test(limits),
        cmocka_unit_test(without_memory),
        cmocka_unit_test(not_from_cairo),
    };
    return SUITE_MAIN("pdf", false, all);
}
