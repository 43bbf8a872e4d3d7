// SPDX-License-Identifier: AGPL-3.0-or-later
/* The published tables that are imported as they are: their own headers over invented figures for the communes of the suite. */
#include <math.h>

#include "domain/diagnostic/couches.h"
#include "domain/diagnostic/diagnostic_impl.h"
#include "domain/diagnostic/diagnostic_test.h"
#include "domain/diagnostic/iris.h"
#include "support/command.h"

typedef struct Attendu {
    const char *code, *commune; /* NULL ends */
    double v; /* NAN: none */
} Attendu;

typedef struct Publiee {
    const char *fichier, *texte, *millesime, *source;
    int64_t gardees, passees, refusees;
    Attendu v[8];
} Publiee;

static const Publiee publiees[] = {
    { "commune_techno.csv",
        "code_insee;nom_com;code_dep;code_reg;nbr;type;elig_ftth;elig_coax;elig_cu;elig_thdr;elig_4gf;elig_hdr;elig_"
        "sat;date\n"
        "99001;Un;99;24;400;all;300;0;400;0;400;0;400;2026-06-30\n"
        "99001;Un;99;24;350;res;1;0;1;0;1;0;1;2026-06-30\n"
        "99002;Deux;99;24;0;all;0;0;0;0;0;0;0;2026-06-30\n"
        "99003;Trois;99;24;200;all;200;0;0;0;0;0;200;2026-06-30\n",
        "2026-06-30", "Arcep, Ma connexion internet", 3, 1, 0,
        { { "fibre", "99001", 75 }, { "cuivre", "99001", 100 }, { "fibre", "99002", NAN }, { "cuivre", "99003", 0 } } },
    { "commune_debit_filaire.csv",
        "code_insee;nom_com;code_dep;code_reg;nbr;type;inel_hd;elig_hd05;elig_hd3;elig_bhd8;elig_thd30;elig_thd100;"
        "elig_thd1g;date\n99001;Un;99;24;400;all;4;396;396;390;100;90;80;2026-06-30\n",
        "2026-06-30", "Arcep, Ma connexion internet", 1, 0, 0, { { "thd_filaire", "99001", 25 } } },
    { "commune_debit.csv",
        "code_insee;nom_com;code_dep;code_reg;nbr;type;inel_hd;elig_hd05;elig_hd3;elig_bhd8;elig_thd30;elig_thd100;"
        "elig_thd1g;date\n99001;Un;99;24;400;all;0;400;400;400;400;400;80;2026-06-30\n",
        "2026-06-30", "Arcep, Ma connexion internet", 1, 0, 0, { { "thd_toutes", "99001", 100 } } },
    { "fermeture-reseau-cuivre.csv",
        "code_insee;nom_commune;fermeture_technique;fermeture_commerciale;lot\n"
        "99001;Un;2027-01-31;2026-01-31;3\n99002;Deux;31/01/2029;;\n1004;Ambérieu;;;\n99003;Trois;bientôt;;\n",
        "", "Ministère de l’économie, fermeture du réseau cuivre, d’après Orange", 3, 0, 1,
        { { "cuivre_fermeture", "99001", 20849 }, { "cuivre_fin_vente", "99001", 20484 },
            { "cuivre_fermeture", "99002", 21580 }, { "cuivre_fin_vente", "99002", NAN } } },
    { "2026_T2_sites_Metropole.csv",
        "code_op;nom_op;num_site;id_site_partage;id_station_anfr;x;y;latitude;longitude;nom_reg;nom_dep;insee_dep;nom_"
        "com;"
        "insee_com;site_2g;site_3g;site_4g;site_5g;mes_4g_trim;site_ZB;site_DCC\n"
        "20801;Orange;1;;1;1;1;48;1;Centre;Essai;99;Un;99001;1;1;1;0;0;0;0\n"
        "20801;Orange;2;;2;1;1;48;1;Centre;Essai;99;Un;99001;1;1;1;1;0;0;0\n"
        "20810;SFR;3;;3;1;1;48;1;Centre;Essai;99;Un;99001;1;1;0;0;0;0;0\n"
        "20815;Free Mobile;4;;4;1;1;48;1;Centre;Essai;99;Trois;99003;0;1;1;1;0;0;0\n"
        "20899;Autre;5;;5;1;1;48;1;Centre;Essai;99;Trois;99003;0;1;1;1;0;0;0\n",
        "", "Arcep, Mon réseau mobile, sites", 4, 1, 0,
        { { "sites_4g_orange", "99001", 2 }, { "sites_4g_sfr", "99001", 0 }, { "sites_4g_free", "99003", 1 },
            { "sites_4g_bouygues", "99003", 0 } } },
    { "2023T3_op_communes.csv",
        "\"techno\";\"mcc_mnc\";\"commune\";\"couv_nc\";\"couv_cl\";\"couv_bc\";\"couv_tbc\";\"pop_nc\";\"pop_cl\";"
        "\"pop_bc\";"
        "\"pop_tbc\"\n"
        "\"2G\";20801;\"99001\";0.18;4.48;69.08;26.26;0.00;14.72;78.38;6.91\n"
        "\"4G\";20801;\"99001\";9.00;1;70;20;2.50;0;78;19.5\n"
        "\"4G\";20815;\"99001\";0;0;0;100;0;0;0;100\n"
        "\"4G\";20810;\"99002\";100;0;0;0;100;0;0;0\n"
        "\"4G\";20810;\"99002\";100;0;0;0;99;0;0;1\n"
        "\"4G\";20899;\"99003\";100;0;0;0;100;0;0;0\n",
        "", "Arcep, Mon réseau mobile, couverture par commune", 3, 2, 1,
        { { "sans_4g_orange", "99001", 2.5 }, { "sans_4g_free", "99001", 0 }, { "sans_4g_sfr", "99001", NAN },
            { "sans_4g_sfr", "99002", 100 }, { "sans_4g_orange", "99002", NAN } } },
    { "DS_BPE_2025_data.csv",
        "\"GEO\";\"GEO_OBJECT\";\"FACILITY_DOM\";\"FACILITY_SDOM\";\"FACILITY_TYPE\";\"BPE_MEASURE\";\"TIME_PERIOD\";"
        "\"OBS_VALUE\"\n"
        "\"99001\";\"COM\";\"A\";\"A2\";\"A206\";\"FACILITIES\";2023;5\n"
        "\"99001\";\"COM\";\"A\";\"A2\";\"A206\";\"FACILITIES\";2024;2\n"
        "\"99001\";\"COM\";\"F\";\"F3\";\"F307\";\"FACILITIES\";2024;1\n"
        "\"99001\";\"COM\";\"A\";\"_T\";\"_T\";\"FACILITIES\";2024;9\n"
        "\"99\";\"DEP\";\"A\";\"A2\";\"A206\";\"FACILITIES\";2024;80\n",
        "2024", "Insee, base permanente des équipements", 2, 3, 0,
        { { "bureau_poste", "99001", 2 }, { "bibliotheque", "99001", 1 }, { "agence_postale", "99001", 0 } } },
    { "bpe21_ensemble.csv",
        "REG;DEP;DEPCOM;DCIRIS;AN;TYPEQU;NB_EQUIP\n24;99;99001;99001_0101;2021;A206;1\n24;99;99001;99001_0102;2021;"
        "A206;2\n"
        "24;99;99002;99002;2021;A208;1\n24;99;99002;99002;2021;B101;7\n",
        "2021", "Insee, base permanente des équipements", 3, 1, 0,
        { { "bureau_poste", "99001", 3 }, { "agence_postale", "99002", 1 } } },
    { "BPE24.csv",
        "AN;DEPCOM;TYPEQU;NOMRS;LATITUDE;LONGITUDE\n2024;99001;A122;Agence;48;1\n2024;99001;A122;Agence;48;1\n", "2024",
        "Insee, base permanente des équipements", 2, 0, 0, { { "france_travail", "99001", 2 } } },
    { "liste-communes-FRR-juillet2025.csv",
        "Code_insee;Departement;Commune;Classement FRR et FRR+ au 10 juillet 2025\n99001;99;Un;Non classée\n"
        "99002;99;Deux;FRR socle\n99003;99;Trois;Classée FRR partiellement\n",
        "", "Direction générale des collectivités locales, France ruralités revitalisation", 3, 0, 0,
        { { "frr", "99001", 0 }, { "frr", "99002", 1 }, { "frr", "99003", 1 } } },
    { "frr.csv", "codgeo;libgeo;codefrr\n99001;Un;-9999\n99002;Deux;1\n", "",
        "Direction générale des collectivités locales, Observatoire des territoires", 2, 0, 0,
        { { "frr", "99001", 0 }, { "frr", "99002", 1 } } },
    { "data_table_appartenance_geo_QPV_2023.csv",
        "qp;lib_qp;list_com_2023\nQP028001;Les Essais;99001\nQP028002;À cheval;9900199002\nQP028003;À cheval "
        "aussi;99002 99003\n"
        "QP028004;Nulle part;aucune\n",
        "", "Agence nationale de la cohésion des territoires, quartiers prioritaires", 5, 0, 1,
        { { "qpv", "99001", 2 }, { "qpv", "99002", 2 }, { "qpv", "99003", 1 } } },
    { "base-cc-evol-struct-pop-2021.CSV", "CODGEO;P21_POP;P21_POP0014;P21_POP65P;P21_POPH\n99001;1000;200;250;500\n",
        "2021", "Insee, recensement de la population et Filosofi", 1, 0, 0, { { "part_65_plus", "99001", 25 } } },
    { "base-cc-diplomes-formation-2022.CSV",
        "CODGEO;P22_NSCOL15P;P22_NSCOL15P_DIPLMIN;P22_NSCOL15P_BEPC\n99001;800;200;50\n99002;0;0;0\n", "2022",
        "Insee, recensement de la population et Filosofi", 2, 0, 0,
        { { "part_peu_diplomes", "99001", 25 }, { "part_peu_diplomes", "99002", NAN } } },
    { "base-cc-comparateur.csv", "CODGEO;LIBGEO;P22_CHOM1564;P22_ACT1564;MED21;TP6021\n99001;Un;10;200;21000;s\n",
        "2022", "Insee, recensement de la population et Filosofi", 1, 0, 0,
        { { "part_chomage", "99001", 5 }, { "taux_pauvrete", "99001", NAN } } },
};

static Tableau read_published(Fixture *f, const Publiee *p, Rapport *r)
{
    Tableau t = { .fichier = str_format(f->a, "%s, SHA-256 1", p->fichier) };
    Str message = STR_NONE;
    *r = (Rapport){ .fichier = str_from(p->fichier) };
    if (tableau_read(f->a, str_from(p->texte), &t, r, &message) != OK)
        fail_msg("%s : %.*s", p->fichier, STR_ARG(message));
    return t;
}

static double in_commune(Fixture *f, const Attendu *e)
{
    int k = diagnostic_indicateur_find(f->d, str_from(e->code));
    for (size_t i = 0; k >= 0 && i < f->d->n_bases; i++)
        if (str_eq(str_from(f->d->bases[i].code), str_from(e->commune)))
            return f->d->valeurs[(size_t)k * f->d->n_bases + i];
    fail_msg("%s n’est pas là", e->code);
    return NAN;
}

static void published_tables_are_taken_as_they_are(void **state)
{
    FIXTURE f = fixture_new(state);
    load_small(&f);
    for (size_t i = 0; i < sizeof publiees / sizeof *publiees; i++) {
        const Publiee *p = &publiees[i];
        Rapport r;
        Tableau t = read_published(&f, p, &r);
        if (r.gardees != p->gardees || r.passees != p->passees || r.refusees != p->refusees)
            fail_msg("%s : %lld gardées, %lld laissées, %lld refusées", p->fichier, (long long)r.gardees,
                (long long)r.passees, (long long)r.refusees);
        assert_str_equal(t.millesime, str_from(p->millesime));
        assert_str_equal(t.source, str_from(p->source));
        assert_str_equal(t.licence, S("Licence Ouverte 2.0"));
        t.millesime = str_format(f.a, "3%03zu", i); /* the last one loaded is the one shown */
        assert_ok(tableau_apply(f.db, f.a, &t, &r, TEST_NOW));
        refresh(&f);
        for (const Attendu *e = p->v; e->code; e++) {
            double v = in_commune(&f, e);
            if (isnan(v) != isnan(e->v) || (!isnan(v) && fabs(v - e->v) > 1e-9))
                fail_msg("%s : %s de %s = %g, et non %g", p->fichier, e->code, e->commune, v, e->v);
        }
    }
}

/* What is on the page and in the answer says how the figure is made. */
static void a_share_says_of_what(void **state)
{
    FIXTURE f = fixture_new(state);
    Rapport r;
    Tableau t = read_published(&f, &publiees[0], &r);
    load_small(&f);
    assert_ok(tableau_apply(f.db, f.a, &t, &r, TEST_NOW));
    refresh(&f);
    const Indicateur *all;
    diagnostic_indicateurs(f.d, &all);
    const Indicateur *i = &all[diagnostic_indicateur_find(f.d, S("fibre"))];
    assert_str_equal(i->definition,
        S("Locaux où la fibre jusqu’à l’abonné peut être commandée ÷ locaux de la commune"));
    assert_str_equal(i->millesime, S("2026-06-30"));
    assert_str_equal(i->licence, S("Licence Ouverte 2.0"));
    assert_int_equal(i->n, 2);
}

/* The names are those of the published table; the figures are invented, and follow its three identities. */
static const char iris_table[] =
    "Libcom;P16 Pop;SCORE GLOBAL departement 1;Code Iris;Geo Shape;Nom Iris;ACCES A L'INFORMATION departement 1;"
    "ACCÈS AUX INTERFACES NUMERIQUES departement 1;COMPETENCES ADMINISTRATIVES departement 1;"
    "COMPÉTENCES NUMÉRIQUES / SCOLAIRES departement 1;GLOBAL ACCES departement 1;GLOBAL COMPETENCES  departement 1\n"
    "Un;1623.4;90;990010102;\"{\"\"type\"\": \"\"Polygon\"\"}\";Gare;90;60;120;90;80;100\n"
    "Un;500;;990010101;;Centre;;60;120;90;;100\n"
    "Deux;10;95;990020000;;Bourg;90;60;120;90;80;100\n"
    "Ain;10;90;10040101;;Zéro perdu;90;60;120;90;80;100\n"
    "Rien;10;90;12;;Rien;90;60;120;90;80;100\n"
    "Un;500;90;990010101;;Deux fois;90;60;120;90;80;100\n";

static void the_index_of_2019_by_iris(void **state)
{
    FIXTURE f = fixture_new(state);
    IrisLus x = { .fichier = S("24.csv, SHA-256 1"),
        .source = S("s"),
        .licence = S("l"),
        .millesime = S("2019"),
        .reference = S("departement") };
    Rapport r = { .fichier = S("24.csv") };
    Str message = STR_NONE;
    const Iris *v;
    size_t n;
    assert_ok(iris_read(f.a, str_from(iris_table), &x, &r, &message));
    assert_int_equal(r.lignes, 6);
    assert_int_equal(r.gardees, 4);
    assert_int_equal(r.refusees, 2); /* a wrong code, and one said twice */
    assert_int_equal(r.sans_valeur, 1);
    assert_int_equal(r.constats.n, 3); /* and a score that is not that of its axes, told and kept */
    assert_ok(iris_apply(f.db, f.a, &x, &r, TEST_NOW));
    assert_true(r.change);
    assert_ok(iris_apply(f.db, f.a, &x, &r, TEST_NOW));
    assert_false(r.change);
    assert_ok(iris_de(f.db, f.a, S("99001"), &v, &n));
    assert_int_equal(n, 2);
    assert_str_equal(v[0].nom, S("Centre"));
    assert_true(isnan(v[0].v[IRIS_SCORE]) && isnan(v[0].v[IRIS_ACCES]) && v[0].v[IRIS_COMPETENCES] == 100);
    assert_int_equal(v[1].habitants, 1623);
    assert_true(v[1].v[IRIS_INFORMATION] == 90 && v[1].v[IRIS_ACCES] == 80 && v[1].v[IRIS_SCORE] == 90);
    assert_ok(iris_de(f.db, f.a, S("01004"), &v, &n));
    assert_int_equal(n, 1);
    x = (IrisLus){ .reference = S("region") };
    assert_err(iris_read(f.a, str_from(iris_table), &x, &r, &message), ERR_INVALID);
    assert_true(str_has(message, S("SCORE GLOBAL region 1")));
}

/* Two rows as they were published (Gémenos, Bouches-du-Rhône), names and decimal commas included: each of the three references
 * is read, and its identities hold, so nothing is flagged. */
static void rows_of_the_published_index_are_read(void **state)
{
    static const char table[] =
        "Nom Com;Code Iris;Nom Iris;P16 Pop;SCORE GLOBAL region 1;ACCES A L'INFORMATION departement 1;ACCES A "
        "L'INFORMATION epci 1;ACCES A L'INFORMATION region 1;ACCÈS AUX INTERFACES NUMERIQUES departement 1;ACCÈS AUX "
        "INTERFACES NUMERIQUES epci 1;ACCÈS AUX INTERFACES NUMERIQUES region 1;COMPETENCES ADMINISTATIVES departement "
        "1;COMPETENCES ADMINISTATIVES epci 1;COMPETENCES ADMINISTATIVES region 1;COMPÉTENCES NUMÉRIQUES / SCOLAIRES "
        "departement 1;COMPÉTENCES NUMÉRIQUES / SCOLAIRES epci 1;COMPÉTENCES NUMÉRIQUES / SCOLAIRES region 1;GLOBAL "
        "ACCES departement 1;GLOBAL ACCES epci 1;GLOBAL ACCES region 1;GLOBAL COMPETENCES  departement 1;GLOBAL "
        "COMPETENCES epci 1;GLOBAL COMPETENCES region 1;SCORE GLOBAL departement 1;SCORE GLOBAL epci 1\n"
        "Gémenos;130420102;Est;2469,547638872;92,557347708;78,283695579;77,314642490;81,765076275;131,244146498;"
        "130,345439525;131,384466083;72,743728142;71,797748433;79,740870188;97,554277028;98,741421868;90,344298715;"
        "95,937179218;94,991574835;98,304872877;89,284094066;89,760197390;86,809822539;92,610636642;92,375886112\n"
        "Gémenos;130420101;Ouest-La Plaine;3982,452361128;93,738319094;68,117846365;67,311967587;70,764704622;"
        "131,244146498;130,345439525;131,384466083;76,766069914;75,767782552;84,150116748;111,059359903;112,415673398;"
        "102,682961244;89,159946409;88,323124900;90,971291776;99,628263240;100,199709783;96,505346412;94,394104824;"
        "94,261417341\n";
    static const struct {
        Str reference;
        double score;
    } expected[] = { { S_INIT("departement"), 92.610636642 }, { S_INIT("epci"), 92.375886112 },
        { S_INIT("region"), 92.557347708 } };
    ARENA a = arena_new(16 * MIB);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        IrisLus x = { .reference = expected[i].reference };
        Rapport r = { 0 };
        Str message = STR_NONE;
        assert_ok(iris_read(a, str_from(table), &x, &r, &message));
        assert_int_equal(r.gardees, 2);
        assert_int_equal(r.constats.n, 0);
        assert_int_equal(x.lignes.v[0].habitants + x.lignes.v[1].habitants, 2470 + 3982);
        double first = str_eq(x.lignes.v[0].code, S("130420102")) ? x.lignes.v[0].v[IRIS_SCORE]
                                                                  : x.lignes.v[1].v[IRIS_SCORE];
        assert_true(fabs(first - expected[i].score) < 1e-9);
    }
}

static void unknown_columns_say_what_to_do(void **state)
{
    FIXTURE f = fixture_new(state);
    static const char *const texts[] = { "CODGEO;AUTRE\n99001;1\n",
        "code_insee;fermeture_technique\n99001;2026-01-01\n", "CODGEO;P21_POP65P\n99001;12\n" };
    static const char *const words[] = { "--correspondance", "--correspondance", "colonne du total" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Tableau t = { .fichier = S("x.csv") };
        Rapport r = { 0 };
        Str message = STR_NONE;
        assert_err(tableau_read(f.a, str_from(texts[i]), &t, &r, &message), ERR_INVALID);
        if (!str_has(message, str_from(words[i])))
            fail_msg("« %.*s »", STR_ARG(message));
    }
}

static const struct CMUnitTest all[] = {
    cmocka_unit_test(published_tables_are_taken_as_they_are),
    cmocka_unit_test(a_share_says_of_what),
    cmocka_unit_test(the_index_of_2019_by_iris),
    cmocka_unit_test(rows_of_the_published_index_are_read),
    cmocka_unit_test(unknown_columns_say_what_to_do),
};

int main(void)
{
    return SUITE_MAIN("tableaux", true, all);
}
