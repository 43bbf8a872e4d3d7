// SPDX-License-Identifier: AGPL-3.0-or-later
/* Names: who may write them, sealed, fingerprinted, forgotten in time. */
#include <sodium.h>
#include <stdlib.h>

#include "core/auth/retention.h"
#include "domain/journal/journal.h"
#include "domain/usagers/usagers.h"
#include "usagers_sql.h"

#define X(stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice usager_bases[] = { USAGER_BASES(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

enum { MOTS_MAX = 40, SEPARATEUR = '\n' };

/* ---- may this structure? ---- */

Err usager_reglage(Db *db, Arena *a, StructureId id, UsagerReglage *ret)
{
    SqlUsagerReglageLire r;
    bool found = false;
    TRY(sql_usager_reglage_lire(db, a, id, &r, &found));
    *ret = found ? (UsagerReglage){ r.nommer, r.base } : (UsagerReglage){ false, usager_bases[0].value };
    return OK;
}

Err usager_regler(Db *db, const Acteur *par, int64_t now, const Structure *s, const UsagerReglage *x)
{
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    TRY(sql_usager_reglage_ecrire(db, s->id, x->nommer, x->base));
    ARENA a = arena_new(64 * KIB);
    return journal_ecrire(db, par, now, "usagers.regler", str_cat(a, S("structure:"), s->uid), true);
}

/* ---- the fingerprint ---- */

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const Str *)x, *(const Str *)y);
}

/* Words of the folded name in alphabetical order: given name first or last, hyphens, accents and case say nothing. */
static Str folded(Arena *a, const UsagerIdentite *x)
{
    Str words[MOTS_MAX], all = utf8_fold(a, str_format(a, "%.*s %.*s", STR_ARG(x->prenom), STR_ARG(x->nom)));
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= all.n; i++) {
        bool letter = i < all.n && ((all.p[i] >= 'a' && all.p[i] <= 'z') || (unsigned char)all.p[i] >= 0x80);
        if (letter)
            continue;
        if (i > from && n < MOTS_MAX)
            words[n++] = str_slice(all, from, i);
        from = i + 1;
    }
    if (n == 0)
        return STR_NONE;
    qsort(words, n, sizeof *words, by_text);
    Str joined = words[0];
    for (size_t i = 1; i < n; i++)
        joined = str_format(a, "%.*s %.*s", STR_ARG(joined), STR_ARG(words[i]));
    return joined;
}

Str usager_identite_empreinte(Arena *a, const Keys *keys, const UsagerIdentite *x)
{
    _Static_assert(crypto_auth_hmacsha256_KEYBYTES == KEY_BYTES, "one key of the instance");
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    Str name = folded(a, x);
    if (!x->naissance.has || str_is_none(name))
        return STR_NONE;
    Str said = str_format(a, "%.*s|%lld", STR_ARG(name), (long long)x->naissance.v);
    char *hex = NEW(a, char, 2 * sizeof mac + 1);
    if (!hex || !said.p)
        return STR_NONE;
    crypto_auth_hmacsha256(mac, (const uint8_t *)said.p, said.n, keys->names);
    sodium_bin2hex(hex, 2 * sizeof mac + 1, mac, sizeof mac);
    return str_of(hex, 2 * sizeof mac);
}

/* ---- kept, read, forgotten ---- */

static Str about(Arena *a, UsagerId id)
{
    return str_format(a, "usager:%lld", (long long)id.v);
}

static Str object(Arena *a, const Usager *u)
{
    return str_cat(a, S("carte:"), u->code);
}

static Err in_scope(Db *db, Arena *a, const Acteur *par, StructureId id, bool *ret)
{
    Structure s;
    TRY(structure_par_id(db, a, id, &s));
    *ret = acteur_couvre_structure(par, &s);
    return OK;
}

static bool unpack(Str plain, UsagerIdentite *ret)
{
    size_t one = str_find_char(plain, 0, SEPARATEUR);
    size_t two = one < plain.n ? str_find_char(plain, one + 1, SEPARATEUR) : plain.n;
    if (two >= plain.n)
        return false;
    ret->prenom = str_slice(plain, 0, one);
    ret->nom = str_slice(plain, one + 1, two);
    ret->naissance.has = str_to_i64(str_slice(plain, two + 1, plain.n), &ret->naissance.v);
    return true;
}

Err usager_identite_lire(Db *db, Arena *a, const Keys *keys, const Acteur *par, const Usager *u, UsagerIdentite *ret)
{
    SqlUsagerIdentiteLire r;
    bool found = false, mine = false;
    TRY(sql_usager_identite_lire(db, a, u->id, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    TRY(in_scope(db, a, par, r.structure_id, &mine));
    if (!mine && !r.partage)
        return ERR_NOT_FOUND;
    Str plain = key_open(a, keys->box, about(a, u->id), r.boite);
    *ret = (UsagerIdentite){ .base = r.base,
        .informe = { (int32_t)r.informe_j },
        .partage = r.partage,
        .structure_id = r.structure_id };
    return !str_is_none(plain) && unpack(plain, ret) ? OK : ERR_INTERNAL;
}

Err usager_proposer(Db *db, Arena *a, int64_t now, UsagerId id, Str empreinte)
{
    UsagerId same[HOMONYMES_MAX];
    size_t n = 0;
    ROWS rows = { 0 };
    SqlUsagerIdentitesHomonymes r;
    TRY(sql_usager_identites_homonymes(db, empreinte, id, HOMONYMES_MAX, &rows));
    while (sql_usager_identites_homonymes_next(&rows, &r))
        same[n++] = r.usager_id;
    TRY(rows_end(&rows));
    for (size_t i = 0; i < n; i++)
        TRY(rapprochement_proposer(db, a, now, id, same[i]));
    return OK;
}

Err usager_identite_ecrire(Db *db, Arena *a, const Keys *keys, const Acteur *par, int64_t now, const Usager *u,
    const UsagerIdentite *x)
{
    bool mine = false;
    UsagerReglage rule;
    TRY(in_scope(db, a, par, u->structure_id, &mine));
    if (!mine)
        return ERR_NOT_FOUND;
    TRY(usager_reglage(db, a, u->structure_id, &rule));
    if (!rule.nommer)
        return ERR_FORBIDDEN;
    Str plain = str_format(a, "%.*s\n%.*s\n", STR_ARG(x->prenom), STR_ARG(x->nom));
    if (x->naissance.has)
        plain = str_format(a, "%.*s%lld", STR_ARG(plain), (long long)x->naissance.v);
    Str box = key_seal(a, keys->box, about(a, u->id), plain), print = usager_identite_empreinte(a, keys, x);
    if (str_is_none(box))
        return ERR_MEMORY;
    TRY(sql_usager_identite_garder(db, u->id, u->structure_id, box, print, x->base, x->informe.days, x->partage,
        date_paris(now).days));
    if (!str_is_none(print))
        TRY(usager_proposer(db, a, now, u->id, print));
    return journal_ecrire(db, par, now, "usager.nommer", object(a, u), true);
}

Err usager_identite_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, const Usager *u)
{
    bool mine = false;
    int64_t n = 0;
    TRY(in_scope(db, a, par, u->structure_id, &mine));
    if (!mine)
        return ERR_NOT_FOUND;
    TRY(sql_usager_identite_oter(db, u->id, &n));
    TRY(sql_usager_import_oter(db, u->id));
    return n ? journal_ecrire(db, par, now, "usager.oublier", object(a, u), true) : OK;
}

/* ---- in time ---- */

/* Those of `old` whose last record is no later than `limit` lose what names them; the others are seen again. */
static Err forget_old(Db *db, Arena *a, const UsagerId *old, size_t n_old, Date limit, bool imported,
    int64_t *ret_effacees)
{
    for (size_t i = 0; i < n_old; i++) {
        OptI64 last;
        int64_t n = 0;
        TRY(usager_dernier_jour(db, a, old[i], &last));
        if (last.has && last.v > limit.days) {
            TRY(imported ? sql_usager_import_vu(db, old[i], last.v) : sql_usager_identite_vue(db, old[i], last.v));
            continue;
        }
        if (imported)
            TRY(sql_usager_import_oter(db, old[i]));
        else
            TRY(sql_usager_identite_oter(db, old[i], &n));
        *ret_effacees += n;
    }
    return OK;
}

Err usager_identites_conserver(Db *db, Arena *a, int64_t now, int64_t *ret_effacees)
{
    VEC(UsagerId) old = { 0 }, keys = { 0 };
    ROWS rows = { 0 }, prints = { 0 };
    SqlUsagerIdentitesAnciennes r;
    SqlUsagerImportsAnciens i;
    Date limit = date_add_months(date_paris(now), -IDENTITE_MOIS);
    TRY(sql_usager_identites_anciennes(db, limit.days, &rows));
    while (sql_usager_identites_anciennes_next(&rows, &r)) {
        UsagerId *id = vec_push(a, &old);
        if (!id)
            return ERR_MEMORY;
        *id = r.usager_id;
    }
    TRY(rows_end(&rows));
    TRY(sql_usager_imports_anciens(db, limit.days, &prints));
    while (sql_usager_imports_anciens_next(&prints, &i)) {
        UsagerId *id = vec_push(a, &keys);
        if (!id)
            return ERR_MEMORY;
        *id = i.usager_id;
    }
    TRY(rows_end(&prints));
    *ret_effacees = 0;
    TRY(forget_old(db, a, old.v, old.n, limit, false, ret_effacees));
    return forget_old(db, a, keys.v, keys.n, limit, true, ret_effacees);
}
