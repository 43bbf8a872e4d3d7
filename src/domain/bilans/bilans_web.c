// SPDX-License-Identifier: AGPL-3.0-or-later
/* /bilans: the monthly counts of one's scope, their file, and one typed. */
#include "bilans_sql.h"
#include "bilans_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "core/xlsx/sheet.h"
#include "domain/bilans/bilans_cli.h"
#include "domain/bilans/bilans_web.h"

enum {
    STRUCTURES_MAX = 500,
    TIENNENT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT,
    VOIENT = TIENNENT | ROLE_PILOTE | ROLE_COMITE | ROLE_FINANCEUR | ROLE_LECTEUR | ROLE_MEDIATEUR,
};
static const Right bilans_voir = { "bilans.voir", "Voir les bilans mensuels déclarés de son périmètre", PROOF_SESSION,
    VOIENT };
static const Right bilans_tenir = { "bilans.tenir", "Déclarer le bilan mensuel d’une structure de son périmètre",
    PROOF_SESSION, TIENNENT };

static const Choice faits[] = {
    { S_INIT("note"), S_INIT("Le bilan du mois est enregistré.") },
    { S_INIT("inchange"), S_INIT("Ce bilan était déjà enregistré, tel quel.") },
    { STR_NONE, STR_NONE },
};
static const Field bilans_champs[] = {
    { .name = "annee", .kind = FIELD_I64, .label = "Année", .min = 2000, .max = 2099 },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 100000, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field saisie_champs[] = {
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = 40 },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Dispositif", .choices = dispositifs },
    { .name = "mois", .kind = FIELD_TEXT, .label = "Mois", .hint = "Année et mois, par exemple 2026-03", .max = 7 },
    { .name = "jours", .kind = FIELD_I64, .label = "Jours d’ouverture dans le mois", .max = BILAN_JOURS_MAX },
    { .name = "accompagnements", .kind = FIELD_I64, .label = "Accompagnements", .max = BILAN_MAX },
    { .name = "usagers",
        .kind = FIELD_I64,
        .label = "Usagers",
        .hint = "Tels que vous les comptez\u202F; ils ne s’ajoutent pas aux usagers distincts du territoire.",
        .max = BILAN_MAX },
    { .name = "regles", .kind = FIELD_I64, .label = "Accompagnements réglés en un seul rendez-vous", .max = BILAN_MAX },
    { .name = "satisfaits", .kind = FIELD_I64, .label = "Personnes satisfaites", .max = BILAN_MAX },
    { .name = "reponses", .kind = FIELD_I64, .label = "Réponses à la question de satisfaction", .max = BILAN_MAX },
    { 0 },
};

/* ---- the list ---- */

static Err years_of(Req *r, const Choice **ret, int64_t *ret_last)
{
    const int64_t *years = NULL;
    size_t n = 0;
    TRY(bilans_annees(r->db, r->arena, r->acteur, &years, &n));
    Choice *all = NEW(r->arena, Choice, n + 2);
    if (!all)
        return ERR_MEMORY;
    *ret_last = n ? years[0] : date_civil(date_paris(r->now)).year;
    for (size_t i = 0; i < n; i++)
        all[i].value = str_format(r->arena, "%lld", (long long)years[i]);
    if (!n)
        all[n++].value = str_format(r->arena, "%lld", (long long)*ret_last);
    all[n] = (Choice){ STR_NONE, STR_NONE };
    *ret = all;
    return OK;
}

static Err bilans_page(Req *r)
{
    static const char *const criteria[] = { "annee", NULL };
    BilansPage p = { .form = &r->form, .saisit = r->acteur->role & bilans_tenir.roles };
    const BilanLigne *lines = NULL;
    int64_t last = 0, page = req_i64(r, "page", 1);
    TRY(years_of(r, &p.annees, &last));
    int64_t year = req_i64(r, "annee", last);
    TRY(bilans_lister(r->db, r->arena, r->acteur, year, page, &lines, &p.n, &p.total));
    TRY(bilans_sommes(r->db, r->arena, r->acteur, year, &p.sommes, &p.sommes_n));
    BilanVue *seen = NEW(r->arena, BilanVue, p.n + 1);
    if (!seen)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        seen[i] = (BilanVue){ &lines[i], bilan_mois_montre(r->arena, lines[i].b.mois) };
    p.bilans = seen;
    p.periode = str_format(r->arena, "%lld", (long long)year);
    p.annee = champ_defaut(&r->form, "annee", p.periode);
    p.csv = str_format(r->arena, "/bilans.csv?annee=%lld", (long long)year);
    p.xlsx = str_format(r->arena, "/bilans.xlsx?annee=%lld", (long long)year);
    p.pages = pagination(r->arena, adresse_de(r, "/bilans", criteria), page, BILANS_PAGE, p.total);
    view_bilans(req_html(r), &p);
    return OK;
}

/* The columns that an import takes. */
static const SheetColumn columns[] = {
    { "structure", { "Identifiant", XLSX_TEXT, 24 } },
    { "nom", { "Structure", XLSX_TEXT, 40 } },
    { "dispositif", { "Dispositif", XLSX_TEXT, 22 } },
    { "mois", { "Mois", XLSX_TEXT, 10 } },
    { "accompagnements", { "Accompagnements", XLSX_INTEGER, 18 } },
    { "jours_ouverts", { "Jours ouverts", XLSX_INTEGER, 14 } },
    { "usagers", { "Usagers déclarés, non dédoublonnés", XLSX_INTEGER, 30 } },
    { "regles", { "Réglés en un rendez-vous", XLSX_INTEGER, 24 } },
    { "satisfaits", { "Satisfaits", XLSX_INTEGER, 12 } },
    { "reponses", { "Réponses", XLSX_INTEGER, 12 } },
    { 0 },
};
static const SheetDef sheet = { "bilans", "Bilans", "Bilans mensuels déclarés", columns };

static void put(Sheet *t, OptI64 v)
{
    if (v.has)
        sheet_integer(t, v.v);
    else
        sheet_empty(t);
}

static Err bilans_fichier(Req *r)
{
    const BilanLigne *lines = NULL;
    size_t n = 0;
    int64_t total = 0;
    if (req_has_errors(r))
        return ERR_INVALID;
    TRY(bilans_lister(r->db, r->arena, r->acteur, req_i64(r, "annee", 0), 0, &lines, &n, &total));
    SHEET t = req_sheet_open(r, &sheet);
    for (size_t i = 0; i < n; i++) {
        const Bilan *b = &lines[i].b;
        sheet_text(t, lines[i].uid);
        sheet_text(t, lines[i].structure);
        sheet_text(t, dispositifs[b->dispositif].value);
        sheet_text(t, str_format(r->arena, "%04lld-%02lld", (long long)(b->mois / 100), (long long)(b->mois % 100)));
        sheet_integer(t, b->accompagnements);
        const OptI64 others[] = { b->jours, b->usagers, b->regles, b->satisfaits, b->reponses };
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            put(t, others[k]);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- one month, typed ---- */

static Err bilan_page(Req *r)
{
    const Form *f = &r->form;
    BilanSaisie p = { .form = f };
    Choices structures = { 0 };
    Civil today = date_civil(date_paris(r->now));
    int year = today.month == 1 ? today.year - 1 : today.year, month = today.month == 1 ? 12 : today.month - 1;
    TRY(structures_offertes(r->db, r->arena, r->acteur, false, STRUCTURES_MAX, &structures));
    p.une_structure = structures.n == 1;
    TRY(choices_end(r->arena, &structures, &p.structures));
    p.structure = champ_defaut(f, "structure", p.une_structure ? p.structures[0].value : STR_NONE);
    p.dispositif = champ_de(f, "dispositif");
    p.mois = champ_defaut(f, "mois", str_format(r->arena, "%04d-%02d", year, month));
    p.jours = champ_de(f, "jours");
    p.accompagnements = champ_de(f, "accompagnements");
    p.usagers = champ_de(f, "usagers");
    p.regles = champ_de(f, "regles");
    p.satisfaits = champ_de(f, "satisfaits");
    p.reponses = champ_de(f, "reponses");
    view_bilan_saisie(req_html(r), &p);
    return OK;
}

static OptI64 optional(Req *r, const char *name)
{
    int64_t v = req_i64(r, name, -1);
    return (OptI64){ v >= 0, v < 0 ? 0 : v };
}

/* Errors are put on their fields. */
static void read_bilan(Req *r, Bilan *b)
{
    *b = (Bilan){ .dispositif = req_choice(r, "dispositif", -1),
        .mois = bilan_mois_lire(req_text(r, "mois")),
        .accompagnements = req_i64(r, "accompagnements", -1),
        .jours = optional(r, "jours"),
        .usagers = optional(r, "usagers"),
        .regles = optional(r, "regles"),
        .satisfaits = optional(r, "satisfaits"),
        .reponses = optional(r, "reponses") };
    if (b->dispositif < 0)
        form_error(r, "dispositif", "Choisissez le dispositif.");
    if (!b->mois)
        form_error(r, "mois", "Écrivez le mois comme 2026-03.");
    if (b->accompagnements < 0)
        form_error(r, "accompagnements", "Donnez le nombre d’accompagnements du mois, 0 s’il n’y en a pas eu.");
    const char *column = NULL;
    Str why = req_has_errors(r) ? STR_NONE : bilan_faute(b, bilan_mois_de(r->now), &column);
    if (!str_is_none(why))
        form_error(r, str_eq(str_from(column), S("jours_ouverts")) ? "jours" : column, "Vérifiez\u00a0: %.*s.",
            STR_ARG(why));
}

static Err bilan_envoi(Req *r)
{
    Bilan b;
    Structure s;
    BilanSort sort = BILAN_INCHANGE;
    read_bilan(r, &b);
    Err e = str_is_empty(req_text(r, "structure"))
              ? ERR_NOT_FOUND
              : structure_ouvrir(r->db, r->arena, r->acteur, req_text(r, "structure"), &s);
    if (e == ERR_NOT_FOUND)
        form_error(r, "structure", "Choisissez la structure.");
    else
        TRY(e);
    if (req_has_errors(r)) {
        req_status(r, 400);
        return bilan_page(r);
    }
    b.structure_id = s.id;
    TRY(bilan_noter(r->db, r->arena, r->acteur, r->now, &b, S(""), &sort));
    return req_redirect(r, "/bilans?annee=%lld&fait=%s", (long long)(b.mois / 100),
        sort == BILAN_INCHANGE ? "inchange" : "note");
}

static const Route routes[] = {
    { "GET", "/bilans", bilans_page, &bilans_voir, SLOW, bilans_champs, "Bilans mensuels déclarés", ROUTE_LAX },
    { "GET", "/bilans.csv", bilans_fichier, &bilans_voir, SLOW, bilans_champs, "Bilans mensuels, en CSV" },
    { "GET", "/bilans.xlsx", bilans_fichier, &bilans_voir, SLOW, bilans_champs, "Bilans mensuels, pour tableur" },
    { "GET", "/bilans/saisir", bilan_page, &bilans_tenir, SLOW, saisie_champs, "Déclarer un bilan mensuel", ROUTE_LAX },
    { "POST", "/bilans/saisir", bilan_envoi, &bilans_tenir, WRITE, saisie_champs, "Déclarer un bilan mensuel",
        ROUTE_LAX },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_CHIFFRES, "/bilans", "Bilans mensuels déclarés" },
    { 0 },
};

const Slice slice_bilans = { .name = "bilans",
    .routes = routes,
    .entrees = entrees,
    .commands = bilans_commands,
    .queries = bilans_queries };
