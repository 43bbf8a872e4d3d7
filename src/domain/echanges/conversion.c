// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/conversion.h"

#include <jansson.h>

#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/horaires/horaires.h"

enum { PROFONDEUR_MAX = 4 };

typedef struct Travail {
    Arena *a;
    const Conversion *k;
    ImportRapport *r;
    Str *message;
    size_t n;                                      /* columns that the correspondence names */
    bool *vues;                                    /* by column: the file has it */
    VEC(Str) inconnues;                            /* columns of the file that it does not name */
    Str *valeurs;                                  /* of the row being read; STR_NONE: empty */
    ImportLigne *ligne;
} Travail;

static Err refuse_file(Travail *t, Str message)
{
    *t->message = message;
    return arena_failed(t->a) ? ERR_MEMORY : ERR_INVALID;
}

static void remark(Travail *t, Str champ, Str valeur, Str raison, Str reparation, Suite suite)
{
    Remarque *m = vec_push(t->a, &t->ligne->remarques);
    if (m)
        *m = (Remarque){ t->ligne->ligne, champ, valeur, raison, reparation, suite };
    t->ligne->refusee = t->ligne->refusee || suite == SUITE_REFUSEE;
}

/* ---- one value ---- */

static bool digits(Str s, size_t at, size_t n, int *ret)
{
    int v = 0;
    if (at + n > s.n)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

static bool is_digit_at(Str s, size_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* A date that begins there: year first with - or /, or day first with / or -. */
static bool date_at(Str s, size_t i, Date *ret, size_t *ret_n)
{
    int y, m, d;
    enum { N = 10 };
    char sep = i + 4 < s.n ? s.p[i + 4] : 0, sep2 = i + 2 < s.n ? s.p[i + 2] : 0;
    bool iso = (sep == '-' || sep == '/') && digits(s, i, 4, &y) && digits(s, i + 5, 2, &m) && i + 7 < s.n &&
               s.p[i + 7] == sep && digits(s, i + 8, 2, &d);
    bool french = !iso && (sep2 == '/' || sep2 == '-') && digits(s, i, 2, &d) && digits(s, i + 3, 2, &m) &&
                  i + 5 < s.n && s.p[i + 5] == sep2 && digits(s, i + 6, 4, &y);
    if ((!iso && !french) || is_digit_at(s, i + N) || (i > 0 && is_digit_at(s, i - 1)) || !date_valid(y, m, d))
        return false;
    *ret = date_from_ymd(y, m, d);
    *ret_n = N;
    return true;
}

bool date_du_texte(Str s, Date *ret)
{
    bool found = false;
    Date one, first = { 0 };
    for (size_t i = 0; i < s.n;) {
        size_t n = 1;
        if (date_at(s, i, &one, &n)) {
            if (found && one.days != first.days)
                return false;
            first = one;
            found = true;
        }
        i += n;
    }
    if (found)
        *ret = first;
    return found;
}

static bool condition_holds(Travail *t, const Condition *c)
{
    Str v = t->valeurs[c->colonne];
    if (c->sort == CONDITION_REMPLI || c->sort == CONDITION_VIDE)
        return (v.n > 0) == (c->sort == CONDITION_REMPLI);
    Str folded = utf8_fold(t->a, v);
    if (c->sort == CONDITION_CONTIENT)
        return str_has(folded, c->texte);
    return str_eq(folded, c->texte) == (c->sort == CONDITION_EGAL);
}

/* The pieces one after the other; STR_NONE when a column is empty. */
static Str assembled(Travail *t, const Regle *g)
{
    Str parts[CORRESPONDANCE_MORCEAUX_MAX];
    for (size_t i = 0; i < g->morceaux.n; i++) {
        const Morceau *m = &g->morceaux.v[i];
        parts[i] = m->sort == MORCEAU_TEXTE      ? m->texte
                 : m->sort == MORCEAU_AUJOURDHUI ? date_iso(t->a, t->k->a_date_maj ? t->k->date_maj : t->k->aujourdhui)
                                                 : t->valeurs[m->colonne];
        if (m->sort == MORCEAU_COLONNE && !parts[i].n)
            return STR_NONE;
    }
    return g->morceaux.n == 1 ? parts[0] : str_join(t->a, parts, g->morceaux.n, S(""));
}

/* What the table makes of one value; STR_NONE: nothing. */
static Str through_table(Travail *t, const Regle *g, Str v)
{
    Str champ = standard_field(g->champ)->name, folded = utf8_fold(t->a, v);
    const Equivalence *found = NULL;
    for (size_t i = 0; i < g->equivalences.n; i++) {
        const Equivalence *e = &g->equivalences.v[i];
        if (str_is_none(e->de) ? !found : str_eq(e->de, folded))
            found = e;
    }
    if (!found) {
        remark(t, champ, v,
            str_format(t->a, "la correspondance (ligne %lld) ne dit rien de cette valeur", (long long)g->ligne),
            STR_NONE, SUITE_ECARTEE);
        return STR_NONE;
    }
    switch (found->suite) {
    case VALEUR_DITE:
        return found->vers.n ? found->vers : STR_NONE;
    case VALEUR_RIEN:
        return STR_NONE;
    case VALEUR_GARDEE:
        return v;
    case VALEUR_REFUSEE:
        remark(t, champ, v, str_format(t->a, "la correspondance (ligne %lld) refuse cette valeur", (long long)g->ligne),
            STR_NONE, SUITE_REFUSEE);
        return STR_NONE;
    }
    return STR_NONE;
}

static bool list_has(Str list, Str one)
{
    Str part;
    while (str_split(&list, '|', &part))
        if (str_eq(part, one))
            return true;
    return false;
}

static Str list_with(Arena *a, Str list, Str one)
{
    if (!one.n || (list.n && list_has(list, one)))
        return list;
    return list.n ? str_join(a, (Str[]){ list, one }, 2, S("|")) : one;
}

static Str list_of(Travail *t, const Regle *g, Str v)
{
    Str out = STR_NONE;
    for (size_t from = 0; from <= v.n;) {
        size_t to = str_find(v, from, g->separateur);
        Str one = str_trim(str_slice(v, from, to));
        if (one.n && g->table)
            one = through_table(t, g, one);
        out = list_with(t->a, out, one);
        from = to + g->separateur.n;
    }
    return out;
}

static Str hours_read(Travail *t, Str prose)
{
    Str read = STR_NONE, why = STR_NONE;
    Err e = horaires_lire(t->a, prose, &read, &why);
    if (e == ERR_MEMORY)
        arena_fail(t->a);
    if (e != OK || str_eq(read, prose))
        return prose; /* the grammar already, or kept as received: the import tells it */
    remark(t, S("horaires"), prose, S("les horaires en français sont mis dans la grammaire du standard"), read,
        SUITE_CONVERTIE);
    return read;
}

/* "00:00 - 00:00": a field that had to be filled in. Not a whole day, and not for us to say that it is closed. */
static bool says_nothing(Str v)
{
    bool digit = false;
    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] >= '1' && v.p[i] <= '9')
            return false;
        digit = digit || v.p[i] == '0';
    }
    return digit;
}

static Str joined(Arena *a, Str before, Str one, Str between)
{
    return before.n ? str_join(a, (Str[]){ before, one }, 2, between) : one;
}

static Str days_read(Travail *t, const Regle *g)
{
    static const char *const days[] = { "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche" };
    static const char *const short_days[] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };
    Str prose = STR_NONE, unknown = STR_NONE;
    for (size_t i = 0; i < g->morceaux.n; i++) {
        Str v = t->valeurs[g->morceaux.v[i].colonne];
        if (says_nothing(v)) {
            unknown = joined(t->a, unknown, str_from(short_days[i]), S(","));
            remark(t, S("horaires"), v,
                str_format(t->a, "cet horaire du %s ne dit pas d’heures : jour à vérifier", days[i]),
                str_format(t->a, "%s unknown", short_days[i]), SUITE_CONVERTIE);
        } else if (utf8_fold(t->a, v).n) {         /* "-" is an empty cell */
            prose = joined(t->a, prose, str_format(t->a, "%s : %.*s", days[i], STR_ARG(v)), S(" ; "));
        }
    }
    Str read = prose.n ? hours_read(t, prose) : STR_NONE;
    if (!unknown.n)
        return read;
    return joined(t->a, read, str_format(t->a, "%.*s unknown", STR_ARG(unknown)), S("; "));
}

static Str date_read(Travail *t, Str v)
{
    Date d;
    if (!v.n)
        return STR_NONE;
    if (date_du_texte(v, &d))
        return date_iso(t->a, d);
    remark(t, S("date_maj"), v, S("aucune date, ou plusieurs, se lisent dans cette valeur"),
        S("AAAA-MM-JJ ou JJ/MM/AAAA"), SUITE_ECARTEE);
    return STR_NONE;
}

static Str rule_value(Travail *t, const Regle *g)
{
    for (size_t i = 0; i < g->conditions.n; i++)
        if (!condition_holds(t, &g->conditions.v[i]))
            return STR_NONE;
    if (g->fonction == FONCTION_JOURS)
        return days_read(t, g);
    Str v = assembled(t, g);
    if (!v.n)
        return STR_NONE;
    if (g->fonction == FONCTION_LIRE)
        return hours_read(t, v);
    if (g->fonction == FONCTION_DATE)
        return date_read(t, v);
    if (g->separateur.n)
        return list_of(t, g, v);
    return g->table ? through_table(t, g, v) : v;
}

/* ---- one row ---- */

static void convert_row(Travail *t, int64_t line)
{
    ImportLigne *l = vec_push(t->a, &t->r->lignes);
    if (!l)
        return;
    l->ligne = line;
    t->ligne = l;
    const Correspondance *c = t->k->correspondance;
    for (size_t i = 0; i < c->regles.n; i++) {
        const Regle *g = &c->regles.v[i];
        Str *to = &l->champs[g->champ], v, one;
        bool list = standard_field(g->champ)->list, lines = g->champ == CHAMP_presentation_detail;
        if (to->n && !list && !lines)
            continue;
        v = rule_value(t, g);
        while (list && str_split(&v, '|', &one))
            *to = list_with(t->a, *to, one);
        if (!list && v.n)
            *to = to->n ? str_join(t->a, (Str[]){ *to, v }, 2, S("\n")) : v;
    }
    if (!l->champs[CHAMP_date_maj].n && t->k->a_date_maj)
        l->champs[CHAMP_date_maj] = date_iso(t->a, t->k->date_maj);
}

static void refuse_row(Travail *t, int64_t line, Str raison)
{
    ImportLigne *l = vec_push(t->a, &t->r->lignes);
    if (!l)
        return;
    l->ligne = line;
    t->ligne = l;
    remark(t, STR_NONE, STR_NONE, raison, STR_NONE, SUITE_REFUSEE);
}

/* ---- columns of the file ---- */

/* The column of that name, else of the same name but for case and accents; n: none. */
static size_t column_of(Travail *t, Str name)
{
    const Correspondance *c = t->k->correspondance;
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(c->colonnes.v[i].nom, name))
            return i;
    Str folded = utf8_fold(t->a, name);
    for (size_t i = 0; i < t->n && folded.n; i++)
        if (str_eq(utf8_fold(t->a, c->colonnes.v[i].nom), folded))
            return i;
    return t->n;
}

static void tell_unknown(Travail *t, int64_t line, Str name)
{
    for (size_t i = 0; i < t->inconnues.n; i++)
        if (str_eq(t->inconnues.v[i], name))
            return;
    Str *slot = t->inconnues.n < IMPORT_COLONNES_MAX ? vec_push(t->a, &t->inconnues) : NULL;
    Remarque *m = slot ? vec_push(t->a, &t->r->remarques) : NULL;
    if (!m)
        return;
    *slot = str_dup(t->a, name);
    *m = (Remarque){ line, *slot, STR_NONE,
        S("la correspondance ne dit rien de cette colonne : elle n’est pas importée"), STR_NONE, SUITE_ECARTEE };
}

static Err check_columns(Travail *t)
{
    BUF b = buf_new(64 * KIB);
    const Correspondance *c = t->k->correspondance;
    for (size_t i = 0; i < t->n; i++)
        if (!t->vues[i] && !c->colonnes.v[i].facultative)
            buf_format(&b, "%s[%.*s] (ligne %lld)", b.n ? ", " : "", STR_ARG(c->colonnes.v[i].nom),
                (long long)c->colonnes.v[i].ligne);
    if (!b.n)
        return OK;
    return refuse_file(t,
        str_format(t->a,
            "le fichier n’a pas toutes les colonnes que la correspondance nomme : %.*s. Vérifiez que "
            "c’est le bon fichier ; une colonne qui peut manquer s’écrit [nom]?. Rien n’a été importé.",
            STR_ARG(buf_str(&b))));
}

/* ---- CSV ---- */

static Err read_header(Travail *t, const CsvRow *header, size_t **ret)
{
    size_t *of = NEW(t->a, size_t, header->n);
    if (!of)
        return ERR_MEMORY;
    for (size_t i = 0; i < header->n; i++) {
        Str name = str_trim(header->cells[i]);
        of[i] = name.n ? column_of(t, name) : t->n;
        if (of[i] < t->n && t->vues[of[i]])
            return refuse_file(t,
                str_format(t->a,
                    "ligne %lld : la colonne « %.*s » apparaît deux fois. Supprimez ou renommez l’une "
                    "des deux. Rien n’a été importé.",
                    (long long)header->line, STR_ARG(name)));
        if (of[i] < t->n)
            t->vues[of[i]] = true;
        else if (name.n)
            tell_unknown(t, header->line, name);
    }
    *ret = of;
    return check_columns(t);
}

static void read_csv_row(Travail *t, const CsvRow *row, Str problem, const size_t *of, size_t n)
{
    bool empty = !problem.n;
    size_t cells = row->n;
    for (size_t i = 0; i < row->n; i++)
        empty = empty && !row->cells[i].n;
    if (empty)
        return;
    while (cells > n && !row->cells[cells - 1].n)
        cells--;
    if (problem.n || cells != n) {
        refuse_row(t, row->line,
            problem.n ? str_dup(t->a, problem)
                      : str_format(t->a, "la ligne a %zu cases, l’en-tête en a %zu", cells, n));
        return;
    }
    for (size_t i = 0; i < t->n; i++)
        t->valeurs[i] = STR_NONE;
    for (size_t i = 0; i < n; i++) {
        Str cell = str_trim(row->cells[i]);
        if (of[i] < t->n && cell.n)
            t->valeurs[of[i]] = str_dup(t->a, cell);
    }
    convert_row(t, row->line);
}

static Err read_csv(Travail *t)
{
    CsvReader *csv;
    CsvRow row;
    Str problem;
    size_t *of = NULL;
    TRY(csv_open(t->a, t->k->octets, (CsvLimits){ IMPORT_COLONNES_MAX, IMPORT_CASE_MAX }, &csv, t->message));
    t->r->encodage = csv_encoding_name(csv_encoding(csv));
    t->r->separateur = csv_delimiter(csv);
    if (!csv_next(csv, t->a, &row, &problem))
        return refuse_file(t, S("le fichier est vide."));
    if (problem.n)
        return refuse_file(t,
            str_format(t->a, "l’en-tête ne peut pas être lu : %.*s. Rien n’a été importé.", STR_ARG(problem)));
    size_t n = row.n;
    TRY(read_header(t, &row, &of));
    ARENA scratch = arena_new(64 * MIB);
    if (!scratch)
        return ERR_MEMORY;
    ArenaMark mark = arena_mark(scratch);
    while (!arena_failed(t->a) && csv_next(csv, scratch, &row, &problem)) {
        if (arena_failed(scratch))
            return ERR_MEMORY;
        read_csv_row(t, &row, problem, of, n);
        arena_reset(scratch, mark);
    }
    return arena_failed(t->a) || arena_failed(scratch) ? ERR_MEMORY : OK;
}

/* ---- JSON ---- */

static Str member_text(Travail *t, const json_t *v)
{
    Str out = STR_NONE;
    if (json_is_true(v) || json_is_false(v))
        return json_is_true(v) ? S("true") : S("false");
    if (!json_is_array(v)) {
        Str one = str_trim(json_value_str(v));
        return one.n ? str_dup(t->a, one) : STR_NONE;
    }
    for (size_t i = 0; i < json_array_size(v); i++)
        out = list_with(t->a, out, str_dup(t->a, str_trim(json_value_str(json_array_get(v, i)))));
    return out;
}

static void read_members(Travail *t, int64_t line, Str prefix, json_t *object, int depth)
{
    const char *key;
    json_t *member;
    json_object_foreach(object, key, member) {
        Str name = prefix.n ? str_format(t->a, "%.*s.%s", STR_ARG(prefix), key) : str_dup(t->a, str_from(key));
        size_t i = column_of(t, name);
        if (json_is_object(member) && depth < PROFONDEUR_MAX) {
            read_members(t, line, name, member, depth + 1);
        } else if (i < t->n) {
            t->vues[i] = true;
            t->valeurs[i] = member_text(t, member);
        } else {
            tell_unknown(t, line, name);
        }
    }
}

static void read_item(Travail *t, Str item, int64_t line)
{
    JSON_VALUE v = NULL;
    Str message = STR_NONE;
    Err e = json_read(t->a, item, (JsonLimits){ 4 * MIB, 8, true }, &v, &message);
    if (e != OK || !json_is_object(v)) {
        refuse_row(t, line,
            e != OK ? str_format(t->a, "cet élément n’est pas lisible : %.*s", STR_ARG(message))
                    : S("un objet { … } est attendu"));
        return;
    }
    for (size_t i = 0; i < t->n; i++)
        t->valeurs[i] = STR_NONE;
    read_members(t, line, STR_NONE, v, 0);
    convert_row(t, line);
}

static Err read_json(Travail *t)
{
    JsonItems it;
    Str item;
    int64_t line;
    if (str_find_char(t->k->octets, 0, '\0') < t->k->octets.n || !utf8_valid(t->k->octets))
        return refuse_file(t, S("ce fichier JSON n’est pas un texte en UTF-8. Rien n’a été importé."));
    if (!json_items_open(t->k->octets, &it))
        return refuse_file(t, S("ce fichier JSON n’est pas une liste : un tableau [ { … }, … ] est attendu."));
    while (json_items_next(&it, &item, &line) && !arena_failed(t->a) && !it.cut)
        read_item(t, item, line);
    if (!arena_failed(t->a) && !json_items_complete(&it))
        return refuse_file(t, str_format(t->a,
                                  "le fichier JSON est tronqué ou mal fermé (ligne %lld). Rien n’a été importé ; "
                                  "demandez le fichier entier.",
                                  (long long)it.line));
    return t->r->lignes.n ? check_columns(t) : OK;
}

Err conversion_lire(void *arg, Arena *a, ImportRapport *r, Str *ret_message)
{
    const Conversion *k = arg;
    size_t n = k->correspondance->colonnes.n;
    Travail t = { .a = a, .k = k, .r = r, .message = ret_message, .n = n };
    t.vues = NEW(a, bool, n + 1);
    t.valeurs = NEW(a, Str, n + 1);
    if (!t.vues || !t.valeurs)
        return ERR_MEMORY;
    TRY(k->json ? read_json(&t) : read_csv(&t));
    return arena_failed(a) ? ERR_MEMORY : OK;
}
