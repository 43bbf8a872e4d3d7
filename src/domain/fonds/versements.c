// SPDX-License-Identifier: AGPL-3.0-or-later
/* Papers, then what follows a grant: agreement, payments, proofs, report. */
#include "domain/fonds/fonds_priv.h"

#include "core/auth/sha256.h"
#include "domain/journal/journal.h"

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

bool piece_admise(const DemandeFonds *d, unsigned regards, PieceGenre genre)
{
    bool after = genre == PIECE_CONVENTION || genre == PIECE_BILAN;
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
    if (!piece_admise(&d, regards, genre))
        return ERR_FORBIDDEN;
    TRY(piece_garder(db, a, now, d.id, genre, u, &id, ret_faute));
    TRY(demande_dire(db, a, par, now, "demande.piece", &d, (FondsDit){ piece_genres[genre].label, S(""), u->name }));
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
    TRY(piece_lire(db, a, &d, piece, &p, &bytes));
    if (!demande_modifiable(&d, regards) && !((regards & REGARD_PILOTE) && piece_admise(&d, regards, p.genre)))
        return ERR_FORBIDDEN;
    TRY(sql_piece_effacer_octets(db, piece));
    TRY(sql_piece_effacer(db, d.id, piece, &n));
    TRY(demande_dire(db, a, par, now, "demande.piece", &d, (FondsDit){ piece_genres[p.genre].label, p.nom, S("") }));
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

int64_t solde_libere(const Solde *s)
{
    return s->solde_verse || s->close ? s->accorde - s->prevu : 0;
}

FondsFaute versement_controler(const Solde *s, VersementGenre genre, int64_t montant)
{
    if (montant <= 0 || montant > MONTANT_MAX)
        return FONDS_MONTANT;
    if (!s->signee)
        return FONDS_CONVENTION;
    if (s->close)
        return FONDS_CLOSE;
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
        s->solde_verse = s->solde_verse || (v[i].genre == VERSEMENT_SOLDE && v[i].paye.has);
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
        .close = d->clos,
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

/* What is committed may change: the fund is held first, as a grant holds it. */
static Err hold_with_fund(Db *db, Arena *a, const Acteur *par, Str uid, DemandeFonds *ret)
{
    unsigned regards = 0;
    int64_t n = 0;
    TRY(demande_ouvrir(db, a, par, uid, ret, &regards));
    TRY(sql_fonds_verrouiller(db, ret->fonds_id, &n));
    return hold_granted(db, a, par, uid, REGARD_PILOTE, ret);
}

/* Frees what will not be paid any more, or commits it again where there is still room for it. */
static Err settle(Db *db, Arena *a, const Acteur *par, int64_t now, const DemandeFonds *d, bool close,
    FondsFaute *ret_faute)
{
    Solde s;
    bool held = true;
    TRY(demande_solde(db, a, d, &s));
    s.close = close;
    int64_t freed = solde_libere(&s);
    if (freed == d->libere && close == d->clos)
        return OK;
    TRY(sql_demande_liberer(db, d->id, freed, close));
    if (freed < d->libere)
        TRY(fonds_engagements_tenus(db, a, d->fonds_id, &held));
    if (!held)
        return fonds_refus(ret_faute, FONDS_REPRIS);
    return demande_noter(db, par, now, d,
        (FondsDit){ S("Reste rendu à l’enveloppe"), argent_montre(a, d->libere), argent_montre(a, freed) });
}

Err demande_clore(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool clore, Str motif,
    FondsFaute *ret_faute)
{
    DemandeFonds d;
    Solde s;
    TX tx = tx_begin(db, HERE);
    TRY(hold_with_fund(db, a, par, uid, &d));
    TRY(demande_solde(db, a, &d, &s));
    if (clore == d.clos || s.soldee)
        return ERR_CONFLICT;
    FondsFaute f = !s.signee                 ? FONDS_CONVENTION
                 : clore && s.prevu > s.paye ? FONDS_PREVU
                 : str_trim(motif).n == 0    ? FONDS_MOTIF
                                             : FONDS_BON;
    if (f != FONDS_BON)
        return fonds_refus(ret_faute, f);
    TRY(settle(db, a, par, now, &d, clore, ret_faute));
    TRY(demande_dire(db, a, par, now, clore ? "demande.clore" : "demande.rouvrir", &d,
        (FondsDit){ S("Dossier"), clore ? S("Ouvert") : S("Clos"),
            str_format(a, "%s\u00a0: %.*s", clore ? "Clos" : "Rouvert", STR_ARG(str_trim(motif))) }));
    return tx_commit(&tx);
}

static Str signed_told(Arena *a, Str reference, PlanJour day)
{
    return reference.n ? str_format(a, "%.*s, signée le %.*s", STR_ARG(reference), STR_ARG(date_french(a, day.d)))
                       : S("");
}

Err convention_signer(Db *db, Arena *a, const struct App *app, const Acteur *par, int64_t now, Str uid, Str reference,
    Date jour)
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
    TRY(demande_dire(db, a, par, now, "demande.convention", &d,
        (FondsDit){ S("Convention"), signed_told(a, d.convention, d.convention_j),
            signed_told(a, reference, (PlanJour){ true, jour }) }));
    d.convention = reference;
    d.convention_j = (PlanJour){ true, jour };
    TRY(convention_geler(db, a, app, now, &d));
    return tx_commit(&tx);
}

Err convention_reprendre(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid)
{
    DemandeFonds d;
    const Versement *v;
    size_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    TRY(demande_versements(db, a, d.id, &v, &n));
    if (d.convention.n == 0 || n > 0 || d.clos)
        return ERR_CONFLICT;
    TRY(sql_demande_convention(db, d.id, S(""), (OptI64){ 0 }));
    TRY(sql_convention_effacer(db, d.id));
    TRY(demande_dire(db, a, par, now, "demande.convention", &d,
        (FondsDit){ S("Convention"), signed_told(a, d.convention, d.convention_j), S("") }));
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
    TRY(demande_dire(db, a, par, now, "versement.prevoir", &d,
        (FondsDit){ versement_genres[genre].label, S(""),
            str_format(a, "%.*s, prévu le %.*s", STR_ARG(argent_montre(a, montant)),
                STR_ARG(date_french(a, prevu))) }));
    return tx_commit(&tx);
}

/* ERR_CONFLICT: there is none of that number to be ended. */
static Err find_payment(Db *db, Arena *a, const DemandeFonds *d, int64_t id, Versement *ret)
{
    const Versement *v;
    size_t n = 0, i = 0;
    TRY(demande_versements(db, a, d->id, &v, &n));
    while (i < n && v[i].id != id)
        i++;
    if (i == n)
        return ERR_CONFLICT;
    *ret = v[i];
    return OK;
}

static Str payment_told(Arena *a, const Versement *v)
{
    Str amount = argent_montre(a, v->montant);
    if (v->annule)
        return str_format(a, "%.*s, annulé", STR_ARG(amount));
    if (!v->paye.has)
        return str_format(a, "%.*s, prévu le %.*s", STR_ARG(amount), STR_ARG(date_french(a, v->prevu)));
    return str_format(a, "%.*s, versé le %.*s%s%.*s", STR_ARG(amount), STR_ARG(date_french(a, v->paye.d)),
        v->reference.n ? ", " : "", STR_ARG(v->reference));
}

Err versement_finir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t versement, PlanJour paye,
    Str reference)
{
    DemandeFonds d;
    Versement was;
    FondsFaute f;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_with_fund(db, a, par, uid, &d));
    if (paye.has && paye.d.days > date_paris(now).days)
        return ERR_INVALID;
    TRY(find_payment(db, a, &d, versement, &was));
    TRY(sql_versement_clore(db, d.id, versement, fonds_jour_garde(paye), reference, !paye.has, &n));
    if (n == 0)
        return ERR_CONFLICT;
    Versement then = was;
    then.paye = paye;
    then.reference = reference;
    then.annule = !paye.has;
    TRY(demande_dire(db, a, par, now, paye.has ? "versement.payer" : "versement.annuler", &d,
        (FondsDit){ versement_genres[was.genre].label, payment_told(a, &was), payment_told(a, &then) }));
    TRY(settle(db, a, par, now, &d, d.clos, &f));
    return tx_commit(&tx);
}

Err versement_rouvrir(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t versement,
    FondsFaute *ret_faute)
{
    DemandeFonds d;
    Versement was;
    int64_t n = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_with_fund(db, a, par, uid, &d));
    TRY(find_payment(db, a, &d, versement, &was));
    TRY(sql_versement_rouvrir(db, d.id, versement, &n));
    if (n == 0)
        return ERR_CONFLICT;
    Versement then = was;
    then.paye = (PlanJour){ 0 };
    TRY(demande_dire(db, a, par, now, "versement.rouvrir", &d,
        (FondsDit){ versement_genres[was.genre].label, payment_told(a, &was), payment_told(a, &then) }));
    TRY(settle(db, a, par, now, &d, d.clos, ret_faute));
    return tx_commit(&tx);
}

/* ---- proofs and report ---- */

static Str proof_name(Arena *a, const Justificatif *j)
{
    return str_format(a, "Justificatif «\u00a0%.*s\u00a0», %.*s", STR_ARG(j->libelle),
        STR_ARG(argent_montre(a, j->montant)));
}

static Err find_proof(Db *db, Arena *a, const DemandeFonds *d, int64_t id, Justificatif *ret)
{
    const Justificatif *v;
    size_t n = 0, i = 0;
    TRY(demande_justificatifs(db, a, d->id, &v, &n));
    while (i < n && v[i].id != id)
        i++;
    if (i == n)
        return ERR_NOT_FOUND;
    *ret = v[i];
    return OK;
}

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
    TRY(demande_dire(db, a, par, now, "justificatif.deposer", &d, (FondsDit){ proof_name(a, j), S(""), S("Déposé") }));
    return tx_commit(&tx);
}

Err justificatif_decider(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t id, bool retenir)
{
    DemandeFonds d;
    Justificatif was;
    Solde s;
    int64_t n = 0;
    const Choice *then = &justificatif_etats[retenir ? JUSTIFICATIF_RETENU : JUSTIFICATIF_ECARTE];
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    TRY(demande_solde(db, a, &d, &s));
    if (s.soldee)
        return ERR_CONFLICT;
    TRY(find_proof(db, a, &d, id, &was));
    TRY(sql_justificatif_changer(db, d.id, id, then->value, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(demande_dire(db, a, par, now, "justificatif.decider", &d,
        (FondsDit){ proof_name(a, &was), justificatif_etats[was.etat].label, then->label }));
    return tx_commit(&tx);
}

Err justificatif_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, int64_t id)
{
    DemandeFonds d;
    Justificatif was;
    int64_t n = 0, papers = 0;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_STRUCTURE, &d));
    TRY(find_proof(db, a, &d, id, &was));
    TRY(sql_justificatif_effacer(db, d.id, id, &n));
    if (n == 0)
        return ERR_CONFLICT;
    if (was.piece_id) {
        TRY(sql_piece_effacer_octets(db, was.piece_id));
        TRY(sql_piece_effacer(db, d.id, was.piece_id, &papers));
    }
    TRY(demande_dire(db, a, par, now, "justificatif.retirer", &d,
        (FondsDit){ proof_name(a, &was), S("Déposé"), S("Retiré") }));
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
    TRY(demande_dire(db, a, par, now, "bilan.deposer", &d, (FondsDit){ S("Bilan"), d.bilan, texte.n ? texte : S("") }));
    return tx_commit(&tx);
}

Err bilan_valider(Db *db, Arena *a, const Acteur *par, int64_t now, Str uid, bool valider)
{
    DemandeFonds d;
    Solde s;
    TX tx = tx_begin(db, HERE);
    TRY(hold_granted(db, a, par, uid, REGARD_PILOTE, &d));
    TRY(demande_solde(db, a, &d, &s));
    bool again = d.bilan_etat == BILAN_VALIDE && !valider && !s.soldee;
    if (d.bilan_etat != BILAN_DEPOSE && !again)
        return ERR_CONFLICT;
    const Choice *then = &bilan_etats[valider ? BILAN_VALIDE : again ? BILAN_DEPOSE : BILAN_ATTENDU];
    TRY(sql_demande_bilan(db, d.id, d.bilan, d.bilan_personnes, then->value));
    TRY(demande_dire(db, a, par, now, "bilan.valider", &d,
        (FondsDit){ S("Avis sur le bilan"), bilan_etats[d.bilan_etat].label, then->label }));
    return tx_commit(&tx);
}
