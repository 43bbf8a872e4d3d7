// SPDX-License-Identifier: AGPL-3.0-or-later
/* One value of a census: from what was typed, or is in a file, to what is kept; pure functions. */
#include "base/planted.h"
#include "core/view/view.h"
#include "domain/horaires/horaires.h"
#include "domain/lieux/regles.h"
#include "domain/recensements/recensements.h"

enum { UAI_CHIFFRES = 7, CHOIX_MAX = 20 };

Str uai_normal(Arena *a, Str typed)
{
    static const char letters[] = "abcdefghjklmnprstuvwxyz";
    Str s = utf8_fold(a, str_replace(a, sans_blancs(typed), S(" "), S("")));
    char out[UAI_CHIFFRES + 1];
    int64_t number = 0;
    if (s.n != UAI_CHIFFRES + 1)
        return STR_NONE;
    for (int i = 0; i < UAI_CHIFFRES; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return STR_NONE;
        number = number * 10 + (s.p[i] - '0');
        out[i] = s.p[i];
    }
    if (s.p[UAI_CHIFFRES] != letters[number % PLANTED(23, 22)])
        return STR_NONE;
    out[UAI_CHIFFRES] = (char)(s.p[UAI_CHIFFRES] - 'a' + 'A');
    return str_dup(a, str_of(out, sizeof out));
}

/* Its stored name, or the words that people see, without accents. */
static Str one_choice(Arena *a, const Field *f, Str typed)
{
    Str folded = utf8_fold_name(a, typed);
    for (const Choice *c = f->choices; !str_is_none(c->value); c++)
        if (str_eq(utf8_fold_name(a, c->value), folded) || str_eq(utf8_fold_name(a, c->label), folded))
            return c->value;
    return STR_NONE;
}

static Str choices_said(Arena *a, const Field *f)
{
    Str all = STR_NONE;
    for (const Choice *c = f->choices; !str_is_none(c->value); c++)
        all = all.n ? str_format(a, "%.*s, %.*s", STR_ARG(all), STR_ARG(c->value)) : c->value;
    return all;
}

/* In the order of the choices, each once. */
static Str read_choices(Arena *a, const Field *f, Str typed, Str *ret_faute)
{
    Str rest = typed, part, out[CHOIX_MAX];
    bool chosen[CHOIX_MAX] = { false };
    size_t n = 0;
    while (str_split(&rest, '|', &part)) {
        part = sans_blancs(part);
        Str value = part.n ? one_choice(a, f, part) : STR_NONE;
        if (part.n && str_is_none(value)) {
            *ret_faute = str_format(a, "« %.*s » n’est pas parmi les valeurs admises : %.*s",
                STR_ARG(utf8_cut(part, 60)), STR_ARG(choices_said(a, f)));
            return STR_NONE;
        }
        for (size_t i = 0; value.n && i < CHOIX_MAX && !str_is_none(f->choices[i].value); i++)
            chosen[i] = chosen[i] || str_eq(f->choices[i].value, value);
    }
    for (size_t i = 0; i < CHOIX_MAX && !str_is_none(f->choices[i].value); i++)
        if (chosen[i])
            out[n++] = f->choices[i].value;
    if (f->kind == FIELD_CHOICE && n > 1) {
        *ret_faute = S("une seule valeur est attendue : faites une ligne pour chacune");
        return STR_NONE;
    }
    return n ? str_join(a, out, n, S("|")) : STR_NONE;
}

static Str read_bool(Arena *a, Str typed, Str *ret_faute)
{
    static const Str yes[] = { S_INIT("oui"), S_INIT("1"), S_INIT("on"), S_INIT("true"), S_INIT("vrai") };
    static const Str no[] = { S_INIT("non"), S_INIT("0"), S_INIT("off"), S_INIT("false"), S_INIT("faux") };
    Str s = utf8_fold(a, typed);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (str_eq(s, yes[i]))
            return S("oui");
        if (str_eq(s, no[i]))
            return S("non");
    }
    *ret_faute = S("écrivez oui ou non");
    return STR_NONE;
}

static Str read_hours(Arena *a, Str typed, Str *ret_faute)
{
    Horaires *h = NULL;
    Str osm = STR_NONE, message = STR_NONE, other = STR_NONE;
    if (typed.n <= HORAIRES_TEXTE_MAX && horaires_parse(a, typed, &h, &other) == OK)
        return typed;
    if (typed.n <= HORAIRES_TEXTE_MAX && horaires_lire(a, typed, &osm, &message) == OK)
        return osm;
    *ret_faute = str_format(a, "ces horaires ne sont pas compris (%.*s) : écrivez par exemple « mardi de 9 h à 12 h »",
        STR_ARG(message.n ? message : other));
    return STR_NONE;
}

static Str read_rule(Arena *a, ColonneRegle regle, Str s, Str *ret_faute)
{
    Str out;
    switch (regle) {
    case COL_TEXTE:
    case COL_COMMUNE:
        return s;
    case COL_HORAIRES:
        return read_hours(a, s, ret_faute);
    case COL_TELEPHONE:
        out = regle_telephone(s) ? s : telephone_normal(a, s);
        if (!out.n)
            *ret_faute = S("ce numéro n’est pas reconnu : écrivez dix chiffres, comme 02 37 00 00 00");
        break;
    case COL_COURRIEL:
        out = regle_courriel(s) ? s : STR_NONE;
        if (!out.n)
            *ret_faute = S("ce n’est pas une adresse de courriel");
        break;
    case COL_URL:
        out = regle_url(s) ? s : STR_NONE;
        if (!out.n)
            *ret_faute = S(
                "cette adresse de site n’est pas admise : elle commence par https:// et n’a ni accent ni blanc");
        break;
    case COL_UAI:
        out = uai_normal(a, s);
        if (!out.n)
            *ret_faute = S("cet UAI n’est pas valable : sept chiffres, et une lettre qui les vérifie, comme 0280007F");
        break;
    }
    return out.n ? out : STR_NONE;
}

Str colonne_lire(Arena *a, const Colonne *c, Str typed, Str *ret_faute)
{
    const Field *f = recensement_champ(c->champ);
    Str s = sans_blancs(typed), out = STR_NONE;
    *ret_faute = STR_NONE;
    if (!utf8_valid(s) || utf8_length(s) > (f->max > 0 ? (size_t)f->max : 1000)) {
        *ret_faute = S("cette valeur est trop longue, ou n’est pas du texte");
        return STR_NONE;
    }
    if (s.n)
        out = f->kind == FIELD_CHOICE || f->kind == FIELD_CHOICES ? read_choices(a, f, s, ret_faute)
            : f->kind == FIELD_BOOL                               ? read_bool(a, s, ret_faute)
                                                                  : read_rule(a, c->regle, s, ret_faute);
    if (c->requise && str_is_none(*ret_faute) && !out.n)
        *ret_faute = S("cette valeur est obligatoire");
    return out.n && str_is_none(*ret_faute) ? str_dup(a, out) : STR_NONE;
}

Str colonne_montrer(Arena *a, const Colonne *c, Str valeur)
{
    const Field *f = recensement_champ(c->champ);
    Str rest = valeur, part, out = STR_NONE;
    Horaires *h = NULL;
    if (!valeur.n)
        return STR_NONE;
    if (c->regle == COL_HORAIRES && horaires_parse(a, valeur, &h, &part) == OK && horaires_dire(a, h, &out) == OK)
        return out;
    if (c->regle == COL_TELEPHONE) {
        Short s = fr_telephone(valeur);
        return short_dup(a, s);
    }
    if (!f->choices)
        return valeur;
    while (str_split(&rest, '|', &part))
        for (const Choice *x = f->choices; !str_is_none(x->value); x++)
            if (str_eq(x->value, part))
                out = out.n ? str_format(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(x->label)) : x->label;
    return out.n ? out : valeur;
}

Str ligne_cle(Arena *a, const Recensement *r, const Ligne *l)
{
    Str key = l->lieu.n ? l->lieu : S("");
    for (int i = 0; r->colonnes[i].champ; i++)
        if (r->colonnes[i].cle)
            key = str_join(a, (Str[]){ key, utf8_fold_name(a, l->v[i].n ? l->v[i] : S("")) }, 2, S("\x1f"));
    return key;
}
