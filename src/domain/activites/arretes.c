// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/arretes.h"

#include "activites_sql.h"
#include "core/auth/codes.h"
#include "core/auth/sha256.h"
#include "domain/activites/activites_priv.h"
#include "domain/journal/journal.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice ajustements[] = { AJUSTEMENTS(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

static Str word_of(int dispositif)
{
    return dispositif < 0 ? S("") : dispositifs[dispositif].value;
}

/* ---- closing ---- */

/* The EPCI that the scope holds to; STR_NONE: none, the whole territory and each EPCI of it. */
static Err held_to(const Acteur *par, Str *ret)
{
    *ret = STR_NONE;
    if (!par)
        return OK;
    switch (portee_de(par->portee)) {
    case PORTEE_INSTANCE:
    case PORTEE_DEPARTEMENT:
        return OK;
    case PORTEE_EPCI:
        *ret = par->code;
        return OK;
    case PORTEE_STRUCTURE:
        break;
    }
    return ERR_NOT_FOUND;
}

static Err count_all(Db *db, Arena *a, const StatQuestion *q, ArreteContenu *c)
{
    for (int k = 0; k < ARRETE_CHOIX; k++) {
        StatQuestion one = *q;
        one.dispositif = k == DISPOSITIFS_N ? -1 : k;
        if (q->dispositif >= 0 && k != q->dispositif)
            continue;
        TRY(statistiques(db, a, &one, true, &c->chiffres[k]));
        TRY(statistiques_nouveaux(db, a, &one, &c->chiffres[k]));
        for (int p = 0; p < STAT_PAR_N; p++)
            TRY(statistiques_par(db, a, &one, p, true, &c->lignes[k][p], &c->n[k][p]));
        c->tenu[k] = true;
    }
    return OK;
}

Err arreter(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const StatQuestion *q, Str territoire,
    Str *ret_uid)
{
    Str only, epci = str_or_empty(q->epci);
    ArreteContenu *c = NEW(a, ArreteContenu, 1);
    Arrete there;
    bool found = false;
    TRY(held_to(par, &only));
    if (!str_is_none(only) && !str_eq(only, epci))
        return ERR_NOT_FOUND;
    if (q->structure_id.v || q->personne_id.v || q->au.days < q->du.days || q->au.days >= date_paris(now).days)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_arretes_verrou(db));                   /* no record is between these figures and the first adjustment */
    TRY(arrete_de(db, a, q, &there, &found));
    if (found && there.dispositif == q->dispositif)
        return ERR_CONFLICT;
    if (!c)
        return ERR_MEMORY;
    TRY(count_all(db, a, q, c));
    Str uid = uid_new(a, random), text = arrete_contenu_ecrire(a, q, territoire, c);
    Str hash = str_is_none(text) ? STR_NONE : sha256_hex(a, text);
    if (str_is_none(hash) || arena_failed(a))
        return ERR_MEMORY;
    const SqlArreteAjouterArgs row = { .uid = uid,
        .du_j = q->du.days,
        .au_j = q->au.days,
        .epci = epci,
        .dispositif = word_of(q->dispositif),
        .territoire = territoire,
        .empreinte = hash,
        .at = now,
        .personne_id = { par != NULL, par ? par->personne_id : 0 },
        .contenu = text };
    TRY(sql_arrete_ajouter(db, &row));
    TRY(journal_ecrire(db, par, now, "arrete.creer", str_format(a, "arrete:%.*s:%.*s", STR_ARG(uid), STR_ARG(hash)),
        true));
    *ret_uid = uid;
    return tx_commit(&tx);
}

/* ---- reading ---- */

#define ARRETE_OF(a, r, text)                                                                                          \
    (Arrete)                                                                                                           \
    {                                                                                                                  \
        .id = (r).arrete_id, .uid = str_dup(a, (r).uid), .du = { (int32_t)(r).du_j }, .au = { (int32_t)(r).au_j },     \
        .epci = str_dup(a, (r).epci), .territoire = str_dup(a, (r).territoire),                                        \
        .dispositif = choice_index(dispositifs, (r).dispositif), .empreinte = str_dup(a, (r).empreinte), .at = (r).at, \
        .personne_id = (r).personne_id, .contenu = (text)                                                              \
    }

Err arretes_lister(Db *db, Arena *a, const Acteur *par, const Arrete **ret, size_t *ret_n)
{
    VEC(Arrete) found = { 0 };
    ROWS rows = { 0 };
    SqlArretesLister r;
    Str only;
    TRY(held_to(par, &only));
    TRY(sql_arretes_lister(db, only, &rows));
    while (sql_arretes_lister_next(&rows, &r)) {
        Arrete *x = vec_push(a, &found);
        if (!x)
            return ERR_MEMORY;
        *x = ARRETE_OF(a, r, STR_NONE);
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Err arrete_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Arrete *ret)
{
    SqlArreteParUid r;
    bool found = false;
    Str only;
    TRY(held_to(par, &only));
    TRY(sql_arrete_par_uid(db, a, uid, &r, &found));
    if (!found || (!str_is_none(only) && !str_eq(only, r.epci)))
        return ERR_NOT_FOUND;
    *ret = ARRETE_OF(a, r, r.contenu);
    return OK;
}

Err arrete_de(Db *db, Arena *a, const StatQuestion *q, Arrete *ret, bool *ret_found)
{
    SqlArreteDe r;
    *ret_found = false;
    if (q->structure_id.v || q->personne_id.v)
        return OK;
    TRY(sql_arrete_de(db, a, q->du.days, q->au.days, str_or_empty(q->epci), word_of(q->dispositif), &r, ret_found));
    return *ret_found ? arrete_ouvrir(db, a, NULL, r.uid, ret) : OK;
}

bool arrete_intact(Arena *a, const Arrete *x)
{
    return str_eq(sha256_hex(a, x->contenu), x->empreinte);
}

StatQuestion arrete_question(const Arrete *x)
{
    return (StatQuestion){ .du = x->du,
        .au = x->au,
        .dispositif = x->dispositif,
        .epci = str_is_empty(x->epci) ? STR_NONE : x->epci };
}

/* ---- what changed since ---- */

static void add_to(Ecart *to, const Ecart *x, int64_t sign)
{
    to->activites += sign * x->activites;
    to->ateliers += sign * x->ateliers;
    to->participants += sign * x->participants;
    to->accompagnements += sign * x->accompagnements;
    to->minutes += sign * x->minutes;
    to->usagers += sign * x->usagers;
}

Ecart ecart_de(const Chiffres *fige, const Chiffres *aujourdhui)
{
    return (Ecart){ aujourdhui->activites - fige->activites, aujourdhui->ateliers - fige->ateliers,
        aujourdhui->participants - fige->participants, aujourdhui->accompagnements - fige->accompagnements,
        aujourdhui->minutes - fige->minutes, aujourdhui->usagers - fige->usagers };
}

#define ECART_OF(r)                                                                                                    \
    (Ecart)                                                                                                            \
    {                                                                                                                  \
        (r).activites, (r).ateliers, (r).participants, (r).accompagnements, (r).minutes, (r).usagers                   \
    }

Err ajustements_lister(Db *db, Arena *a, int64_t arrete_id, int64_t page, const Ajustement **ret, size_t *ret_n)
{
    VEC(Ajustement) found = { 0 };
    ROWS rows = { 0 };
    SqlAjustementsLister r;
    TRY(sql_ajustements_lister(db, arrete_id, AJUSTEMENTS_PAGE, (page - 1) * AJUSTEMENTS_PAGE, &rows));
    while (sql_ajustements_lister_next(&rows, &r)) {
        Ajustement *x = vec_push(a, &found);
        if (!x)
            return ERR_MEMORY;
        *x = (Ajustement){ choice_index(ajustements, r.geste), r.at, r.personne_id, str_dup(a, r.uid),
            str_dup(a, r.motif), r.jour_j, r.structure_id, ECART_OF(r) };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Err ajustements_sommer(Db *db, Arena *a, int64_t arrete_id, const AjustementSomme **ret, size_t *ret_n)
{
    VEC(AjustementSomme) found = { 0 };
    ROWS rows = { 0 };
    SqlAjustementsSommer r;
    TRY(sql_ajustements_sommer(db, arrete_id, &rows));
    while (sql_ajustements_sommer_next(&rows, &r)) {
        AjustementSomme *x = vec_push(a, &found);
        if (!x)
            return ERR_MEMORY;
        *x = (AjustementSomme){ choice_index(ajustements, r.geste), r.n, r.dernier_at, ECART_OF(r) };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Ecart ajustements_total(const AjustementSomme *s, size_t n)
{
    Ecart all = { 0 };
    for (size_t i = 0; i < n; i++)
        add_to(&all, &s[i].e, 1);
    return all;
}

/* ---- told by the rules of records ---- */

static Err move(Arena *a, Mouvements *m, int64_t arrete_id, Str arrete, const Ecart *x, int64_t sign)
{
    size_t i = 0;
    while (i < m->v.n && m->v.v[i].arrete_id != arrete_id)
        i++;
    if (i == m->v.n) {
        Mouvement *new = vec_push(a, &m->v);
        if (!new)
            return ERR_MEMORY;
        *new = (Mouvement){ arrete_id, str_dup(a, arrete), { 0 } };
    }
    add_to(&m->v.v[i].e, x, sign);
    return OK;
}

Err arretes_couvrent(Db *db, const Activite *x, bool *ret)
{
    ROWS rows = { 0 };
    SqlArretesCouvrant r;
    TRY(sql_arretes_couvrant(db, x->jour.days, x->epci, dispositifs[x->dispositif].value, &rows));
    *ret = sql_arretes_couvrant_next(&rows, &r);
    while (sql_arretes_couvrant_next(&rows, &r)) {
    }
    return rows_end(&rows);
}

Err mouvement_fiche(Db *db, Arena *a, const Activite *x, int64_t signe, Mouvements *m)
{
    VEC(Mouvement) closed = { 0 };
    ROWS rows = { 0 };
    SqlArretesCouvrant r;
    TRY(sql_arretes_couvrant(db, x->jour.days, x->epci, dispositifs[x->dispositif].value, &rows));
    while (sql_arretes_couvrant_next(&rows, &r)) {
        Mouvement *new = vec_push(a, &closed);
        if (!new)
            return ERR_MEMORY;
        *new = (Mouvement){ r.arrete_id, str_dup(a, r.uid), { 0 } };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < closed.n; i++) {
        SqlArretePropres own;
        bool workshop = x->type == ACTIVITE_COLLECTIF;
        int64_t people = activite_accompagnements(x);
        TRY(sql_arrete_propres(db, a, closed.v[i].arrete_id, x->id, &own));
        const Ecart e = { 1, workshop, workshop ? people : 0, people, x->duree_min, own.n + x->nouveaux };
        TRY(move(a, m, closed.v[i].arrete_id, closed.v[i].arrete, &e, signe));
    }
    return OK;
}

Err mouvement_cartes(Db *db, Arena *a, int64_t x, int64_t y, int64_t signe, Mouvements *m)
{
    ROWS rows = { 0 };
    SqlArretesPersonnes r;
    TRY(sql_arretes_personnes(db, x, y, &rows));
    while (sql_arretes_personnes_next(&rows, &r)) {
        const Ecart e = { .usagers = r.n };
        TRY(move(a, m, r.arrete_id, S(""), &e, signe));
    }
    return rows_end(&rows);
}

static bool is_nothing(const Ecart *e)
{
    return !e->activites && !e->ateliers && !e->participants && !e->accompagnements && !e->minutes && !e->usagers;
}

Err mouvements_noter(Db *db, Arena *a, const Acteur *par, int64_t now, ActiviteId id, int geste, Str motif,
    const Mouvements *m)
{
    bool cards = geste == AJUSTEMENT_REUNIR || geste == AJUSTEMENT_SEPARER;
    bool any = false;
    for (size_t i = 0; i < m->v.n; i++) {
        const Mouvement *x = &m->v.v[i];
        if (cards && is_nothing(&x->e))
            continue;                              /* each of them was there already */
        const SqlAjustementAjouterArgs row = { .arrete_id = x->arrete_id,
            .at = now,
            .personne_id = { par != NULL, par ? par->personne_id : 0 },
            .activite_id = { !cards, id.v },
            .geste = ajustements[geste].value,
            .motif = str_or_empty(motif),
            .activites = x->e.activites,
            .ateliers = x->e.ateliers,
            .participants = x->e.participants,
            .accompagnements = x->e.accompagnements,
            .minutes = x->e.minutes,
            .usagers = x->e.usagers };
        TRY(sql_ajustement_ajouter(db, &row));
        any = true;
    }
    return any ? journal_ecrire(db, par, now, "arrete.ajuster",
                     cards ? STR_NONE : str_format(a, "fiche:%lld", (long long)id.v), true)
               : OK;
}
