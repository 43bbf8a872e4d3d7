// SPDX-License-Identifier: AGPL-3.0-or-later
/* Imports and exports on a database: round trips, idempotence, disappearance, faults, 25,000 places. */
#include <string.h>

#include "core/csv/csv.h"
#include "domain/lieux/export.h"
#include "domain/lieux/import.h"
#include "domain/territoire/charge_test.h"
#include "lieux_sql.h"
#include "support/suite.h"

enum { NOW = 1764000000, GRAND_NOMBRE = 25000 };

typedef struct Bench {
    Db *db;
    Writer *writer;
    Arena *a;
} Bench;

static Bench bench_new(void **state)
{
    Bench b = { .db = test_db(state), .a = arena_new(1024 * MIB) };
    assert_non_null(b.a);
    assert_ok(writer_inline(b.db, &b.writer));
    return b;
}

static void bench_done(Bench *b)
{
    writer_free(b->writer);
    arena_free(b->a);
}
#define BENCH __attribute__((cleanup(bench_done))) Bench

static ImportRapport *read_only(Bench *b, Str bytes, const char *source)
{
    ImportRapport *r = NULL;
    Str message = STR_NONE;
    ImportFichier f = { .nom = S("essai"),
        .octets = bytes,
        .source = str_from(source),
        .aujourdhui = date_from_ymd(2026, 11, 23) };
    if (lieux_import_read(b->a, &f, &r, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    return r;
}

static ImportRapport *import(Bench *b, Str bytes, const char *source)
{
    ImportRapport *r = read_only(b, bytes, source);
    assert_ok(lieux_import_match(b->db, b->a, r));
    assert_ok(lieux_import_apply(b->writer, b->a, r, NOW));
    return r;
}

static Str export(Bench *b, ExportFormat format)
{
    BUF out = buf_new(256 * MIB);
    int64_t n = 0;
    assert_ok(lieux_export(b->db, format, &out, &n));
    return str_dup(b->a, buf_str(&out));
}

static int64_t history(Bench *b, const char *id, Str *ret_last)
{
    ROWS rows = { 0 };
    SqlLieuHistoriqueOf row;
    int64_t n = 0;
    assert_ok(sql_lieu_historique_of(b->db, str_from(id), &rows));
    for (; sql_lieu_historique_of_next(&rows, &row); n++)
        *ret_last = str_format(b->a, "%.*s %.*s → %.*s", STR_ARG(row.action), STR_ARG(row.avant), STR_ARG(row.apres));
    assert_ok(rows_end(&rows));
    return n;
}

#define HEAD "id,pivot,nom,commune,code_postal,adresse,date_maj,latitude,longitude,source\n"
#define ROW(id, nom) id ",00000000000000," nom ",Brou,28160,1 rue de la Mairie,2024-01-02,48.210,1.1600,Conseil\n"

/* What a valid file says is what comes out, whatever the format in between. */
static void real_files_come_out_as_they_went_in(void **state)
{
    static const struct {
        const char *path;
        size_t rows;
    } files[] = { { "lieux/standard-exemple-valide.csv", 1 }, { "lieux/france-services-28.standard.csv", 21 },
        { "lieux/standard-v0-bus.json", 12 }, { "lieux/standard-v0-charente.json", 188 } };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        BENCH b = bench_new(state);
        ImportRapport *r = import(&b, test_read(b.a, test_real_file(b.a, files[i].path)), NULL);
        assert_int_equal(r->n_ajoutes, files[i].rows);
        Str csv = export(&b, EXPORT_STANDARD_CSV), json = export(&b, EXPORT_STANDARD_JSON);
        ImportRapport *again = read_only(&b, csv, NULL), *from_json = read_only(&b, json, NULL);
        assert_int_equal(again->lignes.n, files[i].rows);
        assert_int_equal(from_json->lignes.n, files[i].rows);
        for (size_t k = 0; k < files[i].rows; k++)
            for (int f = 0; f < STANDARD_N; f++) {
                assert_str_equal(again->lignes.v[k].champs[f], r->lignes.v[k].champs[f]);
                assert_str_equal(from_json->lignes.v[k].champs[f], r->lignes.v[k].champs[f]);
            }
        assert_int_equal(again->n_repares, 0);
        assert_ok(lieux_import_match(b.db, b.a, again));
        assert_int_equal(again->n_inchanges, files[i].rows);
    }
}

/* The valid example's 32 cells, byte for byte. */
static void the_valid_example_is_lossless(void **state)
{
    BENCH b = bench_new(state);
    Str bytes = test_read(b.a, test_real_file(b.a, "lieux/standard-exemple-valide.csv")), message, problem;
    import(&b, bytes, NULL);
    CsvReader *in, *out;
    CsvRow was, is;
    assert_ok(csv_open(b.a, bytes, (CsvLimits){ 64, 65536 }, &in, &message));
    assert_ok(csv_open(b.a, export(&b, EXPORT_STANDARD_CSV), (CsvLimits){ 64, 65536 }, &out, &message));
    for (int row = 0; row < 2; row++) {
        assert_true(csv_next(in, b.a, &was, &problem) && csv_next(out, b.a, &is, &problem));
        assert_int_equal(was.n, STANDARD_N);
        assert_int_equal(is.n, STANDARD_N);
        for (int f = 0; f < STANDARD_N; f++)
            assert_str_equal(is.cells[f], was.cells[f]);
    }
}

static void the_same_file_again_changes_nothing(void **state)
{
    BENCH b = bench_new(state);
    Str file = S(HEAD ROW("1", "Mairie") ROW("2", "Médiathèque")), last = STR_NONE;
    SqlLieuxVersion before, after;
    bool found;
    import(&b, file, NULL);
    assert_ok(sql_lieux_version(b.db, b.a, &before, &found));
    ImportRapport *r = import(&b, file, NULL);
    assert_int_equal(r->n_inchanges, 2);
    assert_int_equal(r->n_ajoutes + r->n_modifies + r->n_retours + r->n_refuses, 0);
    assert_ok(sql_lieux_version(b.db, b.a, &after, &found));
    assert_int_equal(before.version, after.version);
    assert_int_equal(history(&b, "1", &last), 1);
}

static void a_place_disappears_and_comes_back(void **state)
{
    BENCH b = bench_new(state);
    Str last = STR_NONE;
    import(&b, S(HEAD ROW("1", "Mairie") ROW("2", "Médiathèque")), "CD28");
    import(&b, S(HEAD ROW("9", "Ailleurs")), "autre");
    ImportRapport *r = import(&b, S(HEAD ROW("1", "Mairie")), "CD28");
    assert_int_equal(r->disparus.n, 1);
    assert_str_equal(r->disparus.v[0], S("2"));
    Str out = export(&b, EXPORT_STANDARD_CSV);
    assert_false(str_has(out, S("Médiathèque")));
    assert_true(str_has(out, S("Ailleurs")));
    assert_int_equal(history(&b, "2", &last), 2);
    assert_true(str_starts(last, S("disparition")));
    assert_int_equal(import(&b, S(HEAD ROW("1", "Mairie")), "CD28")->disparus.n, 0);
    r = import(&b, S(HEAD ROW("1", "Mairie") ROW("2", "La médiathèque")), "CD28");
    assert_int_equal(r->n_retours, 1);
    assert_int_equal(history(&b, "2", &last), 3);
    assert_str_equal(last, S("retour {\"nom\":\"Médiathèque\"} → {\"nom\":\"La médiathèque\"}"));
    assert_true(str_has(export(&b, EXPORT_STANDARD_CSV), S("La médiathèque")));
}

/* A row that is refused is still in its file: its place has not disappeared. */
static void a_refused_row_hides_nothing(void **state)
{
    BENCH b = bench_new(state);
    import(&b, S(HEAD ROW("1", "Mairie") ROW("2", "Médiathèque")), "CD28");
    ImportRapport *r = import(&b, S(HEAD ROW("1", "Mairie") "2,,Médiathèque,Brou,28160,x,2024-01-02,,,\n"), "CD28");
    assert_int_equal(r->n_refuses, 1);
    assert_int_equal(r->disparus.n, 0);
    assert_true(str_has(export(&b, EXPORT_STANDARD_CSV), S("Médiathèque")));
    ImportRapport *all = read_only(&b, S(HEAD "1,,,,,,,,,\n"), "CD28");
    assert_ok(lieux_import_match(b.db, b.a, all));
    assert_err(lieux_import_apply(b.writer, b.a, all, NOW), ERR_INVALID);
    assert_true(str_has(export(&b, EXPORT_STANDARD_CSV), S("Médiathèque")));
}

static void an_id_belongs_to_its_source(void **state)
{
    BENCH b = bench_new(state);
    import(&b, S(HEAD ROW("1", "Mairie")), "CD28");
    ImportRapport *r = import(&b, S(HEAD ROW("1", "Pirate") ROW("2", "Neuf")), "autre");
    assert_int_equal(r->n_refuses, 1);
    assert_int_equal(r->n_ajoutes, 1);
    assert_true(str_has(r->lignes.v[0].remarques.v[0].raison, S("« CD28 »")));
    assert_false(str_has(export(&b, EXPORT_STANDARD_CSV), S("Pirate")));
}

static void history_tells_what_changed(void **state)
{
    BENCH b = bench_new(state);
    Str last = STR_NONE;
    import(&b, S(HEAD ROW("1", "Mairie")), "CD28");
    import(&b, S(HEAD "1,00000000000000,Mairie,Brou,28160,2 rue du Four,2024-02-03,48.210,1.1600,Conseil\n"), "CD28");
    assert_int_equal(history(&b, "1", &last), 2);
    assert_str_equal(last, S("modification {\"adresse\":\"1 rue de la Mairie\",\"date_maj\":\"2024-01-02\"} → "
                             "{\"adresse\":\"2 rue du Four\",\"date_maj\":\"2024-02-03\"}"));
}

static void a_simulation_writes_nothing(void **state)
{
    BENCH b = bench_new(state);
    ImportRapport *r = read_only(&b, S(HEAD ROW("1", "Mairie")), "CD28");
    assert_ok(lieux_import_match(b.db, b.a, r));
    assert_int_equal(r->n_ajoutes, 1);
    assert_false(str_has(export(&b, EXPORT_STANDARD_CSV), S("Mairie")));
}

/* Another import ended between the comparison and the writing: it is compared again, inside the transaction. */
static void matched_again_when_it_moved(void **state)
{
    BENCH b = bench_new(state);
    ImportRapport *late = read_only(&b, S(HEAD ROW("1", "Mairie") ROW("2", "Neuf")), "CD28");
    assert_ok(lieux_import_match(b.db, b.a, late));
    assert_int_equal(late->n_ajoutes, 2);
    import(&b, S(HEAD ROW("1", "Mairie") ROW("3", "Troisième")), "CD28");
    assert_ok(lieux_import_apply(b.writer, b.a, late, NOW));
    assert_int_equal(late->n_ajoutes, 1);
    assert_int_equal(late->n_inchanges, 1);
    assert_int_equal(late->disparus.n, 1);
    ImportRapport *stolen = read_only(&b, S(HEAD ROW("7", "Sept")), "autre");
    assert_ok(lieux_import_match(b.db, b.a, stolen));
    import(&b, S(HEAD ROW("7", "Le mien")), "CD29");
    assert_ok(lieux_import_apply(b.writer, b.a, stolen, NOW));
    assert_int_equal(stolen->n_refuses, 1);
    assert_true(str_has(export(&b, EXPORT_STANDARD_CSV), S("Le mien")));
}

/* SQL, HTML, CSV and control characters in every field at once: stored, exported and read back as they are. */
static void injection_in_every_field(void **state)
{
    static const Str hostile[] = { S_INIT("'; DROP TABLE lieu; --"), S_INIT("<script>alert(1)</script>"),
        S_INIT("=cmd|' /C calc'!A0"), S_INIT("'=1+1"), S_INIT("a\",\"b\r\nc"), S_INIT("\\u0000 %s %n $1 :nom ?1"),
        S_INIT("\xF0\x9F\x8F\xAB"
               " \xE2\x80\xAE \xC3\xA9"),
        S_INIT("\x01\x1F\x7F") };
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        BENCH b = bench_new(state);
        BUF file = buf_new(MIB);
        CsvWriter w = csv_to(&file, false);
        lieux_csv_header(&w);
        for (int f = 0; f < STANDARD_N; f++)
            csv_cell(&w, f == CHAMP_date_maj ? S("2024-01-02") : hostile[i]);
        csv_end_row(&w);
        import(&b, str_dup(b.a, buf_str(&file)), "CD28");
        Str csv = export(&b, EXPORT_STANDARD_CSV);
        assert_str_equal(csv, buf_str(&file));
        ImportRapport *again = read_only(&b, export(&b, EXPORT_STANDARD_JSON), "CD28");
        assert_str_equal(again->lignes.v[0].champs[CHAMP_nom], hostile[i]);
        assert_true(utf8_valid(export(&b, EXPORT_GEOJSON)));
    }
}

/* Two communes of one postal code, one of which has absorbed a third. */
static const Territoire *small_territory(Bench *b)
{
    void *built = NULL;
    Str json = S(
        "[{\"code\":\"28061\",\"nom\":\"Brou\",\"typeLiaison\":0,\"zone\":\"metro\",\"arrondissement\":\"282\","
        "\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],"
        "\"population\":3345},"
        "{\"code\":\"28115\",\"nom\":\"Dangeau\",\"typeLiaison\":0,\"zone\":\"metro\",\"arrondissement\":\"282\","
        "\"departement\":\"28\",\"region\":\"24\",\"type\":\"commune-actuelle\",\"codesPostaux\":[\"28160\"],"
        "\"population\":1300,\"anciensCodes\":[\"28053\"]}]");
    territoire_charge(b->db, b->a, NOW, &(TerritoireEssai){ .departement = S("28"), .communes = json });
    assert_ok(territoire_snapshot.build(b->db, NULL, &built));
    return built;
}

static void communes_are_checked(void **state)
{
    static const struct {
        const char *code, *postal, *nom;
        CommuneControle control;
        const char *words, *repair;
    } cases[] = {
        { "28061", "28160", "BROU", COMMUNE_CONFIRMEE, NULL, NULL },
        { "", "28160", "Brou", COMMUNE_CONFIRMEE, "n’est pas donné", "28061" },
        { "", "28160", "Ailleurs", COMMUNE_A_REVOIR, "ce nom et ce code postal", NULL },
        { "28061", "28160", "Dangeau", COMMUNE_A_REVOIR, "est celui de Brou", "28115" },
        { "28053", "28160", "Dangeau", COMMUNE_A_REVOIR, "ancienne commune", "28115" },
        { "28999", "28160", "Brou", COMMUNE_A_REVOIR, "aucune commune connue", "28061" },
        { "28061", "28000", "Brou", COMMUNE_A_REVOIR, "ce code postal", "28160" },
    };
    BENCH b = bench_new(state);
    const Territoire *t = small_territory(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ImportRapport *r = NULL;
        Str message = STR_NONE;
        Str file = str_format(b.a,
            "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj\n1,00000000000000,A,%s,%s,%s,x,2024-01-02\n",
            cases[i].nom, cases[i].postal, cases[i].code);
        assert_ok(
            lieux_import_read(b.a, &(ImportFichier){ .nom = S("f"), .octets = file, .territoire = t }, &r, &message));
        const ImportLigne *l = &r->lignes.v[0];
        assert_int_equal(l->commune, cases[i].control);
        assert_int_equal(l->remarques.n, cases[i].words ? 1 : 0);
        if (cases[i].words)
            assert_true(str_has(l->remarques.v[0].raison, str_from(cases[i].words)));
        if (cases[i].repair)
            assert_true(str_has(l->remarques.v[0].reparation, str_from(cases[i].repair)));
        assert_str_equal(l->champs[CHAMP_commune], str_from(cases[i].nom));
        assert_false(l->refusee);
    }
    territoire_snapshot.free((void *)t);
}

static void geojson(void **state)
{
    BENCH b = bench_new(state);
    import(&b, S(HEAD ROW("1", "Mairie") "2,00000000000000,Bus,Brou,28160,x,2024-01-02,1.16,48.21,\n"), "CD28");
    Str out = export(&b, EXPORT_GEOJSON);
    assert_true(
        str_starts(out, S("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":\"1\","
                          "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1.1600,48.210]},\"properties\":{")));
    assert_true(str_has(out, S("\"id\":\"2\",\"geometry\":null")));
}

#ifdef ENSEMBLE_FAULTS
/* Whatever the statement that fails, the directory is what it was. */
static void a_fault_at_every_statement(void **state)
{
    BENCH b = bench_new(state);
    Str last = STR_NONE;
    import(&b, S(HEAD ROW("1", "Mairie") ROW("2", "Médiathèque") ROW("3", "Bus")), "CD28");
    Str before = export(&b, EXPORT_STANDARD_CSV);
    for (int64_t nth = 1;; nth++) {
        ImportRapport *r = read_only(&b, S(HEAD ROW("1", "Changée") ROW("2", "Médiathèque") ROW("4", "Neuve")), "CD28");
        assert_ok(lieux_import_match(b.db, b.a, r));
        db_fault_at(b.db, nth);
        Err e = lieux_import_apply(b.writer, b.a, r, NOW);
        db_fault_at(b.db, 0);
        if (e == OK) {
            assert_true(nth > 8); /* the touch, the import, 2 rows, 1 disappearance, 3 histories… */
            break;
        }
        assert_str_equal(export(&b, EXPORT_STANDARD_CSV), before);
        assert_int_equal(history(&b, "1", &last), 1);
        assert_false(r->applique);
    }
    assert_true(str_has(export(&b, EXPORT_STANDARD_CSV), S("Changée")));
}

static void a_fault_at_every_allocation(void **state)
{
    BENCH b = bench_new(state);
    import(&b, S(HEAD ROW("1", "Mairie") ROW("2", "Médiathèque")), "CD28");
    Str before = export(&b, EXPORT_STANDARD_CSV);
    for (int64_t nth = 1; nth < 200; nth++) {
        ImportRapport *r = read_only(&b, S(HEAD ROW("1", "Changée") ROW("4", "Neuve")), "CD28");
        ARENA small = arena_new(16 * MIB);
        arena_fault_at(nth);
        Err e = lieux_import_match(b.db, small, r);
        if (e == OK)
            e = lieux_import_apply(b.writer, small, r, NOW);
        int64_t counted = arena_fault_at(0);
        if (e == OK) {
            assert_true(counted < nth);
            return;
        }
        assert_str_equal(export(&b, EXPORT_STANDARD_CSV), before);
    }
    fail_msg("never ended");
}
#endif

/* A deterministic file of many places, as CSV. */
static Str many_places(Arena *a, int n)
{
    static const char *const communes[] = { "Brou", "Chartres", "Dreux", "Châteaudun", "Nogent-le-Rotrou" };
    Buf b = buf_new(64 * MIB);
    CsvWriter w = csv_to(&b, false);
    lieux_csv_header(&w);
    for (int i = 0; i < n; i++) {
        Str v[STANDARD_N] = { [CHAMP_pivot] = S("00000000000000"),
            [CHAMP_code_postal] = S("28160"),
            [CHAMP_telephone] = S("+33261910000"),
            [CHAMP_date_maj] = S("2024-01-02"),
            [CHAMP_source] = S("Essai"),
            [CHAMP_courriels] = S("lieu@example.org"),
            [CHAMP_horaires] = S("Mo-Fr 09:00-12:00,14:00-17:30"),
            [CHAMP_services] = S("Aide aux démarches administratives|Maîtrise des outils numériques du quotidien"),
            [CHAMP_frais_a_charge] = S("Gratuit"),
            [CHAMP_typologie] = S("RFS|MUNI") };
        v[CHAMP_id] = str_format(a, "lieu-%05d", i);
        v[CHAMP_nom] = str_format(a, "Espace numérique n° %d", i);
        v[CHAMP_commune] = str_from(communes[i % 5]);
        v[CHAMP_adresse] = str_format(a, "%d rue de la Mairie", i % 300);
        v[CHAMP_latitude] = str_format(a, "%.5f", 47.9 + (i * 7919LL % 10000) / 10000.0);
        v[CHAMP_longitude] = str_format(a, "%.5f", 0.8 + (i * 10477LL % 12000) / 10000.0);
        lieux_csv_row(&w, v);
    }
    Str out = str_dup(a, buf_str(&b));
    buf_done(&b);
    return out;
}

static void twenty_five_thousand_places(void **state)
{
    BENCH b = bench_new(state);
    Str file = many_places(b.a, GRAND_NOMBRE);
    int64_t began = clock_mono_ns();
    ImportRapport *r = read_only(&b, file, NULL);
    int64_t was_read = clock_mono_ns();
    assert_ok(lieux_import_match(b.db, b.a, r));
    int64_t matched = clock_mono_ns();
    assert_ok(lieux_import_apply(b.writer, b.a, r, NOW));
    int64_t ended = clock_mono_ns();
    print_message("25 000 lieux : lecture %lld ms, comparaison %lld ms, enregistrement %lld ms\n",
        (long long)(was_read - began) / 1000000, (long long)(matched - was_read) / 1000000,
        (long long)(ended - matched) / 1000000);
    assert_int_equal(r->n_ajoutes, GRAND_NOMBRE);
    assert_int_equal(import(&b, file, NULL)->n_inchanges, GRAND_NOMBRE);
    assert_str_equal(export(&b, EXPORT_STANDARD_CSV), file);
}

static const struct CMUnitTest all[] = {
    cmocka_unit_test(real_files_come_out_as_they_went_in),
    cmocka_unit_test(the_valid_example_is_lossless),
    cmocka_unit_test(the_same_file_again_changes_nothing),
    cmocka_unit_test(a_place_disappears_and_comes_back),
    cmocka_unit_test(a_refused_row_hides_nothing),
    cmocka_unit_test(an_id_belongs_to_its_source),
    cmocka_unit_test(history_tells_what_changed),
    cmocka_unit_test(a_simulation_writes_nothing),
    cmocka_unit_test(matched_again_when_it_moved),
    cmocka_unit_test(injection_in_every_field),
    cmocka_unit_test(communes_are_checked),
    cmocka_unit_test(geojson),
#ifdef ENSEMBLE_FAULTS
    cmocka_unit_test(a_fault_at_every_statement),
    cmocka_unit_test(a_fault_at_every_allocation),
#endif
    cmocka_unit_test(twenty_five_thousand_places),
};

int main(void)
{
    return SUITE_MAIN("lieux_import", true, all);
}
