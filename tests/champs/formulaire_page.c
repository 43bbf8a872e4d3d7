// SPDX-License-Identifier: AGPL-3.0-or-later
/* formulaire_page neuf|bon|faux: prints the page of every field in that state, for the browser's checks. */
#include "champs/formulaire.h"

#include <stdio.h>
#include <string.h>

#include "formulaire_view.h"

int main(int argc, char **argv)
{
    ARENA a = arena_new(8 * MIB);
    BUF b = buf_new(MIB);
    static const Site site = { .nom = S_INIT("Essai"), .accessibilite = S_INIT("non auditée") };
    View v = { .b = &b, .arena = a, .site = &site, .path = S("/essai") };
    Form form = formulaire_neuf();
    FieldValue *values;
    const char *state = argc == 2 ? argv[1] : "neuf";
    Str sent = !strcmp(state, "bon") ? S(FORMULAIRE_BON) : S(FORMULAIRE_FAUX);
    if (strcmp(state, "neuf") != 0 && form_parse(a, formulaire_fields, FORM_SENT, sent, &form, &values) != OK)
        return 1;
    view_formulaire(&v, &form);
    Str page = buf_str(&b);
    return str_is_none(page) || fwrite(page.p, 1, page.n, stdout) != page.n;
}
