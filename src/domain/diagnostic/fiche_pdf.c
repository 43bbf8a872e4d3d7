// SPDX-License-Identifier: AGPL-3.0-or-later
/* The sheet of a territory on paper: two pages of A4. */
#include <stdlib.h>
#include <string.h>

#include "core/app.h"
#include "core/pdf/pdf.h"
#include "domain/diagnostic/diagnostic_web.h"

/* Lines that two pages have room for, beside what is always there: other indicators first, then quarters or communes. */
enum { LIGNES = 24, LIGNES_EPCI = 30, LIGNES_MIN = 6, AUTRES_LIGNES = 12, LIGNES_AJOUT = 2, NOM_LIGNE = 38 };

/* How many other indicators are shown; the lines that they take, two where a name is long. */
static size_t others_shown(const DiagnosticPage *p, size_t *ret_lines)
{
    size_t shown = 0, lines = 0;
    for (; shown < p->autres_n; shown++) {
        size_t more = p->autres[shown].indicateur->nom.n > NOM_LIGNE ? 2 : 1;
        if (lines + more > AUTRES_LIGNES)
            break;
        lines += more;
    }
    *ret_lines = lines;
    return shown;
}

/* Of `n` rows, those that are shown once the others have theirs. */
static size_t rows_left(const DiagnosticPage *p, size_t n)
{
    size_t taken, all = p->communes_n ? LIGNES_EPCI : LIGNES;
    others_shown(p, &taken);
    for (size_t i = 0; i < p->ajouts.liste.n; i++)
        taken += LIGNES_AJOUT * (1 + p->ajouts.liste.v[i].n);
    size_t room = taken + LIGNES_MIN < all ? all - taken : LIGNES_MIN;
    return n < room ? n : room;
}

static Str copied(Arena *a, Short s)
{
    return str_format(a, "%.*s", s.n, s.p);
}

static void identity(Pdf *f, Arena *a, const DiagnosticPage *p)
{
    pdf_heading(f, 2, S("Carte d’identité"));
    Str people = p->population >= 0 ? copied(a, fr_nombre(p->population)) : S("à importer");
    const Str lines[] = { str_format(a, "Code\u00A0: %.*s", STR_ARG(p->code)),
        str_format(a, "Habitants\u00A0: %.*s%s%.*s%s", STR_ARG(people), p->poids.p ? " (" : "", STR_ARG(p->poids),
            p->poids.p ? ")" : ""),
        str_format(a, "Lieux d’aide dans l’annuaire\u00A0: %lld", (long long)p->lieux),
        p->epci.p ? str_format(a, "Intercommunalité\u00A0: %.*s", STR_ARG(p->epci)) : STR_NONE };
    pdf_list(f, lines, p->epci.p ? 4 : 3);
}

static void scores(Pdf *f, Arena *a, const DiagnosticPage *p)
{
    static const PdfColumn columns[] = { { S_INIT("Indicateur"), 4, false, true }, { S_INIT("Score"), 1, true, false },
        { S_INIT("Moyenne nationale"), 1.6, true, false }, { S_INIT("Plancher"), 1.2, true, false } };
    pdf_heading(f, 2, S("Les scores de fragilité, de 1 à 10"));
    pdf_table(f, p->fictif ? S("Fictif. Moyennes pesées par la population.") : S("Moyennes pesées par la population."),
        columns, 4);
    for (size_t i = 0; i < p->n; i++) {
        const ScoreVue *s = &p->v[i];
        pdf_row(f,
            (const Str[]){ s->indicateur->nom, copied(a, score_montre(s->score)),
                isnan(s->national) ? S("non chargée") : copied(a, score_montre(s->national)),
                s->indicateur->plancher > 0 ? copied(a, score_montre(s->indicateur->plancher)) : S("non publié") });
    }
    pdf_row(f, (const Str[]){ S("Indice, moyenne des scores"), copied(a, score_montre(p->indice)), S(""), S("") });
    pdf_table_end(f);
}

/* Published with the index, never counted in it. */
static void context(Pdf *f, Arena *a, const DiagnosticPage *p)
{
    static const PdfColumn columns[] = { { S_INIT("Contexte, à côté de l’indice"), 4, false, true },
        { S_INIT("Score"), 1, true, false }, { S_INIT("Moyenne nationale"), 1.6, true, false } };
    if (p->contexte_n == 0)
        return;
    pdf_table(f,
        p->fictif ? S("Fictif. Publiés avec l’indice, jamais comptés dans sa moyenne.")
                  : S("Publiés avec l’indice, jamais comptés dans sa moyenne."),
        columns, 3);
    for (size_t i = 0; i < p->contexte_n; i++) {
        const ScoreVue *s = &p->contexte[i];
        pdf_row(f, (const Str[]){ s->indicateur->nom, copied(a, score_montre(s->score)),
                       isnan(s->national) ? S("non chargée") : copied(a, score_montre(s->national)) });
    }
    pdf_table_end(f);
}

static int by_inhabitants(const void *x, const void *y)
{
    const Iris *a = x, *b = y;
    return a->habitants != b->habitants ? (a->habitants < b->habitants) - (a->habitants > b->habitants)
                                        : str_cmp(a->code, b->code);
}

/* The quarters of a commune, with the index of 2019: the most populous first, the others are on the page. */
static Err quarters(Pdf *f, Arena *a, const DiagnosticPage *p)
{
    static const PdfColumn columns[] = { { S_INIT("IRIS"), 4, false, true }, { S_INIT("Habitants"), 1.3, true, false },
        { S_INIT("Accès"), 1, true, false }, { S_INIT("Compétences"), 1.4, true, false },
        { S_INIT("Score"), 1, true, false } };
    size_t shown = rows_left(p, p->iris_n);
    Iris *v = NEW(a, Iris, p->iris_n + 1);
    if (!v)
        return ERR_MEMORY;
    if (p->iris_n == 0)
        return OK;
    memcpy(v, p->iris, p->iris_n * sizeof *v);
    qsort(v, p->iris_n, sizeof *v, by_inhabitants);
    pdf_heading(f, 2, S("Quartier par quartier (IRIS)"));
    pdf_table(f,
        str_format(a,
            "Premier indice, de 2019\u00A0: 100 est la moyenne de la référence (%.*s). Il ne se compare pas aux scores "
            "de "
            "1 à 10.%s",
            STR_ARG(reference_iris(p->iris_reference)),
            shown < p->iris_n ? " Les IRIS les plus peuplés\u202F; les autres sont à l’écran." : ""),
        columns, 5);
    for (size_t i = 0; i < shown; i++)
        pdf_row(f,
            (const Str[]){ str_format(a, "%.*s (%.*s)", STR_ARG(v[i].nom), STR_ARG(v[i].code)),
                copied(a, fr_nombre(v[i].habitants)), copied(a, score_montre(v[i].v[IRIS_ACCES])),
                copied(a, score_montre(v[i].v[IRIS_COMPETENCES])), copied(a, score_montre(v[i].v[IRIS_SCORE])) });
    pdf_table_end(f);
    return OK;
}

static void others(Pdf *f, Arena *a, const DiagnosticPage *p)
{
    static const PdfColumn columns[] = { { S_INIT("Indicateur"), 3, false, true }, { S_INIT("Valeur"), 1, true, false },
        { S_INIT("Source"), 3, false, false } };
    size_t lines, shown = others_shown(p, &lines);
    if (p->autres_n == 0)
        return;
    pdf_heading(f, 2, S("Autres indicateurs"));
    pdf_table(f,
        str_format(a, "Un nombre est la somme des communes\u202F; une part, leur moyenne pesée.%s",
            shown < p->autres_n ? " Les premiers seulement\u00A0: les autres sont à l’écran." : ""),
        columns, 3);
    for (size_t i = 0; i < shown; i++)
        pdf_row(f, (const Str[]){ p->autres[i].indicateur->nom, copied(a, valeur_montree(&p->autres[i])),
                       str_format(a, "%.*s, %.*s", STR_ARG(p->autres[i].indicateur->source),
                           STR_ARG(p->autres[i].indicateur->millesime)) });
    pdf_table_end(f);
}

static void lines(Pdf *f, Arena *a, const LigneVue *v, size_t n, Str caption)
{
    static const PdfColumn columns[] = { { S_INIT("Territoire"), 4, false, true },
        { S_INIT("Habitants"), 1.3, true, false }, { S_INIT("Indice"), 1.2, true, false },
        { S_INIT("Lieux"), 1, true, false } };
    pdf_table(f, caption, columns, 4);
    for (size_t i = 0; i < n; i++)
        pdf_row(f,
            (const Str[]){ v[i].titre, copied(a, fr_nombre(v[i].population)), copied(a, score_montre(v[i].indice)),
                v[i].lieux >= 0 ? copied(a, fr_nombre(v[i].lieux)) : S("–") });
    pdf_table_end(f);
}

static void additions(Pdf *f, const Ajouts *to)
{
    for (size_t i = 0; i < to->liste.n; i++) {
        pdf_heading(f, 2, to->liste.v[i].titre);
        pdf_list(f, to->liste.v[i].lignes, to->liste.v[i].n);
    }
}

static int by_population(const void *x, const void *y)
{
    const LigneVue *a = x, *b = y;
    return (a->population < b->population) - (a->population > b->population);
}

/* The most populous first: the others are in the table of the page. */
static void communes(Pdf *f, Arena *a, const DiagnosticPage *p)
{
    size_t n = p->communes_n, shown = rows_left(p, n);
    if (n == 0)
        return;
    qsort(p->communes, n, sizeof *p->communes, by_population);
    pdf_heading(f, 2, S("Les communes"));
    lines(f, a, p->communes, shown,
        shown == n ? S("De la plus peuplée à la moins peuplée.")
                   : str_format(a, "Les %zu plus peuplées, sur %zu\u00A0: les autres sont à l’écran.", shown, n));
}

Err fiche_pdf(Req *r, const DiagnosticPage *p)
{
    Arena *a = r->arena;
    Str source = p->jeu && p->scores
                   ? str_format(a, "%.*s, scores du %.*s. ", STR_ARG(p->jeu->source), STR_ARG(p->jeu->millesime))
                   : S("");
    Pdf *f = pdf_new(a, r->app->assets,
        &(PdfInfo){ .titre = str_cat(a, p->titre, S(", fiche du territoire")),
            .editeur = r->app->site ? r->app->site->nom : S(""),
            .pied = str_format(a, "%s%.*sUn indice ne dit pas combien de personnes sont concernées.",
                p->fictif ? "FICTIF : scores inventés par une démonstration. " : "", STR_ARG(source)),
            .now = r->now });
    pdf_heading(f, 1, p->titre);
    if (p->fictif)
        pdf_text(f, PDF_LEAD, S("FICTIF. Les scores de cette fiche sont inventés pour une démonstration."));
    pdf_text(f, PDF_LEAD, str_join(a, p->phrases, p->phrases_n, S(" ")));
    identity(f, a, p);
    additions(f, &p->ajouts);
    TRY(quarters(f, a, p));
    if (p->scores) {
        scores(f, a, p);
        context(f, a, p);
        others(f, a, p);
        pdf_heading(f, 2, S("Comparer"));
        lines(f, a, p->lignes, p->lignes_n, S("Une commune semblable est proche par sa population et par son indice."));
        communes(f, a, p);
    } else
        pdf_text(f, PDF_BODY, S("Les scores de fragilité des communes ne sont pas chargés dans ce site."));
    TRY(pdf_finish(f, req_body(r, "application/pdf"), NULL));
    req_download(r,
        str_format(a, "%sfiche-%.*s-%.*s.pdf", p->fictif ? "fictif-" : "", STR_ARG(p->echelon), STR_ARG(p->code)));
    return OK;
}
