// SPDX-License-Identifier: AGPL-3.0-or-later
/* Values, files, scopes, pages and sheets of the censuses, on both engines. */
#include <string.h>

#include "core/slice.h"
#include "domain/administration/administration_test.h"
#include "domain/lieux/edition.h"
#include "domain/lieux/import.h"
#include "domain/lieux/offres.h"
#include "domain/recensements/lecture.h"
#include "domain/tenue/tenue.h"

static const Slice *const table[] = { &slice_territoire, &slice_lieux, &slice_tenue, &slice_recensements, NULL };

#define LIEUX                                                                                                          \
    "id,pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,date_maj,source\n"                         \
    "a,00000000000000,Relais,Brou,28160,28061,1 rue de la Mairie,48.2136,1.1631,2025-01-02,Conseil\n"                  \
    "b,00000000000000,Médiathèque,Voves,28150,28422,2 rue du Pont,,,2026-11-01,Conseil\n"                            \
    "c,00000000000000,Atelier,Voves,28150,28422,3 rue du Pont,,,2026-11-01,Conseil\n"

static void refresh(World *w)
{
    assert_ok(snapshots_refresh(w->app.snapshots, w->db));
}

static void recensements_done(World **w)
{
    snapshots_free((*w)->app.snapshots);
    world_freep(w);
}
#define MONDE __attribute__((cleanup(recensements_done))) World *

static World *monde_new(void **state)
{
    World *w = world_new(state);
    ImportRapport *r = NULL;
    Str message;
    ImportFichier f = { .nom = S("lieux.csv"),
        .octets = S(LIEUX),
        .source = S("Conseil"),
        .aujourdhui = date_paris(NOW) };
    w->app.slices = table;
    assert_ok(snapshots_new(table, &w->app.snapshots));
    assert_ok(lieux_import_read(w->a, &f, &r, &message));
    assert_ok(lieux_import_match(w->db, w->a, r));
    assert_ok(lieux_import_apply(w->app.writer, w->a, r, NOW));
    assert_ok(structure_lier(w->db, w->a, NULL, NOW, w->brou.id, S("a"), true));
    assert_ok(structure_lier(w->db, w->a, NULL, NOW, w->voves.id, S("b"), true));
    refresh(w);
    return w;
}

static HttpAnswer public(World *w, const char *target)
{
    HttpAnswer h = http_call(&w->app, w->db, w->a, "GET", target, NULL, STR_NONE);
    if (h.status == 0)
        fail_msg("%.*s", STR_ARG(h.body));
    return h;
}

/* ---- values ---- */

/* Lycée Louis-le-Grand in Paris is 0750655E, lycée Marceau in Chartres 0280007F (public register of schools). */
static void a_school_has_the_letter_of_its_number(void **state)
{
    ARENA a = arena_new(MIB);
    (void)state;
    assert_str_equal(uai_normal(a, S("0750655E")), S("0750655E"));
    assert_str_equal(uai_normal(a, S(" 028 0007f ")), S("0280007F"));
    assert_true(str_is_none(uai_normal(a, S("0280007G"))));
    assert_true(str_is_none(uai_normal(a, S("0280007"))));
    assert_true(str_is_none(uai_normal(a, S("O280007F"))));
    /* one digit changed, or two exchanged, is always seen: 23 is prime */
    for (int d = 0; d < 7; d++) {
        char z[] = "0280007F";
        z[d] = z[d] == '9' ? '8' : (char)(z[d] + 1);
        assert_true(str_is_none(uai_normal(a, str_from(z))));
    }
}

static void the_table_is_whole(void **state)
{
    (void)state;
    for (const Recensement *r = recensements; r->nom.n; r++) {
        bool key = false;
        assert_true(recensement_nomme(r->nom) == r);
        assert_true(recensement_colonnes(r) > 0 && recensement_colonnes(r) <= COLONNES_MAX);
        for (int i = 0; r->colonnes[i].champ; i++) {
            assert_non_null(recensement_champ(r->colonnes[i].champ)->name);
            key |= r->colonnes[i].cle;
        }
        assert_non_null(recensement_champ(r->colonnes[r->facette].champ)->choices);
        assert_true(key || !r->a_part);
    }
}

static Str read_value(Arena *a, const char *census, int column, const char *typed, Str *fault)
{
    return colonne_lire(a, &recensement_nomme(str_from(census))->colonnes[column], str_from(typed), fault);
}

static void values_are_read_as_people_write_them(void **state)
{
    ARENA a = arena_new(4 * MIB);
    Str fault;
    (void)state;
    assert_str_equal(read_value(a, "permanences", 0, "Impôts", &fault), S("impots"));
    assert_str_equal(read_value(a, "permanences", 1, "lundi de 14h à 17h", &fault), S("Mo 14:00-17:00"));
    assert_str_equal(read_value(a, "permanences", 2, "OUI", &fault), S("oui"));
    assert_str_equal(read_value(a, "permanences", 3, "02 37 00 00 01", &fault), S("+33237000001"));
    assert_str_equal(read_value(a, "materiel", 0, "Imprimante | wifi|wifi", &fault), S("wifi|imprimante"));
    assert_true(str_is_none(read_value(a, "permanences", 0, "caf|cpam", &fault)) && fault.n);
    assert_true(str_is_none(read_value(a, "permanences", 1, "", &fault)) && fault.n);
    assert_true(str_is_none(read_value(a, "permanences", 1, "quand on peut", &fault)) && fault.n);
    assert_true(str_is_none(read_value(a, "materiel", 0, "fax", &fault)) && str_has(fault, S("wifi, ordinateur")));
    assert_true(str_is_none(read_value(a, "reemploi", 5, "x", &fault)) && fault.n);
}

/* ---- files ---- */

static RecensementLu deposit(World *w, const char *census, const char *source, const char *text)
{
    const Recensement *r = recensement_nomme(str_from(census));
    RecensementLu lu = { 0 };
    Str message = STR_NONE;
    const Portage p = { .source = str_from(source) };
    if (recensement_lire(w->a, r, str_from(text), &lu, &message) != OK)
        fail_msg("%.*s", STR_ARG(message));
    assert_ok(recensement_comparer(w->db, w->a, r, &p, &lu));
    assert_ok(recensement_appliquer(w->db, w->a, NULL, NOW, w->app.random, r, p.source, &lu));
    refresh(w);
    return lu;
}

static void the_next_file_takes_the_place_of_the_last(void **state)
{
    MONDE w = monde_new(state);
    RecensementLu lu = deposit(w, "permanences", "CAF",
        "lieu;organisme;horaires;rdv\na;CAF;lundi de 9h à 12h;oui\nb;caf;Tu 09:00-12:00;non\nb;caf;n’importe quand;\n");
    assert_int_equal(lu.ajoutees, 2);
    assert_int_equal(lu.remarques.n, 1);
    assert_true(str_has(recensement_resume(w->a, &lu, 5), S("ligne 4, horaires «\u00A0n’importe quand\u00A0»")));
    lu = deposit(w, "permanences", "CAF", "lieu;organisme;horaires;rdv\na;CAF;lundi de 9h à 12h;non\n");
    assert_int_equal(lu.modifiees, 1);
    assert_int_equal(lu.retirees, 1);
    lu = deposit(w, "permanences", "CAF", "lieu;organisme;horaires;rdv\na;CAF;lundi de 9h à 12h;non\n");
    assert_int_equal(lu.inchangees, 1);
    /* another source does not take what is the first one's */
    lu = deposit(w, "permanences", "Autre", "lieu;organisme;horaires;rdv\na;CAF;lundi de 9h à 12h;oui\n");
    assert_int_equal(lu.ajoutees + lu.modifiees, 0);
    assert_true(str_has(recensement_resume(w->a, &lu, 5), S("une autre source")));
    lu = deposit(w, "permanences", "X", "lieu;organisme;horaires\na;msa;Mo 09:00-12:00\na;msa;Mo 09:00-12:00\n");
    assert_int_equal(lu.ajoutees, 1);
    assert_true(str_has(recensement_resume(w->a, &lu, 5), S("donnée deux fois")));
}

/* As the diagnosis counts them: three hours at a place that has coordinates, none where it has not. */
static void permanences_are_hours_of_help(void **state)
{
    MONDE w = monde_new(state);
    Offre found = { 0 };
    deposit(w, "permanences", "CAF", "lieu;organisme;horaires\na;CAF;lundi de 9h à 12h\nb;CAF;mardi de 9h à 10h30\n");
    SnapshotView *view = snapshot_view(w->app.snapshots);
    const Lieux *s = snapshot_get(view, &lieux_snapshot);
    assert_ok(offre_permanences.lire(w->db, s, w->a, date_paris(NOW), &found));
    assert_int_equal(found.n, 1);
    assert_true(found.v[0].offre == 3 && found.v[0].point.lat == 48.2136);
    assert_int_equal(found.muets, 0);
    snapshot_view_free(view);
}

static void a_file_that_is_not_one_is_refused_whole(void **state)
{
    ARENA a = arena_new(4 * MIB);
    RecensementLu lu;
    Str message = STR_NONE;
    const Recensement *r = recensement_nomme(S("permanences"));
    (void)state;
    assert_err(recensement_lire(a, r, S("lieu;horaires\na;Mo 09:00-12:00\n"), &lu, &message), ERR_INVALID);
    assert_true(str_has(message, S("organisme")));
    assert_err(recensement_lire(a, r, S("lieu;organisme;horaires\n"), &lu, &message), ERR_INVALID);
    assert_err(recensement_lire(a, r, S(""), &lu, &message), ERR_INVALID);
}

/* What an export gives is what an import takes. */
static void exports_come_back(void **state)
{
    MONDE w = monde_new(state);
    deposit(w, "permanences", "CAF",
        "lieu,organisme,horaires,precision\na,caf,Mo 09:00-12:00,\"bureau 2, à l’étage\"\nb,msa,We 09:00-12:00,=x\n");
    HttpAnswer h = public(w, "/recensements/permanences/export.csv");
    assert_int_equal(h.status, 200);
    RecensementLu lu = deposit(w, "permanences", "CAF", str_dup(w->a, h.body).p);
    assert_int_equal(lu.inchangees, 2);
}

/* Each census, by each of its four ways: two rows of a file, a third by the form, one value asked for, and a file that comes back. */
typedef struct Voies {
    const char *nom, *fichier, *envoi, *valeur; /* `valeur`: of the file's first row only */
    const char *premiere, *seconde, *troisieme; /* what shows which row is there */
} Voies;

static const Voies voies[] = {
    { "equipements-adaptes", "lieu,handicap,equipement\na,moteur|visuel,Table à hauteur\nb,auditif,Boucle magnétique\n",
        "lieu=c&handicap=cognitif&accompagnement=Accueil+au+calme", "moteur", "Table à hauteur", "Boucle magnétique",
        "Accueil au calme" },
    { "telesante",
        "lieu,telesante,accompagne,horaires,precision\na,cabine,oui,lundi 9h-12h,Porte bleue\nb,borne,non,,Au fond\n",
        "lieu=c&telesante=mallette&precision=Avec+une+soignante", "cabine", "Porte bleue", "Au fond",
        "Avec une soignante" },
    { "lieux-ressources", "lieu,offre,precision\na,fablab|formation,Atelier bois\nb,ressources,Mallettes\n",
        "lieu=c&offre=coordination&precision=Chaque+trimestre", "fablab", "Atelier bois", "Mallettes",
        "Chaque trimestre" },
    { "permanences",
        "lieu,organisme,horaires,precision\na,France Travail,Mo 09:00-12:00,Bureau 1\nb,Impôts,We[1] "
        "14:00-16:00,Bureau 2\n",
        "lieu=c&organisme=cpam&horaires=jeudi+de+9h+%C3%A0+11h&precision=Bureau+3", "france-travail", "Bureau 1",
        "Bureau 2", "Bureau 3" },
    { "mobilite", "lieu,solution,intitule,precision\na,demande,Navette,La veille avant midi\nb,train,Gare,À 300 m\n",
        "lieu=c&solution=solidaire&intitule=Voisins&precision=Conducteurs+volontaires", "demande",
        "La veille avant midi", "À 300 m", "Conducteurs volontaires" },
    { "materiel", "lieu,materiel,precision\na,wifi|imprimante,Dix pages\nb,scanner,Au comptoir\n",
        "lieu=c&materiel=pret-ordinateur&precision=Deux+semaines", "imprimante", "Dix pages", "Au comptoir",
        "Deux semaines" },
    { "ecoles",
        "uai,intitule,commune,ecole_equipement\n0280007F,Lycée un,Chartres,fibre|tablettes\n0750655E,Lycée "
        "deux,Chartres,pret\n",
        "uai=0280001Z&intitule=Coll%C3%A8ge&commune=Chartres&ecole_equipement=tableau", "tablettes", "Lycée un",
        "Lycée deux", "Collège" },
    { "reemploi", "intitule,commune,activite\nRessourcerie,Brou,collecte|don\nRépare,Voves,reparation\n",
        "intitule=Boutique+solidaire&commune=Brou&activite=vente", "don", "Ressourcerie", "Répare",
        "Boutique solidaire" },
};

static void three_rows(World *w, const Voies *v, const char *target, bool first, bool others)
{
    HttpAnswer h = get(w, w->admin, target);
    if (h.status != 200)
        fail_msg("%s : %d", target, h.status);
    (first ? has : has_not)(&h, v->premiere);
    (others ? has : has_not)(&h, v->seconde);
    (others ? has : has_not)(&h, v->troisieme);
}

static int lines(Str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static void by_each_way(World *w, const Voies *v)
{
    const Recensement *r = recensement_nomme(str_from(v->nom));
    const char *space = str_format(w->a, "/espace/recensements/%%s?recensement=%s", v->nom).p;
    assert_int_equal(deposit(w, v->nom, "Fichier", v->fichier).ajoutees, 2);
    const char *form = str_replace(w->a, str_from(space), S("%s"), S("nouvelle")).p;
    HttpAnswer h = get(w, w->admin, form);
    assert_int_equal(h.status, 200);
    has(&h, str_format(w->a, "name=\"%s\"", r->colonnes[0].champ).p);
    h = post(w, w->admin, "/espace/recensements/nouvelle", str_format(w->a, "recensement=%s&%s", v->nom, v->envoi).p);
    if (h.status != 303)
        fail_msg("%s : %.*s", v->nom, STR_ARG(h.body));
    refresh(w);
    const char *list = str_replace(w->a, str_from(space), S("%s"), S("liste")).p;
    const char *csv = str_replace(w->a, str_from(space), S("%s"), S("export.csv")).p;
    three_rows(w, v, list, true, true);
    three_rows(w, v, str_format(w->a, "%s&valeur=%s", list, v->valeur).p, true, false);
    Str whole = str_dup(w->a, get(w, w->admin, csv).body),
        part = str_dup(w->a, get(w, w->admin, str_format(w->a, "%s&valeur=%s", csv, v->valeur).p).body);
    assert_int_equal(lines(whole), 4);
    assert_int_equal(lines(part), 2);
    if (!r->restreint) {
        three_rows(w, v, str_format(w->a, "/recensements/%s?valeur=%s", v->nom, v->valeur).p, true, false);
        h = public(w, str_format(w->a, "/api/v1/recensements/%s?valeur=%s", v->nom, v->valeur).p);
        has(&h, "\"total\":1");
        h = public(w, str_format(w->a, "/recensements/%s/export.csv", v->nom).p);
        assert_str_equal(h.body, whole);
    }
    /* The file that left is taken back: the two of this source as they are, the third told to be of somebody else. */
    RecensementLu lu = deposit(w, v->nom, "Fichier", whole.p);
    assert_int_equal(lu.inchangees, 2);
    assert_int_equal(lu.ajoutees + lu.modifiees + lu.retirees, 0);
    assert_int_equal(lu.remarques.n, 1);
}

static void each_census_by_each_way(void **state)
{
    MONDE w = monde_new(state);
    size_t n = 0;
    while (recensements[n].nom.n)
        n++;
    assert_int_equal(n, sizeof voies / sizeof *voies);
    for (size_t i = 0; i < n; i++)
        by_each_way(w, &voies[i]);
}

/* ---- pages ---- */

static void whoever_holds_a_place_tells_what_is_around_it(void **state)
{
    MONDE w = monde_new(state);
    const char *to = "/espace/recensements/nouvelle";
    HttpAnswer h = get(w, w->ref_brou, "/espace/recensements/nouvelle?recensement=permanences");
    has(&h, "<option value=\"a\"");
    has_not(&h, "<option value=\"b\"");
    h = post(w, w->ref_brou, to, "recensement=permanences&lieu=a&organisme=caf&horaires=lundi+de+9h+%C3%A0+12h&rdv=1");
    leads_to(&h, "/espace/recensements/liste?recensement=permanences&fait=ajoutee");
    h = post(w, w->ref_brou, to, "recensement=permanences&lieu=a&organisme=caf&horaires=lundi+de+9h+%C3%A0+12h");
    assert_int_equal(h.status, 409);
    h = post(w, w->ref_brou, to, "recensement=permanences&lieu=b&organisme=caf&horaires=lundi+de+9h+%C3%A0+12h");
    assert_int_equal(h.status, 400);
    has(&h, "un lieu de votre périmètre");
    h = post(w, w->ref_brou, to, "recensement=permanences&lieu=a&organisme=caf&horaires=zzz");
    assert_int_equal(h.status, 400);
    has(&h, "value=\"zzz\"");
    refresh(w);
    h = public(w, "/lieux/a");
    has(&h, "Permanences d’autres organismes");
    has(&h, "Caisse d’allocations familiales (CAF), ");
    has(&h, "sur rendez-vous");
    h = public(w, "/lieux/b");
    has_not(&h, "Permanences");
    h = public(w, "/recensements/permanences?valeur=caf");
    has(&h, "href=\"/lieux/a\"");
    h = public(w, "/recensements/permanences?valeur=msa");
    has(&h, "Rien ne répond");
    h = public(w, "/api/v1/recensements/permanences?q=brou");
    has(&h, "\"horaires\":\"Mo 09:00-12:00\"");
    /* changed, then taken away */
    const Ligne *rows = NULL;
    size_t n = 0;
    assert_ok(recensement_lignes(w->db, w->a, recensement_nomme(S("permanences")), &rows, &n));
    assert_int_equal(n, 1);
    const char *row = url(w, "/espace/recensements/lignes/UID", rows[0].uid);
    assert_int_equal(get(w, w->ref_voves, row).status, 404);
    h = post(w, w->ref_brou, row, "lieu=a&organisme=caf&horaires=Tu+09:00-12:00&version=99");
    assert_int_equal(h.status, 409);
    h = post(w, w->ref_brou, row, "lieu=a&organisme=caf&horaires=Tu+09:00-12:00&version=1");
    assert_int_equal(h.status, 303);
    h = post(w, w->ref_brou, url(w, "/espace/recensements/lignes/UID/retirer", rows[0].uid), "");
    assert_int_equal(h.status, 303);
    assert_int_equal(written(w, "recensement.ecrire"), 2);
    assert_int_equal(written(w, "recensement.retirer"), 1);
}

static void what_is_around_a_hidden_place_is_hidden(void **state)
{
    MONDE w = monde_new(state);
    LieuTenu l, hidden;
    const LieuGeste g = { .now = NOW, .motif = "etat" };
    deposit(w, "materiel", "X", "lieu,materiel\na,wifi\nb,imprimante\n");
    HttpAnswer h = public(w, "/api/v1/recensements/materiel");
    has(&h, "\"total\":2");
    assert_ok(lieu_tenu_lire(w->db, w->a, S("a"), &l));
    hidden = l;
    hidden.visibilite = VISIBLE_MASQUE;
    assert_ok(lieu_tenu_ecrire(w->db, w->a, &g, &l, &hidden, NULL));
    refresh(w);
    h = public(w, "/api/v1/recensements/materiel");
    has(&h, "\"total\":1");
    h = public(w, "/recensements/materiel/export.csv");
    has_not(&h, "wifi");
    h = get(w, w->ref_voves, "/espace/recensements/liste?recensement=materiel");
    has_not(&h, ">a<");
    h = get(w, w->ref_brou, "/espace/recensements/liste?recensement=materiel");
    has(&h, "Wifi");
}

static void schools_are_for_professionals(void **state)
{
    MONDE w = monde_new(state);
    RecensementLu lu = deposit(w, "ecoles", "Rectorat",
        "uai,intitule,commune,ecole_equipement\n0280007F,Lycée,Chartres,Fibre|salle\n0280007A,Faux,Chartres,fibre\n");
    assert_int_equal(lu.ajoutees, 1);
    assert_true(str_has(lu.remarques.v[0].raison, S("UAI")));
    assert_int_equal(public(w, "/recensements/ecoles").status, 404);
    assert_int_equal(public(w, "/recensements/ecoles/export.csv").status, 404);
    assert_int_equal(public(w, "/api/v1/recensements/ecoles").status, 404);
    HttpAnswer h = public(w, "/recensements");
    has_not(&h, "scolaires");
    h = get(w, w->ref_brou, "/espace/recensements/liste?recensement=ecoles");
    has(&h, "0280007F");
    /* a structure does not hold a commune */
    h = post(w, w->ref_brou, "/espace/recensements/nouvelle",
        "recensement=ecoles&uai=0750655E&intitule=x&commune=Brou&ecole_equipement=fibre");
    assert_int_equal(h.status, 400);
    h = post(w, w->admin, "/espace/recensements/nouvelle",
        "recensement=ecoles&uai=0750655E&intitule=x&commune=Brou&ecole_equipement=fibre");
    assert_int_equal(h.status, 303);
}

static void expect_found(World *w, const char *equipement, const char *ids)
{
    refresh(w);
    HttpAnswer h = public(w, str_format(w->a, "/api/v1/lieux?equipement=%s", equipement).p);
    assert_int_equal(h.status, 200);
    for (const char *id = "ab"; *id; id++)
        assert_int_equal(str_has(h.body, str_format(w->a, "\"id\":\"%c\"", *id)), strchr(ids, *id) != NULL);
}

/* Whatever changes a row, the search of the directory follows. */
static void a_census_is_searched_in_the_directory(void **state)
{
    MONDE w = monde_new(state);
    const Recensement *materiel = recensement_nomme(S("materiel")), *r = NULL;
    Ligne l = { .lieu = S("a"), .v = { S("wifi|scanner") } };
    expect_found(w, "wifi", "");
    assert_ok(recensement_ecrire(w->db, w->a, NULL, NOW, materiel, w->app.random, &l));
    expect_found(w, "wifi", "a");
    expect_found(w, "imprimante", "a");
    expect_found(w, "pret", "");
    assert_ok(recensement_ligne(w->db, w->a, l.uid, &r, &l));
    l.lieu = S("b");
    l.v[0] = S("pret-tablette");
    assert_ok(recensement_ecrire(w->db, w->a, NULL, NOW, materiel, w->app.random, &l));
    expect_found(w, "wifi", "");
    expect_found(w, "pret", "b");
    deposit(w, "equipements-adaptes", "Département", "lieu,handicap,equipement\na,moteur,\nb,visuel,Loupe\n");
    expect_found(w, "materiel-adapte", "ab");
    expect_found(w, "pret", "b");
    deposit(w, "equipements-adaptes", "Département", "lieu,handicap,equipement\na,moteur,\n");
    expect_found(w, "materiel-adapte", "a");
    assert_ok(recensement_ligne(w->db, w->a, l.uid, &r, &l));
    assert_ok(recensement_retirer(w->db, w->a, NULL, NOW, &l));
    expect_found(w, "pret", "");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_school_has_the_letter_of_its_number),
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(values_are_read_as_people_write_them),
        cmocka_unit_test(the_next_file_takes_the_place_of_the_last),
        cmocka_unit_test(permanences_are_hours_of_help),
        cmocka_unit_test(a_file_that_is_not_one_is_refused_whole),
        cmocka_unit_test(exports_come_back),
        cmocka_unit_test(each_census_by_each_way),
        cmocka_unit_test(whoever_holds_a_place_tells_what_is_around_it),
        cmocka_unit_test(what_is_around_a_hidden_place_is_hidden),
        cmocka_unit_test(schools_are_for_professionals),
        cmocka_unit_test(a_census_is_searched_in_the_directory),
    };
    return SUITE_MAIN("recensements", true, tests);
}
