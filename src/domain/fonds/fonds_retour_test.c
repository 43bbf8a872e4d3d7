// SPDX-License-Identifier: AGPL-3.0-or-later
/* Going back: what may be undone, what may not, and what the history says of it; every other move is refused. Both engines. */
#include "domain/fonds/fonds_monde_test.h"
#include "domain/notifications/notifications.h"

static DemandeFonds now_is(Caisse *k)
{
    DemandeFonds d;
    unsigned r = 0;
    assert_ok(demande_ouvrir(k->w->db, k->w->a, NULL, k->uid, &d, &r));
    return d;
}

/* Somebody has noted that change, from this to that. */
static void history_says(Caisse *k, bool of_request, const char *champ, const char *avant, const char *apres)
{
    const FondsChangement *v;
    World *w = k->w;
    size_t n = 0;
    if (of_request)
        assert_ok(demande_changements(w->db, w->a, now_is(k).id, &v, &n));
    else
        assert_ok(fonds_changements(w->db, w->a, k->fonds, &v, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].champ, str_from(champ)) && str_eq(v[i].avant, str_from(avant)) &&
            str_eq(v[i].apres, str_from(apres)))
            return;
    fail_msg("« %s » de « %s » à « %s » : absent de l’historique", champ, avant, apres);
}

/* ---- a decision ---- */

static void a_grant_is_taken_back_whole(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    FondsCompte c;
    const PartFonds *parts;
    size_t n = 0;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_err(
        demande_passer(w->db, w->a, &pilote, NOW, k.uid, &(DemandeMouvement){ DEMANDE_INSTRUCTION, S(" "), 0 }, &f),
        ERR_INVALID);
    assert_int_equal(f, FONDS_MOTIF);
    assert_err(move(&k, &k.brou, DEMANDE_INSTRUCTION, 0, &f), ERR_CONFLICT);
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    DemandeFonds d = now_is(&k);
    assert_true(d.etat == DEMANDE_INSTRUCTION && d.accorde == 0 && d.decide_at == 0);
    assert_ok(demande_parts(w->db, w->a, &pilote, &d, &parts, &n));
    assert_int_equal(n, 0);
    assert_ok(fonds_compter(w->db, w->a, k.fonds, &c));
    assert_int_equal(c.total.accorde, 0);
    assert_ok(contributions_de(w->db, w->a, k.fonds, &k.c, &n));
    assert_int_equal(k.c[0].engage + k.c[1].engage, 0);
    assert_ok(move(&k, &pilote, DEMANDE_ACCEPTEE, 900000, &f)); /* the decision still stands */
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_err(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_SIGNEE);
    assert_int_equal(now_is(&k).accorde, 900000);
    history_says(&k, true, "État", "Acceptée, 10\u202f000\u00a0€", "En instruction");
    history_says(&k, true, "État", "En instruction", "Acceptée, 9\u202f000\u00a0€");
    history_says(&k, true, "Convention", "", "C-1, signée le 23 novembre 2026");
}

static void a_draft_given_up_is_taken_up_again(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    DemandeFonds d;
    unsigned r = 0;
    draft(&k, 100000, 200000);
    assert_ok(move(&k, &k.brou, DEMANDE_SANS_SUITE, 0, &f));
    assert_err(demande_ouvrir(w->db, w->a, &pilote, k.uid, &d, &r), ERR_NOT_FOUND); /* it was never sent */
    assert_err(move(&k, NULL, DEMANDE_INSTRUCTION, 0, &f), ERR_CONFLICT);
    assert_ok(move(&k, &k.brou, DEMANDE_BROUILLON, 0, &f));
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(&k, &k.brou, DEMANDE_SANS_SUITE, 0, &f));
    assert_err(move(&k, &k.brou, DEMANDE_BROUILLON, 0, &f), ERR_CONFLICT); /* it was sent: a pilote reads it again */
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_REFUSEE, 0, &f));
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    history_says(&k, true, "État", "Refusée", "En instruction");
}

/* Who may, in the words of fonds_argent_test.c; for each state, each target and each of five people the domain answers so. */
static void every_other_move_is_refused(void **state)
{
    static const char *const table[DEMANDE_ETATS_N] = { ".s...s", "..p..b", ".p.ppp", "..p...", "..p...", "..p..." };
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    Str uid[DEMANDE_ETATS_N];
    const Acteur *const people[] = { &k.brou, &pilote, &k.voves, &k.financeur };
    int refused = 0;
    for (int e = 0; e < DEMANDE_ETATS_N; e++) {
        draft(&k, 100000, 200000);
        uid[e] = k.uid;
        if (e > DEMANDE_BROUILLON)
            assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
        if (e > DEMANDE_CONSTRUCTION)
            assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
        if (e == DEMANDE_ACCEPTEE)
            decide(&k, true);
        if (e > DEMANDE_INSTRUCTION)
            assert_ok(move(&k, &pilote, (DemandeEtat)e, 50000, &f));
    }
    for (int from = 0; from < DEMANDE_ETATS_N; from++)
        for (int to = 0; to < DEMANDE_ETATS_N; to++)
            for (size_t who = 0; who < 4; who++) {
                char c = table[from][to];
                if ((who == 0 && (c == 's' || c == 'b')) || (who == 1 && (c == 'p' || c == 'b')))
                    continue;
                k.uid = uid[from];
                Err e = move(&k, people[who], (DemandeEtat)to, 50000, &f);
                assert_true(e == ERR_CONFLICT || e == ERR_NOT_FOUND);
                assert_int_equal(now_is(&k).etat, from);
                refused++;
            }
    assert_int_equal(refused, 4 * DEMANDE_ETATS_N * DEMANDE_ETATS_N - 12);
}

/* ---- payments, proofs, report ---- */

static void what_was_noted_by_mistake_is_mended(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    const PlanJour today = { true, day(0) };
    const Justificatif proof = { .libelle = S("Facture"), .jour = day(0), .montant = 2000000 };
    const Justificatif *j;
    const Piece *p;
    size_t n = 0;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400000, day(1), &f));
    int64_t id = first_payment(&k, 0);
    assert_err(versement_rouvrir(w->db, w->a, &pilote, NOW, k.uid, id, &f), ERR_CONFLICT);
    assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k.uid, id, today, S("M-1")));
    assert_err(versement_rouvrir(w->db, w->a, &k.brou, NOW, k.uid, id, &f), ERR_FORBIDDEN);
    assert_ok(versement_rouvrir(w->db, w->a, &pilote, NOW, k.uid, id, &f));
    assert_int_equal(now_is(&k).paye, 0);
    history_says(&k, true, "Avance", "4\u202f000\u00a0€, versé le 23 novembre 2026, M-1",
        "4\u202f000\u00a0€, prévu le 24 novembre 2026");
    assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k.uid, id, (PlanJour){ 0 }, S("")));
    assert_err(versement_rouvrir(w->db, w->a, &pilote, NOW, k.uid, id, &f), ERR_CONFLICT); /* cancelled: planned anew */
    assert_err(versement_finir(w->db, w->a, &pilote, NOW, k.uid, 999, today, S("")), ERR_CONFLICT);
    /* A proof is its structure's until it is read; its file goes with it. */
    assert_ok(justificatif_deposer(w->db, w->a, &k.brou, NOW, k.uid, &proof, &budget, &f));
    assert_ok(justificatif_deposer(w->db, w->a, &k.brou, NOW, k.uid, &proof, NULL, &f));
    assert_ok(demande_justificatifs(w->db, w->a, now_is(&k).id, &j, &n));
    assert_err(justificatif_retirer(w->db, w->a, &pilote, NOW, k.uid, j[0].id), ERR_FORBIDDEN);
    assert_ok(justificatif_retirer(w->db, w->a, &k.brou, NOW, k.uid, j[0].id));
    assert_ok(demande_pieces(w->db, w->a, now_is(&k).id, &p, &n));
    assert_int_equal(n, 1); /* the budget of the draft */
    assert_ok(justificatif_decider(w->db, w->a, &pilote, NOW, k.uid, j[1].id, true));
    assert_err(justificatif_retirer(w->db, w->a, &k.brou, NOW, k.uid, j[1].id), ERR_CONFLICT);
    assert_ok(bilan_deposer(w->db, w->a, &k.brou, NOW, k.uid, S("Fait"), 40));
    assert_ok(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, true));
    assert_ok(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, false)); /* read again */
    assert_int_equal(now_is(&k).bilan_etat, BILAN_DEPOSE);
    assert_ok(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, true));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_SOLDE, 1000000, day(1), &f));
    assert_err(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, false), ERR_CONFLICT);
    assert_err(bilan_valider(w->db, w->a, &pilote, NOW, k.uid, true), ERR_CONFLICT);
    history_says(&k, true, "Avis sur le bilan", "Validé", "Déposé");
}

static void papers_follow_the_grant(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    const Piece *p;
    size_t n = 0;
    accepted(&k, 1000000, 2000000, 1000000);
    for (int g = 0; g < PIECE_GENRES_N; g++) {
        Err e = piece_deposer(w->db, w->a, &pilote, NOW, k.uid, (PieceGenre)g, &budget, &f);
        assert_int_equal(e, g == PIECE_CONVENTION || g == PIECE_BILAN ? OK : ERR_FORBIDDEN);
    }
    assert_ok(demande_pieces(w->db, w->a, now_is(&k).id, &p, &n));
    assert_int_equal(n, 3);
    assert_err(piece_retirer(w->db, w->a, &k.brou, NOW, k.uid, p[1].id), ERR_FORBIDDEN);
    assert_err(piece_retirer(w->db, w->a, &pilote, NOW, k.uid, p[0].id),
        ERR_FORBIDDEN); /* what was sent is what was read */
    assert_ok(piece_retirer(w->db, w->a, &pilote, NOW, k.uid, p[1].id));
    const char *page = url(w, "/fonds/demandes/UID/pieces", k.uid);
    HttpAnswer h = get(w, w->ref_brou, page);
    has(&h, "Joindre la convention ou le bilan");
    has_not(&h, "Étape 3 sur 4");
    has_not(&h, "Relevé d’identité bancaire");
    assert_int_equal(get(w, w->admin, page).status, 200);
}

/* ---- the fund itself ---- */

static void a_fund_says_what_was_changed(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    Fonds one;
    FondsId empty;
    AppelFondsId id;
    AppelFonds x;
    size_t n = 0;
    history_says(&k, false, "Département, accordé", "0\u00a0€", "30\u202f000\u00a0€");
    history_says(&k, false, "Enveloppe de l’axe 1", "0\u00a0€", "25\u202f000\u00a0€");
    assert_ok(fonds_lire(w->db, w->a, k.fonds, &one));
    one.nom = S("Fonds 2027");
    assert_ok(fonds_modifier(w->db, w->a, &pilote, NOW, &one));
    history_says(&k, false, "Nom", "Fonds d’essai", "Fonds 2027");
    x = k.appel;
    x.plafond = 1500000;
    assert_ok(appel_ecrire(w->db, w->a, &pilote, NOW, &x, &id, &f));
    history_says(&k, false, "Appel «\u00a0Équiper les lieux\u00a0», plafond", "20\u202f000\u00a0€",
        "15\u202f000\u00a0€");
    /* A promise, its day, and that it does not come. */
    assert_err(contribution_retirer(w->db, w->a, &pilote, NOW, k.fonds, k.c[0].id, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_ENGAGE);
    assert_ok(contribution_promettre(w->db, w->a, &pilote, NOW, k.fonds, S("Agence"), CONTRIBUTEUR_PUBLIC, 5000,
        (PlanJour){ 0 }));
    assert_ok(contributions_de(w->db, w->a, k.fonds, &k.c, &n));
    assert_str_equal(k.c[0].nom, S("Agence"));
    assert_ok(contribution_attendre(w->db, w->a, &pilote, NOW, k.fonds, k.c[0].id, (PlanJour){ true, day(1) }));
    history_says(&k, false, "Agence, attendu le", "sans date", "24 novembre 2026");
    assert_err(contribution_promettre(w->db, w->a, &pilote, NOW, k.fonds, S("banque des TERRITOIRES"),
                   CONTRIBUTEUR_PUBLIC, 5, (PlanJour){ 0 }),
        ERR_CONFLICT); /* the same one, however it is written */
    assert_err(contribution_attendre(w->db, w->a, &k.brou, NOW, k.fonds, k.c[0].id, (PlanJour){ 0 }), ERR_FORBIDDEN);
    assert_err(contribution_retirer(w->db, w->a, &k.brou, NOW, k.fonds, k.c[0].id, &f), ERR_FORBIDDEN);
    assert_ok(contribution_retirer(w->db, w->a, &pilote, NOW, k.fonds, k.c[0].id, &f));
    history_says(&k, false, "Agence, promis", "50\u00a0€", "");
    /* A call goes as long as nobody answers it, a fund as long as it is empty. */
    draft(&k, 100, 200);
    assert_err(appel_effacer(w->db, w->a, &pilote, NOW, k.appel.id, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_OCCUPE);
    x.id.v = 0;
    assert_ok(appel_ecrire(w->db, w->a, &pilote, NOW, &x, &id, &f));
    assert_err(appel_effacer(w->db, w->a, &k.brou, NOW, id, &f), ERR_FORBIDDEN);
    assert_ok(appel_effacer(w->db, w->a, &pilote, NOW, id, &f));
    assert_err(appel_lire(w->db, w->a, id, &x), ERR_NOT_FOUND);
    assert_err(fonds_effacer(w->db, w->a, &pilote, NOW, k.fonds, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_OCCUPE);
    assert_ok(fonds_creer(w->db, w->a, &pilote, NOW, &(Fonds){ .annee = 2028, .nom = S("Vide"), .reglement = S("") },
        &empty));
    assert_err(fonds_effacer(w->db, w->a, &k.brou, NOW, empty, &f), ERR_FORBIDDEN);
    assert_ok(fonds_effacer(w->db, w->a, &pilote, NOW, empty, &f));
    assert_err(fonds_lire(w->db, w->a, empty, &one), ERR_NOT_FOUND);
    assert_int_equal(written(w, "fonds.effacer"), 1);
}

/* ---- who is told, who reads ---- */

static int64_t unread(World *w, PersonneId id)
{
    int64_t n = 0;
    assert_ok(notifications_non_lues(w->db, w->a, id, &n));
    return n;
}

static void the_other_side_is_told(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    const char *messages, *states;
    draft(&k, 100000, 200000);
    assert_ok(move(&k, &k.brou, DEMANDE_CONSTRUCTION, 0, &f));
    messages = url(w, "/fonds/demandes/UID/messages", k.uid);
    states = url(w, "/fonds/demandes/UID/etat", k.uid);
    assert_int_equal(post(w, w->admin, messages, "texte=Bonjour").status, 303);
    assert_int_equal(unread(w, w->max.id), 1);
    assert_int_equal(unread(w, w->lea.id), 0); /* not oneself */
    w->now += 1;
    assert_int_equal(post(w, w->ref_brou, messages, "texte=Bonjour").status, 303);
    assert_int_equal(unread(w, w->lea.id), 1);
    w->now += 1;
    assert_int_equal(post(w, w->admin, states, "vers=sans_suite&motif=Doublon").status, 303);
    assert_int_equal(unread(w, w->max.id), 2);
    assert_int_equal(unread(w, w->zoe.id) + unread(w, w->tom.id), 0);
}

static void a_funder_reads_what_it_gives(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    const char *tom = world_session(w, w->tom.id, ROLE_RANG_FINANCEUR, PORTEE_DEPARTEMENT, S("28"));
    accepted(&k, 1000000, 2000000, 1000000);
    HttpAnswer h = get(w, tom, "/fonds/demandes");
    has_not(&h, "Ce que vous apportez");
    assert_ok(fonds_lier(w->db, w->a, &pilote, NOW, k.c[1].contributeur_id, w->tom.id, true));
    h = get(w, tom, "/fonds/demandes");
    has(&h, "Ce que vous apportez");
    has(&h, "30\u202f000\u00a0€");
    has_not(&h, "Banque des territoires"); /* the other one's is not hers */
    h = get(w, tom, url(w, "/fonds/demandes/UID", k.uid));
    assert_int_equal(h.status, 200);
    has_not(&h, "Historique");
    has_not(&h, "Messages");
    has_not(&h, "Banque des territoires");
    h = get(w, w->ref_brou, url(w, "/fonds/demandes/UID", k.uid));
    has(&h, "Historique");
    assert_int_equal(get(w, w->ref_voves, url(w, "/fonds/demandes/UID", k.uid)).status, 404);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_is_taken_back_whole),
        cmocka_unit_test(a_draft_given_up_is_taken_up_again),
        cmocka_unit_test(every_other_move_is_refused),
        cmocka_unit_test(what_was_noted_by_mistake_is_mended),
        cmocka_unit_test(papers_follow_the_grant),
        cmocka_unit_test(a_fund_says_what_was_changed),
        cmocka_unit_test(the_other_side_is_told),
        cmocka_unit_test(a_funder_reads_what_it_gives),
    };
    return SUITE_MAIN("fonds_retour", true, tests);
}
