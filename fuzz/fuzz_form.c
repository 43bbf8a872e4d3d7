// SPDX-License-Identifier: AGPL-3.0-or-later
/* Queries and forms: each declared field is absent, readable within its limits, or told with a message. */
#include "fuzz.h"

#include <math.h>

#include "core/http/form.h"

static const Choice colours[] = { { .value = S_INIT("Étudiants") }, { .value = S_INIT("Gratuit sous condition") },
    { .value = S_INIT("c") }, { .value = STR_NONE } };
static const Field fields[] = {
    { "q", FIELD_TEXT, "Recherche", .max = 40 },
    { "note", FIELD_LINES, "Note", .max = 100 },
    { "page", FIELD_I64, "Page", .min = 1, .max = 1000 },
    { "rayon", FIELD_F64, "Rayon", .min = 0.1, .max = 300 },
    { "ok", FIELD_BOOL, "Accord" },
    { "un", FIELD_CHOICE, "Un choix", .choices = colours },
    { "plusieurs", FIELD_CHOICES, "Des choix", .choices = colours },
    { "bbox", FIELD_FLOATS, "Rectangle", .max = 4 },
    { "jour", FIELD_DATE, "Jour" },
    { "nom", FIELD_TEXT, "Nom", .required = true },
    { "cle", FIELD_SECRET, "Mot de passe", .max = 60 },
    { 0 },
};
enum { Q, NOTE, PAGE, RAYON, ACCORD, UN, PLUSIEURS, BBOX, JOUR, NOM, CLE, FIELDS_N };

static void check_present(const FieldValue *v, int i)
{
    const Field *f = &fields[i];
    FUZZ_CHECK(v->text.n > 0 && utf8_valid(v->text));
    switch (i) {
    case Q:
    case NOTE:
    case NOM:
    case CLE:
        FUZZ_CHECK(utf8_length(v->text) <= (f->max > 0 ? (size_t)f->max : 200));
        for (size_t k = 0; k < v->text.n; k++)
            FUZZ_CHECK(
                (unsigned char)v->text.p[k] >= ' ' || (i == NOTE && (v->text.p[k] == '\n' || v->text.p[k] == '\t')));
        break;
    case PAGE:
        FUZZ_CHECK(v->i >= 1 && v->i <= 1000);
        break;
    case RAYON:
        FUZZ_CHECK(v->f >= 0.1 && v->f <= 300);
        break;
    case ACCORD:
        FUZZ_CHECK(v->i == 0 || v->i == 1);
        break;
    case UN:
        FUZZ_CHECK(v->i >= 0 && v->i < 3 && str_eq(colours[v->i].value, v->text));
        break;
    case PLUSIEURS:
        FUZZ_CHECK(v->n > 0 && v->n <= 3);
        for (size_t k = 0; k < v->n; k++)
            FUZZ_CHECK(v->chosen[k] >= 0 && v->chosen[k] < 3 && (k == 0 || v->chosen[k] > v->chosen[k - 1]));
        break;
    case BBOX:
        FUZZ_CHECK(v->n == 4);
        for (size_t k = 0; k < v->n; k++)
            FUZZ_CHECK(isfinite(v->floats[k]));
        break;
    case JOUR:
        FUZZ_CHECK(v->i >= -719162 && v->i <= 2932896);
        break;
    default:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    Form form;
    FieldValue *values;
    Err e = form_parse(a, fields, FORM_SENT, s, &form, &values);
    if (e != OK) {
        FUZZ_CHECK(e == ERR_TOO_LARGE || e == ERR_MEMORY);
        return 0;
    }
    bool told[FIELDS_N] = { false };
    for (size_t i = 0; i < form.errors.n; i++) {
        const FormError *x = &form.errors.v[i];
        FUZZ_CHECK(x->field >= fields && x->field < fields + FIELDS_N && utf8_valid(x->message) && x->message.n > 0);
        told[x->field - fields] = true;
    }
    for (int i = 0; i < FIELDS_N; i++) {
        if (values[i].present)
            check_present(&values[i], i);
        else
            FUZZ_CHECK(str_is_none(values[i].text));
        FUZZ_CHECK(!told[i] || !values[i].present || i == PLUSIEURS);
    }
    FUZZ_CHECK(values[NOM].present || told[NOM]);
    FUZZ_CHECK(str_is_none(form.raw[CLE]));
    return 0;
}
