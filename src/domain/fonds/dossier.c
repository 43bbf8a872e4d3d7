// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * The funds in the pack of a committee. Every member reads it, so that what a request received is never told: granted and paid
 * are shown by axis where no axis has one or two granted requests, together and by quarter where there are SECRET_MIN of them
 * or none, and a request to be decided is named only in the pack of the meeting it was brought to.
 */
#include "domain/comites/comites.h"
#include "domain/fonds/fonds_priv.h"

static Str amount(Arena *a, int64_t centimes)
{
    return centimes < 0 ? str_cat(a, S("−\u202f"), argent_montre(a, -centimes)) : argent_montre(a, centimes);
}

static bool telling(int64_t granted_requests)
{
    return granted_requests == 0 || granted_requests >= SECRET_MIN;
}

static void put_contributions(Arena *a, DossierBloc *b, const Contribution *v, size_t n, const FondsCompte *c)
{
    static const DossierColonne columns[] = { { S_INIT("Contributeur"), false }, { S_INIT("Promis"), true },
        { S_INIT("Accordé"), true }, { S_INIT("Appelé"), true }, { S_INIT("Reçu"), true } };
    if (n == 0) {
        dossier_phrase(a, b, S("Personne ne contribue encore."));
        return;
    }
    DossierTable *t = dossier_table(a, b, S("Contributions, selon leur état"), columns, 5);
    for (size_t i = 0; i < n; i++)
        dossier_ligne(a, t,
            (const Str[]){ v[i].nom, amount(a, v[i].promis), amount(a, v[i].accorde), amount(a, v[i].appele),
                amount(a, v[i].recu) });
    if (t)
        t->total = true;
    dossier_ligne(a, t,
        (const Str[]){ S("Ensemble"), amount(a, c->promis), amount(a, c->accorde), amount(a, c->appele),
            amount(a, c->recu) });
}

static void put_axis(Arena *a, DossierTable *t, Str name, const FondsAxe *x)
{
    dossier_ligne(a, t,
        (const Str[]){ name, amount(a, x->enveloppe), short_dup(a, fr_nombre(x->demandes)),
            short_dup(a, fr_nombre(x->acceptees)), amount(a, x->accorde), amount(a, x->paye),
            x->accorde ? taux_montre(a, argent_prorata(TAUX_ENTIER, x->paye, x->accorde)) : S("–") });
}

/* The last three columns are left out where they would tell of one request. */
static void put_envelopes(Arena *a, DossierBloc *b, const Plan *plan, const FondsCompte *c)
{
    static const DossierColonne columns[] = { { S_INIT("Axe"), false }, { S_INIT("Enveloppe"), true },
        { S_INIT("Demandes"), true }, { S_INIT("Acceptées"), true }, { S_INIT("Accordé"), true },
        { S_INIT("Versé"), true }, { S_INIT("Versé sur accordé"), true } };
    if (c->axes_n == 0)
        return;
    DossierTable *t = dossier_table(a, b, S("Enveloppes par axe"), columns, c->discret ? 4 : 7);
    for (size_t i = 0; i < c->axes_n; i++)
        put_axis(a, t, fonds_axe_nom(a, plan, c->axes[i].axe), &c->axes[i]);
    if (t)
        t->total = true;
    put_axis(a, t, S("Ensemble"), &c->total);
}

static void put_consumption(Arena *a, DossierBloc *b, const FondsCompte *c)
{
    if (c->total.acceptees == 0)
        dossier_phrase(a, b, S("Aucune demande n’est encore acceptée."));
    else if (!telling(c->total.acceptees))
        dossier_phrase(a, b,
            S("Les montants accordés et versés paraissent à partir de trois demandes acceptées\u00a0: avant, ils "
              "diraient ce qu’a reçu une structure."));
    else
        dossier_phrase(a, b,
            str_format(a,
                "Accordé\u00a0: %.*s\u202f; versé\u00a0: %.*s. Consommation, versé sur accordé\u00a0: %.*s. "
                "Reste à accorder sur les enveloppes\u00a0: %.*s.",
                STR_ARG(amount(a, c->total.accorde)), STR_ARG(amount(a, c->total.paye)),
                STR_ARG(taux_montre(a, c->consommation)), STR_ARG(amount(a, c->total.enveloppe - c->total.accorde))));
}

/* ---- requests to be decided ---- */

static Err put_requests(Db *db, Arena *a, DossierBloc *b, const DossierBlocs *to, const Plan *plan, FondsId fonds)
{
    static const DossierColonne columns[] = { { S_INIT("Demande"), false }, { S_INIT("Structure"), false },
        { S_INIT("Appel"), false }, { S_INIT("Axe"), false } };
    const DemandeFonds *all;
    Structure s;
    DossierTable *t = NULL;
    size_t n = 0;
    int64_t total = 0, here = 0, elsewhere = 0;
    TRY(fonds_demandes_de(db, a, NULL, &(DemandeFiltre){ DEMANDE_INSTRUCTION, { 0 } }, 0, &all, &n, &total));
    for (size_t i = 0; i < n; i++) {
        const DemandeFonds *d = &all[i];
        bool mine = d->fonds_id.v == fonds.v;
        elsewhere += mine && d->reunion_id != to->reunion.v;
        if (!mine || d->reunion_id != to->reunion.v)
            continue;
        TRY(structure_par_id(db, a, d->structure_id, &s));
        if (here++ == 0)
            t = dossier_table(a, b, S("Demandes à décider à cette réunion"), columns, 4);
        dossier_ligne(a, t, (const Str[]){ d->titre, s.nom, d->appel, fonds_axe_nom(a, plan, d->axe) });
    }
    if (here == 0)
        dossier_phrase(a, b, S("Aucune demande n’est à décider à cette réunion."));
    if (elsewhere)
        dossier_phrase(a, b,
            str_format(a, "%.*s en instruction, pour une autre réunion.",
                STR_ARG(short_dup(a, plural(elsewhere, "autre demande est", "autres demandes sont")))));
    return OK;
}

/* ---- cash ---- */

static Err put_cash(Db *db, Arena *a, DossierBloc *b, FondsId fonds, const FondsCompte *c)
{
    static const DossierColonne columns[] = { { S_INIT("Trimestre"), false }, { S_INIT("À recevoir"), true },
        { S_INIT("À verser"), true }, { S_INIT("Versé"), true }, { S_INIT("En caisse à la fin"), true } };
    const FondsTrimestre *v;
    size_t n = 0;
    TRY(fonds_tresorerie(db, a, fonds, &v, &n));
    if (n == 0) {
        dossier_phrase(a, b, S("Trésorerie\u00a0: rien n’est attendu ni prévu."));
        return OK;
    }
    bool all = telling(c->total.acceptees);
    DossierTable *t = dossier_table(a, b,
        str_format(a, "Trésorerie prévue par trimestre. Reçu à ce jour\u00a0: %.*s", STR_ARG(amount(a, c->recu))),
        columns, all ? 5 : 2);
    for (size_t i = 0; i < n; i++)
        if (all || v[i].entrees)
            dossier_ligne(a, t,
                (const Str[]){ fonds_trimestre_montre(a, v[i].annee, v[i].trimestre), amount(a, v[i].entrees),
                    amount(a, v[i].sorties), amount(a, v[i].verse), amount(a, v[i].solde) });
    return OK;
}

/* ---- the whole ---- */

static Err put_fund(Db *db, Arena *a, DossierBlocs *to, const Plan *plan, const Fonds *f, const FondsCompte *c)
{
    const Contribution *given;
    size_t n = 0;
    DossierBloc *b = dossier_bloc(a, to, str_format(a, "%.*s (%lld)", STR_ARG(f->nom), (long long)f->annee),
        str_format(a,
            "registre du fonds tenu sur ce site%s, le %.*s\u00a0: contributions, enveloppes, demandes, "
            "versements.",
            f->invente ? " (fonds inventé)" : "", STR_ARG(date_french(a, to->today))));
    TRY(contributions_de(db, a, f->id, &given, &n));
    put_contributions(a, b, given, n, c);
    put_envelopes(a, b, plan, c);
    put_consumption(a, b, c);
    TRY(put_requests(db, a, b, to, plan, f->id));
    return put_cash(db, a, b, f->id, c);
}

static void put_remaining(Arena *a, DossierBlocs *to, const MatriceFonds *m, int64_t granted_requests)
{
    int64_t costs = 0, found = 0, funds = 0, left = 0;
    for (size_t i = 0; i < m->plan.actions_n; i++) {
        const Equilibre e = equilibre_de(&m->argent[i]);
        costs += e.depenses;
        found += e.recettes;
        funds += m->fonds[i];
        left += fonds_matrice_reste(m, i);
    }
    if (costs == 0)
        return;
    DossierBloc *b = dossier_bloc(a, to, S("Reste à trouver"),
        str_format(a, "plans de financement des actions et demandes accordées par les fonds, le %.*s.",
            STR_ARG(date_french(a, to->today))));
    if (telling(granted_requests))
        dossier_phrase(a, b,
            str_format(a,
                "%.*s restent à trouver. Les actions chiffrées coûtent %.*s\u202f; leurs financeurs en apportent "
                "%.*s, les fonds %.*s de plus.",
                STR_ARG(amount(a, left)), STR_ARG(amount(a, costs)), STR_ARG(amount(a, found)),
                STR_ARG(amount(a, funds))));
    else
        dossier_phrase(a, b,
            str_format(a,
                "%.*s restent à trouver, sans compter ce que les fonds ont accordé. Les actions chiffrées coûtent "
                "%.*s\u202f; leurs financeurs en apportent %.*s.",
                STR_ARG(amount(a, left + funds)), STR_ARG(amount(a, costs)), STR_ARG(amount(a, found))));
}

/* Funds of this year and later, and older ones that still owe something. */
Err fonds_dossier(Db *db, Arena *a, DossierBlocs *to)
{
    MatriceFonds m;
    int64_t granted = 0;
    TRY(fonds_matrice(db, a, &m));
    for (size_t i = 0; i < m.tous_n; i++) {
        FondsCompte c;
        TRY(fonds_compter(db, a, m.tous[i].id, &c));
        granted += c.total.acceptees;
        if (m.tous[i].annee >= date_civil(to->today).year || c.total.accorde > c.total.paye)
            TRY(put_fund(db, a, to, &m.plan, &m.tous[i], &c));
    }
    put_remaining(a, to, &m, granted);
    return OK;
}
