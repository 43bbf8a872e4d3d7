// SPDX-License-Identifier: AGPL-3.0-or-later
/* People, roles in a scope, structures; who sees and changes whom. */
#include "domain/acteurs/acteurs.h"

#include "domain/journal/journal.h"
#include "support/suite.h"

enum { NOW = 1795435200 };

static RandomSeed seed = { .seed = 28 };

typedef struct Monde {
    Arena *a;
    Db *db;
    Structure brou, broue;                         /* look alike: another département, the same name */
    PersonneId lea, max, zoe;                      /* administrateur; référent of brou; médiatrice of broue */
} Monde;

static PersonneId person(Monde *m, const char *courriel, const char *nom, const char *prenom)
{
    PersonneId id = { 0 };
    assert_ok(personne_creer(m->db, m->a, NULL, NOW, random_seeded(&seed), str_from(courriel), str_from(nom),
        str_from(prenom), &id));
    assert_ok(personne_connectee(m->db, m->a, NOW, id));
    return id;
}

static Structure structure(Monde *m, const char *nom, const char *commune)
{
    Structure s = { 0 };
    assert_ok(structure_creer(m->db, m->a, NULL, NOW, random_seeded(&seed),
        &(StructureTextes){ str_from(nom), STR_NONE, str_from(commune), S("france-services") }, &s));
    return s;
}

static void monde(void **state, Monde *m)
{
    *m = (Monde){ .a = arena_new(64 * MIB), .db = test_db(state) };
    m->brou = structure(m, "Mairie de Brou", "28061");
    m->broue = structure(m, "Mairie de Brou", "37038");
    m->lea = person(m, " Lea.Martin@Exemple.FR ", "Martin", "Léa");
    m->max = person(m, "max@exemple.fr", "Dupont", "Max");
    m->zoe = person(m, "zoe@exemple.fr", "Dupont", "Zoé");
    assert_ok(role_donner(m->db, m->a, NULL, NOW, m->lea, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, STR_NONE));
    assert_ok(role_donner(m->db, m->a, NULL, NOW, m->max, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, m->brou.uid));
    assert_ok(role_donner(m->db, m->a, NULL, NOW, m->zoe, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, m->broue.uid));
}

static Acteur acting(Monde *m, PersonneId id)
{
    const RoleTenu *roles = NULL;
    size_t n = 0;
    Acteur who = { 0 };
    assert_ok(roles_de(m->db, m->a, id, &roles, &n));
    assert_ok(acteur_de(m->db, m->a, id, n ? roles[0].id : (RoleTenuId){ 0 }, &who));
    return who;
}

static void addresses(void **state)
{
    static const struct {
        const char *typed, *stored;
    } cases[] = {
        { " Léa@exemple.fr", NULL },
        { "Lea.M+x@Exemple.FR\n", "lea.m+x@exemple.fr" },
        { "a@b", NULL },
        { "a@b.c", "a@b.c" },
        { "@b.c", NULL },
        { "a@", NULL },
        { "a@b..c", NULL },
        { "a@b.c.", NULL },
        { "a..b@c.d", NULL },
        { ".a@c.d", NULL },
        { "a@-b.c", NULL },
        { "a b@c.d", NULL },
        { "a@b@c.d", NULL },
        { "", NULL },
        { "o'neil@c-d.fr", "o'neil@c-d.fr" },
    };
    ARENA a = arena_new(MIB);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = courriel_normal(a, str_from(cases[i].typed));
        assert_int_equal(str_is_none(got), cases[i].stored == NULL);
        assert_str_equal(got, str_from(cases[i].stored));
    }
    char long_one[300];
    for (size_t i = 0; i < sizeof long_one; i++)
        long_one[i] = i % 50 == 49 ? '.' : 'a';
    long_one[20] = '@';
    assert_true(str_is_none(courriel_normal(a, str_of(long_one, 255))));
    assert_false(str_is_none(courriel_normal(a, str_of(long_one, 254))));
}

static void a_person_comes_and_goes(void **state)
{
    Monde m;
    Personne p;
    PersonneId other;
    monde(state, &m);
    assert_ok(personne_par_courriel(m.db, m.a, S("LEA.martin@exemple.fr "), &p));
    assert_int_equal(p.id.v, m.lea.v);
    assert_int_equal(p.uid.n, 26);
    assert_str_equal(p.etat, S("active"));
    assert_int_equal(p.derniere_connexion_at.v, NOW);
    assert_err(personne_creer(m.db, m.a, NULL, NOW, random_seeded(&seed), S("MAX@exemple.fr"), S("X"), S(""), &other),
        ERR_CONFLICT);
    assert_err(personne_creer(m.db, m.a, NULL, NOW, random_seeded(&seed), S("max"), S("X"), S(""), &other),
        ERR_INVALID);
    Acteur lea = acting(&m, m.lea);
    assert_ok(personne_suspendre(m.db, m.a, &lea, NOW, m.max, true));
    assert_err(personne_suspendre(m.db, m.a, &lea, NOW, m.max, true), ERR_CONFLICT);
    assert_err(acteur_de(m.db, m.a, m.max, (RoleTenuId){ 0 }, &lea), ERR_NOT_FOUND);
    assert_err(personne_connectee(m.db, m.a, NOW, m.max), ERR_CONFLICT);
    assert_ok(personne_suspendre(m.db, m.a, &lea, NOW, m.max, false));
    assert_ok(personne_effacer(m.db, m.a, &lea, NOW, m.max));
    assert_err(personne_effacer(m.db, m.a, &lea, NOW, m.max), ERR_CONFLICT);
    assert_ok(personne_par_id(m.db, m.a, m.max, &p));
    assert_int_equal(p.nom.n + p.prenom.n + p.courriel.n + p.telephone.n + p.fonction.n, 0);
    assert_ok(personne_creer(m.db, m.a, &lea, NOW, random_seeded(&seed), S("max@exemple.fr"), S("X"), S(""), &other));
    arena_free(m.a);
}

static void texts_are_checked(void **state)
{
    Monde m;
    Personne p;
    monde(state, &m);
    Acteur max = acting(&m, m.max);
    PersonneTextes t = { S("Dupond"), S("Max"), S("Agent d’accueil"), S("02 37 00 00 00") };
    assert_ok(personne_par_id(m.db, m.a, m.max, &p));
    assert_ok(personne_modifier(m.db, m.a, &max, NOW + 5, m.max, p.version, &t));
    assert_err(personne_modifier(m.db, m.a, &max, NOW + 5, m.max, p.version, &t), ERR_CONFLICT);
    assert_err(personne_modifier(m.db, m.a, &max, NOW + 5, m.zoe, p.version, &t), ERR_NOT_FOUND);
    t.nom = S("");
    assert_err(personne_modifier(m.db, m.a, &max, NOW + 5, m.max, p.version + 1, &t), ERR_INVALID);
    assert_err(personne_changer_courriel(m.db, m.a, &max, NOW, m.max, S("m@exemple.fr")), ERR_FORBIDDEN);
    Acteur lea = acting(&m, m.lea);
    assert_err(personne_changer_courriel(m.db, m.a, &lea, NOW, m.max, S("ZOE@exemple.fr")), ERR_CONFLICT);
    assert_ok(personne_changer_courriel(m.db, m.a, &lea, NOW, m.max, S("max@exemple.fr")));
    assert_ok(personne_garder_preferences(m.db, m.max, S("texte-grand")));
    assert_ok(personne_par_id(m.db, m.a, m.max, &p));
    assert_str_equal(p.nom, S("Dupond"));
    assert_str_equal(p.preferences, S("texte-grand"));
    arena_free(m.a);
}

static void roles_are_held_in_a_scope(void **state)
{
    Monde m;
    const RoleTenu *roles = NULL;
    size_t n = 0;
    monde(state, &m);
    assert_err(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, m.brou.uid),
        ERR_CONFLICT);
    assert_err(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_REFERENT, PORTEE_DEPARTEMENT, S("28")), ERR_INVALID);
    assert_err(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_COORDINATEUR, PORTEE_EPCI, S("28")), ERR_INVALID);
    assert_err(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("100")),
        ERR_INVALID);
    assert_err(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, S("inconnue")),
        ERR_INVALID);
    assert_err(role_donner(m.db, m.a, NULL, NOW, m.max, ROLES_N, PORTEE_INSTANCE, S("")), ERR_INVALID);
    assert_ok(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28")));
    assert_ok(roles_de(m.db, m.a, m.max, &roles, &n));
    assert_int_equal(n, 2);
    assert_str_equal(roles[0].portee_montree, S("Mairie de Brou"));
    Acteur who;
    assert_ok(acteur_de(m.db, m.a, m.max, roles[1].id, &who));
    assert_int_equal(who.role, ROLE_COORDINATEUR);
    assert_str_equal(who.code, S("28"));
    assert_str_equal(who.nom, S("Max Dupont"));
    assert_err(acteur_de(m.db, m.a, m.zoe, roles[1].id, &who), ERR_NOT_FOUND);   /* somebody else's */
    assert_ok(role_retirer(m.db, m.a, NULL, NOW + 1, roles[1].id));
    assert_err(acteur_de(m.db, m.a, m.max, roles[1].id, &who), ERR_NOT_FOUND);
    assert_err(role_retirer(m.db, m.a, NULL, NOW + 1, roles[1].id), ERR_NOT_FOUND);
    assert_ok(role_donner(m.db, m.a, NULL, NOW + 2, m.max, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28")));
    arena_free(m.a);
}

static void each_gives_what_its_role_may(void **state)
{
    Monde m;
    monde(state, &m);
    Acteur lea = acting(&m, m.lea), max = acting(&m, m.max), zoe = acting(&m, m.zoe);
    PersonneId ada = person(&m, "ada@exemple.fr", "Ada", "");
    assert_err(role_donner(m.db, m.a, &zoe, NOW, ada, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, m.broue.uid),
        ERR_FORBIDDEN);
    assert_err(role_donner(m.db, m.a, &max, NOW, ada, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S("")), ERR_FORBIDDEN);
    assert_err(role_donner(m.db, m.a, &max, NOW, ada, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, m.broue.uid),
        ERR_NOT_FOUND);
    assert_ok(role_donner(m.db, m.a, &max, NOW, ada, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, m.brou.uid));
    assert_err(role_donner(m.db, m.a, &max, NOW, m.zoe, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, m.brou.uid),
        ERR_NOT_FOUND);
    assert_ok(role_donner(m.db, m.a, &lea, NOW, m.zoe, ROLE_RANG_COORDINATEUR, PORTEE_DEPARTEMENT, S("28")));
    const RoleTenu *roles = NULL;
    size_t n = 0;
    assert_ok(roles_de(m.db, m.a, m.lea, &roles, &n));
    assert_err(role_retirer(m.db, m.a, &lea, NOW, roles[0].id), ERR_CONFLICT);   /* the last administrator */
    assert_err(personne_suspendre(m.db, m.a, &lea, NOW, m.lea, true), ERR_CONFLICT);
    assert_err(personne_effacer(m.db, m.a, &lea, NOW, m.lea), ERR_CONFLICT);
    assert_ok(role_donner(m.db, m.a, &lea, NOW, ada, ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, S("")));
    assert_ok(role_retirer(m.db, m.a, &lea, NOW, roles[0].id));
    arena_free(m.a);
}

/* Lists and counts of one structure never show the look-alike of the other. */
static void lists_stay_in_their_scope(void **state)
{
    Monde m;
    const PersonneLigne *p = NULL;
    const StructureLigne *s = NULL;
    size_t n = 0;
    int64_t total = 0;
    monde(state, &m);
    Acteur lea = acting(&m, m.lea), max = acting(&m, m.max), zoe = acting(&m, m.zoe);
    assert_ok(personnes_chercher(m.db, m.a, &lea, S("dupont"), STR_NONE, 1, &p, &n, &total));
    assert_int_equal(total, 2);
    assert_str_equal(p[0].roles, S("Référent de structure (Mairie de Brou)"));
    assert_str_equal(p[1].prenom, S("Zoé"));
    assert_ok(personnes_chercher(m.db, m.a, &max, S("Dupont"), STR_NONE, 1, &p, &n, &total));
    assert_int_equal(total, 1);
    assert_int_equal(p[0].id.v, m.max.v);
    assert_ok(personnes_chercher(m.db, m.a, &max, S("zoe@exemple.fr"), STR_NONE, 1, &p, &n, &total));
    assert_int_equal(total + (int64_t)n, 0);
    assert_ok(personnes_chercher(m.db, m.a, &lea, S("ZOE@exemple.fr"), S("active"), 1, &p, &n, &total));
    assert_int_equal(total, 1);
    assert_ok(personnes_chercher(m.db, m.a, &lea, S("%"), S("suspendue"), 1, &p, &n, &total));
    assert_int_equal(total, 0);
    assert_ok(structures_chercher(m.db, m.a, &lea, S("mairie"), 1, &s, &n, &total));
    assert_int_equal(total, 2);
    assert_ok(structures_chercher(m.db, m.a, &zoe, STR_NONE, 1, &s, &n, &total));
    assert_int_equal(total, 1);
    assert_str_equal(s[0].uid, m.broue.uid);
    assert_int_equal(s[0].personnes, 1);
    bool covered = true;
    assert_ok(acteur_couvre_personne(m.db, m.a, &max, m.zoe, &covered));
    assert_false(covered);
    assert_ok(acteur_couvre_personne(m.db, m.a, &zoe, m.zoe, &covered));
    assert_true(covered);
    Acteur nobody = { .personne_id = m.zoe.v };
    assert_ok(personnes_chercher(m.db, m.a, &nobody, STR_NONE, STR_NONE, 1, &p, &n, &total));
    assert_int_equal(total, 1);                    /* herself */
    assert_ok(structures_chercher(m.db, m.a, &nobody, STR_NONE, 1, &s, &n, &total));
    assert_int_equal(total, 0);
    Structure seen;
    assert_err(structure_ouvrir(m.db, m.a, &max, m.broue.uid, &seen), ERR_NOT_FOUND);
    assert_err(structure_ouvrir(m.db, m.a, &max, S("inconnue"), &seen), ERR_NOT_FOUND);
    arena_free(m.a);
}

static void structures_are_checked(void **state)
{
    Monde m;
    Structure s, again;
    const StructureProche *near = NULL;
    size_t n = 0;
    monde(state, &m);
    Acteur lea = acting(&m, m.lea), max = acting(&m, m.max);
    StructureTextes t = { S("  France Services de Brou "), S("130 025 265 00013"), S("28061"),
        S("france-services|aidants-connect") };
    assert_ok(structure_creer(m.db, m.a, &lea, NOW, random_seeded(&seed), &t, &s));
    assert_str_equal(s.nom, S("France Services de Brou"));
    assert_str_equal(s.siret, S("13002526500013"));
    assert_str_equal(s.departement, S("28"));
    assert_err(structure_creer(m.db, m.a, &lea, NOW, random_seeded(&seed), &t, &again), ERR_CONFLICT);
    assert_ok(structures_proches(m.db, m.a, &t, (StructureId){ 0 }, &near, &n));
    assert_int_equal(n, 1);
    t.siret = S("130 025 265 00014");
    assert_err(structure_creer(m.db, m.a, &lea, NOW, random_seeded(&seed), &t, &again), ERR_INVALID);
    t.siret = S("");
    t.dispositifs = S("autre|inconnu");
    assert_err(structure_creer(m.db, m.a, &lea, NOW, random_seeded(&seed), &t, &again), ERR_INVALID);
    t.dispositifs = S("");
    assert_err(structure_creer(m.db, m.a, &max, NOW, random_seeded(&seed), &t, &again), ERR_FORBIDDEN);
    assert_err(structure_modifier(m.db, m.a, &max, NOW, s.id, s.version, &t), ERR_NOT_FOUND);
    assert_ok(structure_modifier(m.db, m.a, &lea, NOW, s.id, s.version, &t));
    assert_err(structure_modifier(m.db, m.a, &lea, NOW, s.id, s.version, &t), ERR_CONFLICT);
    assert_ok(structure_par_uid(m.db, m.a, s.uid, &again));
    assert_true(str_is_none(again.siret));
    arena_free(m.a);
}

static void two_structures_become_one(void **state)
{
    Monde m;
    FusionApercu f;
    const RoleTenu *roles = NULL;
    const Str *lieux = NULL;
    size_t n = 0;
    monde(state, &m);
    Structure old = structure(&m, "Mairie Brou", "28061"), older = structure(&m, "Commune de Brou", "28061");
    assert_ok(role_donner(m.db, m.a, NULL, NOW, m.max, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, old.uid));
    assert_ok(role_donner(m.db, m.a, NULL, NOW, m.zoe, ROLE_RANG_PRESCRIPTEUR, PORTEE_STRUCTURE, old.uid));
    assert_ok(structure_lier(m.db, m.a, NULL, NOW, old.id, S("lieu-1"), true));
    assert_ok(structure_lier(m.db, m.a, NULL, NOW, old.id, S("lieu-2"), true));
    assert_ok(structure_lier(m.db, m.a, NULL, NOW, m.brou.id, S("lieu-2"), true));
    assert_ok(structure_fusionner(m.db, m.a, NULL, NOW, older.id, old.id));
    assert_ok(structure_fusion_apercu(m.db, m.a, old.id, m.brou.id, &f));
    assert_int_equal(f.roles, 2);
    assert_int_equal(f.roles_doubles, 1);
    assert_int_equal(f.lieux, 2);
    assert_int_equal(f.lieux_doubles, 1);
    Acteur max = acting(&m, m.max), lea = acting(&m, m.lea);
    assert_err(structure_fusionner(m.db, m.a, &max, NOW, m.brou.id, m.broue.id), ERR_NOT_FOUND);
    assert_err(structure_fusionner(m.db, m.a, &lea, NOW, m.brou.id, m.brou.id), ERR_CONFLICT);
    assert_ok(structure_fusionner(m.db, m.a, &lea, NOW, old.id, m.brou.id));
    assert_err(structure_fusionner(m.db, m.a, &lea, NOW, old.id, m.brou.id), ERR_CONFLICT);
    assert_ok(roles_de(m.db, m.a, m.max, &roles, &n));
    assert_int_equal(n, 1);
    assert_ok(roles_de(m.db, m.a, m.zoe, &roles, &n));
    assert_int_equal(n, 2);
    assert_str_equal(roles[1].code, m.brou.uid);
    assert_ok(structure_lieux(m.db, m.a, m.brou.id, &lieux, &n));
    assert_int_equal(n, 2);
    Structure s;
    assert_ok(structure_ouvrir(m.db, m.a, &max, old.uid, &s));
    assert_str_equal(s.uid, m.brou.uid);
    assert_ok(structure_ouvrir(m.db, m.a, &max, older.uid, &s));   /* merged into one that merged */
    assert_str_equal(s.uid, m.brou.uid);
    arena_free(m.a);
}

/* Each change is told once, with ids only. */
static void the_journal_tells(void **state)
{
    Monde m;
    Personne p;
    const JournalLigne *l = NULL;
    size_t n = 0;
    int64_t total = 0;
    monde(state, &m);
    Acteur lea = acting(&m, m.lea);
    assert_ok(personne_par_id(m.db, m.a, m.zoe, &p));
    Str objet = personne_objet(m.a, p.uid);
    assert_ok(personne_suspendre(m.db, m.a, &lea, NOW + 9, m.zoe, true));
    assert_ok(journal_chercher(m.db, m.a, &(JournalRecherche){ .objet = objet }, 1, &l, &n, &total));
    assert_int_equal(total, 4);
    assert_str_equal(l[0].action, S("personne.suspendre"));
    assert_str_equal(l[0].role, S("administrateur"));
    assert_int_equal(l[0].personne_id.v, m.lea.v);
    assert_str_equal(l[1].action, S("role.donner"));
    assert_false(l[1].personne_id.has);
    assert_str_equal(l[3].action, S("personne.creer"));
    arena_free(m.a);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(addresses),
        cmocka_unit_test(a_person_comes_and_goes),
        cmocka_unit_test(texts_are_checked),
        cmocka_unit_test(roles_are_held_in_a_scope),
        cmocka_unit_test(each_gives_what_its_role_may),
        cmocka_unit_test(lists_stay_in_their_scope),
        cmocka_unit_test(structures_are_checked),
        cmocka_unit_test(two_structures_become_one),
        cmocka_unit_test(the_journal_tells),
    };
    return SUITE_MAIN("acteurs", true, all);
}
