// SPDX-License-Identifier: AGPL-3.0-or-later
/* The JSON that export.c writes → what it says. Amounts are integers of centimes. */
#include <jansson.h>

#include "core/json/json.h"
#include "domain/plan/lire.h"

enum { PROFONDEUR = 8, LISTE_MAX = 1000 };

typedef struct Source {
    Arena *a;
    PlanLu *to;
    int64_t rang;                                  /* of the action, from 1: told in place of a line */
} Source;

static Str text(Source *s, const json_t *o, const char *key)
{
    Str v = json_member_str(o, key);
    return str_is_none(v) ? v : str_dup(s->a, v);
}

static Str text_or_empty(Source *s, const json_t *o, const char *key)
{
    Str v = text(s, o, key);
    return str_or_empty(v);
}

static int64_t integer(Source *s, const json_t *o, const char *key, int64_t max, int64_t absent)
{
    const json_t *v = json_object_get(o, key);
    if (!v || json_is_null(v))
        return absent;
    if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > max) {
        faute(s->a, s->to, s->rang, key, S(""),
            str_format(s->a, "écrivez un nombre entier, de 0 à %lld", (long long)max).p);
        return absent;
    }
    return json_integer_value(v);
}

static int64_t year(Source *s, const json_t *o)
{
    int64_t v = integer(s, o, "annee", ANNEE_MAX, 0);
    if (v && v < ANNEE_MIN)
        faute(s->a, s->to, s->rang, "annee", S(""), "écrivez une année, de 2000 à 2100");
    return v;
}

static void day(Source *s, const json_t *o, const char *key, PlanJour *ret)
{
    Str v = text(s, o, key);
    if (v.n && !jour_lire(v, ret))
        faute(s->a, s->to, s->rang, key, v, "écrivez une date comme 2024-06-05");
}

static int choice(Source *s, const json_t *o, const char *key, const Choice *choices)
{
    Str v = text(s, o, key);
    int i = v.n ? choix_lu(s->a, choices, v) : -1;
    if (v.n && i < 0)
        faute(s->a, s->to, s->rang, key, v, choix_remede(s->a, choices).p);
    return i;
}

static size_t list(Source *s, const json_t *o, const char *key, const json_t **ret)
{
    const json_t *v = json_object_get(o, key);
    size_t n = json_array_size(v);
    *ret = v;
    if (n <= LISTE_MAX)
        return n;
    faute(s->a, s->to, s->rang, key, S(""), "cette liste est trop longue");
    return 0;
}

static void read_money(Source *s, const json_t *o, ActionLue *x)
{
    const json_t *v;
    size_t n = list(s, o, "couts", &v);
    for (size_t i = 0; i < n; i++) {
        const json_t *c = json_array_get(v, i);
        int nature = choice(s, c, "nature", cout_natures);
        Cout *to = vec_push(s->a, &x->couts);
        if (to)
            *to = (Cout){ .annee = year(s, c),
                .nature = nature < 0 ? COUT_FONCTIONNEMENT : (CoutNature)nature,
                .libelle = text_or_empty(s, c, "libelle"),
                .ht = integer(s, c, "ht_centimes", MONTANT_MAX, 0),
                .tva = integer(s, c, "tva_centimes", MONTANT_MAX, 0),
                .etp = integer(s, c, "etp_centiemes", 1000000, 0) };
    }
    n = list(s, o, "plan_de_financement", &v);
    for (size_t i = 0; i < n; i++) {
        const json_t *f = json_array_get(v, i);
        int nature = choice(s, f, "nature", financement_natures), etat = choice(s, f, "etat", financement_etats);
        int64_t plafond = integer(s, f, "plafond_centiemes_de_pourcent", TAUX_ENTIER, -1);
        Financement *to = vec_push(s->a, &x->lignes);
        if (!to)
            return;
        *to = (Financement){ .financeur = text_or_empty(s, f, "financeur"),
            .nature = nature < 0 ? APPORT_PUBLIQUE : (FinancementNature)nature,
            .etat = etat < 0 ? FINANCEMENTS_N : (FinancementEtat)etat,
            .montant = integer(s, f, "montant_centimes", MONTANT_MAX, 0),
            .verse = integer(s, f, "verse_centimes", MONTANT_MAX, 0),
            .plafond = { plafond >= 0, plafond >= 0 ? plafond : 0 } };
        day(s, f, "attendu", &to->attendu);
        if (to->financeur.n == 0)
            faute(s->a, s->to, s->rang, "financeur", S(""), "le nom du financeur manque");
    }
    const FinancementPlan p = { x->couts.v, x->couts.n, x->lignes.v, x->lignes.n };
    if (financement_controler(&p, NULL) != FAUTE_AUCUNE)
        faute(s->a, s->to, s->rang, "plan_de_financement", x->titre,
            "les recettes dépassent les dépenses, un plafond ou une limite");
}

static void read_resources(Source *s, const json_t *o, ActionLue *x)
{
    const json_t *v;
    size_t n = list(s, o, "ressources", &v);
    for (size_t i = 0; i < n; i++) {
        const json_t *r = json_array_get(v, i);
        int nature = choice(s, r, "nature", ressource_natures);
        Ressource *to = vec_push(s->a, &x->ressources);
        if (!to)
            return;
        *to = (Ressource){ .nature = nature < 0 ? RESSOURCE_MATERIEL : (RessourceNature)nature,
            .libelle = text_or_empty(s, r, "libelle"),
            .quantite = integer(s, r, "quantite_centiemes", QUANTITE_MAX, 0),
            .annee = year(s, r) };
        if (to->quantite == 0)
            faute(s->a, s->to, s->rang, "quantite_centiemes", S(""), "écrivez combien, plus que zéro");
    }
    n = list(s, o, "lieux", &v);
    for (size_t i = 0; i < n; i++) {
        Str id = json_value_str(json_array_get(v, i));
        Str *to = id.n ? vec_push(s->a, &x->lieux) : NULL;
        if (to)
            *to = str_dup(s->a, id);
    }
}

static void read_steps(Source *s, const json_t *o, ActionLue *x)
{
    const json_t *v;
    size_t n = list(s, o, "etapes", &v);
    for (size_t i = 0; i < n; i++) {
        const json_t *e = json_array_get(v, i);
        ActionEtape *to = vec_push(s->a, &x->etapes);
        if (!to)
            return;
        *to = (ActionEtape){ .titre = text_or_empty(s, e, "titre") };
        day(s, e, "echeance", &to->echeance);
        day(s, e, "faite", &to->faite);
    }
    n = list(s, o, "proches", &v);
    for (size_t i = 0; i < n; i++)
        x->proches = str_format(s->a, "%.*s%s%.*s", STR_ARG(x->proches), i ? ";" : "",
            STR_ARG(json_value_str(json_array_get(v, i))));
}

static void read_public(Source *s, const json_t *o, ActionLue *x)
{
    const json_t *v = json_object_get(o, "public");
    if (!json_is_array(v))
        return;
    x->publics.has = true;
    for (size_t i = 0; i < json_array_size(v); i++) {
        int bit = choice_index(public_champs, json_value_str(json_array_get(v, i)));
        if (bit < 0)
            faute(s->a, s->to, s->rang, "public", json_value_str(json_array_get(v, i)), "ce champ n’est pas connu");
        else
            x->publics.v |= INT64_C(1) << bit;
    }
}

static int themes(Source *s, const json_t *o)
{
    unsigned v = 0;
    Str unknown, said = text_or_empty(s, o, "theme");
    if (said.n == 0)
        return -1;
    if (themes_lus(s->a, said, &v, &unknown))
        return (int)v;
    faute(s->a, s->to, s->rang, "theme", unknown, choix_remede(s->a, plan_themes).p);
    return -1;
}

static void read_action(Source *s, const json_t *o)
{
    Str titre = text_or_empty(s, o, "titre");
    int64_t axe = integer(s, o, "axe", 99, 0);
    if (titre.n == 0 || utf8_length(titre) > ACTION_TITRE_MAX || axe == 0) {
        faute(s->a, s->to, s->rang, "titre", utf8_cut(titre, 80),
            "une action a un titre de 400 caractères au plus et le numéro d’un axe");
        return;
    }
    ActionLue *x = vec_push(s->a, &s->to->actions);
    if (!x)
        return;
    int genre = choice(s, o, "type", action_genres);
    int64_t avancement = integer(s, o, "avancement", 100, -1);
    *x = (ActionLue){ .ligne = s->rang,
        .numero = text(s, o, "numero"),
        .objectif = text_or_empty(s, o, "objectif"),
        .axe = axe,
        .rang = integer(s, o, "ordre", 9999, 0),
        .genre = genre < 0 ? S("action") : action_genres[genre].value,
        .titre = titre,
        .pilote = text(s, o, "pilote"),
        .territoires = text(s, o, "territoires"),
        .themes = themes(s, o),
        .priorite = choice(s, o, "priorite", priorites),
        .etat = choice(s, o, "statut", action_etats),
        .avancement = { avancement >= 0, avancement >= 0 ? avancement : 0 } };
    day(s, o, "debut", &x->debut);
    day(s, o, "fin", &x->fin);
    if (x->debut.has && x->fin.has && x->fin.d.days < x->debut.d.days)
        faute(s->a, s->to, s->rang, "fin", x->titre, "la fin précède le début");
    const json_t *texts = json_object_get(o, "textes");
    for (int t = 0; t < TEXTES_N; t++) {
        x->textes[t] = text(s, texts, action_textes[t].value.p);
        if (utf8_length(x->textes[t]) > ACTION_TEXTE_MAX)
            faute(s->a, s->to, s->rang, action_textes[t].value.p, x->titre, "ce texte dépasse 20 000 caractères");
    }
    read_steps(s, o, x);
    read_resources(s, o, x);
    read_public(s, o, x);
    read_money(s, o, x);
}

static void read_head(Source *s, const json_t *root)
{
    const json_t *f = json_object_get(root, "feuille_de_route"), *v;
    PlanJour debut = { 0 }, fin = { 0 };
    day(s, f, "debut", &debut);
    day(s, f, "fin", &fin);
    s->to->a_feuille = json_is_object(f);
    s->to->feuille = (Feuille){ .nom = text_or_empty(s, f, "nom"),
        .description = text_or_empty(s, f, "description"),
        .porteurs = text_or_empty(s, f, "porteurs"),
        .appui = text_or_empty(s, f, "appui"),
        .perimetre = text_or_empty(s, f, "perimetre"),
        .source = text_or_empty(s, f, "source"),
        .debut = debut.d,
        .fin = fin.d };
    if (s->to->a_feuille && (s->to->feuille.nom.n == 0 || !debut.has || !fin.has || fin.d.days < debut.d.days))
        faute(s->a, s->to, 1, "feuille_de_route", S(""), "une feuille de route a un nom, un début et une fin");
    size_t n = list(s, root, "axes", &v);
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(v, i);
        AxeLu *x = vec_push(s->a, &s->to->axes);
        if (x)
            *x = (AxeLu){ integer(s, o, "rang", 99, 0), text_or_empty(s, o, "titre"),
                text_or_empty(s, o, "diagnostic") };
        if (x && (x->rang == 0 || x->titre.n == 0))
            faute(s->a, s->to, (int64_t)i + 1, "axes", S(""), "un axe a un rang et un titre");
    }
}

Err plan_lire_json(Arena *a, Str octets, PlanLu *to)
{
    JSON_VALUE root = NULL;
    Str message = STR_NONE;
    Source s = { a, to, 1 };
    to->format = PLAN_JSON;
    Err e = json_read(a, octets, (JsonLimits){ PLAN_FICHIER_MAX, PROFONDEUR, false }, &root, &message);
    if (e == ERR_INVALID)
        faute(a, to, 1, "JSON", S(""), message.n ? message.p : "ce texte ne se lit pas");
    if (e != OK)
        return e;
    read_head(&s, root);
    const json_t *actions = json_object_get(root, "actions");
    size_t n = json_array_size(actions);
    if (n > PLAN_ACTIONS_MAX)
        return ERR_TOO_LARGE;
    for (size_t i = 0; i < n && to->fautes.n < PLAN_FAUTES_MAX; i++) {
        s.rang = (int64_t)i + 1;
        read_action(&s, json_array_get(actions, i));
    }
    return OK;
}
