// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/suite.h"

#include "core/config/config.h"

#include <string.h>

#define NB "\u00A0"

/* Loads a file of this text and these variables (NULL-ended; a place is kept for ENSEMBLE_CONFIG). */
static Err load(void **state, Arena *a, Str text, const char *const *variables, Config **ret, Str *ret_message)
{
    Str path = str_format(a, "%s/ensemble.conf", test_dir(state).p);
    test_write(path, text);
    char *environ_[8] = { (char *)str_format(a, "ENSEMBLE_CONFIG=%s", path.p).p };
    for (size_t i = 0; variables && variables[i]; i++)
        environ_[i + 1] = (char *)variables[i];
    return config_load(a, environ_, ret, ret_message);
}

static void every_key_is_documented(void **state)
{
    for (unsigned k = 0; k < CONF_COUNT_; k++) {
        const ConfigInfo *info = config_info((ConfigKey)k);
        if (!info->name || !info->meaning || !info->absent)
            fail_msg("key %u has no row", k);
        assert_true(utf8_valid(str_from(info->meaning)));
        for (unsigned other = 0; other < k; other++)
            assert_string_not_equal(info->name, config_info((ConfigKey)other)->name);
    }
}

static void defaults(void **state)
{
    ARENA a = arena_new(MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    assert_ok(load(state, a, S(""), NULL, &c, &message));
    assert_str_equal(config_str(c, CONF_ADRESSE), S("127.0.0.1"));
    assert_int_equal(config_i64(c, CONF_PORT), 8028);
    assert_str_equal(config_str(c, CONF_ACCESSIBILITE), S("non-auditee"));
    for (unsigned k = 0; k < CONF_COUNT_; k++) {
        assert_int_equal(config_origin(c, (ConfigKey)k), CONF_FROM_DEFAULT);
        assert_false(str_is_none(config_str(c, (ConfigKey)k)));
    }
}

static void file_then_environment_then_line(void **state)
{
    ARENA a = arena_new(MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    Str text = S(
        "\uFEFF# Réglages\r\n\r\n  nom = Numérique = Ensemble  \r\nport=9000\r\nadresse = ::1\r\ntelephone =\r\n");
    const char *const variables[] = { "PATH=/bin", "ENSEMBLE_PORT=9001", "ENSEMBLE_TEST_DB=sqlite:", NULL };
    assert_ok(load(state, a, text, variables, &c, &message));
    assert_str_equal(config_str(c, CONF_NOM), S("Numérique = Ensemble"));
    assert_int_equal(config_origin(c, CONF_NOM), CONF_FROM_FILE);
    assert_str_equal(config_str(c, CONF_ADRESSE), S("::1"));
    assert_str_equal(config_str(c, CONF_TELEPHONE), S(""));
    assert_int_equal(config_i64(c, CONF_PORT), 9001);
    assert_int_equal(config_origin(c, CONF_PORT), CONF_FROM_ENV);
    assert_ok(config_set(c, CONF_PORT, S("9002"), CONF_FROM_LINE, a, &message));
    assert_int_equal(config_i64(c, CONF_PORT), 9002);
    assert_string_equal(config_origin_name(config_origin(c, CONF_PORT)), "ligne de commande");
    assert_err(config_set(c, CONF_PORT, S("port"), CONF_FROM_LINE, a, &message), ERR_INVALID);
    assert_true(str_starts(message, S("--port" NB ": «" NB "port" NB "» ne convient pas")));
    assert_int_equal(config_i64(c, CONF_PORT), 9002);
}

static void refused_with_line_and_remedy(void **state)
{
    static const struct {
        Str text;
        const char *says[2];
    } bad[] = {
        { S_INIT("nom = A\ntelefone = 02"), { "ligne 2", "vouliez-vous écrire «" NB "telephone" NB "»" } },
        { S_INIT("zzzzzzzzzzzz = 1"), { "ligne 1", "ensemble config" } },
        { S_INIT("\n\nport 80"), { "ligne 3", "clé = valeur" } },
        { S_INIT("port = 80\nnom = A\nport = 81"), { "ligne 3", "déjà donnée à la ligne 1" } },
        { S_INIT("port = 99999"), { "ligne 1", "un nombre entier de 0 à 65535" } },
        { S_INIT("port ="), { "ligne 1", "un nombre entier" } },
        { S_INIT("adresse = localhost"), { "ligne 1", "IPv4 ou IPv6" } },
        { S_INIT("proxies = 10.0.0.0/8, 192.168.1.1/33"), { "ligne 1", "blocs" } },
        { S_INIT("db = mysql://x"), { "ligne 1", "postgresql://" } },
        { S_INIT("db = sqlite:"), { "ligne 1", "sqlite:CHEMIN" } },
        { S_INIT("departement = 20"), { "ligne 1", "2A" } },
        { S_INIT("integration_origines = https://a.example; script-src *"), { "ligne 1", "https://…" } },
        { S_INIT("integration_origines = http://a.example"), { "ligne 1", "https://…" } },
        { S_INIT("ban_adresse = http://a.example/search/csv"), { "ligne 1", "search/csv" } },
        { S_INIT("tuiles_adresse = https://a.example/tuiles"), { "ligne 1", "{z}/{x}/{y}" } },
        { S_INIT("tuiles_adresse = http://a.example/{z}/{x}/{y}.png"), { "ligne 1", "https://…" } },
        { S_INIT("tuiles_adresse = https://a.example; script-src */{z}/{x}/{y}"), { "ligne 1", "https://…" } },
        { S_INIT("url_publique = https://a.example/"), { "ligne 1", "sans barre finale" } },
        { S_INIT("accessibilite = conforme"), { "ligne 1", "non-auditee" } },
        { S_INIT("journal_format = xml"), { "ligne 1", "json" } },
        { S_INIT("nom ="), { "ligne 1", "un nom" } },
        { S_INIT("nom = Ch\xE2teau"), { "ligne 1", "UTF-8" } },
        { S_INIT("nom = a\0b"), { "ligne 1", "UTF-8" } },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ARENA a = arena_new(MIB);
        Config *c = NULL;
        Str message = STR_NONE;
        assert_err(load(state, a, bad[i].text, NULL, &c, &message), ERR_INVALID);
        assert_null(c);
        for (int j = 0; j < 2; j++)
            if (!str_has(message, str_from(bad[i].says[j])))
                fail_msg("case %zu: « %.*s » without « %s »", i, STR_ARG(message), bad[i].says[j]);
    }
}

static void accepted_values(void **state)
{
    static const Str good[] = { S_INIT("proxies = 10.0.0.0/8, ::1, fd00::/8"), S_INIT("departement = 2B"),
        S_INIT("departement = 974"), S_INIT("integration_origines = https://a.example https://*.b.example:8443"),
        S_INIT("url_publique = https://a.example/inclusion"), S_INIT("db = var/x.db"), S_INIT("db = postgres:///x"),
        S_INIT("PORT = 80"), S_INIT("tuiles_adresse = https://t.example:8443/v1/{z}/{x}/{y}.png") };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ARENA a = arena_new(MIB);
        Config *c = NULL;
        Str message = STR_NONE;
        if (load(state, a, good[i], NULL, &c, &message) != OK)
            fail_msg("« %.*s »: %.*s", STR_ARG(good[i]), STR_ARG(message));
    }
}

static void environment_is_checked(void **state)
{
    ARENA a = arena_new(MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    assert_err(load(state, a, S(""), (const char *const[]){ "ENSEMBLE_PROT=1", NULL }, &c, &message), ERR_INVALID);
    assert_true(str_has(message, S("ENSEMBLE_PROT")) && str_has(message, S("port")));
    assert_err(load(state, a, S(""), (const char *const[]){ "ENSEMBLE_PORT=x", NULL }, &c, &message), ERR_INVALID);
    assert_true(str_starts(message, S("ENSEMBLE_PORT" NB ":")));
    assert_null(c);
}

static void state_folder(void **state)
{
    static const char *const home[] = { "HOME=/home/lea", NULL };
    static const char *const xdg[] = { "HOME=/home/lea", "XDG_STATE_HOME=/etat", NULL };
    static const char *const systemd[] = { "XDG_STATE_HOME=/etat", "STATE_DIRECTORY=/var/lib/ensemble:/autre", NULL };
    static const char *const relative[] = { "HOME=lea", "XDG_STATE_HOME=", NULL };
    ARENA a = arena_new(8 * MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    assert_ok(load(state, a, STR_NONE, home, &c, &message));
    assert_str_equal(config_state_dir(c), S("/home/lea/.local/state/ensemble"));
    assert_ok(load(state, a, STR_NONE, xdg, &c, &message));
    assert_str_equal(config_state_dir(c), S("/etat/ensemble"));
    assert_ok(load(state, a, STR_NONE, systemd, &c, &message));
    assert_str_equal(config_state_dir(c), S("/var/lib/ensemble"));
    assert_ok(load(state, a, STR_NONE, relative, &c, &message));
    assert_true(str_is_none(config_state_dir(c)));
}

static void unreadable_files(void **state)
{
    ARENA a = arena_new(MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    char absent_file[] = "ENSEMBLE_CONFIG=/nonexistent/ensemble.conf", a_folder[] = "ENSEMBLE_CONFIG=/dev";
    char *const absent[] = { absent_file, NULL };
    assert_err(config_load(a, absent, &c, &message), ERR_IO);
    assert_true(str_has(message, S("/nonexistent/ensemble.conf")));
    char *const folder[] = { a_folder, NULL };
    assert_err(config_load(a, folder, &c, &message), ERR_INVALID);
    char *large = arena_alloc(a, 300 * KIB);
    memset(large, '#', 300 * KIB);
    assert_err(load(state, a, str_of(large, 300 * KIB), NULL, &c, &message), ERR_INVALID);
    assert_null(c);
}

static void secrets_are_masked(void **state)
{
    static const struct {
        const char *value, *shown;
    } known[] = {
        { "postgresql://ens:s3cret@base/x", "postgresql://ens:•••@base/x" },
        { "postgresql://ens:s3@cret/@base/x", "postgresql://ens:•••@base/x" },
        { "postgresql://ens@base/x", "postgresql://ens@base/x" },
        { "postgresql://base:5433/x", "postgresql://base:5433/x" },
        { "postgresql:///x?host=/run&password=s3cret&user=a", "postgresql:///x?host=/run&password=•••&user=a" },
        { "postgresql://a:s3cret@b/x?sslpassword=s3cret", "postgresql://a:•••@b/x?sslpassword=•••" },
        { "sqlite:var/x.db", "sqlite:var/x.db" },
    };
    ARENA a = arena_new(MIB);
    Config *c = NULL;
    Str message = STR_NONE;
    assert_ok(load(state, a, S("telephone = 02"), NULL, &c, &message));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_ok(config_set(c, CONF_DB, str_from(known[i].value), CONF_FROM_LINE, a, &message));
        assert_str_equal(config_shown(c, CONF_DB, a), str_from(known[i].shown));
        assert_str_equal(config_str(c, CONF_DB), str_from(known[i].value));
    }
    assert_str_equal(config_shown(c, CONF_TELEPHONE, a), S("02"));
    assert_err(config_set(c, CONF_DB, S("mysql://a:s3cret@b"), CONF_FROM_LINE, a, &message), ERR_INVALID);
    assert_false(str_has(message, S("s3cret")));
}

#ifdef ENSEMBLE_FAULTS
static void each_allocation_may_fail(void **state)
{
    ARENA whole = arena_new(MIB);
    Config *c = NULL;
    Str message = STR_NONE, text = S("nom = A\nport = 81\n");
    arena_fault_at(0);
    assert_ok(load(state, whole, text, NULL, &c, &message));
    int64_t count = arena_fault_at(0);
    for (int64_t nth = 3; nth <= count; nth++) {   /* the first two are the test's own */
        ARENA a = arena_new(MIB);
        Config *none = NULL;
        arena_fault_at(nth);
        assert_err(load(state, a, text, NULL, &none, &message), ERR_MEMORY);
        arena_fault_at(0);
        assert_null(none);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_key_is_documented),
        cmocka_unit_test(defaults),
        cmocka_unit_test(file_then_environment_then_line),
        cmocka_unit_test(refused_with_line_and_remedy),
        cmocka_unit_test(accepted_values),
        cmocka_unit_test(environment_is_checked),
        cmocka_unit_test(state_folder),
        cmocka_unit_test(unreadable_files),
        cmocka_unit_test(secrets_are_masked),
#ifdef ENSEMBLE_FAULTS
        cmocka_unit_test(each_allocation_may_fail),
#endif
    };
    return SUITE_MAIN("config", false, all);
}
