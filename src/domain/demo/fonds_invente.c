// SPDX-License-Identifier: AGPL-3.0-or-later
/* An invented fund, so that its pages can be read: two contributors, five envelopes, one call that is open. */
#include "domain/demo/fonds_invente.h"

#include "domain/fonds/fonds.h"

static Err contribute(Db *db, Arena *a, int64_t now, FondsId id, Str nom, ContributeurNature nature, int64_t montant)
{
    const Contribution *all;
    size_t n = 0;
    FondsFaute f;
    const PlanJour soon = { true, { date_paris(now).days + 60 } };
    TRY(contribution_promettre(db, a, NULL, now, id, nom, nature, montant, soon));
    TRY(contributions_de(db, a, id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].nom, nom))
            TRY(contribution_passer(db, a, NULL, now, id, all[i].id, ETAPE_ACCORD, montant, &f));
    return OK;
}

Err demo_fonds(Db *db, Arena *a, int64_t now)
{
    static const int64_t poids[] = { 3, 2, 2, 1, 2 };
    FondsId id;
    AppelFondsId appel;
    FondsFaute f;
    Date today = date_paris(now);
    const Fonds fonds = { .annee = date_civil(today).year,
        .nom = S("Fonds d’inclusion numérique (inventé)"),
        .reglement = S(
            "Règlement inventé, pour la démonstration\u00a0: une structure du département répond à un appel, un "
            "comité décide, une convention est signée, l’avance est versée, puis le solde sur "
            "justificatifs et bilan."),
        .avance_max = TAUX_ENTIER / 2,
        .publie = true,
        .invente = true };
    TRY(fonds_creer(db, a, NULL, now, &fonds, &id));
    TRY(contribute(db, a, now, id, S("Contributeur public (inventé)"), CONTRIBUTEUR_PUBLIC, 12000000));
    TRY(contribute(db, a, now, id, S("Fondation (inventée)"), CONTRIBUTEUR_PRIVE, 3000050));
    TRY(enveloppes_repartir(db, a, NULL, now, id, 15000050, poids, sizeof poids / sizeof *poids, &f));
    const AppelFonds x = { .fonds_id = id,
        .axe = 1,
        .titre = S("Équiper les lieux d’accueil (appel inventé)"),
        .criteres = S(
            "Appel inventé\u00a0: le lieu est ouvert à tous, l’aide y est gratuite, une personne y est formée."),
        .ouvre = { today.days - 30 },
        .ferme = { today.days + 90 },
        .plafond = 1500000,
        .taux_max = 8000,
        .pieces = 1U << PIECE_BUDGET | 1U << PIECE_RIB,
        .publie = true };
    return appel_ecrire(db, a, NULL, now, &x, &appel, &f);
}
