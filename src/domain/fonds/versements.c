// SPDX-License-Identifier: AGPL-3.0-or-later
/* Papers, then what follows a grant: agreement, payments, proofs, report. */
#include "domain/fonds/fonds_priv.h"

#include "core/auth/sha256.h"

/* ---- papers ---- */

Err demande_pieces(Db *db, Arena *a, DemandeId id, const Piece **ret, size_t *ret_n)
{
    VEC(Piece) v = { 0 };
    ROWS rows = { 0 };
    SqlPiecesListe r;
    TRY(sql_pieces_liste(db, id, &rows));
    while (sql_pieces_liste_next(&rows, &r)) {
        Piece *p = vec_push(a, &v);
        if (!p)
            return ERR_MEMORY;
        *p = (Piece){ r.piece_id, (PieceGenre)choice_index(piece_genres, r.genre), str_dup(a, r.nom),
            str_dup(a, r.sha256), (FileType)r.type, r.taille, r.depose_at };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err piece_garder(Db *db, Arena *a, int64_t now, DemandeId id, PieceGenre genre, const Upload *u, int64_t *ret,
    FondsFaute *ret_faute)
{
    SqlPieceAjouter made;
    const Piece *all;
    size_t n = 0;
    TRY(demande_pieces(db, a, id, &all, &n));
    if (n >= DEMANDE_PIECES_MAX)
        return fonds_refus(ret_faute, FONDS_TROP);
    if (u->bytes.n == 0 || u->bytes.n > PIECE_OCTETS_MAX || !(u->type & PIECE_TYPES))
        return fonds_refus(ret_faute, FONDS_PIECES);
    TRY(sql_piece_ajouter(db, a, id, piece_genres[genre].value, u->name, u->type, (int64_t)u->bytes.n,
        sha256_hex(a, u->bytes), now, &made));
    TRY(sql_piece_garder(db, made.piece_id, u->bytes));
    *ret = made.piece_id;
    return OK;
}

static bool may_add(const DemandeFonds *d, unsigned regards, PieceGenre genre)
{
    bool after = genre == PIECE_CONVENTION || genre == PIECE_JUSTIFICATIF || genre == PIECE_BILAN;
    if (demande_modifiable(d, regards))
        return true;
    return d->etat == DEMANDE_ACCEPTEE && after && (regards & (REGARD_STRUCTURE | REGARD_PILOTE));
}

Err piece_deposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, PieceGenre genre, const Upload *u,
    FondsFaute *ret_faute)
{
    DemandeFonds d;
    unsigned regards = 0;
    int64_t id = 0;
    TX tx = tx_begin(db, HERE);
    TRY(demande_tenir(db, a, par, uid, &d, &regards));
    if (!may_add(&d, regards, genre))
        return ERR_FORBIDDEN;
    TRY(piece_garder(db, a, now, d.id, genre, u, &id, ret_faute));
    TRY(demande_dire(db, a, par, now, "demande.piece", &d));
    return tx_commit(&tx);
}

Err piece_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t piece)
{
    DemandeFonds d;
    Piece p;
    unsigned regards = 0;
    Str bytes;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(demande_tenir(db, a, par, uid, &d, &regards));
    if (!demande_modifiable(&d, regards))
        return ERR_FORBIDDEN;
    TRY(piece_lire(db, a, &d, piece, &p, &bytes));
    TRY(sql_piece_effacer_octets(db, piece));
    TRY(sql_piece_effacer(db, d.id, piece, &n));
    TRY(demande_dire(db, a, par, now, "demande.piece", &d));
    return tx_commit(&tx);
}

Err piece_lire(Db *db, Arena *a, const DemandeFonds *d, int64_t piece, Piece *ret, Str *ret_octets)
{
    const Piece *all;
    SqlPieceOctets r;
    size_t n = 0, i = 0;
    TRY(demande_pieces(db, a, d->id, &all, &n));
    while (i < n && all[i].id != piece)
        i++;
    if (i == n)
        return ERR_NOT_FOUND;
    TRY(sql_piece_octets(db, a, piece, &r));
    *ret = all[i];
    *ret_octets = r.octets;
    return OK;
}

/* ---- the rules of payments ---- */

int64_t solde_du(const Solde *s)
{
    int64_t proved = s->justifie < s->depenses ? s->justifie : s->depenses;
    return argent_prorata(s->accorde, proved, s->depenses);
}

FondsFaute versement_controler(const Solde *s, VersementGenre genre, int64_t montant)
{
    if (montant <= 0 || montant > MONTANT_MAX)
        return FONDS_MONTANT;
    if (!s->signee)
        return FONDS_CONVENTION;
    if (s->soldee)
        return FONDS_SOLDEE;
    if (montant > s->accorde - s->prevu)
        return FONDS_VERSEMENTS;
    /* An advance is within its part of the grant; rounded down, so that the part is never passed. */
    if (genre == VERSEMENT_AVANCE) {
        __extension__ typedef __int128 Wide;
        if ((Wide)(s->avances + montant) * TAUX_ENTIER > (Wide)s->accorde * s->avance_max)
            return FONDS_AVANCE;
    }
    if (genre == VERSEMENT_SOLDE && !s->bilan_valide)
        return FONDS_BILAN;
    if (genre == VERSEMENT_SOLDE && montant > solde_du(s) - s->prevu)
        return FONDS_SOLDE;
    return FONDS_BON;
}

Err demande_versements(Db *db, Arena *a, DemandeId id, const Versement **ret, size_t *ret_n)
{
    VEC(Versement) v = { 0 };
    ROWS rows = { 0 };
    SqlVersementsListe r;
    TRY(sql_versements_liste(db, id, &rows));
    while (sql_versements_liste_next(&rows, &r)) {
        Versement *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Versement){ r.versement_id, (VersementGenre)choice_index(versement_genres, r.genre), r.montant,
            { (int32_t)r.prevu_j }, fonds_jour(r.paye_j), str_dup(a, r.reference), r.annule };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err demande_justificatifs(Db *db, Arena *a, DemandeId id, const Justificatif **ret, size_t *ret_n)
{
    VEC(Justificatif) v = { 0 };
    ROWS rows = { 0 };
    SqlJustificatifsListe r;
    TRY(sql_justificatifs_liste(db, id, &rows));
    while (sql_justificatifs_liste_next(&rows, &r)) {
        Justificatif *x = vec_push(a, &v);
        if (!x)
            return ERR_MEMORY;
        *x = (Justificatif){ r.justificatif_id, str_dup(a, r.libelle), { (int32_t)r.jour_j }, r.montant,
            r.piece_id.has ? r.piece_id.v : 0, (JustificatifEtat)choice_index(justificatif_etats, r.etat) };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

static Err add_payments(Db *db, Arena *a, const DemandeFonds *d, Solde *s)
{
    const Versement *v;
    size_t n = 0;
    TRY(demande_versements(db, a, d->id, &v, &n));
    for (size_t i = 0; i < n; i++) {
        if (v[i].annule)
            continue;
        s->prevu += v[i].montant;
        s->paye += v[i].paye.has ? v[i].montant : 0;
        s->avances += v[i].genre == VERSEMENT_AVANCE ? v[i].montant : 0;
        s->soldee = s->soldee || v[i].genre == VERSEMENT_SOLDE;
    }
    return OK;
}

Err demande_solde(Db *db, Arena *a, const DemandeFonds *d, Solde *ret)
{
    Fonds fonds;
    AppelFonds appel;
    FinancementPlan p;
    const Justificatif *j;
    size_t n = 0;
    TRY(fonds_lire(db, a, d->fonds_id, &fonds));
    TRY(appel_lire(db, a, d->appel_id, &appel));
    TRY(demande_plan(db, a, d, &appel, &p));
    Solde s = { .accorde = d->accorde,
        .depenses = equilibre_de(&p).depenses,
        .avance_max = fonds.avance_max,
        .signee = d->convention.n > 0,
        .bilan_valide = d->bilan_etat == BILAN_VALIDE };
    TRY(demande_justificatifs(db, a, d->id, &j, &n));
    for (size_t i = 0; i < n; i++)
        s.justifie += j[i].etat == JUSTIFICATIF_RETENU ? j[i].montant : 0;
    TRY(add_payments(db, a, d, &s));
    *ret = s;
    return OK;
}

/* ---- agreement and payments ---- */

/* A request that was granted, held by a pilote. */
static Err hold_granted(Db *db, Arena *a, const Acteur *par, Str uid, unsigned asked, DemandeFonds *ret)
{
    unsigned regards = 0;
    TRY(demande_tenir(db, a, par, uid, ret, &regards));
    if (!(regards & asked))
        return ERR_FORBIDDEN;
    return ret->etat == DEMANDE_ACCEPTEE ? OK : ERR_CONFLICT;
}

Err convention_signer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str reference, Date jour)
{
    DemandeFonds d;
    const Versement *v;
    size_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    if (reference.n == 0 || jour.days > date_paris(now).days)
        return ERR_INVALID;
    TRY(demande_versements(db, a, d.id, &v, &n));
    if (n > 0)
        return ERR_CONFLICT;                       /* money follows it: it is what it was */
    TRY(sql_demande_convention(db, d.id, reference, (OptI64){ true, jour.days }));
    TRY(demande_dire(db, a, par, now, "demande.convention", &d));
    return tx_commit(&tx);
}

Err versement_prevoir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, VersementGenre genre, int64_t montant,
    Date prevu, FondsFaute *ret_faute)
{
    DemandeFonds d;
    Solde s;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    TRY(demande_solde(db, a, &d, &s));
    FondsFaute f = versement_controler(&s, genre, montant);
    if (f != FONDS_BON)
        return fonds_refus(ret_faute, f);
    TRY(sql_versement_ajouter(db, d.id, versement_genres[genre].value, montant, prevu.days));
    TRY(demande_dire(db, a, par, now, "versement.prevoir", &d));
    return tx_commit(&tx);
}

Err versement_finir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t versement, PlanJour paye,
    Str reference)
{
    DemandeFonds d;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    if (paye.has && paye.d.days > date_paris(now).days)
        return ERR_INVALID;
    TRY(sql_versement_clore(db, d.id, versement, fonds_jour_garde(paye), reference, !paye.has, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(demande_dire(db, a, par, now, paye.has ? "versement.payer" : "versement.annuler", &d));
    return tx_commit(&tx);
}

/* ---- proofs and report ---- */

Err justificatif_deposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, const Justificatif *j,
    const Upload *u, FondsFaute *ret_faute)
{
    DemandeFonds d;
    const Justificatif *all;
    size_t n = 0;
    int64_t piece = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_STRUCTURE, &d));
    TRY(demande_justificatifs(db, a, d.id, &all, &n));
    if (n >= DEMANDE_LIGNES_MAX)
        return fonds_refus(ret_faute, FONDS_TROP);
    if (j->libelle.n == 0 || j->montant <= 0 || j->montant > MONTANT_MAX || j->jour.days > date_paris(now).days)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    if (u)
        TRY(piece_garder(db, a, now, d.id, PIECE_JUSTIFICATIF, u, &piece, ret_faute));
    TRY(sql_justificatif_ajouter(db, d.id, j->libelle, j->jour.days, j->montant, (OptI64){ u, piece }));
    TRY(demande_dire(db, a, par, now, "justificatif.deposer", &d));
    return tx_commit(&tx);
}

Err justificatif_decider(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t id, bool retenir)
{
    DemandeFonds d;
    Solde s;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    TRY(demande_solde(db, a, &d, &s));
    if (s.soldee)
        return ERR_CONFLICT;
    TRY(sql_justificatif_changer(db, d.id, id,
        justificatif_etats[retenir ? JUSTIFICATIF_RETENU : JUSTIFICATIF_ECARTE].value, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(demande_dire(db, a, par, now, "justificatif.decider", &d));
    return tx_commit(&tx);
}

Err bilan_deposer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, Str texte, int64_t personnes)
{
    DemandeFonds d;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_STRUCTURE, &d));
    if (str_trim(texte).n == 0 || personnes < 0)
        return ERR_INVALID;
    if (d.bilan_etat == BILAN_VALIDE)
        return ERR_CONFLICT;
    TRY(sql_demande_bilan(db, d.id, texte, personnes, bilan_etats[BILAN_DEPOSE].value));
    TRY(demande_dire(db, a, par, now, "bilan.deposer", &d));
    return tx_commit(&tx);
}

Err bilan_valider(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool valider)
{
    DemandeFonds d;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    if (d.bilan_etat != BILAN_DEPOSE)
        return ERR_CONFLICT;
    TRY(sql_demande_bilan(db, d.id, d.bilan, d.bilan_personnes,
        bilan_etats[valider ? BILAN_VALIDE : BILAN_ATTENDU].value));
    TRY(demande_dire(db, a, par, now, "bilan.valider", &d));
    return tx_commit(&tx);
}
