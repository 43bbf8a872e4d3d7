// SPDX-License-Identifier: AGPL-3.0-or-later
/* The pack as PDF, over core/pdf. */
#include "core/pdf/pdf.h"
#include "domain/comites/comites_priv.h"

static void put_axes(Pdf *p, Arena *a, const Dossier *d)
{
    static const PdfColumn columns[] = { { S_INIT("Axe"), 5, false, true }, { S_INIT("Actions"), 1.5, true, false },
        { S_INIT("Réalisées"), 1.7, true, false }, { S_INIT("En cours"), 1.3, true, false },
        { S_INIT("En retard"), 1.4, true, false }, { S_INIT("Avancement"), 1.9, true, false } };
    pdf_heading(p, 2, S("État de chaque axe"));
    pdf_table(p, STR_NONE, columns, 6);
    for (size_t i = 0; i <= d->plan->axes_n; i++) {
        const PlanCompte *c = &d->comptes[i];
        Str name = c->axe ? str_format(a, "%lld. %.*s", (long long)c->axe->rang, STR_ARG(c->axe->titre))
                          : S("Ensemble");
        pdf_row(p, (const Str[]){ name, short_dup(a, fr_nombre(c->actions)), short_dup(a, fr_nombre(c->realisees)),
                       short_dup(a, fr_nombre(c->cours)), short_dup(a, fr_nombre(c->retard)),
                       str_format(a, "%lld\u00a0%%", (long long)c->avancement) });
    }
    pdf_table_end(p);
}

static void put_nationals(Pdf *p, Arena *a, const Dossier *d)
{
    static const PdfColumn columns[] = { { S_INIT("Objectif national"), 4, false, true },
        { S_INIT("France"), 1.4, true, false }, { S_INIT("Département"), 2, true, false },
        { S_INIT("Règle et source"), 4, false, false } };
    pdf_heading(p, 2, S("Objectifs"));
    pdf_table(p, STR_NONE, columns, 4);
    for (int i = 0; i < NATIONAUX_N; i++) {
        const NationalPart *n = &d->nationaux[i];
        pdf_row(p, (const Str[]){ national_montre((National)i), short_dup(a, fr_nombre(national_cible((National)i))),
                       n->fixee ? short_dup(a, fr_nombre(national_part((National)i, n))) : S("à fixer"),
                       national_regle(a, n) });
    }
    pdf_table_end(p);
}

static void put_indicators(Pdf *p, Arena *a, const Dossier *d)
{
    static const PdfColumn columns[] = { { S_INIT("Indicateur, source"), 5, false, true },
        { S_INIT("Valeur"), 1.5, true, false }, { S_INIT("Cible"), 1.5, true, false },
        { S_INIT("Prévision"), 1.7, true, false }, { S_INIT("État"), 1.5, false, false } };
    pdf_heading(p, 2, S("Indicateurs"));
    if (d->indicateurs_n == 0) {
        pdf_text(p, PDF_BODY, S("Aucun n’est suivi."));
        return;
    }
    pdf_table(p, STR_NONE, columns, 5);
    for (size_t i = 0; i < d->indicateurs_n; i++) {
        const Indicateur *x = &d->indicateurs[i];
        IndicateurEtat e = indicateur_etat(x, d->today);
        pdf_row(p, (const Str[]){ str_format(a, "%.*s (%.*s)", STR_ARG(x->nom), STR_ARG(indicateur_source(a, x))),
                       short_dup(a, fr_nombre(e.valeur)), short_dup(a, fr_nombre(x->cible)),
                       e.a_prevision ? short_dup(a, fr_nombre(e.prevision)) : S("–"),
                       e.atteint  ? S("Atteint")
                       : e.alerte ? S("Alerte")
                                  : S("En chemin") });
    }
    pdf_table_end(p);
}

static void put_late(Pdf *p, Arena *a, const Dossier *d)
{
    static const PdfColumn columns[] = { { S_INIT("Action"), 6, false, true }, { S_INIT("Pilote"), 2, false, false },
        { S_INIT("Échéance"), 2, false, false }, { S_INIT("Jours"), 1, true, false } };
    pdf_heading(p, 2, S("Actions en retard"));
    if (d->retards_n == 0) {
        pdf_text(p, PDF_BODY, S("Aucune."));
        return;
    }
    pdf_table(p, STR_NONE, columns, 4);
    for (size_t i = 0; i < d->retards_n; i++) {
        const Action *x = d->retards[i];
        pdf_row(p, (const Str[]){ str_format(a, "%.*s %.*s", STR_ARG(x->numero), STR_ARG(x->titre)), x->pilote,
                       date_french(a, x->fin.d), short_dup(a, fr_nombre(d->today.days - x->fin.d.days)) });
    }
    pdf_table_end(p);
}

static void put_money(Pdf *p, Arena *a, const Dossier *d)
{
    static const PdfColumn columns[] = { { S_INIT("Axe"), 5, false, true }, { S_INIT("Dépenses"), 2, true, false },
        { S_INIT("Financé"), 2, true, false }, { S_INIT("À trouver"), 2, true, false } };
    pdf_heading(p, 2, S("Financement"));
    pdf_table(p, STR_NONE, columns, 4);
    for (size_t i = 0; i <= d->plan->axes_n; i++) {
        const PlanCompte *c = &d->comptes[i];
        pdf_row(p,
            (const Str[]){ c->axe ? str_format(a, "Axe %lld", (long long)c->axe->rang) : S("Ensemble"),
                argent_montre(a, c->budget), argent_montre(a, c->finance), argent_montre(a, c->budget - c->finance) });
    }
    pdf_table_end(p);
    if (d->finance->n == 0)
        return;
    static const PdfColumn funders[] = { { S_INIT("Financeur"), 5, false, true }, { S_INIT("Actions"), 1, true, false },
        { S_INIT("Apport"), 2, true, false } };
    pdf_table(p, STR_NONE, funders, 3);
    for (size_t i = 0; i < d->finance->n; i++)
        pdf_row(p,
            (const Str[]){ d->finance->financeurs[i].nom, short_dup(a, fr_nombre(d->finance->financeurs[i].actions)),
                argent_montre(a, d->finance->financeurs[i].total) });
    pdf_table_end(p);
}

/* ---- what other slices add ---- */

enum { NOM_LARGE = 26, MOTS_LARGES = 14, NOMBRE_ETROIT = 5, GRAS = 2 };

/* In characters: a column of numbers holds its longest one, and its heading's longest word, on one line. */
static double column_width(const DossierTable *t, size_t i)
{
    size_t n = NOMBRE_ETROIT;
    Str rest = t->colonnes[i].titre, word;
    if (i == 0 || !t->colonnes[i].nombre)
        return i == 0 ? NOM_LARGE : MOTS_LARGES;
    while (str_split(&rest, ' ', &word))
        n = utf8_length(word) + GRAS > n ? utf8_length(word) + GRAS : n;
    for (size_t k = 0; k < t->lignes.n; k++)
        n = utf8_length(t->lignes.v[k][i]) > n ? utf8_length(t->lignes.v[k][i]) : n;
    return (double)n + 1;
}

static void put_table(Pdf *p, const DossierTable *t)
{
    PdfColumn columns[DOSSIER_COLONNES_MAX];
    for (size_t i = 0; i < t->colonnes_n; i++)
        columns[i] = (PdfColumn){ t->colonnes[i].titre, column_width(t, i), t->colonnes[i].nombre, i == 0 };
    pdf_table(p, t->titre, columns, t->colonnes_n);
    for (size_t i = 0; i < t->lignes.n; i++)
        pdf_row(p, t->lignes.v[i]);
    pdf_table_end(p);
}

static void put_blocks(Pdf *p, Arena *a, const Dossier *d)
{
    for (size_t i = 0; i < d->blocs.liste.n; i++) {
        const DossierBloc *b = &d->blocs.liste.v[i];
        pdf_heading(p, 2, b->titre);
        for (size_t k = 0; k < b->parties.n; k++)
            if (str_is_none(b->parties.v[k].phrase))
                put_table(p, &b->parties.v[k].table);
            else
                pdf_text(p, PDF_BODY, b->parties.v[k].phrase);
        pdf_text(p, PDF_MUTED, str_cat(a, S("Source\u00a0: "), b->source));
    }
}

static void put_decisions(Pdf *p, Arena *a, const Dossier *d)
{
    pdf_heading(p, 2, S("Décisions à prendre"));
    Str *items = NEW(a, Str, d->decisions_n + 1);
    for (size_t i = 0; items && i < d->decisions_n; i++)
        items[i] = d->decisions[i].action.n ? str_format(a, "%.*s (action %.*s)", STR_ARG(d->decisions[i].texte),
                                                  STR_ARG(d->decisions[i].action))
                                            : d->decisions[i].texte;
    if (items && d->decisions_n)
        pdf_list(p, items, d->decisions_n);
    else
        pdf_text(p, PDF_BODY, S("Aucune n’est proposée."));
}

Err dossier_pdf(Arena *a, const Dossier *d, const DossierFonds *f, Buf *to)
{
    Str titre = str_format(a, "%.*s, %.*s", STR_ARG(d->comite->nom), STR_ARG(d->quand));
    Str foot = str_format(a, "%sChiffres du plan d’actions au %.*s%s%.*s",
        d->site->demonstration ? "Démonstration\u00a0: données inventées. " : "", STR_ARG(d->fait_le),
        d->plan->feuille.source.n ? " ; axes et actions\u00a0: " : "", STR_ARG(d->plan->feuille.source));
    Pdf *p = pdf_new(a, f->assets, &(PdfInfo){ .titre = titre, .editeur = d->site->nom, .pied = foot, .now = f->now });
    pdf_heading(p, 1, titre);
    if (d->reunion->lieu.n)
        pdf_text(p, PDF_LEAD, d->reunion->lieu);
    if (d->reunion->ordre.n) {
        pdf_heading(p, 2, S("Ordre du jour"));
        pdf_text(p, PDF_BODY, d->reunion->ordre);
    }
    put_axes(p, a, d);
    put_nationals(p, a, d);
    put_indicators(p, a, d);
    put_late(p, a, d);
    put_money(p, a, d);
    put_blocks(p, a, d);
    put_decisions(p, a, d);
    return pdf_finish(p, to, NULL);
}
