// SPDX-License-Identifier: AGPL-3.0-or-later
/* /activites.csv and /activites.xlsx: the records of one's scope in the national layout, as they are read; and the command. */
#include "core/app.h"
#include "domain/coop/coop_web.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"

const Field coop_export_champs[] = {
    { .name = "du", .kind = FIELD_DATE, .label = "Du" },
    { .name = "au", .kind = FIELD_DATE, .label = "Au" },
    { .name = "type", .kind = FIELD_CHOICE, .label = "Forme", .choices = activite_types },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Dispositif", .choices = dispositifs },
    { .name = "theme", .kind = FIELD_CHOICE, .label = "Thème", .choices = themes },
    { 0 },
};

static OptI64 day_in(Req *r, const char *name)
{
    Date d;
    bool has = req_date(r, name, &d);
    return (OptI64){ has, has ? d.days : 0 };
}

static Err more(Req *r, void *state, Buf *out, bool *ret_last)
{
    return coop_export_suite(r->db, state, out, ret_last);
}

Err coop_export(Req *r)
{
    CoopExport *x;
    Personne me;
    if (req_has_errors(r))
        return ERR_INVALID;
    TRY(personne_par_id(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, &me));
    const CoopExportDemande d = { .par = r->acteur,
        .prenom = me.prenom,
        .nom = me.nom,
        .role = r->acteur->role_nom,
        .q = { day_in(r, "du"), day_in(r, "au"), req_choice(r, "type", -1), req_choice(r, "dispositif", -1),
            req_choice(r, "theme", -1), false },
        .format = sheet_format(r->path),
        .lieux = req_snapshot(r, &lieux_snapshot),
        .now = r->now };
    TRY(coop_export_ouvrir(r->db, r->arena, &d, &x));
    TRY(journal_lecture_portee(r, "activites.exporter"));
    req_download(r, d.format == SHEET_XLSX ? S("activites.xlsx") : S("activites.csv"));
    req_stream(r, sheet_format_type(d.format), more, x);
    return OK;
}

/* ---- the command ---- */

static Err write_all(Cmd *c, void *arg, Buf *out)
{
    bool last = false;
    while (!last)
        TRY(coop_export_suite(c->db, arg, out, &last));
    return OK;
}

static Err day_option(Cmd *c, const char *name, OptI64 *ret)
{
    Date d;
    Str typed = cmd_option(c, name);
    *ret = (OptI64){ 0 };
    if (str_is_none(typed))
        return OK;
    if (!date_parse(typed, &d))
        return cmd_fail(c, ERR_INVALID, "«\u00a0--%s\u00a0» attend une date de la forme 2023-01-31.", name);
    *ret = (OptI64){ true, d.days };
    return OK;
}

Err coop_exporter(Cmd *c)
{
    CoopExport *x;
    Str path = cmd_option(c, "sortie");
    CoopExportDemande d = { .prenom = S(""),
        .nom = S(""),
        .role = S("Service"),
        .q = { .type = -1, .theme = -1 },
        .format = !str_is_none(path) && str_ends(path, S(".csv")) ? SHEET_CSV : SHEET_XLSX,
        .lieux = cmd_snapshot(c, &lieux_snapshot),
        .now = clock_now(c->app->clock) };
    d.q.dispositif = choice_index(dispositifs, cmd_option(c, "dispositif"));
    TRY(day_option(c, "du", &d.q.du_j));
    TRY(day_option(c, "au", &d.q.au_j));
    TRY(coop_export_ouvrir(c->db, c->arena, &d, &x));
    return cmd_write_pieces(c, path, write_all, x);
}
