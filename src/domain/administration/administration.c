// SPDX-License-Identifier: AGPL-3.0-or-later
/* The slice's table, its landing page and the matrix. */
#include "domain/administration/administration.h"

#include <string.h>

#include "accueil_administration_view.h"
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "droits_view.h"

enum { ENCADRANTS = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT };

static const Right administration_ouvrir = { "administration.ouvrir", "Ouvrir l’administration", PROOF_SESSION,
    ENCADRANTS | ROLE_PILOTE };
static const Right droits_voir = { "droits.voir", "Voir qui peut faire quoi", PROOF_SESSION, ENCADRANTS | ROLE_PILOTE };
static const Right journal_lire = { "journal.lire", "Lire le journal des actions", PROOF_SESSION, ROLE_ADMINISTRATEUR };
static const Right personnes_voir = { "personnes.voir", "Voir les personnes de son périmètre", PROOF_SESSION,
    ENCADRANTS };
static const Right personnes_exporter = { "personnes.exporter", "Télécharger la liste des personnes de son périmètre",
    PROOF_SESSION, ENCADRANTS };
static const Right personnes_gerer = { "personnes.gerer", "Modifier, suspendre et rouvrir un compte", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_REFERENT };
static const Right personnes_inviter = { "personnes.inviter", "Inviter une personne", PROOF_SESSION, ENCADRANTS };
static const Right preuves_gerer = { "preuves.gerer",
    "Prêter un boîtier, donner des codes, recommencer après une perte", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_REFERENT };
static const Right roles_donner = { "roles.donner", "Donner et retirer des rôles", PROOF_SESSION, ENCADRANTS };
static const Right structures_voir = { "structures.voir", "Voir les structures de son périmètre", PROOF_SESSION,
    ENCADRANTS };
static const Right structures_exporter = { "structures.exporter",
    "Télécharger la liste des structures de son périmètre", PROOF_SESSION, ENCADRANTS };
static const Right api_structures = { "api.structures", "Lire les structures par l’API", PROOF_BEARER,
    ENCADRANTS | ROLE_PILOTE };
static const Right structures_modifier = { "structures.modifier", "Modifier une structure et ses lieux", PROOF_SESSION,
    ENCADRANTS };
static const Right structures_creer = { "structures.creer", "Inscrire et fusionner des structures", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR };

/* A page with one address, which asks for a role, and which this one has. */
static bool is_offered(const Route *r, const Acteur *acteur)
{
    return strcmp(r->method, "GET") == 0 && r->right->proof == PROOF_SESSION && r->right->roles &&
           droit_ouvert(r->right, acteur->role) && !(r->flags & (ROUTE_API | ROUTE_HIDDEN)) && !strpbrk(r->path, "{.");
}

Err administration_page(Req *r)
{
    VEC(Acces) found = { 0 };
    for (const Slice *const *s = r->app->slices; *s; s++)
        for (const Route *route = (*s)->routes; route && route->method; route++) {
            if (route == r->route || !is_offered(route, r->acteur))
                continue;
            Acces *new = vec_push(r->arena, &found);
            if (!new)
                return ERR_MEMORY;
            *new = (Acces){ str_from(route->path), str_from(route->title) };
        }
    view_accueil_administration(req_html(r), &(AdministrationPage){ found.v, found.n });
    return OK;
}

Err droits_page(Req *r)
{
    DroitsPage p = { 0 };
    TRY(droits_lire(r->app->slices, r->arena, &p.rubriques, &p.n));
    view_droits(req_html(r), &p);
    return OK;
}

static const Route routes[] = {
    { "GET", "/administration", administration_page, &administration_ouvrir, READ, NULL, "Administration" },
    { "GET", "/administration/personnes", personnes_page, &personnes_voir, SLOW, personnes_champs, "Personnes",
        ROUTE_LAX },
    { "GET", "/administration/personnes.csv", personnes_export, &personnes_exporter, SLOW, personnes_champs,
        "Personnes (CSV)", ROUTE_HIDDEN },
    { "GET", "/administration/personnes.xlsx", personnes_export, &personnes_exporter, SLOW, personnes_champs,
        "Personnes (XLSX)", ROUTE_HIDDEN },
    { "GET", "/administration/personnes/nouvelle", personne_nouvelle_page, &personnes_inviter, SLOW,
        personne_invitation, "Inviter une personne", ROUTE_LAX },
    { "POST", "/administration/personnes/nouvelle", personne_nouvelle_post, &personnes_inviter, WRITE,
        personne_invitation, "Inviter une personne", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/inviter", personne_inviter_post, &personnes_inviter, WRITE,
        personne_champs, "Envoyer une nouvelle invitation", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/appareil", personne_appareil_post, &preuves_gerer, WRITE,
        personne_champs, "Prêter un boîtier à codes", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/reprendre", personne_reprendre_moyen_post, &preuves_gerer, WRITE,
        personne_champs, "Reprendre un boîtier ou une liste", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/identite", personne_identite_post, &preuves_gerer, WRITE,
        personne_champs, "Confirmer une identité ProConnect", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/liste", personne_liste_post, &preuves_gerer, WRITE, NULL,
        "Faire une liste de codes", ROUTE_SECRET },
    { "POST", "/administration/personnes/{uid}/recommencer", personne_recommencer_post, &preuves_gerer, WRITE,
        personne_champs, "Oublier les moyens de connexion perdus", ROUTE_LAX },
    { "GET", "/administration/personnes/{uid}", personne_page, &personnes_voir, SLOW, personne_champs, "Une personne",
        ROUTE_LAX },
    { "GET", "/administration/personnes/{uid}/modifier", personne_modifier_page, &personnes_gerer, SLOW,
        personne_saisie, "Modifier une personne", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/modifier", personne_modifier_post, &personnes_gerer, WRITE,
        personne_saisie, "Modifier une personne", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/suspendre", personne_suspendre_post, &personnes_gerer, WRITE,
        personne_champs, "Suspendre un compte", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/reactiver", personne_reprendre_post, &personnes_gerer, WRITE,
        personne_champs, "Rouvrir un compte", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/roles", personne_role_post, &roles_donner, WRITE, personne_champs,
        "Donner un rôle", ROUTE_LAX },
    { "POST", "/administration/personnes/{uid}/roles/retirer", personne_role_retirer_post, &roles_donner, WRITE,
        personne_champs, "Retirer un rôle", ROUTE_LAX },
    { "GET", "/administration/structures", structures_page, &structures_voir, SLOW, structures_champs, "Structures",
        ROUTE_LAX },
    { "GET", "/administration/structures.csv", structures_export, &structures_exporter, SLOW, structures_champs,
        "Structures (CSV)", ROUTE_HIDDEN },
    { "GET", "/administration/structures.xlsx", structures_export, &structures_exporter, SLOW, structures_champs,
        "Structures (XLSX)", ROUTE_HIDDEN },
    { "GET", "/administration/structures/nouvelle", structure_nouvelle_page, &structures_creer, READ, structure_saisie,
        "Inscrire une structure", ROUTE_LAX },
    { "POST", "/administration/structures/nouvelle", structure_nouvelle_post, &structures_creer, WRITE,
        structure_saisie, "Inscrire une structure", ROUTE_LAX },
    { "GET", "/administration/structures/{uid}", structure_page, &structures_voir, SLOW, structure_champs,
        "Une structure", ROUTE_LAX },
    { "GET", "/administration/structures/{uid}/modifier", structure_modifier_page, &structures_modifier, READ,
        structure_saisie, "Modifier une structure", ROUTE_LAX },
    { "POST", "/administration/structures/{uid}/modifier", structure_modifier_post, &structures_modifier, WRITE,
        structure_saisie, "Modifier une structure", ROUTE_LAX },
    { "POST", "/administration/structures/{uid}/lieux", structure_lieu_post, &structures_modifier, WRITE,
        structure_champs, "Rattacher un lieu", ROUTE_LAX },
    { "POST", "/administration/structures/{uid}/lieux/retirer", structure_lieu_retirer_post, &structures_modifier,
        WRITE, structure_champs, "Détacher un lieu" },
    { "GET", "/administration/structures/{uid}/fusion", structure_fusion_page, &structures_creer, SLOW,
        structure_fusion_champs, "Fusionner une structure", ROUTE_LAX },
    { "POST", "/administration/structures/{uid}/fusion", structure_fusion_post, &structures_creer, WRITE,
        structure_fusion_champs, "Fusionner une structure" },
    { "GET", "/api/v1/structures", structures_api, &api_structures, SLOW, structures_api_champs,
        "Structures du périmètre de la clé", ROUTE_API },
    { "GET", "/administration/droits", droits_page, &droits_voir, READ, NULL, "Qui peut faire quoi" },
    { "GET", "/journal", journal_page, &journal_lire, SLOW, journal_champs, "Journal des actions", ROUTE_LAX },
    { "GET", "/journal.csv", journal_csv, &journal_lire, SLOW, journal_champs, "Journal des actions, en CSV" },
    { 0 },
};

/* Identities of ProConnect that wait for who knows the person. */
static Err attentes(Req *r, Attentes *to)
{
    int64_t n = 0;
    PersonneId first = { 0 };
    Personne p;
    if (!(r->acteur->role & preuves_gerer.roles))
        return OK;
    TRY(identites_compter(r->db, r->arena, r->acteur, &n, &first));
    if (n == 0)
        return OK;
    TRY(personne_par_id(r->db, r->arena, first, &p));
    Short count = plural(n, "identité ProConnect attend", "identités ProConnect attendent");
    return attente_ajouter(r, to,
        (Attente){ str_format(r->arena, "%s que quelqu’un dise si c’est bien la bonne personne.", count.p),
            str_cat(r->arena, S("/administration/personnes/"), p.uid), S("Voir la plus ancienne") });
}

static const EspaceEntree entrees[] = {
    { RAYON_COLLEGUES, "/administration", "Administration" },
    { 0 },
};

const Slice slice_administration = {
    .name = "administration",
    .routes = routes,
    .entrees = entrees,
    .commands = administration_commands,
    .attentes = attentes,
};
