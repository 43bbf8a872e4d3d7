// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/rendezvous/rendezvous.h"

#include "core/auth/codes.h"
#include "domain/activites/activites.h"
#include "domain/journal/journal.h"
#include "rendezvous_sql.h"

/* Does she help people in a structure that the sender speaks for? */
static Err works_there(Db *db, Arena *a, const Acteur *par, PersonneId id, bool *ret)
{
    Acteur scope = *par;
    const RoleTenu *held;
    size_t n;
    scope.role = ROLE_COORDINATEUR; /* a sender has a scope and no role: only its scope is asked about */
    *ret = false;
    TRY(roles_de(db, a, id, &held, &n));
    for (size_t i = 0; i < n && !*ret; i++) {
        Structure s;
        if ((held[i].rang != ROLE_RANG_MEDIATEUR && held[i].rang != ROLE_RANG_REFERENT) || !held[i].structure_id.v)
            continue;
        TRY(structure_par_id(db, a, held[i].structure_id, &s));
        *ret = acteur_couvre_structure(&scope, &s);
    }
    return OK;
}

/* The first of its agents who is one of ours. */
static Err find_agent(Db *db, Arena *a, const Acteur *par, const RdvMessage *m, PersonneId *ret, bool *ret_found)
{
    *ret_found = false;
    for (size_t i = 0; i < m->agents_n && !*ret_found; i++) {
        Personne p;
        Err e = personne_par_courriel(db, a, m->agents[i], &p);
        if (e == ERR_NOT_FOUND || e == ERR_INVALID)
            continue;
        TRY(e);
        TRY(works_there(db, a, par, p.id, ret_found));
        *ret = p.id;
    }
    return OK;
}

Err rdv_prendre(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const RdvMessage *m, RdvIssue *ret)
{
    SqlRdvConnu known;
    PersonneId agent = { 0 };
    bool there = false, ours = false;
    *ret = RDV_IGNORE_MODELE;
    if (!m->rendez_vous)
        return OK;
    TRY(sql_rdv_connu(db, a, par->programme, m->numero, &known, &there));
    *ret = RDV_ANCIEN;
    if (there && str_cmp(m->emis, known.emis) < 0)
        return OK;
    *ret = RDV_ANNULE;
    if (m->supprime && there)
        TRY(sql_rdv_annuler(db, par->programme, m->numero, m->emis));
    if (m->supprime && there)
        return journal_ecrire(db, par, now, "rdv.recevoir", STR_NONE, true);
    TRY(find_agent(db, a, par, m, &agent, &ours));
    *ret = RDV_IGNORE_AGENT;
    if (!ours)
        return there ? sql_rdv_annuler(db, par->programme, m->numero, m->emis) : OK; /* given to somebody else */
    const SqlRdvEcrireArgs row = { .uid = uid_new(a, random),
        .expediteur = par->programme,
        .numero = m->numero,
        .personne_id = agent,
        .jour_j = m->jour.days,
        .heure = m->heure,
        .duree_min = m->duree_min,
        .collectif = m->collectif,
        .lieu_type = lieu_types[m->lieu_type].value,
        .participants = m->participants,
        .etat = m->supprime ? S("annule") : S("attend"), /* its creation may come later: it is known as over */
        .emis = m->emis,
        .now = now };
    *ret = m->supprime ? RDV_ANNULE : there ? RDV_CHANGE : RDV_PRIS;
    TRY(sql_rdv_ecrire(db, &row));
    return journal_ecrire(db, par, now, "rdv.recevoir", STR_NONE, true);
}

Err rdv_lister(Db *db, Arena *a, PersonneId id, Date aujourdhui, const RendezVous **ret, size_t *ret_n,
    int64_t *ret_a_venir)
{
    VEC(RendezVous) found = { 0 };
    ROWS rows = { 0 };
    SqlRdvEnAttente r;
    SqlRdvAVenir later;
    size_t kept = 0;
    TRY(sql_rdv_en_attente(db, id, aujourdhui.days, RDV_LUS_MAX, &rows));
    while (sql_rdv_en_attente_next(&rows, &r)) {
        RendezVous *x = vec_push(a, &found);
        if (!x)
            return ERR_MEMORY;
        *x = (RendezVous){ str_dup(a, r.uid), str_dup(a, r.heure), { (int32_t)r.jour_j }, r.duree_min, r.participants,
            r.collectif, choice_index(lieu_types, r.lieu_type) };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < found.n; i++) {
        bool written = false;
        ArenaMark mark = arena_mark(a);
        TRY(activite_ecrite(db, a, id, str_cat(a, S("rdv-"), found.v[i].uid), &written));
        arena_reset(a, mark);
        if (!written)
            found.v[kept++] = found.v[i];
    }
    TRY(sql_rdv_a_venir(db, a, id, aujourdhui.days, &later));
    *ret = found.v;
    *ret_n = kept;
    *ret_a_venir = later.n;
    return OK;
}

Err rdv_ecarter(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid)
{
    int64_t n = 0;
    TRY(sql_rdv_laisser(db, uid, (PersonneId){ par->personne_id }, &n));
    return n ? journal_ecrire(db, par, now, "rdv.ecarter", str_cat(a, S("rdv:"), uid), true) : ERR_NOT_FOUND;
}
