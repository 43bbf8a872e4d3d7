// SPDX-License-Identifier: AGPL-3.0-or-later
/* Rules, a file, what each scope sees; both engines. */
#include "domain/bilans/bilans.h"

#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/activites/statistiques.h"

static const Slice *const table[] = { &slice_bilans, NULL };

static World *bilans_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    return w;
}
#define BILANS WORLD

static Bilan bilan(const World *w)
{
    return (Bilan){ .structure_id = w->brou.id,
        .dispositif = DISPOSITIF_FRANCE_SERVICES,
        .mois = 202603,
        .accompagnements = 400,
        .jours = { true, 22 },
        .usagers = { true, 120 },
        .regles = { true, 300 },
        .satisfaits = { true, 95 },
        .reponses = { true, 100 } };
}

static void months_are_read(void **state)
{
    (void)state;
    ARENA a = arena_new(MIB);
    assert_int_equal(bilan_mois_lire(S("2026-03")), 202603);
    assert_int_equal(bilan_mois_lire(S(" 12/2025 ")), 202512);
    static const char *const wrong[] = { "", "2026", "2026-13", "2026-00", "13/2026", "1999-01", "2026-3", "mars 2026",
        "2026/03" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(bilan_mois_lire(str_from(wrong[i])), 0);
    assert_str_equal(bilan_mois_montre(a, 202608), S("août 2026"));
}

static void what_cannot_be_is_refused(void **state)
{
    BILANS w = bilans_new(state);
    Bilan good = bilan(w), wrong[8];
    BilanSort sort;
    static const char *const columns[] = { "mois", "mois", "accompagnements", "usagers", "regles", "satisfaits",
        "reponses", "jours_ouverts" };
    const char *column = NULL;
    assert_true(str_is_none(bilan_faute(&good, 202611, NULL)));
    for (size_t i = 0; i < 8; i++)
        wrong[i] = good;
    wrong[0].mois = 202612;                        /* to come */
    wrong[1].mois = 202613;
    wrong[2].accompagnements = -1;
    wrong[3].usagers.v = 401;
    wrong[4].regles.v = 401;
    wrong[5].satisfaits.v = 101;
    wrong[6].reponses.has = false;
    wrong[7].jours.v = 32;
    for (size_t i = 0; i < 8; i++) {
        assert_false(str_is_none(bilan_faute(&wrong[i], 202611, &column)));
        assert_str_equal(str_from(column), str_from(columns[i]));
        assert_err(bilan_noter(w->db, w->a, NULL, w->now, &wrong[i], S(""), &sort), ERR_INVALID);
    }
}

static void a_month_is_declared_again(void **state)
{
    BILANS w = bilans_new(state);
    Bilan b = bilan(w);
    BilanSort sort;
    assert_ok(bilan_noter(w->db, w->a, NULL, w->now, &b, S(""), &sort));
    assert_int_equal(sort, BILAN_AJOUTE);
    assert_ok(bilan_noter(w->db, w->a, NULL, w->now, &b, S(""), &sort));
    assert_int_equal(sort, BILAN_INCHANGE);
    b.satisfaits = b.reponses = (OptI64){ 0 };
    assert_ok(bilan_noter(w->db, w->a, NULL, w->now, &b, S(""), &sort));
    assert_int_equal(sort, BILAN_REMPLACE);
    assert_int_equal(written(w, "bilan.noter"), 2);
    const Acteur all = { .portee = S("instance"), .code = STR_NONE };
    const BilanSomme *sums;
    size_t n;
    assert_ok(bilans_sommes(w->db, w->a, &all, 2026, &sums, &n));
    assert_int_equal(n, 1);
    assert_int_equal(sums[0].accompagnements, 400);
    assert_int_equal(sums[0].usagers, 120);
    assert_int_equal(sums[0].regles_sur, 400);
    assert_int_equal(sums[0].reponses, 0);
    assert_ok(bilans_sommes(w->db, w->a, &all, 2025, &sums, &n));
    assert_int_equal(n, 0);
    /* never among distinct persons */
    Chiffres c;
    const StatQuestion q = { .du = date_from_ymd(2026, 1, 1),
        .au = date_from_ymd(2026, 12, 31),
        .dispositif = -1,
        .epci = STR_NONE };
    assert_ok(statistiques(w->db, w->a, &q, false, &c));
    assert_int_equal(c.usagers, 0);
    assert_int_equal(c.accompagnements, 0);
}

static void a_file_goes_on_after_a_bad_row(void **state)
{
    BILANS w = bilans_new(state);
    BilansLus lus = { 0 };
    BilansPris pris;
    Str message = STR_NONE;
    Str text = str_format(w->a,
        "structure;dispositif;mois;accompagnements;usagers;jours_ouverts\n"
        "%.*s;france_services;2026-03;400;120;22\n"
        "%.*s;France Services;2026-02;380;;\n"
        "%.*s;guichet;2026-03;1;1;1\n"
        "%.*s;france_services;2026-13;1;1;1\n"
        "%.*s;france_services;2026-03;beaucoup;1;1\n"
        "%.*s;france_services;2026-01;10;11;1\n"
        "%.*s;France Services;02/2026;381;;\n"
        ";france_services;2026-01;10;1;1\n"
        "INCONNUE;france_services;2026-01;10;1;1\n",
        STR_ARG(w->brou.uid), STR_ARG(w->voves.uid), STR_ARG(w->brou.uid), STR_ARG(w->brou.uid), STR_ARG(w->brou.uid),
        STR_ARG(w->brou.uid), STR_ARG(w->voves.uid));
    assert_ok(bilans_lire(w->a, text, 202611, &lus, &message));
    assert_int_equal(lus.total, 9);
    assert_int_equal(lus.lignes.n, 4);
    assert_int_equal(lus.refus.n, 5);
    assert_str_equal(lus.refus.v[1].dit,
        S("ligne 5, mois, «\u00a02026-13\u00a0»\u00a0: écrivez le mois comme 2026-03."));
    assert_str_equal(lus.refus.v[3].dit,
        S("ligne 7, usagers, «\u00a011\u00a0»\u00a0: il y a plus d’usagers que d’accompagnements."));
    assert_true(str_starts(lus.refus.v[4].dit, S("ligne 9, structure vide\u00a0: ")));
    assert_ok(bilans_appliquer(w->db, w->a, NULL, w->now, S("essai"), true, &lus, &pris));
    assert_int_equal(pris.ajoutes, 2);
    assert_int_equal(written(w, "bilan.noter"), 0);
    lus.refus.n = 0;
    lus.lignes.n = 0;
    assert_ok(bilans_lire(w->a, text, 202611, &lus, &message));
    assert_ok(bilans_appliquer(w->db, w->a, NULL, w->now, S("essai"), false, &lus, &pris));
    assert_int_equal(pris.ajoutes, 2);
    assert_int_equal(lus.refus.n, 7);
    assert_str_equal(lus.refus.v[4].dit, S("ligne 8, mois, «\u00a0février 2026\u00a0»\u00a0: la ligne 3 dit déjà ce "
                                           "mois de cette structure\u00a0: gardez "
                                           "l’une des deux."));
    assert_str_equal(lus.refus.v[6].dit,
        S("ligne 10, structure, «\u00a0INCONNUE\u00a0»\u00a0: aucune structure de votre périmètre n’a cet identifiant, "
          "celui que montre sa page."));
    assert_ok(bilans_appliquer(w->db, w->a, NULL, w->now, S("essai"), false, &lus, &pris));
    assert_int_equal(pris.inchanges, 2);
    static const char *const wrong[] = { "", "a;b\n1;2\n", "structure;mois;accompagnements\n",
        "dispositif;mois;accompagnements\n" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        BilansLus none = { 0 };
        message = STR_NONE;
        assert_err(bilans_lire(w->a, str_from(wrong[i]), 202611, &none, &message), ERR_INVALID);
        assert_true(message.n > 0);
    }
}

static void each_sees_and_declares_her_own(void **state)
{
    BILANS w = bilans_new(state);
    Bilan b = bilan(w);
    BilanSort sort;
    assert_ok(bilan_noter(w->db, w->a, NULL, w->now, &b, S(""), &sort));
    HttpAnswer a = get(w, w->ref_brou, "/bilans");
    assert_int_equal(a.status, 200);
    has(&a, "mars 2026");
    has(&a, "non dédoublonnés");
    has(&a, "75,00");
    a = get(w, w->ref_voves, "/bilans");
    has(&a, "Aucun bilan");
    a = get(w, w->ref_voves, "/bilans.csv");
    has_not(&a, "france_services");
    a = get(w, w->ref_brou, "/bilans.csv");
    has(&a, "structure,nom,dispositif,mois,accompagnements,jours_ouverts,usagers");
    has(&a, ",france_services,2026-03,400,22,120,300,95,100");
    a = get(w, w->ref_voves, "/bilans/saisir");
    assert_int_equal(a.status, 200);
    a = post(w, w->ref_voves, "/bilans/saisir",
        url(w, "structure=UID&dispositif=aidants_connect&mois=2026-10&accompagnements=12&usagers=9", w->voves.uid));
    leads_to(&a, "/bilans?annee=2026&fait=note");
    a = get(w, w->ref_voves, "/bilans?annee=2026&fait=note");
    has(&a, "octobre 2026");
    a = post(w, w->ref_voves, "/bilans/saisir",
        url(w, "structure=UID&dispositif=aidants_connect&mois=2026-10&accompagnements=12", w->brou.uid));
    assert_int_equal(a.status, 400);
    a = post(w, w->ref_voves, "/bilans/saisir",
        url(w, "structure=UID&dispositif=aidants_connect&mois=2027-10&accompagnements=12", w->voves.uid));
    assert_int_equal(a.status, 400);
    has(&a, "pas encore commencé");
    a = get(w, w->admin, "/bilans");
    has(&a, "mars 2026");
    has(&a, "octobre 2026");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(months_are_read),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(a_month_is_declared_again),
        cmocka_unit_test(a_file_goes_on_after_a_bad_row),
        cmocka_unit_test(each_sees_and_declares_her_own),
    };
    return SUITE_MAIN("bilans", true, all);
}
