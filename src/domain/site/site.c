// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/site/site.h"

#include <stdlib.h>

#include "domain/lieux/lieux.h"
#include "domain/lieux/standard.h"

const Besoin besoins[BESOINS_N] = {
    { S_INIT("Faire une démarche"), S_INIT("Impôts, retraite, allocations, papiers"),
        { S_INIT("Aide aux démarches administratives") }, PICTO_DEMARCHE },
    { S_INIT("Me servir de mes appareils"), S_INIT("Téléphone, ordinateur, courriels, photos"),
        { S_INIT("Maîtrise des outils numériques du quotidien") }, PICTO_OUTILS },
    { S_INIT("Me protéger"), S_INIT("Arnaques, mots de passe, achats"),
        { S_INIT("Utilisation sécurisée du numérique") }, PICTO_PROTEGER },
    { S_INIT("Chercher un emploi"), S_INIT("CV, candidature, espace personnel"),
        { S_INIT("Insertion professionnelle via le numérique") }, PICTO_EMPLOI },
    { S_INIT("Accompagner mes enfants"), S_INIT("École, écrans, réseaux sociaux"),
        { S_INIT("Parentalité et éducation avec le numérique") }, PICTO_FAMILLE },
    { S_INIT("Comprendre et créer"), S_INIT("Ateliers, loisirs, culture numérique"),
        { S_INIT("Compréhension du monde numérique"), S_INIT("Loisirs et créations numériques") }, PICTO_APPRENDRE },
    { S_INIT("Me connecter sur place"), S_INIT("Wifi, ordinateur, imprimante"),
        { S_INIT("Accès internet et matériel informatique") }, PICTO_ACCES },
    { S_INIT("Trouver un ordinateur"), S_INIT("Matériel reconditionné, à prix solidaire"),
        { S_INIT("Acquisition de matériel informatique à prix solidaire") }, PICTO_MATERIEL },
};

/* "02 61 91 00 28" → "+33261910028"; a number that is not written the French way is left as it is. */
static Str telephone_e164(Arena *a, Str typed)
{
    char digits[16];
    size_t n = 0;
    for (size_t i = 0; i < typed.n && n < sizeof digits; i++)
        if (typed.p[i] == '+' || (typed.p[i] >= '0' && typed.p[i] <= '9'))
            digits[n++] = typed.p[i];
    if (n == 10 && digits[0] == '0')
        return str_cat(a, S("+33"), str_of(digits + 1, 9));
    return str_dup(a, str_of(digits, n));
}

static Str accessibilite_words(Str key)
{
    static const Str words[][2] = {
        { S_INIT("non-auditee"), S_INIT("non auditée") },
        { S_INIT("non-conforme"), S_INIT("non conforme") },
        { S_INIT("partiellement-conforme"), S_INIT("partiellement conforme") },
        { S_INIT("totalement-conforme"), S_INIT("totalement conforme") },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(words[i][0], key))
            return words[i][1];
    return words[0][1];                            /* nothing is claimed that nobody audited */
}

/* "https://tuiles.example/{z}/…" → its origin, its host. */
static void tiles(Site *s)
{
    size_t scheme = str_find(s->tuiles, 0, S("://"));
    if (scheme >= s->tuiles.n)
        return;
    size_t host = scheme + 3, end = str_find_char(s->tuiles, host, '/');
    s->tuiles_origine = str_slice(s->tuiles, 0, end);
    s->tuiles_hote = str_slice(s->tuiles, host, end);
}

Err site_from_config(const Config *c, Arena *a, Site *ret)
{
    Site s = {
        .nom = config_str(c, CONF_NOM),
        .url = config_str(c, CONF_URL_PUBLIQUE),
        .sous_titre = config_str(c, CONF_SOUS_TITRE),
        .territoire = config_str(c, CONF_TERRITOIRE),
        .departement = config_str(c, CONF_DEPARTEMENT),
        .telephone_horaires = config_str(c, CONF_TELEPHONE_HORAIRES),
        .tuiles = config_str(c, CONF_TUILES_ADRESSE),
        .tuiles_mention = config_str(c, CONF_TUILES_MENTION),
        .partenaires = config_str(c, CONF_PARTENAIRES),
        .editeur = config_str(c, CONF_EDITEUR),
        .directeur_publication = config_str(c, CONF_DIRECTEUR_PUBLICATION),
        .hebergeur = config_str(c, CONF_HEBERGEUR),
        .contact = config_str(c, CONF_CONTACT),
        .accessibilite = accessibilite_words(config_str(c, CONF_ACCESSIBILITE)),
    };
    tiles(&s);
    Str typed = config_str(c, CONF_TELEPHONE);
    if (!str_is_empty(typed)) {
        Str e164 = telephone_e164(a, typed);
        Short shown = fr_telephone(e164);
        s.telephone = str_starts(e164, S("+")) ? short_dup(a, shown) : typed;
        s.telephone_uri = str_cat(a, S("tel:"), e164);
    }
    *ret = s;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

static int64_t counted(const LieuxFacettes *f, StandardEnum e, Str value)
{
    int i = standard_enum_index(e, value);
    return i < 0 ? 0 : f->n[e][i];
}

Err site_chiffres(const Lieux *s, Arena *a, SiteChiffres *ret)
{
    SiteChiffres c = { 0 };
    if (!s) {
        *ret = c;
        return OK;
    }
    LieuxResult all = { 0 };
    TRY(lieux_search(s, a, &(LieuxQuery){ .facettes = true }, &all));
    c.lieux = (int64_t)all.total;
    if (all.facettes) {
        c.france_services = counted(all.facettes, ENUM_DISPOSITIFS, S("France Services"));
        c.aidants_connect = counted(all.facettes, ENUM_DISPOSITIFS, S("Aidants Connect"));
        c.conseillers = counted(all.facettes, ENUM_DISPOSITIFS, S("Conseillers numériques"));
        c.gratuits = counted(all.facettes, ENUM_FRAIS, S("Gratuit"));
    }
    for (size_t i = 0; i < BESOINS_N; i++) {
        LieuxQuery q = { 0 };
        for (size_t k = 0; k < BESOIN_SERVICES_MAX; k++) {
            int value = standard_enum_index(ENUM_SERVICES, besoins[i].services[k]);
            if (value >= 0)
                enumset_add(&q.valeurs[ENUM_SERVICES], value);
        }
        LieuxResult found = { 0 };
        TRY(lieux_search(s, a, &q, &found));
        c.besoins[i] = (int64_t)found.total;
    }
    *ret = c;
    return OK;
}

static int by_number(const void *x, const void *y)
{
    const SourceLieux *l = x, *m = y;
    return l->n != m->n ? (l->n < m->n ? 1 : -1) : str_cmp(l->source, m->source);
}

size_t site_sources(const Lieux *s, Arena *a, const SourceLieux **ret)
{
    VEC(SourceLieux) found = { 0 };
    for (size_t i = 0; s && i < lieux_n(s); i++) {
        const Lieu *l = lieux_at(s, i);
        Str source = lieu_champ(l, CHAMP_source), date = str_slice(lieu_champ(l, CHAMP_date_maj), 0, 10);
        size_t k = 0;
        while (k < found.n && !str_eq(found.v[k].source, source))
            k++;
        if (k == found.n && found.n == SITE_SOURCES_MAX)
            continue; /* a file that writes anything there; the page says how many are left */
        if (k == found.n) {
            SourceLieux *new = vec_push(a, &found);
            if (!new)
                return 0;
            new->source = source;
        }
        found.v[k].n++;
        if (str_cmp(date, found.v[k].date_max) > 0)
            found.v[k].date_max = date;
    }
    if (found.n)
        qsort(found.v, found.n, sizeof *found.v, by_number);
    *ret = found.v;
    return found.n;
}

size_t site_plan(const Slice *const *slices, Arena *a, bool api, const PlanEntry **ret)
{
    VEC(PlanEntry) found = { 0 };
    for (size_t i = 0; slices[i]; i++)
        for (const Route *r = slices[i]->routes; r && r->method; r++) {
            bool shown = r->right == RIGHT_PUBLIC && !(r->flags & ROUTE_HIDDEN) && !(r->flags & ROUTE_API) == !api;
            if (!shown || !str_eq(str_from(r->method), S("GET")) || str_has(str_from(r->path), S("{")))
                continue;
            PlanEntry *e = vec_push(a, &found);
            if (!e)
                return 0;
            *e = (PlanEntry){ str_from(r->path), str_from(r->title) };
        }
    *ret = found.v;
    return found.n;
}

void site_robots(const Slice *const *slices, Str url, Buf *out)
{
    /* Searches are combinations without end: the sheets are found through the site map file. */
    buf_put(out, S("User-agent: *\nDisallow: /lieux?\nDisallow: /api/\n"));
    for (size_t i = 0; slices[i]; i++)
        for (const Route *r = slices[i]->routes; r && r->method; r++) {
            Str path = str_from(r->path);
            if (!str_eq(str_from(r->method), S("GET")) || !(r->flags & ROUTE_HIDDEN) || str_starts(path, S("/api/")) ||
                str_has(path, S(".")))
                continue; /* files for robots and browsers are theirs to read */
            buf_put(out, S("Disallow: "));
            buf_put(out, str_slice(path, 0, str_find_char(path, 0, '{')));
            buf_char(out, '\n');
        }
    if (!str_is_empty(url)) {
        buf_put(out, S("Sitemap: "));
        buf_put(out, url);
        buf_put(out, S("/sitemap.xml\n"));
    }
}
