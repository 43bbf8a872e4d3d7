// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/csv/csv.h"

#include "base/planted.h"

struct CsvReader {
    Str text;                                      /* after the BOM */
    size_t at;
    int64_t line;
    CsvLimits limits;
    CsvEncoding encoding;
    char delimiter;
    bool damaged;                                  /* UTF-8 with malformed bytes: each row is checked */
};

/* ---- detection ---- */

static Str not_text(Str s)
{
    static const struct {
        Str magic;
        Str message;
    } known[] = {
        { S_INIT("\xFF\xFE"), S_INIT("Ce fichier est en UTF-16. Enregistrez-le de nouveau en « CSV UTF-8 ».") },
        { S_INIT("\xFE\xFF"), S_INIT("Ce fichier est en UTF-16. Enregistrez-le de nouveau en « CSV UTF-8 ».") },
        { S_INIT("PK\x03\x04"),
            S_INIT("Ce fichier est un classeur (.xlsx, .ods) ou une archive, pas un CSV. Ouvrez-le dans un tableur et "
                   "enregistrez la feuille en « CSV UTF-8 ».") },
        { S_INIT("\xD0\xCF\x11\xE0"),
            S_INIT("Ce fichier est un classeur (.xls), pas un CSV. Ouvrez-le dans un tableur et enregistrez la feuille "
                   "en « CSV UTF-8 ».") },
        { S_INIT("%PDF"), S_INIT("Ce fichier est un PDF, pas un CSV. Demandez le tableau d’origine à son auteur.") },
        { S_INIT("\x1F\x8B"), S_INIT("Ce fichier est compressé (gzip). Décompressez-le d’abord.") },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_starts(s, known[i].magic))
            return known[i].message;
    return STR_NONE;
}

/*
 * Text that is not well-formed UTF-8 is Windows-1252, unless most of its accents are good UTF-8: then it is UTF-8
 * that was damaged or cut, and turning the whole of it into mojibake would help nobody.
 */
static bool mostly_utf8(Str s)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < s.n;) {
        if ((unsigned char)s.p[i] < 0x80) {
            i++;
            continue;
        }
        size_t at = i;
        uint32_t cp = utf8_next(s, &i);
        if (cp == 0xFFFD && i - at == 1)
            bad++;
        else
            good++;
    }
    return good > bad;
}

/* The delimiter seen most often outside quotes in the first row; a comma when there is none. */
static char detect_delimiter(Str s)
{
    static const char candidates[] = { ',', ';', '\t' };
    size_t counts[3] = { 0 };
    bool quoted = false;
    size_t i = 0;
    while (i < s.n && (s.p[i] == '\r' || s.p[i] == '\n'))
        i++;
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '\n' || c == '\r')
            break;
        for (size_t k = 0; k < sizeof candidates; k++)
            counts[k] += c == candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof candidates; k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

/* "sep=;" alone on the first line: what some spreadsheets write for each other. */
static void take_sep_line(CsvReader *r)
{
    Str s = r->text;
    if (s.n < 6 || !str_eq_nocase(str_slice(s, 0, 4), S("sep=")) || (s.p[5] != '\r' && s.p[5] != '\n'))
        return;
    if (s.p[4] != ',' && s.p[4] != ';' && s.p[4] != '\t')
        return;
    r->delimiter = s.p[4];
    r->at = str_find_char(s, 5, '\n');
    if (r->at < s.n)
        r->at++;
    r->line = 2;
}

Err csv_open(Arena *a, Str text, CsvLimits limits, CsvReader **ret, Str *ret_message)
{
    if (str_is_empty(str_trim(text))) {
        *ret_message = S("Le fichier est vide.");
        return ERR_INVALID;
    }
    Str message = not_text(text);
    size_t nul = str_find_char(text, 0, '\0');
    if (str_is_none(message) && nul < text.n) {
        int64_t line = 1;
        for (size_t i = 0; i < nul; i++)
            line += text.p[i] == '\n';
        message = str_format(a,
            "Ce fichier n’est pas un texte : il contient un octet nul (ligne %lld). Enregistrez-le de "
            "nouveau en « CSV UTF-8 ».",
            (long long)line);
    }
    if (!str_is_none(message)) {
        *ret_message = message;
        return ERR_INVALID;
    }
    CsvReader *r = NEW(a, CsvReader, 1);
    if (!r)
        return ERR_MEMORY;
    *r = (CsvReader){ .text = text, .line = 1, .limits = limits, .encoding = CSV_UTF8 };
    if (str_starts(text, S("\xEF\xBB\xBF"))) {
        r->text = str_slice(text, 3, text.n);
        r->encoding = CSV_UTF8_BOM;
    }
    if (!utf8_valid(r->text)) {
        r->damaged = r->encoding == CSV_UTF8_BOM || mostly_utf8(r->text);
        if (!r->damaged)
            r->encoding = CSV_CP1252;
    }
    if (str_is_empty(str_trim(r->text))) {
        *ret_message = S("Le fichier est vide.");
        return ERR_INVALID;
    }
    r->delimiter = detect_delimiter(r->text);
    take_sep_line(r);
    *ret = r;
    return OK;
}

CsvEncoding csv_encoding(const CsvReader *r)
{
    return r->encoding;
}

char csv_delimiter(const CsvReader *r)
{
    return r->delimiter;
}

const char *csv_encoding_name(CsvEncoding e)
{
    switch (e) {
    case CSV_UTF8:
        return "UTF-8";
    case CSV_UTF8_BOM:
        return "UTF-8 avec BOM";
    case CSV_CP1252:
        return "Windows-1252";
    }
    return "";
}

size_t csv_position(const CsvReader *r)
{
    return r->at;
}

/* ---- rows ---- */

typedef VEC(Str) Cells;

typedef enum CellEnd { CELL_MORE, CELL_ROW, CELL_BROKEN } CellEnd;

static bool at_line_end(const CsvReader *r)
{
    return r->at < r->text.n && (r->text.p[r->at] == '\n' || r->text.p[r->at] == '\r');
}

static void take_line_end(CsvReader *r)
{
    if (r->text.p[r->at] == '\r' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == '\n')
        r->at++;
    r->at++;
    r->line++;
}

/* After a broken row: the line that follows the row's first one, so that a quote left open costs one line. */
static void resume_after_line(CsvReader *r, size_t row_start, int64_t row_line)
{
    r->at = row_start;
    r->line = row_line;
    while (r->at < r->text.n && !at_line_end(r))
        r->at++;
    if (r->at < r->text.n)
        take_line_end(r);
}

static Str decode(const CsvReader *r, Arena *a, Str raw)
{
    if (r->encoding != CSV_CP1252)
        return raw;
    for (size_t i = 0; i < raw.n; i++)
        if ((unsigned char)raw.p[i] >= 0x80)
            return utf8_from_cp1252(a, raw);
    return raw;
}

/* "" inside a quoted cell is one quote. */
static Str undouble(Arena *a, Str raw)
{
    char *to = arena_array(a, 1, raw.n + 1);
    if (!to)
        return STR_NONE;
    size_t at = 0;
    for (size_t i = 0; i < raw.n; i++) {
        to[at++] = raw.p[i];
        if (raw.p[i] == '"')
            i += PLANTED(1, 0);
    }
    return str_of(to, at);
}

static CellEnd after_cell(CsvReader *r)
{
    if (r->at >= r->text.n)
        return CELL_ROW;
    if (r->text.p[r->at] == r->delimiter) {
        r->at++;
        return CELL_MORE;
    }
    take_line_end(r);
    return CELL_ROW;
}

static CellEnd quoted_cell(CsvReader *r, Arena *a, Str *ret, Str *ret_problem)
{
    Str s = r->text;
    int64_t line = r->line;
    size_t from = ++r->at;
    bool doubled = false;
    for (;; r->at++) {
        if (r->at >= s.n) {
            *ret_problem = str_format(a, "le guillemet ouvert à la ligne %lld n’est jamais refermé", (long long)line);
            return CELL_BROKEN;
        }
        if (r->at - from > r->limits.max_cell) {
            *ret_problem = str_format(a,
                "la case ouverte par un guillemet à la ligne %lld dépasse %zu octets "
                "(guillemet jamais refermé ?)",
                (long long)line, r->limits.max_cell);
            return CELL_BROKEN;
        }
        if (s.p[r->at] == '\n')
            r->line++;
        if (s.p[r->at] != '"')
            continue;
        if (r->at + 1 < s.n && s.p[r->at + 1] == '"') {
            doubled = true;
            r->at++;
            continue;
        }
        break;
    }
    Str raw = str_slice(s, from, r->at++);
    while (r->at < s.n && s.p[r->at] == ' ')
        r->at++;
    if (r->at < s.n && s.p[r->at] != r->delimiter && !at_line_end(r)) {
        *ret_problem = str_format(a,
            "un guillemet est mal placé à la ligne %lld : dans une case entre guillemets, un "
            "guillemet s’écrit \"\"",
            (long long)r->line);
        return CELL_BROKEN;
    }
    *ret = decode(r, a, doubled ? undouble(a, raw) : raw);
    return after_cell(r);
}

static CellEnd plain_cell(CsvReader *r, Arena *a, Str *ret, Str *ret_problem)
{
    size_t from = r->at;
    while (r->at < r->text.n && r->text.p[r->at] != r->delimiter && !at_line_end(r))
        r->at++;
    if (r->at - from > r->limits.max_cell) {
        *ret_problem = str_format(a, "une case dépasse %zu octets", r->limits.max_cell);
        return CELL_BROKEN;
    }
    *ret = decode(r, a, str_slice(r->text, from, r->at));
    return after_cell(r);
}

static void read_row(CsvReader *r, Arena *a, Cells *cells, Str *ret_problem)
{
    size_t n = 0;
    for (CellEnd end = CELL_MORE; end == CELL_MORE; n++) {
        Str cell = STR_NONE;
        bool quoted = r->at < r->text.n && r->text.p[r->at] == '"';
        end = quoted ? quoted_cell(r, a, &cell, ret_problem) : plain_cell(r, a, &cell, ret_problem);
        if (end == CELL_BROKEN)
            return;
        if (n >= r->limits.max_cells)
            continue;                              /* counted for the message, not kept */
        Str *slot = vec_push(a, cells);
        if (slot)
            *slot = cell;
    }
    if (n > r->limits.max_cells)
        *ret_problem = str_format(a, "la ligne a %zu cases, le maximum est %zu", n, r->limits.max_cells);
}

bool csv_next(CsvReader *r, Arena *a, CsvRow *ret_row, Str *ret_problem)
{
    while (at_line_end(r))
        take_line_end(r);
    if (r->at >= r->text.n)
        return false;
    size_t start = r->at;
    int64_t line = r->line;
    Cells cells = { 0 };
    Str problem = STR_NONE;
    read_row(r, a, &cells, &problem);
    if (str_is_none(problem) && r->damaged && !utf8_valid(str_slice(r->text, start, r->at)))
        problem = S("la ligne contient des octets qui ne sont pas de l’UTF-8 (fichier tronqué ou mélange d’encodages)");
    else if (!str_is_none(problem) && cells.n <= r->limits.max_cells)
        resume_after_line(r, start, line);
    if (arena_failed(a))
        problem = S("la mémoire manque pour lire cette ligne");
    bool broken = !str_is_none(problem);
    *ret_row = (CsvRow){ .cells = broken ? NULL : cells.v, .n = broken ? 0 : cells.n, .line = line };
    *ret_problem = problem;
    return true;
}

/* ---- out ---- */

/* A plain number or a telephone number: digits, and blanks, dots or hyphens between them, after one sign. */
static bool is_number_like(Str s)
{
    if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    bool digit = false;
    for (size_t i = 1; i < s.n; i++) {
        bool d = s.p[i] >= '0' && s.p[i] <= '9';
        if (!d && !(digit && (s.p[i] == '.' || s.p[i] == ' ')))
            return false;
        digit = d;
    }
    return digit;
}

/* Apostrophes, then a character with which a spreadsheet begins a formula. */
static bool looks_guarded(Str s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] == '\'')
        i++;
    return i < s.n &&
           (s.p[i] == '=' || s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '@' || s.p[i] == '\t' || s.p[i] == '\r');
}

Str csv_unguard(Str cell)
{
    return cell.n && cell.p[0] == '\'' && looks_guarded(cell) ? str_slice(cell, 1, cell.n) : cell;
}

void csv_cell(CsvWriter *w, Str s)
{
    if (w->any)
        buf_char(w->b, w->delimiter);
    w->any = true;
    bool guarded = w->guard && looks_guarded(s) && !is_number_like(s);
    bool quoted = guarded || (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '));
    for (size_t i = 0; i < s.n && !quoted; i++)
        quoted = s.p[i] == w->delimiter || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
    if (!quoted) {
        buf_put(w->b, s);
        return;
    }
    buf_char(w->b, '"');
    if (guarded)
        buf_char(w->b, '\'');
    for (size_t from = 0; from < s.n;) {
        size_t to = str_find_char(s, from, '"');
        buf_put(w->b, str_slice(s, from, to));
        if (to < s.n)
            buf_put(w->b, S("\"\""));
        from = to + 1;
    }
    buf_char(w->b, '"');
}

void csv_end_row(CsvWriter *w)
{
    buf_put(w->b, S("\r\n"));
    w->any = false;
}
