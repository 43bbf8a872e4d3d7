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
    if (!p.liste && p.secours == 0)
        TRY(attente_ajouter(r, to,
            (Attente){ S("Vous n’avez pas de code de secours. Le jour où vous perdez votre téléphone, ils vous ouvrent "
                         "votre compte."),
                S("/espace/securite"), S("Créer mes codes de secours") }));
    else if (!p.liste && p.secours <= PEU)
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

const Slice slice_connexion = {
    .name = "connexion",
    .routes = connexion_routes,
    .commands = connexion_commands,
    .jobs = connexion_jobs,
    .queries = connexion_queries,
    .attentes = attentes,
};
