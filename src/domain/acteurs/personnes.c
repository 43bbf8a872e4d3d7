// SPDX-License-Identifier: AGPL-3.0-or-later
/* People. */
#include "acteurs_sql.h"
#include "core/auth/codes.h"
#include "core/slice.h"
#include "domain/acteurs/acteurs_priv.h"

enum { LOCAL_MAX = 64, LABEL_MAX = 63, TELEPHONE_MAX = 40, PREFERENCES_MAX = 200 };

/* ---- addresses ---- */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Dot-atom (RFC 5321, 4.1.2), lower case. */
static bool is_local(Str s)
{
    Str marks = S("!#$%&'*+/=?^_`{|}~-");
    if (s.n == 0 || s.n > LOCAL_MAX || s.p[0] == '.' || s.p[s.n - 1] == '.' || str_has(s, S("..")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_alnum(s.p[i]) && s.p[i] != '.' && str_find_char(marks, 0, s.p[i]) == marks.n)
            return false;
    return true;
}

static bool is_label(Str s)
{
    if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_alnum(s.p[i]) && s.p[i] != '-')
            return false;
    return true;
}

static bool is_domain(Str s)
{
    Str rest = s, label;
    int labels = 0;
    bool ends = s.n && s.p[s.n - 1] != '.';
    while (ends && str_split(&rest, '.', &label)) {
        if (!is_label(label))
            return false;
        labels++;
    }
    return labels >= 2;
}

Str courriel_normal(Arena *a, Str typed)
{
    Str s = str_trim(typed);
    if (s.n == 0 || s.n > COURRIEL_MAX)
        return STR_NONE;
    char *lower = arena_alloc(a, s.n + 1);
    if (!lower)
        return STR_NONE;
    for (size_t i = 0; i < s.n; i++)
        lower[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + ('a' - 'A')) : s.p[i];
    lower[s.n] = '\0';
    Str all = str_of(lower, s.n);
    size_t at = str_find_char(all, 0, '@');
    bool good = at < all.n && is_local(str_slice(all, 0, at)) && is_domain(str_slice(all, at + 1, all.n));
    return good ? all : STR_NONE;
}

/* ---- reading ---- */

Str personne_objet(Arena *a, Str uid)
{
    return str_cat(a, S("personne:"), uid);
}

Err personne_par_id(Db *db, Arena *a, PersonneId id, Personne *ret)
{
    SqlPersonneLire r;
    TRY(sql_personne_lire(db, a, id, &r));
    *ret = (Personne){ id, r.uid, r.courriel, r.nom, r.prenom, r.fonction, r.telephone, r.etat, r.preferences,
        r.derniere_connexion_at, r.version };
    return OK;
}

Err personne_par_uid(Db *db, Arena *a, Str uid, Personne *ret)
{
    SqlPersonneIdDeUid r;
    TRY(sql_personne_id_de_uid(db, a, uid, &r));
    return personne_par_id(db, a, r.personne_id, ret);
}

Err personne_par_courriel(Db *db, Arena *a, Str courriel, Personne *ret)
{
    SqlPersonneIdDeCourriel r;
    Str normal = courriel_normal(a, courriel);
    if (str_is_none(normal))
        return ERR_NOT_FOUND;
    TRY(sql_personne_id_de_courriel(db, a, normal, &r));
    return personne_par_id(db, a, r.personne_id, ret);
}

/* ---- changes ---- */

static bool fits(Str s, size_t max)
{
    return !str_is_none(s) && s.n <= 4 * max && utf8_length(s) <= max;
}

static Str folded(Arena *a, Str prenom, Str nom)
{
    return utf8_fold(a, str_join(a, (Str[]){ prenom, nom }, 2, S(" ")));
}

static Err note(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    Str objet = personne_objet(a, uid);
    return str_is_none(objet) ? ERR_MEMORY : journal_ecrire(db, par, now, action, objet, true);
}

Err personne_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, Str courriel, Str nom, Str prenom,
    PersonneId *ret)
{
    Str normal = courriel_normal(a, courriel), uid = uid_new(a, random), cle = folded(a, prenom, nom);
    SqlPersonneAjouter row;
    bool added;
    if (arena_failed(a))
        return ERR_MEMORY;
    if (str_is_none(normal) || str_is_empty(nom) || !fits(nom, NOM_MAX) || !fits(prenom, NOM_MAX))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_personne_ajouter(db, a, uid, normal, cle, nom, prenom, now, &row, &added));
    if (!added)
        return ERR_CONFLICT;
    TRY(note(db, a, par, now, "personne.creer", uid));
    TRY(tx_commit(&tx));
    *ret = row.personne_id;
    return OK;
}

Err personne_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, int64_t version,
    const PersonneTextes *t)
{
    Personne p;
    int64_t n = 0;
    TRY(verifier_personne(db, a, par, id, &p));
    if (str_is_empty(t->nom) || !fits(t->nom, NOM_MAX) || !fits(t->prenom, NOM_MAX) || !fits(t->fonction, NOM_MAX) ||
        !fits(t->telephone, TELEPHONE_MAX))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_personne_ecrire(db, id, version, folded(a, t->prenom, t->nom), t->nom, t->prenom, t->fonction, t->telephone,
        now, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(note(db, a, par, now, "personne.modifier", p.uid));
    return tx_commit(&tx);
}

Err personne_changer_courriel(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, Str courriel)
{
    Personne p;
    SqlPersonneCourrielPris taken;
    int64_t n = 0;
    Str normal = courriel_normal(a, courriel);
    TRY(verifier_personne(db, a, par, id, &p));
    if (par && par->role != ROLE_ADMINISTRATEUR)
        return ERR_FORBIDDEN;
    if (str_is_none(normal))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_personne_courriel_pris(db, a, normal, id, &taken));
    if (taken.n)
        return ERR_CONFLICT;
    TRY(sql_personne_ecrire_courriel(db, id, normal, now, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(note(db, a, par, now, "personne.changer_courriel", p.uid));
    return tx_commit(&tx);
}

Err personne_garder_preferences(Db *db, PersonneId id, Str preferences)
{
    if (preferences.n > PREFERENCES_MAX)
        return ERR_INVALID;
    return sql_personne_ecrire_preferences(db, id, str_or_empty(preferences));
}

Err personne_connectee(Db *db, Arena *a, int64_t now, PersonneId id)
{
    Personne p;
    int64_t n = 0;
    TRY(personne_par_id(db, a, id, &p));
    TX tx = tx_begin(db, HERE);
    if (str_eq(p.etat, S("invitee"))) {
        TRY(sql_personne_changer_etat(db, id, S("invitee"), S("active"), now, &n));
        TRY(note(db, a, NULL, now, "personne.activer", p.uid));
    } else if (!str_eq(p.etat, S("active"))) {
        return ERR_CONFLICT;
    }
    TRY(sql_personne_connectee(db, id, now));
    return tx_commit(&tx);
}

Err personne_suspendre(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id, bool suspendre)
{
    Personne p;
    int64_t n = 0;
    Str avant = suspendre ? S("active") : S("suspendue"), apres = suspendre ? S("suspendue") : S("active");
    TRY(verifier_personne(db, a, par, id, &p));
    TX tx = tx_begin(db, HERE);
    if (suspendre)
        TRY(verifier_reste_administrateur(db, a, id));
    TRY(sql_personne_changer_etat(db, id, avant, apres, now, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(note(db, a, par, now, suspendre ? "personne.suspendre" : "personne.reprendre", p.uid));
    return tx_commit(&tx);
}

Err personne_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, PersonneId id)
{
    Personne p;
    int64_t n = 0;
    TRY(verifier_personne(db, a, par, id, &p));
    TX tx = tx_begin(db, HERE);
    TRY(verifier_reste_administrateur(db, a, id));
    TRY(sql_personne_vider(db, id, now, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(sql_roles_finir_tous(db, id, now));
    TRY(note(db, a, par, now, "personne.effacer", p.uid));
    return tx_commit(&tx);
}

/* ---- those who come no more ---- */

Err personnes_absentes(Db *db, Arena *a, int64_t avant, const PersonneAbsente **ret, size_t *ret_n)
{
    VEC(PersonneAbsente) found = { 0 };
    ROWS rows = { 0 };
    SqlPersonnesAbsentes r;
    TRY(sql_personnes_absentes(db, avant, &rows));
    while (sql_personnes_absentes_next(&rows, &r)) {
        PersonneAbsente *p = vec_push(a, &found);
        if (!p)
            return ERR_MEMORY;
        *p = (PersonneAbsente){ r.personne_id, str_dup(a, r.uid), str_dup(a, r.courriel), str_dup(a, r.nom),
            str_dup(a, r.prenom), r.venue_at, r.avertie_at };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

Err personne_avertir(Db *db, Arena *a, int64_t now, const PersonneAbsente *p)
{
    TX tx = tx_begin(db, HERE);
    TRY(sql_personne_avertie(db, p->id, now));
    TRY(note(db, a, NULL, now, "personne.avertir", p->uid));
    return tx_commit(&tx);
}

Str personne_nom_montre(Arena *a, Str prenom, Str nom)
{
    Str both = str_trim(str_join(a, (Str[]){ prenom, nom }, 2, S(" ")));
    return str_is_empty(both) ? S("Personne effacée") : both;
}

/* ---- several at once ---- */

/* Both are in order of person. */
static Err add_structures(Db *db, Arena *a, Str ids, PersonneCarte *v, size_t n)
{
    ROWS rows = { 0 };
    SqlStructuresDe s;
    size_t i = 0;
    TRY(sql_structures_de(db, ids, &rows));
    while (sql_structures_de_next(&rows, &s)) {
        while (i < n && v[i].id.v < s.personne_id.v)
            i++;
        if (i == n || v[i].id.v != s.personne_id.v)
            continue;
        v[i].structures = str_is_none(v[i].structures)
                            ? str_dup(a, s.nom)
                            : str_format(a, "%.*s, %.*s", STR_ARG(v[i].structures), STR_ARG(s.nom));
    }
    return rows_end(&rows);
}

Err personnes_de(Db *db, Arena *a, const PersonneId *ids, size_t n, const PersonneCarte **ret, size_t *ret_n)
{
    VEC(PersonneCarte) found = { 0 };
    ROWS rows = { 0 };
    SqlPersonnesDe p;
    Str list = json_i64s(a, n ? &ids->v : NULL, sizeof *ids, n);
    if (str_is_none(list))
        return ERR_MEMORY;
    TRY(sql_personnes_de(db, list, &rows));
    while (sql_personnes_de_next(&rows, &p)) {
        PersonneCarte *c = vec_push(a, &found);
        if (!c)
            return ERR_MEMORY;
        *c = (PersonneCarte){ p.personne_id, str_dup(a, p.uid), str_dup(a, p.nom), str_dup(a, p.prenom),
            str_dup(a, p.fonction), str_dup(a, p.recherche), STR_NONE };
    }
    TRY(rows_end(&rows));
    TRY(add_structures(db, a, list, found.v, found.n));
    *ret = found.v;
    *ret_n = found.n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- what is held, and forgetting it ---- */

static void put_instant(Json *j, Arena *a, const char *key, OptI64 at)
{
    if (at.has)
        json_kstr(j, key, instant_iso(a, at.v));
}

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    Personne p;
    PersonneId id = { personne_id };
    TRY(personne_par_id(db, a, id, &p));
    json_key(j, S("identite"));
    json_obj(j);
    json_kstr(j, "identifiant", p.uid);
    json_kstr(j, "courriel", p.courriel);
    json_kstr(j, "nom", p.nom);
    json_kstr(j, "prenom", p.prenom);
    json_kstr(j, "fonction", p.fonction);
    json_kstr(j, "telephone", p.telephone);
    json_kstr(j, "etat", p.etat);
    json_kstr_opt(j, "affichage", p.preferences);
    put_instant(j, a, "derniere_connexion", p.derniere_connexion_at);
    json_end(j);
    json_key(j, S("roles"));
    json_arr(j);
    ROWS rows = { 0 };
    SqlRolesPasses r;
    TRY(sql_roles_passes(db, id, &rows));
    while (sql_roles_passes_next(&rows, &r)) {
        json_obj(j);
        json_kstr(j, "role", r.role);
        json_kstr(j, "portee", r.portee);
        json_kstr_opt(j, "code", r.code);
        put_instant(j, a, "depuis", (OptI64){ true, r.depuis_at });
        put_instant(j, a, "jusqu_a", r.retire_at);
        json_end(j);
    }
    TRY(rows_end(&rows));
    json_end(j);
    return OK;
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    return personne_effacer(db, a, par, now, (PersonneId){ personne_id });
}

/* ---- lists ---- */

Str texte_cherche(Arena *a, Str typed)
{
    Str f = str_is_none(typed) ? S("") : utf8_fold(a, str_trim(typed));
    char *out = arena_alloc(a, f.n + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < f.n; i++)
        if (f.p[i] != '%' && f.p[i] != '_')
            out[n++] = f.p[i];
    return out ? str_of(out, n) : S("");
}

static Str roles_montres(Db *db, Arena *a, PersonneId id, Err *ret)
{
    const RoleTenu *roles = NULL;
    size_t n = 0;
    Str all = S("");
    *ret = roles_de(db, a, id, &roles, &n);
    for (size_t i = 0; *ret == OK && i < n; i++) {
        bool everywhere = roles[i].portee == PORTEE_INSTANCE;
        all = str_format(a, "%.*s%s%.*s%s%.*s%s", STR_ARG(all), i ? ", " : "",
            STR_ARG(role_info(roles[i].rang)->montre), everywhere ? "" : " (",
            STR_ARG(everywhere ? S("") : roles[i].portee_montree), everywhere ? "" : ")");
    }
    return all;
}

Err personnes_chercher(Db *db, Arena *a, const Acteur *par, Str texte, Str etat, int64_t page,
    const PersonneLigne **ret, size_t *ret_n, int64_t *ret_total)
{
    Etendue e = etendue_de(par);
    Str t = texte_cherche(a, texte), courriel = courriel_normal(a, str_or_empty(texte));
    VEC(PersonneLigne) found = { 0 };
    SqlPersonnesCompter total;
    if (str_is_none(courriel))
        courriel = S("");
    TRY(sql_personnes_compter(db, a, e.portee, e.code, e.moi, t, courriel, etat, &total));
    ROWS rows = { 0 };
    SqlPersonnesTrouver r;
    TRY(sql_personnes_trouver(db, e.portee, e.code, e.moi, t, courriel, etat, LISTE_PAGE, (page - 1) * LISTE_PAGE,
        &rows));
    while (sql_personnes_trouver_next(&rows, &r)) {
        PersonneLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (PersonneLigne){ r.personne_id, str_dup(a, r.uid), str_dup(a, r.courriel), str_dup(a, r.nom),
            str_dup(a, r.prenom), str_dup(a, r.fonction), str_dup(a, r.etat), r.derniere_connexion_at, STR_NONE };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < found.n; i++) {
        Err err;
        found.v[i].roles = roles_montres(db, a, found.v[i].id, &err);
        TRY(err);
    }
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = total.n;
    return OK;
}

const Slice slice_acteurs = {
    .name = "acteurs",
    .queries = acteurs_queries,
    .donnees = donnees,
    .oublier = oublier,
};
