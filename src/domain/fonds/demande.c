// SPDX-License-Identifier: AGPL-3.0-or-later
/* Requests: who reads them, their moves, their financing plan, what is granted and who bears it. */
#include "core/auth/codes.h"
#include "domain/comites/comites.h"
#include "domain/fonds/fonds_priv.h"
#include "domain/journal/journal.h"

Str demande_objet(Arena *a, Str uid)
{
    return str_cat(a, S("demande:"), uid);
}

/* ---- reading ---- */

/* The same columns in two queries. */
#define DEMANDE_OF(r)                                                                                                  \
    (DemandeFonds)                                                                                                     \
    {                                                                                                                  \
        .id = (r).demande_id, .uid = str_dup(a, (r).uid), .appel_id = (r).appel_id, .fonds_id = (r).fonds_id,          \
        .axe = (r).axe, .structure_id = (r).structure_id, .etat = (DemandeEtat)choice_index(demande_etats, (r).etat),  \
        .appel = str_dup(a, (r).appel), .titre = str_dup(a, (r).titre), .projet = str_dup(a, (r).projet),              \
        .action = str_dup(a, (r).action), .motif = str_dup(a, (r).motif), .montant = (r).montant,                      \
        .accorde = (r).accorde, .paye = (r).paye, .reunion_id = (r).reunion_id.has ? (r).reunion_id.v : 0,             \
        .decision_id = (r).decision_id.has ? (r).decision_id.v : 0, .convention = str_dup(a, (r).convention),          \
        .convention_j = fonds_jour((r).convention_j), .bilan = str_dup(a, (r).bilan),                                  \
        .bilan_personnes = (r).bilan_personnes, .bilan_etat = (BilanEtat)choice_index(bilan_etats, (r).bilan_etat),    \
        .cree_at = (r).cree_at, .depose_at = (r).depose_at.has ? (r).depose_at.v : 0,                                  \
        .decide_at = (r).decide_at.has ? (r).decide_at.v : 0, .version = (r).version, .libere = (r).libere,            \
        .clos = (r).clos                                                                                               \
    }

static Err regards_of(Db *db, Arena *a, const Acteur *par, const DemandeFonds *d, unsigned *ret)
{
    Structure s;
    SqlLecteurFinance one;
    bool finances = false;
    *ret = 0;
    /* A draft is its structure's own until it is sent, given up or not. */
    if (plan_pilote(par) && (d->depose_at || !par || par->role == ROLE_ADMINISTRATEUR))
        *ret |= REGARD_PILOTE;
    if (!par || par->role == ROLE_ADMINISTRATEUR)
        *ret |= REGARD_STRUCTURE;
    if (par && par->role == ROLE_REFERENT) {
        TRY(structure_par_id(db, a, d->structure_id, &s));
        if (s.fusionnee_dans.has)
            TRY(structure_par_id(db, a, (StructureId){ s.fusionnee_dans.v }, &s));
        *ret |= acteur_couvre_structure(par, &s) ? REGARD_STRUCTURE : 0;
    }
    if (par && par->role == ROLE_FINANCEUR) {
        TRY(sql_lecteur_finance(db, a, (PersonneId){ par->personne_id }, d->id, &one, &finances));
        *ret |= finances ? REGARD_FINANCEUR : 0;
    }
    return OK;
}

Err demande_ouvrir(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret, unsigned *ret_regards)
{
    SqlDemandeLire r;
    bool found = false;
    unsigned regards = 0;
    TRY(sql_demande_lire(db, a, uid, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    const DemandeFonds d = DEMANDE_OF(r);
    TRY(regards_of(db, a, par, &d, &regards));
    if (!regards)
        return ERR_NOT_FOUND;
    *ret = d;
    *ret_regards = regards;
    return OK;
}

Err demande_tenir(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret, unsigned *ret_regards)
{
    int64_t n = 0;
    TRY(sql_demande_verrouiller(db, uid, &n));
    return demande_ouvrir(db, a, par, uid, ret, ret_regards);
}

Err demandes_perimetre(Db *db, Arena *a, const Acteur *par, int64_t *structure, int64_t *lecteur, bool *ret)
{
    Structure s;
    *structure = *lecteur = 0;
    *ret = plan_pilote(par);
    if (*ret)
        return OK;
    if (par->role == ROLE_FINANCEUR) {
        *lecteur = par->personne_id;
        *ret = true;
    }
    if (par->role == ROLE_REFERENT && par->code.n > 0) {
        Err e = structure_ouvrir(db, a, par, par->code, &s);
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
        *structure = s.id.v;
        *ret = true;
    }
    return OK;
}

Err fonds_demandes_de(Db *db, Arena *a, const Acteur *par, const DemandeFiltre *f, int64_t page,
    const DemandeFonds **ret, size_t *ret_n, int64_t *ret_total)
{
    VEC(DemandeFonds) v = { 0 };
    ROWS rows = { 0 };
    SqlDemandesListe r;
    SqlDemandesCombien all;
    bool any = false;
    SqlDemandesListeArgs q = { .etat = f->etat < 0 ? S("") : demande_etats[f->etat].value,
        .appel_id = f->appel,
        .brouillons = !par || par->role != ROLE_PILOTE,
        .combien = page ? DEMANDES_PAGE : INT32_MAX,
        .depuis = page ? (page - 1) * DEMANDES_PAGE : 0 };
    *ret = NULL;
    *ret_n = 0;
    *ret_total = 0;
    TRY(demandes_perimetre(db, a, par, &q.structure_id, &q.lecteur_id, &any));
    if (!any)
        return OK;
    TRY(sql_demandes_combien(db, a, q.structure_id, q.lecteur_id, q.etat, q.appel_id, q.brouillons, &all));
    TRY(sql_demandes_liste(db, &q, &rows));
    while (sql_demandes_liste_next(&rows, &r)) {
        DemandeFonds *d = vec_push(a, &v);
        if (!d)
            return ERR_MEMORY;
        *d = DEMANDE_OF(r);
    }
    *ret = v.v;
    *ret_n = v.n;
    *ret_total = all.n;
    return rows_end(&rows);
}

/* ---- the draft ---- */

Err demande_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const AppelFonds *appel,
    Str structure, Str titre, Str *ret_uid, FondsFaute *ret_faute)
{
    Structure s;
    DemandeFonds d;
    unsigned regards = 0;
    if (par && par->role != ROLE_REFERENT && par->role != ROLE_ADMINISTRATEUR)
        return ERR_FORBIDDEN;
    if (titre.n == 0)
        return fonds_refus(ret_faute, FONDS_INCOMPLET);
    if (!appel_ouvert(appel, date_paris(now)))
        return fonds_refus(ret_faute, FONDS_FERME);
    TX tx = tx_begin(db, HERE);
    TRY(structure_ouvrir(db, a, par, structure, &s));
    Str uid = uid_new(a, random);
    TRY(sql_demande_ajouter(db, uid, appel->id, s.id, titre, now));
    TRY(demande_ouvrir(db, a, par, uid, &d, &regards));
    TRY(demande_dire(db, a, par, now, "demande.creer", &d, (FondsDit){ S("Demande"), S(""), titre }));
    *ret_uid = uid;
    return tx_commit(&tx);
}

static Err tell_draft(Db *db, Arena *a, const Acteur *par, int64_t now, const DemandeFonds *d, const DemandeSaisie *s)
{
    const FondsDit said[] = {
        { S("Titre"), d->titre, s->titre },
        { S("Projet"), d->projet, s->projet },
        { S("Action du plan"), d->action, s->action },
        { S("Montant demandé"), argent_montre(a, d->montant), argent_montre(a, s->montant) },
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        TRY(demande_noter(db, par, now, d, said[i]));
    return journal_ecrire(db, par, now, "demande.ecrire", demande_objet(a, d->uid), true);
}

Err demande_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t version, const DemandeSaisie *s,
    FondsFaute *ret_faute)
{
    DemandeFonds d;
    unsigned regards = 0;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(demande_tenir(db, a, par, uid, &d, &regards));
    if (!demande_modifiable(&d, regards))
        return ERR_FORBIDDEN;
    if (s->titre.n == 0)
        return fonds_refus(ret_faute, FONDS_INCOMPLET);
    if (s->montant < 0 || s->montant > MONTANT_MAX)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    TRY(sql_demande_changer(db, d.id, version, s->titre, s->projet, s->action, s->montant, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell_draft(db, a, par, now, &d, s));
    return tx_commit(&tx);
}

/* ---- its financing plan ---- */

static Err read_expenses(Db *db, Arena *a, DemandeId id, FinancementPlan *ret)
{
    VEC(Cout) v = { 0 };
    ROWS rows = { 0 };
    SqlDepensesListe r;
    TRY(sql_depenses_liste(db, id, &rows));
    while (sql_depenses_liste_next(&rows, &r)) {
        Cout *c = vec_push(a, &v);
        if (!c)
            return ERR_MEMORY;
        *c = (Cout){ .id = r.depense_id,
            .nature = (CoutNature)choice_index(cout_choix, r.nature),
            .libelle = str_dup(a, r.libelle),
            .ht = r.ht,
            .tva = r.tva };
    }
    ret->couts = v.v;
    ret->couts_n = v.n;
    return rows_end(&rows);
}

Err demande_plan(Db *db, Arena *a, const DemandeFonds *d, const AppelFonds *appel, FinancementPlan *ret)
{
    VEC(Financement) v = { 0 };
    ROWS rows = { 0 };
    SqlRecettesListe r;
    FinancementPlan p = { 0 };
    TRY(read_expenses(db, a, d->id, &p));
    TRY(sql_recettes_liste(db, d->id, &rows));
    while (sql_recettes_liste_next(&rows, &r)) {
        Financement *f = vec_push(a, &v);
        if (!f)
            return ERR_MEMORY;
        *f = (Financement){ .id = r.recette_id,
            .financeur = str_dup(a, r.financeur),
            .nature = (FinancementNature)choice_index(apport_choix, r.nature),
            .etat = (FinancementEtat)choice_index(recette_etats, r.etat),
            .montant = r.montant,
            .plafond = r.plafond };
    }
    TRY(rows_end(&rows));
    Financement *own = vec_push(a, &v);
    if (!own)
        return ERR_MEMORY;
    *own = (Financement){ .financeur = S("Fonds d’inclusion numérique"),
        .nature = APPORT_PUBLIQUE,
        .etat = d->etat == DEMANDE_ACCEPTEE ? FINANCEMENT_ACQUIS : FINANCEMENT_DEMANDE,
        .montant = d->etat == DEMANDE_ACCEPTEE ? d->accorde - d->libere : d->montant,
        .verse = d->etat == DEMANDE_ACCEPTEE ? d->paye : 0,
        .plafond = { true, appel->taux_max } };
    p.lignes = v.v;
    p.lignes_n = v.n;
    *ret = p;
    return OK;
}

static Err open_draft(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret)
{
    unsigned regards = 0;
    TRY(demande_tenir(db, a, par, uid, ret, &regards));
    return demande_modifiable(ret, regards) ? OK : ERR_FORBIDDEN;
}

static FondsDit expense_said(Arena *a, const Cout *c, bool removed)
{
    Str amount = argent_montre(a, c->ht + c->tva), what = str_cat(a, S("Dépense\u00a0: "), c->libelle);
    return removed ? (FondsDit){ what, amount, S("") } : (FondsDit){ what, S(""), amount };
}

static FondsDit receipt_said(Arena *a, const Financement *f, bool removed)
{
    Str amount = str_format(a, "%.*s, %.*s", STR_ARG(argent_montre(a, f->montant)),
        STR_ARG(recette_etats[f->etat].label));
    Str what = str_cat(a, S("Recette\u00a0: "), f->financeur);
    return removed ? (FondsDit){ what, amount, S("") } : (FondsDit){ what, S(""), amount };
}

Err demande_depense(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Cout *c, FondsFaute *ret_faute)
{
    DemandeFonds d;
    FinancementPlan p = { 0 };
    TX tx = tx_begin(db, HERE);
    TRY(open_draft(db, a, par, uid, &d));
    TRY(read_expenses(db, a, d.id, &p));
    if (p.couts_n >= DEMANDE_LIGNES_MAX)
        return fonds_refus(ret_faute, FONDS_TROP);
    if (c->ht <= 0 || c->tva < 0 || c->ht > MONTANT_MAX || c->tva > MONTANT_MAX)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    TRY(sql_depense_ajouter(db, d.id, cout_choix[c->nature].value, c->libelle, c->ht, c->tva));
    TRY(demande_dire(db, a, par, now, "demande.ecrire", &d, expense_said(a, c, false)));
    return tx_commit(&tx);
}

Err demande_recette(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Financement *f,
    FondsFaute *ret_faute)
{
    DemandeFonds d;
    AppelFonds appel;
    FinancementPlan p = { 0 };
    TX tx = tx_begin(db, HERE);
    TRY(open_draft(db, a, par, uid, &d));
    TRY(appel_lire(db, a, d.appel_id, &appel));
    TRY(demande_plan(db, a, &d, &appel, &p));
    if (p.lignes_n > DEMANDE_LIGNES_MAX)
        return fonds_refus(ret_faute, FONDS_TROP);
    if (f->financeur.n == 0 || f->montant <= 0 || f->montant > MONTANT_MAX)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    TRY(sql_recette_ajouter(db, d.id, f->financeur, apport_choix[f->nature].value, recette_etats[f->etat].value,
        f->montant, f->plafond));
    TRY(demande_dire(db, a, par, now, "demande.ecrire", &d, receipt_said(a, f, false)));
    return tx_commit(&tx);
}

Err demande_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool recette, int64_t id)
{
    DemandeFonds d;
    AppelFonds appel;
    FinancementPlan p = { 0 };
    FondsDit said = { S(""), S(""), S("") };
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(open_draft(db, a, par, uid, &d));
    TRY(appel_lire(db, a, d.appel_id, &appel));
    TRY(demande_plan(db, a, &d, &appel, &p));
    for (size_t i = 0; !recette && i < p.couts_n; i++)
        said = p.couts[i].id == id ? expense_said(a, &p.couts[i], true) : said;
    for (size_t i = 0; recette && i < p.lignes_n; i++)
        said = p.lignes[i].id == id ? receipt_said(a, &p.lignes[i], true) : said;
    TRY(recette ? sql_recette_retirer(db, d.id, id, &n) : sql_depense_retirer(db, d.id, id, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(demande_dire(db, a, par, now, "demande.ecrire", &d, said));
    return tx_commit(&tx);
}

/* ---- whether it may be sent ---- */

static FondsFaute fault_of(FinancementFaute f)
{
    switch (f) {
    case FAUTE_AUCUNE:
        return FONDS_BON;
    case FAUTE_EXCES:
        return FONDS_EXCES;
    case FAUTE_PLAFOND:
        return FONDS_TAUX;
    case FAUTE_MONTANT:
        return FONDS_MONTANT;
    }
    return FONDS_MONTANT;
}

unsigned pieces_manquantes(const Piece *v, size_t n, unsigned asked)
{
    for (size_t i = 0; i < n; i++)
        asked &= ~(1U << v[i].genre);
    return asked;
}

/* All but the dates of the call. */
static Err complete(Db *db, Arena *a, const DemandeFonds *d, const AppelFonds *appel, FondsFaute *ret)
{
    FinancementPlan p;
    const Piece *papers;
    size_t n = 0;
    TRY(demande_plan(db, a, d, appel, &p));
    TRY(demande_pieces(db, a, d->id, &papers, &n));
    *ret = d->projet.n == 0 || d->montant == 0 || p.couts_n == 0 ? FONDS_INCOMPLET
         : d->montant > appel->plafond                           ? FONDS_PLAFOND
                                                                 : fault_of(financement_controler(&p, NULL));
    if (*ret == FONDS_BON && pieces_manquantes(papers, n, appel->pieces))
        *ret = FONDS_PIECES;
    return OK;
}

Err demande_controler(Db *db, Arena *a, const DemandeFonds *d, Date today, FondsFaute *ret)
{
    AppelFonds appel;
    TRY(appel_lire(db, a, d->appel_id, &appel));
    TRY(complete(db, a, d, &appel, ret));
    if (*ret == FONDS_BON && d->etat == DEMANDE_BROUILLON && !appel_ouvert(&appel, today))
        *ret = FONDS_FERME;
    return OK;
}

/* ---- its moves ---- */

bool demande_peut_passer(DemandeEtat de, DemandeEtat vers, unsigned regards)
{
    static const unsigned char moves[DEMANDE_ETATS_N][DEMANDE_ETATS_N] = {
        [DEMANDE_BROUILLON] = { [DEMANDE_CONSTRUCTION] = REGARD_STRUCTURE, [DEMANDE_SANS_SUITE] = REGARD_STRUCTURE },
        [DEMANDE_CONSTRUCTION] = { [DEMANDE_INSTRUCTION] = REGARD_PILOTE,
            [DEMANDE_SANS_SUITE] = REGARD_STRUCTURE | REGARD_PILOTE },
        [DEMANDE_INSTRUCTION] = { [DEMANDE_CONSTRUCTION] = REGARD_PILOTE,
            [DEMANDE_ACCEPTEE] = REGARD_PILOTE,
            [DEMANDE_REFUSEE] = REGARD_PILOTE,
            [DEMANDE_SANS_SUITE] = REGARD_PILOTE },
        [DEMANDE_ACCEPTEE] = { [DEMANDE_INSTRUCTION] = REGARD_PILOTE },
        [DEMANDE_REFUSEE] = { [DEMANDE_INSTRUCTION] = REGARD_PILOTE },
        [DEMANDE_SANS_SUITE] = { [DEMANDE_BROUILLON] = REGARD_STRUCTURE, [DEMANDE_INSTRUCTION] = REGARD_PILOTE },
    };
    return de < DEMANDE_ETATS_N && vers < DEMANDE_ETATS_N && (moves[de][vers] & regards);
}

Err demande_adoptee(Db *db, Arena *a, int64_t reunion_id, int64_t decision_id, bool *ret)
{
    const Decision *v;
    size_t n = 0;
    *ret = false;
    if (!decision_id)
        return OK;
    TRY(decisions_de(db, a, (ReunionId){ reunion_id }, &v, &n));
    for (size_t i = 0; i < n; i++)
        *ret = *ret || (v[i].id == decision_id && v[i].etat == DECISION_ADOPTEE);
    return OK;
}

/* Each contributor's share, by what it has left of what it agreed. */
static Err share(Db *db, Arena *a, const DemandeFonds *d, int64_t accorde, FondsFaute *ret_faute)
{
    const Contribution *v;
    size_t n = 0;
    TRY(contributions_de(db, a, d->fonds_id, &v, &n));
    int64_t *left = NEW(a, int64_t, n + 1), *shares = NEW(a, int64_t, n + 1);
    if (!left || !shares)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        left[i] = v[i].accorde - v[i].engage;
    if (!fonds_repartir(accorde, left, n, shares))
        return fonds_refus(ret_faute, FONDS_ENVELOPPE);
    for (size_t i = 0; i < n; i++)
        if (shares[i])
            TRY(sql_part_ajouter(db, d->id, v[i].contributeur_id, shares[i]));
    return OK;
}

static Err grant(Db *db, Arena *a, DemandeFonds *d, const AppelFonds *appel, int64_t accorde, FondsFaute *ret_faute)
{
    FondsCompte c;
    FinancementPlan p;
    bool decided = false;
    int64_t left = 0;
    if (accorde <= 0 || accorde > d->montant)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    if (accorde > appel->plafond)
        return fonds_refus(ret_faute, FONDS_PLAFOND);
    TRY(demande_adoptee(db, a, d->reunion_id, d->decision_id, &decided));
    if (!decided)
        return fonds_refus(ret_faute, FONDS_DECISION);
    DemandeFonds then = *d;
    then.montant = accorde;
    TRY(demande_plan(db, a, &then, appel, &p));
    FondsFaute f = fault_of(financement_controler(&p, NULL));
    if (f != FONDS_BON)
        return fonds_refus(ret_faute, f);
    TRY(fonds_compter(db, a, d->fonds_id, &c));
    for (size_t i = 0; i < c.axes_n; i++)
        if (c.axes[i].axe == d->axe)
            left = c.axes[i].enveloppe - c.axes[i].accorde;
    if (accorde > left)
        return fonds_refus(ret_faute, FONDS_ENVELOPPE);
    return share(db, a, d, accorde, ret_faute);
}

/* Given up before it was sent, it is a draft again; sent once, it is read again. */
static bool comes_back_where_it_was(const DemandeFonds *d, DemandeEtat vers)
{
    return d->etat != DEMANDE_SANS_SUITE || (vers == DEMANDE_BROUILLON) == (d->depose_at == 0);
}

static Err check_move(Db *db, Arena *a, int64_t now, DemandeFonds *d, unsigned regards, const DemandeMouvement *m,
    FondsFaute *ret_faute)
{
    AppelFonds appel;
    FondsFaute f = FONDS_BON;
    if (!demande_peut_passer(d->etat, m->vers, regards) || !comes_back_where_it_was(d, m->vers))
        return ERR_CONFLICT;
    TRY(appel_lire(db, a, d->appel_id, &appel));
    bool sent = m->vers == DEMANDE_CONSTRUCTION && d->etat == DEMANDE_BROUILLON;
    bool again = m->vers == DEMANDE_INSTRUCTION && d->etat != DEMANDE_CONSTRUCTION;
    if (sent || (m->vers == DEMANDE_INSTRUCTION && !again))
        TRY(demande_controler(db, a, d, date_paris(now), &f));
    bool says = again || m->vers == DEMANDE_REFUSEE || (m->vers == DEMANDE_SANS_SUITE && !(regards & REGARD_STRUCTURE));
    if (again && d->convention.n)
        f = FONDS_SIGNEE;
    if (f == FONDS_BON && says && str_trim(m->motif).n == 0)
        f = FONDS_MOTIF;
    if (f != FONDS_BON)
        return fonds_refus(ret_faute, f);
    return m->vers == DEMANDE_ACCEPTEE ? grant(db, a, d, &appel, m->accorde, ret_faute) : OK;
}

static const char *action_of(DemandeEtat vers)
{
    static const char *const actions[DEMANDE_ETATS_N] = { "demande.reprendre", "demande.deposer", "demande.instruire",
        "demande.accepter", "demande.refuser", "demande.classer" };
    return actions[vers];
}

static Str state_told(Arena *a, DemandeEtat e, int64_t accorde)
{
    return e == DEMANDE_ACCEPTEE
             ? str_format(a, "%.*s, %.*s", STR_ARG(demande_etats[e].label), STR_ARG(argent_montre(a, accorde)))
             : demande_etats[e].label;
}

Err demande_passer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const DemandeMouvement *m,
    FondsFaute *ret_faute)
{
    DemandeFonds d;
    unsigned regards = 0;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(demande_ouvrir(db, a, par, uid, &d, &regards));
    /* Grants of one fund wait for each other: the envelope and what contributors have left are read once for all. */
    TRY(sql_fonds_verrouiller(db, d.fonds_id, &n));
    TRY(demande_tenir(db, a, par, uid, &d, &regards));
    TRY(check_move(db, a, now, &d, regards, m, ret_faute));
    bool end = m->vers == DEMANDE_ACCEPTEE || m->vers == DEMANDE_REFUSEE || m->vers == DEMANDE_SANS_SUITE;
    const OptI64 sent = { d.depose_at || m->vers == DEMANDE_CONSTRUCTION, d.depose_at ? d.depose_at : now };
    if (d.etat == DEMANDE_ACCEPTEE)
        TRY(sql_parts_effacer(db, d.id));
    TRY(sql_demande_mouvoir(db, d.id, demande_etats[d.etat].value, demande_etats[m->vers].value, m->motif,
        m->vers == DEMANDE_ACCEPTEE ? m->accorde : 0, sent, (OptI64){ end, now }, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(demande_dire(db, a, par, now, action_of(m->vers), &d,
        (FondsDit){ S("État"), state_told(a, d.etat, d.accorde), state_told(a, m->vers, m->accorde) }));
    return tx_commit(&tx);
}

/* The newest decision of a meeting is the one just proposed there. */
Err demande_proposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t reunion_id)
{
    DemandeFonds d;
    Structure s;
    Reunion meeting;
    Comite comite;
    const Decision *v;
    unsigned regards = 0;
    size_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(demande_tenir(db, a, par, uid, &d, &regards));
    if (d.etat != DEMANDE_INSTRUCTION)
        return ERR_CONFLICT;
    TRY(structure_par_id(db, a, d.structure_id, &s));
    TRY(reunion_ouvrir(db, a, par, (ReunionId){ reunion_id }, &meeting, &comite));
    TRY(decision_proposer(db, a, par, now, &meeting,
        str_format(a, "Fonds d’inclusion numérique\u00a0: soutenir «\u00a0%.*s\u00a0», %.*s", STR_ARG(d.titre),
            STR_ARG(s.nom)),
        d.action));
    TRY(decisions_de(db, a, meeting.id, &v, &n));
    TRY(sql_demande_decision(db, d.id, (OptI64){ true, reunion_id }, (OptI64){ true, v[n - 1].id }));
    TRY(demande_dire(db, a, par, now, "demande.proposer", &d,
        (FondsDit){ S("Comité"), S(""),
            str_format(a, "%.*s, %.*s", STR_ARG(comite.nom), STR_ARG(instant_montre(a, meeting.debut_at))) }));
    return tx_commit(&tx);
}

Err demande_parts(Db *db, Arena *a, const Acteur *par, const DemandeFonds *d, const PartFonds **ret, size_t *ret_n)
{
    VEC(PartFonds) v = { 0 };
    ROWS rows = { 0 };
    SqlPartsListe r;
    int64_t only = par && par->role == ROLE_FINANCEUR ? par->personne_id : 0;
    TRY(sql_parts_liste(db, d->id, only, &rows));
    while (sql_parts_liste_next(&rows, &r)) {
        PartFonds *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (PartFonds){ r.contributeur_id, str_dup(a, r.nom), r.montant };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

/* ---- messages ---- */

Err demande_messages(Db *db, Arena *a, DemandeId id, const DemandeMessage **ret, size_t *ret_n)
{
    VEC(DemandeMessage) v = { 0 };
    ROWS rows = { 0 };
    SqlMessagesListe r;
    TRY(sql_messages_liste(db, id, &rows));
    while (sql_messages_liste_next(&rows, &r)) {
        DemandeMessage *m = vec_push(a, &v);
        if (!m)
            return ERR_MEMORY;
        *m = (DemandeMessage){ r.message_id, r.at, { r.personne_id.has ? r.personne_id.v : 0 },
            str_eq(r.cote, S("pilote")), str_dup(a, r.texte) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err demande_ecrire_message(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str texte)
{
    DemandeFonds d;
    unsigned regards = 0;
    TX tx = tx_begin(db, HERE);
    TRY(demande_ouvrir(db, a, par, uid, &d, &regards));
    if (!(regards & (REGARD_STRUCTURE | REGARD_PILOTE)))
        return ERR_FORBIDDEN;
    if (str_trim(texte).n == 0)
        return ERR_INVALID;
    TRY(sql_message_ajouter(db, d.id, (OptI64){ par, par ? par->personne_id : 0 },
        regards & REGARD_PILOTE ? S("pilote") : S("structure"), now, texte));
    TRY(journal_ecrire(db, par, now, "demande.message", demande_objet(a, d.uid), true));
    return tx_commit(&tx);
}
