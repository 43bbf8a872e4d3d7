// SPDX-License-Identifier: AGPL-3.0-or-later
/* What an import says: to programs, keys in English as those of `importer lieux`; to people, sentences. */
#include "core/json/json.h"
#include "core/view/view.h"
#include "domain/diagnostic/import.h"

static const size_t RESUME_MAX = 4 * MIB;

static void constat_json(Json *j, const Constat *c)
{
    json_obj(j);
    json_ki64(j, "line", c->ligne);
    json_kstr(j, "field", c->champ);
    json_kstr(j, "value", c->valeur);
    json_kstr(j, "reason", c->raison);
    json_kstr(j, "repair", c->remede);
    json_kstr(j, "effect", c->refusee ? S("row_refused") : S("kept"));
    json_end(j);
}

void rapport_json(const Rapport *r, Buf *b)
{
    Json j = json_to(b);
    json_obj(&j);
    json_key(&j, S("summary"));
    json_obj(&j);
    json_kstr(&j, "file", r->fichier);
    json_kstr_opt(&j, "encoding", str_from(r->encodage));
    if (r->separateur)
        json_kstr(&j, "delimiter", r->separateur == '\t' ? S("tab") : str_of(&r->separateur, 1));
    json_ki64(&j, "rows", r->lignes);
    json_ki64(&j, "taken", r->gardees);
    json_ki64(&j, "refused", r->refusees);
    json_ki64(&j, "without_value", r->sans_valeur);
    json_ki64(&j, "all_zero", r->a_zero);
    json_ki64(&j, "about_something_else", r->passees);
    json_key(&j, S("changed"));
    json_bool(&j, r->change);
    json_ki64(&j, "remarks_not_listed", r->tus);
    json_end(&j);
    json_kstrs(&j, "columns_set_aside", r->ecartees.v, r->ecartees.n);
    json_key(&j, S("rows"));
    json_arr(&j);
    for (size_t i = 0; i < r->constats.n; i++)
        constat_json(&j, &r->constats.v[i]);
    json_end(&j);
    json_end(&j);
    buf_char(b, '\n');
}

static void count(Buf *b, int64_t n, const char *one, const char *many)
{
    Short s = fr_nombre(n);
    buf_format(b, "%.*s %s", s.n, s.p, n > 1 ? many : one);
}

static void constat_line(Buf *b, const Constat *c)
{
    buf_format(b, "  ligne %lld, %.*s", (long long)c->ligne, STR_ARG(c->champ));
    if (c->valeur.n)
        buf_format(b, " « %.*s »", STR_ARG(c->valeur));
    buf_format(b, " : %.*s", STR_ARG(c->raison));
    if (c->remede.n)
        buf_format(b, " ; %.*s", STR_ARG(c->remede));
    buf_put(b, c->refusee ? S(" (ligne refusée)\n") : S("\n"));
}

Str rapport_resume(const Rapport *r, Arena *a, size_t max)
{
    BUF b = buf_new(RESUME_MAX);
    count(&b, r->lignes, "ligne lue", "lignes lues");
    buf_put(&b, S(", "));
    count(&b, r->gardees, "gardée", "gardées");
    buf_put(&b, S(", "));
    count(&b, r->refusees, "refusée", "refusées");
    if (r->sans_valeur || r->a_zero)
        buf_format(&b, ", %lld sans aucune valeur, %lld à zéro", (long long)r->sans_valeur, (long long)r->a_zero);
    if (r->passees) {
        buf_put(&b, S(", "));
        count(&b, r->passees, "laissée (autre échelle, autre sorte ou autre année)",
            "laissées (autre échelle, autre sorte ou autre année)");
    }
    buf_put(&b, S(".\n"));
    for (size_t i = 0; i < r->ecartees.n; i++)
        buf_format(&b, "%s%.*s%s", i == 0 ? "Colonnes laissées de côté : " : ", ", STR_ARG(r->ecartees.v[i]),
            i + 1 == r->ecartees.n ? ".\n" : "");
    size_t shown = r->constats.n < max ? r->constats.n : max;
    if (shown)
        buf_put(&b, S("À voir :\n"));
    for (int refused = 1; refused >= 0; refused--) /* what was lost comes first */
        for (size_t i = 0; i < r->constats.n && shown; i++)
            if (r->constats.v[i].refusee == (refused == 1)) {
                constat_line(&b, &r->constats.v[i]);
                shown--;
            }
    int64_t others = (int64_t)r->constats.n - (int64_t)(r->constats.n < max ? r->constats.n : max) + r->tus;
    if (others > 0)
        buf_format(&b, "  … et %lld autres ; --rapport R.json les donne.\n", (long long)others);
    return str_dup(a, buf_str(&b));
}
