// SPDX-License-Identifier: AGPL-3.0-or-later
/* What was changed of a fund and of a request: told with the change, in its transaction, with its line of the journal. */
#include "domain/fonds/fonds_priv.h"
#include "domain/journal/journal.h"

#define COTE_PILOTE S("pilote")
#define COTE_STRUCTURE S("structure")

static OptI64 who(const Acteur *par)
{
    return (OptI64){ par != NULL, par ? par->personne_id : 0 };
}

Err fonds_noter(Db *db, const Acteur *par, int64_t now, FondsId id, FondsDit d)
{
    if (str_eq(d.avant, d.apres))
        return OK;
    return sql_fonds_changement_noter(db, id, (OptI64){ 0 }, now, who(par), COTE_PILOTE, d.champ, d.avant, d.apres);
}

Err fonds_dire(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, FondsId id, FondsDit d)
{
    TRY(fonds_noter(db, par, now, id, d));
    return journal_ecrire(db, par, now, action, fonds_objet(a, id), true);
}

Err demande_noter(Db *db, const Acteur *par, int64_t now, const DemandeFonds *d, FondsDit said)
{
    bool asks = par && par->role == ROLE_REFERENT;
    if (str_eq(said.avant, said.apres))
        return OK;
    return sql_fonds_changement_noter(db, d->fonds_id, (OptI64){ true, d->id.v }, now, who(par),
        asks ? COTE_STRUCTURE : COTE_PILOTE, said.champ, said.avant, said.apres);
}

Err demande_dire(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, const DemandeFonds *d,
    FondsDit said)
{
    TRY(demande_noter(db, par, now, d, said));
    return journal_ecrire(db, par, now, action, demande_objet(a, d->uid), true);
}

typedef VEC(FondsChangement) Changements;

static Err keep(Arena *a, Changements *v, FondsChangement c)
{
    FondsChangement *to = vec_push(a, v);
    if (!to)
        return ERR_MEMORY;
    *to = (FondsChangement){ c.at, c.personne_id, str_dup(a, c.champ), str_dup(a, c.avant), str_dup(a, c.apres) };
    return OK;
}

Err fonds_changements(Db *db, Arena *a, FondsId id, const FondsChangement **ret, size_t *ret_n)
{
    Changements v = { 0 };
    ROWS rows = { 0 };
    SqlFondsChangementsListe r;
    TRY(sql_fonds_changements_liste(db, id, FONDS_CHANGEMENTS_MAX, &rows));
    while (sql_fonds_changements_liste_next(&rows, &r))
        TRY(keep(a, &v,
            (FondsChangement){ r.at, { r.personne_id.has ? r.personne_id.v : 0 }, r.champ, r.avant, r.apres }));
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err demande_changements(Db *db, Arena *a, DemandeId id, const FondsChangement **ret, size_t *ret_n)
{
    Changements v = { 0 };
    ROWS rows = { 0 };
    SqlDemandeChangementsListe r;
    TRY(sql_demande_changements_liste(db, id, FONDS_CHANGEMENTS_MAX, &rows));
    while (sql_demande_changements_liste_next(&rows, &r))
        TRY(keep(a, &v,
            (FondsChangement){ r.at, { r.personne_id.has ? r.personne_id.v : 0 }, r.champ, r.avant, r.apres }));
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err demande_interlocuteurs(Db *db, Arena *a, DemandeId id, bool pilotes, const PersonneId **ret, size_t *ret_n)
{
    VEC(PersonneId) v = { 0 };
    ROWS rows = { 0 };
    SqlDemandeActeurs r;
    TRY(sql_demande_acteurs(db, id, pilotes ? COTE_PILOTE : COTE_STRUCTURE, &rows));
    while (sql_demande_acteurs_next(&rows, &r)) {
        PersonneId *to = vec_push(a, &v);
        if (!to)
            return ERR_MEMORY;
        *to = (PersonneId){ r.personne_id.v };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}
