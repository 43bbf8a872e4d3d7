// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/tenue/blocs.h"

#include "domain/lieux/import.h"
#include "domain/lieux/regles.h"

#define VERSION                                                                                                        \
    {                                                                                                                  \
        .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true          \
    }

const Field bloc_champs_identite[] = {
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom du lieu", .required = true, .max = 300 },
    { .name = "typologie", .kind = FIELD_CHOICE, .label = "Type de lieu", .choices = standard_typologie },
    { .name = "itinerance", .kind = FIELD_CHOICES, .label = "Fixe ou itinérant", .choices = standard_itinerance },
    { .name = "structure_parente", .kind = FIELD_TEXT, .label = "Réseau ou organisme dont il dépend", .max = 300 },
    { .name = "pivot",
        .kind = FIELD_TEXT,
        .label = "SIRET",
        .hint = "14 chiffres, sans blanc. Laissez vide s’il n’y en a pas.",
        .max = 20,
        .autocomplete = "off" },
    VERSION,
    { 0 },
};
const Field bloc_champs_adresse[] = {
    { .name = "adresse", .kind = FIELD_TEXT, .label = "Numéro et rue", .required = true, .max = 300 },
    { .name = "complement_adresse",
        .kind = FIELD_TEXT,
        .label = "Complément",
        .hint = "Étage, bâtiment, lieu-dit.",
        .max = 300 },
    { .name = "code_postal", .kind = FIELD_TEXT, .label = "Code postal", .required = true, .max = 5 },
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .required = true, .max = 100 },
    { .name = "latitude",
        .kind = FIELD_TEXT,
        .label = "Latitude",
        .hint = "Par exemple 48.4439. Laissez les deux vides si vous ne les connaissez pas.",
        .max = 30,
        .autocomplete = "off" },
    { .name = "longitude", .kind = FIELD_TEXT, .label = "Longitude", .max = 30, .autocomplete = "off" },
    { .name = "fiche_acces_libre",
        .kind = FIELD_TEXT,
        .label = "Adresse de la fiche Acceslibre",
        .hint = "Elle dit comment on entre dans le bâtiment\u00A0: https://acceslibre.beta.gouv.fr/…",
        .max = 500,
        .autocomplete = "off" },
    VERSION,
    { 0 },
};
const Field bloc_champs_contact[] = {
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone du lieu", .max = 40, .autocomplete = "off" },
    { .name = "courriels",
        .kind = FIELD_LINES,
        .label = "Courriels du lieu",
        .hint = "Un par ligne. Ils sont publiés.",
        .max = 1000,
        .autocomplete = "off" },
    { .name = "site_web",
        .kind = FIELD_LINES,
        .label = "Sites",
        .hint = "Une adresse par ligne, avec https://",
        .max = 2000,
        .autocomplete = "off" },
    { .name = "prise_rdv",
        .kind = FIELD_TEXT,
        .label = "Adresse pour prendre rendez-vous en ligne",
        .max = 500,
        .autocomplete = "off" },
    { .name = "modalites_acces", .kind = FIELD_CHOICES, .label = "Comment venir vers vous", .choices = standard_acces },
    VERSION,
    { 0 },
};
const Field bloc_champs_horaires[] = {
    { .name = "horaires",
        .kind = FIELD_LINES,
        .label = "Horaires d’ouverture",
        .hint = "Écrivez comme vous le diriez\u00A0: «\u00A0du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h, "
                "fermé le mercredi "
                "après-midi\u00A0». Vous verrez ce qui est compris avant d’enregistrer.",
        .max = 2000 },
    { .name = "compris", .kind = FIELD_TEXT, .label = "Compris", .max = 4000, .address_only = true },
    VERSION,
    { 0 },
};
const Field bloc_champs_services[] = {
    { .name = "services", .kind = FIELD_CHOICES, .label = "Ce qu’on peut y faire", .choices = standard_services },
    { .name = "publics_specifiquement_adresses",
        .kind = FIELD_CHOICES,
        .label = "Publics accueillis en priorité",
        .hint = "Ne cochez rien si tout le monde est accueilli de la même façon.",
        .choices = standard_publics },
    { .name = "prise_en_charge_specifique",
        .kind = FIELD_CHOICES,
        .label = "Accueil particulier",
        .choices = standard_prise_en_charge },
    VERSION,
    { 0 },
};
const Field bloc_champs_acces[] = {
    { .name = "frais_a_charge", .kind = FIELD_CHOICES, .label = "Ce que cela coûte", .choices = standard_frais },
    { .name = "modalites_accompagnement",
        .kind = FIELD_CHOICES,
        .label = "Façons d’accompagner",
        .choices = standard_accompagnement },
    VERSION,
    { 0 },
};
const Field bloc_champs_presentation[] = {
    { .name = "presentation_resume",
        .kind = FIELD_LINES,
        .label = "Le lieu en une phrase",
        .hint = "280 caractères au plus.",
        .max = 280 },
    { .name = "presentation_detail", .kind = FIELD_LINES, .label = "En détail", .max = 5000 },
    { .name = "dispositif_programmes_nationaux",
        .kind = FIELD_CHOICES,
        .label = "Programmes nationaux",
        .choices = standard_dispositifs },
    { .name = "formations_labels",
        .kind = FIELD_CHOICES,
        .label = "Formations et labels",
        .choices = standard_formations },
    { .name = "autres_formations_labels",
        .kind = FIELD_LINES,
        .label = "Autres labels",
        .hint = "Un par ligne.",
        .max = 1000 },
    VERSION,
    { 0 },
};

const Bloc blocs[BLOCS_N] = {
    { S_INIT("identite"), S_INIT("Identité"), S_INIT("Comment ce lieu s’appelle, et ce qu’il est."),
        bloc_champs_identite },
    { S_INIT("adresse"), S_INIT("Adresse"), S_INIT("Où il est, et comment on y entre."), bloc_champs_adresse },
    { S_INIT("contact"), S_INIT("Contact"), S_INIT("Comment le joindre avant de venir."), bloc_champs_contact },
    { S_INIT("horaires"), S_INIT("Horaires"), S_INIT("Quand il est ouvert."), bloc_champs_horaires },
    { S_INIT("services"), S_INIT("Services et publics"), S_INIT("Ce qu’on y trouve, et pour qui."),
        bloc_champs_services },
    { S_INIT("acces"), S_INIT("Coût et accompagnement"), S_INIT("Ce que cela coûte, et comment on est aidé."),
        bloc_champs_acces },
    { S_INIT("presentation"), S_INIT("Présentation, programmes et labels"), S_INIT("Ce qu’il dit de lui."),
        bloc_champs_presentation },
};

StandardField bloc_champ(const Field *f)
{
    return standard_field_named(str_from(f->name));
}

/* ---- shown ---- */

static bool by_lines(const Field *f)
{
    StandardField s = bloc_champ(f);
    return f->kind == FIELD_LINES && s != STANDARD_N && standard_field(s)->list;
}

/* In words where the words give the same hours back; as they are otherwise. */
static Str hours_shown(Arena *a, Str osm)
{
    Horaires *h = NULL;
    Str prose, back, message;
    if (str_is_empty(osm) || horaires_parse(a, osm, &h, &message) != OK || horaires_dire(a, h, &prose) != OK)
        return osm;
    return horaires_lire(a, prose, &back, &message) == OK && str_eq(back, osm) ? prose : osm;
}

/* As it is said in France, where that reads back as the same number; as it is otherwise. */
static Str telephone_shown(Arena *a, Str e164)
{
    Str said = short_dup(a, fr_telephone(e164));
    return str_eq(telephone_normal(a, said), e164) ? said : e164;
}

Str bloc_montre(Arena *a, const Field *f, const LieuTenu *l)
{
    StandardField s = bloc_champ(f);
    if (s == STANDARD_N)
        return STR_NONE;
    Str value = l->champs[s], first = value;
    if (s == CHAMP_pivot && str_eq(value, S("00000000000000")))
        return S("");
    if (s == CHAMP_horaires)
        return hours_shown(a, value);
    if (s == CHAMP_telephone && value.n)
        return telephone_shown(a, value);
    if (f->kind == FIELD_CHOICE) {
        Str rest = value;
        return str_split(&rest, '|', &first) ? first : S("");
    }
    return by_lines(f) && value.n ? str_replace(a, value, S("|"), S("\n")) : value.n ? value : S("");
}

/* ---- read ---- */

/* The chosen values in the standard's order, then what was there and that no box shows. */
static Str read_choices(Req *r, const Field *f, Str before)
{
    Chosen chosen = req_choices(r, f->name);
    VEC(Str) v = { 0 };
    Str rest = before, part;
    for (size_t i = 0; i < chosen.n; i++) {
        Str *to = vec_push(r->arena, &v);
        if (to)
            *to = f->choices[chosen.v[i]].value;
    }
    while (before.n && str_split(&rest, '|', &part)) {
        bool known = false;
        for (const Choice *c = f->choices; !str_is_none(c->value); c++)
            known |= str_eq(c->value, part);
        Str *to = known || !part.n ? NULL : vec_push(r->arena, &v);
        if (to)
            *to = part;
    }
    return v.n ? str_join(r->arena, v.v, v.n, S("|")) : STR_NONE;
}

/* Of several kinds, only the first one is asked: the others stay as long as it does. */
static Str read_choice(Req *r, const Field *f, Str before)
{
    int i = req_choice(r, f->name, -1);
    Str rest = before, first = STR_NONE;
    if (i < 0)
        return STR_NONE;
    bool same = before.n && str_split(&rest, '|', &first) && str_eq(first, f->choices[i].value);
    return same ? before : f->choices[i].value;
}

static Str read_lines(Req *r, const Field *f)
{
    Str rest = req_text(r, f->name), line;
    VEC(Str) v = { 0 };
    while (rest.n && str_split(&rest, '\n', &line)) {
        line = sans_blancs(line);
        Str *to = line.n ? vec_push(r->arena, &v) : NULL;
        if (to)
            *to = str_replace(r->arena, line, S("|"), S(" "));
    }
    return v.n ? str_join(r->arena, v.v, v.n, S("|")) : STR_NONE;
}

/* The number in its one form, so that one shown and left as it was is no change; what cannot be told is judged as typed. */
static Str telephone_read(Arena *a, Str typed)
{
    Str normal = typed.n ? telephone_normal(a, typed) : STR_NONE;
    return normal.n ? normal : typed;
}

void bloc_lire(Req *r, const Bloc *b, LieuTenu *neuf)
{
    for (const Field *f = b->champs; f->name; f++) {
        StandardField s = bloc_champ(f);
        if (s == STANDARD_N || s == CHAMP_horaires)
            continue;
        Str before = neuf->champs[s];
        if (f->kind == FIELD_CHOICES)
            neuf->champs[s] = read_choices(r, f, before);
        else if (f->kind == FIELD_CHOICE)
            neuf->champs[s] = read_choice(r, f, before);
        else if (by_lines(f))
            neuf->champs[s] = read_lines(r, f);
        else
            neuf->champs[s] = req_text(r, f->name);
        if (s == CHAMP_pivot && str_is_none(neuf->champs[s]))
            neuf->champs[s] = S("00000000000000");
        if (s == CHAMP_telephone)
            neuf->champs[s] = telephone_read(r->arena, neuf->champs[s]);
    }
}

/* Texts whose rule is more than a piece of advice: a person who types them can mend them at once. */
static bool is_strict(StandardField f)
{
    static const StandardField strict[] = { CHAMP_pivot, CHAMP_nom, CHAMP_commune, CHAMP_code_postal, CHAMP_adresse,
        CHAMP_latitude, CHAMP_longitude, CHAMP_telephone, CHAMP_courriels, CHAMP_site_web, CHAMP_presentation_resume,
        CHAMP_fiche_acces_libre, CHAMP_prise_rdv };
    for (size_t i = 0; i < sizeof strict / sizeof *strict; i++)
        if (strict[i] == f)
            return true;
    return false;
}

static const Field *field_of(const Field *fields, StandardField s)
{
    for (const Field *f = fields; f->name; f++)
        if (bloc_champ(f) == s)
            return f;
    return NULL;
}

typedef VEC(Faute) Fautes;

static Err fault(Arena *a, Fautes *to, const Field *f, Str message)
{
    Faute *new = vec_push(a, to);
    if (!new)
        return ERR_MEMORY;
    *new = (Faute){ f, message };
    return OK;
}

/* The commune is that of its postal code; its code INSEE follows. */
static Err place_commune(Arena *a, const Territoire *t, const Field *champs, const LieuTenu *lu, LieuTenu *neuf,
    Fautes *to)
{
    const Field *of = field_of(champs, CHAMP_commune);
    bool same = str_eq(lu->champs[CHAMP_commune], neuf->champs[CHAMP_commune]) &&
                str_eq(lu->champs[CHAMP_code_postal], neuf->champs[CHAMP_code_postal]);
    if (!of || same || !t || !neuf->champs[CHAMP_commune].n || !neuf->champs[CHAMP_code_postal].n)
        return OK;
    neuf->champs[CHAMP_code_insee] = STR_NONE;
    const Commune *c = lieu_commune(a, t, neuf->champs);
    if (!c)
        return fault(a, to, of,
            S("Aucune commune de ce nom n’a ce code postal. Vérifiez l’orthographe et le code postal."));
    neuf->champs[CHAMP_code_insee] = code_insee_str(&c->code);
    neuf->champs[CHAMP_commune] = c->nom;
    return OK;
}

static Err judge(Arena *a, const Remarque *m, const Field *champs, const LieuTenu *lu, LieuTenu *neuf, Fautes *to)
{
    StandardField s = standard_field_named(m->champ);
    const Field *of = s == STANDARD_N ? NULL : field_of(champs, s);
    if (!of || str_eq(lu->champs[s], neuf->champs[s]))
        return OK;
    if (m->suite == SUITE_REPAREE)
        neuf->champs[s] = m->reparation;
    if (m->suite != SUITE_REFUSEE && !(m->suite == SUITE_GARDEE && is_strict(s)))
        return OK;
    return fault(a, to, of,
        str_format(a, "%s\u00A0: %.*s%s%.*s.", of->label, STR_ARG(m->raison),
            m->reparation.n ? ". Proposition\u00A0: " : "", STR_ARG(m->reparation)));
}

Err bloc_fautes(Arena *a, const Territoire *t, Date today, const Field *champs, const LieuTenu *lu, LieuTenu *neuf,
    const Faute **ret, size_t *ret_n)
{
    ARENA scratch = arena_new(MIB);
    Fautes found = { 0 };
    ImportFichier f = { .nom = S("saisie"),
        .territoire = t && territoire_n_communes(t) > 0 ? t : NULL,
        .aujourdhui = today };
    ImportLigne l = { .ligne = 1 };
    if (!scratch)
        return ERR_MEMORY;
    TRY(place_commune(a, f.territoire, champs, lu, neuf, &found));
    for (int i = 0; i < STANDARD_N; i++)
        l.champs[i] = neuf->champs[i];
    lieux_valider(a, scratch, &f, &l);
    for (size_t i = 0; i < l.remarques.n; i++)
        TRY(judge(a, &l.remarques.v[i], champs, lu, neuf, &found));
    *ret = found.v;
    *ret_n = found.n;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

Err bloc_valider(Req *r, const Field *champs, const LieuTenu *lu, LieuTenu *neuf)
{
    const Faute *v = NULL;
    size_t n = 0;
    TRY(bloc_fautes(r->arena, req_snapshot(r, &territoire_snapshot), date_paris(r->now), champs, lu, neuf, &v, &n));
    for (size_t i = 0; i < n; i++)
        form_error(r, v[i].champ->name, "%.*s", STR_ARG(v[i].message));
    return OK;
}

Str bloc_horaires(Req *r, const char *champ, Str typed, Str *ret_dit)
{
    Horaires *h = NULL;
    Str osm = STR_NONE, message = STR_NONE, one = str_replace(r->arena, typed, S("\n"), S(", "));
    *ret_dit = STR_NONE;
    if (str_is_empty(sans_blancs(typed)))
        return STR_NONE;
    if (horaires_lire(r->arena, typed, &osm, &message) != OK) {
        Str other = STR_NONE;
        if (horaires_parse(r->arena, one, &h, &other) == OK)
            osm = one;
    }
    if (str_is_none(osm)) {
        form_error(r, champ,
            "Ces horaires ne sont pas compris\u00A0: %.*s. Écrivez-les plus simplement, un jour ou un groupe de jours "
            "par "
            "ligne.",
            STR_ARG(message));
        return STR_NONE;
    }
    if (!h && horaires_parse(r->arena, osm, &h, &message) != OK)
        return STR_NONE;
    if (horaires_dire(r->arena, h, ret_dit) != OK)
        *ret_dit = osm;
    return osm;
}

/* ---- words ---- */

static const Str autres_noms[][2] = {
    { S_INIT("visibilite"), S_INIT("Qui voit ce lieu") },
    { S_INIT("disparu_at"), S_INIT("Absent du fichier de sa source depuis") },
    { S_INIT("ferme_at"), S_INIT("Fermé depuis") },
    { S_INIT("ferme_motif"), S_INIT("Pourquoi") },
    { S_INIT("remplace_par"), S_INIT("Remplacé par") },
    { S_INIT("origine"), S_INIT("Source qui le tient") },
    { S_INIT("confirme_at"), S_INIT("Confirmé exact le") },
    { S_INIT("code_insee"), S_INIT("Code INSEE de la commune") },
    { S_INIT("source"), S_INIT("Source") },
    { S_INIT("date_maj"), S_INIT("Date de mise à jour") },
    { S_INIT("id"), S_INIT("Identifiant") },
};

Str champ_montre_nom(Str nom)
{
    StandardField s = standard_field_named(nom);
    for (int b = 0; b < BLOCS_N && s != STANDARD_N; b++) {
        const Field *f = field_of(blocs[b].champs, s);
        if (f)
            return str_from(f->label);
    }
    for (size_t i = 0; i < sizeof autres_noms / sizeof *autres_noms; i++)
        if (str_eq(autres_noms[i][0], nom))
            return autres_noms[i][1];
    return nom;
}

static Str choice_words(const Choice *c, Str value)
{
    for (; !str_is_none(c->value); c++)
        if (str_eq(c->value, value))
            return choice_label(c);
    return value;
}

Str champ_montre_valeur(Arena *a, Str nom, Str valeur)
{
    StandardField s = standard_field_named(nom);
    int64_t at;
    Date d;
    if (str_is_empty(valeur) || (s == CHAMP_pivot && str_eq(valeur, S("00000000000000"))))
        return STR_NONE;
    if (s == CHAMP_telephone)
        return telephone_shown(a, valeur);
    if (str_ends(nom, S("_at")) && str_to_i64(valeur, &at))
        return date_french(a, date_paris(at));
    if (s == CHAMP_date_maj && date_parse_lenient(valeur, &d))
        return date_french(a, d);
    if (s == CHAMP_horaires)
        return hours_shown(a, valeur);
    if (str_eq(nom, S("visibilite")))
        return choice_words(visibilites, valeur);
    if (str_eq(nom, S("ferme_motif")))
        return choice_words(fermetures, valeur);
    if (s == STANDARD_N || !standard_field(s)->list)
        return valeur;
    Str rest = valeur, part, out = STR_NONE;
    while (str_split(&rest, '|', &part)) {
        StandardEnum e = standard_field(s)->enumeration;
        Str shown = e == ENUM_AUCUNE ? part : choice_words(standard_choices(e), part);
        out = str_is_none(out) ? shown : str_format(a, "%.*s\u202F; %.*s", STR_ARG(out), STR_ARG(shown));
    }
    return out;
}
