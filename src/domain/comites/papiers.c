// SPDX-License-Identifier: AGPL-3.0-or-later
/* Papers of a meeting; and what the pages of packs show themselves with, as it was. */
#include <string.h>

#include "core/auth/sha256.h"
#include "domain/comites/comites_priv.h"
#include "domain/journal/journal.h"
#include "domain/plan/relations.h"
#include "web/assets.h"

#define ICI "/plan/figes/"

/* ---- frozen ---- */

/* "/a/style.3f9a1c0b7d21.css" → "style.3f9a1c0b7d21.css" */
static Str name_of(const char *url)
{
    const char *slash = strrchr(url, '/');
    return str_from(slash ? slash + 1 : url);
}

Str fige_adresse(Arena *a, const char *asset_url)
{
    return str_cat(a, S(ICI), name_of(asset_url));
}

/* The sheet names its letters by their address in the program: here they are its neighbours. */
static Err keep_sheet(Db *db, Arena *a, const Asset *table, const Asset *sheet)
{
    for (const Asset *x = table; x->url; x++)
        if (str_has(sheet->raw, str_from(x->url)))
            TRY(sql_fige_garder(db, name_of(x->url), str_from(x->type), x->raw));
    return sql_fige_garder(db, name_of(sheet->url), str_from(sheet->type),
        str_replace(a, sheet->raw, S("/a/"), S(ICI)));
}

Err fige_garder(Db *db, Arena *a, const Asset *table)
{
    const Asset *sheet = asset_find(table, S(ASSET_STYLE_CSS));
    return sheet ? keep_sheet(db, a, table, sheet) : ERR_NOT_FOUND;
}

Err fige_lire(Db *db, Arena *a, Str nom, Str *ret_type, Str *ret_octets)
{
    SqlFigeLire r;
    TRY(sql_fige_lire(db, a, nom, &r));
    *ret_type = r.type;
    *ret_octets = r.octets;
    return OK;
}

/* ---- papers ---- */

Err papiers_de(Db *db, Arena *a, ReunionId id, const DocumentJoint **ret, size_t *ret_n)
{
    VEC(DocumentJoint) v = { 0 };
    ROWS rows = { 0 };
    SqlPapiersDe r;
    TRY(sql_papiers_de(db, id, &rows));
    while (sql_papiers_de_next(&rows, &r)) {
        DocumentJoint *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (DocumentJoint){ r.document_id, r.taille, r.at, str_dup(a, r.nom), str_dup(a, r.sha256) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

static Err told(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r)
{
    return journal_ecrire(db, par, now, "reunion.document", str_format(a, "reunion:%lld", (long long)r->id.v), true);
}

Err papier_joindre(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, const Upload *u)
{
    const DocumentJoint *all;
    size_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(papiers_de(db, a, r->id, &all, &n));
    if (u->bytes.n > DOCUMENT_MAX)
        return ERR_TOO_LARGE;
    if (n >= PAPIERS_PAR_REUNION)
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_papier_creer(db, &(SqlPapierCreerArgs){ .reunion_id = r->id,
                                 .nom = u->name,
                                 .type = str_from(file_media(u->type)),
                                 .octets = u->bytes,
                                 .taille = (int64_t)u->bytes.n,
                                 .sha256 = sha256_hex(a, u->bytes),
                                 .personne_id = { par != NULL, par ? par->personne_id : 0 },
                                 .at = now }));
    TRY(told(db, a, par, now, r));
    return tx_commit(&tx);
}

Err papier_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t id)
{
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(sql_papier_effacer(db, r->id, id, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(told(db, a, par, now, r));
    return tx_commit(&tx);
}

Err papier_lire(Db *db, Arena *a, ReunionId id, int64_t papier, Str *ret_nom, Str *ret_type, Str *ret_octets)
{
    SqlPapierLire r;
    TRY(sql_papier_lire(db, a, id, papier, &r));
    *ret_nom = r.nom;
    *ret_type = r.type;
    *ret_octets = r.octets;
    return OK;
}
