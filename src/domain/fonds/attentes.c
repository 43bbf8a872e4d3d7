// SPDX-License-Identifier: AGPL-3.0-or-later
/* What waits, one sentence a request at most: the next gesture, of a structure or of pilotes. */
#include "domain/fonds/fonds_priv.h"

enum { ATTENTES_MAX = 10 };

static Str of_structure(const SqlDemandesVivantes *d, DemandeEtat e)
{
    if (e == DEMANDE_BROUILLON)
        return S("Votre demande n’est pas encore déposée");
    if (str_eq(str_or_empty(d->derniere), S("pilote")))
        return S("Un message du fonds attend votre réponse");
    if (e == DEMANDE_ACCEPTEE && d->convention.n && str_eq(d->bilan_etat, S("attendu")))
        return S("Le fonds attend vos justificatifs et votre bilan");
    return STR_NONE;
}

static Str of_pilotes(const SqlDemandesVivantes *d, DemandeEtat e, bool decided)
{
    if (e == DEMANDE_CONSTRUCTION)
        return S("Une demande au fonds est à instruire");
    if (e == DEMANDE_INSTRUCTION && decided)
        return S("Le comité a adopté une demande au fonds\u00a0: accordez-la");
    if (e == DEMANDE_INSTRUCTION && !d->decision_id.has)
        return S("Une demande au fonds est à porter au comité");
    if (e == DEMANDE_ACCEPTEE && d->convention.n == 0)
        return S("Une convention du fonds est à signer");
    if (d->echus)
        return S("Un versement du fonds est à faire, ou à noter");
    if (d->preuves)
        return S("Un justificatif du fonds est à vérifier");
    if (str_eq(d->bilan_etat, S("depose")))
        return S("Un bilan du fonds est à lire");
    if (e != DEMANDE_BROUILLON && str_eq(str_or_empty(d->derniere), S("structure")))
        return S("Une structure attend une réponse du fonds");
    return STR_NONE;
}

static Err tell(Req *r, const SqlDemandesVivantes *d, int64_t structure, Attentes *to, size_t *told)
{
    DemandeEtat e = (DemandeEtat)choice_index(demande_etats, d->etat);
    bool decided = false;
    if (structure == 0 && e == DEMANDE_INSTRUCTION)
        TRY(demande_adoptee(r->db, r->arena, d->reunion_id.v, d->decision_id.has ? d->decision_id.v : 0, &decided));
    Str words = structure ? of_structure(d, e) : of_pilotes(d, e, decided);
    if (str_is_none(words))
        return OK;
    ++*told;
    return attente_ajouter(r, to,
        (Attente){ str_format(r->arena, "%.*s\u00a0: «\u00a0%.*s\u00a0».", STR_ARG(words), STR_ARG(d->titre)),
            str_cat(r->arena, S("/fonds/demandes/"), d->uid), S("Ouvrir la demande") });
}

Err fonds_attentes(Req *r, Attentes *to)
{
    VEC(SqlDemandesVivantes) v = { 0 };
    ROWS rows = { 0 };
    SqlDemandesVivantes d;
    int64_t structure = 0, reader = 0;
    size_t told = 0;
    bool any = false;
    TRY(demandes_perimetre(r->db, r->arena, r->acteur, &structure, &reader, &any));
    if (!any || reader) /* a financeur reads: no gesture is hers */
        return OK;
    TRY(sql_demandes_vivantes(r->db, structure, date_paris(r->now).days, &rows));
    while (sql_demandes_vivantes_next(&rows, &d)) {
        SqlDemandesVivantes *x = vec_push(r->arena, &v);
        if (!x)
            return ERR_MEMORY;
        *x = d;
        x->uid = str_dup(r->arena, d.uid);
        x->titre = str_dup(r->arena, d.titre);
        x->etat = str_dup(r->arena, d.etat);
        x->convention = str_dup(r->arena, d.convention);
        x->bilan_etat = str_dup(r->arena, d.bilan_etat);
        x->derniere = str_is_none(d.derniere) ? STR_NONE : str_dup(r->arena, d.derniere);
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < v.n && told < ATTENTES_MAX; i++)
        TRY(tell(r, &v.v[i], structure, to, &told));
    return OK;
}
