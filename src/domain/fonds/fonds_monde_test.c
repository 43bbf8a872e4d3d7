// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/fonds/fonds_monde_test.h"

#include "core/slice.h"
#include "domain/comites/comites.h"
#include "domain/espace/espace.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_plan, &slice_comites, &slice_fonds, &slice_espace, NULL };
const Acteur pilote = { .personne_id = 1, .role = ROLE_PILOTE };

World *fonds_new(void **state)
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

Caisse caisse_new(World *w)
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

const Upload budget = { S_INIT("budget.pdf"), FILE_PDF, S_INIT("%PDF-1.7 essai") };

void draft(Caisse *k, int64_t montant, int64_t depense)
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

Err move(Caisse *k, const Acteur *par, DemandeEtat vers, int64_t accorde, FondsFaute *f)
{
    *f = FONDS_BON;
    return demande_passer(k->w->db, k->w->a, par, NOW, k->uid, &(DemandeMouvement){ vers, S("Motif dit"), accorde }, f);
}

void decide(Caisse *k, bool adopt)
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

void accepted(Caisse *k, int64_t montant, int64_t depense, int64_t accorde)
{
    FondsFaute f;
    draft(k, montant, depense);
    assert_ok(move(k, &k->brou, DEMANDE_CONSTRUCTION, 0, &f));
    assert_ok(move(k, &pilote, DEMANDE_INSTRUCTION, 0, &f));
    decide(k, true);
    assert_ok(move(k, &pilote, DEMANDE_ACCEPTEE, accorde, &f));
}

Date day(int n)
{
    return (Date){ date_paris(NOW).days + n };
}

int64_t first_payment(Caisse *k, size_t at)
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
