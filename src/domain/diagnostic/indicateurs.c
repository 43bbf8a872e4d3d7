// SPDX-License-Identifier: AGPL-3.0-or-later
/* Tables of indicators by commune, as their publishers give them: read, then written. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "domain/diagnostic/lecture.h"
#include "diagnostic_sql.h"

enum { RANG_PREMIER = 100, CHAMPS_CORRESPONDANCE = 5, MOTS_MAX = 300 };
static const size_t COLONNE_MAX = 64 * MIB;
static const double POUR_CENT_MAX = 100;

/* The columns of the raw table that the territories' tools pass around; its name says its years. */
static const IndicateurDef connus[] = {
    { "tx_peu_dipl_sur_15p", "tx_peu_dipl_sur_15p", "brut", "Pas ou peu diplômés, part", "%", 1 },
    { "tx_men_seul", "tx_men_seul", "brut", "Ménages d’une personne, part", "%", 1 },
    { "tx_fam_mono", "tx_fam_mono", "brut", "Familles monoparentales, part", "%", 1 },
    { "tx_65p_sur_15p", "tx_65p_sur_15p", "brut", "65 ans et plus parmi les 15 ans et plus, part", "%", 1 },
    { "tx_15_24_sur_15p", "tx_15_24_sur_15p", "brut", "15 à 24 ans parmi les 15 ans et plus, part", "%", 0 },
    { "part_foyers_fiscaux_lt12k", "part_foyers_fiscaux_lt12k", "brut", "Foyers fiscaux sous 12 000 €, part", "%", 1 },
    { "tx_non_couverture_thd30", "tx_non_couverture_thd30", "couverture", "Locaux sans 30 Mbit/s, part", "%", 1 },
    { "indice_mobile_2g3g4g", "indice_mobile_2g3g4g", "couverture", "Indice de couverture mobile 2G, 3G, 4G", "indice",
        0 },
    { "bibliotheque", "bibliotheque_commune", "service", "Bibliothèque", "nombre", -1 },
};
static const IndicateurDef france_services = { "france_services", "insee_com", "service", "France services", "nombre",
    -1 };
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
    *d = (IndicateurDef){ kept(a, code), kept(a, str_lower(a, parts[0])), kept(a, parts[4]), kept(a, parts[1]),
        kept(a, parts[2]), (int)sens };
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
    int code;
    int colonnes[TABLEAU_COLONNES_MAX];
} Lecteur;

static Err take_definitions(Lecteur *l, Str *ret_message)
{
    Tableau *f = l->f;
    bool told = f->defs.n > 0;
    if (!told && table_column(l->t, "id_fs") >= 0 && table_column(l->t, "insee_com") >= 0) {
        f->comptage = true;
        IndicateurDef *d = vec_push(l->t->a, &f->defs);
        if (!d)
            return ERR_MEMORY;
        *d = france_services;
        return OK;
    }
    for (size_t i = 0; i < sizeof connus / sizeof *connus && !told; i++) {
        IndicateurDef *d = table_column(l->t, connus[i].colonne) < 0 ? NULL : vec_push(l->t->a, &f->defs);
        if (d)
            *d = connus[i];
    }
    if (f->defs.n == 0) {
        *ret_message = S("Aucune colonne connue dans ce fichier : dites ce qu’elles sont avec --correspondance M.conf "
                         "(indicateur CODE = COLONNE | nom | unité | sens | groupe).");
        return ERR_INVALID;
    }
    return OK;
}

static Err find_columns(Lecteur *l, Str *ret_message)
{
    Tableau *f = l->f;
    l->code = f->colonne_code.n ? table_column(l->t, kept(l->t->a, f->colonne_code)) : -1;
    for (size_t i = 0; i < sizeof codes_connus / sizeof *codes_connus && l->code < 0 && !f->colonne_code.n; i++)
        l->code = table_column(l->t, codes_connus[i]);
    if (l->code < 0) {
        *ret_message = S("Il manque la colonne des codes Insee des communes (CODGEO, code, insee_com) ; si elle a un "
                         "autre nom, écrivez « code = NOM » dans la correspondance.");
        return ERR_INVALID;
    }
    TRY(take_definitions(l, ret_message));
    for (size_t i = 0; i < f->defs.n; i++) {
        l->colonnes[i] = table_column(l->t, f->defs.v[i].colonne);
        if (l->colonnes[i] < 0) {
            *ret_message = str_format(l->t->a,
                "La colonne « %s » que nomme la correspondance n’est pas dans le "
                "fichier.",
                f->defs.v[i].colonne);
            return ERR_INVALID;
        }
    }
    table_leftover(l->t);
    return OK;
}

/* ---- rows ---- */

/* Insee writes "s" for a statistical secret, "nd" where nothing is known. */
static bool unsaid(Str cell)
{
    return cell.n == 0 || str_eq(cell, S("s")) || str_eq(cell, S("nd")) || str_eq(cell, S("NA"));
}

static void take_value(Lecteur *l, size_t i, double *ret)
{
    Str cell = table_cell(l->t, l->colonnes[i]), unite = str_from(l->f->defs.v[i].unite);
    Str champ = str_from(l->f->defs.v[i].colonne);
    Date day;
    *ret = NAN;
    if (unsaid(cell))
        return;
    if (str_eq(unite, S("date"))) {
        if (date_parse(cell, &day))
            *ret = (double)day.days;
        else
            table_refuse(l->t, champ, cell, "ce n’est pas une date", S("écrivez AAAA-MM-JJ, ou rien"));
        return;
    }
    if (str_eq(unite, S("oui/non")) && !number_parse(cell, ret)) {
        Str word = str_lower(l->t->ligne, cell);
        *ret = str_eq(word, S("oui")) || str_eq(word, S("o")) ? 1
             : str_eq(word, S("non")) || str_eq(word, S("n")) ? 0
                                                              : NAN;
        if (isnan(*ret))
            table_refuse(l->t, champ, cell, "ni oui ni non", S("écrivez oui, non, 1, 0 ou rien"));
        return;
    }
    if (isnan(*ret) && !number_parse(cell, ret)) {
        *ret = NAN;
        table_refuse(l->t, champ, cell, "ce n’est pas un nombre", S("écrivez un nombre, ou rien"));
    } else if (str_eq(unite, S("%")) && (*ret < 0 || *ret > POUR_CENT_MAX))
        table_refuse(l->t, champ, cell, "une part va de 0 à 100 %", S("corrigez la valeur, ou laissez la case vide"));
    else if (*ret < 0 && (str_eq(unite, S("nombre")) || str_eq(unite, S("personnes"))))
        table_refuse(l->t, champ, cell, "un compte n’est pas négatif",
            S("corrigez la valeur, ou laissez la case vide"));
}

static Err take_row(Lecteur *l)
{
    Tableau *f = l->f;
    CodeInsee code;
    Str text = table_cell(l->t, l->code);
    double v[TABLEAU_COLONNES_MAX];
    bool any = false;
    if (!code_insee_parse(text, &code)) {
        table_refuse(l->t, f->colonne_code.n ? f->colonne_code : S("code"), text, "ce n’est pas un code de commune",
            commune_remedy(l->t->ligne, text));
        return OK;
    }
    for (size_t i = 0; i < f->defs.n && !l->t->refusee; i++) {
        if (f->comptage)
            v[i] = 1;
        else
            take_value(l, i, &v[i]);
        any = any || !isnan(v[i]);
    }
    if (l->t->refusee)
        return OK;
    l->t->rapport->sans_valeur += !any;
    TableauLigne *to = vec_push(l->t->a, &f->lignes);
    double *kept_values = to ? NEW(l->t->a, double, f->defs.n) : NULL;
    if (!kept_values)
        return ERR_MEMORY;
    memcpy(kept_values, v, f->defs.n * sizeof *v);
    *to = (TableauLigne){ code, l->t->row.line, kept_values };
    return OK;
}

static int by_code(const void *x, const void *y)
{
    const TableauLigne *a = x, *b = y;
    int order = strcmp(a->code.p, b->code.p);
    return order ? order : (a->ligne > b->ligne) - (a->ligne < b->ligne);
}

/* In order of code; a row said twice is refused, or counted once more where rows are places. */
static void settle(Arena *a, Tableau *f, Rapport *r)
{
    size_t n = 0;
    if (f->lignes.n)
        qsort(f->lignes.v, f->lignes.n, sizeof *f->lignes.v, by_code);
    for (size_t i = 0; i < f->lignes.n; i++) {
        TableauLigne *l = &f->lignes.v[i];
        bool again = n && strcmp(f->lignes.v[n - 1].code.p, l->code.p) == 0;
        if (again && f->comptage)
            f->lignes.v[n - 1].valeurs[0] += 1;
        else if (again)
            rapport_refuse(a, r, l->ligne, S("code"), code_insee_str(&l->code), "ce code est déjà dans le fichier",
                S("gardez une seule ligne par commune"));
        else
            f->lignes.v[n++] = *l;
    }
    r->gardees = f->comptage ? (int64_t)f->lignes.n : (int64_t)n;
    f->lignes.n = n;
}

Err tableau_read(Arena *a, Str octets, Tableau *f, Rapport *r, Str *ret_message)
{
    TABLE t = { 0 };
    Lecteur l = { .t = &t, .f = f };
    bool more;
    TRY(table_open(&t, a, octets, r, ret_message));
    TRY(find_columns(&l, ret_message));
    TRY(table_next(&t, &more, ret_message));
    while (more) {
        TRY(take_row(&l));
        TRY(table_next(&t, &more, ret_message));
    }
    settle(a, f, r);
    if (r->gardees == 0) {
        *ret_message = S("Aucune ligne de ce fichier ne peut être gardée.");
        return ERR_INVALID;
    }
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- writing ---- */

static Err write_one(Db *db, const Tableau *f, size_t i)
{
    const IndicateurDef *d = &f->defs.v[i];
    BUF b = buf_new(COLONNE_MAX);
    Json j = json_to(&b);
    TRY(sql_indicateur_put(db, &(SqlIndicateurPutArgs){ .code = str_from(d->code),
                                   .rang = RANG_PREMIER + (int64_t)i,
                                   .groupe = str_from(d->groupe),
                                   .nom = str_from(d->nom),
                                   .definition = str_from(d->nom),
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
