// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the whole program asks of this slice, and its one command. */
#include <string.h>

#include "core/app.h"
#include "domain/comites/comites_priv.h"
#include "domain/lieux/lieux.h"
#include "domain/site/site.h"
#include "web/assets.h"

/* ---- ensemble plan dossier ---- */

typedef struct Demande {
    DossierFonds fonds;
    const Comite *comite;
    const Reunion *reunion;
} Demande;

static Err make(Db *db, Arena *a, void *arg)
{
    Demande *d = arg;
    return dossier_faire(db, a, NULL, &d->fonds, d->comite, d->reunion);
}

/* The next meeting that is held, else the last one. */
static const Reunion *meeting_of(const Reunion *all, size_t n, int64_t now)
{
    for (size_t i = 0; i < n; i++)
        if (!all[i].annulee && all[i].debut_at + all[i].duree_mn * 60 >= now)
            return &all[i];
    return n ? &all[n - 1] : NULL;
}

/* "pdf" of "dossier.PDF"; STR_NONE: the name says none of the forms of a pack. */
static Str form_of(Arena *a, Str path)
{
    static const Str forms[] = { S_INIT("pdf"), S_INIT("odt"), S_INIT("html") };
    size_t dot = path.n;
    while (dot > 0 && path.p[dot - 1] != '.')
        dot--;
    Str said = utf8_fold(a, str_slice(path, dot, path.n));
    for (size_t i = 0; dot > 0 && i < sizeof forms / sizeof *forms; i++)
        if (str_eq(said, forms[i]))
            return forms[i];
    return STR_NONE;
}

/* The newest one in that form. */
static Err write_newest(Cmd *c, const Reunion *r, Str forme, Str path)
{
    const DossierLigne *all;
    size_t n = 0;
    Str bytes;
    DossierLigne d;
    TRY(dossiers_de(c->db, c->arena, r->id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].forme, forme)) {
            TRY(dossier_lire(c->db, c->arena, r->id, all[i].id, &d, &bytes));
            TRY(cmd_write_file(c, path, bytes));
            cmd_say(c, "«\u00a0%.*s\u00a0» est prêt\u00a0: fait le %.*s, SHA-256 %.*s.", STR_ARG(path),
                STR_ARG(instant_montre(c->arena, d.fait_at)), STR_ARG(d.sha256));
            return OK;
        }
    return ERR_NOT_FOUND;
}

/* Which ones there are, by their numbers. */
static Err no_committee(Cmd *c, int64_t id)
{
    const Comite *all;
    size_t n = 0;
    Str known = S("");
    TRY(comites_de(c->db, c->arena, NULL, &all, &n));
    for (size_t i = 0; i < n; i++)
        known = str_format(c->arena, "%.*s%s%lld, %.*s", STR_ARG(known), i ? "\u00a0; " : "", (long long)all[i].id.v,
            STR_ARG(all[i].nom));
    return cmd_fail(c, ERR_NOT_FOUND, "Aucun comité n’a le numéro %lld. %s%.*s.", (long long)id,
        n ? "Il y a\u00a0: " : "Aucun n’est créé\u00a0: créez-en un sur la page «\u00a0Comités et réunions\u00a0»",
        STR_ARG(known));
}

static Err dossier(Cmd *c)
{
    int64_t id = 0, now = clock_now(c->app->clock);
    const Reunion *all;
    size_t n = 0;
    Comite comite;
    Str path = cmd_option(c, "sortie");
    Site *site = NEW(c->arena, Site, 1);
    if (!site)
        return ERR_MEMORY;
    if (str_is_none(path) || str_is_none(cmd_option(c, "comite")))
        return cmd_fail(c, ERR_INVALID,
            "Dites le comité et le fichier\u00a0: «\u00a0--comite 1 --sortie dossier.pdf\u00a0».");
    Str forme = form_of(c->arena, path); /* before anything is made and kept */
    if (str_is_none(forme))
        return cmd_fail(c, ERR_INVALID,
            "«\u00a0%.*s\u00a0»\u00a0: le nom du fichier doit finir par .pdf, .odt ou .html.", STR_ARG(path));
    if (!cmd_option_i64(c, "comite", 1, INT32_MAX, &id))
        return ERR_INVALID;
    Err e = comite_ouvrir(c->db, c->arena, NULL, (ComiteId){ id }, &comite);
    if (e == ERR_NOT_FOUND)
        return no_committee(c, id);
    TRY(e);
    TRY(reunions_de(c->db, c->arena, comite.id, &all, &n));
    const Reunion *r = meeting_of(all, n, now);
    if (!r)
        return cmd_fail(c, ERR_NOT_FOUND, "Ce comité n’a pas de réunion\u00a0: fixez-la d’abord sur sa page.");
    TRY(site_from_config(c->app->config, c->arena, site));
    const Lieux *lieux = cmd_snapshot(c, &lieux_snapshot);
    site->demonstration = site->demonstration || (lieux && lieux_demonstration(lieux));
    Demande d = { { site, assets, mesure_sources_cmd(c), now, c->app->slices }, &comite, r };
    e = writer_run(c->app->writer, c->arena, make, &d);
    if (e == ERR_NOT_FOUND)
        return cmd_fail(c, e,
            "Il n’y a pas encore de plan\u00a0: «\u00a0ensemble plan importer FICHIER\u00a0» en charge un.");
    TRY(e);
    return write_newest(c, r, forme, path);
}

const Command comites_commands[] = {
    { "plan dossier", dossier, CMD_WRITE, NULL,
        (const CommandOption[]){ { "comite", "N", "numéro du comité (celui de l’adresse de sa page)", NULL, NULL },
            { "sortie", "FICHIER", "fichier à écrire, en .pdf, .odt ou .html", NULL, NULL }, { 0 } },
        "Fait le dossier de la prochaine réunion d’un comité",
        "Le dossier est fait depuis le plan de l’instant, gardé dans la base avec son empreinte SHA-256, et écrit dans "
        "le "
        "fichier. Un dossier gardé ne change plus jamais." },
    { 0 },
};

/* ---- on the sheet of an action ---- */

/* What each meeting decided about it, or is to; only of the committees that this person sees. */
static Err sur_action(Req *r, Str numero, Ajouts *to)
{
    Arena *a = r->arena;
    ROWS rows = { 0 };
    SqlDecisionsSur d;
    const Comite *seen;
    size_t n = 0;
    ReunionId last = { 0 };
    TRY(comites_de(r->db, a, r->acteur, &seen, &n));
    TRY(sql_decisions_sur(r->db, numero, &rows));
    while (sql_decisions_sur_next(&rows, &d)) {
        size_t i = 0;
        while (i < n && seen[i].id.v != d.comite_id.v)
            i++;
        int etat = choice_index(decision_etats, d.etat);
        if (i == n || etat < 0)
            continue;
        Str *line = NEW(a, Str, 1);
        if (!line)
            return ERR_MEMORY;
        *line = str_format(a, "%.*s\u00a0: %.*s", STR_ARG(decision_etats[etat].label), STR_ARG(d.texte));
        bool same = d.reunion_id.v == last.v;
        last = d.reunion_id;
        TRY(ajout_ajouter(r, to,
            (Ajout){ same ? S("") : str_format(a, "%.*s, %.*s", STR_ARG(d.nom), STR_ARG(instant_montre(a, d.debut_at))),
                line, 1, same ? STR_NONE : str_format(a, "/plan/reunions/%lld", (long long)d.reunion_id.v),
                STR_NONE }));
    }
    return rows_end(&rows);
}

/* ---- what waits, what is held, what is forgotten ---- */

static Err attentes(Req *r, Attentes *to)
{
    ROWS rows = { 0 };
    SqlTachesAFaire t;
    TRY(sql_taches_a_faire(r->db, (OptI64){ true, r->acteur->personne_id }, &rows));
    while (sql_taches_a_faire_next(&rows, &t))
        TRY(attente_ajouter(r, to,
            (Attente){ str_format(r->arena, "Une tâche d’un comité vous attend\u00a0: %.*s", STR_ARG(t.texte)),
                str_format(r->arena, "/plan/reunions/%lld", (long long)t.reunion_id.v), S("Ouvrir la réunion") }));
    return rows_end(&rows);
}

static Err tell_committees(Db *db, int64_t id, Json *j)
{
    ROWS rows = { 0 };
    SqlMembrePartout r;
    json_key(j, S("comites"));
    json_arr(j);
    TRY(sql_membre_partout(db, (PersonneId){ id }, &rows));
    while (sql_membre_partout_next(&rows, &r))
        json_str(j, r.nom);
    json_end(j);
    return rows_end(&rows);
}

static Err tell_presences(Db *db, Arena *a, int64_t id, Json *j)
{
    ROWS rows = { 0 };
    SqlPresencesPar r;
    json_key(j, S("presences"));
    json_arr(j);
    TRY(sql_presences_par(db, (PersonneId){ id }, &rows));
    while (sql_presences_par_next(&rows, &r)) {
        json_obj(j);
        json_kstr(j, "comite", r.nom);
        json_kstr(j, "le", instant_iso(a, r.debut_at));
        json_kstr(j, "presence", r.presence);
        json_end(j);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err tell_votes(Db *db, int64_t id, Json *j)
{
    ROWS rows = { 0 };
    SqlVotesPar r;
    json_key(j, S("votes"));
    json_arr(j);
    TRY(sql_votes_par(db, (PersonneId){ id }, &rows));
    while (sql_votes_par_next(&rows, &r)) {
        json_obj(j);
        json_kstr(j, "decision", r.texte);
        json_kstr(j, "vote", r.vote);
        json_end(j);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err tell_withdrawals(Db *db, int64_t id, Json *j)
{
    ROWS rows = { 0 };
    SqlRetraitsPar r;
    json_key(j, S("decisions_retirees"));
    json_arr(j);
    TRY(sql_retraits_par(db, (OptI64){ true, id }, &rows));
    while (sql_retraits_par_next(&rows, &r)) {
        json_obj(j);
        json_kstr(j, "decision", r.texte);
        json_kstr(j, "motif", r.motif);
        json_end(j);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err donnees(Db *db, Arena *a, int64_t id, Json *j)
{
    ROWS rows = { 0 };
    SqlTachesPar r;
    TRY(tell_committees(db, id, j));
    TRY(tell_presences(db, a, id, j));
    TRY(tell_votes(db, id, j));
    TRY(tell_withdrawals(db, id, j));
    json_key(j, S("taches"));
    json_arr(j);
    TRY(sql_taches_par(db, (OptI64){ true, id }, &rows));
    while (sql_taches_par_next(&rows, &r))
        json_str(j, r.texte);
    json_end(j);
    TRY(rows_end(&rows));
    ROWS more = { 0 };
    SqlPapiersPar p;
    json_key(j, S("documents_de_reunion"));
    json_arr(j);
    TRY(sql_papiers_par(db, (OptI64){ true, id }, &more));
    while (sql_papiers_par_next(&more, &p))
        json_str(j, p.nom);
    json_end(j);
    return rows_end(&more);
}

/* Attendance and votes stay, for what was decided: they point to a person without a name. */
static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t id)
{
    (void)a, (void)par, (void)now;
    TRY(sql_membre_oublier(db, (PersonneId){ id }));
    TRY(sql_retraits_oublier(db, (OptI64){ true, id }));
    TRY(sql_papiers_oublier(db, (OptI64){ true, id }));
    return sql_taches_oublier(db, (OptI64){ true, id });
}

static const EspaceEntree entrees[] = {
    { RAYON_PLAN, "/plan/comites", "Comités et réunions" },
    { 0 },
};

const Slice slice_comites = { .name = "comites",
    .routes = comites_routes,
    .entrees = entrees,
    .commands = comites_commands,
    .queries = comites_queries,
    .sur_action = sur_action,
    .attentes = attentes,
    .donnees = donnees,
    .oublier = oublier };
