// SPDX-License-Identifier: AGPL-3.0-or-later
/* /coordination: the list, one form for the three kinds, one record. */
#include "domain/coordination/coordination_web.h"

#include "coordination_view.h"
#include "core/app.h"
#include "core/auth/codes.h"
#include "domain/journal/journal.h"
#include "domain/plan/plan.h"

enum {
    UID_MAX = 40,
    CLE_MAX = 64,
    MINUTES_MAX = 24 * 60,
    PAGE_MAX = 1000000,
    COORDONNENT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR
};
static const Right coordination_tenir = { "coordination.tenir", "Écrire, corriger et voir les fiches de coordination",
    PROOF_SESSION, COORDONNENT };

static const Field champs[] = {
    { .name = "genre", .kind = FIELD_CHOICE, .label = "Genre", .choices = coordination_genres, .address_only = true },
    { .name = "jour", .kind = FIELD_DATE, .label = "Date", .required = true },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .max = COORDINATION_NOM_MAX },
    { .name = "echelon", .kind = FIELD_CHOICE, .label = "Échelon territorial", .choices = coordination_echelons },
    { .name = "duree", .kind = FIELD_I64, .label = "Durée, en minutes", .min = 1, .max = MINUTES_MAX },
    { .name = "mediateurs",
        .kind = FIELD_I64,
        .label = "Médiateurs présents",
        .min = 0,
        .max = COORDINATION_NOMBRE_MAX },
    { .name = "structures",
        .kind = FIELD_I64,
        .label = "Structures présentes",
        .min = 0,
        .max = COORDINATION_NOMBRE_MAX },
    { .name = "autres",
        .kind = FIELD_I64,
        .label = "Autres acteurs présents",
        .min = 0,
        .max = COORDINATION_NOMBRE_MAX },
    { .name = "type", .kind = FIELD_CHOICE, .label = "Forme de l’animation", .choices = animation_types },
    { .name = "initiative", .kind = FIELD_CHOICE, .label = "Initiative", .choices = initiatives },
    { .name = "themes", .kind = FIELD_CHOICES, .label = "Thèmes", .choices = animation_themes },
    { .name = "forme", .kind = FIELD_CHOICE, .label = "Sorte d’évènement", .choices = evenement_types },
    { .name = "participants", .kind = FIELD_I64, .label = "Participants", .min = 0, .max = COORDINATION_NOMBRE_MAX },
    { .name = "organisateurs", .kind = FIELD_CHOICES, .label = "Organisateurs", .choices = organisateurs },
    { .name = "natures", .kind = FIELD_CHOICES, .label = "Nature du partenariat", .choices = partenariat_natures },
    { .name = "partenaires",
        .kind = FIELD_LINES,
        .label = "Partenaires",
        .hint = "Un par ligne, sa sorte devant\u00a0: «\u00a0Commune\u00a0: Brou\u00a0». Des structures, pas des "
                "personnes.",
        .max = 2000 },
    { .name = "type_autre", .kind = FIELD_TEXT, .label = "Si «\u00a0Autre\u00a0», en quelques mots", .max = 120 },
    { .name = "action",
        .kind = FIELD_TEXT,
        .label = "Action du plan",
        .hint = "Son numéro, par exemple 1.3, si cette action la met en œuvre ou la finance.",
        .max = 10 },
    { .name = "note", .kind = FIELD_LINES, .label = "Note", .max = COORDINATION_NOTE_MAX },
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "modele", .kind = FIELD_TEXT, .label = "Modèle", .max = UID_MAX, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { .name = "cle", .kind = FIELD_TEXT, .label = "Clé", .max = CLE_MAX, .address_only = true },
    { 0 },
};
static const Choice faits[] = {
    { S_INIT("creee"), S_INIT("La fiche est enregistrée.") },
    { S_INIT("modifiee"), S_INIT("La fiche est corrigée.") },
    { S_INIT("supprimee"), S_INIT("La fiche est supprimée.") },
    { S_INIT("retablie"), S_INIT("La fiche est rétablie.") },
    { STR_NONE, STR_NONE },
};
static const Field fiche_champs[] = {
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field liste_champs[] = {
    { .name = "genre", .kind = FIELD_CHOICE, .label = "Genre", .choices = coordination_genres },
    { .name = "supprimees", .kind = FIELD_BOOL, .label = "Les fiches supprimées" },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { 0 },
};

/* ---- words ---- */

/* The labels of words joined by |. */
static Str shown(Arena *a, const Choice *mots, Str joints)
{
    Str all = S(""), part;
    while (str_split(&joints, '|', &part))
        for (int i = 0; !str_is_none(mots[i].value); i++)
            if (str_eq(mots[i].value, part))
                all = str_is_empty(all) ? mots[i].label
                                        : str_format(a, "%.*s, %.*s", STR_ARG(all), STR_ARG(mots[i].label));
    return all;
}

static Str joined(Req *r, const char *name, const Choice *mots)
{
    Str all = S("");
    Chosen c = req_choices(r, name);
    for (size_t i = 0; i < c.n; i++)
        all = i ? str_format(r->arena, "%.*s|%.*s", STR_ARG(all), STR_ARG(mots[c.v[i]].value)) : mots[c.v[i]].value;
    return all;
}

static Str chosen(Req *r, const char *name, const Choice *mots)
{
    int i = req_choice(r, name, -1);
    return i < 0 ? S("") : mots[i].value;
}

static Str number_of(Arena *a, int64_t n)
{
    return n ? str_format(a, "%lld", (long long)n) : S("");
}

/* ---- the form ---- */

static Err show_form(Req *r, const Coordination *x, const Coordination *old)
{
    Arena *a = r->arena;
    const Form *f = &r->form;
    static const char *const names[] = { "Une animation", "Un évènement", "Un partenariat" };
    CoordinationSaisie p = { .form = f,
        .genre = x->genre,
        .uid = old ? old->uid : S(""),
        .version = old ? req_i64(r, "version", old->version) : 0,
        .cle = req_text(r, "cle"),
        .titre = old ? S("Corriger la fiche") : str_from(names[x->genre]),
        .action = old ? S("/coordination/modifier") : S("/coordination/saisir") };
    if (str_is_none(p.cle))
        p.cle = uid_new(a, r->app->random);
    p.jour = champ_defaut(f, "jour", date_iso(a, x->jour));
    p.nom = champ_defaut(f, "nom", x->nom);
    p.echelon = champ_defaut(f, "echelon", x->echelon);
    p.duree = champ_defaut(f, "duree", number_of(a, x->duree_min));
    p.mediateurs = champ_defaut(f, "mediateurs", number_of(a, x->mediateurs));
    p.structures = champ_defaut(f, "structures", number_of(a, x->structures));
    p.autres = champ_defaut(f, "autres", number_of(a, x->autres));
    p.type = champ_defaut(f, "type", x->type);
    p.forme = champ_defaut(f, "forme", x->type);
    p.initiative = champ_defaut(f, "initiative", x->initiative);
    p.themes = champ_defaut(f, "themes", x->themes);
    p.participants = champ_defaut(f, "participants", number_of(a, x->participants));
    p.organisateurs = champ_defaut(f, "organisateurs", x->organisateurs);
    p.natures = champ_defaut(f, "natures", x->natures);
    p.partenaires = champ_defaut(f, "partenaires", x->partenaires);
    p.type_autre = champ_defaut(f, "type_autre", x->type_autre);
    p.plan = champ_defaut(f, "action", x->action);
    p.note = champ_defaut(f, "note", x->note);
    view_coordination_saisie(req_html(r), &p);
    return OK;
}

static Err saisie(Req *r)
{
    Coordination x = { .genre = req_choice(r, "genre", COORDINATION_ANIMATION),
        .echelon = S("departemental"),
        .initiative = S("initiative"),
        .nom = S(""),
        .type = S(""),
        .type_autre = S(""),
        .themes = S(""),
        .organisateurs = S("ma_structure"),
        .natures = S(""),
        .partenaires = S(""),
        .action = S(""),
        .note = S("") };
    Str model = req_text(r, "modele");
    if (!str_is_none(model))
        TRY(coordination_ouvrir(r->db, r->arena, r->acteur, model, &x));
    x.jour = date_paris(r->now);
    return show_form(r, &x, NULL);
}

static Err read_action(Req *r, Coordination *x)
{
    Plan plan;
    x->action = str_or_empty(req_text(r, "action"));
    if (str_is_empty(x->action))
        return OK;
    Err e = plan_courant(r->db, r->arena, &plan);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND || !plan_action(&plan, x->action))
        form_error(r, "action", "Le plan n’a pas d’action «\u00a0%.*s\u00a0»\u00a0: relisez son numéro.",
            STR_ARG(x->action));
    return OK;
}

static Err read_form(Req *r, Coordination *x)
{
    const char *field, *message;
    bool event = req_choice(r, "genre", COORDINATION_ANIMATION) == COORDINATION_EVENEMENT;
    *x = (Coordination){ .genre = req_choice(r, "genre", COORDINATION_ANIMATION),
        .nom = str_or_empty(req_text(r, "nom")),
        .echelon = chosen(r, "echelon", coordination_echelons),
        .duree_min = req_i64(r, "duree", 0),
        .mediateurs = req_i64(r, "mediateurs", 0),
        .structures = req_i64(r, "structures", 0),
        .autres = req_i64(r, "autres", 0),
        .type = event ? chosen(r, "forme", evenement_types) : chosen(r, "type", animation_types),
        .type_autre = str_or_empty(req_text(r, "type_autre")),
        .initiative = chosen(r, "initiative", initiatives),
        .themes = joined(r, "themes", animation_themes),
        .participants = req_i64(r, "participants", 0),
        .organisateurs = joined(r, "organisateurs", organisateurs),
        .natures = joined(r, "natures", partenariat_natures),
        .partenaires = str_or_empty(req_text(r, "partenaires")),
        .note = str_or_empty(req_text(r, "note")) };
    if (!req_date(r, "jour", &x->jour))
        x->jour = date_paris(r->now);
    TRY(read_action(r, x));
    if (!req_has_errors(r) && coordination_faute(x, date_paris(r->now), &field, &message))
        form_error(r, field, "%s", message);
    return OK;
}

static Err enregistrer(Req *r)
{
    Coordination x;
    Str uid;
    TRY(read_form(r, &x));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &x, NULL);
    }
    TRY(coordination_ecrire(r->db, r->arena, r->acteur, r->now, r->app->random, &x, req_text(r, "cle"), &uid));
    return req_redirect(r, "/coordination/fiche?fiche=%.*s&fait=creee", STR_ARG(uid));
}

static Err open_record(Req *r, Coordination *x)
{
    Str uid = req_text(r, "fiche");
    return str_is_none(uid) ? ERR_NOT_FOUND : coordination_ouvrir(r->db, r->arena, r->acteur, uid, x);
}

static Err modifier_page(Req *r)
{
    Coordination x;
    TRY(open_record(r, &x));
    return x.supprime_at.has ? ERR_NOT_FOUND : show_form(r, &x, &x);
}

static Err modifier_envoi(Req *r)
{
    Coordination old, x;
    TRY(open_record(r, &old));
    TRY(read_form(r, &x));
    x.genre = old.genre;
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &x, &old);
    }
    TRY(coordination_modifier(r->db, r->arena, r->acteur, r->now, old.uid, req_i64(r, "version", 0), &x));
    return req_redirect(r, "/coordination/fiche?fiche=%.*s&fait=modifiee", STR_ARG(old.uid));
}

/* ---- one record, and all of them ---- */

static Err fiche(Req *r)
{
    Coordination x;
    Personne who;
    Arena *a = r->arena;
    TRY(open_record(r, &x));
    TRY(personne_par_id(r->db, a, x.personne_id, &who));
    const CoordinationFiche p = { .form = &r->form,
        .x = &x,
        .jour = date_french(a, x.jour),
        .qui = personne_nom_montre(a, who.prenom, who.nom),
        .echelon = shown(a, coordination_echelons, x.echelon),
        .type = shown(a, x.genre == COORDINATION_EVENEMENT ? evenement_types : animation_types, x.type),
        .initiative = shown(a, initiatives, x.initiative),
        .themes = shown(a, animation_themes, x.themes),
        .organisateurs = shown(a, organisateurs, x.organisateurs),
        .natures = shown(a, partenariat_natures, x.natures),
        .ecrite = instant_montre(a, x.cree_at),
        .changee = x.version > 1 ? instant_montre(a, x.modifie_at) : S("") };
    TRY(journal_lecture(r, "coordination.voir", str_cat(a, S("coordination:"), x.uid)));
    view_coordination_fiche(req_html(r), &p);
    return OK;
}

static Err mark(Req *r, bool supprimer)
{
    Coordination x;
    TRY(open_record(r, &x));
    TRY(coordination_supprimer(r->db, r->arena, r->acteur, r->now, x.uid, supprimer));
    return req_redirect(r, "/coordination/fiche?fiche=%.*s&fait=%s", STR_ARG(x.uid),
        supprimer ? "supprimee" : "retablie");
}

static Err supprimer_envoi(Req *r)
{
    return mark(r, true);
}

static Err retablir_envoi(Req *r)
{
    return mark(r, false);
}

static Err liste_page(Req *r)
{
    static const char *const criteria[] = { "genre", "supprimees", NULL };
    const Coordination *found;
    int64_t page = req_i64(r, "page", 1), total = 0;
    CoordinationListe p = { .form = &r->form };
    int genre = req_choice(r, "genre", -1);
    TRY(coordinations_lister(r->db, r->arena, r->acteur, genre, req_bool(r, "supprimees"), page, &found, &p.n, &total));
    CoordinationLigne *lines = NEW(r->arena, CoordinationLigne, p.n + 1);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        lines[i] = (CoordinationLigne){ &found[i], date_french(r->arena, found[i].jour),
            !str_is_empty(found[i].nom) ? found[i].nom : coordination_genres[found[i].genre].label };
    p.lignes = lines;
    p.pages = pagination(r->arena, adresse_de(r, "/coordination", criteria), page, COORDINATIONS_PAGE, total);
    p.genre = champ_de(&r->form, "genre");
    p.supprimees = champ_de(&r->form, "supprimees");
    p.cherche = genre >= 0 || req_bool(r, "supprimees");
    view_coordination_liste(req_html(r), &p);
    return OK;
}

const Route coordination_routes[] = {
    { "GET", "/coordination", liste_page, &coordination_tenir, SLOW, liste_champs, "Fiches de coordination",
        ROUTE_LAX },
    { "GET", "/coordination/saisir", saisie, &coordination_tenir, SLOW, champs, "Saisir une fiche de coordination",
        ROUTE_LAX },
    { "POST", "/coordination/saisir", enregistrer, &coordination_tenir, WRITE, champs,
        "Enregistrer une fiche de coordination", ROUTE_LAX },
    { "GET", "/coordination/fiche", fiche, &coordination_tenir, SLOW, fiche_champs, "Une fiche de coordination",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/coordination/modifier", modifier_page, &coordination_tenir, SLOW, champs,
        "Corriger une fiche de coordination", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/coordination/modifier", modifier_envoi, &coordination_tenir, WRITE, champs,
        "Corriger une fiche de coordination", ROUTE_LAX },
    { "POST", "/coordination/supprimer", supprimer_envoi, &coordination_tenir, WRITE, fiche_champs,
        "Supprimer une fiche de coordination", ROUTE_LAX },
    { "POST", "/coordination/retablir", retablir_envoi, &coordination_tenir, WRITE, fiche_champs,
        "Rétablir une fiche de coordination", ROUTE_LAX },
    { 0 },
};
