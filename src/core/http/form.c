// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/http/form.h"

#include <string.h>

#include "base/planted.h"

#include "core/http/router.h"

enum { TEXT_MAX = 200, LINES_MAX = 10000, SHOWN_MAX = 60 };

typedef struct Reader {
    Arena *a;
    Form *form;
    const Field *field;
    FieldValue *value;
} Reader;

static void fault(Reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void fault(Reader *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Str said = str_vformat(r->a, fmt, ap);
    va_end(ap);
    FormError *e = vec_push(r->a, &r->form->errors);
    if (e)
        *e = (FormError){ r->field, str_format(r->a, "« %s » : %.*s", r->field->label, STR_ARG(said)) };
    r->value->present = false;
}

static bool has_limits(const Field *f)
{
    return f->min != 0 || f->max != 0;
}

/* ---- one reader a kind; each finds the trimmed text in value->text ---- */

static bool has_control(Str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) && !(lines && (s.p[i] == '\n' || s.p[i] == '\t')))
            return true;
    return false;
}

static void read_text(Reader *r, bool lines)
{
    Str s = r->value->text;
    if (lines)
        s = str_replace(r->a, str_replace(r->a, s, S("\r\n"), S("\n")), S("\r"), S("\n"));
    if (has_control(s, lines)) {
        fault(r, lines ? "retirez les caractères invisibles." : "écrivez ce texte sur une seule ligne.");
        return;
    }
    s = utf8_nfc(r->a, s);
    double max = has_limits(r->field) ? r->field->max : lines ? LINES_MAX : TEXT_MAX;
    size_t n = utf8_length(s);
    if ((double)n > max)
        fault(r, "raccourcissez ce texte à %.0f caractères au plus (il en compte %zu).", max, n);
    else if (has_limits(r->field) && (double)n < r->field->min)
        fault(r, "écrivez au moins %.0f caractères.", r->field->min);
    r->value->text = s;
}

static void outside(Reader *r)
{
    fault(r, "donnez une valeur entre %.15g et %.15g.", r->field->min, r->field->max);
}

static void read_i64(Reader *r)
{
    if (!str_to_i64(r->value->text, &r->value->i))
        fault(r, "écrivez un nombre entier, en chiffres.");
    else if (has_limits(r->field) &&
             ((double)r->value->i < r->field->min || (double)r->value->i > PLANTED(r->field->max, 1e18)))
        outside(r);
}

static bool number(Arena *a, Str s, double *ret)
{
    if (str_find_char(s, 0, '.') == s.n)
        s = str_replace(a, s, S(","), S("."));
    return str_to_f64(s, ret);
}

static void read_f64(Reader *r)
{
    if (!number(r->a, r->value->text, &r->value->f))
        fault(r, "écrivez un nombre, par exemple 2,5.");
    else if (has_limits(r->field) && (r->value->f < r->field->min || r->value->f > r->field->max))
        outside(r);
}

static void read_bool(Reader *r)
{
    static const Str yes[] = { S_INIT("1"), S_INIT("on"), S_INIT("oui"), S_INIT("true") };
    static const Str no[] = { S_INIT("0"), S_INIT("off"), S_INIT("non"), S_INIT("false") };
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (str_eq(r->value->text, yes[i])) {
            r->value->i = 1;
            return;
        }
        if (str_eq(r->value->text, no[i]))
            return;
    }
    fault(r, "répondez par « oui » ou par « non ».");
}

static void unknown_choice(Reader *r, Str s)
{
    Str shown = utf8_cut(s, SHOWN_MAX);
    fault(r, "« %.*s » n’est pas un des choix proposés.", STR_ARG(shown));
}

static void read_choice(Reader *r)
{
    r->value->i = choice_index(r->field->choices, r->value->text);
    if (r->value->i < 0)
        unknown_choice(r, r->value->text);
}

/* The good ones are kept beside the message on the others, so that a ROUTE_LAX page can go on with them. */
static void read_choices(Reader *r)
{
    size_t count = 0;
    while (r->field->choices[count].value.p)
        count++;
    int *chosen = NEW(r->a, int, count + 1);
    bool *in = NEW(r->a, bool, count + 1);
    Str rest = r->value->text, part;
    if (!chosen || !in)
        return;
    bool bad = false;
    while (str_split(&rest, '|', &part)) {
        part = str_trim(part);
        int i = choice_index(r->field->choices, part);
        if (i >= 0)
            in[i] = true;
        else if (part.n && !bad) {
            unknown_choice(r, part);
            bad = true;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (in[i])
            chosen[r->value->n++] = (int)i;
    r->value->chosen = chosen;
    r->value->present = r->value->n > 0;
}

static void read_floats(Reader *r)
{
    size_t want = (size_t)r->field->max;
    double *v = NEW(r->a, double, want);
    Str rest = r->value->text, part;
    size_t n = 0;
    bool good = v != NULL;
    while (good && str_split(&rest, ',', &part))
        good = n < want && str_to_f64(str_trim(part), &v[n++]);
    if (!good || n != want) {
        fault(r, "donnez %zu nombres séparés par des virgules, avec un point pour les décimales%s%s.", want,
            r->field->example ? ", par exemple " : "", r->field->example ? r->field->example : "");
        return;
    }
    r->value->floats = v;
    r->value->n = n;
}

static void read_date(Reader *r)
{
    Date d;
    if (date_parse(r->value->text, &d))
        r->value->i = d.days;
    else
        fault(r, "écrivez la date sous la forme AAAA-MM-JJ, par exemple 2026-06-05.");
}

static void field_read(Reader *r)
{
    switch (r->field->kind) {
    case FIELD_TEXT:
        read_text(r, false);
        return;
    case FIELD_LINES:
        read_text(r, true);
        return;
    case FIELD_I64:
        read_i64(r);
        return;
    case FIELD_F64:
        read_f64(r);
        return;
    case FIELD_BOOL:
        read_bool(r);
        return;
    case FIELD_CHOICE:
        read_choice(r);
        return;
    case FIELD_CHOICES:
        read_choices(r);
        return;
    case FIELD_FLOATS:
        read_floats(r);
        return;
    case FIELD_DATE:
        read_date(r);
        return;
    case FIELD_SECRET:
        read_text(r, false);
        return;
    case FIELD_FILE: /* read_file: it is not a text */
        return;
    }
}

static void read_file(Reader *r, const Part *p)
{
    const Field *f = r->field;
    if (!p || p->filename.n == 0) {
        if (f->required)
            fault(r, "choisissez un fichier.");
    } else if (p->bytes.n == 0) {
        fault(r, "ce fichier est vide.");
    } else if (f->max > 0 && (double)p->bytes.n > f->max) {
        fault(r, "ce fichier est trop lourd : %.1f Mo au plus.", f->max / MIB);
    } else if (!upload_read(r->a, p, f->files, &r->value->file)) {
        Str said = file_types_said(r->a, f->files);
        fault(r, "ce fichier ne peut pas être lu : choisissez un fichier %.*s.", STR_ARG(said));
    } else {
        r->value->present = true;
        r->value->text = r->value->file.name;
    }
}

/* ---- pairs ---------------------------------------------------------------------------------------------------------- */

static int field_index(const Field *fields, Str name)
{
    for (int i = 0; fields[i].name; i++)
        if (str_eq(str_from(fields[i].name), name))
            return i;
    return -1;
}

typedef struct Sent {
    size_t n; /* declared fields */
    Str *raw; /* STR_NONE: not sent */
    bool *malformed;
    const Part **file;
    FieldValue *values;
} Sent;

static bool sent_new(Arena *a, const Field *fields, Sent *ret)
{
    size_t n = 0;
    while (fields && fields[n].name)
        n++;
    *ret = (Sent){ n, NEW(a, Str, n), NEW(a, bool, n), NEW(a, const Part *, n), NEW(a, FieldValue, n) };
    return ret->raw && ret->malformed && ret->file && ret->values;
}

static void text_keep(Arena *a, const Field *fields, int i, Str value, Sent *sent)
{
    if (str_is_none(sent->raw[i]))
        sent->raw[i] = value.p ? value : S("");
    else if (fields[i].kind == FIELD_CHOICES)
        sent->raw[i] = str_join(a, (Str[]){ sent->raw[i], value }, 2, S("|"));
    else if (fields[i].kind == FIELD_LINES)
        sent->raw[i] = str_join(a, (Str[]){ sent->raw[i], value }, 2, S("\n"));
}

static void pair_keep(Arena *a, const Field *fields, Str pair, Sent *sent)
{
    size_t eq = str_find_char(pair, 0, '=');
    Str name, value;
    if (!percent_decode(a, str_slice(pair, 0, eq), true, &name))
        return; /* no declared field has such a name */
    int i = field_index(fields, name);
    if (i < 0)
        return;
    if (percent_decode(a, str_slice(pair, eq + 1, pair.n), true, &value))
        text_keep(a, fields, i, value, sent);
    else
        sent->malformed[i] = true;
}

static void part_keep(Arena *a, const Field *fields, const Part *p, Sent *sent)
{
    int i = field_index(fields, p->name);
    if (i < 0 || (fields[i].kind == FIELD_FILE) != !str_is_none(p->filename))
        return;
    if (fields[i].kind == FIELD_FILE)
        sent->file[i] = sent->file[i] ? sent->file[i] : p;
    else if (utf8_valid(p->bytes) && str_find_char(p->bytes, 0, '\0') == p->bytes.n)
        text_keep(a, fields, i, p->bytes, sent);
    else
        sent->malformed[i] = true;
}

static void field_finish(Reader *r, FormStage stage, Str raw, bool malformed)
{
    r->value->text = r->field->kind == FIELD_SECRET ? raw : str_trim(raw);
    if (malformed) {
        fault(r, "des caractères sont illisibles ; écrivez-le de nouveau.");
    } else if (r->value->text.n) {
        r->value->present = true;
        field_read(r);
    } else if (r->field->required && stage == FORM_SENT) {
        fault(r, r->field->kind == FIELD_BOOL ? "cochez cette case pour continuer." : "ce champ est à remplir.");
    }
    if (!r->value->present)
        r->value->text = STR_NONE;
}

static Err form_finish(Arena *a, const Field *fields, FormStage stage, Sent *sent, Form *ret_form,
    FieldValue **ret_values)
{
    Form form = { .fields = fields, .raw = sent->raw };
    for (size_t i = 0; i < sent->n; i++) {
        Reader r = { a, &form, &fields[i], &sent->values[i] };
        if (fields[i].kind != FIELD_FILE)
            field_finish(&r, stage, sent->raw[i], sent->malformed[i]);
        else if (stage == FORM_SENT)
            read_file(&r, sent->file[i]);
    }
    for (size_t i = 0; i < sent->n; i++)
        if (fields[i].kind == FIELD_SECRET || fields[i].kind == FIELD_FILE)
            sent->raw[i] = STR_NONE;
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret_form = form;
    *ret_values = sent->values;
    return OK;
}

Err form_parse(Arena *a, const Field *fields, FormStage stage, Str encoded, Form *ret_form, FieldValue **ret_values)
{
    Sent sent;
    if (!sent_new(a, fields, &sent))
        return ERR_MEMORY;
    Str pair;
    for (size_t pairs = 0; sent.n && str_split(&encoded, '&', &pair);) {
        if (++pairs > FORM_PAIRS_MAX)
            return ERR_TOO_LARGE;
        if (pair.n)
            pair_keep(a, fields, pair, &sent);
    }
    return form_finish(a, fields, stage, &sent, ret_form, ret_values);
}

Err form_parse_parts(Arena *a, const Field *fields, const Part *parts, size_t n, Form *ret_form,
    FieldValue **ret_values)
{
    Sent sent;
    if (!sent_new(a, fields, &sent))
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        part_keep(a, fields, &parts[i], &sent);
    return form_finish(a, fields, FORM_SENT, &sent, ret_form, ret_values);
}
