// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * What is outside a scope does not exist. Two structures and their people look alike, in two intercommunalités:
 *
 *   - every address of one object is asked for one inside and one outside the scope of whoever may open it;
 *   - every list, search, count and export is asked by those of the second one: not a trace of the first, and the very
 *     same bytes as when the first was not there.
 *
 * An address with a name in it that asks for a session fails the suite until it has its line below.
 */
#include <string.h>

#include "app/site_entier_test.h"
#include "core/http/inproc.h"
#include "domain/acteurs/acteurs.h"
#include "domain/activites/arretes.h"
#include "domain/administration/administration.h"
#include "domain/fonds/fonds.h"
#include "domain/lieux/edition.h"
#include "domain/recensements/recensements.h"
#include "domain/seances/seances.h"
#include "support/zip.h"
#include "tenue_sql.h"

enum { NOW = 1795435200 };
#define MARQUE "Marqueterie"                       /* in whatever is the first one's, and nowhere else */

/* The path's name is a person's or a structure's uid. In the body (of a GET, its query), STRUCTURE, TROISIEME and PERSONNE are uids of the scope. In this
 * order: what is done last ends what comes before. */
typedef struct Objet {
    const char *method, *path;
    char
        genre; /* p: person, s: structure, l: a place linked to it, c, C: a correction proposed for that place, each its
                 * own; r: a line of a census about it; f: its request to the fund; a: a closed period of its EPCI; z: a session planned there; e: of the whole département, who carries it sees all of it */
    const char *body;
} Objet;

static const Objet objets[] = {
    { "GET", "/statistiques/arretes/{arrete}", 'a', NULL },
    { "GET", "/statistiques/arretes/{arrete}/arrete.json", 'a', NULL },
    { "GET", "/seances/{seance}", 'z', NULL },
    { "GET", "/seances/{seance}/modifier", 'z', NULL },
    { "POST", "/seances/{seance}/modifier", 'z', "version=1&duree=0" },
    { "GET", "/seances/{seance}/fait", 'z', NULL },
    { "POST", "/seances/{seance}/fait", 'z', "duree=0" },
    { "POST", "/seances/{seance}/annuler", 'z', "motif=" },
    { "POST", "/seances/{seance}/retablir", 'z', "" },
    { "GET", "/deploiement/{uid}", 's', NULL },
    { "POST", "/deploiement/{uid}", 's', "etat=eligible" },
    { "POST", "/deploiement/{uid}/label", 's', "label=france-services&obtenu=2026-01-01" },
    { "POST", "/deploiement/{uid}/label/retirer", 's', "label=france-services" },
    { "GET", "/deploiement/{uid}/personne", 's', "personne=PERSONNE" },
    { "POST", "/deploiement/{uid}/personne", 's', "personne=PERSONNE&etat=nouvelle" },
    { "GET", "/espace/lieux/{id}", 'l', NULL },
    { "GET", "/espace/lieux/{id}/identite", 'l', NULL },
    { "POST", "/espace/lieux/{id}/identite", 'l', "nom=Relais" },
    { "GET", "/espace/lieux/{id}/adresse", 'l', NULL },
    { "POST", "/espace/lieux/{id}/adresse", 'l', "adresse=1+rue+Neuve&code_postal=28160&commune=Brou" },
    { "GET", "/espace/lieux/{id}/contact", 'l', NULL },
    { "POST", "/espace/lieux/{id}/contact", 'l', "telephone=0261910028" },
    { "GET", "/espace/lieux/{id}/horaires", 'l', NULL },
    { "POST", "/espace/lieux/{id}/horaires", 'l', "horaires=lundi+de+9h+%C3%A0+12h" },
    { "GET", "/espace/lieux/{id}/services", 'l', NULL },
    { "POST", "/espace/lieux/{id}/services", 'l', "" },
    { "GET", "/espace/lieux/{id}/acces", 'l', NULL },
    { "POST", "/espace/lieux/{id}/acces", 'l', "" },
    { "GET", "/espace/lieux/{id}/presentation", 'l', NULL },
    { "POST", "/espace/lieux/{id}/presentation", 'l', "" },
    { "GET", "/espace/lieux/{id}/etat", 'l', NULL },
    { "POST", "/espace/lieux/{id}/etat", 'l', "visibilite=public&ferme=non" },
    { "GET", "/espace/lieux/{id}/historique", 'l', NULL },
    { "POST", "/espace/lieux/{id}/historique", 'l', "vers=PASSAGE" },
    { "POST", "/espace/lieux/{id}/confirmer", 'l', "" },
    { "POST", "/espace/lieux/{id}/source", 'l', "champ=nom" },
    { "GET", "/lieux/{id}/niveau", 'l', NULL },
    { "POST", "/lieux/{id}/niveau", 'l', "niveau=orientation&version=0" },
    { "GET", "/espace/recensements/lignes/{uid}", 'r', NULL },
    { "POST", "/espace/recensements/lignes/{uid}", 'r', "lieu=LIEU&telesante=salle&precision=Essai" },
    { "POST", "/espace/recensements/lignes/{uid}/retirer", 'r', "" },
    { "GET", "/espace/corrections/{uid}", 'c', NULL },
    { "POST", "/espace/corrections/{uid}/refuser", 'c', "raison=Non" },
    { "POST", "/espace/corrections/{uid}/accepter", 'C', "" },
    { "GET", "/fonds/gestion/{fonds}", 'e', NULL },
    { "POST", "/fonds/gestion/{fonds}", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/contributions", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/contributions/etape", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/contributions/lecteurs", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/contributions/attendu", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/contributions/retirer", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/enveloppes", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/repartition", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/appels", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/appels/effacer", 'e', "ligne=1" },
    { "POST", "/fonds/gestion/{fonds}/effacer", 'e', "ligne=1" },
    { "GET", "/fonds/demandes/{demande}", 'f', NULL },
    { "GET", "/fonds/demandes/{demande}/projet", 'f', NULL },
    { "POST", "/fonds/demandes/{demande}/projet", 'f', "ligne=1" },
    { "GET", "/fonds/demandes/{demande}/budget", 'f', NULL },
    { "POST", "/fonds/demandes/{demande}/budget", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/budget/retirer", 'f', "ligne=1" },
    { "GET", "/fonds/demandes/{demande}/pieces", 'f', NULL },
    { "POST", "/fonds/demandes/{demande}/pieces", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/pieces/retirer", 'f', "ligne=1" },
    { "GET", "/fonds/demandes/{demande}/pieces/{piece}", 'e', NULL },
    { "POST", "/fonds/demandes/{demande}/etat", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/messages", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/comite", 'f', "ligne=1" },
    { "GET", "/fonds/demandes/{demande}/convention.pdf", 'f', NULL },
    { "POST", "/fonds/demandes/{demande}/convention", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/versements", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/versements/fin", 'f', "ligne=1" },
    { "GET", "/fonds/demandes/{demande}/justificatif", 'f', NULL },
    { "POST", "/fonds/demandes/{demande}/justificatif", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/cloture", 'f', "motif=Fini" },
    { "POST", "/fonds/demandes/{demande}/justificatif/avis", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/justificatif/retirer", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/bilan", 'f', "ligne=1" },
    { "POST", "/fonds/demandes/{demande}/bilan/avis", 'f', "ligne=1" },
    { "GET", "/plan/comites/{comite}", 'e', NULL }, /* of its members only: src/domain/comites/comites_test.c */
    { "GET", "/plan/comites/{comite}/agenda.ics", 'e', NULL },
    { "POST", "/plan/comites/{comite}/membres", 'e', "personne=x" },
    { "POST", "/plan/comites/{comite}/reunions", 'e', "jour=2026-12-01&heure=14:00" },
    { "GET", "/plan/reunions/{reunion}", 'e', NULL },
    { "POST", "/plan/reunions/{reunion}", 'e', "version=1&ordre=x" },
    { "POST", "/plan/reunions/{reunion}/date", 'e', "jour=2026-12-02&heure=14:00&version=1" },
    { "POST", "/plan/reunions/{reunion}/annulation", 'e', "annulee=1" },
    { "POST", "/plan/reunions/{reunion}/presences", 'e', "personne=x&presence=presente" },
    { "POST", "/plan/reunions/{reunion}/decisions", 'e', "texte=x" },
    { "POST", "/plan/reunions/{reunion}/votes", 'e', "decision=1&vote=pour" },
    { "POST", "/plan/reunions/{reunion}/clotures", 'e', "decision=1&cloture=clore" },
    { "POST", "/plan/reunions/{reunion}/retraits", 'e', "decision=1&retrait=retirer&motif=x" },
    { "POST", "/plan/reunions/{reunion}/taches", 'e', "decision=1&tache=x&personne=x" },
    { "POST", "/plan/reunions/{reunion}/taches/faite", 'e', "tache_id=1" },
    { "POST", "/plan/reunions/{reunion}/dossiers", 'e', "" },
    { "GET", "/plan/reunions/{reunion}/dossiers/{dossier}", 'e', NULL },
    { "GET", "/plan/figes/{nom}", 'e', NULL },
    { "GET", "/plan/reunions/{reunion}/documents", 'e', NULL },
    { "POST", "/plan/reunions/{reunion}/documents", 'e', "" },
    { "POST", "/plan/reunions/{reunion}/documents/retirer", 'e', "document=1" },
    { "GET", "/plan/reunions/{reunion}/documents/{document}", 'e', NULL },
    { "GET", "/plan/suivi/{numero}/aides", 'e', NULL },
    { "GET", "/plan/suivi/{numero}/moyens", 'e', NULL },
    { "POST", "/plan/suivi/{numero}/moyens", 'e', "nature=local&ressource=x&quantite=1" },
    { "POST", "/plan/suivi/{numero}/lieux", 'e', "lieu=x" },
    { "POST", "/plan/suivi/{numero}/acteurs", 'e', "acteur=x" },
    { "GET", "/plan/suivi/{numero}/documents", 'e', NULL },
    { "POST", "/plan/suivi/{numero}/documents", 'e', "" },
    { "POST", "/plan/suivi/{numero}/documents/retirer", 'e', "document=1" },
    { "GET", "/plan/suivi/{numero}/documents/{document}", 'e', NULL },
    { "GET", "/plan/suivi/versions/{version}", 'e', NULL },
    { "GET", "/plan/suivi/{numero}", 'e', NULL },
    { "GET", "/plan/suivi/{numero}/modifier", 'e', NULL },
    { "POST", "/plan/suivi/{numero}/modifier", 'e', "titre=x&version=1" },
    { "GET", "/plan/suivi/{numero}/axe", 'e', NULL },
    { "POST", "/plan/suivi/{numero}/axe", 'e', "ou=axe:1" },
    { "POST", "/plan/suivi/{numero}/etat", 'e', "etat=a_venir" },
    { "GET", "/plan/suivi/indicateurs/{indicateur}", 'e', NULL },
    { "POST", "/plan/suivi/indicateurs/{indicateur}", 'e', "nom=" },
    { "POST", "/plan/suivi/indicateurs/{indicateur}/retirer", 'e', "" },
    { "POST", "/plan/suivi/indicateurs/{indicateur}/valeurs/retirer", 'e', "jour=2025-01-01" },
    { "POST", "/plan/suivi/{numero}/etapes", 'e', "etape=x" },
    { "POST", "/plan/suivi/{numero}/etapes/faite", 'e', "etape_id=1" },
    { "POST", "/plan/suivi/{numero}/couts", 'e', "nature=etp&ht=1" },
    { "POST", "/plan/suivi/{numero}/couts/retirer", 'e', "cout_id=1" },
    { "POST", "/plan/suivi/{numero}/financements", 'e', "financeur=x&apport=publique&montant=1" },
    { "POST", "/plan/suivi/{numero}/financements/etat", 'e', "financement_id=1&vers=acquis" },
    { "POST", "/plan/suivi/{numero}/aides", 'e', "aide=1" },
    { "POST", "/plan/suivi/{numero}/financements/retirer", 'e', "financement_id=1" },
    { "POST", "/plan/suivi/{numero}/messages", 'e', "texte=x" },
    { "POST", "/plan/suivi/{numero}/propositions", 'e', "commentaire_id=1&decision=ecarter" },
    { "POST", "/plan/suivi/{numero}/responsables", 'e', "personne=x" },
    { "GET", "/administration/personnes/{uid}", 'p', NULL },
    { "GET", "/administration/personnes/{uid}/modifier", 'p', NULL },
    { "POST", "/administration/personnes/{uid}/modifier", 'p', "nom=Petit&version=2" },
    { "POST", "/administration/personnes/{uid}/inviter", 'p', "" },
    { "POST", "/administration/personnes/{uid}/appareil", 'p', "appareil=zzz" },
    { "POST", "/administration/personnes/{uid}/identite", 'p', "identite=1&decision=meme" },
    { "POST", "/administration/personnes/{uid}/reprendre", 'p', "moyen=liste" },
    { "POST", "/administration/personnes/{uid}/liste", 'p', "" },
    { "POST", "/administration/personnes/{uid}/recommencer", 'p', "" },
    { "POST", "/administration/personnes/{uid}/suspendre", 'p', "" },
    { "POST", "/administration/personnes/{uid}/reactiver", 'p', "" },
    { "POST", "/administration/personnes/{uid}/roles", 'p', "role=prescripteur&portee=structure:STRUCTURE" },
    { "POST", "/administration/personnes/{uid}/roles/retirer", 'p', "tenu=mediateur:structure:STRUCTURE" },
    { "GET", "/administration/structures/{uid}", 's', NULL },
    { "GET", "/administration/structures/{uid}/modifier", 's', NULL },
    { "POST", "/administration/structures/{uid}/modifier", 's', "nom=Maison&commune=Brou&version=1" },
    { "POST", "/administration/structures/{uid}/lieux", 's', "lieu=zzz" },
    { "POST", "/administration/structures/{uid}/lieux/retirer", 's', "lieu=zzz" },
    { "GET", "/administration/structures/{uid}/fusion", 's', NULL },
    { "POST", "/administration/structures/{uid}/fusion", 's', "vers=TROISIEME" },
};
enum { OBJETS = sizeof objets / sizeof *objets };

/* ---- two worlds side by side ------------------------------------------------------------------------------------------ */

typedef struct Cote {
    Structure structure, autre;
    Personne alix; /* médiatrice of `structure` */
    Str ligne;
    Str arrete; /* a closed period of its EPCI */
    Str seance; /* planned in `structure` */
    Str demande; /* a request of `structure` to the fund */
    Str lieu, passage; /* a place of `structure`, and the first line of its history */
    const char *commune;
} Cote;

typedef struct World {
    Arena *a;
    Db *db;
    Router *router;
    Site site;
    App app;
    int64_t now;
    Cote un, deux;
} World;

static char *const environment[] = { (char[]){ "ENSEMBLE_COURRIEL_DOSSIER=/nonexistent" }, NULL };

static Structure maison(World *w, const char *nom, const char *commune)
{
    Structure s;
    const StructureTextes t = { str_from(nom), S(""), str_from(commune), S("france-services") };
    assert_ok(structure_creer(w->db, w->a, NULL, NOW, w->app.random, &t, &s));
    return s;
}

/* A place of that commune, linked to the structure, changed once; two corrections wait for it. */
static void lieu_new(World *w, Cote *c, const char *commune)
{
    const LieuTenu *all = NULL;
    const LieuPassage *passages = NULL;
    size_t n = 0, i = 0, k = 0;
    LieuGeste g = { .now = NOW, .motif = "edition" };
    assert_ok(lieux_tenus(w->db, w->a, &all, &n));
    while (i < n && !str_eq(all[i].champs[CHAMP_code_insee], str_from(commune)))
        i++;
    assert_true(i < n);
    LieuTenu neuf = all[i];
    neuf.champs[CHAMP_nom] = str_format(w->a, "%.*s", STR_ARG(c->structure.nom));
    assert_ok(lieu_tenu_ecrire(w->db, w->a, &g, &all[i], &neuf, NULL));
    assert_ok(lieu_passages(w->db, w->a, all[i].lieu_id, &passages, &k));
    c->lieu = all[i].champs[CHAMP_id];
    c->passage = str_format(w->a, "%lld", (long long)passages[k - 1].id);
    assert_ok(structure_lier(w->db, w->a, NULL, NOW, c->structure.id, c->lieu, true));
    for (const char *kind = "cC"; *kind; kind++)
        assert_ok(sql_correction_ecrire(w->db, str_format(w->a, "%c-%s", *kind, commune), c->lieu,
            S("{\"telephone\":\"+33261910029\"}"), false, c->structure.nom, STR_NONE, NOW));
    Ligne line = { .lieu = c->lieu, .v = { S("salle") } };
    assert_ok(recensement_ecrire(w->db, w->a, NULL, NOW, recensement_nomme(S("telesante")), w->app.random, &line));
    c->ligne = line.uid;
    c->commune = commune;
}

/* Two cards of the structure, and a workshop where their holders were. */
static void activite_new(World *w, Cote *c, const char *commune)
{
    const Acteur alix = { .personne_id = c->alix.id.v,
        .role = ROLE_MEDIATEUR,
        .portee = S("structure"),
        .code = c->structure.uid,
        .role_cle = S("mediateur") };
    const Usager blank = { .genre = S(""), .statut = S(""), .commune = S("") };
    Usager made[2];
    Str uid;
    bool deja;
    for (int i = 0; i < 2; i++)
        assert_ok(usager_creer(w->db, w->a, &alix, NOW, w->app.random, &c->structure, &blank, &made[i]));
    const Activite x = { .type = ACTIVITE_COLLECTIF,
        .dispositif = DISPOSITIF_AUTRE,
        .jour = date_from_ymd(2026, 3, 2),
        .duree_min = 60,
        .themes = 1U << THEME_EMAIL,
        .lieu = S(""),
        .commune = str_from(commune),
        .epci = c->structure.epci,
        .titre = c->structure.nom,
        .note = S(""),
        .redirection = -1,
        .orientation = c->structure.uid,
        .anonymes = 20,
        .suivis = made,
        .suivis_n = 2,
        .source = S("") };
    assert_ok(activite_enregistrer(w->db, w->a, &alix, NOW, w->app.random, &c->structure, &x, STR_NONE, &uid, &deja));
    const Seance planned = { .debut_at = NOW, .duree_min = 60, .titre = c->structure.nom, .lieu = S("") };
    assert_ok(seance_prevoir(w->db, w->a, &alix, NOW, w->app.random, &c->structure, &planned, 1, STR_NONE, &c->seance));
}

/* A request of the structure to the fund, which both sides share. */
static void arrete_new(World *w, Cote *c)
{
    const StatQuestion q = { .du = date_from_ymd(2001, 1, 1),
        .au = date_from_ymd(2001, 12, 31),
        .dispositif = -1,
        .epci = c->structure.epci };
    assert_ok(arreter(w->db, w->a, NULL, NOW, w->app.random, &q, c->structure.nom, &c->arrete));
}

static void demande_new(World *w, Cote *c)
{
    const AppelFonds *all = NULL;
    size_t n = 0, k = 0;
    FondsId fonds;
    AppelFondsId appel;
    FondsFaute f;
    assert_ok(appels_de(w->db, w->a, (FondsId){ 0 }, true, &all, &n));
    while (k < n && !str_eq(all[k].titre, S("Appel")))
        k++;
    if (k == n) {
        assert_ok(fonds_creer(w->db, w->a, NULL, NOW, &(Fonds){ .annee = 2026, .nom = S("Fonds"), .reglement = S("") },
            &fonds));
        const AppelFonds x = { .fonds_id = fonds,
            .axe = 1,
            .titre = S("Appel"),
            .criteres = S(""),
            .ouvre = date_paris(NOW),
            .ferme = date_paris(NOW),
            .plafond = 100000,
            .taux_max = 5000,
            .publie = true };
        assert_ok(appel_ecrire(w->db, w->a, NULL, NOW, &x, &appel, &f));
        assert_ok(appels_de(w->db, w->a, fonds, true, &all, &n));
        k = 0;
    }
    assert_ok(demande_creer(w->db, w->a, NULL, NOW, w->app.random, &all[k], c->structure.uid,
        str_cat(w->a, S("Demande de "), c->structure.nom), &c->demande, &f));
    /* Sent: before, pilotes have nothing to read. */
    assert_ok(demande_ecrire(w->db, w->a, NULL, NOW, c->demande, 1,
        &(DemandeSaisie){ str_cat(w->a, S("Demande de "), c->structure.nom), S("Projet"), S(""), 100 }, &f));
    assert_ok(demande_depense(w->db, w->a, NULL, NOW, c->demande,
        &(Cout){ .nature = COUT_FONCTIONNEMENT, .libelle = S("Animation"), .ht = 1000 }, &f));
    assert_ok(
        demande_passer(w->db, w->a, NULL, NOW, c->demande, &(DemandeMouvement){ DEMANDE_CONSTRUCTION, S(""), 0 }, &f));
}

/* A structure, a second one near it, and who works there. */
static void cote_new(World *w, Cote *c, const char *commune, const char *nom, const char *autre, const char *personne,
    const char *courriel)
{
    PersonneId id;
    c->structure = maison(w, nom, commune);
    c->autre = maison(w, autre, commune);
    assert_ok(
        personne_creer(w->db, w->a, NULL, NOW, w->app.random, str_from(courriel), str_from(personne), S("Alix"), &id));
    assert_ok(personne_connectee(w->db, w->a, NOW, id));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, c->structure.uid));
    assert_ok(personne_par_id(w->db, w->a, id, &c->alix));
    lieu_new(w, c, commune);
    activite_new(w, c, commune);
    arrete_new(w, c);
    demande_new(w, c);
}

/* The first one is what the second one must not see. */
static void make_first(World *w)
{
    cote_new(w, &w->un, "28085", "Maison du numérique " MARQUE, "Relais " MARQUE, MARQUE, "alix@marqueterie.example");
    assert_true(w->un.structure.epci.n && !str_eq(w->un.structure.epci, w->deux.structure.epci));
}

static World *world_new(void **state)
{
    Arena *a = arena_new(512 * MIB);
    World *w = NEW(a, World, 1);
    Str url = demonstration_url(state, false), message = STR_NONE;
    w->a = a;
    w->now = NOW;
    assert_ok(db_open(a, url, DB_WRITE, &w->db, &message));
    test_engine(w->db);
    site_make(a, w->db, environment, clock_fixed(&w->now), &w->site, &w->app, &w->router);
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    cote_new(w, &w->deux, "28061", "Maison du numérique", "Relais", "Petit", "alix@example.org");
    return w;
}

static void world_freep(World **w)
{
    site_unmake(&(*w)->app);
    db_close((*w)->db);
    arena_free((*w)->a);
}
#define WORLD __attribute__((cleanup(world_freep))) World *

/* ---- who asks ------------------------------------------------------------------------------------------------------------- */

typedef struct Visitor {
    int rang;
    Portee portee;
    bool partout; /* nothing is outside */
} Visitor;

static const Visitor visitors[] = {
    { ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, true },
    { ROLE_RANG_PILOTE, PORTEE_DEPARTEMENT, true },
    { ROLE_RANG_COMITE, PORTEE_DEPARTEMENT, true },
    { ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, true },
    { ROLE_RANG_COORDINATEUR, PORTEE_EPCI, false },
    { ROLE_RANG_REFERENT, PORTEE_STRUCTURE, false },
    { ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, false },
    { ROLE_RANG_PRESCRIPTEUR, PORTEE_STRUCTURE, false },
    { ROLE_RANG_NUMERO_VERT, PORTEE_DEPARTEMENT, true },
    { ROLE_RANG_REEMPLOI, PORTEE_STRUCTURE, false },
    { ROLE_RANG_FINANCEUR, PORTEE_DEPARTEMENT, true },
    { ROLE_RANG_LECTEUR, PORTEE_EPCI, false },
};
enum { VISITORS = sizeof visitors / sizeof *visitors };

/* Somebody of the second side, as the gate makes one from the role held. */
static const char *arrives(World *w, const Visitor *v)
{
    const Str codes[] = { S(""), S("28"), w->deux.structure.epci, w->deux.structure.uid };
    static const Portee portees[] = { PORTEE_INSTANCE, PORTEE_DEPARTEMENT, PORTEE_EPCI, PORTEE_STRUCTURE };
    const RoleTenu *held = NULL;
    size_t n = 0, i = 0;
    PersonneId id;
    Acteur who;
    while (portees[i] != v->portee)
        i++;
    Str courriel = str_format(w->a, "%.*s-%zu@example.org", STR_ARG(role_info(v->rang)->nom), i);
    assert_ok(personne_creer(w->db, w->a, NULL, NOW, w->app.random, courriel, S("Visiteur"), S("Zoé"), &id));
    assert_ok(personne_connectee(w->db, w->a, NOW, id));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, id, v->rang, v->portee, codes[i]));
    assert_ok(roles_de(w->db, w->a, id, &held, &n));
    assert_ok(acteur_de(w->db, w->a, id, held[0].id, &who));
    return test_session(&who);
}

static HttpAnswer ask(World *w, Arena *a, const char *session, const Objet *o, const Cote *of)
{
    Str uid = o->genre == 'p' ? of->alix.uid : of->structure.uid;
    if (o->genre == 'c' || o->genre == 'C')
        uid = str_format(a, "%c-%s", o->genre, of->commune);
    if (o->genre == 'r')
        uid = of->ligne;
    Str target = str_replace(a, str_from(o->path), S("{uid}"), uid), body = STR_NONE;
    target = str_replace(a, target, S("{id}"), of->lieu);
    target = str_replace(a, str_replace(a, target, S("{numero}"), S("1.1")), S("{version}"), S("1"));
    target = str_replace(a, str_replace(a, target, S("{comite}"), S("1")), S("{reunion}"), S("1"));
    target = str_replace(a, target, S("{dossier}"), S("1"));
    target = str_replace(a, str_replace(a, target, S("{fonds}"), S("1")), S("{piece}"), S("1"));
    target = str_replace(a, str_replace(a, target, S("{demande}"), of->demande), S("{arrete}"), of->arrete);
    target = str_replace(a, target, S("{seance}"), of->seance);
    if (o->body) {
        body = str_replace(a, str_from(o->body), S("STRUCTURE"), of->structure.uid);
        body = str_replace(a, body, S("TROISIEME"), of->autre.uid);
        body = str_replace(a, body, S("PERSONNE"), of->alix.uid);
        body = str_replace(a, body, S("PASSAGE"), of->passage);
        body = str_replace(a, body, S("LIEU"), of->lieu);
        if (strcmp(o->method, "GET") == 0) {
            target = str_format(a, "%.*s?%.*s", STR_ARG(target), STR_ARG(body));
            return http_call(&w->app, w->db, a, "GET", target.p, session, STR_NONE);
        }
        Str token = test_token(&w->app, a, session);
        body = str_format(a, "%.*s&jeton=%.*s", STR_ARG(body), STR_ARG(token));
    }
    return http_call(&w->app, w->db, a, o->method, target.p, session, body);
}

static const Route *route_of(World *w, const char *method, const char *path)
{
    for (size_t i = 0; i < router_n(w->router); i++) {
        const Route *r = router_at(w->router, i, NULL);
        if (strcmp(r->method, method) == 0 && strcmp(r->path, path) == 0)
            return r;
    }
    return NULL;
}

/* ---- tests ------------------------------------------------------------------------------------------------------------------ */

static void each_object_has_its_line(void **state)
{
    WORLD w = world_new(state);
    for (size_t i = 0; i < router_n(w->router); i++) {
        const Route *r = router_at(w->router, i, NULL);
        size_t k = 0;
        if (r->right->proof != PROOF_SESSION || !strchr(r->path, '{'))
            continue;
        while (k < OBJETS && (strcmp(objets[k].method, r->method) != 0 || strcmp(objets[k].path, r->path) != 0))
            k++;
        if (k == OBJETS)
            fail_msg("%s %s : de qui est-ce l’objet ? Écrivez-le dans la table objets de src/app/cloisons_test.c",
                r->method, r->path);
    }
    for (size_t k = 0; k < OBJETS; k++)
        if (!route_of(w, objets[k].method, objets[k].path))
            fail_msg("%s %s n’existe plus", objets[k].method, objets[k].path);
}

static void what_is_outside_does_not_exist(void **state)
{
    for (size_t v = 0; v < VISITORS; v++) {
        WORLD w = world_new(state);
        make_first(w);
        const char *session = arrives(w, &visitors[v]);
        for (size_t k = 0; k < OBJETS; k++) {
            ARENA a = arena_new(64 * MIB);
            const Objet *o = &objets[k];
            bool opens = droit_ouvert(route_of(w, o->method, o->path)->right, 1U << visitors[v].rang);
            HttpAnswer in = ask(w, a, session, o, &w->deux), out = ask(w, a, session, o, &w->un);
            /* A financeur who is tied to no contributor finances nothing. */
            bool untied = o->genre == 'f' && visitors[v].rang == ROLE_RANG_FINANCEUR;
            bool good = !opens              ? in.status == 403 && out.status == 403
                      : o->genre == 'e'     ? in.status < 500 && out.status < 500
                      : untied              ? in.status == 404 && out.status == 404
                      : visitors[v].partout ? in.status < 404 && out.status < 404 && in.status != 403
                                            : in.status < 404 && in.status != 403 && out.status == 404;
            if (!good)
                fail_msg("%s %s, %s : %d dedans, %d dehors", o->method, o->path, role_info(visitors[v].rang)->nom.p,
                    in.status, out.status);
        }
    }
}

/* `body` without the values of that hidden field. */
static Str without(Arena *a, Str body, Str before)
{
    BUF b = buf_new(64 * MIB);
    for (size_t at = 0; at < body.n;) {
        size_t token = str_find(body, at, before);
        buf_put(&b, str_slice(body, at, token));
        at = token < body.n ? str_find_char(body, token + before.n, '"') : body.n;
    }
    return str_dup(a, buf_str(&b));
}

/* The answer with its form tokens and keys, which change each time, taken away. */
static Str lasting(Arena *a, Str body)
{
    Str page = without(a, without(a, body, S("name=\"jeton\" value=\"")), S("name=\"cle\" value=\""));
    return without(a, page, S("\"jeton\":\""));
}

static bool has_field(const Route *r, const char *name)
{
    for (const Field *f = r->fields; f && f->name; f++)
        if (strcmp(f->name, name) == 0)
            return true;
    return false;
}

enum { SEARCHES = 4 };

/* What that visitor is told at that address; STR_NONE where there is nothing to ask. */
static Str told(World *w, Arena *a, const char *session, const Route *r, int search)
{
    static const char *const searches[SEARCHES] = { "", "?q=alix", "?q=maison", ("?q=" MARQUE) };
    Str target = str_format(a, "%s%s", r->path, searches[search]);
    if (search && !has_field(r, "q"))
        return STR_NONE;
    Str headers = str_cat(a, str_from(session), test_key_header(a, session)); /* a page by session, the API by key */
    HttpAnswer h = http_call(&w->app, w->db, a, "GET", target.p, headers.p, STR_NONE);
    return str_ends(str_from(r->path), S(".xlsx")) && h.status == 200 ? test_zip_text(a, h.body) : lasting(a, h.body);
}

static bool is_list(const Route *r)
{
    return strcmp(r->method, "GET") == 0 && !strchr(r->path, '{');
}

/* What tells one's own actions, this very asking among them, never the same twice; and the sums of the whole territory, for
 * everybody: searched for traces only. */
static bool tells_itself(const Route *r)
{
    return strcmp(r->path, "/espace/mes-donnees.json") == 0 || strncmp(r->path, "/chiffres", 9) == 0;
}

static void lists_hold_nothing_of_the_other(void **state)
{
    WORLD w = world_new(state);
    ARENA kept = arena_new(1024 * MIB);
    enum { ROUTES_MAX = 512 };
    static Str before[VISITORS][ROUTES_MAX][SEARCHES];
    const char *sessions[VISITORS];
    size_t n = router_n(w->router);
    assert_true(n <= ROUTES_MAX);
    for (size_t v = 0; v < VISITORS; v++)
        sessions[v] = visitors[v].partout ? NULL : arrives(w, &visitors[v]);
    for (int turn = 0; turn < 2; turn++) {
        if (turn)
            make_first(w);
        for (size_t v = 0; v < VISITORS; v++)
            for (size_t i = 0; i < n && sessions[v]; i++)
                for (int s = 0; s < SEARCHES && is_list(router_at(w->router, i, NULL)); s++) {
                    const Route *r = router_at(w->router, i, NULL);
                    Str now = told(w, kept, sessions[v], r, s);
                    if (!turn)
                        before[v][i][s] = now;
                    else if (!tells_itself(r) && !str_eq(now, before[v][i][s]))
                        fail_msg("%s, %s : la page change quand d’autres arrivent ailleurs :\n%.*s", r->path,
                            role_info(visitors[v].rang)->nom.p, STR_ARG(utf8_cut(now, 4000)));
                    if (s != SEARCHES - 1 && (str_has(now, S(MARQUE)) || str_has(now, S("marqueterie"))))
                        fail_msg("%s, %s : une trace de l’autre structure", r->path,
                            role_info(visitors[v].rang)->nom.p);
                }
    }
}

static int64_t records_of(World *w, const Cote *c)
{
    const Acteur there = { .role = ROLE_REFERENT, .portee = S("structure"), .code = c->structure.uid };
    const ActiviteRecherche all = { .type = -1, .dispositif = -1, .theme = -1 };
    int64_t n = 0, people = 0;
    assert_ok(activites_totaux(w->db, w->a, &there, &all, &n, &people));
    return n;
}

/* A key of one side, told the structure of the other one: what it writes, if anything, is its own side's. */
static void a_key_writes_on_its_own_side(void **state)
{
    static const char writing[] = "/api/v1/activites";
    WORLD w = world_new(state);
    make_first(w);
    int64_t there = records_of(w, &w->un), written = 0;
    for (size_t v = 0; v < VISITORS; v++) {
        const char *session = visitors[v].partout ? NULL : arrives(w, &visitors[v]);
        const Cote *sides[] = { &w->un, &w->deux };
        if (!session || !(route_of(w, "POST", writing)->right->roles & 1U << visitors[v].rang))
            continue;
        for (int k = 0; k < 2; k++) {
            Str headers = str_format(w->a, "%.*sContent-Type: application/json\r\nIdempotency-Key: cloison-%zu-%d\r\n",
                STR_ARG(test_key_header(w->a, session)), v, k);
            Str body = str_format(w->a,
                "{\"type\":\"individuel\",\"jour\":\"2026-03-02\",\"duree\":30,\"themes\":\"email\",\"dispositif\":"
                "\"autre\","
                "\"structure\":\"%.*s\"}",
                STR_ARG(sides[k]->structure.uid));
            int64_t here = records_of(w, &w->deux);
            HttpAnswer h = http_call(&w->app, w->db, w->a, "POST", writing, headers.p, body);
            written += h.status == 201;
            assert_int_equal(records_of(w, &w->un), there);
            if (k == 1 && records_of(w, &w->deux) != here + 1)
                fail_msg("%s : %d %.*s", role_info(visitors[v].rang)->nom.p, h.status, STR_ARG(h.body));
        }
    }
    assert_true(written >= 3); /* a coordinateur, a référent, a médiateur */
}

/* The walk above would see a trace: who may see both does. */
static void who_may_see_both_does(void **state)
{
    WORLD w = world_new(state);
    make_first(w);
    const char *session = arrives(w, &visitors[0]);
    int seen = 0;
    for (size_t i = 0; i < router_n(w->router); i++) {
        ARENA a = arena_new(64 * MIB);
        const Route *r = router_at(w->router, i, NULL);
        if (is_list(r))
            seen += str_has(told(w, a, session, r, 0), S(MARQUE));
    }
    assert_true(seen >= 2);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(each_object_has_its_line),
        cmocka_unit_test(what_is_outside_does_not_exist),
        cmocka_unit_test(lists_hold_nothing_of_the_other),
        cmocka_unit_test(a_key_writes_on_its_own_side),
        cmocka_unit_test(who_may_see_both_does),
    };
    return SUITE_MAIN("cloisons", true, all);
}
