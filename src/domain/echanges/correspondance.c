// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/correspondance.h"

#include "base/planted.h"

typedef struct Lecture {
    Arena *a;
    Correspondance *c;
    Regle *regle;                                  /* the one being read, or that the equivalences go to */
    Str ligne, reste;                              /* the whole line; what is still to be read of it */
    int64_t numero;
    Str *message;
} Lecture;

static Err fault(Lecture *l, Str what)
{
    *l->message = str_format(l->a, "Correspondance, ligne %lld : %.*s", (long long)l->numero, STR_ARG(what));
    return arena_failed(l->a) ? ERR_MEMORY : ERR_INVALID;
}

/* ---- words ---- */

static void skip_blanks(Lecture *l)
{
    while (l->reste.n && (l->reste.p[0] == ' ' || l->reste.p[0] == '\t'))
        l->reste = str_slice(l->reste, 1, l->reste.n);
}

static bool at_end(Lecture *l)
{
    skip_blanks(l);
    return !l->reste.n || l->reste.p[0] == '#';
}

static bool next_is(Lecture *l, char c)
{
    skip_blanks(l);
    return l->reste.n && l->reste.p[0] == c;
}

/* A sign or a word that stands alone: "si" is not the beginning of "site". */
static bool take(Lecture *l, Str word)
{
    skip_blanks(l);
    if (!str_starts(l->reste, word))
        return false;
    char last = word.p[word.n - 1], next = l->reste.n > word.n ? l->reste.p[word.n] : ' ';
    bool letter = last >= 'a' && last <= 'z';
    if (letter && ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_'))
        return false;
    l->reste = str_slice(l->reste, word.n, l->reste.n);
    return true;
}

/* What stands between two signs, the closing one written twice where it is meant. */
static Err between(Lecture *l, char closing, const char *what, Str *ret)
{
    BUF b = buf_new(CORRESPONDANCE_OCTETS_MAX);
    size_t i = 1;
    for (; i < l->reste.n; i++) {
        if (l->reste.p[i] == closing) {
            if (i + 1 >= l->reste.n || l->reste.p[i + 1] != closing)
                break;
            i++;
        }
        buf_char(&b, l->reste.p[i]);
    }
    if (i >= l->reste.n)
        return fault(l, str_format(l->a, "%s n’est pas fermé : ajoutez « %c »", what, closing));
    l->reste = str_slice(l->reste, i + 1, l->reste.n);
    *ret = b.n ? str_dup(l->a, buf_str(&b)) : S("");
    return b.failed ? ERR_MEMORY : OK;
}

static Err read_text(Lecture *l, Str *ret)
{
    if (!next_is(l, '"'))
        return fault(l, str_format(l->a, "un texte entre guillemets droits est attendu à « %.*s »",
                            STR_ARG(utf8_cut(l->reste, 30))));
    return between(l, '"', "un texte", ret);
}

static Err read_column(Lecture *l, bool ignored, size_t *ret)
{
    Str name;
    if (!next_is(l, '['))
        return fault(l,
            str_format(l->a, "une colonne entre crochets est attendue à « %.*s »", STR_ARG(utf8_cut(l->reste, 30))));
    TRY(between(l, ']', "un nom de colonne", &name));
    name = str_trim(name);
    if (PLANTED(!name.n || name.n > CORRESPONDANCE_NOM_MAX, false))
        return fault(l, S("un nom de colonne est vide ou trop long"));
    bool optional = l->reste.n && l->reste.p[0] == '?';
    if (optional)
        l->reste = str_slice(l->reste, 1, l->reste.n);
    size_t i = 0;
    while (i < l->c->colonnes.n && !str_eq(l->c->colonnes.v[i].nom, name))
        i++;
    if (i == l->c->colonnes.n) {
        Colonne *made = i < CORRESPONDANCE_COLONNES_MAX ? vec_push(l->a, &l->c->colonnes) : NULL;
        if (!made)
            return fault(l, S("trop de colonnes sont nommées"));
        *made = (Colonne){ name, l->numero, true, true };
    }
    Colonne *c = &l->c->colonnes.v[i];
    c->facultative = c->facultative && (optional || ignored);
    c->ignoree = c->ignoree && ignored;
    *ret = i;
    return OK;
}

/* ---- equivalences ---- */

static Err read_equivalence(Lecture *l)
{
    if (!l->regle || !l->regle->table)
        return fault(l, S("une équivalence « … -> … » suit une règle qui a le mot « table »"));
    Equivalence e = { .de = STR_NONE, .vers = STR_NONE };
    if (!take(l, S("*"))) {
        Str from;
        TRY(read_text(l, &from));
        e.de = utf8_fold(l->a, from);
        if (!e.de.n)
            return fault(l, S("la valeur de départ n’a ni lettre ni chiffre"));
    }
    if (!take(l, S("->")))
        return fault(l, S("« -> » est attendu après la valeur de départ"));
    if (take(l, S("rien")))
        e.suite = VALEUR_RIEN;
    else if (take(l, S("garder")))
        e.suite = VALEUR_GARDEE;
    else if (take(l, S("refuser")))
        e.suite = VALEUR_REFUSEE;
    else
        TRY(read_text(l, &e.vers));
    for (size_t i = 0; i < l->regle->equivalences.n; i++)
        if (str_is_none(l->regle->equivalences.v[i].de) == str_is_none(e.de) &&
            str_eq(l->regle->equivalences.v[i].de, e.de))
            return fault(l, S("cette valeur de départ a déjà une équivalence"));
    Equivalence *to = vec_push(l->a, &l->regle->equivalences);
    if (!to)
        return ERR_MEMORY;
    *to = e;
    return at_end(l) ? OK : fault(l, S("il y a du texte en trop après l’équivalence"));
}

/* ---- rules ---- */

static Err read_condition(Lecture *l)
{
    Condition c = { 0 };
    Str text = STR_NONE;
    TRY(read_column(l, false, &c.colonne));
    if (take(l, S("rempli")))
        c.sort = CONDITION_REMPLI;
    else if (take(l, S("vide")))
        c.sort = CONDITION_VIDE;
    else if (take(l, S("contient")))
        c.sort = CONDITION_CONTIENT;
    else if (take(l, S("<>")))
        c.sort = CONDITION_DIFFERENT;
    else if (take(l, S("=")))
        c.sort = CONDITION_EGAL;
    else
        return fault(l, S("après une colonne de condition : = , <> , contient, rempli ou vide"));
    if (c.sort != CONDITION_REMPLI && c.sort != CONDITION_VIDE) {
        TRY(read_text(l, &text));
        c.texte = utf8_fold(l->a, text);
        if (!c.texte.n)
            return fault(l, S("ce texte n’a ni lettre ni chiffre : écrivez « vide » ou « rempli »"));
    }
    Condition *to = l->regle->conditions.n < CORRESPONDANCE_MORCEAUX_MAX ? vec_push(l->a, &l->regle->conditions) : NULL;
    if (!to)
        return fault(l, S("trop de conditions"));
    *to = c;
    return OK;
}

static Err read_piece(Lecture *l)
{
    Morceau m = { 0 };
    if (take(l, S("aujourdhui"))) {
        m.sort = MORCEAU_AUJOURDHUI;
    } else if (next_is(l, '[')) {
        m.sort = MORCEAU_COLONNE;
        TRY(read_column(l, false, &m.colonne));
    } else if (next_is(l, '"')) {
        TRY(read_text(l, &m.texte));
    } else {
        return fault(l, str_format(l->a, "« %.*s » n’est pas compris : un texte \"…\" ou une colonne […] est attendu",
                            STR_ARG(utf8_cut(l->reste, 30))));
    }
    Morceau *to = l->regle->morceaux.n < CORRESPONDANCE_MORCEAUX_MAX ? vec_push(l->a, &l->regle->morceaux) : NULL;
    if (!to)
        return fault(l, S("trop de morceaux dans une règle"));
    *to = m;
    return OK;
}

static Err read_function(Lecture *l)
{
    if (take(l, S("liste"))) {
        TRY(read_text(l, &l->regle->separateur));
        if (!l->regle->separateur.n)
            return fault(l, S("le séparateur d’une liste ne peut pas être vide"));
        if (!standard_field(l->regle->champ)->list)
            return fault(l, S("ce champ n’est pas une liste : retirez « liste »"));
    }
    if (take(l, S("table")))
        l->regle->table = true;
    else if (take(l, S("lire")))
        l->regle->fonction = FONCTION_LIRE;
    else if (take(l, S("jours")))
        l->regle->fonction = FONCTION_JOURS;
    else if (take(l, S("date")))
        l->regle->fonction = FONCTION_DATE;
    return OK;
}

static Err check_function(Lecture *l)
{
    const Regle *r = l->regle;
    bool hours = r->fonction == FONCTION_LIRE || r->fonction == FONCTION_JOURS;
    if (hours && r->champ != CHAMP_horaires)
        return fault(l, S("« lire » et « jours » ne servent qu’au champ horaires"));
    if (r->fonction == FONCTION_DATE && r->champ != CHAMP_date_maj)
        return fault(l, S("« date » ne sert qu’au champ date_maj"));
    if (r->fonction != FONCTION_JOURS)
        return OK;
    for (size_t i = 0; i < r->morceaux.n; i++)
        if (r->morceaux.v[i].sort != MORCEAU_COLONNE)
            return fault(l, S("« jours » ne prend que des colonnes"));
    return r->morceaux.n <= 7 ? OK : fault(l, S("« jours » prend au plus sept colonnes, de lundi à dimanche"));
}

static Err unknown_field(Lecture *l, Str name)
{
    Str folded = utf8_fold(l->a, name);
    for (int f = 0; f < STANDARD_N && folded.n; f++) {
        Str known = standard_field((StandardField)f)->name;
        if (str_eq(folded, utf8_fold(l->a, known)))
            return fault(l, str_format(l->a, "le champ « %.*s » n’est pas du standard ; écrivez « %.*s »",
                                STR_ARG(name), STR_ARG(known)));
    }
    return fault(l, str_format(l->a, "le champ « %.*s » n’est pas du standard des lieux de médiation numérique",
                        STR_ARG(utf8_cut(name, 60))));
}

static Err read_rule(Lecture *l)
{
    size_t eq = str_find_char(l->reste, 0, '=');
    if (eq == l->reste.n)
        return fault(l, S("une règle s’écrit : champ = valeur"));
    Str name = str_trim(str_slice(l->reste, 0, eq));
    StandardField f = standard_field_named(name);
    if (f == STANDARD_N)
        return unknown_field(l, name);
    l->regle = l->c->regles.n < CORRESPONDANCE_REGLES_MAX ? vec_push(l->a, &l->c->regles) : NULL;
    if (!l->regle)
        return fault(l, S("trop de règles"));
    *l->regle = (Regle){ .ligne = l->numero, .champ = f, .separateur = STR_NONE };
    l->reste = str_slice(l->reste, eq + 1, l->reste.n);
    TRY(read_function(l));
    bool conditions = false;
    while (!at_end(l) && !(conditions = take(l, S("si"))))
        TRY(read_piece(l));
    if (!l->regle->morceaux.n)
        return fault(l, S("il manque une valeur : un texte \"…\" ou une colonne […]"));
    while (conditions) {
        TRY(read_condition(l));
        conditions = take(l, S("et"));
    }
    if (!at_end(l))
        return fault(l, str_format(l->a, "« %.*s » est en trop", STR_ARG(utf8_cut(l->reste, 30))));
    return check_function(l);
}

static Err read_ignored(Lecture *l)
{
    size_t column;
    do
        TRY(read_column(l, true, &column));
    while (!at_end(l));
    l->regle = NULL;
    return OK;
}

static Err read_line(Lecture *l)
{
    if (at_end(l))
        return OK;
    if (next_is(l, '"') || next_is(l, '*'))
        return read_equivalence(l);
    return take(l, S("ignorer")) ? read_ignored(l) : read_rule(l);
}

/* ---- the whole ---- */

static Err check_whole(Lecture *l)
{
    bool given[STANDARD_N] = { false };
    BUF b = buf_new(4 * KIB);
    for (size_t i = 0; i < l->c->regles.n; i++) {
        const Regle *r = &l->c->regles.v[i];
        given[r->champ] = true;
        l->numero = r->ligne;
        if (r->table && !r->equivalences.n)
            return fault(l, S("cette règle a le mot « table », mais aucune équivalence ne la suit"));
    }
    /* A date may come from the command (--date-maj), a pivot that nobody knows has its own value. */
    for (int f = 0; f < STANDARD_N; f++)
        if (standard_field((StandardField)f)->required && !given[f] && f != CHAMP_date_maj)
            buf_format(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(standard_field((StandardField)f)->name));
    if (!b.n)
        return OK;
    *l->message = str_format(l->a, "Correspondance : il manque une règle pour les champs obligatoires : %.*s",
        STR_ARG(buf_str(&b)));
    return ERR_INVALID;
}

Err correspondance_lire(Arena *a, Str texte, const Correspondance **ret, Str *ret_message)
{
    if (texte.n > CORRESPONDANCE_OCTETS_MAX) {
        *ret_message = str_format(a, "La correspondance dépasse %d Kio.", CORRESPONDANCE_OCTETS_MAX / 1024);
        return ERR_TOO_LARGE;
    }
    if (!utf8_valid(texte) || str_find_char(texte, 0, '\0') < texte.n) {
        *ret_message = S("La correspondance n’est pas un texte en UTF-8. Enregistrez-la de nouveau en UTF-8.");
        return ERR_INVALID;
    }
    if (str_starts(texte, S("\xEF\xBB\xBF")))
        texte = str_slice(texte, 3, texte.n);
    Correspondance *c = NEW(a, Correspondance, 1);
    if (!c)
        return ERR_MEMORY;
    Lecture l = { .a = a, .c = c, .message = ret_message };
    for (Str line; str_split(&texte, '\n', &line);) {
        l.numero++;
        l.ligne = l.reste = str_trim(line);
        TRY(read_line(&l));
    }
    TRY(check_whole(&l));
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = c;
    return OK;
}
