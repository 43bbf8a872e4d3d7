// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * /tableau-de-bord: what changed, what is late, the months, the themes, activity against need; for whoever it is, within the
 * scope: a médiateur's own records, a structure, a coordinateur's territory, the département.
 */
#include <math.h>

#include "activites_sql.h"
#include "activites_tableau_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/activites/orientations.h"
#include "domain/diagnostic/diagnostic.h"
#include "domain/territoire/territoire.h"

enum { SILENCE_J = 60, ACTIVE_J = 365, RETARDS_MAX = 20, RAYON_MIN = 6, RAYON_MAX = 34, MILLE = 1000 };

const Field tableau_champs[] = {
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = 2000, .max = 2999 },
    { 0 },
};

/* ---- what changed ---- */

static Str gap(Arena *a, int64_t before, int64_t now)
{
    if (before == now)
        return S("pareil");
    if (before == 0)
        return S("nouveau");
    double share = 100.0 * (double)(now - before) / (double)before;
    Short n = fr_nombre((int64_t)llround(fabs(share)));
    return str_format(a, "%s\u00a0%.*s\u00a0%%", share < 0 ? "−" : "+", n.n, n.p);
}

static void compare(Arena *a, TableauPage *p)
{
    const Chiffres *c = &p->tous, *b = &p->passe;
    enum { HEURE = 60 };
    const Evolution all[EVOLUTIONS] = { { "Accompagnements", b->accompagnements, c->accompagnements, STR_NONE },
        { "Usagers distincts", b->usagers, c->usagers, STR_NONE }, { "Ateliers", b->ateliers, c->ateliers, STR_NONE },
        { "Heures", b->minutes / HEURE, c->minutes / HEURE, STR_NONE },
        { "Structures actives", b->structures, c->structures, STR_NONE } };
    for (int i = 0; i < EVOLUTIONS; i++) {
        p->evolutions[i] = all[i];
        p->evolutions[i].ecart = gap(a, all[i].avant, all[i].ici);
    }
}

/* ---- what is late ---- */

static Err silent(Req *r, const TableauPage *p, Str *late, size_t *n)
{
    StatQuestion q = p->q;
    const StatLigne *known, *recent;
    size_t known_n = 0, recent_n = 0;
    Date today = date_paris(r->now);
    q.au = today;
    q.du = (Date){ today.days - ACTIVE_J };
    TRY(statistiques_par(r->db, r->arena, &q, STAT_PAR_STRUCTURE, true, &known, &known_n));
    q.du = (Date){ today.days - SILENCE_J };
    TRY(statistiques_par(r->db, r->arena, &q, STAT_PAR_STRUCTURE, true, &recent, &recent_n));
    for (size_t i = 0; i < known_n; i++) {
        size_t k = 0;
        while (k < recent_n && !str_eq(recent[k].cle, known[i].cle))
            k++;
        if (k == recent_n && *n < RETARDS_MAX)
            late[(*n)++] = str_format(r->arena, "%.*s\u00a0: aucune fiche depuis plus de %d jours.",
                STR_ARG(known[i].nom), SILENCE_J);
    }
    return OK;
}

static Err find_late(Req *r, TableauPage *p)
{
    Attentes waiting = { 0 };
    Str *late = NEW(r->arena, Str, RETARDS_MAX + 1);
    size_t n = 0;
    if (!late)
        return ERR_MEMORY;
    for (const Slice *const *s = r->app->slices; s && *s; s++)
        if ((*s)->attentes)
            TRY((*s)->attentes(r, &waiting));
    for (size_t i = 0; i < waiting.liste.n && n < RETARDS_MAX; i++)
        late[n++] = waiting.liste.v[i].texte;
    TRY(silent(r, p, late, &n));
    p->retards = late;
    p->retards_n = n;
    return OK;
}

/* ---- activity against need ---- */

/* Inhabitants and index of that zone, where they are known. */
static void need_of(Req *r, const Diagnostic *d, const char *kind, Besoin *b)
{
    Zone zone;
    Agregat g;
    Str message = STR_NONE;
    Choix coeur = d ? diagnostic_coeur(d) : 0;
    int poids = d ? diagnostic_poids_find(d, STR_NONE) : -1;
    b->habitants = -1;
    b->pour_mille = b->indice = NAN;
    if (!coeur || poids < 0 ||
        zone_find(d, r->arena, str_format(r->arena, "%s:%.*s", kind, STR_ARG(b->code)), &zone, &message) != OK)
        return;
    diagnostic_agreger(d, &zone, poids, coeur, &g);
    b->indice = g.indice;
    b->habitants = g.population + g.population_sans_valeur;
    if (b->habitants > 0)
        b->pour_mille = (double)MILLE * (double)b->accompagnements / (double)b->habitants;
}

static Err read_needs(Req *r, TableauPage *p)
{
    const Diagnostic *d = req_snapshot(r, &diagnostic_snapshot);
    bool epci = str_is_none(p->q.epci) && p->q.structure_id.v == 0 && p->q.personne_id.v == 0;
    StatTable t = { 0 };
    TRY(stat_table_de(r, &p->q, epci ? STAT_PAR_EPCI : STAT_PAR_COMMUNE, p->seuil, false, &t));
    const StatLigne *l = t.lignes;
    size_t n = p->petit ? 0 : t.n;
    Besoin *all = NEW(r->arena, Besoin, n + 1);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        all[i] = (Besoin){ .code = l[i].cle,
            .nom = l[i].nom,
            .accompagnements = l[i].accompagnements,
            .usagers = l[i].usagers,
            .masque = l[i].masque };
        need_of(r, d, epci ? "epci" : "commune", &all[i]);
    }
    p->besoins = all;
    p->besoins_n = n;
    p->colonne = epci ? S("Intercommunalité") : S("Commune");
    return OK;
}

/* The point of a commune; of an EPCI, the mean of its located communes. */
static bool place(const Territoire *t, const CarteFond *map, Str departement, Str code, int *ret_x, int *ret_y)
{
    double lat = 0, lon = 0;
    int n = 0;
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        bool in = str_eq(code_insee_str(&c->code), code) ||
                  (c->epci && str_eq(c->epci->code, code) && str_eq(c->departement, departement));
        if (!in || c->localisation != LOCALISATION_COMMUNE)
            continue;
        lat += c->point.lat;
        lon += c->point.lon;
        n++;
    }
    return n && carte_xy(map, (Point){ lat / n, lon / n }, ret_x, ret_y);
}

static int class_of(double index)
{
    static const double bounds[] = { 4, 5, 6, 7 };
    int k = 1;
    if (!isfinite(index))
        return 0;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        k += index >= bounds[i];
    return k;
}

static Str words(Arena *a, const Besoin *b)
{
    Short n = fr_nombre(b->accompagnements), i = fr_decimal(isfinite(b->indice) ? b->indice : 0, 1);
    if (!isfinite(b->indice))
        return str_format(a, "%.*s\u00a0: %.*s accompagnements", STR_ARG(b->nom), n.n, n.p);
    return str_format(a, "%.*s\u00a0: %.*s accompagnements, indice %.*s", STR_ARG(b->nom), n.n, n.p, i.n, i.p);
}

static Err draw_map(Req *r, TableauPage *p)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    int64_t most = 1;
    ActiviteBulle *all = NEW(r->arena, ActiviteBulle, p->besoins_n + 1);
    if (!all)
        return ERR_MEMORY;
    p->carte = t ? territoire_carte(t, departement) : NULL;
    for (size_t i = 0; i < p->besoins_n; i++)
        most = !p->besoins[i].masque && p->besoins[i].accompagnements > most ? p->besoins[i].accompagnements : most;
    for (size_t i = 0; p->carte && i < p->besoins_n; i++) {
        const Besoin *b = &p->besoins[i];
        ActiviteBulle *at = &all[p->bulles_n];
        if (b->masque || !place(t, p->carte, departement, b->code, &at->x, &at->y))
            continue;
        at->rayon = RAYON_MIN + (int)((RAYON_MAX - RAYON_MIN) * sqrt((double)b->accompagnements / (double)most));
        at->classe = class_of(b->indice);
        at->mots = words(r->arena, b);
        p->bulles_n++;
    }
    p->bulles = all;
    return OK;
}

/* ---- who was sent to a place ---- */

/* Told apart only where none of them is small. */
static Err tell_sent(Req *r, TableauPage *p)
{
    static const char *const one[] = { "est venue", "n’est pas venue", "sans nouvelles", "à suivre" };
    static const char *const many[] = { "sont venues", "ne sont pas venues", "sans nouvelles", "à suivre" };
    OrientationChiffres c;
    TRY(orientations_compter(r->db, r->arena, &p->q, &c));
    BUF b = buf_new(KIB);
    Short total = plural(c.total, "personne a été orientée", "personnes ont été orientées");
    bool small = c.total > 0 && c.total < p->seuil;
    for (int i = 0; i <= SUITES_N; i++)
        small |= c.suites[i] > 0 && c.suites[i] < p->seuil;
    if (c.total >= p->seuil)
        buf_format(&b, "%.*s vers un lieu", total.n, total.p);
    else
        buf_format(&b, "Moins de %lld personnes ont été orientées vers un lieu", (long long)p->seuil);
    const char *before = "\u00A0: ";
    for (int i = 0; i <= SUITES_N && !small; i++) {
        if (c.suites[i] == 0)
            continue;
        Short n = fr_nombre(c.suites[i]);
        buf_format(&b, "%s%.*s %s", before, n.n, n.p, c.suites[i] > 1 ? many[i] : one[i]);
        before = ", ";
    }
    buf_put(&b, S("."));
    p->orientes = c.total ? str_dup(r->arena, buf_str(&b)) : S("");
    return arena_failed(r->arena) || b.failed ? ERR_MEMORY : OK;
}

/* ---- the page ---- */

static Err name_scope(Req *r, Str *ret)
{
    Structure s;
    Maille m;
    Str code = r->acteur->code;
    if (r->acteur->role & ROLE_MEDIATEUR) {
        *ret = S("Vos fiches");
        return OK;
    }
    switch (portee_de(r->acteur->portee)) {
    case PORTEE_STRUCTURE:
        TRY(structure_par_uid(r->db, r->arena, code, &s));
        *ret = s.nom;
        return OK;
    case PORTEE_EPCI:
        *ret = maille_epci(r->db, r->arena, code, &m) == OK ? m.nom : code;
        return OK;
    case PORTEE_INSTANCE:
    case PORTEE_DEPARTEMENT:
        *ret = S("Le département");
        return OK;
    }
    return ERR_NOT_FOUND;
}

Err tableau_lire(Req *r, TableauPage *p)
{
    int64_t last = 0;
    TRY(stat_annees(r, &p->annees, &last));
    int year = (int)req_i64(r, "annee", last), today = date_civil(date_paris(r->now)).year;
    Civil c = date_civil(date_paris(r->now));
    p->q.dispositif = -1;
    p->q.du = date_from_ymd(year, 1, 1);
    p->q.au = year == today ? date_from_ymd(year, c.month, c.day) : date_from_ymd(year, 12, 31);
    p->avant = p->q;
    p->avant.du = date_from_ymd(year - 1, 1, 1);
    /* the same days of the year before: 29 February is held to the 28th */
    p->avant.au = year == today ? date_from_ymd(year - 1, c.month, c.month == 2 && c.day == 29 ? 28 : c.day)
                                : date_from_ymd(year - 1, 12, 31);
    TRY(statistiques(r->db, r->arena, &p->q, false, &p->tous));
    TRY(statistiques(r->db, r->arena, &p->avant, false, &p->passe));
    p->seuil = stat_seuil(r->app->config, r->acteur);
    p->petit = stat_petit(&p->tous, p->seuil);
    p->passe_petit = stat_petit(&p->passe, p->seuil);
    compare(r->arena, p);
    TRY(stat_table_de(r, &p->q, STAT_PAR_MOIS, p->seuil, false, &p->mois));
    if (!p->mois.masques)
        TRY(stat_graphe_mois(r->arena, p->mois.lignes, p->mois.n, &p->graphe));
    TRY(stat_table_de(r, &p->q, STAT_PAR_THEME, p->seuil, false, &p->themes));
    p->mois.titre = S("Par mois");
    p->themes.titre = S("Par thème");
    p->annee = champ_defaut(&r->form, "annee", str_format(r->arena, "%d", year));
    return OK;
}

static Err read_all(Req *r, TableauPage *p)
{
    *p = (TableauPage){ .form = &r->form, .q = { .epci = STR_NONE } };
    TRY(stat_question_de(r->db, r->arena, r->acteur, &p->q));
    TRY(tableau_lire(r, p));
    return read_needs(r, p);
}

Err tableau_page(Req *r)
{
    enum { SAISIT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR };
    TableauPage p;
    TRY(read_all(r, &p));
    TRY(name_scope(r, &p.qui));
    TRY(find_late(r, &p));
    TRY(tell_sent(r, &p));
    TRY(draw_map(r, &p));
    int year = date_civil(p.q.du).year;
    Str from = date_iso(r->arena, p.q.du), to = date_iso(r->arena, p.q.au);
    Short n = fr_nombre(p.tous.accompagnements);
    p.titre = str_format(r->arena, "%.*s accompagnement%s en %d", n.n, n.p, p.tous.accompagnements > 1 ? "s" : "",
        year);
    if (p.petit)
        p.titre = str_format(r->arena, "Moins de %lld accompagnements en %d", (long long)p.seuil, year);
    p.csv = str_format(r->arena, "/tableau-de-bord.csv?annee=%d", year);
    p.xlsx = str_format(r->arena, "/tableau-de-bord.xlsx?annee=%d", year);
    p.bilan = str_format(r->arena, "/bilan.pdf?annee=%d", year);
    p.mois_csv = str_format(r->arena, "/statistiques.csv?du=%.*s&au=%.*s&par=mois", STR_ARG(from), STR_ARG(to));
    p.themes_csv = str_format(r->arena, "/statistiques.csv?du=%.*s&au=%.*s&par=theme", STR_ARG(from), STR_ARG(to));
    p.saisit = r->acteur->role & SAISIT;
    view_tableau(req_html(r), &p);
    return OK;
}

/* ---- the same as a file: counts only ---- */

static const SheetColumn columns[] = {
    { "code", { "Code", XLSX_TEXT, 14 } },
    { "nom", { "Territoire", XLSX_TEXT, 40 } },
    { "accompagnements", { "Accompagnements", XLSX_INTEGER, 18 } },
    { "usagers", { "Usagers", XLSX_INTEGER, 12 } },
    { "habitants", { "Habitants", XLSX_INTEGER, 12 } },
    { "pour_mille_habitants", { "Pour 1 000 habitants", XLSX_DECIMAL, 20 } },
    { "indice_fragilite", { "Indice de fragilité", XLSX_DECIMAL, 18 } },
    { 0 },
};
static const SheetDef sheet = { "activite-et-besoin", "Activité et besoin", "Activité et besoin", columns };

static void put_decimal(Sheet *t, double v)
{
    if (isfinite(v))
        sheet_decimal(t, round(v * 100) / 100);
    else
        sheet_empty(t);
}

static void put_count(Sheet *t, int64_t n, bool hidden)
{
    if (hidden)
        sheet_empty(t);
    else
        sheet_integer(t, n);
}

Err tableau_fichier(Req *r)
{
    TableauPage p;
    TRY(read_all(r, &p));
    SHEET t = req_sheet_open(r, &sheet);
    for (size_t i = 0; i < p.besoins_n; i++) {
        const Besoin *b = &p.besoins[i];
        sheet_text(t, b->code);
        sheet_text(t, b->nom);
        put_count(t, b->accompagnements, b->masque);
        put_count(t, b->usagers, b->masque);
        if (b->habitants >= 0)
            sheet_integer(t, b->habitants);
        else
            sheet_empty(t);
        put_decimal(t, b->masque ? NAN : b->pour_mille);
        put_decimal(t, b->indice);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}
