// SPDX-License-Identifier: AGPL-3.0-or-later
/* /bilan.pdf: the year of a structure, an intercommunalité or the département, on two pages; counts only. */
#include <stdlib.h>

#include "activites_sql.h"
#include "core/app.h"
#include "core/pdf/pdf.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/territoire/territoire.h"

enum { CODE_MAX = 40, THEMES_MONTRES = 10, LIEUX_MONTRES = 14, MOIS_AN = 12, MINUTES_HEURE = 60 };

const Field bilan_champs[] = {
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = 2000, .max = 2999, .example = "2023" },
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = CODE_MAX },
    { .name = "epci", .kind = FIELD_TEXT, .label = "Intercommunalité", .max = CODE_MAX, .example = "200070159" },
    { 0 },
};

/* ---- whose ---- */

static Err of_epci(Req *r, Str code, StatQuestion *q, Str *ret)
{
    Maille m;
    Err e = maille_epci(r->db, r->arena, code, &m);
    if (e != OK)
        return e == ERR_INVALID ? ERR_NOT_FOUND : e;
    switch (portee_de(r->acteur->portee)) {
    case PORTEE_INSTANCE:
        break;
    case PORTEE_DEPARTEMENT:
        if (!str_is_none(m.departement) && !str_eq(m.departement, r->acteur->code))
            return ERR_NOT_FOUND;
        break;
    case PORTEE_EPCI:
        if (!str_eq(code, r->acteur->code))
            return ERR_NOT_FOUND;
        break;
    case PORTEE_STRUCTURE:
        return ERR_NOT_FOUND;
    }
    q->epci = code;
    *ret = m.nom;
    return OK;
}

/* What is asked for, within the scope; without anything asked, the scope itself. */
static Err whose(Req *r, StatQuestion *q, Str *ret)
{
    Structure s;
    Maille m;
    Str structure = req_text(r, "structure"), epci = req_text(r, "epci");
    TRY(stat_question_de(r->db, r->arena, r->acteur, q));
    if (!str_is_none(structure)) {
        TRY(structure_ouvrir(r->db, r->arena, r->acteur, structure, &s));
        q->structure_id = s.id;
        q->epci = STR_NONE; /* the structure's own records, wherever they were */
        *ret = s.nom;
    } else if (!str_is_none(epci)) {
        return of_epci(r, epci, q, ret);
    } else if (q->structure_id.v) {
        TRY(structure_par_id(r->db, r->arena, q->structure_id, &s));
        *ret = s.nom;
    } else if (!str_is_none(q->epci)) {
        *ret = maille_epci(r->db, r->arena, q->epci, &m) == OK ? m.nom : q->epci;
    } else {
        Str code = config_str(r->app->config, CONF_DEPARTEMENT);
        *ret = maille_departement(r->db, r->arena, code, &m) == OK ? m.nom : code;
    }
    return OK;
}

/* ---- what it says ---- */

static Str count(Arena *a, int64_t n, bool hidden)
{
    return hidden ? S("masqué") : short_dup(a, fr_nombre(n));
}

static Str share(Arena *a, int64_t part, int64_t whole, int decimals)
{
    Short s = fr_decimal(part_de(part, whole), decimals);
    return whole > 0 ? str_format(a, "%.*s\u00a0%%", s.n, s.p) : S("non dit");
}

static Str each_day(Arena *a, const Chiffres *c)
{
    return c->jours_ouverts ? short_dup(a, fr_decimal(par_jour_de(c), 1)) : S("non dit");
}

static void changes(Pdf *p, Arena *a, const TableauPage *t)
{
    pdf_heading(p, 2, S("L’année, et celle d’avant"));
    if (t->passe.activites == 0) {
        pdf_text(p, PDF_BODY,
            str_format(a, "Aucune fiche en %d\u00a0: il n’y a pas encore d’année à comparer.",
                date_civil(t->avant.du).year));
        return;
    }
    pdf_table(p, STR_NONE,
        (PdfColumn[]){ { S("Quoi"), 4, .head = true }, { S("Avant"), 2, .right = true },
            { S("L’année"), 2, .right = true }, { S("Écart"), 2, .right = true } },
        4);
    for (int i = 0; i < EVOLUTIONS; i++) {
        const Evolution *e = &t->evolutions[i];
        pdf_row(p,
            (Str[]){ str_from(e->quoi), short_dup(a, fr_nombre(e->avant)), short_dup(a, fr_nombre(e->ici)), e->ecart });
    }
    pdf_table_end(p);
}

static void draw_months(PdfCanvas *c, void *arg)
{
    const Graphe *g = arg;
    for (size_t i = 0; i < sizeof g->grilles / sizeof *g->grilles; i++) {
        canvas_line(c, 40, (double)g->grilles[i].y, 392, (double)g->grilles[i].y, 0.5, PDF_LINE);
        canvas_text(c, 34, (double)g->grilles[i].y + 4, 10, PDF_RIGHT, PDF_GREY, g->grilles[i].chiffre);
    }
    for (size_t i = 0; i < g->n; i++) {
        const Barre *b = &g->barres[i];
        canvas_rect(c, (double)b->x, (double)b->y, 20, (double)b->h, PDF_D1);
        canvas_text(c, (double)b->x + 10, 226, 10, PDF_MIDDLE, PDF_INK, b->lettre);
        if (b->chiffre.p)
            canvas_text(c, (double)b->x + 10, (double)b->y - 5, 10, PDF_MIDDLE, PDF_INK, b->chiffre);
    }
    canvas_line(c, 40, 210, 392, 210, 1, PDF_INK);
}

static void months(Pdf *p, Arena *a, TableauPage *t)
{
    pdf_heading(p, 2, S("Mois par mois"));
    if (t->graphe.n)
        pdf_figure(p, &(PdfFigure){ 396, 236, 120, PDF_MIDDLE, t->graphe.dit, draw_months, &t->graphe });
    pdf_table(p, STR_NONE,
        (PdfColumn[]){ { S("Mois"), 4, .head = true }, { S("Accompagnements"), 3, .right = true },
            { S("Usagers"), 2, .right = true }, { S("Ateliers"), 2, .right = true } },
        4);
    for (size_t i = 0; i < t->mois.n && i < MOIS_AN; i++) {
        const StatLigne *l = &t->mois.lignes[i];
        pdf_row(p, (Str[]){ l->nom, count(a, l->accompagnements, l->masque), count(a, l->usagers, l->masque),
                       count(a, l->ateliers, l->masque) });
    }
    pdf_table_end(p);
}

typedef struct Themes {
    const StatTable *t;
    size_t n;
} Themes;

static void draw_themes(PdfCanvas *c, void *arg)
{
    const Themes *x = arg;
    for (size_t i = 0; i < x->n; i++) {
        const StatLigne *l = &x->t->lignes[i];
        bool drawn = x->t->max > 0 && !l->masque;
        double y = 22.0 * (double)i, w = drawn ? 200.0 * (double)l->accompagnements / (double)x->t->max : 0;
        Short n = fr_nombre(l->accompagnements);
        Str said = l->masque ? S("masqué") : str_of(n.p, n.n);
        canvas_text(c, 214, y + 15, 11, PDF_RIGHT, PDF_INK, utf8_cut(l->nom, 40));
        canvas_rect(c, 220, y + 3, w, 15, PDF_D1);
        canvas_text(c, 226 + w, y + 15, 11, PDF_LEFT, PDF_INK, said);
    }
}

static void top_themes(Pdf *p, Arena *a, const TableauPage *t)
{
    Themes *x = NEW(a, Themes, 1);
    if (!x || t->themes.n == 0)
        return;
    *x = (Themes){ &t->themes, t->themes.n < THEMES_MONTRES ? t->themes.n : THEMES_MONTRES };
    pdf_heading(p, 2, S("Thèmes les plus fréquents"));
    pdf_text(p, PDF_SMALL, S("Une fiche peut en avoir plusieurs\u00a0: leur somme dépasse le total."));
    Str said = S("Accompagnements par thème\u00a0:");
    for (size_t i = 0; i < x->n; i++)
        said = str_format(a, "%.*s %.*s, %.*s.", STR_ARG(said), STR_ARG(t->themes.lignes[i].nom),
            STR_ARG(count(a, t->themes.lignes[i].accompagnements, t->themes.lignes[i].masque)));
    pdf_figure(p, &(PdfFigure){ 480, 22.0 * (double)x->n, 0, PDF_LEFT, said, draw_themes, x });
}

static Err devices(Req *r, Pdf *p, const TableauPage *t)
{
    Arena *a = r->arena;
    pdf_heading(p, 2, S("Par dispositif"));
    pdf_table(p, STR_NONE,
        (PdfColumn[]){ { S("Dispositif"), 4.3, .head = true }, { S("Accompagnements"), 3.5, .right = true },
            { S("Usagers"), 1.8, .right = true }, { S("Par jour"), 1.9, .right = true },
            { S("En un rendez-vous"), 3.5, .right = true }, { S("Satisfaits"), 2.2, .right = true } },
        6);
    Chiffres all[DISPOSITIFS_N];
    StatLigne lines[DISPOSITIFS_N] = { 0 };
    for (int d = 0; d < DISPOSITIFS_N; d++) {
        StatQuestion q = t->q;
        q.dispositif = d;
        TRY(source_chiffres(r->db, a, &t->source, &q, &all[d]));
        lines[d].accompagnements = all[d].accompagnements;
        lines[d].usagers = all[d].usagers;
    }
    statistiques_masquer(lines, DISPOSITIFS_N, t->seuil);
    for (int d = 0; d < DISPOSITIFS_N; d++) {
        const Chiffres *c = &all[d];
        bool hidden = lines[d].masque;
        if (c->accompagnements > 0)
            pdf_row(p, (Str[]){ dispositifs[d].label, count(a, c->accompagnements, hidden),
                           count(a, c->usagers, hidden), hidden ? S("masqué") : each_day(a, c),
                           hidden ? S("masqué") : share(a, c->regles, c->regles_dits, 2),
                           hidden ? S("masqué") : share(a, c->satisfaits, c->satisfaction_dits, 0) });
    }
    pdf_table_end(p);
    return OK;
}

/* Of the département its intercommunalités, of an intercommunalité its communes, those with most first. */
static Err places(Req *r, Pdf *p, const TableauPage *t)
{
    Arena *a = r->arena;
    bool one = !str_is_none(t->q.epci);
    StatTable found = { 0 };
    if (t->q.structure_id.v || t->q.personne_id.v)
        return OK;
    TRY(stat_table_de(r, &t->source, &t->q, one ? STAT_PAR_COMMUNE : STAT_PAR_EPCI, t->seuil, false, &found));
    StatLigne *l = NEW(a, StatLigne, found.n + 1);
    if (!l)
        return ERR_MEMORY;
    for (size_t i = 0; i < found.n; i++)
        l[i] = found.lignes[i];
    if (found.n)
        qsort(l, found.n, sizeof *l, stat_plus_grand_dabord);
    pdf_heading(p, 2, one ? S("Par commune") : S("Par intercommunalité"));
    pdf_table(p, STR_NONE,
        (PdfColumn[]){ { one ? S("Commune") : S("Intercommunalité"), 5, .head = true },
            { S("Accompagnements"), 3, .right = true }, { S("Usagers"), 2, .right = true },
            { S("Ateliers"), 2, .right = true } },
        4);
    for (size_t i = 0; i < found.n && i < LIEUX_MONTRES; i++)
        pdf_row(p, (Str[]){ l[i].nom, count(a, l[i].accompagnements, l[i].masque), count(a, l[i].usagers, l[i].masque),
                       count(a, l[i].ateliers, l[i].masque) });
    pdf_table_end(p);
    if (found.n > LIEUX_MONTRES) {
        Short s = plural((int64_t)(found.n - LIEUX_MONTRES), "autre est dans les fichiers des statistiques",
            "autres sont dans les fichiers des statistiques");
        pdf_text(p, PDF_SMALL, str_format(a, "%.*s.", s.n, s.p));
    }
    return OK;
}

/* Under the first figures: what they are made of, told as the pages tell it. */
static void parts(Pdf *p, Arena *a, const TableauPage *t)
{
    const Chiffres *c = &t->tous;
    int64_t unknown = non_dedoublonnables_de(c);
    Short alone = plural(c->individuels, "accompagnement individuel", "accompagnements individuels"),
          groups = plural(c->participants, "participation à un atelier", "participations à des ateliers"),
          hours = plural(c->minutes / MINUTES_HEURE, "heure", "heures");
    Str said = str_format(a, "%.*s et %.*s\u00a0; %.*s.", STR_ARG(alone), STR_ARG(groups), STR_ARG(hours));
    if (c->nouveaux.has && stat_part_dite(c->nouveaux.v, c->usagers, t->seuil)) {
        Short fresh = fr_nombre(c->nouveaux.v);
        said = str_format(a, "%.*s Usagers venus pour la première fois\u00a0: %.*s.", STR_ARG(said), STR_ARG(fresh));
    }
    if (unknown > 0 && stat_part_dite(unknown, c->accompagnements, t->seuil)) {
        Short nobody = fr_nombre(unknown);
        said = str_format(a, "%.*s Personnes non dédoublonnables\u00a0: %.*s.", STR_ARG(said), STR_ARG(nobody));
    }
    pdf_text(p, PDF_SMALL, said);
}

static void meaning(Pdf *p, Arena *a, const TableauPage *t)
{
    const Chiffres *c = &t->tous;
    Short answers = plural(c->satisfaction_dits, "réponse", "réponses");
    pdf_heading(p, 2, S("Ce que veulent dire ces chiffres"));
    pdf_text(p, PDF_SMALL,
        str_format(a,
            "Accompagnements = accompagnements individuels (%.*s) + participations aux ateliers (%.*s). Usagers "
            "distincts\u00a0: avec une carte, comptés une fois chacun, %.*s\u00a0; sans carte, à leur première venue, "
            "%.*s. Par jour\u00a0: accompagnements par jour ouvert et par structure. Les parts sont celles des fiches "
            "qui "
            "le disent (%.*s sur la satisfaction). Aucune personne n’est nommée dans ce bilan.",
            STR_ARG(short_dup(a, fr_nombre(c->individuels))), STR_ARG(short_dup(a, fr_nombre(c->participants))),
            STR_ARG(short_dup(a, fr_nombre(c->usagers_connus))),
            STR_ARG(short_dup(a, fr_nombre(c->usagers_nouveaux_anonymes))), STR_ARG(answers)));
}

static Err details(Req *r, Pdf *p, TableauPage *t)
{
    Arena *a = r->arena;
    if (t->tous.activites)
        parts(p, a, t);
    if (!t->passe_petit)
        changes(p, a, t);
    if (t->mois.n)
        months(p, a, t);
    pdf_page_break(p);
    top_themes(p, a, t);
    if (t->tous.accompagnements)
        TRY(devices(r, p, t));
    TRY(places(r, p, t));
    meaning(p, a, t);
    return OK;
}

static Str first_words(Arena *a, const TableauPage *t)
{
    const Chiffres *c = &t->tous;
    if (c->activites == 0)
        return S("Aucune fiche n’a été écrite cette année.");
    if (t->petit)
        return str_format(a,
            "Moins de %lld accompagnements ou usagers cette année, ou assez peu pour en faire retrouver "
            "d’autres\u00a0: rien n’en est détaillé, pour que personne ne soit reconnu.",
            (long long)t->seuil);
    Short helped = plural(c->accompagnements, "accompagnement", "accompagnements"),
          people = plural(c->usagers, "usager distinct", "usagers distincts"),
          groups = plural(c->ateliers, "atelier", "ateliers");
    return str_format(a, "%.*s, %.*s, %.*s.", STR_ARG(helped), STR_ARG(people), STR_ARG(groups));
}

Err bilan_fichier(Req *r)
{
    Arena *a = r->arena;
    Str who = STR_NONE;
    TableauPage t = { .form = &r->form, .q = { .epci = STR_NONE } };
    TRY(whose(r, &t.q, &who));
    TRY(tableau_lire(r, &t));
    int year = date_civil(t.q.du).year;
    bool mine = t.q.personne_id.v != 0;
    Str title = str_format(a, "Bilan %d%s\u00a0: %.*s", year, mine ? " de vos accompagnements" : "", STR_ARG(who));
    Pdf *p = pdf_new(a, r->app->assets,
        &(PdfInfo){ .titre = title,
            .editeur = r->app->site->nom,
            .pied = str_format(a, "Source\u00a0: fiches d’activité de %.*s, du %.*s au %.*s.",
                STR_ARG(r->app->site->nom), STR_ARG(date_french(a, t.q.du)), STR_ARG(date_french(a, t.q.au))),
            .now = r->now,
            .format = PDF_A4 });
    pdf_heading(p, 1, title);
    pdf_text(p, PDF_LEAD, first_words(a, &t));
    if (t.source.arrete)
        pdf_text(p, PDF_SMALL,
            str_format(a, "Chiffres arrêtés le %.*s\u00a0: ils ne bougent plus.", STR_ARG(t.arretes_le)));
    if (!t.petit)
        TRY(details(r, p, &t));
    TRY(pdf_finish(p, req_body(r, "application/pdf"), NULL));
    req_download(r, str_format(a, "bilan-%d-%.*s.pdf", year, STR_ARG(mine ? S("mes fiches") : who)));
    return OK;
}
