// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What an action has several of (steps, expenses, funders, resources), as cells: of a sheet of a workbook, or, in a cell of
 * CSV, one to a line, its cells between bars:
 *
 *     2025 | fonctionnement | Animation | 42000.00 | 0.00 | 0.8
 *
 * The last cells may be left out. A name may hold a bar where all the cells are written.
 */
#include "base/planted.h"
#include "domain/plan/lire.h"

#define BARRE " | "
enum { ETP_MAX = 1000000, LIBELLE_MAX = 400 };

#define TEXTE(nom, largeur)                                                                                            \
    {                                                                                                                  \
        nom,                                                                                                           \
        {                                                                                                              \
            nom, XLSX_TEXT, largeur                                                                                    \
        }                                                                                                              \
    }
#define SOMME(nom)                                                                                                     \
    {                                                                                                                  \
        nom,                                                                                                           \
        {                                                                                                              \
            nom, XLSX_DECIMAL, 14                                                                                      \
        }                                                                                                              \
    }
#define JOUR(nom)                                                                                                      \
    {                                                                                                                  \
        nom,                                                                                                           \
        {                                                                                                              \
            nom, XLSX_DATE, 12                                                                                         \
        }                                                                                                              \
    }
#define ANNEE                                                                                                          \
    {                                                                                                                  \
        "Année",                                                                                                       \
        {                                                                                                              \
            "Année", XLSX_INTEGER, 8                                                                                   \
        }                                                                                                              \
    }
const DetailDef details[DETAILS_N] = {
    { "Étapes", 3, 0, 1, { TEXTE("Étape", 60), JOUR("Échéance"), JOUR("Faite le"), { 0 } } },
    { "Dépenses", 6, 2, 4,
        { ANNEE, TEXTE("Nature", 16), TEXTE("Libellé", 50), SOMME("HT (€)"), SOMME("TVA (€)"), SOMME("ETP"), { 0 } } },
    { "Financements", 7, 0, 4,
        { TEXTE("Financeur", 40), TEXTE("Apport", 12), TEXTE("État", 12), SOMME("Montant (€)"), SOMME("Versé (€)"),
            SOMME("Plafond (%)"), JOUR("Attendu le"), { 0 } } },
    { "Ressources", 4, 1, 3, { TEXTE("Nature", 14), TEXTE("Ressource", 50), SOMME("Quantité"), ANNEE, { 0 } } },
};

/* ---- in ---- */

static int64_t year_of(Lecture *l, Str s)
{
    OptI64 v = { 0 };
    cellule_entier(l, "Année", s, ANNEE_MAX, &v);
    if (v.v && v.v < ANNEE_MIN)
        faute(l->a, l->to, l->ligne, "Année", s, "écrivez une année, de 2000 à 2100");
    return v.v;
}

static int64_t amount_of(Lecture *l, const char *champ, Str s, int64_t max)
{
    int64_t v = 0;
    cellule_montant(l, champ, s, &v);
    if (PLANTED(v <= max, true))
        return v;
    faute(l->a, l->to, l->ligne, champ, s,
        str_format(l->a, "c’est trop\u00a0: %.*s au plus", STR_ARG(argent_ecrit(l->a, max))).p);
    return 0;
}

static int needed_choice(Lecture *l, const char *champ, Str s, const Choice *choices)
{
    int i = cellule_choix(l, champ, s, choices);
    if (s.n == 0)
        faute(l->a, l->to, l->ligne, champ, s, choix_remede(l->a, choices).p);
    return i;
}

static void read_step(Lecture *l, ActionLue *x, const Str *cells)
{
    ActionEtape e = { .titre = cells[0] };
    cellule_jour(l, "Échéance", cells[1], &e.echeance);
    cellule_jour(l, "Faite le", cells[2], &e.faite);
    ActionEtape *to = vec_push(l->a, &x->etapes);
    if (to)
        *to = e;
}

static void read_cost(Lecture *l, ActionLue *x, const Str *cells)
{
    int nature = needed_choice(l, "Nature", cells[1], cout_natures);
    Cout *to = nature >= 0 ? vec_push(l->a, &x->couts) : NULL;
    if (to)
        *to = (Cout){ .annee = year_of(l, cells[0]),
            .nature = (CoutNature)nature,
            .libelle = cells[2],
            .ht = amount_of(l, "HT (€)", cells[3], MONTANT_MAX),
            .tva = amount_of(l, "TVA (€)", cells[4], MONTANT_MAX),
            .etp = amount_of(l, "ETP", cells[5], ETP_MAX) };
}

static void read_funding(Lecture *l, ActionLue *x, const Str *cells)
{
    int nature = cellule_choix(l, "Apport", cells[1], financement_natures);
    int etat = cellule_choix(l, "État", cells[2], financement_etats);
    Financement f = { .financeur = cells[0],
        .nature = nature < 0 ? APPORT_PUBLIQUE : (FinancementNature)nature,
        .etat = etat < 0 ? FINANCEMENTS_N : (FinancementEtat)etat,
        .montant = amount_of(l, "Montant (€)", cells[3], MONTANT_MAX),
        .verse = amount_of(l, "Versé (€)", cells[4], MONTANT_MAX),
        .plafond = { cells[5].n > 0, amount_of(l, "Plafond (%)", cells[5], TAUX_ENTIER) } };
    cellule_jour(l, "Attendu le", cells[6], &f.attendu);
    if (f.financeur.n == 0)
        faute(l->a, l->to, l->ligne, "Financeur", S(""), "écrivez qui apporte cet argent");
    else if (f.verse > f.montant)
        faute(l->a, l->to, l->ligne, "Versé (€)", cells[4], "c’est plus que le montant\u00a0: corrigez l’un des deux");
    Financement *to = f.financeur.n ? vec_push(l->a, &x->lignes) : NULL;
    if (to)
        *to = f;
}

static void read_resource(Lecture *l, ActionLue *x, const Str *cells)
{
    int nature = needed_choice(l, "Nature", cells[0], ressource_natures);
    Ressource r = { .libelle = cells[1],
        .quantite = amount_of(l, "Quantité", cells[2], QUANTITE_MAX),
        .annee = year_of(l, cells[3]) };
    if (r.quantite == 0)
        faute(l->a, l->to, l->ligne, "Quantité", cells[2], "écrivez combien, comme 1 ou 0,8");
    Ressource *to = nature >= 0 && r.quantite ? vec_push(l->a, &x->ressources) : NULL;
    if (to) {
        r.nature = (RessourceNature)nature;
        *to = r;
    }
}

static size_t count_read(const ActionLue *x)
{
    return x->etapes.n + x->couts.n + x->lignes.n + x->ressources.n;
}

void detail_lire(Lecture *l, ActionLue *x, PlanDetail d, const Str *cells)
{
    const DetailDef *def = &details[d];
    if (utf8_length(cells[def->texte]) > LIBELLE_MAX) {
        faute(l->a, l->to, l->ligne, def->cellules[def->texte].name, cells[def->texte],
            "c’est plus de 400 caractères\u00a0: raccourcissez");
        return;
    }
    if (count_read(x) >= DETAILS_MAX) {
        faute(l->a, l->to, l->ligne, def->nom, x->titre, "une action en a 1 000 au plus");
        return;
    }
    switch (d) {
    case DETAIL_ETAPES:
        read_step(l, x, cells);
        return;
    case DETAIL_DEPENSES:
        read_cost(l, x, cells);
        return;
    case DETAIL_FINANCEMENTS:
        read_funding(l, x, cells);
        return;
    case DETAIL_RESSOURCES:
        read_resource(l, x, cells);
        return;
    case DETAILS_N:
        break;
    }
}

/* Bars beyond those of the cells are of the text. */
static size_t cut(const DetailDef *def, Str line, Str *ret)
{
    size_t bars = 0, n = 0;
    for (size_t i = 0; i < line.n; i++)
        bars += line.p[i] == '|';
    size_t more = bars + 1 > def->n ? bars + 1 - def->n : 0;
    for (size_t at = 0; n < def->n && at <= line.n; n++) {
        size_t end = at;
        for (size_t left = n == def->texte ? more : 0; end < line.n && (line.p[end] != '|' || left > 0); end++)
            left -= line.p[end] == '|';
        ret[n] = str_trim(str_slice(line, at, end));
        at = end + 1;
    }
    return n;
}

void details_lire(Lecture *l, ActionLue *x, PlanDetail d, Str cell)
{
    const DetailDef *def = &details[d];
    Str rest = str_or_empty(cell), line;
    while (rest.n && str_split(&rest, '\n', &line) && l->to->fautes.n < PLAN_FAUTES_MAX) {
        Str cells[DETAIL_CELLULES_MAX] = { 0 };
        line = str_trim(line);
        if (!line.n)
            continue;
        size_t n = cut(def, line, cells);
        for (size_t i = n; i < def->n; i++)
            cells[i] = S("");
        if (n < def->tenus)
            faute(l->a, l->to, l->ligne, def->nom, line,
                d == DETAIL_DEPENSES ? "écrivez «\u00a0année | nature | libellé | HT | TVA | ETP\u00a0»"
                : d == DETAIL_FINANCEMENTS
                    ? "écrivez «\u00a0financeur | apport | état | montant | versé | plafond | attendu\u00a0»"
                    : "écrivez «\u00a0nature | ressource | quantité | année\u00a0»");
        else
            detail_lire(l, x, d, cells);
    }
}

/* ---- out ---- */

size_t details_compter(const ActionEntiere *x, PlanDetail d)
{
    switch (d) {
    case DETAIL_ETAPES:
        return x->f.etapes_n;
    case DETAIL_DEPENSES:
        return x->m.couts_n;
    case DETAIL_FINANCEMENTS:
        return x->m.lignes_n;
    case DETAIL_RESSOURCES:
        return x->r.ressources_n;
    case DETAILS_N:
        break;
    }
    return 0;
}

static Str iso(Arena *a, PlanJour d)
{
    return d.has ? date_iso(a, d.d) : S("");
}

static Str integer(Arena *a, int64_t v)
{
    return v ? str_format(a, "%lld", (long long)v) : S("");
}

static Str hundredths(Arena *a, int64_t v)
{
    return v ? argent_ecrit(a, v) : S("");
}

static void step_cells(Arena *a, const ActionEtape *e, Str *ret)
{
    ret[0] = e->titre;
    ret[1] = iso(a, e->echeance);
    ret[2] = iso(a, e->faite);
}

static void cost_cells(Arena *a, const Cout *c, Str *ret)
{
    ret[0] = integer(a, c->annee);
    ret[1] = cout_natures[c->nature].value;
    ret[2] = c->libelle;
    ret[3] = argent_ecrit(a, c->ht);
    ret[4] = argent_ecrit(a, c->tva);
    ret[5] = hundredths(a, c->etp);
}

static void funding_cells(Arena *a, const Financement *f, Str *ret)
{
    ret[0] = f->financeur;
    ret[1] = financement_natures[f->nature].value;
    ret[2] = financement_etats[f->etat].value;
    ret[3] = argent_ecrit(a, f->montant);
    ret[4] = argent_ecrit(a, f->verse);
    ret[5] = f->plafond.has ? argent_ecrit(a, f->plafond.v) : S("");
    ret[6] = iso(a, f->attendu);
}

static void resource_cells(Arena *a, const Ressource *r, Str *ret)
{
    ret[0] = ressource_natures[r->nature].value;
    ret[1] = r->libelle;
    ret[2] = argent_ecrit(a, r->quantite);
    ret[3] = integer(a, r->annee);
}

void detail_cellules(Arena *a, const ActionEntiere *x, PlanDetail d, size_t i, Str ret[DETAIL_CELLULES_MAX])
{
    switch (d) {
    case DETAIL_ETAPES:
        step_cells(a, &x->f.etapes[i], ret);
        break;
    case DETAIL_DEPENSES:
        cost_cells(a, &x->m.couts[i], ret);
        break;
    case DETAIL_FINANCEMENTS:
        funding_cells(a, &x->m.lignes[i], ret);
        break;
    case DETAIL_RESSOURCES:
        resource_cells(a, &x->r.ressources[i], ret);
        break;
    case DETAILS_N:
        return;
    }
    ret[details[d].texte] = str_replace(a, ret[details[d].texte], S("\n"), S(" "));
}

Str details_ecrire(Arena *a, const ActionEntiere *x, PlanDetail d)
{
    size_t n = details_compter(x, d);
    Str *lines = n ? NEW(a, Str, n) : NULL;
    for (size_t i = 0; lines && i < n; i++) {
        Str cells[DETAIL_CELLULES_MAX];
        detail_cellules(a, x, d, i, cells);
        lines[i] = str_join(a, cells, details[d].n, S(BARRE));
    }
    return lines ? str_join(a, lines, n, S("\n")) : S("");
}

/* ---- for a person ---- */

static Str said(Arena *a, const Str *parts, size_t n)
{
    Str out = S("");
    for (size_t i = 0; i < n; i++)
        if (parts[i].n)
            out = str_format(a, "%.*s%s%.*s", STR_ARG(out), out.n ? ", " : "", STR_ARG(parts[i]));
    return out;
}

Str etape_dite(Arena *a, const ActionEtape *e)
{
    Str parts[] = { e->titre, e->echeance.has ? str_cat(a, S("pour le\u00a0"), date_french(a, e->echeance.d)) : S(""),
        e->faite.has ? str_cat(a, S("faite le\u00a0"), date_french(a, e->faite.d)) : S("") };
    return said(a, parts, 3);
}

Str cout_dit(Arena *a, const Cout *c)
{
    Str parts[] = { integer(a, c->annee), cout_natures[c->nature].label, c->libelle, argent_montre(a, c->ht + c->tva) };
    return said(a, parts, 4);
}

Str financement_dit(Arena *a, const Financement *f)
{
    Str parts[] = { f->financeur, argent_montre(a, f->montant),
        f->etat < FINANCEMENTS_N ? financement_etats[f->etat].label : S(""),
        f->verse ? str_format(a, "%.*s versés", STR_ARG(argent_montre(a, f->verse))) : S("") };
    return said(a, parts, 4);
}

Str ressource_dite(Arena *a, const Ressource *r)
{
    Str parts[] = { ressource_natures[r->nature].label, r->libelle,
        str_replace(a, argent_ecrit(a, r->quantite), S("."), S(",")), integer(a, r->annee) };
    return said(a, parts, 4);
}
