// SPDX-License-Identifier: AGPL-3.0-or-later
/* The pages: the list (its words and its page links; the rest of it is in lieux_*.c), and the sheet. */
#include "domain/lieux/lieux_web.h"
#include "domain/lieux/requete.h"

#include "core/app.h"
#include "core/run/compteurs.h"
#include "core/slice.h"
#include "lieu_view.h"
#include "lieux_view.h"

enum { PAGES_AUTOUR = 2 };

static Str titre_make(Req *r, const LieuxPage *p, const LieuxQuery *q)
{
    Arena *a = r->arena;
    Short n = plural((int64_t)p->result.total, "lieu", "lieux");
    Str t = p->result.total ? short_dup(a, n) : S("Aucun lieu");
    if (p->commune && q->a_point && q->rayon_m > 0)
        t = str_format(a, "%.*s à moins de %.0f\xC2\xA0km de %.*s", STR_ARG(t), q->rayon_m / 1000,
            STR_ARG(p->commune->nom));
    else if (p->commune)
        t = str_format(a, "%.*s %s %.*s", STR_ARG(t), q->a_point ? "autour de" : "à", STR_ARG(p->commune->nom));
    else if (p->etat.a_pres)
        t = str_format(a, "%.*s près de vous", STR_ARG(t));
    else if (r->app->site && !str_is_empty(r->app->site->territoire))
        t = str_format(a, "%.*s %.*s", STR_ARG(t), STR_ARG(r->app->site->territoire));
    Str quand = etat_quand(a, &p->etat);
    if (!str_is_none(quand))
        t = str_format(a, "%.*s, %s %.*s", STR_ARG(t), p->result.total > 1 ? "ouverts" : "ouvert", STR_ARG(quand));
    if (!str_is_none(p->etat.q))
        t = str_format(a, "%.*s pour «\xC2\xA0%.*s\xC2\xA0»", STR_ARG(t), STR_ARG(utf8_cut(p->etat.q, 60)));
    return t;
}

static Str sort_said(LieuxSort sort)
{
    switch (sort) {
    case LIEUX_SORT_DISTANCE:
        return S("Du plus proche au plus loin, à vol d’oiseau.");
    case LIEUX_SORT_NOM:
        return S("Par ordre alphabétique.");
    case LIEUX_SORT_PERTINENCE:
        break;
    }
    return S("Les plus proches de votre recherche d’abord.");
}

static Str phrase_make(Arena *a, const LieuxQuery *q)
{
    Str sort = sort_said(q->sort);
    if (q->ouvert == LIEUX_OUVERT_INDIFFERENT)
        return sort;
    return str_format(a, "%.*s Les lieux dont les horaires ne sont pas connus n’y sont pas : appelez-les.",
        STR_ARG(sort));
}

static Str page_url(Arena *a, const LieuxPage *p, int64_t n)
{
    LieuxEtat e = p->etat;
    e.page = n;
    return etat_url(a, "/lieux", &e);
}

static void pages_make(Arena *a, LieuxPage *p)
{
    VEC(PageLien) v = { 0 };
    p->page = p->etat.page;
    p->pages_total = ((int64_t)p->result.total + LIEUX_PAR_PAGE - 1) / LIEUX_PAR_PAGE;
    p->hors_pages = p->page > 1 && p->page > p->pages_total;
    if (p->hors_pages) {
        p->derniere = page_url(a, p, p->pages_total > 0 ? p->pages_total : 1);
        return;
    }
    for (int64_t n = 1, last = 0; n <= p->pages_total; n++) {
        bool near = n >= p->page - PAGES_AUTOUR && n <= p->page + PAGES_AUTOUR;
        if (!near && n != 1 && n != p->pages_total)
            continue;
        PageLien *to = vec_push(a, &v);
        if (!to)
            return;
        *to = (PageLien){ .n = n, .url = page_url(a, p, n), .ici = n == p->page, .saut = last && n > last + 1 };
        last = n;
    }
    p->pages = v.v;
    p->pages_n = v.n;
    if (p->page > 1)
        p->liens[p->liens_n++] = (PageHeadLink){ .rel = "prev", .url = page_url(a, p, p->page - 1) };
    if (p->page < p->pages_total)
        p->liens[p->liens_n++] = (PageHeadLink){ .rel = "next", .url = page_url(a, p, p->page + 1) };
}

/* What may still be done: look further, forget conditions, take the places away as a file. */
static void ways_out(Arena *a, LieuxPage *p, const LieuxQuery *q)
{
    const LieuxEtat *e = &p->etat;
    LieuxEtat wide = *e, all = *e, open = *e;
    LieuxEtat bare = { .rayon = -1,
        .tri = -1,
        .ouvert = -1,
        .heure = -1,
        .commune = e->commune,
        .a_pres = e->a_pres,
        .pres = e->pres };
    bool centred = !str_is_none(e->commune) || e->a_pres;
    wide.page = all.page = open.page = 1;
    open.commune = STR_NONE;
    open.a_pres = false;
    p->ailleurs = etat_url(a, "/lieux", &open);
    wide.rayon = RAYON_SANS_LIMITE;
    p->elargir = q->a_point && q->rayon_m > 0 ? etat_url(a, "/lieux", &wide) : STR_NONE;
    p->sans_filtre = centred && p->puces_n > 1 ? etat_url(a, "/lieux", &bare) : STR_NONE;
    p->csv = etat_url(a, "/lieux.csv", &all);
    p->api = api_url(a, p, q);
}

/* The one address of this search, where it is not the one asked; STR_NONE: it is, or an error has to be told. */
static Str better_address(Req *r, const Territoire *t, LieuxPage *p)
{
    if (q_is_commune(r, t, &p->etat)) {
        p->etat.commune = p->etat.q;
        p->etat.q = STR_NONE;
        return etat_url(r->arena, "/lieux", &p->etat);
    }
    p->canonique = etat_url(r->arena, "/lieux", &p->etat);
    bool same = str_is_empty(r->query) || str_eq(p->canonique, str_cat(r->arena, S("/lieux?"), r->query));
    return same || req_has_errors(r) ? STR_NONE : p->canonique;
}

/* Where, and for what first need; never the words, nor who asked. */
static void note_vain(Req *r, const LieuxPage *p, const LieuxQuery *q)
{
    const Choice *services = standard_services;
    int i = 0;
    if (p->result.total > 0 || req_has_errors(r))
        return;
    while (!str_is_none(services[i].value) && !enumset_has(q->valeurs[ENUM_SERVICES], i))
        i++;
    Str commune = p->commune ? code_insee_str(&p->commune->code) : S("");
    Str need = str_is_none(services[i].value) ? S("autre") : services[i].value;
    compteurs_noter(r->app->compteurs, str_format(r->arena, "%.*s|%.*s", STR_ARG(commune), STR_ARG(need)));
}

Err lieux_page(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    LieuxPage p = { .form = &r->form,
        .lieux = s,
        .maintenant = instant_de(requete_vacances(r), minute_paris(r->now)),
        .etat = etat_read(r) };
    if (!s)
        return ERR_BUSY;
    Str other = better_address(r, t, &p);
    if (!str_is_none(other))
        return req_redirect(r, "%.*s", STR_ARG(other));
    commune_find(r, t, &p);
    LieuxQuery q = query_make(&p);
    q.from = p.rang = (size_t)(p.etat.page - 1) * LIEUX_PAR_PAGE;
    q.max = LIEUX_PAR_PAGE;
    q.facettes = true;
    TRY(lieux_search(s, r->arena, &q, &p.result));
    note_vain(r, &p, &q);
    TRY(correction_make(r, &p, &q));
    p.titre = titre_make(r, &p, &q);
    p.phrase = phrase_make(r->arena, &q);
    puces_make(r->arena, &p);
    facettes_make(r->arena, &p);
    cachees_make(r->arena, &p);
    pages_make(r->arena, &p);
    carte_make(r, t, &p);
    ways_out(r->arena, &p, &q);
    if (p.hors_pages)
        req_status(r, 404);
    if (p.carte && r->app->site)
        req_images(r, r->app->site->tuiles_origine);
    view_lieux(req_html(r), &p);
    return OK;
}

Badge lieu_badge(Arena *a, const Lieux *s, const Lieu *l, const Instant *now)
{
    Badge b = { .texte = STR_NONE };
    const HorairesPrets *h = lieux_horaires(s, l);
    if (h && horaires_maintenant(a, h, now, &b.etat, &b.texte) != OK)
        b.texte = STR_NONE;
    return b;
}

/* Two sheets were of one place: the address of the other one leads to it. */
static Err lieu_redirect(Req *r, Str id)
{
    BUF to = buf_new(16 * 1024);
    url_encode(&to, id);
    return to.failed ? ERR_MEMORY : req_redirect(r, "/lieux/%.*s", STR_ARG(buf_str(&to)));
}

Err lieu_page(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Lieu *l = s ? lieux_find(s, req_path(r, "id")) : NULL;
    LieuPage p;
    if (!l)
        return s ? ERR_NOT_FOUND : ERR_BUSY;
    if (l->doublon && l->remplace_par.n && lieux_find(s, l->remplace_par))
        return lieu_redirect(r, l->remplace_par);
    TRY(lieu_fiche(r->arena, s, req_snapshot(r, &territoire_snapshot), requete_vacances(r), l, r->now, &p));
    for (const Slice *const *other = r->app->slices; !l->disparu && *other; other++)
        if ((*other)->ajouts)
            TRY((*other)->ajouts(r, lieu_champ(l, CHAMP_id), &p.ajouts));
    p.successeur = l->remplace_par.n ? lieux_find(s, l->remplace_par) : NULL;
    if (l->disparu) {
        req_status(r, 410);
        view_lieu_disparu(req_html(r), &p);
    } else {
        view_lieu(req_html(r), &p);
    }
    return OK;
}
