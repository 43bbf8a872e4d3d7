// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the whole program asks of this slice. */
#include "core/slice.h"

#include "core/json/json.h"
#include "domain/fonds/fonds_web.h"

static Err donnees(Db *db, Arena *a, int64_t id, Json *j)
{
    ROWS rows = { 0 };
    ROWS held = { 0 };
    ROWS changed = { 0 };
    SqlFondsChangementsPar c;
    SqlMessagesPar m;
    SqlLecteurDe l;
    json_key(j, S("messages_du_fonds"));
    json_arr(j);
    TRY(sql_messages_par(db, (OptI64){ true, id }, &rows));
    while (sql_messages_par_next(&rows, &m)) {
        json_obj(j);
        json_kstr(j, "le", instant_iso(a, m.at));
        json_kstr(j, "texte", m.texte);
        json_end(j);
    }
    json_end(j);
    TRY(rows_end(&rows));
    json_key(j, S("contributeurs_du_fonds"));
    json_arr(j);
    TRY(sql_lecteur_de(db, (PersonneId){ id }, &held));
    while (sql_lecteur_de_next(&held, &l))
        json_str(j, l.nom);
    json_end(j);
    TRY(rows_end(&held));
    json_key(j, S("changements_du_fonds"));
    json_arr(j);
    TRY(sql_fonds_changements_par(db, (OptI64){ true, id }, &changed));
    while (sql_fonds_changements_par_next(&changed, &c)) {
        json_obj(j);
        json_kstr(j, "le", instant_iso(a, c.at));
        json_kstr(j, "champ", c.champ);
        json_kstr(j, "avant", c.avant);
        json_kstr(j, "apres", c.apres);
        json_end(j);
    }
    json_end(j);
    return rows_end(&changed);
}

/* What was written stays with its request, without a name. */
static Err oublier(Db *db, Arena *a, const Acteur *par, int64_t now, int64_t id)
{
    (void)a, (void)par, (void)now;
    TRY(sql_lecteur_oublier(db, (PersonneId){ id }));
    TRY(sql_fonds_changements_oublier(db, (OptI64){ true, id }));
    return sql_messages_oublier(db, (OptI64){ true, id });
}

static const EspaceEntree entrees[] = {
    { RAYON_PLAN, "/fonds/demandes", "Demandes au fonds" },
    { RAYON_PLAN, "/fonds/gestion", "Tenir les fonds" },
    { 0 },
};

const Slice slice_fonds = {
    .name = "fonds",
    .routes = fonds_routes,
    .queries = fonds_queries,
    .jobs = fonds_jobs,
    .entrees = entrees,
    .attentes = fonds_attentes,
    .dossier = fonds_dossier,
    .donnees = donnees,
    .oublier = oublier,
};
