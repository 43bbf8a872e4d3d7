// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/lieux_web.h"

#include "core/app.h"
#include "domain/lieux/export.h"
#include "domain/lieux/requete.h"
#include "lieu_view.h"
#include "lieux_view.h"

enum { PAGE_MAX = 1000000, EXPORT_MAX = 100000, RAYON_DEFAUT = 2, PAGES_AUTOUR = 2, CSV_LIGNES = 64 };

static const Choice rayons[] = {
    { S_INIT("5"), S_INIT("5 km") },
    { S_INIT("10"), S_INIT("10 km") },
    { S_INIT("20"), S_INIT("20 km") },
    { S_INIT("30"), S_INIT("30 km") },
    { S_INIT("50"), S_INIT("50 km") },
    { S_INIT("tout"), S_INIT("Sans limite") },
    { { NULL, 0 }, { NULL, 0 } },
};
static const int rayons_m[] = { 5000, 10000, 20000, 30000, 50000, 0 };

static const Choice tris[] = {
                     /* in the order of Tri */
    { S_INIT("distance"), S_INIT("Du plus proche au plus loin") },
    { S_INIT("nom"), S_INIT("Par nom") },
    { S_INIT("pertinence"), S_INIT("Par pertinence") },
    { { NULL, 0 }, { NULL, 0 } },
};

const Field lieux_page_fields[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Lieu ou besoin", .hint = NULL, .example = "imprimante" },
    { .name = "commune",
        .kind = FIELD_TEXT,
        .label = "Commune ou code postal",
        .max = 100,
        .autocomplete = "postal-code",
        .example = "Brou" },
    { .name = "pres", .kind = FIELD_FLOATS, .label = "Ma position", .max = 2, .example = "48.21,1.16" },
    { .name = "rayon_km", .kind = FIELD_CHOICE, .label = "Distance", .choices = rayons },
    { .name = "tri", .kind = FIELD_CHOICE, .label = "Ordre", .choices = tris },
    LIEUX_CHAMPS_ENUMERES,
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX },
    { 0 },
};

static const struct {
    StandardEnum e;
    const char *champ;
} facettes[] = {
    { ENUM_SERVICES, "services" },
    { ENUM_PUBLICS, "publics_specifiquement_adresses" },
    { ENUM_PRISE_EN_CHARGE, "prise_en_charge_specifique" },
    { ENUM_FRAIS, "frais_a_charge" },
    { ENUM_DISPOSITIFS, "dispositif_programmes_nationaux" },
    { ENUM_ACCES, "modalites_acces" },
    { ENUM_ACCOMPAGNEMENT, "modalites_accompagnement" },
};
enum { FACETTES_N = sizeof facettes / sizeof *facettes };

/* ---- the search ---------------------------------------------------------------------------------------------------- */

static LieuxEtat etat_read(Req *r)
{
    LieuxEtat e = { .q = req_text(r, "q"), .commune = req_text(r, "commune") };
    LieuxQuery q = { 0 };
    double p[2];
    e.a_pres = str_is_none(e.commune) && req_floats(r, "pres", p, 2) && p[0] >= -90 && p[0] <= 90 && p[1] >= -180 &&
               p[1] <= 180;
    if (e.a_pres)
        e.pres = (Point){ p[0], p[1] };
    e.rayon = req_choice(r, "rayon_km", -1);
    e.tri = req_choice(r, "tri", -1);
    requete_champs_enumeres(r, &q);
    for (int i = 0; i < STANDARD_ENUMS_N; i++)
        e.valeurs[i] = q.valeurs[i];
    e.label = q.autres_formations_labels;
    e.page = req_i64(r, "page", 1);
    return e;
}

/* The commune typed, or those that it may be. */
static void commune_find(Req *r, const Territoire *t, LieuxPage *p)
{
    const Commune **found = NEW(r->arena, const Commune *, CANDIDATES_MAX);
    Str typed = p->etat.commune;
    if (str_is_none(typed) || !found)
        return;
    size_t n = 0;
    Str departement = config_str(r->app->config, CONF_DEPARTEMENT);
    p->commune = t ? territoire_resolve(t, r->arena, typed, departement, found, &n, CANDIDATES_MAX) : NULL;
    if (p->commune)
        return;
    p->candidates = found;
    p->candidates_n = n;
    p->commune_inconnue = n == 0;
    p->candidates_url = NEW(r->arena, Str, n);
    for (size_t i = 0; p->candidates_url && i < n; i++) {
        LieuxEtat e = p->etat;
        e.commune = code_insee_str(&found[i]->code);
        p->candidates_url[i] = etat_url(r->arena, "/lieux", &e);
    }
}

/* "Brou" typed in the box of words is a commune: the same search, near it. */
static bool q_is_commune(Req *r, const Territoire *t, const LieuxEtat *e)
{
    if (!t || str_is_none(e->q) || !str_is_none(e->commune) || e->a_pres)
        return false;
    const Commune *c[2];
    size_t n = 0;
    const Commune *one = territoire_resolve(t, r->arena, e->q, config_str(r->app->config, CONF_DEPARTEMENT), c, &n, 2);
    int64_t code = 0;
    return one && (str_eq(utf8_fold_name(r->arena, e->q), one->nom_cle) || (e->q.n == 5 && str_to_i64(e->q, &code)));
}

static LieuxQuery query_make(const LieuxPage *p)
{
    const LieuxEtat *e = &p->etat;
    LieuxQuery q = { .q = e->q, .autres_formations_labels = e->label, .a_point = e->a_pres, .point = e->pres };
    for (int i = 0; i < STANDARD_ENUMS_N; i++)
        q.valeurs[i] = e->valeurs[i];
    if (p->commune && p->commune->localisation != LOCALISATION_AUCUNE) {
        q.a_point = true;
        q.point = p->commune->point;
    } else if (p->commune) {
        q.commune = code_insee_str(&p->commune->code);
    }
    if (q.a_point)
        q.rayon_m = rayons_m[e->rayon < 0 ? RAYON_DEFAUT : e->rayon];
    int tri = e->tri >= 0 ? e->tri : q.a_point ? TRI_DISTANCE : str_is_none(e->q) ? TRI_NOM : TRI_PERTINENCE;
    if (tri == TRI_DISTANCE && !q.a_point)
        tri = TRI_NOM;
    q.sort = tri == TRI_DISTANCE ? LIEUX_SORT_DISTANCE : tri == TRI_NOM ? LIEUX_SORT_NOM : LIEUX_SORT_PERTINENCE;
    return q;
}

/* ---- what the page says -------------------------------------------------------------------------------------------- */

static Str titre_make(Req *r, const LieuxPage *p, const LieuxQuery *q)
{
    Arena *a = r->arena;
    Short n = plural((int64_t)p->result.total, "lieu", "lieux");
    Str t = p->result.total ? str_dup(a, str_of(n.p, n.n)) : S("Aucun lieu");
    if (p->commune && q->a_point && q->rayon_m > 0)
        t = str_format(a, "%.*s à moins de %.0f\xC2\xA0km de %.*s", STR_ARG(t), q->rayon_m / 1000,
            STR_ARG(p->commune->nom));
    else if (p->commune)
        t = str_format(a, "%.*s %s %.*s", STR_ARG(t), q->a_point ? "autour de" : "à", STR_ARG(p->commune->nom));
    else if (p->etat.a_pres)
        t = str_format(a, "%.*s près de vous", STR_ARG(t));
    else if (r->app->site && !str_is_empty(r->app->site->territoire))
        t = str_format(a, "%.*s %.*s", STR_ARG(t), STR_ARG(r->app->site->territoire));
    if (!str_is_none(p->etat.q))
        t = str_format(a, "%.*s pour «\xC2\xA0%.*s\xC2\xA0»", STR_ARG(t), STR_ARG(utf8_cut(p->etat.q, 60)));
    return t;
}

static Str phrase_make(const LieuxQuery *q)
{
    switch (q->sort) {
    case LIEUX_SORT_DISTANCE:
        return S("Du plus proche au plus loin, à vol d’oiseau.");
    case LIEUX_SORT_NOM:
        return S("Par ordre alphabétique.");
    case LIEUX_SORT_PERTINENCE:
        break;
    }
    return S("Les plus proches de votre recherche d’abord.");
}

typedef VEC(Puce) Puces;

static void puce_add(Arena *a, Puces *v, const char *champ, Str texte, LieuxEtat without)
{
    Puce *p = vec_push(a, v);
    without.page = 1;
    if (p)
        *p = (Puce){ str_from(champ), texte, etat_url(a, "/lieux", &without) };
}

static void puces_make(Arena *a, LieuxPage *p)
{
    Puces v = { 0 };
    LieuxEtat e = p->etat;
    if (!str_is_none(e.q)) {
        e.q = STR_NONE;
        puce_add(a, &v, "Mots", p->etat.q, e);
    }
    e = p->etat;
    if (!str_is_none(e.commune) || e.a_pres) {
        e.commune = STR_NONE;
        e.a_pres = false;
        e.rayon = -1;
        puce_add(a, &v, "Autour de",
            p->commune       ? p->commune->nom
            : p->etat.a_pres ? S("ma position")
                             : p->etat.commune,
            e);
    }
    for (int which = 0; which < STANDARD_ENUMS_N; which++)
        for (int i = 0; i < standard_enum_n((StandardEnum)which); i++) {
            if (!enumset_has(p->etat.valeurs[which], i))
                continue;
            e = p->etat;
            e.valeurs[which].w[i >> 6] &= ~((uint64_t)1 << (i & 63));
            puce_add(a, &v, "Critère", standard_label((StandardEnum)which, i), e);
        }
    e = p->etat;
    if (!str_is_none(e.label)) {
        e.label = STR_NONE;
        puce_add(a, &v, "Label", p->etat.label, e);
    }
    p->puces = v.v;
    p->puces_n = v.n;
}

static void facettes_make(Arena *a, LieuxPage *p)
{
    VEC(Facette) v = { 0 };
    for (size_t f = 0; p->result.facettes && f < FACETTES_N; f++) {
        Facette *to = vec_push(a, &v);
        if (!to)
            return;
        int chosen = 0;
        for (int i = 0; i < standard_enum_n(facettes[f].e); i++)
            chosen += enumset_has(p->etat.valeurs[facettes[f].e], i);
        *to = (Facette){ .champ = champ_de(p->form, facettes[f].champ),
            .e = facettes[f].e,
            .n = p->result.facettes->n[facettes[f].e],
            .choisies = chosen };
        p->affine = p->affine || chosen;
    }
    p->facettes = v.v;
    p->facettes_n = v.n;
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

static void carte_make(Req *r, const Territoire *t, LieuxPage *p)
{
    p->carte = t ? territoire_carte(t, config_str(r->app->config, CONF_DEPARTEMENT)) : NULL;
    Repere *v = NEW(r->arena, Repere, p->result.n + 1);
    if (!p->carte || !v)
        return;
    for (size_t i = 0; i < p->result.n; i++) {
        Repere m = { .rang = p->rang + i + 1, .lieu = p->result.rows[i].lieu };
        if (m.lieu->a_point && carte_xy(p->carte, m.lieu->point, &m.x, &m.y))
            v[p->reperes_n++] = m;
    }
    p->sans_position = p->result.n - p->reperes_n;
    p->reperes = v;
    BUF b = buf_new(256);
    double numbers[] = { p->carte->lat0, p->carte->lon0, p->carte->echelle_x, p->carte->echelle_y };
    for (size_t i = 0; i < 4; i++) {
        if (i)
            buf_char(&b, ',');
        buf_f64(&b, numbers[i]);
    }
    p->projection = str_dup(r->arena, buf_str(&b));
}

/* The same search for the interactive map, in the words of the API. */
static Str api_url(Arena *a, const LieuxPage *p, const LieuxQuery *q)
{
    LieuxEtat e = p->etat;
    e.commune = q->commune;
    e.a_pres = q->a_point;
    e.pres = q->point;
    e.rayon = e.tri = -1;
    e.page = 1;
    Str url = etat_url(a, "/api/v1/lieux", &e);
    return str_format(a, "%.*s%slimite=500%s", STR_ARG(url), str_has(url, S("?")) ? "&" : "?",
        q->rayon_m > 0 ? str_format(a, "&rayon_km=%.0f", q->rayon_m / 1000).p : "");
}

static void ways_out(Arena *a, LieuxPage *p, const LieuxQuery *q)
{
    LieuxEtat wide = p->etat, bare = { .rayon = -1,
        .tri = -1,
        .commune = p->etat.commune,
        .a_pres = p->etat.a_pres,
        .pres = p->etat.pres };
    wide.page = 1;
    wide.rayon = 5;
    p->elargir = q->a_point && q->rayon_m > 0 ? etat_url(a, "/lieux", &wide) : STR_NONE;
    p->sans_filtre = p->puces_n ? etat_url(a, "/lieux", &bare) : STR_NONE;
    LieuxEtat all = p->etat;
    all.page = 1;
    p->csv = etat_url(a, "/lieux.csv", &all);
    p->api = api_url(a, p, q);
}

/* ---- handlers ------------------------------------------------------------------------------------------------------ */

Err lieux_page(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    LieuxPage p = { .form = &r->form, .etat = etat_read(r), .tris = tris };
    if (!s)
        return ERR_BUSY;
    if (q_is_commune(r, t, &p.etat)) {
        p.etat.commune = p.etat.q;
        p.etat.q = STR_NONE;
        return req_redirect(r, "%s", etat_url(r->arena, "/lieux", &p.etat).p);
    }
    p.canonique = etat_url(r->arena, "/lieux", &p.etat);
    if (!str_is_empty(r->query) && !req_has_errors(r) &&
        !str_eq(p.canonique, str_format(r->arena, "/lieux?%.*s", STR_ARG(r->query))))
        return req_redirect(r, "%s", p.canonique.p);
    commune_find(r, t, &p);
    LieuxQuery q = query_make(&p);
    p.page = p.etat.page;
    p.rang = (size_t)(p.page - 1) * LIEUX_PAR_PAGE;
    q.from = p.rang;
    q.max = LIEUX_PAR_PAGE;
    q.facettes = true;
    TRY(lieux_search(s, r->arena, &q, &p.result));
    p.titre = titre_make(r, &p, &q);
    p.phrase = phrase_make(&q);
    puces_make(r->arena, &p);
    facettes_make(r->arena, &p);
    pages_make(r->arena, &p);
    carte_make(r, t, &p);
    ways_out(r->arena, &p, &q);
    if (p.hors_pages)
        req_status(r, 404);
    view_lieux(req_html(r), &p);
    return OK;
}

/* ---- the same selection for a spreadsheet ---------------------------------------------------------------------------- */

typedef struct CsvEnvoi {
    LieuxResult found;
    size_t next;
} CsvEnvoi;

static Err csv_more(Req *r, void *state, Buf *out, bool *ret_last)
{
    (void)r;
    CsvEnvoi *c = state;
    CsvWriter w = csv_to(out, true);
    if (c->next == 0) {
        buf_put(out, LIEUX_CSV_BOM);
        lieux_csv_header(&w);
    }
    for (size_t sent = 0; c->next < c->found.n && sent < CSV_LIGNES; sent++)
        lieux_csv_row(&w, c->found.rows[c->next++].lieu->champs);
    *ret_last = c->next == c->found.n;
    return OK;
}

/* A file is not a page that could say what was left out: a condition that cannot be read is refused. */
static bool csv_refused(Req *r, const LieuxPage *p)
{
    double pres[2];
    if (!str_is_none(p->etat.commune) && !p->commune)
        form_error(r, "commune", p->candidates_n ? "Plusieurs communes répondent : donnez le code INSEE de l’une d’elles."
                                                 : "Aucune commune ne porte ce nom ou ce code postal.");
    else if (str_is_none(p->etat.commune) && !p->etat.a_pres && req_floats(r, "pres", pres, 2))
        form_error(r, "pres", "Donnez lat,lon dans cet ordre, en degrés.");
    return req_has_errors(r);
}

/* The standard's 32 columns, formulas disarmed, a BOM in front; written as fast as the client takes it. */
Err lieux_csv(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    LieuxPage p = { .form = &r->form, .etat = etat_read(r) };
    CsvEnvoi *c = NEW(r->arena, CsvEnvoi, 1);
    if (!s)
        return ERR_BUSY;
    if (!c)
        return ERR_MEMORY;
    commune_find(r, req_snapshot(r, &territoire_snapshot), &p);
    if (csv_refused(r, &p))
        return ERR_INVALID;
    LieuxQuery q = query_make(&p);
    q.max = EXPORT_MAX;
    TRY(lieux_search(s, r->arena, &q, &c->found));
    req_download(r, lieux_demonstration(s) ? S("lieux-demonstration-donnees-inventees.csv") : S("lieux-de-mediation-numerique.csv"));
    req_stream(r, "text/csv; charset=utf-8", csv_more, c);
    return OK;
}

Err lieu_page(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    const Lieu *l = s ? lieux_find(s, req_path(r, "id")) : NULL;
    LieuPage p;
    if (!l)
        return s ? ERR_NOT_FOUND : ERR_BUSY;
    TRY(lieu_fiche(r->arena, s, req_snapshot(r, &territoire_snapshot), l, r->now, &p));
    if (l->disparu) {
        req_status(r, 410);
        view_lieu_disparu(req_html(r), &p);
    } else {
        view_lieu(req_html(r), &p);
    }
    return OK;
}
