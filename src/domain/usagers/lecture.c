// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file of people who are accompanied: bytes in, rows and refusals out; pure. */
#include "base/planted.h"
#include "core/csv/csv.h"
#include "core/xlsx/xlsx_read.h"
#include "domain/usagers/import.h"

enum { CELLULES_MAX = 60, TITRES_MAX = 10, MODELE_TITRES = 3, MONTRE = 60, INSEE_N = 5 };
static const size_t ROW_ARENA = 4 * MIB;

/* X(NAME, column of the model from 0 (-1: not in it), headings, joined by |, folded) */
#define COLONNES(X)                                                                                                    \
    X(NOM, 0, "nom")                                                                                                   \
    X(PRENOM, 1, "prenom")                                                                                             \
    X(NAISSANCE, 2, "annee de naissance|naissance|annee_naissance")                                                    \
    X(COMMUNE, 3, "commune|nom de la commune")                                                                         \
    X(INSEE, 4, "insee|code insee|code_insee")                                                                         \
    X(CODE_POSTAL, 5, "code postal|code_postal")                                                                       \
    X(TELEPHONE, 6, "telephone|n° de telephone|numero de telephone")                                                   \
    X(COURRIEL, 7, "e-mail|email|courriel")                                                                            \
    X(GENRE, 8, "genre")                                                                                               \
    X(NOTES, 9, "notes|notes supplementaires")                                                                         \
    X(STATUT, -1, "statut")                                                                                            \
    X(STRUCTURE, -1, "structure|siret")                                                                                \
    X(INFORME, -1, "informe le|informee le|personne informee le|informe_le")                                           \
    X(PARTAGE, -1, "partage")
enum {
#define X(NAME, at, words) COL_##NAME,
    COLONNES(X)
#undef X
        COL_N
};
static const struct Colonne {
    int at;
    Str words;
} colonnes[] = {
#define X(NAME, at, words) { at, S_INIT(words) },
    COLONNES(X)
#undef X
};

typedef struct Lecture {
    Arena *a, *row;
    UsagersLus *to;
    int at[COL_N]; /* index of the cell; -1: no such column */
    int annee;
    const Str *cells;
    size_t n;
    int64_t line;
    bool headed; /* a heading was seen */
    bool model; /* the sheet has the model's name: what its headings do not say is where the model has it */
} Lecture;

/* ---- what is told ---- */

static Str sentence(Arena *a, int64_t ligne, const char *champ, Str valeur, const char *remede)
{
    Str shown = utf8_cut(valeur, MONTRE);
    return str_is_empty(valeur) ? str_format(a, "Ligne %lld, %s\u00a0: %s", (long long)ligne, champ, remede)
                                : str_format(a, "Ligne %lld, %s, «\u00a0%.*s\u00a0»\u00a0: %s", (long long)ligne, champ,
                                      STR_ARG(shown), remede);
}

Err usagers_refuser(Arena *a, UsagersLus *lus, int64_t ligne, const char *champ, Str valeur, const char *remede)
{
    if (lus->n_refus++ >= USAGERS_DITS_MAX)
        return OK;
    Str *to = vec_push(a, &lus->refus);
    if (to)
        *to = sentence(a, ligne, champ, valeur, remede);
    return to ? OK : ERR_MEMORY;
}

Err usagers_avertir(Arena *a, UsagersLus *lus, int64_t ligne, const char *champ, Str valeur, const char *remede)
{
    if (lus->n_avis++ >= USAGERS_DITS_MAX)
        return OK;
    Str *to = vec_push(a, &lus->avis);
    if (to)
        *to = sentence(a, ligne, champ, valeur, remede);
    return to ? OK : ERR_MEMORY;
}

/* ---- values ---- */

static Str cell(const Lecture *l, int column)
{
    int at = l->at[column];
    return at >= 0 && (size_t)at < l->n ? str_trim(l->cells[at]) : S("");
}

static bool fits(Str s, size_t max)
{
    return utf8_length(s) <= max;
}

/* "F", "Féminin", "Femme"; "M", "Homme"; "N…", "": not said. */
static bool gender_of(Str s, Str *ret)
{
    char c = s.n ? (char)(s.p[0] | 0x20) : 'n';
    *ret = c == 'f' ? S("feminin") : c == 'm' || c == 'h' ? S("masculin") : S("");
    return c == 'f' || c == 'm' || c == 'h' || c == 'n';
}

static bool status_of(Arena *a, Str s, Str *ret)
{
    Str key = utf8_fold(a, s);
    *ret = S("");
    for (int i = 0; !str_is_none(statuts[i].value); i++)
        if (str_eq(key, utf8_fold(a, statuts[i].label)) || str_eq(s, statuts[i].value))
            *ret = statuts[i].value;
    return !str_is_empty(*ret) || str_is_empty(s) || str_starts(key, S("non"));
}

/* A day of a spreadsheet, or "05/06/2024". */
static bool day_of(Str s, Date *ret)
{
    int64_t day = 0, month = 0, year = 0;
    if (date_parse_lenient(s, ret))
        return true;
    if (s.n != 10 || s.p[2] != '/' || s.p[5] != '/' || !str_to_i64(str_slice(s, 0, 2), &day) ||
        !str_to_i64(str_slice(s, 3, 5), &month) || !str_to_i64(str_slice(s, 6, 10), &year) || year < 1 ||
        !date_valid((int)year, (int)month, (int)day))
        return false;
    *ret = date_from_ymd((int)year, (int)month, (int)day);
    return true;
}

/* Five characters; four digits are five that a spreadsheet took for a number. */
static bool insee_of(Arena *a, Str s, Str *ret)
{
    bool fits_in = s.n == INSEE_N;
    for (size_t i = 0; fits_in && i < s.n; i++)
        fits_in = (s.p[i] >= '0' && s.p[i] <= '9') || (i == 1 && (s.p[i] == 'A' || s.p[i] == 'B'));
    *ret = fits_in ? s : S("");
    if (s.n == INSEE_N - 1 && str_to_i64(s, &(int64_t){ 0 }))
        *ret = str_cat(a, S("0"), s);
    return s.n == 0 || ret->n == INSEE_N;
}

/* ---- a row ---- */

static bool read_names(Lecture *l, UsagerLu *to, const char **ret_field, const char **ret_remedy, Str *ret_value)
{
    to->identite.nom = cell(l, COL_NOM);
    to->identite.prenom = cell(l, COL_PRENOM);
    Str *const both[] = { &to->identite.nom, &to->identite.prenom };
    static const char *const fields[] = { "nom", "prénom" };
    for (int i = 0; i < 2; i++) {
        *ret_field = fields[i];
        *ret_value = *both[i];
        *ret_remedy = "le modèle le demande\u00a0: écrivez-le, ou retirez la ligne.";
        if (str_is_empty(*both[i]))
            return false;
        *ret_remedy = "100 caractères au plus.";
        if (!fits(*both[i], NOM_MAX) || str_find_char(*both[i], 0, '\n') < both[i]->n)
            return false;
    }
    return true;
}

static bool read_birth(Lecture *l, UsagerLu *to)
{
    Str s = cell(l, COL_NAISSANCE);
    OptI64 *year = &to->identite.naissance;
    year->has = !str_is_empty(s);
    if (!year->has)
        return true;
    return str_to_i64(s, &year->v) && year->v >= PLANTED(USAGERS_NAISSANCE_MIN, 0) && year->v <= l->annee;
}

/* What is wrong with this row; NULL: nothing. */
static const char *read_values(Lecture *l, UsagerLu *to, const char **ret_field, Str *ret_value)
{
    const char *remedy = NULL;
    Str told = cell(l, COL_INFORME), share = utf8_fold(l->row, cell(l, COL_PARTAGE));
    if (!read_names(l, to, ret_field, &remedy, ret_value))
        return remedy;
    *ret_field = "année de naissance";
    *ret_value = cell(l, COL_NAISSANCE);
    if (!read_birth(l, to))
        return "une année sur quatre chiffres, de 1900 à cette année, ou rien.";
    *ret_field = "genre";
    *ret_value = cell(l, COL_GENRE);
    if (!gender_of(*ret_value, &to->genre))
        return "écrivez F, M ou N (non communiqué).";
    *ret_field = "statut";
    *ret_value = cell(l, COL_STATUT);
    if (!status_of(l->row, *ret_value, &to->statut))
        return "écrivez Scolarisé, Sans emploi, En emploi ou Retraité, ou rien.";
    *ret_field = "code INSEE";
    *ret_value = cell(l, COL_INSEE);
    if (!insee_of(l->row, *ret_value, &to->insee))
        return "un code INSEE a cinq caractères, comme 28085.";
    *ret_field = "informé le";
    *ret_value = told;
    to->informe = !str_is_empty(told);
    if (to->informe && !day_of(told, &to->identite.informe))
        return "écrivez le jour ainsi\u00a0: 05/06/2024.";
    to->identite.partage = str_starts(share, S("o")) || str_eq(share, S("1")) || str_eq(share, S("vrai"));
    return NULL;
}

static Err keep(Lecture *l, const UsagerLu *read)
{
    UsagerLu *to = vec_push(l->a, &l->to->lignes);
    if (!to)
        return ERR_MEMORY;
    *to = *read;
    to->identite.nom = str_dup(l->a, read->identite.nom);
    to->identite.prenom = str_dup(l->a, read->identite.prenom);
    to->insee = str_dup(l->a, read->insee);
    to->commune = str_dup(l->a, cell(l, COL_COMMUNE));
    to->code_postal = str_dup(l->a, cell(l, COL_CODE_POSTAL));
    to->structure = str_dup(l->a, cell(l, COL_STRUCTURE));
    l->to->contacts += !str_is_empty(cell(l, COL_TELEPHONE)) || !str_is_empty(cell(l, COL_COURRIEL));
    l->to->notes += !str_is_empty(cell(l, COL_NOTES));
    return arena_failed(l->a) ? ERR_MEMORY : OK;
}

static Err read_row(Lecture *l)
{
    UsagerLu read = { .ligne = l->line, .identite = { .base = S("") } };
    const char *field = "nom";
    Str value = S("");
    const char *remedy = read_values(l, &read, &field, &value);
    l->to->total++;
    if (remedy)
        return usagers_refuser(l->a, l->to, l->line, field, value, remedy);
    if (str_eq(read.identite.nom, S("Exemple")) && str_eq(read.identite.prenom, S("Léa")))
        return usagers_refuser(l->a, l->to, l->line, "nom", read.identite.nom,
            "c’est la ligne d’exemple du modèle\u00a0: elle n’est pas prise.");
    if (str_is_empty(read.insee) && !str_is_empty(cell(l, COL_COMMUNE)))
        TRY(usagers_avertir(l->a, l->to, l->line, "commune", cell(l, COL_COMMUNE),
            "sans son code INSEE, elle n’est pas retenue."));
    return keep(l, &read);
}

/* ---- headings ---- */

static int column_named(Arena *a, Str title)
{
    Str key = utf8_fold(a, str_trim(title)), word;
    for (int c = 0; c < COL_N && key.n; c++)
        for (Str rest = colonnes[c].words; str_split(&rest, '|', &word);)
            if (str_eq(utf8_fold(a, word), key))
                return c;
    return -1;
}

/* Whether this row names columns: it then adds what it names. */
static bool read_heading(Lecture *l)
{
    int named = 0;
    bool last = false;
    for (size_t i = 0; i < l->n; i++) {
        int c = column_named(l->row, l->cells[i]);
        named += c >= 0;
        last |= c == COL_NOM || c == COL_PRENOM;
    }
    if (named < 2 || (!l->headed && !last))
        return false;
    for (size_t i = 0; i < l->n; i++) {
        int c = column_named(l->row, l->cells[i]);
        if (c >= 0 && l->at[c] < 0)
            l->at[c] = (int)i;
    }
    l->headed = true;
    return true;
}

static bool is_blank(const Lecture *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!str_is_empty(str_trim(l->cells[i])))
            return false;
    return true;
}

static Err too_many(Str *ret_message)
{
    *ret_message = S("il a plus de 20\u202f000 lignes\u00a0: coupez-le en plusieurs fichiers");
    return ERR_TOO_LARGE;
}

/* The model's own columns, where its headings were reworded. */
static void place_model(Lecture *l)
{
    for (int c = 0; c < COL_N; c++) {
        bool taken = colonnes[c].at < 0 || l->at[c] >= 0;
        for (int k = 0; k < COL_N; k++)
            taken |= l->at[k] == colonnes[c].at;
        if (!taken)
            l->at[c] = colonnes[c].at;
    }
    l->headed = true;
}

/* A row of either kind of file: a heading, then people. */
static Err take(Lecture *l, Str *ret_message)
{
    if (l->model && l->line > MODELE_TITRES) {
        place_model(l);
        l->model = false;
    }
    if (l->to->total >= USAGERS_LIGNES_MAX)
        return too_many(ret_message);
    if (is_blank(l) || (l->line <= TITRES_MAX && read_heading(l)) || !l->headed)
        return OK;
    return read_row(l);
}

static Err read_csv(Lecture *l, Str text, Str *ret_message)
{
    CsvReader *csv = NULL;
    CsvRow row;
    Str problem = STR_NONE, cells[CELLULES_MAX];
    TRY(csv_open(l->a, text, (CsvLimits){ CELLULES_MAX, USAGERS_CELLULE_MAX }, &csv, ret_message));
    ArenaMark mark = arena_mark(l->row);
    while (problem = STR_NONE, csv_next(csv, l->row, &row, &problem)) {
        l->line = row.line;
        l->n = row.n < CELLULES_MAX ? row.n : CELLULES_MAX;
        for (size_t i = 0; i < l->n; i++)
            cells[i] = csv_unguard(row.cells[i]);
        l->cells = cells;
        if (!str_is_none(problem)) {
            l->to->total++;
            TRY(usagers_refuser(l->a, l->to, row.line, "ligne", S(""), str_dup(l->a, problem).p));
        } else {
            TRY(take(l, ret_message));
        }
        arena_reset(l->row, mark);
    }
    return OK;
}

static Err read_xlsx(Lecture *l, Str file, Str *ret_message)
{
    XLSX_READER x = NULL;
    XlsxRow row;
    Str problem;
    TRY(xlsx_open(l->a, file, xlsx_limits, &x, ret_message));
    size_t sheet = xlsx_sheet_find(x, S("Bénéficiaires"));
    l->model = sheet < xlsx_sheets(x);
    TRY(xlsx_read_sheet(x, sheet < xlsx_sheets(x) ? sheet : 0, ret_message));
    ArenaMark mark = arena_mark(l->row);
    while (xlsx_next(x, l->row, &row, &problem)) {
        l->line = row.row;
        l->cells = row.cells;
        l->n = row.n;
        if (problem.n) {
            l->to->total++;
            TRY(usagers_refuser(l->a, l->to, row.row, "ligne", S(""), str_dup(l->a, problem).p));
        } else {
            TRY(take(l, ret_message));
        }
        arena_reset(l->row, mark);
    }
    return OK;
}

Err usagers_lire(Arena *a, Str fichier, int annee, UsagersLus *ret, Str *ret_message)
{
    ARENA row = arena_new(ROW_ARENA);
    Lecture l = { .a = a, .row = row, .to = ret, .annee = annee };
    *ret = (UsagersLus){ 0 };
    for (int c = 0; c < COL_N; c++)
        l.at[c] = -1;
    if (!row)
        return ERR_MEMORY;
    if (fichier.n > USAGERS_FICHIER_MAX) {
        *ret_message = S("il dépasse 16\u00a0Mio");
        return ERR_TOO_LARGE;
    }
    TRY(str_starts(fichier, S("PK")) ? read_xlsx(&l, fichier, ret_message) : read_csv(&l, fichier, ret_message));
    if (!l.headed || l.at[COL_NOM] < 0 || l.at[COL_PRENOM] < 0) {
        *ret_message = S(
            "il n’a pas les colonnes «\u00a0Nom\u00a0» et «\u00a0Prénom\u00a0» du modèle d’import des bénéficiaires");
        return ERR_INVALID;
    }
    return arena_failed(a) || arena_failed(row) ? ERR_MEMORY : OK;
}
