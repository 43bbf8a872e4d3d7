// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/satisfaction/satisfaction.h"

#include "core/auth/codes.h"
#include "domain/journal/journal.h"
#include "satisfaction_sql.h"

Err avis_adresse_lire(Db *db, Arena *a, StructureId id, Str *ret_jeton)
{
    SqlAvisAdresseDe r;
    bool found = false;
    TRY(sql_avis_adresse_de(db, a, id, &r, &found));
    *ret_jeton = found ? r.jeton : STR_NONE;
    return OK;
}

Err avis_adresse(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s, bool renouveler,
    Str *ret_jeton)
{
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    TRY(avis_adresse_lire(db, a, s->id, ret_jeton));
    if (!str_is_none(*ret_jeton) && !renouveler)
        return OK;
    *ret_jeton = uid_new(a, random);
    TRY(sql_avis_adresse_ecrire(db, s->id, *ret_jeton, now));
    return journal_ecrire(db, par, now, "satisfaction.adresse", str_cat(a, S("structure:"), s->uid), true);
}

Err avis_structure(Db *db, Arena *a, Str jeton, Structure *ret)
{
    SqlAvisStructureDe r;
    bool found = false;
    TRY(sql_avis_structure_de(db, a, jeton, &r, &found));
    return found ? structure_par_id(db, a, r.structure_id, ret) : ERR_NOT_FOUND;
}

Err avis_donner(Db *db, Arena *a, int64_t now, Str jeton, int64_t note, OptI64 recommande)
{
    Structure s;
    TRY(avis_structure(db, a, jeton, &s));
    if (note < 1 || note > AVIS_NOTE_MAX || (recommande.has && recommande.v != 0 && recommande.v != 1))
        return ERR_INVALID;
    return sql_avis_ajouter(db, s.id, date_paris(now).days, note, recommande);
}

Err avis_compter(Db *db, StructureId id, Date depuis, AvisChiffres *ret)
{
    AvisChiffres c = { 0 };
    ROWS rows = { 0 };
    SqlAvisParNote r;
    TRY(sql_avis_par_note(db, id, depuis.days, &rows));
    while (sql_avis_par_note_next(&rows, &r)) {
        c.notes[r.note] = r.n;
        c.reponses += r.n;
        c.satisfaits += r.note >= AVIS_SATISFAIT ? r.n : 0;
        c.recommandent += r.recommandent;
        c.recommande_dits += r.dits;
    }
    *ret = c;
    return rows_end(&rows);
}
