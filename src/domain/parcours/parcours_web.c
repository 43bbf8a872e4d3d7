// SPDX-License-Identifier: AGPL-3.0-or-later
/* /parcours: one address for the four questions and their end; what was answered is in it. */
#include "domain/parcours/parcours_web.h"

#include "core/app.h"
#include "core/slice.h"
#include "domain/lieux/requete.h"
#include "domain/numerovert/numerovert.h"
#include "parcours_view.h"
#include "web/assets.h"

enum { URL_MAX = 4096, RAYON_HABITUEL = 2, HEURE_PREMIERE = 7 };

/* In the order of `besoins` (site.h), whose words are shown. */
static const Choice besoin_choix[BESOINS_N + 1] = {
    { S_INIT("demarche"), STR_NONE },
    { S_INIT("appareils"), STR_NONE },
    { S_INIT("proteger"), STR_NONE },
    { S_INIT("emploi"), STR_NONE },
    { S_INIT("enfants"), STR_NONE },
    { S_INIT("apprendre"), STR_NONE },
    { S_INIT("connexion"), STR_NONE },
    { S_INIT("ordinateur"), STR_NONE },
    { STR_NONE, STR_NONE },
};

/* In the order of the choices of rayon_km (lieux_etat.c). */
static const Choice rayon_choix[] = {
    { S_INIT("5"), S_INIT("Tout près\u00a0: 5 km") },
    { S_INIT("10"), S_INIT("10 km") },
    { S_INIT("20"), S_INIT("20 km") },
    { S_INIT("30"), S_INIT("30 km") },
    { S_INIT("50"), S_INIT("50 km") },
    { S_INIT("tout"), S_INIT("La distance m’est égale") },
    { STR_NONE, STR_NONE },
};

/* In the order of Quand (lieux_web.h). */
static const Choice quand_choix[] = {
    { S_INIT("maintenant"), S_INIT("Maintenant") },
    { S_INIT("aujourdhui"), S_INIT("Aujourd’hui") },
    { S_INIT("demain"), S_INIT("Demain") },
    { S_INIT("lundi"), S_INIT("Un lundi") },
    { S_INIT("mardi"), S_INIT("Un mardi") },
    { S_INIT("mercredi"), S_INIT("Un mercredi") },
    { S_INIT("jeudi"), S_INIT("Un jeudi") },
    { S_INIT("vendredi"), S_INIT("Un vendredi") },
    { S_INIT("samedi"), S_INIT("Un samedi") },
    { S_INIT("dimanche"), S_INIT("Un dimanche") },
    { STR_NONE, STR_NONE },
};
static const Choice moment_choix[] = {
    { S_INIT("matin"), S_INIT("Le matin, vers 10\u00a0h") },
    { S_INIT("apres-midi"), S_INIT("L’après-midi, vers 15\u00a0h") },
    { S_INIT("soir"), S_INIT("Le soir, vers 18\u00a0h") },
    { STR_NONE, STR_NONE },
};
static const int moment_heures[] = { 10, 15, 18 };

static const Field champs[] = {
    { .name = "besoin", .kind = FIELD_CHOICE, .label = "Besoin", .choices = besoin_choix, .address_only = true },
    { .name = "commune",
        .kind = FIELD_TEXT,
        .label = "Ma commune ou mon code postal",
        .hint = "Par exemple\u00a0: Brou, ou 28160. Sans réponse, tout le département est regardé.",
        .max = 100,
        .autocomplete = "postal-code",
        .example = "Brou" },
    { .name = "rayon_km", .kind = FIELD_CHOICE, .label = "Jusqu’où puis-je aller", .choices = rayon_choix },
    { .name = "compte",
        .kind = FIELD_CHOICES,
        .label = "Ce qui compte pour moi",
        .hint = "Cochez tout ce qui compte, ou rien.",
        .choices = compte_choix },
    { .name = "accueil", .kind = FIELD_CHOICE, .label = "Comment je préfère être aidé", .choices = accueil_choix },
    { .name = "quand", .kind = FIELD_CHOICE, .label = "Quel jour", .choices = quand_choix },
    { .name = "moment", .kind = FIELD_CHOICE, .label = "À quel moment", .choices = moment_choix },
    { .name = "etape",
        .kind = FIELD_I64,
        .label = "Étape",
        .min = ETAPE_BESOIN,
        .max = ETAPE_RESULTAT,
        .address_only = true },
    { 0 },
};

/* ---- what was answered ------------------------------------------------------------------------------------------- */

typedef struct Dit {
    int besoin, rayon, accueil, quand, moment; /* indexes; -1: not said */
    Str commune;
    uint32_t comptes;
} Dit;

static Dit read_answers(Req *r)
{
    Dit d = { .besoin = req_choice(r, "besoin", -1),
        .rayon = req_choice(r, "rayon_km", -1),
        .accueil = req_choice(r, "accueil", -1),
        .quand = req_choice(r, "quand", -1),
        .moment = req_choice(r, "moment", -1),
        .commune = req_text(r, "commune") };
    Chosen c = req_choices(r, "compte");
    for (size_t i = 0; i < c.n; i++)
        d.comptes |= 1u << c.v[i];
    return d;
}

/* The same search as the directory makes it, so that both say the same. */
static LieuxEtat etat_of(const Dit *d)
{
    LieuxEtat e = { .q = STR_NONE,
        .commune = d->commune,
        .rayon = d->rayon,
        .tri = -1,
        .label = STR_NONE,
        .ouvert = d->quand,
        .heure = d->moment < 0 || d->quand == QUAND_MAINTENANT ? -1 : moment_heures[d->moment] - HEURE_PREMIERE,
        .page = 1 };
    for (int i = 0; d->besoin >= 0 && i < BESOIN_SERVICES_MAX; i++)
        if (!str_is_none(besoins[d->besoin].services[i]))
            enumset_add(&e.valeurs[ENUM_SERVICES], standard_enum_index(ENUM_SERVICES, besoins[d->besoin].services[i]));
    return e;
}

static void put(Buf *b, const char *name, Str value)
{
    if (str_is_empty(value))
        return;
    buf_char(b, b->n ? '&' : '?');
    buf_put(b, str_from(name));
    buf_char(b, '=');
    url_encode(b, value);
}

static Str chosen(const Choice *choices, int i)
{
    return i < 0 ? STR_NONE : choices[i].value;
}

static Str compte_joined(Arena *a, uint32_t set)
{
    Str all = STR_NONE;
    for (int i = 0; i < COMPTES_N; i++)
        if (set >> i & 1)
            all = str_is_none(all) ? compte_choix[i].value
                                   : str_format(a, "%.*s|%.*s", STR_ARG(all), STR_ARG(compte_choix[i].value));
    return all;
}

static Str address(Arena *a, const Dit *d, Etape etape)
{
    BUF b = buf_new(URL_MAX);
    put(&b, "besoin", chosen(besoin_choix, d->besoin));
    put(&b, "commune", d->commune);
    put(&b, "rayon_km", chosen(rayon_choix, d->rayon));
    put(&b, "compte", compte_joined(a, d->comptes));
    put(&b, "accueil", chosen(accueil_choix, d->accueil));
    put(&b, "quand", chosen(quand_choix, d->quand));
    put(&b, "moment", chosen(moment_choix, d->moment));
    if (etape > ETAPE_BESOIN)
        put(&b, "etape", str_format(a, "%d", (int)etape));
    return str_cat(a, S("/parcours"), buf_str(&b));
}

/* ---- the pieces of a page ----------------------------------------------------------------------------------------- */

static void answer(ParcoursPage *p, const char *question, Str texte, Str url)
{
    if (!str_is_empty(texte))
        p->reponses[p->reponses_n++] = (Reponse){ question, texte, url };
}

/* `nom`: of the commune that was meant, STR_NONE: as it was typed. */
static Str where_said(Arena *a, const Dit *d, Str nom)
{
    if (str_is_none(d->commune))
        return STR_NONE;
    int rayon = d->rayon < 0 ? RAYON_HABITUEL : d->rayon;
    Str commune = nom.n ? nom : utf8_cut(d->commune, 60);
    if (rayon == RAYON_SANS_LIMITE)
        return str_format(a, "Autour de %.*s, sans limite de distance", STR_ARG(commune));
    return str_format(a, "À %.*s\u00a0km de %.*s au plus", STR_ARG(rayon_choix[rayon].value), STR_ARG(commune));
}

static Str what_counts_said(Arena *a, const Dit *d)
{
    Str all = d->accueil < 0 ? STR_NONE : accueil_choix[d->accueil].label;
    for (int i = 0; i < COMPTES_N; i++)
        if (d->comptes >> i & 1)
            all = str_is_none(all) ? compte_choix[i].label
                                   : str_format(a, "%.*s\u202f; %.*s", STR_ARG(all), STR_ARG(compte_choix[i].label));
    return all;
}

/* Those of the steps already passed; a step that was passed without an answer is not told. */
static void answers_make(Arena *a, ParcoursPage *p, const Dit *d, Str nom, const LieuxEtat *e)
{
    if (p->etape > ETAPE_BESOIN && d->besoin >= 0)
        answer(p, "Besoin", besoins[d->besoin].titre, address(a, d, ETAPE_BESOIN));
    if (p->etape > ETAPE_OU)
        answer(p, "Où", where_said(a, d, nom), address(a, d, ETAPE_OU));
    if (p->etape > ETAPE_COMPTE)
        answer(p, "Ce qui compte", what_counts_said(a, d), address(a, d, ETAPE_COMPTE));
    if (p->etape > ETAPE_QUAND)
        answer(p, "Quand", etat_quand(a, e), address(a, d, ETAPE_QUAND));
}

static void needs_make(Arena *a, ParcoursPage *p, const Dit *d)
{
    Dit with = *d;
    for (int i = 0; i < BESOINS_N; i++) {
        with.besoin = i;
        p->besoins[i] = (BesoinLien){ &besoins[i], address(a, &with, ETAPE_OU), i == d->besoin };
    }
    with.besoin = -1;
    p->sans_besoin = address(a, &with, ETAPE_OU);
}

typedef VEC(Cachee) Cachees;

static void carry(Arena *a, Cachees *v, bool shown, const char *name, Str valeur)
{
    Cachee *c = shown || str_is_empty(valeur) ? NULL : vec_push(a, v);
    if (c)
        *c = (Cachee){ name, valeur };
}

/* What the form of this step sends on without showing it, and the ways to the steps beside. */
static void form_make(Arena *a, ParcoursPage *p, const Dit *d)
{
    Cachees v = { 0 };
    Dit less = *d;
    carry(a, &v, false, "besoin", chosen(besoin_choix, d->besoin));
    carry(a, &v, p->etape == ETAPE_OU, "commune", d->commune);
    carry(a, &v, p->etape == ETAPE_OU, "rayon_km", chosen(rayon_choix, d->rayon));
    carry(a, &v, p->etape == ETAPE_COMPTE, "compte", compte_joined(a, d->comptes));
    carry(a, &v, p->etape == ETAPE_COMPTE, "accueil", chosen(accueil_choix, d->accueil));
    carry(a, &v, p->etape == ETAPE_QUAND, "quand", chosen(quand_choix, d->quand));
    carry(a, &v, p->etape == ETAPE_QUAND, "moment", chosen(moment_choix, d->moment));
    carry(a, &v, false, "etape", str_format(a, "%d", (int)p->etape + 1));
    p->cachees = v.v;
    p->cachees_n = v.n;
    if (p->etape == ETAPE_OU) {
        less.commune = STR_NONE;
        less.rayon = -1;
    } else if (p->etape == ETAPE_COMPTE) {
        less.comptes = 0;
        less.accueil = -1;
    } else if (p->etape == ETAPE_QUAND) {
        less.quand = less.moment = -1;
    }
    p->passer = address(a, &less, p->etape + 1);
}

static Str title_of(Arena *a, const ParcoursPage *p)
{
    switch (p->etape) {
    case ETAPE_BESOIN:
        return S("De quoi avez-vous besoin\u202f?");
    case ETAPE_OU:
        return S("Où, et jusqu’où\u202f?");
    case ETAPE_COMPTE:
        return S("Qu’est-ce qui compte pour vous\u202f?");
    case ETAPE_QUAND:
        return S("Quand voulez-vous y aller\u202f?");
    case ETAPE_RESULTAT:
        break;
    }
    if (p->lignes_n == 0)
        return S("Aucun lieu ne répond à votre besoin");
    Short n = plural((int64_t)p->lignes_n, "lieu", "lieux");
    return str_format(a, "%.*s pour vous", (int)n.n, n.p);
}

/* ---- the end ------------------------------------------------------------------------------------------------------ */

static Err results_make(Req *r, ParcoursPage *p, const Lieux *s, const ParcoursReponses *asked, Str moment)
{
    const LivretFonds fonds = { .lieux = s,
        .territoire = req_snapshot(r, &territoire_snapshot),
        .vacances = requete_vacances(r),
        .site = r->app->site,
        .assets = assets,
        .now = r->now };
    Instant now = instant_de(fonds.vacances, minute_paris(r->now));
    LieuxResult found = { 0 };
    TRY(parcours_chercher(s, r->arena, asked, &p->relache, &found));
    ParcoursLigne *lines = NEW(r->arena, ParcoursLigne, found.n + 1);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < found.n; i++) {
        lines[i].row = &found.rows[i];
        lines[i].badge = lieu_badge(r->arena, s, found.rows[i].lieu, &now);
        lines[i].horaires = livret_horaires(r->arena, &fonds, found.rows[i].lieu);
        lines[i].sms = numerovert_sms(r->arena, &fonds, found.rows[i].lieu);
        TRY(parcours_raisons(s, r->arena, asked, moment, &found.rows[i], &lines[i].raisons));
    }
    p->lignes = lines;
    p->lignes_n = found.n;
    return OK;
}

/* The directory's own reading of the answers: the commune that is meant, the distance, the moment. */
static ParcoursReponses asked_of(Req *r, const Dit *d, LieuxPage *list)
{
    commune_find(r, req_snapshot(r, &territoire_snapshot), list);
    return (ParcoursReponses){ query_make(list), d->comptes, d->accueil };
}

/* In the directory, with what matters as boxes; the conditions that were let go are left out there too. */
static Str list_address(Arena *a, const Dit *d, LieuxEtat e, Relache relache)
{
    if (relache >= RELACHE_QUAND)
        e.ouvert = e.heure = -1;
    if (relache >= RELACHE_DISTANCE)
        e.rayon = RAYON_SANS_LIMITE;
    for (int i = 0; relache < RELACHE_COMPTE && i < COMPTES_N; i++)
        if (d->comptes >> i & 1)
            enumset_add(&e.valeurs[comptes[i].e], standard_enum_index(comptes[i].e, comptes[i].valeur));
    if (relache < RELACHE_COMPTE && d->accueil >= 0)
        enumset_add(&e.valeurs[accueils[d->accueil].e],
            standard_enum_index(accueils[d->accueil].e, accueils[d->accueil].valeur));
    return etat_url(a, "/lieux", &e);
}

static Err parcours_page(Req *r)
{
    const Lieux *s = req_snapshot(r, &lieux_snapshot);
    Dit d = read_answers(r);
    Str code = STR_NONE;
    if (!s)
        return ERR_BUSY;
    ParcoursPage p = { .form = &r->form, .etape = (Etape)req_i64(r, "etape", ETAPE_BESOIN) };
    bool known = requete_commune(r, "commune", &code);
    if (p.etape > ETAPE_OU && !known)
        p.etape = ETAPE_OU; /* which commune it is has to be said first */
    LieuxPage list = { .form = &r->form,
        .lieux = s,
        .maintenant = instant_de(requete_vacances(r), minute_paris(r->now)),
        .etat = etat_of(&d) };
    ParcoursReponses asked = asked_of(r, &d, &list);
    TRY(parcours_compter(s, r->arena, &asked, &p.total));
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *ici = t && code.n ? territoire_commune(t, code) : NULL;
    answers_make(r->arena, &p, &d, ici ? ici->nom : STR_NONE, &list.etat);
    needs_make(r->arena, &p, &d);
    if (p.etape < ETAPE_RESULTAT)
        form_make(r->arena, &p, &d);
    if (p.etape > ETAPE_BESOIN)
        p.precedente = address(r->arena, &d, p.etape - 1);
    if (p.etape == ETAPE_RESULTAT)
        TRY(results_make(r, &p, s, &asked, etat_quand(r->arena, &list.etat)));
    p.liste = list_address(r->arena, &d, list.etat, p.relache);
    p.canonique = address(r->arena, &d, p.etape);
    p.titre = title_of(r->arena, &p);
    view_parcours(req_html(r), &p);
    return OK;
}

static const Route routes[] = {
    { "GET", "/parcours", parcours_page, RIGHT_PUBLIC, SNAPSHOT, champs, "Trouver en quatre questions", ROUTE_LAX },
    { 0 },
};

const Slice slice_parcours = { .name = "parcours", .routes = routes };
