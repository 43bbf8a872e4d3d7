// SPDX-License-Identifier: AGPL-3.0-or-later
/* The national tool's layout, written row by row. */
#include "domain/coop/coop.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/standard.h"
#include "domain/territoire/territoire.h"

enum { LOT = 64, LIGNES_LOT = 512, MORCEAU = 16 * 1024 };

/* X(name in CSV, title, kind, width), in that tool's order. */
#define DEBUT(X)                                                                                                       \
    X("date", "Date", XLSX_DATE, 12)                                                                                   \
    X("enregistre_le", "Enregistré le", XLSX_INSTANT, 17)                                                              \
    X("modifie_le", "Dernière modification le", XLSX_INSTANT, 17)
#define QUI(X)                                                                                                         \
    X("prenom", "Prénom", XLSX_TEXT, 16)                                                                               \
    X("nom_mediateur", "Nom du médiateur", XLSX_TEXT, 20)                                                              \
    X("role", "Rôle", XLSX_TEXT, 20)                                                                                   \
    X("id_conum", "ID - Conum", XLSX_TEXT, 12)
#define FORME(X)                                                                                                       \
    X("type", "Type", XLSX_TEXT, 26)                                                                                   \
    X("participants", "Participants", XLSX_TEXT, 12)
#define CARTE(X) X("beneficiaire", "Bénéficiaire", XLSX_TEXT, 14)
#define ACTE(X)                                                                                                        \
    X("canal", "Canaux d’accompagnement", XLSX_TEXT, 18)                                                               \
    X("lieu", "Nom du lieu", XLSX_TEXT, 30)                                                                            \
    X("adresse", "Adresse", XLSX_TEXT, 30)                                                                             \
    X("commune", "Commune", XLSX_TEXT, 20)                                                                             \
    X("code_postal", "Code postal", XLSX_TEXT, 12)                                                                     \
    X("code_insee", "Code Insee", XLSX_TEXT, 12)                                                                       \
    X("duree_min", "Durée (min)", XLSX_INTEGER, 12)                                                                    \
    X("atelier", "Nom de l’atelier", XLSX_TEXT, 24)                                                                    \
    X("materiel", "Matériel", XLSX_TEXT, 20)                                                                           \
    X("thematiques", "Thématique(s)", XLSX_TEXT, 34)                                                                   \
    X("tags", "Tags", XLSX_TEXT, 10)                                                                                   \
    X("demarche", "Nom de la démarche", XLSX_TEXT, 20)                                                                 \
    X("autonomie", "Niveau d’autonomie", XLSX_TEXT, 14)                                                                \
    X("reoriente", "Bénéficiaire réorienté", XLSX_TEXT, 12)                                                            \
    X("redirection", "Structure de redirection", XLSX_TEXT, 30)                                                        \
    X("beneficiaire_commune", "Commune du bénéficiaire", XLSX_TEXT, 20)                                                \
    X("beneficiaire_code_postal", "Code postal du bénéficiaire", XLSX_TEXT, 12)                                        \
    X("beneficiaire_code_insee", "Code Insee du bénéficiaire", XLSX_TEXT, 12)                                          \
    X("genre", "Genre", XLSX_TEXT, 16)                                                                                 \
    X("tranche_age", "Tranche d’âge", XLSX_TEXT, 18)                                                                   \
    X("statut", "Statut", XLSX_TEXT, 20)
#define NOTES(X) X("notes", "Notes", XLSX_TEXT, 40)
#define FIN(X)                                                                                                         \
    X("source", "Source", XLSX_TEXT, 20)                                                                               \
    X("id_cra", "ID CRA", XLSX_TEXT, 26)

#define X(name, title, kind, width) { name, { title, kind, width } },
// clang-format off
static const SheetColumn own_columns[] = { DEBUT(X) FORME(X) CARTE(X) ACTE(X) NOTES(X) FIN(X) { 0 } };
static const SheetColumn other_columns[] = { DEBUT(X) QUI(X) FORME(X) ACTE(X) FIN(X) { 0 } };
// clang-format on
#undef X
static const SheetDef own = { "activites", "Activités", "Activités", own_columns };
static const SheetDef others = { "activites", "Activités", "Activités", other_columns };

struct CoopExport {
    Arena *a;
    CoopExportDemande d;
    bool personal;
    Sheet *t;
    ActiviteId apres; /* the last record written whole */
    int64_t rang; /* rows of the next one that are written */
    bool begun;
};

/* ---- words ---- */

static void add_labels(Arena *a, const Choice *mots, unsigned bits, Str *to)
{
    for (int i = 0; !str_is_none(mots[i].value); i++)
        if (bits & 1U << i)
            *to = str_is_empty(*to) ? mots[i].label : str_cat(a, str_cat(a, *to, S("\n")), mots[i].label);
}

static Str labels(Arena *a, const Choice *mots, unsigned bits)
{
    Str all = S("");
    add_labels(a, mots, bits, &all);
    return all;
}

/* A procedure says its theme: that tool writes the two in one cell. */
static Str theme_labels(Arena *a, const Activite *x)
{
    Str all = labels(a, themes, x->demarches ? x->themes & ~(1U << THEME_DEMARCHES) : x->themes);
    add_labels(a, demarches, x->demarches, &all);
    return all;
}

static Str label_or(const Choice *mots, Str value, Str absent)
{
    int rang = choice_index(mots, value);
    return rang < 0 ? absent : mots[rang].label;
}

static Str role_of(int dispositif)
{
    return dispositif == DISPOSITIF_CONSEILLER_NUMERIQUE ? S("Conseiller Numérique") : S("Médiateur");
}

static Str id_of(const ActiviteLue *l)
{
    Str before = S("coop:");
    return !str_is_none(l->cle) && str_starts(l->cle, before) ? str_slice(l->cle, before.n, l->cle.n) : l->x.uid;
}

/* ---- one record ---- */

/* What its rows share. */
typedef struct Commun {
    const ActiviteLue *l;
    Str lieu, adresse, commune, code_postal, materiels, themes, niveau;
    int64_t n;
} Commun;

static Str town_name(Db *db, Arena *a, Str code)
{
    Maille m;
    return !str_is_empty(code) && maille_commune(db, a, code, &m) == OK ? m.nom : S("");
}

static Commun common_of(Db *db, Arena *a, const CoopExport *x, const ActiviteLue *l)
{
    const Lieu *place = x->d.lieux && !str_is_empty(l->x.lieu) ? lieux_find(x->d.lieux, l->x.lieu) : NULL;
    int level = l->x.type == ACTIVITE_COLLECTIF ? l->x.niveau : l->x.autonomie;
    Commun c = { .l = l,
        .lieu = place                                     ? lieu_champ(place, CHAMP_nom)
              : l->x.lieu_type == LIEU_TYPE_LIEU_ACTIVITE ? l->structure
                                                          : S(""),
        .adresse = place ? lieu_champ(place, CHAMP_adresse) : S(""),
        .code_postal = place ? lieu_champ(place, CHAMP_code_postal) : S(""),
        .commune = town_name(db, a, l->x.commune),
        .materiels = labels(a, materiels, l->x.materiels),
        .themes = theme_labels(a, &l->x),
        .niveau = level ? str_format(a, "%d/3", level) : S(""),
        .n = activite_accompagnements(&l->x) };
    return c;
}

static void write_person(Db *db, Arena *a, Sheet *t, const Activite *x, const Usager *u)
{
    int band = u ? tranche_de(u->naissance, date_civil(x->jour).year) : -1;
    sheet_text(t, u ? town_name(db, a, u->commune) : S(""));
    sheet_text(t, S(""));
    sheet_text(t, u ? u->commune : S(""));
    sheet_text(t, label_or(genres, u ? u->genre : S(""), S("Non communiqué")));
    sheet_text(t, band < 0 ? S("Non communiqué") : tranches[band].label);
    sheet_text(t, label_or(statuts, u ? u->statut : S(""), S("Non communiqué ou hétérogène")));
}

static void write_act(Sheet *t, const Commun *c)
{
    const Activite *x = &c->l->x;
    sheet_text(t, lieu_types[x->lieu_type].label);
    sheet_text(t, c->lieu);
    sheet_text(t, c->adresse);
    sheet_text(t, c->commune);
    sheet_text(t, c->code_postal);
    sheet_text(t, x->commune);
    sheet_integer(t, x->duree_min);
    sheet_text(t, x->titre);
    sheet_text(t, c->materiels);
    sheet_text(t, c->themes);
    sheet_text(t, S(""));
    sheet_text(t, S(""));
    sheet_text(t, c->niveau);
    sheet_text(t, x->redirection < 0 ? S("Non") : S("Oui"));
    sheet_text(t, x->redirection < 0 ? S("") : redirections[x->redirection].label);
}

/* The i-th accompaniment of that record, from 0. */
static void write_row(Db *db, Arena *a, const CoopExport *x, const Commun *c, int64_t i)
{
    Sheet *t = x->t;
    const Activite *y = &c->l->x;
    const Usager *u = i < (int64_t)y->suivis_n ? &y->suivis[i] : NULL;
    sheet_date(t, y->jour);
    sheet_instant(t, y->cree_at);
    sheet_instant(t, y->modifie_at);
    if (!x->personal) {
        sheet_text(t, c->l->prenom);
        sheet_text(t, c->l->nom);
        sheet_text(t, role_of(y->dispositif));
        sheet_text(t, S(""));
    }
    sheet_text(t, activite_types[y->type].label);
    sheet_text(t,
        y->type == ACTIVITE_COLLECTIF ? str_format(a, "%lld/%lld", (long long)i + 1, (long long)c->n) : S("1"));
    if (x->personal)
        sheet_text(t, u ? carte_montree(a, u->code) : S(""));
    write_act(t, c);
    write_person(db, a, t, y, u);
    if (x->personal)
        sheet_text(t, i == 0 ? y->note : S(""));
    sheet_text(t, str_is_empty(y->source) ? S("Numérique Ensemble") : y->source);
    sheet_text(t, id_of(c->l));
    sheet_end_row(t);
}

/* ---- the file ---- */

static void write_above(CoopExport *x, int64_t total)
{
    const CoopExportDemande *d = &x->d;
    Civil c = civil_paris(d->now);
    Str any = S("");
    Date from = { (int32_t)d->q.du_j.v }, to = { (int32_t)d->q.au_j.v };
    sheet_above(x->t, S("Informations export"), any);
    sheet_above(x->t, S("Nom"), d->nom);
    sheet_above(x->t, S("Prénom"), d->prenom);
    sheet_above(x->t, S("Rôle"), d->role);
    sheet_above(x->t, S("Total"), str_format(x->a, "%lld", (long long)total));
    sheet_above(x->t, S("Date d’export"), str_format(x->a, "%02d/%02d/%04d", c.day, c.month, c.year));
    sheet_above(x->t, S("Heure d’export"), str_format(x->a, "%02d:%02d", c.hour, c.minute));
    sheet_above(x->t, S("Filtres"), any);
    if (d->q.du_j.has)
        sheet_above(x->t, S("Du"), date_iso(x->a, from));
    if (d->q.au_j.has)
        sheet_above(x->t, S("Au"), date_iso(x->a, to));
    if (d->q.type >= 0)
        sheet_above(x->t, S("Type"), activite_types[d->q.type].label);
    if (d->q.dispositif >= 0)
        sheet_above(x->t, S("Dispositif"), dispositifs[d->q.dispositif].label);
    if (d->q.theme >= 0)
        sheet_above(x->t, S("Thématique"), themes[d->q.theme].label);
}

Err coop_export_ouvrir(Db *db, Arena *a, const CoopExportDemande *d, CoopExport **ret)
{
    int64_t records = 0, total = 0;
    CoopExport *x = NEW(a, CoopExport, 1);
    if (!x)
        return ERR_MEMORY;
    TRY(activites_totaux(db, a, d->par, &d->q, &records, &total));
    *x = (CoopExport){ .a = a, .d = *d, .personal = d->par && activites_a_soi(d->par) };
    x->t = sheet_flow(a, x->personal ? &own : &others, d->format, S("Numérique Ensemble"), d->now);
    if (!x->t)
        return ERR_MEMORY;
    write_above(x, total);
    *ret = x;
    return OK;
}

/* The next records, or what is left of a large one; `ret_last`: there are no more. */
static Err write_lot(Db *db, Arena *a, CoopExport *x, bool *ret_last)
{
    const ActiviteLue *lot;
    size_t n = 0;
    int64_t written = 0;
    TRY(activites_lot(db, a, x->d.par, &x->d.q, x->apres, LOT, &lot, &n));
    for (size_t k = 0; k < n && written < LIGNES_LOT; k++) {
        Commun c = common_of(db, a, x, &lot[k]);
        for (; x->rang < c.n && written < LIGNES_LOT; x->rang++, written++) {
            ArenaMark mark = arena_mark(a);
            write_row(db, a, x, &c, x->rang);
            arena_reset(a, mark);
        }
        if (x->rang < c.n)
            break;
        x->apres = lot[k].x.id;
        x->rang = 0;
    }
    *ret_last = n == 0;
    return OK;
}

Err coop_export_suite(Db *db, CoopExport *x, Buf *out, bool *ret_last)
{
    size_t before = out->n;
    bool last = false;
    sheet_into(x->t, out);
    while (!last && out->n - before < MORCEAU && !out->failed) {
        ArenaMark mark = arena_mark(x->a);
        TRY(write_lot(db, x->a, x, &last));
        arena_reset(x->a, mark);
    }
    if (last)
        TRY(sheet_end(x->t));
    *ret_last = last;
    return OK;
}
