// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/slice.h"

#include "domain/tenue/corrections_web.h"
#include "domain/tenue/doublons.h"
#include "domain/tenue/fraicheur.h"
#include "tenue_sql.h"

/* A correction costs somebody's attention: one is read and thought of before it is sent, and few come from one address. The
 * yearly link is followed and confirmed at once. */
static const Right corriger_envoyer = { "lieu.corriger", "Proposer une correction, sans compte", PROOF_FORM,
    .delay_s = 3, .quota = 30 };
static const Right toujours_exact = { "lieu.toujours_exact", "Confirmer une fiche par le lien reçu", PROOF_FORM,
    .quota = 60 };

// clang-format off
#define BLOC_ROUTES(nom)                                                                                                \
    { "GET", "/espace/lieux/{id}/" #nom, bloc_page, &lieu_tenir, SLOW, bloc_champs_##nom, "Modifier un lieu\u00A0: " #nom, ROUTE_LAX }, \
    { "POST", "/espace/lieux/{id}/" #nom, bloc_envoi, &lieu_tenir, WRITE, bloc_champs_##nom, "Enregistrer un lieu\u00A0: " #nom, ROUTE_LAX },

static const Route routes[] = {
    { "GET", "/espace/lieux", mes_lieux_page, &lieu_tenir, SLOW, mes_lieux_champs, "Les lieux que je tiens à jour", ROUTE_LAX },
    { "GET", "/espace/lieux/nouveau", lieu_nouveau_page, &lieu_tenir, READ, lieu_nouveau_champs, "Créer un lieu", ROUTE_LAX },
    { "POST", "/espace/lieux/nouveau", lieu_nouveau_envoi, &lieu_tenir, WRITE, lieu_nouveau_champs, "Créer un lieu", ROUTE_LAX },
    { "GET", "/espace/lieux/{id}", tenue_page, &lieu_tenir, SLOW, tenue_champs, "Un lieu que je tiens à jour", ROUTE_LAX },
    BLOCS(BLOC_ROUTES)
    { "GET", "/espace/lieux/{id}/etat", etat_page, &lieu_tenir, SLOW, etat_champs, "État et visibilité d’un lieu", ROUTE_LAX },
    { "POST", "/espace/lieux/{id}/etat", etat_envoi, &lieu_tenir, WRITE, etat_champs, "Enregistrer l’état d’un lieu", ROUTE_LAX },
    { "POST", "/espace/lieux/{id}/confirmer", confirmer_envoi, &lieu_tenir, WRITE, NULL, "Dire une fiche exacte" },
    { "POST", "/espace/lieux/{id}/source", source_envoi, &lieu_tenir, WRITE, source_champs, "Reprendre la valeur de la source" },
    { "GET", "/espace/lieux/{id}/historique", historique_page, &lieu_tenir, SLOW, NULL, "Historique d’un lieu" },
    { "POST", "/espace/lieux/{id}/historique", historique_envoi, &lieu_tenir, WRITE, historique_champs, "Revenir à un état précédent" },
    { "GET", "/espace/lieux-professionnels", pro_page, &lieu_pro, SLOW, NULL, "Lieux réservés aux professionnels" },
    { "GET", "/espace/lieux-professionnels/fiche", pro_fiche, &lieu_pro, SLOW, pro_champs, "Un lieu réservé aux professionnels" },
    { "GET", "/lieux/{id}/corriger", corriger_page, &corriger_envoyer, SLOW, corriger_champs, "Signaler une erreur", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/lieux/{id}/corriger", corriger_envoi, &corriger_envoyer, WRITE, corriger_champs, "Envoyer une correction", ROUTE_LAX },
    { "GET", "/espace/corrections", corrections_page, &lieu_tenir, SLOW, corrections_champs, "Corrections proposées", ROUTE_LAX },
    { "GET", "/espace/corrections/{uid}", correction_page, &lieu_tenir, SLOW, correction_champs, "Une correction proposée", ROUTE_LAX },
    { "POST", "/espace/corrections/{uid}/accepter", correction_accepter_envoi, &lieu_tenir, WRITE, correction_champs, "Accepter une correction", ROUTE_LAX },
    { "POST", "/espace/corrections/{uid}/refuser", correction_refuser_envoi, &lieu_tenir, WRITE, correction_champs, "Refuser une correction", ROUTE_LAX },
    { "GET", "/lieux/{id}/toujours-exact/{jeton}", toujours_page, &toujours_exact, SLOW, toujours_champs, "Toujours exact\u202F?", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/lieux/{id}/toujours-exact/{jeton}", toujours_envoi, &toujours_exact, WRITE, toujours_champs, "Dire une fiche exacte, par le lien reçu", ROUTE_LAX },
    { "GET", "/espace/fraicheur", fraicheur_page, &lieu_coordonner, SLOW, fraicheur_champs, "Fraîcheur des lieux", ROUTE_LAX },
    { "GET", "/espace/fraicheur.csv", fraicheur_csv, &lieu_coordonner, SLOW, fraicheur_champs, "Lieux à confirmer, en CSV", ROUTE_LAX },
    { "GET", "/espace/doublons", doublons_page, &lieu_coordonner, SLOW, doublons_champs, "Doublons possibles", ROUTE_LAX },
    { "GET", "/espace/doublons/comparer", comparer_page, &lieu_coordonner, SLOW, comparer_champs, "Comparer deux lieux" },
    { "POST", "/espace/doublons/fusionner", fusionner_envoi, &lieu_coordonner, WRITE, fusionner_champs, "Réunir deux fiches" },
    { "POST", "/espace/doublons/ecarter", ecarter_envoi, &lieu_coordonner, WRITE, fusionner_champs, "Dire deux lieux différents" },
    { "POST", "/espace/doublons/defaire", defaire_envoi, &lieu_coordonner, WRITE, defaire_champs, "Séparer deux fiches réunies" },
    { 0 },
};
// clang-format on

static Err waits(Req *r, Attentes *to)
{
    const Correction *c = NULL;
    size_t n = 0;
    if (!(r->acteur->role & TENUE_ROLES))
        return OK;
    TRY(corrections_attente(r, &c, &n));
    if (n == 0)
        return OK;
    Short count = plural((int64_t)n, "correction proposée attend", "corrections proposées attendent");
    return attente_ajouter(r, to,
        (Attente){ str_format(r->arena, "%.*s votre avis.", (int)count.n, count.p), S("/espace/corrections"),
            S("Les vérifier") });
}

static Err given(Db *db, Arena *a, int64_t personne_id, Json *j)
{
    const LieuGestePersonne *v = NULL;
    size_t n = 0;
    TRY(lieux_gestes_de(db, a, personne_id, &v, &n));
    json_key(j, S("lieux_modifies"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "lieu", v[i].nom);
        json_kstr(j, "geste", v[i].motif);
        json_kstr(j, "le", instant_iso(a, v[i].at));
        json_end(j);
    }
    json_end(j);
    json_key(j, S("corrections_traitees"));
    json_arr(j);
    ROWS rows = { 0 };
    SqlCorrectionsDecideesPar row;
    TRY(sql_corrections_decidees_par(db, personne_id, &rows));
    while (sql_corrections_decidees_par_next(&rows, &row)) {
        json_obj(j);
        json_kstr(j, "lieu", row.lieu);
        json_kstr(j, "decision", row.etat);
        json_end(j);
    }
    json_end(j);
    return rows_end(&rows);
}

static const EspaceEntree entrees[] = {
    { RAYON_LIEUX, "/espace/lieux", "Les lieux que je tiens à jour" },
    { RAYON_LIEUX, "/espace/corrections", "Corrections proposées" },
    { RAYON_LIEUX, "/espace/fraicheur", "Fraîcheur des lieux" },
    { RAYON_LIEUX, "/espace/doublons", "Doublons possibles" },
    { RAYON_LIEUX, "/espace/lieux-professionnels", "Lieux réservés aux professionnels" },
    { 0 },
};

const Slice slice_tenue = { .name = "tenue",
    .routes = routes,
    .entrees = entrees,
    .jobs = tenue_jobs,
    .queries = tenue_queries,
    .attentes = waits,
    .donnees = given };
