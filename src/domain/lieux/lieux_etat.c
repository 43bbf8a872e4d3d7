// SPDX-License-Identifier: AGPL-3.0-or-later
/* The state of a search and its address: what /lieux reads, and how it is written again. */
#include "domain/lieux/lieux_web.h"

#include <math.h>

#include "domain/lieux/requete.h"

enum { PAGE_MAX = 1000000, URL_MAX = 64 * 1024 };

static const Choice rayons[] = {
    { S_INIT("5"), S_INIT("5 km") },
    { S_INIT("10"), S_INIT("10 km") },
    { S_INIT("20"), S_INIT("20 km") },
    { S_INIT("30"), S_INIT("30 km") },
    { S_INIT("50"), S_INIT("50 km") },
    { S_INIT("tout"), S_INIT("Sans limite") },
    { { NULL, 0 }, { NULL, 0 } },
};

/* In the order of Tri. */
static const Choice tris[] = {
    { S_INIT("distance"), S_INIT("Du plus proche au plus loin") },
    { S_INIT("nom"), S_INIT("Par nom") },
    { S_INIT("pertinence"), S_INIT("Par pertinence") },
    { { NULL, 0 }, { NULL, 0 } },
};

/* In the order of Quand. */
static const Choice quands[] = {
    { S_INIT("maintenant"), S_INIT("Maintenant") },
    { S_INIT("aujourdhui"), S_INIT("Aujourd’hui") },
    { S_INIT("demain"), S_INIT("Demain") },
    { S_INIT("lundi"), S_INIT("Lundi") },
    { S_INIT("mardi"), S_INIT("Mardi") },
    { S_INIT("mercredi"), S_INIT("Mercredi") },
    { S_INIT("jeudi"), S_INIT("Jeudi") },
    { S_INIT("vendredi"), S_INIT("Vendredi") },
    { S_INIT("samedi"), S_INIT("Samedi") },
    { S_INIT("dimanche"), S_INIT("Dimanche") },
    { { NULL, 0 }, { NULL, 0 } },
};

#define HEURE(h)                                                                                                       \
    {                                                                                                                  \
        S_INIT(#h), S_INIT(#h "\u00a0h")                                                                               \
    }
/* From HEURE_PREMIERE, hour by hour. */
static const Choice heures[] = {
    HEURE(7),
    HEURE(8),
    HEURE(9),
    HEURE(10),
    HEURE(11),
    HEURE(12),
    HEURE(13),
    HEURE(14),
    HEURE(15),
    HEURE(16),
    HEURE(17),
    HEURE(18),
    HEURE(19),
    HEURE(20),
    HEURE(21),
    { { NULL, 0 }, { NULL, 0 } },
};

const Field lieux_page_fields[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Lieu ou besoin", .hint = NULL, .example = "imprimante" },
    { .name = "commune",
        .kind = FIELD_TEXT,
        .label = "Commune ou code postal",
        .max = 100,
        .autocomplete = "postal-code",
        .example = "Brou" },
    { .name = "pres",
        .kind = FIELD_FLOATS,
        .label = "Ma position",
        .max = 2,
        .example = "48.21,1.16",
        .address_only = true },
    { .name = "rayon_km", .kind = FIELD_CHOICE, .label = "Distance", .choices = rayons },
    { .name = "tri", .kind = FIELD_CHOICE, .label = "Ordre", .choices = tris },
    { .name = "ouvert", .kind = FIELD_CHOICE, .label = "Ouvert", .choices = quands },
    { .name = "heure", .kind = FIELD_CHOICE, .label = "À quelle heure", .choices = heures },
    LIEUX_CHAMPS_ENUMERES,
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { 0 },
};

static bool pres_read(Req *r, Point *ret)
{
    double p[2];
    if (!req_floats(r, "pres", p, 2))
        return false;
    if (!(fabs(p[0]) <= 90 && fabs(p[1]) <= 180)) {
        form_error(r, "pres", "« Ma position » : donnez la latitude puis la longitude, en degrés.");
        return false;
    }
    *ret = (Point){ p[0], p[1] };
    return true;
}

LieuxEtat etat_read(Req *r)
{
    LieuxEtat e = { .q = req_text(r, "q"), .commune = req_text(r, "commune") };
    LieuxQuery q = { 0 };
    e.a_pres = str_is_none(e.commune) && pres_read(r, &e.pres);
    e.rayon = req_choice(r, "rayon_km", -1);
    e.tri = req_choice(r, "tri", -1);
    e.ouvert = req_choice(r, "ouvert", -1);
    e.heure = req_choice(r, "heure", -1);
    requete_champs_enumeres(r, &q);
    for (int i = 0; i < FACETTES_N; i++)
        e.valeurs[i] = q.valeurs[i];
    e.label = q.autres_formations_labels;
    e.page = req_i64(r, "page", 1);
    return e;
}

static void put_pair(Buf *b, const char *name, Str value)
{
    if (str_is_empty(value))
        return;
    buf_char(b, str_has(buf_str(b), S("?")) ? '&' : '?');
    buf_put(b, str_from(name));
    buf_char(b, '=');
    url_encode(b, value);
}

Str etat_valeurs(Arena *a, const LieuxEtat *e, int which)
{
    Str all = STR_NONE;
    for (int i = 0; i < facette_n(which); i++) {
        if (!enumset_has(e->valeurs[which], i))
            continue;
        Str value = facette_choices(which)[i].value;
        all = str_is_none(all) ? value : str_format(a, "%.*s|%.*s", STR_ARG(all), STR_ARG(value));
    }
    return all;
}

Str etat_pres(Arena *a, const LieuxEtat *e)
{
    BUF b = buf_new(64);
    if (!e->a_pres)
        return STR_NONE;
    buf_f64(&b, e->pres.lat);
    buf_char(&b, ',');
    buf_f64(&b, e->pres.lon);
    return str_dup(a, buf_str(&b));
}

Str etat_quand(Arena *a, const LieuxEtat *e)
{
    if (e->ouvert < 0 && e->heure < 0)
        return STR_NONE;
    Str day = choice_label(&quands[e->ouvert < 0 ? QUAND_AUJOURDHUI : e->ouvert]);
    day = str_cat(a, str_lower(a, str_slice(day, 0, 1)), str_slice(day, 1, day.n));
    if (e->heure < 0 || e->ouvert == QUAND_MAINTENANT)
        return day;
    return str_format(a, "%.*s à %.*s", STR_ARG(day), STR_ARG(choice_label(&heures[e->heure])));
}

Str etat_url(Arena *a, const char *path, const LieuxEtat *e)
{
    BUF b = buf_new(URL_MAX);
    buf_put(&b, str_from(path));
    put_pair(&b, "q", e->q);
    put_pair(&b, "commune", e->commune);
    put_pair(&b, "pres", etat_pres(a, e));
    put_pair(&b, "rayon_km", e->rayon < 0 ? STR_NONE : rayons[e->rayon].value);
    put_pair(&b, "tri", e->tri < 0 ? STR_NONE : tris[e->tri].value);
    put_pair(&b, "ouvert", e->ouvert < 0 ? STR_NONE : quands[e->ouvert].value);
    put_pair(&b, "heure", e->heure < 0 ? STR_NONE : heures[e->heure].value);
    for (int which = 0; which < FACETTES_N; which++)
        put_pair(&b, facette_nom(which).p, etat_valeurs(a, e, which));
    put_pair(&b, "autres_formations_labels", e->label);
    if (e->page > 1)
        put_pair(&b, "page", str_format(a, "%lld", (long long)e->page));
    return str_dup(a, buf_str(&b));
}
