// SPDX-License-Identifier: AGPL-3.0-or-later
/* Places kept true, on both engines: blocks, history, visibility, the next file of a source, corrections, the yearly question,
 * duplicates. */
#include <string.h>

#include "core/job/jobs.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/lieux/edition.h"
#include "domain/lieux/export.h"
#include "domain/lieux/import.h"
#include "domain/tenue/corrections.h"
#include "domain/tenue/doublons.h"
#include "domain/tenue/fraicheur.h"
#include "tenue_sql.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, &slice_tenue, NULL };

#define HEAD                                                                                                           \
    "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj,telephone,courriels,source,services,typologie\n"
#define A_LIEU                                                                                                         \
    "a,00000000000000,Relais,Brou,28160,28061,1 rue de la "                                                            \
    "Mairie,2025-01-02,+33237000001,relais@example.org,Conseil,,BIB\n"
#define B_LIEU "b,00000000000000,Médiathèque,Voves,28150,28422,2 rue du Pont,2026-11-01,+33237000002,,Conseil,,BIB\n"

static void import_file(World *w, const char *text, ImportRapport **ret)
{
    Str message = STR_NONE;
    ImportFichier f = { .nom = S("essai.csv"),
        .octets = str_from(text),
        .source = S("Conseil"),
        .aujourdhui = date_paris(NOW) };
    assert_ok(lieux_import_read(w->a, &f, ret, &message));
    assert_ok(lieux_import_match(w->db, w->a, *ret));
    assert_ok(lieux_import_apply(w->app.writer, w->a, *ret, w->now));
    if (w->app.snapshots)
        assert_ok(snapshots_refresh(w->app.snapshots, w->db));
}

static void tenue_done(World **w)
{
    snapshots_free((*w)->app.snapshots);
    world_freep(w);
}
#define TENUE __attribute__((cleanup(tenue_done))) World *

/* The first place is held by the structure of Brou, the second one by that of Voves. */
static World *tenue_new(void **state)
{
    World *w = world_new(state);
    ImportRapport *r = NULL;
    w->app.slices = table;
    assert_ok(snapshots_new(table, &w->app.snapshots));
    import_file(w, HEAD A_LIEU B_LIEU, &r);
    assert_int_equal(r->n_ajoutes, 2);
    assert_ok(structure_lier(w->db, w->a, NULL, NOW, w->brou.id, S("a"), true));
    assert_ok(structure_lier(w->db, w->a, NULL, NOW, w->voves.id, S("b"), true));
    return w;
}

static LieuTenu place(World *w, const char *id)
{
    LieuTenu l;
    assert_ok(lieu_tenu_lire(w->db, w->a, str_from(id), &l));
    return l;
}

static void refresh(World *w)
{
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
}

static HttpAnswer public(World *w, const char *target)
{
    return http_call(&w->app, w->db, w->a, "GET", target, NULL, STR_NONE);
}

/* ---- blocks ---- */

static void a_structure_changes_its_own(void **state)
{
    TENUE w = tenue_new(state);
    HttpAnswer h = get(w, w->ref_brou, "/espace/lieux");
    has(&h, "/espace/lieux/a");
    has_not(&h, "/espace/lieux/b");
    h = post(w, w->ref_brou, "/espace/lieux/a/contact",
        "telephone=02+37+00+00+09&courriels=un%40example.org%0Adeux%40example.org&version=1");
    leads_to(&h, "/espace/lieux/a?fait=enregistre");
    LieuTenu l = place(w, "a");
    assert_str_equal(l.champs[CHAMP_telephone], S("+33237000009"));
    assert_str_equal(l.champs[CHAMP_courriels], S("un@example.org|deux@example.org"));
    assert_str_equal(l.champs[CHAMP_date_maj], date_iso(w->a, date_paris(NOW)));
    assert_int_equal(written(w, "lieu.modifier"), 1);
    refresh(w);
    h = public(w, "/lieux/a");
    has(&h, "02\u00A037\u00A000\u00A000\u00A009");
    /* somebody else's does not exist */
    assert_int_equal(get(w, w->ref_brou, "/espace/lieux/b").status, 404);
    assert_int_equal(post(w, w->ref_brou, "/espace/lieux/b/contact", "telephone=0237000009").status, 404);
}

static void what_was_typed_is_kept_on_a_conflict(void **state)
{
    TENUE w = tenue_new(state);
    post(w, w->admin, "/espace/lieux/a/identite", "nom=Autre+nom&version=1");
    HttpAnswer h = post(w, w->ref_brou, "/espace/lieux/a/identite", "nom=Mon+nom&version=1");
    assert_int_equal(h.status, 409);
    has(&h, "value=\"Mon nom\"");
    has(&h, "Enregistré entre-temps\u00A0: Autre nom");
    has(&h, "name=\"version\" value=\"2\"");
    h = post(w, w->ref_brou, "/espace/lieux/a/identite", "nom=Mon+nom&version=2");
    assert_int_equal(h.status, 303);
    assert_str_equal(place(w, "a").champs[CHAMP_nom], S("Mon nom"));
}

static void hours_are_shown_before_they_are_kept(void **state)
{
    TENUE w = tenue_new(state);
    const char *to = "/espace/lieux/a/horaires", *typed = "horaires=du+lundi+au+vendredi+de+9h+%C3%A0+12h";
    HttpAnswer h = post(w, w->ref_brou, to, typed);
    assert_int_equal(h.status, 200);
    has(&h, "Mo-Fr 09:00-12:00");
    has(&h, "Voici ce que nous avons compris");
    assert_true(str_is_none(place(w, "a").champs[CHAMP_horaires]));
    h = post(w, w->ref_brou, to, str_format(w->a, "%s&compris=Mo-Fr+09:00-12:00", typed).p);
    assert_int_equal(h.status, 303);
    assert_str_equal(place(w, "a").champs[CHAMP_horaires], S("Mo-Fr 09:00-12:00"));
    /* agreed to something else than what is typed now */
    h = post(w, w->ref_brou, to, "horaires=mardi+de+9h+%C3%A0+12h&compris=Mo-Fr+09:00-12:00");
    assert_int_equal(h.status, 200);
    h = post(w, w->ref_brou, to, "horaires=&compris=");
    assert_int_equal(h.status, 303);
    assert_true(str_is_none(place(w, "a").champs[CHAMP_horaires]));
}

static void faults_are_told_and_nothing_is_written(void **state)
{
    TENUE w = tenue_new(state);
    HttpAnswer h = post(w, w->ref_brou, "/espace/lieux/a/contact", "telephone=12&site_web=pas+un+site");
    assert_int_equal(h.status, 400);
    has(&h, "href=\"#c-telephone\"");
    has(&h, "href=\"#c-site_web\"");
    has(&h, "pas un site");
    assert_int_equal(place(w, "a").version, 1);
}

/* ---- history ---- */

static void any_state_comes_back(void **state)
{
    TENUE w = tenue_new(state);
    const LieuPassage *p = NULL;
    size_t n = 0;
    post(w, w->ref_brou, "/espace/lieux/a/identite", "nom=Deux");
    post(w, w->ref_brou, "/espace/lieux/a/contact", "telephone=0237000009");
    post(w, w->ref_brou, "/espace/lieux/a/identite", "nom=Trois");
    assert_ok(lieu_passages(w->db, w->a, place(w, "a").lieu_id, &p, &n));
    assert_int_equal(n, 4);
    HttpAnswer h = get(w, w->ref_brou, "/espace/lieux/a/historique");
    has(&h, "Max Durand, Référent de structure");
    has(&h, "<del>Deux</del>");
    has(&h, "<ins>Trois</ins>");
    assert_int_equal(written(w, "lieu.voir"), 1);
    /* as it came from its file */
    h = post(w, w->ref_brou, "/espace/lieux/a/historique", str_format(w->a, "vers=%lld", (long long)p[3].id).p);
    leads_to(&h, "/espace/lieux/a?fait=retour");
    LieuTenu l = place(w, "a");
    assert_str_equal(l.champs[CHAMP_nom], S("Relais"));
    assert_str_equal(l.champs[CHAMP_telephone], S("+33237000001"));
    assert_str_equal(l.champs[CHAMP_courriels], S("relais@example.org"));
    /* and forward again: going back took nothing away */
    h = post(w, w->ref_brou, "/espace/lieux/a/historique", str_format(w->a, "vers=%lld", (long long)p[0].id).p);
    assert_int_equal(h.status, 303);
    assert_str_equal(place(w, "a").champs[CHAMP_nom], S("Trois"));
    assert_ok(lieu_passages(w->db, w->a, l.lieu_id, &p, &n));
    assert_int_equal(n, 6);
    assert_int_equal(post(w, w->ref_brou, "/espace/lieux/a/historique", "vers=999999").status, 404);
}

/* ---- the next file of its source ---- */

static void what_was_confirmed_here_wins(void **state)
{
    TENUE w = tenue_new(state);
    ImportRapport *r = NULL;
    const LieuEcart *e = NULL;
    size_t n = 0;
    post(w, w->ref_brou, "/espace/lieux/a/identite", "nom=Relais+du+centre&typologie=BIB&pivot=00000000000000");
    import_file(w, HEAD A_LIEU B_LIEU, &r); /* the same file: nothing is written */
    assert_int_equal(r->n_inchanges, 2);
    assert_int_equal(place(w, "a").version, 2);
    assert_int_equal(r->lignes.v[0].remarques.v[r->lignes.v[0].remarques.n - 1].suite, SUITE_TENUE);
    /* the source says something new of that field and of another one */
    import_file(w,
        HEAD "a,00000000000000,Relais neuf,Brou,28160,28061,1 rue de la "
             "Mairie,2025-06-02,+33237000007,,Conseil,,BIB\n" B_LIEU,
        &r);
    assert_int_equal(r->n_modifies, 1);
    LieuTenu l = place(w, "a");
    assert_str_equal(l.champs[CHAMP_nom], S("Relais du centre"));
    assert_str_equal(l.champs[CHAMP_telephone], S("+33237000007"));
    assert_str_equal(l.champs[CHAMP_date_maj], date_iso(w->a, date_paris(NOW)));
    Str said = lieux_import_resume(r, w->a, 10);
    assert_true(str_has(said, S("a été corrigé dans l’annuaire")) && str_has(said, S("Relais neuf")));
    BUF json = buf_new(MIB);
    lieux_import_json(r, &json);
    assert_true(str_has(buf_str(&json), S("\"effect\":\"held_here\"")));
    /* kept beside, shown, and taken again by a button */
    assert_ok(lieu_ecarts(w->db, w->a, &l, &e, &n));
    assert_int_equal(n, 1);
    assert_str_equal(e[0].valeur, S("Relais neuf"));
    HttpAnswer h = get(w, w->ref_brou, "/espace/lieux/a");
    has(&h, "Relais neuf");
    h = post(w, w->ref_brou, "/espace/lieux/a/source", "champ=nom");
    leads_to(&h, "/espace/lieux/a?fait=source");
    assert_str_equal(place(w, "a").champs[CHAMP_nom], S("Relais neuf"));
    import_file(w, HEAD A_LIEU B_LIEU, &r);
    assert_str_equal(place(w, "a").champs[CHAMP_nom], S("Relais"));
}

static void a_closed_place_stays_closed(void **state)
{
    TENUE w = tenue_new(state);
    ImportRapport *r = NULL;
    HttpAnswer h = post(w, w->ref_brou, "/espace/lieux/a/etat", "visibilite=public&ferme=ferme");
    leads_to(&h, "/espace/lieux/a?fait=etat");
    import_file(w,
        HEAD "a,00000000000000,Relais neuf,Brou,28160,28061,1 rue de la Mairie,2025-06-02,,,Conseil,,BIB\n" B_LIEU, &r);
    assert_true(place(w, "a").ferme_at.has);
    assert_true(str_has(lieux_import_resume(r, w->a, 10), S("n’est pas rouvert")));
    h = public(w, "/lieux/a");
    assert_int_equal(h.status, 410);
    has(&h, "il a fermé");
    /* moved: the old address says where */
    h = post(w, w->ref_brou, "/espace/lieux/a/etat", "visibilite=public&ferme=demenage&remplace_par=zzz");
    assert_int_equal(h.status, 400);
    h = post(w, w->ref_brou, "/espace/lieux/a/etat", "visibilite=public&ferme=demenage&remplace_par=/lieux/b");
    assert_int_equal(h.status, 303);
    refresh(w);
    h = public(w, "/lieux/a");
    has(&h, "href=\"/lieux/b\"");
    /* gone from its file, it is taken over here */
    import_file(w, HEAD B_LIEU, &r);
    h = post(w, w->ref_brou, "/espace/lieux/a/etat", "visibilite=public&ferme=non");
    assert_int_equal(h.status, 303);
    assert_true(lieu_tenu_public(&(LieuTenu[]){ place(w, "a") }[0]));
    import_file(w, HEAD B_LIEU, &r);
    assert_true(lieu_tenu_public(&(LieuTenu[]){ place(w, "a") }[0]));
}

/* ---- visibility ---- */

static void a_hidden_place_is_nowhere(void **state)
{
    static const char *const lists[] = { "/lieux", "/lieux?q=relais", "/lieux.csv", "/api/v1/lieux",
        "/api/v1/lieux?q=relais" };
    static const char *const how[] = { "professionnels", "masque" };
    TENUE w = tenue_new(state);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        HttpAnswer h = public(w, lists[i]);
        has(&h, "Relais");
    }
    for (size_t k = 0; k < 2; k++) {
        HttpAnswer h = post(w, w->ref_brou, "/espace/lieux/a/etat",
            str_format(w->a, "ferme=non&visibilite=%s", how[k]).p);
        assert_int_equal(h.status, 303);
        refresh(w);
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
            h = public(w, lists[i]);
            if (str_has(h.body, S("Relais")) || str_has(h.body, S("rue de la Mairie")))
                fail_msg("%s", lists[i]);
        }
        assert_int_equal(public(w, "/lieux/a").status, 404);
        assert_int_equal(public(w, "/api/v1/lieux/a").status, 404);
        assert_int_equal(public(w, "/lieux/a/corriger").status, 404);
        for (int f = EXPORT_STANDARD_CSV; f <= EXPORT_GEOJSON; f++) {
            BUF out = buf_new(MIB);
            int64_t n = 0;
            assert_ok(lieux_export(w->db, (ExportFormat)f, &out, &n));
            assert_int_equal(n, 1);
            assert_false(str_has(buf_str(&out), S("Relais")));
        }
        SNAPSHOT_VIEW view = snapshot_view(w->app.snapshots);
        const Lieux *s = snapshot_get(view, &lieux_snapshot);
        assert_int_equal(lieux_n(s), 1);
        assert_null(lieux_find(s, S("a")));
        /* professionals see those that are for them, nobody the others */
        h = get(w, w->coordinateur, "/espace/lieux-professionnels");
        assert_int_equal(str_has(h.body, S("Relais")), k == 0);
        assert_int_equal(get(w, w->coordinateur, "/espace/lieux-professionnels/fiche?id=a").status, k == 0 ? 200 : 404);
    }
    assert_int_equal(get(w, w->ref_brou, "/espace/lieux/a").status, 200);
}

/* ---- a new one ---- */

static void a_new_place_is_its_structures(void **state)
{
    TENUE w = tenue_new(state);
    const char *alike = "nom=Relais&adresse=1+rue+de+la+Mairie&code_postal=28160&commune=Brou";
    HttpAnswer h = post(w, w->ref_brou, "/espace/lieux/nouveau",
        "nom=Atelier+neuf&adresse=9+place+Verte&code_postal=28160&commune=Brou");
    Str location = http_answer_header(&h, "Location");
    assert_true(str_starts(location, S("/espace/lieux/ensemble-")));
    size_t end = str_find_char(location, 0, '?');
    Str page = str_slice(location, 0, end);
    h = get(w, w->ref_brou, str_dup(w->a, page).p);
    assert_int_equal(h.status, 200);
    has(&h, "Atelier neuf");
    assert_int_equal(get(w, w->ref_voves, str_dup(w->a, page).p).status, 404);
    refresh(w);
    h = public(w, "/lieux?q=atelier");
    has(&h, "Atelier neuf");
    /* one that looks like another is told before it is made */
    h = post(w, w->ref_brou, "/espace/lieux/nouveau", alike);
    assert_int_equal(h.status, 400);
    has(&h, "y est peut-être déjà");
    h = post(w, w->ref_brou, "/espace/lieux/nouveau", str_format(w->a, "%s&autre=1", alike).p);
    assert_int_equal(h.status, 303);
    h = post(w, w->ref_brou, "/espace/lieux/nouveau", "nom=Sans+adresse");
    assert_int_equal(h.status, 400);
}

/* ---- corrections ---- */

static HttpAnswer correct(World *w, const char *id, const char *body)
{
    Str page = str_format(w->a, "/lieux/%s/corriger", id);
    return test_post(&w->app, w->db, w->a, test_form_cookie(), page.p, page.p, str_from(body).p);
}

static Str only_correction(World *w)
{
    ROWS rows = { 0 };
    SqlCorrectionsAttente row;
    Str uid = STR_NONE;
    assert_ok(sql_corrections_attente(w->db, &rows));
    while (sql_corrections_attente_next(&rows, &row))
        uid = str_dup(w->a, row.uid);
    assert_ok(rows_end(&rows));
    return uid;
}

/* Sent as soon as the page is there, as a robot does: not taken, and said so. */
static void a_correction_takes_time_to_write(void **state)
{
    TENUE w = tenue_new(state);
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", "/lieux/a/corriger", test_form_cookie(), STR_NONE);
    Str sent = str_cat(w->a, S("message=Acheter+ici&jeton="), test_field(h.body, "jeton"));
    h = http_call(&w->app, w->db, w->a, "POST", "/lieux/a/corriger", test_form_cookie(), sent);
    assert_int_equal(h.status, 429);
    has(&h, "plus vite qu’une personne");
    assert_true(str_is_none(only_correction(w)));
}

static void a_correction_is_checked_by_somebody(void **state)
{
    TENUE w = tenue_new(state);
    const char *same = "nom=Relais&adresse=1+rue+de+la+Mairie&courriels=relais%40example.org&telephone=02+37+00+00+01";
    HttpAnswer h = public(w, "/lieux/a/corriger");
    has(&h, "value=\"02\u00A037\u00A000\u00A000\u00A001\"");
    h = correct(w, "a", same); /* the number as it was shown is no change */
    assert_int_equal(h.status, 400);
    has(&h, "Changez au moins un champ");
    h = correct(w, "a",
        "nom=Relais+du+bourg&adresse=1+rue+de+la+Mairie&courriels=relais%40example.org&telephone=0237000008&courriel="
        "Moi%40Example.org");
    leads_to(&h, "/lieux/a/corriger?fait=envoyee");
    h = public(w, "/lieux/a/corriger?fait=envoyee");
    has(&h, "est transmise");
    has_not(&h, "<textarea");
    Str uid = only_correction(w);
    SqlCorrectionLire row;
    assert_ok(sql_correction_lire(w->db, w->a, uid, &row));
    assert_false(str_has(row.courriel, S("xample"))); /* sealed */
    assert_str_equal(place(w, "a").champs[CHAMP_nom], S("Relais"));
    h = get(w, w->ref_voves, "/espace/corrections");
    has(&h, "Aucune correction");
    assert_int_equal(get(w, w->ref_voves, url(w, "/espace/corrections/UID", uid)).status, 404);
    h = get(w, w->ref_brou, url(w, "/espace/corrections/UID", uid));
    has(&h, "Relais du bourg");
    has(&h, "<b>02\u00A037\u00A000\u00A000\u00A008</b>");
    has_not(&h, "xample.org</");
    h = post(w, w->ref_brou, url(w, "/espace/corrections/UID/accepter", uid), "");
    leads_to(&h, "/espace/corrections?fait=acceptee");
    LieuTenu l = place(w, "a");
    assert_str_equal(l.champs[CHAMP_nom], S("Relais du bourg"));
    assert_str_equal(l.champs[CHAMP_telephone], S("+33237000008"));
    assert_ok(sql_correction_lire(w->db, w->a, uid, &row));
    assert_true(str_is_none(row.courriel));
    assert_int_equal(post(w, w->ref_brou, url(w, "/espace/corrections/UID/refuser", uid), "raison=Non").status, 409);
    h = get(w, w->ref_brou, "/espace/lieux/a/historique");
    has(&h, "Correction proposée, acceptée");
}

static void a_correction_is_refused_with_its_reason(void **state)
{
    TENUE w = tenue_new(state);
    assert_int_equal(
        correct(w, "a", "nom=Relais&adresse=1+rue+de+la+Mairie&courriels=relais%40example.org&telephone=12").status,
        303);
    Str uid = only_correction(w);
    HttpAnswer h = get(w, w->ref_brou, url(w, "/espace/corrections/UID", uid));
    has(&h, "ne peut pas être appliquée");
    assert_int_equal(post(w, w->ref_brou, url(w, "/espace/corrections/UID/accepter", uid), "").status, 400);
    assert_int_equal(post(w, w->ref_brou, url(w, "/espace/corrections/UID/refuser", uid), "").status, 400);
    h = post(w, w->ref_brou, url(w, "/espace/corrections/UID/refuser", uid), "raison=Num%C3%A9ro+incomplet");
    leads_to(&h, "/espace/corrections?fait=refusee");
    assert_str_equal(place(w, "a").champs[CHAMP_telephone], S("+33237000001"));
}

static void too_many_are_not_taken(void **state)
{
    TENUE w = tenue_new(state);
    HttpAnswer h = { 0 };
    h = correct(w, "a", "message=http://x.example+http://y.example+http://z.example");
    assert_int_equal(h.status, 400);
    for (int i = 0; i < CORRECTIONS_HEURE; i++)
        assert_int_equal(correct(w, "a", "message=Le+num%C3%A9ro+a+chang%C3%A9").status, 303);
    h = correct(w, "a", "message=Encore");
    assert_int_equal(h.status, 429);
    has(&h, "Encore");
    w->now += 2 * 3600;
    assert_int_equal(correct(w, "a", "message=Plus+tard").status, 303);
}

static void what_was_left_is_forgotten(void **state)
{
    TENUE w = tenue_new(state);
    SqlCorrectionLire row;
    assert_int_equal(correct(w, "a", "message=Le+num%C3%A9ro+a+chang%C3%A9&courriel=moi%40example.org").status, 303);
    Str uid = only_correction(w);
    assert_ok(corrections_purger(w->db, NOW + (int64_t)89 * DAY));
    assert_ok(sql_correction_lire(w->db, w->a, uid, &row));
    assert_false(str_is_none(row.courriel));
    assert_ok(corrections_purger(w->db, NOW + (int64_t)91 * DAY));
    assert_ok(sql_correction_lire(w->db, w->a, uid, &row));
    assert_true(str_is_none(row.courriel) && row.message.n);
}

/* ---- freshness ---- */

static int64_t mails(World *w)
{
    SqlRelances row;
    ROWS rows = { 0 };
    int64_t n = 0;
    assert_ok(sql_relances(w->db, &rows));
    while (sql_relances_next(&rows, &row))
        n += row.n;
    assert_ok(rows_end(&rows));
    return n;
}

static Job job_of(World *w)
{
    return (Job){ .app = &w->app, .arena = w->a, .db = w->db, .now = w->now };
}

static void once_a_year_somebody_is_asked(void **state)
{
    TENUE w = tenue_new(state);
    Job j = job_of(w);
    assert_ok(tenue_jobs[0].fn(&j));
    assert_int_equal(mails(w), 1); /* the second place is of this month */
    assert_ok(tenue_jobs[0].fn(&j));
    assert_int_equal(mails(w), 1);
    for (int i = 0; i < 5; i++) { /* 305 days: the second place is not stale yet */
        w->now += (int64_t)61 * DAY;
        j = job_of(w);
        assert_ok(tenue_jobs[0].fn(&j));
    }
    assert_int_equal(mails(w), RELANCES_MAX);
}

static void the_link_only_shows_then_the_button_says(void **state)
{
    TENUE w = tenue_new(state);
    Date today = date_paris(NOW);
    Str token = fraicheur_jeton(w->a, w->app.keys, S("a"), (Date){ today.days + 5 });
    const char *page = url(w, "/lieux/a/toujours-exact/UID", token);
    assert_true(fraicheur_jeton_lire(w->a, w->app.keys, S("a"), token, (Date){ today.days + 5 }));
    assert_false(fraicheur_jeton_lire(w->a, w->app.keys, S("a"), token, (Date){ today.days + 6 }));
    assert_false(fraicheur_jeton_lire(w->a, w->app.keys, S("b"), token, today));
    HttpAnswer h = public(w, page);
    assert_int_equal(h.status, 200);
    assert_false(place(w, "a").confirme_at.has);
    assert_int_equal(public(w, url(w, "/lieux/b/toujours-exact/UID", token)).status, 404);
    h = test_post(&w->app, w->db, w->a, test_form_cookie(), page, page, "");
    assert_int_equal(h.status, 303);
    assert_true(place(w, "a").confirme_at.has);
    refresh(w);
    h = public(w, "/lieux/a");
    has(&h, "Confirmé exact par le lieu le 23");
    h = get(w, w->admin, "/espace/fraicheur.csv");
    has_not(&h, "Relais");
}

static void the_board_tells_what_is_stale(void **state)
{
    TENUE w = tenue_new(state);
    HttpAnswer h = get(w, w->admin, "/espace/fraicheur");
    has(&h, "fiche à confirmer sur 2");
    h = get(w, w->admin, "/espace/fraicheur.csv");
    assert_str_equal(h.body, S("id,nom,commune,intercommunalite,exact_le,relance_le,tenu_par\r\na,Relais,Brou,Sans "
                               "intercommunalité connue,2025-01-02,,Maison du numérique\r\n"));
    assert_int_equal(get(w, w->ref_brou, "/espace/fraicheur").status, 403);
}

/* ---- duplicates ---- */

#define TWIN "t,13002526500013,Le Relais,Brou,28160,28061,1 rue de la mairie,2025-01-02,,autre@example.org,Autre,,BIB\n"

static void likeness_is_a_mean_of_three(void **state)
{
    ARENA a = arena_new(MIB);
    LieuTenu x = { 0 }, y = { 0 };
    (void)state;
    assert_int_equal(textes_ressemblance(a, S("Relais"), S("Relais")), 100);
    assert_int_equal(textes_ressemblance(a, S("abcd"), S("wxyz")), 0);
    assert_int_equal(textes_ressemblance(a, S("ab"), S("abcd")), 66); /* 2·2 / 6 */
    assert_int_equal(textes_ressemblance(a, S("Médiathèque"), S("mediatheque")), 100);
    x.champs[CHAMP_id] = S("1"), y.champs[CHAMP_id] = S("2");
    x.champs[CHAMP_code_insee] = y.champs[CHAMP_code_insee] = S("28061");
    x.champs[CHAMP_nom] = y.champs[CHAMP_nom] = S("Relais");
    x.champs[CHAMP_adresse] = S("ab"), y.champs[CHAMP_adresse] = S("abcd");
    assert_int_equal(lieux_ressemblance(a, &x, &y), 83); /* (100 + 66) / 2 */
    x.champs[CHAMP_latitude] = y.champs[CHAMP_latitude] = S("48.2");
    x.champs[CHAMP_longitude] = S("1.1"), y.champs[CHAMP_longitude] = S("1.1003");
    assert_int_equal(lieux_ressemblance(a, &x, &y), 88); /* (100 + 66 + 100) / 3 */
    y.champs[CHAMP_longitude] = S("1.101");
    assert_int_equal(lieux_ressemblance(a, &x, &y), 72); /* 100 / (1000 · 0.001 + 1) = 50 */
    x.champs[CHAMP_typologie] = S("RFS"), y.champs[CHAMP_typologie] = S("BIB|PIMMS");
    assert_int_equal(lieux_ressemblance(a, &x, &y), 72);
    y.champs[CHAMP_typologie] = S("BIB");
    assert_int_equal(lieux_ressemblance(a, &x, &y), 0);
    x.champs[CHAMP_typologie] = STR_NONE;
    y.champs[CHAMP_code_insee] = S("28422");
    assert_int_equal(lieux_ressemblance(a, &x, &y), 0);
}

static void import_twin(World *w)
{
    ImportRapport *r = NULL;
    Str message;
    ImportFichier f = { .nom = S("t.csv"),
        .octets = S(HEAD TWIN),
        .source = S("Autre"),
        .aujourdhui = date_paris(NOW) };
    assert_ok(lieux_import_read(w->a, &f, &r, &message));
    assert_ok(lieux_import_match(w->db, w->a, r));
    assert_ok(lieux_import_apply(w->app.writer, w->a, r, w->now));
    refresh(w);
}

static void two_sheets_become_one_and_two_again(void **state)
{
    TENUE w = tenue_new(state);
    import_twin(w);
    HttpAnswer h = get(w, w->admin, "/espace/doublons");
    has(&h, "/espace/doublons/comparer?garde=a&amp;absorbe=t");
    h = get(w, w->admin, "/espace/doublons/comparer?garde=a&absorbe=t");
    has(&h, "relais@example.org\u202F; autre@example.org");
    has(&h, "SIRET <span class=\"etat oui\">repris de l’autre</span>");
    has_not(&h, "00000000000000");
    /* the date that the merge will write, not the one that it had */
    Str day = date_french(w->a, date_paris(w->now));
    has(&h, "data-t=\"Gardée\">2 janvier 2025</td>");
    has(&h, str_format(w->a, "data-t=\"Réunie\">%.*s</td>", STR_ARG(day)).p);
    h = post(w, w->admin, "/espace/doublons/fusionner", "garde=a&absorbe=t");
    leads_to(&h, "/espace/doublons?fait=reunis");
    LieuTenu a = place(w, "a"), t = place(w, "t");
    assert_str_equal(a.champs[CHAMP_date_maj], date_iso(w->a, date_paris(w->now)));
    assert_str_equal(a.champs[CHAMP_pivot], S("13002526500013"));
    assert_str_equal(a.champs[CHAMP_courriels], S("relais@example.org|autre@example.org"));
    assert_str_equal(a.champs[CHAMP_nom], S("Relais"));
    assert_str_equal(t.remplace_par, S("a"));
    refresh(w);
    h = public(w, "/lieux/t");
    leads_to(&h, "/lieux/a");
    h = public(w, "/api/v1/lieux");
    has(&h, "\"total\":2");
    /* changed since: that stays when the two are taken apart */
    post(w, w->ref_brou, "/espace/lieux/a/contact", "courriels=neuf%40example.org&telephone=0237000001");
    h = post(w, w->admin, "/espace/doublons/defaire", "absorbe=t");
    leads_to(&h, "/espace/doublons?fait=separes");
    a = place(w, "a"), t = place(w, "t");
    assert_str_equal(a.champs[CHAMP_pivot], S("00000000000000"));
    assert_str_equal(a.champs[CHAMP_courriels], S("neuf@example.org"));
    assert_true(lieu_tenu_public(&t));
    assert_int_equal(post(w, w->admin, "/espace/doublons/defaire", "absorbe=t").status, 404);
}

static void what_is_no_duplicate_is_remembered(void **state)
{
    TENUE w = tenue_new(state);
    import_twin(w);
    HttpAnswer h = post(w, w->admin, "/espace/doublons/ecarter", "garde=t&absorbe=a");
    leads_to(&h, "/espace/doublons?fait=ecartes");
    h = get(w, w->admin, "/espace/doublons");
    has(&h, "Aucun doublon");
}

/* ---- scopes ---- */

static void a_scope_holds_its_communes(void **state)
{
    TENUE w = tenue_new(state);
    const LieuTenu a = place(w, "a"), b = place(w, "b");
    Perimetre p;
    Acteur who = { .role = ROLE_COORDINATEUR, .portee = S("departement"), .code = S("28") };
    assert_ok(perimetre_de(w->db, w->a, &who, NULL, &p));
    assert_true(perimetre_couvre(w->a, &p, &a) && perimetre_couvre(w->a, &p, &b));
    who.code = S("45");
    assert_ok(perimetre_de(w->db, w->a, &who, NULL, &p));
    assert_false(perimetre_couvre(w->a, &p, &a));
    who.role = ROLE_LECTEUR;
    who.portee = S("instance");
    assert_ok(perimetre_de(w->db, w->a, &who, NULL, &p));
    assert_false(perimetre_couvre(w->a, &p, &a));
}

static void one_is_given_what_one_did(void **state)
{
    TENUE w = tenue_new(state);
    BUF b = buf_new(MIB);
    post(w, w->ref_brou, "/espace/lieux/a/identite", "nom=Deux");
    Json j = json_to(&b);
    json_obj(&j);
    assert_ok(slice_tenue.donnees(w->db, w->a, w->max.id.v, &j));
    json_end(&j);
    assert_true(str_has(buf_str(&b), S("\"lieu\":\"Deux\",\"geste\":\"edition\"")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_structure_changes_its_own),
        cmocka_unit_test(what_was_typed_is_kept_on_a_conflict),
        cmocka_unit_test(hours_are_shown_before_they_are_kept),
        cmocka_unit_test(faults_are_told_and_nothing_is_written),
        cmocka_unit_test(any_state_comes_back),
        cmocka_unit_test(what_was_confirmed_here_wins),
        cmocka_unit_test(a_closed_place_stays_closed),
        cmocka_unit_test(a_hidden_place_is_nowhere),
        cmocka_unit_test(a_new_place_is_its_structures),
        cmocka_unit_test(a_correction_takes_time_to_write),
        cmocka_unit_test(a_correction_is_checked_by_somebody),
        cmocka_unit_test(a_correction_is_refused_with_its_reason),
        cmocka_unit_test(too_many_are_not_taken),
        cmocka_unit_test(what_was_left_is_forgotten),
        cmocka_unit_test(once_a_year_somebody_is_asked),
        cmocka_unit_test(the_link_only_shows_then_the_button_says),
        cmocka_unit_test(the_board_tells_what_is_stale),
        cmocka_unit_test(likeness_is_a_mean_of_three),
        cmocka_unit_test(two_sheets_become_one_and_two_again),
        cmocka_unit_test(what_is_no_duplicate_is_remembered),
        cmocka_unit_test(a_scope_holds_its_communes),
        cmocka_unit_test(one_is_given_what_one_did),
    };
    return SUITE_MAIN("tenue", true, tests);
}
