// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Every address of the program over the demonstration: a route without a visit in the tables below fails the suite. Pages
 * that ask who one is are visited as an administrator.
 */
#include <jansson.h>
#include <string.h>

#include "app/envois_test.h"
#include "app/site_entier_test.h"
#include "app/visites_test.h"
#include "core/http/inproc.h"
#include "core/json/json.h"
#include "domain/acteurs/acteurs.h"
#include "domain/comites/comites.h"
#include "domain/activites/arretes.h"
#include "domain/activites/modeles.h"
#include "domain/seances/seances.h"
#include "domain/besoins/besoins.h"
#include "domain/coordination/coordination.h"
#include "domain/ecoutes/ecoutes.h"
#include "domain/diagnostic/import.h"
#include "domain/fonds/fonds.h"
#include "domain/lieux/lieux.h"
#include "domain/plan/relations.h"
#include "domain/recensements/recensements.h"
#include "domain/satisfaction/satisfaction.h"
#include "domain/tenue/fraicheur.h"
#include "plan_sql.h"
#include "tenue_sql.h"

/* A paper joined to a meeting and to an action. */
static const Upload paper = { S_INIT("note.csv"), FILE_CSV, S_INIT("a;b\n1;2\n") };

enum { NOW = 1795435200 };

/* ---- the program over the demonstration ------------------------------------------------------------------------------ */

typedef struct World {
    Arena *a;
    Db *db;
    Router *router;
    Site site;
    App app;
    const char *session; /* header line of the administrator's */
    Str id, pro, passage; /* of a place, of one for professionals, of the first line of the first one's history */
    Str ligne; /* of a census */
    Str soutien, piece; /* a request to the fund, and its paper */
    Str confirmer; /* the token by which the first one is said to be right */
    Str cartes[2]; /* codes */
    Str personne, autre, invitee, mairie, maison, fiche, modele, seance, rencontre, ecoute, avis, arrete; /* uid */
    PersonneId lea; /* the administrator */
} World;

static char *const environment[] = { (char[]){ "ENSEMBLE_URL_PUBLIQUE=https://ensemble.example.org" },
    (char[]){ "ENSEMBLE_COURRIEL_DOSSIER=/tmp" }, NULL };

static Str make_personne(World *w, const char *courriel, PersonneId *ret)
{
    Personne p;
    assert_ok(personne_creer(w->db, w->a, NULL, NOW, w->app.random, str_from(courriel), S("Martin"), S("Léa"), ret));
    assert_ok(personne_par_id(w->db, w->a, *ret, &p));
    return p.uid;
}

static Str make_structure(World *w, const char *nom)
{
    Structure made;
    const StructureTextes t = { str_from(nom), S(""), S("28061"), S("autre") };
    assert_ok(structure_creer(w->db, w->a, NULL, NOW, w->app.random, &t, &made));
    return made.uid;
}

/* One person helped, in the first of the structures. */
static void make_fiche(World *w, const Acteur *par)
{
    Structure s;
    Activite kept;
    bool deja;
    const Activite x = { .dispositif = DISPOSITIF_AUTRE,
        .duree_min = 30,
        .themes = 1U << THEME_EMAIL,
        .lieu = S(""),
        .commune = S("28061"),
        .epci = S(""),
        .titre = S(""),
        .note = S(""),
        .orientation = S("brou-mediatheque"),
        .plan_action = S("1.12"),
        .redirection = -1,
        .anonymes = 1,
        .source = S(""),
        .jour = date_from_ymd(2022, 6, 5) };
    assert_ok(structure_par_uid(w->db, w->a, w->mairie, &s));
    assert_ok(activite_enregistrer(w->db, w->a, par, NOW, w->app.random, &s, &x, STR_NONE, &w->fiche, &deja));
    assert_ok(activite_ouvrir(w->db, w->a, par, w->fiche, &kept));
    assert_ok(modele_creer(w->db, w->a, par, NOW, w->app.random, &kept, S("Le jeudi"), true, &w->modele));
    const Seance planned = { .debut_at = NOW + 3600, .duree_min = 60, .titre = S("Le courriel"), .lieu = S("") };
    assert_ok(seance_prevoir(w->db, w->a, par, NOW, w->app.random, &s, &planned, 1, STR_NONE, &w->seance));
    for (int i = 0; i < 2; i++) {
        const Usager blank = { .genre = S(""), .statut = S(""), .commune = S("") };
        Usager made;
        assert_ok(usager_creer(w->db, w->a, par, NOW, w->app.random, &s, &blank, &made));
        w->cartes[i] = made.code;
    }
    const Coordination met = { .genre = COORDINATION_PARTENARIAT,
        .jour = date_from_ymd(2022, 6, 5),
        .nom = S("Rencontre"),
        .echelon = S("communal"),
        .type = S(""),
        .type_autre = S(""),
        .initiative = S(""),
        .themes = S(""),
        .organisateurs = S(""),
        .natures = S("rdv_elu"),
        .partenaires = S("Commune : Brou"),
        .action = S(""),
        .note = S("") };
    const StatQuestion closed = { .du = date_from_ymd(2001, 1, 1),
        .au = date_from_ymd(2001, 12, 31),
        .dispositif = -1,
        .epci = STR_NONE };
    assert_ok(arreter(w->db, w->a, par, NOW, w->app.random, &closed, S("Tout le territoire"), &w->arrete));
    assert_ok(avis_adresse(w->db, w->a, par, NOW, w->app.random, &s, false, &w->avis));
    assert_ok(coordination_ecrire(w->db, w->a, par, NOW, w->app.random, &met, STR_NONE, &w->rencontre));
}

/* Two people, of whom one is the administrator who visits, and two structures. */
static void make_actors(World *w)
{
    PersonneId id, other, third;
    w->personne = make_personne(w, "lea@example.org", &id);
    w->autre = make_personne(w, "max@example.org", &other);
    w->invitee = make_personne(w, "zoe@example.org", &third);
    w->mairie = make_structure(w, "Mairie de Brou");
    w->maison = make_structure(w, "Maison du numérique");
    assert_ok(personne_connectee(w->db, w->a, NOW, id));
    assert_ok(personne_connectee(w->db, w->a, NOW, other));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, id, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, STR_NONE));
    assert_ok(role_donner(w->db, w->a, NULL, NOW, other, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->mairie));
    const RoleTenu *held = NULL;
    size_t n = 0;
    assert_ok(roles_de(w->db, w->a, id, &held, &n));
    w->lea = id;
    w->session = test_session(&(Acteur){ .personne_id = id.v,
        .role_id = held[0].id.v,
        .role = ROLE_ADMINISTRATEUR,
        .portee = S("instance"),
        .nom = S("Léa"),
        .role_nom = S("Administrateur"),
        .role_cle = S("administrateur") });
    make_fiche(w, &(Acteur){ .personne_id = id.v,
                      .role = ROLE_ADMINISTRATEUR,
                      .portee = S("instance"),
                      .role_cle = S("administrateur") });
}

/* A line of a census. */
static void make_line(World *w)
{
    const Recensement *reemploi = recensement_nomme(S("reemploi"));
    Ligne line = { .v = { S("Atelier du marché"), S("Brou"), STR_NONE, S("reparation") }, .code_insee = S("28061") };
    assert_ok(recensement_ecrire(w->db, w->a, NULL, NOW, reemploi, w->app.random, &line));
    w->ligne = line.uid;
}

/* Two corrections that wait, a place for professionals, a link that says that a sheet is right. */
static void make_kept(World *w)
{
    static const char *const uids[] = { "corr-1", "corr-2" };
    const LieuTenu *all = NULL;
    const LieuPassage *lines = NULL;
    LieuTenu pro;
    size_t n = 0, k = 0;
    const LieuGeste g = { .now = NOW, .motif = "etat" };
    assert_ok(lieux_tenus(w->db, w->a, &all, &n));
    w->id = all[0].champs[CHAMP_id];
    for (size_t i = 0; i < 2; i++)
        assert_ok(sql_correction_ecrire(w->db, str_from(uids[i]), w->id, S("{\"nom\":\"Relais du centre\"}"), false,
            S(""), STR_NONE, NOW));
    pro = all[n - 1];
    pro.visibilite = VISIBLE_PROFESSIONNELS;
    assert_ok(lieu_tenu_ecrire(w->db, w->a, &g, &all[n - 1], &pro, NULL));
    assert_ok(lieu_passages(w->db, w->a, all[0].lieu_id, &lines, &k));
    w->pro = pro.champs[CHAMP_id];
    w->passage = str_format(w->a, "%lld", (long long)lines[k - 1].id);
    w->confirmer = fraicheur_jeton(w->a, w->app.keys, w->id, (Date){ date_paris(clock_now(w->app.clock)).days + 9 });
}

/* Committee 1, of which the administrator is a member, its meeting 1, packs 1 to 3 of it. */
static void make_committee(World *w)
{
    ComiteId id;
    ReunionId reunion;
    Comite c;
    Reunion r;
    assert_ok(comite_creer(w->db, w->a, NULL, NOW, S("Comité technique"), COMITE_TECHNIQUE, &id));
    assert_ok(comite_ouvrir(w->db, w->a, NULL, id, &c));
    assert_ok(comite_inscrire(w->db, w->a, NULL, NOW, &c, w->lea, true));
    assert_ok(reunion_creer(w->db, w->a, NULL, NOW, &c, NOW + 24 * 3600, 90, S("Chartres"), &reunion));
    assert_ok(reunion_ouvrir(w->db, w->a, NULL, reunion, &r, &c));
    Site invented = w->site;
    invented.demonstration = true;
    assert_ok(dossier_faire(w->db, w->a, NULL, &(DossierFonds){ &invented, assets, { 0 }, NOW }, &c, &r));
    Plan p;
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(papier_joindre(w->db, w->a, NULL, NOW, &r, &paper));
    assert_ok(document_joindre(w->db, w->a, NULL, NOW, plan_action(&p, S("1.12")), &paper));
    SqlIndicateurCreer made;
    assert_ok(sql_indicateur_creer(w->db, w->a,
        &(SqlIndicateurCreerArgs){ .feuille_id = p.feuille.id,
            .action_id = { true, plan_action(&p, S("1.12"))->id.v },
            .nom = S("Bus en service"),
            .unite = S("bus"),
            .formule = S("saisie"),
            .depart_j = date_from_ymd(2024, 6, 5).days,
            .cible = 2,
            .cible_j = date_from_ymd(2027, 12, 31).days },
        &made));
}

/* A table of places that are counted, without any score. */
static void make_table(World *w)
{
    Tableau t = { .fichier = S("t.csv"), .source = S("essai"), .licence = S("essai"), .millesime = S("2025") };
    Rapport r = { 0 };
    Str message = STR_NONE;
    assert_ok(tableau_read(w->a, S("id_fs,insee_com\n1,28061\n"), &t, &r, &message));
    assert_ok(tableau_apply(w->db, w->a, &t, &r, NOW));
    Str code = STR_NONE;
    assert_ok(scenario_ecrire(w->db, w->a, NULL, NOW,
        &(Scenario){ .code = S(""),
            .nom = S("Essai"),
            .parametre = S("0.16"),
            .poids = S("pop_x"),
            .note = S("Essai de visite"),
            .methode = BESOIN_TAUX },
        &code));
    assert_str_equal(code, S("essai"));
}

/* What a body said, published. */
static void make_heard(World *w)
{
    const Ecoute x = { .genre = ECOUTE_ENTRETIEN,
        .departement = S("28"),
        .echelon = S("departement"),
        .code = S("28"),
        .jour = date_from_ymd(2022, 6, 5),
        .titre = S("Essai d’écoute"),
        .organisme = S("Essai"),
        .themes = S("sante"),
        .ingenierie = S(""),
        .resume = S("Un essai de visite"),
        .personnes = S(""),
        .notes = S(""),
        .source = S("") };
    assert_ok(ecoute_ecrire(w->db, w->a, NULL, NOW, w->app.random, &x, STR_NONE, &w->ecoute));
    assert_ok(ecoute_publier(w->db, w->a, NULL, NOW, w->ecoute, true));
}

/* A fund of this year with a contribution, a call that is open, a draft of a request with one paper. */
static void make_fund(World *w)
{
    FondsId id;
    AppelFondsId appel;
    AppelFonds x;
    FondsFaute f;
    DemandeFonds d;
    const Piece *p;
    size_t n = 0;
    unsigned regards = 0;
    int64_t now = clock_now(w->app.clock);
    assert_ok(fonds_creer(w->db, w->a, NULL, now,
        &(Fonds){ .annee = 2026, .nom = S("Fonds"), .reglement = S(""), .publie = true, .invente = true }, &id));
    assert_ok(contribution_promettre(w->db, w->a, NULL, now, id, S("Contributeur"), CONTRIBUTEUR_PUBLIC, 100000,
        (PlanJour){ 0 }));
    x = (AppelFonds){ .fonds_id = id,
        .axe = 1,
        .titre = S("Appel"),
        .criteres = S(""),
        .ouvre = date_paris(now),
        .ferme = { date_paris(now).days + 1 },
        .plafond = 100000,
        .taux_max = 5000,
        .publie = true };
    assert_ok(appel_ecrire(w->db, w->a, NULL, now, &x, &appel, &f));
    assert_ok(appel_lire(w->db, w->a, appel, &x));
    assert_ok(demande_creer(w->db, w->a, NULL, now, w->app.random, &x, w->mairie, S("Ateliers"), &w->soutien, &f));
    Str pdf = S("%PDF-1.7");
    const Upload u = { S("a.pdf"), file_type(S("a.pdf"), pdf, PIECE_TYPES), pdf };
    assert_ok(piece_deposer(w->db, w->a, NULL, now, w->soutien, PIECE_RIB, &u, &f));
    assert_ok(demande_ouvrir(w->db, w->a, NULL, w->soutien, &d, &regards));
    assert_ok(demande_pieces(w->db, w->a, d.id, &p, &n));
    w->piece = str_format(w->a, "%lld", (long long)p[0].id);
}

/* `built`: with its snapshots, as a server always is. */
static void world_new(void **state, World *w, bool built)
{
    *w = (World){ .a = arena_new(512 * MIB) };
    Str url = demonstration_url(state, true), message = STR_NONE;
    assert_ok(db_open(w->a, url, DB_WRITE, &w->db, &message));
    test_engine(w->db);
    site_make(w->a, w->db, environment, clock_real(), &w->site, &w->app, &w->router);
    make_actors(w);
    make_line(w);
    make_committee(w);
    make_fund(w);
    make_table(w);
    make_heard(w);
    if (built)
        assert_ok(snapshots_refresh(w->app.snapshots, w->db));
    make_kept(w);
}

static void world_done(World *w)
{
    site_unmake(&w->app);
    db_close(w->db);
    arena_free(w->a);
}

static Str filled(const World *w, Arena *a, const char *text)
{
    Str t = str_replace(a, str_from(text), S("PRO"), w->pro); /* before the identifiers, whose letters may spell it */
    t = str_replace(a, t, S("PERSONNE"), w->personne);
    t = str_replace(a, t, S("AUTRE"), w->autre);
    t = str_replace(a, t, S("INVITEE"), w->invitee);
    t = str_replace(a, t, S("MAIRIE"), w->mairie);
    t = str_replace(a, t, S("MAISON"), w->maison);
    t = str_replace(a, t, S("LIEU"), w->id);
    t = str_replace(a, t, S("LIGNE"), w->ligne);
    t = str_replace(a, t, S("PASSAGE"), w->passage);
    t = str_replace(a, str_replace(a, t, S("SOUTIEN"), w->soutien), S("PIECE"), w->piece);
    t = str_replace(a, t, S("JETON"), w->confirmer);
    t = str_replace(a, str_replace(a, t, S("FICHE"), w->fiche), S("ARRETE"), w->arrete);
    t = str_replace(a, str_replace(a, t, S("MODELE"), w->modele), S("SEANCE"), w->seance);
    t = str_replace(a, t, S("CODEUN"), w->cartes[0]);
    t = str_replace(a, t, S("CODEDEUX"), w->cartes[1]);
    t = str_replace(a, t, S("RENCONTRE"), w->rencontre);
    t = str_replace(a, t, S("ECOUTE"), w->ecoute);
    t = str_replace(a, t, S("AVIS"), w->avis);
    t = str_replace(a, t, S("STYLE"), str_from(strrchr(ASSET_STYLE_CSS, '/') + 1));
    t = str_replace(a, t, S("/*/"), str_format(a, "/%.*s/", STR_ARG(str_is_none(w->id) ? S("1") : w->id)));
    return str_ends(t, S("=*")) ? str_cat(a, str_slice(t, 0, t.n - 1), w->id) : t;
}

static Str target_of(const World *w, Arena *a, const Visit *v)
{
    Str t = filled(w, a, v->target);
    return str_replace(a, t, S("*"), str_is_none(w->id) ? S("1") : w->id);
}

static HttpAnswer call(World *w, Arena *a, const char *method, Str target)
{
    Str headers = str_cat(a, str_from(w->session), test_key_header(a, w->session));
    return http_call(&w->app, w->db, a, method, target.p, headers.p, STR_NONE);
}

/* ---- tests ------------------------------------------------------------------------------------------------------------ */

static bool visited(const Route *r, bool failing)
{
    bool get = strcmp(r->method, "GET") == 0;
    for (size_t i = 0; i < SENT && !get; i++)
        if (strcmp(sent[i].path, r->path) == 0 && (sent[i].status >= 400) == failing)
            return true;
    for (size_t i = 0; i < VISITS && get; i++)
        if (strcmp(visits[i].path, r->path) == 0 && (visits[i].status >= 400) == failing)
            return true;
    return false;
}

/* Each row has a visit that succeeds; where a field or a name can be wrong, one that is refused. */
static void no_route_is_left_out(void **state)
{
    ARENA a = arena_new(8 * MIB);
    Router *router = NULL;
    Str message = STR_NONE;
    assert_ok(router_new(a, all_slices, assets, &router, &message));
    for (size_t i = 0; i < router_n(router); i++) {
        const Route *r = router_at(router, i, NULL);
        /* What a program sends, under its own proof, does so in its slice's suite. */
        if (strcmp(r->method, "GET") != 0 && (r->right->proof == PROOF_BEARER || r->right->proof == PROOF_SIGNATURE))
            continue;
        /* What only succeeds after another page (a way in, a session's own end) does so in its slice's suite. */
        bool alone = strcmp(r->method, "GET") == 0 && r->right->proof != PROOF_FORM;
        if (!visited(r, false) && (alone || !visited(r, true)))
            fail_msg("%s %s : aucune visite", r->method, r->path);
        if ((strchr(r->path, '{') || (r->fields && !(r->flags & ROUTE_LAX))) && !visited(r, true))
            fail_msg("%s %s : aucune visite refusée", r->method, r->path);
    }
    for (size_t i = 0; i < VISITS; i++) {
        RouteMatch m;
        Str target = str_from(visits[i].target);
        assert_ok(router_match(router, a, S("GET"), str_slice(target, 0, str_find_char(target, 0, '?')), &m));
        assert_string_equal(m.route->path, visits[i].path);
    }
}

static void check_body(Arena *a, const Visit *v, const HttpAnswer *h)
{
    Str body = h->body, message = STR_NONE;
    if (v->has && !str_has(body, str_from(v->has)))
        fail_msg("%s : « %s » manque dans\n%.*s", v->target, v->has, STR_ARG(utf8_cut(body, 3000)));
    if (v->type && strcmp(v->type, PAGE) == 0) {
        assert_true(str_starts(body, S("<!DOCTYPE html>")) && str_ends(str_trim(body), S("</html>")));
        assert_true(str_has(body, S("<h1")) && str_has(body, S("<main")));
        assert_true(str_has(body, S("inventées"))); /* the demonstration is told on every page */
    }
    if (v->type && strcmp(v->type, API) == 0) {
        JSON_VALUE value = NULL;
        assert_ok(json_read(a, body, (JsonLimits){ MIB, 20, false }, &value, &message));
    }
}

static void every_route_answers_as_said(void **state)
{
    World w;
    world_new(state, &w, true);
    for (size_t i = 0; i < VISITS; i++) {
        const Visit *v = &visits[i];
        ARENA a = arena_new(64 * MIB);
        Str target = target_of(&w, a, v);
        HttpAnswer h = call(&w, a, "GET", target);
        if (h.status != v->status)
            fail_msg("%.*s : %d au lieu de %d", STR_ARG(target), h.status, v->status);
        assert_str_equal(http_answer_header(&h, "Content-Type"), v->type ? str_from(v->type) : STR_NONE);
        assert_int_equal(str_is_none(http_answer_header(&h, "Location")), v->status != 303);
        check_body(a, v, &h);
        HttpAnswer head = call(&w, a, "HEAD", target);
        assert_int_equal(head.status, v->status);
        assert_int_equal(head.body.n, 0);
        HttpAnswer other = call(&w, a, "DELETE", target);
        assert_int_equal(other.status, 405);
        Str allow = http_answer_header(&other, "Allow");
        assert_true(str_eq(allow, S("GET, HEAD, OPTIONS")) || str_eq(allow, S("GET, HEAD, POST, OPTIONS")));
    }
    world_done(&w);
}

static void every_form_is_taken_as_said(void **state)
{
    World w;
    world_new(state, &w, true);
    for (size_t i = 0; i < SENT; i++) {
        const Sent *s = &sent[i];
        ARENA a = arena_new(64 * MIB);
        const char *target = filled(&w, a, s->target).p, *body = filled(&w, a, s->body).p;
        HttpAnswer h = test_post(&w.app, w.db, a, w.session, filled(&w, a, s->page).p, target, body);
        if (h.status != s->status)
            fail_msg("%s (%s) : %d au lieu de %d", s->target, s->body, h.status, s->status);
        Str location = http_answer_header(&h, "Location");
        Str wanted = s->location ? filled(&w, a, s->location) : STR_NONE;
        if (str_ends(wanted, S("*")))
            assert_true(str_starts(location, str_slice(wanted, 0, wanted.n - 1)));
        else
            assert_str_equal(location, wanted);
        if (s->has && !str_has(h.body, str_from(s->has)))
            fail_msg("%s : « %s » manque dans\n%.*s", s->target, s->has, STR_ARG(utf8_cut(h.body, 3000)));
        h = http_call(&w.app, w.db, a, "POST", target, w.session, str_from(body));
        assert_int_equal(h.status, 403); /* without its token */
    }
    world_done(&w);
}

/* A page looks as the browser's cookie says, and no cache gives it to somebody else. */
static void pages_look_as_asked(void **state)
{
    World w;
    world_new(state, &w, true);
    const char *cookie = "Cookie: affichage=contraste-fort.\"onclick.texte-grand\r\nAccept-Encoding: x\r\n";
    HttpAnswer h = http_call(&w.app, w.db, w.a, "GET", "/", cookie, STR_NONE);
    assert_true(str_is_none(http_answer_header(&h, "Set-Cookie")) && str_has(h.body, S("<html lang=\"fr\">")));
    cookie = "Cookie: affichage=contraste-fort.onclick.texte-grand\r\n";
    h = http_call(&w.app, w.db, w.a, "GET", "/", cookie, STR_NONE);
    assert_true(str_has(h.body, S("<html lang=\"fr\" class=\"texte-grand contraste-fort\">")));
    assert_str_equal(http_answer_header(&h, "Vary"), S("Accept-Encoding, Cookie"));
    h = http_call(&w.app, w.db, w.a, "GET", "/inconnue", cookie, STR_NONE);
    assert_true(str_has(h.body, S("class=\"texte-grand contraste-fort\"")));
    world_done(&w);
}

/* A ground for the interactive map is another site: none unless the instance says which; then its images alone are let in. */
static void a_ground_for_the_map_is_a_choice(void **state)
{
    World w;
    world_new(state, &w, true);
    HttpAnswer h = call(&w, w.a, "GET", S("/lieux"));
    assert_false(str_has(h.body, S("data-tuiles")));
    assert_true(str_has(http_answer_header(&h, "Content-Security-Policy"), S("img-src 'self' data:;")));
    w.site.tuiles = S("https://tuiles.example/{z}/{x}/{y}.png");
    w.site.tuiles_origine = S("https://tuiles.example");
    w.site.tuiles_hote = S("tuiles.example");
    w.site.tuiles_mention = S("© Essai");
    h = call(&w, w.a, "GET", S("/lieux"));
    assert_true(str_has(h.body, S("data-tuiles=\"https://tuiles.example/{z}/{x}/{y}.png\"")));
    assert_true(str_has(h.body, S("data-mention=\"© Essai\"")));
    Str policy = http_answer_header(&h, "Content-Security-Policy");
    assert_true(str_has(policy, S("img-src 'self' data: https://tuiles.example;")));
    assert_true(str_has(policy, S("default-src 'self'")) && str_has(policy, S("frame-ancestors 'none'")));
    h = call(&w, w.a, "GET", S("/parcours"));
    assert_false(str_has(http_answer_header(&h, "Content-Security-Policy"), S("tuiles")));
    world_done(&w);
}

/* What a program is told of a route is what the route does. */
static void the_description_names_each_status(void **state)
{
    World w;
    world_new(state, &w, true);
    Str message = STR_NONE;
    HttpAnswer h = call(&w, w.a, "GET", S("/api/v1/openapi.json"));
    JSON_VALUE all = NULL;
    assert_ok(json_read(w.a, h.body, (JsonLimits){ MIB, 20, false }, &all, &message));
    json_t *paths = json_object_get(all, "paths");
    int seen = 0;
    for (size_t i = 0; i < VISITS; i++) {
        if (strncmp(visits[i].path, "/api/", 5) != 0)
            continue;
        json_t *get = json_object_get(json_object_get(paths, visits[i].path), "get");
        Str status = str_format(w.a, "%d", visits[i].status);
        if (!json_object_get(json_object_get(get, "responses"), status.p))
            fail_msg("%s : %s n’est pas décrit", visits[i].path, status.p);
        seen++;
    }
    assert_true(seen >= (int)json_object_size(paths));
    world_done(&w);
}

/* A link of the personal space leads to a page of the slice that offers it. */
static void the_personal_space_leads_to_pages(void **state)
{
    int seen = 0;
    for (const Slice *const *s = all_slices; *s; s++)
        for (const EspaceEntree *e = (*s)->entrees; e && e->rayon; e++) {
            size_t n = strcspn(e->url, "?");
            const Route *r = (*s)->routes;
            while (r->method &&
                   (strcmp(r->method, "GET") != 0 || strlen(r->path) != n || strncmp(r->path, e->url, n) != 0))
                r++;
            if (!r->method || e->rayon >= RAYON_FIN || !e->lien)
                fail_msg("%s : %s", (*s)->name, e->url);
            seen++;
        }
    assert_true(seen > 10);
}

/* Before its first snapshot a page says so or asks to come back; none fails. */
static void without_snapshots_nothing_breaks(void **state)
{
    World w;
    world_new(state, &w, false);
    for (size_t i = 0; i < VISITS; i++) {
        ARENA a = arena_new(64 * MIB);
        HttpAnswer h = call(&w, a, "GET", target_of(&w, a, &visits[i]));
        if (h.status != visits[i].status && h.status != 503 && h.status != 400 && h.status / 100 != 2 &&
            h.status / 100 != 3)
            fail_msg("%s : %d", visits[i].target, h.status);
    }
    world_done(&w);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(no_route_is_left_out),
        cmocka_unit_test(every_route_answers_as_said),
        cmocka_unit_test(every_form_is_taken_as_said),
        cmocka_unit_test(a_ground_for_the_map_is_a_choice),
        cmocka_unit_test(pages_look_as_asked),
        cmocka_unit_test(the_description_names_each_status),
        cmocka_unit_test(the_personal_space_leads_to_pages),
        cmocka_unit_test(without_snapshots_nothing_breaks),
    };
    return SUITE_MAIN("routes", true, all);
}
