// SPDX-License-Identifier: AGPL-3.0-or-later
/* The fund from the promise to the balance: rules, rights, what is refused; both engines. */
#include "domain/fonds/fonds_monde_test.h"

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
        if (to == DEMANDE_INSTRUCTION)
            continue; /* going back: fonds_retour_test.c */
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
    draft(&k, 100, 200); /* not granted: it bears nothing of it; not sent: pilotes have nothing to read yet */
    assert_err(demande_ouvrir(w->db, w->a, &pilote, k.uid, &d, &r), ERR_NOT_FOUND);
    assert_ok(fonds_demandes_de(w->db, w->a, &pilote, &any, 1, &list, &n, &total));
    assert_true(n == 1 && total == 1);
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
    assert_err(piece_deposer(w->db, w->a, &pilote, NOW, k.uid, PIECE_DEVIS, &budget, &f), ERR_NOT_FOUND);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_err(piece_deposer(w->db, w->a, &pilote, NOW, k.uid, PIECE_DEVIS, &budget, &f), ERR_FORBIDDEN);
}

/* ---- from the agreement to the balance ---- */

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
    assert_err(convention_signer(w->db, w->a, &w->app, &k.brou, NOW, k.uid, S("C-1"), day(0)), ERR_FORBIDDEN);
    assert_err(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(1)), ERR_INVALID);
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400000, day(1), &f));
    assert_err(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-2"), day(0)), ERR_CONFLICT);
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
    assert_int_equal(c.consommation, TAUX_ENTIER);
    assert_ok(contributions_de(w->db, w->a, k.fonds, &given, &n));
    assert_int_equal(given[0].paye + given[1].paye, 750000);
    assert_int_equal(given[0].engage + given[1].engage, 750000); /* the rest is free again */
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
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 300000, day(0), &f));
    assert_ok(
        versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_ACOMPTE, 200000, date_from_ymd(2027, 3, 1), &f));
    assert_ok(
        versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), (PlanJour){ true, day(0) }, S("M-1")));
    assert_ok(fonds_tresorerie(w->db, w->a, k.fonds, &t, &n));
    assert_int_equal(n, 3); /* the last quarter of 2026, the first of 2027, what has no day */
    assert_true(t[0].annee == 2026 && t[0].trimestre == 4 && t[0].verse == 300000 && t[0].solde == -300000);
    assert_true(t[1].annee == 2027 && t[1].trimestre == 1 && t[1].entrees == 4000001 && t[1].sorties == 200000);
    assert_int_equal(t[1].solde, 3500001);
    assert_true(t[2].annee == 0 && t[2].sorties == 500000 && t[2].solde == 3000001); /* granted, not planned yet */
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

int main(void)
{
    static const struct CMUnitTest tests[] = {
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
