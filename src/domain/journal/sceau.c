// SPDX-License-Identifier: AGPL-3.0-or-later
/* Seals: chaining committed lines, signing checkpoints, removing what is too old without losing the proof. */
#include <string.h>

#include "core/app.h"
#include "core/auth/retention.h"
#include "domain/journal/journal_priv.h"
#include "journal_sql.h"

enum { LOT = 1000, HOUR_S = 3600, SCEAU_ARENA = 1024 * 1024 };

JournalHash chaine_debut(const uint8_t cle[JOURNAL_PUBLIC_KEY])
{
    return journal_start(str_of((const char *)cle, JOURNAL_PUBLIC_KEY));
}

static Str bytes_of(const JournalHash *h)
{
    return str_of((const char *)h->v, sizeof h->v);
}

/* ---- one batch ---- */

typedef struct Waiting {
    int64_t journal_id;
    JournalHash empreinte;
} Waiting;

/* Collected first: the table is changed while they are sealed. */
static Err collect(Db *db, Arena *a, Waiting **ret, size_t *ret_n)
{
    VEC(Waiting) found = { 0 };
    ROWS rows = { 0 };
    SqlJournalASceller row;
    TRY(sql_journal_a_sceller(db, LOT, &rows));
    while (sql_journal_a_sceller_next(&rows, &row)) {
        Waiting *w = vec_push(a, &found);
        if (!w)
            return ERR_MEMORY;
        w->journal_id = row.journal_id;
        if (!empreinte_lire(row.empreinte, &w->empreinte))
            memset(&w->empreinte, 0, sizeof w->empreinte); /* sealed as it is: the verification tells it */
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

static Err sign(Db *db, const Keys *keys, int64_t now, const JournalScelles *s)
{
    uint8_t public[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    JournalCheckpoint c = { .position = s->rang, .at = now, .chain = s->chaine };
    journal_keys(keys->seal, public, secret);
    journal_checkpoint_sign(&c, secret);
    TRY(sql_journal_signer(db, c.position, c.at, bytes_of(&c.chain),
        str_of((const char *)c.signature, sizeof c.signature)));
    return sql_journal_points_de_l_heure(db, c.position, now - now % HOUR_S);
}

static Err last_seal(Db *db, Arena *a, const Keys *keys, JournalScelles *s)
{
    uint8_t public[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    SqlJournalDernierSceau last;
    bool found = false;
    TRY(sql_journal_dernier_sceau(db, a, &last, &found));
    journal_keys(keys->seal, public, secret);
    s->rang = found ? last.rang : 0;
    s->chaine = chaine_debut(public);
    return !found || empreinte_lire(last.chaine, &s->chaine) ? OK : ERR_INTERNAL;
}

Err journal_sceller(Db *db, Arena *a, const Keys *keys, int64_t now, JournalScelles *ret)
{
    Waiting *waiting = NULL;
    size_t n = 0;
    JournalScelles s = { 0 };
    TRY(last_seal(db, a, keys, &s));
    TRY(collect(db, a, &waiting, &n));
    for (size_t i = 0; i < n; i++) {
        s.rang++;
        s.chaine = journal_chain(s.chaine, s.rang, waiting[i].empreinte);
        TRY(sql_journal_sceller_ligne(db, s.rang, waiting[i].journal_id, bytes_of(&s.chaine)));
    }
    if (n > 0) {
        TRY(sql_journal_scellees(db, s.rang - (int64_t)n + 1, s.rang));
        TRY(sign(db, keys, now, &s));
    }
    s.n = (int64_t)n;
    s.reste = n == LOT;
    *ret = s;
    return OK;
}

/* ---- the server's sealer ---- */

typedef struct Turn {
    const App *app;
    int64_t now;
    JournalScelles scelles;
} Turn;

static Err seal(Db *db, Arena *a, void *arg)
{
    Turn *t = arg;
    return journal_sceller(db, a, t->app->keys, t->now, &t->scelles);
}

/* The log is kept apart from the database: its checkpoints show that a copy was cut back. */
static void tell(const App *app, const JournalScelles *s)
{
    char hex[2 * JOURNAL_HASH + 1];
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < JOURNAL_HASH; i++) {
        hex[2 * i] = digits[s->chaine.v[i] >> 4];
        hex[2 * i + 1] = digits[s->chaine.v[i] & 15];
    }
    hex[2 * JOURNAL_HASH] = '\0';
    log_line(app->log, LOG_INFO, "journal_point", LI("lignes", s->n), LI("rang", s->rang), LS("chaine", hex));
}

void journal_sceleur(void *arg)
{
    const App *app = arg;
    Turn t = { .app = app };
    do {
        ARENA a = arena_new(SCEAU_ARENA);
        if (!a)
            return;                                /* the next turn is a second away */
        t.now = clock_now(app->clock);
        t.scelles = (JournalScelles){ 0 };
        Err e = writer_run(app->writer, a, seal, &t);
        if (e == ERR_CONFLICT)
            return;                                /* another server sealed them */
        if (e != OK)
            log_line(app->log, LOG_WARN, "journal_sceau", LS("erreur", err_info(e)->name));
        else if (t.scelles.n > 0)
            tell(app, &t.scelles);
    } while (t.scelles.reste);
}

/* ---- rotation ---- */

static int64_t months_before(int64_t now)
{
    Date day = date_add_months(date_paris(now), -JOURNAL_MOIS);
    return (int64_t)day.days * 24 * HOUR_S;
}

Err journal_tourner(Db *db, const Keys *keys, int64_t now, int64_t *ret_lignes)
{
    ARENA a = arena_new(SCEAU_ARENA);
    uint8_t public[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    SqlJournalPointDeRotation point;
    JournalEtat etat;
    bool found = false;
    int64_t n = 0;
    if (!a)
        return ERR_MEMORY;
    TRY(sql_journal_point_de_rotation(db, a, months_before(now), &point, &found));
    if (found) {
        journal_keys(keys->seal, public, secret);
        TRY(journal_prouver(db, public, now, point.rang, (JournalAttendu){ 0 }, &etat));
        if (etat.verdict != JOURNAL_INTACT || etat.point_rang != point.rang)
            return ERR_INTERNAL;                   /* what is wrong is kept, to be looked at */
        TRY(sql_journal_retirer_lignes(db, point.rang, &n));
        TRY(sql_journal_retirer_sceaux(db, point.rang));
        TRY(sql_journal_retirer_points(db, point.rang));
    }
    *ret_lignes = n;
    return OK;
}
