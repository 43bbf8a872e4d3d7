// SPDX-License-Identifier: AGPL-3.0-or-later
/* A plan's file → what it says (import.h). Two tables of columns, one reader. The JSON is read in lire_json.c. */
#include "domain/plan/lire.h"

#include "base/planted.h"
#include "core/xlsx/xlsx_read.h"

enum { CELLULES_MAX = 80, CELLULE_MAX = 64 * 1024, TRIPLES = 3 };

const char *const tet_colonnes[TET_COLONNES_N] = { "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)",
    "Titre de l'action", "Titre de la sous-action", "Descriptif", "Instances de gouvernance", "Objectifs",
    "Indicateurs liés", "Structure pilote", "Moyens humains et techniques", "Partenaires",
    "Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne", "Financements",
    "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut", "Niveau de priorité", "Date de début", "Date de fin" };
const Choice tet_statuts[] = { { S_INIT("A discuter"), STR_NONE }, { S_INIT("À venir"), STR_NONE },
    { S_INIT("En cours"), STR_NONE }, { S_INIT("En pause"), STR_NONE }, { S_INIT("Bloqué"), STR_NONE },
    { S_INIT("Réalisé"), STR_NONE }, { S_INIT("Abandonné"), STR_NONE }, { STR_NONE, STR_NONE } };
const Choice tet_priorites[] = { { S_INIT("Élevé"), STR_NONE }, { S_INIT("Moyen"), STR_NONE },
    { S_INIT("Bas"), STR_NONE }, { STR_NONE, STR_NONE } };

void faute(Arena *a, PlanLu *to, int64_t ligne, const char *champ, Str valeur, const char *remede)
{
    Str *s = to->fautes.n < PLAN_FAUTES_MAX ? vec_push(a, &to->fautes) : NULL;
    Str where = to->feuille_lue;
    if (s)
        *s = str_format(a, "%s%.*s%sligne %lld, «\u00a0%s\u00a0»%s%.*s%s\u00a0: %s", where.n ? "feuille «\u00a0" : "",
            STR_ARG(where), where.n ? "\u00a0», " : "", (long long)ligne, champ, valeur.n ? ", «\u00a0" : "",
            STR_ARG(utf8_cut(valeur, 80)), valeur.n ? "\u00a0»" : "", remede);
}

/* ---- one cell, typed ---- */

static bool digits2(Str s, int64_t *ret)
{
    return s.n >= 1 && s.n <= 4 && str_to_i64(s, ret) && *ret >= 0;
}

/* "2024-06-05" or "05/06/2024". */
bool jour_lire(Str s, PlanJour *ret)
{
    Date d;
    Str rest = s, parts[3] = { 0 };
    int64_t v[3];
    size_t n = 0;
    if (date_parse(s, &d)) {
        *ret = (PlanJour){ true, d };
        return true;
    }
    while (n < 3 && str_split(&rest, '/', &parts[n]))
        n++;
    if (n != 3 || rest.n || !digits2(parts[0], &v[0]) || !digits2(parts[1], &v[1]) || !digits2(parts[2], &v[2]) ||
        !date_valid((int)v[2], (int)v[1], (int)v[0]))
        return false;
    *ret = (PlanJour){ true, date_from_ymd((int)v[2], (int)v[1], (int)v[0]) };
    return true;
}

/* By what is stored or by what is shown, accents and case set aside. */
int choix_lu(Arena *a, const Choice *choices, Str value)
{
    Str key = utf8_fold(a, value);
    for (int i = 0; !str_is_none(choices[i].value); i++)
        if (str_eq(utf8_fold(a, choices[i].value), key) ||
            (choices[i].label.n && str_eq(utf8_fold(a, choices[i].label), key)))
            return i;
    return -1;
}

void cellule_jour(Lecture *l, const char *champ, Str s, PlanJour *ret)
{
    if (s.n && !jour_lire(s, ret))
        faute(l->a, l->to, l->ligne, champ, s, "écrivez une date comme 2024-06-05 ou 05/06/2024");
}

Str choix_remede(Arena *a, const Choice *choices)
{
    Str all = S("");
    for (int i = 0; !str_is_none(choices[i].value); i++) {
        Str word = choices[i].label.n ? choices[i].label : choices[i].value;
        all = str_format(a, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(word));
    }
    return str_cat(a, S("écrivez l’une de ces valeurs\u00a0: "), all);
}

int cellule_choix(Lecture *l, const char *champ, Str s, const Choice *choices)
{
    int i = s.n ? choix_lu(l->a, choices, s) : -1;
    if (s.n && i < 0)
        faute(l->a, l->to, l->ligne, champ, s, choix_remede(l->a, choices).p);
    return i;
}

int themes_de_cellule(Lecture *l, Str s)
{
    unsigned v = 0;
    Str unknown;
    if (s.n == 0)
        return -1;
    if (themes_lus(l->a, s, &v, &unknown))
        return (int)v;
    faute(l->a, l->to, l->ligne, "Thème", unknown,
        str_cat(l->a, choix_remede(l->a, plan_themes), S("\u00a0; plusieurs se séparent par «\u00a0;\u00a0»")).p);
    return -1;
}

bool cellule_montant(Lecture *l, const char *champ, Str s, int64_t *ret)
{
    if (s.n == 0)
        return false;
    if (argent_lire(s, ret))
        return true;
    faute(l->a, l->to, l->ligne, champ, s,
        "écrivez un montant en euros, comme 12000 ou 12000,50\u00a0: sans signe, un milliard au plus");
    return false;
}

void cellule_entier(Lecture *l, const char *champ, Str s, int64_t max, OptI64 *ret)
{
    int64_t v = 0;
    if (s.n && str_ends(s, S("%")))
        s = str_trim(str_slice(s, 0, s.n - 1));
    if (s.n == 0)
        return;
    if (!str_to_i64(s, &v) || v < 0 || v > max)
        faute(l->a, l->to, l->ligne, champ, s,
            str_format(l->a, "écrivez un nombre entier, de 0 à %lld", (long long)max).p);
    else
        *ret = (OptI64){ true, v };
}

static Str cell_text(const Lecture *l, Str s)
{
    return l->garde ? csv_unguard(str_trim(s)) : str_trim(s);
}

static ActionLue *new_action(Lecture *l, Str titre)
{
    if (titre.n == 0) {
        faute(l->a, l->to, l->ligne, "Action", S(""), "le titre de l’action manque\u00a0: écrivez-le");
        return NULL;
    }
    if (utf8_length(titre) > ACTION_TITRE_MAX) {
        faute(l->a, l->to, l->ligne, "Action", titre,
            "le titre dépasse 400 caractères\u00a0: raccourcissez-le, la description dira le reste");
        return NULL;
    }
    if (l->to->actions.n >= PLANTED(PLAN_ACTIONS_MAX, SIZE_MAX)) {
        faute(l->a, l->to, l->ligne, "Action", titre, "un plan compte 5 000 actions au plus");
        return NULL;
    }
    ActionLue *x = vec_push(l->a, &l->to->actions);
    if (x)
        *x = (ActionLue){ .ligne = l->ligne,
            .objectif = S(""),
            .genre = S("action"),
            .titre = titre,
            .pilote = STR_NONE,
            .territoires = STR_NONE,
            .themes = -1,
            .priorite = -1,
            .etat = -1 };
    return x;
}

static void check_action(Lecture *l, const ActionLue *x)
{
    for (int t = 0; t < TEXTES_N; t++)
        if (utf8_length(x->textes[t]) > ACTION_TEXTE_MAX)
            faute(l->a, l->to, l->ligne, "Action", x->titre,
                "un texte dépasse 20 000 caractères\u00a0: raccourcissez-le, ou joignez un document");
    if (x->debut.has && PLANTED(x->fin.has && x->fin.d.days < x->debut.d.days, false))
        faute(l->a, l->to, l->ligne, "Fin", x->titre, "la fin précède le début\u00a0: corrigez l’une des deux dates");
}

/* ---- the table of 28 columns ---- */

static void tet_money(Lecture *l, const CsvRow *row, ActionLue *x)
{
    int64_t budget = 0, sum = 0;
    bool given = cellule_montant(l, tet_colonnes[TET_BUDGET], row->cells[TET_BUDGET], &budget);
    for (int i = 0; i < TRIPLES; i++) {
        Str who = row->cells[TET_FINANCEUR + 2 * i];
        int64_t montant = 0;
        const char *column = tet_colonnes[TET_FINANCEUR + 2 * i];
        bool has = cellule_montant(l, str_format(l->a, "Montant € HT (%s)", column).p,
            row->cells[TET_FINANCEUR + 2 * i + 1], &montant);
        if (has && who.n == 0)
            faute(l->a, l->to, l->ligne, column, S(""), "un montant est donné\u00a0: écrivez aussi qui l’apporte");
        Financement *f = who.n ? vec_push(l->a, &x->lignes) : NULL;
        if (f)
            *f = (Financement){ .financeur = who, .etat = FINANCEMENTS_N, .montant = montant };
        sum += montant;
    }
    if (given && budget < sum)
        faute(l->a, l->to, l->ligne, tet_colonnes[TET_BUDGET], row->cells[TET_BUDGET],
            "les financeurs apportent davantage\u00a0: corrigez l’un des montants");
    Cout *c = given || sum > 0 ? vec_push(l->a, &x->couts) : NULL;
    if (c)
        *c = (Cout){ .nature = COUT_FONCTIONNEMENT,
            .libelle = given ? S("Budget prévisionnel") : S(TET_SANS_BUDGET),
            .ht = given ? budget : sum };
}

static void tet_row(Lecture *l, const CsvRow *row)
{
#define COLUMN(NAME, stored, shown, column) column,
    static const char *const columns[TEXTES_N] = { ACTION_TEXTES(COLUMN) };
#undef COLUMN
    Str cells[TET_COLONNES_N];
    CsvRow r = *row;
    for (size_t i = 0; i < TET_COLONNES_N; i++)
        cells[i] = i < row->n ? cell_text(l, row->cells[i]) : S("");
    r.cells = cells;
    if (cells[TET_AXE].n == 0) {
        faute(l->a, l->to, l->ligne, tet_colonnes[TET_AXE], S(""), "écrivez l’axe de l’action");
        return;
    }
    ActionLue *x = new_action(l, cells[TET_TITRE]);
    if (!x)
        return;
    x->axe_titre = cells[TET_AXE];
    x->objectif = cells[TET_AXE + 1];
    x->pilote = cells[TET_PILOTE];
    for (int t = 0; t < TEXTES_N; t++)
        for (int i = 0; columns[t] && i < TET_COLONNES_N; i++)
            if (str_eq(str_from(columns[t]), str_from(tet_colonnes[i])))
                x->textes[t] = cells[i];
    /* "En retard" is not a status here: it is found from the last day. */
    x->etat = str_eq(cells[TET_STATUT], S("En retard"))
                ? ACTION_EN_COURS
                : cellule_choix(l, tet_colonnes[TET_STATUT], cells[TET_STATUT], tet_statuts);
    x->priorite = cellule_choix(l, tet_colonnes[TET_STATUT + 1], cells[TET_STATUT + 1], tet_priorites);
    cellule_jour(l, tet_colonnes[TET_DEBUT], cells[TET_DEBUT], &x->debut);
    cellule_jour(l, tet_colonnes[TET_DEBUT + 1], cells[TET_DEBUT + 1], &x->fin);
    tet_money(l, &r, x);
    check_action(l, x);
}

/* ---- our own columns ---- */

static const char *const colonnes[COLONNES_N] = { "Numéro", "Type", "Axe", "Titre de l’axe", "Objectif", "Thème",
    "Ordre", "Action", "Pilote", "Territoires", "Statut", "Priorité", "Avancement", "Début", "Fin", "Proche de",
    "Appui", "Publié", "Lieux" };

static int find_column(Arena *a, const CsvRow *head, Str name)
{
    Str key = utf8_fold(a, name);
    for (size_t i = 0; i < head->n; i++)
        if (str_eq(utf8_fold(a, head->cells[i]), key))
            return (int)i;
    return -1;
}

/* STR_NONE: no such column. */
static Str cell(const Lecture *l, const CsvRow *row, int i)
{
    return i < 0 ? STR_NONE : (size_t)i < row->n ? cell_text(l, row->cells[i]) : S("");
}

static void read_feuille(Lecture *l, const CsvRow *row)
{
    const Entete *h = &l->entete;
    PlanJour debut = { 0 }, fin = { 0 };
    Feuille *f = &l->to->feuille;
    cellule_jour(l, "Début", cell(l, row, h->colonne[COLONNE_DEBUT]), &debut);
    cellule_jour(l, "Fin", cell(l, row, h->colonne[COLONNE_FIN]), &fin);
    *f = (Feuille){ .nom = cell(l, row, h->colonne[COLONNE_ACTION]),
        .description = cell(l, row, h->texte[TEXTE_DESCRIPTION]),
        .porteurs = cell(l, row, h->colonne[COLONNE_PILOTE]),
        .appui = cell(l, row, h->colonne[COLONNE_APPUI]),
        .perimetre = cell(l, row, h->colonne[COLONNE_TERRITOIRES]),
        .source = cell(l, row, h->texte[TEXTE_SOURCE]),
        .debut = debut.d,
        .fin = fin.d };
    if (f->nom.n == 0 || !debut.has || !fin.has || fin.d.days < debut.d.days)
        faute(l->a, l->to, l->ligne, "Type", S("feuille"), "une feuille de route a un nom, un début et une fin");
    l->to->a_feuille = true;
}

/* "1.10", which a spreadsheet that takes it for a number makes 1.1: another action. */
static void check_number(Lecture *l, int i, Str numero)
{
    if (l->sortes && i >= 0 && numero.n && l->sortes[i] == XLSX_CELL_NUMBER && str_has(numero, S(".")))
        faute(l->a, l->to, l->ligne, "Numéro", numero,
            "le tableur l’a pris pour un nombre et a pu en changer la fin\u00a0: mettez cette colonne au format texte");
}

static void read_public(Lecture *l, Str cell, OptI64 *ret)
{
#define WORD(NAME, stored, ...) stored ", "
    Str rest = str_or_empty(cell), part;
    if (!rest.n)
        return;
    *ret = (OptI64){ true, 0 };
    while (!str_eq(cell, S(PUBLIC_RIEN)) && str_split(&rest, ';', &part)) {
        int bit = choix_lu(l->a, public_champs, str_trim(part));
        if (bit < 0)
            faute(l->a, l->to, l->ligne, "Publié", str_trim(part),
                "écrivez des mots parmi " PUBLIC_CHAMPS(WORD) "séparés par «\u00a0;\u00a0», ou «\u00a0" PUBLIC_RIEN
                                                              "\u00a0»");
#undef WORD
        else
            ret->v |= INT64_C(1) << bit;
    }
}

static void read_places(Lecture *l, Str cell, ActionLue *x)
{
    Str rest = str_or_empty(cell), part;
    while (rest.n && str_split(&rest, ';', &part)) {
        part = str_trim(part);
        Str *to = part.n && x->lieux.n < DETAILS_MAX ? vec_push(l->a, &x->lieux) : NULL;
        if (to)
            *to = part;
    }
}

static void read_action(Lecture *l, const CsvRow *row, int64_t axe)
{
    const Entete *h = &l->entete;
    OptI64 ordre = { 0 };
    ActionLue *x = new_action(l, cell(l, row, h->colonne[COLONNE_ACTION]));
    if (!x)
        return;
    int genre = cellule_choix(l, "Type", cell(l, row, h->colonne[COLONNE_TYPE]), action_genres);
    cellule_entier(l, "Ordre", cell(l, row, h->colonne[COLONNE_ORDRE]), 9999, &ordre);
    cellule_entier(l, "Avancement", cell(l, row, h->colonne[COLONNE_AVANCEMENT]), 100, &x->avancement);
    x->numero = cell(l, row, h->colonne[COLONNE_NUMERO]);
    check_number(l, h->colonne[COLONNE_NUMERO], x->numero);
    x->axe = axe;
    x->axe_titre = cell(l, row, h->colonne[COLONNE_AXE_TITRE]);
    x->objectif = cell(l, row, h->colonne[COLONNE_OBJECTIF]);
    x->rang = ordre.v;
    x->genre = genre >= 0 ? action_genres[genre].value : S("action");
    x->pilote = cell(l, row, h->colonne[COLONNE_PILOTE]);
    x->territoires = cell(l, row, h->colonne[COLONNE_TERRITOIRES]);
    x->proches = cell(l, row, h->colonne[COLONNE_PROCHES]);
    x->themes = themes_de_cellule(l, str_or_empty(cell(l, row, h->colonne[COLONNE_THEME])));
    x->etat = cellule_choix(l, "Statut", cell(l, row, h->colonne[COLONNE_STATUT]), action_etats);
    x->priorite = cellule_choix(l, "Priorité", cell(l, row, h->colonne[COLONNE_PRIORITE]), priorites);
    cellule_jour(l, "Début", cell(l, row, h->colonne[COLONNE_DEBUT]), &x->debut);
    cellule_jour(l, "Fin", cell(l, row, h->colonne[COLONNE_FIN]), &x->fin);
    read_public(l, cell(l, row, h->colonne[COLONNE_PUBLIE]), &x->publics);
    read_places(l, cell(l, row, h->colonne[COLONNE_LIEUX]), x);
    for (int t = 0; t < TEXTES_N; t++)
        x->textes[t] = cell(l, row, h->texte[t]);
    for (int d = 0; d < DETAILS_N; d++)
        details_lire(l, x, (PlanDetail)d, cell(l, row, h->detail[d]));
    check_action(l, x);
}

static void own_row(Lecture *l, const CsvRow *row)
{
    const Entete *h = &l->entete;
    Str type = cell(l, row, h->colonne[COLONNE_TYPE]), rank = cell(l, row, h->colonne[COLONNE_AXE]);
    OptI64 axe = { 0 };
    if (str_eq(type, S("feuille"))) {
        read_feuille(l, row);
        return;
    }
    const size_t faults = l->to->fautes.n;
    cellule_entier(l, "Axe", rank, 99, &axe);
    if (!axe.has || axe.v == 0) {
        if (l->to->fautes.n == faults) // said once
            faute(l->a, l->to, l->ligne, "Axe", rank, "écrivez le numéro de l’axe, de 1 à 99");
        return;
    }
    if (!str_eq(type, S("axe"))) {
        read_action(l, row, axe.v);
        return;
    }
    AxeLu *x = vec_push(l->a, &l->to->axes);
    if (x)
        *x = (AxeLu){ axe.v, cell(l, row, h->colonne[COLONNE_ACTION]), cell(l, row, h->texte[TEXTE_DESCRIPTION]) };
}

/* ---- a whole file ---- */

static bool is_tet(const CsvRow *head)
{
    return head->n && str_eq(str_trim(head->cells[0]), str_from(tet_colonnes[0]));
}

enum { TITRE_DIT = 80 };

static void ignore_column(Lecture *l, Str title)
{
    Str *to = vec_push(l->a, &l->to->ignorees);
    if (to)
        *to = str_dup(l->a, utf8_cut(title, TITRE_DIT));
}

static void check_tet_head(Lecture *l, const CsvRow *head)
{
    for (size_t i = TET_COLONNES_N; i < head->n; i++)
        if (str_trim(head->cells[i]).n)
            ignore_column(l, str_trim(head->cells[i]));
    for (size_t i = 0; i < TET_COLONNES_N; i++) {
        Str got = i < head->n ? str_trim(head->cells[i]) : S("");
        if (!str_eq(utf8_fold(l->a, got), utf8_fold(l->a, str_from(tet_colonnes[i]))))
            faute(l->a, l->to, l->ligne, tet_colonnes[i], got,
                "cette colonne est attendue ici\u00a0; gardez les 28 colonnes dans leur ordre");
    }
}

/* What an export computes from the rest: there to be read by people, never brought in. */
static const char *const calculees[] = { "En retard", "Budget (€)", "Financé (€)", "Versé (€)", "Reste à trouver (€)" };
enum { LUES_N = COLONNES_N + TEXTES_N + DETAILS_N };

static Str read_column(size_t i)
{
    if (i < COLONNES_N)
        return str_from(colonnes[i]);
    return i < COLONNES_N + TEXTES_N ? action_textes[i - COLONNES_N].label
                                     : str_from(details[i - COLONNES_N - TEXTES_N].nom);
}

/* Where it is in this file; -1. */
static int place_of(const Entete *h, size_t i)
{
    if (i < COLONNES_N)
        return h->colonne[i];
    return i < COLONNES_N + TEXTES_N ? h->texte[i - COLONNES_N] : h->detail[i - COLONNES_N - TEXTES_N];
}

/* The column that is read, is not in this file, and whose name is nearly `title`; STR_NONE. */
static Str meant_column(Arena *a, const Entete *h, Str title)
{
    Str key = title.n <= STR_EDITS_MAX ? utf8_fold(a, title) : S("");
    for (size_t i = 0; key.n && i < LUES_N; i++)
        if (place_of(h, i) < 0 && str_edits(key, utf8_fold(a, read_column(i))) <= key.n / 4)
            return read_column(i);
    return STR_NONE;
}

static bool column_is_known(const Entete *h, Str title, size_t at)
{
    for (size_t i = 0; i < LUES_N; i++)
        if (place_of(h, i) == (int)at)
            return true;
    for (size_t i = 0; i < sizeof calculees / sizeof *calculees; i++)
        if (str_eq(title, str_from(calculees[i])))
            return true;
    return false;
}

/* A title slightly wrong would lose a whole column without a word: it is to be corrected. Any other column is somebody's own. */
static void check_columns(Lecture *l, const Entete *h, const CsvRow *head)
{
    for (size_t i = 0; i < head->n; i++) {
        Str title = str_trim(head->cells[i]);
        if (!title.n || column_is_known(h, title, i))
            continue;
        Str meant = meant_column(l->a, h, title);
        if (!str_is_none(meant))
            faute(l->a, l->to, l->ligne, "titre de colonne", title,
                str_format(l->a, "cette colonne n’est pas connue\u00a0; écrivez «\u00a0%.*s\u00a0»", STR_ARG(meant)).p);
        else
            ignore_column(l, title);
    }
}

static Entete read_head(Lecture *l, const CsvRow *head)
{
    Entete h;
    for (int d = 0; d < DETAILS_N; d++)
        h.detail[d] = find_column(l->a, head, str_from(details[d].nom));
    for (int c = 0; c < COLONNES_N; c++)
        h.colonne[c] = find_column(l->a, head, str_from(colonnes[c]));
    for (int t = 0; t < TEXTES_N; t++)
        h.texte[t] = find_column(l->a, head, action_textes[t].label);
    if (h.colonne[COLONNE_AXE] < 0 || h.colonne[COLONNE_ACTION] < 0)
        faute(l->a, l->to, l->ligne, "titres des colonnes", str_join(l->a, head->cells, head->n, S(", ")),
            "la première ligne doit nommer au moins les colonnes «\u00a0Axe\u00a0» et «\u00a0Action\u00a0» (ou les 28 "
            "colonnes d’un plan)");
    else
        check_columns(l, &h, head);
    return h;
}

void table_ouvrir(Lecture *l, const CsvRow *head)
{
    l->to->format = is_tet(head) ? PLAN_TET : PLAN_CSV;
    if (l->to->format == PLAN_TET)
        check_tet_head(l, head);
    else
        l->entete = read_head(l, head);
}

void table_ligne(Lecture *l, const CsvRow *row)
{
    if (l->to->format == PLAN_TET)
        tet_row(l, row);
    else if (l->entete.colonne[COLONNE_ACTION] >= 0)
        own_row(l, row);
}

static Err read_csv(Arena *a, Str octets, PlanLu *to)
{
    CsvReader *reader = NULL;
    CsvRow row;
    Str problem = STR_NONE, message = STR_NONE;
    Lecture l = { .a = a, .to = to, .ligne = 1, .garde = true };
    Err e = csv_open(a, octets, (CsvLimits){ CELLULES_MAX, CELLULE_MAX }, &reader, &message);
    if (e == ERR_INVALID)
        faute(a, to, 1, "fichier", S(""), str_dup(a, message).p);
    if (e != OK)
        return e;
    if (!csv_next(reader, a, &row, &problem) || problem.n) {
        faute(a, to, 1, "fichier", S(""), "la première ligne ne se lit pas");
        return ERR_INVALID;
    }
    l.ligne = row.line;
    table_ouvrir(&l, &row);
    while (to->fautes.n < PLAN_FAUTES_MAX && !arena_failed(a) && csv_next(reader, a, &row, &problem)) {
        l.ligne = row.line;
        if (problem.n)
            faute(a, to, row.line, "fichier", S(""), str_dup(a, problem).p);
        else
            table_ligne(&l, &row);
    }
    return OK;
}

Err plan_lire(Arena *a, Str octets, PlanLu *ret)
{
    PlanLu lu = { .feuille_lue = STR_NONE };
    Err e = OK;
    if (octets.n > PLAN_FICHIER_MAX)
        return ERR_TOO_LARGE;
    Str text = str_trim(octets);
    if (text.n && text.p[0] == '{')
        e = plan_lire_json(a, text, &lu);
    else if (str_starts(octets, S("PK\x03\x04")))
        e = plan_lire_classeur(a, octets, &lu);
    else
        e = read_csv(a, octets, &lu);
    lu.feuille_lue = STR_NONE;
    if (e == OK && lu.fautes.n == 0 && lu.actions.n == 0)
        faute(a, &lu, 1, "fichier", S(""),
            "aucune action ne s’y trouve\u00a0: écrivez-en une par ligne, sous les titres des colonnes");
    *ret = lu;
    if (e == OK && arena_failed(a))
        return ERR_MEMORY;
    return e == OK && lu.fautes.n ? ERR_INVALID : e;
}
