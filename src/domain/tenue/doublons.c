// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/tenue/doublons.h"

#include <stdlib.h>

#include "domain/journal/journal.h"
#include "tenue_sql.h"

enum { PAIRES_MAX = 2000 };

/* ---- looking ---- */

static int by_commune(const void *x, const void *y)
{
    const LieuTenu *a = *(const LieuTenu *const *)x, *b = *(const LieuTenu *const *)y;
    int order = str_cmp(a->champs[CHAMP_code_postal], b->champs[CHAMP_code_postal]);
    return order ? order : str_cmp(a->champs[CHAMP_id], b->champs[CHAMP_id]);
}

static int by_score(const void *x, const void *y)
{
    const Paire *p = x, *q = y;
    int order = q->score - p->score;
    return order ? order : str_cmp(p->a->champs[CHAMP_id], q->a->champs[CHAMP_id]);
}

typedef struct Ecarte {
    Str a, b;
} Ecarte;
typedef VEC(Ecarte) Ecartes;

static Err read_set_aside(Req *r, Ecartes *to)
{
    ROWS rows = { 0 };
    SqlDoublonsEcartes row;
    TRY(sql_doublons_ecartes(r->db, &rows));
    while (sql_doublons_ecartes_next(&rows, &row)) {
        Ecarte *e = vec_push(r->arena, to);
        if (!e)
            return ERR_MEMORY;
        *e = (Ecarte){ str_dup(r->arena, row.lieu_a), str_dup(r->arena, row.lieu_b) };
    }
    return rows_end(&rows);
}

static bool set_aside(const Ecartes *all, Str x, Str y)
{
    for (size_t i = 0; i < all->n; i++)
        if ((str_eq(all->v[i].a, x) && str_eq(all->v[i].b, y)) || (str_eq(all->v[i].a, y) && str_eq(all->v[i].b, x)))
            return true;
    return false;
}

/* Places of one postal code are beside one another: only they are compared. */
Err doublons_chercher(Req *r, const Paire **ret, size_t *ret_n)
{
    ARENA scratch = arena_new(16 * MIB);
    const LieuTenu *held = NULL;
    size_t n = 0, kept = 0;
    VEC(Paire) found = { 0 };
    Ecartes aside = { 0 };
    TRY(tenue_lieux(r, &held, &n));
    TRY(read_set_aside(r, &aside));
    const LieuTenu **order = NEW(r->arena, const LieuTenu *, n + 1);
    if (!order || !scratch)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (!held[i].ferme_at.has && !held[i].disparu_at.has)
            order[kept++] = &held[i];
    if (kept)
        qsort(order, kept, sizeof *order, by_commune);
    for (size_t i = 0; i < kept; i++)
        for (size_t k = i + 1; k < kept && found.n < PAIRES_MAX; k++) {
            if (!str_eq(order[i]->champs[CHAMP_code_postal], order[k]->champs[CHAMP_code_postal]))
                break;
            ArenaMark mark = arena_mark(scratch);
            int score = lieux_ressemblance(scratch, order[i], order[k]);
            arena_reset(scratch, mark);
            bool alike = score >= RESSEMBLANCE_SEUIL &&
                         !set_aside(&aside, order[i]->champs[CHAMP_id], order[k]->champs[CHAMP_id]);
            Paire *p = alike ? vec_push(r->arena, &found) : NULL;
            if (p)
                *p = (Paire){ order[i], order[k], score };
        }
    if (found.n)
        qsort(found.v, found.n, sizeof *found.v, by_score);
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

/* ---- one of two ---- */

static Str join_lists(Arena *a, Str x, Str y)
{
    Str out = x, rest = y, one;
    while (y.n && str_split(&rest, '|', &one)) {
        Str seen = out, part;
        bool has = !one.n;
        while (out.n && !has && str_split(&seen, '|', &part))
            has = str_eq(part, one);
        if (!has)
            out = out.n ? str_join(a, (Str[]){ out, one }, 2, S("|")) : one;
    }
    return out;
}

void doublon_reunir(Arena *a, const LieuTenu *garde, const LieuTenu *absorbe, LieuTenu *ret)
{
    *ret = *garde;
    for (int f = 0; f < STANDARD_N; f++) {
        Str mine = garde->champs[f], other = absorbe->champs[f];
        if (f == CHAMP_id || f == CHAMP_date_maj || f == CHAMP_source || f == CHAMP_latitude || f == CHAMP_longitude)
            continue;
        bool unknown = !mine.n || (f == CHAMP_pivot && str_eq(mine, S("00000000000000")));
        if (standard_field((StandardField)f)->list)
            ret->champs[f] = join_lists(a, mine, other);
        else if (unknown && other.n)
            ret->champs[f] = other;
    }
    if (!garde->champs[CHAMP_latitude].n || !garde->champs[CHAMP_longitude].n) {
        ret->champs[CHAMP_latitude] = absorbe->champs[CHAMP_latitude];
        ret->champs[CHAMP_longitude] = absorbe->champs[CHAMP_longitude];
    }
}

static Err tell(Req *r, const char *action, Str id)
{
    return journal_ecrire(r->db, r->acteur, r->now, action, lieu_objet(r->arena, id), true);
}

Err doublon_fusionner(Req *r, const LieuTenu *garde, const LieuTenu *absorbe)
{
    LieuTenu one, gone = *absorbe;
    LieuGeste g = { .par = r->acteur, .now = r->now, .motif = "fusion" };
    int64_t line = 0;
    Str kept = garde->champs[CHAMP_id], id = absorbe->champs[CHAMP_id];
    if (garde->ferme_at.has || absorbe->ferme_at.has || str_eq(kept, id))
        return ERR_CONFLICT;
    doublon_reunir(r->arena, garde, absorbe, &one);
    gone.ferme_at = (OptI64){ true, r->now };
    gone.ferme_motif = S("doublon");
    gone.remplace_par = kept;
    TX tx = tx_begin(r->db, HERE);
    TRY(lieu_tenu_ecrire(r->db, r->arena, &g, garde, &one, &line));
    TRY(lieu_tenu_ecrire(r->db, r->arena, &g, absorbe, &gone, NULL));
    TRY(sql_fusion_ecrire(r->db, id, kept, (OptI64){ line > 0, line }, r->acteur->personne_id, r->now));
    TRY(tell(r, "lieu.fusionner", kept));
    return tx_commit(&tx);
}

/* Thing by thing: what has changed again since then stays. */
static Err undo_line(Req *r, const LieuTenu *garde, int64_t line, LieuTenu *ret)
{
    const LieuPassage *all = NULL;
    size_t n = 0;
    *ret = *garde;
    TRY(lieu_passages(r->db, r->arena, garde->lieu_id, &all, &n));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; all[i].id == line && k < all[i].n; k++) {
            const Changement *c = &all[i].changements[k];
            if (str_eq(lieu_tenu_valeur(r->arena, garde, c->nom), c->apres))
                lieu_tenu_poser(ret, c->nom, c->avant);
        }
    return OK;
}

Err doublon_defaire(Req *r, const LieuTenu *absorbe)
{
    SqlFusionLire f;
    LieuTenu garde, back, again = *absorbe;
    LieuGeste g = { .par = r->acteur, .now = r->now, .motif = "separation" };
    int64_t n = 0;
    Str id = absorbe->champs[CHAMP_id];
    TRY(sql_fusion_lire(r->db, r->arena, id, &f));
    TRY(tenue_ouvrir(r, f.garde, &garde));
    again.ferme_at = (OptI64){ 0 };
    again.ferme_motif = again.remplace_par = STR_NONE;
    TX tx = tx_begin(r->db, HERE);
    if (f.lieu_historique_id.has) {
        TRY(undo_line(r, &garde, f.lieu_historique_id.v, &back));
        TRY(lieu_tenu_ecrire(r->db, r->arena, &g, &garde, &back, NULL));
    }
    TRY(lieu_tenu_ecrire(r->db, r->arena, &g, absorbe, &again, NULL));
    TRY(sql_fusion_effacer(r->db, id, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(tell(r, "lieu.separer", id));
    return tx_commit(&tx);
}
