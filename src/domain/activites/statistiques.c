// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/statistiques.h"

#include <stdlib.h>

#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/releve.h"
#include "domain/territoire/territoire.h"

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
// clang-format off
const Choice stat_par[] = { STAT_PAR(X) { STR_NONE, STR_NONE } };
// clang-format on
#undef X

enum { MOIS_AN = 12, MOIS_PREMIER = 10000 /* of the periods, what is below is a year */ };

bool stat_par_actes(int par)
{
    return par != STAT_PAR_THEME && par < STAT_PAR_AGE;
}

typedef struct Nomme {
    StatLigne l;
    Str cle; /* of its name; nobody said: after all the others */
} Nomme;

static int by_name(const void *x, const void *y)
{
    const Nomme *a = x, *b = y;
    bool none_a = str_eq(a->l.cle, S("non_communique")), none_b = str_eq(b->l.cle, S("non_communique"));
    int order = none_a || none_b ? none_a - none_b : str_cmp(a->cle, b->cle);
    return order ? order : str_cmp(a->l.cle, b->l.cle);
}

void stat_ranger(Arena *a, int par, StatLigne *lignes, size_t n)
{
    static const bool places[STAT_PAR_N] = { [STAT_PAR_EPCI] = true,
        [STAT_PAR_COMMUNE] = true,
        [STAT_PAR_STRUCTURE] = true,
        [STAT_PAR_RESIDENCE] = true,
        [STAT_PAR_RESIDENCE_EPCI] = true };
    Nomme *all = places[par] && n > 1 ? NEW(a, Nomme, n) : NULL;
    if (!all)
        return;
    for (size_t i = 0; i < n; i++)
        all[i] = (Nomme){ lignes[i], utf8_fold_name(a, lignes[i].nom) };
    qsort(all, n, sizeof *all, by_name);
    for (size_t i = 0; i < n; i++)
        lignes[i] = all[i].l;
}

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

/* The period of usager_compte that this is: a year, a month; 0: neither. */
static int64_t known_period(const StatQuestion *q)
{
    int64_t from = mois_de(q->du), to = mois_de(q->au);
    if (!whole_months(q))
        return 0;
    if (from == to)
        return from;
    return from / 100 == to / 100 && from % 100 == 1 && to % 100 == MOIS_AN ? from / 100 : 0;
}

Filtre filtre_de(const StatQuestion *q)
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

static bool is_whole(const StatQuestion *q)
{
    return !q->structure_id.v && str_is_none(q->epci);
}

/* Of the whole territory, the few sums; else those of each structure, EPCI and commune. */
static Err read_kept_sums(Db *db, Arena *a, const StatQuestion *q, int par, Sommes *to)
{
    Filtre f = filtre_de(q);
    Str by = par < 0 ? S("") : stat_par[par].value;
    bool coarse = par != STAT_PAR_EPCI && par != STAT_PAR_COMMUNE && par != STAT_PAR_STRUCTURE;
    ROWS rows = { 0 };
    if (coarse && is_whole(q)) {
        SqlChiffresTotaux r;
        TRY(sql_chiffres_totaux(db, by, f.du, f.au, f.dispositif, &rows));
        while (sql_chiffres_totaux_next(&rows, &r))
            TRY(keep(a, to, r.cle, SOMME_OF(r)));
    } else {
        SqlChiffresCumules r;
        TRY(sql_chiffres_cumules(db, by, f.du, f.au, f.dispositif, f.structure, f.epci, &rows));
        while (sql_chiffres_cumules_next(&rows, &r))
            TRY(keep(a, to, r.cle, SOMME_OF(r)));
    }
    return rows_end(&rows);
}

/* ---- people ---- */

/* The axis of usager_compte that holds the answer; false: none, it takes the records. */
static bool kept_people(const StatQuestion *q, int par, Str *ret_axe)
{
    bool across = par == STAT_PAR_EPCI || par == STAT_PAR_COMMUNE || par == STAT_PAR_STRUCTURE || par == STAT_PAR_TYPE;
    bool both = q->structure_id.v && !str_is_none(q->epci);
    if (par != STAT_PAR_MOIS && !known_period(q))
        return false;
    if (across)
        *ret_axe = stat_par[par].value;
    else
        *ret_axe = q->structure_id.v     ? stat_par[STAT_PAR_STRUCTURE].value
                 : !str_is_none(q->epci) ? stat_par[STAT_PAR_EPCI].value
                                         : S("");
    return across ? is_whole(q) : !both;
}

static void add_to_line(Sommes *to, Str cle, int64_t n)
{
    size_t low = 0, high = to->n; /* the lines are in the order of their keys */
    while (low < high) {
        size_t half = (low + high) / 2;
        if (str_cmp(to->v[half].cle, cle) < 0)
            low = half + 1;
        else
            high = half;
    }
    if (low < to->n && str_eq(to->v[low].cle, cle))
        to->v[low].c.usagers_connus = n;
}

static Err add_kept_people(Db *db, Arena *a, const StatQuestion *q, int par, Str axe, Sommes *to)
{
    Filtre f = filtre_de(q);
    int64_t period = known_period(q);
    ROWS rows = { 0 };
    SqlUsagersComptes r;
    Str cle = q->structure_id.v ? str_format(a, "%lld", (long long)q->structure_id.v) : q->epci;
    bool months = par == STAT_PAR_MOIS;
    TRY(sql_usagers_comptes(db, par < 0 ? S("") : stat_par[par].value, axe, months ? f.du : period,
        months ? f.au : period, f.dispositif, is_whole(q) ? STR_NONE : cle, &rows));
    while (sql_usagers_comptes_next(&rows, &r))
        add_to_line(to, r.cle, r.n);
    return rows_end(&rows);
}

/* Sums and persons by that key, from what is kept where it can be, else from the records. */
static Err count(Db *db, Arena *a, const StatQuestion *q, int par, bool brut, Sommes *to)
{
    Releve raw;
    Str axe;
    if (kept_answers(q, brut) && kept_people(q, par, &axe)) {
        TRY(read_kept_sums(db, a, q, par, to));
        return add_kept_people(db, a, q, par, axe, to);
    }
    TRY(releve_compter(db, a, q, par, &raw));
    *to = raw.lignes;
    return OK;
}

/* The whole, with who acted. */
static Err count_whole(Db *db, Arena *a, const StatQuestion *q, bool brut, Chiffres *ret)
{
    Sommes one = { 0 };
    Releve raw;
    Acteurs who;
    ROWS rows = { 0 };
    SqlActeursCumules r;
    Str axe;
    Filtre f = filtre_de(q);
    int64_t period = known_period(q);
    *ret = (Chiffres){ 0 };
    bool kept = kept_answers(q, brut) && kept_people(q, -1, &axe) && str_is_none(q->epci) && period < MOIS_PREMIER;
    if (!kept) {
        TRY(releve_compter(db, a, q, -1, &raw));
        *ret = raw.lignes.n ? raw.lignes.v[0].c : *ret;
        ret->professionnels = raw.professionnels;
        ret->structures = raw.structures;
        return OK;
    }
    TRY(count(db, a, q, -1, false, &one));
    *ret = one.n ? one.v[0].c : *ret;
    TRY(acteurs_preparer(db, a, &who));
    TRY(sql_acteurs_cumules(db, period, f.dispositif, f.structure, &rows));
    while (sql_acteurs_cumules_next(&rows, &r))
        TRY(acteurs_voir(&who, r.personne_id, r.structure_id));
    ret->professionnels = who.personnes.n;
    ret->structures = who.structures.n;
    return rows_end(&rows);
}

static void add_up(Chiffres *c)
{
    c->usagers = c->usagers_connus + c->usagers_nouveaux_anonymes;
}

Err statistiques(Db *db, Arena *a, const StatQuestion *q, bool brut, Chiffres *ret)
{
    SqlOuvertures open = { 0 };
    SqlMinutesAPlusieurs beside = { 0 };
    Filtre f = filtre_de(q);
    Chiffres c;
    TRY(count_whole(db, a, q, brut, &c));
    bool days = whole_months(q) && q->dispositif >= 0 && str_is_none(q->epci) && !f.personne.has;
    if (days)
        TRY(sql_ouvertures(db, a, f.du, f.au, f.dispositif, f.structure, &open));
    if (!f.personne.has)
        TRY(sql_minutes_a_plusieurs(db, a, q->du.days, q->au.days, f.dispositif, f.structure, f.epci, &beside));
    c.minutes_chacun = c.minutes + beside.minutes;
    c.ateliers_a_plusieurs = beside.ateliers;
    c.jours_ouverts = open.jours;
    add_up(&c);
    *ret = c;
    return OK;
}

Err statistiques_nouveaux(Db *db, Arena *a, const StatQuestion *q, Chiffres *c)
{
    Filtre f = filtre_de(q);
    SqlNouveaux all = { 0 };
    Releve some = { 0 };
    if (q->dispositif < 0 && !f.structure.has && !f.personne.has && str_is_none(f.epci))
        TRY(sql_nouveaux(db, a, q->du.days, q->au.days, &all));
    else
        TRY(releve_nouveaux(db, a, q, &some));
    c->nouveaux = (OptI64){ true, all.n + some.nouveaux + c->usagers_nouveaux_anonymes };
    return OK;
}

int64_t non_dedoublonnables_de(const Chiffres *c)
{
    return c->anonymes - c->usagers_nouveaux_anonymes;
}

/* ---- by something ---- */

typedef VEC(StatLigne) Lignes;

static void count_theme(int64_t count[THEMES_N], Str theme, int64_t n)
{
    int rank = choice_index(themes, theme);
    if (rank >= 0)
        count[rank] += n;
}

static Err kept_themes(Db *db, const StatQuestion *q, int64_t count[THEMES_N])
{
    Filtre f = filtre_de(q);
    ROWS rows = { 0 };
    if (is_whole(q)) {
        SqlThemesTotaux r;
        TRY(sql_themes_totaux(db, f.du, f.au, f.dispositif, &rows));
        while (sql_themes_totaux_next(&rows, &r))
            count_theme(count, r.themes, r.accompagnements);
    } else {
        SqlThemesCumules r;
        TRY(sql_themes_cumules(db, f.du, f.au, f.dispositif, f.structure, f.epci, &rows));
        while (sql_themes_cumules_next(&rows, &r))
            count_theme(count, r.themes, r.accompagnements);
    }
    return rows_end(&rows);
}

static Err by_theme(Db *db, Arena *a, const StatQuestion *q, bool brut, Lignes *to)
{
    Releve r = { 0 };
    if (kept_answers(q, brut))
        TRY(kept_themes(db, q, r.themes));
    else
        TRY(releve_compter(db, a, q, STAT_PAR_THEME, &r));
    for (int t = 0; t < THEMES_N; t++) {
        StatLigne *l = r.themes[t] ? vec_push(a, to) : NULL;
        if (l)
            *l = (StatLigne){ themes[t].value, themes[t].label, r.themes[t], -1, 0, 0, false };
    }
    return OK;
}

enum { TRANCHES_N = 7, SANS_AGE = TRANCHES_N };

/* A person who comes in two years may be in two lines; whoever has no card, or no year, is in the last one. */
static Err by_age(Db *db, Arena *a, const StatQuestion *q, bool brut, Lignes *to)
{
    StatLigne lines[TRANCHES_N + 1] = { 0 };
    int64_t seen[TRANCHES_N + 1] = { 0 };
    Filtre f = filtre_de(q);
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
    if (par >= STAT_PAR_GENRE)
        return statistiques_publics(db, a, q, par, brut, ret, ret_n);
    if (par == STAT_PAR_THEME) {
        TRY(by_theme(db, a, q, brut, &lines));
    } else if (par == STAT_PAR_AGE) {
        TRY(by_age(db, a, q, brut, &lines));
    } else {
        TRY(count(db, a, q, par, brut, &sums));
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
    json_key(j, S("nouveaux"));
    if (c->nouveaux.has)
        json_i64(j, c->nouveaux.v);
    else
        json_nil(j);
    json_ki64(j, "personnes_non_dedoublonnables", non_dedoublonnables_de(c));
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
