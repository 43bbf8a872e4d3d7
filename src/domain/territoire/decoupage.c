// SPDX-License-Identifier: AGPL-3.0-or-later
/* The files of npm @etalab/decoupage-administratif, read as they are. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/planted.h"
#include "core/json/json.h"
#include "domain/territoire/import.h"
#include "domain/territoire/territoire_impl.h"
#include "territoire_sql.h"

enum { ITEM_MAX = 4 * 1024 * 1024, ITEM_DEPTH = 8, NAME_MAX_BYTES = 200, POSTAL_MAX = 200 };
static const JsonLimits limits = { .max_bytes = ITEM_MAX, .max_depth = ITEM_DEPTH };

typedef struct Reader {
    Arena *a;
    Decoupage *d;
    int64_t line;
    Str message;
    VEC(AncienneLue) olds;                         /* with the codes as the file gives them */
} Reader;

typedef Err TakeItem(Reader *r, const JsonValue *item);

static Err wrong(Reader *r, const char *what, Str value)
{
    r->message = str_format(r->a, "Ligne %lld : %s « %.*s ».", (long long)r->line, what, STR_ARG(utf8_cut(value, 60)));
    return ERR_INVALID;
}

/* Every object of a top-level array. */
static Err each_item(Reader *r, Str json, const char *file, TakeItem *take)
{
    JsonItems items;
    Str item;
    if (!json_items_open(json, &items)) {
        r->message = str_format(r->a,
            "Ce fichier n’est pas un tableau JSON : %s de @etalab/decoupage-administratif est "
            "attendu.",
            file);
        return ERR_INVALID;
    }
    while (json_items_next(&items, &item, &r->line)) {
        JSON_VALUE value = NULL;
        Str why = STR_NONE;
        Err e = json_read(r->a, item, limits, &value, &why);
        if (e == ERR_INVALID || e == ERR_TOO_LARGE)
            r->message = str_format(r->a, "Élément commençant ligne %lld : %.*s", (long long)r->line, STR_ARG(why));
        TRY(e);
        if (!json_is_object(value))
            return wrong(r, "un objet est attendu et non", utf8_cut(item, 40));
        TRY(take(r, value));
    }
    if (!json_items_complete(&items)) {
        r->message = S("Le tableau JSON n’est pas fermé : le fichier est tronqué.");
        return ERR_INVALID;
    }
    return OK;
}

/* A required text of a sensible size, in the arena. */
static Err member(Reader *r, const JsonValue *item, const char *key, Str *ret)
{
    Str s = json_member_str(item, key);
    if (str_is_empty(s) || s.n > NAME_MAX_BYTES || memchr(s.p, 0, s.n))
        return wrong(r, "il manque le texte de la clé", str_from(key));
    *ret = str_dup(r->a, s);
    return str_is_none(*ret) ? ERR_MEMORY : OK;
}

static Err member_code(Reader *r, const JsonValue *item, const char *key, CodeInsee *ret)
{
    Str s = json_member_str(item, key);
    return code_insee_parse(s, ret) ? OK : wrong(r, "ce n’est pas un code de commune :", str_or_empty(s));
}

/* A text that may be missing: then empty. */
static Err member_or_empty(Reader *r, const JsonValue *item, const char *key, Str *ret)
{
    Str s = json_member_str(item, key);
    if (!str_is_empty(s))
        return member(r, item, key, ret);
    *ret = S("");
    return OK;
}

/* ---- communes.json --------------------------------------------------------------------------------------------------- */

static bool is_code_postal(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n == 5;
}

static Err postal_codes(Reader *r, const JsonValue *item, Str *ret)
{
    const JsonValue *list = json_object_get(item, "codesPostaux");
    size_t n = json_array_size(list);
    if (n > POSTAL_MAX)
        return wrong(r, "trop de codes postaux pour", json_member_str(item, "code"));
    Str *parts = NEW(r->a, Str, n);
    if (!parts)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        parts[i] = json_value_str(json_array_get(list, i));
        if (!is_code_postal(parts[i]))
            return wrong(r, "ce n’est pas un code postal :", str_or_empty(parts[i]));
    }
    *ret = str_join(r->a, parts, n, S("|"));
    return str_is_none(*ret) ? ERR_MEMORY : OK;
}

static Err add_old(Reader *r, CodeInsee code, Str nom, CodeInsee commune)
{
    AncienneLue *x = vec_push(r->a, &r->olds);
    if (!x)
        return ERR_MEMORY;
    *x = (AncienneLue){ code, nom, commune };
    return OK;
}

static Err take_current(Reader *r, const JsonValue *item)
{
    CommuneLue c = { .population = -1 };
    TRY(member_code(r, item, "code", &c.code));
    TRY(member(r, item, "nom", &c.nom));
    TRY(member(r, item, "departement", &c.departement));
    TRY(member_or_empty(r, item, "region", &c.region));
    TRY(member_or_empty(r, item, "arrondissement", &c.arrondissement));
    const JsonValue *population = json_object_get(item, "population");
    if (json_is_integer(population) && json_integer_value(population) >= 0)
        c.population = json_integer_value(population);
    TRY(postal_codes(r, item, &c.codes_postaux));
    const JsonValue *olds = json_object_get(item, "anciensCodes");
    for (size_t i = 0; i < json_array_size(olds); i++) {
        CodeInsee old;
        if (!code_insee_parse(json_value_str(json_array_get(olds, i)), &old))
            return wrong(r, "un ancien code n’est pas un code de commune pour", code_insee_str(&c.code));
        TRY(add_old(r, old, S(""), c.code));
    }
    CommuneLue *to = vec_push(r->a, &r->d->communes);
    if (!to)
        return ERR_MEMORY;
    *to = c;
    return OK;
}

static Err take_commune(Reader *r, const JsonValue *item)
{
    Str type = json_member_str(item, "type"), departement = json_member_str(item, "departement");
    if (json_object_get(item, "membres"))
        return wrong(r, "ce fichier est celui des EPCI (option --epci) ; communes.json est attendu, clé", S("membres"));
    if (!str_is_none(r->d->departement) && !str_eq(departement, r->d->departement))
        return OK;
    if (str_eq(type, S("commune-actuelle")))
        return take_current(r, item);
    const char *leads = str_eq(type, S("commune-deleguee")) || str_eq(type, S("commune-associee")) ? "chefLieu"
                      : str_eq(type, S("arrondissement-municipal"))                                ? "commune"
                                                                                                   : NULL;
    if (!leads)
        return wrong(r, "type de commune inconnu", str_or_empty(type));
    CodeInsee code, to;
    Str nom;
    TRY(member_code(r, item, "code", &code));
    TRY(member_code(r, item, leads, &to));
    TRY(member(r, item, "nom", &nom));
    return add_old(r, code, nom, to);
}

static int by_code(const void *x, const void *y)
{
    return memcmp(((const CommuneLue *)x)->code.p, ((const CommuneLue *)y)->code.p, 5);
}

static int by_old_code(const void *x, const void *y)
{
    const AncienneLue *a = x, *b = y;
    int order = memcmp(a->code.p, b->code.p, 5);
    return order ? order : (int)(b->nom.n > 0) - (int)(a->nom.n > 0); /* the one with a name first */
}

/* The first one with that code, which has a name if any has; NULL: none. */
static const AncienneLue *find_old(const Reader *r, CodeInsee code)
{
    size_t low = 0, high = r->olds.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(r->olds.v[middle].code.p, code.p, 5) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->olds.n && memcmp(r->olds.v[low].code.p, code.p, 5) == 0 ? &r->olds.v[low] : NULL;
}

static CommuneLue *find_commune(Decoupage *d, Str code)
{
    CommuneLue key;
    if (!d->communes.n || !code_insee_parse(code, &key.code))
        return NULL;
    return bsearch(&key, d->communes.v, d->communes.n, sizeof key, by_code);
}

/* Old codes in order, once each, without those of a living commune, leading to a commune of today. */
static Err settle_olds(Reader *r)
{
    Decoupage *d = r->d;
    if (r->olds.n)
        qsort(r->olds.v, r->olds.n, sizeof *r->olds.v, by_old_code);
    for (size_t i = 0; i < r->olds.n; i++) {
        AncienneLue o = r->olds.v[i];
        if (PLANTED(find_commune(d, code_insee_str(&o.code)) != NULL, false) ||
            (d->anciennes.n && memcmp(d->anciennes.v[d->anciennes.n - 1].code.p, o.code.p, 5) == 0))
            continue;
        for (int hops = 0; hops < 4 && !find_commune(d, code_insee_str(&o.commune)); hops++) {
            const AncienneLue *next = find_old(r, o.commune);
            if (!next)
                break;
            o.commune = next->commune;
        }
        if (!find_commune(d, code_insee_str(&o.commune))) {
            d->ignorees++;
            continue;
        }
        AncienneLue *to = vec_push(r->a, &d->anciennes);
        if (!to)
            return ERR_MEMORY;
        *to = o;
    }
    return OK;
}

Err decoupage_read_communes(Arena *a, Str json, Decoupage *d, Str *ret_message)
{
    Reader r = { .a = a, .d = d };
    Err e = each_item(&r, json, "communes.json", take_commune);
    if (e == OK && d->communes.n == 0) {
        r.message = str_is_none(d->departement)
                      ? S("Ce fichier ne contient aucune commune.")
                      : str_format(a, "Ce fichier ne contient aucune commune du département « %.*s ».",
                            STR_ARG(utf8_cut(d->departement, 20)));
        e = ERR_INVALID;
    }
    if (e == OK) {
        qsort(d->communes.v, d->communes.n, sizeof *d->communes.v, by_code);
        for (size_t i = 1; i < d->communes.n && e == OK; i++)
            if (by_code(&d->communes.v[i - 1], &d->communes.v[i]) == 0) {
                r.message = str_format(a, "La commune %s apparaît deux fois.", d->communes.v[i].code.p);
                e = ERR_INVALID;
            }
    }
    if (e == OK)
        e = settle_olds(&r);
    if (e != OK)
        *ret_message = r.message;
    return e;
}

/* ---- epci.json, departements.json -------------------------------------------------------------------------------------- */

static Err take_epci(Reader *r, const JsonValue *item)
{
    EpciLu e;
    const JsonValue *members = json_object_get(item, "membres");
    bool used = false;
    TRY(member(r, item, "code", &e.code));
    TRY(member(r, item, "nom", &e.nom));
    TRY(member(r, item, "type", &e.type));
    if (!json_is_array(members))
        return wrong(r, "ce fichier n’est pas celui des EPCI (epci.json) : il manque « membres » à", e.nom);
    for (size_t i = 0; i < json_array_size(members); i++) {
        CommuneLue *c = find_commune(r->d, json_member_str(json_array_get(members, i), "code"));
        if (c)
            c->epci = e.code;
        used |= c != NULL;
    }
    EpciLu *to = used ? vec_push(r->a, &r->d->epci) : NULL;
    if (used && !to)
        return ERR_MEMORY;
    if (to)
        *to = e;
    return OK;
}

Err decoupage_read_epci(Arena *a, Str json, Decoupage *d, Str *ret_message)
{
    Reader r = { .a = a, .d = d };
    Err e = each_item(&r, json, "epci.json", take_epci);
    for (size_t i = 1; e == OK && i < d->epci.n; i++)
        for (size_t k = 0; k < i && e == OK; k++)
            if (str_eq(d->epci.v[k].code, d->epci.v[i].code)) {
                r.message = str_format(a, "L’EPCI « %.*s » apparaît deux fois.", STR_ARG(d->epci.v[i].code));
                e = ERR_INVALID;
            }
    if (e == OK)
        d->a_epci = true;
    else
        *ret_message = r.message;
    return e;
}

static Err take_departement(Reader *r, const JsonValue *item)
{
    DepartementLu d;
    TRY(member(r, item, "code", &d.code));
    TRY(member(r, item, "nom", &d.nom));
    TRY(member_or_empty(r, item, "region", &d.region));
    if (!str_is_none(r->d->departement) && !str_eq(d.code, r->d->departement))
        return OK;
    DepartementLu *to = vec_push(r->a, &r->d->departements);
    if (!to)
        return ERR_MEMORY;
    *to = d;
    return OK;
}

Err decoupage_read_departements(Arena *a, Str json, Decoupage *d, Str *ret_message)
{
    Reader r = { .a = a, .d = d };
    Err e = each_item(&r, json, "departements.json", take_departement);
    if (e != OK)
        *ret_message = r.message;
    return e;
}

/* ---- applying ---------------------------------------------------------------------------------------------------------- */

typedef struct Known {
    CommuneLue c;
    bool kept;
} Known;
typedef VEC(Known) Knowns;

static int by_known_code(const void *x, const void *y)
{
    return memcmp(((const Known *)x)->c.code.p, ((const Known *)y)->c.code.p, 5);
}

static Known *find_known(Knowns *v, const CodeInsee *code)
{
    Known key = { .c.code = *code };
    return v->n ? bsearch(&key, v->v, v->n, sizeof key, by_known_code) : NULL;
}

static Err read_known(Db *db, Arena *a, const Decoupage *d, Knowns *out)
{
    ROWS rows = { 0 };
    SqlCommuneAll r;
    TRY(sql_commune_all(db, &rows));
    while (sql_commune_all_next(&rows, &r)) {
        if (!str_is_none(d->departement) && !str_eq(r.departement, d->departement))
            continue;
        Known *k = vec_push(a, out);
        if (!k)
            return ERR_MEMORY;
        if (!code_insee_parse(r.code, &k->c.code))
            return ERR_INTERNAL;
        k->c.nom = str_dup(a, r.nom);
        k->c.departement = str_dup(a, r.departement);
        k->c.region = str_dup(a, r.region);
        k->c.arrondissement = str_dup(a, r.arrondissement);
        k->c.epci = str_dup(a, r.epci);
        k->c.codes_postaux = str_dup(a, r.codes_postaux);
        k->c.population = r.population.has ? r.population.v : -1;
    }
    return rows_end(&rows);
}

static bool same_commune(const CommuneLue *x, const CommuneLue *y)
{
    return str_eq(x->nom, y->nom) && str_eq(x->departement, y->departement) && str_eq(x->region, y->region) &&
           str_eq(x->arrondissement, y->arrondissement) && str_eq(x->epci, y->epci) &&
           str_eq(x->codes_postaux, y->codes_postaux) && x->population == y->population;
}

static Err put_commune(Db *db, Arena *a, const CommuneLue *c)
{
    Str cle = utf8_fold_name(a, c->nom);
    if (str_is_none(cle))
        return ERR_MEMORY;
    return sql_commune_put(db, &(SqlCommunePutArgs){ .code = code_insee_str(&c->code),
                                   .nom = c->nom,
                                   .nom_cle = cle,
                                   .departement = c->departement,
                                   .region = c->region,
                                   .arrondissement = c->arrondissement,
                                   .epci = c->epci,
                                   .codes_postaux = c->codes_postaux,
                                   .population = { c->population >= 0, c->population } });
}

static Err apply_communes(Db *db, Arena *a, const Decoupage *d, DecoupageBilan *bilan)
{
    Knowns known = { 0 };
    TRY(read_known(db, a, d, &known));
    TRY(db_batch_begin(db));
    for (size_t i = 0; i < d->communes.n; i++) {
        CommuneLue c = d->communes.v[i];
        Known *k = find_known(&known, &c.code);
        if (k && !d->a_epci)
            c.epci = k->c.epci;
        if (k)
            k->kept = true;
        if (k && same_commune(&k->c, &c))
            continue;
        bilan->ajoutees += !k;
        bilan->modifiees += k != NULL;
        TRY(put_commune(db, a, &c));
    }
    for (size_t i = 0; i < known.n; i++) {
        if (known.v[i].kept)
            continue;
        bilan->supprimees++;
        TRY(sql_commune_delete(db, code_insee_str(&known.v[i].c.code)));
    }
    TRY(db_batch_end(db));
    bilan->communes = (int64_t)d->communes.n;
    bilan->change |= bilan->ajoutees || bilan->modifiees || bilan->supprimees;
    return OK;
}

typedef struct OldRow {
    AncienneLue o;
    bool kept;
} OldRow;
typedef VEC(OldRow) OldRows;

static int by_row_code(const void *x, const void *y)
{
    return memcmp(((const OldRow *)x)->o.code.p, ((const OldRow *)y)->o.code.p, 5);
}

/* Old codes that lead into the scope being loaded. */
static Err read_olds(Db *db, Arena *a, const Decoupage *d, OldRows *out)
{
    ROWS rows = { 0 };
    SqlAncienneAll r;
    TRY(sql_ancienne_all(db, &rows));
    while (sql_ancienne_all_next(&rows, &r)) {
        OldRow x = { 0 };
        if (!code_insee_parse(r.code, &x.o.code) || !code_insee_parse(r.commune, &x.o.commune))
            return ERR_INTERNAL;
        CommuneLue key = { .code = x.o.commune };
        if (!bsearch(&key, d->communes.v, d->communes.n, sizeof key, by_code))
            continue;
        x.o.nom = str_dup(a, r.nom);
        OldRow *to = vec_push(a, out);
        if (!to)
            return ERR_MEMORY;
        *to = x;
    }
    return rows_end(&rows);
}

static Err apply_olds(Db *db, Arena *a, const Decoupage *d, DecoupageBilan *bilan)
{
    OldRows known = { 0 };
    TRY(read_olds(db, a, d, &known));
    TRY(db_batch_begin(db));
    for (size_t i = 0; i < d->anciennes.n; i++) {
        const AncienneLue *o = &d->anciennes.v[i];
        OldRow key = { .o.code = o->code };
        OldRow *k = known.n ? bsearch(&key, known.v, known.n, sizeof key, by_row_code) : NULL;
        if (k)
            k->kept = true;
        if (k && str_eq(k->o.nom, o->nom) && memcmp(k->o.commune.p, o->commune.p, 5) == 0)
            continue;
        bilan->change = true;
        TRY(sql_ancienne_put(db, code_insee_str(&o->code), o->nom, code_insee_str(&o->commune)));
    }
    for (size_t i = 0; i < known.n; i++) {
        if (known.v[i].kept)
            continue;
        bilan->change = true;
        TRY(sql_ancienne_delete(db, code_insee_str(&known.v[i].o.code)));
    }
    TRY(db_batch_end(db));
    bilan->anciennes = (int64_t)d->anciennes.n;
    return OK;
}

static Err apply_epci(Db *db, Arena *a, const Decoupage *d, DecoupageBilan *bilan)
{
    VEC(EpciLu) known = { 0 };
    ROWS rows = { 0 };
    SqlEpciAll r;
    TRY(sql_epci_all(db, &rows));
    while (sql_epci_all_next(&rows, &r)) {
        EpciLu *k = vec_push(a, &known);
        if (!k)
            return ERR_MEMORY;
        *k = (EpciLu){ str_dup(a, r.code), str_dup(a, r.nom), str_dup(a, r.type) };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < d->epci.n; i++) {
        const EpciLu *e = &d->epci.v[i];
        bool same = false;
        for (size_t k = 0; k < known.n && !same; k++)
            same = str_eq(known.v[k].code, e->code) && str_eq(known.v[k].nom, e->nom) &&
                   str_eq(known.v[k].type, e->type);
        if (same)
            continue;
        bilan->change = true;
        TRY(sql_epci_put(db, e->code, e->nom, e->type));
    }
    int64_t pruned = 0;
    TRY(sql_epci_prune(db, &pruned));
    bilan->change |= pruned > 0;
    bilan->epci = (int64_t)d->epci.n;
    return OK;
}

static Err apply_departements(Db *db, Arena *a, const Decoupage *d, DecoupageBilan *bilan)
{
    VEC(DepartementLu) known = { 0 };
    ROWS rows = { 0 };
    SqlDepartementAll r;
    TRY(sql_departement_all(db, &rows));
    while (sql_departement_all_next(&rows, &r)) {
        DepartementLu *k = vec_push(a, &known);
        if (!k)
            return ERR_MEMORY;
        *k = (DepartementLu){ str_dup(a, r.code), str_dup(a, r.nom), str_dup(a, r.region) };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < d->departements.n; i++) {
        const DepartementLu *x = &d->departements.v[i];
        bool same = false;
        for (size_t k = 0; k < known.n && !same; k++)
            same = str_eq(known.v[k].code, x->code) && str_eq(known.v[k].nom, x->nom) &&
                   str_eq(known.v[k].region, x->region);
        bilan->change |= !same;
        if (!same)
            TRY(sql_departement_put(db, x->code, x->nom, x->region));
    }
    return OK;
}

Err territoire_source_note(Db *db, Arena *a, const char *objet, Str millesime, Str source, Str fichier, int64_t now,
    bool *change)
{
    SqlSourceGet known;
    bool found = false;
    millesime = str_or_empty(millesime);
    source = str_or_empty(source);
    TRY(sql_source_get(db, a, str_from(objet), &known, &found));
    if (found && !*change && str_eq(known.millesime, millesime) && str_eq(known.source, source) &&
        str_eq(known.fichier, fichier))
        return OK;
    *change = true;
    return sql_source_put(db, str_from(objet), millesime, source, fichier, now);
}

Err decoupage_apply(Db *db, Arena *a, const Decoupage *d, int64_t now, DecoupageBilan *ret)
{
    DecoupageBilan bilan = { 0 };
    TX tx = tx_begin(db, HERE);
    TRY(apply_communes(db, a, d, &bilan));
    TRY(apply_olds(db, a, d, &bilan));
    if (d->a_epci)
        TRY(apply_epci(db, a, d, &bilan));
    TRY(apply_departements(db, a, d, &bilan));
    TRY(territoire_source_note(db, a, "communes", d->millesime, d->source, d->fichier, now, &bilan.change));
    if (d->a_epci)
        TRY(territoire_source_note(db, a, "epci", d->millesime, d->source_epci, d->fichier_epci, now, &bilan.change));
    if (bilan.change)
        TRY(snapshot_touch(db, &territoire_snapshot));
    TRY(tx_commit(&tx));
    *ret = bilan;
    return OK;
}
