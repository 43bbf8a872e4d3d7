// SPDX-License-Identifier: AGPL-3.0-or-later
/* Invented sessions: a permanence each week, workshops to come, one that is over, one given up. Nothing here enters a figure. */
#include "domain/demo/seances_inventees.h"

#include "domain/seances/seances.h"

enum { SAMEDI = 5, DECALAGE = 5 };

typedef struct Inventee {
    int sorte, jours, heure, minute, duree_min, theme, places, attendus, fois;
    bool toutes, a_deux;
    const char *titre, *lieu, *motif;
} Inventee;
static const Inventee inventees[] = {
    { SEANCE_PERMANENCE, 1, 14, 0, 180, THEME_DEMARCHES, 0, 0, 6, false, false, "Permanence sans rendez-vous",
        "Accueil", "" },
    { SEANCE_ATELIER, 3, 9, 30, 120, THEME_MATERIEL, 8, 5, 1, false, true, "Prendre en main sa tablette",
        "Salle informatique", "" },
    { SEANCE_ATELIER, 9, 10, 0, 120, THEME_SECURITE, 10, 4, 1, true, false, "Reconnaître une arnaque en ligne",
        "Salle du conseil", "" },
    { SEANCE_RENDEZ_VOUS, 2, 16, 30, 45, THEME_EMAIL, 1, 1, 1, true, false, "", "", "" },
    { SEANCE_ATELIER, -2, 14, 0, 90, THEME_EMAIL, 8, 6, 1, true, true, "Écrire et ranger son courriel",
        "Salle informatique", "" },
    { SEANCE_ATELIER, 5, 14, 0, 90, THEME_BUREAUTIQUE, 6, 0, 1, true, false, "Faire son CV", "Médiathèque",
        "Salle prise ce jour-là" },
};

/* Away from Saturdays and Sundays, further from today. */
static Date working_day(Date today, int days)
{
    int step = days < 0 ? -1 : 1;
    Date d = { today.days + days };
    while (civil_paris(instant_paris(d, 12, 0)).weekday >= SAMEDI)
        d.days += step;
    return d;
}

/* As who works there: the role, among hers, that holds the sessions of that structure. */
static Err worker(Db *db, Arena *a, const DemoSeances *d, Acteur *ret)
{
    const RoleTenu *roles;
    size_t n = 0, i = 0;
    TRY(roles_de(db, a, d->qui, &roles, &n));
    while (i < n && (roles[i].rang != ROLE_RANG_MEDIATEUR || roles[i].structure_id.v != d->structure.id.v))
        i++;
    return i < n ? acteur_de(db, a, d->qui, roles[i].id, ret) : ERR_NOT_FOUND;
}

Err demo_seances(Db *db, Arena *a, int64_t now, Random random, const DemoSeances *d, int64_t *ret_n)
{
    Acteur par;
    const Animateur with = { d->avec, d->structure.id };
    TRY(worker(db, a, d, &par));
    for (size_t i = 0; i < sizeof inventees / sizeof *inventees; i++) {
        const Inventee *v = &inventees[i];
        int shift = v->jours < 0 ? 0 : (int)(d->rang % DECALAGE);
        Str uid;
        if (v->toutes && !d->toutes)
            continue;
        const Seance x = { .sorte = v->sorte,
            .lieu_type = LIEU_TYPE_LIEU_ACTIVITE,
            .debut_at = instant_paris(working_day(date_paris(now), v->jours + shift), v->heure, v->minute),
            .duree_min = v->duree_min,
            .titre = str_from(v->titre),
            .lieu = str_from(v->lieu),
            .themes = 1U << v->theme,
            .places = v->places,
            .attendus = v->attendus,
            .equipe = &with,
            .equipe_n = v->a_deux };
        TRY(seance_prevoir(db, a, &par, now, random, &d->structure, &x, v->fois, STR_NONE, &uid));
        if (*v->motif)
            TRY(seance_annuler(db, a, &par, now, uid, str_from(v->motif)));
        *ret_n += v->fois;
    }
    return OK;
}
