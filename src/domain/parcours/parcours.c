// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/parcours/parcours.h"

#include "core/view/view.h"

const Compte comptes[COMPTES_N] = {
    { ENUM_FRAIS, S_INIT("Gratuit"), S_INIT("c’est gratuit") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Illettrisme"),
        S_INIT("on y aide les personnes qui lisent ou écrivent avec peine") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Handicaps moteurs"), S_INIT("les handicaps moteurs y sont pris en compte") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Surdité"), S_INIT("les personnes sourdes ou malentendantes y sont accompagnées") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Déficience visuelle"),
        S_INIT("les personnes aveugles ou malvoyantes y sont accompagnées") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Handicaps mentaux"), S_INIT("les handicaps mentaux y sont pris en compte") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Langues étrangères (anglais)"), S_INIT("on y parle anglais") },
    { ENUM_PRISE_EN_CHARGE, S_INIT("Langues étrangères (autres)"),
        S_INIT("on y parle d’autres langues que le français") },
};
const Choice compte_choix[COMPTES_N + 1] = {
    { S_INIT("gratuit"), S_INIT("Que ce soit gratuit") },
    { S_INIT("lire"), S_INIT("J’ai du mal à lire ou à écrire") },
    { S_INIT("moteur"), S_INIT("J’ai du mal à me déplacer ou à utiliser mes mains") },
    { S_INIT("sourd"), S_INIT("J’entends mal") },
    { S_INIT("vue"), S_INIT("Je vois mal") },
    { S_INIT("comprendre"), S_INIT("J’ai besoin qu’on prenne le temps d’expliquer") },
    { S_INIT("anglais"), S_INIT("Qu’on parle anglais") },
    { S_INIT("langues"), S_INIT("Qu’on parle une autre langue") },
    { STR_NONE, STR_NONE },
};

const Compte accueils[ACCUEILS_N] = {
    { ENUM_ACCOMPAGNEMENT, S_INIT("Accompagnement individuel"), S_INIT("une personne vous reçoit seul") },
    { ENUM_ACCOMPAGNEMENT, S_INIT("Dans un atelier collectif"), S_INIT("on y apprend en petit groupe") },
    { ENUM_ACCOMPAGNEMENT, S_INIT("À distance"), S_INIT("on peut vous aider sans que vous veniez") },
};
const Choice accueil_choix[ACCUEILS_N + 1] = {
    { S_INIT("seul"), S_INIT("Seul avec quelqu’un") },
    { S_INIT("groupe"), S_INIT("En petit groupe") },
    { S_INIT("distance"), S_INIT("Sans me déplacer") },
    { STR_NONE, STR_NONE },
};

static void ask(LieuxQuery *q, const Compte *c)
{
    enumset_add(&q->valeurs[c->e], standard_enum_index(c->e, c->valeur));
}

static LieuxQuery query_of(const ParcoursReponses *p, Relache r)
{
    LieuxQuery q = p->q;
    if (r >= RELACHE_QUAND)
        q.ouvert = LIEUX_OUVERT_INDIFFERENT;
    if (r >= RELACHE_DISTANCE)
        q.rayon_m = 0;
    if (r >= RELACHE_COMPTE)
        return q;
    for (int i = 0; i < COMPTES_N; i++)
        if (p->comptes >> i & 1)
            ask(&q, &comptes[i]);
    if (p->accueil >= 0)
        ask(&q, &accueils[p->accueil]);
    return q;
}

Err parcours_compter(const Lieux *s, Arena *a, const ParcoursReponses *p, size_t *ret)
{
    LieuxQuery q = query_of(p, RELACHE_RIEN);
    LieuxResult found = { 0 };
    TRY(lieux_search(s, a, &q, &found));
    *ret = found.total;
    return OK;
}

static bool has(const Lieu *l, const Compte *c)
{
    return enumset_has(lieu_choisis(l, c->e), standard_enum_index(c->e, c->valeur));
}

static bool is_open(const Lieux *s, const ParcoursReponses *p, const Lieu *l)
{
    const HorairesPrets *h = lieux_horaires(s, l);
    if (!h)
        return false;
    Instant at = instant_de(p->q.vacances, p->q.moment);
    return p->q.ouvert == LIEUX_OUVERT_CE_JOUR ? horaires_ouvre(h, &at) : horaires_a(h, &at) == HORAIRES_OUVERT;
}

/* How many of the conditions that can be let go the place does not meet; the distance aside. */
static int missing(const Lieux *s, const ParcoursReponses *p, const Lieu *l)
{
    int n = p->q.ouvert != LIEUX_OUVERT_INDIFFERENT && !is_open(s, p, l);
    for (int i = 0; i < COMPTES_N; i++)
        n += (p->comptes >> i & 1) && !has(l, &comptes[i]);
    return n + (p->accueil >= 0 && !has(l, &accueils[p->accueil]));
}

/* Those that miss least first; among equals, in the order in which they come. */
static Err best_first(const Lieux *s, Arena *a, const ParcoursReponses *p, LieuxResult *found)
{
    LieuxRow *rows = NEW(a, LieuxRow, PARCOURS_LIEUX_MAX);
    size_t n = 0;
    if (!rows)
        return ERR_MEMORY;
    for (int wanted = 0; wanted <= COMPTES_N + 2; wanted++)
        for (size_t i = 0; i < found->n && n < PARCOURS_LIEUX_MAX; i++)
            if (missing(s, p, found->rows[i].lieu) == wanted)
                rows[n++] = found->rows[i];
    found->rows = rows;
    found->n = n;
    return OK;
}

Err parcours_chercher(const Lieux *s, Arena *a, const ParcoursReponses *p, Relache *ret_relache, LieuxResult *ret)
{
    for (Relache r = RELACHE_RIEN; r <= RELACHE_DISTANCE; r++) {
        LieuxQuery q = query_of(p, r);
        q.max = PARCOURS_REGARDES;
        TRY(lieux_search(s, a, &q, ret));
        *ret_relache = r;
        if (ret->total > 0)
            break;
    }
    return best_first(s, a, p, ret);
}

/* ---- reasons ---------------------------------------------------------------------------------------------------- */

typedef struct Dits {
    Str oui[PARCOURS_RAISONS_MAX], non[PARCOURS_RAISONS_MAX];
    size_t oui_n, non_n;
} Dits;

static void say(Dits *d, bool oui, Str words)
{
    if (oui && d->oui_n < PARCOURS_RAISONS_MAX)
        d->oui[d->oui_n++] = words;
    else if (!oui && d->non_n < PARCOURS_RAISONS_MAX)
        d->non[d->non_n++] = words;
}

static void say_services(Dits *d, Arena *a, const ParcoursReponses *p, const Lieu *l)
{
    EnumSet asked = p->q.valeurs[ENUM_SERVICES], offered = lieu_choisis(l, ENUM_SERVICES);
    for (int i = 0; i < standard_enum_n(ENUM_SERVICES); i++)
        if (enumset_has(asked, i) && enumset_has(offered, i))
            say(d, true,
                str_format(a, "on y propose «\u00a0%.*s\u00a0»", STR_ARG(standard_choices(ENUM_SERVICES)[i].value)));
}

Err parcours_raisons(const Lieux *s, Arena *a, const ParcoursReponses *p, Str moment, const LieuxRow *row, Raisons *ret)
{
    const Lieu *l = row->lieu;
    Dits *d = NEW(a, Dits, 1);
    if (!d)
        return ERR_MEMORY;
    say_services(d, a, p, l);
    if (row->distance_m >= 0) {
        Short far = fr_distance(row->distance_m);
        bool near = p->q.rayon_m <= 0 || row->distance_m <= p->q.rayon_m;
        say(d, true, str_format(a, "c’est à %.*s%s", (int)far.n, far.p, near ? "" : ", plus loin que demandé"));
    }
    if (p->q.ouvert != LIEUX_OUVERT_INDIFFERENT) {
        say(d, is_open(s, p, l), str_format(a, "c’est ouvert %.*s", STR_ARG(moment)));
    }
    for (int i = 0; i < COMPTES_N; i++)
        if (p->comptes >> i & 1)
            say(d, has(l, &comptes[i]), comptes[i].raison);
    if (p->accueil >= 0)
        say(d, has(l, &accueils[p->accueil]), accueils[p->accueil].raison);
    *ret = (Raisons){ d->oui, d->oui_n, d->non, d->non_n };
    return OK;
}
