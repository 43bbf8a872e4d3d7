// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/json/json.h"
#include "domain/lieux/import.h"

/* ---- for programs: keys and codes in English, sentences in French ------------------------------------------------ */

static const char *row_outcome(const ImportLigne *l)
{
    return l->refusee ? "refused" : l->reparee ? "taken_with_repair" : "taken";
}

static const char *row_change(const ImportLigne *l)
{
    switch (l->sort) {
    case LIGNE_REFUSEE:
        return "none";
    case LIGNE_AJOUTEE:
        return "added";
    case LIGNE_MODIFIEE:
        return "modified";
    case LIGNE_INCHANGEE:
        return "unchanged";
    case LIGNE_RETOUR:
        return "returned";
    }
    return "none";
}

static const char *value_effect(Suite s)
{
    switch (s) {
    case SUITE_GARDEE:
        return "kept";
    case SUITE_REPAREE:
        return "repaired";
    case SUITE_CONVERTIE:
        return "converted";
    case SUITE_ECARTEE:
        return "set_aside";
    case SUITE_REFUSEE:
        return "row_refused";
    case SUITE_TENUE:
        return "held_here";
    }
    return "kept";
}

static const char *commune_check(const ImportLigne *l)
{
    switch (l->commune) {
    case COMMUNE_NON_VERIFIEE:
        return "non vérifié";
    case COMMUNE_CONFIRMEE:
        return "vérifié";
    case COMMUNE_A_REVOIR:
        return "à revoir";
    }
    return "non vérifié";
}

static void remark_json(Json *j, const Remarque *m)
{
    json_kstr(j, "field", m->champ);
    json_kstr(j, "value", m->valeur);
    json_kstr(j, "reason", m->raison);
    json_kstr(j, "repair", m->reparation);
    if (m->raison.p)
        json_kstr(j, "effect", str_from(value_effect(m->suite)));
}

static void row_json(Json *j, const ImportLigne *l, const Remarque *m)
{
    json_obj(j);
    json_ki64(j, "line", l->ligne);
    json_kstr(j, "id", l->champs[CHAMP_id]);
    remark_json(j, m);
    json_kstr(j, "outcome", str_from(row_outcome(l)));
    json_kstr(j, "change", str_from(row_change(l)));
    json_kstr(j, "commune_check", str_from(commune_check(l)));
    json_end(j);
}

static void summary_json(Json *j, const ImportRapport *r)
{
    json_key(j, S("summary"));
    json_obj(j);
    json_kstr(j, "file", r->fichier);
    json_kstr(j, "sha256", r->sha256);
    json_kstr(j, "format",
        r->forme.n                          ? r->forme
        : r->format == IMPORT_STANDARD_JSON ? S("standard-json")
                                            : S("standard-csv"));
    json_kstr_opt(j, "encoding", str_from(r->encodage));
    if (r->separateur)
        json_kstr(j, "delimiter", r->separateur == '\t' ? S("tab") : str_of(&r->separateur, 1));
    json_kstr(j, "source", r->source);
    json_key(j, S("simulation"));
    json_bool(j, r->simulation);
    json_key(j, S("applied"));
    json_bool(j, r->applique);
    json_kstr(j, "communes", r->territoire_charge ? S("vérifié") : S("non vérifié"));
    json_ki64(j, "rows", (int64_t)r->lignes.n);
    json_ki64(j, "taken", (int64_t)r->lignes.n - r->n_refuses);
    json_ki64(j, "taken_with_repair", r->n_repares);
    json_ki64(j, "refused", r->n_refuses);
    json_ki64(j, "added", r->n_ajoutes);
    json_ki64(j, "modified", r->n_modifies);
    json_ki64(j, "unchanged", r->n_inchanges);
    json_ki64(j, "returned", r->n_retours);
    json_ki64(j, "disappeared", (int64_t)r->disparus.n);
    json_end(j);
}

void lieux_import_json(const ImportRapport *r, Buf *b)
{
    Json j = json_to(b);
    json_obj(&j);
    summary_json(&j, r);
    json_key(&j, S("file_remarks"));
    json_arr(&j);
    for (size_t i = 0; i < r->remarques.n; i++) {
        json_obj(&j);
        json_ki64(&j, "line", r->remarques.v[i].ligne);
        remark_json(&j, &r->remarques.v[i]);
        json_end(&j);
    }
    json_end(&j);
    json_key(&j, S("rows"));
    json_arr(&j);
    for (size_t i = 0; i < r->lignes.n; i++) {
        const ImportLigne *l = &r->lignes.v[i];
        const Remarque none = { .ligne = l->ligne };
        for (size_t k = 0; k < l->remarques.n; k++)
            row_json(&j, l, &l->remarques.v[k]);
        if (!l->remarques.n)
            row_json(&j, l, &none);
    }
    json_end(&j);
    json_key(&j, S("disappeared"));
    json_arr(&j);
    for (size_t i = 0; i < r->disparus.n; i++)
        json_str(&j, r->disparus.v[i]);
    json_end(&j);
    json_end(&j);
    buf_char(b, '\n');
}

/* ---- for people -------------------------------------------------------------------------------------------------- */

static void count(Buf *b, int64_t n, const char *one, const char *many)
{
    if (n)
        buf_format(b, "  %lld %s\n", (long long)n, n == 1 ? one : many);
}

static const char *suite_words(Suite s)
{
    switch (s) {
    case SUITE_GARDEE:
        return "valeur gardée";
    case SUITE_REPAREE:
        return "réparé";
    case SUITE_CONVERTIE:
        return "converti";
    case SUITE_ECARTEE:
        return "non importé";
    case SUITE_REFUSEE:
        return "ligne refusée";
    case SUITE_TENUE:
        return "la valeur de l’annuaire reste";
    }
    return "";
}

/* "ligne 12, code_postal « 2816 » : cinq chiffres sont attendus ; proposition : 02816 (valeur gardée)" */
static void problem(Buf *b, const Remarque *m)
{
    buf_format(b, "  ligne %lld", (long long)m->ligne);
    if (m->champ.n)
        buf_format(b, ", %.*s", STR_ARG(m->champ));
    if (m->valeur.n)
        buf_format(b, " « %.*s%s »", STR_ARG(utf8_cut(m->valeur, 60)), utf8_length(m->valeur) > 60 ? "…" : "");
    buf_format(b, " : %.*s", STR_ARG(m->raison));
    if (m->reparation.n)
        buf_format(b, " ; %s : %.*s",
            m->suite == SUITE_REPAREE || m->suite == SUITE_CONVERTIE ? "devient"
            : m->suite == SUITE_TENUE                                ? "dans l’annuaire"
                                                                     : "proposition",
            STR_ARG(utf8_cut(m->reparation, 120)));
    buf_format(b, " (%s)\n", suite_words(m->suite));
}

/* Refused rows first, then what was set aside, then what was kept with a doubt; repairs are only counted. */
static size_t problems(const ImportRapport *r, Buf *b, size_t max)
{
    static const Suite order[] = { SUITE_REFUSEE, SUITE_TENUE, SUITE_ECARTEE, SUITE_GARDEE };
    size_t total = 0;
    for (size_t o = 0; o < sizeof order / sizeof order[0]; o++)
        for (size_t i = 0; i < r->lignes.n; i++)
            for (size_t k = 0; k < r->lignes.v[i].remarques.n; k++) {
                const Remarque *m = &r->lignes.v[i].remarques.v[k];
                if (m->suite == order[o] && total++ < max)
                    problem(b, m);
            }
    return total;
}

static void heading(const ImportRapport *r, Buf *b)
{
    buf_format(b, "%.*s : %s", STR_ARG(r->fichier), r->format == IMPORT_STANDARD_JSON ? "JSON" : "CSV");
    if (r->encodage)
        buf_format(b, ", %s, séparateur %s", r->encodage,
            r->separateur == '\t'  ? "tabulation"
            : r->separateur == ';' ? "« ; »"
                                   : "« , »");
    buf_format(b, ", %zu ligne%s.\n", r->lignes.n, r->lignes.n > 1 ? "s" : "");
    buf_format(b, "Source : « %.*s »%s.\n", STR_ARG(r->source),
        r->source_du_fichier ? " (d’après le fichier ; --source pour en choisir une autre)" : "");
}

Str lieux_import_resume(const ImportRapport *r, Arena *a, size_t max_problemes)
{
    BUF b = buf_new(16 * MIB);
    heading(r, &b);
    if (r->simulation)
        buf_put(&b, S("Simulation : rien n’a été enregistré.\n"));
    count(&b, r->n_ajoutes, "lieu ajouté", "lieux ajoutés");
    count(&b, r->n_modifies, "lieu modifié", "lieux modifiés");
    count(&b, r->n_retours, "lieu de retour", "lieux de retour");
    count(&b, r->n_inchanges, "lieu inchangé", "lieux inchangés");
    count(&b, (int64_t)r->disparus.n, "lieu marqué disparu (gardé, plus affiché)",
        "lieux marqués disparus (gardés, plus affichés)");
    count(&b, r->n_refuses, "ligne refusée", "lignes refusées");
    count(&b, r->n_repares, "ligne prise avec réparation", "lignes prises avec réparation");
    if (!r->territoire_charge)
        buf_put(&b, S("  communes : non vérifié (aucun territoire chargé : ensemble importer communes)\n"));
    int64_t stored = r->n_inchanges + r->n_modifies;
    if (r->disparus.n > 10 && (int64_t)r->disparus.n > stored)
        buf_put(&b,
            S("Attention : plus de la moitié des lieux de cette source ont disparu du fichier. Est-il complet ?\n"));
    for (size_t i = 0; i < r->remarques.n && i < max_problemes; i++)
        problem(&b, &r->remarques.v[i]);
    BUF list = buf_new(16 * MIB);
    size_t total = problems(r, &list, max_problemes);
    if (total)
        buf_format(&b, "%s :\n", total == 1 ? "À voir" : total > max_problemes ? "À voir, pour commencer" : "À voir");
    buf_put(&b, buf_str(&list));
    if (total > max_problemes)
        buf_format(&b, "  … et %zu autres ; --rapport R.json les donne tous.\n", total - max_problemes);
    return str_dup(a, buf_str(&b));
}
