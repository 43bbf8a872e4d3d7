// SPDX-License-Identifier: AGPL-3.0-or-later
/* The file's rows, joined into records. */

#include "base/planted.h"
#include "base/utf8.h"
#include "core/xlsx/xlsx_read.h"
#include "domain/coop/coop.h"

/* X(NAME, heading, must be there) */
#define COLONNES(X)                                                                                                    \
    X(DATE, "Date", true)                                                                                              \
    X(TYPE, "Type", true)                                                                                              \
    X(PARTICIPANTS, "Participants", true)                                                                              \
    X(CANAL, "Canaux d’accompagnement", true)                                                                          \
    X(INSEE, "Code Insee", false)                                                                                      \
    X(DUREE, "Durée (min)", true)                                                                                      \
    X(TITRE, "Nom de l’atelier", false)                                                                                \
    X(MATERIEL, "Matériel", false)                                                                                     \
    X(THEMES, "Thématique(s)", true)                                                                                   \
    X(AUTONOMIE, "Niveau d’autonomie", false)                                                                          \
    X(REDIRECTION, "Structure de redirection", false)                                                                  \
    X(LIEU, "Nom du lieu", false)                                                                                      \
    X(STRUCTURE, "Structure", false)                                                                                   \
    X(SIRET, "SIRET", false)                                                                                           \
    X(COURRIEL, "E-mail", false)                                                                                       \
    X(PRENOM, "Prénom", false)                                                                                         \
    X(NOM, "Nom du médiateur", false)                                                                                  \
    X(ROLE, "Rôle", false)                                                                                             \
    X(NOTES, "Notes", false)                                                                                           \
    X(ID, "ID CRA", true)
enum {
#define X(NAME, heading, required) COLONNE_##NAME,
    COLONNES(X)
#undef X
        COLONNES_N
};
static const struct Colonne {
    Str titre;
    bool required;
} colonnes[] = {
#define X(NAME, heading, required) { S_INIT(heading), required },
    COLONNES(X)
#undef X
};

enum { SLOTS = 1 << 18, VALEUR_MONTREE = 60, INSEE_N = 5 };
static const size_t ROW_ARENA = 4 * MIB;

typedef struct Lecture {
    Arena *a, *row_arena;
    CoopLu *lu;
    int at[COLONNES_N]; /* -1: not there */
    int32_t *slots; /* of records, by hash of their ID; index + 1 */
    const XlsxRow *row;
    bool sound; /* this row, so far */
    Str prenom, nom, role, courriel; /* of whoever made the file, above the table */
} Lecture;

static void told(Lecture *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void told(Lecture *l, const char *fmt, ...)
{
    va_list ap;
    l->sound = false;
    if (l->lu->n_fautes++ >= COOP_FAUTES_MAX)
        return;
    Str *to = vec_push(l->a, &l->lu->fautes);
    va_start(ap, fmt);
    if (to)
        *to = str_vformat(l->a, fmt, ap);
    va_end(ap);
}

/* "Ligne 12, « Type » : « Autre » …" */
static void fault(Lecture *l, int colonne, Str value, const char *remedy)
{
    Str shown = utf8_cut(value, VALEUR_MONTREE);
    if (str_is_empty(value))
        told(l, "Ligne %lld, colonne «\u00a0%.*s\u00a0»\u00a0: elle est vide. %s", (long long)l->row->row,
            STR_ARG(colonnes[colonne].titre), remedy);
    else
        told(l, "Ligne %lld, colonne «\u00a0%.*s\u00a0»\u00a0: «\u00a0%.*s\u00a0» n’est pas compris. %s",
            (long long)l->row->row, STR_ARG(colonnes[colonne].titre), STR_ARG(shown), remedy);
}

static Str cell(const Lecture *l, int colonne)
{
    int at = l->at[colonne];
    return at >= 0 && (size_t)at < l->row->n ? str_trim(l->row->cells[at]) : S("");
}

/* ---- values ---- */

static int label_rank(Arena *a, const Choice *mots, Str label)
{
    for (int i = 0; !str_is_none(mots[i].value); i++)
        if (str_eq(mots[i].label, label))
            return i;
    Str key = utf8_fold(a, label);
    for (int i = 0; !str_is_none(mots[i].value); i++)
        if (str_eq(utf8_fold(a, mots[i].label), key))
            return i;
    return -1;
}

static int one_of(Lecture *l, int colonne, const Choice *mots, const char *remedy)
{
    int rang = label_rank(l->row_arena, mots, cell(l, colonne));
    if (rang < 0)
        fault(l, colonne, cell(l, colonne), remedy);
    return rang < 0 ? 0 : rang;
}

/* Labels on lines of their own, or after commas: none of those of the tool has one. `other`: a second list; NULL. */
static void several(Lecture *l, int colonne, const Choice *mots, unsigned *ret, const Choice *other,
    unsigned *ret_other)
{
    Str text = str_replace(l->row_arena, cell(l, colonne), S(", "), S("\n")), one;
    while (str_split(&text, '\n', &one)) {
        one = str_trim(one);
        if (str_is_empty(one))
            continue;
        int rang = label_rank(l->row_arena, mots, one);
        if (rang >= 0) {
            *ret |= 1U << rang;
            continue;
        }
        rang = other ? label_rank(l->row_arena, other, one) : -1;
        if (rang >= 0)
            *ret_other |= 1U << rang;
        else
            fault(l, colonne, one, "C’est un libellé que La Coop n’écrivait pas en juin 2026\u00a0: signalez-le.");
    }
}

/* A day of a spreadsheet, or "05/06/2024". */
static Date day_of(Lecture *l)
{
    Date d = { 0 };
    int64_t day, month, year;
    Str s = cell(l, COLONNE_DATE);
    if (date_parse_lenient(s, &d))
        return d;
    if (s.n == 10 && s.p[2] == '/' && s.p[5] == '/' && str_to_i64(str_slice(s, 0, 2), &day) &&
        str_to_i64(str_slice(s, 3, 5), &month) && str_to_i64(str_slice(s, 6, 10), &year) && year > 0 &&
        date_valid((int)year, (int)month, (int)day))
        return date_from_ymd((int)year, (int)month, (int)day);
    fault(l, COLONNE_DATE, s, "Écrivez le jour ainsi\u00a0: 05/06/2024.");
    return d;
}

static int64_t number_of(Lecture *l, int colonne, int64_t max)
{
    int64_t n = 0;
    if (!str_to_i64(cell(l, colonne), &n) || n < 1 || n > max)
        fault(l, colonne, cell(l, colonne), "Un nombre entier est attendu.");
    return n;
}

/* "1", or "3/12": 12. */
static int64_t announced(Lecture *l)
{
    Str s = cell(l, COLONNE_PARTICIPANTS), rest = s, part = S("");
    int64_t n = 0, i = 0;
    str_split(&rest, '/', &part);
    bool two = part.n < s.n;
    if (str_to_i64(str_trim(part), &i) && i >= 1 && (!two || str_to_i64(str_trim(rest), &n)) && (two ? n : i) >= i &&
        (two || i == 1) && n <= PARTICIPANTS_MAX)
        return two ? n : i;
    fault(l, COLONNE_PARTICIPANTS, s,
        "Il y faut «\u00a01\u00a0», ou «\u00a03/12\u00a0» pour la troisième de douze personnes.");
    return 1;
}

/* "2/3", with or without words after it; 0 where nothing is said. */
static int level_of(Lecture *l)
{
    Str s = cell(l, COLONNE_AUTONOMIE);
    if (str_is_empty(s))
        return 0;
    if (s.n >= 3 && s.p[0] >= '1' && s.p[0] <= PLANTED('3', '4') && str_starts(str_slice(s, 1, s.n), S("/3")))
        return s.p[0] - '0';
    fault(l, COLONNE_AUTONOMIE, s, "Il y faut 1/3, 2/3 ou 3/3.");
    return 0;
}

static Str commune_of(Lecture *l)
{
    Str s = cell(l, COLONNE_INSEE);
    bool fits = s.n == INSEE_N;
    for (size_t i = 0; fits && i < s.n; i++)
        fits = (s.p[i] >= '0' && s.p[i] <= '9') || (i == 1 && (s.p[i] == 'A' || s.p[i] == 'B'));
    if (s.n == INSEE_N - 1 && str_to_i64(s, &(int64_t){ 0 }))
        return str_cat(l->a, S("0"), s);           /* a spreadsheet took it for a number */
    if (s.n && !fits)
        fault(l, COLONNE_INSEE, s, "Un code Insee a cinq caractères, comme 28085.");
    return fits ? str_dup(l->a, s) : S("");
}

/* ---- rows ---- */

static Activite record_of(Lecture *l)
{
    Activite x = { .redirection = -1, .lieu = S(""), .epci = S(""), .orientation = S(""), .source = S("La Coop") };
    x.jour = day_of(l);
    x.type = one_of(l, COLONNE_TYPE, activite_types,
        "Il y faut «\u00a0Accompagnement individuel\u00a0» ou «\u00a0Atelier "
        "collectif\u00a0».");
    x.lieu_type = one_of(l, COLONNE_CANAL, lieu_types,
        "Il y faut «\u00a0Lieu d’activité\u00a0», «\u00a0Autre lieu\u00a0», "
        "«\u00a0À domicile\u00a0» ou «\u00a0À distance\u00a0».");
    x.duree_min = number_of(l, COLONNE_DUREE, DUREE_MAX);
    x.commune = commune_of(l);
    several(l, COLONNE_THEMES, themes, &x.themes, demarches, &x.demarches);
    if (x.demarches)
        x.themes |= 1U << THEME_DEMARCHES;
    several(l, COLONNE_MATERIEL, materiels, &x.materiels, NULL, NULL);
    *(x.type == ACTIVITE_COLLECTIF ? &x.niveau : &x.autonomie) = level_of(l);
    if (!str_is_empty(cell(l, COLONNE_REDIRECTION)))
        x.redirection = one_of(l, COLONNE_REDIRECTION, redirections, "C’est un libellé que La Coop n’écrivait pas.");
    x.titre = str_dup(l->a, utf8_cut(cell(l, COLONNE_TITRE), TITRE_MAX));
    x.note = str_dup(l->a, utf8_cut(cell(l, COLONNE_NOTES), NOTE_MAX));
    return x;
}

/* The record of that ID; a new one where there is none. */
static CoopFiche *record_at(Lecture *l, Str id)
{
    size_t i = (size_t)(str_hash(id) % SLOTS);
    while (l->slots[i] && !str_eq(l->lu->fiches.v[l->slots[i] - 1].id, id))
        i = (i + 1) % SLOTS;
    if (l->slots[i])
        return &l->lu->fiches.v[l->slots[i] - 1];
    CoopFiche *f = l->lu->fiches.n < COOP_FICHES_MAX ? vec_push(l->a, &l->lu->fiches) : NULL;
    if (f) {
        l->slots[i] = (int32_t)l->lu->fiches.n;
        f->id = str_dup(l->a, id);
        f->ligne = l->row->row;
    }
    return f;
}

static bool same(const Activite *x, const Activite *y)
{
    return x->jour.days == y->jour.days && x->type == y->type && x->duree_min == y->duree_min &&
           x->themes == y->themes && x->lieu_type == y->lieu_type && str_eq(x->commune, y->commune);
}

/* The texts of the records before are kept once. */
static Str kept(Lecture *l, Str value, Str before)
{
    return str_eq(value, before) ? before : str_dup(l->a, value);
}

/* Who did it and where, as the file says it: on the row, or else above the table. */
static void attribute(Lecture *l, CoopFiche *f)
{
    const CoopFiche *last = l->lu->fiches.n > 1 ? &l->lu->fiches.v[l->lu->fiches.n - 2] : NULL;
    bool named = l->at[COLONNE_NOM] >= 0, mailed = l->at[COLONNE_COURRIEL] >= 0;
    Str parts[] = { named ? cell(l, COLONNE_PRENOM) : l->prenom, named ? cell(l, COLONNE_NOM) : l->nom };
    Str who = str_trim(str_join(l->row_arena, parts, 2, S(" ")));
    f->mediateur = kept(l, who, last ? last->mediateur : S(""));
    f->courriel = kept(l, mailed ? cell(l, COLONNE_COURRIEL) : l->courriel, last ? last->courriel : S(""));
    f->role = kept(l, l->at[COLONNE_ROLE] >= 0 ? cell(l, COLONNE_ROLE) : l->role, last ? last->role : S(""));
    f->lieu = kept(l, utf8_cut(cell(l, COLONNE_LIEU), COOP_LIEU_MAX), last ? last->lieu : S(""));
    f->structure = kept(l, cell(l, COLONNE_STRUCTURE), last ? last->structure : S(""));
    f->siret = kept(l, cell(l, COLONNE_SIRET), last ? last->siret : S(""));
    if (last && !str_eq(last->mediateur, f->mediateur))
        l->lu->plusieurs = true;
}

static void read_row(Lecture *l)
{
    Str id = cell(l, COLONNE_ID);
    l->sound = true;
    l->lu->lignes++;
    if (str_is_empty(id) || id.n > COOP_ID_MAX) {
        fault(l, COLONNE_ID, id,
            "Sans cet identifiant, une fiche serait comptée deux fois\u00a0: exportez le fichier de nouveau.");
        return;
    }
    Activite x = record_of(l);
    int64_t n = announced(l);
    CoopFiche *f = record_at(l, id);
    if (!f) {
        told(l, "Ce fichier a plus de 100\u202f000 fiches\u00a0: exportez-le année par année.");
        return;
    }
    if (f->lignes++ == 0) {
        f->x = x;
        f->annonces = n;
        attribute(l, f);
    } else if (l->sound && (n != f->annonces || !same(&x, &f->x))) {
        told(l,
            "Ligne %lld\u00a0: elle porte le même ID CRA que la ligne %lld, et ne dit pas la même chose. Exportez le "
            "fichier de nouveau.",
            (long long)l->row->row, (long long)f->ligne);
    }
    f->x.anonymes = f->lignes;
}

/* ---- the table ---- */

/* "Informations export", above the table: "Nom", then the name beside it. */
static void read_above(Lecture *l)
{
    const struct {
        Str word;
        Str *to;
    } all[] = { { S("nom"), &l->nom }, { S("prenom"), &l->prenom }, { S("role"), &l->role },
        { S("e-mail"), &l->courriel } };
    if (l->row->n < 2)
        return;
    Str key = utf8_fold(l->row_arena, str_trim(l->row->cells[0]));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_eq(key, utf8_fold(l->row_arena, all[i].word)) && str_is_empty(*all[i].to))
            *all[i].to = str_dup(l->a, str_trim(l->row->cells[1]));
}

/* Whether this row is the table's heading: it has the first column and the last one. */
static bool is_heading(Lecture *l)
{
    for (int c = 0; c < COLONNES_N; c++) {
        Str key = utf8_fold(l->row_arena, colonnes[c].titre);
        l->at[c] = -1;
        for (size_t i = 0; i < l->row->n; i++)
            if (l->at[c] < 0 && str_eq(utf8_fold(l->row_arena, l->row->cells[i]), key))
                l->at[c] = (int)i;
    }
    return l->at[COLONNE_DATE] >= 0 && l->at[COLONNE_ID] >= 0;
}

static void check_columns(Lecture *l)
{
    for (int c = 0; c < COLONNES_N; c++)
        if (colonnes[c].required && l->at[c] < 0)
            told(l,
                "La colonne «\u00a0%.*s\u00a0» manque. Exportez le fichier de La Coop sans en changer les colonnes.",
                STR_ARG(colonnes[c].titre));
}

static void read_rows(Lecture *l, XlsxReader *x)
{
    XlsxRow row;
    Str problem;
    bool heading = false;
    ArenaMark mark = arena_mark(l->row_arena);
    while (xlsx_next(x, l->row_arena, &row, &problem)) {
        l->row = &row;
        if (problem.n)
            told(l, "Ligne %lld\u00a0: %.*s", (long long)row.row, STR_ARG(problem));
        else if (heading)
            read_row(l);
        else if (is_heading(l)) {
            heading = true;
            check_columns(l);
            if (l->lu->n_fautes)
                return;
        } else {
            read_above(l);
        }
        if (arena_failed(l->row_arena))
            arena_fail(l->a);
        arena_reset(l->row_arena, mark);
    }
    if (!heading)
        told(l, "La première feuille n’a pas le tableau des activités de La Coop (colonnes «\u00a0Date\u00a0» à "
                "«\u00a0ID CRA\u00a0»). "
                "Dans La Coop, ouvrez «\u00a0Mes activités\u00a0», puis exportez.");
}

/* All the people of a workshop have their row: else its figure would be wrong. */
static void check_whole(Lecture *l)
{
    for (size_t i = 0; i < l->lu->fiches.n; i++) {
        const CoopFiche *f = &l->lu->fiches.v[i];
        if (f->lignes != f->annonces)
            told(l,
                "Ligne %lld, colonne «\u00a0%.*s\u00a0»\u00a0: cette fiche annonce %lld personne%s et a %lld ligne%s. "
                "Exportez le fichier sans filtre sur les bénéficiaires.",
                (long long)f->ligne, STR_ARG(colonnes[COLONNE_PARTICIPANTS].titre), (long long)f->annonces,
                f->annonces > 1 ? "s" : "", (long long)f->lignes, f->lignes > 1 ? "s" : "");
    }
}

Err coop_lire(Arena *a, Str fichier, CoopLu *ret)
{
    ARENA row_arena = arena_new(ROW_ARENA);
    XLSX_READER x = NULL;
    Str message = STR_NONE;
    *ret = (CoopLu){ 0 };
    Lecture l = { .a = a, .row_arena = row_arena, .lu = ret, .slots = NEW(a, int32_t, SLOTS) };
    l.prenom = l.nom = l.role = l.courriel = S("");
    if (!row_arena || !l.slots)
        return ERR_MEMORY;
    Err e = xlsx_open(a, fichier, xlsx_limits, &x, &message);
    if (e == OK)
        e = xlsx_read_sheet(x, 0, &message);
    if (e != OK) {
        told(&l, "%.*s", STR_ARG(message));
        return e;
    }
    read_rows(&l, x);
    if (ret->n_fautes == 0)
        check_whole(&l);
    if (arena_failed(a))
        return ERR_MEMORY;
    return ret->n_fautes ? ERR_INVALID : OK;
}
