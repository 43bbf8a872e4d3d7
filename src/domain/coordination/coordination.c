// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/coordination/coordination.h"

#include "coordination_sql.h"
#include "core/auth/codes.h"
#include "core/slice.h"
#include "domain/coordination/coordination_web.h"
#include "domain/journal/journal.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice coordination_genres[] = { COORDINATION_GENRES(X) { STR_NONE, STR_NONE } };
const Choice coordination_echelons[] = { COORDINATION_ECHELONS(X) { STR_NONE, STR_NONE } };
const Choice animation_types[] = { ANIMATION_TYPES(X) { STR_NONE, STR_NONE } };
const Choice animation_themes[] = { ANIMATION_THEMES(X) { STR_NONE, STR_NONE } };
const Choice initiatives[] = { INITIATIVES(X) { STR_NONE, STR_NONE } };
const Choice evenement_types[] = { EVENEMENT_TYPES(X) { STR_NONE, STR_NONE } };
const Choice organisateurs[] = { ORGANISATEURS(X) { STR_NONE, STR_NONE } };
const Choice partenariat_natures[] = { PARTENARIAT_NATURES(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

/* ---- rules ---- */

#define FAUTE(cond, champ, message)                                                                                    \
    if (cond) {                                                                                                        \
        *ret_champ = (champ);                                                                                          \
        *ret_message = (message);                                                                                      \
        return true;                                                                                                   \
    }

static bool animation_faute(const Coordination *x, const char **ret_champ, const char **ret_message)
{
    FAUTE(x->duree_min < 1, "duree", "Indiquez la durée de l’animation, en minutes.")
    FAUTE(x->mediateurs + x->structures + x->autres < 1, "mediateurs",
        "Dites qui était là\u00a0: au moins un médiateur, une structure ou un autre acteur.")
    FAUTE(str_is_empty(x->type), "type", "Choisissez la forme de l’animation.")
    FAUTE(str_is_empty(x->initiative), "initiative", "Dites si l’initiative vient de vous.")
    FAUTE(str_is_empty(x->themes), "themes", "Choisissez au moins un thème.")
    return false;
}

bool coordination_faute(const Coordination *x, Date aujourdhui, const char **ret_champ, const char **ret_message)
{
    FAUTE(x->jour.days > aujourdhui.days, "jour", "Cette date est à venir\u00a0: écrivez la fiche quand ce sera fait.")
    FAUTE(str_is_empty(x->echelon), "echelon", "Choisissez l’échelon territorial.")
    if (x->genre == COORDINATION_ANIMATION && animation_faute(x, ret_champ, ret_message))
        return true;
    FAUTE(x->genre == COORDINATION_EVENEMENT && str_is_empty(x->type), "forme", "Choisissez la sorte d’évènement.")
    FAUTE(x->genre == COORDINATION_EVENEMENT && str_is_empty(x->organisateurs), "organisateurs",
        "Choisissez au moins un organisateur.")
    FAUTE(x->genre == COORDINATION_PARTENARIAT && str_is_empty(x->natures), "natures",
        "Choisissez au moins une nature de partenariat.")
    FAUTE(x->genre == COORDINATION_PARTENARIAT && str_is_empty(x->partenaires), "partenaires",
        "Nommez au moins un partenaire.")
    return false;
}

/* ---- writing ---- */

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    return journal_ecrire(db, par, now, action, str_cat(a, S("coordination:"), uid), true);
}

static Str code_of(const Acteur *par)
{
    return str_or_empty(par->code);
}

Err coordination_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Coordination *x, Str cle,
    Str *ret_uid)
{
    const char *field, *message;
    SqlCoordinationParCle first;
    bool found = false;
    PersonneId who = { par->personne_id };
    if (!str_is_none(cle))
        TRY(sql_coordination_par_cle(db, a, who, cle, &first, &found));
    if (found) {
        *ret_uid = first.uid;
        return OK;
    }
    if (coordination_faute(x, date_paris(now), &field, &message))
        return ERR_INVALID;
    Str uid = uid_new(a, random);
    TRY(sql_coordination_ajouter(db, &(SqlCoordinationAjouterArgs){ .uid = uid,
                                         .genre = coordination_genres[x->genre].value,
                                         .personne_id = who,
                                         .portee = par->portee,
                                         .code = code_of(par),
                                         .jour_j = x->jour.days,
                                         .nom = x->nom,
                                         .echelon = x->echelon,
                                         .duree_min = x->duree_min,
                                         .mediateurs = x->mediateurs,
                                         .structures = x->structures,
                                         .autres = x->autres,
                                         .type = x->type,
                                         .type_autre = x->type_autre,
                                         .initiative = x->initiative,
                                         .themes = x->themes,
                                         .participants = x->participants,
                                         .organisateurs = x->organisateurs,
                                         .natures = x->natures,
                                         .partenaires = x->partenaires,
                                         .action = x->action,
                                         .note = x->note,
                                         .cle = cle,
                                         .now = now }));
    *ret_uid = uid;
    return tell(db, a, par, now, "coordination.creer", uid);
}

static Err read_one(Db *db, Arena *a, Str uid, Coordination *ret)
{
    SqlCoordinationLire r;
    bool found = false;
    TRY(sql_coordination_lire(db, a, uid, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    *ret = (Coordination){ .id = r.coordination_id,
        .uid = r.uid,
        .personne_id = r.personne_id,
        .portee = r.portee,
        .code = r.code,
        .jour = { (int32_t)r.jour_j },
        .nom = r.nom,
        .echelon = r.echelon,
        .duree_min = r.duree_min,
        .mediateurs = r.mediateurs,
        .structures = r.structures,
        .autres = r.autres,
        .type = r.type,
        .type_autre = r.type_autre,
        .initiative = r.initiative,
        .themes = r.themes,
        .participants = r.participants,
        .organisateurs = r.organisateurs,
        .natures = r.natures,
        .partenaires = r.partenaires,
        .action = r.action,
        .note = r.note,
        .version = r.version,
        .cree_at = r.cree_at,
        .modifie_at = r.modifie_at,
        .supprime_at = r.supprime_at };
    int genre = choice_index(coordination_genres, r.genre);
    ret->genre = genre < 0 ? 0 : genre;
    return OK;
}

static bool sees_all(const Acteur *par)
{
    return par->role == ROLE_ADMINISTRATEUR && portee_de(par->portee) == PORTEE_INSTANCE;
}

Err coordination_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Coordination *ret)
{
    TRY(read_one(db, a, uid, ret));
    bool same = str_eq(ret->portee, par->portee) && str_eq(ret->code, code_of(par));
    return sees_all(par) || same || ret->personne_id.v == par->personne_id ? OK : ERR_NOT_FOUND;
}

Err coordination_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version,
    const Coordination *x)
{
    const char *field, *message;
    Coordination old;
    int64_t n = 0;
    TRY(coordination_ouvrir(db, a, par, uid, &old));
    if (coordination_faute(x, date_paris(now), &field, &message) || x->genre != old.genre)
        return ERR_INVALID;
    TRY(sql_coordination_changer(db,
        &(SqlCoordinationChangerArgs){ .uid = uid,
            .version = version,
            .jour_j = x->jour.days,
            .nom = x->nom,
            .echelon = x->echelon,
            .duree_min = x->duree_min,
            .mediateurs = x->mediateurs,
            .structures = x->structures,
            .autres = x->autres,
            .type = x->type,
            .type_autre = x->type_autre,
            .initiative = x->initiative,
            .themes = x->themes,
            .participants = x->participants,
            .organisateurs = x->organisateurs,
            .natures = x->natures,
            .partenaires = x->partenaires,
            .action = x->action,
            .note = x->note,
            .now = now },
        &n));
    return n ? tell(db, a, par, now, "coordination.modifier", uid) : ERR_CONFLICT;
}

Err coordination_supprimer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool supprimer)
{
    Coordination x;
    TRY(coordination_ouvrir(db, a, par, uid, &x));
    if (x.supprime_at.has == supprimer)
        return OK;
    TRY(sql_coordination_marquer(db, uid, (OptI64){ supprimer, supprimer ? now : 0 }, now));
    return tell(db, a, par, now, supprimer ? "coordination.supprimer" : "coordination.retablir", uid);
}

Err coordinations_lister(Db *db, Arena *a, const Acteur *par, int genre, bool supprimees, int64_t page,
    const Coordination **ret, size_t *ret_n, int64_t *ret_total)
{
    VEC(Str) uids = { 0 };
    ROWS rows = { 0 };
    SqlCoordinationsPage r;
    SqlCoordinationsCompter total;
    Str kind = genre < 0 ? STR_NONE : coordination_genres[genre].value;
    TRY(sql_coordinations_compter(db, a, sees_all(par), par->personne_id, par->portee, code_of(par), kind, supprimees,
        &total));
    TRY(sql_coordinations_page(db, sees_all(par), par->personne_id, par->portee, code_of(par), kind, supprimees,
        COORDINATIONS_PAGE, (page - 1) * COORDINATIONS_PAGE, &rows));
    while (sql_coordinations_page_next(&rows, &r)) {
        Str *uid = vec_push(a, &uids);
        if (!uid)
            return ERR_MEMORY;
        *uid = str_dup(a, r.uid);
    }
    TRY(rows_end(&rows));
    Coordination *found = NEW(a, Coordination, uids.n + 1);
    if (!found)
        return ERR_MEMORY;
    for (size_t i = 0; i < uids.n; i++)
        TRY(read_one(db, a, uids.v[i], &found[i]));
    *ret = found;
    *ret_n = uids.n;
    *ret_total = total.n;
    return OK;
}

/* ---- what the whole program asks of a slice ---- */

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlCoordinationsDe r;
    TRY(sql_coordinations_de(db, (PersonneId){ personne_id }, &rows));
    json_key(j, S("coordination"));
    json_arr(j);
    while (sql_coordinations_de_next(&rows, &r)) {
        ArenaMark mark = arena_mark(a);
        json_obj(j);
        json_kstr(j, "jour", date_iso(a, (Date){ (int32_t)r.jour_j }));
        json_kstr(j, "genre", r.genre);
        json_kstr_opt(j, "nom", r.nom);
        json_kstr_opt(j, "note", r.note);
        json_end(j);
        arena_reset(a, mark);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    return sql_coordinations_oublier(db, (PersonneId){ personne_id });
}

static const EspaceEntree entrees[] = { { RAYON_TRAVAIL, "/coordination", "Fiches de coordination" }, { 0 } };

const Slice slice_coordination = {
    .name = "coordination",
    .routes = coordination_routes,
    .entrees = entrees,
    .queries = coordination_queries,
    .donnees = donnees,
    .oublier = oublier,
};
