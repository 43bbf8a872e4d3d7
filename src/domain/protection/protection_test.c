// SPDX-License-Identifier: AGPL-3.0-or-later
/* Known answers of retention, what is given back and what is forgotten; the journal still proves itself. */
#include "domain/protection/protection.h"

#include <jansson.h>
#include <string.h>

#include "core/auth/journal_hash.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "support/session.h"
#include "support/suite.h"
#include "support/zip.h"

static const Slice *const slices[] = { &slice_journal, &slice_acteurs, &slice_connexion, &slice_protection, NULL };

typedef struct Monde {
    Arena *a;
    Db *db;
    App app;
    PersonneId lea, max;
} Monde;

static int64_t noon(int year, int month, int day)
{
    return (int64_t)date_from_ymd(year, month, day).days * 24 * 3600 + 12 * 3600;
}

static PersonneId person(Monde *m, const char *courriel, int64_t at)
{
    PersonneId id = { 0 };
    assert_ok(personne_creer(m->db, m->a, NULL, at, m->app.random, str_from(courriel), S("Martin"), S("Camille"), &id));
    assert_ok(personne_connectee(m->db, m->a, at, id));
    return id;
}

static void monde(void **state, Monde *m)
{
    char *const nothing[] = { NULL };
    Config *config = NULL;
    Str message = STR_NONE;
    *m = (Monde){ .a = arena_new(64 * MIB), .db = test_db(state) };
    assert_ok(config_load(m->a, nothing, &config, &message));
    m->app = (App){ .config = config, .slices = slices, .keys = test_keys(), .random = test_random() };
    m->lea = person(m, "lea@exemple.fr", noon(2026, 1, 1));
    m->max = person(m, "max@exemple.fr", noon(2024, 1, 1));
    assert_ok(role_donner(m->db, m->a, NULL, 0, m->lea, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S("")));
    assert_ok(role_donner(m->db, m->a, NULL, 0, m->max, ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, S("28")));
}

static Conservation pass(Monde *m, int64_t now, bool apply)
{
    Conservation c = { 0 };
    assert_ok(conservation_passer(m->db, m->a, &m->app, now, apply, &c));
    return c;
}

static Str state_of(Monde *m, PersonneId id)
{
    Personne p;
    assert_ok(personne_par_id(m->db, m->a, id, &p));
    return p.etat;
}

/* Last contact 2024-01-01, 24 months: warned from 2025-12-01, erased from 2026-01-01. */
static void warned_then_erased(void **state)
{
    Monde m;
    monde(state, &m);
    Conservation c = pass(&m, noon(2025, 11, 30), true);
    assert_int_equal(c.avertis + c.effaces, 0);
    c = pass(&m, noon(2025, 12, 1), false);
    assert_int_equal(c.avertis, 1);
    assert_int_equal(pass(&m, noon(2025, 12, 1), false).avertis, 1);   /* a dry run changes nothing */
    assert_int_equal(pass(&m, noon(2025, 12, 1), true).avertis, 1);
    assert_int_equal(pass(&m, noon(2025, 12, 2), true).avertis, 0);    /* told once */
    assert_int_equal(pass(&m, noon(2025, 12, 31), true).effaces, 0);
    assert_int_equal(pass(&m, noon(2026, 1, 1), false).effaces, 1);
    assert_str_equal(state_of(&m, m.max), S("active"));
    assert_int_equal(pass(&m, noon(2026, 1, 1), true).effaces, 1);
    assert_str_equal(state_of(&m, m.max), S("effacee"));
    assert_int_equal(pass(&m, noon(2026, 1, 2), true).effaces, 0);
    arena_free(m.a);
}

static void coming_back_postpones(void **state)
{
    Monde m;
    monde(state, &m);
    assert_int_equal(pass(&m, noon(2025, 12, 1), true).avertis, 1);
    assert_ok(personne_connectee(m.db, m.a, noon(2025, 12, 15), m.max));
    assert_int_equal(pass(&m, noon(2026, 1, 1), true).effaces, 0);
    assert_int_equal(pass(&m, noon(2027, 11, 15), true).avertis, 1);
    arena_free(m.a);
}

/* A server that was off warns first, and waits. */
static void nobody_is_erased_unwarned(void **state)
{
    Monde m;
    monde(state, &m);
    Conservation c = pass(&m, noon(2026, 6, 1), true);
    assert_int_equal(c.avertis, 1);
    assert_int_equal(c.effaces, 0);
    assert_int_equal(pass(&m, noon(2026, 6, 20), true).effaces, 0);
    assert_int_equal(pass(&m, noon(2026, 6, 29), true).effaces, 1);
    arena_free(m.a);
}

static void the_last_administrator_stays(void **state)
{
    Monde m;
    monde(state, &m);
    assert_int_equal(pass(&m, noon(2028, 1, 1), true).avertis, 2);
    Conservation c = pass(&m, noon(2028, 3, 1), true);
    assert_int_equal(c.effaces, 1);
    assert_int_equal(c.empeches, 1);
    assert_str_equal(state_of(&m, m.lea), S("active"));
    arena_free(m.a);
}

static void everything_is_given_back_then_forgotten(void **state)
{
    Monde m;
    JsonValue *v = NULL;
    Str message;
    uint8_t public_key[JOURNAL_PUBLIC_KEY], secret[JOURNAL_SECRET_KEY];
    monde(state, &m);
    Acteur max = { 0 };
    assert_ok(acteur_de(m.db, m.a, m.max, (RoleTenuId){ 0 }, &max));
    BUF b = buf_new(MIB);
    assert_ok(donnees_de(m.db, m.a, slices, m.max, &b));
    assert_ok(json_read(m.a, buf_str(&b), (JsonLimits){ MIB, 10, false }, &v, &message));
    assert_string_equal(json_string_value(json_object_get(json_object_get(v, "identite"), "courriel")),
        "max@exemple.fr");
    assert_int_equal(json_array_size(json_object_get(v, "roles")), 1);
    assert_non_null(json_object_get(v, "moyens_de_connexion"));
    assert_non_null(json_object_get(v, "mes_actions"));
    json_value_free(v);
    assert_ok(donnees_oublier(m.db, m.a, slices, &max, noon(2026, 2, 1), m.max));
    BUF after = buf_new(MIB);
    assert_ok(donnees_de(m.db, m.a, slices, m.max, &after));
    assert_false(str_has(buf_str(&after), S("Martin")) || str_has(buf_str(&after), S("max@")));
    /* what was written of her still proves itself, and names nobody */
    JournalScelles s;
    JournalEtat e;
    TX tx = tx_begin(m.db, HERE);
    assert_ok(journal_sceller(m.db, m.a, test_keys(), noon(2026, 2, 1), &s));
    assert_ok(tx_commit(&tx));
    journal_keys(test_keys()->seal, public_key, secret);
    assert_ok(journal_verifier(m.db, public_key, noon(2026, 2, 1), (JournalAttendu){ 0 }, &e));
    assert_true(journal_est_intact(&e));
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    assert_ok(journal_chercher(m.db, m.a, &(JournalRecherche){ .action = S("personne.effacer") }, 1, &l, &n, &total));
    assert_int_equal(total, 1);
    assert_false(str_has(l[0].objet, S("Martin")));
    arena_free(m.a);
}

static void the_register_says_every_processing(void **state)
{
    BUF b = buf_new(MIB);
    assert_ok(registre_ecrire(SHEET_CSV, 0, &b));
    assert_true(str_starts(buf_str(&b), S("traitement,finalite,base_legale,")));
    for (const Traitement *t = traitements; t->nom; t++) {
        const char *const all[] = { t->nom, t->finalite, t->base, t->personnes, t->donnees, t->destinataires, t->duree,
            t->source };
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            assert_true(all[i] && str_has(buf_str(&b), str_from(all[i])));
    }
    BUF x = buf_new(MIB);
    ARENA a = arena_new(8 * MIB);
    assert_ok(registre_ecrire(SHEET_XLSX, 1795435200, &x));
    Str sheet = test_zip_part(a, buf_str(&x), S("xl/worksheets/sheet1.xml"));
    for (const Traitement *t = traitements; t->nom; t++)
        assert_true(str_has(sheet, str_from(t->nom)) && str_has(sheet, str_from(t->duree)));
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(warned_then_erased),
        cmocka_unit_test(coming_back_postpones),
        cmocka_unit_test(nobody_is_erased_unwarned),
        cmocka_unit_test(the_last_administrator_stays),
        cmocka_unit_test(everything_is_given_back_then_forgotten),
        cmocka_unit_test(the_register_says_every_processing),
    };
    return SUITE_MAIN("protection", true, all);
}
