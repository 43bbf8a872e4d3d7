// SPDX-License-Identifier: AGPL-3.0-or-later
/* Inviting somebody: an account, its first role and a mail, or nothing; what proves who one is, lent and forgotten. */
#include "core/auth/codes.h"
#include "domain/administration/administration_test.h"

#define LISTE "/administration/personnes"
#define FICHE "/administration/personnes/UID"
#define NOUVELLE "/administration/personnes/nouvelle"

static const char *invited(World *w, const char *courriel, const char *role, Str structure)
{
    return str_format(w->a, "prenom=Ali&nom=Neuf&courriel=%s&role=%s&portee=structure:%.*s", courriel, role,
        STR_ARG(structure))
        .p;
}

static void somebody_is_invited(void **state)
{
    WORLD w = world_new(state);
    HttpAnswer h = get(w, w->ref_voves, NOUVELLE);
    assert_int_equal(h.status, 200);
    has(&h, "Structure\u00A0: Maison du numérique (28422)</option>");
    has_not(&h, "Choisissez où</option>");         /* there is one place only */
    has_not(&h, w->brou.uid.p);
    has_not(&h, "Administrateur</option>");
    h = post(w, w->ref_voves, NOUVELLE, invited(w, "ali%40example.org", "mediateur", w->voves.uid));
    assert_int_equal(h.status, 303);
    Str to = str_dup(w->a, http_answer_header(&h, "Location"));
    assert_true(str_starts(to, S(LISTE "/")) && str_ends(to, S("?fait=invitee")));
    h = get(w, w->ref_voves, to.p);
    has(&h, "L’invitation est partie par courriel.");
    has(&h, "<h1>Ali Neuf</h1>");
    has(&h, "Envoyer une nouvelle invitation");
    has(&h, "invitée</span>");
    assert_int_equal(written(w, "connexion.inviter"), 1);
    Personne p;
    assert_ok(personne_par_courriel(w->db, w->a, S("ali@example.org"), &p));
    h = post(w, w->ref_voves, url(w, FICHE "/inviter", p.uid), "");
    leads_to(&h, url(w, FICHE "?fait=invitee", p.uid));
    assert_int_equal(written(w, "connexion.inviter"), 2);
    h = post(w, w->ref_brou, url(w, FICHE "/inviter", p.uid), "");
    assert_int_equal(h.status, 404);
    h = post(w, w->ref_voves, url(w, FICHE "/inviter", w->tom.uid), "");
    assert_int_equal(h.status, 400);
    has(&h, "Cette personne a déjà ouvert son compte.");
}

static void nothing_is_half_done(void **state)
{
    WORLD w = world_new(state);
    static const struct {
        const char *courriel, *role;
        bool there; /* in brou, which is another's */
        const char *says;
    } cases[] = {
        { "ali", "mediateur", false, "Elle ressemble à nom@exemple.fr" },
        { "tom%40example.org", "mediateur", false, "a déjà un compte" },
        { "ali%40example.org", "administrateur", false, "Choisissez un rôle dans la liste" },
        { "ali%40example.org", "mediateur", true, "pas de votre périmètre" },
        { "ali%40example.org", "", false, "Il reste" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str where = cases[i].there ? w->brou.uid : w->voves.uid;
        HttpAnswer h = post(w, w->ref_voves, NOUVELLE, invited(w, cases[i].courriel, cases[i].role, where));
        assert_int_equal(h.status, 400);
        has(&h, cases[i].says);
        has(&h, "value=\"Neuf\"");
        Personne p;
        assert_err(personne_par_courriel(w->db, w->a, S("ali@example.org"), &p), ERR_NOT_FOUND);
    }
    assert_int_equal(written(w, "personne.creer"), 4); /* those of the beginning */
    assert_int_equal(written(w, "connexion.inviter"), 0);
}

/* Whichever statement fails: no account without its role, no role without its mail. */
static void a_fault_leaves_nothing(void **state)
{
    WORLD w = world_new(state);
    const char *body = invited(w, "ali%40example.org", "mediateur", w->voves.uid);
    HttpAnswer h = { 0 };
    int64_t nth = 0;
    while (h.status != 303) {
        Personne p;
        assert_true(++nth < 200);
        db_fault_at(w->db, nth);
        h = post(w, w->ref_voves, NOUVELLE, body);
        db_fault_at(w->db, 0);
        if (h.status == 303)
            break;
        assert_true(h.status >= 500);
        assert_err(personne_par_courriel(w->db, w->a, S("ali@example.org"), &p), ERR_NOT_FOUND);
        assert_int_equal(written(w, "connexion.inviter"), 0);
    }
    assert_true(nth > 8);                          /* there were statements to fail */
    assert_int_equal(written(w, "personne.creer"), 5);
    assert_int_equal(written(w, "connexion.inviter"), 1);
}

static void an_invitation_that_cannot_leave_is_not_made(void **state)
{
    WORLD w = world_new(state);
    w->app.config = world_config(w, false);
    HttpAnswer h = post(w, w->admin, NOUVELLE, invited(w, "ali%40example.org", "mediateur", w->voves.uid));
    assert_int_equal(h.status, 400);
    has(&h, "Ce site n’envoie pas encore de courriel");
    assert_int_equal(post(w, w->admin, url(w, FICHE "/recommencer", w->tom.uid), "").status, 400);
    assert_int_equal(written(w, "personne.creer"), 4);
    assert_int_equal(written(w, "preuve.oublier"), 0);
}

static void stock(World *w, const char *numero)
{
    static const SqlColumn params[] = { { "numero", SQL_STR, false }, { "graine", SQL_BYTES, false } };
    static const SqlQuery add = { .name = "essai_appareil",
        .text = { "INSERT INTO totp_appareil (numero, graine, importe_at) VALUES (?1, ?2, 0)",
            "INSERT INTO totp_appareil (numero, graine, importe_at) VALUES ($1, $2, 0)" },
        .shape = SQL_EXEC,
        .n_params = 2,
        .params = params };
    Str about = str_format(w->a, "appareil:%s", numero);
    Str sealed = key_seal(w->a, w->app.keys->box, about, S("12345678901234567890"));
    assert_ok(db_exec(w->db, &add, (SqlValue[]){ { .s = str_from(numero) }, { .s = sealed } }, NULL));
}

static void a_device_is_lent(void **state)
{
    WORLD w = world_new(state);
    stock(w, "B-17");
    const char *target = url(w, FICHE "/appareil", w->tom.uid);
    HttpAnswer h = post(w, w->ref_voves, target, "appareil=B-18");
    assert_int_equal(h.status, 400);
    has(&h, "Aucun boîtier de la réserve");
    has(&h, "value=\"B-18\"");
    h = post(w, w->ref_voves, target, "appareil=B-17");
    leads_to(&h, url(w, FICHE "?fait=appareil", w->tom.uid));
    h = get(w, w->ref_voves, url(w, FICHE "?fait=appareil", w->tom.uid));
    has(&h, "Le boîtier est prêté");
    has(&h, "B-17");
    h = post(w, w->ref_brou, url(w, FICHE "/appareil", w->tom.uid), "appareil=B-17");
    assert_int_equal(h.status, 404);
    h = post(w, w->admin, url(w, FICHE "/appareil", w->max.uid), "appareil=B-17");
    assert_int_equal(h.status, 400);
    has(&h, "déjà prêté");
    assert_int_equal(post(w, w->coordinateur, target, "appareil=B-17").status, 403);
}

static void what_was_lent_comes_back(void **state)
{
    WORLD w = world_new(state);
    Preuves p;
    stock(w, "B-17");
    const char *lend = url(w, FICHE "/appareil", w->tom.uid), *back = url(w, FICHE "/reprendre", w->tom.uid);
    HttpAnswer h = post(w, w->ref_voves, lend, "appareil=B-17");
    h = get(w, w->ref_voves, url(w, FICHE, w->tom.uid));
    has(&h, "Reprendre ce boîtier");
    assert_int_equal(post(w, w->ref_brou, back, "moyen=appareil").status, 404);
    assert_int_equal(post(w, w->coordinateur, back, "moyen=appareil").status, 403);
    assert_int_equal(post(w, w->ref_voves, back, "").status, 400);
    h = post(w, w->ref_voves, back, "moyen=appareil");
    leads_to(&h, url(w, FICHE "?fait=repris", w->tom.uid));
    assert_ok(preuves_de(w->db, w->a, w->tom.id, &p));
    assert_false(p.appareil || p.application);
    h = post(w, w->ref_voves, back, "moyen=appareil"); /* asked twice is done once */
    leads_to(&h, url(w, FICHE "?fait=repris", w->tom.uid));
    assert_int_equal(written(w, "preuve.reprendre"), 1);
    h = post(w, w->admin, url(w, FICHE "/appareil", w->max.uid), "appareil=B-17"); /* it may be lent again */
    leads_to(&h, url(w, FICHE "?fait=appareil", w->max.uid));
    assert_int_equal(post(w, w->ref_voves, url(w, FICHE "/liste", w->tom.uid), "").status, 200);
    h = post(w, w->ref_voves, back, "moyen=liste");
    leads_to(&h, url(w, FICHE "?fait=repris", w->tom.uid));
    assert_ok(preuves_de(w->db, w->a, w->tom.id, &p));
    assert_int_equal(p.liste, 0);
}

static size_t times(Str text, const char *what)
{
    size_t n = 0;
    Str s = str_from(what);
    for (size_t at = 0; (at = str_find(text, at, s)) < text.n; at++)
        n++;
    return n;
}

static void a_list_of_codes_is_shown_once(void **state)
{
    WORLD w = world_new(state);
    const char *target = url(w, FICHE "/liste", w->tom.uid);
    HttpAnswer h = post(w, w->ref_voves, target, "");
    assert_int_equal(h.status, 200);
    assert_int_equal(times(h.body, "<li><code>"), CODES_IN_LIST);
    assert_str_equal(http_answer_header(&h, "Cache-Control"), S("no-store"));
    has(&h, "Liste de codes de Tom Petit");
    h = get(w, w->ref_voves, url(w, FICHE, w->tom.uid));
    has(&h, "il en reste 20");
    assert_int_equal(post(w, w->ref_brou, target, "").status, 404);
    assert_int_equal(post(w, w->ref_voves, url(w, FICHE "/liste", w->zoe.uid), "").status, 404); /* one's own */
    assert_int_equal(get(w, w->ref_voves, target).status, 405);
}

static void what_was_lost_is_forgotten(void **state)
{
    WORLD w = world_new(state);
    post(w, w->ref_voves, url(w, FICHE "/liste", w->tom.uid), "");
    HttpAnswer h = post(w, w->ref_voves, url(w, FICHE "/recommencer", w->tom.uid), "");
    leads_to(&h, url(w, FICHE "?fait=recommencer", w->tom.uid));
    h = get(w, w->ref_voves, url(w, FICHE "?fait=recommencer", w->tom.uid));
    has(&h, "Un courriel est parti pour recommencer.");
    has(&h, "Aucun encore");
    assert_int_equal(written(w, "preuve.oublier"), 1);
    assert_int_equal(written(w, "connexion.inviter"), 1);
    assert_int_equal(post(w, w->ref_brou, url(w, FICHE "/recommencer", w->tom.uid), "").status, 404);
    post(w, w->ref_voves, url(w, FICHE "/suspendre", w->tom.uid), "");
    h = post(w, w->ref_voves, url(w, FICHE "/recommencer", w->tom.uid), "");
    assert_int_equal(h.status, 400);
    assert_int_equal(written(w, "preuve.oublier"), 1);
}

int main(void)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(somebody_is_invited),
        cmocka_unit_test(nothing_is_half_done),
        cmocka_unit_test(a_fault_leaves_nothing),
        cmocka_unit_test(an_invitation_that_cannot_leave_is_not_made),
        cmocka_unit_test(a_device_is_lent),
        cmocka_unit_test(what_was_lent_comes_back),
        cmocka_unit_test(a_list_of_codes_is_shown_once),
        cmocka_unit_test(what_was_lost_is_forgotten),
    };
    return SUITE_MAIN("administration_invitations", true, all);
}
