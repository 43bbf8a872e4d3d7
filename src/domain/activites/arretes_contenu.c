// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is kept of a closed period: canonical JSON out, and in. */
#include <jansson.h>
#include <stddef.h>

#include "domain/activites/activites_priv.h"
#include "domain/activites/arretes.h"

/* DEFINITIONS: of definitions.c; a new meaning of a figure is a new number. */
enum { DEFINITIONS = 1, CONTENU_MAX = 16 * 1024 * 1024, NIVEAUX_MAX = 8 };

/* In the order of the keys. */
static const struct {
    const char *nom;
    size_t at;
} champs[] = {
    { "accompagnements", offsetof(Chiffres, accompagnements) },
    { "activites", offsetof(Chiffres, activites) },
    { "anonymes", offsetof(Chiffres, anonymes) },
    { "ateliers", offsetof(Chiffres, ateliers) },
    { "ateliers_a_plusieurs", offsetof(Chiffres, ateliers_a_plusieurs) },
    { "individuels", offsetof(Chiffres, individuels) },
    { "jours_ouverts", offsetof(Chiffres, jours_ouverts) },
    { "minutes", offsetof(Chiffres, minutes) },
    { "minutes_chacun", offsetof(Chiffres, minutes_chacun) },
    { "participants", offsetof(Chiffres, participants) },
    { "professionnels", offsetof(Chiffres, professionnels) },
    { "regles", offsetof(Chiffres, regles) },
    { "regles_dits", offsetof(Chiffres, regles_dits) },
    { "satisfaction_dits", offsetof(Chiffres, satisfaction_dits) },
    { "satisfaits", offsetof(Chiffres, satisfaits) },
    { "structures", offsetof(Chiffres, structures) },
    { "usagers", offsetof(Chiffres, usagers) },
    { "usagers_connus", offsetof(Chiffres, usagers_connus) },
    { "usagers_nouveaux_anonymes", offsetof(Chiffres, usagers_nouveaux_anonymes) },
};
enum { CHAMPS = sizeof champs / sizeof *champs };
/* And `nouveaux`, which what was closed before it existed does not have. */
_Static_assert(CHAMPS * sizeof(int64_t) + sizeof(OptI64) == sizeof(Chiffres), "every figure is kept");

static const int ordre_choix[ARRETE_CHOIX] = { DISPOSITIF_AIDANTS_CONNECT, DISPOSITIF_AUTRE,
    DISPOSITIF_CONSEILLER_NUMERIQUE, DISPOSITIF_FRANCE_SERVICES, DISPOSITIFS_N };
static const int ordre_par[STAT_PAR_N] = { STAT_PAR_AGE, STAT_PAR_COMMUNE, STAT_PAR_DISPOSITIF, STAT_PAR_EPCI,
    STAT_PAR_GENRE, STAT_PAR_MOIS, STAT_PAR_RESIDENCE, STAT_PAR_RESIDENCE_EPCI, STAT_PAR_STATUT, STAT_PAR_STRUCTURE,
    STAT_PAR_THEME, STAT_PAR_TYPE };

static Str choix_nom(int choix)
{
    return choix == DISPOSITIFS_N ? S("tous") : dispositifs[choix].value;
}

/* ---- out ---- */

static void put_figures(Json *j, const Chiffres *c)
{
    json_obj(j);
    for (size_t i = 0; i < CHAMPS; i++) {
        if (c->nouveaux.has && champs[i].at == offsetof(Chiffres, participants))
            json_ki64(j, "nouveaux", c->nouveaux.v);
        json_ki64(j, champs[i].nom, *(const int64_t *)((const char *)c + champs[i].at));
    }
    json_end(j);
}

static void put_lines(Json *j, const StatLigne *l, size_t n)
{
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "accompagnements", l[i].accompagnements);
        json_ki64(j, "ateliers", l[i].ateliers);
        json_kstr(j, "cle", l[i].cle);
        json_ki64(j, "minutes", l[i].minutes);
        json_kstr(j, "nom", l[i].nom);
        json_ki64(j, "usagers", l[i].usagers);
        json_end(j);
    }
    json_end(j);
}

Str arrete_contenu_ecrire(Arena *a, const StatQuestion *q, Str territoire, const ArreteContenu *c)
{
    BUF b = buf_new(CONTENU_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "au", date_iso(a, q->au));
    json_key(&j, S("chiffres"));
    json_obj(&j);
    for (int i = 0; i < ARRETE_CHOIX; i++)
        if (c->tenu[ordre_choix[i]]) {
            json_key(&j, choix_nom(ordre_choix[i]));
            put_figures(&j, &c->chiffres[ordre_choix[i]]);
        }
    json_end(&j);
    json_ki64(&j, "definitions", DEFINITIONS);
    json_kstr(&j, "dispositif", q->dispositif < 0 ? S("tous") : dispositifs[q->dispositif].value);
    json_kstr(&j, "du", date_iso(a, q->du));
    json_kstr(&j, "epci", str_or_empty(q->epci));
    json_key(&j, S("lignes"));
    json_obj(&j);
    for (int i = 0; i < ARRETE_CHOIX; i++) {
        int k = ordre_choix[i];
        if (!c->tenu[k])
            continue;
        json_key(&j, choix_nom(k));
        json_obj(&j);
        for (int p = 0; p < STAT_PAR_N; p++) {
            json_key(&j, stat_par[ordre_par[p]].value);
            put_lines(&j, c->lignes[k][ordre_par[p]], c->n[k][ordre_par[p]]);
        }
        json_end(&j);
    }
    json_end(&j);
    json_kstr(&j, "territoire", territoire);
    json_end(&j);
    return b.failed ? STR_NONE : str_dup(a, buf_str(&b));
}

/* ---- in ---- */

static bool get_number(const json_t *o, const char *key, int64_t *ret)
{
    const json_t *v = json_object_get(o, key);
    *ret = json_integer_value(v);
    return json_is_integer(v);
}

static bool get_figures(const json_t *o, Chiffres *ret)
{
    for (size_t i = 0; i < CHAMPS; i++)
        if (!get_number(o, champs[i].nom, (int64_t *)((char *)ret + champs[i].at)))
            return false;
    ret->nouveaux.has = json_object_get(o, "nouveaux");
    return !ret->nouveaux.has || get_number(o, "nouveaux", &ret->nouveaux.v);
}

static Err get_lines(Arena *a, const json_t *list, const StatLigne **ret, size_t *ret_n)
{
    size_t n = json_array_size(list);
    StatLigne *l = NEW(a, StatLigne, n + 1);
    if (!l)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(list, i);
        l[i].cle = str_dup(a, json_member_str(o, "cle"));
        l[i].nom = str_dup(a, json_member_str(o, "nom"));
        if (!get_number(o, "accompagnements", &l[i].accompagnements) || !get_number(o, "ateliers", &l[i].ateliers) ||
            !get_number(o, "minutes", &l[i].minutes) || !get_number(o, "usagers", &l[i].usagers) ||
            str_is_none(l[i].cle) || str_is_none(l[i].nom))
            return ERR_INVALID;
    }
    *ret = l;
    *ret_n = n;
    return json_is_array(list) ? OK : ERR_INVALID;
}

/* Closed before this was counted: the whole, of nobody knows where. */
static Err not_counted(Arena *a, const Chiffres *c, const StatLigne **ret, size_t *ret_n)
{
    StatLigne *l = NEW(a, StatLigne, 1);
    if (!l)
        return ERR_MEMORY;
    *l = (StatLigne){ S("non_compte"), S("Non compté quand la période a été arrêtée"), c->accompagnements, -1, 0, 0,
        false };
    *ret = l;
    *ret_n = c->accompagnements > 0;
    return OK;
}

Err arrete_contenu_lire(Arena *a, Str contenu, ArreteContenu *ret)
{
    JSON_VALUE root = NULL;
    Str message;
    ArreteContenu c = { 0 };
    TRY(json_read(a, contenu, (JsonLimits){ CONTENU_MAX, NIVEAUX_MAX, false }, &root, &message));
    for (int k = 0; k < ARRETE_CHOIX; k++) {
        const char *name = choix_nom(k).p;         /* a literal */
        const json_t *figures = json_object_get(json_object_get(root, "chiffres"), name);
        const json_t *lines = json_object_get(json_object_get(root, "lignes"), name);
        if (!figures)
            continue;
        if (!get_figures(figures, &c.chiffres[k]))
            return ERR_INVALID;
        for (int p = 0; p < STAT_PAR_N; p++) {
            const json_t *list = json_object_get(lines, stat_par[p].value.p);
            TRY(!list && p == STAT_PAR_RESIDENCE_EPCI ? not_counted(a, &c.chiffres[k], &c.lignes[k][p], &c.n[k][p])
                                                      : get_lines(a, list, &c.lignes[k][p], &c.n[k][p]));
        }
        c.tenu[k] = true;
    }
    *ret = c;
    return OK;
}
