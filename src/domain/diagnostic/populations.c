// SPDX-License-Identifier: AGPL-3.0-or-later
/* Populations of the communes, one column a vintage: read, then written. */
#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "domain/diagnostic/lecture.h"
#include "diagnostic_sql.h"

enum { NOM_MAX = 200, HABITANTS_MAX = 100000000 };
static const size_t COLONNE_MAX = 64 * MIB;

typedef struct Colonnes {
    int code, nom, departement, arrondissement, region, epci;
    int populations[POPULATIONS_MAX];
} Colonnes;

static Err find_columns(Table *t, Populations *p, Colonnes *c, Str *ret_message)
{
    c->code = table_column(t, "code");
    c->nom = table_column(t, "nom");
    c->departement = table_column(t, "departement");
    c->arrondissement = table_column(t, "arrondissement");
    c->region = table_column(t, "region");
    c->epci = table_column(t, "epci");
    for (size_t i = 0; i < t->n; i++) {
        if (!str_starts(t->noms[i], S("pop_")))
            continue;
        if (p->n_millesimes == POPULATIONS_MAX) {
            *ret_message = str_format(t->a, "Ce fichier a plus de %d colonnes de population.", POPULATIONS_MAX);
            return ERR_INVALID;
        }
        t->prises[i] = true;
        c->populations[p->n_millesimes] = (int)i;
        p->millesimes[p->n_millesimes++] = t->noms[i];
    }
    if (c->code < 0 || p->n_millesimes == 0) {
        *ret_message = S("Ce fichier n’est pas une table de populations : il faut une colonne « code » (code Insee) et "
                         "une colonne « pop_… » par millésime, par exemple pop_cog2021.");
        return ERR_INVALID;
    }
    table_leftover(t);
    return OK;
}

/* "28", "2A", "974": the first signs of a commune's code. */
static Str departement_of(Str code)
{
    return str_slice(code, 0, str_starts(code, S("97")) || str_starts(code, S("98")) ? 3 : 2);
}

static void take_habitants(Table *t, const Colonnes *c, const Populations *p, BaseLue *b)
{
    for (size_t i = 0; i < p->n_millesimes; i++) {
        Str cell = table_cell(t, c->populations[i]);
        b->habitants[i] = -1;
        if (cell.n && (!str_to_i64(cell, &b->habitants[i]) || b->habitants[i] < 0 || b->habitants[i] > HABITANTS_MAX))
            table_refuse(t, p->millesimes[i], cell, "ce n’est pas un nombre d’habitants",
                S("écrivez un nombre entier sans espace, ou rien si la commune n’existait pas"));
    }
}

static Err take_row(Table *t, const Colonnes *c, Populations *p)
{
    CodeInsee code;
    BaseLue b = { .ligne = t->row.line };
    Str typed = table_cell(t, c->code), nom = table_cell(t, c->nom), epci = table_cell(t, c->epci);
    if (!code_insee_parse(typed, &code)) {
        table_refuse(t, S("code"), typed, "ce n’est pas un code de commune", commune_remedy(t->ligne, typed));
        return OK;
    }
    take_habitants(t, c, p, &b);
    if (nom.n > NOM_MAX)
        table_refuse(t, S("nom"), nom, "ce nom est trop long", S("vérifiez les séparateurs de cette ligne"));
    if (t->refusee)
        return OK;
    memcpy(b.code, code.p, sizeof b.code);
    Str departement = table_cell(t, c->departement);
    b.nom = str_dup(t->a, nom.n ? nom : typed);
    b.departement = str_dup(t->a, departement.n ? departement : departement_of(typed));
    b.arrondissement = str_dup(t->a, table_cell(t, c->arrondissement));
    b.region = str_dup(t->a, table_cell(t, c->region));
    b.epci = epci.n ? str_dup(t->a, epci) : STR_NONE;
    BaseLue *to = vec_push(t->a, &p->lignes);
    if (!to)
        return ERR_MEMORY;
    *to = b;
    return OK;
}

static int by_code(const void *x, const void *y)
{
    const BaseLue *a = x, *b = y;
    int order = memcmp(a->code, b->code, 5);
    return order ? order : (a->ligne > b->ligne) - (a->ligne < b->ligne);
}

/* In order, once each: of two rows with one code the first is kept. */
static void settle(Arena *a, Populations *p, Rapport *r)
{
    size_t n = 0;
    if (p->lignes.n)
        qsort(p->lignes.v, p->lignes.n, sizeof *p->lignes.v, by_code);
    for (size_t i = 0; i < p->lignes.n; i++) {
        const BaseLue *b = &p->lignes.v[i];
        if (n && memcmp(p->lignes.v[n - 1].code, b->code, 5) == 0)
            rapport_refuse(a, r, b->ligne, S("code"), str_of(b->code, 5), "ce code est déjà dans le fichier",
                S("gardez une seule ligne par commune"));
        else
            p->lignes.v[n++] = *b;
    }
    p->lignes.n = n;
    r->gardees = (int64_t)n;
}

Err populations_read(Arena *a, Str octets, Populations *p, Rapport *r, Str *ret_message)
{
    TABLE t = { 0 };
    Colonnes c;
    bool more;
    TRY(table_open(&t, a, octets, r, ret_message));
    TRY(find_columns(&t, p, &c, ret_message));
    TRY(table_next(&t, &more, ret_message));
    for (; more;) {
        TRY(take_row(&t, &c, p));
        TRY(table_next(&t, &more, ret_message));
    }
    settle(a, p, r);
    if (r->gardees == 0) {
        *ret_message = S("Aucune ligne de ce fichier ne peut être gardée.");
        return ERR_INVALID;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static Err write_bases(Db *db, const Populations *p)
{
    BUF b = buf_new(COLONNE_MAX);
    Json j = json_to(&b);
    json_arr(&j);
    for (size_t i = 0; i < p->lignes.n; i++) {
        const BaseLue *l = &p->lignes.v[i];
        json_arr(&j);
        json_str(&j, str_of(l->code, 5));
        json_str(&j, l->nom);
        json_str(&j, l->departement);
        json_str(&j, l->arrondissement);
        json_str(&j, l->region);
        json_str(&j, l->epci);
        json_end(&j);
    }
    json_end(&j);
    return b.failed ? ERR_MEMORY : sql_base_put(db, buf_str(&b));
}

static Err write_millesime(Db *db, const Populations *p, size_t k)
{
    BUF b = buf_new(COLONNE_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (size_t i = 0; i < p->lignes.n; i++) {
        const BaseLue *l = &p->lignes.v[i];
        if (l->habitants[k] < 0)
            continue;
        json_key(&j, str_of(l->code, 5));
        json_i64(&j, l->habitants[k]);
    }
    json_end(&j);
    if (b.failed)
        return ERR_MEMORY;
    TRY(sql_population_clear(db, p->millesimes[k]));
    return sql_population_put(db, p->millesimes[k], buf_str(&b));
}

Err populations_apply(Db *db, Arena *a, const Populations *p, Rapport *r, int64_t now)
{
    SqlJeuLire known;
    bool found = false;
    TX tx = tx_begin(db, HERE);
    TRY(sql_jeu_lire(db, a, S("populations"), S("commune"), S(""), &known, &found));
    r->change = !found || !str_eq(known.fichier, p->fichier) || !str_eq(known.source, p->source) ||
                !str_eq(known.licence, p->licence);
    if (!r->change)
        return tx_commit(&tx);
    TRY(write_bases(db, p));
    for (size_t k = 0; k < p->n_millesimes; k++)
        TRY(write_millesime(db, p, k));
    TRY(sql_jeu_put(db, &(SqlJeuPutArgs){ .jeu = S("populations"),
                            .echelon = S("commune"),
                            .millesime = S(""),
                            .source = p->source,
                            .licence = p->licence,
                            .fichier = p->fichier,
                            .lignes = r->gardees,
                            .refusees = r->refusees,
                            .importe_at = now }));
    TRY(snapshot_touch(db, &diagnostic_snapshot));
    return tx_commit(&tx);
}
