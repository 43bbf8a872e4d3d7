// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/plan/mentions.h"

#include "domain/plan/plan_web.h"

static bool word_byte(char c)
{
    unsigned char u = (unsigned char)c;
    return (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u >= 0x80;
}

/* The longest name that the text begins with, on a whole word; -1: none. */
static int named(Arena *a, Str rest, const Mentionnable *v, size_t n)
{
    Str folded = utf8_fold(a, utf8_cut(rest, MENTION_NOM_MAX));
    int best = -1;
    for (size_t i = 0; i < n; i++)
        if (v[i].cle.n && str_starts(folded, v[i].cle) &&
            (folded.n == v[i].cle.n || !word_byte(folded.p[v[i].cle.n])) && (best < 0 || v[i].cle.n > v[best].cle.n))
            best = (int)i;
    return best;
}

size_t mentions_trouver(Arena *a, Str texte, const Mentionnable *v, size_t n, PersonneId *ret, size_t max,
    Str *ret_inconnue)
{
    size_t found = 0;
    *ret_inconnue = STR_NONE;
    for (size_t i = 0; i + 1 < texte.n; i++) {
        /* "x@y.fr" is an address, not a mention. */
        if (texte.p[i] != '@' || (i && word_byte(texte.p[i - 1])) || !word_byte(texte.p[i + 1]))
            continue;
        Str rest = str_slice(texte, i + 1, texte.n);
        int who = named(a, rest, v, n);
        if (who < 0) {
            size_t end = 0;
            while (end < rest.n && word_byte(rest.p[end]))
                end++;
            *ret_inconnue = str_is_none(*ret_inconnue) ? str_slice(rest, 0, end) : *ret_inconnue;
            continue;
        }
        bool known = false;
        for (size_t k = 0; k < found; k++)
            known = known || ret[k].v == v[who].id.v;
        if (!known && found < max)
            ret[found++] = v[who].id;
    }
    return found;
}

/* ---- who may be ---- */

typedef VEC(Mentionnable) Mentionnables;

static Err add(Req *r, Mentionnables *to, PersonneId id, Str prenom, Str nom)
{
    for (size_t i = 0; i < to->n; i++)
        if (to->v[i].id.v == id.v)
            return OK;
    Mentionnable *m = nom.n ? vec_push(r->arena, to) : NULL;
    if (nom.n && !m)
        return ERR_MEMORY;
    if (m)
        *m = (Mentionnable){ id, utf8_fold(r->arena, personne_nom_montre(r->arena, prenom, nom)) };
    return OK;
}

static Err add_by_id(Req *r, Mentionnables *to, PersonneId id)
{
    Personne who;
    Err e = id.v ? personne_par_id(r->db, r->arena, id, &who) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    return add(r, to, id, who.prenom, who.nom);
}

Err mentionnables(Req *r, const Action *x, const Mentionnable **ret, size_t *ret_n)
{
    Mentionnables v = { 0 };
    ActionFiche f;
    const Commentaire *c;
    size_t n = 0;
    TRY(action_fiche(r->db, r->arena, x->id, &f));
    TRY(action_commentaires(r->db, r->arena, x->id, &c, &n));
    for (size_t i = 0; i < f.responsables_n; i++)
        TRY(add_by_id(r, &v, f.responsables[i]));
    for (size_t i = 0; i < n; i++)
        TRY(add_by_id(r, &v, c[i].personne_id));
    n = LISTE_PAGE;
    for (int64_t page = 1; n == LISTE_PAGE && v.n < MENTIONNABLES_MAX; page++) {
        const PersonneLigne *l;
        int64_t total = 0;
        TRY(personnes_chercher(r->db, r->arena, r->acteur, STR_NONE, S("active"), page, &l, &n, &total));
        for (size_t i = 0; i < n; i++)
            TRY(add(r, &v, l[i].id, l[i].prenom, l[i].nom));
    }
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}
