// SPDX-License-Identifier: AGPL-3.0-or-later
#include "donnees_view.h"
#include "domain/protection/protection_priv.h"
#include "protection_sql.h"

enum { LECTURES = 20 };

static const Right registre_lire = { "registre.lire", "Télécharger le registre des traitements", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE };
static const Right conservation_voir = { "conservation.voir", "Voir ce qui a été effacé, et ce qui va l’être",
    PROOF_SESSION, ROLE_ADMINISTRATEUR | ROLE_PILOTE };

static const Field effacer_fields[] = {
    { .name = "certain", .kind = FIELD_BOOL, .label = "Je veux effacer mon compte, et je sais que c’est définitif" },
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

static Err donnees_page(Req *r)
{
    view_donnees_personnelles(req_html(r), &(DonneesPage){ config_str(r->app->config, CONF_DPO) });
    return OK;
}

static Err registre(Req *r)
{
    TRY(journal_lecture(r, "registre.exporter", STR_NONE));
    SheetFormat format = sheet_format(r->path);
    req_download(r, format == SHEET_XLSX ? S("registre-des-traitements.xlsx") : S("registre-des-traitements.csv"));
    return registre_ecrire(format, r->now, req_body(r, sheet_format_type(format)));
}

static Err conservation_page(Req *r)
{
    ConservationPage p = { 0 };
    TRY(conservation_passer(r->db, r->arena, r->app, r->now, false, &p.prevu));
    TRY(passages_derniers(r->db, r->arena, &p.passages, &p.passages_n));
    view_conservation(req_html(r), &p);
    return OK;
}

/* ---- one's own ---- */

/* Who has looked at her sheet, not herself. */
static Err lectures(Req *r, const Personne *p, const Lecture **ret, size_t *ret_n)
{
    const JournalLigne *l = NULL;
    size_t n = 0, kept = 0;
    int64_t total = 0;
    const JournalRecherche about = { .objet = personne_objet(r->arena, p->uid) };
    TRY(journal_chercher(r->db, r->arena, &about, 1, &l, &n, &total));
    Lecture *shown = NEW(r->arena, Lecture, LECTURES);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < n && kept < LECTURES; i++) {
        if (!l[i].personne_id.has || l[i].personne_id.v == p->id.v)
            continue;
        int rang = role_rang(l[i].role);
        shown[kept++] = (Lecture){ instant_montre(r->arena, l[i].at), action_montree(l[i].action),
            rang >= 0 ? role_info(rang)->montre : S("sans rôle") };
    }
    *ret = shown;
    *ret_n = kept;
    return OK;
}

static Err show_mine(Req *r)
{
    Personne p;
    MesDonneesPage page = { .form = &r->form, .personne = &p };
    TRY(personne_par_id(r->db, r->arena, me(r), &p));
    TRY(lectures(r, &p, &page.lectures, &page.lectures_n));
    view_mes_donnees(req_html(r), &page);
    return OK;
}

static Err mes_donnees_json(Req *r)
{
    Personne p;
    TRY(personne_par_id(r->db, r->arena, me(r), &p));
    TRY(journal_lecture(r, "donnees.exporter", personne_objet(r->arena, p.uid)));
    TRY(donnees_de(r->db, r->arena, r->app->slices, me(r), req_body(r, "application/json")));
    req_download(r, S("mes-donnees.json"));
    return OK;
}

static Err effacer(Req *r)
{
    if (!req_bool(r, "certain")) {
        form_error(r, "certain", "Cochez cette case pour confirmer.");
        req_status(r, 400);
        return show_mine(r);
    }
    Err e = donnees_oublier(r->db, r->arena, r->app->slices, r->acteur, r->now, me(r));
    if (e == ERR_CONFLICT) {
        form_error(r, "certain",
            "Vous êtes la dernière personne à pouvoir administrer le site : donnez d’abord ce rôle à une autre.");
        req_status(r, 400);
        return show_mine(r);
    }
    TRY(e);
    req_set_cookie(r, "session", STR_NONE, -1);
    return req_redirect(r, "/donnees-personnelles");
}

const Route protection_routes[] = {
    { "GET", "/donnees-personnelles", donnees_page, RIGHT_PUBLIC, SNAPSHOT, NULL, "Données personnelles" },
    { "GET", "/administration/registre.csv", registre, &registre_lire, SLOW, NULL, "Registre des traitements (CSV)",
        ROUTE_HIDDEN },
    { "GET", "/administration/registre.xlsx", registre, &registre_lire, SLOW, NULL, "Registre des traitements (XLSX)",
        ROUTE_HIDDEN },
    { "GET", "/administration/conservation", conservation_page, &conservation_voir, SLOW, NULL,
        "Conservation des données" },
    { "GET", "/espace/mes-donnees", show_mine, RIGHT_SESSION, READ, effacer_fields, "Mes données",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/espace/mes-donnees.json", mes_donnees_json, RIGHT_SESSION, SLOW, NULL, "Télécharger mes données",
        ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/espace/mes-donnees/effacer", effacer, RIGHT_SESSION, WRITE, effacer_fields, "Effacer mon compte",
        ROUTE_LAX | ROUTE_HIDDEN },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_COMPTE, "/espace/mes-donnees", "Mes données\u00a0: les voir, les emporter, les effacer" },
    { 0 },
};

const Slice slice_protection = {
    .name = "protection",
    .routes = protection_routes,
    .entrees = entrees,
    .commands = protection_commands,
    .jobs = protection_jobs,
    .queries = protection_queries,
};
