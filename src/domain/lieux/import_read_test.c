// SPDX-License-Identifier: AGPL-3.0-or-later
/* Reading and validating files: no database. */
#include <string.h>

#include "core/csv/csv.h"
#include "domain/lieux/import.h"
#include "domain/lieux/regles.h"
#include "support/suite.h"

static Err read_bytes(Arena *a, Str bytes, ImportRapport **ret, Str *ret_message)
{
    ImportFichier f = { .nom = S("f"), .octets = bytes, .aujourdhui = date_from_ymd(2026, 11, 23) };
    return lieux_import_read(a, &f, ret, ret_message);
}

static ImportRapport *must_read(Arena *a, Str bytes)
{
    ImportRapport *r = NULL;
    Str message = STR_NONE;
    Err e = read_bytes(a, bytes, &r, &message);
    if (e != OK)
        fail_msg("%s: %.*s", err_info(e)->name, STR_ARG(message));
    return r;
}

static ImportRapport *real(Arena *a, const char *path)
{
    return must_read(a, test_read(a, test_real_file(a, path)));
}

#define HEADER                                                                                                         \
    "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,"   \
    "courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,"         \
    "date_maj,services,publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,"                     \
    "dispositif_programmes_nationaux,formations_labels,autres_formations_labels,modalites_acces,"                      \
    "modalites_accompagnement,fiche_acces_libre,prise_rdv\n"

/* One good row in which one field is replaced. */
static ImportLigne *one_row(Arena *a, const char *field, Str value)
{
    BUF b = buf_new(MIB);
    CsvWriter w = csv_to(&b, false);
    buf_put(&b, S(HEADER));
    Str good[STANDARD_N] = { [CHAMP_id] = S("l1"),
        [CHAMP_pivot] = S("00000000000000"),
        [CHAMP_nom] = S("Mairie"),
        [CHAMP_commune] = S("Brou"),
        [CHAMP_code_postal] = S("28160"),
        [CHAMP_adresse] = S("1 rue de la Mairie"),
        [CHAMP_date_maj] = S("2024-04-02"),
        [CHAMP_services] = S("Aide aux démarches administratives") };
    if (field)
        good[standard_field_named(str_from(field))] = value;
    for (int f = 0; f < STANDARD_N; f++)
        csv_cell(&w, good[f]);
    csv_end_row(&w);
    return &must_read(a, str_dup(a, buf_str(&b)))->lignes.v[0];
}

typedef struct Case {
    const char *field;
    Str value, stored;                             /* stored: STR_NONE = as received */
    Suite suite;
    Str reason, repair;                            /* parts of the sentences; STR_NONE: not looked at */
} Case;

// clang-format off
#define R(field, value, part, fix) { field, S_INIT(value), { NULL, 0 }, SUITE_REFUSEE, S_INIT(part), S_INIT(fix) }
#define K(field, value, part, fix) { field, S_INIT(value), { NULL, 0 }, SUITE_GARDEE, S_INIT(part), S_INIT(fix) }
#define F(field, value, now, part) { field, S_INIT(value), S_INIT(now), SUITE_REPAREE, S_INIT(part), S_INIT(now) }
// clang-format on

static const Case cases[] = {
    R("id", "", "obligatoire", ""),
    R("pivot", "", "obligatoire", "00000000000000"),
    K("pivot", "434 933 123 00029", "9 à 14", "43493312300029"),
    K("pivot", "1234567890", "bibliothèque", ""),
    R("nom", " ", "obligatoire", ""),
    R("commune", "", "obligatoire", ""),
    K("commune", "Brou (28)", "caractère", "Brou 28"),
    R("code_postal", "", "obligatoire", ""),
    K("code_postal", "2816", "cinq chiffres", "02816"),
    K("code_postal", "28 160", "cinq chiffres", "28160"),
    K("code_insee", "2806", "cinq caractères", ""),
    R("adresse", "", "obligatoire", "Le Bourg"),
    K("adresse", "1 rue de l‘Église @ Brou", "caractère", "1 rue de l'Église Brou"),
    R("date_maj", "", "obligatoire", "AAAA-MM-JJ"),
    R("date_maj", "02/06/2022", "ne peut pas être lue", "2022-06-02"),
    R("date_maj", "2022-02-30", "ne peut pas être lue", ""),
    R("date_maj", "juin", "ne peut pas être lue", ""),
    K("date_maj", "2022-06-02T10:00:00Z", "sans heure", "2022-06-02"),
    K("date_maj", "2030-01-01", "avenir", ""),
    K("date_maj", "1969-12-31", "inconnue", ""),
    K("latitude", "48.2", "l’autre coordonnée", ""),
    K("latitude", "nord", "pas un nombre", ""),
    K("longitude", "181", "hors des bornes", ""),
    F("telephone", "02 37 81 38 93", "+33237813893", "format international"),
    F("telephone", "02.37.81.38.93", "+33237813893", "format international"),
    F("telephone", "0033237813893", "+33237813893", "format international"),
    F("telephone", "+33 (0)2 37 81 38 93", "+33237813893", "format international"),
    F("telephone", "0262 12 34 56", "+262262123456", "format international"),
    F("telephone", "237813893", "+33237813893", "format international"),
    K("telephone", "3939", "pas reconnu", ""),
    K("telephone", "02 37 81 38 93 / 94", "pas reconnu", ""),
    K("telephone", "appeler la mairie", "pas reconnu", ""),
    K("courriels", "a@b", "pas une adresse de courriel", ""),
    K("courriels", "mairie@brou.fr|rien", "« rien »", ""),
    K("site_web", "www.brou.fr", "pas une adresse web", "https://www.brou.fr"),
    K("site_web", "https://brou.fr/été", "pas une adresse web", ""),
    K("prise_rdv", "javascript", "pas une adresse web", ""),
    K("horaires", "du lundi au vendredi", "toutes lettres", "par exemple Mo-Fr"),
    K("horaires", "lundi 9h-12h30", "toutes lettres", "Mo 09:00-12:30"),
    K("horaires", "Mo-Fr 09:00-12:00; Sa 10:00", "format OpenStreetMap", "Mo-Fr 09:00-12:00; Sa unknown"),
    K("horaires", "le matin", "format OpenStreetMap", ""),
    F("typologie", "rfs", "RFS", "casse"),
    F("services", "aide aux démarches administratives", "Aide aux démarches administratives", "casse"),
    F("modalites_acces", "Ce lieu n’accueille pas de public", "Ce lieu n'accueille pas de public", "apostrophe"),
    K("frais_a_charge", "Gratuits", "pas une valeur", ""),
    K("services", "Maitrise des outils numeriques du quotidien", "pas une valeur", "Maîtrise des outils"),
    K("frais_a_charge", "Gratuit|Gratuit", "deux fois", ""),
    K("frais_a_charge", "Gratuit|", "valeur vide", ""),
    K("formations_labels", "Étapes numériques(La Poste)", "La Poste", ""),
    K("formations_labels", "Étapes numériques (La Poste)", "La Poste", ""),
    F("nom", "  Mairie de Brou\xC2\xA0", "Mairie de Brou", "blancs"),
    F("nom",
        "Me\xCC\x81"
        "diathe\xCC\x80que",
        "Médiathèque", "Unicode"),
    K("nom", "=cmd|' /C calc'!A0", "formule", ""),
    K("nom", "a\x01z", "invisible", ""),
};

static void each_rule(void **state)
{
    ARENA a = arena_new(64 * MIB);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Case *c = &cases[i];
        ImportLigne *l = one_row(a, c->field, c->value);
        Str got = l->champs[standard_field_named(str_from(c->field))];
        bool told = false;
        for (size_t k = 0; k < l->remarques.n; k++) {
            const Remarque *m = &l->remarques.v[k];
            told = told || (m->suite == c->suite && str_has(m->raison, c->reason) && str_has(m->reparation, c->repair));
        }
        if (!told || l->refusee != (c->suite == SUITE_REFUSEE) || l->reparee != (c->suite == SUITE_REPAREE))
            fail_msg("%s « %.*s » : %zu remarques, %.*s", c->field, STR_ARG(c->value), l->remarques.n,
                STR_ARG(l->remarques.n ? l->remarques.v[0].raison : S("")));
        if (c->suite != SUITE_REFUSEE && !str_eq(got, c->stored.p ? c->stored : c->value))
            fail_msg("%s « %.*s » devient « %.*s »", c->field, STR_ARG(c->value), STR_ARG(got));
    }
    ImportLigne *clean = one_row(a, NULL, STR_NONE);
    assert_int_equal(clean->remarques.n, 0);
    assert_int_equal(clean->commune, COMMUNE_NON_VERIFIEE);
}

static void coordinates(void **state)
{
    static const struct {
        Str lat, lon, lat_stored;
        int remarks;
        Str words;
    } points[] = {
        { S_INIT("48.470"), S_INIT("1.0117050"), S_INIT("48.470"), 0, S_INIT("") },
        { S_INIT("48,470"), S_INIT("1,01"), S_INIT("48.470"), 2, S_INIT("virgule") },
        { S_INIT("1.01"), S_INIT("48.47"), S_INIT("1.01"), 1, S_INIT("inversées") },
        { S_INIT("0"), S_INIT("0"), S_INIT("0"), 1, S_INIT("Afrique") },
        { S_INIT("91"), S_INIT("1"), S_INIT("91"), 1, S_INIT("hors des bornes") },
        { S_INIT("1e2"), S_INIT("1"), S_INIT("1e2"), 1, S_INIT("hors des bornes") },
        { S_INIT("1,234.5"), S_INIT("1"), S_INIT("1,234.5"), 1, S_INIT("pas un nombre") },
    };
    ARENA a = arena_new(8 * MIB);
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        BUF b = buf_new(MIB);
        buf_format(&b, HEADER "1,00000000000000,a,Brou,28160,,x,,\"%.*s\",\"%.*s\",,,,,,,,,,,2024-01-01,,,,,,,,,,,\n",
            STR_ARG(points[i].lat), STR_ARG(points[i].lon));
        ImportLigne *l = &must_read(a, str_dup(a, buf_str(&b)))->lignes.v[0];
        assert_str_equal(l->champs[CHAMP_latitude], points[i].lat_stored);
        if ((int)l->remarques.n != points[i].remarks ||
            (l->remarques.n && !str_has(l->remarques.v[0].raison, points[i].words)))
            fail_msg("point %zu : %zu remarques", i, l->remarques.n);
    }
}

static void real_files(void **state)
{
    static const struct {
        const char *path;
        size_t rows;
        int64_t refused, repaired;
        Str source;
    } files[] = {
        { "lieux/standard-exemple-valide.csv", 1, 0, 0, S_INIT("Hubik") },
        { "lieux/france-services-28.standard.csv", 21, 0, 0, S_INIT("France Services") },
        { "lieux/standard-v0-bus.json", 12, 0, 12, S_INIT("Bus France Services en Charente") },
        { "lieux/standard-v0-charente.json", 188, 0, 6, S_INIT("conseiller-numerique") },
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ARENA a = arena_new(64 * MIB);
        ImportRapport *r = real(a, files[i].path);
        if (r->lignes.n != files[i].rows || r->n_refuses != files[i].refused || r->n_repares != files[i].repaired)
            fail_msg("%s : %zu lignes, %lld refus, %lld réparées\n%.*s", files[i].path, r->lignes.n,
                (long long)r->n_refuses, (long long)r->n_repares, STR_ARG(lieux_import_resume(r, a, 20)));
        assert_str_equal(r->source, files[i].source);
    }
}

/* The valid example keeps every value, byte for byte. */
static void the_valid_example_has_no_remark(void **state)
{
    ARENA a = arena_new(8 * MIB);
    ImportRapport *r = real(a, "lieux/standard-exemple-valide.csv");
    for (size_t k = 0; k < r->lignes.v[0].remarques.n; k++)
        print_message("%.*s\n", STR_ARG(r->lignes.v[0].remarques.v[k].raison));
    assert_int_equal(r->lignes.v[0].remarques.n, 0);
    assert_int_equal(r->remarques.n, 0);
    assert_str_equal(r->lignes.v[0].champs[CHAMP_pivot], S("43493312300029"));
    assert_str_equal(r->lignes.v[0].champs[CHAMP_latitude], S("43.52609"));
}

static void the_older_vocabulary(void **state)
{
    ARENA a = arena_new(64 * MIB);
    ImportRapport *r = must_read(a,
        S("[{\"id\":\"1\",\"nom\":\"Bus\",\"pivot\":\"00000000000000\",\"commune\":\"Brou\",\"code_postal\":\"28160\","
          "\"adresse\":\"Le Bourg\",\"latitude\":48.210,\"longitude\":1.1600,\"date_maj\":\"2023-02-22\","
          "\"services\":\"Accéder à du matériel;Accéder à une connexion internet;Approfondir ma culture numérique\","
          "\"labels_nationaux\":\"CNFS;France Services;APTIC;Fabriques de Territoire;Point numérique CAF\","
          "\"labels_autres\":\"ZRR;QPV\",\"publics_accueillis\":\"Adultes;Seniors (+ 65 ans);Surdité;"
          "Handicaps psychiques : troubles psychiatriques donnant lieu à des atteintes comportementales\","
          "\"conditions_acces\":\"Gratuit : Je peux accéder gratuitement au lieu et à ses services;"
          "Accepte le Pass numérique : Il est possible d'utiliser un Pass numérique pour accéder au lieu\","
          "\"modalites_accompagnement\":\"Seul : j'ai accès à du matériel et une connexion;"
          "Avec de l'aide : je suis accompagné seul dans l'usage du numérique\","
          "\"courriel\":\"a.b@example.org\",\"accessibilite\":\"https://acceslibre.beta.gouv.fr/app/x/\","
          "\"site_web\":\"https://a.example.org,https://b.example.org/x\",\"cle_ban\":\"28061_0001_00001\"}]"));
    const Str *c = r->lignes.v[0].champs;
    assert_str_equal(c[CHAMP_services], S("Accès internet et matériel informatique|Compréhension du monde numérique"));
    assert_str_equal(c[CHAMP_dispositif_programmes_nationaux],
        S("Conseillers numériques|France Services|Point d'accès numérique CAF"));
    assert_str_equal(c[CHAMP_formations_labels], S("Fabriques de Territoire"));
    assert_str_equal(c[CHAMP_autres_formations_labels], S("APTIC|ZRR|QPV"));
    assert_str_equal(c[CHAMP_publics_specifiquement_adresses], S("Seniors"));
    assert_str_equal(c[CHAMP_prise_en_charge_specifique], S("Surdité|Handicaps mentaux"));
    assert_str_equal(c[CHAMP_frais_a_charge], S("Gratuit"));
    assert_str_equal(c[CHAMP_modalites_accompagnement], S("En autonomie|Accompagnement individuel"));
    assert_str_equal(c[CHAMP_courriels], S("a.b@example.org"));
    assert_str_equal(c[CHAMP_site_web], S("https://a.example.org|https://b.example.org/x"));
    assert_str_equal(c[CHAMP_fiche_acces_libre], S("https://acceslibre.beta.gouv.fr/app/x/"));
    assert_str_equal(c[CHAMP_latitude], S("48.210"));
    assert_str_equal(c[CHAMP_longitude], S("1.1600"));
    size_t aside = 0;
    for (size_t k = 0; k < r->lignes.v[0].remarques.n; k++)
        aside += r->lignes.v[0].remarques.v[k].suite == SUITE_ECARTEE;
    assert_int_equal(aside, 3);                    /* Adultes, Pass numérique, cle_ban */
    assert_false(r->lignes.v[0].refusee);
}

static void whole_files_that_are_refused(void **state)
{
    static const struct {
        Str bytes, words;
        Err e;
    } files[] = {
        { S_INIT(""), S_INIT("vide"), ERR_INVALID },
        { S_INIT("PK\x03\x04"), S_INIT("classeur"), ERR_INVALID },
        { S_INIT("\xFF\xFEi\0"), S_INIT("UTF-16"), ERR_INVALID },
        { S_INIT(HEADER "a\0b"), S_INIT("octet nul"), ERR_INVALID },
        { S_INIT(HEADER), S_INIT("aucun lieu"), ERR_INVALID },
        { S_INIT("nom,commune\na,b\n"), S_INIT("id, pivot, code_postal, adresse, date_maj"), ERR_INVALID },
        { S_INIT("ID,Pivot,nom,commune,code_postal,adresse,Date maj\n"), S_INIT("Renommez « ID » en « id »"),
            ERR_INVALID },
        { S_INIT("ID,Pivot,nom,commune,code_postal,adresse,Date maj\n"), S_INIT("« Date maj » en « date_maj »"),
            ERR_INVALID },
        { S_INIT("id|pivot|nom\n1|2|3\n"), S_INIT("séparateur"), ERR_INVALID },
        { S_INIT("id,nom,nom\n1,2,3\n"), S_INIT("deux fois"), ERR_INVALID },
        { S_INIT("id,x,x\n1,2,3\n"), S_INIT("deux fois"), ERR_INVALID },
        { S_INIT(HEADER "1,00000000000000,Bro"), S_INIT("tronqué"), ERR_INVALID },
        { S_INIT("[{\"id\":\"1\"},{\"id\""), S_INIT("tronqué"), ERR_INVALID },
        { S_INIT("[{\"id\":\"1\"}] trop"), S_INIT("mal fermé"), ERR_INVALID },
        { S_INIT("{\"lieux\":[]}"), S_INIT("pas une liste"), ERR_INVALID },
        { S_INIT("[]"), S_INIT("aucun lieu"), ERR_INVALID },
        { S_INIT("[\"\xE9\"]"), S_INIT("UTF-8"), ERR_INVALID },
        { S_INIT("[\"a\0\"]"), S_INIT("octet nul"), ERR_INVALID },
    };
    ARENA a = arena_new(8 * MIB);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ImportRapport *r = NULL;
        Str message = STR_NONE;
        Err e = read_bytes(a, files[i].bytes, &r, &message);
        if (e != files[i].e || !str_has(message, files[i].words))
            fail_msg("cas %zu : %s, « %.*s »", i, err_info(e)->name, STR_ARG(message));
        assert_null(r);
    }
    ImportRapport *r;
    Str message;
    assert_err(read_bytes(a, str_of("x", (size_t)IMPORT_OCTETS_MAX + 1), &r, &message), ERR_TOO_LARGE);
    assert_true(str_has(message, S("256 Mio")));
}

static void one_bad_row_never_stops_the_file(void **state)
{
    ARENA a = arena_new(8 * MIB);
    ImportRapport *r = must_read(a, S("id;pivot;nom;commune;code_postal;adresse;date_maj;couleur\n"
                                      "1;00000000000000;A;Brou;28160;x;2024-01-01;vert\n"
                                      "2;00000000000000;B;Brou;28160;x\n"
                                      "3;00000000000000;\"C;Brou;28160;x;2024-01-01;\n"
                                      "1;00000000000000;D;Brou;28160;x;2024-01-01;\n"
                                      ";;;;;;;\n"
                                      "5;00000000000000;E;Brou;28160;x;2024-01-01;\n"));
    assert_int_equal(r->lignes.n, 5);
    assert_int_equal(r->n_refuses, 3);
    assert_int_equal(r->separateur, ';');
    assert_int_equal(r->lignes.v[4].ligne, 7);
    assert_false(r->lignes.v[0].refusee || r->lignes.v[4].refusee);
    assert_true(str_has(r->lignes.v[3].remarques.v[0].raison, S("déjà celui de la ligne 2")));
    bool told = false;
    for (size_t i = 0; i < r->remarques.n; i++)
        told = told || str_eq(r->remarques.v[i].champ, S("couleur"));
    assert_true(told);
    r = must_read(a,
        S("[{\"id\":\"1\",\"id\":\"2\"},{\"id\":\"3\" \"nom\"},7,"
          "{\"id\":4,\"pivot\":\"00000000000000\",\"nom\":\"N\",\"commune\":\"Brou\",\"code_postal\":28160,"
          "\"adresse\":\"x\",\"date_maj\":\"2024-01-01\",\"services\":[\"Aide aux démarches administratives\"],"
          "\"aidants\":[{\"nom\":\"x\"}],\"typologie\":{\"a\":1},\"horaires\":null}]"));
    assert_int_equal(r->lignes.n, 4);
    assert_int_equal(r->n_refuses, 3);
    assert_str_equal(r->lignes.v[3].champs[CHAMP_code_postal], S("28160"));
    assert_str_equal(r->lignes.v[3].champs[CHAMP_services], S("Aide aux démarches administratives"));
}

static void the_guard_of_our_download_is_taken_off(void **state)
{
    ARENA a = arena_new(8 * MIB);
#define MINI "id,pivot,nom,commune,code_postal,adresse,date_maj\n1,00000000000000,'=cmd,Brou,28160,x,2024-01-01\n"
    assert_str_equal(must_read(a, S("\xEF\xBB\xBF" MINI))->lignes.v[0].champs[CHAMP_nom], S("=cmd"));
    assert_str_equal(must_read(a, S(MINI))->lignes.v[0].champs[CHAMP_nom], S("'=cmd"));
}

static void long_names(void **state)
{
    ARENA a = arena_new(8 * MIB);
    char *name = arena_alloc(a, 70000);
    memset(name, 'a', 70000);
    ImportLigne *l = one_row(a, "nom", str_of(name, 10000));
    assert_false(l->refusee);
    assert_int_equal(l->champs[CHAMP_nom].n, 10000);
    assert_true(str_has(l->remarques.v[0].raison, S("10000 caractères")));
    l = one_row(a, "nom", str_of(name, 70000));
    assert_true(l->refusee);
    l = one_row(a, "id", str_of(name, 2001));
    assert_true(l->refusee);
}

static void reports(void **state)
{
    ARENA a = arena_new(8 * MIB);
    ImportRapport *r = must_read(a, S("id;pivot;nom;commune;code_postal;adresse;date_maj\n"
                                      "1;00000000000000;\"A\"\"<b>\";Brou;2816;x;2024-01-01\n2;;;;;;\n"));
    BUF b = buf_new(MIB);
    lieux_import_json(r, &b);
    assert_true(utf8_valid(buf_str(&b)));
    assert_true(str_has(buf_str(&b), S("\"line\":2,\"id\":\"1\",\"field\":\"code_postal\",\"value\":\"2816\"")));
    assert_true(str_has(buf_str(&b), S("\"outcome\":\"refused\"")));
    assert_true(str_has(buf_str(&b), S("\"refused\":1")));
    Str said = lieux_import_resume(r, a, 3);
    assert_true(str_has(said, S("1 ligne refusée")));
    assert_true(
        str_has(said, S("ligne 3, pivot : le SIRET, RNA ou RIDET est obligatoire ; proposition : 00000000000000")));
    assert_true(str_has(said, S("non vérifié")));
    assert_true(str_has(said, S("… et ")));
}

#ifdef ENSEMBLE_FAULTS
static void allocation_faults(void **state)
{
    Str bytes = S(
        "[{\"id\":\"1\",\"pivot\":\"00000000000000\",\"nom\":\" N \",\"commune\":\"Brou\",\"code_postal\":\"2816\","
        "\"adresse\":\"x\",\"date_maj\":\"2024-01-01\",\"services\":\"Accéder à du matériel\",\"courriel\":\"a\"}]");
    for (int64_t at = 1; at < 400; at++) {
        ARENA a = arena_new(8 * MIB);
        ImportRapport *r = NULL;
        Str message = STR_NONE;
        arena_fault_at(at);
        Err e = read_bytes(a, bytes, &r, &message);
        int64_t counted = arena_fault_at(0);
        if (e == OK && counted < at)
            return;                                /* past the last allocation */
        assert_true(e == ERR_MEMORY || e == ERR_INVALID);
        assert_null(r);
    }
    fail_msg("never ended");
}
#endif

static const struct CMUnitTest all[] = {
    cmocka_unit_test(each_rule),
    cmocka_unit_test(coordinates),
    cmocka_unit_test(real_files),
    cmocka_unit_test(the_valid_example_has_no_remark),
    cmocka_unit_test(the_older_vocabulary),
    cmocka_unit_test(whole_files_that_are_refused),
    cmocka_unit_test(one_bad_row_never_stops_the_file),
    cmocka_unit_test(the_guard_of_our_download_is_taken_off),
    cmocka_unit_test(long_names),
    cmocka_unit_test(reports),
#ifdef ENSEMBLE_FAULTS
    cmocka_unit_test(allocation_faults),
#endif
};

int main(void)
{
    return SUITE_MAIN("import_lecture", false, all);
}
