// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/deploiement/deploiement.h"

#include <stdlib.h>

#include "core/json/json.h"
#include "core/slice.h"
#include "deploiement_sql.h"
#include "domain/deploiement/deploiement_priv.h"
#include "domain/journal/journal.h"

/* ---- words ---- */

const Choice habilitation_etats[] = {
#define X(NAME, stored, shown, open) { S_INIT(stored), S_INIT(shown) },
    HABILITATION_ETATS(X)
#undef X
        { STR_NONE, STR_NONE },
};
const Choice aidant_etats[] = {
#define X(NAME, stored, shown, open) { S_INIT(stored), S_INIT(shown) },
    AIDANT_ETATS(X)
#undef X
        { STR_NONE, STR_NONE },
};
const Choice structure_labels[] = {
#define X(NAME, stored, shown, open) { S_INIT(stored), S_INIT(shown) },
    LABELS(X)
#undef X
        { STR_NONE, STR_NONE },
};
static const bool habilitation_ouverte[] = {
#define X(NAME, stored, shown, open) open,
    HABILITATION_ETATS(X)
#undef X
};
static const bool aidant_ouvert[] = {
#define X(NAME, stored, shown, open) open,
    AIDANT_ETATS(X)
#undef X
};

Str etape_montree(Etape e)
{
    static const Str words[ETAPES_N] = { S_INIT("demande faite"), S_INIT("formation suivie"), S_INIT("test Pix passé"),
        S_INIT("carte reçue"), S_INIT("première connexion faite"), S_INIT("active") };
    return words[e];
}

/* ---- how far ---- */

static bool done(OptDate d, Date today)
{
    return d.has && d.d.days <= today.days;
}

static bool trained(const Aidant *a, Date today)
{
    return done(a->formation, today) || (a->pairs && done(a->pix, today));
}

Etape aidant_etape(const Aidant *a, Date today)
{
    if (!trained(a, today))
        return ETAPE_DEMANDE;
    if (!done(a->pix, today))
        return ETAPE_FORMEE;
    if (!done(a->carte, today))
        return ETAPE_PIX;
    if (!done(a->connexion, today))
        return ETAPE_CARTE;
    return done(a->activite, today) && today.days - a->activite.d.days <= ACTIF_J ? ETAPE_ACTIVE : ETAPE_CONNECTEE;
}

bool aidant_operationnel(const Aidant *a, Date today)
{
    return aidant_ouvert[a->etat] && aidant_etape(a, today) >= ETAPE_CARTE;
}

bool aidant_bloque(const Aidant *a, Date today)
{
    const OptDate steps[] = { a->demande, a->formation, a->pix, a->carte };
    int last = INT32_MIN;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].has && steps[i].d.days > last)
            last = steps[i].d.days;                /* a training planned for later is news too */
    return aidant_ouvert[a->etat] && !aidant_operationnel(a, today) && last != INT32_MIN &&
           today.days - last > BLOQUE_J;
}

/* ---- days ---- */

static OptDate day_of(OptI64 j)
{
    return (OptDate){ j.has, { j.has ? (int32_t)j.v : 0 } };
}

static OptI64 day_to(OptDate d)
{
    return (OptI64){ d.has, d.d.days };
}

/* ---- one structure ---- */

Err habilitation_lire(Db *db, Arena *a, StructureId id, Habilitation *ret)
{
    SqlHabilitationLire h;
    TRY(sql_habilitation_lire(db, a, id, &h));
    *ret = (Habilitation){ id, (HabilitationEtat)choice_index(habilitation_etats, h.etat), day_of(h.demande_j),
        day_of(h.decision_j) };
    return OK;
}

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, const Structure *s)
{
    return journal_ecrire(db, par, now, action, str_cat(a, S("structure:"), s->uid), true);
}

Err habilitation_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Habilitation *h)
{
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    TRY(sql_habilitation_ecrire(db, s->id, habilitation_etats[h->etat].value, day_to(h->demande), day_to(h->decision),
        now));
    return tell(db, a, par, now, "deploiement.structure", s);
}

/* ---- its people ---- */

/* The same columns in three queries. */
#define AIDANT_OF(r)                                                                                                   \
    (Aidant)                                                                                                           \
    {                                                                                                                  \
        .structure_id = (r).structure_id, .personne_id = (r).personne_id,                                              \
        .etat = (AidantEtat)choice_index(aidant_etats, (r).etat), .pairs = (r).pairs,                                  \
        .demande = day_of((r).demande_j), .formation = day_of((r).formation_j), .pix = day_of((r).pix_j),              \
        .pix_score = (r).pix_score, .carte = day_of((r).carte_j), .connexion = day_of((r).connexion_j),                \
        .activite = day_of((r).activite_j)                                                                             \
    }

Err aidants_de(Db *db, Arena *a, StructureId structure, const Aidant **ret, size_t *ret_n)
{
    VEC(Aidant) found = { 0 };
    ROWS rows = { 0 };
    SqlAidantsStructure r;
    TRY(sql_aidants_structure(db, structure, &rows));
    while (sql_aidants_structure_next(&rows, &r)) {
        Aidant *x = vec_push(a, &found);
        if (!x)
            return ERR_MEMORY;
        *x = AIDANT_OF(r);
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Err aidant_lire(Db *db, Arena *a, StructureId structure, PersonneId personne, Aidant *ret)
{
    const Aidant *all;
    size_t n = 0;
    TRY(aidants_de(db, a, structure, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].personne_id.v == personne.v) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static Err works_there(Db *db, Arena *a, PersonneId personne, StructureId structure, bool *ret)
{
    const RoleTenu *roles;
    size_t n = 0;
    TRY(roles_de(db, a, personne, &roles, &n));
    *ret = false;
    for (size_t i = 0; i < n; i++)
        *ret = *ret || roles[i].structure_id.v == structure.v;
    return OK;
}

Err aidant_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Aidant *x)
{
    bool there = false;
    bool ready = x->pix.has && (x->formation.has || x->pairs);
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    TRY(works_there(db, a, x->personne_id, s->id, &there));
    if (!there)
        return ERR_FORBIDDEN;
    if (x->carte.has && !ready)
        return ERR_CONFLICT;
    TRY(sql_habilitation_commencer(db, s->id, habilitation_etats[HABILITATION_BROUILLON].value, now));
    TRY(sql_aidant_ecrire(db, &(SqlAidantEcrireArgs){ .structure_id = s->id,
                                  .personne_id = x->personne_id,
                                  .etat = aidant_etats[x->etat].value,
                                  .pairs = x->pairs,
                                  .demande_j = day_to(x->demande),
                                  .formation_j = day_to(x->formation),
                                  .pix_j = day_to(x->pix),
                                  .pix_score = x->pix_score,
                                  .carte_j = day_to(x->carte),
                                  .connexion_j = day_to(x->connexion),
                                  .activite_j = day_to(x->activite),
                                  .now = now }));
    return tell(db, a, par, now, "deploiement.personne", s);
}

/* ---- labels ---- */

Err labels_de(Db *db, Arena *a, StructureId id, const Label **ret, size_t *ret_n)
{
    VEC(Label) found = { 0 };
    ROWS rows = { 0 };
    SqlLabelsDe r;
    TRY(sql_labels_de(db, id, &rows));
    while (sql_labels_de_next(&rows, &r)) {
        int rang = choice_index(structure_labels, r.label);
        Label *l = rang < 0 ? NULL : vec_push(a, &found);
        if (l)
            *l = (Label){ rang, { (int32_t)r.obtenu_j }, day_of(r.expire_j) };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Err label_donner(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Label *l)
{
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    TRY(sql_label_ecrire(db, s->id, structure_labels[l->rang].value, l->obtenu.days, day_to(l->expire)));
    return tell(db, a, par, now, "label.donner", s);
}

Err label_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, int rang)
{
    int64_t n = 0;
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    TRY(sql_label_effacer(db, s->id, structure_labels[rang].value, &n));
    return n ? tell(db, a, par, now, "label.retirer", s) : ERR_NOT_FOUND;
}

/* ---- the board ---- */

static void count_structure(Avancement *to, HabilitationEtat etat)
{
    to->structures++;
    to->eligibles += etat == HABILITATION_ELIGIBLE;
    to->closes += !habilitation_ouverte[etat];
    to->attente += habilitation_ouverte[etat] && etat != HABILITATION_ELIGIBLE;
}

static void count_person(Avancement *to, const Aidant *x, Date today)
{
    if (!aidant_ouvert[x->etat])
        return;
    to->aidants++;
    for (int e = 0; e <= (int)aidant_etape(x, today); e++)
        to->etapes[e]++;
    to->operationnels += aidant_operationnel(x, today);
    to->bloques += aidant_bloque(x, today);
}

static void add(Avancement *to, const Avancement *from)
{
    to->structures += from->structures;
    to->eligibles += from->eligibles;
    to->attente += from->attente;
    to->closes += from->closes;
    to->aidants += from->aidants;
    for (int e = 0; e < ETAPES_N; e++)
        to->etapes[e] += from->etapes[e];
    to->operationnels += from->operationnels;
    to->bloques += from->bloques;
}

typedef VEC(Suivie) Suivies;

/* NULL: merged, or outside the scope. */
static Err add_followed(Db *db, Arena *a, const Acteur *par, StructureId id, Suivies *to, Suivie **ret)
{
    Structure s;
    *ret = NULL;
    TRY(structure_par_id(db, a, id, &s));
    if (!acteur_couvre_structure(par, &s) || s.fusionnee_dans.has)
        return OK;
    *ret = vec_push(a, to);
    if (!*ret)
        return ERR_MEMORY;
    **ret = (Suivie){ .structure = s };
    return OK;
}

static Err read_structures(Db *db, Arena *a, const Acteur *par, Suivies *to)
{
    VEC(Habilitation) all = { 0 };
    ROWS rows = { 0 };
    SqlHabilitationsToutes r;
    TRY(sql_habilitations_toutes(db, &rows));
    while (sql_habilitations_toutes_next(&rows, &r)) {
        Habilitation *h = vec_push(a, &all);
        if (!h)
            return ERR_MEMORY;
        *h = (Habilitation){ r.structure_id, (HabilitationEtat)choice_index(habilitation_etats, r.etat),
            day_of(r.demande_j), day_of(r.decision_j) };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < all.n; i++) {
        Suivie *s = NULL;
        TRY(add_followed(db, a, par, all.v[i].structure_id, to, &s));
        if (!s)
            continue;
        s->habilitation = all.v[i];
        count_structure(&s->compte, all.v[i].etat);
    }
    return OK;
}

static Err read_people(Db *db, Suivies *in, Date today)
{
    ROWS rows = { 0 };
    SqlAidantsTous r;
    size_t i = 0;
    TRY(sql_aidants_tous(db, &rows));
    while (sql_aidants_tous_next(&rows, &r)) {
        while (i < in->n && in->v[i].structure.id.v < r.structure_id.v)
            i++;
        if (i == in->n || in->v[i].structure.id.v != r.structure_id.v)
            continue;
        Aidant x = AIDANT_OF(r);
        count_person(&in->v[i].compte, &x, today);
    }
    return rows_end(&rows);
}

static int by_name(const void *x, const void *y)
{
    const Suivie *a = x, *b = y;
    int order = str_cmp(a->structure.nom, b->structure.nom);
    return order ? order : (a->structure.id.v > b->structure.id.v) - (a->structure.id.v < b->structure.id.v);
}

static int by_epci(const void *x, const void *y)
{
    const Avancement *a = x, *b = y;
    return str_cmp(a->epci, b->epci);
}

static Err by_territory(Arena *a, const Suivies *from, Tableau *ret)
{
    VEC(Avancement) v = { 0 };
    Avancement whole = { .epci = STR_NONE };
    for (size_t i = 0; i < from->n; i++) {
        const Suivie *s = &from->v[i];
        Avancement *to = NULL;
        for (size_t k = 0; k < v.n && !to; k++)
            to = str_eq(v.v[k].epci, s->structure.epci) ? &v.v[k] : NULL;
        if (!to) {
            to = vec_push(a, &v);
            if (!to)
                return ERR_MEMORY;
            *to = (Avancement){ .epci = s->structure.epci };
        }
        add(to, &s->compte);
        add(&whole, &s->compte);
    }
    if (v.n)
        qsort(v.v, v.n, sizeof *v.v, by_epci);
    Avancement *last = vec_push(a, &v);
    if (!last)
        return ERR_MEMORY;
    *last = whole;
    ret->epci = v.v;
    ret->n_epci = v.n;
    return OK;
}

Err deploiement_tableau(Db *db, Arena *a, const Acteur *par, Date today, Tableau *ret)
{
    Suivies all = { 0 };
    Tableau t = { 0 };
    TRY(read_structures(db, a, par, &all));
    TRY(read_people(db, &all, today));
    if (all.n)
        qsort(all.v, all.n, sizeof *all.v, by_name);
    TRY(by_territory(a, &all, &t));
    t.structures = all.v;
    t.n_structures = all.n;
    *ret = t;
    return OK;
}

/* ---- what the whole program asks of a slice ---- */

static void put_day(Json *j, Arena *a, const char *key, OptDate d)
{
    if (d.has)
        json_kstr(j, key, date_iso(a, d.d));
}

Err deploiement_donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    VEC(Aidant) all = { 0 };
    ROWS rows = { 0 };
    SqlAidantsPersonne r;
    TRY(sql_aidants_personne(db, (PersonneId){ personne_id }, &rows));
    while (sql_aidants_personne_next(&rows, &r)) {
        Aidant *x = vec_push(a, &all);
        if (!x)
            return ERR_MEMORY;
        *x = AIDANT_OF(r);
    }
    TRY(rows_end(&rows));
    json_key(j, S("aidants_connect"));
    json_arr(j);
    for (size_t i = 0; i < all.n; i++) {
        const Aidant *x = &all.v[i];
        Structure s;
        TRY(structure_par_id(db, a, x->structure_id, &s));
        json_obj(j);
        json_kstr(j, "structure", s.nom);
        json_kstr(j, "etat", aidant_etats[x->etat].label);
        put_day(j, a, "demande", x->demande);
        put_day(j, a, "formation", x->formation);
        put_day(j, a, "test_pix", x->pix);
        if (x->pix_score.has)
            json_ki64(j, "score_pix", x->pix_score.v);
        put_day(j, a, "carte", x->carte);
        put_day(j, a, "premiere_connexion", x->connexion);
        put_day(j, a, "derniere_activite", x->activite);
        json_end(j);
    }
    json_end(j);
    return OK;
}

Err deploiement_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    return sql_aidants_oublier(db, (PersonneId){ personne_id });
}
