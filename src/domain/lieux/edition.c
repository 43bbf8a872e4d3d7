// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/edition.h"

#include <jansson.h>

#include "core/json/json.h"
#include "domain/lieux/import.h"
#include "lieux_sql.h"

enum { HISTOIRE_MAX = 4 * 1024 * 1024 };

const Choice visibilites[] = {
#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
    VISIBILITES(X)
#undef X
        { STR_NONE, STR_NONE },
};
const Choice fermetures[] = {
    { S_INIT("ferme"), S_INIT("Il a fermé") },
    { S_INIT("demenage"), S_INIT("Il a déménagé\u00A0: une autre fiche le remplace") },
    { S_INIT("doublon"), S_INIT("C’était un doublon\u00A0: une autre fiche le remplace") },
    { STR_NONE, STR_NONE },
};

/* ---- reading ---- */

/* The same columns in two queries. What is not known is hidden. */
#define TENU_OF(a, row, to)                                                                                            \
    do {                                                                                                               \
        int seen_ = choice_index(visibilites, (row).visibilite);                                                       \
        *(to) = (LieuTenu){ .lieu_id = (row).lieu_id,                                                                  \
            .origine = str_dup(a, (row).origine),                                                                      \
            .visibilite = seen_ < 0 ? VISIBLE_MASQUE : (Visibilite)seen_,                                              \
            .disparu_at = (row).disparu_at,                                                                            \
            .ferme_at = (row).ferme_at,                                                                                \
            .ferme_motif = str_dup(a, (row).ferme_motif),                                                              \
            .remplace_par = str_dup(a, (row).remplace_par),                                                            \
            .confirme_at = (row).confirme_at,                                                                          \
            .version = (row).version,                                                                                  \
            .modifie_at = (row).modifie_at };                                                                          \
        STANDARD_FIELDS(TENU_FIELD_)                                                                                   \
    } while (0)
#define TENU_FIELD_(name, required, list, enumeration) to->champs[CHAMP_##name] = str_dup(a, row.name);

Err lieu_tenu_lire(Db *db, Arena *a, Str id, LieuTenu *ret)
{
    SqlLieuParId row;
    LieuTenu *to = ret;
    bool found = false;
    TRY(sql_lieu_par_id(db, a, id, &row, &found));
    if (!found)
        return ERR_NOT_FOUND;
    TENU_OF(a, row, to);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Err lieux_tenus(Db *db, Arena *a, const LieuTenu **ret, size_t *ret_n)
{
    VEC(LieuTenu) all = { 0 };
    ROWS rows = { 0 };
    SqlLieuAll row;
    TRY(sql_lieu_all(db, &rows));
    while (sql_lieu_all_next(&rows, &row)) {
        LieuTenu *to = vec_push(a, &all);
        if (!to)
            return ERR_MEMORY;
        TENU_OF(a, row, to);
    }
    TRY(rows_end(&rows));
    *ret = all.v;
    *ret_n = all.n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

bool lieu_tenu_public(const LieuTenu *l)
{
    return l->visibilite == VISIBLE_PUBLIC && !l->ferme_at.has && !l->disparu_at.has;
}

const Commune *lieu_commune(Arena *a, const Territoire *t, const Str champs[STANDARD_N])
{
    enum { MAX = 64 };
    const Commune *same_postal[MAX];
    const Commune *c = t ? territoire_commune(t, champs[CHAMP_code_insee]) : NULL;
    if (!t || c)
        return c;
    Str nom = utf8_fold_name(a, champs[CHAMP_commune]);
    size_t n = territoire_code_postal(t, champs[CHAMP_code_postal], same_postal, MAX);
    for (size_t i = 0; i < n; i++)
        if (str_eq(same_postal[i]->nom_cle, nom))
            return same_postal[i];
    return NULL;
}

/* ---- what may differ, by name ---- */

static const Str etats[] = { S_INIT("visibilite"), S_INIT("disparu_at"), S_INIT("ferme_at"), S_INIT("ferme_motif"),
    S_INIT("remplace_par"), S_INIT("origine"), S_INIT("confirme_at") };
enum { ETATS = sizeof etats / sizeof *etats };

static Str number(Arena *a, OptI64 n)
{
    return n.has ? str_format(a, "%lld", (long long)n.v) : STR_NONE;
}

static OptI64 number_read(Str s)
{
    OptI64 n = { 0 };
    n.has = s.n && str_to_i64(s, &n.v);
    return n;
}

Str lieu_tenu_valeur(Arena *a, const LieuTenu *l, Str nom)
{
    StandardField f = standard_field_named(nom);
    if (f != STANDARD_N)
        return l->champs[f];
    if (str_eq(nom, etats[0]))
        return visibilites[l->visibilite].value;
    if (str_eq(nom, etats[1]))
        return number(a, l->disparu_at);
    if (str_eq(nom, etats[2]))
        return number(a, l->ferme_at);
    if (str_eq(nom, etats[3]))
        return l->ferme_motif;
    if (str_eq(nom, etats[4]))
        return l->remplace_par;
    if (str_eq(nom, etats[5]))
        return l->origine;
    return str_eq(nom, etats[6]) ? number(a, l->confirme_at) : STR_NONE;
}

bool lieu_tenu_poser(LieuTenu *neuf, Str nom, Str valeur)
{
    StandardField f = standard_field_named(nom);
    Str kept = valeur.n ? valeur : STR_NONE;
    int seen = choice_index(visibilites, valeur);
    if (f != STANDARD_N)
        neuf->champs[f] = kept;
    else if (str_eq(nom, etats[0]))
        neuf->visibilite = seen < 0 ? VISIBLE_MASQUE : (Visibilite)seen;
    else if (str_eq(nom, etats[1]))
        neuf->disparu_at = number_read(valeur);
    else if (str_eq(nom, etats[2]))
        neuf->ferme_at = number_read(valeur);
    else if (str_eq(nom, etats[3]))
        neuf->ferme_motif = kept;
    else if (str_eq(nom, etats[4]))
        neuf->remplace_par = kept;
    else if (str_eq(nom, etats[5]))
        neuf->origine = valeur;
    else if (str_eq(nom, etats[6]))
        neuf->confirme_at = number_read(valeur);
    else
        return false;
    return true;
}

/* ---- writing ---- */

static Str name_at(int i)
{
    return i < STANDARD_N ? standard_field((StandardField)i)->name : etats[i - STANDARD_N];
}

/* What `of` has where `base` has something else; `base` NULL: all that is there. */
static void differences(Arena *a, Buf *b, const LieuTenu *of, const LieuTenu *base)
{
    Json j = json_to(b);
    json_obj(&j);
    for (int i = 0; i < STANDARD_N + ETATS; i++) {
        Str value = lieu_tenu_valeur(a, of, name_at(i));
        if (base ? str_eq(value, lieu_tenu_valeur(a, base, name_at(i))) : !value.n)
            continue;
        json_key(&j, name_at(i));
        json_str(&j, value.n ? value : STR_NONE);
    }
    json_end(&j);
}

static Err tell(Db *db, Arena *a, const LieuGeste *g, const char *action, const LieuTenu *lu, const LieuTenu *neuf,
    int64_t *ret)
{
    BUF avant = buf_new(HISTOIRE_MAX);
    BUF apres = buf_new(HISTOIRE_MAX);
    SqlLieuGesteInsert made;
    if (lu)
        differences(a, &avant, lu, neuf);
    differences(a, &apres, neuf, lu);
    if (avant.failed || apres.failed)
        return ERR_MEMORY;
    TRY(sql_lieu_geste_insert(db, a, neuf->lieu_id, g->now, str_from(action), lu ? buf_str(&avant) : STR_NONE,
        buf_str(&apres), str_from(g->motif), (OptI64){ g->par != NULL, g->par ? g->par->personne_id : 0 },
        g->par ? g->par->role_nom : STR_NONE, &made));
    if (ret)
        *ret = made.lieu_historique_id;
    return OK;
}

static Err update(Db *db, const LieuGeste *g, const LieuTenu *lu, const LieuTenu *neuf)
{
    int64_t n = 0;
    SqlLieuModifierArgs args = { .origine = neuf->origine,
        .disparu_at = neuf->disparu_at,
        .visibilite = visibilites[neuf->visibilite].value,
        .ferme_at = neuf->ferme_at,
        .ferme_motif = neuf->ferme_motif,
        .remplace_par = neuf->remplace_par,
        .confirme_at = neuf->confirme_at,
        .at = g->now,
        .lieu_id = lu->lieu_id,
        .version_lue = lu->version };
#define X(name, required, list, enumeration)                                                                           \
    args.name = (required) || neuf->champs[CHAMP_##name].n ? neuf->champs[CHAMP_##name] : STR_NONE;
    STANDARD_FIELDS(X)
#undef X
    TRY(sql_lieu_modifier(db, &args, &n));
    return n ? OK : ERR_CONFLICT;
}

/* A field that changes is held from now on. */
static Err hold(Db *db, const LieuGeste *g, const LieuTenu *lu, const LieuTenu *neuf)
{
    if (str_eq(neuf->origine, ORIGINE_ICI))
        return OK;
    for (int f = 0; f < STANDARD_N; f++)
        if (f != CHAMP_date_maj && !str_eq(lu->champs[f], neuf->champs[f]))
            TRY(sql_lieu_tenir(db, lu->lieu_id, standard_field((StandardField)f)->name,
                lu->champs[f].n ? lu->champs[f] : STR_NONE, g->now));
    return OK;
}

static bool differs(Arena *a, const LieuTenu *x, const LieuTenu *y, int from, int to)
{
    for (int i = from; i < to; i++)
        if (i != CHAMP_date_maj && !str_eq(lieu_tenu_valeur(a, x, name_at(i)), lieu_tenu_valeur(a, y, name_at(i))))
            return true;
    return false;
}

void lieu_tenu_dater(Arena *a, int64_t now, const LieuTenu *lu, LieuTenu *neuf)
{
    if (differs(a, lu, neuf, 0, STANDARD_N))
        neuf->champs[CHAMP_date_maj] = date_iso(a, date_paris(now));
}

Err lieu_tenu_ecrire(Db *db, Arena *a, const LieuGeste *g, const LieuTenu *lu, const LieuTenu *neuf,
    int64_t *ret_historique)
{
    LieuTenu to = *neuf;
    if (ret_historique)
        *ret_historique = 0;
    if (!differs(a, lu, &to, 0, STANDARD_N + ETATS))
        return OK;
    lieu_tenu_dater(a, g->now, lu, &to);
    const char *action = "modification";
    if (lieu_tenu_public(lu) != lieu_tenu_public(&to))
        action = lieu_tenu_public(lu) ? "disparition" : "retour";
    TX tx = tx_begin(db, HERE);
    TRY(update(db, g, lu, &to));
    TRY(hold(db, g, lu, &to));
    TRY(tell(db, a, g, action, lu, &to, ret_historique));
    TRY(snapshot_touch(db, &lieux_snapshot));
    return tx_commit(&tx);
}

Err lieu_tenu_confirmer(Db *db, Arena *a, const LieuGeste *g, const LieuTenu *lu)
{
    LieuTenu neuf = *lu;
    neuf.confirme_at = (OptI64){ true, g->now };
    return lieu_tenu_ecrire(db, a, g, lu, &neuf, NULL);
}

Err lieu_tenu_creer(Db *db, Arena *a, const LieuGeste *g, Str uid, LieuTenu *neuf)
{
    char empreinte[65];
    neuf->champs[CHAMP_id] = str_cat(a, S("ensemble-"), uid);
    neuf->champs[CHAMP_source] = ORIGINE_ICI;
    neuf->champs[CHAMP_date_maj] = date_iso(a, date_paris(g->now));
    neuf->origine = ORIGINE_ICI;
    lieux_empreinte(neuf->champs, empreinte);
    SqlLieuInsertArgs args = { .origine = neuf->origine, .empreinte = str_from(empreinte), .at = g->now };
#define X(name, required, list, enumeration)                                                                           \
    args.name = (required) || neuf->champs[CHAMP_##name].n ? neuf->champs[CHAMP_##name] : STR_NONE;
    STANDARD_FIELDS(X)
#undef X
    TX tx = tx_begin(db, HERE);
    TRY(sql_lieu_insert(db, &args));
    LieuTenu made;
    TRY(lieu_tenu_lire(db, a, args.id, &made));
    LieuTenu wanted = made;
    wanted.visibilite = neuf->visibilite;
    wanted.confirme_at = (OptI64){ true, g->now };
    TRY(update(db, g, &made, &wanted));
    wanted.version = made.version + 1;
    TRY(tell(db, a, g, "ajout", NULL, &wanted, NULL));
    TRY(snapshot_touch(db, &lieux_snapshot));
    TRY(tx_commit(&tx));
    *neuf = wanted;
    return OK;
}

/* ---- its source ---- */

Err lieu_ecarts(Db *db, Arena *a, const LieuTenu *l, const LieuEcart **ret, size_t *ret_n)
{
    VEC(LieuEcart) found = { 0 };
    ROWS rows = { 0 };
    SqlLieuTenusDe row;
    TRY(sql_lieu_tenus_de(db, l->lieu_id, &rows));
    while (sql_lieu_tenus_de_next(&rows, &row)) {
        StandardField f = standard_field_named(row.champ);
        if (f == STANDARD_N || str_eq(row.valeur_source, l->champs[f]))
            continue;
        LieuEcart *e = vec_push(a, &found);
        if (!e)
            return ERR_MEMORY;
        *e = (LieuEcart){ f, str_dup(a, row.valeur_source) };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Err lieu_rendre_a_la_source(Db *db, Arena *a, const LieuGeste *g, const LieuTenu *lu, const LieuEcart *e)
{
    LieuTenu neuf = *lu;
    if (standard_field(e->champ)->required && !e->valeur.n)
        return ERR_INVALID;
    neuf.champs[e->champ] = e->valeur;
    TX tx = tx_begin(db, HERE);
    TRY(lieu_tenu_ecrire(db, a, g, lu, &neuf, NULL));
    TRY(sql_lieu_lacher(db, lu->lieu_id, standard_field(e->champ)->name));
    return tx_commit(&tx);
}

/* ---- history ---- */

typedef VEC(Changement) Changements;

static Changement *change_named(Arena *a, Changements *to, Str nom)
{
    for (size_t i = 0; i < to->n; i++)
        if (str_eq(to->v[i].nom, nom))
            return &to->v[i];
    Changement *c = vec_push(a, to);
    if (c)
        *c = (Changement){ str_dup(a, nom), STR_NONE, STR_NONE };
    return c;
}

static Err read_side(Arena *a, Str text, bool apres, Changements *to)
{
    JSON_VALUE v = NULL;
    Str message;
    const char *key;
    json_t *value;
    if (!text.n)
        return OK;
    if (json_read(a, text, (JsonLimits){ HISTOIRE_MAX, 3, false }, &v, &message) != OK || !json_is_object(v))
        return ERR_INTERNAL;
    json_object_foreach(v, key, value) {
        Changement *c = change_named(a, to, str_from(key));
        if (!c)
            return ERR_MEMORY;
        Str s = str_dup(a, json_value_str(value));
        if (apres)
            c->apres = s;
        else
            c->avant = s;
    }
    return OK;
}

Err lieu_passages(Db *db, Arena *a, LieuId id, const LieuPassage **ret, size_t *ret_n)
{
    VEC(LieuPassage) found = { 0 };
    ROWS rows = { 0 };
    SqlLieuGestesOf row;
    TRY(sql_lieu_gestes_of(db, id, &rows));
    while (sql_lieu_gestes_of_next(&rows, &row)) {
        LieuPassage *p = vec_push(a, &found);
        Changements changes = { 0 };
        if (!p)
            return ERR_MEMORY;
        TRY(read_side(a, row.avant, false, &changes));
        TRY(read_side(a, row.apres, true, &changes));
        *p = (LieuPassage){ .id = row.lieu_historique_id,
            .at = row.at,
            .action = str_dup(a, row.action),
            .motif = str_dup(a, row.motif),
            .fichier = str_dup(a, row.fichier),
            .personne_id = row.personne_id,
            .role = str_dup(a, row.role),
            .changements = changes.v,
            .n = changes.n };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

/* From now back: what each later line changed is put back as it was before it. */
Err lieu_tel_que(Db *db, Arena *a, const LieuTenu *l, int64_t passage, LieuTenu *ret)
{
    const LieuPassage *all;
    size_t n = 0, i = 0;
    LieuTenu then = *l;
    TRY(lieu_passages(db, a, l->lieu_id, &all, &n));
    for (; i < n && all[i].id != passage; i++)
        for (size_t k = 0; k < all[i].n; k++)
            lieu_tenu_poser(&then, all[i].changements[k].nom, all[i].changements[k].avant);
    if (i == n)
        return ERR_NOT_FOUND;
    then.champs[CHAMP_id] = l->champs[CHAMP_id];
    then.disparu_at = l->disparu_at;
    then.origine = l->origine;
    then.confirme_at = l->confirme_at;
    *ret = then;
    return OK;
}

Err lieux_gestes_de(Db *db, Arena *a, int64_t personne_id, const LieuGestePersonne **ret, size_t *ret_n)
{
    VEC(LieuGestePersonne) found = { 0 };
    ROWS rows = { 0 };
    SqlLieuGestesPersonne row;
    TRY(sql_lieu_gestes_personne(db, personne_id, &rows));
    while (sql_lieu_gestes_personne_next(&rows, &row)) {
        LieuGestePersonne *g = vec_push(a, &found);
        if (!g)
            return ERR_MEMORY;
        *g = (LieuGestePersonne){ str_dup(a, row.id), str_dup(a, row.nom), str_dup(a, row.motif), row.at };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}
