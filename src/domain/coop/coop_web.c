// SPDX-License-Identifier: AGPL-3.0-or-later
/* /activites/a-rattacher: imported records whose mediator or structure was not known. */
#include "domain/coop/coop_web.h"

#include "coop_sql.h"
#include "coop_view.h"
#include "core/app.h"
#include "core/slice.h"
#include "domain/administration/commune_saisie.h"
#include "domain/journal/journal.h"

enum { RATTACHE = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT, UID_MAX = 40, STRUCTURES_MAX = 1000 };
static const Right activites_rattacher = { "activites.rattacher", "Rattacher les fiches importées de son périmètre",
    PROOF_SESSION, RATTACHE };

static const Right activites_exporter = { "activites.exporter",
    "Exporter les fiches de son périmètre, sans nom ni note quand ce ne sont pas les siennes", PROOF_SESSION,
    RATTACHE | ROLE_MEDIATEUR };

static const Choice faits[] = {
    { S_INIT("rattachees"), S_INIT("Les fiches sont rattachées ; les chiffres suivent.") },
    { STR_NONE, STR_NONE },
};
static const Field champs[] = {
    { .name = "groupe", .kind = FIELD_I64, .label = "Groupe", .min = 1, .max = 9e15, .address_only = true },
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .required = true, .max = UID_MAX },
    { .name = "mediateur",
        .kind = FIELD_TEXT,
        .label = "Courriel du médiateur",
        .hint = "Celui de son compte. Si cette personne n’en a pas encore, invitez-la d’abord.",
        .required = true,
        .max = COURRIEL_MAX },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

static Err shown(Req *r, const CoopGroupe *g, RattacherGroupe *ret)
{
    Arena *a = r->arena;
    Str town = str_is_empty(g->commune) ? S("") : commune_nom(r, g->commune);
    *ret = (RattacherGroupe){ g, str_is_empty(g->mediateur) ? S("Médiateur non dit") : g->mediateur,
        str_is_empty(g->lieu) ? S("Lieu non dit") : g->lieu };
    if (!str_is_empty(town))
        ret->ou = str_cat(a, str_cat(a, ret->ou, S(", ")), town);
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* One group, with its form. */
static Err show_one(Req *r, const CoopGroupe *g)
{
    RattacherGroupe one;
    RattacherPage p = { .form = &r->form, .choisi = &one };
    Choices structures = { 0 };
    TRY(shown(r, g, &one));
    TRY(structures_offertes(r->db, r->arena, r->acteur, true, STRUCTURES_MAX, &structures));
    TRY(choices_end(r->arena, &structures, &p.structures));
    p.groupe = str_format(r->arena, "%lld", (long long)g->id);
    bool held = structure_est_a_rattacher(g->structure.uid);
    p.structure = champ_defaut(&r->form, "structure", held ? STR_NONE : g->structure.uid);
    p.mediateur = champ_de(&r->form, "mediateur");
    TRY(journal_lecture(r, "activites.lister", str_cat(r->arena, S("structure:"), g->structure.uid)));
    view_rattacher_un(req_html(r), &p);
    return OK;
}

static Err rattacher_page(Req *r)
{
    const CoopGroupe *g;
    CoopGroupe chosen;
    RattacherPage p = { .form = &r->form };
    int64_t id = req_i64(r, "groupe", 0);
    r->form.errors.n = 0;                          /* nothing was sent yet */
    if (id) {
        TRY(coop_groupe_ouvrir(r->db, r->arena, r->acteur, id, &chosen));
        return show_one(r, &chosen);
    }
    TRY(coop_groupes(r->db, r->arena, r->acteur, &g, &p.n));
    RattacherGroupe *lines = NEW(r->arena, RattacherGroupe, p.n + 1);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        TRY(shown(r, &g[i], &lines[i]));
    TRY(coop_attendent(r->db, r->arena, r->acteur, &p.fiches));
    p.groupes = lines;
    TRY(journal_lecture_portee(r, "activites.lister"));
    view_rattacher(req_html(r), &p);
    return OK;
}

/* Errors are put on their fields. */
static Err read_sent(Req *r, Structure *s, Personne *p)
{
    Str typed = req_text(r, "mediateur");
    bool covered = false;
    Err e = str_is_empty(req_text(r, "structure"))
              ? ERR_NOT_FOUND
              : structure_ouvrir(r->db, r->arena, r->acteur, req_text(r, "structure"), s);
    if (e == ERR_NOT_FOUND || (e == OK && structure_est_a_rattacher(s->uid)))
        form_error(r, "structure", "Choisissez la structure où ces fiches ont été faites.");
    else
        TRY(e);
    if (str_is_empty(typed))
        return OK;                                 /* told already */
    e = personne_par_courriel(r->db, r->arena, typed, p);
    if (e == OK)
        TRY(acteur_couvre_personne(r->db, r->arena, r->acteur, p->id, &covered));
    else if (e != ERR_NOT_FOUND)
        return e;
    if (!covered)
        form_error(r, "mediateur",
            "Aucun compte de votre périmètre n’a cette adresse. Invitez d’abord cette personne.");
    return OK;
}

static Err rattacher_envoi(Req *r)
{
    CoopGroupe g;
    Structure s;
    Personne p;
    int64_t n = 0;
    TRY(coop_groupe_ouvrir(r->db, r->arena, r->acteur, req_i64(r, "groupe", 0), &g));
    TRY(read_sent(r, &s, &p));
    Err e = req_has_errors(r) ? OK : coop_rattacher(r->db, r->arena, r->acteur, r->now, &g, &s, p.id, &n);
    if (e == ERR_FORBIDDEN)
        form_error(r, "structure",
            "Cette structure n’a pas le dispositif de ces fiches. Ajoutez-le sur la page de la structure, puis "
            "revenez.");
    else
        TRY(e);
    if (!req_has_errors(r))
        return req_redirect(r, "/activites/a-rattacher?fait=rattachees");
    req_status(r, 400);
    return show_one(r, &g);
}

/* Records that wait for who made them, for who may say it. */
static Err attentes(Req *r, Attentes *to)
{
    int64_t waiting = 0;
    if (!(r->acteur->role & activites_rattacher.roles))
        return OK;
    TRY(coop_attendent(r->db, r->arena, r->acteur, &waiting));
    if (waiting == 0)
        return OK;
    Short count = fr_nombre(waiting);
    return attente_ajouter(r, to,
        waiting == 1
            ? (Attente){ S("Une fiche importée attend son médiateur ou sa structure."), S("/activites/a-rattacher"),
                  S("La rattacher") }
            : (Attente){ str_format(r->arena, "%.*s fiches importées attendent leur médiateur ou leur structure.",
                             STR_ARG(count)),
                  S("/activites/a-rattacher"), S("Les rattacher") });
}

static const Route routes[] = {
    { "GET", "/activites.csv", coop_export, &activites_exporter, SLOW, coop_export_champs,
        "Fiches d’activité, comme La Coop (CSV)" },
    { "GET", "/activites.xlsx", coop_export, &activites_exporter, SLOW, coop_export_champs,
        "Fiches d’activité, comme La Coop (XLSX)" },
    { "GET", "/activites/a-rattacher", rattacher_page, &activites_rattacher, SLOW, champs,
        "Fiches importées, à rattacher", ROUTE_LAX },
    { "POST", "/activites/a-rattacher", rattacher_envoi, &activites_rattacher, WRITE, champs,
        "Rattacher des fiches importées", ROUTE_LAX },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_TRAVAIL, "/activites/a-rattacher", "Fiches importées, à rattacher" },
    { 0 },
};

const Slice slice_coop = { .name = "coop",
    .routes = routes,
    .attentes = attentes,
    .entrees = entrees,
    .commands = coop_commands,
    .queries = coop_queries };
