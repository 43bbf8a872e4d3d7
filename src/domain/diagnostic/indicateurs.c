// SPDX-License-Identifier: AGPL-3.0-or-later
/* Tables of indicators by commune, as their publishers give them: read, then written. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "domain/diagnostic/lecture.h"
#include "diagnostic_sql.h"

enum {
    RANG_PREMIER = 100,
    RANG_PAS = 10,
    RANG_AUTRES = 200,
    CHAMPS_CORRESPONDANCE = 5,
    MOTS_MAX = 300,
    TABLEAU_LIGNES_MAX = 5000000
};
static const size_t COLONNE_MAX = 64 * MIB;
static const double POUR_CENT_MAX = 100;

static const char *const groupes[] = { "brut", "couverture", "service", "zonage" };
static const char *const unites[] = { "%", "nombre", "indice", "date", "oui/non", "personnes", "km" };
static const char *const codes_connus[] = { "codgeo", "code", "insee_com", "code_insee", "depcom", "com" };

/* ---- what the columns mean ---- */

static Err conf_bad(Arena *a, int64_t line, const char *why, Str *ret_message)
{
    *ret_message = str_format(a, "correspondance, ligne %lld : %s.", (long long)line, why);
    return ERR_INVALID;
}

static bool one_of(const char *const *known, size_t n, Str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_from(known[i]), s))
            return true;
    return false;
}

static const char *kept(Arena *a, Str s)
{
    Str z = str_format(a, "%.*s", STR_ARG(s));
    return z.p ? z.p : "";
}

/* "COLONNE | nom | unité | sens | groupe" */
static Err conf_indicator(Arena *a, Str code, Str value, int64_t line, Tableau *t, Str *ret_message)
{
    Str parts[CHAMPS_CORRESPONDANCE], part;
    size_t n = 0;
    int64_t sens = 0;
    while (str_split(&value, '|', &part)) {
        if (n == CHAMPS_CORRESPONDANCE)
            return conf_bad(a, line, "trop de barres « | »", ret_message);
        parts[n++] = str_trim(part);
    }
    if (n != CHAMPS_CORRESPONDANCE || code.n == 0 || code.n > MOTS_MAX)
        return conf_bad(a, line, "écrivez indicateur CODE = COLONNE | nom | unité | sens | groupe", ret_message);
    if (!one_of(unites, sizeof unites / sizeof *unites, parts[2]))
        return conf_bad(a, line, "unité attendue : %, nombre, indice, date, oui/non, personnes ou km", ret_message);
    if (!str_to_i64(parts[3], &sens) || sens < -1 || sens > 1)
        return conf_bad(a, line, "sens attendu : 1 (plus est plus fragile), -1 ou 0", ret_message);
    if (!one_of(groupes, sizeof groupes / sizeof *groupes, parts[4]))
        return conf_bad(a, line, "groupe attendu : brut, couverture, service ou zonage", ret_message);
    if (t->defs.n == TABLEAU_COLONNES_MAX)
        return conf_bad(a, line, "trop d’indicateurs pour une table", ret_message);
    for (size_t i = 0; i < t->defs.n; i++)
        if (str_eq(str_from(t->defs.v[i].code), code))
            return conf_bad(a, line, "ce code d’indicateur est déjà pris", ret_message);
    IndicateurDef *d = vec_push(a, &t->defs);
    if (!d)
        return ERR_MEMORY;
    *d = (IndicateurDef){ .code = kept(a, code),
        .colonne = kept(a, str_lower(a, parts[0])),
        .groupe = kept(a, parts[4]),
        .nom = kept(a, parts[1]),
        .unite = kept(a, parts[2]),
        .sens = (int)sens };
    return OK;
}

Err correspondance_read(Arena *a, Str octets, Tableau *t, Str *ret_message)
{
    Str line;
    int64_t n = 0;
    if (!utf8_valid(octets)) {
        *ret_message = S("La correspondance doit être un texte en UTF-8.");
        return ERR_INVALID;
    }
    while (str_split(&octets, '\n', &line)) {
        size_t at;
        n++;
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        at = str_find_char(line, 0, '=');
        if (at >= line.n)
            return conf_bad(a, n, "il manque le signe « = »", ret_message);
        Str key = str_trim(str_slice(line, 0, at)), value = str_trim(str_slice(line, at + 1, line.n));
        if (value.n == 0 || value.n > MOTS_MAX)
            return conf_bad(a, n, "la valeur est vide ou trop longue", ret_message);
        if (str_eq(key, S("code")))
            t->colonne_code = str_lower(a, value);
        else if (str_eq(key, S("source")))
            t->source = str_dup(a, value);
        else if (str_eq(key, S("licence")))
            t->licence = str_dup(a, value);
        else if (str_eq(key, S("millesime")))
            t->millesime = str_dup(a, value);
        else if (str_starts(key, S("indicateur ")))
            TRY(conf_indicator(a, str_dup(a, str_trim(str_slice(key, 11, key.n))), value, n, t, ret_message));
        else
            return conf_bad(a, n, "mot inconnu : code, source, licence, millesime ou indicateur", ret_message);
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

typedef struct Lecteur {
    Table *t;
    Tableau *f;
    const TableConnue *k; /* NULL: told by a correspondence */
    int code, millesime, choix;
    int filtres[3];
    int colonnes[TABLEAU_COLONNES_MAX], sur[TABLEAU_COLONNES_MAX];
    Str annee; /* the latest one so far */
} Lecteur;

/* ---- which table it is ---- */

static bool recognised(Table *t, const TableConnue *k, Str fichier)
{
    for (size_t i = 0; i < sizeof k->signature / sizeof *k->signature && k->signature[i]; i++)
        if (table_column(t, k->signature[i]) < 0)
            return false;
    if (k->fichier && !str_has(fichier, str_from(k->fichier)))
        return false;
    for (size_t i = 0; i < k->n; i++)
        if (!k->defs[i].colonne[0] || table_column(t, k->defs[i].colonne) >= 0)
            return true;
    return false;
}

static const TableConnue *recognise(Table *t, Str fichier)
{
    const TableConnue *found = NULL;
    bool asked[TABLE_COLONNES_MAX];
    memcpy(asked, t->prises, sizeof asked);
    for (const TableConnue *k = tables_connues; k->nom && !found; k++)
        found = recognised(t, k, fichier) ? k : NULL;
    memcpy(t->prises, asked, sizeof asked); /* looking is not taking */
    return found;
}

/* "p21_pop65p": 2021; "tp6021": 2021. STR_NONE: the name of the column says no year. */
static Str year_of(Table *t, int column, const char *pattern)
{
    const char *mark = strstr(pattern, "##");
    if (!mark || column < 0 || mark[2] == '#')
        return STR_NONE;
    return str_cat(t->a, S("20"), str_slice(t->noms[column], (size_t)(mark - pattern), (size_t)(mark - pattern) + 2));
}

static Err take_definitions(Lecteur *l, Str *ret_message)
{
    Tableau *f = l->f;
    if (f->defs.n > 0)
        return OK;
    l->k = f->connue = recognise(l->t, str_lower(l->t->a, f->fichier));
    if (!l->k) {
        *ret_message = S("Ces colonnes ne sont celles d’aucune table connue : dites ce qu’elles sont avec "
                         "--correspondance M.conf (indicateur CODE = COLONNE | nom | unité | sens | groupe).");
        return ERR_INVALID;
    }
    for (size_t i = 0; i < l->k->n; i++) {
        const IndicateurDef *d = &l->k->defs[i];
        int column = d->colonne[0] ? table_column(l->t, d->colonne) : 0;
        if (column < 0 || (d->sur && table_column(l->t, d->sur) < 0))
            continue;
        IndicateurDef *to = vec_push(l->t->a, &f->defs);
        if (!to)
            return ERR_MEMORY;
        *to = *d;
        Str year = year_of(l->t, column, d->colonne);
        if (year.n && str_cmp(year, l->annee) > 0)
            l->annee = year;
    }
    if (f->defs.n == 0) {
        *ret_message = S("Il manque la colonne du total dont ces comptes sont une part.");
        return ERR_INVALID;
    }
    return OK;
}

static Err find_code(Lecteur *l, Str *ret_message)
{
    Tableau *f = l->f;
    if (l->k && l->k->code)
        l->code = table_column(l->t, l->k->code);
    else
        l->code = f->colonne_code.n ? table_column(l->t, kept(l->t->a, f->colonne_code)) : -1;
    for (size_t i = 0; i < sizeof codes_connus / sizeof *codes_connus && l->code < 0 && !f->colonne_code.n; i++)
        l->code = table_column(l->t, codes_connus[i]);
    if (l->code >= 0)
        return OK;
    *ret_message = S("Il manque la colonne des codes Insee des communes (CODGEO, code, insee_com) ; si elle a un "
                     "autre nom, écrivez « code = NOM » dans la correspondance.");
    return ERR_INVALID;
}

static Err find_columns(Lecteur *l, Str *ret_message)
{
    Tableau *f = l->f;
    TRY(take_definitions(l, ret_message));
    TRY(find_code(l, ret_message));
    for (size_t i = 0; i < f->defs.n; i++) {
        const IndicateurDef *d = &f->defs.v[i];
        l->sur[i] = d->sur ? table_column(l->t, d->sur) : -1;
        l->colonnes[i] = d->colonne[0] ? table_column(l->t, d->colonne) : -1;
        if (l->colonnes[i] < 0 && d->colonne[0]) {
            *ret_message = str_format(l->t->a,
                "La colonne « %s » que nomme la correspondance n’est pas dans le "
                "fichier.",
                d->colonne);
            return ERR_INVALID;
        }
    }
    l->millesime = l->k && l->k->millesime ? table_column(l->t, l->k->millesime) : -1;
    l->choix = l->k && l->k->choix ? table_column(l->t, l->k->choix) : -1;
    for (size_t i = 0; i < 3; i++)
        l->filtres[i] = l->k && l->k->filtres[i][0] ? table_column(l->t, l->k->filtres[i][0]) : -1;
    if (l->k && (l->k->somme || l->filtres[0] >= 0))
        l->t->lignes_max = TABLEAU_LIGNES_MAX; /* most of them are about something else */
    table_leftover(l->t);
    return OK;
}

/* ---- rows ---- */

/* Insee writes "s" for a statistical secret, "nd" where nothing is known. */
static bool unsaid(Str cell)
{
    return cell.n == 0 || str_eq(cell, S("s")) || str_eq(cell, S("nd")) || str_eq(cell, S("NA"));
}

static void take_date(Lecteur *l, Str champ, Str cell, double *ret)
{
    Date day;
    int64_t d, m, y;
    bool french = cell.n == 10 && cell.p[2] == '/' && cell.p[5] == '/' && str_to_i64(str_slice(cell, 0, 2), &d) &&
                  str_to_i64(str_slice(cell, 3, 5), &m) && str_to_i64(str_slice(cell, 6, 10), &y) &&
                  date_valid((int)y, (int)m, (int)d);
    if (french)
        *ret = (double)date_from_ymd((int)y, (int)m, (int)d).days;
    else if (date_parse_lenient(cell, &day))
        *ret = (double)day.days;
    else
        table_refuse(l->t, champ, cell, "ce n’est pas une date", S("écrivez AAAA-MM-JJ, ou rien"));
}

static void take_word(Lecteur *l, Str champ, Str cell, double *ret)
{
    Str word = str_lower(l->t->ligne, cell);
    if (l->k && l->k->non)
        *ret = !str_eq(word, str_from(l->k->non));
    else if (!number_parse(cell, ret))
        *ret = str_eq(word, S("oui")) || str_eq(word, S("o")) ? 1
             : str_eq(word, S("non")) || str_eq(word, S("n")) ? 0
                                                              : NAN;
    if (isnan(*ret))
        table_refuse(l->t, champ, cell, "ni oui ni non", S("écrivez oui, non, 1, 0 ou rien"));
}

/* In percent of the other column; no value where that one is 0 or not said. */
static void take_share(Lecteur *l, size_t i, double *ret)
{
    Str cell = table_cell(l->t, l->sur[i]), champ = str_from(l->f->defs.v[i].sur);
    double whole = 0;
    if (!unsaid(cell) && !number_parse(cell, &whole)) {
        table_refuse(l->t, champ, cell, "ce n’est pas un nombre", S("écrivez un nombre, ou rien"));
        return;
    }
    *ret = whole > 0 ? POUR_CENT_MAX * *ret / whole : NAN;
}

static void take_value(Lecteur *l, size_t i, double *ret)
{
    const IndicateurDef *d = &l->f->defs.v[i];
    Str cell = table_cell(l->t, l->colonnes[i]), unite = str_from(d->unite), champ = str_from(d->colonne);
    *ret = NAN;
    if (l->choix >= 0 && !str_eq(table_cell(l->t, l->choix), str_from(d->vaut)))
        return;
    if (l->colonnes[i] < 0) {
        *ret = 1; /* the row is a place */
        return;
    }
    if (unsaid(cell))
        return;
    if (str_eq(unite, S("date"))) {
        take_date(l, champ, cell, ret);
        return;
    }
    if (str_eq(unite, S("oui/non"))) {
        take_word(l, champ, cell, ret);
        return;
    }
    if (!number_parse(cell, ret)) {
        *ret = NAN;
        table_refuse(l->t, champ, cell, "ce n’est pas un nombre", S("écrivez un nombre, ou rien"));
        return;
    }
    if (l->sur[i] >= 0)
        take_share(l, i, ret);
    if (str_eq(unite, S("%")) && (*ret < 0 || *ret > POUR_CENT_MAX))
        table_refuse(l->t, champ, cell, "une part va de 0 à 100 %", S("corrigez la valeur, ou laissez la case vide"));
    else if (*ret < 0 && (str_eq(unite, S("nombre")) || str_eq(unite, S("personnes"))))
        table_refuse(l->t, champ, cell, "un compte n’est pas négatif",
            S("corrigez la valeur, ou laissez la case vide"));
}

/* About another scale, another kind, or an older year than one seen: passed over. A newer year makes a fresh start. */
static bool elsewhere(Lecteur *l)
{
    for (int i = 0; i < 3; i++)
        if (l->filtres[i] >= 0 && !str_eq(table_cell(l->t, l->filtres[i]), str_from(l->k->filtres[i][1])))
            return true;
    Str year = table_cell(l->t, l->millesime);
    if (l->millesime < 0 || year.n == 0 || str_eq(year, l->annee))
        return false;
    if (l->annee.n && str_cmp(year, l->annee) < 0)
        return true;
    l->annee = str_dup(l->t->a, year);
    l->t->rapport->passees += (int64_t)l->f->lignes.n;
    l->f->lignes.n = 0;
    return false;
}

static Err keep_row(Lecteur *l, CodeInsee code, const double *v)
{
    Tableau *f = l->f;
    if (f->lignes.n == TABLEAU_GARDEES_MAX)
        return ERR_TOO_LARGE;
    TableauLigne *to = vec_push(l->t->a, &f->lignes);
    double *kept_values = to ? NEW(l->t->a, double, f->defs.n) : NULL;
    if (!kept_values)
        return ERR_MEMORY;
    memcpy(kept_values, v, f->defs.n * sizeof *v);
    *to = (TableauLigne){ code, l->t->row.line, kept_values };
    return OK;
}

/* "28134 28404", "2813428404": codes one after another; what is between them does not matter. */
static Err keep_list(Lecteur *l, Str text, const double *v)
{
    CodeInsee code;
    size_t found = 0;
    for (size_t i = 0; i + 5 <= text.n;) {
        if (!code_insee_parse(str_slice(text, i, i + 5), &code)) {
            i++;
            continue;
        }
        TRY(keep_row(l, code, v));
        found++;
        i += 5;
    }
    if (!found)
        table_refuse(l->t, S("communes"), text, "aucun code de commune", S("corrigez la liste dans le fichier"));
    return OK;
}

static Err take_row(Lecteur *l)
{
    Tableau *f = l->f;
    CodeInsee code;
    Str text = table_cell(l->t, l->code);
    double v[TABLEAU_COLONNES_MAX];
    bool any = false;
    if (elsewhere(l)) {
        l->t->rapport->passees++;
        return OK;
    }
    for (size_t i = 0; i < f->defs.n && !l->t->refusee; i++) {
        take_value(l, i, &v[i]);
        any = any || !isnan(v[i]);
    }
    if (l->t->refusee)
        return OK;
    if (!any && l->k && l->k->somme) { /* a kind of place that is not counted */
        l->t->rapport->passees++;
        return OK;
    }
    if (l->k && l->k->liste)
        return keep_list(l, text, v);
    if (l->k && l->k->sans_zero && text.n == 4)
        text = str_cat(l->t->ligne, S("0"), text);
    if (!code_insee_parse(text, &code)) {
        table_refuse(l->t, f->colonne_code.n ? f->colonne_code : S("code"), text, "ce n’est pas un code de commune",
            commune_remedy(l->t->ligne, text));
        return OK;
    }
    l->t->rapport->sans_valeur += !any;
    return keep_row(l, code, v);
}

static int by_code(const void *x, const void *y)
{
    const TableauLigne *a = x, *b = y;
    int order = strcmp(a->code.p, b->code.p);
    return order ? order : (a->ligne > b->ligne) - (a->ligne < b->ligne);
}

static bool is_share(const IndicateurDef *d)
{
    return strcmp(d->unite, "%") == 0;
}

/* The same share of the same commune, again. */
static bool share_again(const Tableau *f, const TableauLigne *row, const double *before)
{
    for (size_t i = 0; i < f->defs.n; i++)
        if (is_share(&f->defs.v[i]) && !isnan(row->valeurs[i]) && !isnan(before[i]))
            return true;
    return false;
}

static void add_up(const TableauLigne *row, size_t n, double *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] = isnan(to[i]) ? row->valeurs[i] : to[i] + (isnan(row->valeurs[i]) ? 0 : row->valeurs[i]);
}

/* In order of code; a row said twice is refused, or adds up where rows are places. */
static void settle(Arena *a, Tableau *f, Rapport *r)
{
    bool sums = f->connue && f->connue->somme;
    size_t n = 0;
    r->gardees = (int64_t)f->lignes.n;
    if (f->lignes.n)
        qsort(f->lignes.v, f->lignes.n, sizeof *f->lignes.v, by_code);
    for (size_t i = 0; i < f->lignes.n; i++) {
        TableauLigne *l = &f->lignes.v[i];
        bool again = n && strcmp(f->lignes.v[n - 1].code.p, l->code.p) == 0;
        if (again && sums && !share_again(f, l, f->lignes.v[n - 1].valeurs))
            add_up(l, f->defs.n, f->lignes.v[n - 1].valeurs);
        else if (again) {
            rapport_refuse(a, r, l->ligne, S("code"), code_insee_str(&l->code), "ce code est déjà dans le fichier",
                S("gardez une seule ligne par commune"));
            r->gardees--;
        } else
            f->lignes.v[n++] = *l;
    }
    f->lignes.n = n;
    for (size_t i = 0; i < n && sums;
         i++) /* of what is counted, a commune that has a row has none of the other kinds */
        for (size_t k = 0; k < f->defs.n; k++)
            if (isnan(f->lignes.v[i].valeurs[k]) && !is_share(&f->defs.v[k]))
                f->lignes.v[i].valeurs[k] = 0;
}

/* What the file says of itself, where nobody said otherwise. */
static void settle_source(const Lecteur *l, Tableau *f)
{
    if (f->millesime.n == 0)
        f->millesime = l->annee;
    if (!l->k)
        return;
    if (f->source.n == 0)
        f->source = str_from(l->k->source);
    if (f->licence.n == 0)
        f->licence = str_from(l->k->licence);
}

Err tableau_read(Arena *a, Str octets, Tableau *f, Rapport *r, Str *ret_message)
{
    TABLE t = { 0 };
    Lecteur l = { .t = &t, .f = f, .annee = S("") };
    bool more;
    TRY(table_open(&t, a, octets, r, ret_message));
    TRY(find_columns(&l, ret_message));
    TRY(table_next(&t, &more, ret_message));
    while (more) {
        TRY(take_row(&l));
        TRY(table_next(&t, &more, ret_message));
    }
    settle(a, f, r);
    settle_source(&l, f);
    if (r->gardees == 0) {
        *ret_message = S("Aucune ligne de ce fichier ne peut être gardée.");
        return ERR_INVALID;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- writing ---- */

/* Known tables in their order, the others after them and before the scores made of both (deciles.c). */
static int64_t rank_of(const Tableau *f)
{
    return RANG_PREMIER + (f->connue ? RANG_PAS * (f->connue - tables_connues) : RANG_AUTRES);
}

static Err write_one(Db *db, const Tableau *f, size_t i)
{
    const IndicateurDef *d = &f->defs.v[i];
    BUF b = buf_new(COLONNE_MAX);
    Json j = json_to(&b);
    TRY(sql_indicateur_put(db, &(SqlIndicateurPutArgs){ .code = str_from(d->code),
                                   .rang = rank_of(f) + (int64_t)i,
                                   .groupe = str_from(d->groupe),
                                   .nom = str_from(d->nom),
                                   .definition = str_from(d->definition ? d->definition : d->nom),
                                   .unite = str_from(d->unite),
                                   .source = f->source,
                                   .millesime = f->millesime,
                                   .licence = f->licence,
                                   .sens = d->sens,
                                   .plancher = { 0 } }));
    json_obj(&j);
    for (size_t k = 0; k < f->lignes.n; k++) {
        if (isnan(f->lignes.v[k].valeurs[i]))
            continue;
        json_key(&j, code_insee_str(&f->lignes.v[k].code));
        json_f64(&j, f->lignes.v[k].valeurs[i]);
    }
    json_end(&j);
    if (b.failed)
        return ERR_MEMORY;
    TRY(sql_valeur_clear(db, str_from(d->code), S("commune"), f->millesime));
    return sql_valeur_put(db, str_from(d->code), S("commune"), f->millesime, buf_str(&b));
}

static bool digit_at(Str s, size_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* Four digits alone, as people write a year. */
static bool year_at(Str s, size_t i)
{
    size_t n = 0;
    if (i > 0 && digit_at(s, i - 1))
        return false;
    while (digit_at(s, i + n))
        n++;
    return n == 4 && (str_eq(str_slice(s, i, i + 2), S("19")) || str_eq(str_slice(s, i, i + 2), S("20")));
}

Str tableau_annees_du_nom(Arena *a, Str fichier)
{
    Str name = str_slice(fichier, 0, str_find_char(fichier, 0, ',')); /* its fingerprint follows */
    Str first = STR_NONE, last = STR_NONE;
    for (size_t i = 0; i + 4 <= name.n; i++) {
        Str year = str_slice(name, i, i + 4);
        if (!year_at(name, i))
            continue;
        first = str_is_none(first) || str_cmp(year, first) < 0 ? year : first;
        last = str_is_none(last) || str_cmp(year, last) > 0 ? year : last;
    }
    return str_is_none(first) || str_eq(first, last) ? first
                                                     : str_format(a, "%.*s-%.*s", STR_ARG(first), STR_ARG(last));
}

Err tableau_apply(Db *db, Arena *a, const Tableau *f, Rapport *r, int64_t now)
{
    SqlJeuLire known;
    SqlIndicateurCompte count;
    bool found = false;
    Str jeu = str_slice(f->fichier, 0, str_find_char(f->fichier, 0, ','));
    TX tx = tx_begin(db, HERE);
    TRY(sql_jeu_lire(db, a, jeu, S("commune"), f->millesime, &known, &found));
    r->change = !found || !str_eq(known.fichier, f->fichier) || !str_eq(known.source, f->source) ||
                !str_eq(known.licence, f->licence);
    if (!r->change)
        return tx_commit(&tx);
    for (size_t i = 0; i < f->defs.n; i++)
        TRY(write_one(db, f, i));
    TRY(sql_indicateur_compte(db, a, &count));
    if (count.n > INDICATEURS_MAX)
        return ERR_TOO_LARGE;
    TRY(sql_jeu_put(db, &(SqlJeuPutArgs){ .jeu = jeu,
                            .echelon = S("commune"),
                            .millesime = f->millesime,
                            .source = f->source,
                            .licence = f->licence,
                            .fichier = f->fichier,
                            .poids = STR_NONE,
                            .lignes = r->gardees,
                            .sans_valeur = r->sans_valeur,
                            .a_zero = 0,
                            .refusees = r->refusees,
                            .importe_at = now }));
    TRY(snapshot_touch(db, &diagnostic_snapshot));
    return tx_commit(&tx);
}
