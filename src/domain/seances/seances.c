// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/seances/seances.h"

#include "core/auth/codes.h"
#include "core/ical/agenda.h"
#include "domain/journal/journal.h"
#include "domain/seances/seances_web.h"
#include "seances_sql.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice seance_sortes[] = { SEANCE_SORTES(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X
static const Choice etats[] = { { S_INIT("prevue"), S_INIT("Prévue") }, { S_INIT("faite"), S_INIT("Faite") },
    { S_INIT("annulee"), S_INIT("Annulée") }, { STR_NONE, STR_NONE } };

bool seance_faute(const Seance *x, const char **ret_champ, const char **ret_message)
{
    *ret_champ = NULL;
    if (x->duree_min < 1 || x->duree_min > DUREE_MAX) {
        *ret_champ = "duree";
        *ret_message = "Indiquez une durée entre 1 et 1\u202f440 minutes.";
    } else if (x->sorte == SEANCE_RENDEZ_VOUS && (x->places > 1 || x->attendus > 1)) {
        *ret_champ = x->places > 1 ? "places" : "attendus";
        *ret_message = "Un rendez-vous est celui d’une seule personne\u00a0: prévoyez un atelier ou une permanence.";
    } else if (x->places && x->attendus > x->places) {
        *ret_champ = "attendus";
        *ret_message = "Il y a plus de personnes inscrites que de places.";
    }
    return *ret_champ != NULL;
}

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    return journal_ecrire(db, par, now, action, str_cat(a, S("seance:"), uid), true);
}

static Err write_team(Db *db, int64_t id, const Seance *x)
{
    for (size_t i = 0; i < x->equipe_n; i++)
        if (x->equipe[i].personne_id.v != x->personne_id.v)
            TRY(sql_seance_equipe_ajouter(db, id, x->equipe[i].personne_id, x->equipe[i].structure_id));
    return OK;
}

/* ---- planning ---- */

static Err add_one(Db *db, Arena *a, const Acteur *par, int64_t now, const Structure *s, const Seance *x, Str cle,
    Str uid)
{
    SqlSeanceAjouter made;
    const SqlSeanceAjouterArgs row = { .uid = uid,
        .structure_id = s->id,
        .personne_id = x->personne_id,
        .sorte = seance_sortes[x->sorte].value,
        .debut_at = x->debut_at,
        .duree_min = x->duree_min,
        .titre = x->titre,
        .lieu_type = lieu_types[x->lieu_type].value,
        .lieu = x->lieu,
        .themes = mots_joints(a, themes, x->themes),
        .places = x->places,
        .attendus = x->attendus,
        .cle = cle,
        .now = now };
    TRY(sql_seance_ajouter(db, a, &row, &made));
    TRY(write_team(db, made.seance_id, x));
    return tell(db, a, par, now, "seance.prevoir", uid);
}

Err seance_prevoir(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s, const Seance *x,
    int64_t fois, Str cle, Str *ret_uid)
{
    const char *field, *message;
    SqlSeanceParCle first;
    bool there = false;
    Seance one = *x;
    if (seance_faute(x, &field, &message))
        return ERR_INVALID;
    one.personne_id = (PersonneId){ par->personne_id };
    *ret_uid = uid_new(a, random);
    if (str_is_none(cle))
        cle = *ret_uid;
    TRY(sql_seance_par_cle(db, a, one.personne_id, cle, &first, &there));
    if (there) {
        *ret_uid = first.uid;
        return OK;
    }
    TRY(add_one(db, a, par, now, s, &one, cle, *ret_uid));
    Civil c = civil_paris(x->debut_at);
    Date day = date_paris(x->debut_at);
    for (int64_t week = 1; week < fois; week++) {
        day.days += 7;
        one.debut_at = instant_paris(day, c.hour, c.minute);
        one.attendus = 0;                          /* they came for the first one */
        Str uid = uid_new(a, random);
        TRY(add_one(db, a, par, now, s, &one, uid, uid));
    }
    return OK;
}

/* ---- reading ---- */

typedef VEC(Seance) Seances;

static Err read_rows(Arena *a, DbRows *rows, Seances *to)
{
    SqlSeancesPage r;
    while (sql_seances_page_next(rows, &r)) {
        Seance *x = vec_push(a, to);
        if (!x)
            return ERR_MEMORY;
        *x = (Seance){ .id = r.seance_id,
            .uid = str_dup(a, r.uid),
            .structure_id = r.structure_id,
            .personne_id = r.personne_id,
            .sorte = choice_index(seance_sortes, r.sorte),
            .lieu_type = choice_index(lieu_types, r.lieu_type),
            .debut_at = r.debut_at,
            .duree_min = r.duree_min,
            .titre = str_dup(a, r.titre),
            .lieu = str_dup(a, r.lieu),
            .themes = mots_bits(themes, r.themes),
            .places = r.places,
            .attendus = r.attendus,
            .etat = (SeanceEtat)choice_index(etats, r.etat),
            .motif = str_dup(a, r.motif),
            .version = r.version,
            .structure = str_dup(a, r.structure),
            .qui = personne_nom_montre(a, r.prenom, r.nom) };
        if (x->sorte < 0 || x->lieu_type < 0)
            return ERR_INTERNAL;
    }
    return rows_end(rows);
}

static size_t place_of(const Seances *all, int64_t id)
{
    size_t i = 0;
    while (i + 1 < all->n && all->v[i].id != id)
        i++;
    return i;
}

/* The teams of all of them in one question; `first`: room for one a session. */
static Err read_teams(Db *db, Arena *a, Str ids, size_t *first, Seances *all)
{
    VEC(Animateur) team = { 0 };
    ROWS rows = { 0 };
    SqlSeancesEquipes r;
    TRY(sql_seances_equipes(db, ids, &rows));
    while (sql_seances_equipes_next(&rows, &r)) {
        Animateur *new = vec_push(a, &team);
        size_t at = place_of(all, r.seance_id);
        Seance *x = &all->v[at];
        Str name = personne_nom_montre(a, r.prenom, r.nom);
        if (!new)
            return ERR_MEMORY;
        *new = (Animateur){ r.personne_id, r.structure_id };
        if (x->equipe_n++ == 0)
            first[at] = team.n - 1;
        x->qui = str_format(a, "%.*s, %.*s", STR_ARG(x->qui), STR_ARG(name));
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].equipe_n)
            all->v[i].equipe = &team.v[first[i]];
    return OK;
}

static Err read_records(Db *db, Arena *a, Str ids, size_t *first, Seances *all)
{
    VEC(Str) records = { 0 };
    ROWS rows = { 0 };
    SqlSeancesFiches r;
    TRY(sql_seances_fiches(db, ids, &rows));
    while (sql_seances_fiches_next(&rows, &r)) {
        Str *new = vec_push(a, &records);
        size_t at = place_of(all, r.seance_id);
        if (!new)
            return ERR_MEMORY;
        *new = str_dup(a, r.activite);
        if (all->v[at].fiches_n++ == 0)
            first[at] = records.n - 1;
    }
    TRY(rows_end(&rows));
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].fiches_n)
            all->v[i].fiches = &records.v[first[i]];
    return OK;
}

/* Three questions, however many there are. */
static Err read_page(Db *db, Arena *a, const Acteur *par, Str uid, const SeanceRecherche *q, int64_t limit,
    int64_t from, Seances *to)
{
    ROWS rows = { 0 };
    TRY(sql_seances_page(db, uid, q->passees, q->avant, (PersonneId){ par->personne_id }, q->miennes,
        par->role ? par->portee : S("aucune"), str_or_empty(par->code), limit, from, &rows));
    TRY(read_rows(a, &rows, to));
    if (to->n == 0)
        return OK;
    Str ids = json_i64s(a, &to->v[0].id, sizeof *to->v, to->n);
    size_t *first = NEW(a, size_t, to->n);
    if (str_is_none(ids) || !first)
        return ERR_MEMORY;
    TRY(read_teams(db, a, ids, first, to));
    TRY(read_records(db, a, ids, first, to));
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Err seance_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Seance *ret, bool *ret_tient)
{
    Seances v = { 0 };
    Structure s;
    TRY(read_page(db, a, par, uid, &(SeanceRecherche){ 0 }, 1, 0, &v));
    if (v.n == 0)
        return ERR_NOT_FOUND;
    TRY(structure_par_id(db, a, v.v[0].structure_id, &s));
    *ret = v.v[0];
    *ret_tient = acteur_couvre_structure(par, &s);
    return OK;
}

Err seances_lister(Db *db, Arena *a, const Acteur *par, const SeanceRecherche *q, int64_t page, const Seance **ret,
    size_t *ret_n, int64_t *ret_total)
{
    Seances found = { 0 };
    SqlSeancesCompter all;
    TRY(sql_seances_compter(db, a, q->passees, q->avant, (PersonneId){ par->personne_id }, q->miennes,
        par->role ? par->portee : S("aucune"), str_or_empty(par->code), &all));
    TRY(read_page(db, a, par, STR_NONE, q, SEANCES_PAGE, (page - 1) * SEANCES_PAGE, &found));
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = all.n;
    return OK;
}

Err seances_agenda(Db *db, Arena *a, const Acteur *par, Str site, int64_t now, Buf *to)
{
    Seances v = { 0 };
    TRY(read_page(db, a, par, STR_NONE, &(SeanceRecherche){ .miennes = true }, SEANCES_AGENDA, 0, &v));
    AgendaFait *e = NEW(a, AgendaFait, v.n + 1);
    if (!e)
        return ERR_MEMORY;
    for (size_t i = 0; i < v.n; i++) {
        const Seance *x = &v.v[i];
        e[i] = (AgendaFait){ agenda_uid(a, "seance", x->uid, site), x->debut_at, x->debut_at + x->duree_min * 60,
            str_is_empty(x->titre) ? seance_sortes[x->sorte].label : x->titre,
            str_is_empty(x->lieu) ? x->structure : str_format(a, "%.*s, %.*s", STR_ARG(x->lieu), STR_ARG(x->structure)),
            STR_NONE, (int)(x->version - 1), false };
    }
    return agenda_ecrire(a, e, v.n, S("Seances"), now, to);
}

/* ---- changing ---- */

static Err open_held(Db *db, Arena *a, const Acteur *par, Str uid, Seance *ret)
{
    bool held = false;
    TRY(seance_ouvrir(db, a, par, uid, ret, &held));
    return held ? OK : ERR_NOT_FOUND;
}

Err seance_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Seance *x)
{
    const char *field, *message;
    Seance old, new = *x;
    int64_t n = 0;
    TRY(open_held(db, a, par, uid, &old));
    if (seance_faute(x, &field, &message))
        return ERR_INVALID;
    const SqlSeanceChangerArgs row = { .seance_id = old.id,
        .version = version,
        .sorte = seance_sortes[x->sorte].value,
        .debut_at = x->debut_at,
        .duree_min = x->duree_min,
        .titre = x->titre,
        .lieu_type = lieu_types[x->lieu_type].value,
        .lieu = x->lieu,
        .themes = mots_joints(a, themes, x->themes),
        .places = x->places,
        .attendus = x->attendus,
        .now = now };
    TRY(sql_seance_changer(db, &row, &n));
    if (n == 0)
        return ERR_CONFLICT;
    new.personne_id = old.personne_id;
    TRY(sql_seance_equipe_oter(db, old.id));
    TRY(write_team(db, old.id, &new));
    return tell(db, a, par, now, "seance.modifier", uid);
}

static Err pass(Db *db, int64_t id, SeanceEtat from, SeanceEtat to, Str why, int64_t now)
{
    int64_t n = 0;
    TRY(sql_seance_passer(db, id, etats[from].value, etats[to].value, why, now, &n));
    return n ? OK : ERR_CONFLICT;
}

Err seance_annuler(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str motif)
{
    Seance x;
    TRY(open_held(db, a, par, uid, &x));
    TRY(pass(db, x.id, SEANCE_PREVUE, SEANCE_ANNULEE, motif, now));
    return tell(db, a, par, now, "seance.annuler", uid);
}

Err seance_faite(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str activite)
{
    Seance x;
    TRY(open_held(db, a, par, uid, &x));
    SeanceEtat from = x.sorte == SEANCE_PERMANENCE && x.etat == SEANCE_FAITE ? SEANCE_FAITE : SEANCE_PREVUE;
    TRY(pass(db, x.id, from, SEANCE_FAITE, S(""), now));
    TRY(sql_seance_fiche_ajouter(db, x.id, activite));
    return tell(db, a, par, now, "seance.faire", uid);
}

/* One that is no more, or taken away already, is not in the way. */
static Err take_away(Db *db, Arena *a, const Acteur *par, int64_t now, Str fiche)
{
    Activite x;
    Err e = activite_supprimer(db, a, par, now, fiche, true, STR_NONE);
    if (e != ERR_NOT_FOUND)
        return e;
    e = activite_ouvrir(db, a, NULL, fiche, &x);
    if (e == OK)
        return x.supprime_at.has ? OK : ERR_FORBIDDEN;
    return e == ERR_NOT_FOUND ? OK : e;
}

Err seance_retablir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid)
{
    Seance x;
    TRY(open_held(db, a, par, uid, &x));
    if (x.etat == SEANCE_PREVUE)
        return OK;                                 /* pressed twice */
    for (size_t i = 0; i < x.fiches_n; i++)
        TRY(take_away(db, a, par, now, x.fiches[i]));
    TRY(sql_seance_fiches_oter(db, x.id));
    TRY(pass(db, x.id, x.etat, SEANCE_PREVUE, S(""), now));
    return tell(db, a, par, now, "seance.retablir", uid);
}

/* ---- what the whole program asks of a slice ---- */

Err seances_attentes(Req *r, Attentes *to)
{
    enum { TIENNENT = ROLE_REFERENT | ROLE_MEDIATEUR };
    SqlSeancesCompter late;
    if (!(r->acteur->role & TIENNENT))
        return OK;
    TRY(sql_seances_compter(r->db, r->arena, false, (OptI64){ true, r->now }, (PersonneId){ r->acteur->personne_id },
        true, S("aucune"), S(""), &late));
    if (late.n == 0)
        return OK;
    Short n = plural(late.n, "séance prévue est passée", "séances prévues sont passées");
    return attente_ajouter(r, to,
        (Attente){ str_format(r->arena, "%.*s\u00a0: dites si elle%s fait%s.", n.n, n.p,
                       late.n > 1 ? "s se sont" : " s’est", late.n > 1 ? "es" : "e"),
            S("/seances"), S("Voir mes séances") });
}

Err seances_donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlSeancesDe r;
    TRY(sql_seances_de(db, (PersonneId){ personne_id }, &rows));
    json_key(j, S("seances"));
    json_arr(j);
    while (sql_seances_de_next(&rows, &r)) {
        ArenaMark mark = arena_mark(a);
        json_obj(j);
        json_kstr(j, "debut", instant_iso(a, r.debut_at));
        json_kstr(j, "sorte", r.sorte);
        json_kstr(j, "titre", r.titre);
        json_kstr(j, "lieu", r.lieu);
        json_kstr(j, "etat", r.etat);
        json_kstr(j, "motif", r.motif);
        json_end(j);
        arena_reset(a, mark);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err forget(Db *db, OptI64 personne, OptI64 before)
{
    TRY(sql_seances_oublier_equipe(db, personne, before));
    TRY(sql_seances_oublier_fiches(db, personne, before));
    return sql_seances_oublier(db, personne, before);
}

/* What was done stays in its record. */
Err seances_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    return forget(db, (OptI64){ true, personne_id }, (OptI64){ 0 });
}

Err seances_purger(Db *db, Arena *a, void *arg)
{
    enum { JOUR_S = 24 * 3600 };
    const int64_t *now = arg;
    (void)a;
    return forget(db, (OptI64){ 0 }, (OptI64){ true, *now - (int64_t)SEANCE_OUBLI_J * JOUR_S });
}
