// SPDX-License-Identifier: AGPL-3.0-or-later
/* Small counts: which are hidden, and which others with them. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/arretes.h"
#include "domain/activites/statistiques.h"
#include "domain/activites/releve.h"
#include "domain/territoire/territoire.h"

int64_t stat_seuil(const Config *config, const Acteur *acteur)
{
    return acteur && acteur->role & ROLES_FICHES ? 0 : config_i64(config, CONF_SEUIL_PETITS);
}

static bool is_few(int64_t n, int64_t seuil)
{
    return n > 0 && n < seuil;
}

bool stat_petit(const Chiffres *c, int64_t seuil)
{
    return is_few(c->accompagnements, seuil) || is_few(c->usagers, seuil);
}

bool stat_part_dite(int64_t part, int64_t total, int64_t seuil)
{
    return !is_few(part, seuil) && !is_few(total - part, seuil);
}

/* ---- one table ---- */

/* Lines that add up to a count that is told: those of one rank, or (`rang_de` NULL) all. */
typedef struct Ensemble {
    StatLigne *lignes;
    size_t n, rang;
    const size_t *rang_de;
} Ensemble;

static bool is_in(const Ensemble *e, size_t i)
{
    return !e->rang_de || e->rang_de[i] == e->rang;
}

/* The smallest line not hidden yet that holds something; n: there is none. */
static size_t next_hidden(const Ensemble *e)
{
    const StatLigne *l = e->lignes;
    size_t found = e->n;
    for (size_t i = 0; i < e->n; i++)
        if (is_in(e, i) && !l[i].masque && l[i].accompagnements > 0 &&
            (found == e->n || l[i].accompagnements < l[found].accompagnements))
            found = i;
    return found;
}

/* What is hidden already stays so. */
static void hide_few(StatLigne *l, size_t n, int64_t seuil)
{
    for (size_t i = 0; i < n; i++)
        l[i].masque |= is_few(l[i].accompagnements, seuil) || is_few(l[i].usagers, seuil);
}

/* Hides more, until what is hidden cannot be found by subtraction; `some`: even where nothing is hidden yet. */
static void hide_more(const Ensemble *e, bool some, int64_t seuil)
{
    size_t hidden = 0;
    int64_t sum = 0;
    for (size_t i = 0; i < e->n; i++)
        if (is_in(e, i) && e->lignes[i].masque && e->lignes[i].accompagnements > 0) {
            hidden++;
            sum += e->lignes[i].accompagnements;
        }
    while ((some || hidden > 0) && (hidden < 2 || sum < seuil)) {
        size_t i = next_hidden(e);
        if (i == e->n)
            return;
        e->lignes[i].masque = true;
        hidden++;
        sum += e->lignes[i].accompagnements;
    }
}

void statistiques_masquer(StatLigne *lignes, size_t n, int64_t seuil)
{
    hide_few(lignes, n, seuil);
    hide_more(&(Ensemble){ lignes, n, 0, NULL }, false, seuil);
}

/* ---- communes within intercommunalités ---- */

void statistiques_masquer_communes(StatLigne *communes, size_t n, const size_t *epci_de, StatLigne *epcis, size_t m,
    int64_t seuil)
{
    statistiques_masquer(epcis, m, seuil);
    hide_few(communes, n, seuil);
    for (size_t e = 0; e <= m; e++)
        hide_more(&(Ensemble){ communes, n, e, epci_de }, e < m && epcis[e].masque, seuil);
}

/* ---- the tables of each dispositif ---- */

/* What is hidden of all, or of one, is hidden of each. */
static bool spread(StatLigne *const lignes[DISPOSITIFS_N], const StatLigne *tous, size_t n)
{
    bool moved = false;
    for (size_t i = 0; i < n; i++) {
        bool hidden = tous[i].masque;
        for (int d = 0; d < DISPOSITIFS_N; d++)
            hidden |= lignes[d][i].masque;
        for (int d = 0; d < DISPOSITIFS_N && hidden; d++) {
            moved |= !lignes[d][i].masque;
            lignes[d][i].masque = true;
        }
    }
    return moved;
}

void statistiques_masquer_croise(const Croise *x, int64_t seuil)
{
    bool moved = true;
    while (moved) {
        for (int d = 0; d < DISPOSITIFS_N; d++) {
            if (x->epci_de)
                statistiques_masquer_communes(x->lignes[d], x->n, x->epci_de, x->epcis[d], x->epcis_n, seuil);
            else
                statistiques_masquer(x->lignes[d], x->n, seuil);
        }
        moved = spread(x->lignes, x->tous, x->n);
        moved |= spread(x->epcis, x->tous_epcis, x->epcis_n);
    }
}

/* ---- the tables of a question ---- */

Err stat_periode_dite(const StatQuestion *q, int64_t seuil)
{
    Civil from = date_civil(q->du), to = date_civil(q->au);
    bool year = from.month == 1 && from.day == 1 && to.month == 12 && to.day == 31 && from.year == to.year;
    return seuil <= 1 || year ? OK : ERR_INVALID;
}

/* The same by intercommunalité; -1: it has no such table. */
static int par_epci_of(int par)
{
    return par == STAT_PAR_COMMUNE ? STAT_PAR_EPCI : par == STAT_PAR_RESIDENCE ? STAT_PAR_RESIDENCE_EPCI : -1;
}

static size_t rank_of(const StatLigne *l, size_t n, Str cle)
{
    size_t i = 0;
    while (i < n && !str_eq(l[i].cle, cle))
        i++;
    return i;
}

/* Of records, the intercommunalité that they keep; m: not known. */
static Err rank_places(Db *db, const StatQuestion *q, const StatDetail *d, size_t *rang_de)
{
    const Filtre f = filtre_de(q);
    ROWS rows = { 0 };
    SqlCommunesEpcis r;
    size_t i = 0;
    TRY(sql_communes_epcis(db, f.du, f.au, &rows));
    while (sql_communes_epcis_next(&rows, &r)) {
        while (i < d->n && str_cmp(d->lignes[i].cle, r.commune) < 0) /* both in the order of the communes */
            i++;
        if (i < d->n && str_eq(d->lignes[i].cle, r.commune))
            rang_de[i] = rank_of(d->epcis, d->epcis_n, r.epci);
    }
    return rows_end(&rows);
}

/* Of persons, that of today, as by_residence adds them up; what is not known is a line of both tables. */
static Err rank_residences(Db *db, Arena *a, const StatDetail *d, size_t *rang_de)
{
    for (size_t i = 0; i < d->n; i++) {
        Maille m = { .epci = STR_NONE };
        Str cle = d->lignes[i].cle;
        rang_de[i] = rank_of(d->epcis, d->epcis_n, cle);
        if (rang_de[i] < d->epcis_n)
            continue;
        Err e = maille_commune(db, a, cle, &m);
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID)
            return e;
        rang_de[i] = rank_of(d->epcis, d->epcis_n, str_or_empty(m.epci));
    }
    return OK;
}

static Err detail_of(Db *db, Arena *a, const StatQuestion *q, int par, bool above, StatDetail *ret)
{
    *ret = (StatDetail){ .par = par, .dispositif = q->dispositif };
    TRY(statistiques_par(db, a, q, par, false, &ret->lignes, &ret->n));
    return above ? statistiques_par(db, a, q, par_epci_of(par), false, &ret->epcis, &ret->epcis_n) : OK;
}

Err statistiques_detail(Db *db, Arena *a, const StatQuestion *q, int par, int64_t seuil, StatDetail *ret)
{
    bool above = par_epci_of(par) >= 0 && seuil > 1;
    TRY(detail_of(db, a, q, par, above, ret));
    if (q->dispositif < 0 || seuil <= 1)
        return OK;
    StatDetail *all = NEW(a, StatDetail, ARRETE_CHOIX);
    if (!all)
        return ERR_MEMORY;
    for (int k = 0; k < ARRETE_CHOIX; k++) {
        StatQuestion one = *q;
        one.dispositif = k == DISPOSITIFS_N ? -1 : k;
        TRY(detail_of(db, a, &one, par, above, &all[k]));
    }
    ret->choix = all;
    return OK;
}

static StatDetail closed_detail(const ArreteContenu *c, int dispositif, int par)
{
    int k = arrete_choix(dispositif), above = par_epci_of(par);
    StatDetail d = { .par = par, .dispositif = dispositif, .lignes = c->lignes[k][par], .n = c->n[k][par] };
    if (above >= 0) {
        d.epcis = c->lignes[k][above];
        d.epcis_n = c->n[k][above];
    }
    return d;
}

StatDetail arrete_detail(Arena *a, const ArreteContenu *c, int dispositif, int par)
{
    StatDetail d = closed_detail(c, dispositif, par);
    StatDetail *all = dispositif >= 0 && c->tenu[DISPOSITIFS_N] ? NEW(a, StatDetail, ARRETE_CHOIX) : NULL;
    for (int k = 0; all && k < ARRETE_CHOIX; k++)
        all[k] = closed_detail(c, k == DISPOSITIFS_N ? -1 : k, par);
    d.choix = all;
    return d;
}

static StatLigne *lines_copy(Arena *a, const StatLigne *l, size_t n)
{
    StatLigne *to = NEW(a, StatLigne, n + 1);
    for (size_t i = 0; to && i < n; i++)
        to[i] = l[i];
    return to;
}

/* Of one table, with the one above it where there is one; `epcis` and `rang_de` have room for them. */
static Err hide_table(Db *db, Arena *a, const StatQuestion *q, const StatDetail *d, int64_t seuil, StatLigne *lines,
    StatLigne *epcis, size_t *rang_de)
{
    if (par_epci_of(d->par) < 0) {
        statistiques_masquer(lines, d->n, seuil);
        return OK;
    }
    for (size_t i = 0; i < d->n; i++)
        rang_de[i] = d->epcis_n;
    TRY(d->par == STAT_PAR_COMMUNE ? rank_places(db, q, d, rang_de) : rank_residences(db, a, d, rang_de));
    statistiques_masquer_communes(lines, d->n, rang_de, epcis, d->epcis_n, seuil);
    return OK;
}

/* The lines of all, each with what `from` has of it; zeros where it has nothing. */
static StatLigne *aligned(Arena *a, const StatLigne *tous, size_t n, const StatLigne *from, size_t m)
{
    StatLigne *to = NEW(a, StatLigne, n + 1);
    for (size_t i = 0; to && i < n; i++) {
        size_t k = rank_of(from, m, tous[i].cle);
        to[i] = k < m ? from[k] : (StatLigne){ .cle = tous[i].cle, .nom = tous[i].nom };
    }
    return to;
}

/* Of one dispositif: what is hidden, whether it holds anything or not, and what holds something. */
static Err hide_crossed(Db *db, Arena *a, const StatQuestion *q, const StatDetail *d, int64_t seuil, StatLigne **ret,
    size_t *ret_n)
{
    const StatDetail *all = &d->choix[DISPOSITIFS_N];
    StatLigne *tous = lines_copy(a, all->lignes, all->n), *epcis = lines_copy(a, all->epcis, all->epcis_n);
    size_t *rang_de = NEW(a, size_t, all->n + 1), n = 0;
    if (!tous || !epcis || !rang_de)
        return ERR_MEMORY;
    TRY(hide_table(db, a, q, all, seuil, tous, epcis, rang_de));
    Croise x = { .tous = tous,
        .tous_epcis = epcis,
        .n = all->n,
        .epcis_n = all->epcis_n,
        .epci_de = par_epci_of(d->par) < 0 ? NULL : rang_de };
    for (int k = 0; k < DISPOSITIFS_N; k++) {
        const StatDetail *one = &d->choix[k];
        x.lignes[k] = aligned(a, tous, all->n, one->lignes, one->n);
        x.epcis[k] = aligned(a, epcis, all->epcis_n, one->epcis, one->epcis_n);
        if (!x.lignes[k] || !x.epcis[k])
            return ERR_MEMORY;
    }
    statistiques_masquer_croise(&x, seuil);
    StatLigne *lines = x.lignes[d->dispositif];
    for (size_t i = 0; i < x.n; i++)
        if (lines[i].masque || lines[i].accompagnements > 0)
            lines[n++] = lines[i];
    *ret = lines;
    *ret_n = n;
    return OK;
}

Err statistiques_cacher(Db *db, Arena *a, const StatQuestion *q, const StatDetail *d, int64_t seuil, StatLigne **ret,
    size_t *ret_n)
{
    if (d->choix && seuil > 1)
        return hide_crossed(db, a, q, d, seuil, ret, ret_n);
    StatLigne *lines = lines_copy(a, d->lignes, d->n), *epcis = lines_copy(a, d->epcis, d->epcis_n);
    size_t *rang_de = NEW(a, size_t, d->n + 1);
    if (!lines || !epcis || !rang_de)
        return ERR_MEMORY;
    *ret = lines;
    *ret_n = d->n;
    return seuil <= 1 ? OK : hide_table(db, a, q, d, seuil, lines, epcis, rang_de);
}

/* ---- one line of a wider table ---- */

static Err line_is_hidden(Db *db, Arena *a, const StatQuestion *wide, int par, Str cle, int64_t seuil, bool *ret)
{
    StatDetail d;
    StatLigne *lines;
    size_t n;
    TRY(statistiques_detail(db, a, wide, par, seuil, &d));
    TRY(statistiques_cacher(db, a, wide, &d, seuil, &lines, &n));
    size_t i = rank_of(lines, n, cle);
    *ret = i < n && lines[i].masque;
    return OK;
}

Err stat_ensemble_petit(Db *db, Arena *a, const Acteur *acteur, const StatQuestion *q, const Chiffres *c, int64_t seuil,
    bool *ret)
{
    StatQuestion own = *q;
    Structure s;
    *ret = stat_petit(c, seuil);
    if (*ret || seuil <= 1 || !acteur)
        return OK;
    if (q->dispositif >= 0) {
        own.dispositif = -1;
        TRY(line_is_hidden(db, a, &own, STAT_PAR_DISPOSITIF, dispositifs[q->dispositif].value, seuil, ret));
        own = *q;
    }
    own.epci = STR_NONE;
    own.structure_id = (StructureId){ 0 };
    TRY(stat_question_de(db, a, acteur, &own)); /* as wide as the reader sees */
    if (!*ret && q->structure_id.v != own.structure_id.v) {
        TRY(structure_par_id(db, a, q->structure_id, &s));
        return line_is_hidden(db, a, &own, STAT_PAR_STRUCTURE, s.uid, seuil, ret);
    }
    if (!*ret && !str_is_none(q->epci) && str_is_none(own.epci))
        return line_is_hidden(db, a, &own, STAT_PAR_EPCI, q->epci, seuil, ret);
    return OK;
}
