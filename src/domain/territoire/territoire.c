// SPDX-License-Identifier: AGPL-3.0-or-later
/* The snapshot: read whole from the database, indexed once, never changed. */
#include "domain/territoire/territoire_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "territoire_sql.h"

static const size_t SNAPSHOT_MAX = 256 * MIB;
static const double EARTH_M = 6371008.8, DEGREE = M_PI / 180;

bool code_insee_parse(Str s, CodeInsee *ret)
{
    if (s.n != 5)
        return false;
    for (size_t i = 0; i < 5; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        bool corse = i == 1 && s.p[0] == '2' && (s.p[1] == 'A' || s.p[1] == 'B');
        if (!digit && !corse)
            return false;
    }
    memcpy(ret->p, s.p, 5);
    ret->p[5] = '\0';
    return true;
}

double point_distance_m(Point a, Point b)
{
    double dlat = (b.lat - a.lat) * DEGREE / 2, dlon = (b.lon - a.lon) * DEGREE / 2;
    double h = sin(dlat) * sin(dlat) + cos(a.lat * DEGREE) * cos(b.lat * DEGREE) * sin(dlon) * sin(dlon);
    return 2 * EARTH_M * asin(sqrt(h > 1 ? 1 : h));
}

/* ---- reading ------------------------------------------------------------------------------------------------------ */

/* "28160|28190" → list in the arena. */
static Err split_postal(Arena *a, Str joined, Commune *c)
{
    size_t n = 0;
    Str rest = joined, part;
    while (str_split(&rest, '|', &part))
        n += part.n > 0;
    Str *list = NEW(a, Str, n);
    if (!list)
        return ERR_MEMORY;
    rest = str_dup(a, joined);
    for (size_t i = 0; i < n && str_split(&rest, '|', &part);)
        if (part.n)
            list[i++] = part;
    c->codes_postaux = list;
    c->n_codes_postaux = n;
    return OK;
}

static Epci *find_epci(const Territoire *t, Str code)
{
    size_t low = 0, high = t->n_epci;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = str_cmp(t->epci[mid].code, code);
        if (order == 0)
            return &t->epci[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static Err read_epci(Db *db, Territoire *t)
{
    VEC(Epci) v = { 0 };
    ROWS rows = { 0 };
    SqlEpciAll r;
    TRY(sql_epci_all(db, &rows));
    while (sql_epci_all_next(&rows, &r)) {
        Epci *e = vec_push(t->arena, &v);
        if (!e)
            return ERR_MEMORY;
        *e = (Epci){ .code = str_dup(t->arena, r.code),
            .nom = str_dup(t->arena, r.nom),
            .type = str_dup(t->arena, r.type) };
    }
    t->epci = v.v;
    t->n_epci = v.n;
    return rows_end(&rows);
}

/* The same few codes come back on thousands of rows: one copy each. */
static Str shared(Arena *a, Str previous, Str text)
{
    return !str_is_none(previous) && str_eq(previous, text) ? previous : str_dup(a, text);
}

static Err read_communes(Db *db, Territoire *t)
{
    Arena *a = t->arena;
    VEC(Commune) v = { 0 };
    ROWS rows = { 0 };
    SqlCommuneAll r;
    Commune before = { 0 };
    TRY(sql_commune_all(db, &rows));
    while (sql_commune_all_next(&rows, &r)) {
        Commune *c = vec_push(a, &v);
        if (!c)
            return ERR_MEMORY;
        if (!code_insee_parse(r.code, &c->code))
            return ERR_INTERNAL;
        c->nom = str_dup(a, r.nom);
        c->nom_cle = str_dup(a, r.nom_cle);
        c->departement = shared(a, before.departement, r.departement);
        c->region = shared(a, before.region, r.region);
        c->arrondissement = shared(a, before.arrondissement, r.arrondissement);
        c->population = r.population.has ? r.population.v : -1;
        if (r.latitude.has && r.longitude.has) {
            c->localisation = LOCALISATION_COMMUNE;
            c->point = (Point){ r.latitude.v, r.longitude.v };
        }
        Epci *e = str_is_none(r.epci) ? NULL : find_epci(t, r.epci);
        c->epci = e;
        if (e)
            e->n_communes++;
        TRY(split_postal(a, r.codes_postaux, c));
        before = *c;
    }
    t->communes = v.v;
    t->n_communes = v.n;
    return rows_end(&rows);
}

/* Communes without a point of their own take the mean of the located communes of their EPCI. */
static Err locate_by_epci(Territoire *t)
{
    struct Sum {
        double lat, lon;
        int n;
    } *sums = NEW(t->arena, struct Sum, t->n_epci);
    if (!sums)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->n_communes; i++) {
        const Commune *c = &t->communes[i];
        if (!c->epci || c->localisation != LOCALISATION_COMMUNE)
            continue;
        struct Sum *s = &sums[c->epci - t->epci];
        s->lat += c->point.lat;
        s->lon += c->point.lon;
        s->n++;
    }
    for (size_t i = 0; i < t->n_communes; i++) {
        Commune *c = &t->communes[i];
        const struct Sum *s = c->epci ? &sums[c->epci - t->epci] : NULL;
        if (!s || c->localisation == LOCALISATION_COMMUNE || s->n == 0)
            continue;
        c->localisation = LOCALISATION_EPCI;
        c->point = (Point){ s->lat / s->n, s->lon / s->n };
    }
    return OK;
}

typedef struct Olds {
    VEC(CodeInsee) codes;
    VEC(CodeInsee) to;
    VEC(Str) names;
} Olds;

static Err read_anciennes(Db *db, Arena *a, Olds *olds)
{
    ROWS rows = { 0 };
    SqlAncienneAll r;
    TRY(sql_ancienne_all(db, &rows));
    while (sql_ancienne_all_next(&rows, &r)) {
        CodeInsee *code = vec_push(a, &olds->codes), *to = vec_push(a, &olds->to);
        Str *name = vec_push(a, &olds->names);
        if (!code || !to || !name)
            return ERR_MEMORY;
        if (!code_insee_parse(r.code, code) || !code_insee_parse(r.commune, to))
            return ERR_INTERNAL;
        *name = str_dup(a, r.nom);
    }
    return rows_end(&rows);
}

static Err read_departements(Db *db, Territoire *t)
{
    VEC(DepartementEntry) v = { 0 };
    ROWS rows = { 0 };
    SqlDepartementAll r;
    TRY(sql_departement_all(db, &rows));
    while (sql_departement_all_next(&rows, &r)) {
        DepartementEntry *d = vec_push(t->arena, &v);
        if (!d)
            return ERR_MEMORY;
        *d = (DepartementEntry){ str_dup(t->arena, r.code), str_dup(t->arena, r.nom), str_dup(t->arena, r.region) };
    }
    t->departements = v.v;
    t->n_departements = v.n;
    return rows_end(&rows);
}

static Err read_sources(Db *db, Territoire *t)
{
    VEC(TerritoireSource) v = { 0 };
    ROWS rows = { 0 };
    SqlSourceAll r;
    TRY(sql_source_all(db, &rows));
    while (sql_source_all_next(&rows, &r)) {
        TerritoireSource *s = vec_push(t->arena, &v);
        if (!s)
            return ERR_MEMORY;
        *s = (TerritoireSource){ str_dup(t->arena, r.objet), str_dup(t->arena, r.millesime),
            str_dup(t->arena, r.source), str_dup(t->arena, str_slice(r.fichier, 0, str_find_char(r.fichier, 0, ','))),
            r.importe_at };
    }
    t->sources = v.v;
    t->n_sources = v.n;
    return rows_end(&rows);
}

/* "Contours : IGN, millésime 2018". A file's name says nothing to a reader: it is on /credits only. */
static Str mention(const Territoire *t)
{
    for (size_t i = 0; i < t->n_sources; i++) {
        const TerritoireSource *c = &t->sources[i];
        if (!str_eq(c->objet, S("contours")) || str_is_empty(c->source))
            continue;
        return str_format(t->arena, "Contours\xC2\xA0: %.*s%s%.*s", STR_ARG(c->source),
            str_is_empty(c->millesime) ? "" : ", millésime ", STR_ARG(c->millesime));
    }
    return STR_NONE;
}

/* In order of département, as the maps are. */
static Err read_mailles(Db *db, Territoire *t)
{
    Arena *a = t->arena;
    VEC(CarteMaille) v = { 0 };
    CarteEntry *of = NULL;
    ROWS rows = { 0 };
    SqlMailleAll r;
    TRY(sql_maille_all(db, &rows));
    while (sql_maille_all_next(&rows, &r)) {
        if (!of || !str_eq(of->departement, r.departement)) {
            of = NULL;
            v.v = NULL;
            v.n = v.cap = 0;
            for (size_t i = 0; i < t->n_cartes; i++)
                if (str_eq(t->cartes[i].departement, r.departement))
                    of = &t->cartes[i];
            if (!of)
                continue;
        }
        CarteMaille *m = vec_push(a, &v);
        if (!m)
            return ERR_MEMORY;
        *m = (CarteMaille){ str_dup(a, r.echelon), str_dup(a, r.code), str_dup(a, r.trace) };
        of->fond.mailles = v.v;
        of->fond.n_mailles = v.n;
        if (str_eq(r.echelon, S("limites")))
            of->fond.limites = m->trace;
    }
    return rows_end(&rows);
}

static Err read_cartes(Db *db, Territoire *t)
{
    Arena *a = t->arena;
    VEC(CarteEntry) v = { 0 };
    ROWS rows = { 0 };
    SqlCarteAll r;
    Str said = mention(t);
    TRY(sql_carte_all(db, &rows));
    while (sql_carte_all_next(&rows, &r)) {
        CarteEntry *c = vec_push(a, &v);
        if (!c)
            return ERR_MEMORY;
        c->departement = str_dup(a, r.departement);
        c->fond = (CarteFond){
            .largeur = (int)r.largeur,
            .hauteur = (int)r.hauteur,
            .communes = str_is_empty(r.communes) ? STR_NONE : str_dup(a, r.communes),
            .epci = str_is_empty(r.epci) ? STR_NONE : str_dup(a, r.epci),
            .departement = str_is_empty(r.contour) ? STR_NONE : str_dup(a, r.contour),
            .mention = said,
            .lat0 = r.lat0,
            .lon0 = r.lon0,
            .echelle_x = r.echelle_x,
            .echelle_y = r.echelle_y,
            .grille = (int)r.grille,
        };
    }
    t->cartes = v.v;
    t->n_cartes = v.n;
    return rows_end(&rows);
}

static Err read_all(Db *db, Territoire *t)
{
    Olds olds = { 0 };
    TRY(read_epci(db, t));
    TRY(read_communes(db, t));
    TRY(locate_by_epci(t));
    TRY(read_anciennes(db, t->arena, &olds));
    TRY(read_departements(db, t));
    TRY(read_sources(db, t));
    TRY(read_cartes(db, t));
    TRY(read_mailles(db, t));
    TRY(territoire_index(t, olds.codes.v, olds.names.v, olds.to.v, olds.codes.n));
    TRY(cartes_from_points(t));
    return arena_failed(t->arena) ? ERR_MEMORY : OK;
}

static void snapshot_free(void *snapshot)
{
    Territoire *t = snapshot;
    if (t)
        arena_free(t->arena); /* t itself lives in it */
}

static Err snapshot_build(Db *db, const SnapshotView *earlier, void **ret)
{
    Arena *a = arena_new(SNAPSHOT_MAX);
    Territoire *t = a ? NEW(a, Territoire, 1) : NULL;
    if (!t) {
        arena_free(a);
        return ERR_MEMORY;
    }
    t->arena = a;
    TX tx = tx_begin(db, HERE); /* all tables as of one instant */
    Err e = read_all(db, t);
    if (e == OK)
        e = tx_commit(&tx);
    if (e != OK) {
        snapshot_free(t);
        return e;
    }
    *ret = t;
    return OK;
}

const SnapshotDef territoire_snapshot = { .name = "territoire", .build = snapshot_build, .free = snapshot_free };

/* ---- asking -------------------------------------------------------------------------------------------------------- */

size_t territoire_n_communes(const Territoire *t)
{
    return t ? t->n_communes : 0;
}

const Commune *territoire_commune_at(const Territoire *t, size_t i)
{
    return &t->communes[i];
}

static int compare_code(const void *key, const void *entry)
{
    return memcmp(key, ((const CodeEntry *)entry)->code.p, 5);
}

const Commune *territoire_commune(const Territoire *t, Str code_insee)
{
    CodeInsee code;
    if (!t || t->n_codes == 0 || !code_insee_parse(code_insee, &code))
        return NULL;
    const CodeEntry *e = bsearch(code.p, t->codes, t->n_codes, sizeof *t->codes, compare_code);
    return e ? &t->communes[e->commune] : NULL;
}

const Epci *territoire_epci(const Territoire *t, Str code)
{
    return t ? find_epci(t, code) : NULL;
}

Err territoire_epci_du(const Territoire *t, Arena *a, Str departement, const Epci *const **ret, size_t *ret_n)
{
    size_t all = t ? t->n_epci : 0, n = 0;
    bool *inside = NEW(a, bool, all + 1);
    const Epci **v = NEW(a, const Epci *, all + 1);
    if (!inside || !v)
        return ERR_MEMORY;
    for (size_t i = 0; i < territoire_n_communes(t); i++)
        if (t->communes[i].epci && str_eq(t->communes[i].departement, departement))
            inside[t->communes[i].epci - t->epci] = true;
    for (size_t i = 0; i < all; i++)
        if (inside[i])
            v[n++] = &t->epci[i];
    *ret = v;
    *ret_n = n;
    return OK;
}

Str territoire_departement_nom(const Territoire *t, Str code)
{
    for (size_t i = 0; t && i < t->n_departements; i++)
        if (str_eq(t->departements[i].code, code))
            return t->departements[i].nom;
    return STR_NONE;
}

Str territoire_millesime(const Territoire *t)
{
    for (size_t i = 0; t && i < t->n_sources; i++)
        if (str_eq(t->sources[i].objet, S("communes")) && !str_is_empty(t->sources[i].millesime))
            return t->sources[i].millesime;
    return STR_NONE;
}

size_t territoire_sources(const Territoire *t, const TerritoireSource **ret)
{
    *ret = t ? t->sources : NULL;
    return t ? t->n_sources : 0;
}
