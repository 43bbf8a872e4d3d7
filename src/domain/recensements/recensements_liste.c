// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the public pages and those of the professionals share: the search, a row as it is shown, the exports. */
#include "core/csv/csv.h"
#include "domain/recensements/recensements_web.h"

const Recensement *recensement_demande(Str nom, bool tous)
{
    const Recensement *c = recensement_nomme(nom);
    return c && (tous || !c->restreint) ? c : NULL;
}

static int column_named(const Recensement *c, const char *champ)
{
    for (int i = 0; c->colonnes[i].champ; i++)
        if (str_eq(str_from(c->colonnes[i].champ), str_from(champ)))
            return i;
    return -1;
}

static Str sheet_url(Arena *a, Str id)
{
    BUF b = buf_new(16 * 1024);
    buf_put(&b, S("/lieux/"));
    url_encode(&b, id);
    return str_dup(a, buf_str(&b));
}

LigneVue ligne_vue(Req *r, const Recensement *c, const Ligne *l)
{
    const Lieux *lieux = req_snapshot(r, &lieux_snapshot);
    const Lieu *place = lieux && l->lieu.n ? lieux_find(lieux, l->lieu) : NULL;
    size_t n = recensement_colonnes(c);
    Str *v = NEW(r->arena, Str, n + 1);
    LigneVue shown = { .uid = l->uid, .source = l->source, .valeurs = v, .titre = l->lieu, .commune = STR_NONE };
    for (size_t i = 0; i < n && v; i++)
        v[i] = colonne_montrer(r->arena, &c->colonnes[i], l->v[i]);
    if (place) {
        shown.titre = lieu_champ(place, CHAMP_nom);
        shown.commune = lieu_champ(place, CHAMP_commune);
        shown.url = sheet_url(r->arena, l->lieu);
    }
    if (c->a_part) {
        int name = column_named(c, "intitule"), commune = column_named(c, "commune");
        shown.titre = name < 0 ? l->uid : l->v[name];
        shown.commune = commune < 0 ? STR_NONE : l->v[commune];
    }
    return shown;
}

static bool has_value(Str joined, Str value)
{
    Str part;
    while (joined.n && str_split(&joined, '|', &part))
        if (str_eq(part, value))
            return true;
    return false;
}

static bool says(Req *r, const Recensement *c, const Ligne *l, Str words)
{
    LigneVue v = ligne_vue(r, c, l);
    if (str_has(utf8_fold_name(r->arena, v.titre), words) ||
        (v.commune.n && str_has(utf8_fold_name(r->arena, v.commune), words)))
        return true;
    for (int i = 0; c->colonnes[i].champ; i++)
        if (l->v[i].n && str_has(utf8_fold_name(r->arena, l->v[i]), words))
            return true;
    return false;
}

size_t recensement_filtrer(Req *r, const Recensement *c, const Ligne *lignes, size_t n, const Ligne **ret)
{
    Str q = req_text(r, "q"), value = req_text(r, "valeur");
    Str words = q.n ? utf8_fold_name(r->arena, q) : STR_NONE;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (value.n && !has_value(lignes[i].v[c->facette], value))
            continue;
        if (words.n && !says(r, c, &lignes[i], words))
            continue;
        ret[kept++] = &lignes[i];
    }
    return kept;
}

void recensement_champs_recherche(Req *r, const Recensement *c, RecensementPage *p)
{
    p->form = &r->form;
    p->r = c;
    p->q = champ_de(&r->form, "q");
    p->valeur = champ_de(&r->form, "valeur");
    p->cherche = p->q.valeur.n || p->valeur.valeur.n;
}

void recensement_ecrire_csv(Req *r, const Recensement *c, const Ligne *const *lignes, size_t n)
{
    CsvWriter w = csv_to(req_body(r, "text/csv; charset=utf-8"), true);
    if (!c->a_part)
        csv_cell(&w, S("lieu"));
    for (int i = 0; c->colonnes[i].champ; i++)
        csv_cell(&w, str_from(c->colonnes[i].champ));
    csv_end_row(&w);
    for (size_t k = 0; k < n; k++) {
        if (!c->a_part)
            csv_cell(&w, lignes[k]->lieu);
        for (int i = 0; c->colonnes[i].champ; i++)
            csv_cell(&w, lignes[k]->v[i]);
        csv_end_row(&w);
    }
    req_download(r, str_cat(r->arena, c->nom, S(".csv")));
}
