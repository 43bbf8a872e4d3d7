// SPDX-License-Identifier: AGPL-3.0-or-later
#include "connexion_sql.h"
#include "core/slice.h"
#include "domain/connexion/connexion_priv.h"

enum { PEU = 3 };                                  /* codes left when one is told */

/* A way back in for the day when the telephone is lost, and a list that comes to its end. */
static Err attentes(Req *r, Attentes *to)
{
    Preuves p;
    TRY(preuves_de(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, &p));
    bool codes = p.application || p.appareil; /* by ProConnect alone, there is nothing to lose */
    if (codes && !p.liste && p.secours == 0)
        TRY(attente_ajouter(r, to,
            (Attente){ S("Vous n’avez pas de code de secours. Le jour où vous perdez votre téléphone, ils vous ouvrent "
                         "votre compte."),
                S("/espace/securite"), S("Créer mes codes de secours") }));
    else if (codes && !p.liste && p.secours <= PEU)
        TRY(attente_ajouter(r, to,
            (Attente){ str_format(r->arena, "Il vous reste %lld code%s de secours.", (long long)p.secours,
                           p.secours > 1 ? "s" : ""),
                S("/espace/securite"), S("En créer de nouveaux") }));
    if (p.liste && p.liste <= PEU)
        TRY(attente_ajouter(r, to,
            (Attente){ str_format(r->arena, "Il reste %lld code%s sur votre liste.", (long long)p.liste,
                           p.liste > 1 ? "s" : ""),
                S("/espace/securite"), S("Faire une nouvelle liste") }));
    return OK;
}

static Err donnees(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    Preuves p;
    const SessionLigne *sessions = NULL;
    size_t n = 0;
    TRY(preuves_de(db, a, (PersonneId){ personne_id }, &p));
    TRY(sessions_de(db, a, 0, (PersonneId){ personne_id }, &sessions, &n));
    json_key(j, S("moyens_de_connexion"));
    json_obj(j);
    json_key(j, S("mot_de_passe"));
    json_bool(j, p.mot_de_passe);
    json_key(j, S("application_de_codes"));
    json_bool(j, p.application);
    json_key(j, S("proconnect"));
    json_bool(j, p.proconnect);
    json_kstr_opt(j, "boitier", p.appareil_numero);
    json_ki64(j, "codes_de_secours_restants", p.secours);
    json_ki64(j, "codes_de_liste_restants", p.liste);
    json_end(j);
    json_key(j, S("appareils_connectes"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "appareil", sessions[i].appareil);
        json_kstr(j, "depuis", instant_iso(a, sessions[i].cree_at));
        json_kstr(j, "vu", instant_iso(a, sessions[i].vue_at));
        json_end(j);
    }
    json_end(j);
    const NavigateurLigne *browsers = NULL;
    TRY(navigateurs_de(db, a, (PersonneId){ personne_id }, &browsers, &n));
    json_key(j, S("navigateurs_reconnus"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "navigateur", browsers[i].appareil);
        json_kstr(j, "depuis", instant_iso(a, browsers[i].cree_at));
        json_kstr(j, "vu", instant_iso(a, browsers[i].vue_at));
        json_end(j);
    }
    json_end(j);
    return OK;
}

static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t personne_id)
{
    return preuves_oublier(db, a, par, now, (PersonneId){ personne_id });
}

static const EspaceEntree entrees[] = {
    { RAYON_COMPTE, "/espace/securite", "Ma sécurité\u00a0: codes, mot de passe, appareils connectés" },
    { 0 },
};

const Slice slice_connexion = {
    .name = "connexion",
    .routes = connexion_routes,
    .entrees = entrees,
    .commands = connexion_commands,
    .jobs = connexion_jobs,
    .queries = connexion_queries,
    .attentes = attentes,
    .donnees = donnees,
    .oublier = oublier,
};
