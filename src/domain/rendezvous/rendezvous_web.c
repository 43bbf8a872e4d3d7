// SPDX-License-Identifier: AGPL-3.0-or-later
/* /api/v1/rdv/{expediteur} takes the messages; /rendez-vous is where one confirms. */
#include "domain/rendezvous/rendezvous_web.h"

#include "core/app.h"
#include "core/run/writer.h"
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "rendezvous_sql.h"
#include "rendezvous_view.h"

enum { UID_MAX = 40, JOUR_S = 24 * 3600, LEASE_S = 60, ATTEMPTS = 3 };

static const Right rdv_recevoir = { "rdv.recevoir", "Envoyer les rendez-vous de RDV Service Public", PROOF_SIGNATURE };
static const Right rdv_confirmer = { "rdv.confirmer", "Confirmer ou écarter ses rendez-vous", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR };

static const Choice faits[] = {
    { S_INIT("ecarte"), S_INIT("Le rendez-vous est écarté\u00a0: il ne compte dans aucun chiffre.") },
    { STR_NONE, STR_NONE },
};
static const Field rdv_champs[] = {
    { .name = "rdv", .kind = FIELD_TEXT, .label = "Rendez-vous", .max = UID_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

/* ---- messages ---- */

static Err recu(Req *r)
{
    static const struct {
        const char *etat, *raison;
    } said[] = {
        [RDV_PRIS] = { "pris", "Le rendez-vous attend d’être confirmé par la personne qui reçoit." },
        [RDV_CHANGE] = { "mis_a_jour", "Le rendez-vous est mis à jour." },
        [RDV_ANNULE] = { "annule", "Le rendez-vous n’attend plus." },
        [RDV_ANCIEN] = { "ignore", "Un message plus récent de ce rendez-vous est déjà connu." },
        [RDV_IGNORE_MODELE] = { "ignore", "Seuls les rendez-vous (« Rdv ») sont pris." },
        [RDV_IGNORE_AGENT] = { "ignore", "Aucun des agents n’a ici, à cette adresse de courriel, un rôle de médiateur "
                                         "ou de référent dans une structure de "
                                         "cet expéditeur." },
    };
    RdvMessage m;
    RdvIssue issue;
    Str message = STR_NONE;
    Err e = rdv_lire(r->arena, r->body, &m, &message);
    if (e != OK) {
        if (message.n)
            req_why(r, message);
        return e;
    }
    TRY(rdv_prendre(r->db, r->arena, r->acteur, r->now, r->app->random, &m, &issue));
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "etat", str_from(said[issue].etat));
    json_kstr(j, "raison", str_from(said[issue].raison));
    json_end(j);
    return OK;
}

/* ---- the page ---- */

static Str form_of(Arena *a, const RendezVous *x)
{
    Str people = x->collectif && x->participants ? str_format(a, "&participants=%lld", (long long)x->participants)
                                                 : S("");
    return str_format(a, "/activites/saisir?type=%s&jour=%.*s&duree=%lld&lieu_type=%.*s&cle=rdv-%.*s%.*s",
        x->collectif ? "collectif" : "individuel", STR_ARG(date_iso(a, x->jour)), (long long)x->duree_min,
        STR_ARG(lieu_types[x->lieu_type].value), STR_ARG(x->uid), STR_ARG(people));
}

/* "22 novembre 2026 à 9 h 15" */
static Str when(Arena *a, const RendezVous *x)
{
    int hour = 0, minute = 0;
    Str day = date_french(a, x->jour);
    return heure_lire(x->heure, &hour, &minute)
             ? str_format(a, "%.*s à %d\u00a0h\u00a0%02d", STR_ARG(day), hour, minute)
             : day;
}

static Err rdv_page(Req *r)
{
    const RendezVous *x;
    RdvPage p = { .form = &r->form };
    TRY(rdv_lister(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, date_paris(r->now), &x, &p.n, &p.a_venir));
    p.total = (int64_t)p.n;
    p.n = p.n < RDV_LISTE_MAX ? p.n : RDV_LISTE_MAX;
    RdvVue *v = NEW(r->arena, RdvVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = (RdvVue){ &x[i], when(r->arena, &x[i]), form_of(r->arena, &x[i]) };
    p.rdv = v;
    view_rendez_vous(req_html(r), &p);
    return OK;
}

static Err rdv_ecarter_envoi(Req *r)
{
    Str uid = req_text(r, "rdv");
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(rdv_ecarter(r->db, r->arena, r->acteur, r->now, uid));
    return req_redirect(r, "/rendez-vous?fait=ecarte");
}

static Err attentes(Req *r, Attentes *to)
{
    const RendezVous *x;
    size_t n = 0;
    int64_t later = 0;
    if (!(r->acteur->role & rdv_confirmer.roles))
        return OK;
    TRY(rdv_lister(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, date_paris(r->now), &x, &n, &later));
    return n ? attente_ajouter(r, to,
                   (Attente){ n == 1
                                  ? S("Un rendez-vous est à confirmer en fiche d’activité.")
                                  : str_format(r->arena, "%zu rendez-vous sont à confirmer en fiches d’activité.", n),
                       S("/rendez-vous"), S("Voir mes rendez-vous") })
             : OK;
}

/* ---- kept, and forgotten ---- */

static Err purge(Db *db, Arena *a, void *arg)
{
    const int64_t *now = arg;
    (void)a;
    return sql_rdv_purger(db, date_paris(*now).days - RDV_OUBLI_J);
}

static Err purge_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, purge, &j->now);
}

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    ROWS rows = { 0 };
    SqlRdvDe x;
    TRY(sql_rdv_de(db, (PersonneId){ personne_id }, &rows));
    json_key(j, S("rendez_vous"));
    json_arr(j);
    while (sql_rdv_de_next(&rows, &x)) {
        json_obj(j);
        json_kstr(j, "jour", date_iso(a, (Date){ (int32_t)x.jour_j }));
        json_kstr(j, "heure", x.heure);
        json_ki64(j, "duree_minutes", x.duree_min);
        json_kstr(j, "etat", x.etat);
        json_end(j);
    }
    json_end(j);
    return rows_end(&rows);
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    (void)a, (void)par, (void)now;
    return sql_rdv_oublier(db, (PersonneId){ personne_id });
}

static const Route routes[] = {
    { "POST", "/api/v1/rdv/{expediteur}", recu, &rdv_recevoir, WRITE, NULL,
        "Recevoir un rendez-vous de RDV Service Public", ROUTE_API, RDV_MESSAGE_MAX },
    { "GET", "/rendez-vous", rdv_page, &rdv_confirmer, SLOW, rdv_champs, "Mes rendez-vous à confirmer", ROUTE_LAX },
    { "POST", "/rendez-vous/ecarter", rdv_ecarter_envoi, &rdv_confirmer, WRITE, rdv_champs, "Écarter un rendez-vous",
        ROUTE_LAX },
    { 0 },
};
static const EspaceEntree entrees[] = { { RAYON_TRAVAIL, "/rendez-vous", "Rendez-vous à confirmer" }, { 0 } };
static const JobDef jobs[] = {
    { "rendezvous.oublier", purge_old, JOUR_S, LEASE_S, ATTEMPTS, "Oublie les rendez-vous passés depuis 90 jours" },
    { 0 },
};

const Slice slice_rendezvous = {
    .name = "rendezvous",
    .routes = routes,
    .entrees = entrees,
    .jobs = jobs,
    .queries = rendezvous_queries,
    .attentes = attentes,
    .donnees = donnees,
    .oublier = oublier,
};
