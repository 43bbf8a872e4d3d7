// SPDX-License-Identifier: AGPL-3.0-or-later
/* The fund from the promise to the balance: rules, rights, what is refused; both engines. */
#include "domain/fonds/fonds.h"

#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/comites/comites.h"
#include "domain/espace/espace.h"
#include "domain/plan/import.h"
#include "support/pdf.h"
#include "support/session.h"
#include "support/zip.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_plan, &slice_comites, &slice_fonds, &slice_espace, NULL };
static const Acteur pilote = { .personne_id = 1, .role = ROLE_PILOTE };

typedef struct Caisse {
    World *w;
    FondsId fonds;
    AppelFonds appel;
    const Contribution *c; /* "Banque des territoires", "Département" */
    Acteur brou, voves, financeur; /* référents of two structures; somebody of the Département */
    Str uid;
} Caisse;

static World *fonds_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    w->app.assets = assets;
    w->app.bearer = test_bearer;
    return w;
}

static void contribute(Caisse *k, const char *nom, int64_t accorde)
{
    World *w = k->w;
    FondsFaute f;
    size_t n = 0;
    assert_ok(contribution_promettre(w->db, w->a, &pilote, NOW, k->fonds, str_from(nom), CONTRIBUTEUR_PUBLIC, accorde,
        (PlanJour){ true, date_from_ymd(2027, 2, 1) }));
    assert_ok(contributions_de(w->db, w->a, k->fonds, &k->c, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(k->c[i].nom, str_from(nom)))
            assert_ok(contribution_passer(w->db, w->a, &pilote, NOW, k->fonds, k->c[i].id, ETAPE_ACCORD, accorde, &f));
    assert_ok(contributions_de(w->db, w->a, k->fonds, &k->c, &n));
}

static Caisse caisse_new(World *w)
{
    Caisse k = { .w = w };
    FondsFaute f;
    AppelFondsId id;
    const Fonds fonds = { .annee = 2027,
        .nom = S("Fonds d’essai"),
        .reglement = S("Règles"),
        .avance_max = 5000,
        .publie = true };
    assert_ok(fonds_creer(w->db, w->a, &pilote, NOW, &fonds, &k.fonds));
    contribute(&k, "Département", 3000000);
    contribute(&k, "Banque des territoires", 1000001);
    assert_ok(enveloppe_ecrire(w->db, w->a, &pilote, NOW, k.fonds, 1, 2500000, &f));
    const AppelFonds x = { .fonds_id = k.fonds,
        .axe = 1,
        .titre = S("Équiper les lieux"),
        .criteres = S("Ouvrir à tous"),
        .ouvre = { date_paris(NOW).days - 5 },
        .ferme = { date_paris(NOW).days + 5 },
        .plafond = 2000000,
        .taux_max = 8000,
        .pieces = 1U << PIECE_BUDGET,
        .publie = true };
    assert_ok(appel_ecrire(w->db, w->a, &pilote, NOW, &x, &id, &f));
    assert_ok(appel_lire(w->db, w->a, id, &k.appel));
    k.brou =
        (Acteur){ .personne_id = w->max.id.v, .role = ROLE_REFERENT, .portee = S("structure"), .code = w->brou.uid };
    k.voves =
        (Acteur){ .personne_id = w->zoe.id.v, .role = ROLE_REFERENT, .portee = S("structure"), .code = w->voves.uid };
    k.financeur =
        (Acteur){ .personne_id = w->tom.id.v, .role = ROLE_FINANCEUR, .portee = S("departement"), .code = S("28") };
    return k;
}

static const Upload budget = { S_INIT("budget.pdf"), FILE_PDF, S_INIT("%PDF-1.7 essai") };

/* A request of brou, whole, still a draft. */
static void draft(Caisse *k, int64_t montant, int64_t depense)
{
    World *w = k->w;
    FondsFaute f;
    DemandeFonds d;
    unsigned r = 0;
    assert_ok(demande_creer(w->db, w->a, &k->brou, NOW, w->app.random, &k->appel, w->brou.uid, S("Ateliers du marché"),
        &k->uid, &f));
    assert_ok(demande_ouvrir(w->db, w->a, &k->brou, k->uid, &d, &r));
    assert_ok(demande_ecrire(w->db, w->a, &k->brou, NOW, k->uid, d.version,
        &(DemandeSaisie){ S("Ateliers du marché"), S("Des ateliers chaque semaine"), S("1.1"), montant }, &f));
    assert_ok(demande_depense(w->db, w->a, &k->brou, NOW, k->uid,
        &(Cout){ .nature = COUT_FONCTIONNEMENT, .libelle = S("Animation"), .ht = depense }, &f));
    assert_ok(piece_deposer(w->db, w->a, &k->brou, NOW, k->uid, PIECE_BUDGET, &budget, &f));
}

static Err move(Caisse *k, const Acteur *par, DemandeEtat vers, int64_t accorde, FondsFaute *f)
{
    *f = FONDS_BON;
    return demande_passer(k->w->db, k->w->a, par, NOW, k->uid, &(DemandeMouvement){ vers, S("Motif dit"), accorde }, f);
}

/* A committee that adopts what is asked. */
static void decide(Caisse *k, bool adopt)
{
    World *w = k->w;
    ComiteId id;
    Comite c;
    ReunionId m;
    Reunion r;
    const Decision *v;
    size_t n = 0;
    const Acteur max = { .personne_id = w->max.id.v, .role = ROLE_COMITE };
    assert_ok(comite_creer(w->db, w->a, &pilote, NOW, S("Comité"), COMITE_PILOTAGE, &id));
    assert_ok(comite_ouvrir(w->db, w->a, &pilote, id, &c));
    assert_ok(comite_inscrire(w->db, w->a, &pilote, NOW, &c, w->max.id, true));
    assert_ok(reunion_creer(w->db, w->a, &pilote, NOW, &c, NOW, 60, S(""), &m));
    assert_ok(demande_proposer(w->db, w->a, &pilote, NOW, k->uid, m.v));
    assert_ok(reunion_ouvrir(w->db, w->a, &pilote, m, &r, &c));
    assert_ok(decisions_de(w->db, w->a, m, &v, &n));
    assert_int_equal(n, 1);
    assert_true(str_has(v[0].texte, S("Ateliers du marché")));
    assert_false(str_has(v[0].texte, S("€")));
    assert_ok(decision_voter(w->db, w->a, &max, NOW, &r, v[0].id, adopt ? VOTE_POUR : VOTE_CONTRE));
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &r, v[0].id, false));
}

static void accepted(Caisse *k, int64_t montant, int64_t depense, int64_t accorde)
{
    FondsFaute f;
    draft(k, montant, depense);
    assert_ok(move(k, &k->brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(k, true);
    assert_ok(move(k, &pilote, DEMANDE_ACCEPTEE, accorde, &f));
}

/* ---- the fund ---- */

static void amounts_stay_in_their_order(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    FondsCompte c;
    int64_t bank = k.c[0].id;
    assert_err(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, bank, ETAPE_RECU, 1, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_ORDRE);
    assert_ok(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, bank, ETAPE_APPEL, 500000, &f));
    assert_ok(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, bank, ETAPE_RECU, 500000, &f));
    assert_err(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, bank, ETAPE_ACCORD, 499999, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_ORDRE);
    assert_err(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, 999, ETAPE_ACCORD, 1, &f), ERR_NOT_FOUND);
    assert_err(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, bank, ETAPE_PROMESSE, -1, &f), ERR_INVALID);
    assert_err(contribution_promettre(w->db, w->a, &pilote, NOW, k.fonds, S("Département"), CONTRIBUTEUR_PUBLIC, 1,
                   (PlanJour){ 0 }),
        ERR_CONFLICT);
    assert_err(enveloppe_ecrire(w->db, w->a, &pilote, NOW, k.fonds, 2, 1500002, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_ENVELOPPES);
    assert_ok(enveloppe_ecrire(w->db, w->a, &pilote, NOW, k.fonds, 2, 1500001, &f));
    assert_ok(fonds_compter(w->db, w->a, k.fonds, &c));
    assert_int_equal(c.total.enveloppe, 4000001);
    assert_int_equal(c.accorde, 4000001);
    /* What is shared out already cannot be taken back. */
    assert_err(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, k.c[1].id, ETAPE_ACCORD, 2999999, &f),
        ERR_INVALID);
    assert_int_equal(f, FONDS_ENVELOPPES);
    const int64_t poids[] = { 1, 1, 1 };
    assert_ok(enveloppes_repartir(w->db, w->a, &pilote, NOW, k.fonds, 4000001, poids, 3, &f));
    assert_ok(fonds_compter(w->db, w->a, k.fonds, &c));
    assert_int_equal(c.total.enveloppe, 4000001);
    assert_int_equal(c.axes[0].enveloppe, 1333334);
    assert_int_equal(c.axes[2].enveloppe, 1333333);
    assert_err(enveloppes_repartir(w->db, w->a, &pilote, NOW, k.fonds, 4000002, poids, 3, &f), ERR_INVALID);
}

static void only_pilotes_hold_the_fund(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    FondsId id;
    AppelFondsId call;
    const Acteur *const others[] = { &k.brou, &k.financeur };
    for (size_t i = 0; i < 2; i++) {
        const Acteur *x = others[i];
        assert_err(fonds_creer(w->db, w->a, x, NOW, &(Fonds){ .annee = 2027, .nom = S("x") }, &id), ERR_FORBIDDEN);
        assert_err(contribution_passer(w->db, w->a, x, NOW, k.fonds, k.c[0].id, ETAPE_ACCORD, 1, &f), ERR_FORBIDDEN);
        assert_err(enveloppe_ecrire(w->db, w->a, x, NOW, k.fonds, 1, 1, &f), ERR_FORBIDDEN);
        assert_err(appel_ecrire(w->db, w->a, x, NOW, &k.appel, &call, &f), ERR_FORBIDDEN);
        assert_err(fonds_lier(w->db, w->a, x, NOW, k.c[0].contributeur_id, w->tom.id, true), ERR_FORBIDDEN);
    }
    Fonds one;
    assert_ok(fonds_lire(w->db, w->a, k.fonds, &one));
    assert_ok(fonds_modifier(w->db, w->a, &pilote, NOW, &one));
    assert_err(fonds_modifier(w->db, w->a, &pilote, NOW, &one), ERR_CONFLICT);
    AppelFonds late = k.appel;
    late.ferme.days = late.ouvre.days - 1;
    assert_err(appel_ecrire(w->db, w->a, &pilote, NOW, &late, &call, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_DATES);
}

/* ---- requests ---- */

static void what_is_not_whole_is_not_sent(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    DemandeFonds d;
    unsigned r = 0;
    assert_err(demande_creer(w->db, w->a, &k.voves, NOW, w->app.random, &k.appel, w->brou.uid, S("x"), &k.uid, &f),
        ERR_NOT_FOUND);
    assert_err(
        demande_creer(w->db, w->a, &k.brou, NOW + 30 * DAY, w->app.random, &k.appel, w->brou.uid, S("x"), &k.uid, &f),
        ERR_INVALID);
    assert_int_equal(f, FONDS_FERME);
    assert_ok(demande_creer(w->db, w->a, &k.brou, NOW, w->app.random, &k.appel, w->brou.uid, S("x"), &k.uid, &f));
    assert_err(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_INCOMPLET);
    static const struct {
        int64_t montant, depense;
        FondsFaute f;
    } cases[] = {
        { 2000001, 9000000, FONDS_PLAFOND },
        { 800001, 1000000, FONDS_TAUX },
        { 800000, 1000000, FONDS_BON },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        draft(&k, cases[i].montant, cases[i].depense);
        assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
        assert_ok(demande_controler(w->db, w->a, &d, date_paris(NOW), &f));
        assert_int_equal(f, cases[i].f);
    }
    /* The last one is good; another receipt would leave the structure less than nothing. */
    assert_ok(demande_recette(w->db, w->a, &k.brou, NOW, k.uid,
        &(Financement){ .financeur = S("Commune"),
            .nature = APPORT_PUBLIQUE,
            .etat = FINANCEMENT_ACQUIS,
            .montant = 200001 },
        &f));
    assert_err(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_EXCES);
    assert_ok(demande_retirer(w->db, w->a, &k.brou, NOW, k.uid, true, 1));
    /* In kind is apart. */
    assert_ok(demande_recette(w->db, w->a, &k.brou, NOW, k.uid,
        &(Financement){ .financeur = S("Commune"),
            .nature = APPORT_EN_NATURE,
            .etat = FINANCEMENT_ACQUIS,
            .montant = 900000 },
        &f));
    const Piece *p;
    size_t n = 0;
    assert_ok(demande_pieces(w->db, w->a, d.id, &p, &n));
    assert_ok(piece_retirer(w->db, w->a, &k.brou, NOW, k.uid, p[0].id));
    assert_err(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_PIECES);
    assert_ok(piece_deposer(w->db, w->a, &k.brou, NOW, k.uid, PIECE_BUDGET, &budget, &f));
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
}

static void money_needs_a_decision_and_an_envelope(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    DemandeFonds d;
    FondsCompte c;
    const PartFonds *parts;
    unsigned r = 0;
    size_t n = 0;
    draft(&k, 1600000, 2000000);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_err(move(&k, &k.brou, DEMANDE_INSTRUCTION, 0, &f), ERR_CONFLICT);
    assert_err(demande_proposer(w->db, w->a, &pilote, NOW, k.uid, 1), ERR_CONFLICT);
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    assert_err(move(&k, &pilote, DEMANDE_ACCEPTEE, 1600000, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_DECISION);
    decide(&k, false); /* rejected */
    assert_err(move(&k, &pilote, DEMANDE_ACCEPTEE, 1600000, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_DECISION);
    decide(&k, true);
    assert_err(move(&k, &pilote, DEMANDE_ACCEPTEE, 1600001, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_MONTANT);
    assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 1500000, &f));
    assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
    assert_int_equal(d.accorde, 1500000);
    assert_ok(demande_parts(w->db, w->a, &pilote, &d, &parts, &n));
    assert_int_equal(n, 2);
    assert_int_equal(parts[0].montant + parts[1].montant, 1500000);
    assert_ok(fonds_compter(w->db, w->a, k.fonds, &c));
    assert_int_equal(c.total.accorde, 1500000);
    assert_true(c.discret);
    assert_err(enveloppe_ecrire(w->db, w->a, &pilote, NOW, k.fonds, 1, 1499999, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_ENGAGE);
    /* A million is left in the envelope. */
    draft(&k, 1200000, 2000000);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(&k, true);
    assert_err(move(&k, &pilote, DEMANDE_ACCEPTEE, 1000001, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_ENVELOPPE);
    assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 1000000, &f));
}

static void refusals_say_why_and_ends_are_ends(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    draft(&k, 100000, 200000);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    assert_err(demande_passer(w->db, w->a, &pilote, NOW, k.uid, &(DemandeMouvement){ DEMANDE_REFUSEE, S(" "), 0 }, &f),
        ERR_INVALID);
    assert_int_equal(f, FONDS_MOTIF);
    DemandeFonds d;
    unsigned r = 0;
    assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
    assert_err(
        demande_ecrire(w->db, w->a, &k.brou, NOW, k.uid, d.version, &(DemandeSaisie){ S("y"), S(""), S(""), 1 }, &f),
        ERR_FORBIDDEN); /* it is being read */
    assert_ok(move(&k, &pilote, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
    assert_err(demande_ecrire(w->db, w->a, &k.brou, NOW, k.uid, d.version - 1,
                   &(DemandeSaisie){ S("y"), S("z"), S(""), 100000 }, &f),
        ERR_CONFLICT);
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_REFUSEE, 0, &f));
    for (int to = 0; to < DEMANDE_ETATS_N; to++) {
        assert_err(move(&k, &pilote, (DemandeEtat)to, 1, &f), ERR_CONFLICT);
        assert_err(move(&k, NULL, (DemandeEtat)to, 1, &f), ERR_CONFLICT);
    }
}

/* ---- who reads it ---- */

static void a_request_is_for_those_concerned(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    DemandeFonds d;
    const DemandeFonds *list;
    const PartFonds *parts;
    unsigned r = 0;
    size_t n = 0;
    int64_t total = 0;
    const DemandeFiltre any = { -1, { 0 } };
    const unsigned roles[] = { ROLE_COMITE, ROLE_COORDINATEUR, ROLE_MEDIATEUR, ROLE_PRESCRIPTEUR, ROLE_LECTEUR };
    accepted(&k, 1000000, 2000000, 1000000);
    assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
    assert_int_equal(r, REGARD_STRUCTURE);
    assert_err(demande_ouvrir(w->db, w->a, &k.voves, k.uid, &d, &r), ERR_NOT_FOUND);
    assert_err(demande_ouvrir(w->db, w->a, &k.financeur, k.uid, &d, &r), ERR_NOT_FOUND);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        Acteur other = k.brou;
        other.role = roles[i];
        assert_err(demande_ouvrir(w->db, w->a, &other, k.uid, &d, &r), ERR_NOT_FOUND);
        assert_ok(fonds_demandes_de(w->db, w->a, &other, &any, 1, &list, &n, &total));
        assert_true(n == 0 && total == 0);
    }
    /* Tied to a contributor: what it bears, its share only; the messages are not its own. */
    assert_ok(fonds_lier(w->db, w->a, &pilote, NOW, k.c[1].contributeur_id, w->tom.id, true));
    assert_ok(demande_ouvrir(w->db, w->a, &k.financeur, k.uid, &d, &r));
    assert_int_equal(r, REGARD_FINANCEUR);
    assert_ok(demande_parts(w->db, w->a, &k.financeur, &d, &parts, &n));
    assert_int_equal(n, 1);
    assert_str_equal(parts[0].nom, S("Département"));
    assert_err(demande_ecrire_message(w->db, w->a, &k.financeur, NOW, k.uid, S("x")), ERR_FORBIDDEN);
    draft(&k, 100, 200); /* not granted: it bears nothing of it */
    assert_ok(fonds_demandes_de(w->db, w->a, &k.financeur, &any, 1, &list, &n, &total));
    assert_true(n == 1 && total == 1);
    assert_err(demande_ouvrir(w->db, w->a, &k.financeur, k.uid, &d, &r), ERR_NOT_FOUND);
    assert_ok(fonds_demandes_de(w->db, w->a, &k.brou, &any, 1, &list, &n, &total));
    assert_int_equal(total, 2);
    assert_ok(fonds_demandes_de(w->db, w->a, &k.voves, &any, 1, &list, &n, &total));
    assert_int_equal(total, 0);
    assert_ok(
        fonds_demandes_de(w->db, w->a, &pilote, &(DemandeFiltre){ DEMANDE_ACCEPTEE, { 0 } }, 1, &list, &n, &total));
    assert_int_equal(total, 1);
    assert_ok(fonds_lier(w->db, w->a, &pilote, NOW, k.c[1].contributeur_id, w->tom.id, false));
    assert_ok(fonds_demandes_de(w->db, w->a, &k.financeur, &any, 1, &list, &n, &total));
    assert_int_equal(total, 0);
}

static void papers_come_back_as_they_are(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    DemandeFonds d;
    Piece p;
    const Piece *all;
    unsigned r = 0;
    size_t n = 0;
    Str bytes;
    draft(&k, 100000, 200000);
    assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
    assert_ok(demande_pieces(w->db, w->a, d.id, &all, &n));
    assert_int_equal(n, 1);
    assert_ok(piece_lire(w->db, w->a, &d, all[0].id, &p, &bytes));
    assert_str_equal(bytes, budget.bytes);
    assert_int_equal(p.sha256.n, 64);
    assert_err(piece_lire(w->db, w->a, &d, 999, &p, &bytes), ERR_NOT_FOUND);
    const Upload csv = { S("a.csv"), FILE_CSV, S("a;b") };
    assert_err(piece_deposer(w->db, w->a, &k.brou, NOW, k.uid, PIECE_BUDGET, &csv, &f), ERR_INVALID);
    for (size_t i = n; i < DEMANDE_PIECES_MAX; i++)
        assert_ok(piece_deposer(w->db, w->a, &k.brou, NOW, k.uid, PIECE_DEVIS, &budget, &f));
    assert_err(piece_deposer(w->db, w->a, &k.brou, NOW, k.uid, PIECE_DEVIS, &budget, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_TROP);
    assert_err(piece_deposer(w->db, w->a, &pilote, NOW, k.uid, PIECE_DEVIS, &budget, &f), ERR_FORBIDDEN);
}

/* ---- from the agreement to the balance ---- */

static Date day(int n)
{
    return (Date){ date_paris(NOW).days + n };
}

static int64_t first_payment(Caisse *k, size_t at)
{
    const Versement *v;
    DemandeFonds d;
    unsigned r = 0;
    size_t n = 0;
    assert_ok(demande_ouvrir(k->w->db, k->w->a, &pilote, k->uid, &d, &r));
    assert_ok(demande_versements(k->w->db, k->w->a, d.id, &v, &n));
    assert_true(at < n);
    return v[at].id;
}

static void money_follows_the_agreement(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f = FONDS_BON;
    DemandeFonds d;
    FondsCompte c;
    const Justificatif *j;
    const Contribution *given;
    unsigned r = 0;
    size_t n = 0;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_err(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 1, day(1), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_CONVENTION);
    assert_err(convention_signer(w->db, w->a, &k.brou, NOW, k.uid, S("C-1"), day(0)), ERR_FORBIDDEN);
    assert_err(convention_signer(w->db, w->a, &pilote, NOW, k.uid, S("C-1"), day(1)), ERR_INVALID);
    assert_ok(convention_signer(w->db, w->a, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400000, day(1), &f));
    assert_err(convention_signer(w->db, w->a, &pilote, NOW, k.uid, S("C-2"), day(0)), ERR_CONFLICT);
    assert_err(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 100001, day(1), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_AVANCE);
    int64_t advance = first_payment(&k, 0);
    const PlanJour today = { true, day(0) }, tomorrow = { true, day(1) };
    assert_err(versement_finir(w->db, w->a, &pilote, NOW, k.uid, advance, tomorrow, S("")), ERR_INVALID);
    assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k.uid, advance, today, S("M-1")));
    assert_err(versement_finir(w->db, w->a, &pilote, NOW, k.uid, advance, today, S("M-1")), ERR_CONFLICT);
    assert_err(versement_finir(w->db, w->a, &pilote, NOW, k.uid, advance, (PlanJour){ 0 }, S("")), ERR_CONFLICT);
    assert_ok(justificatif_deposer(w->db, w->a, &k.brou, NOW, k.uid,
        &(Justificatif){ .libelle = S("Facture 1"), .jour = day(0), .montant = 1500000 }, &budget, &f));
    assert_ok(demande_ouvrir(w->db, w->a, &k.brou, k.uid, &d, &r));
    assert_ok(demande_justificatifs(w->db, w->a, d.id, &j, &n));
    assert_true(n == 1 && j[0].piece_id);
    assert_err(justificatif_decider(w->db, w->a, &k.brou, NOW, k.uid, j[0].id, true), ERR_FORBIDDEN);
    assert_ok(justificatif_decider(w->db, w->a, &pilote, NOW, k.uid, j[0].id, true));
    assert_err(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_SOLDE, 350000, day(2), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_BILAN);
    assert_err(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, true), ERR_CONFLICT);
    assert_ok(bilan_deposer(w->db, w->a, &k.brou, NOW, k.uid, S("Quarante personnes venues"), 40));
    assert_ok(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, true));
    assert_err(bilan_deposer(w->db, w->a, &k.brou, NOW, k.uid, S("Autre"), 1), ERR_CONFLICT);
    /* Three quarters of what was planned are proved: three quarters of the grant are owed. */
    assert_err(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_SOLDE, 350001, day(2), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_SOLDE);
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_SOLDE, 350000, day(2), &f));
    assert_err(justificatif_decider(w->db, w->a, &pilote, NOW, k.uid, j[0].id, false), ERR_CONFLICT);
    assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 1), today, S("M-2")));
    assert_ok(fonds_compter(w->db, w->a, k.fonds, &c));
    assert_int_equal(c.total.paye, 750000);
    assert_int_equal(c.consommation, 7500);
    assert_ok(contributions_de(w->db, w->a, k.fonds, &given, &n));
    assert_int_equal(given[0].paye + given[1].paye, 750000);
    assert_int_equal(given[0].engage + given[1].engage, 1000000);
    assert_err(
        contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, given[1].id, ETAPE_ACCORD, given[1].engage - 1, &f),
        ERR_INVALID);
    assert_int_equal(f, FONDS_ENGAGE);
}

static void cash_is_by_quarter(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    const FondsTrimestre *t;
    size_t n = 0;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_ok(convention_signer(w->db, w->a, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 300000, day(0), &f));
    assert_ok(
        versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_ACOMPTE, 200000, date_from_ymd(2027, 3, 1), &f));
    assert_ok(
        versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), (PlanJour){ true, day(0) }, S("M-1")));
    assert_ok(fonds_tresorerie(w->db, w->a, k.fonds, &t, &n));
    assert_int_equal(n, 2); /* the last quarter of 2026, the first of 2027 */
    assert_true(t[0].annee == 2026 && t[0].trimestre == 4 && t[0].verse == 300000 && t[0].solde == -300000);
    assert_true(t[1].annee == 2027 && t[1].trimestre == 1 && t[1].entrees == 4000001 && t[1].sorties == 200000);
    assert_int_equal(t[1].solde, 3500001);
}

/* The n-th statement fails: nothing of a grant is half done. */
static void a_grant_is_whole_or_is_not(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    FondsCompte c;
    draft(&k, 1000000, 2000000);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(&k, true);
    int tries = 0;
    for (int64_t n = 1; n < 200; n++) {
        db_fault_at(w->db, n);
        Err e = move(&k, &pilote, DEMANDE_ACCEPTEE, 1000000, &f);
        db_fault_at(w->db, 0);
        if (e == OK)
            break;
        tries++;
        assert_ok(fonds_compter(w->db, w->a, k.fonds, &c));
        assert_int_equal(c.total.accorde, 0);
    }
    assert_true(tries > 5);
    const Contribution *given;
    size_t n = 0;
    assert_ok(contributions_de(w->db, w->a, k.fonds, &given, &n));
    assert_int_equal(given[0].engage + given[1].engage, 1000000);
}

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
    assert_ok(convention_signer(w->db, w->a, &pilote, NOW, k.uid, S("C-1"), day(0)));
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
    assert_ok(convention_signer(w->db, w->a, &pilote, NOW, k.uid, S("C-1"), day(0)));
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

typedef struct Dit {
    Str html, odt, pdf;
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
        test_pdf(state, w->a, bytes[0], "pdftotext '%s' - | tr '\\n' ' '") };
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
    assert_ok(plan_appliquer(w->db, w->a, NULL, NOW, &lu, &b));
}

static void in_instruction(Caisse *k, int64_t montant)
{
    FondsFaute f;
    draft(k, montant, 2 * montant);
    assert_ok(move(k, &k->brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(k, true);
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
    d = pack(state, &k);
    says(w, &d, "1 autre demande est en instruction", true);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_next_gesture_waits_for_who_makes_it),
        cmocka_unit_test(a_key_reads_the_requests_of_its_scope),
        cmocka_unit_test(the_pack_tells_of_the_fund_and_of_no_request),
        cmocka_unit_test(amounts_stay_in_their_order),
        cmocka_unit_test(only_pilotes_hold_the_fund),
        cmocka_unit_test(what_is_not_whole_is_not_sent),
        cmocka_unit_test(money_needs_a_decision_and_an_envelope),
        cmocka_unit_test(refusals_say_why_and_ends_are_ends),
        cmocka_unit_test(a_request_is_for_those_concerned),
        cmocka_unit_test(papers_come_back_as_they_are),
        cmocka_unit_test(money_follows_the_agreement),
        cmocka_unit_test(cash_is_by_quarter),
        cmocka_unit_test(a_grant_is_whole_or_is_not),
    };
    return SUITE_MAIN("fonds", true, tests);
}
