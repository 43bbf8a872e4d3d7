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

enum { SILENCE_J = 60, ACTIVE_J = 365 };

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

/* ---- what waits, and what is late ---- */

static Err wait_for(Req *r, TableauPage *p, Attente x)
{
    Attente *new = vec_push(r->arena, &p->attentes);
    if (!new)
        return ERR_MEMORY;
    *new = x;
    return OK;
}

/* Structures that wrote something this last year, and nothing for long. */
static Err silent(Req *r, TableauPage *p)
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
        if (k == recent_n && !structure_est_a_rattacher(known[i].cle))
            TRY(wait_for(r, p,
                (Attente){ str_format(r->arena, "%.*s\u00a0: aucune fiche depuis plus de %d jours.",
                               STR_ARG(known[i].nom), SILENCE_J),
                    STR_NONE, STR_NONE }));
    }
    return OK;
}

Err tableau_attentes(Req *r, TableauPage *p)
{
    Attentes waiting = { 0 };
    for (const Slice *const *s = r->app->slices; s && *s; s++)
        if ((*s)->attentes)
            TRY((*s)->attentes(r, &waiting));
    for (size_t i = 0; i < waiting.liste.n; i++)
        TRY(wait_for(r, p, waiting.liste.v[i]));
    return silent(r, p);
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

/* Of this year and of the one before, each as it was closed where it is. */
static Err read_figures(Req *r, TableauPage *p)
{
    TRY(stat_source(r->db, r->arena, &p->q, &p->source));
    TRY(source_chiffres(r->db, r->arena, &p->source, &p->q, &p->tous));
    TRY(source_nouveaux(r->db, r->arena, &p->source, &p->q, &p->tous));
    TRY(stat_source(r->db, r->arena, &p->avant, &p->source_avant));
    TRY(source_chiffres(r->db, r->arena, &p->source_avant, &p->avant, &p->passe));
    const Arrete *x = p->source.arrete;
    p->arretes_le = x ? date_french(r->arena, date_paris(x->at)) : S("");
    p->arrete_url = x && r->acteur->role & ROLES_ARRETES ? str_cat(r->arena, S("/statistiques/arretes/"), x->uid)
                                                         : S("");
    return OK;
}

Err tableau_lire(Req *r, TableauPage *p)
{
    int64_t last = 0;
    TRY(stat_annees(r, &p->annees, &last));
    int year = (int)req_i64(r, "annee", last), today = date_civil(date_paris(r->now)).year;
    Civil c = date_civil(date_paris(r->now));
    p->seuil = stat_seuil(r->app->config, r->acteur);
    p->pas_finie = year == today && p->seuil > 1;
    p->q.dispositif = -1;
    p->q.du = date_from_ymd(year, 1, 1);
    p->q.au = year == today && !p->pas_finie ? date_from_ymd(year, c.month, c.day) : date_from_ymd(year, 12, 31);
    p->avant = p->q;
    p->avant.du = date_from_ymd(year - 1, 1, 1);
    /* the same days of the year before: 29 February is held to the 28th */
    p->avant.au = year == today ? date_from_ymd(year - 1, c.month, c.month == 2 && c.day == 29 ? 28 : c.day)
                                : date_from_ymd(year - 1, 12, 31);
    TRY(read_figures(r, p));
    TRY(stat_ensemble_petit(r->db, r->arena, r->acteur, &p->q, &p->tous, p->seuil, &p->petit));
    TRY(stat_ensemble_petit(r->db, r->arena, r->acteur, &p->avant, &p->passe, p->seuil, &p->passe_petit));
    p->passe_petit |= p->pas_finie;
    compare(r->arena, p);
    TRY(stat_table_de(r, &p->source, &p->q, STAT_PAR_MOIS, p->seuil, false, &p->mois));
    if (!p->mois.masques)
        TRY(stat_graphe_mois(r->arena, p->mois.lignes, p->mois.n, &p->graphe));
    TRY(stat_table_de(r, &p->source, &p->q, STAT_PAR_THEME, p->seuil, false, &p->themes));
    p->mois.titre = S("Par mois");
    p->themes.titre = S("Par thème");
    p->annee = champ_defaut(&r->form, "annee", str_format(r->arena, "%d", year));
    return OK;
}

Err tableau_lire_le_sien(Req *r, TableauPage *p)
{
    *p = (TableauPage){ .form = &r->form, .q = { .epci = STR_NONE } };
    TRY(stat_question_de(r->db, r->arena, r->acteur, &p->q));
    return tableau_lire(r, p);
}

/* "/tableau-de-bord/WHAT.csv?annee=2025", and as XLSX. */
static ListeFichiers files_of(Arena *a, const char *what, int year)
{
    return (ListeFichiers){ str_format(a, "/tableau-de-bord%s.csv?annee=%d", what, year),
        str_format(a, "/tableau-de-bord%s.xlsx?annee=%d", what, year) };
}

static ListeFichiers files_by(Arena *a, const StatQuestion *q, int par)
{
    Str from = date_iso(a, q->du), to = date_iso(a, q->au);
    Str end = str_format(a, "?du=%.*s&au=%.*s&par=%.*s", STR_ARG(from), STR_ARG(to), STR_ARG(stat_par[par].value));
    return (ListeFichiers){ str_cat(a, S("/statistiques.csv"), end), str_cat(a, S("/statistiques.xlsx"), end) };
}

static void name_files(Req *r, TableauPage *p)
{
    int year = date_civil(p->q.du).year;
    p->annee_ici = year;
    p->fichiers_evolution = files_of(r->arena, "/evolution", year);
    p->fichiers_attentes = files_of(r->arena, "/attentes", year);
    p->fichiers_besoins = files_of(r->arena, "", year);
    p->fichiers_mois = files_by(r->arena, &p->q, STAT_PAR_MOIS);
    p->fichiers_themes = files_by(r->arena, &p->q, STAT_PAR_THEME);
    p->bilan = str_format(r->arena, "/bilan.pdf?annee=%d", year);
}

Err tableau_page(Req *r)
{
    enum { SAISIT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR };
    TableauPage p;
    TRY(tableau_lire_le_sien(r, &p));
    TRY(name_scope(r, &p.qui));
    TRY(tableau_attentes(r, &p));
    TRY(tell_sent(r, &p));
    TRY(tableau_besoins(r, &p));
    TRY(tableau_carte(r, &p));
    name_files(r, &p);
    Short n = fr_nombre(p.tous.accompagnements);
    p.titre = str_format(r->arena, "%.*s accompagnement%s en %d", n.n, n.p, p.tous.accompagnements > 1 ? "s" : "",
        p.annee_ici);
    if (p.petit)
        p.titre = str_format(r->arena, "Moins de %lld accompagnements ou usagers en %d", (long long)p.seuil,
            p.annee_ici);
    p.saisit = r->acteur->role & SAISIT;
    view_tableau(req_html(r), &p);
    return OK;
}
