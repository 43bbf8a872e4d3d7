// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/niveaux/niveaux.h"

#include "domain/journal/journal.h"

static Err holds(Db *db, Arena *a, const Acteur *par, Str lieu, bool *ret)
{
    Structure s;
    const Str *lieux = NULL;
    size_t n = 0;
    Err e = structure_ouvrir(db, a, par, par->code, &s);
    *ret = false;
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(structure_lieux(db, a, s.id, &lieux, &n));
    for (size_t i = 0; i < n; i++)
        *ret |= str_eq(lieux[i], lieu);
    return OK;
}

Err niveaux_couvre(Db *db, Arena *a, const Acteur *par, const Lieu *l, bool *ret)
{
    const Commune *c = l->commune;
    *ret = false;
    switch (portee_de(par->portee)) {
    case PORTEE_INSTANCE:
        *ret = true;
        break;
    case PORTEE_DEPARTEMENT:
        *ret = c ? str_eq(c->departement, par->code) : str_starts(lieu_champ(l, CHAMP_code_insee), par->code);
        break;
    case PORTEE_EPCI:
        *ret = c && c->epci && str_eq(c->epci->code, par->code);
        break;
    case PORTEE_STRUCTURE:
        return holds(db, a, par, lieu_champ(l, CHAMP_id), ret);
    }
    return OK;
}

Err niveaux_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Lieu *l, EnumSet niveaux, int64_t version)
{
    Str id = lieu_champ(l, CHAMP_id);
    bool covered = false;
    TX tx = tx_begin(db, HERE);
    TRY(niveaux_couvre(db, a, par, l, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    TRY(niveaux_confirmer(db, a, now, id, niveaux, version));
    TRY(journal_ecrire(db, par, now, "lieu.niveau", str_cat(a, S("lieu:"), id), true));
    return tx_commit(&tx);
}
