// SPDX-License-Identifier: AGPL-3.0-or-later
/* /lieux.csv: the places of a search for a spreadsheet. */
#include "domain/lieux/export.h"
#include "domain/lieux/lieux_web.h"
#include "domain/lieux/requete.h"

enum { EXPORT_MAX = 100000, CSV_LIGNES = 64 };

typedef struct CsvEnvoi {
    LieuxResult found;
    size_t next;
} CsvEnvoi;

static Err csv_more(Req *r, void *state, Buf *out, bool *ret_last)
{
    (void)r;
    CsvEnvoi *c = state;
    CsvWriter w = csv_to(out, true);
    if (c->next == 0) {
        buf_put(out, LIEUX_CSV_BOM);
        lieux_csv_header(&w);
    }
    for (size_t sent = 0; c->next < c->found.n && sent < CSV_LIGNES; sent++) {
        Str champs[STANDARD_N];
        lieu_champs(c->found.rows[c->next++].lieu, champs);
        lieux_csv_row(&w, champs);
    }
    *ret_last = c->next == c->found.n;
    return OK;
}

/* A file is not a page that could say what was left out: a condition that cannot be read is refused. */
static bool csv_refused(Req *r, const LieuxPage *p)
{
    if (!str_is_none(p->etat.commune) && !p->commune)
        form_error(r, "commune",
            p->candidates_n ? "Plusieurs communes répondent : donnez le code INSEE de l’une d’elles."
                            : "Aucune commune ne porte ce nom ou ce code postal.");
    return req_has_errors(r);
}

/* The standard's 32 columns, formulas disarmed, a BOM in front; written as fast as the client takes it. */
Err lieux_csv(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    LieuxPage p = { .form = &r->form,
        .lieux = s,
        .maintenant = instant_de(requete_vacances(r), minute_paris(r->now)),
        .etat = etat_read(r) };
    CsvEnvoi *c = NEW(r->arena, CsvEnvoi, 1);
    if (!s)
        return ERR_BUSY;
    if (!c)
        return ERR_MEMORY;
    commune_find(r, req_snapshot(r, &territoire_snapshot), &p);
    if (csv_refused(r, &p))
        return ERR_INVALID;
    LieuxQuery q = query_make(&p);
    q.max = EXPORT_MAX;
    TRY(lieux_search(s, r->arena, &q, &c->found));
    req_download(r, lieux_demonstration(s) ? S("lieux-demonstration-donnees-inventees.csv")
                                           : S("lieux-de-mediation-numerique.csv"));
    req_stream(r, "text/csv; charset=utf-8", csv_more, c);
    return OK;
}
