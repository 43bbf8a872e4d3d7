// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/recensements/recensements.h"

#include <stdlib.h>

#include "core/auth/codes.h"
#include "core/json/json.h"
#include "domain/journal/journal.h"
#include "domain/lieux/facettes.h"
#include "domain/recensements/lecture.h"
#include "recensements_sql.h"

enum { VALEURS_MAX = 64 * 1024 };
static const size_t SNAPSHOT_MAX = 256 * MIB;

/* ---- columns ↔ JSON ---- */

static Str values_json(Arena *a, const Recensement *r, const Ligne *l)
{
    BUF b = buf_new(VALEURS_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (int i = 0; r->colonnes[i].champ; i++)
        json_kstr_opt(&j, r->colonnes[i].champ, l->v[i]);
    json_end(&j);
    return b.failed ? STR_NONE : str_dup(a, buf_str(&b));
}

static Err values_read(Arena *a, const Recensement *r, Str text, Ligne *to)
{
    JSON_VALUE v = NULL;
    Str message;
    if (json_read(a, text, (JsonLimits){ VALEURS_MAX, 2, false }, &v, &message) != OK)
        return ERR_INTERNAL;
    for (int i = 0; r->colonnes[i].champ; i++)
        to->v[i] = str_dup(a, json_member_str(v, r->colonnes[i].champ));
    return OK;
}

/* The same columns in three queries. */
#define LIGNE_OF(a, row)                                                                                               \
    (Ligne)                                                                                                            \
    {                                                                                                                  \
        .lieu = str_dup(a, (row).lieu), .code_insee = str_dup(a, (row).code_insee),                                    \
        .source = str_dup(a, (row).source), .version = (row).version, .modifie_at = (row).modifie_at                   \
    }

Err recensement_lignes(Db *db, Arena *a, const Recensement *r, const Ligne **ret, size_t *ret_n)
{
    VEC(Ligne) v = { 0 };
    ROWS rows = { 0 };
    SqlRecensementDe row;
    TRY(sql_recensement_de(db, r->nom, &rows));
    while (sql_recensement_de_next(&rows, &row)) {
        Ligne *l = vec_push(a, &v);
        if (!l)
            return ERR_MEMORY;
        *l = LIGNE_OF(a, row);
        l->uid = str_dup(a, row.uid);
        TRY(values_read(a, r, row.valeurs, l));
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err recensement_ligne(Db *db, Arena *a, Str uid, const Recensement **ret_r, Ligne *ret)
{
    SqlRecensementUne row;
    TRY(sql_recensement_une(db, a, uid, &row));
    const Recensement *r = recensement_nomme(row.recensement);
    if (!r)
        return ERR_NOT_FOUND;
    Ligne l = LIGNE_OF(a, row);
    l.uid = str_dup(a, uid);
    TRY(values_read(a, r, row.valeurs, &l));
    *ret_r = r;
    *ret = l;
    return OK;
}

static Str ligne_objet(Arena *a, Str uid)
{
    return str_cat(a, S("recensement:"), uid);
}

static Err put(Db *db, Arena *a, int64_t now, const Recensement *r, Random random, Ligne *l)
{
    int64_t n = 0;
    Str key = ligne_cle(a, r, l), values = values_json(a, r, l);
    Str source = l->source.n ? l->source : S("");
    if (str_is_none(values))
        return ERR_TOO_LARGE;
    if (l->uid.n) {
        TRY(sql_recensement_changer(db, l->uid, l->lieu, l->code_insee, key, values, source, now, l->version, &n));
        return n ? OK : ERR_CONFLICT;
    }
    l->uid = uid_new(a, random);
    return sql_recensement_ajouter(db, l->uid, r->nom, l->lieu, l->code_insee, key, values, source, now);
}

/* ---- what the directory's search may ask of a place ---- */

/* A value of the first column, and the word of EQUIPEMENTS (lieux/facettes.h) that it puts on the place. */
static const struct {
    Str recensement, valeur, etiquette; /* valeur STR_NONE: any */
} etiquettes[] = {
    { S_INIT("equipements-adaptes"), STR_NONE, S_INIT("materiel-adapte") },
    { S_INIT("materiel"), S_INIT("wifi"), S_INIT("wifi") },
    { S_INIT("materiel"), S_INIT("imprimante"), S_INIT("imprimante") },
    { S_INIT("materiel"), S_INIT("scanner"), S_INIT("imprimante") },
    { S_INIT("materiel"), S_INIT("pret-ordinateur"), S_INIT("pret") },
    { S_INIT("materiel"), S_INIT("pret-tablette"), S_INIT("pret") },
    { S_INIT("materiel"), S_INIT("pret-connexion"), S_INIT("pret") },
};
enum { ETIQUETTES_N = sizeof etiquettes / sizeof *etiquettes };

static bool is_searched(const Recensement *r)
{
    for (int i = 0; i < ETIQUETTES_N; i++)
        if (str_eq(etiquettes[i].recensement, r->nom))
            return true;
    return false;
}

static bool says(Str choices, Str value)
{
    for (Str rest = choices, one; str_split(&rest, '|', &one);)
        if (str_is_none(value) || str_eq(one, value))
            return true;
    return false;
}

static void words_add(Str *words, size_t *n, Str word)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(words[i], word))
            return;
    words[(*n)++] = word;
}

/* Made again from all the rows of that place. */
static Err etiqueter(Db *db, Arena *a, Str lieu)
{
    Str words[ETIQUETTES_N];
    size_t n = 0;
    ROWS rows = { 0 };
    SqlRecensementDuLieu row;
    TRY(sql_recensement_du_lieu(db, lieu, &rows));
    while (sql_recensement_du_lieu_next(&rows, &row)) {
        const Recensement *r = recensement_nomme(row.recensement);
        Ligne l = { 0 };
        if (!r || !is_searched(r))
            continue;
        TRY(values_read(a, r, row.valeurs, &l));
        for (int i = 0; i < ETIQUETTES_N; i++)
            if (str_eq(etiquettes[i].recensement, r->nom) && says(l.v[0], etiquettes[i].valeur))
                words_add(words, &n, etiquettes[i].etiquette);
    }
    TRY(rows_end(&rows));
    return lieu_etiqueter(db, lieu, S("recensements"), words, n);
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const Str *)x, *(const Str *)y);
}

/* Of all the places of a file, each once. */
static Err etiqueter_tous(Db *db, Arena *a, const Recensement *r, const RecensementLu *lu)
{
    size_t n = 0;
    Str *places = NEW(a, Str, lu->n_retraits + lu->lignes.n + 1);
    if (!places)
        return ERR_MEMORY;
    for (size_t i = 0; is_searched(r) && i < lu->n_retraits; i++)
        places[n++] = lu->retraits[i].lieu;
    for (size_t i = 0; is_searched(r) && i < lu->lignes.n; i++)
        places[n++] = lu->lignes.v[i].l.lieu;
    qsort(places, n, sizeof *places, by_text);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !str_eq(places[i], places[i - 1]))
            TRY(etiqueter(db, a, places[i]));
    return OK;
}

Err recensement_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Recensement *r, Random random, Ligne *l)
{
    SqlRecensementCle same;
    bool found = false;
    TRY(sql_recensement_cle(db, a, r->nom, ligne_cle(a, r, l), &same, &found));
    if (found && !str_eq(same.uid, l->uid))
        return ERR_CONFLICT;
    Str before = l->lieu;
    if (l->uid.n && is_searched(r)) {
        SqlRecensementUne row;
        TRY(sql_recensement_une(db, a, l->uid, &row));
        before = row.lieu;
    }
    TX tx = tx_begin(db, HERE);
    TRY(put(db, a, now, r, random, l));
    if (is_searched(r))
        TRY(etiqueter(db, a, l->lieu));
    if (!str_eq(before, l->lieu))
        TRY(etiqueter(db, a, before));
    TRY(journal_ecrire(db, par, now, "recensement.ecrire", ligne_objet(a, l->uid), true));
    TRY(snapshot_touch(db, &recensements_snapshot));
    return tx_commit(&tx);
}

Err recensement_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Ligne *l)
{
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(sql_recensement_oter(db, l->uid, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    if (!str_is_none(l->lieu))
        TRY(etiqueter(db, a, l->lieu));
    TRY(journal_ecrire(db, par, now, "recensement.retirer", ligne_objet(a, l->uid), true));
    TRY(snapshot_touch(db, &recensements_snapshot));
    return tx_commit(&tx);
}

/* ---- a file against what is stored ---- */

typedef struct Stockee {
    Str cle;
    const Ligne *l;
} Stockee;

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const Stockee *)x)->cle, ((const Stockee *)y)->cle);
}

static const Stockee *stored_at(const Stockee *v, size_t n, Str key)
{
    const Stockee wanted = { .cle = key };
    return n ? bsearch(&wanted, v, n, sizeof *v, by_key) : NULL;
}

static bool set_aside(Arena *a, RecensementLu *lu, const LigneLue *l, Str champ, Str valeur, Str raison)
{
    LigneRemarque *m = vec_push(a, &lu->remarques);
    if (m)
        *m = (LigneRemarque){ l->ligne, champ, valeur, raison, true };
    return false;
}

static bool place_row(Arena *a, const Recensement *r, const Portage *p, RecensementLu *lu, LigneLue *l)
{
    const Commune *candidates[2];
    size_t n = 0;
    for (int i = 0; r->colonnes[i].champ; i++) {
        if (r->colonnes[i].regle != COL_COMMUNE || !p->territoire || !territoire_n_communes(p->territoire))
            continue;
        const Commune *c = territoire_resolve(p->territoire, a, l->l.v[i], p->departement, candidates, &n, 2);
        if (!c)
            return set_aside(a, lu, l, str_from(r->colonnes[i].champ), l->l.v[i],
                S("cette commune n’est pas connue, ou plusieurs portent ce nom\u00A0: écrivez son code INSEE"));
        l->l.code_insee = code_insee_str(&c->code);
        l->l.v[i] = c->nom;
    }
    if (p->couvre && !p->couvre(p->arg, r, &l->l))
        return set_aside(a, lu, l, r->a_part ? S("commune") : S("lieu"), l->l.lieu,
            r->a_part ? S("cette commune n’est pas de votre périmètre")
                      : S("aucun lieu de votre périmètre n’a cet identifiant"));
    return true;
}

static bool same_values(const Recensement *r, const Ligne *x, const Ligne *y)
{
    bool same = str_eq(x->lieu, y->lieu) && str_eq(x->code_insee, y->code_insee) && str_eq(x->source, y->source);
    for (int i = 0; r->colonnes[i].champ && same; i++)
        same = str_eq(x->v[i], y->v[i]);
    return same;
}

typedef struct Comparaison {
    Arena *a;
    const Recensement *r;
    const Portage *p;
    RecensementLu *lu;
    Stockee *stored;
    bool *seen;
    size_t n;
} Comparaison;

/* False: the row is set aside. */
static bool compare_row(Comparaison *c, LigneLue *l, const Stockee *twin)
{
    if (!place_row(c->a, c->r, c->p, c->lu, l))
        return false;
    l->l.source = c->p->source;
    if (twin)
        return set_aside(c->a, c->lu, l, STR_NONE, STR_NONE, S("cette ligne est donnée deux fois dans le fichier"));
    const Stockee *s = stored_at(c->stored, c->n, ligne_cle(c->a, c->r, &l->l));
    if (!s) {
        c->lu->ajoutees++;
        return true;
    }
    c->seen[s - c->stored] = true;
    if (!str_eq(s->l->source, c->p->source))
        return set_aside(c->a, c->lu, l, STR_NONE, STR_NONE,
            s->l->source.n ? S("une autre source a déjà donné cette ligne")
                           : S("cette ligne a été saisie dans l’annuaire\u00A0: elle y reste telle quelle"));
    l->l.uid = s->l->uid;
    l->l.version = s->l->version;
    if (same_values(c->r, s->l, &l->l))
        c->lu->inchangees++;
    else
        c->lu->modifiees++;
    return true;
}

static Err find_gone(Comparaison *c)
{
    VEC(Ligne) gone = { 0 };
    for (size_t i = 0; i < c->n; i++) {
        const Ligne *l = c->stored[i].l;
        bool ours = l->source.n && str_eq(l->source, c->p->source) && !c->seen[i];
        Ligne *to = ours && (!c->p->couvre || c->p->couvre(c->p->arg, c->r, l)) ? vec_push(c->a, &gone) : NULL;
        if (to)
            *to = *l;
    }
    c->lu->retraits = gone.v;
    c->lu->n_retraits = gone.n;
    c->lu->retirees = (int64_t)gone.n;
    return arena_failed(c->a) ? ERR_MEMORY : OK;
}

Err recensement_comparer(Db *db, Arena *a, const Recensement *r, const Portage *p, RecensementLu *lu)
{
    const Ligne *stored = NULL;
    size_t n = 0, kept = 0;
    TRY(recensement_lignes(db, a, r, &stored, &n));
    Comparaison c = { a, r, p, lu, NEW(a, Stockee, n + 1), NEW(a, bool, n + 1), n };
    Stockee *file = NEW(a, Stockee, lu->lignes.n + 1);
    if (!c.stored || !c.seen || !file)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        c.stored[i] = (Stockee){ ligne_cle(a, r, &stored[i]), &stored[i] };
    if (n)
        qsort(c.stored, n, sizeof *c.stored, by_key);
    for (size_t i = 0; i < lu->lignes.n; i++) {
        LigneLue l = lu->lignes.v[i];
        const Stockee *twin = NULL;
        Str key = ligne_cle(a, r, &l.l);
        for (size_t k = 0; k < kept && !twin; k++)
            twin = str_eq(file[k].cle, key) ? &file[k] : NULL;
        if (!compare_row(&c, &l, twin))
            continue;
        file[kept].cle = ligne_cle(a, r, &l.l);
        lu->lignes.v[kept++] = l;
    }
    lu->lignes.n = kept;
    return find_gone(&c);
}

Err recensement_appliquer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Recensement *r,
    Str source, RecensementLu *lu)
{
    int64_t n = 0;
    if (!lu->ajoutees && !lu->modifiees && !lu->n_retraits)
        return OK;
    TX tx = tx_begin(db, HERE);
    for (size_t i = 0; i < lu->n_retraits; i++)
        TRY(sql_recensement_oter(db, lu->retraits[i].uid, &n));
    for (size_t i = 0; i < lu->lignes.n; i++)
        TRY(put(db, a, now, r, random, &lu->lignes.v[i].l));
    TRY(etiqueter_tous(db, a, r, lu));
    TRY(journal_ecrire(db, par, now, "recensement.importer", ligne_objet(a, r->nom), true));
    TRY(snapshot_touch(db, &recensements_snapshot));
    (void)source;
    return tx_commit(&tx);
}

/* ---- in memory ---- */

enum { RECENSEMENTS_MAX = 32 };
struct Recensees {
    Arena *arena;
    VEC(Ligne) lignes[RECENSEMENTS_MAX]; /* by census; by place */
};

static size_t rank_of(const Recensement *r)
{
    return (size_t)(r - recensements);
}

static void recensees_free(void *snapshot)
{
    arena_free(((Recensees *)snapshot)->arena);
}

static Err read_open(Db *db, Recensees *s)
{
    ROWS rows = { 0 };
    SqlRecensementToutes row;
    TRY(sql_recensement_toutes(db, &rows));
    while (sql_recensement_toutes_next(&rows, &row)) {
        const Recensement *r = recensement_nomme(row.recensement);
        if (!r || r->restreint)
            continue;
        Ligne *l = vec_push(s->arena, &s->lignes[rank_of(r)]);
        if (!l)
            return ERR_MEMORY;
        *l = LIGNE_OF(s->arena, row);
        l->uid = str_dup(s->arena, row.uid);
        TRY(values_read(s->arena, r, row.valeurs, l));
    }
    return rows_end(&rows);
}

static Err recensees_build(Db *db, const SnapshotView *earlier, void **ret)
{
    Arena *a = arena_new(SNAPSHOT_MAX);
    Recensees *s = NEW(a, Recensees, 1);
    (void)earlier;
    if (s)
        s->arena = a;
    Err e = s ? read_open(db, s) : ERR_MEMORY;
    if (e == OK && arena_failed(a))
        e = ERR_MEMORY;
    if (e != OK) {
        arena_free(a);
        return e;
    }
    *ret = s;
    return OK;
}

const SnapshotDef recensements_snapshot = { .name = "recensements", .build = recensees_build, .free = recensees_free };

size_t recensees_n(const Recensees *s, const Recensement *r)
{
    return s->lignes[rank_of(r)].n;
}

const Ligne *recensees_at(const Recensees *s, const Recensement *r, size_t i)
{
    return i < recensees_n(s, r) ? &s->lignes[rank_of(r)].v[i] : NULL;
}

size_t recensees_du_lieu(const Recensees *s, const Recensement *r, Str lieu, const Ligne **ret)
{
    size_t lo = 0, hi = recensees_n(s, r), n = 0;
    const Ligne *v = s->lignes[rank_of(r)].v;
    if (r->a_part)
        return 0;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (str_cmp(v[mid].lieu, lieu) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + n < recensees_n(s, r) && str_eq(v[lo + n].lieu, lieu))
        n++;
    *ret = v + lo;
    return n;
}
