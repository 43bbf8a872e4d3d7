// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/ecoutes/ecoutes.h"

#include "core/auth/codes.h"
#include "core/auth/retention.h"
#include "domain/ecoutes/ecoutes_web.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"
#include "ecoutes_sql.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice ecoute_genres[] = { ECOUTE_GENRES(X) { STR_NONE, STR_NONE } };
const Choice ecoute_themes[] = { ECOUTE_THEMES(X) { STR_NONE, STR_NONE } };
const Choice ingenieries[] = { INGENIERIES(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

enum { CHIFFRES_TELEPHONE = 10, MOT_MIN = 3, DAY_S = 24 * 3600 };

/* ---- what may not be published --------------------------------------------------------------------------------------- */

/* " mme lea martin ", so that a whole word is found by its blanks. */
static Str words_of(Arena *a, Str text)
{
    Str folded = utf8_fold(a, text);
    BUF b = buf_new(64 * KIB);
    buf_char(&b, ' ');
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
        buf_char(&b, letter ? (char)c : ' ');
    }
    buf_char(&b, ' ');
    return str_dup(a, buf_str(&b));
}

static bool civility(Str word)
{
    static const Str all[] = { S_INIT("mme"), S_INIT("madame"), S_INIT("monsieur"), S_INIT("mlle"), S_INIT("les"),
        S_INIT("des") };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_eq(all[i], word))
            return true;
    return false;
}

/* A word of a name that was noted (before the comma of its line) and that the text tells too; STR_NONE: none. */
static Str name_told(Arena *a, Str personnes, Str text)
{
    Str lines = personnes, line, word, told = words_of(a, text);
    while (str_split(&lines, '\n', &line)) {
        Str name = words_of(a, str_slice(line, 0, str_find_char(line, 0, ',')));
        while (str_split(&name, ' ', &word))
            if (word.n >= MOT_MIN && !civility(word) && str_has(told, str_format(a, " %.*s ", STR_ARG(word))))
                return word;
    }
    return STR_NONE;
}

/* A mail, or ten figures that begin with 0, however they are set apart. */
static bool reaches_somebody(Str text)
{
    size_t run = 0;
    bool zero = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '@')
            return true;
        if (c >= '0' && c <= '9') {
            zero = run++ ? zero : c == '0';
            if (zero && run == CHIFFRES_TELEPHONE)
                return true;
        } else if (c != ' ' && c != '.' && c != '-' && (unsigned char)c < 0x80)
            run = 0;
    }
    return false;
}

static bool published_fault(Arena *a, const Ecoute *x, const char **ret_champ, Str *ret_message)
{
    const struct {
        const char *champ;
        Str text;
    } told[] = { { "titre", x->titre }, { "organisme", x->organisme }, { "resume", x->resume } };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        Str name = name_told(a, x->personnes, told[i].text);
        *ret_champ = told[i].champ;
        if (!str_is_none(name))
            *ret_message = str_format(a,
                "«\u00A0%.*s\u00A0» est dans le nom d’une personne entendue\u00A0: ce texte peut être publié, "
                "écrivez-le "
                "sans la nommer.",
                STR_ARG(name));
        else if (reaches_somebody(told[i].text))
            *ret_message = S("Ce texte peut être publié\u00A0: retirez-en l’adresse ou le numéro de téléphone.");
        else
            continue;
        return true;
    }
    return false;
}

/* ---- rules ----------------------------------------------------------------------------------------------------------- */

bool ecoute_faute(Arena *a, const Ecoute *x, Date aujourdhui, const char **ret_champ, Str *ret_message)
{
    const struct {
        bool wrong;
        const char *champ;
        Str message;
    } rules[] = {
        { x->jour.days > aujourdhui.days, "jour",
            S("Cette date est à venir\u00A0: écrivez la fiche après l’échange.") },
        { str_is_empty(x->code), "territoire", S("Choisissez le territoire dont il s’agit.") },
        { str_is_empty(x->titre), "titre", S("Donnez un titre\u00A0: ce qui ressort, en une ligne.") },
        { str_is_empty(x->organisme), "organisme",
            S("Dites qui a été entendu\u00A0: une structure, un service, un groupe de travail.") },
        { x->genre == ECOUTE_BESOIN && str_is_empty(x->ingenierie), "ingenierie",
            S("Dites de quelle ingénierie il s’agit\u00A0: financière, technique, ou les deux.") },
        { !str_is_empty(x->personnes) && !x->accord, "accord",
            S("Ces personnes ont-elles accepté que leur nom soit noté ici\u202F? Cochez la case, ou effacez leurs "
              "noms.") },
        { x->publie && str_is_empty(x->resume), "resume",
            S("Le résumé est publié\u00A0: écrivez-le, ou cessez d’abord de le publier.") },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].wrong) {
            *ret_champ = rules[i].champ;
            *ret_message = rules[i].message;
            return true;
        }
    return published_fault(a, x, ret_champ, ret_message);
}

static bool covers(const Acteur *par, const Ecoute *x)
{
    switch (portee_de(par->portee)) {
    case PORTEE_INSTANCE:
        return true;
    case PORTEE_DEPARTEMENT:
        return str_eq(par->code, x->departement);
    case PORTEE_EPCI:
        return str_eq(x->echelon, S("epci")) && str_eq(par->code, x->code);
    case PORTEE_STRUCTURE:
        return false;
    }
    return false;
}

static bool member(const Acteur *par)
{
    return par && par->role == ROLE_COMITE;
}

bool ecoute_ecrite_par(const Acteur *par, const Ecoute *x)
{
    const unsigned writers = ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR | ROLE_COMITE;
    if (!par)
        return true;
    return par->role & writers && covers(par, x) && (!member(par) || x->genre == ECOUTE_CONTRIBUTION);
}

bool ecoute_changee_par(const Acteur *par, const Ecoute *x)
{
    bool own = par && x->personne_id && x->personne_id == par->personne_id;
    return ecoute_ecrite_par(par, x) && (!member(par) || (own && !x->publie));
}

/* The territory is one that is known. */
static Err check_place(Db *db, Arena *a, const Ecoute *x)
{
    Maille m;
    Err e = str_eq(x->echelon, S("epci"))        ? maille_epci(db, a, x->code, &m)
          : str_eq(x->echelon, S("departement")) ? maille_departement(db, a, x->code, &m)
                                                 : ERR_INVALID;
    return e == ERR_NOT_FOUND ? ERR_INVALID : e;
}

static Err check(Db *db, Arena *a, const Acteur *par, int64_t now, const Ecoute *x)
{
    const char *field;
    Str message;
    if (!ecoute_ecrite_par(par, x))
        return ERR_FORBIDDEN;
    if (x->genre < 0 || x->genre >= ECOUTE_GENRES_N || ecoute_faute(a, x, date_paris(now), &field, &message))
        return ERR_INVALID;
    return check_place(db, a, x);
}

/* ---- writing --------------------------------------------------------------------------------------------------------- */

static Err tell(Db *db, Arena *a, const Acteur *par, int64_t now, const char *action, Str uid)
{
    return journal_ecrire(db, par, now, action, str_cat(a, S("ecoute:"), uid), true);
}

Err ecoute_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Ecoute *x, Str cle,
    Str *ret_uid)
{
    SqlEcouteParCle first;
    bool found = false;
    OptI64 who = { par && par->personne_id, par ? par->personne_id : 0 };
    if (who.has && !str_is_none(cle))
        TRY(sql_ecoute_par_cle(db, a, who, cle, &first, &found));
    if (found) {
        *ret_uid = first.uid;
        return OK;
    }
    TRY(check(db, a, par, now, x));
    Str uid = uid_new(a, random);
    TRY(sql_ecoute_ajouter(db, &(SqlEcouteAjouterArgs){ .uid = uid,
                                   .genre = ecoute_genres[x->genre].value,
                                   .departement = x->departement,
                                   .echelon = x->echelon,
                                   .code = x->code,
                                   .jour_j = x->jour.days,
                                   .titre = x->titre,
                                   .organisme = x->organisme,
                                   .themes = x->themes,
                                   .ingenierie = x->ingenierie,
                                   .resume = x->resume,
                                   .personnes = x->personnes,
                                   .accord = x->accord,
                                   .notes = x->notes,
                                   .source = x->source,
                                   .personne_id = who,
                                   .cle = cle,
                                   .now = now }));
    *ret_uid = uid;
    return tell(db, a, par, now, "ecoute.creer", uid);
}

static Err read_one(Db *db, Arena *a, Str uid, Ecoute *ret)
{
    SqlEcouteLire r;
    bool found = false;
    TRY(sql_ecoute_lire(db, a, uid, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    int genre = choice_index(ecoute_genres, r.genre);
    *ret = (Ecoute){ .uid = r.uid,
        .genre = genre < 0 ? 0 : genre,
        .departement = r.departement,
        .echelon = r.echelon,
        .code = r.code,
        .jour = { (int32_t)r.jour_j },
        .titre = r.titre,
        .organisme = r.organisme,
        .themes = r.themes,
        .ingenierie = r.ingenierie,
        .resume = r.resume,
        .publie = r.publie,
        .personnes = r.personnes,
        .notes = r.notes,
        .accord = r.accord,
        .source = r.source,
        .personne_id = r.personne_id.has ? r.personne_id.v : 0,
        .version = r.version,
        .cree_at = r.cree_at,
        .modifie_at = r.modifie_at,
        .oublie_at = r.oublie_at,
        .supprime_at = r.supprime_at };
    return OK;
}

Err ecoute_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, Ecoute *ret)
{
    TRY(read_one(db, a, uid, ret));
    return ecoute_ecrite_par(par, ret) ? OK : ERR_NOT_FOUND;
}

/* Within the scope, and his to change. */
static Err open_to_change(Db *db, Arena *a, const Acteur *par, Str uid, Ecoute *ret)
{
    TRY(ecoute_ouvrir(db, a, par, uid, ret));
    return ecoute_changee_par(par, ret) ? OK : ERR_FORBIDDEN;
}

static Err change(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Ecoute *x,
    const char *action)
{
    Ecoute old, new = *x;
    int64_t n = 0;
    TRY(open_to_change(db, a, par, uid, &old));
    new.genre = old.genre;
    new.departement = old.departement;
    new.publie = old.publie;
    TRY(check(db, a, par, now, &new));
    TRY(sql_ecoute_garder(db, uid, version, now));
    TRY(sql_ecoute_changer(db,
        &(SqlEcouteChangerArgs){ .uid = uid,
            .version = version,
            .echelon = x->echelon,
            .code = x->code,
            .jour_j = x->jour.days,
            .titre = x->titre,
            .organisme = x->organisme,
            .themes = x->themes,
            .ingenierie = x->ingenierie,
            .resume = x->resume,
            .personnes = x->personnes,
            .accord = x->accord,
            .notes = x->notes,
            .now = now },
        &n));
    return n ? tell(db, a, par, now, action, uid) : ERR_CONFLICT;
}

Err ecoute_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const Ecoute *x)
{
    return change(db, a, par, now, uid, version, x, "ecoute.modifier");
}

Err ecoute_defaire(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version)
{
    Ecoute x;
    SqlEcouteAvantLire r;
    bool found = false;
    TRY(open_to_change(db, a, par, uid, &x));
    TRY(sql_ecoute_avant_lire(db, a, uid, &r, &found));
    if (!found || x.oublie_at.has)
        return ERR_NOT_FOUND;
    x.echelon = r.echelon;
    x.code = r.code;
    x.jour.days = (int32_t)r.jour_j;
    x.titre = r.titre;
    x.organisme = r.organisme;
    x.themes = r.themes;
    x.ingenierie = r.ingenierie;
    x.resume = r.resume;
    x.personnes = r.personnes;
    x.accord = r.accord;
    x.notes = r.notes;
    return change(db, a, par, now, uid, version, &x, "ecoute.defaire");
}

Err ecoute_defaisable(Db *db, Arena *a, Str uid, OptI64 *ret)
{
    SqlEcouteAvantLire r;
    bool found = false;
    TRY(sql_ecoute_avant_lire(db, a, uid, &r, &found));
    *ret = (OptI64){ found, found ? r.remplacee_at : 0 };
    return OK;
}

Err ecoute_publier(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool publier)
{
    Ecoute x;
    const char *field;
    Str message;
    TRY(ecoute_ouvrir(db, a, par, uid, &x));
    if (member(par))
        return ERR_FORBIDDEN;
    if (x.publie == publier)
        return OK;
    x.publie = publier;
    if (publier && (x.supprime_at.has || ecoute_faute(a, &x, date_paris(now), &field, &message)))
        return ERR_INVALID;
    TRY(sql_ecoute_publier(db, uid, publier, now));
    return tell(db, a, par, now, publier ? "ecoute.publier" : "ecoute.depublier", uid);
}

Err ecoute_supprimer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool supprimer)
{
    Ecoute x;
    TRY(open_to_change(db, a, par, uid, &x));
    if (x.supprime_at.has == supprimer)
        return OK;
    TRY(sql_ecoute_marquer(db, uid, (OptI64){ supprimer, supprimer ? now : 0 }, now));
    return tell(db, a, par, now, supprimer ? "ecoute.supprimer" : "ecoute.retablir", uid);
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

static void keep_public(Ecoute *x)
{
    x->personnes = x->notes = S("");
    x->accord = false;
    x->personne_id = 0;
}

Err ecoute_publiee(Db *db, Arena *a, Str departement, Str uid, Ecoute *ret)
{
    TRY(read_one(db, a, uid, ret));
    if (!ret->publie || ret->supprime_at.has || !str_eq(ret->departement, departement))
        return ERR_NOT_FOUND;
    keep_public(ret);
    return OK;
}

/* The role's own bounds, then what is asked; false: nothing can answer both. */
static bool bounds(const EcouteRecherche *q, SqlEcoutesPageArgs *to)
{
    Portee portee = q->par ? portee_de(q->par->portee) : PORTEE_DEPARTEMENT;
    bool instance = q->par && portee == PORTEE_INSTANCE, own = q->par && portee == PORTEE_EPCI;
    int genre = member(q->par) ? ECOUTE_CONTRIBUTION : q->genre;
    if (portee == PORTEE_STRUCTURE || (member(q->par) && q->genre >= 0 && q->genre != genre))
        return false;
    if (own && !str_is_none(q->code) && !str_eq(q->code, q->par->code))
        return false;
    to->departement = instance || own ? STR_NONE : q->par ? q->par->code : q->departement;
    to->publiees = !q->par;
    to->genre = genre >= 0 ? ecoute_genres[genre].value : STR_NONE;
    to->echelon = own ? S("epci") : q->echelon;
    to->code = own ? q->par->code : q->code;
    to->du = q->du;
    to->au = q->au;
    to->supprimees = q->supprimees && q->par;
    return true;
}

static Err count(Db *db, Arena *a, const SqlEcoutesPageArgs *x, int64_t *ret)
{
    SqlEcoutesCompter n;
    TRY(sql_ecoutes_compter(db, a,
        &(SqlEcoutesCompterArgs){ x->departement, x->publiees, x->genre, x->theme, x->echelon, x->code, x->du, x->au,
            x->supprimees },
        &n));
    *ret = n.n;
    return OK;
}

Err ecoutes_chercher(Db *db, Arena *a, const EcouteRecherche *q, int64_t page, const Ecoute **ret, size_t *ret_n,
    int64_t *ret_total)
{
    SqlEcoutesPageArgs x = { .limite = ECOUTES_PAGE, .depuis = (page - 1) * ECOUTES_PAGE };
    Str uids[ECOUTES_PAGE];
    ROWS rows = { 0 };
    SqlEcoutesPage r;
    size_t n = 0;
    *ret_n = 0;
    *ret_total = 0;
    x.theme = q->theme >= 0 ? str_format(a, "%%|%.*s|%%", STR_ARG(ecoute_themes[q->theme].value)) : STR_NONE;
    if (!bounds(q, &x))
        return OK;
    TRY(count(db, a, &x, ret_total));
    TRY(sql_ecoutes_page(db, &x, &rows));
    while (n < ECOUTES_PAGE && sql_ecoutes_page_next(&rows, &r))
        uids[n++] = str_dup(a, r.uid);
    TRY(rows_end(&rows));
    Ecoute *found = NEW(a, Ecoute, n + 1);
    if (!found)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        TRY(read_one(db, a, uids[i], &found[i]));
        if (!q->par)
            keep_public(&found[i]);
    }
    *ret = found;
    *ret_n = n;
    return OK;
}

/* ---- what the whole program asks of a slice -------------------------------------------------------------------------- */

Err ecoutes_oublier(Db *db, int64_t now, int64_t *ret_oubliees, int64_t *ret_effacees)
{
    Date limit = date_add_months(date_paris(now), -ECOUTE_MOIS);
    int64_t kept_from = now - (int64_t)ECOUTE_CORBEILLE_J * DAY_S;
    TRY(sql_ecoutes_vider(db, limit.days, now, ret_oubliees));
    TRY(sql_ecoutes_avant_effacer(db, kept_from));
    return sql_ecoutes_effacer(db, kept_from, ret_effacees);
}

Err ecoutes_donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlEcoutesDe r;
    TRY(sql_ecoutes_de(db, (OptI64){ true, personne_id }, &rows));
    json_key(j, S("ecoutes"));
    json_arr(j);
    while (sql_ecoutes_de_next(&rows, &r)) {
        ArenaMark mark = arena_mark(a);
        json_obj(j);
        json_kstr(j, "jour", date_iso(a, (Date){ (int32_t)r.jour_j }));
        json_kstr(j, "genre", r.genre);
        json_kstr(j, "titre", r.titre);
        json_kstr(j, "notes", r.notes);
        json_end(j);
        arena_reset(a, mark);
    }
    json_end(j);
    return rows_end(&rows);
}

/* What was heard stays: it is the territory's, and not of whoever wrote it down. */
Err ecoutes_anonymiser(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    return sql_ecoutes_anonymes(db, (OptI64){ true, personne_id });
}
