// SPDX-License-Identifier: AGPL-3.0-or-later
/* Kept no longer than said; given back; forgotten. */
#include "core/auth/retention.h"
#include "core/run/writer.h"
#include "domain/connexion/connexion.h"
#include "domain/protection/protection_priv.h"
#include "protection_sql.h"

enum { DAY_S = 24 * 3600 };

/* ---- one person ---- */

typedef enum Sort { SORT_RIEN, SORT_AVERTIR, SORT_EFFACER } Sort;

/* Erased at the end only when she has been told, and some weeks ago. */
static Sort fate(const PersonneAbsente *p, int64_t now)
{
    Retention r = retention_of(date_paris(p->venue_at), NULL, ABSENCE_MOIS);
    switch (retention_state(r, date_paris(now))) {
    case RETENTION_KEPT:
        return SORT_RIEN;
    case RETENTION_WARNED:
        return p->avertie_at.has ? SORT_RIEN : SORT_AVERTIR;
    case RETENTION_DUE:
        if (!p->avertie_at.has)
            return SORT_AVERTIR;
        return now - p->avertie_at.v >= (int64_t)AVERTISSEMENT_J * DAY_S ? SORT_EFFACER : SORT_RIEN;
    }
    return SORT_RIEN;
}

static Err warn(Db *db, Arena *a, const App *app, int64_t now, const PersonneAbsente *p)
{
    Str nom = config_str(app->config, CONF_NOM);
    Str texte = str_format(a,
        "Bonjour%s%.*s,\n\n"
        "Vous ne vous êtes pas connecté à %.*s depuis bientôt deux ans. Dans un mois, votre compte sera effacé : c’est "
        "la "
        "règle, pour ne pas garder de données sans raison.\n\n"
        "Pour le garder, il suffit de vous connecter une fois :\n%.*s/connexion\n\n"
        "Si vous n’en avez plus besoin, ne faites rien.\n\n%.*s\n",
        p->prenom.n ? " " : "", STR_ARG(p->prenom), STR_ARG(nom), STR_ARG(config_str(app->config, CONF_URL_PUBLIQUE)),
        STR_ARG(nom));
    TX tx = tx_begin(db, HERE);
    TRY(courriel_deposer(db, a, app, now, p->nom, p->courriel, S("Votre compte sera effacé dans un mois"), texte));
    TRY(personne_avertir(db, a, now, p));
    return tx_commit(&tx);
}

Err donnees_oublier(Db *db, Arena *a, const Slice *const *slices, const Acteur *par, int64_t now, PersonneId id)
{
    size_t n = 0;
    while (slices[n])
        n++;
    TX tx = tx_begin(db, HERE);
    while (n-- > 0)
        if (slices[n]->oublier)
            TRY(slices[n]->oublier(db, a, par, now, id.v));
    return tx_commit(&tx);
}

/* ---- all of them ---- */

Err conservation_passer(Db *db, Arena *a, const App *app, int64_t now, bool appliquer, Conservation *ret)
{
    const PersonneAbsente *absents = NULL;
    size_t n = 0;
    Conservation c = { 0 };
    TRY(personnes_absentes(db, a, now - (int64_t)(ABSENCE_MOIS - 2) * 30 * DAY_S, &absents, &n));
    for (size_t i = 0; i < n; i++) {
        Err e = OK;
        switch (fate(&absents[i], now)) {
        case SORT_RIEN:
            break;
        case SORT_AVERTIR:
            c.avertis++;
            if (appliquer)
                TRY(warn(db, a, app, now, &absents[i]));
            break;
        case SORT_EFFACER:
            if (appliquer)
                e = donnees_oublier(db, a, app->slices, NULL, now, absents[i].id);
            if (e != OK && e != ERR_CONFLICT)
                return e;
            c.empeches += e == ERR_CONFLICT;
            c.effaces += e == OK;
            break;
        }
    }
    if (appliquer)
        TRY(sql_passage_noter(db, now, c.avertis, c.effaces, c.empeches));
    *ret = c;
    return OK;
}

Err write_conservation(Db *db, Arena *a, void *arg)
{
    ConservationTour *t = arg;
    return conservation_passer(db, a, t->app, t->now, true, &t->fait);
}

static Err job_conservation(Job *j)
{
    ConservationTour t = { .app = j->app, .now = j->now };
    if (!j->app->keys)
        return ERR_UNSUPPORTED;
    TRY(writer_run(j->app->writer, j->arena, write_conservation, &t));
    log_line(j->app->log, LOG_INFO, "conservation", LI("avertis", t.fait.avertis), LI("effaces", t.fait.effaces));
    return OK;
}

const JobDef protection_jobs[] = {
    { "conservation.passer", job_conservation, DAY_S, 3600, 3,
        "Prévient, puis efface, qui ne vient plus depuis deux ans" },
    { 0 },
};

Err passages_derniers(Db *db, Arena *a, const Passage **ret, size_t *ret_n)
{
    VEC(Passage) found = { 0 };
    ROWS rows = { 0 };
    SqlPassagesDerniers r;
    TRY(sql_passages_derniers(db, PASSAGES_MONTRES, &rows));
    while (sql_passages_derniers_next(&rows, &r)) {
        Passage *p = vec_push(a, &found);
        if (!p)
            return ERR_MEMORY;
        *p = (Passage){ instant_montre(a, r.at), { r.avertis, r.effaces, r.empeches } };
    }
    TRY(rows_end(&rows));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

/* ---- given back ---- */

Err donnees_de(Db *db, Arena *a, const Slice *const *slices, PersonneId id, Buf *to)
{
    Json j = json_to(to);
    json_obj(&j);
    for (; *slices; slices++)
        if ((*slices)->donnees)
            TRY((*slices)->donnees(db, a, id.v, &j));
    json_end(&j);
    return to->failed ? ERR_TOO_LARGE : OK;
}
