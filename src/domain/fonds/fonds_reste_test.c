// SPDX-License-Identifier: AGPL-3.0-or-later
/* What was granted and will not be paid goes back to its envelope, and may be committed again. Both engines. */
#include "core/auth/sha256.h"
#include "domain/fonds/fonds_monde_test.h"

enum { DEMANDES = 24, ENVELOPPE = 2500000 };

static DemandeFonds now_is(Caisse *k)
{
    DemandeFonds d;
    unsigned r = 0;
    assert_ok(demande_ouvrir(k->w->db, k->w->a, NULL, k->uid, &d, &r));
    return d;
}

static FondsCompte account(Caisse *k)
{
    FondsCompte c;
    assert_ok(fonds_compter(k->w->db, k->w->a, k->fonds, &c));
    return c;
}

/* Granted, signed, an advance paid, all of it reported. `justifie` of the 2 x accorde that it costs. */
static void reported(Caisse *k, int64_t accorde, int64_t avance, int64_t justifie)
{
    World *w = k->w;
    FondsFaute f;
    const Justificatif *j;
    size_t n = 0;
    accepted(k, accorde, 2 * accorde, accorde);
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k->uid, S("C-1"), day(0)));
    if (avance) {
        assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k->uid, VERSEMENT_ACOMPTE, avance, day(1), &f));
        assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k->uid, first_payment(k, 0), (PlanJour){ true, day(0) },
            S("M-1")));
    }
    if (justifie) {
        assert_ok(justificatif_deposer(w->db, w->a, &k->brou, NOW, k->uid,
            &(Justificatif){ .libelle = S("Facture"), .jour = day(0), .montant = justifie }, NULL, &f));
        assert_ok(demande_justificatifs(w->db, w->a, now_is(k).id, &j, &n));
        assert_ok(justificatif_decider(w->db, w->a, &pilote, NOW, k->uid, j[0].id, true));
    }
    assert_ok(bilan_deposer(w->db, w->a, &k->brou, NOW, k->uid, S("Fait"), 40));
    assert_ok(bilan_valider(w->db, w->a, &pilote, NOW, k->uid, true));
}

static void pay_balance(Caisse *k, int64_t amount, size_t at)
{
    World *w = k->w;
    FondsFaute f;
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k->uid, VERSEMENT_SOLDE, amount, day(2), &f));
    assert_int_equal(now_is(k).libere, 0); /* planned is not paid */
    assert_ok(
        versement_finir(w->db, w->a, &pilote, NOW, k->uid, first_payment(k, at), (PlanJour){ true, day(0) }, S("M-2")));
}

/* Axes, contributors and requests tell the same, to the centime. */
static void accounts_agree(Caisse *k)
{
    const Contribution *v;
    const DemandeFonds *d;
    int64_t total = 0, engaged = 0, borne = 0, paid_shares = 0, paid = 0, freed = 0;
    size_t n = 0, m = 0;
    assert_ok(contributions_de(k->w->db, k->w->a, k->fonds, &v, &n));
    for (size_t i = 0; i < n; i++) {
        assert_true(v[i].engage <= v[i].accorde);
        borne += v[i].engage;
        paid_shares += v[i].paye;
    }
    assert_ok(fonds_demandes_de(k->w->db, k->w->a, NULL, &(DemandeFiltre){ -1, { 0 } }, 0, &d, &m, &total));
    for (size_t i = 0; i < m; i++) {
        assert_true(d[i].paye <= d[i].accorde - d[i].libere && d[i].libere >= 0);
        engaged += d[i].accorde - d[i].libere;
        freed += d[i].libere;
        paid += d[i].paye;
    }
    FondsCompte c = account(k);
    assert_int_equal(c.total.accorde, engaged);
    assert_int_equal(c.total.libere, freed);
    assert_int_equal(borne, engaged);
    assert_int_equal(paid_shares, paid);
    assert_int_equal(c.total.paye, paid);
    assert_true(engaged <= ENVELOPPE);
    assert_int_equal(c.consommation, argent_prorata(TAUX_ENTIER, paid, engaged));
}

static void history_has(Caisse *k, const char *champ, const char *avant, const char *apres)
{
    const FondsChangement *v;
    size_t n = 0;
    assert_ok(demande_changements(k->w->db, k->w->a, now_is(k).id, &v, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].champ, str_from(champ)) && str_eq(v[i].avant, str_from(avant)) &&
            str_eq(v[i].apres, str_from(apres)))
            return;
    fail_msg("« %s » de « %s » à « %s » : absent de l’historique", champ, avant, apres);
}

static void a_balance_below_the_grant_frees_the_rest(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f = FONDS_BON;
    const FondsTrimestre *t;
    size_t n = 0;
    reported(&k, 2000000, 500000, 2000000); /* half of it is proved: half of the grant is owed */
    pay_balance(&k, 500000, 1);
    assert_int_equal(now_is(&k).libere, 1000000);
    FondsCompte c = account(&k);
    assert_int_equal(c.total.accorde, 1000000);
    assert_int_equal(c.total.enveloppe - c.total.accorde, 1500000);
    assert_int_equal(c.consommation, TAUX_ENTIER);
    accounts_agree(&k);
    assert_ok(fonds_tresorerie(w->db, w->a, k.fonds, &t, &n));
    int64_t out = 0;
    for (size_t i = 0; i < n; i++)
        out += t[i].sorties;
    assert_int_equal(out, 0);
    history_has(&k, "Reste rendu à l’enveloppe", "0\u00a0€", "10\u202f000\u00a0€");
    HttpAnswer h = get(w, w->ref_brou, url(w, "/fonds/demandes/UID", k.uid));
    has(&h, "10\u202f000\u00a0€ qui ne seront pas versés sont revenus à l’enveloppe de l’axe.");
    h = get(w, w->admin, "/fonds/demandes.csv");
    has(&h, ",20000,10000,10000,");
    /* Undone as the payment is. */
    assert_ok(versement_rouvrir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 1), &f));
    assert_int_equal(now_is(&k).libere, 0);
    assert_int_equal(account(&k).total.accorde, 2000000);
    history_has(&k, "Reste rendu à l’enveloppe", "10\u202f000\u00a0€", "0\u00a0€");
    accounts_agree(&k);
}

static void what_was_granted_elsewhere_is_not_taken_back(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f = FONDS_BON;
    reported(&k, 2000000, 0, 2000000);
    pay_balance(&k, 1000000, 0);
    Str first = k.uid;
    int64_t payment = first_payment(&k, 0);
    accepted(&k, 1500000, 3000000, 1500000); /* with what was freed */
    Str second = k.uid;
    accounts_agree(&k);
    k.uid = first;
    assert_err(versement_rouvrir(w->db, w->a, &pilote, NOW, first, payment, &f), ERR_INVALID);
    assert_int_equal(f, FONDS_REPRIS);
    assert_int_equal(now_is(&k).libere, 1000000);
    assert_int_equal(now_is(&k).paye, 1000000); /* the whole gesture is refused */
    accounts_agree(&k);
    HttpAnswer h = post(w, w->admin, url(w, "/fonds/demandes/UID/versements/fin", first),
        str_format(w->a, "geste=rouvrir&ligne=%lld", (long long)payment).p);
    assert_int_equal(h.status, 400);
    has(&h, "est déjà engagé ailleurs");
    k.uid = second;
    assert_ok(move(&k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    k.uid = first;
    assert_ok(versement_rouvrir(w->db, w->a, &pilote, NOW, first, payment, &f));
    accounts_agree(&k);
}

/* Given up, or paid more than is owed: no balance will ever close it. */
static void a_file_is_closed_without_a_balance(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f = FONDS_BON;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_err(demande_clore(w->db, w->a, &pilote, NOW, k.uid, true, S("Abandon"), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_CONVENTION); /* before it is signed, the decision is taken back */
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_AVANCE, 400000, day(1), &f));
    assert_err(demande_clore(w->db, w->a, &pilote, NOW, k.uid, true, S("Abandon"), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_PREVU);
    assert_ok(
        versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), (PlanJour){ true, day(0) }, S("M-1")));
    assert_err(demande_clore(w->db, w->a, &pilote, NOW, k.uid, true, S(" "), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_MOTIF);
    assert_err(demande_clore(w->db, w->a, &pilote, NOW, k.uid, false, S("Non"), &f), ERR_CONFLICT);
    assert_err(demande_clore(w->db, w->a, &k.brou, NOW, k.uid, true, S("Abandon"), &f), ERR_FORBIDDEN);
    assert_err(demande_clore(w->db, w->a, &k.voves, NOW, k.uid, true, S("Abandon"), &f), ERR_NOT_FOUND);
    const char *page = url(w, "/fonds/demandes/UID/cloture", k.uid);
    assert_int_equal(post(w, w->admin, page, "geste=clore&motif=").status, 400);
    assert_int_equal(post(w, w->admin, page, "geste=clore&motif=Abandon").status, 303);
    assert_int_equal(now_is(&k).libere, 600000);
    assert_true(now_is(&k).clos);
    accounts_agree(&k);
    history_has(&k, "Dossier", "Ouvert", "Clos\u00a0: Abandon");
    assert_err(versement_prevoir(w->db, w->a, &pilote, NOW, k.uid, VERSEMENT_ACOMPTE, 1, day(1), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_CLOSE);
    assert_err(demande_clore(w->db, w->a, &pilote, NOW, k.uid, true, S("Encore"), &f), ERR_CONFLICT);
    HttpAnswer h = get(w, w->ref_brou, "/espace");
    has_not(&h, "Ateliers du marché"); /* nothing is awaited any more */
    h = get(w, w->ref_brou, url(w, "/fonds/demandes/UID", k.uid));
    has(&h, "Le dossier est clos");
    /* A payment noted by mistake, then cancelled: more comes back. */
    assert_ok(versement_rouvrir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), &f));
    assert_int_equal(now_is(&k).libere, 600000);
    assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k.uid, first_payment(&k, 0), (PlanJour){ 0 }, S("")));
    assert_int_equal(now_is(&k).libere, 1000000);
    accounts_agree(&k);
    assert_int_equal(post(w, w->admin, page, "geste=rouvrir&motif=Repris").status, 303);
    assert_int_equal(now_is(&k).libere, 0);
    assert_int_equal(account(&k).total.accorde, 1000000);
    assert_int_equal(written(w, "demande.clore"), 1);
    assert_int_equal(written(w, "demande.rouvrir"), 1);
    accounts_agree(&k);
}

/* A contributor that left the fund once nothing of it was engaged: its share is nobody's. */
static void a_contributor_gone_is_not_engaged_again(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f = FONDS_BON;
    accepted(&k, 1000000, 2000000, 1000000);
    assert_ok(convention_signer(w->db, w->a, &w->app, &pilote, NOW, k.uid, S("C-1"), day(0)));
    assert_ok(demande_clore(w->db, w->a, &pilote, NOW, k.uid, true, S("Abandon"), &f));
    assert_ok(contribution_passer(w->db, w->a, &pilote, NOW, k.fonds, k.c[0].id, ETAPE_ACCORD, 0, &f));
    assert_ok(contribution_retirer(w->db, w->a, &pilote, NOW, k.fonds, k.c[0].id, &f));
    assert_err(demande_clore(w->db, w->a, &pilote, NOW, k.uid, false, S("Repris"), &f), ERR_INVALID);
    assert_int_equal(f, FONDS_REPRIS);
    accounts_agree(&k);
}

/* xorshift64*: the same numbers everywhere. */
static uint64_t state64 = 0x9e3779b97f4a7c15U;
static int64_t draw(int64_t n)
{
    state64 ^= state64 >> 12;
    state64 ^= state64 << 25;
    state64 ^= state64 >> 27;
    return (int64_t)((state64 * 0x2545f4914f6cdd1dU >> 1) % (uint64_t)n);
}

/* One request after another, granted from what the others gave back, until the envelope is spent. */
static void no_centime_is_lost_through_real_gestures(void **state)
{
    WORLD w = fonds_new(state);
    Caisse k = caisse_new(w);
    FondsFaute f;
    int64_t spent = 0, freed = 0;
    for (int i = 0; i < DEMANDES; i++) {
        int64_t left = ENVELOPPE - account(&k).total.accorde, grant = 1 + draw(left < 600000 ? left : 600000);
        int64_t owed = 1 + draw(grant), advance = draw(owed / 2 + 1);
        reported(&k, grant, advance, 2 * owed);
        if (draw(3)) {
            pay_balance(&k, owed - advance, advance ? 1 : 0);
            if (draw(2)) {
                int64_t id = first_payment(&k, advance ? 1 : 0);
                assert_ok(versement_rouvrir(w->db, w->a, &pilote, NOW, k.uid, id, &f));
                accounts_agree(&k);
                assert_ok(versement_finir(w->db, w->a, &pilote, NOW, k.uid, id, (PlanJour){ true, day(0) }, S("M-3")));
            }
            assert_int_equal(now_is(&k).libere, grant - owed);
        } else {
            assert_ok(demande_clore(w->db, w->a, &pilote, NOW, k.uid, true, S("Arrêt"), &f));
            assert_int_equal(now_is(&k).libere, grant - advance);
        }
        DemandeFonds d = now_is(&k);
        assert_int_equal(d.paye + d.libere, grant);
        spent += d.paye;
        freed += d.libere;
        accounts_agree(&k);
    }
    FondsCompte c = account(&k);
    assert_int_equal(c.total.paye, spent);
    assert_int_equal(c.total.accorde, spent);
    assert_int_equal(c.total.libere, freed);
    assert_true(freed > 0 && spent + freed > ENVELOPPE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_balance_below_the_grant_frees_the_rest),
        cmocka_unit_test(what_was_granted_elsewhere_is_not_taken_back),
        cmocka_unit_test(a_file_is_closed_without_a_balance),
        cmocka_unit_test(a_contributor_gone_is_not_engaged_again),
        cmocka_unit_test(no_centime_is_lost_through_real_gestures),
    };
    return SUITE_MAIN("fonds_reste", true, tests);
}
