// SPDX-License-Identifier: AGPL-3.0-or-later
#include "web/champs.h"

#include <assert.h>

Champ champ_de(const Form *form, const char *name)
{
    size_t i = 0;
    while (form->fields[i].name && !str_eq(str_from(form->fields[i].name), str_from(name)))
        i++;
    assert(form->fields[i].name);
    Champ c = { .field = &form->fields[i], .valeur = form->raw ? form->raw[i] : STR_NONE };
    for (size_t e = form->errors.n; e-- > 0;)
        if (form->errors.v[e].field == c.field)
            c.message = form->errors.v[e].message;
    return c;
}

Champ champ_defaut(const Form *form, const char *name, Str valeur)
{
    Champ c = champ_de(form, name);
    if (str_is_none(c.valeur))
        c.valeur = valeur;
    return c;
}

Champ champ_montre(const Form *form, const char *name, Str valeur)
{
    Champ c = champ_de(form, name);
    if (!str_is_none(valeur))
        c.valeur = valeur;
    return c;
}

bool champ_a(const Champ *c, Str valeur)
{
    Str rest = c->valeur, part;
    if (c->field->kind != FIELD_CHOICES)
        return !str_is_none(c->valeur) && str_eq(str_trim(c->valeur), valeur);
    while (str_split(&rest, '|', &part))
        if (str_eq(str_trim(part), valeur))
            return true;
    return false;
}

bool champ_est_date(const Champ *c)
{
    Date d;
    return !str_is_none(c->valeur) && date_parse(str_trim(c->valeur), &d);
}

Str confirmation_de(const Form *form)
{
    for (size_t i = 0; form->fields && form->raw && form->fields[i].name; i++) {
        const Field *f = &form->fields[i];
        if (f->kind != FIELD_CHOICE || !str_eq(str_from(f->name), S("fait")))
            continue;
        for (const Choice *c = f->choices; !str_is_none(c->value); c++)
            if (str_eq(c->value, form->raw[i]))
                return choice_label(c);
    }
    return STR_NONE;                               /* a refused form has other fields: nothing was done */
}
