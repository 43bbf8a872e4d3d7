// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/doublons: pairs, side by side, made one, taken apart, set aside. */
#include "domain/tenue/doublons.h"

#include "domain/journal/journal.h"
#include "doublons_view.h"
#include "tenue_sql.h"

static const Choice faits[] = {
    { S_INIT("reunis"), S_INIT("Les deux fiches n’en font plus qu’une. Vous pouvez défaire plus bas.") },
    { S_INIT("ecartes"), S_INIT("C’est noté\u00A0: ce sont deux lieux différents, ils ne seront plus proposés.") },
    { S_INIT("separes"), S_INIT("Les deux fiches sont de nouveau séparées.") },
    { STR_NONE, STR_NONE },
};
const Field doublons_champs[] = {
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
const Field comparer_champs[] = {
    { .name = "garde", .kind = FIELD_TEXT, .label = "Lieu gardé", .required = true, .max = 2000, .address_only = true },
    { .name = "absorbe",
        .kind = FIELD_TEXT,
        .label = "Autre lieu",
        .required = true,
        .max = 2000,
        .address_only = true },
    { 0 },
};
const Field fusionner_champs[] = {
    { .name = "garde", .kind = FIELD_TEXT, .label = "Lieu gardé", .required = true, .max = 2000, .address_only = true },
    { .name = "absorbe",
        .kind = FIELD_TEXT,
        .label = "Autre lieu",
        .required = true,
        .max = 2000,
        .address_only = true },
    { 0 },
};
const Field defaire_champs[] = {
    { .name = "absorbe", .kind = FIELD_TEXT, .label = "Lieu", .required = true, .max = 2000, .address_only = true },
    { 0 },
};

static Str compare_url(Arena *a, Str garde, Str absorbe)
{
    BUF b = buf_new(32 * 1024);
    buf_put(&b, S("/espace/doublons/comparer?garde="));
    url_encode(&b, garde);
    buf_put(&b, S("&absorbe="));
    url_encode(&b, absorbe);
    return str_dup(a, buf_str(&b));
}

/* ---- the list ---- */

static Err show_merges(Req *r, DoublonsPage *p)
{
    typedef struct Ids {
        Str absorbe, garde;
        int64_t at;
    } Ids;
    VEC(Ids) all = { 0 };
    VEC(FusionVue) shown = { 0 };
    ROWS rows = { 0 };
    SqlFusions row;
    TRY(sql_fusions(r->db, &rows));
    while (sql_fusions_next(&rows, &row)) {
        Ids *x = vec_push(r->arena, &all);
        if (!x)
            return ERR_MEMORY;
        *x = (Ids){ str_dup(r->arena, row.absorbe), str_dup(r->arena, row.garde), row.at };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < all.n && shown.n < TENUE_PAGE; i++) {
        LieuTenu gone, kept;
        Err e = tenue_ouvrir(r, all.v[i].absorbe, &gone);
        e = e == OK ? tenue_ouvrir(r, all.v[i].garde, &kept) : e;
        if (e == ERR_NOT_FOUND)
            continue;
        TRY(e);
        FusionVue *v = vec_push(r->arena, &shown);
        if (!v)
            return ERR_MEMORY;
        v->quand = date_french(r->arena, date_paris(all.v[i].at));
        lieu_ligne(r->arena, &gone, date_paris(r->now), &v->absorbe);
        lieu_ligne(r->arena, &kept, date_paris(r->now), &v->garde);
    }
    p->fusions = shown.v;
    p->fusions_n = shown.n;
    return OK;
}

Err doublons_page(Req *r)
{
    const Paire *all = NULL;
    size_t n = 0;
    DoublonsPage p = { .form = &r->form };
    PaireVue *v = NEW(r->arena, PaireVue, TENUE_PAGE);
    TRY(doublons_chercher(r, &all, &n));
    p.pages = pagination(r->arena, S("/espace/doublons?"), req_i64(r, "page", 1), TENUE_PAGE, (int64_t)n);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = (size_t)(p.pages.page - 1) * TENUE_PAGE; i < n && p.n < TENUE_PAGE; i++) {
        PaireVue *to = &v[p.n++];
        lieu_ligne(r->arena, all[i].a, date_paris(r->now), &to->a);
        lieu_ligne(r->arena, all[i].b, date_paris(r->now), &to->b);
        to->score = all[i].score;
        to->url = compare_url(r->arena, to->a.id, to->b.id);
    }
    p.paires = v;
    TRY(show_merges(r, &p));
    view_doublons(req_html(r), &p);
    return OK;
}

/* ---- side by side ---- */

static Err open_both(Req *r, LieuTenu *garde, LieuTenu *absorbe)
{
    TRY(tenue_ouvrir(r, req_text(r, "garde"), garde));
    TRY(tenue_ouvrir(r, req_text(r, "absorbe"), absorbe));
    bool two = !str_eq(garde->champs[CHAMP_id], absorbe->champs[CHAMP_id]);
    return two && !garde->ferme_at.has && !absorbe->ferme_at.has ? OK : ERR_NOT_FOUND;
}

Err comparer_page(Req *r)
{
    Arena *a = r->arena;
    LieuTenu garde, absorbe, one;
    Comparaison *v = NEW(a, Comparaison, STANDARD_N);
    TRY(open_both(r, &garde, &absorbe));
    ComparerPage p = { .form = &r->form,
        .inverse = compare_url(a, absorbe.champs[CHAMP_id], garde.champs[CHAMP_id]),
        .score = lieux_ressemblance(a, &garde, &absorbe) };
    if (!v)
        return ERR_MEMORY;
    doublon_reunir(a, &garde, &absorbe, &one);
    lieu_tenu_dater(a, r->now, &garde, &one);
    for (int f = 0; f < STANDARD_N; f++) {
        Str name = standard_field((StandardField)f)->name;
        Comparaison x = { .nom = champ_montre_nom(name),
            .a = champ_montre_valeur(a, name, garde.champs[f]),
            .b = champ_montre_valeur(a, name, absorbe.champs[f]),
            .reuni = champ_montre_valeur(a, name, one.champs[f]) };
        bool of_the_sheet = f == CHAMP_id || f == CHAMP_source || f == CHAMP_date_maj; /* never the same */
        x.differe = x.a.n && x.b.n && !of_the_sheet && !str_eq(x.a, x.b);
        x.repris = !x.a.n && x.reuni.n;
        if (x.a.n || x.b.n)
            v[p.n++] = x;
    }
    p.v = v;
    lieu_ligne(a, &garde, date_paris(r->now), &p.garde);
    lieu_ligne(a, &absorbe, date_paris(r->now), &p.absorbe);
    view_comparer(req_html(r), &p);
    return OK;
}

Err fusionner_envoi(Req *r)
{
    LieuTenu garde, absorbe;
    TRY(open_both(r, &garde, &absorbe));
    TRY(doublon_fusionner(r, &garde, &absorbe));
    return req_redirect(r, "/espace/doublons?fait=reunis");
}

Err ecarter_envoi(Req *r)
{
    LieuTenu x, y;
    TRY(open_both(r, &x, &y));
    Str a = x.champs[CHAMP_id], b = y.champs[CHAMP_id];
    bool first = str_cmp(a, b) < 0;
    TRY(sql_doublon_ecarter(r->db, first ? a : b, first ? b : a, r->acteur->personne_id, r->now));
    TRY(journal_ecrire(r->db, r->acteur, r->now, "doublon.ecarter", lieu_objet(r->arena, a), true));
    return req_redirect(r, "/espace/doublons?fait=ecartes");
}

Err defaire_envoi(Req *r)
{
    LieuTenu gone;
    TRY(tenue_ouvrir(r, req_text(r, "absorbe"), &gone));
    TRY(doublon_defaire(r, &gone));
    return req_redirect(r, "/espace/doublons?fait=separes");
}
