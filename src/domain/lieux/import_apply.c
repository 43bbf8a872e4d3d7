// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "core/json/json.h"
#include "core/run/snapshot.h"
#include "domain/lieux/edition.h"
#include "domain/lieux/import.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/lieux_priv.h"
#include "lieux_sql.h"

/* ---- matching ---------------------------------------------------------------------------------------------------- */

typedef struct Slot {
    Str id;
    ImportLigne *ligne; /* the row that may be stored; NULL: only refused rows have this id */
} Slot;

/* A field that is held here (edition.h), and what its source said of it last. */
typedef struct Tenu {
    int64_t lieu_id;
    StandardField champ;
    Str valeur_source;
} Tenu;

typedef struct Match {
    Arena *a;
    ImportRapport *r;
    Slot *table;
    size_t mask;
    VEC(Tenu) tenus; /* by place */
} Match;

static Slot *slot_of(Match *m, Str id)
{
    size_t i = str_hash(id) & m->mask;
    while (m->table[i].id.p && !str_eq(m->table[i].id, id))
        i = (i + 1) & m->mask;
    return &m->table[i];
}

/* What an earlier match has told and put there. */
static void forget_match(ImportLigne *l)
{
    if (l->conflit)
        l->conflit = l->refusee = false;
    if (l->matched)
        l->remarques.n = l->remarques_lues;
    l->remarques_lues = l->remarques.n;
    l->matched = true;
    for (int f = 0; f < STANDARD_N && l->recus; f++)
        l->champs[f] = l->recus[f];
    l->recus = NULL;
    l->ecarts = 0;
}

static Err index_rows(Match *m)
{
    size_t size = 16;
    while (size < 2 * m->r->lignes.n + 2)
        size *= 2;
    m->table = NEW(m->a, Slot, size);
    m->mask = size - 1;
    if (!m->table)
        return ERR_MEMORY;
    for (size_t i = 0; i < m->r->lignes.n; i++) {
        ImportLigne *l = &m->r->lignes.v[i];
        forget_match(l);
        l->sort = l->refusee ? LIGNE_REFUSEE : LIGNE_AJOUTEE;
        l->lieu_id = 0;
        l->avant = NULL;
        if (!l->champs[CHAMP_id].n)
            continue;
        Slot *s = slot_of(m, l->champs[CHAMP_id]);
        s->id = l->champs[CHAMP_id];
        if (!l->refusee)
            s->ligne = l;
    }
    return OK;
}

static void refuse_conflict(Match *m, ImportLigne *l, Str owner)
{
    Remarque *q = vec_push(m->a, &l->remarques);
    if (q)
        *q = (Remarque){ l->ligne, S("id"), l->champs[CHAMP_id],
            str_format(m->a, "cet identifiant appartient déjà à un lieu de la source « %.*s »", STR_ARG(owner)),
            str_format(m->a,
                "importez avec --source \"%.*s\" si c’est une nouvelle version de ses données, ou changez "
                "l’identifiant",
                STR_ARG(owner)),
            SUITE_REFUSEE };
    l->refusee = l->conflit = true;
    l->sort = LIGNE_REFUSEE;
}

static void keep_before(Match *m, ImportLigne *l, const SqlLieuAll *row)
{
    const Str *stored = lieu_all_champs(row);
    Str *avant = NEW(m->a, Str, STANDARD_N);
    for (int f = 0; f < STANDARD_N && avant; f++)
        avant[f] = str_eq(stored[f], l->champs[f]) ? stored[f].p ? l->champs[f] : STR_NONE : str_dup(m->a, stored[f]);
    l->avant = avant;
}

/* ---- what is held here ---- */

static Err read_held(Db *db, Match *m)
{
    ROWS rows = { 0 };
    SqlLieuTenus row;
    TRY(sql_lieu_tenus(db, &rows));
    while (sql_lieu_tenus_next(&rows, &row)) {
        StandardField f = standard_field_named(row.champ);
        Tenu *t = f == STANDARD_N ? NULL : vec_push(m->a, &m->tenus);
        if (t)
            *t = (Tenu){ row.lieu_id.v, f, str_dup(m->a, row.valeur_source) };
    }
    return rows_end(&rows);
}

static const Tenu *held_from(const Match *m, int64_t lieu_id)
{
    size_t lo = 0, hi = m->tenus.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (m->tenus.v[mid].lieu_id < lieu_id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < m->tenus.n && m->tenus.v[lo].lieu_id == lieu_id ? &m->tenus.v[lo] : NULL;
}

static void tell_held(Match *m, ImportLigne *l, StandardField f, Str here)
{
    Remarque *q = vec_push(m->a, &l->remarques);
    if (q)
        *q = (Remarque){ l->ligne, standard_field(f)->name, l->champs[f],
            S("ce champ a été corrigé dans l’annuaire : sa valeur y reste, celle du fichier est gardée à côté"),
            here.n ? here : S("(vide)"), SUITE_TENUE };
}

/* The fields held here keep their value; the date of the last change too, where it is the later one. */
static void keep_held(Match *m, ImportLigne *l, const SqlLieuAll *row)
{
    const Tenu *t = held_from(m, row->lieu_id.v), *end = m->tenus.v + m->tenus.n;
    const Str *stored = lieu_all_champs(row);
    Str *recus = t ? NEW(m->a, Str, STANDARD_N) : NULL;
    if (!recus)
        return;
    for (int f = 0; f < STANDARD_N; f++)
        recus[f] = l->champs[f];
    l->recus = recus;
    for (; t < end && t->lieu_id == row->lieu_id.v; t++) {
        StandardField f = t->champ;
        Str here = str_dup(m->a, stored[f]);
        if (!str_eq(l->champs[f], here))
            tell_held(m, l, f, here);
        if (!str_eq(l->champs[f], t->valeur_source))
            l->ecarts |= (uint32_t)1 << f;
        l->champs[f] = here;
    }
    if (str_cmp(stored[CHAMP_date_maj], l->champs[CHAMP_date_maj]) > 0)
        l->champs[CHAMP_date_maj] = str_dup(m->a, stored[CHAMP_date_maj]);
}

/* Said closed, moved or a duplicate here: the file does not open it again. */
static void tell_closed(Match *m, ImportLigne *l, int64_t ferme_at)
{
    Remarque *q = vec_push(m->a, &l->remarques);
    Str day = date_french(m->a, date_paris(ferme_at));
    if (q)
        *q = (Remarque){ l->ligne, S("id"), l->champs[CHAMP_id],
            str_format(m->a, "ce lieu a été dit fermé, ou réuni à un autre, le %.*s : il n’est pas rouvert",
                STR_ARG(day)),
            S("rouvrez-le dans l’annuaire s’il existe toujours"), SUITE_TENUE };
}

static bool fields_differ(const ImportLigne *l, const SqlLieuAll *row)
{
    const Str *stored = lieu_all_champs(row);
    for (int f = 0; f < STANDARD_N; f++)
        if (!str_eq(stored[f], l->champs[f]))
            return true;
    return false;
}

static void match_stored(Match *m, const SqlLieuAll *row)
{
    ImportRapport *r = m->r;
    Slot *s = slot_of(m, row->id);
    bool ours = str_eq(row->origine, r->source) && !str_eq(row->origine, ORIGINE_ICI);
    if (!s->id.p) {
        Str *id = ours && !row->disparu_at.has ? vec_push(m->a, &r->disparus) : NULL;
        int64_t *number = id ? vec_push(m->a, &r->disparus_id) : NULL;
        if (number) {
            *id = str_dup(m->a, row->id);
            *number = row->lieu_id.v;
        }
        return;
    }
    ImportLigne *l = s->ligne;
    if (!l)
        return;
    if (!ours) {
        refuse_conflict(m, l, row->origine);
        return;
    }
    l->lieu_id = row->lieu_id.v;
    bool same = str_eq(row->empreinte, str_from(l->empreinte));
    if (row->ferme_at.has)
        tell_closed(m, l, row->ferme_at.v);
    keep_held(m, l, row);
    if (l->recus)
        same = !fields_differ(l, row);
    l->sort = row->disparu_at.has ? LIGNE_RETOUR : same ? LIGNE_INCHANGEE : LIGNE_MODIFIEE;
    if (!same)
        keep_before(m, l, row);
}

static void count_rows(ImportRapport *r)
{
    r->n_ajoutes = r->n_modifies = r->n_inchanges = r->n_retours = r->n_refuses = r->n_repares = 0;
    for (size_t i = 0; i < r->lignes.n; i++) {
        const ImportLigne *l = &r->lignes.v[i];
        switch (l->sort) {
        case LIGNE_REFUSEE:
            r->n_refuses++;
            break;
        case LIGNE_AJOUTEE:
            r->n_ajoutes++;
            break;
        case LIGNE_MODIFIEE:
            r->n_modifies++;
            break;
        case LIGNE_INCHANGEE:
            r->n_inchanges++;
            break;
        case LIGNE_RETOUR:
            r->n_retours++;
            break;
        }
        r->n_repares += l->reparee && !l->refusee;
    }
}

static Err read_version(Db *db, Arena *a, int64_t *ret)
{
    SqlLieuxVersion v;
    bool found = false;
    TRY(sql_lieux_version(db, a, &v, &found));
    *ret = found ? v.version : 0;
    return OK;
}

Err lieux_import_match(Db *db, Arena *a, ImportRapport *r)
{
    Match m = { .a = a, .r = r };
    r->disparus.n = r->disparus_id.n = 0;
    TRY(index_rows(&m));
    TRY(read_held(db, &m));
    TRY(read_version(db, a, &r->version_lue)); /* before the places: a change in between is then seen by apply */
    ROWS rows = { 0 };
    SqlLieuAll row;
    TRY(sql_lieu_all(db, &rows));
    while (sql_lieu_all_next(&rows, &row))
        match_stored(&m, &row);
    TRY(rows_end(&rows));
    count_rows(r);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

typedef struct Apply {
    ImportRapport *r;
    int64_t now;
} Apply;

/* The fields that differ, as a JSON object; `base` NULL: all that are there. */
static void changed_fields(Buf *b, const Str *of, const Str *base)
{
    Json j = json_to(b);
    json_obj(&j);
    for (int f = 0; f < STANDARD_N; f++)
        if (base ? !str_eq(of[f], base[f]) : of[f].n > 0) {
            json_key(&j, standard_field((StandardField)f)->name);
            json_str(&j, of[f].n ? of[f] : STR_NONE);
        }
    json_end(&j);
}

static Err write_history(Db *db, const ImportLigne *l, int64_t import_id, int64_t now)
{
    BUF avant = buf_new(4 * MIB);
    BUF apres = buf_new(4 * MIB);
    Str action = l->sort == LIGNE_AJOUTEE ? S("ajout") : l->sort == LIGNE_RETOUR ? S("retour") : S("modification");
    if (l->sort == LIGNE_AJOUTEE)
        changed_fields(&apres, l->champs, NULL);
    else if (l->avant) {
        changed_fields(&avant, l->avant, l->champs);
        changed_fields(&apres, l->champs, l->avant);
    }
    if (avant.failed || apres.failed)
        return ERR_MEMORY;
    return sql_lieu_historique_insert(db, l->champs[CHAMP_id], (OptI64){ true, import_id }, now, action,
        avant.n ? buf_str(&avant) : STR_NONE, apres.n ? buf_str(&apres) : STR_NONE);
}

static Err write_row(Db *db, const ImportLigne *l, Str origine, int64_t now)
{
    if (l->sort == LIGNE_AJOUTEE) {
        SqlLieuInsertArgs args = { .origine = origine, .empreinte = str_from(l->empreinte), .at = now };
#define X(name, required, list, enumeration) args.name = l->champs[CHAMP_##name];
        STANDARD_FIELDS(X)
#undef X
        return sql_lieu_insert(db, &args);
    }
    SqlLieuUpdateArgs args = { .empreinte = str_from(l->empreinte), .at = now, .lieu_id = { l->lieu_id } };
#define X(name, required, list, enumeration) args.name = l->champs[CHAMP_##name];
    STANDARD_FIELDS(X)
#undef X
    return sql_lieu_update(db, &args);
}

static bool row_changes(const ImportLigne *l)
{
    return l->sort == LIGNE_AJOUTEE || l->sort == LIGNE_MODIFIEE || l->sort == LIGNE_RETOUR;
}

/* What the source says now of the fields that are held here. */
static Err write_beside(Db *db, const ImportLigne *l)
{
    for (int f = 0; f < STANDARD_N; f++)
        if (l->ecarts >> f & 1)
            TRY(sql_lieu_tenu_source(db, (LieuId){ l->lieu_id }, standard_field((StandardField)f)->name,
                l->recus[f].n ? l->recus[f] : STR_NONE));
    return OK;
}

static Err write_all(Db *db, const ImportRapport *r, int64_t import_id, int64_t now)
{
    for (size_t i = 0; i < r->lignes.n; i++) {
        const ImportLigne *l = &r->lignes.v[i];
        TRY(write_beside(db, l));
        if (!row_changes(l))
            continue;
        TRY(write_row(db, l, r->source, now));
        TRY(write_history(db, l, import_id, now));
    }
    for (size_t i = 0; i < r->disparus.n; i++) {
        TRY(sql_lieu_disparait(db, (LieuId){ r->disparus_id.v[i] }, now));
        TRY(sql_lieu_historique_insert(db, r->disparus.v[i], (OptI64){ true, import_id }, now, S("disparition"),
            STR_NONE, STR_NONE));
    }
    return OK;
}

/* The version is held first: no other import can end between the comparison and our own commit. */
static Err apply_in_tx(Db *db, Arena *a, void *arg)
{
    Apply *w = arg;
    ImportRapport *r = w->r;
    TX tx = tx_begin(db, HERE);
    SqlLieuxVersionHold held;
    bool found = false;
    TRY(sql_lieux_version_hold(db, a, &held, &found));
    if ((found ? held.version : 0) != r->version_lue)
        TRY(lieux_import_match(db, a, r));
    TRY(snapshot_touch(db, &lieux_snapshot));
    SqlLieuImportInsert made;
    TRY(sql_lieu_import_insert(db, a, r->source,
        str_format(a, "%.*s sha256:%.*s", STR_ARG(r->fichier), STR_ARG(r->sha256)),
        r->forme.n                          ? r->forme
        : r->format == IMPORT_STANDARD_JSON ? S("standard-json")
                                            : S("standard-csv"),
        w->now, (int64_t)r->lignes.n, r->n_ajoutes, r->n_modifies + r->n_retours, (int64_t)r->disparus.n, r->n_refuses,
        &made));
    TRY(db_batch_begin(db));
    Err written = write_all(db, r, made.lieu_import_id, w->now);
    Err sent = db_batch_end(db);
    TRY(written);
    TRY(sent);
    return tx_commit(&tx);
}

/* ERR_INVALID: every row is refused. */
static Err anything_to_write(const ImportRapport *r, bool *ret)
{
    bool any = false;
    *ret = r->disparus.n > 0;
    for (size_t i = 0; i < r->lignes.n; i++) {
        *ret = *ret || row_changes(&r->lignes.v[i]) || r->lignes.v[i].ecarts;
        any = any || !r->lignes.v[i].refusee;
    }
    return any ? OK : ERR_INVALID;
}

Err lieux_import_apply(Writer *w, Arena *a, ImportRapport *r, int64_t now)
{
    bool changes = false;
    TRY(anything_to_write(r, &changes));
    if (changes)
        TRY(writer_run(w, a, apply_in_tx, &(Apply){ r, now }));
    r->applique = true;
    return OK;
}

Err lieux_import_write(Db *db, Arena *a, ImportRapport *r, int64_t now)
{
    bool changes = false;
    TRY(anything_to_write(r, &changes));
    if (changes)
        TRY(apply_in_tx(db, a, &(Apply){ r, now }));
    r->applique = true;
    return OK;
}

/* ---- what was done ------------------------------------------------------------------------------------------------ */

Err lieux_imports_faits(Db *db, Arena *a, size_t max, const ImportFait **ret, size_t *ret_n)
{
    VEC(ImportFait) found = { 0 };
    ROWS rows = { 0 };
    SqlLieuImportsFaits r;
    TRY(sql_lieu_imports_faits(db, (int64_t)max, &rows));
    while (sql_lieu_imports_faits_next(&rows, &r)) {
        ImportFait *to = vec_push(a, &found);
        if (!to)
            return ERR_MEMORY;
        Str name = str_slice(r.fichier, 0, str_find(r.fichier, 0, S(" sha256:")));
        *to = (ImportFait){ str_dup(a, r.origine), str_dup(a, name), str_dup(a, r.format), r.importe_at, r.ajoutes,
            r.modifies, r.disparus, r.refuses };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}
