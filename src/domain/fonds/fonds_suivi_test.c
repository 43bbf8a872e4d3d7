// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the rest of the program reads of the fund: what waits, the API, the pack of a committee; what is forgotten. Both engines. */
#include "core/auth/retention.h"
#include "core/auth/sha256.h"
#include "domain/comites/comites.h"
#include "domain/fonds/fonds_monde_test.h"
#include "domain/fonds/fonds_priv.h"
#include "domain/plan/import.h"
#include "support/pdf.h"
#include "support/session.h"
#include "support/zip.h"
#include "web/assets.h"

/* ---- what waits ---- */

static void waits(World *w, const char *session, const char *what)
{
    HttpAnswer h = get(w, session, "/espace");
    assert_int_equal(h.status, 200);
    has(&h, what);
}

static void each_next_gesture_waits_for_who_makes_it(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    static const char brouillon[] = "Votre demande n’est pas encore déposée\u00a0: «\u00a0Ateliers du marché\u00a0».";
    draft(&k, 1000000, 2000000);
    waits(w, w->ref_brou, brouillon);
    HttpAnswer h = get(w, w->ref_voves, "/espace");
    has_not(&h, "Ateliers du marché");
    h = get(w, w->admin, "/espace");
    has_not(&h, "Ateliers du marché"); /* a draft is its structure's own */
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    waits(w, w->admin, "Une demande au fonds est à instruire");
    h = get(w, w->ref_brou, "/espace");
    has_not(&h, "Ateliers du marché");
    assert_ok(demande_ecrire_message(w->db, w->a, &pilote, NOW, k.uid, S("Combien de séances ?")));
    waits(w, w->ref_brou, "Un message du fonds attend votre réponse");
    assert_ok(demande_ecrire_message(w->db, w->a, &k.brou, NOW, k.uid, S("Dix")));
    h = get(w, w->ref_brou, "/espace");
    has_not(&h, "Ateliers du marché");
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    waits(w, w->admin, "Une demande au fonds est à porter au comité");
    decide(&k, true);
    waits(w, w->admin, "Le comité a adopté une demande au fonds\u00a0: accordez-la");
    assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 1000000, &f));
    waits(w, w->admin, "Une convention du fonds est à signer");
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    waits(w, w->ref_brou, "Le fonds attend vos justificatifs et votre bilan");
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400000, day(0), &f));
    waits(w, w->admin, "Un versement du fonds est à faire, ou à noter");
    assert_ok(
        versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), (PlanJour){ true, day(0) }, S("M-1")));
    assert_ok(justificatif_deposer(w->db, w->a, &k.brou, NOW, k.uid,
        &(Justificatif){ .libelle = S("Facture"), .jour = day(0), .montant = 2000000 }, &budget, &f));
    waits(w, w->admin, "Un justificatif du fonds est à vérifier");
    assert_ok(justificatif_decider(w->db, w->a, &pilote, NOW, k.uid, 1, true));
    assert_ok(bilan_deposer(w->db, w->a, &k.brou, NOW, k.uid, S("Fait"), 40));
    waits(w, w->admin, "Un bilan du fonds est à lire");
    assert_ok(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, true));
    const char *const everybody[] = { w->admin, w->ref_brou };
    for (size_t i = 0; i < 2; i++) {
        h = get(w, everybody[i], "/espace");
        has_not(&h, "Ateliers du marché");
    }
}

/* ---- by the API ---- */

static HttpAnswer by_key(World *w, const char *session, const char *target)
{
    return http_call(&w->app, w->db, w->a, "GET", target, test_key_header(w->a, session).p, STR_NONE);
}

static void a_key_reads_the_requests_of_its_scope(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400000, day(1), &f));
    const char *tom = world_session(w, w->tom.id, ROLE_RANG_FINANCEUR, PORTEE_DEPARTEMENT, S("28"));
    static const char all[] = "/api/v1/fonds/demandes";
    const char *const readers[] = { w->admin, w->ref_brou };
    for (size_t i = 0; i < 2; i++) {
        HttpAnswer h = by_key(w, readers[i], all);
        assert_int_equal(h.status, 200);
        has(&h, "\"titre\":\"Ateliers du marché\"");
        has(&h, "\"accorde\":\"10000.00\",\"verse\":\"0.00\"");
        has(&h, "\"versements\":[{\"genre\":\"avance\",\"montant\":\"4000.00\",\"prevu_le\":\"2026-11-24\"");
        has(&h, "\"total\":1}");
    }
    const char *const others[] = { w->ref_voves, tom };
    for (size_t i = 0; i < 2; i++) {
        HttpAnswer h = by_key(w, others[i], all);
        assert_int_equal(h.status, 200);
        has(&h, "\"demandes\":[],\"total\":0}");
    }
    assert_ok(fonds_lier(w->db, w->a, &pilote, NOW, k.c[1].contributeur_id, w->tom.id, true));
    HttpAnswer h = by_key(w, tom, all);
    has(&h, "\"total\":1}"); /* it bears a share of it */
    h = by_key(w, w->admin, "/api/v1/fonds/demandes?etat=refusee");
    has(&h, "\"demandes\":[]");
    h = by_key(w, w->admin, "/api/v1/fonds/demandes?page=2");
    has(&h, "\"page\":2,\"demandes\":[],\"total\":1}");
    assert_int_equal(get(w, w->admin, all).status, 401); /* a session is no key */
    assert_int_equal(by_key(w, w->coordinateur, all).status, 403);
    assert_int_equal(written(w, "api.fonds"), 7);
}

/* ---- in the pack of a committee ---- */

enum { FORMES = 3 };
typedef struct Dit {
    Str html, odt, pdf;
    int64_t reunion, dossiers[FORMES];
    Str octets[FORMES];
} Dit;

/* A pack of the meeting of the last decision. */
static Dit pack(void **state, Caisse *k)
{
    World *w = k->w;
    DemandeFonds d;
    Comite c;
    Reunion m;
    const DossierLigne *v;
    DossierLigne one;
    Str bytes[3];
    unsigned r = 0;
    size_t n = 0;
    assert_ok(demande_ouvrir(w->db, w->a, &pilote, k->uid, &d, &r));
    assert_ok(reunion_ouvrir(w->db, w->a, &pilote, (ReunionId){ d.reunion_id }, &m, &c));
    const DossierFonds f = { &w->site, assets, { 0 }, NOW, w->app.slices };
    assert_ok(dossier_faire(w->db, w->a, &pilote, &f, &c, &m));
    assert_ok(dossiers_de(w->db, w->a, m.id, &v, &n));
    for (size_t i = 0; i < 3; i++)
        assert_ok(dossier_lire(w->db, w->a, m.id, v[i].id, &one, &bytes[i]));
    return (Dit){ bytes[2], test_zip_part(w->a, bytes[1], S("content.xml")),
        test_pdf(state, w->a, bytes[0], "pdftotext '%s' - | tr '\\n' ' '"), m.id.v, { v[0].id, v[1].id, v[2].id },
        { bytes[0], bytes[1], bytes[2] } };
}

/* Whatever was asked, granted or taken back since: its bytes are those of that day. */
static void is_what_it_was(World *w, const Dit *d)
{
    for (size_t i = 0; i < FORMES; i++) {
        DossierLigne one;
        Str bytes;
        assert_ok(dossier_lire(w->db, w->a, (ReunionId){ d->reunion }, d->dossiers[i], &one, &bytes));
        assert_str_equal(bytes, d->octets[i]);
        assert_str_equal(one.sha256, sha256_hex(w->a, bytes));
    }
}

/* Without spaces of any kind: poppler writes them in its own way. */
static Str bare(Arena *a, Str s)
{
    static const Str spaces[] = { S_INIT(" "), S_INIT("\u00a0"), S_INIT("\u202f") };
    for (size_t i = 0; i < 3; i++)
        s = str_replace(a, s, spaces[i], S(""));
    return s;
}

static void says(World *w, const Dit *d, const char *what, bool said)
{
    const Str forms[] = { d->html, d->odt, d->pdf };
    for (size_t i = 0; i < 3; i++)
        if (str_has(bare(w->a, forms[i]), bare(w->a, str_from(what))) != said)
            fail_msg("forme %zu : « %s » %s", i, what, said ? "manque" : "est de trop");
}

static void load_plan(World *w)
{
    PlanLu lu;
    PlanBilan b;
    assert_ok(plan_lire(w->a, str_from(plan_feuille_2024), &lu));
    assert_ok(plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b));
}

static void in_instruction(Caisse *k, int64_t montant)
{
    FondsFaute f;
    draft(k, montant, 2 * montant);
    assert_ok(move(k, &k->brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(k, true);
}

/* What to do next stands first: bring it to the committee, then open its meeting, then grant. */
static void a_request_at_the_vote_leads_to_its_meeting(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    ComiteId id;
    Comite c;
    ReunionId m;
    draft(&k, 1000000, 2000000);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    const char *page = str_format(w->a, "/fonds/demandes/%.*s", STR_ARG(k.uid)).p;
    HttpAnswer h = get(w, w->admin, page);
    has(&h, "<button class=\"bouton\" type=\"submit\">Porter au comité");
    assert_ok(comite_creer(w->db, w->a, &pilote, NOW, S("Comité"), COMITE_PILOTAGE, &id));
    assert_ok(comite_ouvrir(w->db, w->a, &pilote, id, &c));
    assert_ok(reunion_creer(w->db, w->a, &pilote, NOW, &c, NOW, 60, S(""), &m));
    assert_ok(demande_proposer(w->db, w->a, &pilote, NOW, k.uid, m.v));
    h = get(w, w->admin, page);
    has(&h, "La demande attend le vote du comité.");
    has(&h, str_format(w->a, "<a class=\"bouton\" href=\"/plan/reunions/%lld\">Ouvrir la réunion", (long long)m.v).p);
    has(&h, "Porter à une autre réunion");
    decide(&k, true);
    h = get(w, w->admin, page);
    has(&h, "La demande est adoptée par le comité");
    has(&h, "Accorder</button>");
    has_not(&h, "Porter à une autre réunion");
}

/* A request is named in the pack of its own meeting; what one or two have received is not told, what three have is. */
static void the_pack_tells_of_the_fund_and_of_no_request(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    load_plan(w);
    in_instruction(&k, 300000);
    Dit d = pack(state, &k);
    const Dit first = d;
    says(w, &d, "Fonds d’essai (2027)", true);
    says(w, &d, "Contributions, selon leur état", true);
    says(w, &d, "40\u202f000,01\u00a0€", true); /* agreed, together */
    says(w, &d, "1. Structurer", true);
    says(w, &d, "25\u202f000\u00a0€", true);
    says(w, &d, "Demandes à décider à cette réunion", true);
    says(w, &d, "Maison du numérique", true);
    says(w, &d, "3\u202f000\u00a0€", false); /* what it asks */
    says(w, &d, "1er trimestre 2027", true);
    says(w, &d, "registre du fonds tenu sur ce site, le 23 novembre 2026", true);
    assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 271828, &f));
    d = pack(state, &k);
    says(w, &d, "2\u202f718,28", false);
    says(w, &d, "à partir de trois demandes acceptées", true);
    says(w, &d, "Aucune demande n’est à décider", true);
    for (int i = 0; i < 2; i++) {
        in_instruction(&k, 300000);
        assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 200000, &f));
    }
    d = pack(state, &k);
    says(w, &d, "6\u202f718,28", true);
    says(w, &d, "Consommation, versé sur accordé\u00a0: 0\u00a0%", true);
    says(w, &d, "18\u202f281,72", true); /* left in the envelopes */
    in_instruction(&k, 300000);
    in_instruction(&k, 300000);
    assert_ok(enveloppe_ecrire(w->db, w->a, &pilote, NOW, k.fonds, 1, 2512345, &f));
    d = pack(state, &k);
    says(w, &d, "1 autre demande est en instruction", true);
    Str lines = test_pdf(state, w->a, d.octets[0],
        "pdftotext -layout '%s' -"); /* an amount is not cut, seven columns or not */
    assert_true(str_has(bare(w->a, lines), S("25123,45€")));
    is_what_it_was(w, &first);
}

/* ---- the matrix as a file ---- */

/* What counts of an action, and what remains to be found, add up to its expenses; amounts are to the centime. */
static void the_matrix_adds_up(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    FinancementFaute faute;
    Plan p;
    load_plan(w);
    assert_ok(plan_courant(w->db, w->a, &p));
    const Action *x = plan_action(&p, S("1.1"));
    const Cout cost = { .nature = COUT_FONCTIONNEMENT, .libelle = S("Animation"), .ht = 5000001 };
    const Financement own = { .financeur = S("Commune"), .nature = APPORT_PUBLIQUE, .montant = 1000010 };
    const Financement kind = { .financeur = S("Agence"), .nature = APPORT_EN_NATURE, .montant = 700 };
    assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &cost, &faute));
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &own, &faute));
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &kind, &faute));
    accepted(&k, 1000000, 2000000, 1000000); /* it names action 1.1 */
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400007, day(0), &f));
    assert_ok(
        versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), (PlanJour){ true, day(0) }, S("M-1")));
    HttpAnswer h = get(w, w->admin, "/fonds/cofinancement.csv");
    has(&h, "Commune,Aide publique,Pressenti,10000.1,0\r\n");
    has(&h, "Agence,Apport en nature,Pressenti,7,0\r\n");
    has(&h, "Fonds d’inclusion numérique,Aide publique,Acquis,10000,4000.07\r\n");
    has(&h, "À trouver,,,29999.91,0\r\n"); /* 50,000.01 less 10,000.10 and 10,000 */
    h = get(w, w->admin, "/fonds/cofinancement");
    has(&h, "29\u202f999,91\u00a0€");
    h = get(w, w->admin, "/fonds/gestion/1");
    has(&h, "<option value=\"Commune\">"); /* a contributor is suggested by the plan */
}

/* ---- the agreement ---- */

static HttpAnswer agreement(Caisse *k, const char *session)
{
    return get(k->w, session, url(k->w, "/fonds/demandes/UID/convention.pdf", k->uid));
}

static void reads(Caisse *k, void **state, const HttpAnswer *h, const char *const *words, size_t n)
{
    assert_int_equal(h->status, 200);
    Str said = test_pdf(state, k->w->a, h->body, "pdftotext '%s' - | tr '\\n' ' '");
    for (size_t i = 0; i < n; i++)
        if (!str_has(said, str_from(words[i])))
            fail_msg("« %s » manque dans : %.*s", words[i], STR_ARG(said));
}

/* A draft says so, and what it says; only the structure and pilotes read it. */
static void a_draft_of_the_agreement(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    const char *tom = world_session(w, w->tom.id, ROLE_RANG_FINANCEUR, PORTEE_DEPARTEMENT, S("28"));
    static const char *const words[] = { "Projet de convention : Ateliers du marché",
        "PROJET. Cette convention n’est pas", "« Fonds d’essai » (2027), tenu par Essai", "Des ateliers chaque semaine",
        "numéro 1.1", "Comité, réuni le 23 novembre 2026, a adopté",
        "8 028,18 € (huit mille vingt-huit euros et dix-huit centimes)", "40,14 % des dépenses prévues",
        "Banque des territoires", "Département", "4 014,09 € au plus (50 % de l’aide)", "Ouvrir à tous", "un bilan",
        "Pour le bénéficiaire", "Règlement du fonds", "sans valeur avant signature" };
    draft(&k, 1000000, 2000000);
    assert_int_equal(agreement(&k, w->ref_brou).status, 303); /* there is none before it is granted */
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(&k, true);
    assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 802818, &f));
    HttpAnswer h = agreement(&k, w->ref_brou);
    reads(&k, state, &h, words, sizeof words / sizeof *words);
    assert_true(str_has(h.body, S("/Lang (fr-FR)")));
    assert_true(str_has(test_pdf(state, w->a, h.body, "pdfinfo '%s'"), S("Tagged:          yes")));
    assert_true(str_has(test_pdf(state, w->a, h.body, "pdfinfo '%s'"), S("Pages:           2")));
    assert_int_equal(written(w, "demande.lire_convention"), 1);
    assert_int_equal(agreement(&k, w->admin).status, 200);
    assert_int_equal(agreement(&k, w->ref_voves).status, 404);
    assert_ok(fonds_lier(w->db, w->a, &pilote, NOW, k.c[1].contributeur_id, w->tom.id, true));
    assert_int_equal(agreement(&k, tom).status, 403); /* it names the shares of the others */
    const char *page = url(w, "/fonds/demandes/UID", k.uid);
    h = get(w, w->ref_brou, page);
    has(&h, "Télécharger le projet de convention");
    has_not(&h, "SHA-256");
    h = get(w, tom, page);
    has_not(&h, "Télécharger");
}

static Str kept(Caisse *k)
{
    DemandeFonds d;
    ConventionGelee g;
    unsigned r = 0;
    assert_ok(demande_ouvrir(k->w->db, k->w->a, NULL, k->uid, &d, &r));
    assert_ok(convention_gelee(k->w->db, k->w->a, d.id, &g));
    return g.fait_at ? g.sha256 : STR_NONE;
}

/* Once it is noted its bytes are those of then, whatever changes; noted by mistake, it is a draft again. */
static void the_agreement_never_changes(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    Fonds fonds;
    static const char *const words[] = { "Convention C-1, signée le 23 novembre 2026.", "dix mille euros" };
    accepted(&k, 1000000, 2000000, 1000000);
    HttpAnswer draft_of = agreement(&k, w->admin);
    const char *form = url(w, "/fonds/demandes/UID/convention", k.uid), *page = url(w, "/fonds/demandes/UID", k.uid);
    assert_true(str_is_none(kept(&k)));
    assert_int_equal(post(w, w->admin, form, "geste=rouvrir").status, 400);
    assert_int_equal(post(w, w->admin, form, "convention=C-1&jour=2026-11-23").status, 303);
    HttpAnswer first = agreement(&k, w->admin);
    reads(&k, state, &first, words, 2);
    assert_false(str_has(test_pdf(state, w->a, first.body, "pdftotext '%s' -"), S("PROJET")));
    assert_str_equal(kept(&k), sha256_hex(w->a, first.body));
    HttpAnswer h = get(w, w->ref_brou, page);
    has(&h, "Télécharger la convention signée");
    assert_true(str_has(h.body, kept(&k)));
    /* The fund changes, and the day. */
    assert_ok(fonds_lire(w->db, w->a, k.fonds, &fonds));
    fonds.nom = S("Autre nom");
    fonds.reglement = S("Autres règles");
    fonds.avance_max = 1000;
    assert_ok(fonds_modifier(w->db, w->a, &pilote, NOW, &fonds));
    w->now += 40 * 24 * 3600;
    h = agreement(&k, w->ref_brou);
    assert_str_equal(h.body, first.body);
    /* Taken back, it is a draft of now; noted again, it is made again. */
    assert_err(convention_reprendre(w->db, w->a, &k.brou, NOW, k.uid), ERR_FORBIDDEN);
    assert_int_equal(post(w, w->admin, form, "geste=rouvrir").status, 303);
    assert_true(str_is_none(kept(&k)));
    h = agreement(&k, w->admin);
    assert_true(h.status == 200 && !str_eq(h.body, first.body) && !str_eq(h.body, draft_of.body));
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-2"), day(0)));
    h = agreement(&k, w->admin);
    assert_str_equal(kept(&k), sha256_hex(w->a, h.body));
    /* Money follows it: it is what it was. */
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_ACOMPTE, 1000, day(0), &f));
    assert_err(convention_reprendre(w->db, w->a, &pilote, NOW, k.uid), ERR_CONFLICT);
    assert_err(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-3"), day(0)), ERR_CONFLICT);
    assert_str_equal(agreement(&k, w->admin).body, h.body);
}

/* ---- kept no longer than said ---- */

static size_t papers_of(Caisse *k, Str uid, size_t *messages)
{
    DemandeFonds d;
    const Piece *p;
    const DemandeMessage *m;
    unsigned r = 0;
    size_t n = 0;
    assert_ok(demande_ouvrir(k->w->db, k->w->a, NULL, uid, &d, &r));
    assert_ok(demande_pieces(k->w->db, k->w->a, d.id, &p, &n));
    assert_ok(demande_messages(k->w->db, k->w->a, d.id, &m, messages));
    return n;
}

static FondsOublis forget(Caisse *k, Date today)
{
    FondsOublis o;
    assert_ok(fonds_oublier_anciens(k->w->db, k->w->a, date_start_paris(today), &o));
    return o;
}

static void what_is_over_is_forgotten(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    DemandeFonds d;
    unsigned r = 0;
    size_t messages = 0;
    Date decided = date_paris(NOW), closed = k.appel.ferme;
    draft(&k, 100000, 200000);
    Str kept_draft = k.uid;
    draft(&k, 100000, 200000);
    Str refused = k.uid;
    assert_ok(demande_ecrire_message(w->db, w->a, &k.brou, NOW, refused, S("Bonjour")));
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_REFUSEE, 0, &f));
    accepted(&k, 1000000, 2000000, 1000000);
    assert_ok(justificatif_deposer(w->db, w->a, &k.brou, NOW, k.uid,
        &(Justificatif){ .libelle = S("Facture"), .jour = day(0), .montant = 1 }, &budget, &f));
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    FondsOublis o = forget(&k, date_add_months(closed, BROUILLON_MOIS));
    assert_int_equal(o.brouillons + o.dossiers, 0);
    o = forget(&k, (Date){ date_add_months(closed, BROUILLON_MOIS).days + 1 });
    assert_int_equal(o.brouillons, 1);
    assert_err(demande_ouvrir(w->db, w->a, NULL, kept_draft, &d, &r), ERR_NOT_FOUND);
    assert_int_equal(papers_of(&k, refused, &messages), 1);
    o = forget(&k, (Date){ date_add_months(decided, REFUS_MOIS).days + 1 });
    assert_int_equal(o.dossiers, 1);
    assert_int_equal(papers_of(&k, refused, &messages), 0);
    assert_int_equal(messages, 0);
    assert_int_equal(papers_of(&k, k.uid, &messages), 2);
    assert_int_equal(agreement(&k, w->admin).status, 200);
    o = forget(&k, (Date){ date_add_months(decided, ACCORD_MOIS).days + 1 });
    assert_int_equal(o.dossiers, 1);
    assert_int_equal(papers_of(&k, k.uid, &messages), 0);
    assert_ok(demande_ouvrir(w->db, w->a, NULL, k.uid, &d, &r)); /* what was granted stays, without its papers */
    assert_int_equal(d.accorde, 1000000);
    assert_int_equal(agreement(&k, w->admin).status, 404); /* nothing is made in its place */
    o = forget(&k, (Date){ date_add_months(decided, ACCORD_MOIS).days + 2 });
    assert_int_equal(o.brouillons + o.dossiers, 0);
    assert_int_equal(written(w, "demande.oublier"), 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_at_the_vote_leads_to_its_meeting),
        cmocka_unit_test(each_next_gesture_waits_for_who_makes_it),
        cmocka_unit_test(a_key_reads_the_requests_of_its_scope),
        cmocka_unit_test(the_pack_tells_of_the_fund_and_of_no_request),
        cmocka_unit_test(the_matrix_adds_up),
        cmocka_unit_test(a_draft_of_the_agreement),
        cmocka_unit_test(the_agreement_never_changes),
        cmocka_unit_test(what_is_over_is_forgotten),
    };
    return SUITE_MAIN("fonds_suivi", true, tests);
}
