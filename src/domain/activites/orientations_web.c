// SPDX-License-Identifier: AGPL-3.0-or-later
/* /activites/orientations: who was sent where, and whether she came. */
#include "activites_suites_view.h"
#include "core/app.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/journal/journal.h"

enum { UID_MAX = 40, PAGE_MAX = 1000000 };
static const Choice faits[] = {
    { S_INIT("suite"), S_INIT("C’est noté. Une erreur\u202f? Choisissez une autre réponse.") },
    { STR_NONE, STR_NONE },
};
const Field orientations_champs[] = {
    { .name = "suite", .kind = FIELD_CHOICE, .label = "Où en est-on", .choices = orientation_suites },
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "liste", .kind = FIELD_CHOICE, .label = "Liste", .choices = orientation_suites, .address_only = true },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

Err orientations_page(Req *r)
{
    static const char *const criteria[] = { "suite", NULL };
    OrientationsPage p = { .form = &r->form, .suite = req_choice(r, "suite", SUITE_A_SUIVRE) };
    const OrientationLigne *l;
    int64_t page = req_i64(r, "page", 1), total = 0;
    Date today = date_paris(r->now);
    TRY(orientations_lister(r->db, r->arena, r->acteur, p.suite, page, &l, &p.n, &total));
    OrientationVue *v = NEW(r->arena, OrientationVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = (OrientationVue){ .uid = l[i].uid,
            .jour = date_french(r->arena, l[i].jour),
            .lieu = l[i].lieu,
            .nom = lieu_nomme(r, l[i].lieu),
            .structure = l[i].structure,
            .suite = l[i].suite,
            .suite_jour = l[i].suite_j.has ? date_french(r->arena, (Date){ (int32_t)l[i].suite_j.v }) : S(""),
            .jours = today.days - l[i].jour.days };
    p.lignes = v;
    p.pages = pagination(r->arena, adresse_de(r, "/activites/orientations", criteria), page, ORIENTATIONS_PAGE, total);
    p.champ = champ_defaut(&r->form, "suite", orientation_suites[SUITE_A_SUIVRE].value);
    TRY(journal_lecture_portee(r, "activites.lister"));
    view_orientations(req_html(r), &p);
    return OK;
}

Err orientation_envoi(Req *r)
{
    Str uid = req_text(r, "fiche");
    int suite = req_choice(r, "suite", -1), list = req_choice(r, "liste", SUITE_A_SUIVRE);
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    if (suite < 0)
        return ERR_INVALID;
    TRY(orientation_dire(r->db, r->arena, r->acteur, r->now, uid, suite));
    return req_redirect(r, "/activites/orientations?suite=%.*s&fait=suite", STR_ARG(orientation_suites[list].value));
}

/* "I was not there": for whoever was added by mistake. */
Err depart_envoi(Req *r)
{
    Str uid = req_text(r, "fiche");
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(activite_quitter(r->db, r->arena, r->acteur, r->now, uid));
    return req_redirect(r, "/activites?fait=quittee");
}
