// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/view/affichage.h"

enum { KEPT_MAX = 200 };

const AffichageChoix affichage_choix[AFFICHAGE_CHOIX] = {
    { "texte", { "texte-grand", "texte-tres-grand" } },
    { "lettres", { "lettres-appareil" } },
    { "lignes", { "lignes-aerees" } },
    { "contraste", { "contraste-fort" } },
};

Str affichage_mot(Str kept, const AffichageChoix *choix)
{
    Str rest = str_slice(kept, 0, KEPT_MAX), part;
    while (str_split(&rest, '.', &part))
        for (size_t i = 0; choix->mots[i]; i++)
            if (str_eq(part, str_from(choix->mots[i])))
                return str_from(choix->mots[i]);
    return S("");
}

Str affichage_lire(Arena *a, Str kept, char with)
{
    BUF b = buf_new(KEPT_MAX);
    if (str_is_empty(kept))
        return STR_NONE;
    for (size_t i = 0; i < AFFICHAGE_CHOIX; i++) {
        Str mot = affichage_mot(kept, &affichage_choix[i]);
        if (mot.n && buf_str(&b).n)
            buf_char(&b, with);
        buf_put(&b, mot);
    }
    return buf_str(&b).n ? str_dup(a, buf_str(&b)) : STR_NONE;
}
