// SPDX-License-Identifier: AGPL-3.0-or-later
/* The seven blocks in which a place is changed: which fields, how they are asked, and what is made of what was typed. */
#pragma once

#include "domain/tenue/tenue.h"
#include "web/champs.h"

typedef struct Bloc {
    Str chemin; /* last segment of its address */
    Str titre, phrase;
    const Field *champs; /* named as the standard's, but "horaires", "version", "compris" */
} Bloc;

#define BLOCS(X) X(identite) X(adresse) X(contact) X(horaires) X(services) X(acces) X(presentation)
enum {
#define X(nom) BLOC_##nom,
    BLOCS(X)
#undef X
        BLOCS_N
};
extern const Bloc blocs[BLOCS_N];
#define X(nom) extern const Field bloc_champs_##nom[];
BLOCS(X)
#undef X

/* The field of the standard that a field of a form is; STANDARD_N: none. */
StandardField bloc_champ(const Field *f);
/* What a form shows of a stored value: one line an item for lists typed by hand, words for hours. */
Str bloc_montre(Arena *a, const Field *f, const LieuTenu *l);
/* `neuf` with what was typed; faults are told at their fields. Hours are read by bloc_horaires. */
void bloc_lire(Req *r, const Bloc *b, LieuTenu *neuf);
typedef struct Faute {
    const Field *champ;
    Str message;
} Faute;
/* The rules of the import over what changed in these fields: faults, and repairs made. */
Err bloc_fautes(Arena *a, const Territoire *t, Date today, const Field *champs, const LieuTenu *lu, LieuTenu *neuf,
    const Faute **ret, size_t *ret_n);
/* The same, told on the form that has these fields. */
Err bloc_valider(Req *r, const Field *champs, const LieuTenu *lu, LieuTenu *neuf);
/* Typed in French or as opening_hours → opening_hours; a fault is told. `ret_dit`: what was understood, in French. */
Str bloc_horaires(Req *r, const char *champ, Str typed, Str *ret_dit);
/* Words of a field of the standard, or of a name of Changement. */
Str champ_montre_nom(Str nom);
/* A stored value, for a person to read. */
Str champ_montre_valeur(Arena *a, Str nom, Str valeur);
