// SPDX-License-Identifier: AGPL-3.0-or-later
/* Holders of what an import could not attribute. */
#include "acteurs_sql.h"
#include "domain/acteurs/acteurs_priv.h"

bool structure_est_a_rattacher(Str uid)
{
    return str_starts(uid, S(RATTACHER_UID "-"));
}

Err structure_a_rattacher(Db *db, Arena *a, int64_t now, Str departement, Structure *ret)
{
    Str uid = str_cat(a, S(RATTACHER_UID "-"), departement), nom = S("Activités à rattacher");
    int64_t made = 0;
    TRY(sql_structure_reserver(db, uid, nom, utf8_fold_name(a, nom), departement,
        S("conseiller-numerique|france-services|aidants-connect|autre"), now, &made));
    if (made)
        TRY(journal_ecrire(db, NULL, now, "structure.creer", str_cat(a, S("structure:"), uid), true));
    return structure_par_uid(db, a, uid, ret);
}

Err personne_a_rattacher(Db *db, Arena *a, int64_t now, PersonneId *ret)
{
    SqlPersonneIdDeUid r;
    TRY(sql_personne_reserver(db, S(RATTACHER_UID), S("Médiateur à rattacher"), now));
    TRY(sql_personne_id_de_uid(db, a, S(RATTACHER_UID), &r));
    *ret = r.personne_id;
    return OK;
}
