// SPDX-License-Identifier: AGPL-3.0-or-later
/* What leaves the directory: data.inclusion member by member, JSON-LD, the feed of changes; both engines. */
#include <jansson.h>
#include <string.h>

#include "core/app.h"
#include "core/http/inproc.h"
#include "core/slice.h"
#include "domain/echanges/data_inclusion.h"
#include "domain/echanges/echanges.h"
#include "domain/horaires/vacances.h"
#include "domain/lieux/import.h"
#include "support/suite.h"

#define FICHIER                                                                                                        \
    "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj,services,horaires,courriels,site_web,latitude,"      \
    "longitude,source,frais_a_charge,modalites_acces,modalites_accompagnement,publics_specifiquement_adresses\n"       \
    "a,11000201100044,Mairie & Cie,Brou,28160,28061,1 rue,2024-01-02,Accès internet et matériel informatique,"       \
    "Mo-Fr 09:00-12:00,faux|mairie@brou.fr,pas une adresse|https://brou.fr,48.21,1.16,Conseil (28),Gratuit,"           \
    "Se présenter|Téléphoner,Accompagnement individuel|À distance,Seniors\n"                                       \
    "b,00000000000000,Gare,Brou,28160,28061,1 rue,2024-01-02,,le matin,,,,,,,,,\n"                                     \
    "c,00000000000000,No,Brou,28160,28061,1 rue,2024-01-02,,,,,,,,,,,\n"

static const Slice *const table[] = { &slice_territoire, &slice_horaires, &slice_lieux, &slice_echanges, NULL };

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    int64_t now;
} Monde;

static Monde *monde_new(void **state)
{
    static char url[] = "ENSEMBLE_URL_PUBLIQUE=https://lieux.example";
    static char *const environ_[] = { url, NULL };
    Arena *a = arena_new(64 * MIB);
    Monde *m = NEW(a, Monde, 1);
    Config *config = NULL;
    ImportRapport *r = NULL;
    Writer *w;
    Str why = STR_NONE;
    m->a = a;
    m->now = 1750000000; /* Sunday 2025-06-15 */
    m->db = test_db(state);
    assert_ok(writer_inline(m->db, &w));
    assert_ok(
        lieux_import_read(a, &(ImportFichier){ .nom = S("f"), .octets = S(FICHIER), .source = S("x") }, &r, &why));
    assert_ok(lieux_import_match(m->db, a, r));
    assert_ok(lieux_import_apply(w, a, r, m->now));
    writer_free(w);
    assert_ok(config_load(a, environ_, &config, &why));
    m->app = (App){ .config = config, .clock = clock_fixed(&m->now), .slices = table };
    assert_ok(snapshots_new(table, &m->app.snapshots));
    assert_ok(snapshots_refresh(m->app.snapshots, m->db));
    return m;
}

static void monde_freep(Monde **m)
{
    snapshots_free((*m)->app.snapshots);
    arena_free((*m)->a);
}
#define MONDE __attribute__((cleanup(monde_freep))) Monde *

static Str get(Monde *m, const char *target)
{
    HttpAnswer h = http_call(&m->app, m->db, m->a, "GET", target, NULL, STR_NONE);
    if (h.status != 200)
        fail_msg("%s : %d", target, h.status);
    return h.body;
}

static json_t *rows(Monde *m, const char *target, size_t n)
{
    Str body = get(m, target);
    json_t *v = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_array_size(v), n);
    return v;
}

static void member(json_t *row, const char *name, const char *want)
{
    const char *got = json_string_value(json_object_get(row, name));
    assert_non_null(json_object_get(row, name));
    if (want ? !got || strcmp(got, want) != 0 : got != NULL)
        fail_msg("%s : « %s » au lieu de « %s »", name, got ? got : "null", want ? want : "null");
}

static void a_place_is_a_structure_and_a_service(void **state)
{
    MONDE m = monde_new(state);
    json_t *v = rows(m, "/api/v1/data-inclusion/structures", 2), *one = NULL; /* a name has three characters */
    for (size_t i = 0; i < 2; i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(v, i), "nom")), "Gare") != 0)
            one = json_array_get(v, i);
        else
            member(json_array_get(v, i), "horaires_accueil", NULL); /* prose is not the grammar */
    member(one, "id", "conseil-28--a");
    member(one, "source", "conseil-28");
    member(one, "siret", "11000201100044");
    member(one, "courriel", "mairie@brou.fr");
    member(one, "site_web", "https://brou.fr");
    member(one, "horaires_accueil", "Mo-Fr 09:00-12:00");
    member(one, "lien_source", "https://lieux.example/lieux/a");
    json_decref(v);
    v = rows(m, "/api/v1/data-inclusion/services", 1);
    one = json_array_get(v, 0);
    member(one, "structure_id", "conseil-28--a");
    member(one, "type", "accompagnement");
    member(one, "frais", "gratuit");
    assert_int_equal(json_array_size(json_object_get(one, "modes_accueil")), 2);
    assert_int_equal(json_array_size(json_object_get(one, "modes_mobilisation")), 2);
    assert_string_equal(json_string_value(json_array_get(json_object_get(one, "publics"), 0)), "seniors");
    assert_string_equal(json_string_value(json_array_get(json_object_get(one, "thematiques"), 0)),
        "numerique--acceder-a-une-connexion-internet");
    json_decref(v);
}

static void a_place_says_its_next_days(void **state)
{
    MONDE m = monde_new(state);
    Str body = get(m, "/lieux/a.jsonld");
    json_t *v = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
    member(v, "@context", "https://schema.org");
    member(v, "@id", "https://lieux.example/lieux/a");
    json_t *hours = json_object_get(v, "openingHoursSpecification");
    assert_int_equal(json_array_size(hours), 10);
    member(json_array_get(hours, 0), "opens", "09:00");
    member(json_array_get(hours, 0), "validFrom", "2025-06-16");
    member(json_array_get(hours, 0), "dayOfWeek", "https://schema.org/Monday");
    json_decref(v);
}

static void the_feed_tells_changes(void **state)
{
    MONDE m = monde_new(state);
    Str body = get(m, "/lieux.atom");
    assert_true(str_starts(body, S("<?xml")) && str_has(body, S("Mairie &amp; Cie, Brou")));
    assert_true(
        str_has(body, S("<link href=\"https://lieux.example/lieux/a\"/>")) && str_has(body, S("Nouveau lieu.")));
    assert_true(str_has(body, S("<updated>2025-06-15T15:06:40Z</updated>")));
}

/* RSS 2.0: the same changes, each with its own identifier and an RFC 822 date. */
static void the_other_feed_tells_the_same(void **state)
{
    MONDE m = monde_new(state);
    Str body = get(m, "/lieux.rss");
    assert_true(str_starts(body, S("<?xml")) && str_has(body, S("<rss version=\"2.0\"")));
    assert_true(str_has(body, S("<title>Mairie &amp; Cie, Brou</title><link>https://lieux.example/lieux/a</link>")));
    assert_true(str_has(body, S("<guid isPermaLink=\"false\">https://lieux.example/lieux/a#")));
    assert_true(str_has(body, S("<pubDate>Sun, 15 Jun 2025 15:06:40 GMT</pubDate>")));
    size_t items = 0;
    for (size_t at = str_find(body, 0, S("<item>")); at < body.n; at = str_find(body, at + 1, S("<item>")))
        items++;
    assert_int_equal(items, 3);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_place_is_a_structure_and_a_service),
        cmocka_unit_test(a_place_says_its_next_days),
        cmocka_unit_test(the_feed_tells_changes),
        cmocka_unit_test(the_other_feed_tells_the_same),
    };
    return SUITE_MAIN("publication", true, all);
}
