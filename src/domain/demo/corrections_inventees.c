// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/demo/corrections_inventees.h"

#include "core/auth/codes.h"
#include "domain/tenue/corrections.h"

enum { JOUR_S = 24 * 3600 };

typedef struct Inventee {
    int jours; /* before today */
    StandardField champ;
    const char *valeur, *message;
} Inventee;

static const Inventee inventees[DEMO_CORRECTIONS] = {
    { 9, CHAMP_telephone, "+33261910990", "Correction inventée\u00A0: l’ancien numéro sonne dans le vide." },
    { 2, CHAMP_horaires, "Mo-Fr 09:00-12:30; We 14:00-18:00",
        "Correction inventée\u00A0: les horaires affichés sur la porte ont changé." },
};

Err demo_corrections(Db *db, Arena *a, int64_t now, Random random, const ImportRapport *lieux)
{
    size_t n = 0;
    for (size_t i = 0; i < lieux->lignes.n && n < DEMO_CORRECTIONS; i++) {
        const Str *champs = lieux->lignes.v[i].champs;
        if (!str_has(champs[CHAMP_dispositif_programmes_nationaux], S("France Services")))
            continue;
        const Inventee *v = &inventees[n++];
        Correction c = { .message = str_from(v->message) };
        c.proposes[v->champ] = str_from(v->valeur);
        TRY(correction_ecrire(db, a, now - (int64_t)v->jours * JOUR_S, uid_new(a, random), champs[CHAMP_id], &c,
            STR_NONE));
    }
    return n == DEMO_CORRECTIONS ? OK : ERR_INVALID;
}
