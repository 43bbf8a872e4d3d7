// SPDX-License-Identifier: AGPL-3.0-or-later
/* The proof, read from beginning to end; core/auth/journal_hash.h says what each step shows. */
#include <string.h>

#include "core/auth/retention.h"
#include "domain/journal/journal_priv.h"
#include "journal_sql.h"

enum { DAY_S = 24 * 3600 };

typedef struct Preuve {
    JournalCheck check;
    JournalAttendu attendu;
    const uint8_t *cle;
    int64_t now;
    bool commencee, attendu_vu;
    JournalEtat etat;
} Preuve;

static bool read_point(const SqlJournalPreuve *row, JournalCheckpoint *ret)
{
    *ret = (JournalCheckpoint){ .position = row->rang, .at = row->point_at.v };
    if (row->point_signature.n != JOURNAL_SIGNATURE || !empreinte_lire(row->point_chaine, &ret->chain))
        return false;
    memcpy(ret->signature, row->point_signature.p, JOURNAL_SIGNATURE);
    return true;
}

static void fault(Preuve *p, JournalVerdict verdict, int64_t rang)
{
    if (p->check.verdict != JOURNAL_INTACT)
        return;
    p->check.verdict = verdict;
    p->check.fault_at = rang;
}

/*
 * The chain begins at rank 1; or, after a rotation, at a signed checkpoint without its line, which must be old enough:
 * the signature holds its date, so that a beginning taken away early is not mistaken for a rotation.
 */
static void begin(Preuve *p, const SqlJournalPreuve *row)
{
    JournalCheckpoint point;
    p->commencee = true;
    p->etat.premier = row->rang;
    journal_check_start(&p->check, 0, chaine_debut(p->cle), p->cle);
    if (row->journal_id.has || !row->point_at.has)
        return;
    if (!read_point(row, &point)) {
        fault(p, JOURNAL_FORGED, row->rang);
        return;
    }
    journal_check_start(&p->check, point.position, point.chain, p->cle);
    p->etat.premier = row->rang + 1;
    Date until = date_add_months(date_paris(p->now), -JOURNAL_MOIS);
    if (journal_checkpoint_verify(&point, p->cle) && point.at >= (int64_t)(until.days + 1) * DAY_S)
        fault(p, JOURNAL_SHORTENED, row->rang);
}

static void prove_line(Preuve *p, const SqlJournalPreuve *row)
{
    const LigneHachee l = { row->at.v, row->personne_id, row->role, row->portee, row->action, row->objet, row->issue };
    JournalHash stored = { { 0 } }, chain = { { 0 } };
    JournalHash line = ligne_empreinte(&l);
    if (!row->at.has) {
        fault(p, JOURNAL_DISORDER, row->rang);     /* sealed, and no longer there */
        return;
    }
    if (!empreinte_lire(row->empreinte, &stored) || !empreinte_lire(row->chaine, &chain) ||
        !journal_hash_eq(stored, line)) {
        fault(p, JOURNAL_TAMPERED, row->rang);
        return;
    }
    journal_check_line(&p->check, row->rang, line, chain);
    p->etat.lignes += p->check.verdict == JOURNAL_INTACT;
}

static void prove_point(Preuve *p, const SqlJournalPreuve *row)
{
    JournalCheckpoint point;
    if (!read_point(row, &point)) {
        fault(p, JOURNAL_FORGED, row->rang);
        return;
    }
    journal_check_checkpoint(&p->check, &point);
    if (p->check.verdict != JOURNAL_INTACT)
        return;
    p->etat.point_rang = point.position;
    p->etat.point_at = point.at;
}

static void look_for_expected(Preuve *p, int64_t rang, JournalHash chaine)
{
    if (p->attendu.rang == rang && journal_hash_eq(p->attendu.chaine, chaine))
        p->attendu_vu = true;
}

static Err prove_all(Db *db, Preuve *p, int64_t jusqu_a)
{
    ROWS rows = { 0 };
    SqlJournalPreuve row;
    TRY(sql_journal_preuve(db, &rows));
    while (p->check.verdict == JOURNAL_INTACT && sql_journal_preuve_next(&rows, &row) && row.rang <= jusqu_a) {
        if (!p->commencee)
            begin(p, &row);
        if (row.journal_id.has)
            prove_line(p, &row);
        if (row.point_at.has)
            prove_point(p, &row);
        look_for_expected(p, p->check.position, p->check.chain);
    }
    return rows_end(&rows);
}

Err journal_prouver(Db *db, const uint8_t cle[JOURNAL_PUBLIC_KEY], int64_t now, int64_t jusqu_a, JournalAttendu attendu,
    JournalEtat *ret)
{
    Preuve p = { .cle = cle, .now = now, .attendu = attendu, .attendu_vu = attendu.rang == 0 };
    journal_check_start(&p.check, 0, chaine_debut(cle), cle);
    TRY(prove_all(db, &p, jusqu_a));
    p.etat.verdict = journal_check_end(&p.check);
    p.etat.faute_rang = p.check.fault_at;
    p.etat.rang = p.check.position;
    p.etat.chaine = p.check.chain;
    p.etat.non_signee = p.etat.rang != p.etat.point_rang && p.etat.verdict == JOURNAL_INTACT;
    p.etat.attendu_absent = !p.attendu_vu && p.etat.verdict == JOURNAL_INTACT;
    *ret = p.etat;
    return OK;
}

static Err look_at_tail(Db *db, JournalEtat *etat)
{
    ROWS rows = { 0 };
    SqlJournalQueue row;
    TRY(sql_journal_queue(db, &rows));
    while (sql_journal_queue_next(&rows, &row)) {
        const LigneHachee l = { row.at, row.personne_id, row.role, row.portee, row.action, row.objet, row.issue };
        JournalHash stored;
        etat->attente++;
        etat->inattendues += row.attendue == 0;
        etat->alterees += !empreinte_lire(row.empreinte, &stored) || !journal_hash_eq(stored, ligne_empreinte(&l));
        if (etat->attente_depuis == 0 || row.at < etat->attente_depuis)
            etat->attente_depuis = row.at;
    }
    return rows_end(&rows);
}

Err journal_verifier(Db *db, const uint8_t cle[JOURNAL_PUBLIC_KEY], int64_t now, JournalAttendu attendu,
    JournalEtat *ret)
{
    JournalEtat etat;
    TRY(journal_prouver(db, cle, now, INT64_MAX, attendu, &etat));
    TRY(look_at_tail(db, &etat));
    *ret = etat;
    return OK;
}

bool journal_est_intact(const JournalEtat *e)
{
    return e->verdict == JOURNAL_INTACT && e->inattendues == 0 && e->alterees == 0 && !e->non_signee &&
           !e->attendu_absent;
}
