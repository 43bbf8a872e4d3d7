// SPDX-License-Identifier: AGPL-3.0-or-later
/* One page each: the sheet of a place, posters, the month of a town hall. */
#include "domain/lieux/lieux_web.h"
#include "domain/livret/livret.h"

#define NBSP "\xC2\xA0"

enum { CARTE_LARGEUR_MM = 62, DETAIL_MAX = 700, JOURS_CITES_MAX = 6, RECENSES_MAX = 8, MOIS_JOURS_MAX = 31 };

static Pdf *open_document(Arena *a, const LivretFonds *f, Str titre, PdfFormat format)
{
    return pdf_new(a, f->assets,
        &(PdfInfo){ .titre = titre,
            .editeur = f->site->nom,
            .pied = livret_pied(a, f),
            .now = f->now,
            .format = format });
}

/* The address of a page, where the public address of this site is known: paper cannot follow a path. */
static Str page_address(Arena *a, const LivretFonds *f, const char *path, Str id)
{
    if (str_is_empty(f->site->url))
        return STR_NONE;
    BUF b = buf_new(8 * KIB);
    buf_put(&b, f->site->url);
    buf_put(&b, str_from(path));
    url_encode(&b, id);
    return str_dup(a, buf_str(&b));
}

static void code(Pdf *p, Arena *a, Str url, double mm, PdfAlign align, Str what)
{
    if (!str_is_empty(url) && url.n <= 600)
        pdf_qr(p, url, mm, align, str_cat(a, S("Code à scanner" NBSP ": "), what));
}

static Str telephone_of(Arena *a, const Lieu *l)
{
    Short shown = fr_telephone(lieu_champ(l, CHAMP_telephone));
    return str_is_none(lieu_tel_uri(a, l)) ? STR_NONE : short_dup(a, shown);
}

/* ---- the sheet of a place ---- */

static void values(Pdf *p, Arena *a, const Lieu *l, StandardEnum e, const char *title)
{
    Str labels[STANDARD_ENUM_MAX];
    size_t n = 0;
    EnumSet chosen = lieu_choisis(l, e);
    for (int i = 0; i < standard_enum_n(e); i++)
        if (enumset_has(chosen, i))
            labels[n++] = standard_label(e, i);
    if (n == 0)
        return;
    pdf_heading(p, 3, str_from(title));
    pdf_list(p, labels, n);
}

static void week(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l)
{
    static const Str days[] = { S_INIT("Lundi"), S_INIT("Mardi"), S_INIT("Mercredi"), S_INIT("Jeudi"),
        S_INIT("Vendredi"), S_INIT("Samedi"), S_INIT("Dimanche") };
    HorairesVue vue;
    Str said = lieu_champ(l, CHAMP_horaires);
    bool known = said.n > 0 && horaires_vue(a, said, f->vacances, minute_paris(f->now), &vue) == OK && vue.a_semaine;
    pdf_heading(p, 2, S("Horaires"));
    if (!known) {
        Str prose = livret_horaires(a, f, l);
        pdf_text(p, PDF_BODY, str_format(a, "Horaires %.*s.", STR_ARG(prose)));
        return;
    }
    size_t n = vue.deux_semaines ? 3 : 2;
    pdf_table(p, STR_NONE,
        (PdfColumn[]){ { S("Jour"), 3, .head = true }, { vue.deux_semaines ? S("Semaines paires") : S("Ouvert"), 5 },
            { S("Semaines impaires"), 5 } },
        n);
    for (int i = 0; i < 7; i++)
        pdf_row(p, (Str[]){ days[i], vue.semaine[0][i], vue.deux_semaines ? vue.semaine[1][i] : STR_NONE });
    pdf_table_end(p);
    if (vue.feries_fermes)
        pdf_text(p, PDF_SMALL, S("Fermé les jours fériés."));
    if (vue.vacances_fermees)
        pdf_text(p, PDF_SMALL, S("Fermé pendant les vacances scolaires."));
}

typedef struct Carte {
    const CarteFond *fond;
    int x, y;
} Carte;

static void draw_map(PdfCanvas *c, void *arg)
{
    const Carte *m = arg;
    (void)canvas_path(c, m->fond->departement, 0, PDF_WHEAT_PALE);
    (void)canvas_path(c, m->fond->epci, 2, PDF_LINE);
    (void)canvas_path(c, m->fond->departement, 3, PDF_PINE);
    canvas_circle(c, m->x, m->y, 22, PDF_PAPER);
    canvas_circle(c, m->x, m->y, 17, PDF_BRICK);
}

static void map(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l)
{
    Carte *m = NEW(a, Carte, 1);
    m = m && f->territoire && l->commune && l->a_point ? m : NULL;
    if (!m)
        return;
    m->fond = territoire_carte(f->territoire, l->commune->departement);
    if (!m->fond || str_is_empty(m->fond->departement) || !carte_xy(m->fond, l->point, &m->x, &m->y))
        return;
    pdf_figure(p,
        &(PdfFigure){ m->fond->largeur, m->fond->hauteur, CARTE_LARGEUR_MM, PDF_LEFT,
            str_format(a, "Carte du département" NBSP ": le lieu est à %.*s", STR_ARG(l->commune->nom)), draw_map, m });
    if (!str_is_empty(m->fond->mention))
        pdf_text(p, PDF_MUTED, str_cat(a, m->fond->mention, S(".")));
}

static void sheet_left(Pdf *p, Arena *a, const Lieu *l, size_t detail)
{
    Str more = lieu_champ(l, CHAMP_presentation_detail), shown = utf8_cut(more, detail);
    pdf_heading(p, 2, S("Ce qu’on peut faire pour vous"));
    values(p, a, l, ENUM_SERVICES, "Services");
    values(p, a, l, ENUM_ACCOMPAGNEMENT, "Façons d’aider");
    values(p, a, l, ENUM_FRAIS, "Coût");
    values(p, a, l, ENUM_ACCES, "Comment venir");
    values(p, a, l, ENUM_PUBLICS, "Publics accueillis en priorité");
    values(p, a, l, ENUM_PRISE_EN_CHARGE, "Accessibilité et accueil particulier");
    if (shown.n > 0)
        pdf_text(p, PDF_SMALL, shown.n < more.n ? str_cat(a, shown, S("…")) : shown);
}

/* Equipment, permanences, ways of coming…: what the censuses know of it, each of them cut short where it would fill the page. */
static void censuses(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l, size_t most)
{
    const RecenseDit *v = NULL;
    size_t n = 0;
    if (most == 0 || recensees_dites(a, f->recensees, lieu_champ(l, CHAMP_id), &v, &n) != OK)
        return;
    for (size_t i = 0; i < n; i++) {
        size_t shown = v[i].n < most ? v[i].n : most;
        pdf_heading(p, 3, v[i].titre);
        pdf_list(p, v[i].lignes, shown);
        if (shown < v[i].n)
            pdf_text(p, PDF_SMALL, str_format(a, "Et %zu de plus sur la page de ce lieu.", v[i].n - shown));
    }
}

static void sheet_head(Pdf *p, Arena *a, const Lieu *l)
{
    Str number = telephone_of(a, l), more = lieu_champ(l, CHAMP_complement_adresse);
    pdf_heading(p, 1, utf8_cut(lieu_champ(l, CHAMP_nom), 150));
    pdf_text(p, PDF_LEAD,
        str_is_empty(more) ? lieu_adresse(a, l)
                           : str_format(a, "%.*s\n%.*s", STR_ARG(lieu_adresse(a, l)), STR_ARG(more)));
    if (number.p)
        pdf_runs(p, PDF_LEAD,
            (PdfRun[]){ { .text = S("Téléphone" NBSP ": ") },
                { .text = number, .bold = true, .link = lieu_tel_uri(a, l) } },
            2);
    if (livret_ferme(l))
        pdf_runs(p, PDF_BODY, &(PdfRun){ .text = S("Ce lieu n’accueille pas de public."), .bold = true }, 1);
}

static void sheet_foot(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l)
{
    Str url = page_address(a, f, "/lieux/", lieu_champ(l, CHAMP_id));
    code(p, a, url, 30, PDF_LEFT, S("la page de ce lieu"));
    if (url.p)
        pdf_runs(p, PDF_MUTED, &(PdfRun){ .text = url, .link = url }, 1);
}

static void sheet(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l, PdfFormat format, size_t detail)
{
    Str summary = lieu_champ(l, CHAMP_presentation_resume);
    sheet_head(p, a, l);
    if (!str_is_empty(summary) && detail > 0)
        pdf_text(p, PDF_BODY, utf8_cut(summary, 400));
    pdf_columns(p, format == PDF_A4_GRAND ? 1 : 2);
    sheet_left(p, a, l, detail);
    if (format != PDF_A4_GRAND)
        pdf_column_break(p);
    week(p, a, f, l);
    censuses(p, a, f, l, detail == DETAIL_MAX ? RECENSES_MAX : detail ? 2 : 0);
    if (format == PDF_A4)
        map(p, a, f, l);
    sheet_foot(p, a, f, l);
}

/* Everything in running text: for a place that does so much that its lists are longer than a page. */
static void dense_sheet(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l)
{
    sheet_head(p, a, l);
    livret_lieu(p, a, f, l, -1, PDF_SMALL);
    Str publics = lieu_valeurs(a, l, ENUM_PUBLICS), ways = lieu_valeurs(a, l, ENUM_ACCOMPAGNEMENT);
    if (ways.n > 0)
        pdf_text(p, PDF_SMALL, str_format(a, "Façons d’aider" NBSP ": %.*s", STR_ARG(ways)));
    if (publics.n > 0)
        pdf_text(p, PDF_SMALL, str_format(a, "Publics" NBSP ": %.*s", STR_ARG(publics)));
    sheet_foot(p, a, f, l);
}

Err livret_fiche(Arena *a, const LivretFonds *f, const Lieu *l, PdfFormat format, Buf *out)
{
    Str titre = str_format(a, "%.*s, %.*s", STR_ARG(utf8_cut(lieu_champ(l, CHAMP_nom), 150)),
        STR_ARG(utf8_cut(lieu_champ(l, CHAMP_commune), 80)));
    static const size_t details[] = { DETAIL_MAX, DETAIL_MAX / 4, 0 };
    for (size_t i = 0; i <= sizeof details / sizeof *details; i++) {
        BUF made = buf_new(PDF_BYTES_MAX);
        int pages = 0;
        bool last = i == sizeof details / sizeof *details;
        Pdf *p = open_document(a, f, titre, format);
        if (last)
            dense_sheet(p, a, f, l);
        else
            sheet(p, a, f, l, format, details[i]);
        TRY(pdf_finish(p, &made, &pages));
        if (pages > 1 && !last && format != PDF_A4_GRAND)
            continue;
        buf_put(out, buf_str(&made));
        return OK;
    }
    return ERR_INTERNAL;
}

/* ---- posters ---- */

static void poster_foot(Pdf *p, Arena *a, const LivretFonds *f, Str url, Str what, PdfFormat format)
{
    pdf_space(p, 4);
    code(p, a, url, format == PDF_A5 ? 36 : 62, PDF_MIDDLE, what);
    if (url.p)
        pdf_runs(p, PDF_CENTRED,
            (PdfRun[]){ { .text = S("Avec un téléphone, visez ce carré. Ou bien" NBSP ": ") },
                { .text = url, .link = url } },
            2);
    if (!str_is_empty(f->site->telephone))
        pdf_runs(p, PDF_BIG,
            (PdfRun[]){ { .text = S("Appelez le ") }, { .text = f->site->telephone, .link = f->site->telephone_uri } },
            2);
    if (!str_is_empty(f->site->telephone) && !str_is_empty(f->site->telephone_horaires))
        pdf_text(p, PDF_CENTRED, f->site->telephone_horaires);
}

Err livret_affiche_lieu(Arena *a, const LivretFonds *f, const Lieu *l, PdfFormat format, Buf *out)
{
    Str nom = utf8_cut(lieu_champ(l, CHAMP_nom), 90), number = telephone_of(a, l);
    Pdf *p = open_document(a, f, str_cat(a, S("Affiche" NBSP ": "), nom), format);
    Str hours = livret_horaires(a, f, l);
    pdf_space(p, 6);
    pdf_banner(p, S("Ici, on vous aide avec le numérique"));
    pdf_space(p, 4);
    pdf_text(p, PDF_BIG, nom);
    pdf_text(p, PDF_CENTRED, lieu_adresse(a, l));
    if (number.p)
        pdf_runs(p, PDF_BIG, &(PdfRun){ .text = number, .link = lieu_tel_uri(a, l) }, 1);
    pdf_text(p, PDF_CENTRED,
        str_format(a, "Horaires" NBSP ": %.*s", STR_ARG(utf8_cut(hours, format == PDF_A4 ? 300 : 160))));
    Str services = lieu_valeurs(a, l, ENUM_SERVICES);
    if (services.n > 0)
        pdf_text(p, PDF_CENTRED, utf8_cut(services, format == PDF_A4 ? 400 : 160));
    Str url = page_address(a, f, "/lieux/", lieu_champ(l, CHAMP_id));
    pdf_space(p, 4);
    code(p, a, url, format == PDF_A5 ? 36 : 62, PDF_MIDDLE, S("la page de ce lieu"));
    if (url.p)
        pdf_runs(p, PDF_CENTRED, &(PdfRun){ .text = url, .link = url }, 1);
    return pdf_finish(p, out, NULL);
}

Err livret_affiche_commune(Arena *a, const LivretFonds *f, const Commune *c, PdfFormat format, Buf *out)
{
    LieuxRow near[LIVRET_AFFICHE_LIEUX];
    size_t n = 0, wanted = format == PDF_A4 ? LIVRET_AFFICHE_LIEUX : 2;
    TRY(livret_proches(a, f, c, wanted, near, &n));
    Pdf *p = open_document(a, f, str_cat(a, S("Affiche" NBSP ": se faire aider à "), c->nom), format);
    pdf_space(p, 4);
    pdf_banner(p, S("Besoin d’aide avec le numérique\u202F?"));
    pdf_text(p, PDF_BIG, str_format(a, "À %.*s et tout près", STR_ARG(c->nom)));
    for (size_t i = 0; i < n; i++) {
        Str number = telephone_of(a, near[i].lieu);
        Short far = fr_distance(near[i].distance_m);
        pdf_runs(p, PDF_CENTRED,
            (PdfRun[]){ { .text = utf8_cut(lieu_champ(near[i].lieu, CHAMP_nom), 90), .bold = true },
                { .text = S("\n") }, { .text = lieu_adresse(a, near[i].lieu) },
                { .text = near[i].distance_m >= 500 ? str_format(a, ", à %.*s", (int)far.n, far.p) : S("") },
                { .text = number.p ? S("\nTéléphone" NBSP ": ") : S("") },
                { .text = number.p ? number : S(""), .bold = true } },
            6);
    }
    if (n == 0)
        pdf_text(p, PDF_BODY, S("Aucun lieu n’est connu ici pour le moment."));
    poster_foot(p, a, f, page_address(a, f, "/lieux?commune=", code_insee_str(&c->code)), S("les lieux près d’ici"),
        format);
    return pdf_finish(p, out, NULL);
}

/* ---- the month of a town hall ---- */

static int month_days(Date first)
{
    Civil c = date_civil(first);
    return date_from_ymd(c.year, c.month + 1, 1).days - first.days;
}

/* "les 4, 11 et 18", where it opens on a few days only; STR_NONE: on more, on none, or not for sure. */
static Str few_days(Arena *a, const LivretFonds *f, const Lieu *l, Date first)
{
    const HorairesPrets *h = lieux_horaires(f->lieux, l);
    int n = 0, open[JOURS_CITES_MAX];
    for (int i = 0; h && i < month_days(first); i++) {
        Instant at = instant_de(f->vacances, minute_de((Date){ first.days + i }, 12 * 60));
        if (!horaires_ouvre(h, &at))
            continue;
        if (n == JOURS_CITES_MAX)
            return STR_NONE;
        open[n++] = i + 1;
    }
    if (n == 0)
        return STR_NONE;
    Str said = S("");
    for (int i = 0; i < n; i++)
        said = str_format(a, "%.*s%s%d%s", STR_ARG(said),
            i == 0       ? ""
            : i == n - 1 ? " et "
                         : ", ",
            open[i], open[i] == 1 ? "er" : "");
    return str_format(a, "%s %.*s. ", n > 1 ? "Les" : "Le", STR_ARG(said));
}

static void holidays(Pdf *p, Arena *a, const LivretFonds *f, Date first)
{
    Str said = STR_NONE;
    int n = 0, days = month_days(first);
    for (int i = 0; i < days; i++) {
        Date d = { first.days + i };
        if (!jour_ferie(d))
            continue;
        said = n++ ? str_format(a, "%.*s, %.*s", STR_ARG(said), STR_ARG(date_french(a, d))) : date_french(a, d);
    }
    if (n > 0)
        pdf_text(p, PDF_SMALL,
            str_format(a, "%s" NBSP ": %.*s. Ces jours-là, appelez avant de venir.",
                n > 1 ? "Jours fériés" : "Jour férié", STR_ARG(said)));
    for (size_t i = 0; i < f->vacances->n; i++) {
        Vacances v = f->vacances->vacances[i];
        if (v.debut.days < first.days + days && v.fin.days >= first.days)
            pdf_text(p, PDF_SMALL,
                str_format(a, "Vacances scolaires" NBSP ": du %.*s au %.*s. Certains lieux changent d’horaires.",
                    STR_ARG(date_french(a, v.debut)), STR_ARG(date_french(a, v.fin))));
    }
}

static void month_table(Pdf *p, Arena *a, const LivretFonds *f, const LieuxRow *near, size_t n, Date first)
{
    pdf_table(p, STR_NONE,
        (PdfColumn[]){ { S("Lieu"), 4, .head = true }, { S("Où"), 4 }, { S("Jours et heures"), 5 },
            { S("Téléphone"), 3 } },
        4);
    for (size_t i = 0; i < n; i++) {
        const Lieu *l = near[i].lieu;
        Short far = fr_distance(near[i].distance_m);
        Str number = telephone_of(a, l), days = few_days(a, f, l, first), hours = livret_horaires(a, f, l);
        Str where = near[i].distance_m >= 500
                      ? str_format(a, "%.*s, à %.*s", STR_ARG(lieu_adresse(a, l)), (int)far.n, far.p)
                      : lieu_adresse(a, l);
        pdf_row(p,
            (Str[]){ utf8_cut(lieu_champ(l, CHAMP_nom), 90), where,
                str_cat(a, days.p ? days : S(""), utf8_cut(hours, 260)), number.p ? number : S("non communiqué") });
    }
    pdf_table_end(p);
}

Err livret_mairie(Arena *a, const LivretFonds *f, const Commune *c, Date mois, PdfFormat format, Buf *out)
{
    LieuxRow near[LIVRET_MAIRIE_LIEUX];
    size_t n = 0;
    Civil day = date_civil(mois);
    Date first = date_from_ymd(day.year, day.month, 1);
    Str month = str_format(a, "%s %d", mois_francais[day.month - 1], day.year);
    TRY(livret_proches(a, f, c, format == PDF_A4 ? LIVRET_MAIRIE_LIEUX : LIVRET_MAIRIE_LIEUX / 2, near, &n));
    Pdf *p = open_document(a, f, str_format(a, "Le numérique près de %.*s, %.*s", STR_ARG(c->nom), STR_ARG(month)),
        format);
    pdf_heading(p, 1, str_format(a, "Se faire aider près de %.*s en %.*s", STR_ARG(c->nom), STR_ARG(month)));
    pdf_text(p, PDF_LEAD,
        S("Ordinateur, téléphone, démarches en ligne" NBSP ": des personnes vous aident, souvent gratuitement."));
    if (n == 0)
        pdf_text(p, PDF_BODY, S("Aucun lieu n’est connu ici pour le moment."));
    else
        month_table(p, a, f, near, n, first);
    holidays(p, a, f, first);
    if (!str_is_empty(f->site->telephone))
        pdf_runs(p, PDF_LEAD,
            (PdfRun[]){ { .text = S("Une question\u202F? Appelez le ") },
                { .text = f->site->telephone, .bold = true, .link = f->site->telephone_uri } },
            2);
    Str url = page_address(a, f, "/lieux?commune=", code_insee_str(&c->code));
    if (url.p)
        pdf_text(p, PDF_SMALL, S("Pour la liste du jour, visez ce carré avec un téléphone."));
    code(p, a, url, 30, PDF_LEFT, S("les lieux près d’ici"));
    return pdf_finish(p, out, NULL);
}
