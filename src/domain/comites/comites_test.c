// SPDX-License-Identifier: AGPL-3.0-or-later
/* Committees: who sees them, votes, tasks, the calendar, and packs that never change; both engines. */
#include <sodium.h>
#include <string.h>

#include "core/auth/base32.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/comites/comites.h"
#include "domain/espace/espace.h"
#include "domain/notifications/notifications.h"
#include "domain/plan/argent.h"
#include "domain/plan/import.h"
#include "support/command.h"
#include "support/zip.h"
#include "web/assets.h"

static const Slice *const table[] = { &slice_plan, &slice_comites, &slice_espace, NULL };
static const Acteur pilote = { .personne_id = 1, .role = ROLE_PILOTE };

typedef struct Salle {
    World *w;
    Comite comite;
    Reunion reunion;
    Acteur max, zoe; /* member; not a member */
} Salle;

static void load_plan(World *w)
{
    PlanLu lu;
    PlanBilan b;
    assert_ok(plan_lire(w->a, str_from(plan_feuille_2024), &lu));
    assert_ok(plan_appliquer(w->db, w->a, NULL, NOW, &lu, false, &b));
}

static void again(Salle *s)
{
    assert_ok(reunion_ouvrir(s->w->db, s->w->a, &pilote, s->reunion.id, &s->reunion, &s->comite));
}

static Salle salle_new(World *w)
{
    Salle s = { .w = w };
    ComiteId id;
    ReunionId reunion;
    assert_ok(comite_creer(w->db, w->a, &pilote, NOW, S("Comité de pilotage"), COMITE_PILOTAGE, &id));
    assert_ok(comite_ouvrir(w->db, w->a, &pilote, id, &s.comite));
    assert_ok(comite_inscrire(w->db, w->a, &pilote, NOW, &s.comite, w->max.id, true));
    assert_ok(reunion_creer(w->db, w->a, &pilote, NOW, &s.comite, NOW + DAY, 120, S("Préfecture, salle 2; Chartres"),
        &reunion));
    s.reunion.id = reunion;
    s.max = (Acteur){ .personne_id = w->max.id.v, .role = ROLE_COMITE };
    s.zoe = (Acteur){ .personne_id = w->zoe.id.v, .role = ROLE_COMITE };
    again(&s);
    return s;
}

static World *comites_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    w->app.assets = assets;
    return w;
}

static void only_members_see(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const Comite *c;
    Comite one;
    Reunion r;
    size_t n = 0;
    assert_ok(comites_de(w->db, w->a, &s.max, &c, &n));
    assert_int_equal(n, 1);
    assert_ok(comites_de(w->db, w->a, &s.zoe, &c, &n));
    assert_int_equal(n, 0);
    assert_err(comite_ouvrir(w->db, w->a, &s.zoe, s.comite.id, &one), ERR_NOT_FOUND);
    assert_err(reunion_ouvrir(w->db, w->a, &s.zoe, s.reunion.id, &r, &one), ERR_NOT_FOUND);
    assert_ok(reunion_ouvrir(w->db, w->a, &s.max, s.reunion.id, &r, &one));
    assert_err(reunion_ecrire(w->db, w->a, &s.max, NOW, &r, r.version, S("x"), S("")), ERR_FORBIDDEN);
    assert_ok(reunion_ecrire(w->db, w->a, &pilote, NOW, &r, r.version, S("Bilan"), S("")));
    assert_err(reunion_ecrire(w->db, w->a, &pilote, NOW, &r, r.version, S("Autre"), S("")), ERR_CONFLICT);
}

static Decision only_decision(Salle *s)
{
    const Decision *d;
    size_t n = 0;
    assert_ok(decisions_de(s->w->db, s->w->a, s->reunion.id, &d, &n));
    assert_int_equal(n, 1);
    return d[0];
}

static void members_vote_and_decisions_end_once(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const Tache *t;
    size_t n = 0;
    assert_err(decision_proposer(w->db, w->a, &s.max, NOW, &s.reunion, S("x"), S("")), ERR_FORBIDDEN);
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Lancer le bus"), S("1.12")));
    int64_t id = only_decision(&s).id;
    assert_err(decision_voter(w->db, w->a, &s.zoe, NOW, &s.reunion, id, VOTE_POUR), ERR_FORBIDDEN);
    assert_err(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, false), ERR_INVALID);
    assert_err(tache_confier(w->db, w->a, &pilote, NOW, &s.reunion, id, S("x"), w->max.id, (PlanJour){ 0 }),
        ERR_CONFLICT);
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_CONTRE));
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_POUR)); /* changed her mind */
    assert_int_equal(only_decision(&s).votes[VOTE_POUR], 1);
    assert_int_equal(only_decision(&s).votes[VOTE_CONTRE], 0);
    assert_err(decision_clore(w->db, w->a, &s.max, NOW, &s.reunion, id, false), ERR_FORBIDDEN);
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, false));
    assert_int_equal(only_decision(&s).etat, DECISION_ADOPTEE);
    assert_err(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, true), ERR_CONFLICT);
    assert_err(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_CONTRE), ERR_CONFLICT);
    assert_ok(tache_confier(w->db, w->a, &pilote, NOW, &s.reunion, id, S("Écrire le cahier des charges"), w->max.id,
        (PlanJour){ 0 }));
    assert_ok(taches_de(w->db, w->a, s.reunion.id, &t, &n));
    assert_int_equal(n, 1);
    assert_err(tache_finir(w->db, w->a, &s.zoe, NOW, &s.reunion, t[0].id), ERR_FORBIDDEN);
    assert_ok(tache_finir(w->db, w->a, &s.max, NOW, &s.reunion, t[0].id));
    assert_ok(taches_de(w->db, w->a, s.reunion.id, &t, &n));
    assert_true(t[0].faite);
}

static void ties_and_abstentions_reject(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    assert_ok(comite_inscrire(w->db, w->a, &pilote, NOW, &s.comite, w->zoe.id, true));
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Reporter"), S("")));
    int64_t id = only_decision(&s).id;
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_ABSTENTION));
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, false));
    assert_int_equal(only_decision(&s).etat, DECISION_REJETEE);
}

static void attendance_is_of_members(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const Presente *p;
    size_t n = 0;
    assert_err(reunion_noter(w->db, w->a, &pilote, NOW, &s.reunion, w->zoe.id, PRESENCE_PRESENTE), ERR_INVALID);
    assert_ok(reunion_noter(w->db, w->a, &pilote, NOW, &s.reunion, w->max.id, PRESENCE_EXCUSEE));
    assert_ok(presences_de(w->db, w->a, &s.reunion, &p, &n));
    assert_int_equal(n, 1);
    assert_int_equal(p[0].presence, PRESENCE_EXCUSEE);
}

static void the_calendar_says_when_and_where(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    BUF b = buf_new(MIB);
    assert_ok(comite_agenda(w->db, w->a, &s.comite, S("https://ensemble.example.org"), NOW, &b));
    Str ics = buf_str(&b);
    assert_true(str_starts(ics, S("BEGIN:VCALENDAR\r\n")));
    assert_true(str_has(ics, S("DTSTART:20261124T120000Z\r\n")));
    assert_true(str_has(ics, S("DTEND:20261124T140000Z\r\n")));
    assert_true(str_has(ics, S("@ensemble.example.org\r\n")));
    assert_true(str_has(ics, S("Préfecture\\, salle 2\\; Chartres")));
}

static void meetings_move_and_are_called_off(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    BUF b = buf_new(MIB);
    int64_t at = s.reunion.debut_at + DAY, version = s.reunion.version;
    assert_err(reunion_deplacer(w->db, w->a, &s.max, NOW, &s.reunion, version, at, 60, S("x")), ERR_FORBIDDEN);
    assert_err(reunion_deplacer(w->db, w->a, &pilote, NOW, &s.reunion, version, at, 0, S("x")), ERR_INVALID);
    assert_ok(reunion_deplacer(w->db, w->a, &pilote, NOW, &s.reunion, version, at, 60, S("Mairie")));
    assert_err(reunion_deplacer(w->db, w->a, &pilote, NOW, &s.reunion, version, at, 90, S("x")), ERR_CONFLICT);
    assert_err(reunion_annuler(w->db, w->a, &s.max, NOW, &s.reunion, true), ERR_FORBIDDEN);
    assert_err(reunion_annuler(w->db, w->a, &pilote, NOW, &s.reunion, false), ERR_CONFLICT);
    assert_ok(reunion_annuler(w->db, w->a, &pilote, NOW, &s.reunion, true));
    again(&s);
    assert_true(s.reunion.annulee && s.reunion.debut_at == at && s.reunion.duree_mn == 60);
    assert_ok(comite_agenda(w->db, w->a, &s.comite, S("https://ensemble.example.org"), NOW, &b));
    Str ics = buf_str(&b);
    assert_true(str_has(ics, S("STATUS:CANCELLED\r\n")) && str_has(ics, S("SEQUENCE:2\r\n")));
    assert_true(str_has(ics, S("DTSTART:20261125T120000Z\r\n")) && str_has(ics, S("LOCATION:Mairie\r\n")));
    assert_ok(reunion_annuler(w->db, w->a, &pilote, NOW, &s.reunion, false));
    again(&s);
    assert_false(s.reunion.annulee);
}

/* On its sheet, and only for whoever sees the committee. */
static void an_action_says_what_was_decided(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    load_plan(w);
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Lancer le bus"), S("1.12")));
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, only_decision(&s).id, VOTE_POUR));
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, only_decision(&s).id, false));
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Le peindre"), S("1.12")));
    Str seen = get(w, w->ref_brou, "/plan/suivi/1.12").body;
    assert_true(str_has(seen, S("Adoptée\u00a0: Lancer le bus")) && str_has(seen, S("À décider\u00a0: Le peindre")));
    assert_true(str_has(seen, str_format(w->a, "href=\"/plan/reunions/%lld\"", (long long)s.reunion.id.v)));
    assert_false(str_has(get(w, w->ref_brou, "/plan/suivi/1.13").body, S("Lancer le bus")));
    HttpAnswer other = get(w, w->ref_voves, "/plan/suivi/1.12");
    assert_int_equal(other.status, 200);
    assert_false(str_has(other.body, S("Lancer le bus")));
}

/* ---- packs ---- */

static Str sha256_of(Arena *a, Str bytes)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];
    crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_dup(a, str_from(hex));
}

static void a_pack_never_changes(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const DossierFonds f = { &w->site, assets, { 0 }, NOW }, later = { &w->site, assets, { 0 }, NOW + DAY };
    const DossierLigne *d;
    DossierLigne one;
    size_t n = 0;
    Str bytes[3], then;
    Plan p;
    assert_err(dossier_faire(w->db, w->a, &pilote, &f, &s.comite, &s.reunion), ERR_NOT_FOUND); /* no plan */
    load_plan(w);
    assert_err(dossier_faire(w->db, w->a, &s.max, &f, &s.comite, &s.reunion), ERR_FORBIDDEN);
    assert_ok(dossier_faire(w->db, w->a, &pilote, &f, &s.comite, &s.reunion));
    assert_ok(dossiers_de(w->db, w->a, s.reunion.id, &d, &n));
    assert_int_equal(n, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_ok(dossier_lire(w->db, w->a, s.reunion.id, d[i].id, &one, &bytes[i]));
        assert_str_equal(sha256_of(w->a, bytes[i]), one.sha256);
        assert_true(one.octets == d[i].octets && one.octets > 1000);
    }
    assert_true(str_starts(bytes[0], S("%PDF-")));
    assert_true(str_has(test_zip_part(w->a, bytes[1], S("content.xml")), S("Structurer, coordonner, animer")));
    assert_str_equal(test_zip_part(w->a, bytes[1], S("mimetype")), S("application/vnd.oasis.opendocument.text"));
    assert_true(str_has(bytes[2], S("83\u00a0actions, dont 0 en retard")));
    /* The plan moves on; what was made does not. */
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(action_passer(w->db, w->a, &pilote, NOW, plan_action(&p, S("1.1")), ACTION_ABANDONNEE, S(""), S("")));
    assert_ok(dossier_faire(w->db, w->a, &pilote, &later, &s.comite, &s.reunion));
    assert_ok(dossiers_de(w->db, w->a, s.reunion.id, &d, &n));
    assert_int_equal(n, 6);
    for (size_t i = 0; i < 3; i++) {
        assert_ok(dossier_lire(w->db, w->a, s.reunion.id, d[3 + i].id, &one, &then));
        assert_str_equal(then, bytes[i]);
        assert_ok(dossier_lire(w->db, w->a, s.reunion.id, d[i].id, &one, &then));
        assert_false(str_eq(then, bytes[i]));
    }
}

static void packs_are_served_as_they_are(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const DossierFonds f = { &w->site, assets, { 0 }, NOW };
    const DossierLigne *d;
    DossierLigne one;
    size_t n = 0;
    Str bytes;
    load_plan(w);
    assert_ok(dossier_faire(w->db, w->a, &pilote, &f, &s.comite, &s.reunion));
    assert_ok(dossiers_de(w->db, w->a, s.reunion.id, &d, &n));
    for (size_t i = 0; i < n; i++) {
        assert_ok(dossier_lire(w->db, w->a, s.reunion.id, d[i].id, &one, &bytes));
        HttpAnswer h = get(w, w->admin,
            str_format(w->a, "/plan/reunions/%lld/dossiers/%lld", (long long)s.reunion.id.v, (long long)d[i].id).p);
        assert_int_equal(h.status, 200);
        assert_str_equal(h.body, bytes);
    }
}

/* The page of a pack names its own style sheet, kept with the letters that it names: the program's may change. */
static void a_pack_keeps_its_looks(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const DossierFonds f = { &w->site, assets, { 0 }, NOW };
    const DossierLigne *d;
    DossierLigne one;
    size_t n = 0, letters = 0;
    Str bytes, type, css;
    load_plan(w);
    assert_ok(dossier_faire(w->db, w->a, &pilote, &f, &s.comite, &s.reunion));
    assert_ok(dossiers_de(w->db, w->a, s.reunion.id, &d, &n));
    assert_ok(dossier_lire(w->db, w->a, s.reunion.id, d[2].id, &one, &bytes));
    assert_false(str_has(bytes, S("/a/")));
    size_t at = str_find(bytes, 0, S("/plan/figes/"));
    Str path = str_slice(bytes, at, str_find_char(bytes, at, '"')), rest;
    assert_ok(fige_lire(w->db, w->a, str_slice(path, S("/plan/figes/").n, path.n), &type, &css));
    assert_str_equal(type, S("text/css; charset=utf-8"));
    HttpAnswer h = get(w, w->admin, str_dup(w->a, path).p);
    assert_int_equal(h.status, 200);
    assert_str_equal(h.body, css);
    for (rest = css; (at = str_find(rest, 0, S("/plan/figes/"))) < rest.n; letters++) {
        size_t end = at;
        while (end < rest.n && !strchr("\"')", rest.p[end]))
            end++;
        h = get(w, w->admin, str_dup(w->a, str_slice(rest, at, end)).p);
        assert_int_equal(h.status, 200);
        assert_true(h.body.n > 100);
        rest = str_slice(rest, end, rest.n);
    }
    assert_true(letters > 0);
}

static void papers_are_of_who_is_there(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const Upload u = { S("note.csv"), FILE_CSV, S("a;b\n1;2\n") };
    const DocumentJoint *p;
    size_t n = 0;
    Str nom, type, bytes;
    assert_err(papier_joindre(w->db, w->a, &s.max, NOW, &s.reunion, &u), ERR_FORBIDDEN);
    assert_ok(papier_joindre(w->db, w->a, &pilote, NOW, &s.reunion, &u));
    assert_ok(papiers_de(w->db, w->a, s.reunion.id, &p, &n));
    assert_int_equal(n, 1);
    assert_str_equal(p[0].sha256, sha256_of(w->a, S("a;b\n1;2\n")));
    assert_ok(papier_lire(w->db, w->a, s.reunion.id, p[0].id, &nom, &type, &bytes));
    assert_str_equal(bytes, S("a;b\n1;2\n"));
    assert_err(papier_lire(w->db, w->a, (ReunionId){ 99 }, p[0].id, &nom, &type, &bytes), ERR_NOT_FOUND);
    const char *path =
        str_format(w->a, "/plan/reunions/%lld/documents/%lld", (long long)s.reunion.id.v, (long long)p[0].id).p;
    assert_int_equal(get(w, w->ref_voves, path).status, 404); /* not a member */
    HttpAnswer h = get(w, w->ref_brou, path);
    assert_int_equal(h.status, 200);
    assert_str_equal(h.body, S("a;b\n1;2\n"));
    assert_err(papier_retirer(w->db, w->a, &s.max, NOW, &s.reunion, p[0].id), ERR_FORBIDDEN);
    assert_ok(papier_retirer(w->db, w->a, &pilote, NOW, &s.reunion, p[0].id));
    assert_err(papier_retirer(w->db, w->a, &pilote, NOW, &s.reunion, p[0].id), ERR_NOT_FOUND);
}

/* A decision ends once, by one of its three ends; each other move is refused and changes nothing. */
static void each_forbidden_end_is_refused(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const Decision *d;
    size_t n = 0;
    static const int votes[] = { VOTE_POUR, VOTE_CONTRE, -1 };
    static const DecisionEtat ends[] = { DECISION_ADOPTEE, DECISION_REJETEE, DECISION_AJOURNEE };
    for (int i = 0; i < 3; i++) {
        assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Un choix"), S("")));
        assert_ok(decisions_de(w->db, w->a, s.reunion.id, &d, &n));
        int64_t id = d[n - 1].id;
        if (votes[i] >= 0)
            assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, (Vote)votes[i]));
        assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, votes[i] < 0));
        for (int later = 0; later < 2; later++)
            assert_err(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, later), ERR_CONFLICT);
        for (int v = 0; v < VOTES_N; v++)
            assert_err(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, (Vote)v), ERR_CONFLICT);
        Err e = tache_confier(w->db, w->a, &pilote, NOW, &s.reunion, id, S("x"), w->max.id, (PlanJour){ 0 });
        assert_err(e, ends[i] == DECISION_ADOPTEE ? OK : ERR_CONFLICT);
        assert_ok(decisions_de(w->db, w->a, s.reunion.id, &d, &n));
        assert_int_equal(d[n - 1].etat, ends[i]);
    }
}

/* Taken back: it stays, says who, when and why, and nothing more comes of it; or held after all. */
static void a_decision_is_taken_back(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const Tache *t;
    size_t n = 0;
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Lancer le bus"), S("")));
    int64_t id = only_decision(&s).id;
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_POUR));
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, false));
    assert_ok(tache_confier(w->db, w->a, &pilote, NOW, &s.reunion, id, S("Appeler"), w->max.id, (PlanJour){ 0 }));
    assert_err(decision_retirer(w->db, w->a, &s.max, NOW, &s.reunion, id, S("x")), ERR_FORBIDDEN);
    assert_err(decision_retirer(w->db, w->a, &pilote, NOW, &s.reunion, id, S("")), ERR_INVALID);
    assert_err(decision_retirer(w->db, w->a, &pilote, NOW, &s.reunion, 99, S("x")), ERR_NOT_FOUND);
    assert_err(decision_retablir(w->db, w->a, &pilote, NOW, &s.reunion, id), ERR_CONFLICT);
    assert_ok(decision_retirer(w->db, w->a, &pilote, NOW + 60, &s.reunion, id, S("Le bus est vendu")));
    assert_err(decision_retirer(w->db, w->a, &pilote, NOW, &s.reunion, id, S("Encore")), ERR_CONFLICT);
    Decision d = only_decision(&s);
    assert_int_equal(d.etat, DECISION_RETIREE);
    assert_int_equal(d.etat_avant, DECISION_ADOPTEE);
    assert_true(d.retrait_at == NOW + 60 && d.retrait_par.v == 1 && d.votes[VOTE_POUR] == 1);
    assert_str_equal(d.retrait_motif, S("Le bus est vendu"));
    assert_err(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_POUR), ERR_CONFLICT);
    assert_err(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, true), ERR_CONFLICT);
    assert_err(tache_confier(w->db, w->a, &pilote, NOW, &s.reunion, id, S("x"), w->max.id, (PlanJour){ 0 }),
        ERR_CONFLICT);
    assert_ok(taches_de(w->db, w->a, s.reunion.id, &t, &n));
    assert_true(n == 1 && t[0].sans_objet && !t[0].faite);
    assert_err(tache_finir(w->db, w->a, &s.max, NOW, &s.reunion, t[0].id), ERR_CONFLICT);
    assert_ok(decision_retablir(w->db, w->a, &pilote, NOW, &s.reunion, id));
    d = only_decision(&s);
    assert_true(d.etat == DECISION_ADOPTEE && d.retrait_at == 0 && d.retrait_motif.n == 0);
    assert_ok(tache_finir(w->db, w->a, &s.max, NOW, &s.reunion, t[0].id));
    assert_int_equal(written(w, "decision.retirer"), 1);
    assert_int_equal(written(w, "decision.retablir"), 1);
}

/* ---- what members are told ---- */

/* The mails that wait, the last one's content in `ret`. */
static int64_t mails(World *w, Str *ret)
{
    static const SqlColumn columns[] = { { "payload", SQL_STR, false }, { "n", SQL_I64, false } };
#define MAILS                                                                                                          \
    "SELECT payload, (SELECT COUNT(*) FROM job WHERE kind = 'courriel.envoyer') AS n FROM job "                        \
    "WHERE kind = 'courriel.envoyer' ORDER BY job_id DESC LIMIT 1"
    static const SqlQuery query = { .name = "essai_courriels",
        .text = { MAILS, MAILS },
        .shape = SQL_MAYBE,
        .n_cols = 2,
        .cols = columns };
#undef MAILS
    SqlValue v[2] = { 0 };
    Str sealed;
    bool found = false;
    assert_ok(db_row(w->db, w->a, &query, NULL, v, &found));
    if (!found)
        return 0;
    assert_true(base64url_decode(w->a, v[0].s, MIB, &sealed));
    *ret = key_open(w->a, test_keys()->box, S("courriel"), sealed);
    assert_false(str_is_none(*ret));
    return v[1].i;
}

static void members_are_told_with_their_calendar(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    Str mail = S("");
    const char *date = str_format(w->a, "/plan/reunions/%lld/date", (long long)s.reunion.id.v).p,
               *off = str_format(w->a, "/plan/reunions/%lld/annulation", (long long)s.reunion.id.v).p;
    assert_int_equal(post(w, w->admin, date, "jour=2026-11-25&heure=14:30&duree=90&lieu=Mairie&version=1").status, 303);
    assert_int_equal(mails(w, &mail), 1);
    const char *const moved[] = { "max@example.org", "Réunion déplacée\u00a0: Comité de pilotage",
        "25 novembre 2026 à 14\u00a0h\u00a030", "au lieu du", "\"methode\":\"REQUEST\"", "METHOD:REQUEST", "SEQUENCE:1",
        "DTSTART:20261125T133000Z", "DTEND:20261125T150000Z", "LOCATION:Mairie", "STATUS:CONFIRMED",
        "mailto:max@example.org", "ORGANIZER" };
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
        if (!str_has(mail, str_from(moved[i])))
            fail_msg("« %s » n’est pas dans : %.*s", moved[i], STR_ARG(mail));
    assert_int_equal(post(w, w->admin, off, "annulee=1").status, 303);
    assert_int_equal(mails(w, &mail), 2);
    assert_true(str_has(mail, S("Réunion annulée")) && str_has(mail, S("METHOD:CANCEL")));
    assert_true(str_has(mail, S("SEQUENCE:2")) && str_has(mail, S("STATUS:CANCELLED")));
    /* The same gesture twice tells nobody twice. */
    assert_int_equal(post(w, w->admin, off, "annulee=1").status, 303);
    assert_int_equal(mails(w, &mail), 2);
    /* Not wanted by mail: still on her space. */
    assert_ok(notification_vouloir(w->db, w->max.id, NOTIFICATION_REUNIONS, false));
    assert_int_equal(post(w, w->admin, off, "").status, 303);
    assert_int_equal(mails(w, &mail), 2);
    const NotificationLigne *l;
    size_t n = 0;
    assert_ok(notifications_de(w->db, w->a, w->max.id, &l, &n));
    assert_int_equal(n, 3);
    assert_true(str_starts(l[0].texte, S("Réunion rétablie")));
    assert_ok(notifications_de(w->db, w->a, w->zoe.id, &l, &n)); /* not a member */
    assert_int_equal(n, 0);
}

/* A meeting that is over is put right without a word to anybody; a new one is told. */
static void only_what_is_to_come_is_told(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    ReunionId id;
    Str mail = S("");
    assert_ok(reunion_creer(w->db, w->a, &pilote, NOW, &s.comite, NOW - 30 * DAY, 60, S(""), &id));
    const char *date = str_format(w->a, "/plan/reunions/%lld/date", (long long)id.v).p,
               *new = str_format(w->a, "/plan/comites/%lld/reunions", (long long)s.comite.id.v).p;
    assert_int_equal(post(w, w->admin, date, "jour=2026-10-20&heure=9:00&duree=60&version=1").status, 303);
    assert_int_equal(mails(w, &mail), 0);
    assert_int_equal(post(w, w->admin, new, "jour=2026-12-01&heure=9:00&duree=60").status, 303);
    assert_int_equal(mails(w, &mail), 1);
    assert_true(str_has(mail, S("Réunion fixée")) && str_has(mail, S("SEQUENCE:0")));
}

static void owners_of_tasks_are_told(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    const NotificationLigne *l;
    size_t n = 0;
    const char *page = str_format(w->a, "/plan/reunions/%lld", (long long)s.reunion.id.v).p,
               *tasks = str_format(w->a, "%s/taches", page).p, *back = str_format(w->a, "%s/retraits", page).p;
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Lancer le bus"), S("")));
    int64_t id = only_decision(&s).id;
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, id, VOTE_POUR));
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, id, false));
    Str body = str_format(w->a, "decision=%lld&tache=Appeler&personne=%.*s", (long long)id, STR_ARG(w->max.uid));
    assert_int_equal(post(w, w->admin, tasks, body.p).status, 303);
    assert_true(str_has(get(w, w->ref_brou, "/espace").body, S("Une tâche d’un comité vous attend")));
    body = str_format(w->a, "decision=%lld&retrait=retirer", (long long)id);
    has((HttpAnswer[]){ post(w, w->admin, back, body.p) }, "Écrivez pourquoi la décision est retirée");
    body = str_format(w->a, "decision=%lld&retrait=retirer&motif=Vendu", (long long)id);
    assert_int_equal(post(w, w->admin, back, body.p).status, 303);
    HttpAnswer seen = get(w, w->ref_brou, page);
    const char *const told[] = { "Retirée le 23 novembre 2026", "par Léa Martin\u00a0: Vendu", "elle était adoptée",
        "Sans objet" };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        has(&seen, told[i]);
    has_not(&seen, "Rétablir la décision");        /* a pilote's gesture */
    assert_false(str_has(get(w, w->ref_brou, "/espace").body, S("Une tâche d’un comité vous attend")));
    body = str_format(w->a, "decision=%lld&retrait=retablir", (long long)id);
    assert_int_equal(post(w, w->admin, back, body.p).status, 303);
    assert_ok(notifications_de(w->db, w->a, w->max.id, &l, &n));
    assert_int_equal(n, 3);
    assert_true(str_has(l[2].texte, S("vous est confiée")) && str_has(l[1].texte, S("est retirée")));
    assert_true(str_has(l[0].texte, S("de nouveau à faire")));
}

/* From an action to its pack: cost, funding, decision, then what the pack says of it. */
static void the_whole_way(void **state)
{
    WORLD w = comites_new(state);
    Salle s = salle_new(w);
    Plan p;
    FinancementFaute faute;
    FinancementPlan m;
    const DossierLigne *d;
    DossierLigne one;
    size_t n = 0;
    Str numero, bytes;
    load_plan(w);
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_ok(action_creer(w->db, w->a, &pilote, NOW, &p, 4, (ObjectifId){ 0 }, S("Ouvrir une recyclerie"), &numero));
    assert_str_equal(numero, S("5.15"));
    assert_ok(plan_courant(w->db, w->a, &p));
    const Action *x = plan_action(&p, numero);
    const Cout c = { .annee = 2027, .nature = COUT_INVESTISSEMENT, .libelle = S("Local"), .ht = 5000000 };
    const Financement l = { .financeur = S("Région"), .montant = 2000000 };
    assert_ok(action_cout_ajouter(w->db, w->a, &pilote, NOW, x, &c, &faute));
    assert_ok(action_financement_ajouter(w->db, w->a, &pilote, NOW, x, &l, &faute));
    assert_ok(decision_proposer(w->db, w->a, &pilote, NOW, &s.reunion, S("Financer la recyclerie"), numero));
    assert_ok(
        dossier_faire(w->db, w->a, &pilote, &(DossierFonds){ &w->site, assets, { 0 }, NOW }, &s.comite, &s.reunion));
    assert_ok(dossiers_de(w->db, w->a, s.reunion.id, &d, &n));
    assert_ok(dossier_lire(w->db, w->a, s.reunion.id, d[2].id, &one, &bytes));
    assert_true(str_has(bytes, S("Financer la recyclerie (action 5.15)")));
    assert_true(str_has(bytes, S("Région")));
    assert_true(str_has(bytes, S("30\u202f000\u00a0€")));  /* still to be found */
    assert_ok(decision_voter(w->db, w->a, &s.max, NOW, &s.reunion, only_decision(&s).id, VOTE_POUR));
    assert_ok(decision_clore(w->db, w->a, &pilote, NOW, &s.reunion, only_decision(&s).id, false));
    assert_ok(action_argent(w->db, w->a, x->id, &m));
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, m.lignes[0].id, FINANCEMENT_ACQUIS, 0));
    assert_ok(action_financement_passer(w->db, w->a, &pilote, NOW, x, m.lignes[0].id, FINANCEMENT_VERSE, 0));
    assert_ok(plan_courant(w->db, w->a, &p));
    assert_true(plan_action(&p, numero)->verse == 2000000);
}

/* ---- commands ---- */

/* What a person types, on a base that is empty at first. */
static void commands_load_export_and_make_packs(void **state)
{
    ARENA a = arena_new(128 * MIB);
    const Slice *const slices[] = { &slice_plan, &slice_comites, NULL };
    const TestCommand c = { .slices = slices, .dir = test_dir(state), .url = test_db_url(state) };
    Str roadmap = test_source(a, "exemples/feuille-de-route-28-2024.csv"), message = STR_NONE;
    ComiteId id;
    ReunionId reunion;
    Comite comite;
    int migrated = 0;
    DB db = NULL;
    assert_ok(db_open(a, c.url, DB_WRITE, &db, &message));
    assert_ok(db_migrate(db, a, &migrated, &message));
    test_engine(db);
    if (!test_on_postgres()) {
        db_close(db);                              /* one process writes a SQLite file */
        db = NULL;
    }
    test_expect(test_run(a, &c, "--db @ plan exporter"), err_info(ERR_NOT_FOUND)->exit_code, "", "plan importer");
    test_expect(test_run(a, &c, str_format(a, "--db @ plan importer %.*s", STR_ARG(roadmap)).p), 0, "",
        "83 actions ajoutées");
    TestRun csv = test_run(a, &c, "--db @ plan exporter --format csv");
    test_expect(csv, 0, "Numéro,Type,Axe,", "");
    int lines = 0;
    for (size_t i = 0; i < csv.out.n; i++)
        lines += csv.out.p[i] == '\r';
    assert_int_equal(lines, 84);                   /* no cell of it holds a line end */
    test_expect(test_run(a, &c, "--db @ plan exporter --format json"), 0, "\"numero\":\"5.14\"", "");
    test_expect(test_run(a, &c, "--db @ plan exporter --format tet"), 0, "Axe (x);Sous-axe (x.x)", "");
    assert_true(str_starts(test_run(a, &c, "--db @ plan exporter --format xlsx").out, S("PK")));
    test_write(str_cat(a, c.dir, S("/faux.csv")), S("Axe,Action\n1,\n"));
    test_expect(test_run(a, &c, "--db @ plan importer faux.csv"), err_info(ERR_INVALID)->exit_code, "",
        "rien n’a changé");
    test_expect(test_run(a, &c, "--db @ plan dossier --comite 1 --sortie d.pdf"), err_info(ERR_NOT_FOUND)->exit_code,
        "", "Aucun n’est créé");
    test_expect(test_run(a, &c, "--db @ plan dossier --comite un --sortie d.pdf"), 2, "", "attend un nombre entier");
    if (!db)
        assert_ok(db_open(a, c.url, DB_WRITE, &db, &message));
    assert_ok(comite_creer(db, a, NULL, NOW, S("Comité technique"), COMITE_TECHNIQUE, &id));
    assert_ok(comite_ouvrir(db, a, NULL, id, &comite));
    assert_ok(reunion_creer(db, a, NULL, NOW, &comite, NOW + DAY, 60, S(""), &reunion));
    db_close(db);
    db = NULL;
    Str made = str_format(a, "--db @ plan dossier --comite %lld --sortie d.pdf", (long long)id.v);
    /* The name of the file is judged before a pack is made, which would be kept. */
    test_expect(test_run(a, &c, str_cat(a, str_slice(made, 0, made.n - 3), S("doc")).p), 2, "", "d.doc");
    const DossierLigne *packs;
    size_t packs_n = 1;
    assert_ok(db_open(a, c.url, DB_READ, &db, &message));
    assert_ok(dossiers_de(db, a, reunion, &packs, &packs_n));
    assert_int_equal(packs_n, 0);
    db_close(db);
    db = NULL;
    test_expect(test_run(a, &c, "--db @ plan dossier --comite 99 --sortie d.pdf"), 3, "", "Comité technique.");
    test_expect(test_run(a, &c, made.p), 0, "", "SHA-256");
    assert_true(str_starts(test_read(a, str_cat(a, c.dir, S("/d.pdf"))), S("%PDF-")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_members_see),
        cmocka_unit_test(members_vote_and_decisions_end_once),
        cmocka_unit_test(ties_and_abstentions_reject),
        cmocka_unit_test(attendance_is_of_members),
        cmocka_unit_test(the_calendar_says_when_and_where),
        cmocka_unit_test(meetings_move_and_are_called_off),
        cmocka_unit_test(an_action_says_what_was_decided),
        cmocka_unit_test(a_pack_never_changes),
        cmocka_unit_test(packs_are_served_as_they_are),
        cmocka_unit_test(a_pack_keeps_its_looks),
        cmocka_unit_test(papers_are_of_who_is_there),
        cmocka_unit_test(each_forbidden_end_is_refused),
        cmocka_unit_test(a_decision_is_taken_back),
        cmocka_unit_test(members_are_told_with_their_calendar),
        cmocka_unit_test(only_what_is_to_come_is_told),
        cmocka_unit_test(owners_of_tasks_are_told),
        cmocka_unit_test(the_whole_way),
        cmocka_unit_test(commands_load_export_and_make_packs),
    };
    return SUITE_MAIN("comites", true, tests);
}
