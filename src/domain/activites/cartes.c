// SPDX-License-Identifier: AGPL-3.0-or-later
/* Cards: their codes, who holds them, two of them that are one person's. */
#include "activites_sql.h"
#include "domain/activites/activites_priv.h"
#include "domain/journal/journal.h"

static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";

enum { BASE = sizeof alphabet - 1 };
_Static_assert(BASE == 31, "a prime: every character changed, and every two neighbours swapped, change the check");

static int check_of(const int *digits)
{
    int sum = 0;
    for (int i = 0; i < CODE_CARTE - 1; i++)
        sum += (i + 2) * digits[i];
    return sum % BASE;
}

Str carte_code(Arena *a, Random random)
{
    int digits[CODE_CARTE];
    char *code = NEW(a, char, CODE_CARTE + 1);
    if (!code)
        return STR_NONE;
    for (int i = 0; i < CODE_CARTE - 1; i++)
        digits[i] = (int)random_below(random, BASE);
    digits[CODE_CARTE - 1] = check_of(digits);
    for (int i = 0; i < CODE_CARTE; i++)
        code[i] = alphabet[digits[i]];
    return str_of(code, CODE_CARTE);
}

static int digit_of(char c)
{
    char upper = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    size_t at = str_find_char(str_of(alphabet, BASE), 0, upper);
    return at < BASE ? (int)at : -1;
}

Str carte_lire(Arena *a, Str typed)
{
    int digits[CODE_CARTE];
    int n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] == ' ' || typed.p[i] == '-')
            continue;
        int d = digit_of(typed.p[i]);
        if (d < 0 || n == CODE_CARTE)
            return STR_NONE;
        digits[n++] = d;
    }
    if (n != CODE_CARTE || check_of(digits) != digits[CODE_CARTE - 1])
        return STR_NONE;
    char *code = NEW(a, char, CODE_CARTE + 1);
    for (int i = 0; code && i < CODE_CARTE; i++)
        code[i] = alphabet[digits[i]];
    return code ? str_of(code, CODE_CARTE) : STR_NONE;
}

Str carte_montree(Arena *a, Str code)
{
    return str_format(a, "%.*s-%.*s", STR_ARG(str_slice(code, 0, 4)), STR_ARG(str_slice(code, 4, code.n)));
}

/* ---- who holds them ---- */

Err usager_verser(Db *db, Arena *a, int64_t now, Random random, const Usager *x, UsagerId *ret)
{
    SqlUsagerAjouter made;
    Str code = str_is_empty(x->code) ? carte_code(a, random) : x->code;
    TRY(sql_usager_ajouter(db, a, code, x->structure_id, x->naissance, x->genre, x->statut, x->commune, x->source, now,
        &made));
    *ret = made.usager_id;
    return OK;
}

Str carte_objet(Arena *a, Str code)
{
    return str_cat(a, S("carte:"), code);
}

Err usager_creer(Db *db, Arena *a, const Acteur *par, int64_t now, Random random, const Structure *s, const Usager *x,
    Usager *ret)
{
    Usager made = *x;
    if (!acteur_couvre_structure(par, s))
        return ERR_NOT_FOUND;
    made.code = carte_code(a, random);
    made.structure_id = s->id;
    made.source = S("");
    TRY(usager_verser(db, a, now, random, &made, &made.id));
    TRY(journal_ecrire(db, par, now, "carte.creer", carte_objet(a, made.code), true));
    *ret = made;
    ret->racine = made.id;
    return OK;
}

Err usager_deplacer(Db *db, UsagerId id, StructureId vers)
{
    return sql_usager_deplacer(db, id.v, vers);
}

Err usager_par_code(Db *db, Arena *a, Str code, Usager *ret)
{
    SqlUsagerLire r;
    bool found = false;
    TRY(sql_usager_lire(db, a, code, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    *ret = (Usager){ r.usager_id, { r.racine }, str_dup(a, code), r.structure_id, r.naissance, r.genre, r.statut,
        r.commune, r.source };
    return OK;
}

Err usagers_lister(Db *db, Arena *a, const Acteur *par, int64_t page, const Usager **ret, size_t *ret_n,
    int64_t *ret_total)
{
    Vue v = vue_de(par);
    VEC(Usager) found = { 0 };
    ROWS rows = { 0 };
    SqlUsagersPage r;
    SqlUsagersCompter total;
    TRY(sql_usagers_compter(db, a, v.portee, v.code, &total));
    TRY(sql_usagers_page(db, v.portee, v.code, ACTIVITES_PAGE, (page - 1) * ACTIVITES_PAGE, &rows));
    while (sql_usagers_page_next(&rows, &r)) {
        Usager *u = vec_push(a, &found);
        if (!u)
            return ERR_MEMORY;
        *u = (Usager){ r.usager_id, { r.racine }, str_dup(a, r.code), r.structure_id, r.naissance, str_dup(a, r.genre),
            str_dup(a, r.statut), str_dup(a, r.commune), str_dup(a, r.source) };
    }
    *ret = found.v;
    *ret_n = found.n;
    *ret_total = total.n;
    return rows_end(&rows);
}
