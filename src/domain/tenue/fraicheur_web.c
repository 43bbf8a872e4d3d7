// SPDX-License-Identifier: AGPL-3.0-or-later
/* The page of the yearly link, and the board of stale places. */
#include <stdlib.h>

#include "core/csv/csv.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "domain/tenue/fraicheur.h"
#include "fraicheur_view.h"
#include "tenue_sql.h"

static const Choice faits[] = {
    { S_INIT("exact"), S_INIT("Merci\u202F! La fiche porte maintenant la date d’aujourd’hui.") },
    { STR_NONE, STR_NONE },
};
const Field toujours_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
const Field fraicheur_champs[] = {
    { .name = "epci", .kind = FIELD_TEXT, .label = "Intercommunalité", .max = 20, .address_only = true },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { 0 },
};

/* ---- still right? ---- */

static Err open_signed(Req *r, LieuTenu *ret)
{
    Str id = req_path(r, "id");
    if (!fraicheur_jeton_lire(r->arena, r->app->keys, id, req_path(r, "jeton"), date_paris(r->now)))
        return ERR_NOT_FOUND;
    TRY(lieu_tenu_lire(r->db, r->arena, id, ret));
    return lieu_tenu_public(ret) ? OK : ERR_NOT_FOUND;
}

Err toujours_page(Req *r)
{
    LieuTenu l;
    TRY(open_signed(r, &l));
    ToujoursPage p = { .form = &r->form, .action = r->path };
    lieu_ligne(r->arena, &l, date_paris(r->now), &p.lieu);
    blocs_montrer(r->arena, &l, p.blocs);
    view_toujours(req_html(r), &p);
    return OK;
}

Err toujours_envoi(Req *r)
{
    LieuTenu l;
    TRY(open_signed(r, &l));
    LieuGeste g = { .now = r->now, .motif = "confirmation" };
    TRY(lieu_tenu_confirmer(r->db, r->arena, &g, &l));
    TRY(sql_relance_oublier(r->db, l.champs[CHAMP_id]));
    TRY(journal_ecrire(r->db, NULL, r->now, "lieu.confirmer", lieu_objet(r->arena, l.champs[CHAMP_id]), true));
    return req_redirect(r, "%.*s?fait=exact", STR_ARG(r->path));
}

/* ---- the board ---- */

typedef struct Tableau {
    VEC(FraicheurEpci) epci;
    VEC(FraicheurLieu) perimes;
} Tableau;

static FraicheurEpci *line_of(Arena *a, Tableau *t, Str code, Str nom)
{
    for (size_t i = 0; i < t->epci.n; i++)
        if (str_eq(t->epci.v[i].code, code))
            return &t->epci.v[i];
    FraicheurEpci *e = vec_push(a, &t->epci);
    if (e)
        *e = (FraicheurEpci){ .code = code, .nom = nom };
    return e;
}

static int by_nom(const void *x, const void *y)
{
    return str_cmp(((const FraicheurEpci *)x)->nom, ((const FraicheurEpci *)y)->nom);
}

static int by_age(const void *x, const void *y)
{
    const FraicheurLieu *a = x, *b = y;
    return a->n != b->n ? (a->n > b->n) - (a->n < b->n) : str_cmp(a->lieu.id, b->lieu.id);
}

typedef struct Rappel {
    Str lieu;
    int64_t at;
} Rappel;

static Err last_reminders(Req *r, const Rappel **ret, size_t *ret_n)
{
    VEC(Rappel) v = { 0 };
    ROWS rows = { 0 };
    SqlRelances row;
    TRY(sql_relances(r->db, &rows));
    while (sql_relances_next(&rows, &row)) {
        Rappel *x = vec_push(r->arena, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Rappel){ str_dup(r->arena, row.lieu), row.at };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

static Err add_place(Req *r, Tableau *t, const LieuTenu *l, const Rappel *rappels, size_t n)
{
    Arena *a = r->arena;
    const Commune *c = lieu_commune(a, req_snapshot(r, &territoire_snapshot), l->champs);
    Str code = c && c->epci ? c->epci->code : S(""),
        nom = c && c->epci ? c->epci->nom : S("Sans intercommunalité connue");
    FraicheurEpci *e = line_of(a, t, code, nom);
    bool stale = lieu_perime(l, date_paris(r->now));
    if (!e)
        return ERR_MEMORY;
    e->lieux++;
    e->perimes += stale;
    Str asked = req_text(r, "epci");
    FraicheurLieu *to = stale && (str_is_none(asked) || str_eq(asked, code)) ? vec_push(a, &t->perimes) : NULL;
    if (to) {
        *to = (FraicheurLieu){ .epci = nom, .n = lieu_frais(l).days };
        lieu_ligne(a, l, date_paris(r->now), &to->lieu);
        TRY(lieu_tenants(r->db, a, l->champs[CHAMP_id], &to->tenants));
    }
    for (size_t i = 0; i < n; i++)
        if (stale && str_eq(rappels[i].lieu, l->champs[CHAMP_id])) {
            e->relances++;
            if (to)
                to->relance = date_french(a, date_paris(rappels[i].at));
        }
    return OK;
}

static Err make_board(Req *r, Tableau *t)
{
    const LieuTenu *held = NULL;
    const Rappel *rappels = NULL;
    size_t n = 0, k = 0;
    FraicheurEpci all = { .code = STR_NONE, .nom = S("Ensemble") };
    TRY(tenue_lieux(r, &held, &n));
    TRY(last_reminders(r, &rappels, &k));
    for (size_t i = 0; i < n; i++)
        if (lieu_tenu_public(&held[i]))
            TRY(add_place(r, t, &held[i], rappels, k));
    if (t->epci.n)
        qsort(t->epci.v, t->epci.n, sizeof *t->epci.v, by_nom);
    if (t->perimes.n)
        qsort(t->perimes.v, t->perimes.n, sizeof *t->perimes.v, by_age);
    for (size_t i = 0; i < t->epci.n; i++) {
        all.lieux += t->epci.v[i].lieux;
        all.perimes += t->epci.v[i].perimes;
        all.relances += t->epci.v[i].relances;
    }
    FraicheurEpci *last = vec_push(r->arena, &t->epci);
    if (!last)
        return ERR_MEMORY;
    *last = all;
    return OK;
}

Err fraicheur_page(Req *r)
{
    static const char *const criteres[] = { "epci", NULL };
    Tableau t = { 0 };
    TRY(make_board(r, &t));
    Str address = adresse_de(r, "/espace/fraicheur", criteres);
    FraicheurPage p = { .form = &r->form,
        .epci = t.epci.v,
        .epci_n = t.epci.n,
        .pages = pagination(r->arena, address, req_i64(r, "page", 1), TENUE_PAGE, (int64_t)t.perimes.n),
        .csv = str_cat(r->arena, S("/espace/fraicheur.csv"),
            str_slice(address, sizeof "/espace/fraicheur" - 1, address.n - 1)),
        .courriel = courriel_actif(r->app->config) };
    size_t from = (size_t)(p.pages.page - 1) * TENUE_PAGE;
    if (from < t.perimes.n) {
        p.lieux = t.perimes.v + from;
        p.n = t.perimes.n - from < TENUE_PAGE ? t.perimes.n - from : TENUE_PAGE;
    }
    view_fraicheur(req_html(r), &p);
    return OK;
}

Err fraicheur_csv(Req *r)
{
    static const char *const heads[] = { "id", "nom", "commune", "intercommunalite", "exact_le", "relance_le",
        "tenu_par" };
    Tableau t = { 0 };
    TRY(make_board(r, &t));
    CsvWriter w = csv_to(req_body(r, "text/csv; charset=utf-8"), true);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_cell(&w, str_from(heads[i]));
    csv_end_row(&w);
    for (size_t i = 0; i < t.perimes.n; i++) {
        const FraicheurLieu *l = &t.perimes.v[i];
        csv_cell(&w, l->lieu.id);
        csv_cell(&w, l->lieu.nom);
        csv_cell(&w, l->lieu.commune);
        csv_cell(&w, l->epci);
        csv_cell(&w, date_iso(r->arena, (Date){ (int32_t)l->n }));
        csv_cell(&w, l->relance);
        csv_cell(&w, l->tenants);
        csv_end_row(&w);
    }
    req_download(r, S("fraicheur-des-lieux.csv"));
    return OK;
}
