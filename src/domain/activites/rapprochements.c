// SPDX-License-Identifier: AGPL-3.0-or-later
/* Two cards, one person: proposed, said, joined, undone; the figures of persons that follow. */
#include "domain/activites/rapprochements.h"

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/arretes.h"
#include "domain/journal/journal.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice rapprochement_etats[] = { RAPPROCHEMENT_ETATS(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

/* ---- who is one person ---- */

typedef VEC(int64_t) Ids;

static bool holds(const Ids *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id)
            return true;
    return false;
}

static Err add(Arena *a, Ids *to, int64_t id)
{
    if (holds(to, id))
        return OK;
    int64_t *new = vec_push(a, to);
    if (!new)
        return ERR_MEMORY;
    *new = id;
    return OK;
}

/* Every card joined to that one, near and far, itself first. */
static Err reach(Db *db, Arena *a, int64_t from, Ids *to)
{
    TRY(add(a, to, from));
    for (size_t i = 0; i < to->n; i++) {
        ROWS rows = { 0 };
        SqlRapprochementVoisins r;
        TRY(sql_rapprochement_voisins(db, to->v[i], &rows));
        while (sql_rapprochement_voisins_next(&rows, &r))
            TRY(add(a, to, r.voisin));
        TRY(rows_end(&rows));
    }
    return OK;
}

static Err become_one(Db *db, const Ids *ids, int64_t *ret_root)
{
    int64_t root = ids->v[0];
    for (size_t i = 1; i < ids->n; i++)
        root = ids->v[i] < root ? ids->v[i] : root;
    for (size_t i = 0; i < ids->n; i++)
        TRY(sql_usager_grouper(db, ids->v[i], root));
    *ret_root = root;
    return OK;
}

/* After a line between x and y was confirmed or undone: one group, or two. A closed period hears of it. */
static Err regroup(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t x, int64_t y)
{
    Ids one = { 0 }, two = { 0 };
    SqlUsagerRacine r, ry;
    Mouvements m = { 0 };
    TRY(sql_fiches_tenir(db));
    TRY(sql_usager_racine(db, a, x, &r));
    TRY(sql_usager_racine(db, a, y, &ry));
    TRY(mouvement_cartes(db, a, r.racine, ry.racine, -1, &m));
    TRY(reach(db, a, x, &one));
    if (!holds(&one, y))
        TRY(reach(db, a, y, &two));
    TRY(usagers_compter_personne(db, a, r.racine, -1));
    if (ry.racine != r.racine)
        TRY(usagers_compter_personne(db, a, ry.racine, -1));
    /* Both groups are told apart before either is counted: until then the second still follows the first's root. */
    int64_t first = 0, second = 0;
    TRY(become_one(db, &one, &first));
    if (two.n)
        TRY(become_one(db, &two, &second));
    TRY(usagers_compter_personne(db, a, first, 1));
    if (two.n)
        TRY(usagers_compter_personne(db, a, second, 1));
    TRY(mouvement_cartes(db, a, first, two.n ? second : first, 1, &m));
    return mouvements_noter(db, a, par, now, (ActiviteId){ 0 }, two.n ? AJUSTEMENT_SEPARER : AJUSTEMENT_REUNIR,
        STR_NONE, &m);
}

/* ---- by whoever has both ---- */

static Err covers(Db *db, Arena *a, const Acteur *par, StructureId id, bool *ret)
{
    Structure s;
    TRY(structure_par_id(db, a, id, &s));
    *ret = !par || acteur_couvre_structure(par, &s);
    return OK;
}

static Err open_card(Db *db, Arena *a, const Acteur *par, Str code, Usager *ret)
{
    bool mine = false;
    TRY(usager_par_code(db, a, code, ret));
    TRY(covers(db, a, par, ret->structure_id, &mine));
    return mine ? OK : ERR_NOT_FOUND;
}

static Err open_both(Db *db, Arena *a, const Acteur *par, Str de, Str vers, Usager *from, Usager *to)
{
    TRY(open_card(db, a, par, de, from));
    TRY(open_card(db, a, par, vers, to));
    return from->racine.v == to->racine.v ? ERR_CONFLICT : OK;
}

Err usager_compter(Db *db, Arena *a, const Usager *u, UsagerFusion *ret)
{
    SqlUsagerFusionCompter n;
    TRY(sql_usager_fusion_compter(db, a, u->racine.v, &n));
    *ret = (UsagerFusion){ n.accompagnements, n.usagers };
    return OK;
}

Err usager_fusion_apercu(Db *db, Arena *a, const Acteur *par, Str de, Str vers, UsagerFusion *ret)
{
    Usager from, to;
    TRY(open_both(db, a, par, de, vers, &from, &to));
    return usager_compter(db, a, &from, ret);
}

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str code)
{
    return journal_ecrire(db, par, now, action, carte_objet(a, code), true);
}

Err usager_fusionner(Db *db, Arena *a, const Acteur *par, int64_t now, Str de, Str vers)
{
    Usager from, to;
    TRY(open_both(db, a, par, de, vers, &from, &to));
    bool first = from.id.v < to.id.v;
    TRY(sql_rapprochement_confirmer(db, first ? from.id.v : to.id.v, first ? to.id.v : from.id.v, now));
    TRY(regroup(db, a, par, now, from.id.v, to.id.v));
    TRY(tell(db, a, par, now, "carte.fusionner", from.code));
    return tell(db, a, par, now, "carte.recevoir", to.code);
}

/* ---- proposed, and said by each side ---- */

Err rapprochement_proposer(Db *db, Arena *a, int64_t now, UsagerId x, UsagerId y)
{
    SqlUsagerRacine rx, ry;
    TRY(sql_usager_racine(db, a, x.v, &rx));
    TRY(sql_usager_racine(db, a, y.v, &ry));
    if (rx.racine == ry.racine)
        return OK;
    return sql_rapprochement_proposer(db, x.v < y.v ? x.v : y.v, x.v < y.v ? y.v : x.v, now);
}

Err rapprochements_lister(Db *db, Arena *a, const Acteur *par, int etat, Str carte, const Rapprochement **ret,
    size_t *ret_n)
{
    Vue v = vue_de(par);
    VEC(Rapprochement) found = { 0 };
    ROWS rows = { 0 };
    SqlRapprochementsPage r;
    TRY(sql_rapprochements_page(db, rapprochement_etats[etat].value, carte, v.portee, v.code, RAPPROCHEMENTS_MAX,
        &rows));
    while (sql_rapprochements_page_next(&rows, &r)) {
        Rapprochement *x = vec_push(a, &found);
        if (!x)
            return ERR_MEMORY;
        bool swap = !r.ici_a || (r.ici_b && str_eq(carte, r.code_b));
        *x = (Rapprochement){ { r.rapprochement_id }, str_dup(a, swap ? r.code_b : r.code_a),
            r.ici_a && r.ici_b ? str_dup(a, swap ? r.code_a : r.code_b) : STR_NONE, etat,
            (r.oui_a || !r.ici_a) && (r.oui_b || !r.ici_b), r.cree_at };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

typedef struct Deux {
    SqlRapprochementLire r;
    bool a, b; /* that card is in the scope */
} Deux;

static Err open_pair(Db *db, Arena *a, const Acteur *par, RapprochementId id, Deux *ret)
{
    bool found = false;
    TRY(sql_rapprochement_lire(db, a, id.v, &ret->r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    TRY(covers(db, a, par, ret->r.structure_a, &ret->a));
    TRY(covers(db, a, par, ret->r.structure_b, &ret->b));
    return ret->a || ret->b ? OK : ERR_NOT_FOUND;
}

Err rapprochement_repondre(Db *db, Arena *a, const Acteur *par, int64_t now, RapprochementId id, bool oui)
{
    Deux d = { 0 };
    TRY(open_pair(db, a, par, id, &d));
    if (!str_eq(d.r.etat, rapprochement_etats[RAPPROCHEMENT_PROPOSEE].value))
        return ERR_CONFLICT;
    bool both = oui && (d.r.oui_a || d.a) && (d.r.oui_b || d.b);
    int etat = !oui ? RAPPROCHEMENT_ECARTEE : both ? RAPPROCHEMENT_CONFIRMEE : RAPPROCHEMENT_PROPOSEE;
    TRY(sql_rapprochement_ecrire(db, id.v, rapprochement_etats[etat].value, d.r.oui_a || (oui && d.a),
        d.r.oui_b || (oui && d.b), now));
    if (both)
        TRY(regroup(db, a, par, now, d.r.a, d.r.b));
    return tell(db, a, par, now, oui ? "carte.reconnaitre" : "carte.distinguer", d.a ? d.r.code_a : d.r.code_b);
}

Err rapprochement_defaire(Db *db, Arena *a, const Acteur *par, int64_t now, RapprochementId id)
{
    Deux d = { 0 };
    TRY(open_pair(db, a, par, id, &d));
    if (!str_eq(d.r.etat, rapprochement_etats[RAPPROCHEMENT_CONFIRMEE].value))
        return ERR_CONFLICT;
    TRY(sql_rapprochement_ecrire(db, id.v, rapprochement_etats[RAPPROCHEMENT_DEFAITE].value, false, false, now));
    TRY(regroup(db, a, par, now, d.r.a, d.r.b));
    return tell(db, a, par, now, "carte.separer", d.a ? d.r.code_a : d.r.code_b);
}

Err rapprochements_ouverts(Db *db, Arena *a, StructureId id, int64_t *ret)
{
    SqlRapprochementsAttente n;
    TRY(sql_rapprochements_attente(db, a, (OptI64){ id.v != 0, id.v }, &n));
    *ret = n.n;
    return OK;
}

/* ---- a card that is given up ---- */

Err usager_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, Str code)
{
    Usager u;
    TRY(open_card(db, a, par, code, &u));
    TRY(sql_rapprochements_ecarter(db, u.id.v, now));
    TRY(sql_usager_eteindre(db, u.id.v, str_format(a, "-%lld", (long long)u.id.v), now));
    return tell(db, a, par, now, "carte.effacer", code);
}

Err usager_dernier_jour(Db *db, Arena *a, UsagerId id, OptI64 *ret_jour)
{
    SqlUsagerDernier r;
    TRY(sql_usager_dernier(db, a, id.v, &r));
    *ret_jour = r.jour_j;
    return OK;
}
