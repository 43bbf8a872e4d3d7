// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/activites/activites_world_test.h"

#include "core/slice.h"
#include "domain/territoire/charge_test.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_activites, NULL };

World *activites_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    w->app.bearer = test_bearer;
    w->app.assets = assets;
    return w;
}
Date day(const char *iso)
{
    Date d;
    assert_true(date_parse(str_from(iso), &d));
    return d;
}

Acteur mediateur(const World *w)
{
    return (Acteur){ .personne_id = w->tom.id.v,
        .role = ROLE_MEDIATEUR,
        .portee = S("structure"),
        .code = w->voves.uid,
        .role_cle = S("mediateur") };
}

Acteur referent(const Personne *p, const Structure *s)
{
    return (Acteur){ .personne_id = p->id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = s->uid,
        .role_cle = S("referent") };
}

Activite individual(const char *iso)
{
    return (Activite){ .type = ACTIVITE_INDIVIDUEL,
        .dispositif = DISPOSITIF_AUTRE,
        .jour = day(iso),
        .duree_min = 30,
        .lieu_type = LIEU_TYPE_LIEU_ACTIVITE,
        .lieu = S(""),
        .commune = S("28422"),
        .epci = S("200070159"),
        .themes = 1U << THEME_EMAIL,
        .titre = S(""),
        .note = S(""),
        .redirection = -1,
        .orientation = S(""),
        .anonymes = 1,
        .source = S("") };
}

Str record(World *w, const Acteur *par, const Activite *x, Str cle, bool *deja)
{
    Str uid;
    assert_ok(activite_enregistrer(w->db, w->a, par, w->now, w->app.random, &w->voves, x, cle, &uid, deja));
    return uid;
}

Usager card(World *w, const Acteur *par, const Structure *s)
{
    Usager made;
    const Usager x = { .genre = S(""), .statut = S(""), .commune = S(""), .naissance = { true, 1950 } };
    assert_ok(usager_creer(w->db, w->a, par, w->now, w->app.random, s, &x, &made));
    return made;
}

void set_threshold(World *w, const char *seuil)
{
    Str name = str_format(w->a, "ENSEMBLE_SEUIL_PETITS_EFFECTIFS=%s", seuil ? seuil : "11");
    char *const with[] = { (char *)name.p, NULL };
    Config *config = NULL;
    Str message = STR_NONE;
    assert_ok(config_load(w->a, with, &config, &message));
    w->app.config = config;
}

void workshop_at(World *w, const Acteur *par, const char *commune, const char *epci, int64_t people)
{
    Activite x = individual("2025-04-02");
    bool deja;
    x.type = ACTIVITE_COLLECTIF;
    x.commune = str_from(commune);
    x.epci = str_from(epci);
    x.anonymes = people;
    (void)record(w, par, &x, STR_NONE, &deja);
}

void map_of_two(World *w)
{
    static const char communes[] =
        "[{\"code\":\"28404\",\"nom\":\"A\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
        "{\"code\":\"28422\",\"nom\":\"B\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"},"
        "{\"code\":\"28061\",\"nom\":\"C\",\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\"}]";
    static const char epci[] =
        "[{\"code\":\"200070159\",\"nom\":\"Cœur de Beauce\",\"type\":\"CC\",\"membres\":[{\"code\":\"28404\"},"
        "{\"code\":\"28422\"}]},{\"code\":\"242800585\",\"nom\":\"Autre\",\"type\":\"CC\",\"membres\":"
        "[{\"code\":\"28061\"}]}]";
    territoire_charge(w->db, w->a, w->now,
        &(TerritoireEssai){ .communes = str_from(communes), .epci = str_from(epci) });
}
