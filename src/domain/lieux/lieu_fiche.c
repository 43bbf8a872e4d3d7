// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/lieux_web.h"

#define NBSP "\xC2\xA0"

Str lieu_adresse(Arena *a, const Lieu *l)
{
    Str postal = lieu_champ(l, CHAMP_code_postal), commune = lieu_champ(l, CHAMP_commune),
        adresse = lieu_champ(l, CHAMP_adresse);
    Str place = str_format(a, "%.*s%s%.*s", STR_ARG(postal), str_is_empty(postal) ? "" : " ", STR_ARG(commune));
    return str_is_empty(adresse) ? place : str_format(a, "%.*s, %.*s", STR_ARG(adresse), STR_ARG(place));
}

Str standard_label(StandardEnum e, int i)
{
    return choice_label(&standard_choices(e)[i]);
}

/* "Utilisation sécurisée" inside a sentence: a small letter, but acronyms stay. */
static Str inside(Arena *a, Str label)
{
    if (str_starts(label, S("É")))
        return str_cat(a, S("é"), str_slice(label, 2, label.n));
    bool word = label.n > 1 && label.p[0] >= 'A' && label.p[0] <= 'Z' && !(label.p[1] >= 'A' && label.p[1] <= 'Z');
    return word ? str_cat(a, str_lower(a, str_slice(label, 0, 1)), str_slice(label, 1, label.n)) : label;
}

Str lieu_valeurs(Arena *a, const Lieu *l, StandardEnum e)
{
    Str out = STR_NONE;
    EnumSet chosen = lieu_choisis(l, e);
    for (int i = 0; i < standard_enum_n(e); i++)
        if (enumset_has(chosen, i))
            out = str_is_none(out)
                    ? standard_label(e, i)
                    : str_format(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(inside(a, standard_label(e, i))));
    return out;
}

Str lieu_niveaux_dits(Arena *a, const Lieux *s, const Lieu *l)
{
    Str out = STR_NONE;
    EnumSet niveaux = lieu_facette(s, l, FACETTE_NIVEAU);
    for (int i = 0; i < NIVEAU_N; i++)
        if (enumset_has(niveaux, i))
            out = str_is_none(out) ? facette_niveaux[i].label
                                   : str_format(a, "%.*s · %.*s", STR_ARG(out), STR_ARG(facette_niveaux[i].label));
    return out;
}

Str lieu_tel_uri(Arena *a, const Lieu *l)
{
    Str t = lieu_champ(l, CHAMP_telephone);
    for (size_t i = 0; i < t.n; i++)
        if ((t.p[i] < '0' || t.p[i] > '9') && !(i == 0 && t.p[i] == '+'))
            return STR_NONE;
    return str_is_empty(t) ? STR_NONE : str_cat(a, S("tel:"), t);
}

/* ---- the sheet ----------------------------------------------------------------------------------------------------- */

/* The parts of a "|" list, blanks and empty ones left out. */
static size_t list_read(Arena *a, Str list, const Str **ret)
{
    VEC(Str) v = { 0 };
    Str rest = list, part;
    while (v.n < 20 && str_split(&rest, '|', &part)) {
        part = str_trim(part);
        Str *to = part.n ? vec_push(a, &v) : NULL;
        if (to)
            *to = part;
    }
    *ret = v.v;
    return v.n;
}

static void niveaux_read(const Lieu *l, LieuPage *p)
{
    static const struct {
        Str valeur, nom, oui;
    } rows[NIVEAUX_N] = {
        { S_INIT("En autonomie"), S_INIT("En autonomie"), S_INIT("Vous utilisez le matériel du lieu, seul.") },
        { S_INIT("Accompagnement individuel"), S_INIT("À deux"), S_INIT("Une personne avance avec vous, pas à pas.") },
        { S_INIT("Dans un atelier collectif"), S_INIT("En atelier"),
            S_INIT("Vous apprenez à plusieurs, en petit groupe.") },
        { S_INIT("À distance"), S_INIT("À distance"), S_INIT("On vous aide par téléphone ou en visioconférence.") },
    };
    EnumSet chosen = lieu_choisis(l, ENUM_ACCOMPAGNEMENT);
    p->niveaux_dits = !enumset_empty(chosen);
    for (int i = 0; i < NIVEAUX_N; i++) {
        int index = standard_enum_index(ENUM_ACCOMPAGNEMENT, rows[i].valeur);
        bool has = index >= 0 && enumset_has(chosen, index);
        p->niveaux[i] = (Niveau){ rows[i].nom, has ? rows[i].oui : S("Pas indiqué pour ce lieu."), !has };
    }
}

static Err voisins_read(Arena *a, const Lieux *s, const Lieu *l, LieuPage *p)
{
    LieuxQuery q = { .a_point = true, .point = l->point, .sort = LIEUX_SORT_DISTANCE, .max = FICHE_VOISINS + 1 };
    LieuxResult found = { 0 };
    TRY(lieux_search(s, a, &q, &found));
    LieuxRow *rows = NEW(a, LieuxRow, FICHE_VOISINS);
    if (!rows)
        return ERR_MEMORY;
    for (size_t i = 0; i < found.n && p->voisins_n < FICHE_VOISINS; i++)
        if (found.rows[i].lieu != l && found.rows[i].distance_m >= 0)
            rows[p->voisins_n++] = found.rows[i];
    p->voisins = rows;
    return OK;
}

Str fiche_avant(const LieuPage *p)
{
    return p->tel_uri.p ? S("Appelez avant de venir.") : S("Renseignez-vous avant de venir.");
}

Err lieu_fiche(Arena *a, const Lieux *s, const Territoire *t, const Calendrier *vacances, const Lieu *l, int64_t now,
    LieuPage *ret)
{
    Str *c = NEW(a, Str, STANDARD_N);
    if (!c)
        return ERR_MEMORY;
    lieu_champs(l, c);
    LieuPage p = { .lieu = l, .champs = c, .adresse = lieu_adresse(a, l), .tel_uri = lieu_tel_uri(a, l) };
    p.telephone = fr_telephone(c[CHAMP_telephone]);
    p.titre = str_format(a, "%.*s, %.*s", STR_ARG(utf8_cut(c[CHAMP_nom], 150)),
        STR_ARG(utf8_cut(c[CHAMP_commune], 80)));
    p.demonstration = str_starts(c[CHAMP_source], S("Démonstration"));
    int ferme = standard_enum_index(ENUM_ACCES, S("Ce lieu n'accueille pas de public"));
    p.ferme_au_public = ferme >= 0 && enumset_has(lieu_choisis(l, ENUM_ACCES), ferme);
    p.sites_n = list_read(a, c[CHAMP_site_web], &p.sites);
    p.courriels_n = list_read(a, c[CHAMP_courriels], &p.courriels);
    p.labels_n = list_read(a, c[CHAMP_autres_formations_labels], &p.labels);
    p.a_horaires = !str_is_empty(c[CHAMP_horaires]) &&
                   horaires_vue(a, c[CHAMP_horaires], vacances, minute_paris(now), &p.horaires) == OK;
    p.aujourdhui = civil_paris(now).weekday;
    p.fil[0] = (PageLink){ S("Trouver un lieu"), S("/lieux") };
    niveaux_read(l, &p);
    p.echelle = lieu_facette(s, l, FACETTE_NIVEAU);
    p.echelle_confirmee = lieu_niveaux_confirmes(s, l);
    if (l->a_point)
        TRY(voisins_read(a, s, l, &p));
    p.carte = t && l->commune ? territoire_carte(t, l->commune->departement) : NULL;
    p.repere = (Repere){ .lieu = l };
    p.sur_carte = p.carte && l->a_point && carte_xy(p.carte, l->point, &p.repere.x0, &p.repere.y0);
    if (arena_failed(a))
        return ERR_MEMORY;
    *ret = p;
    return OK;
}
