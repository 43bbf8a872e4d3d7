// SPDX-License-Identifier: AGPL-3.0-or-later
/* Rules, and what they make of small files; the real ones of each form. */
#include "support/suite.h"

#include "domain/echanges/conversion.h"
#include "domain/echanges/demande.h"
#include "domain/horaires/horaires.h"

#define NECESSAIRES                                                                                                    \
    "id = [id]\npivot = \"00000000000000\"\nnom = [nom]\ncommune = \"Brou\"\ncode_postal = \"28160\"\n"                \
    "adresse = \"1 rue de la Mairie\"\ndate_maj = aujourdhui\n"

static void faulty_rules_name_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *texte, *dit;
    } cases[] = {
        { "nomm = [x]", "ligne 1 : le champ « nomm » n’est pas du standard" },
        { "Code Postal = [x]", "écrivez « code_postal »" },
        { "\n\nnom", "ligne 3 : une règle s’écrit : champ = valeur" },
        { "nom = ", "il manque une valeur" },
        { "nom = \"Brou", "un texte n’est pas fermé" },
        { "nom = [Brou", "un nom de colonne n’est pas fermé" },
        { "nom = []", "un nom de colonne est vide" },
        { "nom = Brou", "« Brou » n’est pas compris" },
        { "nom = [x] si [y]", "après une colonne de condition" },
        { "nom = [x] si [y] = \"!\"", "ni lettre ni chiffre" },
        { "nom = [x] si [y] rempli ou", "« ou » est en trop" },
        { "nom = lire [x]", "« lire » et « jours » ne servent qu’au champ horaires" },
        { "nom = date [x]", "« date » ne sert qu’au champ date_maj" },
        { "nom = liste \",\" [x]", "n’est pas une liste" },
        { "services = liste \"\" [x]", "ne peut pas être vide" },
        { "horaires = jours [a] \"b\"", "« jours » ne prend que des colonnes" },
        { "horaires = jours [a] [b] [c] [d] [e] [f] [g] [h]", "au plus sept colonnes" },
        { "\"a\" -> \"b\"", "suit une règle qui a le mot « table »" },
        { "services = table [x]\n\"a\" -> \"b\"\n\"À\" -> \"c\"", "ligne 3 : cette valeur de départ a déjà" },
        { "services = table [x]\n\"a\" \"b\"", "« -> » est attendu" },
        { "services = table [x]\n\"a\" -> \"b\" c", "texte en trop" },
        { "services = table [x]\nnom = [x]", "ligne 1 : cette règle a le mot « table »" },
        { "ignorer x", "une colonne entre crochets" },
        { "nom = [x]", "champs obligatoires : id, pivot, commune, code_postal, adresse" },
        { "nom = \xff", "UTF-8" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(4 * MIB);
        const Correspondance *c = NULL;
        Str message = STR_NONE;
        assert_err(correspondance_lire(a, str_from(cases[i].texte), &c, &message), ERR_INVALID);
        if (!str_has(message, str_from(cases[i].dit)))
            fail_msg("« %s » dit « %.*s »", cases[i].texte, STR_ARG(message));
    }
}

static const Date jour = { 20000 };

static Err read_with(Arena *a, const char *rules, const char *file, ImportRapport **ret, Str *message)
{
    Demande d = { .forme = S("correspondance"),
        .correspondance = str_from(rules),
        .fichier = { .nom = S("f"), .octets = str_from(file), .aujourdhui = jour, .source = S("Essai") } };
    return demande_lire(a, &d, ret, message);
}

static Str field_of(const char *rules, const char *file, StandardField f, Arena *a, ImportRapport **ret)
{
    Str message = STR_NONE;
    if (read_with(a, rules, file, ret, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    assert_int_equal((*ret)->lignes.n, 1);
    return (*ret)->lignes.v[0].champs[f];
}

static void rules_make_fields(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *value;
        StandardField f;
        const char *want;
    } cases[] = {
        { "telephone = [v]", "02 37 00 00 01", CHAMP_telephone, "+33237000001" },
        { "complement_adresse = \"Bâtiment \" [v] \" bis\"", "A", CHAMP_complement_adresse, "Bâtiment A bis" },
        { "complement_adresse = \"Bâtiment \" [v]", "", CHAMP_complement_adresse, "" },
        { "complement_adresse = \"dit \"\"\" [v] \"\"\"\"", "ici", CHAMP_complement_adresse, "dit \"ici\"" },
        { "typologie = \"BIB\" si [v] = \"mediatheque\"", "Médiathèque", CHAMP_typologie, "BIB" },
        { "typologie = \"BIB\" si [v] <> \"mediatheque\"", "Médiathèque", CHAMP_typologie, "" },
        { "typologie = \"BIB\" si [v] contient \"théque\" et [id] rempli", "Une MÉDIATHÈQUE", CHAMP_typologie, "BIB" },
        { "typologie = \"BIB\" si [v] vide", "x", CHAMP_typologie, "" },
        { "services = liste \";\" table [v]\n \"imprimer\" -> \"Accès internet et matériel informatique\"\n * -> rien",
            "Imprimer ; rêver;IMPRIMER", CHAMP_services, "Accès internet et matériel informatique" },
        { "source = table [v]\n \"a\" -> \"b\"\n * -> garder", "z", CHAMP_source, "z" },
        { "horaires = lire [v]", "du lundi au vendredi de 9h à 12h", CHAMP_horaires, "Mo-Fr 09:00-12:00" },
        { "horaires = lire [v]", "Mo-Fr 09:00-12:00", CHAMP_horaires, "Mo-Fr 09:00-12:00" },
        { "horaires = lire [v]", "quand il fait beau", CHAMP_horaires, "quand il fait beau" },
        { "horaires = jours [v] [v]", "9h-12h", CHAMP_horaires, "Mo,Tu 09:00-12:00" },
        { "horaires = jours [v]", "00:00 - 00:00", CHAMP_horaires, "Mo unknown" },
        { "complement_adresse = [v]\ncomplement_adresse = \"sinon\"", "", CHAMP_complement_adresse, "sinon" },
        { "presentation_detail = [v]\npresentation_detail = [id]", "Un", CHAMP_presentation_detail, "Un\n7" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = arena_new(16 * MIB);
        ImportRapport *r = NULL;
        Str rules = str_format(a, NECESSAIRES "%s\n", cases[i].rule);
        Str file = str_format(a, "id;nom;v\n7;Mairie;\"%s\"\n", cases[i].value);
        assert_str_equal(field_of(rules.p, file.p, cases[i].f, a, &r), str_from(cases[i].want));
    }
}

static void a_date_is_the_only_one_of_its_text(void **state)
{
    (void)state;
    static const struct {
        const char *texte, *iso;
    } cases[] = { { "Espace labellisé 01/02/2020", "2020-02-01" }, { "2020/06/25 12:05:41.066", "2020-06-25" },
        { "2022-12-01", "2022-12-01" }, { "le 01-12-2022.", "2022-12-01" }, { "31/02/2022", "" },
        { "01/02/2020 puis 02/02/2020", "" }, { "01/02/2020 et 01/02/2020", "2020-02-01" }, { "1234-01-011", "" },
        { "", "" }, { "01/02/20201", "" } };
    ARENA a = arena_new(1 * MIB);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Date d;
        Str got = date_du_texte(str_from(cases[i].texte), &d) ? date_iso(a, d) : S("");
        assert_str_equal(got, str_from(cases[i].iso));
    }
}

static bool told(const Remarques *all, Suite suite, const char *what)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].suite == suite &&
            (str_has(all->v[i].raison, str_from(what)) || str_eq(all->v[i].champ, str_from(what))))
            return true;
    return false;
}

static void what_is_not_taken_is_told(void **state)
{
    (void)state;
    ARENA a = arena_new(16 * MIB);
    ImportRapport *r = NULL;
    field_of(NECESSAIRES "services = table [v]\n\"a\" -> \"Loisirs et créations numériques\"\nignorer [w]\n",
        "[{\"id\":1,\"nom\":\"Mairie\",\"v\":\"zèbre\",\"w\":1,\"contact\":{\"mail\":\"x@y.fr\"}}]", CHAMP_services, a,
        &r);
    assert_true(told(&r->lignes.v[0].remarques, SUITE_ECARTEE, "ne dit rien de cette valeur"));
    assert_true(told(&r->remarques, SUITE_ECARTEE, "contact.mail"));
    assert_false(told(&r->remarques, SUITE_ECARTEE, "w"));
    assert_str_equal(r->lignes.v[0].champs[CHAMP_date_maj], S("2024-10-04"));
    Str message = STR_NONE;
    assert_err(read_with(a, NECESSAIRES, "id;autre\n1;x\n", &r, &message), ERR_INVALID);
    assert_true(str_has(message, S("[nom] (ligne 3)")));
    assert_err(read_with(a, NECESSAIRES, "id;nom;nom\n1;x;y\n", &r, &message), ERR_INVALID);
    assert_true(str_has(message, S("deux fois")));
    assert_ok(read_with(a, NECESSAIRES, "id;nom\n1;x;y;z\n2;b\n", &r, &message));
    assert_true(r->lignes.v[0].refusee && !r->lignes.v[1].refusee);
    assert_err(read_with(a, NECESSAIRES, "[{\"id\":1,\"nom\":\"a\"},{", &r, &message), ERR_INVALID);
    assert_true(str_has(message, S("tronqué")));
}

/* ---- the real files ---- */

static ImportRapport *read_real(Arena *a, const char *path, const char *forme, Str rules)
{
    ImportRapport *r = NULL;
    Str message = STR_NONE;
    Demande d = { .forme = str_from(forme),
        .correspondance = rules,
        .fichier = { .nom = S("f"), .octets = test_read(a, test_real_file(a, path)), .aujourdhui = jour } };
    if (demande_lire(a, &d, &r, &message) != OK)
        fail_msg("%s : %.*s", path, STR_ARG(message));
    return r;
}

static void assert_same_hours(Arena *a, Str got, Str want)
{
    const Intervalle *v[2];
    size_t n[2];
    for (int i = 0; i < 2; i++) {
        Horaires *h = NULL;
        Str why = STR_NONE;
        if (horaires_parse(a, i ? want : got, &h, &why) != OK)
            fail_msg("« %.*s » : %.*s", STR_ARG(i ? want : got), STR_ARG(why));
        assert_ok(horaires_evaluer(a, h, &aucunes_vacances, minute_de(jour, 0), minute_de((Date){ jour.days + 21 }, 0),
            &v[i], &n[i]));
    }
    assert_int_equal(n[0], n[1]);
    for (size_t i = 0; i < n[0]; i++)
        assert_true(v[0][i].debut == v[1][i].debut && v[0][i].fin == v[1][i].fin && v[0][i].etat == v[1][i].etat);
}

/* What the national chain made of the same rows, but for the Monday "00:00 - 00:00", which it reads as a whole day. */
static void france_services_are_those_of_the_national_directory(void **state)
{
    (void)state;
    ARENA a = arena_new(64 * MIB);
    ImportRapport *raw = read_real(a, "lieux/france-services-28-2022.csv", "france-services", STR_NONE);
    ImportRapport *standard = read_real(a, "lieux/france-services-28.standard.csv", "auto", STR_NONE);
    assert_int_equal(raw->lignes.n, 21);
    assert_int_equal(raw->n_refuses, 0);
    assert_str_equal(raw->source, S("France Services"));
    for (size_t i = 0; i < raw->lignes.n; i++)
        for (int f = 0; f < STANDARD_N; f++) {
            Str got = raw->lignes.v[i].champs[f], want = standard->lignes.v[i].champs[f];
            if (f == CHAMP_horaires && str_has(want, S("Mo 00:00-00:00")))
                assert_true(str_ends(got, S("; Mo unknown")));
            else if (f == CHAMP_horaires)
                assert_same_hours(a, got, want);
            else if (!str_eq(got, want))
                fail_msg("%.*s, %.*s : « %.*s » au lieu de « %.*s »", STR_ARG(raw->lignes.v[i].champs[CHAMP_id]),
                    STR_ARG(standard_field((StandardField)f)->name), STR_ARG(got), STR_ARG(want));
        }
}

static void hublo_is_read_whole(void **state)
{
    (void)state;
    ARENA a = arena_new(64 * MIB);
    ImportRapport *r = read_real(a, "lieux/hublo-28.json", "hublo", STR_NONE);
    assert_int_equal(r->lignes.n, 52);
    assert_int_equal(r->n_refuses, 0);
    size_t libraries = 0, equipped = 0;
    for (size_t i = 0; i < r->lignes.n; i++) {
        const Str *c = r->lignes.v[i].champs;
        assert_true(c[CHAMP_date_maj].n == 10 && c[CHAMP_latitude].n > 0);
        libraries += str_has(c[CHAMP_typologie], S("BIB"));
        equipped += str_has(c[CHAMP_services], S("Accès internet"));
    }
    assert_int_equal(libraries, 23);
    assert_int_equal(equipped, 12);
}

static void a_territory_own_census_is_read_by_its_rules(void **state)
{
    (void)state;
    ARENA a = arena_new(64 * MIB);
    Str rules = test_read(a, test_source(a, "exemples/la-creuse.conf"));
    ImportRapport *r = read_real(a, "lieux/la-creuse.source.json", "correspondance", rules);
    assert_int_equal(r->lignes.n, 91);
    assert_int_equal(r->n_refuses, 2);             /* two have no address */
    for (size_t i = 0; i < r->lignes.n; i++) {
        const Str *c = r->lignes.v[i].champs;
        assert_str_equal(c[CHAMP_services], S("Maîtrise des outils numériques du quotidien"));
        assert_str_equal(c[CHAMP_modalites_accompagnement], S("Dans un atelier collectif"));
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(faulty_rules_name_their_line),
        cmocka_unit_test(rules_make_fields),
        cmocka_unit_test(a_date_is_the_only_one_of_its_text),
        cmocka_unit_test(what_is_not_taken_is_told),
        cmocka_unit_test(france_services_are_those_of_the_national_directory),
        cmocka_unit_test(hublo_is_read_whole),
        cmocka_unit_test(a_territory_own_census_is_read_by_its_rules),
    };
    return SUITE_MAIN("correspondance", false, all);
}
