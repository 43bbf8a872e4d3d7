// SPDX-License-Identifier: AGPL-3.0-or-later
/* Texts of addresses; the file of a département; places put where they are; the service, by a server of this test. */
#include "domain/adresses/adresses.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/slice.h"
#include "domain/echanges/echanges.h"
#include "domain/lieux/lieux.h"
#include "support/command.h"
#include "support/suite.h"

static void a_number_and_a_street(void **state)
{
    (void)state;
    static const struct {
        const char *adresse, *numero, *voie; /* numero NULL: cannot be cut */
    } cases[] = { { "4 rue de la Gare", "4", "rue de la gare" }, { "12 bis, Av. Foch", "12bis", "av foch" },
        { "12B rue Foch", "12b", "rue foch" }, { "007 Grande-Rue", "7", "grande rue" },
        { "18 Rue de l’Église", "18", "rue de l eglise" }, { "2/4 place du Marché", NULL, NULL },
        { "12-14 rue Foch", NULL, NULL }, { "4 et 6 rue Foch", NULL, NULL }, { "4 à 8 rue Foch", NULL, NULL },
        { "Rue de la Gare", NULL, NULL }, { "4", NULL, NULL }, { "4 bis", NULL, NULL }, { "123456 rue", NULL, NULL },
        { "", NULL, NULL } };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str number = STR_NONE, street = STR_NONE;
        bool cut = adresse_couper(a, str_from(cases[i].adresse), &number, &street);
        if (cut != (cases[i].numero != NULL))
            fail_msg("« %s »", cases[i].adresse);
        if (cut) {
            assert_str_equal(number, str_from(cases[i].numero));
            assert_str_equal(street, str_from(cases[i].voie));
        }
    }
    assert_str_equal(voie_cle(a, S("Av. du Gal-Leclerc")), voie_cle(a, S("avenue du Général Leclerc")));
    assert_str_equal(voie_cle(a, S("Bd St-Michel")), voie_cle(a, S("BOULEVARD SAINT MICHEL")));
    assert_false(str_eq(voie_cle(a, S("rue Foch")), voie_cle(a, S("avenue Foch"))));
}

#define TETE "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat\n"
#define ADRESSE(id, n, rep, voie, cp, insee, lon, lat)                                                                 \
    id ";;" n ";" rep ";" voie ";" cp ";" insee ";Commune;;;" lon ";" lat "\n"
#define FICHIER                                                                                                        \
    TETE ADRESSE("28061_0010_00004", "4", "", "Rue de la Gare", "28160", "28061", "1.1600", "48.2100")                 \
        ADRESSE("28061_0010_00004_bis", "4", "bis", "Rue de la Gare", "28160", "28061", "1.1601", "48.2101")           \
            ADRESSE("28061_0020_00001", "1", "", "Place du Marché", "28160", "28061", "1.1610", "48.2110")             \
                ADRESSE("28061_0030_00001", "1", "", "Place du Marché", "28170", "28061", "1.2610", "48.3110")         \
                    ADRESSE("28061_0040_00001", "1", "", "Rue Double", "28160", "28061", "1.1", "48.2")                \
                        ADRESSE("28061_0041_00001", "1", "", "rue double", "28160", "28061", "1.1", "48.2")            \
                            ADRESSE("28061_0050_00009", "9", "", "Rue Sans Position", "28160", "28061", "", "")

static void the_file_of_a_departement_answers(void **state)
{
    static const struct {
        const char *adresse, *insee, *cp;
        AdresseSuite suite;
        const char *cle;
    } cases[] = {
        { "4 rue de la gare", "28061", "", ADRESSE_TROUVEE, "28061_0010_00004" },
        { "4 bis R. de la Gare", "28061", "28160", ADRESSE_TROUVEE, "28061_0010_00004_bis" },
        { "1 pl. du Marché", "28061", "28170", ADRESSE_TROUVEE, "28061_0030_00001" },
        { "1 place du Marché", "28061", "", ADRESSE_AMBIGUE, "" },
        { "1 rue Double", "28061", "28160", ADRESSE_AMBIGUE, "" },
        { "5 rue de la Gare", "28061", "", ADRESSE_NUMERO_INCONNU, "" },
        { "4 rue de la Poste", "28061", "", ADRESSE_VOIE_INCONNUE, "" },
        { "4 rue de la Gare", "28085", "", ADRESSE_VOIE_INCONNUE, "" },
        { "9 rue Sans Position", "28061", "", ADRESSE_VOIE_INCONNUE, "" },
        { "rue de la Gare", "28061", "", ADRESSE_SANS_NUMERO, "" },
        { "4 rue de la Gare", "", "", ADRESSE_SANS_COMMUNE, "" },
    };
    static const Slice *const table[] = { &slice_adresses, NULL };
    ARENA a = arena_new(64 * MIB);
    Str dir = test_dir(state);
    const TestCommand c = { .slices = table, .url = test_db_url(state), .dir = dir };
    test_write(str_cat(a, dir, S("/ban.csv")), S(FICHIER));
    for (int i = 0; i < 2; i++) /* the same file again replaces */
        test_expect(test_run(a, &c, "--db @ importer adresses ban.csv"), 0, "", "6 adresses prises, 1 lignes laissées");
    Db *db = NULL;
    Str why;
    assert_ok(db_open(a, c.url, DB_READ, &db, &why));
    test_engine(db);
    int64_t n = 0;
    assert_ok(adresses_compter(db, a, &n));
    assert_int_equal(n, 6);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Trouvaille t = { 0 };
        assert_ok(
            adresse_chercher(db, a, str_from(cases[i].adresse), str_from(cases[i].insee), str_from(cases[i].cp), &t));
        if (t.suite != cases[i].suite)
            fail_msg("« %s » : %.*s", cases[i].adresse, STR_ARG(adresse_suite_dite(t.suite)));
        assert_str_equal(t.cle, str_from(cases[i].cle));
    }
    db_close(db);
    test_write(str_cat(a, dir, S("/autre.csv")), S("a;b\n1;2\n"));
    test_expect(test_run(a, &c, "--db @ importer adresses autre.csv"), 2, "", "la colonne « id » manque");
    test_write(str_cat(a, dir, S("/vide.csv")), S(TETE));
    test_expect(test_run(a, &c, "--db @ importer adresses vide.csv"), 2, "", "aucune adresse utilisable");
    test_expect(test_run(a, &c, "--db @ importer adresses absent.csv"), 3, "", "n’existe pas");
}

/* More than one piece of 4 MiB, cut anywhere: not a row is lost or twice there. */
static void a_long_file_is_read_by_pieces(void **state)
{
    enum { ROWS_N = 60000 };
    static const Slice *const table[] = { &slice_adresses, NULL };
    ARENA a = arena_new(64 * MIB);
    BUF b = buf_new(64 * MIB);
    Str dir = test_dir(state);
    const TestCommand c = { .slices = table, .url = test_db_url(state), .dir = dir };
    buf_put(&b, S(TETE));
    for (int i = 1; i <= ROWS_N; i++)
        buf_format(&b,
            "28061_%06d;;%d;;Rue au nom assez long pour faire de longues lignes;28160;28061;Brou;;;1.16;48.21\n", i, i);
    b.n--; /* the last line has no end */
    test_write(str_cat(a, dir, S("/long.csv")), buf_str(&b));
    test_expect(test_run(a, &c, "--db @ importer adresses long.csv"), 0, "",
        "60000 adresses prises, 0 lignes laissées");
    Db *db = NULL;
    Str why;
    assert_ok(db_open(a, c.url, DB_READ, &db, &why));
    test_engine(db);
    db_close(db);
}

/* ---- places ---- */

#define LIEUX                                                                                                          \
    "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj,latitude,longitude\n"                                \
    "a,00000000000000,Gare,Brou,28160,28061,4 rue de la Gare,2024-01-02,,\n"                                           \
    "b,00000000000000,Marché,Brou,28160,28061,1 place du Marché,2024-01-02,48.2111,1.1611\n"                         \
    "c,00000000000000,Loin,Brou,28160,28061,4 bis rue de la Gare,2024-01-02,48.9,1.9\n"                                \
    "d,00000000000000,Mairie,Brou,28160,28061,Le Bourg,2024-01-02,,\n"

static TestCommand with_places(void **state, Arena *a, const Slice *const *table)
{
    TestCommand c = { .slices = table, .url = test_db_url(state), .dir = test_dir(state) };
    test_write(str_cat(a, c.dir, S("/lieux.csv")), S(LIEUX));
    test_expect(test_run(a, &c, "--db @ importer lieux lieux.csv --source Essai"), 0, "", "4 lieux ajoutés");
    return c;
}

static const Slice *const places_table[] = { &slice_territoire, &slice_lieux, &slice_echanges, &slice_adresses, NULL };

static void places_are_put_where_they_are(void **state)
{
    ARENA a = arena_new(64 * MIB);
    TestCommand c = with_places(state, a, places_table);
    test_expect(test_run(a, &c, "--db @ lieux geocoder"), 3, "", "Aucune adresse n’est chargée");
    test_write(str_cat(a, c.dir, S("/ban.csv")), S(FICHIER));
    test_expect(test_run(a, &c, "--db @ importer adresses ban.csv"), 0, "", "");
    TestRun r = test_run(a, &c, "--db @ lieux geocoder --simulation");
    test_expect(r, 0, "a,Gare,4 rue de la Gare,trouvée,28061_0010_00004,48.210000,1.160000,", "Rien n’a été modifié");
    test_expect(r, 0, "c,Loin,4 bis rue de la Gare,à plus d’un kilomètre", "1 lieux à placer");
    test_expect(r, 0, "d,Mairie,Le Bourg,l’adresse n’a pas un numéro et une voie", "");
    test_expect(test_run(a, &c, "--db @ exporter lieux"), 0, "4 rue de la Gare,,,,", "");
    test_expect(test_run(a, &c, "--db @ lieux geocoder"), 0, "", "2 clés d’adresse gardées, 1 lieux placés");
    test_expect(test_run(a, &c, "--db @ exporter lieux"), 0, "4 rue de la Gare,,48.210000,1.160000,", "");
    test_expect(test_run(a, &c, "--db @ exporter lieux"), 0, "4 bis rue de la Gare,,48.9,1.9,", "");
    /* What was placed here stays when the same file comes again. */
    test_expect(test_run(a, &c, "--db @ importer lieux lieux.csv --source Essai"), 0, "", "");
    test_expect(test_run(a, &c, "--db @ exporter lieux"), 0, "4 rue de la Gare,,48.210000,1.160000,", "");
    Db *db = NULL;
    Str why, key;
    assert_ok(db_open(a, c.url, DB_READ, &db, &why));
    test_engine(db);
    assert_ok(adresse_cle_du_lieu(db, a, 1, &key));
    assert_str_equal(key, S("28061_0010_00004"));
    assert_ok(adresse_cle_du_lieu(db, a, 4, &key));
    assert_true(str_is_none(key));
    db_close(db);
}

/* ---- the service ---- */

typedef struct Service {
    int listening, port, served;
    pthread_t thread;
    char seen[16384];
    size_t n;
} Service;

static const char answer[] =
    "demande,adresse,code_postal,code_insee,latitude,longitude,result_id,result_type,result_citycode,result_score\r\n"
    "0,x,28160,28061,48.2100,1.1600,28061_0010_00004,housenumber,28061,0.97\r\n"
    "1,x,28160,28061,48.2110,1.1610,28061_0020_00001,housenumber,28061,0.95\r\n"
    "2,x,28160,28061,48.9000,1.9000,78646_0010_00004,housenumber,78646,0.99\r\n"
    "3,x,28160,28061,48.2,1.1,28061_0099,street,28061,0.80\r\n"
    "77,x,28160,28061,48.2,1.1,28061_0099,housenumber,28061,0.80\r\n";

static size_t body_length(Str after)
{
    int64_t n = 0;
    assert_true(str_to_i64(str_trim(str_slice(after, 0, str_find_char(after, 0, '\r'))), &n));
    return (size_t)n;
}

/* Reads one request whole (its length is said), answers, closes. */
static void serve_one(Service *s, int fd)
{
    size_t want = 0;
    s->n = 0;
    for (ssize_t got; s->n + 1 < sizeof s->seen && (!want || s->n < want);) {
        got = read(fd, s->seen + s->n, sizeof s->seen - 1 - s->n);
        if (got <= 0)
            break;
        s->n += (size_t)got;
        s->seen[s->n] = '\0';
        const char *end = strstr(s->seen, "\r\n\r\n"), *length = strcasestr(s->seen, "content-length:");
        if (end && length)
            want = (size_t)(end + 4 - s->seen) + body_length(str_from(length + 15));
    }
    s->served++;                                   /* before the answer lets the test go on */
    dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        sizeof answer - 1, answer);
    close(fd);
}

static void *serve(void *arg)
{
    Service *s = arg;
    for (int fd; (fd = accept(s->listening, NULL, NULL)) >= 0;)
        serve_one(s, fd);
    return NULL;
}

static void service_start(Service *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t n = sizeof at;
    s->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listening, 4), 0);
    assert_int_equal(getsockname(s->listening, (struct sockaddr *)&at, &n), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void service_stop(Service *s)
{
    shutdown(s->listening, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listening);
}

static void the_service_is_asked_once_and_only_when_set(void **state)
{
    ARENA a = arena_new(64 * MIB);
    TestCommand c = with_places(state, a, places_table);
    Service s = { 0 };
    test_expect(test_run(a, &c, "--db @ lieux geocoder --avec ban"), 2, "", "Aucun service n’est réglé");
    service_start(&s);
    Str setting = str_format(a, "ENSEMBLE_BAN_ADRESSE=http://127.0.0.1:%d/search/csv", s.port);
    char *environ_[] = { (char *)(uintptr_t)setting.p, NULL };
    c.environment = environ_;
    for (int i = 0; i < 2; i++) { /* the second time, its answers are known */
        TestRun r = test_run(a, &c, "--db @ lieux geocoder --avec ban --simulation");
        test_expect(r, 0, "a,Gare,4 rue de la Gare,trouvée,28061_0010_00004,48.210000,1.160000,",
            "Rien n’a été modifié");
        test_expect(r, 0, "c,Loin,4 bis rue de la Gare,la réponse est dans une autre commune,,,,", "");
        test_expect(r, 0, "d,Mairie,Le Bourg,ce numéro n’existe pas dans la voie,,,,", "2 adresses trouvées");
        assert_int_equal(s.served, 1);
    }
    assert_non_null(strstr(s.seen, "POST /search/csv "));
    assert_non_null(strstr(s.seen, "name=\"data\"; filename=\"adresses.csv\""));
    assert_non_null(strstr(s.seen, "demande,adresse,code_postal,code_insee\r\n0,4 rue de la Gare,28160,28061\r\n"));
    assert_non_null(strstr(s.seen, "name=\"citycode\"\r\n\r\ncode_insee"));
    test_expect(test_run(a, &c, "--db @ lieux geocoder --avec ban"), 0, "", "2 clés d’adresse gardées, 1 lieux placés");
    assert_int_equal(s.served, 1);
    service_stop(&s);
    test_expect(test_run(a, &c, "--db @ exporter lieux"), 0, "4 rue de la Gare,,48.210000,1.160000,", "");
    /* A new address, and nobody answers: told, nothing changed. */
    test_write(str_cat(a, c.dir, S("/lieux.csv")),
        S(LIEUX "e,00000000000000,Neuf,Brou,28160,28061,8 rue Neuve,2024-01-02,,\n"));
    test_expect(test_run(a, &c, "--db @ importer lieux lieux.csv --source Essai"), 0, "", "");
    assert_int_not_equal(test_run(a, &c, "--db @ lieux geocoder --avec ban").code, 0);
    Db *db = NULL;
    Str why;
    assert_ok(db_open(a, c.url, DB_READ, &db, &why));
    test_engine(db);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_number_and_a_street),
        cmocka_unit_test(the_file_of_a_departement_answers),
        cmocka_unit_test(a_long_file_is_read_by_pieces),
        cmocka_unit_test(places_are_put_where_they_are),
        cmocka_unit_test(the_service_is_asked_once_and_only_when_set),
    };
    return SUITE_MAIN("adresses", true, all);
}
