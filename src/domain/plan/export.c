// SPDX-License-Identifier: AGPL-3.0-or-later
/* The plan as files: our columns, the 28 columns of Territoires en Transitions, JSON; and what of it is public. */
#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/journal/journal.h"
#include "domain/plan/lire.h"

/* Amounts become a number of euros only here, at the door of the spreadsheet. */
#define TEXT_COLUMN(NAME, stored, shown, ...) { shown, { shown, XLSX_TEXT, 30 } },
static const SheetColumn sheet_columns[] = { { "Numéro", { "Numéro", XLSX_TEXT, 9 } },
    { "Type", { "Type", XLSX_TEXT, 13 } }, { "Axe", { "Axe", XLSX_INTEGER, 6 } },
    { "Titre de l’axe", { "Titre de l’axe", XLSX_TEXT, 40 } }, { "Objectif", { "Objectif", XLSX_TEXT, 40 } },
    { "Thème", { "Thème", XLSX_TEXT, 26 } }, { "Ordre", { "Ordre", XLSX_INTEGER, 7 } },
    { "Action", { "Action", XLSX_TEXT, 70 } }, { "Pilote", { "Pilote", XLSX_TEXT, 26 } },
    { "Territoires", { "Territoires", XLSX_TEXT, 26 } }, { "Statut", { "Statut", XLSX_TEXT, 13 } },
    { "Priorité", { "Priorité", XLSX_TEXT, 11 } }, { "Avancement", { "Avancement", XLSX_INTEGER, 12 } },
    { "Début", { "Début", XLSX_DATE, 12 } }, { "Fin", { "Fin", XLSX_DATE, 12 } },
    { "Proche de", { "Proche de", XLSX_TEXT, 12 } },
    ACTION_TEXTES(TEXT_COLUMN){ "En retard", { "En retard", XLSX_TEXT, 10 } },
    { "Budget (€)", { "Budget (€)", XLSX_DECIMAL, 14 } }, { "Financé (€)", { "Financé (€)", XLSX_DECIMAL, 14 } },
    { "Reste à trouver (€)", { "Reste à trouver (€)", XLSX_DECIMAL, 18 } }, { 0 } };
#undef TEXT_COLUMN
const SheetDef plan_feuille_de_calcul = { "plan-d-actions", "Plan d’actions", "Plan d’actions", sheet_columns };

static void heads(CsvWriter *w, const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell(w, str_from(v[i]));
}
#define HEADS(w, v) heads((w), (v), sizeof(v) / sizeof *(v))

static Str goal_title(const Plan *p, const Action *x)
{
    for (size_t i = 0; i < p->objectifs_n; i++)
        if (p->objectifs[i].id.v == x->objectif_id.v)
            return p->objectifs[i].titre;
    return S("");
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

static void own_cells(Sheet *t, Arena *a, const Plan *p, const Action *x, const ActionFiche *f)
{
    sheet_text(t, x->numero);
    sheet_text(t, x->genre);
    sheet_integer(t, p->axes[x->axe].rang);
    sheet_text(t, p->axes[x->axe].titre);
    sheet_text(t, goal_title(p, x));
    sheet_text(t, stored(plan_themes, x->theme));
    sheet_integer(t, x->rang);
    sheet_text(t, x->titre);
    sheet_text(t, x->pilote);
    sheet_text(t, x->territoires);
    sheet_text(t, action_etats[x->etat].label);
    sheet_text(t, x->priorite < 0 ? S("") : priorites[x->priorite].label);
    sheet_integer(t, x->avancement);
    day_cell(t, x->debut);
    day_cell(t, x->fin);
    sheet_text(t, near_numbers(a, f));
}

static void euros_cell(Sheet *t, int64_t centimes)
{
    sheet_decimal(t, (double)centimes / 100);
}

Err plan_ecrire_feuille(Db *db, Arena *a, const Plan *p, Date today, Sheet *t)
{
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        const Action *x = &p->actions[i];
        ActionFiche f;
        TRY(action_fiche(db, a, x->id, &f));
        own_cells(t, a, p, x, &f);
        for (int k = 0; k < TEXTES_N; k++)
            sheet_text(t, f.textes[k]);
        sheet_text(t, action_en_retard(x, today) ? S("oui") : S("non"));
        euros_cell(t, x->budget);
        euros_cell(t, x->finance);
        euros_cell(t, x->budget - x->finance);
        sheet_end_row(t);
        arena_reset(a, m);
    }
    return OK;
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
    w.delimiter = ';';
    HEADS(&w, tet_colonnes);
    csv_end_row(&w);
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        const Action *x = &p->actions[i];
        ActionFiche f;
        FinancementPlan money;
        TRY(action_fiche(db, a, x->id, &f));
        TRY(action_argent(db, a, x->id, &money));
        for (size_t k = 0; k < TET_COLONNES_N; k++)
            tet_cell(&w, a, p, x, &f, &money, k);
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

static void json_feuille(Json *j, Arena *a, const Plan *p)
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

static void json_identity(Json *j, const Plan *p, const Action *x)
{
    json_kstr(j, "numero", x->numero);
    json_ki64(j, "axe", p->axes[x->axe].rang);
    json_kstr_opt(j, "objectif", goal_title(p, x));
    json_kstr(j, "type", x->genre);
    json_kstr_opt(j, "theme", stored(plan_themes, x->theme));
    json_ki64(j, "ordre", x->rang);
    json_kstr(j, "titre", x->titre);
}

static Err json_action(Db *db, Json *j, Arena *a, const Plan *p, const Action *x)
{
    ActionFiche f;
    FinancementPlan m;
    TRY(action_fiche(db, a, x->id, &f));
    TRY(action_argent(db, a, x->id, &m));
    json_obj(j);
    json_identity(j, p, x);
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
        json_kstr_opt(j, action_textes[t].value.p, f.textes[t]);
    json_end(j);
    json_key(j, S("proches"));
    json_arr(j);
    for (size_t i = 0; i < f.proches_n; i++)
        json_str(j, f.proches[i]);
    json_end(j);
    json_steps(j, a, &f);
    json_money(j, a, &m);
    json_end(j);
    return OK;
}

Err plan_ecrire_json(Db *db, Arena *a, const Plan *p, Buf *to)
{
    Json j = json_to(to);
    json_obj(&j);
    json_feuille(&j, a, p);
    json_key(&j, S("actions"));
    json_arr(&j);
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        TRY(json_action(db, &j, a, p, &p->actions[i]));
        arena_reset(a, m);
    }
    json_end(&j);
    json_end(&j);
    return to->failed ? ERR_TOO_LARGE : OK;
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
    HEADS(&w, shown);
    csv_end_row(&w);
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        const Action *x = &p->actions[i];
        ActionFiche f;
        if (!action_publique(x, PUBLIC_ACTION))
            continue;
        TRY(action_fiche(db, a, x->id, &f));
        bool state = action_publique(x, PUBLIC_ETAT), days = action_publique(x, PUBLIC_CALENDRIER);
        bool money = action_publique(x, PUBLIC_BUDGET), who = action_publique(x, PUBLIC_PUBLICS);
        char z[STR_I64_MAX];
        const Str late = action_en_retard(x, today) ? S("oui") : S("non");
        char rank[STR_I64_MAX];
        const Str cells[] = { x->numero, x->genre, str_of_i64(p->axes[x->axe].rang, rank), p->axes[x->axe].titre,
            goal_title(p, x), stored(plan_themes, x->theme), x->titre,
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

static Err public_action(Db *db, Json *j, Arena *a, const Plan *p, const Action *x, Date today)
{
    ActionFiche f;
    TRY(action_fiche(db, a, x->id, &f));
    json_obj(j);
    json_identity(j, p, x);
    if (action_publique(x, PUBLIC_DESCRIPTION))
        json_kstr_opt(j, "description", f.textes[TEXTE_DESCRIPTION]);
    if (action_publique(x, PUBLIC_PILOTE))
        json_kstr_opt(j, "pilote", x->pilote);
    if (action_publique(x, PUBLIC_PARTENAIRES))
        json_kstr_opt(j, "partenaires", f.textes[TEXTE_PARTENAIRES]);
    if (action_publique(x, PUBLIC_PUBLICS)) {
        json_kstr_opt(j, "publics", f.textes[TEXTE_BENEFICIAIRES]);
        json_kstr_opt(j, "territoires", x->territoires);
    }
    if (action_publique(x, PUBLIC_CALENDRIER)) {
        json_day(j, a, "debut", x->debut);
        json_day(j, a, "fin", x->fin);
    }
    if (action_publique(x, PUBLIC_ETAT)) {
        json_kstr(j, "statut", action_etats[x->etat].value);
        json_ki64(j, "avancement", x->avancement);
        if (action_publique(x, PUBLIC_CALENDRIER)) {
            json_key(j, S("en_retard"));
            json_bool(j, action_en_retard(x, today));
        }
    }
    if (action_publique(x, PUBLIC_BUDGET)) {
        json_ki64(j, "budget_centimes", x->budget);
        json_ki64(j, "finance_centimes", x->finance);
    }
    json_end(j);
    return OK;
}

Err plan_ecrire_public_json(Db *db, Arena *a, const Plan *p, Date today, Json *j)
{
    json_obj(j);
    json_feuille(j, a, p);
    json_key(j, S("actions"));
    json_arr(j);
    for (size_t i = 0; i < p->actions_n; i++) {
        ArenaMark m = arena_mark(a);
        if (action_publique(&p->actions[i], PUBLIC_ACTION))
            TRY(public_action(db, j, a, p, &p->actions[i], today));
        arena_reset(a, m);
    }
    json_end(j);
    json_end(j);
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
    TRY(plan_ecrire_json(db, a, p, &b));
    int64_t numero = n ? all[0].numero + 1 : 1;
    TRY(sql_version_creer(db, p->feuille.id, numero, libelle, now, buf_str(&b)));
    TRY(journal_ecrire(db, par, now, "plan.version", str_format(a, "version:%lld", (long long)numero), true));
    return tx_commit(&tx);
}
