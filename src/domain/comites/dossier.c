// SPDX-License-Identifier: AGPL-3.0-or-later
/* The pack of a meeting: read once from the plan of now, written in each form, kept with its SHA-256. */
#include <assert.h>
#include <string.h>

#include "comites_dossier_view.h"
#include "core/auth/sha256.h"
#include "domain/comites/comites_priv.h"
#include "domain/journal/journal.h"
#include "web/assets.h"

enum { HTML_MAX = 8 * 1024 * 1024, ODT_MAX = 8 * 1024 * 1024, PDF_MAX = 32 * 1024 * 1024 };

/* ---- what it says ---- */

static Err choose_actions(Arena *a, Dossier *d)
{
    const Action **late = NEW(a, const Action *, d->plan->actions_n + 1);
    const Action **blocked = NEW(a, const Action *, d->plan->actions_n + 1);
    if (!late || !blocked)
        return ERR_MEMORY;
    for (size_t i = 0; i < d->plan->actions_n; i++) {
        const Action *x = &d->plan->actions[i];
        if (action_en_retard(x, d->today))
            late[d->retards_n++] = x;
        if (x->etat == ACTION_BLOQUEE)
            blocked[d->bloquees_n++] = x;
    }
    d->retards = late;
    d->bloquees = blocked;
    return OK;
}

static Err choose_decisions(Db *db, Arena *a, Dossier *d)
{
    const Decision *all;
    size_t n = 0;
    TRY(decisions_de(db, a, d->reunion->id, &all, &n));
    Decision *v = NEW(a, Decision, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (all[i].etat == DECISION_PROPOSEE)
            v[d->decisions_n++] = all[i];
    d->decisions = v;
    return OK;
}

static Err read_pack(Db *db, Arena *a, const DossierFonds *f, const Comite *c, const Reunion *r, Dossier *d)
{
    Plan *p = NEW(a, Plan, 1);
    Cofinancement *money = NEW(a, Cofinancement, 1);
    NationalPart *parts = NEW(a, NationalPart, NATIONAUX_N);
    if (!p || !money || !parts)
        return ERR_MEMORY;
    TRY(plan_courant(db, a, p));
    TRY(plan_cofinancement(db, a, p, false, money));
    TRY(nationaux_lire(db, a, p->feuille.id, parts));
    *d = (Dossier){ .site = f->site,
        .comite = c,
        .reunion = r,
        .plan = p,
        .finance = money,
        .nationaux = parts,
        .today = date_paris(f->now),
        .fait_le = instant_montre(a, f->now),
        .quand = instant_montre(a, r->debut_at) };
    d->comptes = plan_compter(a, p, d->today, false);
    if (!d->comptes)
        return ERR_MEMORY;
    TRY(plan_mesurer(db, a, p, &f->sources, d->today, &d->mesures));
    TRY(plan_indicateurs(db, a, p, &d->mesures, d->today, &d->indicateurs, &d->indicateurs_n));
    TRY(choose_actions(a, d));
    return choose_decisions(db, a, d);
}

/* ---- what other slices add ---- */

DossierBloc *dossier_bloc(Arena *a, DossierBlocs *to, Str titre, Str source)
{
    DossierBloc *b = vec_push(a, &to->liste);
    if (b)
        *b = (DossierBloc){ .titre = titre, .source = source };
    return b;
}

void dossier_phrase(Arena *a, DossierBloc *b, Str phrase)
{
    DossierPartie *p = b ? vec_push(a, &b->parties) : NULL;
    if (p)
        *p = (DossierPartie){ .phrase = phrase };
}

DossierTable *dossier_table(Arena *a, DossierBloc *b, Str titre, const DossierColonne *colonnes, size_t n)
{
    assert(n <= DOSSIER_COLONNES_MAX);
    DossierPartie *p = b ? vec_push(a, &b->parties) : NULL;
    if (!p)
        return NULL;
    *p = (DossierPartie){ .phrase = STR_NONE, .table = { .titre = titre, .colonnes = colonnes, .colonnes_n = n } };
    return &p->table;
}

void dossier_ligne(Arena *a, DossierTable *t, const Str *cellules)
{
    Str *v = t ? NEW(a, Str, t->colonnes_n) : NULL;
    const Str **to = v ? vec_push(a, &t->lignes) : NULL;
    if (!to)
        return;
    memcpy(v, cellules, t->colonnes_n * sizeof *v);
    *to = v;
}

static Err ask_slices(Db *db, Arena *a, const DossierFonds *f, Dossier *d)
{
    d->blocs = (DossierBlocs){ .reunion = d->reunion->id, .today = d->today };
    for (const Slice *const *s = f->slices; s && *s; s++)
        if ((*s)->dossier)
            TRY((*s)->dossier(db, a, &d->blocs));
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- its bytes ---- */

static Err keep(Db *db, Arena *a, const Reunion *r, int64_t now, Str forme, Str bytes)
{
    if (str_is_none(bytes))
        return ERR_TOO_LARGE;
    return sql_dossier_creer(db, r->id, now, forme, bytes, sha256_hex(a, bytes));
}

Err dossier_faire(Db *db, Arena *a, const Acteur *par, const DossierFonds *f, const Comite *c, const Reunion *r)
{
    Dossier d;
    BUF html = buf_new(HTML_MAX), odt = buf_new(ODT_MAX), pdf = buf_new(PDF_MAX);
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(read_pack(db, a, f, c, r, &d));
    TRY(ask_slices(db, a, f, &d));
    d.style = fige_adresse(a, ASSET_STYLE_CSS);
    View v = { .b = &html, .arena = a, .site = f->site };
    view_dossier_html(&v, &d);
    TRY(dossier_odt(a, &d, &odt));
    TRY(dossier_pdf(a, &d, f, &pdf));
    TX tx = tx_begin(db, HERE);
    TRY(fige_garder(db, a, f->assets));
    TRY(keep(db, a, r, f->now, S("html"), buf_str(&html)));
    TRY(keep(db, a, r, f->now, S("odt"), buf_str(&odt)));
    TRY(keep(db, a, r, f->now, S("pdf"), buf_str(&pdf)));
    TRY(indicateurs_geler(db, a, d.plan, &d.mesures, d.today));
    TRY(journal_ecrire(db, par, f->now, "dossier.faire", str_format(a, "reunion:%lld", (long long)r->id.v), true));
    return tx_commit(&tx);
}

Err dossiers_de(Db *db, Arena *a, ReunionId id, const DossierLigne **ret, size_t *ret_n)
{
    VEC(DossierLigne) v = { 0 };
    ROWS rows = { 0 };
    SqlDossiersDe r;
    TRY(sql_dossiers_de(db, id, &rows));
    while (sql_dossiers_de_next(&rows, &r)) {
        DossierLigne *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (DossierLigne){ r.dossier_id, r.fait_at, str_dup(a, r.forme), str_dup(a, r.sha256), r.octets };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err dossier_lire(Db *db, Arena *a, ReunionId id, int64_t dossier, DossierLigne *ret, Str *ret_octets)
{
    SqlDossierLire r;
    TRY(sql_dossier_lire(db, a, id, dossier, &r));
    *ret = (DossierLigne){ dossier, r.fait_at, r.forme, r.sha256, (int64_t)r.octets.n };
    *ret_octets = r.octets;
    return OK;
}
