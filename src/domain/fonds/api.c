// SPDX-License-Identifier: AGPL-3.0-or-later
/* GET /api/v1/fonds/demandes: the requests that the key's person may read, within the key's scope. */
#include "domain/fonds/fonds_web.h"
#include "domain/journal/journal.h"

const Field fonds_api_champs[] = {
    { .name = "etat", .kind = FIELD_CHOICE, .label = "État", .choices = demande_etats },
    { .name = "page",
        .kind = FIELD_I64,
        .label = "Page",
        .hint = "Cinquante demandes par page",
        .min = 1,
        .max = 1000000,
        .example = "1" },
    { 0 },
};

static void put_day(Json *j, Arena *a, const char *name, PlanJour day)
{
    json_kstr_opt(j, name, day.has ? date_iso(a, day.d) : STR_NONE);
}

static Err put_payments(Req *r, Json *j, DemandeId id)
{
    const Versement *v;
    size_t n = 0;
    TRY(demande_versements(r->db, r->arena, id, &v, &n));
    json_key(j, S("versements"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (v[i].annule)
            continue;
        json_obj(j);
        json_kstr(j, "genre", versement_genres[v[i].genre].value);
        json_kstr(j, "montant", argent_ecrit(r->arena, v[i].montant));
        json_kstr(j, "prevu_le", date_iso(r->arena, v[i].prevu));
        put_day(j, r->arena, "verse_le", v[i].paye);
        json_kstr(j, "reference", v[i].reference);
        json_end(j);
    }
    json_end(j);
    return OK;
}

static Err put_request(Req *r, Json *j, const DemandeFonds *d, Str structure)
{
    Arena *a = r->arena;
    const PlanJour sent = { d->depose_at, date_paris(d->depose_at) },
                   decided = { d->decide_at, date_paris(d->decide_at) };
    json_obj(j);
    json_kstr(j, "id", d->uid);
    json_kstr(j, "titre", d->titre);
    json_kstr(j, "structure", structure);
    json_kstr(j, "appel", d->appel);
    json_ki64(j, "axe", d->axe);
    json_kstr_opt(j, "action", d->action.n ? d->action : STR_NONE);
    json_kstr(j, "etat", demande_etats[d->etat].value);
    json_kstr(j, "demande", argent_ecrit(a, d->montant));
    json_kstr(j, "accorde", argent_ecrit(a, d->accorde));
    json_kstr(j, "verse", argent_ecrit(a, d->paye));
    json_kstr(j, "rendu", argent_ecrit(a, d->libere));
    put_day(j, a, "deposee_le", sent);
    put_day(j, a, "decidee_le", decided);
    json_kstr_opt(j, "convention", d->convention.n ? d->convention : STR_NONE);
    TRY(put_payments(r, j, d->id));
    json_end(j);
    return OK;
}

/* Those of the key's scope, which may be narrower than the role's. */
Err fonds_demandes_api(Req *r)
{
    const DemandeFonds *all;
    Structure s;
    size_t n = 0;
    int64_t total = 0, seen = 0, first = (req_i64(r, "page", 1) - 1) * DEMANDES_PAGE;
    const DemandeFiltre f = { req_choice(r, "etat", -1), { 0 } };
    TRY(fonds_demandes_de(r->db, r->arena, r->acteur, &f, 0, &all, &n, &total));
    TRY(journal_lecture(r, "api.fonds", r->acteur->programme));
    Json *j = req_json(r);
    json_obj(j);
    json_ki64(j, "page", req_i64(r, "page", 1));
    json_key(j, S("demandes"));
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        TRY(structure_par_id(r->db, r->arena, all[i].structure_id, &s));
        bool within = acteur_couvre_structure(r->acteur, &s);
        if (within && seen >= first && seen < first + DEMANDES_PAGE)
            TRY(put_request(r, j, &all[i], s.nom));
        seen += within;
    }
    json_end(j);
    json_ki64(j, "total", seen);
    json_end(j);
    return OK;
}
