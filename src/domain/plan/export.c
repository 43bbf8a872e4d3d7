// SPDX-License-Identifier: AGPL-3.0-or-later
/* The plan as files: our columns, the 28 columns of Territoires en Transitions, JSON; and what of it is public. */
#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/journal/journal.h"
#include "domain/plan/comparer.h"
#include "domain/plan/lire.h"

/* Amounts become a number of euros only here, at the door of the spreadsheet. */
#define TEXT_COLUMN(NAME, stored, shown, ...) { shown, { shown, XLSX_TEXT, 30 } },
#define ACTION_COLUMNS                                                                                                 \
    { "Numéro", { "Numéro", XLSX_TEXT, 9 } }, { "Type", { "Type", XLSX_TEXT, 13 } },                                   \
        { "Axe", { "Axe", XLSX_INTEGER, 6 } }, { "Titre de l’axe", { "Titre de l’axe", XLSX_TEXT, 40 } },              \
        { "Objectif", { "Objectif", XLSX_TEXT, 40 } }, { "Thème", { "Thème", XLSX_TEXT, 26 } },                        \
        { "Ordre", { "Ordre", XLSX_INTEGER, 7 } }, { "Action", { "Action", XLSX_TEXT, 70 } },                          \
        { "Pilote", { "Pilote", XLSX_TEXT, 26 } }, { "Territoires", { "Territoires", XLSX_TEXT, 26 } },                \
        { "Statut", { "Statut", XLSX_TEXT, 13 } }, { "Priorité", { "Priorité", XLSX_TEXT, 11 } },                      \
        { "Avancement", { "Avancement", XLSX_INTEGER, 12 } }, { "Début", { "Début", XLSX_DATE, 12 } },                 \
        { "Fin", { "Fin", XLSX_DATE, 12 } }, { "Proche de", { "Proche de", XLSX_TEXT, 12 } },                          \
        { "Publié", { "Publié", XLSX_TEXT, 30 } }, { "Lieux", { "Lieux", XLSX_TEXT, 20 } },                            \
        ACTION_TEXTES(TEXT_COLUMN){ "En retard", { "En retard", XLSX_TEXT, 10 } },                                     \
        { "Budget (€)", { "Budget (€)", XLSX_DECIMAL, 14 } }, { "Financé (€)", { "Financé (€)", XLSX_DECIMAL, 14 } },  \
        { "Versé (€)", { "Versé (€)", XLSX_DECIMAL, 14 } },                                                            \
    {                                                                                                                  \
        "Reste à trouver (€)",                                                                                         \
        {                                                                                                              \
            "Reste à trouver (€)", XLSX_DECIMAL, 18                                                                    \
        }                                                                                                              \
    }
#define DETAIL_COLUMN(nom)                                                                                             \
    {                                                                                                                  \
        nom,                                                                                                           \
        {                                                                                                              \
            nom, XLSX_TEXT, 40                                                                                         \
        }                                                                                                              \
    }
static const SheetColumn csv_columns[] = { ACTION_COLUMNS, DETAIL_COLUMN("Étapes"), DETAIL_COLUMN("Dépenses"),
    DETAIL_COLUMN("Financements"), DETAIL_COLUMN("Ressources"), { 0 } };
static const SheetColumn xlsx_columns[] = { ACTION_COLUMNS, { 0 } };
#undef TEXT_COLUMN
static const SheetColumn feuille_columns[] = { { "Type", { "Type", XLSX_TEXT, 10 } },
    { "Axe", { "Axe", XLSX_INTEGER, 6 } }, { "Action", { "Action", XLSX_TEXT, 50 } },
    { "Description", { "Description", XLSX_TEXT, 80 } }, { "Pilote", { "Pilote", XLSX_TEXT, 40 } },
    { "Appui", { "Appui", XLSX_TEXT, 40 } }, { "Territoires", { "Territoires", XLSX_TEXT, 30 } },
    { "Début", { "Début", XLSX_DATE, 12 } }, { "Fin", { "Fin", XLSX_DATE, 12 } },
    { "Source", { "Source", XLSX_TEXT, 40 } }, { 0 } };
static const SheetDef csv_def = { "plan-d-actions", "Plan d’actions", "Plan d’actions", csv_columns },
                      xlsx_def = { "plan-d-actions", "Plan d’actions", "Plan d’actions", xlsx_columns },
                      feuille_def = { "plan-d-actions", "Feuille de route", "Plan d’actions", feuille_columns };

static void heads(CsvWriter *w, const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell(w, str_from(v[i]));
}
#define HEADS(w, v) heads((w), (v), sizeof(v) / sizeof *(v))

static Str goal_title(const Plan *p, const Action *x)
{
    const Objectif *o = plan_objectif(p, x->objectif_id);
    return o ? o->titre : S("");
}

static Str near_numbers(Arena *a, const ActionFiche *f)
{
    return f->proches_n ? str_join(a, f->proches, f->proches_n, S(";")) : S("");
}

static Str stored(const Choice *c, int i)
{
    return i < 0 ? S("") : c[i].value;
}

static void day_cell(Sheet *t, PlanJour d)
{
    if (d.has)
        sheet_date(t, d.d);
    else
        sheet_empty(t);
}

static Str public_words(Arena *a, unsigned publics)
{
    Str words[PUBLICS_N];
    size_t n = 0;
    for (int i = 0; i < PUBLICS_N; i++)
        if (publics & 1U << i)
            words[n++] = public_champs[i].value;
    return n ? str_join(a, words, n, S(";")) : S(PUBLIC_RIEN);
}

static void own_cells(Sheet *t, Arena *a, const Plan *p, const Action *x, const ActionEntiere *e)
{
    sheet_text(t, x->numero);
    sheet_text(t, x->genre);
    sheet_integer(t, p->axes[x->axe].rang);
    sheet_text(t, p->axes[x->axe].titre);
    sheet_text(t, goal_title(p, x));
    sheet_text(t, themes_ecrits(a, x->themes));
    sheet_integer(t, x->rang);
    sheet_text(t, x->titre);
    sheet_text(t, x->pilote);
    sheet_text(t, x->territoires);
    sheet_text(t, action_etats[x->etat].label);
    sheet_text(t, x->priorite < 0 ? S("") : priorites[x->priorite].label);
    sheet_integer(t, x->avancement);
    day_cell(t, x->debut);
    day_cell(t, x->fin);
    sheet_text(t, near_numbers(a, &e->f));
    sheet_text(t, public_words(a, x->publics));
    sheet_text(t, e->r.lieux_n ? str_join(a, e->r.lieux, e->r.lieux_n, S(";")) : S(""));
    for (int k = 0; k < TEXTES_N; k++)
        sheet_text(t, e->f.textes[k]);
}

static void action_rows(Sheet *t, Arena *a, const Plan *p, const ActionEntiere *all, Date today, bool details_too)
{
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        const Action *x = &p->actions[i];
        own_cells(t, a, p, x, &all[i]);
        sheet_text(t, action_en_retard(x, today) ? S("oui") : S("non"));
        sheet_argent(t, x->budget);
        sheet_argent(t, x->finance);
        sheet_argent(t, x->verse);
        sheet_argent(t, x->budget - x->finance);
        for (int d = 0; details_too && d < DETAILS_N; d++)
            sheet_text(t, details_ecrire(a, &all[i], (PlanDetail)d));
        sheet_end_row(t);
        arena_reset(a, m);
    }
}

/* ---- the other sheets of a workbook ---- */

static void typed_cell(Sheet *t, XlsxKind kind, Str s)
{
    int64_t v = 0;
    Date d;
    if (s.n == 0)
        sheet_empty(t);
    else if (kind == XLSX_INTEGER && str_to_i64(s, &v))
        sheet_integer(t, v);
    else if (kind == XLSX_DECIMAL && argent_lire(s, &v))
        sheet_argent(t, v);
    else if (kind == XLSX_DATE && date_parse(s, &d))
        sheet_date(t, d);
    else
        sheet_text(t, s);
}

static void detail_sheet(Sheet *t, Arena *a, const Plan *p, const ActionEntiere *all, PlanDetail d,
    SheetColumn *columns)
{
    columns[0] = (SheetColumn){ "Numéro", { "Numéro", XLSX_TEXT, 9 } };
    for (size_t k = 0; k <= details[d].n; k++)
        columns[k + 1] = details[d].cellules[k];
    const SheetDef def = { "", details[d].nom, details[d].nom, columns };
    sheet_next(t, &def);
    for (size_t i = 0; i < p->actions_n; i++)
        for (size_t k = 0; k < details_compter(&all[i], d); k++) {
            ArenaMark m = arena_mark(a);
            Str cells[DETAIL_CELLULES_MAX];
            detail_cellules(a, &all[i], d, k, cells);
            sheet_text(t, p->actions[i].numero);
            for (size_t c = 0; c < details[d].n; c++)
                typed_cell(t, details[d].cellules[c].xlsx.kind, cells[c]);
            sheet_end_row(t);
            arena_reset(a, m);
        }
}

static void feuille_sheet(Sheet *t, const Plan *p)
{
    const Feuille *f = &p->feuille;
    sheet_next(t, &feuille_def);
    sheet_text(t, S("feuille"));
    sheet_empty(t);
    const Str texts[] = { f->nom, f->description, f->porteurs, f->appui, f->perimetre };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        sheet_text(t, texts[i]);
    sheet_date(t, f->debut);
    sheet_date(t, f->fin);
    sheet_text(t, f->source);
    sheet_end_row(t);
    for (size_t i = 0; i < p->axes_n; i++) {
        sheet_text(t, S("axe"));
        sheet_integer(t, p->axes[i].rang);
        sheet_text(t, p->axes[i].titre);
        sheet_text(t, p->axes[i].diagnostic);
        for (size_t k = 4; feuille_columns[k].name; k++)
            sheet_empty(t);
        sheet_end_row(t);
    }
}

Err plan_ecrire_tableau(Db *db, Arena *a, const Plan *p, SheetFormat format, int64_t now, Buf *to)
{
    ActionEntiere *all;
    SheetColumn columns[DETAILS_N][DETAIL_CELLULES_MAX + 2];
    bool csv = format == SHEET_CSV;
    TRY(plan_entier(db, a, p, 0, &all));
    SHEET t = sheet_open(csv ? &csv_def : &xlsx_def, format, p->feuille.source, now);
    action_rows(t, a, p, all, date_paris(now), csv);
    if (!csv)
        feuille_sheet(t, p);
    for (int d = 0; !csv && d < DETAILS_N; d++)
        detail_sheet(t, a, p, all, (PlanDetail)d, columns[d]);
    return sheet_finish(t, to);
}

/* ---- the table of 28 columns ---- */

static Str tet_day(Arena *a, PlanJour d)
{
    Civil c = date_civil(d.d);
    return d.has ? str_format(a, "%02d/%02d/%04d", c.day, c.month, c.year) : S("");
}

/* Whole euros without decimals. */
static Str tet_amount(Arena *a, int64_t centimes)
{
    return centimes % 100 ? argent_ecrit(a, centimes) : str_format(a, "%lld", (long long)(centimes / 100));
}

static Str tet_text(const ActionFiche *f, const char *column)
{
#define COLUMN(NAME, stored, shown, column) column,
    static const char *const columns[TEXTES_N] = { ACTION_TEXTES(COLUMN) };
#undef COLUMN
    for (int t = 0; t < TEXTES_N; t++)
        if (columns[t] && str_eq(str_from(columns[t]), str_from(column)))
            return f->textes[t];
    return S("");
}

static Str tet_budget(Arena *a, const FinancementPlan *m)
{
    bool none = m->couts_n == 0 || (m->couts_n == 1 && str_eq(m->couts[0].libelle, S(TET_SANS_BUDGET)));
    return none ? S("") : tet_amount(a, equilibre_de(m).ht);
}

static void tet_cell(CsvWriter *w, Arena *a, const Plan *p, const Action *x, const ActionFiche *f,
    const FinancementPlan *m, size_t i)
{
    size_t k = i >= TET_FINANCEUR ? (i - TET_FINANCEUR) / 2 : 0;
    if (i >= TET_FINANCEUR && i < TET_BUDGET) {
        const Financement *l = k < m->lignes_n ? &m->lignes[k] : NULL;
        csv_cell(w, !l                        ? S("")
                    : (i - TET_FINANCEUR) % 2 ? (l->montant ? tet_amount(a, l->montant) : S(""))
                                              : l->financeur);
    } else if (i == TET_AXE)
        csv_cell(w, p->axes[x->axe].titre);
    else if (i == TET_AXE + 1)
        csv_cell(w, goal_title(p, x));
    else if (i == TET_TITRE)
        csv_cell(w, x->titre);
    else if (i == TET_PILOTE)
        csv_cell(w, x->pilote);
    else if (i == TET_BUDGET)
        csv_cell(w, tet_budget(a, m));
    else if (i == TET_STATUT)
        csv_cell(w, tet_statuts[x->etat].value);
    else if (i == TET_STATUT + 1)
        csv_cell(w, stored(tet_priorites, x->priorite));
    else if (i >= TET_DEBUT)
        csv_cell(w, tet_day(a, i == TET_DEBUT ? x->debut : x->fin));
    else
        csv_cell(w, tet_text(f, tet_colonnes[i]));
}

Err plan_ecrire_tet(Db *db, Arena *a, const Plan *p, Buf *to)
{
    CsvWriter w = csv_to(to, true);
    ActionEntiere *all;
    TRY(plan_entier(db, a, p, 0, &all));
    w.delimiter = ';';
    HEADS(&w, tet_colonnes);
    csv_end_row(&w);
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        for (size_t k = 0; k < TET_COLONNES_N; k++)
            tet_cell(&w, a, p, &p->actions[i], &all[i].f, &all[i].m, k);
        csv_end_row(&w);
        arena_reset(a, m);
    }
    return OK;
}

/* ---- JSON ---- */

static void json_day(Json *j, Arena *a, const char *key, PlanJour d)
{
    if (d.has)
        json_kstr(j, key, date_iso(a, d.d));
}

void plan_feuille_json(Json *j, Arena *a, const Plan *p)
{
    const Feuille *f = &p->feuille;
    json_key(j, S("feuille_de_route"));
    json_obj(j);
    json_kstr(j, "nom", f->nom);
    json_kstr(j, "description", f->description);
    json_kstr(j, "debut", date_iso(a, f->debut));
    json_kstr(j, "fin", date_iso(a, f->fin));
    json_kstr(j, "porteurs", f->porteurs);
    json_kstr(j, "appui", f->appui);
    json_kstr(j, "perimetre", f->perimetre);
    json_kstr(j, "source", f->source);
    json_end(j);
    json_key(j, S("axes"));
    json_arr(j);
    for (size_t i = 0; i < p->axes_n; i++) {
        json_obj(j);
        json_ki64(j, "rang", p->axes[i].rang);
        json_kstr(j, "titre", p->axes[i].titre);
        json_kstr(j, "diagnostic", p->axes[i].diagnostic);
        json_end(j);
    }
    json_end(j);
}

static void json_money(Json *j, Arena *a, const FinancementPlan *m)
{
    json_key(j, S("couts"));
    json_arr(j);
    for (size_t i = 0; i < m->couts_n; i++) {
        const Cout *c = &m->couts[i];
        json_obj(j);
        json_ki64(j, "annee", c->annee);
        json_kstr(j, "nature", cout_natures[c->nature].value);
        json_kstr_opt(j, "libelle", c->libelle);
        json_ki64(j, "ht_centimes", c->ht);
        json_ki64(j, "tva_centimes", c->tva);
        json_ki64(j, "etp_centiemes", c->etp);
        json_end(j);
    }
    json_end(j);
    json_key(j, S("plan_de_financement"));
    json_arr(j);
    for (size_t i = 0; i < m->lignes_n; i++) {
        const Financement *f = &m->lignes[i];
        json_obj(j);
        json_kstr(j, "financeur", f->financeur);
        json_kstr(j, "nature", financement_natures[f->nature].value);
        json_kstr(j, "etat", financement_etats[f->etat].value);
        json_ki64(j, "montant_centimes", f->montant);
        json_ki64(j, "verse_centimes", f->verse);
        if (f->plafond.has)
            json_ki64(j, "plafond_centiemes_de_pourcent", f->plafond.v);
        json_day(j, a, "attendu", f->attendu);
        json_end(j);
    }
    json_end(j);
}

static void json_steps(Json *j, Arena *a, const ActionFiche *f)
{
    json_key(j, S("etapes"));
    json_arr(j);
    for (size_t i = 0; i < f->etapes_n; i++) {
        json_obj(j);
        json_kstr(j, "titre", f->etapes[i].titre);
        json_day(j, a, "echeance", f->etapes[i].echeance);
        json_day(j, a, "faite", f->etapes[i].faite);
        json_end(j);
    }
    json_end(j);
}

void plan_identite_json(Json *j, Arena *a, const Plan *p, const Action *x)
{
    json_kstr(j, "numero", x->numero);
    json_ki64(j, "axe", p->axes[x->axe].rang);
    json_kstr_opt(j, "objectif", goal_title(p, x));
    json_kstr(j, "type", x->genre);
    json_kstr_opt(j, "theme", themes_ecrits(a, x->themes));
    json_ki64(j, "ordre", x->rang);
    json_kstr(j, "titre", x->titre);
}

static void json_resources(Json *j, const ActionEntiere *e)
{
    json_key(j, S("ressources"));
    json_arr(j);
    for (size_t i = 0; i < e->r.ressources_n; i++) {
        const Ressource *r = &e->r.ressources[i];
        json_obj(j);
        json_kstr(j, "nature", ressource_natures[r->nature].value);
        json_kstr(j, "libelle", r->libelle);
        json_ki64(j, "quantite_centiemes", r->quantite);
        json_ki64(j, "annee", r->annee);
        json_end(j);
    }
    json_end(j);
    json_kstrs(j, "lieux", e->r.lieux, e->r.lieux_n);
}

void plan_action_json(Json *j, Arena *a, const Plan *p, const Action *x, const ActionEntiere *e, ActionJson pour)
{
    json_obj(j);
    if (pour == ACTION_D_API)
        json_kstr(j, "modifie", instant_iso(a, x->modifie_at));
    plan_identite_json(j, a, p, x);
    json_kstr(j, "pilote", x->pilote);
    json_kstr(j, "territoires", x->territoires);
    json_kstr(j, "statut", action_etats[x->etat].value);
    json_kstr_opt(j, "priorite", stored(priorites, x->priorite));
    json_ki64(j, "avancement", x->avancement);
    json_day(j, a, "debut", x->debut);
    json_day(j, a, "fin", x->fin);
    json_key(j, S("public"));
    json_arr(j);
    for (int i = 0; i < PUBLICS_N; i++)
        if (x->publics & 1U << i)
            json_str(j, public_champs[i].value);
    json_end(j);
    json_key(j, S("textes"));
    json_obj(j);
    for (int t = 0; t < TEXTES_N; t++)
        json_kstr_opt(j, action_textes[t].value.p, e->f.textes[t]);
    json_end(j);
    json_kstrs(j, "proches", e->f.proches, e->f.proches_n);
    json_steps(j, a, &e->f);
    json_money(j, a, &e->m);
    json_resources(j, e);
    if (pour == ACTION_DE_VERSION)
        json_ki64(j, "revision", x->revision); /* the last one: plan_decouper finds it there */
    json_end(j);
}

/* The piece of a version that is still what the action holds; NULL: none. */
static const PlanMorceau *same_piece(const PlanMorceaux *was, const Action *x, size_t near)
{
    const PlanMorceau *m = plan_morceau(was, x->numero, near);
    return m && m->revision == x->revision ? m : NULL;
}

/* Actions of which `was` has no such piece are read from the database, the others are written again from it. */
static Err write_json(Db *db, Arena *a, const Plan *p, const PlanMorceaux *was, ActionJson pour, Buf *to)
{
    ActionEntiere *all;
    Json j = json_to(to);
    int64_t depuis = INT64_MAX;
    const PlanMorceau **same = NEW(a, const PlanMorceau *, p->actions_n + 1);
    if (!same)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->actions_n; i++) {
        same[i] = same_piece(was, &p->actions[i], i);
        if (!same[i] && p->actions[i].modifie_at < depuis)
            depuis = p->actions[i].modifie_at;
    }
    TRY(plan_entier(db, a, p, depuis, &all));
    json_obj(&j);
    plan_feuille_json(&j, a, p);
    json_key(&j, S("actions"));
    json_arr(&j);
    for (size_t i = 0; i < p->actions_n; i++) {
        const Action *x = &p->actions[i];
        ArenaMark mark = arena_mark(a);
        if (same[i])
            json_raw(&j, same[i]->json);
        else
            plan_action_json(&j, a, p, x, &all[i], pour);
        arena_reset(a, mark);
    }
    json_end(&j);
    json_end(&j);
    return to->failed ? ERR_TOO_LARGE : OK;
}

Err plan_ecrire_json(Db *db, Arena *a, const Plan *p, Buf *to)
{
    return write_json(db, a, p, &(PlanMorceaux){ 0 }, ACTION_DE_FICHIER, to);
}

Err plan_ecrire_version(Db *db, Arena *a, const Plan *p, Str depuis, Buf *to)
{
    PlanMorceaux was = { 0 };
    if (!str_is_empty(depuis))
        TRY(plan_decouper(a, depuis, NULL, &was));
    return write_json(db, a, p, &was, ACTION_DE_VERSION, to);
}

/* ---- what is public ---- */

static Str iso(Arena *a, PlanJour d)
{
    return d.has ? date_iso(a, d.d) : S("");
}

Err plan_ecrire_public_csv(Db *db, Arena *a, const Plan *p, Date today, Buf *to)
{
    static const char *const shown[] = { "Numéro", "Type", "Axe", "Titre de l’axe", "Objectif", "Thème", "Action",
        "Description", "Pilote", "Partenaires", "Publics visés", "Territoires", "Statut", "En retard", "Avancement",
        "Début", "Fin", "Budget (€)", "Financé (€)", "Source" };
    CsvWriter w = csv_to(to, true);
    ActionEntiere *all;
    TRY(plan_entier(db, a, p, 0, &all));
    HEADS(&w, shown);
    csv_end_row(&w);
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        const Action *x = &p->actions[i];
        if (!action_publique(x, PUBLIC_ACTION))
            continue;
        const ActionFiche f = all[i].f;
        bool state = action_publique(x, PUBLIC_ETAT), days = action_publique(x, PUBLIC_CALENDRIER);
        bool money = action_publique(x, PUBLIC_BUDGET), who = action_publique(x, PUBLIC_PUBLICS);
        char z[STR_I64_MAX];
        const Str late = action_en_retard(x, today) ? S("oui") : S("non");
        char rank[STR_I64_MAX];
        const Str cells[] = { x->numero, x->genre, str_of_i64(p->axes[x->axe].rang, rank), p->axes[x->axe].titre,
            goal_title(p, x), themes_ecrits(a, x->themes), x->titre,
            action_publique(x, PUBLIC_DESCRIPTION) ? f.textes[TEXTE_DESCRIPTION] : S(""),
            action_publique(x, PUBLIC_PILOTE) ? x->pilote : S(""),
            action_publique(x, PUBLIC_PARTENAIRES) ? f.textes[TEXTE_PARTENAIRES] : S(""),
            who ? f.textes[TEXTE_BENEFICIAIRES] : S(""), who ? x->territoires : S(""),
            state ? action_etats[x->etat].label : S(""), state && days ? late : S(""),
            state ? str_of_i64(x->avancement, z) : S(""), days ? iso(a, x->debut) : S(""),
            days ? iso(a, x->fin) : S(""), money ? argent_ecrit(a, x->budget) : S(""),
            money ? argent_ecrit(a, x->finance) : S(""), f.textes[TEXTE_SOURCE] };
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            csv_cell(&w, cells[k]);
        csv_end_row(&w);
        arena_reset(a, m);
    }
    return OK;
}

/* ---- versions ---- */

enum { VERSION_MAX = 64 * 1024 * 1024 };

Err plan_version_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, Str libelle)
{
    const PlanVersion *all;
    size_t n = 0;
    BUF b = buf_new(VERSION_MAX);
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (libelle.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(plan_versions(db, a, p->feuille.id, &all, &n));
    TRY(plan_ecrire_version(db, a, p, STR_NONE, &b));
    int64_t numero = n ? all[0].numero + 1 : 1;
    TRY(sql_version_creer(db, p->feuille.id, numero, libelle, now, buf_str(&b)));
    TRY(journal_ecrire(db, par, now, "plan.version", str_format(a, "version:%lld", (long long)numero), true));
    return tx_commit(&tx);
}
