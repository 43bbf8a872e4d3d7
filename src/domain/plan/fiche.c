// SPDX-License-Identifier: AGPL-3.0-or-later
/* One action, read whole: texts, steps, people, money, comments, history; versions and national objectives. */
#include "domain/plan/plan.h"

#include "core/json/json.h"
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/plan/depot.h"
#include "domain/plan/plan_priv.h"

static Err read_texts(Db *db, Arena *a, ActionId id, ActionFiche *f)
{
    ROWS rows = { 0 };
    SqlTextesDe r;
    for (int t = 0; t < TEXTES_N; t++)
        f->textes[t] = S("");
    TRY(sql_textes_de(db, id, &rows));
    while (sql_textes_de_next(&rows, &r)) {
        int t = choice_index(action_textes, r.champ);
        if (t >= 0)
            f->textes[t] = str_dup(a, r.valeur);
    }
    return rows_end(&rows);
}

static Err read_steps(Db *db, Arena *a, ActionId id, ActionFiche *f)
{
    VEC(ActionEtape) v = { 0 };
    ROWS rows = { 0 };
    SqlEtapesDe r;
    TRY(sql_etapes_de(db, id, &rows));
    while (sql_etapes_de_next(&rows, &r)) {
        ActionEtape *e = vec_push(a, &v);
        if (!e)
            return ERR_MEMORY;
        *e = (ActionEtape){ r.etape_id, str_dup(a, r.titre), jour_de(r.echeance_j), jour_de(r.faite_j) };
    }
    f->etapes = v.v;
    f->etapes_n = v.n;
    return rows_end(&rows);
}

static Err read_near(Db *db, Arena *a, ActionId id, ActionFiche *f)
{
    VEC(Str) v = { 0 };
    ROWS rows = { 0 };
    SqlProchesDe r;
    TRY(sql_proches_de(db, id, &rows));
    while (sql_proches_de_next(&rows, &r)) {
        Str *s = vec_push(a, &v);
        if (!s)
            return ERR_MEMORY;
        *s = str_dup(a, r.numero);
    }
    f->proches = v.v;
    f->proches_n = v.n;
    return rows_end(&rows);
}

static Err read_people(Db *db, Arena *a, ActionId id, ActionFiche *f)
{
    VEC(PersonneId) v = { 0 };
    ROWS rows = { 0 };
    SqlResponsablesDe r;
    TRY(sql_responsables_de(db, id, &rows));
    while (sql_responsables_de_next(&rows, &r)) {
        PersonneId *p = vec_push(a, &v);
        if (!p)
            return ERR_MEMORY;
        *p = r.personne_id;
    }
    f->responsables = v.v;
    f->responsables_n = v.n;
    return rows_end(&rows);
}

Err action_fiche(Db *db, Arena *a, ActionId id, ActionFiche *ret)
{
    ActionFiche f = { 0 };
    TRY(read_texts(db, a, id, &f));
    TRY(read_steps(db, a, id, &f));
    TRY(read_near(db, a, id, &f));
    TRY(read_people(db, a, id, &f));
    *ret = f;
    return OK;
}

Err action_argent(Db *db, Arena *a, ActionId id, FinancementPlan *ret)
{
    VEC(Cout) couts = { 0 };
    VEC(Financement) lignes = { 0 };
    ROWS rows = { 0 };
    SqlCoutsDe c;
    TRY(sql_couts_de(db, id, &rows));
    while (sql_couts_de_next(&rows, &c)) {
        Cout *x = vec_push(a, &couts);
        if (!x)
            return ERR_MEMORY;
        *x = (Cout){ c.cout_id, c.annee, (CoutNature)choice_index(cout_natures, c.nature), str_dup(a, c.libelle), c.ht,
            c.tva, c.etp };
    }
    TRY(rows_end(&rows));
    ROWS more = { 0 };
    SqlFinancementsDe f;
    TRY(sql_financements_de(db, id, &more));
    while (sql_financements_de_next(&more, &f)) {
        Financement *x = vec_push(a, &lignes);
        if (!x)
            return ERR_MEMORY;
        *x = (Financement){ f.financement_id, str_dup(a, f.financeur),
            (FinancementNature)choice_index(financement_natures, f.nature),
            (FinancementEtat)choice_index(financement_etats, f.etat), f.montant, f.verse, f.plafond,
            jour_de(f.attendu_j) };
    }
    *ret = (FinancementPlan){ couts.v, couts.n, lignes.v, lignes.n };
    return rows_end(&more);
}

Err action_commentaires(Db *db, Arena *a, ActionId id, const Commentaire **ret, size_t *ret_n)
{
    VEC(Commentaire) v = { 0 };
    ROWS rows = { 0 };
    SqlCommentairesDe r;
    TRY(sql_commentaires_de(db, id, &rows));
    while (sql_commentaires_de_next(&rows, &r)) {
        Commentaire *c = vec_push(a, &v);
        if (!c)
            return ERR_MEMORY;
        *c = (Commentaire){ r.commentaire_id, r.at, { r.personne_id.has ? r.personne_id.v : 0 },
            (CommentaireGenre)choice_index(commentaire_genres, r.genre), str_dup(a, r.texte) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

typedef VEC(PlanChangement) Changements;

#define CHANGEMENT_DE(a, r)                                                                                            \
    (PlanChangement)                                                                                                   \
    {                                                                                                                  \
        (r).at, (r).personne_id, str_dup(a, (r).numero), str_dup(a, (r).champ), str_dup(a, (r).avant),                 \
            str_dup(a, (r).apres)                                                                                      \
    }

Err plan_changements(Db *db, Arena *a, ActionId id, int64_t depuis, int64_t max, const PlanChangement **ret,
    size_t *ret_n)
{
    Changements v = { 0 };
    ROWS rows = { 0 };
    if (id.v) {
        SqlChangementsDe r;
        TRY(sql_changements_de(db, id, max, &rows));
        while (sql_changements_de_next(&rows, &r)) {
            PlanChangement *c = r.at >= depuis ? vec_push(a, &v) : NULL;
            if (c)
                *c = CHANGEMENT_DE(a, r);
        }
    } else {
        SqlChangementsDepuis r;
        TRY(sql_changements_depuis(db, depuis, max, &rows));
        while (sql_changements_depuis_next(&rows, &r)) {
            PlanChangement *c = vec_push(a, &v);
            if (c)
                *c = CHANGEMENT_DE(a, r);
        }
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

/* ---- versions, national objectives ---- */

Err plan_versions(Db *db, Arena *a, FeuilleId id, const PlanVersion **ret, size_t *ret_n)
{
    VEC(PlanVersion) v = { 0 };
    ROWS rows = { 0 };
    SqlVersionsDe r;
    TRY(sql_versions_de(db, id, &rows));
    while (sql_versions_de_next(&rows, &r)) {
        PlanVersion *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (PlanVersion){ r.numero, r.at, str_dup(a, r.libelle) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err plan_version_lire(Db *db, Arena *a, FeuilleId id, int64_t numero, PlanVersion *ret, Str *ret_json)
{
    SqlVersionLire r;
    TRY(sql_version_lire(db, a, id, numero, &r));
    *ret = (PlanVersion){ numero, r.at, r.libelle };
    *ret_json = r.contenu;
    return OK;
}

#define X(NAME, stored, ...) { S_INIT(stored), STR_NONE },
static const Choice national_cles[] = { NATIONAUX(X){ STR_NONE, STR_NONE } };
#undef X

Err nationaux_lire(Db *db, Arena *a, FeuilleId id, NationalPart ret[NATIONAUX_N])
{
    ROWS rows = { 0 };
    SqlNationauxDe r;
    for (int i = 0; i < NATIONAUX_N; i++)
        ret[i] = (NationalPart){ .source = S("") };
    TRY(sql_nationaux_de(db, id, &rows));
    while (sql_nationaux_de_next(&rows, &r)) {
        int n = choice_index(national_cles, r.objectif), regle = choice_index(part_regles, r.regle);
        if (n >= 0 && regle >= 0)
            ret[n] = (NationalPart){ true, (PartRegle)regle, r.numerateur, r.denominateur, str_dup(a, r.source) };
    }
    return rows_end(&rows);
}

Err national_fixer(Db *db, Arena *a, const Acteur *par, int64_t now, const Plan *p, National n, const NationalPart *x)
{
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    bool share = x->regle != PART_PROPRE;
    if (x->numerateur < 0 || x->source.n == 0 || (share && (x->denominateur < 1 || x->numerateur > x->denominateur)))
        return ERR_INVALID;
    TRY(sql_national_ecrire(db, p->feuille.id, national_cles[n].value, part_regles[x->regle].value, x->numerateur,
        x->denominateur, x->source));
    return journal_ecrire(db, par, now, "plan.national", str_cat(a, S("national:"), national_cles[n].value), true);
}

/* ---- what the whole program asks of a slice ---- */

static Err tell_charges(Db *db, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlActionsConfiees r;
    json_key(j, S("actions_confiees"));
    json_arr(j);
    TRY(sql_actions_confiees(db, (PersonneId){ personne_id }, &rows));
    while (sql_actions_confiees_next(&rows, &r)) {
        json_obj(j);
        json_kstr(j, "numero", r.numero);
        json_kstr(j, "titre", r.titre);
        json_end(j);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err tell_relations(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlFinanceursPar f;
    json_key(j, S("financeurs_representes"));
    json_arr(j);
    TRY(sql_financeurs_par(db, (PersonneId){ personne_id }, &rows));
    while (sql_financeurs_par_next(&rows, &f))
        json_str(j, f.financeur);
    json_end(j);
    TRY(rows_end(&rows));
    ROWS more = { 0 };
    SqlDocumentsPar d;
    json_key(j, S("documents_du_plan"));
    json_arr(j);
    TRY(sql_documents_par(db, (OptI64){ true, personne_id }, &more));
    while (sql_documents_par_next(&more, &d)) {
        json_obj(j);
        json_kstr(j, "action", d.numero);
        json_kstr(j, "nom", d.nom);
        json_kstr(j, "le", instant_iso(a, d.at));
        json_end(j);
    }
    json_end(j);
    return rows_end(&more);
}

static Err tell_deposit(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    PlanDepot d;
    Err e = plan_depot_lire(db, a, (PersonneId){ personne_id }, PLAN_DEPOT_S, &d);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    json_key(j, S("fichier_de_plan_depose"));
    json_obj(j);
    json_kstr(j, "nom", d.nom);
    json_kstr(j, "le", instant_iso(a, d.at));
    json_end(j);
    return OK;
}

Err plan_donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlCommentairesPar r;
    TRY(tell_charges(db, personne_id, j));
    json_key(j, S("commentaires_du_plan"));
    json_arr(j);
    TRY(sql_commentaires_par(db, (PersonneId){ personne_id }, &rows));
    while (sql_commentaires_par_next(&rows, &r)) {
        json_obj(j);
        json_kstr(j, "action", r.numero);
        json_kstr(j, "le", instant_iso(a, r.at));
        json_kstr(j, "genre", r.genre);
        json_kstr(j, "texte", r.texte);
        json_end(j);
    }
    json_end(j);
    TRY(rows_end(&rows));
    TRY(tell_deposit(db, a, personne_id, j));
    return tell_relations(db, a, personne_id, j);
}

Err plan_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    TRY(plan_depot_oter(db, (PersonneId){ personne_id }));
    TRY(sql_responsabilites_oublier(db, (PersonneId){ personne_id }));
    TRY(sql_commentaires_oublier(db, (PersonneId){ personne_id }));
    TRY(sql_financeur_oublier(db, (PersonneId){ personne_id }));
    TRY(sql_documents_oublier(db, (OptI64){ true, personne_id }));
    return sql_changements_oublier(db, (PersonneId){ personne_id });
}

Err plan_attentes(Req *r, Attentes *to)
{
    SqlFeuilleCourante f;
    SqlPropositionsEnAttente n;
    bool found = false;
    if (!plan_pilote(r->acteur))
        return OK;
    TRY(sql_feuille_courante(r->db, r->arena, &f, &found));
    if (!found)
        return OK;
    TRY(sql_propositions_en_attente(r->db, r->arena, f.feuille_id, &n));
    if (n.n == 0)
        return OK;
    return attente_ajouter(r, to,
        (Attente){ n.n == 1 ? S("Une proposition sur le plan d’actions attend votre décision.")
                            : str_format(r->arena, "%lld propositions sur le plan d’actions attendent votre décision.",
                                  (long long)n.n),
            S("/plan/suivi/changements"), S("Voir les propositions") });
}
