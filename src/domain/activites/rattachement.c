// SPDX-License-Identifier: AGPL-3.0-or-later
/* Records of another tool: known by their key; attached later to who did them, and where. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/arretes.h"

Err activite_connue(Db *db, Arena *a, Str cle, Str uid, Str *ret_uid, bool *ret)
{
    SqlActiviteConnue r;
    TRY(sql_activite_connue(db, a, cle, uid, &r, ret));
    if (*ret)
        *ret_uid = r.uid;
    return OK;
}

static Str told(Arena *a, const Structure *s, const Activite *x)
{
    BUF b = buf_new(KIB);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "structure", s->uid);
    json_kstr_opt(&j, "commune", x->commune);
    json_end(&j);
    return str_dup(a, buf_str(&b));
}

/* An act of the place itself, whose file said no commune: it is the structure's. */
static void place(Activite *x, const Structure *s)
{
    if (!str_is_empty(x->commune) || x->lieu_type == LIEU_TYPE_DOMICILE || x->lieu_type == LIEU_TYPE_AUTRE)
        return;
    x->commune = str_or_empty(s->commune);
    x->epci = str_or_empty(s->epci);
}

Err activite_rattacher(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Structure *s, PersonneId qui)
{
    Activite x;
    Mouvements m = { 0 };
    OptI64 who = { par != NULL, par ? par->personne_id : 0 };
    TRY(sql_fiches_tenir(db));
    TRY(activite_ouvrir(db, a, par, uid, &x));
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    if (!dispositif_de_structure(s, x.dispositif))
        return ERR_FORBIDDEN;
    if (!x.supprime_at.has) {
        TRY(mouvement_fiche(db, a, &x, -1, &m));
        TRY(activite_cumuler(db, a, &x, -1));
    }
    x.structure_id = s->id;
    x.personne_id = qui;
    place(&x, s);
    TRY(sql_activite_deplacer(db, uid, s->id, qui, x.commune, x.epci, now));
    if (!x.supprime_at.has) {
        TRY(activite_cumuler(db, a, &x, 1));
        TRY(mouvement_fiche(db, a, &x, 1, &m));
        TRY(mouvements_noter(db, a, par, now, x.id, AJUSTEMENT_MODIFIER, STR_NONE, &m));
    }
    return sql_activite_noter(db, x.id, now, who, S("modifier"), told(a, s, &x));
}
