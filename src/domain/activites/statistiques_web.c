// SPDX-License-Identifier: AGPL-3.0-or-later
/* /statistiques within one's scope, /chiffres for everybody, what the figures mean. */
#include <stdlib.h>

#include "activites_sql.h"
#include "activites_stat_view.h"
#include "core/app.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/activites/arretes_web.h"
#include "domain/activites/rapprochements.h"

enum { ANNEES_MAX = 60, COLONNES = 12, GRAPHE_BAS = 210, GRAPHE_HAUT = 180, GRILLES = 4, PAS = 29 };

const Field stat_champs[] = {
    { .name = "du", .kind = FIELD_DATE, .label = "Du" },
    { .name = "au", .kind = FIELD_DATE, .label = "Au" },
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = 2000, .max = 2999 },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Dispositif", .choices = dispositifs },
    { .name = "par", .kind = FIELD_CHOICE, .label = "Détail par", .choices = stat_par },
    { 0 },
};
const Field chiffres_champs[] = {
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = 2000, .max = 2999 },
    { 0 },
};

/* ---- the period ---- */

/* Years that have records, the last one first; then this year where there is none. */
Err stat_annees(Req *r, const Choice **ret, int64_t *ret_last)
{
    Choice *all = NEW(r->arena, Choice, ANNEES_MAX + 2);
    size_t n = 0;
    ROWS rows = { 0 };
    SqlActivitesAnnees row;
    if (!all)
        return ERR_MEMORY;
    TRY(sql_activites_annees(r->db, &rows));
    while (sql_activites_annees_next(&rows, &row))
        if (n < ANNEES_MAX) {
            *ret_last = n ? *ret_last : row.annee;
            all[n++].value = str_format(r->arena, "%lld", (long long)row.annee);
        }
    TRY(rows_end(&rows));
    if (n == 0) {
        *ret_last = date_civil(date_paris(r->now)).year;
        all[n++].value = str_format(r->arena, "%lld", (long long)*ret_last);
    }
    all[n] = (Choice){ STR_NONE, STR_NONE };
    *ret = all;
    return OK;
}

static void year_of(int64_t annee, StatQuestion *q)
{
    q->du = date_from_ymd((int)annee, 1, 1);
    q->au = date_from_ymd((int)annee, 12, 31);
}

Str stat_periode(Arena *a, const StatQuestion *q)
{
    Civil from = date_civil(q->du), to = date_civil(q->au);
    if (from.month == 1 && from.day == 1 && to.month == 12 && to.day == 31 && from.year == to.year)
        return str_format(a, "en %d", from.year);
    return str_format(a, "du %.*s au %.*s", STR_ARG(date_french(a, q->du)), STR_ARG(date_french(a, q->au)));
}

/* Days, or a year: what is offered to whoever reads whole years. */
static Err ask(Req *r, StatQuestion *q, const Choice **ret_annees)
{
    int64_t last = 0;
    TRY(stat_annees(r, ret_annees, &last));
    *q = (StatQuestion){ .dispositif = req_choice(r, "dispositif", -1), .epci = STR_NONE };
    year_of(req_i64(r, "annee", last), q);
    Date from, to;
    bool has_from = req_date(r, "du", &from), has_to = req_date(r, "au", &to);
    if (has_from)
        q->du = from;
    if (has_to)
        q->au = to;
    if (has_from && !has_to && q->au.days < q->du.days)
        q->au = date_paris(r->now);
    if (q->au.days < q->du.days) {
        form_error(r, "au", "La fin ne peut pas précéder le début.");
        q->au = q->du;
    }
    if (stat_periode_dite(q, stat_seuil(r->app->config, r->acteur)) != OK) {
        form_error(r, "annee", "Une année entière, du 1er janvier au 31 décembre.");
        year_of(date_civil(q->du).year, q);
    }
    return stat_question_de(r->db, r->arena, r->acteur, q);
}

/* ---- columns by month ---- */

/* A round step of which four hold `max`. */
static int64_t step_of(int64_t max)
{
    int64_t power = 1;
    static const int64_t rounds[] = { 1, 2, 5, 10 };
    for (;; power *= 10)
        for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++)
            if (rounds[i] * power * GRILLES >= max)
                return rounds[i] * power;
}

Err stat_graphe_mois(Arena *a, const StatLigne *l, size_t n, Graphe *ret)
{
    static const char letters[] = "JFMAMJJASOND";
    size_t low = 0, high = 0;
    Barre *bars = NEW(a, Barre, n + 1);
    if (!bars)
        return ERR_MEMORY;
    if (n < 2 || n > COLONNES)
        return OK;
    for (size_t i = 0; i < n; i++) {
        low = l[i].accompagnements < l[low].accompagnements ? i : low;
        high = l[i].accompagnements > l[high].accompagnements ? i : high;
    }
    int64_t step = step_of(l[high].accompagnements);
    bool one_year = str_eq(str_slice(l[0].cle, 0, 4), str_slice(l[n - 1].cle, 0, 4));
    for (size_t i = 0; i < n; i++) {
        int64_t month = 1, h = l[i].accompagnements * GRAPHE_HAUT / (step * GRILLES);
        str_to_i64(str_slice(l[i].cle, 5, 7), &month);
        int64_t at = one_year ? month - 1 : (int64_t)i; /* a month without records keeps its place */
        bars[i] = (Barre){ 46 + PAS * at, GRAPHE_BAS - h, h, str_of(letters + month - 1, 1), STR_NONE };
    }
    Short top = fr_nombre(l[high].accompagnements), bottom = fr_nombre(l[low].accompagnements);
    bars[high].chiffre = short_dup(a, top);
    bars[low].chiffre = short_dup(a, bottom);
    for (int g = 0; g < GRILLES; g++) {
        Short s = fr_nombre(step * (g + 1));
        ret->grilles[g] = (Grille){ GRAPHE_BAS - GRAPHE_HAUT * (g + 1) / GRILLES, short_dup(a, s) };
    }
    ret->barres = bars;
    ret->n = n;
    ret->dit = str_format(a, "Accompagnements par mois\u00a0: de %.*s (%.*s) à %.*s (%.*s). Chiffres dans le tableau.",
        STR_ARG(bars[low].chiffre), STR_ARG(l[low].nom), STR_ARG(bars[high].chiffre), STR_ARG(l[high].nom));
    return OK;
}

/* ---- tables ---- */

int stat_plus_grand_dabord(const void *x, const void *y)
{
    const StatLigne *a = x, *b = y;
    if (a->masque || b->masque)
        return a->masque && b->masque ? str_cmp(a->cle, b->cle) : a->masque ? 1 : -1;
    if (a->accompagnements != b->accompagnements)
        return a->accompagnements < b->accompagnements ? 1 : -1;
    return str_cmp(a->cle, b->cle);
}

Err stat_table_de(Req *r, const StatSource *s, const StatQuestion *q, int par, int64_t seuil, bool publique,
    StatTable *t)
{
    StatDetail d;
    TRY(source_detail(r->db, r->arena, s, q, par, seuil, &d));
    return stat_table_faire(r->db, r->arena, q, &d, seuil, publique, t);
}

Err stat_table_faire(Db *db, Arena *a, const StatQuestion *q, const StatDetail *d, int64_t seuil, bool publique,
    StatTable *t)
{
    StatLigne *lines;
    int par = d->par;
    TRY(statistiques_cacher(db, a, q, d, seuil, &lines, &t->n));
    if (par == STAT_PAR_THEME)
        qsort(lines, t->n, sizeof *lines, stat_plus_grand_dabord);
    stat_ranger(a, par, lines, t->n);
    for (size_t i = 0; i < t->n; i++) {
        t->total += lines[i].accompagnements;
        t->masques |= lines[i].masque;
        t->max = lines[i].accompagnements > t->max && !lines[i].masque ? lines[i].accompagnements : t->max;
    }
    t->lignes = lines;
    t->colonne = stat_par[par].label;
    t->usagers = par != STAT_PAR_THEME && !publique;
    t->part = par == STAT_PAR_THEME;
    t->ateliers = stat_par_actes(par) && !publique;
    return OK;
}

/* With the total beside them, one hidden line would be a subtraction away: others are hidden with it. */
static void hide_small_programmes(StatPage *p)
{
    StatLigne lines[DISPOSITIFS_N] = { 0 };
    for (int d = 0; d < DISPOSITIFS_N; d++) {
        lines[d].accompagnements = p->dispositifs[d].accompagnements;
        lines[d].usagers = p->dispositifs[d].usagers;
    }
    statistiques_masquer(lines, DISPOSITIFS_N, p->seuil);
    for (int d = 0; d < DISPOSITIFS_N; d++) {
        p->dispositif_masque[d] = lines[d].masque;
        p->masques |= lines[d].masque;
    }
}

/* The closed period that answers this very question, where there is one, is shown beside its figures. */
static Err find_source(Req *r, const StatQuestion *q, StatPage *p)
{
    ArretePage *page = NEW(r->arena, ArretePage, 1);
    if (!page)
        return ERR_MEMORY;
    TRY(stat_source(r->db, r->arena, q, &p->source));
    if (!p->source.arrete)
        return OK;
    page->seuil = p->seuil;
    TRY(arrete_page_lire(r, p->source.arrete, p->source.contenu, page));
    p->arrete = page;
    p->arrete_entier = p->source.arrete->dispositif == q->dispositif;
    return OK;
}

static Err table_of(Req *r, const StatQuestion *q, int par, const StatPage *p, StatTable *t)
{
    return stat_table_de(r, &p->source, q, par, p->seuil, p->publique, t);
}

static Err fill_tables(Req *r, const StatQuestion *q, int par, StatPage *p)
{
    for (int d = 0; d < DISPOSITIFS_N; d++) {
        StatQuestion one = *q;
        one.dispositif = d;
        TRY(source_chiffres(r->db, r->arena, &p->source, &one, &p->dispositifs[d]));
    }
    hide_small_programmes(p);
    p->mois.titre = S("Par mois");
    TRY(table_of(r, q, STAT_PAR_MOIS, p, &p->mois));
    if (!p->mois.masques)
        TRY(stat_graphe_mois(r->arena, p->mois.lignes, p->mois.n, &p->graphe));
    p->themes.titre = S("Par thème");
    TRY(table_of(r, q, STAT_PAR_THEME, p, &p->themes));
    p->autre.titre = stat_par[par].label;
    TRY(table_of(r, q, par, p, &p->autre));
    p->masques |= p->mois.masques || p->themes.masques || p->autre.masques;
    return OK;
}

static Err fill(Req *r, const StatQuestion *q, int par, StatPage *p)
{
    p->seuil = stat_seuil(r->app->config, p->publique ? NULL : r->acteur);
    TRY(find_source(r, q, p));
    TRY(source_chiffres(r->db, r->arena, &p->source, q, &p->tous));
    p->vide = p->tous.activites == 0;
    TRY(stat_ensemble_petit(r->db, r->arena, p->publique ? NULL : r->acteur, q, &p->tous, p->seuil, &p->petit));
    if (!p->publique && str_is_none(q->epci))
        TRY(rapprochements_ouverts(r->db, r->arena, q->structure_id, &p->rapprochements));
    if (!p->petit)
        TRY(source_nouveaux(r->db, r->arena, &p->source, q, &p->tous));
    p->periode = stat_periode(r->arena, q);
    Short n = fr_nombre(p->tous.accompagnements);
    p->titre = str_format(r->arena, "%.*s accompagnement%s %.*s", n.n, n.p, p->tous.accompagnements > 1 ? "s" : "",
        STR_ARG(p->periode));
    if (!p->petit)
        return fill_tables(r, q, par, p);
    p->titre = str_format(r->arena, "Moins de %lld accompagnements ou usagers %.*s", (long long)p->seuil,
        STR_ARG(p->periode));
    return OK;
}

Err statistiques_page(Req *r)
{
    static const char *const criteria[] = { "du", "au", "annee", "dispositif", "par", NULL };
    StatQuestion q;
    StatPage p = { .form = &r->form };
    const Choice *years;
    TRY(ask(r, &q, &years));
    TRY(fill(r, &q, req_choice(r, "par", STAT_PAR_EPCI), &p));
    p.arretes = r->acteur->role & ROLES_ARRETES;
    p.perimetre = q.personne_id.v     ? S("Vos fiches seulement.")
                : q.structure_id.v    ? S("Les fiches de votre structure.")
                : str_is_none(q.epci) ? S("Tout le territoire.")
                                      : S("Les fiches de votre intercommunalité, par commune de l’accompagnement.");
    if (q.dispositif >= 0)                         /* said in words too: the form is not on paper */
        p.perimetre = str_format(r->arena, "%.*s Un seul dispositif\u00a0: %.*s.", STR_ARG(p.perimetre),
            STR_ARG(dispositifs[q.dispositif].label));
    if (p.seuil > 1) {
        p.annees = years;
        p.annee = champ_defaut(&r->form, "annee", str_format(r->arena, "%d", date_civil(q.du).year));
        p.perimetre = str_cat(r->arena, p.perimetre,
            S(" Votre rôle lit une année civile à la fois\u00a0: des jours choisis feraient retrouver de petits "
              "effectifs."));
    }
    Str query = adresse_de(r, "", criteria);
    p.csv = str_cat(r->arena, S("/statistiques.csv"), query);
    p.xlsx = str_cat(r->arena, S("/statistiques.xlsx"), query);
    p.du = champ_defaut(&r->form, "du", date_iso(r->arena, q.du));
    p.au = champ_defaut(&r->form, "au", date_iso(r->arena, q.au));
    p.dispositif = champ_de(&r->form, "dispositif");
    p.par = champ_defaut(&r->form, "par", stat_par[STAT_PAR_EPCI].value);
    view_statistiques(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "cle", { "Code", XLSX_TEXT, 24 } },
    { "nom", { "Libellé", XLSX_TEXT, 40 } },
    { "accompagnements", { "Accompagnements", XLSX_INTEGER, 18 } },
    { "usagers", { "Usagers", XLSX_INTEGER, 12 } },
    { "ateliers", { "Ateliers", XLSX_INTEGER, 12 } },
    { "minutes", { "Minutes", XLSX_INTEGER, 12 } },
    { 0 },
};
const SheetDef stat_feuille = { "statistiques", "Statistiques", "Statistiques", columns };

/* A count that is not told, or not made, is an empty cell. */
static void write_count(Sheet *t, bool told, int64_t n)
{
    if (told)
        sheet_integer(t, n);
    else
        sheet_empty(t);
}

void stat_ligne_ecrire(Sheet *t, const StatLigne *l, bool actes)
{
    sheet_text(t, l->cle);
    sheet_text(t, l->nom);
    write_count(t, !l->masque, l->accompagnements);
    write_count(t, !l->masque && l->usagers >= 0, l->usagers);
    write_count(t, !l->masque && actes, l->ateliers);
    write_count(t, !l->masque && actes, l->minutes);
    sheet_end_row(t);
}

/* The lines of the table, then their total as the page says it. */
Err statistiques_fichier(Req *r)
{
    StatQuestion q;
    Chiffres all;
    StatSource source;
    StatTable table = { 0 };
    int64_t seuil = stat_seuil(r->app->config, r->acteur);
    const Choice *unused;
    TRY(ask(r, &q, &unused));
    if (req_has_errors(r))
        return ERR_INVALID;
    TRY(stat_source(r->db, r->arena, &q, &source));
    TRY(source_chiffres(r->db, r->arena, &source, &q, &all));
    bool small = false;
    TRY(stat_ensemble_petit(r->db, r->arena, r->acteur, &q, &all, seuil, &small));
    if (!small)
        TRY(stat_table_de(r, &source, &q, req_choice(r, "par", STAT_PAR_EPCI), seuil, false, &table));
    SHEET t = req_sheet_open(r, &stat_feuille);
    int par = req_choice(r, "par", STAT_PAR_EPCI);
    for (size_t i = 0; i < table.n; i++)
        stat_ligne_ecrire(t, &table.lignes[i], stat_par_actes(par));
    const StatLigne whole = { S("total"), S("Total"), all.accompagnements, all.usagers, all.ateliers, all.minutes,
        small };
    stat_ligne_ecrire(t, &whole, true);
    return req_sheet(r, t);
}

/* ---- for everybody ---- */

Err chiffres_page(Req *r)
{
    StatQuestion q = { .dispositif = -1, .epci = STR_NONE };
    StatPage p = { .form = &r->form, .publique = true };
    int64_t last = 0;
    TRY(stat_annees(r, &p.annees, &last));
    int64_t year = req_i64(r, "annee", last);
    year_of(year, &q);
    TRY(fill(r, &q, STAT_PAR_EPCI, &p));
    p.annee = champ_defaut(&r->form, "annee", str_format(r->arena, "%lld", (long long)year));
    view_chiffres(req_html(r), &p);
    return OK;
}

/* The page of one year, whose address stays; a year without records is not found. */
Err chiffres_annee_page(Req *r)
{
    StatQuestion q = { .dispositif = -1, .epci = STR_NONE };
    StatPage p = { .form = &r->form, .publique = true };
    int64_t last = 0, year = 0;
    size_t i = 0;
    TRY(stat_annees(r, &p.annees, &last));
    Str asked = req_path(r, "annee");
    while (!str_is_none(p.annees[i].value) && !str_eq(p.annees[i].value, asked))
        i++;
    if (!str_to_i64(p.annees[i].value, &year))
        return ERR_NOT_FOUND;
    year_of(year, &q);
    TRY(fill(r, &q, STAT_PAR_EPCI, &p));
    if (p.vide)
        return ERR_NOT_FOUND;
    p.annee = champ_defaut(&r->form, "annee", asked);
    view_chiffres(req_html(r), &p);
    return OK;
}

Err definitions_page(Req *r)
{
    view_definitions(req_html(r), stat_definitions, stat_seuil(r->app->config, NULL));
    return OK;
}
