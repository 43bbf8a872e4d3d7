// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/snapshot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "core/json/json.h"
#include "domain/lieux/edition.h"
#include "domain/lieux/facettes.h"
#include "domain/lieux/lieux_priv.h"
#include "domain/lieux/regles.h"

enum { ARENE_MAX = 1024, TEXTE_INDEXE_MAX = 4000, JSON_MAX = 32 * 1024 * 1024, PILE_N = 64 * 1024 };

static const Str SOURCE_DEMONSTRATION = S_INIT("Démonstration (données inventées)");

/* ---- one place ---- */

_Static_assert(STANDARD_N == 32, "a bit of `presents` a field");

Str lieu_champ(const Lieu *l, StandardField f)
{
    uint32_t bit = (uint32_t)1 << f;
    if (!(l->presents & bit))
        return STR_NONE;
    return texte_at(l->textes, l->champs[__builtin_popcount(l->presents & (bit - 1))]);
}

void lieu_champs(const Lieu *l, Str ret[STANDARD_N])
{
    const uint32_t *at = l->champs;
    for (int f = 0; f < STANDARD_N; f++)
        ret[f] = l->presents >> f & 1 ? texte_at(l->textes, *at++) : STR_NONE;
}

EnumSet lieu_choisis(const Lieu *l, StandardEnum e)
{
    EnumSet chosen = { 0 };
    Str rest = lieu_champ(l, standard_enum_field(e)), one;
    while (str_split(&rest, '|', &one)) {
        int i = standard_enum_index(e, one);
        if (i >= 0)
            enumset_add(&chosen, i);
    }
    return chosen;
}

/* ---- reading ---- */

typedef struct Lu {
    Lieu lieu;                                     /* but its texts, which are here */
    Str champs[STANDARD_N];
    Str nom_cle;
} Lu;
typedef VEC(Lu) Lus;

/* `kept`: the snapshot's own arena. */
static Err read_row(Arena *a, Arena *kept, const Territoire *t, const SqlLieuAll *row, Lus *lus)
{
    Lu *lu = vec_push(a, lus);
    if (!lu)
        return ERR_MEMORY;
    Lieu *l = &lu->lieu;
    l->lieu_id = row->lieu_id;
    for (int f = 0; f < STANDARD_N; f++)
        lu->champs[f] = str_dup(a, lieu_all_champs(row)[f]);
    l->version = row->version;
    l->ferme = row->ferme_at.has;
    l->disparu = row->disparu_at.has || l->ferme;
    l->disparu_at = l->ferme ? row->ferme_at.v : row->disparu_at.v;
    l->confirme_at = row->confirme_at.has ? row->confirme_at.v : 0;
    l->remplace_par = str_dup(kept, row->remplace_par);
    l->doublon = str_eq(row->ferme_motif, S("doublon"));
    l->commune = lieu_commune(a, t, lu->champs);
    l->a_point = coordonnees_utiles(lu->champs[CHAMP_latitude], lu->champs[CHAMP_longitude], &l->point.lat,
        &l->point.lon);
    lu->nom_cle = utf8_fold_name(a, lu->champs[CHAMP_nom]);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* Listed first, by name; the id makes the order total. */
static int by_name(const void *x, const void *y)
{
    const Lu *p = x, *q = y;
    if (p->lieu.disparu != q->lieu.disparu)
        return p->lieu.disparu - q->lieu.disparu;
    int c = str_cmp(p->nom_cle, q->nom_cle);
    return c ? c : str_cmp(p->champs[CHAMP_id], q->champs[CHAMP_id]);
}

/* Only those that are for everybody. */
static Err read_all(Db *db, Arena *a, Arena *kept, const Territoire *t, Lus *ret)
{
    ROWS rows = { 0 };
    SqlLieuAll row;
    TRY(sql_lieu_all(db, &rows));
    while (sql_lieu_all_next(&rows, &row))
        if (str_eq(row.visibilite, visibilites[VISIBLE_PUBLIC].value))
            TRY(read_row(a, kept, t, &row, ret));
    TRY(rows_end(&rows));
    if (ret->n)
        qsort(ret->v, ret->n, sizeof *ret->v, by_name);
    return OK;
}

/* ---- indexes ---- */

static Err index_ids(Lieux *s)
{
    size_t size = 16;
    while (size < s->n_tous * 2)
        size *= 2;
    s->par_id = NEW(s->arena, uint32_t, size);
    s->par_id_taille = size;
    if (!s->par_id)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->n_tous; i++) {
        size_t at = str_hash(lieu_champ(&s->lieux[i], CHAMP_id)) & (size - 1);
        while (s->par_id[at])
            at = (at + 1) & (size - 1);
        s->par_id[at] = (uint32_t)i + 1;
    }
    return OK;
}

static Err index_values(Lieux *s)
{
    s->mots64 = s->n / 64 + 1;
    s->places = NEW(s->arena, uint64_t, s->mots64);
    s->xyz = arena_array(s->arena, s->n + 1, sizeof *s->xyz);
    if (!s->places || !s->xyz)
        return ERR_MEMORY;
    for (int e = 0; e < FACETTES_N; e++) {
        for (int v = 0; v < facette_n(e); v++) {
            s->valeurs[e][v] = NEW(s->arena, uint64_t, s->mots64);
            if (!s->valeurs[e][v])
                return ERR_MEMORY;
        }
    }
    for (size_t i = 0; i < s->n; i++) {
        for (int e = 0; e < FACETTES_N; e++) {
            EnumSet chosen = lieu_facette(s, &s->lieux[i], e);
            for (int v = 0; v < facette_n(e); v++)
                if (enumset_has(chosen, v)) {
                    bit_add(s->valeurs[e][v], i);
                    s->toutes.n[e][v]++;
                }
        }
    }
    return OK;
}

static void point_xyz(Point p, double ret[3])
{
    double lat = p.lat * M_PI / 180, lon = p.lon * M_PI / 180;
    ret[0] = cos(lat) * cos(lon);
    ret[1] = cos(lat) * sin(lon);
    ret[2] = sin(lat);
}

static void index_positions(Lieux *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const Lieu *l = &s->lieux[i];
        bool commune = l->commune && l->commune->localisation != LOCALISATION_AUCUNE;
        if (!l->a_point && !commune)
            continue;
        point_xyz(l->a_point ? l->point : l->commune->point, s->xyz[i]);
        bit_add(s->places, i);
    }
}

static bool grid_bounds(Lieux *s)
{
    int lat1 = -10000, lon1 = -10000;
    s->lat0 = s->lon0 = 10000;
    for (size_t i = 0; i < s->n; i++) {
        if (!s->lieux[i].a_point)
            continue;
        int lat = cellule_de(s->lieux[i].point.lat), lon = cellule_de(s->lieux[i].point.lon);
        s->lat0 = lat < s->lat0 ? lat : s->lat0;
        s->lon0 = lon < s->lon0 ? lon : s->lon0;
        lat1 = lat > lat1 ? lat : lat1;
        lon1 = lon > lon1 ? lon : lon1;
    }
    s->lignes = lat1 - s->lat0 + 1;
    s->colonnes = lon1 - s->lon0 + 1;
    return lat1 >= s->lat0;
}

static size_t cell_at(const Lieux *s, Point p)
{
    return (size_t)(cellule_de(p.lat) - s->lat0) * (size_t)s->colonnes + (size_t)(cellule_de(p.lon) - s->lon0);
}

/* Counting sort of the located places by cell. */
static Err index_grid(Lieux *s)
{
    if (!grid_bounds(s)) {
        s->lignes = s->colonnes = 0;
        return OK;
    }
    size_t cells = (size_t)s->lignes * (size_t)s->colonnes;
    Cellule *grid = NEW(s->arena, Cellule, cells);
    uint32_t *order = NEW(s->arena, uint32_t, s->n + 1);
    Point *points = NEW(s->arena, Point, s->n + 1);
    if (!grid || !order || !points)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->n; i++)
        if (s->lieux[i].a_point)
            grid[cell_at(s, s->lieux[i].point)].to++;
    uint32_t at = 0;
    for (size_t c = 0; c < cells; c++) {
        uint32_t n = grid[c].to;
        grid[c] = (Cellule){ at, at };
        at += n;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (!s->lieux[i].a_point)
            continue;
        uint32_t k = grid[cell_at(s, s->lieux[i].point)].to++;
        order[k] = (uint32_t)i;
        points[k] = s->lieux[i].point;
    }
    s->points = points;
    s->cellules = grid;
    s->par_cellule = order;
    return OK;
}

/* ---- words ---- */

typedef struct Occurrence {
    uint32_t mot, lieu, poids;
} Occurrence;

typedef struct Vocabulaire {
    Words mots;
    VEC(uint32_t) derniere;                        /* per word: its last occurrence */
    VEC(Occurrence) occurrences;
} Vocabulaire;

static Err add_word(Vocabulaire *v, Str word, uint32_t lieu, uint32_t poids)
{
    uint32_t mot;
    bool fresh;
    TRY(words_number(&v->mots, word, &mot, &fresh));
    Occurrence *last = fresh ? NULL : &v->occurrences.v[v->derniere.v[mot]];
    if (last && last->lieu == lieu) {
        last->poids = last->poids > poids ? last->poids : poids;
        return OK;
    }
    Occurrence *o = vec_push(v->mots.a, &v->occurrences);
    if (!o || (fresh && !vec_push(v->mots.a, &v->derniere)))
        return ERR_MEMORY;
    *o = (Occurrence){ mot, lieu, poids };
    v->derniere.v[mot] = (uint32_t)(v->occurrences.n - 1);
    return OK;
}

static Err add_folded(Vocabulaire *v, Str folded, uint32_t lieu, uint32_t poids)
{
    for (Str rest = folded, word; str_split(&rest, ' ', &word);)
        if (word.n)
            TRY(add_word(v, word, lieu, poids));
    return OK;
}

static Err add_text(Vocabulaire *v, Arena *scratch, Str text, uint32_t lieu, uint32_t poids)
{
    ArenaMark mark = arena_mark(scratch);
    Str cut = str_slice(text, 0, TEXTE_INDEXE_MAX);
    Err e = add_folded(v, utf8_fold_name(scratch, cut), lieu, poids);
    if (arena_failed(scratch))
        e = ERR_MEMORY;
    arena_reset(scratch, mark);
    return e;
}

static Err add_place(Vocabulaire *v, Arena *scratch, const Lieux *s, uint32_t i)
{
    const Lieu *l = &s->lieux[i];
    static const StandardField others[] = { CHAMP_adresse, CHAMP_complement_adresse, CHAMP_services,
        CHAMP_presentation_resume, CHAMP_presentation_detail, CHAMP_structure_parente,
        CHAMP_dispositif_programmes_nationaux };
    TRY(add_folded(v, lieux_nom(s, i), i, POIDS_NOM));
    TRY(add_text(v, scratch, lieu_champ(l, CHAMP_commune), i, POIDS_COMMUNE));
    TRY(add_text(v, scratch, lieu_champ(l, CHAMP_code_postal), i, POIDS_COMMUNE));
    if (l->commune)
        TRY(add_folded(v, l->commune->nom_cle, i, POIDS_COMMUNE));
    for (size_t f = 0; f < sizeof others / sizeof *others; f++)
        TRY(add_text(v, scratch, lieu_champ(l, others[f]), i, POIDS_AUTRE));
    EnumSet services = lieu_choisis(l, ENUM_SERVICES);
    for (int service = 0; service < standard_enum_n(ENUM_SERVICES); service++)
        if (enumset_has(services, service))
            TRY(add_folded(v, besoin_mots(service), i, POIDS_AUTRE));
    return OK;
}

/* Texts one right after the other: an allocation each would lose some bytes for every place. */
typedef struct Pile {
    char *p;
    size_t left;
} Pile;

static const char *pile_put(Pile *pile, Arena *a, Str text)
{
    uint32_t n = (uint32_t)text.n;
    size_t size = sizeof n + text.n;
    if (size > pile->left) {
        pile->left = size > PILE_N ? size : PILE_N;
        pile->p = arena_alloc(a, pile->left);
        if (!pile->p)
            return NULL;
    }
    char *at = pile->p;
    memcpy(at, &n, sizeof n);
    memcpy(at + sizeof n, text.p, text.n);
    pile->p += size;
    pile->left -= size;
    return at;
}

static int by_word(const void *x, const void *y)
{
    return str_cmp(mot_texte(x), mot_texte(y));
}

/* Occurrences by word → sorted words with their postings, in the snapshot's arena. */
static Err keep_words(Lieux *s, const Vocabulaire *v)
{
    Mot *mots = NEW(s->arena, Mot, v->mots.v.n + 1);
    Posting *postings = NEW(s->arena, Posting, v->occurrences.n + 1);
    uint32_t *at = NEW(v->mots.a, uint32_t, v->mots.v.n + 1);
    if (!mots || !postings || !at)
        return ERR_MEMORY;
    for (size_t o = 0; o < v->occurrences.n; o++)
        mots[v->occurrences.v[o].mot].n++;
    Pile pile = { 0 };
    uint32_t next = 0;
    for (size_t m = 0; m < v->mots.v.n; m++) {
        at[m] = mots[m].from = next;
        mots[m].mot = pile_put(&pile, s->arena, v->mots.v.v[m]);
        if (!mots[m].mot)
            return ERR_MEMORY;
        next += mots[m].n;
    }
    for (size_t o = 0; o < v->occurrences.n; o++) {
        const Occurrence *occ = &v->occurrences.v[o];
        postings[at[occ->mot]++] = (Posting){ occ->lieu, occ->poids };
    }
    qsort(mots, v->mots.v.n, sizeof *mots, by_word);
    s->mots = mots;
    s->postings = postings;
    s->n_mots = v->mots.v.n;
    return arena_failed(s->arena) ? ERR_MEMORY : OK;
}

size_t mots_from(const Lieux *s, Str prefix)
{
    size_t low = 0, high = s->n_mots;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_cmp(mot_texte(&s->mots[middle]), prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Err index_words(Lieux *s)
{
    ARENA a = arena_new(ARENE_MAX * MIB);
    ARENA scratch = arena_new(MIB);
    if (!a || !scratch)
        return ERR_MEMORY;
    Vocabulaire v = { .mots.a = a };
    for (size_t i = 0; i < s->n; i++)
        TRY(add_place(&v, scratch, s, (uint32_t)i));
    return keep_words(s, &v);
}

/* ---- keeping ---- */

/* Every text once: numbered as they are met, then laid one after the other. */
typedef struct Textes {
    Words seen;
    VEC(uint32_t) at;                              /* per text: where it will be */
    size_t size;
} Textes;

static uint32_t text_number(Textes *t, Str text)
{
    uint32_t number = 0;
    bool fresh;
    if (words_number(&t->seen, text, &number, &fresh) != OK || !fresh)
        return number;
    uint32_t *at = vec_push(t->seen.a, &t->at);
    if (at)
        *at = (uint32_t)t->size;
    t->size += sizeof(uint32_t) + text.n;
    if (t->size > UINT32_MAX)
        arena_fail(t->seen.a);
    return number;
}

static Err lay_texts(Lieux *s, const Textes *t)
{
    char *textes = arena_alloc(s->arena, t->size);
    if (!textes)
        return ERR_MEMORY;
    for (size_t i = 0; i < t->at.n; i++) {
        Str text = t->seen.v.v[i];
        uint32_t n = (uint32_t)text.n;
        memcpy(textes + t->at.v[i], &n, sizeof n);
        if (n)
            memcpy(textes + t->at.v[i] + sizeof n, text.p, n);
    }
    s->textes = textes;
    return OK;
}

static size_t present_fields(const Lu *lu, uint32_t *ret_mask)
{
    uint32_t mask = 0;
    for (int f = 0; f < STANDARD_N; f++)
        mask |= (uint32_t)(lu->champs[f].p != NULL) << f;
    *ret_mask = mask;
    return (size_t)__builtin_popcount(mask);
}

/* Numbers the texts of every place, its fields then its folded name, and lays them; the numbers become positions. */
static Err keep_texts(Lieux *s, const Lus *lus, uint32_t *champs, uint32_t *noms)
{
    ARENA scratch = arena_new(ARENE_MAX * MIB);
    Textes t = { .seen = { .a = scratch } };
    size_t n = 0;
    if (!scratch)
        return ERR_MEMORY;
    for (size_t i = 0; i < lus->n; i++) {
        for (int f = 0; f < STANDARD_N; f++)
            if (lus->v[i].champs[f].p)
                champs[n++] = text_number(&t, lus->v[i].champs[f]);
        noms[i] = text_number(&t, lus->v[i].nom_cle);
    }
    if (arena_failed(scratch))
        return ERR_MEMORY;
    TRY(lay_texts(s, &t));
    for (size_t k = 0; k < n; k++)
        champs[k] = t.at.v[champs[k]];
    for (size_t i = 0; i < lus->n; i++)
        noms[i] = t.at.v[noms[i]];
    return OK;
}

static Err keep(Lieux *s, const Lus *lus)
{
    size_t present = 0;
    uint32_t mask;
    for (size_t i = 0; i < lus->n; i++)
        present += present_fields(&lus->v[i], &mask);
    uint32_t *champs = NEW(s->arena, uint32_t, present), *noms = NEW(s->arena, uint32_t, lus->n);
    s->lieux = NEW(s->arena, Lieu, lus->n);
    if (!champs || !noms || !s->lieux)
        return ERR_MEMORY;
    TRY(keep_texts(s, lus, champs, noms));
    for (size_t i = 0; i < lus->n; i++) {
        const Lu *lu = &lus->v[i];
        Lieu *l = &s->lieux[i];
        *l = lu->lieu;
        l->textes = s->textes;
        l->champs = champs;
        champs += present_fields(lu, &l->presents);
        s->n += !l->disparu;
        s->demonstration |= !l->disparu && str_eq(lu->champs[CHAMP_source], SOURCE_DEMONSTRATION);
    }
    s->noms = noms;
    s->n_tous = lus->n;
    return OK;
}

/* ---- JSON ---- */

static void write_one(Lieux *s, Buf *b, Pile *pile, size_t i)
{
    Str champs[STANDARD_N];
    Json j = json_to(b);
    b->n = 0;
    json_obj(&j);
    lieu_champs(&s->lieux[i], champs);
    lieu_json_fields(&j, champs);
    if (!b->failed)
        s->json[i] = pile_put(pile, s->arena, buf_str(b));
}

/* Neighbours beside one another, since they are asked for together. */
static Err write_json(Lieux *s)
{
    BUF b = buf_new(JSON_MAX);
    Pile pile = { 0 };
    s->json = NEW(s->arena, const char *, s->n_tous);
    if (!s->json)
        return ERR_MEMORY;
    size_t cells = (size_t)s->lignes * (size_t)s->colonnes, located = cells ? s->cellules[cells - 1].to : 0;
    for (size_t k = 0; k < located; k++)
        write_one(s, &b, &pile, s->par_cellule[k]);
    for (size_t i = 0; i < s->n_tous; i++)
        if (!s->json[i])
            write_one(s, &b, &pile, i);
    return arena_failed(s->arena) || b.failed ? ERR_MEMORY : OK;
}

/* ---- hours ---- */

/* Many places have the same hours: each text is made ready once. */
static Err index_hours(Lieux *s)
{
    ARENA scratch = arena_new(ARENE_MAX * MIB);
    Words seen = { .a = scratch };
    VEC(const HorairesPrets *) ready = { 0 };
    s->horaires = NEW(s->arena, const HorairesPrets *, s->n + 1);
    if (!scratch || !s->horaires)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->n; i++) {
        Str text = lieu_champ(&s->lieux[i], CHAMP_horaires);
        const HorairesPrets *one = NULL;
        uint32_t number = 0;
        bool fresh = false;
        if (str_is_empty(text))
            continue;
        TRY(words_number(&seen, text, &number, &fresh));
        if (fresh) {
            Err e = horaires_preparer(s->arena, text, &one);
            const HorairesPrets **to = vec_push(scratch, &ready);
            if (!to || (e != OK && e != ERR_INVALID))
                return ERR_MEMORY;
            *to = one;
        }
        s->horaires[i] = ready.v[number];
    }
    return OK;
}

/* ---- the snapshot ---- */

static void lieux_free(void *snapshot)
{
    Lieux *s = snapshot;
    arena_free(s->arena);
}

static Err index_all(Db *db, Lieux *s)
{
    TRY(index_ids(s));
    TRY(facettes_read(db, s));
    TRY(index_values(s));
    index_positions(s);
    TRY(index_grid(s));
    TRY(index_words(s));
    TRY(index_hours(s));
    return write_json(s);
}

static Err lieux_build(Db *db, const SnapshotView *earlier, void **ret)
{
    ARENA read = arena_new(ARENE_MAX * MIB);
    Arena *a = arena_new(ARENE_MAX * MIB);
    Lieux *s = NEW(a, Lieux, 1);
    if (!read || !s) {
        arena_free(a);
        return ERR_MEMORY;
    }
    s->arena = a;
    Lus lus = { 0 };
    Changements changes = { 0 };
    Err e = changements_lire(db, read, &changes);
    if (e == OK)
        e = read_all(db, read, a, snapshot_get(earlier, &territoire_snapshot), &lus);
    if (e == OK)
        e = keep(s, &lus);
    if (e == OK)
        e = index_all(db, s);
    if (e == OK)
        e = changements_relier(s, read, &changes);
    if (e != OK) {
        arena_free(a);
        return e;
    }
    *ret = s;
    return OK;
}

static const SnapshotDef *const lieux_uses[] = { &territoire_snapshot, NULL };
const SnapshotDef lieux_snapshot = { .name = "lieux", .build = lieux_build, .free = lieux_free, .uses = lieux_uses };

size_t lieux_n(const Lieux *s)
{
    return s->n;
}

const Lieu *lieux_at(const Lieux *s, size_t i)
{
    return i < s->n ? &s->lieux[i] : NULL;
}

const Lieu *lieux_find(const Lieux *s, Str id)
{
    size_t at = str_hash(id) & (s->par_id_taille - 1);
    for (; s->par_id[at]; at = (at + 1) & (s->par_id_taille - 1)) {
        const Lieu *l = &s->lieux[s->par_id[at] - 1];
        if (str_eq(lieu_champ(l, CHAMP_id), id))
            return l;
    }
    return NULL;
}

const HorairesPrets *lieux_horaires(const Lieux *s, const Lieu *l)
{
    size_t i = (size_t)(l - s->lieux);
    return i < s->n ? s->horaires[i] : NULL;
}

bool lieux_demonstration(const Lieux *s)
{
    return s->demonstration;
}

Str lieu_json_open(const Lieux *s, const Lieu *l)
{
    return texte_at(s->json[l - s->lieux], 0);
}
