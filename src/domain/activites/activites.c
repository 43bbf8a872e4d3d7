// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/activites.h"

#include "activites_sql.h"
#include "core/auth/codes.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/arretes.h"
#include "domain/activites/idempotence.h"
#include "domain/activites/saisie.h"
#include "domain/journal/journal.h"

enum { VOIT_TOUT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT, HABITUDES = 50 };

bool dispositif_de_structure(const Structure *s, int dispositif)
{
    Str rest = s->dispositifs, part;
    if (dispositif == DISPOSITIF_AUTRE)
        return true;
    while (str_split(&rest, '|', &part)) {
        Str name = dispositifs[dispositif].value;  /* "france_services" here, "france-services" there */
        bool same = part.n == name.n;
        for (size_t i = 0; same && i < name.n; i++)
            same = part.p[i] == name.p[i] || (part.p[i] == '-' && name.p[i] == '_');
        if (same)
            return true;
    }
    return false;
}

/* ---- rules ---- */

#define FAUTE(cond, champ, message)                                                                                    \
    if (cond) {                                                                                                        \
        *ret_champ = (champ);                                                                                          \
        *ret_message = (message);                                                                                      \
        return true;                                                                                                   \
    }

static bool people_are_wrong(const Activite *x, const char **ret_champ, const char **ret_message)
{
    int64_t n = activite_accompagnements(x);
    FAUTE(x->nouveaux > x->anonymes, "nouveaux", "Il ne peut pas y avoir plus de personnes nouvelles que de personnes.")
    FAUTE(n > PARTICIPANTS_MAX, "participants", "Au plus 10\u202f000 personnes.")
    if (x->type == ACTIVITE_INDIVIDUEL) {
        FAUTE(n != 1, "carte", "Un accompagnement individuel est celui d’une seule personne.")
    }
    FAUTE(n < 1, "participants", "Dites combien de personnes étaient là : au moins une.")
    return false;
}

bool activite_faute(const Activite *x, Date aujourdhui, const char **ret_champ, const char **ret_message)
{
    FAUTE(!x->themes, "themes", "Choisissez au moins un thème.")
    FAUTE(x->demarches && !(x->themes & 1U << THEME_DEMARCHES), "demarches",
        "Une démarche est choisie : choisissez aussi le thème « Aide aux démarches administratives ».")
    FAUTE(x->duree_min < 1 || x->duree_min > DUREE_MAX, "duree", "Indiquez une durée entre 1 et 1\u202f440 minutes.")
    FAUTE(x->jour.days > aujourdhui.days, "jour", "Cette date est à venir : écrivez la fiche quand ce sera fait.")
    FAUTE((x->lieu_type == LIEU_TYPE_DOMICILE || x->lieu_type == LIEU_TYPE_AUTRE) && str_is_empty(x->commune),
        "commune", "Dites dans quelle commune.")
    return people_are_wrong(x, ret_champ, ret_message);
}

/* ---- writing ---- */

static SqlActiviteAjouterArgs row_of(Arena *a, const Activite *x, Str cle, int64_t now)
{
    return (SqlActiviteAjouterArgs){ .uid = x->uid,
        .type = activite_types[x->type].value,
        .dispositif = dispositifs[x->dispositif].value,
        .structure_id = x->structure_id,
        .personne_id = x->personne_id,
        .jour_j = x->jour.days,
        .mois = mois_de(x->jour),
        .duree_min = x->duree_min,
        .lieu_type = lieu_types[x->lieu_type].value,
        .lieu = x->lieu,
        .commune = x->commune,
        .epci = x->epci,
        .themes = mots_joints(a, themes, x->themes),
        .demarches = mots_joints(a, demarches, x->demarches),
        .materiels = mots_joints(a, materiels, x->materiels),
        .autonomie = x->autonomie,
        .niveau = x->niveau,
        .titre = x->titre,
        .redirection = x->redirection < 0 ? S("") : redirections[x->redirection].value,
        .orientation = x->orientation,
        .regle = x->regle,
        .satisfaction = x->satisfaction,
        .recommande = x->recommande,
        .securite = x->securite,
        .note = x->note,
        .anonymes = x->anonymes,
        .nouveaux = x->nouveaux,
        .accompagnements = activite_accompagnements(x),
        .source = x->source,
        .cle = cle,
        .plan_action = str_or_empty(x->plan_action),
        .now = now };
}

static Err write_leaders(Db *db, Str uid, const Activite *x)
{
    for (size_t i = 0; i < x->animateurs_n; i++)
        if (x->animateurs[i].personne_id.v != x->personne_id.v)
            TRY(sql_activite_animer(db, uid, x->animateurs[i].personne_id, x->animateurs[i].structure_id));
    return OK;
}

/* Everything but the sums. */
static Err insert(Db *db, const SqlActiviteAjouterArgs *row, const Activite *x)
{
    TRY(sql_activite_ajouter(db, row));
    for (size_t i = 0; i < x->suivis_n; i++)
        TRY(sql_activite_suivre(db, x->uid, x->suivis[i].id));
    return write_leaders(db, x->uid, x);
}

/* A closed period hears of a record just written. The INSERT came first: a period that was being closed is closed by
 * now. */
static Err tell_late(Db *db, Arena *a, const Acteur *par, int64_t now, const Activite *made, int geste)
{
    Mouvements m = { 0 };
    Activite x;
    bool closed = false;
    TRY(arretes_couvrent(db, made, &closed));
    if (!closed)
        return OK;
    TRY(activite_par_uid(db, a, made->uid, &x));
    TRY(mouvement_fiche(db, a, &x, 1, &m));
    return mouvements_noter(db, a, par, now, x.id, geste, STR_NONE, &m);
}

Err activite_verser(Db *db, Arena *a, Cumuls *v, int64_t now, Random random, const Activite *x)
{
    const char *field, *message;
    Activite made = *x;
    if (activite_faute(x, date_paris(now), &field, &message))
        return ERR_INVALID;
    made.uid = uid_new(a, random);
    const SqlActiviteAjouterArgs row = row_of(a, &made, STR_NONE, now);
    TRY(insert(db, &row, &made));
    return cumuls_ajouter(v, a, &made);
}

Err activite_importer(Db *db, Arena *a, int64_t now, Random random, const Activite *x, Str cle, Str *ret_uid)
{
    const char *field, *message;
    Activite made = *x;
    if (activite_faute(x, date_paris(now), &field, &message))
        return ERR_INVALID;
    made.uid = uid_new(a, random);
    const SqlActiviteAjouterArgs row = row_of(a, &made, cle, now);
    TRY(insert(db, &row, &made));
    TRY(activite_cumuler(db, a, &made, 1));
    TRY(tell_late(db, a, NULL, now, &made, AJUSTEMENT_IMPORTER));
    *ret_uid = made.uid;
    return OK;
}

/* What that version says, for the history: the codes, no card. */
static Str told(Arena *a, const Activite *x)
{
    BUF b = buf_new(8 * KIB);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "jour", date_iso(a, x->jour));
    json_kstr(&j, "type", activite_types[x->type].value);
    json_kstr(&j, "dispositif", dispositifs[x->dispositif].value);
    json_kstr(&j, "themes", mots_joints(a, themes, x->themes));
    json_ki64(&j, "duree", x->duree_min);
    json_ki64(&j, "accompagnements", activite_accompagnements(x));
    json_kstr_opt(&j, "commune", x->commune);
    json_kstr_opt(&j, "titre", x->titre);
    json_kstr_opt(&j, "action", str_or_empty(x->plan_action));
    json_ki64(&j, "animateurs", 1 + (int64_t)x->animateurs_n);
    json_kstr(&j, "lieu", x->lieu);
    json_kstr(&j, "orientation", x->orientation);
    json_ki64(&j, "regle", x->regle.has ? x->regle.v : -1);
    json_ki64(&j, "satisfaction", x->satisfaction.has ? x->satisfaction.v : -1);
    json_ki64(&j, "recommande", x->recommande.has ? x->recommande.v : -1);
    json_ki64(&j, "securite", x->securite);
    json_end(&j);
    return str_dup(a, buf_str(&b));
}

static Err note_history(Db *db, Arena *a, const Acteur *par, int64_t now, const char *geste, const Activite *x)
{
    OptI64 who = { par != NULL, par ? par->personne_id : 0 };
    return sql_activite_noter(db, x->id, now, who, str_from(geste), told(a, x));
}

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    return journal_ecrire(db, par, now, action, str_cat(a, S("activite:"), uid), true);
}

Err activite_enregistrer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s,
    const Activite *x, Str cle, Str *ret_uid, bool *ret_deja)
{
    const char *field, *message;
    SqlActiviteParCle first;
    Activite made = *x;
    *ret_deja = false;
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    if (!str_is_none(cle))
        TRY(sql_activite_par_cle(db, a, (PersonneId){ par->personne_id }, cle, &first, ret_deja));
    if (*ret_deja) {
        *ret_uid = first.uid;
        return OK;
    }
    if (activite_faute(x, date_paris(now), &field, &message))
        return ERR_INVALID;
    if (!dispositif_de_structure(s, x->dispositif))
        return ERR_FORBIDDEN;
    made.uid = uid_new(a, random);
    made.structure_id = s->id;
    made.personne_id = (PersonneId){ par->personne_id };
    made.source = S("");
    const SqlActiviteAjouterArgs row = row_of(a, &made, cle, now);
    TRY(insert(db, &row, &made));
    TRY(activite_cumuler(db, a, &made, 1));
    TRY(sql_activite_noter_creation(db, made.uid, now, (OptI64){ true, par->personne_id }, told(a, &made)));
    TRY(tell_late(db, a, par, now, &made, AJUSTEMENT_CREER));
    *ret_uid = made.uid;
    return tell(db, a, par, now, "activite.creer", made.uid);
}

/* ---- reading ---- */

static Err read_followed(Db *db, Arena *a, Activite *x)
{
    VEC(Usager) found = { 0 };
    ROWS rows = { 0 };
    SqlActiviteSuivis r;
    TRY(sql_activite_suivis(db, x->id, &rows));
    while (sql_activite_suivis_next(&rows, &r)) {
        Usager *u = vec_push(a, &found);
        if (!u)
            return ERR_MEMORY;
        *u = (Usager){ .id = r.usager_id,
            .racine = { r.racine },
            .code = str_dup(a, r.code),
            .structure_id = r.structure_id,
            .naissance = r.naissance };
    }
    x->suivis = found.v;
    x->suivis_n = found.n;
    return rows_end(&rows);
}

static Err read_leaders(Db *db, Arena *a, Activite *x)
{
    VEC(Animateur) found = { 0 };
    ROWS rows = { 0 };
    SqlActiviteAnimateurs r;
    TRY(sql_activite_animateurs(db, x->id, &rows));
    while (sql_activite_animateurs_next(&rows, &r)) {
        Animateur *n = vec_push(a, &found);
        if (!n)
            return ERR_MEMORY;
        *n = (Animateur){ r.personne_id, r.structure_id };
    }
    x->animateurs = found.v;
    x->animateurs_n = found.n;
    return rows_end(&rows);
}

Err activite_par_uid(Db *db, Arena *a, Str uid, Activite *ret)
{
    SqlActiviteParUid r;
    bool found = false;
    TRY(sql_activite_par_uid(db, a, uid, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    Activite x = { .id = r.activite_id,
        .uid = r.uid,
        .type = choice_index(activite_types, r.type),
        .dispositif = choice_index(dispositifs, r.dispositif),
        .lieu_type = choice_index(lieu_types, r.lieu_type),
        .structure_id = r.structure_id,
        .personne_id = r.personne_id,
        .jour = { (int32_t)r.jour_j },
        .duree_min = r.duree_min,
        .lieu = r.lieu,
        .commune = r.commune,
        .epci = r.epci,
        .themes = mots_bits(themes, r.themes),
        .demarches = mots_bits(demarches, r.demarches),
        .materiels = mots_bits(materiels, r.materiels),
        .autonomie = (int)r.autonomie,
        .niveau = (int)r.niveau,
        .titre = r.titre,
        .note = r.note,
        .redirection = choice_index(redirections, r.redirection),
        .orientation = r.orientation,
        .regle = r.regle,
        .satisfaction = r.satisfaction,
        .recommande = r.recommande,
        .securite = r.securite,
        .anonymes = r.anonymes,
        .nouveaux = r.nouveaux,
        .source = r.source,
        .plan_action = r.plan_action,
        .version = r.version,
        .cree_at = r.cree_at,
        .modifie_at = r.modifie_at,
        .supprime_at = r.supprime_at };
    if (x.type < 0 || x.dispositif < 0 || x.lieu_type < 0)
        return ERR_INTERNAL;
    TRY(read_followed(db, a, &x));
    TRY(read_leaders(db, a, &x));
    *ret = x;
    return OK;
}

Vue vue_de(const Acteur *par)
{
    if (!par)
        return (Vue){ S("instance"), S(""), { 0 } };
    bool all = par->role & VOIT_TOUT;
    Str code = str_or_empty(par->code);
    return (Vue){ par->role ? par->portee : S("aucune"), code, { !all, all ? 0 : par->personne_id } };
}

Err activite_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Activite *ret)
{
    Structure s;
    Vue v = vue_de(par);
    TRY(activite_par_uid(db, a, uid, ret));
    TRY(structure_par_id(db, a, ret->structure_id, &s));
    bool mine = !v.moi.has || v.moi.v == ret->personne_id.v;
    return (!par || acteur_couvre_structure(par, &s)) && mine ? OK : ERR_NOT_FOUND;
}

Err activite_ecrite(Db *db, Arena *a, PersonneId id, Str cle, bool *ret)
{
    SqlActiviteParCle r;
    return sql_activite_par_cle(db, a, id, cle, &r, ret);
}

Err activite_derniere(Db *db, Arena *a, PersonneId id, Activite *ret)
{
    SqlActivitePlusRecente last;
    bool found = false;
    TRY(sql_activite_plus_recente(db, a, id, &last, &found));
    return found ? activite_par_uid(db, a, last.uid, ret) : ERR_NOT_FOUND;
}

Err themes_habituels(Db *db, PersonneId id, int ret[THEMES_N])
{
    int n[THEMES_N] = { 0 }, at = 0;
    ROWS rows = { 0 };
    SqlActiviteThemesRecents r;
    TRY(sql_activite_themes_recents(db, id, HABITUDES, &rows));
    while (sql_activite_themes_recents_next(&rows, &r))
        for (int t = 0; t < THEMES_N; t++)
            n[t] += (mots_bits(themes, r.themes) & 1U << t) != 0;
    for (int times = HABITUDES; times >= 0; times--)
        for (int t = 0; t < THEMES_N; t++)
            if (n[t] == times)
                ret[at++] = t;
    return rows_end(&rows);
}

/* ---- changing ---- */

static Err replace(Db *db, Arena *a, int64_t now, const Activite *old, int64_t version, const Activite *x)
{
    int64_t n = 0;
    const SqlActiviteAjouterArgs r = row_of(a, x, STR_NONE, now);
    const SqlActiviteChangerArgs args = { .uid = old->uid,
        .version = version,
        .type = r.type,
        .dispositif = r.dispositif,
        .jour_j = r.jour_j,
        .mois = r.mois,
        .duree_min = r.duree_min,
        .lieu_type = r.lieu_type,
        .lieu = r.lieu,
        .commune = r.commune,
        .epci = r.epci,
        .themes = r.themes,
        .demarches = r.demarches,
        .materiels = r.materiels,
        .autonomie = r.autonomie,
        .niveau = r.niveau,
        .titre = r.titre,
        .redirection = r.redirection,
        .orientation = r.orientation,
        .regle = r.regle,
        .satisfaction = r.satisfaction,
        .recommande = r.recommande,
        .securite = r.securite,
        .note = r.note,
        .anonymes = r.anonymes,
        .nouveaux = r.nouveaux,
        .accompagnements = r.accompagnements,
        .plan_action = r.plan_action,
        .now = now };
    TRY(sql_activite_changer(db, &args, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(sql_activite_plus_suivre(db, old->id));
    for (size_t i = 0; i < x->suivis_n; i++)
        TRY(sql_activite_suivre(db, old->uid, x->suivis[i].id));
    TRY(sql_activite_plus_animer(db, old->id, (OptI64){ 0 }, &n));
    return write_leaders(db, old->uid, x);
}

Err activite_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Activite *x)
{
    const char *field, *message;
    Structure s;
    Activite old, made = *x;
    Mouvements m = { 0 };
    TRY(sql_fiches_tenir(db));
    TRY(activite_ouvrir(db, a, par, uid, &old));
    TRY(structure_par_id(db, a, old.structure_id, &s));
    if (activite_faute(x, date_paris(now), &field, &message))
        return ERR_INVALID;
    if (!dispositif_de_structure(&s, x->dispositif))
        return ERR_FORBIDDEN;
    made.uid = old.uid;
    made.id = old.id;
    made.structure_id = old.structure_id;
    made.personne_id = old.personne_id;
    TRY(sql_activite_noter_origine(db, old.id, told(a, &old)));
    TRY(mouvement_fiche(db, a, &old, -1, &m));
    TRY(replace(db, a, now, &old, version, &made));
    TRY(mouvement_fiche(db, a, &made, 1, &m));
    if (m.v.n && str_is_empty(x->motif))
        return ERR_INVALID;
    TRY(mouvements_noter(db, a, par, now, old.id, AJUSTEMENT_MODIFIER, x->motif, &m));
    TRY(activite_cumuler(db, a, &old, -1));
    TRY(activite_cumuler(db, a, &made, 1));
    TRY(note_history(db, a, par, now, "modifier", &made));
    return tell(db, a, par, now, "activite.modifier", old.uid);
}

Err activite_supprimer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool supprimer, Str motif)
{
    Activite x;
    Mouvements m = { 0 };
    TRY(sql_fiches_tenir(db));
    TRY(activite_ouvrir(db, a, par, uid, &x));
    if (x.supprime_at.has == supprimer)
        return OK;                                 /* done already: pressed twice */
    if (supprimer)
        TRY(mouvement_fiche(db, a, &x, -1, &m));
    TRY(sql_activite_marquer(db, x.id, (OptI64){ supprimer, supprimer ? now : 0 }, now));
    if (!supprimer)
        TRY(mouvement_fiche(db, a, &x, 1, &m));
    if (supprimer && m.v.n && str_is_empty(motif))
        return ERR_INVALID;
    TRY(mouvements_noter(db, a, par, now, x.id, supprimer ? AJUSTEMENT_SUPPRIMER : AJUSTEMENT_RETABLIR, motif, &m));
    TRY(activite_cumuler(db, a, &x, supprimer ? -1 : 1));
    TRY(note_history(db, a, par, now, supprimer ? "supprimer" : "retablir", &x));
    return tell(db, a, par, now, supprimer ? "activite.supprimer" : "activite.retablir", x.uid);
}

/* ---- lists ---- */

static Str word_or_none(const Choice *mots, int rang)
{
    return rang < 0 ? STR_NONE : mots[rang].value;
}

Err activites_lister(Db *db, Arena *a, const Acteur *par, const ActiviteRecherche *q, int64_t page,
    const ActiviteLigne **ret, size_t *ret_n, int64_t *ret_total)
{
    Vue v = vue_de(par);
    VEC(ActiviteLigne) found = { 0 };
    ROWS rows = { 0 };
    SqlActivitesPage r;
    SqlActivitesCompter total;
    int64_t from = q->du_j.has ? q->du_j.v : INT32_MIN, to = q->au_j.has ? q->au_j.v : INT32_MAX;
    Str type = word_or_none(activite_types, q->type), dispositif = word_or_none(dispositifs, q->dispositif);
    Str theme = word_or_none(themes, q->theme);
    TRY(sql_activites_compter(db, a, from, to, q->supprimees, type, dispositif, theme, v.moi, v.portee, v.code,
        &total));
    TRY(sql_activites_page(db, from, to, q->supprimees, type, dispositif, theme, v.moi, v.portee, v.code,
        ACTIVITES_PAGE, (page - 1) * ACTIVITES_PAGE, &rows));
    while (sql_activites_page_next(&rows, &r)) {
        ActiviteLigne *l = vec_push(a, &found);
        if (!l)
            return ERR_MEMORY;
        *l = (ActiviteLigne){ str_dup(a, r.uid), str_dup(a, r.structure), str_dup(a, r.titre), str_dup(a, r.themes),
            str_dup(a, r.source), choice_index(activite_types, r.type), choice_index(dispositifs, r.dispositif),
            { (int32_t)r.jour_j }, r.duree_min, r.accompagnements };
    }
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = total.n;
    return rows_end(&rows);
}

Err activite_histoire(Db *db, Arena *a, ActiviteId id, const ActiviteGeste **ret, size_t *ret_n)
{
    VEC(ActiviteGeste) found = { 0 };
    ROWS rows = { 0 };
    SqlActiviteGestes r;
    TRY(sql_activite_gestes(db, id, &rows));
    while (sql_activite_gestes_next(&rows, &r)) {
        ActiviteGeste *g = vec_push(a, &found);
        if (!g)
            return ERR_MEMORY;
        *g = (ActiviteGeste){ r.at, r.version, str_dup(a, r.geste), str_dup(a, r.contenu), r.personne_id };
    }
    *ret = found.v;
    *ret_n = found.n;
    return rows_end(&rows);
}

Err ouverture_ecrire(Db *db, StructureId id, int dispositif, int64_t mois, int64_t jours, Str source)
{
    return sql_ouverture_noter(db, id, dispositifs[dispositif].value, mois, jours, source);
}

/* ---- what the whole program asks of a slice ---- */

static Err tell_models(Db *db, PersonneId id, Arena *a, Json *j)
{
    ROWS rows = { 0 };
    SqlModelesDe r;
    TRY(sql_modeles_de(db, id, &rows));
    json_key(j, S("modeles_de_fiche"));
    json_arr(j);
    while (sql_modeles_de_next(&rows, &r))
        json_str(j, str_dup(a, r.nom));
    json_end(j);
    return rows_end(&rows);
}

static Err tell_led(Db *db, PersonneId id, Arena *a, Json *j)
{
    ROWS rows = { 0 };
    SqlActivitesAnimees r;
    TRY(sql_activites_animees(db, id, &rows));
    json_key(j, S("activites_animees_avec_d_autres"));
    json_arr(j);
    while (sql_activites_animees_next(&rows, &r)) {
        ArenaMark mark = arena_mark(a);
        json_obj(j);
        json_kstr(j, "jour", date_iso(a, (Date){ (int32_t)r.jour_j }));
        json_kstr(j, "type", r.type);
        json_ki64(j, "duree_minutes", r.duree_min);
        json_end(j);
        arena_reset(a, mark);
    }
    json_end(j);
    return rows_end(&rows);
}

Err activites_donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlActivitesDe r;
    TRY(sql_activites_de(db, (PersonneId){ personne_id }, &rows));
    json_key(j, S("activites"));
    json_arr(j);
    while (sql_activites_de_next(&rows, &r)) {
        ArenaMark mark = arena_mark(a);
        json_obj(j);
        json_kstr(j, "jour", date_iso(a, (Date){ (int32_t)r.jour_j }));
        json_kstr(j, "type", r.type);
        json_kstr(j, "dispositif", r.dispositif);
        json_ki64(j, "accompagnements", r.accompagnements);
        json_ki64(j, "duree_minutes", r.duree_min);
        json_kstr_opt(j, "note", r.note);
        json_end(j);
        arena_reset(a, mark);
    }
    json_end(j);
    TRY(rows_end(&rows));
    TRY(tell_models(db, (PersonneId){ personne_id }, a, j));
    return tell_led(db, (PersonneId){ personne_id }, a, j);
}

/* The figures stay: what goes is what she typed. */
Err activites_oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    const Acteur gone = { .personne_id = personne_id };
    (void)par, (void)now;
    TRY(sql_idempotence_oublier(db, idempotence_qui(a, &gone)));
    TRY(sql_modeles_oublier_favoris(db, (PersonneId){ personne_id }));
    TRY(sql_modeles_oublier(db, (PersonneId){ personne_id }));
    TRY(sql_activites_oublier_notes(db, (PersonneId){ personne_id }));
    TRY(sql_ajustements_oublier(db, personne_id));
    return sql_activites_oublier_histoire(db, (PersonneId){ personne_id });
}
