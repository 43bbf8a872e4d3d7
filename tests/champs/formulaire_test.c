// SPDX-License-Identifier: AGPL-3.0-or-later
/* The formulary: what each kind of field says to a browser and to a screen reader, before and after it was sent. */
#include "champs/formulaire.h"

#include "formulaire_view.h"
#include "support/suite.h"

static const Site site = { .nom = S_INIT("Essai"), .accessibilite = S_INIT("non auditée") };

static Str shown(Arena *a, const Form *form)
{
    BUF b = buf_new(MIB);
    View v = { .b = &b, .arena = a, .site = &site, .path = S("/essai") };
    view_formulaire(&v, form);
    return str_dup(a, buf_str(&b));
}

static Form sent(Arena *a, const char *text)
{
    Form form;
    FieldValue *values;
    assert_ok(form_parse(a, formulaire_fields, FORM_SENT, str_from(text), &form, &values));
    return form;
}

/* From the first `open` to the `close` after it. */
static Str between(Str page, const char *open, const char *close)
{
    size_t from = str_find(page, 0, str_from(open));
    if (from == page.n)
        fail_msg("« %s » manque dans :\n%.*s", open, STR_ARG(page));
    size_t to = str_find(page, from, str_from(close));
    assert_true(to < page.n);
    return str_slice(page, from, to + str_from(close).n);
}

/* The tag of the control of that field. */
static Str control(Arena *a, Str page, const char *name)
{
    Str id = str_format(a, "id=\"c-%s\"", name);
    size_t at = str_find(page, 0, id), from = at;
    if (at == page.n)
        fail_msg("%s n’est pas dans :\n%.*s", id.p, STR_ARG(page));
    while (page.p[from] != '<')
        from--;
    return str_slice(page, from, str_find_char(page, at, '>') + 1);
}

static void has(Str where, const char *what)
{
    if (!str_has(where, str_from(what)))
        fail_msg("« %s » manque dans :\n%.*s", what, STR_ARG(where));
}

static void has_not(Str where, const char *what)
{
    if (str_has(where, str_from(what)))
        fail_msg("« %s » ne devait pas être dans :\n%.*s", what, STR_ARG(where));
}

static void chaque_genre(void **state)
{
    static const struct {
        const char *name, *tag, *attributes[5];
    } kinds[] = {
        { "nom", "<input ", { "type=\"text\"", " required", "autocomplete=\"family-name\"", "value=\"\"" } },
        { "mots", "<input ", { "type=\"search\"" } },
        { "courriel", "<input ", { "type=\"email\"", " required", "autocomplete=\"email\"", "spellcheck=\"false\"" } },
        { "telephone", "<input ", { "type=\"tel\"", "autocomplete=\"tel\"" } },
        { "places", "<input ", { "type=\"text\"", "inputmode=\"numeric\"" } },
        { "duree", "<input ", { "type=\"text\"", "inputmode=\"decimal\"" } },
        { "jour", "<input ", { "type=\"date\"", " required" } },
        { "mot_de_passe", "<input ",
            { "type=\"password\"", " required", "autocomplete=\"new-password\"", "spellcheck=\"false\"" } },
        { "code", "<input ",
            { "type=\"text\"", "inputmode=\"numeric\"", "autocomplete=\"one-time-code\"", "spellcheck=\"false\"" } },
        { "fichier", "<input ", { "type=\"file\"", " required", "accept=\"text/csv,.csv\"" } },
        { "note", "<textarea ", { " required", "rows=\"3\"" } },
        { "langue", "<select ", { " required", "autocomplete=\"language\"" } },
        { "role", "<input ", { "type=\"radio\"", " required", "value=\"aidant\"" } },
        { "jours", "<input ", { "type=\"checkbox\"", "value=\"lundi\"" } },
        { "accord", "<input ", { "type=\"checkbox\"", " required", "value=\"1\"" } },
    };
    (void)state;
    ARENA a = arena_new(4 * MIB);
    Form form = formulaire_neuf();
    Str page = shown(a, &form);
    size_t seen = 0;
    for (const Field *f = formulaire_fields; f->name; f++)
        seen++;
    assert_int_equal(seen, sizeof kinds / sizeof *kinds);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Str tag = control(a, page, kinds[i].name);
        if (!str_starts(tag, str_from(kinds[i].tag)))
            fail_msg("%s au lieu de %s", tag.p, kinds[i].tag);
        has(tag, str_format(a, "name=\"%s\"", kinds[i].name).p);
        for (size_t k = 0; k < 5 && kinds[i].attributes[k]; k++)
            has(tag, kinds[i].attributes[k]);
        has_not(tag, "aria-invalid");
        has_not(tag, " checked");
    }
    has_not(control(a, page, "mots"), " required");
    has_not(control(a, page, "jours"), " required");           /* one box of several cannot be imposed */
    has_not(page, "class=\"erreur\"");
    has_not(page, "role=\"alert\"");
    has_not(page, "<title>Erreur");
    has(page, "<input type=\"hidden\" name=\"jeton\" value=\"a&quot;b\">");
}

/* A label for each control; a legend for each group, whose controls are in labels. */
static void libelles(void **state)
{
    (void)state;
    ARENA a = arena_new(4 * MIB);
    Form form = formulaire_neuf();
    Str page = shown(a, &form);
    for (const Field *f = formulaire_fields; f->name; f++) {
        Str name = str_from(f->name), label;
        if (str_eq(name, S("role")) || str_eq(name, S("jours")))
            label = between(page, str_format(a, "<legend>%s", f->label).p, "</legend>");
        else if (str_eq(name, S("accord")))
            label = between(page, "<label class=\"case\"><input id=\"c-accord\"", "</label>");
        else
            label = between(page, str_format(a, "<label for=\"c-%s\">", f->name).p, "</label>");
        has(label, f->label);
        assert_int_equal(str_has(label, S("(obligatoire)")), f->required);
    }
    Str role = between(page, "<fieldset  aria-describedby=\"c-role-aide", "</fieldset>");
    has(role, "value=\"aidant\" required> Je suis aidant</label>");
    has(role, "<label><input  type=\"radio\" name=\"role\" value=\"elu\" required> Je suis élu</label>");
    Str langue = between(page, "<select id=\"c-langue\"", "</select>");
    has(langue, "<option value=\"\">Choisissez</option>");
    has(langue, "<option value=\"fr\">Français</option>");
}

/* The hint and the error of a field are there and are what its control points to. */
static void descriptions(void **state)
{
    static const char *const texts[] = { "neuf", FORMULAIRE_FAUX };
    (void)state;
    ARENA a = arena_new(8 * MIB);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Form form = i ? sent(a, texts[i]) : formulaire_neuf();
        Str page = shown(a, &form);
        for (const Field *f = formulaire_fields; f->name; f++) {
            bool group = f->choices && f->kind != FIELD_CHOICE;
            group = group || str_eq(str_from(f->name), S("role"));
            Str legend = group ? str_format(a, "<legend>%s", f->label) : STR_NONE;
            Str tag = control(a, page, f->name);
            if (group) {
                size_t at = str_find(page, 0, legend);
                while (page.p[at] != '<' || !str_starts(str_slice(page, at, page.n), S("<fieldset")))
                    at--;
                tag = str_slice(page, at, str_find_char(page, at, '>') + 1);
            }
            Str hint = str_format(a, "c-%s-aide", f->name), error = str_format(a, "c-%s-erreur", f->name);
            assert_int_equal(str_has(tag, hint), f->hint != NULL);
            assert_int_equal(str_has(page, str_format(a, "id=\"%s\"", hint.p)), f->hint != NULL);
            assert_int_equal(str_has(tag, error), i);
            assert_int_equal(str_has(page, str_format(a, "<p class=\"erreur\" id=\"%s\">", error.p)), i);
            assert_int_equal(str_has(page, str_format(a, "<li><a href=\"#c-%s\">", f->name)), i);
            if (!group)
                assert_int_equal(str_has(tag, S("aria-invalid=\"true\"")), i);
        }
    }
}

static void valeurs_gardees(void **state)
{
    (void)state;
    ARENA a = arena_new(8 * MIB);
    Form form = sent(a, FORMULAIRE_BON);
    assert_int_equal(form.errors.n, 0);
    Str page = shown(a, &form);
    has(control(a, page, "nom"), "value=\"D&#39;Arc\"");
    has(control(a, page, "mots"), "value=\"a&amp;b\"");
    has(control(a, page, "courriel"), "value=\"jeanne@exemple.fr\"");
    has(control(a, page, "telephone"), "value=\"02 61 91 00 28\"");
    has(control(a, page, "places"), "value=\"12\"");
    has(control(a, page, "duree"), "value=\"1,5\"");
    has(control(a, page, "jour"), "value=\"2026-06-05\"");
    has(page, ">\nUne\ndeux</textarea>");
    has(page, "<option value=\"en\" selected>");
    has(page, "value=\"elu\" required checked>");
    has(page, "value=\"lundi\" checked>");
    has_not(page, "value=\"mardi\" checked>");
    has(page, "value=\"jeudi\" checked>");
    has(control(a, page, "accord"), " checked");
    /* Secrets, codes and files are never given back. */
    has_not(page, "un mot de passe long");
    has_not(page, "012345");
    has_not(page, "x.csv");
}

static void valeurs_refusees(void **state)
{
    (void)state;
    ARENA a = arena_new(8 * MIB);
    Form form = sent(a, FORMULAIRE_FAUX);
    Str page = shown(a, &form);
    assert_int_equal(form.errors.n, sizeof formulaire_fields / sizeof *formulaire_fields - 1);
    has(page, "<title>Erreur\xC2\xA0: Tous les champs - Essai</title>");
    has(page, "role=\"alert\" tabindex=\"-1\" autofocus aria-labelledby=\"titre-erreurs\"");
    has(page, "Il reste 15 points à corriger");
    has(page, "cochez cette case pour continuer.");
    has(control(a, page, "places"), "value=\"douze\"");
    has(control(a, page, "duree"), "value=\"&lt;b&gt;\"");
    has(control(a, page, "courriel"), "@exemple\"");
    has_not(control(a, page, "jour"), "value=");
    has(page, "&lt;/textarea&gt;&lt;script&gt;");
    has_not(page, "<script>");
    has_not(page, "court\"");
    has_not(page, " selected>");
    has_not(page, " checked>");
    assert_int_equal(str_has(page, S("class=\"champ faux\"")), true);
    assert_int_equal(str_has(page, S("<fieldset class=\"faux\"")), true);
}

/* A secret is read as typed, told when it is not right, and kept out of what a page shows. */
static void secret(void **state)
{
    static const struct {
        const char *sent;
        Str read;
    } cases[] = {
        { "mot_de_passe=%20douze+lettres%20", S_INIT(" douze lettres ") },
        { "mot_de_passe=e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81e%CC%81",
            S_INIT("éééééééééééé") },
        { "mot_de_passe=court", { NULL, 0 } },
        { "mot_de_passe=douze%0Alettres", { NULL, 0 } },
        { "mot_de_passe=%FFdouze+lettres", { NULL, 0 } },
        { "mot_de_passe=", { NULL, 0 } },
        { "", { NULL, 0 } },
    };
    (void)state;
    ARENA a = arena_new(4 * MIB);
    const Field fields[] = { { .name = "mot_de_passe",
                                 .kind = FIELD_SECRET,
                                 .label = "Mot de passe",
                                 .required = true,
                                 .min = 12,
                                 .max = 128 },
        { 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Form form;
        FieldValue *values;
        assert_ok(form_parse(a, fields, FORM_SENT, str_from(cases[i].sent), &form, &values));
        assert_int_equal(values[0].present, cases[i].read.p != NULL);
        assert_int_equal(form.errors.n, cases[i].read.p == NULL);
        assert_true(str_is_none(form.raw[0]));
        if (cases[i].read.p)
            assert_str_equal(values[0].text, cases[i].read);
    }
}

/* A page that opens its form says nothing of what is missing, and still reads what its address gives. */
static void page_ouverte(void **state)
{
    (void)state;
    ARENA a = arena_new(4 * MIB);
    const Field fields[] = { { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .required = true },
        { .name = "age", .kind = FIELD_I64, .label = "Âge", .required = true, .min = 1, .max = 120 },
        { .name = "photo", .kind = FIELD_FILE, .label = "Photo", .required = true }, { 0 } };
    Form form;
    FieldValue *values;
    assert_ok(form_parse(a, fields, FORM_OPENED, S("photo=x"), &form, &values));
    assert_int_equal(form.errors.n, 0);
    assert_false(values[0].present || values[2].present);
    assert_ok(form_parse(a, fields, FORM_OPENED, S("nom=L%C3%A9a&age=900"), &form, &values));
    assert_int_equal(form.errors.n, 1);
    assert_str_equal(values[0].text, S("Léa"));
    assert_ok(form_parse(a, fields, FORM_SENT, S(""), &form, &values));
    assert_int_equal(form.errors.n, 3);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(chaque_genre),
        cmocka_unit_test(page_ouverte),
        cmocka_unit_test(libelles),
        cmocka_unit_test(descriptions),
        cmocka_unit_test(valeurs_gardees),
        cmocka_unit_test(valeurs_refusees),
        cmocka_unit_test(secret),
    };
    return SUITE_MAIN("champs", false, all);
}
