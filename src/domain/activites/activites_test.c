// SPDX-License-Identifier: AGPL-3.0-or-later
/* Words of the national tool, cards, records, and their pages; both engines. */
#include <string.h>

#include "domain/activites/activites_world_test.h"
#include "domain/activites/idempotence.h"
#include "domain/activites/rapprochements.h"
#include "domain/activites/statistiques.h"

/* ---- words ---- */

/* Source: La Coop, features/activites/use-cases/cra/fields/thematique.ts and the labels of its files (June 2026). */
static void words_are_those_of_the_national_tool(void **state)
{
    static const char *const codes[] = { "diagnostic_numerique", "prendre_en_main_du_materiel",
        "maintenance_de_materiel", "gere_ses_contenus_numeriques", "navigation_sur_internet", "email", "bureautique",
        "reseaux_sociaux", "sante", "banque_et_achats_en_ligne", "entrepreneuriat", "insertion_professionnelle",
        "securite_numerique", "parentalite", "scolarite_et_numerique", "creer_avec_le_numerique", "culture_numerique",
        "intelligence_artificielle", "aide_aux_demarches_administratives" };
    (void)state;
    assert_int_equal(THEMES_N, sizeof codes / sizeof *codes);
    for (int i = 0; i < THEMES_N; i++)
        assert_str_equal(themes[i].value, str_from(codes[i]));
    int n = 0;
    while (!str_is_none(demarches[n].value))
        n++;
    assert_int_equal(n, 11);
    assert_int_equal(choice_index(redirections, S("aide_sociale")), 3);
    assert_int_equal(choice_index(lieu_types, S("a_distance")), LIEU_TYPE_A_DISTANCE);
    assert_str_equal(themes[THEME_ENTREPRENEURIAT].label, S("Accompagner un professionnel"));
    assert_str_equal(materiels[4].label, S("Pas de matériel"));
    assert_int_equal(tranche_de((OptI64){ true, 1953 }, 2023), 6);
    assert_int_equal(tranche_de((OptI64){ true, 1953 }, 2022), 5);
    assert_int_equal(tranche_de((OptI64){ true, 2024 }, 2023), -1);
    assert_int_equal(tranche_de((OptI64){ false, 0 }, 2023), -1);
}

static void a_code_shows_any_slip(void **state)
{
    ARENA a = arena_new(8 * MIB);
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
    RandomSeed seed = { 7, 0 };
    (void)state;
    for (int k = 0; k < 50; k++) {
        Str code = carte_code(a, random_seeded(&seed));
        assert_int_equal(code.n, CODE_CARTE);
        assert_str_equal(carte_lire(a, carte_montree(a, code)), code);
        assert_str_equal(carte_lire(a, str_lower(a, code)), code);
        for (size_t i = 0; i < CODE_CARTE; i++) {
            char z[CODE_CARTE];
            for (const char *c = letters; *c; c++) {
                memcpy(z, code.p, CODE_CARTE);
                z[i] = *c;
                if (*c != code.p[i])
                    assert_true(str_is_none(carte_lire(a, str_of(z, CODE_CARTE))));
            }
            memcpy(z, code.p, CODE_CARTE);
            if (i + 1 == CODE_CARTE || z[i] == z[i + 1])
                continue;
            z[i] = code.p[i + 1];
            z[i + 1] = code.p[i];
            assert_true(str_is_none(carte_lire(a, str_of(z, CODE_CARTE))));
        }
    }
    assert_true(str_is_none(carte_lire(a, S(""))));
    assert_true(str_is_none(carte_lire(a, S("ABCD"))));
    assert_true(str_is_none(carte_lire(a, S("0000-0000"))));
}

/* ---- records ---- */

static void a_record_is_written_once(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur tom = mediateur(w);
    Activite x = individual("2026-11-20"), read;
    bool deja;
    Str first = record(w, &tom, &x, S("cle-1"), &deja);
    assert_false(deja);
    assert_str_equal(record(w, &tom, &x, S("cle-1"), &deja), first);
    assert_true(deja);
    assert_false(str_eq(record(w, &tom, &x, S("cle-2"), &deja), first));
    assert_ok(activite_ouvrir(w->db, w->a, &tom, first, &read));
    assert_int_equal(read.themes, 1U << THEME_EMAIL);
    assert_int_equal(read.version, 1);
    assert_int_equal(written(w, "activite.creer"), 2);
    x.duree_min = 45;
    assert_ok(activite_modifier(w->db, w->a, &tom, w->now, first, 1, &x));
    assert_err(activite_modifier(w->db, w->a, &tom, w->now, first, 1, &x), ERR_CONFLICT);
    const ActiviteGeste *g;
    size_t n;
    assert_ok(activite_histoire(w->db, w->a, read.id, &g, &n));
    assert_int_equal(n, 2);
    assert_str_equal(g[0].geste, S("modifier"));
    assert_true(str_has(g[1].contenu, S("\"duree\":30")));
}

/* Nothing was noted of a file's records, so many they are: the first correction keeps what they said. */
static void what_a_file_said_is_in_the_history(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur zoe = referent(&w->zoe, &w->voves);
    Activite x = individual("2026-10-05");
    const ActiviteGeste *g;
    size_t n;
    Str uid;
    x.structure_id = w->voves.id;
    x.personne_id = w->zoe.id;
    assert_ok(activite_importer(w->db, w->a, w->now, w->app.random, &x, S("coop:1"), &uid));
    Activite read;
    assert_ok(activite_ouvrir(w->db, w->a, &zoe, uid, &read));
    assert_ok(activite_histoire(w->db, w->a, read.id, &g, &n));
    assert_int_equal(n, 0);
    x.duree_min = 50;
    assert_ok(activite_modifier(w->db, w->a, &zoe, w->now, uid, read.version, &x));
    x.duree_min = 55;
    assert_ok(activite_modifier(w->db, w->a, &zoe, w->now, uid, read.version + 1, &x));
    assert_ok(activite_histoire(w->db, w->a, read.id, &g, &n));
    assert_int_equal(n, 3);
    assert_false(g[2].personne_id.has);
    HttpAnswer h = get(w, w->ref_voves, str_format(w->a, "/activites/fiche?fiche=%.*s", STR_ARG(uid)).p);
    has(&h, "minutes (55 au lieu de 50)");
    has(&h, "minutes (50 au lieu de 30)");
    has(&h, "Écrite le");
}

static void a_key_is_taken_once(void **state)
{
    ACTIVITES w = activites_new(state);
    const Str who = S("personne:1"), key = S("2f1e7a34-0000-4000-8000-000000000001");
    Idempotence i;
    int64_t gone = 0;
    assert_int_equal(idempotence_prendre(w->db, w->a, w->now, who, S("court"), S("a=1"), &i), ERR_INVALID);
    assert_int_equal(idempotence_prendre(w->db, w->a, w->now, who, S("une clé avec des blancs"), S("a=1"), &i),
        ERR_INVALID);
    {
        TX tx = tx_begin(w->db, HERE);             /* the work fails: the key goes with it */
        assert_ok(tx.err);
        assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=1"), &i));
        assert_int_equal(i.etat, IDEMPOTENCE_NEUVE);
    }
    assert_ok(idempotence_lire(w->db, w->a, who, key, S("a=1"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_NEUVE);
    TX tx = tx_begin(w->db, HERE);
    assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=1"), &i));
    assert_ok(idempotence_repondre(w->db, &i, 201, S("fiche")));
    assert_ok(tx_commit(&tx));
    assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=1"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_DEJA);
    assert_int_equal(i.statut, 201);
    assert_str_equal(i.reponse, S("fiche"));
    assert_ok(idempotence_prendre(w->db, w->a, w->now, who, key, S("a=2"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_AUTRE);
    assert_ok(idempotence_prendre(w->db, w->a, w->now, S("cle:AUTRE"), key, S("a=2"), &i));
    assert_int_equal(i.etat, IDEMPOTENCE_NEUVE);
    assert_ok(idempotence_purger(w->db, w->now, &gone));
    assert_int_equal(gone, 0);
    assert_ok(idempotence_purger(w->db, w->now + 1, &gone));
    assert_int_equal(gone, 2);
}

static void what_is_wrong_is_refused(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *field, *message;
    Date today = date_paris(w->now);
    Activite x = individual("2026-11-20");
    assert_false(activite_faute(&x, today, &field, &message));
#define REFUSED(change, name)                                                                                          \
    do {                                                                                                               \
        x = individual("2026-11-20");                                                                                  \
        change;                                                                                                        \
        assert_true(activite_faute(&x, today, &field, &message));                                                      \
        assert_string_equal(field, name);                                                                              \
    } while (0)
    REFUSED(x.themes = 0, "themes");
    REFUSED(x.demarches = 1, "demarches");
    REFUSED(x.duree_min = 0, "duree");
    REFUSED(x.duree_min = DUREE_MAX + 1, "duree");
    REFUSED(x.jour.days = today.days + 1, "jour");
    REFUSED((x.lieu_type = LIEU_TYPE_DOMICILE, x.commune = S("")), "commune");
    REFUSED(x.anonymes = 2, "carte");
    REFUSED((x.type = ACTIVITE_COLLECTIF, x.anonymes = 0), "participants");
    REFUSED((x.type = ACTIVITE_COLLECTIF, x.nouveaux = 5), "nouveaux");
    Acteur tom = mediateur(w);
    Str uid;
    bool deja;
    x = individual("2026-11-20");
    x.dispositif = DISPOSITIF_AIDANTS_CONNECT;
    assert_err(activite_enregistrer(w->db, w->a, &tom, w->now, w->app.random, &w->voves, &x, STR_NONE, &uid, &deja),
        ERR_FORBIDDEN);
}

static void one_sees_ones_own(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur tom = mediateur(w), zoe = referent(&w->zoe, &w->voves), max = referent(&w->max, &w->brou);
    Activite x = individual("2026-11-20"), read;
    const ActiviteRecherche all = { .type = -1, .dispositif = -1, .theme = -1 };
    const ActiviteLigne *l;
    size_t n;
    int64_t total;
    bool deja;
    Str his = record(w, &tom, &x, STR_NONE, &deja), hers = record(w, &zoe, &x, STR_NONE, &deja);
    assert_ok(activite_ouvrir(w->db, w->a, &tom, his, &read));
    assert_err(activite_ouvrir(w->db, w->a, &tom, hers, &read), ERR_NOT_FOUND);
    assert_ok(activite_ouvrir(w->db, w->a, &zoe, his, &read));
    assert_err(activite_ouvrir(w->db, w->a, &max, his, &read), ERR_NOT_FOUND);
    assert_err(activite_supprimer(w->db, w->a, &max, w->now, his, true, STR_NONE), ERR_NOT_FOUND);
    assert_err(activite_modifier(w->db, w->a, &tom, w->now, hers, 1, &x), ERR_NOT_FOUND);
    assert_ok(activites_lister(w->db, w->a, &tom, &all, 1, &l, &n, &total));
    assert_int_equal(total, 1);
    assert_ok(activites_lister(w->db, w->a, &zoe, &all, 1, &l, &n, &total));
    assert_int_equal(total, 2);
    assert_ok(activites_lister(w->db, w->a, &max, &all, 1, &l, &n, &total));
    assert_int_equal(total, 0);
}

/* ---- two cards, one person ---- */

static int64_t persons(World *w)
{
    const StatQuestion q = { .du = day("2026-01-01"), .au = day("2026-12-31"), .dispositif = -1, .epci = STR_NONE };
    Chiffres kept, raw;
    assert_ok(statistiques(w->db, w->a, &q, false, &kept));
    assert_ok(statistiques(w->db, w->a, &q, true, &raw));
    assert_int_equal(kept.usagers, raw.usagers);
    assert_int_equal(kept.accompagnements, 2);
    return kept.usagers;
}

static int64_t waiting(World *w, StructureId id)
{
    int64_t n = -1;
    assert_ok(rapprochements_ouverts(w->db, w->a, id, &n));
    return n;
}

/* A card of each structure, each seen once, and the proposal that they are one person's. */
static Rapprochement proposed(World *w, const Acteur *max, const Acteur *zoe, Usager *one, Usager *two)
{
    const Rapprochement *l;
    size_t n;
    *one = card(w, max, &w->brou);
    *two = card(w, zoe, &w->voves);
    for (int i = 0; i < 2; i++) {
        bool deja;
        Str uid;
        Activite x = individual("2026-03-02");
        x.anonymes = 0;
        x.suivis = i ? two : one;
        x.suivis_n = 1;
        assert_ok(activite_enregistrer(w->db, w->a, i ? zoe : max, w->now, w->app.random, i ? &w->voves : &w->brou, &x,
            STR_NONE, &uid, &deja));
    }
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, two->id, one->id));
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, one->id, two->id));
    assert_ok(rapprochements_lister(w->db, w->a, max, RAPPROCHEMENT_PROPOSEE, STR_NONE, &l, &n));
    assert_int_equal(n, 1);
    assert_str_equal(l->carte, one->code);
    assert_true(str_is_none(l->autre));
    return *l;
}

static void each_side_says_yes(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Usager one, two;
    const Rapprochement *l;
    size_t n;
    Rapprochement r = proposed(w, &max, &zoe, &one, &two);
    assert_int_equal(persons(w), 2);
    assert_int_equal(waiting(w, (StructureId){ 0 }), 1);
    assert_int_equal(waiting(w, w->brou.id), 1);
    assert_int_equal(usager_fusionner(w->db, w->a, &max, w->now, one.code, two.code), ERR_NOT_FOUND);
    assert_ok(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true));
    assert_ok(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true));
    assert_int_equal(persons(w), 2);
    assert_ok(rapprochements_lister(w->db, w->a, &max, RAPPROCHEMENT_PROPOSEE, one.code, &l, &n));
    assert_true(n == 1 && l->dit);
    assert_int_equal(
        rapprochement_repondre(w->db, w->a, &(Acteur){ .portee = S("structure"), .code = S("zz") }, w->now, r.id, true),
        ERR_NOT_FOUND);
    assert_ok(rapprochement_repondre(w->db, w->a, &zoe, w->now, r.id, true));
    assert_int_equal(persons(w), 1);
    assert_int_equal(waiting(w, (StructureId){ 0 }), 0);
    assert_int_equal(rapprochement_repondre(w->db, w->a, &zoe, w->now, r.id, false), ERR_CONFLICT);
    assert_ok(rapprochement_defaire(w->db, w->a, &zoe, w->now, r.id));
    assert_int_equal(persons(w), 2);
    assert_int_equal(written(w, "carte.separer"), 1);
}

static void one_no_is_enough(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Usager one, two;
    Rapprochement r = proposed(w, &max, &zoe, &one, &two);
    assert_ok(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true));
    assert_ok(rapprochement_repondre(w->db, w->a, &zoe, w->now, r.id, false));
    assert_int_equal(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true), ERR_CONFLICT);
    assert_int_equal(persons(w), 2);
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, one.id, two.id));
    assert_int_equal(waiting(w, (StructureId){ 0 }), 0);
}

static void a_card_that_is_erased_still_counts(void **state)
{
    ACTIVITES w = activites_new(state);
    Acteur max = referent(&w->max, &w->brou), zoe = referent(&w->zoe, &w->voves);
    Usager one, two, read;
    const Usager *l;
    size_t n;
    int64_t total;
    Rapprochement r = proposed(w, &max, &zoe, &one, &two);
    assert_int_equal(usager_effacer(w->db, w->a, &max, w->now, two.code), ERR_NOT_FOUND);
    assert_ok(usager_effacer(w->db, w->a, &zoe, w->now, two.code));
    assert_int_equal(usager_par_code(w->db, w->a, two.code, &read), ERR_NOT_FOUND);
    assert_int_equal(persons(w), 2);
    assert_int_equal(rapprochement_repondre(w->db, w->a, &max, w->now, r.id, true), ERR_CONFLICT);
    assert_ok(usagers_lister(w->db, w->a, &zoe, 1, &l, &n, &total));
    assert_int_equal(total, 0);
    OptI64 last;
    assert_ok(usager_dernier_jour(w->db, w->a, one.id, &last));
    assert_true(last.has && last.v == day("2026-03-02").days);
}

/* ---- pages ---- */

static const char *tom_session(World *w)
{
    return world_session(w, w->tom.id, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, w->voves.uid);
}

/* The address that a form's answer leads to, without what has been done. */
static const char *led_to(World *w, const HttpAnswer *h)
{
    Str to = http_answer_header(h, "Location");
    assert_int_equal(h->status, 303);
    return str_dup(w->a, str_slice(to, 0, str_find(to, 0, S("&fait=")))).p;
}

static void a_person_is_recorded_from_the_page(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = tom_session(w);
    HttpAnswer h = get(w, tom, "/activites");
    has(&h, "Aucune fiche encore");
    h = get(w, tom, "/activites/saisir");
    assert_int_equal(h.status, 200);
    has(&h, "Saisir un accompagnement");
    h = post(w, tom, "/activites/saisir", "type=individuel&duree=&jour=2026-11-20&dispositif=autre");
    assert_int_equal(h.status, 400);
    has(&h, "Choisissez au moins un thème");
    h = post(w, tom, "/activites/saisir",
        "type=individuel&duree=30&jour=2026-11-20&dispositif=aidants_connect&themes=email&carte=ABCD");
    assert_int_equal(h.status, 400);
    has(&h, "n’agit pas sous ce dispositif");
    has(&h, "n’est le code d’aucune carte");
    const char *said = "type=individuel&duree=30&jour=2026-11-20&dispositif=autre&themes=email&themes=sante&regle=1"
                       "&satisfaction=5&faire_carte=1&cle=abc&note=Rappeler+lundi";
    h = post(w, tom, "/activites/saisir", said);
    const char *sheet = led_to(w, &h);
    h = post(w, tom, "/activites/saisir", said);   /* sent twice: once is enough */
    assert_string_equal(led_to(w, &h), sheet);
    assert_true(str_has(http_answer_header(&h, "Location"), S("fait=deja")));
    h = get(w, tom, sheet);
    has(&h, "E-mail, Santé");
    has(&h, "Réglé en un seul rendez-vous");
    has(&h, "5 sur 5");
    has(&h, "Rappeler lundi");
    has(&h, "Carte");
    h = get(w, tom, "/activites?theme=sante");
    has(&h, "20 novembre 2026");
    h = get(w, tom, "/activites?theme=bureautique");
    has(&h, "Aucune fiche ne répond");
    h = get(w, tom, "/activites/saisir");          /* filled with what was said last time, but of whom */
    has(&h, "Repris de votre dernière fiche");
    has(&h, "value=\"30\"");
    has_not(&h, "Rappeler lundi");
}

static void a_workshop_is_corrected_taken_away_and_back(void **state)
{
    ACTIVITES w = activites_new(state);
    const char *tom = tom_session(w);
    const char *max = world_session(w, w->max.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->brou.uid);
    HttpAnswer h = get(w, tom, "/activites/saisir?type=collectif");
    has(&h, "Saisir un atelier");
    h = post(w, tom, "/activites/saisir",
        "type=collectif&titre=Bien+choisir+ses+mots+de+passe&duree=120&jour=2026-11-20&dispositif=autre"
        "&themes=securite_numerique&participants=12&nouveaux=13");
    assert_int_equal(h.status, 400);
    has(&h, "plus de personnes nouvelles");
    h = post(w, tom, "/activites/saisir",
        "type=collectif&titre=Bien+choisir+ses+mots+de+passe&duree=120&jour=2026-11-20&dispositif=autre"
        "&themes=securite_numerique&participants=12&nouveaux=5");
    const char *sheet = led_to(w, &h);
    const char *uid = strchr(sheet, '=') + 1;
    h = get(w, max, sheet);
    assert_int_equal(h.status, 404);
    h = post(w, max, "/activites/supprimer", str_format(w->a, "fiche=%s", uid).p);
    assert_int_equal(h.status, 404);
    h = get(w, tom, str_format(w->a, "/activites/modifier?fiche=%s", uid).p);
    has(&h, "Bien choisir ses mots de passe");
    const char *corrected = str_format(w->a,
        "fiche=%s&version=1&type=collectif&titre=Mots+de+passe&duree=90&jour=2026-11-20&dispositif=autre"
        "&themes=securite_numerique&participants=10",
        uid)
                                .p;
    h = post(w, tom, "/activites/modifier", corrected);
    assert_string_equal(led_to(w, &h), sheet);
    h = post(w, tom, "/activites/modifier", corrected);
    assert_int_equal(h.status, 409);
    h = get(w, tom, "/statistiques?du=2026-11-01&au=2026-11-30");
    has(&h, "10 accompagnements du 1er novembre 2026 au 30 novembre 2026");
    has(&h, "Vos fiches seulement");
    h = get(w, max, "/statistiques?du=2026-11-01&au=2026-11-30");
    has(&h, "Rien n’a été saisi");
    h = post(w, tom, "/activites/supprimer", str_format(w->a, "fiche=%s", uid).p);
    assert_string_equal(led_to(w, &h), sheet);
    h = get(w, tom, sheet);
    has(&h, "Rétablir cette fiche");
    h = get(w, tom, "/statistiques?du=2026-11-01&au=2026-11-30");
    has(&h, "Rien n’a été saisi");
    h = post(w, tom, "/activites/retablir", str_format(w->a, "fiche=%s", uid).p);
    h = get(w, tom, sheet);
    has(&h, "Corrigée le");
    has(&h, "personnes (10 au lieu de 12)");
    has(&h, "Rétablie le");
    h = get(w, tom, "/statistiques.csv?du=2026-11-01&au=2026-11-30&par=theme");
    has(&h, "securite_numerique,Prévention en sécurité numérique,10");
    has(&h, "total,Total,10");
    h = get(w, NULL, "/chiffres?annee=2026"); /* fewer than eleven: hidden from the public */
    has(&h, "Moins de 11 accompagnements ou usagers en 2026");
    h = get(w, NULL, "/statistiques/definitions");
    has(&h, "individuels + participations");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(words_are_those_of_the_national_tool),
        cmocka_unit_test(a_code_shows_any_slip),
        cmocka_unit_test(what_a_file_said_is_in_the_history),
        cmocka_unit_test(a_record_is_written_once),
        cmocka_unit_test(a_key_is_taken_once),
        cmocka_unit_test(what_is_wrong_is_refused),
        cmocka_unit_test(one_sees_ones_own),
        cmocka_unit_test(each_side_says_yes),
        cmocka_unit_test(one_no_is_enough),
        cmocka_unit_test(a_card_that_is_erased_still_counts),
        cmocka_unit_test(a_person_is_recorded_from_the_page),
        cmocka_unit_test(a_workshop_is_corrected_taken_away_and_back),
    };
    return SUITE_MAIN("activites", true, all);
}
