// SPDX-License-Identifier: AGPL-3.0-or-later
/* Structures, their places, and what becomes of two that are one. */
#include <string.h>

#include "acteurs_sql.h"
#include "base/siret.h"
#include "core/auth/codes.h"
#include "domain/acteurs/acteurs_priv.h"
#include "domain/territoire/territoire.h"

enum { STRUCTURE_NOM_MAX = 200, LIEU_MAX = 255 };

/* ---- reading ---- */

Err structure_par_id(Db *db, Arena *a, StructureId id, Structure *ret)
{
    SqlStructureLire r;
    TRY(sql_structure_lire(db, a, id, &r));
    *ret = (Structure){ id, r.uid, r.nom, r.siret, r.commune, r.departement, r.epci, r.dispositifs, r.fusionnee_dans,
        r.version };
    return OK;
}

Err structure_par_uid(Db *db, Arena *a, Str uid, Structure *ret)
{
    SqlStructureIdDeUid r;
    TRY(sql_structure_id_de_uid(db, a, uid, &r));
    return structure_par_id(db, a, r.structure_id, ret);
}

Err structure_par_siret(Db *db, Arena *a, Str siret, Structure *ret)
{
    SqlStructureIdDeSiret r;
    Siret s;
    bool found = false;
    if (!siret_parse(siret, &s))
        return ERR_NOT_FOUND;
    TRY(sql_structure_id_de_siret(db, a, siret_str(&s), &r, &found));
    return found ? structure_par_id(db, a, r.structure_id, ret) : ERR_NOT_FOUND;
}

Err structure_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Structure *ret)
{
    Structure s;
    TRY(structure_par_uid(db, a, uid, &s));
    if (s.fusionnee_dans.has)
        TRY(structure_par_id(db, a, (StructureId){ s.fusionnee_dans.v }, &s));
    if (!acteur_couvre_structure(par, &s))
        return ERR_NOT_FOUND;
    *ret = s;
    return OK;
}

/* ---- what is written ---- */

static const Str dispositifs[] = {
#define X(value, shown) S_INIT(value),
    STRUCTURE_DISPOSITIFS(X)
#undef X
};
enum { DISPOSITIFS_N = sizeof dispositifs / sizeof *dispositifs };

static bool are_dispositifs(Str joined)
{
    Str rest = joined, part;
    while (joined.n && str_split(&rest, '|', &part)) {
        size_t i = 0;
        while (i < DISPOSITIFS_N && !str_eq(dispositifs[i], part))
            i++;
        if (i == DISPOSITIFS_N)
            return false;
    }
    return true;
}

typedef struct StructureLue {
    Str nom, nom_cle, siret, dispositifs;
    Maille commune;
} StructureLue;

static Err read_textes(Db *db, Arena *a, const StructureTextes *t, StructureLue *ret)
{
    Siret siret;
    Str nom = str_trim(t->nom), given = str_or_empty(t->dispositifs);
    bool no_siret = str_is_empty(str_trim(t->siret));
    if (str_is_empty(nom) || nom.n > 4 * STRUCTURE_NOM_MAX || utf8_length(nom) > STRUCTURE_NOM_MAX ||
        !are_dispositifs(given) || (!no_siret && !siret_parse(t->siret, &siret)))
        return ERR_INVALID;
    Err e = maille_commune(db, a, t->commune, &ret->commune);
    if (e != OK)
        return e == ERR_NOT_FOUND ? ERR_INVALID : e;
    ret->nom = nom;
    ret->nom_cle = utf8_fold_name(a, nom);
    ret->siret = no_siret ? STR_NONE : str_dup(a, siret_str(&siret));
    ret->dispositifs = given;
    return OK;
}

static Err check_siret(Db *db, Arena *a, Str siret, StructureId sauf)
{
    SqlStructureIdDeSiret row;
    bool found = false;
    if (!str_is_none(siret))
        TRY(sql_structure_id_de_siret(db, a, siret, &row, &found));
    return found && row.structure_id.v != sauf.v ? ERR_CONFLICT : OK;
}

static Err note(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    Str objet = str_cat(a, S("structure:"), uid);
    return str_is_none(objet) ? ERR_MEMORY : journal_ecrire(db, par, now, action, objet, true);
}

Err structure_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const StructureTextes *textes,
    Structure *ret)
{
    StructureLue t;
    SqlStructureAjouter row;
    TRY(read_textes(db, a, textes, &t));
    Structure made = { .departement = t.commune.departement, .epci = t.commune.epci, .uid = S("") };
    if (par && portee_de(par->portee) == PORTEE_STRUCTURE)
        return ERR_FORBIDDEN;
    if (!acteur_couvre_structure(par, &made))
        return ERR_INVALID;                        /* the commune is out of the scope: a value to be mended */
    Str uid = uid_new(a, random);
    TX tx = tx_begin(db, HERE);
    TRY(check_siret(db, a, t.siret, (StructureId){ 0 }));
    TRY(sql_structure_ajouter(db, a, uid, t.nom, t.nom_cle, t.siret, t.commune.code, t.commune.departement,
        t.commune.epci, t.dispositifs, now, &row));
    TRY(note(db, a, par, now, "structure.creer", uid));
    TRY(tx_commit(&tx));
    return structure_par_id(db, a, row.structure_id, ret);
}

Err structure_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, StructureId id, int64_t version,
    const StructureTextes *textes)
{
    Structure s;
    StructureLue t;
    int64_t n = 0;
    TRY(structure_par_id(db, a, id, &s));
    if (!acteur_couvre_structure(par, &s))
        return ERR_NOT_FOUND;
    TRY(read_textes(db, a, textes, &t));
    TX tx = tx_begin(db, HERE);
    TRY(check_siret(db, a, t.siret, id));
    TRY(sql_structure_ecrire(db, id, version, t.nom, t.nom_cle, t.siret, t.commune.code, t.commune.departement,
        t.commune.epci, t.dispositifs, now, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(note(db, a, par, now, "structure.modifier", s.uid));
    return tx_commit(&tx);
}

Err structures_proches(Db *db, Arena *a, const StructureTextes *textes, StructureId sauf, const StructureProche **ret,
    size_t *ret_n)
{
    Siret siret;
    Str siren = siret_parse(textes->siret, &siret) ? str_dup(a, siret_siren(&siret)) : S("");
    VEC(StructureProche) found = { 0 };
    ROWS rows = { 0 };
    SqlStructuresProches r;
    TRY(sql_structures_proches(db, utf8_fold_name(a, str_trim(textes->nom)), siren, sauf, &rows));
    while (sql_structures_proches_next(&rows, &r)) {
        StructureProche *p = vec_push(a, &found);
        if (!p)
            return ERR_MEMORY;
        *p = (StructureProche){ str_dup(a, r.uid), str_dup(a, r.nom), str_dup(a, r.siret), str_dup(a, r.commune) };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err structures_chercher(Db *db, Arena *a, const Acteur *par, Str texte, int64_t page, const StructureLigne **ret,
    size_t *ret_n, int64_t *ret_total)
{
    Etendue e = etendue_de(par);
    Siret siret = { 0 };
    Str t = utf8_fold_name(a, texte_cherche(a, texte));
    Str whole = !str_is_none(texte) && siret_parse(texte, &siret) ? siret_str(&siret) : S("");
    VEC(StructureLigne) found = { 0 };
    SqlStructuresCompter total;
    TRY(sql_structures_compter(db, a, e.portee, e.code, t, whole, &total));
    ROWS rows = { 0 };
    SqlStructuresTrouver r;
    TRY(sql_structures_trouver(db, e.portee, e.code, t, whole, LISTE_PAGE, (page - 1) * LISTE_PAGE, &rows));
    while (sql_structures_trouver_next(&rows, &r)) {
        StructureLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (StructureLigne){ r.structure_id, str_dup(a, r.uid), str_dup(a, r.nom), str_dup(a, r.siret),
            str_dup(a, r.commune), str_dup(a, r.dispositifs), r.lieux, r.personnes };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = total.n;
    return OK;
}

Err structures_offertes(Db *db, Arena *a, const Acteur *par, bool situees, int64_t max, Choices *ret)
{
    Etendue e = etendue_de(par);
    ROWS rows = { 0 };
    SqlStructuresOffertes r;
    TRY(sql_structures_offertes(db, e.portee, e.code, situees, max, &rows));
    while (sql_structures_offertes_next(&rows, &r))
        choices_add(a, ret, str_dup(a, r.uid), str_dup(a, r.nom));
    return rows_end(&rows);
}

/* ---- places ---- */

Err structure_lieux(Db *db, Arena *a, StructureId id, const Str **ret, size_t *ret_n)
{
    VEC(Str) found = { 0 };
    ROWS rows = { 0 };
    SqlStructureLieux r;
    TRY(sql_structure_lieux(db, id, &rows));
    while (sql_structure_lieux_next(&rows, &r)) {
        Str *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = str_dup(a, r.lieu);
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err structures_du_lieu(Db *db, Arena *a, Str lieu, const Structure **ret, size_t *ret_n)
{
    VEC(Str) uids = { 0 };
    ROWS rows = { 0 };
    SqlStructuresDuLieu row;
    TRY(sql_structures_du_lieu(db, lieu, &rows));
    while (sql_structures_du_lieu_next(&rows, &row)) {
        Str *uid = vec_push(a, &uids);
        if (!uid)
            return ERR_MEMORY;
        *uid = str_dup(a, row.uid);
    }
    TRY(rows_end(&rows));
    Structure *found = NEW(a, Structure, uids.n + 1);
    if (!found)
        return ERR_MEMORY;
    for (size_t i = 0; i < uids.n; i++)
        TRY(structure_par_uid(db, a, uids.v[i], &found[i]));
    *ret = found;
    *ret_n = uids.n;
    return OK;
}

Err structure_lier(Db *db, Arena *a, const Acteur *par, int64_t now, StructureId id, Str lieu, bool lier)
{
    Structure s;
    int64_t n = 0;
    if (str_is_empty(lieu) || lieu.n > LIEU_MAX)
        return ERR_INVALID;
    TRY(structure_par_id(db, a, id, &s));
    if (!acteur_couvre_structure(par, &s))
        return ERR_NOT_FOUND;
    TX tx = tx_begin(db, HERE);
    TRY(lier ? sql_structure_lieu_ajouter(db, id, lieu, &n) : sql_structure_lieu_retirer(db, id, lieu, &n));
    if (n == 0)
        return OK;                                 /* as it was asked already */
    TRY(note(db, a, par, now, lier ? "structure.lier" : "structure.delier", s.uid));
    return tx_commit(&tx);
}

/* ---- merging ---- */

Err structure_fusion_apercu(Db *db, Arena *a, StructureId ancienne, StructureId nouvelle, FusionApercu *ret)
{
    SqlFusionCompter n;
    TRY(sql_fusion_compter(db, a, ancienne, nouvelle, &n));
    *ret = (FusionApercu){ n.roles, n.roles_doubles, n.lieux, n.lieux_doubles };
    return OK;
}

Err structure_fusionner(Db *db, Arena *a, const Acteur *par, int64_t now, StructureId ancienne, StructureId nouvelle)
{
    Structure from, to;
    TRY(structure_par_id(db, a, ancienne, &from));
    TRY(structure_par_id(db, a, nouvelle, &to));
    if (!acteur_couvre_structure(par, &from) || !acteur_couvre_structure(par, &to))
        return ERR_NOT_FOUND;
    if (par && !(par->role & (ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR)))
        return ERR_FORBIDDEN;
    if (from.id.v == to.id.v || from.fusionnee_dans.has || to.fusionnee_dans.has || structure_est_a_rattacher(from.uid))
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_fusion_finir_doubles(db, ancienne, nouvelle, now));
    TRY(sql_fusion_deplacer_roles(db, ancienne, nouvelle, to.uid));
    TRY(sql_fusion_copier_lieux(db, ancienne, nouvelle));
    TRY(sql_fusion_vider_lieux(db, ancienne));
    TRY(sql_fusion_marquer(db, ancienne, nouvelle, now));
    TRY(note(db, a, par, now, "structure.fusionner", from.uid));
    TRY(note(db, a, par, now, "structure.accueillir", to.uid));
    return tx_commit(&tx);
}
