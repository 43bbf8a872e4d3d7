// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/annuaire/annuaire.h"

#include <stdlib.h>

#include "annuaire_sql.h"
#include "domain/journal/journal.h"

enum { TEXTE_MAX = 2000, MOTS_MAX = 8 };

/* ---- one card ---- */

Err fiche_lire(Db *db, Arena *a, PersonneId id, Fiche *ret)
{
    SqlFicheLire f;
    TRY(sql_fiche_lire(db, a, id, &f));
    *ret = (Fiche){ .personne_id = id,
        .t = { f.dispositifs, f.territoires, f.sujets, f.courriel, f.telephone },
        .accord_at = f.accord_at,
        .accord_texte = f.accord_texte,
        .confirmee_at = f.confirmee_at };
    return OK;
}

static bool is_dispositif(Str s)
{
#define X(value, shown)                                                                                                \
    if (str_eq(s, S(value)))                                                                                           \
        return true;
    STRUCTURE_DISPOSITIFS(X)
#undef X
    return false;
}

static bool are_dispositifs(Str joined)
{
    Str part;
    bool good = true;
    while (good && str_split(&joined, '|', &part))
        good = part.n == 0 || is_dispositif(part);
    return good;
}

Err fiche_publier(Db *db, Arena *a, const Acteur *par, int64_t now, const FicheTextes *t)
{
    PersonneId id = { par->personne_id };
    Str address = t->courriel.n ? courriel_normal(a, t->courriel) : S("");
    if (str_is_none(address) || !are_dispositifs(t->dispositifs) || t->territoires.n > TEXTE_MAX ||
        t->sujets.n > TEXTE_MAX || t->telephone.n > NOM_MAX)
        return ERR_INVALID;
    TRY(sql_fiche_ecrire(db, id, t->dispositifs, t->territoires, t->sujets, address, t->telephone, ANNUAIRE_ACCORD,
        now));
    return journal_ecrire(db, par, now, "annuaire.publier", STR_NONE, true);
}

Err fiche_retirer(Db *db, const Acteur *par, int64_t now)
{
    int64_t n = 0;
    TRY(sql_fiche_effacer(db, (PersonneId){ par->personne_id }, &n));
    return n ? journal_ecrire(db, par, now, "annuaire.retirer", STR_NONE, true) : ERR_NOT_FOUND;
}

Err fiche_confirmer(Db *db, const Acteur *par, int64_t now)
{
    int64_t n = 0;
    TRY(sql_fiche_confirmee(db, (PersonneId){ par->personne_id }, now, &n));
    return n ? journal_ecrire(db, par, now, "annuaire.confirmer", STR_NONE, true) : ERR_NOT_FOUND;
}

/* ---- the list ---- */

static bool listed(Str joined, Str wanted)
{
    Str part;
    while (str_split(&joined, '|', &part))
        if (str_eq(part, wanted))
            return true;
    return false;
}

/* Some word of the folded text begins so. */
static bool begins(Str folded, Str word)
{
    Str w;
    while (str_split(&folded, ' ', &w))
        if (str_starts(w, word))
            return true;
    return false;
}

static bool has_words(Arena *a, const Fiche *f, Str q)
{
    Str all = str_format(a, "%.*s %.*s %.*s %.*s", STR_ARG(f->qui.recherche), STR_ARG(f->qui.fonction),
        STR_ARG(f->qui.structures), STR_ARG(f->t.sujets));
    Str folded = utf8_fold_name(a, all), rest = utf8_fold_name(a, q), word;
    for (int n = 0; n < MOTS_MAX && str_split(&rest, ' ', &word); n++)
        if (!begins(folded, word))
            return false;
    return true;
}

/* What the cards of a list are held against. */
typedef struct Tri {
    const Territoire *t;
    const AnnuaireRecherche *q;
    Emprise portee, epci; /* their `code` STR_NONE: anywhere */
} Tri;

static bool touches(const Tri *s, const Emprise *e, const Fiche *f)
{
    Str rest = f->t.territoires, one;
    if (str_is_none(e->code))
        return true;
    while (str_split(&rest, '|', &one))
        if (emprise_touche(s->t, e, one))
            return true;
    return false;
}

static bool wanted(Arena *a, const Tri *s, const Fiche *f)
{
    const AnnuaireRecherche *q = s->q;
    return touches(s, &s->portee, f) && touches(s, &s->epci, f) &&
           (str_is_none(q->dispositif) || listed(f->t.dispositifs, q->dispositif)) &&
           (str_is_none(q->sujet) || listed(f->t.sujets, q->sujet)) && (str_is_none(q->q) || has_words(a, f, q->q));
}

static Err tri_new(Arena *a, const Territoire *t, const AnnuaireRecherche *q, Tri *ret)
{
    Tri s = { .t = t, .q = q, .portee = { .code = STR_NONE }, .epci = { .code = STR_NONE } };
    if (q->portee & (PORTEE_EPCI | PORTEE_DEPARTEMENT))
        TRY(emprise_de(t, a, q->portee, q->code, &s.portee));
    if (!str_is_none(q->epci))
        TRY(emprise_de(t, a, PORTEE_EPCI, q->epci, &s.epci));
    *ret = s;
    return OK;
}

static int by_name(const void *x, const void *y)
{
    const Fiche *a = x, *b = y;
    int order = str_cmp(a->qui.recherche, b->qui.recherche);
    return order ? order : (a->personne_id.v > b->personne_id.v) - (a->personne_id.v < b->personne_id.v);
}

typedef VEC(Fiche) Fiches;

static Err read_all(Db *db, Arena *a, Fiches *to)
{
    ROWS rows = { 0 };
    SqlFichesToutes f;
    TRY(sql_fiches_toutes(db, &rows));
    while (sql_fiches_toutes_next(&rows, &f)) {
        Fiche *new = vec_push(a, to);
        if (!new)
            return ERR_MEMORY;
        *new = (Fiche){ .personne_id = f.personne_id,
            .t = { str_dup(a, f.dispositifs), str_dup(a, f.territoires), str_dup(a, f.sujets), str_dup(a, f.courriel),
                str_dup(a, f.telephone) },
            .accord_at = f.accord_at,
            .accord_texte = f.accord_texte,
            .confirmee_at = f.confirmee_at };
    }
    return rows_end(&rows);
}

/* Who they are; those who are not active fall out. Both are in order of id. */
static Err add_people(Db *db, Arena *a, Fiches *all)
{
    const PersonneCarte *cards;
    PersonneId *ids = NEW(a, PersonneId, all->n + 1);
    size_t n_cards = 0, n = 0;
    if (!ids)
        return ERR_MEMORY;
    for (size_t i = 0; i < all->n; i++)
        ids[i] = all->v[i].personne_id;
    TRY(personnes_de(db, a, ids, all->n, &cards, &n_cards));
    for (size_t i = 0, k = 0; i < all->n && k < n_cards; i++) {
        if (cards[k].id.v != all->v[i].personne_id.v)
            continue;
        all->v[n] = all->v[i];
        all->v[n++].qui = cards[k++];
    }
    all->n = n;
    return OK;
}

Err fiches_chercher(Db *db, Arena *a, const Territoire *t, const AnnuaireRecherche *q, const Fiche **ret, size_t *ret_n)
{
    Fiches all = { 0 };
    Tri s;
    size_t n = 0;
    TRY(tri_new(a, t, q, &s));
    TRY(read_all(db, a, &all));
    TRY(add_people(db, a, &all));
    for (size_t i = 0; i < all.n; i++)
        if (wanted(a, &s, &all.v[i]))
            all.v[n++] = all.v[i];
    if (n)
        qsort(all.v, n, sizeof *all.v, by_name);
    *ret = all.v;
    *ret_n = n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}
