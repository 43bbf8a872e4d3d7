// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/horaires/vacances.h"

#include <stdlib.h>

#include "base/planted.h"
#include "core/csv/csv.h"
#include "core/db/db.h"
#include "horaires_sql.h"

enum { COLONNES_MAX = 50, CASE_MAX = 1000, DUREE_MAX_J = 120, MONTRE_MAX = 40 };
static const size_t LIGNE_MAX = 256 * KIB, SNAPSHOT_MAX = 16 * MIB;

/* ---- reading ---- */

typedef struct Lecteur {
    Arena *a;
    VacancesLues *to;
    int zone, debut, fin, libelle; /* columns; -1: none */
} Lecteur;

static void refuse(Lecteur *l, int64_t ligne, const char *why, Str value)
{
    Str *to = vec_push(l->a, &l->to->refus);
    if (to)
        *to = str_format(l->a, "ligne %lld : %s, « %.*s »", (long long)ligne, why,
            STR_ARG(utf8_cut(value, MONTRE_MAX)));
}

static Str cell(const CsvRow *row, int column)
{
    return column < 0 || (size_t)column >= row->n ? S("") : str_trim(row->cells[column]);
}

/* "2026-12-19", "2026-12-19T00:00:00+01:00", "19/12/2026" */
static bool read_day(Str s, Date *ret)
{
    int64_t d = 0, m = 0, y = 0;
    if (date_parse_lenient(s, ret))
        return true;
    if (s.n != 10 || s.p[2] != '/' || s.p[5] != '/' || !str_to_i64(str_slice(s, 0, 2), &d) ||
        !str_to_i64(str_slice(s, 3, 5), &m) || !str_to_i64(str_slice(s, 6, 10), &y) ||
        !date_valid((int)y, (int)m, (int)d))
        return false;
    *ret = date_from_ymd((int)y, (int)m, (int)d);
    return true;
}

/* "Zone B" and "b" are the same. */
static Str zone_of(Arena *a, Str typed)
{
    Str up = utf8_fold(a, typed);
    if (str_starts(up, S("zone ")))
        up = str_slice(up, 5, up.n);
    char *out = arena_alloc(a, up.n + 1);
    for (size_t i = 0; out && i < up.n; i++)
        out[i] = up.p[i] >= 'a' && up.p[i] <= 'z' ? (char)(up.p[i] - 32) : up.p[i];
    return out ? str_of(out, up.n) : STR_NONE;
}

static Err take_row(Lecteur *l, const CsvRow *row)
{
    VacancesLigne v = { .zone = zone_of(l->a, cell(row, l->zone)), .libelle = str_dup(l->a, cell(row, l->libelle)) };
    Str from = cell(row, l->debut), to = cell(row, l->fin);
    bool good = false;
    if (str_is_empty(v.zone) || v.zone.n > VACANCES_ZONE_MAX)
        refuse(l, row->line, "la zone manque, ou est trop longue", cell(row, l->zone));
    else if (!read_day(from, &v.jours.debut))
        refuse(l, row->line, "ce début n’est pas une date comme 2026-12-19", from);
    else if (!read_day(to, &v.jours.fin))
        refuse(l, row->line, "cette fin n’est pas une date comme 2027-01-03", to);
    else if (PLANTED(v.jours.fin.days < v.jours.debut.days, false))
        refuse(l, row->line, "la fin précède le début", to);
    else if (v.jours.fin.days - v.jours.debut.days > DUREE_MAX_J)
        refuse(l, row->line, "ces vacances durent plus de quatre mois", to);
    else
        good = true;
    VacancesLigne *new = good ? vec_push(l->a, &l->to->lignes) : NULL;
    if (new)
        *new = v;
    return !good || new ? OK : ERR_MEMORY;
}

static int column_of(const CsvRow *head, Arena *a, const char *name)
{
    for (size_t i = 0; i < head->n; i++)
        if (str_eq(utf8_fold(a, head->cells[i]), str_from(name)))
            return (int)i;
    return -1;
}

static int by_day(const void *x, const void *y)
{
    const VacancesLigne *a = x, *b = y;
    int order = str_cmp(a->zone, b->zone);
    return order ? order : (a->jours.debut.days > b->jours.debut.days) - (a->jours.debut.days < b->jours.debut.days);
}

/* In order; what overlaps goes on (the same holidays are given once an academy). */
static void settle(VacancesLues *v)
{
    size_t n = 0;
    if (v->lignes.n)
        qsort(v->lignes.v, v->lignes.n, sizeof *v->lignes.v, by_day);
    for (size_t i = 0; i < v->lignes.n; i++) {
        VacancesLigne now = v->lignes.v[i], *last = n ? &v->lignes.v[n - 1] : NULL;
        if (last && str_eq(last->zone, now.zone) && now.jours.debut.days <= last->jours.fin.days) {
            if (now.jours.fin.days > last->jours.fin.days)
                last->jours.fin = now.jours.fin;
        } else {
            v->lignes.v[n++] = now;
        }
    }
    v->lignes.n = n;
}

static Err read_rows(Lecteur *l, CsvReader *csv, Str *ret_message)
{
    ARENA cells = arena_new(LIGNE_MAX);
    Str problem = STR_NONE;
    CsvRow row;
    if (!cells)
        return ERR_MEMORY;
    ArenaMark mark = arena_mark(cells);
    for (int64_t n = 0; csv_next(csv, cells, &row, &problem); arena_reset(cells, mark)) {
        if (++n > VACANCES_LIGNES_MAX) {
            *ret_message = str_format(l->a, "Ce fichier a plus de %d lignes : gardez les zones utiles.",
                VACANCES_LIGNES_MAX);
            return ERR_INVALID;
        }
        if (!str_is_none(problem))
            refuse(l, row.line, "cette ligne ne peut pas être lue", problem);
        else
            TRY(take_row(l, &row));
    }
    return arena_failed(l->a) ? ERR_MEMORY : OK;
}

Err vacances_read(Arena *a, Str octets, VacancesLues *ret, Str *ret_message)
{
    Lecteur l = { .a = a, .to = ret };
    CsvReader *csv = NULL;
    CsvRow head = { 0 };
    Str problem = STR_NONE;
    TRY(csv_open(a, octets, (CsvLimits){ COLONNES_MAX, CASE_MAX }, &csv, ret_message));
    bool any = csv_next(csv, a, &head, &problem) && str_is_none(problem);
    l.zone = any ? column_of(&head, a, "zone") : -1;
    l.debut = any ? column_of(&head, a, "debut") : -1;
    l.fin = any ? column_of(&head, a, "fin") : -1;
    l.libelle = any ? column_of(&head, a, "libelle") : -1;
    if (l.zone < 0 || l.debut < 0 || l.fin < 0) {
        *ret_message = S("La première ligne doit nommer les colonnes « zone », « debut » et « fin » (et « libelle »).");
        return ERR_INVALID;
    }
    TRY(read_rows(&l, csv, ret_message));
    settle(ret);
    if (ret->lignes.n == 0) {
        *ret_message = ret->refus.n
                         ? str_format(a, "Aucune ligne ne peut être gardée ; %.*s.", STR_ARG(ret->refus.v[0]))
                         : S("Ce fichier n’a aucune ligne de vacances.");
        return ERR_INVALID;
    }
    return OK;
}

/* ---- one zone ---- */

Err vacances_de_zone(Arena *a, const VacancesLigne *lignes, size_t n, Str zone, Calendrier *ret)
{
    VEC(Vacances) v = { 0 };
    Str wanted = zone_of(a, zone);
    for (size_t i = 0; i < n; i++) {
        Vacances *to = str_eq(lignes[i].zone, wanted) ? vec_push(a, &v) : NULL;
        if (to)
            *to = lignes[i].jours;
    }
    *ret = v.n ? (Calendrier){ v.v, v.n, { v.v[0].debut, v.v[v.n - 1].fin } } : aucunes_vacances;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- keeping ---- */

Err vacances_apply(Db *db, const VacancesLues *lues)
{
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < lues->lignes.n; i++) {
        const VacancesLigne *l = &lues->lignes.v[i];
        if (i == 0 || !str_eq(lues->lignes.v[i - 1].zone, l->zone))
            TRY(sql_vacances_effacer(db, l->zone));
        TRY(sql_vacances_ajouter(db, l->zone, l->jours.debut.days, l->jours.fin.days, l->libelle));
    }
    TRY(snapshot_touch(db, &vacances_snapshot));
    return tx_commit(&tx);
}

struct VacancesScolaires {
    Arena *arena;
    struct {
        Str zone;
        Calendrier calendrier;
    } *zones;
    size_t n;
};

static void vacances_free(void *snapshot)
{
    VacancesScolaires *s = snapshot;
    arena_free(s->arena);
}

static Err read_all(Db *db, Arena *a, VacancesLues *to)
{
    ROWS rows = { 0 };
    SqlVacancesToutes r;
    TRY(sql_vacances_toutes(db, &rows));
    while (sql_vacances_toutes_next(&rows, &r)) {
        VacancesLigne *l = vec_push(a, &to->lignes);
        if (!l)
            return ERR_MEMORY;
        *l = (VacancesLigne){ str_dup(a, r.zone), { { (int32_t)r.debut_j }, { (int32_t)r.fin_j } }, STR_NONE };
    }
    return rows_end(&rows);
}

static Err by_zone(VacancesScolaires *s, const VacancesLues *all)
{
    s->zones = arena_alloc(s->arena, (all->lignes.n + 1) * sizeof *s->zones);
    if (!s->zones)
        return ERR_MEMORY;
    for (size_t i = 0; i < all->lignes.n; i++) {
        Str zone = all->lignes.v[i].zone;
        if (i && str_eq(all->lignes.v[i - 1].zone, zone))
            continue;
        s->zones[s->n].zone = zone;
        TRY(vacances_de_zone(s->arena, all->lignes.v, all->lignes.n, zone, &s->zones[s->n].calendrier));
        s->n++;
    }
    return OK;
}

static Err vacances_build(Db *db, const SnapshotView *earlier, void **ret)
{
    Arena *a = arena_new(SNAPSHOT_MAX);
    VacancesScolaires *s = NEW(a, VacancesScolaires, 1);
    VacancesLues all = { 0 };
    (void)earlier;
    Err e = s ? OK : ERR_MEMORY;
    if (e == OK) {
        s->arena = a;
        e = read_all(db, a, &all);
    }
    if (e == OK)
        e = by_zone(s, &all);
    if (e != OK) {
        arena_free(a);
        return e;
    }
    *ret = s;
    return OK;
}

const SnapshotDef vacances_snapshot = { .name = "vacances", .build = vacances_build, .free = vacances_free };

const Calendrier *vacances_calendrier(const VacancesScolaires *s, Str zone)
{
    for (size_t i = 0; s && i < s->n; i++)
        if (str_eq_nocase(s->zones[i].zone, zone))
            return &s->zones[i].calendrier;
    return &aucunes_vacances;
}
