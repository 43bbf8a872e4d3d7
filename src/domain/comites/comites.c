// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/comites/comites.h"

#include "domain/comites/comites_priv.h"
#include "domain/journal/journal.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
const Choice comite_genres[] = { COMITE_GENRES(X){ STR_NONE, STR_NONE } };
const Choice presences[] = { PRESENCES(X){ STR_NONE, STR_NONE } };
const Choice decision_etats[] = { DECISION_ETATS(X){ STR_NONE, STR_NONE } };
const Choice votes[] = { VOTES(X){ STR_NONE, STR_NONE } };
#undef X

/* ---- who ---- */

Err comite_est_membre(Db *db, const Acteur *par, ComiteId id, bool *ret)
{
    SqlMembreEst r;
    ARENA a = arena_new(64 * KIB);
    *ret = false;
    return par ? sql_membre_est(db, a, id, (PersonneId){ par->personne_id }, &r, ret) : OK;
}

static Err may_see(Db *db, const Acteur *par, ComiteId id, bool *ret)
{
    *ret = plan_pilote(par);
    return *ret ? OK : comite_est_membre(db, par, id, ret);
}

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, const char *what, int64_t id)
{
    return journal_ecrire(db, par, now, action, str_format(a, "%s:%lld", what, (long long)id), true);
}

/* ---- reading ---- */

Err comites_de(Db *db, Arena *a, const Acteur *par, const Comite **ret, size_t *ret_n)
{
    VEC(Comite) all = { 0 };
    ROWS rows = { 0 };
    SqlComitesTous r;
    size_t n = 0;
    TRY(sql_comites_tous(db, &rows));
    while (sql_comites_tous_next(&rows, &r)) {
        Comite *c = vec_push(a, &all);
        if (!c)
            return ERR_MEMORY;
        *c = (Comite){ r.comite_id, str_dup(a, r.nom), (ComiteGenre)choice_index(comite_genres, r.genre), r.membres,
            r.reunions };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < all.n; i++) {
        bool seen = false;
        TRY(may_see(db, par, all.v[i].id, &seen));
        if (seen)
            all.v[n++] = all.v[i];
    }
    *ret = all.v;
    *ret_n = n;
    return OK;
}

Err comite_ouvrir(Db *db, Arena *a, const Acteur *par, ComiteId id, Comite *ret)
{
    const Comite *all;
    size_t n = 0;
    TRY(comites_de(db, a, par, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id.v == id.v) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

Err reunion_ouvrir(Db *db, Arena *a, const Acteur *par, ReunionId id, Reunion *ret, Comite *ret_comite)
{
    SqlReunionLire r;
    TRY(sql_reunion_lire(db, a, id, &r));
    TRY(comite_ouvrir(db, a, par, r.comite_id, ret_comite));
    *ret = (Reunion){ id, r.comite_id, r.debut_at, r.duree_mn, r.lieu, r.ordre, r.compte_rendu, r.version, r.annulee };
    return OK;
}

Err comite_membres(Db *db, Arena *a, ComiteId id, const PersonneId **ret, size_t *ret_n)
{
    VEC(PersonneId) v = { 0 };
    ROWS rows = { 0 };
    SqlMembresDe r;
    TRY(sql_membres_de(db, id, &rows));
    while (sql_membres_de_next(&rows, &r)) {
        PersonneId *p = vec_push(a, &v);
        if (!p)
            return ERR_MEMORY;
        *p = r.personne_id;
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err reunions_de(Db *db, Arena *a, ComiteId id, const Reunion **ret, size_t *ret_n)
{
    VEC(Reunion) v = { 0 };
    ROWS rows = { 0 };
    SqlReunionsDe r;
    TRY(sql_reunions_de(db, id, &rows));
    while (sql_reunions_de_next(&rows, &r)) {
        Reunion *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Reunion){ r.reunion_id, id, r.debut_at, r.duree_mn, str_dup(a, r.lieu), str_dup(a, r.ordre),
            str_dup(a, r.compte_rendu), r.version, r.annulee };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err decisions_de(Db *db, Arena *a, ReunionId id, const Decision **ret, size_t *ret_n)
{
    VEC(Decision) v = { 0 };
    ROWS rows = { 0 };
    SqlDecisionsDe r;
    TRY(sql_decisions_de(db, id, &rows));
    while (sql_decisions_de_next(&rows, &r)) {
        Decision *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Decision){ r.decision_id, str_dup(a, r.texte), str_dup(a, r.action),
            (DecisionEtat)choice_index(decision_etats, r.etat), { r.pour, r.contre, r.abstention }, DECISION_PROPOSEE,
            r.retrait_at.v, { r.retrait_par.v }, str_dup(a, r.retrait_motif) };
        if (r.etat_avant.n)
            x->etat_avant = (DecisionEtat)choice_index(decision_etats, r.etat_avant);
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err taches_de(Db *db, Arena *a, ReunionId id, const Tache **ret, size_t *ret_n)
{
    VEC(Tache) v = { 0 };
    ROWS rows = { 0 };
    SqlTachesDe r;
    TRY(sql_taches_de(db, id, &rows));
    while (sql_taches_de_next(&rows, &r)) {
        Tache *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Tache){ r.tache_id, r.decision_id, str_dup(a, r.texte), { r.personne_id.has ? r.personne_id.v : 0 },
            { r.echeance_j.has, { (int32_t)r.echeance_j.v } }, r.faite_at.has,
            str_eq(r.etat, decision_etats[DECISION_RETIREE].value) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err presences_de(Db *db, Arena *a, const Reunion *m, const Presente **ret, size_t *ret_n)
{
    const PersonneId *members;
    size_t n = 0;
    TRY(comite_membres(db, a, m->comite_id, &members, &n));
    Presente *v = NEW(a, Presente, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        v[i] = (Presente){ members[i], -1 };
    ROWS rows = { 0 };
    SqlPresencesDe r;
    TRY(sql_presences_de(db, m->id, &rows));
    while (sql_presences_de_next(&rows, &r))
        for (size_t i = 0; i < n; i++)
            if (v[i].personne_id.v == r.personne_id.v)
                v[i].presence = choice_index(presences, r.presence);
    *ret = v;
    *ret_n = n;
    return rows_end(&rows);
}

/* ---- committees and meetings ---- */

Err comite_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Str nom, ComiteGenre genre, ComiteId *ret)
{
    SqlComiteCreer r;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (nom.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_comite_creer(db, a, nom, comite_genres[genre].value, now, &r));
    TRY(tell(db, a, par, now, "comite.creer", "comite", r.comite_id.v));
    *ret = r.comite_id;
    return tx_commit(&tx);
}

Err comite_inscrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Comite *c, PersonneId id, bool inscrire)
{
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(inscrire ? sql_membre_ajouter(db, c->id, id) : sql_membre_retirer(db, c->id, id));
    TRY(tell(db, a, par, now, inscrire ? "comite.inscrire" : "comite.desinscrire", "comite", c->id.v));
    return tx_commit(&tx);
}

static bool duree_possible(int64_t minutes)
{
    return minutes >= 1 && minutes <= 24 * 60;
}

Err reunion_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Comite *c, int64_t debut_at, int64_t duree_mn,
    Str lieu, ReunionId *ret)
{
    SqlReunionCreer r;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (!duree_possible(duree_mn))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_reunion_creer(db, a, c->id, debut_at, duree_mn, lieu, &r));
    TRY(tell(db, a, par, now, "reunion.creer", "reunion", r.reunion_id.v));
    *ret = r.reunion_id;
    return tx_commit(&tx);
}

Err reunion_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t version, Str ordre,
    Str compte_rendu)
{
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(sql_reunion_ecrire(db, r->id, version, ordre, compte_rendu, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell(db, a, par, now, "reunion.ecrire", "reunion", r->id.v));
    return tx_commit(&tx);
}

Err reunion_deplacer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t version,
    int64_t debut_at, int64_t duree_mn, Str lieu)
{
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (!duree_possible(duree_mn))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_reunion_deplacer(db, r->id, version, debut_at, duree_mn, lieu, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell(db, a, par, now, "reunion.deplacer", "reunion", r->id.v));
    return tx_commit(&tx);
}

Err reunion_annuler(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, bool annulee)
{
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(sql_reunion_annuler(db, r->id, annulee, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell(db, a, par, now, annulee ? "reunion.annuler" : "reunion.retablir", "reunion", r->id.v));
    return tx_commit(&tx);
}

static Err is_member(Db *db, ComiteId id, PersonneId who, bool *ret)
{
    return comite_est_membre(db, &(Acteur){ .personne_id = who.v }, id, ret);
}

Err reunion_noter(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, PersonneId id, Presence p)
{
    bool member = false;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(is_member(db, r->comite_id, id, &member));
    if (!member)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_presence_ecrire(db, r->id, id, presences[p].value));
    TRY(tell(db, a, par, now, "reunion.presence", "reunion", r->id.v));
    return tx_commit(&tx);
}

/* ---- decisions and tasks ---- */

static Err find_decision(Db *db, Arena *a, const Reunion *r, int64_t id, Decision *ret)
{
    const Decision *all;
    size_t n = 0;
    TRY(decisions_de(db, a, r->id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

Err decision_proposer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, Str texte, Str action)
{
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (texte.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_decision_creer(db, r->id, texte, action));
    TRY(tell(db, a, par, now, "decision.proposer", "reunion", r->id.v));
    return tx_commit(&tx);
}

Err decision_voter(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, Vote vote)
{
    Decision d;
    bool member = false;
    TRY(comite_est_membre(db, par, r->comite_id, &member));
    if (!member)
        return ERR_FORBIDDEN;
    TRY(find_decision(db, a, r, decision, &d));
    if (d.etat != DECISION_PROPOSEE)
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_vote_ecrire(db, decision, (PersonneId){ par->personne_id }, votes[vote].value));
    TRY(tell(db, a, par, now, "decision.voter", "decision", decision));
    return tx_commit(&tx);
}

Err decision_clore(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, bool ajourner)
{
    Decision d;
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find_decision(db, a, r, decision, &d));
    if (d.etat != DECISION_PROPOSEE)
        return ERR_CONFLICT;
    if (!ajourner && d.votes[VOTE_POUR] + d.votes[VOTE_CONTRE] + d.votes[VOTE_ABSTENTION] == 0)
        return ERR_INVALID;
    DecisionEtat to = ajourner                                  ? DECISION_AJOURNEE
                    : d.votes[VOTE_POUR] > d.votes[VOTE_CONTRE] ? DECISION_ADOPTEE
                                                                : DECISION_REJETEE;
    TX tx = tx_begin(db, HERE);
    TRY(sql_decision_clore(db, r->id, decision, decision_etats[to].value, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell(db, a, par, now, "decision.clore", "decision", decision));
    return tx_commit(&tx);
}

Err decision_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, Str motif)
{
    Decision d;
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find_decision(db, a, r, decision, &d));
    if (motif.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_decision_retirer(db, r->id, decision, (OptI64){ true, now },
        (OptI64){ par != NULL, par ? par->personne_id : 0 }, motif, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell(db, a, par, now, "decision.retirer", "decision", decision));
    return tx_commit(&tx);
}

Err decision_retablir(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision)
{
    Decision d;
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find_decision(db, a, r, decision, &d));
    TX tx = tx_begin(db, HERE);
    TRY(sql_decision_retablir(db, r->id, decision, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell(db, a, par, now, "decision.retablir", "decision", decision));
    return tx_commit(&tx);
}

Err tache_confier(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t decision, Str texte,
    PersonneId qui, PlanJour echeance)
{
    Decision d;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TRY(find_decision(db, a, r, decision, &d));
    if (d.etat != DECISION_ADOPTEE)
        return ERR_CONFLICT;
    if (texte.n == 0)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_tache_creer(db, decision, texte, (OptI64){ true, qui.v }, (OptI64){ echeance.has, echeance.d.days }));
    TRY(tell(db, a, par, now, "tache.confier", "decision", decision));
    return tx_commit(&tx);
}

Err tache_finir(Db *db, Arena *a, const Acteur *par, int64_t now, const Reunion *r, int64_t tache)
{
    const Tache *all;
    size_t n = 0, i = 0;
    int64_t done = 0;
    TRY(taches_de(db, a, r->id, &all, &n));
    while (i < n && all[i].id != tache)
        i++;
    if (i == n)
        return ERR_NOT_FOUND;
    if (!plan_pilote(par) && all[i].personne_id.v != par->personne_id)
        return ERR_FORBIDDEN;
    if (all[i].sans_objet)
        return ERR_CONFLICT;
    TX tx = tx_begin(db, HERE);
    TRY(sql_tache_finir(db, tache, now, &done));
    TRY(tell(db, a, par, now, "tache.finir", "decision", all[i].decision_id));
    return tx_commit(&tx);
}
