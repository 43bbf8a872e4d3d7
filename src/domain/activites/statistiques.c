// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/statistiques.h"

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/territoire/territoire.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice stat_par[] = { STAT_PAR(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

enum { MOIS_AN = 12 };

double part_de(int64_t part, int64_t total)
{
    return total > 0 ? 100.0 * (double)part / (double)total : -1;
}

double par_jour_de(const Chiffres *c)
{
    return c->jours_ouverts > 0 ? (double)c->accompagnements / (double)c->jours_ouverts : -1;
}

/* ---- the question ---- */

static bool whole_months(const StatQuestion *q)
{
    return date_civil(q->du).day == 1 && date_civil((Date){ q->au.days + 1 }).day == 1 && q->du.days <= q->au.days;
}

/* The period of usager_periode that this is: a year, a month; 0: neither. */
static int64_t known_period(const StatQuestion *q)
{
    int64_t from = mois_de(q->du), to = mois_de(q->au);
    if (!whole_months(q))
        return 0;
    if (from == to)
        return from;
    return from / 100 == to / 100 && from % 100 == 1 && to % 100 == MOIS_AN ? from / 100 : 0;
}

typedef struct Filtre {
    Str dispositif;
    OptI64 structure, personne;
    Str epci;
    int64_t du, au;
} Filtre;

static Filtre filter_of(const StatQuestion *q)
{
    return (Filtre){ q->dispositif < 0 ? STR_NONE : dispositifs[q->dispositif].value,
        { q->structure_id.v != 0, q->structure_id.v }, { q->personne_id.v != 0, q->personne_id.v }, q->epci,
        mois_de(q->du), mois_de(q->au) };
}

static bool kept_answers(const StatQuestion *q, bool brut)
{
    return !brut && whole_months(q) && q->personne_id.v == 0;
}

Err stat_question_de(Db *db, Arena *a, const Acteur *acteur, StatQuestion *q)
{
    Structure s;
    if (acteur->role & ROLE_MEDIATEUR)
        q->personne_id = (PersonneId){ acteur->personne_id };
    switch (portee_de(acteur->portee)) {
    case PORTEE_INSTANCE:
    case PORTEE_DEPARTEMENT:
        return OK;
    case PORTEE_EPCI:
        q->epci = acteur->code;
        return OK;
    case PORTEE_STRUCTURE:
        TRY(structure_par_uid(db, a, acteur->code, &s));
        q->structure_id = s.id;
        return OK;
    }
    return ERR_NOT_FOUND;
}

/* ---- sums ---- */

typedef struct Somme {
    Str cle;
    Chiffres c;
} Somme;
typedef VEC(Somme) Sommes;

#define SOMME_OF(r)                                                                                                    \
    (Chiffres)                                                                                                         \
    {                                                                                                                  \
        .activites = (r).activites, .ateliers = (r).ateliers, .individuels = (r).activites - (r).ateliers,             \
        .participants = (r).participants, .accompagnements = (r).accompagnements, .anonymes = (r).anonymes,            \
        .usagers_nouveaux_anonymes = (r).nouveaux, .minutes = (r).minutes, .regles = (r).regles,                       \
        .regles_dits = (r).regles_dits, .satisfaits = (r).satisfaits, .satisfaction_dits = (r).satisfaction_dits       \
    }

static Err keep(Arena *a, Sommes *to, Str cle, Chiffres c)
{
    Somme *s = vec_push(a, to);
    if (!s)
        return ERR_MEMORY;
    *s = (Somme){ str_dup(a, cle), c };
    return OK;
}

static Err read_sums(Db *db, Arena *a, const StatQuestion *q, Str par, bool brut, Sommes *to)
{
    Filtre f = filter_of(q);
    ROWS rows = { 0 };
    if (kept_answers(q, brut)) {
        SqlChiffresCumules r;
        TRY(sql_chiffres_cumules(db, par, f.du, f.au, f.dispositif, f.structure, f.epci, &rows));
        while (sql_chiffres_cumules_next(&rows, &r))
            TRY(keep(a, to, r.cle, SOMME_OF(r)));
    } else {
        SqlChiffresBruts r;
        TRY(sql_chiffres_bruts(db, par, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &rows));
        while (sql_chiffres_bruts_next(&rows, &r))
            TRY(keep(a, to, r.cle, SOMME_OF(r)));
    }
    return rows_end(&rows);
}

/* ---- people ---- */

static void add_to_line(Sommes *to, Str cle, int64_t n)
{
    for (size_t i = 0; i < to->n; i++)
        if (str_eq(to->v[i].cle, cle))
            to->v[i].c.usagers_connus = n;
}

/* usager_periode knows people by month and by year, over the whole territory. */
static bool kept_people(const StatQuestion *q, bool brut)
{
    return kept_answers(q, brut) && !q->structure_id.v && str_is_none(q->epci);
}

static Err add_people_by_month(Db *db, const Filtre *f, Sommes *to)
{
    ROWS rows = { 0 };
    SqlUsagersCumulesMois r;
    TRY(sql_usagers_cumules_mois(db, f->du, f->au, f->dispositif, &rows));
    while (sql_usagers_cumules_mois_next(&rows, &r))
        add_to_line(to, r.cle, r.n);
    return rows_end(&rows);
}

static Err add_people_by_dispositif(Db *db, const Filtre *f, int64_t period, Sommes *to)
{
    ROWS rows = { 0 };
    SqlUsagersCumulesDispositif r;
    TRY(sql_usagers_cumules_dispositif(db, period, f->dispositif, &rows));
    while (sql_usagers_cumules_dispositif_next(&rows, &r))
        add_to_line(to, r.cle, r.n);
    return rows_end(&rows);
}

/* Adds the people with a card to the lines of that key. */
static Err add_people(Db *db, const StatQuestion *q, Str par, bool brut, Sommes *to)
{
    Filtre f = filter_of(q);
    ROWS rows = { 0 };
    SqlUsagersBruts r;
    if (kept_people(q, brut) && str_eq(par, stat_par[STAT_PAR_MOIS].value))
        return add_people_by_month(db, &f, to);
    if (kept_people(q, brut) && known_period(q) && str_eq(par, stat_par[STAT_PAR_DISPOSITIF].value))
        return add_people_by_dispositif(db, &f, known_period(q), to);
    TRY(sql_usagers_bruts(db, par, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &rows));
    while (sql_usagers_bruts_next(&rows, &r))
        add_to_line(to, r.cle, r.n);
    return rows_end(&rows);
}

static Err count_people(Db *db, Arena *a, const StatQuestion *q, bool brut, Sommes *one)
{
    int64_t period = known_period(q);
    Filtre f = filter_of(q);
    SqlUsagersCumules r;
    if (!kept_people(q, brut) || !period)
        return add_people(db, q, S(""), brut, one);
    TRY(sql_usagers_cumules(db, a, period, f.dispositif, &r));
    one->v[0].c.usagers_connus = r.n;
    return OK;
}

static void add_up(Chiffres *c)
{
    c->usagers = c->usagers_connus + c->usagers_nouveaux_anonymes;
}

Err statistiques(Db *db, Arena *a, const StatQuestion *q, bool brut, Chiffres *ret)
{
    Sommes one = { 0 };
    SqlActeursBruts who;
    SqlOuvertures open = { 0 };
    SqlMinutesAPlusieurs beside = { 0 };
    Filtre f = filter_of(q);
    TRY(read_sums(db, a, q, S(""), brut, &one));
    if (one.n == 0)
        TRY(keep(a, &one, S(""), (Chiffres){ 0 }));
    TRY(count_people(db, a, q, brut, &one));
    TRY(sql_acteurs_bruts(db, a, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &who));
    bool days = whole_months(q) && q->dispositif >= 0 && str_is_none(q->epci) && !f.personne.has;
    if (days)
        TRY(sql_ouvertures(db, a, f.du, f.au, f.dispositif, f.structure, &open));
    *ret = one.v[0].c;
    if (!f.personne.has)
        TRY(sql_minutes_a_plusieurs(db, a, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, &beside));
    ret->minutes_chacun = ret->minutes + beside.minutes;
    ret->ateliers_a_plusieurs = beside.ateliers;
    ret->professionnels = who.professionnels;
    ret->structures = who.structures;
    ret->jours_ouverts = open.jours;
    add_up(ret);
    return OK;
}

/* ---- by something ---- */

typedef VEC(StatLigne) Lignes;

static Err by_theme(Db *db, Arena *a, const StatQuestion *q, bool brut, Lignes *to)
{
    int64_t count[THEMES_N] = { 0 };
    Filtre f = filter_of(q);
    ROWS rows = { 0 };
    if (kept_answers(q, brut)) {
        SqlThemesCumules r;
        TRY(sql_themes_cumules(db, f.du, f.au, f.dispositif, f.structure, f.epci, &rows));
        while (sql_themes_cumules_next(&rows, &r)) {
            int rang = choice_index(themes, r.themes);
            if (rang >= 0)
                count[rang] += r.accompagnements;
        }
    } else {
        SqlThemesBruts r;
        TRY(sql_themes_bruts(db, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &rows));
        while (sql_themes_bruts_next(&rows, &r)) {
            unsigned bits = mots_bits(themes, r.themes);
            for (int t = 0; t < THEMES_N; t++)
                count[t] += bits & 1U << t ? r.accompagnements : 0;
        }
    }
    TRY(rows_end(&rows));
    for (int t = 0; t < THEMES_N; t++) {
        StatLigne *l = count[t] ? vec_push(a, to) : NULL;
        if (l)
            *l = (StatLigne){ themes[t].value, themes[t].label, count[t], -1, 0, 0, false };
    }
    return OK;
}

enum { TRANCHES_N = 7, SANS_AGE = TRANCHES_N };

/* A person who comes in two years may be in two lines; whoever has no card, or no year, is in the last one. */
static Err by_age(Db *db, Arena *a, const StatQuestion *q, bool brut, Lignes *to)
{
    StatLigne lines[TRANCHES_N + 1] = { 0 };
    int64_t seen[TRANCHES_N + 1] = { 0 };
    Filtre f = filter_of(q);
    Chiffres all;
    ROWS rows = { 0 };
    SqlAgesBruts r;
    TRY(statistiques(db, a, q, brut, &all));
    TRY(sql_ages_bruts(db, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, f.personne, &rows));
    int64_t known = 0;
    while (sql_ages_bruts_next(&rows, &r)) {
        int t = tranche_de((OptI64){ true, 0 }, (int)r.age);
        if (t < 0)
            continue;
        lines[t].accompagnements += r.accompagnements;
        known += r.accompagnements;
        lines[t].usagers += seen[t] != r.racine;
        seen[t] = r.racine;
    }
    TRY(rows_end(&rows));
    for (int t = 0; t < TRANCHES_N; t++) {
        lines[t].cle = tranches[t].value;
        lines[t].nom = tranches[t].label;
    }
    lines[SANS_AGE] = (StatLigne){ S("non_communique"), S("Non communiqué"), all.accompagnements - known, -1, 0, 0,
        false };
    for (int t = 0; t <= SANS_AGE; t++) {
        StatLigne *l = lines[t].accompagnements ? vec_push(a, to) : NULL;
        if (l)
            *l = lines[t];
    }
    return OK;
}

static Err name_of(Db *db, Arena *a, int par, Str cle, Str *ret_nom, Str *ret_cle)
{
    const char *month;
    int64_t n = 0;
    Maille m;
    Structure s;
    Err e = OK;
    *ret_cle = *ret_nom = cle;
    switch (par) {
    case STAT_PAR_MOIS:
        str_to_i64(cle, &n);
        *ret_cle = str_format(a, "%04lld-%02lld", (long long)(n / 100), (long long)(n % 100));
        month = mois_francais[(n % 100 + MOIS_AN - 1) % MOIS_AN];
        *ret_nom = str_format(a, "%c%s %lld", *month - 'a' + 'A', month + 1,
            (long long)(n / 100)); /* a small ASCII letter */
        return OK;
    case STAT_PAR_DISPOSITIF:
        *ret_nom = dispositifs[choice_index(dispositifs, cle)].label;
        return OK;
    case STAT_PAR_TYPE:
        *ret_nom = activite_types[choice_index(activite_types, cle)].label;
        return OK;
    case STAT_PAR_STRUCTURE:
        str_to_i64(cle, &n);
        TRY(structure_par_id(db, a, (StructureId){ n }, &s));
        *ret_nom = s.nom;
        *ret_cle = s.uid;
        return OK;
    default:
        if (str_is_empty(cle)) {
            *ret_nom = S("Non connue");
            return OK;
        }
        e = par == STAT_PAR_EPCI ? maille_epci(db, a, cle, &m) : maille_commune(db, a, cle, &m);
        *ret_nom = e == OK ? m.nom : cle;
        return e == ERR_NOT_FOUND || e == ERR_INVALID ? OK : e;
    }
}

Err statistiques_par(Db *db, Arena *a, const StatQuestion *q, int par, bool brut, const StatLigne **ret, size_t *ret_n)
{
    Lignes lines = { 0 };
    Sommes sums = { 0 };
    if (par == STAT_PAR_GENRE || par == STAT_PAR_STATUT || par == STAT_PAR_RESIDENCE)
        return statistiques_publics(db, a, q, par, brut, ret, ret_n);
    if (par == STAT_PAR_THEME) {
        TRY(by_theme(db, a, q, brut, &lines));
    } else if (par == STAT_PAR_AGE) {
        TRY(by_age(db, a, q, brut, &lines));
    } else {
        TRY(read_sums(db, a, q, stat_par[par].value, brut, &sums));
        TRY(add_people(db, q, stat_par[par].value, brut, &sums));
    }
    for (size_t i = 0; i < sums.n; i++) {
        StatLigne *l = vec_push(a, &lines);
        if (!l)
            return ERR_MEMORY;
        add_up(&sums.v[i].c);
        const Chiffres *c = &sums.v[i].c;
        *l = (StatLigne){ STR_NONE, STR_NONE, c->accompagnements, c->usagers, c->ateliers, c->minutes, false };
        TRY(name_of(db, a, par, sums.v[i].cle, &l->nom, &l->cle));
    }
    *ret = lines.v;
    *ret_n = lines.n;
    return OK;
}

/* ---- small counts ---- */

int64_t stat_seuil(const Config *config, const Acteur *acteur)
{
    return acteur && acteur->role & ROLES_FICHES ? 0 : config_i64(config, CONF_SEUIL_PETITS);
}

bool stat_petit(const Chiffres *c, int64_t seuil)
{
    return c->accompagnements > 0 && c->accompagnements < seuil;
}

/* The smallest line not hidden yet that holds something; n: there is none. */
static size_t next_hidden(const StatLigne *l, size_t n)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++)
        if (!l[i].masque && l[i].accompagnements > 0 && (found == n || l[i].accompagnements < l[found].accompagnements))
            found = i;
    return found;
}

void statistiques_masquer(StatLigne *lignes, size_t n, int64_t seuil)
{
    int64_t hidden = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t v = lignes[i].accompagnements, u = lignes[i].usagers;
        lignes[i].masque = (v > 0 && v < seuil) || (u > 0 && u < seuil);
        hidden += lignes[i].masque;
        sum += lignes[i].masque ? v : 0;
    }
    while (hidden > 0 && (hidden < 2 || sum < seuil)) {
        size_t i = next_hidden(lignes, n);
        if (i == n)
            return;
        lignes[i].masque = true;
        hidden++;
        sum += lignes[i].accompagnements;
    }
}

/* ---- for scripts ---- */

static void put_share(Json *j, const char *key, int64_t part, int64_t total)
{
    json_key(j, str_from(key));
    if (total > 0)
        json_fixed(j, part_de(part, total), 2);
    else
        json_nil(j);
}

void statistiques_json(Json *j, Arena *a, const StatQuestion *q, const Chiffres *c)
{
    json_key(j, S("periode"));
    json_obj(j);
    json_kstr(j, "du", date_iso(a, q->du));
    json_kstr(j, "au", date_iso(a, q->au));
    json_end(j);
    json_kstr(j, "dispositif", q->dispositif < 0 ? S("tous") : dispositifs[q->dispositif].value);
    json_ki64(j, "accompagnements", c->accompagnements);
    json_ki64(j, "individuels", c->individuels);
    json_ki64(j, "participants", c->participants);
    json_ki64(j, "usagers", c->usagers);
    json_ki64(j, "usagers_avec_carte", c->usagers_connus);
    json_ki64(j, "usagers_anonymes_nouveaux", c->usagers_nouveaux_anonymes);
    json_ki64(j, "ateliers", c->ateliers);
    json_ki64(j, "activites", c->activites);
    json_ki64(j, "accompagnements_anonymes", c->anonymes);
    json_ki64(j, "minutes", c->minutes);
    json_ki64(j, "minutes_de_chacun", c->minutes_chacun);
    json_ki64(j, "professionnels", c->professionnels);
    json_ki64(j, "structures", c->structures);
    json_ki64(j, "jours_ouverts", c->jours_ouverts);
    json_key(j, S("par_jour_et_structure"));
    if (c->jours_ouverts > 0)
        json_fixed(j, par_jour_de(c), 1);
    else
        json_nil(j);
    put_share(j, "part_un_rendez_vous", c->regles, c->regles_dits);
    put_share(j, "part_satisfaits", c->satisfaits, c->satisfaction_dits);
    json_ki64(j, "reponses_satisfaction", c->satisfaction_dits);
}
