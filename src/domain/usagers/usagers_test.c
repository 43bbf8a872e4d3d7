// SPDX-License-Identifier: AGPL-3.0-or-later
/* Names sealed, fingerprinted, proposed, forgotten; cards on paper; the pages; both engines. */
#include <string.h>

#include "core/job/job.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/usagers/usagers_web.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_usagers, NULL };

static World *usagers_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    w->app.assets = assets;
    return w;
}
#define USAGERS WORLD

static Acteur acts(const Personne *p, const Structure *s)
{
    return (Acteur){ .personne_id = p->id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = s->uid,
        .role_cle = S("referent") };
}

static Usager card(World *w, const Acteur *par, const Structure *s)
{
    Usager made;
    const Usager x = { .genre = S(""), .statut = S(""), .commune = S("") };
    assert_ok(usager_creer(w->db, w->a, par, w->now, w->app.random, s, &x, &made));
    return made;
}

static UsagerIdentite eva(void)
{
    return (UsagerIdentite){ .prenom = S("Éva"),
        .nom = S("Le Gall"),
        .naissance = { true, 1950 },
        .base = usager_bases[0].value,
        .informe = date_from_ymd(2026, 11, 2) };
}

static void allow(World *w, const Acteur *par, const Structure *s)
{
    const UsagerReglage rule = { true, usager_bases[0].value };
    assert_ok(usager_regler(w->db, par, w->now, s, &rule));
}

/* ---- the fingerprint ---- */

static void one_identity_has_one_fingerprint(void **state)
{
    USAGERS w = usagers_new(state);
    UsagerIdentite x = eva();
    Str first = usager_identite_empreinte(w->a, w->app.keys, &x);
    static const char *const same[][2] = { { "EVA", "LE GALL" }, { "eva", "Le-Gall" }, { "Le Gall", "Éva" },
        { " Éva ", "Lé  Gâll" } };
    static const char *const others[][2] = { { "Ève", "Le Gall" }, { "Éva", "Legall" }, { "Éva", "Le Galle" } };
    assert_int_equal(first.n, 64);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        x.prenom = str_from(same[i][0]);
        x.nom = str_from(same[i][1]);
        assert_str_equal(usager_identite_empreinte(w->a, w->app.keys, &x), first);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        x.prenom = str_from(others[i][0]);
        x.nom = str_from(others[i][1]);
        assert_false(str_eq(usager_identite_empreinte(w->a, w->app.keys, &x), first));
    }
    x = eva();
    x.naissance.v = 1951;
    assert_false(str_eq(usager_identite_empreinte(w->a, w->app.keys, &x), first));
    x.naissance.has = false;
    assert_true(str_is_none(usager_identite_empreinte(w->a, w->app.keys, &x)));
    x = eva();
    Keys other;
    keys_derive((const uint8_t[KEY_BYTES]){ 99 }, &other);
    assert_false(str_eq(usager_identite_empreinte(w->a, &other, &x), first));
    x.prenom = S("1");
    x.nom = S("-");
    assert_true(str_is_none(usager_identite_empreinte(w->a, w->app.keys, &x)));
}

/* ---- names ---- */

static void a_name_is_sealed_and_stays_in_its_structure(void **state)
{
    USAGERS w = usagers_new(state);
    Acteur max = acts(&w->max, &w->brou), zoe = acts(&w->zoe, &w->voves);
    Usager u = card(w, &max, &w->brou);
    UsagerIdentite x = eva(), read;
    assert_int_equal(usager_identite_ecrire(w->db, w->a, w->app.keys, &max, w->now, &u, &x), ERR_FORBIDDEN);
    assert_int_equal(usager_regler(w->db, &zoe, w->now, &w->brou, &(UsagerReglage){ true, usager_bases[0].value }),
        ERR_NOT_FOUND);
    allow(w, &max, &w->brou);
    assert_int_equal(usager_identite_ecrire(w->db, w->a, w->app.keys, &zoe, w->now, &u, &x), ERR_NOT_FOUND);
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &max, w->now, &u, &x));
    assert_ok(usager_identite_lire(w->db, w->a, w->app.keys, &max, &u, &read));
    assert_str_equal(read.prenom, S("Éva"));
    assert_str_equal(read.nom, S("Le Gall"));
    assert_true(read.naissance.has && read.naissance.v == 1950);
    assert_int_equal(usager_identite_lire(w->db, w->a, w->app.keys, &zoe, &u, &read), ERR_NOT_FOUND);
    x.partage = true;
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &max, w->now, &u, &x));
    assert_ok(usager_identite_lire(w->db, w->a, w->app.keys, &zoe, &u, &read));
    Keys other;
    keys_derive((const uint8_t[KEY_BYTES]){ 99 }, &other);
    assert_int_equal(usager_identite_lire(w->db, w->a, &other, &max, &u, &read), ERR_INTERNAL);
    assert_int_equal(usager_identite_oublier(w->db, w->a, &zoe, w->now, &u), ERR_NOT_FOUND);
    assert_ok(usager_identite_oublier(w->db, w->a, &max, w->now, &u));
    assert_int_equal(usager_identite_lire(w->db, w->a, w->app.keys, &max, &u, &read), ERR_NOT_FOUND);
    assert_int_equal(written(w, "usager.nommer"), 2);
    assert_int_equal(written(w, "usager.oublier"), 1);
}

static void the_same_name_is_proposed_once(void **state)
{
    USAGERS w = usagers_new(state);
    Acteur max = acts(&w->max, &w->brou), zoe = acts(&w->zoe, &w->voves);
    Usager one = card(w, &max, &w->brou), two = card(w, &zoe, &w->voves), far = card(w, &zoe, &w->voves);
    UsagerIdentite x = eva();
    int64_t n = -1;
    allow(w, &max, &w->brou);
    allow(w, &zoe, &w->voves);
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &max, w->now, &one, &x));
    x.nom = S("LE-GALL");
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &zoe, w->now, &two, &x));
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &zoe, w->now, &two, &x));
    x.naissance.v = 1951;
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &zoe, w->now, &far, &x));
    assert_ok(rapprochements_ouverts(w->db, w->a, (StructureId){ 0 }, &n));
    assert_int_equal(n, 1);
}

static void names_go_24_months_after_the_last_contact(void **state)
{
    USAGERS w = usagers_new(state);
    Acteur max = acts(&w->max, &w->brou);
    Usager gone = card(w, &max, &w->brou), seen = card(w, &max, &w->brou);
    UsagerIdentite x = eva(), read;
    int64_t n = -1, at = w->now;
    bool deja;
    Str uid;
    allow(w, &max, &w->brou);
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &max, at, &gone, &x));
    x.nom = S("Petit");
    assert_ok(usager_identite_ecrire(w->db, w->a, w->app.keys, &max, at, &seen, &x));
    Activite later = { .dispositif = DISPOSITIF_AUTRE,
        .jour = date_from_ymd(2027, 1, 5),
        .duree_min = 30,
        .lieu = S(""),
        .commune = S(""),
        .epci = S(""),
        .themes = 1,
        .titre = S(""),
        .note = S(""),
        .redirection = -1,
        .orientation = S(""),
        .suivis = &seen,
        .suivis_n = 1,
        .source = S("") };
    w->now = at + 60LL * DAY;
    assert_ok(activite_enregistrer(w->db, w->a, &max, w->now, w->app.random, &w->brou, &later, STR_NONE, &uid, &deja));
    assert_ok(usager_identites_conserver(w->db, w->a, at + 729LL * DAY, &n)); /* 2028-11-21 */
    assert_int_equal(n, 0);
    assert_ok(usager_identites_conserver(w->db, w->a, at + 731LL * DAY, &n)); /* 2028-11-23, 24 months to the day */
    assert_int_equal(n, 1);
    assert_int_equal(usager_identite_lire(w->db, w->a, w->app.keys, &max, &gone, &read), ERR_NOT_FOUND);
    assert_ok(usager_identite_lire(w->db, w->a, w->app.keys, &max, &seen, &read));
    assert_ok(
        usager_identites_conserver(w->db, w->a, at + 800LL * DAY, &n)); /* 2029-01-31: after the record of 2027-01-05 */
    assert_int_equal(n, 1);
    assert_int_equal(slice_usagers.jobs[0].every_s, DAY);
}

/* ---- pages ---- */

static const char *pair(World *w, const char *fmt, const Usager *one, const Usager *other)
{
    return str_replace(w->a, str_from(url(w, fmt, one->code)), S("AUTRE"), other->code).p;
}

static const char *max_session(World *w)
{
    return world_session(w, w->max.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->brou.uid);
}

static void a_slip_is_told(void **state)
{
    USAGERS w = usagers_new(state);
    Acteur max = acts(&w->max, &w->brou);
    Usager u = card(w, &max, &w->brou);
    const char *session = max_session(w);
    char wrong[CODE_CARTE + 1] = { 0 };
    memcpy(wrong, u.code.p, CODE_CARTE);
    wrong[2] = wrong[2] == '7' ? '8' : '7';
    HttpAnswer h = get(w, session, url(w, "/usagers?code=UID", str_from(wrong)));
    has(&h, "faute de frappe");
    h = get(w, session, url(w, "/usagers?code=UID", u.code));
    leads_to(&h, url(w, "/usagers/carte?code=UID", u.code));
    h = get(w, session, "/usagers?code=2222-2222");
    has(&h, "aucune carte ne le porte");
    h = get(w, session, "/usagers");
    has(&h, carte_montree(w->a, u.code).p);
    h = get(w, session, url(w, "/usagers/carte?code=UID", str_from(wrong)));
    assert_int_equal(h.status, 404);
}

static void cards_are_made_and_printed(void **state)
{
    USAGERS w = usagers_new(state);
    const char *session = max_session(w);
    HttpAnswer h = post(w, session, "/usagers", "nombre=3");
    leads_to(&h, url(w, "/usagers?structure=UID&derniers=3&fait=faites", w->brou.uid));
    assert_int_equal(written(w, "carte.creer"), 3);
    h = get(w, session, "/usagers/cartes.pdf?derniers=3");
    assert_int_equal(h.status, 200);
    assert_memory_equal(h.body.p, "%PDF", 4);
    h = post(w, session, "/usagers", "nombre=51");
    assert_int_equal(h.status, 422);
    assert_int_equal(written(w, "carte.creer"), 3);
    h = get(w, world_session(w, w->zoe.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->voves.uid), "/usagers/cartes.pdf");
    assert_int_equal(h.status, 404);
}

static void somebody_is_named_from_the_page(void **state)
{
    USAGERS w = usagers_new(state);
    Acteur max = acts(&w->max, &w->brou);
    Usager u = card(w, &max, &w->brou);
    const char *session = max_session(w);
    const char *page = url(w, "/usagers/carte?code=UID", u.code);
    const char *sent = url(w, "code=UID&prenom=%C3%89va&nom=Le+Gall&naissance=1950&base=mission&informe=2026-11-02",
        u.code);
    HttpAnswer h = get(w, session, page);
    has(&h, "n’écrit pas de nom");
    h = post(w, session, "/usagers/nommer", sent);
    assert_int_equal(h.status, 403);
    h = post(w, session, "/usagers/reglage", "nommer=1&base=mission");
    leads_to(&h, url(w, "/usagers/reglage?structure=UID&fait=reglage", w->brou.uid));
    h = post(w, session, "/usagers/nommer", url(w, "code=UID&prenom=%C3%89va&nom=", u.code));
    assert_int_equal(h.status, 422);
    has(&h, "obligatoire");
    h = post(w, session, "/usagers/nommer", sent);
    leads_to(&h, url(w, "/usagers/carte?code=UID&fait=nommee", u.code));
    h = get(w, session, page);
    has(&h, "Le Gall");
    assert_int_equal(written(w, "usager.voir"), 1);
    const char *zoe = world_session(w, w->zoe.id, ROLE_RANG_REFERENT, PORTEE_STRUCTURE, w->voves.uid);
    h = get(w, zoe, page);
    assert_int_equal(h.status, 200);
    has_not(&h, "Le Gall");
    has_not(&h, "Effacer cette carte");
    h = post(w, zoe, "/usagers/effacer", url(w, "code=UID&confirme=1", u.code));
    assert_int_equal(h.status, 404);
    h = post(w, session, "/usagers/effacer", url(w, "code=UID", u.code));
    assert_int_equal(h.status, 422);
    h = post(w, session, "/usagers/effacer", url(w, "code=UID&confirme=1", u.code));
    leads_to(&h, "/usagers?fait=effacee");
    h = get(w, session, page);
    assert_int_equal(h.status, 404);
}

static void two_cards_are_joined_from_the_pages(void **state)
{
    USAGERS w = usagers_new(state);
    Acteur max = acts(&w->max, &w->brou), zoe = acts(&w->zoe, &w->voves);
    Usager one = card(w, &max, &w->brou), two = card(w, &max, &w->brou), far = card(w, &zoe, &w->voves);
    const char *session = max_session(w);
    const char *both = pair(w, "code=UID&vers=AUTRE", &one, &two);
    HttpAnswer h = get(w, session, url(w, "/usagers/reunir?UID", str_from(both)));
    has(&h, "compteront pour une seule personne");
    h = get(w, session, pair(w, "/usagers/reunir?code=UID&vers=AUTRE", &one, &far));
    has(&h, "Aucune carte de votre périmètre");
    h = post(w, session, "/usagers/reunir", both);
    leads_to(&h, url(w, "/usagers/carte?code=UID&fait=reunie", two.code));
    h = get(w, session, pair(w, "/usagers/reunir?code=UID&vers=AUTRE", &one, &two));
    has(&h, "déjà la même personne");
    const Rapprochement *l;
    size_t n;
    assert_ok(rapprochements_lister(w->db, w->a, &max, RAPPROCHEMENT_CONFIRMEE, one.code, &l, &n));
    assert_int_equal(n, 1);
    h = post(w, session, "/usagers/separer",
        url(w, str_format(w->a, "code=UID&rapprochement=%lld", (long long)l->id.v).p, one.code));
    leads_to(&h, url(w, "/usagers/carte?code=UID&fait=separee", one.code));
    assert_ok(rapprochement_proposer(w->db, w->a, w->now, one.id, far.id));
    h = get(w, session, "/usagers/propositions");
    has(&h, "Dans une autre structure");
    has_not(&h, carte_montree(w->a, far.code).p);
    assert_ok(rapprochements_lister(w->db, w->a, &max, RAPPROCHEMENT_PROPOSEE, STR_NONE, &l, &n));
    h = post(w, session, "/usagers/propositions", str_format(w->a, "rapprochement=%lld&oui=1", (long long)l->id.v).p);
    leads_to(&h, "/usagers/propositions?fait=reponse");
    h = get(w, session, "/usagers/propositions");
    has(&h, "oui de votre côté");
}

/* ---- a file, on the page ---- */

static HttpAnswer send_file(World *w, const char *session, Str structure, const char *more, Str bytes)
{
    Str token = test_token(&w->app, w->a, session);
    Str body = str_format(w->a,
        "--x\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n%.*s\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"structure\"\r\n\r\n%.*s\r\n%s"
        "--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"u.csv\"\r\n\r\n%.*s\r\n--x--\r\n",
        STR_ARG(token), STR_ARG(structure), more, STR_ARG(bytes));
    Str headers = str_format(w->a, "%sContent-Type: multipart/form-data; boundary=x\r\n", session);
    return http_call(&w->app, w->db, w->a, "POST", "/usagers/importer", headers.p, body);
}

#define ESSAI "--x\r\nContent-Disposition: form-data; name=\"essai\"\r\n\r\n1\r\n"
#define INFORMES "--x\r\nContent-Disposition: form-data; name=\"informe\"\r\n\r\n2026-01-02\r\n"
static const char people[] =
    "Nom,Prénom,Année de naissance,Genre\nLe Gall,Éva,1950,F\nMorin,Luc,1961,X\nRoy,Ana,1970,F\n";

static int64_t cards_of(World *w)
{
    const Usager *u;
    size_t n;
    int64_t total = 0;
    assert_ok(usagers_lister(w->db, w->a, NULL, 1, &u, &n, &total));
    return total;
}

/* Checked, then taken, then known again; a fault has its line, its field, its value and what to do. */
static void a_file_is_checked_then_taken(void **state)
{
    WORLD w = usagers_new(state);
    int64_t before = cards_of(w);
    HttpAnswer h = get(w, w->ref_voves, "/usagers");
    has(&h, "/usagers/importer");
    h = get(w, w->ref_voves, "/usagers/importer");
    has(&h, "Envoyer le fichier");
    h = send_file(w, w->ref_voves, w->voves.uid, ESSAI, str_from(people));
    assert_int_equal(h.status, 200);
    has(&h, "Vérifié, rien n’est enregistré");
    has(&h, "Ligne 3, genre, «\u00a0X\u00a0»");
    assert_int_equal(cards_of(w), before);
    assert_int_equal(written(w, "usagers.importer"), 0);
    h = send_file(w, w->ref_voves, w->voves.uid, "", str_from(people));
    assert_int_equal(h.status, 200);
    has(&h, "<h2>Enregistré</h2>");
    has(&h, "2\u00a0cartes sans nom");
    assert_int_equal(cards_of(w), before + 2);
    assert_int_equal(written(w, "usagers.importer"), 1);
    h = send_file(w, w->ref_voves, w->voves.uid, "", str_from(people));
    assert_int_equal(h.status, 200);
    assert_int_equal(cards_of(w), before + 2);
    assert_int_equal(written(w, "usagers.importer"), 1);
}

/* A name stays where the structure may name, and those people were told. */
static void a_file_names_where_it_may(void **state)
{
    WORLD w = usagers_new(state);
    const Acteur zoe = { .personne_id = w->zoe.id.v,
        .role = ROLE_REFERENT,
        .portee = S("structure"),
        .code = w->voves.uid,
        .role_cle = S("referent") };
    const UsagerReglage rule = { true, usager_bases[0].value };
    assert_ok(usager_regler(w->db, &zoe, w->now, &w->voves, &rule));
    HttpAnswer h = send_file(w, w->ref_voves, w->voves.uid, INFORMES, str_from(people));
    assert_int_equal(h.status, 200);
    has(&h, "<dt>Noms gardés, chiffrés</dt><dd>2</dd>");
    has_not(&h, "sans nom\u00a0:");
}

static void a_file_stays_within_the_scope(void **state)
{
    WORLD w = usagers_new(state);
    int64_t before = cards_of(w);
    HttpAnswer h = send_file(w, w->ref_brou, w->voves.uid, "", str_from(people));
    assert_int_equal(h.status, 400);
    has(&h, "Choisissez la structure");
    Str other = str_format(w->a, "Nom,Prénom,Structure\nLe Gall,Éva,%.*s\n", STR_ARG(w->voves.uid));
    h = send_file(w, w->ref_brou, w->brou.uid, "", other);
    assert_int_equal(h.status, 200);
    has(&h, "aucune structure de votre périmètre");
    assert_int_equal(cards_of(w), before);
    h = send_file(w, w->ref_brou, w->brou.uid, "", S("a,b\n1,2\n"));
    assert_int_equal(h.status, 400);
    has(&h, "n’a pas pu être lu");
    Str many = S("Nom,Prénom\n");
    for (int i = 0; i <= USAGERS_ENVOI_LIGNES; i++)
        many = str_cat(w->a, many, str_format(w->a, "A,B%d\n", i));
    h = send_file(w, w->ref_brou, w->brou.uid, "", many);
    assert_int_equal(h.status, 400);
    has(&h, "partagez-le");
    assert_int_equal(cards_of(w), before);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_file_is_checked_then_taken),
        cmocka_unit_test(a_file_names_where_it_may),
        cmocka_unit_test(a_file_stays_within_the_scope),
        cmocka_unit_test(one_identity_has_one_fingerprint),
        cmocka_unit_test(a_name_is_sealed_and_stays_in_its_structure),
        cmocka_unit_test(the_same_name_is_proposed_once),
        cmocka_unit_test(names_go_24_months_after_the_last_contact),
        cmocka_unit_test(a_slip_is_told),
        cmocka_unit_test(cards_are_made_and_printed),
        cmocka_unit_test(somebody_is_named_from_the_page),
        cmocka_unit_test(two_cards_are_joined_from_the_pages),
    };
    return SUITE_MAIN("usagers", true, all);
}
