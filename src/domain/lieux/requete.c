// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/requete.h"

#include "core/app.h"
#include "domain/horaires/vacances.h"
#include "domain/lieux/facettes.h"

enum { CANDIDATES_MAX = 6 };

void requete_champs_enumeres(Req *r, LieuxQuery *q)
{
    for (int e = 0; e < FACETTES_N; e++) {
        Chosen chosen = req_choices(r, facette_nom(e).p);
        for (size_t i = 0; i < chosen.n; i++)
            enumset_add(&q->valeurs[e], chosen.v[i]);
    }
    q->autres_formations_labels = req_text(r, "autres_formations_labels");
}

static void several(Req *r, const char *name, const Commune **found, size_t n)
{
    Str names[CANDIDATES_MAX];
    for (size_t i = 0; i < n; i++)
        names[i] = str_format(r->arena, "%.*s (%.*s)", STR_ARG(found[i]->nom),
            STR_ARG(code_insee_str(&found[i]->code)));
    Str list = str_join(r->arena, names, n, S(", "));
    form_error(r, name, "Plusieurs communes répondent : %.*s. Donnez le code INSEE de l’une d’elles.", STR_ARG(list));
}

bool requete_commune(Req *r, const char *name, Str *ret_code)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    Str typed = req_text(r, name);
    CodeInsee code;
    if (str_is_none(typed)) {
        *ret_code = STR_NONE;
        return true;
    }
    const Commune *found[CANDIDATES_MAX];
    size_t n = 0;
    const Commune *one = t ? territoire_resolve(t, r->arena, typed, STR_NONE, found, &n, CANDIDATES_MAX) : NULL;
    if (one) {
        *ret_code = code_insee_str(&one->code);
        return true;
    }
    if (n > 1) {
        several(r, name, found, n);
        return false;
    }
    if (code_insee_parse(typed, &code) && (!t || territoire_n_communes(t) == 0)) {
        *ret_code = typed;
        return true;
    }
    form_error(r, name, "Aucune commune ne s’appelle « %.*s ». Vérifiez l’orthographe, ou donnez le code postal.",
        STR_ARG(utf8_cut(typed, 60)));
    return false;
}

const Calendrier *requete_vacances(Req *r)
{
    return vacances_calendrier(req_snapshot(r, &vacances_snapshot), config_str(r->app->config, CONF_ZONE_SCOLAIRE));
}

Str requete_etag(Req *r)
{
    return str_format(r->arena, "%llx-" ENSEMBLE_VERSION, (unsigned long long)req_snapshots_version(r));
}
