// SPDX-License-Identifier: AGPL-3.0-or-later
/* A file left on the site: previewed, confirmed or put aside, forgotten after an hour; both engines. */
#include "core/job/jobs.h"
#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/echanges/depot.h"
#include "domain/echanges/echanges.h"
#include "domain/lieux/lieux.h"

#define PAGE_IMPORT "/administration/import-lieux"
#define TETE "id,pivot,nom,commune,code_postal,adresse,date_maj,source\n"
#define LIGNE(id, nom) id ",00000000000000," nom ",Brou,28160,1 rue de la Mairie,2024-01-02,Conseil\n"

static const Slice *const table[] = { &slice_lieux, &slice_echanges, NULL };

static World *import_new(void **state)
{
    World *w = world_new(state);
    w->app.slices = table;
    return w;
}
#define IMPORT WORLD

static HttpAnswer leave(World *w, const char *session, const char *forme, const char *name, const char *file,
    const char *more)
{
    Str token = test_token(&w->app, w->a, session);
    Str body = str_format(w->a,
        "--x\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n%.*s\r\n"
        "--x\r\nContent-Disposition: form-data; name=\"forme\"\r\n\r\n%s\r\n%s"
        "--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"%s\"\r\nContent-Type: "
        "text/csv\r\n\r\n%s\r\n--x--\r\n",
        STR_ARG(token), forme, more, name, file);
    Str headers = str_format(w->a, "%sContent-Type: multipart/form-data; boundary=x\r\n", session);
    return http_call(&w->app, w->db, w->a, "POST", PAGE_IMPORT, headers.p, body);
}

/* The identifier that the preview's forms carry. */
static Str shown(const HttpAnswer *h)
{
    Str mark = S("name=\"depot\" value=\"");
    size_t at = str_find(h->body, 0, mark) + mark.n;
    return str_slice(h->body, at, str_find_char(h->body, at, '"'));
}

static int64_t places(World *w)
{
    const ImportFait *v;
    size_t n;
    int64_t all = 0;
    assert_ok(lieux_imports_faits(w->db, w->a, 100, &v, &n));
    for (size_t i = 0; i < n; i++)
        all += v[i].ajoutes - v[i].disparus;
    return all;
}

static void a_file_is_seen_then_imported(void **state)
{
    IMPORT w = import_new(state);
    HttpAnswer h = leave(w, w->admin, "auto", "lieux.csv", TETE LIGNE("1", "Mairie") LIGNE("", "Sans nom"), "");
    assert_int_equal(h.status, 303);
    leads_to(&h, PAGE_IMPORT "/apercu");
    h = get(w, w->admin, PAGE_IMPORT "/apercu");
    has(&h, "lieux.csv");
    has(&h, "ligne refusée");
    has(&h, "Importer ce fichier");
    assert_int_equal(places(w), 0);
    h = get(w, w->admin, PAGE_IMPORT);
    has(&h, "Un fichier attend votre décision");
    h = get(w, w->admin, PAGE_IMPORT "/apercu");
    Str body = str_cat(w->a, S("depot="), shown(&h));
    h = post(w, w->admin, PAGE_IMPORT "/confirmer", body.p);
    leads_to(&h, PAGE_IMPORT "?fait=importe");
    assert_int_equal(places(w), 1);
    assert_int_equal(written(w, "lieux.deposer"), 1);
    assert_int_equal(written(w, "lieux.importer"), 1);
    h = get(w, w->admin, PAGE_IMPORT "?fait=importe");
    has(&h, "Conseil");
    has_not(&h, "Un fichier attend");
    h = post(w, w->admin, PAGE_IMPORT "/confirmer", body.p);
    assert_int_equal(h.status, 409);
}

static void the_same_file_again_offers_nothing(void **state)
{
    IMPORT w = import_new(state);
    for (int i = 0; i < 2; i++) {
        leave(w, w->admin, "auto", "lieux.csv", TETE LIGNE("1", "Mairie"), "");
        HttpAnswer h = get(w, w->admin, PAGE_IMPORT "/apercu");
        if (i) {
            has(&h, "ne changerait rien");
            has_not(&h, "Importer ce fichier");
        }
        Str body = str_cat(w->a, S("depot="), shown(&h));
        h = post(w, w->admin, PAGE_IMPORT "/confirmer", body.p);
        leads_to(&h, i ? PAGE_IMPORT "?fait=inchange" : PAGE_IMPORT "?fait=importe");
    }
}

static void what_was_replaced_is_not_confirmed(void **state)
{
    IMPORT w = import_new(state);
    leave(w, w->admin, "auto", "un.csv", TETE LIGNE("1", "Mairie"), "");
    HttpAnswer h = get(w, w->admin, PAGE_IMPORT "/apercu");
    Str body = str_cat(w->a, S("depot="), shown(&h));
    leave(w, w->admin, "auto", "deux.csv", TETE LIGNE("2", "Gare"), "");
    h = post(w, w->admin, PAGE_IMPORT "/confirmer", body.p);
    assert_int_equal(h.status, 409);
    assert_int_equal(places(w), 0);
    h = get(w, w->admin, PAGE_IMPORT "/apercu");
    body = str_cat(w->a, S("depot="), shown(&h));
    h = post(w, w->admin, PAGE_IMPORT "/annuler", body.p);
    leads_to(&h, PAGE_IMPORT "?fait=annule");
    h = get(w, w->admin, PAGE_IMPORT "/apercu");
    leads_to(&h, PAGE_IMPORT);
}

static void an_hour_later_it_is_gone(void **state)
{
    IMPORT w = import_new(state);
    leave(w, w->admin, "auto", "un.csv", TETE LIGNE("1", "Mairie"), "");
    HttpAnswer h = get(w, w->admin, PAGE_IMPORT "/apercu");
    Str body = str_cat(w->a, S("depot="), shown(&h));
    Depot d;
    w->now += DEPOT_DUREE_S + 1;
    assert_err(depot_lire(w->db, w->a, w->lea.id.v, w->now, &d), ERR_NOT_FOUND);
    h = post(w, w->admin, PAGE_IMPORT "/confirmer", body.p);
    assert_int_equal(h.status, 409);
    assert_ok(depot_lire(w->db, w->a, w->lea.id.v, NOW, &d)); /* still kept: the job removes it */
    Job j = { .app = &w->app, .arena = w->a, .db = w->db, .now = w->now };
    assert_ok(echanges_jobs[0].fn(&j));
    assert_err(depot_lire(w->db, w->a, w->lea.id.v, NOW, &d), ERR_NOT_FOUND);
}

static void what_cannot_be_read_says_why(void **state)
{
    IMPORT w = import_new(state);
    HttpAnswer h = leave(w, w->admin, "correspondance", "t.csv", "a;b\n1;2\n", "");
    assert_int_equal(h.status, 400);
    has(&h, "Écrivez les règles");
    h = leave(w, w->admin, "correspondance", "t.csv", "a;b\n1;2\n",
        "--x\r\nContent-Disposition: form-data; name=\"regles\"\r\n\r\nnomm = [a]\r\n");
    assert_int_equal(h.status, 400);
    has(&h, "le champ « nomm » n’est pas du standard");
    h = leave(w, w->admin, "auto", "t.pdf", "%PDF-1.4", "");
    assert_int_equal(h.status, 400);
    h = leave(w, w->admin, "france-services", "t.csv", "a;b\n1;2\n", "");
    assert_int_equal(h.status, 303);
    h = get(w, w->admin, PAGE_IMPORT "/apercu");
    has(&h, "Ce fichier ne peut pas être importé");
    has(&h, "[id_fs]");
    has_not(&h, "Importer ce fichier");
    h = get(w, w->ref_brou, PAGE_IMPORT);
    assert_int_equal(h.status, 403);
}

static void a_person_forgotten_leaves_no_file(void **state)
{
    IMPORT w = import_new(state);
    leave(w, w->admin, "auto", "un.csv", TETE LIGNE("1", "Mairie"), "");
    BUF b = buf_new(1 * MIB);
    Json j = json_to(&b);
    json_obj(&j);
    assert_ok(echanges_donnees(w->db, w->a, w->lea.id.v, &j));
    json_end(&j);
    assert_true(str_has(buf_str(&b), S("\"nom\":\"un.csv\"")));
    assert_ok(echanges_oublier(w->db, w->a, NULL, NOW, w->lea.id.v));
    Depot d;
    assert_err(depot_lire(w->db, w->a, w->lea.id.v, NOW, &d), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(a_file_is_seen_then_imported),
        cmocka_unit_test(the_same_file_again_offers_nothing),
        cmocka_unit_test(what_was_replaced_is_not_confirmed),
        cmocka_unit_test(an_hour_later_it_is_gone),
        cmocka_unit_test(what_cannot_be_read_says_why),
        cmocka_unit_test(a_person_forgotten_leaves_no_file),
    };
    return SUITE_MAIN("import_lieux_web", true, all);
}
