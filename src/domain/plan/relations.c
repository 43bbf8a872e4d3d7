// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/relations.h"

#include "core/auth/sha256.h"
#include "domain/journal/journal.h"
#include "domain/plan/plan_priv.h"

#define X(NAME, stored, shown, ...) { S_INIT(stored), S_INIT(shown) },
const Choice ressource_natures[] = { RESSOURCE_NATURES(X){ STR_NONE, STR_NONE } };
const Choice acteur_parts[] = { ACTEUR_PARTS(X){ STR_NONE, STR_NONE } };
#undef X

/* ---- reading ---- */

static Err read_resources(Db *db, Arena *a, ActionId id, ActionRelations *to)
{
    VEC(Ressource) v = { 0 };
    ROWS rows = { 0 };
    SqlRessourcesDe r;
    TRY(sql_ressources_de(db, id, &rows));
    while (sql_ressources_de_next(&rows, &r)) {
        Ressource *x = vec_push(a, &v);
        int nature = choice_index(ressource_natures, r.nature);
        if (!x)
            return ERR_MEMORY;
        *x = (Ressource){ r.ressource_id, nature < 0 ? RESSOURCE_MATERIEL : (RessourceNature)nature,
            str_dup(a, r.libelle), r.quantite, r.annee, r.cout_id };
    }
    to->ressources = v.v;
    to->ressources_n = v.n;
    return rows_end(&rows);
}

static Err read_places(Db *db, Arena *a, ActionId id, ActionRelations *to)
{
    VEC(Str) v = { 0 };
    ROWS rows = { 0 };
    SqlLieuxDe r;
    TRY(sql_lieux_de(db, id, &rows));
    while (sql_lieux_de_next(&rows, &r)) {
        Str *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = str_dup(a, r.lieu);
    }
    to->lieux = v.v;
    to->lieux_n = v.n;
    return rows_end(&rows);
}

static Err read_structures(Db *db, Arena *a, ActionId id, ActionRelations *to)
{
    VEC(ActeurLie) v = { 0 };
    ROWS rows = { 0 };
    SqlActeursDe r;
    TRY(sql_acteurs_de(db, id, &rows));
    while (sql_acteurs_de_next(&rows, &r)) {
        ActeurLie *x = vec_push(a, &v);
        int part = choice_index(acteur_parts, r.part);
        if (!x)
            return ERR_MEMORY;
        *x = (ActeurLie){ r.structure_id, part < 0 ? PART_ACTEUR_PARTENAIRE : (ActeurPart)part };
    }
    to->acteurs = v.v;
    to->acteurs_n = v.n;
    return rows_end(&rows);
}

static Err read_documents(Db *db, Arena *a, ActionId id, ActionRelations *to)
{
    VEC(DocumentJoint) v = { 0 };
    ROWS rows = { 0 };
    SqlDocumentsDe r;
    TRY(sql_documents_de(db, id, &rows));
    while (sql_documents_de_next(&rows, &r)) {
        DocumentJoint *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (DocumentJoint){ r.document_id, r.taille, r.at, str_dup(a, r.nom), str_dup(a, r.sha256) };
    }
    to->documents = v.v;
    to->documents_n = v.n;
    return rows_end(&rows);
}

Err action_relations(Db *db, Arena *a, ActionId id, ActionRelations *ret)
{
    ActionRelations r = { 0 };
    TRY(read_resources(db, a, id, &r));
    TRY(read_places(db, a, id, &r));
    TRY(read_structures(db, a, id, &r));
    TRY(read_documents(db, a, id, &r));
    *ret = r;
    return OK;
}

/* ---- resources ---- */

int64_t ressource_valeur(int64_t quantite, int64_t cout_annuel)
{
    return (quantite * cout_annuel + 50) / 100;
}

static Err told(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const char *champ, Str avant,
    Str apres)
{
    TRY(changement_dire(db, par, now, x->id, str_from(champ), avant, apres));
    return changement_journal(db, a, par, now, "plan.modifier", x->numero);
}

/* "Conseiller numérique, 0,5 ETP" */
static Str resource_text(Arena *a, const Ressource *r)
{
#define X(NAME, stored, shown, unit) unit,
    static const char *const units[] = { RESSOURCE_NATURES(X) };
#undef X
    Short n = fr_decimal((double)r->quantite / 100, r->quantite % 10 ? 2 : r->quantite % 100 ? 1 : 0);
    return str_format(a, "%.*s, %.*s %s", STR_ARG(r->libelle), (int)n.n, n.p, units[r->nature]);
}

Err ressource_ajouter(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Ressource *r,
    int64_t cout_annuel, FinancementFaute *ret_faute)
{
    OptI64 cout = { 0 };
    *ret_faute = FAUTE_AUCUNE;
    TRY(exiger_modifiable(db, par, x->id));
    bool valued = cout_annuel > 0;
    if (r->libelle.n == 0 || r->quantite < 1 || r->quantite > QUANTITE_MAX || cout_annuel < 0 ||
        (valued && (r->nature != RESSOURCE_PERSONNEL || r->quantite > MONTANT_MAX / cout_annuel)))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    if (valued) {
        SqlCoutNouveau made;
        const Cout c = { .annee = r->annee,
            .nature = COUT_ETP,
            .libelle = r->libelle,
            .ht = ressource_valeur(r->quantite, cout_annuel),
            .etp = r->quantite };
        TRY(action_cout_ajouter(db, a, par, now, x, &c, ret_faute));
        TRY(sql_cout_nouveau(db, a, x->id, &made));
        cout = made.cout_id;
    }
    TRY(sql_ressource_creer(db, x->id, ressource_natures[r->nature].value, r->libelle, r->quantite, r->annee, cout));
    TRY(told(db, a, par, now, x, "Ressource", S(""), resource_text(a, r)));
    return tx_commit(&tx);
}

Err ressource_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id,
    FinancementFaute *ret_faute)
{
    ActionRelations all;
    size_t i = 0;
    int64_t n = 0;
    *ret_faute = FAUTE_AUCUNE;
    TRY(exiger_modifiable(db, par, x->id));
    TRY(action_relations(db, a, x->id, &all));
    while (i < all.ressources_n && all.ressources[i].id != id)
        i++;
    if (i == all.ressources_n)
        return ERR_NOT_FOUND;
    const Ressource *r = &all.ressources[i];
    TX tx = tx_begin(db, HERE);
    TRY(sql_ressource_effacer(db, x->id, id, &n));
    if (r->cout_id.has)
        TRY(action_cout_retirer(db, a, par, now, x, r->cout_id.v, ret_faute));
    TRY(told(db, a, par, now, x, "Ressource", resource_text(a, r), S("")));
    return tx_commit(&tx);
}

/* ---- places, structures ---- */

Err action_lier_lieu(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, Str lieu, bool lier)
{
    int64_t n = 0;
    TRY(exiger_modifiable(db, par, x->id));
    if (lieu.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    if (lier)
        TRY(sql_lieu_ajouter(db, x->id, lieu));
    else
        TRY(sql_lieu_retirer(db, x->id, lieu, &n));
    if (!lier && n == 0)
        return ERR_NOT_FOUND;
    TRY(told(db, a, par, now, x, "Lieu", lier ? S("") : lieu, lier ? lieu : S("")));
    return tx_commit(&tx);
}

Err action_lier_acteur(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Structure *s,
    ActeurPart part, bool lier)
{
    int64_t n = 0;
    TRY(exiger_modifiable(db, par, x->id));
    TX tx = tx_begin(db, HERE);
    if (lier)
        TRY(sql_acteur_ajouter(db, x->id, s->id, acteur_parts[part].value));
    else
        TRY(sql_acteur_retirer(db, x->id, s->id, &n));
    if (!lier && n == 0)
        return ERR_NOT_FOUND;
    TRY(told(db, a, par, now, x, "Acteur", lier ? S("") : s->nom, lier ? s->nom : S("")));
    return tx_commit(&tx);
}

/* ---- documents ---- */

Err document_joindre(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, const Upload *u)
{
    ActionRelations all;
    TRY(exiger_modifiable(db, par, x->id));
    TRY(action_relations(db, a, x->id, &all));
    if (u->bytes.n > DOCUMENT_MAX)
        return ERR_TOO_LARGE;
    if (all.documents_n >= DOCUMENTS_PAR_ACTION)
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_document_creer(db, &(SqlDocumentCreerArgs){ .action_id = x->id,
                                   .nom = u->name,
                                   .type = str_from(file_media(u->type)),
                                   .octets = u->bytes,
                                   .taille = (int64_t)u->bytes.n,
                                   .sha256 = sha256_hex(a, u->bytes),
                                   .personne_id = qui(par),
                                   .at = now }));
    TRY(told(db, a, par, now, x, "Document", S(""), u->name));
    return tx_commit(&tx);
}

Err document_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Action *x, int64_t id)
{
    int64_t n = 0;
    Str nom, type, octets;
    TRY(exiger_modifiable(db, par, x->id));
    TRY(document_lire(db, a, x->id, id, &nom, &type, &octets));
    TX tx = tx_begin(db, HERE);
    TRY(sql_document_effacer(db, x->id, id, &n));
    TRY(told(db, a, par, now, x, "Document", nom, S("")));
    return tx_commit(&tx);
}

Err document_lire(Db *db, Arena *a, ActionId id, int64_t document, Str *ret_nom, Str *ret_type, Str *ret_octets)
{
    SqlDocumentLire r;
    TRY(sql_document_lire(db, a, id, document, &r));
    *ret_nom = r.nom;
    *ret_type = r.type;
    *ret_octets = r.octets;
    return OK;
}

/* ---- funders ---- */

/* A person speaks once for a funder, whatever was written. */
Err financeur_voix(Db *db, Arena *a, const Voix **ret, size_t *ret_n)
{
    VEC(Voix) v = { 0 };
    FinanceurRangs names = { 0 };
    ROWS rows = { 0 };
    SqlFinanceurVoix r;
    TRY(sql_financeur_voix(db, &rows));
    while (sql_financeur_voix_next(&rows, &r)) {
        size_t rang = 0, i = 0;
        TRY(financeur_ranger(a, &names, r.financeur, &rang));
        while (i < v.n && (v.v[i].personne_id.v != r.personne_id.v || !str_eq(v.v[i].financeur, names.noms.v[rang])))
            i++;
        Voix *x = i == v.n ? vec_push(a, &v) : &v.v[i];
        if (!x)
            return ERR_MEMORY;
        *x = (Voix){ names.noms.v[rang], r.personne_id };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err financeurs_du_plan(Db *db, Arena *a, FeuilleId id, const Str **ret, size_t *ret_n)
{
    FinanceurRangs names = { 0 };
    ROWS rows = { 0 };
    SqlFinanceursNoms r;
    size_t rang = 0;
    TRY(sql_financeurs_noms(db, id, &rows));
    while (sql_financeurs_noms_next(&rows, &r))
        TRY(financeur_ranger(a, &names, r.financeur, &rang));
    *ret = names.noms.v;
    *ret_n = names.noms.n;
    return rows_end(&rows);
}

/* As they were written when the person was named. */
static Err spoken_for(Db *db, Arena *a, PersonneId id, const Str **ret, size_t *ret_n)
{
    VEC(Str) v = { 0 };
    ROWS rows = { 0 };
    SqlFinanceursPar r;
    TRY(sql_financeurs_par(db, id, &rows));
    while (sql_financeurs_par_next(&rows, &r)) {
        Str *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = str_dup(a, r.financeur);
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

static Err stop_speaking(Db *db, Arena *a, Str financeur, PersonneId id, const Str *theirs, size_t n)
{
    int64_t gone = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        if (financeur_meme(a, theirs[i], financeur)) {
            TRY(sql_financeur_retirer(db, theirs[i], id, &gone));
            all += gone;
        }
    return all ? OK : ERR_INVALID;
}

Err financeur_designer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, Str financeur,
    const Personne *qui, bool designer)
{
    const Str *names, *theirs;
    size_t n = 0, theirs_n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(financeurs_du_plan(db, a, p->feuille.id, &names, &n));
    TRY(spoken_for(db, a, qui->id, &theirs, &theirs_n));
    size_t at = financeur_rang(a, financeur, names, n);
    if (designer && at == n)
        return ERR_INVALID;
    if (!designer)
        TRY(stop_speaking(db, a, financeur, qui->id, theirs, theirs_n));
    else if (financeur_rang(a, financeur, theirs, theirs_n) == theirs_n)
        TRY(sql_financeur_designer(db, names[at], qui->id));
    TRY(journal_ecrire(db, par, now, "plan.financeur", personne_objet(a, qui->uid), true));
    return tx_commit(&tx);
}

/* Keys of the actions that those funders fund, in ascending order. */
static Err funded_by(Db *db, Arena *a, FeuilleId id, const Str *funders, size_t funders_n, const int64_t **ret,
    size_t *ret_n)
{
    VEC(int64_t) ids = { 0 };
    FinanceurRangs names = { 0 };
    ROWS rows = { 0 };
    SqlActionsFinancees r;
    size_t rang = 0;
    for (size_t i = 0; i < funders_n; i++)
        TRY(financeur_ranger(a, &names, funders[i], &rang));
    const size_t ours = names.noms.n;
    TRY(sql_actions_financees(db, id, &rows));
    while (sql_actions_financees_next(&rows, &r)) {
        TRY(financeur_ranger(a, &names, r.financeur, &rang));
        bool new = rang < ours && (ids.n == 0 || ids.v[ids.n - 1] != r.action_id.v);
        int64_t *to = new ? vec_push(a, &ids) : NULL;
        if (new && !to)
            return ERR_MEMORY;
        if (new)
            *to = r.action_id.v;
    }
    *ret = ids.v;
    *ret_n = ids.n;
    return rows_end(&rows);
}

Err plan_pour(Db *db, Arena *a, const Acteur *par, Plan *p)
{
    const Str *funders;
    const int64_t *ids;
    size_t funders_n = 0, n = 0, kept = 0;
    if (!par || !(par->role & ROLE_FINANCEUR))
        return OK;
    TRY(spoken_for(db, a, (PersonneId){ par->personne_id }, &funders, &funders_n));
    TRY(funded_by(db, a, p->feuille.id, funders, funders_n, &ids, &n));
    for (size_t i = 0; i < p->actions_n; i++)
        for (size_t k = 0; k < n; k++)
            if (ids[k] == p->actions[i].id.v) {
                p->actions[kept++] = p->actions[i];
                break;
            }
    p->actions_n = kept;
    return OK;
}
